"""What filings state for a metric and a period: which concept answered, in which filing, and how it was put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from math import prod

from circularity.filings.facts import Fact
from circularity.filings.metrics import Expression, Term, expressions
from circularity.model.figures import FLOWS, Period

YEAR_DAYS = range(350, 379)
"""A fiscal year of 52 or 53 weeks, or of 365 or 366 days."""
QUARTER_DAYS = range(80, 103)
"""A quarter of 12 to 14 weeks, or of three months."""
NEARBY = timedelta(days=6)
"""Fiscal years that end on a weekday nearest to a month's end: no two ends of periods are closer than this."""
SPLIT = "StockholdersEquityNoteStockSplitConversionRatio1"


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that a filing states, or that is derived from what filings state; `how` says how."""

    value: Decimal
    expression: Expression
    facts: tuple[Fact, ...]
    filing: str
    filed: date | None
    how: str = ""

    @property
    def precision(self) -> float:
        """How far rounding may have moved it."""
        return sum(fact.precision for fact in self.facts)


class Index:
    """Facts by concept and last day, for looking up metrics."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts: dict[str, list[Fact]] = {}
        self.ends: set[date] = set()
        for fact in facts:
            if fact.value is not None and fact.end is not None:
                self.facts.setdefault(fact.local, []).append(fact)

    def splits(self) -> dict[date, Decimal]:
        """Share splits that the filings state: the ratio by the last day of the period in which they took effect."""
        found: dict[date, Decimal] = {}
        for fact in self.facts.get(SPLIT, ()):
            if fact.end and fact.value and fact.value > 1 and all(abs((fact.end - day).days) > 200 for day in found):
                found[fact.end] = fact.value
        return dict(sorted(found.items()))

    def year_ends(self) -> list[date]:
        """Last days of the fiscal years for which any flow is stated."""
        flows = ("NetIncomeLoss", "ProfitLoss", "OperatingIncomeLoss")
        return sorted({f.end for name in flows for f in self.facts.get(name, ()) if f.end and f.days in YEAR_DAYS and not f.dimensions})


def stated(index: Index, metric: str, end: date, period: Period, currency: str | None = "USD") -> list[Stated]:
    """Every statement of a metric for a period, best concept first, then the latest filing first.

    Quarters and years are told apart by their length, never by ``fy`` or ``fp``. Where a quarter or the last four quarters are
    not stated as such, they are derived from year-to-date figures, and `how` says so.
    """
    found: list[Stated] = []
    for expression in expressions(metric):
        plain = _direct(index, metric, expression, end, period, currency)
        if not plain and metric in FLOWS:
            plain = _derived(index, metric, expression, end, period, currency)
        found += sorted(plain, key=lambda s: (s.filed or date.min, s.filing), reverse=True)
    return found


def known_then(found: Iterable[Stated]) -> list[Stated]:
    """Of each way to answer, the statement that was filed first."""
    return _one_a_concept(found, first=True)


def known_latest(found: Iterable[Stated]) -> list[Stated]:
    """Of each way to answer, the statement that was filed last."""
    return _one_a_concept(found, first=False)


def split_factors(index: Index, after: date) -> dict[Decimal, str]:
    """By what share counts as of a day may have been multiplied since, with the splits that make it up."""
    later = [(day, ratio) for day, ratio in index.splits().items() if day > after]
    found: dict[Decimal, str] = {}
    for size in range(1, len(later) + 1):
        for chosen in combinations(later, size):
            found.setdefault(
                prod((ratio for _, ratio in chosen), start=Decimal(1)), " and ".join(f"{r:f} for 1 in {d:%Y-%m}" for d, r in chosen)
            )
    return found


def _one_a_concept(found: Iterable[Stated], first: bool) -> list[Stated]:
    by: dict[int, Stated] = {}
    for item in found:
        other = by.get(item.expression.rank)
        when = item.filed or date.min
        if other is None or (when < (other.filed or date.min) if first else when > (other.filed or date.min)):
            by[item.expression.rank] = item
    return [by[rank] for rank in sorted(by)]


def _direct(index: Index, metric: str, expression: Expression, end: date, period: Period, currency: str | None) -> list[Stated]:
    for near in _ends(end):
        got = list(_whole(index, metric, expression, near, _lengths(metric, period), currency))
        if got:
            moved = "" if near == end else f"the filing's period ends {near}"
            return [Stated(s.value, s.expression, s.facts, s.filing, s.filed, moved) for s in got]
    return []


def _lengths(metric: str, period: Period) -> range | None:
    if metric not in FLOWS:
        return None
    return {Period.YEAR: YEAR_DAYS, Period.QUARTER: QUARTER_DAYS, Period.TRAILING: YEAR_DAYS}.get(period, range(0))


def _whole(index: Index, metric: str, expression: Expression, end: date, days: range | None, currency: str | None) -> Iterator[Stated]:
    """One statement a filing, with every needed term out of that filing."""
    terms = [_by_filing(index, metric, term, end, days, currency) for term in expression.terms]
    needed = [set(found) for term, found in zip(expression.terms, terms, strict=True) if not term.optional]
    for filing in sorted(set.intersection(*needed)) if needed else ():
        parts = [(term, found[filing]) for term, found in zip(expression.terms, terms, strict=True) if filing in found]
        value = sum((term.sign * (fact.value or Decimal(0)) for term, fact in parts), Decimal(0))
        facts = tuple(fact for _, fact in parts)
        yield Stated(value * 100 if facts[0].unit == "pure" else value, expression, facts, filing, facts[0].filed)


def _by_filing(index: Index, metric: str, term: Term, end: date, days: range | None, currency: str | None) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for fact in index.facts.get(term.concept, ()):
        if fact.end != end or not _fits(fact, term, days, currency):
            continue
        filing = fact.accession or fact.document
        if filing not in found or len(fact.dimensions) < len(found[filing].dimensions):
            found[filing] = fact
    return found


def _fits(fact: Fact, term: Term, days: range | None, currency: str | None) -> bool:
    if fact.unit not in (currency, "pure", "shares"):
        return False
    if (fact.days not in days) if days is not None else False:
        return False
    if not term.members:
        return not fact.dimensions
    return len(fact.members) == 1 and fact.members <= term.members


def _ends(end: date) -> Iterator[date]:
    yield end
    for away in range(1, NEARBY.days + 1):
        yield end - timedelta(days=away)
        yield end + timedelta(days=away)


def _derived(index: Index, metric: str, expression: Expression, end: date, period: Period, currency: str | None) -> list[Stated]:
    """A quarter as the difference of two year-to-date figures; the last four quarters as a year plus this year to date less last year's."""
    if period is Period.QUARTER:
        for long, short in ((YEAR_DAYS, range(260, 290)), (range(260, 290), range(170, 196)), (range(170, 196), QUARTER_DAYS)):
            for whole in _latest(_whole(index, metric, expression, end, long, currency)):
                start = whole.facts[0].start
                before = [
                    s for day in _quarter_before(end) for s in _whole(index, metric, expression, day, short, currency)
                    if s.facts[0].start == start
                ]  # fmt: skip
                for part in _latest(before):
                    how = f"derived: {long[len(long) // 2] // 91 * 3} months to {end} less those to {part.facts[0].end} ({part.filing})"
                    return [Stated(whole.value - part.value, expression, (*whole.facts, *part.facts), whole.filing, whole.filed, how)]
    if period is Period.TRAILING:
        return _trailing(index, metric, expression, end, currency)
    return []


def _trailing(index: Index, metric: str, expression: Expression, end: date, currency: str | None) -> list[Stated]:
    for length in (range(260, 290), range(170, 196), QUARTER_DAYS):
        for now in _latest(_whole(index, metric, expression, end, length, currency)):
            start = now.facts[0].start
            assert start is not None
            years = [s for day in _ends(start - timedelta(days=1)) for s in _whole(index, metric, expression, day, YEAR_DAYS, currency)]
            then = [s for day in _ends(end - timedelta(days=364)) for s in _whole(index, metric, expression, day, length, currency)]
            for year, past in zip(_latest(years), _latest(then), strict=False):
                how = f"derived: year to {year.facts[0].end} plus {start} to {end} less the same of the year before"
                facts = (*year.facts, *now.facts, *past.facts)
                return [Stated(year.value + now.value - past.value, expression, facts, now.filing, now.filed, how)]
    return []


def _quarter_before(end: date) -> Iterator[date]:
    for days in range(84, 100):
        yield end - timedelta(days=days)


def _latest(found: Iterable[Stated]) -> list[Stated]:
    ranked = sorted(found, key=lambda s: (s.filed or date.min, s.filing))
    return ranked[-1:]

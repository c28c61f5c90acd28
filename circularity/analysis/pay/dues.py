"""What a company owes and is promised, cut into years: purchases, funding promised to others, debt that matures, money to come.

Nothing stands twice: parts are taken out of their wholes (`positions`), an advance on a purchase is not
added to that purchase, and what has no date is put into no year but listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from circularity.analysis.results import Term
from circularity.analysis.wording import money
from circularity.dataset.dataset import Dataset
from circularity.graph.positions import Position, admitted
from circularity.graph.terms import cut, span
from circularity.graph.view import View
from circularity.model.amounts import ZERO, Amount
from circularity.model.kinds import EdgeClass, Kind
from circularity.model.stages import Basis, Stage

PURCHASES, PROMISED, DEBT, RECEIVED, UNDRAWN, SALES = "purchases", "funding_promised", "debt_due", "received", "undrawn", "sales"
LATEST = date(2200, 12, 31)
TO_OWNERS = (Kind.ACQUISITION,)
"""Money for a company's shares that goes to those who held them, and is no money of the company."""


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year, or what is left of the first one."""

    year: int
    first: date
    last: date

    @property
    def share(self) -> float:
        """Of the calendar year."""
        return ((self.last - self.first).days + 1) / (date(self.year, 12, 31) - date(self.year - 1, 12, 31)).days


def periods(first: date, last_year: int) -> tuple[Period, ...]:
    """From a day to the end of its year, then year by year.

    >>> [(p.year, p.first.isoformat()) for p in periods(date(2026, 4, 1), 2027)]
    [(2026, '2026-04-01'), (2027, '2027-01-01')]
    """
    years = range(first.year, max(first.year, last_year) + 1)
    return tuple(Period(year, max(first, date(year, 1, 1)), date(year, 12, 31)) for year in years)


@dataclass(frozen=True, slots=True)
class Due:
    """What of one edge falls into one period; `period` is ``None`` where no date places it, or only a later one."""

    edge: str
    other: str
    part: str
    period: Period | None
    term: Term
    by_default: bool = False
    """Whether it rests on the usual term of its kind."""
    evenly: bool = False
    """Whether it is an even part of an amount over stated dates."""
    at_once: Amount = ZERO
    """What of it has no date and is taken as ready at once."""
    later: bool = False
    """Whether it falls after the last year looked at."""

    @property
    def amount(self) -> Amount:
        return self.term.amount


def owed(data: Dataset, company: str, view: View, over: tuple[Period, ...], basis: Basis) -> list[Due]:
    """All that a company is to pay under recorded deals, by period, on a basis."""
    return list(_owed(data, company, view, over, basis))


def _owed(data: Dataset, company: str, view: View, over: tuple[Period, ...], basis: Basis) -> Iterator[Due]:
    sellers = _priced_partners(data, view, basis, payer=company)
    for position in admitted(data, view):
        edge, spec = position.edge, position.edge.kind.spec
        if position.stage.is_ended and position.stage is not Stage.DEFAULTED:
            continue
        if edge.payer == company and spec.edge_class is EdgeClass.COMMERCE:
            yield from _spread(data, position, view, over, basis, PURCHASES, edge.payee)
        elif edge.payer == company and spec.edge_class is EdgeClass.FINANCING and spec.cash:
            if edge.kind is Kind.PREPAYMENT and edge.part_of is None and edge.payee in sellers:
                continue  # an advance on a purchase that is counted
            yield from _to_come(position, view, over, basis, PROMISED, edge.payee, at_once=False)
        elif edge.payee == company and spec.owes:
            yield from _matures(position, over)


def promised(data: Dataset, company: str, view: View, over: tuple[Period, ...], basis: Basis) -> list[Due]:
    """Funding that came in since the first period began, and what is promised and not drawn."""
    found: list[Due] = []
    buyers = _priced_partners(data, view, basis, payee=company)
    for position in admitted(data, view):
        edge, spec = position.edge, position.edge.kind.spec
        if edge.payee != company or spec.edge_class is not EdgeClass.FINANCING or not spec.cash or edge.kind in TO_OWNERS:
            continue
        if edge.kind is Kind.PREPAYMENT and edge.part_of is None and edge.payer in buyers:
            continue  # an advance on sales that are counted as revenue
        came = list(_received(data, position, view, over))
        if position.stage.is_ended:
            found.extend(came)
            continue
        undrawn = list(_to_come(position, view, over, basis, UNDRAWN, edge.payer, at_once=True))
        found.extend(_as_one(position, came, undrawn, basis) if came and undrawn else (*came, *undrawn))
    return found


def _as_one(position: Position, came: list[Due], undrawn: list[Due], basis: Basis) -> list[Due]:
    """What came and what is to come of one promise, in one period, share the doubt about what was paid.

    Together they are the promise less what was paid before the period, and never more than the promise: a ceiling on what
    was paid ("up to 30 bn" of 30 bn) must not stand once as received and once more as still to come.
    """
    last, rest, paid = came[-1], undrawn[0], position.paid
    if last.period != rest.period or paid.low == paid.high or not paid.high or last.amount.high is None:
        return [*came, *undrawn]
    earlier = paid.scaled(max(0.0, round(1 - last.amount.high / paid.high, 12)))
    words = f"{basis} {money(position.on(basis))}, of it paid so far {money(paid)}, of that before the period {money(earlier)}"
    one = Term(position.on(basis).less(earlier), words, position.cited)
    return [*came[:-1], replace(last, term=one, at_once=rest.at_once)]


def sold(data: Dataset, company: str, view: View, over: tuple[Period, ...], basis: Basis) -> list[Due]:
    """What recorded contracts bring a company in sales."""
    found: list[Due] = []
    for position in admitted(data, view):
        edge = position.edge
        if edge.payee == company and edge.kind.spec.edge_class is EdgeClass.COMMERCE and not position.stage.is_ended:
            found.extend(_spread(data, position, view, over, basis, SALES, edge.payer))
    return found


def last_year(data: Dataset, company: str, view: View) -> int | None:
    """The last year into which a dated obligation of a company reaches."""
    years = []
    for position in admitted(data, view):
        edge = position.edge
        if position.stage.is_ended:
            continue
        if edge.payer == company and edge.kind.spec.edge_class is EdgeClass.COMMERCE and (days := span(edge, data)):
            years.append(days.last.year)
        elif edge.payee == company and edge.kind.spec.owes and edge.ends:
            years.append(edge.ends.last.year)
    return max(years, default=None)


def suppliers(data: Dataset, company: str, view: View) -> frozenset[str]:
    """Heads of the groups that sell to a company under an agreed deal, priced or not; pools are nobody."""
    return frozenset(
        data.group(position.edge.payee)
        for position in admitted(data, view)
        if position.edge.payer == company
        and position.edge.kind.spec.edge_class is EdgeClass.COMMERCE
        and position.stage.is_agreed
        and not data.entities[position.edge.payee].is_pool
    )


def _priced_partners(data: Dataset, view: View, basis: Basis, *, payer: str | None = None, payee: str | None = None) -> frozenset[str]:
    return frozenset(
        position.edge.payee if payer else position.edge.payer
        for position in admitted(data, view)
        if (position.edge.payer == payer if payer else position.edge.payee == payee)
        and position.edge.kind.spec.edge_class is EdgeClass.COMMERCE
        and position.on(basis).carries_money
    )


def _spread(data: Dataset, position: Position, view: View, over: tuple[Period, ...], basis: Basis, part: str, other: str) -> Iterator[Due]:
    """A contract's money by its schedule, its dates or the usual term of its kind."""
    edge, amount = position.edge, position.on(basis)
    if amount.point == 0 and amount.high == 0:
        return
    if not amount.disclosed or span(edge, data, view.last_day) is None:
        if amount.less(position.paid).high != 0 or not amount.disclosed:
            words = f"{basis} {money(amount)}; no date says when"
            yield Due(edge.id, other, part, None, Term(amount.less(position.paid), words, position.cited))
        return
    loose = 0.0
    for period in over:
        found = cut(position, data, View(as_of=view.as_of, window=(period.first, period.last), ever=view.ever), basis)
        if found is None:
            continue
        loose = found.unscheduled
        if found.amount.disclosed and found.amount.high == 0:
            continue
        words = f"{basis} {money(amount)} of {edge.id} from {period.first} to {period.last}" + (
            ", default term" if found.by_default else ""
        )
        evenly = not edge.schedule and edge.ends is not None
        yield Due(edge.id, other, part, period, Term(found.amount, words, position.cited), found.by_default, evenly)
    if loose:
        yield Due(edge.id, other, part, None, Term(Amount.exactly(loose), "beyond what its schedule places", position.cited))
    if over:
        rest = cut(position, data, View(as_of=view.as_of, window=(after(over[-1].last), LATEST), ever=view.ever), basis)
        if rest is not None and rest.amount.high != 0:
            words = f"{basis} {money(amount)} of {edge.id} after {over[-1].last}"
            yield Due(edge.id, other, part, None, Term(rest.amount, words, position.cited), rest.by_default, later=True)


def _to_come(
    position: Position, view: View, over: tuple[Period, ...], basis: Basis, part: str, other: str, *, at_once: bool
) -> Iterator[Due]:
    """Promised money that has not moved: on the day it is to move, if that lies ahead; else at once, or on no known day."""
    edge, amount = position.edge, position.on(basis)
    left = amount.less(position.paid)
    if amount.disclosed and left.high == 0:
        return
    words = f"{basis} {money(amount)} less paid {money(position.paid)}"
    day = edge.starts.first if edge.starts and edge.starts.first > view.last_day else None
    period = next((p for p in over if day is not None and p.first <= day <= p.last), None)
    if day is None and at_once and over:
        period = next((p for p in over if p.last > view.last_day), over[0])
        words += "; no date, taken as ready at once"
    later = day is not None and bool(over) and day > over[-1].last
    ready = left if day is None and at_once else ZERO
    yield Due(edge.id, other, part, period, Term(left, words, position.cited), at_once=ready, later=later)


def _received(data: Dataset, position: Position, view: View, over: tuple[Period, ...]) -> Iterator[Due]:
    """What moved between the first day of the first period and the view's date."""
    for period in over:
        last = min(period.last, view.last_day)
        if last < period.first:
            return
        found = cut(position, data, View(as_of=view.as_of, window=(period.first, last), ever=view.ever), Basis.PAID)
        if found is None or (found.amount.disclosed and found.amount.high == 0) or not found.amount.disclosed:
            continue
        words = f"paid between {period.first} and {last} under {position.edge.id}"
        yield Due(position.edge.id, position.edge.payer, RECEIVED, period, Term(found.amount, words, position.cited))


def _matures(position: Position, over: tuple[Period, ...]) -> Iterator[Due]:
    """A debt's balance on its maturity; earlier instalments are not known."""
    edge, claim = position.edge, position.claim
    if not over:
        return
    if claim.disclosed and claim.high == 0:
        return
    words = f"{position.full.claim_from}: {money(claim)}"
    if edge.ends is None or edge.ends.last < over[0].first:
        why = "no maturity stated" if edge.ends is None else f"matured {edge.ends}, not known to be repaid"
        yield Due(edge.id, edge.payer, DEBT, None, Term(claim, f"{words}; {why}", position.cited))
        return
    period = next((p for p in over if p.first <= edge.ends.last <= p.last), None)
    yield Due(edge.id, edge.payer, DEBT, period, Term(claim, f"{words}; matures {edge.ends}", position.cited), later=period is None)


def after(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)

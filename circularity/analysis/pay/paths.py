"""Revenue by year on several paths: as reported, at the present rate, as contracted, as planned, as supposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from circularity.analysis.pay.dues import Due, Period
from circularity.analysis.reported import Reported, best_of, reported
from circularity.analysis.results import Term
from circularity.analysis.wording import money
from circularity.dataset.dataset import Dataset
from circularity.dataset.reference import plans
from circularity.model.amounts import Amount, total
from circularity.model.figures import Period as Covers
from circularity.model.plans import Plan, PlanMaker, Planned
from circularity.model.whatif import Supposed

REPORTED, RUN_RATE, CONTRACTS, SUPPOSED = "reported", "run_rate", "contracts", "supposed"


@dataclass(frozen=True)
class Path:
    """One way in which revenue may go: an amount for each period, each with the figures behind it."""

    name: str
    label: str
    terms: tuple[Term | None, ...]
    """One a period; ``None`` where the path says nothing."""
    stated: date | None = None
    reach: int | None = None
    """For a company's own plan: the last year that it speaks of."""


@dataclass(frozen=True)
class Base:
    """The present yearly rate of revenue and what it rests on."""

    yearly: Amount
    day: date
    label: str


def revenue_paths(data: Dataset, company: str, day: date, over: tuple[Period, ...], sales: list[Due], supposed: Supposed) -> list[Path]:
    """Every path that the data, published plans and the user give; none if nothing is known of the revenue."""
    found: list[Path] = []
    last = reported(data, company, "revenue", day)
    base = run_rate(data, company, day)
    if last is not None:
        held = tuple(_term(last.value, period, f"{last.label}, held", (last.label,)) for period in over)
        found.append(Path(REPORTED, f"the last reported year held ({money(last.value)})", held))
    if base is not None:
        held = tuple(_term(base.yearly, period, f"{base.label}, held", (base.label,)) for period in over)
        found.append(Path(RUN_RATE, f"the present rate held ({money(base.yearly)} a year, {base.label})", held, base.day))
    anchor = base or (Base(last.value, _day(last), last.label) if last else None)
    contracts = _contracts(over, sales, anchor)
    if contracts is not None:
        found.append(contracts)
    for plan in plans(data):
        if plan.entity == company and plan.measure is Planned.REVENUE and plan.stated.first <= day:
            found.append(_planned(plan, over, last))
    if supposed.growth is not None and anchor is not None:
        found.append(_grown(anchor, over, supposed.growth))
    return found


def run_rate(data: Dataset, company: str, day: date) -> Base | None:
    """Revenue a year at present: the latest stated run rate or four times the latest quarter, whichever is later.

    A company whose last report is of a whole year has no later rate than that.
    """
    stated = reported(data, company, "revenue_run_rate", day)
    quarter = best_of(data, company, "revenue", Covers.QUARTER, day)
    year = reported(data, company, "revenue", day)
    found: list[tuple[str, int, Base]] = []
    if quarter is not None and (year is None or quarter.period_end > year.period_end):
        found.append((quarter.period_end, 0, Base(quarter.value.scaled(4), _day(quarter), f"four times {quarter.label}")))
    if stated is not None and (year is None or stated.period_end > year.period_end):
        found.append((stated.period_end, 1, Base(stated.value, _day(stated), stated.label)))
    return max(found)[2] if found else None


def _day(figure: Reported) -> date:
    return date.fromisoformat(figure.period_end)


def _term(yearly: Amount, period: Period, words: str, figures: tuple[str, ...] = (), edges: tuple[str, ...] = ()) -> Term:
    share = period.share
    part = words if share == 1 else f"{words}, {share:.0%} of the year"
    return Term(yearly.scaled(share), part, edges, figures)


def _contracts(over: tuple[Period, ...], sales: list[Due], base: Base | None) -> Path | None:
    """The larger of the present rate (else the last year) and what recorded sales contracts bring: most companies sell to others too."""
    terms: list[Term | None] = []
    for period in over:
        mine = [due for due in sales if due.period == period and due.amount.disclosed]
        inside = total(due.amount for due in mine)
        floor = base.yearly.scaled(period.share) if base else None
        if floor is not None and (floor.point or 0.0) >= (inside.point or 0.0):
            terms.append(_term(base.yearly, period, f"{base.label}, more than the recorded contracts", (base.label,)) if base else None)
        elif mine:
            edges = tuple(dict.fromkeys(edge for due in mine for edge in due.term.edges))
            terms.append(Term(inside, "sales contracts in the year", edges))
        else:
            terms.append(None)
    if not any(term is not None and term.edges for term in terms):
        return None
    return Path(CONTRACTS, "recorded sales contracts, or the present rate where that is more", tuple(terms))


def _planned(plan: Plan, over: tuple[Period, ...], last: Reported | None) -> Path:
    """A plan's own years; between two known years the same growth each year; after its last year as in that year."""
    known = {when.first.year: money.stated for when, money in plan.values.items()}
    said = set(known)
    if last is not None and _day(last).year < min(known):
        known[_day(last).year] = last.value
    figure = plan.label
    terms: list[Term | None] = []
    for period in over:
        year = period.year
        before, later = max((y for y in known if y <= year), default=None), min((y for y in known if y >= year), default=None)
        if before is None:
            terms.append(None)
        elif year in said:
            terms.append(_term(known[year], period, f"plan for {year}", (figure,)))
        elif later is None:
            terms.append(_term(known[before], period, f"plan for {before}, held", (figure,)))
        elif before == later:
            terms.append(None)
        else:
            between = _between(known[before], known[later], (year - before) / (later - before))
            terms.append(_term(between, period, f"between {before} and {later} at one rate of growth", (figure,)))
    return Path(plan.id, figure, tuple(terms), plan.stated.first, max(said) if plan.by is PlanMaker.COMPANY else None)


def _between(first: Amount, second: Amount, share: float) -> Amount:
    """Growth at one rate: the geometric way from one amount to another, end by end."""

    def way(a: float | None, b: float | None) -> float | None:
        if a is None or b is None:
            return None
        return a * (b / a) ** share if a > 0 and b > 0 else a + (b - a) * share

    return Amount(way(first.low, second.low), way(first.point, second.point), way(first.high, second.high))


def _grown(base: Base, over: tuple[Period, ...], growth: float) -> Path:
    words = f"{money(base.yearly)} a year ({base.label}) growing by {growth:.0%} a year"
    terms = tuple(_term(base.yearly.scaled((1 + growth) ** (period.year - base.day.year)), period, words, (base.label,)) for period in over)
    return Path(SUPPOSED, words, terms)


def envelope(paths: list[Path], index: int, year: int) -> tuple[Amount, Term | None]:
    """Lowest to highest of all paths in a period, with the preferred one as point, and the term that gives the point.

    Preferred: what the user supposes; else the company's own latest plan that speaks of the year, but never
    less than a rate of sales reported since; else contracts, the present rate, the last reported year.
    """
    known = [(path, term) for path in paths if (term := path.terms[index]) is not None]
    if any(path.name == RUN_RATE for path, _ in known):
        known = [(path, term) for path, term in known if path.name != REPORTED]  # the present rate is the later report
    if not known:
        return Amount(), None
    chosen = _preferred(known, year)
    if chosen[0].name == SUPPOSED:
        return chosen[1].amount, chosen[1]
    lows = [term.amount.low for _, term in known if term.amount.low is not None]
    highs = [term.amount.high for _, term in known]
    high = None if any(value is None for value in highs) else max(value for value in highs if value is not None)
    return Amount(min(lows, default=None), chosen[1].amount.point, high), chosen[1]


def _preferred(known: list[tuple[Path, Term]], year: int) -> tuple[Path, Term]:
    by_name = {path.name: (path, term) for path, term in known}
    if SUPPOSED in by_name:
        return by_name[SUPPOSED]
    own = [(path, term) for path, term in known if path.reach is not None]
    if not own:
        return next((by_name[name] for name in (CONTRACTS, RUN_RATE, REPORTED) if name in by_name), known[0])

    def speaks(item: tuple[Path, Term]) -> tuple[bool, int, date, str]:
        path, _ = item
        reach = path.reach or 0
        return year <= reach, 0 if year <= reach else reach, path.stated or date.min, path.name

    plan = max(own, key=speaks)
    rate = by_name.get(RUN_RATE)
    newer = rate is not None and (rate[0].stated or date.min) > (plan[0].stated or date.min)
    return rate if rate is not None and newer and (rate[1].amount.point or 0.0) > (plan[1].amount.point or 0.0) else plan


def published(data: Dataset, company: str, day: date) -> list[dict[str, Any]]:
    """Every published plan and expectation for a company, as stated."""
    return [
        {
            "id": plan.id,
            "by": str(plan.by),
            "measure": str(plan.measure),
            "stated": plan.stated.text,
            "values": {when.text: money.stated for when, money in plan.values.items()},
            "note": plan.note,
            "sources": [{"publisher": source.publisher, "url": source.url} for source in plan.sources],
        }
        for plan in plans(data)
        if plan.entity == company and plan.stated.first <= day
    ]


def planned_outflow(data: Dataset, company: str, day: date, over: tuple[Period, ...]) -> dict[int, Term]:
    """What a company's latest plan foresees to burn, by year: its free cash flow where that is below zero."""
    own = [
        plan
        for plan in plans(data)
        if plan.entity == company and plan.measure is Planned.FREE_CASH_FLOW and plan.by is PlanMaker.COMPANY and plan.stated.first <= day
    ]
    if not own:
        return {}
    latest = max(own, key=lambda plan: (plan.stated, plan.id))
    values = {when.first.year: money.stated for when, money in latest.values.items()}
    found = {}
    for period in over:
        flow = values.get(period.year)
        if flow is not None and flow.disclosed:
            low, point, high = (None if end is None else max(0.0, -end) * period.share for end in (flow.high, flow.point, flow.low))
            found[period.year] = Term(Amount(low, point, high), f"{latest.label}, {period.year}", (), (latest.label,))
    return found

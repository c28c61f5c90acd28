"""Revenue by year on several paths: as reported, at the present rate, as contracted, as planned, as supposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from circularity.analysis.dues import Due, Period
from circularity.analysis.reported import Reported, best_of, reported
from circularity.analysis.results import Term
from circularity.analysis.wording import money
from circularity.dataset.dataset import Dataset
from circularity.dataset.reference import plans
from circularity.model.amounts import Amount, total
from circularity.model.figures import Period as Covers
from circularity.model.plans import Plan, Planned, PlanMaker
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
    preferred: bool = False
    """Whether it is the company's own plan."""


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
    contracts = _contracts(over, sales, base)
    if contracts is not None:
        found.append(contracts)
    for plan in plans(data):
        if plan.entity == company and plan.measure is Planned.REVENUE and plan.stated.first <= day:
            found.append(_planned(plan, over, last))
    if supposed.growth is not None:
        anchor = base or (Base(last.value, date.fromisoformat(last.period_end), last.label) if last else None)
        if anchor is not None:
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
    """The larger of the present rate and what recorded sales contracts bring in the year: most companies sell to others as well."""
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
    return Path(plan.id, figure, tuple(terms), plan.stated.first, plan.by is PlanMaker.COMPANY)


def _between(first: Amount, second: Amount, share: float) -> Amount:
    """Growth at one rate: the geometric way from one amount to another, end by end."""

    def way(a: float | None, b: float | None) -> float | None:
        if a is None or b is None:
            return None
        return a * (b / a) ** share if a > 0 and b > 0 else a + (b - a) * share

    return Amount(way(first.low, second.low), way(first.point, second.point), way(first.high, second.high))


def _grown(base: Base, over: tuple[Period, ...], growth: float) -> Path:
    words = f"{money(base.yearly)} a year ({base.label}) growing by {growth:.0%} a year"
    terms = tuple(
        _term(base.yearly.scaled((1 + growth) ** (period.year - base.day.year)), period, words, (base.label,)) for period in over
    )
    return Path(SUPPOSED, words, terms)


def envelope(paths: list[Path], index: int) -> tuple[Amount, Term | None]:
    """Lowest to highest of all paths in a period, with the preferred one as point, and the term that gives the point.

    Preferred: what the user supposes; else the company's latest plan, but never below a rate of sales that it
    has reported since; else contracts, the present rate, the last reported year.
    """
    known = [(path, term) for path in paths if (term := path.terms[index]) is not None]
    if any(path.name == RUN_RATE for path, _ in known):
        known = [(path, term) for path, term in known if path.name != REPORTED]  # the present rate is the later report
    if not known:
        return Amount(), None
    supposed = [term for path, term in known if path.name == SUPPOSED]
    if supposed:
        return supposed[0].amount, supposed[0]
    own = [(path.stated or date.min, path.name, term) for path, term in known if path.preferred]
    by_name = {path.name: (path, term) for path, term in known}
    order = [by_name[name][1] for name in (CONTRACTS, RUN_RATE, REPORTED) if name in by_name]
    chosen = max(own, key=lambda item: item[:2])[2] if own else (order or [known[0][1]])[0]
    if own and RUN_RATE in by_name:
        path, rate = by_name[RUN_RATE]
        if path.stated is not None and path.stated > max(own, key=lambda item: item[:2])[0] and _point(rate) > _point(chosen):
            chosen = rate
    lows = [term.amount.low for _, term in known if term.amount.low is not None]
    highs = [term.amount.high for _, term in known]
    high = None if any(value is None for value in highs) else max(value for value in highs if value is not None)
    return Amount(min(lows, default=None), chosen.amount.point, high), chosen


def _point(term: Term) -> float:
    return term.amount.point or 0.0

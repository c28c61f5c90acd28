"""Can a company pay? What it owes each year against its revenue, its cash and the funding promised to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from circularity.analysis import dues
from circularity.analysis.dues import Due, Period
from circularity.analysis.fundedness import Scale, comparisons, scale_of
from circularity.analysis.paths import Path, envelope, revenue_paths
from circularity.analysis.reported import Reported, reported
from circularity.analysis.results import Answer, Row, Term, Trace
from circularity.analysis.wording import count, dollars, money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import ZERO, Amount, total
from circularity.model.entity import Role
from circularity.model.stages import Basis
from circularity.model.whatif import Supposed

RANKED_ROLES = (Role.LAB, Role.NEOCLOUD)
"""Whom the ranking is about when no company is named."""
HORIZON = 10
"""Calendar years looked at, at most."""
STALE_DAYS = 400
"""Cash older than this is not set against what is owed from now on."""


@dataclass(frozen=True, kw_only=True)
class YearRow(Row):
    """One company in one year. `gap` is what neither revenue nor cash nor promised funding covers."""

    entity: str
    year: int
    first: date
    last: date
    obligations: Amount
    obligations_headline: Amount
    by_part: Mapping[str, Amount]
    by_default_term: Amount
    revenue: Amount
    revenue_path: str | None
    paths: Mapping[str, Mapping[str, Amount]]
    cash: Amount
    committed_funding: Amount
    committed_funding_headline: Amount
    from_suppliers: Amount
    reserve: Amount
    beyond_revenue: Amount
    gap: Amount


@dataclass(frozen=True, kw_only=True)
class CompanyRow(Row):
    """One company over all the years, and how it is funded."""

    entity: str
    role: str
    first: date
    last: date
    obligations: Amount
    obligations_headline: Amount
    undated: Amount
    by_default_term: Amount
    revenue: Amount
    cash: Amount
    committed_funding: Amount
    from_suppliers: Amount
    share_from_suppliers: Amount | None
    beyond_revenue: Amount
    gap: Amount
    first_year_without_cover: Mapping[str, int | None]
    scale: Scale


@dataclass(frozen=True)
class _Case:
    """One company's years and everything that was left out of them."""

    rows: tuple[YearRow, ...]
    whole: CompanyRow
    caveats: tuple[str, ...]
    unknown: tuple[str, ...]
    paths: tuple[Path, ...]


def pay(data: Dataset, companies: str | Iterable[str] = (), view: View | None = None, *, supposed: Supposed | None = None) -> Answer:
    """Can a company pay what it has signed? A gap is money that has to come from somewhere not yet recorded.

    For each year: obligations (purchases, leases and the like by schedule or evenly over their term, funding
    promised to others, debt at maturity) less revenue, less a reserve of cash and promised funding that is
    used up over the years. All revenue is taken as ready for these obligations and what is left over in a year
    is spent on everything else, so a gap is a lower bound: salaries, interest, taxes and undated deals come on top.

    Parameters
    ----------
    companies
        Names, ids, aliases or tickers; all labs and neoclouds with dated obligations, ranked, if left out.
    view
        ``basis`` says which amount of a deal is owed and promised; ``window`` limits the years.
    supposed
        Revenue, cash, funding, growth or assumptions to use instead of the recorded ones.

    Returns
    -------
    Answer
        A `YearRow` for each company and year, companies with the largest gap first; ``extra["companies"]``
        holds a `CompanyRow` each; US dollars.

    Raises
    ------
    UnknownName
        If no company goes by a name.
    WrongUsage
        If a name is a pool's, or the basis is ``paid``.

    Notes
    -----
    Linear in the company's edges times the years.

    Examples
    --------
    >>> import circularity as ci
    >>> answer = ci.pay(ci.load(), "openai")
    >>> answer.rows[0].year, answer.row("pay:openai/2027").gap.high > 0
    (2026, True)
    """
    view = (view or View()).on(data)
    supposed = supposed or Supposed()
    if view.basis is Basis.PAID:
        raise WrongUsage("what has been paid is no longer owed", "use the basis binding, headline or expected")
    if supposed.assumptions:
        from circularity.dataset.supposed import supposing

        data = supposing(data, supposed.assumptions)
    names = [companies] if isinstance(companies, str) else list(companies)
    chosen = list(dict.fromkeys(data.entity(name).id for name in names))
    for company in chosen:
        if data.entities[company].is_pool:
            raise WrongUsage(f"{data.name(company)} is a pool, not one company that pays", "name a company")
    everyone = chosen or [entity.id for entity in data.entities.values() if entity.role in RANKED_ROLES]
    if supposed.is_anything and not supposed.assumptions and len(everyone) > 1:
        raise WrongUsage("suppositions are about one company", "name one, or give assumptions only")
    cases = [case for company in everyone if (case := _case(data, company, view, supposed)).rows or chosen]
    cases.sort(key=lambda case: (-_size(case.whole.gap), -_size(case.whole.obligations), case.whole.entity))
    caveats, unknown = _notes(cases, len(everyone), bool(chosen), data)
    compared = comparisons(data)
    used = sorted({name for case in cases for row in case.rows for name in _terms_used(data, row, view)})
    return Answer(
        "pay",
        data,
        view,
        tuple(row for case in cases for row in case.rows),
        _sentence(data, cases, bool(chosen)),
        caveats,
        unknown,
        tuple(used),
        {
            "companies": [case.whole for case in cases],
            "paths": {case.whole.entity: {path.name: path.label for path in case.paths} for case in cases},
            "compared_with": compared,
            "supposed": supposed.as_json() if supposed.is_anything else None,
        },
    )


def _case(data: Dataset, company: str, view: View, supposed: Supposed) -> _Case:
    caveats: list[str] = []
    unknown: list[str] = []
    cash, first = _opening(data, company, view, supposed, caveats, unknown)
    over = _over(data, company, view, first)
    basis = view.basis
    owed = dues.owed(data, company, view, over, basis) if over else []
    headline = dues.owed(data, company, view, over, Basis.HEADLINE) if over else []
    funding = dues.promised(data, company, view, over, basis) if over else []
    funding_headline = dues.promised(data, company, view, over, Basis.HEADLINE) if over else []
    sales = dues.sold(data, company, view, over, basis) if over else []
    paths = revenue_paths(data, company, view.last_day, over, sales, supposed) if over else []
    sellers = dues.suppliers(data, company, view)
    rows: list[YearRow] = []
    reserve: Amount | None = None
    left: dict[str, Amount] = {}
    for i, period in enumerate(over):
        row, reserve, left = _year(
            data, company, view, period, i, owed, headline, funding, funding_headline, paths, sellers, cash, reserve, left, supposed
        )
        rows.append(row)
    whole = _whole(data, company, view, rows, owed, cash, over)
    _left_out(data, company, owed, funding, paths, caveats, unknown, basis)
    return _Case(tuple(rows), whole, tuple(caveats), tuple(unknown), tuple(paths))


def _opening(
    data: Dataset, company: str, view: View, supposed: Supposed, caveats: list[str], unknown: list[str]
) -> tuple[tuple[Amount, str], date]:
    """Cash to begin with, what it rests on, and the day after it was counted: from there on money in and out is followed."""
    start = dues.after(view.last_day)
    if supposed.cash is not None:
        return (supposed.cash, "cash as supposed"), start
    found: Reported | None = reported(data, company, "cash_and_securities", view.last_day)
    name = data.name(company)
    if found is None:
        unknown.append(f"{name}: cash is not known, so a gap after revenue may be covered by it")
        return (Amount(), "cash not known"), start
    day = date.fromisoformat(found.period_end)
    if view.last_day - day > timedelta(days=STALE_DAYS):
        unknown.append(f"{name}: the latest reported cash is of {day}, too old to be set against what is owed now")
        return (Amount(), f"cash not known since {day}"), start
    caveats.append(f"{name}: the years begin on {dues.after(day)}, the day after its cash was last reported ({money(found.value)})")
    return (found.value, found.label), dues.after(day)


def _over(data: Dataset, company: str, view: View, first: date) -> tuple[Period, ...]:
    last = dues.last_year(data, company, view)
    if last is None or last < first.year:
        return ()
    found = dues.periods(first, min(last, first.year + HORIZON - 1))
    if view.window is not None:
        start, end = view.window
        found = tuple(p for p in found if p.first <= end and p.last >= start)
    return found


def _year(
    data: Dataset,
    company: str,
    view: View,
    period: Period,
    index: int,
    owed: list[Due],
    headline: list[Due],
    funding: list[Due],
    funding_headline: list[Due],
    paths: list[Path],
    sellers: frozenset[str],
    opening: tuple[Amount, str],
    reserve: Amount | None,
    left: dict[str, Amount],
    supposed: Supposed,
) -> tuple[YearRow, Amount, dict[str, Amount]]:
    mine = [due for due in owed if due.period == period]
    coming = [due for due in funding if due.period == period]
    obligations, headlines = _sum(mine), _sum(due for due in headline if due.period == period)
    name = f"pay:{company}/{period.year}"
    fund_terms = [due.term for due in coming]
    committed = _sum(coming)
    if period.year in supposed.funding:
        committed = supposed.funding[period.year]
        fund_terms = [Term(committed, "funding as supposed")]
    cash, cash_words = opening if index == 0 else (reserve or ZERO, "what is left of cash and promised funding")
    available = _plus(cash, committed)
    revenue, chosen = envelope(paths, index)
    if period.year in supposed.revenue:
        revenue = supposed.revenue[period.year]
        chosen = Term(revenue, "revenue as supposed")
    beyond = obligations.less(revenue)
    gap = beyond.less(available)
    spans = {"obligations": obligations, "revenue": revenue, "reserve": available}
    by_path: dict[str, Mapping[str, Amount]] = {}
    kept: dict[str, Amount] = {}
    for path in paths:
        term = path.terms[index]
        mine_left = _plus(left.get(path.name, opening[0]) if index else opening[0], committed)
        need = obligations.less(term.amount if term else Amount())
        by_path[path.name] = {"revenue": term.amount if term else Amount(), "gap": need.less(mine_left)}
        kept[path.name] = mine_left.less(need)
    supplied = [due for due in coming if data.group(due.other) in sellers]
    traces = {
        "obligations": Trace("sum", tuple(due.term for due in mine)),
        "obligations_headline": Trace("sum", tuple(due.term for due in headline if due.period == period)),
        "committed_funding": Trace("sum", tuple(fund_terms)),
        "committed_funding_headline": Trace("sum", tuple(due.term for due in funding_headline if due.period == period)),
        "from_suppliers": Trace("sum", tuple(due.term for due in supplied)),
        "beyond_revenue": Trace("less", (_as_term(spans, "obligations", mine), _revenue_term(revenue, chosen))),
        "gap": Trace("less", (_as_term(spans, "obligations", mine), _revenue_term(revenue, chosen), _as_term(spans, "reserve", coming))),
        "cash": Trace("sum", (Term(cash, cash_words, (), (cash_words,) if index == 0 and cash.disclosed else ()),)),
    }
    if chosen is not None:
        traces["revenue"] = Trace("sum", (_revenue_term(revenue, chosen),))
    row = YearRow(
        id=name,
        edges=tuple(dict.fromkeys(edge for due in (*mine, *coming) for edge in due.term.edges)),
        traces=traces,
        entity=company,
        year=period.year,
        first=period.first,
        last=period.last,
        obligations=obligations,
        obligations_headline=headlines,
        by_part={part: _sum(due for due in mine if due.part == part) for part in (dues.PURCHASES, dues.PROMISED, dues.DEBT)},
        by_default_term=_sum(due for due in mine if due.by_default),
        revenue=revenue,
        revenue_path=chosen.formula if chosen else None,
        paths=by_path,
        cash=cash,
        committed_funding=committed,
        committed_funding_headline=_sum(due for due in funding_headline if due.period == period),
        from_suppliers=_sum(supplied),
        reserve=available,
        beyond_revenue=beyond,
        gap=gap,
    )
    return row, available.less(beyond), kept


def _sum(found: Iterable[Due]) -> Amount:
    """What is known of these; nothing if there is none or none of them is disclosed, which is listed beside it."""
    amounts = [due.amount for due in found if due.amount.disclosed]
    return total(amounts) if amounts else ZERO


def _plus(cash: Amount, more: Amount) -> Amount:
    """Cash and what comes in; where the cash is not known, at least what comes in."""
    return cash + more if cash.disclosed else Amount(more.low, None, None)


def _as_term(spans: Mapping[str, Amount], what: str, found: list[Due]) -> Term:
    words = "obligations of the year" if what == "obligations" else "cash and promised funding at hand in the year"
    return Term(spans[what], words, tuple(dict.fromkeys(edge for due in found for edge in due.term.edges)))


def _revenue_term(revenue: Amount, chosen: Term | None) -> Term:
    if chosen is None:
        return Term(revenue, "revenue not known")
    words = chosen.formula if (revenue.low, revenue.high) == (chosen.amount.low, chosen.amount.high) else f"{chosen.formula}; range of all paths"
    return Term(revenue, words, chosen.edges, chosen.figures)


def _whole(
    data: Dataset, company: str, view: View, rows: list[YearRow], owed: list[Due], opening: tuple[Amount, str], over: tuple[Period, ...]
) -> CompanyRow:
    def over_all(field: str) -> Amount:
        return total(getattr(row, field) for row in rows)

    def terms(field: str) -> Trace:
        return Trace("sum", tuple(Term(getattr(row, field), f"{field.replace('_', ' ')} in {row.year}", row.edges) for row in rows))

    cover = Amount((over_all("revenue").low or 0.0), None, None) if not rows else _plus(opening[0], over_all("committed_funding"))
    money_in = cover + over_all("revenue") if cover.disclosed else cover
    suppliers = over_all("from_suppliers")
    share = suppliers.scaled(1 / money_in.point) if money_in.point else None
    fields = ("obligations", "obligations_headline", "by_default_term", "revenue", "committed_funding", "from_suppliers", "beyond_revenue", "gap")
    undated = [due for due in owed if due.period is None]
    traces = {field: terms(field) for field in fields} | {"undated": Trace("sum", tuple(due.term for due in undated))}
    if share is not None:
        traces["share_from_suppliers"] = Trace(
            "ratio",
            (
                Term(suppliers, "funding from those it also buys from", traces["from_suppliers"].edges),
                Term(money_in, "revenue, cash and promised funding", (), ()),
            ),
        )
    scale = scale_of(data, company, view.last_day)
    traces |= {name: trace for name, trace in scale.traces.items()}
    day = view.last_day
    return CompanyRow(
        id=f"pay:{company}",
        edges=tuple(dict.fromkeys(edge for row in rows for edge in row.edges)),
        traces=traces,
        entity=company,
        role=str(data.entities[company].role),
        first=over[0].first if over else dues.after(day),
        last=over[-1].last if over else day,
        undated=_sum(undated),
        cash=opening[0],
        share_from_suppliers=share,
        first_year_without_cover={
            "earliest": next((row.year for row in rows if row.gap.high is None or row.gap.high > 0), None),
            "point": next((row.year for row in rows if (row.gap.point or 0.0) > 0), None),
            "latest": next((row.year for row in rows if (row.gap.low or 0.0) > 0), None),
        },
        scale=scale,
        **{field: over_all(field) for field in fields},
    )


def _left_out(
    data: Dataset, company: str, owed: list[Due], funding: list[Due], paths: list[Path], caveats: list[str], unknown: list[str], basis: Basis
) -> None:
    name = data.name(company)
    undated = [due for due in owed if due.period is None and due.amount.disclosed and due.amount.high != 0]
    if undated:
        caveats.append(
            f"{name}: {money(_sum(undated))} dollars of obligations have no date and stand in no year: {_named(due.edge for due in undated)}"
        )
    bare = [due.edge for due in owed if not due.amount.disclosed]
    if bare:
        unknown.append(f"{name}: {count(len(set(bare)), 'obligation')} without an amount on the {basis} basis: {_named(bare)}")
    bare = [due.edge for due in funding if not due.amount.disclosed]
    if bare:
        unknown.append(f"{name}: {count(len(set(bare)), 'promise', 'promises')} of funding without an amount: {_named(bare)}")
    default = _sum(due for due in owed if due.by_default)
    if default.point:
        caveats.append(f"{name}: {money(default)} dollars of obligations are spread over a default term, an assumption")
    at_once = _sum(due for due in funding if due.term.formula.endswith("ready at once"))
    if at_once.point:
        caveats.append(f"{name}: {money(at_once)} dollars of promised funding have no date and are taken as ready at once")
    debts = [due for due in owed if due.part == dues.DEBT and due.period is not None]
    if debts:
        caveats.append(f"{name}: debt is due whole at maturity; instalments and interest are not known and come earlier")
    if not paths:
        unknown.append(f"{name}: no revenue is known, so there is no point for the gap")


def _named(edges: Iterable[str], most: int = 4) -> str:
    listed = list(dict.fromkeys(edges))
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")


def _notes(cases: list[_Case], asked: int, named: bool, data: Dataset) -> tuple[tuple[str, ...], tuple[str, ...]]:
    caveats = ["a gap is at least this: salaries, other costs, interest and taxes are not in it, and all revenue is taken as ready to pay"]
    unknown: list[str] = []
    for case in cases:
        caveats += case.caveats
        unknown += case.unknown
    if not named and asked > len(cases):
        unknown.append(f"{count(asked - len(cases), 'lab or neocloud', 'labs and neoclouds')} without a dated obligation are not in the ranking")
    return tuple(caveats), tuple(unknown)


def _terms_used(data: Dataset, row: YearRow, view: View) -> set[str]:
    """The default terms that an obligation of the row rests on."""
    if row.by_default_term.high == 0:
        return set()
    found = set()
    for edge in row.edges:
        kind = data.edges[edge].kind
        name = f"term-{kind.replace('_', '-')}"
        span = dues.span(data.edges[edge], data)
        if name in data.assumptions and span is not None and span.by_default:
            found.add(name)
    return found


def _size(amount: Amount) -> float:
    return amount.point if amount.point is not None else amount.high if amount.high is not None else amount.low or 0.0


def _sentence(data: Dataset, cases: list[_Case], named: bool) -> str:
    if not cases:
        return "No lab or neocloud has a dated obligation."
    if named and len(cases) == 1:
        case = cases[0]
        whole = case.whole
        name = data.name(whole.entity)
        if not case.rows:
            return f"No recorded obligation of {name} has a date."
        year = whole.first_year_without_cover["point"] or whole.first_year_without_cover["earliest"]
        span = f"{whole.first.year} to {whole.last.year}" if len(case.rows) > 1 else str(whole.first.year)
        if whole.gap.high == 0:
            return f"{name} owes {money(whole.obligations)} dollars in {span} and its revenue, cash and promised funding cover it."
        return (
            f"{name} owes {money(whole.obligations)} dollars in {span}; revenue, cash and promised funding leave a gap of {money(whole.gap)}"
            + (f", first in {year}." if year else ".")
        )
    worst = cases[0].whole
    short = sum(_size(case.whole.gap) > 0 for case in cases)
    return (
        f"{count(short, 'company', 'companies')} of {len(cases)} with dated obligations may not cover them; "
        f"{data.name(worst.entity)} has the largest gap, {money(worst.gap)} dollars in {worst.first.year} to {worst.last.year}."
        if short
        else f"All {len(cases)} companies with dated obligations cover them; the largest owes {dollars(worst.obligations.point)}."
    )

"""One company's years: what it owes, earns, holds and is promised, carried from year to year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from circularity.analysis.pay import dues
from circularity.analysis.pay.dues import Due, Period
from circularity.analysis.pay.fundedness import scale_of
from circularity.analysis.pay.paths import Path, envelope, planned_outflow, revenue_paths
from circularity.analysis.pay.recorded import recorded
from circularity.analysis.pay.rows import SUMMED, CompanyRow, Ledger, PathGap, YearRow
from circularity.analysis.reported import reported
from circularity.analysis.results import Share, Term, Trace, reduced
from circularity.analysis.wording import count, money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.stages import Basis
from circularity.model.whatif import Supposed

HORIZON = 10
"""Calendar years looked at, at most."""
STALE_DAYS = 400
"""Cash older than this is not set against what is owed from now on."""


@dataclass(frozen=True)
class _Given:
    """What a company's years are worked out from."""

    company: str
    over: tuple[Period, ...]
    opening: Amount
    opening_label: str
    owed: list[Due]
    owed_headline: list[Due]
    funding: list[Due]
    funding_headline: list[Due]
    paths: list[Path]
    outflows: Mapping[int, Term]
    sellers: frozenset[str]
    supposed: Supposed


def ledger(data: Dataset, company: str, view: View, supposed: Supposed) -> Ledger:
    """A company's years from the day after its cash was last reported (else the view's date) to its last dated obligation."""
    caveats: list[str] = []
    unknown: list[str] = []
    cash, label, first = _opening(data, company, view, supposed, caveats, unknown)
    last = dues.last_year(data, company, view)
    over = dues.periods(first, min(last, first.year + HORIZON - 1)) if last is not None and last >= first.year else ()
    basis, headline = view.basis, Basis.HEADLINE
    sales = dues.sold(data, company, view, over, basis)
    given = _Given(
        company,
        over,
        cash,
        label,
        dues.owed(data, company, view, over, basis),
        dues.owed(data, company, view, over, headline),
        dues.promised(data, company, view, over, basis),
        dues.promised(data, company, view, over, headline),
        revenue_paths(data, company, view.last_day, over, sales, supposed),
        planned_outflow(data, company, view.last_day, over),
        dues.suppliers(data, company, view),
        supposed,
    )
    beyond = sorted({*supposed.revenue, *supposed.funding} - {period.year for period in over})
    if beyond:
        span = f"the years {over[0].year} to {over[-1].year}" if over else "any year with an obligation"
        raise WrongUsage(f"{beyond[0]} is not among {span} of {data.name(company)}", "suppose something of those years")
    rows = _years(data, given)
    if view.window is not None:
        start, end = view.window
        rows = [row for row in rows if row.first <= end and row.last >= start]
    whole, missing = _whole(data, given, view, rows)
    _left_out(data, given, caveats, unknown, basis)
    unknown.extend(missing)
    return Ledger(tuple(rows), whole, tuple(given.paths), tuple(caveats), tuple(unknown))


def _opening(
    data: Dataset, company: str, view: View, supposed: Supposed, caveats: list[str], unknown: list[str]
) -> tuple[Amount, str, date]:
    """Cash to begin with, what it rests on, and the day after it was counted: from there on money in and out is followed."""
    start = dues.after(view.last_day)
    name = data.name(company)
    if supposed.cash is not None:
        return supposed.cash, "cash as supposed", start
    found = reported(data, company, "cash_and_securities", view.last_day)
    if found is None:
        why = _foreign(data, company, "cash_and_securities") or "not known"
        unknown.append(f"{name}: cash is {why}, so it may cover what lies beyond revenue")
        return Amount(), "cash not known", start
    day = date.fromisoformat(found.period_end)
    if view.last_day - day > timedelta(days=STALE_DAYS):
        unknown.append(f"{name}: the latest reported cash is of {day}, too old to be set against what is owed now")
        return Amount(), f"cash not known since {day}", start
    caveats.append(f"{name}: the years begin on {dues.after(day)}, the day after its cash was last reported ({money(found.value)})")
    return found.value, found.label, dues.after(day)


@dataclass(frozen=True, slots=True)
class _Purse:
    """Cash and promised funding at hand when a year begins, on all paths together and on each, and how it came to be that much."""

    amount: Amount
    by_path: dict[str, Amount]
    trace: Trace


def _years(data: Dataset, given: _Given) -> list[YearRow]:
    rows: list[YearRow] = []
    label = given.opening_label
    start = Trace("sum", (Term(given.opening, label, (), (label,) if given.opening.disclosed else ()),))
    purse = _Purse(given.opening, {path.name: given.opening for path in given.paths}, start)
    for index, period in enumerate(given.over):
        row, purse = _year(data, given, index, period, purse)
        rows.append(row)
    return rows


def _year(data: Dataset, given: _Given, index: int, period: Period, purse: _Purse) -> tuple[YearRow, _Purse]:
    """One year's row, and what is left of cash and promised funding after it."""
    at_hand = purse.amount
    owed, headline = _of(given.owed, period), _of(given.owed_headline, period)
    coming, coming_headline = _of(given.funding, period), _of(given.funding_headline, period)
    supplied = [due for due in coming if data.group(due.other) in given.sellers]
    funding_terms = tuple(due.term for due in coming)
    if period.year in given.supposed.funding:
        funding_terms = (Term(given.supposed.funding[period.year], "funding as supposed"),)
        supplied = []
    obligations, funding = _sum(due.term for due in owed), _sum(funding_terms)
    revenue, source = envelope(given.paths, index, period.year)
    if period.year in given.supposed.revenue:
        revenue = given.supposed.revenue[period.year]
        source = Term(revenue, "revenue as supposed")
    owed_term = Term(obligations, "obligations of the year", _edges(owed))
    revenue_term = _spanned(revenue, source)
    reserve = _plus(at_hand, funding)
    reserve_words = "cash and promised funding at hand in the year"
    beyond = reduced((obligations, revenue))
    paths: dict[str, Mapping[str, Amount]] = {}
    left: dict[str, Amount] = {}
    for path in given.paths:
        term = path.terms[index]
        earned = revenue if period.year in given.supposed.revenue else term.amount if term else Amount()
        own = _plus(purse.by_path[path.name], funding)
        need = reduced((obligations, earned))
        paths[path.name] = {"revenue": earned, "gap": reduced((need, own))}
        left[path.name] = reduced((own, need))
    outflow = given.outflows.get(period.year)
    traces = {
        "obligations": Trace("sum", tuple(due.term for due in owed)),
        "obligations_headline": Trace("sum", tuple(due.term for due in headline)),
        "by_default_term": Trace("sum", tuple(due.term for due in owed if due.by_default)),
        "revenue": Trace("sum", (revenue_term,)),
        "cash": purse.trace,
        "committed_funding": Trace("sum", funding_terms),
        "committed_funding_headline": Trace("sum", tuple(due.term for due in coming_headline)),
        "from_suppliers": Trace("sum", tuple(due.term for due in supplied)),
        "beyond_revenue": Trace("less", (owed_term, revenue_term)),
        "gap": Trace("less", (owed_term, revenue_term, Term(reserve, reserve_words, _edges(coming)))),
    }
    if outflow is not None:
        traces["planned_outflow"] = Trace("sum", (outflow,))
    part = _supplied_share(_sum(due.term for due in supplied), _edges(supplied), at_hand, revenue, funding)
    if part is not None:
        traces["share_from_suppliers"] = part
    row = YearRow(
        id=f"pay:{given.company}/{period.year}",
        edges=tuple(dict.fromkeys((*_edges(owed), *_edges(coming)))),
        traces=traces,
        entity=given.company,
        year=period.year,
        first=period.first,
        last=period.last,
        obligations=obligations,
        obligations_headline=_sum(due.term for due in headline),
        by_part={part: _sum(due.term for due in owed if due.part == part) for part in (dues.PURCHASES, dues.PROMISED, dues.DEBT)},
        by_default_term=_sum(due.term for due in owed if due.by_default),
        revenue=revenue,
        revenue_path=source.formula if source else None,
        paths=paths,
        cash=at_hand,
        committed_funding=funding,
        committed_funding_headline=_sum(due.term for due in coming_headline),
        from_suppliers=_sum(due.term for due in supplied),
        share_from_suppliers=_ratio(part, period.last),
        beyond_revenue=beyond,
        gap=reduced((beyond, reserve)),
        planned_outflow=outflow.amount if outflow else None,
    )
    spent = Term(beyond, f"obligations beyond revenue in {period.year}", _edges(owed))
    held = Term(reserve, f"cash and promised funding at hand in {period.year}", _edges(coming))
    return row, _Purse(reduced((reserve, beyond)), left, Trace("less", (held, spent)))


def _whole(data: Dataset, given: _Given, view: View, rows: list[YearRow]) -> tuple[CompanyRow, tuple[str, ...]]:
    """The company over all its years, and what of its reported obligations is not recorded."""
    sums = {name: total(getattr(row, name) for row in rows) for name in SUMMED}
    traces = {
        name: Trace(
            "sum", tuple(Term(getattr(row, name), f"{name.replace('_', ' ')} in {row.year}", row.traces[name].edges) for row in rows)
        )
        for name in SUMMED
    }
    undated = [due for due in given.owed if due.period is None and not due.later]
    later = [due for due in given.owed if due.later]
    traces["later"] = Trace("sum", tuple(due.term for due in later))
    traces["undated"] = Trace("sum", tuple(due.term for due in undated))
    opening = rows[0].cash if rows else given.opening
    part = _supplied_share(sums["from_suppliers"], traces["from_suppliers"].edges, opening, sums["revenue"], sums["committed_funding"])
    if part is not None:
        traces["share_from_suppliers"] = part
    outflows = [row.planned_outflow for row in rows if row.planned_outflow is not None]
    if outflows:
        terms = tuple(Term(row.planned_outflow, f"planned in {row.year}") for row in rows if row.planned_outflow is not None)
        traces["planned_outflow"] = Trace("sum", terms)
    scale = scale_of(data, given.company, view.last_day)
    held = recorded(data, given.company, given.owed, view.last_day)
    row = CompanyRow(
        id=f"pay:{given.company}",
        edges=tuple(dict.fromkeys(edge for row in rows for edge in row.edges)),
        traces={**traces, **held.traces, **scale.traces},
        entity=given.company,
        role=str(data.entities[given.company].role),
        first=rows[0].first if rows else dues.after(view.last_day),
        last=rows[-1].last if rows else view.last_day,
        undated=_sum(due.term for due in undated),
        later=_sum(due.term for due in later),
        cash=opening,
        share_from_suppliers=_ratio(part, rows[-1].last if rows else view.last_day),
        gap_by_path={path.name: _path_gap(rows, path.name) for path in given.paths},
        first_year_without_cover={
            "earliest": next((row.year for row in rows if row.gap.high is not None and row.gap.high > 0), None),
            "point": next((row.year for row in rows if (row.gap.point or 0.0) > 0), None),
            "latest": next((row.year for row in rows if (row.gap.low or 0.0) > 0), None),
        },
        planned_outflow=total(outflows) if outflows else None,
        recorded_purchases=held.shares["recorded_purchases"],
        recorded_debt=held.shares["recorded_debt"],
        scale=scale,
        **sums,
    )
    return row, held.notes


def _supplied_share(supplied: Amount, edges: tuple[str, ...], at_hand: Amount, revenue: Amount, funding: Amount) -> Trace | None:
    """The share of all means that comes as funding from those the company also buys from; unknown where a part of the means is."""
    if not (at_hand.priced and revenue.priced and funding.priced):
        return None
    means = total((at_hand, revenue, funding))
    if not means.point:
        return None
    top = Term(supplied, "funding from those it also buys from", edges)
    return Trace("ratio", (top, Term(means, "revenue, cash and promised funding")))


def _ratio(trace: Trace | None, last: date) -> Share | None:
    found = trace.recompute() if trace is not None else None
    below = trace.terms[1].amount.point if trace is not None else None
    return Share(found, "means", below, last.isoformat()) if isinstance(found, Amount) and below else None


def _path_gap(rows: list[YearRow], name: str) -> PathGap:
    gaps = [(row.year, row.paths[name]["gap"]) for row in rows]
    return PathGap(total(gap for _, gap in gaps), next((year for year, gap in gaps if (gap.point or 0.0) > 0), None))


def _left_out(data: Dataset, given: _Given, caveats: list[str], unknown: list[str], basis: Basis) -> None:
    """What stands in no year, and what rests on an assumption, in dollars."""
    name = data.name(given.company)
    placed = [due for due in given.owed if not due.later]
    undated = [due for due in placed if due.period is None and due.amount.disclosed and due.amount.high != 0]
    if undated:
        amount = money(_sum(due.term for due in undated))
        caveats.append(f"{name}: {amount} dollars of obligations have no date and stand in no year: {_named(undated)}")
    bare = [due for due in given.owed if not due.amount.disclosed]
    if bare:
        unknown.append(
            f"{name}: {count(len({due.edge for due in bare}), 'obligation')} without an amount on the {basis} basis: {_named(bare)}"
        )
    bare = [due for due in given.funding if not due.amount.disclosed]
    if bare:
        unknown.append(f"{name}: {count(len({due.edge for due in bare}), 'promise')} of funding without an amount: {_named(bare)}")
    later = _sum(due.term for due in given.owed if due.later)
    if later.high != 0 and given.over:
        caveats.append(f"{name}: {money(later)} dollars more are due after {given.over[-1].year} and stand in no year")
    default = _sum(due.term for due in placed if due.by_default)
    if default.point:
        caveats.append(f"{name}: {money(default)} dollars of obligations are spread over a default term, an assumption")
    even = _sum(due.term for due in placed if due.evenly and not due.by_default)
    if even.point:
        caveats.append(
            f"{name}: {money(even)} dollars are spread evenly over stated dates; contracts that grow owe less at first, more later"
        )
    at_once = total(due.at_once for due in given.funding if due.at_once.disclosed)
    if at_once.high != 0:
        caveats.append(f"{name}: {money(at_once)} dollars of promised funding have no date and are taken as ready at once")
    beyond = _sum(due.term for due in given.funding if due.later)
    if beyond.high != 0:
        caveats.append(f"{name}: {money(beyond)} dollars of promised funding come after {given.over[-1].year} and stand in no year")
    if any(due.part == dues.DEBT and due.period is not None for due in given.owed):
        caveats.append(f"{name}: debt is due whole at maturity; instalments and interest are not known and come earlier")
    if given.over and not given.paths and not given.supposed.revenue:
        why = _foreign(data, given.company, "revenue") or "not known"
        unknown.append(f"{name}: revenue is {why}, so there is no point for the gap")


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _foreign(data: Dataset, company: str, metric: str) -> str | None:
    """That a figure is there, but in a currency for which there is no rate."""
    found = sorted({row.currency for row in data.figures.get(company, ()) if row.metric == metric and row.currency not in (None, "USD")})
    return f"reported in {', '.join(c for c in found if c)}, without a rate to the dollar" if found else None


def _of(found: list[Due], period: Period) -> list[Due]:
    return [due for due in found if due.period == period]


def _edges(found: Iterable[Due]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(edge for due in found for edge in due.term.edges))


def _sum(terms: Iterable[Term]) -> Amount:
    """What is known of these; nothing if there is none, or if none is disclosed, which is listed beside it."""
    return total(term.amount for term in terms if term.amount.disclosed)


def _plus(at_hand: Amount, more: Amount) -> Amount:
    """Money at hand and what comes in; where the first is not known, at least what comes in."""
    return at_hand + more if at_hand.disclosed else Amount(more.low, None, None)


def _spanned(revenue: Amount, source: Term | None) -> Term:
    if source is None:
        return Term(revenue, "revenue not known")
    same = (revenue.low, revenue.high) == (source.amount.low, source.amount.high)
    return Term(revenue, source.formula if same else f"{source.formula}; the range is that of all paths", source.edges, source.figures)


def _named(found: Iterable[Due], most: int = 4) -> str:
    listed = list(dict.fromkeys(due.edge for due in found))
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")

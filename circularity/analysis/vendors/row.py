"""One vendor's row: its measures on three bases, its revenue, what stands and what it reports, with the terms of each figure."""

from __future__ import annotations

from datetime import date
from typing import Any

from circularity.analysis.fiscal import Windowed, fiscal_years, flow_in_window, stated, year_of
from circularity.analysis.reported import reported
from circularity.analysis.results import Share, Term, Trace, share
from circularity.analysis.vendors.answer import VendorRow, window_of
from circularity.analysis.vendors.flows import BASES, Vendor, money_in, unpriced_edges, vendor_money
from circularity.analysis.vendors.measures import MEASURES, Measures, measure
from circularity.analysis.vendors.reported import Ratio, concentration, over_revenue, receivable_days, reported_credit
from circularity.analysis.vendors.score import Part, Score, parts_of, score_of
from circularity.analysis.vendors.standing import (
    CALLABLE,
    financing_that_stands,
    purchases_that_stand,
    standing,
    support_that_stands,
    ways_back,
)
from circularity.dataset.dataset import Dataset
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.stages import Basis

BINDING = str(Basis.BINDING)


def vendor_row(data: Dataset, view: View, vendor: str) -> VendorRow:
    """Everything that is known of one vendor on a view."""
    day = view.last_day
    window = window_of(data, view, vendor)
    flows = {str(basis): vendor_money(data, view, vendor, window, basis) for basis in BASES}
    found = {basis: measure(data, flow, window, day) for basis, flow in flows.items()}
    traces = {f"{name}.{basis}": trace for basis, result in found.items() for name, trace in result.traces.items()}
    earned = flow_in_window(data, vendor, "revenue", window, day) if window else None
    # a window of which only a part is reported has no revenue to divide by
    revenue = earned if earned is not None and earned.covered >= 0.999 else None
    over = _over(found, revenue, traces)
    stands = financing_that_stands(data, view, vendor)
    callable_now = support_that_stands(data, view, vendor, CALLABLE)
    lines = {
        "standing_financing": standing(stands),
        "support_that_could_return": standing(support_that_stands(data, view, vendor)),
        "purchases_from_customers": standing(purchases_that_stand(data, view, vendor)),
    }
    traces |= {f"{name}.{basis}": Trace("sum", terms) for name, line in lines.items() for basis, (_, terms) in line.items()}
    credit = reported_credit(data, vendor, day)
    told, told_trace = over_revenue(credit.commitments)
    told_drawn, drawn_trace = over_revenue(credit.drawn)
    coverage, coverage_trace = _coverage(stands, callable_now, credit.commitments)
    days, days_trace = receivable_days(data, vendor, day, None)
    backed = standing(callable_now)[BINDING]
    equity, equity_trace = _against(data, vendor, "shareholders_equity", backed, day)
    cash_flow, cash_trace = _against(data, vendor, "operating_cash_flow", backed, day)
    last_day = window[1].isoformat() if window else None
    few = concentration(
        data, vendor, {c.customer: c.sales for c in found[BINDING].customers}, revenue.amount if revenue else None, day, last_day
    )
    returned = over["pro_rata"][BINDING]
    ratios = {
        "promised": told.value if told else _year_ratio(data, vendor, total([lines["standing_financing"][BINDING][0], backed[0]]), day),
        # deals on record do not tell what is drawn of a promise that is known only as a whole
        "drawn": told_drawn.value
        if told_drawn
        else None
        if told
        else _year_ratio(data, vendor, lines["standing_financing"]["paid"][0], day),
        "returned": returned.value if returned else None,
        "support": equity.value if equity else None,
        "concentration": _largest(few),
    }
    parts = parts_of(ratios, data.assumptions)
    score = score_of(parts, data.assumptions)
    traces |= {
        name: trace
        for name, trace in (
            ("reported_over_revenue", told_trace),
            ("reported_drawn_over_revenue", drawn_trace),
            ("coverage", coverage_trace),
            ("receivable_days", days_trace),
            ("support_over_equity", equity_trace),
            ("support_over_cash_flow", cash_trace),
            ("score", _score_trace(score, parts)),
        )
        if trace is not None
    }
    if revenue is not None:
        traces["revenue"] = Trace("sum", _revenue_terms(revenue))
    return VendorRow(
        id=f"vendors:{vendor}",
        edges=tuple(dict.fromkeys(edge for trace in traces.values() for edge in trace.edges)),
        vendor=vendor,
        window=None if window is None else {"from": window[0].isoformat(), "to": window[1].isoformat()},
        revenue=revenue.amount if revenue else None,
        revenue_from=_revenue_from(earned),
        **{name: {basis: getattr(result, name) for basis, result in found.items()} for name in ("sales", "financing", *MEASURES)},
        share_of_revenue=over["pro_rata"],
        shares={name: over[name] for name in MEASURES if name != "pro_rata"},
        share_of_sales={basis: _fraction(share(result.pro_rata, result.sales.point)) for basis, result in found.items()},
        unexplained_share={basis: _fraction(result.unexplained) for basis, result in found.items()},
        support_that_could_return={basis: amount for basis, (amount, _) in lines["support_that_could_return"].items()},
        support_by_kind=_by_kind(data, lines["support_that_could_return"][BINDING][1]),
        support_over_equity=equity,
        support_over_cash_flow=cash_flow,
        purchases_from_customers={basis: amount for basis, (amount, _) in lines["purchases_from_customers"].items()},
        standing_financing={basis: amount for basis, (amount, _) in lines["standing_financing"].items()},
        reported_commitments=stated(credit.commitments.figure) if credit.commitments else None,
        reported_drawn=stated(credit.drawn.figure) if credit.drawn else None,
        reported_over_revenue=told,
        reported_drawn_over_revenue=told_drawn,
        coverage=coverage,
        concentration=few,
        receivable_days=days,
        score=score,
        score_parts=parts,
        rank=None,
        customers=_customers(data, flows, found),
        unpriced=unpriced_edges(money_in(data, view, window, Basis.HEADLINE), data, vendor),
        traces=traces,
    )


def _over(found: dict[str, Measures], revenue: Windowed | None, traces: dict[str, Trace]) -> dict[str, dict[str, Share | None]]:
    """Each measure over the revenue of the window, and how it came about."""
    shares: dict[str, dict[str, Share | None]] = {name: dict.fromkeys(found) for name in MEASURES}
    if revenue is None or not revenue.amount.point:
        return shares
    words = " and ".join(f"{part:.1%} of {figure.label}" if part < 1 else figure.label for _, figure, part in revenue.parts)
    below = Term(revenue.amount, words, (), tuple(figure.label for _, figure, _ in revenue.parts))
    for name in MEASURES:
        key = "share_of_revenue" if name == "pro_rata" else f"shares.{name}"
        for basis, result in found.items():
            top = getattr(result, name)
            part = share(top, revenue.amount.point)
            if part is not None:
                shares[name][basis] = Share(part, "revenue", revenue.amount.point, revenue.parts[-1][1].period_end)
                edges = traces[f"{name}.{basis}"].edges
                traces[f"{key}.{basis}"] = Trace("ratio", (Term(top, f"{name.replace('_', ' ')}, {basis}", edges), below))
    return shares


def _revenue_terms(revenue: Windowed) -> tuple[Term, ...]:
    return tuple(
        Term(figure.value.scaled(part), f"{figure.label}, {part:.1%} of its days", (), (figure.label,)) for _, figure, part in revenue.parts
    )


def _revenue_from(earned: Windowed | None) -> tuple[dict[str, Any], ...]:
    if earned is None:
        return ()
    return tuple({"figure": stated(figure), "share_of_year": round(part, 6)} for _, figure, part in earned.parts)


def _against(
    data: Dataset, vendor: str, metric: str, line: tuple[Amount, tuple[Term, ...]], day: date
) -> tuple[Share | None, Trace | None]:
    """Support that stands over a reported figure of the vendor."""
    figure = reported(data, vendor, metric, day)
    amount, terms = line
    if figure is None or not figure.value.point or not terms:
        return None, None
    part = share(amount, figure.value.point)
    if part is None:
        return None, None
    edges = tuple(dict.fromkeys(edge for term in terms for edge in term.edges))
    top = Term(amount, "guarantees and backstops that stand, binding", edges)
    trace = Trace("ratio", (top, Term(figure.value, figure.label, (), (figure.label,))))
    return Share(part, metric, figure.value.point, figure.period_end), trace


def _coverage(stands: list[Any], backed: list[Any], held: Any) -> tuple[Ratio | None, Trace | None]:
    """Recorded deals over what is reported: how much of a vendor's credit the edges know."""
    if held is None or not held.figure.value.point:
        return None, None
    amount, terms = standing([*stands, *backed])[BINDING]
    part = share(amount, held.figure.value.point)
    if part is None:
        return None, None
    edges = tuple(dict.fromkeys(edge for term in terms for edge in term.edges))
    below = Term(held.figure.value, held.figure.label, (), (held.figure.label,))
    return Ratio(part, amount, stated(held.figure)), Trace(
        "ratio", (Term(amount, "recorded financing and guarantees that stand", edges), below)
    )


def _year_ratio(data: Dataset, vendor: str, amount: Amount, day: date) -> Amount | None:
    """What stands over the revenue of the last fiscal year; not known where nothing with an amount stands."""
    year = year_of(fiscal_years(data, vendor, day), day)
    return share(amount, year.revenue.value.point) if year is not None and amount.priced else None


def _largest(few: dict[str, Any]) -> Amount | None:
    """The largest customer's share: as reported, else of recorded deals where these make up half of revenue."""
    told = few["largest_reported"]
    if told is not None and told["share"] is not None:
        return Amount.exactly(told["share"])
    if few["top"] and (few["known_share"] or 0.0) >= 0.5:
        top = min(1.0, few["top"][0]["share_of_revenue"])
        return Amount(top, top, min(1.0, max(top, 1 - few["known_share"] + top)))
    return None


def _fraction(value: Amount | None) -> dict[str, float | None] | None:
    """A share as JSON has it: six digits, and none where nothing is known."""
    if value is None or not value.disclosed:
        return None
    return {end: None if (v := getattr(value, end)) is None else round(v, 6) for end in ("low", "point", "high")}


def _by_kind(data: Dataset, terms: tuple[Term, ...]) -> dict[str, Amount]:
    found: dict[str, list[Amount]] = {}
    for term in terms:
        found.setdefault(str(data.edges[term.edges[0]].kind), []).append(term.amount)
    return {kind: total(amounts) for kind, amounts in sorted(found.items())}


def _score_trace(score: Score | None, parts: tuple[Part, ...]) -> Trace | None:
    """The score as a share of 100; weights in thousandths, so that whole numbers keep its digits."""
    if score is None:
        return None
    known = [part for part in parts if part.known]
    top = sum(1000 * part.weight * (part.level("point") or 0.0) for part in known)
    below = sum(1000 * part.weight for part in known)
    words = " + ".join(f"{part.weight:g} x {part.level('point'):.4f} {part.name}" for part in known)
    return Trace(
        "ratio",
        (Term(Amount.exactly(top), f"thousand times ({words})"), Term(Amount.exactly(below), "thousand times the weights of these parts")),
    )


def _customers(data: Dataset, flows: dict[str, Vendor], found: dict[str, Measures]) -> tuple[dict[str, Any], ...]:
    """Per customer what it buys, what it was given and what comes back, on each basis, with the ways that the money takes."""
    rows: dict[str, dict[str, Any]] = {}
    for basis, result in found.items():
        for customer in result.customers:
            row = rows.setdefault(
                customer.customer,
                {
                    "customer": customer.customer,
                    "name": data.name(customer.customer),
                    "sales": {},
                    "financing": {},
                    "direct": {},
                    "pro_rata": {},
                    "paths": [],
                },
            )
            for name in ("sales", "financing", "direct", "pro_rata"):
                row[name][basis] = getattr(customer, name)
    for name, row in rows.items():
        for basis in (str(Basis.HEADLINE), BINDING, str(Basis.PAID)):
            if name in flows[basis].sold and not row["paths"]:
                row["paths"] = ways_back(flows[basis], name)
    return tuple(rows[name] for name in sorted(rows, key=lambda n: (-_size(rows[n]), n)))


def _size(row: dict[str, Any]) -> float:
    amount = row["sales"].get(str(Basis.HEADLINE)) or row["sales"].get(BINDING) or Amount()
    return amount.point or amount.high or 0.0

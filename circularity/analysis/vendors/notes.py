"""What must be said beside vendors' figures: windows, ceilings, takeovers, weak sources, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circularity.analysis import worked_out
from circularity.analysis.results import Share
from circularity.analysis.vendors.reported import asides, reported_credit
from circularity.analysis.wording import count, dollars, money, percent
from circularity.dataset.dataset import Dataset
from circularity.graph.view import View
from circularity.model.kinds import Kind
from circularity.model.stages import Basis

if TYPE_CHECKING:
    from circularity.analysis.vendors.answer import VendorRow

NAMED = 6


def notes(data: Dataset, view: View, rows: list[VendorRow]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Caveats, and what could not be worked out."""
    caveats = [
        "money is traced, not motive: that a customer was financed does not say that its order was not a real one",
        "direct, forced, pro rata and maximum are four readings of the same dollars, never to be added up",
    ]
    if view.window is None:
        caveats.append("each vendor in its own last fiscal year; vendors without reported revenue over the whole term of their deals")
    else:
        caveats.append(f"window {view.window[0]} to {view.window[1]}; revenue of fiscal years that cross its ends is counted by days")
    caveats += _ceilings(data, view, rows)
    derived = worked_out.worked_out(data, (edge for row in rows for edge in row.edges))
    if derived:
        caveats.append(f"{count(len(derived), 'deal')} with an amount that no source states, worked out: {worked_out.named(derived)}")
    for row in rows:
        caveats += asides(data, row.vendor, reported_credit(data, row.vendor, view.last_day))
    return tuple(caveats), tuple(_unknown(data, view, rows))


def _ceilings(data: Dataset, view: View, rows: list[VendorRow]) -> list[str]:
    from circularity.analysis.vendors.answer import basis_of

    basis = basis_of(view)
    lines = []
    for row in rows:
        if row.pro_rata[basis].high in (None, 0):
            continue
        words = [f"{money(amount)} {name}" for name in ("financing", "sales") if (amount := getattr(row, name)[basis]).at_most]
        if words:
            lines.append(f"{data.name(row.vendor)}: amounts that are only ceilings are in its {' and its '.join(words)} ({basis})")
    mixed = [
        data.name(row.vendor)
        for row in rows
        if row.customers and any(data.entities[data.edges[edge].payer].is_pool for edge in row.traces[f"sales.{basis}"].edges)
    ]
    if mixed:
        lines.append(f"sales to groups of buyers may hold sales to named ones, so recorded sales can be too high: {', '.join(mixed)}")
    takeovers = sorted(
        edge
        for row in rows
        for trace in (row.traces.get(f"financing.{basis}"),)
        if trace
        for edge in trace.edges
        if data.edges[edge].kind is Kind.ACQUISITION
    )
    if takeovers:
        lines.append(f"takeovers count as financing although the price goes to holders of shares: {_listed(takeovers)}")
    return lines


def _unknown(data: Dataset, view: View, rows: list[VendorRow]) -> list[str]:
    lines = []
    without = [data.name(row.vendor) for row in rows if row.revenue is None and not row.revenue_from]
    partly = [data.name(row.vendor) for row in rows if row.revenue is None and row.revenue_from]
    if without:
        where = "" if view.window is None else " for any day of the window"
        lines.append(f"no revenue reported{where}, so dollars only: {', '.join(without)}")
    if partly:
        lines.append(f"revenue reported for a part of the window only, so no ratio: {', '.join(partly)}")
    for row in rows:
        for what, edges in row.unpriced.items():
            if edges:
                many = f"{count(len(edges), 'edge')} of {what} without an amount in the window"
                lines.append(f"{data.name(row.vendor)}: {many}, not counted: {_listed(edges)}")
    silent = [data.name(row.vendor) for row in rows if row.reported_commitments is None]
    if silent:
        lines.append(f"credit to customers not reported: {', '.join(silent)}")
    bare = [data.name(row.vendor) for row in rows if row.score is None]
    if bare:
        lines.append(f"no score, since parts with half of the weight are not known: {', '.join(bare)}")
    pools = [row for row in rows if _to_pools(data, view, row)]
    if pools:
        lines.append(f"what comes back of financing given to pools is not known: {', '.join(data.name(row.vendor) for row in pools)}")
    return lines


def _to_pools(data: Dataset, view: View, row: VendorRow) -> bool:
    trace = row.traces.get(f"financing.{Basis.HEADLINE}")
    return trace is not None and any(data.entities[data.edges[edge].payee].is_pool for edge in trace.edges)


def _listed(edges: Any) -> str:
    named = list(dict.fromkeys(edges))
    return ", ".join(named[:NAMED]) + (f" and {len(named) - NAMED} more" if len(named) > NAMED else "")


def terms_used(data: Dataset, rows: list[VendorRow]) -> set[str]:
    """Default terms that place some dollars of these rows in their windows."""
    from circularity.graph.terms import span

    edges = {edge for row in rows if row.window is not None for edge in row.edges}
    found = set()
    for edge in edges:
        days = span(data.edges[edge], data)
        if days is not None and days.by_default:
            found.add(f"term-{data.edges[edge].kind.replace('_', '-')}")
    return found


def sentence(data: Dataset, view: View, rows: list[VendorRow], wanted: str | None) -> str:
    """The answer in one paragraph."""
    from circularity.analysis.vendors.answer import basis_of

    basis = basis_of(view)
    if not rows:
        return f"No company finances or backs those who buy from it as of {view.as_of}."
    top = rows[0]
    name = data.name(top.vendor)
    told = top.reported_over_revenue
    if told is not None:
        drawn = top.reported_drawn_over_revenue
        also = f", {percent(drawn.value)} drawn" if drawn is not None else ""
        held = f"{_plain(told.numerator)} at {told.numerator.period_end}"
        ratio = f"{percent(told.value)} of its revenue of the year to {told.denominator.period_end}{also}"
        if wanted:
            return f"{name} reports credit to customers of {held}, {ratio}."
        return f"Of {count(len(rows), 'vendor')} {name} had promised its customers most for its size: {held}, {ratio}."
    share = top.share_of_revenue[basis]
    when = f"in the year to {top.window['to']}" if top.window else "over the whole term of its deals"
    size = f", {percent(share.value)} of revenue" if isinstance(share, Share) else ""
    back, most = top.pro_rata[basis], top.maximum[basis]
    if not back.disclosed:
        return f"How much of {name}'s sales {when} its own money explains is not known ({basis})."
    explained = f"{name}'s own money explains, pro rata, {money(back)} of its sales {when}{size} ({basis})"
    return f"{explained}; the most that can have come back: {money(most)}."


def _plain(figure: Any) -> str:
    return f"{dollars(figure.value.point)} {figure.currency}"

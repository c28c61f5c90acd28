"""Look things up: the edges of a view, and one company's money in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from circularity.analysis import worked_out
from circularity.analysis.reported import reported
from circularity.analysis.results import Answer, Row, Term, Trace, reduced
from circularity.analysis.wording import count, dollars, money
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.kinds import EdgeClass


@dataclass(frozen=True, kw_only=True)
class EdgeRow(Row):
    """One edge with its amounts side by side; `amount` is what the view counts."""

    edge: str
    deal: str
    payer: str
    payee: str
    kind: str
    edge_class: str
    stage: str
    grade: str
    since: date
    amount: Amount
    headline: Amount
    binding: Amount
    paid: Amount
    expected: Amount
    outstanding: Amount
    unpaid: Amount
    """What is bound and not known to have moved, less what stands in its parts."""
    sentence: str
    sources: int


def edges(
    data: Dataset,
    view: View | None = None,
    *,
    payer: Iterable[str] = (),
    payee: Iterable[str] = (),
    party: Iterable[str] = (),
    min_amount: float = 0.0,
    unpaid: bool = False,
    largest: int | None = None,
) -> Answer:
    """The edges of a view with their three amounts, largest first; unpriced ones last, never as nothing.

    Parameters
    ----------
    payer, payee, party
        Only edges paid by, paid to, or touching one of these companies.
    min_amount
        Only edges of at least this many dollars on the view's basis.
    unpaid
        Only edges under which something bound is not known to have moved, the most of it first.
    largest
        Only this many rows.

    Examples
    --------
    >>> import circularity as ci
    >>> len(ci.edges(ci.load(), payee=["nvidia"])) > 10
    True
    """
    view = (view or View()).on(data)
    payers, payees, parties = ({data.entity(n).id for n in names} for names in (payer, payee, party))
    chosen = [
        flow
        for flow in flows(data, view)
        if (not payers or flow.payer in payers)
        and (not payees or flow.payee in payees)
        and (not parties or {flow.payer, flow.payee} & parties)
        and (not min_amount or (flow.amount.point or 0.0) >= min_amount)
    ]
    rows = [edge_row(data, view, flow) for flow in chosen]
    rows.sort(key=lambda row: (row.amount.point is None, -(row.amount.point or 0.0), row.edge))
    if unpaid:
        # what is bound and certainly unpaid ranks by its point, what may be unpaid by its upper end
        rows = [row for row in rows if row.unpaid.high is None or row.unpaid.high > 0]
        rows = [row for row in rows if row.unpaid.disclosed]
        rows.sort(key=lambda row: (-(row.unpaid.point if row.unpaid.point is not None else row.unpaid.high or 0.0), row.edge))
    if largest is not None:
        rows = rows[:largest]
    if unpaid or largest is not None:
        kept = {row.edge for row in rows}
        chosen = [flow for flow in chosen if flow.id in kept]
    gross = total(row.amount for row in rows)
    caveats, unknown = notes(chosen, view)
    sentence = (
        f"{count(len(rows), 'edge')} as of {view.as_of}; {money(gross)} dollars on the {view.basis} basis."
        if rows
        else "No edge is like that."
    )
    return Answer("edges", data, view, tuple(rows), sentence, caveats, unknown, extra={"gross": gross})


NAMED = 6
"""Edges named in a note before the rest is counted."""


def notes(chosen: list[Flow], view: View) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a total over these flows rests on, and what it leaves out."""
    caveats: list[str] = []
    at_most = sum(flow.amount.at_most for flow in chosen)
    if at_most:
        caveats.append(f'{dollars(at_most)} dollars of the total are amounts that are only ceilings ("up to")')
    support = total(flow.amount for flow in chosen if flow.position.edge.kind.spec.edge_class is EdgeClass.SUPPORT)
    if support.point or support.high:
        caveats.append(
            f"{money(support)} dollars of the total are guarantees, backstops, warrants and share grants: "
            "no money moves unless they are called, and a guarantee repeats what it guarantees"
        )
    derived = [flow for flow in chosen if flow.position.edge.worked_out and flow.amount.high != 0 and flow.amount.disclosed]
    if derived:
        amount, ids = money(total(flow.amount for flow in derived)), sorted(flow.id for flow in derived)
        caveats.append(f"{amount} dollars of the total are amounts that no source states, worked out: {worked_out.named(ids)}")
    default = sum(flow.amount.point or 0.0 for flow in chosen if flow.by_default)
    if default:
        caveats.append(f"{dollars(default)} dollars are spread over a default term, an assumption")
    loose = sum(flow.unscheduled for flow in chosen)
    if loose:
        caveats.append(f"{dollars(loose)} dollars of contracts with a schedule or dated payments are not placed in any year by them")
    parts = sorted({part for flow in chosen for part in flow.position.unpriced_parts})
    if parts:
        named = ", ".join(parts[:NAMED]) + (f" and {len(parts) - NAMED} more" if len(parts) > NAMED else "")
        caveats.append(f"undisclosed parts count 0 inside their wholes: {named}")
    bare = [flow for flow in chosen if not flow.amount.priced and not flow.undated and not flow.position.stage.is_ended]
    undated = [flow for flow in chosen if flow.undated]
    unknown: list[str] = []
    if bare:
        unknown.append(f"{count(len(bare), 'edge')} without an amount on the {view.basis} basis, not in the total")
    if undated:
        named = ", ".join(flow.id for flow in undated[:NAMED]) + (f" and {len(undated) - NAMED} more" if len(undated) > NAMED else "")
        unknown.append(f"{count(len(undated), 'edge')} with an amount that no date places in the window: {named}")
    return tuple(caveats), tuple(unknown)


def edge_row(data: Dataset, view: View, flow: Flow, prefix: str = "edges") -> EdgeRow:
    """One edge as a row; the four amounts are its own, `amount` is less what stands in its parts."""
    position = flow.position
    edge, own = position.edge, position.full
    words = f"{view.basis} amount of {edge.id}" + (" less its parts" if position.inside else "")
    return EdgeRow(
        id=f"{prefix}/{edge.id}" if ":" in prefix else f"{prefix}:{edge.id}",
        edges=(edge.id,),
        edge=edge.id,
        deal=data.deal_of[edge.id].id,
        payer=edge.payer,
        payee=edge.payee,
        kind=str(edge.kind),
        edge_class=str(edge.kind.spec.edge_class),
        stage=str(position.stage),
        grade=str(position.grade),
        since=own.since,
        amount=flow.amount,
        headline=own.headline,
        binding=own.binding,
        paid=own.paid,
        expected=own.expected,
        outstanding=own.claim,
        unpaid=reduced((position.binding, position.paid)),
        sentence=edge.kind.spec.sentence(data.name(edge.payer), data.name(edge.payee)),
        sources=len(edge.sources),
        traces={
            "amount": Trace("sum", (Term(flow.amount, words, position.cited),)),
            "unpaid": Trace(
                "less",
                (Term(position.binding, f"binding amount of {edge.id}", position.cited), Term(position.paid, "paid", position.cited)),
            ),
        },
    )


FACTS = ("revenue", "operating_cash_flow", "shareholders_equity", "cash_and_securities", "total_debt", "remaining_performance_obligations")


def show(data: Dataset, name: str, view: View | None = None) -> Answer:
    """One company: what it pays and receives, deal by deal, and what it has reported of itself.

    Examples
    --------
    >>> import circularity as ci
    >>> ci.show(ci.load(), "NVDA").extra["entity"]["name"]
    'NVIDIA'
    """
    view = (view or View()).on(data)
    entity = data.entity(name)
    chosen = [flow for flow in flows(data, view) if entity.id in (flow.payer, flow.payee)]
    rows = [edge_row(data, view, flow, f"show:{entity.id}") for flow in chosen]
    rows.sort(key=lambda row: (row.payer != entity.id, row.amount.point is None, -(row.amount.point or 0.0), row.edge))
    paid_out = total(row.amount for row in rows if row.payer == entity.id)
    paid_in = total(row.amount for row in rows if row.payee == entity.id)
    by_class = {
        str(cls): {
            "out": total(row.amount for row in rows if row.payer == entity.id and row.edge_class == cls),
            "in": total(row.amount for row in rows if row.payee == entity.id and row.edge_class == cls),
        }
        for cls in EdgeClass
    }
    facts = [(metric, reported(data, entity.id, metric, view.last_day)) for metric in FACTS]
    figures = {metric: {"value": f.value, "period_end": f.period_end, "publisher": f.rows[0].publisher} for metric, f in facts if f}
    missing = [metric.replace("_", " ") for metric, f in facts if f is None]
    about = {
        "id": entity.id,
        "name": entity.name,
        "role": str(entity.role),
        "ticker": entity.ticker,
        "country": entity.country,
        "parent": entity.parent,
        "pool": entity.is_pool,
        "aliases": list(entity.aliases),
    }
    caveats, unknown = notes(chosen, view)
    if missing and not entity.is_pool:
        unknown = (*unknown, f"no reported figure for {', '.join(missing)}")
    sentence = (
        f"{entity.name} ({str(entity.role).replace('_', ' ')}): {money(paid_out)} dollars out and {money(paid_in)} in "
        f"on the {view.basis} basis as of {view.as_of}, in {count(len(rows), 'edge')}."
    )
    extra = {"entity": about, "out": paid_out, "in": paid_in, "by_class": by_class, "figures": figures}
    return Answer("show", data, view, tuple(rows), sentence, caveats, unknown, extra=extra)

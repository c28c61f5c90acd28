"""The dataset at a glance: edges and money by kind, stage and grade."""

from __future__ import annotations

from dataclasses import dataclass

from circularity.analysis.lookup import notes
from circularity.analysis.results import Answer, Row, Term, Trace
from circularity.analysis.wording import count, money
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.kinds import EdgeClass, Kind
from circularity.model.stages import Basis, Grade, Stage

GROUPS: dict[str, tuple[str, ...]] = {
    "class": tuple(str(c) for c in EdgeClass),
    "kind": tuple(str(k) for k in Kind),
    "stage": tuple(str(s) for s in Stage),
    "grade": tuple(str(g) for g in Grade),
}


@dataclass(frozen=True, kw_only=True)
class SummaryRow(Row):
    """One group of edges: how many, how many of them have an amount, and how much money on each basis."""

    group: str
    name: str
    count: int
    priced: int
    headline: Amount
    binding: Amount
    paid: Amount
    expected: Amount
    share: float | None
    """Of the money on the view's basis."""


def summary(data: Dataset, view: View | None = None) -> Answer:
    """Edges and money by class, kind, stage and evidence grade.

    Examples
    --------
    >>> import circularity as ci
    >>> sum(row.count for row in ci.summary(ci.load()) if row.group == "grade") > 470
    True
    """
    view = (view or View()).on(data)
    chosen = {str(flow.id): flow for flow in flows(data, view)}
    by_basis = {basis: {flow.id: flow for flow in flows(data, view.based(basis))} for basis in Basis}
    whole = total(flow.amount for flow in chosen.values())
    rows = [
        _row(view, group, name, members, by_basis, whole)
        for group, names in GROUPS.items()
        for name in names
        if (members := [flow for flow in chosen.values() if _value(flow, group) == name])
    ]
    caveats, unknown = notes(list(chosen.values()), view)
    card = data.card
    # what had been reported by the view's date, not all that the dataset holds
    deals = {data.deal_of[edge].id for edge in chosen}
    parties = {party for flow in chosen.values() for party in (flow.payer, flow.payee)}
    sentence = (
        f"{card.title}, version {card.version}: {count(len(deals), 'deal')} with {count(len(chosen), 'edge')} between "
        f"{count(len(parties), 'party', 'parties')}, {money(whole)} dollars on the {view.basis} basis as of {view.as_of}."
    )
    extra = {"counts": {"deals": len(deals), "edges": len(chosen), "entities": len(parties)}, "gross": whole}
    return Answer("summary", data, view, tuple(rows), sentence, caveats, unknown, extra=extra)


def _value(flow: Flow, group: str) -> str:
    position = flow.position
    return {
        "class": str(position.edge.kind.spec.edge_class),
        "kind": str(position.edge.kind),
        "stage": str(position.stage),
        "grade": str(position.grade),
    }[group]


def _row(view: View, group: str, name: str, members: list[Flow], by_basis: dict[Basis, dict[str, Flow]], whole: Amount) -> SummaryRow:
    ids = tuple(flow.id for flow in members)
    traces = {
        str(basis): Trace("sum", tuple(Term(found[i].amount, f"{basis} amount of {i}", found[i].position.cited) for i in ids))
        for basis, found in by_basis.items()
    }
    money_here = total(flow.amount for flow in members).point or 0.0
    sums = {str(basis): total(found[i].amount for i in ids) for basis, found in by_basis.items()}
    return SummaryRow(
        id=f"summary:{group}/{name}",
        edges=ids,
        group=group,
        name=name,
        count=len(ids),
        priced=sum(flow.amount.priced for flow in members),
        **sums,
        share=round(money_here / whole.point, 6) if whole.point else None,
        traces=traces,
    )

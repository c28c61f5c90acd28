"""The money-flow graph: companies as nodes, deals as edges, dollars as amounts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from circularity.dataset.dataset import Dataset
from circularity.graph.positions import Position, admitted
from circularity.graph.terms import cut
from circularity.graph.view import View
from circularity.model.amounts import Amount

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Flow:
    """An edge of the view: who pays whom, and how much of it is looked at."""

    position: Position
    amount: Amount
    by_default: bool = False
    unscheduled: float = 0.0
    undated: bool = False
    """Whether the edge has an amount that no date places in the window."""

    @property
    def id(self) -> str:
        return self.position.edge.id

    @property
    def payer(self) -> str:
        return self.position.edge.payer

    @property
    def payee(self) -> str:
        return self.position.edge.payee


def flows(data: Dataset, view: View | None = None) -> list[Flow]:
    """Every edge of a view with its amount, sorted by id; unpriced edges are there, without a point."""
    view = (view or View()).on(data)
    key = ("flows", view)
    found = data.cache.get(key)
    if found is None:
        found = data.cache[key] = list(_flows(data, view))
    return found  # type: ignore[return-value]


def _flows(data: Dataset, view: View) -> Iterator[Flow]:
    for position in admitted(data, view):
        part = cut(position, data, view)
        if part is None:
            yield Flow(position, Amount(), undated=True)
        else:
            yield Flow(position, part.amount, part.by_default, part.unscheduled)


def build_graph(data: Dataset, view: View | None = None, *, unpriced: bool = False) -> nx.MultiDiGraph[str]:
    """The view as a plain `networkx.MultiDiGraph`, usable with all of networkx.

    Nodes are entity ids (``name``, ``role``, ``pool``, ``group``), keys are edge ids. Edges carry
    ``amount`` (the point, in dollars), ``low``, ``high`` (infinite where no upper limit is known),
    ``at_most`` (the part of the amount that is only a ceiling), ``kind``, ``class``, ``stage``,
    ``grade`` and ``deal``. Edges without an amount, or with an amount of nothing, are left out:
    networkx reads a missing capacity as infinite. With `unpriced` the former are put in, without
    the three amounts. Built in sorted order, so that the same data give the same graph.

    Examples
    --------
    >>> import circularity
    >>> graph = circularity.load().graph(circularity.View(basis="headline"))
    >>> graph.is_multigraph() and graph.is_directed()
    True
    """
    import networkx as nx

    view = (view or View()).on(data)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(dataset=data.card.name, as_of=str(view.as_of), basis=str(view.basis))
    for entity in data.entities.values():
        graph.add_node(entity.id, name=entity.name, role=str(entity.role), pool=entity.is_pool, group=data.group(entity.id))
    for flow in flows(data, view):
        edge, amount = flow.position.edge, flow.amount
        facts = {
            "kind": str(edge.kind),
            "class": str(edge.kind.spec.edge_class),
            "stage": str(flow.position.stage),
            "grade": str(flow.position.grade),
            "deal": data.deal_of[edge.id].id,
        }
        if amount.carries_money:
            figures = {
                "amount": amount.point,
                "low": amount.low or 0.0,
                "high": math.inf if amount.high is None else amount.high,
                "at_most": amount.at_most,
            }
            graph.add_edge(edge.payer, edge.payee, key=edge.id, **facts, **figures)
        elif unpriced and not amount.priced:
            graph.add_edge(edge.payer, edge.payee, key=edge.id, **facts)
    return graph

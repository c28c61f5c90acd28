"""A view's money as arrays: one entry a pair of parties, with the deals and the doubt behind each."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from circularity.analysis.circulation.arcs import Arcs, Floats, Ints
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.view import View
from circularity.model.kinds import EdgeClass

OUTSIDE = "outside"


@dataclass(frozen=True)
class Matrix:
    """Who pays whom how much.

    The first nodes are companies in order of their ids. A pool is not one party: it stands twice, once as a
    source and once as a sink, so that no money comes back through it.
    """

    companies: tuple[str, ...]
    arcs: Arcs
    deals: tuple[tuple[Flow, ...], ...]
    """For each arc the edges folded into it."""
    support: tuple[Flow, ...]
    """Guarantees, warrants and the like, which are no money that moves; left out."""

    @property
    def owners(self) -> Ints:
        """For each node whom it stands for; everything outside is one."""
        found = np.arange(self.arcs.size, dtype=np.intp)
        found[len(self.companies) :] = len(self.companies)
        return found

    @property
    def between_companies(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which arcs have a company at both ends."""
        many = len(self.companies)
        return (self.arcs.tails < many) & (self.arcs.heads < many)

    @property
    def gross(self) -> float:
        """The money that moves between companies."""
        return float(self.arcs.amounts[self.between_companies].sum())

    def pair(self, arc: int) -> tuple[str, str]:
        """The two companies of an arc."""
        return self.companies[self.arcs.tails[arc]], self.companies[self.arcs.heads[arc]]

    def edges(self, arcs: Ints | None = None) -> tuple[str, ...]:
        """The ids of all edges behind some arcs."""
        chosen = range(len(self.deals)) if arcs is None else arcs
        return tuple(sorted(flow.id for arc in chosen for flow in self.deals[arc]))

    def drawn(self, chance: random.Random) -> Arcs:
        """The same network with each amount drawn from its own range.

        Uniform between low and high where the point is only a ceiling, else triangular with its mode at the
        point; an amount without an upper limit is drawn from what is known of it.
        """
        amounts = np.array([sum(_draw(flow, chance) for flow in deals) for deals in self.deals], dtype=np.float64)
        return Arcs(self.arcs.size, self.arcs.tails, self.arcs.heads, amounts).only(amounts > 0)

    @property
    def open_ended(self) -> tuple[str, ...]:
        """Edges whose amount has no upper limit."""
        return tuple(sorted(flow.id for deals in self.deals for flow in deals if flow.amount.high is None))


def matrix_of(data: Dataset, view: View, *, support: bool = False) -> Matrix:
    """Fold a view's edges into one entry a pair of parties.

    Guarantees, backstops, warrants and grants of shares move no money as they stand, and a guarantee covers a
    debt that is an edge of its own: they are left out unless `support`.
    """
    view = view.on(data)
    companies = tuple(sorted(name for name, entity in data.entities.items() if not entity.is_pool))
    place = {name: i for i, name in enumerate(companies)}
    pools = sorted(name for name, entity in data.entities.items() if entity.is_pool)
    source = {name: len(companies) + i for i, name in enumerate(pools)}
    sink = {name: len(companies) + len(pools) + i for i, name in enumerate(pools)}
    folded: dict[tuple[int, int], list[Flow]] = {}
    apart: list[Flow] = []
    for flow in flows(data, view):
        if not flow.amount.carries_money:
            continue
        if flow.position.edge.kind.spec.edge_class is EdgeClass.SUPPORT and not support:
            apart.append(flow)
            continue
        tail = place.get(flow.payer, source.get(flow.payer, -1))
        head = place.get(flow.payee, sink.get(flow.payee, -1))
        folded.setdefault((tail, head), []).append(flow)
    pairs = sorted(folded)
    amounts = np.array([sum(flow.amount.point or 0.0 for flow in folded[pair]) for pair in pairs], dtype=np.float64)
    tails, heads = (np.array([pair[side] for pair in pairs], dtype=np.intp) for side in (0, 1))
    arcs = Arcs(len(companies) + 2 * len(pools), tails, heads, amounts)
    return Matrix(companies, arcs, tuple(tuple(folded[pair]) for pair in pairs), tuple(apart))


def share_of(part: float | Floats, whole: float) -> float:
    """A share that is 0 where there is nothing to share, for networks without money."""
    return float(np.sum(part)) / whole if whole > 0 else 0.0


def _draw(flow: Flow, chance: random.Random) -> float:
    amount = flow.amount
    point = amount.point or 0.0
    low = amount.low or 0.0
    high = max(point, amount.high if amount.high is not None else point)
    if high <= low:
        return point
    return chance.uniform(low, high) if amount.at_most else chance.triangular(low, high, point)


Progress = Callable[[], None]

"""Where the circulating money is: in which loops, at which companies, and around which core."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from circularity.analysis.circulation.arcs import Arcs, Floats, sums
from circularity.analysis.circulation.bowtie import BowTie, bow_tie
from circularity.analysis.circulation.measures import return_probabilities
from circularity.analysis.circulation.peeling import peel
from circularity.analysis.circulation.view_arrays import Matrix, share_of


@dataclass(frozen=True, slots=True)
class Peeled:
    """A loop of the non-overlapping list: these amounts, times their lengths, add up to what circulates."""

    companies: tuple[str, ...]
    amount: float
    circulating: float
    hops: tuple[tuple[str, ...], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "companies": list(self.companies),
            "amount": round(self.amount),
            "circulating": round(self.circulating),
            "hops": [list(hop) for hop in self.hops],
        }


@dataclass(frozen=True, slots=True)
class Member:
    """One company's part: what circulates through it, of all that passes it."""

    entity: str
    circulating: float
    throughflow: float
    share: float
    """Of its throughflow, the larger of in and out, pools included."""
    returns: float
    """The chance that a dollar here comes back here (Finn)."""

    def as_json(self) -> dict[str, Any]:
        money = {"circulating": round(self.circulating), "throughflow": round(self.throughflow)}
        return {"entity": self.entity, **money, "share": round(self.share, 6), "return_probability": round(self.returns, 6)}


def finn(matrix: Matrix) -> float:
    through, returns = _through(matrix)
    return share_of(through * returns, float(through.sum()))


def _through(matrix: Matrix) -> tuple[Floats, Floats]:
    """Throughflow and return probability of the companies; money from and to pools crosses the boundary."""
    many = len(matrix.companies)
    between = matrix.arcs.only(matrix.between_companies)
    inflow, outflow = matrix.arcs.inflow[:many], matrix.arcs.outflow[:many]
    size = Arcs(many, between.tails, between.heads, between.amounts)
    return return_probabilities(size, np.maximum(inflow, outflow) - size.inflow)


def _lists(matrix: Matrix) -> list[list[int]]:
    heads: list[list[int]] = [[] for _ in matrix.companies]
    for arc in np.flatnonzero(matrix.between_companies):
        heads[matrix.arcs.tails[arc]].append(int(matrix.arcs.heads[arc]))
    return heads


def places(matrix: Matrix) -> BowTie:
    return bow_tie(matrix.companies, _lists(matrix))


def core_of(matrix: Matrix) -> tuple[str, ...]:
    """Every company from which money can come back: the strong components of two or more."""
    part = matrix.arcs.components()
    sizes = np.bincount(part)
    return tuple(name for i, name in enumerate(matrix.companies) if sizes[part[i]] > 1)


def members(matrix: Matrix, kept: Any, used: Floats) -> tuple[Member, ...]:
    circulating = sums(matrix.arcs.tails[kept], used, matrix.arcs.size)
    through, returns = _through(matrix)
    rows = [
        Member(name, float(circulating[i]), float(through[i]), share_of(circulating[i], float(through[i])), float(returns[i]))
        for i, name in enumerate(matrix.companies)
        if circulating[i] > 0
    ]
    return tuple(sorted(rows, key=lambda row: (-row.circulating, row.entity)))


def peeled(matrix: Matrix, kept: Any, used: Floats) -> tuple[Peeled, ...]:
    arcs = matrix.arcs
    where = {(int(arcs.tails[arc]), int(arcs.heads[arc])): int(arc) for arc in kept}
    amounts = {pair: float(value) for pair, value in zip(where, used, strict=True)}
    rows = []
    for ring, amount in peel(amounts):
        hops = [where[pair] for pair in zip(ring, [*ring[1:], ring[0]], strict=True)]
        edges = tuple(tuple(flow.id for flow in matrix.deals[arc]) for arc in hops)
        rows.append(Peeled(tuple(matrix.companies[i] for i in ring), amount, amount * len(ring), edges))
    return tuple(sorted(rows, key=lambda row: (-row.circulating, row.companies)))

"""Money between companies as arrays: what the numerical cores read, checked once and in one way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from circularity.analysis.checked_arrays import square
from circularity.analysis.circulation.components import strong_components

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


FEW = 2_000
"""Arcs up to which plain Python finds components sooner than a sparse matrix is built."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """A square matrix of amounts by its entries above zero, in order of row and column."""

    size: int
    tails: Ints
    heads: Ints
    amounts: Floats

    @property
    def gross(self) -> float:
        """All the money that moves."""
        return float(self.amounts.sum())

    @property
    def outflow(self) -> Floats:
        """What each company pays."""
        return sums(self.tails, self.amounts, self.size)

    @property
    def inflow(self) -> Floats:
        """What each company receives."""
        return sums(self.heads, self.amounts, self.size)

    def components(self) -> Ints:
        """For each company a number that all of its strong component have, and nobody else."""
        if len(self.tails) <= FEW:
            return self._components_of_few()
        links = csr_array((np.ones(len(self.tails), dtype=np.int8), (self.tails, self.heads)), shape=(self.size, self.size))
        return np.asarray(connected_components(links, directed=True, connection="strong")[1], dtype=np.intp)

    def _components_of_few(self) -> Ints:
        """The same without the cost of building a sparse matrix, which small networks would pay thousands of times."""
        ends: dict[int, int] = {node: i for i, node in enumerate(sorted({*self.tails.tolist(), *self.heads.tolist()}))}
        heads: list[list[int]] = [[] for _ in ends]
        for tail, head in zip(self.tails.tolist(), self.heads.tolist(), strict=True):
            heads[ends[tail]].append(ends[head])
        nodes, found = list(ends), np.arange(self.size, dtype=np.intp)
        for part in strong_components(heads):
            found[[nodes[i] for i in part]] = nodes[part[0]]
        return found

    def only(self, chosen: NDArray[np.bool_]) -> Arcs:
        """The same companies with some of the entries."""
        return Arcs(self.size, self.tails[chosen], self.heads[chosen], self.amounts[chosen])

    def dense(self, amounts: Floats | None = None) -> Floats:
        """The matrix written out, with these amounts or its own."""
        matrix = np.zeros((self.size, self.size))
        matrix[self.tails, self.heads] = self.amounts if amounts is None else amounts
        return matrix

    def sparse(self, amounts: Floats | None = None) -> csr_array:
        """The matrix by its entries, with these amounts or its own."""
        values = self.amounts if amounts is None else amounts
        return csr_array((values, (self.tails, self.heads)), shape=(self.size, self.size))


def sums(at: Ints, amounts: Floats, size: int) -> Floats:
    """Amounts added up by the node they belong to."""
    return np.bincount(at, amounts, size).astype(np.float64)


def arcs_of(flows: Any, name: str = "flows") -> Arcs:
    """Read a dense or scipy sparse square matrix of amounts.

    Raises
    ------
    WrongUsage
        If it is not square and two-dimensional, or holds a negative, infinite or missing number.
    """
    found = coo_array(square(flows, name, own=True))
    tails, heads = (np.asarray(index, dtype=np.intp) for index in found.coords)
    kept = found.data > 0
    return Arcs(int(found.shape[0]), tails[kept], heads[kept], np.asarray(found.data[kept], dtype=np.float64))

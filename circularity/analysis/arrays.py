"""Money between companies as arrays: what the numerical cores read, checked once and in one way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, issparse
from scipy.sparse.csgraph import connected_components

from circularity.analysis.components import strong_components
from circularity.errors import WrongUsage

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
    if issparse(flows):
        read: Any = coo_array
        found = read(flows)
        _square(found.shape, name)
        found.sum_duplicates()
        tails, heads = (np.asarray(index, dtype=np.intp) for index in found.coords)
        amounts = _numbers(found.data, name)
    else:
        matrix = _numbers(flows, name)
        _square(matrix.shape, name)
        tails, heads = np.nonzero(matrix)
        amounts = matrix[tails, heads]
        found = matrix
    _check_amounts(amounts, tails, heads, name)
    order = np.lexsort((heads, tails)) if issparse(flows) else slice(None)
    tails, heads, amounts = tails[order], heads[order], amounts[order]
    kept = amounts > 0
    return Arcs(int(found.shape[0]), tails[kept], heads[kept], amounts[kept])


def vector_of(values: Any, size: int, name: str) -> Floats:
    """Read one amount a company.

    Raises
    ------
    WrongUsage
        If there is not one for each company, or one is negative, infinite or missing.
    """
    found = _numbers(values, name)
    if found.shape != (size,):
        raise WrongUsage(f"{name} has the shape {found.shape}; {size} companies need ({size},)")
    if len(bad := np.flatnonzero(~np.isfinite(found) | (found < 0))):
        raise WrongUsage(f"{name}[{bad[0]}] is {found[bad[0]]}; amounts are finite and at least 0")
    return found


def _numbers(values: Any, name: str) -> Floats:
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise WrongUsage(f"{name} is not an array of numbers", "give rows of equal length, numbers only") from None


def _square(shape: tuple[int, ...], name: str) -> None:
    if len(shape) != 2 or shape[0] != shape[1]:
        raise WrongUsage(f"{name} has the shape {shape}; a square matrix is needed, one row and one column a company")


def _check_amounts(amounts: Floats, tails: Ints, heads: Ints, name: str) -> None:
    bad = np.flatnonzero(~np.isfinite(amounts) | (amounts < 0))
    if len(bad):
        first = bad[0]
        more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
        raise WrongUsage(f"{name}[{tails[first]}, {heads[first]}] is {amounts[first]}{more}; amounts are finite and at least 0")

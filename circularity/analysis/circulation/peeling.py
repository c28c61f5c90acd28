"""A circulation as loops that do not overlap: their amounts times their lengths add up to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Pair = tuple[int, int]
REST = 1e-9
"""The share of the circulation below which what is left is rounding."""


def peel(circulation: Mapping[Pair, float]) -> list[tuple[list[int], float]]:
    """Take a circulation apart into loops: each the widest there is in what the ones before it left.

    Of the loops with the largest smallest hop the shortest is taken, then the first by number; its smallest hop is
    taken off all its hops. Each step uses up a hop, so there are no more loops than hops, and unlike a list of
    all simple cycles these may be added up: the sum of amount times length is the sum of the circulation.

    Parameters
    ----------
    circulation
        For each pair (from, to) what runs over it; balanced at every node.

    Returns
    -------
    list of (nodes, amount)
        Widest first; each loop begins at its smallest node.

    Examples
    --------
    >>> peel({(0, 1): 5.0, (1, 0): 3.0, (1, 2): 2.0, (2, 0): 2.0})
    [([0, 1], 3.0), ([0, 1, 2], 2.0)]
    """
    left = {pair: amount for pair, amount in circulation.items() if amount > 0}
    least = REST * sum(left.values())
    found = []
    while left:
        ring = _widest(left)
        if ring is None:
            break
        hops = list(zip(ring, [*ring[1:], ring[0]], strict=True))
        amount = min(left[hop] for hop in hops)
        if amount <= least:
            break
        found.append((ring, amount))
        for hop in hops:
            left[hop] -= amount
            if left[hop] <= 1e-12 * circulation[hop]:
                del left[hop]
    return found


def _widest(left: Mapping[Pair, float]) -> list[int] | None:
    """The loop whose smallest hop is largest, by halving the list of possible widths; at that width the shortest, then the first."""
    ends = np.array(list(left))
    amounts = np.fromiter(left.values(), float, len(left))
    widths = np.unique(amounts)
    low, high = 0, len(widths)
    closed: list[Pair] = []
    while low < high:
        middle = (low + high) // 2
        inside = _on_loops(ends[amounts >= widths[middle]])
        if len(inside):
            closed, low = [(int(tail), int(head)) for tail, head in inside], middle + 1
        else:
            high = middle
    return _shortest(closed) if closed else None


def _on_loops(hops: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the hops that stay inside a strong component: each lies on a loop, and every loop is among them."""
    size = int(hops.max()) + 1
    adjacent = coo_array((np.ones(len(hops), dtype=np.int8), (hops[:, 0], hops[:, 1])), shape=(size, size))
    _, part = connected_components(adjacent.tocsr(), directed=True, connection="strong")
    inside: NDArray[np.int64] = hops[part[hops[:, 0]] == part[hops[:, 1]]]
    return inside


def _shortest(hops: list[Pair]) -> list[int] | None:
    """The shortest loop over these hops, of those the first by numbers; ``None`` if there is none."""
    heads: dict[int, list[int]] = {}
    for tail, head in sorted(hops):
        heads.setdefault(tail, []).append(head)
    best: list[int] | None = None
    for root in sorted(heads):
        came: dict[int, int] = {}
        queue, depth = deque([(root, 1)]), len(best) if best else len(heads) + 1
        closed = None
        while queue and closed is None:
            node, length = queue.popleft()
            if length >= depth:
                break
            for head in heads.get(node, ()):
                if head == root:
                    closed = node
                    break
                if head > root and head not in came:
                    came[head] = node
                    queue.append((head, length + 1))
        if closed is not None:
            ring = [closed]
            while ring[-1] != root:
                ring.append(came[ring[-1]])
            best = ring[::-1]
    return best

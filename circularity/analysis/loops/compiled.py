"""The walk of `cycles` for short bounds, compiled: the same cycles in the same order, for graphs up to millions of arcs.

Needs numba (``pip install 'circularity[fast]'``); only `cycles` imports this, and only for large graphs. The compiled
code works in short turns: it stops when a batch is full or some steps are done, and goes on where it stopped. So
cycles come one by one, never more than a batch of them is held, and Ctrl-C is heard between two turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

F = TypeVar("F", bound=Callable[..., Any])

FIRST_BATCH, LAST_BATCH = 64, 16_384
"""Cycles a turn: few at first, so that the first ones are there at once."""
FIRST_STEPS, LAST_STEPS = 1 << 16, 1 << 24
"""Arcs looked at in a turn: at most about a tenth of a second."""
ROOT, LENGTH, FOUND = 0, 1, 2
"""Places in a walk's `state`."""


def _compiled(function: F) -> F:
    """Compile on the first call, and keep the result on disk where a folder for it can be written."""
    try:
        made: Any = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder to keep it in
        made = numba.njit(nogil=True)(function)
    return cast("F", made)


class Arcs(NamedTuple):
    """The arcs inside strong components, forwards and backwards: where each node's row begins, and the rows in a line."""

    heads_from: Any
    heads: Any
    tails_from: Any
    tails: Any


class Walk(NamedTuple):
    """Where the walk stands, and what it knows about the root it walks from."""

    state: Any
    """The root, the nodes on the path (0: the root is new), the nodes in `found`."""
    path: Any
    at: Any
    """For each node on the path, which arc comes next."""
    on_path: Any
    back: Any
    """One more than the arcs back to the root; 0 for nodes that cannot close a cycle that is short enough."""
    found: Any
    """The nodes that `back` was set for."""
    ahead: Any
    near: Any
    """One more than the arcs from the root, and the nodes that it was set for."""


def compiled_cycles(arcs: Sequence[Sequence[int]], limit: int, root: int = 0) -> Iterator[list[int]]:
    """Every cycle of at most `limit` nodes whose first node is `root` or a later one.

    ``arcs[i]`` lists, in order and once each, where node i points; `limit` is at most 250.
    """
    size = len(arcs)
    heads_from = np.zeros(size + 1, np.int64)
    np.cumsum(np.fromiter(map(len, arcs), np.int64, size), out=heads_from[1:])
    heads = np.fromiter(chain.from_iterable(arcs), np.int32, int(heads_from[-1]))
    return _batches(_inside_components(heads_from, heads), limit, root)


def _inside_components(heads_from: Any, heads: Any) -> Arcs:
    size = len(heads_from) - 1
    if not len(heads):
        return Arcs(heads_from, heads, heads_from, heads)
    matrix = csr_array((np.ones(len(heads), np.int8), heads, heads_from), shape=(size, size))
    _, part = connected_components(matrix, directed=True, connection="strong")
    tails = np.repeat(np.arange(size, dtype=np.int32), np.diff(heads_from))
    inside = part[tails] == part[heads]
    tails, heads = tails[inside], heads[inside]
    heads_from, tails_from = (np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=size)))) for ends in (tails, heads))
    return Arcs(heads_from, heads, tails_from, tails[np.argsort(heads, kind="stable")])


def _batches(arcs: Arcs, limit: int, root: int) -> Iterator[list[int]]:
    size = len(arcs.heads_from) - 1
    walk = Walk(
        state=np.array([root, 0, 0], np.int64),
        path=np.zeros(limit, np.int32),
        at=np.zeros(limit, np.int64),
        on_path=np.zeros(size, np.bool_),
        back=np.zeros(size, np.uint8),
        found=np.zeros(size, np.int32),
        ahead=np.zeros(size, np.uint8),
        near=np.zeros(size, np.int32),
    )
    batch, steps = FIRST_BATCH, FIRST_STEPS
    while walk.state[ROOT] < size:
        rings, lengths = np.zeros((batch, limit), np.int32), np.zeros(batch, np.uint8)
        number = _turn(arcs, walk, limit, rings, lengths, steps)
        line = rings[:number].ravel().tolist()
        for begin, length in zip(range(0, len(line), limit), lengths[:number].tolist(), strict=True):
            yield line[begin : begin + length]
        batch, steps = min(2 * batch, LAST_BATCH), min(4 * steps, LAST_STEPS)


@_compiled
def _ways_back(root: int, arcs: Arcs, walk: Walk, limit: int) -> int:
    """Set `back` for the nodes on short enough closed walks through the root; gives the arcs looked at.

    As in `cycles`: half of the way is searched backwards, and beyond it only nodes near the root are looked at.
    """
    heads_from, heads, tails_from, tails = arcs
    back, found, ahead, near = walk.back, walk.found, walk.ahead, walk.near
    looked = 0
    reach = (limit - 1) // 2
    near[0], ahead[root] = root, 1
    first, last = 0, 1
    for distance in range(1, reach + 1):
        until = last
        for place in range(first, until):
            for k in range(heads_from[near[place]], heads_from[near[place] + 1]):
                looked += 1
                head = heads[k]
                if head > root and ahead[head] == 0:
                    ahead[head] = distance + 1
                    near[last] = head
                    last += 1
        first = until
    found[0], back[root] = root, 1
    low, high = 0, 1
    for distance in range(1, limit - reach):
        until = high
        for place in range(low, until):
            for k in range(tails_from[found[place]], tails_from[found[place] + 1]):
                looked += 1
                tail = tails[k]
                if tail > root and back[tail] == 0:
                    back[tail] = distance + 1
                    found[high] = tail
                    high += 1
        low = until
    for distance in range(limit - reach, limit):
        for place in range(1, last):
            node = near[place]
            if ahead[node] > limit - distance + 1:
                break  # they stand in order of their distance
            if back[node] == 0:
                for k in range(heads_from[node], heads_from[node + 1]):
                    looked += 1
                    if back[heads[k]] == distance:
                        back[node] = distance + 1
                        found[high] = node
                        high += 1
                        break
    for place in range(last):
        ahead[near[place]] = 0
    walk.state[FOUND] = high
    return looked


@_compiled
def _turn(arcs: Arcs, walk: Walk, limit: int, rings: Any, lengths: Any, steps: int) -> int:
    """Go on until a batch of cycles is full, `steps` arcs were looked at, or all is done; gives the number of cycles."""
    heads_from, heads = arcs.heads_from, arcs.heads
    path, at, on_path, back = walk.path, walk.at, walk.on_path, walk.back
    size = len(heads_from) - 1
    root, length = walk.state[ROOT], walk.state[LENGTH]
    number = looked = 0
    while root < size and number < len(lengths) and looked < steps:
        if length == 0:
            looked += 1
            begin, end = heads_from[root], heads_from[root + 1]
            while begin < end and heads[begin] < root:
                begin += 1
            if begin < end and heads[begin] == root:
                rings[number, 0], lengths[number] = root, 1
                number += 1
                begin += 1
            if begin == end or limit == 1:
                root += 1
                continue
            looked += _ways_back(root, arcs, walk, limit)
            path[0], at[0], on_path[root], length = root, begin, True, 1
            continue
        node, k = path[length - 1], at[length - 1]
        if k == heads_from[node + 1]:
            on_path[node] = False
            length -= 1
            if length == 0:
                for place in range(walk.state[FOUND]):
                    back[walk.found[place]] = 0
                root += 1
            continue
        at[length - 1] += 1
        looked += 1
        step = heads[k]
        way = back[step]
        if way < 2 or length + way - 1 > limit or on_path[step]:
            continue
        if way == 2:
            for place in range(length):
                rings[number, place] = path[place]
            rings[number, length], lengths[number] = step, length + 1
            number += 1
        if length + 1 < limit:
            path[length], at[length], on_path[step] = step, heads_from[step], True
            length += 1
    walk.state[ROOT], walk.state[LENGTH] = root, length
    return number

"""The walk of `cycles` for short bounds, compiled: the same cycles in the same order, for graphs up to millions of arcs.

Needs numba (``pip install 'circularity[fast]'``); only `cycles` imports this, and only for large graphs. The compiled
code works in short turns: it stops when a batch is full or some steps are done, and goes on where it stopped. So
cycles come one by one, never more than a batch of them is held, and Ctrl-C is heard between two turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, TypeVar

import numba
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

F = TypeVar("F", bound=Callable[..., Any])

FIRST_BATCH, LAST_BATCH = 64, 16_384
"""Cycles a turn: few at first, so that the first ones are there at once."""
FIRST_STEPS, LAST_STEPS = 1 << 16, 1 << 24
"""Arcs looked at in a turn: at most about a tenth of a second."""
ROOT, LENGTH = 0, 1
"""Places in `state`: the root that is being walked from, and the nodes on the path (none: the root is new)."""


def _compiled(function: F) -> F:
    """Compile on the first call, and keep the result on disk where a folder for it can be written."""
    try:
        made: F = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder to keep it in
        made = numba.njit(nogil=True)(function)
    return made


def compiled_cycles(arcs: Sequence[Sequence[int]], limit: int) -> Iterator[list[int]]:
    """Every cycle of at most `limit` nodes; ``arcs[i]`` lists, in order and once each, where node i points."""
    size = len(arcs)
    heads_from = np.zeros(size + 1, np.int64)
    np.cumsum(np.fromiter(map(len, arcs), np.int64, size), out=heads_from[1:])
    heads = np.fromiter(chain.from_iterable(arcs), np.int32, int(heads_from[-1]))
    return _batches(*_inside_components(heads_from, heads), limit)


def _inside_components(heads_from: Any, heads: Any) -> tuple[Any, Any, Any, Any]:
    """The arcs inside strong components, forwards and backwards: where each node's row begins, and the rows in a line."""
    size = len(heads_from) - 1
    if not len(heads):
        return heads_from, heads, heads_from, heads
    matrix = csr_array((np.ones(len(heads), np.int8), heads, heads_from), shape=(size, size))
    _, part = connected_components(matrix, directed=True, connection="strong")
    tails = np.repeat(np.arange(size, dtype=np.int32), np.diff(heads_from))
    inside = part[tails] == part[heads]
    tails, heads = tails[inside], heads[inside]
    heads_from, tails_from = (np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=size)))) for ends in (tails, heads))
    return heads_from, heads, tails_from, tails[np.argsort(heads, kind="stable")]


def _batches(heads_from: Any, heads: Any, tails_from: Any, tails: Any, limit: int) -> Iterator[list[int]]:
    size = len(heads_from) - 1
    state = np.zeros(2, np.int64)
    path, at = np.zeros(limit, np.int32), np.zeros(limit, np.int64)
    back, ahead, on_path = np.zeros(size, np.uint8), np.zeros(size, np.uint8), np.zeros(size, np.bool_)
    found, near = np.zeros(size, np.int32), np.zeros(size, np.int32)
    known = np.zeros(1, np.int64)
    batch, steps = FIRST_BATCH, FIRST_STEPS
    while state[ROOT] < size:
        rings, lengths = np.zeros((batch, limit), np.int32), np.zeros(batch, np.uint8)
        number = _turn(
            heads_from, heads, tails_from, tails, limit, state, path, at, back, ahead, on_path, found, near, known, rings, lengths, steps
        )
        for ring, length in zip(rings[:number].tolist(), lengths[:number].tolist(), strict=True):
            yield ring[:length]
        batch, steps = min(2 * batch, LAST_BATCH), min(4 * steps, LAST_STEPS)


@_compiled
def _ways_back(
    root: int, heads_from: Any, heads: Any, tails_from: Any, tails: Any, limit: int, back: Any, ahead: Any, found: Any, near: Any
) -> tuple[int, int]:
    """Write into `back` one more than the arcs back to the root, for nodes on short enough closed walks (else 0).

    As in `cycles`: half of the way is searched backwards, and beyond it only nodes near the root are looked at. `found`
    lists the nodes written to. Gives their number, and the arcs looked at.
    """
    looked = 0
    reach = (limit - 1) // 2
    near[0], ahead[root] = root, 1
    first, last = 0, 1
    for distance in range(1, reach + 1):
        until = last
        for place in range(first, until):
            for k in range(heads_from[near[place]], heads_from[near[place] + 1]):
                head = heads[k]
                if head > root and ahead[head] == 0:
                    ahead[head] = distance + 1
                    near[last] = head
                    last += 1
            looked += heads_from[near[place] + 1] - heads_from[near[place]]
        first = until
    found[0], back[root] = root, 1
    low, high = 0, 1
    for distance in range(1, limit - reach):
        until = high
        for place in range(low, until):
            for k in range(tails_from[found[place]], tails_from[found[place] + 1]):
                tail = tails[k]
                if tail > root and back[tail] == 0:
                    back[tail] = distance + 1
                    found[high] = tail
                    high += 1
            looked += tails_from[found[place] + 1] - tails_from[found[place]]
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
    return high, looked


@_compiled
def _turn(
    heads_from: Any,
    heads: Any,
    tails_from: Any,
    tails: Any,
    limit: int,
    state: Any,
    path: Any,
    at: Any,
    back: Any,
    ahead: Any,
    on_path: Any,
    found: Any,
    near: Any,
    known: Any,
    rings: Any,
    lengths: Any,
    steps: int,
) -> int:
    """Go on from `state` until a batch of cycles is full, `steps` arcs were looked at, or all is done; gives their number."""
    size = len(heads_from) - 1
    root, length = state[ROOT], state[LENGTH]
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
            known[0], more = _ways_back(root, heads_from, heads, tails_from, tails, limit, back, ahead, found, near)
            looked += more
            path[0], at[0], on_path[root], length = root, begin, True, 1
            continue
        node, k = path[length - 1], at[length - 1]
        if k == heads_from[node + 1]:
            on_path[node] = False
            length -= 1
            if length == 0:
                for place in range(known[0]):
                    back[found[place]] = 0
                root += 1
            continue
        at[length - 1] += 1
        looked += 1
        step = heads[k]
        way = back[step]  # one more than the arcs back; nothing for nodes that cannot close
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
    state[ROOT], state[LENGTH] = root, length
    return number

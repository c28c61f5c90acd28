"""Cycles through one node under a long bound, or none: no dead end is walked into twice.

By distances alone a path can run into a part of the graph whose only way back leads over the path itself, and try
every way through that part. Here a node that led nowhere stays shut until something on its way has opened.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence


def long_cycles(
    root: int, heads: Sequence[Sequence[int]], tails: Sequence[Iterable[int]], limit: int, *, bounded: bool
) -> Iterator[list[int]]:
    """Cycles of at least two and at most `limit` nodes through `root`, in depth-first order.

    `bounded` says whether the limit can bite: whether it is below the number of nodes at hand.
    """
    back = _ways_back(root, tails)
    return _bounded(root, heads, back, limit) if bounded else _unbounded(root, heads, back)


def _ways_back(root: int, tails: Sequence[Iterable[int]]) -> dict[int, int]:
    """Arcs from each node back to the root."""
    found = {root: 0}
    queue = deque([root])
    while queue:
        node = queue.popleft()
        for tail in tails[node]:
            if tail not in found:
                found[tail] = found[node] + 1
                queue.append(tail)
    return found


def _unbounded(root: int, heads: Sequence[Sequence[int]], back: Mapping[int, int]) -> Iterator[list[int]]:
    """A node that led nowhere is blocked until one that it points at is free again (Johnson 1975)."""
    path, blocked = [root], {root}
    waiting: dict[int, set[int]] = {}
    closed: set[int] = set()
    stack = [iter(heads[root])]
    while stack:
        for step in stack[-1]:
            if step == root:
                yield list(path)
                closed.update(path)
            elif step in back and step not in blocked:
                path.append(step)
                blocked.add(step)
                closed.discard(step)
                stack.append(iter(heads[step]))
                break
        else:
            stack.pop()
            done = path.pop()
            if done in closed:
                _free(done, blocked, waiting)
            else:
                for head in heads[done]:
                    waiting.setdefault(head, set()).add(done)


def _free(node: int, blocked: set[int], waiting: dict[int, set[int]]) -> None:
    """Unblock a node, and every node that waited for it."""
    loose = [node]
    while loose:
        freed = loose.pop()
        if freed in blocked:
            blocked.discard(freed)
            loose.extend(waiting.pop(freed, ()))


def _bounded(root: int, heads: Sequence[Sequence[int]], back: Mapping[int, int], limit: int) -> Iterator[list[int]]:
    """A node that led nowhere opens again only to a path shorter than the one that failed (Gupta and Suzumura 2021).

    ``lock[v]`` is the length from which on a path need not try v. Where a way back was found the lock is lifted, and
    with it, as far as their way can be short enough, those of the nodes that waited.
    """
    path, on_path, closed = [root], {root}, [False]
    lock: dict[int, int] = {}
    waiting: dict[int, set[int]] = {}
    stack = [iter(heads[root])]
    while stack:
        for step in stack[-1]:
            if step == root:
                yield list(path)
                closed[-1] = True
            elif step not in on_path and len(path) < lock.get(step, limit) and len(path) + back.get(step, limit) <= limit:
                path.append(step)
                on_path.add(step)
                lock[step] = len(path) - 1
                closed.append(False)
                stack.append(iter(heads[step]))
                break
        else:
            stack.pop()
            done, led_back = path.pop(), closed.pop()
            on_path.discard(done)
            if not led_back:
                for head in heads[done]:
                    waiting.setdefault(head, set()).add(done)
                continue
            if closed:
                closed[-1] = True
            opened = [(1, done)]
            while opened:
                way, node = opened.pop()
                if lock.get(node, limit) < limit - way + 1:
                    lock[node] = limit - way + 1
                    opened.extend((way + 1, tail) for tail in waiting.get(node, ()) if tail not in on_path)

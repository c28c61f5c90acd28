"""Simple cycles of bounded length, found lazily and in a fixed order.

Each cycle is found once, from its smallest node, inside that node's strong component, and a path is
only continued where the way back is short enough (distances to the root over reversed arcs).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from circularity.errors import WrongUsage

if TYPE_CHECKING:
    import networkx as nx

Node = TypeVar("Node", bound=Hashable)


def simple_cycles(graph: nx.DiGraph[Any] | nx.MultiDiGraph[Any], max_length: int | None = None) -> Iterator[list[Any]]:
    """Yield every simple cycle of nodes with at most `max_length` nodes, once each.

    A cycle is a list of distinct nodes, each with an edge to the next and the last with an edge to
    the first. Parallel edges make no further cycles; a self-loop is a cycle of one node.

    Parameters
    ----------
    graph
        A networkx directed graph or multigraph; not changed.
    max_length
        The most nodes a cycle may have; no bound if ``None`` (out of reach beyond some fifty nodes).

    Yields
    ------
    list of nodes
        Starting at the node that comes first in the graph's order; cycles in order of that start.

    Raises
    ------
    WrongUsage
        If the graph is undirected or the bound is below 1.

    Examples
    --------
    >>> import networkx as nx
    >>> sorted(simple_cycles(nx.DiGraph([(1, 2), (2, 1), (2, 3), (3, 1)])))
    [[1, 2], [1, 2, 3]]

    Notes
    -----
    With a bound: O((V + E) V) for the distances at most, plus the paths short enough to close, of which some
    meet themselves first. Without one: Johnson's blocking (Johnson 1975), O((V + E) (C + 1)) for C cycles.
    Tested against `networkx.simple_cycles`.
    """
    if not graph.is_directed():
        raise WrongUsage("cycles of money need directions; this graph is undirected")
    names = list(graph)
    index = {name: i for i, name in enumerate(names)}
    arcs = [sorted({index[head] for head in graph.adj[name]}) for name in names]
    for ring in cycles(arcs, max_length):
        yield [names[i] for i in ring]


def cycles_of(arcs: Mapping[Node, Iterable[Node]], max_length: int | None = None) -> Iterator[list[Node]]:
    """The same over a mapping of nodes to the nodes they point at, in sorted order of nodes."""
    names: list[Node] = sorted(set(arcs) | {head for heads in arcs.values() for head in heads})  # type: ignore[type-var]
    index = {name: i for i, name in enumerate(names)}
    rows = [sorted({index[head] for head in arcs.get(name, ())}) for name in names]
    for ring in cycles(rows, max_length):
        yield [names[i] for i in ring]


def cycles(arcs: Sequence[Sequence[int]], max_length: int | None = None) -> Iterator[list[int]]:
    """The same over integers 0..n-1: ``arcs[i]`` lists, in order, where i points."""
    if max_length is not None and max_length < 1:
        raise WrongUsage(f"a loop has at least 1 node; the bound is {max_length}")
    for part in strong_components(arcs):
        members = set(part)
        limit = len(part) if max_length is None else min(max_length, len(part))
        inside = {i: [j for j in arcs[i] if j in members] for i in part}
        into: dict[int, list[int]] = {i: [] for i in part}
        for tail, heads in inside.items():
            for head in heads:
                into[head].append(tail)
        for root in sorted(part):
            if root in inside[root]:
                yield [root]
            if limit > 1:
                walk = _from_root if limit < len(part) else _from_root_unbounded
                yield from walk(root, inside, into, limit)


def _from_root(root: int, inside: dict[int, list[int]], into: dict[int, list[int]], limit: int) -> Iterator[list[int]]:
    """Cycles whose smallest node is `root`."""
    back = _distances_back(root, into, limit - 1)
    if len(back) < 2:
        return
    path, seen = [root], {root}
    stack = [iter(inside[root])]
    while stack:
        for step in stack[-1]:
            if step == root and len(path) > 1:
                yield list(path)
            elif step > root and step not in seen and len(path) + back.get(step, limit) <= limit:
                path.append(step)
                seen.add(step)
                stack.append(iter(inside[step]))
                break
        else:
            stack.pop()
            seen.discard(path.pop())


def _from_root_unbounded(root: int, inside: dict[int, list[int]], into: dict[int, list[int]], limit: int) -> Iterator[list[int]]:
    """The same where the bound cannot bite: a node that led nowhere is not tried again until its way is free (Johnson 1975)."""
    back = _distances_back(root, into, limit)
    path, blocked = [root], {root}
    waiting: dict[int, set[int]] = {}
    closed: set[int] = set()
    stack = [iter(inside[root])]
    while stack:
        for step in stack[-1]:
            if step == root and len(path) > 1:
                yield list(path)
                closed.update(path)
            elif step > root and step in back and step not in blocked:
                path.append(step)
                blocked.add(step)
                closed.discard(step)
                stack.append(iter(inside[step]))
                break
        else:
            stack.pop()
            done = path.pop()
            if done in closed:
                _free(done, blocked, waiting)
            else:
                for head in inside[done]:
                    waiting.setdefault(head, set()).add(done)


def _free(node: int, blocked: set[int], waiting: dict[int, set[int]]) -> None:
    """Unblock a node, and every node that waited for it."""
    loose = [node]
    while loose:
        freed = loose.pop()
        if freed in blocked:
            blocked.discard(freed)
            loose.extend(waiting.pop(freed, ()))


def _distances_back(root: int, into: dict[int, list[int]], reach: int) -> dict[int, int]:
    """Arcs from each node back to the root, over nodes above the root, as far as `reach`."""
    distance = {root: 0}
    queue = deque([root])
    while queue:
        node = queue.popleft()
        if distance[node] < reach:
            for tail in into[node]:
                if tail > root and tail not in distance:
                    distance[tail] = distance[node] + 1
                    queue.append(tail)
    return distance


def strong_components(arcs: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Sets of nodes that can all reach each other (Tarjan 1972, without recursion), each sorted.

    >>> [part for part in strong_components([[1], [0], [0]])]
    [[0, 1], [2]]
    """
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    on_stack: set[int] = set()
    stack: list[int] = []
    for start in range(len(arcs)):
        if start in order:
            continue
        work = [(start, iter(arcs[start]))]
        order[start] = low[start] = len(order)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, heads = work[-1]
            for head in heads:
                if head not in order:
                    order[head] = low[head] = len(order)
                    stack.append(head)
                    on_stack.add(head)
                    work.append((head, iter(arcs[head])))
                    break
                if head in on_stack:
                    low[node] = min(low[node], order[head])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    part = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        part.append(member)
                        if member == node:
                            break
                    yield sorted(part)

"""Simple cycles of bounded length, found lazily and in a fixed order.

Each cycle is found once, from its smallest node, inside that node's strong component. A path is only continued
where the way back to its first node is short enough. Three walks do it, all in the same order:

* short bounds: distances back to the root, worked out from both sides, decide which step can still close (here);
* the same, compiled, for large graphs and long answers (`cycles_compiled`, where numba is installed);
* long bounds and none: a node that led nowhere is not tried again until its way is free (`cycles_long`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from circularity.analysis.circulation.components import strong_components
from circularity.analysis.loops.long import long_cycles
from circularity.errors import WrongUsage

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["cycles", "cycles_of", "simple_cycles"]

Node = TypeVar("Node", bound=Hashable)
Arcs = Sequence[Sequence[int]]

LARGE, MANY = 50_000, 200_000
"""Arcs, or cycles found so far, from which on the compiled walk is worth its start: half a second for loading numba."""
SHORT = 10
"""Bounds up to here are walked by distances alone; beyond, dead ends could outnumber the cycles without limit."""


def simple_cycles(
    graph: nx.DiGraph[Any] | nx.MultiDiGraph[Any], max_length: int | None = None, *, compiled: bool | None = None
) -> Iterator[list[Any]]:
    """Yield every simple cycle of nodes with at most `max_length` nodes, once each.

    A cycle is a list of distinct nodes, each with an edge to the next and the last with an edge to
    the first. Parallel edges make no further cycles; a self-loop is a cycle of one node.

    Parameters
    ----------
    graph
        A networkx directed graph or multigraph. It is read when this is called, and not changed.
    max_length
        The most nodes a cycle may have; no bound if ``None`` (out of reach beyond some fifty nodes).
    compiled
        Whether to use the compiled walk; if ``None``, by the number of arcs and of cycles found so far, where numba is
        installed. The cycles and their order are the same.

    Yields
    ------
    list of nodes
        Starting at the node that comes first in the graph's order; cycles in order of that start, and from
        one start in the order in which a depth-first search meets them.

    Raises
    ------
    WrongUsage
        If the graph is not a directed networkx graph, the bound is no whole number of at least 1, or the compiled
        walk is asked for and numba is not installed. Raised by the call, not by the first cycle.

    Examples
    --------
    >>> import networkx as nx
    >>> list(simple_cycles(nx.DiGraph([(1, 2), (2, 1), (2, 3), (3, 1)])))
    [[1, 2], [1, 2, 3]]

    Notes
    -----
    For a bound k of at most 10, O(V (V + E)) at worst for the distances and O(k) a path that is short enough to close;
    some of these meet themselves first. For longer bounds O((C + V) (k - 1) (V + E)) for C cycles (Gupta and Suzumura
    2021), without one O((C + 1) (V + E)) (Johnson 1975). Memory is O(V + E); at most some thousand cycles are held.
    Tested against `networkx.simple_cycles`.
    """
    if not hasattr(graph, "is_directed"):
        raise WrongUsage(f"cycles are looked for in a networkx graph, not in {type(graph).__name__}")
    if not graph.is_directed():
        raise WrongUsage("cycles of money need directions; this graph is undirected", "graph.to_directed() makes two edges of each")
    names = list(graph)
    index = {name: i for i, name in enumerate(names)}
    arcs = [sorted([index[head] for head in graph.adj[name]]) for name in names]
    return _named(cycles(arcs, max_length, compiled=compiled), names)


def cycles_of(arcs: Mapping[Node, Iterable[Node]], max_length: int | None = None, *, compiled: bool | None = None) -> Iterator[list[Node]]:
    """The same over a mapping of nodes to the nodes they point at, in sorted order of nodes."""
    names: list[Node] = sorted(set(arcs) | {head for heads in arcs.values() for head in heads})  # type: ignore[type-var]
    index = {name: i for i, name in enumerate(names)}
    rows = [sorted({index[head] for head in arcs.get(name, ())}) for name in names]
    return _named(cycles(rows, max_length, compiled=compiled), names)


def cycles(arcs: Arcs, max_length: int | None = None, *, compiled: bool | None = None) -> Iterator[list[int]]:
    """The same over integers 0..n-1: ``arcs[i]`` lists, in order and once each, where i points."""
    if max_length is not None and (isinstance(max_length, bool) or not hasattr(max_length, "__index__")):
        raise WrongUsage(f"a bound on the length of loops is a whole number, not {max_length!r}")
    if max_length is not None and max_length < 1:
        raise WrongUsage(f"a loop has at least 1 node; the bound is {max_length}")
    if max_length is None or max_length > SHORT:
        if compiled:
            raise WrongUsage(f"the compiled walk takes bounds from 1 to {SHORT}", "leave `compiled` out")
        return _walk(arcs, max_length or len(arcs), hand_over=False)
    if compiled or (compiled is None and sum(map(len, arcs)) >= LARGE):
        walk = _compiled_walk()
        if walk is not None:
            return walk(arcs, max_length, 0)
        if compiled:
            raise WrongUsage("the compiled walk needs numba", "pip install 'circularity[fast]', or leave `compiled` out")
    return _walk(arcs, max_length, hand_over=compiled is None)


def _compiled_walk() -> Callable[[Arcs, int, int], Iterator[list[int]]] | None:
    """The compiled walk; ``None`` where numba is missing or does not fit what else is installed."""
    try:
        walk: Callable[[Arcs, int, int], Iterator[list[int]]] = import_module("circularity.analysis.loops.compiled").compiled_cycles
    except ImportError:
        return None
    return walk


def _named(rings: Iterator[list[int]], names: Sequence[Node]) -> Iterator[list[Node]]:
    for ring in rings:
        yield [names[i] for i in ring]


def _walk(arcs: Arcs, max_length: int, *, hand_over: bool) -> Iterator[list[int]]:
    """Root after root in pure Python; a root that is done is taken out. Long answers may be handed to the compiled walk."""
    part_of: list[int] = [0] * len(arcs)
    sizes: list[int] = []
    for part in strong_components(arcs):
        for node in part:
            part_of[node] = len(sizes)
        sizes.append(len(part))
    heads = [[head for head in row if part_of[head] == part_of[node]] for node, row in enumerate(arcs)]
    tails: list[set[int]] = [set() for _ in arcs]
    for node, row in enumerate(heads):
        for head in row:
            tails[head].add(node)
    found = 0
    for root, row in enumerate(heads):
        if hand_over and found >= MANY:
            compiled = _compiled_walk()
            if compiled is not None:
                yield from compiled(arcs, max_length, root)
                return
            hand_over = False
        if row and row[0] == root:
            yield [root]
            del row[0]
            tails[root].discard(root)
        size = sizes[part_of[root]]
        limit = min(max_length, size)
        if limit > 1 and row and tails[root]:
            if max_length > SHORT:
                rings = long_cycles(root, heads, tails, limit, bounded=max_length < size)
            else:
                rings = _short_cycles(root, heads, _ways_back(root, heads, tails, limit), limit)
            for ring in rings:
                found += 1
                yield ring
        for tail in tails[root]:
            del heads[tail][0]  # rows are in order and all smaller nodes are gone, so the root comes first
        for head in row:
            tails[head].discard(root)


def _ways_back(root: int, heads: Sequence[Sequence[int]], tails: Sequence[set[int]], limit: int) -> dict[int, int]:
    """Arcs from nodes back to the root, for all nodes on a closed walk of at most `limit` arcs through it.

    Half of the way is searched backwards from the root. A node farther away than that must be near the root in the
    other direction, so only the nodes that are are looked at: a few dozen instead of thousands.
    """
    ahead_reach = (limit - 1) // 2
    ahead: list[set[int]] = [{root}]
    seen = {root}
    for _ in range(ahead_reach):
        ahead.append(set().union(*[heads[node] for node in ahead[-1]]) - seen)
        seen |= ahead[-1]
    back = {root: 0}
    level = {root}
    for distance in range(1, limit - ahead_reach):
        level = set().union(*[tails[node] for node in level]).difference(back)
        back.update(dict.fromkeys(level, distance))
    for distance in range(limit - ahead_reach, limit):
        near = [node for nodes in ahead[1 : limit - distance + 1] for node in nodes if node not in back]
        level = {node for node in near if not level.isdisjoint(heads[node])}
        back.update(dict.fromkeys(level, distance))
    return back


def _short_cycles(root: int, heads: Sequence[Sequence[int]], back: Mapping[int, int], limit: int) -> Iterator[list[int]]:
    """Cycles of at least two nodes through the root, none of them longer than `limit`."""
    path, on_path = [root], {root}
    stack = [iter(heads[root])]
    length = 1
    while stack:
        for step in stack[-1]:
            way = back.get(step, limit)
            if length + way > limit or step in on_path:
                continue
            if way == 1:
                yield [*path, step]
            if length + 1 < limit:
                path.append(step)
                on_path.add(step)
                stack.append(iter(heads[step]))
                length += 1
                break
        else:
            stack.pop()
            on_path.discard(path.pop())
            length -= 1

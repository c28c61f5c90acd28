"""Strong components: companies that can all reach each other along the arrows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def strong_components(arcs: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Sets of nodes that can all reach each other, each sorted: no loop leaves one.

    ``arcs[i]`` lists where node i points. Every node is in exactly one set. O(V + E) (Tarjan 1972), without recursion.

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

"""The parts of a directed network around its core: who feeds it, who lives on it, who stands apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, fields

from circularity.analysis.circulation.components import strong_components


@dataclass(frozen=True, slots=True)
class BowTie:
    """Companies by their place (Broder and others 2000); each company has one.

    `core`: the largest strong component, where everybody reaches everybody. `into`: pays towards the core.
    `out_of`: paid out of the core. `tubes`: on a way from `into` to `out_of` around the core. `tendrils`: hangs
    on one of these. `apart`: not linked to the rest. `idle`: no money in or out.
    """

    core: tuple[str, ...]
    into: tuple[str, ...]
    out_of: tuple[str, ...]
    tubes: tuple[str, ...]
    tendrils: tuple[str, ...]
    apart: tuple[str, ...]
    idle: tuple[str, ...]

    def as_json(self) -> dict[str, list[str]]:
        return {part.name: list(getattr(self, part.name)) for part in fields(self)}


def bow_tie(names: Sequence[str], arcs: Sequence[Sequence[int]]) -> BowTie:
    """Name the parts of a network; ``arcs[i]`` lists where i points.

    Without a strong component of two or more there is no core: everybody with money is `apart`. Of several
    largest ones the first by name is the core.

    >>> bow_tie(["a", "b", "c", "d"], [[1], [2], [1, 3], []])
    BowTie(core=('b', 'c'), into=('a',), out_of=('d',), tubes=(), tendrils=(), apart=(), idle=())
    """
    parts: list[list[int]] = [part for part in strong_components(arcs) if len(part) > 1]
    ranked = sorted(parts, key=lambda part: (-len(part), [names[i] for i in part]))
    core = set(ranked[0]) if ranked else set()
    back: list[list[int]] = [[] for _ in names]
    for tail, heads in enumerate(arcs):
        for head in heads:
            back[head].append(tail)
    downstream, upstream = _reached(core, arcs) - core, _reached(core, back) - core
    from_in, to_out = _reached(upstream, arcs), _reached(downstream, back)
    known = core | downstream | upstream
    tubes = (from_in & to_out) - known
    linked = _reached(core, [[*a, *b] for a, b in zip(arcs, back, strict=True)])
    active = {i for i in range(len(names)) if arcs[i] or back[i]}
    tendrils = linked - known - tubes
    groups = (core, upstream, downstream, tubes, tendrils, active - linked, set(range(len(names))) - active - linked)
    return BowTie(*(tuple(sorted(names[i] for i in group)) for group in groups))


def _reached(start: set[int], arcs: Sequence[Sequence[int]]) -> set[int]:
    """Everything that can be reached from a set, itself included."""
    seen, queue = set(start), deque(sorted(start))
    while queue:
        for head in arcs[queue.popleft()]:
            if head not in seen:
                seen.add(head)
                queue.append(head)
    return seen

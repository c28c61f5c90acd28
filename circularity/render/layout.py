"""Where each company stands on the map: the same place on every visit, in a column that says its role.

The map is a stage of fixed size. Companies run from left to right with the money: capital, chips,
clouds, labs, customers. The companies of the opening view (`shown`) get evenly spaced rows, in an
order that keeps the large flows short and crosses few of them; all others fill the gaps around them,
near the companies they deal with, so that lowering the threshold adds villages between the cities and moves nothing.

Positions are pure arithmetic on sorted input: no randomness, no simulation, no clock.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[int, int]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Column:
    """One band of the map: what it is called, who stands in it, and the shape they are drawn as."""

    id: str
    title: str
    shape: str
    lanes: tuple[tuple[str, ...], ...]


COLUMNS = (
    Column("capital", "Capital and lenders", "diamond", (("investor", "lender", "sovereign", "pool"),)),
    Column("chips", "Chips and hardware", "triangle", (("chipmaker", "memory", "foundry", "server_maker", "equipment_maker"),)),
    Column("clouds", "Clouds and sites", "square", (("hyperscaler", "neocloud", "operator"), ("landlord", "energy", "vehicle"))),
    Column("labs", "AI labs", "dot", (("lab",),)),
    Column("customers", "Customers and suppliers", "hexagon", (("customer", "other"),)),
)
LANES = tuple(lane for column in COLUMNS for lane in column.lanes)
_COLUMN_OF = {role: column for column in COLUMNS for lane in column.lanes for role in lane}
_LANE_OF = {role: index for index, lane in enumerate(LANES) for role in lane}

WIDTH, HEIGHT = 1080, 600
"""The stage, in pixels of the opening view; the page scales it to the screen."""
PITCH = WIDTH // len(LANES)
STAGGER = 22
"""How far neighbours in a column step left and right, so that flows inside a column do not run through a third company."""
LABEL_SIZE = 12
LABEL_GAP = 4
SLOT_X, SLOT_Y = 40, 27
"""The grid on which the smaller companies stand."""
SWEEPS = 12
HEAVIEST = 70
"""How many flows decide the order of rows: the rest are drawn faint and would only blur the choice."""


def column_of(role: str) -> str:
    """The column a role stands in; a role the map does not know stands with the others."""
    return _COLUMN_OF.get(role, COLUMNS[-1]).id


def shape_of(column: str) -> str:
    """The shape of a column's companies: one for each, so that a role is never told by colour."""
    return next((c.shape for c in COLUMNS if c.id == column), COLUMNS[-1].shape)


def _lane_of(entity: Mapping[str, Any]) -> int:
    """The lane of an entity: its role's, unless its `column` says that it stands elsewhere (a pool of suppliers is no lender)."""
    role = str(entity["role"])
    column = str(entity.get("column") or column_of(role))
    if column == column_of(role):
        return _LANE_OF.get(role, len(LANES) - 1)
    return next((_LANE_OF[c.lanes[0][0]] for c in COLUMNS if c.id == column), len(LANES) - 1)


def label_box(name: str, at: Point, radius: float = 12.0) -> Box:
    """The room that a company's name takes below its mark, by a generous width for each letter."""
    half = min(len(name), 26) * LABEL_SIZE * 0.56 / 2
    top = at[1] + radius + LABEL_GAP
    return at[0] - half, top, at[0] + half, top + LABEL_SIZE + 2


def place(entities: Iterable[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]) -> dict[str, Point]:
    """A fixed place for every entity, by role from left to right.

    Parameters
    ----------
    entities
        With `id`, `name`, `role`, and where known `shown` (in the opening view) and `through` (dollars by basis).
    edges
        With `from`, `to` and `flow` or `amounts`; an edge to somebody unknown is left aside.

    Returns
    -------
    dict
        Each id's (x, y) in pixels of the stage, whole numbers, y growing downwards.
    """
    known = {str(e["id"]): e for e in sorted(entities, key=lambda e: str(e["id"]))}
    flows = _flows(edges, known)
    rank = _ranking(known, flows)
    core = [i for i in rank if known[i].get("shown")] or rank[: 5 * len(LANES)]
    rows = _order(core, known, flows)
    placed = _stand(rows)
    _fill(placed, rank, known, flows)
    return {name: placed[name] for name in known}


def _flows(edges: Iterable[Mapping[str, Any]], known: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    """How strongly two companies pull on each other: the root of the money between them, either way."""
    money: dict[tuple[str, str], float] = defaultdict(float)
    for edge in edges:
        payer, payee = str(edge["from"]), str(edge["to"])
        if payer in known and payee in known and payer != payee:
            pair = (payer, payee) if payer < payee else (payee, payer)
            money[pair] += _size(edge)
    return {pair: math.sqrt(money[pair]) for pair in sorted(money)}


def _size(edge: Mapping[str, Any]) -> float:
    """An edge's largest known amount in billions; unpriced deals still pull a little."""
    amounts = edge.get("flow") or edge.get("amounts") or {}
    points = [a["point"] for a in amounts.values() if isinstance(a, Mapping) and a.get("point")]
    return max([float(p) / 1e9 for p in points] or [0.1])


def _ranking(known: Mapping[str, Mapping[str, Any]], flows: Mapping[tuple[str, str], float]) -> list[str]:
    """All ids, the one with the most money through it first."""
    pull: dict[str, float] = defaultdict(float)
    for (one, other), weight in flows.items():
        pull[one] += weight * weight
        pull[other] += weight * weight

    def through(name: str) -> float:
        return max([float(v) for v in (known[name].get("through") or {}).values()] or [pull[name]])

    return sorted(known, key=lambda i: (-through(i), i))


def _order(core: Sequence[str], known: Mapping[str, Mapping[str, Any]], flows: Mapping[tuple[str, str], float]) -> list[list[str]]:
    """The rows of each lane: barycentre sweeps, then exchanges of neighbours while they help."""
    inside = set(core)
    pairs = [(pair, weight) for pair, weight in flows.items() if inside.issuperset(pair)]
    pairs = sorted(pairs, key=lambda item: (-item[1], item[0]))[:HEAVIEST]
    rows: list[list[str]] = [[] for _ in LANES]
    for name in core:
        column = rows[_lane_of(known[name])]
        column.insert(0 if len(column) % 2 else len(column), name)
    best, best_cost = [list(r) for r in rows], _cost(rows, pairs)
    for sweep in range(SWEEPS):
        for index in range(len(rows)) if sweep % 2 == 0 else reversed(range(len(rows))):
            at = _stand(rows)
            rows[index].sort(key=lambda i: (_centre(i, at, pairs), i))
        cost = _cost(rows, pairs)
        if cost < best_cost:
            best, best_cost = [list(r) for r in rows], cost
    return _exchange(best, best_cost, pairs)


def _exchange(rows: list[list[str]], cost: float, pairs: Sequence[tuple[tuple[str, str], float]]) -> list[list[str]]:
    """Swap two of a column wherever that lowers the cost, until nothing does."""
    improved = True
    while improved:
        improved = False
        for column in rows:
            for i in range(len(column)):
                for j in range(i + 1, len(column)):
                    column[i], column[j] = column[j], column[i]
                    trial = _cost(rows, pairs)
                    if trial < cost - 1e-9:
                        cost, improved = trial, True
                    else:
                        column[i], column[j] = column[j], column[i]
    return rows


def _centre(name: str, at: Mapping[str, Point], pairs: Sequence[tuple[tuple[str, str], float]]) -> float:
    """The height at which a company's flows pull it; its own height where it has none."""
    pull = [(at[b if a == name else a][1], w) for (a, b), w in pairs if name in (a, b)]
    return sum(y * w for y, w in pull) / sum(w for _, w in pull) if pull else float(at[name][1])


def _cost(rows: Sequence[Sequence[str]], pairs: Sequence[tuple[tuple[str, str], float]]) -> float:
    """How tangled an order is: weighted crossings, plus the height that the flows climb."""
    at = _stand(rows)
    lines = [(at[a], at[b], w) if at[a] <= at[b] else (at[b], at[a], w) for (a, b), w in pairs]
    climb = sum(w * abs(p[1] - q[1]) for p, q, w in lines) / HEIGHT
    crossings = 0.0
    for i, (p, q, w) in enumerate(lines):
        for r, s, v in lines[:i]:
            if r[0] < q[0] and p[0] < s[0] and _cross(p, q, r, s):
                crossings += w if w < v else v
    return crossings + 2 * climb


def _cross(p: Point, q: Point, r: Point, s: Point) -> bool:
    """Whether two straight lines meet between their ends."""

    def side(a: Point, b: Point, c: Point) -> int:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return side(p, q, r) * side(p, q, s) < 0 and side(r, s, p) * side(r, s, q) < 0


def _stand(rows: Sequence[Sequence[str]]) -> dict[str, Point]:
    """Evenly spaced rows, neighbours a step to either side."""
    placed: dict[str, Point] = {}
    for index, column in enumerate(rows):
        middle = PITCH * index + PITCH // 2
        for row, name in enumerate(column):
            step = 0 if len(column) < 3 else STAGGER if row % 2 else -STAGGER
            placed[name] = (middle + step, round((row + 0.5) * HEIGHT / len(column)))
    return placed


def _fill(
    placed: dict[str, Point], rank: Sequence[str], known: Mapping[str, Mapping[str, Any]], flows: Mapping[tuple[str, str], float]
) -> None:
    """Put everybody else, the largest first, on the free place of its column that is nearest to the companies it deals with."""
    pulls: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (one, other), weight in flows.items():
        pulls[one].append((other, weight))
        pulls[other].append((one, weight))
    labels = [(at, label_box(str(known[name]["name"]), at)) for name, at in placed.items()]
    gaps = [_Gaps(PITCH * lane + PITCH // 2, placed.values(), labels) for lane in range(len(LANES))]
    for name in (i for i in rank if i not in placed):
        pull = [(placed[other][1], weight) for other, weight in pulls[name] if other in placed]
        wanted = sum(y * w for y, w in pull) / sum(w for _, w in pull) if pull else HEIGHT / 2
        placed[name] = gaps[_lane_of(known[name])].nearest(wanted)
        for lane in gaps:
            lane.take(placed[name])


class _Gaps:
    """The free places on the grid of one column; it grows downwards when the last is taken."""

    def __init__(self, middle: int, taken: Iterable[Point], labels: Iterable[tuple[Point, Box]]) -> None:
        self.middle = middle
        self.taken = [at for at in taken if self._here(at)]
        self.labels = [box for at, box in labels if self._here(at)]
        self.rows = 0
        self.free: list[Point] = []
        self._grow(HEIGHT // SLOT_Y)

    def nearest(self, wanted: float) -> Point:
        while not self.free:
            self._grow(4)  # a fuller sector than this stage was made for
        _, y, x = min((abs(y - wanted) + abs(x - self.middle) * 0.2, y, x) for x, y in self.free)
        return x, y

    def take(self, at: Point) -> None:
        if self._here(at):
            self.taken.append(at)
            self.free = [place for place in self.free if _apart(place, at)]

    def _here(self, at: Point) -> bool:
        return abs(at[0] - self.middle) <= PITCH // 2

    def _grow(self, more: int) -> None:
        for row in range(self.rows, self.rows + more):
            for lane in (0, 1, -1, 2, -2):
                place = self.middle + lane * SLOT_X + (row % 2) * SLOT_X // 2 - SLOT_X // 4, row * SLOT_Y + SLOT_Y // 2
                if all(_apart(place, at) for at in self.taken) and not any(_inside(place, box) for box in self.labels):
                    self.free.append(place)
        self.rows += more


def _apart(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) >= SLOT_X * 0.6 or abs(one[1] - other[1]) >= SLOT_Y * 0.8


def _inside(at: Point, box: Box) -> bool:
    left, top, right, bottom = box
    return left - 6 < at[0] < right + 6 and top - 6 < at[1] < bottom + 6

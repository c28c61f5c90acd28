"""All edges on one day, with parts taken out of their wholes so that no dollar stands twice.

A family's total is its parent's amount: the parent keeps what its priced children leave, per basis,
and undisclosed children count 0 there and are listed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from circularity.dataset.dataset import Dataset
from circularity.graph.standing import Standing, expected_of, standing
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.assumptions import Assumptions
from circularity.model.deal import Edge
from circularity.model.stages import Basis, Grade, Stage

MEASURES = ("headline", "binding", "paid", "expected", "claim")


@dataclass(frozen=True, slots=True)
class Position:
    """An edge on a day: its own amounts, and what of them is not already in its parts."""

    edge: Edge
    grade: Grade
    full: Standing
    headline: Amount
    binding: Amount
    paid: Amount
    expected: Amount
    claim: Amount
    inside: tuple[str, ...]
    """The parts that were taken out of it."""
    unpriced_parts: tuple[str, ...]

    @property
    def stage(self) -> Stage:
        return self.full.stage

    def on(self, basis: Basis) -> Amount:
        """The amount on a basis, less what stands in the parts."""
        amount: Amount = getattr(self, basis.value)
        return amount

    @property
    def unpaid(self) -> Amount:
        """What is bound and has not moved yet."""
        return self.binding.less(self.paid)

    @property
    def cited(self) -> tuple[str, ...]:
        """Every edge whose figure enters this one's: itself, then the parts taken out."""
        return (self.edge.id, *self.inside)


def positions(data: Dataset, view: View) -> dict[str, Position]:
    """Every edge that had been reported by the view's date, in sorted order; filters are not applied."""
    view = view.on(data)
    key = ("positions", view.last_day, view.ever)
    found = data.cache.get(key)
    if found is None:
        found = data.cache[key] = _positions(data, view.last_day, view.ever)
    return found  # type: ignore[return-value]


def admitted(data: Dataset, view: View) -> list[Position]:
    """The positions that pass the view's filters."""
    view = view.on(data)
    return [p for p in positions(data, view).values() if view.admits(p.edge.kind, p.stage, p.grade)]


def _positions(data: Dataset, day: date, ever: bool) -> dict[str, Position]:
    own: dict[str, Standing] = {}
    for edge in data.edges.values():
        found = standing(edge, day, data.assumptions, ever)
        if found is not None:
            own[edge.id] = found
    parts = {whole: [p for p in listed if p in own] for whole, listed in data.parts.items() if whole in own}
    for whole in _bottom_up(parts):
        own[whole] = _at_least_its_parts(own[whole], [own[p] for p in parts[whole]], data.assumptions)
    result: dict[str, Position] = {}
    for name, mine in own.items():
        children = parts.get(name, [])
        left = {measure: _rest(mine, [own[p] for p in children], _getter(measure)) for measure in MEASURES}
        priced = tuple(p for p in children if own[p].headline.priced or own[p].paid.priced)
        result[name] = Position(
            data.edges[name],
            data.grades[name],
            mine,
            inside=priced,
            unpriced_parts=tuple(p for p in children if p not in priced),
            **left,
        )
    return result


def _getter(measure: str) -> Callable[[Standing], Amount]:
    def get(which: Standing) -> Amount:
        amount: Amount = getattr(which, measure)
        return amount

    return get


def _rest(parent: Standing, children: list[Standing], get: Callable[[Standing], Amount]) -> Amount:
    """What a whole keeps when its priced parts stand by themselves; never below nothing.

    The range is such that parts and rest together span what the parent spans: lows are taken from
    lows and highs from highs, since the family's total is one number that the parts share out.
    """
    whole = get(parent)
    inside = total(get(child) for child in children)
    if not children or not whole.disclosed:
        return whole
    low = None if whole.low is None else max(0.0, whole.low - (inside.low or 0.0))
    point = None if whole.point is None else max(0.0, whole.point - (inside.point or 0.0))
    # a part without an upper limit may still be anything up to the whole, so it takes out only its point
    taken = inside.high if inside.high is not None else inside.point or 0.0
    high = None if whole.high is None else max(0.0, whole.high - taken)
    if point is not None:
        low = None if low is None else min(low, point)
        high = None if high is None else max(high, point)
    if low is not None and high is not None and low > high:
        low = high
    return Amount(low, point, high, min(whole.at_most, point or 0.0))


def _at_least_its_parts(parent: Standing, children: list[Standing], assumptions: Assumptions) -> Standing:
    """A whole has paid at least what its parts have paid."""
    floor = total(child.paid for child in children)
    paid = parent.paid
    if not paid.disclosed or not floor.disclosed:
        return parent
    low = max(paid.low or 0.0, floor.low or 0.0)
    point = None if paid.point is None else max(paid.point, floor.point or 0.0)
    high = None if paid.high is None else max(paid.high, low, point or 0.0)
    raised = Amount(low, point, high, paid.at_most)
    claim = raised if parent.claim_from.startswith(("cost", "paid")) else parent.claim
    values = {name: getattr(parent, name) for name in Standing.__slots__}
    expected = parent.expected if parent.stage.is_ended else expected_of(parent.stage, parent.headline, parent.binding, raised, assumptions)
    return Standing(**(values | {"paid": raised, "claim": claim, "expected": expected}))


def _bottom_up(parts: dict[str, list[str]]) -> list[str]:
    """Wholes in an order in which every part that is itself a whole comes first."""
    done: dict[str, None] = {}

    def visit(name: str) -> None:
        for part in parts.get(name, ()):
            if part in parts and part not in done:
                visit(part)
        done.setdefault(name)

    for name in parts:
        visit(name)
    return list(done)

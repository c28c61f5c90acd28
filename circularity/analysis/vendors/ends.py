"""Ranges of the measures: which filling of the arrays gives each end, and what limits an end that has none of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from circularity.model.amounts import Amount

ENDS = ("low", "point", "high")
RUNS = (("point", "point"), ("low", "low"), ("high", "high"), ("low", "high"), ("high", "low"))
"""Which end the vendor's own deals take, and which the rest."""
OPEN = 1e3
"""An amount without an upper limit counts as this many times all other money when high ends are worked out."""


@dataclass(frozen=True)
class Run:
    """One filling of the arrays and what came out."""

    own: str
    rest: str
    result: Any
    sold: Any


@dataclass(frozen=True)
class Picked:
    """One measure: its three ends, and for each the filling that gave it."""

    value: Amount
    runs: dict[str, Run]
    scale: float | None = 1.0
    """What the high end of every part is multiplied by, so that they add up to a limit; ``None`` where there is no high end."""

    def limited(self, limits: list[float], finite: float) -> Picked:
        """The same with a high end within the limits; none where it exceeds all known money and there is no limit."""
        high = self.value.high or 0.0
        if not limits and high > finite:
            return replace(self, value=replace(self.value, high=None), scale=None)
        top = min([high, *limits])
        return replace(self, value=replace(self.value, high=top), scale=top / high if high else 1.0)


def ends_of(runs: list[Run], loose: bool) -> dict[str, Picked]:
    """For each measure and end, the value and the run that gave it."""
    by_ends = {(run.own, run.rest): run for run in runs}
    middle = by_ends["point", "point"]
    picks: dict[str, Picked] = {}
    for name in ("forced", "pro_rata", "maximum"):

        def value(run: Run, name: str = name) -> float:
            return float(getattr(run.result, name))

        def spread(run: Run, name: str = name) -> float:
            return float(run.result.pro_rata_spread if name == "pro_rata" else getattr(run.result, name))

        lowest, highest = min(runs, key=value), max(runs, key=spread)
        point: float | None = value(middle)
        if loose and not point and spread(highest):
            point = None
        runs_of = {"low": lowest, "point": middle, "high": highest}
        picks[name] = Picked(Amount(value(lowest), point, spread(highest)), runs_of)
    return picks


def ordered(part: Amount, limit: float | None) -> Amount:
    """Low to high for one part of a sum whose parts may move against each other; never beyond a limit."""
    known = [value for value in (part.low, part.point, part.high) if value is not None]
    high = None if part.high is None else max(known)
    if limit is not None:
        high = limit if high is None else min(high, max(limit, part.point or 0.0))
    return Amount(min(known), part.point, high)


def raw(values: list[float], picked: Picked) -> Amount:
    """Three values that add up to the three ends of a sum, each end by itself."""
    high = None if picked.scale is None else values[2] * picked.scale
    return Amount(values[0], None if picked.value.point is None else values[1], high)


def end_of(amount: Amount, end: str, without_limit: float) -> float:
    """One end of an amount: no best reading counts as the low end, no upper limit as the best reading or a very large sum."""
    low = amount.low or 0.0
    if end == "low":
        return low
    point = amount.point if amount.point is not None else low
    if end == "point":
        return point
    return amount.high if amount.high is not None else max(point, OPEN * without_limit)

"""The stress reading of funding markets: four levels on one scale from calm to tight, and how strongly a stop of outside money bites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from circularity.dataset.dataset import Dataset
from circularity.dataset.reference import observations
from circularity.errors import WrongUsage
from circularity.model.amounts import Amount
from circularity.model.deal import SourceType
from circularity.model.market import Observation

PARTS = {"sofr_minus_iorb": "sofr-iorb", "standing_repo": "standing-repo", "on_rrp": "on-rrp", "tga": "tga"}
"""What enters the stress reading, and how its assumptions are called."""
_BEST = {kind: rank for rank, kind in enumerate(SourceType)}


@dataclass(frozen=True, slots=True)
class Value:
    """A series on a day: sources that differ span it."""

    amount: Amount
    day: date
    rows: tuple[Observation, ...]


@dataclass(frozen=True)
class Reading:
    """The stress of funding markets on a day, from 0 to 1; the range spans what the unknown parts could be."""

    day: date
    value: Amount
    known: float
    """Share of the weights that rests on fresh values."""
    parts: Mapping[str, tuple[float | None, float | None, float]]
    """Per part: its level, its stress, its weight."""

    def as_json(self) -> dict[str, Any]:
        """The reading with its parts."""
        ends = {end: getattr(self.value, end) for end in ("low", "point", "high")}
        return {
            "date": self.day.isoformat(),
            **{key: None if end is None else round(end, 6) for key, end in ends.items()},
            "known_weight": round(self.known, 6),
            "parts": {
                name: {"level": None if level is None else round(level, 6), "stress": stress, "weight": weight}
                for name, (level, stress, weight) in self.parts.items()
            },
        }


def strength(data: Dataset, day: date) -> float | None:
    """How strongly a stop of outside funding should bite on a day, from 0 to 1: the stress reading's point; ``None`` if nothing is known.

    Examples
    --------
    >>> import circularity as ci
    >>> strength(ci.load(), date(2025, 10, 31)) > 0.9, strength(ci.load(), date(2020, 1, 1)) is None
    (True, True)
    """
    found = reading(data, day)
    return found.value.point if found.known else None


def reading(data: Dataset, day: date) -> Reading:
    """The stress reading of one day, from values of that day or the few before it."""
    parts: dict[str, tuple[float | None, float | None, float]] = {}
    low = high = weighted = known = whole = 0.0
    for name, called in PARTS.items():
        weight = data.assumptions.value(f"funding-weight-{called}")
        whole += weight
        value = _spread(data, day) if name == "sofr_minus_iorb" else _level(data, name, day)
        if value is None or value.amount.point is None:
            parts[name] = (None, None, weight)
            high += weight
            continue
        ends = sorted(_scaled(data, called, end) for end in (value.amount.low, value.amount.high) if end is not None)
        point = _scaled(data, called, value.amount.point)
        parts[name] = (value.amount.point, round(point, 6), weight)
        low, high = low + weight * ends[0], high + weight * ends[-1]
        weighted, known = weighted + weight * point, known + weight
    if not whole:
        raise WrongUsage("all weights of the stress reading are 0", "give one of the funding-weight assumptions a weight")
    point_value = weighted / known if known else None
    return Reading(day, Amount(low / whole, point_value, high / whole), known / whole, parts)


def _scaled(data: Dataset, called: str, level: float) -> float:
    calm, tight = data.assumptions.value(f"funding-calm-{called}"), data.assumptions.value(f"funding-tight-{called}")
    if calm == tight:
        raise WrongUsage(f"funding-calm-{called} and funding-tight-{called} are the same", "give them two levels")
    return min(1.0, max(0.0, (level - calm) / (tight - calm)))


def fresh_days(data: Dataset, name: str) -> int:
    """For how many days a value of a series counts."""
    slow = name in ("iorb", "target_range_top")
    return round(data.assumptions.value("funding-fresh-days-rates" if slow else "funding-fresh-days"))


def _level(data: Dataset, name: str, day: date, *, within: int | None = None) -> Value | None:
    """The latest value of a series up to a day, if it is fresh: of its best sources, which may differ."""
    first = day - timedelta(days=fresh_days(data, name) if within is None else within)
    rows = [row for row in observations(data) if row.series == name and first <= row.date.first and row.date.last <= day]
    return best_of_latest(rows)


def best_of_latest(rows: list[Observation]) -> Value | None:
    """The latest day's value from its best sources, which may differ."""
    if not rows:
        return None
    latest = max(row.date.first for row in rows)
    rows = [row for row in rows if row.date.first == latest]
    best = min(_BEST[row.source_type] for row in rows)
    rows = [row for row in rows if _BEST[row.source_type] == best]
    values = sorted(row.value for row in rows)
    return Value(Amount(values[0], (values[0] + values[-1]) / 2, values[-1]), latest, tuple(rows))


def _spread(data: Dataset, day: date) -> Value | None:
    """SOFR over IORB in basis points: as a source gives it for that day, else from the two rates."""
    given = _level(data, "sofr_minus_iorb", day)
    sofr, iorb = _level(data, "sofr", day), _level(data, "iorb", day)
    if sofr is None or iorb is None or (given is not None and given.day >= sofr.day):
        return given

    def apart(first: float | None, second: float | None) -> float | None:
        return None if first is None or second is None else round((first - second) * 100, 6)

    low, point, high = sofr.amount.low, sofr.amount.point, sofr.amount.high
    span = Amount(apart(low, iorb.amount.high), apart(point, iorb.amount.point), apart(high, iorb.amount.low))
    return Value(span, sofr.day, (*sofr.rows, *iorb.rows))

"""A score from 0 to 100 for how far a vendor's sales lean on its own money, with its formula on view.

    score = 100 * sum(weight * min(1, ratio / full)) / sum(weight), over the parts that are known

Weights and the ratios at which a part counts in full stand in ``assumptions.yaml`` (``score-...``).
A part that is not known counts as nothing at the low end and in full at the high end. There is no
score where the known parts carry less than half of the weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from circularity.analysis.results import rounded
from circularity.model.amounts import Amount
from circularity.model.assumptions import Assumptions

PARTS: dict[str, str] = {
    "promised": "financing, guarantees and backstops promised to customers (and to those who buy from them), over a year's revenue",
    "drawn": "of that what customers have drawn or been paid, over a year's revenue",
    "returned": "sales traced pro rata to the vendor's own money (binding), over revenue",
    "support": "guarantees and backstops that stand, over equity",
    "concentration": "largest customer's share of revenue",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: a ratio, the ratio at which it counts in full, and its weight."""

    name: str
    ratio: Amount | None
    full: float
    weight: float

    def level(self, end: str) -> float | None:
        """From 0 to 1; ``None`` where the ratio is not known at this end."""
        value = None if self.ratio is None else getattr(self.ratio, end)
        return None if value is None else min(1.0, value / self.full)

    @property
    def known(self) -> bool:
        return self.level("point") is not None

    def as_json(self) -> dict[str, Any]:
        ends = {end: None if self.ratio is None else rounded(getattr(self.ratio, end)) for end in ("low", "point", "high")}
        return {
            "part": self.name,
            "meaning": PARTS[self.name],
            "ratio": ends,
            "counts_in_full_at": self.full,
            "level": rounded(self.level("point")),
            "weight": self.weight,
        }


@dataclass(frozen=True, slots=True)
class Score:
    """From 0 to 100, with the ends that the unknown parts leave open."""

    value: float
    low: float
    high: float
    known_weight: float
    parts: tuple[Part, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "value": round(self.value, 1),
            "low": round(self.low, 1),
            "high": round(self.high, 1),
            "known_weight": round(self.known_weight, 6),
            "parts": [part.as_json() for part in self.parts],
        }


def parts_of(ratios: Mapping[str, Amount | None], assumptions: Assumptions) -> tuple[Part, ...]:
    """The parts with the weights and full marks of the assumptions."""
    return tuple(
        Part(name, ratios.get(name), assumptions.value(f"score-full-{name}"), assumptions.value(f"score-weight-{name}")) for name in PARTS
    )


def score_of(parts: tuple[Part, ...], assumptions: Assumptions, weights: Mapping[str, float] | None = None) -> Score | None:
    """The score; ``None`` where the data cannot carry one.

    >>> from circularity.dataset.load import load
    >>> rules = load().assumptions
    >>> ratios = {"promised": Amount.exactly(0.24), "drawn": Amount.exactly(0.06)}
    >>> found = score_of(parts_of(ratios, rules), rules)
    >>> found.low < found.value < found.high
    True
    """
    weight = {part.name: (weights or {}).get(part.name, part.weight) for part in parts}
    everything = sum(weight.values())
    known = [part for part in parts if part.known]
    carried = sum(weight[part.name] for part in known)
    base = sum(part.weight for part in parts if part.known) / sum(part.weight for part in parts)
    if not everything or not carried or base < assumptions.value("score-needed"):
        return None
    point = sum(weight[part.name] * (part.level("point") or 0.0) for part in known) / carried
    low = sum(weight[part.name] * (part.level("low") or 0.0) for part in parts) / everything
    high = sum(weight[part.name] * (1.0 if (top := part.level("high")) is None else top) for part in parts) / everything
    return Score(100 * point, 100 * min(low, point), 100 * max(high, point), base, parts)


def sensitivity(scored: Mapping[str, tuple[Part, ...]], assumptions: Assumptions) -> dict[str, Any]:
    """How the order of the vendors moves when one weight at a time goes to the ends of its range."""

    def order(weights: Mapping[str, float]) -> list[str]:
        values = {}
        for name, parts in scored.items():
            found = score_of(parts, assumptions, weights)
            if found is not None:
                values[name] = found.value
        return sorted(values, key=lambda name: (-values[name], name))

    base = order({})
    cases: list[dict[str, Any]] = []
    for part in PARTS:
        weight = assumptions[f"score-weight-{part}"]
        for value in (weight.low, weight.high):
            if value is not None and value != weight.value:
                cases.append({"part": part, "weight": value, "order": order({part: value})})
    places = {
        name: {
            "rank": base.index(name) + 1,
            "best": min([base.index(name), *(case["order"].index(name) for case in cases if name in case["order"])]) + 1,
            "worst": max([base.index(name), *(case["order"].index(name) for case in cases if name in case["order"])]) + 1,
        }
        for name in base
    }
    return {"order": base, "cases": cases, "places": places}

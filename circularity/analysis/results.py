"""What every answer carries: rows, the range, the edges behind each figure, caveats, and what is not known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from circularity.model.amounts import ZERO, Amount, smallest, total
from circularity.model.tabular import Tabular

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View


@dataclass(frozen=True, slots=True)
class Term:
    """One number inside a printed figure: what it is, and every edge and reported figure it rests on."""

    amount: Amount
    formula: str
    edges: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    unit: str | None = None
    """What the number counts where it is not dollars: ``shares``, ``dollars a share``, ``share``."""

    def as_json(self) -> dict[str, Any]:
        amount, unit = self.amount, {}
        shown = amount.as_json()
        if self.unit is not None:
            shown = {end: plain(getattr(amount, end)) for end in ("low", "point", "high")}
            unit = {"unit": self.unit}
        return {"amount": shown, "formula": self.formula, "edges": list(self.edges), "figures": list(self.figures), **unit}


@dataclass(frozen=True, slots=True)
class Trace:
    """How one printed figure came about; `recompute` yields it again from its terms.

    `operation` is ``sum`` (of the terms), ``smallest`` (end by end), ``middle`` (a sum whose missing
    points are the middle of their ranges), ``excess`` (what the first has beyond the others, end by end, not
    below 0), ``less`` (the same with independent doubts: low less high, high less low), ``product`` (of
    the points), ``ratio`` (first term over second), ``per_share`` (the same, in dollars a share) or ``capped ratio``
    (all terms but the last over the last, at most 1, end by end; not known where one of them is not).
    """

    operation: str
    terms: tuple[Term, ...]

    def recompute(self) -> Amount | float | None:
        """The figure, worked out anew from the terms alone."""
        amounts = [term.amount for term in self.terms]
        if self.operation == "smallest":
            return smallest(amounts)
        if self.operation == "excess":
            return excess(amounts)
        if self.operation == "less":
            return reduced(amounts)
        if self.operation == "product":
            return Amount.exactly(math.prod(amount.point or 0.0 for amount in amounts))
        if self.operation in ("ratio", "per_share"):
            top, bottom = amounts
            return share(top, bottom.point)
        if self.operation == "capped ratio":
            return capped_ratio(amounts[:-1], amounts[-1].point)
        return total(amounts)

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share and not a sum of dollars."""
        return self.operation in ("ratio", "capped ratio") or (bool(self.terms) and all(term.unit == "share" for term in self.terms))

    @property
    def edges(self) -> tuple[str, ...]:
        """Every edge that enters, once, in order."""
        return tuple(dict.fromkeys(edge for term in self.terms for edge in term.edges))


def excess(amounts: list[Amount]) -> Amount:
    """What the first amount has beyond the sum of the others, end by end, not below 0."""
    first, *rest = amounts

    def end(name: str) -> float | None:
        values = [getattr(amount, name) for amount in (first, *rest)]
        return None if any(value is None for value in values) else max(0.0, values[0] - sum(values[1:]))

    return Amount(end("low"), end("point"), end("high"))


def reduced(amounts: Iterable[Amount]) -> Amount:
    """The first amount less each other, never below zero; what can at most be nothing is nothing."""
    first, *others = amounts
    for other in others:
        first = first.less(other)
    return ZERO if first.disclosed and first.high == 0 else first


def share(top: Amount, bottom: float | None) -> Amount | None:
    """An amount as a share of a reported figure; ``None`` where that is not known or is not above zero."""
    if bottom is None or bottom <= 0 or not top.disclosed:
        return None
    return top.scaled(1.0 / bottom)


def capped_ratio(parts: Sequence[Amount], bottom: float | None) -> Amount | None:
    """The sum of parts over a figure, at most 1, end by end; an end is not known where that of a part is not."""
    if bottom is None or bottom <= 0:
        return None

    def ratio(values: list[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return min(1.0, sum(known) / bottom) if len(known) == len(values) else None

    low, point, high = (ratio([getattr(part, end) for part in parts]) for end in ("low", "point", "high"))
    return Amount(low or 0.0, point, high)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of an answer: a name that `why` understands, the edges behind it, and how each figure came about."""

    id: str
    edges: tuple[str, ...]
    traces: Mapping[str, Trace] = field(default_factory=dict, repr=False, compare=False)

    def as_json(self) -> dict[str, Any]:
        """The row by the contract of ``--json``."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self) if f.name != "traces"}


@dataclass(frozen=True, slots=True)
class Share:
    """A loss as a share of a reported figure of the loser, with that figure."""

    value: Amount
    metric: str
    denominator: float
    period_end: str

    def as_json(self) -> dict[str, Any]:
        low, point, high = (rounded(v) for v in (self.value.low, self.value.point, self.value.high))
        figure = {"metric": self.metric, "value": plain(self.denominator), "period_end": self.period_end}
        return {"low": low, "point": point, "high": high, "denominator": figure}


def rounded(value: float | None) -> float | None:
    """A share as JSON has it: six decimals, and of a small one six digits, so that rounding it again goes the same way.

    >>> rounded(0.51234567), rounded(0.00067450741)
    (0.512346, 0.000674507)
    """
    return None if value is None else round(value, 6) if abs(value) >= 0.1 else float(f"{value:.6g}")


def plain(value: Any) -> Any:
    """A value as JSON has it: whole dollars, sorted sets, words for enumerations."""
    if hasattr(value, "as_json"):
        return value.as_json()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, float):
        return round(value) if abs(value) >= 1000 or value == int(value) else round(value, 6)
    if value is None or isinstance(value, (bool, int)):
        return value
    return str(value)


@dataclass(frozen=True)
class Answer(Tabular):
    """The answer to one question: iterate over its rows, print it, or take it elsewhere."""

    command: str
    data: Dataset = field(repr=False)
    view: View
    rows: tuple[Any, ...]
    sentence: str
    caveats: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def because(self) -> dict[str, Any]:
        """For answers that have reasons: each row's chains of edges, by the row's id."""
        return {row.id: row.because for row in self.rows if hasattr(row, "because")}

    def to_dict(self) -> dict[str, Any]:
        """The contract of ``--json``."""
        card = self.data.card
        return {
            "schema": f"circularity/{self.command}/1",
            "data": {"name": card.name, "version": card.version, "as_of": str(card.as_of)},
            "view": self.view.as_json(),
            **{key: plain(value) for key, value in self.extra.items()},
            "rows": [row.as_json() for row in self.rows],
            "caveats": list(self.caveats),
            "unknown": list(self.unknown),
            "assumptions": [{"id": name, "value": self.data.assumptions.value(name)} for name in self.assumptions],
        }

"""Amounts in US dollars that carry their own doubt: (low, point, high), each of which may be unknown.

An amount is never silently zero. `point` is ``None`` where nobody has given a figure, `high` is
``None`` where no upper limit is known, and all three are ``None`` where the sum is undisclosed.
`at_most` is the part of the point that is only a ceiling ("up to 100 bn"), so that every total can
say how much of it rests on ceilings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Number = float | None


@dataclass(frozen=True, slots=True)
class Amount:
    """US dollars between `low` and `high`, best read as `point`; ``None`` means not known.

    >>> Amount.exactly(3e9) + Amount(0.0, 5e9, 5e9, at_most=5e9)
    Amount(low=3000000000.0, point=8000000000.0, high=8000000000.0, at_most=5000000000.0)
    """

    low: Number = None
    point: Number = None
    high: Number = None
    at_most: float = 0.0

    @classmethod
    def exactly(cls, value: float) -> Amount:
        """A figure without doubt."""
        return cls(value, value, value)

    @classmethod
    def between(cls, low: Number, high: Number) -> Amount:
        """Somewhere in a range, with no best guess inside it."""
        return cls(low, None, high)

    @property
    def priced(self) -> bool:
        """Whether there is a figure to work with."""
        return self.point is not None

    @property
    def disclosed(self) -> bool:
        """Whether anything at all is known."""
        return not (self.low is None and self.point is None and self.high is None)

    @property
    def carries_money(self) -> bool:
        """Whether the figure is known and above zero."""
        return self.point is not None and self.point > 0

    @property
    def open_ended(self) -> bool:
        """Whether there is a figure but no upper limit ("at least 3 bn")."""
        return self.point is not None and self.high is None

    def __add__(self, other: Amount) -> Amount:
        return total((self, other))

    def scaled(self, factor: float) -> Amount:
        """The same amount times a number of at least 0; no part of a known amount is nothing, even where its upper end is open.

        >>> Amount(5.0, 5.0, None).scaled(0.0)
        Amount(low=0.0, point=0.0, high=0.0, at_most=0.0)
        """
        if factor == 0 and self.disclosed:
            return ZERO
        return Amount(
            None if self.low is None else self.low * factor,
            None if self.point is None else self.point * factor,
            None if self.high is None else self.high * factor,
            self.at_most * factor,
        )

    def less(self, other: Amount) -> Amount:
        """What is left when an amount in another range is taken out; never below zero.

        The two doubts are independent, so the low end takes the other's high end and the reverse.

        >>> Amount(15.0, 17.5, 20.0).less(Amount.exactly(5.0))
        Amount(low=10.0, point=12.5, high=15.0, at_most=0.0)
        >>> ZERO.less(Amount.between(0.0, 5.0))
        Amount(low=0.0, point=0.0, high=0.0, at_most=0.0)
        """
        if not self.disclosed:
            return UNDISCLOSED
        if self.high == 0:
            return ZERO  # nothing can be left of nothing, whatever is taken out
        low = 0.0 if self.low is None or other.high is None else max(0.0, self.low - other.high)
        point = None if self.point is None or other.point is None else max(0.0, self.point - other.point)
        high = None if self.high is None else max(0.0, self.high - (other.low or 0.0))
        return Amount(low, point, high, min(self.at_most, point or 0.0))

    def capped(self, cap: Amount) -> Amount:
        """The smaller of two amounts, end by end; unknown where the cap alone is known."""
        if not cap.disclosed:
            return Amount(0.0, None, self.high) if self.disclosed else UNDISCLOSED
        if cap.high == 0:
            return ZERO
        if not self.disclosed:
            return Amount(0.0, None, cap.high)
        low = 0.0 if self.low is None or cap.low is None else min(self.low, cap.low)
        point = None if self.point is None or cap.point is None else min(self.point, cap.point)
        highs = [h for h in (self.high, cap.high) if h is not None]
        at_most = 0.0 if point is None else max(min(self.at_most, point), min(cap.at_most, point))
        return Amount(low, point, min(highs) if highs else None, at_most)

    def as_json(self) -> dict[str, float | int | None]:
        """The contract of every ``--json`` answer: whole dollars, null where unknown."""
        return {"low": _whole(self.low), "point": _whole(self.point), "high": _whole(self.high)}


ZERO = Amount.exactly(0.0)
UNDISCLOSED = Amount()


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum of what is known, with a range that never pretends.

    Undisclosed amounts do not enter (the caller lists them), unless nothing else is above zero: then the
    sum is not known either. Lows add up with unknown lows as 0. The point is the sum of the known points, with
    amounts that are only ranges at their low end; ``None`` if no point is known. One unknown upper limit makes
    the upper limit of the sum unknown.

    >>> total([Amount.exactly(1.0), Amount(2.0, 2.0, None), UNDISCLOSED])
    Amount(low=3.0, point=3.0, high=None, at_most=0.0)
    >>> total([])
    Amount(low=0.0, point=0.0, high=0.0, at_most=0.0)
    """
    low = point = high = at_most = 0.0
    points = seen = 0
    capped, undisclosed = True, False
    for amount in amounts:
        if not amount.disclosed:
            undisclosed = True
            continue
        seen += 1
        low += amount.low or 0.0
        if amount.point is not None:
            points += 1
            point += amount.point
        else:
            point += amount.low or 0.0
        if amount.high is None:
            capped = False
        else:
            high += amount.high
        at_most += amount.at_most
    if undisclosed and not point and not high and capped:
        return UNDISCLOSED
    # nothing known but zeros, beside amounts that are only ranges, is not a sum of zero
    known = points == seen or (points > 0 and point > 0)
    return Amount(low, point if known else None, high if capped else None, at_most)


def smallest(amounts: Iterable[Amount]) -> Amount:
    """The smallest of several amounts, end by end: what can go round a loop.

    >>> smallest([Amount(1.0, 4.0, None), Amount(2.0, 3.0, 5.0)])
    Amount(low=1.0, point=3.0, high=5.0, at_most=0.0)
    """
    listed = list(amounts)
    lows = [a.low if a.low is not None else 0.0 for a in listed]
    points = [a.point for a in listed]
    highs = [a.high for a in listed if a.high is not None]
    known = [p for p in points if p is not None]
    point = min(known) if len(known) == len(points) and known else None
    at_most = 0.0
    if point is not None:
        at_most = min((a.at_most for a in listed if a.point == point), default=0.0)
    return Amount(min(lows, default=0.0), point, min(highs) if highs else None, at_most)


def _whole(value: Number) -> float | int | None:
    return None if value is None else round(value)

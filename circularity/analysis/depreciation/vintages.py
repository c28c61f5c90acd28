"""Straight-line depreciation of yearly purchases: one vintage a year, and lives that change while it is in use.

Time is counted in fiscal years: year 2026 runs from 2026.0 to 2027.0. Accounting standards treat a changed life as a changed
estimate (ASC 250-10-45-17, IAS 8.36): what is left on the books is spread over what is left of the new life, and nothing that
has been reported is touched.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from circularity.errors import WrongUsage
from circularity.model.useful_life import LONGEST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONVENTIONS = {"mid-year": 0.5, "full-year": 1.0, "next-year": 0.0}
"""How much of a year's charge falls into the year of purchase."""

Steps = tuple[tuple[float, float], ...]
"""Lives over time, first to last: (from when on, years); the first holds from the beginning."""
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Books:
    """One vintage over a run of years: the charge of each, what is on the books after each, and what was written off at once."""

    years: range
    charge: tuple[float, ...]
    book_value: tuple[float, ...]
    at_once: tuple[float, ...]
    """The part of the charge that fell due because a new life was already over when it began to hold."""

    def at(self, year: int) -> tuple[float, float, float]:
        """Charge, closing book value and write-off of one year; nothing outside the run."""
        if year not in self.years:
            return 0.0, 0.0, 0.0
        i = year - self.years.start
        return self.charge[i], self.book_value[i], self.at_once[i]


def books(
    cost: float, bought: int, steps: Steps, until: int, *, first: float = 0.5, retired: float = 0.0, retired_from: float = 0.0
) -> Books:
    """One vintage's books from its year of purchase to the end of `until`.

    Within a year the charge is what is on the books over the years left, so that a life which changes in the
    middle of a year acts from that day. `retired` of what is left is scrapped at the end of each year from `retired_from` on.

    Complexity: linear in years and changes of life.
    """
    placed = bought + 1.0 - first
    left = cost
    charges: list[float] = []
    values: list[float] = []
    at_once: list[float] = []
    for year in range(bought, max(until, bought) + 1):
        charge = lost = 0.0
        cuts = sorted({max(placed, float(year)), year + 1.0, *(when for when, _ in steps if max(placed, year) < when < year + 1)})
        for begin, end in pairwise(cuts):
            years_left = _life(steps, begin) - (begin - placed)
            part = left if years_left <= end - begin + _CLOSE else left * (end - begin) / years_left
            if years_left <= _CLOSE and begin > placed + _CLOSE:
                lost += part
            left -= part
            charge += part
        if retired and year + 1.0 > max(placed, retired_from) + _CLOSE:
            scrapped = left * retired
            left -= scrapped
            charge += scrapped
        if left < abs(cost) * _CLOSE:
            charge, left = charge + left, 0.0
        charges.append(charge)
        values.append(left)
        at_once.append(lost)
    return Books(range(bought, max(until, bought) + 1), tuple(charges), tuple(values), tuple(at_once))


def schedule(
    additions: Sequence[float] | Mapping[int, float],
    life: float,
    *,
    convention: str = "mid-year",
    start: int = 0,
    until: int | None = None,
) -> NDArray[np.float64]:
    """What each year is charged for everything bought so far, at one life.

    Straight line to nothing. Under the mid-year convention a purchase carries half a year's charge in its first year and the other half
    after its last.

    Parameters
    ----------
    additions
        Dollars bought in each year, without a gap: a sequence that begins in `start`, or a mapping from years.
    life
        Years, above 0 and at most 40; fractions are allowed.
    convention
        ``mid-year``, ``full-year`` (a whole year's charge in the year of purchase) or ``next-year`` (none).
    start
        The year of the first addition of a sequence.
    until
        The last year of the result; by default the year in which everything is written off.

    Returns
    -------
    numpy.ndarray
        One charge a year, from the year of the first addition.

    Raises
    ------
    WrongUsage
        If a life, an amount, a convention or a year cannot be.

    Examples
    --------
    >>> schedule([100.0], 5).tolist()
    [10.0, 20.0, 20.0, 20.0, 20.0, 10.0]

    Complexity: additions times years.
    """
    return _charges(additions, ((-math.inf, checked_life(life)),), convention, start, until)


def change_of_life(
    additions: Sequence[float] | Mapping[int, float],
    old_life: float,
    new_life: float,
    effective: float,
    *,
    convention: str = "mid-year",
    start: int = 0,
    until: int | None = None,
) -> NDArray[np.float64]:
    """What each year is charged if the life changes at the beginning of `effective`.

    The change is prospective: book value at that time, over what is left of the new life. What is already older than the new life is
    written off in that year. Purchases from then on have the new life. `effective` counts like `start` (a year of the mapping, or an
    index into the sequence if `start` is left out); a fraction is a day within the year. Other parameters as for `schedule`.

    Examples
    --------
    A server of 100 bought in year 0 has 83.3 left after the first half-year of three; at a life of four these are spread over 3.5 years.

    >>> change_of_life([100.0], 3, 4, 1).round(2).tolist()
    [16.67, 23.81, 23.81, 23.81, 11.9]
    """
    if not math.isfinite(effective):
        raise WrongUsage(f"a life cannot change in {effective:g}", "name a year")
    steps = ((-math.inf, checked_life(old_life)), (float(effective), checked_life(new_life)))
    return _charges(additions, steps, convention, start, until)


def checked_life(life: float) -> float:
    """A life as a number of years that can be; `WrongUsage` otherwise."""
    try:
        years = float(life)
    except (TypeError, ValueError):
        raise WrongUsage(f"{life!r} is not a life", "give years, as in 3 or 5.5") from None
    if not 0 < years <= LONGEST:
        raise WrongUsage(f"a life of {years:g} years cannot be", f"give years above 0 and at most {LONGEST:g}; servers are at 2 to 8")
    return years


def _charges(
    additions: Sequence[float] | Mapping[int, float], steps: Steps, convention: str, start: int, until: int | None
) -> NDArray[np.float64]:
    import numpy as np

    if convention not in CONVENTIONS:
        raise WrongUsage(f"no convention is called {convention!r}", f"one of {', '.join(CONVENTIONS)}")
    bought = _bought(additions, start)
    if not bought:
        return np.zeros(0)
    longest = max(life for _, life in steps)
    end = max(bought) + math.ceil(longest) + 1 if until is None else until
    if end < min(bought):
        raise WrongUsage(f"the result would end in {end}, before the first addition in {min(bought)}")
    result = np.zeros(end - min(bought) + 1)
    for year, cost in bought.items():
        own = books(cost, year, steps, end, first=CONVENTIONS[convention])
        result[year - min(bought) : year - min(bought) + len(own.charge)] += own.charge[: end - year + 1]
    return result if until is not None else np.trim_zeros(result, "b")


def _bought(additions: Sequence[float] | Mapping[int, float], start: int) -> dict[int, float]:
    listed = dict(sorted(additions.items())) if isinstance(additions, Mapping) else {start + i: a for i, a in enumerate(additions)}
    for year, cost in listed.items():
        if not (math.isfinite(cost) and cost >= 0):
            raise WrongUsage(f"additions of {year} are {cost!r}", "give dollars of at least 0")
    missing = [year for year in range(min(listed, default=0), max(listed, default=0)) if year not in listed]
    if missing:
        raise WrongUsage(f"there are no additions for {', '.join(map(str, missing))}", "give 0 where nothing was bought")
    return {year: float(cost) for year, cost in listed.items()}


def _life(steps: Steps, when: float) -> float:
    """The life in force at a time."""
    life = steps[0][1]
    for begin, years in steps:
        if begin <= when + _CLOSE:
            life = years
    return life

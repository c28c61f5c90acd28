"""Dates that keep the precision they were reported with: a day, a month or a year.

In data a partial date counts from its first day; as an as-of it means its last day, so that
"as of 2026" includes all of 2026 and a deal "of 2026" is not there in 2025.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic_core import CoreSchema, core_schema

from circularity.model.refusal import NotADate

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
EARLIEST, LATEST = 1900, 2200


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, a month or a year, as the source gave it.

    >>> parse_date("2025-09").first.isoformat(), parse_date("2025-09").last.isoformat()
    ('2025-09-01', '2025-09-30')
    """

    first: date
    last: date
    text: str

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(parse_date)


def parse_date(text: str | PartialDate) -> PartialDate:
    """Read ``2025``, ``2025-10`` or ``2025-10-06``.

    Raises
    ------
    NotADate
        If the text is none of the three, or names a day that does not exist.
    """
    if isinstance(text, PartialDate):
        return text
    if not isinstance(text, str):
        raise NotADate(f"{text!r} is not a date; write 2025, 2025-10 or 2025-10-06")
    return _parsed(text)


def _advice(text: str) -> str:
    """What the contributor most likely meant."""
    usual = "write 2025, 2025-10 or 2025-10-06"
    slashed = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text, re.ASCII)
    if slashed is None:
        return usual
    one, two, year = int(slashed[1]), int(slashed[2]), slashed[3]
    pairs = dict.fromkeys(((one, two), (two, one)))
    readings = [f"{year}-{month:02}-{day:02}" for month, day in pairs if 1 <= month <= 12 and 1 <= day <= 31]
    if len(readings) == 1:
        return f"did you mean {readings[0]}? {usual}"
    return f"{usual}; this could be {' or '.join(readings)}" if readings else usual


@lru_cache(maxsize=4096)
def _parsed(text: str) -> PartialDate:
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise NotADate(f"'{text}' is not a date; {_advice(text)}")
    year, month, day = int(shape[1]), shape[2], shape[3]
    if not EARLIEST <= year <= LATEST:
        raise NotADate(f"'{text}' lies outside {EARLIEST} to {LATEST}; check the year")
    if month is None:
        return PartialDate(date(year, 1, 1), date(year, 12, 31), text)
    if not 1 <= int(month) <= 12:
        raise NotADate(f"'{text}' has no month {month}; write year-month-day, as in 2025-10-06")
    length = calendar.monthrange(year, int(month))[1]
    if day is None:
        return PartialDate(date(year, int(month), 1), date(year, int(month), length), text)
    if not 1 <= int(day) <= length:
        raise NotADate(f"'{text}' does not exist: {calendar.month_name[int(month)]} {year} has {length} days")
    exact = date(year, int(month), int(day))
    return PartialDate(exact, exact, text)

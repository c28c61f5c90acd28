"""Dates keep their precision: the first day counts in data, the last day in an as-of."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.dates import parse_date
from circularity.model.refusal import NotADate

DAY = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(DAY)
def test_a_day_is_itself(day: date) -> None:
    read = parse_date(day.isoformat())
    assert (read.first, read.last, str(read)) == (day, day, day.isoformat())


@given(DAY)
def test_a_month_and_a_year_hold_their_days(day: date) -> None:
    month, year = parse_date(f"{day:%Y-%m}"), parse_date(f"{day:%Y}")
    assert year.first <= month.first <= day <= month.last <= year.last
    assert month.first.day == 1
    assert day.year == 2200 or (month.last + timedelta(days=1)).day == 1
    assert (year.first.month, year.first.day, year.last.month, year.last.day) == (1, 1, 12, 31)


@given(st.text(max_size=12))
def test_anything_else_is_refused(text: str) -> None:
    with suppress(NotADate):
        assert parse_date(text).text == text


@pytest.mark.parametrize("text", ["", "1899", "2201", "25", "2025-00", "2025-2", "2025-02-29", "2025-12-32", "2025/10", " 2025", "2025 "])
def test_refused(text: str) -> None:
    with pytest.raises(NotADate):
        parse_date(text)


def test_leap_days() -> None:
    assert parse_date("2024-02").last == date(2024, 2, 29)
    assert parse_date("2100-02").last == date(2100, 2, 28)


def test_a_view_takes_years_days_and_dates() -> None:
    assert View(as_of=2026).last_day == date(2026, 12, 31)
    assert View(as_of="2026-02").last_day == date(2026, 2, 28)
    assert View(as_of=date(2026, 2, 3)).last_day == date(2026, 2, 3)
    assert View(window=(2026, "2027-06")).window == (date(2026, 1, 1), date(2027, 6, 30))
    for wrong in (
        {"window": 2026},
        {"window": (2027, 2026)},
        {"as_of": "soon"},
        {"basis": "signed"},
        {"kinds": "gift"},
        {"min_grade": "E"},
    ):
        with pytest.raises(WrongUsage):
            View(**wrong)

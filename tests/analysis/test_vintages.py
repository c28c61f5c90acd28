"""Schedules and changes of life on plain numbers: hand-worked answers, and what must hold for all of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from circularity.analysis.depreciation import change_of_life, schedule
from circularity.analysis.depreciation.vintages import books
from circularity.errors import WrongUsage

costs = st.lists(st.floats(0, 1e12), min_size=1, max_size=12)
lives = st.floats(0.3, 40)
conventions = st.sampled_from(["mid-year", "full-year", "next-year"])


def test_five_years_from_the_middle_of_the_first() -> None:
    # 100 over 5 years is 20 a year; half of it in the first year, the other half after the fifth
    assert schedule([100.0], 5).tolist() == [10, 20, 20, 20, 20, 10]


def test_a_life_with_half_a_year() -> None:
    # 110 over 5.5 years is 20 a year: 0.5 of it, five whole years, nothing left
    assert schedule([110.0], 5.5) == pytest.approx([10, 20, 20, 20, 20, 20])


def test_two_purchases_overlap() -> None:
    # 100 and 200 over 2 years: 25, 50, 25 and, a year later, 50, 100, 50
    assert schedule([100.0, 200.0], 2).tolist() == [25, 100, 125, 50]
    assert schedule({2024: 100.0, 2025: 200.0}, 2, until=2026).tolist() == [25, 100, 125]
    assert schedule([100.0, 200.0], 2, start=2024, until=2026).tolist() == [25, 100, 125]


def test_conventions() -> None:
    assert schedule([100.0], 4, convention="full-year").tolist() == [25, 25, 25, 25]
    assert schedule([100.0], 4, convention="next-year").tolist() == [0, 25, 25, 25, 25]


def test_a_longer_life_is_spread_over_what_is_left() -> None:
    # 120 over 3 years: 20 in year 0, 100 left with 2.5 years to go. At a life of 5 there are 4.5: 22.22 a year, then half of it
    found = change_of_life([120.0], 3, 5, 1)
    assert found == pytest.approx([20, 100 / 4.5, 100 / 4.5, 100 / 4.5, 100 / 4.5, 50 / 4.5])


def test_a_shorter_life_writes_off_what_is_already_too_old() -> None:
    # 120 over 6 years: 10, 20, 20 in years 0 to 2, 70 left at an age of 2.5. A life of 2 is over: all 70 in year 3.
    # 60 bought in year 2 is 0.5 old with 55 left and 1.5 to go: 36.67, then 18.33
    found = change_of_life([120.0, 0.0, 60.0], 6, 2, 3)
    assert found == pytest.approx([10, 20, 25, 70 + 55 / 1.5, 55 / 3])
    own = books(120.0, 0, ((-math.inf, 6.0), (3.0, 2.0)), 4)
    assert own.at_once == pytest.approx((0, 0, 0, 70, 0))
    assert own.book_value == pytest.approx((110, 90, 70, 0, 0))


def test_a_change_in_the_middle_of_a_year_acts_from_that_day() -> None:
    # 100 over 4: 12.5 in year 0. Half a year at 4 (12.5, 75 left at an age of 1), then 5 years: 4 left, 18.75 a year
    found = change_of_life([100.0], 4, 5, 1.5)
    assert found == pytest.approx([12.5, 12.5 + 9.375, 18.75, 18.75, 18.75, 9.375])


def test_scrapping_writes_off_what_is_left_of_it() -> None:
    # 100 over 4: 12.5, then a tenth of the 87.5 left is scrapped: 8.75, 78.75 left over 3.5 years: 22.5, of 56.25 a tenth
    own = books(100.0, 0, ((-math.inf, 4.0),), 1, retired=0.1)
    assert own.charge == pytest.approx((12.5 + 8.75, 22.5 + 5.625))
    assert own.book_value == pytest.approx((78.75, 50.625))


@given(costs, lives, conventions)
def test_everything_is_written_off_and_nothing_more(additions: list[float], life: float, convention: str) -> None:
    charges = schedule(additions, life, convention=convention)
    assert charges.sum() == pytest.approx(sum(additions), rel=1e-9, abs=1e-6)
    assert (charges >= 0).all()
    bought = np.zeros(max(len(charges), len(additions)))
    bought[: len(additions)] = additions
    charged = np.zeros(len(bought))
    charged[: len(charges)] = charges
    assert (np.cumsum(bought) - np.cumsum(charged) >= -1e-9 * sum(additions)).all()


@given(costs, lives, lives, st.integers(0, 15), conventions)
def test_a_change_of_life_moves_no_money_and_nothing_of_the_past(
    additions: list[float], old: float, new: float, effective: int, convention: str
) -> None:
    changed = change_of_life(additions, old, new, effective, convention=convention, until=100)
    before = schedule(additions, old, convention=convention, until=100)
    assert changed.sum() == pytest.approx(sum(additions), rel=1e-9, abs=1e-6)
    # the book value is continuous: up to the change both have charged the same
    assert changed[:effective] == pytest.approx(before[:effective], rel=1e-9, abs=1e-6)
    assert (changed >= -1e-6).all()


@given(costs, lives, st.floats(0.01, 1), st.integers(0, 15))
def test_a_shorter_life_never_lowers_the_first_years_charge(additions: list[float], old: float, part: float, effective: int) -> None:
    shorter = change_of_life(additions, old, old * part, effective, until=100)
    before = schedule(additions, old, until=100)
    assert shorter[effective] >= before[effective] - 1e-6 * max(1.0, before[effective])


@given(costs, lives, st.integers(0, 15))
def test_a_change_to_the_same_life_is_none(additions: list[float], life: float, effective: int) -> None:
    same = change_of_life(additions, life, life, effective, until=60)
    assert same == pytest.approx(schedule(additions, life, until=60), rel=1e-9, abs=1e-6)


@given(st.floats(1, 1e12), lives, lives)
def test_with_flat_purchases_the_gap_between_two_lives_closes(cost: float, one: float, other: float) -> None:
    years = 45
    gap = schedule([cost] * years, one, until=years - 1) - schedule([cost] * years, other, until=years - 1)
    assert gap[-1] == pytest.approx(0, abs=cost * 1e-6)


@given(st.floats(1, 1e12), st.floats(1, 20), st.floats(0, 1))
def test_scrapping_charges_the_same_sum_sooner(cost: float, life: float, retired: float) -> None:
    own = books(cost, 0, ((-math.inf, life),), 45, retired=retired)
    plain = books(cost, 0, ((-math.inf, life),), 45)
    assert sum(own.charge) == pytest.approx(cost, rel=1e-9)
    assert all(mine <= theirs + cost * 1e-9 for mine, theirs in zip(own.book_value, plain.book_value, strict=True))


@pytest.mark.parametrize("life", [0, -3, 41, math.nan, math.inf, "three", None])
def test_lives_that_cannot_be(life: object) -> None:
    with pytest.raises(WrongUsage, match="life"):
        schedule([1.0], life)  # type: ignore[arg-type]
    with pytest.raises(WrongUsage, match="life"):
        change_of_life([1.0], 4, life, 1)  # type: ignore[arg-type]


def test_other_inputs_that_cannot_be() -> None:
    with pytest.raises(WrongUsage, match="no additions for 2022, 2023"):
        schedule({2021: 1.0, 2024: 1.0}, 4)
    with pytest.raises(WrongUsage, match="additions of 1"):
        schedule([1.0, -1.0], 4)
    with pytest.raises(WrongUsage, match="additions of 0"):
        schedule([math.nan], 4)
    with pytest.raises(WrongUsage, match="convention"):
        schedule([1.0], 4, convention="half-month")
    with pytest.raises(WrongUsage, match="before the first addition"):
        schedule({2024: 1.0}, 4, until=2020)
    with pytest.raises(WrongUsage, match="cannot change"):
        change_of_life([1.0], 4, 5, math.nan)
    assert schedule([], 4).tolist() == []

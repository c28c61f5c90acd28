"""Amounts keep ``low <= point <= high`` through every operation, and never make a figure out of nothing."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from circularity.model.amounts import UNDISCLOSED, ZERO, Amount, smallest, total

VALUE = st.floats(0, 1e13, allow_nan=False)


@st.composite
def amounts(draw: st.DrawFn) -> Amount:
    """Any amount that the grammar or the rules of time can give."""
    low, point, high = sorted(draw(st.tuples(VALUE, VALUE, VALUE)))
    shape = draw(st.sampled_from(["exact", "range", "ceiling", "floor", "between", "undisclosed", "open", "nothing"]))
    return {
        "exact": Amount.exactly(point),
        "range": Amount(low, point, high),
        "ceiling": Amount(low, high, high, at_most=high),
        "floor": Amount(low, low, None),
        "between": Amount.between(low, high),
        "undisclosed": UNDISCLOSED,
        "open": Amount(low, None, None),
        "nothing": ZERO,
    }[shape]


def in_order(amount: Amount) -> bool:
    known = [v for v in (amount.low, amount.point, amount.high) if v is not None]
    slack = 1e-9 * max([1.0, *known])
    fits = all(a <= b + slack for a, b in pairwise(known))
    return fits and all(v >= 0 and math.isfinite(v) for v in known) and 0 <= amount.at_most <= (amount.point or 0.0) + slack


@given(st.lists(amounts(), max_size=6))
def test_total(listed: list[Amount]) -> None:
    found = total(listed)
    assert in_order(found)
    known = [a for a in listed if a.disclosed]
    if not found.disclosed:
        # beside an undisclosed amount, zeros do not make a sum of zero
        assert len(known) < len(listed)
        assert all(not a.point and a.high == 0 for a in known)
        return
    assert (found.high is None) == any(a.high is None for a in known)
    assert found.low == sum((a.low or 0.0 for a in known), 0.0)
    if found.point is not None:
        # where an amount is only a range, its low end is what can be counted on
        assert found.point == sum(a.low or 0.0 if a.point is None else a.point for a in known)
    else:
        assert any(a.point is None for a in known)


@given(st.lists(amounts(), max_size=5), st.randoms())
def test_total_does_not_depend_on_order(listed: list[Amount], random: object) -> None:
    shuffled = list(listed)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = total(listed), total(shuffled)
    for end in ("low", "point", "high", "at_most"):
        a, b = getattr(one, end), getattr(other, end)
        assert (a is None) == (b is None)
        assert a is None or math.isclose(a, b, rel_tol=1e-9)


@given(amounts(), amounts())
def test_less(whole: Amount, part: Amount) -> None:
    left = whole.less(part)
    assert in_order(left)
    if whole.high == 0:
        assert left == ZERO  # nothing can be left of nothing
    else:
        assert (left.point is None) == (whole.point is None or part.point is None)
    assert not whole.disclosed or left.disclosed
    if None not in (left.high, whole.high):
        assert left.high <= whole.high  # type: ignore[operator]


@given(amounts())
def test_less_itself_can_be_nothing(amount: Amount) -> None:
    left = amount.less(amount)
    assert left.point in (None, 0.0)
    assert left.low in (None, 0.0)


@given(amounts(), amounts())
def test_capped(owed: Amount, cap: Amount) -> None:
    called = owed.capped(cap)
    assert in_order(called)
    for limit in (owed, cap):
        if limit.high is not None and called.high is not None:
            assert called.high <= limit.high
        if limit.point is not None and called.point is not None:
            assert called.point <= limit.point
    if owed.point is None or cap.point is None:
        assert called.point is None


@given(st.lists(amounts(), min_size=1, max_size=6))
def test_smallest(listed: list[Amount]) -> None:
    found = smallest(listed)
    assert in_order(found)
    if all(a.point is not None for a in listed):
        assert found.point == min(a.point for a in listed if a.point is not None)
    else:
        assert found.point is None
    assert found.high == min((a.high for a in listed if a.high is not None), default=None)


@given(amounts(), st.floats(0, 10))
def test_scaled(amount: Amount, factor: float) -> None:
    assert in_order(amount.scaled(factor))
    assert amount.scaled(factor).disclosed == amount.disclosed


@given(amounts())
def test_json_is_whole_dollars_or_null(amount: Amount) -> None:
    said = amount.as_json()
    assert list(said) == ["low", "point", "high"]
    for end, value in said.items():
        own = getattr(amount, end)
        assert (value is None) == (own is None)
        assert value is None or (isinstance(value, int) and abs(value - own) <= 0.5 + 1e-9 * own)

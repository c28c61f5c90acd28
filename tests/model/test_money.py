"""Money texts: what goes in is what is meant, over the whole grammar."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circularity.analysis.wording import dollars, money
from circularity.model.amounts import UNDISCLOSED, Amount
from circularity.model.money import ABSURD_USD, SCALES, parse_dated_money, parse_money, parse_signed_money
from circularity.model.refusal import NotADate, NotMoney

SCALE = st.sampled_from(sorted(SCALES))
NUMBER = st.decimals(min_value=0, max_value=20, places=3, allow_nan=False).map(lambda d: f"{d.normalize():f}")


@given(NUMBER, SCALE)
def test_a_figure_is_exactly_what_it_says(number: str, scale: str) -> None:
    value = float(Decimal(number) * SCALES[scale])
    assert parse_money(f"{number} {scale}").stated == Amount(value, value, value)
    assert parse_money(f"{number} {scale}").text == f"{number} {scale}"


@given(NUMBER, NUMBER, SCALE)
def test_a_range_keeps_its_ends_and_points_at_its_middle(one: str, other: str, scale: str) -> None:
    small, large = sorted((one, other), key=Decimal)
    stated = parse_money(f"{small}..{large} {scale}").stated
    assert (stated.low, stated.high) == tuple(float(Decimal(n) * SCALES[scale]) for n in (small, large))
    assert stated.point == pytest.approx((stated.low + stated.high) / 2)  # type: ignore[operator]
    if Decimal(small) < Decimal(large):
        with pytest.raises(NotMoney, match="backwards"):
            parse_money(f"{large}..{small} {scale}")


@given(NUMBER, SCALE)
def test_bounds_keep_what_is_not_known(number: str, scale: str) -> None:
    value = float(Decimal(number) * SCALES[scale])
    assert parse_money(f"up to {number} {scale}").stated == Amount(0.0, value, value, at_most=value)
    assert parse_money(f"at least {number} {scale}").stated == Amount(value, value, None)
    assert parse_money(f"up to {number} {scale}").is_ceiling
    assert parse_money(f"at least {number} {scale}").is_floor


@given(NUMBER, SCALE, st.floats(0.01, 2000))
def test_another_currency_is_divided_by_its_rate(number: str, scale: str, rate: float) -> None:
    read = parse_money(f"{number} {scale} SEK")
    assert read.currency == "SEK"
    assert read.usd(rate).point == pytest.approx(read.stated.point / rate)  # type: ignore[operator]
    with pytest.raises(NotMoney, match="no fx"):
        read.usd()


@given(NUMBER, SCALE)
def test_a_minus_sign_only_where_an_effect_is_meant(number: str, scale: str) -> None:
    if Decimal(number):
        assert parse_signed_money(f"-{number} {scale}").stated.point == -float(Decimal(number) * SCALES[scale])
        with pytest.raises(NotMoney, match="negative"):
            parse_money(f"-{number} {scale}")


@given(st.text(max_size=30))
def test_any_other_text_is_refused_with_advice(text: str) -> None:
    try:
        read = parse_money(text)
    except NotMoney as refused:
        assert "; " in str(refused) or "fx" in str(refused)  # noqa: PT017
    else:
        assert read.text == text


def test_special_texts() -> None:
    assert parse_money("undisclosed").stated == UNDISCLOSED
    assert parse_money("0").stated == Amount.exactly(0.0)
    assert parse_money(f"{ABSURD_USD / 1e12:g} tn").stated.point == ABSURD_USD
    with pytest.raises(NotMoney, match="million or billion"):
        parse_money("20.1 tn")
    assert parse_money("900 tn JPY").currency == "JPY"


def test_dated_money() -> None:
    read = parse_dated_money("11.9 bn as of 2026-06")
    assert (read.money.stated.point, read.date.text, str(read)) == (11.9e9, "2026-06", "11.9 bn as of 2026-06")
    with pytest.raises(NotADate, match="has no date"):
        parse_dated_money("11.9 bn")
    with pytest.raises(NotMoney):
        parse_dated_money("11.9bn as of 2026")
    with pytest.raises(NotADate):
        parse_dated_money("11.9 bn as of June")


@given(st.floats(0, 9e15))
def test_dollars_in_words_keep_three_digits(value: float) -> None:
    number, _, unit = dollars(value).partition(" ")
    read = float(number.replace(",", "")) * {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}[unit]
    assert read == pytest.approx(value, rel=0.006, abs=0.51)


OPEN = st.one_of(st.none(), st.floats(0, 1e13))


@given(st.floats(0, 1e13), OPEN, OPEN)
def test_what_is_not_known_is_never_printed_as_nothing(low: float, point: float | None, high: float | None) -> None:
    known = iter(sorted(v for v in (low, point, high) if v is not None))
    amount = Amount(*(None if v is None else next(known) for v in (low, point, high)))
    text = money(amount)
    if amount.point is None and amount.high is None:
        assert text == "not known" or text.startswith("at least ")
    if text == "0":
        assert amount.high is not None
        assert amount.high <= 1
    assert money(UNDISCLOSED) == "not known"

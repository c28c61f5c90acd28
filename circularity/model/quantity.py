"""A figure as commentary states it: money, a percentage, or a number of years, days, loops and the like.

11.5 bn         dollars; a range, `up to` and `at least` as in the money grammar; may be negative
40 %            a share
27..32.5 %      a range of shares
10..12 years    a number with its unit: years, days, loops, companies, deals, times, GW
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from pydantic_core import CoreSchema, core_schema

from circularity.model.amounts import Amount
from circularity.model.money import parse_signed_money
from circularity.model.refusal import NotAQuantity


class QuantityUnit(StrEnum):
    """What a figure counts."""

    DOLLARS = "dollars"
    SHARE = "share"
    YEARS = "years"
    DAYS = "days"
    LOOPS = "loops"
    COMPANIES = "companies"
    DEALS = "deals"
    TIMES = "times"
    GIGAWATTS = "GW"


WORDS: dict[str, QuantityUnit] = {str(unit): unit for unit in QuantityUnit if unit not in (QuantityUnit.DOLLARS, QuantityUnit.SHARE)}
WORDS |= {"%": QuantityUnit.SHARE, "year": QuantityUnit.YEARS, "day": QuantityUnit.DAYS, "loop": QuantityUnit.LOOPS}
NUMBER = r"-?\d+(?:\.\d+)?"
_COUNTED = re.compile(rf"(?:(?P<bound>up to|at least) )?(?P<first>{NUMBER})(?:\.\.(?P<second>{NUMBER}))? (?P<unit>[A-Za-z]+|%)", re.ASCII)
GRAMMAR = "write 11.5 bn, 40 %, 27..32.5 %, 10..12 years or 188 loops"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit and the text kept; a share is a fraction in `value`."""

    text: str
    unit: QuantityUnit
    value: Amount

    @property
    def ends(self) -> tuple[float, float | None]:
        """The least and the most that the statement says: a ceiling and a floor speak of one number, and a floor is open above."""
        low, point, high = self.value.low, self.value.point, self.value.high
        if self.text.startswith("up to "):
            low = point
        return (low if low is not None else 0.0, high)

    @property
    def slack(self) -> float:
        """Half a unit of the last digit that is written: how far rounding alone may have moved the figure."""
        numbers = re.findall(r"\d+(?:\.(\d+))?", self.text)
        digits = min((len(decimals) for decimals in numbers), default=0)
        scale = {"k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12, "%": 0.01}
        return 0.5 * 10.0**-digits * scale.get(self.text.rpartition(" ")[2], 1.0)

    @property
    def words(self) -> str:
        """As a sentence has it: ``10 to 12 years``."""
        return self.text.replace("..", " to ")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(parse_quantity)


def parse_quantity(text: str) -> Quantity:
    """Read a figure with its unit.

    >>> parse_quantity("27..32.5 %").value
    Amount(low=0.27, point=0.2975, high=0.325, at_most=0.0)
    >>> parse_quantity("10..12 years").unit
    <QuantityUnit.YEARS: 'years'>

    Raises
    ------
    NotAQuantity
        With how to write it, if the text is not in the grammar; `NotMoney` if it looks like money and is none.
    """
    if not isinstance(text, str):
        raise NotAQuantity(f"{text!r} is no figure; {GRAMMAR}")
    return _parsed(text)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Quantity:
    shape = _COUNTED.fullmatch(text)
    if shape is None or shape["unit"] not in WORDS:
        if not re.search(r"\d (k|m|bn|tn)\b|^0$", text):
            raise NotAQuantity(f"'{text}' is no figure with a unit; {GRAMMAR}")
        money = parse_signed_money(text)
        if money.currency != "USD":
            raise NotAQuantity(f"'{text}' is in {money.currency}; state it in dollars, and say in what how it was converted")
        return Quantity(text, QuantityUnit.DOLLARS, money.stated)
    unit = WORDS[shape["unit"]]
    scale = 0.01 if unit is QuantityUnit.SHARE else 1.0
    low, high = (round(float(end) * scale, 12) for end in (shape["first"], shape["second"] or shape["first"]))
    if high < low:
        raise NotAQuantity(f"'{text}' runs backwards; write the smaller number first")
    if shape["bound"] and shape["second"]:
        raise NotAQuantity(f"'{text}' is a range and a bound; write one of them")
    if shape["bound"] == "up to":
        return Quantity(text, unit, Amount(0.0, high, high, at_most=high))
    if shape["bound"] == "at least":
        return Quantity(text, unit, Amount(low, low, None))
    return Quantity(text, unit, Amount(low, round((low + high) / 2, 12), high))

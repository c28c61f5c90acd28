"""Money as it is written in the data: a short text with a strict grammar, never a bare number.

300 bn          a figure            (k, m, bn, tn)
15..20 bn       a range             the point is its middle
up to 100 bn    a ceiling           low is 0, the point is the ceiling and says so
at least 3 bn   a floor             no upper limit is known
0               nothing
undisclosed     nobody has said
26.4 bn SEK     another currency    converted by the edge's `fx`
X as of DATE    a balance or a running total, true on that date
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic_core import CoreSchema, core_schema

from circularity.model.amounts import UNDISCLOSED, Amount
from circularity.model.dates import PartialDate, parse_date
from circularity.model.refusal import NotADate, NotMoney

SCALES = {"k": Decimal(10) ** 3, "m": Decimal(10) ** 6, "bn": Decimal(10) ** 9, "tn": Decimal(10) ** 12}
ABSURD_USD = 20e12
"""No deal is larger than this: about a fifth of a year's output of the world."""

_NUMBER = r"-?\d+(?:\.\d+)?"
_MONEY = re.compile(
    rf"(?:(?P<bound>up to|at least) )?(?P<first>{_NUMBER})(?:\.\.(?P<second>{_NUMBER}))?"
    r"(?: (?P<scale>k|m|bn|tn))?(?: (?P<currency>[A-Z]{3}))?",
    re.ASCII,
)
_GRAMMAR = "write 300 bn, 15..20 bn, up to 100 bn, at least 3 bn or undisclosed"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as somebody stated it, in its own currency, with the text kept."""

    text: str
    currency: str
    stated: Amount

    @property
    def is_ceiling(self) -> bool:
        return self.text.startswith("up to ")

    @property
    def is_floor(self) -> bool:
        return self.text.startswith("at least ")

    def usd(self, rate: float | None = None) -> Amount:
        """The amount in US dollars; `rate` is units of the currency per dollar."""
        if self.currency == "USD":
            return self.stated
        if rate is None:
            raise NotMoney(f"'{self.text}' is in {self.currency} and the edge has no fx")
        return self.stated.scaled(1.0 / rate)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(parse_money)


@dataclass(frozen=True, slots=True)
class DatedMoney:
    """An amount that was true on a date, as in ``11.9 bn as of 2026-06-30``."""

    money: Money
    date: PartialDate

    @property
    def text(self) -> str:
        return f"{self.money.text} as of {self.date.text}"

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(parse_dated_money)


def parse_money(text: str, *, signed: bool = False) -> Money:
    """Read a money text; `signed` allows a minus sign (only effects on earnings have one).

    >>> parse_money("15..20 bn").stated
    Amount(low=15000000000.0, point=17500000000.0, high=20000000000.0, at_most=0.0)

    Raises
    ------
    NotMoney
        With what is wrong and how to write it, if the text is not in the grammar.
    """
    if not isinstance(text, str):
        raise NotMoney(f"{text!r} is not money; {_GRAMMAR}")
    return _parsed(text, signed)


@lru_cache(maxsize=8192)
def _parsed(text: str, signed: bool) -> Money:
    if text == "undisclosed":
        return Money(text, "USD", UNDISCLOSED)
    shape = _MONEY.fullmatch(text)
    if shape is None:
        raise NotMoney(f"'{text}' is not money; {_advice(text)}")
    first, second = Decimal(shape["first"]), Decimal(shape["second"] or shape["first"])
    if shape["scale"] is None and (first or second):
        raise NotMoney(f"'{text}' has no scale; write {shape['first']} m, bn or tn")
    if not signed and (first < 0 or second < 0):
        raise NotMoney(f"'{text}' is negative; an amount is what the payer gives, swap from and to instead")
    if second < first:
        raise NotMoney(f"'{text}' runs backwards; write the smaller number first")
    if shape["bound"] and shape["second"]:
        raise NotMoney(f"'{text}' is a range and a bound; write one of them")
    scale = SCALES.get(shape["scale"] or "", Decimal(1))
    low, high = float(first * scale), float(second * scale)
    stated = Amount(low, (low + high) / 2, high)
    if shape["bound"] == "up to":
        stated = Amount(0.0, high, high, at_most=high)
    elif shape["bound"] == "at least":
        stated = Amount(low, low, None)
    currency = shape["currency"] or "USD"
    if currency == "USD" and abs(high) > ABSURD_USD:
        raise NotMoney(f"'{text}' is more than {ABSURD_USD / 1e12:g} tn dollars; was million or billion meant?")
    return Money(text, currency, stated)


def parse_signed_money(text: str) -> Money:
    """Read a money text that may be negative: an effect on a charge or on earnings."""
    return parse_money(text, signed=True)


def parse_dated_money(text: str) -> DatedMoney:
    """Read ``X as of DATE``.

    >>> parse_dated_money("0 as of 2026-06-27").date.text
    '2026-06-27'
    """
    if not isinstance(text, str):
        raise NotMoney(f"{text!r} is not a dated amount; write 3 bn as of 2026-06-30")
    amount, found, when = text.partition(" as of ")
    if not found:
        parse_money(text)
        raise NotADate(f"'{text}' has no date; write {text} as of 2026-06-30")
    return DatedMoney(parse_money(amount), parse_date(when))


def _advice(text: str) -> str:
    """What the contributor most likely meant."""
    if re.search("[“”„‘’«»]", text):
        return f"use straight quotes, or none; {_GRAMMAR}"
    if "%" in text:
        return f"a percentage belongs in stake, a note or says; {_GRAMMAR}"
    if re.search(r"[$€£¥]", text):
        return "leave the currency sign out: dollars need none, other currencies are written as 2 bn EUR"
    if re.search(r"\d,\d", text):
        return "leave the thousands separators out and use m, bn or tn"
    if re.search(r"[–—]|\d ?- ?\d", text):
        return "write a range with two dots, as in 15..20 bn"
    if re.search(r"million|billion|trillion|\d ?(B|M|T|mm|mn|mio|bln)\b", text):
        return "use k, m, bn or tn, as in 300 bn"
    if re.search(r"\d(k|m|bn|tn)\b", text):
        return "put a space before the scale, as in 300 bn"
    if re.match(r"(about|around|circa|ca\.?|approx\w*\.?|nearly|roughly|~|some)\s*\d?", text):
        return "drop the word and give a range if the figure is soft"
    if re.match(r"(over|more than|above|>|minimum)\s*", text):
        return "write at least 3 bn"
    if re.match(r"(under|less than|below|<|max\w*|as much as)\s*", text):
        return "write up to 100 bn"
    return _GRAMMAR

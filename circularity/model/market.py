"""Market facts beside the deals: share prices, shares that warrants are for, and the funding markets' series."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator

from circularity.model.dates import PartialDate
from circularity.model.deal import SourceType
from circularity.model.figures import Number, Optional, OptionalAddress
from circularity.model.refusal import Refusal
from circularity.model.text import Address, Fact, Slug, Text

PRICE_COLUMNS = ("ticker", "date", "price", "currency", "source", "source_type", "note")
WARRANT_COLUMNS = ("edge", "shares", "strike", "currency", "source", "source_type", "note")
SERIES_COLUMNS = ("date", "series", "value", "unit", "source", "source_type", "note")

SERIES: dict[str, str] = {
    "sofr": "percent",
    "iorb": "percent",
    "effr": "percent",
    "target_range_top": "percent",
    "sofr_minus_iorb": "basis_points",
    "sofr_daily_change": "basis_points",
    "on_rrp": "bn_usd",
    "standing_repo": "bn_usd",
    "fed_repo_week_average": "bn_usd",
    "reserve_balances": "bn_usd",
    "tga": "bn_usd",
    "tga_rise_since_july": "bn_usd",
}
"""The closed vocabulary of ``reference/funding_conditions.csv``, each series with its unit."""


class SeriesUnit(StrEnum):
    PERCENT = "percent"
    BASIS_POINTS = "basis_points"
    BN_USD = "bn_usd"


def _positive(value: float) -> float:
    if value <= 0:
        raise Refusal(f"'{value:g}' is not above zero")
    return value


def _known_series(text: str) -> str:
    if text not in SERIES:
        raise Refusal(f"'{text}' is not a series; one of {', '.join(SERIES)}")
    return text


def _one_day(when: PartialDate) -> PartialDate:
    if when.first != when.last:
        raise Refusal(f"'{when.text}' is not a day; a price is of one day, as in 2025-10-06")
    return when


Above = Annotated[Number, AfterValidator(_positive)]


class SharePrice(Fact):
    """What a share cost at the close of a day."""

    ticker: Text
    date: Annotated[PartialDate, AfterValidator(_one_day)]
    price: Above
    currency: Text
    source: Address
    source_type: SourceType
    note: Optional = None

    @property
    def label(self) -> str:
        return f"{self.ticker} {self.price:g} {self.currency} at {self.date} ({self.source_type}, {self.source})"


class WarrantTerms(Fact):
    """How many shares a warrant edge is for at most, and at what price each."""

    edge: Slug
    shares: Above
    strike: Number
    currency: Text
    source: Address
    source_type: SourceType
    note: Optional = None


class Observation(Fact):
    """One value of a funding-market series."""

    date: PartialDate
    series: Annotated[str, AfterValidator(_known_series)]
    value: Number
    unit: SeriesUnit
    source: OptionalAddress = None
    source_type: SourceType
    note: Optional = None

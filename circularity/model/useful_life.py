"""Useful lives of servers as a company states them: the policies, what changes of them did, and how its fleet is read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator
from pydantic_core import CoreSchema, core_schema

from circularity.model.dates import PartialDate
from circularity.model.deal import Source
from circularity.model.money import Money, parse_signed_money
from circularity.model.refusal import Refusal
from circularity.model.text import Decimalish, Fact, Flag, Percent, Slug, Text

LONGEST = 40.0
"""No server, network device or data-centre fitting is written off over more years than this."""


class Asset(StrEnum):
    """Which part of a fleet a life is for."""

    SERVERS = "servers"
    NETWORK = "network"
    BOTH = "servers_and_network"


@dataclass(frozen=True, slots=True)
class Life:
    """Years over which an asset is written off, as one number or as the range that a note prints."""

    low: float
    high: float

    @property
    def years(self) -> float:
        """The middle of the range: what a schedule uses where a note prints two numbers."""
        return (self.low + self.high) / 2

    def __str__(self) -> str:
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g} to {self.high:g}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(parse_life)


def parse_life(value: object) -> Life:
    """Read ``6`` or ``{low: 2, high: 6}``; an upper end alone stands for itself.

    >>> str(parse_life("5.5")), str(parse_life({"low": "2", "high": "6"}))
    ('5.5', '2 to 6')
    """
    if isinstance(value, Life):
        return value
    ends = value if isinstance(value, dict) else {"low": value, "high": value}
    if not ends or not ends.keys() <= {"low", "high"}:
        raise Refusal(f"{value!r} is not a life; write 6, or {{low: 2, high: 6}}")
    try:
        low, high = (float(str(ends.get(end, ends.get("high", ends.get("low"))))) for end in ("low", "high"))
    except ValueError:
        raise Refusal(f"{value!r} is not a life; write years, as in 5.5") from None
    if not 0 < low <= high <= LONGEST:
        raise Refusal(f"a life of {low:g} to {high:g} years cannot be; it is above 0 and at most {LONGEST:g}, the smaller end first")
    return Life(low, high)


def _per_share(value: object) -> object:
    """``eps: 0.27`` of an interim report is diluted and basic alike."""
    return value if isinstance(value, dict) else {"diluted": value}


SignedMoney = Annotated[Money, PlainValidator(parse_signed_money)]


class Effect(Fact):
    """What a change of life did to a period, as the company told it; an increase of profit is positive."""

    depreciation: SignedMoney | None = None
    operating_income: SignedMoney | None = None
    net_income: SignedMoney | None = None
    eps: Annotated[dict[str, Decimalish], BeforeValidator(_per_share)] = Field(default_factory=dict)
    period: Text
    pool: Text | None = None
    covers: Asset | None = None

    @property
    def charge(self) -> float | None:
        """By how much depreciation changed, in dollars: told as such, or as operating income with the sign turned."""
        if self.depreciation is not None:
            return self.depreciation.stated.point
        if self.operating_income is not None and self.operating_income.stated.point is not None:
            return -self.operating_income.stated.point
        return None

    @property
    def with_additions(self) -> bool:
        """Whether assets bought in the year of the change are counted as well."""
        return self.pool is not None and self.pool.startswith("incl")


class Policy(Fact):
    """A life that holds from a day on."""

    effective: PartialDate
    asset: Asset
    life_years: Life
    previous_years: Life | None = None
    subset: Flag = False
    """Whether it holds for an undisclosed part of the fleet only."""
    disclosed_effect: Effect | None = None
    guided_effect: Effect | None = None
    interim_effects: tuple[Effect, ...] = ()
    note: Text | None = None
    sources: tuple[Source, ...] = Field(min_length=1)


class PrintedLife(Fact):
    """The range that a report's accounting note prints."""

    as_of: PartialDate
    asset: Asset
    life_years: Life
    line: Text | None = None
    sources: tuple[Source, ...] = Field(min_length=1)


class OtherCharge(Fact):
    """A write-off that is no change of life."""

    date: PartialDate
    what: Text
    amount: Money
    period: Text | None = None
    note: Text | None = None
    sources: tuple[Source, ...] = Field(min_length=1)


class OtherLife(Fact):
    """The life of something that is not a server."""

    effective: PartialDate
    asset: Text
    life_years: Life
    previous_years: Life | None = None
    guided_effect: Effect | None = None
    note: Text | None = None
    sources: tuple[Source, ...] = Field(min_length=1)


class Proxy(Fact):
    """A broader balance-sheet line that stands in for servers, and the part of it that is servers."""

    metric: Text
    share: Percent
    note: Text
    sources: tuple[Source, ...] = Field(min_length=1)


class Guidance(Fact):
    """What a company said it will spend in a fiscal year."""

    year: Text
    capex: Money
    sources: tuple[Source, ...] = Field(min_length=1)


class FleetNotes(Fact):
    """How yearly additions of servers are read from a company's figures."""

    breaks: tuple[PartialDate, ...] = ()
    """Year-ends at which the server line changed its scope: growth up to them is no purchase."""
    proxy: Proxy | None = None
    nothing_before: PartialDate | None = None
    """A year-end at which the company had no servers of any size, so that the line starts at 0."""
    guidance: tuple[Guidance, ...] = ()
    note: Text | None = None


class UsefulLives(Fact):
    """The layout of ``depreciation/<entity>.yaml``."""

    id: Slug = Field(alias="entity")
    policies: tuple[Policy, ...] = Field(min_length=1)
    printed_lives: tuple[PrintedLife, ...] = ()
    other_charges: tuple[OtherCharge, ...] = ()
    other_asset_lives: tuple[OtherLife, ...] = ()
    fleet: FleetNotes = FleetNotes()
    caveats: tuple[Text, ...] = ()

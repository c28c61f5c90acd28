"""A deal as somebody reported it: its edges, their dated history, and who said so."""

from __future__ import annotations

import datetime
import re
from enum import StrEnum
from itertools import accumulate
from typing import Annotated

from pydantic import Field, PlainValidator, field_validator

from circularity.model.dates import PartialDate
from circularity.model.kinds import Kind
from circularity.model.money import DatedMoney, Money, parse_signed_money
from circularity.model.stages import Stage
from circularity.model.text import Address, Fact, Percent, Slug, Text

_NUMBERS = re.compile(r"\d+(?:\.\d+)?")


class SourceType(StrEnum):
    """What kind of document a source is, from the best down."""

    FILING = "filing"
    PRESS_RELEASE = "press_release"
    DATASET = "dataset"
    ANALYST = "analyst"
    NEWS = "news"
    BLOG = "blog"
    UNVERIFIED = "unverified"


class Window(StrEnum):
    """When a share price was read for a reaction."""

    CLOSE = "close"
    INTRADAY = "intraday"
    AFTER_HOURS = "after_hours"


class Source(Fact):
    """Who said it, where, when, and what it says in the contributor's own words."""

    url: Address | None = None
    publisher: Text
    type: SourceType
    by: Slug | None = None
    relays: Text | None = None
    date: PartialDate | None = None
    seen_via: Text | None = None
    locator: Text | None = None
    says: Text

    @property
    def origin(self) -> str:
        """Whose report this is: two sources with one origin count once."""
        return (self.relays or self.publisher).casefold()


class HistoryItem(Fact):
    """One step in the life of an edge; amounts given here hold from this date on."""

    date: PartialDate
    stage: Stage
    note: Text | None = None
    amount: Money | None = None
    binding: Money | None = None
    paid: Money | None = None
    outstanding: Money | None = None


class Fx(Fact):
    """The rate that turns an edge's currency into dollars: units of the currency per dollar."""

    rate: Text
    per: Text
    date: PartialDate
    source: Text

    @field_validator("rate")
    @classmethod
    def _a_rate(cls, value: str) -> str:
        try:
            positive = 0 < float(value) < 1e6
        except ValueError:
            positive = False
        if not positive:
            raise ValueError(f"'{value}' is not a rate; write units of the currency per dollar, as in 9.2")
        return value

    @field_validator("per")
    @classmethod
    def _per_dollar(cls, value: str) -> str:
        if value != "USD":
            raise ValueError(f"'{value}' is not USD; a rate is units of the currency per dollar")
        return value


class Edge(Fact):
    """One flow of value from `payer` to `payee` (``from`` and ``to`` in the file)."""

    id: Slug
    payer: Slug = Field(alias="from")
    payee: Slug = Field(alias="to")
    kind: Kind
    amount: Money
    binding: Money | None = None
    paid: DatedMoney | None = None
    outstanding: DatedMoney | None = None
    starts: PartialDate | None = None
    ends: PartialDate | None = None
    schedule: dict[PartialDate, Money] = Field(default_factory=dict)
    contingent_on: Text | None = None
    part_of: Slug | None = None
    superseded_by: Slug | None = None
    serves: Slug | None = None
    guarantees: Slug | None = None
    fx: Fx | None = None
    stake: Percent | None = None
    carrying: DatedMoney | None = None
    valuation: DatedMoney | None = None
    derivation: Text | None = None
    history: tuple[HistoryItem, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)
    disputes: Text | None = None

    @field_validator("paid", mode="before")
    @classmethod
    def _undisclosed_needs_no_date(cls, value: object) -> object:
        return "undisclosed as of 1900" if value == "undisclosed" else value

    @field_validator("history", mode="before")
    @classmethod
    def _stage_goes_on(cls, items: object) -> object:
        """An item that only dates an amount keeps the stage of the one above it."""
        if not isinstance(items, list):
            return items
        filled: list[object] = []
        for item in items:
            above = filled[-1] if filled else None
            if isinstance(item, dict) and "stage" not in item and isinstance(above, dict) and "stage" in above:
                item = {**item, "stage": above["stage"]}
            filled.append(item)
        return filled

    @property
    def rate(self) -> float | None:
        """Units of the edge's currency per dollar, where it is not in dollars."""
        return float(self.fx.rate) if self.fx else None

    @property
    def parties(self) -> tuple[str, str]:
        return (self.payer, self.payee)

    @property
    def stage(self) -> Stage:
        """The last stage reported."""
        return self.history[-1].stage

    @property
    def worked_out(self) -> bool:
        """Whether the latest amount was derived and a number of it is in the words of no source.

        A derivation that only explains a schedule or what was paid, beside an amount that a source states, does not count.
        """
        if self.derivation is None:
            return False
        latest = next((item.amount for item in reversed(self.history) if item.amount is not None), self.amount)
        said = {float(number) for source in self.sources for number in _NUMBERS.findall(source.says.replace(",", ""))}
        return any(float(number) not in said for number in _NUMBERS.findall(str(latest)))

    @property
    def steps(self) -> tuple[tuple[datetime.date, HistoryItem], ...]:
        """Each step of the history with the day it counts from: its first, though never before the step above it."""
        days = accumulate((item.date.first for item in self.history), max)
        return tuple(zip(days, self.history, strict=True))

    def signed_by(self, day: datetime.date | None = None) -> PartialDate | None:
        """When the deal first became firm, if it had by a day."""
        first = self.signed_on
        return first if first is None or day is None or first.first <= day else None

    @property
    def signed_on(self) -> PartialDate | None:
        """When the deal first became firm."""
        return next((item.date for item in self.history if item.stage.is_agreed), None)


class Reaction(Fact):
    """What a share price did on the news of a deal."""

    ticker: Text
    date: PartialDate
    change: Percent
    value_gained: Annotated[Money, PlainValidator(parse_signed_money)] | None = None
    market_value_before: Money | None = None
    window: Window | None = None
    source: Address
    value_source: Address | None = None
    """Who gave the value, where that is somebody else."""


class Deal(Fact):
    """One announcement and the edges that it made."""

    id: Slug = Field(alias="deal")
    title: Text
    edges: tuple[Edge, ...] = Field(min_length=1)
    reactions: tuple[Reaction, ...] = ()

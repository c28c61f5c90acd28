"""Who takes part: companies, vehicles, lenders, investors, and pools that are not one party."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from circularity.model.text import Fact, Flag, Slug, Text


class Role(StrEnum):
    """What an entity does in this sector; decides its column on the map."""

    CHIPMAKER = "chipmaker"
    MEMORY = "memory"
    FOUNDRY = "foundry"
    SERVER_MAKER = "server_maker"
    EQUIPMENT_MAKER = "equipment_maker"
    OPERATOR = "operator"
    HYPERSCALER = "hyperscaler"
    NEOCLOUD = "neocloud"
    LAB = "lab"
    LANDLORD = "landlord"
    ENERGY = "energy"
    LENDER = "lender"
    INVESTOR = "investor"
    SOVEREIGN = "sovereign"
    VEHICLE = "vehicle"
    CUSTOMER = "customer"
    POOL = "pool"
    OTHER = "other"


def _cik(text: str) -> str:
    if re.fullmatch(r"\d{10}", text) is None:
        raise ValueError(f"'{text}' is not a CIK; write its ten digits in quotes, as in \"0001045810\"")
    return text


def _month_day(text: str) -> str:
    if re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text) is None:
        raise ValueError(f"'{text}' is not a month and day; write 12-31")
    return text


class Listing(Fact):
    """Where the shares trade and under which number the regulator files the company."""

    ticker: Text
    exchange: Text | None = None
    cik: Annotated[str, AfterValidator(_cik)] | None = None


class Entity(Fact):
    """One company, vehicle, lender or investor; or a pool, which is not one party."""

    id: Slug = Field(alias="entity")
    name: Text
    aliases: tuple[Text, ...] = ()
    role: Role
    listed: Listing | None = None
    country: Text | None = None
    fiscal_year_ends: Annotated[str, AfterValidator(_month_day)] | None = None
    parent: Slug | None = None
    pool_flag: Flag | None = Field(default=None, alias="pool")
    websites: tuple[Text, ...] = ()
    note: Text | None = None

    @property
    def is_pool(self) -> bool:
        """Whether this is "bondholders" and the like: money passes, but no loop may close through it."""
        return bool(self.pool_flag) or self.role is Role.POOL

    @property
    def ticker(self) -> str | None:
        return self.listed.ticker if self.listed else None

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that this entity answers to."""
        extra = (self.ticker,) if self.ticker else ()
        return (self.id, self.name, *self.aliases, *extra)

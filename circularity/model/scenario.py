"""A scenario as somebody wrote it: what goes wrong, to whom and by how much, and how the losses are carried on."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, PlainValidator, model_validator

from circularity.model.entity import Role
from circularity.model.kinds import Kind
from circularity.model.refusal import NotAPercentage, Refusal
from circularity.model.text import Address, Fact, Flag, Slug, Text

_PERCENT = re.compile(r"(\d+(?:\.\d+)?) %", re.ASCII)
_YEARS = re.compile(r"(\d+(?:\.\d+)?) years?", re.ASCII)


def _share(text: object) -> float:
    shape = _PERCENT.fullmatch(text) if isinstance(text, str) else None
    if shape is None:
        raise NotAPercentage(f"'{text}' is not a share; write 50 %")
    if float(shape[1]) > 100:
        raise NotAPercentage(f"'{text}' is more than all of it; write 0 % to 100 %")
    return float(shape[1]) / 100


def _years(text: object) -> float:
    shape = _YEARS.fullmatch(text) if isinstance(text, str) else None
    if shape is None or not 0 < float(shape[1]) <= 30:
        raise Refusal(f"'{text}' is not a number of years; write 3 years")
    return float(shape[1])


def _count(text: object) -> int:
    if not (isinstance(text, str) and text.isdigit() and 1 <= int(text) <= 100):
        raise Refusal(f"'{text}' is not a number of rounds; write 1 to 100")
    return int(text)


ShareOf = Annotated[float, PlainValidator(_share)]
Years = Annotated[float, PlainValidator(_years)]


class Blow(Fact):
    """One thing that goes wrong: how much of it, whom it hits, and why this much."""

    share: ShareOf
    companies: tuple[Slug, ...] = ()
    roles: tuple[Role, ...] = ()
    reason: Text | None = None
    source: Address | None = None


class DemandCut(Blow):
    """Buyers (by company or role) buy less of what is still to come, of all kinds of commerce or of some."""

    kinds: tuple[Kind, ...] = ()

    @model_validator(mode="after")
    def _of_somebody(self) -> DemandCut:
        if not (self.companies or self.roles or self.kinds):
            raise Refusal("whose demand is cut is not said; add kinds, roles or companies")
        return self


class FundingStop(Blow):
    """Funders (by company or role) do not give what they have promised and not yet paid."""

    @model_validator(mode="after")
    def _by_somebody(self) -> FundingStop:
        if not (self.companies or self.roles):
            raise Refusal("whose funding stops is not said; add roles or companies")
        return self


class WriteDown(Blow):
    """Stakes in companies (by company or role) lose a share of their carrying value."""

    @model_validator(mode="after")
    def _in_somebody(self) -> WriteDown:
        if not (self.companies or self.roles):
            raise Refusal("whose shares lose value is not said; add roles or companies")
        return self


class Recovery(Fact):
    """What comes back of each class of claim."""

    senior_secured: ShareOf | None = Field(default=None, alias="senior-secured")
    unsecured: ShareOf | None = None
    vendor_loan: ShareOf | None = Field(default=None, alias="vendor-loan")
    equity: ShareOf | None = None


class CarryOn(Fact):
    """How losses are carried on; what is left out is as in ``data/assumptions.yaml``."""

    rounds: Annotated[int, PlainValidator(_count)] | None = None
    model: Text | None = None
    recovery: Recovery | None = None
    pass_through: ShareOf | None = None
    horizon: Years | None = None
    liquidity: Flag | None = None
    bankruptcy_cost: ShareOf | None = None


class Scenario(Fact):
    """The layout of ``scenarios/<name>.yaml``."""

    id: Slug = Field(alias="scenario")
    title: Text
    description: Text
    failures: tuple[Slug, ...] = ()
    demand_cuts: tuple[DemandCut, ...] = ()
    funding_stops: tuple[FundingStop, ...] = ()
    write_downs: tuple[WriteDown, ...] = ()
    guarantees_called: tuple[Slug, ...] = ()
    """Guarantors, or single guarantees by their edge."""
    useful_life: Years | None = None
    carry_on: CarryOn = CarryOn()

    @model_validator(mode="after")
    def _something_happens(self) -> Scenario:
        blows = (self.failures, self.demand_cuts, self.funding_stops, self.write_downs, self.guarantees_called, self.useful_life)
        if not any(blows):
            raise Refusal(
                "nothing goes wrong in it; add failures, demand_cuts, funding_stops, write_downs, guarantees_called or useful_life"
            )
        return self

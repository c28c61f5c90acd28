"""What companies plan and analysts expect: revenue, free cash flow or capital spending by year, each with its source."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, PlainValidator

from circularity.model.dates import PartialDate
from circularity.model.deal import Source
from circularity.model.money import Money, parse_signed_money
from circularity.model.refusal import Refusal
from circularity.model.text import Fact, Slug, Text


class PlanMaker(StrEnum):
    """Whose expectation it is."""

    COMPANY = "company"
    ANALYST = "analyst"


class Planned(StrEnum):
    """What is expected; only free cash flow may be below zero."""

    REVENUE = "revenue"
    FREE_CASH_FLOW = "free_cash_flow"
    CAPEX = "capex"


SignedMoney = Annotated[Money, PlainValidator(parse_signed_money)]


def whole_years(values: dict[PartialDate, Money]) -> dict[PartialDate, Money]:
    """Amounts by calendar year, in order; refuses months and days."""
    for when in values:
        if (when.first.month, when.first.day, when.last.month, when.last.day) != (1, 1, 12, 31):
            raise Refusal(f"'{when.text}' is not a year; a plan has one value a year")
    return dict(sorted(values.items()))


class Plan(Fact):
    """One expectation as it was stated on a day."""

    id: Slug
    entity: Slug
    by: PlanMaker
    measure: Planned
    stated: PartialDate
    values: Annotated[dict[PartialDate, SignedMoney], AfterValidator(whole_years)] = Field(min_length=1)
    note: Text | None = None
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def label(self) -> str:
        """Who expected what when, in words."""
        return f"{self.measure.replace('_', ' ')} as the {self.by} put it in {self.stated} ({self.sources[0].publisher})"


class PlansFile(Fact):
    """The layout of ``reference/plans.yaml``."""

    plans: tuple[Plan, ...] = Field(min_length=1)

"""Reported figures of companies: one row, one figure, one source."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from circularity.model.dates import PartialDate
from circularity.model.deal import SourceType
from circularity.model.text import Address, Fact, Text


class Period(StrEnum):
    """What a figure covers: a year, a quarter, the last four quarters, or one day."""

    YEAR = "FY"
    QUARTER = "Q"
    TRAILING = "TTM"
    POINT = "POINT"


class Unit(StrEnum):
    MONEY = "money"
    PERCENT = "percent"
    SHARES = "shares"


FLOWS: dict[str, Unit] = {
    **dict.fromkeys(
        "revenue cost_of_revenue gross_profit research_and_development total_costs operating_income net_income interest_expense "
        "adjusted_ebitda depreciation_and_amortization depreciation_ppe depreciation_servers amortization_acquired_intangibles "
        "impairment_ppe capex finance_lease_additions finance_lease_principal_payments capitalised_interest operating_cash_flow "
        "free_cash_flow interest_paid aws_revenue aws_operating_income aws_depreciation_ppe aws_ppe_net_additions "
        "bad_debt_provision bad_debt_writeoffs".split(),
        Unit.MONEY,
    ),
    "effective_tax_rate": Unit.PERCENT,
    "largest_customer_share": Unit.PERCENT,
    "diluted_shares": Unit.SHARES,
}
"""Metrics that cover a period."""

BALANCES: dict[str, Unit] = {
    **dict.fromkeys(
        "ppe_gross ppe_gross_in_service accumulated_depreciation ppe_net servers_network_gross equipment_gross heavy_equipment_gross "
        "technical_infrastructure_gross land_and_buildings_gross construction_in_progress servers_in_construction unpaid_capex "
        "aws_ppe_net finance_lease_liabilities finance_lease_assets_gross finance_lease_assets_net cash_and_securities receivables "
        "inventory public_equity_holdings private_equity_holdings total_debt shareholders_equity remaining_performance_obligations "
        "purchase_commitments purchase_commitments_other purchase_commitments_construction total_contractual_obligations "
        "leases_not_commenced guarantees_maximum_exposure revenue_run_rate valuation_post_money vendor_financing_commitments "
        "vendor_financing_commitments_loans vendor_financing_commitments_guarantees vendor_financing_drawn vendor_financing_drawn_loans "
        "vendor_financing_drawn_guarantees vendor_financing_available vendor_financing_conditional vendor_financing_exposure "
        "vendor_financing_contingent vendor_financing_impaired vendor_financing_allowance bad_debt_allowance".split(),
        Unit.MONEY,
    ),
    "shares_outstanding": Unit.SHARES,
}
"""Metrics that hold on a day."""

METRICS: dict[str, Unit] = {**FLOWS, **BALANCES}
"""The closed vocabulary of ``financials/*.csv``; definitions stand in ``financials/METRICS.md``."""

COLUMNS = (
    "fiscal_year",
    "period_end",
    "period",
    "metric",
    "value",
    "unit",
    "currency",
    "source_url",
    "publisher",
    "source_type",
    "locator",
    "note",
)


def _known_metric(text: str) -> str:
    if text not in METRICS:
        raise ValueError(f"'{text}' is not a metric; financials/METRICS.md lists them")
    return text


def _number(text: object) -> object:
    try:
        value = float(str(text))
    except ValueError:
        raise ValueError(f"'{text}' is not a number; give full units, dollars not millions") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"'{text}' is not a finite number")
    return value


def _blank(text: object) -> object:
    return text or None


def _whole_day(when: PartialDate) -> PartialDate:
    if when.first != when.last:
        raise ValueError(f"'{when.text}' is not a day; a period ends on a day, as in 2026-01-25")
    return when


Optional = Annotated[Text | None, BeforeValidator(_blank)]
OptionalAddress = Annotated[Address | None, BeforeValidator(_blank)]
Number = Annotated[float, BeforeValidator(_number)]


class Figure(Fact):
    """One reported figure with its source."""

    entity: str
    fiscal_year: Text
    period_end: Annotated[PartialDate, AfterValidator(_whole_day)]
    period: Period
    metric: Annotated[str, AfterValidator(_known_metric)]
    value: Annotated[float, BeforeValidator(_number)]
    unit: Unit
    currency: Optional = None
    source_url: Annotated[Address | None, BeforeValidator(_blank)] = None
    publisher: Text
    source_type: SourceType
    locator: Optional = None
    note: Optional = None

    @property
    def label(self) -> str:
        """The figure in words: "revenue FY2025 to 2025-12-31"."""
        span = self.fiscal_year if self.period is not Period.POINT else "at"
        return f"{self.metric.replace('_', ' ')} {span} {self.period_end}"

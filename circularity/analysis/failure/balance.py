"""What a company can bear: the reported figures that absorb a loss, each with its date and its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from circularity.analysis.reported import Reported, reported
from circularity.dataset.dataset import Dataset
from circularity.model.amounts import Amount


@dataclass(frozen=True, slots=True)
class Balance:
    """The figures of one company on a day; what it has not reported is ``None``."""

    equity: Reported | None
    revenue: Reported | None
    cash: Reported | None
    debt: Reported | None
    margin: Amount | None
    """Of a dollar of revenue, what is lost with it: without a point where only its limits are known."""
    margin_from: str
    margin_rows: tuple[str, ...]

    @property
    def capacity(self) -> float | None:
        """Equity that can absorb a loss; ``None`` if it is not known or not above zero."""
        value = self.equity.value.point if self.equity else None
        return value if value is not None and value > 0 else None

    @property
    def is_used_up(self) -> bool:
        """Whether the company reports no equity, or less than none."""
        return self.equity is not None and self.equity.value.point is not None and self.equity.value.point <= 0


def balance(data: Dataset, entity: str, day: date) -> Balance:
    """The latest figures on or before a day.

    The margin is gross profit over revenue of one and the same year. Where no gross profit is known, it
    lies between the operating margin (gross profit less further costs) and all of the revenue.
    """
    key = ("balance", entity, day)
    found = data.cache.get(key)
    if found is None:
        found = data.cache[key] = _balance(data, entity, day)
    return found  # type: ignore[return-value]


NOTHING_REPORTED = Balance(None, None, None, None, None, "", ())


def _balance(data: Dataset, entity: str, day: date) -> Balance:
    if entity not in data.figures:
        return NOTHING_REPORTED
    revenue = reported(data, entity, "revenue", day)
    margin, said, rows = _margin(data, entity, day)
    equity, cash, debt = (reported(data, entity, metric, day) for metric in ("shareholders_equity", "cash_and_securities", "total_debt"))
    return Balance(equity, revenue, cash, debt, margin, said, rows)


def _margin(data: Dataset, entity: str, day: date) -> tuple[Amount | None, str, tuple[str, ...]]:
    """The latest year for which both profit and revenue are reported; an older gross profit goes before a newer operating income."""
    for metric in ("gross_profit", "operating_income"):
        profit = reported(data, entity, metric, day)
        if profit is None or profit.value.point is None:
            continue
        revenue = reported(data, entity, "revenue", date.fromisoformat(profit.period_end))
        if revenue is None or revenue.period_end != profit.period_end or not revenue.value.point:
            continue
        part = min(1.0, max(0.0, profit.value.point / revenue.value.point))
        rows = (profit.label, revenue.label)
        year = f"year to {profit.period_end}"
        if metric == "gross_profit":
            return Amount.exactly(part), f"gross margin {part:.0%}, {year}", rows
        return Amount(part, None, 1.0), f"gross margin not reported: between the operating margin {part:.0%}, {year}, and 100 %", rows
    return None, "", ()

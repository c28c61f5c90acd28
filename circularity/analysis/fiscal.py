"""A company's own years: which fiscal year a balance belongs to, and what a window of its revenue comes to.

Fiscal years follow from the ends of the reported periods. A balance is read beside the last fiscal
year that ended on or before it, or within a quarter after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from circularity.analysis.reported import Reported, reported
from circularity.dataset.dataset import Dataset
from circularity.model.amounts import Amount, total
from circularity.model.deal import SourceType

QUARTER = timedelta(days=92)
"""A balance may be this much older than the end of the year that it is read with."""
YEAR_DAYS = range(340, 400)
"""Years of 52 or 53 weeks, and calendar years."""
_BEST = {kind: rank for rank, kind in enumerate(SourceType)}


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """One reported year of a company, with its revenue."""

    first: date
    last: date
    revenue: Reported

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def label(self) -> str:
        return self.revenue.rows[0].fiscal_year

    def overlap(self, first: date, last: date) -> int:
        """Days of this year inside a window."""
        return max(0, (min(self.last, last) - max(self.first, first)).days + 1)


@dataclass(frozen=True, slots=True)
class Windowed:
    """A flow cut to a window by days: the sum, the years it was taken from, and how much of the window they cover."""

    amount: Amount
    parts: tuple[tuple[FiscalYear, Reported, float], ...]
    """Year, its figure, and the share of the year that lies in the window."""
    covered: float


def history(data: Dataset, entity: str, metric: str, day: date) -> list[Reported]:
    """Every figure of a metric known on a day, one for each date, newest first."""
    found = []
    while (figure := reported(data, entity, metric, day)) is not None:
        found.append(figure)
        day = date.fromisoformat(figure.period_end) - timedelta(days=1)
    return found


def fiscal_years(data: Dataset, entity: str, day: date) -> list[FiscalYear]:
    """The reported years that had ended by a day, newest first."""
    key = ("fiscal years", entity, day)
    if key not in data.cache:
        figures = history(data, entity, "revenue", day)
        ends = [date.fromisoformat(figure.period_end) for figure in figures]
        years = []
        for i, (figure, last) in enumerate(zip(figures, ends, strict=True)):
            before = ends[i + 1] if i + 1 < len(ends) else None
            if before is None or (last - before).days not in YEAR_DAYS:
                before = _year_before(last)
            years.append(FiscalYear(before + timedelta(days=1), last, figure))
        data.cache[key] = years
    return data.cache[key]  # type: ignore[return-value]


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def flow_in_window(data: Dataset, entity: str, metric: str, window: tuple[date, date], day: date) -> Windowed | None:
    """A yearly flow cut to a window, each fiscal year by its days; ``None`` where no reported year touches it."""
    first, last = window
    figures = {figure.period_end: figure for figure in history(data, entity, metric, day)}
    parts = []
    covered = 0
    for year in reversed(fiscal_years(data, entity, day)):
        days = year.overlap(first, last)
        figure = figures.get(year.last.isoformat())
        if days and figure is not None:
            parts.append((year, figure, days / year.days))
            covered += days
    if not parts:
        return None
    amount = total(figure.value.scaled(share) for _, figure, share in parts)
    return Windowed(amount, tuple(parts), min(1.0, covered / ((last - first).days + 1)))


def year_of(years: list[FiscalYear], balance_day: date) -> FiscalYear | None:
    """The year that a balance is read with: the last that ended on or before it, or within a quarter after it."""
    return next((year for year in years if year.last <= balance_day + QUARTER), None)


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance as chosen, the year it is read with, and balances of the same year that were not."""

    figure: Reported
    year: FiscalYear | None
    others: tuple[Reported, ...]

    @property
    def day(self) -> date:
        return date.fromisoformat(self.figure.period_end)


def balance(data: Dataset, entity: str, metric: str, day: date) -> Balance | None:
    """A balance fit to stand over a year's revenue: of the newest year that has one.

    Of several within that year the best source type, then the one nearest to the year's end, so that a year-end
    figure from the accounts is not replaced by a later press figure; the others are kept to be named.
    """
    years = fiscal_years(data, entity, day)
    found = history(data, entity, metric, day)
    if not found:
        return None
    newest = year_of(years, date.fromisoformat(found[0].period_end))
    same = [f for f in found if year_of(years, date.fromisoformat(f.period_end)) is newest]

    def rank(figure: Reported) -> tuple[int, int, int]:
        when = date.fromisoformat(figure.period_end)
        away = abs((when - newest.last).days) if newest else 0
        return _BEST[figure.rows[0].source_type], away, -when.toordinal()

    chosen = min(same, key=rank)
    return Balance(chosen, newest, tuple(f for f in same if f is not chosen))


@dataclass(frozen=True, slots=True)
class Stated:
    """A reported figure as the company states it, in its own currency, with its source."""

    metric: str
    value: Amount
    currency: str
    period_end: str
    publisher: str
    source_type: str
    source: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            **self.value.as_json(),
            "currency": self.currency,
            "metric": self.metric,
            "period_end": self.period_end,
            "publisher": self.publisher,
            "source_type": self.source_type,
            "source": self.source,
        }


def stated(figure: Reported) -> Stated:
    """A chosen figure in the currency of its rows."""
    row = figure.rows[0]
    values = sorted(r.value for r in figure.rows if r.currency == row.currency)
    amount = Amount(values[0], values[0] if len(values) == 1 else (values[0] + values[-1]) / 2, values[-1])
    return Stated(figure.metric, amount, row.currency or "USD", figure.period_end, row.publisher, str(row.source_type), row.source_url)

"""Choosing a reported figure: the latest on or before a day, from the best source, with what still conflicts as a range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from circularity.dataset.dataset import Dataset
from circularity.model.amounts import Amount
from circularity.model.deal import SourceType
from circularity.model.figures import FLOWS, Figure, Period
from circularity.model.rates import RateKind

NEAR_DAYS = 4
"""A rate of the last trading day serves a period that ends on a weekend."""
_BEST = {kind: rank for rank, kind in enumerate(SourceType)}


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure as chosen, with the rows it came from."""

    metric: str
    value: Amount
    period_end: str
    rows: tuple[Figure, ...]

    @property
    def label(self) -> str:
        row = self.rows[0]
        return f"{row.entity}: {row.label} ({row.publisher}, {row.source_type})"


def reported(data: Dataset, entity: str, metric: str, day: date) -> Reported | None:
    """The latest figure of a metric known on a day, in dollars; years for flows, the latest balance otherwise.

    Another currency is converted at the rate of the period's end (balances) or its average (flows) where
    ``reference/fx.csv`` has one; without a rate the figure is not known.
    """
    return best_of(data, entity, metric, Period.YEAR if metric in FLOWS else Period.POINT, day)


def history(data: Dataset, entity: str, metric: str, day: date) -> list[Reported]:
    """Every yearly flow or balance of a metric known on a day, each chosen as `reported` does, oldest first."""
    period = Period.YEAR if metric in FLOWS else Period.POINT
    rows = [row for row in data.figures.get(entity, ()) if row.metric == metric and row.period is period]
    ends = sorted({row.period_end.last for row in rows})
    found = (best_of(data, entity, metric, period, day, ending=end) for end in ends if end <= day)
    return [figure for figure in found if figure is not None]


def unconverted(data: Dataset, entity: str, metrics: Iterable[str], day: date) -> tuple[str, ...]:
    """Currencies in which a company reports some metrics and for which no rate is on file, so that the figures cannot be used."""
    wanted = frozenset(metrics)
    rows = [row for row in data.figures.get(entity, ()) if row.metric in wanted and row.period_end.last <= day]
    return tuple(sorted({row.currency for row in rows if row.currency is not None and _rate(data, row) is None}))


def best_of(data: Dataset, entity: str, metric: str, period: Period, day: date, *, ending: date | None = None) -> Reported | None:
    """The latest figure of a metric that covers a kind of period, known on a day; or the one that ends on a given day."""
    rows = [
        row
        for row in data.figures.get(entity, ())
        if row.metric == metric
        and row.period is period
        and row.period_end.last <= day
        and (ending is None or row.period_end.last == ending)
        and _rate(data, row) is not None
    ]
    if not rows:
        return None
    latest = max(row.period_end.last for row in rows)
    rows = [row for row in rows if row.period_end.last == latest]
    best = min(_BEST[row.source_type] for row in rows)
    rows = [row for row in rows if _BEST[row.source_type] == best]
    values = sorted(row.value / (_rate(data, row) or 1.0) for row in rows)
    amount = Amount(values[0], values[0] if len(values) == 1 else (values[0] + values[-1]) / 2, values[-1])
    return Reported(metric, amount, latest.isoformat(), tuple(rows))


def _rate(data: Dataset, row: Figure) -> float | None:
    """Units of the row's currency per dollar on its date; 1 for dollars, ``None`` where no rate is known."""
    if row.currency in (None, "USD"):
        return 1.0
    kind = RateKind.AVERAGE if row.metric in FLOWS else RateKind.PERIOD_END
    near = [
        (abs((rate.date.last - row.period_end.last).days), rate.rate)
        for rate in data.rates
        if rate.currency == row.currency and rate.kind is kind and abs((rate.date.last - row.period_end.last).days) <= NEAR_DAYS
    ]
    return min(near)[1] if near else None

"""Choosing a reported figure: the latest on or before a day, from the best source, with what still conflicts as a range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from circularity.dataset.dataset import Dataset
from circularity.model.amounts import Amount
from circularity.model.deal import SourceType
from circularity.model.figures import FLOWS, Figure, Period

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
    """The latest figure of a metric known on a day; years for flows, the latest balance otherwise.

    Only dollars are chosen; a figure in another currency is not known until it is converted.
    """
    wanted = Period.YEAR if metric in FLOWS else Period.POINT
    rows = [
        row
        for row in data.figures.get(entity, ())
        if row.metric == metric and row.period is wanted and row.currency in (None, "USD") and row.period_end.last <= day
    ]
    if not rows:
        return None
    latest = max(row.period_end.last for row in rows)
    rows = [row for row in rows if row.period_end.last == latest]
    best = min(_BEST[row.source_type] for row in rows)
    rows = [row for row in rows if _BEST[row.source_type] == best]
    values = sorted(row.value for row in rows)
    amount = Amount(values[0], values[0] if len(values) == 1 else (values[0] + values[-1]) / 2, values[-1])
    return Reported(metric, amount, latest.isoformat(), tuple(rows))

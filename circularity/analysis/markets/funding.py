"""How tight are the markets that the sector's outside money depends on? Levels, and one stress reading with its formula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from circularity.analysis.markets.stress import PARTS, Reading, best_of_latest, fresh_days, reading, strength
from circularity.analysis.results import Answer, Row, Term, Trace
from circularity.analysis.wording import UNKNOWN, count
from circularity.dataset.dataset import Dataset
from circularity.dataset.reference import FUNDING, observations
from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.deal import SourceType
from circularity.model.market import SERIES, Observation

LABELS = {
    "sofr": "SOFR, the rate on overnight loans against Treasuries",
    "iorb": "IORB, the rate the Fed pays on reserves",
    "sofr_minus_iorb": "SOFR over IORB",
    "standing_repo": "standing repo facility, borrowed from the Fed",
    "on_rrp": "reverse repo facility, left with the Fed",
    "tga": "the Treasury's account at the Fed",
    "reserve_balances": "banks' reserves at the Fed",
    "effr": "effective federal funds rate",
    "target_range_top": "top of the Fed's target range",
}
"""Series that are shown, in this order; the others of the file are remarks on single days."""
Day = date
UNITS = {"percent": "%", "basis_points": "bp", "bn_usd": "bn dollars"}


@dataclass(frozen=True, kw_only=True)
class SeriesRow(Row):
    """One series: its latest value up to the view's date, how it came there, and what it adds to the stress reading."""

    series: str
    label: str
    unit: str
    value: Amount
    date: Day
    previous: float | None
    previous_date: Day | None
    lowest: float
    highest: float
    stress: float | None
    """From 0 (calm) to 1 (tight); ``None`` for series that are not in the reading."""
    fresh: bool
    sources: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Levels keep their digits: they are rates and billions, not dollars."""
        ends = {end: getattr(self.value, end) for end in ("low", "point", "high")}
        return {**Row.as_json(self), "value": {key: None if end is None else round(end, 6) for key, end in ends.items()}}


def funding(data: Dataset, view: View | None = None) -> Answer:
    """How tight is the money market that outside funding comes from?

    Each part is put on a scale from calm (0) to tight (1) between two stated levels; the reading is their mean
    by stated weights. Parts without a value of the last days leave a range: low as if they were calm,
    high as if tight; the point is the mean of those that are known.

    Returns
    -------
    Answer
        A `SeriesRow` for each series; ``extra["reading"]`` the last day's `Reading`, ``extra["readings"]``
        one for each day on which anything was observed, ``extra["peak"]`` the tightest.

    Raises
    ------
    WrongUsage
        If the dataset has no series, or none up to the view's date.

    Examples
    --------
    >>> import circularity as ci
    >>> ci.funding(ci.load()).extra["peak"]["date"]
    '2025-10-31'
    """
    view = (view or View()).on(data)
    rows = [row for row in observations(data) if row.date.first <= view.last_day]
    if not rows:
        held = f"there is no value up to {view.as_of} in reference/{FUNDING}"
        raise WrongUsage(held, "circularity funding --refresh reads the series from FRED where there is a network")
    days = sorted({row.date.first for row in rows if row.series in (*PARTS, "sofr", "iorb")})
    if view.window is not None:
        days = [day for day in days if view.window[0] <= day <= view.window[1]] or days[-1:]
    readings = [reading(data, day) for day in days]
    last = readings[-1]
    now = reading(data, view.last_day)
    complete = [item for item in readings if item.known > 0.5] or readings
    peak = max(complete, key=lambda item: (item.value.point or 0.0, item.day))
    shown = [row for name in LABELS if (row := _row(data, name, rows, last)) is not None]
    stress = _stress_row(last, readings)
    caveats = [
        f"the reading is of {last.day}, the last day with a value"
        + (
            ""
            if now.known
            else f"; on {view.as_of} itself nothing is known, since no value is of the {fresh_days(data, 'sofr')} days before"
        ),
        "the reading is a scale with chosen weights and levels (data/assumptions.yaml), not a forecast",
    ]
    weak = [row for row in rows if row.source_type in (SourceType.BLOG, SourceType.UNVERIFIED)]
    if weak:
        caveats.append(f"{count(len(weak), 'value')} of {len(rows)} rest on blogs or on no source that could be seen")
    unknown = [f"{LABELS[name]}: no fresh value on {last.day}" for name, (level, _, _) in last.parts.items() if level is None]
    used = tuple(name for name in data.assumptions if name.startswith("funding-"))
    extra = {
        "reading": last,
        "reading_on_view_date": now if now.known else None,
        "peak": peak.as_json(),
        "readings": readings,
        "formula": "sum of weight times stress over the sum of weights known; stress = (level - calm) / (tight - calm), from 0 to 1",
    }
    sentence = _sentence(last, peak)
    return Answer("funding", data, view, (*shown, stress), sentence, tuple(caveats), tuple(unknown), used, extra)


def _row(data: Dataset, name: str, rows: list[Observation], last: Reading) -> SeriesRow | None:
    mine = [row for row in rows if row.series == name]
    latest = best_of_latest(mine)
    if latest is None:
        return None
    before = best_of_latest([row for row in mine if row.date.first < latest.day])
    values = [row.value for row in mine]
    level, stress, _ = last.parts.get(name, (None, None, 0.0))
    unit = SERIES[name]
    sources = tuple(dict.fromkeys(row.source or "no source seen" for row in latest.rows))
    term = Term(latest.amount, f"{LABELS[name]} on {latest.day}", (), sources, UNITS[unit])
    return SeriesRow(
        id=f"funding:{name}",
        edges=(),
        traces={"value": Trace("sum", (term,))},
        series=name,
        label=LABELS[name],
        unit=unit,
        value=latest.amount,
        date=latest.day,
        previous=before.amount.point if before else None,
        previous_date=before.day if before else None,
        lowest=min(values),
        highest=max(values),
        stress=stress if level is not None else None,
        fresh=(last.day - latest.day).days <= fresh_days(data, name),
        sources=sources,
    )


def _stress_row(last: Reading, readings: list[Reading]) -> SeriesRow:
    known = sum(weight for level, _, weight in last.parts.values() if level is not None)
    terms = tuple(
        Term(
            Amount.exactly(weight * stress / known),
            f"{LABELS[name]}: {level:g} {UNITS[SERIES[name]]} is {stress:.0%} of the way to tight, weight {weight:g} of {known:g}",
            (),
            (),
            "share",
        )
        for name, (level, stress, weight) in last.parts.items()
        if level is not None and stress is not None
    )
    points = [item.value.point for item in readings if item.value.point is not None]
    before = readings[-2] if len(readings) > 1 else None
    return SeriesRow(
        id="funding:stress",
        edges=(),
        traces={"stress": Trace("sum", terms)},
        series="stress",
        label="stress reading, 0 calm to 1 tight",
        unit="share",
        value=last.value,
        date=last.day,
        previous=before.value.point if before else None,
        previous_date=before.day if before else None,
        lowest=min(points, default=0.0),
        highest=max(points, default=0.0),
        stress=total(term.amount for term in terms).point if terms else None,
        fresh=True,
        sources=(),
    )


def _sentence(last: Reading, peak: Reading) -> str:
    def spoken(item: Reading) -> str:
        point = item.value.point
        return UNKNOWN if point is None else f"{point:.2f} ({item.value.low:.2f} to {item.value.high:.2f})"

    said = f"On {last.day} the stress of funding markets read {spoken(last)} on a scale from 0 (calm) to 1 (tight)"
    return (
        f"{said}; the tightest day recorded was {peak.day} with {spoken(peak)}."
        if peak.day != last.day
        else f"{said}, the tightest day recorded."
    )


__all__ = ["Reading", "SeriesRow", "funding", "reading", "strength"]

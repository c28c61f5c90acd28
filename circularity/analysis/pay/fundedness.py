"""How a company pays for what it builds: out of its own operations, or with other people's money. A measured scale, not a label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from circularity.analysis.reported import Reported, best_of, reported
from circularity.analysis.results import Share, Term, Trace, share
from circularity.dataset.dataset import Dataset
from circularity.dataset.reference import episodes
from circularity.model.amounts import Amount
from circularity.model.figures import Period

MEASURES = (
    "capex_over_operating_cash_flow",
    "outside_share",
    "capex_over_revenue",
    "free_cash_flow_over_revenue",
    "commitments_over_revenue",
)


@dataclass(frozen=True)
class Scale:
    """Ratios of one company's last reported year; ``None`` where a figure is not known."""

    year_end: str | None
    capex_over_operating_cash_flow: Share | None
    outside_share: Share | None
    capex_over_revenue: Share | None
    free_cash_flow_over_revenue: float | None
    commitments_over_revenue: Share | None
    traces: Mapping[str, Trace] = field(default_factory=dict, repr=False, compare=False)

    def as_json(self) -> dict[str, Any]:
        """The ratios by name."""
        plain = {name: getattr(self, name) for name in MEASURES}
        return {"year_end": self.year_end, **{k: v.as_json() if isinstance(v, Share) else v for k, v in plain.items()}}


def scale_of(data: Dataset, company: str, day: date) -> Scale:
    """Where a company stands between paying from its own operations and living on outside money.

    `outside_share` is the part of its cash needs that operations did not bring: capital spending and
    operating outflow less operating inflow, over capital spending and operating outflow; 0 is self-funded, 1
    wholly outside money. Figures of one ratio are of one year's end.

    Examples
    --------
    >>> import circularity as ci
    >>> scale_of(ci.load(), "microsoft", date(2026, 10, 1)).outside_share.value.point
    0.0
    """
    found: dict[str, Share | None] = {}
    traces: dict[str, Trace] = {}

    def ratio(name: str, top: Amount, words: str, figures: tuple[str, ...], below: Reported | None, bottom: Amount | None = None) -> None:
        amount = bottom or (below.value if below else None)
        value = share(top, amount.point) if amount is not None else None
        if value is None or amount is None or amount.point is None or below is None:
            return
        found[name] = Share(value, below.metric, amount.point, below.period_end)
        traces[name] = Trace("ratio", (Term(top, words, (), figures), Term(amount, below.label, (), (below.label,))))

    capex, flow = _together(data, company, ("capex", "operating_cash_flow"), day)
    if capex is not None and flow is not None:
        ratio("capex_over_operating_cash_flow", capex.value, capex.label, (capex.label,), flow)
        own, out = _parts(flow.value)
        needs = capex.value + out
        both = (capex.label, flow.label)
        ratio("outside_share", needs.less(own), "capital spending and operating outflow, less operating inflow", both, capex, needs)
    spent, sales = _together(data, company, ("capex", "revenue"), day)
    if spent is not None and sales is not None:
        ratio("capex_over_revenue", spent.value, spent.label, (spent.label,), sales)
    revenue = reported(data, company, "revenue", day)
    commitments = reported(data, company, "purchase_commitments", day)
    if revenue is not None and commitments is not None:
        ratio("commitments_over_revenue", commitments.value, commitments.label, (commitments.label,), revenue)
    burn, over = _together(data, company, ("free_cash_flow", "revenue"), day)
    burned = None
    if burn is not None and over is not None and over.value.point and burn.value.point is not None:
        burned = round(burn.value.point / over.value.point, 6)
    ends = [s.period_end for s in found.values() if s is not None] + ([over.period_end] if burned is not None and over else [])
    return Scale(
        max(ends, default=None),
        found.get("capex_over_operating_cash_flow"),
        found.get("outside_share"),
        found.get("capex_over_revenue"),
        burned,
        found.get("commitments_over_revenue"),
        traces,
    )


def _parts(flow: Amount) -> tuple[Amount, Amount]:
    """Operating cash flow as inflow and outflow, neither below zero."""

    def above(value: float | None) -> float | None:
        return None if value is None else max(0.0, value)

    def below(value: float | None) -> float | None:
        return None if value is None else max(0.0, -value)

    return Amount(above(flow.low), above(flow.point), above(flow.high)), Amount(below(flow.high), below(flow.point), below(flow.low))


def _together(data: Dataset, company: str, metrics: tuple[str, str], day: date) -> tuple[Reported | None, Reported | None]:
    """Two yearly figures of the latest year for which both are reported."""
    ends = [
        {row.period_end.last for row in data.figures.get(company, ()) if row.metric == metric and row.period is Period.YEAR}
        for metric in metrics
    ]
    for end in sorted(ends[0] & ends[1], reverse=True):
        found = [best_of(data, company, metric, Period.YEAR, day, ending=end) for metric in metrics]
        if all(found):
            return found[0], found[1]
    return None, None


COMPARISONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("telecom-2000", "carriers of 1999 to 2001", {"capex_over_revenue": "telecom-capex-to-revenue"}),
    (
        "us-shale",
        "US oil and gas producers, 2006 to 2012",
        {"capex_over_operating_cash_flow": "us-ep-capex-to-ocf", "outside_share": "us-ep-external-share"},
    ),
    ("china-solar", "Chinese solar makers", {}),
)
"""Closed episodes: who, and which record of `reference/history_comparisons.yaml` holds which measure."""


def comparisons(data: Dataset) -> list[dict[str, Any]]:
    """The same ratios for closed episodes, where a source gives them; ``None`` where none was found."""
    records = {record.id: record for record in episodes(data)}
    found = []
    for episode, who, held in COMPARISONS:
        if not any(record.episode == episode for record in records.values()):
            continue
        line: dict[str, Any] = {"episode": episode, "who": who, **dict.fromkeys(MEASURES)}
        sources = []
        for measure, name in held.items():
            record = records.get(name)
            if record is not None and record.value is not None:
                line[measure] = _plain_ratio(record.value)
                sources.append(
                    {"record": name, "publisher": record.sources[0].publisher, "url": record.sources[0].url, "note": record.note}
                )
        line["sources"] = sources
        found.append(line)
    return found


def _plain_ratio(text: str) -> float:
    return round(float(text.removesuffix(" %")) / 100, 6) if text.endswith("%") else float(text)

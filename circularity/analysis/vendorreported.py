"""What a vendor itself reports: credit to customers over revenue, receivable days, and how few customers it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from circularity.analysis.fiscal import Balance, FiscalYear, Stated, balance, history, stated
from circularity.analysis.reported import Reported
from circularity.analysis.results import Term, Trace, share
from circularity.analysis.wording import dollars
from circularity.dataset.dataset import Dataset
from circularity.model.amounts import Amount

COMMITMENTS = ("vendor_financing_commitments", "vendor_financing_exposure")
"""What is promised to customers, drawn or not; the second where a company reports only its gross exposure."""
DRAWN = ("vendor_financing_drawn",)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio with both of its figures."""

    value: Amount
    numerator: Any
    denominator: Any

    def as_json(self) -> dict[str, Any]:
        ends = {end: None if (v := getattr(self.value, end)) is None else round(v, 6) for end in ("low", "point", "high")}
        return {**ends, "numerator": self.numerator.as_json(), "denominator": self.denominator.as_json()}


@dataclass(frozen=True, slots=True)
class ReportedCredit:
    """Credit to customers as reported, promised and drawn."""

    commitments: Balance | None
    drawn: Balance | None

    @property
    def any(self) -> bool:
        return self.commitments is not None or self.drawn is not None


def reported_credit(data: Dataset, vendor: str, day: date) -> ReportedCredit:
    """The balances that stand over the newest year that has them."""
    return ReportedCredit(_first(data, vendor, COMMITMENTS, day), _first(data, vendor, DRAWN, day))


def _first(data: Dataset, vendor: str, metrics: tuple[str, ...], day: date) -> Balance | None:
    return next((found for metric in metrics if (found := balance(data, vendor, metric, day)) is not None), None)


def over_revenue(held: Balance | None) -> tuple[Ratio | None, Trace | None]:
    """A balance over the revenue of the year that it is read with, in the currency in which the company reports."""
    if held is None or held.year is None:
        return None, None
    top, below = stated(held.figure), stated(held.year.revenue)
    if top.currency != below.currency:
        top, below = _in_dollars(held.figure), _in_dollars(held.year.revenue)
    value = share(top.value, below.value.point)
    if value is None:
        return None, None
    terms = tuple(
        Term(shown.value, f"{shown.metric.replace('_', ' ')} at {shown.period_end}, in {shown.currency}", (), (figure.label,))
        for shown, figure in ((top, held.figure), (below, held.year.revenue))
    )
    return Ratio(value, top, below), Trace("ratio", terms)


def _in_dollars(figure: Reported) -> Stated:
    row = figure.rows[0]
    return Stated(figure.metric, figure.value, "USD", figure.period_end, row.publisher, str(row.source_type), row.source_url)


def asides(data: Dataset, vendor: str, credit: ReportedCredit) -> list[str]:
    """What must be said beside the reported ratios: weak sources, old balances, later balances that were not used."""
    lines = []
    name = data.name(vendor)
    for words, held in (("commitments", credit.commitments), ("balances drawn", credit.drawn)):
        if held is None:
            continue
        row = held.figure.rows[0]
        if row.source_type not in ("filing", "press_release"):
            lines.append(f"{name}: {words} rest on {row.publisher} ({row.source_type})")
        if held.year is None:
            lines.append(f"{name}: no yearly revenue to set {words} against")
            continue
        source = held.year.revenue.rows[0]
        if source.source_type == "unverified":
            lines.append(f"{name}: revenue of {held.year.label} is unverified ({source.publisher})")
        gap = (held.day - held.year.last).days
        if gap:
            lines.append(f"{name}: {words} of {held.figure.period_end} stand over the year to {held.year.last}, {gap} days apart")
        for other in held.others:
            shown = stated(other)
            part = share(shown.value, stated(held.year.revenue).value.point)
            ratio = f", {part.point:.1%} of the same revenue" if part is not None and part.point is not None else ""
            lines.append(
                f"{name}: {words} of {dollars(shown.value.point)} {shown.currency} at {shown.period_end} "
                f"({shown.publisher}, {shown.source_type}) not used{ratio}"
            )
    return list(dict.fromkeys(lines))


def receivable_days(data: Dataset, vendor: str, day: date, year: FiscalYear | None) -> tuple[dict[str, Any] | None, Trace | None]:
    """Days of sales that customers owe: receivables over a year's revenue, times its days; with the year before."""
    held = balance(data, vendor, "receivables", day)
    if held is None or held.year is None or not held.year.revenue.value.point or held.figure.value.point is None:
        return None, None
    one_day = held.year.revenue.value.point / held.year.days
    earlier = next(
        (
            f
            for f in history(data, vendor, "receivables", held.year.first)
            if abs((date.fromisoformat(f.period_end) - held.year.first).days) < 10
        ),
        None,
    )
    trace = Trace(
        "ratio",
        (
            Term(held.figure.value, held.figure.label, (), (held.figure.label,)),
            Term(
                Amount.exactly(one_day),
                f"a day's revenue: {held.year.revenue.label} over {held.year.days} days",
                (),
                (held.year.revenue.label,),
            ),
        ),
    )
    found = {
        "days": round(held.figure.value.point / one_day, 1),
        "receivables": stated(held.figure),
        "revenue": stated(held.year.revenue),
        "year_days": held.year.days,
        "receivables_a_year_before": None if earlier is None else stated(earlier),
    }
    return found, trace


def concentration(
    data: Dataset, vendor: str, sales: dict[str, Amount], revenue: Amount | None, day: date, period_end: str | None
) -> dict[str, Any]:
    """How few customers: shares of revenue by recorded deals, their HHI as bounds, and the reported largest customer.

    The HHI's low end holds the recorded customers only; its high end takes all other sales as one customer's.
    """
    told = next((f for f in history(data, vendor, "largest_customer_share", day) if period_end is None or f.period_end <= period_end), None)
    reported_top = None if told is None else stated_share(told)
    base: dict[str, Any] = {"largest_reported": reported_top, "basis": "binding", "top": [], "hhi": None, "known_share": None}
    if revenue is None or not revenue.point:
        return base
    shares = sorted(((a.point if a.point is not None else a.low or 0.0) / revenue.point, name) for name, a in sales.items())[::-1]
    known = sum(part for part, _ in shares)
    low = sum(part**2 for part, _ in shares)
    if told is not None and told.value.point is not None and told.period_end == period_end:
        low = max(low, (told.value.point / 100) ** 2)
    high = min(1.0, low + max(0.0, 1 - known) ** 2)
    base["top"] = [{"customer": name, "share_of_revenue": round(part, 6)} for part, name in shares[:5] if part > 0]
    base["hhi"] = {"low": round(min(low, 1.0), 6), "high": round(max(high, min(low, 1.0)), 6)}
    base["known_share"] = round(known, 6)
    return base


def stated_share(figure: Reported) -> dict[str, Any]:
    """A reported percentage as a share, with its source."""
    row = figure.rows[0]
    return {
        "share": None if figure.value.point is None else round(figure.value.point / 100, 6),
        "period_end": figure.period_end,
        "publisher": row.publisher,
        "source_type": str(row.source_type),
    }

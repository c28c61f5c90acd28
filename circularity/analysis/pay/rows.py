"""The shapes of `pay`'s answer: a company's year, the company over all its years, and what was left out of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from circularity.analysis.pay.fundedness import Scale
from circularity.analysis.pay.paths import Path
from circularity.analysis.results import Row, Share
from circularity.model.amounts import Amount

SUMMED = (
    "obligations",
    "obligations_headline",
    "by_default_term",
    "revenue",
    "committed_funding",
    "from_suppliers",
    "beyond_revenue",
    "gap",
)


@dataclass(frozen=True, kw_only=True)
class YearRow(Row):
    """One company in one year. `gap` is what neither revenue nor cash nor promised funding covers."""

    entity: str
    year: int
    first: date
    last: date
    obligations: Amount
    obligations_headline: Amount
    by_part: Mapping[str, Amount]
    by_default_term: Amount
    revenue: Amount
    revenue_path: str | None
    paths: Mapping[str, Mapping[str, Amount]]
    cash: Amount
    """At hand when the year begins: reported cash first, then what is left of cash and promised funding."""
    committed_funding: Amount
    committed_funding_headline: Amount
    from_suppliers: Amount
    share_from_suppliers: Share | None
    """Of all means of the year: revenue, cash at hand and promised funding."""
    beyond_revenue: Amount
    gap: Amount
    planned_outflow: Amount | None
    """What the company itself planned to burn in the year, where a source gives it."""


@dataclass(frozen=True, slots=True)
class PathGap:
    """A company's gap over all its years if its revenue goes one way."""

    gap: Amount
    first_year: int | None

    def as_json(self) -> dict[str, object]:
        """The gap, and the first year that has one."""
        return {"gap": self.gap.as_json(), "first_year": self.first_year}


@dataclass(frozen=True, kw_only=True)
class CompanyRow(Row):
    """One company over all its years, and how it is funded."""

    entity: str
    role: str
    first: date
    last: date
    obligations: Amount
    obligations_headline: Amount
    undated: Amount
    later: Amount
    """Due after the last year looked at."""
    by_default_term: Amount
    revenue: Amount
    cash: Amount
    committed_funding: Amount
    from_suppliers: Amount
    share_from_suppliers: Share | None
    beyond_revenue: Amount
    gap: Amount
    gap_by_path: Mapping[str, PathGap]
    first_year_without_cover: Mapping[str, int | None]
    planned_outflow: Amount | None
    recorded_purchases: Share | None
    """Over the purchase commitments and leases not begun that it reports."""
    recorded_debt: Share | None
    """Over the debt that it reports."""
    scale: Scale


@dataclass(frozen=True)
class Ledger:
    """One company's years and everything that was left out of them."""

    rows: tuple[YearRow, ...]
    whole: CompanyRow
    paths: tuple[Path, ...]
    caveats: tuple[str, ...]
    unknown: tuple[str, ...]

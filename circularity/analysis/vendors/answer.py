"""Who funds its own sales? Each vendor's sales traced to its own money, beside what it reports of its credit to customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from circularity.analysis.fiscal import Stated, fiscal_years
from circularity.analysis.results import Answer, Row, Share
from circularity.analysis.vendors.flows import BASES, Window
from circularity.analysis.vendors.notes import notes, sentence, terms_used
from circularity.analysis.vendors.reported import Ratio, reported_credit
from circularity.analysis.vendors.score import PARTS, Part, Score, sensitivity
from circularity.analysis.vendors.standing import CALLABLE
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.positions import admitted
from circularity.graph.view import View
from circularity.model.amounts import Amount
from circularity.model.kinds import EdgeClass
from circularity.model.stages import Basis

ByBasis = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class VendorRow(Row):
    """One vendor: its money to customers, what comes back, what it reports, and a score with its parts."""

    vendor: str
    window: dict[str, Any] | None
    """First and last day over which the edges' amounts are cut; null for their whole term."""
    revenue: Amount | None
    revenue_from: tuple[dict[str, Any], ...]
    sales: ByBasis
    financing: ByBasis
    direct: ByBasis
    forced: ByBasis
    pro_rata: ByBasis
    maximum: ByBasis
    share_of_revenue: ByBasis
    """Pro rata over revenue."""
    shares: Mapping[str, ByBasis]
    """The other measures over revenue."""
    share_of_sales: ByBasis
    """Pro rata over the sales that are recorded as deals."""
    unexplained_share: ByBasis
    """Of the spending of the companies concerned, the part for which no source of money is known."""
    support_that_could_return: ByBasis
    support_by_kind: Mapping[str, Amount]
    support_over_equity: Share | None
    support_over_cash_flow: Share | None
    purchases_from_customers: ByBasis
    """What the vendor has promised to buy from those who pay it: another way in which its money reaches them."""
    standing_financing: ByBasis
    """Financing of those from whom money reaches the vendor, over the whole term of what stands on the day."""
    reported_commitments: Stated | None
    reported_drawn: Stated | None
    reported_over_revenue: Ratio | None
    reported_drawn_over_revenue: Ratio | None
    coverage: Ratio | None
    """Recorded financing and guarantees that stand over what the vendor reports to have committed."""
    concentration: dict[str, Any]
    receivable_days: dict[str, Any] | None
    score: Score | None
    score_parts: tuple[Part, ...]
    rank: Mapping[str, int] | None
    customers: tuple[dict[str, Any], ...]
    unpriced: Mapping[str, tuple[str, ...]]

    def ranked(self, rank: Mapping[str, int] | None) -> VendorRow:
        """The same row with its place among the scored."""
        return replace(self, rank=rank)


def vendors(data: Dataset, view: View | None = None, name: str | None = None) -> Answer:
    """Who pays for its own sales: money that a vendor gave out and that comes back to it as sales.

    A vendor is a company that finances or guarantees somebody and sells to somebody, or that reports credit
    to customers. Each is measured on three bases (paid, binding, headline) in its last reported fiscal year,
    or in the view's window, with revenue cut to the same days.

    Parameters
    ----------
    name
        Only this company (id, name, alias or ticker).
    view
        ``window`` replaces the fiscal years; ``basis`` decides the order, all three bases are always worked out.

    Returns
    -------
    Answer
        Rows of `VendorRow`: by reported commitments over revenue where known, the rest by pro rata over revenue: those with a best
        figure, then by the most it may be; those with none of it by what they have given or guaranteed.
        Dollars; shares are fractions. ``extra["sensitivity"]`` tells how the order of the scores depends on the weights.

    Raises
    ------
    UnknownName
        If no company goes by the name.
    WrongUsage
        If the name is that of a pool.

    Examples
    --------
    >>> import circularity as ci
    >>> (row,) = ci.vendors(ci.load(), name="NVDA")
    >>> row.forced["binding"].low <= row.maximum["binding"].high
    True

    Notes
    -----
    Some ten solves and twenty flows a vendor, on a network of the companies from which money reaches it.
    """
    from circularity.analysis.vendors.row import vendor_row

    view = (view or View()).on(data)
    wanted = None if name is None else data.entity(name).id
    if wanted is not None and data.entities[wanted].is_pool:
        raise WrongUsage(f"{data.name(wanted)} is a pool, not one company that sells", "name a company")
    chosen = vendor_names(data, view)
    rows = [vendor_row(data, view, vendor) for vendor in chosen]
    order = sensitivity({row.vendor: row.score_parts for row in rows if row.score is not None}, data.assumptions)
    rows = sorted((row.ranked(order["places"].get(row.vendor)) for row in rows), key=lambda row: _place(row, view))
    if wanted is not None:
        rows = [row for row in rows if row.vendor == wanted] or [vendor_row(data, view, wanted)]
    caveats, unknown = notes(data, view, rows)
    used = {f"score-{what}-{part}" for part in PARTS for what in ("weight", "full")} | {"score-needed"} | terms_used(data, rows)
    extra = {"sensitivity": {"order": order["order"], "cases": order["cases"]}}
    return Answer("vendors", data, view, tuple(rows), sentence(data, view, rows, wanted), caveats, unknown, tuple(sorted(used)), extra)


def vendor_names(data: Dataset, view: View) -> list[str]:
    """Companies that finance or back somebody and sell to somebody, or that report credit to customers; sorted."""
    giving: set[str] = set()
    selling: set[str] = set()
    for position in admitted(data, view):
        edge, cls = position.edge, position.edge.kind.spec.edge_class
        if cls is EdgeClass.COMMERCE:
            selling.add(edge.payee)
        elif cls is EdgeClass.FINANCING or edge.kind in CALLABLE:
            giving.add(edge.payer)
    telling = {name for name in data.figures if reported_credit(data, name, view.last_day).any}
    return sorted(name for name in (giving & selling) | telling if name in data.entities and not data.entities[name].is_pool)


def basis_of(view: View) -> str:
    """The basis by which rows are ordered and shown: the view's, or binding where that is none of the three."""
    return str(view.basis) if view.basis in BASES else str(Basis.BINDING)


def window_of(data: Dataset, view: View, vendor: str) -> Window:
    """The view's window; else the vendor's last reported fiscal year; else none, which is the whole term."""
    if view.window is not None:
        return view.window  # type: ignore[no-any-return]
    years = fiscal_years(data, vendor, view.last_day)
    return (years[0].first, years[0].last) if years else None


def _place(row: VendorRow, view: View) -> tuple[Any, ...]:
    told, basis = row.reported_over_revenue, basis_of(view)
    mine = row.share_of_revenue[basis]
    share = mine.value if mine is not None else Amount()
    given = [amount.high or 0.0 for amount in (row.financing[basis], row.support_that_could_return["binding"])]
    return (
        told is None,
        -(told.value.point or 0.0) if told is not None else 0.0,
        -(share.point or 0.0),
        -(share.high or 0.0),
        mine is None,
        -(row.pro_rata[basis].high or 0.0),
        -max(given),
        row.vendor,
    )

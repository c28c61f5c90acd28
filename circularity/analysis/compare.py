"""Nvidia beside Lucent, like for like: promised with promised, drawn with drawn, guarantees with guarantees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from circularity.analysis.fiscal import fiscal_years, history, stated
from circularity.analysis.results import Answer, Row, Term, Trace
from circularity.analysis.vendorreported import Ratio
from circularity.analysis.vendors import VendorRow, vendors
from circularity.analysis.vendorstanding import CALLABLE, standing, support_that_stands
from circularity.dataset.dataset import Dataset
from circularity.dataset.load import bundled, load
from circularity.dataset.yamltext import parse
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.money import parse_money
from circularity.model.stages import Basis
from circularity.model.text import percent_value

BINDING = str(Basis.BINDING)
SIDES = (("nvidia", ("2025-01-26", "2026-01-25")), ("lucent", ("2000-09-30", "2001-09-30")))
"""Each vendor at the ends of two fiscal years, and Nvidia once more on the view's own day."""


@dataclass(frozen=True, kw_only=True)
class ComparedRow(Row):
    """One figure of one vendor on one day, over a figure of the same vendor."""

    vendor: str
    label: str
    measure: str
    as_of: str
    basis: str
    amount: Amount | None
    over_metric: str | None
    over: Amount | None
    ratio: Ratio | None
    note: str


@dataclass(frozen=True, slots=True)
class _Plain:
    """A figure inside a ratio."""

    metric: str
    value: Amount

    def as_json(self) -> dict[str, Any]:
        return {"metric": self.metric, **self.value.as_json()}


def compare(data: Dataset, view: View | None = None) -> Answer:
    """How Nvidia's money for its customers stands beside Lucent's before the bust, each figure with its own kind only.

    Nvidia reports no credit to customers, so its figures are recorded deals that stand on the day; Lucent's are its own
    balances. Where a figure is not known it is not filled in. Rows serve as JSON for a chart.

    Examples
    --------
    >>> import circularity as ci
    >>> {row.vendor for row in ci.compare(ci.load())} == {"nvidia", "lucent"}
    True
    """
    view = (view or View()).on(data)
    old = load(bundled() / "cases" / "telecom-2000")
    rows: list[ComparedRow] = []
    for source, vendor, days in ((data, "nvidia", (*SIDES[0][1], view.last_day.isoformat())), (old, "lucent", SIDES[1][1])):
        if vendor not in source.entities:
            continue
        for day in days:
            if day > view.last_day.isoformat():
                continue
            (row,) = vendors(source, View(as_of=day), vendor)
            rows += _figures(source, row, day)
    rows += _popular(data, old, view)
    order = {name: i for i, name in enumerate(MEASURES)}
    rows.sort(key=lambda row: (order.get(row.measure, len(order)), row.vendor != "nvidia", row.as_of))
    caveats = (
        "Lucent's promised and drawn are balances that it reported; Nvidia reports none, so its are recorded deals only",
        "Nvidia's money to customers is mostly stakes, Lucent's was mostly loans: a stake need not be repaid and is lost first",
        "a balance over a year's revenue is not a share of sales: promises run over many years",
        "the popular 85 and 20 percent mix an announced ceiling of stakes with loan commitments; both numerators stand last",
    )
    unknown = (
        "customers' operating cash flow: reported for some of Nvidia's largest customers, for none of Lucent's",
        *(f"{row.label} at {row.as_of}" for row in rows if row.amount is None or not row.amount.disclosed),
    )
    return Answer("compare", data, view, tuple(rows), _sentence(rows), caveats, unknown)


MEASURES = ("promised", "drawn", "guarantees", "returned", "largest_customer", "receivable_days", "customers_cash_flow", "popular")


def _figures(data: Dataset, row: VendorRow, day: str) -> list[ComparedRow]:
    """The figures of one vendor on one day."""
    view = View(as_of=day).on(data)
    name = data.name(row.vendor)
    year = next(iter(fiscal_years(data, row.vendor, view.last_day)), None)
    revenue = year.revenue.value if year else None
    told = row.reported_commitments is not None or row.reported_drawn is not None
    backed = standing(support_that_stands(data, view, row.vendor, CALLABLE))[BINDING]
    found: list[ComparedRow] = []

    def add(
        measure: str, words: str, basis: str, amount: Amount | None, below: Amount | None, metric: str | None, note: str, edges: Any = ()
    ) -> None:
        known = amount is not None and amount.disclosed and below is not None and below.point
        value = amount.scaled(1 / below.point) if known and amount and below and below.point else None
        ratio = Ratio(value, _Plain(measure, amount), _Plain(metric or "", below)) if value and amount and below else None
        traces = (
            {"ratio": Trace("ratio", (Term(amount, words, tuple(edges)), Term(below, metric or "")))} if value and amount and below else {}
        )
        found.append(
            ComparedRow(
                id=f"compare:{row.vendor}/{day}/{measure}",
                edges=tuple(edges),
                vendor=row.vendor,
                label=f"{name}: {words}",
                measure=measure,
                as_of=day,
                basis=basis,
                amount=amount if known or metric is None else (amount if amount and amount.disclosed else None),
                over_metric=metric,
                over=below,
                ratio=ratio,
                note=note,
                traces=traces,
            )
        )

    terms = [term for b in (BINDING,) for term in row.traces[f"standing_financing.{b}"].terms]
    edges = tuple(dict.fromkeys(e for term in [*terms, *backed[1]] for e in term.edges))
    if told:
        first, second = row.reported_commitments, row.reported_drawn
        add(
            "promised",
            "promised to customers, drawn or not",
            "reported",
            first.value if first else None,
            revenue,
            "revenue",
            f"{first.publisher} at {first.period_end}" if first else "",
        )
        add(
            "drawn",
            "drawn by customers",
            "reported",
            second.value if second else None,
            revenue,
            "revenue",
            f"{second.publisher} at {second.period_end}" if second else "",
        )
        held = history(data, row.vendor, "vendor_financing_commitments_guarantees", view.last_day)
        add(
            "guarantees",
            "guarantees given for customers",
            "reported",
            stated(held[0]).value if held else None,
            revenue,
            "revenue",
            f"{held[0].rows[0].publisher} at {held[0].period_end}" if held else "",
        )
    else:
        promised = total([row.standing_financing[BINDING], *([backed[0]] if backed[1] else [])])
        add(
            "promised",
            "promised to customers, paid or not",
            "binding deals",
            promised if terms or backed[1] else None,
            revenue,
            "revenue",
            "financing of those who pay it, guarantees and backstops",
            edges,
        )
        add(
            "drawn",
            "paid to customers",
            "deals, paid",
            row.standing_financing["paid"] if row.traces["standing_financing.paid"].terms else None,
            revenue,
            "revenue",
            "what of it is known to be paid",
            row.traces["standing_financing.paid"].edges,
        )
        add(
            "guarantees",
            "guarantees and backstops",
            "binding deals",
            backed[0] if backed[1] else None,
            revenue,
            "revenue",
            "caps, not expected losses",
            tuple(e for term in backed[1] for e in term.edges),
        )
    add(
        "returned",
        "sales traced pro rata to its own money",
        "binding deals, fiscal year",
        row.pro_rata[BINDING] if row.sales[BINDING].carries_money and row.financing[BINDING].carries_money else None,
        row.revenue,
        "revenue",
        f"at most {_short(row.maximum[BINDING])} could have come back",
        row.traces[f"pro_rata.{BINDING}"].edges,
    )
    few = row.concentration
    largest = few["largest_reported"]["share"] if few["largest_reported"] else None
    add(
        "largest_customer",
        "largest customer's share of revenue",
        "reported",
        None if largest is None else Amount.exactly(largest * (revenue.point or 0.0) if revenue else 0.0),
        revenue,
        "revenue",
        "not reported in this data" if largest is None else "",
    )
    days = row.receivable_days
    said = f"receivables, {days['days']:.0f} days of sales" if days else "receivables"
    add(
        "receivable_days",
        said,
        "reported",
        days["receivables"].value if days else None,
        revenue,
        "revenue",
        "the ratio times the days of the year" if days else "no receivables in this data",
    )
    add(
        "customers_cash_flow",
        "operating cash flow of customers with recorded sales",
        "reported",
        *_cash(data, row, view),
        "revenue",
        "customers with a reported cash flow only",
    )
    return found


def _short(amount: Amount) -> str:
    from circularity.analysis.wording import money

    return money(amount)


def _cash(data: Dataset, row: VendorRow, view: View) -> tuple[Amount | None, Amount | None]:
    """What customers that report it earn in cash a year, beside the vendor's revenue."""
    year = next(iter(fiscal_years(data, row.vendor, view.last_day)), None)
    found = [history(data, c["customer"], "operating_cash_flow", view.last_day) for c in row.customers]
    known = [figures[0].value for figures in found if figures]
    return (total(known) if known else None), (year.revenue.value if year else None)


def _popular(data: Dataset, old: Dataset, view: View) -> list[ComparedRow]:
    """The shares that are passed round, each with its own numerator, as the record of published comparisons has them."""
    path = bundled() / "reference" / "history_comparisons.yaml"
    records = {item["id"]: item for item in _entries(parse(path.read_bytes()).value) if "id" in item}
    rows = []
    for vendor, source, sum_id in (("nvidia", data, "nvidia-vendor-finance"), ("lucent", old, "lucent-vendor-finance")):
        told, part = records.get(sum_id), records.get(f"{sum_id}-share")
        if told is None or part is None or vendor not in source.entities or view.last_day.year < 2025:
            continue
        amount = parse_money(told["value"]).stated
        share_told = percent_value(part["value"]) / 100
        over = amount.scaled(1 / share_told)
        rows.append(
            ComparedRow(
                id=f"compare:{vendor}/popular",
                edges=(),
                vendor=vendor,
                label=f"{source.name(vendor)}: as popularly compared, {share_told:.0%}",
                measure="popular",
                as_of=told["period"],
                basis=told["measure"].replace("_", " "),
                amount=amount,
                over_metric="revenue that the share implies",
                over=over,
                ratio=Ratio(Amount.exactly(share_told), _Plain(told["measure"], amount), _Plain("implied revenue", over)),
                note=f"{told.get('note') or told['sources'][0]['says']} ({told['sources'][0]['publisher']}); {part['note']}",
            )
        )
    return rows


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in lists of a file, whatever the lists are called."""
    for item in value.values() if isinstance(value, dict) else ():
        if isinstance(item, list):
            yield from (entry for entry in item if isinstance(entry, dict))


def _sentence(rows: list[ComparedRow]) -> str:
    from circularity.analysis.wording import percent

    def said(vendor: str, measure: str) -> str:
        found = [f"{percent(r.ratio.value)} at {r.as_of}" for r in rows if r.vendor == vendor and r.measure == measure and r.ratio]
        return ", ".join(found) or "not known"

    return (
        f"Promised over revenue: Nvidia {said('nvidia', 'promised')}; Lucent {said('lucent', 'promised')}. "
        f"Drawn or paid over revenue: Nvidia {said('nvidia', 'drawn')}; Lucent {said('lucent', 'drawn')}."
    )

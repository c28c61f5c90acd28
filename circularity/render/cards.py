"""Vendors, means to pay, useful lives, share prices, funding markets and claims on the page: the analyses' own rows, cut to size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from circularity.analysis.claims.answer import claims
from circularity.analysis.compare import compare
from circularity.analysis.depreciation import depreciation
from circularity.analysis.disputes import disputes
from circularity.analysis.markets.announcements import announcements
from circularity.analysis.markets.funding import funding
from circularity.analysis.pay.answer import pay
from circularity.analysis.results import Answer, Row, plain
from circularity.analysis.vendors import vendors
from circularity.dataset.dataset import Dataset
from circularity.errors import CircularityError
from circularity.graph.view import View
from circularity.model.amounts import Amount
from circularity.render.answers import slim

LIVES = tuple(range(2, 9))
"""Useful lives, in years, between which the page's slider moves."""
VENDOR_KEYS = (
    "vendor",
    "window",
    "revenue",
    "revenue_from",
    "sales",
    "financing",
    "direct",
    "forced",
    "pro_rata",
    "maximum",
    "share_of_revenue",
    "unexplained_share",
    "support_that_could_return",
    "support_over_equity",
    "purchases_from_customers",
    "standing_financing",
    "reported_commitments",
    "reported_drawn",
    "reported_over_revenue",
    "coverage",
    "concentration",
    "receivable_days",
    "score",
    "rank",
)
YEAR_KEYS = (
    "year",
    "obligations",
    "obligations_headline",
    "by_default_term",
    "revenue",
    "revenue_path",
    "paths",
    "cash",
    "committed_funding",
    "from_suppliers",
    "gap",
)
COMPANY_KEYS = (
    "entity",
    "first",
    "last",
    "obligations",
    "undated",
    "later",
    "by_default_term",
    "cash",
    "committed_funding",
    "from_suppliers",
    "share_from_suppliers",
    "gap",
    "gap_by_path",
    "recorded_purchases",
    "recorded_debt",
)
LIFE_KEYS = (
    "year",
    "life",
    "policy_life",
    "depreciation",
    "policy_depreciation",
    "change_in_operating_income",
    "change_in_net_income",
    "change_in_eps",
    "share_of_operating_income",
    "catch_up",
    "book_value",
    "policy_book_value",
)
REACTION_KEYS = (
    "id",
    "deal",
    "title",
    "entity",
    "ticker",
    "date",
    "change",
    "window",
    "value_gained",
    "value_from",
    "counted",
    "headline",
    "headline_now",
    "binding",
    "paid",
    "gained_over_headline",
    "edges",
)


def cards(data: Dataset, view: View, *, vendors_too: bool = True) -> dict[str, Any]:
    """Everything that the page shows of these questions, on one basis as of one day; ``None`` where the data hold nothing of it.

    Parameters
    ----------
    vendors_too
        Also the vendors, which takes about a second for each of them in a large network.
    """
    return {
        "vendors": _known(lambda: _answer(vendors(data, view), VENDOR_KEYS)) if vendors_too else None,
        "compare": _known(lambda: _comparison(compare(data, view))),
        "pay": _known(lambda: _pay(pay(data, (), view))),
        "life": _known(lambda: _lives(depreciation(data, (), view, life=LIVES))),
        "prices": _known(lambda: _answer(announcements(data, view), REACTION_KEYS)),
        "funding": _known(lambda: _funding(funding(data, view))),
        "claims": _claims(claims(data, View(as_of=view.as_of))),
    }


def disagreements(data: Dataset, view: View) -> dict[str, Any]:
    """Where sources disagree, widest first: the flow, by how much, and how many sources there are; the rest stands with the flow."""
    return _answer(disputes(data, view), ("edge", "headline", "width", "open_ended", "sources"))


def _known(make: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """An answer, or nothing where the analysis refuses: an early day, or a dataset that holds only deals."""
    try:
        return make()
    except CircularityError:
        return None


def _said(answer: Answer) -> dict[str, Any]:
    return {"sentence": answer.sentence, "notes": list(answer.caveats), "unknown": list(answer.unknown)}


def _answer(answer: Answer, keys: Iterable[str]) -> dict[str, Any]:
    return {**_said(answer), "rows": [_row(row, keys) for row in answer.rows]}


def _row(row: Row, keys: Iterable[str]) -> dict[str, Any]:
    """The chosen fields, each amount with the part of it that is only a ceiling."""
    said = row.as_json()
    return slim({key: _ceilings(getattr(row, key, None), said[key]) for key in keys if said.get(key) is not None})  # type: ignore[no-any-return]


def _ceilings(thing: Any, said: Any) -> Any:
    if isinstance(thing, Amount):
        return {**said, "at_most": round(thing.at_most)} if thing.at_most else said
    if isinstance(thing, Mapping) and isinstance(said, Mapping):
        return {key: _ceilings(thing.get(key), value) for key, value in said.items()}
    return said


def _comparison(answer: Answer) -> dict[str, Any]:
    return {
        **_said(answer),
        "rows": slim([_pick(plain(row.as_json()), ("line", "meaning", "cells")) for row in answer.rows]),
        "mixed": slim(plain(answer.extra["mixed"])),
    }


def _pay(answer: Answer) -> dict[str, Any]:
    years: dict[str, list[Any]] = {}
    for row in answer.rows:
        years.setdefault(row.entity, []).append(_row(row, YEAR_KEYS))
    companies = {row.entity: {**_row(row, COMPANY_KEYS), "years": years.get(row.entity, [])} for row in answer.extra["companies"]}
    return {**_said(answer), "companies": companies, "paths": slim(plain(answer.extra["paths"]))}


def _lives(answer: Answer) -> dict[str, Any]:
    companies: dict[str, list[Any]] = {}
    for row in answer.rows:
        companies.setdefault(row.entity, []).append(_row(row, LIFE_KEYS))
    return {**_said(answer), "lives": list(LIVES), "companies": companies}


def _funding(answer: Answer) -> dict[str, Any]:
    kept = ("series", "label", "unit", "value", "date", "lowest", "highest", "fresh", "sources")
    readings = [_pick(reading, ("date", "low", "point", "high", "known_weight")) for reading in plain(answer.extra["readings"])]
    return {**_answer(answer, kept), "readings": readings}


def _claims(answer: Answer) -> dict[str, Any] | None:
    """The claims as they are told, without the figures' ends; nothing where none is on file."""
    if not answer.rows:
        return None
    kept = ("claim_id", "claim", "said_by", "date", "subjects", "verdict", "why", "finding", "grade")
    figure = ("what", "words", "arithmetic", "source")
    rows = []
    for row in answer.rows:
        said = row.as_json()
        told = _pick(said, kept) | {"sources": [_pick(source, ("publisher", "url", "says")) for source in said["sources"]]}
        parts = {
            "theirs": said["theirs"] and _pick(said["theirs"], figure),
            "figures": [_pick(item, figure) for item in said["figures"]],
            "ours": [_pick(item, ("what", "text", "command", "compared", "comparable")) for item in said["ours"]],
        }
        told |= {key: part for key, part in parts.items() if part}
        rows.append(told)
    return {**_said(answer), "rows": rows}


def _pick(thing: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: thing[key] for key in keys if thing.get(key) is not None}

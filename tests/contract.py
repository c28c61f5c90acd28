"""The ``--json`` contract as shapes: what every row of each answer carries, and of which kind."""

from __future__ import annotations

import re
from typing import Any

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def amount(value: Any) -> bool:
    """Whole dollars or null, in order."""
    if not isinstance(value, dict) or list(value) != ["low", "point", "high"]:
        return False
    known = [v for v in value.values() if v is not None]
    return all(type(v) is int and v >= 0 for v in known) and known == sorted(known)


def share(value: Any) -> bool:
    """A share with the figure it is a share of."""
    if not isinstance(value, dict) or list(value) != ["low", "point", "high", "denominator"]:
        return False
    below = value["denominator"]
    ends = [value[end] for end in ("low", "point", "high") if value[end] is not None]
    return (
        list(below) == ["metric", "value", "period_end"]
        and below["value"] > 0
        and DAY.fullmatch(below["period_end"]) is not None
        and ends == sorted(ends)
    )


def slug(value: Any) -> bool:
    return isinstance(value, str) and SLUG.fullmatch(value) is not None


def day(value: Any) -> bool:
    return isinstance(value, str) and DAY.fullmatch(value) is not None


def number(value: Any) -> bool:
    return type(value) in (int, float)


def fraction(value: Any) -> bool:
    return number(value) and 0 <= value <= 1


def period(value: Any) -> bool:
    return isinstance(value, dict) and list(value) == ["from", "to"] and all(v is None or day(v) for v in value.values())


def optional(shape: Any) -> Any:
    return lambda value: value is None or fits(value, shape)


def one_of(*words: str) -> Any:
    return lambda value: value in words


def fits(value: Any, shape: Any) -> bool:
    """Whether a value is of a shape: a type, a predicate, a list of one shape, or a mapping of shapes."""
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(key in value and fits(value[key], inner) for key, inner in shape.items())
    if isinstance(shape, type):
        return type(value) is shape
    return bool(shape(value))


GRADE = one_of("A", "B", "C", "D")
CHANNELS = {
    "capital_at_risk": amount,
    "backlog_at_risk": amount,
    "yearly_revenue_at_risk": amount,
    "funding_withdrawn": amount,
    "supply_at_risk": amount,
    "cover_lost": amount,
    "receivable_at_risk": optional(amount),
    "recovered_from_guarantee": amount,
}
EDGE = {
    "edge": slug,
    "deal": slug,
    "payer": slug,
    "payee": slug,
    "kind": str,
    "edge_class": one_of("financing", "commerce", "support"),
    "stage": str,
    "grade": GRADE,
    "since": day,
    **dict.fromkeys(("amount", "headline", "binding", "paid", "expected", "outstanding"), amount),
    "sentence": str,
    "sources": int,
}
THREE = ("paid", "binding", "headline")
BY_BASIS = dict.fromkeys(THREE, amount)
ROWS: dict[str, dict[str, Any]] = {
    "loops": {
        "companies": [slug],
        "type": one_of("vendor_financing", "vendor_support", "trade", "ownership", "group"),
        "size": amount,
        "size_per_year": optional(amount),
        "grade": GRADE,
        "live": period,
        "hops": [[slug]],
        "key_edge": optional(slug),
        "binding_share": optional(fraction),
    },
    "exposed": {
        "entity": slug,
        "round": int,
        **CHANNELS,
        **dict.fromkeys(("share_of_equity", "share_of_revenue", "share_of_backlog", "share_of_cash"), optional(share)),
        "distress": optional(fraction),
        "by_round": [{"round": int, **CHANNELS}],
        "because": [[slug]],
    },
    "vendors": {
        "vendor": slug,
        "revenue": optional(amount),
        **dict.fromkeys(("sales", "financing", "direct", "forced", "pro_rata", "maximum", "support_that_could_return"), BY_BASIS),
        "share_of_revenue": {basis: optional(share) for basis in THREE},
        "unexplained_share": dict.fromkeys(THREE, optional(dict)),
        **dict.fromkeys(("reported_commitments", "reported_drawn", "reported_over_revenue", "coverage", "score"), optional(dict)),
        "customers": [{"customer": slug, "paths": [[[slug]]]}],
    },
    "backtest": {"outcome": str, "expected": str, "found": optional(str), "status": one_of("met", "missed", "not_testable"), "reason": str},
    "compare": {
        "vendor": slug,
        "measure": str,
        "as_of": str,
        "basis": str,
        "amount": optional(amount),
        "ratio": optional(dict),
        "note": str,
    },
    "edges": EDGE,
    "show": EDGE,
    "summary": {
        "group": one_of("class", "kind", "stage", "grade"),
        "name": str,
        "count": int,
        "priced": int,
        **dict.fromkeys(("headline", "binding", "paid", "expected"), amount),
        "share": optional(fraction),
    },
    "why": {
        "edge": slug,
        "deal": slug,
        "sentence": str,
        "grade": str,
        "amounts": dict,
        "history": [{"date": str, "stage": str}],
        "sources": [{"publisher": str, "type": str, "says": str}],
        "disputes": optional(str),
        "relations": dict,
    },
    "check": {"path": str, "line": int, "column": int, "code": str, "severity": one_of("error", "warning"), "message": str, "fix": str},
}
ENVELOPE = {"schema": str, "rows": [dict], "caveats": [str], "unknown": [str]}
DATA = {"name": str, "version": str, "as_of": str}
VIEW = {
    "as_of": str,
    "basis": one_of("headline", "binding", "paid", "expected"),
    "window": optional([day]),
    "stages": optional([str]),
    "kinds": optional([str]),
    "min_grade": optional(GRADE),
    "ever": bool,
}


def breaches(answer: Any, command: str) -> list[str]:
    """Everything in an answer that the contract does not allow."""
    found = [f"envelope: {key}" for key, shape in ENVELOPE.items() if not (key in answer and fits(answer[key], shape))]
    if answer.get("schema") != f"circularity/{command}/1":
        found.append(f"schema {answer.get('schema')}")
    if not fits(answer.get("data"), DATA):
        found.append("data")
    if command != "check" and not fits(answer.get("view"), VIEW):
        found.append("view")
    for row in answer.get("rows", ()):
        shape = {"id": str, "edges": [slug], **ROWS[command]}
        found += [
            f"{row.get('id')}: {key} is {row.get(key)!r}" for key, inner in shape.items() if not (key in row and fits(row[key], inner))
        ]
    ids = [row["id"] for row in answer.get("rows", ())]
    if len(ids) != len(set(ids)):
        found.append("an id stands twice")
    return found

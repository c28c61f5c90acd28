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


def signed(value: Any) -> bool:
    """Whole dollars, which may be negative, in order."""
    if not isinstance(value, dict) or list(value) != ["low", "point", "high"]:
        return False
    known = [v for v in value.values() if v is not None]
    return all(type(v) is int for v in known) and known == sorted(known)


def per_share(value: Any) -> bool:
    """Dollars a share, in order."""
    if not isinstance(value, dict) or list(value) != ["low", "point", "high"]:
        return False
    return all(number(v) for v in value.values()) and list(value.values()) == sorted(value.values())


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


def signed_amount(value: Any) -> bool:
    """Whole dollars or null, in order, of either sign."""
    if not isinstance(value, dict) or list(value) != ["low", "point", "high"]:
        return False
    known = [v for v in value.values() if v is not None]
    return all(type(v) is int for v in known) and known == sorted(known)


def level(value: Any) -> bool:
    """Three numbers in order, or null: a rate, billions, or a share."""
    ends = [v for v in value.values() if v is not None] if isinstance(value, dict) else []
    return isinstance(value, dict) and list(value) == ["low", "point", "high"] and all(map(number, ends)) and ends == sorted(ends)


def each(shape: Any) -> Any:
    return lambda value: isinstance(value, dict) and all(isinstance(k, str) and fits(v, shape) for k, v in value.items())


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
EXPOSURE = {
    "entity": slug,
    "pool": bool,
    "round": int,
    **CHANNELS,
    **dict.fromkeys(("share_of_equity", "share_of_revenue", "share_of_backlog", "share_of_cash"), optional(share)),
    "capital_lost": amount,
    "margin_lost": amount,
    "charge": optional(amount),
    "capacity": optional({"metric": str, "value": number, "period_end": day, "publisher": str, "source_type": str}),
    "distress": optional(fraction),
    "distress_range": [optional(fraction)],
    "fails_in": optional(int),
    "by_round": [{"round": int, **CHANNELS, "distress": optional(fraction)}],
    "because": [[slug]],
    "waterfall": [{"round": int, "channel": one_of(*CHANNELS), "edges": [slug], "amount": amount}],
}
BY_BASIS = dict.fromkeys(("paid", "binding", "headline"), amount)
SHARE_BY_BASIS = dict.fromkeys(BY_BASIS, optional(share))
PART_BY_BASIS = dict.fromkeys(BY_BASIS, optional(level))
STATED = {"low": number, "point": number, "high": number, "currency": str, "metric": str, "period_end": day, "publisher": str}
RATIO = {"point": number, "numerator": dict, "denominator": STATED}
VERDICT = one_of("supported", "partly", "unsupported", "wrong", "cannot_be_judged")
CLAIMED = {"what": str, "text": str, "value": level, "unit": str, "arithmetic": optional(str), "source": optional(str)}
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
    "exposed": EXPOSURE,
    "run": EXPOSURE,
    "breaks": {
        "failing": [slug],
        "breaks": bool,
        "breaks_at_worst": bool,
        "distress": fraction,
        "distress_range": [fraction],
        "capital_lost": amount,
        "margin_lost": amount,
        "size": number,
        "fails_in": optional(int),
        "because": [[slug]],
    },
    "pay": {
        "entity": slug,
        "year": int,
        "first": day,
        "last": day,
        **dict.fromkeys(("obligations", "obligations_headline", "by_default_term", "revenue", "cash"), amount),
        **dict.fromkeys(("committed_funding", "committed_funding_headline", "from_suppliers", "beyond_revenue", "gap"), amount),
        "share_from_suppliers": optional(share),
        "by_part": {"purchases": amount, "funding_promised": amount, "debt_due": amount},
        "paths": each({"revenue": amount, "gap": amount}),
        "planned_outflow": optional(amount),
    },
    "vendors": {
        "vendor": slug,
        "window": optional(period),
        "revenue": optional(amount),
        **dict.fromkeys(("sales", "financing", "direct", "forced", "pro_rata", "maximum"), BY_BASIS),
        "share_of_revenue": SHARE_BY_BASIS,
        "shares": {"direct": SHARE_BY_BASIS, "forced": SHARE_BY_BASIS, "maximum": SHARE_BY_BASIS},
        "share_of_sales": PART_BY_BASIS,
        "unexplained_share": PART_BY_BASIS,
        **dict.fromkeys(("support_that_could_return", "purchases_from_customers", "standing_financing"), BY_BASIS),
        "support_by_kind": each(amount),
        "support_over_equity": optional(share),
        "support_over_cash_flow": optional(share),
        **dict.fromkeys(("reported_commitments", "reported_drawn"), optional(STATED)),
        **dict.fromkeys(("reported_over_revenue", "reported_drawn_over_revenue", "coverage"), optional(RATIO)),
        "concentration": {
            "largest_reported": optional(dict),
            "top": [{"customer": slug, "share_of_revenue": number}],
            "hhi": optional(dict),
        },
        "receivable_days": optional({"days": number, "receivables": STATED, "revenue": STATED}),
        "score": optional({"value": number, "low": number, "high": number, "known_weight": fraction, "parts": [dict]}),
        "customers": [{"customer": slug, "name": str, "sales": each(amount), "pro_rata": each(amount), "paths": [[[slug]]]}],
        "unpriced": {"sales": [slug], "financing": [slug]},
    },
    "announcements": {
        "deal": slug,
        "entity": optional(slug),
        "ticker": str,
        "date": day,
        "change": number,
        "window": one_of("close", "intraday", "after_hours", "not stated"),
        "value_gained": signed_amount,
        "value_from": one_of("sourced", "derived", None),
        **dict.fromkeys(("headline", "headline_now", "binding", "paid", "warrant_value"), amount),
        "by_class": each({"headline": amount, "headline_now": amount, "binding": amount, "paid": amount}),
        "warrants": [{"edge": slug, "holder": slug, "shares": int, "strike": number}],
        "gained_over_headline": optional(number),
        "gained_over_binding": optional(number),
        "warrant_over_headline": optional(number),
        "source": str,
    },
    "funding": {
        "series": str,
        "label": str,
        "unit": one_of("percent", "basis_points", "bn_usd", "share"),
        "value": level,
        "date": day,
        "previous": optional(number),
        "lowest": number,
        "highest": number,
        "stress": optional(fraction),
        "fresh": bool,
        "sources": [str],
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
    "depreciation": {
        "entity": slug,
        "year": int,
        "period_end": day,
        "life": number,
        "policy_life": number,
        **dict.fromkeys(("depreciation", "policy_depreciation", "catch_up", "book_value", "policy_book_value", "fleet_today"), amount),
        "debt_due_later": amount,
        **dict.fromkeys(("change_in_depreciation", "change_in_operating_income", "change_in_net_income"), signed),
        **dict.fromkeys(("change_in_eps", "eps"), optional(per_share)),
        **dict.fromkeys(("operating_income", "net_income"), optional(signed)),
        "share_of_operating_income": optional(share),
        "change_in_operating_cash_flow": one_of(0),
    },
    "depreciation_backtest": {
        "entity": slug,
        "period": str,
        "effective": day,
        "lives": str,
        "pool": str,
        "disclosed": signed,
        "predicted": signed,
        **dict.fromkeys(("error", "uncalibrated", "error_uncalibrated"), number),
        **dict.fromkeys(("factor", "error_without_company", "error_by_share", "predicted_net_income"), optional(number)),
        **dict.fromkeys(("disclosed_eps", "eps_from_disclosed"), optional(number)),
        "disclosed_net_income": optional(signed),
        "counted": bool,
        "account": str,
    },
    "depreciation_estimates": {
        "who": str,
        "said": optional(str),
        "claim": str,
        "theirs": str,
        "ours": dict,
        "unit": one_of("USD", "years", "share", ""),
        "ours_text": str,
        "verdict": one_of("reproduced", "inside our range", "differs", "not borne out", "not reproducible"),
        "account": str,
        "assumptions": [str],
        "sources": [str],
        "runs": dict,
    },
    "claims": {
        "claim_id": slug,
        "claim": str,
        "topic": one_of("commitments", "backlog", "vendor_financing", "loops", "accounting", "depreciation", "debt", "market"),
        "said_by": str,
        "date": optional(str),
        "subjects": [slug],
        "verdict": VERDICT,
        "why": optional(str),
        "finding": str,
        "grade": GRADE,
        "theirs": optional(CLAIMED),
        "figures": [CLAIMED],
        "ours": [
            {
                "what": str,
                "command": str,
                "figure": str,
                "value": level,
                "unit": str,
                "text": str,
                "comparable": bool,
                "difference": optional(number),
                "compared": str,
            }
        ],
        "fits": optional(bool),
        "sources": [{"publisher": str, "type": str, "says": str}],
    },
    "why": {
        "edge": slug,
        "deal": slug,
        "sentence": str,
        "grade": str,
        "amounts": dict,
        "history": [{"date": str, "stage": str}],
        "sources": [{"publisher": str, "type": str, "says": str}],
        "derivation": optional(str),
        "disputes": optional(str),
        "relations": dict,
    },
    "diff": {
        "group": one_of("deal", "loop", "exposure", "vendor", "network"),
        "change": one_of("added", "removed", "ended", "restaged", "reamounted", "regraded", "opened", "closed", "moved"),
        "subject": str,
        "sentence": str,
        "before": amount,
        "after": amount,
        "delta": optional(number),
        **dict.fromkeys(("stage_before", "stage_after"), optional(str)),
        **dict.fromkeys(("share_before", "share_after"), optional(fraction)),
    },
    "draw": {
        **{"place": int, "edge": slug, "path": str, "sentence": str, "amount": str, "stage": str, "grade": GRADE, "sources": int},
        **dict.fromkeys(("binding", "paid"), optional(str)),
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

"""A small payload with hostile names, for tests of the page."""

from __future__ import annotations

from typing import Any

from circularity.render.layout import COLUMNS, column_of, place

EVIL = '</script><img src=x onerror="alert(1)"><b>"\'&\u202e\u2028'
LONG = "W" * 200
BASES = ("headline", "binding", "paid", "expected")


def exactly(value: float | None) -> dict[str, Any]:
    return {"low": value, "point": value, "high": value, "bound": None}


def edge(name: str, payer: str, payee: str, size: float | None, **more: Any) -> dict[str, Any]:
    """One flow; `flow` and `amounts` agree unless told otherwise."""
    amounts = {basis: exactly(size) for basis in BASES} | {"outstanding": exactly(None)}
    amounts["paid"] = exactly(None if size is None else size / 2) | {"as_of": "2026-01-31"}
    return {
        "id": name, "deal": name, "title": f"{payer} and {payee}", "from": payer, "to": payee, "kind": "loan", "verb": "lends to",
        "class": "financing", "stage": "active", "grade": "B", "since": "2025-06-30", "starts": None, "ends": None, "amounts": amounts,
        "flow": {basis: {k: amounts[basis][k] for k in ("low", "point", "high")} for basis in BASES},
        "history": [{"date": "2025-06-30", "stage": "signed", "note": EVIL}],
        "sources": [{"url": "javascript:alert(1)", "publisher": EVIL, "type": "news", "date": "2025", "says": EVIL}],
        "derivation": EVIL,
        "disputes": EVIL, "contingent_on": None, "part_of": None, "parts": [], "serves": None, "guarantees": None, "superseded_by": None,
    } | more  # fmt: skip


def sample() -> dict[str, Any]:
    """Three companies in a loop, two of them with names meant to do harm."""
    entities: list[dict[str, Any]] = [
        {
            "id": name, "name": title, "role": role, "column": column_of(role), "pool": False, "parent": None, "ticker": None,
            "country": None, "aliases": [], "shown": True, "through": dict.fromkeys(BASES, 5e9),
        }
        for name, title, role in (("evil", EVIL, "lab"), ("long", LONG, "chipmaker"), ("plain", "Plain & Co", "investor"))
    ]  # fmt: skip
    edges = [
        edge("one", "evil", "long", 5e9, **{"class": "commerce", "verb": "buys hardware from"}),
        edge("two", "long", "evil", 2e9),
        edge("three", "plain", "evil", None),
        edge("four", "plain", "evil", 0.0),
    ]
    edges[2]["amounts"]["headline"] = exactly(7e9)  # known as a whole, but not known what is left of it for the map
    at = place(entities, edges)
    placed = [{**e, "x": at[e["id"]][0], "y": at[e["id"]][1]} for e in entities]
    loop = {
        "id": "loops:evil/long", "companies": ["evil", "long"], "type": "vendor_financing", "size": exactly(2e9), "at_most": 0,
        "grade": "B", "hops": [["one"], ["two"]], "live": {"from": None, "to": None}, "key_edge": None, "binding_share": 1,
    }  # fmt: skip
    totals = {"gross": exactly(7e9), "edges": 2, "unpriced": 1, "bound": 0}
    return {
        "schema": "circularity/page/1", "generator": "circularity test",
        "data": {"name": "x", "title": EVIL, "version": "1", "as_of": "2026-01-31", "licence": "CC-BY-4.0"},
        "view": {"as_of": "2026-01-31", "basis": "binding"}, "bases": list(BASES),
        "columns": [{"id": c.id, "title": c.title} for c in COLUMNS], "entities": placed, "edges": edges,
        "loops": {basis: [loop] for basis in BASES}, "loop_notes": {basis: [EVIL] for basis in BASES},
        "totals": dict.fromkeys(BASES, totals),
        "assumptions": [{"id": "a", "value": 0.5, "unit": "share", "reason": EVIL}], "caveats": [EVIL], "unknown": [], "cite": EVIL,
    }  # fmt: skip

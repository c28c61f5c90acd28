"""The payload with nothing said twice: the page's data block, small enough to send by mail.

Lossless: `data.js` in the page undoes it. A figure without doubt is one number instead of three, an edge's
flow is left out where it is the deal's own amount, each source stands once, and unknowns are left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

RANGE = ("low", "point", "high")
UNKNOWN = {"unknown": 1}
"""A flow that is not known though the deal's own amount is; an empty one would be left out and read as that amount."""


def pack(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload as the page carries it; `schema` and every other key stay where they were."""
    sources: dict[str, int] = {}
    table: list[Any] = []
    edges = []
    for edge in payload["edges"]:
        slim = {k: v for k, v in edge.items() if k not in ("amounts", "flow", "sources")}
        amounts, flow = edge["amounts"], edge["flow"]
        slim["amounts"] = {basis: _slim(amount) for basis, amount in amounts.items() if amount is not None}
        slim["flow"] = {b: _slim(f) or UNKNOWN for b, f in flow.items() if _range(f) != _range(amounts.get(b))}
        slim["sources"] = [_intern(source, sources, table) for source in edge["sources"]]
        edges.append(_known(slim))
    packed = {k: v for k, v in payload.items() if k not in ("edges", "entities")}
    packed["entities"] = [_known(entity) for entity in payload["entities"]]
    return packed | {"edges": edges, "sources": table}


def as_block(value: Any) -> str:
    """JSON that cannot end its script element or turn into markup, the same bytes for the same value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _intern(source: Mapping[str, Any], seen: dict[str, int], table: list[Any]) -> int:
    slim = _known(source)
    key = json.dumps(slim, sort_keys=True, ensure_ascii=False)
    if key not in seen:
        seen[key] = len(table)
        table.append(slim)
    return seen[key]


def _range(amount: Mapping[str, Any] | None) -> tuple[Any, ...]:
    return tuple(amount.get(end) if amount else None for end in RANGE)


def _slim(amount: Mapping[str, Any] | None) -> Any:
    """A number where all three ends agree and nothing else is said; else what is known."""
    if amount is None:
        return None
    ends = _range(amount)
    rest = {k: v for k, v in amount.items() if k not in RANGE and v is not None}
    if ends[0] is not None and ends[0] == ends[1] == ends[2]:
        return {"is": ends[0], **rest} if rest else ends[0]
    return {**{k: v for k, v in zip(RANGE, ends, strict=True) if v is not None}, **rest}


def _known(thing: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is null, false or empty: the page reads a missing key as that."""
    return {
        k: _known(v) if isinstance(v, Mapping) else v
        for k, v in thing.items()
        if v is not None and v is not False and v not in ("", [], {})
    }

"""The page's data block, small enough to send by mail: nothing said twice, and all but its head compressed.

Lossless: `data.js` in the page undoes both. A figure without doubt is one number instead of three, an edge's
flow is left out where it is the deal's own amount, each source stands once, and unknowns are left out. What a
reader of the file's text looks for (title, citation, totals, caveats) stays readable; the rest is JSON in zlib's
format, which holds no time and no system, in base64.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any

from circularity.errors import DataProblem

HEAD = ("caveats", "cite", "data", "generator", "schema", "totals", "view")
"""What stays readable in the block."""
ENCODING = "the key zipped holds the rest of this object: JSON, compressed (zlib), in base64"
BLOCK = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
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


def folded(packed: Mapping[str, Any]) -> dict[str, Any]:
    """The packed payload with all but its head compressed; the same bytes for the same data and the same zlib."""
    rest = {key: value for key, value in packed.items() if key not in HEAD}
    body = base64.b64encode(zlib.compress(_text(rest).encode("utf-8"), 9)).decode("ascii")
    return {key: packed[key] for key in HEAD if key in packed} | {"encoding": ENCODING, "zipped": body}


def as_block(value: Any) -> str:
    """JSON that cannot end its script element or turn into markup, the same bytes for the same value."""
    text = _text(value)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def payload_of(html: str) -> dict[str, Any]:
    """The data inside a page, as the page's own script reads them: what `pack` made, and the places on the map.

    Raises
    ------
    DataProblem
        If the text holds no such data, or they were cut or changed on the way.
    """
    found = BLOCK.search(html)
    if found is None:
        raise DataProblem("this page holds no block of data", fix="name a file that circularity report wrote")
    try:
        block: dict[str, Any] = json.loads(found[1])
        rest: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(block.pop("zipped"), validate=True)))
        del block["encoding"]
    except (ValueError, KeyError, TypeError, zlib.error) as problem:
        harm = "the data in this page cannot be read: they were cut or changed"
        raise DataProblem(harm, fix="write the page anew with circularity report") from problem
    return block | rest


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


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

"""The page as one text: data, scripts and style, under a policy that allows nothing else."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from circularity.errors import CannotWrite
from circularity.render.elements import elements
from circularity.render.pack import as_block, pack

MODULES = (
    "dom.js",
    "format.js",
    "data.js",
    "state.js",
    "view.js",
    "curves.js",
    "labels.js",
    "tip.js",
    "map.js",
    "loops.js",
    "company.js",
    "deal.js",
    "panels.js",
    "legend.js",
    "tables.js",
    "matrix.js",
    "heading.js",
    "search.js",
    "main.js",
)
"""The page's own scripts, each after those it uses."""

_IMPORT = re.compile(r"^import\s[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


def build(payload: Mapping[str, Any]) -> str:
    """One HTML file that opens from disk, asks nobody for anything and shows the payload as text and lines.

    The same payload gives the same bytes. Scripts and style are allowed by their hashes alone, so that markup
    in a company's name, should any ever get through, could not run.

    Parameters
    ----------
    payload
        As `circularity.render.payload` makes it (`circularity/page/1`).
    """
    import jinja2

    script, style = _script(), _asset("style.css")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{digest(script)}'",
            f"style-src '{digest(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    room = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    # Marked safe: our own files, and a block in which no sign of markup is left.
    safe = {"script": script, "style": style, "block": as_block(pack(payload) | {"map": elements(payload)})}
    about = {"title": payload["data"]["title"], "generator": payload["generator"], "policy": policy}
    return room.from_string(_asset("template.html")).render(**about, **{k: _Safe(v) for k, v in safe.items()})


def write(text: str, path: str | os.PathLike[str]) -> None:
    """The file is there whole, or what was there before is untouched.

    Raises
    ------
    CannotWrite
        If the folder is missing, is no folder, or does not let us write.
    """
    target = Path(path)
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        with open(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError as problem:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        reason = problem.strerror or str(problem)
        raise CannotWrite(f"cannot write {target}: {reason}", "choose another place with -o") from problem


def digest(text: str) -> str:
    """The hash by which a content security policy knows a script or a style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


class _Safe(str):
    """Text that the template takes as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@cache
def _script() -> str:
    """Our modules as one script; imports and exports are for readers and editors."""
    parts = [_EXPORT.sub("", _IMPORT.sub("", _asset(name))) for name in MODULES]
    ours = "".join(f"\n// ---- {name}\n{part}" for name, part in zip(MODULES, parts, strict=True))
    whole = f'(function () {{\n"use strict";\n{ours}}})();\n'
    if "</script" in whole.lower() or "<!--" in whole:
        raise ValueError("a script that holds </script or <!-- cannot stand inside a page")
    return whole


@cache
def _asset(name: str) -> str:
    return files("circularity.render").joinpath("assets", name).read_text(encoding="utf-8").replace("\r\n", "\n")

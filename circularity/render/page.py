"""The page as one text: data, scripts and style, under a policy that allows nothing else."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from circularity.errors import CannotWrite
from circularity.render.bundle import asset, script
from circularity.render.elements import elements
from circularity.render.pack import as_block, folded, pack


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

    code, style = script(), asset("style.css")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{digest(code)}'",
            f"style-src '{digest(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    room = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    # Marked safe: our own files, and a block in which no sign of markup is left.
    safe = {"script": code, "style": style, "block": as_block(folded(pack(payload) | {"map": elements(payload)}))}
    about = {"title": payload["data"]["title"], "generator": payload["generator"], "policy": policy}
    return room.from_string(asset("template.html")).render(**about, **{k: _Safe(v) for k, v in safe.items()})


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

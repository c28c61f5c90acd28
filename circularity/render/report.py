"""The main job: the page, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from circularity.dataset.dataset import Dataset
from circularity.errors import CannotWrite
from circularity.graph.view import View


def report(
    data: Dataset,
    view: View | None = None,
    path: str | os.PathLike[str] = "exposure.html",
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write the interactive exposure graph as one file that opens from disk.

    Parameters
    ----------
    path
        Where the page goes; an older one there is replaced, and stays if anything goes wrong.
    progress
        Called with steps done and steps in all: above a thousand companies the page takes minutes.

    Raises
    ------
    CannotWrite
        Before any work is done, if the file could not be written there.
    """
    target = Path(path)
    writable(target)
    from circularity.render.page import build, write
    from circularity.render.payload import payload

    write(build(payload(data, (view or View()).on(data), progress)), target)
    return target


def writable(target: Path) -> None:
    """Refuse a place where the page could not be written, before the work is done."""
    folder = target.parent
    if target.is_dir():
        raise CannotWrite(f"{target} is a folder", "name a file, as in -o exposure.html")
    if not folder.is_dir():
        raise CannotWrite(f"there is no folder {folder}", "make it first, or choose another place with -o")
    if not os.access(target if target.exists() else folder, os.W_OK):
        raise CannotWrite(f"{target} may not be written", "choose another place with -o")

"""One view of the data, written in the format that a file's ending names."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from circularity.dataset.dataset import Dataset
from circularity.errors import CannotWrite, WrongUsage
from circularity.graph.view import View

FORMATS: dict[str, tuple[str, str, str]] = {
    "csv": ("circularity.exports.tables", "write_csv", "folder: tidy tables and datapackage.json (Frictionless)"),
    "parquet": ("circularity.exports.tables", "write_parquet", "folder: the same tables, typed (needs pyarrow)"),
    "xlsx": ("circularity.exports.tables", "write_excel", "one workbook, a sheet a table (needs openpyxl)"),
    "json": ("circularity.exports.tables", "write_json", "one file with all tables"),
    "graphml": ("circularity.exports.graphs", "write_graphml", "the money-flow graph, for Gephi, yEd, igraph, networkx"),
    "gexf": ("circularity.exports.graphs", "write_gexf", "the graph with dates, for Gephi's timeline"),
    "ftm": ("circularity.exports.entities", "write_ftm", "FollowTheMoney entities, one JSON object a line"),
    "svg": ("circularity.exports.picture", "write_svg", "the map as a drawing, as large as you like"),
    "png": ("circularity.exports.picture", "write_png", "the map as a picture (needs resvg_py)"),
}
"""Each format with the function that writes it, and what it is."""
ENDINGS = {"jsonl": "ftm", "ijson": "ftm"}
FOLDERS = frozenset({"csv", "parquet"})


def export(data: Dataset, target: str | os.PathLike[str], view: View | None = None, *, form: str | None = None) -> list[Path]:
    """Write a view for other programs; the ending of `target` says how, or `form` does.

    Every amount stands as low, point and high in dollars, empty where not known; each edge names its sources. Text that a
    spreadsheet would run as a formula gets an apostrophe in front (CSV, Excel).

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    WrongUsage
        For a format that is not known, or one whose library is not installed.
    CannotWrite
        If the place cannot be written.

    Examples
    --------
    >>> import circularity as ci, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in ci.export(ci.load(), f"{folder}/flows.graphml")]
    ['flows.graphml']
    """
    path = Path(target)
    name = form or path.suffix.removeprefix(".").lower()
    name = ENDINGS.get(name, name)
    if name not in FORMATS:
        raise WrongUsage(f"'{name or path}' names no format", f"one of {', '.join(FORMATS)}, as the file's ending or with --format")
    if not path.parent.is_dir():
        raise CannotWrite(f"there is no folder {path.parent}", "make it first, or choose another place with -o")
    if path.exists() and path.is_dir() != (name in FOLDERS):
        raise CannotWrite(
            f"{path} is a {'folder' if path.is_dir() else 'file'}", f"{name} is written as a {'folder' if name in FOLDERS else 'file'}"
        )
    module, function, _ = FORMATS[name]
    write: Callable[[Dataset, View, Path], list[Path]] = getattr(import_module(module), function)
    try:
        return write(data, (view or View()).on(data), path)
    except ModuleNotFoundError as error:
        raise WrongUsage(f"{name} needs {error.name}", "pip install 'circularity[export]'") from None
    except OSError as error:
        raise CannotWrite(f"{error.filename or path}: {error.strerror or error}", "choose another place with -o") from None

"""A folder of files to one dataset, with every problem of every file gathered before anything is said."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from circularity.dataset.dataset import Card, Dataset
from circularity.dataset.places import bundled
from circularity.dataset.problems import Problem, Severity, near
from circularity.dataset.reader import Reader
from circularity.dataset.yamltext import locate
from circularity.errors import DataProblem
from circularity.model.assumptions import Assumption, Assumptions, AssumptionsFile
from circularity.model.deal import Deal
from circularity.model.entity import Entity
from circularity.model.figures import COLUMNS, Figure
from circularity.model.rates import COLUMNS as RATE_COLUMNS
from circularity.model.rates import Rate

_YEAR = re.compile(r"[0-9]{4}")


Keyed = TypeVar("Keyed", Entity, Deal)


@dataclass(frozen=True)
class Reading:
    """What reading a folder gave: the facts that could be read, where they stand, and what is wrong."""

    dataset: Dataset | None
    problems: list[Problem]
    reader: Reader
    files: dict[str, Path]
    """Deal or entity id to its file."""
    lines: dict[int, tuple[Path, int]]
    """Identity of a figure to its file and line."""


def load(path: str | os.PathLike[str] | None = None) -> Dataset:
    """Read and check a dataset; the bundled AI-sector one if no folder is given.

    Raises
    ------
    DataProblem
        With all errors of all files, if there is any. Warnings do not stop a dataset from loading.

    Examples
    --------
    >>> import circularity
    >>> data = circularity.load()
    >>> data.entity("NVDA").name
    'NVIDIA'
    """
    from circularity.dataset.check import check_reading

    reading = read(path)
    errors = [p for p in check_reading(reading, warnings=False) if p.severity is Severity.ERROR]
    if errors or reading.dataset is None:
        where = reading.reader.shown_as
        count = f"{len(errors)} problem" + ("s" if len(errors) != 1 else "")
        raise DataProblem(f"{where} cannot be used: {count}", errors)
    return reading.dataset


def _named(path: str | os.PathLike[str]) -> Path:
    """A folder as given; else the closed episode of that name that comes with the package."""
    given = Path(path)
    known = bundled() / "cases" / given.name
    spoken = (given.name, f"cases/{given.name}", f"data/cases/{given.name}")
    return known if not given.exists() and known.is_dir() and given.as_posix() in spoken else given


def read(path: str | os.PathLike[str] | None = None) -> Reading:
    """Read a folder without applying the rules that span files."""
    root = _named(path) if path is not None else bundled()
    shown = _shown(root) if path is not None else "data"
    reader = Reader(root, shown)
    if not root.is_dir():
        reader.problems.append(Problem(shown, 1, 1, "E601", "no such folder", "name a folder that holds dataset.yaml"))
        return Reading(None, reader.problems, reader, {}, {})
    if not (root / "dataset.yaml").exists():
        reader.complain(root, 1, 1, "E601", "there is no dataset.yaml here")
        return Reading(None, reader.problems, reader, {}, {})
    with _no_collection():
        return _read(root, reader)


def _read(root: Path, reader: Reader) -> Reading:
    files: dict[str, Path] = {}
    lines: dict[int, tuple[Path, int]] = {}
    card = reader.yaml(root / "dataset.yaml", Card)
    entities: dict[str, Entity] = {}
    for path, entity in _keyed(_files(root / "entities", reader, ".yaml"), reader, Entity, "entity"):
        entities[entity.id] = entity
        files[entity.id] = path
    deals: dict[str, Deal] = {}
    for path, deal in _keyed(_files(root / "edges", reader, ".yaml", depth=2), reader, Deal, "deal"):
        deals[deal.id] = deal
        files["deal " + deal.id] = path
        reported = min(item.date.first.year for edge in deal.edges for item in edge.history)
        if path.parent.name.isdigit() and int(path.parent.name) != reported:
            reader.complain(path, 1, 1, "W713", f"first reported in {reported}, stands in {path.parent.name}/", deal.id)
    if not deals and not reader.problems:
        reader.complain(root, 1, 1, "E601", "there are no deals under edges/<year>/")
    figures: dict[str, tuple[Figure, ...]] = {}
    for path in _files(root / "financials", reader, ".csv"):
        rows = reader.csv(path, COLUMNS, Figure, {"entity": path.stem})
        figures[path.stem] = tuple(figure for _, figure in rows)
        lines.update({id(figure): (path, line) for line, figure in rows})
    assumptions = _assumptions(root, reader)
    fx = root / "reference" / "fx.csv"
    rates = tuple(rate for _, rate in reader.csv(fx, RATE_COLUMNS, Rate)) if fx.exists() else ()
    if card is None:
        return Reading(None, reader.problems, reader, files, lines)
    facts = Dataset(
        card, dict(sorted(entities.items())), dict(sorted(deals.items())), dict(sorted(figures.items())), assumptions, root, rates
    )
    return Reading(facts, reader.problems, reader, files, lines)


def _keyed(paths: Iterator[Path], reader: Reader, shape: type[Keyed], what: str) -> Iterator[tuple[Path, Keyed]]:
    """Things that each have a file of their own, named by their key; the second use of a key is complained about and left out."""
    homes: dict[str, Path] = {}
    for path in paths:
        thing = reader.yaml(path, shape)
        if thing is None:
            continue
        if thing.id in homes:
            reader.complain(path, 1, 1, "E303", f"{what} {thing.id} is also in {reader.shown(homes[thing.id])}", thing.id)
            continue
        homes[thing.id] = path
        if thing.id != path.stem:
            reader.complain(path, 1, 1, "E301", f"{what} is {thing.id}, the file is {path.name}", thing.id)
        yield path, thing


def _assumptions(root: Path, reader: Reader) -> Assumptions:
    """The bundled assumptions, overlaid by the dataset's own."""
    layers: list[tuple[Assumption, ...]] = []
    home = bundled() / "assumptions.yaml"
    for path in dict.fromkeys((home, root / "assumptions.yaml")):
        if path.exists():
            own = reader if path.parent == root else Reader(path.parent, "data")
            read_file = own.yaml(path, AssumptionsFile)
            layers.append(read_file.assumptions if read_file else ())
            _in_range(path, own, layers[-1], {item.id for item in layers[0]})
    return Assumptions(*layers)


def _in_range(path: Path, reader: Reader, items: tuple[Assumption, ...], known: set[str]) -> None:
    """Complain of assumptions that no answer uses, or whose value lies outside their own range."""
    raw = path.read_bytes()
    for i, item in enumerate(items):
        if item.id not in known:
            message = f"no answer uses '{item.id}'{near(item.id, sorted(known), 1)}"
            reader.complain(path, *locate(raw, ("assumptions", i, "id")), "E602", message, item.id)
        low, high = (item.value if end is None else end for end in (item.low, item.high))
        if not low <= item.value <= high:
            message = f"{item.id}: {item.value:g} is not between {low:g} and {high:g}"
            reader.complain(path, *locate(raw, ("assumptions", i, "value")), "E602", message, item.id)


def _files(folder: Path, reader: Reader, ending: str, depth: int = 1) -> Iterator[Path]:
    """The data files of a folder in sorted order; strays are complained about, hidden files passed over."""
    if not folder.is_dir():
        if folder.name in ("entities", "edges"):
            reader.complain(folder.parent, 1, 1, "E601", f"there is no folder {folder.name}/ here")
        return
    try:
        children = sorted(folder.iterdir())
    except OSError as error:
        reader.complain(folder, 1, 1, "E109", f"cannot be listed: {error.strerror or error}")
        return
    for child in children:
        if child.name.startswith((".", "_")) or child.suffix == ".md":
            continue
        if depth > 1:
            if child.is_dir() and _YEAR.fullmatch(child.name):
                yield from _files(child, reader, ending, depth - 1)
            else:
                reader.complain(child, 1, 1, "E110", "a deal stands outside a year's folder")
        elif child.suffix == ending:
            yield child
        else:
            reader.complain(child, 1, 1, "E110", f"only {ending} files are read here")


def _shown(root: Path) -> str:
    """The folder as the user will recognise it: relative where that is shorter."""
    try:
        return root.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return root.as_posix()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the garbage collector: a hundred thousand small nodes are made and none is a cycle."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()

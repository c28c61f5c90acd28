"""The known outcomes of a dataset, and the cases that come with the package."""

from __future__ import annotations

from pathlib import Path

from circularity.dataset.dataset import Dataset
from circularity.dataset.load import load
from circularity.dataset.places import bundled
from circularity.dataset.problems import Severity
from circularity.dataset.reader import Reader
from circularity.dataset.yamltext import locate
from circularity.errors import DataProblem, UnknownName, WrongUsage
from circularity.model.outcome import OutcomesFile

FILE = "outcomes.yaml"


def cases() -> dict[str, Path]:
    """The closed episodes that come with the package, by name."""
    folder = bundled() / "cases"
    return {path.name: path for path in sorted(folder.iterdir()) if (path / "dataset.yaml").is_file()} if folder.is_dir() else {}


def case(name: str) -> Dataset:
    """A closed episode by its name, or from a folder.

    Raises
    ------
    UnknownName
        If it is neither.
    """
    known = cases()
    path = known.get(name) or Path(name)
    if not path.is_dir():
        import difflib

        raise UnknownName(name, "case", difflib.get_close_matches(name, known, 3, 0.0))
    return load(path)


def outcomes(data: Dataset) -> OutcomesFile:
    """What is known to have come of a dataset's deals.

    Raises
    ------
    WrongUsage
        If the dataset has no ``outcomes.yaml``.
    DataProblem
        With every problem of that file, each with line and column.
    """
    path = data.root / FILE
    if not path.is_file():
        raise WrongUsage(f"no outcomes are known of {data.card.name}: it has no {FILE}", f"one of {', '.join(cases())}")
    reader = Reader(data.root, data.card.name)
    found = reader.yaml(path, OutcomesFile)
    errors = [problem for problem in sorted(set(reader.problems)) if problem.severity is Severity.ERROR]
    if errors or found is None:
        raise DataProblem(f"{FILE} cannot be used: {len(errors)} problems", errors, "mend them at the places named")
    return found


def check_outcomes(data: Dataset, reader: Reader) -> None:
    """Read the outcomes, if there are any, and complain to `reader` of what is wrong."""
    path = data.root / FILE
    if not path.is_file():
        return
    found = reader.yaml(path, OutcomesFile)
    seen: set[str] = set()
    for number, outcome in enumerate(found.outcomes if found else ()):
        if outcome.id in seen:
            line, column = locate(path.read_bytes(), ("outcomes", number, "id"))
            reader.complain(path, line, column, "E303", f"two outcomes are called {outcome.id}", outcome.id)
        seen.add(outcome.id)
        for place, edge in enumerate(outcome.edges):
            if edge not in data.edges:
                line, column = locate(path.read_bytes(), ("outcomes", number, "edges", place))
                reader.complain(path, line, column, "E305", f"no edge is called '{edge}'", edge)

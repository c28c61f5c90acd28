"""Reading ``depreciation/``: only the questions that need it pay for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from circularity.dataset.dataset import Dataset
from circularity.dataset.problems import Problem
from circularity.dataset.reader import Reader
from circularity.errors import DataProblem
from circularity.model.useful_life import UsefulLives

_KEY = "useful lives"


def useful_lives(data: Dataset) -> Mapping[str, UsefulLives]:
    """The useful-life file of every company that has one, by entity.

    Raises
    ------
    DataProblem
        With every problem of every file, if one cannot be read.
    """
    if _KEY not in data.cache:
        found, problems = read_lives(data, Reader(data.root, data.root.name))
        if problems:
            raise DataProblem("depreciation/ cannot be used", problems)
        data.cache[_KEY] = found
    known = data.cache[_KEY]
    assert isinstance(known, dict)
    return known


def read_lives(data: Dataset, reader: Reader) -> tuple[dict[str, UsefulLives], list[Problem]]:
    """The files and what is wrong with them; the key must be a known company and the file's own name."""
    before = len(reader.problems)
    found: dict[str, UsefulLives] = {}
    for path in sorted(Path(data.root / "depreciation").glob("*.yaml")):
        lives = reader.yaml(path, UsefulLives)
        if lives is None:
            continue
        if lives.id != path.stem:
            reader.complain(path, 1, 1, "E301", f"entity is {lives.id}, the file is {path.name}", lives.id)
        elif lives.id not in data.entities:
            reader.complain(path, 1, 1, "E304", f"no entity is called {lives.id}", lives.id)
        else:
            found[lives.id] = lives
    return found, reader.problems[before:]

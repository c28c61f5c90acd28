"""Reading a user's what-if file, with every problem's line."""

from __future__ import annotations

import os
from pathlib import Path

from circularity.dataset.dataset import Dataset
from circularity.dataset.reader import Reader
from circularity.errors import DataProblem, WrongUsage
from circularity.model.assumptions import Assumption, Assumptions
from circularity.model.whatif import SupposedFile


def read_supposed(path: str | os.PathLike[str]) -> SupposedFile:
    """A what-if file as it stands.

    Raises
    ------
    WrongUsage
        If there is no such file.
    DataProblem
        With all problems, if it is not of the layout.
    """
    file = Path(path)
    if not file.is_file():
        raise WrongUsage(f"{path} is no file", "name a YAML file with revenue, funding, cash, growth or assumptions")
    reader = Reader(file.parent, str(file.parent) if str(file.parent) != "." else "")
    reader.shown_as = reader.shown_as or "."
    found = reader.yaml(file, SupposedFile)
    if found is None:
        raise DataProblem(f"{path} cannot be used", sorted(reader.problems), "mend the lines named")
    return found


def supposing(data: Dataset, items: tuple[Assumption, ...]) -> Dataset:
    """The same facts under other assumptions; only ones that are known can be replaced."""
    from dataclasses import replace

    if not items:
        return data
    for item in items:
        if item.id not in data.assumptions:
            raise WrongUsage(f"no answer uses an assumption '{item.id}'", "data/assumptions.yaml lists them")
    return replace(data, assumptions=Assumptions(tuple(data.assumptions.values()), items), cache={})

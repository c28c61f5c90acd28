"""Scenario files: found by name or path, read like the data, with every problem told at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from circularity.dataset.dataset import Dataset
from circularity.dataset.places import bundled
from circularity.dataset.problems import Loc, Problem, Severity
from circularity.dataset.reader import Reader
from circularity.dataset.yamltext import locate
from circularity.errors import DataProblem, UnknownName
from circularity.model.scenario import Scenario


def scenarios(data: Dataset) -> dict[str, Path]:
    """The ready scenarios by name: the dataset's own, then those that come with the package."""
    found: dict[str, Path] = {}
    for folder in dict.fromkeys((data.root / "scenarios", bundled() / "scenarios")):
        if folder.is_dir():
            for path in sorted(folder.glob("*.yaml")):
                found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def fitting(data: Dataset) -> list[str]:
    """The ready scenarios that are about this dataset: its own, and those of the package whose every company it knows."""
    own = data.root / "scenarios"
    return [name for name, path in scenarios(data).items() if path.parent == own or _fits(data, path)]


def _fits(data: Dataset, path: Path) -> bool:
    reader = Reader(path.parent, _folder(path))
    scenario = reader.yaml(path, Scenario)
    return scenario is not None and not any(_unknown_names(data, reader, path, scenario))


def read_scenario(data: Dataset, name: str | os.PathLike[str]) -> Scenario:
    """A scenario by its name, or from a file of the user's.

    Raises
    ------
    UnknownName
        If it is neither a ready scenario nor a file.
    DataProblem
        With every problem of the file, each with line and column.
    """
    ready = scenarios(data)
    path = ready.get(str(name)) or Path(name)
    if not path.is_file():
        import difflib

        raise UnknownName(str(name), "scenario", difflib.get_close_matches(str(name), ready, 3, 0.0) or list(ready)[:3])
    reader = Reader(path.parent, _folder(path))
    scenario = reader.yaml(path, Scenario)
    if scenario is not None:
        reader.problems += list(_unknown_names(data, reader, path, scenario))
    errors = [problem for problem in sorted(set(reader.problems)) if problem.severity is Severity.ERROR]
    if errors or scenario is None:
        count = f"{len(errors)} problem" + ("s" if len(errors) != 1 else "")
        raise DataProblem(f"the scenario {path.name} cannot be run: {count}", errors, "mend them at the places named")
    return scenario


def scenario_problems(data: Dataset, shown_as: str) -> list[Problem]:
    """What is wrong with the dataset's own scenarios."""
    reader = Reader(data.root, shown_as)
    for path in sorted((data.root / "scenarios").glob("*.yaml")):
        scenario = reader.yaml(path, Scenario)
        if scenario is None:
            continue
        if scenario.id != path.stem:
            reader.complain(path, 1, 1, "E301", f"scenario is {scenario.id}, the file is {path.name}", scenario.id)
        reader.problems += list(_unknown_names(data, reader, path, scenario))
    return reader.problems


def _folder(path: Path) -> str:
    return path.parent.as_posix() if path.parent != Path() else "."


def _named(scenario: Scenario) -> Iterator[tuple[Loc, str]]:
    """Every company that a scenario names, with its place."""
    for i, name in enumerate(scenario.failures):
        yield ("failures", i), name
    for field in ("demand_cuts", "funding_stops", "write_downs"):
        for i, blow in enumerate(getattr(scenario, field)):
            for j, name in enumerate(blow.companies):
                yield (field, i, "companies", j), name


def _unknown_names(data: Dataset, reader: Reader, path: Path, scenario: Scenario) -> Iterator[Problem]:
    import difflib

    raw = path.read_bytes()

    def problem(loc: Loc, code: str, message: str, name: str, known: dict[str, object]) -> Problem:
        near = difflib.get_close_matches(name, known, 1, 0.5)
        line, column = locate(raw, loc)
        return Problem(reader.shown(path), line, column, code, message, f"did you mean {near[0]}?" if near else "correct the name", name)

    companies: dict[str, object] = dict(data.entities)
    for loc, name in _named(scenario):
        if name not in data.entities:
            yield problem(loc, "E304", f"no company is called '{name}'", name, companies)
        elif loc[0] == "failures" and data.entities[name].is_pool:
            yield problem(loc, "E304", f"'{name}' is a pool, not one company that could fail", name, {})
    guarantees = {edge.id: edge for edge in data.edges.values() if edge.kind in ("guarantee", "capacity_backstop")}
    for i, name in enumerate(scenario.guarantees_called):
        loc = ("guarantees_called", i)
        if name in data.edges and name not in guarantees:
            yield problem(loc, "E305", f"'{name}' is not a guarantee", name, {})
        elif name not in guarantees and not any(edge.payer == name for edge in guarantees.values()):
            yield problem(loc, "E305", f"'{name}' is no guarantee and gives none", name, {**companies, **guarantees})
    model = scenario.carry_on.model
    if model is not None and model not in MODELS:
        yield problem(("carry_on", "model"), "E215", f"'{model}' is no model; one of {', '.join(MODELS)}", model, dict.fromkeys(MODELS))


MODELS = ("debtrank", "single-hit", "clearing")

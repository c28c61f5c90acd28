"""Every rule over every file, all problems at once, each with its place and its fix."""

from __future__ import annotations

import os
from pathlib import Path

from circularity.dataset.advice import WARNINGS
from circularity.dataset.lives import read_lives
from circularity.dataset.load import Reading, read
from circularity.dataset.outcomes import check_outcomes
from circularity.dataset.problems import RULES, Problem
from circularity.dataset.reference import check_reference
from circularity.dataset.rules import ERRORS, Finding
from circularity.dataset.yamltext import locate


def check(path: str | os.PathLike[str] | None = None, *, warnings: bool = True) -> list[Problem]:
    """Everything that is wrong with a dataset, in order of files and lines; an empty list if nothing is.

    Parameters
    ----------
    path
        A dataset's folder, or a file or folder inside one; the bundled AI-sector data if left out.
    warnings
        Whether to look for what an editor should look at as well.
    """
    return check_part(path, warnings=warnings)[1]


def check_part(path: str | os.PathLike[str] | None, *, warnings: bool) -> tuple[Reading, list[Problem]]:
    """The dataset around a path as it was read, and the problems that lie at or below the path."""
    whole, part = _dataset_of(path)
    reading = read(whole)
    problems = check_reading(reading, warnings=warnings)
    if reading.dataset is not None:
        from circularity.dataset.scenarios import scenario_problems  # a question needs no scenarios, and its user should not wait for them

        problems = sorted({*problems, *scenario_problems(reading.dataset, reading.reader.shown_as)})
        before = len(reading.reader.problems)
        check_reference(reading.dataset, reading.reader)
        check_outcomes(reading.dataset, reading.reader)
        problems = sorted({*problems, *reading.reader.problems[before:]})
    if part is not None:
        problems = [p for p in problems if Path(p.path).resolve().is_relative_to(part)]
    return reading, problems


def _dataset_of(path: str | os.PathLike[str] | None) -> tuple[str | os.PathLike[str] | None, Path | None]:
    """The dataset around a path, and the path itself where it is only a part of one (a file, a year's folder)."""
    if path is None or (Path(path) / "dataset.yaml").exists() or not Path(path).exists():
        return path, None
    part = Path(path).resolve()
    home = next((folder for folder in part.parents if (folder / "dataset.yaml").exists()), None)
    return (path, None) if home is None else (home, part)


def check_reading(reading: Reading, *, warnings: bool) -> list[Problem]:
    """The problems of a folder that has been read."""
    problems = list(reading.problems)
    data = reading.dataset
    if data is not None:
        # what leads to a file that could not be read is no mistake of its own
        findings = [finding for rule in ERRORS for finding in rule(data)]
        if warnings:
            problems += read_lives(data, reading.reader)[1]
            findings += [finding for rule in WARNINGS for finding in rule(data)]
        contents: dict[Path, bytes] = {}
        unread = reading.reader.unread
        problems += [_placed(finding, reading, contents) for finding in findings if finding.rests_on not in unread]
    return sorted(set(problems))


def _placed(finding: Finding, reading: Reading, contents: dict[Path, bytes]) -> Problem:
    """Look up where in its file a finding stands."""
    path, line, column = reading.reader.root, 1, 1
    if finding.figure is not None and id(finding.figure) in reading.lines:
        path, line = reading.lines[id(finding.figure)]
    elif finding.owner in reading.files:
        path = reading.files[finding.owner]
        if path not in contents:
            contents[path] = path.read_bytes()
        line, column = locate(contents[path], finding.loc)
    fix = RULES[finding.code].fix
    return Problem(reading.reader.shown(path), line, column, finding.code, finding.message, fix, finding.subject)

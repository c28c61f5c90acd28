"""The shape of the code: imports go down only, modules stay small, and the checkers have nothing to say."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIMIT = 400


def checked(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command",
    [("lint-imports", "--no-cache"), ("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=" ".join,
)
def test_checker_passes(command: tuple[str, ...]) -> None:
    done = checked(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_long() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "circularity").rglob("*.py")}
    assert lengths
    assert {path: lines for path, lines in lengths.items() if lines > LIMIT} == {}


def test_each_module_says_what_it_means() -> None:
    """A docstring in the first line of every module."""
    for path in (ROOT / "circularity").rglob("*.py"):
        assert path.read_text(encoding="utf-8").startswith('"""'), path


def test_public_names_exist() -> None:
    import circularity as ci

    assert all(getattr(ci, name) is not None for name in ci.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = ci.nothing


@pytest.mark.parametrize(
    "name",
    [
        "loops.simple_cycles",
        "circulation.maximum_circulation",
        "circulation.balanced_circulation",
        "circulation.finn_cycling_index",
        "clearing.clear",
        "failure.debtrank",
        "vendors.attribution",
        "depreciation.schedule",
        "depreciation.change_of_life",
    ],
)
def test_numerical_cores_stand_at_their_documented_names(name: str) -> None:
    module, _, core = name.partition(".")
    assert callable(getattr(import_module(f"circularity.analysis.{module}"), core))


def test_every_test_file_has_a_name_of_its_own() -> None:
    """Files of one name in two folders cannot be collected together."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []

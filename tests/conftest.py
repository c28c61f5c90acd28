"""What every test can use: the bundled data, a tiny dataset to change, and the command line in a process of its own.

The network is closed for every test (``--disable-socket`` in pyproject.toml).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import circularity as ci

# the same examples on every run, and no time limit that a busy machine would break
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

ROOT = Path(__file__).parents[1]
BASE = Path(__file__).parent / "bad" / "base"
"""Three companies and a pool without any error or warning: what the bad examples differ from."""


@pytest.fixture(scope="session")
def data() -> Any:
    """The bundled dataset."""
    return ci.load(ROOT / "data")


@dataclass
class Small:
    """A copy of the base dataset, in which a test changes what it likes."""

    root: Path

    def write(self, path: str, content: str | bytes) -> Small:
        """Put a file there, or replace it."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return self

    def swap(self, path: str, old: str, new: str) -> Small:
        """Replace a text that stands once in a file."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        return self.write(path, text.replace(old, new))

    def drop(self, path: str) -> Small:
        """Take a file or a folder away."""
        target = self.root / path
        shutil.rmtree(target) if target.is_dir() else target.unlink()
        return self

    def codes(self) -> set[str]:
        """The codes of all problems."""
        return {problem.code for problem in ci.check(self.root)}

    def load(self) -> Any:
        return ci.load(self.root)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A tiny valid dataset of the test's own."""
    shutil.copytree(BASE, tmp_path / "small")
    return Small(tmp_path / "small")


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    out: str
    err: str
    code: int


def run_command(*args: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> Ran:
    """The command line as a user has it: a process of its own, its output in pipes."""
    done = subprocess.run(
        [sys.executable, "-m", "circularity", *args],
        cwd=cwd or ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Ran(done.stdout.decode("utf-8"), done.stderr.decode("utf-8"), done.returncode)


@pytest.fixture(scope="session")
def run() -> Callable[..., Ran]:
    """`run_command`, for tests."""
    return run_command

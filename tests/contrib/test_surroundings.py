"""Terminals, shells, encodings and locales that contributors have: the same answer, and files that are UTF-8 everywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import on_terminal

Run = Callable[..., Any]
SURROUNDINGS = [
    {"PYTHONIOENCODING": "cp1252"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"PYTHONIOENCODING": "ascii", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"COLUMNS": "20", "TERM": "dumb", "FORCE_COLOR": "1"},
    {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    {"NO_COLOR": "1", "COLUMNS": "60"},
]


@pytest.mark.parametrize("args", [["path", "openai", "nvidia"], ["schema", "deal"]])
def test_piped_answers_do_not_depend_on_the_surroundings(args: list[str], run: Run) -> None:
    plain = run(*args)
    assert plain.code == 0
    assert [env for env in SURROUNDINGS if run(*args, env=env) != plain] == []


@pytest.mark.parametrize("env", SURROUNDINGS[:2], ids=lambda env: " ".join(env))
def test_files_are_utf8_with_plain_line_ends_everywhere(env: dict[str, str], run: Run, small: Any, tmp_path: Path) -> None:
    small.swap("entities/gamma-lab.yaml", "name: Gamma Lab", "name: Gämma Łab 东")
    for form in ("csv", "gexf", "ftm", "svg"):
        target = tmp_path / f"x.{form}"
        assert run("export", "-o", str(target), "--format", form, "--data", str(small.root), env=env).code == 0
        files = list(target.iterdir()) if target.is_dir() else [target]
        texts = [path.read_bytes() for path in files]
        assert any("Gämma Łab 东" in raw.decode("utf-8") or "Gämma Łab 东" in json.dumps(raw.decode("utf-8")) for raw in texts), form
        assert not any(b"\r" in raw for raw in texts)
    (small.root / "entities" / "neu.yaml").unlink(missing_ok=True)
    ran = run("new", "entity", "--name", "Neu", "--role", "lab", "--website", "example.org", "--data", str(small.root), env=env)
    assert ran.code == 0
    assert b"\r" not in (small.root / "entities" / "neu.yaml").read_bytes()


@pytest.mark.parametrize(
    ("words", "at", "wanted"),
    [("circularity di", "1", {"disputes", "diff"}), ("circularity schema e", "2", {"entity"}), ("circularity new d", "2", {"deal"})],
)
def test_bash_completes(words: str, at: str, wanted: set[str], run: Run) -> None:
    ran = run(env={"_CIRCULARITY_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": at})
    assert {line.partition(",")[2] for line in ran.out.splitlines()} == wanted


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(shell: str, run: Run) -> None:
    ran = run(env={"_CIRCULARITY_COMPLETE": f"{shell}_source"})
    assert ran.code == 0
    assert "_CIRCULARITY_COMPLETE" in ran.out
    assert "_CIRCULARITY_COMPLETE=bash_source" in run("--help").out


PLACE = "with space, Zürich 东京, a'b & (c), İstanbul ıI"


@pytest.mark.parametrize("env", [{}, SURROUNDINGS[0], SURROUNDINGS[1]], ids=["plain", "cp1252", "C"])
def test_folders_may_be_called_anything(env: dict[str, str], run: Run, small: Any, tmp_path: Path) -> None:
    home = tmp_path / PLACE / "data"
    home.parent.mkdir()
    small.root.rename(home)
    assert run("check", str(home), env=env).code == 0
    assert run("loops", "--data", str(home), env=env).code == 0
    page = home.parent / "page of it.html"
    ran = run("report", "-o", str(page), "--data", str(home), env=env)
    assert (ran.code, ran.err) == (0, "")
    assert page.read_bytes().startswith(b"<!doctype html>")
    ran = run("new", "entity", "--name", "Neu", "--role", "lab", "--data", str(home), env=env)
    assert (ran.code, ran.err) == (0, "")
    assert (home / "entities" / "neu.yaml").exists()
    # a problem names the file with its folder, as far as the terminal's encoding goes
    (home / "entities" / "neu.yaml").write_text("entity: neu\nname: Neu\nrole: labs\n", encoding="utf-8")
    ran = run("check", str(home), env=env)
    assert ran.code == 1
    assert "entities/neu.yaml:3:7: E212" in ran.out.replace("\\", "/")
    assert "Traceback" not in ran.err


def test_names_are_found_in_any_case_in_any_locale(run: Run, small: Any) -> None:
    """A Turkish locale has another small I; names of the data do not depend on it."""
    small.swap("entities/gamma-lab.yaml", "name: Gamma Lab", "name: INDIGO Işık\naliases: [STRASSE AI, Größe]")
    for name in ("indigo işık", "straße ai", "GRÖSSE", "Gamma-LAB"):
        for env in ({}, {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}, {"LC_ALL": "C", "PYTHONUTF8": "1"}):
            ran = run("show", name, "--data", str(small.root), env=env)
            assert (ran.code, ran.err) == (0, ""), (name, env)
            assert ran.out.startswith("INDIGO Işık")


def test_the_data_and_the_program_have_no_file_that_windows_cannot_hold() -> None:
    root = Path(__file__).parents[2]
    paths = [
        path.relative_to(root) for folder in ("circularity", "data", "docs", "schemas", "tests") for path in (root / folder).rglob("*")
    ]
    assert len(paths) > 500
    for path in paths:
        assert re.fullmatch(r"[\w.-]+", path.name, re.ASCII), path
        assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", path.name), path
        assert not path.name.endswith("."), path
        assert len(path.as_posix()) < 150, path
    assert len({path.as_posix().casefold() for path in paths}) == len(paths)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    "args",
    [
        ["exposed", "openai"],
        ["vendors", "nvidia"],
        ["network", "--draws", "0", "--no-years"],
        ["diff", "2026-06", "2026-07"],
        ["depreciation", "meta", "--life", "3"],
        ["compare"],
        ["disputes", "--limit", "3"],
    ],
    ids=" ".join,
)
def test_tables_fit_a_narrow_terminal(args: list[str]) -> None:
    text = on_terminal(args, 60, {"NO_COLOR": "1"})
    plain = re.sub(r"\x1b\[[\d;]*[a-zA-Z]", "", text).replace("\r", "")
    assert "\x1b[3" not in text
    ruled = [line for line in plain.splitlines() if "─" in line]
    assert ruled
    assert max(len(line.rstrip()) for line in ruled) <= 60


@pytest.mark.parametrize("args", [["loops"], ["why", "openai-oracle-cloud-2025"], ["check", "--format", "github"], ["--help"], ["report"]])
def test_a_reader_that_leaves_is_no_failure(args: list[str], tmp_path: Path) -> None:
    """The pipe is closed before anything is written to it."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "circularity", *args]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, cwd=tmp_path, env=env, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")

"""Terminals, shells, encodings and locales that contributors have: the same answer, and files that are UTF-8 everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
SURROUNDINGS = [
    {"PYTHONIOENCODING": "cp1252"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"PYTHONIOENCODING": "ascii", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"COLUMNS": "20", "TERM": "dumb", "FORCE_COLOR": "1"},
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

"""Every rule of the catalogue has a bad example that breaks it, at the place and in the words that are expected.

An example is a folder ``bad/<CODE>/`` that holds only what differs from ``bad/base``; ``expected.txt`` has a
line ``path:line:column: CODE part of the message`` for each problem, ``without.txt`` names files of the base to leave out.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.dataset import reference
from circularity.dataset.problems import RULES, Severity

BAD = Path(__file__).parent / "bad"
EXAMPLES = sorted(folder.name for folder in BAD.iterdir() if folder.name != "base")
NOTES = {"expected.txt", "without.txt"}


def build(target: Path, *codes: str) -> Path:
    """The base with the differences of some examples laid over it."""
    shutil.copytree(BAD / "base", target)
    for code in codes:
        shutil.copytree(BAD / code, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*NOTES))
        without = BAD / code / "without.txt"
        for name in without.read_text(encoding="utf-8").split() if without.exists() else ():
            (target / name).unlink()
    return target


def use(folder: Path) -> None:
    """Load a dataset and ask for the files under ``reference/`` that are read when a question needs them."""
    data = ci.load(folder)
    reference.observations(data)
    reference.warrant_terms(data)
    reference.claims(data)


def expected(code: str) -> list[tuple[str, str]]:
    """Place and code, and a part of the message, of each problem an example has."""
    lines = (BAD / code / "expected.txt").read_text(encoding="utf-8").splitlines()
    found = [re.fullmatch(r"(\S*:\d+:\d+: [EW]\d{3}) (.+)", line) for line in lines]
    assert all(found), f"{code}/expected.txt"
    return [(match[1], match[2]) for match in found if match]


def test_base_has_no_problem() -> None:
    assert ci.check(BAD / "base") == []


def test_each_rule_has_an_example() -> None:
    assert set(RULES) == set(EXAMPLES)


@pytest.mark.parametrize("code", EXAMPLES)
def test_example(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = build(tmp_path / "set", code)
    problems = ci.check("set")
    assert {p.code for p in problems} == {code}
    shown = [f"{p.path}:{p.line}:{p.column}: {p.code}".replace("set/", "", 1) for p in problems]
    wanted = expected(code)
    assert shown == [place for place, _ in wanted]
    for problem, (_, part) in zip(problems, wanted, strict=True):
        assert part in f"{problem.message} ({problem.fix})"
        assert problem.fix
        assert str(problem) == f"{problem.path}:{problem.line}:{problem.column}: {code} {problem.message} ({problem.fix})"
    if RULES[code].severity is Severity.WARNING:
        assert ci.load(folder).card.name == "base"
    else:
        with pytest.raises(ci.DataProblem) as raised:
            use(folder)
        assert {p.code for p in raised.value.problems} == {code}


def test_problems_of_many_files_are_reported_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples that touch different files, laid over each other: each is found, with its own place."""
    monkeypatch.chdir(tmp_path)
    together = ("E221", "E402", "E432", "E212", "E505", "E110", "E107", "W712")
    build(tmp_path / "set", "E110", "E107", "W712")
    for code in ("E221", "E402", "E212", "E505"):
        shutil.copytree(BAD / code, tmp_path / "set", dirs_exist_ok=True, ignore=shutil.ignore_patterns(*NOTES))
    (tmp_path / "set/entities/alpha-chips.yaml").write_bytes((BAD / "E432/entities/alpha-chips.yaml").read_bytes())
    problems = ci.check("set")
    assert set(together) <= {p.code for p in problems}
    assert problems == sorted(problems)
    assert len({p.path for p in problems if p.code in together}) >= 7


def test_every_problem_of_one_file_is_reported(small: Any) -> None:
    deal = "edges/2025/alpha-gamma-2025.yaml"
    small.swap(deal, "amount: 2 bn", "amount: 2bn").swap(deal, "equity_investment", "equity").swap(deal, "stage: completed", "stage: done")
    assert small.codes() == {"E221", "E211", "E213"}


def test_check_exit_codes_follow_severity(run: Callable[..., Any], tmp_path: Path) -> None:
    warned, wrong = build(tmp_path / "warned", "W712"), build(tmp_path / "wrong", "E221")
    assert run("check", str(warned)).code == 0
    assert run("check", str(warned), "--strict").code == 1
    assert run("check", str(warned), "--strict", "--no-warnings").code == 0
    assert run("check", str(wrong)).code == 1
    refused = run("edges", "--data", str(wrong))
    assert (refused.code, refused.out) == (1, "")
    assert "E221" in refused.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="a superuser may read everything")
def test_folder_without_permission(small: Any) -> None:
    folder = small.root / "financials"
    folder.chmod(0)
    try:
        assert small.codes() == {"E109"}
    finally:
        folder.chmod(0o755)

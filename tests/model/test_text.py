"""Small texts with a shape: what is refused, and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import circularity as ci
from circularity.model.refusal import Refusal
from circularity.model.text import as_number


@pytest.mark.parametrize(
    ("text", "said"), [("nan", "not a finite"), ("inf", "not a finite"), ("-inf", "not a finite"), ("ten", "not a number")]
)
def test_only_finite_numbers(text: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        as_number(text)


def test_an_assumption_is_a_finite_number(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(ci.load().root, folder)
    path = folder / "assumptions.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 0.95", "value: nan", 1), encoding="utf-8")
    problems = ci.check(folder, warnings=False)
    assert [(p.code, "'nan' is not a finite number" in p.message) for p in problems] == [("E225", True)]

"""A draw of edges for an audit: the method that is told, the same for the same seed, and what it refuses."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

import circularity as ci

IDS = ["alpha-gamma-stake", "beta-alpha-chips", "gamma-beta-cloud", "lenders-beta-bond"]
"""The base's edges in alphabetical order."""


def test_draw_is_the_method_that_is_told(small: Any) -> None:
    data = small.load()
    for seed in ("audit-1", "audit-2", "3"):
        assert [row.edge for row in ci.draw(data, 3, seed).rows] == random.Random(seed).sample(IDS, 3)
    assert {row.edge for row in ci.draw(data, 4, "all").rows} == set(IDS)


def test_row_says_what_the_file_says(small: Any) -> None:
    small.swap("edges/2025/beta-alpha-2025.yaml", "amount: 4 bn", "amount: up to 4 bn\n    binding: 1..2 bn")
    (row,) = [row for row in ci.draw(small.load(), 4, "all").rows if row.edge == "beta-alpha-chips"]
    assert (row.amount, row.binding, row.paid) == ("up to 4 bn", "1..2 bn", "1 bn as of 2025-12-31")
    assert (row.path, row.stage, row.grade, row.sources) == ("edges/2025/beta-alpha-2025.yaml", "signed", "A", 1)
    assert row.sentence == "Beta Cloud buys hardware from Alpha Chips"
    (bare,) = [row for row in ci.draw(small.load(), 4, "all").rows if row.edge == "alpha-gamma-stake"]
    assert (bare.binding, bare.paid) == (None, None)


def test_ended_edges_are_drawn_too(small: Any) -> None:
    small.swap("edges/2025/alpha-gamma-2025.yaml", "stage: completed", "stage: cancelled")
    assert "cancelled" in {row.stage for row in ci.draw(small.load(), 4, "all").rows}


@pytest.mark.parametrize(
    ("number", "seed", "part"), [(5, "x", "4 edges"), (0, "x", "4 edges"), (1, "a b", "is not a seed"), (1, "", "is not a seed")]
)
def test_what_cannot_be_drawn(small: Any, number: int, seed: str, part: str) -> None:
    with pytest.raises(ci.WrongUsage) as raised:
        ci.draw(small.load(), number, seed)
    assert part in str(raised.value)


def test_table_and_repetition(small: Any, run: Callable[..., Any]) -> None:
    args = ("check", str(small.root), "--draw", "2", "--seed", "audit-2")
    ran = run(*args)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("2 of 4 edges of base 1, drawn at random with the seed 'audit-2'.\n")
    assert [line.split()[1] for line in ran.out.splitlines()[4:]] == random.Random("audit-2").sample(IDS, 2)
    assert run(*args, env={"PYTHONHASHSEED": "7"}).out == ran.out


@pytest.mark.parametrize(
    ("args", "part"),
    [
        (["--draw", "3"], "--draw needs a seed"),
        (["--seed", "a"], "--seed goes with --draw"),
        (["--csv"], "--csv goes with --draw"),
        (["--draw", "3", "--seed", "a", "--stale"], "exclude each other"),
        (["--draw", "3", "--seed", "a", "--json", "--csv"], "exclude each other"),
        (["--draw", "99999", "--seed", "a"], "cannot be drawn"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_mistakes(args: list[str], part: str, run: Callable[..., Any]) -> None:
    ran = run("check", *args)
    assert (ran.code, ran.out) == (2, "")
    assert part in ran.err


def test_why_knows_a_drawn_row(small: Any) -> None:
    data = small.load()
    row = ci.draw(data, 2, "audit-2").rows[1]
    assert [found.edge for found in ci.why(data, row.id).rows] == [row.edge]

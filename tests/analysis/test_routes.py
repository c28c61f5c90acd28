"""Paths of money, disputes, and the list of what to look at again."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

import circularity as ci
from circularity.analysis.loops.hops import hops

DEAL = "edges/2025/alpha-gamma-2025.yaml"


def test_path_by_hand(small: Any) -> None:
    """Headline: alpha > gamma 2 bn (stake), gamma > beta 10 bn (cloud), beta > alpha 4 bn (chips).

    From alpha to beta there is one path, alpha > gamma > beta; its smallest hop is the stake: 2 bn. The pool
    open-lenders pays beta 2 bn, and passes nothing on.
    """
    answer = ci.path(small.load(), "alpha-chips", "Beta Cloud", ci.View(basis="headline"))
    (row,) = answer.rows
    assert row.companies == ("alpha-chips", "gamma-lab", "beta-cloud")
    assert (row.size.low, row.size.point, row.size.high) == (2e9, 2e9, 2e9)
    assert row.hops == (("alpha-gamma-stake",), ("gamma-beta-cloud",))
    assert ci.path(small.load(), "alpha-chips", "beta-cloud", max_hops=1).rows == ()


@pytest.mark.parametrize(("payer", "payee"), [("openai", "nvidia"), ("microsoft", "tsmc"), ("nvidia", "oracle"), ("softbank", "nvidia")])
def test_paths_are_those_of_networkx(payer: str, payee: str, data: Any) -> None:
    view = ci.View(basis="headline").on(data)
    graph = nx.DiGraph(list(hops(data, view)[0]))
    found = ci.path(data, payer, payee, view, max_hops=3).rows
    assert {row.companies for row in found} == {tuple(p) for p in nx.all_simple_paths(graph, payer, payee, cutoff=3)}
    assert found
    lengths = [row.length for row in found]
    assert lengths == sorted(lengths)
    for one, other in itertools.pairwise(found):
        assert one.length < other.length or (one.size.point or 0) >= (other.size.point or 0)


def test_why_works_every_path_out_again(data: Any) -> None:
    for row in ci.path(data, "openai", "nvidia").rows:
        assert row.traces["size"].recompute() == row.size
        for i, amount in enumerate(row.hop_amounts):
            assert row.traces[f"hop_amounts.{i}"].recompute() == amount
        formula = ci.why(data, f"{row.id}.size").extra["formulas"]["size"]
        assert formula["result"]["point"] == row.size.point


def test_unpriced_hops_only_when_asked(small: Any) -> None:
    small.swap(DEAL, "amount: 2 bn", "amount: undisclosed")
    data = small.load()
    answer = ci.path(data, "alpha-chips", "beta-cloud")
    assert answer.rows == ()
    assert "1 more path" in answer.unknown[0]
    (row,) = ci.path(data, "alpha-chips", "beta-cloud", unpriced=True).rows
    assert row.size.point is None


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["openai", "openai"], "both ends"),
        (["openai", "bondholders"], "pool"),
        (["opnai", "nvidia"], "openai"),
        (["openai"], "TO"),
        (["openai", "nvidia", "--max-hops", "0"], "1<=x<=8"),
    ],
)
def test_path_that_makes_no_sense(args: list[str], said: str, run: Callable[..., Any]) -> None:
    ran = run("path", *args)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_disputes_by_hand(small: Any) -> None:
    """A range of 10..20 bn is wide (twice); one of 10..14 bn is not; a ceiling alone is a bound, not a dispute."""
    assert ci.disputes(small.load()).rows == ()
    small.swap("edges/2025/gamma-beta-2025.yaml", "amount: 10 bn", "amount: 10..20 bn")
    (row,) = ci.disputes(small.load()).rows
    assert (row.edge, row.width, row.disputes) == ("gamma-beta-cloud", 10e9, None)
    small.swap("edges/2025/gamma-beta-2025.yaml", "amount: 10..20 bn", "amount: 10..14 bn")
    small.swap(DEAL, "    amount: 2 bn", "    amount: up to 2 bn\n    disputes: one says half of it")
    answer = ci.disputes(small.load())
    assert [(r.edge, r.disputes) for r in answer.rows] == [("alpha-gamma-stake", "one says half of it")]
    assert ci.disputes(small.load(), party=["beta-cloud"]).rows == ()


def test_stale_by_hand(small: Any) -> None:
    """The base is as of 2025-12-31 and holds one thing to look at: nothing. Older dates make each reason appear."""
    assert [row.reason for row in ci.stale(small.load())] == []
    small.swap("edges/2025/beta-alpha-2025.yaml", '"2025-06-10", stage: signed', '"2024-06-10", stage: signed')
    small.swap("edges/2025/beta-alpha-2025.yaml", "paid: 1 bn as of 2025-12-31", "starts: 2024-09\n    paid: 1 bn as of 2024-07-31")
    rows = ci.stale(small.load()).rows
    # 4 bn: signed 2024-06-10, over a year before 2025-12-31; started 2024-09 and still signed; paid known to 2024-07-31
    assert {(r.subject, r.reason) for r in rows} == {("beta-alpha-chips", why) for why in ("unfinished", "not_started", "old_balance")}
    assert {r.amount.point for r in rows} == {4e9}
    assert rows[0].path == "edges/2025/beta-alpha-2025.yaml"
    small.swap("dataset.yaml", '"2025-12-31"', '"2026-12-31"')
    assert ("alpha-chips", "old_figures") in {(r.subject, r.reason) for r in ci.stale(small.load())}


def test_stale_names_large_amounts_on_weak_evidence(small: Any) -> None:
    small.swap(DEAL, "type: press_release\n        by: alpha-chips", "type: news")
    (row,) = ci.stale(small.load()).rows
    assert (row.subject, row.reason) == ("alpha-gamma-stake", "weak")


@pytest.mark.parametrize("args", [["path", "openai", "nvidia"], ["disputes"], ["check", "--stale"]])
def test_json_has_rows_with_ids_and_edges(args: list[str], run: Callable[..., Any]) -> None:
    ran = run(*args, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert run(*args, "--json", env={"PYTHONHASHSEED": "7"}).out == ran.out
    answer = json.loads(ran.out)
    assert answer["schema"] == f"circularity/{'stale' if args[0] == 'check' else args[0]}/1"
    ids = [row["id"] for row in answer["rows"]]
    assert ids
    assert len(set(ids)) == len(ids)
    assert all(isinstance(row["edges"], list) for row in answer["rows"])


def test_unpaid_and_largest(data: Any) -> None:
    found = ci.edges(data, unpaid=True, largest=5).rows
    assert len(found) == 5
    assert all(row.unpaid.high is None or row.unpaid.high > 0 for row in found)
    assert all(row.traces["unpaid"].recompute() == row.unpaid for row in ci.edges(data).rows)
    biggest = ci.edges(data).rows[:3]
    assert [row.edge for row in ci.edges(data, largest=3).rows] == [row.edge for row in biggest]


def test_unpaid_by_hand(small: Any) -> None:
    """Of 4 bn of chips 1 bn is paid: 3 bn are left. Stake and bond are completed: nothing is left. The cloud contract: 0 to 10 bn."""
    found = {row.edge: row.unpaid for row in ci.edges(small.load(), unpaid=True).rows}
    assert set(found) == {"beta-alpha-chips", "gamma-beta-cloud"}
    assert found["beta-alpha-chips"].point == 3e9
    assert (found["gamma-beta-cloud"].low, found["gamma-beta-cloud"].point, found["gamma-beta-cloud"].high) == (0, None, 10e9)

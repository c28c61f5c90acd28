"""The three walks find the same cycles in the same order, with and without numba; published counts are met."""

from __future__ import annotations

import json
import random
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from test_cycles import from_smallest, random_multigraph

import circularity.analysis.cycles as walks
from circularity.analysis.cycles import cycles, simple_cycles
from circularity.errors import WrongUsage

# counts from networkx issue 1041, igraph issue 2911 and the GraphFrames guide; the file holds the addresses
ORACLE = json.loads((Path(__file__).parents[1] / "oracles" / "simple_cycles_small.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", ORACLE, ids=lambda case: case["name"])
@pytest.mark.parametrize("compiled", [False, True])
def test_published_counts(case: dict[str, Any], compiled: bool) -> None:
    graph = nx.MultiDiGraph(case["arcs"])
    found = list(simple_cycles(graph, 6, compiled=compiled))
    assert len(found) == case.get("count", case.get("node_cycles"))
    for length, number in case.get("by_length", {}).items():
        assert sum(len(ring) == int(length) for ring in found) == number
    if "cycles" in case:
        assert {from_smallest(ring) for ring in found} == {tuple(ring) for ring in case["cycles"]}


@pytest.mark.parametrize("seed", range(0, 300, 3))
def test_compiled_and_pure_agree_in_order(seed: int) -> None:
    graph = random_multigraph(random.Random(seed))
    for bound in (1, 2, 3, 4, 6, 9, 10):
        assert list(simple_cycles(graph, bound, compiled=True)) == list(simple_cycles(graph, bound, compiled=False))


@pytest.mark.parametrize("seed", range(60))
def test_long_bounds_find_what_networkx_finds(seed: int) -> None:
    graph = nx.gnp_random_graph(14, 0.16, seed=seed, directed=True)
    for bound in (11, 12, 13):
        found = [from_smallest(ring) for ring in simple_cycles(graph, bound)]
        assert len(found) == len(set(found))
        assert set(found) == {from_smallest(ring) for ring in nx.simple_cycles(graph, length_bound=bound)}


def test_a_long_answer_is_handed_over_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnp_random_graph(30, 0.2, seed=1, directed=True)
    pure = list(simple_cycles(graph, 5, compiled=False))
    monkeypatch.setattr(walks, "MANY", 100)
    assert len(pure) > 500
    assert list(simple_cycles(graph, 5)) == pure


def test_without_numba_everything_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "circularity.analysis.cycles_compiled", raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(walks, "MANY", 1)
    graph = nx.complete_graph(6, nx.DiGraph)
    assert len(list(simple_cycles(graph, 4))) == 15 + 40 + 90  # 6 choose 2, 20 x 2, 15 x 6
    with pytest.raises(WrongUsage, match="needs numba"):
        simple_cycles(graph, 4, compiled=True)


def test_compiled_cycles_come_one_by_one() -> None:
    assert len(list(islice(simple_cycles(nx.complete_graph(60, nx.DiGraph), 10, compiled=True), 500))) == 500


@pytest.mark.parametrize("bound", [0, -1, 2.5, float("nan"), "6", True])
def test_wrong_bounds_are_refused_at_the_call(bound: Any) -> None:
    with pytest.raises(WrongUsage):
        cycles([[0]], bound)


@pytest.mark.parametrize("graph", [None, [1, 2], {}])
def test_what_is_no_graph_is_refused_at_the_call(graph: Any) -> None:
    with pytest.raises(WrongUsage, match="networkx"):
        simple_cycles(graph)


@pytest.mark.parametrize("compiled", [False, True])
def test_nothing_in_nothing_out(compiled: bool) -> None:
    for graph in (nx.DiGraph(), nx.empty_graph(3, nx.DiGraph)):
        assert list(simple_cycles(graph, 6, compiled=compiled)) == []

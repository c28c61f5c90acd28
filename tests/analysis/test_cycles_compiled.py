"""The compiled walk is the same walk: the same cycles in the same order, lazily, and not needed for anything."""

from __future__ import annotations

import random
import sys
from itertools import islice
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import circularity.analysis.loops.cycles as module
from circularity.analysis.loops.cycles import cycles, simple_cycles
from circularity.errors import WrongUsage
from tests.oracles import oracle

pytest.importorskip("numba", reason="the compiled walk needs numba")
BOUNDS = (1, 2, 3, 4, 6, 10)


def lists(graph: Any) -> list[list[int]]:
    return [sorted(set(graph.adj[node])) for node in range(len(graph))]


@st.composite
def graphs(draw: st.DrawFn) -> list[list[int]]:
    size = draw(st.integers(0, 9))
    node = st.integers(0, max(0, size - 1))
    return [sorted(draw(st.sets(node, max_size=size))) if size else [] for _ in range(size)]


@given(graphs(), st.sampled_from(BOUNDS))
def test_the_same_cycles_in_the_same_order(arcs: list[list[int]], bound: int) -> None:
    assert list(cycles(arcs, bound, compiled=True)) == list(cycles(arcs, bound, compiled=False))


@pytest.mark.parametrize("seed", range(6))
def test_larger_graphs_agree_too(seed: int) -> None:
    # with hubs, self-loops and parts that do not touch
    chance = random.Random(seed)
    size = 300
    weights = [1 / (i + 1) ** 0.8 for i in range(size)]
    arcs: list[set[int]] = [set() for _ in range(size)]
    for tail, head in zip(chance.choices(range(size), weights, k=1500), chance.choices(range(size), weights, k=1500), strict=True):
        arcs[tail].add(head if (tail < 200) == (head < 200) else tail)
    rows = [sorted(row) for row in arcs]
    pure, fast = list(cycles(rows, 5, compiled=False)), list(cycles(rows, 5, compiled=True))
    assert pure == fast
    graph = nx.DiGraph([(tail, head) for tail, row in enumerate(rows) for head in row])
    assert len(pure) == sum(1 for _ in nx.simple_cycles(graph, length_bound=5))


def test_large_graphs_take_the_compiled_walk_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnp_random_graph(40, 0.1, seed=3, directed=True)
    expected = list(cycles(lists(graph), 6, compiled=False))
    taken: list[int] = []
    walk = module._compiled_walk()
    assert walk is not None
    monkeypatch.setattr(module, "_compiled_walk", lambda: lambda arcs, limit, root: taken.append(root) or walk(arcs, limit, root))
    monkeypatch.setattr(module, "LARGE", 10)
    assert list(cycles(lists(graph), 6)) == expected
    assert taken == [0]
    # an answer that gets long is handed over in the middle, and goes on where it stood
    monkeypatch.setattr(module, "LARGE", 10**9)
    monkeypatch.setattr(module, "MANY", 7)
    taken.clear()
    assert list(cycles(lists(graph), 6)) == expected
    assert len(taken) == 1
    assert taken[0] > 0


def test_found_one_by_one() -> None:
    # a complete graph of 300 has some 2 tn cycles of up to 5 nodes; the first are there at once
    arcs = [[j for j in range(300) if j != i] for i in range(300)]
    assert len(list(islice(cycles(arcs, 5, compiled=True), 500))) == 500


def test_without_numba_everything_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "circularity.analysis.loops.compiled", raising=False)
    monkeypatch.setattr(module, "LARGE", 1)
    assert list(cycles([[1], [0, 2], [0]], 3)) == [[0, 1], [0, 1, 2]]
    with pytest.raises(WrongUsage, match="needs numba"):
        list(cycles([[1], [0]], 3, compiled=True))


def test_a_folder_for_compiled_code_is_not_needed() -> None:
    # what numba raises where no cache can be written is caught by the decorator
    from circularity.analysis.loops import compiled as cycles_compiled

    class Refuses:
        @staticmethod
        def njit(**settings: Any) -> Any:
            if settings.get("cache"):
                raise RuntimeError("cannot cache")
            return lambda function: ("compiled", function)

    was = cycles_compiled.numba
    cycles_compiled.numba = Refuses  # type: ignore[assignment]
    try:
        assert cycles_compiled._compiled(len) == ("compiled", len)
    finally:
        cycles_compiled.numba = was


def test_bounds_that_the_compiled_walk_does_not_take() -> None:
    for bound in (None, 11):
        with pytest.raises(WrongUsage, match="bounds from 1 to 10"):
            list(cycles([[1], [0]], bound, compiled=True))


@pytest.mark.parametrize("case", oracle("simple_cycles_small")["cases"], ids=lambda case: case["name"])
@pytest.mark.parametrize("compiled", [False, True])
def test_published_cases(case: dict[str, Any], compiled: bool) -> None:
    graph = nx.MultiDiGraph([tuple(arc) for arc in case["arcs"]])
    found = [sorted(ring) for ring in (simple_cycles(graph, 10, compiled=True) if compiled else simple_cycles(graph))]
    assert len(found) == case.get("count", case.get("node_cycles"))
    if "cycles" in case:
        assert sorted(found) == sorted(sorted(ring) for ring in case["cycles"])
    for length, many in case.get("by_length", {}).items():
        assert sum(len(ring) == int(length) for ring in found) == many

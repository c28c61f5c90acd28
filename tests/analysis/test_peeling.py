"""Circulations as loops without overlap, and the places around a core."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from circularity.analysis.circulation.bowtie import bow_tie
from circularity.analysis.circulation.peeling import peel

RINGS = st.lists(st.tuples(st.permutations(range(6)), st.integers(1, 6), st.floats(0.01, 1e6)), max_size=7)


def union(rings: list[tuple[list[int], int, float]]) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    for order, length, amount in rings:
        ring = order[:length]
        for pair in zip(ring, [*ring[1:], ring[0]], strict=True):
            found[pair] = found.get(pair, 0.0) + amount
    return found


@given(RINGS)
def test_amounts_times_lengths_add_up_and_no_hop_is_used_twice_over(rings: list[tuple[list[int], int, float]]) -> None:
    circulation = union(rings)
    whole = sum(circulation.values())
    found = peel(circulation)
    assert sum(amount * len(ring) for ring, amount in found) == pytest.approx(whole, rel=1e-6, abs=1e-9)
    assert len(found) <= len(circulation)
    used: dict[tuple[int, int], float] = {}
    for ring, amount in found:
        assert ring[0] == min(ring)
        assert len(set(ring)) == len(ring)
        for pair in zip(ring, [*ring[1:], ring[0]], strict=True):
            used[pair] = used.get(pair, 0.0) + amount
    assert all(amount <= circulation[pair] * (1 + 1e-9) for pair, amount in used.items())


@given(RINGS)
def test_the_widest_loop_comes_first(rings: list[tuple[list[int], int, float]]) -> None:
    circulation = union(rings)
    found = peel(circulation)
    if found:
        graph = nx.DiGraph(list(circulation))
        widest = max(min(circulation[p] for p in zip(r, [*r[1:], r[0]], strict=True)) for r in nx.simple_cycles(graph))
        assert found[0][1] == pytest.approx(widest)


def test_by_hand() -> None:
    # 0 > 1 carries 5, of which 3 come straight back and 2 over node 2
    assert peel({(0, 1): 5.0, (1, 0): 3.0, (1, 2): 2.0, (2, 0): 2.0}) == [([0, 1], 3.0), ([0, 1, 2], 2.0)]
    assert peel({}) == []
    assert peel({(3, 3): 2.0}) == [([3], 2.0)]


def test_rounding_is_not_a_loop() -> None:
    assert peel({(0, 1): 1e9, (1, 0): 1e9, (2, 3): 1e-3, (3, 2): 1e-3}) == [([0, 1], 1e9)]


def test_bow_tie_by_hand() -> None:
    # a pays b; b and c are the core; c pays d; a also pays t which pays d (a tube); a pays u (a tendril); x pays y apart; z idle
    names = ["a", "b", "c", "d", "t", "u", "x", "y", "z"]
    arcs = [[1, 4, 5], [2], [1, 3], [], [3], [], [7], [], []]
    found = bow_tie(names, arcs)
    assert found.as_json() == {
        "core": ["b", "c"],
        "into": ["a"],
        "out_of": ["d"],
        "tubes": ["t"],
        "tendrils": ["u"],
        "apart": ["x", "y"],
        "idle": ["z"],
    }


def test_without_a_core_everybody_is_apart() -> None:
    found = bow_tie(["a", "b", "c"], [[1], [], []])
    assert (found.core, found.apart, found.idle) == ((), ("a", "b"), ("c",))


def test_of_equal_cores_the_first_by_name() -> None:
    assert bow_tie(["d", "c", "b", "a"], [[1], [0], [3], [2]]).core == ("a", "b")


@given(st.integers(0, 2**30))
def test_parts_against_networkx(seed: int) -> None:
    chance = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(9, int(chance.integers(0, 16)), seed=int(seed), directed=True)
    names = [f"n{i}" for i in range(9)]
    found = bow_tie(names, [sorted(graph[i]) for i in range(9)])
    core = {names.index(name) for name in found.core}
    if core:
        assert len(core) == max(len(part) for part in nx.strongly_connected_components(graph))
        into = {n for n in graph if n not in core and any(nx.has_path(graph, n, c) for c in core)}
        out_of = {n for n in graph if n not in core and any(nx.has_path(graph, c, n) for c in core)}
        assert {names[n] for n in into} == set(found.into)
        assert {names[n] for n in out_of} == set(found.out_of)
    everyone = [name for part in found.as_json().values() for name in part]
    assert sorted(everyone) == names

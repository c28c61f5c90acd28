"""The cycle finder against networkx on random graphs, for every bound."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import islice

import networkx as nx
import pytest

from circularity.analysis.loops.cycles import cycles, cycles_of, simple_cycles
from circularity.errors import WrongUsage

BOUNDS = (1, 2, 3, 4, 5, 6, None)


def from_smallest(ring: Iterable[int]) -> tuple[int, ...]:
    """A cycle written from its smallest node."""
    listed = list(ring)
    at = listed.index(min(listed))
    return tuple(listed[at:] + listed[:at])


def random_multigraph(random_: random.Random) -> nx.MultiDiGraph:
    """Self-loops, parallel edges, parts without any edge, and two parts that do not touch."""
    graph = nx.MultiDiGraph()
    size = random_.randint(1, 9)
    names = list(range(size))
    random_.shuffle(names)
    graph.add_nodes_from(names)
    left = names[: size // 2 + 1]
    for _ in range(random_.randint(0, 3 * size)):
        pool = left if random_.random() < 0.7 else names
        graph.add_edge(random_.choice(pool), random_.choice(pool))
    for tail, head in list(graph.edges())[: random_.randint(0, 3)]:
        graph.add_edge(tail, head)
    graph.add_nodes_from(range(100, 100 + random_.randint(0, 3)))
    if random_.random() < 0.5:
        graph.add_edges_from([(200, 201), (201, 200), (201, 201)])
    return graph


@pytest.mark.parametrize("seed", range(300))
def test_same_cycles_as_networkx(seed: int) -> None:
    graph = random_multigraph(random.Random(seed))
    plain = nx.DiGraph(graph)
    for bound in BOUNDS:
        theirs = {from_smallest(ring) for ring in nx.simple_cycles(plain, length_bound=bound)}
        found = list(simple_cycles(graph, bound))
        assert len(found) == len({from_smallest(ring) for ring in found}), "a cycle was found twice"
        assert {from_smallest(ring) for ring in found} == theirs
        for ring in found:
            assert all(graph.has_edge(a, b) for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))


def test_every_cycle_begins_at_the_smallest_name() -> None:
    graph = nx.gnp_random_graph(12, 0.3, seed=4, directed=True)
    found = list(cycles_of({node: list(graph.adj[node]) for node in graph}, 5))
    assert found
    assert all(ring[0] == min(ring) for ring in found)
    assert [ring[0] for ring in found] == sorted(ring[0] for ring in found)


def test_found_one_by_one() -> None:
    """A complete graph of 60 has more cycles than could ever be listed; the first are there at once."""
    assert len(list(islice(simple_cycles(nx.complete_graph(60, nx.DiGraph)), 1000))) == 1000


def test_a_long_ring_needs_no_recursion() -> None:
    ring = nx.cycle_graph(5000, nx.DiGraph)
    assert [len(found) for found in simple_cycles(ring)] == [5000]
    assert list(simple_cycles(ring, 6)) == []


def test_wrong_questions() -> None:
    with pytest.raises(WrongUsage, match="undirected"):
        list(simple_cycles(nx.Graph([(1, 2)])))  # type: ignore[arg-type]
    with pytest.raises(WrongUsage, match="at least 1"):
        list(cycles([[0]], 0))


def test_the_graph_is_left_alone() -> None:
    graph = nx.MultiDiGraph([(1, 2), (2, 1), (1, 1)])
    before = (list(graph.nodes), list(graph.edges(keys=True)))
    list(simple_cycles(graph))
    assert (list(graph.nodes), list(graph.edges(keys=True))) == before


@pytest.mark.parametrize("seed", range(40))
def test_long_bounds_find_what_networkx_finds(seed: int) -> None:
    # beyond ten nodes another walk is taken, which shuts dead ends
    graph = nx.gnp_random_graph(14, 0.16, seed=seed, directed=True)
    for bound in (11, 12, 13):
        found = [from_smallest(ring) for ring in simple_cycles(graph, bound)]
        assert len(found) == len(set(found))
        assert set(found) == {from_smallest(ring) for ring in nx.simple_cycles(graph, length_bound=bound)}


@pytest.mark.parametrize("bound", [0, -1, 2.5, float("nan"), "6", True])
def test_wrong_bounds_are_refused_at_the_call(bound: object) -> None:
    with pytest.raises(WrongUsage):
        cycles([[0]], bound)  # type: ignore[arg-type]


@pytest.mark.parametrize("graph", [None, [1, 2], {}])
def test_what_is_no_graph_is_refused_at_the_call(graph: object) -> None:
    with pytest.raises(WrongUsage, match="networkx"):
        simple_cycles(graph)  # type: ignore[arg-type]

"""Shares of money in circles: published numbers, toys by hand, and what must hold for every network."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_matrix

from circularity.analysis.circulation.measures import balanced_circulation, component_share, finn_cycling_index, maximum_circulation
from circularity.errors import WrongUsage
from tests.oracles import oracle

NEAR = 1e-9
TOYS = oracle("cdfd_toys")["inputs_and_expected"]
CONE_SPRING = oracle("fci_cone_spring")
SHARES = (lambda flows: balanced_circulation(flows).share, lambda flows: maximum_circulation(flows).share, component_share)


def matrix(size: int, edges: Any) -> np.ndarray:
    flows = np.zeros((size, size))
    for tail, head, amount in edges:
        flows[tail, head] += amount
    return flows


@st.composite
def networks(draw: st.DrawFn, most: int = 7) -> np.ndarray:
    """Networks with parallel edges folded, self-loops, isolated companies and amounts over nine orders of magnitude."""
    size = draw(st.integers(1, most))
    node = st.integers(0, size - 1)
    amount = st.one_of(st.integers(1, 12).map(float), st.floats(1e-2, 1e7))
    return matrix(size, draw(st.lists(st.tuples(node, node, amount), max_size=3 * most)))


def balanced(found: np.ndarray, flows: np.ndarray) -> bool:
    """Whether it is a circulation within the flows."""
    scale = max(1.0, flows.sum())
    even = np.abs(found.sum(0) - found.sum(1)).max(initial=0.0) <= NEAR * scale
    return bool(even and (found >= 0).all() and (found <= flows * (1 + 1e-12)).all())


# published numbers


@pytest.mark.parametrize("name", TOYS)
def test_toys_of_the_decomposition(name: str) -> None:
    toy = TOYS[name]
    flows = matrix(toy["n"], toy["edges"])
    assert maximum_circulation(flows).share == pytest.approx(toy["max"], abs=NEAR)
    found = balanced_circulation(flows)
    assert found.share == pytest.approx(toy["bff"], abs=NEAR)
    if "bff_circular" in toy:
        assert found.circulation == pytest.approx(matrix(toy["n"], toy["bff_circular"]))


def test_cone_spring() -> None:
    flows = np.array(CONE_SPRING["inputs"]["F"], dtype=float)
    published = oracle("cdfd_toys")["ecosystems"]["Cone Spring"]
    assert balanced_circulation(flows).share == pytest.approx(published["bff"], abs=1e-8)
    assert maximum_circulation(flows).share == pytest.approx(published["max"], abs=1e-8)
    index = finn_cycling_index(flows, CONE_SPRING["inputs"]["input"], CONE_SPRING["inputs"]["output"])
    assert index == pytest.approx(CONE_SPRING["expected"]["fci"], abs=CONE_SPRING["tolerance"])
    assert index == pytest.approx(CONE_SPRING["expected"]["fci_precise"], abs=1e-10)
    assert finn_cycling_index(flows, CONE_SPRING["inputs"]["input"]) == pytest.approx(index)
    assert finn_cycling_index(flows, boundary_out=CONE_SPRING["inputs"]["output"]) == pytest.approx(index)


@pytest.mark.parametrize("solver", ["highs", "ortools"])
def test_multilateral_set_off(solver: str) -> None:
    published = oracle("compression_mtcs_micro")
    firms = [10, 20, 30, 40]
    edges = [(firms.index(debtor), firms.index(creditor), amount) for debtor, creditor, amount in published["inputs"]["obligations"]]
    found = maximum_circulation(matrix(4, edges), solver=solver)
    assert found.share == pytest.approx(published["expected"]["circular_share"], abs=NEAR)
    assert [found.circulation[tail, head] for tail, head, _ in edges] == pytest.approx(published["expected"]["setoff"])


def test_ortools_agrees_with_highs_at_the_size_of_money() -> None:
    # amounts from a thousand to 300 bn dollars: neither solver may lose the small ones or overflow on the large
    chance = np.random.default_rng(7)
    flows = matrix(40, [(*chance.integers(0, 40, 2), amount) for amount in 10 ** chance.uniform(3, 11.5, 300)])
    one, other = (maximum_circulation(flows, solver=solver) for solver in ("highs", "ortools"))
    assert one.share == pytest.approx(other.share, abs=NEAR)
    assert balanced(one.circulation, flows)
    assert balanced(other.circulation, flows)


def test_three_hundred_billion_round_a_triangle() -> None:
    # 300 bn > 250 bn > 275 bn: the smallest hop, 250 bn, goes round three times 250 of 825 in all
    flows = matrix(3, [(0, 1, 300e9), (1, 2, 250e9), (2, 0, 275e9)])
    for found in (maximum_circulation(flows), balanced_circulation(flows)):
        assert found.share == pytest.approx(750 / 825, abs=1e-12)


# by hand


def test_a_loop_that_two_share_is_split_between_them() -> None:
    # A pays B 5; B pays 5 each to C and D, which pay A 5 each: only 5 can pass A > B, 2.5 through each
    found = balanced_circulation(matrix(4, [(0, 1, 5), (1, 2, 5), (2, 0, 5), (1, 3, 5), (3, 0, 5)]))
    assert found.circulation[1, 2] == found.circulation[1, 3] == pytest.approx(2.5)
    assert found.share == pytest.approx(15 / 25)


def test_finn_by_hand() -> None:
    # A gets 1 from outside, A pays B 2 of which B gives 1 back and 1 leaves: T = 2, 2; a dollar at A returns with chance 1/2
    flows = [[0, 2], [1, 0]]
    assert finn_cycling_index(flows, [1, 0], [0, 1]) == pytest.approx(0.5)
    assert finn_cycling_index(flows) == pytest.approx(0.5)  # the closure finds the same boundary


def test_a_part_that_money_never_leaves_is_cycled_in_full() -> None:
    # A pays 1 into B and C, which pass 3 between them and keep it: inflow of B is 4, so 1 leaves there and 3 do not
    assert finn_cycling_index([[0, 0, 0], [0, 0, 3], [0, 3, 0]]) == 1.0
    assert 0 < finn_cycling_index([[0, 1, 0], [0, 0, 3], [0, 3, 0]]) < 1


def test_finn_against_a_walk() -> None:
    # 1 - E[distinct nodes] / E[nodes] along a walk from the boundary is the same index, by another road
    chance = np.random.default_rng(3)
    flows = np.array([[0, 4, 1], [2, 0, 2], [2, 0, 0]], dtype=float)
    enters, leaves = np.maximum(0, flows.sum(1) - flows.sum(0)), np.maximum(0, flows.sum(0) - flows.sum(1))
    through = flows.sum(0) + enters
    steps, distinct = 0, 0
    for _ in range(6000):
        at = chance.choice(3, p=enters / enters.sum())
        seen = set()
        while at < 3:
            steps, seen = steps + 1, seen | {at}
            at = chance.choice(4, p=[*(flows[at] / through[at]), leaves[at] / through[at]])
        distinct += len(seen)
    assert finn_cycling_index(flows) == pytest.approx(1 - distinct / steps, abs=0.02)


# what must always hold


@given(networks())
def test_the_three_shares_are_in_order(flows: np.ndarray) -> None:
    bff, most, inside = (share(flows) for share in SHARES)
    assert 0 <= bff <= most + NEAR
    assert most <= inside + NEAR
    assert inside <= 1


@given(networks())
def test_both_are_circulations_within_the_flows(flows: np.ndarray) -> None:
    for found in (balanced_circulation(flows), maximum_circulation(flows)):
        assert balanced(found.circulation, flows)
        assert found.share == pytest.approx(found.circulation.sum() / flows.sum() if flows.any() else 0.0)


@given(networks())
def test_nothing_circular_is_left(flows: np.ndarray) -> None:
    for found in (balanced_circulation(flows), maximum_circulation(flows)):
        rest = flows - found.circulation
        rest[rest <= NEAR * max(1.0, flows.sum())] = 0.0
        assert nx.is_directed_acyclic_graph(nx.from_numpy_array(rest, create_using=nx.DiGraph))


@given(networks(), st.sampled_from([1e-6, 0.5, 3.0, 1e9]))
def test_scale_changes_no_share(flows: np.ndarray, factor: float) -> None:
    for share in (*SHARES, finn_cycling_index):
        assert share(flows * factor) == pytest.approx(share(flows), abs=1e-7)


@given(networks(), st.randoms(use_true_random=False))
def test_names_and_order_change_no_share(flows: np.ndarray, chance: Any) -> None:
    order = list(range(len(flows)))
    chance.shuffle(order)
    for share in (*SHARES, finn_cycling_index):
        assert share(flows[np.ix_(order, order)]) == pytest.approx(share(flows), abs=1e-7)


@given(networks())
def test_splitting_an_edge_changes_no_share(flows: np.ndarray) -> None:
    tails, heads = np.nonzero(flows)
    halves = np.concatenate([flows[tails, heads] / 4, flows[tails, heads] * 3 / 4])
    split = coo_array((halves, (np.tile(tails, 2), np.tile(heads, 2))), shape=flows.shape)
    assert balanced_circulation(split).share == pytest.approx(balanced_circulation(flows).share, abs=1e-7)
    assert maximum_circulation(split).share == pytest.approx(maximum_circulation(flows).share, abs=1e-7)
    assert component_share(split) == pytest.approx(component_share(flows))
    assert finn_cycling_index(split) == pytest.approx(finn_cycling_index(flows), abs=1e-7)


@given(networks())
def test_without_a_cycle_every_share_is_nothing(flows: np.ndarray) -> None:
    for share in (*SHARES, finn_cycling_index):
        assert share(np.triu(flows, 1)) == pytest.approx(0.0, abs=1e-12)


@given(st.lists(st.tuples(st.permutations(range(6)), st.integers(1, 6), st.floats(0.01, 1e6)), min_size=1, max_size=6))
def test_a_union_of_cycles_is_all_circular(rings: list[tuple[list[int], int, float]]) -> None:
    flows = np.zeros((6, 6))
    for order, length, amount in rings:
        ring = order[:length]
        for tail, head in zip(ring, [*ring[1:], ring[0]], strict=True):
            flows[tail, head] += amount
    for share in SHARES:
        assert share(flows) == pytest.approx(1.0, abs=1e-7)


@given(networks(), st.permutations(range(7)), st.integers(1, 7), st.floats(0.01, 1e6))
def test_another_closed_loop_never_lowers_the_maximum(flows: np.ndarray, order: list[int], length: int, amount: float) -> None:
    ring = [node for node in order if node < len(flows)][:length]
    more = flows.copy()
    for tail, head in zip(ring, [*ring[1:], ring[0]], strict=True):
        more[tail, head] += amount
    assert maximum_circulation(more).share >= maximum_circulation(flows).share - NEAR


@given(networks())
def test_maximum_against_the_network_simplex(flows: np.ndarray) -> None:
    # networkx solves the same program in whole numbers by another algorithm
    whole = np.round(flows * 100).astype(int)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(whole)))
    for tail, head in np.argwhere(whole):
        graph.add_edge(int(tail), int(head), capacity=int(whole[tail, head]), weight=-1)
    least, _ = nx.network_simplex(graph)
    expected = -least / whole.sum() if whole.any() else 0.0
    assert maximum_circulation(whole).share == pytest.approx(expected, abs=1e-8)


# what a user may bring


@pytest.mark.parametrize("empty", [np.zeros((0, 0)), np.zeros((1, 1)), np.zeros((5, 5)), csr_matrix((3, 3)), [[]] * 0 or [[0.0]]])
def test_nothing_moves(empty: Any) -> None:
    for share in (*SHARES, finn_cycling_index):
        assert share(empty) == 0.0


def test_one_company_that_pays_itself() -> None:
    for share in (*SHARES, finn_cycling_index):
        assert share([[5.0]]) == 1.0


def test_parts_without_a_link() -> None:
    # a loop of 2 x 3 beside a chain of 4: 6 of 10
    flows = matrix(4, [(0, 1, 3), (1, 0, 3), (2, 3, 4)])
    for share in SHARES:
        assert share(flows) == pytest.approx(0.6)


def test_the_answer_is_sparse_if_the_flows_were() -> None:
    flows = coo_array(matrix(3, [(0, 1, 3), (1, 0, 2), (1, 2, 1)]))
    for found in (balanced_circulation(flows), maximum_circulation(flows)):
        assert found.circulation.shape == (3, 3)
        assert found.circulation.toarray() == pytest.approx(np.array([[0, 2, 0], [2, 0, 0], [0, 0, 0]]))
    assert flows.toarray()[0, 1] == 3  # nothing given is changed


def test_large_components_are_solved_sparsely_with_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(5)
    flows = matrix(30, [(*chance.integers(0, 30, 2), amount) for amount in chance.lognormal(0, 2, 120)])
    expected = balanced_circulation(flows)
    monkeypatch.setattr("circularity.analysis.circulation.measures.DENSE_UP_TO", 2)
    assert balanced_circulation(flows).circulation == pytest.approx(expected.circulation)


@pytest.mark.parametrize(
    ("flows", "says"),
    [
        ([[0, -1], [1, 0]], "flows[0, 1] is -1"),
        ([[0, float("nan")], [1, 0]], "flows[0, 1] is nan"),
        ([[0, 1], [float("inf"), float("inf")]], "flows[1, 0] is inf, and 1 more"),
        ([[0, 1, 2], [1, 0, 2]], "shape (2, 3)"),
        ([1.0, 2.0], "shape (2,)"),
        ([[0, 1], [1]], "not a matrix of numbers"),
        ([["a", "b"], ["c", "d"]], "not a matrix of numbers"),
        (coo_array(([-3.0], ([0], [1])), shape=(2, 2)), "flows[0, 1] is -3"),
    ],
)
def test_flows_that_cannot_be(flows: Any, says: str) -> None:
    for measure in (balanced_circulation, maximum_circulation, component_share, finn_cycling_index):
        with pytest.raises(WrongUsage) as error:
            measure(flows)
        assert says in str(error.value)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"boundary_in": [1.0]}, "boundary_in has the shape (1,)"),
        ({"boundary_in": [1.0, -2.0]}, "boundary_in[1] is -2"),
        ({"boundary_in": [5.0, 5.0], "boundary_out": [0.0, 0.0]}, "company 0 does not balance"),
        ({"boundary_in": [0.0, 0.0]}, "company 0 does not balance"),
        ({"boundary_out": [0.0, 0.0]}, "company 1 does not balance"),
    ],
)
def test_boundaries_that_cannot_be(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(WrongUsage) as error:
        finn_cycling_index([[0, 2], [1, 0]], **settings)
    assert says in str(error.value)


def test_a_solver_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongUsage, match="no solver is called 'simplex'"):
        maximum_circulation([[0, 1], [1, 0]], solver="simplex")
    monkeypatch.setitem(__import__("sys").modules, "ortools.graph.python", None)
    with pytest.raises(WrongUsage, match="OR-tools is not installed"):
        maximum_circulation([[0, 1], [1, 0]], solver="ortools")

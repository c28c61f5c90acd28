"""The array core: a worked example, the invariants, and inputs that make no sense."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from circularity.analysis.vendors import attribution
from circularity.errors import WrongUsage

TOY = json.loads((Path(__file__).parents[1] / "oracles" / "vendor_return_toy.json").read_text(encoding="utf-8"))
SLACK = 1e-6


def test_the_worked_example() -> None:
    """Lab: 10 of 20 from the vendor. Cloud: 16 x 0.5 = 8 of 20. Pro rata 4 x 0.5 + 12 x 0.4 = 6.8; other money explains 18 of 20."""
    names = ["L", "C", "X"]
    flows, financing, sales = np.zeros((3, 3)), np.zeros(3), np.zeros(3)
    for payer, payee, amount, _ in TOY["inputs"]["edges"]:
        if payer == "V":
            financing[names.index(payee)] += amount
        elif payee == "V":
            sales[names.index(payer)] += amount
        else:
            flows[names.index(payer), names.index(payee)] += amount
    found = attribution(flows, financing, sales, [TOY["inputs"]["outside"][name] for name in names])
    expected = TOY["expected"]
    assert found.direct == pytest.approx(expected["direct_bilateral"], abs=TOY["tolerance"])
    assert found.forced == pytest.approx(expected["forced"], abs=TOY["tolerance"])
    assert found.pro_rata == pytest.approx(expected["pro_rata"], abs=TOY["tolerance"])
    assert found.maximum == pytest.approx(expected["maximum"], abs=TOY["tolerance"])
    assert list(found.tags) == pytest.approx([expected["tagged_share"][name] for name in names])
    assert found.outside_added.sum() == 0


@st.composite
def networks(draw: Any) -> tuple[Any, Any, Any, Any]:
    n = draw(st.integers(1, 7))
    numbers = st.sampled_from([0, 0, 0, 1, 2, 3, 5, 8, 13])
    flows = np.array(draw(st.lists(st.lists(numbers, min_size=n, max_size=n), min_size=n, max_size=n)), dtype=float)
    np.fill_diagonal(flows, 0)
    vectors = [np.array(draw(st.lists(numbers, min_size=n, max_size=n)), dtype=float) for _ in range(3)]
    return flows, *vectors


@given(networks())
def test_the_order_of_the_four(net: Any) -> None:
    found = attribution(*net)
    ceiling = min(net[1].sum(), net[2].sum())
    steps = [0, found.forced, found.pro_rata, found.pro_rata_spread, found.maximum, ceiling]
    assert all(a <= b + SLACK for a, b in itertools.pairwise(steps)), steps
    assert found.direct <= found.maximum + SLACK


@given(networks(), st.sampled_from([1e-3, 7.0, 1e9]))
def test_scaling_all_money_changes_no_share(net: Any, factor: float) -> None:
    one, many = attribution(*net), attribution(*(part * factor for part in net))
    for name in ("direct", "forced", "pro_rata", "maximum"):
        assert getattr(many, name) == pytest.approx(getattr(one, name) * factor, rel=1e-6, abs=1e-6 * factor)


@given(networks(), st.integers(0, 6), st.sampled_from([1.0, 4.0]))
def test_more_financing_never_lowers_pro_rata_or_maximum(net: Any, where: int, more: float) -> None:
    flows, financing, sales, outside = net
    before = attribution(flows, financing, sales, outside)
    # with the outside money fixed, the gap that was filled included
    outside = outside + before.outside_added
    financing = financing.copy()
    financing[where % len(financing)] += more
    after = attribution(flows, financing, sales, outside)
    assert after.pro_rata >= before.pro_rata - SLACK
    assert after.maximum >= before.maximum - SLACK


@given(networks())
def test_splitting_an_edge_and_sparse_inputs_change_nothing(net: Any) -> None:
    flows, *rest = net
    rows, cols = np.nonzero(flows)
    halves = sparse.coo_array((np.tile(flows[rows, cols] / 2, 2), (np.tile(rows, 2), np.tile(cols, 2))), shape=flows.shape)
    one, other = attribution(flows, *rest), attribution(halves, *rest)
    for name in ("direct", "forced", "pro_rata", "maximum"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), abs=SLACK)


@given(networks())
def test_tags_of_the_vendor_and_of_all_others_add_up_to_one(net: Any) -> None:
    flows, financing, sales, outside = net
    sales = sales + 1.0
    mine = attribution(flows, financing, sales, outside)
    others = attribution(flows, outside + mine.outside_added, sales, financing)
    assert others.outside_added.max(initial=0) <= SLACK
    assert list(mine.tags + others.tags) == pytest.approx([1.0] * len(sales), abs=1e-9)


def test_no_path_back_gives_nothing() -> None:
    """The vendor finances A, which pays nobody; B buys from its own money."""
    found = attribution([[0, 0], [0, 0]], [9, 0], [0, 5], [0, 5])
    assert (found.direct, found.forced, found.pro_rata, found.maximum) == (0, 0, 0, 0)


def test_a_closed_loop_without_outside_money_comes_back_whole() -> None:
    found = attribution([[0, 6], [0, 0]], [6, 0], [0, 6], [0, 0])
    assert (found.forced, found.pro_rata, found.maximum) == (6, 6, 6)


def test_money_that_turns_round_without_a_source_has_no_tag() -> None:
    """B and C pay each other 5 for ever; nothing enters. A closed pair must not make the solve singular."""
    found = attribution([[0, 0, 0], [0, 0, 5], [0, 5, 0]], [4, 0, 0], [4, 0, 0], [0, 0, 0])
    assert list(found.tags) == [1, 0, 0]


def test_a_gap_is_outside_money_and_said() -> None:
    """The customer has 4 of the vendor's and spends 10: 6 came from somewhere. Pro rata 10 x 0.4."""
    found = attribution([[0]], [4], [10], [0])
    assert list(found.outside_added) == [6]
    assert (found.pro_rata, found.pro_rata_spread, found.maximum) == pytest.approx((4, 4, 4))


def test_three_hundred_billion_flow_through_intermediaries() -> None:
    """Integer capacities of 3e11 once came out as 0: here 300 bn pass A and B, of which A can hand on 299,999,999,999."""
    found = attribution([[0, 299_999_999_999.0], [0, 0]], [300e9, 0], [0, 300e9], [0, 0])
    assert found.maximum == pytest.approx(299_999_999_999.0, abs=1000)
    assert 0 <= found.rounding <= 1000


def test_maximum_flow_is_that_of_networkx() -> None:
    import networkx as nx

    chance = np.random.default_rng(7)
    for _ in range(40):
        n = 8
        flows = chance.integers(0, 50, (n, n)) * (chance.random((n, n)) < 0.4)
        np.fill_diagonal(flows, 0)
        financing, sales = chance.integers(0, 60, n), chance.integers(0, 60, n)
        graph = nx.DiGraph()
        graph.add_edges_from((i, j, {"capacity": int(flows[i, j])}) for i, j in zip(*np.nonzero(flows), strict=True))
        graph.add_edges_from(("out", i, {"capacity": int(financing[i])}) for i in range(n))
        graph.add_edges_from((i, "in", {"capacity": int(sales[i])}) for i in range(n))
        assert attribution(flows, financing, sales, np.zeros(n)).maximum == pytest.approx(nx.maximum_flow_value(graph, "out", "in"))


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        (([[0, 1]], [1], [1], [1]), "1 by 2"),
        (([0, 1], [1], [1], [1]), "1 dimensions"),
        (([[0]], [1, 2], [1], [1]), "financing has the shape"),
        (([[0]], [1], [-1], [1]), "sales holds a negative"),
        (([[float("nan")]], [1], [1], [1]), "flows holds an amount that is not a finite"),
        (([[0]], [1], [1], [float("inf")]), "outside holds an amount that is not a finite"),
        (([["x"]], [1], [1], [1]), "not a table of numbers"),
    ],
)
def test_what_makes_no_sense_is_refused(given_: Any, said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        attribution(*given_)


def test_no_companies_at_all() -> None:
    found = attribution(np.zeros((0, 0)), [], [], [])
    assert (found.direct, found.maximum) == (0, 0)

"""One vendor's sales traced to its own money, on plain arrays: the worked case, what must always hold, and large amounts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from circularity.analysis.vendors import attribution
from circularity.errors import WrongUsage

ORACLE = Path(__file__).parents[1] / "oracles" / "vendor_return_toy.json"
MEASURES = ("direct", "forced", "pro_rata", "maximum")
SLACK = 1e-7
"""Relative to the money of a case; maximum may lie above the true flow by its rounding."""

amounts = st.one_of(st.just(0.0), st.floats(0.01, 1e6))


@st.composite
def cases(draw: Any, most: int = 5) -> tuple[Any, Any, Any, Any]:
    n = draw(st.integers(1, most))
    flows = np.array([[0.0 if i == j else draw(amounts) for j in range(n)] for i in range(n)])
    return flows, *(np.array(draw(st.lists(amounts, min_size=n, max_size=n))) for _ in range(3))


def figures(found: Any) -> dict[str, float]:
    return {name: getattr(found, name) for name in MEASURES}


def test_the_worked_case() -> None:
    case = json.loads(ORACLE.read_text(encoding="utf-8"))
    names = ["L", "C", "X"]
    flows, financing, sales = np.zeros((3, 3)), np.zeros(3), np.zeros(3)
    for payer, payee, amount, _ in case["inputs"]["edges"]:
        if payer == "V":
            financing[names.index(payee)] += amount
        elif payee == "V":
            sales[names.index(payer)] += amount
        else:
            flows[names.index(payer), names.index(payee)] += amount
    outside = [case["inputs"]["outside"][name] for name in names]
    found = attribution(flows, financing, sales, outside)
    want = case["expected"]
    for name, value in (("direct", "direct_bilateral"), ("forced", "forced"), ("pro_rata", "pro_rata"), ("maximum", "maximum")):
        assert getattr(found, name) == pytest.approx(want[value], abs=case["tolerance"])
    assert dict(zip(names, found.tags, strict=True)) == pytest.approx(want["tagged_share"], abs=case["tolerance"])
    assert found.outside_added.tolist() == [0, 0, 0]


@given(cases())
def test_order_of_the_measures_and_tags(case: Any) -> None:
    flows, financing, sales, outside = case
    found = attribution(*case)
    scale = flows.sum() + financing.sum() + sales.sum() + outside.sum() + 1.0
    slack = SLACK * scale
    assert 0 <= found.forced <= found.pro_rata + slack
    assert found.pro_rata <= found.maximum <= min(sales.sum(), financing.sum()) + slack
    assert found.direct <= found.maximum + slack
    assert found.pro_rata <= found.pro_rata_spread <= found.maximum + slack
    assert np.all((found.tags >= 0) & (found.tags <= 1))
    # every dollar of a company is the vendor's or somebody else's: the two tags add up to 1 wherever money enters
    others = attribution(flows, outside + found.outside_added, sales, financing)
    entered = (financing + outside + found.outside_added) > 0
    assert (found.tags + others.tags)[entered] == pytest.approx(1.0, abs=1e-6)


@given(cases(), st.integers(0, 4), st.floats(0.01, 1e6))
def test_more_financing_never_lowers_pro_rata_or_maximum(case: Any, which: int, more: float) -> None:
    flows, financing, sales, outside = case
    raised = financing.copy()
    raised[which % len(raised)] += more
    # the gap is somebody's money in both cases, so it is held fixed
    before = attribution(*case)
    outside = outside + before.outside_added
    after = attribution(flows, raised, sales, outside)
    slack = SLACK * (flows.sum() + raised.sum() + sales.sum() + outside.sum() + 1.0)
    assert after.pro_rata >= before.pro_rata - slack
    assert after.maximum >= before.maximum - slack


@given(cases(), st.floats(1e-3, 1e6))
def test_scaling_all_money_changes_no_share(case: Any, factor: float) -> None:
    before, after = figures(attribution(*case)), figures(attribution(*(factor * part for part in case)))
    scale = sum(part.sum() for part in case) + 1.0
    for name in MEASURES:
        assert after[name] / factor == pytest.approx(before[name], rel=1e-6, abs=SLACK * scale)


@given(cases())
def test_sparse_is_dense_and_a_split_hop_is_one_hop(case: Any) -> None:
    flows, *vectors = case
    rows, columns = np.nonzero(flows)
    halves = np.concatenate([0.25 * flows[rows, columns], 0.75 * flows[rows, columns]])
    split = sparse.coo_array((halves, (np.tile(rows, 2), np.tile(columns, 2))), shape=flows.shape)
    scale = sum(part.sum() for part in case) + 1.0
    dense = figures(attribution(flows, *vectors))
    for other in (sparse.csr_array(flows), split):
        assert figures(attribution(other, *vectors)) == pytest.approx(dense, rel=1e-9, abs=1e-9 * scale)


def test_no_way_back_is_nothing() -> None:
    found = attribution([[0, 0], [5, 0]], [10, 0], [0, 7], [0, 7])
    assert figures(found) == dict.fromkeys(MEASURES, 0.0)


def test_a_closed_loop_of_two_without_other_money_is_all_of_it() -> None:
    found = attribution([[0]], [10], [10], [0])
    assert figures(found) == pytest.approx(dict.fromkeys(MEASURES, 10.0))
    assert found.tags.tolist() == [1.0]


def test_money_that_turns_round_among_others_is_nobodys() -> None:
    """Two companies that only pay each other, and one of them pays the vendor 1 that nobody is known to have."""
    found = attribution([[0, 5, 0], [5, 0, 0], [0, 0, 0]], [0, 0, 3], [1, 0, 1], [0, 0, 0])
    assert found.outside_added.tolist() == [1, 0, 0]
    assert found.tags.tolist() == [0, 0, 1]
    assert found.pro_rata == found.direct == 1


@pytest.mark.parametrize("unit", [1.0, 1e6, 3e11, 1e15])
def test_hundreds_of_billions_in_dollars(unit: float) -> None:
    """The worked case with 300 bn in place of 10 and far beyond: a flow of whole numbers would overflow without a word."""
    found = attribution(
        unit * np.array([[0, 1.6, 0], [0, 0, 0], [0, 0, 0]]),
        [unit, 0, 0],
        [0.4 * unit, 1.2 * unit, 0.4 * unit],
        [unit, 0.4 * unit, 0.4 * unit],
    )
    assert figures(found) == pytest.approx(
        {"direct": 0.4 * unit, "forced": 0.2 * unit, "pro_rata": 0.68 * unit, "maximum": unit}, rel=1e-12
    )
    assert found.rounding <= 10 * unit / 2**29


def test_maximum_is_the_flow_of_networkx() -> None:
    import networkx as nx

    rng = np.random.default_rng(7)
    for _ in range(20):
        flows = rng.integers(0, 50, (8, 8)) * (rng.random((8, 8)) < 0.4)
        np.fill_diagonal(flows, 0)
        financing, sales = rng.integers(0, 60, 8), rng.integers(0, 60, 8)
        graph = nx.DiGraph()
        graph.add_weighted_edges_from(((i, j, int(flows[i, j])) for i, j in zip(*np.nonzero(flows), strict=True)), "capacity")
        graph.add_weighted_edges_from((("out", i, int(financing[i])) for i in range(8)), "capacity")
        graph.add_weighted_edges_from(((i, "in", int(sales[i])) for i in range(8)), "capacity")
        found = attribution(flows, financing, sales, np.zeros(8))
        assert found.maximum == pytest.approx(nx.maximum_flow_value(graph, "out", "in"), rel=1e-6)
        # the hops of the bottleneck add up to it
        cut = sum(financing[j] if i < 0 else sales[i] if j == 8 else flows[i, j] for i, j in found.cut)
        assert cut == pytest.approx(found.maximum)


def test_a_large_network_is_solved_as_a_small_one() -> None:
    """Above the size at which the solve is dense: many copies of the worked case, side by side."""
    copies = 400
    block = np.array([[0, 16, 0], [0, 0, 0], [0, 0, 0]], dtype=float)
    flows = sparse.block_diag([block] * copies)
    found = attribution(flows, [10, 0, 0] * copies, [4, 12, 4] * copies, [10, 4, 4] * copies)
    assert figures(found) == pytest.approx({"direct": 4 * copies, "forced": 2 * copies, "pro_rata": 6.8 * copies, "maximum": 10 * copies})


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (([[0, 1]], [1], [1], [1]), "must be square"),
        (([[0.0]], [1, 2], [1], [1]), "financing has the shape (2,)"),
        (([[0.0]], [1], [-1], [1]), "sales[0] is -1"),
        (([[0.0]], [1], [1], [float("nan")]), "outside[0] is nan"),
        (([[0, float("inf")], [0, 0]], [1, 1], [1, 1], [1, 1]), "flows[0, 1] is inf"),
        ((["a"], [1], [1], [1]), "flows is not a matrix of numbers"),
        (([[0.0]], "x", [1], [1]), "financing is not a list of numbers"),
        ((sparse.csr_array([[0, -1], [0, 0]]), [1, 1], [1, 1], [1, 1]), "flows[0, 1] is -1"),
    ],
)
def test_bad_input_is_said(args: Any, said: str) -> None:
    with pytest.raises(WrongUsage, match=re.escape(said)):
        attribution(*args)

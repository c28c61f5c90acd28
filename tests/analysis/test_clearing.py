"""Clearing and DebtRank on plain arrays: published numbers, invariants, and inputs that make no sense."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from circularity.analysis.clearing import clear
from circularity.analysis.failure import debtrank
from circularity.errors import WrongUsage

ORACLES = Path(__file__).parents[1] / "oracles"


def oracle(name: str) -> Any:
    return json.loads((ORACLES / f"{name}.json").read_text(encoding="utf-8"))


def test_three_banks_with_outside_creditors() -> None:
    """Gandy and Veraart's reference page of `default_clearing`: 1.5 x 55/56, 1.5 x 53/56 and 1.5; the first two default."""
    case = oracle("en_3bank_external_liabilities")
    given_ = case["inputs"]
    found = clear(given_["L"], given_["external_assets"], given_["external_liabilities"])
    assert found.payments == pytest.approx(case["expected"]["clearing"], abs=case["tolerance"])
    assert found.payments == pytest.approx([1.5 * 55 / 56, 1.5 * 53 / 56, 1.5], rel=1e-12)
    assert found.defaulted.tolist() == case["expected"]["defaults"]


@pytest.mark.parametrize("case", oracle("en_3bank_rounds")["inputs"]["cases"], ids=lambda case: case["name"])
@pytest.mark.parametrize("sparse", [False, True])
def test_the_waves_of_default(case: Any, sparse: bool) -> None:
    """FinNetValu's test of the sequence of default rounds."""
    told = oracle("en_3bank_rounds")
    owed = csr_array(np.array(told["inputs"]["L"], dtype=float)) if sparse else told["inputs"]["L"]
    found = clear(owed, case["cash"])
    expected = told["expected"][case["name"]]
    assert found.rounds == pytest.approx(np.array(expected["rounds"]), abs=told["tolerance"])
    assert found.payments == pytest.approx(expected["clearing"], abs=told["tolerance"])


def test_default_costs_turn_two_defaults_into_three() -> None:
    """The same page with alpha 0.5 and beta 0.7 (Rogers and Veraart)."""
    case = oracle("rv_3bank_default_costs")
    given_ = case["inputs"]
    found = clear(given_["L"], given_["external_assets"], given_["external_liabilities"], alpha=given_["alpha"], beta=given_["beta"])
    assert found.payments == pytest.approx(case["expected"]["clearing"], abs=case["tolerance"])
    assert found.defaulted.tolist() == case["expected"]["defaults"]


def test_linear_debtrank_as_three_packages_have_it() -> None:
    case = oracle("debtrank_linear_4node")
    given_ = case["inputs"]
    found = debtrank(given_["A"], given_["equity"], given_["initial_h"])
    assert found.distress[-1] == pytest.approx(case["expected"]["h"], abs=case["tolerance"])
    assert found.distress[0].tolist() == given_["initial_h"]
    left = np.array(given_["equity"]) * (1 - found.distress[-1])
    assert left == pytest.approx(case["expected"]["equity"], abs=1e-8)


@pytest.mark.parametrize("node", range(4))
@pytest.mark.parametrize("hits", ["single_hit", "multi_hit"])
def test_single_and_multiple_hits_as_a_package_has_them(node: int, hits: str) -> None:
    """NetworkRiskMeasures; it does not cap the state of the failed node at 1, which this package does."""
    case = oracle("debtrank_single_vs_multi_hit_4node")
    given_, name = case["inputs"], "ABCD"[node]
    shock = [float(i == node) for i in range(4)]
    found = debtrank(given_["A"], given_["equity"], shock, single_hit=hits == "single_hit", weights=given_["weights"])
    assert found.distress[-1] == pytest.approx(np.minimum(1.0, case["expected"][hits][name]), abs=case["tolerance"])
    stress = case["expected"]["additional_stress_single" if hits == "single_hit" else "additional_stress_multi"][name]
    assert found.impact == pytest.approx(stress, abs=case["tolerance"])


@st.composite
def banks(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = draw(st.integers(1, 7))
    amount = st.one_of(st.just(0.0), st.floats(0.01, 100))
    owed = np.array(draw(st.lists(amount, min_size=n * n, max_size=n * n))).reshape(n, n)
    np.fill_diagonal(owed, 0.0)
    vectors = [np.array(draw(st.lists(amount, min_size=n, max_size=n))) for _ in range(2)]
    return owed, vectors[0], vectors[1]


shares = st.floats(0.0, 1.0)


def pay(owed: np.ndarray, assets: np.ndarray, due: np.ndarray, payments: np.ndarray, alpha: float, beta: float) -> np.ndarray:
    """One step of the map whose fixed points clear: written out bank by bank, apart from the package."""
    after = []
    for i in range(len(due)):
        received = sum(owed[j, i] / due[j] * payments[j] for j in range(len(due)) if due[j])
        has = assets[i] + received
        after.append(due[i] if has >= due[i] - 1e-10 * max(1.0, due[i]) else alpha * assets[i] + beta * received)
    return np.array(after)


@given(banks(), shares, shares)
def test_payments_are_the_greatest_that_clear(case: Any, alpha: float, beta: float) -> None:
    owed, assets, outside = case
    due = owed.sum(axis=1) + outside
    found = clear(owed, assets, outside, alpha=alpha, beta=beta)
    assert (found.payments >= 0).all()
    assert (found.payments <= due * (1 + 1e-12)).all()
    assert pay(owed, assets, due, found.payments, alpha, beta) == pytest.approx(found.payments, rel=1e-6, abs=1e-6)
    # down from all that is owed, step by step, one never falls below the greatest solution
    above = due
    for _ in range(60):
        above = pay(owed, assets, due, above, alpha, beta)
        assert (above >= found.payments - 1e-6).all()


@given(banks())
def test_without_costs_nothing_is_lost_but_passed_on(case: Any) -> None:
    """What all have and receive from outside equals what they keep and pay outside."""
    owed, assets, outside = case
    due = owed.sum(axis=1) + outside
    found = clear(owed, assets, outside)
    paid_outside = sum(found.payments[i] * outside[i] / due[i] for i in range(len(due)) if due[i])
    assert assets.sum() == pytest.approx(found.equity.sum() + paid_outside, rel=1e-9, abs=1e-6)


@given(banks(), shares, shares, st.floats(0.1, 50))
def test_more_assets_or_lower_costs_never_pay_less(case: Any, alpha: float, beta: float, gift: float) -> None:
    owed, assets, outside = case
    before = clear(owed, assets, outside, alpha=alpha, beta=beta).payments
    richer = assets.copy()
    richer[0] += gift
    assert (clear(owed, richer, outside, alpha=alpha, beta=beta).payments >= before - 1e-6).all()
    assert (clear(owed, assets, outside).payments >= before - 1e-6).all()


@given(banks(), st.data())
def test_single_hits_never_exceed_multiple_hits(case: Any, data: Any) -> None:
    claims, equity, _ = case
    equity = equity + 1.0
    shock = np.array(data.draw(st.lists(shares, min_size=len(equity), max_size=len(equity))))
    once, often = (debtrank(claims, equity, shock, single_hit=hit).distress[-1] for hit in (True, False))
    assert (once <= often + 1e-9).all()
    assert (often <= 1).all()
    assert (once >= shock).all()


@given(banks())
def test_below_default_debtrank_is_a_geometric_series(case: Any) -> None:
    """Where nobody defaults, h = (I - Lambda)^-1 h0."""
    claims, equity, _ = case
    equity = claims.sum(axis=1) * 3 + 1.0
    shock = np.full(len(equity), 0.01)
    found = debtrank(claims, equity, shock).distress[-1]
    exact = np.linalg.solve(np.eye(len(equity)) - claims / equity[:, None], shock)
    assert found == pytest.approx(exact, rel=1e-9)


GOOD = [[0, 1], [2, 0]]


@pytest.mark.parametrize(
    ("claims", "equity", "shock", "said"),
    [
        ([[0, 1]], [1], [0], "square"),
        ([[0, 1, 2], [0, 0, 0]], [1, 1], [0, 0], "square"),
        ([[0, -1], [0, 0]], [1, 1], [0, 0], "negative"),
        ([[0, float("nan")], [0, 0]], [1, 1], [0, 0], "finite"),
        ([[0, float("inf")], [0, 0]], [1, 1], [0, 0], "finite"),
        ([[1, 0], [0, 0]], [1, 1], [0, 0], "itself"),
        ([["a", "b"], ["c", "d"]], [1, 1], [0, 0], "numbers"),
        ([1, 2, 3], [1, 1, 1], [0, 0, 0], "square"),
        (GOOD, [1, 1, 1], [0, 0], "shape"),
        (GOOD, [1, 0], [0, 0], "above 0"),
        (GOOD, [1, -2], [0, 0], "negative"),
        (GOOD, [1, float("nan")], [0, 0], "finite"),
        (GOOD, [1, 1], [0, 1.5], "from 0 to 1"),
        (GOOD, [1, 1], [[0, 0]], "shape"),
        (GOOD, [1, 1], "x", "numbers"),
    ],
)
def test_debtrank_refuses_what_makes_no_sense(claims: Any, equity: Any, shock: Any, said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        debtrank(claims, equity, shock)


@pytest.mark.parametrize(
    ("args", "costs", "said"),
    [
        (([[0, 1]], [1]), {}, "square"),
        ((GOOD, [1]), {}, "shape"),
        ((GOOD, [1, -1]), {}, "negative"),
        ((GOOD, [1, 1], [1, float("nan")]), {}, "finite"),
        ((GOOD, [1, 1]), {"alpha": 1.2}, "alpha"),
        ((GOOD, [1, 1]), {"beta": -0.1}, "beta"),
        ((GOOD, [1, 1]), {"beta": float("nan")}, "beta"),
    ],
)
def test_clearing_refuses_what_makes_no_sense(args: Any, costs: Any, said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        clear(*args, **costs)


def test_inputs_are_not_changed() -> None:
    owed, assets = np.array(GOOD, dtype=float), np.array([0.5, 0.1])
    sparse = csr_array((np.array([1.0, 1.0, 2.0]), np.array([1, 1, 0]), np.array([0, 2, 3])), shape=(2, 2))
    clear(owed, assets)
    debtrank(owed, [1, 1], [1, 0])
    clear(sparse, assets)
    assert owed.tolist() == GOOD
    assert assets.tolist() == [0.5, 0.1]
    assert sparse.data.tolist() == [1.0, 1.0, 2.0]


def test_many_defaults_at_once_are_solved_as_few_are() -> None:
    """A ring of 1,000 that all owe 2 to the next and have 0.5, with 1 owed outside: each pays (0.5 + its income), so p = 0.5 + 2/3 p."""
    n = 1000
    owed = csr_array((np.full(n, 2.0), (np.arange(n), (np.arange(n) + 1) % n)), shape=(n, n))
    found = clear(owed, np.full(n, 0.5), np.ones(n))
    assert found.defaulted.all()
    assert found.payments == pytest.approx(np.full(n, 1.5), rel=1e-9)

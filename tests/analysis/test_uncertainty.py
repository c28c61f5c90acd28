"""Draws: the same seed gives the same bytes whatever works them out, and the figures are those of the distributions drawn from."""

from __future__ import annotations

import json
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import circularity as ci
from circularity.analysis.failure.draws import CHUNK, Range
from circularity.analysis.failure.uncertainty import correlation_ratio, uncertainty

DRAWS = 2 * CHUNK + 100
"""Three chunks, the last of another size."""


def as_text(found: Any) -> str:
    return json.dumps(found.as_json())


@pytest.fixture(scope="module")
def openai(data: Any) -> Any:
    return uncertainty(data, ["openai"], draws=DRAWS, seed=7)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(data: Any, openai: Any) -> None:
    assert as_text(uncertainty(ci.load(), ["openai"], draws=DRAWS, seed=7)) == as_text(openai)
    assert as_text(uncertainty(data, ["openai"], draws=DRAWS, seed=8)) != as_text(openai)


def test_threads_and_processes_give_the_same_bytes(data: Any, openai: Any) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert as_text(uncertainty(data, ["openai"], draws=DRAWS, seed=7, executor=pool)) == as_text(openai)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert as_text(uncertainty(data, ["openai"], draws=DRAWS, seed=7, executor=pool)) == as_text(openai)


def test_dask_gives_the_same_bytes(data: Any, openai: Any) -> None:
    """A local cluster's executor, as ``client.get_executor()`` hands it out."""
    distributed = pytest.importorskip("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        settings = {
            "n_workers": 1,
            "threads_per_worker": 2,
            "processes": False,
            "dashboard_address": None,
            "host": "127.0.0.1",
            "protocol": "tcp://",
        }
        with distributed.LocalCluster(**settings) as cluster, distributed.Client(cluster) as client:
            found = uncertainty(data, ["openai"], draws=DRAWS, seed=7, executor=client.get_executor())
    assert as_text(found) == as_text(openai)


def test_figures_lie_in_the_range_of_the_answer(data: Any, openai: Any) -> None:
    """A draw never leaves what the three runs span, save that a deal may not be performed at all."""
    rows = {row.entity: row for row in ci.exposed(data, "openai")}
    for name, drawn in openai.losers.items():
        for channel, spread in drawn.channels.items():
            assert 0 <= spread.p05 <= spread.p50 <= spread.p95
            amount = getattr(rows[name], channel) if name in rows else None
            if amount is not None and amount.high is not None:
                assert spread.p95 <= amount.high * (1 + 1e-6) + 1e6, (name, channel)


def test_an_order_is_lost_as_often_as_its_deal_is_performed(data: Any) -> None:
    """Oracle's contract is signed: performed in 95 draws of 100, and then all of it is lost; the standard error of 20,000 draws is 0.15."""
    found = uncertainty(data, ["openai"], draws=20_000, seed=3).losers["oracle"]
    assert found.channels["backlog_at_risk"].p50 == pytest.approx(300e9)
    assert found.in_top == pytest.approx(0.95, abs=0.008)
    assert found.fails == 0


def test_legs_of_one_deal_move_together(small: Any) -> None:
    """The order and its cover are one deal, or two: together they are lost in 95 % of draws, apart both in 90 %."""
    small.swap("edges/2025/gamma-beta-2025.yaml", "amount: 10 bn", "amount: 10 bn\n    paid: 0 as of 2025-12-31")
    found = uncertainty(small.load(), ["gamma-lab"], draws=4000, seed=1)
    assert set(found.losers) == {"alpha-chips", "beta-cloud"}
    beta = found.losers["beta-cloud"].channels["backlog_at_risk"]
    assert (beta.p05, beta.p50, beta.p95) == pytest.approx((0.0, 10e9, 10e9)) or beta.p50 == pytest.approx(10e9)
    # Alpha's order is another deal: lost where both are performed
    alpha = found.losers["alpha-chips"].channels
    assert alpha["capital_at_risk"].p05 == alpha["capital_at_risk"].p95 == 2e9, "money that has moved has moved in every draw"


def test_a_failure_by_chance(data: Any) -> None:
    """OpenAI and Meta together use CoreWeave's equity up in most draws, not in all: their contracts are ranges and may not be performed."""
    found = uncertainty(data, ["openai", "meta"], draws=3000, seed=5).losers["coreweave"]
    assert 0.5 < found.fails < 0.99
    assert found.distress[1] == 1.0


def test_the_largest_doubt_is_named(openai: Any) -> None:
    """Nvidia's guaranty, between nothing and 105 bn, explains most of the spread."""
    what, share = openai.matters[0]
    assert what == "nvidia-sb-energy-guarantee-2026"
    assert 0.3 < share < 0.7
    assert all(one >= other for (_, one), (_, other) in zip(openai.matters, openai.matters[1:], strict=False))


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.booleans())
def test_a_range_is_drawn_from_inside_with_its_mean(a: float, b: float, c: float, uniform: bool) -> None:
    """The mean of a triangle is the mean of its corners, of a uniform the middle of its ends."""
    low, point, high = sorted((a, b, c))
    drawn = Range(low, point, high, uniform).at((np.arange(20_000) + 0.5) / 20_000)
    want = (low + high) / 2 if uniform else (low + point + high) / 3
    assert np.mean(drawn) == pytest.approx(want if high > low else point, rel=1e-3, abs=1e-3)
    assert np.min(drawn) >= low - 1e-9
    assert np.max(drawn) <= high + 1e-9


def test_the_correlation_ratio_of_noise_and_of_a_cause() -> None:
    chance = np.random.default_rng(0)
    groups, noise = chance.integers(0, 16, 20_000), chance.normal(size=20_000)
    assert correlation_ratio(groups, noise) < 0.005
    assert correlation_ratio(groups, groups + 0.001 * noise) > 0.99
    # y = g + e with variances 21.25 and 21.25: half each
    assert correlation_ratio(groups, groups + noise * np.sqrt((16**2 - 1) / 12)) == pytest.approx(0.5, abs=0.02)
    assert correlation_ratio(groups, np.ones(20_000)) == 0.0


def test_what_exposed_hands_on(data: Any) -> None:
    told: list[int] = []
    answer = ci.exposed(data, "openai", draws=1500, seed=2, progress=told.append)
    assert told == [1000, 500]
    drawn = json.loads(answer.to_json())["draws"]
    assert (drawn["draws"], drawn["seed"]) == (1500, 2)
    assert set(drawn["losers"]["oracle"]) == {"channels", "fails", "in_top", "distress"}
    assert set(drawn["loss"]) == {"p05", "p50", "p95"}
    assert "draws" not in ci.exposed(data, "openai").to_dict()


def test_options_and_bases_reach_the_draws(data: Any) -> None:
    usual, rich = (uncertainty(data, ["softbank"], options=ci.Options(recovery={"senior-secured": back}), draws=300) for back in (0.0, 1.0))
    assert rich.loss.p95 < usual.loss.p05
    wide = uncertainty(data, ["openai"], ci.View(basis="headline"), draws=500)
    assert wide.loss.p95 >= uncertainty(data, ["openai"], draws=500).loss.p50
    assert as_text(uncertainty(data, ["openai"], ci.View(basis="expected"), draws=500)) == as_text(wide), "its mean is what is drawn"


@pytest.mark.parametrize("settings", [{"draws": 0}, {"draws": -5}, {"draws": 1.5}, {"draws": 10**9}, {"seed": -1}, {"seed": "x"}])
def test_numbers_that_make_no_sense(data: Any, settings: Any) -> None:
    with pytest.raises(ci.WrongUsage):
        uncertainty(data, ["openai"], **settings)

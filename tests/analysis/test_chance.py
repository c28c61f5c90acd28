"""Random networks keep what they promise to keep, and the comparison tells rings from noise."""

from __future__ import annotations

import random

import numpy as np
import pytest

from circularity.analysis.circulation.arcs import Arcs, arcs_of
from circularity.analysis.circulation.chance import compare_with_chance, missed_strength, rewired, shuffled
from circularity.analysis.circulation.measures import balanced_on
from circularity.errors import WrongUsage


def noise(size: int = 30, many: int = 120, seed: int = 4) -> Arcs:
    chance = np.random.default_rng(seed)
    flows = np.zeros((size, size))
    flows[chance.integers(0, size, many), chance.integers(0, size, many)] = chance.lognormal(0, 1.5, many)
    np.fill_diagonal(flows, 0)
    return arcs_of(flows)


def share(arcs: Arcs) -> dict[str, float]:
    return {"bff": float(balanced_on(arcs)[1].sum()) / arcs.gross}


def degrees(at: np.ndarray, size: int) -> list[int]:
    return np.bincount(at, minlength=size).tolist()


def test_shuffled_keeps_edges_and_amounts() -> None:
    flows = noise()
    drawn = shuffled(flows, random.Random(1))
    assert (drawn.tails == flows.tails).all()
    assert (drawn.heads == flows.heads).all()
    assert sorted(drawn.amounts) == sorted(flows.amounts)
    assert (drawn.amounts != flows.amounts).any()


def test_rewired_keeps_degrees_and_sums() -> None:
    flows = noise()
    for seed in range(10):
        drawn = rewired(flows, random.Random(seed))
        assert degrees(drawn.tails, 30) == degrees(flows.tails, 30)
        assert degrees(drawn.heads, 30) == degrees(flows.heads, 30)
        assert drawn.outflow == pytest.approx(flows.outflow)
        # the sums received are met as far as the new pairs allow; what is missed is told
        assert np.abs(drawn.inflow - flows.inflow).sum() / 2 < 0.1 * flows.gross
        assert (drawn.tails != drawn.heads).all()
        assert len(set(zip(drawn.tails.tolist(), drawn.heads.tolist(), strict=True))) == len(drawn.tails)
        assert (drawn.heads != flows.heads).mean() > 0.5
    assert 0 < missed_strength(flows, draws=10, seed=0) < 0.06


def test_nobody_is_drawn_to_pay_itself_under_another_name() -> None:
    # nodes 3 and 4 both stand for the outside: no edge may lead from one to the other
    flows = arcs_of(np.array([[0, 2, 0, 0, 5], [0, 0, 3, 0, 0], [1, 0, 0, 0, 4], [6, 0, 7, 0, 0], [0, 0, 0, 0, 0]], dtype=float))
    owners = np.array([0, 1, 2, 3, 3])
    for seed in range(40):
        drawn = rewired(flows, random.Random(seed), owners)
        assert (owners[drawn.tails] != owners[drawn.heads]).all()


def test_a_network_of_rings_is_more_than_chance() -> None:
    # twelve rings of three companies, each with its own amount: shuffled amounts break them, rewiring opens them
    flows = np.zeros((36, 36))
    for ring in range(12):
        for hop in range(3):
            flows[3 * ring + hop, 3 * ring + (hop + 1) % 3] = 1.0 + ring
    found = compare_with_chance(arcs_of(flows), share, draws=99, seed=1)
    assert [(c.model, c.verdict) for c in found] == [("shuffled", "more than chance"), ("rewired", "more than chance")]
    for c in found:
        assert c.observed == pytest.approx(1.0)
        assert c.p == pytest.approx(0.01)  # none of 99 as high: (1 + 0) / (1 + 99)
        assert c.z > 2


def test_noise_is_no_more_than_chance() -> None:
    # of twenty networks of pure noise the test may call some extreme at 5 %, not many
    verdicts = [
        c.verdict for seed in range(20) for c in compare_with_chance(noise(seed=seed), share, draws=39, seed=1) if c.model == "rewired"
    ]
    assert verdicts.count("no more than chance") >= 16


def test_a_network_without_loops_where_chance_has_many_is_less() -> None:
    chance = np.random.default_rng(2)
    flows = np.triu(chance.lognormal(0, 1, (14, 14)), 1)
    flows[chance.random((14, 14)) < 0.4] = 0
    (_, rewiring) = compare_with_chance(arcs_of(flows), share, draws=99, seed=1)
    assert rewiring.observed == 0
    assert rewiring.p == 1
    assert rewiring.verdict in ("less than chance", "no more than chance")


def test_where_nothing_can_vary_there_is_no_z() -> None:
    # one ring of equal amounts: shuffling changes nothing
    (one, _) = compare_with_chance(arcs_of(np.array([[0.0, 2.0], [2.0, 0.0]])), share, draws=19, seed=1)
    assert (one.observed, one.mean, one.sd, one.z, one.p) == (1.0, 1.0, 0.0, None, 1.0)


def test_seed_decides() -> None:
    one, other, third = (compare_with_chance(noise(), share, draws=19, seed=seed) for seed in (1, 1, 2))
    assert one == other != third


def test_too_few_draws() -> None:
    with pytest.raises(WrongUsage, match="take at least 19"):
        compare_with_chance(noise(), share, draws=18, seed=1)

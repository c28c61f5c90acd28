"""Vendor financing: all vendors of the bundled data, and one vendor in a network of a million edges."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from benchmarks.measures import Measure
from benchmarks.timing import timed

COMPANIES, EDGES = 100_000, 1_000_000


def vendors(runs: int) -> Iterator[Measure]:
    """Three bases of every vendor after loading, and the array core at size."""
    import circularity as ci
    from circularity.analysis.attribution import attribution

    data = ci.load()
    count = len(ci.vendors(data))
    took = timed(lambda: ci.vendors(data), runs, data.cache.clear)
    yield Measure("`ci.vendors(data)`, three bases", took, " s", 1.0, runs, f"{count} vendors of the bundled data")
    chance = np.random.default_rng(2000)
    payer, payee = chance.zipf(1.6, EDGES) % COMPANIES, chance.integers(0, COMPANIES, EDGES)
    flows = sparse.csr_array((chance.random(EDGES) * 1e9, (payer, payee)), shape=(COMPANIES, COMPANIES))
    some = [chance.random(COMPANIES) * 1e9 * (chance.random(COMPANIES) < 0.01) for _ in range(2)]
    took = timed(lambda: attribution(flows, *some, np.full(COMPANIES, 1e8)), runs)
    yield Measure("`attribution`, one vendor", took, " s", 2.0, runs, f"{COMPANIES:,} companies, {EDGES:,} drawn edges, hub-heavy")

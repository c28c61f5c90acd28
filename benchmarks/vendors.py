"""How long it takes to trace sales to a vendor's own money: all vendors of the bundled data, and one in a very large network."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measures import Measure
from benchmarks.timing import timed

LARGE = (100_000, 1_000_000)


def vendors(runs: int) -> Iterator[Measure]:
    """All vendors on three bases, nothing kept from before; then one vendor among a million hops."""
    import numpy as np
    from scipy.sparse import coo_array

    import circularity as ci
    from circularity.analysis.vendors import attribution

    data = ci.load()
    rows = len(ci.vendors(data).rows)
    took = timed(lambda: ci.vendors(data), runs, data.cache.clear)
    yield Measure("`ci.vendors()`", took, " s", 1.0, runs, f"{rows} vendors on three bases, data loaded, caches empty")
    companies, hops = LARGE
    chance = np.random.default_rng(2000)
    ends = chance.integers(0, companies, (2, hops))
    ends = ends[:, ends[0] != ends[1]]
    flows = coo_array((chance.lognormal(18, 2, ends.shape[1]), (ends[0], ends[1])), shape=(companies, companies)).tocsr()
    financing, sales, outside = (chance.lognormal(20, 2, companies) * (chance.random(companies) < 0.01) for _ in range(3))
    took = timed(lambda: attribution(flows, financing, sales, outside), runs)
    yield Measure("attribution, 100,000 companies and 1,000,000 hops", took, " s", 2.0, runs, "one vendor with 1,000 customers, sparse")

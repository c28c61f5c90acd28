"""How long the shares of money in circles take: the bundled data, and networks far larger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.measures import Measure
from benchmarks.timing import timed

LARGE = (10_000, 100_000)
MIDDLE = (1_000, 5_000)


def circulation(runs: int) -> Iterator[Measure]:
    """Maximum circulation on the bundled data and on a large network; the balanced one on a middling network."""
    import circularity as ci
    from circularity.analysis.circulation.measures import balanced_on, maximum_on
    from circularity.analysis.circulation.view_arrays import matrix_of

    arcs = matrix_of(ci.load(), ci.View(basis="headline")).arcs
    size = f"{len(arcs.tails)} pairs on the headline basis"
    yield Measure("maximum circulation, bundled data", 1000 * timed(lambda: maximum_on(arcs), runs), " ms", 50.0, runs, size)
    yield Measure("balanced circulation, bundled data", 1000 * timed(lambda: balanced_on(arcs), runs), " ms", 50.0, runs, size)
    large, middle = _hub_heavy(*LARGE), _hub_heavy(*MIDDLE)
    took = timed(lambda: maximum_on(large, "ortools"), runs)
    yield Measure("maximum circulation, 10,000 companies and 100,000 pairs", took, " s", 5.0, runs, "OR-tools min-cost flow (extra `fast`)")
    took = timed(lambda: maximum_on(middle, "highs"), runs)
    yield Measure("maximum circulation, 1,000 companies and 5,000 pairs", took, " s", 5.0, runs, "linear program, scipy's HiGHS")
    yield Measure("`ci.network(years=False)`", timed(_network(ci), runs), " s", 5.0, runs, "198 random networks, 99 draws of amounts")


def _network(ci: Any) -> Any:
    data = ci.load()
    return lambda: ci.network(data, years=False)


def _hub_heavy(companies: int, pairs: int) -> Any:
    """A random network in which a few companies have most of the deals."""
    import numpy as np
    from scipy.sparse import coo_array

    from circularity.analysis.circulation.arcs import arcs_of

    chance = np.random.default_rng(2000)
    weights = 1.0 / np.arange(1, companies + 1) ** 0.7
    ends = chance.choice(companies, (2, pairs), p=weights / weights.sum())
    return arcs_of(coo_array((chance.lognormal(20, 2, pairs), (ends[0], ends[1])), shape=(companies, companies)))

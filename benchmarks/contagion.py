"""Clearing and DebtRank on a large invented network, and failures on the bundled data.

No published Python package was found that computes either measure, so each is held against a limit alone;
that they are right is for the tests, which hold them against published numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measures import Measure
from benchmarks.timing import timed

NODES, LINKS = 100_000, 1_000_000


def contagion(runs: int) -> Iterator[Measure]:
    """A hundred thousand companies with a million debts; one failure and ten thousand draws of it."""
    import numpy as np
    from scipy.sparse import csr_array

    import circularity as ci
    from circularity.analysis.clearing import clear
    from circularity.analysis.failure import debtrank
    from circularity.analysis.failure.uncertainty import uncertainty

    chance = np.random.default_rng(1)
    weight = 1 / np.arange(1, NODES + 1) ** 0.6
    ends = chance.choice(NODES, (2, LINKS), p=weight / weight.sum())
    kept = ends[:, ends[0] != ends[1]]
    owed = csr_array((chance.lognormal(0, 1, kept.shape[1]), (kept[0], kept[1])), shape=(NODES, NODES))
    owed.sum_duplicates()
    out, income = (np.asarray(owed.sum(axis=axis)).ravel() for axis in (1, 0))
    outside = chance.uniform(0, 0.3, NODES) * out + 0.01
    assets = np.maximum(0, out + outside - income) * chance.uniform(0.5, 1.2, NODES)
    size = f"{NODES:,} companies, {owed.nnz:,} debts with hubs"
    for name, costs in (("Eisenberg and Noe", {}), ("Rogers and Veraart, costs of 20 %", {"alpha": 0.8, "beta": 0.8})):
        found = clear(owed, assets, outside, **costs)
        how = f"{size}; {int(found.defaulted.sum()):,} defaults in {len(found.rounds) - 1} waves"
        yield Measure(f"`clear`: {name}", timed(lambda costs=costs: clear(owed, assets, outside, **costs), runs), " s", 1.0, runs, how)
    equity = out * chance.uniform(1, 3, NODES) + 1
    shock = np.zeros(NODES)
    shock[:3] = 1
    rounds = len(debtrank(owed, equity, shock).distress) - 1
    how = f"{size}; three failures, {rounds} rounds"
    yield Measure("`debtrank`", timed(lambda: debtrank(owed, equity, shock), runs), " s", 1.0, runs, how)

    data = ci.load()
    answer = ci.exposed(data, "openai")
    took = timed(lambda: ci.exposed(data, "openai"), runs, data.cache.clear)
    how = (
        f"{len(data.edges)} edges, {len(answer.rows)} losers in {len(answer.extra['rounds'])} rounds, three runs, nothing kept from before"
    )
    yield Measure("`exposed` openai, all rounds, after loading", took * 1000, " ms", 50.0, runs, how)
    took = timed(lambda: uncertainty(data, ["openai"], draws=10_000, seed=1), runs)
    yield Measure("`exposed` openai, 10,000 draws", took, " s", 10.0, runs, "one process")

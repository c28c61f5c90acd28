"""Is a share more than chance? The same statistic on the network and on networks drawn at random like it.

Two null models, both with the same companies and as many edges. *Shuffled*: the edges stay where they
are, the amounts are dealt out anew. *Rewired*: everybody keeps the number of edges it pays and receives
on, and its sums paid and received, while who pays whom is drawn anew. Hub-heavy random networks have
large circular shares by themselves, so a share means little without the two.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from circularity.analysis.circulation.arcs import Arcs, Ints, sums
from circularity.errors import WrongUsage

BAND = 8
"""Edges of neighbouring size that exchange payees: a payee gets an edge of about the size it had."""
SWAPS = 5
"""Exchanges tried, times the number of edges."""
FITTINGS = 25
"""Rounds of proportional fitting to the sums paid and received."""
FEWEST = 19
"""Draws below which no p-value can reach 5 %."""
LEVEL = 0.05

Statistics = Callable[[Arcs], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One statistic of the network beside its values on random networks.

    `p` is the exact Monte Carlo chance of a random network with at least the observed value, and
    `p_less` of one with at most it: (1 + as extreme) / (1 + draws) (Phipson and Smyth 2010). `z` is the
    distance from the mean in standard deviations, ``None`` where nothing varies.
    """

    statistic: str
    model: str
    observed: float
    mean: float
    sd: float
    z: float | None
    p: float
    p_less: float
    draws: int

    @property
    def verdict(self) -> str:
        """In words: ``more than chance``, ``less than chance`` or ``no more than chance``."""
        if self.p <= LEVEL:
            return "more than chance"
        return "less than chance" if self.p_less <= LEVEL else "no more than chance"

    def as_json(self) -> dict[str, float | str | int | None]:
        names = ("observed", "mean", "sd", "z", "p", "p_less")
        numbers = {name: None if (v := getattr(self, name)) is None else round(float(v), 6) for name in names}
        return {"statistic": self.statistic, "model": self.model, **numbers, "draws": self.draws, "verdict": self.verdict}


def compare_with_chance(
    flows: Arcs, statistics_of: Statistics, *, draws: int, seed: int, owners: Ints | None = None, step: Callable[[], None] = lambda: None
) -> list[Comparison]:
    """Hold statistics of a network against both null models.

    Parameters
    ----------
    flows
        The network.
    statistics_of
        What is measured, by name; the same function is used on both sides.
    draws, seed
        Random networks a model, and where they start; the same seed gives the same numbers.
    owners
        For each node the company it stands for: no edge is drawn from a company to itself. Each node its own
        if left out.
    step
        Called after each draw, for a progress bar.

    Raises
    ------
    WrongUsage
        If `draws` is below 19, with which no p-value could be 5 %.
    """
    if draws < FEWEST:
        raise WrongUsage(f"{draws} draws cannot tell anything from chance", f"take at least {FEWEST}")
    observed = dict(statistics_of(flows))
    result = []
    for model, draw in (("shuffled", shuffled), ("rewired", rewired)):
        seen: dict[str, list[float]] = {name: [] for name in observed}
        for found in _drawn(flows, draw, draws, seed, owners):
            for name, value in statistics_of(found).items():
                seen[name].append(value)
            step()
        result += [_comparison(name, model, observed[name], values) for name, values in seen.items()]
    return result


Draw = Callable[[Arcs, random.Random, "Ints | None"], Arcs]


def _drawn(flows: Arcs, draw: Draw, draws: int, seed: int, owners: Ints | None) -> Iterator[Arcs]:
    chance = random.Random(seed)
    for _ in range(draws):
        yield draw(flows, chance, owners)


def _comparison(name: str, model: str, observed: float, values: list[float]) -> Comparison:
    mean, sd = statistics.fmean(values), statistics.stdev(values)
    near = 1e-9 * max(abs(observed), 1e-3)
    as_high, as_low = sum(v >= observed - near for v in values), sum(v <= observed + near for v in values)
    many = len(values)
    return Comparison(
        statistic=name,
        model=model,
        observed=observed,
        mean=mean,
        sd=sd,
        z=(observed - mean) / sd if sd > 1e-12 else None,
        p=(1 + as_high) / (1 + many),
        p_less=(1 + as_low) / (1 + many),
        draws=many,
    )


def shuffled(flows: Arcs, chance: random.Random, owners: Ints | None = None) -> Arcs:
    """The same edges with the amounts dealt out anew."""
    order = list(range(len(flows.amounts)))
    chance.shuffle(order)
    return Arcs(flows.size, flows.tails, flows.heads, flows.amounts[order])


def rewired(flows: Arcs, chance: random.Random, owners: Ints | None = None) -> Arcs:
    """Other payees for the same payers: degrees exactly, sums paid exactly, sums received as far as they can be.

    Edges exchange their payees (Maslov and Sneppen 2002), within bands of edges of about the same size, as
    long as no company pays itself and no pair stands twice; then the amounts are fitted in proportion to
    the sums paid and received (Deming and Stephan 1940), which cannot always be met in full.
    """
    many = len(flows.amounts)
    tails, heads = flows.tails.tolist(), flows.heads.tolist()
    owner = list(range(flows.size)) if owners is None else owners.tolist()
    taken = set(zip(tails, heads, strict=True))
    by_size = sorted(range(many), key=lambda k: (flows.amounts[k], k))
    start = chance.randrange(BAND)
    bands = [by_size[max(0, first) : first + BAND] for first in range(start - BAND, many, BAND)]
    for band in bands:
        if len(band) < 2:
            continue
        wide = len(band)
        for _ in range(SWAPS * wide):
            one, other = band[int(chance.random() * wide)], band[int(chance.random() * wide)]
            if one == other:
                continue
            first, second = (tails[one], heads[other]), (tails[other], heads[one])
            clash = first in taken or second in taken or owner[first[0]] == owner[first[1]] or owner[second[0]] == owner[second[1]]
            if clash:
                continue
            taken -= {(tails[one], heads[one]), (tails[other], heads[other])}
            taken |= {first, second}
            heads[one], heads[other] = heads[other], heads[one]
    drawn = Arcs(flows.size, flows.tails, np.array(heads, dtype=np.intp), flows.amounts)
    return _fitted(drawn, flows)


def _fitted(drawn: Arcs, flows: Arcs) -> Arcs:
    """Amounts in proportion, so that sums received come near what they were and sums paid are what they were."""
    paid, received, amounts = flows.outflow, flows.inflow, drawn.amounts
    for _ in range(FITTINGS):
        now = sums(drawn.heads, amounts, drawn.size)
        amounts = amounts * (received[drawn.heads] / now[drawn.heads])
        now = sums(drawn.tails, amounts, drawn.size)
        amounts = amounts * (paid[drawn.tails] / now[drawn.tails])
    return Arcs(drawn.size, drawn.tails, drawn.heads, amounts)


def missed_strength(flows: Arcs, *, draws: int, seed: int, owners: Ints | None = None) -> float:
    """The share of the money received that the rewired networks place with another payee than they should, on average.

    Half the sum of absolute differences over the gross flow: 0 where all sums are kept.
    """
    if not flows.gross:
        return 0.0
    found = [float(np.abs(drawn.inflow - flows.inflow).sum()) for drawn in _drawn(flows, rewired, draws, seed, owners)]
    return statistics.fmean(found) / (2 * flows.gross)

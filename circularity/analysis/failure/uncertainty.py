"""How sure is an exposure? Medians with their range over many draws, chances of failure, and the deals whose doubt matters most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from circularity.analysis.failure.cascade import fail, rules
from circularity.analysis.failure.draws import CHUNK, Chance, Range, Recipe, Results, Slot, Worlds, chunk, performed, worlds
from circularity.analysis.failure.losses import CHANNELS, owed_outright
from circularity.analysis.failure.options import Options
from circularity.analysis.failure.wiring import POINT, Wire, Wiring, numbers, span_of, wire
from circularity.analysis.results import plain
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.positions import positions
from circularity.graph.view import View
from circularity.model.amounts import Amount
from circularity.model.stages import Basis

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

MOST_DRAWS = 1_000_000
TOP = 5
"""How many losers make the top of the ranking."""
BINS = 16
MATTERS = 0.005
"""Doubts that explain less of the spread than this are not told."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over all draws: its median, and the ends between which nine draws in ten lie."""

    p05: float
    p50: float
    p95: float

    def as_json(self) -> dict[str, Any]:
        return {"p05": round(self.p05), "p50": round(self.p50), "p95": round(self.p95)}


@dataclass(frozen=True)
class Drawn:
    """What many draws say of one loser."""

    channels: dict[str, Spread]
    fails: float
    """Share of draws in which its equity is used up."""
    in_top: float
    """Share of draws in which it is among the largest losers."""
    distress: tuple[float, float, float] | None

    def as_json(self) -> dict[str, Any]:
        level = None if self.distress is None else dict(zip(("p05", "p50", "p95"), (round(v, 6) for v in self.distress), strict=True))
        return {"channels": plain(self.channels), "fails": round(self.fails, 6), "in_top": round(self.in_top, 6), "distress": level}


@dataclass(frozen=True)
class Uncertainty:
    """What many draws say of a failure."""

    draws: int
    seed: int
    losers: dict[str, Drawn]
    loss: Spread
    """All that lowers anybody's equity."""
    matters: tuple[tuple[str, float], ...]
    """Edges and assumptions with the share of the spread of that loss which each explains by itself, largest first."""
    fixed: int
    """Links that cost something and whose amount is known only from below or not at all: the same in every draw."""

    def as_json(self) -> dict[str, Any]:
        return {
            "draws": self.draws,
            "seed": self.seed,
            "top": TOP,
            "loss": self.loss.as_json(),
            "losers": plain(self.losers),
            "matters": [{"what": what, "share": round(share, 6)} for what, share in self.matters],
            "fixed": self.fixed,
        }


def uncertainty(
    data: Dataset,
    failing: Iterable[str],
    view: View | None = None,
    options: Options | None = None,
    *,
    draws: int = 10_000,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Callable[[int], None] | None = None,
) -> Uncertainty:
    """How far the exposure to a failure may lie from its best figure.

    In each draw every deal is performed or not, with the chances of its stage (one draw a deal, so that its legs move together); then
    each amount is drawn in its range, uniform where it is only a ceiling or has no best figure, triangular otherwise; recoveries,
    pass-through and margins are drawn in theirs. Money that has moved already has moved in every draw.

    Parameters
    ----------
    draws, seed
        The same seed gives the same numbers, whatever works them out.
    executor
        Any `concurrent.futures` executor, for instance a `ProcessPoolExecutor` or Dask's ``client.get_executor()``.
    progress
        Called with the number of draws done so far.

    Raises
    ------
    WrongUsage
        If the number of draws or the seed makes no sense.

    Examples
    --------
    >>> import circularity as ci
    >>> from circularity.analysis.failure.uncertainty import uncertainty
    >>> found = uncertainty(ci.load(), ["openai"], draws=200, seed=1)
    >>> found.losers["oracle"].channels["backlog_at_risk"].p50 > 0
    True

    Notes
    -----
    Draws times links. What matters is the correlation ratio of each doubt (K. Pearson 1905), from the same draws, less its bias
    in small samples (T. L. Kelley 1935): the share of the variance that it explains by itself; shares need not add up to one.
    """
    from numpy.random import SeedSequence

    if not isinstance(draws, int) or isinstance(draws, bool) or not 1 <= draws <= MOST_DRAWS:
        raise WrongUsage(f"draws is {draws!r}", f"write a whole number from 1 to {MOST_DRAWS:,}")
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise WrongUsage(f"a seed is a whole number from 0 on, not {seed!r}")
    options = options or Options()
    data = options.on(data)
    view = (view or View()).on(data)
    if view.basis is Basis.EXPECTED:
        # the expected amount is the mean of what is drawn here
        view = view.based(Basis.HEADLINE)
    wiring = wire(data, view)
    recipe, labels, fixed = recipe_for(data, view, wiring, options, tuple(failing))
    sizes = [min(CHUNK, draws - done) for done in range(0, draws, CHUNK)]
    tasks = [(recipe, child, size) for child, size in zip(SeedSequence(seed).spawn(len(sizes)), sizes, strict=True)]
    done: list[Results] = []
    for size, result in zip(sizes, executor.map(chunk, tasks) if executor is not None else map(chunk, tasks), strict=True):
        done.append(result)
        if progress is not None:
            progress(size)
    return _summed(wiring, recipe, labels, done, tasks, draws, seed, fixed)


def recipe_for(
    data: Dataset, view: View, wiring: Wiring, options: Options, failing: tuple[str, ...]
) -> tuple[Recipe, tuple[str, ...], frozenset[tuple[str, int]]]:
    """What to draw, the names of the edges in the order of their chances, and the links whose amounts cannot be drawn."""
    deals = list(data.deals)
    deal_number = {name: i for i, name in enumerate(deals)}
    edge_number = {name: i for i, name in enumerate(data.edges)}
    every = positions(data, view)
    chances: dict[int, Chance] = {}
    slots: list[Slot] = []
    fixed: set[tuple[str, int]] = set()

    def put(kind: str, i: int, field: str, amount: Amount | None, link: Wire, promised: bool) -> None:
        if amount is None:
            return
        if not amount.disclosed or amount.high is None:
            fixed.add((kind, i))
        edge = link.edge
        slots.append(Slot(kind, i, field, _range(amount), edge_number[edge], deal_number[data.deal_of[edge].id] if promised else -1))

    for name, position in every.items():
        stage = position.stage
        if not stage.is_ended and stage != "completed":
            beyond = data.assumptions.value(f"expected-headline-{stage.replace('_', '-')}")
            within = data.assumptions.value(f"expected-binding-{stage}") if stage.is_agreed else beyond
            share = 1.0
            if view.basis is Basis.HEADLINE and position.headline.point:
                bound = position.binding.point if position.binding.point is not None else position.binding.low or 0.0
                share = min(1.0, bound / position.headline.point)
            chances[edge_number[name]] = Chance(within, beyond, share)
    for i, link in enumerate(wiring.claims):
        put("claim", i, "amount", link.hit.term.amount if link.hit else None, link, False)
    for i, link in enumerate(wiring.contracts):
        for field, hit in (("unpaid", link.hit), ("yearly", link.yearly), ("supply", link.supply)):
            put("contract", i, field, hit.term.amount if hit else None, link, True)
        put("contract", i, "receivable", link.receivable.term.amount if link.receivable else None, link, False)
    for i, link in enumerate(wiring.promises):
        put("promise", i, "amount", link.hit.term.amount if link.hit else None, link, True)
    for i, link in enumerate(wiring.guarantees):
        put("guarantee", i, "cap", link.hit.term.amount if link.hit else None, link, True)
        guarantee = wiring.systems[POINT].guarantees[i]
        if guarantee.link >= 0:
            covered = wiring.claims[guarantee.link] if guarantee.kind == "claim" else wiring.contracts[guarantee.link]
            put("guarantee", i, "due", owed_outright(data, covered.position, view), covered, guarantee.kind == "contract")
    recoveries = tuple(link.hit.recovery if link.hit else None for link in wiring.claims)
    names = [*sorted({name for name in recoveries if name}), "pass-through", "horizon"]
    assumed = tuple((name, Range(*span_of(data, name))) for name in names)
    margins = tuple(
        (j, _range(found.margin)) for j, found in enumerate(wiring.balances) if found.margin is not None and _range(found.margin).varies
    )
    shock = fail(wiring, failing)
    recipe = Recipe(
        wiring.systems[POINT],
        shock,
        rules(data, options, POINT),
        tuple(slots),
        chances,
        len(deals),
        len(edge_number),
        assumed,
        recoveries,
        margins,
    )
    return recipe, tuple(edge_number), frozenset(fixed)


def _range(amount: Amount) -> Range:
    """Where an amount is drawn: in its range; at its best figure where it has no upper limit."""
    low, point, high = numbers(amount)
    if amount.point is None:
        return Range(low, (low + high) / 2, high, uniform=True)
    ceiling = bool(point) and amount.at_most >= 0.999 * point
    return Range(min(low, point), point, high, uniform=ceiling)


def _summed(
    wiring: Wiring,
    recipe: Recipe,
    labels: Sequence[str],
    done: list[Results],
    tasks: Sequence[tuple[Recipe, Any, int]],
    draws: int,
    seed: int,
    fixed: frozenset[tuple[str, int]],
) -> Uncertainty:
    import numpy as np

    sizes = [size for _, _, size in tasks]

    def joined(parts: Iterable[Vector | None]) -> Vector:
        """One figure over all draws; nothing where a chunk does not know it."""
        return np.concatenate([np.zeros(size) if part is None else part for part, size in zip(parts, sizes, strict=True)])

    keys = sorted({key for result in done for key in result.lost})
    losers = sorted({loser for loser, _ in keys})
    series = {key: joined(result.lost.get(key) for result in done) for key in keys}
    ranked = [[series[key] for key in keys if key[0] == loser and key[1] != CHANNELS[-1]] for loser in losers]
    largest = np.array([np.max(found or [np.zeros(draws)], axis=0) for found in ranked])
    order = np.argsort(-largest, axis=0, kind="stable")[:TOP] if losers else np.zeros((0, draws), dtype=int)
    drawn: dict[str, Drawn] = {}
    for i, loser in enumerate(losers):
        failed = joined(result.failed.get(loser) for result in done)
        level = joined(result.distress.get(loser) for result in done)
        known = recipe.system.companies[loser].equity is not None
        drawn[wiring.names[loser]] = Drawn(
            {channel: _spread(series[loser, channel]) for channel in CHANNELS if (loser, channel) in series},
            float(failed.mean()),
            float(((order == i) & (largest[i] > 0)).any(axis=0).mean()),
            tuple(float(v) for v in np.percentile(level, (5, 50, 95))) if known else None,  # type: ignore[arg-type]
        )
    loss = np.concatenate([result.loss for result in done])
    touched = frozenset[tuple[str, int]]().union(*(result.touched for result in done))
    matters = _what_matters(recipe, labels, [worlds(*task) for task in tasks], loss, touched)
    return Uncertainty(draws, seed, drawn, _spread(loss), matters, len(fixed & touched))


def _spread(values: Vector) -> Spread:
    import numpy as np

    low, middle, high = np.percentile(values, (5, 50, 95))
    return Spread(float(low), float(middle), float(high))


def _what_matters(
    recipe: Recipe, labels: Sequence[str], drawn: list[Worlds], loss: Vector, touched: frozenset[tuple[str, int]]
) -> tuple[tuple[str, float], ...]:
    """Each doubt's correlation ratio with the loss."""
    import numpy as np

    def joined(field: str, i: int) -> Vector:
        return np.concatenate([getattr(world, field)[i] for world in drawn])

    shares: dict[str, float] = {}
    by_edge: dict[int, list[Slot]] = {}
    for slot in recipe.slots:
        if (slot.kind, slot.link) not in touched:
            continue
        if slot.range.varies or (slot.deal >= 0 and slot.range.point):
            by_edge.setdefault(slot.edge, []).append(slot)
    for edge, slots in by_edge.items():
        bins = (joined("edges", edge) * BINS).astype(int) if any(slot.range.varies for slot in slots) else np.zeros(loss.size, dtype=int)
        deal = next((slot.deal for slot in slots if slot.deal >= 0), -1)
        if deal >= 0:
            share = np.concatenate([performed(recipe, world, deal, edge) for world in drawn])
            bins = np.where(share > 0, bins + 1 + BINS * (share >= 1), 0)
        shares[labels[edge]] = correlation_ratio(bins, loss)
    for i, (name, spread) in enumerate(recipe.assumed):
        if spread.varies:
            shares[f"assumption {name}"] = correlation_ratio((joined("assumed", i) * BINS).astype(int), loss)
    told = [(what, share) for what, share in shares.items() if share >= MATTERS]
    return tuple(sorted(told, key=lambda pair: (-pair[1], pair[0])))


def correlation_ratio(groups: NDArray[np.int64], values: Vector) -> float:
    """The share of the variance of `values` that lies between groups, less what chance alone would put there; from 0 to 1.

    >>> import numpy as np
    >>> correlation_ratio(np.array([0, 0, 1, 1]), np.array([1.0, 1.0, 3.0, 3.0]))
    1.0
    """
    import numpy as np

    size = values.size
    counts = np.bincount(groups)
    used = int((counts > 0).sum())
    whole = float(((values - values.mean()) ** 2).sum())
    if not whole or used < 2 or size <= used:
        return 0.0
    means = np.bincount(groups, weights=values) / np.maximum(counts, 1)
    between = float((counts * (means - values.mean()) ** 2).sum())
    explained = between / whole
    return max(0.0, 1.0 - (1.0 - explained) * (size - 1) / (size - used))

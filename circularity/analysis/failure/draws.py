"""Many possible worlds at once: which deals are performed, what each amount really is, and what then follows from a failure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from circularity.analysis.failure.contagion import Maths, spread
from circularity.analysis.failure.system import Company, Contract, Number, Rules, Shock, System

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import SeedSequence
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

CHUNK = 1000
"""Draws worked out together; the same whatever runs them, so that the same seed gives the same numbers."""


@dataclass(frozen=True, slots=True)
class Range:
    """Where a number may lie: triangular with its peak at `point`, or uniform where there is no best figure or only a ceiling."""

    low: float
    point: float
    high: float
    uniform: bool = False

    @property
    def varies(self) -> bool:
        return self.high > self.low

    def at(self, chance: Vector) -> Number:
        """The number at each chance from 0 to 1: the inverse of its distribution."""
        import numpy as np

        if not self.varies:
            return self.point
        width = self.high - self.low
        if self.uniform:
            return self.low + width * chance
        rising = (self.point - self.low) / width
        up = self.low + np.sqrt(chance * width * (self.point - self.low))
        down = self.high - np.sqrt((1.0 - chance) * width * (self.high - self.point))
        return np.where(chance < rising, up, down)


@dataclass(frozen=True, slots=True)
class Slot:
    """One number of one link that differs from draw to draw."""

    kind: str
    link: int
    field: str
    range: Range
    edge: int
    """Which edge's chance it follows: all numbers of an edge move together."""
    deal: int = -1
    """Which deal's performance it hangs on; -1 for money that has moved already."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a deal at its stage is to be performed: its firm part, and the part beyond."""

    firm: float
    loose: float
    firm_share: float = 1.0
    """How much of the amount is firm."""


CERTAIN = Chance(1.0, 1.0)


@dataclass(frozen=True)
class Recipe:
    """Everything that a worker needs to make draws; plain data, so that it can be sent to any process or machine."""

    system: System
    shock: Shock
    rules: Rules
    slots: tuple[Slot, ...]
    chances: dict[int, Chance]
    """By edge, how likely it is to be performed; certain where it is not here."""
    deals: int
    edges: int
    assumed: tuple[tuple[str, Range], ...]
    """Recoveries, pass-through, horizon: one number a draw for all links."""
    recovery_of: tuple[str | None, ...]
    """By claim, the assumption that says what comes back."""
    margins: tuple[tuple[int, Range], ...]


@dataclass(frozen=True)
class Worlds:
    """The chances of one chunk, before anything is made of them."""

    deals: Vector
    edges: Vector
    assumed: Vector
    margins: Vector


@dataclass(frozen=True)
class Results:
    """What a chunk of draws came to."""

    lost: dict[tuple[int, str], Vector]
    """By loser and channel."""
    failed: dict[int, Vector]
    distress: dict[int, Vector]
    loss: Vector
    """All that lowers anybody's equity, in each draw."""
    touched: frozenset[tuple[str, int]]
    """Links through which anything was lost."""


def worlds(recipe: Recipe, seed: SeedSequence, count: int) -> Worlds:
    """The chances of a chunk; the same for the same seed."""
    import numpy as np

    chance = np.random.default_rng(seed)
    return Worlds(
        chance.random((recipe.deals, count)),
        chance.random((recipe.edges, count)),
        chance.random((len(recipe.assumed), count)),
        chance.random((len(recipe.margins), count)),
    )


def performed(recipe: Recipe, world: Worlds, deal: int, edge: int) -> Vector:
    """The share of an edge's promised money that is performed in each draw: none, its firm part, or all."""
    chance = recipe.chances.get(edge, CERTAIN)
    drawn = world.deals[deal]
    share: Vector = chance.firm_share * (drawn < chance.firm) + (1.0 - chance.firm_share) * (drawn < chance.loose)
    return share


def chunk(task: tuple[Recipe, SeedSequence, int]) -> Results:
    """Work out one chunk of draws: the job that an executor is given."""
    import numpy as np

    recipe, seed, count = task
    world = worlds(recipe, seed, count)
    system, rules = _drawn(recipe, world)
    lost: dict[tuple[int, str], Any] = {}
    touched: set[tuple[str, int]] = set()

    def book(when: int, channel: str, kind: str, link: int, loser: int, amount: Number, part: Number, source: object) -> None:
        key = (loser, channel)
        lost[key] = lost.get(key, 0.0) + amount
        touched.add((kind, link))

    outcome = spread(system, recipe.shock, rules, book, arrays())
    wide = np.zeros(count)
    loss = wide + sum(outcome.loss)
    return Results(
        {key: wide + value for key, value in lost.items()},
        {j: wide + failed for j, failed in enumerate(outcome.failed) if np.any(failed) and j not in recipe.shock.failing},
        {j: wide + level for j, level in enumerate(outcome.distress) if np.any(level) and j not in recipe.shock.failing},
        loss,
        frozenset(touched),
    )


def arrays() -> Maths:
    """The operations on arrays of draws."""
    import numpy as np

    def over(top: Number, bottom: Number) -> Number:
        top, bottom = np.broadcast_arrays(np.asarray(top, dtype=float), np.asarray(bottom, dtype=float))
        return np.divide(top, bottom, out=np.zeros(top.shape), where=bottom > 0)

    return Maths(
        least=np.minimum,
        most=np.maximum,
        some=lambda value: bool(np.any(value)),
        above=lambda value, floor: bool(np.any(np.abs(value) > floor)),
        over=over,
        flag=lambda truth: np.asarray(truth, dtype=float),
    )


def _drawn(recipe: Recipe, world: Worlds) -> tuple[System, Rules]:
    """The system with an array of drawn numbers in place of each number that varies."""
    import numpy as np

    changes: dict[tuple[str, int], dict[str, Number]] = {}
    shares: dict[tuple[int, int], Vector] = {}
    for slot in recipe.slots:
        value = slot.range.at(world.edges[slot.edge])
        found = changes.setdefault((slot.kind, slot.link), {})
        if slot.deal >= 0:
            key = (slot.deal, slot.edge)
            if key not in shares:
                shares[key] = performed(recipe, world, *key)
            value = value * shares[key]
            if slot.kind == "contract":
                found["is_open"] = (shares[key] > 0).astype(float)
        found[slot.field] = value
    assumed = {name: spread_.at(world.assumed[i]) for i, (name, spread_) in enumerate(recipe.assumed)}
    for i, recovery in enumerate(recipe.recovery_of):
        if recovery is not None:
            changes.setdefault(("claim", i), {})["loss_rate"] = 1.0 - assumed[recovery]
    old = recipe.system
    guarantees = [replace(link, **changes.get(("guarantee", i), {})) for i, link in enumerate(old.guarantees)]
    together: dict[tuple[str, int], Number] = {}
    for link in guarantees:
        covered = (link.kind, link.link)
        together[covered] = together.get(covered, 0.0) + link.cap
    over = arrays().over
    guarantees = [link if link.link < 0 else replace(link, share=over(link.cap, together[link.kind, link.link])) for link in guarantees]
    companies: list[Company] = list(old.companies)
    for i, (number, spread_) in enumerate(recipe.margins):
        companies[number] = replace(companies[number], margin=spread_.at(world.margins[i]))
    system = System(
        tuple(companies),
        tuple(replace(link, **changes.get(("claim", i), {})) for i, link in enumerate(old.claims)),
        tuple(_contract(link, changes.get(("contract", i), {})) for i, link in enumerate(old.contracts)),
        tuple(replace(link, **changes.get(("promise", i), {})) for i, link in enumerate(old.promises)),
        tuple(guarantees),
    )
    ones = np.ones(world.edges.shape[1])
    rules = replace(recipe.rules, pass_through=assumed["pass-through"] * ones, horizon=assumed["horizon"] * ones)
    return system, rules


def _contract(link: Contract, changed: dict[str, Number]) -> Contract:
    """A contract with its drawn numbers; one that is closed stays so."""
    return replace(link, **{**changed, "is_open": changed.get("is_open", 1.0) * float(bool(link.is_open))})

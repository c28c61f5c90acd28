"""Past changes of life with a disclosed effect, and what the vintages of the time say of each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from circularity.analysis.depreciation.fleet import Fleet, fiscal_time, fleet, policy_steps, server_owners
from circularity.analysis.depreciation.vintages import Steps, books
from circularity.analysis.depreciation.whatif import WhatIf
from circularity.analysis.results import Term
from circularity.analysis.wording import dollars
from circularity.dataset.dataset import Dataset
from circularity.model.amounts import Amount
from circularity.model.useful_life import Asset, Effect, Policy


@dataclass(frozen=True)
class LifeChange:
    """A change of life with a disclosed effect, and what the fleet says of it."""

    policy: Policy
    effect: Effect
    fleet: Fleet
    year: int
    disclosed: float
    terms: tuple[Term, ...]
    by_share: float
    """The effect if all capital expenditure of the vintages had been servers and network gear."""
    missing: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"{self.fleet.entity}-{self.year}"

    @property
    def gaps(self) -> str:
        return ", ".join(f"FY{year}" for year in self.missing)

    @property
    def raw(self) -> float:
        return sum(term.amount.point or 0.0 for term in self.terms)

    @property
    def fits(self) -> bool:
        """Whether it may calibrate others: changes of an undisclosed subset of a fleet may not."""
        return not self.policy.subset and self.raw != 0 and self.counted

    @property
    def counted(self) -> bool:
        """Effects that span two changes inside one year and have no source are shown and not counted."""
        return self.effect.pool != "not stated"


def life_changes(data: Dataset, day: date) -> list[LifeChange]:
    """Every change of life with a disclosed effect on a fleet that can be modelled, oldest first."""
    found = []
    for name in server_owners(data, day):
        own = fleet(data, name, day)
        spent = fleet(data, name, day, WhatIf(server_share=Amount.exactly(1.0)))
        for policy in own.lives.policies:
            effect = policy.disclosed_effect
            if effect is None or effect.charge is None or policy.previous_years is None or policy.effective.first > day:
                continue
            year = int(effect.period.removeprefix("FY"))
            if year > own.last_year:
                continue
            terms, missing = saved(data, own, policy, effect, year)
            by_share = sum(term.amount.point or 0.0 for term in saved(data, spent, policy, effect, year)[0])
            found.append(LifeChange(policy, effect, own, year, -effect.charge, terms, by_share, missing))
    return sorted(found, key=lambda event: (event.policy.effective.first, event.fleet.entity))


def saved(
    data: Dataset, own: Fleet, policy: Policy, effect: Effect, year: int, pool: Effect | None = None
) -> tuple[tuple[Term, ...], tuple[int, ...]]:
    """By how much the charge of a year falls, vintage by vintage, on raw additions; and the years that are missing."""
    together = [
        p
        for p in own.lives.policies
        if p.effective == policy.effective and p.previous_years is not None and (p is policy or effect.covers is Asset.BOTH)
    ]
    network = data.assumptions.value("network-share")
    pairs: list[tuple[float, Steps, Steps]] = []
    for p in together:
        for asset, weight in ((Asset.SERVERS, 1 - network), (Asset.NETWORK, network)):
            if p.asset in (asset, Asset.BOTH):
                pairs.append((weight, *_before_and_after(own, p, asset)))
    oldest = max((steps[-1][1] for _, steps, _ in pairs), default=0.0)
    begins = fiscal_time(policy.effective.first, own.ends)
    with_additions = (pool or effect).with_additions
    terms, known = [], {v.year for v in own.vintages}
    for v in own.vintages:
        if v.year + 1 > begins and not (with_additions and v.year <= year):
            continue
        saved = sum(w * (books(1.0, v.year, old, year).at(year)[0] - books(1.0, v.year, new, year).at(year)[0]) for w, old, new in pairs)
        if abs(saved) > 1e-9:
            words = f"FY{v.year} additions of {dollars(v.raw)} ({v.method}): charge of FY{year} {-saved:+.1%} of cost"
            terms.append(Term(Amount.exactly(v.raw * saved), words, (), v.figures))
    first = math.floor(begins - oldest)
    # gear bought in the year in which the old life began to run out carries the rest of its charge
    missing = tuple(y for y in range(first, math.ceil(begins)) if y not in known and y + 0.5 + oldest > begins)
    return tuple(terms), missing


def _before_and_after(own: Fleet, policy: Policy, asset: Asset) -> tuple[Steps, Steps]:
    """The lives without and with one change; what the change says of the life before it has the last word."""
    before = policy_steps(own, asset, policy.effective.first, without=policy)
    assert policy.previous_years is not None
    old: Steps = (*before[:-1], (before[-1][0], policy.previous_years.years)) if before else ((-math.inf, policy.previous_years.years),)
    return old, (*old, (fiscal_time(policy.effective.first, own.ends), policy.life_years.years))


def lives_in_words(event: LifeChange) -> str:
    pairs = [p for p in event.fleet.lives.policies if p.effective == event.policy.effective and p.previous_years is not None]
    if event.effect.covers is not Asset.BOTH:
        pairs = [event.policy]
    return "; ".join(f"{str(p.asset).replace('_', ' ')} {p.previous_years} to {p.life_years}" for p in pairs)

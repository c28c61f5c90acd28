"""A company's servers: the vintages that it bought, and the lives that it has given them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from circularity.analysis.depreciation.additions import LINE, SPENDING, Additions, Vintage, additions, fiscal_day
from circularity.analysis.depreciation.vintages import Steps, checked_life
from circularity.analysis.depreciation.whatif import WhatIf
from circularity.analysis.reported import history, unconverted
from circularity.dataset.dataset import Dataset
from circularity.dataset.lives import useful_lives
from circularity.errors import WrongUsage
from circularity.model.useful_life import Asset, Policy, UsefulLives


@dataclass(frozen=True)
class Fleet:
    """A company's vintages on a day, and how it writes them off."""

    entity: str
    lives: UsefulLives
    ends: tuple[int, int]
    """Month and day on which the fiscal year ends."""
    bought: Additions
    unconverted: tuple[str, ...] = ()
    """Currencies of figures that are left out because no exchange rate is on file."""

    @property
    def vintages(self) -> tuple[Vintage, ...]:
        return self.bought.vintages

    @property
    def last_year(self) -> int:
        """The last fiscal year with reported additions."""
        return self.vintages[-1].year

    def year_end(self, year: int) -> date:
        return fiscal_day(year, *self.ends)


def server_owners(data: Dataset, day: date | None = None) -> list[str]:
    """Companies whose lives and figures, as known on a day, allow a vintage model."""
    lives = useful_lives(data)
    return [name for name in lives if _modelled(data, name, lives[name], day)]


def fleet(data: Dataset, name: str, day: date, inputs: WhatIf | None = None) -> Fleet:
    """The vintages of one company as known on a day.

    Raises
    ------
    WrongUsage
        If the company has no servers on file, or no figure from which additions could be read.
    """
    inputs = inputs or WhatIf()
    entity = data.entity(name)
    lives = useful_lives(data).get(entity.id)
    known = ", ".join(server_owners(data))
    hint = f"companies with servers: {known}" if known else "this dataset has no depreciation/ folder"
    if lives is None:
        raise WrongUsage(f"{entity.name} has no useful life of servers on file", hint)
    if not _single(lives, day):
        raise WrongUsage(f"{entity.name} has no single life of servers on file that was known on {day.isoformat()}", hint)
    ends = _fiscal_end(data, entity.id)
    bought = additions(data, entity.id, lives, day, ends, inputs)
    lost = unconverted(data, entity.id, (LINE, *SPENDING), day)
    if not bought.vintages:
        if lost:
            hint = f"its figures are in {', '.join(lost)} and reference/fx.csv has no rate"
        raise WrongUsage(f"nothing is known of what {entity.name} bought up to {day.isoformat()}", hint)
    return Fleet(entity.id, lives, ends, bought, lost)


def policy_steps(own: Fleet, asset: Asset, day: date, *, without: Policy | None = None) -> Steps:
    """The lives that a company has used for servers or network gear, in fiscal years; those of an undisclosed subset left out.

    `without` leaves out a change and everything that came into force on the same day or later.
    """
    cut = day if without is None else without.effective.first
    chosen = [
        p
        for p in own.lives.policies
        if p.asset in (asset, Asset.BOTH) and not p.subset and (p.effective.first < cut or (without is None and p.effective.first == cut))
    ]
    if not chosen:
        other = Asset.SERVERS if asset is Asset.NETWORK else Asset.NETWORK
        chosen = [p for p in own.lives.policies if p.asset is other and not p.subset and p.effective.first < cut]
    chosen.sort(key=lambda p: p.effective.first)
    if not chosen and without is not None and without.previous_years is not None:
        return ((-math.inf, without.previous_years.years),)
    steps = [(fiscal_time(p.effective.first, own.ends), checked_life(p.life_years.years)) for p in chosen]
    before = chosen[0].previous_years if chosen else None
    if before is not None:
        return ((-math.inf, before.years), *steps)
    return ((-math.inf, steps[0][1]), *steps[1:]) if steps else ()


def fiscal_time(day: date, ends: tuple[int, int]) -> float:
    """A day as a fiscal year and its fraction: the first day of fiscal 2026 is 2026.0."""
    year = day.year + (day > fiscal_day(day.year, *ends))
    begin, end = fiscal_day(year - 1, *ends), fiscal_day(year, *ends)
    return year + ((day - begin).days - 1) / (end - begin).days


def _modelled(data: Dataset, entity: str, lives: UsefulLives, day: date | None) -> bool:
    """Whether a single policy life, and a server line or yearly spending in dollars, are on file."""
    last = date.max if day is None else day
    if not _single(lives, last):
        return False
    balances = history(data, entity, LINE, last)
    return len(balances) > 1 or bool(balances and lives.fleet.nothing_before) or bool(history(data, entity, "capex", last))


def _single(lives: UsefulLives, day: date) -> bool:
    """Whether a life that is one number is known on a day; a printed range for a class of equipment cannot be scheduled."""
    return any(p.life_years.low == p.life_years.high and p.effective.first <= day for p in lives.policies)


def _fiscal_end(data: Dataset, entity: str) -> tuple[int, int]:
    text = data.entities[entity].fiscal_year_ends or "12-31"
    return int(text[:2]), int(text[3:])

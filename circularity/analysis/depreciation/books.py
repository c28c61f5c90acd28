"""A fleet under its company's own policy, beside another way to write it off."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

from circularity.analysis.depreciation.additions import NEAR_DAYS, NO_FACTOR, Method, Vintage, times
from circularity.analysis.depreciation.fleet import fleet, policy_steps
from circularity.analysis.depreciation.vintages import Steps, books, checked_life
from circularity.analysis.depreciation.whatif import WhatIf
from circularity.analysis.reported import Reported, reported
from circularity.analysis.wording import money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.positions import Position, admitted
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.kinds import Kind
from circularity.model.useful_life import Asset

YEARS_AHEAD = 5
Unit = tuple[float, float, float]
"""Charge, closing book value and write-off at once of one dollar in one year."""
TREATMENTS = {
    "prospective": "what is on the books is spread over what is left of the new life, as accounting standards ask",
    "restated": "as if the new life had held from the first purchase",
    "new": "only what is bought from the change on has the new life",
}
DEBTS = (Kind.LOAN, Kind.BOND, Kind.CONVERTIBLE, Kind.SPV_FINANCING)


@dataclass(frozen=True)
class Scenario:
    """Another way to write a fleet off."""

    life: float
    effective: int
    treatment: str
    since: int | None
    retired: float = 0.0
    by_vintage: tuple[tuple[int, float], ...] = ()
    """Vintages with a life of their own in place of `life`."""

    def steps(self, policy: Steps, vintage: int) -> Steps:
        """The lives of one vintage under this scenario."""
        life = dict(self.by_vintage).get(vintage, self.life)
        if self.since is not None and vintage < self.since and vintage not in dict(self.by_vintage):
            return policy
        if self.treatment == "restated":
            return ((-math.inf, life),)
        if self.treatment == "new":
            return ((-math.inf, life),) if vintage >= self.effective else policy
        return (*(step for step in policy if step[0] < self.effective), (float(self.effective), life))


class FleetModel:
    """One company's fleet under its own policy, ready to be held against scenarios."""

    def __init__(self, data: Dataset, name: str, view: View, inputs: WhatIf) -> None:
        self.data, self.view, self.inputs = data, view, inputs
        self.fleet = fleet(data, name, view.last_day, inputs)
        self.entity = self.fleet.entity
        day = view.last_day
        if inputs.policy_life is not None:
            fixed: Steps = ((-math.inf, checked_life(inputs.policy_life)),)
            self.policy = {Asset.SERVERS: fixed, Asset.NETWORK: fixed}
        else:
            self.policy = {asset: policy_steps(self.fleet, asset, day) for asset in (Asset.SERVERS, Asset.NETWORK)}
        self.network = 0.0 if self.policy[Asset.SERVERS] == self.policy[Asset.NETWORK] else data.assumptions.value("network-share")
        self.years = self._years()
        self.vintages = (*self.fleet.vintages, *self._future())
        self.income = self._of_last_year("operating_income")
        self.net = self._of_last_year("net_income")
        self.shares = self._of_last_year("diluted_shares")
        self.tax = inputs.tax_rate or assumed(data, "tax-on-life-effects")
        if inputs.tax_rate is None and self.net is not None and (self.net.value.point or 0.0) < 0:
            self.tax = replace(self.tax, low=0.0)
        self.debts = _debts(data, self.entity, view)
        self.total_debt = reported(data, self.entity, "total_debt", view.last_day)
        self._units: dict[tuple[int, Scenario | None], dict[int, Unit]] = {}

    @property
    def first_year(self) -> int:
        """The first fiscal year that has not been reported."""
        return self.fleet.last_year + 1

    def effective(self, asked: int | None) -> int:
        if asked is not None and not self.fleet.vintages[0].year <= asked <= self.first_year + 30:
            raise WrongUsage(
                f"a life of {self.data.name(self.entity)}'s servers cannot change in fiscal {asked}",
                f"its vintages begin in {self.fleet.vintages[0].year}",
            )
        return self.first_year if asked is None else asked

    def policy_life(self, year: int) -> float:
        """The company's own life for servers at the end of a fiscal year."""
        return [life for when, life in self.policy[Asset.SERVERS] if when < year + 1][-1]

    def _years(self) -> range:
        if self.view.window is None:
            return range(self.first_year, self.first_year + YEARS_AHEAD)
        first, last = self.view.window
        begin = max(self.fleet.vintages[0].year, next(y for y in range(first.year, first.year + 2) if self.fleet.year_end(y) >= first))
        end = min(last.year, self.first_year + 29)
        return range(begin, end + 1)

    def _future(self) -> list[Vintage]:
        """Purchases after the last reported year on the assumed path."""
        path, last = self.inputs.capex, self.fleet.vintages[-1]
        added: list[Vintage] = []
        level, said, cited = last.amount, f"FY{last.year} held flat", last.figures
        guided = {int(g.year.removeprefix("FY")): g for g in self.fleet.lives.fleet.guidance}
        servers = self.fleet.bought.server_share
        for year in range(self.first_year, max(self.years, default=self.first_year) + 1):
            spent = path.by_year.get(year)
            if path.word == "guided" and year in guided:
                spent = guided[year].capex.stated
            if path.word == "none":
                level, said = Amount.exactly(0.0), "no purchases assumed"
            elif spent is not None:
                by_end = (times(getattr(spent, end) or 0.0, servers.share, servers.factor) for end in ("low", "point", "high"))
                level = Amount(*(getattr(amount, end) for amount, end in zip(by_end, ("low", "point", "high"), strict=True)))
                said = f"{money(spent)} spent x server share {servers.share.point:.0%} ({servers.words})"
                said += "" if servers.factor == NO_FACTOR else f", x {servers.factor.point:g} for what was retired"
                cited = tuple(f"{s.publisher}: {s.says}" for s in guided[year].sources) if path.word == "guided" else ()
            elif path.word == "growth":
                level = level.scaled(1 + path.growth)
                said = f"FY{year - 1} {path.growth:+.0%}"
            elif added and not said.startswith("FY"):
                said = f"FY{year - 1} held flat"
            added.append(Vintage(year, level, level.point or 0.0, Method.PATH, said, cited))
        return added

    def _of_last_year(self, metric: str) -> Reported | None:
        """A figure of the last reported fiscal year and of no other, but for the number of shares, which may be a year older."""
        if metric == "diluted_shares" and self.inputs.shares is not None:
            return Reported(metric, Amount.exactly(self.inputs.shares), self.fleet.year_end(self.fleet.last_year).isoformat(), ())
        found = reported(self.data, self.entity, metric, self.view.last_day)
        if found is None:
            return None
        age = (self.fleet.year_end(self.fleet.last_year) - date.fromisoformat(found.period_end)).days
        # shares outstanding move little from year to year; income does not
        return found if abs(age) <= NEAR_DAYS or (metric == "diluted_shares" and 0 <= age <= 366 + NEAR_DAYS) else None

    def own_charge(self, year: int) -> Amount:
        """What the model charges in a reported year at the company's own lives."""
        parts = [(1 - self.network, self.policy[Asset.SERVERS]), (self.network, self.policy[Asset.NETWORK])]
        here = [v for v in self.fleet.vintages if v.year <= year]
        return total(times(sum(w * books(1.0, v.year, steps, year).at(year)[0] for w, steps in parts), v.amount) for v in here)

    def all_property(self) -> Reported | None:
        """Depreciation of all property of the last reported year, or with amortization where that alone is told: a ceiling."""
        found = (self._of_last_year(metric) for metric in ("depreciation_ppe", "depreciation_and_amortization"))
        return next((figure for figure in found if figure is not None), None)

    def unit(self, vintage: int, scenario: Scenario | None) -> dict[int, Unit]:
        """What a dollar of a vintage does in each shown year: charge, book value, write-off at once."""
        key = (vintage, scenario)
        if key in self._units:
            return self._units[key]
        parts = [(1 - self.network, self.policy[Asset.SERVERS]), (self.network, self.policy[Asset.NETWORK])]
        result: dict[int, Unit] = dict.fromkeys(self.years, (0.0, 0.0, 0.0))
        for weight, policy in parts:
            if not weight:
                continue
            own = books(1.0, vintage, policy, max(self.years))
            if scenario is not None:
                scrapped = 0.0 if scenario.since is not None and vintage < scenario.since else scenario.retired
                steps = scenario.steps(policy, vintage)
                own = books(1.0, vintage, steps, max(self.years), retired=scrapped, retired_from=float(scenario.effective))
            for year in self.years:
                old, new = result[year], own.at(year)
                result[year] = (old[0] + weight * new[0], old[1] + weight * new[1], old[2] + weight * new[2])
        self._units[key] = result
        return result


def assumed(data: Dataset, name: str) -> Amount:
    found = data.assumptions[name]
    return Amount(found.value if found.low is None else found.low, found.value, found.value if found.high is None else found.high)


def _debts(data: Dataset, entity: str, view: View) -> tuple[Position, ...]:
    """Debt of the company that is on record and not nothing."""
    found = [p for p in admitted(data, view) if p.edge.payee == entity and p.edge.kind in DEBTS and p.claim.disclosed and p.claim.high != 0]
    return tuple(sorted(found, key=lambda p: p.edge.id))

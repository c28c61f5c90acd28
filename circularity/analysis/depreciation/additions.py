"""What a company bought in servers and network gear, year by year, read from what it reports.

In this order: the growth of the balance-sheet line of servers, at cost; the growth of a broader line times the part of it that is servers;
capital expenditure times a server share.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from circularity.analysis.depreciation.whatif import WhatIf
from circularity.analysis.reported import Reported, history
from circularity.analysis.wording import dollars
from circularity.dataset.dataset import Dataset
from circularity.model.amounts import Amount
from circularity.model.text import percent_value
from circularity.model.useful_life import UsefulLives

LINE = "servers_network_gross"
SPENDING = ("capex", "finance_lease_additions")
NEAR_DAYS = 10
"""Fiscal years of 52 or 53 weeks end a few days beside their nominal day."""
Spent = tuple[float, tuple[str, ...]]
"""Dollars of a year, and the reported figures that say so."""
NO_FACTOR = Amount.exactly(1.0)


class Method(StrEnum):
    """Where a vintage's amount comes from, from the best down."""

    GIVEN = "given"
    LINE = "growth of the server line"
    SPLIT = "growth over several years, split by spending"
    PROXY = "growth of a broader line"
    SHARE = "spending times server share"
    PATH = "assumed path"


@dataclass(frozen=True, slots=True)
class Vintage:
    """The servers and network gear bought in one fiscal year."""

    year: int
    amount: Amount
    raw: float
    """The point before the allowance for retirements."""
    method: Method
    words: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerShare:
    """The part of spending that is servers, and how it is known."""

    share: Amount
    words: str
    assumption: str | None
    """The assumption that it is, or that its vintages rest on."""
    factor: Amount = NO_FACTOR
    """For retirements, where the share comes from the growth of a line."""


@dataclass(frozen=True)
class Additions:
    """A company's purchases by fiscal year, oldest first."""

    vintages: tuple[Vintage, ...]
    server_share: ServerShare
    assumptions: tuple[str, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """Years inside the run for which nothing is known."""
        years = [v.year for v in self.vintages]
        return tuple(year for year in range(min(years, default=0), max(years, default=0)) if year not in years)


def additions(data: Dataset, entity: str, lives: UsefulLives, day: date, ends: tuple[int, int], inputs: WhatIf) -> Additions:
    """Everything that is known on a day of what a company bought; nothing is filled in where it is not.

    `ends` is the month and day on which its fiscal year ends.
    """
    spending = _spending(data, entity, day, ends, inputs.finance_leases)
    grown: dict[int, Vintage] = {}
    if inputs.server_share is None:
        _from_line(grown, by_year(history(data, entity, LINE, day), ends), lives, spending)
        broader = lives.fleet.proxy
        if broader is not None:
            balances = by_year(history(data, entity, broader.metric, day), ends)
            _from_proxy(grown, balances, percent_value(broader.share) / 100, broader.metric)
    factor = NO_FACTOR
    if lives.fleet.nothing_before is None:  # a fleet younger than its life has retired nothing
        allowance = data.assumptions["line-growth"]
        factor = Amount(allowance.low, allowance.value, allowance.high)
    share = _share(data, inputs, grown, spending, factor)
    found = {year: _scaled(vintage, factor) for year, vintage in grown.items()}
    for year, (spent, figures) in spending.items():
        if year not in found:
            words = f"{dollars(spent)} spent x server share {share.share.point:.0%} ({share.words})"
            bare = Vintage(year, times(spent, share.share), spent * (share.share.point or 0.0), Method.SHARE, words, figures)
            found[year] = _scaled(bare, share.factor)
    for year, given in inputs.additions.items():
        found[year] = Vintage(year, given, given.point or 0.0, Method.GIVEN, "as given")
    methods = {vintage.method for vintage in found.values()}
    used = ["line-growth"] if factor != NO_FACTOR and methods - {Method.GIVEN, Method.SHARE} else []
    if Method.SHARE in methods and share.assumption is not None:
        used.append(share.assumption)
    return Additions(tuple(found[year] for year in sorted(found)), share, tuple(dict.fromkeys(used)))


def _scaled(vintage: Vintage, factor: Amount) -> Vintage:
    """A vintage with the allowance for what was retired in its year."""
    if factor == NO_FACTOR:
        return vintage
    amount = Amount(*((getattr(vintage.amount, end) or 0.0) * (getattr(factor, end) or 0.0) for end in ("low", "point", "high")))
    return replace(vintage, amount=amount, words=f"{vintage.words}, x {factor.point:g} for what was retired")


def _share(data: Dataset, inputs: WhatIf, grown: Mapping[int, Vintage], spending: Mapping[int, Spent], factor: Amount) -> ServerShare:
    """The part of spending that is servers: as given, as the company's own balances show, or the assumption."""
    if inputs.server_share is not None:
        return ServerShare(inputs.server_share, "as given", None)
    both = {year: (vintage.raw, spending[year][0]) for year, vintage in grown.items() if year in spending and spending[year][0]}
    if both:
        ratios = [bought / spent for bought, spent in both.values()]
        point = sum(bought for bought, _ in both.values()) / sum(spent for _, spent in both.values())
        span = f"FY{min(both)} to FY{max(both)}: {min(ratios):.0%} to {max(ratios):.0%} a year"
        share = Amount(min(ratios), point, max(ratios))
        assumption = None if factor == NO_FACTOR else "line-growth"
        return ServerShare(share, f"growth of its server line over its spending, {span}", assumption, factor)
    assumed = data.assumptions["server-share"]
    return ServerShare(Amount(assumed.low, assumed.value, assumed.high), "assumption server-share", "server-share")


def _from_line(
    found: dict[int, Vintage],
    line: dict[int, Reported],
    lives: UsefulLives,
    spending: Mapping[int, Spent],
) -> None:
    """Growth between known balances of the server line; over a gap it is split by what was spent."""
    values = {year: balance.value.point or 0.0 for year, balance in line.items()}
    if lives.fleet.nothing_before is not None:
        values.setdefault(lives.fleet.nothing_before.last.year, 0.0)
    broken = {when.last.year for when in lives.fleet.breaks}
    years = sorted(values)
    for before, after in pairwise(years):
        growth = values[after] - values[before]
        run = range(before + 1, after + 1)
        if after in broken or growth < 0:
            continue
        cited = tuple(label for year in (before, after) if year in line for label in labels(line[year]))
        words = f"server line {dollars(values[after])} at the end of FY{after} less {dollars(values[before])} at the end of FY{before}"
        if len(run) == 1:
            found[after] = Vintage(after, Amount.exactly(growth), growth, Method.LINE, words, cited)
            continue
        weights = {year: spending[year][0] for year in run if year in spending}
        if len(weights) < len(run) or not sum(weights.values()):
            continue
        for year, weight in weights.items():
            part = growth * weight / sum(weights.values())
            said = f"{words}, {weight / sum(weights.values()):.0%} of it by the year's spending of {dollars(weight)}"
            found[year] = Vintage(year, Amount.exactly(part), part, Method.SPLIT, said, (*cited, *spending[year][1]))


def _from_proxy(found: dict[int, Vintage], proxy: dict[int, Reported], share: float, metric: str) -> None:
    years = sorted(proxy)
    for before, after in pairwise(years):
        old, new = (proxy[year].value.point or 0.0 for year in (before, after))
        if after in found or after - before != 1 or new < old:
            continue
        words = f"{share:.1%} of the growth of {metric.replace('_', ' ')} from {dollars(old)} to {dollars(new)}"
        cited = (*labels(proxy[before]), *labels(proxy[after]))
        found[after] = Vintage(after, Amount.exactly(share * (new - old)), share * (new - old), Method.PROXY, words, cited)


def _spending(data: Dataset, entity: str, day: date, ends: tuple[int, int], leases: bool) -> dict[int, Spent]:
    """Cash capital expenditure and, where reported, assets obtained by finance leases, by fiscal year."""
    capex = by_year(history(data, entity, "capex", day), ends)
    leased = by_year(history(data, entity, "finance_lease_additions", day), ends) if leases else {}
    result: dict[int, Spent] = {}
    for year, spent in capex.items():
        total, cited = spent.value.point or 0.0, labels(spent)
        if year in leased:
            total, cited = total + (leased[year].value.point or 0.0), (*cited, *labels(leased[year]))
        result[year] = (total, cited)
    return dict(sorted(result.items()))


def by_year(figures: list[Reported], ends: tuple[int, int]) -> dict[int, Reported]:
    """Year-end balances and yearly flows by fiscal year; balances of other days are passed over."""
    result = {}
    for figure in figures:
        day = date.fromisoformat(figure.period_end)
        near = [year for year in (day.year - 1, day.year, day.year + 1) if abs((day - fiscal_day(year, *ends)).days) <= NEAR_DAYS]
        if near:
            result[near[0]] = figure
    return result


def labels(figure: Reported) -> tuple[str, ...]:
    """A reported figure's rows in words, each with its address where it has one."""
    one = [f"{r.entity}: {r.label}, {r.publisher} ({r.source_type})" + (f" {r.source_url}" if r.source_url else "") for r in figure.rows]
    return tuple(one)


def times(base: float, *factors: Amount) -> Amount:
    """A number times factors that are known to a range, end by end."""
    low, point, high = (base * math.prod(getattr(factor, end) or 0.0 for factor in factors) for end in ("low", "point", "high"))
    return Amount(low, point, high)


def fiscal_day(year: int, month: int, day: int) -> date:
    """The nominal end of a fiscal year."""
    return date(year, month, min(day, 28)) if month == 2 else date(year, month, day)

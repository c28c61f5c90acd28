"""A company's servers as yearly vintages, read from what it reports, and the lives that it gives them.

Additions of a year are the growth of the balance-sheet line of servers and network gear, at cost; where that line is not known, the
growth of a broader line times the part of it that is servers; else capital expenditure times a server share.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from circularity.analysis.reported import Reported, history, unconverted
from circularity.analysis.vintages import Steps, checked_life
from circularity.analysis.whatif import WhatIf
from circularity.analysis.wording import dollars
from circularity.dataset.dataset import Dataset
from circularity.dataset.lives import useful_lives
from circularity.errors import WrongUsage
from circularity.model.amounts import Amount
from circularity.model.text import percent_value
from circularity.model.useful_life import Asset, Policy, UsefulLives

LINE = "servers_network_gross"
NEAR_DAYS = 10
"""Fiscal years of 52 or 53 weeks end a few days beside their nominal day."""


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


@dataclass(frozen=True)
class Fleet:
    """A company's vintages on a day, and how it writes them off."""

    entity: str
    lives: UsefulLives
    ends: tuple[int, int]
    """Month and day on which the fiscal year ends."""
    vintages: tuple[Vintage, ...]
    missing: tuple[int, ...]
    """Years inside the run for which nothing is known."""
    share: Amount
    share_words: str
    opening: Reported | None
    """The line at its first known year-end: gear of unknown age."""
    assumptions: tuple[str, ...]
    unconverted: tuple[str, ...] = ()
    """Currencies of figures that are left out because no exchange rate is on file."""

    @property
    def last_year(self) -> int:
        """The last fiscal year with reported additions."""
        return self.vintages[-1].year

    def year_end(self, year: int) -> date:
        return _day(year, *self.ends)


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
    line = _by_year(history(data, entity.id, LINE, day), ends)
    proxy_metric = lives.fleet.proxy
    proxy = _by_year(history(data, entity.id, proxy_metric.metric, day), ends) if proxy_metric else {}
    spending = _spending(data, entity.id, day, ends, inputs.finance_leases)
    found: dict[int, Vintage] = {}
    if inputs.server_share is None:
        _from_line(found, line, lives, spending, ends)
        if proxy_metric is not None:
            _from_proxy(found, proxy, percent_value(proxy_metric.share) / 100, proxy_metric.metric)
    share, share_words, used = _share(data, inputs, found, spending)
    allowance = data.assumptions["line-growth"]
    grown = Amount(allowance.low, allowance.value, allowance.high)
    grows = Amount.exactly(1.0) if used == "server-share" or inputs.server_share is not None else grown
    for year, (spent, figures) in spending.items():
        if year in found:
            continue
        raw = (spent.point or 0.0) * (share.point or 0.0)
        amount = times(spent.point or 0.0, share, grows)
        words = f"{dollars(spent.point)} spent x server share {share.point:.0%} ({share_words})"
        words += "" if grows.point == 1 else f", x {grows.point:g} for what was retired"
        found[year] = Vintage(year, amount, raw, Method.SHARE, words, figures)
    if lives.fleet.nothing_before is not None:
        grown = Amount.exactly(1.0)  # so young a fleet has retired nothing
    said = "" if grown.point == 1 else f", x {grown.point:g} for what was retired"
    scaled = {
        year: v if v.method is Method.SHARE else Vintage(year, times(v.raw, grown), v.raw, v.method, v.words + said, v.figures)
        for year, v in found.items()
    }
    for year, given in inputs.additions.items():
        scaled[year] = Vintage(year, given, given.point or 0.0, Method.GIVEN, "as given")
    lost = unconverted(data, entity.id, (LINE, "capex", "finance_lease_additions"), day)
    if not scaled:
        if lost:
            hint = f"its figures are in {', '.join(lost)} and reference/fx.csv has no rate"
        raise WrongUsage(f"nothing is known of what {entity.name} bought up to {day.isoformat()}", hint)
    years = sorted(scaled)
    missing = tuple(year for year in range(years[0], years[-1]) if year not in scaled)
    by_line = any(v.method not in (Method.GIVEN, Method.SHARE) for v in scaled.values()) and lives.fleet.nothing_before is None
    assumed = ["line-growth"] if by_line else []
    if any(v.method is Method.SHARE for v in scaled.values()) and inputs.server_share is None:
        assumed.append(used)
    opening = line[min(line)] if line and min(line) < years[0] else None
    return Fleet(
        entity.id, lives, ends, tuple(scaled[y] for y in years), missing, share, share_words, opening, tuple(dict.fromkeys(assumed)), lost
    )


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
    year = day.year + (day > _day(day.year, *ends))
    begin, end = _day(year - 1, *ends), _day(year, *ends)
    return year + ((day - begin).days - 1) / (end - begin).days


def _from_line(
    found: dict[int, Vintage],
    line: dict[int, Reported],
    lives: UsefulLives,
    spending: Mapping[int, tuple[Amount, tuple[str, ...]]],
    ends: tuple[int, int],
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
        weights = {year: spending[year][0].point or 0.0 for year in run if year in spending}
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


def _share(
    data: Dataset, inputs: WhatIf, found: Mapping[int, Vintage], spending: Mapping[int, tuple[Amount, tuple[str, ...]]]
) -> tuple[Amount, str, str]:
    """The part of spending that is servers: as given, as the company's own balances show, or the assumption."""
    if inputs.server_share is not None:
        return inputs.server_share, "as given", ""
    both = {year: (v.raw, spending[year][0].point or 0.0) for year, v in found.items() if year in spending and spending[year][0].point}
    if both:
        ratios = [bought / spent for bought, spent in both.values()]
        point = sum(bought for bought, _ in both.values()) / sum(spent for _, spent in both.values())
        words = (
            f"growth of its server line over its spending, FY{min(both)} to FY{max(both)}: {min(ratios):.0%} to {max(ratios):.0%} a year"
        )
        return Amount(min(ratios), point, max(ratios)), words, "line-growth"
    assumed = data.assumptions["server-share"]
    return Amount(assumed.low, assumed.value, assumed.high), "assumption server-share", "server-share"


def _spending(data: Dataset, entity: str, day: date, ends: tuple[int, int], leases: bool) -> dict[int, tuple[Amount, tuple[str, ...]]]:
    """Cash capital expenditure and, where reported, assets obtained by finance leases, by fiscal year."""
    capex = _by_year(history(data, entity, "capex", day), ends)
    leased = _by_year(history(data, entity, "finance_lease_additions", day), ends) if leases else {}
    result: dict[int, tuple[Amount, tuple[str, ...]]] = {}
    for year, spent in capex.items():
        total, cited = spent.value.point or 0.0, labels(spent)
        if year in leased:
            total, cited = total + (leased[year].value.point or 0.0), (*cited, *labels(leased[year]))
        result[year] = (Amount.exactly(total), cited)
    return dict(sorted(result.items()))


def labels(figure: Reported) -> tuple[str, ...]:
    """A reported figure's rows in words, each with its address where it has one."""
    one = [f"{r.entity}: {r.label}, {r.publisher} ({r.source_type})" + (f" {r.source_url}" if r.source_url else "") for r in figure.rows]
    return tuple(one)


def times(base: float, *factors: Amount) -> Amount:
    """A number times factors that are known to a range, end by end."""
    low, point, high = (base * math.prod(getattr(factor, end) or 0.0 for factor in factors) for end in ("low", "point", "high"))
    return Amount(low, point, high)


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


def _by_year(figures: list[Reported], ends: tuple[int, int]) -> dict[int, Reported]:
    """Year-end balances and yearly flows by fiscal year; balances of other days are passed over."""
    result = {}
    for figure in figures:
        day = date.fromisoformat(figure.period_end)
        near = [year for year in (day.year - 1, day.year, day.year + 1) if abs((day - _day(year, *ends)).days) <= NEAR_DAYS]
        if near:
            result[near[0]] = figure
    return result


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, 28)) if month == 2 else date(year, month, day)

"""What a company would earn if it wrote its servers off over another life, year by year.

A vintage model: the servers and network gear bought in each fiscal year, straight line to nothing, half a year's charge in the year of
purchase. Cash does not move: a life decides when a payment that was already made is charged, not whether it is made.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from circularity.analysis.depreciation_rows import DepreciationRow, row
from circularity.analysis.fleet import server_owners
from circularity.analysis.fleet_books import TREATMENTS, FleetModel, Scenario
from circularity.analysis.results import Answer
from circularity.analysis.vintages import change_of_life, checked_life, schedule
from circularity.analysis.whatif import WhatIf, parse_years
from circularity.analysis.wording import count, money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import total
from circularity.model.useful_life import Asset

__all__ = ["DepreciationRow", "change_of_life", "depreciation", "schedule"]

LIVES = (2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
FEW_LIVES = (3.0, 4.0, 5.0)
"""Shown where several companies are asked for and no life."""


def depreciation(
    data: Dataset,
    entities: str | Iterable[str] = (),
    view: View | None = None,
    *,
    life: float | Sequence[float] | None = None,
    effective: int | None = None,
    treatment: str = "prospective",
    since: int | None = None,
    retired: float = 0.0,
    by_vintage: Mapping[int, float] | None = None,
    inputs: WhatIf | Mapping[str, WhatIf] | None = None,
) -> Answer:
    """What other useful lives of servers would do to depreciation and earnings, year by year.

    The gap between two lives is largest while spending grows and fades once it is flat, so no single number answers the question.

    Parameters
    ----------
    entities
        Companies by any of their names; every company with servers on file if left out.
    life
        Years, one or several, above 0 and at most 40. By default 2 to 8 for one company, 3 to 5 for several; the company's own policy
        where only `retired` or `by_vintage` is given.
    effective
        The fiscal year in which the new life begins to hold; by default the first after the last reported one.
    treatment
        ``prospective`` (accounting standards), ``restated`` or ``new`` (later purchases only).
    since
        Only vintages bought in or after this fiscal year get the new life.
    retired
        Share of what is left that is scrapped at the end of each year from `effective` on, 0 to 1.
    by_vintage
        A life of its own for single vintages, by fiscal year of purchase.
    inputs
        Figures in place of those on file, for all companies or by company id.
    view
        `as_of` decides which figures are known, the window which fiscal years are shown (by default the five after the last reported).

    Returns
    -------
    Answer
        Rows of `DepreciationRow`. Each figure's trace has one term a vintage.

    Raises
    ------
    WrongUsage
        For a life, share or year that cannot be, or a company without servers on file.
    UnknownName
        For a name that no company has.

    Examples
    --------
    >>> import circularity as ci
    >>> answer = ci.depreciation(ci.load(), "meta", life=3)
    >>> [row.year for row in answer]
    [2026, 2027, 2028, 2029, 2030]
    >>> answer.rows[0].change_in_operating_income.point < answer.rows[4].change_in_operating_income.point < 0
    True

    Complexity: companies times lives times vintages times years.
    """
    view = (view or View()).on(data)
    names = [entities] if isinstance(entities, str) else list(entities)
    chosen = list(dict.fromkeys(data.entity(name).id for name in names)) or server_owners(data, view.last_day)
    if not chosen:
        raise WrongUsage(f"no company with servers is on file on {view.as_of}", "choose a later date, or add depreciation/<entity>.yaml")
    if treatment not in TREATMENTS:
        raise WrongUsage(f"no treatment is called {treatment!r}", f"one of {', '.join(TREATMENTS)}")
    if not 0 <= retired <= 1:
        raise WrongUsage(f"{retired:g} is not a share of the fleet", "give 0 to 1, as in 0.09")
    own_lives = tuple((year, checked_life(years)) for year, years in sorted((by_vintage or {}).items()))
    lives = _lives(life, len(chosen), bool(retired or own_lives))
    rows: list[DepreciationRow] = []
    gathered = Gathered()
    for name in chosen:
        own_inputs = inputs.get(name, WhatIf()) if isinstance(inputs, Mapping) else inputs or WhatIf()
        model = FleetModel(data, name, view, own_inputs)
        gathered.add(model, retired)
        for years_of_life in lives or (model.policy_life(model.first_year),):
            scenario = Scenario(years_of_life, model.effective(effective), treatment, since, retired, own_lives)
            rows.extend(row(model, scenario, year) for year in model.years)
    if not rows:
        raise WrongUsage("no fiscal year lies in this window", "leave --from and --to out, or widen them")
    extra = {"treatment": treatment, "vintages": gathered.vintages, "inputs": gathered.inputs}
    return Answer(
        "depreciation",
        data,
        view,
        tuple(rows),
        _sentence(data, rows, treatment, retired),
        gathered.caveats(treatment),
        (*gathered.unknown(), *_not_yet(data, view, names)),
        tuple(sorted(gathered.assumptions)),
        extra,
    )


def explained(data: Dataset, rest: str, view: View) -> Answer:
    """The answer that holds the row named ``ENTITY/LIFE/YEAR``, ``backtest/...`` or ``estimates/...``, for `why`."""
    first, _, later = rest.partition("/")
    if first == "backtest":
        from circularity.analysis.depreciation_backtest import depreciation_backtest

        return depreciation_backtest(data, (), view)
    if first == "estimates":
        from circularity.analysis.estimates import depreciation_estimates

        return depreciation_estimates(data, (), view)
    life, _, year = later.partition("/")
    asked = parse_years(life.replace("_", ".")) if life else None
    answer = depreciation(data, first, view, life=asked)
    if not year.isdigit() or answer.row(f"depreciation:{rest}") is not None:
        return answer
    # a year outside the usual five, seen from the same beginning
    start = min(int(year), answer.rows[0].year)
    wide = replace(view, window=(f"{start - 1}", f"{min(int(year), start + 30) + 1}"))
    return depreciation(data, first, wide, life=asked)


class Gathered:
    """What the answer must say about every company in it."""

    def __init__(self) -> None:
        self.models: list[FleetModel] = []
        self.assumptions: set[str] = set()
        self.vintages: dict[str, Any] = {}
        self.inputs: dict[str, Any] = {}
        self.retired = 0.0

    def add(self, model: FleetModel, retired: float) -> None:
        self.models.append(model)
        self.retired = retired
        self.assumptions.update(model.fleet.bought.assumptions)
        if model.inputs.tax_rate is None:
            self.assumptions.add("tax-on-life-effects")
        if model.network:
            self.assumptions.add("network-share")
        self.vintages[model.entity] = [
            {"year": v.year, "additions": v.amount, "from": str(v.method), "how": v.words, "figures": list(v.figures)}
            for v in model.vintages
        ]
        self.inputs[model.entity] = {
            "policy": [
                {"from_fiscal": None if when == -math.inf else f"{when:.2f}", "life": life} for when, life in model.policy[Asset.SERVERS]
            ],
            "tax": {"low": model.tax.low, "point": model.tax.point, "high": model.tax.high},
            "shares": None if model.shares is None else model.shares.value.point,
            "check": _check(model),
            "capex": str(model.inputs.capex),
            "replaced": list(model.inputs.changed),
        }

    def caveats(self, treatment: str) -> tuple[str, ...]:
        said = [
            "cash does not move: a life decides when a payment is charged, not whether it is made; tax depreciation has lives of its own",
            f"{treatment}: {TREATMENTS[treatment]}",
            "the gap between two lives is widest while purchases grow and fades when they are flat: one year does not stand for another",
            "shares and levels of income are held against the last reported year, so a growing company's later shares are too high",
            "low to high moves all vintages of a company together, by how well its additions are known",
        ]
        paths = sorted({str(m.inputs.capex) for m in self.models})
        said.append(f"purchases after the last reported year: {', '.join(paths)}; the company's plans, if any, are used by --capex guided")
        for m in self.models:
            said.extend(f"{m.data.name(m.entity)}: {text}" for text in _company_caveats(m))
        return tuple(said)

    def unknown(self) -> tuple[str, ...]:
        return tuple(text for model in self.models for text in _company_unknown(model))


def _not_yet(data: Dataset, view: View, names: Sequence[str]) -> list[str]:
    """Companies that have servers on file, but not as of the view's date."""
    late = [] if names else sorted(set(server_owners(data)) - set(server_owners(data, view.last_day)))
    return [f"{data.name(name)}: nothing was known of its servers on {view.as_of}" for name in late]


def _company_unknown(model: FleetModel) -> list[str]:
    name, own = model.data.name(model.entity), model.fleet
    said: list[str] = []
    if own.bought.missing:
        said.append(
            f"{name}: additions of FY{', FY'.join(map(str, own.bought.missing))} are not known and not filled in; their charges are missing"
        )
    if own.unconverted:
        said.append(f"{name}: figures in {', '.join(own.unconverted)} have no exchange rate on file and are left out")
    longest = max(life for steps in model.policy.values() for _, life in steps)
    first, shown = own.vintages[0].year, min(model.years, default=own.vintages[0].year)
    if first > shown - longest and own.lives.fleet.nothing_before is None:
        said.append(f"{name}: additions before FY{first} are not known; at {longest:g} years some would still be charged in FY{shown}")
    for what, figure in (("operating income", model.income), ("net income", model.net), ("diluted shares", model.shares)):
        if figure is None:
            said.append(f"{name}: no {what} of FY{own.last_year} on file")
    if model.inputs.capex.word == "guided" and not own.lives.fleet.guidance:
        said.append(f"{name}: no plan for capital expenditure on file; purchases are held flat")
    if model.total_debt is not None and model.debts:
        held = money(total(p.claim for p in model.debts))
        owed = f"{money(model.total_debt.value)} reported at {model.total_debt.period_end}"
        said.append(f"{name}: debt due later counts debts that are on record as deals, {held} in all, beside {owed}")
    loose = [p.edge.id for p in model.debts if p.edge.ends is None]
    if loose:
        said.append(f"{name}: {count(len(loose), 'debt')} without a known end, in no year's debt due later: {', '.join(loose)}")
    return said


def _check(model: FleetModel) -> dict[str, Any] | None:
    """The model's charge of the last reported year beside all depreciation that the company reported for it."""
    ceiling = model.all_property()
    if ceiling is None:
        return None
    charge, year = model.own_charge(model.fleet.last_year), model.fleet.last_year
    return {"year": year, "modelled": charge, "reported": ceiling.value, "metric": ceiling.metric, "period_end": ceiling.period_end}


def _company_caveats(model: FleetModel) -> list[str]:
    own = model.fleet.lives
    said = [
        f"life of {p.life_years} years from {p.effective} holds for an undisclosed part of the fleet and is not in the policy used"
        for p in own.policies
        if p.subset
    ]
    if own.printed_lives and own.printed_lives[-1].life_years.low != own.printed_lives[-1].life_years.high:
        said.append(f"prints a range of {own.printed_lives[-1].life_years} years; {model.policy_life(model.first_year):g} is used")
    weak = [
        p
        for p in own.policies
        if not p.subset and all(s.type == "unverified" for s in p.sources) and p.effective.first.year >= model.fleet.last_year
    ]
    said.extend(f"life of {p.life_years} years from {p.effective} rests on an unverified remark" for p in weak)
    check = _check(model)
    if check is not None and (check["modelled"].point or 0.0) > (check["reported"].high or 0.0):
        said.append(
            f"modelled charge of FY{check['year']} ({money(check['modelled'])}) is above all {check['metric'].replace('_', ' ')} "
            f"reported ({money(check['reported'])}): gear came later in the year than its middle"
        )
    if own.fleet.note:
        said.append(own.fleet.note)
    if model.net is not None and (model.net.value.point or 0.0) < 0:
        said.append("made a loss in the last reported year; whether it could use the tax relief is open, so its low end has none")
    return said


def _lives(asked: float | Sequence[float] | None, companies: int, policy: bool) -> tuple[float, ...]:
    if asked is None:
        return () if policy else LIVES if companies == 1 else FEW_LIVES
    listed = list(asked) if isinstance(asked, Sequence) else [asked]
    return tuple(sorted({checked_life(one) for one in listed}))


def _sentence(data: Dataset, rows: Sequence[DepreciationRow], treatment: str, retired: float) -> str:
    """The first and the last shown year of one company, or the first year of all at the shortest life."""
    first = rows[0]
    same = [r for r in rows if r.entity == first.entity and r.life == first.life]
    last = same[-1]
    how = f", {retired:.0%} of what is left scrapped each year" if retired else ""
    how += {"restated": ", restated", "new": ", for new gear only"}.get(treatment, "")
    text = (
        f"{data.name(first.entity)} at {first.life:g} years instead of {first.policy_life:g}{how}: "
        f"operating income changes by {money(first.change_in_operating_income)} in FY{first.year}"
    )
    if last is not first:
        text += f" and {money(last.change_in_operating_income)} in FY{last.year}"
    others = len({r.entity for r in rows}) - 1
    return text + (f"; {count(others, 'other company', 'other companies')} below." if others else ".") + " Cash flow does not change."

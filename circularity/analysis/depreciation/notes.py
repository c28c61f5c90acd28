"""What a depreciation answer must say beside its rows: caveats, what is not known, the vintages and inputs behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from circularity.analysis.depreciation.books import TREATMENTS, FleetModel
from circularity.analysis.depreciation.fleet import server_owners
from circularity.analysis.wording import count, money
from circularity.dataset.dataset import Dataset
from circularity.graph.view import View
from circularity.model.amounts import total
from circularity.model.useful_life import Asset


class Gathered:
    """What the answer must say about every company in it."""

    def __init__(self) -> None:
        self.models: list[FleetModel] = []
        self.assumptions: set[str] = set()
        self.vintages: dict[str, Any] = {}
        self.inputs: dict[str, Any] = {}

    def add(self, model: FleetModel) -> None:
        self.models.append(model)
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


def not_yet(data: Dataset, view: View, names: Sequence[str]) -> list[str]:
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

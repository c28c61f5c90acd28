"""What a company would earn if it wrote its servers off over another life, year by year.

A vintage model: the servers and network gear bought in each fiscal year, straight line to nothing, half a year's charge in the year of
purchase. Cash does not move: a life decides when a payment that was already made is charged, not whether it is made.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from circularity.analysis.fleet import Fleet, Method, Vintage, fleet, labels, policy_steps, server_owners
from circularity.analysis.reported import Reported, reported
from circularity.analysis.results import Answer, Row, Share, Term, Trace
from circularity.analysis.vintages import Steps, books, change_of_life, checked_life, schedule
from circularity.analysis.whatif import WhatIf
from circularity.analysis.wording import count, dollars, money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.positions import Position, admitted
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.kinds import Kind
from circularity.model.useful_life import Asset

__all__ = ["DepreciationRow", "change_of_life", "depreciation", "schedule"]

LIVES = (2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
FEW_LIVES = (3.0, 4.0, 5.0)
"""Shown where several companies are asked for and no life."""
YEARS_AHEAD = 5
TREATMENTS = {
    "prospective": "what is on the books is spread over what is left of the new life, as accounting standards ask",
    "restated": "as if the new life had held from the first purchase",
    "new": "only what is bought from the change on has the new life",
}
DEBTS = (Kind.LOAN, Kind.BOND, Kind.CONVERTIBLE, Kind.SPV_FINANCING)


@dataclass(frozen=True, slots=True)
class PerShare:
    """Dollars a share, low to high."""

    value: Amount

    def as_json(self) -> dict[str, float | None]:
        return {end: None if (v := getattr(self.value, end)) is None else round(v, 4) for end in ("low", "point", "high")}


@dataclass(frozen=True, kw_only=True)
class DepreciationRow(Row):
    """One company, one life, one fiscal year; changes are against the company's own policy."""

    entity: str
    year: int
    period_end: date
    life: float
    policy_life: float
    """In force at the end of the year."""
    depreciation: Amount
    policy_depreciation: Amount
    change_in_depreciation: Amount
    change_in_operating_income: Amount
    change_in_net_income: Amount
    change_in_eps: PerShare | None
    share_of_operating_income: Share | None
    operating_income: Amount | None
    """Last reported, plus the change."""
    net_income: Amount | None
    eps: PerShare | None
    change_in_operating_cash_flow: float
    catch_up: Amount
    """Written off at once in this year because it was already older than the new life; part of depreciation."""
    book_value: Amount
    policy_book_value: Amount
    fleet_today: Amount
    """Book value, at the end of the year, of what was in service at the end of the last reported year."""
    debt_due_later: Amount
    """Debt on record as edges that falls due after the year."""


@dataclass(frozen=True)
class Scenario:
    """Another way to write a fleet off."""

    life: float
    effective: int
    treatment: str
    since: int | None
    retired: float

    def steps(self, policy: Steps, vintage: int) -> Steps:
        """The lives of one vintage under this scenario."""
        if self.since is not None and vintage < self.since:
            return policy
        if self.treatment == "restated":
            return ((-math.inf, self.life),)
        if self.treatment == "new":
            return ((-math.inf, self.life),) if vintage >= self.effective else policy
        return (*(step for step in policy if step[0] < self.effective), (float(self.effective), self.life))


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
        where only `retired` is asked.
    effective
        The fiscal year in which the new life begins to hold; by default the first after the last reported one.
    treatment
        ``prospective`` (accounting standards), ``restated`` or ``new`` (later purchases only).
    since
        Only vintages bought in or after this fiscal year get the new life.
    retired
        Share of what is left that is scrapped at the end of each year from `effective` on, 0 to 1.
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
    chosen = list(dict.fromkeys(data.entity(name).id for name in names)) or server_owners(data)
    if not chosen:
        raise WrongUsage("this dataset has no company with servers on file", "add depreciation/<entity>.yaml")
    if treatment not in TREATMENTS:
        raise WrongUsage(f"no treatment is called {treatment!r}", f"one of {', '.join(TREATMENTS)}")
    if not 0 <= retired <= 1:
        raise WrongUsage(f"{retired:g} is not a share of the fleet", "give 0 to 1, as in 0.09")
    lives = _lives(life, len(chosen), retired)
    rows: list[DepreciationRow] = []
    gathered = Gathered()
    for name in chosen:
        own_inputs = inputs.get(name, WhatIf()) if isinstance(inputs, Mapping) else inputs or WhatIf()
        model = Model(data, name, view, own_inputs)
        gathered.add(model, retired)
        for years_of_life in lives or (model.policy_life(model.first_year),):
            scenario = Scenario(years_of_life, model.effective(effective), treatment, since, retired)
            rows.extend(model.rows(scenario))
    if not rows:
        raise WrongUsage("no fiscal year lies in this window", "leave --from and --to out, or widen them")
    extra = {"treatment": treatment, "vintages": gathered.vintages, "inputs": gathered.inputs}
    return Answer(
        "depreciation",
        data,
        view,
        tuple(rows),
        _sentence(data, rows),
        gathered.caveats(treatment),
        gathered.unknown(),
        tuple(sorted(gathered.assumptions)),
        extra,
    )


class Model:
    """One company's fleet under its own policy, ready to be held against scenarios."""

    def __init__(self, data: Dataset, name: str, view: View, inputs: WhatIf) -> None:
        self.data, self.view, self.inputs = data, view, inputs
        self.fleet = fleet(data, name, view.last_day, inputs)
        self.entity = self.fleet.entity
        day = view.last_day
        if inputs.policy_life is not None:
            fixed = ((-math.inf, checked_life(inputs.policy_life)),)
            self.policy = {Asset.SERVERS: fixed, Asset.NETWORK: fixed}
        else:
            self.policy = {asset: policy_steps(self.fleet, asset, day) for asset in (Asset.SERVERS, Asset.NETWORK)}
        self.network = 0.0 if self.policy[Asset.SERVERS] == self.policy[Asset.NETWORK] else data.assumptions.value("network-share")
        self.years = self._years()
        self.vintages = (*self.fleet.vintages, *self._future())
        self.income = self._of_last_year("operating_income")
        self.net = self._of_last_year("net_income")
        self.shares = self._of_last_year("diluted_shares")
        self.tax = inputs.tax_rate or _assumed(data, "tax-on-life-effects")
        if inputs.tax_rate is None and self.net is not None and (self.net.value.point or 0.0) < 0:
            self.tax = replace(self.tax, low=0.0)
        self.debts = _debts(data, self.entity, view)

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
        grown = (
            _assumed(self.data, "line-growth")
            if "line-growth" in self.fleet.assumptions and self.inputs.server_share is None
            else Amount.exactly(1.0)
        )
        for year in range(self.first_year, max(self.years, default=self.first_year) + 1):
            spent = path.by_year.get(year)
            if path.word == "guided" and year in guided:
                spent = guided[year].capex.stated
            if path.word == "none":
                level, said = Amount.exactly(0.0), "no purchases assumed"
            elif spent is not None:
                level = Amount(
                    *(
                        (getattr(spent, e) or 0.0) * (getattr(self.fleet.share, e) or 0.0) * (getattr(grown, e) or 0.0)
                        for e in ("low", "point", "high")
                    )
                )
                said = f"{money(spent)} spent x server share {self.fleet.share.point:.0%} ({self.fleet.share_words})"
                cited = tuple(f"{s.publisher}: {s.says}" for s in guided[year].sources) if path.word == "guided" else ()
            elif path.word == "growth":
                level = level.scaled(1 + path.growth)
                said = f"FY{year - 1} {path.growth:+.0%}"
            elif added and not said.startswith("FY"):
                said = f"FY{year - 1} held flat"
            added.append(Vintage(year, level, level.point or 0.0, Method.PATH, said, cited))
        return added

    def _of_last_year(self, metric: str) -> Reported | None:
        """A figure of the last reported fiscal year, and of no other."""
        if metric == "diluted_shares" and self.inputs.shares is not None:
            return Reported(metric, Amount.exactly(self.inputs.shares), self.fleet.year_end(self.fleet.last_year).isoformat(), ())
        found = reported(self.data, self.entity, metric, self.view.last_day)
        near = found is not None and abs((date.fromisoformat(found.period_end) - self.fleet.year_end(self.fleet.last_year)).days) <= 10
        return found if near else None

    def unit(self, vintage: int, scenario: Scenario | None) -> dict[int, tuple[float, float, float]]:
        """Charge, book value and write-off a dollar of a vintage, by shown year."""
        parts = [(1 - self.network, self.policy[Asset.SERVERS]), (self.network, self.policy[Asset.NETWORK])]
        result = dict.fromkeys(self.years, (0.0, 0.0, 0.0))
        for weight, policy in parts:
            if not weight:
                continue
            steps = policy if scenario is None else scenario.steps(policy, vintage)
            scrapped = 0.0 if scenario is None or (scenario.since is not None and vintage < scenario.since) else scenario.retired
            since = 0.0 if scenario is None else float(scenario.effective)
            own = books(1.0, vintage, steps, max(self.years), retired=scrapped, retired_from=since)
            for year in self.years:
                here = own.at(year)
                before = result[year]
                result[year] = (before[0] + weight * here[0], before[1] + weight * here[1], before[2] + weight * here[2])
        return result

    def rows(self, scenario: Scenario) -> list[DepreciationRow]:
        """One row for each shown year."""
        if not self.years:
            return []
        base = {v.year: self.unit(v.year, None) for v in self.vintages}
        other = {v.year: self.unit(v.year, scenario) for v in self.vintages}
        return [self._row(scenario, year, base, other) for year in self.years]

    def _row(self, scenario: Scenario, year: int, base: dict[int, Any], other: dict[int, Any]) -> DepreciationRow:
        here = [v for v in self.vintages if v.year <= year]
        policy_life = self.policy_life(year)

        def side(units: dict[int, Any], which: int, words: str, pick: Sequence[Vintage] = here) -> Trace:
            terms = [(v, units[v.year][year][which]) for v in pick]
            return Trace("sum", tuple(_term(v, unit, words) for v, unit in terms if unit))

        charged = side(other, 0, f"charge at {scenario.life:g} years")
        policy = side(base, 0, f"charge at {policy_life:g} years")
        change = [(v, other[v.year][year][0] - base[v.year][year][0]) for v in here]
        raised = _changes(change, 1.0)
        lowered = _changes(change, -1.0)
        operating = lowered.recompute()
        assert isinstance(operating, Amount)
        relief = _relief(operating, self.tax)
        net_trace = Trace("sum", (Term(operating, "change in operating income", (), _cited(lowered)), relief))
        net = net_trace.recompute()
        assert isinstance(net, Amount)
        traces = {
            "depreciation": charged,
            "policy_depreciation": policy,
            "change_in_depreciation": raised,
            "change_in_operating_income": lowered,
            "change_in_net_income": net_trace,
            "catch_up": side(other, 2, f"already older than {scenario.life:g} years in {scenario.effective}"),
            "book_value": side(other, 1, f"book value at {scenario.life:g} years"),
            "policy_book_value": side(base, 1, f"book value at {policy_life:g} years"),
            "fleet_today": side(
                other, 1, f"book value at {scenario.life:g} years", self.fleet.vintages if year >= self.fleet.last_year else here
            ),
            "debt_due_later": self._debt_after(year),
        }
        eps = _per_share(traces, "change_in_eps", net, "change in net income", self.shares)
        portion = self._share(traces, operating)
        income = _on_top(traces, "operating_income", operating, self.income)
        profit = _on_top(traces, "net_income", net, self.net)
        per_share = None if profit is None else _per_share(traces, "eps", profit, "net income", self.shares)
        traces = {field: trace for field, trace in traces.items() if trace.terms}
        amounts = {
            field: _amount(traces.get(field))
            for field in (
                "depreciation",
                "policy_depreciation",
                "change_in_depreciation",
                "catch_up",
                "book_value",
                "policy_book_value",
                "fleet_today",
                "debt_due_later",
            )
        }
        return DepreciationRow(
            id=f"depreciation:{self.entity}/{_spelled(scenario.life)}/{year}",
            edges=traces["debt_due_later"].edges if "debt_due_later" in traces else (),
            entity=self.entity,
            year=year,
            period_end=self.fleet.year_end(year),
            life=scenario.life,
            policy_life=policy_life,
            change_in_operating_income=operating,
            change_in_net_income=net,
            change_in_eps=eps,
            share_of_operating_income=portion,
            operating_income=income,
            net_income=profit,
            eps=per_share,
            change_in_operating_cash_flow=0.0,
            traces=traces,
            **amounts,
        )

    def _share(self, traces: dict[str, Trace], operating: Amount) -> Share | None:
        below = self.income
        if below is None or not (below.value.point or 0.0) > 0:
            return None
        figure = Term(below.value, f"operating income of FY{self.fleet.last_year}", (), labels(below))
        traces["share_of_operating_income"] = Trace("ratio", (Term(operating, "change in operating income"), figure))
        value = traces["share_of_operating_income"].recompute()
        assert isinstance(value, Amount)
        return Share(value, "operating_income", below.value.point or 0.0, below.period_end)

    def _debt_after(self, year: int) -> Trace:
        end = self.fleet.year_end(year)
        due = [p for p in self.debts if p.edge.ends is not None and p.edge.ends.first > end]
        return Trace("sum", tuple(Term(p.claim, f"{p.full.claim_from}, due {p.edge.ends}", p.cited) for p in due))


class Gathered:
    """What the answer must say about every company in it."""

    def __init__(self) -> None:
        self.models: list[Model] = []
        self.assumptions: set[str] = set()
        self.vintages: dict[str, Any] = {}
        self.inputs: dict[str, Any] = {}
        self.retired = 0.0

    def add(self, model: Model, retired: float) -> None:
        self.models.append(model)
        self.retired = retired
        self.assumptions.update(model.fleet.assumptions)
        if model.inputs.tax_rate is None:
            self.assumptions.add("tax-on-life-effects")
        if model.network:
            self.assumptions.add("network-share")
        self.vintages[model.entity] = [
            {"year": v.year, "additions": v.amount, "from": str(v.method), "how": v.words, "figures": list(v.figures)}
            for v in model.vintages
        ]
        self.inputs[model.entity] = {
            "policy": [[None if when == -math.inf else round(when, 4), life] for when, life in model.policy[Asset.SERVERS]],
            "tax": model.tax,
            "shares": None if model.shares is None else model.shares.value.point,
            "capex": str(model.inputs.capex),
            "replaced": list(model.inputs.changed),
        }

    def caveats(self, treatment: str) -> tuple[str, ...]:
        said = [
            "cash does not move: a life decides when a payment that was made is charged; tax is paid on tax depreciation, which has its own lives",
            f"{treatment}: {TREATMENTS[treatment]}",
            "the gap between two lives is largest while purchases grow and fades when they are flat; one year's change is no measure of another's",
            "shares and levels of income are held against the last reported year, so a growing company's later shares are too high",
            "low to high moves all vintages of a company together, by how well its additions are known",
        ]
        paths = sorted({str(m.inputs.capex) for m in self.models})
        said.append(f"purchases after the last reported year: {', '.join(paths)}; the company's plans, if any, are used by --capex guided")
        for m in self.models:
            said.extend(f"{m.data.name(m.entity)}: {text}" for text in _company_caveats(m))
        return tuple(said)

    def unknown(self) -> tuple[str, ...]:
        said: list[str] = []
        for m in self.models:
            name = m.data.name(m.entity)
            if m.fleet.missing:
                said.append(
                    f"{name}: additions of FY{', FY'.join(map(str, m.fleet.missing))} are not known and not filled in; their charges are missing"
                )
            longest = max(life for steps in m.policy.values() for _, life in steps)
            first = m.fleet.vintages[0].year
            if first > min(m.years, default=first) - longest and m.fleet.lives.fleet.nothing_before is None:
                said.append(
                    f"{name}: additions before FY{first} are not known; at {longest:g} years or more some of them would still be charged in FY{min(m.years, default=first)}"
                )
            for what, figure in (("operating income", m.income), ("net income", m.net), ("diluted shares", m.shares)):
                if figure is None:
                    said.append(f"{name}: no {what} of FY{m.fleet.last_year} on file")
            if m.inputs.capex.word == "guided" and not m.fleet.lives.fleet.guidance:
                said.append(f"{name}: no plan for capital expenditure on file; purchases are held flat")
            said.extend(f"{name}: {p.edge.id} is debt whose end is not known" for p in m.debts if p.edge.ends is None)
        return tuple(said)


def _company_caveats(model: Model) -> list[str]:
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
    if own.fleet.note:
        said.append(own.fleet.note)
    if model.net is not None and (model.net.value.point or 0.0) < 0:
        said.append("made a loss in the last reported year; whether it could use the tax relief is open, so its low end has none")
    return said


def _lives(asked: float | Sequence[float] | None, companies: int, retired: float) -> tuple[float, ...]:
    if asked is None:
        return () if retired else LIVES if companies == 1 else FEW_LIVES
    listed = list(asked) if isinstance(asked, Sequence) else [asked]
    return tuple(sorted({checked_life(one) for one in listed}))


def _term(vintage: Vintage, unit: float, words: str) -> Term:
    amount = Amount(*((getattr(vintage.amount, end) or 0.0) * unit for end in ("low", "point", "high")))
    return Term(amount, f"FY{vintage.year} additions of {money(vintage.amount)} ({vintage.words}): {words}", (), vintage.figures)


def _changes(units: Sequence[tuple[Vintage, float]], sign: float) -> Trace:
    """The change of a charge, vintage by vintage; ends belong together and stand so that the sum runs from low to high."""
    signed = [(v, sign * unit) for v, unit in units if abs(unit) > 1e-12]
    whole = [sum((getattr(v.amount, end) or 0.0) * unit for v, unit in signed) for end in ("low", "high")]
    ends = ("low", "point", "high") if whole[0] <= whole[1] else ("high", "point", "low")
    terms = []
    for v, unit in signed:
        amount = Amount(*((getattr(v.amount, end) or 0.0) * unit for end in ends))
        words = f"FY{v.year} additions of {money(v.amount)} ({v.words}): {'' if sign > 0 else 'less '}change of charge {unit * sign:+.1%} of cost"
        terms.append(Term(amount, words, (), v.figures))
    return Trace("sum", tuple(terms))


def _relief(operating: Amount, tax: Amount) -> Term:
    """The tax on a change of operating income, so that net income runs from its low to its high end."""
    low, point, high = operating.low or 0.0, operating.point or 0.0, operating.high or 0.0
    lowest, middle, highest = tax.low or 0.0, tax.point or 0.0, tax.high or 0.0
    taxed = Amount(-low * (lowest if low < 0 else highest), -point * middle, -high * (highest if high < 0 else lowest))
    return Term(taxed, f"tax at {middle:.0%} ({lowest:.0%} to {highest:.0%})")


def _per_share(traces: dict[str, Trace], field: str, amount: Amount, words: str, shares: Reported | None) -> PerShare | None:
    if shares is None:
        return None
    below = Term(shares.value, f"diluted shares of the year to {shares.period_end}", (), labels(shares))
    traces[field] = Trace("ratio", (Term(amount, words), below))
    value = traces[field].recompute()
    return PerShare(value) if isinstance(value, Amount) else None


def _on_top(traces: dict[str, Trace], field: str, change: Amount, last: Reported | None) -> Amount | None:
    """The last reported figure with the change put on it."""
    if last is None:
        return None
    traces[field] = Trace(
        "sum",
        (Term(last.value, f"{field.replace('_', ' ')} of the year to {last.period_end}", (), labels(last)), Term(change, "the change")),
    )
    value = traces[field].recompute()
    return value if isinstance(value, Amount) else None


def _amount(trace: Trace | None) -> Amount:
    value = total(()) if trace is None else trace.recompute()
    assert isinstance(value, Amount)
    return value


def _assumed(data: Dataset, name: str) -> Amount:
    found = data.assumptions[name]
    return Amount(found.value if found.low is None else found.low, found.value, found.value if found.high is None else found.high)


def _cited(trace: Trace) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure for term in trace.terms for figure in term.figures))


def _debts(data: Dataset, entity: str, view: View) -> tuple[Position, ...]:
    """Debt of the company that is on record and not nothing."""
    found = [p for p in admitted(data, view) if p.edge.payee == entity and p.edge.kind in DEBTS and p.claim.disclosed and p.claim.high != 0]
    return tuple(sorted(found, key=lambda p: p.edge.id))


def _spelled(life: float) -> str:
    """A life inside a row's name, where a full stop means a field: 5.5 as 5_5."""
    return f"{life:g}".replace(".", "_")


def _sentence(data: Dataset, rows: Sequence[DepreciationRow]) -> str:
    """The first and the last shown year of one company, or the first year of all at the shortest life."""
    first = rows[0]
    same = [r for r in rows if r.entity == first.entity and r.life == first.life]
    last = same[-1]
    text = (
        f"{data.name(first.entity)} at {first.life:g} years instead of {first.policy_life:g}: operating income {money(first.change_in_operating_income)} in "
        f"FY{first.year}"
    )
    if last is not first:
        text += f" and {money(last.change_in_operating_income)} in FY{last.year}"
    others = len({r.entity for r in rows}) - 1
    return text + (f"; {count(others, 'other company', 'other companies')} below." if others else ".") + " Cash flow does not change."

"""One check an estimate: its author's figures put through plain arithmetic or through the vintage model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from circularity.analysis.additions import labels
from circularity.analysis.depreciation import depreciation
from circularity.analysis.reported import Reported, history, reported
from circularity.analysis.results import Term, Trace
from circularity.analysis.whatif import Capex, WhatIf
from circularity.analysis.wording import dollars, money
from circularity.dataset.dataset import Dataset
from circularity.dataset.lives import useful_lives
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, Amount
from circularity.model.estimate import Estimate
from circularity.model.money import parse_signed_money
from circularity.model.text import percent_value

ASSUMED = ("line-growth", "network-share", "tax-on-life-effects")
FIVE = ("google", "microsoft", "amazon", "meta", "oracle")
NEAR = 0.05
"""Two figures closer than this are the same up to rounding."""


@dataclass(frozen=True)
class Checked:
    """What came of one check."""

    theirs: str
    ours: Amount
    unit: str
    text: str
    verdict: str
    account: str
    part: str = ""
    entity: str | None = None
    trace: Trace | None = None
    runs: Mapping[str, float] = field(default_factory=dict)


Check = Callable[[Dataset, View, Estimate], Checked]


def untested(data: Dataset, view: View, estimate: Estimate) -> Checked:
    """An estimate whose inputs were not published, or whose words hold nothing to compute."""
    return Checked(_figures(estimate), UNDISCLOSED, "", "-", "not reproducible", estimate.reproduction)


def burry_total(data: Dataset, view: View, estimate: Estimate) -> Checked:
    """176 bn over three years, against every mix of life, path and treatment that he left open."""
    runs = _burry_runs(data)
    theirs = _dollars(estimate.figures["understatement_2026_2028"])
    totals = {name: sum((row.change_in_depreciation.point or 0.0) for row in rows) for name, rows in runs.items()}
    low = min(sum(row.change_in_depreciation.low or 0.0 for row in rows) for rows in runs.values())
    high = max(sum(row.change_in_depreciation.high or 0.0 for row in rows) for rows in runs.values())
    nearest = min(totals, key=lambda name: abs(totals[name] - theirs))
    least, most = min(totals.values()), max(totals.values())
    ours = Amount.between(least, most)
    ends = " and ".join(
        f"{dollars(totals[end])} ({end})" for end in (min(totals, key=totals.__getitem__), max(totals, key=totals.__getitem__))
    )
    trace = Trace("sum", (Term(ours, f"extra depreciation of the five over FY2026 to FY2028, between {ends}"),))
    text = f"{dollars(least)} to {dollars(most)} over {len(runs)} runs ({dollars(low)} to {dollars(high)} with the doubt in additions)"
    account = (
        "he gives lives of 2 to 3 years and no workings; open are the life, the path of purchases and whether old gear is caught up, "
        f"restated or left alone. Nearest: {nearest} ({dollars(totals[nearest])}). No one mix is singled out by his total"
    )
    runs_shown = {name: totals[name] for name in sorted(totals, key=totals.__getitem__)}
    return Checked(dollars(theirs), ours, "USD", text, _inside(theirs, least, most), account, trace=trace, runs=runs_shown)


def burry_share(entity: str, key: str, data: Dataset, view: View, estimate: Estimate) -> Checked:
    """By how much earnings of 2028 would be overstated: net income as booked over net income at the shorter life, less 1."""
    theirs = percent_value(estimate.figures[key]) / 100
    overs: dict[str, float] = {}
    losses = 0
    for name, rows in _burry_runs(data).items():
        row = next(r for r in rows if r.entity == entity and r.year == 2028)
        at_shorter = 0.0 if row.net_income is None else row.net_income.point or 0.0
        if at_shorter > 0:
            overs[name] = -(row.change_in_net_income.point or 0.0) / at_shorter
        else:
            losses += 1
    said = f"{theirs:.1%} of {data.name(entity)}'s net income of 2028"
    if not overs:
        return Checked(said, UNDISCLOSED, "", "not known", "not reproducible", "no net income on file", entity, entity)
    least, most = min(overs.values()), max(overs.values())
    nearest = min(overs, key=lambda name: abs(overs[name] - theirs))
    account = (
        "net income held at FY2025, which he does not; his own path of earnings is not published. "
        f"Nearest: {nearest} ({overs[nearest]:.1%})"
    )
    text = f"{least:.1%} to {most:.1%}" + (f", and a loss in {losses} of {len(overs) + losses} runs" if losses else "")
    ours = Amount(least, overs[nearest], None if losses else most)
    return Checked(said, ours, "share", text, _inside(theirs, least, most), account, entity, entity)


def barclays(entity: str, key: str, life: float, data: Dataset, view: View, estimate: Estimate) -> Checked:
    """Operating income if a company had followed Amazon's cut at the beginning of 2025."""
    theirs = _dollars(estimate.figures[key])
    row = _first_year(data, entity, life)
    ours = row.change_in_operating_income

    def miss(other: float) -> float:
        ours: Amount = _first_year(data, entity, other).change_in_operating_income
        return abs((ours.point or 0.0) - theirs)

    near = min((step / 10 for step in range(20, 60)), key=miss)
    account = (
        f"{row.policy_life:g} to {life:g} years from the beginning of 2025, prospective, purchases of 2025 included; "
        f"theirs would need {near:g} years"
    )
    verdict = "inside our range" if (ours.low or 0.0) <= theirs <= (ours.high or 0.0) else "differs"
    trace = row.traces["change_in_operating_income"]
    return Checked(f"{dollars(theirs)} for {data.name(entity)}", ours, "USD", money(ours), verdict, account, entity, entity, trace)


def chanos(data: Dataset, view: View, estimate: Estimate) -> Checked:
    """All gross property over one year's depreciation: 11 to 12 years, and what servers alone give."""
    base = _dollars(estimate.figures["base_2025_06_30"])
    charge = _year(history(data, "meta", "depreciation_ppe", date(2025, 12, 31)), 2025)
    low, high = (float(estimate.figures["implied_life_years"][end]) for end in ("low", "high"))
    theirs = f"{low:g} to {high:g} years for Meta"
    if charge is None:
        return Checked(theirs, UNDISCLOSED, "", "not known", "not reproducible", "no depreciation of 2025 on file", entity="meta")
    trace = Trace("ratio", (Term(Amount.exactly(base), "his base: all property and equipment"), _term(charge)))
    ours = _ratio(trace)
    alone = servers_alone(data, "meta", date(2025, 12, 31))[1]
    servers = "" if alone.point is None else f"; servers alone give {alone.point:.1f} years (average gross over their own depreciation)"
    account = f"his arithmetic holds, its meaning does not: land, buildings and unfinished gear are in the base{servers}"
    verdict = "reproduced" if low <= (ours.point or 0.0) <= high else "differs"
    return Checked(theirs, ours, "years", f"{ours.point:.1f} years", verdict, account, entity="meta", trace=trace)


def straight_line(
    base_key: str, cost_key: str, long: float, short: float, entity: str | None, data: Dataset, view: View, estimate: Estimate
) -> Checked:
    """A base over a shorter life less the same base over a longer one."""
    base = _dollars(estimate.figures[base_key])
    theirs = parse_signed_money(str(estimate.figures[cost_key])).stated
    trace = Trace(
        "sum",
        (
            Term(Amount.exactly(base / short), f"{dollars(base)} over {short:g} years"),
            Term(Amount.exactly(-base / long), f"less {dollars(base)} over {long:g} years"),
        ),
    )
    ours = trace.recompute()
    assert isinstance(ours, Amount)
    point = ours.point or 0.0
    close = (theirs.low or 0.0) * (1 - NEAR) <= point <= (theirs.high or 0.0) * (1 + NEAR)
    account = f"{dollars(base)} / {short:g} - {dollars(base)} / {long:g} = {dollars(point)} a year"
    if not close:
        need = [dollars((end or 0.0) / (1 / short - 1 / long)) for end in (theirs.low, theirs.high)]
        account += f"; theirs needs a base of {need[0]}" + (f" to {need[1]}" if need[0] != need[1] else "")
    if entity is not None:
        row = depreciation(data, entity, view, life=short).rows[0]
        model = f"{money(row.change_in_depreciation)} from {row.policy_life:g} to {short:g} years, new purchases included"
        account += f". Vintage model, FY{row.year}: {model}"
    return Checked(
        f"{money(theirs)} a year",
        ours,
        "USD",
        f"{dollars(point)} a year",
        "reproduced" if close else "differs",
        account,
        entity=entity,
        trace=trace,
    )


def product(data: Dataset, view: View, estimate: Estimate) -> Checked:
    """Assets times a yearly rate."""
    base, rate = _dollars(estimate.figures["assets"]), percent_value(estimate.figures["rate"]) / 100
    theirs = _dollars(estimate.figures["depreciation_2030"])
    trace = Trace("sum", (Term(Amount.exactly(base * rate), f"{dollars(base)} x {rate:.0%}"),))
    verdict = "reproduced" if abs(base * rate / theirs - 1) <= NEAR else "differs"
    return Checked(
        f"{dollars(theirs)} a year", Amount.exactly(base * rate), "USD", dollars(base * rate), verdict, estimate.reproduction, trace=trace
    )


def decay(data: Dataset, view: View, estimate: Estimate) -> Checked:
    """Quarterly decay as a yearly one: 1 - (1 - d)^4."""
    yearly = sorted(1 - (1 - float(rate)) ** 4 for rate in estimate.figures["quarterly_decay"])
    text = ", ".join(f"{rate:.0%}" for rate in yearly)
    ours = Amount(yearly[0], yearly[len(yearly) // 2], yearly[-1])
    account = "1 - (1 - d)^4 of the three quarterly rates; geometric, so not to be set beside a straight line"
    return Checked(f"{estimate.figures['yearly_decay']} a year", ours, "share", text, "reproduced", account)


def lifts(data: Dataset, view: View, estimate: Estimate) -> Checked:
    """First-year effects of longer lives on net income, over the net income of the year."""
    found: dict[str, Trace] = {}
    for entity, lives in useful_lives(data).items():
        # their five: the last extension of each company
        longer = [
            p
            for p in lives.policies
            if p.disclosed_effect
            and p.disclosed_effect.net_income
            and p.previous_years
            and p.life_years.years > p.previous_years.years
            and not p.subset
        ]
        for policy in longer[-1:]:
            effect = policy.disclosed_effect
            assert effect is not None
            assert effect.net_income is not None
            income = _year(history(data, entity, "net_income", view.last_day), int(effect.period.removeprefix("FY")))
            if income is not None and (income.value.point or 0.0) > 0:
                top = Term(effect.net_income.stated, f"{entity}: disclosed effect of {effect.period}")
                found[entity] = Trace("ratio", (top, _term(income)))
    rates = {entity: _ratio(trace).point or 0.0 for entity, trace in found.items()}
    low, high = (percent_value(f"{end.strip(' %')} %") / 100 for end in str(estimate.figures["net_income_lift"]).split(".."))
    inside = bool(rates) and min(rates.values()) >= low - 0.0006 and max(rates.values()) <= high + 0.0006
    text = ", ".join(f"{data.name(entity)} {rate:.1%}" for entity, rate in sorted(rates.items()))
    ends = sorted(rates.values())
    ours = Amount(ends[0], ends[len(ends) // 2], ends[-1]) if ends else UNDISCLOSED
    return Checked(
        f"{low:.1%} to {high:.1%} of net income",
        ours,
        "share",
        text,
        "reproduced" if inside else "differs",
        "last extension of each company",
    )


def share_of_income(data: Dataset, view: View, estimate: Estimate) -> Checked:
    """An effect over the net income that it is inside of."""
    income, effect = _dollars(estimate.figures["meta_net_income_2025"]), _dollars(estimate.figures["effect"])
    disclosed = next(p.disclosed_effect for p in reversed(useful_lives(data)["meta"].policies) if p.disclosed_effect)
    reported_income = _year(history(data, "meta", "net_income", view.last_day), 2025)
    if disclosed.net_income is None or reported_income is None:
        return untested(data, view, estimate)
    trace = Trace("ratio", (Term(disclosed.net_income.stated, f"disclosed effect of {disclosed.period}"), _term(reported_income)))
    ours = _ratio(trace)
    close = abs((ours.point or 0.0) / (effect / income) - 1) <= NEAR
    verdict = "reproduced" if close else "differs"
    theirs, text = f"{dollars(effect)} of {dollars(income)}", f"{ours.point:.1%}"
    return Checked(theirs, ours, "share", text, verdict, estimate.reproduction, entity="meta", trace=trace)


CHECKS: dict[str, tuple[Check, ...]] = {
    "burry-176bn-2025": (
        burry_total,
        partial(burry_share, "oracle", "oracle_earnings_overstated_2028"),
        partial(burry_share, "meta", "meta_earnings_overstated_2028"),
    ),
    "chanos-meta-2025": (chanos,),
    "barclays-amazon-cut-2025": (
        partial(barclays, "meta", "meta_operating_income", 5.0),
        partial(barclays, "google", "alphabet_operating_income", 5.0),
    ),
    "kerrisdale-coreweave": (partial(straight_line, "base", "cost_a_year", 6.0, 4.0, "coreweave"),),
    "closelook-100bn": (partial(straight_line, "base", "cost_a_year", 6.0, 4.0, None),),
    "bca-500bn": (product,),
    "rice-perpetual-inventory": (decay,),
    "wiresift": (lifts,),
    "wsj-weil-2026": (share_of_income,),
}
"""Which checks there are for an estimate on file; the others are shown as their authors gave them."""


def servers_alone(data: Dataset, entity: str, day: date) -> tuple[Trace | None, Amount]:
    """Average gross of the server line over a year's server depreciation, where a company discloses both."""
    charge = reported(data, entity, "depreciation_servers", day)
    if charge is None:
        return None, UNDISCLOSED
    year = int(charge.period_end[:4])
    ends = (f"{year - 1}{charge.period_end[4:]}", charge.period_end)
    balances = [_year(history(data, entity, "servers_network_gross", day), end) for end in ends]
    if None in balances:
        return None, UNDISCLOSED
    gross = [balance.value.point or 0.0 for balance in balances if balance is not None]
    cited = tuple(label for balance in balances if balance is not None for label in labels(balance))
    words = f"average gross of servers, {dollars(gross[0])} and {dollars(gross[1])}"
    trace = Trace("ratio", (Term(Amount.exactly(sum(gross) / 2), words, (), cited), _term(charge)))
    return trace, _ratio(trace)


def lives_of(data: Dataset, entity: str, day: date) -> str:
    """The lives of servers on file for a company, in order of time."""
    lives = useful_lives(data).get(entity)
    if lives is None:
        return ""
    steps = [p for p in lives.policies if p.asset != "network" and p.effective.first <= day]
    said = [
        f"{p.life_years} years from {p.effective}{' for a subset' if p.subset else ''}"
        for p in sorted(steps, key=lambda p: p.effective.first)
    ]
    return "on file: " + ", ".join(said) if said else ""


def _burry_runs(data: Dataset) -> dict[str, list[Any]]:
    """Rows of the five companies for fiscal 2026 to 2028 as known at the end of 2025, by what was assumed."""
    key = "burry runs"
    if key not in data.cache:
        view = View(as_of="2025-12-31", window=("2026", "2028"))
        runs: dict[str, list[Any]] = {}
        for growth in (0.0, 0.2, 0.4):
            inputs = WhatIf(capex=Capex("growth", growth=growth) if growth else Capex())
            for treatment, words in (("prospective", "caught up"), ("restated", "restated"), ("new", "new gear only")):
                answer = depreciation(data, FIVE, view, life=(2.0, 2.5, 3.0), effective=2026, treatment=treatment, inputs=inputs)
                for life in (2.0, 2.5, 3.0):
                    name = f"{life:g} years, purchases {'flat' if not growth else f'+{growth:.0%} a year'}, {words}"
                    # fiscal years are the companies' own: Microsoft's end in June, Oracle's in May
                    runs[name] = [row for row in answer.rows if row.life == life and 2026 <= row.year <= 2028]
        data.cache[key] = runs
    found = data.cache[key]
    assert isinstance(found, dict)
    return found


def _first_year(data: Dataset, entity: str, life: float) -> Any:
    """The row of 2025 had the life changed at its beginning."""
    view = View(as_of="2025-12-31", window=("2025", "2025"))
    return depreciation(data, entity, view, life=life, effective=2025).rows[0]


def _inside(theirs: float, least: float, most: float) -> str:
    return "inside our range" if least <= theirs <= most else "differs"


def _ratio(trace: Trace) -> Amount:
    value = trace.recompute()
    return value if isinstance(value, Amount) else UNDISCLOSED


def _term(figure: Reported) -> Term:
    return Term(figure.value, f"{figure.metric.replace('_', ' ')} to {figure.period_end}", (), labels(figure))


def _year(figures: list[Reported], year: int | str) -> Reported | None:
    return next((figure for figure in figures if figure.period_end.startswith(str(year))), None)


def _dollars(text: object) -> float:
    return parse_signed_money(str(text)).stated.point or 0.0


def _figures(estimate: Estimate) -> str:
    """Their figures as written; nested ones by their ends."""
    said = []
    for name, value in estimate.figures.items():
        plain = (
            " to ".join(map(str, value.values()))
            if isinstance(value, dict)
            else ", ".join(value)
            if isinstance(value, list)
            else str(value)
        )
        said.append(f"{name.replace('_', ' ')} {plain}")
    return "; ".join(said) or "no figure"

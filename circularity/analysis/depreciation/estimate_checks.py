"""One check an estimate: its author's figures put through plain arithmetic or through the vintage model."""

from __future__ import annotations

from datetime import date
from functools import partial

from circularity.analysis.depreciation import depreciation
from circularity.analysis.depreciation.additions import labels
from circularity.analysis.depreciation.estimate_runs import Check, Checked, barclays, burry_share, burry_total, stated
from circularity.analysis.reported import Reported, history, reported
from circularity.analysis.results import Term, Trace
from circularity.analysis.wording import dollars, money
from circularity.dataset.dataset import Dataset
from circularity.dataset.lives import useful_lives
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, Amount
from circularity.model.estimate import Estimate
from circularity.model.money import parse_signed_money
from circularity.model.text import percent_value

ASSUMED = ("line-growth", "network-share", "tax-on-life-effects")
NEAR = 0.05
"""Two figures closer than this are the same up to rounding."""


def untested(data: Dataset, view: View, estimate: Estimate) -> Checked:
    """An estimate whose inputs were not published, or whose words hold nothing to compute."""
    return Checked(_figures(estimate), UNDISCLOSED, "", "-", "not reproducible", estimate.reproduction)


def chanos(data: Dataset, view: View, estimate: Estimate) -> Checked:
    """All gross property over one year's depreciation: 11 to 12 years, and what servers alone give."""
    base = stated(estimate.figures["base_2025_06_30"])
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
    base = stated(estimate.figures[base_key])
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
    base, rate = stated(estimate.figures["assets"]), percent_value(estimate.figures["rate"]) / 100
    theirs = stated(estimate.figures["depreciation_2030"])
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
    income, effect = stated(estimate.figures["meta_net_income_2025"]), stated(estimate.figures["effect"])
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


def _ratio(trace: Trace) -> Amount:
    value = trace.recompute()
    return value if isinstance(value, Amount) else UNDISCLOSED


def _term(figure: Reported) -> Term:
    return Term(figure.value, f"{figure.metric.replace('_', ' ')} to {figure.period_end}", (), labels(figure))


def _year(figures: list[Reported], year: int | str) -> Reported | None:
    return next((figure for figure in figures if figure.period_end.startswith(str(year))), None)


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

"""One line of a depreciation answer, and how each of its figures came about, vintage by vintage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from circularity.analysis.depreciation.additions import Vintage, labels
from circularity.analysis.depreciation.books import FleetModel, Scenario, Unit
from circularity.analysis.reported import Reported
from circularity.analysis.results import Row, Share, Term, Trace
from circularity.analysis.wording import money
from circularity.model.amounts import Amount

NOTHING = 1e-9
"""A part of a dollar below which a figure is rounding noise."""


@dataclass(frozen=True, slots=True)
class PerShare:
    """Dollars a share, low to high."""

    value: Amount

    def as_json(self) -> dict[str, float | None]:
        return {end: None if (v := getattr(self.value, end)) is None else round(v, 4) + 0.0 for end in ("low", "point", "high")}


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


def row(model: FleetModel, scenario: Scenario, year: int) -> DepreciationRow:
    """One fiscal year of one company under one scenario, against its own policy."""
    here = [v for v in model.vintages if v.year <= year]
    life, policy_life = scenario.life, model.policy_life(year)
    base: dict[int, Unit] = {v.year: model.unit(v.year, None)[year] for v in here}
    other: dict[int, Unit] = {v.year: model.unit(v.year, scenario)[year] for v in here}
    change = [(v, other[v.year][0] - base[v.year][0]) for v in here]
    lowered = _changes(change, -1.0)
    operating = _amount(lowered)
    after_tax = Trace("sum", (Term(operating, "change in operating income", (), _cited(lowered)), _relief(operating, model.tax)))
    net = _amount(after_tax)
    today = [v for v in here if v.year <= model.fleet.last_year]
    traces = {
        "depreciation": _side(here, other, 0, f"charge at {life:g} years"),
        "policy_depreciation": _side(here, base, 0, "charge at the company's own lives"),
        "change_in_depreciation": _changes(change, 1.0),
        "change_in_operating_income": lowered,
        "change_in_net_income": after_tax,
        "catch_up": _side(here, other, 2, f"already older than {life:g} years in FY{scenario.effective}"),
        "book_value": _side(here, other, 1, f"book value at {life:g} years"),
        "policy_book_value": _side(here, base, 1, "book value at the company's own lives"),
        "fleet_today": _side(today, other, 1, f"book value at {life:g} years"),
        "debt_due_later": _debt_after(model, year),
    }
    amounts = {field: _amount(trace) for field, trace in traces.items()}
    eps = _per_share(traces, "change_in_eps", net, "change in net income", model.shares)
    portion = _portion(traces, operating, model)
    income = _on_top(traces, "operating_income", operating, model.income)
    profit = _on_top(traces, "net_income", net, model.net)
    per_share = None if profit is None else _per_share(traces, "eps", profit, "net income", model.shares)
    return DepreciationRow(
        id=f"depreciation:{model.entity}/{_spelled(life)}/{year}",
        edges=traces["debt_due_later"].edges,
        entity=model.entity,
        year=year,
        period_end=model.fleet.year_end(year),
        life=life,
        policy_life=policy_life,
        change_in_eps=eps,
        share_of_operating_income=portion,
        operating_income=income,
        net_income=profit,
        eps=per_share,
        change_in_operating_cash_flow=0.0,
        traces={field: trace for field, trace in traces.items() if trace.terms},
        **amounts,
    )


def _portion(traces: dict[str, Trace], operating: Amount, model: FleetModel) -> Share | None:
    below = model.income
    if below is None or not (below.value.point or 0.0) > 0:
        return None
    figure = Term(below.value, f"operating income of the year to {below.period_end}", (), labels(below))
    traces["share_of_operating_income"] = Trace("ratio", (Term(operating, "change in operating income"), figure))
    return Share(_amount(traces["share_of_operating_income"]), "operating_income", below.value.point or 0.0, below.period_end)


def _debt_after(model: FleetModel, year: int) -> Trace:
    end = model.fleet.year_end(year)
    due = [p for p in model.debts if p.edge.ends is not None and p.edge.ends.first > end]
    return Trace("sum", tuple(Term(p.claim, f"{p.full.claim_from}, due {p.edge.ends}", p.cited) for p in due))


def _side(vintages: Sequence[Vintage], units: dict[int, Unit], which: int, words: str) -> Trace:
    return Trace("sum", tuple(_term(v, units[v.year][which], words) for v in vintages if units[v.year][which] > NOTHING))


def _term(vintage: Vintage, unit: float, words: str) -> Term:
    amount = Amount(*((getattr(vintage.amount, end) or 0.0) * unit for end in ("low", "point", "high")))
    return Term(amount, f"FY{vintage.year} additions of {money(vintage.amount)} ({vintage.words}): {words}", (), vintage.figures)


def _changes(units: Sequence[tuple[Vintage, float]], sign: float) -> Trace:
    """The change of a charge, vintage by vintage; ends belong together and stand so that the sum runs from low to high."""
    signed = [(v, sign * unit) for v, unit in units if abs(unit) > NOTHING]
    whole = [sum((getattr(v.amount, end) or 0.0) * unit for v, unit in signed) for end in ("low", "high")]
    ends = ("low", "point", "high") if whole[0] <= whole[1] else ("high", "point", "low")
    terms = []
    for v, unit in signed:
        amount = Amount(*((getattr(v.amount, end) or 0.0) * unit for end in ends))
        words = f"FY{v.year} additions of {money(v.amount)} ({v.words}): charge {unit * sign:+.1%} of cost" + (
            "" if sign > 0 else ", turned round"
        )
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
    traces[field] = Trace("per_share", (Term(amount, words, (), _cited(traces[words.replace(" ", "_")])), below))
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


def _amount(trace: Trace) -> Amount:
    value = trace.recompute()
    assert isinstance(value, Amount)
    return value


def _cited(trace: Trace) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure for term in trace.terms for figure in term.figures))


def _spelled(life: float) -> str:
    """A life inside a row's name, where a full stop means a field: 5.5 as 5_5."""
    return f"{life:g}".replace(".", "_")

"""How each kind of known outcome is worked out from the data of its day: by the same analyses that answer questions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from circularity.analysis.failure import exposed
from circularity.analysis.failure.options import Options
from circularity.analysis.fiscal import history
from circularity.analysis.loops import loops
from circularity.analysis.reported import Reported, best_of
from circularity.analysis.results import Term, Trace
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.terms import DAYS_PER_YEAR
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.dates import parse_date
from circularity.model.figures import METRICS
from circularity.model.kinds import EdgeClass, Kind
from circularity.model.outcome import Outcome, OutcomesFile
from circularity.model.stages import Basis, Stage

FUNDING = re.compile(r"vendor (?:funding|loan) / (?:purchase commitment|order|minimum purchase)")
RATIO = re.compile(r"(\w+) / (\w+)")
CHANGE = re.compile(r"(\w+), change on the year before")
MONTHS = re.compile(r"months between \S+ and \S+")
RANK = re.compile(r"rank of (\w+) / revenue")


class NotTestable(Exception):
    """No analysis measures this; says why."""


@dataclass(frozen=True)
class Found:
    """What ours is, and what it rests on."""

    values: tuple[float | str, ...]
    how: str
    edges: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    traces: Mapping[str, Trace] = field(default_factory=dict)


def measured(data: Dataset, known: OutcomesFile, outcome: Outcome) -> Found:
    """The value of an outcome's measure by our own analyses.

    Raises
    ------
    NotTestable
        If no analysis measures it, or the data of that day cannot carry it.
    """
    measure = outcome.measure
    if MONTHS.fullmatch(measure):
        return _months(known, outcome)
    for shape, work in _MEASURES:
        if shape.fullmatch(measure):
            return work(data, outcome)
    raise NotTestable(f"no analysis measures '{measure}'" + (": it is an input to them, or lies beyond the deals" if outcome.at else ""))


def _ratio(data: Dataset, outcome: Outcome) -> Found:
    """One reported figure over another; vendor financing over revenue as the vendors' ranking has it."""
    top_name, below_name = _names(outcome, RATIO)
    if top_name not in METRICS or below_name not in METRICS:
        raise NotTestable(f"'{outcome.measure}' is not among the figures that companies report, and no analysis works it out")
    values, figures, traces = [], [], {}
    for number, label in enumerate(outcome.dates):
        top, below = (_figure(data, outcome.subject, name, label) for name in (top_name, below_name))
        if not below.value.point or top.value.point is None:
            raise NotTestable(f"{below.label} is not above zero")
        values.append(100.0 * top.value.point / below.value.point)
        figures += [top.label, below.label]
        traces[f"ours.{number}"] = _over(top, below)
    return Found(tuple(values), f"{top_name} over {below_name}, as reported", (), tuple(figures), traces)


def _over(top: Reported, below: Reported) -> Trace:
    terms = tuple(Term(figure.value, figure.label, (), (figure.label,)) for figure in (top, below))
    return Trace("ratio", terms)


def _change(data: Dataset, outcome: Outcome) -> Found:
    (metric,) = _names(outcome, CHANGE)
    (label,) = outcome.dates
    now = _figure(data, outcome.subject, metric, label)
    earlier = [f for f in history(data, outcome.subject, metric, date.fromisoformat(now.period_end)) if f.period_end < now.period_end]
    if not earlier or not earlier[0].value.point or now.value.point is None:
        raise NotTestable(f"{metric} of the year before {label} is not known")
    how = f"{now.label} against {earlier[0].label}"
    return Found((100.0 * (now.value.point / earlier[0].value.point - 1.0),), how, (), (now.label, earlier[0].label))


def _single(data: Dataset, outcome: Outcome) -> Found:
    if outcome.measure not in METRICS:
        raise NotTestable(f"no analysis measures '{outcome.measure}'")
    found = [_figure(data, outcome.subject, outcome.measure, when) for when in outcome.dates]
    values = tuple(figure.value.point for figure in found if figure.value.point is not None)
    return Found(values, f"{outcome.measure}, as reported", (), tuple(figure.label for figure in found))


def _rank(data: Dataset, outcome: Outcome) -> Found:
    """The vendor with the most of it for its size, at the end of each calendar year: one name if it is the same."""
    from circularity.analysis.vendors import vendors

    leaders, edges = [], []
    for label in outcome.dates:
        year = label.removeprefix("FY")
        rows = vendors(data, View(as_of=f"{year}-12-31")).rows
        if not rows or rows[0].reported_over_revenue is None:
            raise NotTestable(f"no vendor reports its credit to customers in {label}")
        leaders.append(rows[0].vendor)
        edges += rows[0].edges
    how = f"first of `vendors` at the end of {' and '.join(outcome.dates)}"
    return Found(tuple(dict.fromkeys(leaders)), how, tuple(dict.fromkeys(edges)))


def _lenders(data: Dataset, outcome: Outcome) -> Found:
    """Who has most at risk when the subject fails, the largest first."""
    (day,) = outcome.dates
    rows = exposed(data, outcome.subject, View(as_of=day), Options(rounds=1)).rows
    # a loss without an upper limit comes before any that has one
    at_risk = [(_ceiling(row.capital_at_risk), row.entity, row.edges) for row in rows if not row.pool and row.capital_at_risk.high != 0]
    ranked = sorted(at_risk, key=lambda found: (-found[0], found[1]))[: len(outcome.values)]
    how = f"capital at risk in the first round of `exposed {outcome.subject}`, at its ceiling"
    return Found(tuple(name for _, name, _ in ranked), how, tuple(edge for _, _, edges in ranked for edge in edges))


def _ceiling(amount: Amount) -> float:
    return math.inf if amount.high is None else amount.high


def _funding(data: Dataset, outcome: Outcome) -> Found:
    """What vendors lend and invest over what the subject orders from them, as promised on the day."""
    (day,) = outcome.dates
    chosen = flows(data, View(as_of=day, basis=Basis.HEADLINE))
    given = _of(chosen, lambda flow: flow.payee == outcome.subject and _class(flow) is EdgeClass.FINANCING)
    lenders = {flow.payer for flow in given}
    bought = _of(chosen, lambda flow: flow.payer == outcome.subject and flow.payee in lenders and _class(flow) is EdgeClass.COMMERCE)
    top, below = _sum(given), _sum(bought)
    if top.point is None or not below.point:
        raise NotTestable("one side has no amount on that day")
    terms = (Term(top, "lent and invested by vendors", _ids(given)), Term(below, "ordered from them", _ids(bought)))
    how = "headline of vendors' financing over headline of orders from them"
    return Found((top.point / below.point,), how, _ids([*given, *bought]), (), {"ours.0": Trace("ratio", terms)})


def _drawn(data: Dataset, outcome: Outcome) -> Found:
    return _part(data, outcome, Basis.PAID, lambda flow: flow.payee == outcome.subject and _class(flow) is EdgeClass.FINANCING)


def _guarantee(data: Dataset, outcome: Outcome) -> Found:
    """What a guarantor has paid of what its obligor had drawn when it failed."""
    (day,) = outcome.dates
    view = View(as_of=day, basis=Basis.PAID, ever=True)
    chosen = _of(flows(data, view), lambda flow: flow.id in outcome.edges and flow.position.edge.guarantees is not None)
    every = {flow.id: flow for flow in flows(data, view)}
    covered = _of(every.values(), lambda flow: flow.id in {c.position.edge.guarantees for c in chosen})
    paid, owed = _sum(chosen), _sum(covered)
    if not chosen or paid.point is None or not owed.point:
        raise NotTestable("what was called or paid is not recorded as an amount")
    terms = (Term(paid, "paid by the guarantor", _ids(chosen)), Term(owed, "drawn under what it guarantees", _ids(covered)))
    how = "paid under the guarantee over what was drawn under the guaranteed loan"
    return Found((100.0 * paid.point / owed.point,), how, _ids([*chosen, *covered]), (), {"ours.0": Trace("ratio", terms)})


def _part(data: Dataset, outcome: Outcome, basis: Basis, wanted: Callable[[Flow], bool]) -> Found:
    """What has moved of what was promised, in per cent."""
    (day,) = outcome.dates
    chosen = _of(flows(data, View(as_of=day, basis=basis, ever=True)), wanted)
    moved, whole = _sum(chosen), total(flow.position.full.headline for flow in chosen)
    if not chosen or moved.point is None or not whole.point:
        raise NotTestable("what had been paid by that day is not recorded as an amount")
    return Found((100.0 * moved.point / whole.point,), f"{basis} over headline", _ids(chosen))


def _repaid(data: Dataset, outcome: Outcome) -> Found:
    """What has come back of a loan: what was paid out less what is outstanding."""
    (day,) = outcome.dates
    chosen = _of(
        flows(data, View(as_of=day, basis=Basis.PAID)),
        lambda flow: flow.payer == outcome.subject and flow.position.edge.kind is Kind.LOAN and flow.id in (outcome.edges or (flow.id,)),
    )
    known = [flow for flow in chosen if flow.position.paid.point and flow.position.claim.point is not None]
    if not known:
        raise NotTestable("no balance of the loan is recorded for that day")
    paid = sum(flow.position.paid.point or 0.0 for flow in known)
    left = sum(flow.position.claim.point or 0.0 for flow in known)
    return Found((100.0 * (1.0 - left / paid),), "paid out less outstanding, over paid out", _ids(known))


def _loss(data: Dataset, outcome: Outcome) -> Found:
    """Whether anything is left unpaid of the vendors' loans."""
    (day,) = outcome.dates
    chosen = _of(
        flows(data, View(as_of=day, basis=Basis.PAID)), lambda flow: flow.payee == outcome.subject and _class(flow) is EdgeClass.FINANCING
    )
    if not chosen:
        raise NotTestable("no financing of the company is recorded")
    clear = all(flow.position.stage is Stage.REPAID and flow.position.claim.high == 0 for flow in chosen)
    return Found(("no loss" if clear else "loss",), "stage and outstanding balance on the day", _ids(chosen))


def _exchanged(data: Dataset, outcome: Outcome) -> Found:
    """Debt given up for shares: stakes that superseded loans to the company."""
    heirs = {edge.superseded_by for edge in data.edges.values() if edge.payee == outcome.subject and edge.kind is Kind.LOAN}
    (day,) = outcome.dates
    chosen = _of(flows(data, View(as_of=day, basis=Basis.PAID)), lambda flow: flow.id in heirs)
    paid = _sum(chosen)
    if not chosen or paid.point is None:
        raise NotTestable("no stake that took the place of a loan is recorded")
    return Found((paid.point,), "paid on the stake that superseded the loan", _ids(chosen))


def _pairs(data: Dataset, outcome: Outcome) -> Found:
    """Pairs of companies with money both ways, in all that was ever agreed."""
    priced = outcome.measure.endswith("with amounts")
    found = loops(data, View(basis=Basis.HEADLINE, ever=True), max_length=2, unpriced=not priced, groups=True)
    how = "`loops --max-length 2 --ever` on the headline basis" + ("" if priced else ", hops without an amount too")
    return Found((float(len(found.rows)),), how, tuple(dict.fromkeys(edge for row in found for edge in row.edges)))


def _bond_recovery(data: Dataset, outcome: Outcome) -> Found:
    """What the failure analysis takes to come back of unsecured debt unless told otherwise."""
    rate = data.assumptions["recovery-unsecured"]
    return Found((100.0 * rate.value,), "the recovery that `exposed` assumes for unsecured debt (recovery-unsecured)")


def _from_this_case(data: Dataset, outcome: Outcome) -> Found:
    raise NotTestable("the assumption that answers this (recovery-vendor-loan) was taken from this very case")


def _beyond_all(data: Dataset, outcome: Outcome) -> Found:
    return Found((100.0,), "no claim can lose more than all of itself in `exposed`; clawbacks of what was repaid are not modelled")


def _months(known: OutcomesFile, outcome: Outcome) -> Found:
    """How long before the failure the first sign was known."""
    signal = next((s for s in known.early_signals if s.entity == outcome.subject and s.failure), None)
    if signal is None or signal.failure is None:
        raise NotTestable("no early signal of this company is recorded")
    days = (signal.failure.first - signal.date.first).days
    return Found((days / (DAYS_PER_YEAR / 12),), f"from {signal.date} ({signal.signal}) to {signal.failure}, as recorded")


def _names(outcome: Outcome, shape: re.Pattern[str]) -> tuple[str, ...]:
    match = shape.fullmatch(outcome.measure)
    assert match is not None
    return match.groups()


def _figure(data: Dataset, entity: str, metric: str, when: str) -> Reported:
    """A figure of a fiscal year by its label, or of a period by its last day."""
    rows = [row for row in data.figures.get(entity, ()) if row.metric == metric]
    if when.startswith("FY"):
        rows = [row for row in rows if row.fiscal_year == when]
    else:
        try:
            day = parse_date(when).last
        except ValueError:
            raise NotTestable(f"'{when}' is not a year or a day") from None
        rows = [row for row in rows if row.period_end.last == day]
    ends = {(row.period, row.period_end.last) for row in rows}
    found = None
    for period, last in sorted(ends):
        found = found or best_of(data, entity, metric, period, last, ending=last)
    if found is None:
        name = data.name(entity) if entity in data.entities else entity
        raise NotTestable(f"{metric} of {name} in {when} is not among the reported figures")
    return found


def _of(chosen: Iterable[Flow], wanted: Callable[[Flow], bool]) -> list[Flow]:
    return [flow for flow in chosen if wanted(flow)]


def _class(flow: Flow) -> EdgeClass:
    return flow.position.edge.kind.spec.edge_class


def _sum(chosen: Iterable[Flow]) -> Amount:
    return total(flow.amount for flow in chosen)


def _ids(chosen: Iterable[Flow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flow.id for flow in chosen))


def _fixed(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text))


_MEASURES: tuple[tuple[re.Pattern[str], Callable[[Dataset, Outcome], Found]], ...] = (
    (RANK, _rank),
    (CHANGE, _change),
    (FUNDING, _funding),
    (_fixed("capital at risk by lender"), _lenders),
    (_fixed("drawn / commitment"), _drawn),
    (_fixed("guarantee paid / facility called"), _guarantee),
    (_fixed("repaid / loan"), _repaid),
    (_fixed("loss"), _loss),
    (_fixed("debt exchanged"), _exchanged),
    (re.compile(r"two-company loops, amounts not needed|two-company loops with amounts"), _pairs),
    (_fixed("recovery"), _bond_recovery),
    (_fixed("portfolio loss"), _from_this_case),
    (_fixed("(balance + clawback or judgment) / balance"), _beyond_all),
    (RATIO, _ratio),
    (re.compile(r"\w+"), _single),
)

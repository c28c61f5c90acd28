"""The vintage model held against what companies disclosed when they changed a life.

Each effect is predicted from balance sheets and from a factor that is the median of disclosed over predicted in the *other* events, so
that nothing is fitted on what it predicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Any

from circularity.analysis.depreciation.additions import Method, labels
from circularity.analysis.depreciation.books import FleetModel
from circularity.analysis.depreciation.fleet import server_owners
from circularity.analysis.depreciation.life_changes import LifeChange, life_changes, lives_in_words, saved
from circularity.analysis.depreciation.whatif import WhatIf
from circularity.analysis.reported import history
from circularity.analysis.results import Answer, Row, Term, Trace
from circularity.analysis.wording import count
from circularity.dataset.dataset import Dataset
from circularity.graph.view import View
from circularity.model.amounts import Amount
from circularity.model.useful_life import Effect

GOAL = 0.2
"""A median error that the model is meant to stay within."""


@dataclass(frozen=True, kw_only=True)
class BacktestRow(Row):
    """One disclosed effect and its prediction; dollars by which the charge of the year fell (minus: rose)."""

    entity: str
    period: str
    effective: date
    lives: str
    pool: str
    disclosed: Amount
    predicted: Amount
    """With the factor of the other events; low to high is the spread of their factors."""
    error: float
    uncalibrated: float
    error_uncalibrated: float
    factor: float | None
    """Median of disclosed over predicted in the other events; ``None`` where guidance stands in for it."""
    error_without_company: float | None
    """With the factor of other companies only."""
    error_by_share: float | None
    """With capital expenditure times the share that the other events imply, instead of the server line."""
    disclosed_net_income: Amount | None
    predicted_net_income: float | None
    disclosed_eps: float | None
    eps_from_disclosed: float | None
    """Disclosed net income over the year's diluted shares, on today's split basis."""
    counted: bool
    account: str


def depreciation_backtest(data: Dataset, entities: str | Iterable[str] = (), view: View | None = None) -> Answer:
    """How well the vintage model would have told the effects that companies later disclosed.

    For each past change of life with a disclosed effect: the vintages then in service (and those of the year, where the company counts
    them), what they were charged under the old and the new life, and the difference, times the median factor of the other events.

    Parameters
    ----------
    entities
        Show only these companies; the calibration uses all.

    Returns
    -------
    Answer
        Rows of `BacktestRow`; `extra` holds ``median_absolute_error`` with and without calibration, with whole companies left out, and
        by capital expenditure times an implied share; and ``tax``, the median tax in the disclosed pairs.

    Examples
    --------
    >>> import circularity as ci
    >>> answer = ci.depreciation_backtest(ci.load())
    >>> answer.extra["median_absolute_error"]["calibrated"] < 0.2
    True
    """
    view = (view or View()).on(data)
    names = [entities] if isinstance(entities, str) else list(entities)
    shown = {data.entity(name).id for name in names}
    found = life_changes(data, view.last_day)
    rows = [_row(data, event, found, view.last_day) for event in found]
    counted = [row for row in rows if row.counted]
    errors = {
        "calibrated": _typical([row.error for row in counted]),
        "uncalibrated": _typical([row.error_uncalibrated for row in counted]),
        "without_company": _typical([row.error_without_company for row in counted]),
        "by_capex_share": _typical([row.error_by_share for row in counted]),
    }
    worst = max(counted, key=lambda row: abs(row.error), default=None)
    sentence = "No disclosed effect of a change of life is on file."
    if worst is not None and errors["calibrated"] is not None:
        met = "within" if errors["calibrated"] <= GOAL else "beyond"
        sentence = (
            f"{count(len(counted), 'disclosed effect')} predicted with each left out of its own calibration: median absolute error "
            f"{errors['calibrated']:.0%}, {met} the goal of {GOAL:.0%}; "
            f"worst is {data.name(worst.entity)} {worst.period} at {worst.error:+.0%}."
        )
    caveats = (
        "additions are the growth of the server line; what was retired in the same year is not in it, which the factor makes up for",
        "an effect that names servers alone is predicted for servers alone, at the assumed part of network gear",
        "a range of previous lives counts as its middle",
        "disclosed effects are for one year and one pool, most rounded to 0.1 bn, many seen only in secondary notes; never add them up",
    )
    unknown = [f"{e.name}: additions of {e.gaps} are not known and count as nothing" for e in found if e.missing]
    unknown += [f"{e.name} is shown and not counted: two changes inside one year, and no source at hand" for e in found if not e.counted]
    levels = [level for name in server_owners(data, view.last_day) for level in _levels(data, name, view)]
    extra = {
        "levels": levels,
        "median_absolute_error": errors,
        "goal": GOAL,
        "events": len(counted),
        "tax": _tax([e.effect for e in found]),
    }
    kept = tuple(row for row in rows if not shown or row.entity in shown)
    return Answer("depreciation_backtest", data, view, kept, sentence, caveats, tuple(unknown), ("network-share",), extra)


def _row(data: Dataset, event: LifeChange, every: Sequence[LifeChange], day: date) -> BacktestRow:
    others = [other for other in every if other is not event and other.fits]
    ratios = [other.disclosed / other.raw for other in others]
    abroad = [other.disclosed / other.raw for other in others if other.fleet.entity != event.fleet.entity]
    shares = [other.disclosed / other.by_share for other in others if other.by_share]
    guided = _guided(data, event)
    factor = None if guided else median(ratios) if ratios else 1.0
    scale = guided or Amount(min(ratios, default=1.0), factor, max(ratios, default=1.0))
    ends = sorted((scale.low or 0.0, scale.high or 0.0), key=lambda one: one * event.raw)
    predicted = Amount(event.raw * ends[0], event.raw * (scale.point or 0.0), event.raw * ends[1])

    def error(value: float) -> float:
        return round(value / event.disclosed - 1, 4)

    terms = tuple(
        replace(
            t,
            amount=Amount(*(t.amount.point * s for s in (ends[0], scale.point or 0.0, ends[1]))),
            formula=f"{t.formula}, x {scale.point:.3g}",
        )
        for t in event.terms
        if t.amount.point is not None
    )
    tax = _tax([other.effect for other in every if other is not event])
    net = event.effect.net_income.stated.point if event.effect.net_income else None
    shares_of_year = {f.period_end[:4]: f for f in history(data, event.fleet.entity, "diluted_shares", day)}
    held = shares_of_year.get(str(event.year))
    return BacktestRow(
        id=f"depreciation:backtest/{event.name}",
        edges=(),
        entity=event.fleet.entity,
        period=event.effect.period,
        effective=event.policy.effective.first,
        lives=lives_in_words(event),
        pool=event.effect.pool or "not stated",
        disclosed=Amount.exactly(event.disclosed),
        predicted=predicted,
        error=error(predicted.point or 0.0),
        uncalibrated=event.raw,
        error_uncalibrated=error(event.raw),
        factor=factor,
        error_without_company=None if guided or not abroad else error(event.raw * median(abroad)),
        error_by_share=None if guided or not shares or not event.by_share else error(event.by_share * median(shares)),
        disclosed_net_income=None if net is None else Amount.exactly(net),
        predicted_net_income=None if tax is None else (predicted.point or 0.0) * (1 - tax),
        disclosed_eps=event.effect.eps.get("diluted", event.effect.eps.get("basic")),
        eps_from_disclosed=None if net is None or held is None else round(net / (held.value.point or 1.0), 4),
        counted=event.counted,
        account=_account(event, predicted.point or 0.0, guided is not None),
        traces={"predicted": Trace("sum", terms), "disclosed": _told(event)}
        | ({} if net is None or held is None else _eps(net, event, labels(held), held.value)),
    )


def _levels(data: Dataset, name: str, view: View) -> list[dict[str, Any]]:
    """Depreciation of servers where a company discloses it, beside the model's, which never saw it."""
    told = history(data, name, "depreciation_servers", view.last_day)
    if not told:
        return []
    years = [date.fromisoformat(figure.period_end).year for figure in told]
    model = FleetModel(data, name, view, WhatIf())
    found = []
    for figure, year in zip(told, years, strict=True):
        ours = model.own_charge(year)
        said = figure.value.point or 0.0
        error = round((ours.point or 0.0) / said - 1, 4)
        found.append({"entity": name, "year": year, "disclosed": said, "modelled": ours, "error": error, "figures": list(labels(figure))})
    return found


def _guided(data: Dataset, event: LifeChange) -> Amount | None:
    """For a change of an undisclosed subset: guidance given before the year, over what the whole fleet would show on the pool it names."""
    told = event.policy.guided_effect
    if not event.policy.subset or told is None or told.charge is None:
        return None
    whole = sum(t.amount.point or 0.0 for t in saved(data, event.fleet, event.policy, told, event.year, told)[0])
    return Amount.exactly(-told.charge / whole) if whole else None


def _told(event: LifeChange) -> Trace:
    said = tuple(f"{s.publisher} ({s.type}): {s.says}" + (f" {s.url}" if s.url else "") for s in event.policy.sources)
    return Trace(
        "sum", (Term(Amount.exactly(event.disclosed), f"disclosed for {event.effect.period}, pool {event.effect.pool}", (), said),)
    )


def _eps(net: float, event: LifeChange, cited: tuple[str, ...], shares: Amount) -> dict[str, Trace]:
    top = Term(Amount.exactly(net), f"disclosed effect on net income of {event.effect.period}")
    return {"eps_from_disclosed": Trace("per_share", (top, Term(shares, "diluted shares of the year", (), cited)))}


def _account(event: LifeChange, predicted: float, guided: bool) -> str:
    """What is known to be loose about one prediction, in words; never a reason found after the fact by fitting."""
    said = []
    if guided:
        said.append(
            "only a subset changed: its size is read from the guidance on assets then held, and new gear is taken to be in it alike"
        )
        if abs(predicted) < abs(event.disclosed):
            said.append("the outcome says that new gear was in the subset far more than old")
    if event.policy.previous_years is not None and event.policy.previous_years.low != event.policy.previous_years.high:
        said.append(f"previous life printed as {event.policy.previous_years} years; the middle is used")
    methods = {v.method for v in event.fleet.vintages if event.year - 6 <= v.year <= event.year}
    for method in (Method.PROXY, Method.SPLIT):
        if method in methods:
            said.append(f"some additions by {method}")
    if event.missing:
        said.append(f"{event.gaps} missing")
    if not event.counted:
        said.append("not counted")
    return "; ".join(said)


def _tax(effects: Sequence[Effect]) -> float | None:
    """Median of one less disclosed net income over disclosed pretax effect."""
    rates = [
        1 - abs((e.net_income.stated.point or 0.0) / e.charge)
        for e in effects
        if e.net_income is not None and e.charge and e.pool != "not stated"
    ]
    return round(median(rates), 4) if rates else None


def _typical(errors: Sequence[Any]) -> float | None:
    known = [abs(error) for error in errors if error is not None]
    return round(median(known), 4) if known else None

"""Published estimates put through the vintage model, over everything that their authors left open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from circularity.analysis.depreciation import depreciation
from circularity.analysis.depreciation.whatif import Capex, WhatIf
from circularity.analysis.results import Term, Trace
from circularity.analysis.wording import dollars, money
from circularity.dataset.dataset import Dataset
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, Amount
from circularity.model.estimate import Estimate
from circularity.model.money import parse_signed_money
from circularity.model.text import percent_value

FIVE = ("google", "microsoft", "amazon", "meta", "oracle")


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


def burry_total(data: Dataset, view: View, estimate: Estimate) -> Checked:
    """176 bn over three years, against every mix of life, path and treatment that he left open."""
    runs = _burry_runs(data)
    theirs = stated(estimate.figures["understatement_2026_2028"])
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
    theirs = stated(estimate.figures[key])
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


def stated(text: object) -> float:
    return parse_signed_money(str(text)).stated.point or 0.0


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

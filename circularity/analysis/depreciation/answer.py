"""What a company would earn if it wrote its servers off over another life, year by year.

A vintage model: the servers and network gear bought in each fiscal year, straight line to nothing, half a year's charge in the year of
purchase. Cash does not move: a life decides when a payment that was already made is charged, not whether it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from circularity.analysis.depreciation.books import TREATMENTS, FleetModel, Scenario
from circularity.analysis.depreciation.fleet import server_owners
from circularity.analysis.depreciation.notes import Gathered, not_yet
from circularity.analysis.depreciation.rows import DepreciationRow, row
from circularity.analysis.depreciation.vintages import change_of_life, checked_life, schedule
from circularity.analysis.depreciation.whatif import WhatIf, parse_years
from circularity.analysis.results import Answer
from circularity.analysis.wording import count, money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.view import View

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
        gathered.add(model)
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
        (*gathered.unknown(), *not_yet(data, view, names)),
        tuple(sorted(gathered.assumptions)),
        extra,
    )


def explained(data: Dataset, rest: str, view: View) -> Answer:
    """The answer that holds the row named ``ENTITY/LIFE/YEAR``, ``backtest/...`` or ``estimates/...``, for `why`."""
    first, _, later = rest.partition("/")
    if first == "backtest":
        from circularity.analysis.depreciation.backtest import depreciation_backtest

        return depreciation_backtest(data, (), view)
    if first == "estimates":
        from circularity.analysis.depreciation.estimates import depreciation_estimates

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

"""What happens if several things go wrong at once? Scenarios: failures, demand cuts, stops of funding, write-downs, called guarantees."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from circularity.analysis.failure.answer import assumptions_of, figures_of, largest, notes, summary_of
from circularity.analysis.failure.cascade import Cascade
from circularity.analysis.failure.exposure import ExposureRow, rows_of
from circularity.analysis.failure.losses import Hits, direct_hits
from circularity.analysis.failure.options import Model, Options
from circularity.analysis.failure.system import Shock
from circularity.analysis.failure.wiring import CASES, Wiring, numbers, wire
from circularity.analysis.results import Answer, Term
from circularity.analysis.wording import count
from circularity.dataset.dataset import Dataset
from circularity.dataset.scenarios import read_scenario
from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import Amount
from circularity.model.scenario import Blow, Scenario


def run(data: Dataset, scenario: str | os.PathLike[str] | Scenario, view: View | None = None, options: Options | None = None) -> Answer:
    """Who loses what in a scenario, through which channel and in which round.

    Everything that the scenario names happens at once, in the first round; what follows is carried on as after a failure
    (`exposed`). A purchase that serves a contract whose demand is cut falls with that contract and is not cut a second time.

    Parameters
    ----------
    scenario
        The name of a ready scenario, a file, or a `Scenario`.
    options
        What is set here goes before what the scenario says.

    Returns
    -------
    Answer
        Rows of `ExposureRow`, the largest single channel first.

    Raises
    ------
    UnknownName
        If there is no such scenario.
    DataProblem
        With every problem of the file, each with line and column.

    Examples
    --------
    >>> import circularity as ci
    >>> answer = ci.run(ci.load(), "nvidia-guarantees-called")
    >>> answer.rows[0].entity
    'nvidia'
    """
    view = (view or View()).on(data)
    told = scenario if isinstance(scenario, Scenario) else read_scenario(data, scenario)
    given = options or Options()
    options = merged(told, given)
    data = options.on(data)
    wiring = wire(data, view)
    shock = shock_of(data, wiring, told)
    charges, unused = charges_of(data, view, told)
    low, point, high = (
        replace(shock, charges={wiring.number[name]: numbers(term.amount)[case] for name, term in charges.items()}) for case in CASES
    )
    cascade = Cascade(data, view, (low, point, high), options)
    key = f"run:{told.id}" + (f"@{given.label}" if given.label else "")
    rows = rows_of(cascade, key, None, figures_of(data, view), charges)
    found = direct_hits(data, told.failures, view) if told.failures else Hits((), (), ())
    caveats, unknown = notes(cascade, rows, found)
    if missed := {hit.loser for hit in found.hits} - {row.entity for row in rows} - set(told.failures):
        caveats.append(
            f"{count(len(missed), 'party', 'parties')} whose loss is not disclosed left out here; `exposed` names and counts them"
        )
    if charges:
        caveats.append("of a shorter life the first year's fall in net income lowers equity here; it is no cash, and later years add more")
    unknown += unused
    about = {"id": told.id, "title": told.title, "description": told.description, "shocks": list(_in_words(data, told))}
    extra: dict[str, Any] = {"scenario": about, "failing": list(told.failures), **summary_of(cascade, rows)}
    sentence = _sentence(cascade, told, rows)
    return Answer("run", data, view, tuple(rows), sentence, tuple(caveats), tuple(unknown), assumptions_of(cascade, found), extra)


def merged(scenario: Scenario, given: Options) -> Options:
    """The scenario's options under those that the user set."""
    own = scenario.carry_on
    recovery = own.recovery.model_dump(by_alias=True, exclude_none=True) if own.recovery else {}
    usual = Options()
    return replace(
        given,
        rounds=given.rounds if given.rounds is not None else own.rounds,
        model=given.model if given.model is not usual.model else Model(own.model or usual.model),
        recovery={**recovery, **given.recovery},
        pass_through=given.pass_through if given.pass_through is not None else own.pass_through,
        horizon=given.horizon if given.horizon is not None else own.horizon,
        liquidity=given.liquidity or bool(own.liquidity),
        bankruptcy_cost=given.bankruptcy_cost if given.bankruptcy_cost is not None else own.bankruptcy_cost,
    )


def shock_of(data: Dataset, wiring: Wiring, scenario: Scenario) -> Shock:
    """The scenario as shares of numbered links."""
    system = wiring.systems[1]
    cut: dict[int, float] = {}
    for demand in scenario.demand_cuts:
        for i, link in enumerate(wiring.contracts):
            edge = link.position.edge
            if _hits(data, demand, edge.payer) and (not demand.kinds or edge.kind in demand.kinds) and system.contracts[i].is_open:
                cut[i] = _both(cut.get(i, 0.0), demand.share)
    # what is bought for a contract that is cut falls with it, and once is enough
    cut = {i: share for i, share in cut.items() if not _serves_one_of(system.contracts, i, cut)}
    withdrawn: dict[int, float] = {}
    for stop in scenario.funding_stops:
        for i, link in enumerate(wiring.promises):
            if system.promises[i].is_funding and _hits(data, stop, link.position.edge.payer):
                withdrawn[i] = _both(withdrawn.get(i, 0.0), stop.share)
    written_down: dict[int, float] = {}
    for fall in scenario.write_downs:
        for i, link in enumerate(wiring.claims):
            if not system.claims[i].is_debt and _hits(data, fall, link.position.edge.payee):
                written_down[i] = _both(written_down.get(i, 0.0), fall.share)
    called = {i: 1.0 for i, link in enumerate(wiring.guarantees) if {link.edge, link.position.edge.payer} & set(scenario.guarantees_called)}
    failing = {wiring.number[name]: 1.0 for name in scenario.failures}
    return Shock(failing, cut, written_down, withdrawn, called)


def charges_of(data: Dataset, view: View, scenario: Scenario) -> tuple[dict[str, Term], list[str]]:
    """By company, what a shorter useful life of its servers takes from the first year's net income, and what is not known of it."""
    if scenario.useful_life is None:
        return {}, []
    from circularity.analysis.depreciation import depreciation

    try:
        answer = depreciation(data, (), View(as_of=view.as_of), life=scenario.useful_life)
    except WrongUsage as error:
        return {}, [f"useful life: {error.message}"]
    found: dict[str, Term] = {}
    for row in answer.rows:
        change = row.change_in_net_income
        if row.entity in found or change is None or change.point is None or change.point >= 0:
            continue
        ends = [-end for end in (change.low, change.point, change.high) if end is not None]
        words = f"net income of FY{row.year} at a life of {row.life:g} years instead of {row.policy_life:g} ({row.id})"
        figures = tuple(dict.fromkeys(f for term in row.traces["change_in_net_income"].terms for f in term.figures))
        found[row.entity] = Term(Amount(min(ends), -change.point, max(ends)), words, (), figures)
    doubts = [f"{count(len(answer.unknown), 'doubt')} about fleets and lives: circularity depreciation --life {scenario.useful_life:g}"]
    return found, doubts if answer.unknown else []


def _hits(data: Dataset, blow: Blow, company: str) -> bool:
    """Whether a blow falls on a company; one that names neither companies nor roles falls on all."""
    if not (blow.companies or blow.roles):
        return True
    return company in blow.companies or data.entities[company].role in blow.roles


def _both(one: float, other: float) -> float:
    """Two cuts after each other."""
    return 1.0 - (1.0 - one) * (1.0 - other)


def _serves_one_of(contracts: tuple[Any, ...], start: int, cut: dict[int, float]) -> bool:
    seen = {start}
    k = contracts[start].serves
    while k >= 0 and k not in seen:
        if k in cut:
            return True
        seen.add(k)
        k = contracts[k].serves
    return False


def _in_words(data: Dataset, scenario: Scenario) -> Iterator[str]:
    """What goes wrong, one line each."""
    for name in scenario.failures:
        yield f"{data.name(name)} fails"
    for cut in scenario.demand_cuts:
        kinds = ", ".join(kind.replace("_", " ") for kind in cut.kinds) or "all purchases"
        yield f"{cut.share:.0%} less of {kinds}{_whose(data, cut, ' by ')}"
    for stop in scenario.funding_stops:
        yield f"{stop.share:.0%} of promised funding is not given{_whose(data, stop, ' by ')}"
    for fall in scenario.write_downs:
        yield f"stakes{_whose(data, fall, ' in ')} lose {fall.share:.0%}"
    for name in scenario.guarantees_called:
        yield f"guarantees of {data.name(name)} are called" if name in data.entities else f"{name} is called"
    if scenario.useful_life is not None:
        yield f"servers last {scenario.useful_life:g} years"


def _whose(data: Dataset, blow: Blow, lead: str) -> str:
    who = [data.name(name) for name in blow.companies] + [f"every {role.replace('_', ' ')}" for role in blow.roles]
    return lead + ", ".join(who) if who else ""


def _sentence(cascade: Cascade, scenario: Scenario, rows: list[ExposureRow]) -> str:
    data = cascade.data
    if not rows:
        return f"{scenario.title}: no recorded deal would cost anybody anything."
    told = f"{scenario.title}: {count(len(rows), 'party loses', 'parties lose')} in {count(cascade.rounds, 'round')}"
    most = largest(data, rows)
    told += f" ({most})" if most else ""
    falls = [row for row in rows if row.fails_in]
    if falls:
        return f"{told}; {', '.join(f'{data.name(row.entity)} (round {row.fails_in})' for row in falls)} would fail."
    return f"{told}; nobody whose equity is known would have it used up."

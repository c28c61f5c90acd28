"""Scenarios: the ready ones, single blows worked out on paper, and files with mistakes in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.dataset.scenarios import fitting, read_scenario, scenarios
from circularity.errors import DataProblem
from circularity.model.scenario import CarryOn

HEAD = "scenario: mine\ntitle: Mine\ndescription: For a test\n"
READY = (
    *("ai-demand-halves", "coreweave-fails", "gpus-last-three-years", "nvidia-guarantees-called"),
    *("openai-fails", "outside-funding-stops", "repeat-of-2001"),
)


@pytest.fixture
def mine(tmp_path: Path) -> Any:
    def write(body: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(HEAD + body, encoding="utf-8")
        return path

    return write


def by_entity(answer: Any) -> dict[str, Any]:
    return {row.entity: row for row in answer}


def test_the_ready_ones_differ(data: Any) -> None:
    assert tuple(scenarios(data)) == READY
    answers = {name: [row.as_json() | {"id": ""} for row in ci.run(data, name)] for name in READY}
    assert all(answers.values())
    for one in READY:
        assert sum(answers[one] == answers[other] for other in READY) == 1


@pytest.mark.parametrize(("name", "failing"), [("openai-fails", "openai"), ("coreweave-fails", "coreweave")])
def test_a_failure_as_a_scenario_is_that_failure(data: Any, name: str, failing: str) -> None:
    as_scenario, direct = by_entity(ci.run(data, name)), by_entity(ci.exposed(data, failing))
    for entity, row in as_scenario.items():
        for channel in ("capital_at_risk", "backlog_at_risk", "yearly_revenue_at_risk", "supply_at_risk", "recovered_from_guarantee"):
            mine, theirs = getattr(row, channel), getattr(direct[entity], channel)
            assert (mine.point or 0.0) == pytest.approx(theirs.point or theirs.low or 0.0, abs=1e4) or theirs.point is None, (
                entity,
                channel,
            )
        assert row.distress == direct[entity].distress


def test_nvidias_guarantees_cost_what_they_cover(data: Any) -> None:
    rows = by_entity(ci.run(data, "nvidia-guarantees-called"))
    given = [edge for edge in data.edges.values() if edge.payer == "nvidia" and edge.kind in ("guarantee", "capacity_backstop")]
    caps = {term.edges[0]: term.amount.point for term in rows["nvidia"].traces["capital_at_risk"].terms}
    assert set(caps) <= {edge.id for edge in given}
    assert caps["nvidia-sb-energy-guarantee-2026"] == 105e9
    assert rows["nvidia"].capital_at_risk.point == sum(cap for cap in caps.values() if cap)
    assert rows["nvidia"].at_most["capital_at_risk"] == rows["nvidia"].capital_at_risk.point, "all of them are ceilings"
    assert rows["sb-energy"].recovered_from_guarantee.point == 105e9
    assert rows["nvidia"].backlog_at_risk.high == 0


def test_a_stop_of_funding_takes_those_without_cash(data: Any) -> None:
    answer = ci.run(data, "outside-funding-stops")
    assert [row.entity for row in answer if row.fails_in] == ["coreweave"]
    row = by_entity(answer)["coreweave"]
    assert row.funding_withdrawn.point > row.share_of_cash.denominator
    kept = ci.run(data, read_scenario(data, "outside-funding-stops").model_copy(update={"carry_on": CarryOn()}))
    assert not [row for row in kept if row.fails_in]


def test_a_demand_cut_takes_its_share_and_what_serves_falls_once(data: Any) -> None:
    """Half of demand is half of each contract; Oracle's order at Nvidia serves OpenAI's contract, so it falls by half, not by more."""
    rows = by_entity(ci.run(data, "ai-demand-halves", options=ci.Options(pass_through=0.0)))
    assert rows["oracle"].backlog_at_risk.point == pytest.approx(150e9)
    whole = by_entity(ci.exposed(data, "openai", options=ci.Options(pass_through=0.0)))["nvidia"]
    part = next(t for t in rows["nvidia"].traces["backlog_at_risk"].terms if t.edges[0] == "oracle-nvidia-gpus-2025")
    full = next(t for t in whole.traces["backlog_at_risk"].terms if t.edges[0] == "oracle-nvidia-gpus-2025")
    assert part.amount.point == pytest.approx(full.amount.point / 2)


def test_on_the_small_dataset_each_blow_is_worked_out(small: Any, mine: Any) -> None:
    """Alpha holds 2 bn of Gamma. Gamma's contract with Beta is 10 bn, half a year of five may be paid. Beta's order at Alpha is 3 bn."""
    data = small.load()
    left = 1 - 184 / 1826
    cut = by_entity(ci.run(data, mine("demand_cuts: [{share: 20 %, roles: [lab]}]\ncarry_on: {pass_through: 0 %}\n")))
    assert cut["beta-cloud"].backlog_at_risk.low == pytest.approx(2e9 * left)
    assert cut["beta-cloud"].backlog_at_risk.high == pytest.approx(2e9)
    assert cut["alpha-chips"].backlog_at_risk.point == pytest.approx(0.2 * 3e9)
    fall = by_entity(ci.run(data, mine("write_downs: [{share: 25 %, companies: [gamma-lab]}]\n")))
    assert fall["alpha-chips"].capital_at_risk.point == pytest.approx(0.5e9)
    assert fall["alpha-chips"].distress == pytest.approx(0.5 / 30, abs=1e-6)
    both = by_entity(ci.run(data, mine("write_downs:\n  - {share: 50 %, roles: [lab]}\n  - {share: 50 %, companies: [gamma-lab]}\n")))
    assert both["alpha-chips"].capital_at_risk.point == pytest.approx(1.5e9), "three quarters, not all"


def test_a_shorter_life_takes_the_first_years_income_from_equity(data: Any, mine: Any) -> None:
    """At three years CoreWeave's first year costs more than all of its equity; its failure then costs its lenders, as any failure would."""
    answer = ci.run(data, mine("useful_life: 3 years\n"))
    rows = by_entity(answer)
    first: dict[str, float] = {}
    for row in ci.depreciation(data, life=3):
        first.setdefault(row.entity, -row.change_in_net_income.point)
    assert {name: row.charge.point for name, row in rows.items() if row.charge} == {n: v for n, v in first.items() if v > 0}
    coreweave = rows["coreweave"]
    assert coreweave.fails_in == 1
    assert coreweave.charge.point > coreweave.capacity["value"]
    assert rows["coreweave-lenders"].round == 2
    meta = rows["meta"]
    assert meta.distress == pytest.approx((meta.charge.point + (meta.capital_lost.point or 0.0)) / meta.capacity["value"], abs=1e-5)
    assert any("first year's fall in net income" in caveat for caveat in answer.caveats)
    both = by_entity(ci.run(data, mine("failures: [openai]\nuseful_life: 4 years\n")))
    alone = by_entity(ci.exposed(data, "openai"))
    assert both["oracle"].distress > alone["oracle"].distress
    assert ci.run(data, mine("failures: [openai]\n")).rows[0].charge is None


def test_the_users_options_go_before_the_scenarios(data: Any) -> None:
    answer = ci.run(data, "repeat-of-2001", options=ci.Options(recovery={"unsecured": 0.5}, rounds=2))
    assert answer.extra["scenario"]["id"] == "repeat-of-2001"
    assert answer.data.assumptions.value("recovery-unsecured") == 0.5
    assert max(entry["round"] for entry in answer.extra["rounds"]) <= 2
    assert ci.run(data, "repeat-of-2001").data.assumptions.value("recovery-unsecured") == 0.1
    assert data.assumptions.value("recovery-unsecured") == 0.35


def test_why_takes_a_scenarios_figure_apart(data: Any) -> None:
    row = by_entity(ci.run(data, "ai-demand-halves"))["nvidia"]
    for field in ("backlog_at_risk", "capital_lost", "by_round.2.backlog_at_risk"):
        result = ci.why(data, f"{row.id}.{field}").extra["formulas"][field]["result"]
        want = row.by_round[[e["round"] for e in row.by_round].index(2)]["backlog_at_risk"] if "." in field else getattr(row, field)
        assert result["point"] == pytest.approx(want.point)


BAD = [
    ("failures: [opnai]\n", ":4:12: E304 no company is called 'opnai' (did you mean openai?)"),
    ("failures: [bondholders]\n", ":4:12: E304 'bondholders' is a pool"),
    ("demand_cuts: [{share: 150 %, roles: [lab]}]\n", ":4:23: E223"),
    ("demand_cuts: [{share: half, roles: [lab]}]\n", ":4:23: E223"),
    ("demand_cuts: [{share: 50 %}]\n", "whose demand is cut is not said"),
    ("demand_cuts: [{share: 50 %, kinds: [clouds]}]\n", "did you mean cloud_credit"),
    ("funding_stops: [{share: 50 %, roles: [bank]}]\n", "'bank' is not one of the words"),
    ("guarantees_called: [openai-oracle-cloud-2025]\n", "is not a guarantee"),
    ("guarantees_called: [nobody]\n", "E305"),
    ("failures: [openai]\ncarry_on: {recovery: {unsecured: 120 %}}\n", ":5:34: E223 carry_on.recovery.unsecured"),
    ("failures: [openai]\ncarry_on: {recovery: {senior: 50 %}}\n", "E201"),
    ("failures: [openai]\ncarry_on: {model: guess}\n", "E215 'guess' is no model"),
    ("failures: [openai]\ncarry_on: {rounds: 0}\n", "number of rounds"),
    ("failures: [openai]\ncarry_on: {horizon: 2}\n", "write 3 years"),
    ("failure: [openai]\n", "E201 failure: has no meaning here (did you mean failures?)"),
    ("{}\n", "E102"),
    ("", "nothing goes wrong in it"),
    ("failures: [openai\n", "E102"),
    ("\tfailures: [openai]\n", "E103"),
]


@pytest.mark.parametrize(("body", "said"), BAD, ids=[body.strip() or "nothing" for body, _ in BAD])
def test_mistakes_are_told_with_their_place(data: Any, mine: Any, body: str, said: str) -> None:
    with pytest.raises(DataProblem) as raised:
        ci.run(data, mine(body))
    told = [str(problem) for problem in raised.value.problems]
    assert any(said in line for line in told), told


def test_all_mistakes_at_once(data: Any, mine: Any) -> None:
    body = "failures: [opnai, orakle]\nfunding_stops: [{share: 50 %, companies: [softbnk]}]\nguarantees_called: [nobody]\n"
    with pytest.raises(DataProblem) as raised:
        ci.run(data, mine(body))
    assert len(raised.value.problems) == 4


def test_unknown_scenarios(data: Any) -> None:
    with pytest.raises(ci.UnknownName) as raised:
        ci.run(data, "openai-fail")
    assert "openai-fails" in raised.value.nearest


def test_check_looks_at_the_datasets_own_scenarios(small: Any) -> None:
    small.write("scenarios/one.yaml", "scenario: two\ntitle: T\ndescription: D\nfailures: [gamma-labs]\n")
    problems = [str(problem) for problem in ci.check(small.root)]
    assert any("E301" in problem and "one.yaml" in problem for problem in problems)
    assert any("one.yaml:4:12: E304" in problem for problem in problems)
    small.write("scenarios/one.yaml", "scenario: one\ntitle: T\ndescription: D\nfailures: [gamma-lab]\n")
    assert not small.codes() & {"E301", "E304"}
    assert ci.run(small.load(), "one").rows


def test_of_the_ready_ones_those_are_offered_that_the_data_know_the_companies_of(small: Any, run: Any, data: Any) -> None:
    """A dataset of one's own need not hold the companies of the bundled scenarios, and its page is written all the same."""
    assert fitting(data) == list(scenarios(data))
    offered = fitting(small.load())
    assert "openai-fails" not in offered
    ran = run("run", "--list", "--data", str(small.root))
    assert (ran.code, ran.err) == (0, "")
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == offered
    assert all(ci.run(small.load(), name).command == "run" for name in offered)
    unknown = run("run", "openai-fails", "--data", str(small.root))
    assert (unknown.code, unknown.out) == (1, "")
    assert "no company is called 'openai'" in unknown.err

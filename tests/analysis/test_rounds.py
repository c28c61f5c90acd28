"""Exposure over all rounds on the real data: plausible, different from failure to failure, and nothing counted twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.analysis.failure.cascade import Cascade, fail
from circularity.analysis.failure.options import Options
from circularity.analysis.failure.wiring import CASES, wire

COMPANIES = tuple(name for name, entity in ci.load().entities.items() if not entity.is_pool)


@pytest.fixture(scope="module")
def openai(data: Any) -> Any:
    return ci.exposed(data, "openai")


@pytest.fixture(scope="module")
def cascades(data: Any) -> dict[str, Cascade]:
    """Every company failing by itself."""
    view = ci.View().on(data)
    wiring = wire(data, view)
    return {name: Cascade(data, view, (fail(wiring, (name,)),) * 3, Options()) for name in COMPANIES}


def row(answer: Any, entity: str) -> Any:
    return next(row for row in answer if row.entity == entity)


def test_a_lost_contract_reaches_those_who_serve_it_and_their_lenders(openai: Any) -> None:
    """OpenAI's contract carries Oracle's order of GPUs and its leases, and those carry the lessors' loans."""
    nvidia = row(openai, "nvidia")
    assert {entry["round"] for entry in nvidia.by_round} >= {1, 2}
    assert ("openai-oracle-cloud-2025", "oracle-nvidia-gpus-2025") in nvidia.because
    pimco = row(openai, "pimco")
    assert pimco.round == 3
    assert pimco.because == (("openai-oracle-cloud-2025", "oracle-saline-lease-2025", "pimco-saline-bond-2026"),)
    assert pimco.capital_at_risk.point == 10e9
    banks = row(openai, "softbank-bank-group")
    assert banks.round == 2
    assert all(chain[0].startswith("softbank-openai") for chain in banks.because)


def test_distress_is_passed_on_in_proportion(openai: Any) -> None:
    """SoftBank's bankers lose as much of their loans as SoftBank loses of its equity."""
    level = row(openai, "softbank").distress
    banks = row(openai, "softbank-bank-group")
    data = openai.data
    loans = [edge for edge in banks.edges if data.edges[edge].payer == "softbank-bank-group"]
    direct = row(ci.exposed(data, "softbank"), "softbank-bank-group").traces["capital_at_risk"].terms
    held = sum(term.amount.point or term.amount.low for term in direct)
    assert loans
    assert banks.capital_at_risk.point == pytest.approx(level * held, rel=1e-6)


def test_some_failures_bring_others_down_and_most_do_not(data: Any, cascades: Any) -> None:
    """Neither everybody nor nobody: pairs do, singles do under a longer horizon, and a small company takes nobody with it."""
    for cascade in cascades.values():
        for run in cascade.runs:
            assert len(run.outcome.failed_in) <= 3
    falls = {r.entity: r.fails_in for r in ci.exposed(data, ["openai", "meta"]) if r.fails_in}
    assert falls == {"coreweave": 1}
    longer = ci.exposed(data, "meta", options=ci.Options(horizon=2.0))
    assert [r.entity for r in longer if r.fails_in] == ["coreweave"]
    opened = [entry["round"] for entry in row(longer, "coreweave-lenders").by_round if (entry["capital_at_risk"].point or 0.0) > 5e9]
    assert opened == [2], "the failed company's own channels open in the next round"


def test_a_small_companys_failure_stays_small(data: Any) -> None:
    big = ci.exposed(data, "openai").extra["rounds"]
    for name in ("cohere", "together", "hugging-face", "sharon-ai"):
        answer = ci.exposed(data, name)
        assert all((r.distress or 0.0) < 0.02 for r in answer)
        small = sum(entry["capital_lost"].point or 0.0 for entry in answer.extra["rounds"])
        assert small < 0.05 * sum(entry["capital_lost"].point or 0.0 for entry in big)


def test_no_link_costs_more_than_all_of_itself(cascades: Any) -> None:
    fields = {"claim": "amount", "contract": "unpaid", "promise": "amount", "guarantee": "cap"}
    for name, cascade in cascades.items():
        wiring = cascade.wiring
        for case in CASES:
            system = wiring.systems[case]
            links = {"claim": system.claims, "contract": system.contracts, "promise": system.promises, "guarantee": system.guarantees}
            sums: dict[Any, float] = {}
            losers: dict[Any, set[int]] = {}
            for event in cascade.runs[case].events:
                assert wiring.names[event.loser] != name
                if event.channel in ("capital_at_risk", "backlog_at_risk", "funding_withdrawn", "cover_lost"):
                    key = (event.kind, event.link, event.channel)
                    sums[key] = sums.get(key, 0.0) + event.amount
                    losers.setdefault(key, set()).add(event.loser)
            for (kind, link, channel), total in sums.items():
                assert total <= getattr(links[kind][link], fields[kind]) * (1 + 1e-9) + 1, (name, kind, link)
                assert len(losers[kind, link, channel]) == 1, "one deal costs one party in one channel"


def test_guarantors_and_lenders_together_lose_no_more_than_was_lent(cascades: Any) -> None:
    for cascade in cascades.values():
        for case in CASES:
            system = cascade.wiring.systems[case]
            lost: dict[int, float] = {}
            for event in cascade.runs[case].events:
                if event.channel != "capital_at_risk":
                    continue
                if event.kind == "claim":
                    lost[event.link] = lost.get(event.link, 0.0) + event.lost
                elif system.guarantees[event.link].kind == "claim" and system.guarantees[event.link].link >= 0:
                    covered = system.guarantees[event.link].link
                    lost[covered] = lost.get(covered, 0.0) + event.lost
            for link, total in lost.items():
                assert total <= system.claims[link].amount * (1 + 1e-9) + 1


def test_a_vehicle_costs_its_parent_recorded_stakes_and_guarantees_and_no_more(data: Any, cascades: Any) -> None:
    for vehicle in (e for e in data.entities.values() if e.parent and not e.is_pool):
        parent = cascades[vehicle.id].wiring.number[vehicle.parent]
        for run in cascades[vehicle.id].runs:
            for event in run.events:
                if event.loser != parent or event.round > 1:
                    continue
                edge = cascades[vehicle.id].link(event.kind, event.link).position.edge
                if event.channel == "capital_at_risk":
                    assert edge.payer == vehicle.parent
                else:
                    assert vehicle.id in edge.parties or edge.guarantees
        failed = cascades[vehicle.parent].runs[2].outcome.failed_in if vehicle.parent in cascades else {}
        assert cascades[vehicle.id].wiring.number[vehicle.id] not in failed, "a parent's failure is not its child's"


def test_single_hit_is_never_above_debtrank(data: Any) -> None:
    for name in ("openai", "coreweave", "anthropic", "microsoft"):
        once, often = (ci.exposed(data, name, options=ci.Options(model=model)) for model in ("single-hit", "debtrank"))
        levels = {r.entity: r.distress or 0.0 for r in often}
        for r in once:
            assert (r.distress or 0.0) <= levels[r.entity] + 1e-9
            more = row(often, r.entity)
            assert (r.capital_at_risk.point or 0.0) <= (more.capital_at_risk.point or 0.0) * (1 + 1e-9) + 1


def test_under_clearing_lenders_lose_nothing_before_equity_is_used_up(data: Any) -> None:
    answer = ci.exposed(data, "openai", options=ci.Options(model="clearing"))
    assert "softbank-bank-group" not in {r.entity for r in answer}
    assert row(answer, "softbank").distress == pytest.approx(row(ci.exposed(data, "openai"), "softbank").distress)
    worse = ci.exposed(data, ["openai", "meta"], options=ci.Options(model="clearing"))
    lenders = [entry for entry in row(worse, "coreweave-lenders").by_round if entry["round"] == 2]
    assert lenders, "CoreWeave fails, so its lenders share what is missing"


def test_one_round_is_the_direct_losses(data: Any, openai: Any) -> None:
    one = ci.exposed(data, "openai", options=ci.Options(rounds=1))
    assert {r.round for r in one} == {1}
    for r in one:
        first = next(entry for entry in row(openai, r.entity).by_round if entry["round"] == 1)
        for channel in ("capital_at_risk", "backlog_at_risk", "supply_at_risk"):
            assert getattr(r, channel) == first[channel]


def test_rounds_add_up_to_the_row(data: Any, openai: Any) -> None:
    for r in openai:
        for channel in ("capital_at_risk", "backlog_at_risk", "yearly_revenue_at_risk", "funding_withdrawn"):
            whole, parts = getattr(r, channel), [entry[channel] for entry in r.by_round]
            if whole.point is not None:
                assert sum(a.point or a.low or 0.0 for a in parts) == pytest.approx(whole.point, rel=1e-6, abs=1e4)
            falls = [fall["amount"] for fall in r.waterfall if fall["channel"] == channel]
            if len(r.waterfall) < 24 and whole.point is not None:
                assert sum(a.point or a.low or 0.0 for a in falls) == pytest.approx(whole.point, rel=0.03, abs=1e6)


def test_half_the_amount_is_half_of_what_rests_on_it(data: Any, openai: Any) -> None:
    """Oracle's order at Nvidia written as 20 bn instead of 40: exactly the rows that cite it move, and its own term by half."""
    edge = data.edges["oracle-nvidia-gpus-2025"]
    half = edge.model_copy(update={"amount": ci.load().edges[edge.id].amount.__class__("20 bn", "USD", edge.amount.stated.scaled(0.5))})
    after = {r.entity: r for r in ci.exposed(data.replacing(half), "openai")}
    for r in openai:
        cites = any(edge.id in trace.edges for trace in r.traces.values())
        if not cites:
            assert after[r.entity].as_json() == r.as_json(), r.entity
    mine, theirs = (
        next(term.amount for term in found.traces["backlog_at_risk"].terms if term.edges[0] == edge.id)
        for found in (row(openai, "nvidia"), after["nvidia"])
    )
    # the rest of the term is half of the rest: nothing else feeds this order
    assert (theirs.low, theirs.high) == pytest.approx((mine.low / 2, mine.high / 2), rel=0.15)
    assert after["nvidia"].distress < row(openai, "nvidia").distress


def test_options_change_what_they_say_and_are_in_the_rows_name(data: Any) -> None:
    usual = ci.exposed(data, "softbank")
    mild = ci.exposed(data, "softbank", options=ci.Options(recovery={"senior-secured": 0.9}))
    bank = "softbank-bank-group"
    assert row(mild, bank).capital_lost.point == pytest.approx(row(usual, bank).capital_at_risk.point * 0.1)
    assert row(mild, bank).id == f"exposed:softbank@senior-secured=0.9/{bank}"
    why = ci.why(data, f"{row(mild, bank).id}.capital_lost")
    assert why.extra["formulas"]["capital_lost"]["result"]["point"] == pytest.approx(row(mild, bank).capital_lost.point)
    assert data.assumptions.value("recovery-senior-secured") == 0.6, "the user's value is the question's, not the dataset's"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"rounds": 0}, "rounds"),
        ({"rounds": 1000}, "rounds"),
        ({"rounds": 1.5}, "rounds"),
        ({"model": "guess"}, "model"),
        ({"recovery": {"senior": 0.5}}, "class of claim"),
        ({"recovery": {"unsecured": 1.2}}, "from 0 to 1"),
        ({"recovery": {"unsecured": -0.1}}, "from 0 to 1"),
        ({"recovery": {"unsecured": float("nan")}}, "from 0 to 1"),
        ({"pass_through": 2}, "from 0 to 1"),
        ({"pass_through": float("inf")}, "from 0 to 1"),
        ({"horizon": -1}, "horizon"),
        ({"bankruptcy_cost": 1.1}, "from 0 to 1"),
    ],
)
def test_options_that_make_no_sense(settings: Any, said: str) -> None:
    with pytest.raises((ci.WrongUsage, ci.UnknownName), match=said):
        ci.Options(**settings)


def test_labels_of_options_are_read_back() -> None:
    options = ci.Options(
        rounds=2, model="clearing", recovery={"equity": 0.1}, pass_through=0.5, horizon=2.0, liquidity=True, bankruptcy_cost=0.2
    )
    assert ci.Options.from_label(options.label) == options
    assert ci.Options.from_label("") == ci.Options()
    for label in ("nonsense", "colour=red", "rounds=two", "equity=x"):
        with pytest.raises((ci.WrongUsage, ci.UnknownName)):
            ci.Options.from_label(label)


def test_a_window_does_not_cut_a_failure_and_that_is_said(data: Any, openai: Any) -> None:
    windowed = ci.exposed(data, "openai", ci.View(window=(2026, 2027)))
    assert [r.as_json() for r in windowed] == [r.as_json() for r in openai]
    assert any("window does not cut" in caveat for caveat in windowed.caveats)


def test_winstars_failure_hits_those_it_hit_in_2001() -> None:
    """Lucent, owed about 700 m, then Cisco and Siemens (outcome T08 of the telecom case)."""
    answer = ci.exposed(ci.load(Path(__file__).parents[2] / "data/cases/telecom-2000"), "winstar", ci.View(as_of="2001-04"))
    assert [r.entity for r in answer][:3] == ["lucent", "cisco", "siemens"]
    assert answer.rows[0].capital_at_risk.point == 700e6


def test_negative_equity_is_said_and_absorbs_nothing(small: Any) -> None:
    path = next((small.root / "financials").glob("alpha-chips.csv"))
    text = path.read_text(encoding="utf-8").replace(",shareholders_equity,30000000000,", ",shareholders_equity,-1000000000,")
    small.write("financials/alpha-chips.csv", text)
    answer = ci.exposed(small.load(), "gamma-lab")
    alpha = row(answer, "alpha-chips")
    assert alpha.distress is None
    assert any("no equity left" in caveat and "Alpha Chips" in caveat for caveat in answer.caveats)


def test_what_a_page_needs_is_there_and_the_same_each_time(data: Any, openai: Any) -> None:
    extra = openai.to_dict()
    assert [entry["round"] for entry in extra["rounds"]] == list(range(1, len(extra["rounds"]) + 1))
    for entry in extra["rounds"]:
        assert set(entry) >= {"losers", "failed", "capital_lost", "backlog_at_risk"}
    assert extra["amplification"] >= 1
    assert 0 <= extra["spectral_radius"] < 1
    assert json.dumps(extra) == json.dumps(ci.exposed(ci.load(), "openai").to_dict())

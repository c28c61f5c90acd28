"""What breaks a company: by search, and never by guess."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

import circularity as ci
from circularity.analysis.failure.breaks import _through
from circularity.analysis.failure.cascade import fail, rules
from circularity.analysis.failure.contagion import spread
from circularity.analysis.failure.wiring import POINT, wire
from circularity.graph.build import flows


def test_the_smallest_failure_that_takes_coreweave(data: Any) -> None:
    """No single company; of all pairs only OpenAI and Meta, whose contracts are more than all of its equity in a year's margin."""
    answer = ci.breaks(data, "CRWV")
    assert [row.failing for row in answer] == [("meta", "openai")]
    (row,) = answer
    assert row.breaks
    assert row.fails_in == 1
    assert row.margin_lost.point > answer.extra["capacity"]
    assert "Meta and OpenAI" in answer.sentence


def test_a_single_failure_is_smaller_than_a_pair(data: Any) -> None:
    answer = ci.breaks(data, "coreweave", options=ci.Options(horizon=2.0))
    assert answer.rows[0].failing == ("meta",)
    assert all(len(row.failing) == 1 for row in answer)
    sizes = [row.size for row in answer]
    assert sizes == sorted(sizes)
    assert answer.rows[0].id == "breaks:coreweave@horizon=2/meta"


def test_where_nothing_suffices_the_nearest_are_told(data: Any) -> None:
    answer = ci.breaks(data, "oracle")
    assert "No failure of one or two others" in answer.sentence
    assert answer.rows[0].failing == ("openai",)
    assert not any(row.breaks for row in answer)
    levels = [row.distress for row in answer]
    assert levels == sorted(levels, reverse=True)


def test_where_equity_is_not_known_it_is_said(data: Any) -> None:
    answer = ci.breaks(data, "anthropic")
    assert len(answer) == 0
    assert answer.unknown == ("Anthropic: its equity is not known",)
    assert "cannot be said" in answer.sentence


@pytest.mark.parametrize("company", ["coreweave", "softbank", "amd"])
def test_every_pair_tried_one_by_one_finds_the_same(data: Any, company: str) -> None:
    """The search leaves out companies that cannot matter; here none is left out."""
    view = ci.View().on(data)
    wiring = wire(data, view)
    own = rules(data, ci.Options(), POINT)
    number = wiring.number[company]
    others = [name for name, entity in data.entities.items() if not entity.is_pool and data.group(name) != data.group(company)]
    enough = [
        pair
        for pair in combinations(others, 2)
        if spread(wiring.systems[POINT], fail(wiring, pair), own, lambda *_: None).distress[number] >= 1 - 1e-9
    ]
    assert sorted(row.failing for row in ci.breaks(data, company) if row.breaks) == sorted(enough)


def test_why_and_wrong_names(data: Any) -> None:
    row = ci.breaks(data, "coreweave").rows[0]
    why = ci.why(data, f"{row.id}.margin_lost")
    assert why.extra["formulas"]["margin_lost"]["result"]["point"] == pytest.approx(row.margin_lost.point)
    with pytest.raises(ci.UnknownName):
        ci.breaks(data, "corewave")
    with pytest.raises(ci.WrongUsage, match="pool"):
        ci.breaks(data, "bondholders")


def test_money_between_two_that_fail_does_not_pass_through_them(data: Any) -> None:
    """Ten come in, four of them go on inside the pair, seven go out: what passes is the larger of ten and seven, once."""
    paid = [("x", "a", 10.0), ("a", "b", 4.0), ("b", "y", 7.0), ("x", "y", 50.0)]
    assert _through(("a",), paid) == 10.0
    assert _through(("b",), paid) == 7.0
    assert _through(("a", "b"), paid) == 10.0
    openai = ci.breaks(data, "oracle").rows[0]
    out = sum(flow.amount.point or 0.0 for flow in flows(data, ci.View().on(data)) if flow.payer == "openai")
    assert openai.failing == ("openai",)
    assert openai.size == pytest.approx(out)


@pytest.mark.parametrize("company", ["intel", "softbank", "amd", "nvidia", "microsoft", "google", "oracle"])
def test_what_is_of_no_weight_is_left_out_and_counted(data: Any, company: str) -> None:
    """No row below half a percent of the equity, no pair that adds less than a percent, and the worst single failure is there."""
    answer = ci.breaks(data, company)
    told = {row.failing: row for row in answer}
    assert all(row.distress_range[1] >= 0.005 for row in answer)
    singles = {names[0]: row.distress for names, row in told.items() if len(names) == 1}
    for names, row in told.items():
        if len(names) == 2:
            assert row.distress - max(singles.get(name, 0.0) for name in names) >= 0.01
    if told:
        exposures = {row.failing: row.distress for row in answer if len(row.failing) == 1}
        assert exposures, "a single failure is never crowded out by pairs"
    assert len(told) <= 10


def test_a_company_that_nothing_weighs_on_is_said_to_be_so(data: Any) -> None:
    answer = ci.breaks(data, "intel")
    assert len(answer) == 0
    assert answer.sentence.startswith("No failure of one or two others would take more than 0.5% of the")

"""Who is exposed: named companies through the right channels, and other failures give other answers."""

from __future__ import annotations

from typing import Any

import pytest

import circularity as ci

CHANNELS = {
    "oracle": {"backlog_at_risk", "yearly_revenue_at_risk"},
    "microsoft": {"capital_at_risk", "backlog_at_risk"},
    "softbank": {"capital_at_risk"},
    "coreweave": {"backlog_at_risk", "yearly_revenue_at_risk"},
    "amazon": {"capital_at_risk", "backlog_at_risk"},
    "nvidia": {"capital_at_risk"},
    "amd": {"backlog_at_risk"},
}
FAILING = ("openai", "anthropic", "nvidia", "coreweave", "oracle", "microsoft", "amazon", "google", "meta", "softbank", "xai", "amd")


@pytest.fixture(scope="module")
def openai(data: Any) -> Any:
    return {row.entity: row for row in ci.exposed(data, "openai")}


@pytest.mark.parametrize("loser", CHANNELS)
def test_openai_fails(loser: str, openai: Any) -> None:
    row = openai[loser]
    for channel in CHANNELS[loser]:
        assert getattr(row, channel).point > 0, channel
    if loser == "softbank":
        assert row.backlog_at_risk.high == row.yearly_revenue_at_risk.high == 0
    if loser in ("oracle", "coreweave"):
        assert row.funding_withdrawn.high == 0
    assert row.round == 1
    assert {edge for chain in row.because for edge in chain} <= set(row.edges)


def test_nvidias_guarantee_is_called_though_openai_is_at_neither_end(openai: Any, data: Any) -> None:
    nvidias = [data.edges[name] for name in openai["nvidia"].edges if data.edges[name].payer == "nvidia"]
    given = [edge for edge in nvidias if edge.kind == "guarantee"]
    assert len(given) == 2
    for edge in given:
        assert "openai" not in edge.parties
        assert data.edges[edge.guarantees].payer == "openai"
    called = [term for term in openai["nvidia"].traces["capital_at_risk"].terms if "smaller of the cap" in term.formula]
    calls = sum(term.amount.high for term in called)
    assert calls == 105e9
    assert openai["sb-energy"].recovered_from_guarantee.high == 105e9


def test_the_failing_company_is_no_loser(data: Any) -> None:
    for name in FAILING:
        assert name not in {row.entity for row in ci.exposed(data, name)}
    both = ci.exposed(data, ["openai", "oracle"])
    assert not {"openai", "oracle"} & {row.entity for row in both}


def test_different_failures_give_different_answers(data: Any) -> None:
    answers = {name: [row.as_json() | {"id": ""} for row in ci.exposed(data, name)] for name in FAILING}
    for one in FAILING:
        assert answers[one]
        for other in FAILING:
            assert one == other or answers[one] != answers[other]


def test_channels_are_never_added_up(openai: Any) -> None:
    """A company is ranked by its largest single channel."""
    channels = ("capital_at_risk", "backlog_at_risk", "yearly_revenue_at_risk", "funding_withdrawn", "supply_at_risk", "cover_lost")
    for row in openai.values():
        assert row.largest <= max(v or 0.0 for c in channels for v in (getattr(row, c).low, getattr(row, c).point, getattr(row, c).high))


def test_two_failures_at_once_cost_no_more_than_both_apart(data: Any) -> None:
    one, other = ({row.entity: row for row in ci.exposed(data, name)} for name in ("openai", "anthropic"))
    for row in ci.exposed(data, ["openai", "anthropic"]):
        parts = [rows[row.entity].backlog_at_risk.high for rows in (one, other) if row.entity in rows]
        if row.backlog_at_risk.high is not None and None not in parts:
            assert row.backlog_at_risk.high <= sum(parts) * 1.000001 + 1


def test_names_and_order_do_not_matter(data: Any) -> None:
    def rows(names: Any) -> list[Any]:
        return [row.as_json() | {"id": ""} for row in ci.exposed(data, names)]

    assert rows("NVDA") == rows(["nvidia"]) == rows("Nvidia")
    assert rows(["openai", "anthropic"]) == rows(["anthropic", "openai"]) == rows(["anthropic", "OpenAI", "openai"])


def test_before_it_had_any_deal_nobody_is_exposed(data: Any) -> None:
    assert len(ci.exposed(data, "openai", ci.View(as_of="2010"))) == 0


def test_wrong_questions(data: Any) -> None:
    with pytest.raises(ci.UnknownName) as raised:
        ci.exposed(data, "opnai")
    assert "openai" in raised.value.nearest
    with pytest.raises(ci.WrongUsage, match="at least one"):
        ci.exposed(data, [])
    with pytest.raises(ci.WrongUsage, match="pool"):
        ci.exposed(data, "bondholders")


def test_the_small_dataset_on_paper(small: Any) -> None:
    """Gamma fails on 2025-12-31: Alpha loses its stake of 2 bn; Beta the order of 10 bn less at most what half a year has paid."""
    found = {row.entity: row for row in ci.exposed(small.load(), "gamma-lab")}
    assert set(found) == {"alpha-chips", "beta-cloud"}
    assert found["alpha-chips"].capital_at_risk.point == 2e9
    assert found["alpha-chips"].share_of_equity.value.point == pytest.approx(2 / 30)
    left = 1 - 184 / 1826
    assert found["beta-cloud"].backlog_at_risk.low == pytest.approx(10e9 * left)
    assert found["beta-cloud"].backlog_at_risk.high == 10e9
    assert found["beta-cloud"].share_of_equity is None


def test_a_channel_without_figures_names_nobody_as_the_largest(data: Any) -> None:
    assert "backlog: not known how much" in ci.exposed(data, "nebius").sentence
    assert "most, not known" not in ci.exposed(data, "amd").sentence


def test_what_has_ended_is_not_unknown(data: Any) -> None:
    """Microsoft's own revenue share was cancelled at an amount never disclosed: nothing is left of it, and that is known."""
    answer = ci.exposed(data, "openai")
    assert "supply at risk through microsoft-openai-revenue-share-2023" not in " ".join(answer.unknown)
    assert answer.row("exposed:openai/microsoft").supply_at_risk.high == 0

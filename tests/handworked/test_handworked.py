"""The package against answers worked out on paper: `WORKED.md` derives them, `expected.json` holds them in dollars."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import circularity as ci

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
BASES = ("headline", "binding", "paid", "expected")
DATES = tuple(EXPECTED["edges"])
VIEWS = [(when, basis) for when in DATES for basis in BASES]
FAILURES = [(when, failing) for when, cases in EXPECTED["exposed_first_round"].items() for failing in cases]
CHANNELS = (
    "capital_at_risk",
    "backlog_at_risk",
    "yearly_revenue_at_risk",
    "funding_withdrawn",
    "supply_at_risk",
    "recovered_from_guarantee",
)
NOTHING = {"low": 0, "point": 0, "high": 0}
UNKNOWN = {"low": None, "point": None, "high": None}


@pytest.fixture(scope="module")
def data() -> Any:
    return ci.load(HERE / "data")


def same(got: float | None, want: float | None, tolerance: float = 1e-9) -> bool:
    """Equal, where infinity and null both mean unknown."""
    got = None if got is None or math.isinf(got) else got
    return (got is None and want is None) or (None not in (got, want) and math.isclose(got, want, rel_tol=tolerance, abs_tol=1e-6))


def agree(got: dict[str, float | None] | None, want: dict[str, float | None], tolerance: float = 1e-9) -> bool:
    return got is not None and all(same(got[part], want[part], tolerance) for part in ("low", "point", "high"))


def of_edge(attributes: dict[str, Any]) -> dict[str, float | None]:
    return {"low": attributes["low"], "point": attributes["amount"], "high": attributes["high"]}


def edges_of(data: Any, view: Any) -> dict[str, dict[str, Any]]:
    return {key: attributes for _, _, key, attributes in data.graph(view).edges(keys=True, data=True)}


@pytest.mark.parametrize(("when", "basis"), VIEWS)
def test_every_edge_has_the_amount_worked_out(data: Any, when: str, basis: str) -> None:
    edges = edges_of(data, ci.View(as_of=when, basis=basis))
    priced = {name: amounts[basis] for name, amounts in EXPECTED["edges"][when].items() if amounts[basis]["point"]}
    assert set(edges) == set(priced)
    assert {name: of_edge(edges[name]) for name in priced if not agree(of_edge(edges[name]), priced[name])} == {}


@pytest.mark.parametrize(("when", "basis"), VIEWS)
def test_gross_flow_is_the_sum_of_the_priced_edges(data: Any, when: str, basis: str) -> None:
    amounts = [of_edge(attributes) for attributes in edges_of(data, ci.View(as_of=when, basis=basis)).values()]
    total = {part: sum(amount[part] for amount in amounts) for part in ("low", "point", "high")}
    assert agree(total, EXPECTED["gross_flow"][when][basis]), total


def test_every_edge_has_the_grade_that_its_sources_earn(data: Any) -> None:
    edges = edges_of(data, ci.View(as_of="2026-06", basis="headline")) | edges_of(data, ci.View(as_of="2025-06", basis="headline"))
    assert {name: str(edges[name]["grade"]) for name in edges} == {name: EXPECTED["grades"][name] for name in edges}


@pytest.mark.parametrize(("when", "basis"), VIEWS)
def test_loops_have_the_companies_types_sizes_and_hops_worked_out(data: Any, when: str, basis: str) -> None:
    rows = ci.loops(data, ci.View(as_of=when, basis=basis), max_length=6).to_dict()["rows"]
    wanted = [loop for loop in EXPECTED["loops"][when][basis] if loop["type"] != "group"]
    got = {tuple(row["companies"]): row for row in rows}
    assert set(got) == {tuple(loop["companies"]) for loop in wanted}
    for loop in wanted:
        row = got[tuple(loop["companies"])]
        assert row["type"] == loop["type"]
        assert agree(row["size"], loop["size"]), (row["companies"], row["size"], loop["size"])
        assert [sorted(hop) for hop in row["hops"]] == loop["hops"]
        assert row["grade"] == loop["grade"]
        assert row["key_edge"] in loop["key_edge_any_of"]
        if loop["live"]:
            assert {end: row["live"][end] for end in ("from", "to")} == loop["live"]


@pytest.mark.parametrize(("when", "basis"), VIEWS)
def test_loops_are_ranked_by_size(data: Any, when: str, basis: str) -> None:
    points = [row["size"]["point"] for row in ci.loops(data, ci.View(as_of=when, basis=basis), max_length=6).to_dict()["rows"]]
    assert points == sorted(points, reverse=True)


@pytest.mark.parametrize(("when", "basis"), VIEWS)
def test_a_loop_inside_one_group_is_shown_only_when_asked_for(data: Any, when: str, basis: str) -> None:
    rows = ci.loops(data, ci.View(as_of=when, basis=basis), max_length=6, groups=True).to_dict()["rows"]
    inside = {tuple(row["companies"]): row["size"] for row in rows if row["type"] == "group"}
    wanted = {tuple(loop["companies"]): loop["size"] for loop in EXPECTED["loops"][when][basis] if loop["type"] == "group"}
    assert set(inside) == set(wanted)
    assert all(agree(inside[companies], size) for companies, size in wanted.items())


def test_no_loop_passes_through_the_pool(data: Any) -> None:
    for when, basis in VIEWS:
        rows = ci.loops(data, ci.View(as_of=when, basis=basis), max_length=6, groups=True).to_dict()["rows"]
        assert all("sundry-investors" not in row["companies"] for row in rows)


def first_round(row: dict[str, Any], channel: str) -> dict[str, float | None] | None:
    """What a company loses in round 1: losses of later rounds are other people's failures."""
    increment = next((part for part in row["by_round"] if part["round"] == 1), {})
    return increment.get(channel)


@pytest.mark.parametrize(("when", "failing"), FAILURES)
def test_the_first_round_of_a_failure_costs_whom_and_what_was_worked_out(data: Any, when: str, failing: str) -> None:
    rows = {row["entity"]: row for row in ci.exposed(data, [failing], ci.View(as_of=when, basis="binding")).to_dict()["rows"]}
    wanted = EXPECTED["exposed_first_round"][when][failing]
    assert set(wanted) <= set(rows)
    wrong = {}
    for who, row in rows.items():
        for channel in CHANNELS:
            want, got = wanted.get(who, {}).get(channel), first_round(row, channel)
            tolerance = 3e-3 if channel == "yearly_revenue_at_risk" else 1e-9
            if not (agree(got, want, tolerance) if want else got in (None, NOTHING, UNKNOWN)):
                wrong[who, channel] = (got, want)
    assert wrong == {}


SHARES = {"share_of_equity": "capital_at_risk", "share_of_revenue": "yearly_revenue_at_risk", "share_of_backlog": "backlog_at_risk"}


@pytest.mark.parametrize(("when", "failing"), FAILURES)
def test_a_share_is_a_loss_over_the_latest_figure_not_after_the_day(data: Any, when: str, failing: str) -> None:
    rows = {row["entity"]: row for row in ci.exposed(data, [failing], ci.View(as_of=when, basis="binding")).to_dict()["rows"]}
    for who, wanted in EXPECTED["exposed_first_round"][when][failing].items():
        for share, want in wanted["shares"].items():
            got, channel = rows[who][share], SHARES[share]
            below = {name: want[name] for name in ("metric", "period_end")} | {"value": want["denominator"]}
            assert {name: got["denominator"][name] for name in below} == below, (who, share)
            total = {part: None if loss is None else loss / want["denominator"] for part, loss in rows[who][channel].items()}
            assert agree(got, total), (who, share)
            if agree(rows[who][channel], wanted[channel], 3e-3):  # nothing was added by later rounds
                assert agree(got, want, 3e-3), (who, share)
        for share in set(SHARES) - set(wanted["shares"]):
            got, later = rows[who][share], [part for part in rows[who]["by_round"] if part["round"] > 1]
            assert got is None or not got["point"] or any(part[SHARES[share]]["point"] for part in later), (who, share)


@pytest.mark.parametrize("basis", ["headline", "binding"])
def test_money_of_2026_by_schedule_by_days_and_by_default_term(data: Any, basis: str) -> None:
    year = EXPECTED["window_2026_as_of_2026-06"]
    edges = edges_of(data, ci.View(as_of="2026-06", basis=basis, window=(2026, 2026)))
    wrong = {
        name: edges.get(name) for name, want in year["amounts"][basis].items() if name not in edges or not agree(of_edge(edges[name]), want)
    }
    assert wrong == {}
    assert set(edges) - set(year["amounts"][basis]) <= set(year["left_open"])


LATER = {
    ("2026-06", "cobalt-lab"): {
        2: {
            "acme-chips": {"backlog_at_risk": (10, 10, 10), "yearly_revenue_at_risk": (10, 10, 10)},
            "fable-bank": {"capital_at_risk": (4, 4, 4)},
        },
        3: {"harbor-memory": {"backlog_at_risk": (0, 1.125, 4.5), "yearly_revenue_at_risk": (0, 0.75, 3)}},
        4: {"grove-servers": {"backlog_at_risk": (0, 0.075, 1.2), "yearly_revenue_at_risk": (0, 0.05, 0.8)}},
        5: {"acme-chips": {"backlog_at_risk": (0, 0.0075, 0.64), "yearly_revenue_at_risk": (0, 0.0075, 0.64)}},
    },
    ("2026-06", "borealis-cloud"): {
        2: {"harbor-memory": {"backlog_at_risk": (0, 1.125, 4.5), "yearly_revenue_at_risk": (0, 0.75, 3)}},
        3: {"grove-servers": {"backlog_at_risk": (0, 0.075, 1.2), "yearly_revenue_at_risk": (0, 0.05, 0.8)}},
        4: {"acme-chips": {"backlog_at_risk": (0, 0.0075, 0.64), "yearly_revenue_at_risk": (0, 0.0075, 0.64)}},
    },
    ("2025-06", "cobalt-lab"): {
        2: {
            "acme-chips": {"backlog_at_risk": (16, 16, 16), "yearly_revenue_at_risk": (10.67, 10.67, 10.67)},
            "fable-bank": {"capital_at_risk": (5, 5, 5)},
        },
        3: {"harbor-memory": {"backlog_at_risk": (0, 2.752, 12), "yearly_revenue_at_risk": (0, 1.1, 4.8)}},
    },
}
"""Section 6: what each later round adds, in billions; nobody else loses anything in it."""
DISTRESS = {
    ("2026-06", "cobalt-lab"): {
        "fable-bank": (0.04, 0.08, 0.12),
        "acme-chips": (0.275, None, None),
        "grove-servers": (1 / 3, None, None),
        "elm-estates": (0, None, None),
    },
    ("2026-06", "borealis-cloud"): {"fable-bank": (0.04, 0.08, 0.12), "acme-chips": (0, None, None)},
    ("2025-06", "cobalt-lab"): {"fable-bank": (0.05, 0.1, 0.15)},
}
CAPITAL_LOST = {
    ("2026-06", "cobalt-lab"): {
        "acme-chips": (11, 14, 14),
        "grove-servers": (4, 6, 6),
        "fable-bank": (0.8, 1.6, 2.4),
        "elm-estates": (0, 0, 0),
    },
    ("2026-06", "borealis-cloud"): {"fable-bank": (0.8, 1.6, 2.4), "sundry-investors": (3, 3.9, 4.8)},
    ("2025-06", "cobalt-lab"): {"acme-chips": (11, 11, 11), "fable-bank": (1, 2, 3)},
}


@pytest.mark.parametrize("case", LATER, ids="-".join)
def test_every_later_round_costs_what_was_worked_out(data: Any, case: tuple[str, str]) -> None:
    when, failing = case
    answer = ci.exposed(data, failing, ci.View(as_of=when)).to_dict()
    rows = {row["entity"]: row for row in answer["rows"]}
    for number, wanted in LATER[case].items():
        got = {
            (who, channel): entry[channel]
            for who, row in rows.items()
            for entry in row["by_round"]
            if entry["round"] == number
            for channel in CHANNELS
            if entry[channel] not in (None, NOTHING, UNKNOWN)
        }
        want = {(who, channel): ends for who, channels in wanted.items() for channel, ends in channels.items()}
        assert set(got) == set(want), number
        for key, ends in want.items():
            amount = {part: end * 1e9 for part, end in zip(("low", "point", "high"), ends, strict=True)}
            assert agree(got[key], amount, 1e-2), (number, key, got[key], amount)


@pytest.mark.parametrize("case", DISTRESS, ids="-".join)
def test_distress_and_what_is_lost_after_all_rounds(data: Any, case: tuple[str, str]) -> None:
    when, failing = case
    answer = ci.exposed(data, failing, ci.View(as_of=when))
    rows = {row["entity"]: row for row in answer.to_dict()["rows"]}
    for who, (low, point, high) in DISTRESS[case].items():
        assert (rows[who]["distress"], *rows[who]["distress_range"]) == pytest.approx((point, low, high), abs=1e-6), who
    for who, ends in CAPITAL_LOST[case].items():
        assert agree(rows[who]["capital_lost"], {part: e * 1e9 for part, e in zip(("low", "point", "high"), ends, strict=True)}), who
    assert answer.extra["spectral_radius"] == 0


def test_the_chains_that_bring_each_dollar(data: Any) -> None:
    rows = {row["entity"]: row for row in ci.exposed(data, "cobalt-lab", ci.View(as_of="2026-06")).to_dict()["rows"]}
    assert rows["fable-bank"]["because"] == [["cobalt-borealis-site-one", "fable-borealis-loan"]]
    assert rows["fable-bank"]["round"] == 2
    assert rows["harbor-memory"]["because"][0] == ["cobalt-borealis-site-one", "borealis-acme-gpus", "acme-harbor-supply"]
    assert rows["elm-estates"]["because"] == [
        ["cobalt-elm-lease"],
        ["cobalt-elm-lease", "acme-elm-guarantee"],
        ["cobalt-elm-lease", "grove-elm-guarantee"],
    ]

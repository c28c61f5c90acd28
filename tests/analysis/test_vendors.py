"""Vendors on the hand-worked data (derived in ``handworked/WORKED.md``), on telecom in 2000 and 2001, and on the real data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import contract
import pytest

import circularity as ci
from circularity.analysis.results import plain
from circularity.analysis.vendors.ends import Picked
from circularity.analysis.vendors.score import PARTS, parts_of, score_of
from circularity.model.amounts import Amount

ROOT = Path(__file__).parents[2]
WORKED = Path(__file__).parents[1] / "handworked" / "data"
TELECOM = ROOT / "data" / "cases" / "telecom-2000"
BASES = ("paid", "binding", "headline")
MEASURES = ("sales", "financing", "direct", "forced", "pro_rata", "maximum")
BN = 1e9


@pytest.fixture(scope="module")
def worked() -> Any:
    return ci.load(WORKED)


@pytest.fixture(scope="module")
def telecom() -> Any:
    return ci.load(TELECOM)


@pytest.fixture(scope="module")
def answer(data: Any) -> Any:
    return ci.vendors(data)


def row_of(data: Any, name: str, **view: Any) -> Any:
    (row,) = ci.vendors(data, ci.View(**view), name).rows
    return row


# --- worked by hand


def test_acme_chips_worked_on_paper(worked: Any) -> None:
    """WORKED.md, vendor financing: cobalt passes 9 of its 15.041096 on to borealis, which has 25 and pays acme 6."""
    stake = 2 * 15 / 137 + 4 * 350 / 365
    equity_of_dune = 0.5 + 305 / 320
    rent = 20 * 184 / 730
    tag_of_cobalt = stake / (9 + rent + 1)
    # 25 tag_b = 9 tag_c + 3 tag_d, and tag_d = equity_of_dune / (4 + equity_of_dune) tag_b
    weight = 25 - 3 * equity_of_dune / (4 + equity_of_dune)
    row = row_of(worked, "acme-chips", as_of="2026-06")
    assert row.window == {"from": "2025-01-01", "to": "2025-12-31"}
    want = {
        "sales": (6, 6, 6),
        "financing": (stake + 3,) * 3,
        "direct": (0, 0, 0),
        "forced": (0, 0, 0),
        "pro_rata": (6 * 9 * tag_of_cobalt / weight, 6 * 9 * tag_of_cobalt / weight, 6 * 9 / weight),
        "maximum": (stake,) * 3,
    }
    for name, ends in want.items():
        amount = getattr(row, name)["binding"]
        assert (amount.low, amount.point, amount.high) == pytest.approx([BN * end for end in ends], rel=1e-9), name
    assert row.share_of_revenue["binding"].value.point == pytest.approx(6 * 9 * tag_of_cobalt / weight / 20)
    assert row.support_that_could_return["binding"].point == 16 * BN, "a backstop of 7 and a guarantee of 9"
    assert row.support_over_equity.value.point == pytest.approx(16 / 40)
    assert row.standing_financing["binding"].point == 8 * BN
    assert row.purchases_from_customers["binding"].point == 12 * BN
    assert row.unpriced["sales"] == ("cobalt-acme-systems",)
    assert any("cobalt-acme-systems" in line for line in ci.vendors(worked, ci.View(as_of="2026-06"), "acme-chips").unknown)


def test_a_pool_is_no_vendor_and_an_unknown_name_is_said(worked: Any) -> None:
    with pytest.raises(ci.WrongUsage, match="is a pool"):
        ci.vendors(worked, name="sundry-investors")
    with pytest.raises(ci.UnknownName):
        ci.vendors(worked, name="acme-chipz")


def test_the_vendor_whose_only_sales_have_no_amount_is_not_known_rather_than_nothing(worked: Any) -> None:
    gone = worked.without("borealis-acme-gpus")
    row = row_of(gone, "acme-chips", as_of="2026-06")
    assert not row.sales["binding"].disclosed
    for name in ("direct", "forced", "pro_rata", "maximum"):
        amount = getattr(row, name)["binding"]
        assert (amount.low, amount.point) == (0, None)
        assert amount.high == pytest.approx(row.financing["binding"].high)
    row = row_of(gone.without("cobalt-acme-systems"), "acme-chips", as_of="2026-06")
    assert plain(row.sales["binding"]) == plain(row.maximum["binding"]) == {"low": 0, "point": 0, "high": 0}


def test_a_window_cuts_money_and_revenue_to_the_same_days(worked: Any) -> None:
    row = row_of(worked, "acme-chips", as_of="2026-06", window=("2024-07-01", "2025-12-31"))
    assert row.revenue.point == pytest.approx((10 * 184 / 366 + 20) * BN)
    late = row_of(worked, "acme-chips", as_of="2026-06", window=(2026, 2026))
    assert late.revenue is None
    assert late.share_of_revenue == dict.fromkeys(BASES)
    assert late.sales["binding"].point == pytest.approx(18 * BN), "10 of borealis and 8 of grove-servers"
    unknown = ci.vendors(worked, ci.View(as_of="2026-06", window=(2026, 2026)), "acme-chips").unknown
    assert any(line.startswith("no revenue reported for any day of the window") for line in unknown)
    partly = ci.vendors(worked, ci.View(as_of="2026-06", window=(2025, 2026)), "acme-chips")
    assert partly.rows[0].revenue is None
    assert any(line.startswith("revenue reported for a part of the window only") for line in partly.unknown)


def test_called_guarantees_are_financing_and_leave_the_support(worked: Any) -> None:
    before = row_of(worked, "acme-chips", as_of="2026-06")
    edge = worked.edges["acme-elm-guarantee"]
    called = edge.history[-1].model_copy(update={"paid": worked.edges["fable-borealis-loan"].history[0].paid})
    row = row_of(worked.replacing(edge.model_copy(update={"history": (*edge.history[:-1], called)})), "acme-chips", as_of="2026-06")
    assert row.support_that_could_return["binding"].point == before.support_that_could_return["binding"].point - 5 * BN
    assert row.financing["binding"].point == pytest.approx(before.financing["binding"].point + 5 * BN)


def test_no_revenue_and_no_sense_in_a_revenue_of_zero(worked: Any) -> None:
    for value in (None, 0.0):
        rows = [r for r in worked.figures["acme-chips"] if r.metric != "revenue"]
        if value is not None:
            rows += [r.model_copy(update={"value": value}) for r in worked.figures["acme-chips"] if r.metric == "revenue"]
        changed = replace(worked, figures={**worked.figures, "acme-chips": tuple(rows)}, cache={})
        row = row_of(changed, "acme-chips", as_of="2026-06")
        assert row.share_of_revenue == dict.fromkeys(BASES)
        assert row.pro_rata["binding"].point > 0
        assert row.receivable_days is None


# --- what reports give for telecom


def reported(telecom: Any, when: str) -> dict[str, tuple[float, float | None]]:
    rows = ci.vendors(telecom, ci.View(as_of=when)).rows
    return {
        row.vendor: (row.reported_over_revenue.value.point, row.reported_drawn_over_revenue and row.reported_drawn_over_revenue.value.point)
        for row in rows
        if row.reported_over_revenue
    }


def test_lucent_is_first_at_the_end_of_2000(telecom: Any) -> None:
    """8.1 and 2.0 of 33.813 bn; Cisco 2.4 of 18.928; Nortel 3.1 of 28; Nokia 3.6 of 30.376 bn euros."""
    found = reported(telecom, "2000-12-31")
    assert next(iter(found)) == "lucent"
    assert found["lucent"] == pytest.approx((8.1 / 33.813, 2.0 / 33.813))
    assert [round(100 * part, 1) for part in found["lucent"]] == [24.0, 5.9]
    assert found["cisco"][0] == pytest.approx(2.4 / 18.928)
    assert found["nortel"][0] == pytest.approx(3.1 / 28)
    assert found["nokia"][0] == pytest.approx(3.6 / 30.376)
    assert all(0.10 < found[name][0] < 0.13 for name in ("cisco", "nortel", "nokia"))


def test_a_year_later_less_is_promised_and_more_drawn(telecom: Any) -> None:
    """5.3 and 3.0 of 21.294 bn; Ericsson 26.4 of 210.8 bn kronor."""
    found = reported(telecom, "2001-12-31")
    assert next(iter(found)) == "lucent"
    assert [round(100 * part, 1) for part in found["lucent"]] == [24.9, 14.1]
    assert found["ericsson"][0] == pytest.approx(26.4 / 210.8)
    assert all(0.10 < found[name][0] < 0.13 for name in ("cisco", "nortel", "nokia", "ericsson"))


def test_without_lucents_own_rows_the_answer_is_another(telecom: Any) -> None:
    kept = tuple(row for row in telecom.figures["lucent"] if not row.metric.startswith("vendor_financing_"))
    changed = replace(telecom, figures={**telecom.figures, "lucent": kept}, cache={})
    rows = ci.vendors(changed, ci.View(as_of="2000-12-31")).rows
    assert rows[0].vendor == "cisco"
    lucent = next(row for row in rows if row.vendor == "lucent")
    assert lucent.reported_commitments is lucent.reported_over_revenue is lucent.coverage is None


def test_coverage_sets_deals_beside_the_report(telecom: Any) -> None:
    row = row_of(telecom, "lucent", as_of="2000-12-31")
    stands = sum(term.amount.point for term in row.traces["coverage"].terms[:1])
    assert row.coverage.value.point == pytest.approx(stands / 8.1e9)
    assert 0 < row.coverage.value.point < 1
    assert row.reported_commitments.source_type == "filing"


def test_amounts_without_a_limit_never_give_a_small_finite_one(telecom: Any) -> None:
    """Alcatel has given 700 to 875 m by the end of 2000 and its sales have no amount: up to 875 m can have come back."""
    row = row_of(telecom, "alcatel", as_of="2000-12-31")
    for basis in BASES:
        for name in ("direct", "forced", "pro_rata", "maximum"):
            assert getattr(row, name)[basis].high == pytest.approx(875e6), (basis, name)


def test_what_failed_customers_owe_still_stands(telecom: Any) -> None:
    """End of 2001: Telsim owes Motorola 2 bn, Iridium 661 m and a stake of 263 m; of a guarantee of 750 m 743 were called."""
    row = row_of(telecom, "motorola", as_of="2001-12-31")
    assert row.standing_financing["binding"].point == pytest.approx(2e9 + 661e6 + 263e6)
    assert row.support_that_could_return["binding"].high == pytest.approx(7e6)
    before = row_of(telecom, "motorola", as_of="1999-06-30")
    assert before.support_that_could_return["binding"].high == pytest.approx(750e6)


def test_promised_of_reports_and_drawn_of_deals_are_not_mixed(telecom: Any) -> None:
    row = row_of(telecom, "nokia", as_of="2000-12-31")
    assert {part.name: part.known for part in row.score_parts}["drawn"] is False
    assert row.score is None


# --- the real data


def test_no_high_end_lies_below_a_point_and_the_order_holds(answer: Any) -> None:
    assert len(answer.rows) > 10
    for row in answer.rows:
        for basis in BASES:
            found = {name: getattr(row, name)[basis] for name in MEASURES}
            for amount in found.values():
                ends = [end for end in (amount.low, amount.point, amount.high) if end is not None]
                assert ends == sorted(ends), (row.vendor, basis)
            for end in ("low", "point"):
                values = [getattr(found[name], end) for name in ("forced", "pro_rata", "maximum")]
                known = [value for value in values if value is not None]
                assert all(a <= b * (1 + 1e-6) + 10 for a, b in pairwise(known)), (row.vendor, basis, end)
            most = found["maximum"].high
            for other in (found["sales"].high, found["financing"].high):
                assert other is None or (most is not None and most <= other * (1 + 1e-6) + 10), (row.vendor, basis)


def test_what_may_be_comes_before_what_is_not(answer: Any) -> None:
    """First a best figure above nothing, then a mere upper end, then nothing, of which those who gave most come first."""
    kinds = []
    for row in answer.rows:
        share = row.share_of_revenue["binding"]
        if row.reported_over_revenue is not None:
            continue
        kinds.append(3 if share is None else 0 if share.value.point else 1 if share.value.high else 2)
    assert kinds == sorted(kinds)
    assert set(kinds) == {0, 1, 2, 3}
    nothing = [row for row in answer.rows if (s := row.share_of_revenue["binding"]) is not None and s.value.high == 0]
    given = [max(r.financing["binding"].high or 0, r.support_that_could_return["binding"].high or 0) for r in nothing]
    assert given == sorted(given, reverse=True)


def test_nvidia_as_its_deals_say(data: Any) -> None:
    """Fiscal 2026: 2.25 bn to CoreWeave (0.25 + 2 in the year), which bought for at most 10.3 bn x 339/365 days."""
    row = row_of(data, "nvidia")
    assert row.revenue.point == 215_938_000_000
    coreweave = next(c for c in row.customers if c["customer"] == "coreweave")
    assert coreweave["financing"]["binding"].point == 2.25e9
    assert coreweave["sales"]["binding"].point == pytest.approx(10.3e9 * 339 / 365)
    assert row.direct["binding"].point == 2.25e9
    # no support is in financing
    kinds = {data.edges[edge].kind.spec.edge_class for edge in row.traces["financing.binding"].edges}
    assert kinds == {"financing"}
    assert {data.edges[edge].kind.spec.edge_class for edge in row.traces["support_that_could_return.binding"].edges} == {"support"}


def test_every_printed_figure_is_recomputed_by_why(answer: Any, data: Any, telecom: Any) -> None:
    rows = [*answer.rows, *ci.vendors(telecom, ci.View(as_of="2000-12-31")).rows]
    checked = 0
    for row in rows:
        for basis in BASES:
            for name in (*MEASURES, "support_that_could_return", "standing_financing", "purchases_from_customers"):
                want, got = getattr(row, name)[basis], row.traces[f"{name}.{basis}"].recompute()
                for end in ("low", "point", "high"):
                    a, b = getattr(want, end), getattr(got, end)
                    assert (a is None) == (b is None), (row.id, name, basis, end)
                    assert a is None or b == pytest.approx(a, rel=1e-6, abs=100), (row.id, name, basis, end)
                checked += 1
            part = row.share_of_revenue[basis]
            if part is not None:
                assert row.traces[f"share_of_revenue.{basis}"].recompute().point == pytest.approx(part.value.point)
        for name in ("reported_over_revenue", "reported_drawn_over_revenue", "coverage", "support_over_equity", "support_over_cash_flow"):
            if getattr(row, name) is not None:
                assert row.traces[name].recompute().point == pytest.approx(getattr(row, name).value.point)
        if row.score is not None:
            assert 100 * row.traces["score"].recompute().point == pytest.approx(row.score.value, rel=1e-3)
        if row.receivable_days is not None:
            assert row.traces["receivable_days"].recompute().point == pytest.approx(row.receivable_days["days"], abs=0.05)
    assert checked > 500
    said = ci.why(data, "vendors:nvidia.pro_rata.binding")
    assert said.extra["formulas"]["pro_rata.binding"]["result"]["point"] == pytest.approx(row_of(data, "nvidia").pro_rata["binding"].point)


def test_nothing_that_the_future_told_is_in_an_earlier_answer(data: Any) -> None:
    for row in ci.vendors(data, ci.View(as_of="2025-03-31")).rows:
        assert all(data.edges[edge].history[0].date.first.isoformat() <= "2025-03-31" for edge in row.edges)
        assert row.window is None or row.window["to"] <= "2025-03-31"


def test_same_bytes_each_time(data: Any) -> None:
    first = ci.vendors(data).to_json()
    again = ci.vendors(replace(data, cache={})).to_json()
    assert first == again


# --- the score


def test_score_by_hand(data: Any) -> None:
    """Promised 0.125 of 0.25, drawn 0.15 of 0.15, the rest unknown: 100 x (25 x 0.5 + 30) / 55; ends over all 100."""
    ratios = {"promised": Amount.exactly(0.125), "drawn": Amount.exactly(0.3)}
    found = score_of(parts_of(ratios, data.assumptions), data.assumptions)
    assert found is not None
    assert found.value == pytest.approx(100 * 42.5 / 55)
    assert (found.low, found.high) == pytest.approx((42.5, 87.5))
    assert score_of(parts_of({"drawn": Amount.exactly(1.0)}, data.assumptions), data.assumptions) is None, "30 of 100 is too little"
    assert sum(data.assumptions.value(f"score-weight-{part}") for part in PARTS) == 100


def test_other_weights_move_the_places(data: Any, answer: Any) -> None:
    changed = ci.vendors(data.assuming({"score-weight-drawn": 0.0, "score-weight-promised": 0.0, "score-weight-returned": 90.0}))
    assert changed.extra["sensitivity"]["order"] != answer.extra["sensitivity"]["order"]
    for row in answer.rows:
        if row.rank is not None:
            assert row.rank["best"] <= row.rank["rank"] <= row.rank["worst"]


def test_a_high_end_is_cut_to_a_limit_and_its_parts_with_it() -> None:
    picked = Picked(Amount(0.0, 1.0, 50.0), {})
    assert picked.limited([20.0, 30.0], 10.0).value.high == 20
    assert picked.limited([20.0], 10.0).scale == pytest.approx(0.4)
    assert picked.limited([], 10.0).value.high is None
    assert picked.limited([], 60.0).value.high == 50


# --- the command


def test_json_is_the_contract(run: Callable[..., Any]) -> None:
    for args in (
        [],
        ["nvda"],
        ["--basis", "headline", "--from", "2025", "--to", "2026"],
        ["--data", str(TELECOM), "--as-of", "2001-12-31"],
    ):
        ran = run("vendors", *args, "--json")
        assert (ran.code, ran.err) == (0, "")
        found = json.loads(ran.out)
        assert found["rows"]
        assert contract.breaches(found, "vendors") == []


def test_the_table_and_the_card(run: Callable[..., Any]) -> None:
    table = run("vendors", "--data", str(TELECOM), "--as-of", "2000-12-31")
    assert (table.code, table.err) == (0, "")
    first = next(line for line in table.out.splitlines() if line.startswith("Lucent"))
    assert "24 %" in first
    assert "5.9 %" in first
    card = run("vendors", "lucent", "--data", str(TELECOM), "--as-of", "2000-12-31")
    assert (card.code, card.err) == (0, "")
    for words in (
        "8.1 bn USD at 2000-09-30",
        "24.0% of revenue of 33.8 bn USD",
        "5.9% of revenue",
        "score",
        "counts in full at",
        "winstar",
    ):
        assert words.casefold() in card.out.casefold(), words
    rows = run("vendors", "--csv").out.splitlines()
    assert len(rows) == 1 + len(json.loads(run("vendors", "--json").out)["rows"])


def test_bad_usage(run: Callable[..., Any]) -> None:
    ran = run("vendors", "nvidiaa")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean nvidia" in ran.err
    ran = run("vendors", "hyperscalers")
    assert (ran.code, ran.out) == (2, "")
    assert "is a pool" in ran.err
    ran = run("vendors", "--json", "--csv")
    assert (ran.code, ran.out) == (2, "")

"""Can a company pay: an invented lab worked out on paper, what must hold for any lab, and the real data.

``pay_case`` in billions. Gamma Lab reports revenue of 4 for 2025 and cash of 5 at the year's end, so its years
begin on 2026-01-01.

What it owes
    Beta Cloud 10 over 2026 and 2027, 365 days each            5      5      0
    Alpha Chips 9, of which 8 by schedule                      2      6      0     1 has no date
    Alpha Chips, an advance of 1 on that order                 not counted again
    Delta Cloud 12 over 2026 to 2028, of which 4 is a part
        the part, all in 2026                                  4      0      0
        the rest, 8 over 365 + 365 + 366 = 1096 days           k      k      8 x 366/1096     with k = 8 x 365/1096
    Power House 8, no dates                                                                   8 has no date
    Old Bank 3, matures in 2027                                0      3      0
    together                                                  11+k   14+k    8-2k

What it has
    revenue as planned 6 and 24, at one rate between them      6     12     24     (held at 4 at the least)
    cash 5; Alpha's stake 6 of which 2 is paid: 4 at once      9      0      0
    New Fund's 3 on 2027-02-01                                 0      3      0
    Delta's talks are not binding                              0      0      0

Gap at the plan: 2026 needs 5+k beyond revenue of 9 at hand, 4-k is left; 2027 needs 2+k of 4-k+3, so 2k-5 = 0.3285 is short.
Gap at 4 a year: 2026 needs 7+k of 9, k-2 = 0.6642 is short; 2027 needs 10+k of 3, so 7+k is short; 2028 nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import contract
import pytest
from hypothesis import given
from hypothesis import strategies as st

import circularity as ci
from circularity.analysis.pay.dues import Period, periods
from circularity.analysis.pay.rows import SUMMED
from circularity.model.amounts import Amount, total
from circularity.model.whatif import Supposed

HERE = Path(__file__).parent / "pay_case"
BN = 1e9
K = 8 * 365 / 1096


@pytest.fixture(scope="module")
def case() -> Any:
    return ci.load(HERE)


def close(amount: Amount, low: float, point: float | None, high: float | None) -> bool:
    ends = zip((amount.low, amount.point, amount.high), (low, point, high), strict=True)
    return all((got is None and want is None) or (want is not None and got == pytest.approx(want * BN, abs=1)) for got, want in ends)


def test_obligations_by_year(case: Any) -> None:
    rows = ci.pay(case, "gamma-lab").rows
    assert [row.year for row in rows] == [2026, 2027, 2028]
    for row, owed in zip(rows, (11 + K, 14 + K, 8 - 2 * K), strict=True):
        assert close(row.obligations, owed, owed, owed)
    assert [round(row.by_part["debt_due"].point / BN) for row in rows] == [0, 3, 0]
    assert all(row.by_part["funding_promised"].high == 0 for row in rows), "the advance is part of an order that is counted"
    whole = ci.pay(case, "gamma-lab").extra["companies"][0]
    assert close(whole.undated, 9, 9, 9)


def test_means_and_gap_by_year(case: Any) -> None:
    first, second, third = ci.pay(case, "gamma-lab").rows
    assert close(first.revenue, 4, 6, 6)
    assert close(second.revenue, 4, 12, 12)
    assert close(first.cash, 5, 5, 5)
    assert close(second.cash, 0, 4 - K, 4 - K)
    assert [row.committed_funding.point / BN for row in (first, second, third)] == [4, 3, 0]
    assert close(first.gap, 0, 0, K - 2)
    assert close(second.gap, 2 * K - 5, 2 * K - 5, 7 + K)
    assert third.gap.high == 0
    assert close(first.paths["reported"]["gap"], K - 2, K - 2, K - 2)
    assert close(second.paths["gamma-plan"]["gap"], 2 * K - 5, 2 * K - 5, 2 * K - 5)


def test_the_whole_company(case: Any) -> None:
    whole = ci.pay(case, "Gamma Lab").extra["companies"][0]
    assert whole.first_year_without_cover == {"earliest": 2026, "point": 2027, "latest": 2027}
    assert whole.gap_by_path["reported"].first_year == 2026
    assert close(whole.gap_by_path["reported"].gap, 5 + 2 * K, 5 + 2 * K, 5 + 2 * K)
    assert close(whole.obligations, 33, 33, 33)
    # Alpha sells to the lab and still owes it 4 of 7; means: revenue 6+12+24, cash 5, funding 7
    assert close(whole.from_suppliers, 4, 4, 4)
    assert whole.share_from_suppliers.value.point == pytest.approx(4 / 54)
    assert close(whole.planned_outflow, 7, 7, 7), "7 in 2026; the plan for 2027 is no outflow"


def test_the_funding_scale(case: Any) -> None:
    """Capital spending 3, operating cash flow -1: of needs of 4 nothing came from operations. Alpha: 3 of 12, nothing from outside."""
    lab = ci.pay(case, "gamma-lab").extra["companies"][0].scale
    assert lab.outside_share.value.point == 1.0
    assert lab.capex_over_operating_cash_flow is None, "no ratio to a flow below zero"
    assert lab.capex_over_revenue.value.point == 0.75
    assert lab.commitments_over_revenue.value.point == 10
    assert lab.free_cash_flow_over_revenue == -1
    maker = ci.pay(case, "alpha-chips").extra["companies"][0].scale
    assert maker.outside_share.value.point == 0
    assert maker.capex_over_operating_cash_flow.value.point == 0.25


def test_what_is_recorded_of_what_it_reports(case: Any, data: Any) -> None:
    """Gamma Lab reports commitments of 40; recorded are 10 + 9 + 8 + 12 = 39 of purchases."""
    whole = ci.pay(case, "gamma-lab").extra["companies"][0]
    assert whole.recorded_purchases.value.point == pytest.approx(39 / 40)
    assert whole.recorded_debt is None
    answer = ci.pay(data, "coreweave")
    # nothing is lent that it does not report; 35.6 bn at 30 June 2026, later notes are recorded too
    assert 0.3 < answer.extra["companies"][0].recorded_debt.value.point < 1.5
    microsoft = ci.pay(data, "microsoft")
    assert microsoft.extra["companies"][0].recorded_purchases.metric == "purchase_commitments+leases_not_commenced"


def test_rounds(case: Any) -> None:
    (only,) = ci.pay(case, "gamma-lab").extra["rounds"]["gamma-lab"]
    assert (only.valuation.point, only.raised.point, only.raised_from_suppliers.point, only.step_up) == (60 * BN, 6 * BN, 6 * BN, None)
    assert only.signed.high == 0, "all purchases came after it"


def test_bases(case: Any) -> None:
    """On the headline the talks of 5 count as funding, on the paid basis nothing is owed."""
    row = ci.pay(case, "gamma-lab", ci.View(basis="headline")).rows[0]
    assert row.committed_funding.point == 9 * BN
    assert ci.pay(case, "gamma-lab").rows[0].committed_funding_headline.point == 9 * BN
    with pytest.raises(ci.WrongUsage, match="no longer owed"):
        ci.pay(case, "gamma-lab", ci.View(basis="paid"))


def test_a_window_shows_fewer_years_and_changes_none(case: Any) -> None:
    whole = {row.id: row for row in ci.pay(case, "gamma-lab")}
    cut = ci.pay(case, "gamma-lab", ci.View(window=(2027, 2028)))
    assert [row.year for row in cut] == [2027, 2028]
    assert all(row.gap == whole[row.id].gap and row.cash == whole[row.id].cash for row in cut)


def test_company_without_figures_and_a_currency_without_a_rate(case: Any) -> None:
    answer = ci.pay(case, "euro-lab")
    assert all(row.gap.point is None and row.gap.low == 0 and row.gap.high == row.obligations.high for row in answer)
    notes = " ".join(answer.unknown)
    assert "cash is not known" in notes
    assert "revenue is reported in EUR, without a rate" in notes
    assert "5 bn dollars of obligations are spread over a default term" in " ".join(answer.caveats)
    assert answer.assumptions == ("term-cloud-contract",)
    assert ci.pay(case, "power-house").rows == ()
    assert "No recorded obligation" in ci.pay(case, "power-house").sentence


def test_ranking_names_who_is_left_out(case: Any) -> None:
    answer = ci.pay(case)
    assert [row.entity for row in answer.extra["companies"]] == ["gamma-lab", "euro-lab"], "a known gap before one that is not"
    assert "1 lab or neocloud without a dated obligation" in answer.unknown[-1]


def test_nothing_was_known_long_ago(case: Any) -> None:
    answer = ci.pay(case, "gamma-lab", ci.View(as_of="2001"))
    assert answer.rows == ()
    assert ci.pay(case, (), ci.View(as_of="2001")).extra["companies"] == []


def test_what_if(case: Any) -> None:
    def gap(**supposed: Any) -> Any:
        return ci.pay(case, "gamma-lab", supposed=Supposed.of(**supposed))

    answer = gap(revenue=("2027=10bn",))
    second = answer.rows[1]
    assert (second.revenue.low, second.revenue.high) == (10 * BN, 10 * BN)
    assert close(second.gap, 2 * K - 3, 2 * K - 3, 1 + K), "2 less of revenue than the plan; after the worst 2026 nothing is left"
    assert answer.extra["supposed"]["revenue"] == {"2027": {"low": 10_000_000_000, "point": 10_000_000_000, "high": 10_000_000_000}}
    # 4 bn in 2025 growing by half: 6 in 2026, 9 in 2027
    grown = gap(growth="50%").rows
    assert [round(row.revenue.point / BN, 6) for row in grown] == [6, 9, 13.5]
    assert gap(cash="50 bn").extra["companies"][0].gap.high == 0
    assert gap(funding=("2026=0", "2027=0")).rows[0].committed_funding.point == 0
    with pytest.raises(ci.WrongUsage, match="2031 is not among the years 2026 to 2028"):
        gap(revenue=("2031=1bn",))
    with pytest.raises(ci.WrongUsage, match="one company at a time"):
        ci.pay(case, supposed=Supposed.of(cash="1bn"))
    with pytest.raises(ci.WrongUsage, match="no revenue of Euro Lab is known"):
        ci.pay(case, "euro-lab", supposed=Supposed.of(growth="5"))


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"revenue": ("2027",)}, "not a year and an amount"),
        ({"revenue": ("soon=3bn",)}, "not a year and an amount"),
        ({"revenue": ("2027=3",)}, "no scale"),
        ({"revenue": ("2027=3 bn EUR",)}, "no sum of dollars"),
        ({"revenue": ("2027=undisclosed",)}, "no sum of dollars"),
        ({"revenue": ("2027=-3bn",)}, "negative"),
        ({"cash": "lots"}, "not money"),
        ({"growth": "fast"}, "not a percentage"),
        ({"growth": "-100"}, "outside"),
        ({"growth": "nan"}, "outside"),
    ],
)
def test_suppositions_that_make_no_sense(given_: dict[str, Any], said: str) -> None:
    with pytest.raises(ci.WrongUsage, match=said):
        Supposed.of(**given_)


def test_a_what_if_file(case: Any, run: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text('revenue: {"2027": 10 bn}\ncash: 6 bn\nassumptions:\n  - {id: horizon, value: 2, unit: years, reason: test}\n')
    answer = json.loads(run("pay", "gamma-lab", "--data", str(HERE), "--assume", str(file), "--json").out)
    assert answer["supposed"]["cash"]["point"] == 6_000_000_000
    assert answer["rows"][1]["revenue"]["point"] == 10_000_000_000
    over = json.loads(run("pay", "gamma-lab", "--data", str(HERE), "--assume", str(file), "--revenue", "2027=11bn", "--json").out)
    assert over["rows"][1]["revenue"]["point"] == 11_000_000_000, "the command line over the file"
    file.write_text("revenues: {}\n")
    ran = run("pay", "gamma-lab", "--data", str(HERE), "--assume", str(file))
    assert (ran.code, ran.out) == (1, "")
    assert "case.yaml:1:1: E201" in ran.err
    assert run("pay", "gamma-lab", "--data", str(HERE), "--assume", str(tmp_path / "no.yaml")).code == 2
    file.write_text("assumptions:\n  - {id: horizn, value: 2, unit: years, reason: test}\n")
    ran = run("pay", "--data", str(HERE), "--assume", str(file))
    assert (ran.code, ran.out) == (2, "")
    assert "horizn" in ran.err


def test_another_term_moves_the_money(case: Any, run: Callable[..., Any], tmp_path: Path) -> None:
    """Euro Lab's 5 bn without an end: 1 a year over the usual five years, 2.5 over two."""
    file = tmp_path / "terms.yaml"
    file.write_text("assumptions:\n  - {id: term-cloud-contract, value: 2, unit: years, reason: test}\n")
    rows = json.loads(run("pay", "euro-lab", "--data", str(HERE), "--assume", str(file), "--json").out)["rows"]
    assert [row["year"] for row in rows] == [2026, 2027]
    assert rows[0]["by_default_term"]["point"] == pytest.approx(2.5 * BN, rel=0.002)


def test_other_terms_are_tried(case: Any, data: Any) -> None:
    """Euro Lab's 5 bn over 3 to 7 years instead of 5: the sum is the same, so is a gap that no revenue covers."""
    other = ci.pay(case, "euro-lab").extra["gap_under_other_terms"]
    assert other["shortest"].high == pytest.approx(5 * BN)
    assert other["longest"].high == pytest.approx(5 * BN)
    real = ci.pay(data, "openai")
    gaps = real.extra["gap_under_other_terms"]
    assert gaps["longest"].disclosed
    assert gaps["shortest"].disclosed
    assert any("shortest or the longest" in note for note in real.caveats)
    assert ci.pay(case, "gamma-lab").extra["gap_under_other_terms"] is None
    assert "term-hardware-purchase" in ci.pay(data, "openai").assumptions


def test_periods() -> None:
    found = periods(date(2026, 10, 11), 2027)
    assert [(p.first, p.last) for p in found] == [
        (date(2026, 10, 11), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 12, 31)),
    ]
    assert found[0].share == pytest.approx(82 / 365)
    assert Period(2028, date(2028, 1, 1), date(2028, 12, 31)).share == 1


amounts = st.integers(min_value=0, max_value=60).map(float)


@given(amounts, amounts)
def test_more_cash_and_more_revenue_never_widen_a_gap(cash: float, more: float) -> None:
    case = ci.load(HERE)

    def gaps(cash: float, revenue: float) -> list[tuple[float, float, float]]:
        supposed = Supposed(revenue={2027: Amount.exactly(revenue * BN)}, cash=Amount.exactly(cash * BN))
        found = [row.gap for row in ci.pay(case, "gamma-lab", supposed=supposed)]
        return [(gap.low, gap.point, gap.high) for gap in found]  # type: ignore[misc]

    before, richer, busier = gaps(cash, more), gaps(cash + more, more), gaps(cash, 2 * more)
    for a, b in ((before, richer), (before, busier)):
        assert all(sum(year[end] for year in b) <= sum(year[end] for year in a) + 1 for end in range(3))


@pytest.mark.parametrize(
    ("more", "low", "point", "high"),
    [
        # nothing but a ceiling, all since the first day: what came and what is to come are together the promise of 6
        ("paid: up to 6 bn as of 2026-01-31, starts: 2026-01-05", 6, 6, 6),
        ("paid: up to 5 bn as of 2026-01-31, starts: 2026-01-05", 6, 6, 6),
        # 92 of the 123 days from October to January lie before: at most 6 x 92/123 came then, so 6 x 31/123 to 6 come now
        ("paid: up to 6 bn as of 2026-01-31", 6 * 31 / 123, 6 * 31 / 123, 6),
        # between 1 and 3 came before: of 6, 3 to 5 are to come
        ("paid: 1..3 bn as of 2025-11-01", 3, 4, 5),
        # all was paid by 31 January, so in January, though the schedule says only which year
        ("paid: 6 bn as of 2026-01-31, schedule: {2026: 6 bn}", 6, 6, 6),
        # by 31 January the schedule places 3 + 3 x 31/365, so of the 4 that were paid 4 x 31/396 fall into January; 2 are to come
        ("paid: 4 bn as of 2026-01-31, schedule: {2025: 3 bn; 2026: 3 bn}", 2 + 124 / 396, 2 + 124 / 396, 2 + 124 / 396),
        # undisclosed: anything up to the promise may have come, and the rest is to come
        ("paid: undisclosed as of 2026-01-31, starts: 2026-01-05", 6, 6, 6),
    ],
)
def test_a_promise_is_never_counted_beyond_itself(more: str, low: float, point: float, high: float, tmp_path: Path) -> None:
    """Alpha's stake of 6, agreed on 2025-10-01, under other reports of what was paid; looked at on 2026-02-01."""
    shutil.copytree(HERE, tmp_path / "case")
    file = tmp_path / "case/edges/2025/gamma-money-2025.yaml"
    lines = "".join(f"    {part.replace(';', ',')}\n" for part in more.split(", "))
    lines = lines.replace("starts: 2026-01-05", 'starts: "2026-01-05"')
    before = file.read_text()
    file.write_text(before.replace("    paid: 2 bn as of 2025-11-01\n", lines))
    assert file.read_text() != before
    row = ci.pay(ci.load(tmp_path / "case"), "gamma-lab", ci.View(as_of=date(2026, 2, 1))).rows[0]
    assert row.year == 2026
    came = [term.amount for term in row.traces["committed_funding"].terms if "alpha-gamma-stake" in term.edges]
    assert close(total(came), low, point, high), came


def test_an_order_split_in_two_is_the_same_order(case: Any) -> None:
    whole = case.edges["gamma-beta-cloud"]
    half = whole.amount.stated.scaled(0.5)
    from circularity.model.money import Money

    money = Money("5 bn", "USD", half)
    first, second = whole.model_copy(update={"amount": money}), whole.model_copy(update={"amount": money, "id": "second-half"})
    deal = case.deal_of["gamma-beta-cloud"]
    from dataclasses import replace

    edges = (*(first if edge.id == whole.id else edge for edge in deal.edges), second)
    split = replace(case, deals={**case.deals, deal.id: deal.model_copy(update={"edges": edges})}, cache={})
    for a, b in zip(ci.pay(case, "gamma-lab"), ci.pay(split, "gamma-lab"), strict=True):
        assert (a.obligations.point, a.gap.point, a.gap.high) == pytest.approx((b.obligations.point, b.gap.point, b.gap.high))


def test_real_obligations_are_those_of_the_edges(data: Any) -> None:
    """Independent of the ledger: OpenAI's binding contracts by `edges`, year by year, add up to what `pay` says it purchases."""
    for row in ci.pay(data, "openai"):
        window = (row.first, row.last)
        kinds = (
            "cloud_contract",
            "hardware_purchase",
            "revenue_share",
            "colocation_lease",
            "supply_agreement",
            "energy_contract",
            "hardware_lease",
        )
        found = ci.edges(data, ci.View(window=window, kinds=kinds), payer=["openai"])
        assert row.by_part["purchases"].point == pytest.approx(found.extra["gross"].point, abs=2)


def test_no_dollar_is_lost(data: Any) -> None:
    """A company's binding purchases from its first year on: what stands in years, has no date, or falls later, edge by edge."""
    from circularity.analysis.pay import dues
    from circularity.graph.positions import positions
    from circularity.model.stages import Basis

    view = ci.View().on(data)
    for company, years in (("openai", 4), ("coreweave", 3), ("anthropic", 10), ("nvidia", 5)):
        over = dues.periods(date(2015, 1, 1), 2015 + years + 8)
        found: dict[str, list[Any]] = {}
        for due in dues.owed(data, company, view, over, Basis.BINDING):
            if due.part == dues.PURCHASES:
                found.setdefault(due.edge, []).append(due)
        assert found
        for edge, pieces in found.items():
            position = positions(data, view)[edge]
            if all(piece.period is None and not piece.later for piece in pieces) or position.binding.point is None:
                continue
            assert sum(piece.amount.point for piece in pieces) == pytest.approx(position.binding.point), edge


def test_what_falls_due_later_is_said(data: Any) -> None:
    answer = ci.pay(data, "coreweave")
    whole = answer.extra["companies"][0]
    assert whole.later.point > 0
    assert any("due after 2035" in note for note in answer.caveats)


def test_filters_are_said(data: Any) -> None:
    assert any("filters" in note for note in ci.pay(data, "openai", ci.View(min_grade="B")).caveats)


def test_real_funding_of_openai_in_2026(data: Any) -> None:
    """The round of 2026 as recorded: Amazon 15 + 35, Nvidia 30, SoftBank 30, institutions 9, retail 3; and the credit line, 4.7."""
    row = ci.pay(data, "openai").rows[0]
    terms = {edge: term.amount.point for term in row.traces["committed_funding"].terms for edge in term.edges[:1]}
    assert terms["amazon-openai-equity-2026"] == 15 * BN
    assert terms["amazon-openai-equity-conditional-2026"] == 35 * BN
    assert terms["nvidia-openai-equity-2026"] == 30 * BN
    assert terms["softbank-openai-round-2026"] == 30 * BN, "its three tranches were paid by 1 October"
    assert terms["banks-openai-revolver-2024"] == 4.7 * BN
    assert row.from_suppliers.point / row.committed_funding.point > 0.8
    assert row.cash.point == 25 * BN


def test_real_ranking(data: Any) -> None:
    answer = ci.pay(data)
    whole = {row.entity: row for row in answer.extra["companies"]}
    assert answer.extra["companies"][0].entity == "openai"
    assert {"anthropic", "coreweave"} <= set(whole)
    assert "nvidia" not in whole
    assert all(row.obligations.high != 0 for row in whole.values())
    run_rate = whole["openai"].gap_by_path["run_rate"].gap
    plan = whole["openai"].gap_by_path["openai-revenue-2026-02"].gap
    assert run_rate.point > 2 * plan.high > 0
    assert whole["openai"].planned_outflow.point == 218 * BN, "25, 57, 85 and 51 in the plan of February 2026"


def test_real_scale_separates_self_funded_from_outside_money(data: Any) -> None:
    def outside(name: str) -> float:
        return ci.pay(data, name).extra["companies"][0].scale.outside_share.value.point

    assert outside("microsoft") == outside("google") == outside("nvidia") == 0
    assert outside("oracle") == pytest.approx(1 - 31.977 / 55.663)
    assert outside("coreweave") == pytest.approx(1 - 2.749 / 8.702)
    episodes = {line["episode"]: line for line in ci.pay(data, "oracle").extra["compared_with"]}
    assert episodes["us-shale"]["outside_share"] == 0.33
    assert episodes["us-shale"]["capex_over_operating_cash_flow"] == 1.49
    assert episodes["china-solar"]["outside_share"] is None, "none was found, and none is made up"


def test_the_cases_answer_too() -> None:
    old = ci.load(Path(__file__).parents[2] / "data/cases/telecom-2000")
    assert ci.pay(old, "lucent").rows == ()
    rows = ci.pay(old, "winstar", ci.View(as_of="2000-12")).rows
    assert [row.year for row in rows] == [2001, 2002, 2003]
    assert rows[0].from_suppliers.high == rows[0].committed_funding.high - 0.7 * BN, "Lucent and Cisco sell to it; Siemens only lends 0.7"


@pytest.mark.parametrize("basis", ["headline", "binding", "expected"])
def test_the_contract_and_determinism_on_every_basis(basis: str, data: Any) -> None:
    for when in ("2026-10-10", "2025", "2010"):
        answer = ci.pay(data, ["openai", "oracle", "softbank"], ci.View(as_of=when, basis=basis))
        assert contract.breaches(json.loads(answer.to_json()), "pay") == []
        fresh = ci.load(data.root)
        assert ci.pay(fresh, ["openai", "oracle", "softbank"], ci.View(as_of=when, basis=basis)).to_json() == answer.to_json()


def test_ranges_are_in_order_and_the_point_is_inside(data: Any) -> None:
    for row in (*ci.pay(data), *ci.pay(data).extra["companies"]):
        for name in SUMMED:
            amount = getattr(row, name)
            ends = [v for v in (amount.low, amount.point, amount.high) if v is not None]
            assert ends == sorted(ends), (row.id, name)
            assert all(v >= 0 for v in ends)


def again(operation: str, terms: list[dict[str, Any]]) -> tuple[float | None, ...]:
    """A figure from its terms, by this test's own arithmetic."""
    found = [term["amount"] for term in terms]
    if operation == "ratio":
        top, below = found
        return tuple(None if top[end] is None else top[end] / below["point"] for end in ("low", "point", "high"))
    if operation == "product":
        value = 1.0
        for item in found:
            value *= item["point"]
        return value, value, value
    if operation == "less":
        low, point, high = (found[0][end] for end in ("low", "point", "high"))
        for other in found[1:]:
            low = 0 if low is None or other["high"] is None else max(0, low - other["high"])
            point = None if point is None or other["point"] is None else max(0, point - other["point"])
            high = None if high is None else max(0, high - (other["low"] or 0))
        return (0, 0, 0) if high == 0 else (low, point, high)
    known = [a for a in found if any(v is not None for v in a.values())]
    low = sum(a["low"] or 0 for a in known)
    point = sum((a["low"] or 0) if a["point"] is None else a["point"] for a in known)
    high = None if any(a["high"] is None for a in known) else sum(a["high"] for a in known)
    if len(known) < len(found) and not point and not high and high is not None:
        return None, None, None
    priced = [a for a in known if a["point"] is not None]
    return low, None if len(priced) < len(known) and not (priced and point) else point, high


def test_why_recomputes_every_figure(data: Any) -> None:
    """Each printed figure of some companies, of their years and as wholes, from what `why` says of it."""
    for company in ("openai", "coreweave", "anthropic"):
        answer = ci.pay(data, company)
        for row in (*answer.rows[:3], *answer.extra["companies"]):
            said = row.as_json()
            said |= said.get("scale", {})
            formulas = ci.why(data, row.id).extra["formulas"]
            assert set(formulas) == set(row.traces)
            for name, formula in formulas.items():
                value = said[name]
                got = again(formula["operation"], formula["terms"])
                want = tuple(value[end] for end in ("low", "point", "high"))
                tolerance = 1e-5 if formula["operation"] == "ratio" else len(formula["terms"]) + 1
                assert got == pytest.approx(want, abs=tolerance) or (got == (None, None, None) and want == (0, 0, 0)), (row.id, name)


def test_command_line(run: Callable[..., Any]) -> None:
    ran = run("pay", "gamma-lab", "--data", str(HERE))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Gamma Lab owes 33 bn dollars in 2026 to 2028")
    assert "gamma-plan: gap 328 m, first in 2027" in ran.out
    assert "outside share of cash needs: 100 %" in ran.out
    assert run("why", "pay:gamma-lab/2027.gap", "--data", str(HERE)).out.splitlines()[2].startswith("gap = 328 m")
    for args, said in (
        (["pay", "gama-lab"], "gamma-lab"),
        (["pay", "gamma-lab", "--basis", "paid"], "no longer owed"),
        (["pay", "--cash", "1bn"], "one company"),
        (["pay", "gamma-lab", "--revenue", "2027"], "2027=60bn"),
        (["why", "pay:gamma-lab/2031"], "pay:gamma-lab"),
    ):
        ran = run(*args, "--data", str(HERE))
        assert (ran.code, ran.out) == (2, ""), args
        assert said in ran.err
        assert "Traceback" not in ran.err
    assert run("pay", "bondholders").code == 2

"""Vendors in the real data and in the telecom case: the figures by hand, the order, what is not known, and `why`."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Any

import pytest

import circularity as ci
from circularity.dataset.load import bundled

BASES = ("paid", "binding", "headline")


@pytest.fixture(scope="module")
def case() -> Any:
    return ci.load("telecom-2000")


@pytest.fixture(scope="module")
def at_2000(case: Any) -> Any:
    return ci.vendors(case, ci.View(as_of="2000-12-31"))


def test_lucent_leads_in_2000_by_its_own_figures(at_2000: Any) -> None:
    """8.1 bn of 33.813 bn is 23.96 %, 2.0 bn drawn is 5.91 %; the press figure of 5.7 bn at the end of December is named, not used."""
    top = at_2000.rows[0]
    assert top.vendor == "lucent"
    assert top.reported_over_revenue.value.point == pytest.approx(8.1 / 33.813)
    assert top.reported_drawn_over_revenue.value.point == pytest.approx(2.0 / 33.813)
    assert (top.reported_commitments.period_end, top.reported_over_revenue.denominator.period_end) == ("2000-09-30", "2000-09-30")
    assert any("5.7 bn" in line and "not used" in line for line in at_2000.caveats)
    assert top.coverage.value.point == pytest.approx(5.0 / 8.1)  # Winstar 2, Sprint PCS 1.8, five carriers 1.2


def test_lucent_leads_in_2001_while_promises_fall(case: Any) -> None:
    answer = ci.vendors(case, ci.View(as_of="2001-12-31"))
    top = answer.rows[0]
    assert top.vendor == "lucent"
    assert top.reported_over_revenue.value.point == pytest.approx(5.3 / 21.294)
    assert top.reported_drawn_over_revenue.value.point == pytest.approx(3.0 / 21.294)
    others = {row.vendor: row.reported_over_revenue.value.point for row in answer.rows[1:] if row.reported_over_revenue}
    assert set(others) == {"cisco", "ericsson", "nokia", "nortel"}
    assert all(0.10 < value < 0.13 for value in others.values())


def test_ratios_of_other_currencies_are_those_the_company_reports(case: Any) -> None:
    """26.4 of 210.8 bn kronor; two exchange rates would make it 12.3 %."""
    (row,) = ci.vendors(case, ci.View(as_of="2001-12-31"), "ericsson")
    assert row.reported_over_revenue.value.point == pytest.approx(26.4 / 210.8)
    assert row.reported_commitments.currency == "SEK"


def test_without_its_own_figures_lucent_does_not_lead(case: Any) -> None:
    figures = {
        name: tuple(r for r in rows if not (name == "lucent" and r.metric.startswith("vendor_"))) for name, rows in case.figures.items()
    }
    answer = ci.vendors(replace(case, figures=figures, cache={}), ci.View(as_of="2000-12-31"))
    assert answer.rows[0].vendor == "cisco"
    assert answer.row("vendors:lucent").reported_over_revenue is None


def test_lucent_scores_higher_in_2001_than_in_2000(case: Any) -> None:
    scores = [ci.vendors(case, ci.View(as_of=day), "lucent").rows[0].score.value for day in ("2000-12-31", "2001-12-31")]
    assert scores[0] < scores[1]


def test_no_score_where_the_data_cannot_carry_one(at_2000: Any) -> None:
    assert at_2000.row("vendors:alcatel").score is None
    assert any("no score" in line and "Alcatel" in line for line in at_2000.unknown)


@pytest.mark.parametrize("basis", BASES)
def test_the_order_of_the_measures_holds_in_the_real_data(basis: str, data: Any) -> None:
    for row in ci.vendors(data, ci.View(basis=basis)):
        forced, pro_rata, most = (getattr(row, name)[basis] for name in ("forced", "pro_rata", "maximum"))
        for end in ("low", "point"):
            values = [getattr(a, end) for a in (forced, pro_rata, most)]
            if None not in values:
                assert values == sorted(values) or max(values) - values[-1] < 1e4, (row.vendor, end, values)
        assert (row.direct[basis].point or 0) <= (most.point if most.point is not None else float("inf")) + 1e4


def test_the_window_is_the_vendors_last_fiscal_year(data: Any) -> None:
    (row,) = ci.vendors(data, name="nvidia")
    assert row.window == {"from": "2025-01-27", "to": "2026-01-25"}
    assert row.revenue.point == 215_938_000_000


def test_a_window_over_two_fiscal_years_takes_their_days(data: Any) -> None:
    """Calendar 2025: 26 days of 364 of FY2025 (130,497 m) and 339 of 364 of FY2026 (215,938 m)."""
    (row,) = ci.vendors(data, ci.View(window=(2025, 2025)), "nvidia")
    assert row.revenue.point == pytest.approx(130_497e6 * 26 / 364 + 215_938e6 * 339 / 364, rel=1e-6)


def test_a_window_without_reported_revenue_is_said(data: Any) -> None:
    answer = ci.vendors(data, ci.View(window=(2030, 2031)), "nvidia")
    assert answer.rows[0].revenue is None
    assert set(answer.rows[0].share_of_revenue.values()) == {None}
    assert any("no revenue reported" in line for line in answer.unknown)


def test_a_vendor_without_revenue_has_dollars_and_no_ratio(at_2000: Any) -> None:
    row = at_2000.row("vendors:alcatel")
    assert row.financing["binding"].point == 875e6
    assert row.share_of_revenue["binding"] is None


def test_more_is_not_invented_for_pools_and_unknown_names(data: Any) -> None:
    with pytest.raises(ci.WrongUsage, match="pool"):
        ci.vendors(data, name="bondholders")
    with pytest.raises(ci.UnknownName):
        ci.vendors(data, name="nvidea")


@pytest.mark.parametrize("name", ["nvidia", "amazon", "microsoft"])
def test_why_gives_every_figure_again(name: str, data: Any) -> None:
    (row,) = ci.vendors(data, name=name)
    for field, trace in row.traces.items():
        measure, _, basis = field.partition(".")
        if measure in ("direct", "forced", "pro_rata", "maximum", "financing", "sales"):
            printed, again = getattr(row, measure)[basis], trace.recompute()
            for end in ("low", "point", "high"):
                mine, theirs = getattr(printed, end), getattr(again, end)
                assert mine == pytest.approx(theirs, rel=1e-6, abs=2e4) if mine is not None and theirs is not None else mine is theirs, (
                    field,
                    end,
                )
    answer = ci.why(data, f"vendors:{name}.pro_rata.binding")
    assert {row.edge for row in answer}
    assert row.score is None or row.traces["score"].recompute().point == pytest.approx(row.score.value / 100, rel=1e-6)


def test_paths_lead_from_the_vendors_money_to_its_sales(data: Any) -> None:
    (row,) = ci.vendors(data, name="nvidia")
    paths = [path for customer in row.customers for path in customer["paths"]]
    assert paths
    for path in paths:
        assert all(data.edges[edge].payer == "nvidia" for edge in path[0])
        assert all(data.edges[edge].payee == "nvidia" for edge in path[-1])
        for hop, following in itertools.pairwise(path):
            assert {data.edges[e].payee for e in hop} == {data.edges[e].payer for e in following}


def test_sensitivity_names_every_weight(data: Any) -> None:
    found = ci.vendors(data).extra["sensitivity"]
    assert {case["part"] for case in found["cases"]} == {"promised", "drawn", "returned", "support", "concentration"}


def test_same_bytes_each_time(data: Any) -> None:
    assert ci.vendors(data).to_json() == ci.vendors(replace(data, cache={})).to_json()
    assert "NaN" not in ci.vendors(data).to_json()


def test_a_case_goes_by_its_short_name(run: Any) -> None:
    for name in ("telecom-2000", "data/cases/telecom-2000"):
        ran = run("vendors", "--data", name, "--as-of", "2000-12-31", "--json", cwd=bundled())
        assert (ran.code, ran.err) == (0, "")
        assert json.loads(ran.out)["rows"][0]["vendor"] == "lucent"

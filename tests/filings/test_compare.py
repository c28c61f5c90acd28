"""The metric map, choosing among statements, and the data held against filings."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from example import figure, page

from circularity.errors import DataProblem, UnknownName, WrongUsage
from circularity.filings.choosing import Index, known_latest, known_then, split_factors, stated
from circularity.filings.compare import compare
from circularity.filings.facts import Fact
from circularity.filings.metrics import CONCEPTS, UNANSWERED, expressions
from circularity.model.figures import METRICS, Period

REAL = Path(__file__).parents[3] / "shared" / "filings"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real filings are not beside the repository")
END = date(2025, 1, 26)


def fact(concept: str, value: float, days: int | None = None, end: date = END, **other: Any) -> Fact:
    """A figure in dollars; `days` long, or of a day."""
    start = None if days is None else end - timedelta(days=days - 1)
    filed = {"accession": "0000099999-25-000003", "filed": date(2025, 2, 26), "unit": "USD", "decimals": -6.0, **other}
    return Fact(f"us-gaap:{concept}", Decimal(repr(value)), start=start, end=end, **filed)


def values(facts: list[Fact], metric: str, period: Period, end: date = END) -> list[float]:
    return [float(s.value) for s in stated(Index(facts), metric, end, period)]


def test_each_metric_is_answered_or_said_not_to_be() -> None:
    assert set(CONCEPTS) | set(UNANSWERED) == set(METRICS)
    assert set(CONCEPTS) & set(UNANSWERED) == set()
    for metric in CONCEPTS:
        for expression in expressions(metric):
            assert expression.terms
            assert any(not term.optional for term in expression.terms)


@pytest.mark.parametrize("days", [364, 365, 366, 371])
def test_a_year_has_52_or_53_weeks_or_365_days(days: int) -> None:
    """A quarter or nine months that end on the same day are no year."""
    facts = [fact("Revenues", 130e9, days), fact("Revenues", 39e9, 91), fact("Revenues", 91e9, 273)]
    assert values(facts, "revenue", Period.YEAR) == [130e9]
    assert values(facts, "revenue", Period.QUARTER) == [39e9]


def test_a_quarter_that_is_not_stated_is_the_difference_of_two_years_to_date() -> None:
    """Nine months of 91 less six of 52 is a third quarter of 39; the year of 130 less the nine months is a fourth of 39."""
    q3, q2 = date(2024, 10, 27), date(2024, 7, 28)
    facts = [fact("Revenues", 130e9, 364), fact("Revenues", 91e9, 273, q3), fact("Revenues", 52e9, 182, q2)]
    assert values(facts, "revenue", Period.QUARTER, q3) == [39e9]
    (fourth,) = stated(Index(facts), "revenue", END, Period.QUARTER)
    assert fourth.value == Decimal("39000000000")
    assert fourth.how == "derived: 12 months to 2025-01-26 less those to 2024-10-27 (0000099999-25-000003)"
    assert values([facts[0], facts[2]], "revenue", Period.QUARTER) == []


def test_the_last_four_quarters() -> None:
    """The year of 100, plus the half of 70, less last year's half of 40: 130."""
    now = END + timedelta(days=182)
    facts = [fact("Revenues", 100e9, 364), fact("Revenues", 70e9, 182, now), fact("Revenues", 40e9, 182, now - timedelta(days=364))]
    assert values(facts, "revenue", Period.TRAILING, now) == [130e9]
    assert values(facts, "revenue", Period.TRAILING) == [100e9]


def test_the_first_concept_answers_and_sums_stay_in_one_filing() -> None:
    other = {"accession": "0000099999-26-000001"}
    facts = [fact("LongTermDebtNoncurrent", 8e9), fact("DebtCurrent", 1e9, **other), fact("LongTermDebt", 9e9, **other)]
    found = stated(Index(facts), "total_debt", END, Period.POINT)
    assert [(s.expression.rank, float(s.value)) for s in found] == [(1, 8e9), (2, 9e9), (3, 8e9)]
    assert values([*facts, fact("DebtCurrent", 2e9)], "total_debt", Period.POINT)[0] == 10e9


def test_a_member_is_asked_for_and_a_total_has_none() -> None:
    servers = (("us-gaap:PropertyPlantAndEquipmentByTypeAxis", "meta:ServersAndNetworkAssetsMember"),)
    facts = [fact("PropertyPlantAndEquipmentGross", 160e9), fact("PropertyPlantAndEquipmentGross", 68e9, dimensions=servers)]
    assert values(facts, "ppe_gross", Period.POINT) == [160e9]
    assert values(facts, "servers_network_gross", Period.POINT) == [68e9]
    two = (*servers, ("us-gaap:StatementBusinessSegmentsAxis", "meta:OneMember"))
    assert values([fact("PropertyPlantAndEquipmentGross", 1e9, dimensions=two)], "servers_network_gross", Period.POINT) == []


def test_as_known_then_and_latest() -> None:
    late = {"accession": "0000099999-26-000001", "filed": date(2026, 2, 26)}
    found = stated(Index([fact("Revenues", 981.6e6, 364), fact("Revenues", 982e6, 364, **late)]), "revenue", END, Period.YEAR)
    assert [float(s.value) for s in known_then(found)] == [981.6e6]
    assert [float(s.value) for s in known_latest(found)] == [982e6]


def test_splits_multiply() -> None:
    """4 for 1 in 2021 and 10 for 1 in 2024: counts of 2019 may have grown by 4, 10 or 40, those of 2022 by 10."""
    splits = [
        replace(fact("StockholdersEquityNoteStockSplitConversionRatio1", ratio, 30, day), unit="pure")
        for ratio, day in ((4, date(2021, 7, 20)), (10, date(2024, 6, 7)))
    ]
    assert sorted(split_factors(Index(splits), date(2019, 1, 27))) == [4, 10, 40]
    assert sorted(split_factors(Index(splits), date(2022, 1, 30))) == [10]
    assert split_factors(Index(splits), date(2025, 1, 26)) == {}


FIGURES = """fiscal_year,period_end,period,metric,value,unit,currency,source_url,publisher,source_type,locator,note
FY2025,2025-01-26,FY,revenue,130497000000,money,USD,,Example,unverified,,
FY2025,2025-01-26,FY,net_income,72000000000,money,USD,,Example,unverified,,
FY2025,2025-01-26,FY,capex,3200000000,money,USD,,Example,unverified,,rounded
FY2025,2025-01-26,FY,effective_tax_rate,13.3,percent,,,Example,unverified,,
FY2025,2025-01-26,FY,adjusted_ebitda,5,money,USD,,Example,unverified,,
FY2025,2025-01-26,POINT,leases_not_commenced,7000000000,money,USD,,Example,unverified,,
FY2024,2024-01-28,FY,revenue,60922000000,money,USD,,Example,unverified,,
"""
BODY = (
    figure("130,497")
    + figure("72,880", "us-gaap:NetIncomeLoss")
    + figure("3,236", "us-gaap:PaymentsToAcquireProductiveAssets")
    + figure("13.3", "us-gaap:EffectiveIncomeTaxRateContinuingOperations", unitRef="pure", scale="-2", decimals="3")
    + figure("7,600", "us-gaap:UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount", of="day")
    + figure("10,080", "us-gaap:InventoryNet", of="day")
)


@pytest.fixture
def held(small: Any, tmp_path: Path) -> Any:
    """The small dataset with figures of alpha-chips, and a filing of it."""
    entity = next(p for p in sorted((small.root / "entities").glob("*.yaml")) if "pool" not in p.read_text(encoding="utf-8"))
    text = entity.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("listed")]
    small.write(f"entities/{entity.name}", "\n".join([*lines, 'listed: {ticker: XMPL, cik: "0000099999"}']) + "\n")
    small.write(f"financials/{entity.stem}.csv", FIGURES)
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "filing.htm").write_text(page(BODY), encoding="utf-8")
    small.company, small.shelf = entity.stem, tmp_path / "shelf"
    return small


def test_every_status_is_reached(held: Any) -> None:
    found = compare(held.load(), held.company, held.shelf)
    status = {(row.metric, str(row.period_end)[:4]): row.status for row in found.rows}
    assert status == {
        ("net_income", "2025"): "differs",
        ("leases_not_commenced", "2025"): "unclear",
        ("capex", "2025"): "rounded",
        ("revenue", "2025"): "equal",
        ("effective_tax_rate", "2025"): "equal",
        ("revenue", "2024"): "missing_there",
        ("inventory", "2025"): "missing_here",
        ("adjusted_ebitda", "2025"): "no_concept",
    }
    (row,) = [row for row in found.rows if row.metric == "net_income"]
    answer = row.as_json()
    assert (answer["ours"]["value"], answer["filing"]["value"], answer["filing"]["concept"]) == (
        72000000000,
        "72880000000",
        "NetIncomeLoss",
    )
    assert answer["filing"]["places"][0].startswith(f"{held.shelf}/filing.htm:4:")


def test_command(held: Any, run: Callable[..., Any]) -> None:
    args = ("filings", "compare", held.company, str(held.shelf), "--data", str(held.root))
    ran = run(*args, "--json")
    assert (ran.code, ran.err) == (1, "")
    answer = json.loads(ran.out)
    assert answer["schema"] == "circularity/filings-compare/1"
    assert (answer["counts"]["differs"], answer["view"]) == (1, None)
    assert run(*args, "--json", env={"PYTHONHASHSEED": "7"}).out == ran.out
    only = run(*args, "--status", "equal")
    assert (only.code, "revenue" in only.out, "net_income" in only.out) == (1, True, False)
    (held.shelf / "filing.htm").write_text(page(BODY.replace("72,880", "72,000")), encoding="utf-8")
    assert run(*args).code == 0


def test_wrong_usage(held: Any, data: Any, tmp_path: Path) -> None:
    small = held.load()
    for wrong, error, said in (
        (lambda: compare(data, "openai", tmp_path), WrongUsage, "no CIK"),
        (lambda: compare(data, "nvidea", tmp_path), UnknownName, "nvidia"),
        (lambda: compare(small, held.company, tmp_path / "none"), DataProblem, "no such file or folder"),
        (lambda: compare(small, held.company, held.shelf, known="never"), WrongUsage, "latest"),
        (lambda: compare(small, held.company, held.shelf, statuses=("same",)), WrongUsage, "differs"),
    ):
        with pytest.raises(error) as caught:
            wrong()
        assert said in str(caught.value)
    (held.shelf / "filing.htm").write_text(page(BODY)[:-300], encoding="utf-8")
    with pytest.raises(DataProblem, match="no readable filing"):
        compare(small, held.company, held.shelf)


@real
def test_the_real_data_differ_nowhere_from_the_real_filings(data: Any) -> None:
    counts = {name: compare(data, name, REAL).extra["counts"] for name in ("nvidia", "meta", "oracle")}
    assert {name: count["differs"] for name, count in counts.items()} == {"nvidia": 0, "meta": 0, "oracle": 0}
    assert counts["nvidia"]["equal"] >= 190
    assert counts["meta"]["equal"] >= 60
    assert counts["oracle"]["equal"] >= 12
    shares = [row for row in compare(data, "nvidia", REAL, statuses=("split",)).rows if row.period_end.year == 2019]
    assert "625,000,000 as filed, before the split of 4 for 1" in shares[0].note


@real
def test_a_changed_figure_is_found(data: Any) -> None:
    """One digit of NVIDIA's revenue of fiscal 2025 turned round."""
    rows = tuple(
        f.model_copy(update={"value": 130479e6}) if (f.metric, f.period_end.text) == ("revenue", "2025-01-26") else f
        for f in data.figures["nvidia"]
    )
    wrong = replace(data, figures={**data.figures, "nvidia": rows}, cache={})
    (row,) = compare(wrong, "nvidia", REAL, statuses=("differs",)).rows
    assert (row.metric, row.theirs.value) == ("revenue", Decimal(130_497_000_000))

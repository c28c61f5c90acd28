"""A closed episode held against the analyses, and vendors of today and of 2000 side by side."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.errors import UnknownName, WrongUsage

TELECOM = Path(__file__).parents[2] / "data" / "cases" / "telecom-2000"


@pytest.fixture(scope="module")
def held() -> Any:
    return ci.backtest(ci.load(TELECOM))


@pytest.fixture(scope="module")
def beside(data: Any) -> Any:
    return ci.compare(data)


def by_name(answer: Any) -> dict[str, Any]:
    return {row.outcome: row for row in answer}


def test_every_outcome_has_a_verdict_and_none_is_hidden(held: Any) -> None:
    assert len(held.rows) == 27
    counts = {verdict: sum(row.verdict == verdict for row in held) for verdict in ("met", "missed", "not_testable")}
    assert counts == held.extra
    assert sum(counts.values()) == 27
    for row in held:
        assert row.how
        assert bool(row.ours) == (row.verdict != "not_testable")


def test_what_the_case_shows_the_analyses_to_get_wrong(held: Any) -> None:
    # bonds of failed carriers brought 10 % where 35 % is assumed, and Lucent lost more than all of its claim
    rows = by_name(held)
    assert {name for name, row in rows.items() if row.verdict == "missed"} == {"T10", "T16"}
    assert (rows["T16"].ours, rows["T10"].ours) == ((35.0,), (100.0,))


def test_controls_are_in_the_table(held: Any) -> None:
    assert {row.subject for row in held if row.control} == {"sprint-pcs", "pegaso", "cogent", "orange"}


def test_numbers_by_hand(held: Any) -> None:
    rows = by_name(held)
    assert rows["T01"].ours == pytest.approx((100 * 8100 / 33813,))
    assert rows["T04"].ours == pytest.approx((100 * 2000 / 8100, 100 * 3000 / 5300))
    assert rows["T05"].ours == pytest.approx((100 * (12321 / 21294 - 1),))
    assert rows["T12"].ours == pytest.approx((100 * 170 / 2000,))
    assert rows["T18"].ours == pytest.approx(((200 + 285) / 225,))
    assert rows["T19"].ours == pytest.approx((3.06 / 2.04,))
    assert rows["T23"].ours == pytest.approx((100.0,))
    assert rows["T26"].ours == (14.0,)


def test_a_miss_is_told_and_fails_the_command(tmp_path: Path, run: Any) -> None:
    folder = tmp_path / "telecom"
    shutil.copytree(TELECOM, folder)
    path = folder / "outcomes.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("expected: 24.9\n", "expected: 44.9\n"), encoding="utf-8")
    answer = ci.backtest(ci.load(folder))
    assert by_name(answer)["T02"].verdict == "missed"
    assert "missed: T02, " in answer.sentence
    done = run("backtest", str(folder), "--strict")
    assert done.code == 1
    assert "missed" in done.out
    assert done.err == ""


def test_without_the_reported_rows_lucent_cannot_be_tested(tmp_path: Path) -> None:
    folder = tmp_path / "telecom"
    shutil.copytree(TELECOM, folder)
    path = folder / "financials" / "lucent.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if "vendor_financing_" not in line]
    path.write_text("".join(kept), encoding="utf-8")
    rows = by_name(ci.backtest(ci.load(folder)))
    assert {rows[name].verdict for name in ("T01", "T02", "T03", "T04")} == {"not_testable"}
    assert rows["T07"].verdict == "missed"  # another vendor comes first


def test_a_dataset_without_outcomes(data: Any, run: Any) -> None:
    with pytest.raises(WrongUsage, match=r"no outcomes\.yaml"):
        ci.backtest(data)
    done = run("backtest", "nonsense")
    assert done.code == 2
    assert "did you mean telecom-2000?" in done.err


def test_outcomes_are_checked_with_line_and_column(tmp_path: Path) -> None:
    folder = tmp_path / "telecom"
    shutil.copytree(TELECOM, folder)
    path = folder / "outcomes.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("unit: percent", "unit: furlongs", 1)
        .replace("lucent-winstar-facility-1998", "no-such-edge", 1)
        .replace("  - id: T03\n", "  - id: T02\n", 1),
        encoding="utf-8",
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    (problem,) = [p for p in ci.check(folder, warnings=False) if "furlongs" in p.message]
    assert (problem.line, problem.column) == (lines.index("    unit: furlongs") + 1, 11)
    path.write_text(path.read_text(encoding="utf-8").replace("unit: furlongs", "unit: percent", 1), encoding="utf-8")
    codes = {p.code for p in ci.check(folder, warnings=False)}
    assert {"E303", "E305"} <= codes


def test_each_cell_says_what_it_rests_on(beside: Any) -> None:
    promised = beside.row("compare:promised").cells
    assert [cell.rests_on for cell in promised] == ["reported", "reported", "deals", "deals"]
    assert promised[0].ratio.point == pytest.approx(8.1 / 33.813)
    assert promised[1].ratio.point == pytest.approx(5.3 / 21.294)
    drawn = beside.row("compare:drawn").cells
    assert drawn[0].ratio.point == pytest.approx(2.0 / 33.813)
    assert drawn[1].ratio.point == pytest.approx(3.0 / 21.294)


def test_guarantees_stand_in_a_line_of_their_own(beside: Any, data: Any) -> None:
    cell = beside.row("compare:guarantees").cells[3]
    assert "nvidia-sb-energy-guarantee-2026" in cell.edges
    assert all(str(data.edges[edge].kind) in ("guarantee", "capacity_backstop") for edge in cell.edges)
    assert not set(cell.edges) & set(beside.row("compare:drawn").cells[3].edges)


def test_a_mixed_comparison_shows_both_numerators(beside: Any) -> None:
    pairs = beside.extra["mixed"]["pairs"]
    announced, promised = pairs["announced against promised"]
    # what was announced at the end of 2025, 100 bn of it a letter of intent, over the year to January 2025
    assert announced["ratio"]["point"] == pytest.approx(0.856, abs=0.01)
    assert promised["ratio"]["point"] == pytest.approx(0.24, abs=0.001)
    mine, theirs = pairs["promised against promised"]
    assert mine["ratio"]["point"] < theirs["ratio"]["point"]


def test_why_recomputes_the_cells(beside: Any) -> None:
    for row in beside:
        for i, cell in enumerate(row.cells):
            trace = row.traces.get(f"cells.{i}")
            if trace is not None:
                assert trace.recompute().point == pytest.approx(cell.ratio.point)


def test_largest_customer_is_the_filing_s(beside: Any) -> None:
    cell = beside.row("compare:largest_customer").cells[2]
    assert (cell.ratio.point, cell.day) == (0.12, "2025-01-26")


def test_unknown_companies_and_cases(data: Any) -> None:
    with pytest.raises(UnknownName):
        ci.compare(data, vendor="nobody-at-all")
    with pytest.raises(UnknownName):
        ci.compare(data, then="nonsense")


def test_commands(run: Any) -> None:
    done = run("compare")
    assert (done.code, done.err) == (0, "")
    assert "Lucent Technologies 2000" in done.out
    assert "mixes two bases" in done.out
    answer = json.loads(run("compare", "--json").out)
    assert answer["schema"] == "circularity/compare/1"
    assert {"line", "meaning", "cells", "id", "edges"} <= answer["rows"][0].keys()
    held = json.loads(run("backtest", "telecom-2000", "--json").out)
    assert held["schema"] == "circularity/backtest/1"
    assert {"outcome", "verdict", "expected", "ours", "control", "how", "sources"} <= held["rows"][0].keys()


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("lots", "'lots' is not a number"),
        ("nan", "'nan' is not a finite number"),
        ("{low: 13, high: 10}", "runs backwards"),
        ("{low: 10}", "a range is"),
    ],
)
def test_an_outcome_must_expect_a_value(expected: str, said: str, tmp_path: Path, run: Any) -> None:
    folder = tmp_path / "telecom"
    shutil.copytree(TELECOM, folder)
    path = folder / "outcomes.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("expected: 24.9\n", f"expected: {expected}\n"), encoding="utf-8")
    (problem,) = ci.check(folder, warnings=False)
    assert (problem.code, said in problem.message) == ("E225", True)
    done = run("backtest", str(folder))
    assert done.code == 1
    assert "outcomes.yaml:" in done.err

"""``circularity depreciation`` as people meet it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_years_stand_side_by_side(run: Run) -> None:
    ran = run("depreciation", "meta", "--life", "2..4")
    assert (ran.code, ran.err) == (0, "")
    head, *_ = [line for line in ran.out.splitlines() if line.startswith("company")]
    assert head.split() == ["company", "life", "FY2026", "FY2027", "FY2028", "FY2029", "FY2030"]
    assert ran.out.startswith("Meta at 2 years instead of 5.5: operating income changes by -")
    assert "Cash flow does not change." in ran.out
    assert len([line for line in ran.out.splitlines() if " for 5.5 " in line]) == 3


def test_all_companies_with_their_own_fiscal_years(run: Run) -> None:
    ran = run("depreciation", "--life", "3")
    assert (ran.code, ran.err) == (0, "")
    lines = [line for line in ran.out.splitlines() if line.startswith(("Oracle ", "Meta ")) and " for " in line]
    assert "FY2026:" in next(line for line in lines if line.startswith("Meta"))
    assert "FY2027:" in next(line for line in lines if line.startswith("Oracle"))


def test_by_year_and_inputs(run: Run) -> None:
    ran = run("depreciation", "oracle", "--life", "4", "--by-year", "--shares", "3 bn", "--tax-rate", "20%", "--capex", "none")
    assert (ran.code, ran.err) == (0, "")
    assert "FY2027 to 2027-05" in ran.out
    answer = json.loads(
        run("depreciation", "oracle", "--life", "4", "--shares", "3 bn", "--tax-rate", "20%", "--capex", "none", "--json").out
    )
    first = answer["rows"][0]
    assert first["change_in_net_income"]["point"] == pytest.approx(0.8 * first["change_in_operating_income"]["point"], abs=2)
    assert first["change_in_eps"]["point"] == pytest.approx(first["change_in_net_income"]["point"] / 3e9, abs=1e-4)
    assert answer["inputs"]["oracle"]["replaced"] == ["capex", "tax_rate", "shares"]
    assert all(v["additions"]["point"] == 0 for v in answer["vintages"]["oracle"] if v["year"] > 2026)


def test_a_file_by_company(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "what-if.yaml"
    file.write_text("companies:\n  meta: {tax_rate: 0 %}\n", encoding="utf-8")
    answer = json.loads(run("depreciation", "meta", "oracle", "--life", "4", "--assume", str(file), "--json").out)
    meta = next(row for row in answer["rows"] if row["entity"] == "meta")
    oracle = next(row for row in answer["rows"] if row["entity"] == "oracle")
    assert meta["change_in_net_income"] == meta["change_in_operating_income"]
    assert oracle["change_in_net_income"]["point"] != oracle["change_in_operating_income"]["point"]


def test_backtest_and_estimates(run: Run) -> None:
    ran = run("depreciation", "--backtest")
    assert (ran.code, ran.err) == (0, "")
    assert "median absolute error 10%, within the goal of 20%; worst is Amazon FY2025 at -44%" in ran.out
    assert "Meta FY2025: server depreciation 13.4 bn disclosed" in ran.out
    ran = run("depreciation", "--estimates", "coreweave")
    assert (ran.code, ran.err) == (0, "")
    assert "2.22 bn a year" in ran.out
    assert "theirs needs a base of 36 bn to 48 bn" in ran.out


def test_why_says_dollars_a_share(run: Run) -> None:
    ran = run("why", "depreciation:meta/3/2026.change_in_eps")
    assert (ran.code, ran.err) == (0, "")
    assert " a share, first over second:" in ran.out
    assert "diluted shares of the year to 2025-12-31" in ran.out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["meta", "--life", "0"], "a life of 0 years cannot be"),
        (["meta", "--life", "-2"], "a life of -2 years cannot be"),
        (["meta", "--life", "41"], "a life of 41 years cannot be"),
        (["meta", "--life", "8..2"], "no range of lives"),
        (["meta", "--life", "three"], "not a life"),
        (["apple"], "Apple has no useful life of servers on file"),
        (["tesla"], "no single life"),
        (["metaa"], "no company is called 'metaa'"),
        (["meta", "--capex", "lots"], "no path of capital expenditure"),
        (["meta", "--server-share", "120%"], "not a share"),
        (["meta", "--tax-rate", "x"], "not a share"),
        (["meta", "--shares", "0"], "not a number of shares"),
        (["meta", "--retire", "200%"], "not a share"),
        (["meta", "--vintage-life", "2024"], "no life of a vintage"),
        (["meta", "--effective", "1990"], "cannot change in fiscal 1990"),
        (["meta", "--assume", "nowhere.yaml"], "cannot be read"),
        (["meta", "--from", "1990", "--to", "1991"], "no fiscal year lies in this window"),
        (["--backtest", "--life", "3"], "takes no other inputs"),
        (["--estimates", "--capex", "flat"], "takes no other inputs"),
        (["meta", "--json", "--csv"], "exclude each other"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_asked(args: list[str], said: str, run: Run) -> None:
    ran = run("depreciation", *args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_dataset_without_servers(run: Run) -> None:
    ran = run("depreciation", "--data", "data/cases/telecom-2000")
    assert (ran.code, ran.out) == (2, "")
    assert "no company with servers is on file" in ran.err

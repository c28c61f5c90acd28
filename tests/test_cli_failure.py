"""``exposed``, ``breaks`` and ``run`` as people and scripts meet them."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import contract
import pytest

import circularity as ci


def test_rounds_are_told_line_by_line(run: Any, data: Any) -> None:
    ran = run("exposed", "openai")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    losers = len(ci.exposed(data, "openai").extra["rounds"][0]["losers"])
    assert losers > 10
    assert lines[0].startswith(f"If OpenAI failed, {losers} parties would lose directly")
    assert "Carried on for" in lines[0]
    assert lines[1].startswith(f"  round 1: {losers} losers; capital lost ")
    assert lines[2].startswith("  round 2: ")
    (nvidia,) = [line for line in lines if line.startswith("NVIDIA ")]
    assert " = 59 % " in nvidia or "of equity" in nvidia
    assert "... and " in ran.out, "the rest is counted"


def test_a_waterfall_names_the_deals_that_bring_each_dollar(run: Any) -> None:
    ran = run("exposed", "openai", "--waterfall", "NVDA")
    assert (ran.code, ran.err) == (0, "")
    assert "openai-oracle-cloud-2025 > oracle-nvidia-gpus-2025" in ran.out
    assert "openai-sb-energy-ports-pike-lease-2026 > nvidia-sb-energy-guarantee-2026" in ran.out
    one = json.loads(run("exposed", "openai", "--waterfall", "nvidia", "--json").out)
    assert [row["entity"] for row in one["rows"]] == ["nvidia"]
    assert contract.breaches(one, "exposed") == []
    ran = run("exposed", "openai", "--waterfall", "asml")
    assert (ran.code, ran.out) == (2, "")


def test_options_reach_the_answer(run: Any) -> None:
    usual = json.loads(run("exposed", "softbank", "--json").out)
    args = ["--rounds", "1", "--recovery", "senior-secured=0.9", "--recovery", "unsecured=0.1", "--pass-through", "0", "--horizon", "2"]
    answer = json.loads(run("exposed", "softbank", *args, "--liquidity", "--json").out)
    assert contract.breaches(answer, "exposed") == []
    assert answer["rows"][0]["id"].startswith("exposed:softbank@rounds=1,senior-secured=0.9,unsecured=0.1,pass-through=0,horizon=2,")
    assert answer["rows"][0]["capital_lost"]["point"] < usual["rows"][0]["capital_lost"]["point"]
    stated = {item["id"]: item["value"] for item in answer["assumptions"]}
    assert stated["horizon"] == 2
    assert stated["recovery-senior-secured"] == 0.9
    again = run("why", f"{answer['rows'][0]['id']}.capital_lost", "--json")
    assert json.loads(again.out)["formulas"]["capital_lost"]["result"]["point"] == answer["rows"][0]["capital_lost"]["point"]


def test_draws_are_the_same_bytes_and_keep_the_contract(run: Any) -> None:
    args = ("exposed", "openai", "--draws", "300", "--seed", "4", "--json")
    one, other = run(*args), run(*args, env={"PYTHONHASHSEED": "7"})
    assert (one.code, one.err) == (0, "")
    assert one.out == other.out
    answer = json.loads(one.out)
    assert contract.breaches(answer, "exposed") == []
    assert answer["draws"]["losers"]["nvidia"]["channels"]["capital_at_risk"]["p95"] > 50e9
    text = run("exposed", "openai", "--draws", "300", "--seed", "4")
    assert (text.code, text.err) == (0, "")
    assert "300 draws, seed 4: median (5 to 95 % of draws)" in text.out
    assert "What explains its spread" in text.out


def test_a_progress_bar_shows_on_a_terminal_only() -> None:
    """On a terminal it goes to stderr; stdout stays the answer alone."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "circularity", "exposed", "openai", "--draws", "2000", "--json"]
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=env, cwd=Path(__file__).parents[1]) as done:
        os.close(theirs)
        out, _ = done.communicate()
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert done.returncode == 0
    assert b"draws" in seen
    assert json.loads(out)["draws"]["draws"] == 2000


def test_breaks_says_what_suffices_or_that_nothing_does(run: Any) -> None:
    ran = run("breaks", "coreweave")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("The smallest failure that uses up the 5.02 bn dollars of equity of CoreWeave is that of Meta and OpenAI")
    assert "No failure of one or two others" in run("breaks", "microsoft").out
    ran = run("breaks", "anthropic", "--json")
    answer = json.loads(ran.out)
    assert ran.code == 0
    assert answer["rows"] == []
    assert contract.breaches(answer, "breaks") == []


def test_scenarios_by_name_by_file_and_listed(run: Any, tmp_path: Path) -> None:
    listed = run("run", "--list")
    assert (listed.code, len(listed.out.splitlines())) == (0, 7)
    ran = run("run", "nvidia-guarantees-called")
    assert (ran.code, ran.err) == (0, "")
    assert "guarantees of NVIDIA are called" in ran.out
    mine = tmp_path / "mine.yaml"
    mine.write_text("scenario: mine\ntitle: Mine\ndescription: Mine\nfailures: [coreweave]\n", encoding="utf-8")
    answer = json.loads(run("run", str(mine), "--json").out)
    assert contract.breaches(answer, "run") == []
    assert answer["rows"][0]["id"].startswith("run:mine/")
    table = list(csv.DictReader(io.StringIO(run("run", str(mine), "--csv").out)))
    assert len(table) == len(answer["rows"])


def test_a_scenario_with_mistakes_fails_with_all_of_them(run: Any, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "scenario: mine\ntitle: M\ndescription: M\nfailures: [opnai, orcale]\ncarry_on: {pass_through: 300 %}\n", encoding="utf-8"
    )
    ran = run("run", str(mine))
    assert (ran.code, ran.out) == (1, "")
    assert f"{mine}:5:26: E223" in ran.err
    assert "Traceback" not in ran.err
    mine.write_text("scenario: mine\ntitle: M\ndescription: M\nfailures: [opnai, orcale]\n", encoding="utf-8")
    ran = run("run", str(mine))
    assert ran.err.count("E304") == 2
    assert "did you mean openai?" in ran.err
    assert "did you mean oracle?" in ran.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["exposed", "openai", "--rounds", "0"], "rounds"),
        (["exposed", "openai", "--rounds", "many"], "many"),
        (["exposed", "openai", "--model", "guess"], "single-hit"),
        (["exposed", "openai", "--recovery", "unsecured"], "CLASS=SHARE"),
        (["exposed", "openai", "--recovery", "unsecured=2"], "from 0 to 1"),
        (["exposed", "openai", "--recovery", "unsecured=nan"], "finite"),
        (["exposed", "openai", "--recovery", "bonds=0.5"], "unsecured"),
        (["exposed", "openai", "--pass-through", "x"], "not a number"),
        (["exposed", "openai", "--horizon", "-1"], "horizon"),
        (["exposed", "openai", "--draws", "-3"], "draws"),
        (["exposed", "openai", "--draws", "10", "--seed", "-1"], "seed"),
        (["breaks"], "ENTITY"),
        (["breaks", "corewave"], "coreweave"),
        (["breaks", "bondholders"], "pool"),
        (["run"], "openai-fails"),
        (["run", "openai-fail"], "openai-fails"),
        (["why", "run:openai-fail/oracle"], "openai-fails"),
        (["why", "exposed:openai@rounds=x/oracle"], "rounds"),
    ],
)
def test_wrong_usage(args: list[str], said: str, run: Any) -> None:
    ran = run(*args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert len(ran.err.splitlines()) <= 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("point", "ends", "said"),
    [
        (0.53, (0.53, 0.531), "53%"),
        (0.66, (0.02, 0.72), "66% (2 to 72)"),
        (0.0, (0.0, 0.054), "0% (0 to 5)"),
        (1.0, (0.81, 1.0), "100% (81 to 100)"),
    ],
)
def test_a_share_of_equity_shows_a_range_only_where_there_is_one(point: float, ends: tuple[float, float], said: str) -> None:
    from circularity.cli.failure import _used_up

    assert _used_up(point, ends) == said


@pytest.mark.parametrize(
    ("ends", "said"),
    [((0.0, 0.004), "0%"), ((0.0, 0.69), "0 to 69%"), ((0.0, None), "not known"), ((0.2, None), "at least 20%"), ((None, None), "-")],
)
def test_a_distress_without_a_best_figure(ends: tuple[float | None, float | None], said: str) -> None:
    from types import SimpleNamespace

    from circularity.cli.failure import _distress

    assert _distress(SimpleNamespace(distress=None, distress_range=ends, fails_in=None)) == said  # type: ignore[arg-type]


def test_a_scenario_of_one_failure_counts_with_exposed(data: Any) -> None:
    """Both tell of the same losers; those whose loss is not disclosed are rows of the one and counted by the other."""
    told, ran = ci.exposed(data, "coreweave"), ci.run(data, "coreweave-fails")
    missed = {row.entity for row in told} - {row.entity for row in ran}
    assert missed
    assert any(note.startswith(f"{len(missed)} parties whose loss is not disclosed left out here") for note in ran.caveats)


def test_a_round_that_only_withdraws_funding_says_so(run: Any) -> None:
    line = next(line for line in run("run", "outside-funding-stops").out.splitlines() if line.startswith("  round 1: "))
    assert "promised funding withdrawn" in line
    assert "no dollars" not in line

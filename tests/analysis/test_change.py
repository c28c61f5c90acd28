"""What changed between two states, by hand on the small dataset and against set arithmetic on the real one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.analysis.change import as_markdown
from circularity.graph.build import flows

DEAL = "edges/2025/alpha-gamma-2025.yaml"


def by(answer: Any, group: str) -> dict[str, Any]:
    return {row.subject: row for row in answer.rows if row.group == group}


def test_two_dates_by_hand(small: Any) -> None:
    """From 2025-05 to 2025-12-31, binding.

    In May only the cloud contract is known, announced: nothing is binding. By the year's end it is signed (restaged, 0 to
    10 bn); the chips (4 bn), the bond (2 bn) and the stake (2 bn) are new. The loop alpha > gamma > beta > alpha opens; its
    smallest hop is the stake, 2 bn. If Gamma Lab failed, Beta Cloud would lose a backlog of 0 to 10 bn, 10 bn with no point.
    """
    answer = ci.diff(small.load(), None, ci.View(as_of="2025-05"), ci.View(as_of="2025-12-31"))
    deals = {name: (row.change, row.before.point, row.after.point) for name, row in by(answer, "deal").items()}
    assert deals == {
        "gamma-beta-cloud": ("restaged", 0, 10e9),
        "beta-alpha-chips": ("added", 0, 4e9),
        "lenders-beta-bond": ("added", 0, 2e9),
        "alpha-gamma-stake": ("added", 0, 2e9),
    }
    (loop,) = by(answer, "loop").values()
    assert (loop.subject, loop.change, loop.after.point) == ("alpha-chips/gamma-lab/beta-cloud", "opened", 2e9)
    stake = by(answer, "exposure")["exposed:gamma-lab/alpha-chips.capital_at_risk"]
    assert (stake.before.point, stake.after.point) == (0, 2e9)
    assert answer.extra["counts"] == {"edges added": 3, "edges restaged": 1, "loops opened": 1}
    # all money: 2 + 10 + 4 = 16 bn between companies, 3 x 2 bn of it balanced round the loop: 6/16
    assert by(answer, "network")["network:all.kappa_max"].share_after == pytest.approx(0.375)


def test_backwards_is_the_mirror(data: Any) -> None:
    views = ci.View(as_of="2025-08"), ci.View(as_of="2026-02")
    there, back = ci.diff(data, None, *views), ci.diff(data, None, *reversed(views))
    added = {row.subject for row in there if row.change == "added"}
    assert added == {row.subject for row in back if row.change == "removed"}
    assert {r.subject for r in there if r.change == "opened"} == {r.subject for r in back if r.change == "closed"}
    moves = {row.subject: row.delta for row in there if row.group == "exposure"}
    assert moves == {row.subject: None if row.delta is None else -row.delta for row in back if row.group == "exposure"}
    assert added == {f.id for f in flows(data, views[1])} - {f.id for f in flows(data, views[0])}


def test_nothing_changes_between_a_state_and_itself(data: Any) -> None:
    answer = ci.diff(data, data)
    assert answer.rows == ()
    assert "nothing changed" in answer.sentence


def test_exposure_is_what_exposed_says(data: Any) -> None:
    views = ci.View(as_of="2025-06"), ci.View(as_of="2026-06")
    rows = by(ci.diff(data, None, *views), "exposure")
    row = rows["exposed:openai/oracle.backlog_at_risk"]
    formula = ci.why(data, row.subject, views[1]).extra["formulas"]["backlog_at_risk"]
    assert formula["result"]["point"] == row.after.point


def test_vendor_financing_by_hand(small: Any) -> None:
    """Alpha Chips sells to Beta Cloud, of which Gamma Lab rents: the stake of 2 bn in Gamma Lab is financing of a customer's customer.

    It is new by the year's end. A guarantee of 1 bn for Gamma Lab, signed in October, is support. Neither falls into the fiscal
    year 2024, the last that Alpha Chips has reported, so that nothing has come back in it. On the paid basis a guarantee is nothing.
    """
    text = (small.root / DEAL).read_text(encoding="utf-8")
    guarantee = text.replace("alpha-gamma-2025", "alpha-gamma-cover-2025").replace("alpha-gamma-stake", "alpha-gamma-cover")
    guarantee = guarantee.replace("kind: equity_investment", "kind: guarantee").replace("stage: completed", "stage: signed")
    small.write("edges/2025/alpha-gamma-cover-2025.yaml", guarantee.replace("amount: 2 bn", "amount: 1 bn"))
    data = small.load()
    dates = ci.View(as_of="2025-05"), ci.View(as_of="2025-12-31")
    rows = by(ci.diff(data, None, *dates), "vendor")
    assert {name: (row.before.point, row.after.point, row.delta) for name, row in rows.items()} == {
        "vendors:alpha-chips.standing_financing.binding": (0, 2e9, 2e9),
        "vendors:alpha-chips.support_that_could_return.binding": (0, 1e9, 1e9),
    }
    assert rows["vendors:alpha-chips.standing_financing.binding"].edges == ("alpha-gamma-stake",)
    # the same in Markdown, and by `why`, whose figure is that of `vendors` itself
    assert "| moved | Alpha Chips: loans to and stakes in customers that stand | 0 | 2 bn |" in as_markdown(ci.diff(data, None, *dates))
    told = ci.why(data, "vendors:alpha-chips.support_that_could_return.binding", dates[1])
    assert told.extra["formulas"]["support_that_could_return.binding"]["result"]["point"] == 1e9
    paid = by(ci.diff(data, None, *(ci.View(as_of=view.as_of, basis="paid") for view in dates)), "vendor")
    assert set(paid) == {"vendors:alpha-chips.standing_financing.paid"}


def test_what_came_back_names_the_years(data: Any) -> None:
    rows = by(ci.diff(data, None, ci.View(as_of="2025-12"), ci.View(as_of="2026-06")), "vendor")
    row = rows["vendors:nvidia.pro_rata.binding"]
    assert row.sentence.endswith("(year to 2025-01-26, then year to 2026-01-25)")
    now = ci.vendors(data, ci.View(as_of="2026-06"), "nvidia").rows[0]
    assert (row.after, set(row.edges)) == (now.pro_rata["binding"], set(now.traces["pro_rata.binding"].edges))


def test_a_move_of_unknown_size_is_listed_and_counted(small: Any) -> None:
    before = small.load()
    small.swap(DEAL, "amount: 2 bn", "amount: at least 2 bn")
    small.swap(DEAL, "stage: completed", "stage: signed")
    answer = ci.diff(before, small.load())
    row = by(answer, "exposure")["exposed:gamma-lab/alpha-chips.capital_at_risk"]
    assert (row.before.point, row.after.point, row.delta) == (2e9, None, None)
    assert any("moved exposure" in note for note in answer.unknown)


def test_why_takes_a_change_apart(data: Any) -> None:
    answer = ci.why(data, "diff:2025-06..2026-06/edge/openai-amd-accelerators-2025")
    assert answer.extra["formulas"]["after"]["result"]["point"] == 17.5e9
    with pytest.raises(ci.WrongUsage, match="two dates"):
        ci.why(data, "diff:main..x/edge/openai-amd-accelerators-2025")


def test_two_folders(run: Callable[..., Any], small: Any, tmp_path: Path) -> None:
    """The stake is doubled, the bond is gone, the cloud contract ends."""
    shutil.copytree(small.root, tmp_path / "before")
    small.swap(DEAL, "amount: 2 bn", "amount: 4 bn")
    small.swap("edges/2025/gamma-beta-2025.yaml", "stage: signed}", 'stage: signed}\n      - {date: "2025-11", stage: cancelled}')
    text = (small.root / "edges/2025/beta-alpha-2025.yaml").read_text(encoding="utf-8")
    small.write("edges/2025/beta-alpha-2025.yaml", text.partition("  - id: lenders-beta-bond")[0])
    ran = run("diff", str(tmp_path / "before"), str(small.root), "--json")
    assert (ran.code, ran.err) == (0, "")
    answer = json.loads(ran.out)
    assert answer["schema"] == "circularity/diff/1"
    rows = {row["subject"]: row for row in answer["rows"]}
    changes = {name: row["change"] for name, row in rows.items() if row["group"] in ("deal", "loop")}
    assert changes == {
        "alpha-gamma-stake": "reamounted",
        "gamma-beta-cloud": "ended",
        "lenders-beta-bond": "removed",
        "alpha-chips/gamma-lab/beta-cloud": "closed",
    }
    assert rows["alpha-gamma-stake"]["delta"] == 2_000_000_000
    assert rows["gamma-beta-cloud"]["stage_after"] == "cancelled"


def test_two_revisions(run: Callable[..., Any], small: Any) -> None:
    home = small.root.parent
    identity = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def git(*args: str) -> None:
        subprocess.run(["git", *args], cwd=home, check=True, capture_output=True, env={**os.environ, **identity, **quiet})

    if shutil.which("git") is None:
        pytest.skip("git is not there")
    git("init", "--initial-branch", "main")
    git("add", ".")
    git("commit", "--message", "before")
    small.swap(DEAL, "amount: 2 bn", "amount: 3 bn")
    git("commit", "--all", "--message", "after")
    ran = run("diff", "HEAD~1", "main", "--data", str(small.root), "--json")
    assert (ran.code, ran.err) == (0, "")
    (row,) = [row for row in json.loads(ran.out)["rows"] if row["group"] == "deal"]
    assert (row["subject"], row["delta"]) == ("alpha-gamma-stake", 1_000_000_000)
    small.swap(DEAL, "amount: 3 bn", "amount: 3bn")
    git("commit", "--all", "--message", "broken")
    broken = run("diff", "HEAD~1", "HEAD", "--data", str(small.root))
    assert (broken.code, broken.out) == (1, "")
    assert "E221" in broken.err
    assert "error: HEAD: " in broken.err


@pytest.mark.parametrize("state", ["nope", "--output=/tmp/x", "HEAD:data", "", "2025-13"])
def test_no_state(state: str, run: Callable[..., Any]) -> None:
    ran = run("diff", "--", state, "2025-06")
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert ran.err.startswith("error: ")


def test_markdown_cannot_be_broken_out_of(small: Any) -> None:
    before = small.load()
    small.swap("entities/gamma-lab.yaml", "name: Gamma Lab", 'name: "Gamma|Lab <img src=x> [a](http://b) *x*"')
    small.swap(DEAL, "amount: 2 bn", "amount: 3 bn")
    text = as_markdown(ci.diff(before, small.load()))
    assert "<img" not in text
    assert "](http" not in text.replace("\\](http", "")
    (line,) = [line for line in text.splitlines() if "alpha-gamma-stake" in line]
    assert line.replace("\\|", "").count("|") == 6
    assert "Gamma\\|Lab &lt;img" in line


def test_the_same_bytes_whatever_the_hash_seed(run: Callable[..., Any]) -> None:
    one, other = (run("diff", "2025-06", "2025-09", "--json", env={"PYTHONHASHSEED": seed}).out for seed in ("1", "2"))
    assert one == other
    ids = [row["id"] for row in json.loads(one)["rows"]]
    assert len(ids) == len(set(ids))

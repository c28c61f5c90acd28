"""The command line as people and scripts meet it: stdout holds the answer only, stderr what went wrong, and the exit code says which."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import contract
import pytest

Run = Callable[..., Any]
COMMANDS = (
    *("report", "loops", "exposed", "breaks", "run", "pay", "vendors", "announcements", "funding", "depreciation"),
    *("show", "edges", "why", "check", "claims"),
    *("path", "disputes", "diff", "export", "new", "schema"),
)
QUESTIONS = {
    "loops": ["loops", "--basis", "headline"],
    "exposed": ["exposed", "openai"],
    "breaks": ["breaks", "coreweave"],
    "run": ["run", "ai-demand-halves"],
    "pay": ["pay", "openai", "coreweave"],
    "vendors": ["vendors"],
    "announcements": ["announcements"],
    "funding": ["funding"],
    "edges": ["edges"],
    "show": ["show", "nvidia"],
    "summary": ["edges", "--summary"],
    "why": ["why", "exposed:openai/oracle"],
    "depreciation": ["depreciation", "meta", "--life", "3"],
    "depreciation_backtest": ["depreciation", "--backtest"],
    "depreciation_estimates": ["depreciation", "--estimates"],
    "diff": ["diff", "2025-12", "2026-06"],
    "claims": ["claims"],
    "draw": ["check", "--draw", "5", "--seed", "audit-2"],
    "check": ["check"],
}


@pytest.mark.parametrize("command", QUESTIONS)
def test_json_is_the_contract(command: str, run: Run) -> None:
    ran = run(*QUESTIONS[command], "--json")
    assert (ran.code, ran.err) == (0, "")
    answer = json.loads(ran.out)
    assert answer["rows"]
    assert contract.breaches(answer, command) == []
    assert (answer["view"] is None) == (command == "check")


@pytest.mark.parametrize("basis", ["headline", "paid", "expected"])
@pytest.mark.parametrize("command", ["loops", "exposed", "edges", "show", "summary"])
def test_json_is_the_contract_on_every_basis(command: str, basis: str, data: Any) -> None:
    import circularity as ci

    for when in ("2026-10-10", "2024", "2010"):
        view = ci.View(as_of=when, basis=basis, window=(2025, 2028) if when == "2024" else None)
        answers = {
            "loops": lambda view: ci.loops(data, view, unpriced=True, groups=True),
            "exposed": lambda view: ci.exposed(data, "openai", view),
            "edges": lambda view: ci.edges(data, view),
            "show": lambda view: ci.show(data, "nvidia", view),
            "summary": lambda view: ci.summary(data, view),
        }
        assert contract.breaches(json.loads(answers[command](view).to_json()), command) == []


def test_loops_name_the_smallest_id_first(run: Run) -> None:
    for row in json.loads(run("loops", "--json").out)["rows"]:
        assert row["companies"][0] == min(row["companies"])
        assert len(row["hops"]) == len(row["companies"])
        assert row["edges"] == list(dict.fromkeys(edge for hop in row["hops"] for edge in hop))


def test_check_json_names_place_code_and_fix(run: Run, small: Any) -> None:
    small.swap("edges/2025/alpha-gamma-2025.yaml", "amount: 2 bn", "amount: 2bn")
    ran = run("check", str(small.root), "--json")
    assert (ran.code, ran.err) == (1, "")
    (row,) = json.loads(ran.out)["rows"]
    wanted = {
        "path": f"{small.root.as_posix()}/edges/2025/alpha-gamma-2025.yaml",
        "line": 8,
        "column": 13,
        "code": "E221",
        "severity": "error",
    }
    assert {key: row[key] for key in wanted} == wanted
    assert row["message"] == "edges.0.amount: '2bn' is not money"
    assert row["fix"] == "put a space before the scale, as in 300 bn"


def test_check_for_github_escapes_what_a_workflow_would_read(run: Run, small: Any) -> None:
    small.swap("edges/2025/alpha-gamma-2025.yaml", "amount: 2 bn", "amount: 25 %::warning")
    ran = run("check", str(small.root), "--format", "github")
    assert ran.code == 1
    assert ran.out.startswith("::error file=")
    assert "title=E221::" in ran.out
    assert "25 %25::warning" in ran.out
    assert len(ran.out.splitlines()) == 1


def test_check_of_one_file_inside_a_dataset(run: Run, small: Any) -> None:
    small.swap("edges/2025/alpha-gamma-2025.yaml", "amount: 2 bn", "amount: 2bn")
    small.swap("entities/gamma-lab.yaml", "role: lab", "role: labs")
    ran = run("check", str(small.root / "entities/gamma-lab.yaml"))
    assert ran.code == 1
    assert "E212" in ran.out
    assert "E221" not in ran.out


@pytest.mark.parametrize("command", [c for c in QUESTIONS if c != "check"])
def test_csv_has_one_line_a_row(command: str, run: Run) -> None:
    table = run(*QUESTIONS[command], "--csv")
    rows = list(csv.DictReader(io.StringIO(table.out)))
    assert (table.code, table.err) == (0, "")
    assert len(rows) == len(json.loads(run(*QUESTIONS[command], "--json").out)["rows"])
    assert all(None not in row and row["id"] for row in rows)


def test_csv_of_nothing_still_has_a_header(run: Run) -> None:
    assert run("edges", "--min-amount", "19 tn", "--csv").out == "id,edges\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["exposed", "opnai"], "openai"),
        (["exposed", "openai", "nvidea"], "nvidia"),
        (["show", "corewave"], "coreweave"),
        (["loops", "--through", "Orakle"], "oracle"),
        (["edges", "--payer", "mircosoft"], "microsoft"),
        (["edges", "--party", "zzzzz"], ""),
        (["show", ""], ""),
        (["show", "Ünbekannt 💥"], ""),
        (["why", "openai-oracle-cloud-2052"], "openai-oracle-cloud-2025"),
        (["why", "exposed:opnai/oracle"], "openai"),
        (["why", "exposed:openai/orakle"], "exposed:openai/oracle"),
        (["why", "loops:amd/opnai"], "loops:amd/openai"),
    ],
)
def test_unknown_name(args: list[str], said: str, run: Run) -> None:
    """Exit 2, nothing on stdout, and the three nearest names."""
    ran = run(*args)
    assert (ran.code, ran.out) == (2, "")
    lines = ran.err.splitlines()
    assert lines[0].startswith("error: no ")
    assert lines[1].startswith("hint: did you mean ")
    names = lines[1].removeprefix("hint: did you mean ").removesuffix("?").split(", ")
    assert len(names) == 3
    assert len(set(names)) == 3
    assert not said or said in names
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["exposd", "openai"], "exposed"),
        (["lops"], "loops"),
        (["nonsense"], ""),
        (["exposed"], "ENTITY"),
        (["show"], "ENTITY"),
        (["why"], "ID"),
        (["show", "nvidia", "amd"], "unexpected"),
        (["loops", "--nope"], "nope"),
        (["--nope"], "nope"),
        (["loops", "--basis", "signed"], "headline"),
        (["loops", "--as-of", "2025-13"], "month 13"),
        (["loops", "--as-of", "2025-02-30"], "28 days"),
        (["loops", "--as-of", "yesterday"], "2025-10-06"),
        (["edges", "--from", "2030", "--to", "2026"], "before it starts"),
        (["edges", "--from", "soon"], "soon"),
        (["edges", "--min-amount", "3bn"], "space before the scale"),
        (["edges", "--min-amount", "$3 bn"], "currency sign"),
        (["edges", "--min-amount", "300"], "scale"),
        (["edges", "--min-amount", "3 bn EUR"], "dollars"),
        (["edges", "--min-amount", "undisclosed"], "undisclosed"),
        (["loops", "--min-size", "5..3 bn"], "backwards"),
        (["edges", "--kind", "gift"], "equity_investment"),
        (["edges", "--stage", "done"], "completed"),
        (["edges", "--min-grade", "E"], "--min-grade"),
        (["loops", "--max-length", "1"], "x>=2"),
        (["edges", "--limit", "-1"], "x>=0"),
        (["edges", "--json", "--csv"], "exclude each other"),
        (["edges", "--summary", "--json", "--csv"], "exclude each other"),
        (["why", "loops:amd/openai.siz"], "size"),
        (["why", "nonsense:openai"], "exposed:"),
        (["why", "exposed:"], ""),
        (["why", ":"], ""),
        (["why", "loops:"], ""),
        (["exposed", "bondholders"], "pool"),
        (["check", "--format", "xml"], "github"),
    ],
)
def test_wrong_usage(args: list[str], said: str, run: Run) -> None:
    ran = run(*args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert len(ran.err.splitlines()) <= 2
    assert "Traceback" not in ran.err


def test_missing_and_empty_data_folder(run: Run, tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path):
        for args in (["loops"], ["exposed", "openai"], ["edges", "--json"], ["why", "x"], ["show", "openai"]):
            ran = run(*args, "--data", str(folder))
            assert (ran.code, ran.out) == (1, "")
            assert "E601" in ran.err
            assert "hint: " in ran.err
        checked = run("check", str(folder))
        assert checked.code == 1
        assert "E601" in checked.out


def test_wrong_words_are_said_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    ran = run("loops", "--as-of", "never", "--data", str(tmp_path / "nowhere"))
    assert ran.code == 2
    assert "E601" not in ran.err


def test_no_question_gives_the_dataset_at_a_glance(run: Run) -> None:
    bare = run()
    assert (bare.code, bare.err) == (0, "")
    assert bare.out == run("edges", "--summary").out
    assert re.match(r".+ \d+ deals with \d+ edges between \d+ parties", bare.out)


def test_version_names_program_and_data(run: Run) -> None:
    import circularity as ci

    ran = run("--version")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(rf"circularity {re.escape(ci.__version__)}, data ai-sector \S+ \(as of [\d-]+\)\n", ran.out)


def examples_of(text: str) -> list[str]:
    """The commands under "Examples:" of a help text."""
    _, _, tail = text.partition("Examples:\n")
    return [line.strip() for line in tail.splitlines() if line.strip().startswith("circularity ")]


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=["(none)", *COMMANDS])
def test_help_has_examples_that_run(command: list[str], run: Run, small: Any, tmp_path: Path) -> None:
    ran = run(*command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert run(*command, "-h").out == ran.out
    found = examples_of(ran.out)
    assert found
    (tmp_path / "my").mkdir()
    small.root.rename(tmp_path / "my" / "data")
    for line in found:
        words = [word.strip("'") for word in re.findall(r"'[^']*'|\S+", line)][1:]
        if words[0] == "report":
            continue  # slow, and has tests of its own below
        done = run(*words, cwd=tmp_path)
        assert (done.code, done.err) == (0, ""), line
        assert done.out or "github" in words


def test_help_names_every_command(run: Run) -> None:
    text = run("--help").out
    assert all(re.search(rf"^  {name} +\S", text, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("name", ["openai", "OpenAI", "OPENAI"])
def test_names_in_any_case(name: str, run: Run) -> None:
    assert run("show", name).out == run("show", "openai").out


def test_tickers_and_data_option(run: Run) -> None:
    assert run("show", "nvda").out.startswith("NVIDIA")
    telecom = run("edges", "--summary", "--data", "data/cases/telecom-2000", "--json")
    assert telecom.code == 0
    assert json.loads(telecom.out)["data"]["name"] != "ai-sector"
    assert run("check", "data/cases/telecom-2000").code == 0


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii", "LC_ALL": "POSIX"},
        {"NO_COLOR": "1"},
        {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"},
        {"COLUMNS": "20", "TERM": "dumb"},
    ],
    ids=str,
)
def test_piped_output_does_not_depend_on_the_surroundings(env: dict[str, str], run: Run) -> None:
    for args in (["why", "openai-oracle-cloud-2025"], ["loops", "--limit", "3"], ["edges", "--party", "mistral", "--csv"]):
        assert run(*args, env=env) == run(*args)


def test_bytes_of_an_unreadable_locale_do_not_hurt(run: Run) -> None:
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    ran = run("show", "Ünbekannt", env=env)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "args", [["edges", "--limit", "0"], ["exposed", "openai", "--json"], ["edges", "--csv"], ["why", "summary:class/loan"]]
)
def test_closed_pipe_is_no_failure(args: list[str]) -> None:
    """``circularity edges | head -1``."""
    line = " ".join([sys.executable, "-m", "circularity", *args])
    done = subprocess.run(
        ["bash", "-c", f"{line} | head -1 > /dev/null; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        cwd=Path(__file__).parents[1],
        check=False,
    )
    assert done.returncode in ((0,) if args[0] != "why" else (0, 2))
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def on_terminal(args: list[str], columns: int, env: dict[str, str]) -> str:
    """What a terminal of this width is sent."""
    import fcntl
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    clean = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    child = subprocess.Popen(
        [sys.executable, "-m", "circularity", *args],
        stdout=follower,
        stdin=follower,
        stderr=follower,
        env={**clean, "TERM": "xterm", **env},
        cwd=Path(__file__).parents[1],
    )
    os.close(follower)
    text = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:
            break
        if not chunk:
            break
        text += chunk
    os.close(leader)
    assert child.wait(60) == 0
    return text.decode("utf-8")


def test_terminal_table_fits_its_width() -> None:
    for columns in (60, 120):
        text = on_terminal(["loops", "--limit", "3"], columns, {"NO_COLOR": "1"})
        plain = re.sub(r"\x1b\[[\d;]*m", "", text)
        body = plain.split("Caveats")[0].splitlines()[2:]
        assert max(map(len, body)) <= columns
        assert "\x1b[3" not in text


def test_report_says_at_once_where_it_cannot_write(run: Run, tmp_path: Path) -> None:
    """Before any data are read: the dataset named here does not even exist."""
    (tmp_path / "folder").mkdir()
    for target in (tmp_path / "no" / "such" / "page.html", tmp_path / "folder"):
        ran = run("report", "-o", str(target), "--data", str(tmp_path / "nowhere"))
        assert (ran.code, ran.out) == (1, "")
        assert str(target if target.name == "folder" else target.parent) in ran.err
        assert "E601" not in ran.err
        assert "hint: " in ran.err


def test_report_writes_one_file_and_a_summary(run: Run, tmp_path: Path) -> None:
    ran = run("report", "-o", str(tmp_path / "page.html"))
    assert (ran.code, ran.err) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert (tmp_path / "page.html").stat().st_size < 2_500_000
    assert "Money comes back in" in ran.out
    assert f"Wrote {tmp_path / 'page.html'}" in ran.out


def test_report_keeps_the_older_page_when_the_data_are_wrong(run: Run, small: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("the older page", encoding="utf-8")
    small.swap("edges/2025/alpha-gamma-2025.yaml", "amount: 2 bn", "amount: 2bn")
    ran = run("report", "-o", str(page), "--data", str(small.root))
    assert (ran.code, ran.out) == (1, "")
    assert page.read_text(encoding="utf-8") == "the older page"


def test_the_small_dataset_answers_too(run: Run, small: Any) -> None:
    folder = str(small.root)
    found = json.loads(run("loops", "--basis", "headline", "--data", folder, "--json").out)
    assert [row["companies"] for row in found["rows"]] == [["alpha-chips", "gamma-lab", "beta-cloud"]]
    assert found["rows"][0]["size"]["point"] == 2_000_000_000
    assert "Beta Cloud" in run("exposed", "gamma-lab", "--data", folder).out
    assert run("exposed", "openai", "--data", folder).code == 2

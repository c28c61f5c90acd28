"""Claims held against our figures: differences worked by hand, every figure of the bundled claims found again by its own command."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

import circularity as ci
from circularity.analysis.claims.answer import difference
from circularity.analysis.claims.asking import ask, in_words, pick
from circularity.cli.main import app
from circularity.model.amounts import UNDISCLOSED, ZERO, Amount
from circularity.model.claim import Topic, Verdict
from circularity.model.quantity import QuantityUnit, parse_quantity
from circularity.model.question import parse_question

CLAIM = """claims:
  - id: gamma-owes-ten
    claim: Gamma Lab has ordered {value} from Beta Cloud
    topic: commitments
    said_by: a newsletter
    date: "2025-06-02"
    subjects: [gamma-lab]
    verdict: {verdict}
    finding: The seller says so
    theirs: {{what: the contract, value: {value}}}
    ours:
      - {{what: what the contract binds to, command: {command}, figure: "{figure}", comparable: "true"}}
    sources:
      - url: https://example.org/beta/contract
        publisher: Statement of Beta Cloud
        type: press_release
        by: beta-cloud
        says: Ten billion dollars over five years
"""


def small_claim(small: Any, value: str = "10 bn", verdict: str = "supported", **changed: str) -> Any:
    """The answer for one claim about the ten billion that Gamma Lab owes Beta Cloud."""
    told = {"command": "exposed gamma-lab --as-of 2025-06-30", "figure": "exposed:gamma-lab/beta-cloud.backlog_at_risk"} | changed
    small.write("reference/claims.yaml", CLAIM.format(value=value, verdict=verdict, **told))
    return ci.claims(small.load())


@pytest.fixture(scope="module")
def answer(data: Any) -> Any:
    return ci.claims(data)


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        ("40 %", Amount.exactly(0.36), 0.40 / 0.36 - 1),  # a ninth above
        ("100 bn", Amount.between(15e9, 20e9), 4.0),  # five times the nearer end
        ("15 bn", Amount.between(20e9, 30e9), -0.25),
        ("25 bn", Amount.between(20e9, 30e9), 0.0),
        ("10..22 bn", Amount.between(20e9, 30e9), 0.0),  # they overlap
        ("up to 15 bn", Amount.between(20e9, 30e9), -0.25),  # a ceiling speaks of its own number, not of nothing
        ("at least 100 bn", Amount.exactly(130e9), 0.0),
        ("at least 150 bn", Amount.exactly(120e9), 0.25),
        ("50 bn", Amount(20e9, 20e9, None), 0.0),  # ours has no upper end
        ("10 bn", Amount(20e9, 20e9, None), -0.5),
        ("10 bn", UNDISCLOSED, None),
        ("10 bn", ZERO, None),  # over nothing there is no share
        ("0", Amount.exactly(5e9), -1.0),
    ],
)
def test_differences_by_hand(theirs: str, ours: Amount, expected: float | None) -> None:
    assert difference(parse_quantity(theirs), ours) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("value", "verdict", "gap", "words", "fits"),
    [
        ("10 bn", "supported", 0.0, "the same", True),
        ("at least 9 bn", "supported", 0.0, "in agreement with ours", True),
        ("9..11 bn", "supported", 0.0, "in agreement with ours", True),
        ("up to 9 bn", "supported", -0.1, "10 % below ours", True),
        ("10.9 bn", "supported", 0.09, "9 % above ours", True),
        ("12 bn", "supported", 0.2, "20 % above ours", False),
        ("5 bn", "wrong", -0.5, "50 % below ours", True),
        ("10.5 bn", "wrong", 0.05, "5 % above ours", False),
        ("30 bn", "wrong", 2.0, "3.0 times ours", True),
        ("30 bn", "partly", 2.0, "3.0 times ours", None),
    ],
)
def test_theirs_beside_ours(small: Any, value: str, verdict: str, gap: float, words: str, fits: bool | None) -> None:
    answer = small_claim(small, value, verdict)
    (row,) = answer
    (ours,) = row.ours
    assert ours.value.point == 10e9
    assert (ours.text, ours.difference, ours.compared) == ("10 bn", pytest.approx(gap), words)
    assert row.fits is fits
    assert any("no longer agrees" in caveat for caveat in answer.caveats) == (fits is False)
    assert row.edges == ("gamma-beta-cloud",)


def test_our_figure_follows_the_data(small: Any) -> None:
    assert small_claim(small).rows[0].fits is True
    small.swap("edges/2025/gamma-beta-2025.yaml", "amount: 10 bn", "amount: 20 bn")
    (row,) = ci.claims(small.load())
    assert (row.ours[0].value.point, row.ours[0].compared, row.fits) == (20e9, "50 % below ours", False)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"figure": "exposed:gamma-lab/nobody.backlog_at_risk"}, "no figure of exposed is called"),
        ({"figure": "exposed:gamma-lab/beta-cloud.backlog"}, "no figure is called"),
        ({"figure": "exposed:gamma-lab/beta-cloud.because"}, "they cannot be compared"),
        ({"command": "show gamma-lab --basis cash", "figure": "#rows"}, "cash"),
    ],
)
def test_a_figure_that_is_not_to_be_had_is_said_to_be_unknown(small: Any, changed: dict[str, str], said: str) -> None:
    answer = small_claim(small, **changed)
    (row,) = answer
    assert row.ours[0].difference is None
    assert row.fits is None
    assert len(answer.unknown) == 1
    assert "gamma-owes-ten: what the contract binds to" in answer.unknown[0]
    assert said in answer.unknown[0]


def test_a_claim_is_not_known_before_it_was_made(small: Any) -> None:
    small_claim(small)
    early = ci.claims(small.load(), ci.View(as_of="2025-06-01"))
    assert len(early) == 0
    assert early.caveats[-1] == "1 claim made after 2025-06-01 left out"
    assert len(ci.claims(small.load(), ci.View(as_of="2025-06-02"))) == 1


def test_our_figures_are_asked_as_of_the_day_and_on_no_other_basis(small: Any) -> None:
    small_claim(small, command="exposed gamma-lab")
    (row,) = ci.claims(small.load(), ci.View(as_of="2025-06-30"))
    assert row.ours[0].command == "exposed gamma-lab --as-of 2025-06-30"
    assert row.ours[0].value.point == 10e9
    for view in (ci.View(basis="paid"), ci.View(window=(2025, 2026)), ci.View(min_grade="A"), ci.View(kinds=["loan"])):
        with pytest.raises(ci.WrongUsage, match="--as-of"):
            ci.claims(small.load(), view)


def test_a_dataset_without_claims(small: Any) -> None:
    answer = ci.claims(small.load())
    assert (len(answer), answer.sentence, answer.caveats, answer.unknown) == (0, "No claim is on file for this.", (), ())


def test_names_and_words_that_are_not_there(data: Any) -> None:
    with pytest.raises(ci.UnknownName) as unknown:
        ci.claims(data, ids="oracle-burns-cahs")
    assert unknown.value.nearest[0] == "oracle-burns-cash"
    with pytest.raises(ci.UnknownName):
        ci.claims(data, subject="nobody")
    with pytest.raises(ci.WrongUsage, match="one of supported"):
        ci.claims(data, verdict="true")


def test_filters_choose_and_add_up(data: Any, answer: Any) -> None:
    by_verdict = [ci.claims(data, verdict=str(verdict)) for verdict in Verdict]
    assert sum(map(len, by_verdict)) == len(answer)
    assert [len(part) for part in by_verdict] == list(answer.extra["verdicts"].values())
    assert all(part.rows for part in by_verdict), "every verdict is used, no among them"
    assert sum(len(ci.claims(data, topic=str(topic))) for topic in Topic) == len(answer)
    of_amd = ci.claims(data, subject="AMD")
    assert of_amd.rows
    assert all("amd" in row.subjects for row in of_amd)
    assert len(ci.claims(data, subject="amd", verdict=["wrong", "partly"])) < len(ci.claims(data, subject="amd")) + 1


def test_every_figure_of_ours_is_worked_out(answer: Any) -> None:
    assert answer.unknown == ()
    found = [figure for row in answer for figure in row.ours]
    assert len(found) >= 50
    assert all(figure.problem is None and figure.unit is not None for figure in found)
    # two are rightly unknown: Microsoft never published how much it paid in credits, nor Nvidia what it put into the vehicle
    unknown = ["edges:microsoft-openai-azure-credits-2023.paid", "edges:nvidia-valor-compute-2026.headline"]
    assert [figure.figure for figure in found if figure.text == "not known"] == unknown


def test_no_verdict_contradicts_its_figure(answer: Any) -> None:
    assert [row.claim_id for row in answer if row.fits is False] == []
    assert sum(row.fits is True for row in answer) >= 8


def test_every_claim_is_sourced_and_graded(answer: Any) -> None:
    assert len(answer) >= 50
    for row in answer:
        assert row.sources, row.claim_id
        assert len(row.finding) <= 560, row.claim_id
        assert len(row.claim) <= 130, row.claim_id
    unseen = {row.claim_id for row in answer if row.grade == "D"}
    assert unseen <= {"apple-shortening", "coreweave-3-4bn", "intel-5-8", "constant-overstatement"}


def _in_json(told: dict[str, Any], figure: str) -> Any:
    """The same place in what the command prints as JSON."""
    if figure == "#rows":
        return len(told["rows"])
    if figure.startswith("#"):
        value: Any = told
        path = figure[1:]
    else:
        rows = [*told["rows"], *told.get("companies", [])]
        value = max((row for row in rows if figure.startswith(f"{row['id']}.")), key=lambda row: len(row["id"]))
        path = figure.removeprefix(f"{value['id']}.")
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if step.isdigit() else next(item for item in value if item["subject"] == step)
        else:
            value = value[step]
    return len(value) if isinstance(value, list) else value


def test_each_command_shows_the_figure_that_stands_beside_its_claim(answer: Any) -> None:
    """Typed at the command line, the command of every claim prints the very number."""
    figures = [figure for row in answer for figure in row.ours]
    printed: dict[str, dict[str, Any]] = {}
    for command in dict.fromkeys(figure.command for figure in figures):
        extra = ["--draws", "0", "--no-years"] if command.startswith("network") else []
        ran = CliRunner().invoke(app, [*command.split(), *extra, "--json"])
        assert ran.exit_code == 0, (command, ran.output)
        printed[command] = json.loads(ran.output)
    for figure in figures:
        values = [_in_json(printed[figure.command], part) for part in figure.figure.split(" + ")]
        for end in ("low", "point", "high"):
            ends = [value[end] if isinstance(value, dict) else value for value in values]
            expected = getattr(figure.value, end)
            # an Amount has whole numbers in JSON, of years as well
            slack = 0.5 if figure.unit is QuantityUnit.YEARS else 1e-6
            if None in ends:
                assert expected is None or end == "high", figure.figure
            else:
                assert sum(ends) == pytest.approx(expected, rel=1e-5, abs=slack), (figure.command, figure.figure, end)


def test_verdict_arithmetic_of_known_claims(data: Any, answer: Any) -> None:
    """Worked by hand from the deals and figures on file."""
    rows = {row.claim_id: row for row in answer}
    oracle = rows["oracle-backlog-is-openai"]
    assert oracle.ours[0].value.point == pytest.approx(300 / 664)
    assert oracle.ours[0].difference == pytest.approx(0.58 / (300 / 664) - 1)
    rose = rows["oracle-rose-40-percent"]
    assert rose.ours[0].difference == pytest.approx(0.40 / 0.36 - 1)
    stake = rows["nvidia-openai-100-bn"]
    assert stake.ours[0].difference == pytest.approx(100 / 30 - 1)
    lost = rows["openai-lost-11-5-bn"]
    assert [figure["text"] for figure in lost.figures[:2]] == ["12.6 bn", "9.5..15.2 bn"]


def test_why_takes_a_claims_figure_apart(data: Any) -> None:
    told = ci.why(data, "claims:oracle-backlog-is-openai.ours")
    assert [row.edge for row in told] == ["openai-oracle-cloud-2025"]
    (formula,) = told.extra["formulas"].values()
    assert formula["text"] == "45 %"


def test_the_same_bytes_each_time(data: Any, answer: Any) -> None:
    assert ci.claims(ci.load(data.root)).to_json() == answer.to_json()


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (Amount.exactly(58.0), QuantityUnit.LOOPS, "58 loops"),
        (Amount.exactly(1.0), QuantityUnit.DEALS, "1 deal"),
        (Amount.exactly(6.234), QuantityUnit.YEARS, "6.23 years"),
        (Amount.between(10.0, 12.0), QuantityUnit.YEARS, "10 to 12 years"),
        (Amount.exactly(0.36), QuantityUnit.SHARE, "36 %"),
        (Amount(), QuantityUnit.LOOPS, "not known"),
        (Amount.exactly(1234.0), QuantityUnit.LOOPS, "1,234 loops"),
    ],
)
def test_figures_in_words(amount: Amount, unit: QuantityUnit, words: str) -> None:
    assert in_words(amount, unit) == words


def test_figures_of_different_units_are_not_added(small: Any) -> None:
    data = small.load()
    told = ask(data, parse_question("exposed gamma-lab --as-of 2025-06-30"), ci.View())
    row = "exposed:gamma-lab/beta-cloud"
    twice = pick(told, f"{row}.backlog_at_risk + {row}.backlog_at_risk")
    assert (twice.value.point, twice.text) == (20e9, "20 bn")
    with pytest.raises(ci.WrongUsage):
        pick(told, f"{row}.backlog_at_risk + #rows")


BAD = {
    "E303": CLAIM.format(value="10 bn", verdict="partly", command="loops", figure="#rows")
    + CLAIM.partition("\n")[2].format(value="10 bn", verdict="partly", command="loops", figure="#rows"),
    "E304": CLAIM.format(value="10 bn", verdict="partly", command="exposed gama-lab", figure="#rows"),
    "E305": CLAIM.format(value="10 bn", verdict="partly", command="edges", figure="edges:no-such-edge.paid"),
    "E411": CLAIM.format(value="10 bn", verdict="partly", command="loops", figure="#rows").replace(
        "      - url: https://example.org/beta/contract\n        publisher", "      - publisher"
    ),
    "E221": CLAIM.format(value="10bn", verdict="partly", command="loops", figure="#rows"),
    "E215": CLAIM.format(value="10 bn", verdict="true", command="loops", figure="#rows"),
    "E201": CLAIM.format(value="10 bn", verdict="partly", command="loops", figure="#rows").replace("said_by", "says_who"),
}


@pytest.mark.parametrize("code", BAD)
def test_bad_claims_are_found_with_their_place(code: str, small: Any) -> None:
    small.write("reference/claims.yaml", BAD[code])
    problems = [problem for problem in ci.check(small.root) if problem.path.endswith("claims.yaml")]
    assert code in {problem.code for problem in problems}
    assert all(problem.line > 1 and problem.fix for problem in problems)
    with pytest.raises(ci.DataProblem):
        ci.claims(small.load())


Run = Callable[..., Any]


def test_the_table(run: Run) -> None:
    ran = run("claims", "--subject", "meta", "--topic", "debt")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("1 claim of commentary held against sources: 1 supported.\n")
    header = ran.out.splitlines()[2].split()
    assert header == ["claim", "verdict", "theirs", "ours", "grade", "id"]
    assert "meta-hides-hyperion" in ran.out


def test_one_claim_whole(run: Run) -> None:
    ran = run("claims", "openai-lost-11-5-bn")
    assert (ran.code, ran.err) == (0, "")
    for part in ("partly, evidence B", "= 3.1 bn / 27 %", "9.5 to 15.2 bn", "circularity pay openai", "thedeepdive.ca"):
        assert part in ran.out
    judged = run("claims", "ai-is-92-percent-of-growth")
    assert "why it cannot be judged: " in judged.out


def test_csv_has_a_line_a_claim(run: Run) -> None:
    ran = run("claims", "--verdict", "cannot_be_judged", "--csv")
    lines = ran.out.splitlines()
    assert lines[0].startswith("id,edges,claim_id,claim,topic,said_by,date")
    assert len(lines) == 3


def test_exit_codes(run: Run) -> None:
    unknown = run("claims", "oracle-burns-cahs")
    assert (unknown.code, unknown.out) == (2, "")
    assert "did you mean oracle-burns-cash" in unknown.err
    assert run("claims", "--verdict", "perhaps").code == 2
    assert run("claims", "--subject", "nobody-here").code == 2
    assert run("claims", "--data", "telecom-2000").out.startswith("No claim is on file for this.")

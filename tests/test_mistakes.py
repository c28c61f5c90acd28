"""What contributors write by mistake: each is told what is wrong and how to write it, and nothing ends in a traceback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import circularity as ci
from circularity.dataset.yamltext import parse

DEAL = "edges/2025/alpha-gamma-2025.yaml"
LAB = "entities/gamma-lab.yaml"

MONEY = {
    "$300bn": "currency sign",
    "$300 bn": "currency sign",
    "€2 bn": "2 bn EUR",
    "300 billion": "300 bn",
    "300 Billion": "300 bn",
    "300B": "300 bn",
    "300 mn": "300 bn",
    "300bn": "space before the scale",
    "300,000,000": "thousands",
    "1,5 bn": "thousands",
    "300": "has no scale",
    "300000000000": "has no scale",
    "25 %": "percentage",
    "about 3 bn": "drop the word",
    "~3 bn": "drop the word",
    "3-5 bn": "two dots",
    "3 - 5 bn": "two dots",
    "3\u20135 bn": "two dots",
    "5..3 bn": "runs backwards",
    "up to 3..5 bn": "range and a bound",
    "more than 3 bn": "at least 3 bn",
    "under 3 bn": "up to 100 bn",
    "-3 bn": "swap from and to",
    "900 tn": "million or billion",
    "TBD": "undisclosed",
    "1:30": "undisclosed",
    "NO": "undisclosed",
    "3 bn as of 2025": "undisclosed",
    "3 BN": "300 bn",
    ".5 bn": "300 bn",
    "1e3 m": "300 bn",
    "٣ bn": "300 bn",
}


@pytest.mark.parametrize("text", MONEY)
def test_money_that_is_not_in_the_grammar(text: str, small: Any) -> None:
    small.swap(DEAL, "amount: 2 bn", f'amount: "{text}"')
    (problem,) = ci.check(small.root)
    assert (problem.code, problem.line, problem.column) == ("E221", 8, 13)
    assert MONEY[text] in f"{problem.message} {problem.fix}"
    assert text in problem.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10/06/2025", "2025-10-06"),
        ("2025-13-01", "no month 13"),
        ("2025-02-30", "February 2025 has 28 days"),
        ("Q4 2025", "2025-10-06"),
        ("0123", "outside"),
        ("3025", "outside"),
        ("2025-1-1", "2025-10-06"),
        ("2025-10-06T00:00", "2025-10-06"),
        ("October 2025", "2025-10-06"),
        ("NO", "2025-10-06"),
        ("1:30", "2025-10-06"),
        ("\u0662\u0660\u0662\u0665", "2025-10-06"),
    ],
)
def test_date_that_is_none(text: str, said: str, small: Any) -> None:
    small.swap(DEAL, '"2025-09-01", stage', f'"{text}", stage')
    (problem,) = ci.check(small.root)
    assert (problem.code, problem.line) == ("E222", 10)
    assert said in f"{problem.message} {problem.fix}"


def test_plain_words_are_never_turned_into_something_else(small: Any) -> None:
    """Norway stays NO, a leading zero stays, and a version is a text."""
    small.swap(LAB, "role: lab", "country: NO\nnote: 0123\nrole: lab").swap("dataset.yaml", 'version: "1"', "version: 1.10")
    data = small.load()
    assert (data.entities["gamma-lab"].country, data.entities["gamma-lab"].note, data.card.version) == ("NO", "0123", "1.10")


@pytest.mark.parametrize(
    ("path", "old", "new", "code", "said"),
    [
        (DEAL, "amount: 2 bn", "amount: “2 bn”", "E221", "is not money"),
        (DEAL, "amount: 2 bn", "amount: 2\tbn", "E103", "a tab"),
        (DEAL, "    amount: 2 bn", "\tamount: 2 bn", "E103", "a tab"),
        (DEAL, "amount: 2 bn", "amount: 2\u00a0bn", "E106", "U+00A0"),
        (DEAL, "amount: 2 bn", "amount: 2\u200b bn", "E106", "U+200B"),
        (DEAL, "amount: 2 bn", "amount: 2 bn\n    amount: 3 bn", "E104", "stands twice"),
        (DEAL, "amount: 2 bn", "amount: &sum 2 bn", "E105", "anchor"),
        (DEAL, "amount: 2 bn", "<<: {amount: 2 bn}", "E105", "merge key"),
        (DEAL, "amount: 2 bn", "amount: !!float 2", "E105", "tag"),
        (DEAL, "amount: 2 bn", "amount: !!python/object:os.system x", "E105", "tag"),
        (DEAL, "amount: 2 bn", "amount: [2 bn]", "E221", "is not money"),
        (DEAL, "amount: 2 bn", "amount: {low: 2 bn}", "E221", "is not money"),
        (DEAL, "amount: 2 bn", "amount:", "E204", "without a value"),
        (DEAL, "amount: 2 bn", "amonut: 2 bn\n    amount: 2 bn", "E201", "did you mean amount?"),
        (DEAL, "    from: alpha-chips", "    from: alpha-chips\n    payer: alpha-chips", "E201", "has no meaning"),
        (DEAL, "  - id: alpha-gamma-stake\n    from", "    id: alpha-gamma-stake\n    from", "E203", "a list is needed"),
        (DEAL, "to: gamma-lab", "to: gama-lab", "E304", "did you mean gamma-lab?"),
        (DEAL, "to: gamma-lab", "to: Gamma Lab", "E205", "small letters"),
        (DEAL, "change: 3.5 %", "change: 3.5", "E223", "write 27 %"),
        (DEAL, "title: Alpha Chips", "title: Alpha: Chips", "E102", "not YAML"),
        (DEAL, "deal: alpha-gamma-2025\n", "- alpha-gamma-2025\n", "E102", "not YAML"),
        (DEAL, "deal: alpha-gamma-2025", "deal: nul", "E205", "add a word"),
        (LAB, "role: lab", "role: LAB", "E212", "did you mean lab?"),
        (LAB, "role: lab", "role: lab\nlisted: NASDAQ", "E203", "a mapping is needed"),
        (LAB, "role: lab", "role: lab\nlisted: {exchange: NASDAQ}", "E432", "ticker"),
        (LAB, "role: lab", "role: lab\nlisted: {}", "E432", "ticker"),
        (LAB, "role: lab", "role: lab\naliases: GL", "E203", "a list is needed"),
        ("dataset.yaml", 'as_of: "2025-12-31"', "as_of: today", "E222", "2025-10-06"),
        ("financials/alpha-chips.csv", "20000000000", '"20,000"', "E225", "full units"),
        ("financials/alpha-chips.csv", ",revenue,", ",sales,", "E225", "METRICS.md"),
        ("financials/alpha-chips.csv", "2024-12-31,FY", "2024,FY", "E225", "not a day"),
    ],
)
def test_mistake(path: str, old: str, new: str, code: str, said: str, small: Any) -> None:
    small.swap(path, old, new)
    problems = ci.check(small.root)
    assert {problem.code for problem in problems} == {code}
    assert said in f"{problems[0].message} {problems[0].fix}"
    with pytest.raises(ci.DataProblem):
        small.load()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E107"),
        (b"  \n\n", "E107"),
        (b"# only a comment\n", "E107"),
        (b"---\n", "E204"),
        (b"just a text\n", "E203"),
        (b"- a\n- list\n", "E203"),
        (b"a: 1\n---\nb: 2\n", "E102"),
        (b"\xff\xfea\x00", "E101"),
        ("entity: x".encode("utf-16"), "E101"),
        ("entity: x".encode("utf-16-le"), "E101"),
        ("name: Zürich".encode("latin-1"), "E101"),
        (b"<<<<<<< HEAD\nentity: a\n=======\nentity: b\n>>>>>>> theirs\n", "E108"),
        (b"[" * 5000, "E102"),
        (b"{a: " * 3000, "E102"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "E101"),
        (b"entity: \x07\n", "E106"),
        (b"? [a, b]\n: c\n", "E203"),
    ],
)
def test_file_that_says_nothing_usable(content: bytes, code: str, small: Any) -> None:
    small.write("entities/odd.yaml", content)
    problems = ci.check(small.root)
    assert {problem.code for problem in problems if problem.path.endswith("odd.yaml")} == {code}
    assert all(problem.path.endswith("odd.yaml") for problem in problems)


def test_byte_order_mark_is_named(small: Any) -> None:
    small.write(LAB, b"\xef\xbb\xbf" + (small.root / LAB).read_bytes())
    (problem,) = ci.check(small.root)
    assert (problem.code, problem.line, problem.column) == ("E106", 1, 1)
    assert "U+FEFF" in problem.message


def test_windows_line_ends_are_fine(small: Any) -> None:
    for path in sorted(small.root.rglob("*.*")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert ci.check(small.root) == []
    small.swap(DEAL, "amount: 2 bn", "amount: 2bn")
    text = (small.root / DEAL).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    small.write(DEAL, text)
    (problem,) = ci.check(small.root)
    assert (problem.line, problem.column) == (8, 13)


def test_strays_are_named(small: Any) -> None:
    deal = (small.root / DEAL).read_text(encoding="utf-8")
    for path in ("edges/loose.yaml", "edges/2025/deal.yml", "entities/lab.yml", "entities/notes.txt", "edges/next/deal.yaml"):
        small.write(path, deal)
    small.write("entities/README.md", "read by nobody, and allowed").write("edges/2025/.DS_Store", b"\x00")
    assert [(p.path.rpartition("small/")[2], p.code) for p in ci.check(small.root)] == [
        ("edges/2025/deal.yml", "E110"),
        ("edges/loose.yaml", "E110"),
        ("edges/next", "E110"),
        ("entities/lab.yml", "E110"),
        ("entities/notes.txt", "E110"),
    ]


def test_what_follows_from_an_unreadable_file_is_not_reported(small: Any) -> None:
    """One broken file is one problem, not one for every deal that names what it holds."""
    small.swap(LAB, "role: lab", "role: [")
    assert small.codes() == {"E102"}
    small.drop(LAB)
    assert small.codes() == {"E304"}


def test_same_edge_id_in_two_deals(small: Any) -> None:
    small.swap("edges/2025/beta-alpha-2025.yaml", "id: lenders-beta-bond", "id: alpha-gamma-stake")
    assert small.codes() == {"E303"}


@pytest.mark.parametrize("rate", ["0", "-1", "inf", "nan", "1e400", "nine"])
def test_rate_that_would_make_money_vanish(rate: str, small: Any) -> None:
    small.swap(DEAL, "amount: 2 bn", f"amount: 2 bn EUR\n    fx: {{rate: {rate}, per: USD, date: 2025-09-01, source: a bank}}")
    assert small.codes() == {"E225"}


@pytest.mark.parametrize("gone", ["dataset.yaml", "entities", "edges"])
def test_folder_that_is_no_dataset(gone: str, small: Any, run: Callable[..., Any]) -> None:
    small.drop(gone)
    assert "E601" in small.codes()
    ran = run("edges", "--data", str(small.root))
    assert (ran.code, ran.out) == (1, "")
    assert "E601" in ran.err
    assert "Traceback" not in ran.err


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_no_bytes_make_the_reader_fail(raw: bytes) -> None:
    parsed = parse(raw)
    assert (parsed.value is None) == bool(parsed.complaints)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.sampled_from(['"', ":", "[", "{", "\n", "- ", "#", "&a ", "0", "\u00a0", "  ", ""]), st.integers(0, 12))
def test_no_slip_of_the_hand_ends_in_a_traceback(small: Any, at: int, put: str, cut: int) -> None:
    """Anything typed over anything, anywhere in a deal."""
    original = (small.root / DEAL).read_text(encoding="utf-8")
    place = at % len(original)
    small.write(DEAL, original[:place] + put + original[place + cut :])
    try:
        for problem in ci.check(small.root):
            assert problem.line >= 1
            assert problem.fix
    finally:
        small.write(DEAL, original)


CONFLICT = "<<<<<<< HEAD\n    amount: 2 bn\n=======\n    amount: 3 bn\n>>>>>>> mine"
CONTRIBUTORS = {
    "wrong direction": (DEAL, "kind: equity_investment", "kind: hardware_purchase", "W702", "runs from the one that pays"),
    "million for billion": (DEAL, "Two billion dollars", "2 million dollars", "W717", "million or billion"),
    "percent in the amount": (DEAL, "amount: 2 bn", "amount: 27 %", "E221", "belongs in stake"),
    "a date the American way": (DEAL, '"2025-09-01", stage', '"10/06/2025", stage', "E222", "2025-10-06 or 2025-06-10"),
    "a date the German way": (DEAL, '"2025-09-01", stage', '"24.10.2025", stage', "E222", "did you mean 2025-10-24?"),
    "smart quotes": (DEAL, "amount: 2 bn", "amount: \u201c2 bn\u201d", "E221", "straight quotes"),
    "a tab": (DEAL, "    amount: 2 bn", "\tamount: 2 bn", "E103", "use spaces"),
    "a copied space": (DEAL, "amount: 2 bn", "amount: 2\u00a0bn", "E106", "U+00A0"),
    "a conflict left over": (DEAL, "    amount: 2 bn", CONFLICT, "E108", "delete the markers"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", CONTRIBUTORS)
def test_what_contributors_do_is_answered_with_what_to_do(mistake: str, small: Any) -> None:
    path, old, new, code, said = CONTRIBUTORS[mistake]
    small.swap(path, old, new)
    problems = ci.check(small.root)
    assert code in {problem.code for problem in problems}
    assert any(said in f"{problem.message} {problem.fix}" for problem in problems if problem.code == code)


def test_a_conflict_left_over_in_two_files_is_told_of_both(small: Any) -> None:
    for path in (DEAL, LAB):
        text = (small.root / path).read_text(encoding="utf-8")
        small.write(path, f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> theirs\n")
    found = {problem.path.rpartition("small/")[2]: (problem.code, problem.line) for problem in ci.check(small.root)}
    assert found == {DEAL: ("E108", 1), LAB: ("E108", 1)}


def test_duplicate_deal_and_file_in_the_wrong_year(small: Any) -> None:
    text = (small.root / DEAL).read_text(encoding="utf-8")
    again = text.replace("alpha-gamma-2025", "alpha-gamma-again-2025").replace("alpha-gamma-stake", "alpha-gamma-stake-again")
    small.write("edges/2024/alpha-gamma-again-2025.yaml", again)
    found = {problem.code: f"{problem.message} {problem.fix}" for problem in ci.check(small.root)}
    assert set(found) == {"W701", "W713"}
    assert "looks like alpha-gamma-stake" in found["W701"] or "looks like alpha-gamma-stake-again" in found["W701"]
    assert "stands in 2024/" in found["W713"]
    assert "move the file" in found["W713"]


@pytest.mark.parametrize(
    ("amount", "says", "told"),
    [
        ("2 bn", "2 million dollars", True),
        ("2 bn", "2 bn dollars, after 2 million in fees", False),
        ("2 bn", "two billion dollars", False),
        ("2 bn", "12 million chips", False),
        ("2 bn", "3 million dollars", False),
        ("up to 2.5 m", "up to 2.5bn", True),
    ],
)
def test_a_number_with_another_scale(amount: str, says: str, told: bool, small: Any) -> None:
    small.swap(DEAL, "amount: 2 bn", f"amount: {amount}").swap(DEAL, "Two billion dollars paid for shares", says)
    assert ("W717" in small.codes()) == told

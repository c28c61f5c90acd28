"""The warnings that an audit asked for: when they speak, and above all when they must not."""

from __future__ import annotations

from typing import Any

import pytest

from circularity.dataset.equations import equations

STAKE = "edges/2025/alpha-gamma-2025.yaml"
CHIPS = "edges/2025/beta-alpha-2025.yaml"
CLOUD = "edges/2025/gamma-beta-2025.yaml"
ROUND = """  - id: open-gamma-round
    from: open-lenders
    to: gamma-lab
    kind: equity_investment
    amount: 5 bn
    history:
      - {date: "2025-09-20", stage: completed, note: everybody together}
    sources:
      - url: https://example.org/gamma/round
        publisher: Statement of Gamma Lab
        type: press_release
        by: gamma-lab
        says: Five billion dollars from many
reactions:"""
NOTE = ROUND.replace("open-gamma-round", "beta-gamma-note").replace("open-lenders", "beta-cloud").replace("2025-09-20", "2025-01-15")
NOTE = NOTE.replace("equity_investment", "convertible").replace("/round", "/note")


def in_round(small: Any) -> Any:
    return small.swap(STAKE, "reactions:", ROUND)


def test_outside_the_round(small: Any) -> None:
    """19 days apart, 2 bn beside 5 bn: a warning, until the edge says how it stands to the round."""
    assert in_round(small).codes() == {"W718"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    amount: 2 bn", "    part_of: open-gamma-round\n    amount: 2 bn"),
        ("    amount: 2 bn", "    amount: 2 bn\n    disputes: came on top of the 5 bn of the month"),
        ("    amount: 2 bn", "    amount: 2 bn\n    disputes: not open-gamma-round"),
        ("    amount: 2 bn", "    amount: 2 bn\n    contingent_on: milestones"),
        ("    amount: 2 bn", "    amount: 6 bn"),
        ("2025-09-20", "2025-11-20"),
        ("everybody together", "7 bn less the 2 bn of Alpha Chips"),
    ],
)
def test_not_outside_the_round(small: Any, old: str, new: str) -> None:
    assert "W718" not in in_round(small).swap(STAKE, old, new).codes()


def test_note_after_round(small: Any) -> None:
    assert small.swap(STAKE, "reactions:", NOTE).codes() == {"W722"}
    small.swap(STAKE, '    history:\n      - {date: "2025-01-15"', '    ends: 2026\n    history:\n      - {date: "2025-01-15"')
    assert "W722" not in small.codes()  # a maturity that is still to come


@pytest.mark.parametrize(
    "later",
    ['{date: "2025-09-01", note: turned into shares}', '{date: "2025-09-01", stage: repaid}', '{date: "2025-12-01", outstanding: 5 bn}'],
)
def test_note_of_which_something_is_said(small: Any, later: str) -> None:
    small.swap(STAKE, "reactions:", NOTE)
    small.swap(STAKE, "stage: completed, note: everybody together}", f"stage: completed, note: a note}}\n      - {later}")
    assert small.codes() == set()


@pytest.mark.parametrize(
    ("says", "found"),
    [
        ("Ten billion dollars over five years", set()),  # from July 2025 to 2030
        ("Ten billion dollars over 60 months", set()),
        ("Ten billion dollars until 2030", set()),
        ("Ten billion dollars over three to five years", set()),
        ("Ten billion dollars over three years", {"W719"}),
        ("Ten billion dollars over six years", {"W719"}),
        ("Ten billion dollars", {"W719"}),
    ],
)
def test_end_that_a_text_gives_or_a_term_leads_to(small: Any, says: str, found: set[str]) -> None:
    assert small.swap(CLOUD, "Ten billion dollars over five years", says).codes() == found


def test_term_that_ends_with_a_year(small: Any) -> None:
    """Six years from January 2025 end with December 2030; they do not end in June 2030."""
    small.swap(CLOUD, 'starts: "2025-07"', 'starts: "2025-01"').swap(CLOUD, 'ends: "2030-06"', 'ends: "2030-12"')
    small.swap(CLOUD, "over five years", "over six years")
    assert small.codes() == set()


def test_public_offer_is_no_round(small: Any) -> None:
    small.swap(STAKE, "reactions:", ROUND).swap("entities/open-lenders.yaml", "name: Lenders at large", "name: Public shareholders")
    assert small.codes() == set()


@pytest.mark.parametrize(
    ("kind", "says", "found"),
    [
        ("bond", "Two billion dollars of preferred stock, due in 2032", {"W720"}),
        ("convertible", "Two billion dollars, in part preferred stock since, due in 2032", set()),
        ("convertible", "Two billion dollars of convertible preferred, due in 2032", {"W720"}),
    ],
)
def test_debt_that_is_stock(small: Any, kind: str, says: str, found: set[str]) -> None:
    small.swap(CHIPS, "kind: bond", f"kind: {kind}").swap(CHIPS, "Bonds of two billion dollars, due in 2032, were placed", says)
    assert small.codes() == found


def test_start_needs_its_year(small: Any) -> None:
    """A term leads to an end and not to a start, nor does the day on which a source was written."""
    small.swap(CLOUD, 'starts: "2025-07"', 'starts: "2026-07"').swap(CLOUD, 'date: "2025-06-01"\n', 'date: "2026-06-01"\n')
    assert small.codes() == {"W719"}
    small.swap(CLOUD, "over five years", "over five years from the middle of 2026")
    assert small.codes() == set()


def test_parts_lean_on_the_whole(small: Any) -> None:
    small.swap(CLOUD, "over five years", "until 2030 and then perhaps to 2033")
    small.swap(CHIPS, "    serves: gamma-beta-cloud", "    serves: gamma-beta-cloud\n    ends: 2033")
    assert small.codes() == set()


@pytest.mark.parametrize(
    ("says", "speaks"),
    [
        ("Two billion dollars as convertible notes", True),
        ("1.5 bn in shares and 0.5 bn of debt", True),
        ("2 bn of shares, beside 9 bn of debt from banks", False),
        ("a vehicle of 10 bn, 8 bn of it debt and 2 bn equity", False),
    ],
)
def test_shares_that_are_debt(small: Any, says: str, speaks: bool) -> None:
    assert small.swap(STAKE, "Two billion dollars paid for shares", f"'{says}'").codes() == ({"W720"} if speaks else set())


def test_disputes_may_explain_a_kind(small: Any) -> None:
    small.swap(STAKE, "Two billion dollars paid for shares", "Two billion dollars as convertible notes")
    small.swap(STAKE, "    amount: 2 bn", "    amount: 2 bn\n    disputes: made as convertible notes, which became shares the same year")
    assert small.codes() == set()


def test_two_places_of_one_document_are_two_sources(small: Any) -> None:
    again = """        locator: page 3
      - url: https://example.org/beta/contract#part-2
        publisher: Statement of Beta Cloud
        type: press_release
        by: beta-cloud
        locator: page 9
        says: The same"""
    small.swap(
        CLOUD,
        "        says: Ten billion",
        f"{again}\n      - url: https://example.org/else\n        publisher: Elsewhere\n        type: news\n        says: Ten billion",
    )
    small.swap(CLOUD, "        locator: page 3", "        says: over five years\n        locator: page 3")
    assert small.codes() == set()
    small.swap(CLOUD, "locator: page 9", "locator: page 3")
    assert small.codes() == {"W721"}


@pytest.mark.parametrize("kind", ["dataset", "unverified"])
def test_large_and_second_hand(small: Any, kind: str) -> None:
    """2 bn on what another compiler put down: one warning, not two; without that much money it is thin evidence only."""
    small.swap(STAKE, "type: press_release\n        by: alpha-chips", f"type: {kind}")
    assert small.codes() == {"W706"}
    small.swap(STAKE, "amount: 2 bn", "amount: 900 m")
    assert small.codes() == ({"W705"} if kind == "dataset" else set())


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("15% of 9.0 bn = 1.44 bn", [True]),  # 1.35
        ("16% of 9.0 bn = 1.44 bn", [False]),
        ("10 GW x 35 bn = 300 bn", [True]),  # 350
        ("24,178,576 shares times 11.66 dollars = 282 m", [False]),  # 281.9 m
        ("24,178,576 shares times 11.66 dollars = 28.2 m", [True]),
        ("8 / 2.25 = 3.6 bn", [False]),  # 3.56, to one digit
        ("8 / 2.25 = 3.4 bn", [True]),
        ("10 bn - 2 bn = 8", [False]),
        ("4 bn / 16 bn = 25%", [False]),
        ("4 bn / 16 bn = 30%", [True]),
        ("439 bn x 99.4% x 753 MW / (753 + 8,024) MW = 37.4 bn", [False]),
        ("620 m licence + 33 m waiver = 653 m; 2 bn less 0.5 bn = 1.4 bn", [False, True]),
        ("12.5 + 67.5 x 7/12 = 51.9, then 67.5 three times", [False]),
        # nothing is said where anything but figures stands between them
        ("9.0 bn in 2025 / 1.41 = 6.1 bn", []),
        ("726.974 bn won in 2025 / 2.06 = 352.9 bn", []),
        ("half of 10 bn + 2 bn = 7 bn", []),
        ("10.9 tn won at 1,363.4 won a dollar, the average of 2024 = 8.0 bn", []),
        ("3 bn for chips, of that 2 bn = two thirds", []),
        ("1 bn / 0 bn = 3 bn", []),
    ],
)  # fmt: skip
def test_sums_in_running_text(text: str, off: list[bool]) -> None:
    assert [found.is_off for found in equations(text)] == off


@pytest.mark.parametrize(
    ("derivation", "found"),
    [
        ("a balance of 2 bn at 30 November 2025", {"W724"}),
        ("a balance of 2 bn at the end of 2025", {"W724"}),
        ("a balance of 2 bn at 15 September 2025", set()),  # within a month
        ("a balance of 2 bn in August 2025", set()),
        ("three months to the end of 2026 at a price that is known", set()),  # a plan beyond the dataset's day
        ("schedule: 2 bn evenly from 30 November 2025", set()),
        ("end: two years from 30 November 2025, of which 1 bn is the first", set()),
        ("as many as were held at 30 November 2025", set()),
    ],
)
def test_amount_known_later(small: Any, derivation: str, found: set[str]) -> None:
    small.swap(STAKE, "    amount: 2 bn", f"    amount: 2 bn\n    derivation: '{derivation}'")
    assert small.codes() == found
    small.swap(STAKE, "stage: completed", "stage: completed, amount: 2 bn")
    assert small.codes() == set()


@pytest.mark.parametrize("piece", ["5 bn a b x ", "1 + ", "(", "1 x 2 x (", "1) a b) x "])
def test_a_long_text_without_a_result_is_read_in_no_time(piece: str) -> None:
    assert list(equations(piece * 300)) == []

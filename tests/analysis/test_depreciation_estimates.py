"""Published estimates: plain arithmetic with known answers, and theirs beside ours."""

from __future__ import annotations

import json
from typing import Any

import pytest

import circularity as ci
from circularity.errors import DataProblem


@pytest.fixture(scope="module")
def answer(data: Any) -> Any:
    return ci.depreciation_estimates(data)


def of(answer: Any, name: str) -> Any:
    row = answer.row(f"depreciation:estimates/{name}")
    assert row is not None, name
    return row


def test_chanos_210_over_18(answer: Any) -> None:
    row = of(answer, "chanos-meta-2025")
    # 210 / 18.0 = 11.67 years, of all property; servers: (68.397 + 98.04) / 2 / 13.36 = 6.23
    assert row.ours.point == pytest.approx(210 / 18.0)
    assert (row.unit, row.verdict) == ("years", "reproduced")
    assert "servers alone give 6.2 years" in row.account


def test_coreweave_six_to_four(answer: Any) -> None:
    row = of(answer, "kerrisdale-coreweave")
    # 26.6 / 4 - 26.6 / 6 = 2.217 bn, not 3 to 4; that would need 36 to 48 bn
    assert row.ours.point / 1e9 == pytest.approx(26.6 / 4 - 26.6 / 6)
    assert (row.verdict, row.theirs) == ("differs", "3.5 bn (3 to 4) a year")
    assert "theirs needs a base of 36 bn to 48 bn" in row.account


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("closelook-100bn", 100e9 / 4 - 100e9 / 6),
        ("bca-500bn", 2.5e12 * 0.2),
        ("rice-perpetual-inventory", 1 - 0.94**4),
        ("wsj-weil-2026", 2.59 / 60.458),
    ],
)
def test_what_can_be_reproduced(name: str, point: float, answer: Any) -> None:
    row = of(answer, name)
    assert row.ours.point == pytest.approx(point)
    assert row.verdict == "reproduced"


def test_lifts_of_net_income(answer: Any) -> None:
    # disclosed effects over the net income of the year: 3.0 / 72.361, 3.0 / 73.795, 2.5 / 59.248, 2.59 / 60.458, 0.573 / 12.443
    row = of(answer, "wiresift")
    assert row.ours_text == "Amazon 4.2%, Alphabet (Google) 4.1%, Meta 4.3%, Microsoft 4.1%, Oracle 4.6%"
    assert (row.ours.low, row.ours.high) == pytest.approx((3.0 / 73.795, 0.573 / 12.443), rel=1e-3)
    assert row.verdict == "reproduced"


def test_burry_is_a_range(answer: Any) -> None:
    row = of(answer, "burry-176bn-2025")
    assert len(row.runs) == 27
    assert (row.ours.low, row.ours.high) == (min(row.runs.values()), max(row.runs.values()))
    assert row.ours.point is None
    assert row.ours.low < 176e9 < row.ours.high
    assert row.verdict == "inside our range"
    # shorter lives and faster growth cost more, whatever the treatment
    for words in ("caught up", "restated", "new gear only"):
        assert row.runs[f"2 years, purchases flat, {words}"] > row.runs[f"3 years, purchases flat, {words}"]
        assert row.runs[f"3 years, purchases +40% a year, {words}"] > row.runs[f"3 years, purchases flat, {words}"]
    assert of(answer, "burry-176bn-2025-meta").unit == "share"


def test_burry_runs_use_what_was_known_when_he_wrote(data: Any, answer: Any) -> None:
    view = ci.View(as_of="2025-12-31", window=("2026", "2028"))
    rows = ci.depreciation(data, ("google", "microsoft", "amazon", "meta", "oracle"), view, life=3, effective=2026).rows
    assert {row.year for row in rows} == {2026, 2027, 2028}
    total = sum(row.change_in_depreciation.point for row in rows)
    assert of(answer, "burry-176bn-2025").runs["3 years, purchases flat, caught up"] == pytest.approx(total)


def test_barclays_side_by_side(answer: Any) -> None:
    google, meta = of(answer, "barclays-amazon-cut-2025-google"), of(answer, "barclays-amazon-cut-2025-meta")
    assert google.theirs == "-3.5 bn for Alphabet (Google)"
    assert google.ours.high < 0
    # one year less at Alphabet costs more than half a year less at Meta, where theirs implies a far deeper cut
    assert google.ours.point < meta.ours.point < 0
    assert meta.verdict == "differs"
    assert "theirs would need" in meta.account


def test_claims_are_held_against_what_is_on_file(answer: Any) -> None:
    assert of(answer, "claim-meta-10-12-years").ours.point == pytest.approx((68.397 + 98.04) / 2 / 13.36, rel=1e-3)
    assert "5 years from 2022, 6 years from 2023-01-01" in of(answer, "claim-coreweave-4-6").ours_text
    assert "4 years from 2021-06, 5 years from 2022-06-01" in of(answer, "claim-oracle-5-through-2023").ours_text
    claims = [row for row in answer if "claim-" in row.id]
    assert len(claims) == 17
    assert all(row.verdict == "not borne out" and row.account and row.sources for row in claims)


def test_what_cannot_be_reproduced_says_why(answer: Any) -> None:
    rows = [row for row in answer if row.verdict == "not reproducible"]
    assert rows
    assert all(row.ours.point is None and row.account for row in rows)


def test_traces_give_the_figures_again(answer: Any) -> None:
    traced = [row for row in answer if "ours" in row.traces]
    assert len(traced) >= 8
    for row in traced:
        again = row.traces["ours"].recompute()
        assert (again.low, again.point, again.high) == pytest.approx((row.ours.low, row.ours.point, row.ours.high))


def test_by_company_and_the_same_bytes(data: Any, answer: Any) -> None:
    shown = ci.depreciation_estimates(data, "coreweave")
    assert of(shown, "kerrisdale-coreweave")
    assert shown.row("depreciation:estimates/chanos-meta-2025") is None
    assert json.loads(answer.to_json())["schema"] == "circularity/depreciation_estimates/1"
    assert answer.to_json() == ci.depreciation_estimates(ci.load(data.root)).to_json()


def test_why(data: Any) -> None:
    (formula,) = ci.why(data, "depreciation:estimates/chanos-meta-2025.ours").extra["formulas"].values()
    assert any("R15.htm" in figure for term in formula["terms"] for figure in term["figures"])


def test_datasets_without_estimates_or_with_bad_ones(small: Any) -> None:
    assert len(ci.depreciation_estimates(small.load())) == 0
    small.write("reference/claims.yaml", "claims:\n  - {id: one, claim: a}\n")
    with pytest.raises(DataProblem):
        ci.depreciation_estimates(small.load())


def test_years_and_shares_keep_their_digits_in_json(data: Any) -> None:
    answer = ci.depreciation_estimates(data)
    shown = {row["id"]: row for row in json.loads(answer.to_json())["rows"]}
    for row in answer.rows:
        for end in ("low", "point", "high"):
            value, told = getattr(row.ours, end), shown[row.id]["ours"][end]
            assert (value is None) == (told is None)
            if value is not None:
                assert told == (round(value) if row.unit == "USD" else pytest.approx(value, rel=1e-5)), row.id
    assert {row.unit for row in answer.rows} >= {"USD", "years", "share"}
    assert any(row["unit"] == "years" and row["ours"]["point"] % 1 for row in shown.values())

"""Known outcomes: what is met, what is missed and shown as missed, and the controls that did not fail."""

from __future__ import annotations

import json
from typing import Any

import pytest

import circularity as ci
from circularity.dataset.load import bundled


@pytest.fixture(scope="module")
def answer() -> Any:
    return ci.backtest("telecom-2000")


def test_every_outcome_has_its_row(answer: Any) -> None:
    text = (bundled() / "cases/telecom-2000/outcomes.yaml").read_text(encoding="utf-8")
    assert [row.outcome for row in answer if row.group == "outcome"] == [
        line.split()[-1] for line in text.splitlines() if line.startswith("  - id:")
    ]


def test_lucents_ratios_are_met_and_misses_are_shown(answer: Any) -> None:
    status = {row.outcome: row.status for row in answer}
    assert {name: status[name] for name in ("T01", "T02", "T03", "T07", "T08")} == dict.fromkeys(("T01", "T02", "T03", "T07", "T08"), "met")
    missed = {name for name, found in status.items() if found == "missed"}
    assert missed == {"T10", "T16"}
    assert all(name in answer.sentence for name in missed)


def test_what_cannot_be_tested_says_so(answer: Any) -> None:
    for row in answer:
        assert row.status in ("met", "missed", "not_testable")
        assert (row.found is None) <= (row.status == "not_testable")
        assert row.reason


def test_controls_that_did_not_fail_are_in_the_table(answer: Any) -> None:
    assert {row.subject for row in answer if row.group == "survivor"} == {"sprint-pcs", "pegaso", "cogent", "orange"}


def test_a_wrong_figure_is_a_miss() -> None:
    data = ci.load("telecom-2000")
    from dataclasses import replace

    rows = tuple(
        r.model_copy(update={"value": r.value * 2}) if r.metric == "vendor_financing_commitments" else r for r in data.figures["lucent"]
    )
    found = ci.backtest(replace(data, figures={**data.figures, "lucent": rows}, cache={}))
    assert {row.outcome: row.status for row in found}["T01"] == "missed"


def test_a_dataset_without_outcomes_is_refused(run: Any, data: Any) -> None:
    with pytest.raises(ci.DataProblem, match=r"no outcomes\.yaml"):
        ci.backtest(data)
    assert run("backtest", "nothing-here").code == 1


def test_compare_sets_like_beside_like(data: Any) -> None:
    answer = ci.compare(data)
    rows = {(row.vendor, row.as_of, row.measure): row for row in answer}
    assert rows["lucent", "2000-09-30", "promised"].ratio.value.point == pytest.approx(8.1 / 33.813)
    assert rows["lucent", "2001-09-30", "drawn"].ratio.value.point == pytest.approx(3.0 / 21.294)
    assert rows["nvidia", "2026-01-25", "promised"].over.point == 215_938e6
    popular = {row.vendor: row for row in answer if row.measure == "popular"}
    assert (popular["nvidia"].amount.point, popular["lucent"].amount.point) == (110e9, 8.1e9)
    assert rows["lucent", "2000-09-30", "receivable_days"].ratio is None
    json.loads(answer.to_json())

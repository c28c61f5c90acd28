"""The panels' data are the answers of the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import circularity as ci
from circularity.render.panels import OWED_BASES, panels

CASE = Path(__file__).parents[1] / "analysis" / "pay_case"


def test_panels_of_a_small_case() -> None:
    case = ci.load(CASE)
    found = panels(case, ci.View())
    assert set(found["pay"]) == {str(basis) for basis in OWED_BASES}
    lab = found["pay"]["binding"]["gamma-lab"]
    assert [year["gap"]["point"] for year in lab["years"]] == [row.as_json()["gap"]["point"] for row in ci.pay(case, "gamma-lab")]
    assert lab["gap_by_path"]["reported"]["first_year"] == 2026
    assert {line["window"] for line in found["announcements"]} == {"close", "intraday", "not stated"}
    assert found["funding"]["readings"][-1]["date"] == "2025-12-20"
    assert panels(case, ci.View(as_of="2001"))["funding"] is None


def test_panels_of_the_real_data(data: Any) -> None:
    found = panels(data, ci.View())
    assert {"openai", "anthropic", "coreweave", "nvidia", "oracle"} <= set(found["pay"]["binding"])
    text = json.dumps(found)
    assert len(text) < 700_000
    assert json.dumps(panels(ci.load(data.root), ci.View())) == text

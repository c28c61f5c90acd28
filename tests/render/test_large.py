"""A page of hundreds of companies opens with its thresholds applied, answers its controls, and says what it leaves out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from benchmarks.synthetic import write_dataset
from circularity.errors import DataProblem
from circularity.render import payload as payload_module
from circularity.render.answers import ready_scenarios
from circularity.render.page import build, write
from circularity.render.payload import STEPS, payload
from circularity.render.reach import FAILURES, LARGE, reach

COMPANIES, DEALS = 360, 600


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("many") / "data"
    write_dataset(folder, DEALS, companies=COMPANIES)
    return payload(ci.load(folder), ci.View(basis="binding"))


@pytest.fixture(scope="module")
def crowded(many: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("many") / "page.html"
    write(build(many), target)
    return target


@pytest.mark.browser
def test_it_opens_with_thresholds_and_answers_its_controls(show: Any, crowded: Path, many: dict[str, Any]) -> None:
    page = show(crowded)
    assert "loops" in page.text("h1")
    shown, whole = sum(entity["shown"] for entity in many["entities"]), len(many["entities"])
    assert shown < 30 < LARGE < whole
    assert f"between {shown} of {whole} companies" in page.text("#totals")
    assert page.page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") < 15_000
    page.page.select_option("#companies", "all")
    assert f"between {whole} of {whole} companies" in page.text("#totals")
    page.page.locator("[data-filter=financing]").click()
    assert "not counted again" in page.text(".circles")
    page.page.check("#basis input[value=headline]", force=True)
    assert "announced" in page.text("#totals")


@pytest.mark.browser
def test_a_failure_that_was_not_worked_out_is_not_said_to_cost_nothing(show: Any, crowded: Path, many: dict[str, Any]) -> None:
    without = next(entity["id"] for entity in many["entities"] if entity["id"] not in many["failures"])
    worked = next(iter(many["failures"]))
    page = show(crowded, f"#company={without}&part=fails")
    assert "Not known here" in page.text("#panel")
    page = show(crowded, f"#company={worked}&part=fails")
    assert "Not known here" not in page.text("#panel")
    page.page.click("#tab-notes")
    assert f"failures are worked out for the {FAILURES} largest companies" in page.text("#sheet")


def test_the_largest_are_worked_out_and_up_to_a_limit_all() -> None:
    def entities(count: int) -> list[dict[str, Any]]:
        return [{"id": f"c{number:03d}", "pool": False, "through": {"paid": number}} for number in range(count)]

    everything = reach([*entities(LARGE), {"id": "pool", "pool": True, "through": {}}])
    assert not everything.large
    assert len(everything.failures) == LARGE
    assert everything.notes({"binding": 58}, "binding") == []
    some = reach(entities(LARGE + 1))
    assert some.large
    assert len(some.failures) == FAILURES
    assert f"c{LARGE:03d}" in some.failures
    assert "c000" not in some.failures


@pytest.mark.browser
def test_loops_beyond_what_the_page_holds_are_said_to_be_there(
    show: Any, data: Any, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held, whole = 5, len(told["loops"]["binding"])
    monkeypatch.setattr(payload_module, "LOOPS", held)
    monkeypatch.setattr("circularity.render.reach.LOOPS", held)
    steps: list[tuple[int, int]] = []
    short = payload(data, ci.View(basis="binding"), lambda done, of: steps.append((done, of)))
    assert steps == [(done, STEPS) for done in range(1, STEPS + 1)]
    assert short["loops"]["binding"] == told["loops"]["binding"][:held]
    assert short["left_out"]["loops"]["binding"] == whole - held
    assert f"the {held} largest of {whole} loops are on this page; circularity loops --limit 0 lists all" in short["unknown"]
    target = tmp_path / "short.html"
    write(build(short), target)
    page = show(target)
    assert f"at least {held} loops" in page.text("h1")
    assert f"at least {held} loops" in page.text(".counted").lower()
    assert told["left_out"]["loops"] == {}


def test_other_data_leave_out_scenarios_about_companies_they_do_not_have(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write_dataset(folder, 10)
    data = ci.load(folder)
    assert "coreweave-fails" not in [story["id"] for story in ready_scenarios(data, ci.View(basis="binding").on(data), {})]
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "own.yaml").write_text(
        "scenario: own\ntitle: Own\ndescription: One of our own\nfailures: [nobody-here]\n", encoding="utf-8"
    )
    with pytest.raises(DataProblem):
        ready_scenarios(data, ci.View(basis="binding").on(data), {})

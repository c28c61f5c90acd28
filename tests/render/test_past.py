"""The slider of days: the page recounts loops and totals for any month, and finds what the analyses find."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.graph.build import flows
from circularity.model.stages import Basis
from circularity.render.bundle import MODULES, asset, bundle
from circularity.render.past import MONTHS, first_day, month_ends, past
from tests.render.test_map import pixels

NEEDED = MODULES[: MODULES.index("rings.js") + 1]


def inside(wanted: str) -> str:
    """The page's own modules, run once more in the page; `wanted` is an expression over them."""
    code = bundle({name: asset(name) for name in NEEDED}).strip()
    return code.removesuffix("})();") + f"return ({wanted}); }})()"


def facts(row: Any) -> list[Any]:
    """What a loop's row says besides its size."""
    hops = [list(hop) for hop in row.hops]
    return [row.id, str(row.type), str(row.grade), hops, row.live.as_json(), row.live_together, row.in_date_order, row.key_edge,
            row.binding_share]  # fmt: skip


def test_months_end_before_the_day_and_begin_with_the_first_deal() -> None:
    assert month_ends(date(2024, 3, 31), date(2024, 1, 15)) == [date(2024, 1, 31), date(2024, 2, 29)]
    assert month_ends(date(2024, 1, 10), date(2024, 1, 1)) == []
    assert len(month_ends(date(2026, 10, 10), date(2015, 1, 1))) == MONTHS


def test_an_entry_is_written_only_where_something_changed(data: Any) -> None:
    view = ci.View().on(data)
    edge = "openai-oracle-cloud-2025"
    found = past(data, view, {edge: 7})
    assert list(found["edges"]) == ["7"]
    entries = found["edges"]["7"]
    assert all(a[1:] != b[1:] for a, b in pairwise(entries))
    first = found["days"][entries[0][0]]
    assert first[:7] >= "2025-06"
    assert all(flow.id != edge for flow in flows(data, ci.View(as_of="2025-01-31")))


@pytest.mark.browser
def test_loops_of_two_hundred_random_days_and_bases(show: Any, real: Path, data: Any) -> None:
    """Companies, type, size, ceiling, evidence, deals, days, key deal and binding share of each loop, in the same order."""
    days = month_ends(ci.View().on(data).last_day, first_day(data))
    chance = random.Random(11)
    views = [(chance.choice(days).isoformat(), str(chance.choice(list(Basis)))) for _ in range(200)]
    page = show(real)
    wanted = """(views) => views.map(([day, basis]) => {
      modules["past.js"].travel(day);
      return modules["rings.js"].ringsOn(basis, modules["past.js"].todayOf(day)).map((l) => [l.id, l.type, l.grade, l.hops,
        l.live, l.live_together, l.in_date_order, l.key_edge, l.binding_share, l.size.low, l.size.point, l.size.high, l.at_most]);
    })"""
    said = page.page.evaluate(f"(views) => ({inside(wanted)})(views)", views)
    told: dict[tuple[str, str], list[Any]] = {}
    for key in sorted(set(views)):
        rows = ci.loops(data, ci.View(as_of=key[0], basis=key[1])).rows
        told[key] = [[*facts(r), *(r.size.as_json()[end] for end in ("low", "point", "high")), r.at_most] for r in rows]
    assert sum(map(bool, told.values())) > 40
    for key, found in zip(views, said, strict=True):
        assert [f[:8] for f in found] == [t[:8] for t in told[key]], key
        for f, t in zip(found, told[key], strict=True):
            assert f[8] == pytest.approx(t[8], abs=2e-6), (key, f[0])
            assert f[9:] == pytest.approx(t[9:], abs=2), (key, f[0])  # dollars are rounded in the page


@pytest.mark.browser
def test_the_present_is_found_by_the_same_rules(show: Any, real: Path) -> None:
    """The loops written into the page are those that the page itself would find."""
    page = show(real)
    wanted = """() => modules["data.js"].page.bases.map((basis) => [
      modules["rings.js"].ringsOn(basis, modules["past.js"].todayOf(null)), modules["data.js"].page.loops[basis]].map((all) =>
        all.map((l) => [l.id, l.live, l.key_edge, l.binding_share, l.in_date_order])))"""
    for own, told in page.page.evaluate(f"() => ({inside(wanted)})()"):
        assert own == told
        assert own


@pytest.mark.browser
@pytest.mark.parametrize(("day", "basis"), [("2025-10-31", "binding"), ("2025-06-30", "headline"), ("2026-03-31", "paid")])
def test_totals_sentence_and_date_follow_the_slider(day: str, basis: str, show: Any, real: Path, data: Any) -> None:
    view = ci.View(as_of=day, basis=basis)
    carrying = [flow for flow in flows(data, view) if flow.amount.carries_money]
    blank = [flow for flow in flows(data, view) if not flow.amount.priced and not flow.position.stage.is_ended]
    page = show(real, f"#basis={basis}&day={day}")
    assert f"in {len(carrying)} flows" in page.text("#totals")
    assert f"{len(blank)} more flow" in page.text("#totals")
    assert str(int(day[8:])) in page.text("#asof")
    assert f"{len(ci.loops(data, view).rows)} loop" in page.text("#panel")


@pytest.mark.browser
def test_sliding_grows_the_map_and_the_end_is_the_present(show: Any, real: Path) -> None:
    page = show(real)
    latest = page.text("h1"), page.text("#totals"), pixels(page)
    page.page.focus("#day")
    page.page.keyboard.press("Home")
    page.page.wait_for_function("location.hash.includes('day=')")
    assert page.text("#totals") != latest[1]
    assert page.page.evaluate("document.activeElement.id") == "day"
    early = int(page.page.locator("[data-filter=commerce] ~ span .count").inner_text())
    page.page.keyboard.press("End")
    page.page.wait_for_function("location.hash === ''")
    assert int(page.page.locator("[data-filter=commerce] ~ span .count").inner_text()) > early
    assert (page.text("h1"), page.text("#totals")) == latest[:2]
    page.page.wait_for_timeout(100)
    assert pixels(page) == latest[2]


@pytest.mark.browser
def test_growing_can_be_played_and_paused(show: Any, real: Path) -> None:
    page = show(real, reduced_motion="no-preference")
    page.page.clock.install()
    page.page.click("#grow")
    first = page.page.input_value("#day")
    page.page.clock.run_for(2000)
    assert int(page.page.input_value("#day")) > int(first)
    page.page.click("#grow")
    here = page.page.input_value("#day")
    page.page.clock.run_for(5000)
    assert page.page.input_value("#day") == here
    assert page.text("#grow") == "Play"

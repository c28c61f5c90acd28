"""Charts: drawn by the library, in the table's own figures, read by pointer and by keyboard, with what is not known left visible."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.analysis.wording import money
from circularity.render.bundle import asset, bundle

pytestmark = pytest.mark.browser
CHARTS = {"#company=openai&part=pay": "#panel", "#company=meta&part=life": "#panel", "#tab=prices": "#sheet", "#tab=funding": "#sheet"}


@pytest.mark.parametrize("fragment", CHARTS)
def test_a_chart_has_axes_a_name_and_marks_that_say_their_values(fragment: str, show: Any, real: Path) -> None:
    page = show(real, fragment)
    charts = page.page.locator(f"{CHARTS[fragment]} svg.chart").all()
    assert charts
    for chart in charts:
        assert "arrow keys" in chart.get_attribute("aria-label")
        for axis in (".upright", ".level"):
            assert chart.locator(f"{axis} .tick text").count() >= 2
        marks = chart.locator(".says")
        assert marks.count() >= 2
        assert all(re.search(r"\d", mark.get_attribute("aria-label")) for mark in marks.all())
        assert chart.locator(".says[tabindex='0']").count() == 1


def test_the_years_of_paying_are_walked_by_key_and_said_in_the_analysis_words(show: Any, real: Path, data: Any) -> None:
    rows = ci.pay(data, "openai", ci.View()).rows
    page = show(real, "#company=openai&part=pay")
    page.page.locator("#panel .says").first.focus()
    for row in rows:
        said = page.page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert said.startswith(f"{row.year}; owed {money(row.obligations)}; cash at hand {money(row.cash)};")
        assert said.endswith(f"gap {money(row.gap)}")
        assert page.text(".charttip").splitlines()[1] == f"owed {money(row.obligations)}"
        page.page.keyboard.press("ArrowRight")
    assert str(rows[0].year) in page.page.evaluate("document.activeElement.getAttribute('aria-label')")  # round to the first
    page.page.keyboard.press("End")
    assert str(rows[-1].year) in page.page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.page.keyboard.press("Escape")
    assert page.page.locator(".charttip").is_hidden()
    assert page.text("#panel h2") == "OpenAI"  # the first Escape closes the values, not the company


def test_the_pointer_reads_a_year_too(show: Any, real: Path) -> None:
    page = show(real, "#company=meta&part=life&life=3")
    page.page.locator("#panel .says").nth(1).hover()
    assert "FY2027" in page.text(".charttip")
    assert "operating income changes by -" in page.text(".charttip")


def test_a_dot_leads_to_its_deal(show: Any, real: Path) -> None:
    page = show(real, "#tab=prices")
    dot = page.page.locator(".says[aria-label^='Oracle, 10 Sep 2025']").first
    dot.focus()
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("() => location.hash.includes('deal=')")
    assert "Oracle" in page.text("#panel h2")
    assert page.page.evaluate("document.activeElement.id") == "side"


def test_what_is_not_known_is_neither_a_bar_nor_a_nought(show: Any, real: Path, data: Any) -> None:
    rows = ci.pay(data, "anthropic", ci.View()).rows
    unknown = [row for row in rows if row.cash.point is None and row.cash.high is None and row.cash.low is None]
    open_ended = [row for row in rows if row.obligations.high is None]
    assert unknown
    assert open_ended
    page = show(real, "#company=anthropic&part=pay")
    assert page.page.locator("#panel .chart .unknown").count() == len(unknown)
    arrows = page.page.locator("#panel .chart .says .whisker").evaluate_all(
        "paths => paths.filter(p => p.getAttribute('d').includes('L')).length"
    )
    assert arrows >= len(open_ended)


def test_a_vendor_of_whom_a_part_is_not_known_stands_on_dashed_ground(show: Any, real: Path, data: Any) -> None:
    def blank(amount: Any) -> bool:
        return amount.low is None and amount.point is None and amount.high is None

    told = ci.vendors(data, ci.View()).rows
    unknown = {row.vendor for row in told if blank(row.standing_financing["binding"]) and blank(row.standing_financing["paid"])}
    page = show(real, "#tab=vendors")
    dashed = page.page.eval_on_selector_all("[data-vendor]:has(.trough.unknown)", "rows => rows.map(r => r.dataset.vendor)")
    assert unknown
    assert unknown <= set(dashed) < {row.vendor for row in told}


def test_names_beside_dots_and_lines_never_cover_each_other(show: Any, real: Path) -> None:
    over = """(where) => [...document.querySelectorAll(where)].flatMap((chart) => {
      const boxes = [...chart.querySelectorAll("text.direct, .level .tick text")].map((e) => [e.textContent, e.getBoundingClientRect()]);
      const cover = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 2.5 && b.top < a.bottom - 2.5;
      return boxes.flatMap(([one, a], i) => boxes.slice(i + 1).filter(([, b]) => cover(a, b)).map(([other]) => `${one} / ${other}`));
    })"""
    for width in (1440, 390):
        page = show(real, viewport={"width": width, "height": 900})
        for fragment in (*CHARTS, "#company=coreweave&part=pay", "#company=anthropic&part=pay"):
            page.page.evaluate("(hash) => { location.hash = hash; }", fragment)
            page.page.wait_for_timeout(60)
            assert page.page.locator("svg.chart").count()
            assert page.page.evaluate(over, "svg.chart") == [], (width, fragment)


def test_a_turned_phone_gets_charts_of_its_width(show: Any, real: Path) -> None:
    page = show(real, "#tab=funding", viewport={"width": 390, "height": 844})
    width = "Number(document.querySelector('#sheet svg.chart').getAttribute('viewBox').split(' ')[2])"
    assert page.page.evaluate(width) <= 390
    page.page.set_viewport_size({"width": 844, "height": 390})
    page.page.wait_for_function(f"() => {width} > 600")


def test_ranges_add_up_and_the_open_stays_open(show: Any, real: Path) -> None:
    """2 and 3 to 5 are 5 to 7; with a part that has no upper end there is none; an unknown part is said, not added."""
    code = bundle({"doubt.js": asset("doubt.js")}).rstrip().removesuffix("})();") + 'return modules["doubt.js"]; })()'
    code = code.replace('(function () {\n"use strict";', "return (function () {", 1)
    page = show(real)
    told = page.page.evaluate(
        f"(list) => {{ const f = (() => {{ {code} }})(); return list.map((parts) => f.together(parts)); }}",
        [
            [{"low": 2, "point": 2, "high": 2}, {"low": 3, "point": 4, "high": 5}],
            [{"low": 2, "point": 2, "high": 2}, {"low": 1, "point": 1, "high": None}],
            [{"low": None, "point": None, "high": None}, {"low": 0, "point": None, "high": 6}],
        ],
    )
    first, second, third = told
    assert (first["low"], first["point"], first["high"], first["open"], first["blank"]) == (5, 6, 7, False, False)
    assert (second["low"], second["high"], second["open"]) == (3, None, True)
    assert (third["low"], third["point"], third["high"], third["blank"]) == (0, 0, None, True)

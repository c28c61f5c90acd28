"""The page under a finger, with names that mean harm, and with the Escape key: nothing too small, nothing broken, always a way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
VIEWS = ["", "#company=openai", "#company=openai&part=fails&round=2", "#company=nvidia&part=vendor", "#company=meta&part=life",
         "#deal=openai-oracle-cloud-2025", "#loop=loops%3Anvidia%2Fopenai%2Foracle", "#arc=nvidia%3Eopenai", "#ego=nvidia&from=2026",
         "#tab=companies", "#tab=loops", "#tab=matrix", "#tab=lists", "#tab=vendors", "#tab=prices", "#tab=funding", "#tab=claims",
         "#tab=notes&step=3", "#apart=1", "#path=nvidia%3Eoracle"]  # fmt: skip
SMALL = """() => [...document.querySelectorAll("button, a[href], input, select, summary, [role=tab]")]
  .filter((e) => e.offsetParent !== null && !e.closest(".stops") && !e.classList.contains("skip"))
  .map((e) => (e.matches("input[type=checkbox], input[type=radio]") && e.closest("label")) || e)
  .filter((e) => { const { width, height } = e.getBoundingClientRect(); return width > 0 && height < 43.5; })
  .map((e) => e.outerHTML.slice(0, 120))"""
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


def go(page: Any, fragment: str) -> None:
    page.page.evaluate("(hash) => { location.hash = hash; }", fragment)
    page.page.wait_for_timeout(60)


def test_every_target_on_a_phone_is_a_finger_wide(show: Any, real: Path) -> None:
    page = show(real, viewport={"width": 390, "height": 844})
    page.page.locator("#kinds summary").click()
    found = {}
    for fragment in VIEWS:
        go(page, fragment)
        if page.page.evaluate(SIDEWAYS):
            found[fragment] = ["scrolls sideways"]
        small = page.page.evaluate(SMALL)
        if small:
            found[fragment] = small[:3]
    assert found == {}


@pytest.mark.parametrize("width", [390, 1440])
def test_hostile_names_break_no_layout(width: int, show: Any, hostile: Path) -> None:
    page = show(hostile, viewport={"width": width, "height": 900})
    for fragment in ("", "#company=evil", "#company=long", "#deal=one", "#loop=loops%3Aevil%2Flong", "#ego=evil", "#arc=plain%3Eevil",
                     "#path=long%3Eevil", "#tab=companies", "#tab=loops", "#tab=matrix", "#tab=notes"):  # fmt: skip
        go(page, fragment)
        assert not page.page.evaluate(SIDEWAYS), fragment
        assert page.page.locator("img, #panel b, #sheet b").count() == 0
        # a sign that turns the writing round is not let out of the name that brings it
        heading = page.text("h1")
        assert "\u202e" not in heading
        assert "and back" in heading


def test_escape_backs_out_of_everything(show: Any, real: Path) -> None:
    page = show(real, "#ego=nvidia&reach=2&step=2&loop=loops%3Anvidia%2Fopenai%2Foracle")
    for gone, here in (("loop=", "ego=nvidia"), ("ego=", "company=nvidia"), ("company=", "step=2"), ("step=", "")):
        page.page.keyboard.press("Escape")
        page.page.wait_for_function("(gone) => !location.hash.includes(gone)", arg=gone)
        assert here in page.page.url
    assert page.page.evaluate("location.hash") == ""
    page.page.fill("#find", "nvid")
    page.page.press("#find", "Escape")
    assert page.page.input_value("#find") == ""
    assert not page.page.locator("#found").is_visible()


@pytest.mark.parametrize(
    "fragment",
    ["basis=paid&size=all&minimum=1000000000&hide=group,unpriced&tab=loops&sort=-size", "day=2026-03-31&from=2025&to=2027&apart=1",
     "ego=oracle&reach=2&tab=lists&list=disputed&sort=-amount", "part=fails&round=3&company=oracle&hide=B,loan,unpriced",
     "tab=matrix&sort=name&step=4&path=nvidia%3Eoracle", "life=4&part=life&company=meta&to=2030"],
)  # fmt: skip
def test_an_address_restores_the_exact_state(fragment: str, show: Any, real: Path) -> None:
    page = show(real, f"#{fragment}")
    drawn = """() => [
      document.querySelector("h1").innerText,
      ...["totals", "panel", "sheet", "legend", "strip", "ego"].map((id) => document.getElementById(id).innerText),
      [...document.querySelectorAll("select, input")].map((e) => e.value + e.checked).join()]"""
    first = page.page.evaluate(drawn)
    kept = page.page.evaluate("location.hash")
    assert sorted(kept.lstrip("#").split("&")) == sorted(fragment.replace(",", "%2C").split("&"))
    page.page.click("#reset")
    assert page.page.evaluate("location.hash") == ""
    assert page.page.evaluate(drawn) != first
    go(page, kept)
    assert page.page.evaluate(drawn) == first

"""The map in a real browser: what is under the pointer opens, the keyboard gets everywhere, and recounts agree with the analyses."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.render.bundle import asset
from circularity.render.pack import payload_of
from tests.render.test_browser import LOOP, number

pytestmark = pytest.mark.browser


def middle(page: Any, company: str) -> tuple[float, float]:
    """Where a company's mark is on the screen."""
    box = page.page.locator(f"[data-node={company}]").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pixels(page: Any) -> str:
    """The picture of the map, to see that something on it changed."""
    return str(page.page.evaluate("document.querySelector('#map canvas').toDataURL()"))


def test_a_click_on_a_mark_opens_the_company(show: Any, real: Path) -> None:
    page = show(real)
    page.page.mouse.click(*middle(page, "nvidia"))
    page.page.wait_for_selector("#back")
    assert page.text("#panel h2") == "NVIDIA"
    assert "NVIDIA" in page.page.inner_text("#live")


def test_a_click_on_an_arc_opens_its_deals(show: Any, real: Path) -> None:
    """The arc from OpenAI to Oracle is found by moving over the map between them."""
    page = show(real, LOOP)
    (x0, y0), (x1, y1) = middle(page, "openai"), middle(page, "oracle")
    for side in range(-60, 61, 4):
        page.page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2 + side)
        if page.page.locator("#tip").is_visible() and "Oracle: USD" in page.text("#tip"):
            break
    assert "USD 300 bn" in page.text("#tip")
    page.page.mouse.down()
    page.page.mouse.up()
    page.page.wait_for_selector("#panel h2:has-text('→ Oracle')")
    assert "OpenAI buys cloud capacity from Oracle" in page.text("#panel")
    assert "arc=openai%3Eoracle" in page.page.url


def test_an_arc_of_several_deals_opens_as_their_list(show: Any, real: Path, told: dict[str, Any]) -> None:
    page = show(real, "#arc=microsoft%3Eopenai")
    members = [e for e in told["edges"] if (e["from"], e["to"]) == ("microsoft", "openai")]
    assert len(members) > 1
    assert page.page.locator("#panel tbody tr").count() == len(members)
    page.page.locator("#panel tbody button").first.click()
    assert "deal=" in page.page.url


def test_pointing_lights_up_without_choosing(show: Any, real: Path) -> None:
    page = show(real)
    before = pixels(page)
    page.page.mouse.move(*middle(page, "openai"))
    page.page.wait_for_selector("#tip", state="visible")
    page.page.wait_for_timeout(100)
    assert "OpenAI, lab" in page.text("#tip")
    assert pixels(page) != before
    assert "#" not in page.page.url
    page.page.mouse.move(5, 5)
    page.page.wait_for_timeout(100)
    assert pixels(page) == before


def test_arrow_keys_walk_the_map_and_enter_opens(show: Any, real: Path) -> None:
    page = show(real)
    page.page.focus("#stops [tabindex='0']")
    first = page.page.evaluate("document.activeElement.dataset.node")
    seen = {first}
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
        page.page.keyboard.press(key)
        seen.add(page.page.evaluate("document.activeElement.dataset.node"))
    assert len(seen) >= 4
    assert page.page.locator("#stops [tabindex='0']").count() == 1
    here = page.page.evaluate("document.activeElement.dataset.node")
    page.page.keyboard.press("Enter")
    assert f"company={here}" in page.page.url
    assert page.page.evaluate("document.activeElement.dataset.node") == here
    page.page.keyboard.press("Escape")
    assert "#" not in page.page.url


def test_the_wheel_scrolls_the_page_and_buttons_enlarge(show: Any, real: Path) -> None:
    page = show(real)
    apart = abs(middle(page, "openai")[0] - middle(page, "nvidia")[0])
    page.page.mouse.move(*middle(page, "nvidia"))
    page.page.mouse.wheel(0, 300)
    page.page.wait_for_timeout(300)
    assert page.page.evaluate("scrollY") > 0
    page.page.evaluate("scrollTo(0, 0)")
    page.page.click("#closer")
    assert abs(middle(page, "openai")[0] - middle(page, "nvidia")[0]) == pytest.approx(1.5 * apart, rel=0.02)
    page.page.click("#whole")
    assert abs(middle(page, "openai")[0] - middle(page, "nvidia")[0]) == pytest.approx(apart, rel=0.02)


def test_same_places_on_every_visit_and_basis(show: Any, real: Path) -> None:
    once, again = show(real), show(real, "#basis=paid")
    for company in ("nvidia", "openai", "oracle", "softbank"):
        assert middle(once, company) == middle(again, company)


def test_all_companies_can_be_shown(show: Any, real: Path, told: dict[str, Any]) -> None:
    page = show(real, "#size=all")
    assert page.page.locator("#stops button").count() == len(told["entities"])
    page = show(real)
    assert 20 <= page.page.locator("#stops button").count() <= 30


def test_a_company_outside_the_opening_view_appears_when_searched(show: Any, real: Path, told: dict[str, Any]) -> None:
    hidden = next(e for e in told["entities"] if not e["shown"] and e["ticker"])
    page = show(real)
    assert page.page.locator(f"[data-node={hidden['id']}]").count() == 0
    page.page.fill("#find", hidden["ticker"])
    page.page.keyboard.press("Enter")
    assert page.page.locator(f"[data-node={hidden['id']}]").count() == 1


@pytest.mark.parametrize("basis", ["headline", "binding", "paid", "expected"])
def test_every_basis_shows_the_counts_of_the_analyses(show: Any, real: Path, basis: str) -> None:
    data, view = ci.load(), ci.View(basis=basis)
    page = show(real, f"#basis={basis}")
    assert number(page.text("#panel .counted")) == len(ci.loops(data, view).rows)
    priced = sum(flow.amount.carries_money for flow in _flows(data, view))
    assert f"in {priced} flows" in page.text("#totals")


def test_hiding_a_class_recounts_loops_as_the_analysis_does(show: Any, real: Path, told: dict[str, Any]) -> None:
    """Without support the loops are those of a dataset that has no such deals."""
    data, view = ci.load(), ci.View(basis="binding")
    page = show(real, "#hide=support")
    ended = {"lapsed", "cancelled", "superseded", "defaulted", "repaid"}
    gone = [
        e["id"]
        for e in told["edges"]
        if e["class"] == "support" and e["stage"] not in ended and data.group(e["from"]) != data.group(e["to"])
    ]
    expected = ci.loops(data.without(*gone), view).rows
    assert 0 < len(expected) < len(ci.loops(data, view).rows)
    assert number(page.text("#panel .counted")) == len(expected)
    page.page.locator("#panel button.quiet", has_text="Show all").click()
    listed = page.page.locator("#panel [data-loop]").evaluate_all("all => all.map((one) => one.dataset.loop)")
    assert set(listed) == {row.id for row in expected}


def test_hidden_roles_leave_the_map_and_the_loops(show: Any, real: Path, told: dict[str, Any]) -> None:
    page = show(real, "#hide=labs,unpriced")
    labs = {e["id"] for e in told["entities"] if e["column"] == "labs"}
    shown = page.page.locator("#stops button").evaluate_all("all => all.map((one) => one.dataset.node)")
    assert not labs & set(shown)
    left = [loop for loop in told["loops"]["binding"] if not labs & set(loop["companies"])]
    assert number(page.text("#panel .counted")) == len(left)


def test_the_phone_turns_the_map(show: Any, real: Path) -> None:
    page = show(real, viewport={"width": 390, "height": 844}, has_touch=True)
    capital, lab = middle(page, "softbank"), middle(page, "openai")
    assert lab[1] > capital[1] + 200  # rows from top to bottom instead of columns from left to right
    for stop in page.page.locator("#stops button").all():
        box = stop.bounding_box()
        assert 0 <= box["x"] + box["width"] / 2 <= 390


def _flows(data: Any, view: Any) -> Any:
    from circularity.graph.build import flows

    return flows(data, view)


def _tokens(block: str) -> dict[str, tuple[float, float, float]]:
    found = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
    return {name: tuple(int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)) for name, value in found.items()}  # type: ignore[misc]


DEFICIENCIES = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""Machado, Oliveira and Fernandes 2009, severity 1, on linear light."""


def _lab(colour: tuple[float, float, float], matrix: Any) -> tuple[float, float, float]:
    """The colour as such an eye sees it, in CIELAB."""
    line = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    r, g, b = (min(1.0, max(0.0, sum(m * c for m, c in zip(row, line, strict=True)))) for row in matrix)
    x, y, z = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("eye", sorted(DEFICIENCIES))
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_classes_are_told_apart_by_every_eye(eye: str, scheme: int) -> None:
    """Colour is never the only sign (arrowheads differ too), and still the colours stay apart."""
    blocks = re.findall(r":root(?::not\(\[data-paper\]\))? \{(.*?)\n *\}", asset("style.css"), re.DOTALL)
    tokens = _tokens(blocks[scheme])
    seen = {name: _lab(tokens[name], DEFICIENCIES[eye]) for name in ("financing", "commerce", "support", "group")}
    for one, other in combinations(seen, 2):
        apart = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert apart > 14, f"{one} and {other}: {apart:.0f}"


def test_the_data_block_holds_the_places(real: Path, told: dict[str, Any]) -> None:
    nodes = payload_of(real.read_text(encoding="utf-8"))["map"]["nodes"]
    assert [(n["id"], n["x"], n["y"]) for n in nodes] == [(e["id"], e["x"], e["y"]) for e in told["entities"]]

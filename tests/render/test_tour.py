"""The guided tour tells what the analyses say, step by step, and the map can be taken along as a picture."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest

import circularity as ci
from circularity.analysis.wording import money
from circularity.graph.build import flows
from circularity.model.amounts import total

pytestmark = pytest.mark.browser


def test_every_step_tells_an_answer_and_shows_its_view(show: Any, real: Path, data: Any, told: dict[str, Any]) -> None:
    steps = told["tour"]
    assert 6 <= len(steps) <= 8
    sentences = " ".join(step["text"] for step in steps)
    for answer in (
        ci.summary(data, ci.View()),
        ci.loops(data, ci.View()),
        ci.exposed(data, "openai"),
        ci.depreciation(data, "microsoft", ci.View(), life=3),
        ci.loops(data, ci.View(basis="paid")),
        ci.compare(data, ci.View()),
        ci.pay(data, "openai", ci.View()),
    ):
        assert answer.sentence in sentences
    closing = next(step for step in steps if step["title"] == "How a loop closes")
    assert parse_qs(closing["show"]) == {"loop": ["loops:nvidia/openai/oracle"]}
    row = ci.loops(data, ci.View()).row("loops:nvidia/openai/oracle")
    assert row is not None
    for amount in (*row.hop_amounts, row.size):
        assert money(amount) in closing["text"]
    promised = next(step for step in steps if "promised" in step["title"])
    for basis in ("headline", "binding", "paid"):
        gross = total(flow.amount for flow in flows(data, ci.View(basis=basis)) if flow.amount.carries_money)
        assert money(gross) in promised["text"]
    page = show(real)
    page.page.click("#tour")
    for number, step in enumerate(steps, 1):
        page.page.wait_for_function(f"document.querySelector('#tourtext').textContent.startsWith('{number} of {len(steps)}')")
        assert step["text"] in page.text("#tourtext")
        shown = parse_qs(page.page.evaluate("location.hash").lstrip("#"))
        assert shown == parse_qs(f"{step['show']}&step={number}")
        if number < len(steps):
            page.page.click("#tournext")
    assert page.page.is_disabled("#tournext")
    page.page.click("#tourend")
    assert not page.page.locator("#strip").is_visible()
    assert page.page.evaluate("document.activeElement.id") == "tour"
    assert "step" not in page.page.url


def saved(page: Any, link: str) -> bytes:
    with page.page.expect_download() as download:
        page.page.click(link)
    page.asked[:] = [url for url in page.asked if not url.startswith("data:")]  # the picture is the page's own
    return Path(download.value.path()).read_bytes()


def test_the_map_is_saved_as_png_with_its_caption(show: Any, real: Path) -> None:
    page = show(real)
    found = saved(page, "#png")
    assert found.startswith(b"\x89PNG")
    width, height = (int.from_bytes(found[at : at + 4], "big") for at in (16, 20))
    box = page.page.locator("#map canvas").bounding_box()
    assert (width, height) == (round(box["width"]), round(box["height"]) + 44)
    assert len(base64.b64encode(found)) > 20_000


@pytest.mark.parametrize("fragment", ["", "#company=openai&part=fails&round=2", "#day=2025-10-31&basis=headline"])
def test_the_map_is_saved_as_a_drawing_of_what_is_shown(fragment: str, show: Any, real: Path) -> None:
    page = show(real, fragment)
    text = saved(page, "#svg").decode()
    root = ElementTree.fromstring(text)
    space = {"s": "http://www.w3.org/2000/svg"}
    drawn = re.search(r"Drawn: (\d+) arcs? between (\d+) of", page.text("#totals"))
    assert drawn is not None
    assert len(root.findall("s:g/s:title", space)) == int(drawn[1])
    assert len(root.findall("s:g", space)) == int(drawn[1]) + int(drawn[2])
    assert "as of" in text
    assert "NaN" not in text


def test_hostile_names_stay_text_in_a_drawing(show: Any, hostile: Path) -> None:
    page = show(hostile)
    text = saved(page, "#svg").decode()
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()}
    assert tags <= {"svg", "g", "path", "rect", "text", "title"}
    assert "onerror" in unquote(text)

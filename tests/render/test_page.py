"""The page asks nobody for anything, runs nothing but its own script, and is written whole or not at all."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.errors import CannotWrite
from circularity.render import page as page_module
from circularity.render.bundle import MODULES, asset, bundle
from circularity.render.pack import as_block, pack
from circularity.render.page import build, write
from circularity.render.report import report
from tests.render.sample import EVIL, sample

ASSETS = Path(page_module.__file__).parent / "assets"


@pytest.fixture(scope="module")
def hostile() -> str:
    return build(sample())


def blocks(html: str) -> tuple[str, str, str]:
    """Style, data and script, as a browser would cut them out."""
    style = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    data = re.findall(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    script = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert (len(style), len(data), len(script)) == (1, 1, 1)
    return style[0], data[0], script[0]


def sha(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_names_the_very_script_and_style(html: str) -> None:
    style, _, script = blocks(html)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    said = policy[1].replace("&#39;", "'")
    assert "default-src 'none'" in said
    assert f"script-src 'sha256-{sha(script)}'" in said
    assert f"style-src 'sha256-{sha(style)}'" in said
    assert "unsafe" not in said
    assert "blob" not in said


def test_nothing_outside_the_data_names_an_address(html: str) -> None:
    style, data, script = blocks(html)
    shell = html.replace(data, "").replace(script, "").replace(style, "")
    assert "://" not in shell
    assert re.findall(r"\b(?:src|href)=\"(?!#)[^\"]*", shell) == []
    assert "url(" not in style
    assert "@import" not in style


def test_our_modules_make_no_markup_and_ask_nobody() -> None:
    """Of the drawing library only its notices name addresses; that it asks for none is seen in a browser."""
    ours = bundle({name: asset(name) for name in MODULES})
    assert set(re.findall(r"https?://[\w.]+", ours)) <= {"http://www.w3.org"}
    assert not re.search(
        r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML", ours
    )


def test_markup_has_no_handlers_and_no_style_attributes(html: str) -> None:
    _, data, script = blocks(html)
    shell = html.replace(data, "").replace(script, "")
    assert not re.search(r"<[^>]+\son\w+\s*=", shell)
    assert not re.search(r"<[^>]+\sstyle\s*=", shell)


def test_hostile_text_stays_inside_its_block(hostile: str) -> None:
    _, data, _ = blocks(hostile)
    assert not set("<>&\u2028\u2029") & set(data)
    assert json.loads(data)["cite"] == EVIL
    assert "<img" not in hostile


def test_same_payload_same_bytes() -> None:
    assert build(sample()) == build(sample())


def test_small_enough_to_mail(html: str) -> None:
    assert len(html.encode()) < 2_500_000


def test_every_module_is_used_and_short() -> None:
    assert {path.name for path in ASSETS.glob("*.js")} == set(MODULES)
    for module in MODULES:
        assert len((ASSETS / module).read_text(encoding="utf-8").splitlines()) < 250, module


def test_a_module_that_imports_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="does not export"):
        bundle({"a.js": "export const one = 1;\n", "b.js": 'import { two } from "./a.js";\n'})


def test_an_unknown_flow_is_not_read_as_the_deals_own_amount() -> None:
    packed: dict[str, Any] = json.loads(as_block(pack(sample())))
    third = next(e for e in packed["edges"] if e["id"] == "three")
    assert third["amounts"]["headline"] == 7_000_000_000
    assert third["flow"]["headline"] == {"unknown": 1}


def test_a_zero_survives_packing_and_an_unknown_is_no_zero() -> None:
    packed: dict[str, Any] = json.loads(as_block(pack(sample())))
    found = {e["id"]: e for e in packed["edges"]}
    assert found["four"]["amounts"]["headline"] == 0
    assert "binding" not in found["three"]["amounts"]


def test_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "page.html"
    write("one\n", target)
    assert target.read_bytes() == b"one\n"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("circularity.render.page.os.replace", full)
    with pytest.raises(CannotWrite):
        write("two\n", target)
    assert target.read_bytes() == b"one\n"
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_told_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        report(ci.load(), None, tmp_path / "nowhere" / "page.html")

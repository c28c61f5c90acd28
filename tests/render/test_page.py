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
from circularity.errors import CannotWrite, DataProblem
from circularity.render import page as page_module
from circularity.render.bundle import LIBRARIES, MODULES, asset, bundle
from circularity.render.elements import elements
from circularity.render.pack import HEAD, as_block, pack, payload_of
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
    assert EVIL in [entity["name"] for entity in payload_of(hostile)["entities"]]
    assert "<img" not in hostile


def test_the_data_come_back_out_of_a_page_as_they_went_in(html: str, told: dict[str, Any]) -> None:
    packed = json.loads(json.dumps(pack(told) | {"map": elements(told)}))
    assert payload_of(html) == packed
    assert len(packed["edges"]) > 400


def test_the_head_of_the_block_is_readable_and_comes_first(html: str, told: dict[str, Any]) -> None:
    _, data, _ = blocks(html)
    assert set(HEAD) <= set(json.loads(data))
    assert data.index('"zipped"') > data.index(told["cite"]) > 0
    assert data.index('"zipped"') < 10_000


@pytest.mark.parametrize("harm", ["cut", "changed", "no letters", "no block", "no key"])
def test_a_block_that_was_cut_or_changed_is_refused(harm: str, hostile: str) -> None:
    _, data, _ = blocks(hostile)
    body = json.loads(data)["zipped"]
    at = len(body) // 2
    new = {"cut": body[:at], "changed": body[:at] + ("A" if body[at] != "A" else "B") + body[at + 1 :], "no letters": "!" + body[1:]}
    if harm == "no block":
        broken = hostile.replace('id="data"', 'id="other"')
    elif harm == "no key":
        broken = hostile.replace('"zipped"', '"folded"')
    else:
        broken = hostile.replace(body, new[harm])
    with pytest.raises(DataProblem, match="circularity report"):
        payload_of(broken)


def test_the_libraries_are_those_their_makers_published() -> None:
    """Each file under assets/vendor has its line, with its hash; each has its licence, and none is altered."""
    vendor = ASSETS / "vendor"
    line = r"^\| ([\w-]+) \| ([\d.]+) \| .* \| `([\w.-]+)` \| ([\d,]+) \| .* \| `(\w{64})` \|$"
    lines = re.findall(line, asset("vendor/README.md"), re.MULTILINE)
    assert [name for _, _, name, _, _ in lines] == list(LIBRARIES)
    assert {path.name for path in vendor.iterdir()} == {*LIBRARIES, "README.md", "LICENSE.d3", "LICENSE.d3-path", "LICENSE.pako"}
    for package, version, name, size, told in lines:
        held = (vendor / name).read_bytes()
        assert (len(held), hashlib.sha256(held).hexdigest()) == (int(size.replace(",", "")), told), name
        assert package == "pako" or f"{package}/ v{version} ".encode() in held[:60]
    assert sum((vendor / name).stat().st_size for name in LIBRARIES if name.startswith("d3")) < 300_000


def test_same_payload_same_bytes() -> None:
    assert build(sample()) == build(sample())


def test_small_enough_to_mail(html: str) -> None:
    assert len(html.encode()) < 2_000_000  # we promise 2.5 MB; the rest is room for more deals


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

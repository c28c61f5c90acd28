"""The documentation site: built without a warning, every link and anchor leads somewhere, and nothing is asked of another host."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest

ROOT = Path(__file__).parents[2]
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "video": "src", "audio": "src", "embed": "src"}


class Read(HTMLParser):
    """What a page loads, links to, and can be linked to by."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in LOADED and (address := found.get(LOADED[tag])):
            self.loads.append(address)
        if tag == "a" and (address := found.get("href")):
            self.links.append(address)
        if name := found.get("id"):
            self.ids.append(name)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(out)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Read]:
    # the page for what is not found is served from any address, so that its links begin at the root
    return {path: Read(path) for path in sorted(site.rglob("*.html")) if path.name != "404.html"}


def test_every_page_of_the_repository_is_on_the_site(site: Path) -> None:
    kept = {f"{page.stem}.html" for page in (ROOT / "docs").glob("*.md")}
    kept |= {"example.html", "CONTRIBUTING.html", "CHANGELOG.html", "data/index.html", "data/CHANGELOG.html", "data/KNOWN_ISSUES.html"}
    assert sorted(name for name in kept if not (site / name).exists()) == []
    # and what makes them is not
    assert list(site.rglob("*.py")) == []


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Read]) -> None:
    assert [(path.name, load) for path, read in pages.items() for load in read.loads if _elsewhere(load)] == []
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert [url for url in re.findall(r"(?:url\(|@import )[\"']?([^)\"']+)", text) if _elsewhere(url)] == [], sheet.name
    texts = "".join(path.read_text(encoding="utf-8") for path in pages)
    assert not re.search(r"fonts\.g|googleapis|unpkg|cdn\.|jsdelivr", texts)


def test_links_and_anchors_lead_somewhere(site: Path, pages: dict[Path, Read]) -> None:
    broken = [(path.relative_to(site).as_posix(), link) for path, link in _links(pages) if not _leads(path, link, pages)]
    assert broken == []


def test_no_anchor_stands_twice_on_a_page(pages: dict[Path, Read]) -> None:
    for path, read in pages.items():
        ids = [name for name in read.ids if not name.startswith("__")]
        assert sorted({name for name in ids if ids.count(name) > 1}) == [], path.name


def test_each_public_name_has_its_signature_and_text(site: Path) -> None:
    import circularity as ci

    text = (site / "python.html").read_text(encoding="utf-8")
    assert ":::" not in text
    missing = [name for name in ci.__all__ if name != "__version__" and f'id="{getattr(ci, name).__module__}.{name}"' not in text]
    assert missing == []


@pytest.mark.browser
def test_from_disk_it_is_read_and_searched_without_a_request(site: Path, browser: Any) -> None:
    asked: list[str] = []
    wrong: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto((site / "index.html").as_uri())
    page.click("input[name=query]")
    page.keyboard.type("backlog", delay=20)
    page.wait_for_selector(".md-search-result__item", timeout=20_000)
    for name in ("tutorial", "example", "cli"):
        page.goto((site / f"{name}.html").as_uri())
        assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.lang") == "en"
    page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert wrong == []


def _elsewhere(address: str) -> bool:
    return address.startswith(("http:", "https:", "//"))


def _links(pages: dict[Path, Read]) -> Iterator[tuple[Path, str]]:
    for path, read in pages.items():
        for link in read.links:
            if not re.match(r"[a-z]+:", link):
                yield path, link


def _leads(path: Path, link: str, pages: dict[Path, Read]) -> bool:
    name, anchor = urldefrag(link)
    place = (path.parent / unquote(name)).resolve() if name else path
    if place.is_dir():
        place /= "index.html"
    if place not in pages:
        return place.exists() and not anchor
    return not anchor or unquote(anchor) in pages[place].ids

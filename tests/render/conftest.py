"""A browser for the tests of the page, and pages opened in it that must stay silent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.render.page import build, write
from circularity.render.payload import payload
from tests.render.sample import sample

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    if CHROMIUM is None:
        if os.environ.get("CIRCULARITY_REQUIRE_BROWSER"):
            pytest.fail("CIRCULARITY_REQUIRE_BROWSER is set, but no chromium or google-chrome was found")
        pytest.skip("no chromium or google-chrome on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        chrome = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield chrome
        chrome.close()


@pytest.fixture(scope="session")
def told() -> dict[str, Any]:
    """What the page of the real data is made of, worked out once for all tests."""
    return payload(ci.load(), ci.View(basis="binding"))


@pytest.fixture(scope="session")
def html(told: dict[str, Any]) -> str:
    return build(told)


@pytest.fixture(scope="session")
def real(html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("page") / "exposure.html"
    write(html, target)
    return target


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("page") / "hostile.html"
    write(build(sample()), target)
    return target


class Opened:
    """A page with what it said and asked for."""

    def __init__(self, browser: Any, path: Path, fragment: str = "", **settings: Any) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **settings})
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._refuse)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.address = path.as_uri()
        self.page.goto(self.address + fragment)

    def _refuse(self, dialog: Any) -> None:
        self.said.append("dialog")
        dialog.dismiss()

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))


@pytest.fixture
def show(browser: Any) -> Iterator[Any]:
    """Open a page; on leaving, it must have said nothing and asked for nothing."""
    opened: list[Opened] = []

    def open_page(path: Path, fragment: str = "", **settings: Any) -> Opened:
        opened.append(Opened(browser, path, fragment, **settings))
        return opened[-1]

    yield open_page
    for one in opened:
        one.context.close()
        assert one.said == []
        assert {url.split("#")[0] for url in one.asked} == {one.address}

"""The pages lead nowhere that does not exist, define what is measured, name this version, and go stale visibly."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

import circularity as ci
from circularity.analysis.failure.losses import CHANNELS
from circularity.analysis.loops.answer import LoopType
from circularity.model.stages import Basis, Grade

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        place = (page.parent / name) if name else page
        assert place.exists(), target
        assert not anchor or anchor in _anchors(place), target


def _anchors(page: Path) -> set[str]:
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


def test_each_measure_is_defined() -> None:
    text = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    assert [word for word in (*CHANNELS, *LoopType, *Basis, *Grade) if f"`{word}`" not in text] == []


def test_the_citation_names_this_version_and_these_data() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    licence = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["license"]
    for line in (f"version: {ci.__version__}", f"license: {licence}", f'  version: "{ci.load().card.version}"'):
        assert f"\n{line}\n" in text


def test_a_stale_example_is_found() -> None:
    refreshed = runpy.run_path(str(ROOT / "docs" / "build_readme.py"))["refreshed"]
    console = "<!-- run: echo new -->\n```console\n$ echo new\nold\n```\n<!-- end -->"
    assert refreshed(console) == console.replace("old", "new")
    session = "<!-- python -->\n```pycon\n>>> 1 + 1\n3\n```\n<!-- end -->"
    assert refreshed(session) == session.replace("\n3\n", "\n2\n")

"""What a checker of accessibility (axe-core) finds on the page: nothing, in light and dark, wide and narrow."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
VIEWS = ["", "#company=openai&part=fails&round=2", "#company=nvidia&part=vendor", "#company=openai&part=pay", "#company=meta&part=life",
         "#deal=openai-oracle-cloud-2025", "#loop=loops%3Anvidia%2Fopenai%2Foracle", "#scenario=repeat-of-2001", "#tab=vendors",
         "#tab=prices", "#tab=funding", "#tab=claims", "#tab=matrix",
         "#tab=lists", "#path=nvidia%3Eoracle&step=3", "#tab=notes", "#day=2025-10-31",
         "#ego=nvidia&from=2026&hide=loan,unpriced", "#tab=loops", "#tab=deals&arc=nvidia%3Eopenai"]  # fmt: skip


@pytest.fixture(scope="module")
def checker() -> str:
    """The text of axe-core, as a package for tests ships it."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core is not installed (package axe-playwright-python)")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_axe_finds_nothing(scheme: str, width: int, show: Any, real: Path, checker: str) -> None:
    page = show(real, color_scheme=scheme, viewport={"width": width, "height": 900})
    page.page.evaluate(checker)
    wrong = []
    for view in VIEWS if (scheme, width) == ("light", 1440) else VIEWS[:12:3]:
        page.page.evaluate("(hash) => { location.hash = hash; }", view)
        page.page.wait_for_timeout(40)
        said = page.page.evaluate("""() => axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations.map(
            (v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 160)).join(" | ")}`))""")
        wrong += [f"{view or 'start'}: {text}" for text in said]
    assert wrong == []

"""Paths of money and lists of what stands out: the page finds the same as the analyses."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.analysis.wording import money
from circularity.errors import CircularityError
from circularity.graph.build import flows
from circularity.render.bundle import MODULES, asset, bundle
from circularity.render.page import build
from circularity.render.payload import payload

pytestmark = pytest.mark.browser
NEEDED = MODULES[: MODULES.index("paths.js") + 1]


def test_the_path_with_the_fewest_steps_between_random_companies(show: Any, real: Path, data: Any) -> None:
    companies = sorted({end for f in flows(data, ci.View()) for end in (f.payer, f.payee) if not data.entities[end].is_pool})
    chance = random.Random(5)
    pairs = [tuple(chance.sample(companies, 2)) for _ in range(60)] + list(
        combinations(["nvidia", "openai", "oracle", "amd", "microsoft"], 2)
    )
    page = show(real)
    code = bundle({name: asset(name) for name in NEEDED}).strip().removesuffix("})();")
    code += """return (pairs) => pairs.map(([a, b]) => { const r = modules["paths.js"].routeOf(a, b, "binding");
      return r && [r.companies, r.size.low, r.size.point, r.size.high]; }); })()"""
    said = page.page.evaluate(f"(pairs) => ({code})(pairs)", [list(pair) for pair in pairs])
    told = []
    for pair in pairs:
        try:
            rows = ci.path(data, *pair, ci.View()).rows
        except CircularityError:
            rows = ()
        told.append([list(rows[0].companies), *(rows[0].size.as_json()[end] for end in ("low", "point", "high"))] if rows else None)
    assert sum(t is not None for t in told) > 12
    assert [s and s[0] for s in said] == [t and t[0] for t in told]
    for s, t in zip(said, told, strict=True):
        assert (s is None and t is None) or s[1:] == pytest.approx(t[1:], abs=2)


def test_a_path_is_chosen_in_the_panel_and_turned_round(show: Any, real: Path, data: Any) -> None:
    page = show(real, "#company=nvidia")
    page.page.select_option("#goal", "oracle")
    page.page.wait_for_selector("#routewords")
    best = ci.path(data, "nvidia", "oracle", ci.View()).rows[0]
    assert money(best.size) in page.text("#routewords")
    assert page.page.locator(".steps > li").count() == best.length
    assert "path=nvidia%3Eoracle" in page.page.url
    page.page.click("#turn")
    page.page.wait_for_function("location.hash.includes('oracle%3Envidia')")
    assert page.text("#panel h2") == "Oracle to NVIDIA"
    again = show(real, "#path=nvidia%3Enobody&company=")
    assert again.page.locator("[data-loop]").count() >= 10


def listed(page: Any, kind: str) -> list[str]:
    page.page.click(f"[data-list={kind}]")
    found: list[str] = page.page.eval_on_selector_all(".lists [data-edge]", "rows => rows.map(r => r.dataset.edge)")
    return found


def test_lists_hold_the_largest_and_the_widest(show: Any, real: Path, data: Any) -> None:
    page = show(real, "#tab=lists")
    sized = sorted((f for f in flows(data, ci.View()) if f.amount.point), key=lambda f: (-round(f.amount.point or 0.0), f.id))
    assert listed(page, "largest") == [f.id for f in sized[:25]]
    answer = ci.disputes(data, ci.View())
    assert listed(page, "disputed") == [row.edge for row in answer.rows[:25]]
    assert answer.sentence in page.text("#sheet")
    names = listed(page, "unpaid")
    paid = {f.id: f.amount for f in flows(data, ci.View(basis="paid"))}
    owed = {}
    for flow in flows(data, ci.View()):
        bound, moved = flow.amount, paid[flow.id]
        if bound.point is not None and moved.point is not None:
            owed[flow.id] = bound.point - moved.point
        elif bound.high is not None:
            owed[flow.id] = bound.high - (moved.low or 0.0)
    assert names == sorted((name for name in owed if owed[name] >= 0.5), key=lambda name: (-round(owed[name]), name))[:25]
    assert page.page.evaluate("document.activeElement.dataset.list") == "unpaid"


@pytest.mark.parametrize(
    "view", [ci.View(as_of="2001"), ci.View(as_of="2024-06", basis="paid"), ci.View(min_grade="A")], ids=["empty", "early", "graded"]
)
def test_a_page_of_little_data_still_opens(view: ci.View, show: Any, data: Any, tmp_path: Path) -> None:
    """What an analysis cannot answer on such a day has no place on the page."""
    target = tmp_path / "page.html"
    target.write_text(build(payload(data, view)), encoding="utf-8")
    page = show(target)
    tabs = page.page.locator("#tabs button")
    for at in range(tabs.count()):
        tabs.nth(at).click()
        assert page.text("#sheet")
    page.page.click("#tour")
    while page.page.is_enabled("#tournext"):
        page.page.click("#tournext")
    assert page.text("#tourtext")

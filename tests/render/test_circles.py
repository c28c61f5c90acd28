"""The page recounts what runs in circles for whatever is switched on, and means the same by it as the analysis."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import circularity as ci
from circularity.analysis.circulation.measures import balanced_circulation, component_share
from circularity.analysis.wording import dollars
from circularity.graph.build import flows

pytestmark = pytest.mark.browser


def shares(page: Any) -> dict[str, str]:
    rows = page.page.locator(".shares tr").all()
    return {row.locator("th").inner_text(): row.locator("strong").inner_text() for row in rows}


def tenth(value: float) -> str:
    return f"{100 * value:.1f}%"


@pytest.mark.parametrize("basis", ["headline", "binding", "paid", "expected"])
def test_shares_and_loops_are_those_of_the_analysis(basis: str, show: Any, real: Path, data: Any) -> None:
    row = ci.network(data, ci.View(basis=basis), draws=0, years=False).rows[0]
    page = show(real, f"#basis={basis}")
    assert shares(page) == {
        "Runs in circles": tenth(row.kappa_bff),
        "At most could": tenth(row.kappa_max),
        "Could come back": tenth(row.kappa_scc),
    }
    page.page.get_by_role("button", name="Without overlap").click()
    listed = page.page.locator(".looplist li").all()
    assert len(listed) == len(row.loops)
    for line, loop in zip(listed, row.loops, strict=True):
        names = [data.name(c) for c in (*loop.companies, loop.companies[0])]
        assert " → ".join(names) in line.inner_text()
        assert f"USD {dollars(loop.amount)}" in line.inner_text()


@pytest.mark.parametrize(
    ("hide", "minimum"), [("group", 0), ("unpriced,financing", 0), ("unpriced", 10e9), ("unpriced", 1e9), ("commerce", 25e9)]
)
def test_filters_recount_the_shares(hide: str, minimum: float, show: Any, real: Path, data: Any) -> None:
    companies = sorted(name for name, entity in data.entities.items() if not entity.is_pool)
    at = {name: i for i, name in enumerate(companies)}
    amounts = np.zeros((len(at), len(at)))
    for flow in flows(data, ci.View(basis="headline")):
        edge, point = flow.position.edge, flow.amount.point
        tone = "group" if data.group(flow.payer) == data.group(flow.payee) else str(edge.kind.spec.edge_class)
        if not point or point < minimum or tone in hide or edge.kind.spec.edge_class == "support":
            continue
        if flow.payer in at and flow.payee in at:
            amounts[at[flow.payer], at[flow.payee]] += point
    page = show(real, f"#basis=headline&hide={hide}&minimum={minimum:.0f}")
    found = shares(page)
    if minimum or hide != "unpriced":
        assert "At most could" not in found  # the page says what it cannot work out, and leaves it out
        assert "Recounted" in page.text(".shares caption")
    if amounts.any() and component_share(amounts):
        assert found["Runs in circles"] == tenth(balanced_circulation(amounts).share)
        assert found["Could come back"] == tenth(component_share(amounts))
    else:
        assert "nothing can come back" in page.text(".circles")


def test_chance_stands_beside_the_shares(show: Any, real: Path) -> None:
    page = show(real)
    assert page.page.locator(".scale .band").count() == 6
    page.page.locator(".circles summary").click()
    told = page.text(".circles details")
    assert re.search(r"chance gives \d+\.\d% ± \d+\.\d% when shuffled, p = 0\.\d+", told)
    assert "move no money and are left out" in told
    assert "chance" in page.text(".circles p")


def test_a_loop_without_overlap_is_followed_on_the_map(show: Any, real: Path) -> None:
    page = show(real)
    page.page.get_by_role("button", name="Without overlap").click()
    page.page.locator("[data-peeled]").first.click()
    page.page.wait_for_selector(".steps > li")
    assert "loop=" in page.page.url

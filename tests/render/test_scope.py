"""What narrows the page down (one company with its neighbours, kinds, evidence): everything is recounted, and there is a way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import circularity as ci
from circularity.analysis.wording import money
from circularity.graph.build import flows
from circularity.model.amounts import total
from tests.render.test_browser import number
from tests.render.test_map import pixels

pytestmark = pytest.mark.browser


def counted(page: Any) -> list[str]:
    """The flows that the page counts, by name."""
    page.page.evaluate("document.querySelector('#sheet [data-more]')?.click()")
    found: list[str] = page.page.eval_on_selector_all(
        "table.deals tbody tr", "rows => rows.map((r) => r.cells[r.cells.length - 1].innerText)"
    )
    return sorted(found)


@pytest.mark.parametrize(("company", "reach", "basis"), [("coreweave", 1, "binding"), ("oracle", 2, "paid"), ("nvidia", 1, "headline")])
def test_a_company_alone_with_its_neighbours(company: str, reach: int, basis: str, show: Any, real: Path, data: Any) -> None:
    view = ci.View(basis=basis)
    graph = data.graph(view).to_undirected()
    near = set(nx.ego_graph(graph, company, radius=reach))
    inside = [flow for flow in flows(data, view) if {flow.payer, flow.payee} <= near]
    page = show(real, f"#ego={company}&basis={basis}" + ("&reach=2" if reach == 2 else ""))
    assert f"the {len(near) - 1} companies within {'one step' if reach == 1 else 'two steps'}" in page.text("#egotext")
    assert page.page.locator("#stops button").count() == len(near)
    carrying = [flow.amount for flow in inside if flow.amount.carries_money]
    assert money(total(carrying)) in page.text("#totals")
    assert f"in {len(carrying)} flows" in page.text("#totals")
    assert counted(page) == sorted(flow.id for flow in inside)
    rings = [row for row in ci.loops(data, view).rows if set(row.companies) <= near]
    assert number(page.text("#panel .counted")) == len(rings)
    assert data.name(company) in page.text("h1")


def test_the_mode_is_entered_from_the_panel_and_left_again(show: Any, real: Path) -> None:
    page = show(real, "#company=coreweave")
    whole = page.text("#totals").split(" in ")[0]
    page.page.click("#alone")
    page.page.wait_for_function("location.hash.includes('ego=coreweave')")
    assert page.page.evaluate("document.activeElement.id") == "leave"
    one = page.page.locator("#stops button").count()
    page.page.click("#reach2")
    assert page.page.locator("#stops button").count() > one
    assert page.page.get_attribute("#reach2", "aria-pressed") == "true"
    assert page.page.evaluate("document.activeElement.id") == "reach2"
    page.page.locator("#panel [data-loop]").first.click()
    page.page.keyboard.press("Escape")
    assert "ego=coreweave" in page.page.url  # the first Escape leaves the loop only
    page.page.keyboard.press("Escape")
    page.page.wait_for_function("!location.hash.includes('ego')")
    assert page.text("#panel h2") == "CoreWeave"
    assert not page.page.locator("#ego").is_visible()
    assert page.text("#totals").split(" in ")[0] == whole
    page.page.keyboard.press("Escape")
    page.page.wait_for_function("location.hash === ''")


def test_kinds_are_filters_that_count_as_the_command_line_does(show: Any, real: Path, data: Any) -> None:
    kinds = sorted({edge.kind for edge in data.edges.values()})
    kept = {"cloud_contract", "equity_investment", "hardware_purchase"}
    off = [kind for kind in kinds if kind not in kept]
    view = ci.View(kinds=kept)
    page = show(real, f"#hide=unpriced,{','.join(off)}")
    assert page.page.get_attribute("#kinds", "open") is not None
    assert f"{len(off)} switched off" in page.text("#kinds summary")
    rows = ci.loops(data, view).rows
    assert number(page.text("#panel .counted")) == len(rows)
    carrying = [flow.amount for flow in flows(data, view) if flow.amount.carries_money]
    assert money(total(carrying)) in page.text("#totals")
    page.page.click("#tab-loops")
    sizes = page.page.eval_on_selector_all("table.loops tbody tr", "rows => rows.map((r) => [r.dataset.row, r.cells[3].innerText])")
    assert dict(sizes) == {row.id: money(row.size) for row in rows}
    breaks = page.page.eval_on_selector_all("table.loops tbody tr", "rows => rows.map((r) => r.cells[7].innerText !== 'no single deal')")
    assert sum(breaks) == sum(row.key_edge is not None for row in rows)
    page.page.locator(f"[data-filter={off[0]}]").check()
    assert f"{len(off) - 1} switched off" in page.text("#kinds summary")


@pytest.mark.parametrize(("hide", "grade"), [("C,D", "B"), ("B,C,D", "A")])
def test_evidence_is_a_filter_too(hide: str, grade: str, show: Any, real: Path, data: Any) -> None:
    view = ci.View(min_grade=grade, basis="headline")
    page = show(real, f"#basis=headline&hide=unpriced,{hide}")
    carrying = [flow.amount for flow in flows(data, view) if flow.amount.carries_money]
    assert money(total(carrying)) in page.text("#totals")
    rows = ci.loops(data, view).rows
    assert (number(page.text("#panel .counted")) if rows else 0) == len(rows)
    if rows:
        assert money(rows[0].size) in page.text("h1").replace("USD ", "")


def test_a_filter_says_how_many_it_would_add(show: Any, real: Path) -> None:
    page = show(real)
    page.page.locator("#kinds summary").click()
    for key in ("commerce", "cloud_contract", "B", "labs"):
        box = page.page.locator(f"[data-filter={key}]")
        if not box.count():
            continue
        count = page.page.locator(f"[data-filter={key}] ~ span .count").inner_text()
        box.click()
        assert page.page.locator(f"[data-filter={key}] ~ span .count").inner_text() == count
        assert page.page.evaluate("document.activeElement.dataset.filter") == key
        box.click()
    assert "hide" not in page.page.url


def test_an_arc_opens_into_its_deals_on_the_map(show: Any, real: Path, told: dict[str, Any]) -> None:
    pair = ("microsoft", "openai")
    members = [edge for edge in told["edges"] if (edge["from"], edge["to"]) == pair]
    page = show(real)
    before, shut = number(page.text("#totals").split("Drawn: ")[1]), pixels(page)
    page.page.evaluate("location.hash = 'arc=microsoft%3Eopenai'")
    page.page.wait_for_selector("table.arc")
    assert number(page.text("#totals").split("Drawn: ")[1]) == before - 1 + len(members)
    assert pixels(page) != shut
    page.page.keyboard.press("Escape")
    page.page.wait_for_function("location.hash === ''")
    assert number(page.text("#totals").split("Drawn: ")[1]) == before


def test_a_loop_that_does_not_close_here_says_so(show: Any, real: Path) -> None:
    page = show(real, "#loop=loops%3Anvidia%2Fopenai%2Foracle&day=2023-01-31")
    assert "does not close" in page.text("#panel")
    odd = show(real, "#loop=loops%3Aarm%2Fmeta%2Fnscale")
    assert "does not close" in odd.text("#panel") or odd.page.locator("#panel [data-loop]").count()


def test_a_loop_shows_its_days_key_deal_and_share(show: Any, real: Path, data: Any) -> None:
    row = ci.loops(data, ci.View()).row("loops:amd/openai")
    assert row is not None
    page = show(real, "#loop=loops%3Aamd%2Fopenai&hide=ended,unpriced")
    text = page.text("#panel")
    assert str(row.live.start.year) in text
    assert str(row.live.end.year) in text
    assert f"{100 * row.binding_share:.0f} %" in text
    edge = data.edges[row.key_edge]
    assert edge.kind.spec.sentence(data.name(edge.payer), data.name(edge.payee)) in page.text("#keydeal")
    assert money(row.size) in text.replace("USD ", "")

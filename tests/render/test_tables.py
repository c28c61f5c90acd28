"""Every table on the page sorts by each of its columns and is saved as it is shown."""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

import circularity as ci
from circularity.analysis.wording import money
from circularity.model.amounts import Amount

pytestmark = pytest.mark.browser
MORE = {"vendors": "table.vendors", "funding": "table.funding", "claims": "table.claims"}
TABS = {"deals": "table.deals", "companies": "table.companies", "loops": "table.loops", "lists": "table.lists"}


def shown(page: Any, table: str) -> list[list[str]]:
    """Head and rows of a table as one reads them, arrows of the sorting left out."""
    rows: list[list[str]] = page.page.eval_on_selector(
        table, "t => [...t.rows].map((r) => [...r.cells].map((c) => c.innerText.replace(/ [↑↓]$/, '').trim()))"
    )
    return rows


def saved(page: Any) -> list[dict[str, str]]:
    """What the link of a sheet would save; the address is made when it is clicked."""
    page.page.evaluate("document.querySelector('#sheet a.save').addEventListener('click', (e) => e.preventDefault())")
    page.page.click("#sheet a.save")
    text = unquote(str(page.page.get_attribute("#sheet a.save", "href")).split(",", 1)[1])
    return list(csv.DictReader(io.StringIO(text)))


def amount(row: dict[str, str], key: str) -> str:
    low, point, high = (float(row[name]) if row[name] else None for name in (f"{key}_low", key, f"{key}_high"))
    return money(Amount(low, point, high, float(row[f"{key}_at_most"] or 0)))


def keys(page: Any) -> list[str]:
    found: list[str] = page.page.eval_on_selector_all("#sheet [data-sort]", "all => all.map((b) => b.dataset.sort)")
    return found


@pytest.mark.parametrize(
    "fragment",
    ["tab=deals", "tab=deals&basis=paid&from=2026&to=2028&hide=support,unpriced", "tab=companies", "tab=loops&basis=headline",
     "tab=lists", "tab=lists&list=unpaid", "tab=lists&list=disputed"],
)  # fmt: skip
def test_a_saved_table_is_the_one_that_is_shown(fragment: str, show: Any, real: Path) -> None:
    page = show(real, f"#{fragment}")
    table = TABS[fragment.split("tab=")[1].split("&")[0]]
    columns = keys(page)
    more = page.page.locator("#sheet [data-more]")
    if more.count():
        more.click()
    for order in (None, columns[0], columns[-1]):
        if order:
            page.page.click(f"#sheet [data-sort={order}]")
        body, file = shown(page, table)[1:], saved(page)
        assert len(file) == len(body) > 5
        for cells, row in zip(body, file, strict=True):
            for key, cell in zip(columns, cells, strict=True):
                if f"{key}_low" in row:
                    assert cell in (amount(row, key), "none"), (key, row)
                elif key in ("id", "from", "to", "verb", "company", "loop", "rank", "role", "class", "grade", "type"):
                    assert row[key].lower() == cell.lower(), (key, row)


@pytest.mark.parametrize("tab", list(TABS))
def test_each_column_sorts_both_ways_by_keyboard_and_keeps_equal_rows_in_place(tab: str, show: Any, real: Path) -> None:
    page = show(real, f"#tab={tab}&basis=headline")
    for key in keys(page):
        button = page.page.locator(f"#sheet [data-sort={key}]")
        turned = []
        for _ in range(2):
            button.focus()
            page.page.keyboard.press("Enter")
            assert page.page.evaluate("document.activeElement.dataset.sort") == key
            assert page.page.locator("#sheet th[aria-sort=ascending], #sheet th[aria-sort=descending]").count() == 1
            how = page.page.get_attribute(f"#sheet th:has([data-sort={key}])", "aria-sort")
            turned.append(how)
            file = saved(page)
            values = [row[key] for row in file]
            for before, after in pairwise(file):
                if before[key] == after[key]:  # equal rows stay in the order in which they came: by name, or by rank
                    assert before["id"] < after["id"] if tab == "deals" else int(before["rank"]) < int(after["rank"]), key
            known = [v for v in values if v]
            assert values[: len(known)] == known, "what is not known stands last"
            if known and all(v.replace(".", "").replace("-", "").isdigit() and v.count("-") < 2 for v in known):
                numbers = [float(v) for v in known]
                assert numbers == sorted(numbers, reverse=how == "descending")
        assert sorted(turned) == ["ascending", "descending"], key


@pytest.mark.parametrize("tab", list(MORE))
def test_tables_of_answers_sort_and_are_saved_as_shown(tab: str, show: Any, real: Path) -> None:
    page = show(real, f"#tab={tab}")
    first = keys(page)[0]
    for order in (first, keys(page)[1]):
        page.page.click(f"#sheet [data-sort={order}]")
        heads = page.page.eval_on_selector_all(
            f"{MORE[tab]} thead th", "all => all.map((th) => th.querySelector('button')?.dataset.sort || '')"
        )
        body, file = shown(page, MORE[tab])[1:], saved(page)
        assert len(body) == len(file) > 3
        assert [cells[heads.index(first)].split("\n")[0] for cells in body] == [row[first] for row in file]
        names = [row[order] for row in file]
        if tab == "vendors" and order == first:
            assert names == sorted(names, key=str.casefold)
    assert page.page.locator("#sheet th[aria-sort=ascending], #sheet th[aria-sort=descending]").count() == 1


def test_the_order_is_kept_in_the_address(show: Any, real: Path) -> None:
    page = show(real, "#tab=companies")
    page.page.click("#sheet [data-sort=pays]")
    page.page.wait_for_function("location.hash.includes('sort=-pays')")
    first = shown(page, "table.companies")[1]
    again = show(real, "#tab=companies&sort=-pays")
    assert shown(again, "table.companies")[1] == first
    again.page.click("#tab-loops")
    assert "sort=" not in again.page.url


def test_the_table_of_loops_is_that_of_the_command_line(show: Any, real: Path, data: Any) -> None:
    page = show(real, "#tab=loops&basis=paid")
    rows = ci.loops(data, ci.View(basis="paid")).rows
    found = shown(page, "table.loops")[1:]
    assert [cells[3] for cells in found] == [money(row.size) for row in rows]
    file = saved(page)
    assert [row["key"] for row in file] == [row.key_edge or "" for row in rows]
    assert [float(row["binding"]) for row in file] == pytest.approx([row.binding_share for row in rows], abs=1e-5)
    for row, told in zip(file, rows, strict=True):
        if told.live.start and told.live.end:
            assert str(told.live.start.year) in row["live"]
            assert str(told.live.end.year) in row["live"]
        elif not told.live_together:
            assert row["live"] == "never at once"


def test_the_matrix_is_ordered_and_saved(show: Any, real: Path) -> None:
    page = show(real, "#tab=matrix")
    page.page.select_option("#order", "name")
    page.page.wait_for_function("location.hash.includes('sort=name')")
    names = page.page.locator(".matrix tbody th").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    file = saved(page)
    assert [row["payer"] for row in file] == names
    assert next(row for row in file if row["payer"] == "OpenAI")["Oracle"] == "300 bn"
    again = show(real, "#tab=matrix&sort=-amount")
    assert again.page.input_value("#order") == "-amount"


def test_small_tables_in_the_panel_sort_too(show: Any, real: Path) -> None:
    page = show(real, "#company=openai")
    before = page.text("#panel table.pays tbody tr:first-child")
    page.page.click("#panel table.pays [data-sort=amount]")
    assert page.text("#panel table.pays tbody tr:first-child") != before
    assert page.page.evaluate("document.activeElement.dataset.sort") == "amount"

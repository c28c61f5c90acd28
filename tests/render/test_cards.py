"""Vendors, means to pay, useful lives, share prices and funding on the page: the same figures as the analyses print."""

from __future__ import annotations

import csv
import io
import math
import random
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.analysis.compare import compare
from circularity.analysis.wording import money, percent
from circularity.model.amounts import Amount
from circularity.render.answers import slim
from circularity.render.bundle import asset, bundle
from circularity.render.cards import LIVES

pytestmark = pytest.mark.browser
CELLS = "(name) => Object.fromEntries([...document.querySelectorAll(`[data-${name}]`)].map((e) => [e.dataset[name], e.textContent]))"


@pytest.mark.parametrize("vendor", ["nvidia", "amazon", "amd", "google"])
def test_the_vendor_card_holds_the_analysis_figures(vendor: str, show: Any, real: Path, data: Any) -> None:
    row = next(r for r in ci.vendors(data, ci.View()).rows if r.vendor == vendor)
    page = show(real, f"#company={vendor}&part=vendor")
    found = page.page.evaluate(CELLS, "measure")
    assert len(found) == 18
    for key, text in found.items():
        measure, level = key.split(".")
        assert text == money(getattr(row, measure)[level]), key
    panel = page.text("#panel")
    assert money(row.support_that_could_return["binding"]) in panel
    if row.score is not None:
        assert f"Score {row.score.as_json()['value']:g} of 100" in panel


def test_vendors_stand_in_the_order_of_the_analysis(show: Any, real: Path, data: Any) -> None:
    answer = ci.vendors(data, ci.View())
    page = show(real, "#tab=vendors")
    assert page.page.eval_on_selector_all("[data-vendor]", "rows => rows.map(r => r.dataset.vendor)") == [r.vendor for r in answer.rows]
    assert answer.sentence in page.text("#sheet")
    page.page.locator("[data-vendor=nvidia] button").click()
    page.page.wait_for_selector(".measures")
    assert page.text("#panel h2") == "NVIDIA"


def test_today_beside_2000_like_for_like_and_mixed(show: Any, real: Path, data: Any) -> None:
    answer = compare(data, ci.View())
    page = show(real, "#tab=vendors")
    assert answer.sentence in page.text(".compare")
    for line in answer.rows:
        cells = page.page.locator(f"[data-line={line.line}] td").all()
        assert len(cells) == len(line.cells)
        for cell, item in zip(cells, line.cells, strict=True):
            said = f"{item.number:.0f}" if item.number is not None else percent(item.ratio)
            assert cell.inner_text().startswith(said), (line.line, item.subject)
    assert answer.extra["mixed"]["sentence"][1:] in page.text(".compare .note")


@pytest.mark.parametrize("company", ["openai", "coreweave", "anthropic"])
def test_each_year_of_paying_is_that_of_the_analysis(company: str, show: Any, real: Path, data: Any) -> None:
    answer = ci.pay(data, company, ci.View())
    page = show(real, f"#company={company}&part=pay")
    found = page.page.evaluate(CELLS, "pay")
    assert len(found) == 5 * len(answer.rows) > 0
    for row in answer.rows:
        for field in ("obligations", "revenue", "cash", "committed_funding", "gap"):
            assert found[f"{field}.{row.year}"] == money(getattr(row, field)), (field, row.year)
    assert page.page.locator("#panel svg.chart .commerce").count() >= len(answer.rows)


@pytest.mark.parametrize("company", ["meta", "amazon"])
def test_the_slider_shows_the_analysis_at_each_life(company: str, show: Any, real: Path, data: Any) -> None:
    page = show(real, f"#company={company}&part=life")
    for life in LIVES:
        page.page.evaluate(
            "(v) => { const s = document.querySelector('#life'); s.value = v; s.dispatchEvent(new Event('input', {bubbles: true})); }",
            life,
        )
        assert page.text(".slider output") == f"{life} years"
        found = page.page.evaluate(CELLS, "life")
        rows = ci.depreciation(data, company, ci.View(), life=life).rows
        assert len(found) == 2 * len(rows)
        for row in rows:
            for field in ("change_in_operating_income", "change_in_net_income"):
                assert found[f"{field}.{row.year}"] == money(getattr(row, field)), (life, field, row.year)


def test_the_slider_moves_by_key_and_stays_in_the_address(show: Any, real: Path) -> None:
    page = show(real, "#company=meta&part=life&life=5")
    assert page.page.input_value("#life") == "5"
    page.page.focus("#life")
    page.page.keyboard.press("ArrowLeft")
    page.page.wait_for_function("location.hash.includes('life=4')")
    assert page.page.evaluate("document.activeElement.id") == "life"
    assert "At 4 years" in page.text("#lifewords")


def test_share_prices_are_listed_and_sorted(show: Any, real: Path, data: Any) -> None:
    answer = ci.announcements(data, ci.View())
    page = show(real, "#tab=prices")
    assert page.page.locator(".prices tbody tr").count() == len(answer.rows)
    sized = [r for r in answer.rows if (r.headline.point or r.headline.high or r.headline.low or 0) > 0]
    moved, gained = [r for r in sized if r.change is not None], [r for r in sized if r.value_gained.point is not None]
    assert [page.page.locator(".pane").nth(i).locator(".dot-mark").count() for i in (0, 1)] == [len(moved), len(gained)]
    assert f"Not drawn: {len(answer.rows) - len(moved)} announcements" in page.text(".pane")
    page.page.click("[data-sort=price-date]")
    assert page.page.get_attribute(".prices th[aria-sort]:not([aria-sort=none])", "aria-sort") == "ascending"
    first = min(answer.rows, key=lambda r: (str(r.date), r.id))
    assert data.name(first.entity) in page.page.locator(".prices tbody tr").first.inner_text()
    assert page.page.evaluate("document.activeElement.dataset.sort") == "price-date"


def test_funding_markets_show_every_series(show: Any, real: Path, data: Any) -> None:
    answer = ci.funding(data, ci.View())
    page = show(real, "#tab=funding")
    assert answer.sentence in page.text("#sheet")
    assert page.page.locator(".funding tbody tr").count() == len(answer.rows)


def test_a_phone_shows_all_of_it_without_scrolling_sideways(show: Any, real: Path) -> None:
    page = show(real, viewport={"width": 390, "height": 844})
    for fragment in ("company=openai&part=fails&round=2", "company=nvidia&part=vendor", "company=openai&part=pay", "company=meta&part=life",
                     "tab=vendors", "tab=prices", "tab=funding", "scenario=repeat-of-2001", "step=3", "day=2025-10-31"):  # fmt: skip
        page.page.evaluate("(hash) => { location.hash = hash; }", fragment)
        page.page.wait_for_timeout(50)
        assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), fragment
        small = """() => [...document.querySelectorAll(
                ".choice button, .slider input, summary, .timeline input, .timeline button, .zoom a")]
            .filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 43).map((e) => e.outerHTML.slice(0, 120))"""
        assert page.page.evaluate(small) == [], fragment


def random_amounts(number: int) -> list[Amount]:
    """Amounts of every form: exact, ranges across units, ceilings, no upper limit, halves that round to even."""
    chance = random.Random(7)
    forms = [Amount(), Amount.exactly(0.0), Amount.exactly(22.25e9), Amount.exactly(22.35e9), Amount.exactly(999.6e6), Amount.exactly(0.5)]
    for _ in range(number):
        low, point, high = sorted(float(f"{10 ** chance.uniform(3, 13):.4g}") for _ in range(3))
        forms += [Amount(low, point, high), Amount(0.0, point, point, at_most=point), Amount(low, point, None), Amount(low, None, high)]
        forms += [Amount(0.0, None, high), Amount(low, low, None), Amount(0.0, point, high), Amount(-high, -point, -low)]
    return forms


def test_the_page_words_amounts_and_shares_as_the_command_line_does(show: Any, real: Path) -> None:
    page = show(real)
    code = bundle({name: asset(name) for name in ("dom.js", "format.js", "figures.js")})
    code = code.replace("})();\n", "})();\n", 1).rstrip().removesuffix("})();") + 'return modules["figures.js"]; })()'
    code = code.replace('(function () {\n"use strict";', "return (function () {", 1)
    amounts = random_amounts(150)
    packed = [
        slim({**{k: getattr(a, k) for k in ("low", "point", "high")}, **({"at_most": a.at_most} if a.at_most else {})}) for a in amounts
    ]
    shares = [Amount(*(None if v is None else math.copysign(abs(v) ** 0.3 / 1e4, v) for v in (a.low, a.point, a.high))) for a in amounts]
    said = page.page.evaluate(
        f"(list) => {{ const f = (() => {{ {code} }})(); return list.map(([a, s]) => [f.figure(f.range(a)), f.portion(f.range(s))]); }}",
        [[p, slim({k: getattr(s, k) for k in ("low", "point", "high")})] for p, s in zip(packed, shares, strict=True)],
    )
    for amount, part, (figure, portion) in zip(amounts, shares, said, strict=True):
        assert figure == money(amount), amount
        assert portion == percent(part), part


@pytest.mark.parametrize(
    ("fragment", "field"), [("#tab=vendors", "vendor"), ("#company=openai&part=fails", "entity"), ("#company=openai&part=pay", "year")]
)
def test_answers_are_saved_with_all_their_digits(fragment: str, field: str, show: Any, real: Path, data: Any) -> None:
    page = show(real, fragment)
    with page.page.expect_download() as download:
        page.page.locator("#sheet a.save:text-is('Save all figures')" if field == "vendor" else "#panel a.save").first.click()
    page.asked[:] = [url for url in page.asked if not url.startswith("data:")]
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    answers: dict[str, Any] = {
        "vendor": lambda: (ci.vendors(data, ci.View()).rows, "pro_rata.binding", lambda r: r.pro_rata["binding"]),
        "entity": lambda: (ci.exposed(data, "openai").rows, "capital_at_risk", lambda r: r.capital_at_risk),
        "year": lambda: (ci.pay(data, "openai", ci.View()).rows, "obligations", lambda r: r.obligations),
    }
    told, column, amount = answers[field]()
    assert [row[field] for row in rows] == [str(getattr(row, field)) for row in told]
    for row, expected in zip(rows, told, strict=True):
        for end, value in amount(expected).as_json().items():
            said = row[f"{column}.{end}"]
            assert (float(said) if said else None) == value, (row[field], end)

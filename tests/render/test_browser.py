"""What a reader's browser does with the page: it opens silently, every control does what it says, nothing runs away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
LOOP = "#loop=loops%3Anvidia%2Fopenai%2Foracle"


def number(text: str) -> int:
    found = re.search(r"\d[\d,]*", text)
    assert found is not None, text
    return int(found[0].replace(",", ""))


def test_opens_with_a_sentence_totals_and_loops(show: Any, real: Path) -> None:
    page = show(real)
    assert "loops" in page.text("h1")
    assert "USD" in page.text("#totals")
    assert re.search(r"\d{3} bn guarantees, warrants and the like, which move no money unless called", page.text("#totals"))
    assert page.page.locator("#panel [data-loop]").count() >= 10
    assert page.page.evaluate("document.documentElement.lang") == "en"
    assert page.page.title()


def test_a_page_cut_on_its_way_says_so(browser: Any, hostile: Path, tmp_path: Path) -> None:
    text = hostile.read_text(encoding="utf-8")
    body = text.partition('"zipped":"')[2].partition('"')[0]
    for harmed in (body[: len(body) // 2], body[:400] + ("A" if body[400] != "A" else "B") + body[401:]):
        broken = tmp_path / "broken.html"
        broken.write_text(text.replace(body, harmed), encoding="utf-8")
        context = browser.new_context()
        page = context.new_page()
        page.goto(broken.as_uri())
        assert "cut or changed" in page.inner_text("h1")
        context.close()


def test_basis_recounts_sentence_totals_and_loops(show: Any, real: Path) -> None:
    page = show(real)
    before = page.text("h1"), page.text("#totals"), page.text("#panel")
    page.page.check("#basis input[value=paid]", force=True)
    after = page.text("h1"), page.text("#totals"), page.text("#panel")
    assert all(b != a for b, a in zip(before, after, strict=True))
    assert "basis=paid" in page.page.url


def test_legend_filters_and_gives_back(show: Any, real: Path) -> None:
    page = show(real)
    before = page.text("#totals")
    page.page.locator("[data-filter=financing]").click()
    assert page.text("#totals") != before
    assert "hide=financing" in page.page.url
    page.page.locator("[data-filter=financing]").click()
    assert page.text("#totals") == before


def test_smallest_flow_and_number_of_companies(show: Any, real: Path) -> None:
    page = show(real)
    before = page.text("#totals")
    page.page.select_option("#minimum", index=4)
    assert page.text("#totals") != before
    page.page.select_option("#minimum", index=0)
    page.page.select_option("#companies", "all")
    assert "size=all" in page.page.url
    page.page.click("#reset")
    assert page.text("#totals") == before
    assert "#" not in page.page.url


def test_search_finds_names_tickers_and_deals(show: Any, real: Path) -> None:
    page = show(real)
    for asked, title in (("nvda", "NVIDIA"), ("openai", "OpenAI"), ("coreweav", "CoreWeave")):
        page.page.fill("#find", asked)
        assert page.page.locator("#found [role=option]").count() >= 1
        page.page.press("#find", "Enter")
        assert title in page.text("#panel h2")
    page.page.fill("#find", "no such thing")
    assert "Nothing" in page.text("#found")


def test_company_shows_sides_losers_and_deals(show: Any, real: Path) -> None:
    page = show(real, "#company=openai")
    text = page.text("#panel")
    assert "If it fails" in text
    assert "Oracle" in text
    assert "Financing" in text
    page.page.locator("#panel button:has-text('buys cloud capacity from Oracle')").first.click()
    assert "Oracle" in page.text("#panel h2")
    page.page.click("#back")
    assert page.text("#panel h2") == "OpenAI"


def test_deal_shows_amounts_history_and_safe_sources(show: Any, real: Path) -> None:
    page = show(real, "#deal=openai-oracle-cloud-2025")
    text = page.text("#panel")
    for word in ("Headline", "Binding", "Paid", "Expected", "History", "Sources", "USD 300 bn"):
        assert word in text
    links = page.page.locator("#panel a[href^=http]")
    assert links.count() >= 1
    for link in links.all():
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert link.get_attribute("target") == "_blank"


def test_loop_is_followed_and_escape_gives_the_whole_back(show: Any, real: Path) -> None:
    page = show(real)
    page.page.locator("#panel [data-loop]").nth(1).click()
    assert page.page.locator(".steps > li").count() >= 2
    assert "USD" in page.text(".steps")
    assert "loop=" in page.page.url
    page.page.keyboard.press("Escape")
    assert page.page.locator("#panel [data-loop]").count() >= 10
    assert "#" not in page.page.url


def test_address_restores_the_view(show: Any, real: Path) -> None:
    page = show(real, "#basis=headline&tab=matrix&hide=support&loop=loops%3Anvidia%2Fopenai%2Foracle")
    assert page.page.is_checked("#basis input[value=headline]")
    assert not page.page.is_checked("[data-filter=support]")
    assert page.page.locator(".matrix").count() == 1
    assert "NVIDIA" in page.text("#panel h2")


def test_an_old_address_opens_the_whole(show: Any, real: Path) -> None:
    page = show(real, "#basis=nonsense&company=nobody&hide=x&minimum=-3&tab=%3Cb%3E")
    assert page.page.locator("#panel [data-loop]").count() >= 10


def test_table_sorts_and_follows_the_filters(show: Any, real: Path) -> None:
    page = show(real)
    page.page.click("[data-sort=from]")
    payers = page.page.locator("table.deals tbody tr td:first-child").all_inner_texts()
    assert payers == sorted(payers, key=str.casefold)
    assert page.page.locator("th[aria-sort=ascending]").count() == 1
    rows = number(page.text("#sheet"))
    page.page.locator("[data-filter=commerce]").click()
    assert number(page.text("#sheet")) < rows


def test_csv_is_saved_from_the_page_itself(show: Any, real: Path) -> None:
    page = show(real)
    with page.page.expect_download() as saved:
        page.page.locator("#sheet a[download]").first.click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "openai-oracle-cloud-2025" in text
    assert len(text.splitlines()) > 400
    page.asked[:] = [url for url in page.asked if not url.startswith("data:")]  # the download is the page's own text


def test_matrix_and_notes(show: Any, real: Path) -> None:
    page = show(real)
    page.page.click("#tab-matrix")
    assert page.page.locator(".matrix tbody tr").count() >= 15
    page.page.locator("#tab-matrix").press("ArrowRight")
    assert page.page.evaluate("document.activeElement.id") == "tab-lists"
    page.page.click("#tab-claims")
    page.page.locator("#tab-claims").press("ArrowRight")
    assert page.page.evaluate("document.activeElement.id") == "tab-notes"
    assert "as of" in page.text("#cite")


def test_keyboard_reaches_the_loops_and_skips_the_map(show: Any, real: Path) -> None:
    page = show(real)
    page.page.keyboard.press("Tab")
    assert "Skip" in page.page.evaluate("document.activeElement.textContent")
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("document.activeElement.id === 'side'")
    # past what the shares mean and the two kinds of list, to the first loop
    for _ in range(4):
        page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector(".steps > li")
    assert page.page.locator(".steps > li").count() >= 2
    assert page.page.evaluate("document.getElementById('side').contains(document.activeElement)")


def test_a_skip_link_keeps_the_view(show: Any, real: Path) -> None:
    page = show(real, "#basis=paid&tab=matrix")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("document.activeElement.id === 'side'")
    assert page.page.evaluate("location.hash") == "#basis=paid&tab=matrix"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_names_are_only_read(show: Any, hostile: Path, scheme: str) -> None:
    page = show(hostile, "#company=evil", color_scheme=scheme)
    assert "onerror" in page.text("#panel h2")
    assert page.page.locator("img, #panel b").count() == 0
    page.page.evaluate("location.hash = 'deal=one'")
    page.page.wait_for_selector(".sources")
    assert page.page.locator("#panel a[href^=javascript]").count() == 0
    page.page.evaluate("location.hash = 'deal=three'")
    page.page.wait_for_function("document.querySelector('#panel').innerText.includes('not known')")
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("fragment", ["", "#company=openai", "#tab=matrix", LOOP])
def test_phone_never_scrolls_sideways(show: Any, real: Path, fragment: str) -> None:
    page = show(real, fragment, viewport={"width": 390, "height": 844})
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for control in page.page.locator(
        "#basis label, .controls select, .controls input[type=search], .controls button, .looplist button"
    ).all():
        box = control.bounding_box()
        assert box is None or box["height"] >= 40


CONTRAST = """() => {
  const style = getComputedStyle(document.documentElement);
  const light = (hex) => {
    const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const full = (hex) => (hex.length === 4 ? "#" + [...hex.slice(1)].map((c) => c + c).join("") : hex);
  const at = (name) => light(full(style.getPropertyValue("--" + name).trim()));
  const ratio = (a, b) => (Math.max(at(a), at(b)) + 0.05) / (Math.min(at(a), at(b)) + 0.05);
  const names = ["ink", "muted", "financing", "commerce", "support", "group", "ended"];
  return Object.fromEntries(names.map((name) => [name, ratio(name, "paper")]));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_lines_stand_out(show: Any, real: Path, scheme: str) -> None:
    ratios = show(real, color_scheme=scheme).page.evaluate(CONTRAST)
    assert min(ratios["ink"], ratios["muted"]) >= 4.5
    assert min(ratios.values()) >= 3


def test_paper_shows_map_and_panel_without_controls(show: Any, real: Path) -> None:
    page = show(real, LOOP)
    page.page.emulate_media(media="print")
    assert not page.page.locator(".controls").is_visible()
    assert page.page.locator("#map").is_visible()
    assert page.page.locator(".steps").is_visible()


def test_usable_within_a_second(show: Any, real: Path) -> None:
    page = show(real)
    spent = page.page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert spent < 2000  # a second on a desk; a shared test machine gets two

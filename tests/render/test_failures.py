"""What the page says of a failure is what the analysis says of it, figure by figure, and the rounds light up one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.analysis.failure.losses import CHANNELS
from circularity.analysis.results import Answer
from circularity.analysis.wording import money, percent
from circularity.dataset.scenarios import scenarios
from circularity.model.amounts import Amount
from tests.render.test_map import pixels

pytestmark = pytest.mark.browser
SHARES = {
    "capital_at_risk": ("share_of_equity", "equity"),
    "yearly_revenue_at_risk": ("share_of_revenue", "revenue"),
    "backlog_at_risk": ("share_of_backlog", "reported orders"),
    "funding_withdrawn": ("share_of_cash", "cash"),
}
SAID = """() => [...document.querySelectorAll("[data-loser]")].map((li) => [li.dataset.loser,
  [...li.querySelectorAll("[data-channel]")].map((dd) => [dd.dataset.channel, dd.textContent])])"""


def expected(answer: Answer) -> list[list[Any]]:
    """Each loser with its channels in the command line's words; a channel that loses nothing is not shown."""
    listed: list[list[Any]] = []
    for row in answer.rows:
        lines = []
        for channel in CHANNELS:
            amount: Amount | None = getattr(row, channel)
            if amount is None or (not amount.point and not amount.low and amount.high == 0):
                continue
            text = money(amount)
            if channel in SHARES and getattr(row, SHARES[channel][0]) is not None:
                text += f" = {percent(getattr(row, SHARES[channel][0]).value)} of {SHARES[channel][1]}"
            lines.append([channel, text])
        listed.append([row.entity, lines])
    return listed


def same(page: Any, fragment: str, answer: Answer) -> None:
    """Go there, unfold the list, and find the answer."""
    page.page.evaluate("(hash) => { location.hash = hash; }", fragment)
    page.page.wait_for_function("(text) => document.querySelector('.story')?.textContent === text", arg=answer.sentence)
    more = page.page.locator("#morelosers")
    if more.count() and "Show all" in more.inner_text():
        more.click()
    assert page.page.evaluate(SAID) == expected(answer), fragment


def test_losers_channels_and_shares_are_those_of_the_analysis(show: Any, real: Path, data: Any) -> None:
    page = show(real)
    for company in ("openai", "coreweave", "nvidia", "softbank", "oracle", "meta"):
        same(page, f"company={company}&part=fails", ci.exposed(data, company))


def test_each_ready_scenario_is_told_like_its_answer(show: Any, real: Path, data: Any) -> None:
    page = show(real)
    for name in sorted(scenarios(data)):
        same(page, f"scenario={name}", ci.run(data, name))
        assert page.page.input_value("#scenario") == name


def test_a_scenario_is_chosen_above_the_map_and_left_again(show: Any, real: Path) -> None:
    page = show(real)
    page.page.select_option("#scenario", "ai-demand-halves")
    page.page.wait_for_selector(".story")
    assert "scenario=ai-demand-halves" in page.page.url
    page.page.select_option("#scenario", "")
    page.page.wait_for_selector("[data-loop]")
    assert "scenario" not in page.page.url


def test_rounds_are_stepped_and_restored_from_the_address(show: Any, real: Path, data: Any) -> None:
    rounds = ci.exposed(data, "openai").extra["rounds"]
    page = show(real, "#company=openai&part=fails")
    before = pixels(page)
    for number, entry in enumerate(rounds, 1):
        page.page.click("#stepon")
        page.page.wait_for_function(f"document.querySelector('#rounds').textContent.startsWith('Round {number} of {len(rounds)}')")
        said = page.text("#rounds")
        assert f"{len(entry['losers'])} loser" in said
        if entry["capital_lost"].high:
            assert f"capital lost {money(entry['capital_lost'])}" in said
        assert f"round={number}" in page.page.url
        assert f"Round {number} of" in page.page.inner_text("#live")
        page.page.wait_for_timeout(60)
        now = pixels(page)
        assert now != before
        before = now
    assert page.page.is_disabled("#stepon")
    again = show(real, "#company=openai&part=fails&round=2")
    assert again.text("#rounds").startswith("Round 2 of")
    assert again.page.locator(".losses .fresh").count() >= 1


def test_playing_goes_on_by_itself_and_can_be_paused(show: Any, real: Path, data: Any) -> None:
    last = len(ci.exposed(data, "openai").extra["rounds"])
    page = show(real, "#company=openai&part=fails", reduced_motion="no-preference")
    page.page.clock.install()
    page.page.click("#play")
    assert page.text("#rounds").startswith("Round 1 of")
    page.page.clock.run_for(2000)
    assert page.text("#rounds").startswith("Round 2 of")
    page.page.click("#pause")
    page.page.clock.run_for(10_000)
    assert page.text("#rounds").startswith("Round 2 of")
    assert page.page.evaluate("document.activeElement.id") == "play"
    page.page.click("#play")
    page.page.clock.run_for(20_000)
    assert page.text("#rounds").startswith(f"Round {last} of {last}")
    assert page.page.locator("#play").count() == 1  # the end gives the button back


def test_less_motion_shows_the_end_at_once(show: Any, real: Path, data: Any) -> None:
    last = len(ci.exposed(data, "openai").extra["rounds"])
    page = show(real, "#company=openai&part=fails", reduced_motion="reduce")
    page.page.click("#play")
    assert page.text("#rounds").startswith(f"Round {last} of {last}")


def test_leaving_the_company_stops_the_rounds(show: Any, real: Path) -> None:
    page = show(real, "#company=openai&part=fails", reduced_motion="no-preference")
    page.page.clock.install()
    page.page.click("#play")
    page.page.keyboard.press("Escape")
    page.page.clock.run_for(10_000)
    assert page.page.locator("[data-loop]").count() >= 10
    assert "round" not in page.page.url


def test_a_dollar_is_followed_to_its_deals(show: Any, real: Path, data: Any) -> None:
    row = next(r for r in ci.exposed(data, "openai").rows if r.entity == "oracle")
    page = show(real, "#company=openai&part=fails")
    loser = page.page.locator("[data-loser=oracle]")
    loser.locator("summary").click()
    chains = loser.locator(".falls > li")
    page.page.wait_for_selector("[data-loser=oracle] .falls > li")
    assert chains.count() == len(row.waterfall)
    for shown, fall in zip(chains.all(), row.waterfall, strict=True):
        text = shown.inner_text()
        assert money(Amount(fall["amount"].low, fall["amount"].point, fall["amount"].high)) in text
        assert shown.locator("button").count() == len(fall["edges"])
    chains.first.locator("button").first.click()
    page.page.wait_for_selector(".sources")
    assert "deal=" in page.page.url


def test_a_company_whose_failure_costs_nobody_says_so(show: Any, real: Path, data: Any) -> None:
    page = show(real, "#company=jane-street&part=fails")
    rows = ci.exposed(data, "jane-street").rows
    assert ("Nobody with a claim" in page.text("#panel")) == (not rows)

"""The tab of claims: every claim of the command, by verdict, with its sources and our figure; silent, and safe from hostile words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.render.page import build, write
from tests.render.conftest import Opened
from tests.render.sample import EVIL, sample

pytestmark = pytest.mark.browser


def test_the_payload_is_the_answer(told: dict[str, Any]) -> None:
    answer = ci.claims(ci.load(), ci.View(basis="binding"))
    rows = told["claims"]["rows"]
    assert [row["claim_id"] for row in rows] == [row.claim_id for row in answer]
    assert [row["verdict"] for row in rows] == [str(row.verdict) for row in answer]
    assert [[o["text"] for o in row.get("ours", [])] for row in rows] == [[o.text for o in row.ours] for row in answer]
    assert told["claims"]["sentence"] == answer.sentence
    assert len(json.dumps(rows)) < 110_000


def test_claims_by_verdict(browser: Any, real: Path) -> None:
    opened = Opened(browser, real, "#tab=claims")
    page = opened.page
    everything = page.locator("tr[data-claim]").count()
    assert everything == len(ci.claims(ci.load()))
    seen = 0
    for verdict in ("supported", "partly", "unsupported", "wrong", "cannot_be_judged"):
        page.locator(f"[data-verdict={verdict}]").click()
        assert page.locator(f"[data-verdict={verdict}]").get_attribute("aria-pressed") == "true"
        seen += page.locator("tr[data-claim]").count()
        assert set(page.locator("tr[data-claim] td:nth-child(2)").all_inner_texts()) == {verdict.replace("_", " ")}
    assert seen == everything
    page.locator("[data-verdict=all]").click()
    row = page.locator("tr[data-claim=oracle-backlog-is-openai]")
    row.locator("summary").click()
    assert "circularity exposed openai" in row.inner_text()
    assert row.locator("a[href^='https://']").count() >= 2
    assert (opened.said, [url for url in opened.asked if not url.startswith(("file:", "data:"))]) == ([], [])


def test_hostile_words_stay_words(browser: Any, tmp_path: Path) -> None:
    figure = {"what": EVIL, "words": EVIL, "arithmetic": EVIL, "source": "javascript:alert(1)"}
    claim = {
        **dict.fromkeys(("claim", "said_by", "date", "why", "finding", "grade"), EVIL),
        **{"claim_id": "x", "verdict": "wrong", "subjects": ["no-such-company"], "theirs": figure, "figures": [figure]},
        "ours": [{"what": EVIL, "text": EVIL, "command": EVIL, "compared": EVIL, "comparable": True}],
        "sources": [{"publisher": EVIL, "url": "javascript:alert(1)", "says": EVIL}],
    }
    told = {**sample(), "claims": {"sentence": EVIL, "notes": [EVIL], "unknown": [], "rows": [claim]}}
    target = tmp_path / "hostile.html"
    write(build(told), target)
    opened = Opened(browser, target, "#tab=claims")
    opened.page.locator("tr[data-claim] summary").click()
    sheet = opened.page.locator("#sheet")
    assert sheet.locator("img, script").count() == 0
    assert opened.page.locator("#sheet a[href^='javascript']").count() == 0
    assert EVIL in opened.page.locator("tr[data-claim]").inner_text()
    assert opened.said == []

"""Answers in a notebook: a table that says what the answer says, texts escaped, and a plain text beside it that stays short."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

import circularity as ci
from circularity.analysis.html_tables import COLUMNS, ROWS
from circularity.analysis.wording import money

EVIL = "<script>alert(1)</script>\"&'<img src=x onerror=alert(1)>"
ASKED: dict[str, Callable[[Any], Any]] = {
    "loops": lambda data: ci.loops(data),
    "network": lambda data: ci.network(data, draws=0, years=False),
    "exposed": lambda data: ci.exposed(data, "openai"),
    "breaks": lambda data: ci.breaks(data, "coreweave"),
    "run": lambda data: ci.run(data, "openai-fails"),
    "pay": lambda data: ci.pay(data, ["openai"]),
    "vendors": lambda data: ci.vendors(data),
    "compare": lambda data: ci.compare(data),
    "announcements": lambda data: ci.announcements(data),
    "funding": lambda data: ci.funding(data),
    "depreciation": lambda data: ci.depreciation(data, "meta", life=3),
    "depreciation_backtest": lambda data: ci.depreciation_backtest(data),
    "summary": lambda data: ci.summary(data),
    "edges": lambda data: ci.edges(data),
    "show": lambda data: ci.show(data, "nvidia"),
    "path": lambda data: ci.path(data, "openai", "nvidia"),
    "disputes": lambda data: ci.disputes(data),
    "why": lambda data: ci.why(data, "openai-oracle-cloud-2025"),
    "diff": lambda data: ci.diff(data, None, ci.View(as_of="2026-06"), ci.View(as_of="2026-07")),
}


class Table(HTMLParser):
    """The cells of a table, row by row, and every tag there is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= {"class", "style"}
        self.tags.append(tag)
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


@pytest.mark.parametrize("command", ASKED)
def test_an_answer_is_a_table_of_a_size_that_can_be_read(command: str, data: Any) -> None:
    answer = ASKED[command](data)
    text = answer._repr_html_()
    head, *rows = Table(text).rows
    assert len(rows) == min(len(answer.rows), ROWS) > 0
    assert all(len(row) == len(head) <= COLUMNS for row in rows)
    # every column says something, and nothing is printed as Python has it
    assert all(any(cells) for cells in zip(*rows, strict=True))
    assert not re.search(r"Amount\(|\{'|\bNone\b|Decimal\(|<class|\bnan\b", " ".join(cell for row in rows for cell in row))
    assert len(text) < 20_000
    assert repr(answer) == f"<{answer.command}, {len(answer.rows)} row{'' if len(answer.rows) == 1 else 's'}: {answer.sentence}>"


def test_its_figures_are_those_of_the_rows(data: Any) -> None:
    answer = ci.loops(data)
    head, *rows = Table(answer._repr_html_()).rows
    assert [row[head.index("size")] for row in rows] == [money(row.size) for row in answer.rows[:ROWS]]
    assert f"{ROWS} of {len(answer.rows)} rows" in answer._repr_html_()
    exposed = ci.exposed(data, "openai")
    head, *rows = Table(exposed._repr_html_()).rows
    assert [row[head.index("capital at risk")] for row in rows] == [money(row.capital_at_risk) for row in exposed.rows[:ROWS]]


def test_amounts_by_basis_are_those_of_the_view(data: Any) -> None:
    for basis in ("headline", "paid"):
        answer = ci.vendors(data, ci.View(basis=basis))
        head, *rows = Table(answer._repr_html_()).rows
        assert [row[head.index("sales")] for row in rows] == [money(row.sales[basis]) for row in answer.rows[:ROWS]]


def test_unknown_is_said_and_no_row_is_no_table(small: Any) -> None:
    small.swap("edges/2025/beta-alpha-2025.yaml", "amount: 4 bn", "amount: undisclosed")
    answer = ci.edges(small.load())
    assert "not known" in [cell for row in Table(answer._repr_html_()).rows for cell in row]
    none = ci.loops(small.load(), ci.View(as_of="2001"))
    assert Table(none._repr_html_()).rows == []
    assert none.sentence in none._repr_html_()
    assert repr(none).startswith("<loops, 0 rows: ")


def test_no_text_of_the_data_becomes_markup(small: Any) -> None:
    small.swap("entities/gamma-lab.yaml", "name: Gamma Lab", f"name: >-\n  {EVIL}").swap("dataset.yaml", "title: ", f"title: >-\n  {EVIL} ")
    small.swap("edges/2025/alpha-gamma-2025.yaml", "Two billion dollars paid for shares", EVIL.replace('"', ""))
    data = small.load()
    assert data.name("gamma-lab") == EVIL
    answers = [ci.exposed(data, "gamma-lab"), ci.loops(data), ci.show(data, "gamma-lab"), ci.why(data, "alpha-gamma-stake"), ci.edges(data)]
    shown = [*answers, *(row for answer in answers for row in answer.rows), data]
    for thing in shown:
        text = thing._repr_html_()
        assert set(Table(text).tags) <= {"div", "p", "small", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "ul", "li"}
        assert "<script" not in text
        assert "<img" not in text
    assert sum("&lt;script&gt;" in thing._repr_html_() for thing in shown) >= 6


def test_dataset_view_and_row(data: Any) -> None:
    about = dict(Table(data._repr_html_()).rows)
    assert about["as of"] == str(data.as_of)
    assert about["deals"] == f"{len(data.deals)}, with {len(data.edges)} edges"
    assert str(data.root) not in data._repr_html_()
    assert repr(ci.View()) == "View(basis='binding')"
    view = ci.View(as_of="2026-06", basis="paid", window=(2026, 2027), kinds=["loan", "bond"], min_grade="b", ever=True)
    assert eval(repr(view), {"View": ci.View}) == view
    row = ci.loops(data).rows[0]
    assert dict(Table(row._repr_html_()).rows)["size"] == money(row.size)


def test_findings_of_filings_are_shown_alike(tmp_path: Any) -> None:
    from circularity.filings.findings import Findings

    class Found:
        id = "x"

        def as_json(self) -> dict[str, Any]:
            return {"id": self.id, "passage": EVIL}

    found = Findings("filings-candidates", tuple(Found() for _ in range(30)), EVIL)
    text = found._repr_html_()
    assert len(Table(text.replace("<br>", "")).rows) == 1 + ROWS
    assert "and 18 more rows" in text
    assert "<script" not in text
    assert repr(found).startswith("<filings-candidates, 30 rows: ")

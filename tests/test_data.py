"""The data themselves: no error, enough of them, every claim with somebody who made it, and every open warning on record."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.dataset.problems import Severity
from circularity.model.stages import Grade

ROOT = Path(__file__).parents[1]
TELECOM = ROOT / "data" / "cases" / "telecom-2000"
BOTH = [ROOT / "data", TELECOM]


@pytest.fixture(scope="module")
def telecom() -> Any:
    return ci.load(TELECOM)


@pytest.mark.parametrize("folder", BOTH, ids=lambda folder: folder.name)
def test_no_error(folder: Path) -> None:
    assert [str(problem) for problem in ci.check(folder) if problem.severity is Severity.ERROR] == []


def known_issues() -> set[tuple[str, str]]:
    """Code and id of every warning on record: a heading names the code, the lines below it the ids."""
    found: set[tuple[str, str]] = set()
    code = ""
    for line in (ROOT / "data" / "KNOWN_ISSUES.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = re.search(r"\bW\d{3}\b", line)
            code = heading[0] if heading else ""
        elif code:
            found |= {(code, name) for name in re.findall(r"`([\w-]+)`", line)}
    return found


def warnings(folder: Path) -> set[tuple[str, str]]:
    return {(problem.code, problem.subject) for problem in ci.check(folder) if problem.severity is Severity.WARNING}


@pytest.mark.parametrize("folder", BOTH, ids=lambda folder: folder.name)
def test_every_warning_is_a_known_issue(folder: Path) -> None:
    assert sorted(warnings(folder) - known_issues()) == []


def test_no_known_issue_is_out_of_date() -> None:
    ids = {name for folder in BOTH for facts in (ci.load(folder),) for name in (*facts.edges, *facts.entities)}
    recorded = {(code, name) for code, name in known_issues() if name in ids}
    assert sorted(recorded - warnings(BOTH[0]) - warnings(BOTH[1])) == []


def test_there_is_enough(data: Any, telecom: Any) -> None:
    assert len(data.edges) > 470
    assert len(data.entities) > 150
    assert len(data.deals) > 250
    assert len(telecom.edges) > 20
    assert data.figures["nvidia"]
    assert len({edge.kind for edge in data.edges.values()}) >= 15


def test_grades_are_what_the_sources_give(data: Any) -> None:
    counts = Counter(data.grades.values())
    assert sum(counts.values()) == len(data.edges)
    assert {row.name: row.count for row in ci.summary(data) if row.group == "grade"} == {
        str(grade): counts[grade] for grade in Grade if counts[grade]
    }
    assert counts[Grade.A] + counts[Grade.B] > 0.75 * len(data.edges)
    assert counts[Grade.D] < 0.05 * len(data.edges)


@pytest.mark.parametrize("name", ["data", "telecom"])
def test_every_edge_has_sources_that_say_something(name: str, request: pytest.FixtureRequest) -> None:
    facts = request.getfixturevalue(name)
    for edge in facts.edges.values():
        assert edge.sources
        for source in edge.sources:
            assert len(source.says) >= 10, edge.id
            assert source.url is not None or source.type == "unverified", edge.id
            assert source.seen_via is None or source.seen_via != source.publisher, edge.id


@pytest.mark.parametrize("name", ["data", "telecom"])
def test_nothing_is_dated_after_the_dataset(name: str, request: pytest.FixtureRequest) -> None:
    facts = request.getfixturevalue(name)
    for edge in facts.edges.values():
        for item in edge.history:
            assert item.date.first <= facts.as_of.last, edge.id
            assert item.date.first >= date(1990, 1, 1), edge.id
        for source in edge.sources:
            assert source.date is None or source.date.first <= facts.as_of.last or name == "telecom", edge.id
    for rows in facts.figures.values():
        for row in rows:
            assert row.period_end.first <= facts.as_of.last, row


def test_nothing_of_this_place_is_in_the_data() -> None:
    """No path of a machine and no address of one's own network."""
    odd = re.compile(r"(^|[\s'\"(])/(home|root|tmp|work)/|localhost|127\.0\.0\.1|file://")
    for path in sorted((ROOT / "data").rglob("*")):
        if path.suffix in (".yaml", ".csv", ".md"):
            assert not odd.search(path.read_text(encoding="utf-8")), path


def test_figures_have_a_source(data: Any) -> None:
    for rows in data.figures.values():
        for row in rows:
            assert row.publisher
            assert row.source_url is not None or row.source_type == "unverified"


def test_each_telecom_answer_is_of_its_time(telecom: Any) -> None:
    assert telecom.as_of.last < date(2010, 1, 1)
    assert len(ci.edges(telecom, ci.View(basis="headline"))) == len(telecom.edges)


def test_a_total_says_what_of_it_moves_no_money(data: Any) -> None:
    """The guaranty of leases of 105 bn stands beside the leases: whoever reads the total must see it."""
    support = next(row for row in ci.summary(data) if row.id == "summary:class/support").binding
    assert support.point >= 105e9
    (said,) = [note for note in ci.summary(data).caveats if "no money moves unless they are called" in note]
    assert said.startswith("411 bn (4.92 to 411) dollars of the total are guarantees")
    assert not any("guarantees" in note for note in ci.edges(data, payer=["amazon"]).caveats)

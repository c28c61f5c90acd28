"""Amounts that no source states: which they are, worked out on an invented edge and on the real ones, and where it is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import circularity as ci
from circularity.analysis.worked_out import named, worked_out
from circularity.model.deal import Edge


def edge(amount: str, says: str, derivation: str | None, history: tuple[dict[str, Any], ...] = ()) -> Edge:
    return Edge.model_validate(
        {
            "id": "a-b",
            "from": "a",
            "to": "b",
            "kind": "hardware_purchase",
            "amount": amount,
            "derivation": derivation,
            "history": [{"date": "2025-01-01", "stage": "signed"}, *history],
            "sources": [{"publisher": "P", "type": "news", "url": "https://example.org/a", "says": says}],
        }
    )


@pytest.mark.parametrize(
    ("amount", "says", "derivation", "history", "expected"),
    [
        ("3 bn", "100,000 chips were shipped", "100,000 x 30,000", (), True),
        ("3 bn", "the price is 3 bn", "schedule: a third a year", (), False),
        ("3 bn", "the price is 3.0 bn", "as told", (), False),
        ("1230 m", "the price is 1,230 m", "as told", (), False),
        ("2..3 bn", "at least 2 bn", "the top is 100,000 x 30,000", (), True),
        ("3 bn", "100,000 chips were shipped", None, (), False),
        ("undisclosed", "nothing was said", "schedule: nothing", (), False),
        # the latest amount counts, whatever came before
        ("3 bn", "the price is 3 bn", "4 bn by counts", ({"date": "2025-06-01", "stage": "active", "amount": "4 bn"},), True),
    ],
)
def test_what_no_source_states(amount: str, says: str, derivation: str | None, history: tuple[dict[str, Any], ...], expected: bool) -> None:
    assert edge(amount, says, derivation, history).worked_out is expected


def test_names_are_cut_and_unknown_edges_passed_over(data: Any) -> None:
    assert named(list("abcdef")) == "a, b, c, d and 2 more (`why` shows how)"
    assert worked_out(data, ["no-such-edge", "openai-oracle-cloud-2025"]) == []


def test_loops_say_which_would_not_close_without_them(data: Any) -> None:
    """Independent of the answer: take those edges out of the dataset, and so many loops are gone."""
    from dataclasses import replace

    answer = ci.loops(data)
    (note,) = [note for note in answer.caveats if "no source states" in note]
    deals = {}
    for name, deal in data.deals.items():
        edges = tuple(each for each in deal.edges if not each.worked_out)
        if edges:
            deals[name] = deal.model_copy(update={"edges": edges})
    without = ci.loops(replace(data, deals=deals, cache={}))
    gone = {row.companies for row in answer.rows} - {row.companies for row in without.rows}
    assert note.startswith(f"{len(gone)} of {len(answer.rows)} loops would not close without")


@pytest.mark.parametrize("asked", [lambda d: ci.exposed(d, "nvidia"), lambda d: ci.edges(d), lambda d: ci.vendors(d, name="nvidia")])
def test_other_answers_say_so(asked: Any, data: Any) -> None:
    assert any("no source states, worked out: amazon-" in note for note in asked(data).caveats)


def test_an_answer_without_them_says_nothing(data: Any) -> None:
    before = ci.View(as_of=date(2019, 1, 1))
    assert not any("no source states" in note for note in (*ci.loops(data, before).caveats, *ci.edges(data, before).caveats))


def test_why_shows_the_arithmetic(data: Any, run: Any) -> None:
    done = run("why", "loops:amazon/nvidia/openai")
    assert f"  worked out: {data.edges['amazon-nvidia-gpus-2025'].derivation}" in done.out.splitlines()
    (row,) = ci.why(data, "openai-cerebras-compute-2025").rows
    assert row.derivation == data.edges["openai-cerebras-compute-2025"].derivation

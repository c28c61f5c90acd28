"""Every printed figure can be worked out again from what `why` shows, and from nothing else."""

from __future__ import annotations

import random
from typing import Any

import pytest

import circularity as ci

SEED = 20251006
FAILING = ("openai", "anthropic", "coreweave", "oracle", "nvidia", "xai", "meta")


def figures(data: Any, view: Any) -> list[tuple[str, str, Any]]:
    """Every figure that some answer prints: row, field, and the value as ``--json`` gives it."""
    answers = [
        ci.loops(data, view),
        ci.summary(data, view),
        ci.edges(data, view),
        ci.show(data, "nvidia", view),
        ci.show(data, "openai", view),
    ]
    answers += [ci.exposed(data, name, view) for name in FAILING]
    answers += [ci.run(data, "repeat-of-2001", view), ci.breaks(data, "coreweave", view)]
    found = []
    for answer in answers:
        for row in answer:
            said = row.as_json()
            found += [(row.id, field, printed(said, field)) for field in row.traces]
    return found


def printed(said: dict[str, Any], field: str) -> Any:
    """The value of a dotted field: ``hop_amounts.0`` is an item, ``by_round.2.capital_at_risk`` an entry of that round."""
    name, _, rest = field.partition(".")
    if name == "by_round":
        when, _, channel = rest.partition(".")
        return next(entry[channel] for entry in said[name] if entry["round"] == int(when))
    if name == "distress":
        low, high = said["distress_range"]
        return {"low": low, "point": said[name], "high": high}
    return said[name][int(rest)] if rest else said[name]


def again(operation: str, terms: list[dict[str, Any]]) -> dict[str, float | None]:
    """A figure from its terms, by this test's own arithmetic."""
    amounts = [term["amount"] for term in terms]
    if operation == "ratio":
        top, below = amounts
        return {end: None if top[end] is None else top[end] / below["point"] for end in top}
    if operation == "capped ratio":
        *parts, below = amounts
        ends = {end: [part[end] for part in parts] for end in ("low", "point", "high")}
        return {end: None if None in values else min(1, sum(values) / below["point"]) for end, values in ends.items()}
    if operation == "less":
        # each later term taken off, the low end with its high and the reverse; what cannot be above 0 is 0
        top, *others = amounts
        for other in others:
            if all(value is None for value in top.values()):
                return {"low": None, "point": None, "high": None}
            top = {
                "low": 0 if None in (top["low"], other["high"]) else max(0, top["low"] - other["high"]),
                "point": None if None in (top["point"], other["point"]) else max(0, top["point"] - other["point"]),
                "high": None if top["high"] is None else max(0, top["high"] - (other["low"] or 0)),
            }
        return {"low": 0, "point": 0, "high": 0} if top["high"] == 0 else top
    points, highs = [a["point"] for a in amounts], [a["high"] for a in amounts]
    if operation == "smallest":
        return {
            "low": min((a["low"] or 0 for a in amounts), default=0),
            "point": None if None in points else min(points),
            "high": min((h for h in highs if h is not None), default=None),
        }
    known = [a for a in amounts if any(v is not None for v in a.values())]
    low = sum(a["low"] or 0 for a in known)
    point = sum((a["low"] or 0) if a["point"] is None else a["point"] for a in known)
    high = None if any(a["high"] is None for a in known) else sum(a["high"] for a in known)
    if len(known) < len(amounts) and not point and not high and high is not None:
        return {"low": None, "point": None, "high": None}
    priced = [a for a in known if a["point"] is not None]
    if len(priced) < len(known) and not (priced and point):
        return {"low": low, "point": None, "high": high}
    return {"low": low, "point": point, "high": high}


@pytest.mark.parametrize("basis", ["headline", "binding", "paid", "expected"])
def test_fifty_printed_figures_recomputed_from_their_terms(basis: str, data: Any) -> None:
    view = ci.View(basis=basis)
    for name, field, printed in random.Random(f"{SEED}{basis}").sample(figures(data, view), 50):
        answer = ci.why(data, f"{name}.{field}", view)
        (formula,) = answer.extra["formulas"].values()
        assert formula["figure"] == field
        found = again(formula["operation"], formula["terms"])
        if not isinstance(printed, dict):  # a share without a range
            assert printed == pytest.approx(found["point"], abs=1e-6), (name, field)
            continue
        for end in ("low", "point", "high"):
            if found[end] is None or printed[end] is None:
                assert found[end] is None, (name, field, end, found, printed)
                assert printed[end] is None, (name, field, end, found, printed)
            else:
                assert printed[end] == pytest.approx(found[end], rel=1e-6, abs=len(formula["terms"]) + 1), (name, field, end)
        cited = {edge for term in formula["terms"] for edge in term["edges"]}
        assert cited == {row.edge for row in answer}


def test_every_edge_behind_a_figure_has_somebody_who_said_so(data: Any) -> None:
    for row in ci.exposed(data, "openai"):
        for evidence in ci.why(data, row.id):
            assert evidence.sources
            assert all(source["says"] and source["publisher"] for source in evidence.sources)
            assert evidence.history


@pytest.mark.parametrize("name", ["openai-oracle-cloud-2025", "edges:openai-oracle-cloud-2025"])
def test_an_edge_by_its_own_name(name: str, data: Any) -> None:
    (row,) = ci.why(data, name)
    assert row.edge == "openai-oracle-cloud-2025"


def test_an_edge_that_was_not_reported_yet(data: Any) -> None:
    answer = ci.why(data, "openai-oracle-cloud-2025", ci.View(as_of="2020"))
    assert answer.unknown == ("not reported yet on 2020",)
    assert answer.extra["formulas"] == {}


def test_every_row_of_every_answer_can_be_asked_about(data: Any) -> None:
    view = ci.View(basis="headline")
    rows = [row for answer in (ci.loops(data, view), ci.summary(data, view)) for row in answer]
    rows += ci.exposed(data, ["openai", "anthropic"], view).rows
    for row in random.Random(SEED).sample(rows, 40):
        assert ci.why(data, row.id, view).rows, row.id


def test_unknown_names(data: Any) -> None:
    for name in ("nothing", "exposed:openai/nobody", "loops:amd/openai.nothing", "nothing:openai"):
        with pytest.raises(ci.UnknownName) as raised:
            ci.why(data, name)
        assert raised.value.nearest


def test_no_loss_is_an_answer(data: Any, run: Any) -> None:
    answer = ci.why(data, "exposed:amd/oracle.backlog_at_risk")
    assert answer.sentence.startswith("No: if AMD failed, no recorded deal would cost Oracle anything on the binding basis; 1 edge")
    assert [row.edge for row in answer] == ["oracle-amd-accelerators-2025"]
    assert "no deal between them is recorded" in ci.why(data, "exposed:openai/nokia").sentence
    assert run("why", "exposed:amd/oracle").code == 0
    assert run("why", "exposed:amd/oracel").code == 2
    assert run("why", "exposed:amd/amd").code == 2

"""An edge on a day: only what was known then, and ranges that hold together, over all real edges."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import circularity as ci
from circularity.graph.standing import standing
from circularity.model.amounts import ZERO, Amount
from circularity.model.deal import Edge
from circularity.model.stages import Stage

DATA = ci.load()
EDGES = list(DATA.edges.values())
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))


def as_known_on(edge: Edge, day: date) -> Edge | None:
    """The edge as somebody would have written it on a day: whatever is dated later is not there yet."""
    history = tuple(item for item in edge.history if item.date.first <= day)
    if not history:
        return None
    later: dict[str, Any] = {"history": history}
    for key in ("paid", "outstanding", "carrying", "valuation"):
        dated = getattr(edge, key)
        if dated is not None and dated.date.first > day:
            later[key] = None
    if edge.signed_on is not None and edge.signed_on.first > day:
        later["binding"] = None  # what became firm by the signature was not firm before it
    # a new object, so that nothing worked out for the whole history is carried over
    return Edge.model_construct(**{name: getattr(edge, name) for name in Edge.model_fields} | later)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(EDGES), DAYS)
def test_no_as_of_looks_ahead(edge: Edge, day: date) -> None:
    """Cutting away everything after the day does not change the stage, the headline, or any point.

    What an edge says without a date (its amount, its binding part) is of no date and stays. Hindsight may only widen doubt into a
    range, which the definitions ask for: before the first dated value of `paid` the amount is unknown *between 0 and that value*,
    so its upper limit is that value; and before the first dated `binding` the firm part is unknown between 0 and that.
    """
    known = as_known_on(edge, day)
    found = standing(edge, day, DATA.assumptions)
    if known is None:
        assert found is None
        return
    then = standing(known, day, DATA.assumptions)
    assert found is not None
    assert then is not None
    assert (found.stage, found.since, found.paid_until) == (then.stage, then.since, then.paid_until)
    paid_later = edge.paid != known.paid or any(item.paid is not None for item in edge.history if item.date.first > day)
    bound_later = edge.binding is None and any(item.binding is not None for item in edge.history if item.date.first > day)
    whole = {"headline", "binding", "paid", "expected", "claim"}
    hindsight = {"paid", "claim", "expected"} if paid_later else set()
    for name in whole - hindsight if not bound_later else ():
        assert getattr(found, name) == getattr(then, name), name
    for name in {"paid", "claim"} & hindsight if not bound_later else ():
        narrow, wide = getattr(found, name), getattr(then, name)
        assert (narrow.low, narrow.point) == (wide.low, wide.point), name
    if bound_later:
        first = next(item.binding for item in edge.history if item.date.first > day and item.binding is not None)
        assert found.binding in (then.binding, Amount.between(0.0, first.usd(edge.rate).high))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(EDGES), DAYS, st.booleans())
def test_every_amount_is_in_order(edge: Edge, day: date, ever: bool) -> None:
    found = standing(edge, day, DATA.assumptions, ever)
    if found is None:
        return
    for name in ("headline", "binding", "paid", "expected", "claim"):
        amount = getattr(found, name)
        known = [v for v in (amount.low, amount.point, amount.high) if v is not None]
        assert all(a <= b + 1e-6 * max(1.0, b) for a, b in pairwise(known)), (name, amount)
        assert all(v >= 0 for v in known)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(EDGES), DAYS, st.integers(1, 900))
def test_what_is_paid_never_falls(edge: Edge, day: date, later: int) -> None:
    before = standing(edge, day, DATA.assumptions)
    after = standing(edge, day + timedelta(days=later), DATA.assumptions)
    if before is not None and before.paid.low:
        assert after is not None
        assert after.paid.low is not None
        assert after.paid.low >= before.paid.low


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(EDGES), DAYS)
def test_stage_decides_what_is_firm(edge: Edge, day: date) -> None:
    found = standing(edge, day, DATA.assumptions)
    if found is None:
        return
    if found.stage.is_ended:
        assert (found.headline, found.binding, found.expected) == (ZERO, ZERO, ZERO)
    if found.stage in (Stage.RUMORED, Stage.ANNOUNCED, Stage.LETTER_OF_INTENT) and edge.binding is None:
        firm_before = any(item.stage.is_agreed and item.date.first <= day for item in edge.history)
        dated = any(item.binding is not None for item in edge.history)
        assert firm_before or dated or found.binding == ZERO
    if found.stage is Stage.COMPLETED and edge.paid is None and all(item.paid is None for item in edge.history):
        assert found.paid == found.headline
    if found.stage is Stage.REPAID:
        assert found.claim == ZERO


def test_before_it_was_reported_an_edge_is_not_there() -> None:
    for edge in EDGES:
        first = edge.history[0].date.first
        assert standing(edge, first - timedelta(days=1), DATA.assumptions) is None
        assert standing(edge, first, DATA.assumptions) is not None


@pytest.mark.parametrize("stage", ["lapsed", "cancelled", "superseded"])
def test_ended_deals_stay_in_the_data_with_their_end(stage: str, data: Any) -> None:
    """Deals that fell through are kept; --ever brings back what had been agreed."""
    ended = [edge for edge in data.edges.values() if edge.stage == stage]
    assert all(len(edge.history) > 1 or edge.history[0].note for edge in ended)
    for edge in ended:
        whole = standing(edge, data.as_of.last, data.assumptions, ever=True)
        assert whole is not None
        assert not whole.stage.is_ended

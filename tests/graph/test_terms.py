"""When money moves: the years of a term share out the whole, none twice and none lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import circularity as ci
from circularity.graph.positions import positions
from circularity.graph.terms import Span, cut, span
from circularity.model.deal import Edge
from circularity.model.stages import Basis

DAY = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(DAY, st.integers(0, 6000), st.lists(DAY, max_size=8))
def test_shares_of_a_partition_add_up_to_one(first: date, length: int, cuts: list[date]) -> None:
    days = Span(first, first + timedelta(days=length))
    borders = sorted({date(1990, 1, 1), *cuts, date(2100, 1, 1)})
    shares = [days.share_within(start, end - timedelta(days=1)) for start, end in pairwise(borders)]
    assert sum(shares) == pytest.approx(1.0)
    assert all(0 <= share <= 1 for share in shares)


@given(DAY, st.integers(0, 6000), DAY)
def test_before_and_after_a_day_is_everything(first: date, length: int, day: date) -> None:
    days = Span(first, first + timedelta(days=length))
    assert days.share_within(date.min, day) + days.share_after(day) == pytest.approx(1.0)
    assert days.years_after(day) == pytest.approx(days.share_after(day) * days.days / 365.25)


@pytest.mark.parametrize("basis", list(Basis))
def test_years_of_every_real_edge_add_up_to_its_amount(basis: Basis, data: Any) -> None:
    """Over all years an edge moves what it moves in all: by its schedule, its dates, or its usual term."""
    years = range(2010, 2075)
    whole = ci.View(basis=basis).on(data)
    dated = 0
    for position in positions(data, whole).values():
        amount = position.on(basis)
        parts = [cut(position, data, ci.View(basis=basis, window=(year, year)).on(data)) for year in years]
        if any(part is None for part in parts):
            assert all(part is None for part in parts)
            assert span(position.edge, data) is None
            continue
        if amount.point is None:
            continue
        placed = sum((part.amount.point or 0.0) for part in parts if part)
        missing = max(part.unscheduled for part in parts if part)
        stated = position.edge.schedule
        if not stated:
            assert placed + missing == pytest.approx(amount.point), position.edge.id
        elif basis is Basis.HEADLINE and position.full.headline.point == position.headline.point:
            assert placed + missing == pytest.approx(amount.point, rel=1e-6), position.edge.id
        dated += 1
    assert dated > 200


def test_a_stake_paid_bit_by_bit_moves_when_it_was_paid(data: Any) -> None:
    """Of 10 bn signed on 2025-01-01, 2 bn were paid by 2025-12-31 and 6 bn by 2026-12-31: 2 in 2025, 4 in 2026, 4 not placed."""
    edge = data.edge("microsoft-openai-equity-2019")
    written = {
        "id": "stake",
        "from": edge.payer,
        "to": edge.payee,
        "kind": "equity_investment",
        "amount": "10 bn",
        "history": [
            {"date": "2025-01-01", "stage": "signed"},
            {"date": "2025-12-31", "stage": "active", "paid": "2 bn"},
            {"date": "2026-12-31", "stage": "active", "paid": "6 bn"},
        ],
        "sources": [{"publisher": "invented", "type": "unverified", "says": "an invented stake"}],
    }
    deal = data.deals["microsoft-openai-2019"].model_copy(update={"edges": (Edge.model_validate(written),)})
    small = replace(data, deals={deal.id: deal}, cache={})
    views = [ci.View(as_of="2027", window=(year, year)) for year in (2024, 2025, 2026, 2027)]
    parts = [cut(positions(small, view)["stake"], small, view) for view in views]
    assert [part.amount.point for part in parts if part] == [0, 2e9, 4e9, 0]
    assert [part.unscheduled for part in parts if part] == [4e9] * 4


def test_a_signing_that_is_still_to_come_places_nothing(data: Any) -> None:
    """Announced in 2025, signed on 2026-03-01: seen from 2025 nobody knows when it moves; seen from 2027 it moved in 2026."""
    edge = data.edge("microsoft-openai-equity-2019")
    written = {
        "id": "stake",
        "from": edge.payer,
        "to": edge.payee,
        "kind": "equity_investment",
        "amount": "10 bn",
        "history": [{"date": "2025-06-01", "stage": "announced"}, {"date": "2026-03-01", "stage": "signed"}],
        "sources": [{"publisher": "invented", "type": "unverified", "says": "an invented stake"}],
    }
    deal = data.deals["microsoft-openai-2019"].model_copy(update={"edges": (Edge.model_validate(written),)})
    small = replace(data, deals={deal.id: deal}, cache={})
    early, late = (ci.View(as_of=day, basis="headline", window=(2026, 2026)) for day in ("2025", "2027"))
    assert cut(positions(small, early)["stake"], small, early) is None
    part = cut(positions(small, late)["stake"], small, late)
    assert part is not None
    assert part.amount.point == 10e9


def test_no_window_is_the_whole_amount(data: Any) -> None:
    view = ci.View(basis="headline").on(data)
    for position in positions(data, view).values():
        part = cut(position, data, view)
        assert part is not None
        assert part.amount == position.headline


def test_an_edge_that_no_date_places_is_not_known_and_never_zero(small: Any) -> None:
    small.swap("edges/2025/gamma-beta-2025.yaml", '    starts: "2025-07"\n    ends: "2030-06"\n', "")
    data = small.load()
    view = ci.View(basis="headline", window=(2026, 2027))
    found = ci.edges(data, view)
    row = next(row for row in found if row.edge == "gamma-beta-cloud")
    assert row.amount.point is None
    assert any("gamma-beta-cloud" in line for line in found.unknown)


def test_a_year_of_a_five_year_contract(small: Any) -> None:
    """1 July 2025 to 30 June 2030 are 1826 days, of which 365 lie in 2026."""
    row = next(row for row in ci.edges(small.load(), ci.View(basis="headline", window=(2026, 2026))) if row.edge == "gamma-beta-cloud")
    assert row.amount.point == pytest.approx(10e9 * 365 / 1826)

"""What a deal's file may leave out, and what it may not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from circularity.model.deal import Edge


def edge(*history: dict[str, Any]) -> Edge:
    source = {"publisher": "invented", "type": "unverified", "says": "an invented deal"}
    return Edge.model_validate(
        {"id": "one-two", "from": "one", "to": "two", "kind": "loan", "amount": "5 bn", "history": list(history), "sources": [source]}
    )


def test_an_item_that_only_dates_an_amount_keeps_the_stage_above_it() -> None:
    found = edge({"date": "2025-01", "stage": "signed"}, {"date": "2025-06", "paid": "1 bn"}, {"date": "2026", "stage": "repaid"})
    assert [str(item.stage) for item in found.history] == ["signed", "signed", "repaid"]


def test_the_first_item_needs_a_stage() -> None:
    with pytest.raises(ValidationError, match="stage"):
        edge({"date": "2025-01", "paid": "1 bn"})


def test_a_deal_is_never_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        edge({"date": "2025-01", "stage": "signed"}).kind = "bond"  # type: ignore[assignment]

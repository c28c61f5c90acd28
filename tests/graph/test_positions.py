"""Families of edges: parts are taken out of their wholes, so that no dollar stands twice."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

import circularity as ci
from circularity.graph.positions import MEASURES, positions
from circularity.model.amounts import total


def families(data: Any) -> dict[str, list[str]]:
    """Every whole that is no part itself, with all its parts at any depth."""

    def below(name: str) -> list[str]:
        return [deeper for part in data.parts.get(name, ()) for deeper in (part, *below(part))]

    return {whole: below(whole) for whole in data.parts if data.edges[whole].part_of is None}


@pytest.mark.parametrize("when", ["2025-06", "2025-12", "2026-03", "2026-10-10"])
def test_a_family_adds_up_to_its_parent(when: str, data: Any) -> None:
    found = positions(data, ci.View(as_of=when))
    seen = 0
    for whole, parts in families(data).items():
        members = [name for name in (whole, *parts) if name in found]
        if whole not in found:
            continue
        for measure in MEASURES:
            own = getattr(found[whole].full, measure)
            inside = total(getattr(found[name].full, measure) for name in data.parts[whole] if name in found)
            if own.point is None or inside.point is None or inside.point > own.point or measure in ("claim", "expected"):
                continue
            family = total(getattr(found[name], measure) for name in members)
            assert family.point == pytest.approx(own.point), (whole, measure)
            seen += 1
    assert seen or when == "2025-06"


def test_what_is_left_is_never_negative_and_in_order(data: Any) -> None:
    for position in positions(data, ci.View()).values():
        for measure in MEASURES:
            amount = getattr(position, measure)
            known = [v for v in (amount.low, amount.point, amount.high) if v is not None]
            assert all(v >= 0 for v in known)
            assert all(a <= b + 1e-6 * max(1.0, b) for a, b in pairwise(known)), (position.edge.id, measure, amount)


def test_an_edge_without_parts_keeps_its_own_amounts(data: Any) -> None:
    for name, position in positions(data, ci.View()).items():
        if name not in data.parts:
            assert all(getattr(position, measure) == getattr(position.full, measure) for measure in MEASURES)
            assert position.cited == (name,)


def family(small: Any, child: str) -> Any:
    small.swap("edges/2025/beta-alpha-2025.yaml", "    amount: 2 bn\n", f"    amount: {child}\n    part_of: gamma-beta-cloud\n")
    return small.load()


def test_a_priced_part_is_taken_out(small: Any) -> None:
    data = family(small, "2 bn")
    found = positions(data, ci.View(basis="headline"))
    assert found["gamma-beta-cloud"].headline.point == 8e9
    assert found["gamma-beta-cloud"].full.headline.point == 10e9
    assert found["gamma-beta-cloud"].cited == ("gamma-beta-cloud", "lenders-beta-bond")


def test_an_undisclosed_part_counts_nothing_and_is_listed(small: Any) -> None:
    data = family(small, "undisclosed")
    found = positions(data, ci.View(basis="headline"))
    assert found["gamma-beta-cloud"].headline.point == 10e9
    assert found["gamma-beta-cloud"].unpriced_parts == ("lenders-beta-bond",)
    assert any("undisclosed parts count 0" in caveat and "lenders-beta-bond" in caveat for caveat in ci.edges(data).caveats)


def test_filters_do_not_change_what_is_left(small: Any) -> None:
    """Taking the part out of view does not put its money back into the whole."""
    data = family(small, "2 bn")
    (row,) = ci.edges(data, ci.View(basis="headline", kinds=["cloud_contract"])).rows
    assert row.amount.point == 8e9

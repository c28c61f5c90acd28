"""Companies stand where they stood yesterday, each in its column, no name over another."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from circularity.render.layout import COLUMNS, HEIGHT, WIDTH, column_of, label_box, place


def test_every_entity_has_a_place_of_its_own(told: dict[str, Any]) -> None:
    at = place(told["entities"], told["edges"])
    assert set(at) == {entity["id"] for entity in told["entities"]}
    assert len(set(at.values())) == len(at)


def test_order_of_input_does_not_matter(told: dict[str, Any]) -> None:
    once = place(told["entities"], told["edges"])
    again = place(list(reversed(told["entities"])), list(reversed(told["edges"])))
    assert once == again


def test_names_of_the_opening_view_do_not_overlap(told: dict[str, Any]) -> None:
    boxes = {e["name"]: label_box(e["name"], (e["x"], e["y"])) for e in told["entities"] if e["shown"]}
    assert len(boxes) >= 20
    clashes = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes.items(), 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert clashes == []


def test_opening_view_fits_the_stage(told: dict[str, Any]) -> None:
    for entity in told["entities"]:
        if entity["shown"]:
            assert 0 <= entity["x"] <= WIDTH
            assert 0 <= entity["y"] <= HEIGHT


def test_columns_run_from_left_to_right(told: dict[str, Any]) -> None:
    middles = []
    for column in COLUMNS:
        here = [e["x"] for e in told["entities"] if e["column"] == column.id and e["shown"]]
        if here:
            middles.append(sum(here) / len(here))
    assert middles == sorted(middles)


def test_a_role_unknown_to_the_map_stands_with_the_others() -> None:
    assert column_of("circus") == COLUMNS[-1].id
    at = place([{"id": "a", "name": "A", "role": "circus"}], [{"from": "a", "to": "nobody", "flow": {}}])
    assert set(at) == {"a"}


def test_shapes_tell_columns_apart() -> None:
    assert len({column.shape for column in COLUMNS}) == len(COLUMNS)

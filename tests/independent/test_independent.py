"""The package against a second reading of the same files by another hand: the real data, on every basis."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import pytest

import circularity as ci

sys.path.insert(0, str(Path(__file__).parent))
import exposure
import network
import reader

FOLDER = Path(__file__).parents[2] / "data"
AS_OF = reader.read(FOLDER, "dataset.yaml")[0]["as_of"]
FAILING = ("openai", "coreweave", "oracle", "anthropic", "nvidia", "fluidstack", "beignet", "anthropic-tpu-vehicle")


@pytest.fixture(scope="module")
def data() -> Any:
    return ci.load(FOLDER)


@pytest.fixture(scope="module")
def second_reading() -> tuple[Any, Any, Any]:
    edges, rows = network.table(FOLDER, reader.day(AS_OF, last=True))
    return edges, rows, {entity["entity"]: entity for entity in reader.read(FOLDER, "entities/*.yaml")}


def close(one: float | None, other: float | None) -> bool:
    one, other = (None if x is None or math.isinf(x) else x for x in (one, other))
    return (one is None and other is None) or (None not in (one, other) and math.isclose(one, other, rel_tol=1e-9, abs_tol=1.0))


@pytest.mark.parametrize("basis", reader.BASES)
def test_every_edge_and_the_gross_flow(data: Any, second_reading: Any, basis: str) -> None:
    _, rows, _ = second_reading
    mine = {name: row["left"][basis] for name, row in rows.items() if row["left"][basis][1]}
    theirs = {key: a for _, _, key, a in data.graph(ci.View(as_of=AS_OF, basis=basis)).edges(keys=True, data=True)}
    assert set(mine) ^ set(theirs) == set()
    pairs = {name: (mine[name], (theirs[name]["low"], theirs[name]["amount"], theirs[name]["high"])) for name in mine}
    assert {name: pair for name, pair in pairs.items() if not all(map(close, *pair))} == {}
    assert math.isclose(sum(a["amount"] for a in theirs.values()), sum(point for _, point, _ in mine.values()), rel_tol=1e-9)


@pytest.mark.parametrize("basis", reader.BASES)
def test_loops_and_their_sizes(data: Any, second_reading: Any, basis: str) -> None:
    edges, rows, entities = second_reading
    mine = network.loops(network.hops(edges, rows, basis), entities)
    result = ci.loops(data, ci.View(as_of=AS_OF, basis=basis), max_length=6).to_dict()["rows"]
    theirs = {tuple(row["companies"]): tuple(row["size"][part] for part in ("low", "point", "high")) for row in result}
    assert len(result) == len(theirs)
    assert set(mine) ^ set(theirs) == set()
    assert {ring: (mine[ring], theirs[ring]) for ring in mine if not all(map(close, mine[ring], theirs[ring]))} == {}


@pytest.mark.parametrize("failing", FAILING)
def test_who_loses_capital_and_backlog_at_once(data: Any, failing: str) -> None:
    mine = exposure.exposed(FOLDER, failing, reader.day(AS_OF, last=True))
    rows = ci.exposed(data, [failing], ci.View(as_of=AS_OF, basis="binding")).to_dict()["rows"]
    first = {row["entity"]: next((part for part in row["by_round"] if part["round"] == 1), {}) for row in rows}

    def theirs(channel: str) -> dict[str, float]:
        points = {who: (part.get(channel) or {}).get("point") for who, part in first.items()}
        return {who: point for who, point in points.items() if point}

    capital = {who: mine["capital"].get(who, 0.0) + mine["calls"].get(who, 0.0) for who in {*mine["capital"], *mine["calls"]}}
    for channel, want in (("capital_at_risk", capital), ("backlog_at_risk", mine["backlog"])):
        got = theirs(channel)
        assert {who: (got.get(who), want.get(who)) for who in {*got, *want} if not close(got.get(who), want.get(who))} == {}, channel

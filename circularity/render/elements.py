"""What the map is made of: one mark a company, one arc for each direction in which two of them deal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from circularity.render.layout import column_of, shape_of


def elements(payload: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The marks and arcs of the map, made by pyvis and stripped of its looks.

    Parallel deals in one direction become one arc; which deals it holds, how wide it is and how it is
    dashed depends on the reader's choices and is decided in the page. Colours and fonts that pyvis adds
    are dropped: the page has its own, in a light and a dark set.
    """
    from pyvis.network import Network

    net = Network(directed=True)
    for entity in payload["entities"]:
        column = entity.get("column") or column_of(entity["role"])
        net.add_node(entity["id"], label=entity["name"], shape=shape_of(column), x=entity["x"], y=entity["y"], physics=False)
    for payer, payee in sorted({(e["from"], e["to"]) for e in payload["edges"]}):
        net.add_edge(payer, payee, id=f"{payer}>{payee}")
    nodes = [{key: node[key] for key in ("id", "shape", "x", "y")} for node in net.nodes]
    edges = [{key: edge[key] for key in ("id", "from", "to")} for edge in net.edges]
    return {"nodes": nodes, "edges": edges}

"""The money-flow graph as GraphML, and as GEXF with dates."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circularity.dataset.dataset import Dataset
from circularity.graph.build import build_graph
from circularity.graph.view import View

if TYPE_CHECKING:
    import networkx as nx


def write_graphml(data: Dataset, view: View, path: Path) -> list[Path]:
    """Companies and priced and unpriced edges; an upper limit that is not known is left out."""
    import networkx as nx

    nx.write_graphml(_plain(data, view), path, named_key_ids=True, edge_id_from_attribute="edge")
    return [path]


def write_gexf(data: Dataset, view: View, path: Path) -> list[Path]:
    """The same graph with a life for each edge: from its first report to its end, where it has one."""
    import networkx as nx

    graph = _plain(data, view)
    graph.graph |= {"mode": "dynamic", "timeformat": "date"}
    for node, facts in graph.nodes(data=True):
        facts["label"] = data.name(node)
    for _, _, key, facts in graph.edges(keys=True, data=True):
        edge = data.edges[key]
        facts["start"] = edge.history[0].date.first.isoformat()
        items = [item for item in edge.history if item.date.first <= view.last_day]
        over = items[-1].date.first if items[-1].stage.is_ended else None
        # a contract's term may begin later than it was reported: its life on the timeline is the report's
        if over is not None:
            facts["end"] = over.isoformat()
    nx.write_gexf(graph, path, version="1.2draft")
    _without_clock(path)
    return [path]


def _plain(data: Dataset, view: View) -> nx.MultiDiGraph[str]:
    """The graph with only such values as these formats know: no infinity, nothing empty."""
    graph = build_graph(data, view, unpriced=True)
    idle = [node for node in graph if not graph.degree(node)]
    graph.remove_nodes_from(idle)
    for _, _, key, facts in graph.edges(keys=True, data=True):
        facts["edge"] = key
        facts["sources"] = " ".join(source.url for source in data.edges[key].sources if source.url)
        for name in [name for name, value in facts.items() if _unfit(value)]:
            del facts[name]
    return graph


def _unfit(value: Any) -> bool:
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def _without_clock(path: Path) -> None:
    """The writer stamps the day on which it ran; the same data are to give the same bytes."""
    import re

    text = path.read_text(encoding="utf-8")
    path.write_bytes(re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1).encode("utf-8"))

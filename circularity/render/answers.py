"""The answers that the page cannot work out by itself, worked out beforehand and written small.

An amount is one number where its ends agree, ``"?"`` where nothing is known, else ``[low, point, high]``, and
``{"is": ...}`` with whatever else is said of it. `data.js` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from circularity.analysis.failure import exposed
from circularity.analysis.failure.exposure import SHARES
from circularity.analysis.failure.losses import CHANNELS
from circularity.analysis.failure.scenario import run
from circularity.analysis.results import Answer, plain
from circularity.dataset.dataset import Dataset
from circularity.dataset.scenarios import fitting
from circularity.graph.view import View

ENDS = ("low", "point", "high")


def slim(value: Any) -> Any:
    """Plain data with its amounts written small; what is null is left out of mappings."""
    if isinstance(value, Mapping):
        if all(end in value for end in ENDS):
            ends = [value[end] for end in ENDS]
            figure: Any = "?" if ends == [None, None, None] else ends[0] if ends[0] == ends[1] == ends[2] else ends
            rest = {k: slim(v) for k, v in value.items() if k not in ENDS and v is not None}
            return {"is": figure, **rest} if rest else figure
        return {key: slim(item) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [slim(item) for item in value]
    return value


def failures(data: Dataset, view: View, companies: Iterable[str], places: Mapping[str, int]) -> dict[str, Any]:
    """Every company's failure, carried on from round to round; those that would cost nobody anything are left out.

    Parameters
    ----------
    places
        For each edge its place in the page's list of edges: chains name edges by it.
    """
    answers = {name: exposed(data, name, view) for name in sorted(companies)}
    return {name: told(answer, places) for name, answer in answers.items() if answer.rows}


def ready_scenarios(data: Dataset, view: View, places: Mapping[str, int]) -> list[dict[str, Any]]:
    """The ready scenarios, each with its story and its answer; those of the package only if these data have the companies they name."""
    listed = []
    for name in fitting(data):
        answer = run(data, name, view)
        story = answer.extra["scenario"]
        listed.append(
            {"id": name, "title": story["title"], "about": story["description"], "shocks": story["shocks"], **told(answer, places)}
        )
    return listed


def told(answer: Answer, places: Mapping[str, int]) -> dict[str, Any]:
    """One answer about losses: its sentence, its rounds, its losers with the chains that bring each dollar, its notes."""
    return {
        "sentence": answer.sentence,
        "failing": list(answer.extra["failing"]),
        "rounds": [_losses(plain(entry)) for entry in answer.extra["rounds"]],
        "rows": [_row(row.as_json(), places) for row in answer.rows],
        "notes": list(answer.caveats),
        "unknown": list(answer.unknown),
        "assumed": list(answer.assumptions),
    }


def _losses(entry: Mapping[str, Any]) -> dict[str, Any]:
    """One round without the channels that lose nothing."""
    kept = {key: slim(value) for key, value in entry.items() if value is not None}
    return {key: value for key, value in kept.items() if value not in (0, [])}


def _row(row: Mapping[str, Any], places: Mapping[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {key: row[key] for key in ("id", "entity", "round")}
    found |= {key: row[key] for key in ("pool", "fails_in", "distress") if row[key]}
    if row["distress"] is None and row["distress_range"][0] is not None:
        found["distress_range"] = list(row["distress_range"])
    amounts = {key: slim(row[key]) for key in (*CHANNELS, *SHARES, "capital_lost", "margin_lost") if row[key] is not None}
    found |= {key: value for key, value in amounts.items() if value != 0}
    found |= {"at_most": row["at_most"]} if row["at_most"] else {}
    if len(row["by_round"]) > 1:
        found["by_round"] = [_losses(entry) for entry in row["by_round"]]
    found["falls"] = [_fall(fall, places) for fall in row["waterfall"]]
    return found


def _fall(fall: Mapping[str, Any], places: Mapping[str, int]) -> Sequence[Any]:
    """One chain: its round, its channel's place among the channels, its edges, its dollars."""
    return [fall["round"], CHANNELS.index(fall["channel"]), [places.get(edge, edge) for edge in fall["edges"]], slim(fall["amount"])]

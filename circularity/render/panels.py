"""What the page shows of paying, announcements and funding: the answers of the command line, with the keys that a chart needs."""

from __future__ import annotations

from typing import Any

from circularity.analysis.announcements import announcements
from circularity.analysis.coverage import pay
from circularity.analysis.funding import funding
from circularity.analysis.results import plain
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.stages import Basis

YEAR_KEYS = (
    "id",
    "year",
    "first",
    "obligations",
    "obligations_headline",
    "revenue",
    "cash",
    "committed_funding",
    "from_suppliers",
    "beyond_revenue",
    "gap",
    "planned_outflow",
)
COMPANY_KEYS = ("gap", "first_year_without_cover", "gap_by_path", "undated", "later", "by_default_term", "from_suppliers", "scale")
REACTION_KEYS = (
    "id",
    "deal",
    "title",
    "entity",
    "ticker",
    "date",
    "change",
    "window",
    "value_gained",
    "value_from",
    "headline",
    "headline_now",
    "binding",
    "paid",
    "warrant_value",
    "warrant_over_headline",
)
OWED_BASES = (Basis.HEADLINE, Basis.BINDING, Basis.EXPECTED)
"""Bases on which something can still be owed."""


def panels(data: Dataset, view: View) -> dict[str, Any]:
    """The three panels' data, amounts in dollars, ``None`` where not known.

    ``pay`` holds for each basis every company that owes anything, ``announcements`` a table, ``funding`` a strip of
    readings by day; ``funding`` is ``None`` where the dataset has no series.
    """
    view = view.on(data)
    return {
        "pay": {str(basis): _pay(data, view.based(basis)) for basis in OWED_BASES},
        "announcements": [{key: row.as_json()[key] for key in REACTION_KEYS} for row in announcements(data, view)],
        "funding": _funding(data, view),
    }


def _pay(data: Dataset, view: View) -> dict[str, Any]:
    everyone = [entity.id for entity in data.entities.values() if not entity.is_pool]
    answer = pay(data, everyone, view)
    found: dict[str, Any] = {}
    for whole in answer.extra["companies"]:
        if whole.obligations.high == 0:
            continue
        said = whole.as_json()
        years = [row.as_json() for row in answer.rows if row.entity == whole.entity]
        found[whole.entity] = {
            **{key: said[key] for key in COMPANY_KEYS},
            "paths": answer.extra["paths"][whole.entity],
            "years": [{key: year[key] for key in YEAR_KEYS} for year in years],
        }
    return dict(sorted(found.items()))


def _funding(data: Dataset, view: View) -> dict[str, Any] | None:
    try:
        answer = funding(data, view)
    except WrongUsage:
        return None
    readings = [{key: item[key] for key in ("date", "low", "point", "high")} for item in plain(answer.extra["readings"])]
    series = [{key: row.as_json()[key] for key in ("series", "label", "unit", "value", "date", "stress")} for row in answer]
    return {"readings": readings, "series": series, "formula": answer.extra["formula"], "sentence": answer.sentence}

"""The flows as they were known at the end of each earlier month, written as what changed since the month before."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.view import View
from circularity.model.stages import Basis
from circularity.render.answers import slim

MONTHS = 48
"""How far back the page's slider goes, in months."""


def past(data: Dataset, view: View, places: Mapping[str, int]) -> dict[str, Any]:
    """Month ends before the view's day, and for each edge the months in which it changed.

    An entry is ``[month, stage, grade, amount on each basis, paid until, own amounts]``; an edge is not there before
    its first entry. The last two stand only where they say something: the day up to which the payments are known, and
    the deal's own figures on each basis where a part of them stands in other edges.

    Parameters
    ----------
    places
        For each edge its place in the page's list of edges.
    """
    days = month_ends(view.last_day, first_day(data))
    before: dict[str, list[Any]] = {}
    changes: dict[int, list[Any]] = {}
    for month, day in enumerate(days):
        here = replace(view, as_of=day)
        by_basis = [{flow.id: flow for flow in flows(data, here.based(basis))} for basis in Basis]
        for name, flow in sorted(by_basis[0].items()):
            if name not in places:
                continue
            said = [str(flow.position.stage), str(flow.position.grade), *(_amount(found[name]) for found in by_basis), *_own(flow)]
            if before.get(name) != said:
                changes.setdefault(places[name], []).append([month, *said])
                before[name] = said
    return {"days": [day.isoformat() for day in days], "edges": {str(place): changes[place] for place in sorted(changes)}}


def _own(flow: Flow) -> list[Any]:
    """The day up to which payments are known, and the deal's own points where its parts took something out."""
    full = flow.position.full
    until = full.paid_until.isoformat() if full.paid_until else None
    if flow.position.inside:
        points = (getattr(full, basis.value).point for basis in Basis)
        return [until, [None if point is None else round(point) for point in points]]
    return [until] if until else []


def first_day(data: Dataset) -> date:
    """The day on which the first deal was reported."""
    return min((edge.history[0].date.first for edge in data.edges.values()), default=data.as_of.first)


def month_ends(last: date, first: date) -> list[date]:
    """The ends of at most `MONTHS` months before a day, none earlier than the first."""
    ends = []
    year, month = last.year, last.month
    for _ in range(MONTHS):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        day = date(year, month, monthrange(year, month)[1])
        if day < first:
            break
        ends.append(day)
    return ends[::-1]


def _amount(flow: Flow) -> Any:
    amount = flow.amount
    return slim(amount.as_json() | ({"at_most": round(amount.at_most)} if amount.at_most else {}))

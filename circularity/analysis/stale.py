"""What should be looked at again, and why: the editor's list, the most money first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from circularity.analysis.lookup import edge_row
from circularity.analysis.results import Answer, Row, Trace
from circularity.analysis.wording import count
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, Amount
from circularity.model.stages import UNFINISHED, Basis, Grade, Stage

YEAR = timedelta(days=365)
FIFTEEN_MONTHS = timedelta(days=456)
LATE = timedelta(days=180)
LARGE = 1e9


@dataclass(frozen=True, kw_only=True)
class StaleRow(Row):
    """One thing to look at again: a deal, or a company's reported figures."""

    subject: str
    path: str
    reason: str
    since: date
    amount: Amount
    message: str
    fix: str


def stale(data: Dataset, view: View | None = None) -> Answer:
    """What an editor should look at again, and why, measured from the view's date.

    Reasons: ``unfinished`` (a live deal last heard of over a year ago), ``not_started`` (signed, and its start is over
    180 days past), ``old_balance`` (a live deal whose running total or balance is over 15 months old), ``weak`` (grade C
    or D on 1 bn or more), ``old_figures`` (a company whose latest reported figure is over 15 months old).

    Examples
    --------
    >>> import circularity as ci
    >>> {row.reason for row in ci.stale(ci.load())} <= {"unfinished", "not_started", "old_balance", "weak", "old_figures"}
    True
    """
    view = (view or View()).on(data)
    rows = [_row(data, view, flow, *found) for flow in flows(data, view.based(Basis.HEADLINE)) for found in _reasons(flow, view.last_day)]
    rows += _figures(data, view.last_day)
    rows.sort(key=lambda row: (-(row.amount.point or 0.0), row.reason, row.subject))
    kinds = {reason: sum(row.reason == reason for row in rows) for reason in sorted({row.reason for row in rows})}
    listed = ", ".join(f"{number} {reason.replace('_', ' ')}" for reason, number in kinds.items())
    sentence = f"{count(len(rows), 'thing')} to look at again as of {view.as_of}{': ' + listed if listed else ''}."
    return Answer("stale", data, view, tuple(rows), sentence, extra={"counts": kinds})


Reason = tuple[str, date, str, str]


def _reasons(flow: Flow, today: date) -> list[Reason]:
    position = flow.position
    edge, stage = position.edge, position.stage
    seen = [item for since, item in edge.steps if since <= today]
    last = seen[-1].date.last
    live = stage in UNFINISHED
    over = edge.ends is not None and stage.is_agreed and edge.ends.last < today
    found: list[Reason] = []
    if live and last < today - YEAR and not over:
        found.append(("unfinished", last, f"{stage} since {seen[-1].date}", "find what became of it and add the stage with its date"))
    if stage is Stage.SIGNED and edge.starts and edge.starts.last < today - LATE:
        said = f"was to start {edge.starts} and is still signed"
        found.append(("not_started", edge.starts.last, said, "add the stage active, or what delays it"))
    dated = [d.date.last for d in (edge.paid, edge.outstanding) if d is not None and d.money.stated.disclosed]
    dated += [item.date.last for item in seen if item.paid is not None or item.outstanding is not None]
    if live and dated and max(dated) < today - FIFTEEN_MONTHS:
        found.append(("old_balance", max(dated), "its last running total or balance is over 15 months old", "look in the latest filing"))
    if position.grade >= Grade.C and (position.full.headline.point or 0.0) >= LARGE:
        what = f"grade {position.grade} on a large amount"
        found.append(("weak", last, what, "look for a filing, a party's statement, or a second publisher"))
    return found


def _row(data: Dataset, view: View, flow: Flow, reason: str, since: date, message: str, fix: str) -> StaleRow:
    line = edge_row(data, view.based(Basis.HEADLINE), flow)
    traces: dict[str, Trace] = dict(line.traces)
    return StaleRow(
        id=f"stale:{flow.id}/{reason}",
        edges=line.edges,
        subject=flow.id,
        path=data.files.get(line.deal, ""),
        reason=reason,
        since=since,
        amount=line.amount,
        message=message,
        fix=fix,
        traces=traces,
    )


def _figures(data: Dataset, today: date) -> list[StaleRow]:
    used = {party for edge in data.edges.values() for party in edge.parties}
    rows = []
    for entity, figures in data.figures.items():
        days = [figure.period_end.first for figure in figures if figure.period_end.first <= today]
        if entity in used and days and max(days) < today - FIFTEEN_MONTHS:
            rows.append(
                StaleRow(
                    id=f"stale:{entity}/old_figures",
                    edges=(),
                    subject=entity,
                    path=f"financials/{entity}.csv",
                    reason="old_figures",
                    since=max(days),
                    amount=UNDISCLOSED,
                    message=f"latest reported figure is of {max(days)}",
                    fix="add the rows of the latest annual report",
                )
            )
    return rows

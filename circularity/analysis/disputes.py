"""Where do sources disagree? Deals with a dispute on record, and deals whose range is wide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from circularity.analysis.lookup import edge_row
from circularity.analysis.results import Answer, Row
from circularity.analysis.wording import count, dollars
from circularity.dataset.dataset import Dataset
from circularity.graph.build import flows
from circularity.graph.view import View
from circularity.model.amounts import Amount

WIDE = 1.5
"""A range is wide whose high end is at least this many times its low end."""


@dataclass(frozen=True, kw_only=True)
class DisputeRow(Row):
    """One edge about which sources differ: the amounts at issue, how far apart they are, and who says what."""

    edge: str
    deal: str
    payer: str
    payee: str
    kind: str
    stage: str
    grade: str
    headline: Amount
    binding: Amount
    amount: Amount
    width: float | None
    """High less low of the widest of the headline and binding ranges, in dollars; unknown where an end is open."""
    open_ended: bool
    disputes: str | None
    sources: int


def disputes(data: Dataset, view: View | None = None, *, party: Iterable[str] = ()) -> Answer:
    """Where sources disagree: edges with a dispute on record or a wide range, the widest first.

    A range is wide where it is stated as a range (not as a bound alone) and its ends differ by half or more. What a source
    disputes besides the amount (who is bound, since when) has no width and comes after. Nothing here says who is right.

    Examples
    --------
    >>> import circularity as ci
    >>> all(row.disputes or row.width for row in ci.disputes(ci.load()))
    True
    """
    view = (view or View()).on(data)
    parties = {data.entity(name).id for name in party}
    rows = []
    for flow in flows(data, view):
        edge = flow.position.edge
        if parties and not {flow.payer, flow.payee} & parties:
            continue
        own = flow.position.full
        widths = [w for w in (_width(own.headline), _width(own.binding)) if w is not None]
        if not edge.disputes and not any(_wide(a) for a in (own.headline, own.binding)):
            continue
        line = edge_row(data, view, flow, "disputes")
        rows.append(
            DisputeRow(
                id=line.id,
                edges=line.edges,
                edge=edge.id,
                deal=line.deal,
                payer=line.payer,
                payee=line.payee,
                kind=line.kind,
                stage=line.stage,
                grade=line.grade,
                headline=line.headline,
                binding=line.binding,
                amount=line.amount,
                width=max(widths, default=None) or None,
                open_ended=own.headline.open_ended or own.binding.open_ended,
                disputes=edge.disputes,
                sources=line.sources,
                traces=line.traces,
            )
        )
    rows.sort(key=lambda row: (-(row.width or 0.0), -(row.headline.point or 0.0), row.edge))
    silent = [row.edge for row in rows if row.disputes is None]
    unknown = (f"nothing on record says why the range is wide: {', '.join(silent)}",) if silent else ()
    widest = f"; the widest is {rows[0].edge}, {dollars(rows[0].width)} apart" if rows and rows[0].width else ""
    spoken = sum(row.disputes is not None for row in rows)
    sentence = f"Sources disagree on {count(spoken, 'edge')} as of {view.as_of}{widest}."
    caveats = ("a text on record is shown as it stands today, also where the view looks back; ranges are those of the view's date",)
    return Answer("disputes", data, view, tuple(rows), sentence, caveats if rows else (), unknown)


def _width(amount: Amount) -> float | None:
    return None if amount.low is None or amount.high is None else amount.high - amount.low


def _wide(amount: Amount) -> bool:
    return bool(amount.low and amount.high and not amount.at_most and amount.high >= WIDE * amount.low)

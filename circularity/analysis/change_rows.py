"""One difference between two states of the data, and what every kind of difference shares."""

from __future__ import annotations

from dataclasses import dataclass

from circularity.analysis.results import Row, Term, Trace
from circularity.analysis.wording import dollars
from circularity.dataset.dataset import Dataset
from circularity.graph.view import View
from circularity.model.amounts import Amount

State = tuple[Dataset, View]


@dataclass(frozen=True, kw_only=True)
class ChangeRow(Row):
    """One difference between two states: what it concerns, what it was, and what it is."""

    group: str
    """``deal``, ``loop``, ``exposure``, ``vendor`` or ``network``."""
    change: str
    """``added``, ``removed`` (gone from the data), ``ended``, ``restaged``, ``reamounted`` or ``regraded``; ``opened`` or ``closed``;
    ``moved``."""
    subject: str
    sentence: str
    before: Amount
    after: Amount
    delta: float | None
    stage_before: str | None = None
    stage_after: str | None = None
    share_before: float | None = None
    share_after: float | None = None


def ends(amount: Amount) -> tuple[int | None, ...]:
    """The ends in whole dollars, so that no rounding of the machine counts as a change."""
    return tuple(None if value is None else round(value) for value in (amount.low, amount.point, amount.high))


def delta_of(before: Amount, after: Amount) -> float | None:
    """The difference of the points; not known where one of them is not."""
    return None if before.point is None or after.point is None else after.point - before.point


def traces_of(before: Amount, after: Amount, cited: tuple[str, ...], citing: tuple[str, ...]) -> dict[str, Trace]:
    """How `why` takes a difference apart: each side with the edges it rests on."""
    return {
        "before": Trace("sum", (Term(before, "as it was", cited),)),
        "after": Trace("sum", (Term(after, "as it is", citing),)),
    }


def moved_row(
    identifier: str, group: str, subject: str, sentence: str, before: tuple[Amount, tuple[str, ...]], after: tuple[Amount, tuple[str, ...]]
) -> ChangeRow | None:
    """The row of a figure that moved, each side with the edges it rests on; ``None`` where it did not."""
    (one, cited), (other, citing) = before, after
    if ends(one) == ends(other):
        return None
    return ChangeRow(
        id=identifier,
        edges=citing,
        group=group,
        change="moved",
        subject=subject,
        sentence=sentence,
        before=one,
        after=other,
        delta=delta_of(one, other),
        traces=traces_of(one, other, cited, citing),
    )


def moved(row: ChangeRow) -> str:
    """The size of a move with its sign, in words."""
    return "not known" if row.delta is None else f"{'+' if row.delta > 0 else '-' if row.delta < 0 else ''}{dollars(abs(row.delta))}"

"""How much of what a company reports that it owes is recorded as deals: what a gap cannot see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from circularity.analysis.pay import dues
from circularity.analysis.pay.dues import Due
from circularity.analysis.reported import Reported, reported
from circularity.analysis.results import Share, Term, Trace, share
from circularity.analysis.wording import money, percent
from circularity.dataset.dataset import Dataset
from circularity.model.amounts import Amount, total

ENOUGH = 0.8
"""Below this part of the reported figure the answer says how much is missing."""
COMPARED = {
    "recorded_purchases": ((dues.PURCHASES,), ("purchase_commitments", "leases_not_commenced")),
    "recorded_debt": ((dues.DEBT,), ("total_debt",)),
}
"""Which recorded obligations are set against which reported balances."""


@dataclass(frozen=True)
class Recorded:
    """Recorded obligations over reported ones, with how it came about and what to say of it."""

    shares: dict[str, Share | None]
    traces: dict[str, Trace]
    notes: tuple[str, ...]


def recorded(data: Dataset, company: str, owed: Iterable[Due], day: date) -> Recorded:
    """What is recorded of a company's purchases and debt over what it reports, whenever it falls due.

    Above 1 where deals were signed after the report, or hold goods that the reported figure leaves out.
    """
    listed = list(owed)
    shares: dict[str, Share | None] = {}
    traces: dict[str, Trace] = {}
    notes: list[str] = []
    for name, (parts, metrics) in COMPARED.items():
        shares[name] = None
        figures: list[Reported] = [f for metric in metrics if (f := reported(data, company, metric, day)) is not None]
        below = total(figure.value for figure in figures)
        if not figures or not below.point:
            continue
        mine = [due for due in listed if due.part in parts]
        amount = total(due.amount for due in mine) if mine else Amount.exactly(0.0)
        part = share(amount, below.point)
        if part is None:
            continue
        label = " and ".join(figure.label for figure in figures)
        shares[name] = Share(part, "+".join(figure.metric for figure in figures), below.point, max(f.period_end for f in figures))
        words = "recorded, whenever due"
        top = Term(amount, words, tuple(dict.fromkeys(edge for due in mine for edge in due.term.edges)))
        traces[name] = Trace("ratio", (top, Term(below, label, (), tuple(figure.label for figure in figures))))
        seen = part.high if part.high is not None else part.point
        if seen is not None and seen < ENOUGH:
            what = name.removeprefix("recorded_")
            balances = ", ".join(f"{f.metric.replace('_', ' ')} {money(f.value)} at {f.period_end}" for f in figures)
            notes.append(f"{data.name(company)}: recorded {what} come to {percent(part)} of what it reports ({balances})")
    return Recorded(shares, traces, tuple(notes))

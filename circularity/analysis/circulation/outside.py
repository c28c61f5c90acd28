"""How much money must come from outside, year by year, for the core of the network to pay what it has scheduled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from circularity.analysis.reported import Reported, reported
from circularity.analysis.results import Term, Trace
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, Amount, total
from circularity.model.kinds import EdgeClass


@dataclass(frozen=True, slots=True)
class OutsideMoney:
    """One company's year, or the whole core's.

    `before_cash_flow` = outflows - from_core and `needed` = that - operating_cash_flow, neither below 0. Where
    no operating cash flow is reported `needed` is not known: who burns cash needs more than the first.
    """

    entity: str
    year: int
    outflows: Amount
    from_core: Amount
    before_cash_flow: Amount
    operating_cash_flow: Amount | None
    period_end: str | None
    needed: Amount
    edges: tuple[str, ...]
    trace: Trace

    def as_json(self) -> dict[str, object]:
        cash = self.operating_cash_flow
        return {
            "entity": self.entity,
            "year": self.year,
            "outflows": self.outflows.as_json(),
            "from_core": self.from_core.as_json(),
            "before_cash_flow": self.before_cash_flow.as_json(),
            "operating_cash_flow": None if cash is None else {**cash.as_json(), "period_end": self.period_end},
            "needed": self.needed.as_json(),
            "edges": list(self.edges),
        }


CORE = "core"


def outside_money(data: Dataset, view: View, core: Sequence[str], years: Sequence[int]) -> list[OutsideMoney]:
    """What each company of the core needs from outside it in each year, and what the core needs as one.

    Outflows are the view's money of that year (guarantees and the like move none), inside is what other
    companies of the core pay it in that year, and operating cash flow is the last reported year's, as it
    stands. The core as one nets what its companies pay each other and lets the cash flow of one pay
    for another; since none has to, the sum of its companies' needs is the other bound.

    Returns
    -------
    list of OutsideMoney
        By year, companies with outflows by id, the core (``core``) last.
    """
    members = frozenset(core)
    cash = {name: reported(data, name, "operating_cash_flow", view.last_day) for name in core}
    found = []
    for year in years:
        moved = [
            flow
            for flow in flows(data, replace(view, window=(f"{year}-01-01", f"{year}-12-31")))
            if flow.amount.disclosed and flow.amount.high != 0 and flow.position.edge.kind.spec.edge_class is not EdgeClass.SUPPORT
        ]
        for name in sorted(members):
            paid = [flow for flow in moved if flow.payer == name]
            got = [flow for flow in moved if flow.payee == name and flow.payer in members]
            if paid:
                found.append(_year(name, year, paid, got, [cash[name]]))
        paid = [flow for flow in moved if flow.payer in members]
        if paid:
            found.append(
                _year(CORE, year, paid, [flow for flow in paid if flow.payee in members], [cash[name] for name in sorted(members)])
            )
    return found


def _year(entity: str, year: int, paid: list[Flow], got: list[Flow], cash: list[Reported | None]) -> OutsideMoney:
    outflows, inside = total(flow.amount for flow in paid), total(flow.amount for flow in got)
    known = [figure for figure in cash if figure is not None]
    own = total(figure.value for figure in known) if known else None
    gap = _minus(outflows, inside)
    needed = _minus(gap, own) if own is not None and len(known) == len(cash) else UNDISCLOSED
    terms = [Term(flow.amount, f"paid in {year} under {flow.id}", flow.position.cited) for flow in paid]
    ends = sorted({figure.period_end for figure in known})
    return OutsideMoney(
        entity=entity,
        year=year,
        outflows=outflows,
        from_core=inside,
        before_cash_flow=gap,
        operating_cash_flow=own,
        period_end=" to ".join(dict.fromkeys((ends[0], ends[-1]))) if ends else None,
        needed=needed,
        edges=tuple(sorted({flow.id for flow in (*paid, *got)})),
        trace=Trace("sum", tuple(terms)),
    )


def _minus(top: Amount, other: Amount) -> Amount:
    """A difference of independent doubts, not below 0; the second may be negative."""
    low = max(0.0, (top.low or 0.0) - other.high) if other.high is not None else 0.0
    point = None if top.point is None or other.point is None else max(0.0, top.point - other.point)
    high = None if top.high is None or other.low is None else max(0.0, top.high - other.low)
    return Amount(low, point, high)

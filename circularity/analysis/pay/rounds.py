"""Raise, spend, be re-rated, raise again: a company's financing rounds, and what it signed between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from circularity.analysis.pay.dues import suppliers
from circularity.analysis.results import plain
from circularity.dataset.dataset import Dataset
from circularity.graph.positions import Position, admitted
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.kinds import EdgeClass, Kind

NEAR_DAYS = 120
"""Money agreed so many days before or after a valuation was stated belongs to that round; a later mark of an old stake does not."""
ROUND_KINDS = (Kind.EQUITY_INVESTMENT, Kind.CONVERTIBLE)


@dataclass(frozen=True)
class Round:
    """One valuation and the money that came at it."""

    day: date
    valuation: Amount
    step_up: float | None
    """Over the valuation before."""
    raised: Amount
    raised_from_suppliers: Amount
    signed: Amount
    """Headline of the purchases and leases that it agreed since the valuation before, as they stand on the view's date."""
    signed_binding: Amount
    edges: tuple[str, ...]
    signed_edges: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The round, dollars as ranges."""
        return {
            "date": self.day.isoformat(),
            "valuation": self.valuation.as_json(),
            "step_up": self.step_up,
            "raised": self.raised.as_json(),
            "raised_from_suppliers": self.raised_from_suppliers.as_json(),
            "signed_since_the_round_before": self.signed.as_json(),
            "of_it_binding": self.signed_binding.as_json(),
            "edges": plain(self.edges),
            "signed_edges": plain(self.signed_edges),
        }


def rounds(data: Dataset, company: str, view: View) -> list[Round]:
    """Every dated valuation at which a company raised money, oldest first.

    Purchases are those first agreed after the valuation before and up to this one; the first round counts
    those of the year before it. Amounts are what stands on the view's date, so that nothing is counted twice.

    Examples
    --------
    >>> import circularity as ci
    >>> data = ci.load()
    >>> [round.step_up is not None for round in rounds(data, "openai", ci.View().on(data))][:2]
    [False, True]
    """
    view = view.on(data)
    every = admitted(data, view)
    sellers = suppliers(data, company, view)
    at: dict[tuple[date, float], list[Position]] = {}
    for position in every:
        edge = position.edge
        if edge.payee != company or edge.kind not in ROUND_KINDS or edge.valuation is None or edge.signed_on is None:
            continue
        day, value = edge.valuation.date.first, edge.valuation.money
        if day > view.last_day or abs((edge.signed_on.first - day).days) > NEAR_DAYS or value.currency != "USD" or not value.stated.point:
            continue
        at.setdefault((day, value.stated.point), []).append(position)
    bought = [
        (agreed, position)
        for position in every
        if position.edge.payer == company
        and position.edge.kind.spec.edge_class is EdgeClass.COMMERCE
        and (agreed := _agreed(position)) is not None
    ]
    found: list[Round] = []
    for (day, worth), came in sorted(at.items(), key=lambda item: item[0]):
        before = found[-1] if found else None
        since = before.day if before else date(day.year - 1, day.month, min(day.day, 28))
        signed = [position for agreed, position in bought if since < agreed <= day]
        supplied = [position for position in came if data.group(position.edge.payer) in sellers]
        last = before.valuation.point if before else None
        found.append(
            Round(
                day,
                came[0].edge.valuation.money.stated if came[0].edge.valuation else Amount(),
                round(worth / last, 6) if last else None,
                _family(came),
                _family(supplied),
                total(position.headline for position in signed),
                total(position.binding for position in signed),
                tuple(dict.fromkeys(edge for position in came for edge in position.cited)),
                tuple(dict.fromkeys(edge for position in signed for edge in position.cited)),
            )
        )
    return found


def _family(found: list[Position]) -> Amount:
    """Their whole amounts; a part of one that is there too is not counted again, a part that is not there stays in its whole."""
    names = {position.edge.id for position in found}
    return total(position.full.headline for position in found if position.edge.part_of not in names)


def _agreed(position: Position) -> date | None:
    """When a purchase was first agreed or at least announced by its parties."""
    edge = position.edge
    if edge.signed_on is not None:
        return edge.signed_on.first
    return next((item.date.first for item in edge.history if item.stage in ("announced", "letter_of_intent")), None)

"""One vendor's money in one window on one basis: what it gives, what it sells, and what passes between others."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from circularity.analysis.fiscal import flow_in_window, history
from circularity.analysis.reported import Reported
from circularity.dataset.dataset import Dataset
from circularity.graph.build import flows
from circularity.graph.terms import cut
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.kinds import EdgeClass, Kind
from circularity.model.stages import Basis

BASES = (Basis.PAID, Basis.BINDING, Basis.HEADLINE)
Window = tuple[date, date] | None
Arc = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """One edge's money in the window."""

    edge: str
    amount: Amount
    cited: tuple[str, ...]


@dataclass
class Money:
    """All money that moves between parties in a window, folded by pair; pools are in it under their own names."""

    given: dict[Arc, list[Piece]] = field(default_factory=dict)
    """Financing, and guarantees that are known to have been called."""
    bought: dict[Arc, list[Piece]] = field(default_factory=dict)
    unpriced: dict[Arc, list[str]] = field(default_factory=dict)
    """Live edges without an amount, or with one that no date places in the window."""
    before: dict[str, list[str]] = field(default_factory=dict)
    """Who pays each party, amounts known or not."""


def money_in(data: Dataset, view: View, window: Window, basis: Basis) -> Money:
    """The money of a window on a basis; guarantees, warrants and grants are no money until they are called."""
    seen = replace(view.on(data), window=window, basis=basis)
    key = ("vendor money", seen)
    found = data.cache.get(key)
    if found is None:
        found = data.cache[key] = _money_in(data, seen)
    return found  # type: ignore[return-value]


def _money_in(data: Dataset, view: View) -> Money:
    money = Money()
    for flow in flows(data, view):
        edge, amount = flow.position.edge, flow.amount
        pair = (edge.payer, edge.payee)
        cls = edge.kind.spec.edge_class
        if cls is EdgeClass.SUPPORT:
            if edge.kind not in (Kind.GUARANTEE, Kind.CAPACITY_BACKSTOP) or not flow.position.paid.carries_money:
                continue
            called = cut(flow.position, data, view, Basis.PAID)
            amount = called.amount if called else Amount()
        if amount.disclosed and amount.high != 0:
            side = money.bought if cls is EdgeClass.COMMERCE else money.given
            side.setdefault(pair, []).append(Piece(edge.id, amount, flow.position.cited))
        elif not amount.disclosed and not flow.position.stage.is_ended:
            money.unpriced.setdefault(pair, []).append(edge.id)
        else:
            continue
        money.before.setdefault(pair[1], []).append(pair[0])
    return money


@dataclass(frozen=True, slots=True)
class Funds:
    """Money of a company that does not come from a recorded deal: its other revenue, and the cash it began with."""

    revenue: float
    cash: float
    figures: tuple[Reported, ...]


def funds_of(data: Dataset, entity: str, window: Window, day: date) -> Funds:
    """Reported revenue of the window, by days, and cash at its start; nothing where nothing is reported."""
    if window is None:
        return Funds(0.0, 0.0, ())
    key = ("funds", entity, window, day)
    if key not in data.cache:
        earned = flow_in_window(data, entity, "revenue", window, day)
        opening = next(iter(history(data, entity, "cash_and_securities", min(day, window[0] - timedelta(days=1)))), None)
        figures = tuple(figure for _, figure, _ in earned.parts) if earned else ()
        data.cache[key] = Funds(
            (earned.amount.point or 0.0) if earned else 0.0,
            (opening.value.point or 0.0) if opening else 0.0,
            (*figures, *((opening,) if opening else ())),
        )
    return data.cache[key]  # type: ignore[return-value]


@dataclass(frozen=True)
class Vendor:
    """What one vendor gives and sells in a window on a basis, and the network that lies between."""

    name: str
    money: Money
    given: dict[str, list[Piece]]
    """By company that is financed; pools apart."""
    sold: dict[str, list[Piece]]
    given_to_pools: list[Piece]
    sold_to_pools: list[Piece]
    between: dict[Arc, list[Piece]]
    """Among companies from which money reaches the vendor."""
    members: tuple[str, ...]
    spent_elsewhere: dict[str, list[Piece]]
    from_pools: dict[str, list[Piece]]


def vendor_money(data: Dataset, view: View, vendor: str, window: Window, basis: Basis) -> Vendor:
    """Everything that the measures of one vendor need."""
    money = money_in(data, view, window, basis)
    pool = {name for name, entity in data.entities.items() if entity.is_pool}
    upstream = _upstream(money, vendor, pool)
    given: dict[str, list[Piece]] = {}
    sold: dict[str, list[Piece]] = {}
    given_to_pools: list[Piece] = []
    sold_to_pools: list[Piece] = []
    between: dict[Arc, list[Piece]] = {}
    elsewhere: dict[str, list[Piece]] = {}
    from_pools: dict[str, list[Piece]] = {}
    for side, table in (("given", money.given), ("bought", money.bought)):
        for (payer, payee), pieces in table.items():
            if payer == vendor:
                if side == "given":
                    given_to_pools.extend(pieces) if payee in pool else given.setdefault(payee, []).extend(pieces)
            elif payee == vendor:
                if side == "bought":
                    sold_to_pools.extend(pieces) if payer in pool else sold.setdefault(payer, []).extend(pieces)
                elif payer in upstream:
                    elsewhere.setdefault(payer, []).extend(pieces)
            elif payer in upstream:
                if payee in upstream:
                    between.setdefault((payer, payee), []).extend(pieces)
                else:
                    elsewhere.setdefault(payer, []).extend(pieces)
            elif payer in pool and payee in upstream:
                from_pools.setdefault(payee, []).extend(pieces)
    return Vendor(vendor, money, given, sold, given_to_pools, sold_to_pools, between, tuple(sorted(upstream)), elsewhere, from_pools)


def _upstream(money: Money, vendor: str, pool: set[str]) -> set[str]:
    """Companies from which money reaches the vendor, through known amounts; pools are dead ends."""
    found: set[str] = set()
    queue = deque([vendor])
    while queue:
        here = queue.popleft()
        for payer in money.before.get(here, ()):
            priced = (payer, here) in money.bought or ((payer, here) in money.given and here != vendor)
            if payer in found or payer == vendor or payer in pool or not priced:
                continue
            found.add(payer)
            queue.append(payer)
    return found


def amount_of(pieces: list[Piece]) -> Amount:
    """All edges of a hop together."""
    return total(piece.amount for piece in pieces)


def edges_of(pieces: list[Piece]) -> tuple[str, ...]:
    """Every edge whose figure enters a hop."""
    return tuple(dict.fromkeys(edge for piece in pieces for edge in piece.cited))


def data_name(data: Dataset, name: str) -> str:
    """How a party is called, with the two that are none."""
    return data.name(name) if name in data.entities else name

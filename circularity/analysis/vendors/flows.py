"""One vendor's money in one window on one basis: what it gives, what it sells, and what passes between others."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from circularity.analysis.fiscal import flow_in_window, history
from circularity.analysis.reported import Reported
from circularity.dataset.dataset import Dataset
from circularity.graph.build import flows
from circularity.graph.positions import Position
from circularity.graph.standing import running_totals
from circularity.graph.terms import cut, span
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.deal import Edge
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
            amount = _called(flow.position, data, view)
        if amount.disclosed and amount.high != 0:
            side = money.bought if cls is EdgeClass.COMMERCE else money.given
            side.setdefault(pair, []).append(Piece(edge.id, amount, flow.position.cited))
        elif not amount.disclosed and not flow.position.stage.is_ended and _may_fall_in(data, edge, view):
            money.unpriced.setdefault(pair, []).append(edge.id)
        else:
            continue
        money.before.setdefault(pair[1], []).append(pair[0])
    return money


def _called(position: Position, data: Dataset, view: View) -> Amount:
    """What was called under a guarantee within the window: each call on the day on which it was reported."""
    totals = running_totals(position.edge, view.last_day)
    if view.window is None or not totals or not position.full.paid.point:
        placed = cut(position, data, view, Basis.PAID)
        return placed.amount if placed else Amount()
    start, end = view.window
    before = inside = 0.0
    for day, so_far in totals:
        inside += max(0.0, so_far - before) if start <= day <= end else 0.0
        before = max(before, so_far)
    return position.paid.scaled(min(1.0, inside / position.full.paid.point))


def _may_fall_in(data: Dataset, edge: Edge, view: View) -> bool:
    """Whether nothing says that all of an edge's money moves outside the window."""
    days = None if view.window is None else span(edge, data)
    return days is None or days.share_within(*view.window) > 0


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
    purchases: dict[str, list[Piece]]
    """What the vendor itself buys from companies from which money reaches it: their income, and no financing."""
    unpriced_sales: tuple[str, ...]
    """Sales that no amount places in the window."""
    unpriced_financing: tuple[str, ...]


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
    purchases: dict[str, list[Piece]] = {}
    for side, table in (("given", money.given), ("bought", money.bought)):
        for (payer, payee), pieces in table.items():
            if payer == vendor:
                if side == "given":
                    given_to_pools.extend(pieces) if payee in pool else given.setdefault(payee, []).extend(pieces)
                elif payee in upstream:
                    purchases.setdefault(payee, []).extend(pieces)
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
    unpriced = unpriced_edges(money, data, vendor)
    return Vendor(
        name=vendor,
        money=money,
        given=given,
        sold=sold,
        given_to_pools=given_to_pools,
        sold_to_pools=sold_to_pools,
        between=between,
        members=tuple(sorted(upstream)),
        spent_elsewhere=elsewhere,
        from_pools=from_pools,
        purchases=purchases,
        unpriced_sales=unpriced["sales"],
        unpriced_financing=unpriced["financing"],
    )


def unpriced_edges(money: Money, data: Dataset, vendor: str) -> dict[str, tuple[str, ...]]:
    """Live sales and financing of a vendor that no amount, or no date, places in the window."""
    sales: list[str] = []
    financing: list[str] = []
    for (payer, payee), edges in money.unpriced.items():
        for edge in edges:
            cls = data.edges[edge].kind.spec.edge_class
            if payee == vendor and cls is EdgeClass.COMMERCE:
                sales.append(edge)
            elif payer == vendor and cls is EdgeClass.FINANCING:
                financing.append(edge)
    return {"sales": tuple(sorted(sales)), "financing": tuple(sorted(financing))}


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

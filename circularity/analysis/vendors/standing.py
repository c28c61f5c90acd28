"""What stands on the day, over its whole term: financing of customers, support, purchases from customers, and the ways money takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import pairwise

from circularity.analysis.results import Term
from circularity.analysis.vendors.flows import BASES, Piece, Vendor
from circularity.dataset.dataset import Dataset
from circularity.graph.positions import Position, admitted
from circularity.graph.view import View
from circularity.model.amounts import ZERO, Amount, total
from circularity.model.kinds import EdgeClass, Kind
from circularity.model.stages import Basis, Stage

CALLABLE = (Kind.GUARANTEE, Kind.CAPACITY_BACKSTOP)
PATHS = 3
"""Ways from the vendor's money to one customer that are listed, the shortest first."""

Standing = dict[str, tuple[Amount, tuple[Term, ...]]]


def customers_of(data: Dataset, view: View, vendor: str) -> frozenset[str]:
    """Companies that buy or bought from a vendor, and those that buy from its customers; amounts known or not, pools left out.

    One step behind the customer, since a lab that rents from a cloud pays for the chips that the cloud buys; no
    further, since through enough hands everybody pays everybody.
    """
    sellers: dict[str, set[str]] = {}
    for position in admitted(data, view):
        edge = position.edge
        if edge.kind.spec.edge_class is EdgeClass.COMMERCE and (not position.stage.is_ended or _was_agreed(position, view)):
            sellers.setdefault(edge.payee, set()).add(edge.payer)
    direct = {name for name in sellers.get(vendor, ()) if not data.entities[name].is_pool}
    behind = {name for customer in direct for name in sellers.get(customer, ()) if not data.entities[name].is_pool}
    return frozenset((direct | behind) - {vendor})


def standing(chosen: Iterable[Position]) -> Standing:
    """Amounts of positions on each basis, with the terms they are made of; no window is applied.

    Where nothing is known but zeros, and something is undisclosed, the sum is not known.
    """
    listed = sorted(chosen, key=lambda position: position.edge.id)
    found: Standing = {}
    for basis in BASES:
        terms = tuple(Term(_on(p, basis), f"{basis} amount of {p.edge.id}, {p.stage.replace('_', ' ')}", p.cited) for p in listed)
        found[basis] = (total(term.amount for term in terms), tuple(term for term in terms if term.amount.high != 0))
    return found


def _on(position: Position, basis: Basis) -> Amount:
    """An amount on a basis; of guarantees only what has not been called, since a call is financing; of a default what is owed."""
    if position.stage is Stage.DEFAULTED:
        return position.claim
    if position.edge.kind not in CALLABLE:
        return position.on(basis)
    if basis is Basis.PAID:
        return ZERO
    return position.on(basis).less(position.paid) if position.paid.carries_money else position.on(basis)


def _was_agreed(position: Position, view: View) -> bool:
    """Whether a deal that has ended was firm before: who failed was a customer all the same."""
    return any(item.stage.is_agreed for since, item in position.edge.steps if since <= view.last_day)


def _stands(position: Position) -> bool:
    """Whether a deal runs, or has defaulted so that it is still owed."""
    return not position.stage.is_ended or position.stage is Stage.DEFAULTED


def financing_that_stands(data: Dataset, view: View, vendor: str) -> list[Position]:
    """Financing of the vendor's customers and of those who buy from them that runs or is owed; stakes in others are left out."""
    payers = customers_of(data, view, vendor)
    return [
        p
        for p in admitted(data, view)
        if p.edge.payer == vendor and p.edge.kind.spec.edge_class is EdgeClass.FINANCING and _stands(p) and p.edge.payee in payers
    ]


def support_that_stands(data: Dataset, view: View, vendor: str, kinds: tuple[Kind, ...] | None = None) -> list[Position]:
    """Live guarantees, backstops, warrants and grants of a vendor."""
    return [
        p
        for p in admitted(data, view)
        if p.edge.payer == vendor
        and p.edge.kind.spec.edge_class is EdgeClass.SUPPORT
        and not p.stage.is_ended
        and (kinds is None or p.edge.kind in kinds)
    ]


def purchases_that_stand(data: Dataset, view: View, vendor: str) -> list[Position]:
    """Live purchases of a vendor from its customers and from those who buy from them."""
    payers = customers_of(data, view, vendor)
    return [
        p
        for p in admitted(data, view)
        if p.edge.payer == vendor and p.edge.kind.spec.edge_class is EdgeClass.COMMERCE and not p.stage.is_ended and p.edge.payee in payers
    ]


def ways_back(vendor: Vendor, customer: str) -> list[list[list[str]]]:
    """The shortest ways from each company that the vendor finances to a customer and back: edge ids, hop by hop."""
    following: dict[str, list[str]] = {}
    for payer, payee in sorted(vendor.between):
        following.setdefault(payer, []).append(payee)
    found = []
    for first in sorted(vendor.given):
        steps = _shortest(following, first, customer)
        if steps is None:
            continue
        hops = [vendor.given[first]]
        hops += [vendor.between[pair] for pair in pairwise(steps)]
        hops.append(vendor.sold[customer])
        found.append([_ids(hop) for hop in hops])
    return sorted(found, key=lambda hops: (len(hops), hops))[:PATHS]


def _shortest(following: dict[str, list[str]], start: str, end: str) -> list[str] | None:
    came: dict[str, str | None] = {start: None}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        if here == end:
            steps: list[str] = []
            step: str | None = here
            while step is not None:
                steps.append(step)
                step = came[step]
            return steps[::-1]
        for name in following.get(here, ()):
            if name not in came:
                came[name] = here
                queue.append(name)
    return None


def _ids(pieces: list[Piece]) -> list[str]:
    return sorted({piece.edge for piece in pieces})

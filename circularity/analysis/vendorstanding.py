"""What stands on the day, whole term: financing of customers, support, purchases from them, and the ways money takes."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable

from circularity.analysis.results import Term
from circularity.analysis.vendorflows import BASES, Money, Piece, Vendor
from circularity.dataset.dataset import Dataset
from circularity.graph.positions import Position, admitted
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.kinds import EdgeClass, Kind

CALLABLE = (Kind.GUARANTEE, Kind.CAPACITY_BACKSTOP)
PATHS = 3
"""Ways from the vendor's money to one customer that are listed, the shortest first."""

Standing = dict[str, tuple[Amount, tuple[Term, ...]]]


def who_pays(data: Dataset, view: View, vendor: str) -> frozenset[str]:
    """Companies from which money reaches a vendor, directly or through others, amounts known or not; pools are dead ends."""
    before: dict[str, set[str]] = {}
    for position in admitted(data, view):
        edge, cls = position.edge, position.edge.kind.spec.edge_class
        if position.stage.is_ended or cls is EdgeClass.SUPPORT or edge.payer == vendor:
            continue
        if cls is EdgeClass.COMMERCE or edge.payee != vendor:
            before.setdefault(edge.payee, set()).add(edge.payer)
    found: set[str] = set()
    queue = deque([vendor])
    while queue:
        for payer in sorted(before.get(queue.popleft(), ())):
            if payer not in found and payer != vendor and not data.entities[payer].is_pool:
                found.add(payer)
                queue.append(payer)
    return frozenset(found)


def standing(chosen: Iterable[Position]) -> Standing:
    """Amounts of positions on each basis, with the terms they are made of; no window is applied."""
    listed = sorted(chosen, key=lambda position: position.edge.id)
    found: Standing = {}
    for basis in BASES:
        terms = tuple(
            Term(p.on(basis), f"{basis} amount of {p.edge.id}, {p.stage.replace('_', ' ')}", p.cited)
            for p in listed
            if p.on(basis).disclosed
        )
        # what is undisclosed keeps a sum of nothing else from reading as zero
        found[basis] = (total(p.on(basis) for p in listed), terms)
    return found


def financing_that_stands(data: Dataset, view: View, vendor: str, payers: frozenset[str] | None = None) -> list[Position]:
    """Live financing that a vendor gives, only to some where they are named."""
    return [
        p
        for p in admitted(data, view)
        if p.edge.payer == vendor
        and p.edge.kind.spec.edge_class is EdgeClass.FINANCING
        and not p.stage.is_ended
        and (payers is None or p.edge.payee in payers)
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


def purchases_that_stand(data: Dataset, view: View, vendor: str, payers: frozenset[str]) -> list[Position]:
    """Live purchases of a vendor from those who pay it; pools are not one party and left out."""
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
        hops += [vendor.between[pair] for pair in itertools.pairwise(steps)]
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

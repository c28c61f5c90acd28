"""Where does money come back? Simple cycles of companies, each hop backed by deals.

Parallel deals are folded to one hop per ordered pair; a loop is a simple cycle of at most six
companies; pools, which are not one party, never take part. A loop is a fact about deals. What can go
round is its smallest hop; sizes are ranked and never added, since loops share deals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from circularity.analysis.cycles import cycles_of, simple_cycles
from circularity.analysis.results import Answer, Row, Term, Trace
from circularity.analysis.wording import count, money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.build import Flow, flows
from circularity.graph.terms import DAYS_PER_YEAR, cut, span
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, Amount, smallest, total
from circularity.model.kinds import EdgeClass
from circularity.model.stages import Basis, Grade

__all__ = ["LoopRow", "LoopType", "loops", "simple_cycles"]

MAX_LENGTH = 6
"""A bound is part of the definition: without one, fifty companies are out of reach."""
CAP = 200_000
"""Loops looked at before giving up, said when it is hit."""


class LoopType(StrEnum):
    """What the hops of a loop are."""

    VENDOR_FINANCING = "vendor_financing"
    VENDOR_SUPPORT = "vendor_support"
    TRADE = "trade"
    OWNERSHIP = "ownership"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True)
class Live:
    """The period in which all hops live; both ends null where they never do at once, or it is not known."""

    start: date | None
    end: date | None
    together: bool

    def as_json(self) -> dict[str, str | None]:
        return {"from": self.start.isoformat() if self.start else None, "to": self.end.isoformat() if self.end else None}


@dataclass(frozen=True, kw_only=True)
class LoopRow(Row):
    """One loop: who, how much can go round, and how good the evidence is."""

    companies: tuple[str, ...]
    type: LoopType
    size: Amount
    at_most: float
    size_per_year: Amount | None
    grade: Grade
    live: Live
    live_together: bool | None
    """Whether there is a day on which all hops live; null where dates are not known."""
    in_date_order: bool
    binding_share: float | None
    hops: tuple[tuple[str, ...], ...]
    hop_amounts: tuple[Amount, ...]
    key_edge: str | None


@dataclass(frozen=True, slots=True)
class _Hop:
    """All edges from one company to another, as one."""

    flows: tuple[Flow, ...]
    amount: Amount

    @property
    def classes(self) -> set[EdgeClass]:
        return {flow.position.edge.kind.spec.edge_class for flow in self.flows}


def loops(
    data: Dataset,
    view: View | None = None,
    *,
    max_length: int = MAX_LENGTH,
    through: Iterable[str] = (),
    min_size: float = 0.0,
    unpriced: bool = False,
    groups: bool = False,
    cap: int = CAP,
) -> Answer:
    """Where money comes back: every loop of companies in a view, largest first.

    Parameters
    ----------
    max_length
        The most companies in a loop.
    through
        Only loops that pass all of these companies (ids, names or tickers).
    min_size
        Only loops in which at least this many dollars can go round.
    unpriced
        Also loops with hops that have no amount; their size is not known.
    groups
        Also loops inside one group of companies.
    cap
        Loops looked at before stopping; the answer says when it was hit.

    Returns
    -------
    Answer
        Rows of `LoopRow`, by size. `size` is in dollars over the whole term, or over the view's window.

    Examples
    --------
    >>> import circularity as ci
    >>> found = ci.loops(ci.load(), ci.View(basis="headline"), max_length=2)
    >>> ("amd", "openai") in {row.companies for row in found}
    True
    """
    if max_length < 2:
        raise WrongUsage(f"a loop has at least 2 companies; the bound is {max_length}")
    view = (view or View()).on(data)
    wanted = {data.entity(name).id for name in through}
    priced, bare = _hops(data, view)
    usable = priced | bare if unpriced else priced
    rings, capped = _enumerate(usable, max_length, cap)
    rows = [_row(data, view, ring, usable) for ring in rings]
    own_group = sum(row.type is LoopType.GROUP for row in rows)
    if not groups:
        rows = [row for row in rows if row.type is not LoopType.GROUP]
    keys = _key_edges(rows)
    rows = [_with_key(row, keys) for row in rows]
    rows = [
        row
        for row in rows
        if wanted <= set(row.companies) and ((row.size.point or 0.0) >= min_size or (row.size.point is None and not min_size))
    ]
    rows.sort(key=lambda row: (-(row.size.point or 0.0), len(row.companies), row.companies))
    caveats = ["loops share deals, so their sizes must not be added up"]
    resting = sum(row.at_most > 0 for row in rows)
    if resting:
        caveats.append(f"{count(resting, 'size')} of {len(rows)} rest on an amount that is only a ceiling")
    if capped:
        caveats.append(f"stopped after {cap:,} loops; narrow the view, or raise the cap")
    if own_group and not groups:
        caveats.append(f"{count(own_group, 'loop')} inside one group left out (--groups shows them)")
    unknown = () if unpriced else _unpriced_note(priced, bare, max_length, cap, wanted)
    return Answer("loops", data, view, tuple(rows), _sentence(data, view, rows, wanted), tuple(caveats), unknown)


def _hops(data: Dataset, view: View) -> tuple[dict[tuple[str, str], _Hop], dict[tuple[str, str], _Hop]]:
    """Hops that carry money, and hops whose edges all have no amount; pools take no part."""
    with_money: dict[tuple[str, str], list[Flow]] = {}
    without: dict[tuple[str, str], list[Flow]] = {}
    for flow in flows(data, view):
        pair = (flow.payer, flow.payee)
        if data.entities[pair[0]].is_pool or data.entities[pair[1]].is_pool:
            continue
        if flow.amount.carries_money:
            with_money.setdefault(pair, []).append(flow)
        elif not flow.amount.priced and not flow.position.stage.is_ended:
            without.setdefault(pair, []).append(flow)
    priced = {pair: _Hop(tuple(found), total(f.amount for f in found)) for pair, found in with_money.items()}
    bare = {pair: _Hop(tuple(found), UNDISCLOSED) for pair, found in without.items() if pair not in priced}
    return priced, bare


def _enumerate(hops: dict[tuple[str, str], _Hop], max_length: int, cap: int) -> tuple[list[list[str]], bool]:
    arcs: dict[str, list[str]] = {}
    for payer, payee in hops:
        arcs.setdefault(payer, []).append(payee)
    found: list[list[str]] = []
    for ring in cycles_of(arcs, max_length):
        if len(found) == cap:
            return found, True
        found.append(ring)
    return found, False


def _row(data: Dataset, view: View, ring: list[str], hops: dict[tuple[str, str], _Hop]) -> LoopRow:
    steps = [hops[pair] for pair in zip(ring, [*ring[1:], ring[0]], strict=True)]
    edges = tuple(dict.fromkeys(flow.id for step in steps for flow in step.flows))
    size = smallest(step.amount for step in steps) if all(step.amount.priced for step in steps) else UNDISCLOSED
    live = _live(data, steps)
    return LoopRow(
        id="loops:" + "/".join(ring),
        edges=edges,
        companies=tuple(ring),
        type=_type(data, ring, steps),
        size=size,
        at_most=size.at_most,
        size_per_year=_per_year(data, view, steps, live) if size.disclosed else None,
        grade=max(flow.position.grade for step in steps for flow in step.flows),
        live=live,
        live_together=live.together if live.start or not live.together else None,
        in_date_order=_in_date_order(steps),
        binding_share=_binding_share(steps),
        hops=tuple(tuple(flow.id for flow in step.flows) for step in steps),
        hop_amounts=tuple(step.amount for step in steps),
        key_edge=None,
        traces=_traces(data, view, ring, steps),
    )


def _traces(data: Dataset, view: View, ring: list[str], steps: list[_Hop]) -> dict[str, Trace]:
    names = [data.name(company) for company in ring]
    pairs = list(zip(names, [*names[1:], names[0]], strict=True))
    hop_terms = [tuple(Term(f.amount, f"{view.basis} amount of {f.id}", f.position.cited) for f in step.flows) for step in steps]
    whole = tuple(
        Term(step.amount, f"{payer} to {payee}: {count(len(step.flows), 'deal')}", tuple(e for t in terms for e in t.edges))
        for step, terms, (payer, payee) in zip(steps, hop_terms, pairs, strict=True)
    )
    return {"size": Trace("smallest", whole)} | {f"hop_amounts.{i}": Trace("sum", terms) for i, terms in enumerate(hop_terms)}


def _type(data: Dataset, ring: list[str], steps: list[_Hop]) -> LoopType:
    if len({data.group(company) for company in ring}) == 1:
        return LoopType.GROUP
    financing = {i for i, step in enumerate(steps) if EdgeClass.FINANCING in step.classes}
    commerce = {i for i, step in enumerate(steps) if EdgeClass.COMMERCE in step.classes}
    support = {i for i, step in enumerate(steps) if EdgeClass.SUPPORT in step.classes}
    if any(i != j for i in financing for j in commerce):
        return LoopType.VENDOR_FINANCING
    if commerce and any(i != j for i in support for j in commerce):
        return LoopType.VENDOR_SUPPORT
    return LoopType.TRADE if len(commerce) == len(steps) else LoopType.OWNERSHIP


def _live(data: Dataset, steps: list[_Hop]) -> Live:
    """When all hops live: from the latest first day to the earliest last day."""
    start: date | None = None
    end: date | None = None
    for step in steps:
        begins, ceases = [], []
        for flow in step.flows:
            edge = flow.position.edge
            opened = edge.starts or edge.signed_on or edge.history[0].date
            begins.append(opened.first)
            days = span(edge, data)
            lasting = edge.kind.spec.stake or days is None or days.days == 1
            ceases.append(edge.ends.last if edge.ends else None if lasting or days is None else days.last)
        start = min(begins) if start is None else max(start, min(begins))
        if all(c is not None for c in ceases):
            last = max(c for c in ceases if c is not None)
            end = last if end is None else min(end, last)
    if start and end and end < start:
        return Live(start=None, end=None, together=False)
    return Live(start=start, end=end, together=True)


def _per_year(data: Dataset, view: View, steps: list[_Hop], live: Live) -> Amount | None:
    """What can go round in a year while all hops live; ``None`` where that period, or an edge's dates, are not known."""
    if live.start is None or live.end is None:
        return None
    within = replace(view, window=(live.start, live.end))
    years = max(1.0, ((live.end - live.start).days + 1) / DAYS_PER_YEAR)
    hops = []
    for step in steps:
        parts = [cut(flow.position, data, within) for flow in step.flows]
        if any(part is None for part in parts):
            return None
        hops.append(total(part.amount for part in parts if part is not None).scaled(1 / years))
    return smallest(hops)


def _in_date_order(steps: list[_Hop]) -> bool:
    """Whether, from some hop on, each hop begins no earlier than the one before."""
    firsts = [
        min((f.position.edge.starts or f.position.edge.signed_on or f.position.edge.history[0].date).first for f in s.flows) for s in steps
    ]
    falls = sum(later < earlier for earlier, later in zip(firsts, [*firsts[1:], firsts[0]], strict=True))
    return falls <= 1


def _binding_share(steps: list[_Hop]) -> float | None:
    """How much of the headline loop is legally firm."""
    whole = [total(f.position.on(Basis.HEADLINE) for f in step.flows) for step in steps]
    firm = [total(f.position.on(Basis.BINDING) for f in step.flows) for step in steps]
    top = smallest(whole).point if all(a.priced for a in whole) else None
    bound = smallest(firm).point if all(a.priced for a in firm) else None
    return None if not top or bound is None else round(min(1.0, bound / top), 6)


def _key_edges(rows: list[LoopRow]) -> Counter[str]:
    """For each edge, how many loops would open without it."""
    return Counter(hop[0] for row in rows for hop in row.hops if len(hop) == 1)


def _with_key(row: LoopRow, keys: Counter[str]) -> LoopRow:
    alone = sorted((hop[0] for hop in row.hops if len(hop) == 1), key=lambda edge: (-keys[edge], edge))
    values = {name: getattr(row, name) for name in row.__dataclass_fields__}
    return LoopRow(**(values | {"key_edge": alone[0] if alone else None}))


def _unpriced_note(
    priced: dict[tuple[str, str], _Hop], bare: dict[tuple[str, str], _Hop], max_length: int, cap: int, wanted: set[str]
) -> tuple[str, ...]:
    """How many more loops there are, through the companies asked for, if hops without an amount are let in."""
    if not bare:
        return ()
    every, capped = _enumerate(priced | bare, max_length, cap)
    closed, _ = _enumerate(priced, max_length, cap)
    more = sum(wanted <= set(ring) for ring in every) - sum(wanted <= set(ring) for ring in closed)
    many = ("at least " if capped else "") + count(more, "more loop")
    return (f"{many} would close through hops without an amount, of which there are {len(bare)} (--unpriced)",) if more else ()


def _sentence(data: Dataset, view: View, rows: list[LoopRow], wanted: set[str]) -> str:
    basis = f"on the {view.basis} basis as of {view.as_of}"
    through = f" through {' and '.join(data.name(name) for name in sorted(wanted))}" if wanted else ""
    if not rows:
        return f"No money comes back{through} {basis}: no loop of companies closes."
    top = rows[0]
    names = " to ".join(data.name(company) for company in (*top.companies, top.companies[0]))
    return (
        f"Money comes back in {count(len(rows), 'loop')}{through} {basis}; the largest, {names}, can carry {money(top.size)} dollars round."
    )

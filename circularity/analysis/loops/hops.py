"""Hops: all deals that run from one company to another, as one step of a loop."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from circularity.analysis.results import Term, Trace
from circularity.analysis.wording import count, money
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.terms import DAYS_PER_YEAR, cut, span
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, Amount, total
from circularity.model.kinds import EdgeClass
from circularity.model.stages import Grade, Stage

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Hop:
    """What runs from one company to another under a view: the deals, their sum, and what a loop needs to know of them."""

    payer: str
    payee: str
    flows: tuple[Flow, ...]
    edges: tuple[str, ...]
    amount: Amount
    classes: frozenset[EdgeClass]
    grade: Grade
    opened: tuple[date, ...]
    """When each of its deals began, in order."""
    ceases: date | None
    """The last day of the one that lasts longest; ``None`` if one of them is not known to end."""
    alone: str | None
    """The edge without which the hop would not be there; ``None`` if others would still carry it."""
    firm: float | None
    announced: float | None
    """The same deals over their whole term, on the bases `binding` and `headline`."""
    trace: Trace


def hops(data: Dataset, view: View, *, consolidate: bool = False) -> tuple[dict[Pair, Hop], dict[Pair, Hop]]:
    """Hops that carry money, and hops whose deals all have no amount; pools take no part.

    With `consolidate` a company stands for its whole group, and what moves inside a group is no hop.
    """
    with_money: dict[Pair, list[Flow]] = {}
    without: dict[Pair, list[Flow]] = {}
    heirs: set[str] = set()
    for flow in flows(data, view):
        if any(data.entities[party].is_pool for party in (flow.payer, flow.payee)):
            continue
        heirs.update(_used_up_by(data, view, flow))
        pair = (data.group(flow.payer), data.group(flow.payee)) if consolidate else (flow.payer, flow.payee)
        if pair[0] == pair[1] or any(data.entities[party].is_pool for party in pair):
            continue
        if flow.amount.carries_money:
            with_money.setdefault(pair, []).append(flow)
        elif not flow.amount.priced and not flow.position.stage.is_ended:
            without.setdefault(pair, []).append(flow)
    priced = {pair: _hop(data, view, pair, found, total(f.amount for f in found), heirs) for pair, found in with_money.items()}
    bare = {pair: _hop(data, view, pair, found, UNDISCLOSED, heirs) for pair, found in without.items() if pair not in priced}
    return priced, bare


def _used_up_by(data: Dataset, view: View, flow: Flow) -> list[str]:
    """The parts that leave nothing of a whole: were one of them not there, the whole would carry its money instead."""
    whole: Amount = getattr(flow.position.full, view.basis.value)
    if flow.position.on(view.basis).carries_money or not whole.carries_money:
        return []
    return [part for part in flow.position.inside if data.edges[part].parties == flow.position.edge.parties]


def _hop(data: Dataset, view: View, pair: Pair, found: list[Flow], amount: Amount, heirs: set[str]) -> Hop:
    terms = tuple(Term(flow.amount, f"{view.basis} amount of {flow.id}", flow.position.cited) for flow in found)
    last_days = [_ceases(flow, data, view) for flow in found]
    known = [day for day in last_days if day is not None]
    return Hop(
        payer=pair[0],
        payee=pair[1],
        flows=tuple(found),
        edges=tuple(flow.id for flow in found),
        amount=amount,
        classes=frozenset(flow.position.edge.kind.spec.edge_class for flow in found),
        grade=max(flow.position.grade for flow in found),
        opened=tuple(sorted(_opened(flow, view) for flow in found)),
        ceases=max(known) if len(known) == len(found) else None,
        alone=found[0].id if len(found) == 1 and found[0].id not in heirs else None,
        firm=total(flow.position.binding for flow in found).point,
        announced=total(flow.position.headline for flow in found).point,
        trace=Trace("sum", terms),
    )


def _opened(flow: Flow, view: View) -> date:
    """The first day of a deal: of its term, else when it was signed, else when it was first reported, as known on the day."""
    edge = flow.position.edge
    signed = next((item.date for since, item in edge.steps if item.stage.is_agreed and since <= view.last_day), None)
    return (edge.starts or signed or edge.history[0].date).first


def _ceases(flow: Flow, data: Dataset, view: View) -> date | None:
    """The last day of a deal: when it ended, else of its term; stakes, grants and deals without a term are not known to end."""
    edge = flow.position.edge
    latest = [item for since, item in edge.steps if since <= view.last_day][-1]
    if latest.stage.is_ended and latest.stage is not Stage.DEFAULTED:
        return latest.date.first
    if edge.ends:
        return edge.ends.last
    days = span(edge, data, view.last_day)
    return None if edge.kind.spec.stake or days is None or days.days == 1 else days.last


def live(steps: Sequence[Hop]) -> tuple[date, date | None] | None:
    """From the latest first day to the earliest last day; ``None`` where the hops never live at once."""
    start = max(step.opened[0] for step in steps)
    ends = [step.ceases for step in steps if step.ceases is not None]
    end = min(ends, default=None)
    return None if end is not None and end < start else (start, end)


def in_date_order(steps: Sequence[Hop]) -> bool:
    """Whether, from some hop on, a deal can be picked in each that began no earlier than the one picked before."""
    return any(_runs([*steps[first:], *steps[:first]]) for first in range(len(steps)))


def _runs(steps: Sequence[Hop]) -> bool:
    day = date.min
    for step in steps:
        place = bisect_left(step.opened, day)
        if place == len(step.opened):
            return False
        day = step.opened[place]
    return True


def per_year(data: Dataset, view: View, steps: Sequence[Hop], period: tuple[date, date]) -> tuple[Trace | None, tuple[str, ...]]:
    """What each hop carries in a period, a year (a period of less than a year counts as one), and what that assumes.

    ``None`` where a deal has an amount that nothing dates, or nothing moves through some hop in the period: a stake
    that was paid before it began is no yearly flow, and is not shown as one of nothing.
    """
    start, end = period
    years = max(1.0, ((end - start).days + 1) / DAYS_PER_YEAR)
    within = replace(view, window=period)
    terms, assumed = [], set()
    for step in steps:
        parts = [cut(flow.position, data, within) for flow in step.flows]
        known = [part for part in parts if part is not None]
        moved = total(part.amount for part in known)
        if len(known) < len(parts) or not moved.carries_money:
            return None, ()
        assumed |= {f.position.edge.kind for f, part in zip(step.flows, known, strict=True) if part.by_default}
        words = f"{data.name(step.payer)} to {data.name(step.payee)}: {money(moved)} from {start} to {end}, over {years:.2f} years"
        terms.append(Term(moved.scaled(1 / years), words, step.trace.edges))
    return Trace("smallest", tuple(terms)), tuple(sorted(f"term-{kind.replace('_', '-')}" for kind in assumed))


def binding_trace(steps: Sequence[Hop]) -> Trace | None:
    """The smallest hop of what is legally firm over the smallest hop as announced, of the same deals."""
    bound = [step.firm for step in steps if step.firm is not None]
    announced = [step.announced for step in steps if step.announced is not None]
    if len(bound) < len(steps) or len(announced) < len(steps) or not min(announced):
        return None
    edges = tuple(dict.fromkeys(edge for step in steps for edge in step.trace.edges))
    top = Term(Amount.exactly(min(*bound, min(announced))), "smallest hop, binding amounts", edges)
    return Trace("ratio", (top, Term(Amount.exactly(min(announced)), "smallest hop, headline amounts", edges)))


def size_trace(data: Dataset, steps: Sequence[Hop]) -> Trace:
    """The sums of the hops, the smallest of which is the size."""
    terms = [
        Term(step.amount, f"{data.name(step.payer)} to {data.name(step.payee)}: {count(len(step.flows), 'deal')}", step.trace.edges)
        for step in steps
    ]
    return Trace("smallest", tuple(terms))


def weights_assumed(data: Dataset, steps: Iterable[Hop]) -> set[str]:
    """The stage weights that amounts on the ``expected`` basis rest on."""
    stages = {flow.position.stage for step in steps for flow in step.flows} - {Stage.COMPLETED}
    names = {f"expected-{part}-{stage.replace('_', '-')}" for stage in stages for part in ("binding", "headline")}
    return names & set(data.assumptions)

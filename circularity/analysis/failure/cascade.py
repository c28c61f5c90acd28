"""One failure worked out three times (mild, best known, grave) and laid side by side: every loss with its round and its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from circularity.analysis.failure.contagion import Outcome, Source, spread
from circularity.analysis.failure.losses import Hit
from circularity.analysis.failure.options import MOST_ROUNDS, Model, Options
from circularity.analysis.failure.system import Rules, Shock
from circularity.analysis.failure.wiring import CASES, POINT, Triple, Wire, Wiring, span_of, wire
from circularity.dataset.dataset import Dataset
from circularity.graph.view import View
from circularity.model.amounts import Amount

LEAST_WEIGHT = 0.005
"""Roads that bring less than this share of a loss are not told one by one."""
Key = tuple[int, str, str, int]
"""Loser, channel, kind of link, number of link."""


@dataclass(frozen=True, slots=True)
class Event:
    """One loss in one run."""

    round: int
    channel: str
    kind: str
    link: int
    loser: int
    amount: float
    lost: float
    source: Source


@dataclass
class Run:
    """One of the three runs, with its events by what they did."""

    outcome: Outcome
    events: list[Event]
    into: dict[int, list[Event]] = field(default_factory=dict)
    """By company: what lowered its equity or its revenue."""
    on_contract: dict[int, list[Event]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for event in self.events:
            if event.channel in ("capital_at_risk", "yearly_revenue_at_risk"):
                self.into.setdefault(event.loser, []).append(event)
            elif event.channel == "backlog_at_risk":
                self.on_contract.setdefault(event.link, []).append(event)


@dataclass
class Effect:
    """What one link cost one loser in one channel: by round, at the three ends."""

    key: Key
    amounts: dict[int, list[float]] = field(default_factory=dict)
    lost: dict[int, list[float]] = field(default_factory=dict)

    def sum_of(self, rounds: range | None = None) -> Triple:
        return _ordered(self.amounts, rounds)

    def lost_in(self, rounds: range | None = None) -> Triple:
        return _ordered(self.lost, rounds)


def _ordered(by_round: Mapping[int, list[float]], rounds: range | None) -> Triple:
    """The three runs' sums over some rounds, in order: a run may lose in one round what another loses in the next."""
    sums = [sum(ends[case] for when, ends in by_round.items() if rounds is None or when in rounds) for case in CASES]
    point = sums[POINT]
    return min(sums), point, max(sums)


class Cascade:
    """A shock carried through the deals of a view."""

    def __init__(self, data: Dataset, view: View, shocks: tuple[Shock, Shock, Shock], options: Options) -> None:
        self.data, self.view, self.options = data, view, options
        self.wiring: Wiring = wire(data, view)
        self.shocks = shocks
        self.runs = tuple(self._run(case) for case in CASES)
        self.effects: dict[Key, Effect] = {}
        self.events_of: dict[Key, list[tuple[int, Event]]] = {}
        for case, run in zip(CASES, self.runs, strict=True):
            for event in run.events:
                key = (event.loser, event.channel, event.kind, event.link)
                effect = self.effects.setdefault(key, Effect(key))
                self.events_of.setdefault(key, []).append((case, event))
                effect.amounts.setdefault(event.round, [0.0, 0.0, 0.0])[case] += event.amount
                effect.lost.setdefault(event.round, [0.0, 0.0, 0.0])[case] += event.lost
        self._cited: dict[tuple[int, Source, int], frozenset[str]] = {}

    def _run(self, case: int) -> Run:
        events: list[Event] = []

        def book(when: int, channel: str, kind: str, link: int, loser: int, amount: float, lost: float, source: Source) -> None:
            events.append(Event(when, channel, kind, link, loser, amount, lost, source))

        return Run(spread(self.wiring.systems[case], self.shocks[case], rules(self.data, self.options, case), book), events)

    @cached_property
    def rounds(self) -> int:
        """The last round in which anything was lost, in any of the three runs."""
        return max((event.round for run in self.runs for event in run.events), default=0)

    def rests_on(self, key: Key, first: int = 1) -> list[str]:
        """Every edge that an effect rests on from some round on, in sorted order."""
        edges: set[str] = set()
        for case, event in self.events_of[key]:
            if event.round >= first and event.amount:
                edges |= self.cited(event, case)
        return sorted(edges)

    def link(self, kind: str, number: int) -> Wire:
        """The edge behind an event."""
        links = {"claim": self.wiring.claims, "contract": self.wiring.contracts, "promise": self.wiring.promises}
        return links.get(kind, self.wiring.guarantees)[number]

    def name(self, company: int) -> str:
        return self.wiring.names[company]

    def hit_of(self, effect: Effect) -> Hit | None:
        """The loss of a whole link in a channel, as it stands in an answer."""
        _, channel, kind, number = effect.key
        link = self.link(kind, number)
        others = {"yearly_revenue_at_risk": link.yearly, "receivable_at_risk": link.receivable, "supply_at_risk": link.supply}
        return others.get(channel, link.hit)

    def amount_of(self, effect: Effect, rounds: range | None = None) -> Amount:
        """What an effect comes to in some rounds (all if left out), as unknown as the amount it comes from."""
        low, point, high = effect.sum_of(rounds)
        hit = self.hit_of(effect)
        like = hit.term.amount if hit is not None else Amount.exactly(1.0)
        ceiling = like.at_most / like.point * point if like.point else 0.0
        return Amount(low, point if like.point is not None or point == 0 == high else None, high, min(ceiling, point))

    def tail(self, kind: str, number: int) -> tuple[str, ...]:
        """The last edges of a chain: the link itself; for a guarantee, what it covers first."""
        edge = self.link(kind, number).position.edge
        return (edge.guarantees, edge.id) if kind == "guarantee" and edge.guarantees else (edge.id,)

    def own_edges(self, kind: str, number: int) -> frozenset[str]:
        """Every edge whose amount enters a link's: itself, its parts, and what stands beside a guarantee."""
        link = self.link(kind, number)
        found = set(link.position.cited)
        system = self.wiring.systems[POINT]
        if kind == "guarantee":
            own = system.guarantees[number]
            found.update(filter(None, (link.position.edge.guarantees,)))
            if own.link >= 0:
                found.update(self.link(own.kind, own.link).position.cited)
            beside = system.cover_of.get((own.kind, own.link), []) if own.link >= 0 else []
        else:
            beside = system.cover_of.get((kind, number), [])
        for other in beside:
            found.update(self.wiring.guarantees[other].position.cited)
        return frozenset(found)

    def cited(self, event: Event, case: int) -> frozenset[str]:
        """Every edge that this loss rests on, back to the failure."""
        return self.own_edges(event.kind, event.link) | self._reasons(case, event.source, event.round - 1)

    def causes(self, case: int, source: Source, before: int) -> list[Event]:
        """What in earlier rounds made this happen; empty at the failure itself."""
        what, number = source
        run = self.runs[case]
        if what == "shock" or (what == "failure" and run.outcome.failed_in.get(number) == 0):
            return []
        if what == "contract":
            return [event for event in run.on_contract.get(number, ()) if event.round <= before]
        into = (event for event in run.into.get(number, ()) if event.round <= before)
        if what == "revenue":
            return [event for event in into if event.channel == "yearly_revenue_at_risk" and event.amount]
        return [event for event in into if event.lost]

    def _reasons(self, case: int, source: Source, before: int) -> frozenset[str]:
        key = (case, source, before)
        found = self._cited.get(key)
        if found is None:
            edges: set[str] = set()
            for cause in self.causes(case, source, before):
                edges |= self.cited(cause, case)
            found = self._cited[key] = frozenset(edges)
        return found

    def roads(self, event: Event, case: int) -> Iterator[tuple[tuple[str, ...], float]]:
        """The chains of edges that bring a loss, each with its share of it; shares too small to tell are left out."""
        tail = self.tail(event.kind, event.link)
        for chain, weight in self._roads_to(case, event.source, event.round - 1, 1.0):
            yield (*chain, *(edge for edge in tail if not chain or edge != chain[-1])), weight

    def _roads_to(self, case: int, source: Source, before: int, weight: float) -> Iterator[tuple[tuple[str, ...], float]]:
        causes = self.causes(case, source, before)
        if not causes:
            yield (), weight
            return
        if source[0] in ("distress", "contract", "revenue"):
            # only what the last round added is passed on
            last = max(event.round for event in causes)
            causes = [event for event in causes if event.round == last]
        sizes = [event.amount if source[0] in ("contract", "revenue") else event.lost for event in causes]
        whole = sum(sizes)
        for event, size in zip(causes, sizes, strict=True):
            share = weight * (size / whole if whole else 1.0 / len(causes))
            if share >= LEAST_WEIGHT:
                tail = self.tail(event.kind, event.link)
                for chain, part in self._roads_to(case, event.source, event.round - 1, share):
                    yield (*chain, *(edge for edge in tail if not chain or edge != chain[-1])), part


def rules(data: Dataset, options: Options, case: int) -> Rules:
    """The rules of one run: assumptions at their mild end, as best known, or at their grave end."""
    return Rules(
        rounds=options.rounds or MOST_ROUNDS,
        single_hit=options.model is Model.SINGLE_HIT,
        clearing=options.model is Model.CLEARING,
        pass_through=span_of(data, "pass-through")[case],
        horizon=span_of(data, "horizon")[case],
        liquidity=options.liquidity,
        bankruptcy_cost=span_of(data, "bankruptcy-cost")[case] if options.model is Model.CLEARING else 0.0,
    )


def fail(wiring: Wiring, failing: tuple[str, ...]) -> Shock:
    """The shock of some companies failing at once."""
    return Shock(failing={wiring.number[name]: 1.0 for name in failing})


def spectral_radius(wiring: Wiring, case: int = POINT) -> float:
    """How strongly losses feed on themselves: the largest eigenvalue of claims times loss rate over the holder's equity.

    At 1 or above, small shocks grow from round to round until companies fail. Power iteration on the claims
    between companies whose equity is known.
    """
    system = wiring.systems[case]
    links = []
    for claim in system.claims:
        equity, borrower = system.companies[claim.holder].equity, system.companies[claim.debtor].equity
        if equity is not None and borrower is not None and claim.amount:
            links.append((claim.holder, claim.debtor, claim.amount * claim.loss_rate / equity))
    links = _in_loops(links)
    # a shift keeps the iteration from swinging where all loops have an even length
    level = dict.fromkeys(sorted({end for holder, debtor, _ in links for end in (holder, debtor)}), 1.0)
    radius = 0.0
    for _ in range(1000):
        after = dict(level)
        for holder, debtor, weight in links:
            after[holder] += weight * level[debtor]
        most = max(after.values(), default=0.0)
        if not most:
            return 0.0
        level = {name: value / most for name, value in after.items()}
        if abs(most - 1.0 - radius) < 1e-12:
            break
        radius = most - 1.0
    return max(0.0, radius)


def _in_loops(links: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """The links less those that lead into or out of no loop: without a loop there is nothing to feed on."""
    while True:
        both = {holder for holder, _, _ in links} & {debtor for _, debtor, _ in links}
        kept = [link for link in links if link[0] in both and link[1] in both]
        if len(kept) == len(links):
            return kept
        links = kept

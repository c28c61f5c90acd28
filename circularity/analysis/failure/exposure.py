"""One row a company: what it loses through each channel, in which round, and by which chains of edges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from circularity.analysis.failure.balance import Balance
from circularity.analysis.failure.cascade import Cascade, Effect, Event, Key
from circularity.analysis.failure.losses import CHANNELS, Hit
from circularity.analysis.failure.waterfall import Made, waterfall
from circularity.analysis.failure.wiring import HIGH, LOW, POINT
from circularity.analysis.reported import Reported
from circularity.analysis.results import Row, Share, Term, Trace, capped_ratio, share
from circularity.analysis.wording import count, money, percent
from circularity.model.amounts import UNDISCLOSED, ZERO, Amount, total

ENDLESS = 1000
SHARES = {
    "share_of_equity": ("capital_at_risk", "shareholders_equity"),
    "share_of_revenue": ("yearly_revenue_at_risk", "revenue"),
    "share_of_backlog": ("backlog_at_risk", "remaining_performance_obligations"),
    "share_of_cash": ("funding_withdrawn", "cash_and_securities"),
}
"""Which loss is set against which of the loser's own figures."""


Figures = Callable[[str], Mapping[str, Reported | None]]
"""By company, the figures that its losses are set against."""


@dataclass(frozen=True, kw_only=True)
class ExposureRow(Row):
    """What one company loses, by channel; channels are never added to each other."""

    entity: str
    pool: bool
    round: int
    """The first round in which it loses anything."""
    capital_at_risk: Amount
    backlog_at_risk: Amount
    yearly_revenue_at_risk: Amount
    funding_withdrawn: Amount
    supply_at_risk: Amount
    cover_lost: Amount
    receivable_at_risk: Amount | None
    recovered_from_guarantee: Amount
    share_of_equity: Share | None
    share_of_revenue: Share | None
    share_of_backlog: Share | None
    share_of_cash: Share | None
    capital_lost: Amount
    """Capital at risk less what is recovered and what guarantors pay."""
    margin_lost: Amount
    """Margin on the yearly revenue lost, over the horizon."""
    charge: Amount | None
    """In a scenario of shorter useful lives, what the first year's depreciation takes from net income; else ``None``."""
    capacity: dict[str, Any] | None
    """The equity that can absorb a loss: metric, value, date and who reported it; ``None`` where it is not known."""
    distress: float | None
    distress_range: tuple[float | None, float | None]
    fails_in: int | None
    """The round at whose end its capacity is used up, as best known; ``None`` if it is not."""
    by_round: tuple[dict[str, Any], ...]
    because: tuple[tuple[str, ...], ...]
    waterfall: tuple[dict[str, Any], ...]
    """The chains with their dollars: round, channel, edges, amount."""
    unpriced: tuple[str, ...]
    at_most: dict[str, float]
    """Per channel, the part of the point that is only a ceiling ("up to")."""

    @property
    def largest(self) -> float:
        """The largest single channel, for ranking: never a sum of channels."""
        return max(
            (a.point if a.point is not None else (a.high or a.low or 0.0))
            for a in (getattr(self, c) for c in CHANNELS[:-1])
            if a is not None
        )


@dataclass(frozen=True, slots=True)
class Addend:
    """One term of one channel of a row, with the round in which it begins."""

    channel: str
    round: int
    term: Term


def rows_of(
    cascade: Cascade, prefix: str, first: Iterable[Hit] | None, metrics: Figures, charges: Mapping[str, Term] | None = None
) -> list[ExposureRow]:
    """The rows of a cascade. `first` are the losses of the first round as they stand in an answer; what is later is the cascade's own.

    Without `first` the first round is the cascade's own as well. `charges` are losses of equity that come through no deal.
    """
    since = 1 if first is None else 2
    by_loser: dict[str, list[Hit]] = {}
    for hit in first or ():
        by_loser.setdefault(hit.loser, []).append(hit)
    effects: dict[str, list[Effect]] = {}
    for key, effect in cascade.effects.items():
        effects.setdefault(cascade.name(key[0]), []).append(effect)
    events = _events(cascade, since)
    charged = charges or {}
    losers = sorted({*by_loser, *charged, *(name for name, found in effects.items() if any(_worth(effect) for effect in found))})
    rows = [
        _row(cascade, prefix, name, by_loser.get(name, []), effects.get(name, []), events, metrics(name), since, charged.get(name))
        for name in losers
    ]
    rows.sort(key=lambda row: (-row.largest, row.entity))
    return rows


def _worth(effect: Effect) -> bool:
    """Whether an effect comes to a dollar anywhere in its range."""
    return effect.sum_of()[HIGH] >= 1.0


def _events(cascade: Cascade, since: int) -> dict[Key, tuple[int, list[Event]]]:
    """For each effect, the events that made it: of the best-known run, or of another where it happens only there."""
    found: dict[Key, tuple[int, list[Event]]] = {}
    for case in (POINT, HIGH, LOW):
        mine: dict[Key, list[Event]] = {}
        for event in cascade.runs[case].events:
            if event.round >= since and event.amount:
                mine.setdefault((event.loser, event.channel, event.kind, event.link), []).append(event)
        for key, events in mine.items():
            found.setdefault(key, (case, events))
    return found


def _row(
    cascade: Cascade,
    prefix: str,
    loser: str,
    hits: list[Hit],
    effects: list[Effect],
    events: Made,
    metrics: Mapping[str, Reported | None],
    since: int,
    charge: Term | None,
) -> ExposureRow:
    number = cascade.wiring.number[loser]
    rounds = range(since, ENDLESS)
    later = [effect for effect in effects if effect.sum_of(rounds)[HIGH] >= 1.0]
    addends = [Addend(hit.channel, 1, hit.term) for hit in hits]
    addends += [_later(cascade, effect, events, rounds) for effect in later]
    by_channel = {channel: [a for a in addends if a.channel == channel] for channel in CHANNELS}
    amounts: dict[str, Any] = {channel: sum_of(a.term for a in found) for channel, found in by_channel.items()}
    if not by_channel["receivable_at_risk"]:
        amounts["receivable_at_risk"] = None  # no source states one, which does not mean that there is none
    traces = {channel: Trace("sum", tuple(a.term for a in found)) for channel, found in by_channel.items() if found}
    shares: dict[str, Any] = {}
    for field, (channel, metric) in SHARES.items():
        figure = metrics[metric]
        shares[field] = _share(amounts[channel], figure) if by_channel[channel] else None
        if shares[field] is not None and figure is not None:
            over = Term(figure.value, figure.label, (), (figure.label,))
            traces[field] = Trace("ratio", (Term(amounts[channel], channel.replace("_", " "), traces[channel].edges), over))
    capital, margin = _lost_terms(cascade, loser, hits, effects, "capital"), _lost_terms(cascade, loser, hits, effects, "margin")
    lost, missed = sum_of(capital), sum_of(margin)
    traces["capital_lost"], traces["margin_lost"] = Trace("sum", capital), Trace("sum", margin)
    losses = [_part("capital lost", lost, capital), _part("margin lost", missed, margin)]
    if charge is not None:
        traces["charge"] = Trace("sum", (charge,))
        losses.append(charge)
    distress, around = _distress(cascade, number, losses, traces)
    by_round = _by_round(cascade, hits, later, number, traces, since)
    falls = waterfall(cascade, hits, later, events, rounds)
    chains = dict.fromkeys((*(hit.chain for hit in hits), *(tuple(fall["edges"]) for fall in falls)))
    return ExposureRow(
        id=f"{prefix}/{loser}",
        edges=tuple(dict.fromkeys(edge for a in addends for edge in a.term.edges)),
        entity=loser,
        pool=cascade.data.entities[loser].is_pool,
        round=1 if hits or charge is not None else min(when for effect in later for when in effect.amounts),
        **amounts,
        **shares,
        capital_lost=lost,
        margin_lost=missed,
        charge=charge.amount if charge is not None else None,
        capacity=_capacity(cascade, number),
        distress=distress,
        distress_range=around,
        fails_in=cascade.runs[POINT].outcome.failed_in.get(number),
        by_round=by_round,
        because=tuple(chains),
        waterfall=tuple(falls),
        unpriced=tuple(dict.fromkeys(hit.chain[-1] for hit in hits if not hit.term.amount.priced)),
        at_most={channel: a.at_most for channel, a in amounts.items() if a is not None and a.at_most},
        traces=traces,
    )


def sum_of(terms: Iterable[Term]) -> Amount:
    """Nothing if there is no term; not known if none is disclosed."""
    amounts = [term.amount for term in terms]
    if amounts and not any(amount.disclosed for amount in amounts):
        return UNDISCLOSED
    return total(amounts) if amounts else ZERO


def _share(top: Amount, figure: Reported | None) -> Share | None:
    if figure is None or figure.value.point is None:
        return None
    part = share(top, figure.value.point)
    return None if part is None else Share(part, figure.metric, figure.value.point, figure.period_end)


def _later(cascade: Cascade, effect: Effect, events: Made, within: range) -> Addend:
    """What one link costs in all rounds after the first, as a term that says why."""
    _, channel, kind, number = effect.key
    link = cascade.link(kind, number)
    hit = cascade.hit_of(effect)
    rounds = sorted(when for when in effect.amounts if when in within)
    amount = cascade.amount_of(effect, within)
    _, mine = events[effect.key]
    reasons = list(dict.fromkeys(_reason(cascade, event) for event in mine))
    of = f" of {money(hit.term.amount)} ({hit.term.formula})" if hit is not None else ""
    when = f"round {rounds[0]}" if len(rounds) == 1 else f"rounds {rounds[0]} to {rounds[-1]}"
    words = f"{when}: {link.edge}{of}; {'; '.join(reasons[:3])}"
    cited = cascade.rests_on(effect.key, within.start)
    figures = tuple(dict.fromkeys(label for event in mine for label in _figures(cascade, event)))
    edges = tuple(dict.fromkeys((*cascade.tail(kind, number)[::-1], *cited)))
    return Addend(channel, rounds[0], Term(amount, words, edges, figures))


def _reason(cascade: Cascade, event: Event) -> str:
    what, number = event.source
    data = cascade.data
    if what == "failure":
        return f"{data.name(cascade.name(number))} fails"
    if what == "contract":
        return f"it rests on {cascade.wiring.contracts[number].edge}, which is lost"
    rises = cascade.runs[POINT].outcome.rises
    if what == "distress":
        rise = sum(found.get(number, 0.0) for found in rises)
        return f"{data.name(cascade.name(number))} loses {percent(Amount.exactly(rise))} of its equity"
    if what == "revenue":
        return f"{data.name(cascade.name(number))} loses revenue and buys less, at the pass-through rate"
    return "the shock itself"


def _figures(cascade: Cascade, event: Event) -> list[str]:
    what, number = event.source
    if what not in ("distress", "revenue"):
        return []
    found: Balance = cascade.wiring.balances[number]
    figure = found.equity if what == "distress" else found.revenue
    return [figure.label] if figure is not None else []


def _lost_terms(cascade: Cascade, loser: str, hits: list[Hit], effects: list[Effect], what: str) -> tuple[Term, ...]:
    """What lowers the loser's equity: capital after recovery and guarantees, or the margin on lost revenue."""
    channel = "capital_at_risk" if what == "capital" else "yearly_revenue_at_risk"
    own = {effect.key[2:]: effect for effect in effects if effect.key[1] == channel}
    terms: list[Term] = []
    told: set[str] = set()
    for hit in hits:
        if hit.channel != channel:
            continue
        told.add(hit.chain[-1])
        effect = next((e for key, e in own.items() if cascade.link(*key).edge == hit.chain[-1]), None)
        terms.append(_lost_term(cascade, loser, hit.term, hit.recovery, effect, what))
    for key, effect in own.items():
        link = cascade.link(*key)
        if link.edge in told or not _worth(effect):
            continue
        found = cascade.hit_of(effect)
        at_risk = Term(cascade.amount_of(effect), link.edge, tuple(cascade.rests_on(effect.key)))
        terms.append(_lost_term(cascade, loser, at_risk, found.recovery if found else None, effect, what))
    return tuple(terms)


def _lost_term(cascade: Cascade, loser: str, at_risk: Term, recovery: str | None, effect: Effect | None, what: str) -> Term:
    amount = at_risk.amount
    if not amount.disclosed or effect is None:
        return Term(amount if what == "capital" else UNDISCLOSED, at_risk.formula, at_risk.edges)
    low, point, high = effect.lost_in()
    known = Amount(low, point if amount.point is not None else None, high if amount.high is not None else None)
    if what == "margin":
        found = cascade.wiring.balances[cascade.wiring.number[loser]]
        if found.margin is None:
            return Term(UNDISCLOSED, f"{money(amount)} a year; margin not known", at_risk.edges)
        if found.margin.point is None:
            known = Amount(low, None, known.high)
        return Term(known, f"{money(amount)} a year, {found.margin_from}", at_risk.edges, found.margin_rows)
    if recovery is None:
        words = f"{at_risk.formula}; nothing recovered"
    else:
        words = f"{money(amount)} less {cascade.data.assumptions.value(recovery):.0%} recovered ({recovery})"
        behind = cascade.wiring.systems[POINT].cover_of.get(effect.key[2:], [])
        if behind:
            words += f", less what {count(len(behind), 'guarantee')} would pay"
    return Term(known, words, at_risk.edges)


def _capacity(cascade: Cascade, number: int) -> dict[str, Any] | None:
    equity = cascade.wiring.balances[number].equity
    if equity is None:
        return None
    row = equity.rows[0]
    return {
        "metric": equity.metric,
        "value": equity.value.point,
        "period_end": equity.period_end,
        "publisher": row.publisher,
        "source_type": str(row.source_type),
    }


def _part(words: str, amount: Amount, terms: tuple[Term, ...]) -> Term:
    """A loss as one part of distress: where nothing is known of it, it may be anything."""
    edges = tuple(dict.fromkeys(edge for term in terms for edge in term.edges))
    return Term(amount if amount.disclosed else Amount(0.0), words, edges)


def _distress(
    cascade: Cascade, number: int, losses: Sequence[Term], traces: dict[str, Trace]
) -> tuple[float | None, tuple[float | None, float | None]]:
    """Losses over equity at the three ends; without a point where what is lost has none, without a high where it has no limit."""
    found = cascade.wiring.balances[number]
    if found.capacity is None or found.equity is None:
        return None, (None, None)
    trace = Trace("capped ratio", (*losses, Term(found.equity.value, found.equity.label, (), (found.equity.label,))))
    level = capped_ratio([term.amount for term in losses], found.capacity)
    assert level is not None, "capacity is above zero"
    if cascade.options.liquidity and any(run.outcome.failed_in.get(number) for run in cascade.runs):
        # failed for want of cash, which no sum of losses shows
        ends = [run.outcome.distress[number] for run in cascade.runs]
        return round(ends[POINT], 6), (round(min(ends), 6), round(max(ends), 6))
    traces["distress"] = trace
    low, point, high = (None if end is None else round(end, 6) for end in (level.low, level.point, level.high))
    return point, (low, high)


def _by_round(
    cascade: Cascade, hits: list[Hit], later: list[Effect], number: int, traces: dict[str, Trace], since: int
) -> tuple[dict[str, Any], ...]:
    """What each round adds, channel by channel, and the distress at its end; only rounds that add something."""
    entries: list[dict[str, Any]] = []
    rises = cascade.runs[POINT].outcome.rises
    level = 0.0
    for when in range(1, cascade.rounds + 1):
        level += rises[when - 1].get(number, 0.0) if when <= len(rises) else 0.0
        terms: dict[str, list[Term]] = {}
        if when < since:
            for hit in hits:
                terms.setdefault(hit.channel, []).append(hit.term)
        else:
            for effect in later:
                _, channel, kind, link = effect.key
                if when in effect.amounts:
                    amount = cascade.amount_of(effect, range(when, when + 1))
                    if amount.high is None or amount.high >= 0.5:
                        edge = cascade.link(kind, link).edge
                        terms.setdefault(channel, []).append(Term(amount, f"{edge} in round {when}", cascade.tail(kind, link)))
        if not terms and not (when <= len(rises) and rises[when - 1].get(number)):
            continue
        for channel, found in terms.items():
            traces[f"by_round.{when}.{channel}"] = Trace("sum", tuple(found))
        added: dict[str, Any] = {channel: sum_of(terms.get(channel, ())) for channel in CHANNELS}
        if "receivable_at_risk" not in terms:
            added["receivable_at_risk"] = None
        entries.append({"round": when, **added, "distress": _level(cascade, number, level)})
    return tuple(entries)


def _level(cascade: Cascade, number: int, level: float) -> float | None:
    return None if cascade.wiring.balances[number].capacity is None else round(min(1.0, level), 6)

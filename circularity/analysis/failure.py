"""Who is exposed if a company fails? Dollars through named channels, kept apart, low to high."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from circularity.analysis.claims import CHANNELS, Hit, direct_hits
from circularity.analysis.reported import Reported, reported
from circularity.analysis.results import Answer, Row, Share, Term, Trace, share
from circularity.analysis.wording import count, dollars, money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import ZERO, Amount, total

SHARES = {
    "share_of_equity": ("capital_at_risk", "shareholders_equity"),
    "share_of_revenue": ("yearly_revenue_at_risk", "revenue"),
    "share_of_backlog": ("backlog_at_risk", "remaining_performance_obligations"),
    "share_of_cash": ("funding_withdrawn", "cash_and_securities"),
}
"""Which loss is set against which of the loser's own figures."""


@dataclass(frozen=True, kw_only=True)
class ExposureRow(Row):
    """What one company loses, by channel; channels are never added to each other."""

    entity: str
    pool: bool
    round: int
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
    distress: float | None
    distress_range: tuple[float | None, float | None]
    by_round: tuple[dict[str, Any], ...]
    because: tuple[tuple[str, ...], ...]
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


def exposed(data: Dataset, failing: str | Iterable[str], view: View | None = None) -> Answer:
    """Who loses what, directly, when a company (or several at once) fails.

    Capital at risk is stakes at carrying value (else cost), loans at what is outstanding (else paid,
    not known to be repaid) and guarantees that would be called; backlog, withdrawn funding and supply
    are what is bound and has not moved. `distress` is the loss after recoveries, plus a year's margin
    on the yearly revenue lost, over reported equity.

    Parameters
    ----------
    failing
        One company or several (ids, names, aliases or tickers).
    view
        ``basis`` headline or expected replaces binding for promises; money already paid stays as it is.

    Returns
    -------
    Answer
        Rows of `ExposureRow`, the largest single channel first; dollars, shares as fractions.

    Raises
    ------
    UnknownName
        If no company goes by the name.

    Examples
    --------
    >>> import circularity as ci
    >>> "oracle" in {row.entity for row in ci.exposed(ci.load(), "openai")}
    True
    """
    names = [failing] if isinstance(failing, str) else list(failing)
    if not names:
        raise WrongUsage("name at least one company that fails")
    view = (view or View()).on(data)
    dead = list(dict.fromkeys(data.entity(name).id for name in names))
    for name in dead:
        if data.entities[name].is_pool:
            raise WrongUsage(f"{data.name(name)} is a pool, not one company that could fail", "name a company")
    found = direct_hits(data, dead, view)
    by_loser: dict[str, list[Hit]] = {}
    for hit in found.hits:
        by_loser.setdefault(hit.loser, []).append(hit)
    key = "+".join(dead)
    rows = [_row(data, view, key, loser, hits) for loser, hits in by_loser.items()]
    rows.sort(key=lambda row: (-row.largest, row.entity))
    who = " and ".join(data.name(name) for name in dead)
    unknown = list(found.unknown)
    no_equity = [row.entity for row in rows if not row.pool and row.capital_at_risk.high != 0 and row.share_of_equity is None]
    if no_equity:
        unknown.append(f"equity not known, so no distress: {', '.join(data.name(e) for e in sorted(no_equity))}")
    caveats = [
        "first round only: what the losers' own losses do to others is not in these figures",
        "channels are different things and are never added up",
        *found.caveats,
    ]
    for channel in CHANNELS:
        ceilings = sum(row.at_most.get(channel, 0.0) for row in rows)
        if ceilings and channel != "yearly_revenue_at_risk":
            caveats.append(f"{channel.replace('_', ' ')}: {dollars(ceilings)} dollars of it are amounts that are only ceilings")
    no_margin = [
        row.entity
        for row in rows
        if reported(data, row.entity, "shareholders_equity", view.last_day)
        and row.distress is None
        and row.yearly_revenue_at_risk.high != 0
    ]
    if no_margin:
        unknown.append(f"gross margin not known, so distress has no point: {', '.join(data.name(e) for e in sorted(no_margin))}")
    beyond = [row.entity for row in rows if row.share_of_backlog and (row.share_of_backlog.value.point or 0.0) > 1]
    if beyond:
        caveats.append(
            f"more than all the remaining performance obligations reported by {', '.join(data.name(e) for e in beyond)}: "
            "orders for goods are not in that figure"
        )
    if any(row.pool for row in rows):
        caveats.append("pools (bondholders and the like) are not one party; their losses spread over many")
    used = sorted({hit.recovery for hit in found.hits if hit.recovery} | {"horizon"})
    return Answer("exposed", data, view, tuple(rows), _sentence(data, who, rows), tuple(caveats), tuple(unknown), tuple(used))


def _row(data: Dataset, view: View, key: str, loser: str, hits: list[Hit]) -> ExposureRow:
    by_channel = {channel: [hit for hit in hits if hit.channel == channel] for channel in CHANNELS}
    amounts: dict[str, Any] = {channel: _sum(found) for channel, found in by_channel.items()}
    if not by_channel["receivable_at_risk"]:
        amounts["receivable_at_risk"] = None  # no source states one, which does not mean that there is none
    traces = {channel: Trace("sum", tuple(hit.term for hit in found)) for channel, found in by_channel.items() if found}
    day = view.last_day
    shares: dict[str, Any] = {}
    for field, (channel, metric) in SHARES.items():
        figure = reported(data, loser, metric, day)
        shares[field] = _share(amounts[channel], figure) if by_channel[channel] else None
        if shares[field] is not None and figure is not None:
            over = Term(figure.value, figure.label, (), (figure.label,))
            top = Term(amounts[channel], channel.replace("_", " "), traces[channel].edges)
            traces[field] = Trace("ratio", (top, over))
    lost, lost_terms = _lost(data, by_channel["capital_at_risk"])
    traces["capital_lost"] = Trace("sum", lost_terms)
    distress, around = _distress(data, loser, lost, amounts["yearly_revenue_at_risk"], day)
    return ExposureRow(
        id=f"exposed:{key}/{loser}",
        edges=tuple(dict.fromkeys(edge for hit in hits for edge in hit.term.edges)),
        entity=loser,
        pool=data.entities[loser].is_pool,
        round=1,
        **amounts,
        **shares,
        capital_lost=lost,
        distress=distress,
        distress_range=around,
        by_round=({"round": 1, **{channel: amounts[channel] for channel in CHANNELS}},),
        because=tuple(dict.fromkeys(hit.chain for hit in hits)),
        unpriced=tuple(dict.fromkeys(hit.chain[-1] for hit in hits if not hit.term.amount.priced)),
        at_most={channel: a.at_most for channel, a in amounts.items() if a is not None and a.at_most},
        traces=traces,
    )


def _sum(hits: list[Hit]) -> Amount:
    """Nothing if no edge carries this channel; not known if none of those that do is disclosed."""
    if not hits:
        return ZERO
    if not any(hit.term.amount.disclosed for hit in hits):
        return Amount()
    return total(hit.term.amount for hit in hits)


def _share(top: Amount, figure: Reported | None) -> Share | None:
    if figure is None or figure.value.point is None:
        return None
    part = share(top, figure.value.point)
    return None if part is None else Share(part, figure.metric, figure.value.point, figure.period_end)


def _lost(data: Dataset, hits: list[Hit]) -> tuple[Amount, tuple[Term, ...]]:
    """Capital after what is recovered: the low end with the high recovery and the reverse."""
    terms = []
    for hit in hits:
        amount = hit.term.amount
        if hit.recovery is None or not amount.disclosed:
            terms.append(Term(amount, f"{hit.term.formula}; nothing recovered" if amount.disclosed else hit.term.formula, hit.term.edges))
            continue
        rate = data.assumptions[hit.recovery]
        worst, best = rate.low if rate.low is not None else rate.value, rate.high if rate.high is not None else rate.value
        low = None if amount.low is None else amount.low * (1 - best)
        point = None if amount.point is None else amount.point * (1 - rate.value)
        high = None if amount.high is None else amount.high * (1 - worst)
        words = f"{money(amount)} less {rate.value:.0%} recovered ({hit.recovery})"
        terms.append(Term(Amount(low, point, high), words, hit.term.edges))
    return (_total_or_zero(terms), tuple(terms))


def _total_or_zero(terms: list[Term]) -> Amount:
    if terms and not any(term.amount.disclosed for term in terms):
        return Amount()
    return total(term.amount for term in terms)


def _distress(data: Dataset, loser: str, lost: Amount, yearly: Amount, day: Any) -> tuple[float | None, tuple[float | None, float | None]]:
    """Loss over equity, from 0 to 1: capital lost plus a year's gross margin on the revenue lost."""
    equity = reported(data, loser, "shareholders_equity", day)
    if equity is None or equity.value.point is None or equity.value.point <= 0:
        return None, (None, None)
    margin = _gross_margin(data, loser, day)
    if margin is not None:
        missed = yearly.scaled(margin * data.assumptions.value("horizon"))
    else:
        missed = ZERO if yearly.high == 0 else Amount(0.0, None, None)
    loss = Amount(
        (lost.low or 0.0) + (missed.low or 0.0),
        None if lost.point is None or missed.point is None else lost.point + missed.point,
        None if lost.high is None or missed.high is None else lost.high + missed.high,
    )
    capacity = equity.value.point

    def level(value: float | None) -> float | None:
        return None if value is None else round(min(1.0, value / capacity), 6)

    return level(loss.point), (level(loss.low), level(loss.high))


def _gross_margin(data: Dataset, entity: str, day: Any) -> float | None:
    """Gross profit over revenue of the last reported year; not known unless both are."""
    gross, revenue = reported(data, entity, "gross_profit", day), reported(data, entity, "revenue", day)
    if gross is None or revenue is None or gross.period_end != revenue.period_end or not revenue.value.point or gross.value.point is None:
        return None
    return gross.value.point / revenue.value.point


def _sentence(data: Dataset, who: str, rows: list[ExposureRow]) -> str:
    if not rows:
        return f"If {who} failed, no recorded deal would cost anybody anything directly."
    parts = []
    for channel, words in (("capital_at_risk", "capital"), ("backlog_at_risk", "backlog"), ("funding_withdrawn", "promised funding")):
        losers = [row for row in rows if getattr(row, channel).high != 0]
        if losers:
            top = max(losers, key=lambda row: getattr(row, channel).point or getattr(row, channel).high or 0.0)
            parts.append(f"{words}: {data.name(top.entity)} most, {money(getattr(top, channel))}")
    return (
        f"If {who} failed, {count(len(rows), 'party would lose', 'parties would lose')} directly ({'; '.join(parts)})."
        if parts
        else f"If {who} failed, {count(len(rows), 'party', 'parties')} would have to replace supply."
    )

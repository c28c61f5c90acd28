"""What share prices did on the news of deals: market value gained in a day, beside what the deal is worth, binds to and has paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from circularity.analysis.markets.market_value import DERIVED, IN_SHARES, value_gained, warrant_term, warrants_of
from circularity.analysis.results import Answer, Row, Term, Trace
from circularity.analysis.wording import count, dollars, money, percent
from circularity.dataset.dataset import Dataset
from circularity.graph.positions import Position, admitted, positions
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.deal import Deal, Reaction
from circularity.model.kinds import EdgeClass
from circularity.model.text import percent_value


@dataclass(frozen=True, kw_only=True)
class ReactionRow(Row):
    """One recorded reaction of one share to one deal."""

    deal: str
    title: str
    entity: str | None
    ticker: str
    date: date
    change: float
    window: str
    value_gained: Amount
    """May be below zero."""
    value_from: str | None
    counted: str | None
    """Which class of the deal's edges the amounts are of: commerce, else financing, else support."""
    headline: Amount
    """As it was announced on the day of the reaction."""
    headline_now: Amount
    binding: Amount
    paid: Amount
    by_class: Mapping[str, Mapping[str, Amount]]
    """The same four for each class of the deal's edges: a purchase and the stake that pays for it are two things."""
    gained_over_headline: float | None
    gained_over_binding: float | None
    warrants: tuple[dict[str, Any], ...]
    """Warrants that the company gave with the deal, at the share price before and after the news."""
    warrant_value: Amount
    warrant_over_headline: float | None
    """How much of the purchases the warrant shares would pay for at that price, if all vested."""
    source: str
    value_source: str | None


def announcements(data: Dataset, view: View | None = None, *, companies: Iterable[str] = ()) -> Answer:
    """How much market value did announcements add, and how does it compare with the money that is bound or has moved?

    The value is the one that a source gives, else derived as shares times the rise of the price (marked so),
    else not known. The deal's amounts are those of its edges with the company, commerce before financing before
    support: the headline as of the day of the reaction, and headline, binding and paid as of the view's date.
    Readings within a day or after hours are marked and are not comparable with closes.

    Parameters
    ----------
    companies
        Only reactions of these companies' shares.
    view
        Reactions up to its date and inside its window; its filters pick the edges that the amounts come from.

    Returns
    -------
    Answer
        A `ReactionRow` each, the largest known value first, then by the size of the change; US dollars.

    Examples
    --------
    >>> import circularity as ci
    >>> rows = {row.deal: row for row in ci.announcements(ci.load()) if row.ticker == "AMD"}
    >>> rows["amd-openai-2025"].value_from, rows["amd-openai-2025"].warrants[0]["shares"]
    ('sourced', 160000000)
    """
    view = (view or View()).on(data)
    only = {data.entity(name).id for name in companies}
    by_edge = {position.edge.id: position for position in admitted(data, view)}
    rows = []
    for deal in data.deals.values():
        for i, reaction in enumerate(deal.reactions):
            if reaction.date.first > view.last_day or not _inside(reaction, view):
                continue
            who = _company(data, reaction.ticker)
            if only and who not in only:
                continue
            again = any(_key(other) == _key(reaction) for other in deal.reactions[:i])
            rows.append(_row(data, view, deal, reaction, who, by_edge, again))
    rows.sort(key=lambda row: (-abs(row.value_gained.point or 0.0), -abs(row.change), row.id))
    caveats, unknown = _notes(rows)
    return Answer("announcements", data, view, tuple(rows), _sentence(data, rows), caveats, unknown)


def _inside(reaction: Reaction, view: View) -> bool:
    return view.window is None or (reaction.date.last >= view.window[0] and reaction.date.first <= view.window[1])


def _key(reaction: Reaction) -> tuple[str, date]:
    return reaction.ticker, reaction.date.first


def _company(data: Dataset, ticker: str) -> str | None:
    """The company with this ticker; an exchange's suffix (``005930.KS``) is left off where the bare one is known."""
    bare = ticker.partition(".")[0]
    return next((entity.id for entity in data.entities.values() if entity.ticker in (ticker, bare)), None)


def _row(
    data: Dataset, view: View, deal: Deal, reaction: Reaction, who: str | None, by_edge: dict[str, Position], again: bool
) -> ReactionRow:
    change = round(percent_value(reaction.change) / 100, 6)
    window = str(reaction.window) if reaction.window else "not stated"
    classes = _by_class(deal, who, by_edge)
    counted = next(iter(classes), None)
    edges = classes[counted] if counted else []
    by_class = {name: _four(data, deal, reaction, view, members) for name, members in classes.items()}
    found = by_class[counted] if counted else {}
    sums = {name: _sum(found.get(name, [])) for name in ("headline", "headline_now", "binding", "paid")}
    cited = tuple(dict.fromkeys(edge for position in edges for edge in position.cited))
    gained, origin, trace = value_gained(data, reaction, who, change)
    warrants, value = warrants_of(data, deal, reaction, who, change, by_edge)
    traces = {
        name: Trace("sum", tuple(Term(amount, f"{name.replace('_', ' ')} of {p.edge.id}", p.cited) for p, amount in pairs))
        for name, pairs in found.items()
        if pairs
    }
    if trace is not None:
        traces["value_gained"] = trace
    if warrants:
        traces["warrant_value"] = Trace("sum", tuple(warrant_term(item) for item in warrants))
    name = who or reaction.ticker.lower().replace(".", "-")
    suffix = f"/{window.replace(' ', '-')}" if again else ""
    return ReactionRow(
        id=f"announcements:{deal.id}/{name}/{reaction.date}{suffix}",
        edges=tuple(dict.fromkeys((*cited, *(item["edge"] for item in warrants)))),
        traces=traces,
        deal=deal.id,
        title=deal.title,
        entity=who,
        ticker=reaction.ticker,
        date=reaction.date.first,
        change=change,
        window=window,
        value_gained=gained,
        value_from=origin,
        counted=counted,
        **sums,
        by_class={name: {key: _sum(pairs) for key, pairs in four.items()} for name, four in by_class.items()},
        gained_over_headline=_over(gained, sums["headline"]),
        gained_over_binding=_over(gained, sums["binding"]),
        warrants=tuple(warrants),
        warrant_value=value,
        warrant_over_headline=_over(value, sums["headline"]),
        source=reaction.source,
        value_source=reaction.value_source,
    )


def _by_class(deal: Deal, who: str | None, by_edge: dict[str, Position]) -> dict[str, list[Position]]:
    """The deal's edges with the company (all of them if it is no party), by class; the first class says what the deal is about."""
    found = [by_edge[edge.id] for edge in deal.edges if edge.id in by_edge and edge.kind not in IN_SHARES]
    mine = [position for position in found if who in position.edge.parties] or found
    classes = {}
    for cls in EdgeClass.COMMERCE, EdgeClass.FINANCING, EdgeClass.SUPPORT:
        chosen = [position for position in mine if position.edge.kind.spec.edge_class is cls]
        if any(position.headline.disclosed or position.paid.disclosed for position in chosen):
            classes[str(cls)] = chosen
    return classes


Pairs = list[tuple[Position, Amount]]


def _four(data: Dataset, deal: Deal, reaction: Reaction, view: View, edges: list[Position]) -> dict[str, Pairs]:
    """Headline as announced, headline now, binding and paid, edge by edge."""
    then = _then(data, deal, reaction, view, tuple(position.edge.id for position in edges))
    return {
        "headline": [(position, position.headline) for position in then],
        "headline_now": [(position, position.headline) for position in edges],
        "binding": [(position, position.binding) for position in edges],
        "paid": [(position, position.paid) for position in edges],
    }


def _sum(pairs: Pairs) -> Amount:
    """Their sum; not known, and not nothing, if there are none."""
    return total(amount for _, amount in pairs) if pairs else Amount()


def _then(data: Dataset, deal: Deal, reaction: Reaction, view: View, edges: tuple[str, ...]) -> list[Position]:
    """The same edges as they stood on the day of the reaction, or when they were first reported, if the news came first."""
    first = min(item.date.first for edge in deal.edges for item in edge.history)
    day = min(view.last_day, max(reaction.date.last, first))
    known = positions(data, View(as_of=day, ever=view.ever))
    return [known[edge] for edge in edges if edge in known]


def _over(top: Amount, bottom: Amount) -> float | None:
    if top.point is None or not bottom.point:
        return None
    return round(top.point / bottom.point, 6)


def _notes(rows: list[ReactionRow]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    caveats = ["a share price also moves for other reasons on the same day; value gained is no money that anybody was paid"]
    unknown: list[str] = []
    gone = [row for row in rows if (row.headline.point or 0.0) > 0 and row.headline_now.high == 0]
    if gone:
        gains = sum(row.value_gained.point or 0.0 for row in gone)
        words = f"; {dollars(gains)} dollars of market value were gained on their news" if gains > 0 else ""
        caveats.append(f"{count(len(gone), 'deal')} of the table ended or {'was' if len(gone) == 1 else 'were'} replaced since{words}")
    more = sorted(
        {row.deal for row in rows if row.paid.point and row.binding.high is not None and row.paid.point > row.binding.high * 1.005}
    )
    if more:
        caveats.append(f"more was paid than binds today, since parts were repaid or ended: {', '.join(more)}")
    odd = sum(row.window in ("intraday", "after_hours") for row in rows)
    if odd:
        caveats.append(f"{count(odd, 'reading')} within the day or after hours: not comparable with closes")
    derived = sum(row.value_from == DERIVED for row in rows)
    if derived:
        caveats.append(f"{count(derived, 'value')} derived from shares and prices, not given by a source")
    if any(row.warrant_value.point for row in rows):
        caveats.append("warrants are counted as if all shares vested; until then they are worth less or nothing")
    bare = sum(row.value_from is None for row in rows)
    if bare:
        unknown.append(f"{count(bare, 'reaction')} without a market value: no source gives one, and no price and share count are known")
    unstated = sum(row.window == "not stated" for row in rows)
    if unstated:
        unknown.append(f"{count(unstated, 'reaction')} without a statement of whether it is the day's close")
    return tuple(caveats), tuple(unknown)


def _sentence(data: Dataset, rows: list[ReactionRow]) -> str:
    if not rows:
        return "No reaction of a share price is recorded."
    said = f"{count(len(rows), 'reaction')} of share prices to {count(len({row.deal for row in rows}), 'deal')} recorded"
    known = [row for row in rows if row.value_gained.priced]
    if not known:
        return f"{said}; the market value is known of none."
    top = known[0]
    who = data.name(top.entity) if top.entity else top.ticker
    gained = top.value_gained.point or 0.0
    said += f"; the largest known: {who} {'gained' if gained >= 0 else 'lost'} {money(Amount.exactly(abs(gained)))} dollars on {top.date}"
    if top.headline.priced:
        said += f" on a deal announced at {money(top.headline)}, of which {money(top.paid)} has been paid so far"
    held = max((row for row in rows if row.warrant_value.point), key=lambda row: row.warrant_value.point or 0.0, default=None)
    if held is not None and held.entity is not None:
        part = percent(Amount.exactly(held.warrant_over_headline)) if held.warrant_over_headline is not None else "not known"
        said += (
            f". At the price of {held.date} the warrants that {data.name(held.entity)} gave are worth {money(held.warrant_value)}, "
            f"{part} of the deal they came with"
        )
    return f"{said}."

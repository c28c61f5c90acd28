"""What a move of a share price is worth: market value gained, and warrants at the price that the news made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from circularity.analysis.results import Term, Trace
from circularity.dataset.dataset import Dataset
from circularity.dataset.reference import share_prices, warrant_terms
from circularity.graph.positions import Position
from circularity.model.amounts import Amount, total
from circularity.model.deal import Deal, Reaction, Window
from circularity.model.figures import Figure
from circularity.model.kinds import Kind
from circularity.model.market import SharePrice, WarrantTerms

SOURCED, DERIVED = "sourced", "derived"
IN_SHARES = (Kind.WARRANT, Kind.SHARE_GRANT)
"""Paid in shares: shown at the share price, not as money of the deal."""
COUNT_DAYS = 400
"""A share count of up to so many days before, or a year's end after, is used."""


def value_gained(data: Dataset, reaction: Reaction, who: str | None, change: float) -> tuple[Amount, str | None, Trace | None]:
    """Market value gained: as a source gives it, else from a value before, else shares times the rise of the price."""
    given = reaction.value_gained
    if given is not None and given.stated.disclosed and given.currency == "USD":
        where = reaction.value_source or reaction.source
        return given.stated, SOURCED, Trace("sum", (Term(given.stated, f"as given by {_host(where)}", (), (where,)),))
    before = reaction.market_value_before
    if before is not None and before.stated.disclosed and before.currency == "USD":
        held = Term(before.stated, "market value before", (), (reaction.source,))
        moved = Term(Amount.exactly(change), "change", (), (reaction.source,), "share")
        gained = Amount.exactly((before.stated.point or 0.0) * change)
        return gained, DERIVED, Trace("product", (held, moved))
    if reaction.window not in (None, Window.CLOSE) or who is None:
        return Amount(), None, None
    price, shares = _prices(data, reaction, who, change), _shares(data, who, reaction.date.first)
    if price is None or shares is None:
        return Amount(), None, None
    rise = round(price[1] - price[0], 6)
    number = Term(Amount.exactly(shares.value), shares.label, (), (f"{shares.publisher}: {shares.label}",), "shares")
    words = f"price {price[0]:.2f} before and {price[1]:.2f} after"
    each = Term(Amount.exactly(rise), words, (), (price[2].label, reaction.source), "dollars a share")
    return Amount.exactly(shares.value * rise), DERIVED, Trace("product", (number, each))


def _prices(data: Dataset, reaction: Reaction, who: str, change: float) -> tuple[float, float, SharePrice] | None:
    """The price before and after: one of the two is known, the other follows from the change."""
    ticker, day = data.entities[who].ticker, reaction.date.first
    known = {price.date.first: price for price in share_prices(data) if price.ticker == ticker and price.currency == "USD"}
    if day in known:
        after = known[day]
        return after.price / (1 + change), after.price, after
    before = known.get(weekday_before(day))
    if before is None:
        return None
    return before.price, before.price * (1 + change), before


def weekday_before(day: date) -> date:
    """The last day but weekends before; a close further back is not the price before the news."""
    earlier = day - timedelta(days=1)
    while earlier.weekday() >= 5:
        earlier -= timedelta(days=1)
    return earlier


def _shares(data: Dataset, who: str, day: date) -> Figure | None:
    """The nearest share count: the last one before the day, else the first one after, neither further away than a year or so."""
    counts = [row for row in data.figures.get(who, ()) if row.metric in ("shares_outstanding", "diluted_shares")]
    near = [row for row in counts if abs((row.period_end.last - day).days) <= COUNT_DAYS]
    return min(near, key=lambda row: (row.period_end.last > day, abs((row.period_end.last - day).days), row.metric), default=None)


def warrants_of(
    data: Dataset, deal: Deal, reaction: Reaction, who: str | None, change: float, by_edge: dict[str, Position]
) -> tuple[list[dict[str, Any]], Amount]:
    """Warrants over the company's own shares that came with the deal, at the price that the news made."""
    terms: dict[str, WarrantTerms] = {item.edge: item for item in warrant_terms(data)}
    found = []
    price = _prices(data, reaction, who, change) if who is not None else None
    for edge in deal.edges:
        if edge.kind not in IN_SHARES or edge.payer != who or edge.id not in by_edge or edge.id not in terms:
            continue
        term = terms[edge.id]
        line: dict[str, Any] = {"edge": edge.id, "holder": edge.payee, "shares": round(term.shares), "strike": term.strike}
        counted = _shares(data, who, reaction.date.first) if who is not None else None
        line["stake_if_vested"] = round(term.shares / (counted.value + term.shares), 6) if counted is not None else None
        if price is not None and term.currency == "USD":
            line |= {"price_before": round(price[0], 2), "price_after": round(price[1], 2)}
            line |= {"value_before": _worth(term, price[0]), "value_after": _worth(term, price[1])}
        found.append(line)
    values = [Amount(0.0, line["value_after"], line["value_after"], line["value_after"]) for line in found if "value_after" in line]
    return found, total(values) if values else Amount()


def _worth(term: WarrantTerms, price: float) -> float:
    """What all shares of a warrant are worth above what they cost; they may vest in part or not at all."""
    return max(0.0, term.shares * (price - term.strike))


def warrant_term(line: dict[str, Any]) -> Term:
    if "value_after" not in line:
        return Term(Amount(), f"{line['shares']:,} shares; no price is known", (line["edge"],))
    words = f"at most {line['shares']:,} shares times {line['price_after']:.2f} less {line['strike']:g} dollars, if all vest"
    value = line["value_after"]
    return Term(Amount(0.0, value, value, value), words, (line["edge"],))


def _host(address: str) -> str:
    return urlsplit(address).netloc.removeprefix("www.")

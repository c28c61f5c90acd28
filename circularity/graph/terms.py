"""When an edge's money moves: its schedule, its dates, or the usual term of its kind.

In order: the schedule; for contracts that run, `starts` to `ends` by days; for money that moves at
once (stakes, loans, bonds: their `ends` is a maturity, not a delivery period), the day it moved, or
between the dates on which its running total was reported; else
`starts` and the kind's default term, an assumption; else no yearly figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from circularity.dataset.dataset import Dataset
from circularity.graph.positions import Position
from circularity.graph.standing import running_totals
from circularity.graph.view import View
from circularity.model.amounts import ZERO, Amount, total
from circularity.model.deal import Edge
from circularity.model.kinds import Term
from circularity.model.stages import Basis

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Span:
    """The days over which an edge's money moves, and how that is known."""

    first: date
    last: date
    by_default: bool = False
    """Whether it rests on a default term."""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def share_within(self, start: date, end: date) -> float:
        """The share of the span's days that lie in a window."""
        overlap = (min(self.last, end) - max(self.first, start)).days + 1
        return max(0, overlap) / self.days

    def share_after(self, day: date) -> float:
        """The share of the span still to come after a day."""
        return self.share_within(day + timedelta(days=1), date.max)

    def years_after(self, day: date) -> float:
        """Years of the span still to run after a day."""
        first = max(self.first, day + timedelta(days=1))
        return max(0, (self.last - first).days + 1) / DAYS_PER_YEAR


def span(edge: Edge, data: Dataset, day: date | None = None) -> Span | None:
    """The days over which an edge's money moves, as known on a day; ``None`` if nothing says."""
    term = edge.kind.spec.term
    if term is Term.ONE_DAY and not edge.schedule:
        when = edge.starts or edge.signed_by(day)
        return Span(when.first, when.first) if when else None
    if edge.starts and edge.ends and term is not Term.ONE_DAY:
        return Span(edge.starts.first, edge.ends.last)
    if edge.schedule:
        days = sorted(edge.schedule)
        return Span(edge.starts.first if edge.starts else days[0].first, edge.ends.last if edge.ends else days[-1].last)
    if edge.starts and term is Term.YEARS:
        years = data.assumptions.value(f"term-{edge.kind.replace('_', '-')}")
        return Span(edge.starts.first, edge.starts.first + timedelta(days=round(years * DAYS_PER_YEAR) - 1), by_default=True)
    return None


@dataclass(frozen=True, slots=True)
class Cut:
    """What of an edge's amount falls into a window."""

    amount: Amount
    by_default: bool = False
    unscheduled: float = 0.0
    """Dollars of the whole amount that no date places."""


def cut(position: Position, data: Dataset, view: View, basis: Basis | None = None) -> Cut | None:
    """An edge's amount within the view's window; the whole amount if the view has none.

    ``None`` where the edge has an amount and nothing says when it moves: not known, never zero.
    """
    view = view.on(data)
    amount = position.on(basis or view.basis)
    if view.window is None or not amount.disclosed:
        return Cut(amount)
    start, end = view.window
    edge = position.edge
    if edge.schedule:
        return _by_schedule(position, amount, basis or view.basis, start, end)
    days = span(edge, data, view.last_day)
    if days is None:
        return Cut(ZERO) if amount.point == 0 and amount.high == 0 else None
    if days.days == 1:
        instalments = _by_instalments(position, amount, basis or view.basis, days.first, view)
        if instalments is not None:
            return instalments
    return Cut(_spread(position, days, amount, basis or view.basis, start, end), days.by_default)


def _by_instalments(position: Position, amount: Amount, basis: Basis, first: date, view: View) -> Cut | None:
    """Stakes and debts paid bit by bit: between two reports of the running total its growth is spread evenly.

    ``None`` where nothing was reported after the first day; what has not moved yet is not placed in any year.
    """
    whole = getattr(position.full, basis.value).point
    totals = running_totals(position.edge, view.last_day)
    until, paid = position.full.paid_until, position.full.paid.point
    if until is not None and paid is not None and totals and until > totals[-1][0]:
        totals.append((until, paid))
    if not whole or not totals or totals[-1][0] <= first:
        return None
    start, end = view.window
    share = before = 0.0
    since = first
    for when, so_far in totals:
        growth = Span(min(since, when), when).share_within(start, end)
        share += max(0.0, so_far - before) / whole * growth
        before, since = max(before, so_far), when + timedelta(days=1)
    return Cut(amount.scaled(min(1.0, share)), unscheduled=max(0.0, 1 - before / whole) * (amount.point or 0.0))


def _spread(position: Position, days: Span, amount: Amount, basis: Basis, start: date, end: date) -> Amount:
    """What is paid is spread from the start to the day it was known, the rest from there to the end."""
    paid, until = position.paid, position.full.paid_until
    if days.days == 1 or paid.point is None or until is None or not amount.point or until <= days.first:
        return amount.scaled(days.share_within(start, end))
    so_far = Span(days.first, min(until, days.last)).share_within(start, end)
    if basis is Basis.PAID or until >= days.last:
        return amount.scaled(so_far if basis is Basis.PAID else days.share_within(start, end))
    to_come = Span(until + timedelta(days=1), days.last).share_within(start, end)
    moved = min(paid.point, amount.point)

    def part(value: float | None) -> float | None:
        return None if value is None else min(moved, value) * so_far + max(0.0, value - moved) * to_come

    whole = amount.point
    return Amount(part(amount.low), part(whole), part(amount.high), amount.at_most * (part(whole) or 0.0) / whole)


def _by_schedule(position: Position, amount: Amount, basis: Basis, start: date, end: date) -> Cut:
    """The scheduled parts in a window, in the proportion in which the amount stands to the headline.

    What was paid moved by the day on which that was known, so it is shared out over the parts up to that day and none after it.
    """
    until = position.full.paid_until
    if basis is Basis.PAID and until is not None:
        so_far = _scheduled(position.edge, date.min, until).point
        if not so_far:
            return Cut(amount.scaled(float(start <= until <= end)))
        share = (_scheduled(position.edge, start, min(end, until)).point or 0.0) / so_far
        return Cut(amount.scaled(min(1.0, round(share, 12))))
    placed, inside = _scheduled(position.edge, date.min, date.max), _scheduled(position.edge, start, end)
    headline = position.full.headline.point or placed.point or 0.0
    if headline and amount.point is None:
        # a range without a best figure stays one
        low, high = (None if end is None else min(1.0, end / headline) for end in (amount.low, amount.high))
        most = None if inside.high is None else inside.high * (1.0 if high is None else high)
        return Cut(Amount((inside.low or 0.0) * (low or 0.0), None, most))
    ratio = 1.0 if not headline or amount.point is None else min(1.0, amount.point / headline)
    missing = max(0.0, headline - (placed.point or 0.0)) * ratio
    return Cut(inside.scaled(ratio), unscheduled=missing)


def _scheduled(edge: Edge, start: date, end: date) -> Amount:
    """What the schedule places between two days, a part by its days."""
    return total(money.usd(edge.rate).scaled(Span(when.first, when.last).share_within(start, end)) for when, money in edge.schedule.items())

"""One edge on one day: its stage, and each of its amounts as it was known then.

The rules are those of the data model: amounts are dated and no as-of looks ahead; nothing is binding
before `signed`; `completed` means paid in full; what a running contract has paid is unknown, not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from circularity.model.amounts import UNDISCLOSED, ZERO, Amount
from circularity.model.assumptions import Assumptions
from circularity.model.deal import Edge, HistoryItem
from circularity.model.money import DatedMoney, Money
from circularity.model.stages import Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """An edge's own amounts on a day, before any parts are taken out."""

    stage: Stage
    headline: Amount
    binding: Amount
    paid: Amount
    expected: Amount
    claim: Amount
    """What the payer has at risk in the receiver: carrying value, else balance, else what was paid."""
    claim_from: str
    """Which of the three that is, in words."""
    since: date
    paid_until: date | None
    """The day up to which `paid` is known."""


def standing(edge: Edge, day: date, assumptions: Assumptions, ever: bool = False) -> Standing | None:
    """The edge as it stood at the end of a day; ``None`` if it had not been reported yet."""
    items = [item for since, item in edge.steps if since <= day]
    if not items:
        return None
    alive = [item.stage for item in items if not item.stage.is_ended]
    reached = alive[-1] if alive else Stage.RUMORED
    was_firm = any(stage.is_agreed for stage in alive)
    stage = reached if ever else items[-1].stage
    rate = edge.rate

    promised = _latest(edge.amount, items, "amount")
    headline = promised.usd(rate)
    firm = _firm(edge, items, reached, was_firm, headline, rate)
    if promised.is_ceiling and firm.low and headline.high is not None:
        # of "up to 100 bn" at least the firm part is meant
        headline = Amount(min(firm.low, headline.high), headline.point, headline.high, headline.at_most)
    paid, until = _paid(edge, items, reached, was_firm, headline, firm, rate, day)
    if stage.is_ended:
        headline = firm = expected = ZERO
    else:
        expected = expected_of(stage, headline, firm, paid, assumptions)
    claim, claim_from = _claim(edge, items, stage, paid, rate, day)
    return Standing(stage, headline, firm, paid, expected, claim, claim_from, items[0].date.first, until)


def running_totals(edge: Edge, day: date) -> list[tuple[date, float]]:
    """What had been paid in all by each date on which somebody said so, up to a day, in dollars."""
    known = [(when, money.usd(edge.rate)) for when, money in _dated(edge, "paid") if when <= day]
    return [(when, amount.point) for when, amount in known if amount.point is not None]


def _latest(top: Money, items: list[HistoryItem], field: str) -> Money:
    return next((value for item in reversed(items) if (value := getattr(item, field)) is not None), top)


def _firm(edge: Edge, items: list[HistoryItem], reached: Stage, was_firm: bool, headline: Amount, rate: float | None) -> Amount:
    """What is legally owed: a dated figure, else the stated one once firm, else what the stage implies."""
    dated = next((item.binding for item in reversed(items) if item.binding is not None), None)
    if dated is not None:
        return dated.usd(rate)
    if edge.binding is not None:
        ever_firm = any(item.stage.is_agreed for item in edge.history)
        return edge.binding.usd(rate) if was_firm or not ever_firm else ZERO
    later = next((item.binding for item in edge.history if item.binding is not None), None)
    if not reached.is_agreed:
        return ZERO
    if later is not None and later.stated.disclosed:
        return Amount.between(0.0, headline.capped(later.usd(rate)).high)
    return headline


def _dated(edge: Edge, field: str) -> list[tuple[date, Money]]:
    """Every dated value of a field: those of the history and the one at the top of the edge."""
    values = [(since, getattr(item, field)) for since, item in edge.steps if getattr(item, field) is not None]
    top: DatedMoney | None = getattr(edge, field)
    if top is not None:
        values.append((top.date.first, top.money))
    return sorted(values, key=lambda pair: pair[0])


def _paid(
    edge: Edge, items: list[HistoryItem], reached: Stage, was_firm: bool, headline: Amount, firm: Amount, rate: float | None, day: date
) -> tuple[Amount, date | None]:
    """What has moved so far, and up to when that is known."""
    values = _dated(edge, "paid")
    known = [(when, money) for when, money in values if when <= day]
    done = next((item.date.first for item in reversed(items) if item.stage is Stage.COMPLETED), None)
    if done is not None and reached is Stage.COMPLETED and (not known or done > known[-1][0]):
        # "completed" is itself a report that all of it has moved; an older running total does not outlive it
        undisclosed = edge.paid is not None and not edge.paid.money.stated.disclosed
        return (Amount.between(0.0, headline.high) if undisclosed else headline), done
    if known:
        when, money = known[-1]
        if money.stated.disclosed:
            return money.usd(rate), when
        return Amount.between(0.0, headline.high), None
    if not was_firm:
        return ZERO, None
    if values:
        first = values[0][1]
        told = first.usd(rate) if first.stated.disclosed else headline
        # a later report may already speak of a larger deal: no more than that day's headline can have been paid
        return Amount.between(0.0, headline.capped(told).high), None
    return Amount.between(0.0, firm.high if firm.disclosed else headline.high), None


def expected_of(stage: Stage, headline: Amount, firm: Amount, paid: Amount, assumptions: Assumptions) -> Amount:
    """Headline weighted by the chance that a deal at this stage is performed."""
    if stage is Stage.COMPLETED:
        return headline
    if not headline.disclosed:
        return UNDISCLOSED
    if not firm.disclosed:
        return Amount.between(paid.low or 0.0, headline.high)
    beyond = assumptions.value(f"expected-headline-{stage.replace('_', '-')}")
    within = assumptions.value(f"expected-binding-{stage}") if stage.is_agreed else beyond

    def weigh(moved: float | None, bound: float | None, whole: float | None) -> float | None:
        if whole is None:
            return None
        moved = moved or 0.0
        bound = max(moved, bound or 0.0)
        return moved + (bound - moved) * within + (max(whole, bound) - bound) * beyond

    floor = paid.point if paid.point is not None else paid.low
    point = weigh(floor, firm.point if firm.point is not None else firm.low, headline.point)
    low = weigh(paid.low, firm.low, headline.low)
    # what has been paid is not known to stop below the headline
    high = weigh(paid.high if paid.high is not None else headline.high, firm.high, headline.high)
    return Amount(low, point, high, min(headline.at_most, point or 0.0))


def _claim(edge: Edge, items: list[HistoryItem], stage: Stage, paid: Amount, rate: float | None, day: date) -> tuple[Amount, str]:
    """The capital that the payer would lose: carrying value, else balance owed, else money paid in."""
    if stage in (Stage.REPAID, Stage.LAPSED, Stage.CANCELLED, Stage.SUPERSEDED):
        return ZERO, f"nothing is owed since the deal {_ENDING[stage]}"
    spec = edge.kind.spec
    if spec.stake and edge.carrying is not None and edge.carrying.date.first <= day:
        return edge.carrying.money.usd(rate), f"carrying value at {edge.carrying.date}"
    balances = [(when, money) for when, money in _dated(edge, "outstanding") if when <= day]
    if balances and balances[-1][1].stated.disclosed:
        return balances[-1][1].usd(rate), f"outstanding at {balances[-1][0].isoformat()}"
    if spec.stake:
        return paid, "cost paid in"
    return paid, "paid, not known to be repaid"


_ENDING = {
    Stage.REPAID: "was repaid",
    Stage.LAPSED: "lapsed",
    Stage.CANCELLED: "was cancelled",
    Stage.SUPERSEDED: "was superseded",
}

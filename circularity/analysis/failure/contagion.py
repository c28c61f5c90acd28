"""A failure, round by round: how a loss at one company becomes losses at others, until nothing moves any more.

Works on numbered companies and links alone. A number is a float, or a numpy array with one value for each of many
draws: the same lines work out one failure in plain Python and ten thousand of them at once (`Maths`).

What happens in a round follows from the last one only:

* a company's distress rises: what it owes and the stakes in it lose as much of their value;
* a company fails: its customers must replace it, its suppliers lose their orders, its promises lapse, guarantees of its debts are called;
* a contract is lost: purchases that serve it fall with it, and loans that live on its money lose their cover;
* a company loses revenue: it cuts purchases that serve no particular contract, at the pass-through rate.

No link can lose more than all of itself, however many roads lead to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from circularity.analysis.failure.system import Number, Rules, Shock, System

SETTLED = 1e-6
"""A round in which no distress and no contract moves by more is the last one."""
FULL = 1 - 1e-12


@dataclass(frozen=True, slots=True)
class Maths:
    """The few operations that differ between one number and an array of them."""

    least: Callable[[Number, Number], Number] = min
    most: Callable[[Number, Number], Number] = max
    some: Callable[[Number], bool] = bool
    above: Callable[[Number, float], bool] = lambda value, floor: abs(value) > floor
    over: Callable[[Number, Number], Number] = lambda top, bottom: top / bottom if bottom else 0.0
    flag: Callable[[Any], Number] = float


PLAIN = Maths()

Source = tuple[str, int]
"""Why something was lost: a ``failure`` of, ``distress`` of or lost ``revenue`` of a company, a lost ``contract``, or the ``shock``."""
Sink = Callable[[int, str, str, int, int, Number, Number, Source], None]
"""Told of each loss: round, channel, kind and number of the link, loser, amount, what of it lowers the loser's equity, source."""


@dataclass
class Outcome:
    """Where the system ends."""

    distress: list[Number]
    failed: list[Number]
    loss: list[Number]
    failed_in: dict[int, int]
    """In a single run: the round at whose end each company had failed; 0 for those that failed first."""
    rounds: int = 0
    settled: bool = True
    rises: list[dict[int, Number]] = field(default_factory=list)
    """By round, each company's rise in distress."""


def spread(system: System, shock: Shock, rules: Rules, sink: Sink, maths: Maths = PLAIN) -> Outcome:
    """Carry a shock through the system, telling `sink` of every loss.

    Linear DebtRank on stakes and loans, h(t+1) = min(1, h(t) + Lambda (h(t) - h(t-1))), with Lambda the claims times what of
    them is lost over the holder's equity; lost orders, lapsed promises and called guarantees in the rounds in which they fall due.
    One round costs as much as the links that it touches.
    """
    return _Spread(system, shock, rules, sink, maths).run()


class _Spread:
    """The state of one spread; a class because every step reads and writes most of it."""

    def __init__(self, system: System, shock: Shock, rules: Rules, sink: Sink, maths: Maths) -> None:
        self.system, self.shock, self.rules, self.sink, self.maths = system, shock, rules, sink, maths
        count = len(system.companies)
        self.distress: list[Number] = [0.0] * count
        self.failed: list[Number] = [0.0] * count
        self.capital_lost: list[Number] = [0.0] * count
        self.margin_lost: list[Number] = [0.0] * count
        self.revenue_lost: list[Number] = [0.0] * count
        self.shrunk_to: list[Number] = [0.0] * count
        self.funding_lost: list[Number] = [0.0] * count
        self.passed: list[Number] = [0.0] * count
        self.short: list[Number] = [0.0] * count
        self.gone: list[Number] = [0.0] * len(system.claims)
        self.cut: list[Number] = [0.0] * len(system.contracts)
        self.called: list[Number] = [0.0] * len(system.guarantees)
        self.withdrawn: list[Number] = [0.0] * len(system.promises)
        # what the last round did, and this round answers
        self.fresh: dict[int, Number] = dict(shock.failing)
        self.risen: dict[int, Number] = dict(shock.failing)
        self.fallen_short: dict[int, Number] = {}
        self.lost_contracts: dict[int, Number] = {}
        self.shrunk: dict[int, Number] = {}
        for company, share in shock.failing.items():
            self.failed[company] = self.distress[company] = share
        self.charged: list[Number] = [0.0] * count
        self.touched: set[int] = set()
        self.rescued: dict[tuple[str, int], Number] = {}
        self.next_lost: dict[int, Number] = {}
        self.round = 0

    def run(self) -> Outcome:
        failed_in = {company: 0 for company, share in self.shock.failing.items() if self.maths.some(share)}
        rises: list[dict[int, Number]] = []
        moving = True
        while moving and self.round < self.rules.rounds:
            self.round += 1
            self.touched, self.rescued, self.next_lost = set(), {}, {}
            if self.round == 1:
                for company, charge in self.shock.charges.items():
                    self.charged[company] = charge
                    self.touched.add(company)
            self._call_guarantees()
            self._mark_claims_down()
            self._lose_contracts()
            self._withdraw_promises()
            moving = self._take_stock()
            rises.append(self.risen)
            for company in self.fresh:
                failed_in.setdefault(company, self.round)
        loss = [self._loss(company) for company in range(len(self.capital_lost))]
        return Outcome(self.distress, self.failed, loss, failed_in, self.round, not moving, rises)

    def _loss(self, company: int) -> Number:
        return self.capital_lost[company] + self.margin_lost[company] + self.charged[company]

    def _tell(self, channel: str, kind: str, link: int, loser: int, amount: Number, lost: Number, source: Source) -> None:
        """Book a loss, unless the loser was among those that failed first."""
        outside = self.shock.failing.get(loser)
        if outside is not None:
            spared = 1.0 - outside
            if not self.maths.some(spared):
                return
            amount, lost = amount * spared, lost * spared
        book = self.margin_lost if channel == "yearly_revenue_at_risk" else self.capital_lost
        book[loser] = book[loser] + lost
        self.touched.add(loser)
        self.sink(self.round, channel, kind, link, loser, amount, lost, source)

    def _call_guarantees(self) -> None:
        system, maths = self.system, self.maths
        calls: dict[int, Number] = dict(self.shock.called) if self.round == 1 else {}
        for company in self.fresh:
            for i in system.guarantees_on.get(company, ()):
                now = before = 1.0
                for needed in system.guarantees[i].needs:
                    now = now * self.failed[needed]
                    before = before * (self.failed[needed] - self.fresh.get(needed, 0.0))
                calls[i] = maths.most(calls.get(i, 0.0), now - before)
        for i, trigger in sorted(calls.items()):
            guarantee = system.guarantees[i]
            trigger = maths.least(trigger, 1.0 - self.called[i]) * (1.0 - self.failed[guarantee.guarantor])
            if not maths.some(trigger):
                continue
            self.called[i] = self.called[i] + trigger
            pays, due = guarantee.cap, 0.0
            if guarantee.due is not None:
                left = 1.0 - self.cut[guarantee.link] if guarantee.kind == "contract" and guarantee.link >= 0 else 1.0
                due = guarantee.due * left
                pays = maths.least(pays, due * guarantee.share)
            pays = pays * trigger
            source = ("failure", guarantee.needs[-1]) if self.fresh.keys() & set(guarantee.needs) else ("shock", -1)
            self._tell("capital_at_risk", "guarantee", i, guarantee.guarantor, pays, pays, source)
            if guarantee.due is not None and guarantee.beneficiary != guarantee.guarantor:
                self._tell("recovered_from_guarantee", "guarantee", i, guarantee.beneficiary, pays, pays * 0.0, source)
            key = (guarantee.kind, guarantee.link)
            self.rescued[key] = self.rescued.get(key, 0.0) + maths.over(pays, due)

    def _mark_claims_down(self) -> None:
        maths, first = self.maths, self.round == 1
        if first:
            for i, share in self.shock.written_down.items():
                self._write_down(i, share, ("shock", -1), self.system.claims[i].loss_rate)
        for company, rise in sorted(self.risen.items()):
            if self.rules.single_hit:
                rise = rise * (1.0 - self.passed[company])
                self.passed[company] = maths.most(self.passed[company], maths.flag(rise > 0))
            source = ("failure" if company in self.fresh else "distress", company)
            for i in self.system.claims_on.get(company, ()):
                claim = self.system.claims[i]
                if self.rules.clearing and claim.is_debt and not first:
                    if self.system.companies[company].debt is not None:
                        continue
                    self._write_down(i, self.fresh.get(company, 0.0), source, claim.loss_rate)
                else:
                    self._write_down(i, rise, source, claim.loss_rate)
        for company, rise in sorted(self.fallen_short.items()):
            for i in self.system.claims_on.get(company, ()):
                if self.system.claims[i].is_debt:
                    self._write_down(i, rise, ("distress", company), 1.0)
        for contract, share in sorted(self.lost_contracts.items()):
            for i in self.system.claims_secured_by.get(contract, ()):
                self._write_down(i, share, ("contract", contract), self.system.claims[i].loss_rate)

    def _write_down(self, i: int, share: Number, source: Source, loss_rate: Number) -> None:
        maths, claim = self.maths, self.system.claims[i]
        share = maths.least(1.0 - self.gone[i], share)
        if not maths.some(share):
            return
        self.gone[i] = self.gone[i] + share
        lost = claim.amount * loss_rate
        for g in self.system.cover_of.get(("claim", i), ()):
            guarantee = self.system.guarantees[g]
            if guarantee.guarantor != claim.holder and guarantee.due is not None:
                stands = maths.least(guarantee.cap, guarantee.due * guarantee.share) * (1.0 - self.failed[guarantee.guarantor])
                lost = lost - stands
        lost = maths.most(lost, 0.0) * share
        self._tell("capital_at_risk", "claim", i, claim.holder, claim.amount * share, lost, source)

    def _lose_contracts(self) -> None:
        system, maths = self.system, self.maths
        if self.round == 1:
            for k, share in self.shock.cut.items():
                self._lose(k, maths.least(1.0 - self.cut[k], share), ("shock", -1))
        for company, failed in sorted(self.fresh.items()):
            for k in system.orders_of.get(company, ()):
                contract = system.contracts[k]
                if maths.some(contract.receivable):
                    self._tell(
                        "receivable_at_risk",
                        "contract",
                        k,
                        contract.seller,
                        contract.receivable * failed,
                        0.0 * failed,
                        ("failure", company),
                    )
                self._lose(k, (1.0 - self.cut[k]) * failed, ("failure", company))
        for company, failed in sorted(self.fresh.items()):
            for k in system.sales_of.get(company, ()):
                contract = system.contracts[k]
                left = (1.0 - self.cut[k]) * failed
                # what is delivered but not paid for is no order any more, and still has to be bought elsewhere from now on
                if maths.some(left * contract.is_open) or maths.some(left * contract.supply):
                    self.cut[k] = self.cut[k] + left
                    self._tell("supply_at_risk", "contract", k, contract.buyer, contract.supply * left, 0.0 * left, ("failure", company))
        for served, share in sorted(self.lost_contracts.items()):
            for k in system.serving.get(served, ()):
                self._lose(k, maths.least(1.0 - self.cut[k], share), ("contract", served))
        for company, share in sorted(self.shrunk.items()):
            for k in system.orders_of.get(company, ()):
                if not system.contracts[k].dedicated:
                    wanted = self.rules.pass_through * share * (1.0 - self.failed[company])
                    self._lose(k, maths.least(1.0 - self.cut[k], wanted), ("revenue", company))

    def _lose(self, k: int, share: Number, source: Source) -> None:
        """A share of a contract's remainder is lost; what a guarantor pays is not lost on."""
        maths, contract = self.maths, self.system.contracts[k]
        share = share * contract.is_open
        if not maths.some(share):
            return
        self.cut[k] = self.cut[k] + share
        unrescued = share * (1.0 - maths.least(1.0, self.rescued.get(("contract", k), 0.0)))
        self.next_lost[k] = self.next_lost.get(k, 0.0) + unrescued
        seller = contract.seller
        self._tell("backlog_at_risk", "contract", k, seller, contract.unpaid * share, 0.0 * share, source)
        if maths.some(contract.yearly):
            self.revenue_lost[seller] = self.revenue_lost[seller] + contract.yearly * unrescued
            missed = maths.least(contract.yearly * self.rules.horizon, contract.unpaid) * unrescued
            margin = self.system.companies[seller].margin
            self._tell("yearly_revenue_at_risk", "contract", k, seller, contract.yearly * share, missed * margin, source)

    def _withdraw_promises(self) -> None:
        pending: dict[int, tuple[Number, Source]] = {}
        if self.round == 1:
            pending = {i: (share, ("shock", -1)) for i, share in self.shock.withdrawn.items()}
        for company, failed in sorted(self.fresh.items()):
            for i in self.system.promises_of.get(company, ()):
                pending[i] = (failed, ("failure", company))
        for i, (share, source) in sorted(pending.items()):
            promise = self.system.promises[i]
            share = self.maths.least(1.0 - self.withdrawn[i], share)
            if not self.maths.some(share):
                continue
            self.withdrawn[i] = self.withdrawn[i] + share
            channel = "funding_withdrawn" if promise.is_funding else "cover_lost"
            if promise.is_funding:
                self.funding_lost[promise.receiver] = self.funding_lost[promise.receiver] + promise.amount * share
            self._tell(channel, "promise", i, promise.receiver, promise.amount * share, 0.0 * share, source)

    def _take_stock(self) -> bool:
        """Distress and failures at the end of the round; whether anything is left that moves."""
        maths, rules = self.maths, self.rules
        risen: dict[int, Number] = {}
        fresh: dict[int, Number] = {}
        shrunk: dict[int, Number] = {}
        short: dict[int, Number] = {}
        moving = any(maths.above(share, SETTLED) for share in self.next_lost.values())
        for j in sorted(self.touched):
            company = self.system.companies[j]
            if company.revenue:
                part = maths.least(1.0, self.revenue_lost[j] / company.revenue)
                if maths.above(part - self.shrunk_to[j], 0.0):
                    shrunk[j] = part - self.shrunk_to[j]
                    self.shrunk_to[j] = part
                    moving = moving or (maths.above(shrunk[j], SETTLED) and maths.some(rules.pass_through))
            level: Number = self.distress[j]
            loss = self._loss(j)
            if company.equity is not None:
                level = maths.most(level, maths.least(1.0, loss / company.equity))
                if rules.clearing and company.debt is not None:
                    missing = maths.most(loss - company.equity, 0.0)
                    ended = maths.flag(missing > 0)
                    value = maths.most(company.equity + company.debt - loss, 0.0) * rules.bankruptcy_cost * ended
                    share = maths.least(1.0, (missing + value) / company.debt)
                    if maths.above(share - self.short[j], 0.0):
                        short[j] = share - self.short[j]
                        self.short[j] = share
                        moving = moving or maths.above(short[j], SETTLED)
            if rules.liquidity and company.cash is not None:
                level = maths.most(level, maths.flag(self.funding_lost[j] > company.cash))
            if maths.above(level - self.distress[j], 0.0):
                risen[j] = level - self.distress[j]
                self.distress[j] = level
                ends = maths.flag(level >= FULL) * (1.0 - self.failed[j])
                if maths.some(ends):
                    fresh[j] = ends
                    self.failed[j] = self.failed[j] + ends
                moving = moving or j in fresh or maths.above(risen[j], SETTLED)
        self.risen, self.fresh, self.shrunk, self.fallen_short = risen, fresh, shrunk, short
        self.lost_contracts = self.next_lost
        return moving

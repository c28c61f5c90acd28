"""What one failing company costs each of its counterparties, edge by edge and channel by channel.

Capital is what was paid in or is owed; backlog, withdrawn funding and supply are what is bound and has
not moved; a guarantee is called when the obligor of the guaranteed edge fails. Channels are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from circularity.analysis.results import Term
from circularity.analysis.wording import money
from circularity.dataset.dataset import Dataset
from circularity.graph.positions import Position, admitted, positions
from circularity.graph.terms import Span, span
from circularity.graph.view import View
from circularity.model.amounts import ZERO, Amount
from circularity.model.kinds import EdgeClass, Kind, Loss
from circularity.model.stages import Basis

CHANNELS = (
    "capital_at_risk",
    "backlog_at_risk",
    "yearly_revenue_at_risk",
    "funding_withdrawn",
    "supply_at_risk",
    "cover_lost",
    "receivable_at_risk",
    "recovered_from_guarantee",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One addend of one loser's loss."""

    loser: str
    channel: str
    term: Term
    chain: tuple[str, ...]
    recovery: str | None = None
    """The assumption that says how much of this comes back, for capital."""


@dataclass(frozen=True)
class Hits:
    """All direct losses, and what could not be put into dollars."""

    hits: tuple[Hit, ...]
    unknown: tuple[str, ...]
    caveats: tuple[str, ...]


def direct_hits(data: Dataset, failing: Iterable[str], view: View) -> Hits:
    """Every direct loss when some companies fail, on the view's date."""
    view = view.on(data)
    dead = frozenset(failing)
    hits: list[Hit] = []
    unknown: list[str] = []
    caveats: list[str] = []
    for position in admitted(data, view):
        edge = position.edge
        if edge.payee in dead and edge.payer not in dead:
            _add(hits, unknown, data, receiver_fails(data, position, view))
        if edge.payer in dead and edge.payee not in dead:
            for hit in payer_fails(data, position, view):
                _add(hits, unknown, data, hit)
    calls, conditions = _guarantees_called(data, dead, view)
    for hit in calls:
        _add(hits, unknown, data, hit)
    caveats.extend(conditions)
    return Hits(tuple(hits), tuple(dict.fromkeys(unknown)), tuple(caveats))


def promised(position: Position, view: View) -> Amount:
    """What is owed under an edge: binding, unless the view asks for headline or expected."""
    return position.on(view.basis if view.basis in (Basis.HEADLINE, Basis.EXPECTED) else Basis.BINDING)


def cap_of(position: Position, view: View) -> Amount:
    """What a guarantor may still have to pay: its cap, less what it is known to have paid; nothing was called unless somebody says so."""
    return promised(position, view).less(position.paid if position.paid.priced else ZERO)


def undelivered(data: Dataset, position: Position, view: View) -> tuple[Amount, str, Span | None]:
    """What is bound and has not moved, in words, and the days over which it runs.

    Where it is not known what a running contract has paid, the part of its term that is over may
    have been paid: low is the part of the term still to come, high the whole.
    """
    bound, paid = promised(position, view), position.paid
    days = span(position.edge, data, view.last_day)
    basis = view.basis if view.basis in (Basis.HEADLINE, Basis.EXPECTED) else Basis.BINDING
    if not bound.disclosed:
        return bound, f"{basis} amount not disclosed", days
    if bound.high == 0 or paid.priced or position.edge.kind.spec.edge_class is not EdgeClass.COMMERCE:
        return bound.less(paid), f"{basis} {money(bound)} less paid {money(paid)}", days
    starts = position.edge.starts
    if starts is not None and starts.first > view.last_day:
        return bound, f"{basis} {money(bound)}; nothing is due before {starts}", days
    if days is None or days.days == 1:
        return bound.less(paid), f"{basis} {money(bound)}; paid not known and no term stated", days
    left = days.share_after(view.last_day)
    low = max(0.0, (bound.low or 0.0) * left)
    high = None if bound.high is None else max(0.0, bound.high - (paid.low or 0.0))
    point = None if high is None or left == 0 else (low + max(low, high)) / 2
    words = f"{basis} {money(bound)}; paid not known, {left:.0%} of the term to {days.last.isoformat()} is left"
    if days.by_default:
        words += " (default term)"
    return Amount(low, point, high, min(bound.at_most, point or 0.0)), words, days


def _add(hits: list[Hit], unknown: list[str], data: Dataset, hit: Hit | None) -> None:
    if hit is None:
        return
    amount = hit.term.amount
    if not amount.priced:
        known = f"known only as {money(amount)}" if amount.low or amount.high else "not disclosed"
        unknown.append(f"{data.name(hit.loser)}: {hit.channel.replace('_', ' ')} through {hit.chain[-1]} is {known}")
    if not amount.disclosed or amount.high != 0:
        hits.append(hit)


def receiver_fails(data: Dataset, position: Position, view: View) -> Hit | None:
    """What the payer loses when the one it paid fails."""
    edge, loss = position.edge, position.edge.kind.spec.if_receiver_fails
    if loss is Loss.CAPITAL:
        term = Term(position.claim, position.full.claim_from, position.cited)
        return Hit(edge.payer, "capital_at_risk", term, (edge.id,), _recovery(data, position))
    if loss is Loss.SUPPLY:
        amount, words, _ = undelivered(data, position, view)
        return Hit(edge.payer, "supply_at_risk", Term(amount, words, position.cited), (edge.id,))
    return None


def payer_fails(data: Dataset, position: Position, view: View) -> list[Hit]:
    """What the receiver loses when the one that was to pay fails."""
    edge, loss = position.edge, position.edge.kind.spec.if_payer_fails
    amount, words, days = undelivered(data, position, view)
    term = Term(amount, words, position.cited)
    if loss is Loss.FUNDING:
        return [Hit(edge.payee, "funding_withdrawn", term, (edge.id,))]
    if loss is Loss.COVER:
        return [Hit(edge.payee, "cover_lost", term, (edge.id,))]
    hits = []
    if position.full.claim_from.startswith("outstanding"):
        # delivered and not yet paid, as a source states it: a receivable, and no longer backlog
        owed = position.claim
        amount = amount.less(owed)
        term = Term(amount, f"{words}, less the receivable {money(owed)}", position.cited)
        hits.append(Hit(edge.payee, "receivable_at_risk", Term(owed, position.full.claim_from, position.cited), (edge.id,)))
    hits.append(Hit(edge.payee, "backlog_at_risk", term, (edge.id,)))
    if days is not None and days.days > 1 and amount.disclosed:
        years = max(1.0, days.years_after(view.last_day))
        yearly = Term(amount.scaled(1 / years), f"{money(amount)} over {years:.3g} years left", position.cited)
        hits.append(Hit(edge.payee, "yearly_revenue_at_risk", yearly, (edge.id,)))
    return hits


def _recovery(data: Dataset, position: Position) -> str:
    """Which recovery assumption a claim falls under."""
    edge = position.edge
    if edge.kind.spec.stake:
        return "recovery-equity"
    if edge.kind is Kind.LOAN and _sells_to(data, edge.payer, edge.payee):
        return "recovery-vendor-loan"
    return "recovery-senior-secured" if edge.kind in (Kind.LOAN, Kind.SPV_FINANCING) else "recovery-unsecured"


def _sells_to(data: Dataset, vendor: str, customer: str) -> bool:
    key = "pairs of customer and vendor"
    if key not in data.cache:
        data.cache[key] = frozenset((e.payer, e.payee) for e in data.edges.values() if e.kind.spec.edge_class is EdgeClass.COMMERCE)
    return (customer, vendor) in data.cache[key]  # type: ignore[operator]


def _guarantees_called(data: Dataset, dead: frozenset[str], view: View) -> tuple[list[Hit], list[str]]:
    """Guarantees whose obligor has failed: the guarantor's call, and what the beneficiary recovers."""
    every = positions(data, view)
    by_target: dict[str, list[Position]] = {}
    for position in admitted(data, view):
        edge = position.edge
        if edge.kind.spec.if_receiver_fails is not Loss.CALL or position.stage.is_ended:
            continue
        if edge.guarantees is not None and edge.guarantees in every:
            by_target.setdefault(edge.guarantees, []).append(position)
        elif edge.kind is Kind.GUARANTEE and edge.guarantees is None and edge.payee in dead and edge.payer not in dead:
            by_target.setdefault("", []).append(position)
    hits: list[Hit] = []
    caveats: list[str] = []
    for target, guarantors in by_target.items():
        if target == "":
            for position in guarantors:
                cap = cap_of(position, view)
                own = Term(
                    Amount(0.0, cap.point, cap.high, cap.point or 0.0) if cap.disclosed else cap,
                    f"cap {money(cap)}; what is guaranteed is not recorded",
                    position.cited,
                )
                hits.append(Hit(position.edge.payer, "capital_at_risk", own, (position.edge.id,)))
            continue
        covered = every[target]
        obligor, beneficiary = obligor_of(covered)
        if obligor not in dead:
            continue
        owed = owed_under(data, covered, every, dead, view)
        if owed.high == 0:
            continue
        caps = [cap_of(p, view) for p in guarantors]
        for position, call in zip(guarantors, _shared(caps, owed), strict=True):
            edge = position.edge
            if edge.payer in dead:
                continue
            words = f"smaller of the cap and what {data.name(obligor)} owes under {target} ({money(owed)})"
            cited = (*position.cited, *(other.edge.id for other in guarantors if other is not position), *covered.cited)
            term = Term(call, words, tuple(dict.fromkeys(cited)))
            hits.append(Hit(edge.payer, "capital_at_risk", term, (target, edge.id)))
            if beneficiary not in dead and beneficiary != edge.payer:
                hits.append(Hit(beneficiary, "recovered_from_guarantee", term, (target, edge.id)))
            said = condition(position, view)
            if said and call.disclosed and call.high != 0:
                caveats.append(said)
    return hits, caveats


def condition(position: Position, view: View) -> str | None:
    """What a call of a guarantee still depends on, in words; ``None`` if nothing is known to stand in its way."""
    edge = position.edge
    to_come = edge.starts is not None and edge.starts.first > view.last_day
    if not edge.contingent_on and not to_come:
        return None
    when = f", from {edge.starts}" if to_come else ""
    return f"{edge.id} is counted as called although it depends on {edge.contingent_on or 'its start'}{when}"


def obligor_of(covered: Position) -> tuple[str, str]:
    """Who owes under a guaranteed edge, and to whom."""
    edge = covered.edge
    if edge.kind.spec.edge_class is EdgeClass.FINANCING:
        return edge.payee, edge.payer
    return edge.payer, edge.payee


def owed_under(data: Dataset, covered: Position, every: dict[str, Position], dead: frozenset[str], view: View) -> Amount:
    """What the obligor still owes under a guaranteed edge; under a guarantee nothing, unless that is called itself."""
    if covered.edge.kind.spec.edge_class is EdgeClass.SUPPORT:
        behind = every.get(covered.edge.guarantees or "")
        if behind is None or obligor_of(behind)[0] not in dead:
            return ZERO
        return cap_of(covered, view).capped(owed_under(data, behind, every, dead, view))
    return owed_outright(data, covered, view)


def owed_outright(data: Dataset, covered: Position, view: View) -> Amount:
    """What the obligor of a loan or a contract still owes under it."""
    if covered.edge.kind.spec.edge_class is EdgeClass.FINANCING:
        return covered.claim
    return undelivered(data, covered, view)[0]


def _shared(caps: list[Amount], owed: Amount) -> list[Amount]:
    """What each guarantor pays: up to its cap, in proportion to the caps where together they exceed what is owed."""
    calls = []
    for cap in caps:
        if not owed.disclosed or not cap.disclosed:
            calls.append(owed.capped(cap))
            continue

        def portion(end: str, cap: Amount = cap) -> float | None:
            own, due = getattr(cap, end), getattr(owed, end)
            if own is None:
                return due if end == "high" and isinstance(due, float) else None
            together = sum(getattr(other, end) or 0.0 for other in caps)
            if due is None:
                return float(own) if end == "high" else None
            return float(own) * min(1.0, due / together) if together else 0.0

        low, point, high = portion("low"), portion("point"), portion("high")
        ceiling = 0.0 if point is None else min(point, max(cap.at_most, owed.at_most))
        calls.append(Amount(low or 0.0, point, high, ceiling))
    return calls

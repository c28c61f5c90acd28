"""Who loses what through which edge, for all companies at once: the deals of a view made ready for the rounds of a failure.

Each link keeps the amount as it stands in the answer, in words, and as the three numbers (low, point, high) that
the rounds are worked out with. An amount that is not known passes nothing on; the answer lists it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from circularity.analysis.failure.balance import Balance, balance
from circularity.analysis.failure.losses import Hit, cap_of, obligor_of, owed_outright, payer_fails, receiver_fails
from circularity.analysis.failure.system import Claim, Company, Contract, Guarantee, Promise, System
from circularity.analysis.results import Term
from circularity.dataset.dataset import Dataset
from circularity.graph.positions import Position, admitted, positions
from circularity.graph.view import View
from circularity.model.amounts import Amount
from circularity.model.kinds import EdgeClass, Kind, Loss

LOW, POINT, HIGH = 0, 1, 2
CASES = (LOW, POINT, HIGH)
"""Each failure is worked out three times: with every doubt at its mild end, as best known, and at its grave end."""
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Wire:
    """One link of the system: its edge, the loss as a term of an answer, and the position it comes from."""

    edge: str
    hit: Hit | None
    position: Position
    yearly: Hit | None = None
    receivable: Hit | None = None
    supply: Hit | None = None


@dataclass(frozen=True)
class Wiring:
    """The deals of a view as links between numbered companies."""

    names: tuple[str, ...]
    number: dict[str, int]
    balances: tuple[Balance, ...]
    claims: tuple[Wire, ...]
    contracts: tuple[Wire, ...]
    promises: tuple[Wire, ...]
    guarantees: tuple[Wire, ...]
    systems: tuple[System, System, System]
    """The same links with the low, the best and the high numbers."""
    index: dict[tuple[str, str], int] = field(default_factory=dict)
    """Where the claim, contract, promise or guarantee of an edge stands: ``("claim", edge id)`` to its number."""


def numbers(amount: Amount) -> Triple:
    """Low, best and high as the rounds count them: a range without a best figure counts at its low end, no upper limit at the best."""
    low = amount.low or 0.0
    point = amount.point if amount.point is not None else low
    return low, point, max(point, amount.high if amount.high is not None else point)


def wire(data: Dataset, view: View) -> Wiring:
    """The links of a view, worked out once and kept."""
    key = ("wiring", view)
    found = data.cache.get(key)
    if found is None:
        found = data.cache[key] = _wire(data, view)
    return found  # type: ignore[return-value]


def _wire(data: Dataset, view: View) -> Wiring:
    names = tuple(data.entities)
    number = {name: i for i, name in enumerate(names)}
    claims: list[Wire] = []
    contracts: list[Wire] = []
    promises: list[Wire] = []
    backed: list[Wire] = []
    every = positions(data, view)
    for position in admitted(data, view):
        edge = position.edge
        claim = receiver_fails(data, position, view)
        of_payer = {hit.channel: hit for hit in payer_fails(data, position, view)}
        if edge.kind.spec.if_receiver_fails is Loss.CALL and not position.stage.is_ended:
            cap = cap_of(position, view)
            backed.append(Wire(edge.id, Hit(edge.payer, "capital_at_risk", Term(cap, "its cap", position.cited), (edge.id,)), position))
        if "backlog_at_risk" in of_payer:
            supply = claim if claim is not None and claim.channel == "supply_at_risk" else None
            backlog = of_payer["backlog_at_risk"]
            rest = of_payer.get("yearly_revenue_at_risk"), of_payer.get("receivable_at_risk"), supply
            contracts.append(Wire(edge.id, backlog, position, *rest))
            continue
        if claim is not None and _matters(claim):
            claims.append(Wire(edge.id, claim, position))
        promises.extend(Wire(edge.id, hit, position) for hit in of_payer.values() if _matters(hit))
    index = {
        (kind, link.edge): i
        for kind, links in (("claim", claims), ("contract", contracts), ("promise", promises))
        for i, link in enumerate(links)
    }
    guarantees = [link for link in backed if _target(link, every) is not None]
    index |= {("guarantee", link.edge): i for i, link in enumerate(guarantees)}
    balances = tuple(balance(data, name, view.last_day) for name in names)
    parts = (tuple(claims), tuple(contracts), tuple(promises), tuple(guarantees))
    systems = tuple(_system(data, view, case, number, balances, parts, index, every) for case in CASES)
    return Wiring(names, number, balances, *parts, systems, index)  # type: ignore[arg-type]


def _matters(hit: Hit) -> bool:
    return not hit.term.amount.disclosed or hit.term.amount.high != 0


def _target(link: Wire, every: dict[str, Position]) -> str | None:
    """What a guarantee covers; empty where that is not recorded, ``None`` where nothing can call it."""
    edge = link.position.edge
    if edge.guarantees is not None:
        return edge.guarantees if edge.guarantees in every else None
    return "" if edge.kind is Kind.GUARANTEE else None


def loss_rate(data: Dataset, recovery: str | None) -> Triple:
    """The share of a claim that is lost: the low end with the high recovery, and the reverse."""
    if recovery is None:
        return 1.0, 1.0, 1.0
    rate = data.assumptions[recovery]
    low, high = (rate.value if end is None else end for end in (rate.low, rate.high))
    return 1.0 - high, 1.0 - rate.value, 1.0 - low


def span_of(data: Dataset, name: str) -> Triple:
    """An assumption as low, best and high."""
    item = data.assumptions[name]
    return (item.value if item.low is None else item.low), item.value, (item.value if item.high is None else item.high)


def _system(
    data: Dataset,
    view: View,
    case: int,
    number: dict[str, int],
    balances: tuple[Balance, ...],
    parts: tuple[tuple[Wire, ...], ...],
    index: dict[tuple[str, str], int],
    every: dict[str, Position],
) -> System:
    claims, contracts, promises, guarantees = parts

    def of(hit: Hit | None) -> float:
        return numbers(hit.term.amount)[case] if hit is not None else 0.0

    def serves(link: Wire) -> int:
        return index.get(("contract", link.position.edge.serves or ""), -1)

    companies = tuple(_company(b, case) for b in balances)
    linked_claims = tuple(
        Claim(
            holder=number[link.position.edge.payer],
            debtor=number[link.position.edge.payee],
            amount=of(link.hit),
            loss_rate=loss_rate(data, link.hit.recovery if link.hit else None)[case],
            is_debt=not link.position.edge.kind.spec.stake,
            collateral=serves(link),
        )
        for link in claims
    )
    linked_contracts = tuple(
        Contract(
            buyer=number[link.position.edge.payer],
            seller=number[link.position.edge.payee],
            unpaid=of(link.hit),
            yearly=of(link.yearly),
            receivable=of(link.receivable),
            supply=of(link.supply),
            serves=serves(link),
            dedicated=link.position.edge.serves is not None,
            is_open=link.hit is not None and _matters(link.hit),
        )
        for link in contracts
    )
    linked_promises = tuple(
        Promise(
            giver=number[link.position.edge.payer],
            receiver=number[link.position.edge.payee],
            amount=of(link.hit),
            is_funding=link.hit is not None and link.hit.channel == "funding_withdrawn",
        )
        for link in promises
    )
    caps = [of(link.hit) for link in guarantees]
    together: dict[str, float] = {}
    for link, cap in zip(guarantees, caps, strict=True):
        target = _target(link, every) or ""
        together[target] = together.get(target, 0.0) + cap
    linked_guarantees = tuple(
        _guarantee(link, cap, together[_target(link, every) or ""], case, number, index, every, data, view)
        for link, cap in zip(guarantees, caps, strict=True)
    )
    return System(companies, linked_claims, linked_contracts, linked_promises, linked_guarantees)


def _company(found: Balance, case: int) -> Company:
    margin = numbers(found.margin)[case] if found.margin is not None else 0.0
    revenue, cash, debt = (figure.value.point if figure is not None else None for figure in (found.revenue, found.cash, found.debt))
    return Company(found.capacity, margin, revenue or None, cash, debt or None)


def _guarantee(
    link: Wire,
    cap: float,
    together: float,
    case: int,
    number: dict[str, int],
    index: dict[tuple[str, str], int],
    every: dict[str, Position],
    data: Dataset,
    view: View,
) -> Guarantee:
    edge = link.position.edge
    target = _target(link, every) or ""
    if not target:
        # what is guaranteed is not recorded: between nothing and the cap may be called when the beneficiary fails
        most = 0.0 if case == LOW else cap
        return Guarantee(number[edge.payer], number[edge.payee], (number[edge.payee],), most, 1.0, None, "", -1)
    needs: list[int] = []
    covered = every[target]
    name = target
    while covered.edge.kind.spec.edge_class is EdgeClass.SUPPORT:
        needs.append(number[obligor_of(covered)[0]])
        behind = covered.edge.guarantees
        if behind is None or behind not in every:
            break
        name, covered = behind, every[behind]
    needs.append(number[obligor_of(covered)[0]])
    owed = owed_outright(data, covered, view)
    due = numbers(owed)[case]
    if owed.high is None and case == HIGH:
        due = max(due, together)
    share = cap / together if together else 0.0
    if case == HIGH and link.hit is not None and link.hit.term.amount.high is None:
        # a guarantee without a known cap may have to pay all that is owed
        cap, share = due, 1.0
    kind = "claim" if ("claim", name) in index else "contract"
    return Guarantee(
        guarantor=number[edge.payer],
        beneficiary=number[obligor_of(every[target])[1]],
        needs=tuple(needs),
        cap=cap,
        share=share,
        due=due,
        kind=kind,
        link=index.get((kind, name), -1),
    )

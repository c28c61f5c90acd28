"""The rounds engine on small systems worked out on paper, against the array functions, and its invariants."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import circularity as ci
from circularity.analysis.clearing import clear
from circularity.analysis.failure.cascade import fail, rules, spectral_radius
from circularity.analysis.failure.contagion import spread
from circularity.analysis.failure.distress import debtrank
from circularity.analysis.failure.draws import arrays
from circularity.analysis.failure.losses import direct_hits
from circularity.analysis.failure.options import Options
from circularity.analysis.failure.system import Claim, Company, Contract, Guarantee, Promise, Rules, Shock, System
from circularity.analysis.failure.wiring import CASES, POINT, numbers, wire

DEAD = Shock(failing={0: 1.0})


class Book(list[tuple[Any, ...]]):
    """Everything that a spread tells."""

    def __call__(self, *event: Any) -> None:
        self.append(event)

    def of(self, channel: str, when: int | None = None) -> dict[int, float]:
        found: dict[int, float] = {}
        for round_, name, _, _, loser, amount, _, _ in self:
            if name == channel and when in (None, round_):
                found[loser] = found.get(loser, 0.0) + amount
        return found

    def lost(self) -> dict[int, float]:
        found: dict[int, float] = {}
        for _, _, _, _, loser, _, lost, _ in self:
            if lost:
                found[loser] = found.get(loser, 0.0) + lost
        return found


def let(system: System, shock: Shock = DEAD, **settings: Any) -> tuple[Any, Book]:
    book = Book()
    return spread(system, shock, Rules(**{"pass_through": 0.5, **settings}), book), book


def test_a_stake_loses_with_the_equity_it_is_in() -> None:
    """0 fails. 1 has lent it 5 and gets 60 % back: it loses 2 of 10, a fifth. 2 holds 6 of 1 and loses a fifth of it, 1.2 of 12."""
    system = System((Company(), Company(10.0), Company(12.0)), (Claim(1, 0, 5.0, 0.4), Claim(2, 1, 6.0)))
    outcome, book = let(system)
    assert book.of("capital_at_risk", 1) == {1: 5.0}
    assert book.of("capital_at_risk", 2) == pytest.approx({2: 1.2})
    assert book.lost() == pytest.approx({1: 2.0, 2: 1.2})
    assert outcome.distress == pytest.approx([1.0, 0.2, 0.1])
    assert outcome.failed_in == {0: 0}


def test_equity_that_is_not_known_ends_the_chain() -> None:
    outcome, book = let(System((Company(), Company(), Company(12.0)), (Claim(1, 0, 5.0), Claim(2, 1, 6.0))))
    assert set(book.of("capital_at_risk")) == {1}
    assert outcome.distress == [1.0, 0.0, 0.0]


def test_a_company_whose_equity_is_used_up_fails_and_its_own_channels_open() -> None:
    """1 loses 5 of 4 and fails: 2 loses its order of 8 (2 a year), 3 the 3 that 1 had promised, 4 its supplier of 7, all in round 2."""
    system = System(
        (Company(), Company(4.0), Company(10.0, margin=0.5), Company(), Company()),
        (Claim(1, 0, 5.0),),
        (Contract(1, 2, 8.0, yearly=2.0, supply=8.0), Contract(4, 1, 7.0, supply=7.0)),
        (Promise(1, 3, 3.0),),
    )
    outcome, book = let(system)
    assert outcome.failed_in == {0: 0, 1: 1}
    assert book.of("backlog_at_risk", 2) == {2: 8.0}
    assert book.of("yearly_revenue_at_risk", 2) == {2: 2.0}
    assert book.of("funding_withdrawn", 2) == {3: 3.0}
    assert book.of("supply_at_risk", 2) == {4: 7.0}
    assert outcome.distress[2] == pytest.approx(2.0 * 0.5 / 10.0)


def test_a_horizon_never_loses_more_margin_than_the_order_holds() -> None:
    """3 years of 2 a year are 6, but only 5 are left: a margin of half of 5."""
    system = System((Company(), Company(10.0, margin=0.5)), (), (Contract(0, 1, 5.0, yearly=2.0),))
    assert let(system, horizon=1.0)[0].loss[1] == pytest.approx(1.0)
    assert let(system, horizon=3.0)[0].loss[1] == pytest.approx(2.5)


def test_what_serves_a_lost_contract_falls_with_it_once() -> None:
    """0 fails; 1 loses its contract; 2, from whom 1 buys for it, loses 6 in round 2; the lender 3 loses its cover of 4 in round 2, once.

    1 then fails (its margin of 9 is more than its 5), which would cost 2 and 3 the same dollars again.
    """
    system = System(
        (Company(), Company(5.0, margin=1.0), Company(), Company(20.0)),
        (Claim(3, 1, 4.0, 0.5, True, collateral=0),),
        (Contract(0, 1, 30.0, yearly=9.0), Contract(1, 2, 6.0, serves=0, dedicated=True)),
    )
    outcome, book = let(system)
    assert outcome.failed_in == {0: 0, 1: 1}
    assert book.of("backlog_at_risk") == {1: 30.0, 2: 6.0}
    assert book.of("capital_at_risk") == {3: 4.0}
    assert book.lost()[3] == 2.0


def test_lost_revenue_cuts_other_purchases_at_the_pass_through_rate() -> None:
    """1 loses 4 of 10 of its revenue and passes on half of that: a fifth of its order of 5 at 2."""
    system = System(
        (Company(), Company(revenue=10.0), Company(revenue=100.0)), (), (Contract(0, 1, 8.0, yearly=4.0), Contract(1, 2, 5.0, yearly=5.0))
    )
    assert let(system)[1].of("backlog_at_risk", 2) == pytest.approx({2: 1.0})
    assert let(system, pass_through=0.0)[1].of("backlog_at_risk", 2) == {}


def test_a_guarantor_and_the_lender_never_both_absorb_the_same_loss() -> None:
    """A loan of 10 of which 65 % would be lost, guaranteed up to 4: the guarantor pays 4, the lender loses the other 2.5, together 6.5."""
    system = System(
        (Company(), Company(50.0), Company(50.0)),
        (Claim(1, 0, 10.0, 0.65, True),),
        guarantees=(Guarantee(2, 1, (0,), 4.0, 1.0, 10.0, "claim", 0),),
    )
    _, book = let(system)
    assert book.lost() == pytest.approx({1: 2.5, 2: 4.0})
    assert book.of("recovered_from_guarantee") == {1: 4.0}


def test_a_guarantor_that_fails_with_the_debtor_pays_nothing() -> None:
    system = System(
        (Company(), Company(50.0), Company(50.0)),
        (Claim(1, 0, 10.0, 0.65, True),),
        guarantees=(Guarantee(2, 1, (0,), 4.0, 1.0, 10.0, "claim", 0),),
    )
    _, book = let(system, Shock(failing={0: 1.0, 2: 1.0}))
    assert book.lost() == pytest.approx({1: 6.5})


def test_what_a_guarantor_pays_is_not_lost_on() -> None:
    """A contract of 10, guaranteed up to 6: of the purchase of 5 that serves it only two fifths fall."""
    system = System(
        (Company(), Company(), Company(), Company(50.0)),
        (),
        (Contract(0, 1, 10.0), Contract(1, 2, 5.0, serves=0, dedicated=True)),
        guarantees=(Guarantee(3, 1, (0,), 6.0, 1.0, 10.0, "contract", 0),),
    )
    assert let(system)[1].of("backlog_at_risk", 2) == pytest.approx({2: 2.0})


def test_several_guarantors_share_by_their_caps() -> None:
    guarantees = tuple(Guarantee(g, 1, (0,), cap, cap / 15, 10.0, "contract", 0) for g, cap in ((2, 9.0), (3, 6.0)))
    system = System((Company(), Company(), Company(), Company()), (), (Contract(0, 1, 10.0),), guarantees=guarantees)
    assert let(system)[1].of("capital_at_risk") == pytest.approx({2: 6.0, 3: 4.0})


def test_a_guaranteed_guarantee_is_called_when_both_have_failed() -> None:
    """0 owes, 2 guarantees, 3 stands behind 2. Only when 0 and 2 have both failed does 3 pay."""
    system = System((Company(),) * 4, (), (Contract(0, 1, 10.0),), guarantees=(Guarantee(3, 1, (2, 0), 6.0, 1.0, 10.0, "contract", 0),))
    assert let(system)[1].of("capital_at_risk") == {}
    assert let(system, Shock(failing={0: 1.0, 2: 1.0}))[1].of("capital_at_risk") == {3: 6.0}


def test_a_company_without_the_cash_for_what_is_withdrawn_fails_only_when_asked() -> None:
    system = System((Company(), Company(10.0, cash=2.0), Company(10.0)), (Claim(2, 1, 4.0),), (), (Promise(0, 1, 3.0),))
    assert let(system)[0].failed_in == {0: 0}
    outcome, book = let(system, liquidity=True)
    assert outcome.failed_in == {0: 0, 1: 1}
    assert book.of("capital_at_risk") == {2: 4.0}


def test_each_part_of_a_shock() -> None:
    system = System(
        (Company(20.0), Company(20.0), Company(20.0)),
        (Claim(0, 1, 8.0),),
        (Contract(1, 2, 6.0),),
        (Promise(2, 0, 4.0),),
        (Guarantee(1, 2, (0,), 5.0),),
    )
    shock = Shock(cut={0: 0.5}, written_down={0: 0.25}, withdrawn={0: 1.0}, called={0: 1.0})
    outcome, book = let(system, shock)
    assert book.of("backlog_at_risk") == {2: 3.0}
    assert book.of("funding_withdrawn") == {0: 4.0}
    # a quarter of the stake, and then, since the guarantor lost 5 of 20, a quarter of it again
    assert book.of("capital_at_risk", 1) == {0: 2.0, 1: 5.0}
    assert book.of("capital_at_risk", 2) == {0: 2.0}
    assert outcome.failed_in == {}


@st.composite
def claims_matrix(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    n = draw(st.integers(2, 6))
    amount = st.one_of(st.just(0.0), st.floats(0.1, 20))
    claims = np.array(draw(st.lists(amount, min_size=n * n, max_size=n * n))).reshape(n, n)
    np.fill_diagonal(claims, 0.0)
    return claims, np.array(draw(st.lists(st.floats(1, 50), min_size=n, max_size=n)))


def of_matrix(claims: np.ndarray, equity: np.ndarray) -> System:
    links = tuple(Claim(i, j, float(claims[i, j])) for i in range(len(equity)) for j in range(len(equity)) if claims[i, j])
    return System(tuple(Company(float(e)) for e in equity), links)


@given(claims_matrix(), st.booleans())
def test_on_claims_alone_the_rounds_are_debtrank(case: Any, single: bool) -> None:
    """Until a second company fails. What a failed company itself loses costs it nothing more, so claims of the first are left out."""
    claims, equity = case
    claims[0] = 0.0
    shock = np.array([1.0] + [0.0] * (len(equity) - 1))
    outcome, _ = let(of_matrix(claims, equity), single_hit=single, rounds=5000)
    assert outcome.distress == pytest.approx(debtrank(claims, equity, shock, single_hit=single).distress[-1].tolist(), abs=2e-4)


@given(claims_matrix(), st.floats(0, 1), st.sampled_from([0.0, 0.1, 0.5]))
def test_the_clearing_model_is_eisenberg_and_noe_and_with_costs_rogers_and_veraart(case: Any, hit: float, cost: float) -> None:
    """A share of each company's assets outside is lost at once; what is then paid is what `clear` finds."""
    claims, equity = case
    n = len(equity)
    owed = claims.T
    outside = np.ones(n)
    due = owed.sum(axis=1) + outside
    assets = equity + due - claims.sum(axis=1)
    if (assets < 0).any():
        return
    lost = assets * hit
    companies = (*(Company(float(e), debt=float(d)) for e, d in zip(equity, due, strict=True)), Company())
    links = [Claim(i, j, float(claims[i, j]), 0.4, True) for i in range(n) for j in range(n) if claims[i, j]]
    links += [Claim(i, n, float(assets[i])) for i in range(n)]
    shock = Shock(written_down={len(links) - n + i: hit for i in range(n)})
    outcome, _ = let(System(companies, tuple(links)), shock, clearing=True, rounds=20_000, bankruptcy_cost=cost)
    found = clear(owed, assets - lost, outside, alpha=1 - cost, beta=1 - cost)
    if any(abs(e - v) < 1e-3 for e, v in zip(equity, outcome.loss, strict=False)):
        return  # at the very edge of default rounding decides
    short = [1 - p / d for p, d in zip(found.payments, due, strict=True)]
    gone = []
    for loss, e, d in zip(outcome.loss, equity, due, strict=False):
        destroyed = cost * max(0.0, e + d - loss) if loss > e else 0.0
        gone.append(max(0.0, (loss - e + destroyed) / d))
    assert np.minimum(1.0, gone) == pytest.approx(short, abs=2e-3)


@st.composite
def systems(draw: st.DrawFn) -> System:
    n = draw(st.integers(2, 5))
    who, amount, share = st.integers(0, n - 1), st.floats(0, 20), st.floats(0, 1)
    pairs = st.tuples(who, who).filter(lambda pair: pair[0] != pair[1])
    known = st.one_of(st.none(), st.floats(0.5, 30))
    companies = tuple(draw(st.lists(st.builds(Company, known, share, known, known, known), min_size=n, max_size=n)))
    contracts = tuple(
        Contract(a, b, money, yearly=money * part, receivable=0.0, supply=money, serves=draw(st.integers(-1, i - 1)), dedicated=False)
        for i, ((a, b), money, part) in enumerate(draw(st.lists(st.tuples(pairs, amount, share), max_size=6)))
    )
    contracts = tuple(replace(c, dedicated=c.serves >= 0) for c in contracts)
    claims = tuple(
        Claim(a, b, money, rate, debt, draw(st.integers(-1, len(contracts) - 1)))
        for (a, b), money, rate, debt in draw(st.lists(st.tuples(pairs, amount, share, st.booleans()), max_size=6))
    )
    promises = tuple(Promise(a, b, money) for (a, b), money in draw(st.lists(st.tuples(pairs, amount), max_size=3)))
    guarantees = []
    for k, contract in enumerate(contracts[:2]):
        guarantor = draw(who)
        if guarantor not in (contract.buyer, contract.seller):
            guarantees.append(Guarantee(guarantor, contract.seller, (contract.buyer,), draw(amount), 1.0, contract.unpaid, "contract", k))
    return System(companies, claims, contracts, promises, tuple(guarantees))


MODELS = st.fixed_dictionaries({"single_hit": st.booleans(), "clearing": st.booleans(), "liquidity": st.booleans()})


@given(systems(), MODELS, st.floats(0, 1))
def test_nothing_is_lost_twice(system: System, model: Any, rate: float) -> None:
    outcome, book = let(system, pass_through=rate, **model)
    ends = {"claim": system.claims, "contract": system.contracts, "promise": system.promises, "guarantee": system.guarantees}
    sums: dict[tuple[str, str, int], float] = {}
    for _, channel, kind, link, loser, amount, lost, _ in book:
        assert loser != 0, "the failing company is no loser"
        assert amount >= 0
        assert lost <= amount + 1e-9 or channel == "yearly_revenue_at_risk"
        sums[channel, kind, link] = sums.get((channel, kind, link), 0.0) + amount
    for (channel, kind, link), total in sums.items():
        whole = ends[kind][link]
        most = {"yearly_revenue_at_risk": "yearly", "backlog_at_risk": "unpaid", "supply_at_risk": "supply"}.get(channel)
        most = most or ("cap" if kind == "guarantee" else "amount")
        assert total <= getattr(whole, most) * (1 + 1e-9) + 1e-9, (channel, kind, link)
    for k in range(len(system.contracts)):
        lost, replaced = (sums.get((channel, "contract", k), 0.0) for channel in ("backlog_at_risk", "supply_at_risk"))
        assert lost + replaced <= system.contracts[k].unpaid * (1 + 1e-9) + 1e-9, "an order is lost or must be replaced, not both"
    assert all(0 <= level <= 1 for level in outcome.distress)


@given(systems(), MODELS)
def test_arrays_of_draws_follow_the_same_lines_as_single_numbers(system: System, model: Any) -> None:
    """Three columns (as it is, half of every amount, nothing) give what three runs give."""
    factors = (1.0, 0.5, 0.0)
    wide = scaled(system, np.array(factors))
    book = Book()
    together = spread(wide, DEAD, Rules(**model), book, arrays())
    for column, factor in enumerate(factors):
        alone, _ = let(scaled(system, factor), **{"pass_through": 0.25, **model})
        got = [float(np.broadcast_to(level, 3)[column]) for level in together.distress]
        assert got == pytest.approx(alone.distress, abs=1e-4)


MONEY = {"amount", "unpaid", "yearly", "receivable", "supply", "cap", "due"}


def scaled(system: System, factor: Any) -> System:
    def one(link: Any) -> Any:
        return replace(link, **{f.name: getattr(link, f.name) * factor for f in fields(link) if f.name in MONEY})

    parts = (tuple(map(one, part)) for part in (system.claims, system.contracts, system.promises, system.guarantees))
    return System(system.companies, *parts)


def test_the_spectral_radius_of_two_that_hold_each_other(data: Any) -> None:
    """Each has lent the other half of its equity: the radius is a half, and losses add up to 1 / (1 - 1/2)."""

    class Two:
        systems = (System((Company(10.0), Company(10.0)), (Claim(0, 1, 5.0), Claim(1, 0, 5.0))),) * 3

    class Chain:
        systems = (System((Company(10.0),) * 3, (Claim(0, 1, 5.0), Claim(1, 2, 5.0))),) * 3

    assert spectral_radius(Two()) == pytest.approx(0.5)  # type: ignore[arg-type]
    assert spectral_radius(Chain()) == 0.0  # type: ignore[arg-type]
    assert 0 <= spectral_radius(wire(data, ci.View().on(data))) < 1


@pytest.mark.parametrize("basis", ["headline", "binding", "paid", "expected"])
def test_the_first_round_is_the_direct_losses_edge_by_edge(data: Any, basis: str) -> None:
    """Two ways to the same dollars, for every company: the hits that an answer prints, and the engine's first round."""
    view = ci.View(basis=basis).on(data)
    wiring = wire(data, view)
    for name, entity in data.entities.items():
        if entity.is_pool:
            continue
        hits = direct_hits(data, [name], view).hits
        for case in CASES:
            mine: dict[tuple[str, str], float] = {}
            for hit in hits:
                key = (hit.loser, hit.channel)
                mine[key] = mine.get(key, 0.0) + numbers(hit.term.amount)[case]
            book = Book()
            spread(wiring.systems[case], fail(wiring, (name,)), rules(data, Options(rounds=1), case), book)
            theirs: dict[tuple[str, str], float] = {}
            for _, channel, _, _, loser, amount, _, _ in book:
                key = (wiring.names[loser], channel)
                theirs[key] = theirs.get(key, 0.0) + amount
            for key in {*mine, *theirs}:
                assert theirs.get(key, 0.0) == pytest.approx(mine.get(key, 0.0), rel=1e-9, abs=1.0), (name, case, key)


def test_a_draw_of_the_three_ends_is_the_three_runs(data: Any) -> None:
    """The real links with (low, best, high) as one array of three draws."""
    view = ci.View().on(data)
    wiring = wire(data, view)

    def stacked(links: tuple[Any, ...]) -> Any:
        first = links[POINT]
        names = [f.name for f in fields(first) if f.name in MONEY | {"loss_rate", "share"}]
        changed = {name: np.array([getattr(link, name) for link in links]) for name in names}
        return replace(first, **{k: v for k, v in changed.items() if getattr(first, k) is not None})

    parts = [
        tuple(stacked(links) for links in zip(*(getattr(s, part) for s in wiring.systems), strict=True))
        for part in ("claims", "contracts", "promises", "guarantees")
    ]
    companies = tuple(
        replace(c[POINT], margin=np.array([one.margin for one in c])) for c in zip(*(s.companies for s in wiring.systems), strict=True)
    )
    system = System(companies, *parts)
    each = [rules(data, Options(), case) for case in CASES]
    wide = replace(each[POINT], pass_through=np.array([r.pass_through for r in each]), horizon=np.array([r.horizon for r in each]))
    for name in ("openai", "coreweave", "anthropic", "meta"):
        together = spread(system, fail(wiring, (name,)), wide, Book(), arrays())
        for case in CASES:
            alone = spread(wiring.systems[case], fail(wiring, (name,)), each[case], Book())
            got = [float(np.broadcast_to(loss, 3)[case]) for loss in together.loss]
            assert got == pytest.approx(alone.loss, rel=1e-6, abs=1e4)

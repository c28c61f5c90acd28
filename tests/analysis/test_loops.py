"""Loops in the real data: the ones everybody names are there, and none is made of nothing."""

from __future__ import annotations

from typing import Any

import pytest

import circularity as ci
from circularity.graph.build import flows

NAMED = [
    ("coreweave", "nvidia"),
    ("amd", "openai"),
    ("microsoft", "openai"),
    ("amazon", "anthropic"),
    ("anthropic", "google"),
    ("nvidia", "openai", "oracle"),
]


@pytest.fixture(scope="module")
def headline(data: Any) -> Any:
    return ci.loops(data, ci.View(basis="headline"))


@pytest.mark.parametrize("companies", NAMED, ids="/".join)
def test_named_loops_are_found(companies: tuple[str, ...], headline: Any) -> None:
    (row,) = [row for row in headline if row.companies == companies]
    assert row.size.point > 0
    assert row.type in ("vendor_financing", "vendor_support", "trade")


@pytest.mark.parametrize("basis", ["headline", "binding", "paid", "expected"])
def test_every_hop_carries_money_and_no_loop_passes_a_pool(basis: str, data: Any) -> None:
    view = ci.View(basis=basis)
    amounts = {flow.id: flow for flow in flows(data, view)}
    for row in ci.loops(data, view):
        assert not any(data.entities[company].is_pool for company in row.companies)
        assert len(set(row.companies)) == len(row.companies) <= 6
        ring = zip(row.companies, [*row.companies[1:], row.companies[0]], strict=True)
        for hop, hop_amount, (payer, payee) in zip(row.hops, row.hop_amounts, ring, strict=True):
            assert hop
            for edge in hop:
                assert (amounts[edge].payer, amounts[edge].payee) == (payer, payee)
                assert amounts[edge].amount.point > 0
            assert hop_amount.point == pytest.approx(sum(amounts[edge].amount.point for edge in hop))
        assert row.size.point == min(amount.point for amount in row.hop_amounts)


def test_there_are_no_other_loops_than_those_of_networkx(data: Any) -> None:
    import networkx as nx

    view = ci.View(basis="headline")
    graph = nx.DiGraph(data.graph(view))
    graph.remove_nodes_from([name for name, pool in list(graph.nodes(data="pool")) if pool])
    theirs = {frozenset(ring): len(ring) for ring in nx.simple_cycles(graph, length_bound=6)}
    mine = ci.loops(data, view, groups=True)
    assert {frozenset(row.companies) for row in mine} == set(theirs)
    assert len(mine) == sum(1 for _ in nx.simple_cycles(graph, length_bound=6))


def test_through_and_min_size_only_choose(headline: Any, data: Any) -> None:
    view = ci.View(basis="headline")
    chosen = ci.loops(data, view, through=["NVDA", "openai"])
    assert [row.id for row in chosen] == [row.id for row in headline if {"nvidia", "openai"} <= set(row.companies)]
    large = ci.loops(data, view, min_size=20e9)
    assert [row.id for row in large] == [row.id for row in headline if row.size.point >= 20e9]
    assert {row.id: row.key_edge for row in large}.items() <= {row.id: row.key_edge for row in headline}.items()


def test_shorter_bounds_give_the_shorter_loops(headline: Any, data: Any) -> None:
    for length in (2, 3, 4):
        found = ci.loops(data, ci.View(basis="headline"), max_length=length)
        assert {row.companies for row in found} == {row.companies for row in headline if len(row.companies) <= length}


def test_largest_first(headline: Any) -> None:
    sizes = [row.size.point for row in headline]
    assert sizes == sorted(sizes, reverse=True)


def test_unpriced_hops_only_when_asked_for(headline: Any, data: Any) -> None:
    more = ci.loops(data, ci.View(basis="headline"), unpriced=True)
    priced = {row.companies for row in headline}
    added = [row for row in more if row.companies not in priced]
    assert priced <= {row.companies for row in more}
    assert added
    assert all(row.size.point is None for row in added)
    assert any(f"{len(added)} more loops" in line or "more loop" in line for line in headline.unknown)


def test_a_cap_is_said(data: Any) -> None:
    found = ci.loops(data, ci.View(basis="headline"), cap=3)
    assert len(found) <= 3
    assert any("stopped after 3 loops" in caveat for caveat in found.caveats)


def test_nothing_comes_back_before_anything_was_signed(data: Any) -> None:
    found = ci.loops(data, ci.View(as_of="2010"))
    assert len(found) == 0
    assert "No money comes back" in found.sentence


def test_ended_deals_close_loops_only_with_ever(small: Any) -> None:
    small.swap("edges/2025/alpha-gamma-2025.yaml", "stage: completed}", 'stage: signed}\n      - {date: "2025-10-01", stage: cancelled}')
    data = small.load()
    assert len(ci.loops(data, ci.View(basis="headline"))) == 0
    assert len(ci.loops(data, ci.View(basis="headline", ever=True))) == 1
    assert len(ci.loops(data, ci.View(basis="headline", as_of="2025-09"))) == 1


def test_a_pool_closes_no_loop(small: Any) -> None:
    """Lenders at large lend to Beta; were Beta to pay them as well, still nothing would come back."""
    deal = (small.root / "edges/2025/alpha-gamma-2025.yaml").read_text(encoding="utf-8")
    back = deal.replace("alpha-gamma", "beta-lenders").replace("from: alpha-chips", "from: beta-cloud").replace("gamma-lab", "open-lenders")
    data = small.write("edges/2025/beta-lenders-2025.yaml", back.partition("reactions:")[0]).load()
    assert [row.companies for row in ci.loops(data, ci.View(basis="headline"))] == [("alpha-chips", "gamma-lab", "beta-cloud")]


def test_without_its_key_edge_a_loop_is_gone(data: Any) -> None:
    for basis in ("headline", "binding", "paid"):
        view = ci.View(basis=basis)
        before = ci.loops(data, view)
        for key in sorted({row.key_edge for row in before if row.key_edge})[:6]:
            after = {row.id for row in ci.loops(data.without(key), view)}
            assert {row.id for row in before} - after == {row.id for row in before if (key,) in row.hops}


def test_whole_groups_have_no_loop_of_one_group_and_can_be_asked_about(data: Any) -> None:
    found = ci.loops(data, consolidate=True)
    assert all(data.group(company) == company for row in found for company in row.companies)
    assert all(row.type != "group" for row in found)
    assert ci.why(data, found.rows[0].id).rows


def test_a_yearly_size_is_never_nothing(data: Any) -> None:
    yearly = [row.size_per_year for row in ci.loops(data, ci.View(basis="headline")) if row.size_per_year]
    assert yearly
    assert all(amount.point > 0 for amount in yearly)


@pytest.mark.parametrize("wrong", [{"max_length": 1}, {"max_length": 2.5}, {"cap": 0}, {"min_size": -1.0}, {"min_size": float("nan")}])
def test_senseless_bounds_are_refused(wrong: dict[str, Any], data: Any) -> None:
    with pytest.raises(ci.WrongUsage):
        ci.loops(data, **wrong)


def test_no_loop_through_a_pool_is_asked_for(data: Any) -> None:
    with pytest.raises(ci.WrongUsage, match="pool"):
        ci.loops(data, through="bondholders")

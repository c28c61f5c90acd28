"""The network's shares: worked by hand, recomputed by other means on the real data, and honest where nothing is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

import circularity as ci
from circularity.analysis.circulation.measures import balanced_circulation, component_share, finn_cycling_index, maximum_circulation
from circularity.errors import WrongUsage

HANDWORKED = Path(__file__).parents[1] / "handworked" / "data"
BN = 1e9


@pytest.fixture(scope="module")
def worked() -> Any:
    """The hand-worked dataset on day B, binding: chapter 5 of WORKED.md."""
    return ci.network(ci.load(HANDWORKED), ci.View(as_of="2026-06", basis="binding"), draws=19).rows[0]


@pytest.fixture(scope="module")
def real(data: Any) -> Any:
    return ci.network(data, draws=19)


def test_gross_flow_and_shares_by_hand(worked: Any) -> None:
    assert worked.gross_flow == pytest.approx(116 * BN)
    assert worked.gross_flow_with_pools == pytest.approx(125 * BN)
    assert worked.with_support["gross_flow"] == pytest.approx(138 * BN)
    assert worked.kappa_scc == pytest.approx(86 / 116)
    assert worked.kappa_max == pytest.approx(43 / 116)
    assert worked.kappa_bff == pytest.approx(42 / 116)
    assert worked.of_all_flow["kappa_bff"] == pytest.approx(42 / 125, abs=1e-6)


def test_loops_without_overlap_by_hand(worked: Any) -> None:
    found = {loop.companies: loop.amount / BN for loop in worked.loops}
    assert found == pytest.approx(
        {
            ("acme-chips", "cobalt-lab", "borealis-cloud"): 7,
            ("acme-chips", "harbor-memory", "grove-servers"): 5,
            ("borealis-cloud", "dune-vehicle"): 2,
            ("acme-chips", "cobalt-lab"): 1,
        }
    )
    assert sum(loop.circulating for loop in worked.loops) == pytest.approx(42 * BN)


def test_core_places_and_companies_by_hand(worked: Any) -> None:
    core = ("acme-chips", "borealis-cloud", "cobalt-lab", "dune-vehicle", "grove-servers", "harbor-memory")
    assert worked.core == worked.core_without_cancellable == core
    assert worked.bow_tie.core == core
    assert worked.bow_tie.into == ("fable-bank",)
    assert worked.bow_tie.out_of == ("elm-estates",)
    (acme,) = [m for m in worked.companies if m.entity == "acme-chips"]
    assert acme.circulating == pytest.approx(13 * BN)
    assert acme.share == pytest.approx(13 / 28)


def test_outside_money_by_hand(worked: Any) -> None:
    (cobalt,) = [m for m in worked.outside_money if (m.entity, m.year) == ("cobalt-lab", 2026)]
    assert (cobalt.outflows.low, cobalt.outflows.point, cobalt.outflows.high) == pytest.approx((17.5 * BN, 19.5 * BN, 21.5 * BN))
    assert cobalt.from_core.point == pytest.approx(4 * BN * 15 / 365)
    assert cobalt.before_cash_flow.point == pytest.approx(19.5 * BN - 4 * BN * 15 / 365)
    assert cobalt.operating_cash_flow is None
    assert not cobalt.needed.disclosed


def test_own_cash_flow_lowers_what_is_needed(small: Any) -> None:
    # beta pays 30 in 2026 under a one-year order and has 12 of its own: 18 must come from outside; a loss of 12 makes it 42
    for cash, needed in ((12, 18), (-12, 42), (40, 0)):
        folder = small.root / str(cash)
        folder.mkdir()
        _loop_of_two(folder, cash)
        row = ci.network(ci.load(folder), draws=0).rows[0]
        (beta,) = [m for m in row.outside_money if m.entity == "beta" and m.year == 2026]
        assert beta.needed.point == pytest.approx(needed * BN)
        assert beta.period_end == "2025-12-31"


def _loop_of_two(folder: Path, cash: int) -> None:
    (folder / "dataset.yaml").write_text(
        'name: t\ntitle: T\nas_of: "2026-06-30"\nversion: "1"\nlicence: CC0-1.0\ndescription: For a test\n'
    )
    (folder / "entities").mkdir()
    for name in ("alpha", "beta"):
        (folder / "entities" / f"{name}.yaml").write_text(f"entity: {name}\nname: {name.title()}\nrole: lab\n")
    (folder / "edges" / "2025").mkdir(parents=True)
    source = "sources: [{publisher: P, type: news, date: 2026-01-02, url: 'https://example.org/a', says: so}]"
    edges = "".join(
        f"  - id: {name}\n    from: {payer}\n    to: {payee}\n    kind: {kind}\n    amount: {amount} bn\n"
        f"    starts: {start}\n    ends: {end}\n"
        f"    history: [{{date: 2025-01-02, stage: signed}}]\n    {source}\n"
        for name, payer, payee, kind, amount, start, end in (
            ("beta-alpha-order", "beta", "alpha", "hardware_purchase", 30, "2026-01-01", "2026-12-31"),
            ("alpha-beta-order", "alpha", "beta", "hardware_purchase", 5, "2027-01-01", "2027-12-31"),
        )
    )
    (folder / "edges" / "2025" / "loop.yaml").write_text(f"deal: loop\ntitle: Loop\nedges:\n{edges}")
    (folder / "financials").mkdir()
    (folder / "financials" / "beta.csv").write_text(
        "fiscal_year,period_end,period,metric,value,unit,currency,source_url,publisher,source_type,locator,note\n"
        f"FY2025,2025-12-31,FY,operating_cash_flow,{cash}000000000,money,USD,https://example.org/f,P,filing,,\n"
    )


# the real data, by other means


@pytest.mark.parametrize("basis", ["headline", "binding", "paid"])
def test_shares_are_those_of_the_graph(basis: str, data: Any) -> None:
    view = ci.View(basis=basis)
    graph = data.graph(view)
    graph.remove_nodes_from([name for name, pool in list(graph.nodes(data="pool")) if pool])
    graph.remove_edges_from([(a, b, k) for a, b, k, cls in graph.edges(keys=True, data="class") if cls == "support"])
    flows = nx.to_numpy_array(graph, weight="amount")
    row = ci.network(data, view, draws=0, years=False).rows[0]
    assert row.gross_flow == pytest.approx(flows.sum())
    assert row.kappa_bff == pytest.approx(balanced_circulation(flows).share)
    assert row.kappa_max == pytest.approx(maximum_circulation(flows).share)
    assert row.kappa_scc == pytest.approx(component_share(flows))
    inside = {name for part in nx.strongly_connected_components(graph) if len(part) > 1 for name in part}
    assert set(row.core) == inside


def test_finn_takes_pools_as_the_boundary(data: Any) -> None:
    graph = data.graph(ci.View())
    graph.remove_edges_from([(a, b, k) for a, b, k, cls in graph.edges(keys=True, data="class") if cls == "support"])
    names = [name for name, pool in graph.nodes(data="pool") if not pool]
    every = nx.to_numpy_array(graph, weight="amount")
    order = {name: i for i, name in enumerate(graph)}
    at = [order[name] for name in names]
    through = np.maximum(every.sum(0), every.sum(1))[at]
    flows = every[np.ix_(at, at)]
    expected = finn_cycling_index(flows, through - flows.sum(0), through - flows.sum(1))
    assert ci.network(data, draws=0, years=False).rows[0].finn_cycling_index == pytest.approx(expected)


def test_loops_without_overlap_fit_into_the_deals(real: Any, data: Any) -> None:
    row = real.rows[0]
    amounts = {edge: flow["amount"] for _, _, edge, flow in data.graph(ci.View()).edges(keys=True, data=True)}
    used: dict[tuple[str, ...], float] = {}
    for loop in row.loops:
        assert len(set(loop.companies)) == len(loop.companies) == len(loop.hops)
        for hop in loop.hops:
            used[hop] = used.get(hop, 0.0) + loop.amount
    for hop, amount in used.items():
        assert amount <= sum(amounts[edge] for edge in hop) * (1 + 1e-9)
    assert sum(loop.circulating for loop in row.loops) == pytest.approx(row.circulating["balanced"])
    assert row.circulating["balanced"] == pytest.approx(row.kappa_bff * row.gross_flow)
    assert sum(m.circulating for m in row.companies) == pytest.approx(row.circulating["balanced"])


def test_every_company_has_one_place(real: Any, data: Any) -> None:
    parts = real.rows[0].bow_tie.as_json().values()
    placed = [name for part in parts for name in part]
    assert sorted(placed) == sorted(name for name, entity in data.entities.items() if not entity.is_pool)


def test_years_and_chance(real: Any) -> None:
    row = real.rows[0]
    assert {(c.statistic, c.model) for c in row.chance} == {
        (name, model) for name in ("kappa_bff", "kappa_max", "kappa_scc") for model in ("shuffled", "rewired")
    }
    for year in row.years:
        assert 0 <= year.kappas["kappa_bff"] <= year.kappas["kappa_max"] + 1e-9
        assert year.kappas["kappa_max"] <= year.kappas["kappa_scc"] + 1e-9
        assert bool(year.chance) == (year.kappas["kappa_scc"] > 0)
    assert sum(year.gross_flow for year in row.years) <= row.gross_flow * (1 + 1e-9)
    for name, (low, high) in row.ranges.items():
        assert low <= getattr(row, name) <= high


def test_the_sentence_can_say_no(data: Any) -> None:
    assert "no more than chance" in ci.network(data, ci.View(basis="headline"), draws=19, years=False).sentence or (
        "but no more" in ci.network(data, ci.View(basis="headline"), draws=19, years=False).sentence
    )
    assert "no loop closes" in ci.network(data, ci.View(kinds=["equity_investment"]), draws=19, years=False).sentence


def test_the_same_seed_gives_the_same_bytes(data: Any) -> None:
    one, other = (ci.network(data, draws=19, seed=5, years=False).to_json() for _ in range(2))
    assert one == other
    assert ci.network(data, draws=19, seed=6, years=False).to_json() != one


def test_why_recomputes_the_shares(data: Any) -> None:
    row = ci.network(data, draws=0, years=False).rows[0]
    for name in ("kappa_bff", "kappa_max", "kappa_scc"):
        assert row.traces[name].recompute().point == pytest.approx(getattr(row, name))
    assert row.traces["gross_flow"].recompute().point == pytest.approx(row.gross_flow)
    assert row.traces["circulating"].recompute().point == pytest.approx(row.circulating["balanced"])
    formulas = ci.why(data, "network:all.kappa_bff").extra["formulas"]["kappa_bff"]
    assert formulas["result"]["point"] == pytest.approx(row.kappa_bff)
    assert "openai-oracle-cloud-2025" in ci.why(data, "network:all.circulating").rows[0].edges or any(
        found.edge == "openai-oracle-cloud-2025" for found in ci.why(data, "network:all.circulating")
    )


def test_progress_is_told_to_the_end(data: Any) -> None:
    told: list[tuple[int, int]] = []
    ci.network(data, draws=19, years=False, progress=lambda done, steps: told.append((done, steps)))
    assert told[-1][0] == told[-1][1] == 3 * 19
    assert [done for done, _ in told] == list(range(1, 3 * 19 + 1))


@pytest.mark.parametrize("draws", [-1, 5])
def test_draws_that_tell_nothing(draws: int, data: Any) -> None:
    with pytest.raises(WrongUsage, match="draws"):
        ci.network(data, draws=draws, years=False)


def test_without_any_money(data: Any) -> None:
    answer = ci.network(data, ci.View(as_of="2014"))
    assert "nothing can run in circles" in answer.sentence
    row = answer.rows[0]
    assert (row.kappa_bff, row.kappa_max, row.kappa_scc, row.finn_cycling_index, row.gross_flow) == (0, 0, 0, 0, 0)
    assert row.chance == ()
    json.dumps(answer.to_dict(), allow_nan=False)


def test_command(run: Any) -> None:
    done = run("network", "--draws", "19", "--no-years")
    assert (done.code, done.err) == (0, "")
    for words in ("kappa_bff", "Loops without overlap", "Places around the core", "Finn cycling index", "p ="):
        assert words in done.out
    answer = json.loads(run("network", "--draws", "19", "--json").out)
    assert answer["schema"] == "circularity/network/1"
    (row,) = answer["rows"]
    for key in ("kappa_bff", "kappa_max", "kappa_scc", "finn_cycling_index", "core", "gross_flow", "chance", "edges", "id"):
        assert key in row
    for found in row["chance"]:
        assert {"statistic", "observed", "mean", "sd", "z", "p"} <= found.keys()
        assert 0 < found["p"] <= 1
    assert run("network", "--draws", "5").code == 2
    assert "take at least 19" in run("network", "--draws", "5").err
    assert run("network", "--csv", "--draws", "0").out.startswith("id,edges,gross_flow")

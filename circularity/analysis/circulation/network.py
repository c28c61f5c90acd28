"""How much of the whole network's money runs in circles, beside what chance gives, and what must come from outside."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from circularity.analysis.circulation.arcs import Arcs, Floats
from circularity.analysis.circulation.bowtie import BowTie
from circularity.analysis.circulation.chance import Comparison, compare_with_chance, missed_strength
from circularity.analysis.circulation.measures import balanced_on, inside, maximum_on
from circularity.analysis.circulation.outside import CORE, OutsideMoney, outside_money
from circularity.analysis.circulation.places import Member, Peeled, core_of, finn, members, peeled, places
from circularity.analysis.circulation.view_arrays import Matrix, matrix_of, share_of
from circularity.analysis.lookup import notes
from circularity.analysis.results import Answer, Row, Term, Trace
from circularity.analysis.wording import count, dollars
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.build import flows
from circularity.graph.terms import span
from circularity.graph.view import View
from circularity.model.amounts import Amount
from circularity.model.stages import Basis

DRAWS = 99
"""Enough for p-values to one per cent in a second; more with ``--draws``."""
SEED = 1
KAPPAS = ("kappa_bff", "kappa_max", "kappa_scc")
Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the series, with its comparison with chance."""

    year: int
    gross_flow: float
    kappas: Mapping[str, float]
    chance: tuple[Comparison, ...]

    def as_json(self) -> dict[str, Any]:
        shares = {name: round(value, 6) for name, value in self.kappas.items()}
        return {"year": self.year, "gross_flow": round(self.gross_flow), **shares, "chance": [c.as_json() for c in self.chance]}


@dataclass(frozen=True, kw_only=True)
class NetworkRow(Row):
    """The network as one line; shares are fractions of the gross flow between companies, sums are dollars."""

    gross_flow: float
    gross_flow_with_pools: float
    kappa_bff: float
    kappa_max: float
    kappa_scc: float
    ranges: dict[str, tuple[float, float]]
    """Per share, the 5 and 95 % points when each amount is drawn from its own range."""
    of_all_flow: dict[str, float]
    """The same shares over all flow, money from and to pools included."""
    with_support: dict[str, float]
    """The same when guarantees, backstops, warrants and grants count as if their money moved."""
    finn_cycling_index: float
    circulating: dict[str, float]
    core: tuple[str, ...]
    core_with_cancellable: tuple[str, ...]
    core_without_cancellable: tuple[str, ...]
    bow_tie: BowTie
    companies: tuple[Member, ...]
    loops: tuple[Peeled, ...]
    chance: tuple[Comparison, ...]
    strength_missed: float | None
    years: tuple[Year, ...]
    outside_money: tuple[OutsideMoney, ...]


def network(
    data: Dataset,
    view: View | None = None,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    years: bool = True,
    progress: Progress | None = None,
) -> Answer:
    """How circular the network is, beside what chance gives for networks like it.

    Three shares of the gross flow between companies, always in this order: `kappa_bff`, what circulates
    when everybody passes on in proportion; `kappa_max`, the most that could; `kappa_scc`, all that moves
    inside strong components. Guarantees, backstops, warrants and grants move no money and are left out
    (`with_support` has them in).

    Parameters
    ----------
    draws
        Random networks a null model, and draws of the amounts for the ranges; 0 for neither.
    seed
        Where the random numbers start; the same seed gives the same answer.
    years
        Also year by year, each year against chance, and the outside money that each needs.
    progress
        Called with steps done and steps in all.

    Returns
    -------
    Answer
        One `NetworkRow`.

    Raises
    ------
    WrongUsage
        If `draws` is negative, or above 0 and below 19.

    Examples
    --------
    >>> import circularity as ci
    >>> row = ci.network(ci.load(), draws=0, years=False).rows[0]
    >>> 0 < row.kappa_bff <= row.kappa_max <= row.kappa_scc < 1
    True
    """
    if draws < 0:
        raise WrongUsage(f"{draws} draws make no sense", "0 for none, 99 for p-values to one per cent")
    view = (view or View()).on(data)
    whole = matrix_of(data, view)
    series = {year: matrix_of(data, replace(view, window=_year(year))) for year in _years(data, view)} if years else {}
    series = {year: found for year, found in series.items() if found.gross > 0}
    shares = {year: _kappas(found, found.arcs) for year, found in series.items()}
    # a year without any loop has nothing to hold against chance
    judged = {year for year, found in shares.items() if found["kappa_scc"] > 0}
    ticker = _Ticker(progress, 2 * draws * (1 + len(judged)) + draws)
    kept, used = balanced_on(whole.arcs)
    kappas = _kappas(whole, whole.arcs, known={"kappa_bff": used})
    chance = _against_chance(whole, KAPPAS, draws, seed, ticker)
    by_year = tuple(
        Year(year, found.gross, shares[year], _against_chance(found, ("kappa_bff",), draws if year in judged else 0, seed, ticker))
        for year, found in series.items()
    )
    core = core_of(whole)
    loops = peeled(whole, kept, used)
    row = NetworkRow(
        id="network:all",
        edges=whole.edges(),
        gross_flow=whole.gross,
        gross_flow_with_pools=whole.arcs.gross,
        **kappas,
        ranges=_ranges(whole, draws, seed, kappas, ticker),
        of_all_flow={name: round(value * share_of(whole.gross, whole.arcs.gross), 6) for name, value in kappas.items()},
        with_support=_with_support(data, view),
        finn_cycling_index=finn(whole),
        circulating=_circulating(whole, used),
        core=core,
        core_with_cancellable=core_of(matrix_of(data, view.based(Basis.HEADLINE))),
        core_without_cancellable=core_of(matrix_of(data, view.based(Basis.BINDING))),
        bow_tie=places(whole),
        companies=members(whole, kept, used),
        loops=loops,
        chance=chance,
        strength_missed=round(missed_strength(whole.arcs, draws=min(draws, 50), seed=seed, owners=whole.owners), 6) if draws else None,
        years=by_year,
        outside_money=tuple(outside_money(data, view, core, [y for y in series if y >= view.last_day.year])) if series else (),
        traces=_traces(whole, loops, view),
    )
    aside = {flow.id for flow in whole.support}
    caveats, unknown = notes([flow for flow in flows(data, view) if flow.id not in aside], view)
    return Answer(
        "network",
        data,
        view,
        (row,),
        _sentence(row, view),
        (*_caveats(whole, row), *caveats),
        (*unknown, *_unknown(data, row)),
        extra={"draws": draws, "seed": seed},
    )


class _Ticker:
    """Counts steps for a progress bar."""

    def __init__(self, progress: Progress | None, steps: int) -> None:
        self.progress, self.steps, self.done = progress, steps, 0

    def __call__(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.steps)


def _kappas(matrix: Matrix, arcs: Arcs, names: Sequence[str] = KAPPAS, known: Mapping[str, Floats] | None = None) -> dict[str, float]:
    """The shares of a network of this shape; `arcs` may be a random one with the same companies; `known` is what is worked out already."""
    many = len(matrix.companies)
    gross = float(arcs.amounts[(arcs.tails < many) & (arcs.heads < many)].sum())
    within = inside(arcs)
    ready = known or {}
    return {name: share_of(ready[name] if name in ready else _MEASURES[name](arcs, within), gross) for name in names}


_MEASURES: dict[str, Callable[[Arcs, Any], Floats]] = {
    "kappa_bff": lambda arcs, within: balanced_on(arcs, within)[1],
    "kappa_max": lambda arcs, within: maximum_on(arcs, within=within)[1],
    "kappa_scc": lambda arcs, within: arcs.amounts[within],
}


def _against_chance(matrix: Matrix, names: Sequence[str], draws: int, seed: int, ticker: _Ticker) -> tuple[Comparison, ...]:
    if not draws or len(matrix.deals) < 2:
        return ()

    def measured(arcs: Arcs) -> dict[str, float]:
        return _kappas(matrix, arcs, names)

    return tuple(compare_with_chance(matrix.arcs, measured, draws=draws, seed=seed, owners=matrix.owners, step=ticker))


def _ranges(matrix: Matrix, draws: int, seed: int, points: Mapping[str, float], ticker: _Ticker) -> dict[str, tuple[float, float]]:
    if not draws:
        return {}
    chance = random.Random(seed)
    drawn = []
    for _ in range(draws):
        drawn.append(_kappas(matrix, matrix.drawn(chance)))
        ticker()
    ends = {name: np.quantile([found[name] for found in drawn], (0.05, 0.95)) for name in points}
    return {name: (min(float(low), points[name]), max(float(high), points[name])) for name, (low, high) in ends.items()}


def _circulating(matrix: Matrix, used: Floats) -> dict[str, float]:
    arcs = matrix.arcs
    return {
        "balanced": float(used.sum()),
        "maximum": float(maximum_on(arcs)[1].sum()),
        "inside_components": float(arcs.amounts[inside(arcs)].sum()),
    }


def _with_support(data: Dataset, view: View) -> dict[str, float]:
    every = matrix_of(data, view, support=True)
    shares = {name: round(value, 6) for name, value in _kappas(every, every.arcs).items()}
    return {"gross_flow": round(every.gross), **shares}


def _traces(matrix: Matrix, loops: Sequence[Peeled], view: View) -> dict[str, Trace]:
    arcs = matrix.arcs
    between = np.flatnonzero(matrix.between_companies)
    parts = tuple(
        Term(Amount.exactly(flow.amount.point or 0.0), f"{view.basis} amount of {flow.id}", flow.position.cited)
        for arc in between
        for flow in matrix.deals[arc]
    )
    rings = tuple(
        Term(
            Amount.exactly(loop.circulating),
            f"{len(loop.companies)} x {dollars(loop.amount)} round {' > '.join(loop.companies)}",
            tuple(edge for hop in loop.hops for edge in hop),
        )
        for loop in loops
    )
    gross = Term(Amount.exactly(matrix.gross), "gross flow between companies", matrix.edges(between))
    own = np.flatnonzero(inside(arcs))
    kept, most = maximum_on(arcs)
    tops = {
        "kappa_bff": Term(Amount.exactly(sum(loop.circulating for loop in loops)), "balanced circulation", matrix.edges(own)),
        "kappa_max": Term(Amount.exactly(float(most.sum())), "maximum circulation", matrix.edges(kept)),
        "kappa_scc": Term(Amount.exactly(float(arcs.amounts[own].sum())), "money inside strong components", matrix.edges(own)),
    }
    shares = {name: Trace("ratio", (top, gross)) for name, top in tops.items()} if matrix.gross > 0 else {}
    return {"gross_flow": Trace("sum", parts), "circulating": Trace("sum", rings), **shares}


def _years(data: Dataset, view: View) -> list[int]:
    """The years in which something of the view moves."""
    if view.window is not None:
        return list(range(view.window[0].year, view.window[1].year + 1)) if view.window[1].year - view.window[0].year < 100 else []
    spans = [days for flow in flows(data, view) if flow.amount.carries_money and (days := span(flow.position.edge, data, view.last_day))]
    if not spans:
        return []
    return list(range(min(days.first.year for days in spans), max(days.last.year for days in spans) + 1))


def _year(year: int) -> tuple[str, str]:
    return (f"{year}-01-01", f"{year}-12-31")


def _sentence(row: NetworkRow, view: View) -> str:
    if not row.gross_flow:
        return f"No money moves between companies on the {view.basis} basis as of {view.as_of}, so nothing can run in circles."
    if not row.core:
        return (
            f"None of the {dollars(row.gross_flow)} dollars between companies can come back "
            f"on the {view.basis} basis as of {view.as_of}: no loop closes."
        )
    least, most, most_of_all = (f"{100 * value:.1f} %" for value in (row.kappa_bff, row.kappa_max, row.kappa_scc))
    among = count(len(row.core), "company", "companies")
    text = (
        f"Of {dollars(row.gross_flow)} dollars between companies on the {view.basis} basis as of {view.as_of}, {least} run in circles "
        f"(kappa_bff); at most {most} could (kappa_max), and {most_of_all} move inside strong components ({among})."
    )
    return f"{text} {_judged(row.chance)}" if row.chance else text


def _judged(chance: Sequence[Comparison]) -> str:
    """What the two null models say of the share that is shown, in one sentence."""
    first = {c.model: c for c in chance if c.statistic == "kappa_bff"}
    said = {c.verdict for c in first.values()}
    told = "; ".join(f"{100 * c.mean:.1f} ± {100 * c.sd:.1f} % when {c.model}, p = {c.p:.3g}" for c in first.values())
    if said == {"more than chance"}:
        return f"That is more than chance gives to networks like it ({told})."
    if said == {"less than chance"}:
        return f"That is less than chance gives to networks like it ({told})."
    if "more than chance" in said:
        beats = next(model for model, c in first.items() if c.verdict == "more than chance")
        fails = next(model for model, c in first.items() if c.verdict != "more than chance")
        return f"That is more than chance when amounts are {beats} but no more when the network is {fails} ({told})."
    return f"That is no more than chance gives to networks like it ({told})."


def _caveats(matrix: Matrix, row: NetworkRow) -> tuple[str, ...]:
    said = ["circulating money is a fact about who pays whom; it does not say that any sale was not a sale"]
    if matrix.support:
        worth = sum(flow.amount.point or 0.0 for flow in matrix.support)
        said.append(
            f"{count(len(matrix.support), 'guarantee, backstop, warrant or grant', 'guarantees, backstops, warrants and grants')} "
            f"of {dollars(worth)} dollars move no money and are left out (with_support in --json has them in)"
        )
    if row.years:
        said.append(
            "the whole-term shares mix stakes paid once with contracts of many years; a year's shares see only what moves in that year, "
            "so a stake that pays for purchases of later years closes no circle there"
        )
    if row.chance and row.strength_missed:
        off = f"{100 * row.strength_missed:.1f} % of the money"
        said.append(f"rewired networks keep the number of edges and the sums paid exactly, the sums received but for {off}")
    if row.chance:
        made = len(row.chance) + sum(len(year.chance) for year in row.years)
        said.append(f"{count(made, 'comparison')} with chance were made: one in twenty is off by accident")
    if row.ranges and matrix.open_ended:
        said.append(f"the ranges take {count(len(matrix.open_ended), 'amount')} without an upper limit at the known end")
    if row.outside_money:
        said.append(
            "outside money: operating cash flow is the last reported year's, and contains what customers inside the core paid then; "
            "spending without a recorded deal is not in the outflows"
        )
    return tuple(said)


def _unknown(data: Dataset, row: NetworkRow) -> tuple[str, ...]:
    bare = sorted({m.entity for m in row.outside_money if m.operating_cash_flow is None and m.entity != CORE})
    if not bare:
        return ()
    return (f"operating cash flow not known, so outside money has no point: {', '.join(data.name(name) for name in bare)}",)

"""How much of the money in a network runs in circles: bounds, and two ways to take the circles out.

Every network of flows splits into a circulation, which is balanced at each company, and a rest
without cycles. The split is not unique. `balanced_circulation` is the one that treats equal cycles
equally, `maximum_circulation` the largest there is, and no circulation leaves the strong components:

    balanced share <= maximum share <= share inside strong components
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from circularity.analysis.checked_arrays import vector
from circularity.analysis.circulation.arcs import Arcs, Floats, Ints, arcs_of, sums
from circularity.errors import WrongUsage

SOLVERS = ("auto", "highs", "ortools")
OR_TOOLS_FROM = 5_000
"""Arcs from which a min-cost-flow solver is worth its import, if it is there."""
DENSE_UP_TO = 250
"""Companies in a component up to which dense linear algebra is quicker than sparse."""
USED_UP = 1e-12
"""An edge is used up when this share of its amount, or less, is left."""


@dataclass(frozen=True)
class Circulation:
    """A part of the flows that is balanced at every company.

    `share` is its sum over all flows, from 0 (no cycle) to 1 (nothing but cycles); `circulation` is its
    matrix (companies by companies, in the unit of the flows; sparse if the flows were).
    """

    share: float
    circulation: Any = field(repr=False)


def maximum_circulation(flows: Any, *, solver: str = "auto") -> Circulation:
    """The most money that can run in circles: the largest balanced part of the flows.

    Solves ``max sum f`` subject to ``0 <= f <= flows`` and equal inflow and outflow at every company.
    The same optimum is known as conservative portfolio compression (D'Errico and Roukny 2017) and as
    multilateral set-off. The share is unique; which edges carry it is not.

    Parameters
    ----------
    flows
        ``flows[i, j]`` is the money from i to j: a square array or scipy sparse matrix, at least 0, any unit.
    solver
        ``highs`` (a linear program, scipy), ``ortools`` (min-cost flow; the extra ``fast``) or ``auto``:
        the latter for large networks if it is installed.

    Raises
    ------
    WrongUsage
        If the matrix is not square or holds a negative, infinite or missing number.

    Examples
    --------
    >>> maximum_circulation([[0, 10, 0, 0], [0, 0, 6, 4], [4, 0, 0, 0], [0, 0, 0, 0]]).share
    0.5

    Notes
    -----
    Only edges inside strong components enter. OR-tools counts in whole numbers, the largest amount being 2**40 of
    them, so that an edge is off by at most a trillionth of that amount.
    """
    arcs = arcs_of(flows)
    kept, used = maximum_on(arcs, solver)
    return _result(flows, arcs, kept, used)


def balanced_circulation(flows: Any) -> Circulation:
    """The money that runs in circles if everybody passes on what comes in, in proportion to what they pay.

    Balanced flow forwarding (Homs-Dones, MacKay, Sansom and Zhou 2025, arXiv:2506.12546): in each strong
    component the chain ``flows / outflow`` has one stationary circulation; it is scaled up until an edge
    is used up and taken out, until no cycle is left. The result is unique and treats equal cycles
    equally, so it can be shown for single edges and companies.

    Parameters
    ----------
    flows
        ``flows[i, j]`` is the money from i to j: a square array or scipy sparse matrix, at least 0, any unit.

    Raises
    ------
    WrongUsage
        If the matrix is not square or holds a negative, infinite or missing number.

    Examples
    --------
    >>> balanced_circulation([[0, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]]).share
    0.6

    Notes
    -----
    At most one pass a company, each with one linear solve: for networks of up to a few thousand companies.
    """
    arcs = arcs_of(flows)
    kept, used = balanced_on(arcs)
    return _result(flows, arcs, kept, used)


def component_share(flows: Any) -> float:
    """The share of the money that moves inside strong components: nothing outside can be part of a circle.

    >>> component_share([[0, 10, 0, 0], [0, 0, 6, 4], [4, 0, 0, 0], [0, 0, 0, 0]])
    0.8333333333333334
    """
    arcs = arcs_of(flows)
    return _share(arcs.amounts[inside(arcs)].sum(), arcs.gross)


def finn_cycling_index(flows: Any, boundary_in: Any = None, boundary_out: Any = None) -> float:
    """The share of all throughflow that is there because money comes back: the Finn cycling index.

    With throughflow ``T = inflow + boundary_in``, ``G = flows / T`` (by column's payer) and
    ``N = (I - G)^-1``, the index is ``sum T (1 - 1/N_ii) / sum T`` (Finn 1976): ``1 - 1/N_ii`` is the
    chance that a dollar at i returns to i.

    Parameters
    ----------
    flows
        ``flows[i, j]`` is the money from i to j: a square array or scipy sparse matrix, at least 0, any unit.
    boundary_in, boundary_out
        Money from and to outside, one number a company. Left out, the network is closed with the least of
        both: ``max(0, out - in)`` and ``max(0, in - out)``, so that throughflow is ``max(in, out)``.

    Raises
    ------
    WrongUsage
        If the flows are not as above, or the boundaries do not balance them.

    Examples
    --------
    >>> finn_cycling_index([[0, 1], [1, 0]]), finn_cycling_index([[0, 1], [0, 0]])
    (1.0, 0.0)

    Notes
    -----
    One dense inverse: up to some thousands of companies. Part of a network that money never leaves
    counts as cycled in full. The index fades as networks grow; compare it only between networks of one size.
    """
    arcs = arcs_of(flows)
    through, returns = return_probabilities(arcs, boundary_in, boundary_out)
    return _share(float((through * returns).sum()), float(through.sum()))


def return_probabilities(arcs: Arcs, boundary_in: Any = None, boundary_out: Any = None) -> tuple[Floats, Floats]:
    """Each company's throughflow, and the chance that a dollar there comes back to it."""
    inflow, outflow = arcs.inflow, arcs.outflow
    if boundary_in is None and boundary_out is None:
        through = np.maximum(inflow, outflow)
    elif boundary_in is not None:
        through = inflow + vector(boundary_in, arcs.size, "boundary_in")
    else:
        through = outflow + vector(boundary_out, arcs.size, "boundary_out")
    leaves = through - outflow
    if boundary_out is not None:
        leaves = vector(boundary_out, arcs.size, "boundary_out")
    off = np.abs(through - outflow - leaves) if boundary_in is not None else np.maximum(0.0, inflow - through)
    off = np.maximum(off, np.maximum(0.0, outflow - through))
    if len(bad := np.flatnonzero(off > 1e-9 * np.maximum(through, 1e-300))):
        i = bad[0]
        raise WrongUsage(
            f"company {i} does not balance: {inflow[i]:g} comes in from inside and {outflow[i]:g} goes out inside",
            "inflow + boundary_in must equal outflow + boundary_out; leave both out to close the network",
        )
    returns = np.zeros(arcs.size)
    # money never leaves a component without an exit: it is cycled in full, and (I - G) has no inverse there
    part = arcs.components()
    open_ = np.zeros(int(part.max(initial=-1)) + 1, dtype=bool)
    open_[part[leaves > 1e-12 * through]] = True
    open_[part[arcs.tails[part[arcs.tails] != part[arcs.heads]]]] = True
    closed = ~open_[part] & (through > 0)
    returns[closed] = 1.0
    rest = np.flatnonzero(~closed & (through > 0))
    place = np.full(arcs.size, -1, dtype=np.intp)
    place[rest] = np.arange(len(rest))
    both = (place[arcs.tails] >= 0) & (place[arcs.heads] >= 0)
    matrix = np.eye(len(rest))
    matrix[place[arcs.tails[both]], place[arcs.heads[both]]] -= arcs.amounts[both] / through[arcs.tails[both]]
    if len(rest):
        visits = np.diag(np.linalg.inv(matrix))
        returns[rest] = np.clip(1.0 - 1.0 / np.maximum(visits, 1.0), 0.0, 1.0)
    return through, returns


def inside(arcs: Arcs) -> Any:
    """Which entries lie inside a strong component, those from a company to itself included."""
    part = arcs.components()
    return part[arcs.tails] == part[arcs.heads]


def maximum_on(arcs: Arcs, solver: str = "auto", within: Any = None) -> tuple[Ints, Floats]:
    """The maximum circulation by entries: their positions among the arcs, and what runs over each; `within` is `inside`, if known."""
    if solver not in SOLVERS:
        raise WrongUsage(f"no solver is called {solver!r}", f"one of {', '.join(SOLVERS)}")
    kept = np.flatnonzero(inside(arcs) if within is None else within)
    part = arcs.only(kept)  # type: ignore[arg-type]
    if not len(kept):
        return kept, np.zeros(0)
    nodes, ends = np.unique(np.concatenate([part.tails, part.heads]), return_inverse=True)
    local = Arcs(len(nodes), ends[: len(kept)], ends[len(kept) :], part.amounts / part.amounts.max())
    quick = solver == "ortools" or (solver == "auto" and len(kept) >= OR_TOOLS_FROM and _has_or_tools())
    used = (_by_min_cost_flow if quick else _by_linear_program)(local)
    return kept, np.clip(used * part.amounts.max(), 0.0, part.amounts)


def balanced_on(arcs: Arcs, within: Any = None) -> tuple[Ints, Floats]:
    """The balanced circulation by entries: their positions among the arcs, and what runs over each; `within` is `inside`, if known."""
    left = arcs.amounts.copy()
    used = np.zeros_like(left)
    whole = np.flatnonzero(inside(arcs) if within is None else within)
    loops = arcs.tails == arcs.heads
    used[loops], left[loops] = left[loops], 0.0
    waiting = [whole]
    while waiting:
        entries = waiting.pop()
        entries = entries[left[entries] > 0]
        if len(entries) < 2:
            continue
        nodes, ends = np.unique(np.concatenate([arcs.tails[entries], arcs.heads[entries]]), return_inverse=True)
        tails, heads = ends[: len(entries)], ends[len(entries) :]
        part = Arcs(len(nodes), tails, heads, left[entries]).components()
        same = part[tails] == part[heads]
        entries, tails, heads, part = entries[same], tails[same], heads[same], part[tails[same]]
        for number in np.unique(part):
            mine = part == number
            _forward(entries[mine], tails[mine], heads[mine], left, used)
            waiting.append(entries[mine])
    return whole, used[whole]


def _forward(entries: Ints, tails: Ints, heads: Ints, left: Floats, used: Floats) -> None:
    """Take one stationary circulation out of a strong component, scaled until a company has nothing left to pay."""
    nodes, ends = np.unique(np.concatenate([tails, heads]), return_inverse=True)
    tails, heads = ends[: len(entries)], ends[len(entries) :]
    amounts = left[entries]
    outflow = sums(tails, amounts, len(nodes))
    reach = _stationary(len(nodes), tails, heads, amounts / outflow[tails]) / outflow
    # over each edge runs its amount times its payer's reach, so the payer of largest reach is used up first
    portion = reach / reach.max()
    moved = amounts * portion[tails]
    used[entries] += moved
    gone = portion[tails] >= 1.0 - USED_UP
    left[entries] = np.where(gone, 0.0, amounts - moved)


def _stationary(size: int, tails: Ints, heads: Ints, chances: Floats) -> Floats:
    """How often a walk along these chances is at each node; they reach each other, so there is one answer."""
    right = np.zeros(size)
    right[-1] = 1.0
    if size <= DENSE_UP_TO:
        matrix = np.eye(size)
        np.subtract.at(matrix, (heads, tails), chances)
        matrix[-1] = 1.0
        found = np.linalg.solve(matrix, right)
    else:
        from scipy.sparse import coo_array
        from scipy.sparse.linalg import spsolve

        kept = heads != size - 1
        rows = np.concatenate([np.arange(size - 1), heads[kept], np.full(size, size - 1)])
        columns = np.concatenate([np.arange(size - 1), tails[kept], np.arange(size)])
        values = np.concatenate([np.ones(size - 1), -chances[kept], np.ones(size)])
        found = spsolve(coo_array((values, (rows, columns)), shape=(size, size)).tocsc(), right)
    return np.maximum(np.asarray(found, dtype=np.float64), 0.0)


def _by_linear_program(arcs: Arcs) -> Floats:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    many = np.arange(len(arcs.tails))
    signs = np.concatenate([np.ones(len(many)), -np.ones(len(many))])
    entries = (signs, (np.concatenate([arcs.tails, arcs.heads]), np.concatenate([many, many])))
    balance = coo_array(entries, shape=(arcs.size, len(many)))
    # without whole numbers this is the plain linear program, with less around it than in linprog
    solve: Any = milp
    even = LinearConstraint(balance.toarray() if arcs.size <= DENSE_UP_TO else balance.tocsc(), 0.0, 0.0)
    solved = solve(-np.ones(len(many)), constraints=even, bounds=Bounds(0.0, arcs.amounts))
    if not solved.success:
        raise WrongUsage(f"the linear program of the maximum circulation was not solved: {solved.message}")
    return np.asarray(solved.x, dtype=np.float64)


def _by_min_cost_flow(arcs: Arcs) -> Floats:
    try:
        from ortools.graph.python import min_cost_flow
    except ImportError:
        raise WrongUsage("OR-tools is not installed", "pip install 'circularity[fast]', or use the solver highs") from None
    unit = float(2**40)
    problem = min_cost_flow.SimpleMinCostFlow()
    capacities = np.floor(arcs.amounts * unit).astype(np.int64)
    problem.add_arcs_with_capacity_and_unit_cost(
        arcs.tails.astype(np.int32), arcs.heads.astype(np.int32), capacities, -np.ones_like(capacities)
    )
    status = problem.solve()
    if status != problem.OPTIMAL:
        raise WrongUsage(f"the min-cost flow of the maximum circulation was not solved: {status}")
    return np.asarray(problem.flows(np.arange(len(capacities), dtype=np.int32)), dtype=np.float64) / unit


def _has_or_tools() -> bool:
    from importlib.util import find_spec

    return find_spec("ortools") is not None


def _result(flows: Any, arcs: Arcs, kept: Ints, used: Floats) -> Circulation:
    from scipy.sparse import issparse

    amounts = np.zeros_like(arcs.amounts)
    amounts[kept] = used
    return Circulation(_share(float(used.sum()), arcs.gross), arcs.sparse(amounts) if issparse(flows) else arcs.dense(amounts))


def _share(part: float, whole: float) -> float:
    return min(1.0, float(part) / float(whole)) if whole > 0 else 0.0

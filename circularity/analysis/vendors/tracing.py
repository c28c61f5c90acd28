"""How much of one vendor's sales its own money can explain: four measures on plain arrays.

Money that a vendor hands out may come back as sales, directly or through others. Split the vendor
into the one that gives (keeps its financing) and the one that sells (receives the sales); what
passes between the two, through anybody, is money come home.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph, linalg

from circularity.analysis.checked_arrays import square, vector

if TYPE_CHECKING:
    Vector = NDArray[np.float64]
    Matrix = Any

DENSE = 600
"""Up to this many companies a dense solve is the quickest."""
STEPS = 2**29
"""Largest integer capacity: two of them, a hop and its reverse, still add up within 31 bits."""
CLOSE = 1e-12
"""Part of a company's spending that counts as nothing missing."""


@dataclass(frozen=True)
class Attribution:
    """One vendor's sales traced to its own money, in the unit of the inputs.

    `tags` holds, for each company, the part of its money that came from the vendor; `outside_added`
    what was added to its outside money because it spends more than it is known to have.
    `pro_rata_spread` is pro rata when that gap is filled in the proportion of the known money
    instead, at most `maximum`. `cut` is the bottleneck: hops (from, to) whose capacities add up to
    `maximum`, with -1 for the vendor that gives and n for the vendor that sells; `other_cut` the same
    for the money of others. `rounding` bounds how far `maximum` may lie above the true flow.
    """

    direct: float
    forced: float
    pro_rata: float
    maximum: float
    outside_added: Vector
    tags: Vector
    pro_rata_spread: float
    tags_spread: Vector
    cut: tuple[tuple[int, int], ...]
    other_cut: tuple[tuple[int, int], ...]
    other_money: float
    rounding: float


def attribution(flows: Any, financing: Any, sales: Any, outside: Any) -> Attribution:
    """How much of what a vendor sells is paid for with money that it gave out itself.

    With F the financing, S the sales, w the flows, o the outside money and t = F + inflow + o:

    - ``direct``: sum over customers of min(F, S);
    - ``maximum``: the most that can flow from the vendor back to it, every dollar once;
    - ``pro_rata``: sum of S times tag, where tag = (F + inflow tagged) / t: all money of a company is mixed;
    - ``forced``: sales less the most that all other money can pay for, never below 0.

    forced <= pro_rata <= maximum <= min(sum S, sum F), and direct <= maximum.

    Parameters
    ----------
    flows
        n by n, dense or `scipy.sparse`: ``flows[i, j]`` is money from i to j; the vendor itself is not in it.
    financing, sales, outside
        n each: money from the vendor to i, from i to the vendor, and to i from outside the network.
        Where i spends more than all of these give it, the gap counts as outside money.

    Raises
    ------
    WrongUsage
        For shapes that do not fit, and for amounts that are negative or not finite.

    Examples
    --------
    A vendor invests 10 in a lab, which has 10 of others; the lab pays a cloud 16 and the vendor 4, the cloud
    has other income of 4 and pays the vendor 12; a third customer pays 4 of its own.

    >>> found = attribution([[0, 16, 0], [0, 0, 0], [0, 0, 0]], [10, 0, 0], [4, 12, 4], [10, 4, 4])
    >>> found.direct, found.forced, round(found.pro_rata, 9), found.maximum
    (4.0, 2.0, 6.8, 10.0)

    Notes
    -----
    One sparse solve and two maximum flows. Capacities are cut down to 2^29 steps, since scipy's flow of larger
    integers can be wrong without an error; the cut found is then priced in the original amounts, so the result
    is at most `rounding` above the true one. The tags are those of pro-rata tracing (Bialek 1996 for power
    grids, the haircut rule in tracing of funds); the bounds are by Ford and Fulkerson (1956).
    """
    w, given, sold, own = _checked(flows, financing, sales, outside)
    inflow = np.asarray(w.sum(axis=0)).ravel() + given
    spent = np.asarray(w.sum(axis=1)).ravel() + sold
    gap = np.maximum(0.0, spent - inflow - own)
    gap[gap <= CLOSE * spent] = 0.0
    others = own + gap
    total_sales, total_given = float(sold.sum()), float(given.sum())
    if total_sales == 0.0 or total_given == 0.0:
        tags = _tags(w, given, inflow + others) if total_given else np.zeros(len(given))
        return Attribution(0.0, 0.0, 0.0, 0.0, gap, tags, 0.0, tags, (), (), total_sales, 0.0)
    tags = _tags(w, given, inflow + others)
    most, cut, rounding = max_flow(w, given, sold)
    most = min(most, total_sales, total_given)
    rest, other_cut, _ = max_flow(w, others, sold)
    rest = min(rest, total_sales)
    share = min(float(sold @ tags), most)
    tags_spread = _tags(w, given, inflow + own) if gap.any() else tags
    spread = max(share, min(float(sold @ tags_spread), most))
    return Attribution(
        direct=float(np.minimum(given, sold).sum()),
        forced=total_sales - rest if total_sales - rest > CLOSE * total_sales else 0.0,
        pro_rata=share,
        maximum=most,
        outside_added=gap,
        tags=tags,
        pro_rata_spread=spread,
        tags_spread=tags_spread,
        cut=cut,
        other_cut=other_cut,
        other_money=rest,
        rounding=rounding,
    )


def max_flow(flows: Matrix, sources: Vector, sinks: Vector) -> tuple[float, tuple[tuple[int, int], ...], float]:
    """The most that can pass from the sources to the sinks, the hops that limit it, and a bound on the rounding.

    Hops are (from, to), with -1 for the source and n for the sink. The value is the cut's, in the original
    amounts: never below the true maximum, and above it by no more than the bound.
    """
    n = len(sources)
    ceiling = float(min(sources.sum(), sinks.sum()))
    if ceiling <= 0.0:
        return 0.0, (), 0.0
    step = ceiling / STEPS
    w = sparse.coo_array(flows)
    starts, ends = np.flatnonzero(sources), np.flatnonzero(sinks)
    tails = np.concatenate([w.coords[0], np.full(len(starts), n), ends])
    heads = np.concatenate([w.coords[1], starts, np.full(len(ends), n + 1)])
    amounts = np.concatenate([w.data, sources[starts], sinks[ends]])
    whole = np.floor(np.minimum(amounts, ceiling) / step).astype(np.int32)
    build: Any = sparse.csr_array
    capacity = build((whole, (tails, heads)), shape=(n + 2, n + 2), dtype=np.int32)
    capacity.sum_duplicates()
    found = csgraph.maximum_flow(capacity, n, n + 1)
    left = build(capacity - found.flow)
    left.data[left.data < 0] = 0
    left.eliminate_zeros()
    near = np.zeros(n + 2, dtype=bool)
    near[csgraph.breadth_first_order(left, n, directed=True, return_predecessors=False)] = True
    crossing = np.flatnonzero(near[tails] & ~near[heads])
    value = float(amounts[crossing].sum())
    if value > ceiling:
        # a hop wider than everything that can pass was cut down to it; all sources, or all sinks, are then the bottleneck
        crossing = np.flatnonzero(tails == n if sources.sum() <= sinks.sum() else heads == n + 1)
        value = ceiling
    names = {n: -1, n + 1: n}
    pairs = sorted({(names.get(int(tails[i]), int(tails[i])), names.get(int(heads[i]), int(heads[i]))) for i in crossing})
    return value, tuple(pairs), max(0.0, value - float(found.flow_value) * step)


def _tags(flows: Matrix, given: Vector, through: Vector) -> Vector:
    """The part of each company's money that came from the vendor: one linear solve, from 0 to 1.

    Companies that no money enters, from the vendor or from outside, have a tag of 0: what turns round among them
    came from nobody that is known.
    """
    n = len(given)
    inside = sparse.csr_array(flows.T)
    entering = through - np.asarray(inside.sum(axis=1)).ravel()
    entering[entering <= CLOSE * through] = 0.0
    reached = _reached(sparse.csr_array(flows), entering > 0.0)
    if not reached.any():
        return np.zeros(n)
    which = np.flatnonzero(reached & (through > 0.0))
    weights = inside[which][:, which]
    level, start = through[which], given[which] / through[which]
    share = sparse.csr_array(sparse.diags_array(1.0 / level) @ weights)
    found = np.zeros(n)
    found[which] = np.clip(_solve(share, start), 0.0, 1.0)
    return found


def _solve(share: Matrix, start: Vector) -> Vector:
    """x = start + share x."""
    n = len(start)
    if n <= DENSE:
        return np.linalg.solve(np.eye(n) - share.toarray(), start)
    system = sparse.csr_array(sparse.eye_array(n) - share)
    found, failed = linalg.bicgstab(system, start, rtol=1e-13, atol=0.0, maxiter=500)
    if failed or not np.all(np.isfinite(found)) or float(np.abs(system @ found - start).max(initial=0.0)) > 1e-9:
        found = linalg.spsolve(sparse.csc_array(system), start)
    return np.asarray(found, dtype=np.float64)


def _reached(flows: Matrix, seeds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Companies that money from the seeds can reach."""
    n = len(seeds)
    chosen = np.flatnonzero(seeds)
    w = sparse.coo_array(flows)
    tails = np.concatenate([w.coords[0], np.full(len(chosen), n)])
    heads = np.concatenate([w.coords[1], chosen])
    links = sparse.csr_array((np.ones(len(tails)), (tails, heads)), shape=(n + 1, n + 1))
    found = np.zeros(n + 1, dtype=bool)
    found[csgraph.breadth_first_order(links, n, directed=True, return_predecessors=False)] = True
    return found[:n]


def _checked(flows: Any, financing: Any, sales: Any, outside: Any) -> tuple[Matrix, Vector, Vector, Vector]:
    w: Any = square(flows, "flows")
    w.eliminate_zeros()
    n = w.shape[0]
    return w, vector(financing, n, "financing"), vector(sales, n, "sales"), vector(outside, n, "outside")

"""How does money get from one company to another? Paths of hops, the shortest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from circularity.analysis.lookup import notes
from circularity.analysis.loops.hops import Hop, hops
from circularity.analysis.results import Answer, Row, Term, Trace
from circularity.analysis.wording import count, money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import Amount, smallest
from circularity.model.stages import Grade

MAX_HOPS = 4
CAP = 2_000
"""Paths kept before stopping, said when it is hit; each shorter path comes before any longer one."""


@dataclass(frozen=True, kw_only=True)
class PathRow(Row):
    """One way from payer to receiver: who passes the money on, and how much could go all the way."""

    companies: tuple[str, ...]
    length: int
    size: Amount
    grade: Grade
    hops: tuple[tuple[str, ...], ...]
    hop_amounts: tuple[Amount, ...]


def path(data: Dataset, payer: str, payee: str, view: View | None = None, *, max_hops: int = MAX_HOPS, unpriced: bool = False) -> Answer:
    """How money gets from one company to another: the paths of the view with the fewest hops, and the next longer ones.

    A hop is all deals of the view from one company to the next; the `size` of a path is its smallest hop, which is
    what could go all the way, not what did. Paths share hops, so sizes are not added. Pools pass nothing on.

    Parameters
    ----------
    payer, payee
        Where the money starts and where it should arrive (ids, names, aliases or tickers).
    max_hops
        The longest path looked for.
    unpriced
        Also paths with hops that have no amount; their size is not known.

    Returns
    -------
    Answer
        Rows of `PathRow`, fewest hops first and then by size; none if there is no such path.

    Raises
    ------
    UnknownName, WrongUsage
        For a name that nobody has, for a pool, or for two names of one company.

    Examples
    --------
    >>> import circularity as ci
    >>> ci.path(ci.load(), "openai", "nvidia").rows[0].companies[-1]
    'nvidia'

    Notes
    -----
    Breadth first by length, pruned by the distance to the receiver: O(paths x hops) besides one sweep of the graph.
    """
    view = (view or View()).on(data)
    start, goal = (data.entity(name).id for name in (payer, payee))
    _sensible(data, start, goal, max_hops)
    priced, bare = hops(data, view)
    steps = priced | bare if unpriced else priced
    found, capped = _paths(steps, start, goal, max_hops)
    rows = sorted((_row(companies, steps) for companies in found), key=_rank)
    used = {flow.id: flow for row in rows for pair in pairwise(row.companies) for flow in steps[pair].flows}
    caveats = [*notes(list(used.values()), view)[0]]
    if rows:
        caveats.insert(0, "paths share deals: their sizes are not to be added up; a size is what could pass, not what was traced")
    if capped:
        caveats.insert(0, f"stopped at {CAP:,} paths; longer ones are missing")
    unknown: tuple[str, ...] = ()
    if not unpriced:
        more = len(_paths(priced | bare, start, goal, max_hops)[0]) - len(found)
        unknown = (f"{count(more, 'more path')} with hops that have no amount (--unpriced)",) if more > 0 else ()
    who = f"{data.name(start)} to {data.name(goal)}"
    sentence = f"No money gets from {who} in {count(max_hops, 'hop')} on the {view.basis} basis as of {view.as_of}."
    if rows:
        best = rows[0]
        through = " > ".join(data.name(name) for name in best.companies)
        lead = f"From {who}: {count(len(rows), 'path')} of at most {count(max_hops, 'hop')}"
        sentence = f"{lead}; the shortest, {through}, could carry {money(best.size)}."
    return Answer("path", data, view, tuple(rows), sentence, tuple(caveats), unknown, extra={"from": start, "to": goal})


def _rank(row: PathRow) -> tuple[object, ...]:
    return (row.length, row.size.point is None, -(row.size.point or 0.0), row.companies)


def _sensible(data: Dataset, start: str, goal: str, max_hops: int) -> None:
    if start == goal:
        raise WrongUsage(f"{data.name(start)} is both ends", "circularity loops --through shows money that comes back")
    for name in (start, goal):
        if data.entities[name].is_pool:
            raise WrongUsage(f"{data.name(name)} is a pool, not one company", "name a company")
    if max_hops < 1:
        raise WrongUsage("a path has at least one hop")


def _paths(steps: Mapping[tuple[str, str], Hop], start: str, goal: str, longest: int) -> tuple[list[tuple[str, ...]], bool]:
    """Simple paths by length, and whether the cap was hit."""
    onward: dict[str, list[str]] = {}
    back: dict[str, list[str]] = {}
    for here, there in sorted(steps):
        onward.setdefault(here, []).append(there)
        back.setdefault(there, []).append(here)
    away = {goal: 0}
    queue = deque([goal])
    while queue:
        for before in back.get(here := queue.popleft(), ()):
            if before not in away:
                away[before] = away[here] + 1
                queue.append(before)
    found: list[tuple[str, ...]] = []
    for length in range(away.get(start, longest + 1), longest + 1):
        for one in _of_length(onward, away, (start,), goal, length):
            if len(found) == CAP:
                return found, True
            found.append(one)
    return found, False


def _of_length(
    onward: Mapping[str, list[str]], away: Mapping[str, int], so_far: tuple[str, ...], goal: str, left: int
) -> Iterator[tuple[str, ...]]:
    if left == 0:
        if so_far[-1] == goal:
            yield so_far
        return
    for there in onward.get(so_far[-1], ()):
        if there not in so_far and away.get(there, left) <= left - 1 and (there != goal or left == 1):
            yield from _of_length(onward, away, (*so_far, there), goal, left - 1)


def _row(companies: tuple[str, ...], steps: Mapping[tuple[str, str], Hop]) -> PathRow:
    taken = [steps[pair] for pair in pairwise(companies)]
    whole = Trace("smallest", tuple(term for hop in taken for term in _as_one(hop)))
    return PathRow(
        id=f"path:{'/'.join(companies)}",
        edges=tuple(dict.fromkeys(edge for hop in taken for edge in hop.edges)),
        companies=companies,
        length=len(taken),
        size=smallest(hop.amount for hop in taken),
        grade=max(hop.grade for hop in taken),
        hops=tuple(hop.edges for hop in taken),
        hop_amounts=tuple(hop.amount for hop in taken),
        traces={"size": whole} | {f"hop_amounts.{i}": hop.trace for i, hop in enumerate(taken)},
    )


def _as_one(hop: Hop) -> Iterator[Term]:
    cited = tuple(dict.fromkeys(edge for term in hop.trace.terms for edge in term.edges))
    yield Term(hop.amount, f"{hop.payer} to {hop.payee}, sum of its deals", cited)

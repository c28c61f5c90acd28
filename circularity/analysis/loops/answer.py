"""Where does money come back? Simple cycles of companies, each hop backed by deals.

Parallel deals are folded to one hop per ordered pair; a loop is a simple cycle of at most six
companies; pools, which are not one party, never take part. A loop is a fact about deals. What can go
round is its smallest hop; sizes are ranked and never added, since loops share deals.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from circularity.analysis.loops.cycles import cycles_of, simple_cycles
from circularity.analysis.loops.hops import Hop, Pair, binding_trace, hops, in_date_order, live, per_year, size_trace, weights_assumed
from circularity.analysis.results import Answer, Row, Trace
from circularity.analysis.wording import count, dollars, money
from circularity.analysis.worked_out import named, worked_out
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, Amount, smallest
from circularity.model.kinds import EdgeClass
from circularity.model.stages import Basis, Grade

__all__ = ["LoopRow", "LoopType", "loops", "simple_cycles"]

MAX_LENGTH = 6
"""A bound is part of the definition: without one, fifty companies are out of reach."""
CAP = 200_000
"""Loops looked at before giving up, said when it is hit."""
CONSOLIDATED = "consolidated:"
"""In a row's id: its companies stand for their groups."""


class LoopType(StrEnum):
    """What the hops of a loop are."""

    VENDOR_FINANCING = "vendor_financing"
    VENDOR_SUPPORT = "vendor_support"
    TRADE = "trade"
    OWNERSHIP = "ownership"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True)
class Live:
    """The period in which all hops live; both ends null where they never do at once, the last one where it is not known."""

    start: date | None
    end: date | None
    together: bool

    def as_json(self) -> dict[str, str | None]:
        return {"from": self.start.isoformat() if self.start else None, "to": self.end.isoformat() if self.end else None}


@dataclass(frozen=True, kw_only=True)
class LoopRow(Row):
    """One loop: who, how much can go round, and how good the evidence is."""

    companies: tuple[str, ...]
    type: LoopType
    size: Amount
    at_most: float
    size_per_year: Amount | None
    grade: Grade
    live: Live
    live_together: bool
    """Whether there is a day on which all hops live."""
    in_date_order: bool
    binding_share: float | None
    hops: tuple[tuple[str, ...], ...]
    hop_amounts: tuple[Amount, ...]
    key_edge: str | None


def loops(
    data: Dataset,
    view: View | None = None,
    *,
    max_length: int = MAX_LENGTH,
    through: Iterable[str] | str = (),
    min_size: float = 0.0,
    unpriced: bool = False,
    groups: bool = False,
    consolidate: bool = False,
    cap: int = CAP,
) -> Answer:
    """Where money comes back: every loop of companies in a view, largest first.

    Parameters
    ----------
    max_length
        The most companies in a loop.
    through
        Only loops that pass all of these companies (ids, names or tickers).
    min_size
        Only loops in which at least this many dollars can go round.
    unpriced
        Also loops with hops that have no amount; their size is not known.
    groups
        Also loops inside one group of companies.
    consolidate
        Let a company stand for its whole group: what its subsidiaries and vehicles pay and receive counts as its own.
    cap
        Loops looked at before stopping; the answer says when it was hit.

    Returns
    -------
    Answer
        Rows of `LoopRow`, by size. `size` is in dollars over the whole term, or over the view's window.

    Raises
    ------
    WrongUsage
        If a bound makes no sense, or `through` names a pool.
    UnknownName
        If `through` names nobody.

    Examples
    --------
    >>> import circularity as ci
    >>> found = ci.loops(ci.load(), ci.View(basis="headline"), max_length=2)
    >>> ("amd", "openai") in {row.companies for row in found}
    True

    Notes
    -----
    The loops of `simple_cycles` over hops, found one by one; a row is made for each that is kept.
    """
    _sensible(max_length, min_size, cap)
    view = (view or View()).on(data)
    wanted = _wanted(data, [through] if isinstance(through, str) else through, consolidate)
    priced, bare = hops(data, view, consolidate=consolidate)
    usable = priced | bare if unpriced else priced
    rings, capped = _enumerate(usable, max_length, cap)
    inside = [ring for ring in rings if _one_group(data, ring)]
    shown = rings if groups else [ring for ring in rings if not _one_group(data, ring)]
    breaks = Counter(edge for ring in shown for step in _steps(ring, usable) if (edge := step.alone))
    passing = [ring for ring in shown if wanted <= set(ring)]
    kept = [ring for ring in passing if not min_size or (_size(_steps(ring, usable)).point or 0.0) >= min_size]
    made = [_row(data, view, ring, _steps(ring, usable), breaks, consolidate) for ring in kept]
    rows = sorted((row for row, _ in made), key=lambda row: (-(row.size.point or 0.0), len(row.companies), row.companies))
    assumed = {name for _, names in made for name in names}
    if view.basis is Basis.EXPECTED:
        assumed |= weights_assumed(data, (step for ring in kept for step in _steps(ring, usable)))

    caveats = ["loops share deals, so their sizes must not be added up"]
    resting = sum(row.at_most > 0 for row in rows)
    if resting:
        caveats.append(f"{count(resting, 'size')} of {len(rows)} rest on an amount that is only a ceiling")
    derived = [alone for row in rows if (alone := _only_worked_out(data, row))]
    if derived:
        ids = sorted(frozenset().union(*derived))
        told = f"{len(derived)} of {count(len(rows), 'loop')} would not close without amounts that no source states"
        caveats.append(f"{told}, worked out: {named(ids)}")
    by_default = sum(bool(names) for _, names in made)
    if by_default:
        caveats.append(f"{count(by_default, 'yearly size')} (--json) of {len(rows)} rest on a default term")
    if capped:
        caveats.append(f"stopped after {cap:,} loops, and larger ones may be missing; narrow the view, or raise the cap")
    left_out = 0 if groups else sum(wanted <= set(ring) for ring in inside)
    if left_out:
        caveats.append(f"{count(left_out, 'loop')} inside one group left out (--groups shows them)")

    unknown = []
    if bare and not unpriced:
        closing, too_many = _enumerate(priced | bare, max_length, cap)
        more = sum(wanted <= set(ring) and (groups or not _one_group(data, ring)) for ring in closing) - len(passing)
        many = ("at least " if too_many else "") + count(more, "more loop")
        if capped:
            unknown.append(
                f"how many more loops would close through {count(len(bare), 'hop')} without an amount was not counted (--unpriced)"
            )
        elif more:
            unknown.append(f"{many} would close through hops without an amount, of which there are {len(bare)} (--unpriced)")
    unsized = sum(not _size(_steps(ring, usable)).priced for ring in passing) if min_size else 0
    if unsized:
        unknown.append(f"{count(unsized, 'loop')} whose size is not known left out, as a smallest size was asked for")
    sentence = _sentence(data, view, rows, wanted, min_size, consolidate, sure=not capped and not unknown)
    return Answer("loops", data, view, tuple(rows), sentence, tuple(caveats), tuple(unknown), tuple(sorted(assumed)))


def _only_worked_out(data: Dataset, row: LoopRow) -> frozenset[str]:
    """The edges of those of its hops that rest on nothing but amounts which no source states."""
    return frozenset(edge for hop in row.hops if len(worked_out(data, hop)) == len(hop) for edge in hop)


def _sensible(max_length: int, min_size: float, cap: int) -> None:
    bounds = ((max_length, 2, "a loop has at least 2 companies; the bound"), (cap, 1, "at least 1 loop is looked at; the cap"))
    for bound, least, what in bounds:
        if isinstance(bound, bool) or not isinstance(bound, int):
            raise WrongUsage(f"{what} is a whole number, not {bound!r}")
        if bound < least:
            raise WrongUsage(f"{what} is {bound}")
    if isinstance(min_size, bool) or not isinstance(min_size, (int, float)) or not 0 <= min_size < math.inf:
        raise WrongUsage(f"a smallest size is a number of dollars from 0 up, not {min_size!r}")


def _wanted(data: Dataset, through: Iterable[str], consolidate: bool) -> set[str]:
    found = {data.entity(name).id for name in through}
    for name in sorted(found):
        if data.entities[name].is_pool:
            raise WrongUsage(f"{data.name(name)} is a pool of many parties, and no loop passes through a pool")
    return {data.group(name) for name in found} if consolidate else found


def _enumerate(found: Mapping[Pair, Hop], max_length: int, cap: int) -> tuple[list[list[str]], bool]:
    """Loops over some hops, and whether there are more than the cap allows."""
    arcs: dict[str, list[str]] = {}
    for payer, payee in found:
        arcs.setdefault(payer, []).append(payee)
    rings = list(islice(cycles_of(arcs, max_length), cap + 1))
    return rings[:cap], len(rings) > cap


def _steps(ring: Sequence[str], found: Mapping[Pair, Hop]) -> list[Hop]:
    return [found[pair] for pair in zip(ring, [*ring[1:], ring[0]], strict=True)]


def _one_group(data: Dataset, ring: Iterable[str]) -> bool:
    return len({data.group(company) for company in ring}) == 1


def _size(steps: Sequence[Hop]) -> Amount:
    return smallest(step.amount for step in steps) if all(step.amount.priced for step in steps) else UNDISCLOSED


def _row(
    data: Dataset, view: View, ring: Sequence[str], steps: Sequence[Hop], breaks: Mapping[str, int], consolidate: bool
) -> tuple[LoopRow, tuple[str, ...]]:
    """A loop's row, and the assumptions that its yearly size rests on."""
    size, period = _size(steps), live(steps)
    yearly, assumed = _yearly(data, view, steps, period) if size.priced else (None, ())
    share = binding_trace(steps)
    traces = {"size": size_trace(data, steps)} | {f"hop_amounts.{i}": step.trace for i, step in enumerate(steps)}
    traces |= {"size_per_year": yearly} if yearly else {}
    traces |= {"binding_share": share} if share else {}
    row = LoopRow(
        id=f"loops:{CONSOLIDATED if consolidate else ''}{'/'.join(ring)}",
        edges=tuple(dict.fromkeys(edge for step in steps for edge in step.edges)),
        companies=tuple(ring),
        type=LoopType.GROUP if _one_group(data, ring) else _type([step.classes for step in steps]),
        size=size,
        at_most=size.at_most,
        size_per_year=smallest(term.amount for term in yearly.terms) if yearly else None,
        grade=max(step.grade for step in steps),
        live=Live(start=period[0], end=period[1], together=True) if period else Live(start=None, end=None, together=False),
        live_together=period is not None,
        in_date_order=in_date_order(steps),
        binding_share=_part(share) if share else None,
        hops=tuple(step.edges for step in steps),
        hop_amounts=tuple(step.amount for step in steps),
        key_edge=min((step.alone for step in steps if step.alone), key=lambda edge: (-breaks[edge], edge), default=None),
        traces=traces,
    )
    return row, assumed


def _part(trace: Trace) -> float | None:
    part = trace.recompute()
    return round(part.point, 6) if isinstance(part, Amount) and part.point is not None else None


def _yearly(
    data: Dataset, view: View, steps: Sequence[Hop], period: tuple[date, date | None] | None
) -> tuple[Trace | None, tuple[str, ...]]:
    """The yearly size over the days of the view's window on which all hops live; none where their end is not known."""
    if period is None or period[1] is None:
        return None, ()
    start, end = (max(period[0], view.window[0]), min(period[1], view.window[1])) if view.window else (period[0], period[1])
    return per_year(data, view, steps, (start, end)) if start <= end else (None, ())


def _type(classes: Sequence[frozenset[EdgeClass]]) -> LoopType:
    """What goes one way and comes back another: two different hops are needed, since one deal does not return itself."""
    commerce = {i for i, found in enumerate(classes) if EdgeClass.COMMERCE in found}
    for given, kind in ((EdgeClass.FINANCING, LoopType.VENDOR_FINANCING), (EdgeClass.SUPPORT, LoopType.VENDOR_SUPPORT)):
        if any(i != j for i, found in enumerate(classes) if given in found for j in commerce):
            return kind
    return LoopType.TRADE if len(commerce) == len(classes) else LoopType.OWNERSHIP


def _sentence(
    data: Dataset, view: View, rows: Sequence[LoopRow], wanted: set[str], min_size: float, consolidate: bool, *, sure: bool
) -> str:
    """The answer in words; `sure` says that no loop was left out unseen."""
    where = f" through {' and '.join(data.name(name) for name in sorted(wanted))}" if wanted else ""
    where += f" of at least {dollars(min_size)} dollars" if min_size else ""
    where += " of whole groups" if consolidate else ""
    basis = f"on the {view.basis} basis as of {view.as_of}"
    if not rows:
        if sure and not min_size:
            return f"No money comes back{where} {basis}: no loop of companies closes."
        return f"No loop is known{where} {basis}."
    top = rows[0]
    comes_back = f"Money comes back in {count(len(rows), 'loop')}{where} {basis}"
    if not top.size.priced:
        return f"{comes_back}; how much is not known for any of them."
    names = " to ".join(data.name(company) for company in (*top.companies, top.companies[0]))
    return f"{comes_back}; the largest, {names}, can carry {money(top.size)} dollars round."

"""What breaks a company? The smallest failure of others, one or two at once, that uses up its equity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

from circularity.analysis.failure import exposed
from circularity.analysis.failure.cascade import fail, rules
from circularity.analysis.failure.contagion import Outcome, spread
from circularity.analysis.failure.exposure import ExposureRow
from circularity.analysis.failure.options import Options
from circularity.analysis.failure.system import Shock
from circularity.analysis.failure.wiring import CASES, HIGH, POINT, Wiring, wire
from circularity.analysis.results import Answer, Row
from circularity.analysis.wording import count, dollars, money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.build import flows
from circularity.graph.view import View
from circularity.model.amounts import Amount

TOLD = 10
"""Failures told; of those that do not suffice, the nearest, pairs at most half of them so that single ones are not crowded out."""
USED_UP = 1 - 1e-9
TELLING = 0.005
"""Of the equity: a failure that takes less even at the grave end is not told."""
ADDED = 0.01
"""Of the equity: what a pair must take more than the worse of its two to be told."""
Levels = dict[tuple[str, ...], tuple[float, float, float]]
"""By failure, how far it takes the company in question at the three ends."""


@dataclass(frozen=True, kw_only=True)
class BreakRow(Row):
    """One failure, and what it takes of the company's equity."""

    failing: tuple[str, ...]
    breaks: bool
    """Whether it uses up the equity, as best known."""
    breaks_at_worst: bool
    """Whether it does at the grave end of every range."""
    distress: float
    distress_range: tuple[float, float]
    capital_lost: Amount
    margin_lost: Amount
    size: float
    """Money that passes through the failing companies on the view's basis: what makes one failure smaller than another.

    The larger of what comes in from others and what goes out to others; what moves between the two of a pair is not in it.
    """
    fails_in: int | None
    because: tuple[tuple[str, ...], ...]


def breaks(data: Dataset, company: str, view: View | None = None, options: Options | None = None) -> Answer:
    """The smallest failure, of one company or of two at once, that uses up a company's equity.

    Every other company is let fail in turn, carried on through all rounds. Where no single failure suffices, pairs are tried of
    all companies that reach this one, alone or by pushing another that does. Fewer companies are a smaller failure; among
    as many, those through which less money passes.

    Returns
    -------
    Answer
        Rows of `BreakRow`: the failures that suffice, the smallest first; or, where none does, the nearest.

    Raises
    ------
    UnknownName
        If no company goes by the name.

    Examples
    --------
    >>> import circularity as ci
    >>> ci.breaks(ci.load(), "coreweave").rows[0].failing
    ('meta', 'openai')

    Notes
    -----
    One run of `spread` a candidate and case, then one a pair: n + n(n-1)/2 runs at worst, of those companies that matter.
    The question is that of a reverse stress test: D. Grigat and F. Caccioli (2017), Reverse stress testing interbank networks,
    *Scientific Reports* 7, 15616.
    """
    options = options or Options()
    data = options.on(data)
    view = (view or View()).on(data)
    target = data.entity(company)
    if target.is_pool:
        raise WrongUsage(f"{target.name} is a pool, not one company that could fail", "name a company")
    wiring = wire(data, view)
    number = wiring.number[target.id]
    balance = wiring.balances[number]
    key = target.id + (f"@{options.label}" if options.label else "")
    if balance.capacity is None:
        why = "it reports no equity left" if balance.is_used_up else "its equity is not known"
        sentence = f"Whether anything would use up the equity of {target.name} cannot be said: {why}."
        return Answer("breaks", data, view, (), sentence, unknown=(f"{target.name}: {why}",), extra={"company": target.id})
    search = _Search(data, view, wiring, options, number)
    singles: Levels = {(name,): search.levels((name,)) for name in search.candidates}
    found, tried = _sufficient(singles), singles
    if not found:
        pairs: Levels = {pair: search.levels(pair) for pair in combinations(search.relevant(singles), 2)}
        tried = {**singles, **pairs}
        found = _sufficient(pairs)
    paid = [(flow.payer, flow.payee, flow.amount.point or 0.0) for flow in flows(data, view)]

    @cache
    def size(names: tuple[str, ...]) -> float:
        return _through(names, paid)

    if found:
        chosen = sorted(found, key=lambda names: (len(names), size(names), names))[:TOLD]
    else:
        some = [names for names, levels in tried.items() if levels[HIGH] >= TELLING and not _adds_nothing(names, tried)]
        nearest = sorted(some, key=lambda names: (-round(tried[names][POINT], 9), -round(tried[names][HIGH], 9), len(names), names))
        pairs_told = [names for names in nearest if len(names) > 1][: TOLD // 2]
        alone = [names for names in nearest if len(names) == 1][: TOLD - len(pairs_told)]
        chosen = [names for names in nearest if names in pairs_told or names in alone]
    rows = [_row(data, view, options, target.id, key, names, tried[names], size(names)) for names in chosen]
    worst = sorted(
        (names for names, levels in tried.items() if levels[HIGH] >= USED_UP), key=lambda names: (len(names), size(names), names)
    )
    equity = f"{dollars(balance.capacity)} dollars of equity"
    small = sum(0 < levels[HIGH] < TELLING for names, levels in singles.items())
    sentence = _sentence(data, target.name, equity, rows, worst, bool(found), small)
    caveats = [
        f"capacity is {balance.equity.label if balance.equity else ''}",
        f"{count(len(singles), 'single failure')} and {count(len(tried) - len(singles), 'pair')} tried",
        "only recorded deals count; what else could harm the company is not here",
    ]
    if small and rows and not found:
        caveats.insert(2, f"{count(small, 'failure')} that would take less than {TELLING:.1%} of the equity left out")
    extra = {"company": target.id, "capacity": balance.capacity, "found": bool(found), "tried": len(tried)}
    return Answer("breaks", data, view, tuple(rows), sentence, tuple(caveats), (), ("horizon", "pass-through"), extra)


class _Search:
    """Failures let loose on one system, and how far each takes the company in question."""

    def __init__(self, data: Dataset, view: View, wiring: Wiring, options: Options, number: int) -> None:
        self.wiring, self.number = wiring, number
        self.rules = [rules(data, options, case) for case in CASES]
        own = {name for name in data.entities if data.group(name) == data.group(wiring.names[number])}
        self.candidates = [name for name, entity in data.entities.items() if not entity.is_pool and name not in own]
        self.reached: dict[str, set[int]] = {}

    def _end(self, shock: Shock, case: int) -> Outcome:
        return spread(self.wiring.systems[case], shock, self.rules[case], lambda *_: None)

    def levels(self, failing: tuple[str, ...]) -> tuple[float, float, float]:
        """The company's distress at the three ends."""
        shock = fail(self.wiring, failing)
        grave = self._end(shock, HIGH)
        if len(failing) == 1:
            self.reached[failing[0]] = {j for j, level in enumerate(grave.distress) if level > 0}
        if not grave.distress[self.number]:
            return 0.0, 0.0, 0.0
        ends = [self._end(shock, case).distress[self.number] for case in CASES[:HIGH]] + [grave.distress[self.number]]
        return min(ends), ends[POINT], max(ends)

    def relevant(self, singles: Levels) -> list[str]:
        """Companies whose failure reaches this one, or weakens one whose failure does."""
        chosen = {names[0] for names, levels in singles.items() if levels[HIGH] > 0}
        while True:
            weak = {self.wiring.number[name] for name in chosen}
            more = {name for name, reached in self.reached.items() if name not in chosen and (reached - {self.wiring.number[name]}) & weak}
            if not more:
                return sorted(chosen)
            chosen |= more


def _sufficient(tried: Levels) -> list[tuple[str, ...]]:
    return [names for names, levels in tried.items() if levels[POINT] >= USED_UP]


def _adds_nothing(names: tuple[str, ...], tried: Levels) -> bool:
    """Whether one of a pair takes about as much by itself."""
    return len(names) > 1 and max(tried[name,][POINT] for name in names) > tried[names][POINT] - ADDED


def _through(names: tuple[str, ...], paid: Iterable[tuple[str, str, float]]) -> float:
    """The larger of what comes into a group of companies and what goes out of it."""
    came = gone = 0.0
    for payer, payee, amount in paid:
        if payer in names and payee not in names:
            gone += amount
        elif payee in names and payer not in names:
            came += amount
    return max(came, gone)


def _row(
    data: Dataset,
    view: View,
    options: Options,
    target: str,
    key: str,
    names: tuple[str, ...],
    levels: tuple[float, float, float],
    size: float,
) -> BreakRow:
    answer = exposed(data, names, view, replace(options, recovery={}, pass_through=None, horizon=None, bankruptcy_cost=None))
    row: ExposureRow = next(row for row in answer.rows if row.entity == target)
    low, point, high = levels
    return BreakRow(
        id=f"breaks:{key}/{'+'.join(names)}",
        edges=row.edges,
        failing=names,
        breaks=point >= USED_UP,
        breaks_at_worst=high >= USED_UP,
        distress=round(point, 6),
        distress_range=(round(low, 6), round(high, 6)),
        capital_lost=row.capital_lost,
        margin_lost=row.margin_lost,
        size=size,
        fails_in=row.fails_in,
        because=row.because,
        traces={name: row.traces[name] for name in ("capital_lost", "margin_lost")},
    )


def _sentence(data: Dataset, name: str, equity: str, rows: list[BreakRow], worst: list[tuple[str, ...]], found: bool, small: int) -> str:
    if found:
        best = rows[0]
        who = " and ".join(data.name(e) for e in best.failing)
        lost = f"{money(best.capital_lost)} of capital and {money(best.margin_lost)} of margin"
        return f"The smallest failure that uses up the {equity} of {name} is that of {who}: {lost} lost, in round {best.fails_in}."
    if not rows and small:
        return f"No failure of one or two others would take more than {TELLING:.1%} of the {equity} of {name}."
    if not rows:
        return f"No recorded failure of one or two others would cost {name} any of its {equity}."
    best = rows[0]
    who = " and ".join(data.name(e) for e in best.failing)
    told = f"No failure of one or two others uses up the {equity} of {name}; nearest is that of {who}, with {best.distress:.0%}."
    if worst:
        told += f" At the grave end of every range that of {' and '.join(data.name(e) for e in worst[0])} would."
    return told

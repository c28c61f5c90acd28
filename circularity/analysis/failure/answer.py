"""Who is exposed if a company fails? Dollars through named channels, kept apart, round by round, low to high."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from circularity.analysis import worked_out
from circularity.analysis.failure.cascade import Cascade, fail, spectral_radius
from circularity.analysis.failure.distress import debtrank
from circularity.analysis.failure.exposure import SHARES, ExposureRow, Figures, rows_of, sum_of
from circularity.analysis.failure.losses import CHANNELS, Hits, condition, direct_hits
from circularity.analysis.failure.options import Model, Options
from circularity.analysis.failure.wiring import POINT, wire
from circularity.analysis.reported import reported
from circularity.analysis.results import Answer, Term
from circularity.analysis.wording import count, dollars, money
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import ZERO, Amount, total

if TYPE_CHECKING:
    from concurrent.futures import Executor

NAMED = 8
"""Companies named in a note before the rest is counted."""


def exposed(
    data: Dataset,
    failing: str | Iterable[str],
    view: View | None = None,
    options: Options | None = None,
    *,
    draws: int = 0,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Callable[[int], None] | None = None,
) -> Answer:
    """Who loses what, through which channel and in which round, when a company (or several at once) fails.

    Capital at risk is stakes at carrying value (else cost), loans at what is outstanding (else paid,
    not known to be repaid) and guarantees that are called; backlog, withdrawn funding and supply
    are what is bound and has not moved. `distress` is the loss after recoveries, plus a year's margin
    on the yearly revenue lost, over reported equity. What is lost is carried on: stakes and loans lose
    with the equity of the company they are in (linear DebtRank), purchases that serve a lost contract
    fall with it, and a company whose equity is used up fails itself.

    Parameters
    ----------
    failing
        One company or several (ids, names, aliases or tickers).
    view
        ``basis`` headline or expected replaces binding for promises; money already paid stays as it is.
    options
        Rounds, model, recoveries, pass-through, horizon, liquidity; see `Options`.
    draws, seed, executor, progress
        With `draws`, `extra` also holds what that many draws say; see `circularity.analysis.failure.uncertainty.uncertainty`.

    Returns
    -------
    Answer
        Rows of `ExposureRow`, the largest single channel first; dollars, shares as fractions.

    Raises
    ------
    UnknownName
        If no company goes by the name.

    Examples
    --------
    >>> import circularity as ci
    >>> "oracle" in {row.entity for row in ci.exposed(ci.load(), "openai")}
    True

    Notes
    -----
    Three runs (low, best known, high), each linear in the links that a round touches; a few milliseconds on the bundled data.
    S. Battiston and others (2012), DebtRank, *Scientific Reports* 2, 541; M. Bardoscia and others (2015), DebtRank: a microscopic
    foundation for shock propagation, *PLoS ONE* 10(6), e0130406.
    """
    options = options or Options()
    facts = data
    names = [failing] if isinstance(failing, str) else list(failing)
    if not names:
        raise WrongUsage("name at least one company that fails")
    data = options.on(data)
    view = (view or View()).on(data)
    dead = list(dict.fromkeys(data.entity(name).id for name in names))
    for name in dead:
        if data.entities[name].is_pool:
            raise WrongUsage(f"{data.name(name)} is a pool, not one company that could fail", "name a company")
    shock = fail(wire(data, view), tuple(dead))
    key = "+".join(dead) + (f"@{options.label}" if options.label else "")
    found = direct_hits(data, dead, view)
    cascade = Cascade(data, view, (shock, shock, shock), options)
    rows = rows_of(cascade, f"exposed:{key}", found.hits, figures_of(data, view))
    who = " and ".join(data.name(name) for name in dead)
    caveats, unknown = notes(cascade, rows, found)
    extra = {"failing": dead, **summary_of(cascade, rows)}
    if draws:
        from circularity.analysis.failure.uncertainty import uncertainty

        drawn = uncertainty(facts, dead, view, options, draws=draws, seed=seed, executor=executor, progress=progress)
        extra["draws"] = drawn
        if drawn.fixed:
            caveats.append(f"{count(drawn.fixed, 'amount')} known only from below or not at all, the same in every draw")
    return Answer(
        "exposed",
        data,
        view,
        tuple(rows),
        _sentence(cascade, who, rows),
        tuple(caveats),
        tuple(unknown),
        assumptions_of(cascade, found),
        extra,
    )


def figures_of(data: Dataset, view: View) -> Figures:
    """Look up the figures of a company that its losses are set against."""
    return lambda entity: {metric: reported(data, entity, metric, view.last_day) for _, metric in SHARES.values()}


def summary_of(cascade: Cascade, rows: Sequence[ExposureRow]) -> dict[str, Any]:
    """What each round adds in all, who fails in it, and how strongly losses feed on themselves."""
    names = cascade.wiring.names
    failed = cascade.runs[POINT].outcome.failed_in
    rounds: list[dict[str, Any]] = []
    for when in range(1, cascade.rounds + 1):
        entries = {row.entity: entry for row in rows for entry in row.by_round if entry["round"] == when}
        lost = [
            Term(Amount(*effect.lost_in(range(when, when + 1))), "")
            for effect in cascade.effects.values()
            if effect.key[1] == "capital_at_risk" and when in effect.lost
        ]
        rounds.append(
            {
                "round": when,
                "losers": sorted(entries),
                "failed": sorted(names[company] for company, round_ in failed.items() if round_ == when),
                "capital_lost": sum_of(lost),
                "charge": total(row.charge for row in rows if row.charge is not None) if when == 1 else ZERO,
                **{channel: total(e[channel] for e in entries.values() if e[channel] is not None) for channel in CHANNELS},
            }
        )
    first = rounds[0]["capital_lost"].point if rounds else 0.0
    whole = sum(entry["capital_lost"].point or 0.0 for entry in rounds)
    return {
        "model": str(cascade.options.model),
        "rounds": rounds,
        "settled": all(run.outcome.settled for run in cascade.runs),
        "amplification": round(whole / first, 6) if first else None,
        "spectral_radius": round(spectral_radius(cascade.wiring), 6),
    }


def notes(cascade: Cascade, rows: Sequence[ExposureRow], found: Hits) -> tuple[list[str], list[str]]:
    """What the figures rest on, and what could not be put into them."""
    data, wiring = cascade.data, cascade.wiring
    last = cascade.rounds
    caveats = ["channels are different things and are never added up"]
    if cascade.view.window is not None:
        caveats.append("a window does not cut a failure: every loss is that of the whole term")
    if last > 1 and not cascade.options.rounds:
        caveats.append("after the first round every figure rests on the model: who holds on longer, or is rescued, is not known")
    if cascade.options.rounds:
        caveats.append(f"only {count(cascade.options.rounds, 'round')} followed, as asked; what comes after is not in these figures")
    elif not all(run.outcome.settled for run in cascade.runs):
        caveats.append(f"still moving after {cascade.runs[POINT].outcome.rounds} rounds; what comes after is not in these figures")
    called = {number for _, channel, kind, number in cascade.effects if kind == "guarantee" and channel == "capital_at_risk"}
    conditions = [condition(wiring.guarantees[number].position, cascade.view) for number in sorted(called)]
    caveats += dict.fromkeys((*found.caveats, *filter(None, conditions)))
    for channel in CHANNELS:
        ceilings = sum(row.at_most.get(channel, 0.0) for row in rows)
        if ceilings and channel != "yearly_revenue_at_risk":
            caveats.append(f"{channel.replace('_', ' ')}: {dollars(ceilings)} dollars of it are amounts that are only ceilings")
    derived = worked_out.worked_out(data, (hit.chain[-1] for hit in found.hits))
    if derived:
        told = f"{count(len(derived), 'deal')} of the first round with an amount that no source states"
        caveats.append(f"{told}, worked out: {worked_out.named(derived)}")
    caveats += _beyond(data, rows)
    if any(row.pool for row in rows):
        caveats.append("pools (bondholders and the like) are not one party; their losses spread over many")
    bare = [row.entity for row in rows if wiring.balances[wiring.number[row.entity]].is_used_up]
    if bare:
        caveats.append(
            f"no equity left by their own balance sheets, so no distress and nothing passed on: {', '.join(data.name(e) for e in bare)}"
        )
    unknown = list(found.unknown)
    ended = [
        (row.entity, row.capital_lost)
        for row in rows
        if not row.pool
        and row.entity not in bare
        and row.capital_lost.high != 0
        and wiring.balances[wiring.number[row.entity]].capacity is None
    ]
    if ended:
        ended.sort(key=lambda pair: -(pair[1].point or pair[1].high or 0.0))
        named = "; ".join(f"{data.name(e)} ({money(a)} lost)" for e, a in ended[:NAMED])
        more = f"; and {len(ended) - NAMED} more" if len(ended) > NAMED else ""
        unknown.append(f"equity not known, so no distress, and the chain ends there: {named}{more}")
    vague, unlimited = _vague(cascade, {hit.chain[-1] for hit in found.hits})
    if vague:
        named = ", ".join(vague[:NAMED]) + (f" and {len(vague) - NAMED} more" if len(vague) > NAMED else "")
        unknown.append(f"{count(len(vague), 'later loss', 'later losses')} without a best figure, known as a range at most: {named}")
    if unlimited:
        how = "counts at its" if unlimited == 1 else "count at their"
        caveats.append(f"{count(unlimited, 'amount')} without an upper limit {how} best figure in what is passed on")
    no_margin = [
        row.entity
        for row in rows
        if row.distress is None and row.margin_lost.point is None and wiring.balances[wiring.number[row.entity]].capacity is not None
    ]
    if no_margin:
        named = ", ".join(data.name(e) for e in sorted(no_margin))
        unknown.append(f"gross margin not known, so distress has no point and its low end is passed on: {named}")
    return caveats, unknown


def _beyond(data: Dataset, rows: Sequence[ExposureRow]) -> list[str]:
    """Why a loss can be more than all of what it is set against."""
    lines = []
    for field, whole, why in (
        ("share_of_backlog", "all the remaining performance obligations", "orders for goods are not in that figure"),
        ("share_of_revenue", "a year's revenue", "what a contract brings at full size is set beside the revenue of a past year"),
    ):
        shares = {row.entity: share.value for row in rows if (share := getattr(row, field)) is not None}
        for words, chosen in (
            ("more", [name for name, value in shares.items() if (value.point or 0.0) > 1]),
            ("at worst more", [name for name, value in shares.items() if (value.point or 0.0) <= 1 < (value.high or 0.0)]),
        ):
            if chosen:
                lines.append(f"{words} than {whole} reported by {', '.join(data.name(e) for e in chosen)}: {why}")
    return lines


def _vague(cascade: Cascade, told: set[str]) -> tuple[list[str], int]:
    """Edges that cost something in later rounds and have no best figure, and how many amounts in all rounds have no upper limit."""
    bare: set[str] = set()
    unlimited: set[str] = set()
    for _, channel, kind, number in cascade.effects:
        link = cascade.link(kind, number)
        if link.hit is None or channel not in ("capital_at_risk", "backlog_at_risk", "funding_withdrawn", "supply_at_risk", "cover_lost"):
            continue
        amount = link.hit.term.amount
        if not amount.priced and link.edge not in told:
            bare.add(link.edge)
        if amount.priced and amount.high is None:
            unlimited.add(link.edge)
    return sorted(bare), len(unlimited)


def assumptions_of(cascade: Cascade, found: Hits) -> tuple[str, ...]:
    """The assumptions that entered the figures."""
    used = {hit.recovery for hit in found.hits if hit.recovery} | {"horizon"}
    for loser, channel, kind, number in cascade.effects:
        if kind == "claim" and channel == "capital_at_risk" and loser >= 0:
            hit = cascade.wiring.claims[number].hit
            used |= {hit.recovery} if hit is not None and hit.recovery else set()
    if cascade.rounds > 1:
        used.add("pass-through")
    if cascade.options.model is Model.CLEARING:
        used.add("bankruptcy-cost")
    return tuple(sorted(used))


def largest(data: Dataset, rows: Sequence[ExposureRow]) -> str:
    """Who loses most through each of the main channels; empty if nobody loses through any of them."""
    parts = []
    for channel, words in (("capital_at_risk", "capital"), ("backlog_at_risk", "backlog"), ("funding_withdrawn", "promised funding")):
        lost = {row.entity: getattr(row, channel) for row in rows if getattr(row, channel).high != 0}
        sizes = {name: amount.point or amount.high or amount.low or 0.0 for name, amount in lost.items()}
        if any(sizes.values()):
            top = max(sizes, key=lambda name: sizes[name])
            parts.append(f"{words}: {data.name(top)} most, {money(lost[top])}")
        elif lost:
            parts.append(f"{words}: not known how much")
    return "; ".join(parts)


def _sentence(cascade: Cascade, who: str, rows: Sequence[ExposureRow]) -> str:
    data = cascade.data
    direct = [row for row in rows if row.round == 1]
    if not direct:
        return f"If {who} failed, no recorded deal would cost anybody anything directly."
    parts = largest(data, direct)
    told = (
        f"If {who} failed, {count(len(direct), 'party would lose', 'parties would lose')} directly ({parts})."
        if parts
        else f"If {who} failed, {count(len(direct), 'party', 'parties')} would have to replace supply."
    )
    more = len(rows) - len(direct)
    if more:
        told += f" Carried on for {count(cascade.rounds, 'round')}, {count(more, 'more party loses', 'more parties lose')}"
        falls = [row for row in rows if row.fails_in]
        told += (
            f"; {', '.join(f'{data.name(row.entity)} (round {row.fails_in})' for row in falls[:NAMED])} would fail too."
            if falls
            else "; nobody else whose equity is known would have it used up."
        )
    return told


__all__ = ["ExposureRow", "debtrank", "exposed"]

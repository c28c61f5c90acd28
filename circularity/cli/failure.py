"""``exposed``, ``breaks`` and ``run``: failures and other shocks, carried on from round to round."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from circularity.cli.completion import choices, companies, scenarios
from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.analysis.failure.exposure import ExposureRow
    from circularity.analysis.failure.options import Options
    from circularity.analysis.failure.uncertainty import Drawn
    from circularity.analysis.results import Answer
    from circularity.cli.output import Column
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View

F = TypeVar("F", bound=Callable[..., Any])


def failure_options(function: F) -> F:
    """Give a command ``options``: how losses are carried on."""

    @click.option("--rounds", type=int, metavar="N", help="Follow only N rounds; 1 is the direct losses. All of them if left out.")
    @click.option(
        "--model",
        default="debtrank",
        show_default=True,
        metavar="NAME",
        shell_complete=choices("debtrank", "single-hit", "clearing"),
        help="debtrank, single-hit (its lower companion) or clearing.",
    )
    @click.option(
        "--recovery",
        "recoveries",
        multiple=True,
        metavar="CLASS=SHARE",
        help="What comes back of senior-secured, unsecured, vendor-loan or equity claims, as unsecured=0.4 (may be repeated).",
    )
    @click.option("--pass-through", metavar="SHARE", help="Share of lost revenue by which purchases that serve no contract are cut.")
    @click.option("--horizon", metavar="YEARS", help="Years of margin lost with a contract.")
    @click.option("--liquidity", is_flag=True, help="A company also fails when the funding withdrawn from it exceeds its cash.")
    @click.option("--bankruptcy-cost", metavar="SHARE", help="With --model clearing: share of a failed company's assets that is destroyed.")
    @wraps(function)
    def with_options(
        *args: Any,
        rounds: int | None,
        model: str,
        recoveries: tuple[str, ...],
        pass_through: str | None,
        horizon: str | None,
        liquidity: bool,
        bankruptcy_cost: str | None,
        **rest: Any,
    ) -> Any:
        from circularity.analysis.failure.options import Options, by_class, number

        options = Options(
            rounds=rounds,
            model=model,  # type: ignore[arg-type]
            recovery=by_class(recoveries),
            pass_through=None if pass_through is None else number(pass_through, "pass-through"),
            horizon=None if horizon is None else number(horizon, "horizon"),
            liquidity=liquidity,
            bankruptcy_cost=None if bankruptcy_cost is None else number(bankruptcy_cost, "bankruptcy cost"),
        )
        return function(*args, options=options, **rest)

    return with_options  # type: ignore[return-value]


@click.command(
    epilog=examples(
        "circularity exposed openai",
        "circularity exposed openai --waterfall oracle",
        "circularity exposed coreweave --rounds 1 --basis headline --json",
        "circularity exposed openai --draws 10000 --seed 1",
        "circularity exposed softbank --recovery equity=0.2 --model single-hit",
        "circularity why exposed:openai/nvidia.capital_lost",
    )
)
@click.argument("entities", nargs=-1, required=True, metavar="ENTITY...", shell_complete=companies)
@click.option(
    "--waterfall",
    metavar="ENTITY",
    shell_complete=companies,
    help="Instead of the table, the chains of deals that bring this company's losses.",
)
@click.option("--draws", type=int, default=0, metavar="N", help="Also draw N possible worlds: medians, 5 to 95 %, chances of failure.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="S", help="With --draws: the same seed gives the same figures.")
@click.option("--limit", type=click.IntRange(0), default=25, show_default=True, help="Rows in the table; 0 for all.")
@failure_options
@output_options
@view_options
def exposed(
    data: Dataset,
    view: View,
    options: Options,
    entities: tuple[str, ...],
    waterfall: str | None,
    draws: int,
    seed: int,
    limit: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Who loses what, in which round, if ENTITY fails (several: at once)? Channels apart, in dollars."""
    from circularity.analysis.failure import exposed as ask
    from circularity.cli.output import emit
    from circularity.errors import WrongUsage

    if draws < 0:
        raise WrongUsage(f"draws is {draws}", "write a whole number from 1 on")
    if draws:
        with _progress(draws) as progress:
            answer = ask(data, entities, view, options, draws=draws, seed=seed, progress=progress)
    else:
        answer = ask(data, entities, view, options)
    if waterfall is not None:
        _waterfall(answer, waterfall, as_json=as_json, as_csv=as_csv)
        return
    if draws and not (as_json or as_csv):
        _drawn(answer, limit)
        return
    emit(answer, loss_columns(answer), as_json=as_json, as_csv=as_csv, limit=limit or None, blocks=round_lines(answer))


@click.command(epilog=examples("circularity breaks softbank", "circularity breaks coreweave --horizon 2 --json"))
@click.argument("entity", shell_complete=companies)
@failure_options
@output_options
@view_options
def breaks(data: Dataset, view: View, options: Options, entity: str, as_json: bool, as_csv: bool) -> None:
    """The smallest failure, of one company or of two at once, that uses up the equity of ENTITY."""
    from circularity.analysis.failure.breaks import breaks as ask
    from circularity.analysis.wording import dollars, money
    from circularity.cli.output import emit

    answer = ask(data, entity, view, options)
    columns: list[Column] = [
        ("failing", lambda row: " and ".join(data.name(name) for name in row.failing)),
        ("equity used up", lambda row: _used_up(row.distress, row.distress_range)),
        ("in round", lambda row: str(row.fails_in or "-")),
        ("capital lost", lambda row: money(row.capital_lost)),
        ("margin lost", lambda row: money(row.margin_lost)),
        ("money through them", lambda row: dollars(row.size)),
    ]
    emit(answer, columns, as_json=as_json, as_csv=as_csv)


@click.command(
    epilog=examples("circularity run outside-funding-stops", "circularity run repeat-of-2001 --rounds 3", "circularity run --list")
)
@click.argument("scenario", required=False, metavar="NAME|FILE", shell_complete=scenarios)
@click.option("--list", "listed", is_flag=True, help="List the ready scenarios.")
@click.option("--limit", type=click.IntRange(0), default=25, show_default=True, help="Rows in the table; 0 for all.")
@failure_options
@output_options
@view_options
def run(
    data: Dataset,
    view: View,
    options: Options,
    scenario: str | None,
    listed: bool,
    limit: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Who loses what in a scenario: failures, demand cuts, stops of funding, write-downs, called guarantees, in any combination."""
    from circularity.analysis.failure.scenario import run as ask
    from circularity.cli.output import emit
    from circularity.dataset.scenarios import fitting, read_scenario
    from circularity.errors import WrongUsage

    if listed:
        for name in fitting(data):
            click.echo(f"{name}: {read_scenario(data, name).title}")
        return
    if scenario is None:
        raise WrongUsage("name a scenario or a file", f"ready ones: {', '.join(fitting(data))}")
    answer = ask(data, scenario, view, options)
    about = answer.extra["scenario"]
    lines = "\n".join(f"  {line}" for line in about["shocks"])
    blocks = [f"{about['description']}\n{lines}", *round_lines(answer)]
    emit(answer, loss_columns(answer), as_json=as_json, as_csv=as_csv, limit=limit or None, blocks=blocks)


def loss_columns(answer: Answer) -> list[Column]:
    """The columns of a table of losses; those in which nothing stands are left out."""
    data = answer.data
    columns: list[Column] = [
        ("loser", lambda row: data.name(row.entity) + (" (pool)" if row.pool else "")),
        ("round", lambda row: str(row.round)),
        ("capital at risk", lambda row: _cell(row, "capital_at_risk", row.share_of_equity, "equity")),
        ("backlog at risk", lambda row: _cell(row, "backlog_at_risk", row.share_of_backlog, "backlog")),
        ("receivable", lambda row: _cell(row, "receivable_at_risk", None, "") if row.receivable_at_risk else ""),
        ("a year", lambda row: _cell(row, "yearly_revenue_at_risk", row.share_of_revenue, "revenue")),
        ("funding withdrawn", lambda row: _cell(row, "funding_withdrawn", row.share_of_cash, "cash")),
        ("supply to replace", lambda row: _cell(row, "supply_at_risk", None, "")),
        ("cover lost", lambda row: _cell(row, "cover_lost", None, "")),
        ("guarantees pay", lambda row: _cell(row, "recovered_from_guarantee", None, "")),
        ("earnings lost", lambda row: "" if row.charge is None else _cell(row, "charge", None, "")),
        ("distress", _distress),
    ]
    return [column for column in columns if any(column[1](row) not in ("", "-") for row in answer.rows)]


def round_lines(answer: Answer) -> list[str]:
    """What each round adds, one line a round."""
    from circularity.analysis.wording import count, money

    lines = []
    for entry in answer.extra["rounds"]:
        losses = [
            f"{words} {money(entry[channel])}"
            for channel, words in (("capital_lost", "capital lost"), ("charge", "income lost"), ("backlog_at_risk", "backlog at risk"))
            if entry[channel].high != 0
        ]
        if not losses and entry["funding_withdrawn"].high != 0:
            losses = [f"promised funding withdrawn {money(entry['funding_withdrawn'])}"]
        fails = f"; {', '.join(answer.data.name(name) for name in entry['failed'])} used up" if entry["failed"] else ""
        lines.append(f"  round {entry['round']}: {count(len(entry['losers']), 'loser')}; {', '.join(losses) or 'no dollars'}{fails}")
    return ["\n".join(lines)] if len(lines) > 1 else []


USED_UP_SHOWN = 0.005
"""Of the equity: the least that shows as a whole percent."""


def _used_up(point: float, ends: tuple[float, float]) -> str:
    """A share of equity with its range, where the two differ in whole percents."""
    low, middle, high = (f"{100 * value:.0f}" for value in (ends[0], point, ends[1]))
    return f"{middle}%" if low == high == middle else f"{middle}% ({low} to {high})"


def _distress(row: ExposureRow) -> str:
    if row.distress is not None:
        return f"{row.distress:.0%}" + (f", fails in round {row.fails_in}" if row.fails_in else "")
    low, high = row.distress_range
    if low is None:
        return "-"
    if high is None:
        return f"at least {low:.0%}" if low >= USED_UP_SHOWN else "not known"
    return f"{high:.0%}" if f"{low:.0%}" == f"{high:.0%}" else f"{100 * low:.0f} to {high:.0%}"


def _waterfall(answer: Answer, name: str, *, as_json: bool, as_csv: bool) -> None:
    """One company's losses, chain by chain."""
    from dataclasses import replace

    from circularity.analysis.wording import dollars, money
    from circularity.cli.output import emit, notes, table
    from circularity.errors import UnknownName

    data = answer.data
    entity = data.entity(name).id
    row: ExposureRow | None = next((row for row in answer.rows if row.entity == entity), None)
    if row is None:
        raise UnknownName(name, "loser here", [row.entity for row in answer.rows[:3]])
    if as_json or as_csv:
        emit(replace(answer, rows=(row,)), [], as_json=as_json, as_csv=as_csv)
        return
    click.echo(f"{answer.sentence}\n\nWhat it costs {data.name(entity)}, chain by chain:\n")
    table(
        ["round", "channel", "USD", "through"],
        [
            [str(fall["round"]), fall["channel"].replace("_", " "), money(fall["amount"]), " > ".join(fall["edges"])]
            for fall in row.waterfall
        ],
    )
    if row.capacity is not None:
        found = row.capacity
        click.echo(
            f"\nCapacity: {dollars(found['value'])} of equity at {found['period_end']} ({found['publisher']}, {found['source_type']})"
        )
    click.echo(f"\nCapital lost after recovery {money(row.capital_lost)}; margin lost {money(row.margin_lost)}; distress {_distress(row)}")
    notes("Caveats", answer.caveats)


@contextmanager
def _progress(whole: int) -> Iterator[Callable[[int], None] | None]:
    """A progress bar where a person watches; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("draws", total=whole)
        yield lambda done: bar.advance(task, done)


def _drawn(answer: Answer, limit: int) -> None:
    """What the draws say: losers by how often they are among the largest, and the doubts that matter most."""
    from circularity.analysis.failure.uncertainty import TOP, Uncertainty
    from circularity.analysis.wording import dollars
    from circularity.cli.output import notes, table

    found: Uncertainty = answer.extra["draws"]
    data = answer.data

    def cell(drawn: Drawn, channel: str) -> str:
        spread = drawn.channels.get(channel)
        return "" if spread is None or not spread.p95 else f"{dollars(spread.p50)} ({dollars(spread.p05)} to {dollars(spread.p95)})"

    channels = {"capital_at_risk": "capital at risk", "backlog_at_risk": "backlog at risk", "yearly_revenue_at_risk": "a year"}
    channels |= {"funding_withdrawn": "funding withdrawn", "supply_at_risk": "supply to replace"}
    names = sorted(found.losers, key=lambda name: (-found.losers[name].in_top, -_middle(found.losers[name]), name))
    used = [channel for channel in channels if any(cell(found.losers[name], channel) for name in names)]
    rows = [
        [
            data.name(name),
            *(cell(found.losers[name], channel) for channel in used),
            _drawn_distress(found.losers[name]),
            f"{found.losers[name].fails:.0%}" if found.losers[name].distress else "-",
            f"{found.losers[name].in_top:.0%}",
        ]
        for name in names
        if any(cell(found.losers[name], channel) for channel in used)
    ]
    click.echo(answer.sentence)
    click.echo(f"\n{found.draws:,} draws, seed {found.seed}: median (5 to 95 % of draws)\n")
    shown = rows[:limit] if limit else rows
    table(["loser", *(channels[channel] for channel in used), "distress", "fails", f"in top {TOP}"], shown)
    if len(shown) < len(rows):
        click.echo(f"... and {len(rows) - len(shown)} more (--limit 0 shows all)")
    click.echo(f"\nAll that lowers anybody's equity: {dollars(found.loss.p50)} ({dollars(found.loss.p05)} to {dollars(found.loss.p95)})")
    notes("What explains its spread, each by itself", [f"{share:.0%} {what}" for what, share in found.matters])
    notes("Caveats", answer.caveats)
    notes("Not known", answer.unknown)


def _middle(drawn: Drawn) -> float:
    return max((spread.p50 for spread in drawn.channels.values()), default=0.0)


def _drawn_distress(drawn: Drawn) -> str:
    if drawn.distress is None:
        return "-"
    low, middle, high = drawn.distress
    return f"{middle:.0%} ({100 * low:.0f} to {100 * high:.0f})"


def _cell(row: Any, channel: str, part: Any, of: str) -> str:
    from circularity.analysis.wording import money, percent

    amount = getattr(row, channel)
    if amount.high == 0:
        return ""
    if part is None:
        return money(amount)
    if of == "backlog" and (part.value.low or 0.0) > 1:
        # orders for goods are mostly not in the performance obligations that a company reports
        return f"{money(amount)}, beyond its reported backlog"
    return f"{money(amount)} = {percent(part.value)} of {of}"

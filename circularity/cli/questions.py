"""``loops`` and ``exposed``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.cli.output import Column
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View


@click.command(
    epilog=examples(
        "circularity loops --basis headline",
        "circularity loops --through nvidia --max-length 4 --as-of 2026-06",
    )
)
@click.option("--through", multiple=True, metavar="ENTITY", help="Only loops that pass this company; repeated: all of them.")
@click.option("--max-length", type=click.IntRange(2), default=6, show_default=True, help="Most companies in a loop.")
@click.option("--min-size", default="0", metavar="MONEY", help="Only loops in which this much can go round, as '5 bn'.")
@click.option("--unpriced", is_flag=True, help="Also loops with hops that have no amount.")
@click.option("--groups", is_flag=True, help="Also loops inside one group of companies.")
@click.option("--consolidate", is_flag=True, help="Let a company stand for its whole group: subsidiaries and vehicles count as it.")
@click.option("--cap", type=click.IntRange(1), default=200_000, show_default=True, help="Stop after this many loops, and say so.")
@click.option("--limit", type=click.IntRange(0), default=25, show_default=True, help="Rows in the table; 0 for all.")
@output_options
@view_options
def loops(
    data: Dataset,
    view: View,
    through: tuple[str, ...],
    max_length: int,
    min_size: str,
    unpriced: bool,
    groups: bool,
    consolidate: bool,
    cap: int,
    limit: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Where does money come back? Loops of companies, largest first."""
    from circularity.analysis.loops import loops as find
    from circularity.analysis.wording import money
    from circularity.cli.output import emit

    answer = find(
        data,
        view,
        max_length=max_length,
        through=through,
        min_size=dollars_of(min_size),
        unpriced=unpriced,
        groups=groups,
        consolidate=consolidate,
        cap=cap,
    )
    columns = [
        ("loop", lambda row: " > ".join(data.name(c) for c in (*row.companies, row.companies[0]))),
        ("type", lambda row: str(row.type).replace("_", " ")),
        ("USD that can go round", lambda row: money(row.size)),
        ("binding", lambda row: "not known" if row.binding_share is None else f"{row.binding_share:.0%}"),
        ("grade", lambda row: str(row.grade)),
        ("live", lambda row: _period(row.live)),
        ("key edge", lambda row: row.key_edge or "-"),
    ]
    emit(answer, columns, as_json=as_json, as_csv=as_csv, limit=limit or None)


@click.command(
    epilog=examples(
        "circularity exposed openai",
        "circularity exposed coreweave --basis headline --json",
        "circularity why exposed:openai/oracle.backlog_at_risk",
    )
)
@click.argument("entities", nargs=-1, required=True, metavar="ENTITY...")
@click.option("--limit", type=click.IntRange(0), default=0, help="Rows in the table; 0 for all.")
@output_options
@view_options
def exposed(data: Dataset, view: View, entities: tuple[str, ...], limit: int, as_json: bool, as_csv: bool) -> None:
    """Who loses what, directly, if ENTITY fails (several: at once)? Channels apart, in dollars."""
    from circularity.analysis.failure import exposed as ask
    from circularity.cli.output import emit

    answer = ask(data, entities, view)
    columns: list[Column] = [
        ("loser", lambda row: data.name(row.entity) + (" (pool)" if row.pool else "")),
        ("capital at risk", lambda row: _cell(row, "capital_at_risk", row.share_of_equity, "equity")),
        ("backlog at risk", lambda row: _cell(row, "backlog_at_risk", row.share_of_backlog, "backlog")),
        ("receivable", lambda row: _cell(row, "receivable_at_risk", None, "") if row.receivable_at_risk else ""),
        ("a year", lambda row: _cell(row, "yearly_revenue_at_risk", row.share_of_revenue, "revenue")),
        ("funding withdrawn", lambda row: _cell(row, "funding_withdrawn", row.share_of_cash, "cash")),
        ("supply to replace", lambda row: _cell(row, "supply_at_risk", None, "")),
        ("cover lost", lambda row: _cell(row, "cover_lost", None, "")),
        ("guarantees pay", lambda row: _cell(row, "recovered_from_guarantee", None, "")),
        ("distress", lambda row: "-" if row.distress is None else f"{row.distress:.0%}"),
    ]
    used = [column for column in columns if any(column[1](row) not in ("", "-") for row in answer.rows)]
    emit(answer, used, as_json=as_json, as_csv=as_csv, limit=limit or None)


def dollars_of(text: str) -> float:
    """A threshold in the money grammar, in dollars."""
    from circularity.errors import WrongUsage
    from circularity.model.money import parse_money

    try:
        money = parse_money(text)
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    if money.stated.point is None:
        raise WrongUsage(f"'{text}' is no threshold", "write 5 bn")
    if money.currency != "USD":
        raise WrongUsage(f"'{text}' is in {money.currency}; thresholds are in dollars", "write 5 bn")
    return money.stated.point


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


def _period(live: Any) -> str:
    if not live.together:
        return "never at once"
    if live.start is None:
        return "not known"
    return f"{live.start:%Y-%m} to {live.end:%Y-%m}" if live.end else f"from {live.start:%Y-%m}"

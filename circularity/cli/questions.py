"""``loops``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from circularity.cli.completion import companies
from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View


@click.command(
    epilog=examples(
        "circularity loops --basis headline",
        "circularity loops --through nvidia --max-length 4 --as-of 2026-06",
    )
)
@click.option(
    "--through", multiple=True, metavar="ENTITY", shell_complete=companies, help="Only loops that pass this company; repeated: all of them."
)
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


def _period(live: Any) -> str:
    if not live.together:
        return "never at once"
    if live.start is None:
        return "not known"
    return f"{live.start:%Y-%m} to {live.end:%Y-%m}" if live.end else f"from {live.start:%Y-%m}"

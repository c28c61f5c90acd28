"""``announcements``: market value gained on the news of deals."""

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
        "circularity announcements",
        "circularity announcements amd --json",
        "circularity why announcements:amd-openai-2025/amd/2025-10-06",
    )
)
@click.argument("companies", nargs=-1, metavar="[ENTITY]...", shell_complete=companies)
@click.option("--limit", type=click.IntRange(0), default=0, help="Rows in the table; 0 for all.")
@output_options
@view_options
def announcements(data: Dataset, view: View, companies: tuple[str, ...], limit: int, as_json: bool, as_csv: bool) -> None:
    """How much market value did announcements add, beside what the deals bind to and have paid?"""
    from circularity.analysis.markets.announcements import announcements as ask
    from circularity.analysis.wording import money
    from circularity.cli.output import emit

    columns: list[Any] = [
        ("date", lambda row: row.date.isoformat()),
        ("share", lambda row: data.name(row.entity) if row.entity else row.ticker),
        ("change", lambda row: f"{row.change:+.1%}"),
        ("read", lambda row: row.window.replace("_", " ")),
        ("value gained", _gained),
        ("announced", lambda row: money(row.headline) if row.counted else "-"),
        ("still stands", lambda row: money(row.headline_now) if row.counted else "-"),
        ("binding", lambda row: money(row.binding) if row.counted else "-"),
        ("paid", lambda row: money(row.paid) if row.counted else "-"),
        ("warrants at that price", lambda row: money(row.warrant_value) if row.warrants else ""),
        ("deal", lambda row: row.deal),
    ]
    emit(ask(data, view, companies=companies), columns, as_json=as_json, as_csv=as_csv, limit=limit or None)


def _gained(row: Any) -> str:
    from circularity.analysis.wording import money

    return "not known" if row.value_from is None else money(row.value_gained) + (" (derived)" if row.value_from == "derived" else "")

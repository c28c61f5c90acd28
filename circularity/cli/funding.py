"""``funding``: funding conditions, as recorded or read anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View


@click.command(
    epilog=examples(
        "circularity funding",
        "circularity funding --as-of 2025-10-31 --json",
        "circularity funding --as-of 2025-12 --csv",
        "circularity why funding:stress",
    )
)
@click.option("--refresh", is_flag=True, help="Read the series from FRED first and write them into the dataset (needs a network).")
@click.option("--since", default="2025-06-01", show_default=True, metavar="DATE", help="With --refresh: from this day on.")
@click.option("--timeout", type=click.FloatRange(0.1, 300), default=20.0, show_default=True, help="With --refresh: seconds a series.")
@output_options
@view_options
def funding(data: Dataset, view: View, refresh: bool, since: str, timeout: float, as_json: bool, as_csv: bool) -> None:
    """How tight are the markets that the sector's outside money depends on?"""
    from circularity.analysis.markets.funding import funding as ask
    from circularity.cli.output import emit

    if refresh:
        from circularity.dataset.fred import refresh as read_anew

        done = read_anew(data, since, timeout=timeout)
        click.echo(f"{done.values} values of {len(done.series)} series read from {done.host}; {done.path} holds {done.rows}", err=True)
    answer = ask(data, view)
    columns: list[Any] = [
        ("series", lambda row: row.label),
        ("value", _value),
        ("on", lambda row: row.date.isoformat()),
        ("before", lambda row: "-" if row.previous is None else f"{row.previous:.4g} on {row.previous_date}"),
        ("lowest", lambda row: f"{row.lowest:.4g}"),
        ("highest", lambda row: f"{row.highest:.4g}"),
        ("stress", lambda row: "" if row.stress is None else f"{row.stress:.2f}"),
    ]
    emit(answer, columns, as_json=as_json, as_csv=as_csv)


def _value(row: Any) -> str:
    from circularity.analysis.markets.funding import UNITS

    low, point, high = row.value.low, row.value.point, row.value.high
    unit = UNITS.get(row.unit, "")
    if point is None:
        return "not known"
    around = f" ({low:.4g} to {high:.4g})" if low != high else ""
    return f"{point:.4g}{around} {unit}".strip()

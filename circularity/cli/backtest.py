"""``compare`` and ``backtest``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from circularity.cli.completion import companies, episodes
from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.cli.output import Column
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View


@click.command(epilog=examples("circularity compare", "circularity compare --vendor amd --other cisco", "circularity why compare:promised"))
@click.option("--vendor", default="nvidia", show_default=True, metavar="ENTITY", shell_complete=companies, help="The vendor of today.")
@click.option(
    "--other", default="lucent", show_default=True, metavar="ENTITY", shell_complete=companies, help="The vendor of the closed episode."
)
@click.option(
    "--case",
    "then",
    default="telecom-2000",
    show_default=True,
    metavar="CASE",
    shell_complete=episodes,
    help="The closed episode: its name, or a folder.",
)
@output_options
@view_options
def compare(data: Dataset, view: View, vendor: str, other: str, then: str, as_json: bool, as_csv: bool) -> None:
    """A vendor of today beside one of 2000, like for like."""
    from circularity.analysis.compare import compare as ask
    from circularity.cli.output import emit

    answer = ask(data, view, vendor=vendor, other=other, then=then)
    heads = [cell.subject for cell in answer.rows[0].cells]
    columns: list[Column] = [("over a year's revenue, unless said", lambda row: f"{row.line.replace('_', ' ')}: {row.meaning}")]
    columns += [(head, _cell(i)) for i, head in enumerate(heads)]
    emit(answer, columns, as_json=as_json, as_csv=as_csv)


def _cell(number: int) -> Callable[[Any], str]:
    return lambda row: str(row.cells[number].words)


@click.command(epilog=examples("circularity backtest telecom-2000", "circularity backtest telecom-2000 --json"))
@click.argument("name", metavar="CASE", shell_complete=episodes, default="telecom-2000")
@click.option("--strict", is_flag=True, help="Exit 1 if an outcome is missed.")
@output_options
def backtest(name: str, strict: bool, as_json: bool, as_csv: bool) -> None:
    """Known outcomes of a closed episode beside ours: met, missed or not testable."""
    from circularity.analysis.backtest import backtest as hold
    from circularity.cli.output import emit
    from circularity.dataset.outcomes import case

    answer = hold(case(name))
    columns = [
        ("outcome", lambda row: row.outcome),
        ("what happened", lambda row: row.statement + (" (control)" if row.control else "")),
        ("known", lambda row: row.expected_words),
        ("ours", lambda row: row.our_words or "-"),
        ("verdict", lambda row: row.verdict.replace("_", " ")),
    ]
    emit(answer, columns, as_json=as_json, as_csv=as_csv)
    if strict and answer.extra["missed"]:
        sys.exit(1)

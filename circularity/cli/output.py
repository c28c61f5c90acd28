"""Answers to the screen: a table made for the terminal, a plain one in a pipe, or JSON or CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from circularity.errors import WrongUsage
from circularity.model.tabular import flat

if TYPE_CHECKING:
    from circularity.analysis.results import Answer
    from circularity.filings.findings import Findings

Column = tuple[str, Callable[[Any], str]]
Section = tuple[str, Sequence[str], Sequence[Sequence[str]]]
"""A further table: its title, its headers, its rows."""
NOTES_SHOWN = 12


def emit(
    answer: Answer | Findings,
    columns: Sequence[Column],
    *,
    as_json: bool,
    as_csv: bool,
    limit: int | None = None,
    blocks: Sequence[str] = (),
    sections: Sequence[Section] = (),
) -> None:
    """Print an answer; stdout holds nothing else."""
    if as_json and as_csv:
        raise WrongUsage("--json and --csv exclude each other")
    if as_json:
        click.echo(answer.to_json())
        return
    if as_csv:
        _csv(answer)
        return
    click.echo(answer.sentence)
    for block in blocks:
        click.echo(block)
    rows = answer.rows if limit is None else answer.rows[:limit]
    if rows and columns:
        click.echo()
        table([name for name, _ in columns], [[show(row) for _, show in columns] for row in rows])
        if len(rows) < len(answer.rows):
            click.echo(f"... and {len(answer.rows) - len(rows)} more (--limit 0 shows all)")
    for title, headers, lines in sections:
        click.echo(f"\n{title}" if title else "")
        table(headers, lines)
    notes("Caveats", answer.caveats)
    notes("Not known", answer.unknown)
    if answer.assumptions and answer.data:
        stated = ", ".join(f"{name} {answer.data.assumptions.value(name):g}" for name in answer.assumptions)
        click.echo(f"Assumed: {stated} (data/assumptions.yaml)")


def notes(title: str, lines: Sequence[str]) -> None:
    """A short list under the table; the rest is counted, and whole in --json."""
    if not lines:
        return
    click.echo()
    click.echo(f"{title}:")
    for line in lines[:NOTES_SHOWN]:
        click.echo(f"  - {line}")
    if len(lines) > NOTES_SHOWN:
        click.echo(f"  - and {len(lines) - NOTES_SHOWN} more (--json lists all)")


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under headers, fitted to the terminal; unfitted and uncoloured in a pipe."""
    if sys.stdout.isatty():
        from rich import box
        from rich.console import Console
        from rich.table import Table

        drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
        for header in headers:
            drawn.add_column(header, overflow="fold")
        for row in rows:
            drawn.add_row(*(cell.replace("[", "\\[") for cell in row))
        Console(highlight=False).print(drawn)
        return
    from tabulate import tabulate

    click.echo(tabulate(rows, headers, tablefmt="simple", disable_numparse=True))


def _csv(answer: Answer | Findings) -> None:
    records = [flat(row) for row in answer.rows]
    names = list(dict.fromkeys(name for record in records for name in record)) or ["id", "edges"]
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow({name: _guarded(value) for name, value in record.items()})


def _guarded(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value

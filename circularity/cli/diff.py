"""``diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from circularity.cli.completion import datasets, folders
from circularity.cli.options import BASES, examples, output_options

if TYPE_CHECKING:
    from circularity.cli.output import Column, Section


@click.command(
    epilog=examples(
        "circularity diff 2025-06 2026-06",
        "circularity diff 2026-06 2026-10-10 --markdown",
        "circularity diff 2025-12-31 2026-06-30 --json",
    )
)
@click.argument("before", metavar="A", shell_complete=folders)
@click.argument("after", metavar="B", shell_complete=folders)
@click.option("--basis", type=click.Choice(BASES), default="binding", show_default=True, help="Which amount of a deal is meant.")
@click.option("--data", "folder", metavar="DIR", shell_complete=datasets, help="The dataset that dates and git revisions refer to.")
@click.option("--markdown", is_flag=True, help="Markdown, as for the summary of a pull request.")
@click.option("--limit", type=click.IntRange(0), default=15, show_default=True, help="Rows in a table; 0 for all.")
@output_options
def diff(before: str, after: str, basis: str, folder: str | None, markdown: bool, limit: int, as_json: bool, as_csv: bool) -> None:
    """What changed from A to B? Each a date, a folder, or a git revision of this checkout.

    Deals added, ended, restaged and re-amounted; loops opened and closed; the largest moves in exposure, in vendors'
    financing of their own sales, and in the share of money that runs in circles.
    """
    from circularity.analysis.change import as_markdown
    from circularity.analysis.change import diff as compare
    from circularity.analysis.change_rows import moved
    from circularity.analysis.wording import money
    from circularity.cli.options import dataset
    from circularity.cli.output import emit
    from circularity.dataset.revisions import dataset_at, is_date
    from circularity.errors import WrongUsage
    from circularity.graph.view import View

    if markdown and (as_json or as_csv):
        raise WrongUsage("--markdown, --json and --csv exclude each other")
    views = [View(as_of=name if is_date(name) else None, basis=basis) for name in (before, after)]
    sets = [dataset(folder) if is_date(name) else dataset_at(name, folder) for name in (before, after)]
    label = None if is_date(before) and is_date(after) else f"{before}..{after}"
    answer = compare(sets[0], sets[1], views[0], views[1], label)
    if markdown:
        click.echo(as_markdown(answer, limit), nl=False)
        return
    columns: list[Column] = [
        ("change", lambda row: row.change),
        ("what", lambda row: row.sentence),
        ("stage", lambda row: f"{row.stage_before or '-'} > {row.stage_after or '-'}".replace("_", " ")),
        ("before", lambda row: money(row.before)),
        ("after", lambda row: money(row.after)),
        ("moved by", moved),
        ("id", lambda row: row.subject),
    ]
    sections: list[Section] = []
    titles = {
        "deal": "Deals",
        "loop": "Loops",
        "exposure": "Direct exposures, the largest moves first",
        "vendor": "Vendor financing, the largest moves first",
    }
    for group, title in titles.items():
        rows = [row for row in answer.rows if row.group == group]
        used = [column for column in columns if group == "deal" or column[0] != "stage"]
        more = f" ({limit} of {len(rows)}; --limit 0 shows all)" if limit and len(rows) > limit else ""
        if rows:
            lines = [[show(row) for _, show in used] for row in (rows[:limit] if limit else rows)]
            sections.append((f"{title}{more}", [name for name, _ in used], lines))
    blocks = [f"  {row.sentence}" for row in answer.rows if row.group == "network"]
    emit(answer, [], as_json=as_json, as_csv=as_csv, blocks=blocks, sections=sections)

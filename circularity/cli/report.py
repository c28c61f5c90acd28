"""``report``: the page, and a summary in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from circularity.cli.options import examples, view_options

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View

TOP = 5


def _writable(ctx: click.Context, param: click.Parameter, value: str) -> Path:
    from circularity.render.report import writable

    writable(Path(value))
    return Path(value)


@click.command(epilog=examples("circularity report", "circularity report -o map.html --basis headline --open"))
@click.option("-o", "--output", default="exposure.html", show_default=True, metavar="FILE", callback=_writable, help="Where the page goes.")
@click.option("--open", "show", is_flag=True, help="Open the page in the browser afterwards.")
@view_options
def report(data: Dataset, view: View, output: Path, show: bool) -> None:
    """Write the page (one file that opens from disk) and print a summary."""
    from circularity.analysis.failure import exposed
    from circularity.analysis.loops import loops
    from circularity.analysis.summary import summary
    from circularity.analysis.wording import money
    from circularity.cli.output import notes, table
    from circularity.cli.progress import progress_bar
    from circularity.render.report import report as write

    with progress_bar("Working out the page") as progress:
        write(data, view, output, progress=progress)
    glance = summary(data, view)
    click.echo(glance.sentence)
    click.echo()
    rows = [row for row in glance.rows if row.group in ("class", "grade")]
    table(
        ["by", "", "edges", "headline", "binding", "paid", "expected"],
        [[r.group, r.name, str(r.count), money(r.headline), money(r.binding), money(r.paid), money(r.expected)] for r in rows],
    )
    found = loops(data, view)
    click.echo(f"\n{found.sentence}")
    table(
        ["loop", "type", "USD that can go round", "grade"],
        [
            [" > ".join(data.name(c) for c in (*r.companies, r.companies[0])), str(r.type).replace("_", " "), money(r.size), str(r.grade)]
            for r in found.rows[:TOP]
        ],
    )
    failing = _most_owing(data, view)
    if failing is not None:
        click.echo(f"\n{exposed(data, failing, view).sentence}")
    notes("Caveats", glance.caveats)
    notes("Not known", glance.unknown)
    size = f"{output.stat().st_size / 1e6:.1f} MB"
    click.echo(f"\nWrote {output} ({size}): open it in a browser; it needs no network.")
    if show:
        click.launch(str(output.resolve()))


def _most_owing(data: Dataset, view: View) -> str | None:
    """The company that the most money under commercial contracts depends on: the one whose failure is shown first."""
    from circularity.graph.build import flows
    from circularity.model.kinds import EdgeClass

    owed: dict[str, float] = {}
    for flow in flows(data, view):
        if flow.position.edge.kind.spec.edge_class is EdgeClass.COMMERCE and not data.entities[flow.payer].is_pool:
            owed[flow.payer] = owed.get(flow.payer, 0.0) + (flow.amount.point or 0.0)
    return max(sorted(owed), key=lambda name: owed[name]) if owed else None

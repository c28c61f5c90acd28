"""``export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from circularity.cli.completion import files
from circularity.cli.options import examples, view_options

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View

FORMATS = ("csv", "parquet", "xlsx", "json", "graphml", "gexf", "ftm", "svg", "png")


@click.command(
    epilog=examples(
        "circularity export -o flows.graphml",
        "circularity export -o map.svg --basis headline --as-of 2026-06",
        "circularity export -o tables --format csv",
    )
)
@click.option("-o", "--output", required=True, metavar="FILE", shell_complete=files, help="Where it goes; the ending names the format.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="The format, where the ending does not say it.")
@view_options
def export(data: Dataset, view: View, output: str, form: str | None) -> None:
    """Write the view for other programs: tables (csv, parquet, xlsx, json), graphs (graphml, gexf), ftm, the map (svg, png)."""
    from circularity.exports.formats import export as write

    for path in write(data, output, view, form=form):
        click.echo(f"Wrote {path} ({path.stat().st_size:,} bytes)")

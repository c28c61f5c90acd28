"""``path`` and ``disputes``, and the lists that ``check --stale`` and ``check --draw`` print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from circularity.cli.completion import companies
from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.cli.output import Column
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View


@click.command(epilog=examples("circularity path openai nvidia", "circularity path microsoft tsmc --max-hops 3 --basis headline"))
@click.argument("payer", metavar="FROM", shell_complete=companies)
@click.argument("payee", metavar="TO", shell_complete=companies)
@click.option("--max-hops", type=click.IntRange(1, 8), default=4, show_default=True, help="Longest path looked for.")
@click.option("--unpriced", is_flag=True, help="Also paths with hops that have no amount.")
@click.option("--limit", type=click.IntRange(0), default=10, show_default=True, help="Rows in the table; 0 for all.")
@output_options
@view_options
def path(data: Dataset, view: View, payer: str, payee: str, max_hops: int, unpriced: bool, limit: int, as_json: bool, as_csv: bool) -> None:
    """How does money get from one company to another? The shortest paths with their deals."""
    from circularity.analysis.routes import path as find
    from circularity.analysis.wording import money
    from circularity.cli.output import emit

    answer = find(data, payer, payee, view, max_hops=max_hops, unpriced=unpriced)
    columns: list[Column] = [
        ("path", lambda row: " > ".join(data.name(name) for name in row.companies)),
        ("USD that could pass", lambda row: money(row.size)),
        ("each hop", lambda row: " > ".join(money(amount) for amount in row.hop_amounts)),
        ("grade", lambda row: str(row.grade)),
        ("deals", lambda row: "; ".join(", ".join(edges[:3]) + (" ..." if len(edges) > 3 else "") for edges in row.hops)),
    ]
    emit(answer, columns, as_json=as_json, as_csv=as_csv, limit=limit or None)


@click.command(epilog=examples("circularity disputes", "circularity disputes --party oracle --json"))
@click.option(
    "--party", multiple=True, metavar="ENTITY", shell_complete=companies, help="Only edges that touch this company (may be repeated)."
)
@click.option("--limit", type=click.IntRange(0), default=15, show_default=True, help="Rows in the table; 0 for all.")
@output_options
@view_options
def disputes(data: Dataset, view: View, party: tuple[str, ...], limit: int, as_json: bool, as_csv: bool) -> None:
    """Where do sources disagree? The widest ranges first, with who says what."""
    from circularity.analysis.disputes import disputes as find
    from circularity.analysis.wording import dollars, money
    from circularity.cli.output import emit

    columns: list[Column] = [
        ("edge", lambda row: row.edge),
        ("apart", lambda row: dollars(row.width) if row.width else "-"),
        ("headline", lambda row: money(row.headline)),
        ("binding", lambda row: money(row.binding)),
        ("grade", lambda row: row.grade),
        ("what is disputed", lambda row: row.disputes or "not on record"),
    ]
    emit(find(data, view, party=party), columns, as_json=as_json, as_csv=as_csv, limit=limit or None)


def stale_list(folder: str | None, as_json: bool) -> None:
    """Print what should be looked at again."""
    from circularity.analysis.stale import stale
    from circularity.analysis.wording import money
    from circularity.cli.options import dataset
    from circularity.cli.output import emit

    columns: list[Column] = [
        ("subject", lambda row: row.subject),
        ("why", lambda row: row.message),
        ("since", lambda row: str(row.since)),
        ("headline", lambda row: money(row.amount) if row.edges else "-"),
        ("what to do", lambda row: row.fix),
        ("file", lambda row: row.path),
    ]
    emit(stale(dataset(folder)), columns, as_json=as_json, as_csv=False)


def draw_list(folder: str | None, number: int, seed: str, as_json: bool, as_csv: bool) -> None:
    """Print edges drawn at random for an audit."""
    from circularity.analysis.draw import draw
    from circularity.cli.options import dataset
    from circularity.cli.output import emit

    columns: list[Column] = [
        ("", lambda row: str(row.place)),
        ("edge", lambda row: row.edge),
        ("what", lambda row: row.sentence),
        ("amount", lambda row: row.amount),
        ("binding", lambda row: row.binding or "-"),
        ("paid", lambda row: row.paid or "-"),
        ("stage", lambda row: row.stage.replace("_", " ")),
        ("grade", lambda row: row.grade),
        ("sources", lambda row: str(row.sources)),
        ("file", lambda row: row.path),
    ]
    emit(draw(dataset(folder), number, seed), columns, as_json=as_json, as_csv=as_csv)

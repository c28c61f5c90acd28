"""``show``, ``edges`` and ``why``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from circularity.cli.completion import companies
from circularity.cli.completion import edges as edges_of_data
from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View


@click.command(
    epilog=examples(
        "circularity show nvidia",
        "circularity show CRWV --basis paid --as-of 2025",
    )
)
@click.argument("entity", shell_complete=companies)
@click.option("--limit", type=click.IntRange(0), default=0, help="Rows in the table; 0 for all.")
@output_options
@view_options
def show(data: Dataset, view: View, entity: str, limit: int, as_json: bool, as_csv: bool) -> None:
    """One company: what it pays and receives, deal by deal, and what it reports of itself."""
    from circularity.analysis.lookup import show as look
    from circularity.analysis.wording import money
    from circularity.cli.output import emit

    answer = look(data, entity, view)
    about = answer.extra["entity"]
    columns = [
        ("", lambda row: "out" if row.payer == about["id"] else "in"),
        ("with", lambda row: data.name(row.payee if row.payer == about["id"] else row.payer)),
        *_edge_columns(view)[2:],
    ]
    lines = [
        f"  {name.replace('_', ' ')}: {money(f['value'])} at {f['period_end']} ({f['publisher']})"
        for name, f in answer.extra["figures"].items()
    ]
    by_class = answer.extra["by_class"]
    flows = [
        f"  {name}: {money(side['out'])} out, {money(side['in'])} in"
        for name, side in by_class.items()
        if side["out"].high != 0 or side["in"].high != 0
    ]
    blocks = [text for text in ("\n".join(flows), "Reported:\n" + "\n".join(lines) if lines else "") if text]
    emit(answer, columns, as_json=as_json, as_csv=as_csv, limit=limit or None, blocks=blocks)


@click.command(
    epilog=examples(
        "circularity edges --summary",
        "circularity edges --payee nvidia --kind hardware_purchase",
        "circularity edges --unpaid --largest 10",
        "circularity edges --party openai --min-amount '10 bn' --csv",
    )
)
@click.option("--summary", is_flag=True, help="Edges and money by class, kind, stage and grade instead.")
@click.option(
    "--payer", multiple=True, metavar="ENTITY", shell_complete=companies, help="Only edges that this company pays (may be repeated)."
)
@click.option("--payee", multiple=True, metavar="ENTITY", shell_complete=companies, help="Only edges that this company receives.")
@click.option("--party", multiple=True, metavar="ENTITY", shell_complete=companies, help="Only edges that touch this company.")
@click.option("--min-amount", default="0", metavar="MONEY", help="Only edges of at least this much on the basis.")
@click.option("--largest", type=click.IntRange(1), metavar="N", help="Only the N largest, in --json and --csv as well.")
@click.option("--unpaid", is_flag=True, help="Only what is bound and not known to be paid, the most of it first.")
@click.option("--limit", type=click.IntRange(0), default=40, show_default=True, help="Rows in the table; 0 for all.")
@output_options
@view_options
def edges(
    data: Dataset,
    view: View,
    summary: bool,
    payer: tuple[str, ...],
    payee: tuple[str, ...],
    party: tuple[str, ...],
    min_amount: str,
    largest: int | None,
    unpaid: bool,
    limit: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the edges of a view with their amounts side by side, largest first."""
    from circularity.cli.output import emit

    if summary:
        _summary(data, view, as_json, as_csv)
        return
    from circularity.analysis.lookup import edges as find
    from circularity.cli.questions import dollars_of

    answer = find(data, view, payer=payer, payee=payee, party=party, min_amount=dollars_of(min_amount), unpaid=unpaid, largest=largest)
    columns = [("payer", lambda row: data.name(row.payer)), ("payee", lambda row: data.name(row.payee)), *_edge_columns(view)[2:]]
    if unpaid:
        from circularity.analysis.wording import money

        columns.insert(4, ("not known to be paid", lambda row: money(row.unpaid)))
    emit(answer, columns, as_json=as_json, as_csv=as_csv, limit=limit or None)


def _summary(data: Dataset, view: View, as_json: bool, as_csv: bool) -> None:
    from circularity.analysis.summary import summary
    from circularity.analysis.wording import money
    from circularity.cli.output import emit

    columns = [
        ("by", lambda row: row.group),
        ("", lambda row: row.name.replace("_", " ")),
        ("edges", lambda row: str(row.count)),
        ("priced", lambda row: str(row.priced)),
        ("headline", lambda row: money(row.headline)),
        ("binding", lambda row: money(row.binding)),
        ("paid", lambda row: money(row.paid)),
        ("expected", lambda row: money(row.expected)),
        ("share", lambda row: "-" if row.share is None else f"{row.share:.1%}"),
    ]
    emit(summary(data, view), columns, as_json=as_json, as_csv=as_csv)


def _edge_columns(view: View) -> list[Any]:
    from circularity.analysis.wording import money

    return [
        ("payer", lambda row: row.payer),
        ("payee", lambda row: row.payee),
        ("kind", lambda row: row.kind.replace("_", " ")),
        ("stage", lambda row: row.stage.replace("_", " ")),
        (f"counted ({view.basis})", lambda row: money(row.amount)),
        ("headline", lambda row: money(row.headline)),
        ("binding", lambda row: money(row.binding)),
        ("paid", lambda row: money(row.paid)),
        ("grade", lambda row: row.grade),
        ("edge", lambda row: row.edge),
    ]


@click.command(
    epilog=examples(
        "circularity why openai-oracle-cloud-2025",
        "circularity why loops:amd/openai",
        "circularity why exposed:openai/oracle.backlog_at_risk",
    )
)
@click.argument("name", metavar="ID", shell_complete=edges_of_data)
@output_options
@view_options
def why(data: Dataset, view: View, name: str, as_json: bool, as_csv: bool) -> None:
    """Trace a number to its edges and sources.

    ID is an edge, or a row of an answer (exposed:openai/oracle), or one figure of it (exposed:openai/oracle.backlog_at_risk).
    """
    from circularity.analysis.why import why as trace
    from circularity.cli.evidence import evidence, formulas
    from circularity.cli.output import emit, notes

    answer = trace(data, name, view)
    if as_json or as_csv:
        emit(answer, [], as_json=as_json, as_csv=as_csv)
        return
    click.echo(answer.sentence)
    for line in formulas(answer):
        click.echo(line)
    for row in answer.rows:
        click.echo()
        for line in evidence(row):
            click.echo(line)
    notes("Caveats", answer.caveats)
    notes("Not known", answer.unknown)

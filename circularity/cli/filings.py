"""``filings get``, ``facts``, ``compare``, ``evidence`` and ``candidates``."""

from __future__ import annotations

import click

from circularity.cli.completion import companies, datasets, edges
from circularity.cli.options import dataset, examples, output_options

SHELF = "filings-cache"
SAID = 60


@click.group(
    epilog=examples(
        "circularity filings get NVDA --form 10-K --limit 2",
        "circularity filings facts filings-cache/0001045810/companyfacts.json --concept PurchaseObligation",
        "circularity filings compare nvidia",
    )
)
def filings() -> None:
    """SEC filings: fetch them, read them, and hold the data against them."""


@filings.command()
@click.argument("path", type=click.Path())
@click.option("--concept", metavar="NAME", help="Part of a concept's name, or a pattern with *.")
@click.option("--member", metavar="NAME", help="Part of a dimension member's name, or a pattern with *.")
@click.option("--whole", is_flag=True, help="Only facts without dimensions.")
@click.option("--against", type=click.Path(), metavar="FILE", help="A companyfacts file to hold the facts against.")
@click.option("--limit", type=click.IntRange(0), default=40, show_default=True, help="Rows in the table; 0 for all.")
@click.option("--max-size", type=click.IntRange(1), default=150, show_default=True, metavar="MB", help="Larger files are refused.")
@output_options
@click.pass_context
def facts(
    ctx: click.Context,
    path: str,
    concept: str | None,
    member: str | None,
    whole: bool,
    against: str | None,
    limit: int,
    max_size: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Every figure that a filing states: a full submission, an inline page, an instance, or companyfacts JSON."""
    from circularity.cli.output import emit
    from circularity.filings.listing import facts as listed

    found = listed(path, concept=concept, member=member, whole=whole, against=against, largest=max_size * 1_000_000)
    columns = [
        ("concept", lambda row: row.fact.concept),
        ("period", lambda row: f"{row.fact.start} to {row.fact.end}" if row.fact.start else str(row.fact.end or "")),
        ("value", lambda row: f"{row.fact.value:,f}" if row.fact.value is not None else (row.fact.text or "nil")[:SAID]),
        ("unit", lambda row: row.fact.unit or ""),
        ("decimals", lambda row: "" if row.fact.decimals is None else f"{row.fact.decimals:g}"),
        ("dimensions", lambda row: ", ".join(member for _, member in row.fact.dimensions)),
        ("filed", lambda row: row.fact.accession or ""),
        *([("companyfacts", lambda row: row.against or "")] if against else []),
    ]
    emit(found, columns, as_json=as_json, as_csv=as_csv, limit=limit or None)
    if against and any(row.against == "differs" for row in found.rows):
        ctx.exit(1)


@filings.command()
@click.argument("entity", shell_complete=companies)
@click.argument("path", type=click.Path(), default=SHELF)
@click.option(
    "--known", type=click.Choice(["any", "then", "latest"]), default="any", show_default=True, help="As filed first, last, or ever."
)
@click.option("--status", "statuses", multiple=True, metavar="STATUS", help="Only rows of this status (may be repeated).")
@click.option("--limit", type=click.IntRange(0), default=40, show_default=True, help="Rows in the table; 0 for all.")
@click.option("--max-size", type=click.IntRange(1), default=150, show_default=True, metavar="MB", help="Larger files are refused.")
@click.option("--data", "folder", metavar="DIR", shell_complete=datasets, help="Another dataset.")
@output_options
@click.pass_context
def compare(
    ctx: click.Context,
    entity: str,
    path: str,
    known: str,
    statuses: tuple[str, ...],
    limit: int,
    max_size: int,
    folder: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Hold a company's reported figures against its filings on disk, value by value; exit 1 where one differs."""
    from circularity.cli.output import emit
    from circularity.filings.compare import compare as held

    found = held(dataset(folder), entity, path, known=known, largest=max_size * 1_000_000, statuses=statuses)
    columns = [
        ("status", lambda row: row.status.replace("_", " ")),
        ("metric", lambda row: row.metric),
        ("period", lambda row: f"{row.period} {row.period_end}"),
        ("data", lambda row: f"{row.ours.value:,.15g}" if row.ours else ""),
        ("filing", lambda row: f"{row.theirs.value:,f}" if row.theirs else ""),
        ("concept", lambda row: row.theirs.expression.text if row.theirs else ""),
        ("accession", lambda row: row.theirs.filing if row.theirs else ""),
        ("note", lambda row: row.note),
    ]
    emit(found, columns, as_json=as_json, as_csv=as_csv, limit=limit or None)
    if found.extra["counts"]["differs"]:
        ctx.exit(1)


@filings.command()
@click.argument("name", metavar="TICKER|CIK|ENTITY", shell_complete=companies)
@click.option("--form", "forms", multiple=True, metavar="FORM", help="10-K, 10-Q, 8-K, 20-F ... (may be repeated).")
@click.option("--limit", type=click.IntRange(1), help="The newest N of each form; all if left out.")
@click.option("--after", metavar="DATE", help="Only filings from this day on, as 2025-01-31.")
@click.option("--companyfacts", "extract", is_flag=True, help="Also the SEC's JSON of all its undimensioned facts.")
@click.option("--refresh", is_flag=True, help="Fetch the companyfacts again.")
@click.option("--to", "folder", type=click.Path(), default=SHELF, show_default=True, help="Where filings are kept.")
@click.option("--data", "data_folder", metavar="DIR", shell_complete=datasets, help="Another dataset.")
@output_options
@click.pass_context
def get(
    ctx: click.Context,
    name: str,
    forms: tuple[str, ...],
    limit: int | None,
    after: str | None,
    extract: bool,
    refresh: bool,
    folder: str,
    data_folder: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Fetch filings from the SEC; needs CIRCULARITY_SEC_IDENTITY, as 'Jane Doe jane@example.org'."""
    from circularity.cli.output import emit
    from circularity.cli.progress import progress_bar
    from circularity.filings.archive import get as fetch

    with progress_bar("Fetching") as progress:
        found = fetch(
            name,
            folder,
            data=dataset(data_folder),
            forms=forms,
            limit=limit,
            after=after,
            extract=extract,
            refresh=refresh,
            progress=progress,
        )
    columns = [
        ("form", lambda row: row.form),
        ("accession", lambda row: row.accession),
        ("status", lambda row: row.status),
        ("bytes", lambda row: f"{row.bytes:,}" if row.bytes else ""),
        ("path", lambda row: row.path or row.note),
    ]
    emit(found, columns, as_json=as_json, as_csv=as_csv)
    if found.extra["counts"]["missing"]:
        ctx.exit(3)


@filings.command()
@click.argument("edge", shell_complete=edges)
@click.argument("path", type=click.Path(), default=SHELF)
@click.option("--near", type=click.IntRange(1), default=600, show_default=True, help="Characters between the amount and a name.")
@click.option("--limit", type=click.IntRange(0), default=10, show_default=True, help="Passages shown; 0 for all.")
@click.option("--max-size", type=click.IntRange(1), default=150, show_default=True, metavar="MB", help="Larger files are refused.")
@click.option("--data", "folder", metavar="DIR", shell_complete=datasets, help="Another dataset.")
@output_options
@click.pass_context
def evidence(
    ctx: click.Context, edge: str, path: str, near: int, limit: int, max_size: int, folder: str | None, as_json: bool, as_csv: bool
) -> None:
    """Does any filing on disk state an edge's amount beside both names? Exit 1 where none does."""
    from circularity.cli.output import emit
    from circularity.filings.evidence import evidence as looked

    found = looked(dataset(folder), edge, path, near=near, largest=max_size * 1_000_000)
    columns = [
        ("found", lambda row: row.found),
        ("amount", lambda row: row.amount),
        ("filing", lambda row: row.accession or row.document),
        ("document", lambda row: row.document),
        ("character", lambda row: f"{row.offset:,}"),
        ("passage", lambda row: row.passage),
    ]
    emit(found, columns, as_json=as_json, as_csv=as_csv, limit=limit or None)
    if not found.extra["supported"]:
        ctx.exit(1)


@filings.command()
@click.argument("entity", shell_complete=companies)
@click.argument("path", type=click.Path(), default=SHELF)
@click.option("--topic", metavar="WORD", help="Only topics with this word: concentration, backlog, purchase, guarantee, leases, named.")
@click.option("--limit", type=click.IntRange(0), default=40, show_default=True, help="Rows in the table; 0 for all.")
@click.option("--max-size", type=click.IntRange(1), default=150, show_default=True, metavar="MB", help="Larger files are refused.")
@click.option("--data", "folder", metavar="DIR", shell_complete=datasets, help="Another dataset.")
@output_options
def candidates(
    entity: str, path: str, topic: str | None, limit: int, max_size: int, folder: str | None, as_json: bool, as_csv: bool
) -> None:
    """What a company's filings disclose that could become a deal, for a person to accept."""
    from circularity.cli.output import emit
    from circularity.filings.candidates import candidates as listed

    found = listed(dataset(folder), entity, path, topic=topic, largest=max_size * 1_000_000)
    columns = [
        ("topic", lambda row: row.topic),
        ("value", lambda row: f"{row.value} %" if row.unit == "percent" else f"{float(row.value):,.0f} {row.unit}"),
        ("of", lambda row: row.benchmark or ""),
        ("party", lambda row: row.party or ""),
        ("period", lambda row: row.period),
        ("filing", lambda row: row.accession or row.document),
        ("character", lambda row: f"{row.offset:,}"),
        ("passage", lambda row: row.passage[:200]),
    ]
    emit(found, columns, as_json=as_json, as_csv=as_csv, limit=limit or None)

"""``claims``: what commentary says, held against sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View

VERDICTS = ("supported", "partly", "unsupported", "wrong", "cannot_be_judged")
TOPICS = ("commitments", "backlog", "vendor_financing", "loops", "accounting", "depreciation", "debt", "market")


@click.command(
    epilog=examples(
        "circularity claims",
        "circularity claims openai-lost-11-5-bn",
        "circularity claims --verdict wrong --subject nvidia",
        "circularity why claims:oracle-backlog-is-openai",
    )
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--subject", multiple=True, metavar="ENTITY", help="Only claims about this company (may be repeated).")
@click.option("--verdict", multiple=True, type=click.Choice(VERDICTS), help="Only claims with this verdict (may be repeated).")
@click.option("--topic", multiple=True, type=click.Choice(TOPICS), help="Only claims on this topic (may be repeated).")
@click.option("--limit", type=click.IntRange(0), default=0, help="Rows in the table; 0 for all.")
@output_options
@view_options
def claims(
    data: Dataset,
    view: View,
    ids: tuple[str, ...],
    subject: tuple[str, ...],
    verdict: tuple[str, ...],
    topic: tuple[str, ...],
    limit: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """What does commentary say, and is it so? Verdicts with figures and sources, our own number beside each.

    With an ID: the whole of one claim.
    """
    from circularity.analysis.claims.answer import claims as hold
    from circularity.cli.output import emit

    answer = hold(data, view, ids, subject=subject, verdict=verdict, topic=topic)
    columns: list[Any] = [
        ("claim", lambda row: row.claim),
        ("verdict", lambda row: row.verdict.replace("_", " ")),
        ("theirs", lambda row: row.theirs["words"] if row.theirs else "-"),
        ("ours", _ours),
        ("grade", lambda row: row.grade),
        ("id", lambda row: row.claim_id),
    ]
    if ids and not (as_json or as_csv):
        emit(answer, [], as_json=False, as_csv=False, blocks=["\n" + "\n".join(whole(data, row)) for row in answer.rows])
    else:
        emit(answer, columns, as_json=as_json, as_csv=as_csv, limit=limit or None)


def _ours(row: Any) -> str:
    """The figure that answers the claim, and how far theirs is from it."""
    figure = next((f for f in row.ours if f.comparable), row.ours[0] if row.ours else None)
    if figure is None:
        return "-"
    return f"{figure.text} (theirs is {figure.compared})" if figure.compared else f"{figure.text}: {figure.what}"


def whole(data: Dataset, row: Any) -> Iterator[str]:
    """One claim with everything behind its verdict."""
    yield f"{row.claim_id}: {row.claim}"
    about = ", ".join(data.name(name) for name in row.subjects)
    yield f"  said by {row.said_by}{f', {row.date}' if row.date else ''}{f'; about {about}' if about else ''}"
    yield f"  {row.verdict.replace('_', ' ')}, evidence {row.grade}: {row.finding}"
    if row.why:
        yield f"  why it cannot be judged: {row.why}"
    if row.theirs:
        yield f"  theirs  {_figure(row.theirs)}"
    for figure in row.figures:
        yield f"  beside  {_figure(figure)}"
    for figure in row.ours:
        yield f"  ours    {figure.text}: {figure.what}{f' (theirs is {figure.compared})' if figure.compared else ''}"
        yield f"          circularity {figure.command}  [{figure.figure}]"
    for source in row.sources:
        yield from _source(source)


def _figure(figure: Any) -> str:
    worked = f" = {figure['arithmetic']}" if figure["arithmetic"] else ""
    return f"{figure['words']}{worked}: {figure['what']}" + (f"  [{figure['source']}]" if figure["source"] else "")


def _source(source: Any) -> Iterator[str]:
    about = [source["type"].replace("_", " "), *([source["date"]] if "date" in source else [])]
    about += [f"{key.replace('_', ' ')} {source[key]}" for key in ("relays", "seen_via") if key in source]
    yield f"  * {source['publisher']} ({', '.join(about)}): {source['says']}"
    if "url" in source:
        yield f"    {source['url']}"

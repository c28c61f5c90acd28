"""``schema``."""

from __future__ import annotations

from pathlib import Path

import click

from circularity.cli.options import examples

NAMES = ("deal", "entity", "dataset", "assumptions", "scenario", "claims")


@click.command(epilog=examples("circularity schema deal", "circularity schema --write my/schemas"))
@click.argument("name", required=False, type=click.Choice(NAMES))
@click.option("--write", "folder", metavar="DIR", help="Write NAME.schema.json (all of them without NAME) into this folder.")
def schema(name: str | None, folder: str | None) -> None:
    """JSON Schema of a data file: editors complete and check by it, with hover help. Without NAME: what there is."""
    from circularity.dataset.schema import PLACES, schema_text

    if folder is None:
        if name is None:
            for each in NAMES:
                click.echo(f"{each:12} {', '.join(PLACES[each])}")
        else:
            click.echo(schema_text(name), nl=False)
        return
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for each in (name,) if name else NAMES:
        target = place / f"{each}.schema.json"
        target.write_bytes(schema_text(each).encode("utf-8"))
        click.echo(f"Wrote {target}")

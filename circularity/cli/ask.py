"""``ask``."""

from __future__ import annotations

import sys

import click

from circularity.cli.completion import datasets
from circularity.cli.options import dataset, examples, output_options


@click.command(
    epilog=examples(
        'circularity ask "who is exposed if OpenAI fails"',
        'circularity ask "can OpenAI pay its bills as of 2026-06"',
        'circularity ask "where does Nvidia\'s money come back" --json',
    )
)
@click.argument("question", nargs=-1, required=True)
@click.option("--data", "folder", metavar="DIR", shell_complete=datasets, help="Another dataset: a folder, or the case telecom-2000.")
@output_options
def ask(question: tuple[str, ...], folder: str | None, as_json: bool, as_csv: bool) -> None:
    """A question in plain words. Says which command it ran; offers the nearest readings when unsure."""
    from circularity.ask import read
    from circularity.cli.main import COMMANDS, command

    reading = read(" ".join(question), dataset(folder), COMMANDS)
    told = [*reading.args, *(("--data", folder) if folder else ())]
    shape = [option for option, wanted in (("--json", as_json), ("--csv", as_csv)) if wanted]
    unread = f"  (not understood, and left out: {', '.join(reading.unread)})" if reading.unread else ""
    # the answer alone on stdout where a program reads it
    click.echo(f"Read as: {reading.line}{unread}\n", file=sys.stderr if shape else None)
    command(reading.command).main([*told, *shape], prog_name=f"circularity {reading.command}", standalone_mode=False)

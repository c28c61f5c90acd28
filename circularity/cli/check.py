"""``check``: every problem of a dataset at once."""

from __future__ import annotations

import json

import click

from circularity.cli.completion import datasets, files
from circularity.cli.options import examples
from circularity.errors import WrongUsage


@click.command(
    epilog=examples(
        "circularity check",
        "circularity check my/data --format github",
        "circularity check --format json --no-warnings",
        "circularity check --stale",
        "circularity check --draw 60 --seed audit-2",
    )
)
@click.argument("path", required=False, metavar="[PATH]", shell_complete=files)
@click.option("--data", "folder", metavar="DIR", shell_complete=datasets, help="The same as PATH.")
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "github"]), default="text", show_default=True, help="How problems are printed."
)
@click.option("--json", "as_json", is_flag=True, help="JSON by the documented contract.")
@click.option("--no-warnings", is_flag=True, help="Errors only.")
@click.option("--strict", is_flag=True, help="Warnings fail as well.")
@click.option("--stale", is_flag=True, help="Instead: what should be looked at again, and why, the most money first.")
@click.option("--draw", type=int, metavar="N", help="Instead: N edges at random, to be read against their sources.")
@click.option("--seed", metavar="TEXT", help="With --draw: the same data and seed draw the same edges again.")
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values, one line a row.")
@click.pass_context
def check(
    ctx: click.Context,
    path: str | None,
    folder: str | None,
    style: str,
    as_json: bool,
    no_warnings: bool,
    strict: bool,
    stale: bool,
    draw: int | None,
    seed: str | None,
    as_csv: bool,
) -> None:
    """Check a dataset (the bundled one if no PATH): each problem with line, column, code and fix."""
    if draw is not None:
        from circularity.cli.routes import draw_list

        if stale:
            raise WrongUsage("--draw and --stale exclude each other")
        if seed is None:
            raise WrongUsage("--draw needs a seed", "add --seed and a text, as in --seed audit-2; the same text draws the same edges again")
        draw_list(path or folder, draw, seed, as_json or style == "json", as_csv)
        return
    if seed is not None or as_csv:
        raise WrongUsage(f"{'--csv' if seed is None else '--seed'} goes with --draw")
    if stale:
        from circularity.cli.routes import stale_list

        stale_list(path or folder, as_json or style == "json")
        return
    from circularity.dataset.check import check_part
    from circularity.dataset.problems import Severity

    reading, problems = check_part(path or folder, warnings=not no_warnings)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    style = "json" if as_json else style
    if style == "json":
        card = reading.dataset.card if reading.dataset else None
        rows = [
            {
                "id": f"check:{p.path}:{p.line}:{p.column}:{p.code}",
                "edges": [p.subject] if reading.dataset and p.subject in reading.dataset.edges else [],
            }
            | {
                "path": p.path,
                "line": p.line,
                "column": p.column,
                "code": p.code,
                "severity": str(p.severity),
                "message": p.message,
                "fix": p.fix,
            }
            for p in problems
        ]
        about = {"name": card.name, "version": card.version, "as_of": str(card.as_of)} if card else None
        answer = {"schema": "circularity/check/1", "data": about, "view": None, "rows": rows, "caveats": [], "unknown": []}
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    elif style == "github":
        for p in problems:
            place = f"file={_property(p.path)},line={p.line},col={p.column},title={p.code}"
            click.echo(f"::{p.severity} {place}::{_message(f'{p.message} ({p.fix})')}")
    else:
        for problem in problems:
            click.echo(problem)
    if style == "text":
        facts = reading.dataset
        named = (("deal", "deals", "deals"), ("edge", "edges", "edges"), ("entity", "entities", "entities"))
        counts = [(len(getattr(facts, field)), one, many) for one, many, field in named] if facts else []
        what = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts) + (": " if counts else "")
        click.echo(f"{what}{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}")
    ctx.exit(1 if errors or (strict and warnings) else 0)


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")

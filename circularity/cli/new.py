"""``new deal`` and ``new entity``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from circularity.cli.completion import companies, datasets, kinds, roles, source_types, stages
from circularity.cli.options import examples

if TYPE_CHECKING:
    from pathlib import Path

    from circularity.dataset.dataset import Dataset

DEAL = {
    "from": "Who pays, lends, grants or guarantees",
    "to": "Who receives",
    "kind": "Kind (loan, cloud_contract, equity_investment, ...; docs/kinds.md)",
    "amount": "Amount as announced (300 bn, up to 100 bn, 15..20 bn, undisclosed)",
    "stage": "Stage (rumored, announced, letter_of_intent, signed, active, completed)",
    "date": "Date (2026, 2026-10 or 2026-10-06)",
    "publisher": "Who published it",
    "type": "Type of source (filing, press_release, dataset, analyst, news, blog, unverified)",
    "says": "What the source says, in your own words",
}
ENTITY = {"name": "Usual name", "role": "Role (chipmaker, neocloud, lab, lender, ...; docs/rules.md)"}


@click.group(
    epilog=examples(
        "circularity new deal --help",
        "circularity new entity --name 'Acme Cloud' --role neocloud --country US --dry-run",
    )
)
def new() -> None:
    """Write the file of a new deal or entity: with flags, or asked on a terminal. Nothing is overwritten."""


@new.command(
    epilog=examples(
        "circularity new deal --from nvidia --to openai --kind loan --amount '2 bn' --stage signed --date 2026-10-06 "
        "--url https://example.org/a --publisher 'Example Wire' --type news --says 'A loan of two billion' --dry-run",
    )
)
@click.option("--from", "payer", metavar="ENTITY", shell_complete=companies, help=DEAL["from"] + ".")
@click.option("--to", "payee", metavar="ENTITY", shell_complete=companies, help=DEAL["to"] + ".")
@click.option("--kind", shell_complete=kinds, help=DEAL["kind"] + ".")
@click.option("--amount", metavar="MONEY", help=DEAL["amount"] + ".")
@click.option("--stage", shell_complete=stages, help=DEAL["stage"] + ".")
@click.option("--date", "when", metavar="DATE", help=DEAL["date"] + ".")
@click.option("--url", help="Where the source can be read; may be left out only for --type unverified.")
@click.option("--publisher", help=DEAL["publisher"] + ".")
@click.option("--type", "kind_of_source", metavar="TYPE", shell_complete=source_types, help=DEAL["type"] + ".")
@click.option("--by", metavar="ENTITY", shell_complete=companies, help="The party that speaks, where it is a party's own document.")
@click.option("--says", help=DEAL["says"] + ".")
@click.option("--title", help="What happened, in one line.")
@click.option("--note", help="A note on the stage.")
@click.option("--id", "name", metavar="ID", help="The deal's id and file name; from the parties and the year if left out.")
@click.option("--data", "folder", metavar="DIR", shell_complete=datasets, help="The dataset to add to.")
@click.option("--dry-run", is_flag=True, help="Print the file and write nothing.")
def deal(folder: str | None, dry_run: bool, payer: str | None, payee: str | None, when: str | None, **given: str | None) -> None:
    """A deal with one edge, one step of history and one source; more can be added in an editor."""
    from circularity.dataset.draft import deal_text

    data = _writable(folder)
    said = {"from": payer, "to": payee, "date": when, "type": given.pop("kind_of_source"), "id": given.pop("name"), **given}
    answers = _asked(said, DEAL)
    if sys.stdin.isatty() and not answers.get("url") and answers["type"] != "unverified":
        answers["url"] = click.prompt("Address of the source (https://...)", err=True)
    _done(*deal_text(data, answers), dry_run)


@new.command(epilog=examples("circularity new entity --name 'Acme Cloud' --role neocloud --ticker ACMC --country US --dry-run"))
@click.option("--name", help=ENTITY["name"] + ".")
@click.option("--role", shell_complete=roles, help=ENTITY["role"] + ".")
@click.option("--id", "ident", metavar="ID", help="Its id and file name; from the name if left out.")
@click.option("--alias", "aliases", multiple=True, help="Another name it answers to (may be repeated).")
@click.option("--ticker", help="Symbol, if it is listed.")
@click.option("--exchange", help="Where it is listed.")
@click.option("--cik", help="Number under which the SEC files it, ten digits.")
@click.option("--country", help="Two-letter code of its seat.")
@click.option("--parent", metavar="ENTITY", shell_complete=companies, help="The entity that stands behind it.")
@click.option("--website", "websites", multiple=True, help="A host of its own (may be repeated).")
@click.option("--anyway", is_flag=True, help="Even though another has a similar name.")
@click.option("--data", "folder", metavar="DIR", shell_complete=datasets, help="The dataset to add to.")
@click.option("--dry-run", is_flag=True, help="Print the file and write nothing.")
def entity(folder: str | None, dry_run: bool, anyway: bool, ident: str | None, **given: Any) -> None:
    """A company, vehicle, lender, investor or pool."""
    from circularity.dataset.draft import entity_text

    data = _writable(folder)
    _done(*entity_text(data, _asked({"id": ident, **given}, ENTITY), anyway=anyway), dry_run)


def _asked(said: dict[str, Any], needed: dict[str, str]) -> dict[str, Any]:
    """What is missing is asked for on a terminal, and complained about anywhere else."""
    from circularity.errors import WrongUsage

    missing = [key for key in needed if not said.get(key)]
    if missing and not sys.stdin.isatty():
        raise WrongUsage(f"not said: {', '.join(missing)}", "add " + " ".join(f"--{key} ..." for key in missing))
    return said | {key: click.prompt(needed[key], err=True) for key in missing}


def _writable(folder: str | None) -> Dataset:
    from circularity.cli.options import dataset
    from circularity.dataset.places import bundled
    from circularity.errors import WrongUsage

    if folder is None and bundled().name == "_data":
        raise WrongUsage("the installed data are not to be changed", "work in a checkout, or name your own dataset with --data")
    return dataset(folder)


def _done(path: Path, text: str, dry_run: bool) -> None:
    from circularity.dataset.draft import write_new

    if dry_run:
        click.echo(text, nl=False)
        return
    write_new(path, text)
    click.echo(f"Wrote {path}; look at it, then: circularity check {path}")

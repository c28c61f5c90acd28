"""New files as a contributor would write them: checked before they are written, and never over an older one."""

from __future__ import annotations

import difflib
import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from circularity.dataset.dataset import Dataset
from circularity.dataset.problems import RULES
from circularity.dataset.rules import ERRORS
from circularity.dataset.yamltext import parse
from circularity.errors import CannotWrite, UnknownName, WrongUsage
from circularity.model.dates import parse_date
from circularity.model.deal import Deal, SourceType
from circularity.model.entity import Entity, Role
from circularity.model.kinds import Kind
from circularity.model.money import parse_money
from circularity.model.stages import Stage

if TYPE_CHECKING:
    from enum import StrEnum

T = TypeVar("T")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,()/&+%$;'-]*[A-Za-z0-9.)%]|[A-Za-z]", re.ASCII)
_NEVER_PLAIN = re.compile(r"(?i)true|false|yes|no|on|off|null|y|n")
NEAR = 0.85
"""How alike two names must be for a new entity to be taken for an old one."""


def deal_text(data: Dataset, said: Mapping[str, str]) -> tuple[Path, str]:
    """Where a new deal goes, and its file's text, from a few plain answers.

    `said` has ``from``, ``to``, ``kind``, ``amount``, ``stage``, ``date``, ``publisher``, ``type``, ``says``, and may have ``id``,
    ``title``, ``url``, ``by``, ``note``.

    Raises
    ------
    WrongUsage, UnknownName
        With what is wrong and how to say it; nothing is written.
    """
    payer, payee = (_company(data, said[key]) for key in ("from", "to"))
    kind, stage = _word(Kind, said["kind"], "kind"), _word(Stage, said["stage"], "stage")
    source_type = _word(SourceType, said["type"], "source type")
    amount, when = _read(parse_money, said["amount"]).text, _read(parse_date, said["date"])
    year = when.first.year
    name = said.get("id") or f"{payer}-{payee}-{year}"
    title = said.get("title") or f"{kind.spec.sentence(data.name(payer), data.name(payee))}"
    edge = _unused(data, f"{payer}-{payee}-{kind.replace('_', '-')}-{year}")
    note = f", note: {_scalar(said['note'], flow=True)}" if said.get("note") else ""
    source = {
        "url": said.get("url"),
        "publisher": said["publisher"],
        "type": str(source_type),
        "by": _company(data, said["by"]) if said.get("by") else None,
        "date": when.text,
        "says": said["says"],
    }
    lines = [
        f"deal: {name}",
        f"title: {_scalar(title)}",
        "edges:",
        f"  - id: {edge}",
        f"    from: {payer}",
        f"    to: {payee}",
        f"    kind: {kind}",
        f"    amount: {amount}",
        "    history:",
        f'      - {{date: "{when.text}", stage: {stage}{note}}}',
        "    sources:",
        *(f"      {'- ' if i == 0 else '  '}{key}: {_scalar(value)}" for i, (key, value) in enumerate(_given(source).items())),
    ]
    path = data.root / "edges" / str(year) / f"{name}.yaml"
    if name in data.deals:
        raise WrongUsage(f"deal {name} exists already", "add an edge to its file, or give the new one another --id")
    text = _with_modeline(path, "deal", lines)
    deal = _valid(text, Deal)
    wider = replace(data, deals=dict(sorted({**data.deals, deal.id: deal}.items())), cache={})
    _keeps_the_rules(wider, f"deal {deal.id}")
    return path, text


def entity_text(data: Dataset, said: Mapping[str, Any], *, anyway: bool = False) -> tuple[Path, str]:
    """Where a new entity goes, and its file's text.

    `said` has ``name`` and ``role``, and may have ``id``, ``aliases``, ``ticker``, ``exchange``, ``cik``, ``country``, ``parent``,
    ``websites``. A name that is near to one that exists is refused, unless `anyway`.
    """
    role = _word(Role, said["role"], "role")
    name = said.get("id") or _slug(said["name"])
    if not name:
        raise WrongUsage(f"no id can be made of {said['name']!r}", "give --id in small letters, digits and hyphens")
    path = data.root / "entities" / f"{name}.yaml"
    _is_new(data, name, [said["name"], *(said.get("aliases") or ()), *([said["ticker"]] if said.get("ticker") else [])], anyway)
    listing = _given({"ticker": said.get("ticker"), "exchange": said.get("exchange"), "cik": said.get("cik")})
    if listing and "ticker" not in listing:
        raise WrongUsage("a listed company has a ticker", "add --ticker")
    lines = [f"entity: {name}", f"name: {_scalar(said['name'])}"]
    if said.get("aliases"):
        lines.append(f"aliases: [{', '.join(_scalar(a, flow=True) for a in said['aliases'])}]")
    lines.append(f"role: {role}")
    if listing:
        lines.append("listed: {" + ", ".join(f"{key}: {_scalar(value, flow=True)}" for key, value in listing.items()) + "}")
    if said.get("country"):
        lines.append(f"country: {_scalar(said['country'])}")
    if said.get("parent"):
        lines.append(f"parent: {_company(data, said['parent'])}")
    if role is Role.POOL:
        lines.append("pool: true")
    if said.get("websites"):
        lines.append(f"websites: [{', '.join(_scalar(site, flow=True) for site in said['websites'])}]")
    text = _with_modeline(path, "entity", lines)
    entity = _valid(text, Entity)
    wider = replace(data, entities=dict(sorted({**data.entities, entity.id: entity}.items())), cache={})
    _keeps_the_rules(wider, entity.id)
    return path, text


def write_new(path: Path, text: str) -> None:
    """Write a file that must not be there yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise WrongUsage(f"{path} exists already", "nothing was written; edit it, or give the new one another --id") from None
    except OSError as error:
        raise CannotWrite(f"{path}: {error.strerror or error}", "name a folder that you may write to with --data") from None


def _with_modeline(path: Path, name: str, lines: list[str]) -> str:
    """First the line by which an editor finds the schema, where there is one above the file."""
    place = path.resolve()
    for folder in place.parents:
        found = folder / "schemas" / f"{name}.schema.json"
        if found.is_file():
            lines = [f"# yaml-language-server: $schema={Path(os.path.relpath(found, place.parent)).as_posix()}", *lines]
            break
    return "\n".join(lines) + "\n"


def _valid(text: str, shape: type[Any]) -> Any:
    parsed = parse(text.encode("utf-8"))
    if parsed.value is None:
        code, _, _, message = parsed.complaints[0]
        raise WrongUsage(message, RULES[code].fix)
    try:
        return shape.model_validate(parsed.value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise WrongUsage(f"{where}: {first['msg'].removeprefix('Value error, ')}", "say it as docs/rules.md has it") from None


def _keeps_the_rules(data: Dataset, owner: str) -> None:
    for rule in ERRORS:
        for finding in rule(data):
            if finding.owner == owner:
                raise WrongUsage(finding.message, RULES[finding.code].fix)


def _company(data: Dataset, name: str) -> str:
    try:
        return data.entity(name).id
    except UnknownName as error:
        error.fix = f"{error.fix or 'no name is near'}; a new one: circularity new entity"
        raise


def _is_new(data: Dataset, entity: str, names: list[str], anyway: bool) -> None:
    known = {name.casefold(): e.id for e in data.entities.values() for name in e.names}
    for name in (entity, *names):
        if name.casefold() in known:
            there = known[name.casefold()]
            raise WrongUsage(f"{name!r} exists already: {there}", f"circularity show {there}; or another --id and --name")
        near = difflib.get_close_matches(name.casefold(), known, 3, NEAR)
        if near and not anyway:
            listed = ", ".join(dict.fromkeys(known[n] for n in near))
            raise WrongUsage(f"{name!r} is near to {listed}", "use that one, or say --anyway if it is another company")


def _word(words: type[StrEnum], text: str, what: str) -> Any:
    try:
        return words(text.strip())
    except ValueError:
        near = difflib.get_close_matches(text.casefold().replace(" ", "_"), list(words), 3, 0.6)
        raise UnknownName(text, what, near or list(words)) from None


def _read(parser: Callable[[str], T], text: str) -> T:
    try:
        return parser(text)
    except ValueError as error:
        message, _, fix = str(error).partition("; ")
        raise WrongUsage(message, fix) from None


def _unused(data: Dataset, name: str) -> str:
    taken = {*data.edges}
    return next(candidate for i in range(1, 1000) if (candidate := name if i == 1 else f"{name}-{i}") not in taken)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.casefold()))


def _given(values: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}


def _scalar(text: str, *, flow: bool = False) -> str:
    """A text as YAML: bare where nothing in it could be read as something else."""
    text = " ".join(text.split())
    bare = _PLAIN.fullmatch(text) and not _NEVER_PLAIN.fullmatch(text) and not (flow and "," in text)
    if bare:
        return text
    if text.startswith(("http://", "https://")) and not re.search(r"[\s#\"'{}\[\],&*]|: ", text) and not flow:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

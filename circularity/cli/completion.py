"""What a shell offers for an argument or option: companies, edges, kinds, stages, scenarios, datasets.

Names are taken from the files' names and from single lines of them, so that nothing is loaded and a key press is answered at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
_NAME = re.compile(r"^name: *[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_OTHERS = re.compile(r"^aliases: *\[(.*)\]|\bticker: *([\w.-]+)", re.MULTILINE)
_EDGE = re.compile(r"^ *- id: *([a-z0-9-]+)\s*$", re.MULTILINE)


def companies(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Entities by id, name, alias or ticker; what is put there is the id."""
    return _entities(_folder(context), incomplete, "entities/*.yaml", _given(context, parameter))


def owners(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Companies with a depreciation policy on record."""
    return _entities(_folder(context), incomplete, "depreciation/*.yaml", _given(context, parameter))


def edges(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Edges by id, with the title of their deal."""
    found = []
    for path in sorted(_folder(context).glob("edges/*/*.yaml"), key=lambda path: path.stem):
        text = _text(path)
        title = re.search(r"^title: *(.+)$", text, re.MULTILINE)
        found += [CompletionItem(name, help=title and title[1]) for name in _EDGE.findall(text) if name.startswith(incomplete)]
    return found


def scenarios(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Scenarios of the dataset, or a file."""
    found = _matching(((path.stem, None) for path in sorted(_folder(context).glob("scenarios/*.yaml"))), incomplete)
    return found or [CompletionItem(incomplete, type="file")]


def episodes(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Closed episodes that come with the package."""
    from circularity.dataset.places import cases

    return _matching(((path.parent.name, None) for path in sorted(cases().glob("*/dataset.yaml"))), incomplete)


def datasets(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The episodes, or a folder."""
    return [*episodes(context, parameter, incomplete), CompletionItem(incomplete, type="dir")]


def folders(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Folders."""
    return [CompletionItem(incomplete, type="dir")]


def files(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files."""
    return [CompletionItem(incomplete, type="file")]


def kinds(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Kinds of edges."""
    from circularity.model.kinds import Kind

    return _words(Kind, incomplete)


def stages(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Stages of a deal."""
    from circularity.model.stages import Stage

    return _words(Stage, incomplete)


def roles(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Roles of entities."""
    from circularity.model.entity import Role

    return _words(Role, incomplete)


def source_types(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Types of sources."""
    from circularity.model.deal import SourceType

    return _words(SourceType, incomplete)


def choices(*words: str) -> Complete:
    """These words."""
    return lambda context, parameter, incomplete: _matching(((word, None) for word in words), incomplete)


def _folder(context: click.Context) -> Path:
    """The dataset that the line names so far, else the bundled one."""
    from circularity.dataset.places import bundled, cases

    given = next((context.params[name] for name in ("folder", "data_folder") if context.params.get(name)), None)
    if given is None:
        return bundled()
    return Path(given) if Path(given).is_dir() else cases() / str(given)


def _given(context: click.Context, parameter: click.Parameter) -> frozenset[str]:
    """What the line has already for this argument, which is not offered again."""
    there: Any = context.params.get(parameter.name or "")
    return frozenset(map(str, there)) if isinstance(there, (tuple, list)) else frozenset()


def _entities(folder: Path, incomplete: str, pattern: str, given: frozenset[str]) -> list[CompletionItem]:
    wanted = incomplete.casefold()
    found = []
    for path in sorted(folder.glob(pattern), key=lambda path: path.stem):
        text = _text(folder / "entities" / path.name)
        name = match[1] if (match := _NAME.search(text)) else path.stem
        others = [word.strip(" \"'") for groups in _OTHERS.findall(text) for part in groups for word in part.split(",")]
        if path.stem not in given and any(word.casefold().startswith(wanted) for word in (path.stem, name, *others)):
            found.append(CompletionItem(path.stem, help=name))
    return found


def _words(words: type[StrEnum], incomplete: str) -> list[CompletionItem]:
    return _matching(((str(word), None) for word in words), incomplete)


def _matching(words: Iterable[tuple[str, str | None]] | Iterator[tuple[str, str | None]], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(word, help=said) for word, said in words if word.startswith(incomplete.casefold())]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""

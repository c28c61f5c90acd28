"""docs/cli.md, made from the commands' own help: every command, every option, what it means, what it is if left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from circularity.cli.main import COMMANDS, app, command
from circularity.cli.options import output_options, view_options

MADE = "<!-- Made from the commands' help by `make docs`. Change the help texts in circularity/cli, not this page. -->"

INTRODUCTION = """`circularity` without a question prints the dataset at a glance; `circularity QUESTION --help` prints what stands here.
Names are an id, a name, an alias or a ticker, in any case; an unknown one is answered with the nearest. stdout holds the answer only,
and stderr what went wrong."""

SHARED = """## Options of every question

Below, **view** stands for the first table and **output** for the second. What the choices of a view mean: [measures](measures.md#view).
"""

COMPLETION = """## Completion

Commands, options, and names are completed in bash, zsh and fish: companies, edges, kinds, stages, roles, scenarios, cases and formats.
Put one line where your shell reads it:

| shell | file | line |
| --- | --- | --- |
| bash (4.4 or newer) | `~/.bashrc` | `eval "$(_CIRCULARITY_COMPLETE=bash_source circularity)"` |
| zsh | `~/.zshrc` | `eval "$(_CIRCULARITY_COMPLETE=zsh_source circularity)"` |
| fish | `~/.config/fish/completions/circularity.fish` | `_CIRCULARITY_COMPLETE=fish_source circularity | source` |

## Exit codes

| code | meaning |
| --- | --- |
| 0 | answered |
| 1 | problems found, or failed |
| 2 | wrong usage, or an unknown name |
| 3 | an outside service is unavailable |
| 130 | interrupted |

## Environment

| variable | meaning |
| --- | --- |
| `NO_COLOR` | no colours, as [no-color.org](https://no-color.org) has it |
| `COLUMNS` | the width that tables are made for on a terminal; in a pipe they are never cut |
| `CIRCULARITY_SEC_IDENTITY` | name and address that the SEC asks of whoever fetches filings (`filings get`) |
"""


def cli_page() -> str:
    """The reference of the command line as a page."""
    view, output = (_names(_probe(options)) for options in (view_options, output_options))
    lines = [MADE, "", "# Command line", "", INTRODUCTION, "", "| command | question |", "| --- | --- |"]
    lines += [f"| [{name}](#circularity-{name}) | {_cell(said)} |" for name, (_, said) in COMMANDS.items()]
    lines += ["", SHARED, "**View**", "", *_options(_probe(view_options).params)]
    lines += ["", "**Output**", "", *_options(_probe(output_options).params), ""]
    lines += ["Of the program itself:", "", *_options(app.params), ""]
    for name in COMMANDS:
        for path, found in _walk(name, command(name)):
            lines += _section(path, found, view, output)
    return "\n".join([*lines, COMPLETION])


def _walk(path: str, found: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command, and what stands under it."""
    yield path, found
    if isinstance(found, click.Group):
        for name in found.list_commands(click.Context(found)):
            yield from _walk(f"{path} {name}", found.commands[name])


def _section(path: str, found: click.Command, view: set[str], output: set[str]) -> list[str]:
    context = click.Context(found, info_name=f"circularity {path}")
    usage = " ".join(found.get_usage(context).removeprefix("Usage:").split())
    lines = [f"{'#' * (2 + path.count(' '))} circularity {path}", "", *_prose(found.help or ""), "", "```text", usage, "```", ""]
    names = _names(found)
    shared = {name for name, group in (("view", view), ("output", output)) if group <= names}
    common = (view if "view" in shared else set()) | (output if "output" in shared else set())
    own = [param for param in found.params if isinstance(param, click.Option) and not common & set(param.opts)]
    if own:
        lines += [*_options(own), ""]
    if shared:
        lines += ["And " + " and ".join(f"**{name}**" for name in ("view", "output") if name in shared) + ", as above.", ""]
    examples = [line.strip() for line in (found.epilog or "").splitlines() if line.strip().startswith(("circularity ", "--"))]
    if examples:
        lines += ["```sh", *examples, "```", ""]
    return lines


def _prose(text: str) -> list[str]:
    """A help text: its paragraphs, and what it sets in lines of its own as a block."""
    lines: list[str] = []
    for paragraph in text.strip().split("\n\n"):
        if paragraph.startswith("\b"):
            lines += ["", "```text", *(line.rstrip() for line in paragraph.removeprefix("\b").strip("\n").splitlines()), "```"]
        else:
            lines += ["", _escaped(" ".join(paragraph.split()))]
    return lines[1:]


def _options(params: list[click.Parameter]) -> list[str]:
    return ["| option | meaning | if left out |", "| --- | --- | --- |", *(_option(p) for p in params if isinstance(p, click.Option))]


def _option(option: click.Option) -> str:
    spelled = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    if not option.is_flag and not option.count:
        spelled += f" `{_value(option)}`"
    default = option.default
    shown = option.show_default if isinstance(option.show_default, str) else default
    left = "" if option.is_flag or not option.show_default or shown is None or callable(shown) else f"`{shown}`"
    return f"| {_cell(spelled, code=True)} | {_cell(option.help or '')} | {left} |"


def _value(option: click.Option) -> str:
    """What stands for the option's value, the same with every release of click."""
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "|".join(str(choice) for choice in option.type.choices)
    return {"integer": "N", "integer range": "N", "float": "X", "float range": "X"}.get(option.type.name, "TEXT")


def _names(found: click.Command) -> set[str]:
    return {name for param in found.params if isinstance(param, click.Option) for name in param.opts}


def _probe(options: object) -> click.Command:
    """A command that has these options and no others."""

    def nothing(**_: object) -> None:
        """Has nothing to do."""

    return click.command()(options(nothing))  # type: ignore[operator]


def _cell(text: str, *, code: bool = False) -> str:
    joined = " ".join(text.split())
    return joined.replace("|", "\\|") if code else _escaped(joined).replace("|", "\\|")


def _escaped(text: str) -> str:
    """Outside of code, no sign of the help may be read as markup."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"([<>*_\[\]])", r"\\\1", part) for part in parts)

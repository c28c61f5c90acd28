"""Options that mean the same on every command: the view, the dataset, the shape of the output."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from circularity.cli.completion import datasets
from circularity.cli.completion import kinds as complete_kinds
from circularity.cli.completion import stages as complete_stages

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset

F = TypeVar("F", bound=Callable[..., Any])

BASES = ("headline", "binding", "paid", "expected")


def examples(*lines: str) -> str:
    """The end of a command's help: commands that can be pasted."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


@cache
def dataset(folder: str | None) -> Dataset:
    """The dataset in a folder, or the bundled one; read once a run."""
    from circularity.dataset.load import load

    return load(folder)


def view_options(function: F) -> F:
    """Give a command ``data`` and ``view``, made from the options that every question shares."""

    @click.option("--as-of", metavar="DATE", help="As of a day, month or year (its last day); the dataset's own date if left out.")
    @click.option("--from", "first", metavar="YEAR", help="Cut amounts to a window that begins here.")
    @click.option("--to", "last", metavar="YEAR", help="Cut amounts to a window that ends here.")
    @click.option("--basis", type=click.Choice(BASES), default="binding", show_default=True, help="Which amount of a deal is meant.")
    @click.option("--min-grade", type=click.Choice(["A", "B", "C", "D"], case_sensitive=False), help="Weakest evidence let in.")
    @click.option(
        "--stage",
        "stages",
        multiple=True,
        metavar="STAGE",
        shell_complete=complete_stages,
        help="Only deals at this stage (may be repeated).",
    )
    @click.option(
        "--kind", "kinds", multiple=True, metavar="KIND", shell_complete=complete_kinds, help="Only this kind of edge (may be repeated)."
    )
    @click.option("--ever", is_flag=True, help="Ignore how deals ended: all that was ever agreed.")
    @click.option("--data", "folder", metavar="DIR", shell_complete=datasets, help="Another dataset: a folder, or the case telecom-2000.")
    @wraps(function)
    def with_view(
        *args: Any,
        as_of: str | None,
        first: str | None,
        last: str | None,
        basis: str,
        min_grade: str | None,
        stages: tuple[str, ...],
        kinds: tuple[str, ...],
        ever: bool,
        folder: str | None,
        **rest: Any,
    ) -> Any:
        from circularity.graph.view import View

        # the view first: a wrong word should be said before anything is read
        view = View(
            as_of=as_of,
            window=_window(first, last),
            basis=basis,
            stages=stages or None,
            kinds=kinds or None,
            min_grade=min_grade,
            ever=ever,
        )
        data = dataset(folder)
        return function(*args, data=data, view=view.on(data), **rest)

    return with_view  # type: ignore[return-value]


def _window(first: str | None, last: str | None) -> tuple[str, str] | None:
    if first is None and last is None:
        return None
    return (first or "1900", last or "2200")


def output_options(function: F) -> F:
    """Give a command ``--json`` and ``--csv``."""
    function = click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values, one line a row.")(function)
    return click.option("--json", "as_json", is_flag=True, help="JSON by the documented contract.")(function)

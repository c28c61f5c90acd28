"""``vendors``: who funds its own sales, as a ranking; with a name, everything about one vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from circularity.cli.completion import companies
from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View

BASES = ("paid", "binding", "headline")


@click.command(
    epilog=examples(
        "circularity vendors",
        "circularity vendors nvidia",
        "circularity vendors --data data/cases/telecom-2000 --as-of 2000-12-31",
        "circularity vendors microsoft --from 2024 --to 2025 --json",
        "circularity why vendors:nvidia.pro_rata.binding",
    )
)
@click.argument("name", required=False, metavar="[ENTITY]", shell_complete=companies)
@click.option("--limit", type=click.IntRange(0), default=0, help="Rows in the table; 0 for all.")
@output_options
@view_options
def vendors(data: Dataset, view: View, name: str | None, limit: int, as_json: bool, as_csv: bool) -> None:
    """Who funds its own sales? All vendors, ranked; with ENTITY all that is known of one."""
    from circularity.analysis.vendors import vendors as ask
    from circularity.cli.output import emit

    answer = ask(data, view, name)
    if name is None or as_json or as_csv or not answer.rows:
        basis = str(view.basis) if view.basis in BASES else "binding"
        emit(answer, _columns(data, basis), as_json=as_json, as_csv=as_csv, limit=limit or None, blocks=_order(answer))
        return
    from circularity.cli.vendor_card import blocks, sections

    (row,) = answer.rows
    emit(answer, [], as_json=False, as_csv=False, blocks=blocks(data, row), sections=sections(data, row, answer.extra["sensitivity"]))


def _columns(data: Dataset, basis: str) -> list[Any]:
    """The ranking: what a vendor reports first, then what its recorded deals give on the basis asked for."""
    from circularity.analysis.wording import money, percent

    def on_basis(field: str) -> Any:
        return lambda row: money(getattr(row, field)[basis])

    def ratio(part: Any) -> str:
        return "not known" if part is None else percent(part.value)

    return [
        ("vendor", lambda row: data.name(row.vendor)),
        ("year to", lambda row: row.window["to"] if row.window else "whole term"),
        ("revenue", lambda row: money(row.revenue)),
        ("promised, reported", lambda row: ratio(row.reported_over_revenue)),
        ("drawn, reported", lambda row: ratio(row.reported_drawn_over_revenue)),
        (f"financing ({basis})", on_basis("financing")),
        ("recorded sales", on_basis("sales")),
        ("back pro rata", on_basis("pro_rata")),
        ("of revenue", lambda row: ratio(row.share_of_revenue[basis])),
        ("back at most", on_basis("maximum")),
        ("support, binding", lambda row: money(row.support_that_could_return["binding"])),
        ("score", lambda row: "none" if row.score is None else f"{row.score.value:.0f} ({row.score.low:.0f} to {row.score.high:.0f})"),
        ("place", _place),
    ]


def _place(row: Any) -> str:
    if row.rank is None:
        return "-"
    first, best, worst = (row.rank[key] for key in ("rank", "best", "worst"))
    return str(first) if best == worst else f"{first} ({best} to {worst})"


def _order(answer: Any) -> list[str]:
    if not answer.extra["sensitivity"]["order"]:
        return []
    return [
        "Percentages are of the revenue of the same year. Score: 0 to 100, its range from what is not known; "
        "place: by score, and from where to where it moves when one weight is halved or doubled."
    ]

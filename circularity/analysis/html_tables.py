"""Answers as HTML tables, for notebooks: the columns that are read first, amounts in words, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from html import escape
from typing import TYPE_CHECKING, Any

from circularity.analysis.depreciation.rows import PerShare
from circularity.analysis.results import Row, Share, plain
from circularity.analysis.wording import UNKNOWN, count, dollars, money, per_share, percent
from circularity.model.amounts import Amount

if TYPE_CHECKING:
    from circularity.analysis.results import Answer

ROWS, COLUMNS, NOTES = 12, 9, 8

FIRST: dict[str, tuple[str, ...]] = {
    "loops": ("companies", "type", "size", "size_per_year", "grade", "live", "key_edge"),
    "exposed": (
        *("entity", "round", "capital_at_risk", "backlog_at_risk", "yearly_revenue_at_risk", "funding_withdrawn", "supply_at_risk"),
        *("share_of_equity", "distress"),
    ),
    "pay": ("entity", "year", "obligations", "revenue", "cash", "committed_funding", "gap"),
    "vendors": ("vendor", "revenue", "sales", "financing", "pro_rata", "share_of_revenue", "support_that_could_return", "score"),
    "network": ("gross_flow", "kappa_bff", "kappa_max", "kappa_scc", "finn_cycling_index", "core"),
    "depreciation": (
        *("entity", "year", "life", "policy_life", "depreciation", "change_in_operating_income", "change_in_net_income"),
        *("change_in_eps", "share_of_operating_income"),
    ),
    "diff": ("group", "change", "sentence", "before", "after", "stage_before", "stage_after", "subject"),
    "announcements": ("title", "ticker", "date", "change", "value_gained", "headline", "binding", "paid", "deal"),
    "depreciation_backtest": ("entity", "period", "lives", "disclosed", "predicted", "error", "error_without_company", "counted"),
    "depreciation_estimates": ("who", "claim", "theirs", "ours_text", "verdict", "account"),
    "disputes": ("edge", "headline", "binding", "width", "grade", "disputes"),
    "edges": ("sentence", "kind", "stage", "grade", "headline", "binding", "paid", "edge"),
    "path": ("companies", "length", "size", "grade"),
    "why": ("edge", "sentence", "stage", "grade", "history", "sources", "disputes"),
}
"""What is shown of the widest answers, in this order; of the others, what comes first in a row."""
FIRST["run"] = FIRST["exposed"]
FIRST["show"] = FIRST["edges"]
SHARES = frozenset(
    "change distress kappa_bff kappa_max kappa_scc finn_cycling_index share error error_without_company binding_share".split()
)
"""Columns of plain numbers that are shares; other large numbers are dollars."""


def answer_html(answer: Answer) -> str:
    """An answer for Jupyter: the sentence, a table, caveats and what is not known, and how to get the rest."""
    shown = [row for row in answer.rows[:ROWS] if isinstance(row, Row)]
    names = _columns(answer.command, shown)
    basis = str(answer.view.basis)
    lines = ['<div class="circularity">', f"<p>{escape(answer.sentence)}</p>"]
    if shown and names:
        lines += _side_by_side(shown) or table_html(
            [name.replace("_", " ") for name in names],
            ([_shown(row, name, basis) for name in names] for row in shown),
        )
        lines.append(f"<p><small>{escape(_rest(answer, shown, names))}</small></p>")
    lines += _notes("Caveats", answer.caveats)
    lines += _notes("Not known", answer.unknown)
    return "\n".join([*lines, "</div>"])


def row_html(row: Row) -> str:
    """One row for Jupyter: its columns under each other."""
    cells = ([field.name.replace("_", " "), _shown(row, field.name, "binding")] for field in fields(row) if field.name != "traces")
    return "\n".join(table_html([], (cell for cell in cells if cell[1])))


def table_html(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of texts, line by line, in a box that scrolls where it is wider than the page."""
    lines = ['<div style="overflow-x: auto"><table>']
    if head:
        lines.append(f"<thead><tr>{''.join(f'<th>{escape(name)}</th>' for name in head)}</tr></thead>")
    lines.append("<tbody>")
    lines += [f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows]
    return [*lines, "</tbody></table></div>"]


def _columns(command: str, rows: Sequence[Row]) -> list[str]:
    """The columns that are shown: those read first, as far as any row has something there."""
    if not rows:
        return []
    there = [field.name for field in fields(rows[0]) if field.name not in ("id", "edges", "traces")]
    wanted = [name for name in FIRST.get(command, ()) if name in there] or [name for name in there if not _nested(getattr(rows[0], name))]
    return [name for name in wanted if any(_cell(getattr(row, name), "binding") for row in rows)][:COLUMNS]


def _nested(value: Any) -> bool:
    """Whether a value holds more than a cell can."""
    return isinstance(value, Mapping) or (isinstance(value, (tuple, list)) and any(not isinstance(item, str) for item in value))


def _cell(value: Any, basis: str) -> str:
    """A value in words; empty only where there is nothing of its sort."""
    if value is None:
        return ""
    if isinstance(value, Amount):
        return money(value)
    if isinstance(value, Share):
        return percent(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, PerShare):
        return per_share(value.value)
    if isinstance(value, float):
        return dollars(value) if abs(value) >= 1e6 else f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, Mapping):
        return _mapping(value, basis)
    if isinstance(value, (tuple, list)):
        return ", ".join(value) if not _nested(value) else count(len(value), "item")
    if (read := getattr(value, "value", None)) is not None and hasattr(value, "as_json"):
        return _cell(read, basis)
    inner = plain(value)
    return _mapping(inner, basis) if isinstance(inner, dict) else str(inner)


def _shown(row: Row, name: str, basis: str) -> str:
    """A row's value in words, as a percentage where the column is a share."""
    value = getattr(row, name)
    if name in SHARES and isinstance(value, float):
        return percent(Amount.exactly(value))
    return _cell(value, basis)


def _side_by_side(rows: Sequence[Row]) -> list[str]:
    """Rows that hold one cell for each of several companies: a column for each; nothing of other rows."""
    subjects = [cell.subject for cell in getattr(rows[0], "cells", ())]
    if not subjects:
        return []

    def told(cell: Any) -> str:
        parts = [percent(cell.ratio)] if cell.ratio is not None else []
        parts += [money(cell.amount)] if cell.amount is not None else []
        parts += [f"{cell.number:g}"] if cell.number is not None else []
        return ", ".join(parts) or UNKNOWN

    return table_html(["line", *subjects], ([f"{row.line}: {row.meaning}", *map(told, row.cells)] for row in rows))  # type: ignore[attr-defined]


def _mapping(value: Mapping[str, Any], basis: str) -> str:
    """Of amounts by basis that of the view; of a period its ends."""
    if basis in value:
        return _cell(value[basis], basis)
    if value.keys() == {"from", "to"}:
        return f"{value['from'] or '...'} to {value['to'] or '...'}" if any(value.values()) else "never at once"
    return "; ".join(f"{name.replace('_', ' ')} {_cell(item, basis)}" for name, item in value.items() if not isinstance(item, Mapping))


def _rest(answer: Answer, shown: Sequence[Row], names: Sequence[str]) -> str:
    more = [f"{len(shown)} of {count(len(answer.rows), 'row')}"] if len(shown) < len(answer.rows) else [count(len(shown), "row")]
    left = len(fields(shown[0])) - 1 - len(names)
    return (
        f"{more[0]}, {count(len(names), 'column')}; to_frame() has all rows and the other {left} columns, with the edges behind each row."
    )


def _notes(title: str, notes: Sequence[str]) -> list[str]:
    if not notes:
        return []
    items = [*notes[:NOTES], *([f"and {len(notes) - NOTES} more"] if len(notes) > NOTES else [])]
    listed = "".join(f"<li>{escape(note)}</li>" for note in items)
    return [f"<details><summary>{title} ({len(notes)})</summary><ul>{listed}</ul></details>"]

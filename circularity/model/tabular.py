"""What every answer can do, whatever was asked: be iterated over, counted, printed, and taken elsewhere as JSON or a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ROWS_SHOWN = 12
"""Rows that a notebook shows."""


class Tabular:
    """Base of answers: rows with an ``id`` and an ``as_json()``, a sentence, and notes beside them."""

    command: str
    rows: tuple[Any, ...]
    sentence: str
    caveats: tuple[str, ...]
    unknown: tuple[str, ...]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        """What it answers, how many rows, and the sentence: an answer can hold a megabyte."""
        return f"<{self.command}, {len(self.rows)} {'row' if len(self.rows) == 1 else 'rows'}: {self.sentence}>"

    def row(self, name: str) -> Any:
        """The row with this id, or ``None``."""
        return next((row for row in self.rows if row.id == name), None)

    def to_dict(self) -> dict[str, Any]:
        """The contract of ``--json``."""
        raise NotImplementedError

    def to_json(self) -> str:
        """The contract as text: the same bytes for the same data."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_frame(self) -> pd.DataFrame:
        """The rows as a tidy table: one column a figure's end (``size_low``), lists joined by a space."""
        import pandas as pd

        return pd.DataFrame.from_records([flat(row) for row in self.rows])

    def _repr_html_(self) -> str:
        records = [flat(row) for row in self.rows[:ROWS_SHOWN]]
        head = "".join(f"<th>{escape(name)}</th>" for name in (records[0] if records else {}))
        body = "".join("<tr>" + "".join(f"<td>{escape('' if v is None else str(v))}</td>" for v in r.values()) + "</tr>" for r in records)
        left = len(self.rows) - len(records)
        more = f"<p>and {left} more rows: to_frame() has all</p>" if left else ""
        notes = "".join(f"<li>{escape(note)}</li>" for note in (*self.caveats, *self.unknown))
        return f"<p>{escape(self.sentence)}</p><table><tr>{head}</tr>{body}</table>{more}<ul>{notes}</ul>"


def flat(row: Any) -> dict[str, Any]:
    """A row with amounts spread over columns, for tables that know no nesting."""
    result: dict[str, Any] = {}
    for key, value in row.as_json().items():
        if isinstance(value, dict) and {"low", "point", "high"} <= value.keys():
            result.update({f"{key}_{end}": value[end] for end in ("low", "point", "high")})
        elif isinstance(value, dict):
            for name, item in value.items():
                if isinstance(item, dict) and {"low", "point", "high"} <= item.keys():
                    result.update({f"{key}_{name}_{end}": item[end] for end in ("low", "point", "high")})
                else:
                    result[f"{key}_{name}"] = item if not isinstance(item, (list, dict)) else json.dumps(item)
        elif isinstance(value, list):
            result[key] = " ".join(item if isinstance(item, str) else json.dumps(item) for item in value)
        else:
            result[key] = value
    return result

"""What a question to the filings answers: rows with their places, caveats, and what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset


class Line(Protocol):
    """A row: it has an id, the edges it speaks of, and a JSON form."""

    @property
    def id(self) -> str: ...

    def as_json(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Findings:
    """An answer from filings. `data` is the dataset that was held against them, if one was."""

    command: str
    rows: tuple[Any, ...]
    sentence: str
    caveats: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    data: Dataset | None = field(default=None, repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        return self.sentence

    def to_dict(self) -> dict[str, Any]:
        """The contract of ``--json``."""
        card = self.data.card if self.data else None
        about = {"name": card.name, "version": card.version, "as_of": str(card.as_of)} if card else None
        return {
            "schema": f"circularity/{self.command}/1",
            "data": about,
            "view": None,
            **self.extra,
            "rows": [row.as_json() for row in self.rows],
            "caveats": list(self.caveats),
            "unknown": list(self.unknown),
        }

    def to_json(self) -> str:
        """The contract as text: the same bytes for the same files."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

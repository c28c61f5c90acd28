"""What a question to the filings answers: rows with their places, caveats, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from circularity.model.tabular import Tabular

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset


@dataclass(frozen=True, repr=False)
class Findings(Tabular):
    """An answer from filings. `data` is the dataset that was held against them, if one was."""

    command: str
    rows: tuple[Any, ...]
    sentence: str
    caveats: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    data: Dataset | None = field(default=None, repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict)

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

"""Who loses what if a company fails? Channels, rounds, scenarios and the cores on plain arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circularity.analysis import on_first_use

if TYPE_CHECKING:
    from circularity.analysis.failure.answer import exposed
    from circularity.analysis.failure.distress import debtrank

__all__ = ["debtrank", "exposed"]

__getattr__ = on_first_use(
    __name__,
    {
        "debtrank": "distress",
        "exposed": "answer",
    },
)

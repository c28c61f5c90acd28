"""How do earnings move with the useful life of servers? Vintages, books, past changes and published estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circularity.analysis import on_first_use

if TYPE_CHECKING:
    from circularity.analysis.depreciation.answer import depreciation
    from circularity.analysis.depreciation.vintages import change_of_life, schedule

__all__ = ["change_of_life", "depreciation", "schedule"]

__getattr__ = on_first_use(
    __name__,
    {
        "change_of_life": "vintages",
        "schedule": "vintages",
        "depreciation": "answer",
    },
)

"""How do earnings move with the useful life of servers? Vintages, books, past changes and published estimates."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from circularity.analysis.depreciation.answer import depreciation
    from circularity.analysis.depreciation.vintages import change_of_life, schedule

__all__ = ["change_of_life", "depreciation", "schedule"]

_HOME = {
    "change_of_life": "vintages",
    "schedule": "vintages",
    "depreciation": "answer",
}


def __getattr__(name: str) -> Any:
    # on first use: the numerical cores need numpy and scipy, which most questions do not
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Who loses what if a company fails? Channels, rounds, scenarios and the cores on plain arrays."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from circularity.analysis.failure.answer import exposed
    from circularity.analysis.failure.distress import debtrank

__all__ = ["debtrank", "exposed"]

_HOME = {
    "debtrank": "distress",
    "exposed": "answer",
}


def __getattr__(name: str) -> Any:
    # on first use: the numerical cores need numpy and scipy, which most questions do not
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Can a company pay? Obligations by year against revenue, cash and committed funding."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from circularity.analysis.pay.answer import pay

__all__ = ["pay"]

_HOME = {
    "pay": "answer",
}


def __getattr__(name: str) -> Any:
    # on first use: the numerical cores need numpy and scipy, which most questions do not
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

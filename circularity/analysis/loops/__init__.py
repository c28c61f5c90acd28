"""Where does money come back? The loops of a view, and the enumeration of cycles beneath."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from circularity.analysis.loops.answer import loops
    from circularity.analysis.loops.cycles import simple_cycles

__all__ = ["loops", "simple_cycles"]

_HOME = {
    "simple_cycles": "cycles",
    "loops": "answer",
}


def __getattr__(name: str) -> Any:
    # on first use: the numerical cores need numpy and scipy, which most questions do not
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

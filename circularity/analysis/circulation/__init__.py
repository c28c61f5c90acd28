"""How much runs in circles, and is it more than chance? Measures on plain arrays, and the answer for a view."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from circularity.analysis.circulation.measures import balanced_circulation, finn_cycling_index, maximum_circulation

__all__ = ["balanced_circulation", "finn_cycling_index", "maximum_circulation"]

_HOME = {
    "balanced_circulation": "measures",
    "finn_cycling_index": "measures",
    "maximum_circulation": "measures",
}


def __getattr__(name: str) -> Any:
    # on first use: the numerical cores need numpy and scipy, which most questions do not
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Where does money come back? The loops of a view, and the enumeration of cycles beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circularity.analysis import on_first_use

if TYPE_CHECKING:
    from circularity.analysis.loops.answer import loops
    from circularity.analysis.loops.cycles import simple_cycles

__all__ = ["loops", "simple_cycles"]

__getattr__ = on_first_use(
    __name__,
    {
        "simple_cycles": "cycles",
        "loops": "answer",
    },
)

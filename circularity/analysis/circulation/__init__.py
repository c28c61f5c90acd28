"""How much runs in circles, and is it more than chance? Measures on plain arrays, and the answer for a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circularity.analysis import on_first_use

if TYPE_CHECKING:
    from circularity.analysis.circulation.measures import balanced_circulation, finn_cycling_index, maximum_circulation

__all__ = ["balanced_circulation", "finn_cycling_index", "maximum_circulation"]

__getattr__ = on_first_use(
    __name__,
    {
        "balanced_circulation": "measures",
        "finn_cycling_index": "measures",
        "maximum_circulation": "measures",
    },
)

"""Can a company pay? Obligations by year against revenue, cash and committed funding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circularity.analysis import on_first_use

if TYPE_CHECKING:
    from circularity.analysis.pay.answer import pay

__all__ = ["pay"]

__getattr__ = on_first_use(
    __name__,
    {
        "pay": "answer",
    },
)

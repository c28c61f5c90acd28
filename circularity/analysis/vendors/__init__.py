"""Who funds its own sales? The answer for each vendor, and its core on plain arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circularity.analysis.vendors.answer import VendorRow, vendors

if TYPE_CHECKING:
    from circularity.analysis.vendors.tracing import Attribution, attribution

__all__ = ["Attribution", "VendorRow", "attribution", "vendors"]


def __getattr__(name: str) -> Any:
    # the array core needs numpy and scipy, which a look at the rows' shape does not
    if name in ("attribution", "Attribution"):
        from circularity.analysis.vendors import tracing

        return getattr(tracing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Who funds its own sales? The answer for each vendor, and its core on plain arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circularity.analysis import on_first_use
from circularity.analysis.vendors.answer import VendorRow, vendors

if TYPE_CHECKING:
    from circularity.analysis.vendors.tracing import Attribution, attribution

__all__ = ["Attribution", "VendorRow", "attribution", "vendors"]

__getattr__ = on_first_use(__name__, {"attribution": "tracing", "Attribution": "tracing"})

"""The data and the map in the formats of other programs."""

from circularity.export.formats import FORMATS, export

__all__ = ["FORMATS", "export"]

"""The data and the map in the formats of other programs."""

from circularity.exports.formats import FORMATS, export

__all__ = ["FORMATS", "export"]

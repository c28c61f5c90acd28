"""A question in ordinary words, read as a command: a grammar with synonyms and near matches, no language model."""

from circularity.ask.readings import Reading, read, readings

__all__ = ["Reading", "read", "readings"]

"""Which amounts no source states, but were worked out from counts, prices or shares: said wherever an answer rests on them."""

from __future__ import annotations

from collections.abc import Iterable

from circularity.dataset.dataset import Dataset

NAMED = 4
"""Edges named before the rest is counted."""


def worked_out(data: Dataset, edges: Iterable[str]) -> list[str]:
    """Those edges whose latest amount is in the words of none of their sources; sorted, once each."""
    found = data.cache.get("worked out")
    if found is None:
        found = data.cache["worked out"] = frozenset(edge for edge, each in data.edges.items() if each.worked_out)
    return sorted(found.intersection(edges))  # type: ignore[attr-defined]


def named(edges: list[str]) -> str:
    """Some of the edges by name, and where the arithmetic is to be had.

    >>> named(["a"])
    'a (`why` shows how)'
    """
    rest = f" and {len(edges) - NAMED} more" if len(edges) > NAMED else ""
    return f"{', '.join(edges[:NAMED])}{rest} (`why` shows how)"

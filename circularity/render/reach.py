"""What a page of very many companies works out beforehand, and what it says of the rest.

Up to `LARGE` companies everything is worked out. Above that the answers that take minutes, or that would make the
file too large to mail, are given for the largest companies only; what is left out is said on the page, with the
command that answers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LARGE = 300
"""Companies up to which nothing is left out."""
FAILURES = 100
"""Of more companies, so many have their failure worked out: the largest by the money that passes through them."""
LOOPS = 1000
"""Loops on each basis that the page holds: the largest."""


@dataclass(frozen=True)
class Reach:
    """How far a page goes."""

    large: bool
    failures: tuple[str, ...]
    """Whose failure is worked out."""

    def told(self, loops: Mapping[str, int]) -> dict[str, Any]:
        """What the page needs to know of what it does not hold; loops are those found on each basis."""
        return {
            "loops": {basis: count - LOOPS for basis, count in loops.items() if count > LOOPS},
            "failures": self.large,
        }

    def notes(self, loops: Mapping[str, int], basis: str) -> list[str]:
        """What is left out, in words, for the page's notes."""
        lines = []
        if loops.get(basis, 0) > LOOPS:
            lines.append(f"the {LOOPS:,} largest of {loops[basis]:,} loops are on this page; circularity loops --limit 0 lists all")
        if self.large:
            lines += [
                f"failures are worked out for the {len(self.failures)} largest companies; circularity exposed NAME answers for any other",
                "vendors are not compared on a page of so many companies; circularity vendors does",
                "the shares of money in circles are not held against chance on a page of so many companies; circularity network does",
            ]
        return lines


def reach(entities: Iterable[Mapping[str, Any]]) -> Reach:
    """How far a page of these companies goes (`id`, `pool`, and `through`: dollars by basis)."""
    companies = [entity for entity in entities if not entity["pool"]]
    if len(companies) <= LARGE:
        return Reach(False, tuple(sorted(str(entity["id"]) for entity in companies)))
    ranked = sorted(companies, key=lambda entity: (-max(entity["through"].values(), default=0), str(entity["id"])))
    return Reach(True, tuple(sorted(str(entity["id"]) for entity in ranked[:FAILURES])))

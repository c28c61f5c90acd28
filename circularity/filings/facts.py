"""What a filing states: one figure with its concept, unit, period, dimensions and place."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Key = tuple[str, str | None, date | None, date | None, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of a filing. An instant has no `start`; a nil fact has neither `value` nor `text`."""

    concept: str
    value: Decimal | None = None
    text: str | None = None
    unit: str | None = None
    decimals: float | None = None
    scale: int | None = None
    start: date | None = None
    end: date | None = None
    dimensions: tuple[tuple[str, str], ...] = ()
    accession: str | None = None
    form: str | None = None
    filed: date | None = None
    document: str = ""
    line: int = 0
    column: int = 0
    offset: int = -1

    @property
    def key(self) -> Key:
        """What is stated, without how: two facts with one key should agree."""
        return (self.concept, self.unit, self.start, self.end, self.dimensions)

    @property
    def local(self) -> str:
        """The concept without its prefix."""
        return self.concept.rpartition(":")[2]

    @property
    def days(self) -> int | None:
        """Length of the period, first and last day included."""
        return None if self.start is None or self.end is None else (self.end - self.start).days + 1

    @property
    def members(self) -> frozenset[str]:
        """The dimension members without their prefixes."""
        return frozenset(member.rpartition(":")[2] for _, member in self.dimensions)

    @property
    def place(self) -> str:
        """Where it stands: document, line and column."""
        return f"{self.document}:{self.line}:{self.column}" if self.line else self.document

    @property
    def precision(self) -> float:
        """Half a unit of the last stated digit: how far the true figure may lie from the stated one."""
        return 0.0 if self.decimals is None or math.isinf(self.decimals) else 0.5 * 10.0**-self.decimals

    def as_json(self) -> dict[str, Any]:
        """The contract of ``filings facts --json``; exact figures are texts."""
        decimals = None if self.decimals is None else "INF" if math.isinf(self.decimals) else int(self.decimals)
        return {
            "concept": self.concept,
            "value": None if self.value is None else written(self.value),
            "text": self.text,
            "nil": self.value is None and self.text is None,
            "unit": self.unit,
            "decimals": decimals,
            "scale": self.scale,
            "start": self.start and str(self.start),
            "end": self.end and str(self.end),
            "dimensions": dict(self.dimensions),
            "accession": self.accession,
            "form": self.form,
            "filed": self.filed and str(self.filed),
            "document": self.document,
            "line": self.line or None,
            "column": self.column if self.line else None,
        }


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that was not read, where it stands, and why."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True)
class Filing:
    """A file that was read: who filed what and when, its facts, and everything that was left out."""

    path: str
    kind: str
    facts: tuple[Fact, ...]
    skipped: tuple[Skip, ...] = ()
    notes: tuple[str, ...] = ()
    accession: str | None = None
    form: str | None = None
    filed: date | None = None
    cik: str | None = None
    name: str | None = None
    period: date | None = None
    repeated: int = 0
    conflicts: tuple[tuple[Fact, Fact], ...] = ()
    texts: tuple[str, ...] = field(default=(), repr=False)

    @property
    def label(self) -> str:
        """How the filing is called in a sentence."""
        what = " ".join(part for part in (self.name, self.form) if part) or self.kind
        return f"{what} for {self.period}" if self.period else what


def written(value: Decimal) -> str:
    """A decimal without exponent and without needless zeros.

    >>> written(Decimal("1.50E+3")), written(Decimal("0.120"))
    ('1500', '0.12')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def settle(facts: Iterable[Fact]) -> tuple[tuple[Fact, ...], int, tuple[tuple[Fact, Fact], ...]]:
    """The facts with each stated once, how many repeats went, and the pairs that contradict each other.

    Of two statements of one fact the more precise stays, the first where both are as precise. Two that are
    further apart than their rounding allows both stay, and are listed. Linear in the number of facts.
    """
    kept: dict[Key, list[Fact]] = {}
    repeated = 0
    conflicts: list[tuple[Fact, Fact]] = []
    for fact in facts:
        known = kept.setdefault(fact.key, [])
        for place, other in enumerate(known):
            if agree(fact, other):
                repeated += 1
                if finer(fact, other):
                    known[place] = fact
                break
        else:
            conflicts += [(known[0], fact)] if known else []
            known.append(fact)
    return tuple(fact for group in kept.values() for fact in group), repeated, tuple(conflicts)


def agree(one: Fact, other: Fact) -> bool:
    """Whether two statements can both be true: equal, or apart by no more than their rounding."""
    if one.value is None or other.value is None:
        return one.value is other.value and one.text == other.text
    return one.value == other.value or abs(float(one.value - other.value)) <= one.precision + other.precision


def finer(one: Fact, other: Fact) -> bool:
    """Whether the first is stated with more digits than the second."""
    return (-math.inf if one.decimals is None else one.decimals) > (-math.inf if other.decimals is None else other.decimals)

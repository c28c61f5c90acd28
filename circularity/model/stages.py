"""How far a deal has come: a closed list of stages, and what each means for the amounts."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """A deal's life is a dated list of these."""

    RUMORED = "rumored"
    ANNOUNCED = "announced"
    LETTER_OF_INTENT = "letter_of_intent"
    SIGNED = "signed"
    ACTIVE = "active"
    COMPLETED = "completed"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    DEFAULTED = "defaulted"
    REPAID = "repaid"

    @property
    def is_agreed(self) -> bool:
        """Whether something is legally firm at this stage."""
        return self in AGREED

    @property
    def is_ended(self) -> bool:
        """Whether nothing more will move under the deal."""
        return self in ENDED


AGREED = frozenset({Stage.SIGNED, Stage.ACTIVE, Stage.COMPLETED})
ENDED = frozenset({Stage.LAPSED, Stage.CANCELLED, Stage.SUPERSEDED, Stage.DEFAULTED, Stage.REPAID})
UNFINISHED = frozenset(Stage) - ENDED - {Stage.COMPLETED}


class Basis(StrEnum):
    """Which of a deal's amounts is meant: nearly every public quarrel is about this."""

    HEADLINE = "headline"
    BINDING = "binding"
    PAID = "paid"
    EXPECTED = "expected"


class Grade(StrEnum):
    """How well an edge is evidenced, from the best down; computed, never typed."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def meaning(self) -> str:
        return {
            Grade.A: "a filing or a party's own statement, opened by the editor",
            Grade.B: "such a document as quoted by others, or two publishers that do not relay the same report",
            Grade.C: "one report",
            Grade.D: "nothing that could be seen",
        }[self]

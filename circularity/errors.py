"""What can go wrong, as one small tree that needs nothing but the standard library.

CircularityError
├── DataProblem      the data says something that cannot be right (ValueError)
├── UnknownName      a name that nothing here answers to (LookupError)
├── WrongUsage       a request that makes no sense as it stands (ValueError)
├── CannotWrite      an output that cannot be written where it was asked for (OSError)
└── Unavailable      no answer from outside (ConnectionError)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from circularity.dataset.problems import Problem


class CircularityError(Exception):
    """Root of everything this package raises on purpose: a message, and what to do about it."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message} ({self.fix})" if self.fix else self.message


class DataProblem(CircularityError, ValueError):
    """The data cannot be read as it stands; carries every problem found, not only the first."""

    def __init__(self, message: str, problems: Sequence[Problem] = (), fix: str = "") -> None:
        super().__init__(message, fix)
        self.problems = tuple(problems)


class UnknownName(CircularityError, LookupError):
    """No company, edge or row goes by this name; carries the nearest names that exist."""

    def __init__(self, name: str, what: str, nearest: Sequence[str] = ()) -> None:
        hint = f"did you mean {', '.join(nearest)}?" if nearest else ""
        super().__init__(f"no {what} is called {name!r}", hint)
        self.name = name
        self.nearest = tuple(nearest)


class WrongUsage(CircularityError, ValueError):
    """A request that contradicts itself or asks for something that cannot be."""


class CannotWrite(CircularityError, OSError):
    """An output path that cannot be written; raised before the work is done."""


class Unavailable(CircularityError, ConnectionError):
    """An outside service gave no usable answer."""

"""A view: as of when, over which window, on which basis, and which edges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from circularity.errors import WrongUsage
from circularity.model.dates import PartialDate, parse_date
from circularity.model.kinds import Kind
from circularity.model.stages import Basis, Grade, Stage

if TYPE_CHECKING:
    from enum import StrEnum

    from circularity.dataset.dataset import Dataset

    Word = TypeVar("Word", bound=StrEnum)

When = str | PartialDate | date | int


@dataclass(frozen=True, repr=False)
class View:
    """What is looked at: the same object in Python, on the command line and on the page.

    Parameters
    ----------
    as_of
        A day, month or year (its last day counts); the dataset's own if left out.
    window
        First and last date, or years, over which amounts are cut; the whole term if left out.
    basis
        ``headline``, ``binding``, ``paid`` or ``expected``.
    stages, kinds
        Only these, if given.
    min_grade
        The weakest evidence grade let in.
    ever
        Ignore how deals ended: the network of all that was ever agreed.

    Examples
    --------
    >>> View(as_of="2026-06", window=(2026, 2030)).last_day.isoformat()
    '2026-06-30'
    """

    as_of: Any = None
    window: Any = None
    basis: Any = Basis.BINDING
    stages: Any = None
    kinds: Any = None
    min_grade: Any = None
    ever: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "as_of", None if self.as_of is None else _date(self.as_of))
        put(self, "basis", _word(Basis, self.basis, "basis"))
        put(self, "window", None if self.window is None else _window(self.window))
        put(self, "stages", _words(Stage, self.stages, "stage"))
        put(self, "kinds", _words(Kind, self.kinds, "kind"))
        put(self, "min_grade", None if self.min_grade is None else _word(Grade, str(self.min_grade).upper(), "grade"))

    def __repr__(self) -> str:
        """What was chosen; nothing of what was left out."""
        chosen = {
            "as_of": None if self.as_of is None else repr(str(self.as_of)),
            "window": None if self.window is None else f"({', '.join(repr(day.isoformat()) for day in self.window)})",
            "basis": repr(str(self.basis)),
            **{name: None if (words := getattr(self, name)) is None else repr(sorted(map(str, words))) for name in ("stages", "kinds")},
            "min_grade": None if self.min_grade is None else repr(str(self.min_grade)),
            "ever": "True" if self.ever else None,
        }
        return f"View({', '.join(f'{name}={value}' for name, value in chosen.items() if value is not None)})"

    def on(self, data: Dataset) -> View:
        """The same view with the dataset's own date where none was given."""
        return self if self.as_of is not None else replace(self, as_of=data.as_of)

    def based(self, basis: str) -> View:
        """The same view on another basis."""
        return replace(self, basis=basis)

    @property
    def last_day(self) -> date:
        """The day up to which facts are known."""
        if self.as_of is None:
            raise WrongUsage("this view has no date yet", "use view.on(data)")
        last: date = self.as_of.last
        return last

    def admits(self, kind: Kind, stage: Stage, grade: Grade) -> bool:
        """Whether an edge of this kind, stage and grade is looked at."""
        return (
            (self.kinds is None or kind in self.kinds)
            and (self.stages is None or stage in self.stages)
            and (self.min_grade is None or grade <= self.min_grade)
        )

    def as_json(self) -> dict[str, Any]:
        """The view as every ``--json`` answer states it."""
        return {
            "as_of": str(self.as_of),
            "basis": str(self.basis),
            "window": None if self.window is None else [day.isoformat() for day in self.window],
            "stages": None if self.stages is None else sorted(self.stages),
            "kinds": None if self.kinds is None else sorted(self.kinds),
            "min_grade": None if self.min_grade is None else str(self.min_grade),
            "ever": self.ever,
        }


def _date(value: When) -> PartialDate:
    try:
        return parse_date(value.isoformat() if isinstance(value, date) else value if isinstance(value, PartialDate) else str(value))
    except ValueError as error:
        raise WrongUsage(str(error)) from None


def _window(value: Iterable[When]) -> tuple[date, date]:
    try:
        first, last = value
    except (TypeError, ValueError):
        raise WrongUsage(f"a window is two dates, not {value!r}", "write window=(2026, 2030)") from None
    start = first if isinstance(first, date) else _date(first).first
    end = last if isinstance(last, date) else _date(last).last
    if end < start:
        raise WrongUsage(f"the window ends ({end}) before it starts ({start})")
    return start, end


def _word(words: type[Word], value: object, what: str) -> Word:
    try:
        return words(str(value))
    except ValueError:
        raise WrongUsage(f"no {what} is called {str(value)!r}", f"one of {', '.join(words)}") from None


def _words(words: type[Word], value: object, what: str) -> frozenset[Word] | None:
    if value is None:
        return None
    listed = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    return frozenset(_word(words, item, what) for item in listed)

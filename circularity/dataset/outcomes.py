"""The known outcomes of a closed episode: ``outcomes.yaml`` beside a case's deals."""

from __future__ import annotations

from typing import Any

from circularity.dataset.dataset import Dataset
from circularity.dataset.reader import Reader
from circularity.errors import DataProblem
from circularity.model.deal import Source
from circularity.model.text import Fact, Slug, Text


class Outcome(Fact):
    """One thing that is known to have come about, as a test."""

    id: Text
    subject: Text
    statement: Text
    measure: Text
    at: Text | None = None
    expected: Text | tuple[Text, ...] | dict[str, Text]
    unit: Text
    tolerance: Text = "0"
    strength: Text
    calculation: Text | None = None
    note: Text | None = None
    edges: tuple[Slug, ...] = ()
    derived_from: Text | None = None
    sources: tuple[Source, ...] = ()

    @property
    def spoken(self) -> str:
        """What was expected, in words."""
        if isinstance(self.expected, dict):
            return f"{self.expected.get('low')} to {self.expected.get('high')}"
        return self.expected if isinstance(self.expected, str) else ", ".join(self.expected)


class Survivor(Fact):
    """A borrower that did not fail: a control."""

    entity: Slug
    outcome: Text
    outcome_id: Text | None = None


class OutcomesFile(Fact):
    """The layout of ``outcomes.yaml``."""

    outcomes: tuple[Outcome, ...]
    failures: tuple[dict[str, Any], ...] = ()
    survivors: tuple[Survivor, ...] = ()
    early_signals: tuple[dict[str, Any], ...] = ()


def outcomes(data: Dataset) -> OutcomesFile:
    """The outcomes of a case; `DataProblem` where there are none or they cannot be read."""
    path = data.root / "outcomes.yaml"
    if not path.exists():
        raise DataProblem(f"{data.card.name} has no outcomes.yaml", fix="name a closed case, as telecom-2000")
    reader = Reader(data.root, data.card.name)
    found = reader.yaml(path, OutcomesFile)
    if found is None or reader.problems:
        raise DataProblem(f"outcomes.yaml of {data.card.name} cannot be used", reader.problems)
    return found

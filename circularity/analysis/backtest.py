"""Would the measures have told? Each known outcome of a closed episode beside what the analyses make of the data of its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from circularity.analysis.hindsight import Found, NotTestable, measured
from circularity.analysis.results import Answer, Row
from circularity.analysis.wording import count, dollars
from circularity.dataset.dataset import Dataset
from circularity.dataset.outcomes import outcomes
from circularity.graph.view import View
from circularity.model.outcome import Outcome, OutcomesFile, OutcomeUnit


class Verdict(StrEnum):
    """Whether an outcome is reproduced."""

    MET = "met"
    MISSED = "missed"
    NOT_TESTABLE = "not_testable"


@dataclass(frozen=True, kw_only=True)
class BacktestRow(Row):
    """One known outcome beside ours."""

    outcome: str
    subject: str
    statement: str
    measure: str
    at: str | None
    expected: tuple[float | str, ...]
    expected_range: tuple[float, float] | None
    ours: tuple[float | str, ...]
    unit: str
    tolerance: float
    verdict: Verdict
    control: bool
    strength: str
    how: str
    """What ours was worked out from, or why it cannot be."""
    figures: tuple[str, ...]
    note: str | None
    sources: tuple[dict[str, Any], ...]

    @property
    def expected_words(self) -> str:
        if self.expected_range is not None:
            return f"{_value(self.expected_range[0], self.unit)} to {_value(self.expected_range[1], self.unit)}"
        return ", ".join(_value(value, self.unit) for value in self.expected)

    @property
    def our_words(self) -> str:
        return ", ".join(_value(value, self.unit) for value in self.ours)


def backtest(data: Dataset) -> Answer:
    """Hold the analyses against what is known to have happened, and hide no miss.

    Each outcome of the dataset's ``outcomes.yaml`` is *met* where ours lies within its tolerance, *missed*
    where it does not, and *not testable* where no analysis measures it; the row says why. Companies that
    did not fail (`control`) are among them, so that a measure which cries wolf is seen to.

    Returns
    -------
    Answer
        Rows of `BacktestRow`, in the order of the file; `extra` counts the verdicts.

    Raises
    ------
    WrongUsage
        If the dataset has no known outcomes.

    Examples
    --------
    >>> from circularity.dataset.outcomes import case
    >>> backtest(case("telecom-2000")).extra["missed"]
    2
    """
    known = outcomes(data)
    rows = [_row(data, known, outcome) for outcome in known.outcomes]
    counts = {str(verdict): sum(row.verdict is verdict for row in rows) for verdict in Verdict}
    caveats = [
        "the case was compiled with hindsight: its figures were chosen because something came of them",
        "most outcomes are ratios of reported figures: met means that they are read and divided rightly, not that anything was foreseen",
        f"{count(sum(row.control for row in rows), 'outcome')} concern companies that did not fail",
    ]
    unknown = [f"{row.outcome}: {row.how}" for row in rows if row.verdict is Verdict.NOT_TESTABLE]
    return Answer("backtest", data, View().on(data), tuple(rows), _sentence(data, rows, counts), tuple(caveats), tuple(unknown), (), counts)


def _row(data: Dataset, known: OutcomesFile, outcome: Outcome) -> BacktestRow:
    try:
        found = measured(data, known, outcome)
        verdict = Verdict.MET if _agrees(outcome, found) else Verdict.MISSED
    except NotTestable as reason:
        found, verdict = Found((), str(reason)), Verdict.NOT_TESTABLE
    return BacktestRow(
        id=f"backtest:{outcome.id}",
        edges=found.edges,
        outcome=outcome.id,
        subject=outcome.subject,
        statement=outcome.statement,
        measure=outcome.measure,
        at=outcome.at,
        expected=outcome.values,
        expected_range=outcome.range,
        ours=found.values,
        unit=str(outcome.unit),
        tolerance=outcome.tolerance,
        verdict=verdict,
        control=outcome.id in known.controls,
        strength=outcome.strength,
        how=found.how,
        figures=found.figures,
        note=outcome.note,
        sources=tuple({"publisher": s.publisher, "type": str(s.type), "url": s.url, "says": s.says} for s in outcome.sources),
        traces=found.traces,
    )


def _agrees(outcome: Outcome, found: Found) -> bool:
    if outcome.range is not None:
        low, high = outcome.range
        # the low end itself is what the statement says is exceeded
        return all(isinstance(value, float) and low < value <= high for value in found.values) and bool(found.values)
    if not outcome.unit.is_number:
        return found.values == outcome.values
    slack = outcome.tolerance + 1e-9
    pairs = zip(found.values, outcome.values, strict=False)
    return len(found.values) == len(outcome.values) and all(
        isinstance(ours, float) and isinstance(theirs, float) and abs(ours - theirs) <= slack for ours, theirs in pairs
    )


def _value(value: float | str, unit: str) -> str:
    if isinstance(value, str):
        return value
    if unit == OutcomeUnit.MONEY:
        return dollars(value)
    words = {OutcomeUnit.PERCENT: f"{value:.3g} %", OutcomeUnit.RATIO: f"{value:.3g}", OutcomeUnit.MONTHS: f"{value:.2g} months"}
    return words.get(OutcomeUnit(unit), f"{value:g}")


def _sentence(data: Dataset, rows: Sequence[BacktestRow], counts: dict[str, int]) -> str:
    missed = [row.outcome for row in rows if row.verdict is Verdict.MISSED]
    told = f"; missed: {', '.join(missed)}" if missed else ""
    return (
        f"Of {count(len(rows), 'known outcome')} of {data.card.title}, {counts['met']} are met, {counts['missed']} missed and "
        f"{counts['not_testable']} not testable{told}."
    )

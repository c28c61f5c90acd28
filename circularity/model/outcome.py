"""What is known to have come of a closed episode: statements that the analyses can be held against."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from circularity.model.dates import PartialDate
from circularity.model.deal import Source
from circularity.model.money import Money, parse_money
from circularity.model.refusal import Refusal
from circularity.model.text import Decimalish, Fact, Slug, Text, as_number


class OutcomeUnit(StrEnum):
    """What an expected value is measured in."""

    PERCENT = "percent"
    RATIO = "ratio"
    MONEY = "money"
    MONTHS = "months"
    COUNT = "count"
    NAME = "name"
    RANK = "rank"
    LABEL = "label"

    @property
    def is_number(self) -> bool:
        return self not in (OutcomeUnit.NAME, OutcomeUnit.RANK, OutcomeUnit.LABEL)


class Outcome(Fact):
    """One statement: of whom, what, when, and the value it must have."""

    id: Text
    subject: Slug
    statement: Text
    measure: Text
    at: Text | None = None
    expected: str | tuple[str, ...] | dict[str, str]
    unit: OutcomeUnit
    tolerance: Decimalish = 0.0
    strength: Text
    calculation: Text | None = None
    note: Text | None = None
    edges: tuple[Slug, ...] = ()
    derived_from: Text | None = None
    sources: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _rests_on_something(self) -> Outcome:
        if not self.sources and self.derived_from is None:
            raise Refusal("nothing says so; add sources, or derived_from")
        return self

    @model_validator(mode="after")
    def _expects_a_value(self) -> Outcome:
        if isinstance(self.expected, dict):
            if set(self.expected) != {"low", "high"} or not self.unit.is_number or self.unit is OutcomeUnit.MONEY:
                raise Refusal("a range is {low: 10, high: 13}, for numbers only")
            low, high = (as_number(self.expected[end]) for end in ("low", "high"))
            if high < low:
                raise Refusal(f"the range {low:g} to {high:g} runs backwards; write the smaller end first")
        else:
            for text in (self.expected,) if isinstance(self.expected, str) else self.expected:
                if self.unit is OutcomeUnit.MONEY and not parse_money(text).stated.priced:
                    raise Refusal(f"'{text}' is no amount that a result could be held against")
                if self.unit.is_number and self.unit is not OutcomeUnit.MONEY:
                    as_number(text)
        return self

    @property
    def values(self) -> tuple[float | str, ...]:
        """What is expected, one value a date; numbers in the unit, money in dollars."""
        texts = (self.expected,) if isinstance(self.expected, str) else tuple(self.expected) if isinstance(self.expected, tuple) else ()
        if self.unit is OutcomeUnit.MONEY:
            return tuple(parse_money(text).stated.point or 0.0 for text in texts)
        return tuple(float(text) for text in texts) if self.unit.is_number else texts

    @property
    def range(self) -> tuple[float, float] | None:
        """The two ends between which the value must lie, where that is what is expected."""
        return (float(self.expected["low"]), float(self.expected["high"])) if isinstance(self.expected, dict) else None

    @property
    def dates(self) -> tuple[str, ...]:
        """The years or days that it speaks of."""
        return tuple(part.strip() for part in self.at.replace(" or ", ", ").split(",")) if self.at else ()


class Failure(Fact):
    """A company that failed, and when."""

    entity: Slug
    date: PartialDate
    debt: Money | None = None
    assets_sold_for: Money | None = None
    rescue_offer: Money | None = None
    note: Text | None = None
    sources: tuple[Source, ...] = Field(min_length=1)


class Survivor(Fact):
    """A company that did not fail: a control, so that a measure which cries wolf is seen to."""

    entity: Slug
    outcome: Text
    outcome_id: Text


class EarlySignal(Fact):
    """Something that was known before a failure."""

    entity: Slug
    signal: Text
    date: PartialDate
    failure: PartialDate | None = None


class OutcomesFile(Fact):
    """The layout of ``outcomes.yaml``."""

    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    failures: tuple[Failure, ...] = ()
    survivors: tuple[Survivor, ...] = ()
    early_signals: tuple[EarlySignal, ...] = ()

    @property
    def controls(self) -> frozenset[str]:
        """The outcomes that are about companies which did not fail."""
        return frozenset(survivor.outcome_id for survivor in self.survivors)

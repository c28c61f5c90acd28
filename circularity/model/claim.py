"""What commentary says of the sector, the verdict on it, and where our own figure is to be had.

Our figure is never typed: a claim names a command and a place in its answer, and the figure is worked out when the claim is read.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, PlainValidator, model_validator

from circularity.model.arithmetic import worked_out
from circularity.model.dates import PartialDate
from circularity.model.deal import Source
from circularity.model.quantity import Quantity, QuantityUnit
from circularity.model.question import Question, parse_question
from circularity.model.refusal import NoReason, NotArithmetic, NothingBehind, NothingToCompare
from circularity.model.text import Address, Fact, Flag, Slug, Text


class Verdict(StrEnum):
    """How a claim stands once it has been held against sources and figures."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"
    WRONG = "wrong"
    CANNOT_BE_JUDGED = "cannot_be_judged"


class Topic(StrEnum):
    """What a claim is about."""

    COMMITMENTS = "commitments"
    BACKLOG = "backlog"
    VENDOR_FINANCING = "vendor_financing"
    LOOPS = "loops"
    ACCOUNTING = "accounting"
    DEPRECIATION = "depreciation"
    DEBT = "debt"
    MARKET = "market"


class ClaimFigure(Fact):
    """A figure of the claim, or one that it is held against."""

    what: Text
    value: Quantity
    arithmetic: Text | None = None
    source: Address | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> ClaimFigure:
        """The arithmetic gives the value, but for the rounding of its last digit."""
        if self.arithmetic is None:
            return self
        low, high = worked_out(self.arithmetic)
        stated, slack = self.value.value, self.value.slack * 1.001
        for found, end in ((low, stated.low), (high, stated.high)):
            if end is not None and abs(found - end) > slack + 1e-12 * abs(end):
                raise NotArithmetic(f"{self.arithmetic} gives {shown(low, high, self.value.unit)}, not {self.value}; correct one of them")
        return self


class Ours(Fact):
    """Where our own figure is: a command, and a place in its answer."""

    what: Text
    command: Annotated[Question, PlainValidator(parse_question)]
    figure: Text
    """A row of the answer and a figure of it (``exposed:openai/oracle.share_of_backlog``), or ``#`` and a number of the answer."""
    unit: QuantityUnit | None = None
    comparable: Flag = False
    """Whether it measures the same thing as the claim's own figure, so that a difference means something."""


class Claim(Fact):
    """One claim that goes round."""

    id: Slug
    claim: Text
    topic: Topic
    said_by: Text
    date: PartialDate | None = None
    subjects: tuple[Slug, ...] = ()
    verdict: Verdict
    why: Text | None = None
    finding: Text
    theirs: ClaimFigure | None = None
    figures: tuple[ClaimFigure, ...] = ()
    ours: tuple[Ours, ...] = ()
    edges: tuple[Slug, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _says_why_not(self) -> Claim:
        if (self.verdict is Verdict.CANNOT_BE_JUDGED) != (self.why is not None):
            missing = "a claim that cannot be judged says why" if self.why is None else f"why is only for {Verdict.CANNOT_BE_JUDGED}"
            raise NoReason(f"{missing}; {'add why' if self.why is None else 'put it into finding'}")
        return self

    @model_validator(mode="after")
    def _rests_on_something(self) -> Claim:
        known = {source.url for source in self.sources}
        for figure in self.figures:
            if figure.source is None and figure.arithmetic is None:
                raise NothingBehind(f"'{figure.what}' has no source and no arithmetic; add source, an address of this claim's sources")
        for figure in (*self.figures, *([self.theirs] if self.theirs else ())):
            if figure.source is not None and figure.source not in known:
                raise NothingBehind(f"'{figure.what}' names an address that is not among the sources; add it to sources")
        return self

    @model_validator(mode="after")
    def _has_something_to_compare(self) -> Claim:
        if self.theirs is None and any(ours.comparable for ours in self.ours):
            raise NothingToCompare("ours is said to be comparable and the claim has no figure; add theirs, or leave comparable out")
        return self


class ClaimsFile(Fact):
    """The layout of ``reference/claims.yaml``."""

    claims: tuple[Claim, ...]


def shown(low: float, high: float, unit: QuantityUnit) -> str:
    """The result of arithmetic in the unit of the figure that it should give."""
    factor, tail = {QuantityUnit.DOLLARS: (1e-9, " bn"), QuantityUnit.SHARE: (100.0, " %")}.get(unit, (1.0, f" {unit}"))
    ends = [f"{end * factor:.4g}" for end in ((low,) if low == high else (low, high))]
    return "..".join(ends) + tail

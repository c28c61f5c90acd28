"""What others have published about depreciation."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from circularity.model.dates import PartialDate
from circularity.model.deal import Source
from circularity.model.text import Fact, Slug, Text


class Estimate(Fact):
    """One published estimate with the figures and assumptions that its author gave."""

    id: Slug
    who: Text
    date: PartialDate | None = None
    claim: Text
    figures: dict[str, Any] = Field(default_factory=dict)
    assumptions: tuple[Text, ...] = ()
    reproducible: Text
    reproduction: Text
    sources: tuple[Source, ...] = Field(min_length=1)


class EstimatesFile(Fact):
    """The layout of ``reference/depreciation_estimates.yaml``; the runs that were made by hand are kept as they are."""

    estimates: tuple[Estimate, ...]
    reproductions: Any = None
    static_sensitivity: Any = None
    run_rate: Any = None

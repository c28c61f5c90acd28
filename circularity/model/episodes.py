"""Closed episodes that the present is held against: one measured fact a record, each with its source."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from circularity.model.deal import Source
from circularity.model.text import Fact, Slug, Text


class EpisodeRecord(Fact):
    """One figure of a closed episode: a value, or a series by year or name."""

    id: Slug
    episode: Slug
    subject: Text
    period: Text
    measure: Text
    value: Text | None = None
    series: dict[str, Text] = Field(default_factory=dict)
    derived_from: Text | None = None
    note: Text | None = None
    sources: tuple[Source, ...] = Field(min_length=1)


class EpisodesFile(Fact):
    """The part of ``reference/history_comparisons.yaml`` that is read here; its tables are for other questions."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    records: tuple[EpisodeRecord, ...] = Field(min_length=1)

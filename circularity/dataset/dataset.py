"""A dataset in memory: companies, deals, figures and assumptions, unchangeable and in sorted order."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from circularity.errors import UnknownName
from circularity.model.assumptions import Assumptions
from circularity.model.dates import PartialDate
from circularity.model.deal import Deal, Edge
from circularity.model.entity import Entity
from circularity.model.evidence import grade
from circularity.model.figures import Figure
from circularity.model.rates import Rate
from circularity.model.stages import Grade
from circularity.model.text import Fact, Slug, Text

if TYPE_CHECKING:
    import networkx as nx

    from circularity.graph.view import View

REFERENCES = ("part_of", "superseded_by", "serves", "guarantees")


class Card(Fact):
    """What ``dataset.yaml`` says of the whole."""

    name: Slug
    title: Text
    as_of: PartialDate
    version: Text
    licence: Text = "not stated"
    description: Text = "not stated"


@dataclass(frozen=True)
class Dataset:
    """Facts and nothing else; every question is a function of this and a view."""

    card: Card
    entities: Mapping[str, Entity]
    deals: Mapping[str, Deal]
    figures: Mapping[str, tuple[Figure, ...]]
    assumptions: Assumptions
    root: Path
    rates: tuple[Rate, ...] = ()
    cache: dict[object, object] = field(default_factory=dict, compare=False, repr=False)
    """Positions already worked out, by view; safe because nothing here changes."""

    def __repr__(self) -> str:
        return (
            f"<{self.card.name} {self.card.version}: {len(self.deals)} deals, {len(self.edges)} edges, "
            f"{len(self.entities)} entities, as of {self.as_of}>"
        )

    def _repr_html_(self) -> str:
        """The dataset as a notebook shows it; every text escaped."""
        about = {
            "title": self.card.title,
            "name and version": f"{self.card.name} {self.card.version}",
            "as of": str(self.as_of),
            "deals": f"{len(self.deals)}, with {len(self.edges)} edges",
            "entities": f"{len(self.entities)}, of which {sum(entity.is_pool for entity in self.entities.values())} are pools",
            "figures reported": str(sum(map(len, self.figures.values()))),
            "licence": self.card.licence,
        }
        rows = "".join(f"<tr><th>{name}</th><td>{escape(text)}</td></tr>" for name, text in about.items())
        return f"<table>{rows}</table>"

    @property
    def as_of(self) -> PartialDate:
        """The last day that the data know of."""
        return self.card.as_of

    @cached_property
    def edges(self) -> dict[str, Edge]:
        """All edges by id, sorted."""
        return {edge.id: edge for edge in sorted((e for deal in self.deals.values() for e in deal.edges), key=lambda e: e.id)}

    @cached_property
    def deal_of(self) -> dict[str, Deal]:
        """The deal to which each edge belongs."""
        return {edge.id: deal for deal in self.deals.values() for edge in deal.edges}

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """For each edge that has any, the edges that are part of it."""
        found: dict[str, list[str]] = {}
        for edge in self.edges.values():
            if edge.part_of:
                found.setdefault(edge.part_of, []).append(edge.id)
        return {whole: tuple(parts) for whole, parts in sorted(found.items())}

    @cached_property
    def grades(self) -> dict[str, Grade]:
        """The evidence grade of each edge."""
        return {edge.id: grade(edge.sources, edge.parties) for edge in self.edges.values()}

    @cached_property
    def files(self) -> dict[str, str]:
        """The file of each deal, from the dataset's folder on; a deal's file has its id as its name."""
        return {path.stem: path.relative_to(self.root).as_posix() for path in sorted((self.root / "edges").glob("*/*.yaml"))}

    @cached_property
    def _names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for entity in self.entities.values():
            for name in entity.names:
                found.setdefault(name.casefold(), entity.id)
        for entity in self.entities.values():
            found[entity.id] = entity.id
        return found

    def entity(self, name: str) -> Entity:
        """The entity that goes by an id, a name, an alias or a ticker, in any case.

        Raises
        ------
        UnknownName
            With the nearest three names, if there is none.
        """
        known = self._names.get(name.strip().casefold())
        if known is None:
            close = difflib.get_close_matches(name.strip().casefold(), self._names, 20, 0.0)
            nearest = list(dict.fromkeys(self._names[word] for word in close))[:3]
            raise UnknownName(name, "company", nearest)
        return self.entities[known]

    def edge(self, name: str) -> Edge:
        """The edge with this id; `UnknownName` with the nearest three otherwise."""
        try:
            return self.edges[name]
        except KeyError:
            raise UnknownName(name, "edge", difflib.get_close_matches(name, self.edges, 3, 0.0)) from None

    def name(self, entity: str) -> str:
        """How an entity is called in running text."""
        return self.entities[entity].name

    def group(self, entity: str) -> str:
        """The head of the group an entity belongs to; itself if it has no parent."""
        head = self.entities[entity]
        while head.parent is not None:
            head = self.entities[head.parent]
        return head.id

    def without(self, *gone: str) -> Dataset:
        """The same facts less some edges: what the answers would be had these deals not been made."""
        dropped = set(gone)
        deals: dict[str, Deal] = {}
        for name, deal in self.deals.items():
            kept = tuple(_forget(edge, dropped) for edge in deal.edges if edge.id not in dropped)
            if kept:
                deals[name] = deal.model_copy(update={"edges": kept})
        return replace(self, deals=deals, cache={})

    def replacing(self, edge: Edge) -> Dataset:
        """The same facts with one edge written differently."""
        deal = self.deal_of[edge.id]
        edges = tuple(edge if other.id == edge.id else other for other in deal.edges)
        return replace(self, deals={**self.deals, deal.id: deal.model_copy(update={"edges": edges})}, cache={})

    def assuming(self, chosen: Mapping[str, float]) -> Dataset:
        """The same facts under other assumptions, by name and value; each counts as exactly that, without a range."""
        items = [self.assumptions[name] for name in chosen]
        told = tuple(
            item.model_copy(update={"value": chosen[item.id], "low": None, "high": None, "reason": "set for this question"})
            for item in items
        )
        return replace(self, assumptions=Assumptions(tuple(self.assumptions.values()), told), cache={})

    def graph(self, view: View | None = None) -> nx.MultiDiGraph[str]:
        """The money-flow graph under a view; see `circularity.graph.build.build_graph`."""
        from circularity.graph.build import build_graph

        return build_graph(self, view)


def _forget(edge: Edge, gone: set[str]) -> Edge:
    dangling = {key: None for key in REFERENCES if getattr(edge, key) in gone}
    return edge.model_copy(update=dangling) if dangling else edge

"""Rules that a dataset must keep: one function a rule, each named as the catalogue names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from circularity.dataset.dataset import REFERENCES, Dataset
from circularity.dataset.problems import Loc, near
from circularity.model.amounts import Amount, total
from circularity.model.deal import Deal, Edge, SourceType
from circularity.model.entity import Entity
from circularity.model.figures import BALANCES, METRICS, Figure, Period, Unit
from circularity.model.money import Money
from circularity.model.stages import Stage


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach, before its place in the file is looked up."""

    code: str
    owner: str
    """``deal ID``, an entity's id, or ``dataset``."""
    loc: Loc
    message: str
    subject: str
    figure: Figure | None = None
    rests_on: str = ""
    """A name without whose file the finding could not be made: where that file could not be read, nothing is said."""


Rule = Callable[[Dataset], Iterator[Finding]]


def each_edge(data: Dataset) -> Iterator[tuple[Deal, int, Edge]]:
    """Every edge with its deal and its place in it."""
    for deal in data.deals.values():
        for index, edge in enumerate(deal.edges):
            yield deal, index, edge


def on_edge(code: str, deal: Deal, index: int, edge: Edge, *loc: str | int, message: str, rests_on: str = "") -> Finding:
    """A finding at a key of an edge."""
    return Finding(code, f"deal {deal.id}", ("edges", index, *loc), f"{edge.id}: {message}", edge.id, rests_on=rests_on)


def monies(edge: Edge) -> Iterator[tuple[Loc, Money]]:
    """Every money text of an edge with its place."""
    for key in ("amount", "binding"):
        value = getattr(edge, key)
        if value is not None:
            yield (key,), value
    for key in ("paid", "outstanding", "carrying", "valuation"):
        dated = getattr(edge, key)
        if dated is not None:
            yield (key,), dated.money
    for when, money in edge.schedule.items():
        yield ("schedule", when.text), money
    for i, item in enumerate(edge.history):
        for key in ("amount", "binding", "paid", "outstanding"):
            value = getattr(item, key)
            if value is not None:
                yield ("history", i, key), value


def dollars(edge: Edge, money: Money) -> Amount:
    """An amount in dollars, or nothing known where the rate is missing (another rule says so)."""
    if money.currency != "USD" and edge.rate is None:
        return Amount()
    return money.usd(edge.rate)


def headline(edge: Edge) -> Amount:
    """The latest headline of an edge."""
    latest = next((item.amount for item in reversed(edge.history) if item.amount is not None), edge.amount)
    return dollars(edge, latest)


def widest_headline(edge: Edge) -> float | None:
    """The highest amount that was ever announced; ``None`` if it has no upper limit."""
    stated = [dollars(edge, edge.amount), *(dollars(edge, item.amount) for item in edge.history if item.amount is not None)]
    highs = [a.high for a in stated if a.disclosed]
    return None if not highs or any(high is None for high in highs) else max(h for h in highs if h is not None)


def duplicate_id(data: Dataset) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for deal, index, edge in each_edge(data):
        if edge.id in seen:
            yield on_edge("E303", deal, index, edge, "id", message=f"this id is also used in deal {seen[edge.id]}")
        seen.setdefault(edge.id, deal.id)


def unknown_entity(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        for key, name in (("from", edge.payer), ("to", edge.payee)):
            if name not in data.entities:
                message = f"no entity is called '{name}'{near(name, data.entities)}"
                yield on_edge("E304", deal, index, edge, key, message=message, rests_on=name)
        for i, source in enumerate(edge.sources):
            if source.by is not None and source.by not in data.entities:
                message = f"no entity is called '{source.by}'{near(source.by, data.entities)}"
                yield on_edge("E304", deal, index, edge, "sources", i, "by", message=message, rests_on=source.by)
    for entity in data.entities.values():
        if entity.parent is not None and entity.parent not in data.entities:
            message = f"no entity is called '{entity.parent}'{near(entity.parent, data.entities)}"
            yield Finding("E304", entity.id, ("parent",), message, entity.id, rests_on=entity.parent)
    for name, rows in data.figures.items():
        if name not in data.entities:
            message = f"financials/{name}.csv: no entity is called '{name}'{near(name, data.entities)}"
            yield Finding("E304", "figure", (), message, name, rows[0] if rows else None, rests_on=name)


def unknown_edge(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        for key in REFERENCES:
            name = getattr(edge, key)
            if name == edge.id:
                yield on_edge("E424", deal, index, edge, key, message=f"{key} names the edge itself")
            elif name is not None and name not in data.edges:
                message = f"no edge is called '{name}'{near(name, data.edges)}"
                yield on_edge("E305", deal, index, edge, key, message=message, rests_on=name)


def ambiguous_name(data: Dataset) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for entity in data.entities.values():
        for name in dict.fromkeys(n.casefold() for n in entity.names):
            other = owners.setdefault(name, entity.id)
            if other != entity.id:
                yield Finding("E306", entity.id, _place_of(entity, name), f"'{name}' is also a name of {other}", entity.id)


def _place_of(entity: Entity, name: str) -> Loc:
    """Where in its file an entity calls itself by a name."""
    if entity.name.casefold() == name:
        return ("name",)
    aliases = [alias.casefold() for alias in entity.aliases]
    return ("aliases", aliases.index(name)) if name in aliases else ("entity",) if entity.id == name else ("listed", "ticker")


def self_deal(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        if edge.payer == edge.payee:
            yield on_edge("E401", deal, index, edge, "to", message=f"runs from {edge.payer} to itself")


def ends_before_starts(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        if edge.starts and edge.ends and edge.ends.last < edge.starts.first:
            yield on_edge("E402", deal, index, edge, "ends", message=f"ends {edge.ends} and starts {edge.starts}")


def history_order(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        for i, (above, item) in enumerate(zip(edge.history, edge.history[1:], strict=False), 1):
            if item.date.last < above.date.first:
                yield on_edge("E403", deal, index, edge, "history", i, message=f"{item.date} stands below {above.date}")


def paid_over_headline(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        limit = widest_headline(edge)
        for loc, money in monies(edge):
            low = dollars(edge, money).low
            if limit is None or low is None or low <= limit * 1.000001:
                continue
            if loc[-1] == "paid":
                yield on_edge("E404", deal, index, edge, *loc, message=f"paid {money} is more than the headline")
            elif loc[-1] == "binding":
                yield on_edge("E407", deal, index, edge, *loc, message=f"binding {money} is more than the headline")


def schedule_over_headline(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        limit = widest_headline(edge)
        placed = total(dollars(edge, money) for money in edge.schedule.values())
        if edge.schedule and limit is not None and (placed.low or 0.0) > limit * 1.000001:
            yield on_edge(
                "E405",
                deal,
                index,
                edge,
                "schedule",
                message=f"the schedule adds up to {placed.low:,.0f} dollars, the headline to {limit:,.0f}",
            )


def paid_falls(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        values = [(item.date.first, item.paid, ("history", i, "paid")) for i, item in enumerate(edge.history) if item.paid is not None]
        if edge.paid is not None and edge.paid.money.stated.disclosed:
            values.append((edge.paid.date.first, edge.paid.money, ("paid",)))  # type: ignore[arg-type]
        values.sort(key=lambda value: value[0])
        for (_, before, _), (when, money, loc) in pairwise(values):
            earlier, later = dollars(edge, before).low, dollars(edge, money).high
            if earlier is not None and later is not None and later < earlier:
                yield on_edge("E406", deal, index, edge, *loc, message=f"paid falls from {before} to {money} on {when.isoformat()}")


def no_exchange_rate(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        foreign = [(loc, money) for loc, money in monies(edge) if money.currency != "USD"]
        for loc, money in foreign:
            if edge.fx is None:
                yield on_edge("E408", deal, index, edge, *loc, message=f"'{money}' has no rate to the dollar")
        if len({money.currency for _, money in foreign}) > 1:
            yield on_edge("E408", deal, index, edge, "fx", message="one rate cannot serve two currencies")


def source_without_address(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        for i, source in enumerate(edge.sources):
            if source.url is None and source.type is not SourceType.UNVERIFIED:
                yield on_edge("E411", deal, index, edge, "sources", i, message=f"'{source.publisher}' has no url")


def part_of_cycle(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        for key in ("part_of", "serves", "guarantees", "superseded_by"):
            seen, name = {edge.id}, getattr(edge, key)
            while name in data.edges and name not in seen:
                seen.add(name)
                name = getattr(data.edges[name], key)
            if name == edge.id and getattr(edge, key) != edge.id:
                yield on_edge("E421", deal, index, edge, key, message=f"following {key} leads back here")


def children_over_parent(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        whole = headline(edge)
        live = [data.edges[p] for p in data.parts.get(edge.id, ()) if not data.edges[p].stage.is_ended]
        inside = total(headline(part) for part in live)
        if edge.stage.is_ended or whole.point is None or whole.high is None or inside.point is None:
            continue
        if inside.point > whole.point * 1.000001:
            message = f"parts add up to {inside.point:,.0f} dollars, the whole to {whole.point:,.0f} ({', '.join(p.id for p in live)})"
            yield on_edge("E422", deal, index, edge, "amount", message=message)


def superseded(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        if edge.superseded_by is not None and edge.stage is not Stage.SUPERSEDED:
            yield on_edge("E423", deal, index, edge, "superseded_by", message=f"superseded_by is set and the stage is {edge.stage}")


def pools(data: Dataset) -> Iterator[Finding]:
    for entity in data.entities.values():
        if entity.is_pool and (entity.id in data.figures or entity.listed):
            where = "financials" if entity.id in data.figures else "a listing"
            yield Finding("E431", entity.id, ("pool",), f"{entity.id} is a pool and has {where}", entity.id)


def parent_cycle(data: Dataset) -> Iterator[Finding]:
    for entity in data.entities.values():
        seen, name = {entity.id}, entity.parent
        while name is not None and name in data.entities and name not in seen:
            seen.add(name)
            name = data.entities[name].parent
        if name == entity.id:
            yield Finding("E434", entity.id, ("parent",), f"following parent leads back to {entity.id}", entity.id)


def figures(data: Dataset) -> Iterator[Finding]:
    for entity, rows in data.figures.items():
        for row in rows:
            if row.unit is not METRICS[row.metric]:
                yield _figure("E503", entity, row, f"{row.metric} is in {METRICS[row.metric]}, not {row.unit}")
            if (row.metric in BALANCES) != (row.period is Period.POINT):
                yield _figure("E504", entity, row, f"{row.metric} cannot have the period {row.period}")
            if (row.unit is Unit.MONEY) != (row.currency is not None):
                yield _figure("E505", entity, row, f"{row.metric} has currency {row.currency or 'none'}")
            if row.source_url is None and row.source_type is not SourceType.UNVERIFIED:
                yield _figure("E506", entity, row, f"{row.metric} has no source_url")


def _figure(code: str, entity: str, row: Figure, message: str) -> Finding:
    return Finding(code, "figure", (), message, entity, row)


ERRORS: tuple[Rule, ...] = (
    duplicate_id,
    unknown_entity,
    unknown_edge,
    ambiguous_name,
    self_deal,
    ends_before_starts,
    history_order,
    paid_over_headline,
    schedule_over_headline,
    paid_falls,
    no_exchange_rate,
    source_without_address,
    part_of_cycle,
    children_over_parent,
    superseded,
    pools,
    parent_cycle,
    figures,
)
"""Applied to every dataset before it is used."""

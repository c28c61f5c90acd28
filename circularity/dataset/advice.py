"""Warnings: what an editor should look at, one function a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from circularity.dataset import equations, rounds, texts
from circularity.dataset.dataset import Dataset
from circularity.dataset.problems import Loc
from circularity.dataset.rules import Finding, Rule, dollars, each_edge, headline, on_edge
from circularity.model.deal import Deal, Edge, Source, SourceType
from circularity.model.entity import Role
from circularity.model.evidence import on_regulators_site, publishers
from circularity.model.kinds import EdgeClass, Kind
from circularity.model.stages import UNFINISHED, Grade, Stage
from circularity.model.text import host_of, percent_value

LARGE = 1e9
NEAR_DAYS = 45
NEAR_SHARE = 0.1
WIDE = 1.5
"""Figures whose largest is this many times the smallest differ by half or more."""

UNLIKELY_SELLERS: dict[Kind, frozenset[Role]] = {
    Kind.HARDWARE_PURCHASE: frozenset({Role.LAB, Role.INVESTOR, Role.LENDER, Role.SOVEREIGN, Role.LANDLORD}),
    Kind.HARDWARE_LEASE: frozenset({Role.LAB, Role.SOVEREIGN}),
    Kind.CLOUD_CONTRACT: frozenset({Role.LAB, Role.INVESTOR, Role.LENDER, Role.MEMORY, Role.FOUNDRY}),
    Kind.COLOCATION_LEASE: frozenset({Role.LAB, Role.CHIPMAKER, Role.MEMORY, Role.FOUNDRY, Role.LENDER}),
    Kind.SUPPLY_AGREEMENT: frozenset({Role.LAB, Role.INVESTOR, Role.LENDER, Role.SOVEREIGN}),
    Kind.ENERGY_CONTRACT: frozenset({Role.LAB, Role.CHIPMAKER, Role.LENDER}),
}
UNLIKELY_LENDERS = frozenset({Role.LAB})
_MARK = re.compile(r"\b(fair value|marked|mark of|worth about|valued at)\b", re.IGNORECASE)


def twice(data: Dataset) -> Iterator[Finding]:
    """Same parties and kind, near in amount and time, under two ids that nothing relates."""
    groups: dict[tuple[str, str, str], list[tuple[Deal, int, Edge]]] = {}
    for deal, index, edge in each_edge(data):
        groups.setdefault((edge.payer, edge.payee, edge.kind), []).append((deal, index, edge))
    for found in groups.values():
        for (_, _, one), (deal, index, other) in combinations(found, 2):
            a, b = headline(one).point, headline(other).point
            if a is None or b is None or _related(one, other):
                continue
            apart = abs((one.history[0].date.first - other.history[0].date.first).days)
            if apart <= NEAR_DAYS and abs(a - b) <= NEAR_SHARE * max(a, b):
                yield on_edge(
                    "W701", deal, index, other, "id", message=f"looks like {one.id}: same parties, kind and amount, {apart} days apart"
                )


def _related(one: Edge, other: Edge) -> bool:
    return (
        (one.part_of is not None and one.part_of == other.part_of)
        or other.id in (one.part_of, one.superseded_by)
        or one.id in (other.part_of, other.superseded_by)
        or other.id in (one.disputes or "")
        or one.id in (other.disputes or "")
    )  # fmt: skip


def direction(data: Dataset) -> Iterator[Finding]:
    """A seller that does not sell this, or a lender that does not lend."""
    for deal, index, edge in each_edge(data):
        payer, payee = data.entities.get(edge.payer), data.entities.get(edge.payee)
        if payer is None or payee is None:
            continue
        if payee.role in UNLIKELY_SELLERS.get(edge.kind, ()):
            yield on_edge("W702", deal, index, edge, "to", message=f"{payee.name} ({payee.role}) as the seller of a {edge.kind}")
        elif edge.kind.spec.owes and payer.role in UNLIKELY_LENDERS:
            yield on_edge("W702", deal, index, edge, "from", message=f"{payer.name} ({payer.role}) as the lender of a {edge.kind}")


def mark_as_paid(data: Dataset) -> Iterator[Finding]:
    """A stake whose paid amount equals a mark, in a deal whose texts speak of a mark."""
    for deal, index, edge in each_edge(data):
        if not edge.kind.spec.stake or edge.paid is None:
            continue
        paid = dollars(edge, edge.paid.money).point
        marks = [dollars(edge, dated.money).point for dated in (edge.carrying,) if dated]
        if edge.valuation is not None and edge.stake is not None:
            worth = dollars(edge, edge.valuation.money).point
            marks.append(None if worth is None else worth * percent_value(edge.stake) / 100)
        spoken = any(_MARK.search(item.note or "") for item in edge.history)
        if paid and spoken and any(mark and abs(mark - paid) <= 0.02 * paid for mark in marks):
            yield on_edge("W703", deal, index, edge, "paid", message=f"paid {edge.paid.money} equals what the stake is marked at")


def dead_but_binding(data: Dataset) -> Iterator[Finding]:
    """A deal that lapsed, or never got past talk, with something binding."""
    for deal, index, edge in each_edge(data):
        if edge.binding is None or not dollars(edge, edge.binding).high:
            continue
        if edge.stage in (Stage.LAPSED, Stage.CANCELLED) and edge.signed_on is None:
            yield on_edge("W704", deal, index, edge, "binding", message=f"{edge.stage}, never signed, and binding {edge.binding}")


def one_source(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        origins = publishers(source for source in edge.sources if source.type is not SourceType.UNVERIFIED)
        if len(origins) == 1 and data.grades[edge.id] > Grade.A and not _large_and_unseen(data, edge):
            yield on_edge("W705", deal, index, edge, "sources", message=f"rests on one report ({edge.sources[0].publisher})")


def large_and_unseen(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        if _large_and_unseen(data, edge):
            compiled = [source.publisher for source in edge.sources if source.type is SourceType.DATASET]
            rests = f"what another compiler put down ({compiled[0]})" if compiled else "grade D"
            yield on_edge("W706", deal, index, edge, "sources", message=f"{edge.amount} on {rests}")


_SECOND_HAND = frozenset({SourceType.DATASET, SourceType.UNVERIFIED})


def _large_and_unseen(data: Dataset, edge: Edge) -> bool:
    """More than a billion with nothing behind it but notes without an address and what somebody else compiled."""
    point = headline(edge).point
    return point is not None and point > LARGE and all(source.type in _SECOND_HAND for source in edge.sources)


def same_address_twice(data: Dataset) -> Iterator[Finding]:
    """One page as two sources of an edge; two places in one long document, each with its locator, are two sources."""
    for deal, index, edge in each_edge(data):
        seen: dict[str, Source] = {}
        for i, source in enumerate(edge.sources):
            page = _page(source.url)
            other = seen.setdefault(page, source) if page else source
            if other is not source and not (other.locator and source.locator and other.locator != source.locator):
                message = f"the page of '{other.publisher}' is cited again as '{source.publisher}'"
                yield on_edge("W721", deal, index, edge, "sources", i, message=message)


def _page(url: str | None) -> str:
    """An address without what does not change the page: scheme, www, fragment and last stroke."""
    return re.sub(r"^https?://(?:www\.)?", "", (url or "").partition("#")[0]).rstrip("/")


def wide_without_dispute(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        stated = headline(edge)
        if edge.disputes is None and stated.low and stated.high and not stated.at_most and stated.high >= WIDE * stated.low:
            yield on_edge("W707", deal, index, edge, "amount", message=f"{edge.amount} spans half or more")
    for entity, rows in data.figures.items():
        seen: dict[tuple[object, ...], float] = {}
        for row in rows:
            key = (row.period_end.text, row.period, row.metric, row.currency)
            other = seen.setdefault(key, row.value)
            small, large = sorted((abs(other), abs(row.value)))
            if large and large >= WIDE * small and other != row.value and "conflict" not in (row.note or ""):
                yield Finding("W707", "figure", (), f"{row.label}: {row.value:,.0f} beside {other:,.0f}", entity, row)


def stale_stage(data: Dataset) -> Iterator[Finding]:
    limit = data.as_of.last - timedelta(days=365)
    for deal, index, edge in each_edge(data):
        last = edge.history[-1]
        if (
            last.stage in UNFINISHED
            and last.date.last < limit
            and not (edge.ends and last.stage.is_agreed and edge.ends.last < data.as_of.last)
        ):
            yield on_edge("W708", deal, index, edge, "history", len(edge.history) - 1, message=f"{last.stage} since {last.date}")


def filing_elsewhere(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        for i, source in enumerate(edge.sources):
            if source.type is SourceType.FILING and source.url and source.seen_via is None and not _own_address(source, data):
                loc: Loc = ("sources", i)
                message = f"{host_of(source.url)} is not where {source.publisher} files"
                yield on_edge("W709", deal, index, edge, *loc, message=message, rests_on=source.by or "")


def _own_address(source: Source, data: Dataset) -> bool:
    if on_regulators_site(source.url):
        return True
    speaker = data.entities.get(source.by or "")
    host = host_of(source.url or "")
    return speaker is not None and (any(host.endswith(site) for site in speaker.websites) or speaker.id.replace("-", "") in host)


def serves_pairing(data: Dataset) -> Iterator[Finding]:
    """The served contract's money must reach the one that buys, or the one that borrows."""
    for deal, index, edge in each_edge(data):
        served = data.edges.get(edge.serves or "")
        if served is None:
            continue
        paid_by_it = served.payee
        cls = edge.kind.spec.edge_class
        fits = (cls is EdgeClass.COMMERCE and edge.payer == paid_by_it) or (cls is EdgeClass.FINANCING and edge.payee == paid_by_it)
        if not fits or served.kind.spec.edge_class is not EdgeClass.COMMERCE:
            yield on_edge(
                "W710", deal, index, edge, "serves", message=f"{served.id} pays {paid_by_it}, which neither buys nor borrows here"
            )


def past_maturity(data: Dataset) -> Iterator[Finding]:
    for deal, index, edge in each_edge(data):
        if edge.kind.spec.owes and edge.ends and edge.ends.last < data.as_of.first and not edge.stage.is_ended:
            yield on_edge("W711", deal, index, edge, "ends", message=f"due {edge.ends}, last stage {edge.stage}")


def pool_role(data: Dataset) -> Iterator[Finding]:
    for entity in data.entities.values():
        if entity.is_pool and not (entity.pool_flag and entity.role is Role.POOL):
            mark = "pool: true" if entity.pool_flag else "no pool: true"
            yield Finding("W714", entity.id, ("role",), f"{entity.id} has role {entity.role} and {mark}", entity.id)


def unused_entity(data: Dataset) -> Iterator[Finding]:
    used = {name for edge in data.edges.values() for name in edge.parties} | {e.parent for e in data.entities.values()}
    for entity in data.entities.values():
        if entity.id not in used and entity.id not in data.figures:
            yield Finding("W712", entity.id, (), f"{entity.id} takes part in no deal", entity.id, rests_on=entity.id)


_SCALED = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?) ?(k|m|bn|tn|million|billion|trillion)\b", re.IGNORECASE)
_SCALE_WORDS = {"million": "m", "billion": "bn", "trillion": "tn"}


def other_scale(data: Dataset) -> Iterator[Finding]:
    """The amount's number stands in the texts, and only with another scale: million for billion, or the reverse."""
    for deal, index, edge in each_edge(data):
        told_in = " \n ".join([deal.title, *(s.says for s in edge.sources), *(i.note or "" for i in edge.history), edge.derivation or ""])
        said: dict[str, set[str]] = {}
        for number, scale in _SCALED.findall(told_in):
            said.setdefault(number, set()).add(_SCALE_WORDS.get(scale.lower(), scale.lower()))
        written = [*_SCALED.findall(edge.amount.text)]
        for number, scale in written:
            if said.get(number) and scale not in said[number]:
                told = ", ".join(f"{number} {other}" for other in sorted(said[number]))
                yield on_edge("W717", deal, index, edge, "amount", message=f"amount {edge.amount}; the texts say {told}")


WARNINGS: tuple[Rule, ...] = (
    twice,
    direction,
    mark_as_paid,
    dead_but_binding,
    one_source,
    large_and_unseen,
    wide_without_dispute,
    stale_stage,
    filing_elsewhere,
    serves_pairing,
    past_maturity,
    pool_role,
    other_scale,
    same_address_twice,
    *rounds.WARNINGS,
    *texts.WARNINGS,
    *equations.WARNINGS,
    unused_entity,
)

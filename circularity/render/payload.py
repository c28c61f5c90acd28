"""Everything the page needs, as plain data: the same analyses as the command line, worked out beforehand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from circularity import __version__
from circularity.analysis.circulation.network import DRAWS, NetworkRow, network
from circularity.analysis.failure.losses import CHANNELS
from circularity.analysis.loops import loops
from circularity.analysis.results import plain
from circularity.analysis.summary import summary
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.positions import Position
from circularity.graph.standing import running_totals
from circularity.graph.terms import DAYS_PER_YEAR
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.kinds import Term
from circularity.model.money import DatedMoney, Money
from circularity.model.stages import Basis
from circularity.render.answers import failures, ready_scenarios
from circularity.render.cards import cards, disagreements
from circularity.render.layout import COLUMNS, column_of, place
from circularity.render.past import past
from circularity.render.reach import LOOPS, reach
from circularity.render.tour import tour

SHOWN, POOLS = 24, 4
"""Companies and pools in the opening view: the largest by the money that passes through them."""
Progress = Callable[[int, int], None]
STEPS = 2 * len(Basis) + 4
"""Answers that take time: loops and shares on each basis, failures, the past, the cards, the scenarios."""
LOOP_KEYS = (
    "id",
    "companies",
    "type",
    "size",
    "at_most",
    "grade",
    "hops",
    "live",
    "live_together",
    "key_edge",
    "binding_share",
    "in_date_order",
)


def payload(data: Dataset, view: View, progress: Progress | None = None) -> dict[str, Any]:
    """The page's data for a view, on all four bases; amounts in dollars, ``None`` where not known.

    Parameters
    ----------
    progress
        Called with steps done and steps in all; the steps take unequal time.
    """
    tick = _ticker(progress)
    view = view.on(data)
    views = {str(basis): view.based(basis) for basis in Basis}
    by_basis = {basis: {flow.id: flow for flow in flows(data, v)} for basis, v in views.items()}
    chosen = list(by_basis[str(view.basis)].values())
    edges = [_edge(data, flow.position, {b: found[flow.id] for b, found in by_basis.items()}) for flow in chosen]
    entities = _entities(data, by_basis, edges)
    rings = {basis: tick(loops(data, v)) for basis, v in views.items()}
    card = data.card
    glance = summary(data, view)
    bound = view.based(Basis.BINDING)
    far = reach(entities)
    found = {basis: len(answer.rows) for basis, answer in rings.items()}
    places = {edge["id"]: index for index, edge in enumerate(edges)}
    made: dict[str, Any] = {
        "schema": "circularity/page/1",
        "generator": f"circularity {__version__}",
        "data": {
            "name": card.name,
            "title": card.title,
            "version": card.version,
            "as_of": str(card.as_of),
            "licence": card.licence,
            "sentence": glance.sentence,
            "counts": plain(glance.extra["counts"]),
        },
        "view": view.as_json(),
        "bases": [str(basis) for basis in Basis],
        "kinds": _kinds(data),
        "columns": [{"id": column.id, "title": column.title} for column in COLUMNS],
        "entities": entities,
        "edges": edges,
        "loops": {basis: [_pick(row.as_json(), LOOP_KEYS) for row in answer.rows[:LOOPS]] for basis, answer in rings.items()},
        "loop_notes": {basis: [*answer.caveats, *answer.unknown] for basis, answer in rings.items()},
        "left_out": far.told(found),
        "network": {
            basis: tick(_network(data, v, 0 if far.large else DRAWS if v.basis == view.basis else DRAWS // 2)) for basis, v in views.items()
        },
        "totals": {basis: _totals(list(found.values())) for basis, found in by_basis.items()},
        "channels": list(CHANNELS),
        "failures": tick(failures(data, bound, far.failures, places)),
        "past": tick(past(data, view, places)),
        **tick(cards(data, bound, vendors_too=not far.large)),
        "disputes": disagreements(data, view),
        "scenarios": tick(ready_scenarios(data, bound, places)),
        "assumptions": [{"id": a.id, "value": a.value, "unit": a.unit, "reason": a.reason} for a in data.assumptions.values()],
        "caveats": list(glance.caveats),
        "unknown": [*glance.unknown, *far.notes(found, str(view.basis))],
        "cite": f"circularity, {card.title}, data version {card.version}, as of {view.as_of}. Licence of the data: {card.licence}.",
    }
    return made | {"tour": tour(data, view, made)}


def _ticker(progress: Progress | None) -> Callable[[Any], Any]:
    """Counts what has been made and hands it on."""
    done = 0

    def tick(made: Any) -> Any:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, STEPS)
        return made

    return tick


def placed(data: Dataset, view: View) -> list[dict[str, Any]]:
    """The companies of a view with their places on the map, as the page has them."""
    view = view.on(data)
    by_basis = {str(basis): {flow.id: flow for flow in flows(data, view.based(basis))} for basis in Basis}
    chosen = by_basis[str(view.basis)].values()
    edges = [_edge(data, flow.position, {b: found[flow.id] for b, found in by_basis.items()}) for flow in chosen]
    return _entities(data, by_basis, edges)


def _entities(data: Dataset, by_basis: dict[str, dict[str, Flow]], edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Companies that take part, with their place and the money that passes through them."""
    through: dict[str, dict[str, float]] = {}
    for basis, found in by_basis.items():
        for flow in found.values():
            if flow.amount.point:
                for side, company in (("out", flow.payer), ("in", flow.payee)):
                    sums = through.setdefault(company, {})
                    sums[f"{basis} {side}"] = sums.get(f"{basis} {side}", 0.0) + flow.amount.point
    involved = sorted({party for edge in edges for party in (edge["from"], edge["to"])})
    rank = sorted(involved, key=lambda e: (-max(through.get(e, {}).values(), default=0.0), e))
    # A pool is not one party, so it never takes a place of the opening view from a company; but without the
    # largest pools the map would hide where most money comes from.
    pools = [e for e in rank if data.entities[e].is_pool]
    opening = {*[e for e in rank if e not in pools][:SHOWN], *pools[:POOLS]}
    sellers = _selling_pools(pools, edges)
    listed: list[dict[str, Any]] = []
    for name in involved:
        entity = data.entities[name]
        sums = through.get(name, {})
        largest = {str(b): round(max(sums.get(f"{b} in", 0.0), sums.get(f"{b} out", 0.0))) for b in Basis}
        listed.append(
            {
                "id": name,
                "name": entity.name,
                "role": str(entity.role),
                "column": COLUMNS[-1].id if name in sellers else column_of(entity.role),
                "pool": entity.is_pool,
                "parent": entity.parent,
                "ticker": entity.ticker,
                "country": entity.country,
                "aliases": list(entity.aliases),
                "shown": name in opening,
                "through": largest,
            }
        )
    at = place(listed, edges)
    return [{**entity, "x": at[entity["id"]][0], "y": at[entity["id"]][1]} for entity in listed]


def _selling_pools(pools: list[str], edges: list[dict[str, Any]]) -> set[str]:
    """Pools that are paid for goods more often than they lend: "landlords" and "suppliers" are no source of capital."""
    score = dict.fromkeys(pools, 0)
    for edge in edges:
        if edge["to"] in score and edge["class"] == "commerce":
            score[edge["to"]] += 1
        if edge["from"] in score and edge["class"] == "financing":
            score[edge["from"]] -= 1
    return {pool for pool, sales in score.items() if sales > 0}


def _edge(data: Dataset, position: Position, found: dict[str, Flow]) -> dict[str, Any]:
    edge, own = position.edge, position.full
    amounts: dict[str, Any] = {str(b): _amount(getattr(own, b)) for b in Basis}
    amounts["headline"]["text"] = next((i.amount.text for i in reversed(edge.history) if i.amount is not None), edge.amount.text)
    amounts["paid"]["as_of"] = own.paid_until.isoformat() if own.paid_until else None
    amounts["outstanding"] = {**_amount(own.claim), "text": own.claim_from}
    return {
        "id": edge.id,
        "deal": data.deal_of[edge.id].id,
        "title": data.deal_of[edge.id].title,
        "from": edge.payer,
        "to": edge.payee,
        "kind": str(edge.kind),
        "verb": edge.kind.spec.verb,
        "class": str(edge.kind.spec.edge_class),
        "stage": str(position.stage),
        "grade": str(position.grade),
        "since": own.since.isoformat(),
        "starts": _text(edge.starts),
        "ends": _text(edge.ends),
        "amounts": amounts,
        "flow": {basis: flow.amount.as_json() for basis, flow in found.items()},
        "history": [_said(i, ("date", "stage", "note", "amount", "binding", "paid", "outstanding")) for i in edge.history],
        "sources": [_said(s, ("url", "publisher", "type", "date", "says", "seen_via", "by", "relays")) for s in edge.sources],
        "derivation": edge.derivation,
        "disputes": edge.disputes,
        "contingent_on": edge.contingent_on,
        "part_of": edge.part_of,
        "parts": list(data.parts.get(edge.id, ())),
        "serves": edge.serves,
        "guarantees": edge.guarantees,
        "superseded_by": edge.superseded_by,
        # what the page needs to cut amounts to a window of years by itself
        "schedule": [
            [when.first.isoformat(), when.last.isoformat(), *_dollars(money.usd(edge.rate))]
            for when, money in sorted(edge.schedule.items())
        ]
        if edge.schedule
        else None,
        "running": [[when.isoformat(), round(so_far)] for when, so_far in running_totals(edge, date.max)],
    }


def _kinds(data: Dataset) -> dict[str, dict[str, Any]]:
    """What each kind in the data is: its class, when its money moves, and the days of its default term."""
    found: dict[str, dict[str, Any]] = {}
    for kind in sorted({edge.kind for edge in data.edges.values()}):
        spec = kind.spec
        found[str(kind)] = {"class": str(spec.edge_class), "term": str(spec.term), "stake": spec.stake}
        if spec.term is Term.YEARS:
            years = data.assumptions.value(f"term-{kind.replace('_', '-')}")
            found[str(kind)]["days"] = round(years * DAYS_PER_YEAR)
    return found


def _dollars(amount: Amount) -> list[float | int | None]:
    return [*amount.as_json().values(), round(amount.at_most)]


def _amount(amount: Amount) -> dict[str, Any]:
    return {**amount.as_json(), "bound": round(amount.at_most) if amount.at_most else None}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _said(item: object, keys: tuple[str, ...]) -> dict[str, Any]:
    shown = ((key, getattr(item, key)) for key in keys)
    return {key: value.text if isinstance(value, (Money, DatedMoney)) else str(value) for key, value in shown if value is not None}


def _pick(row: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: row[key] for key in keys}


def _totals(found: list[Flow]) -> dict[str, Any]:
    carrying = [flow for flow in found if flow.amount.carries_money]
    gross = total(flow.amount for flow in carrying)
    unpriced = [flow for flow in found if not flow.amount.priced and not flow.position.stage.is_ended]
    return {"gross": gross.as_json(), "edges": len(carrying), "unpriced": len(unpriced), "bound": round(gross.at_most)}


def _network(data: Dataset, view: View, draws: int) -> dict[str, Any]:
    """The shares of money in circles that the page cannot work out by itself, and what chance gives."""
    answer = network(data, view, draws=draws, years=False)
    row: NetworkRow = answer.rows[0]
    facts = row.as_json()
    kept = (
        "gross_flow",
        "kappa_bff",
        "kappa_max",
        "kappa_scc",
        "ranges",
        "with_support",
        "finn_cycling_index",
        "chance",
        "strength_missed",
    )
    support = [note for note in answer.caveats if "move no money" in note]
    return {**_pick(facts, kept), "draws": draws, "core": len(row.core), "sentence": answer.sentence, "notes": support}

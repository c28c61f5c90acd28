"""FollowTheMoney entities, one JSON object a line, as Aleph and OpenSanctions tools read them.

A promise is not a payment: only money that is known to have moved under a commercial contract becomes a Payment.
Debts become Debt, stakes Ownership, everything else a link with its role in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from circularity.analysis.wording import money
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.view import View
from circularity.model.kinds import EdgeClass


def write_ftm(data: Dataset, view: View, path: Path) -> list[Path]:
    """One line an entity or link."""
    lines = [json.dumps(item, ensure_ascii=False, sort_keys=True) for item in ftm_entities(data, view)]
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8"))
    return [path]


def ftm_entities(data: Dataset, view: View) -> Iterator[dict[str, Any]]:
    """Every party of the view, then every edge."""
    found = flows(data, view)
    for name in sorted({party for flow in found for party in (flow.payer, flow.payee)}):
        entity = data.entities[name]
        listed = entity.listed
        yield _item(
            data,
            name,
            "LegalEntity" if entity.is_pool else "Company",
            name=[entity.name],
            alias=list(entity.aliases),
            country=[entity.country.lower()] if entity.country and len(entity.country) == 2 else [],
            summary=[f"role: {entity.role}" + ("; a pool of many parties, not one" if entity.is_pool else "")],
            notes=[entity.note] if entity.note else [],
            **({"ticker": [listed.ticker], "cikCode": [listed.cik] if listed.cik else []} if listed and not entity.is_pool else {}),
        )
    for flow in found:
        yield _link(data, flow)


def _link(data: Dataset, flow: Flow) -> dict[str, Any]:
    edge, own = flow.position.edge, flow.position.full
    spec = edge.kind.spec
    payer, payee = _key(data, flow.payer), _key(data, flow.payee)
    parts = {"headline": own.headline, "binding": own.binding, "paid": own.paid}
    about: dict[str, list[str]] = {
        "startDate": [edge.history[0].date.text],
        "summary": [spec.sentence(data.name(flow.payer), data.name(flow.payee))],
        "description": ["; ".join(f"{name} {money(amount)} dollars" for name, amount in parts.items())],
        "recordId": [edge.id],
        "sourceUrl": sorted({source.url for source in edge.sources if source.url}),
        "publisher": sorted({source.publisher for source in edge.sources}),
    }
    if spec.owes:
        return _item(data, edge.id, "Debt", debtor=[payee], creditor=[payer], **_dollars(own.claim.point), **about)
    if spec.stake:
        share = {"percentage": [edge.stake]} if edge.stake else {}
        return _item(data, edge.id, "Ownership", owner=[payer], asset=[payee], status=[str(flow.position.stage)], **share, **about)
    if spec.edge_class is EdgeClass.COMMERCE and own.paid.point:
        return _item(
            data, edge.id, "Payment", payer=[payer], beneficiary=[payee], purpose=[str(edge.kind)], **_dollars(own.paid.point), **about
        )
    role = [str(edge.kind).replace("_", " ")]
    return _item(data, edge.id, "UnknownLink", subject=[payer], object=[payee], role=role, status=[str(flow.position.stage)], **about)


def _dollars(value: float | None) -> dict[str, list[str]]:
    return {} if value is None else {"amount": [str(round(value))], "currency": ["usd"], "amountUsd": [str(round(value))]}


def _key(data: Dataset, name: str) -> str:
    return f"{data.card.name}-{name}"


def _item(data: Dataset, key: str, schema: str, /, **properties: list[str]) -> dict[str, Any]:
    kept = {field: values for field, values in properties.items() if values}
    return {"id": _key(data, key), "schema": schema, "properties": kept, "datasets": [data.card.name]}

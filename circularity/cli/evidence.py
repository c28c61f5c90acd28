"""How ``why`` reads: the formula with its numbers, then each edge with what its sources say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from circularity.analysis.results import Answer
from circularity.analysis.why import EvidenceRow
from circularity.analysis.wording import money, percent
from circularity.model.amounts import Amount

OPERATIONS = {
    "sum": "sum of",
    "smallest": "smallest of",
    "ratio": "first over second:",
    "per_share": "first over second:",
    "excess": "first less the others, end by end, never below 0:",
    "less": "first less the others, never below 0:",
    "product": "product of",
    "capped ratio": "the others over the last, at most all of it:",
}


def formulas(answer: Answer) -> Iterator[str]:
    """Each figure with the terms it is made of."""
    for figure in answer.extra["formulas"].values():
        yield ""
        terms = figure["terms"]
        lead = OPERATIONS[figure["operation"]] if len(terms) > 1 else "from"
        yield f"{_spoken(figure['figure'])} = {figure['text']}, {lead}"
        for term in terms:
            behind = ", ".join([*term["edges"][:4], *(["..."] if len(term["edges"]) > 4 else []), *term["figures"]])
            yield f"  {_amount(term)}: {term['formula']}{f'  [{behind}]' if behind else ''}"


def _amount(term: dict[str, Any]) -> str:
    """Dollars as such; anything else as a number with what it counts."""
    if "unit" not in term:
        return money(Amount(**term["amount"]))
    if term["unit"] == "share":
        return percent(Amount(**term["amount"]))
    return "not known" if term["amount"]["point"] is None else f"{term['amount']['point']:,g} {term['unit']}"


def _spoken(figure: str) -> str:
    """``hop_amounts.0`` as "hop 1", ``backlog_at_risk`` as "backlog at risk", ``direct.paid`` as "direct, paid"."""
    index = figure.rpartition(".")[2]
    return f"hop {int(index) + 1}" if index.isdigit() else figure.replace("_", " ").replace(".", ", ")


def evidence(row: EvidenceRow) -> Iterator[str]:
    """One edge: what it is, its amounts, its life, and its sources."""
    yield f"{row.edge}  {row.sentence} ({row.stage.replace('_', ' ')}, deal {row.deal})"
    yield f"  evidence {row.grade}"
    amounts = "; ".join(f"{name} {money(a)}" for name, a in row.amounts.items() if isinstance(a, Amount))
    yield f"  amounts: {amounts or row.amounts['as_written']}"
    for name, other in row.relations.items():
        yield f"  {name.replace('_', ' ')}: {', '.join(other) if isinstance(other, list) else other}"
    for item in row.history:
        figures = "; ".join(f"{key} {item[key]}" for key in ("amount", "binding", "paid", "outstanding") if key in item)
        note = f": {item['note']}" if "note" in item else ""
        yield f"  {item['date']} {item['stage'].replace('_', ' ')}{f' [{figures}]' if figures else ''}{note}"
    if row.derivation:
        yield f"  worked out: {row.derivation}"
    if row.disputes:
        yield f"  disputed: {row.disputes}"
    for source in row.sources:
        yield from _source(source)


def _source(source: dict[str, Any]) -> Iterator[str]:
    about = [source["type"].replace("_", " "), *([source["date"]] if "date" in source else [])]
    about += [f"{key.replace('_', ' ')} {source[key]}" for key in ("relays", "seen_via") if key in source]
    yield f"  * {source['publisher']} ({', '.join(about)}): {source['says']}"
    if "url" in source:
        yield f"    {source['url']}"

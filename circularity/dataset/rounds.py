"""Warnings on financing rounds: who stands beside a round and not in it, and what became of notes that it converts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from circularity.dataset.dataset import Dataset
from circularity.dataset.rules import Finding, Rule, each_edge, headline, on_edge
from circularity.model.deal import Edge
from circularity.model.kinds import Kind

ROUND_DAYS = 61
"""A cheque this near to a round, before or after, is likely to be a part of it."""
_TOLD = re.compile(r"\b(round|series [a-k]|part of|on top|apart from|separate(ly)?)\b", re.IGNORECASE)
_PUBLIC = re.compile(r"\bpublic\b", re.IGNORECASE)
_REST = re.compile(r"\b(less|rest|remainder|beside|next to|named cheques)\b| - ", re.IGNORECASE)


def outside_the_round(data: Dataset) -> Iterator[Finding]:
    """A named investor's shares, bought within two months of a whole round that could hold them, and no part of it."""
    rounds = [edge for edge in data.edges.values() if _whole_round(data, edge)]
    for deal, index, edge in each_edge(data):
        if edge.kind is not Kind.EQUITY_INVESTMENT or edge.part_of or edge.id in data.parts or _from_pool(data, edge):
            continue
        if edge.contingent_on:
            continue  # a promise for later is no cheque of this round
        for whole in rounds:
            if whole.payee != edge.payee or whole.id == edge.id or not _fits(edge, whole) or _apart_is_told(edge, whole):
                continue
            days = abs((edge.history[0].date.first - whole.history[0].date.first).days)
            if days <= ROUND_DAYS:
                message = f"{days} days from {whole.id} ({whole.amount}), and no part of it"
                yield on_edge("W718", deal, index, edge, message=message)


def _whole_round(data: Dataset, edge: Edge) -> bool:
    """Shares sold to a pool that stands for everybody, not for those that are left when the named ones are taken out.

    A public offer is no round: who buys beside it in a placement is no part of it.
    """
    if edge.kind is not Kind.EQUITY_INVESTMENT or edge.part_of or not _from_pool(data, edge) or _PUBLIC.search(data.name(edge.payer)):
        return False
    said = " ".join([edge.derivation or "", *(item.note or "" for item in edge.history)])
    return not _REST.search(said)


def _from_pool(data: Dataset, edge: Edge) -> bool:
    payer = data.entities.get(edge.payer)
    return payer is not None and payer.is_pool


def _fits(edge: Edge, whole: Edge) -> bool:
    """Whether the cheque could lie inside the round: it is not the larger of the two."""
    own, round_ = headline(edge).point, headline(whole).high
    return own is None or round_ is None or own <= round_


def _apart_is_told(edge: Edge, whole: Edge) -> bool:
    """Whether an editor has said how the two stand to each other."""
    told = edge.disputes or ""
    return whole.id in told or bool(_TOLD.search(told)) or edge.id in (whole.disputes or "")


def note_after_round(data: Dataset) -> Iterator[Finding]:
    """A convertible that is not said to be owed still, though a later round would have turned it into shares."""
    for deal, index, edge in each_edge(data):
        if edge.kind is not Kind.CONVERTIBLE or edge.stage.is_ended or (edge.ends and edge.ends.last >= data.as_of.last):
            continue
        first = edge.history[0].date.last
        later = sorted(
            (since.first, other.id)
            for other in data.edges.values()
            if other.kind is Kind.EQUITY_INVESTMENT and other.payee == edge.payee and (since := other.signed_on) and since.first > first
        )
        if later and _last_word(edge) < later[0][0]:
            due = f"due {edge.ends}" if edge.ends else "without maturity"
            message = f"{due}, last heard of {edge.history[-1].date}; {later[0][1]} came after"
            yield on_edge("W722", deal, index, edge, "history", len(edge.history) - 1, message=message)


def _last_word(edge: Edge) -> date:
    """The last day of which the history or a balance speaks."""
    return max([item.date.last for item in edge.history] + [d.date.last for d in (edge.outstanding, edge.carrying) if d is not None])


WARNINGS: tuple[Rule, ...] = (outside_the_round, note_after_round)

"""Which deals bring each dollar: the chains of edges from a failure to one company's losses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from circularity.analysis.failure.cascade import Cascade, Effect, Event, Key
from circularity.analysis.failure.losses import Hit
from circularity.model.amounts import Amount

CHAINS_TOLD = 24
"""Chains of later rounds named in a row; the dollars of the rest are in its figures all the same."""
Made = Mapping[Key, tuple[int, list[Event]]]
"""For each effect, the run it is told from and the events that made it."""


def waterfall(cascade: Cascade, hits: list[Hit], later: list[Effect], events: Made, within: range) -> list[dict[str, Any]]:
    """Every chain with the dollars it brings, the largest first within each channel."""
    falls: list[dict[str, Any]] = [
        {"round": 1, "channel": hit.channel, "edges": list(hit.chain), "amount": hit.term.amount} for hit in hits
    ]
    for effect in later:
        case, mine = events[effect.key]
        whole = sum(event.amount for event in mine)
        channel = effect.key[1]
        amount = cascade.amount_of(effect, within)
        chains: dict[tuple[str, ...], list[float]] = {}
        for event in mine:
            for chain, weight in cascade.roads(event, case):
                part = chains.setdefault(chain, [event.round, 0.0])
                part[1] += weight * event.amount / whole
        falls += [
            {"round": int(when), "channel": channel, "edges": list(chain), "amount": amount.scaled(weight)}
            for chain, (when, weight) in chains.items()
        ]

    def size(fall: dict[str, Any]) -> float:
        amount: Amount = fall["amount"]
        return amount.point if amount.point is not None else amount.high or amount.low or 0.0

    first = [fall for fall in falls if fall["round"] == 1]
    rest = sorted((fall for fall in falls if fall["round"] != 1), key=lambda fall: (-size(fall), fall["channel"], fall["edges"]))
    return first + rest[:CHAINS_TOLD]

"""What a page needs to let a reader slide a useful life: a small table of lives by year, and the vintages behind it."""

from __future__ import annotations

import math
from typing import Any

from circularity.analysis.depreciation import depreciation
from circularity.analysis.depreciation.books import FleetModel
from circularity.analysis.depreciation.whatif import WhatIf
from circularity.dataset.dataset import Dataset
from circularity.graph.view import View
from circularity.model.amounts import Amount
from circularity.model.useful_life import Asset

SLIDER = tuple(2 + step / 2 for step in range(13))
"""Lives of 2 to 8 years in half years."""


def depreciation_table(data: Dataset, entity: str, view: View | None = None, lives: tuple[float, ...] = SLIDER) -> dict[str, Any]:
    """One company's depreciation under every life of a slider, compact enough for a page.

    Returns
    -------
    dict
        ``entity``, ``years`` (fiscal), ``policy_life`` by year, ``policy`` (depreciation at the company's own lives by year),
        ``lives``: for each life as text, by year, ``depreciation``, ``operating_income`` (change, as [low, point, high]), ``net_income``
        (change), ``eps`` (change, or null), ``book_value`` and ``fleet_today``, points in whole dollars; ``vintages``: [year, low, point,
        high, reported or assumed]; ``steps``: [from, life] of servers and network gear; ``network_share``, ``tax``, ``shares``,
        ``debt_due_later`` by year, ``caveats`` and ``unknown``. Cash flow is the same in all of them.

    Examples
    --------
    >>> import circularity as ci
    >>> table = depreciation_table(ci.load(), "meta")
    >>> table["lives"]["3"]["operating_income"][0][1] < table["lives"]["4"]["operating_income"][0][1] < 0
    True
    """
    view = (view or View()).on(data)
    answer = depreciation(data, entity, view, life=lives)
    model = FleetModel(data, entity, view, WhatIf())
    by_life = {f"{life:g}": [row for row in answer.rows if row.life == life] for life in lives}
    any_life = by_life[f"{lives[0]:g}"]
    return {
        "entity": model.entity,
        "years": [row.year for row in any_life],
        "policy_life": [row.policy_life for row in any_life],
        "policy": [_point(row.policy_depreciation) for row in any_life],
        "lives": {
            life: {
                "depreciation": [_point(row.depreciation) for row in rows],
                "operating_income": [_ends(row.change_in_operating_income) for row in rows],
                "net_income": [_point(row.change_in_net_income) for row in rows],
                "eps": [None if row.change_in_eps is None else round(row.change_in_eps.value.point or 0.0, 4) + 0.0 for row in rows],
                "book_value": [_point(row.book_value) for row in rows],
                "fleet_today": [_point(row.fleet_today) for row in rows],
            }
            for life, rows in by_life.items()
        },
        "vintages": [[v.year, *_ends(v.amount), "reported" if v in model.fleet.vintages else "assumed"] for v in model.vintages],
        "steps": {
            str(asset): [[None if when == -math.inf else round(when, 4), life] for when, life in model.policy[asset]]
            for asset in (Asset.SERVERS, Asset.NETWORK)
        },
        "network_share": model.network,
        "tax": model.tax.point,
        "shares": None if model.shares is None else _point(model.shares.value),
        "debt_due_later": [_point(row.debt_due_later) for row in any_life],
        "caveats": list(answer.caveats),
        "unknown": list(answer.unknown),
    }


def _point(amount: Amount) -> int | None:
    return None if amount.point is None else round(amount.point)


def _ends(amount: Amount) -> list[int | None]:
    return [None if end is None else round(end) for end in (amount.low, amount.point, amount.high)]

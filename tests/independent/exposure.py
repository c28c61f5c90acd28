"""Who loses capital or backlog at once if one company fails: points only."""

from collections import defaultdict
from datetime import timedelta

from network import rest, table
from reader import ENDED, UNPRICED, ZERO, dated, day, money

DEBT = ("loan", "bond", "convertible", "spv_financing")
FINANCING = (*DEBT, "equity_investment", "acquisition", "cloud_credit", "prepayment")
COMMERCE = (
    "hardware_purchase",
    "hardware_lease",
    "cloud_contract",
    "colocation_lease",
    "supply_agreement",
    "energy_contract",
    "license",
    "revenue_share",
)
SUPPORT = ("guarantee", "capacity_backstop")
DEFAULT_YEARS = {"hardware_purchase": 2, "cloud_contract": 5, "supply_agreement": 5}


def share_left(edge, as_of):
    """The part of the term that lies after the day; None without a term (rule 6)."""
    years = sorted(edge.get("schedule", ()))
    start, end = edge.get("starts") or min(years, default=None), edge.get("ends") or max(years, default=None)
    if start is None or (end is None and edge["kind"] not in DEFAULT_YEARS):
        return None
    first = day(start)
    last = day(end, last=True) if end else first.replace(year=first.year + DEFAULT_YEARS[edge["kind"]]) - timedelta(days=1)
    return min(1.0, max(0.0, (last - as_of).days / ((last - first).days + 1)))


def unpaid(edge, binding, paid, as_of):
    """Binding less paid (rule 21); where the payment is unknown, the middle of what the rest of the term may still bring (rule 1)."""
    if binding[1] is None or paid[1] is not None:
        return None if binding[1] is None else max(0.0, binding[1] - paid[1])
    if day(edge.get("starts", "1900")) > as_of:
        return binding[1]  # nothing is due yet
    left = share_left(edge, as_of)
    return None if not left or binding[2] is None else (binding[0] * left + binding[2]) / 2


def owed(edge, row, as_of):
    """What the payer still has in the receiver: carrying, else outstanding, else what was paid in (rules 2 and 22)."""
    if row["stage"] in ENDED and row["stage"] != "defaulted":
        return ZERO
    carrying = dated(edge, "carrying", as_of)[0] if edge["kind"] not in DEBT else None
    outstanding, to_come = dated(edge, "outstanding", as_of)
    text = carrying or outstanding
    return money(text, edge) if text else UNPRICED if to_come else row["paid"]


def exposed(folder, failing, as_of):
    """Points lost at once, per company: capital, calls of guarantees, and backlog; unknown points count nothing."""
    edges, rows = table(folder, as_of)
    lost = {"capital": defaultdict(float), "calls": defaultdict(float), "backlog": defaultdict(float), "floors": defaultdict(float)}
    for name, row in rows.items():
        edge, inside = edges[name], [child for child in rows if edges[child].get("part_of") == name]
        if edge["kind"] in FINANCING and edge["to"] == failing:
            whole, parts = owed(edge, row, as_of), [owed(edges[child], rows[child], as_of) for child in inside]
            lost["capital"][edge["from"]] += rest(whole, [part for part in parts if part[1] is not None])[1] or 0.0
        if edge["kind"] in COMMERCE and edge["from"] == failing:
            receivable = money(text, edge)[1] if (text := dated(edge, "outstanding", as_of)[0]) else 0.0
            point = unpaid(edge, row["left"]["binding"], row["left"]["paid"], as_of)
            floor = (row["left"]["binding"][0] or 0.0) * (share_left(edge, as_of) or 0.0) if point is None else 0.0
            lost["backlog" if point else "floors"][edge["to"]] += max(0.0, (point or 0.0) - receivable) + floor
    covers = defaultdict(list)
    for name, row in rows.items():
        if edges[name]["kind"] in SUPPORT and (edges[name]["kind"] == "guarantee" or "guarantees" in edges[name]):
            covers[edges[name].get("guarantees", name)].append(
                (edges[name]["from"], max(0.0, (row["left"]["binding"][1] or 0.0) - (row["paid"][1] or 0.0)))
            )
    for name, guarantors in covers.items():  # rule 12: called when the obligor fails, shared by caps
        edge, row, total = edges[name], rows.get(name), sum(cap for _, cap in guarantors)
        obligor = edge["to"] if edge["kind"] in FINANCING or ("guarantees" not in edge and edge["kind"] == "guarantee") else edge["from"]
        if row is None or obligor != failing or not total:
            continue
        owing = owed(edge, row, as_of)[1] if edge["kind"] in FINANCING else unpaid(edge, row["binding"], row["paid"], as_of)
        for guarantor, cap in guarantors:
            lost["calls"][guarantor] += min(total, owing or 0.0) * cap / total
    for who, floor in lost.pop("floors").items():  # a sum takes an amount that is only a range at its low end
        if who in lost["backlog"]:
            lost["backlog"][who] += floor
    return {channel: {who: point for who, point in losses.items() if point} for channel, losses in lost.items()}

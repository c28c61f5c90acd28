"""One vendor's card: its measures on three bases, what it reports, its customers, and its score taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from circularity.analysis.wording import dollars, money, percent

if TYPE_CHECKING:
    from circularity.cli.output import Section
    from circularity.dataset.dataset import Dataset

BASES = ("paid", "binding", "headline")
MONEY = {
    "financing": "financing given in the window",
    "sales": "recorded sales in the window",
    "direct": "direct: given to a customer and bought by it",
    "forced": "forced: sales that no other money can pay",
    "pro_rata": "pro rata: sales paid with the vendor's money",
    "maximum": "maximum: most that could have come back",
}
STANDING = {
    "standing_financing": "financing of customers that stands, whole term",
    "support_that_could_return": "support that could return, whole term",
    "purchases_from_customers": "purchases from customers, whole term",
}


def blocks(data: Dataset, row: Any) -> list[str]:
    """Revenue, reported credit, guarantees, receivables and concentration, each with its date and source."""
    lines = [_revenue(row), *_reported(row), *_support(row), *_receivables(row), *_concentration(data, row)]
    return ["\n".join(lines)]


def sections(data: Dataset, row: Any, sensitivity: Any) -> list[Section]:
    """Tables of the measures, the customers, the score's parts, and how its place depends on the weights."""
    found: list[Section] = [("Money on each basis, in dollars", ["", *BASES], _measures(row))]
    if row.customers:
        headers = ["customer", "buys", "was given", "direct", "pro rata", "shortest way of the money (edges)"]
        found.append(("Customers (binding; headline or paid where only these are known)", headers, [_customer(c) for c in row.customers]))
    headers = ["part", "ratio", "counts in full at", "level", "weight", "meaning"]
    found.append((_formula(row), headers, [_part(part) for part in row.score_parts]))
    moved = _moved(data, row, sensitivity)
    if moved:
        found.append(("Place by score under other weights", ["weight", "place", "order"], moved))
    return found


def _revenue(row: Any) -> str:
    if row.window is None:
        return "No yearly revenue is reported: amounts are those of the whole term of every deal, and there is no ratio."
    span = f"{row.window['from']} to {row.window['to']}"
    sources = "; ".join(
        f"{item['share_of_year']:.0%} of the year to {item['figure'].period_end}, {item['figure'].publisher} ({item['figure'].source_type})"
        for item in row.revenue_from
    )
    if row.revenue is None:
        return f"Window {span}; revenue not known for all of it" + (f" (reported: {sources})." if sources else ".")
    return f"Window {span}; revenue {money(row.revenue)}: {sources}."


def _reported(row: Any) -> list[str]:
    if row.reported_commitments is None and row.reported_drawn is None:
        return ["Credit to customers: not reported."]
    lines = []
    pairs = (
        ("promised", row.reported_commitments, row.reported_over_revenue),
        ("drawn", row.reported_drawn, row.reported_drawn_over_revenue),
    )
    for words, figure, ratio in pairs:
        if figure is None:
            lines.append(f"Credit to customers, {words}: not reported.")
            continue
        over = "no yearly revenue to set it against"
        if ratio is not None:
            below = ratio.denominator
            over = f"{ratio.value.point:.1%} of revenue of {dollars(below.value.point)} {below.currency} in the year to {below.period_end}"
        lines.append(
            f"Credit to customers, {words}: {dollars(figure.value.point)} {figure.currency} at {figure.period_end} "
            f"({figure.publisher}, {figure.source_type}), {over}."
        )
    if row.coverage is not None:
        lines.append(f"Recorded deals that stand cover {percent(row.coverage.value)} of what it reports to have promised.")
    return lines


def _support(row: Any) -> list[str]:
    if not row.support_by_kind:
        return ["Guarantees, backstops, warrants and grants: none recorded."]
    kinds = ", ".join(f"{kind.replace('_', ' ')} {money(amount)}" for kind, amount in row.support_by_kind.items())
    lines = [f"Support that could return, and is in none of the measures: {kinds} (binding)."]
    for words, part in (("equity", row.support_over_equity), ("operating cash flow", row.support_over_cash_flow)):
        if part is not None:
            below = f"{dollars(part.denominator)} at {part.period_end}"
            lines.append(f"Guarantees and backstops over {words} ({below}): {percent(part.value)}.")
    return lines


def _receivables(row: Any) -> list[str]:
    found = row.receivable_days
    if found is None:
        return ["Receivable days: not known."]
    held, earlier = found["receivables"], found["receivables_a_year_before"]
    before = f"; {dollars(earlier.value.point)} at {earlier.period_end}" if earlier is not None else ""
    return [f"Receivable days: {found['days']:.0f} ({dollars(held.value.point)} {held.currency} at {held.period_end}{before})."]


def _concentration(data: Dataset, row: Any) -> list[str]:
    few = row.concentration
    lines = []
    told = few["largest_reported"]
    if told is not None and told["share"] is not None:
        lines.append(f"Largest customer, reported: {told['share']:.0%} of revenue ({told['publisher']}, {told['period_end']}).")
    if few["hhi"] is not None and few["top"]:
        shares = ", ".join(f"{data.name(item['customer'])} {item['share_of_revenue']:.1%}" for item in few["top"])
        hhi = few["hhi"]
        lines.append(
            f"Customers by recorded deals: {shares or 'none'} of revenue; together {few['known_share']:.0%}. "
            f"HHI from {hhi['low']:.4f} (the rest scattered) to {hhi['high']:.4f} (the rest one customer)."
        )
    return lines or ["Shares of single customers: not known."]


def _measures(row: Any) -> list[list[str]]:
    lines = [[words, *(money(getattr(row, key)[basis]) for basis in BASES)] for key, words in MONEY.items()]
    over = {"pro_rata": row.share_of_revenue, **row.shares}
    for key in ("direct", "forced", "pro_rata", "maximum"):
        shares = [over[key][basis] for basis in BASES]
        if any(shares):
            lines.append([f"{key.replace('_', ' ')} over revenue", *("not known" if s is None else percent(s.value) for s in shares)])
    lines.append(["pro rata over recorded sales", *(_ends(row.share_of_sales[basis]) for basis in BASES)])
    lines.append(["spending without a known source of money", *(_ends(row.unexplained_share[basis]) for basis in BASES)])
    lines += [[words, *(money(getattr(row, key)[basis]) for basis in BASES)] for key, words in STANDING.items()]
    return lines


def _ends(found: Any) -> str:
    from circularity.model.amounts import Amount

    return "-" if found is None else percent(Amount(found["low"], found["point"], found["high"]))


def _customer(customer: Any) -> list[str]:
    basis = next((b for b in ("binding", "headline", "paid") if b in customer["sales"]), "binding")
    ways = [" > ".join("+".join(hop) for hop in way) for way in customer["paths"]]
    shown = (ways[0] + (f" (and {len(ways) - 1} more)" if len(ways) > 1 else "")) if ways else "none recorded"
    name = customer["name"] + ("" if basis == "binding" else f" ({basis})")
    return [name, *(money(customer[key].get(basis)) for key in ("sales", "financing", "direct", "pro_rata")), shown]


def _formula(row: Any) -> str:
    rule = "100 x sum(weight x level) / sum(weight) of the known parts; level = ratio / ratio that counts in full, at most 1"
    if row.score is None:
        return f"No score: the known parts carry too little of the weight. Its parts, of {rule}"
    return f"Score {row.score.value:.1f} ({row.score.low:.1f} to {row.score.high:.1f}) = {rule}"


def _part(part: Any) -> list[str]:
    from circularity.analysis.vendors.score import PARTS

    level = part.level("point")
    full = f"{part.full:.0%}"
    return [part.name, percent(part.ratio), full, "not known" if level is None else f"{level:.2f}", f"{part.weight:g}", PARTS[part.name]]


def _moved(data: Dataset, row: Any, sensitivity: Any) -> list[list[str]]:
    if row.rank is None:
        return []
    orders = [("as assumed", sensitivity["order"])]
    orders += [(f"{case['part']} {case['weight']:g}", case["order"]) for case in sensitivity["cases"]]
    return [[words, str(order.index(row.vendor) + 1), _first(data, order)] for words, order in orders if row.vendor in order]


def _first(data: Dataset, order: list[str], most: int = 5) -> str:
    return ", ".join(data.name(name) for name in order[:most]) + (", ..." if len(order) > most else "")

"""The four measures of one vendor with their ranges, each figure with the terms that give it again.

Amounts are ranges, so the arrays are filled several times: all at their best reading, all low, all
high, and the two crossings (the vendor's own deals low while everything between others is high, and
the reverse), since money between others can push a share either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from circularity.analysis.results import Term, Trace
from circularity.analysis.vendors.ends import ENDS, RUNS, Picked, Run, end_of, ends_of, ordered, raw
from circularity.analysis.vendors.flows import Piece, Vendor, Window, amount_of, edges_of, funds_of
from circularity.analysis.wording import dollars
from circularity.dataset.dataset import Dataset
from circularity.model.amounts import ZERO, Amount, smallest, total

MEASURES = ("direct", "forced", "pro_rata", "maximum")


@dataclass(frozen=True)
class CustomerShare:
    """One customer: what it buys, what it was given, and how much of what it pays is the vendor's own money."""

    customer: str
    sales: Amount
    financing: Amount
    direct: Amount
    pro_rata: Amount


@dataclass(frozen=True)
class Measures:
    """One vendor in one window on one basis."""

    sales: Amount
    financing: Amount
    direct: Amount
    forced: Amount
    pro_rata: Amount
    maximum: Amount
    unexplained: Amount
    """Part of the spending of the companies concerned for which no source of money is known, as a share."""
    customers: tuple[CustomerShare, ...]
    traces: dict[str, Trace]
    figures: tuple[str, ...]
    rounding: float


def measure(data: Dataset, vendor: Vendor, window: Window, day: date) -> Measures:
    """Direct, forced, pro rata and maximum of a vendor, low to high."""
    customers = sorted(vendor.sold)
    sales = {name: amount_of(vendor.sold[name]) for name in customers}
    given = {name: amount_of(pieces) for name, pieces in sorted(vendor.given.items())}
    sale_terms = _terms([*vendor.sold.values(), vendor.sold_to_pools], vendor.unpriced_sales)
    given_terms = _terms([*vendor.given.values(), vendor.given_to_pools], vendor.unpriced_financing)
    all_sales, all_given = total(t.amount for t in sale_terms), total(t.amount for t in given_terms)
    traces = {"sales": Trace("sum", sale_terms), "financing": Trace("sum", given_terms)}
    both = [name for name in customers if name in given]
    hops = {name: smallest((given[name], sales[name])) for name in both}
    direct = total(hops.values())
    traces["direct"] = Trace(
        "sum",
        tuple(
            Term(
                hops[name],
                f"{data.name(name)}: smaller of {dollars(_near(given[name]))} given and {dollars(_near(sales[name]))} sold",
                edges_of([*vendor.given[name], *vendor.sold[name]]),
            )
            for name in both
        ),
    )
    work = _Work(data, vendor, window, day, customers)
    if not vendor.sold or not any(name in vendor.given for name in vendor.members):
        back, trace = _without_known_return(vendor, all_sales, all_given)
        traces |= dict.fromkeys(MEASURES, trace)
        found = tuple(
            CustomerShare(name, sales[name], given.get(name, ZERO), hops.get(name, ZERO), _within(back, sales[name])) for name in customers
        )
        return Measures(all_sales, all_given, back, back, back, back, work.unexplained(), found, traces, (), 0.0)
    runs = work.runs()
    ends = ends_of(runs, _loose(vendor))
    if _unlimited(vendor):
        # nothing can come back beyond what was given or what was sold; if neither has a limit, there is none
        limits = [amount.high for amount in (all_sales, all_given) if amount.high is not None]
        ends = {name: picked.limited(limits, work.finite) for name, picked in ends.items()}
    traces |= work.traces(ends)
    shares = work.customer_shares(ends, sales, given, hops)
    reading = {name: picked.value for name, picked in ends.items()}
    rounding = max(run.result.rounding for run in runs)
    return Measures(
        all_sales,
        all_given,
        direct,
        reading["forced"],
        reading["pro_rata"],
        reading["maximum"],
        work.unexplained(),
        shares,
        traces,
        work.figures,
        rounding,
    )


def _near(amount: Amount) -> float | None:
    return amount.point if amount.point is not None else amount.high


def _terms(groups: Iterable[list[Piece]], unpriced: tuple[str, ...]) -> tuple[Term, ...]:
    """Every deal's part in the window; what has no amount there stands at the end, so that nothing known is not zero."""
    pieces = sorted((piece for group in groups for piece in group), key=lambda piece: piece.edge)
    terms = tuple(Term(piece.amount, f"within the window, {piece.edge}", piece.cited) for piece in pieces)
    return (*terms, Term(Amount(), "without an amount in the window", unpriced)) if unpriced else terms


def _without_known_return(vendor: Vendor, sales: Amount, given: Amount) -> tuple[Amount, Trace]:
    """Where no priced money goes out to anybody who pays, or comes in: nothing, unless something has no amount."""
    # where a sale has no amount, any company that was financed may be the one that pays it
    financed = any(name in vendor.given for name in vendor.members) or bool(vendor.given and vendor.unpriced_sales)
    if not (vendor.sold or vendor.unpriced_sales) or not (financed or vendor.unpriced_financing):
        return ZERO, Trace("sum", ())
    known = [amount.high for amount, here in ((sales, bool(vendor.sold)), (given, financed)) if here and amount.high is not None]
    if known and not (vendor.sold and vendor.unpriced_sales and not financed):
        back = Amount.between(0.0, min(known))
        words = "from nothing to all that is known to have been " + ("sold" if vendor.sold else "given")
    else:
        back, words = Amount(), "financing and sales of which one has no amount in the window"
    return back, Trace("sum", (Term(back, words, (*vendor.unpriced_sales, *vendor.unpriced_financing)),))


def _within(back: Amount, sales: Amount) -> Amount:
    """A customer's part of something that is known only as a range."""
    if not back.disclosed or back.high == 0:
        return back
    return Amount.between(0.0, min((high for high in (back.high, sales.high) if high is not None), default=None))


def _loose(vendor: Vendor) -> bool:
    """Whether some of the vendor's own deals are known only as a range."""
    return any(not piece.amount.priced for table in (vendor.given, vendor.sold) for pieces in table.values() for piece in pieces)


def _unlimited(vendor: Vendor) -> bool:
    """Whether some of the vendor's own deals have no upper limit."""
    return any(piece.amount.high is None for table in (vendor.given, vendor.sold) for pieces in table.values() for piece in pieces)


class _Work:
    """The arrays of one vendor."""

    def __init__(self, data: Dataset, vendor: Vendor, window: Window, day: date, customers: list[str]) -> None:
        self.data, self.vendor, self.customers = data, vendor, customers
        self.index = {name: i for i, name in enumerate(vendor.members)}
        self.funds = {name: funds_of(data, name, window, day) for name in vendor.members}
        self.figures = tuple(dict.fromkeys(f.label for funds in self.funds.values() for f in funds.figures))
        self.filled: dict[tuple[str, str], tuple[Any, Any, Any, Any]] = {}
        self.finite = 0.0
        """All money whose amount has a limit; set when the arrays are filled."""

    def runs(self) -> list[Run]:
        """The distinct fillings; where nothing is a range there is only one."""
        from circularity.analysis.vendors.tracing import attribution

        found: list[Run] = []
        seen: dict[bytes, Run] = {}
        for own, rest in RUNS:
            flows, given, sold, outside = self._arrays(own, rest)
            key = b"".join(array.tobytes() for array in (flows, given, sold, outside))
            if key not in seen:
                seen[key] = Run(own, rest, attribution(flows, given, sold, outside), sold)
            found.append(Run(own, rest, seen[key].result, sold))
        return found

    def _arrays(self, own: str, rest: str) -> tuple[Any, Any, Any, Any]:
        """Flows among members and a sink, the vendor's financing and sales, and money from outside."""
        if (own, rest) not in self.filled:
            self.filled[own, rest] = self._fill(own, rest)
        return self.filled[own, rest]

    def _fill(self, own: str, rest: str) -> tuple[Any, Any, Any, Any]:
        import numpy as np

        n = len(self.index)
        vendor, index = self.vendor, self.index
        flows, given, sold, outside = np.zeros((n + 2, n + 2)), np.zeros(n + 2), np.zeros(n + 2), np.zeros(n + 2)
        own_deals = [p for table in (vendor.given, vendor.sold) for ps in table.values() for p in ps] + vendor.sold_to_pools
        sink, crowd = n, n + 1
        earned = np.zeros(n)
        for (payer, payee), pieces in vendor.between.items():
            for piece in pieces:
                flows[index[payer], index[payee]] += end_of(piece.amount, rest, 0.0)
        for name, pieces in vendor.spent_elsewhere.items():
            flows[index[name], sink] += sum(end_of(piece.amount, rest, 0.0) for piece in pieces)
        for name, pieces in (*vendor.from_pools.items(), *vendor.purchases.items()):
            outside[index[name]] += sum(end_of(piece.amount, rest, 0.0) for piece in pieces)
        for (_, payee), pieces in self.commerce.items():
            earned[index[payee]] += sum(end_of(piece.amount, rest, 0.0) for piece in pieces)
        for name, funds in self.funds.items():
            # revenue that is already here as somebody's recorded payment is not counted a second time
            outside[index[name]] += max(0.0, funds.revenue - earned[index[name]]) + funds.cash
        known = (p.amount.high or p.amount.point or 0.0 for p in own_deals)
        self.finite = everything = float(flows.sum() + outside.sum() + sum(known)) + 1.0
        for table, target in ((vendor.given, given), (vendor.sold, sold)):
            for name, pieces in table.items():
                if name in index:
                    target[index[name]] += sum(end_of(piece.amount, own, everything) for piece in pieces)
        sold[crowd] = outside[crowd] = sum(end_of(piece.amount, own, everything) for piece in vendor.sold_to_pools)
        return flows, given, sold, outside

    @property
    def commerce(self) -> dict[tuple[str, str], list[Piece]]:
        """Recorded sales of the members."""
        money = self.vendor.money
        return {pair: pieces for pair, pieces in money.bought.items() if pair[1] in self.index}

    def unexplained(self) -> Amount:
        """Spending without a known source, over all spending, of the companies from which money reaches the vendor."""
        import numpy as np

        values = []
        open_ended = _unlimited(self.vendor)
        for end in ENDS[:2] if open_ended else ENDS:
            flows, given, sold, outside = self._arrays(end, end)
            spent = flows.sum(axis=1) + sold
            gap = np.maximum(0.0, spent - flows.sum(axis=0) - given - outside)
            values.append(float(gap.sum() / spent.sum()) if spent.sum() else None)
        known = [v for v in values if v is not None]
        return Amount(min(known), values[1], None if open_ended else max(known)) if known else Amount()

    def traces(self, ends: dict[str, Picked]) -> dict[str, Trace]:
        return {
            "pro_rata": Trace("sum", self._shares(ends["pro_rata"])),
            "maximum": Trace("sum", self._cut(ends["maximum"], "cut")),
            "forced": Trace("excess", (self._all_sales(ends["forced"]), *self._cut(ends["forced"], "other_cut"))),
        }

    def _shares(self, picked: Picked) -> tuple[Term, ...]:
        terms = []
        for name in self.customers:
            triple = self._share_of(name, picked)
            if not any(triple):
                continue
            point = picked.runs["point"]
            tag = float(point.result.tags[self.index[name]])
            sold = float(point.sold[self.index[name]])
            words = f"{data_name(self.data, name)}: {tag:.4%} of {dollars(sold)} it pays is money of the vendor"
            terms.append(Term(raw(list(triple), picked), words, self._behind(name), self.figures))
        return tuple(terms)

    def _share_of(self, name: str, picked: Picked) -> tuple[float, float, float]:
        i = self.index[name]
        low, middle, high = (picked.runs[end] for end in ENDS)
        spread = float(high.sold @ high.result.tags_spread)
        scale = min(1.0, high.result.pro_rata_spread / spread) if spread else 0.0
        top = float(high.sold[i] * high.result.tags_spread[i]) * scale
        if high.result.pro_rata_spread <= high.result.pro_rata:
            top = float(high.sold[i] * high.result.tags[i])
        return float(low.sold[i] * low.result.tags[i]), float(middle.sold[i] * middle.result.tags[i]), top

    def _behind(self, customer: str) -> tuple[str, ...]:
        """Every edge on a way from the vendor's financing to a customer, and the customer's own purchases."""
        return edges_of([piece for hop in self._ways(customer) for piece in hop])

    def _ways(self, customer: str) -> list[list[Piece]]:
        back = _closure({customer}, lambda here: [payer for payer, payee in self.vendor.between if payee == here])
        ahead = _closure(
            {name for name in self.vendor.given if name in self.index},
            lambda here: [payee for payer, payee in self.vendor.between if payer == here],
        )
        inside = back & ahead
        hops = [pieces for name, pieces in sorted(self.vendor.given.items()) if name in inside]
        hops += [pieces for (payer, payee), pieces in sorted(self.vendor.between.items()) if payer in inside and payee in inside]
        return [*hops, self.vendor.sold[customer]]

    def _all_sales(self, picked: Picked) -> Term:
        values = [float(picked.runs[end].sold.sum()) for end in ENDS]
        return Term(
            raw(values, picked),
            "all sales of the window",
            edges_of([p for ps in self.vendor.sold.values() for p in ps] + self.vendor.sold_to_pools),
        )

    def _cut(self, picked: Picked, which: str) -> tuple[Term, ...]:
        """The hops of the bottleneck, each at the ends at which it is one."""
        names = [*self.vendor.members, "elsewhere", "pools"]
        n = len(names)
        hops = sorted({hop for end in ENDS for hop in getattr(picked.runs[end].result, which)})
        terms = []
        for payer, payee in hops:
            values = []
            for end in ENDS:
                run = picked.runs[end]
                inside = (payer, payee) in getattr(run.result, which)
                values.append(self._capacity(run, payer, payee, which) if inside else 0.0)
            giver = ("the vendor" if which == "cut" else "others") if payer < 0 else data_name(self.data, names[payer])
            taker = "the vendor" if payee == n else data_name(self.data, names[payee])
            terms.append(Term(raw(values, picked), f"{giver} to {taker}", self._edges(payer, payee, n, which), self._funded(payer, payee)))
        return tuple(terms)

    def _funded(self, payer: int, payee: int) -> tuple[str, ...]:
        if payer >= 0 or payee >= len(self.vendor.members):
            return ()
        return tuple(figure.label for figure in self.funds[self.vendor.members[payee]].figures)

    def _capacity(self, run: Run, payer: int, payee: int, which: str) -> float:
        flows, given, sold, outside = self._arrays(run.own, run.rest)
        if payer < 0:
            return float(given[payee] if which == "cut" else outside[payee] + run.result.outside_added[payee])
        return float(sold[payer] if payee == len(given) else flows[payer, payee])

    def _edges(self, payer: int, payee: int, n: int, which: str) -> tuple[str, ...]:
        vendor, members = self.vendor, self.vendor.members
        if payer < 0:
            if payee >= len(members):
                return edges_of(vendor.sold_to_pools)
            name = members[payee]
            return edges_of(vendor.given.get(name, []) if which == "cut" else vendor.from_pools.get(name, []))
        if payee == n:
            return edges_of(vendor.sold.get(members[payer], []) if payer < len(members) else vendor.sold_to_pools)
        if payee >= len(members):
            return edges_of(vendor.spent_elsewhere.get(members[payer], []))
        return edges_of(vendor.between.get((members[payer], members[payee]), []))

    def customer_shares(
        self, ends: dict[str, Picked], sales: dict[str, Amount], given: dict[str, Amount], hops: dict[str, Amount]
    ) -> tuple[CustomerShare, ...]:
        picked = ends["pro_rata"]
        return tuple(
            CustomerShare(
                name,
                sales[name],
                given.get(name, ZERO),
                hops.get(name, ZERO),
                ordered(raw(list(self._share_of(name, picked)), picked), sales[name].high),
            )
            for name in self.customers
        )


def _closure(start: set[str], following: Callable[[str], list[str]]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for name in following(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def data_name(data: Dataset, name: str) -> str:
    """How a party is called, with the two that are none."""
    return data.name(name) if name in data.entities else name

"""Results held against what is known to have come about: each outcome met, missed, or not testable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from circularity.analysis.failure import exposed
from circularity.analysis.fiscal import history
from circularity.analysis.loops import loops
from circularity.analysis.results import Answer, Row
from circularity.analysis.vendors import vendors
from circularity.analysis.wording import count, dollars
from circularity.dataset.dataset import Dataset
from circularity.dataset.load import load
from circularity.dataset.outcomes import Outcome, OutcomesFile, outcomes
from circularity.graph.positions import Position, positions
from circularity.graph.view import View
from circularity.model.amounts import total
from circularity.model.dates import parse_date
from circularity.model.figures import METRICS
from circularity.model.kinds import EdgeClass, Kind
from circularity.model.money import parse_money
from circularity.model.stages import Basis, Stage

MET, MISSED, UNTESTED = "met", "missed", "not_testable"
Finding = tuple[str, list[float] | list[str] | None, tuple[str, ...]]
"""How it was worked out, what was found, and the edges behind it."""


@dataclass(frozen=True, kw_only=True)
class BacktestRow(Row):
    """One outcome or one borrower: what was expected, what the analyses give, and whether they agree."""

    outcome: str
    group: str
    """``outcome``, ``failure`` or ``survivor``."""
    subject: str
    statement: str
    measure: str
    at: str
    expected: str
    found: str | None
    status: str
    reason: str
    strength: str


def backtest(case: str | Dataset = "telecom-2000") -> Answer:
    """Which results agree with the known outcomes of a closed episode; misses are listed like all others.

    Outcomes come from the case's ``outcomes.yaml``. What restates the case's own figures is marked as such, what
    no analysis here gives is ``not_testable``. Borrowers that failed and that did not stand in the same table,
    with vendor funding over purchases, so that it can be seen how little that ratio alone tells.

    Examples
    --------
    >>> import circularity as ci
    >>> {row.outcome: row.status for row in ci.backtest("telecom-2000")}["T01"]
    'met'
    """
    data = case if isinstance(case, Dataset) else load(case)
    known = outcomes(data)
    rows = [_outcome(data, outcome) for outcome in known.outcomes]
    rows += _borrowers(data, known)
    tally = {status: sum(row.status == status for row in rows if row.group == "outcome") for status in (MET, MISSED, UNTESTED)}
    missed = [row.outcome for row in rows if row.status == MISSED]
    total_count = len(known.outcomes)
    sentence = (
        f"Of {count(total_count, 'known outcome')} of {data.card.title}, {tally[MET]} are met, {tally[MISSED]} missed"
        f"{' (' + ', '.join(missed) + ')' if missed else ''} and {tally[UNTESTED]} not testable."
    )
    caveats = [
        "outcomes marked as restated check that the case's own figures are read and divided correctly; they predict nothing",
        "borrowers entered the record because somebody wrote of them, mostly for failing: no rate of failure follows from them",
        _ratio_line(rows),
    ]
    unknown = [f"{row.outcome}: {row.reason}" for row in rows if row.status == UNTESTED and row.group == "outcome"]
    return Answer("backtest", data, View().on(data), tuple(rows), sentence, tuple(caveats), tuple(unknown), extra={"tally": tally})


def _outcome(data: Dataset, outcome: Outcome) -> BacktestRow:
    how, found, edges = _find(data, outcome)
    status = UNTESTED if found is None else MET if _agrees(outcome, found) else MISSED
    said = None if found is None else ", ".join(v if isinstance(v, str) else _spoken(v, outcome.unit) for v in found)
    return BacktestRow(
        id=f"backtest:{outcome.id}",
        edges=edges,
        outcome=outcome.id,
        group="outcome",
        subject=outcome.subject,
        statement=outcome.statement,
        measure=outcome.measure,
        at=outcome.at or "",
        expected=outcome.spoken,
        found=said,
        status=status,
        reason=how,
        strength=outcome.strength,
    )


def _spoken(value: float, unit: str) -> str:
    return dollars(value) if unit == "money" else f"{value:.3g}"


def _agrees(outcome: Outcome, found: list[float] | list[str]) -> bool:
    expected = outcome.expected
    if isinstance(expected, dict):
        return all(isinstance(v, float) and float(expected["low"]) <= v <= float(expected["high"]) for v in found)
    wanted = [expected] if isinstance(expected, str) else list(expected)
    if len(wanted) != len(found):
        return False
    slack = float(outcome.tolerance)
    values: list[Any] = list(found)
    for want, value in zip(wanted, values, strict=True):
        if isinstance(value, str):
            if want != value:
                return False
            continue
        number = parse_money(want).stated.point if outcome.unit == "money" else float(want)
        # the expected figures are rounded, so the last digit may go either way
        if number is None or abs(number - value) > slack + 1e-9 * abs(number):
            return False
    return True


def _find(data: Dataset, outcome: Outcome) -> Finding:
    top, slash, below = outcome.measure.partition(" / ")
    if outcome.measure in METHODS:
        return METHODS[outcome.measure](data, outcome)
    if slash and top in METRICS and below in METRICS:
        return _metric_ratio(data, outcome, top, below)
    return "no analysis here gives it", None, ()


def _years(data: Dataset, outcome: Outcome, metric: str) -> list[str]:
    """The days on which the years named in `at` end, by the subject's own labels."""
    labels = [word.strip() for word in (outcome.at or "").split(",")]
    rows = data.figures.get(outcome.subject, ())
    return [max(r.period_end.text for r in rows if r.fiscal_year == label and r.metric == metric) for label in labels]


def _metric_ratio(data: Dataset, outcome: Outcome, top: str, below: str) -> Finding:
    """Through `vendors` where it is credit over revenue; else one reported figure over another."""
    found: list[float] = []
    for day in _years(data, outcome, top):
        if below == "revenue":
            (row,) = vendors(data, View(as_of=day), outcome.subject)
            ratio = row.reported_over_revenue if top.endswith("commitments") else row.reported_drawn_over_revenue
            value = ratio.value.point if ratio else None
        else:
            when = parse_date(day).last
            first, second = (next(iter(history(data, outcome.subject, metric, when)), None) for metric in (top, below))
            value = first.value.point / second.value.point if first and second and first.value.point and second.value.point else None
        if value is None:
            return "a figure is missing", None, ()
        found.append(100 * value)
    return ("vendors" if below == "revenue" else "restated from the case's figures"), found, ()


def _growth(data: Dataset, outcome: Outcome) -> Finding:
    (day,) = _years(data, outcome, "revenue")
    last, before, *_ = history(data, outcome.subject, "revenue", parse_date(day).last)
    return "restated from the case's figures", [100 * ((last.value.point or 0.0) / (before.value.point or 1.0) - 1)], ()


def _provisions(data: Dataset, outcome: Outcome) -> Finding:
    days = [word.strip() for word in (outcome.at or "").split(",")]
    rows = {r.period_end.text: r.value for r in data.figures.get(outcome.subject, ()) if r.metric == outcome.measure and r.period == "Q"}
    return "restated from the case's figures", [rows[day] for day in days if day in rows], ()


def _top_vendor(data: Dataset, outcome: Outcome) -> Finding:
    leaders = [vendors(data, View(as_of=day)).rows[0].vendor for day in ("2000-12-31", "2001-12-31")]
    return "vendors, first row at the end of 2000 and of 2001", list(dict.fromkeys(leaders)), ()


def _lenders(data: Dataset, outcome: Outcome) -> Finding:
    answer = exposed(data, outcome.subject, View(as_of=outcome.at))
    # without an upper limit it may be the largest; the low end decides among those
    rows = sorted(answer, key=lambda row: (-_top(row.capital_at_risk.high), -(row.capital_at_risk.low or 0.0), row.entity))
    named = [row.entity for row in rows if row.capital_at_risk.high != 0 and not row.pool][: len(outcome.expected)]
    return "exposed, by the high end of capital at risk", named, tuple(dict.fromkeys(e for row in rows for e in row.edges))


def _top(high: float | None) -> float:
    return float("inf") if high is None else high


def _named(data: Dataset, outcome: Outcome, day: str | None = None, *, ever: bool = False) -> list[Position]:
    found = positions(data, View(as_of=day or outcome.at, ever=ever).on(data))
    return [found[edge] for edge in outcome.edges if edge in found]


def _funding_ratio(data: Dataset, outcome: Outcome) -> Finding:
    listed = _named(data, outcome)
    given = total(p.full.headline for p in listed if p.edge.kind.spec.edge_class is EdgeClass.FINANCING)
    bought = total(p.full.headline for p in listed if p.edge.kind.spec.edge_class is EdgeClass.COMMERCE)
    if given.point is None or not bought.point:
        return "an amount is missing", None, outcome.edges
    return "edges, headline", [given.point / bought.point], outcome.edges


def _drawn(data: Dataset, outcome: Outcome) -> Finding:
    (position,) = _named(data, outcome)
    paid, whole = position.full.paid.point, position.full.headline.point
    return "edges, paid over headline", None if paid is None or not whole else [100 * paid / whole], outcome.edges


def _guarantee(data: Dataset, outcome: Outcome) -> Finding:
    (position,) = _named(data, outcome)
    covered = positions(data, View(as_of="1999-08-13").on(data))[position.edge.guarantees or ""]
    owed = covered.full.claim.point
    return (
        "edges: paid over what the banks were owed at the filing",
        ([100 * position.full.paid.point / owed] if position.full.paid.point and owed else None),
        (*outcome.edges, covered.edge.id),
    )


def _loss(data: Dataset, outcome: Outcome) -> Finding:
    (position,) = _named(data, outcome)
    left = position.full.claim.point
    if position.stage is Stage.REPAID and left == 0:
        return "edges: repaid, nothing outstanding", ["no loss"], outcome.edges
    return "edges", [f"{dollars(left)} outstanding"], outcome.edges


def _exchanged(data: Dataset, outcome: Outcome) -> Finding:
    listed = [p for p in _named(data, outcome) if p.edge.kind is Kind.EQUITY_INVESTMENT]
    return "edges: stake taken for debt", [p.full.paid.point or 0.0 for p in listed], outcome.edges


def _sale(data: Dataset, outcome: Outcome) -> Finding:
    debts = {str(item["entity"]): str(item.get("debt", "")) for item in outcomes(data).failures}
    (position,) = _named(data, outcome)
    owed, price = debts.get(outcome.subject), position.full.headline.point
    if not owed or price is None:
        return "an amount is missing", None, outcome.edges
    return "edges: price over the debt at the filing", [100 * price / (parse_money(owed).stated.point or 1.0)], outcome.edges


def _portfolio(data: Dataset, outcome: Outcome) -> Finding:
    rate = data.assumptions["recovery-vendor-loan"]
    return "the assumption recovery-vendor-loan, which was set from this case", [100 * (1 - rate.value)], ()


def _bonds(data: Dataset, outcome: Outcome) -> Finding:
    return (
        "the assumption recovery-unsecured, a long-run average: the bust was worse",
        [100 * data.assumptions.value("recovery-unsecured")],
        (),
    )


def _beyond(data: Dataset, outcome: Outcome) -> Finding:
    low = data.assumptions["recovery-vendor-loan"]
    return (
        "the assumption recovery-vendor-loan; no loss here exceeds the balance, so a clawback or judgment is not covered",
        [100 * (1 - low.value)],
        outcome.edges,
    )


def _pairs(data: Dataset, outcome: Outcome) -> Finding:
    view = View(basis=Basis.HEADLINE, ever=True)
    priced = outcome.measure.endswith("with amounts")
    found = loops(data, view, max_length=2, unpriced=not priced, groups=True)
    return "loops, all that was ever agreed", [float(len(found))], tuple(dict.fromkeys(e for row in found for e in row.edges))


METHODS: dict[str, Callable[[Dataset, Outcome], Finding]] = {
    "revenue, change on the year before": _growth,
    "bad_debt_provision": _provisions,
    "rank of vendor_financing_commitments / revenue": _top_vendor,
    "capital at risk by lender": _lenders,
    "asset sale / debt": _sale,
    "(balance + clawback or judgment) / balance": _beyond,
    "portfolio loss": _portfolio,
    "recovery": _bonds,
    "vendor funding / purchase commitment": _funding_ratio,
    "vendor loan / order": _funding_ratio,
    "vendor funding / minimum purchase": _funding_ratio,
    "loss": _loss,
    "debt exchanged": _exchanged,
    "guarantee paid / facility called": _guarantee,
    "drawn / commitment": _drawn,
    "two-company loops, amounts not needed": _pairs,
    "two-company loops with amounts": _pairs,
}
"""How each kind of measure is worked out; what is not here is not testable."""


def _borrowers(data: Dataset, known: OutcomesFile) -> list[BacktestRow]:
    """Every borrower of the record that failed or did not: what vendors gave it over what it was to buy from them."""
    every = positions(data, View(ever=True).on(data))
    groups = [(str(item["entity"]), "failure", f"failed {item['date']}", "") for item in known.failures]
    groups += [(item.entity, "survivor", item.outcome, item.outcome_id or "") for item in known.survivors]
    rows = []
    for name, group, fate, _ in groups:
        given = [p for p in every.values() if p.edge.payee == name and p.edge.kind.spec.edge_class is EdgeClass.FINANCING]
        bought = [p for p in every.values() if p.edge.payer == name and p.edge.kind.spec.edge_class is EdgeClass.COMMERCE]
        both = {p.edge.payer for p in given} & {p.edge.payee for p in bought}
        # what took the place of an older deal is the same money once more
        later = {p.edge.superseded_by for p in given}
        given = [p for p in given if p.edge.payer in both and p.edge.id not in later]
        bought = [p for p in bought if p.edge.payee in both]
        top, below = total(p.headline for p in given), total(p.headline for p in bought)
        ratio = top.point / below.point if top.point and below.point else None
        rows.append(
            BacktestRow(
                id=f"backtest:{name}",
                edges=tuple(p.edge.id for p in (*given, *bought)),
                outcome=name,
                group=group,
                subject=name,
                statement=fate,
                measure="vendor funding / purchases",
                at="all that was ever agreed",
                expected=fate,
                found=None if ratio is None else f"{ratio:.3g}",
                status=UNTESTED,
                reason="amounts of both sides are not known"
                if ratio is None
                else "shown beside the outcome; no limit of this ratio predicts failure",
                strength="control" if group == "survivor" else "outcome",
            )
        )
    return rows


def _ratio_line(rows: list[BacktestRow]) -> str:
    told = {group: [float(row.found) for row in rows if row.group == group and row.found] for group in ("failure", "survivor")}
    above = {group: sum(value >= 1 for value in values) for group, values in told.items()}
    return (
        f"vendor funding of at least the purchases: {above['failure']} of {len(told['failure'])} failed borrowers with known amounts, and "
        f"{above['survivor']} of {len(told['survivor'])} that did not fail: the ratio alone does not tell them apart"
    )

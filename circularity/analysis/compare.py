"""A vendor of today beside one of 2000, like for like: promised with promised, drawn with drawn, guarantees with guarantees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from circularity.analysis.fiscal import Stated, fiscal_years, year_of
from circularity.analysis.reported import Reported, reported
from circularity.analysis.results import Answer, Row, Term, Trace, rounded, share
from circularity.analysis.vendors import VendorRow
from circularity.analysis.vendors.row import vendor_row
from circularity.analysis.vendors.standing import CALLABLE, customers_of, financing_that_stands, standing, support_that_stands
from circularity.analysis.wording import money, percent
from circularity.dataset.dataset import Dataset
from circularity.dataset.outcomes import case
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, Amount, total
from circularity.model.stages import Basis

THEN = "telecom-2000"
LINES: dict[str, str] = {
    "promised": "credit, guarantees and backstops for customers, drawn or not",
    "drawn": "of that drawn by customers, or paid out",
    "announced": "credit and stakes announced, bound or not",
    "guarantees": "guarantees and backstops that stand",
    "largest_customer": "its share of revenue",
    "receivable_days": "days of sales that customers owe",
    "customers_cash_flow": "the financed customers' own operating cash flow, over what was promised",
}
"""What is compared, and what each line means."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One column: a vendor on a day of a dataset."""

    data: Dataset
    vendor: str
    day: str

    @property
    def label(self) -> str:
        return f"{self.data.name(self.vendor)} {self.day[:4]}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One vendor's figure: the amount, what it stands over, and where both come from."""

    subject: str
    vendor: str
    day: str
    amount: Amount | None
    over: Amount | None
    over_what: str | None
    ratio: Amount | None
    rests_on: str
    """``reported`` by the vendor, recorded ``deals``, or ``not known``."""
    figures: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    number: float | None = None
    """For lines that are no ratio: days."""

    def as_json(self) -> dict[str, Any]:
        ratio = None if self.ratio is None else {end: rounded(getattr(self.ratio, end)) for end in ("low", "point", "high")}
        return {
            "subject": self.subject,
            "vendor": self.vendor,
            "day": self.day,
            "amount": None if self.amount is None else self.amount.as_json(),
            "over": None if self.over is None else {**self.over.as_json(), "what": self.over_what},
            "ratio": ratio,
            "number": self.number,
            "rests_on": self.rests_on,
            "figures": list(self.figures),
            "edges": list(self.edges),
        }

    @property
    def words(self) -> str:
        """The cell in a table."""
        if self.number is not None:
            return f"{self.number:.0f}"
        if self.amount is None and self.ratio is None:
            return "not known"
        size = "" if self.amount is None else money(self.amount)
        if self.ratio is None:
            return size
        over = percent(self.ratio)
        return f"{over}, {size}" if size else f"{over} in the year to {self.day}"


@dataclass(frozen=True, kw_only=True)
class CompareRow(Row):
    """One line of the comparison, a cell a column."""

    line: str
    meaning: str
    cells: tuple[Cell, ...]


def compare(data: Dataset, view: View | None = None, *, vendor: str = "nvidia", other: str = "lucent", then: str = THEN) -> Answer:
    """A vendor at the end of last year and now beside another in 2000 and 2001, each line on one basis.

    What a company reports of its credit to customers is used where it does, else its recorded deals; each cell
    says which. ``extra["mixed"]`` shows what comes out when an announced ceiling is set against signed commitments,
    as popular comparisons do, with both numerators.

    Parameters
    ----------
    vendor, other
        Two companies: one of this dataset, one of the closed episode `then` (ids, names or tickers).

    Returns
    -------
    Answer
        Rows of `CompareRow`; amounts in dollars of the time, ratios as fractions.

    Raises
    ------
    UnknownName
        If a company or the episode is not known.

    Examples
    --------
    >>> import circularity as ci
    >>> [cell.rests_on for cell in ci.compare(ci.load()).row("compare:promised").cells]
    ['reported', 'reported', 'deals', 'deals']
    """
    view = (view or View()).on(data)
    past = case(then)
    mine, theirs = data.entity(vendor).id, past.entity(other).id
    day = view.last_day
    subjects = [
        Subject(past, theirs, "2000-12-31"),
        Subject(past, theirs, "2001-12-31"),
        Subject(data, mine, f"{day.year - 1}-12-31"),
        Subject(data, mine, day.isoformat()),
    ]
    facts = [_facts(subject) for subject in subjects]
    rows = [
        CompareRow(
            id=f"compare:{line}",
            edges=tuple(dict.fromkeys(edge for cells in facts for edge in cells[line].edges if edge in data.edges)),
            line=line,
            meaning=meaning,
            cells=tuple(cells[line] for cells in facts),
            traces={f"cells.{i}": trace for i, cells in enumerate(facts) if (trace := _trace(cells[line])) is not None},
        )
        for line, meaning in LINES.items()
    ]
    mixed = _mixed(subjects, facts)
    caveats = [
        "amounts are dollars of their time; a share of revenue is what can be compared",
        f"{subjects[0].data.name(theirs)} reports its credit to customers, {data.name(mine)} does not: its cells rest on recorded deals, "
        "which are never all deals",
        "a deal that stands today is set over the revenue of the last full year, which a fast-growing company has left behind",
    ]
    if mixed:
        caveats.append(mixed["sentence"])
    unknown = [
        f"{row.line.replace('_', ' ')}: not known of {', '.join(c.subject for c in row.cells if c.rests_on == 'not known')}"
        for row in rows
        if any(c.rests_on == "not known" for c in row.cells)
    ]
    return Answer("compare", data, view, tuple(rows), _sentence(rows, subjects), tuple(caveats), tuple(unknown), (), {"mixed": mixed})


def _facts(subject: Subject) -> dict[str, Cell]:
    data, view = subject.data, View(as_of=subject.day)
    row = vendor_row(data, view, subject.vendor)
    day = view.last_day
    year = year_of(fiscal_years(data, subject.vendor, day), day)
    revenue = year.revenue if year is not None else None
    financing = standing(financing_that_stands(data, view, subject.vendor))
    backed = standing(support_that_stands(data, view, subject.vendor, CALLABLE))

    def deals(basis: Basis, *parts: Any) -> Cell:
        terms = tuple(term for part in parts for term in part[basis][1])
        amount = total(part[basis][0] for part in parts) if terms else UNDISCLOSED
        edges = tuple(dict.fromkeys(edge for term in terms for edge in term.edges))
        return _over(subject, amount if terms else None, revenue, "deals" if terms else "not known", edges)

    return {
        "promised": _told(subject, row, "commitments") or deals(Basis.BINDING, financing, backed),
        "drawn": _told(subject, row, "drawn") or deals(Basis.PAID, financing),
        "announced": _told(subject, row, "commitments") or deals(Basis.HEADLINE, financing),
        "guarantees": _guarantees(subject, revenue) or deals(Basis.BINDING, backed),
        "largest_customer": _largest(subject, row),
        "receivable_days": _days(subject, row),
        "customers_cash_flow": _cash_flow(subject, financing, backed),
    }


def _told(subject: Subject, row: VendorRow, what: str) -> Cell | None:
    """Credit to customers as the vendor reports it, over the year it is read with."""
    found = row.reported_over_revenue if what == "commitments" else row.reported_drawn_over_revenue
    if found is None:
        return None
    top, below = found.numerator, found.denominator
    figures = (_named(subject, top), _named(subject, below))
    return Cell(subject.label, subject.vendor, top.period_end, top.value, below.value, f"revenue of the year to {below.period_end}",
                found.value, "reported", figures)  # fmt: skip


def _guarantees(subject: Subject, revenue: Reported | None) -> Cell | None:
    figure = reported(subject.data, subject.vendor, "vendor_financing_commitments_guarantees", View(as_of=subject.day).last_day)
    return None if figure is None else _over(subject, figure.value, revenue, "reported", (), (figure.label,), figure.period_end)


def _over(
    subject: Subject,
    amount: Amount | None,
    revenue: Reported | None,
    rests_on: str,
    edges: tuple[str, ...] = (),
    figures: tuple[str, ...] = (),
    day: str | None = None,
) -> Cell:
    if amount is None:
        return Cell(subject.label, subject.vendor, subject.day, None, None, None, None, "not known")
    below = revenue.value if revenue is not None else None
    ratio = share(amount, below.point) if below is not None else None
    what = f"revenue of the year to {revenue.period_end}" if revenue is not None else None
    cited = (*figures, *((revenue.label,) if revenue is not None else ()))
    return Cell(subject.label, subject.vendor, day or subject.day, amount, below, what, ratio, rests_on, cited, edges)


def _largest(subject: Subject, row: VendorRow) -> Cell:
    told = row.concentration["largest_reported"]
    if told is None or told["share"] is None:
        return Cell(subject.label, subject.vendor, subject.day, None, None, None, None, "not known")
    figures = (f"{subject.vendor}: largest customer share {told['period_end']} ({told['publisher']}, {told['source_type']})",)
    return Cell(subject.label, subject.vendor, told["period_end"], None, None, None, Amount.exactly(told["share"]), "reported", figures)


def _days(subject: Subject, row: VendorRow) -> Cell:
    found = row.receivable_days
    if found is None:
        return Cell(subject.label, subject.vendor, subject.day, None, None, None, None, "not known")
    top, below = found["receivables"], found["revenue"]
    figures = (_named(subject, top), _named(subject, below))
    return Cell(
        subject.label, subject.vendor, top.period_end, top.value, below.value, "revenue", None, "reported", figures, (), found["days"]
    )


def _cash_flow(subject: Subject, financing: Any, backed: Any) -> Cell:
    """What the customers whom the vendor finances or backs earn in cash themselves, over what was promised to them."""
    data, view = subject.data, View(as_of=subject.day)
    payers = customers_of(data, view, subject.vendor)
    given = {data.edges[term.edges[0]].payee: None for part in (financing, backed) for term in part[Basis.BINDING][1] if term.edges}
    customers = [name for name in sorted(given) if name in payers]
    found = {name: figure for name in customers if (figure := reported(data, name, "operating_cash_flow", view.last_day)) is not None}
    promised = total(part[Basis.BINDING][0] for part in (financing, backed))
    if not found or not promised.point:
        return Cell(subject.label, subject.vendor, subject.day, None, None, None, None, "not known")
    amount = total(figure.value for figure in found.values())
    part = share(amount, promised.point)
    figures = tuple(figure.label for figure in found.values())
    what = f"promised to them and others; {len(found)} of {len(customers)} customers report a cash flow"
    return Cell(subject.label, subject.vendor, subject.day, amount, promised, what, part, "reported", figures)


def _mixed(subjects: Sequence[Subject], facts: Sequence[dict[str, Cell]]) -> dict[str, Any] | None:
    """What a comparison of an announced ceiling with signed commitments gives, and what the same numerators give on one basis."""
    today, back = facts[2], facts[0]
    if today["announced"].ratio is None or back["promised"].ratio is None:
        return None
    pairs = {
        "announced against promised": (today["announced"], back["promised"]),
        "promised against promised": (today["promised"], back["promised"]),
        "drawn against drawn": (today["drawn"], back["drawn"]),
    }
    shown = {words: [cell.as_json() for cell in pair] for words, pair in pairs.items()}
    told = "; ".join(f"{words} {percent(one.ratio)} and {percent(two.ratio)}" for words, (one, two) in pairs.items())
    sentence = f"setting what {subjects[2].label} had announced against what {subjects[0].label} had signed mixes two bases: {told}"
    return {"sentence": sentence, "pairs": shown}


def _trace(cell: Cell) -> Trace | None:
    if cell.amount is None or cell.over is None or cell.ratio is None:
        return None
    top = Term(cell.amount, f"{cell.subject}: {cell.rests_on}", cell.edges, cell.figures[:1])
    return Trace("ratio", (top, Term(cell.over, cell.over_what or "revenue", (), cell.figures[1:])))


def _named(subject: Subject, figure: Stated) -> str:
    return f"{subject.vendor}: {figure.metric.replace('_', ' ')} {figure.period_end} ({figure.publisher}, {figure.source_type})"


def _sentence(rows: Sequence[CompareRow], subjects: Sequence[Subject]) -> str:
    by = {row.line: row.cells for row in rows}

    def told(line: str) -> str:
        return ", ".join(f"{percent(cell.ratio)} ({cell.subject})" for cell in by[line] if cell.ratio is not None) or "not known"

    return f"Over a year's revenue, promised to customers: {told('promised')}; drawn: {told('drawn')}."

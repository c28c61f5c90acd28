"""What filings disclose that could become an edge or its source: for a person to accept, never written into the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circularity.errors import DataProblem, WrongUsage
from circularity.filings.evidence import names_of
from circularity.filings.facts import Fact, settle, written
from circularity.filings.findings import Findings
from circularity.filings.passages import Document, documents
from circularity.filings.reading import INLINE_MARK, LARGEST
from circularity.filings.shelf import DEFAULT, cik_of, files
from circularity.filings.xbrl import facts_of

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset

BENCHMARKS = {
    "SalesRevenueNetMember": "revenue",
    "RevenueFromContractWithCustomerMember": "revenue",
    "RevenueFromContractWithCustomerBenchmarkMember": "revenue",
    "RevenueFromContractWithCustomerSegmentBenchmarkMember": "segment revenue",
    "SalesRevenueSegmentMember": "segment revenue",
    "AccountsReceivableMember": "receivables",
    "CostOfGoodsTotalMember": "cost of goods",
    "AccountsPayableMember": "payables",
}
REVENUES = ("Revenues", "RevenueFromContractWithCustomerExcludingAssessedTax", "RevenueFromContractWithCustomerIncludingAssessedTax")
TOPICS = (
    ("backlog", re.compile(r"^RevenueRemainingPerformanceObligation$")),
    ("guarantee", re.compile(r"Guarantee?\w*(Maximum|Exposure)|GuarantorObligations\w*(Maximum|CarryingValue)", re.IGNORECASE)),
    ("leases not commenced", re.compile(r"Lease\w*NotYetCommenced\w*(Amount|Value|Liability|Payments)")),
    (
        "purchase commitment",
        re.compile(r"^(Unrecorded\w*)?PurchaseObligation(BalanceSheetAmount)?$|UnrecordedUnconditionalPurchaseObligation\w*Amount$|"
                   r"PurchaseCommitment\w*Amount|^ContractualObligation$|^OtherCommitment$|PurchaseObligation(Inventory|Cloud)\w*"),
    ),
)  # fmt: skip
KINDS = {
    "concentration": "hardware_purchase or cloud_contract, from the customer",
    "backlog": "cloud_contract or hardware_purchase, from customers",
    "guarantee": "guarantee, to the obligor",
    "leases not commenced": "lease, to landlords",
    "purchase commitment": "supply_agreement, hardware_purchase or cloud_contract, to suppliers",
    "named party": "",
}
ORDER = tuple(KINDS)
MONEY = re.compile(r"\$\s?(\d[\d,]*(?:\.\d+)?)\s?(billion|million)\b", re.IGNORECASE)
LEASES = re.compile(r"\bleases?\b.{0,200}\bcommence|\bcommence.{0,200}\bleases?\b", re.IGNORECASE | re.DOTALL)
NAMED_NEAR = 250
MOST_NAMED = 5
PRECISION = Decimal("0.005")


@dataclass(frozen=True)
class Candidate:
    """One disclosure with its place; amounts that follow from a share carry the range that its rounding leaves."""

    entity: str
    topic: str
    value: str
    unit: str
    concept: str
    party: str | None
    benchmark: str | None
    low: Decimal | None
    high: Decimal | None
    period: str
    accession: str | None
    form: str | None
    filed: str | None
    path: str
    document: str
    line: int
    column: int
    offset: int
    passage: str

    @property
    def id(self) -> str:
        return f"filings-candidates:{self.entity}/{self.accession or Path(self.path).name}/{self.document}/{self.offset}/{self.concept}"

    @property
    def kind(self) -> str:
        """Which kinds of edge it could become."""
        return KINDS[self.topic]

    def as_json(self) -> dict[str, Any]:
        """The contract of ``filings candidates --json``; `source` is in the shape of an edge's source."""
        amount = None if self.low is None or self.high is None else {"low": round(self.low), "high": round(self.high)}
        return {
            "id": self.id,
            "edges": [],
            "entity": self.entity,
            "topic": self.topic,
            "kind": self.kind,
            "value": self.value,
            "unit": self.unit,
            "concept": self.concept,
            "party": self.party,
            "benchmark": self.benchmark,
            "amount_from_share": amount,
            "period": self.period,
            "accession": self.accession,
            "form": self.form,
            "filed": self.filed,
            "path": self.path,
            "document": self.document,
            "line": self.line or None,
            "column": self.column or None,
            "offset": self.offset,
            "passage": self.passage,
            "source": self.source(),
        }

    def source(self) -> dict[str, str]:
        """A source entry to check and paste."""
        place = f"{self.concept}, " if self.line else ""
        entry = {
            "publisher": f"{self.entity} {self.form or 'filing'}",
            "type": "filing",
            "by": self.entity,
            "locator": f"{f'accession {self.accession}; ' if self.accession else ''}{place}{self.document}, character {self.offset}",
        }
        return {**entry, "date": self.filed} if self.filed else entry


def candidates(data: Dataset, entity: str, path: str | Path = DEFAULT, *, topic: str | None = None, largest: int = LARGEST) -> Findings:
    """What a company's filings disclose of its counterparties: concentration of customers with its benchmark, backlog, purchase
    commitments, guarantees, leases not commenced, and passages that name a company of the data beside an amount.

    A share of revenue is turned into dollars with the revenue of the same filing and period, as the range that the rounding of
    the share leaves; a share of receivables is not, since it is no flow. Nothing is written anywhere.

    Raises
    ------
    UnknownName, WrongUsage, DataProblem
        For a company that is not in the data, has no CIK, or has nothing on disk.
    """
    wanted = [name for name in ORDER if topic is None or topic.casefold() in name]
    if not wanted:
        raise WrongUsage(f"'{topic}' is not a topic", ", ".join(ORDER))
    company = data.entity(entity)
    cik = cik_of(company)
    rows: list[Candidate] = []
    unread: list[str] = []
    read: list[Document] = []
    for file in files(path):
        try:
            for document in documents(file, largest):
                if document.cik != cik:
                    continue
                read.append(document)
                rows += _tagged(company.id, document, unread)
                rows += _named(data, company.id, document)
        except DataProblem as problem:
            unread.append(f"not read: {problem.message}")
    if not read:
        raise DataProblem(
            f"{path}: no document of {company.name}", fix=f"circularity filings get {company.ticker or company.id} --form 10-K"
        )
    rows = [row for row in rows if row.topic in wanted]
    rows.sort(key=lambda row: (ORDER.index(row.topic), row.path, row.document, row.offset, row.concept))
    told = ", ".join(f"{n} {topic}" for topic in ORDER if (n := sum(row.topic == topic for row in rows)))
    caveats: tuple[str, ...] = ("candidates are for a person to read and accept: nothing is written into the data",)
    if any(row.topic == "concentration" for row in rows):
        caveats += ("customers are mostly not named, and 'Customer A' of one filing need not be that of another",)
    sentence = f"{company.name}: {told or 'nothing'} in {len(read)} documents on disk."
    return Findings("filings-candidates", tuple(rows), sentence, caveats, tuple(unread), data=data)


def _tagged(entity: str, document: Document, unread: list[str]) -> Iterator[Candidate]:
    if INLINE_MARK not in document.source[:20_000]:
        return
    try:
        got = facts_of(document.source, document.name)
    except DataProblem as problem:
        unread.append(f"tags not read: {problem.message}")
        return
    unread += [f"not read: {skip}" for skip in got.skipped]
    facts, _, _ = settle(got.facts)
    characters = None if document.source.isascii() else document.source.encode("utf-8")
    for fact in facts:
        topic = _topic(fact)
        if topic is None or fact.value is None:
            continue
        offset = fact.offset if characters is None else len(characters[: fact.offset].decode("utf-8", "ignore"))
        position = document.position(offset)
        passage = document.passage(position, position + 1, 110)
        if topic == "purchase commitment" and LEASES.search(document.passage(position, position + 1, 220)):
            topic = "leases not commenced"
        yield _candidate(entity, topic, fact, facts, document, offset, passage)


def _topic(fact: Fact) -> str | None:
    if fact.local.startswith("ConcentrationRiskPercentage"):
        axes = {axis.rpartition(":")[2] for axis, _ in fact.dimensions}
        of_customers = "MajorCustomersAxis" in axes or "CustomerConcentrationRiskMember" in fact.members
        return "concentration" if of_customers else None
    if fact.unit is None or (fact.start is not None and fact.local == "PurchaseObligation"):
        return None
    return next((topic for topic, pattern in TOPICS if pattern.search(fact.local)), None)


def _candidate(entity: str, topic: str, fact: Fact, facts: tuple[Fact, ...], document: Document, offset: int, passage: str) -> Candidate:
    assert fact.value is not None
    axes = {axis.rpartition(":")[2]: member.rpartition(":")[2] for axis, member in fact.dimensions}
    benchmark = axes.pop("ConcentrationRiskByBenchmarkAxis", None)
    axes.pop("ConcentrationRiskByTypeAxis", None)
    of = BENCHMARKS.get(benchmark, benchmark) if benchmark else None
    low = high = None
    if topic == "concentration" and of == "revenue":
        revenue = next(
            (f.value for f in facts if f.local in REVENUES and not f.dimensions and (f.start, f.end) == (fact.start, fact.end)), None
        )
        if revenue is not None:
            low, high = max(Decimal(0), fact.value - PRECISION) * revenue, (fact.value + PRECISION) * revenue
    share = fact.unit == "pure"
    return Candidate(
        entity=entity,
        topic=topic,
        value=written(fact.value * 100 if share else fact.value),
        unit="percent" if share else fact.unit or "",
        concept=fact.concept,
        party=", ".join(axes[name] for name in sorted(axes)) or None,
        benchmark=of,
        low=low,
        high=high,
        period=f"{fact.start} to {fact.end}" if fact.start else str(fact.end),
        accession=document.accession,
        form=document.form,
        filed=str(document.filed) if document.filed else None,
        path=document.path,
        document=document.name,
        line=fact.line,
        column=fact.column,
        offset=document.base + offset,
        passage=passage,
    )


def _named(data: Dataset, entity: str, document: Document) -> Iterator[Candidate]:
    """Passages in which a company of the data is named within one sentence or two of an amount in dollars."""
    amounts = list(MONEY.finditer(document.text))
    if not amounts:
        return
    group = data.group(entity)
    for other in data.entities.values():
        if other.is_pool or other.id == entity or data.group(other.id) == group:
            continue
        found = 0
        for name in names_of(other).finditer(document.text):
            close = [m for m in amounts if abs(m.start() - name.start()) <= NAMED_NEAR]
            if not close or found >= MOST_NAMED:
                continue
            found += 1
            nearest = min(close, key=lambda m: (abs(m.start() - name.start()), m.start()))
            value = Decimal(nearest[1].replace(",", "")) * (10**9 if nearest[2].casefold() == "billion" else 10**6)
            yield Candidate(
                entity=entity,
                topic="named party",
                value=written(value),
                unit="USD",
                concept="",
                party=other.id,
                benchmark=None,
                low=None,
                high=None,
                period="",
                accession=document.accession,
                form=document.form,
                filed=str(document.filed) if document.filed else None,
                path=document.path,
                document=document.name,
                line=0,
                column=0,
                offset=document.offset(name.start()),
                passage=document.passage(min(name.start(), nearest.start()), max(name.end(), nearest.end()), 60),
            )

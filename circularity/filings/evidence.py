"""Does a filing on disk say it? The amount of an edge and the names of both parties, near each other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circularity.errors import DataProblem
from circularity.filings.facts import written
from circularity.filings.findings import Findings
from circularity.filings.passages import Document, documents
from circularity.filings.reading import LARGEST
from circularity.filings.shelf import DEFAULT, files
from circularity.model.deal import Edge, SourceType
from circularity.model.entity import Entity
from circularity.model.money import Money

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset

NEAR = 600
"""Characters of plain text between the amount and a name."""
MOST_PER_DOCUMENT = 3
SELF = re.compile(r"\b(?:we|us|our|ours|the company|the registrant)\b", re.IGNORECASE)
ACCESSION = re.compile(r"(?<!\d)(\d{10})-?(\d{2})-?(\d{6})(?!\d)")


@dataclass(frozen=True)
class Passage:
    """A place in a filing where the amount stands near the names; `distance` is the widest gap, in characters."""

    edge: str
    found: str
    amount: str
    names: tuple[str, ...]
    distance: int
    path: str
    document: str
    offset: int
    passage: str
    accession: str | None
    form: str | None

    @property
    def id(self) -> str:
        return f"filings-evidence:{self.edge}/{self.accession or Path(self.path).name}/{self.document}/{self.offset}"

    def as_json(self) -> dict[str, Any]:
        """The contract of ``filings evidence --json``."""
        return {
            "id": self.id,
            "edges": [self.edge],
            "found": self.found,
            "amount": self.amount,
            "names": list(self.names),
            "distance": self.distance,
            "path": self.path,
            "document": self.document,
            "offset": self.offset,
            "passage": self.passage,
            "accession": self.accession,
            "form": self.form,
        }


def evidence(data: Dataset, edge: str, path: str | Path = DEFAULT, *, near: int = NEAR, largest: int = LARGEST) -> Findings:
    """Whether any filing on disk states an edge's amount with both parties' names near it, and where.

    In a filing of one of the parties "we", "us", "our" and "the Company" stand for it. An amount is looked for as filings
    write it: ``$11.9 billion``, ``11,900 million``, ``11,900,000,000``. `found` is ``amount and both names`` or
    ``amount and one name``; `offset` counts characters of the file. The absence of a passage is no proof of the contrary:
    it says what was looked through.

    Raises
    ------
    UnknownName
        With the nearest edges.
    DataProblem
        Where there is nothing on disk.
    """
    what = data.edge(edge)
    parties = [data.entities[name] for name in what.parties]
    amounts = dict(_amounts(what))
    shelf = files(path)
    rows: list[Passage] = []
    read: list[Document] = []
    unread: list[str] = []
    for file in shelf:
        try:
            for document in documents(file, largest):
                read.append(document)
                rows += _searched(what.id, document, parties, amounts, near)
        except DataProblem as problem:
            unread.append(f"not read: {problem.message}")
    rows.sort(key=lambda row: (-len(row.names), row.distance, row.path, row.document, row.offset))
    full = [row for row in rows if len(row.names) == len(parties)]
    who = " and ".join(party.name for party in parties)
    sought = " or ".join(amounts) or "no amount: the edge states none"
    if full:
        where = f"{len({r.path for r in full})} of {len(shelf)} files, first in {_place(full[0])}"
        sentence = f"{what.id}: {sought} with {who} within {near} characters in {where}."
    else:
        looked = f"{len(read)} documents of {len(shelf)} files"
        sentence = f"{what.id}: no filing on disk states {sought} with {who} within {near} characters ({looked})."
    if not amounts:
        unread.append(f"{what.id} has no amount that could be looked for")
    claimed = list(_claims(what, read, full))
    return Findings("filings-evidence", tuple(rows), sentence, tuple(claimed), tuple(unread), data=data, extra={"supported": bool(full)})


def _amounts(edge: Edge) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Each amount of the edge in its own words, with the pattern that finds it; zero and unknown are not looked for."""
    stated: list[Money | None] = [
        edge.amount,
        edge.binding,
        edge.paid.money if edge.paid else None,
        edge.outstanding.money if edge.outstanding else None,
    ]
    seen: set[float] = set()
    for money in stated:
        if money is None:
            continue
        ends = {money.stated.low, money.stated.high} if money.stated.low else {money.stated.point, money.stated.high}
        for value in sorted(v for v in ends if v):
            if value not in seen:
                seen.add(value)
                yield f"{written(Decimal(repr(value)) / 10**6)} m {money.currency}", pattern_of(value)


def pattern_of(value: float) -> re.Pattern[str]:
    """How a filing could write an amount.

    >>> bool(pattern_of(11.9e9).search("up to $11.9 billion through")), bool(pattern_of(11.9e9).search("$111.9 billion"))
    (True, False)
    """
    exact = Decimal(repr(value))
    ways = []
    for scale, words in ((12, "trillion|tn"), (9, "billion|bn"), (6, "million|mm|mn"), (3, "thousand")):
        scaled = exact.scaleb(-scale)
        if scaled >= Decimal("0.01") and scaled == scaled.quantize(Decimal("0.001")):
            whole, _, rest = written(scaled).partition(".")
            digits = f"{int(whole):,}".replace(",", ",?") + (rf"\.{rest}0*" if rest else r"(?:\.0+)?")
            ways.append(rf"{digits}\s?-?(?:{words})\b")
    if exact == exact.to_integral_value() and exact >= 10**6:
        ways.append(f"{int(exact):,}")
        if exact % 10**6 == 0:
            ways.append(rf"\$\s*{int(exact) // 10**6:,}(?![\d,.]*\d)(?!\s?(?:million|billion|thousand))")
    return re.compile(rf"(?<![\d.,])(?:{'|'.join(ways) or '(?!)'})(?!\d|,\d)", re.IGNORECASE)


def names_of(entity: Entity) -> re.Pattern[str]:
    """Every name of a company as a whole word, as it is written or in capitals: "Together" is a company, "together" is not."""
    ways = []
    for name in sorted({n for n in entity.names if n != entity.id or n == entity.name}, key=lambda n: (-len(n), n)):
        ways += [r"[\s-]+".join(re.escape(part) for part in spelt.split()) for spelt in dict.fromkeys((name, name.upper()))]
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


def _searched(edge: str, document: Document, parties: list[Entity], amounts: dict[str, re.Pattern[str]], near: int) -> list[Passage]:
    hits = [(said, match) for said, pattern in amounts.items() for match in pattern.finditer(document.text)]
    if not hits:
        return []
    places: dict[str, list[int]] = {}
    for party in parties:
        own = party.listed is not None and party.listed.cik is not None and party.listed.cik == document.cik
        found = [m.start() for m in names_of(party).finditer(document.text)]
        places[party.id] = sorted([*found, *((m.start() for m in SELF.finditer(document.text)) if own else ())])
    rows = []
    for said, match in hits:
        nearest = {party: _nearest(where, match.start()) for party, where in places.items()}
        close = {party: place for party, place in nearest.items() if place is not None and abs(place - match.start()) <= near}
        if not close:
            continue
        span = (min(match.start(), *close.values()), max(match.end(), *close.values()))
        rows.append(
            Passage(
                edge=edge,
                found="amount and both names" if len(close) == len(parties) else "amount and one name",
                amount=said,
                names=tuple(sorted(close)),
                distance=max(abs(place - match.start()) for place in close.values()),
                path=document.path,
                document=document.name,
                offset=document.offset(match.start()),
                passage=document.passage(*span),
                accession=document.accession,
                form=document.form,
            )
        )
    rows.sort(key=lambda row: (-len(row.names), row.distance, row.offset))
    return rows[:MOST_PER_DOCUMENT]


def _nearest(sorted_places: list[int], place: int) -> int | None:
    at = bisect_left(sorted_places, place)
    around = sorted_places[max(0, at - 1) : at + 1]
    return min(around, key=lambda other: (abs(other - place), other), default=None)


def _claims(edge: Edge, read: list[Document], full: list[Passage]) -> Iterator[str]:
    """Each filing that the edge cites: whether it lies on disk, and whether it was found to say so."""
    on_disk = {d.accession for d in read if d.accession}
    supported = {row.accession for row in full}
    for source in edge.sources:
        if source.type is not SourceType.FILING:
            continue
        match = ACCESSION.search(f"{source.url or ''} {source.locator or ''}")
        number = "-".join(match.groups()) if match else None
        if number is None:
            yield f"cited: {source.publisher}, without an accession number, so it cannot be looked up"
        elif number not in on_disk:
            yield f"cited: {source.publisher} ({number}), which does not lie on disk"
        else:
            verdict = "states it" if number in supported else "does not state it in these words"
            yield f"cited: {source.publisher} ({number}), which {verdict}"


def _place(row: Passage) -> str:
    return f"{row.accession or Path(row.path).name}, {row.document}, character {row.offset:,}"

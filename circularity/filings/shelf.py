"""Filings that lie on disk: found, read, and told apart by company."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from circularity.errors import DataProblem, WrongUsage
from circularity.filings.facts import Fact, Filing, Skip
from circularity.filings.listing import accession_of
from circularity.filings.reading import LARGEST, read
from circularity.model.entity import Entity

ENDINGS = {".txt", ".htm", ".html", ".xhtml", ".xml", ".json"}
DEFAULT = "filings-cache"


@dataclass(frozen=True)
class Shelf:
    """The filings of one company that could be read, and the files that could not."""

    filings: tuple[Filing, ...]
    unread: tuple[Skip, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for filing in self.filings for fact in filing.facts)


def cik_of(entity: Entity) -> str:
    """Under which number a company files; `WrongUsage` where the data name none."""
    if entity.listed is None or entity.listed.cik is None:
        raise WrongUsage(
            f"{entity.name} has no CIK in the data", "companies that file with the SEC have `listed: {cik: ...}` in their entity file"
        )
    return entity.listed.cik


def files(path: str | Path) -> list[Path]:
    """The files below a folder that could be filings, in sorted order; a file stands for itself.

    Raises
    ------
    DataProblem
        Where there is no such file or folder.
    """
    root = Path(path)
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise DataProblem(f"{root}: no such file or folder", fix="circularity filings get ENTITY fetches filings")
    found = (p for p in root.rglob("*") if p.suffix.casefold() in ENDINGS and p.is_file())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(root).parts))


def shelf(path: str | Path, cik: str, largest: int = LARGEST) -> Shelf:
    """Read every filing of a company below a folder. A filing saved without its accession number gets it from companyfacts."""
    found: list[Filing] = []
    unread: list[Skip] = []
    for file in files(path):
        if not _mentions(file, cik, largest):
            continue
        try:
            filing = read(file, largest)
        except DataProblem as problem:
            unread.append(Skip(str(file), problem.message.removeprefix(f"{file}: ")))
            continue
        if filing.cik == cik:
            found.append(filing)
    extract = [fact for filing in found if filing.kind == "companyfacts" for fact in filing.facts]
    return Shelf(tuple(_identified(filing, extract) for filing in found), tuple(unread))


def _identified(filing: Filing, extract: Iterable[Fact]) -> Filing:
    if filing.accession or filing.kind == "companyfacts":
        return filing
    extract = list(extract)
    accession = accession_of(filing, extract)
    if accession is None:
        return filing
    filed = next((fact.filed for fact in extract if fact.accession == accession), None)
    facts = tuple(replace(fact, accession=accession, filed=filed, form=filing.form) for fact in filing.facts)
    return replace(filing, accession=accession, filed=filed, facts=facts)


def _mentions(file: Path, cik: str, largest: int) -> bool:
    """A quick look before reading: does the company's number stand anywhere in the file? Too large a file is left to `read`."""
    if file.stat().st_size > largest:
        return cik in str(file)
    number = cik.lstrip("0").encode()
    return re.search(rb"(?<![1-9])0*" + number + rb"(?!\d)", file.read_bytes()) is not None


def named(filings: Iterable[Filing]) -> Iterator[str]:
    """Each filing in a few words."""
    for filing in filings:
        yield f"{filing.label} ({filing.accession or Path(filing.path).name})"

"""Any file of a filing to its facts: looks at the content, never at the name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from circularity.errors import DataProblem
from circularity.filings.companyfacts import companyfacts
from circularity.filings.facts import Fact, Filing, Skip, settle
from circularity.filings.submission import Document, is_submission, split
from circularity.filings.xbrl import Read, facts_of

LARGEST = 150_000_000
"""Bytes; the largest full submissions of annual reports stay below it."""
INLINE_MARK = "inlineXBRL"
ACCESSION = re.compile(r"(?<!\d)(\d{10}-\d{2}-\d{6})(?!\d)")


def read(path: str | Path, largest: int = LARGEST) -> Filing:
    """Every fact that a file states, with the place of each, and a list of all that was not read.

    Reads a full submission (the extracted instance first, the inline document otherwise), an inline XBRL page, a classic
    instance, or a companyfacts JSON. Of two statements of one fact in a filing the more precise is kept.

    Raises
    ------
    DataProblem
        Where the file holds no facts at all, is too large, or is not what it seems; says which and where.
    """
    path = Path(path)
    text, notes = decoded(path, largest)
    name = str(path)
    start = text[:5000].lstrip()
    if start.startswith("{"):
        return companyfacts(text, name)
    if is_submission(text):
        return _submission(text, name, notes)
    filing = _document(text, name, notes)
    found = ACCESSION.search(name)
    return replace(filing, accession=found[1], facts=tuple(replace(f, accession=found[1]) for f in filing.facts)) if found else filing


def decoded(path: Path, largest: int = LARGEST) -> tuple[str, tuple[str, ...]]:
    """A file as text, whatever its encoding, and what had to be assumed."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DataProblem(f"{path}: {error.strerror}", fix="name a file of a filing") from None
    if path.is_dir():
        raise DataProblem(f"{path}: a folder, not a file", fix="name a file in it")
    if size > largest:
        message = f"{path}: {size / 1e6:,.0f} MB, more than the {largest / 1e6:,.0f} MB that are read"
        raise DataProblem(message, fix="--max-size raises the limit")
    if not size:
        raise DataProblem(f"{path}: empty", fix="fetch it again")
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace"), ("read as UTF-16",)
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return raw.decode("cp1252", "replace"), (f"line {line} is not UTF-8; read as Windows-1252",)


def _document(text: str, name: str, notes: tuple[str, ...]) -> Filing:
    instance = re.search(r"<(\w+:)?xbrl[\s>/]", text[:20_000]) is not None
    inline = INLINE_MARK in text and not instance
    if not inline and not instance:
        raise DataProblem(
            f"{name}: {_what_it_is(text)}", fix="name a full submission, an inline XBRL page, an instance or a companyfacts file"
        )
    got = facts_of(text, name)
    if not got.facts and not got.skipped:
        raise DataProblem(f"{name}: XBRL without a single fact")
    facts, repeated, conflicts = settle(got.facts)
    return Filing(
        path=name,
        kind="inline" if inline else "instance",
        facts=facts,
        skipped=got.skipped,
        notes=(*notes, *_blocks(got)),
        form=_said(facts, "DocumentType"),
        cik=(_said(facts, "EntityCentralIndexKey") or got.identifier).zfill(10) or None,
        name=_said(facts, "EntityRegistrantName"),
        period=_date(_said(facts, "DocumentPeriodEndDate")),
        repeated=repeated,
        conflicts=conflicts,
    )


def _submission(text: str, name: str, notes: tuple[str, ...]) -> Filing:
    whole = split(text, name)
    about = {"accession": whole.accession, "form": whole.form, "filed": whole.filed}
    skipped = list(whole.problems)
    said = list(notes)
    read_from: list[Document] = []
    got: list[Read] = []
    kinds = ((lambda d: d.filename.endswith("_htm.xml"), "extracted instance"), (lambda d: d.type == "EX-101.INS", "instance"),
             (lambda d: INLINE_MARK in d.body[:20_000] and not d.encoded, "inline"))  # fmt: skip
    kind = "submission without XBRL"
    for wanted, label in kinds:
        for document in (d for d in whole.documents if wanted(d)):
            try:
                got.append(facts_of(document.body, document.filename or name, **about))
                read_from.append(document)
            except DataProblem as problem:
                skipped.append(Skip(name, f"{label} not read: {problem.message}"))
        if any(read.facts for read in got):
            kind = f"submission, {label}"
            break
    if not any(read.facts for read in got):
        why = "; ".join(str(skip) for skip in skipped) or "no document of it is XBRL"
        raise DataProblem(f"{name}: a submission of {len(whole.documents)} documents without a readable fact: {why}")
    encoded = [d.filename for d in whole.documents if d.encoded]
    if encoded:
        said.append(f"{len(encoded)} encoded parts not read: {', '.join(encoded)}")
    facts, repeated, conflicts = settle(fact for read in got for fact in read.facts)
    return Filing(
        path=name,
        kind=kind,
        facts=facts,
        skipped=(*skipped, *(skip for read in got for skip in read.skipped)),
        notes=(*said, *(note for read in got for note in _blocks(read))),
        accession=whole.accession,
        form=whole.form,
        filed=whole.filed,
        cik=whole.cik,
        name=whole.name or _said(facts, "EntityRegistrantName"),
        period=whole.period,
        repeated=repeated,
        conflicts=conflicts,
    )


def _blocks(read: Read) -> tuple[str, ...]:
    return (f"{read.blocks} whole passages tagged as text are not listed as facts",) if read.blocks else ()


def _said(facts: tuple[Fact, ...], concept: str) -> str | None:
    return next((f.text for f in facts if f.concept == f"dei:{concept}" and f.text and not f.dimensions), None)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _what_it_is(text: str) -> str:
    title = re.search(r"<title[^>]*>([^<]{1,200})", text, re.IGNORECASE)
    if re.match(r"\s*(<!doctype html|<html|<head)", text, re.IGNORECASE):
        named = f", titled '{title[1].strip()}'" if title else ""
        return f"a web page without XBRL{named}: an error page, or a filing from before XBRL"
    return "neither a submission, nor XBRL, nor JSON"

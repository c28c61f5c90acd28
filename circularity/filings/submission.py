"""A full submission as the regulator keeps it: a header, and documents one after another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from circularity.filings.facts import Skip

START = re.compile(r"<DOCUMENT>\s*\n")
FIELD = re.compile(r"^<(TYPE|SEQUENCE|FILENAME|DESCRIPTION)>([^\n\r]*)", re.MULTILINE)
HEADER = re.compile(r"^[ \t]*([A-Z][A-Z /\-]{1,60}):[ \t]+(\S[^\n\r]*)", re.MULTILINE)
ENCODED = re.compile(r"^begin \d{3} ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a submission; `offset` is where its body begins in the file, counted in characters."""

    type: str
    filename: str
    description: str
    body: str
    offset: int

    @property
    def encoded(self) -> bool:
        """Whether it is a picture, an archive or the like, written out in letters."""
        return ENCODED.search(self.body, 0, 400) is not None or self.type in ("GRAPHIC", "ZIP", "EXCEL", "PDF")


@dataclass(frozen=True)
class Submission:
    """A full submission, taken apart."""

    accession: str | None
    form: str | None
    cik: str | None
    name: str | None
    filed: date | None
    period: date | None
    fiscal_year_end: str | None
    documents: tuple[Document, ...]
    problems: tuple[Skip, ...]


def is_submission(text: str) -> bool:
    """Whether a text begins as full submissions do."""
    return re.match(r"\s*(<SEC-DOCUMENT>|-----BEGIN PRIVACY-ENHANCED MESSAGE-----|<SEC-HEADER>|<IMS-HEADER>|<DOCUMENT>)", text) is not None


def is_complete(text: str) -> bool:
    """Whether it ends as full submissions do, or at least with the end of its last document."""
    return re.search(r"(</SEC-DOCUMENT>|-----END PRIVACY-ENHANCED MESSAGE-----)\s*\Z", text[-200:]) is not None


def split(text: str, path: str = "") -> Submission:
    """Take a submission apart; what is cut off or unreadable is listed in `problems`, never dropped silently.

    >>> text = "<SEC-HEADER>\\n</SEC-HEADER>\\n<DOCUMENT>\\n<TYPE>8-K\\n<TEXT>\\nhello\\n</TEXT>\\n</DOCUMENT>\\n</SEC-DOCUMENT>"
    >>> split(text).documents[0].body
    'hello\\n'
    """
    problems: list[Skip] = []
    starts = [match.end() for match in START.finditer(text)]
    header = text[: min(starts[0], 50_000)] if starts else text[:20_000]
    filer = header[header.find("FILER:") :] if "FILER:" in header else header
    known = _fields(header)
    documents = []
    for index, start in enumerate(starts):
        limit = starts[index + 1] if index + 1 < len(starts) else len(text)
        documents.append(_document(text, start, limit, path, problems))
    if not documents:
        problems.append(Skip(path, "the submission holds no document"))
    elif not is_complete(text):
        problems.append(Skip(f"{path}:{_line(text, len(text))}", "the submission is cut off: its end mark is missing"))
    return Submission(
        accession=known.get("ACCESSION NUMBER"),
        form=known.get("CONFORMED SUBMISSION TYPE"),
        cik=(_fields(filer).get("CENTRAL INDEX KEY") or "").zfill(10).replace("0000000000", "") or None,
        name=_fields(filer).get("COMPANY CONFORMED NAME"),
        filed=_day(known.get("FILED AS OF DATE")),
        period=_day(known.get("CONFORMED PERIOD OF REPORT")),
        fiscal_year_end=known.get("FISCAL YEAR END"),
        documents=tuple(documents),
        problems=tuple(problems),
    )


def _document(text: str, start: int, limit: int, path: str, problems: list[Skip]) -> Document:
    begins = text.find("<TEXT>", start, limit)
    about = dict(FIELD.findall(text[start : begins if begins >= 0 else min(limit, start + 2000)]))
    name = about.get("FILENAME", "").strip()
    end = text.find("</DOCUMENT>", start, limit)
    if end < 0:
        problems.append(Skip(f"{path}:{_line(text, start)}", f"the document '{name}' is cut off"))
        end = limit
    closes = text.rfind("</TEXT>", start, end)
    body_start = begins + len("<TEXT>") if begins >= 0 else end
    body_start += text[body_start : body_start + 2].startswith("\r\n") or 0
    body_start += text[body_start : body_start + 1] == "\n"
    body = text[body_start : closes if closes >= body_start else end]
    wrapper = re.match(r"\s*<(?:XBRL|XML|PDF)>\s*", body)
    if wrapper:
        body_start += wrapper.end()
        body = body[wrapper.end() :].rstrip()
        for end_tag in ("</XBRL>", "</XML>", "</PDF>"):
            body = body.removesuffix(end_tag).rstrip()
    return Document(about.get("TYPE", "").strip(), name, about.get("DESCRIPTION", "").strip(), body, body_start)


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in HEADER.findall(text):
        found.setdefault(key.strip(), value.strip())
    return found


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:8]) if text else None
    except ValueError:
        return None


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1

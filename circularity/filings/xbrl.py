"""Facts out of one XML document: inline XBRL and classic instances, in a single pass that keeps the places.

Expat reads the document as a stream. Entity declarations are refused before any is expanded, external
entities are never fetched, and depth, length and number of facts have limits. Linear in the document's size.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from xml.parsers import expat

from circularity.errors import DataProblem
from circularity.filings.facts import Fact, Skip
from circularity.filings.numbers import EMPTY, number, wording

INLINE = {"http://www.xbrl.org/2013/inlineXBRL", "http://www.xbrl.org/2008/inlineXBRL"}
INSTANCE = "http://www.xbrl.org/2003/instance"
DIMENSIONS = "http://xbrl.org/2006/xbrldi"
NIL = "http://www.w3.org/2001/XMLSchema-instance nil"
OWN = {"xbrl", "context", "unit"}
DEEPEST, MOST_FACTS, LONGEST_TEXT, MOST_OPEN = 2_000, 500_000, 2_000, 64
NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")


@dataclass(slots=True)
class Raw:
    """A fact as it stands, before its context and unit are known."""

    concept: str
    inline: bool
    numeric: bool
    attributes: dict[str, str]
    line: int
    column: int
    offset: int
    depth: int
    block: bool = False
    parts: list[str] = field(default_factory=list)
    length: int = 0


@dataclass(slots=True)
class Context:
    start: date | None = None
    end: date | None = None
    dimensions: list[tuple[str, str]] = field(default_factory=list)
    identifier: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Read:
    """What one document holds."""

    facts: tuple[Fact, ...]
    skipped: tuple[Skip, ...]
    blocks: int
    identifier: str


def facts_of(source: str, document: str, **about: Any) -> Read:
    """Read every fact of an XML document; `about` (accession, form, filed) is put on each.

    Raises
    ------
    DataProblem
        Where the document is no well-formed XML, declares entities, or goes beyond the limits; with the place.
    """
    reading = _Reading(document)
    data = NAMED.sub(_numeric, source).encode("utf-8", "replace")
    try:
        reading.parser.Parse(data, True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise DataProblem(f"{document}:{error.lineno}:{error.offset + 1}: not well-formed XML: {what}") from None
    return reading.resolved(about)


def _numeric(match: re.Match[str]) -> str:
    """A named HTML entity as a number, since XML knows five only; an unknown one stays, and is reported by expat."""
    character = html.unescape(match[0])
    return match[0] if character == match[0] else "".join(f"&#{ord(c)};" for c in character)


class _Reading:
    def __init__(self, document: str) -> None:
        self.document = document
        self.parser = parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.EntityDeclHandler = self.refuse
        parser.StartNamespaceDeclHandler = self.namespace
        self.prefixes: dict[str, str] = {}
        self.depth = 0
        self.open: list[Raw] = []
        self.raws: list[Raw] = []
        self.skipped: list[Skip] = []
        self.contexts: dict[str, Context] = {}
        self.units: dict[str, str] = {}
        self.continued: dict[str, tuple[list[str], str]] = {}
        self.pieces: list[tuple[int, list[str]]] = []
        self.excluded = 0
        self.blocks = 0
        self.context: Context | None = None
        self.unit: list[str] | None = None
        self.unit_id = self.dimension = ""
        self.divided = False
        self.gathered: list[str] | None = None

    def refuse(self, name: str, *_: Any) -> None:
        place = f"{self.document}:{self.parser.CurrentLineNumber}:{self.parser.CurrentColumnNumber + 1}"
        raise DataProblem(f"{place}: declares the XML entity '{name[:40]}', which no filing needs; not read")

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        if prefix and uri:
            self.prefixes.setdefault(uri, prefix)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise DataProblem(f"{self.document}:{self.parser.CurrentLineNumber}: elements nested more than {DEEPEST} deep")
        uri, _, name = tag.rpartition(" ")
        if "contextRef" in attributes:
            self.fact(uri, name, attributes)
        elif uri == INSTANCE:
            self.instance(name, attributes)
        elif uri == DIMENSIONS:
            self.dimension, self.gathered = attributes.get("dimension", ""), []
        elif uri in INLINE:
            if name == "exclude":
                self.excluded += 1
            elif name == "continuation":
                parts: list[str] = []
                self.continued[attributes.get("id", "")] = (parts, attributes.get("continuedAt", ""))
                self.pieces.append((self.depth, parts))

    def fact(self, uri: str, name: str, attributes: dict[str, str]) -> None:
        inline = uri in INLINE
        if len(self.raws) >= MOST_FACTS:
            raise DataProblem(f"{self.document}: more than {MOST_FACTS} facts")
        concept = attributes.get("name", "") if inline else f"{self.prefixes.get(uri, uri.rpartition('/')[2])}:{name}"
        parser = self.parser
        raw = Raw(
            concept=concept,
            inline=inline,
            numeric=name in ("nonFraction", "fraction") if inline else "unitRef" in attributes,
            attributes=attributes,
            line=parser.CurrentLineNumber,
            column=parser.CurrentColumnNumber + 1,
            offset=parser.CurrentByteIndex,
            depth=self.depth,
            block=attributes.get("escape") == "true" or concept.endswith("TextBlock"),
        )
        if inline and name not in ("nonFraction", "nonNumeric"):
            self.skipped.append(Skip(f"{self.document}:{raw.line}:{raw.column}", f"{concept}: ix:{name} is not read"))
            return
        if len(self.open) + len(self.pieces) >= MOST_OPEN:
            raise DataProblem(f"{self.document}:{raw.line}:{raw.column}: facts inside each other more than {MOST_OPEN} deep")
        self.raws.append(raw)
        self.open.append(raw)

    def instance(self, name: str, attributes: dict[str, str]) -> None:
        if name == "context":
            self.context = self.contexts.setdefault(attributes.get("id", ""), Context())
        elif name == "unit":
            self.unit_id, self.unit, self.divided = attributes.get("id", ""), [], False
        elif name == "divide":
            self.divided = True
        elif name in ("measure", "startDate", "endDate", "instant", "identifier"):
            self.gathered = []

    def text(self, text: str) -> None:
        if self.gathered is not None:
            self.gathered.append(text)
        elif not self.excluded:
            for raw in self.open:
                if not raw.block and raw.length <= LONGEST_TEXT:
                    raw.parts.append(text)
                    raw.length += len(text)
            for _, parts in self.pieces:
                parts.append(text)

    def end(self, tag: str) -> None:
        uri, _, name = tag.rpartition(" ")
        if self.open and self.open[-1].depth == self.depth:
            self.open.pop()
        elif uri == INSTANCE:
            self.instance_end(name)
        elif uri == DIMENSIONS and self.gathered is not None:
            if self.context is not None:
                self.context.dimensions.append((self.dimension, "".join(self.gathered).strip()))
            self.gathered = None
        elif uri in INLINE and name == "exclude":
            self.excluded -= 1
        if self.pieces and self.pieces[-1][0] == self.depth:
            self.pieces.pop()
        self.depth -= 1

    def instance_end(self, name: str) -> None:
        if name == "context":
            self.context = None
        elif name == "unit" and self.unit is not None:
            self.units[self.unit_id] = ("/" if self.divided else "*").join(self.unit)
            self.unit = None
        elif self.gathered is not None and name in ("measure", "startDate", "endDate", "instant", "identifier"):
            said, self.gathered = "".join(self.gathered).strip(), None
            if name == "measure" and self.unit is not None:
                self.unit.append(said.rpartition(":")[2])
            elif self.context is not None:
                self.bounded(name, said)

    def bounded(self, name: str, said: str) -> None:
        context = self.context
        assert context is not None
        if name == "identifier":
            context.identifier = said
            return
        try:
            day = _day(said, starts=name == "startDate")
        except ValueError:
            context.wrong = f"its context has '{said[:30]}' where a date should be"
            return
        if name == "startDate":
            context.start = day
        else:
            context.end = day

    def resolved(self, about: dict[str, Any]) -> Read:
        found = []
        for raw in self.raws:
            if raw.block:
                self.blocks += 1
                continue
            try:
                found.append(self.resolve(raw, about))
            except ValueError as error:
                self.skipped.append(Skip(f"{self.document}:{raw.line}:{raw.column}", f"{raw.concept}: {error}"))
        who = next((c.identifier for c in self.contexts.values() if c.identifier), "")
        return Read(tuple(found), tuple(self.skipped), self.blocks, who)

    def resolve(self, raw: Raw, about: dict[str, Any]) -> Fact:
        given = raw.attributes
        context = self.contexts.get(given["contextRef"])
        if context is None:
            raise ValueError(f"its context '{given['contextRef']}' is missing")
        if context.wrong:
            raise ValueError(context.wrong)
        unit = None
        if raw.numeric:
            if given.get("unitRef") not in self.units:
                raise ValueError(f"its unit '{given.get('unitRef', '')}' is not declared")
            unit = self.units[given["unitRef"]]
        value, text = None, None
        nil = given.get(NIL) in ("true", "1")
        scale = _integer(given.get("scale"), "scale") if raw.inline else None
        said = "".join([*raw.parts, *self.rest(given.get("continuedAt", ""))])
        if nil:
            pass
        elif raw.numeric:
            value = number(said, given.get("format", "") if raw.inline else "", scale or 0, given.get("sign") == "-")
        else:
            style = given.get("format", "")
            text = wording(said, style) if style.rpartition(":")[2].replace("-", "") not in EMPTY else ""
            if len(text) > LONGEST_TEXT:
                raise ValueError(f"a text of more than {LONGEST_TEXT} characters is not kept")
        return Fact(
            concept=raw.concept,
            value=value,
            text=text,
            unit=unit,
            decimals=_decimals(given),
            scale=scale,
            start=context.start,
            end=context.end,
            dimensions=tuple(sorted(context.dimensions)),
            document=self.document,
            line=raw.line,
            column=raw.column,
            offset=raw.offset,
            **about,
        )

    def rest(self, name: str) -> list[str]:
        """What follows elsewhere in the document; a chain that comes back to itself ends there."""
        found: list[str] = []
        seen = set()
        while name and name in self.continued and name not in seen:
            seen.add(name)
            parts, following = self.continued[name]
            found += parts
            name = following
        return found


def _day(text: str, starts: bool) -> date:
    """A date; midnight at the end of a period is the day before."""
    if "T" in text:
        when = datetime.fromisoformat(text)
        midnight = (when.hour, when.minute, when.second) == (0, 0, 0)
        return when.date() - timedelta(days=1) if midnight and not starts else when.date()
    return date.fromisoformat(text[:10])


def _integer(text: str | None, what: str) -> int | None:
    if text is None:
        return None
    if re.fullmatch(r"[+-]?\d{1,4}", text.strip(), re.ASCII) is None:
        raise ValueError(f"its {what} is '{text[:20]}'")
    return int(text)


def _decimals(given: dict[str, str]) -> float | None:
    text = given.get("decimals")
    if text is None:
        return None
    return float("inf") if text.strip() == "INF" else float(_integer(text, "decimals") or 0)

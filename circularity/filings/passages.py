"""A filing's documents as plain text, in which every character knows where it stands in the file."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from circularity.filings.reading import ACCESSION, LARGEST, decoded
from circularity.filings.submission import is_submission, split

TOKEN = re.compile(r"<!--|<\?|</?([A-Za-z][\w:.-]*)[^<>]*>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
ENDS = {"<!--": re.compile("-->"), "<?": re.compile(r"\?>")}
HIDDEN = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "ix:header")}
"""Elements that a reader does not see."""
BLOCKS = frozenset("p div tr table br li ul ol h1 h2 h3 h4 h5 h6 title hr section page".split())
CELLS = frozenset({"td", "th"})
SPACES = str.maketrans(dict.fromkeys("\xa0\u2002\u2003\u2009\u202f\t\r", " ") | {"\u2011": "-", "\u2010": "-"})
MACHINE = re.compile(r"EX-10[01]\b|XML|JSON|ZIP|GRAPHIC|EXCEL|PDF|COVER", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """One document of a filing that a person could read: its source, its plain text, and the way from one to the other."""

    path: str
    name: str
    source: str
    base: int
    text: str
    marks: tuple[tuple[int, ...], tuple[int, ...]]
    accession: str | None = None
    form: str | None = None
    filed: date | None = None
    cik: str | None = None

    def offset(self, position: int) -> int:
        """Where a character of the plain text stands in the file, counted in characters."""
        at = bisect_right(self.marks[0], position) - 1
        return self.base + (self.marks[1][at] + position - self.marks[0][at] if at >= 0 else 0)

    def position(self, offset: int) -> int:
        """Where a place of the document's source stands in the plain text."""
        at = max(0, bisect_right(self.marks[1], offset) - 1)
        return self.marks[0][at] if self.marks[0] else 0

    def passage(self, start: int, end: int, around: int = 120) -> str:
        """The words around a stretch of the plain text, cut at spaces."""
        left, right = max(0, start - around), min(len(self.text), end + around)
        left = self.text.find(" ", left, start) + 1 if left else 0
        close = self.text.rfind(" ", end, right)
        right = close if close > end and right < len(self.text) else right
        return " ".join(self.text[left:right].split())


def plain(source: str) -> tuple[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    """Text without markup, and at which places of the source its stretches begin. Linear in the length.

    >>> plain("<p>a&amp;b</p><p>c</p>")[0]
    '\\na&b\\n\\nc\\n'
    """
    pieces: list[str] = []
    there: list[int] = []
    here: list[int] = []
    length = last = 0

    def add(piece: str, at: int) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            there.append(length)
            here.append(at)
            length += len(piece)

    unclosed: set[str] = set()

    def after(close: re.Pattern[str], start: int) -> int | None:
        """The end of what is hidden; once there is none, it is not looked for again, so that the whole stays linear."""
        found = None if close.pattern in unclosed else close.search(source, start)
        if found is None:
            unclosed.add(close.pattern)
            return None
        return found.end()

    while token := TOKEN.search(source, last):
        add(source[last : token.start()].translate(SPACES), last)
        last = token.end()
        said = token[0]
        if said[0] == "&":
            add(html.unescape(said).translate(SPACES), token.start())
        elif token[1] is None:
            last = after(ENDS[said], last) or last
        else:
            name = token[1].casefold()
            if name in HIDDEN and said[1] != "/" and said[-2] != "/":
                last = after(HIDDEN[name], last) or last
            add("\n" if name in BLOCKS else " " if name in CELLS else "", token.start())
    add(source[last:].translate(SPACES), last)
    return "".join(pieces), (tuple(there), tuple(here))


def documents(file: Path, largest: int = LARGEST) -> Iterator[Document]:
    """The readable documents of a file: those of a submission that are neither data nor encoded, or the page itself.

    Raises
    ------
    DataProblem
        Where the file is too large, empty or not there.
    """
    text, _ = decoded(file, largest)
    if text[:200].lstrip().startswith("{"):
        return
    if not is_submission(text):
        found = ACCESSION.search(str(file))
        number = re.search(r"EntityCentralIndexKey\b[^>]*>\s*(?:<[^>]*>\s*)*(\d{10})<", text)
        form = re.search(r"\"dei:DocumentType\"[^>]*>\s*(?:<[^>]*>\s*)*([A-Z0-9/-]{1,10})<", text)
        said, marks = plain(text)
        yield Document(str(file), file.name, text, 0, said, marks, found and found[1], form and form[1], None, number and number[1])
        return
    whole = split(text, str(file))
    for document in whole.documents:
        if document.encoded or MACHINE.match(document.type):
            continue
        said, marks = plain(document.body)
        about = (whole.accession, whole.form, whole.filed, whole.cik)
        yield Document(str(file), document.filename or file.name, document.body, document.offset, said, marks, *about)

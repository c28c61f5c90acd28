"""Warnings on fields that the edge's own texts do not bear out: a date that none gives, a kind that they contradict."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from circularity.dataset.dataset import REFERENCES, Dataset
from circularity.dataset.rules import Finding, Rule, dollars, each_edge, on_edge
from circularity.model.dates import parse_date
from circularity.model.deal import Deal, Edge
from circularity.model.kinds import Kind
from circularity.model.refusal import NotADate

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FISCAL = re.compile(r"\bfiscal\b", re.IGNORECASE)
_COUNTS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(), 1)
} | {"twenty": 20, "twenty-five": 25, "thirty": 30}
_NUMBER = rf"\d+(?:\.\d+)?|{'|'.join(sorted(_COUNTS, key=len, reverse=True))}"
_TERM = re.compile(rf"\b({_NUMBER})(?:(?: to |-| or )({_NUMBER}))?(?: and a half)?[- ](years?|months?|quarters?)\b", re.IGNORECASE)
MONTHS = 12
_PER_YEAR = {"year": 1, "month": MONTHS, "quarter": 4}


def written(deal: Deal, edge: Edge) -> list[str]:
    """Every text of an edge that is written in words, and its deal's title."""
    notes = [item.note or "" for item in edge.history]
    sources = [text for source in edge.sources for text in (source.says, source.publisher, source.locator or "")]
    return [deal.title, *sources, *notes, edge.derivation or "", edge.disputes or "", edge.contingent_on or ""]


def date_without_text(data: Dataset) -> Iterator[Finding]:
    """A start or end in a year that no text gives, nor a term told in years from a year that is given."""
    for deal, index, edge in each_edge(data):
        if edge.starts is None and edge.ends is None:
            continue
        years, texts = _given(data, edge)
        for key, when in (("starts", edge.starts), ("ends", edge.ends)):
            if when is None or when.first.year in years:
                continue
            bases = years | {edge.starts.first.year} if edge.starts else years
            if key == "starts" or when.first.year not in _reached(bases, texts, to_year_end=when.last.month == MONTHS):
                yield on_edge("W719", deal, index, edge, key, message=f"{key} {when}, and no text of the edge gives {when.first.year}")


def _given(data: Dataset, edge: Edge) -> tuple[set[int], str]:
    """The years in the texts and dates of an edge, of the edges that it names and of its parts; and the texts.

    The day on which a source was written is no word of it on when the deal starts or ends.
    """
    near = [edge, *(data.edges[n] for key in REFERENCES if (n := getattr(edge, key)) in data.edges)]
    near += [data.edges[name] for name in data.parts.get(edge.id, ())]
    texts = "\n".join(text for other in near for text in written(data.deal_of[other.id], other))
    dated = [item.date.text for other in near for item in other.history]
    dated += [dated_money.date.text for dated_money in (edge.paid, edge.outstanding) if dated_money]
    years = {int(year) for text in (texts, *dated) for year in _YEAR.findall(text)}
    if _FISCAL.search(texts):
        years |= {year - 1 for year in years}  # a fiscal year begins in the calendar year before it
    return years, texts


def _reached(bases: Iterable[int], texts: str, *, to_year_end: bool) -> set[int]:
    """The years in which a term ends, told as "ten years", "15 to 20 years" or "36 months", from any year that is given.

    A term of ten years from January 2026 ends with December 2035, so the year before counts where the end is a year's.
    """
    terms = {
        _count(number) / _PER_YEAR[unit.lower().rstrip("s")] for *numbers, unit in _TERM.findall(texts) for number in numbers if number
    }
    return {base + years for base in bases for term in terms for years in range(int(term) - to_year_end, int(term) + 2)}


def _count(word: str) -> float:
    return float(_COUNTS.get(word.lower(), 0) or word)


_MUST = r"\bmandatory convertible|\bmandatorily convert|\bconvertible preferred"
_MANDATORY = re.compile(_MUST, re.IGNORECASE)
"""Of a convertible only this is against its kind: preferred stock may be what an ordinary note turned into."""
_PREFERRED = re.compile(rf"{_MUST}|\bpreferred (?:stock|shares?)\b|\bpreference shares?\b", re.IGNORECASE)
_NOTES = re.compile(r"\bconvertible (?:notes?|debt|loans?|bonds?)\b", re.IGNORECASE)
_OF_DEBT = re.compile(
    r"(?<![\d.,])(\d+(?:\.\d+)?)((?: (?:k|m|bn|tn))?) (?:\w+ )?(?:(?:of|in|are|is|as) )?(?:debt|loans|notes)\b", re.IGNORECASE
)
_OF_SHARES = re.compile(
    r"(?<![\d.,])(\d+(?:\.\d+)?)((?: (?:k|m|bn|tn))?) (?:\w+ )?(?:(?:of|in|are|is|as) )?(?:equity|shares|stock)\b", re.IGNORECASE
)


def kind_against_texts(data: Dataset) -> Iterator[Finding]:
    """Debt that is told to be preferred stock, and shares that are told to be, or to hold, debt; silent where disputes speak of it."""
    for deal, index, edge in each_edge(data):
        texts = "\n".join(written(deal, edge)).replace(edge.disputes or "\n", "\n")
        said: str | None = None
        if edge.kind.spec.owes and not _PREFERRED.search(edge.disputes or ""):
            found = (_MANDATORY if edge.kind is Kind.CONVERTIBLE else _PREFERRED).search(texts)
            said = found[0] if found else None
        elif edge.kind is Kind.EQUITY_INVESTMENT and "convertible" not in (edge.disputes or ""):
            found = _NOTES.search(texts)
            said = found[0] if found else _debt_inside(edge, texts)
        if said:
            yield on_edge("W720", deal, index, edge, "kind", message=f"{edge.kind}; its texts speak of {said}")


def _debt_inside(edge: Edge, texts: str) -> str | None:
    """The part of an amount that the texts call debt, where it and the part called shares make up the amount."""
    number = re.search(r"\d+(?:\.\d+)?", edge.amount.text)
    if number is None or not dollars(edge, edge.amount).point:
        return None
    whole = float(number[0])
    shares = {float(part) for part, _ in _OF_SHARES.findall(texts)}
    parts = [
        part + scale
        for part, scale in _OF_DEBT.findall(texts)
        if any(abs(float(part) + other - whole) <= 0.005 * whole for other in shares)
    ]
    return f"{parts[0]} of debt inside it" if parts else None


KNOWN_DAYS = 31
_SUM = re.compile(r"\d (?:k|m|bn|tn)\b|\d ?%")
_ON_DATES = re.compile(r"\s*(?:starts?|ends?|maturity|term)\b", re.IGNORECASE)
_DAY = re.compile(rf"\b(?:(\d{{1,2}}) )?({'|'.join(calendar.month_name[1:])}) ((?:19|20)\d\d)\b|\bend of ((?:19|20)\d\d)\b")


def known_later(data: Dataset) -> Iterator[Finding]:
    """A derivation that uses a figure of a day over a month after the first stage, of an amount that no history item dates.

    Days after the dataset's own are plans and not figures. Only clauses that hold a sum count, and none on a schedule, start or end.
    """
    for deal, index, edge in each_edge(data):
        if edge.derivation is None or not edge.amount.stated.disclosed or any(item.amount is not None for item in edge.history):
            continue
        first = edge.history[0].date.last
        clauses = edge.derivation.partition("schedule:")[0].split(";")
        sums = [clause for clause in clauses if _SUM.search(clause) and not _ON_DATES.match(clause)]
        for named in _days(";".join(sums)):
            if (named - first).days > KNOWN_DAYS and named <= data.as_of.last:
                message = f"{edge.amount} from {edge.history[0].date}, worked out from figures of {named}"
                yield on_edge("W724", deal, index, edge, "derivation", message=message)
                break


def _days(text: str) -> Iterator[date]:
    """The days that a text names; of a month its first, of "the end of 2025" the last."""
    for day, month, year, end in _DAY.findall(text):
        written = f"{end}-12-31" if end else f"{year}-{list(calendar.month_name).index(month):02}-{int(day or 1):02}"
        with suppress(NotADate):
            yield parse_date(written).first


WARNINGS: tuple[Rule, ...] = (date_without_text, kind_against_texts, known_later)

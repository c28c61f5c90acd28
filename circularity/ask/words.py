"""A question taken apart: the companies it names, what its words mean, and numbers and dates in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from circularity.ask.vocabulary import BASES, IGNORED, NUMBERS, UNITS, WORDLIKE, phrases, single_words
from circularity.dataset.dataset import Dataset
from circularity.model.dates import parse_date

SHORTEST, LONG = 4, 8
"""Letters below which nothing is taken for a typing error, and from which two slips are allowed instead of one."""
LONGEST = 6
"""Words in a company's name."""
_TOKEN = re.compile(r"[\w&.-]*\w|\d+", re.UNICODE)
_YEARS = r"(?:years?|yrs?|y)"
_UNIT = re.compile(_YEARS)
_COUNTED = re.compile(rf"(?P<number>\d{{1,2}}(?:\.\d+)?|{'|'.join(NUMBERS)})(?:-?(?P<unit>{_YEARS}))?")
"""A number, with its unit where both are one word."""
_NUMBER = re.compile(r"\d[\d.]*")
_SUM = re.compile(rf"\d[\d.]*(?:{'|'.join(sorted(UNITS - {'%'}, key=len, reverse=True))})")
"""A sum in one word, as in 300bn."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the question: where it stands, and the company or the meaning it stands for."""

    place: int
    text: str
    company: str | None = None
    meaning: str | None = None


@dataclass(frozen=True)
class Words:
    """A question taken apart."""

    parts: tuple[Part, ...]
    tokens: tuple[str, ...]
    life: float | None = None
    view: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def companies(self) -> tuple[str, ...]:
        """The companies named, once each, in order."""
        return tuple(dict.fromkeys(part.company for part in self.parts if part.company))

    @property
    def meanings(self) -> frozenset[str]:
        """What the other words mean."""
        return frozenset(part.meaning for part in self.parts if part.meaning)


def take_apart(question: str, data: Dataset) -> Words:
    """Find companies, meanings, a life in years, and what choices of view a question makes."""
    text = question.replace("’", "'").replace("‘", "'").replace("`", "'")
    text, view = _dates(re.sub(r"'s\b|'(?=\s|$)", " ", text))
    raw = [found[0] for found in _TOKEN.finditer(text)]
    tokens = tuple(word.casefold() for word in raw)
    life, counted = _life(tokens)
    names, single, several = _names(data), single_words(), phrases()
    parts: list[Part] = []
    unknown: list[str] = []
    at = 0
    while at < len(tokens):
        if at not in counted and (length := _sum(at, tokens)):
            unknown.append(" ".join(raw[at : at + length]))
            at += length
            continue
        length, part = _longest(at, raw, tokens, names, several)
        if part is None:
            part = _one_word(at, raw[at], tokens[at], names, single)
            length = 1
        if part is not None:
            parts.append(part)
        elif at not in counted and tokens[at] not in IGNORED and not _basis(tokens[at]):
            unknown.append(raw[at])
        at += length
    basis = next((found for token in tokens if (found := _basis(token))), None)
    if basis:
        view["--basis"] = basis
    return Words(tuple(parts), tokens, life, view, tuple(unknown))


def _basis(token: str) -> str | None:
    return next((basis for basis, words in BASES.items() if token in words), None)


def _sum(at: int, tokens: tuple[str, ...]) -> int:
    """How many words from here on state a sum ("300 bn", "300bn"); 0 if they do not. No question asks about a sum."""
    if _SUM.fullmatch(tokens[at]):
        return 1
    return 2 if _NUMBER.fullmatch(tokens[at]) and at + 1 < len(tokens) and tokens[at + 1] in UNITS else 0


def _longest(
    at: int, raw: list[str], tokens: tuple[str, ...], names: Mapping[tuple[str, ...], str], several: Mapping[tuple[str, ...], str]
) -> tuple[int, Part | None]:
    """The longest known phrase or name of several words that begins here."""
    for length in range(min(LONGEST, len(tokens) - at), 1, -1):
        key = tokens[at : at + length]
        text = " ".join(raw[at : at + length])
        if key in names:
            return length, Part(at, text, company=names[key])
        if key in several:
            return length, Part(at, text, meaning=several[key])
    return 1, None


def _one_word(at: int, raw: str, token: str, names: Mapping[tuple[str, ...], str], single: Mapping[str, str]) -> Part | None:
    if token in single and not (raw.isupper() and (token,) in names):
        return Part(at, raw, meaning=single[token])
    if token in WORDLIKE and raw == token:
        return None
    if (token,) in names and (token not in IGNORED | UNITS or (raw.isupper() and token in UNITS)):
        return Part(at, raw, company=names[(token,)])
    if token in IGNORED | UNITS or len(token) < SHORTEST or token.isdigit() or token in NUMBERS or _basis(token):
        return None
    return _near(at, raw, token, names, single)


def _near(at: int, raw: str, token: str, names: Mapping[tuple[str, ...], str], single: Mapping[str, str]) -> Part | None:
    """What a mistyped word most probably was, which may be a word without meaning; nothing if it is like nothing."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    plain = {"".join(key): entity for key, entity in names.items() if len("".join(key)) >= SHORTEST}
    allowed = 1 if len(token) < LONG else 2
    kinds = (sorted(IGNORED), sorted(word for word in single if len(word) >= SHORTEST), sorted(plain))
    found = [process.extractOne(token, choices, scorer=OSA.distance, score_cutoff=allowed) for choices in kinds]
    nothing, word, name = ((hit[1], hit[0]) if hit else (allowed + 1, "") for hit in found)
    if nothing[0] <= min(word[0], name[0]):
        return Part(at, raw) if nothing[1] else None
    if name[0] < word[0]:
        return Part(at, raw, company=plain[name[1]])
    return Part(at, raw, meaning=single[word[1]])


def _names(data: Dataset) -> dict[tuple[str, ...], str]:
    """Every way to name a company, as words; a ticker that is also a word counts only in capitals (see `_one_word`)."""
    found: dict[tuple[str, ...], str] = {}
    for entity in data.entities.values():
        for name in (*entity.names, entity.id.replace("-", " "), entity.id):
            key = tuple(word.casefold() for word in _TOKEN.findall(name))
            if key:
                found.setdefault(key, entity.id)
    return found


def _life(tokens: tuple[str, ...]) -> tuple[float | None, range]:
    """A number of years and the tokens that state it, as in "3 years", "three-year", "2.5 yrs" or "4y"."""
    for at, token in enumerate(tokens):
        shape = _COUNTED.fullmatch(token)
        if shape is None:
            continue
        apart = not shape["unit"] and at + 1 < len(tokens) and _UNIT.fullmatch(tokens[at + 1])
        if shape["unit"] or apart:
            words = shape["number"]
            return float(NUMBERS.get(words, words)), range(at, at + (2 if apart else 1))
    return None, range(0)


@cache
def _date_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    day = r"(\d{4}(?:-\d\d){0,2})"
    return (
        re.compile(rf"\bas (?:of|at) {day}", re.IGNORECASE),
        re.compile(r"\b(?:from|between) (\d{4}) (?:to|and|until) (\d{4})", re.IGNORECASE),
        re.compile(r"\b(?:in|during) (20\d\d)\b", re.IGNORECASE),
    )


def _dates(text: str) -> tuple[str, dict[str, str]]:
    """Take dates out of the text: an as-of, or a window of years."""
    view: dict[str, str] = {}
    as_of, span, year = _date_patterns()
    if found := as_of.search(text):
        try:
            parse_date(found[1])
        except ValueError:
            pass
        else:
            view["--as-of"] = found[1]
            text = text[: found.start()] + text[found.end() :]
    if found := span.search(text):
        view |= {"--from": found[1], "--to": found[2]}
        text = text[: found.start()] + text[found.end() :]
    elif found := year.search(text):
        view |= {"--from": found[1], "--to": found[1]}
        text = text[: found.start()] + text[found.end() :]
    return text, view

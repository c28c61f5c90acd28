"""What commentary says, held against sources and against our own figures, which are worked out anew each time."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from circularity.analysis.claims.asking import Found, ask, pick
from circularity.analysis.results import Answer, Row, Trace, plain, rounded
from circularity.analysis.wording import count
from circularity.dataset.dataset import Dataset
from circularity.dataset.reference import claims as recorded
from circularity.errors import CircularityError, UnknownName, WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import Amount
from circularity.model.claim import Claim, ClaimFigure, Ours, Topic, Verdict
from circularity.model.evidence import grade
from circularity.model.quantity import Quantity, QuantityUnit

NEAR = 0.10
"""A claim's figure within a tenth of ours is taken to be the same figure, rounded or of another day."""


@dataclass(frozen=True, slots=True)
class OurFigure:
    """Our own figure beside a claim, and the command that shows it."""

    what: str
    command: str
    figure: str
    value: Amount
    unit: QuantityUnit | None
    text: str
    comparable: bool
    difference: float | None
    """How far the claim's figure lies outside ours, as a share of the nearer end; 0 inside, negative below; ``None`` if not compared."""
    compared: str
    problem: str | None = None

    def as_json(self) -> dict[str, Any]:
        ends = {end: plain(getattr(self.value, end)) for end in ("low", "point", "high")}
        return {
            "what": self.what,
            "command": self.command,
            "figure": self.figure,
            "value": ends,
            "unit": None if self.unit is None else str(self.unit),
            "text": self.text,
            "comparable": self.comparable,
            "difference": rounded(self.difference),
            "compared": self.compared,
        }


@dataclass(frozen=True, kw_only=True)
class ClaimRow(Row):
    """One claim with its verdict, the figures for and against it, and ours."""

    claim_id: str
    claim: str
    topic: Topic
    said_by: str
    date: str | None
    subjects: tuple[str, ...]
    verdict: Verdict
    why: str | None
    finding: str
    grade: str
    theirs: Mapping[str, Any] | None
    figures: tuple[Mapping[str, Any], ...]
    ours: tuple[OurFigure, ...]
    fits: bool | None
    """Whether the verdict still agrees with our comparable figures; ``None`` where there is none."""
    sources: tuple[Mapping[str, Any], ...]


def claims(
    data: Dataset,
    view: View | None = None,
    ids: str | Iterable[str] = (),
    *,
    subject: str | Iterable[str] = (),
    verdict: str | Iterable[str] = (),
    topic: str | Iterable[str] = (),
) -> Answer:
    """What commentary says of this sector, with a verdict on each claim and our own figure beside it.

    Parameters
    ----------
    ids
        Only these claims.
    subject, verdict, topic
        Only claims about these companies, with these verdicts, on these topics.
    view
        Only its as-of counts: claims made later are left out, and our figures are asked as of it where the claim's command names no
        day. The rest of a view would make another question of each command.

    Returns
    -------
    Answer
        Rows of `ClaimRow` in the order of the file.

    Raises
    ------
    UnknownName
        If there is no such claim or company.
    WrongUsage
        If a verdict or topic is not in its closed list, or the view chooses more than a day.

    Examples
    --------
    >>> import circularity as ci
    >>> (row,) = ci.claims(ci.load(), ids="openai-lost-11-5-bn")
    >>> row.verdict
    <Verdict.PARTLY: 'partly'>
    """
    view = (view or View()).on(data)
    if view != View(as_of=view.as_of).on(data):
        raise WrongUsage("a claim is held against our figures as its own command gives them", "of the view, choose the day only: --as-of")
    wanted = _many(ids)
    known = {claim.id: claim for claim in recorded(data)}
    for name in wanted:
        if name not in known:
            raise UnknownName(name, "claim", difflib.get_close_matches(name, known, 3, 0.0))
    about = {data.entity(name).id for name in _many(subject)}
    judged = {_word(text, Verdict, "verdict") for text in _many(verdict)}
    topics = {_word(text, Topic, "topic") for text in _many(topic)}
    chosen = [
        claim
        for claim in known.values()
        if (not wanted or claim.id in wanted)
        and (not about or about & set(claim.subjects))
        and (not judged or claim.verdict in judged)
        and (not topics or claim.topic in topics)
    ]
    made = [claim for claim in chosen if claim.date is None or claim.date.first <= view.last_day]
    asked: dict[str, Answer | CircularityError] = {}
    rows = tuple(_row(data, view, claim, asked) for claim in made)
    return Answer(
        "claims",
        data,
        view,
        rows,
        _sentence(rows),
        _caveats(rows, len(chosen) - len(made), view),
        tuple(f"{row.claim_id}: {ours.what}: {ours.problem}" for row in rows for ours in row.ours if ours.problem),
        extra={"verdicts": {str(word): sum(row.verdict is word for row in rows) for word in Verdict}},
    )


def difference(theirs: Quantity, ours: Amount) -> float | None:
    """How far a claimed figure lies outside ours, as a share of our nearer end; 0 where the two overlap, ``None`` if ours is unknown.

    >>> from circularity.model.quantity import parse_quantity
    >>> difference(parse_quantity("40 %"), Amount.exactly(0.32))
    0.25
    >>> difference(parse_quantity("15 bn"), Amount.between(20e9, 30e9))
    -0.25
    """
    if not ours.disclosed:
        return None
    low, high = theirs.ends
    least = ours.low if ours.low is not None else 0.0
    if ours.high is not None and low > ours.high:
        return None if ours.high == 0 else low / ours.high - 1.0
    if high is not None and high < least:
        return high / least - 1.0
    return 0.0


def _row(data: Dataset, view: View, claim: Claim, asked: dict[str, Answer | CircularityError]) -> ClaimRow:
    found = [_ours(data, view, claim, ours, asked) for ours in claim.ours]
    traces: dict[str, Trace] = {}
    edges = list(claim.edges)
    for number, (_, figure) in enumerate(found, 1):
        if figure is not None and figure.trace is not None:
            traces["ours" if number == 1 else f"ours{number}"] = figure.trace
        edges += figure.edges if figure is not None else ()
    ours = tuple(shown for shown, _ in found)
    return ClaimRow(
        id=f"claims:{claim.id}",
        edges=tuple(dict.fromkeys(edges)),
        claim_id=claim.id,
        claim=claim.claim,
        topic=claim.topic,
        said_by=claim.said_by,
        date=None if claim.date is None else str(claim.date),
        subjects=claim.subjects,
        verdict=claim.verdict,
        why=claim.why,
        finding=claim.finding,
        grade=str(grade(claim.sources, claim.subjects)),
        theirs=None if claim.theirs is None else _figure(claim.theirs),
        figures=tuple(_figure(figure) for figure in claim.figures),
        ours=ours,
        fits=_fits(claim.verdict, ours),
        sources=tuple({key: plain(value) for key in _SOURCE if (value := getattr(source, key)) is not None} for source in claim.sources),
        traces=traces,
    )


_SOURCE = ("publisher", "type", "date", "url", "says", "by", "relays", "seen_via", "locator")


def _ours(
    data: Dataset, view: View, claim: Claim, ours: Ours, asked: dict[str, Answer | CircularityError]
) -> tuple[OurFigure, Found | None]:
    command = ours.command.text
    if view.as_of != View().on(data).as_of and ours.command.option("--as-of") is None:
        command += f" --as-of {view.as_of}"
    if command not in asked:
        try:
            asked[command] = ask(data, ours.command, view)
        except (UnknownName, WrongUsage) as error:
            asked[command] = error
    answer = asked[command]
    try:
        if isinstance(answer, CircularityError):
            raise answer
        found = pick(answer, ours.figure, ours.unit)
    except (UnknownName, WrongUsage) as error:
        return OurFigure(ours.what, command, ours.figure, Amount(), None, "not known", ours.comparable, None, "", error.message), None
    gap, words = None, ""
    if ours.comparable and claim.theirs is not None:
        theirs = claim.theirs.value
        if theirs.unit is not found.unit:
            problem = f"theirs is in {theirs.unit}, ours in {found.unit}; they cannot be compared"
            return OurFigure(ours.what, command, ours.figure, found.value, found.unit, found.text, True, None, "", problem), found
        gap = difference(theirs, found.value)
        words = _compared(gap, theirs, found.value)
    shown = OurFigure(ours.what, command, ours.figure, found.value, found.unit, found.text, ours.comparable, gap, words)
    return shown, found


def _compared(gap: float | None, theirs: Quantity, ours: Amount) -> str:
    if gap is None:
        return ""
    if gap == 0 and ours.low != ours.high:
        return "inside our range"
    if abs(gap) < 0.005:
        return "the same" if theirs.value.low == theirs.value.high else "in agreement with ours"
    which = "ours" if ours.low == ours.high else f"the {'top' if gap > 0 else 'bottom'} of ours"
    return (
        f"{gap + 1:.1f} times {which}" if gap >= 1 else f"{abs(gap):.0%}".replace("%", " %") + f" {'above' if gap > 0 else 'below'} {which}"
    )


def _fits(verdict: Verdict, ours: Iterable[OurFigure]) -> bool | None:
    """Supported wants a figure near ours, wrong one that is not; the verdicts between say more than a figure can."""
    gaps = [abs(figure.difference) for figure in ours if figure.difference is not None]
    if not gaps or verdict not in (Verdict.SUPPORTED, Verdict.WRONG):
        return None
    return max(gaps) <= NEAR if verdict is Verdict.SUPPORTED else max(gaps) > NEAR


def _figure(figure: ClaimFigure) -> dict[str, Any]:
    value = figure.value
    return {
        "what": figure.what,
        "text": value.text,
        "words": value.words,
        "value": {end: plain(getattr(value.value, end)) for end in ("low", "point", "high")},
        "unit": str(value.unit),
        "arithmetic": figure.arithmetic,
        "source": figure.source,
    }


def _many(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _word(text: str, words: type[Verdict] | type[Topic], what: str) -> Verdict | Topic:
    try:
        return words(text.replace(" ", "_").replace("-", "_").casefold())
    except ValueError:
        raise WrongUsage(f"'{text}' is no {what}", f"one of {', '.join(words)}") from None


def _sentence(rows: tuple[ClaimRow, ...]) -> str:
    if not rows:
        return "No claim is on file for this."
    parts = [f"{number} {word.replace('_', ' ')}" for word in Verdict if (number := sum(row.verdict is word for row in rows))]
    return f"{count(len(rows), 'claim')} of commentary held against sources: {', '.join(parts)}."


def _caveats(rows: tuple[ClaimRow, ...], later: int, view: View) -> tuple[str, ...]:
    if not rows and not later:
        return ()
    told = [
        "a verdict is an editor's, on the sources named; claims ID shows them, and docs/claims.md how verdicts are reached",
        "ours is worked out from the dataset each time; theirs and the figures beside it are as their sources give them",
    ]
    doubtful = [row for row in rows if row.fits is False]
    told += [f"{row.claim_id}: {row.verdict} no longer agrees with our figure; the verdict should be looked at" for row in doubtful]
    if later:
        told.append(f"{count(later, 'claim')} made after {view.last_day} left out")
    return tuple(told)

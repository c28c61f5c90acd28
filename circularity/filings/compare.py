"""The data's reported figures held against what filings state, value by value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circularity.errors import DataProblem, WrongUsage
from circularity.filings.choosing import Index, Stated, known_latest, known_then, split_factors, stated
from circularity.filings.facts import written
from circularity.filings.findings import Findings
from circularity.filings.metrics import CONCEPTS, UNANSWERED
from circularity.filings.reading import ACCESSION, LARGEST
from circularity.filings.shelf import DEFAULT, cik_of, named, shelf
from circularity.model.figures import FLOWS, METRICS, Figure, Period, Unit

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset

ORDER = ("differs", "restated", "unclear", "rounded", "split", "equal", "missing_there", "missing_here", "no_concept")
KNOWN: dict[str, Callable[[Iterable[Stated]], list[Stated]]] = {"any": list, "then": known_then, "latest": known_latest}
ROUNDING = 0.02
"""A figure marked as rounded may be this far from the exact one, as a share of it."""


@dataclass(frozen=True)
class Compared:
    """One figure of the data beside what the filings state; either may be missing."""

    entity: str
    metric: str
    period: Period
    period_end: date
    status: str
    ours: Figure | None = None
    theirs: Stated | None = None
    note: str = ""

    @property
    def id(self) -> str:
        return f"filings-compare:{self.entity}/{self.metric}/{self.period}/{self.period_end}"

    def as_json(self) -> dict[str, Any]:
        """The contract of ``filings compare --json``."""
        ours, theirs = self.ours, self.theirs
        mine = ours and {
            "value": _short(ours.value),
            "source_type": str(ours.source_type),
            "publisher": ours.publisher,
            "locator": ours.locator,
        }
        filed = theirs and {
            "value": written(theirs.value),
            "concept": theirs.expression.text,
            "rank": theirs.expression.rank,
            "accession": theirs.facts[0].accession,
            "form": theirs.facts[0].form,
            "filed": theirs.filed and str(theirs.filed),
            "places": [fact.place for fact in theirs.facts],
            "how": theirs.how,
        }
        return {
            "id": self.id,
            "edges": [],
            "entity": self.entity,
            "metric": self.metric,
            "period": str(self.period),
            "period_end": str(self.period_end),
            "status": self.status,
            "ours": mine,
            "filing": filed,
            "note": self.note,
        }


def compare(
    data: Dataset, entity: str, path: str | Path = DEFAULT, *, known: str = "any", statuses: tuple[str, ...] = (), largest: int = LARGEST
) -> Findings:
    """Each reported figure of a company beside the filings on disk: which are equal, which differ, which are missing on either side.

    ``equal``: a filing states the same value. ``rounded``: it differs by no more than the rounding that either side states.
    ``split``: equal after later share splits. ``restated``: equal to an earlier filing; a later one states another value.
    ``unclear``: differs from a concept that filers use for different things. ``differs``: no filing states it.
    ``missing_there``: no filing on disk covers it. ``missing_here``: a filing states it for the end of a fiscal year, the data do not.
    `known` is ``any``, ``then`` (as first filed) or ``latest`` (as last filed); `statuses` picks rows, the counts stay whole.

    Raises
    ------
    UnknownName, WrongUsage, DataProblem
        For a company that is not in the data, has no CIK, or has no readable filing below `path`.
    """
    if known not in KNOWN:
        raise WrongUsage(f"'{known}' is not a state of knowledge", "any, then or latest")
    for status in statuses:
        if status not in ORDER:
            raise WrongUsage(f"'{status}' is not a status", ", ".join(ORDER))
    company = data.entity(entity)
    held = shelf(path, cik_of(company), largest)
    if not held.filings:
        why = "; ".join(str(skip) for skip in held.unread)
        message = f"{path}: no readable filing of {company.name}{f': {why}' if why else ''}"
        raise DataProblem(message, fix=f"circularity filings get {company.ticker or company.id} --companyfacts")
    index = Index(held.facts)
    figures = data.figures.get(company.id, ())
    rows = [_held(company.id, figure, index, known) for figure in figures]
    rows += _missing_here(company.id, figures, index, known)
    rows.sort(key=lambda row: (ORDER.index(row.status), row.period_end, row.metric, str(row.period), row.ours.value if row.ours else 0.0))
    counts = Counter(row.status for row in rows)
    mine = sum(counts[s] for s in ORDER if s != "missing_here")
    told = [f"{counts[s]} {s.replace('_', ' ')}" for s in ORDER if counts[s] and s != "missing_here"]
    files = f"{len(held.filings)} file{'' if len(held.filings) == 1 else 's'}"
    sentence = f"{company.name}: {mine} figures of the data against {files}: {', '.join(told) or 'none'}"
    sentence += f"; {counts['missing_here']} more are in the filings for the ends of fiscal years." if counts["missing_here"] else "."
    caveats = [f"read: {name}" for name in named(held.filings)]
    if counts["unclear"]:
        caveats.append(
            "'unclear' rests on a concept that filers use for different things or that covers less: read the place before changing anything"
        )
    unknown = [f"not read: {skip}" for skip in held.unread]
    unknown += [f"not read: {skip}" for filing in held.filings for skip in filing.skipped]
    extra = {"counts": {status: counts[status] for status in ORDER}}
    return Findings(
        "filings-compare",
        tuple(row for row in rows if not statuses or row.status in statuses),
        sentence,
        tuple(caveats),
        tuple(unknown),
        data=data,
        extra=extra,
    )


def _held(entity: str, figure: Figure, index: Index, known: str) -> Compared:
    end = figure.period_end.first
    about = (entity, figure.metric, figure.period, end)
    if figure.metric in UNANSWERED:
        return Compared(*about, "no_concept", figure, None, UNANSWERED[figure.metric])
    every = stated(index, figure.metric, end, figure.period, figure.currency)
    found: list[Stated] = KNOWN[known](every)
    if not found:
        return Compared(*about, "missing_there", figure)
    status, theirs, note = _verdict(figure, found, index)
    cited = ACCESSION.search(figure.locator or "")
    if cited and status in ("equal", "rounded", "split", "restated"):
        there = [s for s in every if s.filing == cited[1]]
        contradicts = there and all(abs(float(s.value) - figure.value) > max(s.precision, 0.5) for s in there)
        if contradicts and theirs.filing != cited[1] and status != "split":
            note = _joined(note, f"the filing cited, {cited[1]}, states {_amount(there[0].value)}")
    return Compared(*about, status, figure, theirs, _joined(theirs.how, note))


def _verdict(figure: Figure, found: list[Stated], index: Index) -> tuple[str, Stated, str]:
    ours = Decimal(repr(figure.value))
    top = found[0]
    same = [s for s in found if s.value == ours]
    if same:
        best = same[0]
        later = [s for s in found if s.expression.rank == best.expression.rank and (s.filed or date.min) > (best.filed or date.min)]
        changed = next((s for s in later if abs(s.value - ours) > s.precision), None)
        if changed is not None and not _by_split(figure, changed, index):
            return "restated", best, f"{changed.filing}, filed {changed.filed}, states {_amount(changed.value)}"
        if best.expression.rank != top.expression.rank and top.value != ours:
            return "equal", best, f"{top.expression.text} is {_amount(top.value)}"
        return "equal", best, ""
    for candidate in found:
        if abs(float(candidate.value) - figure.value) <= _allowed(figure, candidate):
            return "rounded", candidate, f"stated as {_amount(candidate.value)}"
    for candidate in found:
        splits = _by_split(figure, candidate, index)
        if splits:
            return "split", candidate, f"{_amount(candidate.value)} as filed, {splits}"
    sure = [s for s in found if not s.expression.ambiguous]
    return (
        ("differs", sure[0], "")
        if sure
        else ("unclear", top, "this concept proves nothing alone: filers use it for different things, or it covers less")
    )


def _allowed(figure: Figure, theirs: Stated) -> float:
    """How far apart rounding may put the two: that of the filing, and that of the data where it says so or shows it by its zeros."""
    allowed = max(theirs.precision, 0.0) * (100 if theirs.facts[0].unit == "pure" else 1)
    if figure.unit is Unit.PERCENT:
        digits = len(repr(figure.value).partition(".")[2].rstrip("0"))
        return max(allowed, 0.5 * 10.0**-digits) + 1e-9
    zeros = re.search(r"0*$", f"{figure.value:.0f}")
    own = 0.5 * 10.0 ** len(zeros[0] if zeros else "")
    if "rounded" in (figure.note or ""):
        return max(allowed, min(own, ROUNDING * abs(figure.value)))
    return max(allowed, min(own, 0.0005 * abs(figure.value)) if own > 1e6 else 0.0)


def _by_split(figure: Figure, theirs: Stated, index: Index) -> str:
    if figure.unit is not Unit.SHARES:
        return ""
    filed = theirs.filed or theirs.facts[0].end or date.min
    for factor, how in split_factors(index, figure.period_end.first).items():
        pair = (
            (float(theirs.value * factor), figure.value)
            if figure.value > float(theirs.value)
            else (float(theirs.value), figure.value * float(factor))
        )
        if abs(pair[0] - pair[1]) <= float(factor) * max(theirs.precision, 0.5):
            return f"before the split of {how}" if filed else how
    return ""


def _missing_here(entity: str, figures: Iterable[Figure], index: Index, known: str) -> Iterator[Compared]:
    listed = list(figures)
    have = {(f.metric, f.period, f.period_end.first) for f in listed}
    first = min((f.period_end.first for f in listed), default=date.min)
    for end in (day for day in index.year_ends() if day >= first):
        for metric in CONCEPTS:
            period = Period.YEAR if metric in FLOWS else Period.POINT
            if (metric, period, end) in have:
                continue
            found = KNOWN[known](stated(index, metric, end, period))
            found = [
                s
                for s in found
                if (not s.how and not s.expression.ambiguous and METRICS[metric] is not Unit.PERCENT) or metric == "effective_tax_rate"
            ]
            if found:
                yield Compared(entity, metric, period, end, "missing_here", None, found[0])


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _amount(value: Decimal) -> str:
    return f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}"


def _short(value: float) -> int | float:
    return int(value) if value == int(value) else value

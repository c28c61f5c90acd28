"""The facts of one file as an answer, and the same facts held against the regulator's own extract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from circularity.errors import DataProblem
from circularity.filings.facts import Fact, Filing, agree
from circularity.filings.findings import Findings
from circularity.filings.reading import LARGEST, read


@dataclass(frozen=True)
class FactRow:
    """One stated figure; `against` is what the extract says of it, where it was asked."""

    fact: Fact
    against: str | None = None

    @property
    def id(self) -> str:
        fact = self.fact
        period = f"{fact.start}..{fact.end}" if fact.start else f"{fact.end}"
        members = "".join(f"[{member}]" for _, member in fact.dimensions)
        return f"fact:{fact.accession or Path(fact.document).name}/{fact.concept}{members}/{fact.unit or 'text'}/{period}"

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "edges": [], **self.fact.as_json(), **({"against": self.against} if self.against else {})}


def facts(
    path: str | Path,
    *,
    concept: str | None = None,
    member: str | None = None,
    whole: bool = False,
    against: str | Path | None = None,
    largest: int = LARGEST,
) -> Findings:
    """What a filing states, fact by fact, each with unit, period, dimensions and place.

    `concept` and `member` are parts of names or patterns with ``*``, in any case; `whole` keeps only facts without dimensions.
    With `against`, a companyfacts file, each undimensioned fact is marked ``equal``, ``differs`` or ``absent``.
    """
    filing = read(path, largest)
    chosen = [f for f in filing.facts if _named(f, concept, member) and not (whole and f.dimensions)]
    chosen.sort(key=lambda f: (f.document, f.line, f.column, f.concept, str(f.start), str(f.end), str(f.accession)))
    rows = [FactRow(fact) for fact in chosen]
    caveats = list(filing.notes)
    extra: dict[str, Any] = {"filing": about(filing)}
    if filing.repeated:
        caveats.append(f"{filing.repeated} facts are stated more than once; the statement with the most digits is kept")
    caveats += [f"stated twice and not alike: {a.concept} at {a.place} and {b.place}" for a, b in filing.conflicts]
    sentence = (
        f"{filing.label}: {len(filing.facts):,} facts ({filing.kind}), {sum(bool(f.dimensions) for f in filing.facts):,} with dimensions"
    )
    if len(rows) < len(filing.facts):
        sentence += f"; {len(rows):,} asked for"
    if against is not None:
        rows, said, counts = _held_against(filing, chosen, read(against, largest))
        sentence += f". {said}"
        extra["against"] = counts
    unknown = tuple(f"not read: {skip}" for skip in filing.skipped)
    return Findings("filings-facts", tuple(rows), f"{sentence}.", tuple(caveats), unknown, extra=extra)


def about(filing: Filing) -> dict[str, Any]:
    """A filing's own particulars, for ``--json``."""
    return {
        "path": filing.path,
        "kind": filing.kind,
        "accession": filing.accession,
        "form": filing.form,
        "filed": filing.filed and str(filing.filed),
        "period": filing.period and str(filing.period),
        "cik": filing.cik,
        "name": filing.name,
        "facts": len(filing.facts),
        "repeated": filing.repeated,
        "skipped": len(filing.skipped),
    }


def accession_of(filing: Filing, extract: Sequence[Fact]) -> str | None:
    """The accession number of a filing that was saved without one: that of the extract with the most facts in common.

    Only filings of the same form count, and more than half of the facts that could be shared must be.
    """
    if filing.accession:
        return filing.accession
    stated = {f.key: f for f in filing.facts if f.value is not None and not f.dimensions}
    shared = Counter(
        other.accession for other in extract if other.form == filing.form and other.key in stated and agree(other, stated[other.key])
    )
    ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0] or ""))
    return ranked[0][0] if ranked and ranked[0][1] * 2 > len(stated) else None


def _held_against(filing: Filing, chosen: Sequence[Fact], extract: Filing) -> tuple[list[FactRow], str, dict[str, Any]]:
    if extract.kind != "companyfacts":
        raise DataProblem(f"{extract.path}: not a companyfacts file", fix="filings get --companyfacts fetches one")
    if extract.cik != filing.cik:
        raise DataProblem(f"{extract.path} is of {extract.name} ({extract.cik}), the filing of {filing.name} ({filing.cik})")
    accession = accession_of(filing, extract.facts)
    if accession is None:
        raise DataProblem(f"{extract.path}: holds no filing that states these facts", fix="fetch a newer companyfacts file")
    theirs: dict[Any, list[Fact]] = {}
    for fact in extract.facts:
        if fact.accession == accession:
            theirs.setdefault(fact.key, []).append(fact)
    rows = []
    for fact in chosen:
        if fact.dimensions or fact.value is None:
            rows.append(FactRow(fact))
            continue
        found = theirs.get(fact.key)
        verdict = "absent" if found is None else "equal" if any(other.value == fact.value for other in found) else "differs"
        rows.append(FactRow(fact, verdict))
    counts = Counter(row.against for row in rows if row.against)
    own = sum(
        row.against == "absent" and row.fact.concept.partition(":")[0] not in {f.concept.partition(":")[0] for f in extract.facts}
        for row in rows
    )
    said = (
        f"Against companyfacts for {accession}: {counts['equal']:,} of {sum(counts.values()):,} undimensioned figures equal, "
        f"{counts['differs']:,} differ, {counts['absent']:,} are not in it ({own:,} of them the company's own concepts)"
    )
    return rows, said, {"accession": accession, **{name: counts[name] for name in ("equal", "differs", "absent")}, "own_concepts": own}


def _named(fact: Fact, concept: str | None, member: str | None) -> bool:
    return (concept is None or _like(fact.concept, concept)) and (member is None or any(_like(m, member) for _, m in fact.dimensions))


def _like(name: str, pattern: str) -> bool:
    name, pattern = name.casefold(), pattern.casefold()
    return fnmatchcase(name, pattern) if "*" in pattern or "?" in pattern else pattern in name

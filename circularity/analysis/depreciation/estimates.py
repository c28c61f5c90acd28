"""Published estimates of what a shorter life would cost, side by side with what the figures on file give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from circularity.analysis.depreciation import estimate_checks as checks
from circularity.analysis.depreciation.estimate_runs import Checked
from circularity.analysis.results import Answer, Row, Trace, rounded
from circularity.analysis.wording import count
from circularity.dataset.dataset import Dataset
from circularity.dataset.reader import Reader
from circularity.dataset.reference import claims as recorded
from circularity.errors import DataProblem
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, Amount
from circularity.model.claim import Claim, Topic
from circularity.model.claim import Verdict as ClaimVerdict
from circularity.model.estimate import Estimate, EstimatesFile
from circularity.model.text import Fact

Layout = TypeVar("Layout", bound=Fact)


LIFE_CLAIMS = frozenset({"meta-10-12-years", "meta-6-10-years", "coreweave-4-6", "amazon-6-by-2023", "oracle-5-through-2023"})
"""Claims that the lives on file answer by themselves."""


class Verdict(StrEnum):
    """Whether somebody else's figure can be worked out again."""

    REPRODUCED = "reproduced"
    INSIDE = "inside our range"
    DIFFERS = "differs"
    NOT_BORNE_OUT = "not borne out"
    NOT_REPRODUCIBLE = "not reproducible"


@dataclass(frozen=True, kw_only=True)
class EstimateRow(Row):
    """One published figure or claim, and ours."""

    who: str
    said: str | None
    claim: str
    theirs: str
    ours: Amount
    unit: str
    """``USD``, ``years``, ``share`` or empty where nothing is computed."""
    ours_text: str
    verdict: str
    account: str
    assumptions: tuple[str, ...]
    runs: Mapping[str, float]
    """Where ours is a range over runs, each run and its result."""
    sources: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The row; whole dollars, but years and shares with their digits."""
        shown = Row.as_json(self)
        if self.unit != "USD":
            shown["ours"] = {end: rounded(getattr(self.ours, end)) for end in ("low", "point", "high")}
        return shown


def depreciation_estimates(data: Dataset, entities: str | Iterable[str] = (), view: View | None = None) -> Answer:
    """Which published figures about depreciation can be worked out again, and what the filings say to those that go round.

    Returns
    -------
    Answer
        Rows of `EstimateRow`: first the published estimates, then claims held against filings. `ours` is a range over the assumptions
        that the author left open, in dollars, years or a share (`unit`).

    Examples
    --------
    >>> import circularity as ci
    >>> row = ci.depreciation_estimates(ci.load()).row("depreciation:estimates/chanos-meta-2025")
    >>> round(row.ours.point, 1), row.verdict
    (11.7, 'reproduced')
    """
    view = (view or View()).on(data)
    names = [entities] if isinstance(entities, str) else list(entities)
    shown = {data.entity(name).id for name in names}
    told = _read(data, "depreciation_estimates.yaml", EstimatesFile)
    rows: list[EstimateRow] = []
    for estimate in told.estimates if told else ():
        for check in checks.CHECKS.get(estimate.id, (checks.untested,)):
            result = check(data, view, estimate)
            if not shown or result.entity is None or result.entity in shown:
                rows.append(_row(estimate, result))
    for claim in recorded(data):
        if _not_borne_out(claim) and (not shown or not claim.subjects or shown & set(claim.subjects)):
            rows.append(_claim(data, view, claim))
    verdicts = {verdict: sum(row.verdict == verdict for row in rows) for verdict in Verdict}
    parts = ", ".join(f"{number} {_spoken(verdict, number)}" for verdict, number in verdicts.items() if number)
    sentence = f"{count(len(rows), 'published figure or claim', 'published figures and claims')}: {parts}."
    if not rows:
        sentence = "No published estimate is on file."
    caveats = (
        "theirs is as the sources on file give it; where an author published no workings, ours is a range over what was left open",
        "ours rests on the vintage model and its assumptions; its own errors are shown by --backtest",
    )
    return Answer("depreciation_estimates", data, view, tuple(rows), sentence, caveats, (), checks.ASSUMED)


def _spoken(verdict: Verdict, number: int) -> str:
    return "differ" if verdict is Verdict.DIFFERS and number != 1 else str(verdict)


def _not_borne_out(claim: Claim) -> bool:
    return claim.topic is Topic.DEPRECIATION and claim.verdict in (ClaimVerdict.WRONG, ClaimVerdict.UNSUPPORTED)


def _row(estimate: Estimate, result: Checked) -> EstimateRow:
    return EstimateRow(
        id=f"depreciation:estimates/{estimate.id}" + (f"-{result.part}" if result.part else ""),
        edges=(),
        who=estimate.who,
        said=None if estimate.date is None else str(estimate.date),
        claim=estimate.claim,
        theirs=result.theirs,
        ours=result.ours,
        unit=result.unit,
        ours_text=result.text,
        verdict=result.verdict,
        account=result.account,
        assumptions=estimate.assumptions,
        runs=result.runs,
        sources=tuple(f"{s.publisher} ({s.type})" + (f" {s.url}" if s.url else "") for s in estimate.sources),
        traces={} if result.trace is None else {"ours": result.trace},
    )


def _claim(data: Dataset, view: View, claim: Claim) -> EstimateRow:
    """A claim that goes round: the filings' words, and the lives on file where it is about a company that has some."""
    subject = claim.subjects[0] if claim.id in LIFE_CLAIMS else None
    lives = "" if subject is None else checks.lives_of(data, subject, view.last_day)
    trace: Trace | None = None
    ours, unit, text = UNDISCLOSED, "", lives
    if claim.id == "meta-10-12-years":
        trace, ours = checks.servers_alone(data, "meta", view.last_day)
        unit, text = ("years", f"{ours.point:.1f} years for servers alone; {lives}") if ours.point is not None else ("", lives)
    return EstimateRow(
        id=f"depreciation:estimates/claim-{claim.id}",
        edges=(),
        who=claim.said_by,
        said=None,
        claim=claim.claim,
        theirs=claim.claim,
        ours=ours,
        unit=unit,
        ours_text=text or claim.finding,
        verdict=Verdict.NOT_BORNE_OUT,
        account=claim.finding,
        assumptions=(),
        runs={},
        sources=tuple(f"{s.publisher} ({s.type})" + (f" {s.url}" if s.url else "") for s in claim.sources),
        traces={} if trace is None else {"ours": trace},
    )


def _read(data: Dataset, name: str, shape: type[Layout]) -> Layout | None:
    path = data.root / "reference" / name
    if not path.exists():
        return None
    reader = Reader(data.root, data.root.name)
    read = reader.yaml(path, shape)
    if read is None:
        raise DataProblem(f"reference/{name} cannot be used", reader.problems)
    return read

"""The files under ``reference/`` that single questions need: read when a question asks, checked by `check`.

They are no part of loading a dataset, so that questions which do not use them need not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from circularity.dataset.commentary import read_claims
from circularity.dataset.dataset import Dataset
from circularity.dataset.problems import Loc, Severity
from circularity.dataset.reader import Reader
from circularity.dataset.yamltext import locate
from circularity.errors import DataProblem
from circularity.model.claim import Claim
from circularity.model.episodes import EpisodeRecord, EpisodesFile
from circularity.model.kinds import Kind
from circularity.model.market import PRICE_COLUMNS, SERIES, SERIES_COLUMNS, WARRANT_COLUMNS, Observation, SharePrice, WarrantTerms
from circularity.model.plans import Plan, Planned, PlansFile
from circularity.model.text import Fact

FUNDING, PRICES, WARRANTS, PLANS, EPISODES, CLAIMS = (
    "funding_conditions.csv",
    "share_prices.csv",
    "warrants.csv",
    "plans.yaml",
    "history_comparisons.yaml",
    "claims.yaml",
)
Row = TypeVar("Row", bound=Fact)


def plans(data: Dataset) -> tuple[Plan, ...]:
    """What companies plan and analysts expect, as it stands in ``reference/plans.yaml``; nothing if there is no such file."""
    return _once(data, PLANS, _plans)


def observations(data: Dataset) -> tuple[Observation, ...]:
    """The funding markets' series, by date."""
    return _once(data, FUNDING, _observations)


def share_prices(data: Dataset) -> tuple[SharePrice, ...]:
    """Closing prices, by ticker and date."""
    return _once(data, PRICES, _prices)


def warrant_terms(data: Dataset) -> tuple[WarrantTerms, ...]:
    """Shares and strikes of warrant edges."""
    return _once(data, WARRANTS, _warrants)


def episodes(data: Dataset) -> tuple[EpisodeRecord, ...]:
    """Closed episodes' figures."""
    return _once(data, EPISODES, _episodes)


def claims(data: Dataset) -> tuple[Claim, ...]:
    """What commentary says, with the verdicts, in the order of the file."""
    return _once(data, CLAIMS, read_claims)


def check_reference(data: Dataset, reader: Reader) -> None:
    """Read everything, and complain to `reader` of what is wrong."""
    for name, read in _READ.items():
        if (data.root / "reference" / name).exists():
            read(data, reader, data.root / "reference" / name)


def _once(data: Dataset, name: str, read: Callable[[Dataset, Reader, Path], tuple[Row, ...]]) -> tuple[Row, ...]:
    found = data.cache.get(("reference", name))
    if found is None:
        path = data.root / "reference" / name
        reader = Reader(data.root, data.root.name)
        found = read(data, reader, path) if path.exists() else ()
        errors = [problem for problem in reader.problems if problem.severity is Severity.ERROR]
        if errors:
            raise DataProblem(
                f"{reader.shown(path)} cannot be used: {len(errors)} problem{'s' if len(errors) != 1 else ''}", sorted(errors)
            )
        data.cache["reference", name] = found
    return found  # type: ignore[return-value]


def _plans(data: Dataset, reader: Reader, path: Path) -> tuple[Plan, ...]:
    found = reader.yaml(path, PlansFile)
    if found is None:
        return ()
    raw = path.read_bytes()

    def complain(loc: Loc, code: str, message: str) -> None:
        reader.complain(path, *locate(raw, loc), code, message)

    seen: set[str] = set()
    for i, plan in enumerate(found.plans):
        at: Loc = ("plans", i)
        if plan.id in seen:
            complain((*at, "id"), "E303", f"the plan '{plan.id}' stands twice")
        seen.add(plan.id)
        if plan.entity not in data.entities:
            complain((*at, "entity"), "E304", f"no entity is called '{plan.entity}'")
        for when, money in plan.values.items():
            if money.currency != "USD":
                complain((*at, "values", when.text), "E408", f"'{money}' has no rate to the dollar; state a plan in dollars")
            elif not money.stated.disclosed or (plan.measure is not Planned.FREE_CASH_FLOW and (money.stated.low or 0.0) < 0):
                complain((*at, "values", when.text), "E221", f"'{money}' is no planned {plan.measure.replace('_', ' ')}")
    return found.plans


def _observations(data: Dataset, reader: Reader, path: Path) -> tuple[Observation, ...]:
    rows = reader.csv(path, SERIES_COLUMNS, Observation)
    for line, row in rows:
        if row.unit != SERIES[row.series]:
            reader.complain(path, line, 4, "E521", f"{row.series} is in {SERIES[row.series]}, not {row.unit}")
        if row.source is None and row.source_type != "unverified":
            reader.complain(path, line, 5, "E506", f"{row.series} has no source")
    return tuple(sorted((row for _, row in rows), key=lambda row: (row.date, row.series)))


def _prices(data: Dataset, reader: Reader, path: Path) -> tuple[SharePrice, ...]:
    tickers = {entity.ticker for entity in data.entities.values() if entity.ticker}
    rows = reader.csv(path, PRICE_COLUMNS, SharePrice)
    for line, row in rows:
        if row.ticker not in tickers:
            reader.complain(path, line, 1, "E304", f"no entity has the ticker '{row.ticker}'")
    return tuple(sorted((row for _, row in rows), key=lambda row: (row.ticker, row.date)))


def _warrants(data: Dataset, reader: Reader, path: Path) -> tuple[WarrantTerms, ...]:
    rows = reader.csv(path, WARRANT_COLUMNS, WarrantTerms)
    for line, row in rows:
        if row.edge not in data.edges:
            reader.complain(path, line, 1, "E305", f"no edge is called '{row.edge}'")
        elif data.edges[row.edge].kind not in (Kind.WARRANT, Kind.SHARE_GRANT):
            reader.complain(path, line, 1, "E522", f"{row.edge} is of kind {data.edges[row.edge].kind}")
    return tuple(sorted((row for _, row in rows), key=lambda row: row.edge))


def _episodes(data: Dataset, reader: Reader, path: Path) -> tuple[EpisodeRecord, ...]:
    found = reader.yaml(path, EpisodesFile)
    return found.records if found else ()


_READ = {PLANS: _plans, FUNDING: _observations, PRICES: _prices, WARRANTS: _warrants, EPISODES: _episodes, CLAIMS: read_claims}
"""How each file is read; the order in which `check` goes through them."""

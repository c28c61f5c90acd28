"""Reading the funding series anew from FRED's public tables, and writing them whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from circularity.dataset.dataset import Dataset
from circularity.dataset.reference import FUNDING, observations
from circularity.errors import CannotWrite, Unavailable, WrongUsage
from circularity.model.dates import parse_date
from circularity.model.market import SERIES, SERIES_COLUMNS, Observation

ADDRESS = "https://fred.stlouisfed.org/graph/fredgraph.csv"
ADDRESS_VARIABLE = "CIRCULARITY_FRED_URL"
"""Another address for the same tables: a mirror, or a test's own server."""
MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A series as FRED names it, how its unit becomes ours, and what a sensible value is."""

    fred: str
    scale: float
    lowest: float
    highest: float


WANTED = {
    "sofr": Wanted("SOFR", 1.0, -5.0, 30.0),
    "iorb": Wanted("IORB", 1.0, -5.0, 30.0),
    "target_range_top": Wanted("DFEDTARU", 1.0, -5.0, 30.0),
    "on_rrp": Wanted("RRPONTSYD", 1.0, 0.0, 10_000.0),
    "standing_repo": Wanted("RPONTTLD", 1.0, 0.0, 10_000.0),
    "tga": Wanted("WDTGAL", 0.001, 1.0, 10_000.0),
}
"""Rates are in percent there and here; repo operations in billions; the Treasury account in millions."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did."""

    path: Path
    host: str
    series: tuple[str, ...]
    values: int
    rows: int


def refresh(data: Dataset, since: str, *, timeout: float = 20.0, address: str | None = None) -> Refreshed:
    """Fetch every series, check it, lay it over what is recorded, and replace the file in one step.

    Values of other sources stay, as do series that FRED does not have; a value of FRED for a series and day
    replaces an earlier one of FRED.

    Raises
    ------
    Unavailable
        If an answer does not come in time or is no table of the series; nothing is written then.
    CannotWrite
        If the dataset cannot be written to; found out before anything is fetched.
    """
    try:
        first = parse_date(since).first
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    base = address or os.environ.get(ADDRESS_VARIABLE) or ADDRESS
    if urlsplit(base).scheme not in ("http", "https"):
        raise WrongUsage(f"'{base}' is not a web address", f"unset {ADDRESS_VARIABLE}, or write https://...")
    path = data.root / "reference" / FUNDING
    _check_writable(path)
    fresh: list[Observation] = []
    for name, wanted in WANTED.items():
        fresh += _fetched(name, wanted, base, first, timeout)
    host = urlsplit(base).netloc
    replaced = {(row.series, row.date.first) for row in fresh}
    kept = [row for row in observations(data) if not ((row.series, row.date.first) in replaced and _is_from(row, host))]
    rows = sorted([*kept, *fresh], key=lambda row: (row.series, row.date.first, row.value, row.source or ""))
    _write(path, rows)
    data.cache.pop(("reference", FUNDING), None)
    return Refreshed(path, host, tuple(WANTED), len(fresh), len(rows))


def _fetched(name: str, wanted: Wanted, base: str, first: date, timeout: float) -> list[Observation]:
    address = f"{base}?{urlencode({'id': wanted.fred, 'cosd': first.isoformat()})}"
    text = _get(address, wanted.fred, timeout)
    table = list(csv.reader(io.StringIO(text)))
    if not table or len(table[0]) != 2 or table[0][1].strip() != wanted.fred:
        raise Unavailable(f"{address} gave no table of {wanted.fred}", "try again later; nothing was written")
    found = []
    for line, cells in enumerate(table[1:], 2):
        if len(cells) != 2:
            raise Unavailable(f"{wanted.fred}, line {line}: {len(cells)} cells where there are 2", "nothing was written")
        when, value = (cell.strip() for cell in cells)
        if value in ("", "."):
            continue  # a holiday
        try:
            day, number = parse_date(when), float(value) * wanted.scale
        except ValueError:
            raise Unavailable(f"{wanted.fred}, line {line}: '{when},{value}' is no value of a day", "nothing was written") from None
        if day.first < first:
            continue
        if not wanted.lowest <= number <= wanted.highest:
            raise Unavailable(
                f"{wanted.fred}, line {line}: {number:g} is not a sensible value; has its unit changed?", "nothing was written"
            )
        note = "millions there" if wanted.scale != 1.0 else ""
        cells_here = {"date": day.text, "series": name, "value": f"{number:.10g}", "unit": SERIES[name], "source": address}
        found.append(Observation.model_validate({**cells_here, "source_type": "dataset", "note": note}))
    if not found:
        raise Unavailable(f"{wanted.fred} has no value since {first}", "name an earlier day with --since; nothing was written")
    return found


def _get(address: str, what: str, timeout: float) -> str:
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    later = "try again where there is a network; nothing was written"
    try:
        with urlopen(Request(address, headers={"User-Agent": "circularity"}), timeout=timeout) as answer:
            raw: bytes = answer.read(MOST_BYTES + 1)
    except HTTPError as error:
        error.close()
        raise Unavailable(f"{what}: the server answered {error.code} {error.reason}", later) from None
    except TimeoutError:
        raise Unavailable(f"{what}: no answer within {timeout:g} seconds", later) from None
    except URLError as error:
        cause = f"no answer within {timeout:g} seconds" if isinstance(error.reason, TimeoutError) else str(error.reason)
        raise Unavailable(f"{what}: {urlsplit(address).netloc} cannot be reached: {cause}", later) from None
    except (OSError, HTTPException) as error:
        raise Unavailable(f"{what}: the connection broke: {error}", later) from None
    if len(raw) > MOST_BYTES:
        raise Unavailable(f"{what}: the answer is larger than {MOST_BYTES // 1_000_000} MB", "nothing was written")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unavailable(f"{what}: the answer is no text", "nothing was written") from None


def _is_from(row: Observation, host: str) -> bool:
    return row.source is not None and urlsplit(row.source).netloc == host


def _check_writable(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".funding-"):
            pass
    except OSError as error:
        raise CannotWrite(
            f"{path.parent} cannot be written to: {error.strerror or error}", "name your own copy of the data with --data"
        ) from None


def _write(path: Path, rows: list[Observation]) -> None:
    """The whole file beside the old one, then in its place: a reader never sees half of it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".funding-", suffix=".csv")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(SERIES_COLUMNS)
            for row in rows:
                source = row.source or ""
                writer.writerow([row.date.text, row.series, f"{row.value:.10g}", row.unit, source, row.source_type, row.note or ""])
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise

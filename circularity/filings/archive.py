"""Fetch filings with sec-edgar-downloader, and make sure that what it promised lies on disk, whole."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circularity.errors import CannotWrite, CircularityError, DataProblem, Unavailable, WrongUsage
from circularity.filings.companyfacts import companyfacts
from circularity.filings.courier import MIRROR, Courier, Reply, identity
from circularity.filings.findings import Findings
from circularity.filings.submission import is_complete, is_submission
from circularity.model.dates import parse_date

if TYPE_CHECKING:
    from circularity.dataset.dataset import Dataset

FORMS = ("10-K", "10-Q", "8-K", "20-F", "6-K", "40-F", "S-1", "424B4", "DEF 14A")
FACTS = "https://data.sec.gov/api/xbrl/companyfacts/CIK{cik}.json"
TICKERS = "https://www.sec.gov/files/company_tickers_exchange.json"
NAME = "full-submission.txt"
LEFT_OVER = 86_400
WHOLE = re.compile(r"/(\d{10}-\d{2}-\d{6})\.txt$")


@dataclass(frozen=True)
class Fetched:
    """One filing: what became of it, and where it lies."""

    cik: str
    form: str
    accession: str
    status: str
    path: str | None = None
    bytes: int | None = None
    note: str = ""

    @property
    def id(self) -> str:
        return f"filings-get:{self.cik}/{self.form}/{self.accession}"

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edges": [],
            "cik": self.cik,
            "form": self.form,
            "accession": self.accession,
            "status": self.status,
            "path": self.path,
            "bytes": self.bytes,
            "note": self.note,
        }


def get(
    name: str,
    folder: str | Path,
    *,
    data: Dataset | None = None,
    forms: tuple[str, ...] = (),
    limit: int | None = None,
    after: str | None = None,
    extract: bool = False,
    refresh: bool = False,
    progress: Callable[[int, int], None] | None = None,
    environment: Mapping[str, str] | None = None,
    courier: Courier | None = None,
) -> Findings:
    """Fetch a company's filings into ``FOLDER/CIK/FORM/ACCESSION/``, and with `extract` its companyfacts JSON.

    `name` is a company of the data, a ticker or a CIK. What lies there already is kept and not fetched again. Each filing is
    written beside its place, checked to be a whole submission, and moved there only then; what was promised and did not come is
    listed with the reason. Run it again to fetch what is missing.

    Raises
    ------
    WrongUsage
        Without an identity, or for a form, date or name that makes no sense.
    Unavailable
        Where the service cannot be reached, refuses, or does not list the company's filings.
    CannotWrite
        Where the folder cannot be written.
    """
    for form in forms:
        if form not in FORMS:
            raise WrongUsage(f"'{form}' is not a form that is fetched here", ", ".join(FORMS))
    if not forms and not extract:
        raise WrongUsage("nothing to fetch", "name a form, as --form 10-K, or --companyfacts")
    since = _day(after)
    surroundings = os.environ if environment is None else environment
    if courier is None:
        courier = Courier(" ".join(identity(surroundings)), mirror=surroundings.get(MIRROR) or None)
    root = Path(folder)
    _writable(root)
    cik = _cik(name, data, courier)
    rows: list[Fetched] = []
    for form in forms:
        rows += _form(courier, root, cik, form, limit, since, progress)
    if extract:
        rows.append(_companyfacts(courier, root, cik, refresh))
    missing = [row for row in rows if row.status == "missing"]
    counts = {status: sum(row.status == status for row in rows) for status in ("fetched", "kept", "missing")}
    told = f"{counts['fetched']} fetched, {counts['kept']} already there, {counts['missing']} promised but not obtained"
    sentence = f"{name}: {told}, in {root / cik}."
    unknown = tuple(f"{row.form} {row.accession}: {row.note}" for row in missing)
    return Findings("filings-get", tuple(rows), sentence, (), unknown, extra={"cik": cik, "counts": counts})


def _cik(name: str, data: Dataset | None, courier: Courier) -> str:
    """A company's number: out of the data if it is there, else from the regulator's list of tickers."""
    said = name.strip()
    if re.fullmatch(r"(CIK)?\d{1,10}", said, re.IGNORECASE | re.ASCII):
        return said.upper().removeprefix("CIK").zfill(10)
    if not said:
        raise WrongUsage("no company named", "name an entity of the data, a ticker or a CIK")
    if data is not None:
        with contextlib.suppress(LookupError):
            entity = data.entity(said)
            if entity.listed is not None and entity.listed.cik is not None:
                return entity.listed.cik
            if entity.ticker is None:
                raise WrongUsage(f"{entity.name} has no CIK in the data", "name the CIK itself, where it files with the SEC")
            said = entity.ticker
    reply = courier.get(TICKERS)
    reply.raise_for_status()
    listed = reply.json()
    try:
        at, number = listed["fields"].index("ticker"), listed["fields"].index("cik")
        known = {str(row[at]).upper(): str(row[number]).zfill(10) for row in listed["data"]}
    except (KeyError, TypeError, ValueError, IndexError):
        raise Unavailable(f"{TICKERS} is not the list of tickers that it was") from None
    if said.upper() not in known:
        raise WrongUsage(f"no company of the data and no ticker of the SEC is called '{name}'", "name an entity, a ticker or a CIK")
    return known[said.upper()]


def _form(
    courier: Courier, root: Path, cik: str, form: str, limit: int | None, after: date | None, progress: Callable[[int, int], None] | None
) -> list[Fetched]:
    """One form of one company through sec-edgar-downloader, into a folder aside, then checked and moved."""
    home = root / cik / form
    there = {path.parent.name: path for path in sorted(home.glob(f"*/{NAME}")) if _whole(path.read_bytes()) == ""}
    promised: list[Reply] = []
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=root) as aside:

        def watch(reply: Reply) -> None:
            if WHOLE.search(reply.url):
                promised.append(reply)
                if progress is not None:
                    progress(len(promised), max(limit or 0, len(promised)))

        courier.after = watch
        with _through(courier) as downloader_class:
            name, _, mail = courier.agent.rpartition(" ")
            began = len(courier.replies)
            try:
                downloader = downloader_class(name, mail, Path(aside))
                downloader.get(form, cik, limit=limit, after=after, before=date.today(), accession_numbers_to_skip=set(there))
            except CircularityError:
                raise
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                bad = next((r.complaint for r in reversed(courier.replies[began:]) if r.complaint), "")
                raise Unavailable(bad or f"the list of filings of {cik} could not be read: {error}") from None
            finally:
                courier.after = lambda reply: None
        rows = [_moved(reply, Path(aside), home, cik, form) for reply in promised]
    rows += [Fetched(cik, form, accession, "kept", str(path), path.stat().st_size) for accession, path in there.items()]
    return sorted(rows, key=lambda row: row.accession)


def _moved(reply: Reply, aside: Path, home: Path, cik: str, form: str) -> Fetched:
    match = WHOLE.search(reply.url)
    accession = match[1] if match else ""
    if reply.complaint:
        return Fetched(cik, form, accession, "missing", note=reply.complaint)
    found = sorted(aside.rglob(f"{accession}/{NAME}"))
    wrong = _whole(found[0].read_bytes()) if found else "it was answered, but not written"
    if wrong:
        return Fetched(cik, form, accession, "missing", note=wrong)
    target = home / accession
    target.mkdir(parents=True, exist_ok=True)
    os.replace(found[0], target / NAME)
    return Fetched(cik, form, accession, "fetched", str(target / NAME), (target / NAME).stat().st_size)


def _whole(content: bytes) -> str:
    """What is wrong with a submission; nothing where it begins and ends as it should."""
    if not is_submission(content[:400].decode("utf-8", "replace")):
        return "what came is not a submission, but an error page or the like"
    return "" if is_complete(content[-400:].decode("utf-8", "replace")) else "what came is cut off"


def _companyfacts(courier: Courier, root: Path, cik: str, refresh: bool) -> Fetched:
    target = root / cik / "companyfacts.json"
    if target.exists() and not refresh:
        return Fetched(cik, "companyfacts", cik, "kept", str(target), target.stat().st_size, "--refresh fetches it again")
    reply = courier.get(FACTS.format(cik=cik))
    if reply.status == 404:
        return Fetched(cik, "companyfacts", cik, "missing", note="the SEC has no XBRL facts of this company")
    if reply.complaint:
        return Fetched(cik, "companyfacts", cik, "missing", note=reply.complaint)
    try:
        companyfacts(reply.content.decode("utf-8"), reply.url)
    except (DataProblem, UnicodeDecodeError) as problem:
        return Fetched(cik, "companyfacts", cik, "missing", note=f"what came is not a companyfacts file: {problem}")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_suffix(".part")
    aside.write_bytes(reply.content)
    os.replace(aside, target)
    return Fetched(cik, "companyfacts", cik, "fetched", str(target), len(reply.content))


@contextlib.contextmanager
def _through(courier: Courier) -> Iterator[Any]:
    """sec-edgar-downloader with our courier in the place of `requests`, and without its messages on stdout.

    Its own requests have no time-out and are never repeated, and its constructor asks for the list of tickers, which a CIK
    does not need: that one request is answered here.
    """
    gateway: Any = import_module("sec_edgar_downloader._sec_gateway")
    downloader = import_module("sec_edgar_downloader").Downloader

    class Carrier:
        @staticmethod
        def get(url: str, headers: Mapping[str, str] | None = None) -> Reply:
            if url == TICKERS:
                return Reply(url, 200, b'{"fields": ["cik", "ticker"], "data": []}')
            return courier.get(url)

    own = gateway.requests
    gateway.requests = Carrier
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield downloader
    finally:
        gateway.requests = own


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = parse_date(text).first
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    if day > date.today():
        raise WrongUsage(f"'{text}' lies in the future")
    return day


def _writable(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
        for left in root.glob(".fetching-*"):
            if time.time() - left.stat().st_mtime > LEFT_OVER:  # of a run that was killed, not of one that still goes on
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.NamedTemporaryFile(dir=root):
            pass
    except OSError as error:
        raise CannotWrite(f"{root}: {error.strerror or error}", "name another folder with --to") from None

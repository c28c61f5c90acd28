"""Fetching, end to end against a server on this machine that behaves like the regulator's."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from edgar import CIK, Answer, Edgar, path_of, serving, submission

from circularity.errors import CannotWrite, Unavailable, WrongUsage
from circularity.filings.archive import get
from circularity.filings.courier import BACKOFF, TRIES, Courier, identity

A, B, C = "0000099999-25-000003", "0000099999-25-000002", "0000099999-24-000001"
WHO = "Jane Doe jane@example.org"


@pytest.fixture
def edgar() -> Iterator[Edgar]:
    with serving() as server:
        server.listing((A, "10-K", "2025-02-28"), (B, "10-Q", "2025-01-31"), (C, "10-K", "2024-02-28"))
        yield server


@pytest.fixture
def courier(edgar: Edgar) -> Courier:
    """One that does not really wait, and remembers for how long it would have."""
    naps: list[float] = []
    made = Courier(WHO, mirror=edgar.url, sleep=naps.append, timeout=(5.0, 1.0))
    made.naps = naps  # type: ignore[attr-defined]
    return made


def statuses(found: Any) -> dict[str, str]:
    return {row.accession: row.status for row in found.rows}


def left(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_filings_are_fetched_whole_and_only_once(courier: Courier, edgar: Edgar, tmp_path: Path) -> None:
    first = get(CIK, tmp_path, forms=("10-K",), courier=courier)
    assert statuses(first) == {A: "fetched", C: "fetched"}
    assert left(tmp_path) == [f"{CIK}/10-K/{C}/full-submission.txt", f"{CIK}/10-K/{A}/full-submission.txt"]
    assert (tmp_path / CIK / "10-K" / A / "full-submission.txt").read_bytes() == submission(A)
    assert {agent for _, agent in edgar.asked} == {WHO}
    again = get(CIK, tmp_path, forms=("10-K",), courier=courier)
    assert statuses(again) == {A: "kept", C: "kept"}
    assert edgar.asked_for("/Archives/") == 2


def test_limit_takes_the_newest_and_after_cuts(courier: Courier, tmp_path: Path) -> None:
    assert statuses(get(CIK, tmp_path / "a", forms=("10-K",), limit=1, courier=courier)) == {A: "fetched"}
    assert statuses(get(CIK, tmp_path / "b", forms=("10-K", "10-Q"), after="2025", courier=courier)) == {A: "fetched", B: "fetched"}


@pytest.mark.parametrize("way", ["429", "503", "reset", "truncated", "slow"])
def test_a_passing_failure_is_tried_again(way: str, courier: Courier, edgar: Edgar, tmp_path: Path) -> None:
    edgar.answers[path_of(A)] = Answer(submission(A), (way, way, "ok"))
    assert statuses(get(CIK, tmp_path, forms=("10-K",), courier=courier)) == {A: "fetched", C: "fetched"}
    assert edgar.asked_for(A) == 3
    waited = [nap for nap in courier.naps if nap >= BACKOFF]  # type: ignore[attr-defined]
    assert waited == ([7.0, 7.0] if way == "429" else [BACKOFF, 2 * BACKOFF])


@pytest.mark.parametrize(
    ("way", "said", "tries"),
    [
        ("404", "answered 404", 1),
        ("reset", "closed without an answer", TRIES),
        ("truncated", "cut off", TRIES),
        ("slow", "no answer in time", TRIES),
        ("429", "answered 429", TRIES),
        ("short", "cut off", 1),
    ],
)
def test_what_was_promised_and_did_not_come_is_listed(
    way: str, said: str, tries: int, courier: Courier, edgar: Edgar, tmp_path: Path, capsys: Any
) -> None:
    """The other filing is there; nothing half-written is; and the next run fetches what is missing."""
    edgar.answers[path_of(A)] = Answer(submission(A), (way,))
    found = get(CIK, tmp_path, forms=("10-K",), courier=courier)
    assert statuses(found) == {A: "missing", C: "fetched"}
    assert said in found.unknown[0]
    assert edgar.asked_for(A) == tries
    assert left(tmp_path) == [f"{CIK}/10-K/{C}/full-submission.txt"]
    assert capsys.readouterr().out == ""
    edgar.answers[path_of(A)] = Answer(submission(A))
    assert statuses(get(CIK, tmp_path, forms=("10-K",), courier=courier)) == {A: "fetched", C: "kept"}


def test_a_page_that_says_sorry_is_no_filing(courier: Courier, edgar: Edgar, tmp_path: Path) -> None:
    edgar.answers[path_of(A)] = Answer(b"<html><body>Your request has been identified ...</body></html>")
    found = get(CIK, tmp_path, forms=("10-K",), courier=courier)
    assert statuses(found)[A] == "missing"
    assert "error page" in found.unknown[0]


def test_a_refusal_ends_the_conversation(courier: Courier, edgar: Edgar, tmp_path: Path) -> None:
    edgar.answers[path_of(A)] = Answer(b"", ("403",))
    found = get(CIK, tmp_path, forms=("10-K",), courier=courier)
    assert set(statuses(found).values()) == {"missing"}
    assert edgar.asked_for("/Archives/") == 1, "whoever goes on asking is blocked for longer"
    assert "CIRCULARITY_SEC_IDENTITY" in found.unknown[0]
    assert left(tmp_path) == []


def test_a_broken_file_on_disk_is_fetched_again(courier: Courier, tmp_path: Path) -> None:
    broken = tmp_path / CIK / "10-K" / A / "full-submission.txt"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(submission(A)[:300])
    assert statuses(get(CIK, tmp_path, forms=("10-K",), courier=courier)) == {A: "fetched", C: "fetched"}
    assert broken.read_bytes() == submission(A)


@pytest.mark.parametrize("body", [b"<html>no</html>", b"[]", b'{"filings": {}}', b'{"filings": {"recent": {"form": []}, "files": []}}'])
def test_a_list_that_is_no_list(body: bytes, courier: Courier, edgar: Edgar, tmp_path: Path) -> None:
    edgar.answers[f"/data.sec.gov/submissions/CIK{CIK}.json"] = Answer(body)
    with pytest.raises(Unavailable):
        get(CIK, tmp_path, forms=("10-K",), courier=courier)
    assert left(tmp_path) == []


def test_tickers_entities_and_numbers_name_the_same_company(courier: Courier, edgar: Edgar, tmp_path: Path, data: Any) -> None:
    for name in ("XMPL", "xmpl", "99999", "CIK0000099999"):
        assert get(name, tmp_path, forms=("10-K",), courier=courier).extra["cik"] == CIK
    assert edgar.asked_for("company_tickers") == 2
    with pytest.raises(Unavailable):  # known from the data, so that only its list of filings is asked for, which is not there
        get("nvidia", tmp_path, data=data, forms=("10-K",), courier=courier)
    assert edgar.asked[-1][0].endswith("/submissions/CIK0001045810.json")
    with pytest.raises(WrongUsage, match="no ticker of the SEC is called 'NOPE'"):
        get("NOPE", tmp_path, forms=("10-K",), courier=courier)
    with pytest.raises(WrongUsage, match="has no CIK in the data"):
        get("openai", tmp_path, data=data, forms=("10-K",), courier=courier)


def test_companyfacts_are_kept_until_they_are_asked_for_anew(courier: Courier, edgar: Edgar, tmp_path: Path) -> None:
    address = f"/data.sec.gov/api/xbrl/companyfacts/CIK{CIK}.json"
    body = json.dumps({"cik": 99999, "entityName": "Example", "facts": {}}).encode()
    edgar.answers[address] = Answer(body, ("503", "ok"))
    for refresh, status in ((False, "fetched"), (False, "kept"), (True, "fetched")):
        (row,) = get(CIK, tmp_path, extract=True, refresh=refresh, courier=courier).rows
        assert row.status == status
    assert (tmp_path / CIK / "companyfacts.json").read_bytes() == body
    edgar.answers[address] = Answer(b"<html>sorry</html>")
    (row,) = get(CIK, tmp_path, extract=True, refresh=True, courier=courier).rows
    assert (row.status, "not a companyfacts file" in row.note) == ("missing", True)
    assert (tmp_path / CIK / "companyfacts.json").read_bytes() == body, "the older file stays"


def test_requests_keep_the_pace(edgar: Edgar, tmp_path: Path) -> None:
    """Ten a second are allowed: four requests, of which two are tries, take at least three pauses."""
    edgar.answers[path_of(A)] = Answer(submission(A), ("503", "ok"))
    slow = Courier(WHO, mirror=edgar.url)
    get(CIK, tmp_path, forms=("10-K",), courier=slow)
    gaps = [after - before for before, after in zip(edgar.times, edgar.times[1:], strict=False)]
    assert len(gaps) == 3
    assert min(gaps) > 0.1


@pytest.mark.parametrize("said", ["", "   ", "Jane Doe", "jane@example.org", "Jane Doe jane@", "Jané x@example.org", "a\nb x@example"])
def test_identity_is_needed(said: str) -> None:
    with pytest.raises(WrongUsage, match="CIRCULARITY_SEC_IDENTITY"):
        identity({"CIRCULARITY_SEC_IDENTITY": said})


def test_wrong_usage(tmp_path: Path, courier: Courier) -> None:
    for wrong, said in (
        ({"forms": ("10-X",)}, "10-K"),
        ({}, "nothing to fetch"),
        ({"forms": ("10-K",), "after": "yesterday"}, "not a date"),
        ({"forms": ("10-K",), "after": "2199"}, "future"),
    ):
        with pytest.raises(WrongUsage, match=said):
            get(CIK, tmp_path, courier=courier, **wrong)  # type: ignore[arg-type]
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CannotWrite):
        get(CIK, tmp_path / "file", forms=("10-K",), courier=courier)


def test_command(run: Callable[..., Any], edgar: Edgar, tmp_path: Path) -> None:
    env = {"CIRCULARITY_SEC_IDENTITY": WHO, "CIRCULARITY_SEC_MIRROR": edgar.url}
    args = ("filings", "get", "XMPL", "--form", "10-K", "--to", str(tmp_path))
    ran = run(*args, "--json", env=env)
    assert (ran.code, ran.err) == (0, "")
    answer = json.loads(ran.out)
    assert answer["schema"] == "circularity/filings-get/1"
    assert answer["counts"] == {"fetched": 2, "kept": 0, "missing": 0}
    edgar.answers[path_of(A)] = Answer(b"", ("404",))
    (tmp_path / CIK / "10-K" / A / "full-submission.txt").unlink()
    ran = run(*args, env=env)
    assert (ran.code, ran.err) == (3, "")
    assert "1 promised but not obtained" in ran.out
    ran = run(*args, env={"CIRCULARITY_SEC_IDENTITY": ""})
    assert (ran.code, ran.out) == (2, "")
    assert "CIRCULARITY_SEC_IDENTITY is not set" in ran.err
    assert "hint: " in ran.err


def test_no_network_is_exit_3_and_leaves_nothing(run: Callable[..., Any], tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {"CIRCULARITY_SEC_IDENTITY": WHO, "CIRCULARITY_SEC_MIRROR": f"http://127.0.0.1:{port}"}
    ran = run("filings", "get", "nvidia", "--form", "10-K", "--to", str(tmp_path), env=env)
    assert (ran.code, ran.out) == (3, "")
    assert "the connection was refused" in ran.err
    assert "Traceback" not in ran.err
    assert left(tmp_path) == []

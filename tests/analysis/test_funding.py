"""Funding conditions: a reading worked out on paper, the recorded autumn of 2025, and reading anew from a server of the test's own.

``pay_case`` on 2025-12-01, with the bundled weights and levels:

    SOFR 4.10 over IORB 3.95          15 bp      (15 - 0) / (30 - 0)           = 0.5     weight 0.40
    standing repo                     10 bn      (10 - 0) / (50 - 0)           = 0.2     weight 0.30   (40, not seen, does not count)
    reverse repo                     155 bn      (155 - 300) / (10 - 300)      = 0.5     weight 0.15
    Treasury account, of 11-26       600 bn      (600 - 500) / (1000 - 500)    = 0.2     weight 0.15

    reading 0.4 x 0.5 + 0.3 x 0.2 + 0.15 x 0.5 + 0.15 x 0.2 = 0.365

On 2025-12-20 only the standing repo is known, 0 in one source and 10 in another: 0 to 0.2, its middle 0.1 is the point.
Low: 0.3 x 0 = 0. High: 0.3 x 0.2 and the rest as if tight, 0.06 + 0.7 = 0.76.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import contract
import pytest
from hypothesis import given
from hypothesis import strategies as st

import circularity as ci
from circularity.analysis.markets.funding import reading, strength
from circularity.dataset.fred import WANTED, refresh
from circularity.dataset.reference import observations

HERE = Path(__file__).parent / "pay_case"


@pytest.fixture(scope="module")
def case() -> Any:
    return ci.load(HERE)


def test_worked_out_on_paper(case: Any) -> None:
    found = reading(case, date(2025, 12, 1))
    assert found.value.point == pytest.approx(0.365)
    assert (found.value.low, found.value.high, found.known) == (pytest.approx(0.365), pytest.approx(0.365), pytest.approx(1))
    assert {name: stress for name, (_, stress, _) in found.parts.items()} == {
        "sofr_minus_iorb": 0.5,
        "standing_repo": 0.2,
        "on_rrp": 0.5,
        "tga": 0.2,
    }
    partly = reading(case, date(2025, 12, 20))
    assert (partly.value.low, partly.value.point, partly.value.high) == (0, pytest.approx(0.1), pytest.approx(0.76))
    assert partly.known == pytest.approx(0.3)


def test_strength_for_a_scenario(case: Any, data: Any) -> None:
    assert strength(case, date(2025, 12, 1)) == pytest.approx(0.365)
    assert strength(case, date(2025, 12, 8)) == pytest.approx((0.4 * 0.5 + 0.3 * 1 + 0.15 * 0.5) / 0.85), "the account of 11-26 is too old"
    assert strength(case, date(2026, 6, 1)) is None, "nothing known is not calm"
    assert strength(data, date(2025, 10, 31)) > 0.9 > 0.5 > strength(data, date(2025, 9, 15))


def test_the_autumn_of_2025(data: Any) -> None:
    answer = ci.funding(data)
    assert answer.extra["peak"]["date"] == "2025-10-31"
    parts = answer.extra["peak"]["parts"]
    assert (parts["sofr_minus_iorb"]["level"], parts["standing_repo"]["level"]) == (32, 50.35)
    assert contract.breaches(json.loads(answer.to_json()), "funding") == []
    assert answer.to_json() == ci.funding(ci.load(data.root)).to_json()
    rows = {row.series: row for row in answer}
    assert rows["standing_repo"].value.point == 74.6
    assert any("nothing is known" in note for note in answer.caveats), "the view's date is long after the last value"
    assert len(answer.assumptions) == 14


def test_no_look_ahead(data: Any) -> None:
    answer = ci.funding(data, ci.View(as_of="2025-10-15"))
    assert max(row.date for row in answer) <= date(2025, 10, 15)
    with pytest.raises(ci.WrongUsage, match="no value up to 2020"):
        ci.funding(data, ci.View(as_of="2020"))


@given(st.dictionaries(st.sampled_from(["sofr", "iorb", "on_rrp", "standing_repo", "tga"]), st.floats(0, 2000), min_size=1))
def test_a_reading_is_a_share_inside_its_range(levels: dict[str, float]) -> None:
    from circularity.dataset.reference import FUNDING
    from circularity.model.market import SERIES, Observation

    case = ci.load(HERE)
    rows = [
        {
            "date": "2025-12-01",
            "series": name,
            "value": value,
            "unit": SERIES[name],
            "source": "https://example.org/x",
            "source_type": "news",
        }
        for name, value in levels.items()
    ]
    case.cache["reference", FUNDING] = tuple(Observation.model_validate(row) for row in rows)
    found = reading(case, date(2025, 12, 1))
    assert 0 <= found.value.low <= found.value.high <= 1
    if found.value.point is not None:
        assert found.value.low - 1e-9 <= found.value.point <= found.value.high + 1e-9
    else:
        assert (found.known, found.value.low, found.value.high) == (0, 0, 1), "SOFR or IORB alone says nothing"


def test_weights_of_nothing(run: Callable[..., Any], tmp_path: Path) -> None:
    shutil.copytree(HERE, tmp_path / "set")
    names = ("sofr-iorb", "standing-repo", "on-rrp", "tga")
    items = "".join(f"  - {{id: funding-weight-{name}, value: 0, unit: share, reason: test}}\n" for name in names)
    (tmp_path / "set" / "assumptions.yaml").write_text(f"assumptions:\n{items}")
    ran = run("funding", "--data", str(tmp_path / "set"))
    assert (ran.code, ran.out) == (2, "")
    assert "all weights" in ran.err


HEAD = "date,series,value,unit,source,source_type,note\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "E107"),
        ("date,series\n", "E501"),
        (HEAD, "no value"),
        (
            HEAD + "2025-13-01,sofr,4,percent,https://a.org/x,news,\n",
            "funding_conditions.csv:2:1: E222",
        ),
        (HEAD + "2025-12-01,libor,4,percent,https://a.org/x,news,\n", "is not a series"),
        (HEAD + "2025-12-01,sofr,x,percent,https://a.org/x,news,\n", "is not a number"),
        (HEAD + "2025-12-01,sofr,nan,percent,https://a.org/x,news,\n", "finite"),
        (
            HEAD + "2025-12-01,sofr,4,bn_usd,https://a.org/x,news,\n",
            "funding_conditions.csv:2:4: E521",
        ),
        (HEAD + "2025-12-01,sofr,4,percent,,news,\n", "E506"),
        (HEAD + "2025-12-01,sofr,4\n", "funding_conditions.csv:2:1: E502"),
    ],
)
def test_bad_series(text: str, said: str, run: Callable[..., Any], tmp_path: Path) -> None:
    shutil.copytree(HERE, tmp_path / "set")
    (tmp_path / "set" / "reference" / "funding_conditions.csv").write_text(text)
    ran = run("funding", "--data", str(tmp_path / "set"))
    assert ran.code in (1, 2)
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err


class Fred(BaseHTTPRequestHandler):
    """FRED's tables as a test wants them: a text for each series, or a status."""

    tables: ClassVar[dict[str, Any]] = {}

    def do_GET(self) -> None:
        name = parse_qs(urlsplit(self.path).query)["id"][0]
        answer = self.tables.get(name, 404)
        if isinstance(answer, float):
            threading.Event().wait(answer)
            answer = 503
        if isinstance(answer, int):
            self.send_error(answer)
            return
        body = answer if isinstance(answer, bytes) else answer.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


GOOD = {
    "SOFR": "observation_date,SOFR\n2025-12-29,3.70\n2025-12-30,\n2025-12-31,3.87\n",
    "IORB": "observation_date,IORB\n2025-12-31,3.65\n",
    "DFEDTARU": "observation_date,DFEDTARU\n2025-12-31,3.75\n",
    "RRPONTSYD": "observation_date,RRPONTSYD\n2025-12-30,.\n2025-12-31,105.993\n",
    "RPONTTLD": "observation_date,RPONTTLD\n2025-12-31,74.6\n",
    "WDTGAL": "observation_date,WDTGAL\n2025-12-31,837000\n",
}


@pytest.fixture
def server() -> Iterator[str]:
    handler = type("Handler", (Fred,), {"tables": dict(GOOD)})
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    running.handler = handler  # type: ignore[attr-defined]
    SERVERS[f"http://127.0.0.1:{running.server_port}/graph"] = handler
    yield f"http://127.0.0.1:{running.server_port}/graph"
    running.shutdown()
    running.server_close()
    thread.join()


SERVERS: dict[str, Any] = {}


@pytest.fixture
def copy(tmp_path: Path) -> Any:
    shutil.copytree(HERE, tmp_path / "set")
    return ci.load(tmp_path / "set")


def test_refresh_replaces_the_file_in_one_step(server: str, copy: Any) -> None:
    before = len(observations(copy))
    done = refresh(copy, "2025-06-01", address=server)
    assert (done.values, done.rows) == (7, before + 7)
    kept = {(row.series, row.date.text): row.value for row in observations(copy) if row.source and "127.0.0.1" in row.source}
    assert kept["tga", "2025-12-31"] == 837, "millions there, billions here"
    assert kept["sofr", "2025-12-31"] == 3.87
    assert ("sofr", "2025-12-30") not in kept, "a holiday"
    found = reading(copy, date(2025, 12, 31))
    assert found.parts["sofr_minus_iorb"][0] == pytest.approx(22)
    # 22/30, 1, (105.993-300)/(10-300), (837-500)/500
    assert found.value.point == pytest.approx(0.4 * 22 / 30 + 0.3 + 0.15 * 194.007 / 290 + 0.15 * 0.674)
    assert sorted(path.name for path in (copy.root / "reference").iterdir()) == [
        "funding_conditions.csv",
        "plans.yaml",
        "share_prices.csv",
        "warrants.csv",
    ]
    text = (copy.root / "reference" / "funding_conditions.csv").read_text()
    assert refresh(copy, "2025-06-01", address=server).rows == done.rows, "once more changes nothing"
    assert (copy.root / "reference" / "funding_conditions.csv").read_text() == text
    assert ci.check(copy.root, warnings=False) == []


@pytest.mark.parametrize(
    ("series", "answer", "said"),
    [
        ("RPONTTLD", 500, "answered 500"),
        ("SOFR", 404, "answered 404"),
        ("WDTGAL", "<html>busy</html>", "gave no table"),
        ("WDTGAL", "observation_date,WDTGAL\n2025-12-31,0.837\n", "unit changed"),
        ("SOFR", "observation_date,SOFR\n2025-12-31,3,7\n", "line 2: 3 cells"),
        ("SOFR", "observation_date,SOFR\n31.12.2025,3.7\n", "line 2"),
        ("SOFR", "observation_date,SOFR\n2025-12-31,nan\n", "line 2"),
        ("SOFR", "observation_date,SOFR\n2024-12-31,3.7\n", "no value since 2025-06-01"),
        ("SOFR", "observation_date,SOFR\n", "no value since"),
        ("IORB", b"observation_date,IORB\n\xff\xfe,3\n", "no text"),
        ("IORB", "", "gave no table"),
        ("TGA-slow", 3.0, "no answer within"),
    ],
)
def test_a_bad_answer_writes_nothing(series: str, answer: Any, said: str, server: str, copy: Any) -> None:
    SERVERS[server].tables["WDTGAL" if series == "TGA-slow" else series] = answer
    file = copy.root / "reference" / "funding_conditions.csv"
    before = file.read_bytes()
    with pytest.raises(ci.CircularityError, match=said) as raised:
        refresh(copy, "2025-06-01", address=server, timeout=0.3 if said == "no answer within" else 10)
    assert type(raised.value).__name__ == "Unavailable"
    assert file.read_bytes() == before
    assert len(list(file.parent.iterdir())) == 4


def test_refresh_from_the_command_line(server: str, copy: Any, run: Callable[..., Any]) -> None:
    ran = run("funding", "--refresh", "--data", str(copy.root), "--json", env={"CIRCULARITY_FRED_URL": server})
    assert ran.code == 0
    assert "7 values of 6 series read from 127.0.0.1" in ran.err
    answer = json.loads(ran.out)
    assert answer["reading"]["known_weight"] == 1
    assert answer["reading"]["date"] == "2025-12-31"


def test_without_a_network_exit_3_and_nothing_written(copy: Any, run: Callable[..., Any]) -> None:
    file = copy.root / "reference" / "funding_conditions.csv"
    before = file.read_bytes()
    ran = run("funding", "--refresh", "--data", str(copy.root), env={"CIRCULARITY_FRED_URL": "http://127.0.0.1:9/graph"})
    assert (ran.code, ran.out) == (3, "")
    assert "cannot be reached" in ran.err
    assert "nothing was written" in ran.err
    assert file.read_bytes() == before
    ran = run("funding", "--refresh", "--data", str(copy.root), env={"CIRCULARITY_FRED_URL": "file:///etc/hostname"})
    assert (ran.code, ran.out) == (2, "")
    assert run("funding", "--refresh", "--since", "soon", "--data", str(copy.root)).code == 2


def test_a_folder_that_cannot_be_written(server: str, copy: Any) -> None:
    shutil.rmtree(copy.root / "reference")
    (copy.root / "reference").write_text("a file where the folder should be")
    with pytest.raises(ci.CircularityError, match="cannot be written to"):
        refresh(copy, "2025-06-01", address=server)


def test_what_is_wanted_is_in_the_vocabulary() -> None:
    from circularity.model.market import SERIES

    assert set(WANTED) <= set(SERIES)


def test_why(data: Any) -> None:
    formula = ci.why(data, "funding:stress").extra["formulas"]["stress"]
    row = ci.funding(data).row("funding:stress")
    assert sum(term["amount"]["point"] for term in formula["terms"]) == pytest.approx(row.stress, abs=1e-5)
    assert all(term["unit"] == "share" for term in formula["terms"])
    assert "bp" in ci.why(data, "funding:sofr_minus_iorb").extra["formulas"]["value"]["terms"][0]["unit"]

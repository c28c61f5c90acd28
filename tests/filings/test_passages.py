"""Passages: where an amount stands beside two names, and what a filing discloses of its counterparties."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from edgar import submission
from example import context, figure, page
from hypothesis import given
from hypothesis import strategies as st

from circularity.errors import DataProblem, UnknownName, WrongUsage
from circularity.filings.candidates import candidates
from circularity.filings.evidence import evidence, names_of, pattern_of
from circularity.filings.passages import documents, plain

REAL = Path(__file__).parents[3] / "shared" / "filings"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real filings are not beside the repository")
EDGE = "nvidia-coreweave-backstop-2025"


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        (6.3e9, "an initial value of $6.3 billion", True),
        (6.3e9, "$6.30 billion", True),
        (6.3e9, "6,300 million", True),
        (6.3e9, "6300 million", True),
        (6.3e9, "$6,300,000,000", True),
        (6.3e9, "in millions: $ 6,300 due", True),
        (6.3e9, "$16.3 billion", False),
        (6.3e9, "$6.35 billion", False),
        (6.3e9, "6.3 million", False),
        (6.3e9, "$6,300,500,000", False),
        (6.3e9, "6.3", False),
        (300e9, "$300 billion", True),
        (300e9, "$1,300 billion", False),
        (22.4e6, "$22.4 million", True),
        (1.5e12, "$1.5 trillion", True),
    ],
)
def test_amounts_as_filings_write_them(value: float, text: str, found: bool) -> None:
    assert bool(pattern_of(value).search(text)) is found


def test_names_are_whole_words_as_they_are_written(data: Any) -> None:
    nvidia, together = names_of(data.entities["nvidia"]), names_of(data.entities["together"])
    assert nvidia.search("with NVIDIA, for")
    assert not nvidia.search("NVIDIAN")
    assert not together.search("taken together with")


@given(
    st.lists(st.sampled_from(["<p>", "</td>", "a b", "&amp;", "&#160;", "é", "<b>x</b>", "<!-- c -->", "<style>y</style>"]), max_size=20)
)
def test_every_letter_of_the_plain_text_knows_its_place(parts: list[str]) -> None:
    from circularity.filings.passages import Document

    source = "".join(parts)
    text, marks = plain(source)
    document = Document("f", "f", source, 0, text, marks)
    assert "y" not in text.replace("by", "")
    for position, letter in enumerate(text):
        if letter not in "\n &":
            assert source[document.offset(position)] == letter


def saved(folder: Path, text: str, accession: str = "0001769628-25-000047", cik: str = "0001769628") -> Path:
    """A submission of CoreWeave with this text."""
    folder.mkdir(exist_ok=True)
    body = submission(accession, "8-K", text).decode().replace("0000099999\n", f"{cik}\n")
    target = folder / f"{accession}.txt"
    target.write_text(body, encoding="utf-8")
    return target


SAYS = "<p>On September 9, 2025 <b>we</b> agreed with NVIDIA Corporation on an order of an initial value of $6.3&nbsp;billion.</p>"


def test_an_amount_beside_both_names_is_found_with_its_place(data: Any, tmp_path: Path) -> None:
    """ "We" is CoreWeave in CoreWeave's own filing, which is also the one the edge cites."""
    file = saved(tmp_path / "shelf", SAYS)
    found = evidence(data, EDGE, tmp_path / "shelf")
    (row,) = found.rows
    assert (row.found, row.names, row.document, row.accession) == (
        "amount and both names",
        ("coreweave", "nvidia"),
        "example.htm",
        "0001769628-25-000047",
    )
    assert file.read_text(encoding="utf-8")[row.offset :].startswith("6.3&nbsp;billion")
    assert "initial value of $6.3 billion" in row.passage
    assert found.caveats == ("cited: CoreWeave Form 8-K (SEC) (0001769628-25-000047), which states it",)


@pytest.mark.parametrize(
    ("text", "cik", "found"),
    [
        (SAYS, "0000099999", ["amount and one name"]),
        (SAYS.replace("6.3", "6.4"), "0001769628", []),
        (SAYS.replace("an order", "an order " + "of words " * 100), "0001769628", []),
        ("<p>nothing</p>", "0001769628", []),
    ],
)
def test_what_is_not_there_is_not_found(text: str, cik: str, found: list[str], data: Any, tmp_path: Path) -> None:
    saved(tmp_path / "shelf", text, cik=cik)
    answer = evidence(data, EDGE, tmp_path / "shelf")
    assert [row.found for row in answer.rows] == found
    assert answer.extra["supported"] is False
    assert "no filing on disk states 6300 m USD with NVIDIA and CoreWeave" in answer.sentence
    assert answer.caveats == ("cited: CoreWeave Form 8-K (SEC) (0001769628-25-000047), which does not state it in these words",)


def test_encoded_and_machine_parts_are_not_searched(tmp_path: Path) -> None:
    more = f"<DOCUMENT>\n<TYPE>GRAPHIC\n<FILENAME>a.jpg\n<TEXT>\nbegin 644 a.jpg\n{SAYS}\nend\n</TEXT>\n</DOCUMENT>\n"
    more += f"<DOCUMENT>\n<TYPE>EX-101.LAB\n<FILENAME>a.xml\n<TEXT>\n{SAYS}\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>"
    file = saved(tmp_path / "shelf", "<p>x</p>")
    file.write_text(file.read_text(encoding="utf-8").replace("</SEC-DOCUMENT>", more), encoding="utf-8")
    assert [document.name for document in documents(file)] == ["example.htm"]


CUSTOMER = (
    ("srt:MajorCustomersAxis", "xmpl:CustomerAMember"),
    ("us-gaap:ConcentrationRiskByTypeAxis", "us-gaap:CustomerConcentrationRiskMember"),
)
BENCHMARK = "us-gaap:ConcentrationRiskByBenchmarkAxis"
SHARE = {"unitRef": "pure", "scale": "-2", "decimals": "2"}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A filing of NVIDIA's number with 12 % of revenue, 17 % of receivables, a commitment, leases, and CoreWeave named."""
    contexts = (
        context("sales", "year", *CUSTOMER, (BENCHMARK, "us-gaap:SalesRevenueNetMember")),
        context("owed", "day", *CUSTOMER, (BENCHMARK, "us-gaap:AccountsReceivableMember")),
        context("land", "year", (BENCHMARK, "us-gaap:SalesRevenueNetMember"), ("srt:StatementGeographicalAxis", "country:US")),
    )
    filler = "<p>" + "and so forth " * 60 + "</p>"
    leases = "us-gaap:UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount"
    body = filler.join(
        [
            f"<p>Revenue {figure('100,000')}. A was {figure('12', 'us-gaap:ConcentrationRiskPercentage1', 'sales', **SHARE)} % of it.</p>",
            f"<p>It owed {figure('17', 'us-gaap:ConcentrationRiskPercentage1', 'owed', **SHARE)} % of receivables.</p>",
            f"<p>At home {figure('40', 'us-gaap:ConcentrationRiskPercentage1', 'land', **SHARE)} %.</p>",
            f"<p>Remaining {figure('1.7', 'us-gaap:RevenueRemainingPerformanceObligation', 'day', scale='9')} billion.</p>",
            f"<p>Purchase obligations {figure('45,079', 'us-gaap:PurchaseObligation', 'day')}.</p>",
            f"<p>Operating leases that have not yet commenced {figure('7.6', leases, 'day', scale='9')} billion.</p>",
            f"<p>Guarantees {figure('0.9', 'us-gaap:GuaranteeObligationsMaximumExposure', 'day', scale='9')} billion.</p>",
            "<p>We agreed with CoreWeave on $6.3 billion.</p>",
        ]
    )
    (tmp_path / "shelf").mkdir()
    text = page(body, *contexts).replace("0000099999", "0001045810")
    (tmp_path / "shelf" / "page.htm").write_text(text, encoding="utf-8")
    return tmp_path / "shelf"


def test_candidates_keep_benchmark_range_and_place(data: Any, shelf: Path) -> None:
    """12 % of 100 bn, rounded to the whole percent, is 11.5 to 12.5 bn; a share of receivables is no flow."""
    found = candidates(data, "nvidia", shelf)
    assert [(row.topic, row.value, row.benchmark) for row in found.rows] == [
        ("concentration", "12", "revenue"),
        ("concentration", "17", "receivables"),
        ("backlog", "1700000000", None),
        ("guarantee", "900000000", None),
        ("leases not commenced", "7600000000", None),
        ("purchase commitment", "45079000000", None),
        ("named party", "6300000000", None),
    ]
    sales, owed, *_, named = found.rows
    assert sales.as_json()["amount_from_share"] == {"low": 11_500_000_000, "high": 12_500_000_000}
    assert owed.as_json()["amount_from_share"] is None
    assert (sales.party, named.party) == ("CustomerAMember", "coreweave")
    text = (shelf / "page.htm").read_text(encoding="utf-8")
    assert text[sales.offset :].startswith("<ix:nonFraction name=")
    assert text[named.offset :].startswith("CoreWeave")
    assert sales.as_json()["source"]["by"] == "nvidia"


def test_commands(data: Any, shelf: Path, run: Callable[..., Any]) -> None:
    ran = run("filings", "candidates", "nvidia", str(shelf), "--topic", "concentration", "--json")
    assert (ran.code, ran.err) == (0, "")
    answer = json.loads(ran.out)
    assert (answer["schema"], len(answer["rows"])) == ("circularity/filings-candidates/1", 2)
    ran = run("filings", "evidence", EDGE, str(shelf), "--json")
    assert (ran.code, ran.err) == (0, ""), "'we' is NVIDIA here"
    assert json.loads(ran.out)["supported"] is True
    ran = run("filings", "evidence", "openai-oracle-cloud-2025", str(shelf))
    assert (ran.code, ran.err) == (1, "")
    ran = run("filings", "evidence", EDGE, str(shelf / "none"))
    assert (ran.code, ran.out) == (1, "")
    assert "circularity filings get" in ran.err
    assert run("filings", "evidence", "no-such-edge", str(shelf)).code == 2
    assert run("filings", "facts", str(shelf / "page.htm"), "--csv").out.startswith("id,edges,concept,value")
    assert run("filings", "nonsense").code == 2
    for command in ((), ("facts",), ("get",), ("compare",), ("evidence",), ("candidates",)):
        assert run("filings", *command, "--help").code == 0


def test_wrong_usage(data: Any, shelf: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        evidence(data, "no-such-edge", shelf)
    with pytest.raises(DataProblem, match="no document of Meta"):
        candidates(data, "meta", shelf)
    with pytest.raises(WrongUsage, match="no CIK"):
        candidates(data, "openai", shelf)
    with pytest.raises(WrongUsage, match="concentration"):
        candidates(data, "nvidia", shelf, topic="weather")
    with pytest.raises(DataProblem, match="no such file or folder"):
        evidence(data, EDGE, tmp_path / "none")


@real
def test_real_concentration_keeps_its_benchmark(data: Any) -> None:
    """In NVIDIA's 10-K, Customer One's 17 % is of receivables, Customer A's 12 % of revenue."""
    rows = [row for row in candidates(data, "nvidia", REAL).rows if "10-k" in row.path]
    shares = {(row.party, row.value, row.benchmark) for row in rows if row.period.endswith("2025-01-26")}
    assert ("CustomerOneMember", "17", "receivables") in shares
    assert ("CustomerAMember, ComputeAndNetworkingSegmentMember", "12", "revenue") in shares
    assert [row.value for row in rows if row.topic == "leases not commenced"] == ["7600000000"]
    assert "45079000000" in [row.value for row in rows if row.topic == "purchase commitment"]

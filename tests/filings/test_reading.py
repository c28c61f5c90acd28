"""Reading filings: figures as they are written, every kind of file, and everything that can be wrong with one."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from edgar import submission
from example import ABOUT, SPACES, UNITS, context, figure, page
from hypothesis import given
from hypothesis import strategies as st

from circularity.errors import DataProblem
from circularity.filings.facts import Fact, settle
from circularity.filings.numbers import number, wording, years
from circularity.filings.reading import read
from circularity.filings.submission import split

REAL = Path(__file__).parents[3] / "shared" / "filings"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real filings are not beside the repository")


def written(tmp_path: Path, text: str | bytes, name: str = "filing.htm") -> Path:
    target = tmp_path / name
    target.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return target


def one(tmp_path: Path, body: str, *contexts: str) -> Fact:
    """The single figure of a page."""
    filing = read(written(tmp_path, page(body, *contexts)))
    (fact,) = [f for f in filing.facts if f.concept.partition(":")[0] != "dei"]
    return fact


@pytest.mark.parametrize(
    ("text", "style", "scale", "negative", "value"),
    [
        ("68,397", "ixt:num-dot-decimal", 6, False, "68397000000"),
        ("1.234,5", "ixt:num-comma-decimal", 0, False, "1234.5"),
        ("1 234,5", "ixt:numspacecomma", 0, False, "1234.5"),
        ("2.5", "ixt:numdotdecimal", 9, True, "-2500000000"),
        ("—", "ixt:fixed-zero", 6, False, "0"),
        ("—", "ixt:zerodash", 6, True, "0"),
        ("no", "ixt-sec:numwordsen", 0, False, "0"),
        ("One hundred and twenty-five thousand", "ixt-sec:numwordsen", 0, False, "125000"),
        ("12", "ixt:num-dot-decimal", -2, False, "0.12"),
        ("0.04", "", 0, False, "0.04"),
        ("1E3", "", 0, False, "1000"),
        (" 1,\n234 ", "ixt:num-dot-decimal", 0, False, "1234"),
    ],
)
def test_figures_as_filings_write_them(text: str, style: str, scale: int, negative: bool, value: str) -> None:
    assert number(text, style, scale, negative) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "style", "scale"),
    [
        ("1,234", "", 0),
        ("", "ixt:num-dot-decimal", 0),
        ("n/a", "ixt:num-dot-decimal", 0),
        ("1", "ixt:num-new", 0),
        ("9" * 61, "ixt:num-dot-decimal", 0),
        ("1E999999", "", 0),
        ("1", "", 999),
        ("NaN", "", 0),
        ("Infinity", "", 0),
        ("some", "ixt-sec:numwordsen", 0),
        ("", "ixt-sec:numwordsen", 0),
        ("١٢", "", 0),
    ],
)
def test_what_is_no_figure_is_refused(text: str, style: str, scale: int) -> None:
    with pytest.raises(ValueError):
        number(text, style, scale)


@given(st.integers(-(10**12), 10**12), st.integers(-6, 9))
def test_writing_and_reading_a_figure_gives_it_back(value: int, scale: int) -> None:
    assert number(f"{abs(value):,}", "ixt:num-dot-decimal", scale, value < 0) == Decimal(value).scaleb(scale)


@pytest.mark.parametrize(
    ("text", "style", "said", "length"),
    [
        ("5.5", "ixt-sec:duryear", "P5Y6M", 5.5),
        ("five years", "ixt-sec:durwordsen", "P5Y", 5.0),
        ("three\u2011year", "ixt-sec:durwordsen", "P3Y", 3.0),
        ("18", "ixt-sec:durmonth", "P18M", 1.5),
        ("13.7", "ixt-sec:duryear", "P13.7Y", 13.7),
        ("P4Y", "", "P4Y", 4.0),
    ],
)
def test_durations(text: str, style: str, said: str, length: float) -> None:
    assert wording(text, style) == said
    assert years(said) == pytest.approx(length)


def test_a_figure_keeps_all_that_is_said_of_it(tmp_path: Path) -> None:
    made = context("c", "year", ("us-gaap:Axis", "xmpl:OneMember"), ("a:Axis", "xmpl:TwoMember"))
    fact = one(tmp_path, f"<p>x</p>\n<p>{figure('68,397', of='c', sign='-')}</p>", made)
    assert (fact.concept, fact.value, fact.unit) == ("us-gaap:Revenues", Decimal(-68_397_000_000), "USD")
    assert (fact.decimals, fact.scale, str(fact.start), str(fact.end)) == (-6, 6, "2024-01-29", "2025-01-26")
    assert fact.dimensions == (("a:Axis", "xmpl:TwoMember"), ("us-gaap:Axis", "xmpl:OneMember"))
    assert (fact.line, fact.column) == (5, 4)
    assert fact.days == 364


def test_units_nil_and_exact_figures(tmp_path: Path) -> None:
    assert one(tmp_path, figure("1.5", unitRef="eps", decimals="INF", scale="0")).unit == "USD/shares"
    nil = one(tmp_path, figure("", xsi__nil="true", style=""))
    assert (nil.value, nil.text, nil.as_json()["nil"]) == (None, None, True)
    exact = one(tmp_path, figure("1.5", decimals="INF", scale="0"))
    assert (math.isinf(exact.decimals or 0), exact.as_json()["decimals"]) == (True, "INF")


def test_one_figure_inside_another_is_two(tmp_path: Path) -> None:
    inner = figure("7", "xmpl:Inner", style="")
    filing = read(written(tmp_path, page(figure(inner, "xmpl:Outer", style=""))))
    assert {f.concept: f.value for f in filing.facts if f.value is not None} == {"xmpl:Inner": 7_000_000, "xmpl:Outer": 7_000_000}


def test_a_text_that_goes_on_elsewhere(tmp_path: Path) -> None:
    body = (
        '<ix:nonNumeric name="xmpl:Said" contextRef="year" continuedAt="b">one <ix:exclude>page 3</ix:exclude></ix:nonNumeric>'
        '<ix:continuation id="b" continuedAt="c">two </ix:continuation><ix:continuation id="c" continuedAt="b">three</ix:continuation>'
    )
    assert one(tmp_path, body).text == "one two three"


def test_the_more_precise_of_two_statements_stays(tmp_path: Path) -> None:
    """57.6 stated to 0.1 and 57,649 to the last million are one fact; 58,900 is not."""
    body = figure("57.6", scale="9", decimals="-8") + figure("57,649") + figure("57,649")
    filing = read(written(tmp_path, page(body)))
    (fact,) = [f for f in filing.facts if f.local == "Revenues"]
    assert (fact.value, filing.repeated, filing.conflicts) == (57_649_000_000, 2, ())
    filing = read(written(tmp_path, page(body + figure("58,900"))))
    assert [f.value for f in filing.facts if f.local == "Revenues"] == [57_649_000_000, 58_900_000_000]
    assert len(filing.conflicts) == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([-9.0, -6.0, None, math.inf])), max_size=12))
def test_settling_loses_nothing_and_counts_all(stated: list[tuple[int, float | None]]) -> None:
    facts = [Fact("a:B", Decimal(10**9 * value), unit="USD", decimals=decimals) for value, decimals in stated]
    kept, repeated, _ = settle(facts)
    assert len(kept) + repeated == len(facts)
    assert {f.value for f in kept} <= {f.value for f in facts}
    assert settle(kept)[0] == kept


def test_midnight_at_the_end_is_the_day_before(tmp_path: Path) -> None:
    made = context("c", "<xbrli:startDate>2024-01-01T00:00:00</xbrli:startDate><xbrli:endDate>2025-01-01T00:00:00</xbrli:endDate>")
    fact = one(tmp_path, figure("1", of="c"), made)
    assert (str(fact.start), str(fact.end)) == ("2024-01-01", "2024-12-31")


@pytest.mark.parametrize(
    ("body", "contexts", "reason"),
    [
        (figure("1", of="gone"), (), "its context 'gone' is missing"),
        (figure("1", unitRef="gbp"), (), "its unit 'gbp' is not declared"),
        (figure("1", unitRef=""), (), "its unit '' is not declared"),
        (figure("1", scale="many"), (), "its scale is 'many'"),
        (figure("1", decimals="x"), (), "its decimals is 'x'"),
        (figure("one"), (), "'one' is not a number"),
        (figure("1", style="ixt:num-klingon"), (), "the format 'ixt:num-klingon' is not known"),
        (figure("1", of="c"), (context("c", "<xbrli:instant>soon</xbrli:instant>"),), "its context has 'soon' where a date should be"),
    ],
)
def test_what_cannot_be_read_is_listed_with_its_place_and_the_rest_stays(
    body: str, contexts: tuple[str, ...], reason: str, tmp_path: Path
) -> None:
    filing = read(written(tmp_path, page(f"<p>{body}</p>\n{figure('5', 'xmpl:Good')}", *contexts)))
    (skip,) = filing.skipped
    assert skip.reason == f"us-gaap:Revenues: {reason}"
    assert skip.place.endswith(":4:4")
    assert [f.value for f in filing.facts if f.concept == "xmpl:Good"] == [5_000_000]


INSTANCE = (
    f'<?xml version="1.0"?><xbrli:xbrl {SPACES}>{context("year", "year")}{UNITS}'
    '<us-gaap:Revenues contextRef="year" unitRef="usd" decimals="-6">57649000000</us-gaap:Revenues>'
    '<dei:DocumentType contextRef="year">10-K</dei:DocumentType></xbrli:xbrl>'
)


def test_a_classic_instance(tmp_path: Path) -> None:
    filing = read(written(tmp_path, INSTANCE, "xmpl.xml"))
    assert (filing.kind, filing.form, filing.cik) == ("instance", "10-K", "0000099999")
    assert [(f.concept, f.value, f.scale) for f in filing.facts if f.value] == [("us-gaap:Revenues", 57_649_000_000, None)]


def parts(*documents: tuple[str, str, str]) -> bytes:
    """A submission with these documents (type, name, body) after its first."""
    more = "".join(f"<DOCUMENT>\n<TYPE>{t}\n<SEQUENCE>2\n<FILENAME>{n}\n<TEXT>\n{b}\n</TEXT>\n</DOCUMENT>\n" for t, n, b in documents)
    return submission("0000099999-25-000003").replace(b"</SEC-DOCUMENT>", more.encode() + b"</SEC-DOCUMENT>")


def test_of_a_submission_the_extracted_instance_is_read_first(tmp_path: Path) -> None:
    inline = page(figure("1", "xmpl:FromThePage"))
    both = (("10-K", "page.htm", f"<XBRL>\n{inline}</XBRL>"), ("XML", "page_htm.xml", f"<XML>\n{INSTANCE}\n</XML>"))
    filing = read(written(tmp_path, parts(*both, ("GRAPHIC", "a.jpg", "begin 644 a.jpg\nM_]C_X\n`\nend"))))
    assert filing.kind == "submission, extracted instance"
    assert (filing.accession, filing.form, str(filing.filed), filing.cik) == ("0000099999-25-000003", "10-K", "2025-02-28", "0000099999")
    assert {f.accession for f in filing.facts} == {"0000099999-25-000003"}
    assert filing.notes == ("1 encoded parts not read: a.jpg",)
    broken = (both[0], ("XML", "page_htm.xml", INSTANCE[:-30]))
    filing = read(written(tmp_path, parts(*broken)))
    assert filing.kind == "submission, inline"
    assert [f.concept for f in filing.facts if f.value] == ["xmpl:FromThePage"]
    assert "extracted instance not read: page_htm.xml:1:" in filing.skipped[0].reason


def test_a_submission_that_is_cut_off_says_so_and_keeps_what_is_whole(tmp_path: Path) -> None:
    whole = parts(("XML", "page_htm.xml", INSTANCE), ("EX-99", "late.htm", "<p>" + "x" * 500))
    filing = read(written(tmp_path, whole[: whole.rindex(b"x" * 100)]))
    assert [f.value for f in filing.facts if f.value] == [57_649_000_000]
    assert [skip.reason for skip in filing.skipped] == [
        "the document 'late.htm' is cut off",
        "the submission is cut off: its end mark is missing",
    ]
    with pytest.raises(DataProblem, match=r"without a readable fact: .*cut off"):
        read(written(tmp_path, whole[: whole.index(b"57649")]))


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">'
    '<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]><xbrl>&lol3;</xbrl>'
)
FILE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xbrl>&f;</xbrl>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02", "neither a submission, nor XBRL, nor JSON"),
        ("<!DOCTYPE html><html><head><title>SEC.gov | Request Rate Threshold Exceeded</title>", "Request Rate Threshold Exceeded"),
        ("<html><body>an old report</body></html>", "a web page without XBRL"),
        (BOMB, "declares the XML entity 'lol'"),
        (FILE, "declares the XML entity 'f'"),
        ("<xbrl><a></xbrl>", ":1:12: not well-formed XML: mismatched tag"),
        ("<xbrl/>", "without a single fact"),
        ("<xbrl>&nosuchthing;</xbrl>", "undefined entity"),
        (f"<xbrl>{'<a>' * 3000}", "nested more than 2000 deep"),
        ('{"cik": 1', "not JSON"),
        ('{"a": 1}', "not a companyfacts file"),
        ('{"cik": 1, "facts": {"a": NaN}}', "NaN is not a number"),
        ("[" * 100_000, "neither"),
        ('{"a":' + "[" * 100_000, "not JSON"),
        (submission("0000099999-25-000003"), "a submission of 1 documents without a readable fact"),
    ],
)
def test_what_is_no_filing_says_what_it_is(content: str | bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(DataProblem) as caught:
        read(written(tmp_path, content))
    assert said in caught.value.message
    assert str(tmp_path) in caught.value.message


def test_size_folder_and_missing_file(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(DataProblem, match="200 MB, more than the 150 MB that are read"):
        read(huge)
    for path, said in ((tmp_path, "a folder"), (tmp_path / "none", "No such file")):
        with pytest.raises(DataProblem, match=said):
            read(path)


def test_encodings(tmp_path: Path) -> None:
    text = page(f"<p>Caf\u00e9 {figure('1', 'xmpl:A')}</p>")
    for encoding, note in (
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("cp1252", ("line 4 is not UTF-8; read as Windows-1252",)),
        ("utf-16", ("read as UTF-16",)),
    ):
        filing = read(written(tmp_path, text.encode(encoding)))
        assert [f.value for f in filing.facts if f.value] == [1_000_000]
        assert filing.notes == note


def test_named_entities_of_web_pages(tmp_path: Path) -> None:
    assert one(tmp_path, f"<p>a&nbsp;&mdash;&amp; {figure('1')}</p>").value == 1_000_000


@given(st.binary(max_size=300))
def test_no_bytes_make_it_stumble(tmp_path_factory: Any, junk: bytes) -> None:
    """Whatever is put into a filing: facts, or a problem with words, never another error."""
    folder = tmp_path_factory.mktemp("junk")
    good = page(figure("1", "xmpl:A")).encode()
    for content in (
        junk,
        good[:900] + junk + good[900:],
        parts(("XML", "a_htm.xml", INSTANCE))[:700] + junk,
        b'{"cik": 1, "facts": ' + junk,
    ):
        try:
            read(written(folder, content))
        except DataProblem:
            continue


def test_companyfacts(tmp_path: Path) -> None:
    value = {
        "start": "2024-01-29",
        "end": "2025-01-26",
        "val": 5,
        "accn": "0000099999-25-000003",
        "fy": 2025,
        "fp": "FY",
        "form": "10-K",
        "filed": "2025-02-28",
    }
    wrong = [{**value, "end": "soon"}, {k: v for k, v in value.items() if k != "accn"}, {**value, "val": "5"}, 7]
    body = {"cik": 99999, "entityName": "Example Corp", "facts": {"us-gaap": {"Revenues": {"units": {"USD": [value, *wrong]}}}}}
    filing = read(written(tmp_path, json.dumps(body), "companyfacts.json"))
    assert [(f.concept, f.value, str(f.start), str(f.end), f.form) for f in filing.facts] == [
        ("us-gaap:Revenues", 5, "2024-01-29", "2025-01-26", "10-K")
    ]
    assert len(filing.skipped) == 4
    assert "us-gaap:Revenues[USD][1]" in filing.skipped[0].place


def test_documents_know_where_they_begin() -> None:
    text = parts(("EX-99", "late.htm", "<p>here</p>")).decode()
    (document,) = [d for d in split(text).documents if d.filename == "late.htm"]
    assert text[document.offset :].startswith("<p>here</p>")
    assert ABOUT


@real
def test_a_real_annual_report_agrees_with_the_regulators_extract() -> None:
    """NVIDIA 10-K of 2025-02-26: of 641 undimensioned figures 580 are equal (four of them stated twice, once more coarsely), 61 its own."""
    from circularity.filings.listing import facts

    found = facts(REAL / "nvda-10-k-2025-02-26.html", against=REAL / "companyfacts-CIK0001045810.json")
    assert found.extra["against"] == {"accession": "0001045810-25-000023", "equal": 580, "differs": 0, "absent": 61, "own_concepts": 61}
    assert found.unknown == ()
    assert found.extra["filing"]["repeated"] == 120


@real
def test_real_figures() -> None:
    meta = read(REAL / "meta-10-k-2025-01-30.html")
    servers = [f for f in meta.facts if "ServersAndNetworkAssetsComponentsStoredBySuppliersMember" in f.members]
    gross = {str(f.end): f.value for f in servers if f.local == "PropertyPlantAndEquipmentGross"}
    assert gross == {"2024-12-31": 68_397_000_000, "2023-12-31": 46_838_000_000}
    lives = {(str(f.end), years(f.text or "")) for f in servers if f.local == "PropertyPlantAndEquipmentUsefulLife"}
    assert lives == {("2024-12-31", 4.0), ("2024-12-31", 5.0), ("2025-01-29", 5.5)}
    oracle = read(REAL / "orcl-10-q-2024-08-31.html")
    assert [f.value for f in oracle.facts if f.local == "RevenueRemainingPerformanceObligation"] == [99_100_000_000]
    apple = read(REAL / "aapl-8-k-2019-11-15-full-submission.txt")
    assert (apple.kind, apple.accession, str(apple.period)) == ("submission, extracted instance", "0001193125-19-292676", "2019-11-07")
    obligation = [f.value for f in read(REAL / "nvda-10-q-2025-08-27.html").facts if f.local == "PurchaseObligation"]
    assert obligation == [45_774_000_000]


@pytest.mark.parametrize(
    "body",
    [
        "<script>" * 60_000,
        "<!-- " * 120_000,
        "<? " * 200_000,
        "<p " * 200_000,
        "\n" * 600_000 + "x",
        "&amp" * 150_000,
        "<ix:header>" * 50_000,
    ],
    ids=["script", "comment", "instruction", "tag", "lines", "entity", "header"],
)
def test_hostile_text_takes_no_longer_than_other_text(body: str, tmp_path: Path) -> None:
    """0.6 MB that a careless pattern would go through 60,000 times over."""
    import time

    from circularity.filings.passages import documents

    file = written(tmp_path, submission("0000099999-25-000003", "10-K", body))
    start = time.process_time()
    (document,) = documents(file)
    assert time.process_time() - start < 3
    assert document.name == "example.htm"


def test_facts_inside_each_other_have_a_limit(tmp_path: Path) -> None:
    body = '<ix:nonNumeric name="xmpl:A" contextRef="year">' * 100 + "x" + "</ix:nonNumeric>" * 100
    with pytest.raises(DataProblem, match="inside each other"):
        read(written(tmp_path, page(body)))
    long = read(written(tmp_path, page(f'<ix:nonNumeric name="xmpl:A" contextRef="year">{"y" * 5000}</ix:nonNumeric>')))
    assert [skip.reason for skip in long.skipped] == ["xmpl:A: a text of more than 2000 characters is not kept"]

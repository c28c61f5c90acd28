"""``new deal`` and ``new entity``: what they write passes the check, and nothing is ever written over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import circularity as ci
from circularity.dataset.draft import deal_text
from circularity.dataset.yamltext import parse

Run = Callable[..., Any]
DEAL = {
    "from": "alpha-chips",
    "to": "GAMMA LAB",
    "kind": "loan",
    "amount": "up to 3 bn",
    "stage": "signed",
    "date": "2025-12-01",
    "url": "https://example.org/x?a=1&b=2",
    "publisher": "Example: Wire",
    "type": "press_release",
    "by": "alpha-chips",
    "says": 'Up to 3 bn, "in tranches" # of a sort',
}


def flags(values: dict[str, str]) -> list[str]:
    return [word for key, value in values.items() for word in (f"--{key}", value)]


def test_a_new_deal_passes_the_check(run: Run, small: Any) -> None:
    ran = run("new", "deal", *flags(DEAL), "--data", str(small.root))
    assert (ran.code, ran.err) == (0, "")
    path = small.root / "edges/2025/alpha-chips-gamma-lab-2025.yaml"
    assert str(path) in ran.out
    assert ci.check(small.root) == []
    edge = small.load().edges["alpha-chips-gamma-lab-loan-2025"]
    assert (edge.payer, edge.payee, edge.amount.text, edge.stage) == ("alpha-chips", "gamma-lab", "up to 3 bn", "signed")
    assert (edge.sources[0].says, edge.sources[0].url) == (DEAL["says"], DEAL["url"])


def test_nothing_is_written_over(run: Run, small: Any) -> None:
    args = ["new", "deal", *flags(DEAL), "--data", str(small.root)]
    assert run(*args).code == 0
    path = small.root / "edges/2025/alpha-chips-gamma-lab-2025.yaml"
    before = path.read_bytes()
    again = run(*args)
    assert (again.code, again.out) == (2, "")
    assert "exists already" in again.err
    assert path.read_bytes() == before
    other = run(*args, "--id", "alpha-gamma-second-2025")
    assert other.code == 0
    assert "alpha-chips-gamma-lab-loan-2025-2" in small.load().edges


def test_the_modeline_leads_to_the_schema(run: Run, small: Any) -> None:
    (small.root.parent / "schemas").mkdir()
    run("schema", "--write", str(small.root.parent / "schemas"))
    text = run("new", "deal", *flags(DEAL), "--data", str(small.root), "--dry-run").out
    assert text.startswith("# yaml-language-server: $schema=../../../schemas/deal.schema.json\ndeal: ")
    assert not (small.root / "edges/2025/alpha-chips-gamma-lab-2025.yaml").exists()
    entity = run("new", "entity", "--name", "Delta", "--role", "lender", "--data", str(small.root), "--dry-run").out
    assert entity.startswith("# yaml-language-server: $schema=../../schemas/entity.schema.json\nentity: delta\n")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("from", "alpha-chip", "alpha-chips"),
        ("from", "Nobody", "new entity"),
        ("to", "alpha-chips", "itself"),
        ("kind", "lend", "loan"),
        ("stage", "done", "completed"),
        ("amount", "$3bn", "currency sign"),
        ("amount", "25 %", "percentage"),
        ("date", "10/06/2025", "2025-10-06"),
        ("type", "article", "news"),
        ("url", "example.org", "https://"),
        ("url", "", "url"),
        ("by", "delta", "company"),
        ("says", "  ", "says"),
        ("id", "Alpha Deal", "small letters"),
        ("id", "../../escape", "small letters"),
        ("id", "alpha-gamma-2025", "exists already"),
        ("id", "com1", "names a device on Windows"),
    ],
)
def test_a_slip_is_told_and_nothing_written(key: str, value: str, said: str, run: Run, small: Any) -> None:
    files = sorted(small.root.parent.rglob("*"))
    ran = run("new", "deal", *flags(DEAL | {key: value}), "--data", str(small.root))
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert sorted(small.root.parent.rglob("*")) == files


def test_what_is_not_said_is_named(run: Run, small: Any) -> None:
    ran = run("new", "deal", "--from", "alpha-chips", "--data", str(small.root))
    assert (ran.code, ran.out) == (2, "")
    assert "--to ... --kind ..." in ran.err
    assert "--from" not in ran.err


def test_a_new_entity(run: Run, small: Any) -> None:
    about = {"name": "Électric & Söhne", "role": "energy", "ticker": "NO", "cik": "0000000012", "alias": "E, S", "country": "NO"}
    ran = run("new", "entity", *flags(about), "--data", str(small.root))
    assert (ran.code, ran.err) == (0, "")
    entity = small.load().entities["electric-sohne"]
    assert (entity.name, entity.ticker, entity.aliases, entity.country) == ("Électric & Söhne", "NO", ("E, S",), "NO")
    assert small.codes() == {"W712"}  # it takes part in no deal yet
    pool = run("new", "entity", "--name", "Many Banks", "--role", "pool", "--data", str(small.root))
    assert pool.code == 0
    assert small.load().entities["many-banks"].is_pool


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "Gamma Lab", "--role", "lab"], "gamma-lab"),
        (["--name", "Gamma Labs", "--role", "lab"], "--anyway"),
        (["--name", "Delta", "--role", "labs"], "lab"),
        (["--name", "Delta", "--role", "lab", "--cik", "12"], "ticker"),
        (["--name", "Delta", "--role", "lab", "--ticker", "D", "--cik", "12"], "ten digits"),
        (["--name", "Delta", "--role", "lab", "--parent", "alfa-chps"], "alpha-chips"),
        (["--name", "!!!", "--role", "lab"], "small letters"),
        (["--name", "Con", "--role", "lab"], "con-company"),
        (["--name", "Delta", "--role", "lab", "--id", "aux"], "names a device on Windows"),
        (["--role", "lab"], "--name"),
    ],
)
def test_an_entity_that_cannot_be(words: list[str], said: str, run: Run, small: Any) -> None:
    ran = run("new", "entity", *words, "--data", str(small.root))
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_near_name_that_is_another_company(run: Run, small: Any) -> None:
    assert run("new", "entity", "--name", "Gamma Labs", "--role", "lab", "--anyway", "--data", str(small.root)).code == 0
    assert "gamma-labs" in small.load().entities


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp"), whitelist_characters=" "), min_size=1, max_size=30))
def test_any_text_comes_back_as_it_was_typed(small: Any, text: str) -> None:
    data = small.load()
    if not text.strip():
        return
    _, written = deal_text(data, DEAL | {"says": text, "publisher": text, "note": text, "title": text})
    value: Any = parse(written.encode("utf-8")).value
    wanted = " ".join(text.split())
    edge = value["edges"][0]
    assert (value["title"], edge["sources"][0]["says"], edge["sources"][0]["publisher"], edge["history"][0]["note"]) == (wanted,) * 4

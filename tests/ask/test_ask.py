"""Questions in ordinary words: the variations people use, their typing errors, and honest refusals."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import circularity as ci
from circularity.ask import read, readings
from circularity.ask.grammar import RULES
from circularity.ask.vocabulary import MEANINGS, single_words
from circularity.errors import WrongUsage

ASKED = {
    # failure
    "who is exposed if OpenAI fails": "exposed openai",
    "Who is exposed if OpenAI fails?": "exposed openai",
    "who is exposed to OpenAI": "exposed openai",
    "what happens when coreweave goes bankrupt": "exposed coreweave",
    "what happens if Nvidia fails?": "exposed nvidia",
    "if Microsoft and Google both fail, who loses": "exposed microsoft google",
    "Who loses if Oracle and CoreWeave go bust as of 2026-06": "exposed oracle coreweave --as-of 2026-06",
    "who is hurt by the failure of xAI": "exposed xai",
    "who would be on the hook should NVDA collapse": "exposed nvidia",
    # one loser
    "why is SoftBank exposed to OpenAI": "why exposed:openai/softbank",
    "how exposed is Microsoft to OpenAI": "why exposed:openai/microsoft",
    "what does Oracle lose if OpenAI defaults": "why exposed:openai/oracle",
    "what happens to Nvidia if OpenAI collapses": "why exposed:openai/nvidia",
    "How would a collapse of Anthropic affect Google?": "why exposed:anthropic/google",
    # the reverse
    "what breaks Oracle": "breaks oracle",
    "what would bring down SoftBank": "breaks softbank",
    "what would it take for Oracle to fail": "breaks oracle",
    # paying
    "can OpenAI pay its bills": "pay openai",
    "can Anthropic afford its contracts?": "pay anthropic",
    "does OpenAI have enough money": "pay openai",
    # vendor financing
    "does Nvidia fund its own customers": "vendors nvidia",
    "Does Amazon finance its customers?": "vendors amazon",
    "which vendors finance their customers": "vendors",
    # loops
    "where does Nvidia's money come back": "loops --through nvidia",
    "where does Nvidia’s money come back?": "loops --through nvidia",
    "does money go round between Amazon and Anthropic": "loops --through amazon --through anthropic",
    "loops through OpenAI on paid basis": "loops --through openai --basis paid",
    "is the circularity more than chance": "network",
    "how circular is the sector in 2026": "network --from 2026 --to 2026",
    # depreciation
    "what if Meta's servers last 3 years": "depreciation meta --life 3",
    "what if GPUs last only two years at CoreWeave": "depreciation coreweave --life 2",
    "what if chips live 2.5 years": "depreciation --life 2.5",
    # the rest
    "what do people say about Oracle": "claims --subject oracle",
    "which claims about Nvidia are true?": "claims --subject nvidia",
    "what does commentary say": "claims",
    "is Nvidia like Lucent?": "compare",
    "how did the share price react to announcements": "announcements",
    "are funding conditions tight": "funding",
    "what if outside funding stops": "run outside-funding-stops",
    "what if AI demand halves": "run ai-demand-halves",
    "how much does Microsoft pay CoreWeave": "edges --payer microsoft --payee coreweave",
    "who funds OpenAI": "edges --payee openai",
    "show me NVDA": "show nvidia",
    "how does money get from OpenAI to Nvidia": "path openai nvidia",
    "where do sources disagree": "disputes",
    "what changed between 2025 and 2026": "diff 2025 2026",
    "tell me about Anthropic": "show anthropic",
    # sums are no companies, and words are no tickers
    "does OpenAI owe 300 bn": "show openai",
    "does OpenAI owe Oracle $300bn": "edges --payer openai --payee oracle",
    "does OpenAI owe Oracle 300 billion": "edges --payer openai --payee oracle",
    "what if Nvidia must pay 105 bn": "pay nvidia",
    "show BN": "show brookfield",
    "is the AI boom circular": "loops",
    "what if interest rates rise": "funding",
    # lenders, owners, customers, guarantees
    "who lent money to Oracle": "edges --payee oracle",
    "who owns OpenAI": "edges --payee openai",
    "who are CoreWeave's largest customers": "edges --payee coreweave",
    "how much of CoreWeave's revenue comes from Microsoft": "edges --payer microsoft --payee coreweave",
    "what guarantees has Nvidia given": "edges --payer nvidia --kind guarantee --kind backstop",
    "how much money goes from Microsoft to OpenAI": "path microsoft openai",
    "how dependent is Microsoft on OpenAI": "why exposed:openai/microsoft",
    "what did AMD shares do when the OpenAI deal was announced": "announcements amd openai",
    "which sources contradict each other about Stargate": "disputes --party stargate-llc",
    "what if outside money dries up": "run outside-funding-stops",
    "are Meta's earnings overstated": "depreciation meta",
}
MISTYPED = {
    "who is exposd if opnai fials": "exposed openai",
    "what hapens if corewave goes bankrup": "exposed coreweave",
    "can opanai pay its bils": "pay openai",
    "whats breaking oracel": "breaks oracle",
    "what if metas servers lasted 3 years": "depreciation meta --life 3",
    "why is sofbank exposed to antropic": "why exposed:anthropic/softbank",
}


@pytest.mark.parametrize(("question", "command"), (ASKED | MISTYPED).items())
def test_read_as(question: str, command: str, data: Any) -> None:
    assert read(question, data).line == f"circularity {command}"


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda q: f"  {q}??  ", lambda q: q.replace(" ", "  ")])
def test_case_and_spaces_change_nothing(change: Any, data: Any) -> None:
    for question in ("who is exposed if OpenAI fails", "can Anthropic pay its bills", "what breaks Oracle"):
        assert read(change(question), data).line == read(question, data).line


@pytest.mark.parametrize("question", ["", "?", "what's the weather", "Tesla", "lorem ipsum dolor", "🙂", "why", "is it true"])
def test_what_is_no_question_is_never_guessed(question: str, data: Any) -> None:
    with pytest.raises(WrongUsage) as error:
        read(question, data)
    assert "try: circularity" in error.value.fix or "did you mean" in error.value.fix


def test_a_company_alone_is_offered_what_can_be_asked_of_it(data: Any) -> None:
    with pytest.raises(WrongUsage) as error:
        read("Tesla", data)
    assert "about Tesla" in error.value.message
    assert "circularity exposed tesla" in error.value.fix


def test_what_was_not_understood_is_named(data: Any) -> None:
    with pytest.raises(WrongUsage, match="not understood: frobnicate, Zanzibar"):
        read("does OpenAI frobnicate Zanzibar", data)


def test_two_readings_are_both_offered(data: Any) -> None:
    with pytest.raises(WrongUsage) as error:
        read("does the failure of OpenAI break Oracle or can it pay", data)
    assert error.value.fix.count("circularity ") >= 2


def test_a_missing_command_is_never_offered(data: Any) -> None:
    assert {reading.command for reading in readings("can OpenAI pay its bills", data, {"exposed", "loops"})} <= {"exposed", "loops"}


def test_no_word_has_two_meanings() -> None:
    words = [word for lines in MEANINGS.values() for word in lines[0].split()]
    assert sorted(words) == sorted(set(words))
    known = set(single_words().values())
    for rule in RULES:
        for meaning in (*rule.likes, *rule.avoids, *(m for need in rule.needs for m in need.split("|"))):
            assert meaning in known


def test_another_dataset_has_its_own_names() -> None:
    telecom = ci.load("data/cases/telecom-2000")
    assert read("who is exposed if Winstar fails", telecom).line == "circularity exposed winstar"


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = readings(text, ci_data())
    assert all(reading.line.startswith("circularity ") for reading in found)
    if not found:
        with pytest.raises(WrongUsage):
            read(text, ci_data())


@cache
def ci_data() -> Any:
    return ci.load()


def test_command(run: Any) -> None:
    done = run("ask", "who is exposed if opnai fials")
    assert done.code == 0
    first, _, rest = done.out.partition("\n\n")
    assert first == "Read as: circularity exposed openai"
    assert rest == run("exposed", "openai").out
    asked = run("ask", "loops", "through", "nvidia", "--json")
    assert asked.out == run("loops", "--through", "nvidia", "--json").out
    assert "Read as: circularity loops --through nvidia" in asked.err
    refused = run("ask", "what about the moon")
    assert (refused.code, refused.out) == (2, "")
    assert "not understood: moon" in refused.err
    assert run("ask").code == 2
    assert run("ask", "who fails", "--data", "/nowhere").code != 0


def test_every_command_and_scenario_of_the_grammar_exists(data: Any) -> None:
    from circularity.cli.main import COMMANDS
    from circularity.dataset.outcomes import cases
    from circularity.dataset.scenarios import scenarios

    assert {rule.command for rule in RULES} - {"vendors"} <= set(COMMANDS)
    asked = {args[0] for question in ASKED if (found := read(question, data)).command == "run" for args in [found.args]}
    assert asked <= set(scenarios(data))
    assert read("would it have told in hindsight", data).args[0] in cases()


@pytest.mark.parametrize(
    ("question", "unread"),
    [
        ("who loses if OpenAI and Foobarco fail", ("Foobarco",)),
        ("what if Meta fails in 3 years", ("3 years",)),
        ("what breaks Oracle in 2027", ("2027",)),
        ("5 loops through Nvidia", ("5",)),
        ("does OpenAI owe 300 bn", ("300 bn",)),
        ("does Anthropic pay Amazon more than Amazon invested", ("more than",)),
        ("is it more than chance", ()),
        ("what hapens if OpnAI goes under", ()),
        ("loops through OpenAI on paid basis", ("basis",)),
    ],
)
def test_what_a_reading_leaves_out_is_said(question: str, unread: tuple[str, ...], data: Any, run: Any) -> None:
    assert read(question, data).unread == unread
    first = run("ask", question).out.splitlines()[0]
    assert first.endswith(f"(not understood, and left out: {', '.join(unread)})") is bool(unread)


@pytest.mark.parametrize("words", ["4 years", "4 yrs", "4y", "four-year", "4.0 yr"])
def test_a_life_in_any_spelling(words: str, data: Any) -> None:
    assert read(f"what if Meta's servers last {words}", data).line == "circularity depreciation meta --life 4"

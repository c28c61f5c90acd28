"""Claims as they are written: figures with units, arithmetic worked out again, commands that can be asked, what goes together."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from pydantic import ValidationError

from circularity.model.arithmetic import worked_out
from circularity.model.claim import Claim, ClaimFigure, Verdict
from circularity.model.quantity import QuantityUnit, parse_quantity
from circularity.model.question import FORMS, parse_question
from circularity.model.refusal import NotAQuantity, NotAQuestion, NotArithmetic, Refusal


@pytest.mark.parametrize(
    ("text", "unit", "ends"),
    [
        ("11.5 bn", QuantityUnit.DOLLARS, (11.5e9, 11.5e9)),
        ("-23.7 bn", QuantityUnit.DOLLARS, (-23.7e9, -23.7e9)),
        ("0", QuantityUnit.DOLLARS, (0.0, 0.0)),
        ("up to 100 bn", QuantityUnit.DOLLARS, (100e9, 100e9)),
        ("at least 3 bn", QuantityUnit.DOLLARS, (3e9, None)),
        ("40 %", QuantityUnit.SHARE, (0.40, 0.40)),
        ("27..32.5 %", QuantityUnit.SHARE, (0.27, 0.325)),
        ("up to 1 %", QuantityUnit.SHARE, (0.01, 0.01)),
        ("-4.6 %", QuantityUnit.SHARE, (-0.046, -0.046)),
        ("10..12 years", QuantityUnit.YEARS, (10.0, 12.0)),
        ("1 year", QuantityUnit.YEARS, (1.0, 1.0)),
        ("188 loops", QuantityUnit.LOOPS, (188.0, 188.0)),
        ("6 GW", QuantityUnit.GIGAWATTS, (6.0, 6.0)),
    ],
)
def test_figures_with_their_units(text: str, unit: QuantityUnit, ends: tuple[float, float | None]) -> None:
    read = parse_quantity(text)
    assert (read.unit, read.text) == (unit, text)
    assert read.ends == pytest.approx(ends)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("40", "write 11.5 bn"),
        ("40%", "write 11.5 bn"),
        ("12..10 years", "smaller number first"),
        ("up to 2..3 %", "range and a bound"),
        ("3 bn EUR", "state it in dollars"),
        ("many loops", "write 11.5 bn"),
        ("3 parsecs", "write 11.5 bn"),
        ("900 tn", "million or billion"),
    ],
)
def test_what_is_no_figure_says_how_to_write_it(text: str, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        parse_quantity(text)
    assert refused.value.code == "E221"


def test_a_figure_that_is_no_text_is_refused() -> None:
    with pytest.raises(NotAQuantity):
        parse_quantity(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3.1 bn / 27 %", 3.1e9 / 0.27, 3.1e9 / 0.27),
        ("3.1 bn / 32.5 % .. 4.1 bn / 27 %", 3.1e9 / 0.325, 4.1e9 / 0.27),
        ("19 bn + 19 bn + 7 bn + 7 bn", 52e9, 52e9),
        ("31.977 bn - 55.663 bn", -23.686e9, -23.686e9),
        ("2.35 / 1.70 - 1", 2.35 / 1.7 - 1, 2.35 / 1.7 - 1),
        ("(2 + 3) * -4", -20.0, -20.0),
        ("500 m / 1 bn", 0.5, 0.5),
    ],
)
def test_arithmetic_by_hand(text: str, low: float, high: float) -> None:
    assert worked_out(text) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "text",
    [
        *("1 / 0", "3 bn /", "", "two * 3", "__import__('os')", "2 ** 9", "max(1, 2)", "1 .. 2 .. 3", "5 .. 2", "True", "'a'"),
        *("9" * 400, "-" * 250 + "1" + "(" * 40),
    ],
)
def test_anything_else_is_refused_and_never_run(text: str) -> None:
    with pytest.raises(NotArithmetic):
        worked_out(text)


@pytest.mark.parametrize("depth", [50, 140])
def test_deep_brackets_end_in_an_answer_or_a_refusal(depth: int) -> None:
    text = "(" * depth + "1" + ")" * depth
    with contextlib.suppress(NotArithmetic):
        assert worked_out(text) == (1.0, 1.0)


def test_a_command_is_taken_apart() -> None:
    asked = parse_question("circularity edges --payer openai --payer xai --basis paid")
    assert (asked.name, asked.companies, asked.every("--payer"), asked.option("--basis")) == ("edges", (), ("openai", "xai"), "paid")
    assert asked.named == ("openai", "xai")
    assert parse_question("edges --summary").option("--summary") == ""
    assert parse_question("edges --summary").option("--basis") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exposes openai", "did you mean exposed"),
        ("", "one of exposed"),
        ("rm -rf /", "one of exposed"),
        ("exposed", "at least 1 company, not 0"),
        ("show a b", "takes 1 company, not 2"),
        ("loops --basics paid", "did you mean --basis"),
        ("loops --basis", "write --basis BASIS"),
        ("loops --basis --ever", "write --basis BASIS"),
        ("pay 'openai", "close the quotes"),
    ],
)
def test_what_is_no_command_says_why(text: str, said: str) -> None:
    with pytest.raises(NotAQuestion, match=said):
        parse_question(text)


def test_every_form_is_a_command_with_the_options_it_names() -> None:
    """The grammar of claims knows no command and no option that the command line does not."""
    from circularity.cli.main import command
    from circularity.model.question import VIEW_OPTIONS

    for name, form in FORMS.items():
        options = {flag for parameter in command(name).params for flag in parameter.opts}
        assert {*form.options, *VIEW_OPTIONS} <= options, name


def claim(**changed: Any) -> Claim:
    told: dict[str, Any] = {
        "id": "one",
        "claim": "A owes 10 bn",
        "topic": "commitments",
        "said_by": "a newsletter",
        "verdict": "supported",
        "finding": "It says so itself",
        "sources": [{"publisher": "A", "url": "https://example.org/a", "type": "press_release", "says": "10 bn"}],
    }
    return Claim.model_validate(told | changed)


def code(**changed: Any) -> str:
    """The rule that a claim breaks."""
    with pytest.raises(ValidationError) as raised:
        claim(**changed)
    (error,) = raised.value.errors()
    return str(error["ctx"]["error"].code)


def test_only_what_cannot_be_judged_says_why() -> None:
    assert claim(verdict="cannot_be_judged", why="not public").verdict is Verdict.CANNOT_BE_JUDGED
    assert code(verdict="cannot_be_judged") == "E531"
    assert code(why="not public") == "E531"


def test_a_figure_rests_on_a_source_of_the_claim_or_on_arithmetic() -> None:
    assert claim(figures=[{"what": "x", "value": "10 bn", "source": "https://example.org/a"}]).figures
    assert claim(figures=[{"what": "x", "value": "10 bn", "arithmetic": "5 bn * 2"}]).figures
    assert code(figures=[{"what": "x", "value": "10 bn"}]) == "E532"
    assert code(figures=[{"what": "x", "value": "10 bn", "source": "https://example.org/b"}]) == "E532"
    assert code(theirs={"what": "x", "value": "10 bn", "source": "https://example.org/b"}) == "E532"


@pytest.mark.parametrize(
    ("value", "arithmetic", "right"),
    [
        ("11.5 bn", "3.1 bn / 27 %", True),  # 11.481
        ("11.4 bn", "3.1 bn / 27 %", False),
        ("11 bn", "3.1 bn / 27 %", True),
        ("9.5..15.2 bn", "3.1 bn / 32.5 % .. 4.1 bn / 27 %", True),  # 9.538 to 15.185
        ("9.6..15.2 bn", "3.1 bn / 32.5 % .. 4.1 bn / 27 %", False),
        ("57 %", "300 bn / 523.3 bn", True),  # 57.33
        ("58 %", "300 bn / 523.3 bn", False),
        ("53 days", "33.391 bn / 57.01 bn * 91", True),  # 53.30
        ("54 days", "33.391 bn / 57.01 bn * 91", False),
    ],
)
def test_the_arithmetic_gives_the_value_but_for_rounding(value: str, arithmetic: str, right: bool) -> None:
    told = {"what": "x", "value": value, "arithmetic": arithmetic}
    if right:
        assert ClaimFigure.model_validate(told).value.text == value
    else:
        with pytest.raises(ValidationError, match="gives"):
            ClaimFigure.model_validate(told)


def test_nothing_is_compared_without_a_figure_of_theirs() -> None:
    ours = [{"what": "x", "command": "pay openai", "figure": "pay:openai.cash", "comparable": "true"}]
    assert code(ours=ours) == "E535"
    assert claim(ours=ours, theirs={"what": "x", "value": "10 bn"}).ours[0].comparable

"""A warning on arithmetic in running text that names its result and does not give it: ``26% of 9.0 bn = 2.34 bn``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from circularity.dataset.dataset import Dataset
from circularity.dataset.problems import Loc
from circularity.dataset.rules import Finding, Rule, each_edge, on_edge
from circularity.model.arithmetic import worked_out
from circularity.model.refusal import NotArithmetic

SLACK = 0.01
"""What rounding of the figures that go in may come to, as a share of the result; the result's own last digit comes on top."""

_VALUE = r"\d+(?:,\d{3})*(?:\.\d+)?(?: ?%| ?(?:k|m|bn|tn|million|billion|trillion)\b)?"
_NO_UNITS = "k m bn tn million billion trillion of less times plus minus x to at and in as or by"
_UNIT = rf"(?: (?!(?:{_NO_UNITS.replace(' ', '|')})\b)[A-Za-z]+){{0,2}}"
_SIGN = r"(?: ?[x*×/+−-] ?| (?:times|plus|minus|less) |(?<=%) of )"
_TERM = rf"\(*(?:about )?{_VALUE}{_UNIT}(?:\)+{_UNIT})?"
_RESULT = r"(?P<result>\d+(?:,\d{3})*(?:\.\d+)?)(?P<scale> ?%| ?(?:k|m|bn|tn|million|billion|trillion)\b)?"
_EQUATION = re.compile(rf"(?P<left>{_TERM}(?:{_SIGN}{_TERM})+) = (?:about )?{_RESULT}")
_CONTINUES = re.compile(r"(?:[x*×/+−=(-]|\d|\b(?:of|times|plus|minus|less|by|to|at|half))\s*$")
_A_YEAR = re.compile(r"(?:19|20)\d\d(?![\d,.%]| (?:k|m|bn|tn)\b)")
_ASIDE = re.compile(r"(?<=[\w%]) \((?![^()]*\)(?:\)|/| ?[x*×/]))[^()]*[A-Za-z]{2}[^()]*\)")
_SIGNS = {"x": "*", "×": "*", "times": "*", "of": "*", "plus": "+", "minus": "-", "less": "-", "−": "-"}
_SCALES = {"million": "m", "billion": "bn", "trillion": "tn", "": ""}
_FACTORS = {"": 1.0, "%": 0.01, "k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum told in running text."""

    text: str
    gives: float
    """What the left side gives, in the unit of the result."""
    said: float
    digit: float
    """What a one in the last digit of the result is worth."""
    scale: str

    @property
    def is_off(self) -> bool:
        """Whether the two sides differ by more than the rounding of what goes in and of what comes out."""
        return abs(self.gives - self.said) > SLACK * abs(self.said) + self.digit / 2


def equations(text: str) -> Iterator[Equation]:
    """Each simple equation of a text.

    Only figures with their units, + - x * / ( ), per cent, ``of``, ``times``, ``less`` and scales count; where anything else
    stands between them nothing is said, since a rate or a date may be meant.

    >>> [(found.said, round(found.gives, 4), found.is_off) for found in equations("15% of 9.0 bn = 1.44 bn")]
    [(1.44, 1.35, True)]
    """
    plain = _ASIDE.sub("", text)
    for found in _EQUATION.finditer(plain):
        if _CONTINUES.search(plain[: found.start()]) or _A_YEAR.match(found["left"]):
            continue
        try:
            gives, _ = worked_out(_as_arithmetic(found["left"]))
        except NotArithmetic:
            continue
        scale = (found["scale"] or "").strip()
        digits = found["result"].replace(",", "")
        digit = 10.0 ** -len(digits.partition(".")[2])
        factors = _factors(found["left"], scale)
        readings = [Equation(found[0], gives / factor, float(digits), digit, scale) for factor in factors]
        yield next((reading for reading in readings if not reading.is_off), readings[-1])


def _factors(left: str, scale: str) -> tuple[float, ...]:
    """What the result's last digit may count: its own scale, or the one that is left out on one of the two sides."""
    own = _FACTORS[_SCALES.get(scale, scale)]
    scaled = re.search(r"\d ?(?:k|m|bn|tn|million|billion|trillion)\b", left)
    if scaled and not scale:
        return (1e3, 1e6, 1e9, 1e12, 1.0)
    return (own,) if scaled or scale in ("", "%") else (1.0, own)


def _as_arithmetic(text: str) -> str:
    """In the grammar of `worked_out`: signs for words, a space before a scale, no units."""
    parts = re.findall(rf"{_VALUE}|[()]|[x*×/+−-](?![A-Za-z])|\b(?:times|plus|minus|less|of)\b", text)
    written = []
    for part in parts:
        number = re.fullmatch(r"([\d.,]+) ?(\D*)", part)
        if number:
            scale = _SCALES.get(number[2], number[2])
            written.append(f"{number[1].replace(',', '')} {scale}".strip())
        else:
            written.append(_SIGNS.get(part, part))
    return " ".join(written)


def sum_is_off(data: Dataset) -> Iterator[Finding]:
    """An equation in a derivation, a note or disputes whose two sides differ by more than rounding."""
    for deal, index, edge in each_edge(data):
        texts: list[tuple[Loc, str | None]] = [(("derivation",), edge.derivation), (("disputes",), edge.disputes)]
        texts += [(("history", i, "note"), item.note) for i, item in enumerate(edge.history)]
        for loc, text in texts:
            for found in equations(text or ""):
                if found.is_off:
                    given = f"{float(f'{found.gives:.4g}'):,.10g} {found.scale}".strip()
                    yield on_edge("W723", deal, index, edge, *loc, message=f"'{found.text}', but it gives {given}")


WARNINGS: tuple[Rule, ...] = (sum_is_off,)

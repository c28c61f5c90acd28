"""What a user supposes instead of what is recorded: the layout of a what-if file, and the same from the command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, Field

from circularity.errors import WrongUsage
from circularity.model.amounts import Amount
from circularity.model.assumptions import Assumption
from circularity.model.dates import PartialDate
from circularity.model.money import Money, parse_money
from circularity.model.plans import whole_years
from circularity.model.text import Fact, Percent, percent_value

ByYear = Annotated[dict[PartialDate, Money], AfterValidator(whole_years)]


class SupposedFile(Fact):
    """The layout of a what-if file: revenue, funding and cash of one company, and assumptions replaced."""

    revenue: ByYear = Field(default_factory=dict)
    funding: ByYear = Field(default_factory=dict)
    cash: Money | None = None
    growth: Percent | None = None
    assumptions: tuple[Assumption, ...] = ()


@dataclass(frozen=True)
class Supposed:
    """What replaces recorded figures in an answer; empty if nothing does."""

    revenue: dict[int, Amount] = field(default_factory=dict)
    funding: dict[int, Amount] = field(default_factory=dict)
    cash: Amount | None = None
    growth: float | None = None
    assumptions: tuple[Assumption, ...] = ()

    @property
    def of_one_company(self) -> bool:
        """Whether something is supposed that makes sense of one company only."""
        return bool(self.revenue or self.funding) or self.cash is not None or self.growth is not None

    @property
    def is_anything(self) -> bool:
        return self.of_one_company or bool(self.assumptions)

    @classmethod
    def of(
        cls,
        revenue: tuple[str, ...] = (),
        funding: tuple[str, ...] = (),
        cash: str | None = None,
        growth: str | None = None,
        file: SupposedFile | None = None,
    ) -> Supposed:
        """From texts as a user writes them (``2027=60bn``), over what a file says.

        >>> Supposed.of(revenue=("2027=60bn",), growth="40%").revenue[2027].point
        60000000000.0
        """
        below = file or SupposedFile()
        own_cash = _amount(cash, "--cash") if cash is not None else below.cash.stated if below.cash is not None else None
        if below.cash is not None and below.cash.currency != "USD":
            raise WrongUsage(f"'{below.cash}' is not in dollars", "suppositions are in dollars")
        return cls(
            {**_from_file(below.revenue), **dict(_pair(text, "--revenue") for text in revenue)},
            {**_from_file(below.funding), **dict(_pair(text, "--funding") for text in funding)},
            own_cash,
            _growth(growth) if growth is not None else None if below.growth is None else percent_value(below.growth) / 100,
            below.assumptions,
        )

    def as_json(self) -> dict[str, object]:
        """What was supposed, for the answer."""
        return {
            "revenue": {str(year): amount.as_json() for year, amount in sorted(self.revenue.items())},
            "funding": {str(year): amount.as_json() for year, amount in sorted(self.funding.items())},
            "cash": None if self.cash is None else self.cash.as_json(),
            "growth": self.growth,
            "assumptions": [item.id for item in self.assumptions],
        }


def _from_file(values: dict[PartialDate, Money]) -> dict[int, Amount]:
    for money in values.values():
        if money.currency != "USD":
            raise WrongUsage(f"'{money}' is not in dollars", "suppositions are in dollars")
    return {when.first.year: money.stated for when, money in values.items()}


def _pair(text: str, option: str) -> tuple[int, Amount]:
    year, found, amount = text.partition("=")
    if not found or not year.strip().isdecimal() or not 1900 <= int(year) <= 2200:
        raise WrongUsage(f"{option} {text}: not a year and an amount", f"write {option} 2027=60bn")
    return int(year), _amount(amount, option)


def _amount(text: str, option: str) -> Amount:
    spaced = _spaced(text.strip())
    try:
        money = parse_money(spaced)
    except ValueError as error:
        raise WrongUsage(f"{option}: {error}", "write 60bn or 50..70bn") from None
    if money.currency != "USD" or not money.stated.disclosed:
        raise WrongUsage(f"{option}: '{text}' is no sum of dollars", "write 60bn or 50..70bn")
    return money.stated


def _spaced(text: str) -> str:
    """``60bn`` as the money grammar has it: with a space before the scale."""
    for scale in ("bn", "tn", "m", "k"):
        if text.endswith(scale) and text[: -len(scale)].rstrip()[-1:].isdigit():
            return f"{text[: -len(scale)].rstrip()} {scale}"
    return text


def _growth(text: str) -> float:
    try:
        value = float(text.strip().removesuffix("%").rstrip()) / 100
    except ValueError:
        raise WrongUsage(f"--growth {text}: not a percentage", "write --growth 40%") from None
    if not -1 < value <= 100:
        raise WrongUsage(f"--growth {text}: outside -100 % to 10,000 %", "write --growth 40%")
    return value

"""What a user may put in place of the figures on file when asking about depreciation: options, or a YAML file with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from circularity.dataset.dataset import Dataset
from circularity.dataset.yamltext import parse
from circularity.errors import WrongUsage
from circularity.model.amounts import Amount
from circularity.model.assumptions import Assumption, Assumptions
from circularity.model.money import parse_money
from circularity.model.text import Fact
from circularity.model.useful_life import LONGEST

PATHS = ("flat", "guided", "none")
_GROWTH = re.compile(r"([+-]?\d+(?:\.\d+)?) ?%")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))? ?(%)?")
_COUNT = re.compile(r"(\d+(?:\.\d+)?)(?: (m|bn))?")


@dataclass(frozen=True)
class Capex:
    """What is spent after the last reported year: a word, a growth rate, or dollars by year."""

    word: str = "flat"
    growth: float = 0.0
    by_year: Mapping[int, Amount] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.by_year:
            return ", ".join(f"{year}: {(amount.point or 0) / 1e9:g} bn" for year, amount in sorted(self.by_year.items()))
        return f"{self.growth:+.0%} a year" if self.word == "growth" else self.word


@dataclass(frozen=True)
class WhatIf:
    """Inputs that replace what the data say; ``None`` keeps it."""

    server_share: Amount | None = None
    """Part of capital expenditure that buys servers and network gear; replaces the growth of the balance-sheet line."""
    capex: Capex = Capex()
    tax_rate: Amount | None = None
    shares: float | None = None
    policy_life: float | None = None
    """A single life in place of the company's policies."""
    finance_leases: bool = True
    """Whether assets obtained by finance leases are spending."""
    additions: Mapping[int, Amount] = field(default_factory=dict)
    """Dollars of servers and network gear by fiscal year."""

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of inputs that were replaced."""
        return tuple(f.name for f in fields(self) if getattr(self, f.name) != getattr(WhatIf(), f.name))


class Inputs(Fact):
    """The keys that a what-if file may hold, for all companies or for one."""

    server_share: str | None = None
    capex: str | dict[str, str] | None = None
    tax_rate: str | None = None
    shares: str | None = None
    policy_life: str | None = None
    finance_leases: str | None = None
    additions: dict[str, str] = Field(default_factory=dict)


class WhatIfFile(Inputs):
    """A what-if file: inputs for all companies, for single ones, and assumptions in the layout of ``assumptions.yaml``."""

    companies: dict[str, Inputs] = Field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()


def read_what_if(path: str | Path) -> WhatIfFile:
    """A what-if file; `WrongUsage` says what cannot be read."""
    try:
        parsed = parse(Path(path).read_bytes())
    except OSError as error:
        raise WrongUsage(f"{path} cannot be read: {error.strerror or error}") from None
    if parsed.value is None:
        _, line, column, message = parsed.complaints[0]
        raise WrongUsage(f"{path}:{line}:{column}: {message}", "write keys and values, as in tax_rate: 21 %")
    try:
        return WhatIfFile.model_validate(parsed.value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        known = ", ".join((*Inputs.model_fields, "companies", "assumptions"))
        raise WrongUsage(f"{path}: {where or 'file'}: {first['msg']}", f"keys are {known}") from None


def what_if(inputs: Inputs, base: WhatIf | None = None) -> WhatIf:
    """Written inputs as numbers, laid over a base."""
    given: dict[str, Any] = {}
    if inputs.server_share is not None:
        given["server_share"] = parse_share(inputs.server_share, "server_share")
    if inputs.capex is not None:
        given["capex"] = parse_capex(inputs.capex)
    if inputs.tax_rate is not None:
        given["tax_rate"] = parse_share(inputs.tax_rate, "tax_rate")
    if inputs.shares is not None:
        given["shares"] = parse_count(inputs.shares)
    if inputs.policy_life is not None:
        given["policy_life"] = parse_years(inputs.policy_life)
    if inputs.finance_leases is not None:
        if inputs.finance_leases not in ("true", "false"):
            raise WrongUsage(f"finance_leases is true or false, not {inputs.finance_leases!r}")
        given["finance_leases"] = inputs.finance_leases == "true"
    if inputs.additions:
        given["additions"] = {_year(year): _dollars(amount) for year, amount in inputs.additions.items()}
    return replace(base or WhatIf(), **given)


def parse_share(text: str, what: str = "a share") -> Amount:
    """``50 %``, ``0.5`` or ``40..60 %`` as an amount between 0 and 1.

    >>> parse_share("40..60 %")
    Amount(low=0.4, point=0.5, high=0.6, at_most=0.0)
    """
    shape = _SHARE.fullmatch(text.strip())
    if shape is not None:
        scale = 100.0 if shape[3] else 1.0
        low, high = float(shape[1]) / scale, float(shape[2] or shape[1]) / scale
        if 0 <= low <= high <= 1:
            return Amount(low, (low + high) / 2, high)
    raise WrongUsage(f"{text!r} is not a share for {what}", "write 50 %, 0.5 or 40..60 %, between 0 and 100 %")


def parse_capex(value: str | Mapping[str, str]) -> Capex:
    """``flat``, ``guided``, ``none``, ``+20 %`` a year, or ``2026=200 bn,2027=220 bn``."""
    if not isinstance(value, str):
        return Capex("given", by_year={_year(year): _dollars(amount) for year, amount in value.items()})
    text = value.strip()
    if text in PATHS:
        return Capex(text)
    growth = _GROWTH.fullmatch(text)
    if growth is not None:
        rate = float(growth[1]) / 100
        if not -1 <= rate <= 10:
            raise WrongUsage(f"spending cannot grow by {text} a year", "write a rate from -100 % to 1000 %")
        return Capex("growth", growth=rate)
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(sign for _, sign, _ in pairs):
        raise WrongUsage(f"{text!r} is no path of capital expenditure", "write flat, guided, none, +20 % or 2026=200 bn,2027=220 bn")
    return Capex("given", by_year={_year(year): _dollars(amount) for year, _, amount in pairs})


def parse_years(text: str) -> float:
    """A life as written; checked where it is used."""
    try:
        return float(text)
    except ValueError:
        raise WrongUsage(f"{text!r} is not a life", "give years, as in 3 or 5.5") from None


def parse_count(text: str) -> float:
    """A number of shares: ``2.5 bn`` or ``2500000000``."""
    shape = _COUNT.fullmatch(text.strip())
    count = 0.0 if shape is None else float(shape[1]) * {"m": 1e6, "bn": 1e9}.get(shape[2] or "", 1.0)
    if count < 1:
        raise WrongUsage(f"{text!r} is not a number of shares", "write 2.5 bn or 2500000000")
    return count


def _year(text: str) -> int:
    word = text.strip().removeprefix("FY")
    if not (word.isdigit() and 1990 <= int(word) <= 2100):
        raise WrongUsage(f"{text!r} is not a fiscal year", "write 2026")
    return int(word)


def _dollars(text: str) -> Amount:
    try:
        money = parse_money(text.strip())
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    if money.currency != "USD" or money.stated.point is None or money.stated.high is None:
        raise WrongUsage(f"{text!r} is no amount of dollars with an upper end", "write 200 bn or 175..185 bn")
    return money.stated


def parse_lives(text: str) -> tuple[float, ...]:
    """``3``, ``2..8`` (whole years between) or ``3,4.5``.

    >>> parse_lives("2..4"), parse_lives("3,4.5")
    ((2.0, 3.0, 4.0), (3.0, 4.5))
    """
    first, dots, last = text.partition("..")
    if not dots:
        return tuple(parse_years(part.strip()) for part in text.split(","))
    low, high = parse_years(first), parse_years(last)
    if not 0 < low <= high <= LONGEST:
        raise WrongUsage(f"{text!r} is no range of lives", f"write 2..8: years above 0 and at most {LONGEST:g}, the smaller first")
    return tuple(low + i for i in range(int(high - low) + 1))


def parse_vintage_lives(texts: Sequence[str]) -> dict[int, float]:
    """``2024=3`` as a life for one vintage."""
    pairs = [text.partition("=") for text in texts]
    if not all(sign for _, sign, _ in pairs):
        raise WrongUsage(f"{', '.join(texts)} is no life of a vintage", "write 2024=3")
    return {_year(year): parse_years(life) for year, _, life in pairs}


def written(data: Dataset, path: str | None, given: Mapping[str, Any]) -> tuple[Dataset, dict[str, WhatIf]]:
    """A file's inputs and, laid over them, those of the command line: by company, and the dataset with the file's assumptions."""
    file = WhatIfFile() if path is None else read_what_if(path)
    if file.assumptions:
        for assumption in file.assumptions:
            data.assumptions[assumption.id]  # an assumption that no answer uses is a mistake
        data = replace(data, assumptions=Assumptions(tuple(data.assumptions.values()), file.assumptions), cache={})
    line = Inputs(
        finance_leases="false" if given.get("no_finance_leases") else None,
        **{key: given[key] for key in ("capex", "server_share", "tax_rate", "shares", "policy_life") if given.get(key) is not None},
    )
    own = {data.entity(name).id: inputs for name, inputs in file.companies.items()}
    general = what_if(file)
    return data, {name: what_if(line, what_if(own.get(name, Inputs()), general)) for name in data.entities}

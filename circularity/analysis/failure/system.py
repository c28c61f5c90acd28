"""Numbered companies and the links between them, as the rounds of a failure see them: what each can bear, owes and has promised.

A number is a float, or a numpy array with one value for each of many draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Number = Any
"""A float, or an array of floats with one value a draw."""


@dataclass(frozen=True, slots=True)
class Company:
    """What a company can bear; ``None`` where it is not known, and the chain then ends there."""

    equity: float | None = None
    margin: Number = 0.0
    revenue: float | None = None
    cash: float | None = None
    debt: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A stake, loan or prepayment: what `holder` has at risk in `debtor`."""

    holder: int
    debtor: int
    amount: Number
    loss_rate: Number = 1.0
    is_debt: bool = False
    """Whether it comes before the owners when its debtor fails: anything but a stake."""
    collateral: int = -1
    """The contract on whose money the claim lives, if any."""


@dataclass(frozen=True, slots=True)
class Contract:
    """An order of `buyer` at `seller` that is not all delivered and paid."""

    buyer: int
    seller: int
    unpaid: Number
    yearly: Number = 0.0
    receivable: Number = 0.0
    supply: Number = 0.0
    serves: int = -1
    """The contract that this purchase is made for, if any."""
    dedicated: bool = False
    is_open: Number = True
    """Whether anything is still to come; in draws, whether the deal is performed at all."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Money (or cover) that `giver` has promised to `receiver` and not given."""

    giver: int
    receiver: int
    amount: Number
    is_funding: bool = True


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What `guarantor` pays to `beneficiary` once all of `needs` have failed."""

    guarantor: int
    beneficiary: int
    needs: tuple[int, ...]
    cap: Number
    share: Number = 1.0
    """Its cap over the caps of all who guarantee the same."""
    due: Number | None = None
    """What the obligor owes; ``None`` where it is not recorded."""
    kind: str = ""
    link: int = -1
    """Which ``claim`` or ``contract`` is covered."""


@dataclass(frozen=True)
class System:
    """All companies and links; every index is a place in these tuples."""

    companies: tuple[Company, ...]
    claims: tuple[Claim, ...] = ()
    contracts: tuple[Contract, ...] = ()
    promises: tuple[Promise, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()

    @cached_property
    def claims_on(self) -> dict[int, list[int]]:
        return _grouped(claim.debtor for claim in self.claims)

    @cached_property
    def claims_secured_by(self) -> dict[int, list[int]]:
        return _grouped(claim.collateral for claim in self.claims)

    @cached_property
    def orders_of(self) -> dict[int, list[int]]:
        return _grouped(contract.buyer for contract in self.contracts)

    @cached_property
    def sales_of(self) -> dict[int, list[int]]:
        return _grouped(contract.seller for contract in self.contracts)

    @cached_property
    def serving(self) -> dict[int, list[int]]:
        return _grouped(contract.serves for contract in self.contracts)

    @cached_property
    def promises_of(self) -> dict[int, list[int]]:
        return _grouped(promise.giver for promise in self.promises)

    @cached_property
    def guarantees_on(self) -> dict[int, list[int]]:
        """By company: the guarantees that its failure may call."""
        found: dict[int, list[int]] = {}
        for i, guarantee in enumerate(self.guarantees):
            for company in dict.fromkeys(guarantee.needs):
                found.setdefault(company, []).append(i)
        return found

    @cached_property
    def cover_of(self) -> dict[tuple[str, int], list[int]]:
        """By claim or contract: the guarantees that stand behind it."""
        found: dict[tuple[str, int], list[int]] = {}
        for i, guarantee in enumerate(self.guarantees):
            found.setdefault((guarantee.kind, guarantee.link), []).append(i)
        return found


@dataclass(frozen=True)
class Shock:
    """What happens to the system from outside, in the first round; shares are from 0 to 1."""

    failing: Mapping[int, Number] = field(default_factory=dict)
    cut: Mapping[int, Number] = field(default_factory=dict)
    """Contracts that lose a share of what is still to come."""
    written_down: Mapping[int, Number] = field(default_factory=dict)
    """Claims that lose a share of their value."""
    withdrawn: Mapping[int, Number] = field(default_factory=dict)
    """Promises of which a share is not kept."""
    called: Mapping[int, Number] = field(default_factory=dict)
    """Guarantees that are called although nobody has failed."""
    charges: Mapping[int, Number] = field(default_factory=dict)
    """By company, what lowers its equity at once without any deal: higher depreciation."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How losses are carried on."""

    rounds: int = 100
    single_hit: bool = False
    clearing: bool = False
    pass_through: Number = 0.25
    horizon: Number = 1.0
    liquidity: bool = False
    bankruptcy_cost: Number = 0.0


def _grouped(keys: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for i, key in enumerate(keys):
        if key >= 0:
            found.setdefault(key, []).append(i)
    return found

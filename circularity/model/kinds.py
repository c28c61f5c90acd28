"""The vocabulary of deals: what each kind of edge means, in one table.

The arrow always runs the way the value runs, from the one that pays, lends, grants or guarantees
to the one that receives. Each kind states its sentence, its class, whether cash moves, over what
term its money moves when no schedule is given, and who bears which loss when either side fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EdgeClass(StrEnum):
    """The three ways in which value moves."""

    FINANCING = "financing"
    COMMERCE = "commerce"
    SUPPORT = "support"


class Term(StrEnum):
    """When the money of a kind moves, where no schedule and no end date say so."""

    ONE_DAY = "one day"
    YEARS = "years"
    UNKNOWN = "unknown"


class Loss(StrEnum):
    """What the other side loses when one side of an edge fails."""

    CAPITAL = "capital_at_risk"
    BACKLOG = "backlog_at_risk"
    FUNDING = "funding_withdrawn"
    SUPPLY = "supply_at_risk"
    CALL = "guarantee called"
    COVER = "cover_lost"
    NONE = "none"


class Kind(StrEnum):
    """Every kind of edge the data may use."""

    EQUITY_INVESTMENT = "equity_investment"
    LOAN = "loan"
    BOND = "bond"
    CONVERTIBLE = "convertible"
    SPV_FINANCING = "spv_financing"
    CLOUD_CREDIT = "cloud_credit"
    PREPAYMENT = "prepayment"
    SHARE_SALE = "share_sale"
    ACQUISITION = "acquisition"
    HARDWARE_PURCHASE = "hardware_purchase"
    HARDWARE_LEASE = "hardware_lease"
    CLOUD_CONTRACT = "cloud_contract"
    COLOCATION_LEASE = "colocation_lease"
    SUPPLY_AGREEMENT = "supply_agreement"
    ENERGY_CONTRACT = "energy_contract"
    LICENSE = "license"
    REVENUE_SHARE = "revenue_share"
    GUARANTEE = "guarantee"
    CAPACITY_BACKSTOP = "capacity_backstop"
    WARRANT = "warrant"
    SHARE_GRANT = "share_grant"

    @property
    def spec(self) -> KindSpec:
        """What this kind means."""
        return KINDS[self]


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One row of the vocabulary."""

    verb: str
    edge_class: EdgeClass
    cash: bool
    term: Term
    default_years: float | None
    if_receiver_fails: Loss
    if_payer_fails: Loss
    owes: bool = False
    """Whether the receiver owes the money back: its `ends` is a maturity, not a delivery period."""
    stake: bool = False
    """Whether the payer holds shares of the receiver afterwards."""

    def sentence(self, payer: str, payee: str) -> str:
        """The edge, read aloud: "Nvidia invests in OpenAI"."""
        return f"{payer} {self.verb} {payee}"


def _finance(verb: str, *, cash: bool = True, receiver: Loss = Loss.CAPITAL, owes: bool = False, stake: bool = False) -> KindSpec:
    return KindSpec(verb, EdgeClass.FINANCING, cash, Term.ONE_DAY, None, receiver, Loss.FUNDING, owes, stake)


def _trade(verb: str, term: Term, years: float | None = None) -> KindSpec:
    return KindSpec(verb, EdgeClass.COMMERCE, True, term, years, Loss.SUPPLY, Loss.BACKLOG)


def _support(verb: str, receiver: Loss, term: Term = Term.UNKNOWN) -> KindSpec:
    return KindSpec(verb, EdgeClass.SUPPORT, False, term, None, receiver, Loss.COVER)


KINDS: dict[Kind, KindSpec] = {
    Kind.EQUITY_INVESTMENT: _finance("invests in", stake=True),
    Kind.LOAN: _finance("lends to", owes=True),
    Kind.BOND: _finance("buys bonds of", owes=True),
    Kind.CONVERTIBLE: _finance("buys convertible debt of", owes=True),
    Kind.SPV_FINANCING: _finance("funds the vehicle", owes=True),
    Kind.CLOUD_CREDIT: _finance("gives cloud credit to", cash=False),
    Kind.PREPAYMENT: _finance("pays in advance to"),
    Kind.SHARE_SALE: _finance("buys shares held by", receiver=Loss.NONE),
    Kind.ACQUISITION: _finance("acquires", stake=True),
    Kind.HARDWARE_PURCHASE: _trade("buys hardware from", Term.YEARS, 2.0),
    Kind.HARDWARE_LEASE: _trade("leases hardware from", Term.UNKNOWN),
    Kind.CLOUD_CONTRACT: _trade("buys cloud capacity from", Term.YEARS, 5.0),
    Kind.COLOCATION_LEASE: _trade("leases data-centre space from", Term.UNKNOWN),
    Kind.SUPPLY_AGREEMENT: _trade("buys supplies from", Term.YEARS, 5.0),
    Kind.ENERGY_CONTRACT: _trade("buys power from", Term.UNKNOWN),
    Kind.LICENSE: _trade("licenses from", Term.ONE_DAY),
    Kind.REVENUE_SHARE: _trade("shares revenue with", Term.UNKNOWN),
    Kind.GUARANTEE: _support("gives a guarantee to", Loss.CALL),
    Kind.CAPACITY_BACKSTOP: _support("backstops the capacity of", Loss.CALL),
    Kind.WARRANT: _support("grants warrants to", Loss.NONE, Term.ONE_DAY),
    Kind.SHARE_GRANT: _support("grants own shares to", Loss.NONE, Term.ONE_DAY),
}

CLASSES: dict[Kind, EdgeClass] = {kind: spec.edge_class for kind, spec in KINDS.items()}

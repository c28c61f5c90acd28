"""Exchange rates of a period's end or average, each with its source: units of the currency per dollar."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from circularity.model.dates import PartialDate
from circularity.model.deal import SourceType
from circularity.model.figures import Optional
from circularity.model.refusal import Refusal
from circularity.model.text import Address, Fact, Text

COLUMNS = ("currency", "date", "kind", "rate", "per", "source", "source_type", "note")


class RateKind(StrEnum):
    """What a rate is good for: balances, or flows of a period that ends on its date."""

    PERIOD_END = "period_end"
    AVERAGE = "average"


def _positive(text: object) -> object:
    try:
        rate = float(str(text))
    except ValueError:
        rate = 0.0
    if not 0 < rate < 1e6:
        raise Refusal(f"'{text}' is not a rate; write units of the currency per dollar, as in 9.2")
    return rate


class Rate(Fact):
    """One exchange rate."""

    currency: Text
    date: PartialDate
    kind: RateKind
    rate: Annotated[float, BeforeValidator(_positive)]
    per: Text
    source: Address
    source_type: SourceType
    note: Optional = None

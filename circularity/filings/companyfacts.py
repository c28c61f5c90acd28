"""The regulator's own extract of a company's undimensioned facts, one JSON file a company."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from circularity.errors import DataProblem
from circularity.filings.facts import Fact, Filing, Skip


def companyfacts(text: str, path: str) -> Filing:
    """Read a companyfacts JSON: every value with its unit, period, accession, form and day of filing.

    ``fy`` and ``fp`` describe the filing, not the period, and are left aside: periods come from ``start`` and ``end``.
    Repeats are not dropped, since each belongs to another filing.

    Raises
    ------
    DataProblem
        Where it is no JSON, or not of that shape.
    """
    try:
        whole = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError, InvalidOperation) as error:
        at = f":{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DataProblem(f"{path}{at}: not JSON: {getattr(error, 'msg', error)}") from None
    if not isinstance(whole, dict) or not isinstance(whole.get("facts"), dict) or "cik" not in whole:
        raise DataProblem(f"{path}: JSON, but not a companyfacts file: 'cik' and 'facts' are missing")
    facts: list[Fact] = []
    skipped: list[Skip] = []
    for taxonomy, concepts in whole["facts"].items():
        for name, concept in (concepts if isinstance(concepts, dict) else {}).items():
            units = concept.get("units") if isinstance(concept, dict) else None
            for unit, values in (units if isinstance(units, dict) else {}).items():
                for index, value in enumerate(values if isinstance(values, list) else [values]):
                    place = f"{path}: {taxonomy}:{name}[{unit}][{index}]"
                    try:
                        facts.append(_fact(f"{taxonomy}:{name}", unit, value, path))
                    except (KeyError, ValueError, TypeError) as error:
                        skipped.append(Skip(place, f"not a value with end, val, accn, form and filed: {error}"))
    return Filing(
        path=path,
        kind="companyfacts",
        facts=tuple(facts),
        skipped=tuple(skipped),
        cik=str(whole["cik"]).zfill(10),
        name=str(whole.get("entityName") or "") or None,
        filed=max((f.filed for f in facts if f.filed), default=None),
    )


def _fact(concept: str, unit: str, value: dict[str, Any], path: str) -> Fact:
    amount = value["val"]
    if not isinstance(amount, Decimal):
        raise ValueError(f"val is {amount!r}")
    return Fact(
        concept=concept,
        value=amount,
        unit=unit,
        start=date.fromisoformat(value["start"]) if "start" in value else None,
        end=date.fromisoformat(value["end"]),
        accession=str(value["accn"]),
        form=str(value["form"]),
        filed=date.fromisoformat(value["filed"]),
        document=path,
    )


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not a number")

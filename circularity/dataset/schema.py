"""JSON Schemas of the data files, made from the models: an editor completes keys and words by them, and shows what they mean.

They are a convenience: ``circularity check`` is the authority, and knows rules that span files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from circularity.dataset.dataset import Card
from circularity.dataset.meanings import (
    KEYS,
    MODELS,
    QUANTITY_UNITS,
    ROLES,
    SCENARIO_KEYS,
    SOURCE_TYPES,
    STAGES,
    TOPICS,
    VERDICTS,
    WINDOWS,
)
from circularity.model.assumptions import AssumptionsFile
from circularity.model.claim import ClaimsFile
from circularity.model.dates import PartialDate
from circularity.model.deal import Deal, HistoryItem
from circularity.model.entity import Entity
from circularity.model.kinds import KINDS
from circularity.model.money import DatedMoney, Money
from circularity.model.quantity import WORDS, Quantity
from circularity.model.question import FORMS, Question
from circularity.model.scenario import Scenario, ShareOf, Years
from circularity.model.text import Address, Decimalish, Fact, Flag, Percent, Slug, Text

DIALECT = "http://json-schema.org/draft-07/schema#"
FILES: dict[str, type[Fact]] = {
    "deal": Deal,
    "entity": Entity,
    "dataset": Card,
    "assumptions": AssumptionsFile,
    "scenario": Scenario,
    "claims": ClaimsFile,
}
"""Each schema by its name, with the model of the file that it describes."""

PLACES = {
    "deal": ["data/edges/*/*.yaml", "data/cases/*/edges/*/*.yaml"],
    "entity": ["data/entities/*.yaml", "data/cases/*/entities/*.yaml"],
    "dataset": ["data/dataset.yaml", "data/cases/*/dataset.yaml"],
    "assumptions": ["data/assumptions.yaml", "data/cases/*/assumptions.yaml"],
    "scenario": ["data/scenarios/*.yaml"],
    "claims": ["data/reference/claims.yaml"],
}
"""The files of a checkout that an editor should hold against each schema."""

_NUMBER, _CURRENCY = r"[0-9]+(\.[0-9]+)?", r"( [A-Z]{3})?"
_ZERO = r"(up to |at least )?0+(\.0+)?(\.\.0+(\.0+)?)?"
_FIGURE = rf"({_ZERO}|(up to |at least )?{_NUMBER} (k|m|bn|tn)|{_NUMBER}\.\.{_NUMBER} (k|m|bn|tn)){_CURRENCY}"
_MONEY = rf"(undisclosed|{_FIGURE})"
_DATE = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_QUANTITY = rf"(0|(up to |at least )?-?{_NUMBER}(\.\.-?{_NUMBER})? (k|m|bn|tn|%|{'|'.join(word for word in WORDS if word != '%')}))"
_SIGNED = rf"(undisclosed|-?{_NUMBER}(\.\.-?{_NUMBER})? (k|m|bn|tn){_CURRENCY}|0)"


def _text(pattern: str, said: str, *examples: str, also: str | None = None) -> dict[str, Any]:
    """A text with a shape; `also` is the type that YAML itself would make of it without quotes."""
    kind: Any = "string" if also is None else ["string", also]
    return {"type": kind, "pattern": f"^{pattern}$", "patternErrorMessage": said, "examples": list(examples)}


MONEY = _text(
    _MONEY,
    "write 300 bn, 15..20 bn, up to 100 bn, at least 3 bn or undisclosed",
    "300 bn",
    "up to 100 bn",
    "undisclosed",
    also="integer",
)
DATE = _text(_DATE, "write 2025, 2025-10 or 2025-10-06", "2025-10-06", also="integer")
DATED = _text(rf"(undisclosed|{_MONEY} as of {_DATE})", "write 3 bn as of 2026-06-30", "3 bn as of 2026-06-30")
PLAIN = {"type": ["string", "number", "boolean"], "minLength": 1}
NUMERIC = {"type": ["number", "string"], "pattern": r"^-?[0-9.]+(e-?[0-9]+)?$"}
SHAPES: dict[Any, dict[str, Any]] = {
    Slug: _text("[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and single hyphens, as in nvidia-openai-2025", also="integer"),
    Percent: _text(rf"-?{_NUMBER} %", "write 27 %", "27 %"),
    Address: _text(r"https?://[^\s/?#]+\.[^\s]+", "write https://..."),
    Text: PLAIN,
    Money: MONEY,
    DatedMoney: DATED,
    PartialDate: DATE,
    Decimalish: NUMERIC,
    ShareOf: _text(rf"{_NUMBER} %", "write 50 %", "50 %"),
    Years: _text(rf"{_NUMBER} years?", "write 3 years", "3 years"),
    Flag: {"enum": [True, False, "true", "false"]},
    Quantity: _text(
        _QUANTITY, "write 11.5 bn, 40 %, 27..32.5 %, 10..12 years or 188 loops", "11.5 bn", "40 %", "10..12 years", also="integer"
    ),
    Question: _text(
        rf"({'|'.join(FORMS)})( .+)?", "write the command as it is typed, as exposed openai", "exposed openai", "loops --basis headline"
    ),
}
SPECIAL: dict[str, dict[str, Any]] = {
    "pool": {"enum": [True, "true"]},
    "value_gained": _text(_SIGNED, "write 64 bn, or -12 bn for a loss", "64 bn"),
    "cik": _text("[0-9]{10}", 'ten digits in quotes, as in "0001045810"', "0001045810"),
    "fiscal_year_ends": _text("(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "write 12-31", "12-31"),
    "rounds": {"type": "integer", "minimum": 1, "maximum": 100},
}
_SAID: dict[str, Mapping[Any, str]] = {
    "Role": ROLES,
    "Stage": STAGES,
    "SourceType": SOURCE_TYPES,
    "Window": WINDOWS,
    "Verdict": VERDICTS,
    "Topic": TOPICS,
    "QuantityUnit": QUANTITY_UNITS,
}


def schema(name: str) -> dict[str, Any]:
    """What a file of one kind may hold, as JSON Schema (draft 7), with the advice that editors show.

    `name` is one of `FILES`: ``deal``, ``entity``, ``dataset``, ``assumptions``, ``scenario``, ``claims``.

    Examples
    --------
    >>> schema("deal")["properties"]["edges"]["items"]["$ref"]
    '#/definitions/Edge'
    """
    definitions: dict[str, Any] = {}
    model = FILES[name]
    top = _object(model, definitions)
    head = {
        "$schema": DIALECT,
        "title": f"circularity {name}",
        "$comment": "Made by `circularity schema --write schemas`. Change the models or circularity/dataset/meanings.py, not this.",
    }
    return head | top | {"definitions": dict(sorted(definitions.items()))}


def schema_text(name: str) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def _object(model: type[Fact], definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(model, include_extras=True)
    said = KEYS.get(model, SCENARIO_KEYS)
    properties: dict[str, Any] = {}
    for field, info in model.model_fields.items():
        key = info.alias or field
        shape = SPECIAL.get(key) or _shape(hints[field], definitions)
        meaning = said.get(key, "the assumptions" if key == "assumptions" else None)
        if meaning is None:
            raise KeyError(f"circularity/dataset/meanings.py: no text for {model.__name__}.{key}")
        about = _plain(meaning)
        # beside a reference draft 7 reads nothing, so the reference goes into allOf
        properties[key] = {"description": about} | ({"allOf": [shape]} if "$ref" in shape else shape)
    required = [info.alias or name for name, info in model.model_fields.items() if info.is_required()]
    if model is HistoryItem:
        required.remove("stage")  # left out, the stage of the item above goes on
    title, about = MODELS.get(model, (model.__name__, (model.__doc__ or "").strip().splitlines()[0]))
    return {
        "description": _plain(about),
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    } | ({"title": title} if model not in FILES.values() else {})


def _shape(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of one annotation."""
    try:
        if hint in SHAPES:
            return SHAPES[hint]
    except TypeError:
        pass
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (inner,) = (arg for arg in args if arg is not NoneType)
        return _shape(inner, definitions)
    if origin is Annotated:
        return _shape(args[0], definitions)
    if origin is tuple:
        return {"type": "array", "items": _shape(args[0], definitions)}
    if origin is dict:
        return {"type": "object", "propertyNames": {"pattern": f"^{_DATE}$"}, "additionalProperties": _shape(args[1], definitions)}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _words(hint)
    if isinstance(hint, type) and issubclass(hint, Fact):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/definitions/{hint.__name__}"}
    if hint is str:
        return PLAIN
    raise TypeError(f"circularity/dataset/schema.py: no shape for {hint!r}")


def _words(words: type[StrEnum]) -> dict[str, Any]:
    """A closed list, each word with its meaning."""
    if words.__name__ == "Kind":
        said = [f"A {spec.verb} B ({spec.edge_class}): `from` is A, `to` is B" for spec in KINDS.values()]
        return {"enum": [str(kind) for kind in KINDS], "enumDescriptions": said, "markdownEnumDescriptions": said}
    meanings = _SAID[words.__name__]
    said = [meanings[word] for word in words]
    return {"enum": [str(word) for word in words], "enumDescriptions": said, "markdownEnumDescriptions": said}


def _plain(text: str) -> str:
    """Without links, which lead nowhere from an editor's hover box."""
    import re

    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)

"""Small texts with a shape: identifiers, percentages, addresses; each refuses with a reason."""

from __future__ import annotations

import math
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from circularity.model.refusal import NotAnAddress, NotAnIdentifier, NotAPercentage, NothingSaid, Refusal

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
_ADDRESS = re.compile(r"https?://[^\s/?#]+\.[^\s]+")
_HOST = re.compile(r"https?://(?:[^/@?#]*@)?([^/:?#]+)")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?) %", re.ASCII)


def _slug(text: str) -> str:
    if _SLUG.fullmatch(text) is None:
        raise NotAnIdentifier(f"'{text}' is not an identifier; use small letters, digits and single hyphens, as in nvidia-openai-2025")
    if _DEVICE.fullmatch(text):
        raise NotAnIdentifier(f"'{text}' names a device on Windows, where no file can be called so; add a word, as in {text}-company")
    return text


def _percent(text: str) -> str:
    if _PERCENT.fullmatch(text) is None:
        raise NotAPercentage(f"'{text}' is not a percentage; write 27 %")
    return text


def _address(text: str) -> str:
    if _ADDRESS.fullmatch(text) is None:
        raise NotAnAddress(f"'{text}' is not a web address; write https://...")
    return text


def _said(text: str) -> str:
    if not text.strip():
        raise NothingSaid("empty text; leave the key out if there is nothing to say")
    return text


def _flag(text: object) -> bool:
    if text not in ("true", "false"):
        raise Refusal(f"'{text}' is neither true nor false")
    return text == "true"


def as_number(text: object) -> float:
    """A finite number out of a text; refuses with a reason."""
    try:
        value = float(str(text))
    except ValueError:
        raise Refusal(f"'{text}' is not a number") from None
    if not math.isfinite(value):
        raise Refusal(f"'{text}' is not a finite number")
    return value


Slug = Annotated[str, AfterValidator(_slug)]
Percent = Annotated[str, AfterValidator(_percent)]
Address = Annotated[str, AfterValidator(_address)]
Text = Annotated[str, AfterValidator(_said)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Decimalish = Annotated[float, BeforeValidator(as_number)]


class Fact(BaseModel):
    """Base of everything read from a file: frozen, and nothing is allowed that has no meaning."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def percent_value(text: str) -> float:
    """27 % as 27.0."""
    return float(text.removesuffix(" %"))


def host_of(url: str) -> str:
    """The host of an address without its leading ``www.``; empty if there is none."""
    found = _HOST.match(url)
    return found[1].lower().removeprefix("www.") if found else ""

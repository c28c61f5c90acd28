"""Why a text was refused: a ValueError that knows which rule it breaks."""

from __future__ import annotations


class Refusal(ValueError):
    """A text that is not what its place asks for."""

    code = "E225"


class NotMoney(Refusal):
    code = "E221"


class NotADate(Refusal):
    code = "E222"


class NotAPercentage(Refusal):
    code = "E223"


class NotAnAddress(Refusal):
    code = "E224"


class NotAnIdentifier(Refusal):
    code = "E205"


class NothingSaid(Refusal):
    code = "E204"

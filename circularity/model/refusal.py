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


class NotAQuantity(Refusal):
    code = "E221"


class NotArithmetic(Refusal):
    code = "E533"


class NotAQuestion(Refusal):
    code = "E534"


class NoReason(Refusal):
    code = "E531"


class NothingBehind(Refusal):
    code = "E532"


class NothingToCompare(Refusal):
    code = "E535"

"""The arithmetic behind a derived figure, as text that is worked out again: ``3.1 bn / 32.5 % .. 4.1 bn / 27 %``."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable

from circularity.model.refusal import NotArithmetic

_SCALES = {"k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12, "%": 0.01}
_FIGURE = re.compile(r"(\d+(?:\.\d+)?) (k\b|m\b|bn\b|tn\b|%)")
_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_ADVICE = "write it as 3.1 bn / 27 %, with + - * / and brackets; a range as LOW .. HIGH"
LONGEST = 300


def worked_out(text: str) -> tuple[float, float]:
    """The low and high end of what the arithmetic gives, in dollars or plain numbers; a percentage is a fraction.

    >>> worked_out("3 bn / 25 %")
    (12000000000.0, 12000000000.0)
    >>> worked_out("(1 bn + 500 m) / 2 .. 2 * 1 bn")
    (750000000.0, 2000000000.0)

    Raises
    ------
    NotArithmetic
        If it is anything but figures, + - * / and brackets, if it divides by nothing, or if it runs backwards.
    """
    if len(text) > LONGEST:
        raise NotArithmetic(f"the arithmetic is longer than {LONGEST} signs; {_ADVICE}")
    ends = text.split(" .. ")
    if len(ends) > 2:
        raise NotArithmetic(f"'{text}' has more than two ends; {_ADVICE}")
    low, high = _value(ends[0]), _value(ends[-1])
    if high < low:
        raise NotArithmetic(f"'{text}' runs backwards: {low:g} to {high:g}; write the smaller end first")
    return low, high


def _value(text: str) -> float:
    plain = _FIGURE.sub(lambda found: f"({found[1]} * {_SCALES[found[2]]!r})", text.strip())
    try:
        return _of(ast.parse(plain, mode="eval").body, text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, NotArithmetic):
            raise
        raise NotArithmetic(f"'{text}' is no arithmetic; {_ADVICE}") from None
    except ZeroDivisionError:
        raise NotArithmetic(f"'{text}' divides by nothing; {_ADVICE}") from None


def _of(node: ast.expr, text: str) -> float:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_of(node.operand, text)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_of(node.left, text), _of(node.right, text))
    raise NotArithmetic(f"'{text}' is no arithmetic; {_ADVICE}")

"""Dollars and dates in running text: ranges, ceilings and the unknown always said."""

from __future__ import annotations

from circularity.model.amounts import Amount

UNKNOWN = "not known"


def dollars(value: float | None) -> str:
    """A figure in the largest unit that fits: ``30 bn``.

    >>> dollars(22.4e9), dollars(1.4e12), dollars(0), dollars(None)
    ('22.4 bn', '1.4 tn', '0', 'not known')
    """
    if value is None:
        return UNKNOWN
    for size, unit in ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= size * 0.9995:
            digits = f"{value / size:.3g}" if abs(value) < 999.5 * size else f"{value / size:,.0f}"
            return f"{digits} {unit}"
    return f"{round(value)}"


def money(amount: Amount | None) -> str:
    """An amount with its doubt.

    >>> money(Amount.exactly(3e9)), money(Amount(0.0, 5e9, 5e9, at_most=5e9)), money(Amount())
    ('3 bn', 'at most 5 bn', 'not known')
    >>> money(Amount(15e9, 17.5e9, 20e9)), money(Amount.between(0.0, 3e9)), money(Amount(1e9, 1e9, None))
    ('17.5 bn (15 to 20)', '0 to 3 bn', 'at least 1 bn')
    >>> money(Amount(2e9, 3e9, None)), money(Amount(0.0, 3e9, None))
    ('3 bn (at least 2 bn)', '3 bn (no upper limit known)')
    >>> money(Amount.between(14.31e9, 14.32e9)), money(Amount(39.0, 12.1e3, 17.5e3)), money(Amount(39e3, 12.1e6, 17.5e6))
    ('14.3 bn', '12.1 k (0.039 to 17.5)', '12.1 m (39 k to 17.5 m)')
    """
    if amount is None or not amount.disclosed:
        return UNKNOWN
    low, point, high = amount.low, amount.point, amount.high
    if point is None:
        if high is None:
            return f"at least {dollars(low)}" if low else UNKNOWN
        return f"{_span(low or 0.0, high)}"
    if point and amount.at_most > 0 and amount.at_most >= point * 0.999 and high is not None and high <= point * 1.001:
        return f"at most {dollars(point)}"
    if high is None:
        if point == 0:
            return UNKNOWN
        if low is None or low >= 0.995 * point:
            return f"at least {dollars(point)}"
        return f"{dollars(point)} (at least {dollars(low)})" if low else f"{dollars(point)} (no upper limit known)"
    if low is not None and high - low > 0.005 * max(abs(high), 1.0):
        return f"{dollars(point)} ({_span(low, high)})" if _unit(point) != _unit(high) else f"{dollars(point)} ({_bare(low, high)})"
    return dollars(point)


def percent(amount: Amount | None) -> str:
    """A share with its range: ``51 % (49 to 53)``.

    >>> percent(Amount(0.5, 0.5, 0.5)), percent(None)
    ('50 %', 'not known')
    >>> percent(Amount(0.4, 0.4, None)), percent(Amount(0.0, 0.4, None)), percent(Amount(0.0, 0.002, 0.004))
    ('at least 40 %', '40 % (no upper limit known)', '0.2 % (0 to 0.4)')
    """
    if amount is None or not amount.disclosed:
        return UNKNOWN
    low, point, high = (None if v is None else 100 * v for v in (amount.low, amount.point, amount.high))
    if point is None:
        return f"{_digits(low or 0.0)} to {_digits(high)} %" if high is not None else f"at least {_digits(low or 0.0)} %"
    if high is None:
        if low is not None and low >= 0.995 * point:
            return f"at least {_digits(point)} %"
        return f"{_digits(point)} % ({f'at least {_digits(low)}' if low else 'no upper limit known'})"
    if low is not None and high - low > min(0.5, 0.1 * high) and _digits(low) != _digits(high):
        return f"{_digits(point)} % ({_digits(low)} to {_digits(high)})"
    return f"{_digits(point)} %"


def per_share(amount: Amount | None) -> str:
    """Dollars a share with their range: ``-6.64 (-8.96 to -5.22) a share``.

    >>> per_share(Amount(-8.96, -6.64, -5.22)), per_share(None)
    ('-6.64 (-8.96 to -5.22) a share', 'not known')
    """
    if amount is None or amount.point is None:
        return UNKNOWN
    low, high = (amount.point if end is None else end for end in (amount.low, amount.high))
    # -0.00 is a rounding of nothing
    point, least, most = (f"{round(value, 2) + 0.0:.2f}" for value in (amount.point, low, high))
    return f"{point} a share" if least == most else f"{point} ({least} to {most}) a share"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 edge``, ``2 edges``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _digits(value: float) -> str:
    if abs(value) < 1e-6:  # what rounding leaves of nothing
        return "0"
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.2g}"


def _unit(value: float) -> str:
    return dollars(value).rpartition(" ")[2]


def _span(low: float, high: float) -> str:
    if low == high or (low and dollars(low) == dollars(high)):
        return dollars(high)
    return f"{_lower(low, high)} to {dollars(high)}"


def _bare(low: float, high: float) -> str:
    least = _lower(low, high)
    return f"{least} to {dollars(high) if ' ' in least else dollars(high).partition(' ')[0]}"


def _lower(low: float, high: float) -> str:
    """The low end of a range: without its unit where the high end has the same, and single dollars in thousands beside thousands."""
    if abs(low) < 999.5 and _unit(high) == "k":
        return f"{low / 1e3:.2g}"
    return dollars(low) if low and _unit(low) != _unit(high) else dollars(low).partition(" ")[0]

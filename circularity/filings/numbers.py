"""Figures as inline XBRL writes them: separators, dashes for zero, words, durations and dates."""

from __future__ import annotations

import re
from decimal import Decimal

ZERO = {"zerodash", "numdash", "fixedzero"}
POINT = {"numdotdecimal", "numcommadot", "numspacedot", "numdotdecimalapos", "numdotdecimalin", ""}
COMMA = {"numcommadecimal", "numdotcomma", "numspacecomma", "numcomma", "numcommadecimalapos"}
EMPTY = {"nocontent", "fixedempty"}
LONGEST, LARGEST_SCALE = 60, 18

SMALL = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen".split()
    )
} | dict.fromkeys(("no", "none", "nil"), 0)
TENS = {word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
MONTHS = "january february march april may june july august september october november december".split()
SPANS = {"year": "Y", "month": "M", "week": "W", "day": "D"}


def number(text: str, style: str = "", scale: int = 0, negative: bool = False) -> Decimal:
    """The figure that a text states in a transformation format, scaled and signed; `ValueError` says what is wrong.

    >>> number("68,397", "ixt:num-dot-decimal", 6), number("—", "ixt:fixed-zero"), number("no", "ixt-sec:numwordsen")
    (Decimal('68397000000'), Decimal('0'), Decimal('0'))
    """
    name = _plain(style)
    body = re.sub(r"\s+", "", text)
    if len(body) > LONGEST:
        raise ValueError(f"a figure of {len(body)} characters")
    if abs(scale) > LARGEST_SCALE:
        raise ValueError(f"a scale of {scale}")
    if name in ZERO:
        return Decimal(0)
    if name == "numwordsen":
        found = Decimal(words(text))
    elif name == "numunitdecimal":
        found = _units(text)
    elif name in POINT:
        found = _decimal(re.sub(r"[,'’`]", "", body) if name else body, text)
    elif name in COMMA:
        found = _decimal(re.sub(r"[.'’`]", "", body).replace(",", "."), text)
    else:
        raise ValueError(f"the format '{style}' is not known")
    found = found.scaleb(scale) if scale else found
    return _whole(-found if negative else found)


def words(text: str) -> int:
    """A number in English words.

    >>> words("one hundred and twenty-five thousand"), words("None")
    (125000, 0)
    """
    total = part = 0
    found = re.findall(r"[a-z]+|[\d,]+", text.casefold().replace("‑", "-"))
    if not found:
        raise ValueError(f"'{text}' is not a number in words")
    for word in found:
        if word in SMALL:
            part += SMALL[word]
        elif word in TENS:
            part += TENS[word]
        elif word == "hundred":
            part = (part or 1) * 100
        elif word in SCALES:
            total, part = total + (part or 1) * SCALES[word], 0
        elif word.replace(",", "").isdecimal():
            part += int(word.replace(",", ""))
        elif word not in ("and", "a"):
            raise ValueError(f"'{text}' is not a number in words")
    return total + part


def wording(text: str, style: str = "") -> str:
    """A text fact in its plain form: durations as ``P5Y6M``, dates as ISO, true and false; as it stands where there is none.

    >>> wording("5.5", "ixt-sec:duryear"), wording("Five years", "ixt-sec:durwordsen")
    ('P5Y6M', 'P5Y')
    >>> wording("January 26, 2025", "ixt:date-monthname-day-year-en")
    '2025-01-26'
    """
    name = _plain(style)
    body = " ".join(text.split())
    if name in ("fixedtrue", "booleantrue"):
        return "true"
    if name in ("fixedfalse", "booleanfalse"):
        return "false"
    if name in EMPTY:
        return ""
    if name == "boolballotbox":
        return "true" if body in ("☒", "☑", "þ", "x", "X") else "false"
    if name.startswith("dur"):
        return _duration(body, name)
    if name in ("datemonthnamedayyearen", "datelonguseng"):
        match = re.fullmatch(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})", body)
        if match and match[1].casefold()[:3] in (m[:3] for m in MONTHS):
            month = [m[:3] for m in MONTHS].index(match[1].casefold()[:3]) + 1
            return f"{match[3]}-{month:02}-{int(match[2]):02}"
    return body


def years(duration: str) -> float | None:
    """A duration in years; ``None`` where the text is none.

    >>> years("P5Y6M"), years("P18M"), years("soon")
    (5.5, 1.5, None)
    """
    match = re.fullmatch(r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?", duration)
    if match is None or duration == "P":
        return None
    spans = [float(part or 0) for part in match.groups()]
    return round(spans[0] + spans[1] / 12 + spans[2] / 52.1775 + spans[3] / 365.25, 4)


def _duration(body: str, name: str) -> str:
    if name == "durwordsen":
        match = re.fullmatch(r"(.+?)[\s\-‑]+(year|month|week|day)s?", body.casefold())
        if match is None:
            raise ValueError(f"'{body}' is not a duration in words")
        return f"P{words(match[1])}{SPANS[match[2]]}"
    unit = SPANS.get(name.removeprefix("dur"))
    if unit is None:
        raise ValueError(f"the format '{name}' is not known")
    amount = _decimal(body.replace(",", ""), body)
    if unit == "Y" and amount % 1 and (amount * 12) % 1 == 0:
        return f"P{int(amount)}Y{int(amount % 1 * 12)}M"
    return f"P{_text(amount)}{unit}"


def _plain(style: str) -> str:
    return style.rpartition(":")[2].replace("-", "").casefold()


def _decimal(body: str, text: str) -> Decimal:
    if re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d{1,2})?", body, re.IGNORECASE | re.ASCII) is None:
        raise ValueError(f"'{' '.join(text.split())[:40]}' is not a number")
    return Decimal(body)


def _units(text: str) -> Decimal:
    match = re.fullmatch(r"\s*([\d.,]+)\D+(?:(\d{1,2})\D*)?", text)
    if match is None:
        raise ValueError(f"'{text}' is not an amount in units and hundredths")
    return Decimal(re.sub(r"\D", "", match[1])) + Decimal(match[2] or 0) / 100


def _whole(value: Decimal) -> Decimal:
    """The same figure without an exponent, and zero without a sign."""
    return Decimal(0) if value == 0 else value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}"

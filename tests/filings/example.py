"""A small invented filing of Example Corp, as inline XBRL and in parts, for the tests to change."""

from __future__ import annotations

SPACES = (
    'xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:xbrli="http://www.xbrl.org/2003/instance" '
    'xmlns:xbrldi="http://xbrl.org/2006/xbrldi" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:us-gaap="http://fasb.org/us-gaap/2024" '
    'xmlns:dei="http://xbrl.sec.gov/dei/2024" xmlns:xmpl="http://example.org/2025"'
)
PERIODS = {
    "year": "<xbrli:startDate>2024-01-29</xbrli:startDate><xbrli:endDate>2025-01-26</xbrli:endDate>",
    "quarter": "<xbrli:startDate>2024-10-28</xbrli:startDate><xbrli:endDate>2025-01-26</xbrli:endDate>",
    "day": "<xbrli:instant>2025-01-26</xbrli:instant>",
}


def context(name: str, period: str, *members: tuple[str, str]) -> str:
    """A context of a period in `PERIODS` or of its own, with dimension members."""
    axes = "".join(f'<xbrldi:explicitMember dimension="{axis}">{member}</xbrldi:explicitMember>' for axis, member in members)
    segment = f"<xbrli:segment>{axes}</xbrli:segment>" if axes else ""
    return (
        f'<xbrli:context id="{name}"><xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">0000099999</xbrli:identifier>{segment}'
        f"</xbrli:entity><xbrli:period>{PERIODS.get(period, period)}</xbrli:period></xbrli:context>"
    )


UNITS = (
    '<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>'
    '<xbrli:unit id="pure"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>'
    '<xbrli:unit id="eps"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unitNumerator>'
    "<xbrli:unitDenominator><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>"
)
ABOUT = (
    '<ix:nonNumeric name="dei:DocumentType" contextRef="year">10-K</ix:nonNumeric>'
    '<ix:nonNumeric name="dei:EntityRegistrantName" contextRef="year">Example Corp</ix:nonNumeric>'
    '<ix:nonNumeric name="dei:DocumentPeriodEndDate" contextRef="year" format="ixt:date-monthname-day-year-en">'
    "January 26, 2025</ix:nonNumeric>"
    '<ix:nonNumeric name="dei:EntityCentralIndexKey" contextRef="year">0000099999</ix:nonNumeric>'
)


def figure(text: str, concept: str = "us-gaap:Revenues", of: str = "year", **attributes: str) -> str:
    """A tagged figure; ``style`` is its format."""
    given = {"unitRef": "usd", "decimals": "-6", "scale": "6", "style": "ixt:num-dot-decimal", **attributes}
    given = {{"style": "format"}.get(name, name).replace("__", ":"): value for name, value in given.items() if value}
    listed = "".join(f' {name}="{value}"' for name, value in given.items())
    return f'<ix:nonFraction name="{concept}" contextRef="{of}"{listed}>{text}</ix:nonFraction>'


def page(body: str, *contexts: str, units: str = UNITS) -> str:
    """A whole inline page around a body."""
    known = "".join((*(context(name, name) for name in PERIODS), *contexts))
    return (
        f"<?xml version='1.0' encoding='ASCII'?>\n<html {SPACES}><head><title>xmpl</title></head><body>\n"
        f'<div style="display:none"><ix:header><ix:hidden>{ABOUT}</ix:hidden>'
        f"<ix:resources>{known}{units}</ix:resources></ix:header></div>\n"
        f"{body}\n</body></html>\n"
    )

"""How long it takes to read a filing: an invented 2 MB page of tagged figures, and a real annual report where one is at hand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measures import Measure
from benchmarks.timing import timed

REAL = Path(__file__).parents[2] / "shared" / "filings" / "nvda-10-k-2025-02-26.html"
LIMIT = 0.5
FIGURES = 1_200


def filings(runs: int) -> Iterator[Measure]:
    """The time to turn a page of about 2 MB into facts."""
    from circularity.filings.reading import read

    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.htm"
        page.write_text(_page(), encoding="utf-8")
        size = page.stat().st_size / 1e6
        took = timed(lambda: read(page), runs)
        yield Measure("read an inline XBRL page", took, " s", LIMIT, runs, f"invented, {size:.1f} MB, {FIGURES:,} figures")
    if REAL.is_file():
        took = timed(lambda: read(REAL), runs)
        yield Measure("read NVIDIA's 10-K of 2025-02-26", took, " s", LIMIT, runs, f"{REAL.stat().st_size / 1e6:.1f} MB, 1,229 figures")


def _page() -> str:
    """Figures in table cells with as much styling around them as filings have."""
    style = 'style="padding:2px 1pt;text-align:right;vertical-align:bottom;' + "color:#000000;font-family:'Arial';" * 40 + '"'
    row = '<tr><td {0}><span {0}>Item</span></td><td><ix:nonFraction name="us-gaap:Item{1}" contextRef="c{2}" unitRef="u" decimals="-6" '
    row += 'scale="6" format="ixt:num-dot-decimal">{1:,}</ix:nonFraction></td></tr>'
    context = (
        '<i:context id="c{0}"><i:entity><i:identifier scheme="s">0000099999</i:identifier></i:entity><i:period><i:instant>20{0:02}-12-31'
    )
    context += "</i:instant></i:period></i:context>"
    contexts = "".join(context.format(n) for n in range(10, 30))
    rows = "".join(row.format(style, n, 10 + n % 20) for n in range(FIGURES))
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:i="http://www.xbrl.org/2003/instance">'
        f"<body><ix:header><ix:resources>{contexts}<i:unit id='u'><i:measure>iso4217:USD</i:measure>"
        f"</i:unit></ix:resources></ix:header><table>{rows}</table></body></html>"
    )

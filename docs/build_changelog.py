"""data/CHANGELOG.md: what was newly reported, month by month, made by `diff` between dates of the data.

It says what changed in the world as the data know it today. What changed in the data themselves between two versions is
``circularity diff VERSION-TAG main --markdown``.
"""

from __future__ import annotations

from itertools import pairwise

import circularity as ci
from circularity.analysis.change import as_markdown

QUARTERS = 4
ROWS = 8


def changelog() -> str:
    """The text of data/CHANGELOG.md: the last quarters up to the dataset's own date, newest first."""
    data = ci.load()
    end = data.as_of.last
    ends = [str(data.as_of)]
    year, quarter = end.year, (end.month - 1) // 3
    for _ in range(QUARTERS):
        ends.append(f"{year}-{quarter * 3:02}" if quarter else f"{year - 1}-12")
        year, quarter = (year, quarter - 1) if quarter else (year - 1, 3)
    lines = [
        f"# What changed, up to {data.as_of} (data {data.card.version})",
        "",
        "<!-- Made by `make docs` with `circularity diff`. Change docs/build_changelog.py, not this page. -->",
        "",
        "Newest first. Each part compares two dates within this version of the data (binding basis). To compare two versions of the data:",
        "`circularity diff OLD-REVISION main --markdown`.",
        "",
    ]
    for later, earlier in pairwise(ends):
        lines += [f"## {earlier} to {later}", "", as_markdown(ci.diff(data, None, ci.View(as_of=earlier), ci.View(as_of=later)), ROWS)]
    return "\n".join(lines).rstrip("\n") + "\n"

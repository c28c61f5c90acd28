"""data/CHANGELOG.md: what changed in the data from release to release, and what was newly reported, quarter by quarter.

The releases are the texts in data/releases, kept as they were written: each was made with ``circularity diff`` of two versions.
The quarters are made anew by `diff` between dates of the data: what changed in the world as the data know it today.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import circularity as ci
from circularity.analysis.change import as_markdown

RELEASES = Path(__file__).parents[1] / "data" / "releases"
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
        "First the releases of the data, what each changed in the data themselves; then what was newly reported in the last",
        "quarters, which compares two dates within this version (binding basis). Newest first. To compare any two versions of the data:",
        "`circularity diff OLD-REVISION main --markdown`.",
        "",
        *(text.read_text(encoding="utf-8").rstrip("\n") + "\n" for text in sorted(RELEASES.glob("*.md"), reverse=True)),
    ]
    for later, earlier in pairwise(ends):
        lines += [f"## {earlier} to {later}", "", as_markdown(ci.diff(data, None, ci.View(as_of=earlier), ci.View(as_of=later)), ROWS)]
    return "\n".join(lines).rstrip("\n") + "\n"

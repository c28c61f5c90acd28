"""The table of docs/filings.md that is made from the code: which concepts answer which metric."""

from __future__ import annotations

from circularity.filings.metrics import UNANSWERED, expressions
from circularity.model.figures import METRICS

BEGIN = "<!-- the metric map: made by `make docs` from circularity/filings/metrics.py -->"
END = "<!-- end of the metric map -->"


def with_metric_map(page: str) -> str:
    """The page with a fresh table between its marks."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    lines = ["| metric | concepts, in the order tried |", "| --- | --- |"]
    for metric in METRICS:
        ways = [f"{'~ ' if way.ambiguous else ''}`{way.text}`" for way in expressions(metric)]
        lines.append(f"| `{metric}` | {', else '.join(ways) if ways else f'none: {UNANSWERED[metric]}'} |")
    return f"{head}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{tail}"

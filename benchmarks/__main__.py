"""Measure everything in one run and write ``benchmarks/RESULTS.md``; exit 1 if a limit is missed.

Run it on a machine that does nothing else: ``make bench``, or ``python -m benchmarks`` (``--quick`` takes fewer
runs and writes nothing).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.circulation import circulation
from benchmarks.contagion import contagion
from benchmarks.filings import filings
from benchmarks.machine import describe
from benchmarks.measures import Measure, large, loops, report, startup
from benchmarks.vendors import vendors

RESULTS = Path(__file__).parent / "RESULTS.md"

HEAD = """# Results

Written by `make bench` (`python -m benchmarks`). Seconds depend on the machine; the ratios much less, since both sides
are measured in turn, in one run. Each figure is the median of the runs named. A command's output goes into a pipe.

"""


def table(measures: list[Measure]) -> str:
    """The measures as a Markdown table."""
    lines = ["| what | measured | limit | | runs | how |", "| --- | ---: | ---: | --- | ---: | --- |"]
    lines += [f"| {m.what} | {m.shown} | {m.limit_shown} | {'kept' if m.kept else '**missed**'} | {m.runs} | {m.how} |" for m in measures]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run every measurement, show the table, and write it down."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure start-up, report, reading and loops.")
    options.add_argument(
        "what",
        nargs="?",
        choices=["cycles", "page"],
        help="only the loops at growing size, into CYCLES.md, or only the page in a browser, into PAGE.md; all else if left out",
    )
    options.add_argument("--quick", action="store_true", help="3 runs instead of 15, and nothing is written")
    told = options.parse_args()
    if told.what == "cycles":
        from benchmarks.cycles import main as cycles

        return cycles()
    if told.what == "page":
        from benchmarks.page import main as page

        return page(told.quick)
    quick = told.quick
    few = 3 if quick else 5
    with tempfile.TemporaryDirectory() as folder:
        measures = [
            *startup(3 if quick else 15),
            *report(few, Path(folder)),
            *large(few, Path(folder) / "large"),
            *loops(few),
            *circulation(few),
            *contagion(few),
            *vendors(few),
            *filings(few),
        ]
    answer = table(measures)
    print(answer)
    if not quick:
        RESULTS.write_text(f"{HEAD}{describe()}\n\n{answer}", encoding="utf-8")
        print(f"Wrote {RESULTS}")
    return 0 if all(measure.kept for measure in measures) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Bounded cycles beside networkx and DuckDB: ``python -m benchmarks.cycles`` writes ``benchmarks/CYCLES.md``.

Each row is measured in one run, the ways in turn; figures are medians. The compiled walk is warmed up first, and its
first call is told apart. What is not installed is left out with a note.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx

from benchmarks.machine import describe
from circularity.analysis.cycles import cycles

BOUND = 6
RESULTS = Path(__file__).parent / "CYCLES.md"
SIZES = (("uniform", 200, 1000), ("uniform", 1000, 5000), ("hubs", 1000, 5000), ("uniform", 10_000, 50_000), ("uniform", 100_000, 500_000))
NETWORKX_UP_TO, DUCKDB_UP_TO = 1000, 10_000


def graph(kind: str, size: int, arcs: int, seed: int = 1) -> list[list[int]]:
    """Rows of heads, without self-loops; with hubs, nodes are drawn the likelier the more arcs they have."""
    chance, urn, found = random.Random(seed), list(range(size)), set()
    while len(found) < arcs:
        tail, head = chance.choice(urn), chance.choice(urn)
        if tail != head and (tail, head) not in found:
            found.add((tail, head))
            urn += [tail, head] if kind == "hubs" else []
    rows: list[list[int]] = [[] for _ in range(size)]
    for tail, head in sorted(found):
        rows[tail].append(head)
    return rows


def by_duckdb(rows: list[list[int]]) -> int:
    """Paths grown by a recursive query from their smallest node."""
    import duckdb
    import pandas as pd

    arcs = pd.DataFrame([(a, b) for a, row in enumerate(rows) for b in row], columns=["a", "b"])
    with duckdb.connect() as base:
        base.register("arcs", arcs)
        query = f"""with recursive p(root, last, path) as (
            select a, b, [a, b] from arcs where b > a union all
            select root, b, list_append(path, b) from p join arcs on last = a
            where b > root and len(path) < {BOUND} and not list_contains(path, b))
            select count(*) from p join arcs on last = a and b = root"""
        return int(base.execute(query).fetchone()[0])


def measured(ways: dict[str, Callable[[], int]], runs: int) -> tuple[dict[str, float], int]:
    """The median seconds of each way, run in turn, and the number of cycles that all of them found."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    counts = set()
    for _ in range(runs):
        for name, way in ways.items():
            start = time.perf_counter()
            counts.add(way())
            took[name].append(time.perf_counter() - start)
    if len(counts) != 1:
        raise RuntimeError(f"the ways disagree: {sorted(counts)}")
    return {name: statistics.median(times) for name, times in took.items()}, counts.pop()


def main() -> None:
    """Measure, print and write the table."""
    start = time.perf_counter()
    list(cycles([[1], [0]], BOUND, compiled=True))
    first = time.perf_counter() - start
    lines = [
        "| graph | nodes | arcs | cycles | pure | compiled | DuckDB | networkx | networkx / pure | runs |",
        "| --- " + "| ---: " * 9 + "|",
    ]
    for kind, size, arcs in SIZES:
        rows = graph(kind, size, arcs)
        ways: dict[str, Callable[[], int]] = {
            "pure": lambda rows=rows: sum(1 for _ in cycles(rows, BOUND, compiled=False)),
            "compiled": lambda rows=rows: sum(1 for _ in cycles(rows, BOUND, compiled=True)),
        }
        if size <= DUCKDB_UP_TO:
            try:
                by_duckdb([[1], [0]])
                ways["duckdb"] = lambda rows=rows: by_duckdb(rows)
            except ImportError:
                print("DuckDB is not installed: left out")
        if size <= NETWORKX_UP_TO:
            theirs = nx.DiGraph([(a, b) for a, row in enumerate(rows) for b in row])
            ways["networkx"] = lambda theirs=theirs: sum(1 for _ in nx.simple_cycles(theirs, length_bound=BOUND))
        runs = 1 if size > DUCKDB_UP_TO else 3
        took, count = measured(ways, runs)
        cells = [f"{took[w] * 1000:,.1f} ms" if w in took else "-" for w in ("pure", "compiled", "duckdb", "networkx")]
        ratio = f"{took['networkx'] / took['pure']:,.0f}" if "networkx" in took else "-"
        lines.append(f"| {kind} | {size:,} | {arcs:,} | {count:,} | {' | '.join(cells)} | {ratio} | {runs} |")
        print(lines[-1], flush=True)
    note = f"First compiled call in this process (numba loaded, code compiled or read from its cache): {first:.2f} s, not in the table."
    said = "Written by `python -m benchmarks.cycles`, on a machine that also did other work: read ratios."
    head = f"# Cycles of at most {BOUND} nodes\n\n{said}\n\n"
    RESULTS.write_text(head + describe() + "\n\n" + "\n".join(lines) + f"\n\n{note}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Loops of bounded length against other ways to find them, side by side in one run; cost against size as a table and a plot.

``python -m benchmarks cycles`` writes ``CYCLES.md`` and ``cycles.svg`` beside this file. rustworkx has no bound on the length, so it
is measured where there is none; DuckDB's recursive query grows in memory with the paths and is left out where that is hopeless.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.machine import describe

HERE = Path(__file__).parent
BOUND = 6
SIZES = ((50, 300), (200, 1_000), (1_000, 5_000), (10_000, 50_000), (100_000, 500_000))
NETWORKX_UP_TO, DUCKDB_UP_TO, PURE_UP_TO = 1_000, 10_000, 100_000
RUNS = 3

HEAD = """# Loops: cost against size

Written by `python -m benchmarks cycles`. Random graphs, uniform and hub-heavy, the same for all; loops of at most {bound} nodes. Median of
{runs} runs taken in turn ({once} for anything above ten seconds); seconds depend on the machine, ratios much less. All counts agree, or
the run stops. Compilation is not in the figures: the first use of the compiled walk on a machine took {compile:.1f} s, a later process
{load:.1f} s.

{machine}

"""


@dataclass(frozen=True)
class Way:
    """One way to find the loops of a graph."""

    name: str
    count: Callable[[list[list[int]]], int]
    up_to: int


def ways() -> list[Way]:
    """Ours, with and without the compiled walk, and the others that are installed."""
    from circularity.analysis.loops.cycles import cycles

    found = [
        Way("pure Python", lambda arcs: sum(1 for _ in cycles(arcs, BOUND, compiled=False)), PURE_UP_TO),
        Way("compiled", lambda arcs: sum(1 for _ in cycles(arcs, BOUND, compiled=True)), 10**9),
        Way("networkx", _networkx, NETWORKX_UP_TO),
    ]
    if find_spec("duckdb"):
        found.append(Way("DuckDB", _duckdb, DUCKDB_UP_TO))
    return found


def _networkx(arcs: list[list[int]]) -> int:
    import networkx as nx

    graph = nx.DiGraph([(tail, head) for tail, row in enumerate(arcs) for head in row])
    return sum(1 for _ in nx.simple_cycles(graph, length_bound=BOUND))


def _duckdb(arcs: list[list[int]]) -> int:
    import duckdb
    import pandas as pd

    edges = pd.DataFrame([(tail, head) for tail, row in enumerate(arcs) for head in row], columns=["a", "b"])
    connection = duckdb.connect()
    connection.register("edges", edges)
    closed, loops = connection.execute(
        f"""with recursive walk(root, last, path) as (
              select a, b, [a, b] from edges where b > a
              union all
              select root, b, list_append(path, b) from walk join edges on a = last
              where b > root and not list_contains(path, b) and len(path) < {BOUND})
            select (select count(*) from walk join edges on a = last and b = root), (select count(*) from edges where a = b)"""
    ).fetchone() or (0, 0)
    connection.close()
    return int(closed) + int(loops)


def uniform(size: int, many: int, seed: int = 1) -> list[list[int]]:
    """Every pair equally likely."""
    import numpy as np

    chance = np.random.default_rng(seed)
    return _rows(size, chance.integers(0, size, (2, many)))


def hub_heavy(size: int, many: int, seed: int = 1) -> list[list[int]]:
    """A few nodes have most of the arcs, as in networks of deals."""
    import numpy as np

    chance = np.random.default_rng(seed)
    weights = 1.0 / np.arange(1, size + 1) ** 0.5
    return _rows(size, chance.choice(size, (2, many), p=weights / weights.sum()))


def _rows(size: int, ends: Any) -> list[list[int]]:
    rows: list[set[int]] = [set() for _ in range(size)]
    for tail, head in zip(*ends.tolist(), strict=True):
        rows[tail].add(head)
    return [sorted(row) for row in rows]


def _timed(way: Way, arcs: list[list[int]]) -> tuple[float, int]:
    start = time.perf_counter()
    found = way.count(arcs)
    return time.perf_counter() - start, found


def measure(shape: Callable[[int, int], list[list[int]]], size: int, many: int) -> tuple[dict[str, float], int]:
    """Median seconds of each way on one graph, and the number of loops on which all agree."""
    arcs = shape(size, many)
    chosen = [way for way in ways() if size <= way.up_to]
    took: dict[str, list[float]] = {way.name: [] for way in chosen}
    counts: set[int] = set()
    for turn in range(RUNS):
        for way in chosen:
            if turn and took[way.name][0] > 10:
                continue
            seconds, found = _timed(way, arcs)
            took[way.name].append(seconds)
            counts.add(found)
    if len(counts) != 1:
        raise RuntimeError(f"{size} nodes, {many} arcs: the counts differ: {sorted(counts)}")
    return {name: statistics.median(seconds) for name, seconds in took.items()}, counts.pop()


def bundled() -> str:
    """Pure Python against networkx on the bundled data, where everybody's question is asked."""
    import circularity as ci
    from circularity.analysis.loops.cycles import cycles_of
    from circularity.analysis.loops.hops import hops

    data = ci.load()
    arcs: dict[str, list[str]] = {}
    for payer, payee in hops(data, ci.View(basis="headline").on(data))[0]:
        arcs.setdefault(payer, []).append(payee)
    names = sorted(set(arcs) | {head for heads in arcs.values() for head in heads})
    index = {name: i for i, name in enumerate(names)}
    rows = [sorted(index[head] for head in arcs.get(name, ())) for name in names]
    ours, theirs, count = [], [], 0
    for _ in range(15):
        start = time.perf_counter()
        count = sum(1 for _ in cycles_of(arcs, BOUND))
        ours.append(time.perf_counter() - start)
        theirs.append(_timed(Way("networkx", _networkx, 0), rows)[0])
    mine, other = statistics.median(ours), statistics.median(theirs)
    return (
        f"Bundled data, headline basis: {count} loops among {len(names)} companies in {1000 * mine:.1f} ms without the compiled walk, "
        f"networkx {1000 * other:.1f} ms: {other / mine:.1f} times as fast."
    )


def unbounded() -> str:
    """All simple cycles without a bound, where rustworkx can be asked too."""
    if not find_spec("rustworkx"):
        return "rustworkx is not installed, so loops without a bound were not compared."
    import rustworkx as rx

    from circularity.analysis.loops.cycles import cycles

    arcs = uniform(20, 60)
    graph = rx.PyDiGraph()
    graph.add_nodes_from(range(20))
    graph.add_edges_from_no_data([(tail, head) for tail, row in enumerate(arcs) for head in row])
    start = time.perf_counter()
    ours = sum(1 for _ in cycles(arcs))
    middle = time.perf_counter()
    theirs = sum(1 for _ in rx.simple_cycles(graph))
    end = time.perf_counter()
    if ours != theirs:
        raise RuntimeError(f"without a bound: {ours} cycles here, {theirs} by rustworkx")
    return (
        f"Without a bound, 20 nodes and 60 arcs: {ours:,} cycles in {1000 * (middle - start):.0f} ms here (pure Python), "
        f"{1000 * (end - middle):.0f} ms by rustworkx."
    )


def most_memory(size: int, many: int) -> float:
    """The most memory, in MB, that a fresh process holds while it walks a large graph."""
    code = f"import benchmarks.cycles as b; b.ways()[1].count(b.uniform({size}, {many})); print(b.peak())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HERE.parent, check=True)
    return float(done.stdout.split()[-1])


def peak() -> float:
    """The most memory held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def start_up() -> tuple[float, float]:
    """Seconds until the compiled walk is ready: on the first use on this machine (compiling), and in a later process."""
    code = (
        "import time; s = time.perf_counter(); from circularity.analysis.loops.cycles import cycles; "
        "list(cycles([[1], [0]], 2, compiled=True)); print(time.perf_counter() - s)"
    )
    took = []
    for cache in (True, False):
        if cache:
            for kept in (HERE.parent / "circularity" / "analysis" / "__pycache__").glob("cycles_compiled.*.nb*"):
                kept.unlink()
        took.append(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout))
    return took[0], took[1]


def main() -> int:
    """Measure, write the table and the plot; 1 if a limit is missed."""
    compile_, load = start_up()
    names = [way.name for way in ways()]
    heads = " | ".join(f"{name}, s" for name in names)
    lines = [f"| graph | loops | {heads} | networkx over compiled |", f"| --- | ---: | {'---: | ' * len(names)}---: |"]
    plotted: dict[str, dict[int, float]] = {name: {} for name in names}
    kept = True
    for shape in (uniform, hub_heavy):
        for size, many in SIZES if shape is uniform else SIZES[:3]:
            took, count = measure(shape, size, many)
            ratio = took["networkx"] / took["compiled"] if "networkx" in took else None
            if shape is uniform:
                for name, seconds in took.items():
                    plotted[name][many] = seconds
                kept = kept and (size != 1_000 or (ratio or 0) >= 100) and (size != 100_000 or took["compiled"] < 5)
            shown = " | ".join(f"{took[name]:.4f}" if name in took else "-" for name in names)
            graph = f"{shape.__name__.replace('_', '-')}, {size:,} nodes, {many:,} arcs"
            lines.append(f"| {graph} | {count:,} | {shown} | {f'{ratio:,.0f} times' if ratio else '-'} |")
            print(lines[-1], flush=True)
    memory = most_memory(*SIZES[-1])
    kept = kept and memory < 1000
    told = [
        bundled(),
        unbounded(),
        f"The largest graph in a process of its own: {memory:.0f} MB at most, graph and imports included.",
        "Limits: at least 100 times networkx at 1,000 nodes and 5,000 arcs (uniform); under 5 s and 1,000 MB at 100,000 nodes and 500,000 "
        f"arcs: {'kept' if kept else '**missed**'}.",
    ]
    head = HEAD.format(bound=BOUND, runs=RUNS, once="one", compile=compile_, load=load, machine=describe())
    picture = "![Seconds against arcs, both on logarithmic scales](cycles.svg)"
    (HERE / "CYCLES.md").write_text(head + "\n".join(lines) + "\n\n" + "\n\n".join([*told, picture]) + "\n", encoding="utf-8")
    _plot(plotted)
    print("\n".join(told))
    return 0 if kept else 1


def _plot(plotted: dict[str, dict[int, float]]) -> None:
    """Seconds against arcs; the same bytes for the same figures."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "circularity"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4))
    for name, points in plotted.items():
        axes.plot(list(points), list(points.values()), marker="o", label=name)
    axes.set(xscale="log", yscale="log", xlabel="arcs (five a node, uniform)", ylabel="seconds", title=f"Loops of at most {BOUND} nodes")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(HERE / "cycles.svg", metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main())

"""The measurements, one function a question, each with the limit that it is held to."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.synthetic import write_dataset
from benchmarks.timing import interleaved, seconds, timed

PYTHON = sys.executable
CIRCULARITY = str(Path(PYTHON).with_name("circularity"))
NUMBER_OF_DEALS = 2000
LONGEST_LOOP = 6


@dataclass(frozen=True)
class Measure:
    """One figure beside its limit."""

    what: str
    value: float
    unit: str
    limit: float
    runs: int
    how: str = ""

    @property
    def kept(self) -> bool:
        return self.value <= self.limit

    @property
    def shown(self) -> str:
        return f"{self.value:.0f}{self.unit}" if self.value >= 100 else f"{self.value:.2f}{self.unit}"

    @property
    def limit_shown(self) -> str:
        return f"{self.limit:g}{self.unit}"


def startup(runs: int) -> Iterator[Measure]:
    """How long a user waits for help and for an answer, against what Python itself takes."""
    found = interleaved(
        {
            "bare": [PYTHON, "-c", "pass"],
            "help": [CIRCULARITY, "--help"],
            "imports": [PYTHON, "-c", "import networkx, pydantic, yaml"],
            "exposed": [CIRCULARITY, "exposed", "openai"],
        },
        runs,
    )
    took = {name: seconds(listed) for name, listed in found.items()}
    for name, base, limit, command, against in (
        ("help", "bare", 4.0, "circularity --help", "python -c pass"),
        ("exposed", "imports", 2.5, "circularity exposed openai", 'python -c "import networkx, pydantic, yaml"'),
    ):
        how = f"{took[name] * 1000:.0f} ms over {took[base] * 1000:.0f} ms"
        yield Measure(f"`{command}` / `{against}`", took[name] / took[base], "", limit, runs, how)


def report(runs: int, folder: Path) -> Iterator[Measure]:
    """The main job from start to finish, as the user starts it."""
    target = folder / "exposure.html"
    found = interleaved({"report": [CIRCULARITY, "report", "-o", str(target)]}, runs)["report"]
    size = target.stat().st_size / 1e6
    yield Measure("`circularity report`", seconds(found), " s", 5.0, runs, f"page of {size:.2f} MB")
    yield Measure("`circularity report`, most memory held", statistics.median(r.memory for r in found) / 1e6, " MB", 500.0, runs)


def large(runs: int, folder: Path) -> Iterator[Measure]:
    """A dataset several times the size of ours: read and checked, by each of the two ways in."""
    import circularity as ci

    edges = write_dataset(folder, NUMBER_OF_DEALS)
    size = f"{NUMBER_OF_DEALS:,} invented deals, {edges:,} edges"
    problems = [problem for problem in ci.check(folder) if problem.severity == "error"]
    if problems:
        raise RuntimeError(f"the invented dataset is wrong: {problems[0]}")
    if len(ci.load(folder).edges) != edges:
        raise RuntimeError("the invented dataset was not read whole")
    yield Measure("`ci.load(folder)`: read, errors only", timed(lambda: ci.load(folder), runs), " s", 2.0, runs, size)
    yield Measure("`ci.check(folder)`: read, errors and warnings", timed(lambda: ci.check(folder), runs), " s", 2.0, runs, size)


def loops(runs: int) -> Iterator[Measure]:
    """Every loop of at most six companies in the bundled data, on the slowest of the four bases."""
    import circularity as ci

    data = ci.load()
    took, counts = {}, {}
    for basis in ("headline", "binding", "paid", "expected"):
        view = ci.View(basis=basis)
        counts[basis] = len(ci.loops(data, view, max_length=LONGEST_LOOP).rows)
        took[basis] = timed(lambda view=view: ci.loops(data, view, max_length=LONGEST_LOOP), runs, data.cache.clear)
    slowest = max(took, key=lambda basis: took[basis])
    how = ", ".join(f"{basis} {counts[basis]} loops in {took[basis]:.2f} s" for basis in took)
    yield Measure(f"loops of up to {LONGEST_LOOP} companies, slowest basis ({slowest})", took[slowest], " s", 0.5, runs, how)

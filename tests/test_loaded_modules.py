"""What a command imports, in a fresh process: an answer should not wait for libraries that it does not use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"networkx", "pandas", "numpy", "scipy", "pyvis", "rich"}
PROBE = """
import json, sys
from circularity.cli.main import _guarded
code = _guarded(sys.argv[1:])
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def loaded(*args: str) -> set[str]:
    """The top-level modules that a command has loaded by the time it ends, its output in a pipe."""
    done = subprocess.run([sys.executable, "-c", PROBE, *args], capture_output=True, text=True, cwd=Path(__file__).parents[1], check=True)
    code, names = json.loads(done.stderr.splitlines()[-1])
    assert code == 0
    assert done.stdout
    return set(names)


def test_help_loads_next_to_nothing() -> None:
    for args in (["--help"], ["exposed", "--help"], ["loops", "--help"], ["check", "--help"]):
        assert loaded(*args) & (HEAVY | {"pydantic", "yaml", "tabulate", "jinja2"}) == set(), args


def test_version_reads_one_small_file() -> None:
    assert loaded("--version") & (HEAVY | {"tabulate", "jinja2"}) == set()


@pytest.mark.parametrize(
    "args",
    [
        ["exposed", "openai"],
        ["exposed", "openai", "--json"],
        ["exposed", "openai", "--model", "clearing"],
        ["exposed", "openai", "--waterfall", "nvidia"],
        ["breaks", "coreweave"],
        ["run", "repeat-of-2001"],
        ["why", "exposed:openai/pimco.capital_at_risk"],
        ["loops"],
        ["loops", "--csv"],
        ["pay"],
        ["pay", "openai"],
        ["announcements"],
        ["funding"],
        ["edges"],
        ["edges", "--summary"],
        ["show", "nvidia"],
        ["why", "openai-oracle-cloud-2025"],
        ["why", "loops:amd/openai.size"],
        ["depreciation", "meta", "--life", "3"],
        ["depreciation", "--backtest"],
        ["depreciation", "--estimates"],
        ["check"],
        ["check", "--stale"],
        ["check", "--draw", "5", "--seed", "audit-2"],
        ["path", "openai", "nvidia"],
        ["disputes"],
        ["claims", "oracle-burns-cash"],
        [],
    ],
    ids=" ".join,
)
def test_answers_in_a_pipe_load_no_heavy_library(args: list[str]) -> None:
    assert loaded(*args) & HEAVY == set()


def test_draws_load_numpy_alone() -> None:
    assert loaded("exposed", "openai", "--draws", "100") & HEAVY == {"numpy"}


def test_network_loads_scipy_and_nothing_else_that_is_heavy() -> None:
    assert loaded("network", "--draws", "0", "--no-years") & HEAVY == {"numpy", "scipy"}


def test_vendors_loads_scipy_and_nothing_else_that_is_heavy() -> None:
    for args in (["vendors"], ["vendors", "nvidia", "--json"], ["why", "vendors:nvidia.pro_rata.binding"]):
        assert loaded(*args) & HEAVY == {"numpy", "scipy"}, args


@pytest.mark.parametrize(
    ("args", "heavy"),
    [
        (["schema", "deal"], set()),
        (["diff", "2025-06", "2025-07"], {"numpy", "scipy"}),
        (["new", "entity", "--name", "Acme Cloud", "--role", "neocloud", "--dry-run"], set()),
    ],
    ids=lambda value: " ".join(sorted(value)),
)
def test_contributors_commands_load_what_they_use(args: list[str], heavy: set[str]) -> None:
    assert loaded(*args) & HEAVY <= heavy


def test_an_exported_graph_loads_networkx_only(tmp_path: Path) -> None:
    assert loaded("export", "-o", str(tmp_path / "x.graphml")) & HEAVY - {"numpy", "scipy"} == {"networkx"}


def test_filings_load_the_downloader_only_to_fetch(tmp_path: Path) -> None:
    shelf = tmp_path / "companyfacts.json"
    shelf.write_text('{"cik": 1045810, "entityName": "x", "facts": {}}', encoding="utf-8")
    for args in (["filings", "--help"], ["filings", "facts", str(shelf)], ["filings", "compare", "nvidia", str(shelf)]):
        assert loaded(*args) & (HEAVY | {"sec_edgar_downloader", "requests"}) == set(), args


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys; before = set(sys.modules); import circularity; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    extra = {name.partition(".")[0] for name in done.stdout.split()} - set(sys.stdlib_module_names)
    assert extra == {"circularity"}


def test_a_public_name_is_no_module_whatever_was_imported_before() -> None:
    """A package of the same name would take the place of the function as soon as anything imports it."""
    code = (
        "import pkgutil, importlib, circularity as ci\n"
        "for found in pkgutil.walk_packages(ci.__path__, 'circularity.'):\n"
        "    if not found.name.endswith('__main__'): importlib.import_module(found.name)\n"
        "print([name for name in ci.__all__ if type(getattr(ci, name)).__name__ == 'module'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""docs/python.md, made from the package: every public name, in the order in which one needs them.

The page holds one directive a name; the site puts the signature and docstring there. The tables can be read without the site.
"""

from __future__ import annotations

import inspect

import circularity as ci

MADE = "<!-- Made from the package by `make docs`. Change the docstrings, or docs/build_python.py, not this page. -->"

GROUPS = {
    "Data and views": ("load", "check", "stale", "draw", "case", "Dataset", "View", "build_graph"),
    "Loops and circulation": ("loops", "network", "path"),
    "Failure": ("exposed", "breaks", "run", "Options"),
    "Vendors, funding and payment": ("vendors", "compare", "backtest", "pay", "announcements", "funding"),
    "Depreciation": ("depreciation", "depreciation_backtest", "depreciation_estimates"),
    "Looking things up": ("summary", "edges", "show", "disputes", "claims", "why", "diff"),
    "Taking answers elsewhere": ("report", "export"),
    "Errors": ("CircularityError", "DataProblem", "UnknownName", "WrongUsage"),
}
"""Every name of `circularity.__all__` but the version; a new one has to be put here, and a test says so."""

RESULTS = {
    "circularity.analysis.results": ("Answer", "Row", "Trace", "Term", "Share"),
    "circularity.model.amounts": ("Amount",),
}
CORES = {
    "circularity.analysis.loops": ("simple_cycles",),
    "circularity.analysis.circulation": ("maximum_circulation", "balanced_circulation", "finn_cycling_index"),
    "circularity.analysis.clearing": ("clear",),
    "circularity.analysis.failure": ("debtrank",),
    "circularity.analysis.vendors": ("attribution",),
    "circularity.analysis.depreciation": ("schedule", "change_of_life"),
}

INTRODUCTION = """Every question is a function of a dataset and a view that returns an [answer](#what-comes-back): frozen rows to go
through, `.to_frame()` for pandas, `.to_json()` for the contract of `--json`, `.sentence`, `.caveats`, `.unknown`, and a table in
Jupyter (the [example notebook](example.ipynb) shows some). Nothing is loaded before it is used, so `import circularity` costs nothing.

```python
import circularity as ci

data = ci.load()  # the bundled data; ci.load("my/data") for another folder
view = ci.View(as_of="2026-06", basis="binding", window=(2026, 2030))
ci.exposed(data, "openai", view).to_frame()
```

Amounts are US dollars with a low, a point and a high end, each of which may be unknown (`None`). What each measure means, its paper
and its limits: [measures](measures.md). Signatures and parameters stand below each table on the site
(`make site`), and in `help(ci.exposed)`."""


def python_page() -> str:
    """The reference of the Python package as a page."""
    lines = [MADE, "", "# Python", "", INTRODUCTION, ""]
    for title, names in GROUPS.items():
        lines += [f"## {title}", "", "| name | |", "| --- | --- |"]
        lines += [f"| `{name}` | {_first(getattr(ci, name))} |" for name in names]
        lines += ["", *(_directive(_home(name), name) for name in names)]
    lines += ["## What comes back", ""]
    lines += [_directive(module, name) for module, names in RESULTS.items() for name in names]
    lines += [
        "## Cores on plain arrays",
        "",
        "To hold against published numbers. `flows[i, j]` is money from i to j; `liabilities[i, j]` is what i owes j;",
    ]
    lines += ["`claims[i, j]` is what i has lent to or holds of j.", ""]
    lines += [_directive(module, name) for module, names in CORES.items() for name in names]
    return "\n".join(lines).rstrip("\n") + "\n"


def _home(name: str) -> str:
    found: str = getattr(ci, name).__module__
    return found


def _directive(module: str, name: str) -> str:
    """What the site replaces by signature and docstring."""
    return f"::: {module}.{name}\n"


def _first(thing: object) -> str:
    """The first sentence of a docstring, as a cell of a table."""
    return (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")

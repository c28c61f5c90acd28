"""Where AI money goes round: sourced deals, a money-flow graph, and answers with ranges and evidence.

    import circularity as ci
    data = ci.load()                                    # the bundled dataset
    view = ci.View(as_of="2026-06", basis="binding")
    ci.loops(data, view)                                # where money comes back
    ci.exposed(data, ["openai"], view)                  # who is exposed if OpenAI fails

Names are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "load": "circularity.dataset.load",
    "check": "circularity.dataset.check",
    "Dataset": "circularity.dataset.dataset",
    "View": "circularity.graph.view",
    "build_graph": "circularity.graph.build",
    "loops": "circularity.analysis.loops.answer",
    "exposed": "circularity.analysis.failure.answer",
    "breaks": "circularity.analysis.failure.breaks",
    "run": "circularity.analysis.failure.scenario",
    "Options": "circularity.analysis.failure.options",
    "pay": "circularity.analysis.pay.answer",
    "vendors": "circularity.analysis.vendors.answer",
    "announcements": "circularity.analysis.markets.announcements",
    "funding": "circularity.analysis.markets.funding",
    "claims": "circularity.analysis.claims.answer",
    "depreciation": "circularity.analysis.depreciation.answer",
    "depreciation_estimates": "circularity.analysis.depreciation.estimates",
    "depreciation_backtest": "circularity.analysis.depreciation.backtest",
    "edges": "circularity.analysis.lookup",
    "show": "circularity.analysis.lookup",
    "network": "circularity.analysis.circulation.network",
    "backtest": "circularity.analysis.backtest",
    "compare": "circularity.analysis.compare",
    "case": "circularity.dataset.outcomes",
    "summary": "circularity.analysis.summary",
    "path": "circularity.analysis.routes",
    "disputes": "circularity.analysis.disputes",
    "export": "circularity.exports.formats",
    "diff": "circularity.analysis.change",
    "draw": "circularity.analysis.draw",
    "stale": "circularity.analysis.stale",
    "why": "circularity.analysis.why",
    "report": "circularity.render.report",
    "CircularityError": "circularity.errors",
    "DataProblem": "circularity.errors",
    "UnknownName": "circularity.errors",
    "WrongUsage": "circularity.errors",
}

__all__ = ["__version__", *sorted(_HOME)]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'circularity' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)

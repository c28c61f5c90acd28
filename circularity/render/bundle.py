"""The page's scripts as one: modules for the reader of the source, a single hash for the browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

LIBRARIES = (
    "pako_inflate.umd.min.js",
    "d3-array.min.js",
    "d3-color.min.js",
    "d3-format.min.js",
    "d3-interpolate.min.js",
    "d3-path.min.js",
    "d3-time.min.js",
    "d3-time-format.min.js",
    "d3-scale.min.js",
    "d3-shape.min.js",
    "d3-selection.min.js",
    "d3-axis.min.js",
)
"""Libraries from elsewhere, unaltered, each after those it needs; `assets/vendor/README.md` says whence."""
MODULES = (
    "dom.js",
    "format.js",
    "amounts.js",
    "dates.js",
    "data.js",
    "figures.js",
    "terms.js",
    "past.js",
    "state.js",
    "scope.js",
    "hops.js",
    "rings.js",
    "paths.js",
    "losses.js",
    "view.js",
    "years.js",
    "curves.js",
    "theme.js",
    "labels.js",
    "draw.js",
    "tip.js",
    "picture.js",
    "map.js",
    "plot.js",
    "doubt.js",
    "yearchart.js",
    "bars.js",
    "scatter.js",
    "circulation.js",
    "circles.js",
    "loops.js",
    "csv.js",
    "table.js",
    "ego.js",
    "route.js",
    "failure.js",
    "vendor.js",
    "pay.js",
    "life.js",
    "company.js",
    "deal.js",
    "panels.js",
    "legend.js",
    "tables.js",
    "matrix.js",
    "reactions.js",
    "stress.js",
    "prices.js",
    "claims.js",
    "lists.js",
    "timeline.js",
    "heading.js",
    "search.js",
    "tour.js",
    "main.js",
)
"""The page's own scripts, each after those it imports from."""

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (const|function|class) (\w+)", re.MULTILINE)


@cache
def script() -> str:
    """Everything the page runs: the drawing library that pyvis ships, those of `assets/vendor`, then our modules."""
    whole = vis_network() + "\n" + libraries() + "\n" + bundle({name: asset(name) for name in MODULES})
    if "</script" in whole.lower() or "<!--" in whole:
        raise ValueError("a script that holds </script or <!-- cannot stand inside a page")
    return whole


def bundle(modules: Mapping[str, str]) -> str:
    """Modules as one script in which each keeps its own names, as it would if the browser had loaded them one by one.

    Raises
    ------
    ValueError
        If a module imports what no earlier module exports.
    """
    parts = []
    exported: dict[str, set[str]] = {}
    for name, text in modules.items():
        for wanted, home in _IMPORT.findall(text):
            missing = {w.strip() for w in wanted.split(",")} - exported.get(home, set())
            if missing:
                raise ValueError(f"{name} imports {', '.join(sorted(missing))}, which {home} does not export before it")
        exported[name] = {word for _, word in _EXPORT.findall(text)}
        body = _EXPORT.sub(r"\1 \2", _IMPORT.sub(r'const {\1} = modules["\2"];\n', text))
        parts.append(f'\nmodules["{name}"] = (function () {{\n{body}return {{ {", ".join(sorted(exported[name]))} }};\n}})();\n')
    return f'(function () {{\n"use strict";\nconst modules = {{}};\n{"".join(parts)}}})();\n'


def vis_network() -> str:
    """The drawing library as pyvis ships it: the newest copy in the installed package, never one from elsewhere."""
    import pyvis

    copies = sorted(Path(pyvis.__file__).parent.glob("**/vis-network.min.js"), key=_version)
    if not copies:
        raise FileNotFoundError("the installed pyvis ships no vis-network.min.js; install pyvis 0.3.2")
    return _without_map(copies[-1].read_text(encoding="utf-8"))


def libraries() -> str:
    """The libraries that come with us, one after the other."""
    return "\n".join(_without_map(asset(f"vendor/{name}")) for name in LIBRARIES)


def _without_map(text: str) -> str:
    """Without the address of a source map: a browser with open tools would ask for a file that is not there."""
    return "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL="))


def _version(path: Path) -> tuple[list[int], str]:
    """Sort key: the numbers in the folder's name (vis-9.1.2), then the path."""
    return [int(n) for n in path.parent.name.split("-")[-1].split(".") if n.isdigit()], path.as_posix()


@cache
def asset(name: str) -> str:
    """One file of the assets folder, with the same line ends everywhere."""
    return files("circularity.render").joinpath("assets", name).read_text(encoding="utf-8").replace("\r\n", "\n")

"""What the site needs beyond docs/: pages that live elsewhere in the repository, the notebook, and links between all of them."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
ELSEWHERE = (
    *("CONTRIBUTING.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "SECURITY.md"),
    *("data/README.md", "data/CHANGELOG.md", "data/KNOWN_ISSUES.md", "data/AUDIT.md", "data/financials/METRICS.md"),
)
"""Pages outside docs/; on the site they have the same address as in the repository."""
NOTEBOOK = "example.ipynb"
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]\n]*)\]\((?P<target>[^)\s]+)\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that live elsewhere."""
    for name in ELSEWHERE:
        files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    files.append(File.generated(config, _page_of(NOTEBOOK), content=_notebook()))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links between files of the repository become links between pages, or the bare path of what is not on the site."""
    home = page.file.src_uri if page.file.src_uri in ELSEWHERE else f"docs/{page.file.src_uri}"

    def led(match: re.Match[str]) -> str:
        target, _, anchor = match["target"].partition("#")
        if not target or re.match(r"[a-z]+:", target):
            return match[0]
        place = os.path.normpath(PurePosixPath(home).parent / target).replace(os.sep, "/")
        there = place if place in ELSEWHERE else place.removeprefix("docs/") if place.startswith("docs/") else None
        if there is None or files.get_file_from_path(_page_of(there)) is None:
            return match["text"] if match["text"].strip("`") == place else f"{match['text']} (`{place}`)"
        way = os.path.relpath(_page_of(there), PurePosixPath(page.file.src_uri).parent).replace(os.sep, "/")
        return f"{match['image']}[{match['text']}]({way}{'#' if anchor else ''}{anchor})"

    parts = re.split(r"(^```.*?^```$)", markdown, flags=re.DOTALL | re.MULTILINE)
    return "".join(part if part.startswith("```") else _LINK.sub(led, part) for part in parts)


def _page_of(name: str) -> str:
    return name.removesuffix(".ipynb") + ".md" if name.endswith(".ipynb") else name


def _notebook() -> str:
    """The executed notebook as a page: its texts, its code, and what each cell gave."""
    import nbformat

    lines: list[str] = []
    for cell in nbformat.read(ROOT / "docs" / NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "markdown":
            lines += [cell.source, ""]
            continue
        lines += ["```python", cell.source, "```", ""]
        for output in cell.outputs:
            lines += [*_output(output), ""]
    return "\n".join(lines)


def _output(output: Any) -> list[str]:
    data = output.get("data", {"text/plain": output.get("text", "")})
    if "text/html" in data:
        # no blank line, which would end the block
        return ['<div class="answer">', *(line for line in str(data["text/html"]).splitlines() if line.strip()), "</div>"]
    return ["```text", str(data["text/plain"]).rstrip("\n"), "```"]

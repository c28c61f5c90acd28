"""Write again what is made from the code and from running commands: the reference pages and the README's examples.

Run by ``make docs``. With ``--check`` nothing is written, and the exit code is 1 if a page is not fresh.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from build_ask import ask_page
from build_changelog import changelog
from build_claims import with_claims
from build_cli import cli_page
from build_filings import with_metric_map
from build_notebook import executed
from build_python import python_page
from build_readme import refreshed
from build_rules import kinds_page, rules_page

ROOT = Path(__file__).parents[1]


EXAMPLES = ("README.md", "docs/tutorial.md", "docs/faq.md", "docs/versioning.md")
"""Pages with examples that are run."""


def pages() -> dict[Path, str]:
    """Each generated page with the text that it should have."""
    claims = ROOT / "docs" / "claims.md"
    filings, notebook = ROOT / "docs" / "filings.md", ROOT / "docs" / "example.ipynb"
    made = {
        ROOT / "docs" / "ask.md": ask_page,
        ROOT / "data" / "CHANGELOG.md": changelog,
        ROOT / "docs" / "cli.md": cli_page,
        ROOT / "docs" / "python.md": python_page,
        ROOT / "docs" / "rules.md": rules_page,
        ROOT / "docs" / "kinds.md": kinds_page,
        claims: lambda: with_claims(claims.read_text(encoding="utf-8")),
        filings: lambda: with_metric_map(filings.read_text(encoding="utf-8")),
        notebook: lambda: executed(notebook.read_text(encoding="utf-8")),
        **{ROOT / name: partial(_refreshed, ROOT / name) for name in EXAMPLES},
    }
    # examples and the notebook wait for processes of their own, so that threads help
    with ThreadPoolExecutor() as threads:
        texts = threads.map(lambda make: make(), made.values())
    return dict(zip(made, texts, strict=True))


def _refreshed(page: Path) -> str:
    return refreshed(page.read_text(encoding="utf-8"))


def main() -> int:
    """Write what has changed, and say so."""
    checking = "--check" in sys.argv[1:]
    stale = [(page, text) for page, text in pages().items() if not page.exists() or page.read_text(encoding="utf-8") != text]
    for page, text in stale:
        print(f"{'not fresh' if checking else 'wrote'}: {page.relative_to(ROOT)}")
        if not checking:
            page.write_text(text, encoding="utf-8")
    return 1 if stale and checking else 0


if __name__ == "__main__":
    sys.exit(main())

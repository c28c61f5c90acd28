"""Write again what is made from the code and from running commands: the reference pages and the README's examples.

Run by ``make docs``. With ``--check`` nothing is written, and the exit code is 1 if a page is not fresh.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from build_ask import ask_page
from build_changelog import changelog
from build_claims import with_claims
from build_filings import with_metric_map
from build_readme import refreshed
from build_rules import kinds_page, rules_page

ROOT = Path(__file__).parents[1]


def pages() -> dict[Path, str]:
    """Each generated page with the text that it should have."""
    readme = ROOT / "README.md"
    filings = ROOT / "docs" / "filings.md"
    claims = ROOT / "docs" / "claims.md"
    return {
        ROOT / "docs" / "ask.md": ask_page(),
        ROOT / "data" / "CHANGELOG.md": changelog(),
        claims: with_claims(claims.read_text(encoding="utf-8")),
        filings: with_metric_map(filings.read_text(encoding="utf-8")),
        ROOT / "docs" / "rules.md": rules_page(),
        ROOT / "docs" / "kinds.md": kinds_page(),
        readme: refreshed(readme.read_text(encoding="utf-8")),
    }


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

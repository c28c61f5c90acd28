"""Program and data version in one line."""

from __future__ import annotations

from circularity import __version__


def version_line() -> str:
    """``circularity 0.1.0, data ai-sector 2026.11 (as of 2026-10-10)``."""
    from circularity.dataset.dataset import Card
    from circularity.dataset.places import bundled
    from circularity.dataset.reader import Reader

    card = Reader(bundled(), "data").yaml(bundled() / "dataset.yaml", Card)
    data = f", data {card.name} {card.version} (as of {card.as_of})" if card else ""
    return f"circularity {__version__}{data}"

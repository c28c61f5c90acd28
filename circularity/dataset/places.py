"""Where the data lie: told without reading any of them."""

from __future__ import annotations

from pathlib import Path


def bundled() -> Path:
    """The folder of the data that comes with the package, installed or in a checkout."""
    packaged = Path(__file__).parents[1] / "_data"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "data"


def cases() -> Path:
    """The folder of the closed episodes that come with the package."""
    return bundled() / "cases"

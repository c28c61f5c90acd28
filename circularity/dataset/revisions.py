"""A state of the data: a date, a folder, or a revision in git."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

from circularity.dataset.dataset import Dataset
from circularity.dataset.load import load
from circularity.dataset.places import bundled
from circularity.errors import CircularityError, WrongUsage

_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
_HINT = "name a date (2026-06), a folder with dataset.yaml, or a git revision of this checkout (main, HEAD~3)"


def is_date(name: str) -> bool:
    """Whether a state's name is a date; a folder or branch called like a date is written ./2025 or refs/heads/2025."""
    return _DATE.fullmatch(name) is not None


def dataset_at(name: str, folder: str | None = None) -> Dataset:
    """The data in a folder, or as they were in a git revision.

    Raises
    ------
    WrongUsage
        If the name is neither, or there is no git or no checkout to look in.
    DataProblem
        If the data of that state cannot be used.
    """
    if name and Path(name).is_dir():
        return load(name)
    home = (Path(folder) if folder else bundled()).resolve()
    if not name or name.startswith("-"):
        raise WrongUsage(f"'{name}' is no state of the data", _HINT)
    top = _git(home, "rev-parse", "--show-toplevel")
    commit = _git(home, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}") if top else None
    if not top or not commit:
        raise WrongUsage(f"'{name}' is no state of the data", _HINT)
    inside = home.relative_to(Path(top.decode().strip()).resolve()).as_posix()
    packed = _git(home, "-C", top.decode().strip(), "archive", "--format=tar", commit.decode().strip(), "--", inside)
    if not packed:
        raise WrongUsage(f"there is no {inside}/ in {name}", _HINT)
    with tempfile.TemporaryDirectory(prefix="circularity-") as place:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(place, filter="data")
        try:
            return load(Path(place) / inside)
        except CircularityError as error:
            error.message = f"{name}: {error.message}"
            raise


def _git(folder: Path, *args: str) -> bytes | None:
    """What git prints, or ``None`` if it fails or is not there."""
    try:
        done = subprocess.run(["git", *args], cwd=folder, capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None

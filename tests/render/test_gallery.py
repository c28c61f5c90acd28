"""The gallery: each address restores the view that its picture shows, and each command answers."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner

from circularity.cli.main import app

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from build_gallery import FOLDER, PAGE, PICTURES, text  # noqa: E402


def test_six_pictures_each_small_and_told_of() -> None:
    assert len(PICTURES) == 6
    assert {path.name for path in FOLDER.iterdir()} == {f"{picture.name}.webp" for picture in PICTURES}
    for picture in PICTURES:
        packed = (FOLDER / f"{picture.name}.webp").read_bytes()
        assert packed[:4] == b"RIFF"
        assert packed[8:12] == b"WEBP"
        assert len(packed) < 200_000
    assert PAGE.read_text(encoding="utf-8") == text()


@pytest.mark.browser
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_the_address_restores_what_it_names(picture: Any, show: Any, real: Path) -> None:
    page = show(real, picture.fragment, color_scheme=picture.scheme)
    here = page.page.evaluate("location.hash")
    assert parse_qs(here.lstrip("#")) == parse_qs(picture.fragment.lstrip("#"))  # nothing of it was thrown away as unknown
    assert picture.shows
    for selector, said in picture.shows:
        assert said in page.text(selector)


@pytest.mark.parametrize("command", [c for picture in PICTURES for c in picture.command.split("; ") if not c.endswith("report")])
def test_the_command_answers(command: str) -> None:
    done = CliRunner().invoke(app, shlex.split(command)[1:])
    assert done.exit_code == 0, done.output
    assert done.output

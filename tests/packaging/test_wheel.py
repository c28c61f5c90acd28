"""The wheel carries the data, all of it and nothing else, and an installed copy finds it from any folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
SHIPPED = (
    r"(dataset|assumptions)\.yaml",
    r"LICENSE|(AUDIT|KNOWN_ISSUES|CHANGELOG)\.md",
    r"entities/[a-z0-9-]+\.yaml",
    r"edges/\d{4}/[a-z0-9-]+\.yaml",
    r"financials/([a-z0-9-]+\.csv|METRICS\.md)",
    r"depreciation/[a-z0-9-]+\.yaml",
    r"reference/[a-z0-9_-]+\.(yaml|csv)",
    r"scenarios/[a-z0-9-]+\.yaml",
    r"cases/telecom-2000/(dataset|outcomes)\.yaml",
    r"cases/telecom-2000/entities/[a-z0-9-]+\.yaml",
    r"cases/telecom-2000/edges/\d{4}/[a-z0-9-]+\.yaml",
    r"cases/telecom-2000/financials/[a-z0-9-]+\.csv",
    r"cases/telecom-2000/reference/[a-z0-9_-]+\.(yaml|csv)",
)
"""Every file of the data that is meant to ship; a new folder has to be put here and into pyproject.toml."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return next(out.glob("*.whl"))


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as packed:
        return packed.namelist()


def test_the_data_in_the_wheel_are_exactly_the_data_meant_to_ship(wheel: Path) -> None:
    packed = {name.removeprefix("circularity/_data/") for name in names(wheel) if name.startswith("circularity/_data/")}
    there = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    meant = {name for name in there if any(re.fullmatch(shape, name) for shape in SHIPPED)}
    assert packed == meant
    left = {name for name in there - meant if not name.startswith("releases/")}  # their texts stand in the changelog
    assert left == {"README.md"}


def test_the_wheel_holds_the_package_with_its_page_and_types_and_nothing_of_the_tests(wheel: Path) -> None:
    listed = names(wheel)
    modules = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "circularity").rglob("*") if path.suffix in (".py", ".js", ".css", ".html")
    }
    assert modules <= set(listed)
    vendor = [path.relative_to(ROOT).as_posix() for path in (ROOT / "circularity" / "render" / "assets" / "vendor").iterdir()]
    assert set(vendor) <= set(listed)
    for licence in (path for path in vendor if "LICENSE" in path):
        assert any(name.endswith(f".dist-info/licenses/{licence}") for name in listed), licence
    assert "circularity/py.typed" in listed
    tops = {name.split("/")[0] for name in listed}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"circularity"}


def test_an_installed_copy_answers_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(home), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(home)}
    ask = [sys.executable, "-m", "circularity", "exposed", "openai", "--json"]
    answer = json.loads(subprocess.run(ask, cwd=elsewhere, env=environment, check=True, capture_output=True, encoding="utf-8").stdout)
    assert "oracle" in {row["entity"] for row in answer["rows"]}
    where = [sys.executable, "-c", "import circularity.dataset.load as l; print(l.bundled())"]
    found = subprocess.run(where, cwd=elsewhere, env=environment, check=True, capture_output=True, encoding="utf-8").stdout.strip()
    assert Path(found) == home / "circularity" / "_data"


def test_nothing_that_git_ignores_is_in_the_wheel(wheel: Path) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = ["git", "-c", "safe.directory=*", "-c", "core.quotePath=off", "ls-files", "--cached", "--others", "--exclude-standard"]
    known = set(subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout.splitlines())
    packed = [name.replace("circularity/_data/", "data/") for name in names(wheel) if name.startswith("circularity/")]
    assert [name for name in packed if name not in known] == []


def test_an_installed_copy_writes_the_page_and_nothing_else(wheel: Path, tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(home), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    command = [sys.executable, "-m", "circularity", "report", "-o", "page.html"]
    subprocess.run(command, cwd=elsewhere, env={**os.environ, "PYTHONPATH": str(home)}, check=True, capture_output=True)
    assert [path.name for path in elsewhere.iterdir()] == ["page.html"]
    assert (elsewhere / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_sdist_installs_into_a_clean_environment_and_does_the_main_job_elsewhere(tmp_path: Path) -> None:
    """An environment of its own, with the libraries of this one by path alone, so that `circularity` can only be the installed copy."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (sdist,) = tmp_path.glob("circularity-*.tar.gz")
    with tarfile.open(sdist) as packed:
        inside = {name.partition("/")[2] for name in packed.getnames()}
    needed = {
        "data/dataset.yaml",
        "schemas/deal.schema.json",
        "mkdocs.yml",
        "docs/tutorial.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
    }
    assert sorted(needed - inside) == []
    assert not any(name.startswith(("build/", ".venv/", "exposure.html")) for name in inside)
    home, elsewhere = tmp_path / "env", tmp_path / "else where"
    elsewhere.mkdir()
    venv.create(home, with_pip=False, symlinks=os.name == "posix")
    folder = home / ("Scripts" if os.name == "nt" else "bin")
    place = subprocess.run(
        [folder / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True
    )
    (Path(place.stdout.strip()) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    flags = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed"]
    install = [folder / "python", "-m", "pip", "install", *flags, str(sdist)]
    done = subprocess.run(install, cwd=elsewhere, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    done = subprocess.run([folder / "circularity", "report"], cwd=elsewhere, env=clean, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in elsewhere.iterdir()] == ["exposure.html"]
    where = [folder / "python", "-c", "import circularity; print(circularity.__file__)"]
    found = subprocess.run(where, cwd=elsewhere, env=clean, capture_output=True, encoding="utf-8", check=True).stdout.strip()
    assert home in Path(found).parents

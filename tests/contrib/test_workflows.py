"""The files under .github are well formed, safe against what a pull request may be called, and run commands that exist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from circularity.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted(p for p in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if p.name != "config.yml")


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def steps(path: Path) -> list[Any]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_workflow_has_what_it_needs(path: Path) -> None:
    flow = read(path)
    assert {"name", "on", "permissions", "jobs"} <= set(flow)
    assert flow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in flow["on"]
    for job in flow["jobs"].values():
        assert int(job["timeout-minutes"]) <= 60
        assert all(("run" in step) != ("uses" in step) for step in job["steps"])
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_no_text_of_others_reaches_a_shell(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_commands_in_workflows_exist(path: Path) -> None:
    used = [name for step in steps(path) for name in re.findall(r"^\s*circularity ([a-z]+)", step.get("run", ""), re.MULTILINE)]
    assert set(used) <= set(COMMANDS)
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    made = [name for step in steps(path) for name in re.findall(r"^\s*make ([a-z]+)", step.get("run", ""), re.MULTILINE)]
    assert set(made) <= set(targets)
    assert used or made or path.name == "tests.yml"


def test_every_python_from_the_oldest_on_is_tested() -> None:
    flow = read(ROOT / ".github" / "workflows" / "tests.yml")
    assert flow["jobs"]["tests"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FORMS, ids=lambda p: p.name)
def test_issue_form_by_the_rules_of_issue_forms(path: Path) -> None:
    form = read(path)
    assert {"name", "description", "body"} <= set(form) <= {"name", "description", "body", "title", "labels", "assignees"}
    ids = [item["id"] for item in form["body"] if item["type"] != "markdown"]
    assert len(set(ids)) == len(ids)
    for item in form["body"]:
        assert item["type"] in {"markdown", "input", "textarea", "dropdown", "checkboxes"}
        assert ("value" if item["type"] == "markdown" else "label") in item["attributes"]
        assert item["type"] != "dropdown" or item["attributes"]["options"]
    assert any(item.get("validations", {}).get("required") == "true" for item in form["body"])


def linter() -> list[str] | None:
    """actionlint, or its offspring from PyPI with the rules of actionlint and those against outsiders, but not those of taste."""
    if found := shutil.which("actionlint"):
        return [found]
    # pins of actions to commits and lock files of tools are a matter of upkeep that nobody here has taken on
    taste = [word for rule in ("unpinned-uses", "adhoc-packages") for word in ("--ignore", rule)]
    found = shutil.which("jactionlint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    return [found, "--strict-exit", *taste] if found else None


@pytest.mark.skipif(linter() is None, reason="neither actionlint nor jactionlint has a build for this machine")
def test_the_linter_of_workflows_finds_nothing(tmp_path: Path) -> None:
    command = linter()
    assert command is not None
    done = subprocess.run([*command, *map(str, WORKFLOWS)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    # and it does find what is wrong
    wrong = tmp_path / "wrong.yml"
    text = WORKFLOWS[0].read_text(encoding="utf-8")
    wrong.write_text(text.replace("runs-on:", "run-on:", 1), encoding="utf-8")
    assert subprocess.run([*command, str(wrong)], cwd=ROOT, capture_output=True, check=False).returncode == 1

"""The files under .github are well formed, safe against what a pull request may be called, and run commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
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
    assert used or path.name == "tests.yml"


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


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="actionlint is not installed")
def test_actionlint_finds_nothing() -> None:
    done = subprocess.run(["actionlint", *map(str, WORKFLOWS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout

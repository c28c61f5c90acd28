"""What is written about the program is what the program does: generated pages are fresh, and nothing public goes unmentioned."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml

import circularity as ci
from circularity.cli.main import COMMANDS
from circularity.dataset.problems import RULES
from circularity.model.deal import Deal
from circularity.model.kinds import Kind
from circularity.model.stages import Stage

ROOT = Path(__file__).parents[2]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_generated_pages_and_the_readmes_output_are_fresh() -> None:
    done = subprocess.run([sys.executable, "docs/build.py", "--check"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_is_documented(code: str) -> None:
    assert code in page("docs/rules.md")
    assert RULES[code].fix in page("docs/rules.md").replace("\\|", "|")


def test_every_kind_and_stage_is_documented() -> None:
    text = page("docs/kinds.md") + page("docs/rules.md")
    assert [word for word in (*Kind, *Stage) if f"`{word}`" not in text] == []


def test_every_command_stands_in_the_readme() -> None:
    assert [name for name in COMMANDS if f"circularity {name}" not in page("README.md") and f"`{name}" not in page("README.md")] == []


def test_every_public_name_has_a_docstring() -> None:
    assert [name for name in ci.__all__ if name != "__version__" and not getattr(ci, name).__doc__] == []


def test_the_readme_opens_with_one_picture_and_two_commands() -> None:
    head = page("README.md").partition("\n## ")[0]
    assert head.count("![") == 1
    assert (ROOT / "docs" / "img" / "exposure.png").exists()
    block = head.partition("```sh\n")[2].partition("```")[0]
    assert [line.split("#")[0].strip() for line in block.strip().splitlines()] == ["make report", "make test"]


def test_the_worked_example_of_the_contributors_guide_is_a_valid_deal() -> None:
    block = page("CONTRIBUTING.md").partition("```yaml\n")[2].partition("```")[0]
    deal = Deal.model_validate(yaml.load(textwrap.dedent(block), yaml.BaseLoader))
    assert [edge.id for edge in deal.edges] == ["acme-cobalt-loan-2026", "cobalt-acme-chips-2026"]

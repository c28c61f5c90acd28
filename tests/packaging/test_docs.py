"""What is written about the program is what the program does: generated pages are fresh, and nothing public goes unmentioned."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

import circularity as ci
from circularity.cli.main import COMMANDS, command
from circularity.dataset.problems import RULES
from circularity.exports.formats import FORMATS
from circularity.model.deal import Deal
from circularity.model.figures import METRICS
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


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and every command under one, with its name as it is typed."""

    def walk(name: str, found: click.Command) -> Iterator[tuple[str, click.Command]]:
        yield name, found
        for inner in getattr(found, "commands", {}).values():
            yield from walk(f"{name} {inner.name}", inner)

    for name in COMMANDS:
        yield from walk(f"circularity {name}", command(name))


def test_every_command_and_option_stands_in_the_reference() -> None:
    shared, *sections = re.split(r"^#+ (?=circularity )", page("docs/cli.md"), flags=re.MULTILINE)
    told = {section.partition("\n")[0]: section for section in sections}
    assert set(told) == {name for name, _ in commands()}
    view, output = (part.partition("**")[0] for part in re.split(r"^\*\*(?:View|Output)\*\*$", shared, flags=re.MULTILINE)[1:])
    for name, found in commands():
        text = told[name] + (view if "**view**" in told[name] else "") + (output if "**output**" in told[name] else "")
        spelled = {word for option in found.params if option.param_type_name == "option" for word in (*option.opts, *option.secondary_opts)}
        assert sorted(word for word in spelled if f"`{word}`" not in text) == [], name
        helps = [" ".join(option.help.split()) for option in found.params if isinstance(option, click.Option)]
        plain = text.replace("\\", "")
        assert [words for words in helps if words not in plain] == [], name


def test_every_example_of_a_help_text_stands_in_the_reference() -> None:
    for name, found in commands():
        for line in (found.epilog or "").splitlines():
            if line.strip().startswith("circularity "):
                assert line.strip() in page("docs/cli.md"), name


def test_every_metric_is_documented() -> None:
    text = page("data/financials/METRICS.md") + page("docs/filings.md")
    assert [name for name in METRICS if f"`{name}`" not in text] == []


def test_every_public_name_stands_in_the_python_reference() -> None:
    listed = set(re.findall(r"^::: (\S+)$", page("docs/python.md"), re.MULTILINE))
    homes = {name: f"{getattr(ci, name).__module__}.{name}" for name in ci.__all__ if name != "__version__"}
    assert [name for name, home in homes.items() if home not in listed or f"| `{name}` |" not in page("docs/python.md")] == []


def test_every_format_of_export_is_documented() -> None:
    assert [name for name in FORMATS if name not in page("docs/export.md")] == []


def test_the_notebook_is_small_executed_and_without_what_differs_from_machine_to_machine() -> None:
    text = page("docs/example.ipynb")
    notebook = json.loads(text)
    assert len(text) < 60_000
    assert set(notebook["metadata"]) == {"kernelspec"}
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        assert cell["metadata"] == {}
        assert cell["outputs"], cell["source"]
        assert {output["output_type"] for output in cell["outputs"]} == {"execute_result"}
    assert str(ROOT) not in text
    shown = [data for cell in code for output in cell["outputs"] if (data := output["data"])]
    assert sum("text/html" in data for data in shown) >= 5
    assert all(data["text/plain"] for data in shown)


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

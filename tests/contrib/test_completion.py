"""Completion in bash, zsh and fish: names of the dataset on the line, without loading it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

import circularity as ci
from circularity.cli.main import COMMANDS, app, command
from circularity.model.entity import Role
from circularity.model.kinds import Kind
from circularity.model.stages import Stage

ROOT = Path(__file__).parents[2]
SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
HEAVY = {"networkx", "pandas", "numpy", "scipy", "pyvis", "rich", "yaml", "jinja2", "tabulate"}


def offered(*words: str, shell: str = "bash") -> dict[str, Any]:
    """What is offered for the last word, and its type or help."""
    complete = SHELLS[shell](app, {}, "circularity", "_CIRCULARITY_COMPLETE")
    return {item.value: item.help or item.type for item in complete.get_completions(list(words[:-1]), words[-1])}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["exposed", "openai"], {"openai": "OpenAI"}),
        (["exposed", "NVD"], {"nvidia": "NVIDIA"}),
        (["show", "Alphab"], {"google": "Alphabet (Google)"}),
        (["path", "openai", "nvid"], {"nvidia": "NVIDIA"}),
        (["edges", "--payer", "oracl"], {"oracle": "Oracle"}),
        (["loops", "--basis", "paid", "--through", "corew"], {"coreweave": "CoreWeave"}),
        (["depreciation", "met"], {"meta": "Meta"}),
        (["edges", "--kind", "cloud_con"], {"cloud_contract": "plain"}),
        (["edges", "--stage", "letter"], {"letter_of_intent": "plain"}),
        (["new", "deal", "--kind", "warr"], {"warrant": "plain"}),
        (["new", "deal", "--type", "press"], {"press_release": "plain"}),
        (["new", "entity", "--role", "neo"], {"neocloud": "plain"}),
        (["run", "openai"], {"openai-fails": "plain"}),
        (["backtest", ""], {"telecom-2000": "plain"}),
        (["edges", "--data", "tele"], {"telecom-2000": "plain", "tele": "dir"}),
        (["show", "--data", "telecom-2000", "luc"], {"lucent": "Lucent Technologies"}),
        (["export", "--format", "gr"], {"graphml": "plain"}),
        (["exposed", "openai", "--model", "cl"], {"clearing": "plain"}),
        (["check", "data/edges"], {"data/edges": "file"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_names_are_offered(words: list[str], wanted: dict[str, str], shell: str) -> None:
    found = offered(*words, shell=shell)
    assert {name: found.get(name) for name in wanted} == wanted


def test_what_is_offered_is_what_the_data_hold(data: Any) -> None:
    assert set(offered("exposed", "")) == set(data.entities)
    assert offered("show", "") == {name: data.name(name) for name in data.entities}
    assert set(offered("why", "")) == set(data.edges)
    assert set(offered("edges", "--kind", "")) == set(map(str, Kind))
    assert set(offered("edges", "--stage", "")) == set(map(str, Stage))
    assert set(offered("new", "entity", "--role", "")) == set(map(str, Role))
    assert all(ci.depreciation(data, name) for name in offered("depreciation", "met"))
    assert {
        ticker for entity in data.entities.values() if (ticker := entity.ticker) and entity.id not in offered("exposed", ticker)
    } == set()


def test_what_stands_on_the_line_is_not_offered_again() -> None:
    assert "openai" not in offered("exposed", "openai", "open")
    assert "nvidia" in offered("exposed", "openai", "nv")


def test_a_dataset_of_ones_own(small: Any) -> None:
    small.swap("entities/gamma-lab.yaml", "name: Gamma Lab", 'name: "Łab, Gamma"')
    assert offered("exposed", "--data", str(small.root), "ł") == {"gamma-lab": "Łab, Gamma"}
    assert offered("exposed", "--data", str(small.root / "nowhere"), "") == {}
    (small.root / "entities" / "odd.yaml").write_bytes(b"name: \xff\xfe\n")
    assert "gamma-lab" in offered("exposed", "--data", str(small.root), "")


def test_every_place_for_a_name_completes() -> None:
    def walk(path: str, found: click.Command) -> list[tuple[str, click.Parameter]]:
        inner = getattr(found, "commands", {})
        here = [(path, param) for param in found.params]
        return here + [item for name, sub in inner.items() for item in walk(f"{path} {name}", sub)]

    places = [item for name in COMMANDS for item in walk(name, command(name))]
    words = ("ENTITY", "KIND", "STAGE", "CASE", "DIR", "FILE", "PATH")
    silent = [
        (path, param.name)
        for path, param in places
        if any(word in (param.metavar or param.human_readable_name.upper()) for word in words)
        and type(param).shell_complete is click.Parameter.shell_complete
        and param._custom_shell_complete is None
        and not isinstance(param.type, (click.Path, click.Choice))
        and (path, param.name) != ("depreciation", "capex")  # a path of spending, in words
    ]
    assert silent == []


@pytest.mark.parametrize("words", ["circularity exposed op", "circularity why openai-or", "circularity edges --kind cl"])
def test_a_key_press_loads_next_to_nothing(words: str) -> None:
    probe = (
        "import json, sys\nfrom circularity.cli.main import _guarded\ncode = _guarded([])\n"
        "print(json.dumps([code, sorted({name.partition('.')[0] for name in sys.modules})]), file=sys.stderr)"
    )
    env = {**os.environ, "_CIRCULARITY_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = subprocess.run([sys.executable, "-c", probe], env=env, capture_output=True, text=True, cwd=ROOT, check=True)
    code, names = json.loads(done.stderr.splitlines()[-1])
    assert code == 0
    assert done.stdout
    assert set(names) & (HEAVY | {"pydantic"}) == set()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_in_a_real_bash(run: Callable[..., Any], tmp_path: Path) -> None:
    script = run(env={"_CIRCULARITY_COMPLETE": "bash_source"}).out
    (tmp_path / "complete.sh").write_text(script, encoding="utf-8")
    ask = (
        f"source {tmp_path / 'complete.sh'} 2>/dev/null; COMP_WORDS=(circularity exposed cerebra); COMP_CWORD=2; "
        '_circularity_completion circularity; echo "${COMPREPLY[@]}"'
    )
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["bash", "--norc", "-c", ask], env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["cerebras"]

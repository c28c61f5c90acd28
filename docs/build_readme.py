"""The examples of the README and of other pages, made by running them.

A console block between ``<!-- run: COMMAND -->`` and ``<!-- end -->`` holds the command and what it prints. A Python
block after ``<!-- python -->`` holds a session; its ``>>>`` lines are kept and run, and what they print is put under them.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).parents[1]
_CONSOLE = re.compile(r"(?P<start><!-- run: (?P<command>.+?) -->\n).*?(?P<end><!-- end -->)", re.DOTALL)
_SESSION = re.compile(r"(?P<start><!-- python -->\n```pycon\n)(?P<session>.*?)(?P<end>```\n<!-- end -->)", re.DOTALL)

_ONE_AT_A_TIME = threading.Lock()
"""What is printed is caught for the whole process, and pages are made in threads."""


def refreshed(readme: str) -> str:
    """The README with every example run again."""
    readme = _CONSOLE.sub(_console, readme)
    return _SESSION.sub(lambda m: f"{m['start']}{_session(m['session'])}{m['end']}", readme)


def commands(readme: str) -> list[str]:
    """The commands whose output the README shows."""
    return [match["command"] for match in _CONSOLE.finditer(readme)]


def _console(match: re.Match[str]) -> str:
    command = match["command"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True)
    if done.stderr:
        raise RuntimeError(f"{command}: {done.stderr}")
    answer = "\n".join(line.rstrip() for line in done.stdout.splitlines())
    return f"{match['start']}```console\n$ {command}\n{answer}\n```\n{match['end']}"


def _session(session: str) -> str:
    names: dict[str, object] = {}
    lines = []
    for example in doctest.DocTestParser().get_examples(session):
        source = example.source.rstrip("\n").split("\n")
        lines += [f"{'...' if number else '>>>'} {line}".rstrip() for number, line in enumerate(source)]
        printed = io.StringIO()
        with _ONE_AT_A_TIME, contextlib.redirect_stdout(printed):
            exec(compile(example.source, "README.md", "single"), names)
        lines += printed.getvalue().splitlines()
    return "\n".join(lines) + "\n"

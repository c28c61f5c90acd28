"""The schemas are fresh, accept all real data, refuse what the reader refuses, and work in the YAML language server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from circularity.dataset.schema import DATE, FILES, MONEY, PLACES, schema, schema_text
from circularity.model.dates import parse_date
from circularity.model.money import parse_money

ROOT = Path(__file__).parents[2]


def as_an_editor_reads(path: Path) -> Any:
    """YAML 1.2 core schema: dates stay texts, unlike in PyYAML's own default."""

    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers = {  # noqa: RUF012
            first: [(tag, shape) for tag, shape in found if not tag.endswith((":timestamp", ":bool"))]
            for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    return yaml.load(path.read_text(encoding="utf-8"), Loader)


def json_like(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): json_like(item) for key, item in value.items()}
    return [json_like(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", FILES)
def test_committed_schemas_are_fresh(name: str) -> None:
    assert (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8") == schema_text(name)


@pytest.mark.parametrize("name", FILES)
def test_every_real_file_is_valid(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(schema(name))
    validator = jsonschema.Draft7Validator(schema(name))
    paths = [path for pattern in PLACES[name] for path in sorted(ROOT.glob(pattern))]
    assert paths
    wrong = [
        (path.name, error.message, list(error.path))
        for path in paths
        for error in validator.iter_errors(json_like(as_an_editor_reads(path)))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_every_key_has_hover_help(name: str) -> None:
    def described(node: Any) -> Iterator[str]:
        for key, value in node.get("properties", {}).items():
            if not value.get("description"):
                yield key
        for inner in node.get("definitions", {}).values():
            yield from described(inner)

    assert list(described(schema(name))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("stage: completed", "stage: complete"),
        ("kind: equity_investment", "kind: equity"),
        ("amount: 2 bn", "amount: 2bn"),
        ("amount: 2 bn", "amount: 25 %"),
        ("amount: 2 bn", "amonut: 2 bn"),
        ('2025-09-01", stage', '10/06/2025", stage'),
        ("to: gamma-lab", "to: Gamma Lab"),
        ("        publisher: Statement of Alpha Chips\n", ""),
    ],
)
def test_a_slip_is_flagged(old: str, new: str, small: Any) -> None:
    path = "edges/2025/alpha-gamma-2025.yaml"
    validator = jsonschema.Draft7Validator(schema("deal"))
    assert validator.is_valid(json_like(as_an_editor_reads(small.root / path)))
    small.swap(path, old, new)
    assert not validator.is_valid(json_like(as_an_editor_reads(small.root / path)))


def reads(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


FIGURES = st.from_regex(r"\A(up to |at least )?[0-9]{1,3}(\.[0-9])?(\.\.[0-9]{1,3})?( (k|m|bn|tn|b))?( EUR)?\Z")


@given(FIGURES)
def test_the_schema_lets_in_all_money_that_the_reader_does(text: str) -> None:
    """The reader also knows that 5..3 bn runs backwards and that 900 tn cannot be; the schema may let such through."""
    if reads(parse_money, text):
        assert jsonschema.Draft7Validator(MONEY).is_valid(text), text
    if text.endswith(" b"):
        assert not jsonschema.Draft7Validator(MONEY).is_valid(text), text


@given(st.from_regex(r"\A(19|20)[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?\Z"))
def test_the_schema_lets_in_all_dates_that_the_reader_does(text: str) -> None:
    if reads(parse_date, text):
        assert jsonschema.Draft7Validator(DATE).is_valid(text), text


def test_editors_are_told_which_schema_is_whose() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.schemas"] == {f"./schemas/{name}.schema.json": places for name, places in PLACES.items()}


def test_command(run: Callable[..., Any], tmp_path: Path) -> None:
    ran = run("schema", "deal")
    assert (ran.code, ran.err, ran.out) == (0, "", schema_text("deal"))
    assert run("schema", "--write", str(tmp_path / "out")).code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.schema.json" for name in FILES}
    assert run("schema", "deals").code == 2
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert run("schema", "--write", str(tmp_path / "file")).code == 1


def server() -> list[str] | None:
    """The YAML language server: on the path, or where CIRCULARITY_YAML_LS says its script is."""
    script = os.environ.get("CIRCULARITY_YAML_LS")
    if script and shutil.which("node"):
        return ["node", script, "--stdio"]
    found = shutil.which("yaml-language-server")
    return [found, "--stdio"] if found else None


class Editor:
    """Just enough of an editor: messages to the language server over its pipes."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.count = 0
        self.diagnostics: dict[str, list[Any]] = {}
        mapping = {f"file://{ROOT}/schemas/deal.schema.json": "*.yaml"}
        self.settings = {
            "yaml": {"schemas": mapping, "validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}
        }
        self.limit = threading.Timer(60, self.process.kill)
        self.limit.start()
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": self.settings})

    def __enter__(self) -> Editor:
        return self

    def __exit__(self, *_: object) -> None:
        self.limit.cancel()
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        pipe = self.process.stdin
        assert pipe is not None
        pipe.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        pipe.flush()

    def tell(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def read(self) -> dict[str, Any]:
        pipe: IO[bytes] | None = self.process.stdout
        assert pipe is not None
        length = 0
        while line := pipe.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(pipe.read(length))
        if "id" in message and "method" in message:  # the server asks: settings, or to register something
            wanted = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            self.send({"id": message["id"], "result": None if wanted is None else [self.settings.get(i.get("section")) for i in wanted]})
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def ask(self, method: str, params: Any) -> Any:
        self.count += 1
        self.send({"id": self.count, "method": method, "params": params})
        while (message := self.read()).get("id") != self.count or "method" in message:
            pass
        return message.get("result")

    def open(self, path: Path, text: str) -> str:
        uri = path.as_uri()
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        return uri

    def complaints(self, uri: str) -> list[Any]:
        while uri not in self.diagnostics:
            self.read()
        return self.diagnostics[uri]


@pytest.mark.skipif(server() is None, reason="no yaml-language-server: `npm install -g yaml-language-server`")
def test_in_the_yaml_language_server(small: Any) -> None:
    path = small.root / "edges" / "2025" / "alpha-gamma-2025.yaml"
    text = path.read_text(encoding="utf-8")
    command = server()
    assert command is not None
    with Editor(command, small.root) as editor:
        assert editor.complaints(editor.open(path, text)) == []
        wrong = editor.complaints(editor.open(path.with_name("wrong.yaml"), text.replace("stage: completed", "stage: complete")))
        assert ["completed" in found["message"] for found in wrong] == [True]
        partial = text.replace("kind: equity_investment", "kind: ")
        uri = editor.open(path.with_name("partial.yaml"), partial)
        line = partial.splitlines().index("    kind: ")
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": 10}}
        offered = editor.ask("textDocument/completion", place)
        labels = {item["label"] for item in (offered["items"] if isinstance(offered, dict) else offered)}
        assert {"loan", "cloud_contract", "warrant"} <= labels
        place["position"]["character"] = 6
        hover = editor.ask("textDocument/hover", place)
        assert "what kind of flow" in json.dumps(hover)

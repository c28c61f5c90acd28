"""One file to one typed thing, and every complaint about it with its line and column."""

from __future__ import annotations

import csv
import difflib
import io
import os
import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from circularity.dataset.problems import RULES, Loc, Problem
from circularity.dataset.yamltext import Plain, decode, locate, locate_key, parse
from circularity.model.refusal import NothingSaid, Refusal
from circularity.model.text import Fact

T = TypeVar("T", bound=Fact)

_WRONG_SHAPE = frozenset(
    {"string_type", "model_type", "model_attributes_type", "tuple_type", "list_type", "dict_type", "iterable_type", "mapping_type"}
)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORDS = {"kind": "E211", "role": "E212", "stage": "E213", "type": "E214"}


class Reader:
    """Reads the files of one folder and gathers what is wrong with them."""

    def __init__(self, root: Path, shown_as: str) -> None:
        self.root = root
        self.shown_as = shown_as
        self.problems: list[Problem] = []
        self.unread: set[str] = set()
        """Every word of the files that could not be read: names found here may well exist."""

    def shown(self, path: Path) -> str:
        """The path as the user will read it: relative to where they stand where possible."""
        relative = path.relative_to(self.root).as_posix()
        return f"{self.shown_as}/{relative}" if relative != "." else self.shown_as

    def complain(self, path: Path, line: int, column: int, code: str, message: str, subject: str = "", fix: str = "") -> None:
        self.problems.append(Problem(self.shown(path), line, column, code, message, fix or RULES[code].fix, subject))

    def bytes_of(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError as error:
            self.complain(path, 1, 1, "E109", f"cannot be read: {error.strerror or error}")
            return None

    def yaml(self, path: Path, shape: type[T]) -> T | None:
        """A YAML file as the given shape, or ``None`` after complaining."""
        value = self._yaml(path, shape)
        if value is None:
            self.unread.add(path.stem)
            if path.is_file() and os.access(path, os.R_OK):
                self.unread.update(_NAME.findall(path.read_bytes().decode("utf-8", "replace")))
        return value

    def _yaml(self, path: Path, shape: type[T]) -> T | None:
        raw = self.bytes_of(path)
        if raw is None:
            return None
        parsed = parse(raw)
        for code, line, column, message in parsed.complaints:
            self.complain(path, line, column, code, message)
        if parsed.value is None:
            return None
        try:
            return shape.model_validate(parsed.value)
        except ValidationError as error:
            subject = _subject(parsed.value)
            for item in error.errors(include_url=False):
                if item["type"] == "too_short" and item["input"]:
                    continue  # there are some, and what is wrong with them is said in their own places
                self._shape_problem(path, raw, item, shape, subject)
            return None

    def csv(self, path: Path, columns: tuple[str, ...], shape: type[T], extra: dict[str, str] | None = None) -> list[tuple[int, T]]:
        """The rows of a table with their line numbers; rows that cannot be read are complained about."""
        raw = self.bytes_of(path)
        if raw is None:
            return []
        text, complaints = decode(raw)
        for code, line, column, message in complaints:
            self.complain(path, line, column, code, message)
        if complaints:
            return []
        try:
            (_, header), *body = _numbered(text)
        except csv.Error as error:
            self.complain(path, 1, 1, "E502", f"not a table: {error}")
            return []
        if tuple(header) != columns:
            self.complain(path, 1, 1, "E501", f"columns are {', '.join(header)}")
            return []
        lines: list[int] = []
        records: list[dict[str, str]] = []
        for line, cells in body:
            if len(cells) != len(columns):
                self.complain(path, line, 1, "E502", f"{len(cells)} cells where there are {len(columns)} columns")
                continue
            lines.append(line)
            records.append(dict(zip(columns, cells, strict=True)) | (extra or {}))
        adapter: TypeAdapter[list[T]] = TypeAdapter(list[shape])  # type: ignore[valid-type]
        try:
            return list(zip(lines, adapter.validate_python(records), strict=True))
        except ValidationError as error:
            bad: set[int] = set()
            for item in error.errors(include_url=False):
                index, field = int(item["loc"][0]), str(item["loc"][1]) if len(item["loc"]) > 1 else ""
                bad.add(index)
                column = columns.index(field) + 1 if field in columns else 1
                code, message, fix = _explain(item, ("row", field))
                self.complain(path, lines[index], column, code, f"{field}: {message}", fix=fix)
            good = [record for i, record in enumerate(records) if i not in bad]
            kept = [line for i, line in enumerate(lines) if i not in bad]
            return list(zip(kept, adapter.validate_python(good), strict=True))

    def _shape_problem(self, path: Path, raw: bytes, item: Any, shape: type[Fact], subject: str) -> None:
        loc: Loc = tuple(step for step in item["loc"] if step != "[key]")
        code, message, fix = _explain(item, loc)
        if code == "E201":
            allowed = _allowed_keys(shape, loc[:-1])
            near = difflib.get_close_matches(str(loc[-1]), allowed, 1, 0.6)
            fix = f"did you mean {near[0]}?" if near else f"keys here: {', '.join(allowed)}" if allowed else fix
            line, column = locate_key(raw, loc)
        else:
            line, column = locate(raw, loc)
        self.complain(path, line, column, code, f"{_dotted(loc)}: {message}" if loc else message, subject, fix)


def _numbered(text: str) -> list[tuple[int, list[str]]]:
    """The records of a table, each with the line on which it begins."""
    table = csv.reader(io.StringIO(text, newline=""))
    records, start = [], 1
    for cells in table:
        records.append((start, cells))
        start = table.line_num + 1
    return records


def _explain(item: Any, loc: Loc) -> tuple[str, str, str]:
    """Rule code, plain words and advice (empty if the rule's own serves) for one complaint of pydantic's."""
    code, said = _worded(item, loc)
    message, _, fix = said.partition("; ")
    return code, message, fix


def _worded(item: Any, loc: Loc) -> tuple[str, str]:
    """Rule code, and the complaint with its advice after a semicolon."""
    kind, given = item["type"], item.get("input")
    last = next((str(step) for step in reversed(loc) if isinstance(step, str)), "")
    cause = (item.get("ctx") or {}).get("error")
    if loc[-2:] == ("listed", "ticker") and (kind == "missing" or isinstance(cause, NothingSaid)):
        return "E432", "a listed company has one"
    if isinstance(cause, Refusal):
        return cause.code, str(cause)
    if kind == "extra_forbidden":
        return "E201", "has no meaning here"
    if kind == "missing":
        return "E202", "is missing"
    if kind == "too_short":
        return "E202", "is empty; at least one is needed"
    if kind == "enum":
        words = [word.strip(" '") for word in item["ctx"]["expected"].replace(" or ", ", ").split(",")]
        near = difflib.get_close_matches(str(given).casefold(), words, 1, 0.5)
        hint = f"; did you mean {near[0]}?" if near else f"; one of {', '.join(words)}"
        return _WORDS.get(last, "E215") if loc[0] != "row" else "E215", f"'{given}' is not one of the words known here{hint}"
    if kind in _WRONG_SHAPE:
        wanted = "a text" if kind == "string_type" else "a list" if kind in ("tuple_type", "list_type", "iterable_type") else "a mapping"
        return "E203", f"{wanted} is needed here, not {_shape_of(given)}"
    return "E225", str(item["msg"]).removeprefix("Value error, ")


def _allowed_keys(shape: type[Fact], loc: Loc) -> list[str]:
    """The keys that the model at `loc` knows, by their names in the file."""
    model: Any = shape
    for step in loc:
        if isinstance(step, int):
            continue
        found = next((f for n, f in model.model_fields.items() if (f.alias or n) == step), None)
        inner = [a for a in _flatten(getattr(found, "annotation", None)) if isinstance(a, type) and issubclass(a, Fact)]
        if not inner:
            return []
        model = inner[0]
    return [field.alias or name for name, field in model.model_fields.items()]


def _flatten(annotation: Any) -> list[Any]:
    args = getattr(annotation, "__args__", ())
    return [annotation] + [leaf for arg in args for leaf in _flatten(arg)]


def _dotted(loc: Loc) -> str:
    return ".".join(str(step) for step in loc)


def _shape_of(value: object) -> str:
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "a text"


def _subject(value: Plain) -> str:
    if isinstance(value, dict):
        for key in ("deal", "entity", "name"):
            if isinstance(value.get(key), str):
                return str(value[key])
    return ""

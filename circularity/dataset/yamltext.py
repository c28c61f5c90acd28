"""YAML to plain texts with positions: nothing is guessed, everything odd is refused with its place.

Scalars stay strings, so that ``NO``, ``1:30``, ``0123`` and ``2025-13-01`` reach the model as they were
written. Parsing is libyaml's (PyYAML `CBaseLoader` nodes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from circularity.dataset.problems import Loc

Plain = str | list["Plain"] | dict[str, "Plain"]
Complaint = tuple[str, int, int, str]
"""Rule code, line, column, message."""

_BASE = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_INVISIBLE = re.compile("[\u00a0\u00ad\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)", re.MULTILINE)
_SUSPECT = re.compile(r"(^|[\s\[{,:-])[&*!][\w!<]|^\s*<<\s*:", re.MULTILINE)
_STRING, _LIST, _MAPPING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"


class _LOADER(_BASE):  # type: ignore[valid-type, misc]
    """libyaml's nodes without any guessing of types, which also spares a third of the time."""

    def resolve(self, kind: type, value: object, implicit: object) -> str:
        return _STRING if kind is yaml.ScalarNode else _LIST if kind is yaml.SequenceNode else _MAPPING

    def descend_resolver(self, current: object, index: object) -> None:
        """Nothing to resolve."""

    def ascend_resolver(self) -> None:
        """Nothing to resolve."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says, or why it cannot be read."""

    value: Plain | None
    complaints: tuple[Complaint, ...] = ()


def decode(raw: bytes) -> tuple[str, list[Complaint]]:
    """Bytes to text, with every character that must not be there."""
    if b"\x00" in raw or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "", [("E101", 1, 1, "this looks like UTF-16, not UTF-8")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(raw[: error.start].decode("utf-8", "replace"), None)
        return "", [("E101", line, column, f"byte {raw[error.start]:#04x} is not UTF-8")]
    text = text.replace("\r\n", "\n")
    if not text.strip():
        return "", [("E107", 1, 1, "the file is empty")]
    complaints: list[Complaint] = []
    conflict = _CONFLICT.search(text) if "<<<<<<<" in text or ">>>>>>>" in text or "=======" in text else None
    if conflict is not None:
        return "", [("E108", *_place(text, conflict.start()), "two versions of this file were merged and left unresolved")]
    odd = _INVISIBLE if not text.isascii() else _CONTROL
    for found in odd.finditer(text):
        complaints.append(("E106", *_place(text, found.start()), f"invisible character U+{ord(found[0]):04X}"))
    if "\t" in text:
        complaints.extend(("E103", *_place(text, m.start()), "a tab") for m in re.finditer("\t", text))
    return text, complaints


def parse(raw: bytes) -> Parsed:
    """Read one YAML document into strings, lists and mappings.

    Complaints carry rule code, line and column; where there are any, `value` is ``None``.
    """
    text, complaints = decode(raw)
    if complaints:
        return Parsed(None, tuple(complaints))
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        return Parsed(None, (_syntax(error),))
    except yaml.YAMLError as error:
        return Parsed(None, (("E102", 1, 1, str(error).splitlines()[0]),))
    if node is None:
        return Parsed(None, (("E107", 1, 1, "the file holds only comments"),))
    if any(sign in text for sign in ("&", "*", "!", "<<")) and _SUSPECT.search(text):
        complaints.extend(_tricks(text))
    value = _build(node, complaints)
    return Parsed(None if complaints else value, tuple(complaints))


def locate(raw: bytes, loc: Loc) -> tuple[int, int]:
    """Line and column of a value; of its nearest ancestor where the value itself is missing."""
    node = _root(raw)
    mark = node.start_mark
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == step), None)
            if pair is None:
                break
            mark, node = (
                (pair[0].start_mark if step == loc[-1] and not isinstance(pair[1], yaml.ScalarNode) else pair[1].start_mark),
                pair[1],
            )
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            mark = node.start_mark
        else:
            break
    return mark.line + 1, mark.column + 1


def locate_key(raw: bytes, loc: Loc) -> tuple[int, int]:
    """Line and column of the key that ends `loc`, rather than of its value."""
    node = _root(raw)
    for step in loc[:-1]:
        if isinstance(node, yaml.MappingNode):
            node = next((v for k, v in node.value if k.value == step), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, _ in node.value:
            if key.value == loc[-1]:
                return key.start_mark.line + 1, key.start_mark.column + 1
    return node.start_mark.line + 1, node.start_mark.column + 1


def _root(raw: bytes) -> yaml.Node:
    node = yaml.compose(raw.decode("utf-8").replace("\r\n", "\n"), Loader=_LOADER)
    assert node is not None, "only files that were read are looked into"
    return node


def _build(node: yaml.Node, complaints: list[Complaint]) -> Plain:
    if isinstance(node, yaml.ScalarNode):
        if node.value == "" and not node.style:
            complaints.append(("E204", *_at(node), "a key without a value"))
        value: str = node.value
        return value
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, complaints) for child in node.value]
    result: dict[str, Plain] = {}
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            complaints.append(("E203", *_at(key), "a key must be a plain word"))
            continue
        if key.value in result:
            complaints.append(("E104", *_at(key), f"'{key.value}' stands twice"))
        result[key.value] = _build(child, complaints)
    return result


def _tricks(text: str) -> list[Complaint]:
    """Anchors, aliases, tags and merge keys, found in the event stream."""
    found: list[Complaint] = []
    for event in yaml.parse(text, Loader=_LOADER):
        mark = event.start_mark
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.AliasEvent):
            found.append(("E105", *where, f"alias *{event.anchor}"))
        elif getattr(event, "anchor", None):
            found.append(("E105", *where, f"anchor &{getattr(event, 'anchor', '')}"))
        elif getattr(event, "tag", None) not in (None, "!", _STRING, _LIST, _MAPPING):
            found.append(("E105", *where, f"tag {getattr(event, 'tag', '')}"))
        elif isinstance(event, yaml.ScalarEvent) and event.value == "<<":
            found.append(("E105", *where, "merge key <<"))
    return found


def _syntax(error: yaml.MarkedYAMLError) -> Complaint:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = (error.problem or error.context or "cannot be read").replace("\n", " ")
    return ("E102", line, column, f"not YAML: {said}")


def _at(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _place(text: str, offset: int | None) -> tuple[int, int]:
    before = text if offset is None else text[:offset]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1

"""A question as it is typed at the command line, read without being asked: ``exposed openai --basis paid``.

Claims name the command that shows our own figure; this says whether such a text is a question that can be worked out again.
"""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from circularity.model.refusal import NotAQuestion

FLAG = ""
VIEW_OPTIONS = {
    "--as-of": "DATE",
    "--basis": "BASIS",
    "--from": "YEAR",
    "--to": "YEAR",
    "--min-grade": "GRADE",
    "--stage": "STAGE",
    "--kind": "KIND",
    "--ever": FLAG,
}
"""Options that choose a view, on every question."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a question may be given: how many companies, and which options of its own."""

    least: int
    most: int
    options: Mapping[str, str]


MANY = 99
FORMS: dict[str, Form] = {
    "exposed": Form(1, MANY, {}),
    "loops": Form(0, 0, {"--max-length": "NUMBER", "--through": "ENTITY", "--unpriced": FLAG, "--groups": FLAG, "--consolidate": FLAG}),
    "network": Form(0, 0, {}),
    "pay": Form(0, MANY, {}),
    "vendors": Form(0, 1, {}),
    "compare": Form(0, 0, {"--vendor": "ENTITY", "--other": "NAME"}),
    "announcements": Form(0, MANY, {}),
    "funding": Form(0, 0, {}),
    "depreciation": Form(0, MANY, {"--life": "NUMBER", "--estimates": FLAG}),
    "show": Form(1, 1, {}),
    "edges": Form(
        0,
        0,
        {
            "--payer": "ENTITY",
            "--payee": "ENTITY",
            "--party": "ENTITY",
            "--min-amount": "MONEY",
            "--summary": FLAG,
        },
    ),
}
"""The questions whose answers hold figures that a claim can be held against."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart."""

    text: str
    name: str
    companies: tuple[str, ...]
    options: tuple[tuple[str, str], ...]

    def option(self, name: str) -> str | None:
        """The value of an option that may stand once; an empty text for a flag that is set."""
        return next((value for key, value in self.options if key == name), None)

    def every(self, name: str) -> tuple[str, ...]:
        """All values of an option that may be repeated."""
        return tuple(value for key, value in self.options if key == name)

    @property
    def named(self) -> tuple[str, ...]:
        """Every company that the question names."""
        mentioned = [value for key, value in self.options if FORMS[self.name].options.get(key) == "ENTITY"]
        return (*self.companies, *mentioned)


def parse_question(text: str) -> Question:
    """Take a question apart.

    >>> parse_question("exposed openai --basis paid").options
    (('--basis', 'paid'),)

    Raises
    ------
    NotAQuestion
        If it is no question whose figures can be worked out, names too few or too many companies, or has an unknown option.
    """
    try:
        words = shlex.split(text)
    except ValueError:
        raise NotAQuestion(f"'{text}' is no command; close the quotes") from None
    words = words[1:] if words[:1] == ["circularity"] else words
    name = words[0] if words else ""
    if name not in FORMS:
        near = difflib.get_close_matches(name, FORMS, 1, 0.5)
        raise NotAQuestion(f"'{name}' is no question that a figure can be taken from; {_advice(near)}")
    form, companies, options = FORMS[name], [], []
    known = {**VIEW_OPTIONS, **form.options}
    rest = iter(words[1:])
    for word in rest:
        if not word.startswith("--"):
            companies.append(word)
            continue
        if word not in known:
            near = difflib.get_close_matches(word, known, 1, 0.5)
            raise NotAQuestion(f"{name} has no option {word} here; {_advice(near) if near else 'one of ' + ', '.join(known)}")
        value = "" if known[word] == FLAG else next(rest, "")
        if known[word] != FLAG and (not value or value.startswith("--")):
            raise NotAQuestion(f"{word} needs a value; write {word} {known[word]}")
        options.append((word, value))
    if not form.least <= len(companies) <= form.most:
        wanted = f"at least {form.least}" if form.most == MANY else f"at most {form.most}" if form.least < form.most else str(form.most)
        noun = "company" if wanted.endswith(" 1") or wanted == "1" else "companies"
        raise NotAQuestion(f"{name} takes {wanted} {noun}, not {len(companies)}; write the command as it is typed")
    return Question(text, name, tuple(companies), tuple(options))


def _advice(near: list[str]) -> str:
    return f"did you mean {near[0]}?" if near else f"one of {', '.join(FORMS)}"

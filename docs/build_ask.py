"""docs/ask.md, made from the grammar: which words ask which question."""

from __future__ import annotations

from circularity.ask.grammar import RULES, Rule
from circularity.ask.vocabulary import BASES, MEANINGS

MADE = "<!-- Made from the code by `make docs`. Change circularity/ask, not this page. -->"

INTRODUCTION = """`circularity ask QUESTION` reads a question by the rules below, says which command that is, and runs it. There is no
language model: the same words always give the same command. Companies go by any name, alias or ticker of the dataset; a slip in a word of
four letters or more is forgiven (two from eight letters on), unless the word is as much like one without meaning. A question that fits no
rule, or two about equally well, is answered with the nearest commands and exit code 2, never with a guess.

A question fits a rule if every meaning it needs is there and the number of companies is right. Of the rules that fit, the one with most
meanings in common is taken; meanings that it has no use for count against it."""


def ask_page() -> str:
    """The grammar of `circularity ask` as a page."""
    lines = [
        MADE,
        "",
        "# Asking in plain words",
        "",
        INTRODUCTION,
        "",
        "## Questions",
        "",
        "| question | command | needs | fits better with | not with | companies |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_row(rule) for rule in RULES),
        "",
        'Who fails is who stands in the clause with the word for failing ("if X fails", "the failure of X"), or after "exposed to".',
        "",
        "## Words",
        "",
        "| meaning | words |",
        "| --- | --- |",
        *(
            f"| {meaning} | {', '.join([*words[0].split(), *(p for line in words[1:] for p in line.split(', '))])} |"
            for meaning, words in MEANINGS.items()
        ),
        "",
        "## Choices of view",
        "",
        "| words | option |",
        "| --- | --- |",
        "| as of 2026-06 | `--as-of 2026-06` |",
        "| in 2027, during 2027 | `--from 2027 --to 2027` |",
        "| from 2026 to 2028, between 2026 and 2028 | `--from 2026 --to 2028` |",
        *(f"| {', '.join(words)} | `--basis {basis}` |" for basis, words in BASES.items()),
        "| 3 years, three years, three-year | `--life 3` (depreciation) |",
        "",
    ]
    return "\n".join(lines)


def _row(rule: Rule) -> str:
    slots = {"failing": "X", "others": "Y", "all": "X", "first": "X", "second": "Y"}
    needs = " and ".join(need.replace("|", " or ") for need in rule.needs)
    most = rule.failing[1] + rule.others[1]
    least = rule.failing[0] + rule.others[0]
    many = f"{least}" if least == most else f"{least} or more" if most > 6 else f"{least} to {most}"
    return f"| {rule.asks.format(**slots)} | `{rule.command}` | {needs} | {', '.join(rule.likes)} | {', '.join(rule.avoids)} | {many} |"

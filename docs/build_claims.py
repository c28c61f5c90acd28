"""The table in docs/claims.md, made by working out every claim."""

from __future__ import annotations

from collections.abc import Iterator

import circularity as ci
from circularity.analysis.claims.answer import ClaimRow

BEGIN, END = "<!-- claims -->", "<!-- /claims -->"
HEAD = ("claim", "verdict", "theirs", "ours", "grade", "id")


def with_claims(page: str) -> str:
    """The page with a fresh table between its marks, one part a topic."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    answer = ci.claims(ci.load())
    note = "Made by `make docs`; *ours* is worked out from the dataset. `circularity claims ID` shows finding, figures and sources."
    lines = [answer.sentence, "", note, *_parts(list(answer))]
    return f"{head}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{tail}"


def _parts(rows: list[ClaimRow]) -> Iterator[str]:
    for topic in dict.fromkeys(row.topic for row in rows):
        yield from (
            "",
            f"### {topic.replace('_', ' ').capitalize()}",
            "",
            f"| {' | '.join(HEAD)} |",
            f"| {' | '.join(['---'] * len(HEAD))} |",
        )
        for row in rows:
            if row.topic is topic:
                cells = (
                    row.claim,
                    row.verdict.replace("_", " "),
                    row.theirs["words"] if row.theirs else "",
                    _ours(row),
                    row.grade,
                    f"`{row.claim_id}`",
                )
                yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _ours(row: ClaimRow) -> str:
    shown = next((figure for figure in row.ours if figure.comparable), row.ours[0] if row.ours else None)
    if shown is None:
        return ""
    return f"{shown.text}, {shown.what}" + (f" (theirs is {shown.compared})" if shown.compared else "")

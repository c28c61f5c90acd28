"""A random draw of edges for an audit, the same for the same data and seed, so that anybody can draw it again."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from circularity.analysis.results import Answer, Row
from circularity.analysis.wording import count
from circularity.dataset.dataset import Dataset
from circularity.errors import WrongUsage
from circularity.graph.view import View

_SEED = re.compile(r"[\w.-]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class DrawRow(Row):
    """One drawn edge, with what its file says of it in the file's own words."""

    place: int
    """Its turn in the draw, from 1."""
    edge: str
    path: str
    sentence: str
    amount: str
    """As written: a range, a ceiling and another currency stay what they are."""
    binding: str | None
    paid: str | None
    stage: str
    grade: str
    sources: int


def draw(data: Dataset, number: int, seed: str, view: View | None = None) -> Answer:
    """So many edges at random out of all, ended ones too, in the order drawn; each has the same chance, whatever its amount.

    The draw is ``random.Random(seed).sample(sorted(ids), number)``: the same data and seed give the same edges, and an edge
    more or less in the data gives others.

    Examples
    --------
    >>> import circularity as ci
    >>> [row.place for row in ci.draw(ci.load(), 3, "an-example").rows]
    [1, 2, 3]

    Raises
    ------
    WrongUsage
        If there are fewer edges than are asked for, or the seed is not of letters, digits, dots, hyphens and underscores.
    """
    if not 1 <= number <= len(data.edges):
        raise WrongUsage(f"{number} edges cannot be drawn", f"there are {count(len(data.edges), 'edge')}; draw 1 or more of them")
    if _SEED.fullmatch(seed) is None:
        raise WrongUsage(f"'{seed}' is not a seed", "use letters, digits, dots, hyphens and underscores, as in audit-2")
    drawn = random.Random(seed).sample(sorted(data.edges), number)
    rows = [_row(data, f"draw:{number}@{seed}/{name}", place, name) for place, name in enumerate(drawn, 1)]
    sentence = (
        f"{number} of {count(len(data.edges), 'edge')} of {data.card.name} {data.card.version}, drawn at random with the seed '{seed}'."
    )
    return Answer("draw", data, (view or View()).on(data), tuple(rows), sentence, extra={"seed": seed, "of": len(data.edges)})


def _row(data: Dataset, identifier: str, place: int, name: str) -> DrawRow:
    edge = data.edges[name]
    return DrawRow(
        id=identifier,
        edges=(name,),
        place=place,
        edge=name,
        path=data.files.get(data.deal_of[name].id, ""),
        sentence=edge.kind.spec.sentence(data.name(edge.payer), data.name(edge.payee)),
        amount=edge.amount.text,
        binding=edge.binding.text if edge.binding else None,
        paid=edge.paid.text if edge.paid else None,
        stage=edge.stage,
        grade=str(data.grades[name]),
        sources=len(edge.sources),
    )

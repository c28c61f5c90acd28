"""The grade of an edge follows from its sources alone."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from circularity.model.deal import Source
from circularity.model.evidence import grade
from circularity.model.stages import Grade

PARTIES = ("alpha", "beta")


def source(**values: Any) -> Source:
    base = {"publisher": "Example Wire", "type": "news", "says": "a deal", "url": "https://example.org/a"}
    return Source.model_validate({key: value for key, value in (base | values).items() if value is not None})


OWN = source(publisher="Alpha", type="press_release", by="alpha")
QUOTED = source(publisher="Alpha", type="press_release", by="alpha", seen_via="Example Wire")
FILED = source(publisher="Alpha 8-K", type="filing", url="https://www.sec.gov/x")
NEWS, OTHER = source(), source(publisher="Another Wire")
RELAYED = source(publisher="Another Wire", relays="Example Wire")
COMPILED = source(publisher="somebody's dataset", type="dataset", url="https://example.org/data")
THROUGH = source(publisher="Another Wire", seen_via="somebody's dataset (https://example.org/data)")
UNSEEN = source(url=None, type="unverified")
STRANGER = source(publisher="Gamma", type="press_release", by="gamma")


@pytest.mark.parametrize(
    ("sources", "wanted"),
    [
        ([OWN], "A"),
        ([FILED], "A"),
        ([QUOTED, OWN], "A"),
        ([QUOTED], "B"),
        ([NEWS, OTHER], "B"),
        ([NEWS], "C"),
        ([NEWS, NEWS], "C"),
        ([NEWS, RELAYED], "C"),
        ([STRANGER], "C"),
        ([UNSEEN], "D"),
        ([NEWS, UNSEEN], "C"),
        ([NEWS, COMPILED], "B"),
        ([THROUGH, COMPILED], "C"),
        ([THROUGH, COMPILED, NEWS], "B"),
        ([source(type="unverified")], "D"),
        ([source(publisher="Alpha", type="news", by="alpha")], "C"),
        ([source(url="https://notsec.gov/x", type="filing", publisher="Alpha")], "C"),
    ],
)
def test_grade(sources: list[Source], wanted: str) -> None:
    assert all(grade(order, PARTIES) is Grade(wanted) for order in permutations(sources))


def test_more_sources_never_lower_a_grade() -> None:
    every = [OWN, QUOTED, FILED, NEWS, OTHER, RELAYED, COMPILED, THROUGH, UNSEEN, STRANGER]
    for one in every:
        for more in every:
            assert grade([one, more], PARTIES) <= grade([one], PARTIES)

"""The guided tour: eight steps through the page, each a view and the sentence of the analysis behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from circularity.analysis.loops import loops
from circularity.analysis.pay.answer import pay
from circularity.analysis.summary import summary
from circularity.dataset.dataset import Dataset
from circularity.graph.view import View
from circularity.model.stages import Basis


def tour(data: Dataset, view: View, made: Mapping[str, Any]) -> list[dict[str, str]]:
    """Steps with a title, a text that the analyses wrote, and the fragment of the address that shows it.

    Parameters
    ----------
    made
        The rest of the page's payload: its answers are told again, never worked out twice.
    """
    return [{"title": title, "text": text, "show": urlencode(show)} for title, text, show in _steps(data, view, made)]


def _steps(data: Dataset, view: View, made: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, str | int]]]:
    basis = str(view.basis)
    yield "Who pays whom", summary(data, view).sentence, {}
    found = loops(data, view)
    if found.rows:
        yield "Money that comes back", found.sentence, {"loop": found.rows[0].id}
        yield "How much runs in circles", made["network"][basis]["sentence"], {}
        yield from _before(data, view, len(found.rows), made["past"]["days"])
    often = Counter(company for row in found.rows for company in row.companies if company in made["failures"])
    if often:
        name = min(often, key=lambda company: (-often[company], company))  # the company that most loops pass
        story = made["failures"][name]
        yield f"If {data.name(name)} fails", story["sentence"], {"part": "fails", "round": len(story["rounds"]), "company": name}
    if made["vendors"] and made["vendors"]["rows"]:
        top = made["vendors"]["rows"][0]["vendor"]
        yield "Who pays for its own sales", made["vendors"]["sentence"], {"tab": "vendors", "part": "vendor", "company": top}
    if made["compare"]:
        yield "Beside the vendors of 2000", made["compare"]["sentence"], {"tab": "vendors"}
    if made["pay"] and made["pay"]["companies"]:
        first = next(iter(made["pay"]["companies"]))
        yield f"Can {data.name(first)} pay?", pay(data, first, view.based(Basis.BINDING)).sentence, {"part": "pay", "company": first}


def _before(data: Dataset, view: View, loops_now: int, days: list[str]) -> Iterator[tuple[str, str, dict[str, str | int]]]:
    """The same picture a year earlier."""
    if len(days) < 12:
        return
    day = days[-12]
    then = loops(data, replace(view, as_of=date.fromisoformat(day)))
    yield "A year before", f"{then.sentence} Today it is {loops_now}. The slider under the map moves through the months.", {"day": day}

"""The guided tour: eight steps through the page, each a view and the sentences of the analyses behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from circularity.analysis.depreciation import depreciation
from circularity.analysis.loops import loops
from circularity.analysis.loops.answer import LoopRow
from circularity.analysis.pay.answer import pay
from circularity.analysis.summary import summary
from circularity.analysis.wording import count, money
from circularity.dataset.dataset import Dataset
from circularity.graph.build import flows
from circularity.graph.view import View
from circularity.model.amounts import total
from circularity.model.stages import Basis

SHORT_LIFE = 3
"""Years that servers last in the step about useful lives."""

Step = tuple[str, str, dict[str, str | int]]


def tour(data: Dataset, view: View, made: Mapping[str, Any]) -> list[dict[str, str]]:
    """Steps with a title, a text that the analyses wrote, and the fragment of the address that shows it.

    Parameters
    ----------
    made
        The rest of the page's payload: its answers are told again, never worked out twice.
    """
    return [{"title": title, "text": text, "show": urlencode(show)} for title, text, show in _steps(data, view, made)]


def _steps(data: Dataset, view: View, made: Mapping[str, Any]) -> Iterator[Step]:
    bound = view.based(Basis.BINDING)
    yield "Who pays whom", f"{summary(data, view).sentence} Arrows point the way the money goes.", {}
    found = loops(data, view)
    longer = next((row for row in found.rows if len(row.companies) > 2), None)
    if longer is not None:
        yield "How a loop closes", _closing(data, longer), {"loop": longer.id}
    if found.rows:
        yield "How much runs in circles", f"{found.sentence} {made['network'][str(view.basis)]['sentence']}", {"tab": "loops"}
        yield _promised(data, view)
    often = Counter(company for row in found.rows for company in row.companies if company in made["failures"])
    if often:
        name = min(often, key=lambda company: (-often[company], company))  # the company that most loops pass
        story = made["failures"][name]
        yield f"If {data.name(name)} fails", story["sentence"], {"part": "fails", "round": len(story["rounds"]), "company": name}
    if made["pay"] and made["pay"]["companies"]:
        first = next(iter(made["pay"]["companies"]))
        yield f"Can {data.name(first)} pay?", pay(data, first, bound).sentence, {"part": "pay", "company": first}
    if made["life"] and made["life"]["companies"]:
        yield _short_life(data, bound)
    if made["compare"]:
        yield "Beside the vendors of 2000", made["compare"]["sentence"], {"tab": "vendors"}


def _closing(data: Dataset, loop: LoopRow) -> str:
    """A loop step by step: who gives whom how much, the smallest step, and whether the steps run at the same time."""
    told = []
    for edges, amount in zip(loop.hops, loop.hop_amounts, strict=True):
        edge = data.edges[edges[0]]
        more = f" and {count(len(edges) - 1, 'more deal')}" if len(edges) > 1 else ""
        told.append(f"{edge.kind.spec.sentence(data.name(edge.payer), data.name(edge.payee))}{more}: {money(amount)}.")
    end = f"to {loop.live.end}" if loop.live.end else "with no known end"
    when = f"All steps run together from {loop.live.start} {end}." if loop.live_together else "The steps never all run at the same time."
    return f"{' '.join(told)} No more than the smallest step can come all the way round: {money(loop.size)} dollars. {when}"


def _promised(data: Dataset, view: View) -> Step:
    """What was announced, what a contract obliges and what has moved, and the loops that have closed in paid money."""
    sums = {basis: money(total(flow.amount for flow in flows(data, view.based(basis)) if flow.amount.carries_money)) for basis in Basis}
    text = (
        f"Of all deals {sums[Basis.HEADLINE]} dollars were announced, {sums[Basis.BINDING]} are bound by contract and "
        f"{sums[Basis.PAID]} are known to have been paid. {loops(data, view.based(Basis.PAID)).sentence}"
    )
    return "What is promised and what is paid", text, {"basis": "paid", "tab": "lists", "list": "unpaid"}


def _short_life(data: Dataset, view: View) -> Step:
    """The company whose income a shorter life of its servers changes most in the first year."""
    rows = depreciation(data, (), view, life=SHORT_LIFE).rows
    first = {row.entity: row for row in reversed(rows)}
    worst = min(first.values(), key=lambda row: (row.change_in_operating_income.point or 0.0, row.entity))
    answer = depreciation(data, worst.entity, view, life=SHORT_LIFE)
    return f"If servers last {SHORT_LIFE} years", answer.sentence, {"part": "life", "life": SHORT_LIFE, "company": worst.entity}

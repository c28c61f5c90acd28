"""Every printed figure to its edges and sources: the formula with its numbers, and who said so."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from circularity.analysis.failure import exposed
from circularity.analysis.failure.breaks import breaks
from circularity.analysis.failure.options import Options
from circularity.analysis.failure.scenario import run
from circularity.analysis.lookup import edge_row, edges, show
from circularity.analysis.loops.answer import CONSOLIDATED, loops
from circularity.analysis.markets.announcements import announcements
from circularity.analysis.markets.funding import funding
from circularity.analysis.pay.answer import pay
from circularity.analysis.results import Answer, Row, Trace, plain
from circularity.analysis.summary import summary
from circularity.analysis.wording import count, money, per_share, percent
from circularity.dataset.dataset import Dataset
from circularity.errors import UnknownName, WrongUsage
from circularity.graph.build import flows
from circularity.graph.positions import positions
from circularity.graph.view import View
from circularity.model.deal import Edge
from circularity.model.stages import Grade


@dataclass(frozen=True, kw_only=True)
class EvidenceRow(Row):
    """One edge behind a figure, with its history and everything its sources say."""

    edge: str
    deal: str
    sentence: str
    grade: str
    stage: str
    amounts: dict[str, Any]
    history: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, Any], ...]
    derivation: str | None
    """How the amount, a schedule or what was paid was worked out, where no source states it."""
    disputes: str | None
    relations: dict[str, Any]


def why(data: Dataset, name: str, view: View | None = None) -> Answer:
    """Where a figure comes from.

    `name` is an edge (``openai-oracle-cloud-2025``), a row of an answer (``loops:amd/openai``,
    ``exposed:openai/oracle``, ``summary:kind/loan``) or one figure of it
    (``exposed:openai/oracle.backlog_at_risk``).

    Returns
    -------
    Answer
        Rows of `EvidenceRow`, one for each edge behind the figure; `extra` holds ``formulas``, one for
        each figure of the row, whose terms add up (or whose smallest is taken) to the figure.

    Raises
    ------
    UnknownName
        If there is no such edge, row or figure, with the nearest.

    Examples
    --------
    >>> import circularity as ci
    >>> answer = ci.why(ci.load(), "exposed:openai/oracle.backlog_at_risk")
    >>> [row.edge for row in answer]
    ['openai-oracle-cloud-2025']
    """
    view = (view or View()).on(data)
    bare = name.removeprefix("edges:")
    if bare in data.edges:
        return _edge(data, data.edges[bare], view)
    if ":" not in name:
        data.edge(name)
    prefix, _, rest = name.partition(":")
    if prefix not in QUESTIONS:
        raise UnknownName(
            name, "answer", [f"{p}:..." for p in difflib.get_close_matches(prefix, QUESTIONS, 3, 0.3)] or [f"{p}:..." for p in QUESTIONS]
        )
    # a dot before the last slash belongs to a number in the name, as in exposed:openai@horizon=1.5/oracle
    head, slash, last = rest.rpartition("/")
    last, _, field = last.partition(".")
    rest = head + slash + last
    answer = QUESTIONS[prefix](data, rest, view)
    row = answer.row(f"{prefix}:{rest}")
    if row is None and prefix == "exposed" and last in data.entities and last not in answer.extra["failing"]:
        return _no_loss(data, name, last, answer)
    if row is None:
        known = [r.id for r in answer.rows]
        raise UnknownName(name, "row", difflib.get_close_matches(f"{prefix}:{rest}", known, 3, 0.3) or known[:3])
    traces: dict[str, Trace] = dict(row.traces)
    if field and field not in traces:
        raise UnknownName(field, f"figure of {row.id}", difflib.get_close_matches(field, traces, 3, 0.3) or list(traces)[:3])
    shown = {field: traces[field]} if field else traces
    cited = tuple(dict.fromkeys(edge for trace in shown.values() for edge in trace.edges)) or (() if field else row.edges)
    formulas = {key: _formula(key, trace) for key, trace in shown.items()}
    sentence = f"{name}: {count(len(cited), 'edge')} behind {'it' if field else count(len(formulas), 'figure')}."
    rows = tuple(_evidence(data, data.edges[edge], view) for edge in cited if edge in data.edges)
    return Answer("why", data, view, rows, sentence, answer.caveats, answer.unknown, answer.assumptions, {"of": name, "formulas": formulas})


def _no_loss(data: Dataset, name: str, spared: str, answer: Answer) -> Answer:
    """Nothing recorded carries a loss to this company: the answer is no, with the deals between them that carry none."""
    failing = answer.extra["failing"]
    who = " and ".join(data.name(company) for company in failing)
    pairs = [{company, spared} for company in failing]
    between = [edge for edge in positions(data, answer.view) if {data.edges[edge].payer, data.edges[edge].payee} in pairs]
    told = f"{count(len(between), 'edge')} between them {'carries' if len(between) == 1 else 'carry'} no loss"
    sentence = f"No: if {who} failed, no recorded deal would cost {data.name(spared)} anything on the {answer.view.basis} basis; "
    sentence += f"{told if between else 'no deal between them is recorded'}."
    rows = tuple(_evidence(data, data.edges[edge], answer.view) for edge in between)
    return Answer("why", data, answer.view, rows, sentence, (), answer.unknown, answer.assumptions, {"of": name, "formulas": {}})


def _edge(data: Dataset, edge: Edge, view: View) -> Answer:
    flow = next(
        (f for f in flows(data, View(as_of=view.as_of, window=view.window, basis=view.basis, ever=view.ever)) if f.id == edge.id), None
    )
    formulas = {}
    if flow is not None:
        formulas = {key: _formula(key, trace) for key, trace in edge_row(data, view, flow).traces.items()}
    spoken = edge.kind.spec.sentence(data.name(edge.payer), data.name(edge.payee))
    sentence = f"{spoken}: {edge.amount}, grade {data.grades[edge.id]}."
    if flow is not None:
        stage = flow.position.stage.replace("_", " ")
        sentence = f"{spoken}: {money(flow.position.full.headline)} dollars, {stage}, grade {data.grades[edge.id]}."
    unknown = () if flow else (f"not reported yet on {view.as_of}",)
    rows = (_evidence(data, edge, view),)
    return Answer("why", data, view, rows, sentence, (), unknown, extra={"of": edge.id, "formulas": formulas})


def _formula(key: str, trace: Trace) -> dict[str, Any]:
    result = trace.recompute()
    spoken = per_share if trace.operation == "per_share" else percent if trace.is_share else money
    words = spoken(result)  # type: ignore[arg-type]
    # shares need their digits, so they are not rounded to whole dollars
    value = {"low": result.low, "point": result.point, "high": result.high} if hasattr(result, "low") else result  # type: ignore[union-attr]
    return {"figure": key, "operation": trace.operation, "result": value, "text": words, "terms": [term.as_json() for term in trace.terms]}


def _evidence(data: Dataset, edge: Edge, view: View) -> EvidenceRow:
    position = positions(data, view).get(edge.id)
    grade: Grade = data.grades[edge.id]
    own = position.full if position else None
    amounts = {
        "as_written": str(edge.amount),
        **({basis: getattr(own, basis) for basis in ("headline", "binding", "paid", "expected")} if own else {}),
        **({"outstanding": own.claim} if own and (edge.outstanding or edge.kind.spec.owes or edge.kind.spec.stake) else {}),
    }
    relations = {key: getattr(edge, key) for key in ("part_of", "superseded_by", "serves", "guarantees") if getattr(edge, key)}
    if edge.id in data.parts:
        relations["parts"] = list(data.parts[edge.id])
    return EvidenceRow(
        id=f"why:{edge.id}",
        edges=(edge.id,),
        edge=edge.id,
        deal=data.deal_of[edge.id].id,
        sentence=edge.kind.spec.sentence(data.name(edge.payer), data.name(edge.payee)),
        grade=f"{grade}: {grade.meaning}",
        stage=str(position.stage if position else edge.stage),
        amounts=amounts,
        history=tuple(_said(item, ("date", "stage", "note", "amount", "binding", "paid", "outstanding")) for item in edge.history),
        sources=tuple(_said(s, ("publisher", "type", "date", "url", "says", "by", "relays", "seen_via", "locator")) for s in edge.sources),
        derivation=edge.derivation,
        disputes=edge.disputes,
        relations=relations,
    )


def _said(item: object, keys: Iterable[str]) -> dict[str, Any]:
    return {key: plain(value) for key in keys if (value := getattr(item, key)) is not None}


def _exposed(data: Dataset, rest: str, view: View) -> Answer:
    names, _, label = rest.partition("/")[0].partition("@")
    return exposed(data, names.split("+"), view, Options.from_label(label))


def _loops(data: Dataset, rest: str, view: View) -> Answer:
    longest = max(2, rest.count("/") + 1)
    return loops(data, view, max_length=longest, unpriced=True, groups=True, consolidate=rest.startswith(CONSOLIDATED))


def _pay(data: Dataset, rest: str, view: View) -> Answer:
    """Years and whole companies alike can be taken apart."""
    answer = pay(data, rest.partition("/")[0], view)
    return replace(answer, rows=(*answer.rows, *answer.extra["companies"]))


def _path(data: Dataset, rest: str, view: View) -> Answer:
    from circularity.analysis.routes import path

    companies = rest.split("/")
    if len(companies) < 2:
        raise UnknownName(f"path:{rest}", "row", ["path:openai/oracle"])
    return path(data, companies[0], companies[-1], view, max_hops=len(companies) - 1, unpriced=True)


def _disputes(data: Dataset, rest: str, view: View) -> Answer:
    from circularity.analysis.disputes import disputes

    return disputes(data, view)


def _stale(data: Dataset, rest: str, view: View) -> Answer:
    from circularity.analysis.stale import stale

    return stale(data, view)


def _draw(data: Dataset, rest: str, view: View) -> Answer:
    from circularity.analysis.draw import draw

    number, _, seed = rest.partition("/")[0].partition("@")
    return draw(data, int(number) if number.isdecimal() else 0, seed, view)


def _diff(data: Dataset, rest: str, view: View) -> Answer:
    """Only between two dates of one dataset: the other data of a folder or revision are not at hand here."""
    from circularity.analysis.change import diff

    first, _, second = rest.partition("/")[0].partition("..")
    try:
        return diff(data, data, replace(view, as_of=first), replace(view, as_of=second))
    except WrongUsage as error:
        raise WrongUsage(f"'{first}..{second}' is not two dates", "why takes apart changes between two dates of one dataset") from error


def _show(data: Dataset, rest: str, view: View) -> Answer:
    return show(data, rest.partition("/")[0], view)


def _depreciation(data: Dataset, rest: str, view: View) -> Answer:
    from circularity.analysis.depreciation.answer import explained

    return explained(data, rest, view)


def _network(data: Dataset, rest: str, view: View) -> Answer:
    from circularity.analysis.circulation.network import network

    return network(data, view, draws=0, years=False)


def _vendors(data: Dataset, rest: str, view: View) -> Answer:
    from circularity.analysis.vendors.answer import vendors

    return vendors(data, view, rest)


def _breaks(data: Dataset, rest: str, view: View) -> Answer:
    name, _, label = rest.partition("/")[0].partition("@")
    return breaks(data, name, view, Options.from_label(label))


def _run(data: Dataset, rest: str, view: View) -> Answer:
    name, _, label = rest.partition("/")[0].partition("@")
    return run(data, name, view, Options.from_label(label))


def _compare(data: Dataset, rest: str, view: View) -> Answer:
    from circularity.analysis.compare import compare

    return compare(data, view)


def _claims(data: Dataset, rest: str, view: View) -> Answer:
    from circularity.analysis.claims.answer import claims

    return claims(data, view, rest)


QUESTIONS: dict[str, Callable[[Dataset, str, View], Answer]] = {
    "exposed": _exposed,
    "breaks": _breaks,
    "run": _run,
    "loops": _loops,
    "network": _network,
    "pay": _pay,
    "vendors": _vendors,
    "announcements": lambda data, rest, view: announcements(data, view),
    "funding": lambda data, rest, view: funding(data, view),
    "compare": _compare,
    "summary": lambda data, rest, view: summary(data, view),
    "edges": lambda data, rest, view: edges(data, view),
    "path": _path,
    "disputes": _disputes,
    "stale": _stale,
    "draw": _draw,
    "diff": _diff,
    "show": _show,
    "depreciation": _depreciation,
    "claims": _claims,
}
"""How each kind of row is worked out again; a row's name begins with one of these."""

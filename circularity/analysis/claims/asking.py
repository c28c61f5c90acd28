"""A question given as text, asked: the answer that the command of the same text prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from circularity.analysis.results import Answer, Share, Trace
from circularity.analysis.wording import count, money, per_share, percent
from circularity.dataset.dataset import Dataset
from circularity.errors import UnknownName, WrongUsage
from circularity.graph.view import View
from circularity.model.amounts import Amount, total
from circularity.model.money import parse_money
from circularity.model.quantity import QuantityUnit
from circularity.model.question import Question


@dataclass(frozen=True, slots=True)
class Found:
    """A figure taken from an answer: its range and unit, in words, and what it rests on."""

    value: Amount
    unit: QuantityUnit
    text: str
    edges: tuple[str, ...] = ()
    trace: Trace | None = None


def ask(data: Dataset, question: Question, view: View) -> Answer:
    """The answer to a question; its own options of view stand over those of `view`.

    Raises
    ------
    UnknownName
        If it names a company that nothing answers to.
    WrongUsage
        If an option has a value that makes no sense.
    """
    return _ASKED[question.name](data, question, _view(question, view).on(data))


def pick(answer: Answer, figure: str, unit: QuantityUnit | None = None) -> Found:
    """One figure of an answer, or the sum of several joined by ``+``.

    A figure is ``ROW.FIGURE`` with the name of a row, or ``#NUMBER`` for one of the answer's own (``#rows`` counts them).

    Raises
    ------
    UnknownName
        If the answer has no such row or figure.
    """
    if " + " in figure:
        return _sum([pick(answer, part, unit) for part in figure.split(" + ")])
    if figure.startswith("#"):
        path = figure[1:]
        if path == "rows":
            return _found(len(answer.rows), unit or QuantityUnit.TIMES)
        return _found(_walk(answer.extra, path, figure), unit)
    rows = [*answer.rows, *answer.extra.get("companies", ())]
    row = max((r for r in rows if figure.startswith(f"{getattr(r, 'id', '')}.")), key=lambda r: len(r.id), default=None)
    if row is None:
        raise UnknownName(figure, f"figure of {answer.command}", [r.id for r in rows[:3]])
    path = figure.removeprefix(f"{row.id}.")
    trace = row.traces.get(path)
    if trace is not None:
        return _found(trace.recompute(), unit or _unit_of(trace), trace, trace.edges)
    return _found(_walk(row, path, figure), unit, None, row.edges)


def _sum(parts: list[Found]) -> Found:
    """Several figures of one unit as one, with the terms of all."""
    if len({part.unit for part in parts}) > 1:
        raise WrongUsage("figures of different units cannot be added", "name one of them")
    amount = total(part.value for part in parts)
    edges = tuple(dict.fromkeys(edge for part in parts for edge in part.edges))
    terms = tuple(term for part in parts if part.trace is not None and part.trace.operation == "sum" for term in part.trace.terms)
    trace = Trace("sum", terms) if terms and Trace("sum", terms).recompute() == amount else None
    return Found(amount, parts[0].unit, in_words(amount, parts[0].unit), edges, trace)


def _unit_of(trace: Trace) -> QuantityUnit | None:
    return QuantityUnit.SHARE if trace.is_share and trace.operation != "per_share" else None


def _walk(start: object, path: str, figure: str) -> Any:
    """Follow names into an answer; in a list, a place, or the subject that an item is about (``cells.NVIDIA 2026.ratio``)."""
    value: Any = start
    for step in path.split("."):
        if isinstance(value, (tuple, list)) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, (tuple, list)) and any(getattr(item, "subject", None) == step for item in value):
            value = next(item for item in value if getattr(item, "subject", None) == step)
        elif hasattr(value, "get") and step in value:
            value = value[step]
        elif not step.startswith("_") and hasattr(value, step) and not callable(getattr(value, step)):
            value = getattr(value, step)
        else:
            raise UnknownName(figure, "figure")
    return value


def _found(value: Any, unit: QuantityUnit | None, trace: Trace | None = None, edges: tuple[str, ...] = ()) -> Found:
    if isinstance(value, Share):
        value, unit = value.value, unit or QuantityUnit.SHARE
    if isinstance(value, bool) or not (value is None or isinstance(value, (Amount, int, float, tuple, list))):
        raise WrongUsage(f"'{value}' is no figure")
    if isinstance(value, (tuple, list)):
        value, unit = len(value), unit or QuantityUnit.COMPANIES
    if isinstance(value, (int, float)):
        value = Amount.exactly(float(value))
        unit = unit or QuantityUnit.TIMES
    amount = value if value is not None else Amount()
    unit = unit or QuantityUnit.DOLLARS
    if trace is not None and trace.operation == "per_share":
        return Found(amount, unit, per_share(amount), edges, trace)
    return Found(amount, unit, in_words(amount, unit), edges, trace)


def in_words(amount: Amount, unit: QuantityUnit) -> str:
    """A figure with its unit: ``31.6 %``, ``58 loops``, ``6.2 years``."""
    if unit is QuantityUnit.DOLLARS:
        return money(amount)
    if unit is QuantityUnit.SHARE:
        return percent(amount)
    ends = [end for end in (amount.low, amount.point, amount.high) if end is not None]
    if not amount.disclosed or not ends:
        return "not known"
    if amount.point is not None and amount.point == int(amount.point) and unit in _ONES and len(set(ends)) == 1:
        return count(int(amount.point), _ONES[unit], str(unit))
    low, high = f"{ends[0]:.3g}", f"{ends[-1]:.3g}"
    middle = low if amount.point is None else f"{amount.point:.3g}"
    return f"{middle} {unit}" if low == high else f"{low} to {high} {unit}"


_ONES = {
    QuantityUnit.LOOPS: "loop",
    QuantityUnit.COMPANIES: "company",
    QuantityUnit.DEALS: "deal",
    QuantityUnit.YEARS: "year",
    QuantityUnit.DAYS: "day",
}


def _view(question: Question, view: View) -> View:
    given: dict[str, Any] = {}
    for option, name in (("--as-of", "as_of"), ("--basis", "basis"), ("--min-grade", "min_grade")):
        if (value := question.option(option)) is not None:
            given[name] = value
    first, last = question.option("--from"), question.option("--to")
    if first is not None or last is not None:
        given["window"] = (first or "1900", last or "2200")
    for option, name in (("--stage", "stages"), ("--kind", "kinds")):
        if question.every(option):
            given[name] = question.every(option)
    if question.option("--ever") is not None:
        given["ever"] = True
    return replace(view, **given) if given else view


def _number(question: Question, option: str, otherwise: float) -> float:
    text = question.option(option)
    if text is None:
        return otherwise
    try:
        return float(text)
    except ValueError:
        raise WrongUsage(f"'{text}' is no number", f"write {option} 6") from None


def _exposed(data: Dataset, question: Question, view: View) -> Answer:
    from circularity.analysis.failure.answer import exposed

    return exposed(data, question.companies, view)


def _loops(data: Dataset, question: Question, view: View) -> Answer:
    from circularity.analysis.loops.answer import loops

    return loops(
        data,
        view,
        max_length=int(_number(question, "--max-length", 6)),
        through=question.every("--through"),
        unpriced=question.option("--unpriced") is not None,
        groups=question.option("--groups") is not None,
        consolidate=question.option("--consolidate") is not None,
    )


def _network(data: Dataset, question: Question, view: View) -> Answer:
    """Without its comparison with chance, which takes long and moves none of the other figures."""
    from circularity.analysis.circulation.network import network

    return network(data, view, draws=0, years=False)


def _pay(data: Dataset, question: Question, view: View) -> Answer:
    from circularity.analysis.pay.answer import pay

    return pay(data, question.companies, view)


def _vendors(data: Dataset, question: Question, view: View) -> Answer:
    from circularity.analysis.vendors.answer import vendors

    return vendors(data, view, question.companies[0] if question.companies else None)


def _compare(data: Dataset, question: Question, view: View) -> Answer:
    from circularity.analysis.compare import compare

    return compare(data, view, vendor=question.option("--vendor") or "nvidia", other=question.option("--other") or "lucent")


def _announcements(data: Dataset, question: Question, view: View) -> Answer:
    from circularity.analysis.markets.announcements import announcements

    return announcements(data, view, companies=question.companies)


def _funding(data: Dataset, question: Question, view: View) -> Answer:
    from circularity.analysis.markets.funding import funding

    return funding(data, view)


def _depreciation(data: Dataset, question: Question, view: View) -> Answer:
    if question.option("--estimates") is not None:
        from circularity.analysis.depreciation.estimates import depreciation_estimates

        return depreciation_estimates(data, question.companies, view)
    from circularity.analysis.depreciation.answer import depreciation

    life = question.option("--life")
    return depreciation(data, question.companies, view, life=None if life is None else _number(question, "--life", 0))


def _show(data: Dataset, question: Question, view: View) -> Answer:
    from circularity.analysis.lookup import show

    return show(data, question.companies[0], view)


def _edges(data: Dataset, question: Question, view: View) -> Answer:
    if question.option("--summary") is not None:
        from circularity.analysis.summary import summary

        return summary(data, view)
    from circularity.analysis.lookup import edges

    least = parse_money(question.option("--min-amount") or "0").stated.point or 0.0
    payer, payee, party = (question.every(option) for option in ("--payer", "--payee", "--party"))
    return edges(data, view, min_amount=least, payer=payer, payee=payee, party=party)


_ASKED: dict[str, Callable[[Dataset, Question, View], Answer]] = {
    "exposed": _exposed,
    "loops": _loops,
    "network": _network,
    "pay": _pay,
    "vendors": _vendors,
    "compare": _compare,
    "announcements": _announcements,
    "funding": _funding,
    "depreciation": _depreciation,
    "show": _show,
    "edges": _edges,
}
"""Each question with the analysis that answers it; the names are those of `circularity.model.question.FORMS`."""

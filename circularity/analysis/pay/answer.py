"""Can a company pay? What it owes each year against its revenue, its cash and the funding promised to it."""

from __future__ import annotations

from collections.abc import Iterable

from circularity.analysis.pay.fundedness import comparisons
from circularity.analysis.pay.ledger import ledger
from circularity.analysis.pay.paths import RUN_RATE, published
from circularity.analysis.pay.rounds import rounds
from circularity.analysis.pay.rows import CompanyRow, Ledger, YearRow
from circularity.analysis.results import Answer
from circularity.analysis.wording import count, dollars, money, percent
from circularity.dataset.dataset import Dataset
from circularity.dataset.supposed import supposing
from circularity.errors import WrongUsage
from circularity.graph.terms import span
from circularity.graph.view import View
from circularity.model.amounts import Amount
from circularity.model.entity import Role
from circularity.model.stages import Basis
from circularity.model.whatif import Supposed

RANKED_ROLES = (Role.LAB, Role.NEOCLOUD)
"""Whom the ranking is about when no company is named."""
FEW = 0.5
"""Below this part of its reported commitments an answer about a company says at once how little is recorded."""
ON_TOP = "salaries, other costs, interest and taxes come on top of a gap: all revenue is taken as ready to pay what the deals oblige to"


def pay(data: Dataset, companies: str | Iterable[str] = (), view: View | None = None, *, supposed: Supposed | None = None) -> Answer:
    """Can a company pay what it has signed? A gap is money that has to come from somewhere not yet recorded.

    For each year: obligations (purchases and leases by schedule or evenly over their term, funding promised to
    others, debt at maturity) less revenue, less a reserve of cash and promised funding that is used up over the
    years. All revenue is taken as ready for these obligations, and what is left of it in a year is spent on
    everything else: salaries, interest, taxes and undated deals come on top of a gap. Contracts that grow are
    spread evenly where no schedule is known, which puts too much into their first years.

    Parameters
    ----------
    companies
        Names, ids, aliases or tickers; all labs and neoclouds with dated obligations, ranked, if left out.
    view
        ``basis`` says which amount of a deal is owed and promised; ``window`` limits the years shown.
    supposed
        Revenue, cash, funding, growth or assumptions to use instead of the recorded ones.

    Returns
    -------
    Answer
        A `YearRow` for each company and year, companies with the largest gap first; ``extra["companies"]``
        holds a `CompanyRow` each, ``extra["rounds"]`` how it was re-rated, ``extra["compared_with"]`` closed
        episodes; US dollars.

    Raises
    ------
    UnknownName
        If no company goes by a name.
    WrongUsage
        If a name is a pool's, the basis is ``paid``, or something is supposed of several companies at once.

    Notes
    -----
    Linear in the company's edges times the years.

    Examples
    --------
    >>> import circularity as ci
    >>> answer = ci.pay(ci.load(), "openai")
    >>> answer.rows[0].year, answer.row("pay:openai/2027").gap.high > 0
    (2026, True)
    """
    view = (view or View()).on(data)
    supposed = supposed or Supposed()
    if view.basis is Basis.PAID:
        raise WrongUsage("what has been paid is no longer owed", "use the basis binding, headline or expected")
    named = [companies] if isinstance(companies, str) else list(companies)
    chosen = list(dict.fromkeys(data.entity(name).id for name in named))
    for company in chosen:
        if data.entities[company].is_pool:
            raise WrongUsage(f"{data.name(company)} is a pool, not one company that pays", "name a company")
    if supposed.of_one_company and len(chosen) != 1:
        raise WrongUsage("revenue, growth, cash and funding can be supposed of one company at a time", "name one company")
    data = supposing(data, supposed.assumptions)
    everyone = chosen or [entity.id for entity in data.entities.values() if entity.role in RANKED_ROLES]
    found = [ledger(data, company, view, supposed) for company in everyone]
    books = found if chosen else [book for book in found if book.whole.obligations.high != 0]
    if supposed.growth is not None and "supposed" not in {path.name for path in books[0].paths}:
        raise WrongUsage(f"no revenue of {data.name(chosen[0])} is known that could grow", "suppose it by year: --revenue 2027=60bn")
    books.sort(key=_rank)
    caveats = [ON_TOP]
    if view.kinds or view.stages or view.min_grade:
        caveats.append("the view's filters pick among funding and debts as well as among purchases: what is filtered out counts as nothing")
    unknown = [note for book in books for note in book.unknown]
    if len(books) < len(found):
        rest = count(len(found) - len(books), "lab or neocloud", "labs and neoclouds")
        unknown.append(f"{rest} without a dated obligation that has an amount are not in the ranking")
    used = sorted({name for book in books for row in book.rows for name in _terms_used(data, row)})
    other = _other_terms(data, chosen[0], view, supposed, used) if len(chosen) == 1 and used else None
    if other is not None:
        short, long = (money(other[end]) for end in ("shortest", "longest"))
        caveats.append(f"if the default terms were the shortest or the longest that are plausible, the gap would be {short} or {long}")
    return Answer(
        "pay",
        data,
        view,
        tuple(row for book in books for row in book.rows),
        _sentence(data, books, bool(chosen), view.basis),
        (*caveats, *(note for book in books for note in book.caveats)),
        tuple(unknown),
        tuple(used),
        {
            "companies": [book.whole for book in books],
            "paths": {book.whole.entity: {path.name: path.label for path in book.paths} for book in books},
            "plans": {book.whole.entity: published(data, book.whole.entity, view.last_day) for book in books},
            "rounds": {book.whole.entity: rounds(data, book.whole.entity, view) for book in books} if chosen else {},
            "gap_under_other_terms": other,
            "compared_with": comparisons(data),
            "supposed": supposed.as_json() if supposed.is_anything else None,
        },
    )


def _rank(book: Ledger) -> tuple[float, float, str]:
    """The largest gap first, then the largest that may be; where none is known, what lies or may lie beyond revenue."""
    whole = book.whole
    sizes = (whole.gap.high, whole.beyond_revenue.high, whole.beyond_revenue.point)
    return -(whole.gap.point or 0.0), -next((size for size in sizes if size is not None), 0.0), whole.entity


def _terms_used(data: Dataset, row: YearRow) -> set[str]:
    """The default terms that an obligation of the row rests on."""
    found = set()
    for edge in (data.edges[name] for name in row.traces["by_default_term"].edges):
        name = f"term-{edge.kind.replace('_', '-')}"
        if name in data.assumptions and (days := span(edge, data)) is not None and days.by_default:
            found.add(name)
    return found


def _other_terms(data: Dataset, company: str, view: View, supposed: Supposed, used: list[str]) -> dict[str, Amount]:
    """The gap if every default term in use had the low, or the high, end of its plausible range."""
    found = {}
    for name, end in (("shortest", "low"), ("longest", "high")):
        items = (data.assumptions[term] for term in used)
        moved = tuple(item.model_copy(update={"value": value}) for item in items if (value := getattr(item, end)) is not None)
        found[name] = ledger(supposing(data, moved), company, view, supposed).whole.gap
    return found


def _sentence(data: Dataset, books: list[Ledger], named: bool, basis: Basis) -> str:
    if not books:
        return "No lab or neocloud has a dated obligation with an amount."
    if named and len(books) == 1:
        return _of_one(data, books[0], basis)
    short = [book.whole for book in books if (book.whole.gap.point or book.whole.gap.high or 0.0) > 0]
    if not short:
        who = count(len(books), "company", "companies")
        known = "" if all(book.whole.gap.high == 0 for book in books) else " as far as it is known"
        return f"Revenue, cash and promised funding of {who} cover what the recorded deals oblige them to{known}."
    worst = max((whole for whole in short), key=lambda whole: (whole.gap.point or 0.0, whole.gap.high or 0.0))
    return (
        f"{count(len(short), 'company', 'companies')} of {len(books)} with dated obligations may not be able to cover them; the largest "
        f"{'known gap is' if worst.gap.point else 'gap may be'} that of {data.name(worst.entity)}: {money(worst.gap)} dollars in "
        f"{worst.first.year} to {worst.last.year}."
    )


def _of_one(data: Dataset, book: Ledger, basis: Basis) -> str:
    whole, name = book.whole, data.name(book.whole.entity)
    if not book.rows:
        return f"No recorded obligation of {name} has a date."
    if whole.obligations.high == 0:
        return f"No dated obligation of {name} has an amount on the {basis} basis."
    span = f"{whole.first.year} to {whole.last.year}" if whole.first.year != whole.last.year else str(whole.first.year)
    said = f"{name} owes {money(whole.obligations)} dollars in {span} under recorded deals"
    year = whole.first_year_without_cover["point"] or whole.first_year_without_cover["earliest"]
    if whole.gap.high == 0 or (whole.gap.point == 0 and whole.gap.high is None):
        said += "; revenue, cash and promised funding cover it" + ("" if whole.gap.high == 0 else " as far as it is known")
    elif whole.gap.priced or whole.gap.high is not None:
        steady = whole.gap_by_path.get(RUN_RATE)
        planned = steady is not None and any(path.reach is not None for path in book.paths)
        said += _uncovered(whole.gap, year, planned)
        if steady is not None and planned:
            said += f"; at the present rate of revenue {gap_words(steady.gap)}" + (
                f", first in {steady.first_year}" if steady.first_year else ""
            )
    else:
        said += f", {money(whole.beyond_revenue)} of it beyond its revenue" if whole.beyond_revenue.priced else ""
        said += "; whether cash and funding cover the rest is not known"
    held = whole.recorded_purchases
    if held is not None and (held.value.high if held.value.high is not None else held.value.point or 0.0) < FEW:
        only = "only " if held.value.high is not None else ""
        said += f"; but recorded purchases are {only}{percent(held.value)} of what it reports as commitments"
    if whole.from_suppliers.high:
        said += f". {money(whole.from_suppliers)} of the {money(whole.committed_funding)} of funding comes from companies that it buys from"
    if whole.planned_outflow is not None:
        said += f". Its own plan foresees spending {money(whole.planned_outflow)} more than it takes in"
    return said + "."


def _uncovered(gap: Amount, year: int | None, planned: bool) -> str:
    """What revenue, cash and funding leave uncovered, and from when.

    >>> _uncovered(Amount(0.0, 0.0, 5e9), 2027, True)
    '; revenue, cash and promised funding cover it if it earns what it plans, at worst they leave 5 bn uncovered, first in 2027'
    >>> _uncovered(Amount(1e9, 2e9, 5e9), 2027, True)
    '; revenue, cash and promised funding leave 2 bn (1 to 5) uncovered, first in 2027, if it earns what it plans'
    >>> _uncovered(Amount(0.0, None, 5e9), 2027, False)
    '; revenue, cash and promised funding leave 0 to 5 bn uncovered, in 2027 at the earliest'
    """
    plan, first = (" if it earns what it plans" if planned else ""), (f", first in {year}" if year else "")
    means = "; revenue, cash and promised funding "
    if gap.point == 0 and gap.high:
        return f"{means}cover it{plan}, at worst they leave {dollars(gap.high)} uncovered{first}"
    if gap.point is None and year:
        first = f", in {year} at the earliest"
    return f"{means}leave {gap_words(gap)} uncovered{first}" + ("," + plan if plan else "")


def gap_words(amount: Amount) -> str:
    """A gap in words; one that is nothing at best and without an upper limit is not simply unknown.

    >>> gap_words(Amount(0.0, 0.0, None)), gap_words(Amount(0.0, None, 5e9))
    ('0 (no upper limit known)', '0 to 5 bn')
    """
    return "0 (no upper limit known)" if amount.point == 0 and amount.high is None else money(amount)


__all__ = ["CompanyRow", "YearRow", "gap_words", "pay"]

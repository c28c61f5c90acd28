"""What changed between two dates, or between two versions of the data: deals, loops, exposures, circularity."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from circularity.analysis.change_rows import ChangeRow, State, delta_of, ends, moved_row, traces_of
from circularity.analysis.change_vendors import vendor_moves
from circularity.analysis.circulation.network import network
from circularity.analysis.failure.losses import CHANNELS, direct_hits
from circularity.analysis.loops import loops
from circularity.analysis.results import Answer, Term
from circularity.analysis.vendors.answer import basis_of
from circularity.analysis.wording import count, money
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.view import View
from circularity.model.amounts import UNDISCLOSED, ZERO, Amount, total

KAPPAS = ("kappa_bff", "kappa_max", "kappa_scc")


NOUNS = {"deal": "edge", "loop": "loop"}

Measure = Callable[[State, State, str], Iterator[ChangeRow]]


def diff(
    before: Dataset, after: Dataset | None = None, view_before: View | None = None, view_after: View | None = None, label: str | None = None
) -> Answer:
    """What changed from one state to another: the same data on two dates, or two versions of the data.

    An edge is *added* that the earlier state does not know, *ended* where it reached an end stage, *restaged* where its
    stage moved otherwise, *reamounted* where its amount on the basis is another, *removed* where only the earlier
    data hold it. Loops open and close; exposures are direct losses by channel if one company failed; vendors' financing of their own
    sales moves; the kappas are the shares of money in circles. Amounts in `before` and `after` are dollars on the view's basis.

    Parameters
    ----------
    before, after
        The two datasets; the same one if `after` is left out.
    view_before, view_after
        What is looked at in each; where left out, the dataset's own date.
    label
        How the two states are called in the rows' ids; the two dates if left out.

    Returns
    -------
    Answer
        Rows of `ChangeRow`: deals, loops, exposures, vendors, network; in each the largest move first.

    Examples
    --------
    >>> import circularity as ci
    >>> data = ci.load()
    >>> found = ci.diff(data, None, ci.View(as_of="2025-08"), ci.View(as_of="2025-10"))
    >>> "openai-amd-accelerators-2025" in {row.subject for row in found if row.change == "added"}
    True

    Notes
    -----
    Twice the cost of the loops, of one direct failure of each company, of all vendors, and of the kappas.
    """
    after = before if after is None else after
    view_before, view_after = (view_before or View()).on(before), (view_after or View()).on(after)
    old, new = (before, view_before), (after, view_after)
    name = label or f"{view_before.as_of}..{view_after.as_of}"
    measures: tuple[Measure, ...] = (_deals, _loops, _exposures, vendor_moves, _network)
    rows: list[ChangeRow] = []
    for measure in measures:
        rows += sorted(measure(old, new, f"diff:{name}"), key=_rank)
    totals = [total(flow.amount for flow in flows(*state)) for state in (old, new)]
    counts = {(group, word): sum((row.group, row.change) == (group, word) for row in rows) for group, word in _SAID}
    listed = [f"{count(number, NOUNS[group])} {word}" for (group, word), number in counts.items() if number]
    said = ", ".join(listed) or "nothing changed"
    became = f"{money(totals[0])} dollars became {money(totals[1])} ({view_after.basis} basis)"
    sentence = f"From {_state(old)} to {_state(new)}: {said}; {became}."
    caveats = (
        "exposures are direct losses by channel, one company failing at a time; channels are not added up",
        "an amount counts less what stands in its parts, so a new part may lower its whole",
        f"vendor financing is on the {basis_of(view_after)} basis; what came back is that of the last fiscal year reported on each day",
    )
    unknown = tuple(
        f"{count(number, noun)} without a known amount before or after: by how much is not known"
        for group, noun in (("deal", "changed edge"), ("exposure", "moved exposure"), ("vendor", "moved vendor figure"))
        if (number := sum(row.group == group and row.delta is None for row in rows))
    )
    extra = {
        "before": {"data": before.card.version, "as_of": str(view_before.as_of), "gross": totals[0]},
        "after": {"data": after.card.version, "as_of": str(view_after.as_of), "gross": totals[1]},
        "counts": {f"{NOUNS[group]}s {word}": number for (group, word), number in counts.items() if number},
    }
    return Answer("diff", after, view_after, tuple(rows), sentence, caveats, unknown, extra=extra)


_SAID = (
    *(("deal", word) for word in ("added", "removed", "ended", "restaged", "reamounted", "regraded")),
    ("loop", "opened"),
    ("loop", "closed"),
)


def _state(state: State) -> str:
    data, view = state
    return f"{data.card.name} {data.card.version} as of {view.as_of}"


def _rank(row: ChangeRow) -> tuple[object, ...]:
    order = [word for group, word in _SAID if group == row.group]
    place = order.index(row.change) if row.change in order else 0
    return (
        place,
        row.delta is None,
        -abs(row.delta if row.delta is not None else (row.after.point or row.before.point or 0.0)),
        row.subject,
    )


def _deals(old: State, new: State, name: str) -> Iterator[ChangeRow]:
    was, now = ({flow.id: flow for flow in flows(*state)} for state in (old, new))
    for edge in sorted(was.keys() | now.keys()):
        before, after = was.get(edge), now.get(edge)
        change = _of_edge(before, after)
        if change is None:
            continue
        flow, data = (after, new[0]) if after else (before, old[0])
        assert flow is not None
        one, other = (f.amount if f else UNDISCLOSED for f in (before, after))
        if change == "added":
            one = ZERO
        elif change == "removed":
            other = ZERO
        spec = flow.position.edge.kind.spec
        yield ChangeRow(
            id=f"{name}/edge/{edge}",
            edges=(edge,) if after else (),
            group="deal",
            change=change,
            subject=edge,
            sentence=spec.sentence(data.name(flow.payer), data.name(flow.payee)),
            before=one,
            after=other,
            delta=delta_of(one, other),
            stage_before=str(before.position.stage) if before else None,
            stage_after=str(after.position.stage) if after else None,
            traces=traces_of(one, other, before.position.cited if before else (), after.position.cited if after else ()),
        )


def _of_edge(before: Flow | None, after: Flow | None) -> str | None:
    if before is None or after is None:
        return "added" if before is None else "removed"
    if before.position.stage is not after.position.stage:
        return "ended" if after.position.stage.is_ended else "restaged"
    if ends(before.amount) != ends(after.amount):
        return "reamounted"
    return "regraded" if before.position.grade is not after.position.grade else None


def _loops(old: State, new: State, name: str) -> Iterator[ChangeRow]:
    was, now = ({row.companies: row for row in loops(*state)} for state in (old, new))
    for companies in sorted(was.keys() ^ now.keys()):
        opened = companies in now
        row, data = (now[companies], new[0]) if opened else (was[companies], old[0])
        one, other = (ZERO, row.size) if opened else (row.size, ZERO)
        yield ChangeRow(
            id=f"{name}/loop/{'/'.join(companies)}",
            edges=row.edges if opened else (),
            group="loop",
            change="opened" if opened else "closed",
            subject="/".join(companies),
            sentence=" > ".join(data.name(c) for c in (*companies, companies[0])),
            before=one,
            after=other,
            delta=delta_of(one, other),
            traces=traces_of(one, other, row.edges, row.edges),
        )


def _exposures(old: State, new: State, name: str) -> Iterator[ChangeRow]:
    was, now = (_losses(*state) for state in (old, new))
    names = {**old[0].entities, **new[0].entities}
    for key in sorted(was.keys() | now.keys()):
        failing, loser, channel = key
        words = f"{names[loser].name}'s {channel.replace('_', ' ')} if {names[failing].name} failed"
        identifier, subject = f"{name}/exposure/{failing}/{loser}/{channel}", f"exposed:{failing}/{loser}.{channel}"
        row = moved_row(identifier, "exposure", subject, words, was.get(key, (ZERO, ())), now.get(key, (ZERO, ())))
        if row is not None:
            yield row


def _losses(data: Dataset, view: View) -> dict[tuple[str, str, str], tuple[Amount, tuple[str, ...]]]:
    """Direct losses by the company that fails, the loser and the channel."""
    found: dict[tuple[str, str, str], list[Term]] = {}
    parties = {party for flow in flows(data, view) for party in (flow.payer, flow.payee)}
    for failing in sorted(p for p in parties if not data.entities[p].is_pool):
        for hit in direct_hits(data, [failing], view).hits:
            if hit.channel in CHANNELS and not data.entities[hit.loser].is_pool:
                found.setdefault((failing, hit.loser, hit.channel), []).append(hit.term)
    return {
        key: (total(t.amount for t in terms), tuple(dict.fromkeys(edge for t in terms for edge in t.edges))) for key, terms in found.items()
    }


def _network(old: State, new: State, name: str) -> Iterator[ChangeRow]:
    rows = [network(*state, draws=0, years=False).rows[0] for state in (old, new)]
    for kappa in KAPPAS:
        was, now = (round(float(getattr(row, kappa)), 6) for row in rows)
        if was == now:
            continue
        yield ChangeRow(
            id=f"{name}/network/{kappa}",
            edges=(),
            group="network",
            change="moved",
            subject=f"network:all.{kappa}",
            sentence=f"{kappa}: {100 * was:.1f} % of the gross flow between companies became {100 * now:.1f} %",
            before=UNDISCLOSED,
            after=UNDISCLOSED,
            delta=None,
            share_before=was,
            share_after=now,
        )


def as_markdown(answer: Answer, limit: int = 10) -> str:
    """The change as Markdown, for the summary of a pull request or a changelog; names are escaped."""
    lines = [_escaped(answer.sentence), ""]
    for group, title in (
        ("deal", "Deals"),
        ("loop", "Loops"),
        ("exposure", "Exposures that moved most"),
        ("vendor", "Vendor financing that moved most"),
        ("network", "Money in circles"),
    ):
        rows = [row for row in answer.rows if row.group == group]
        if not rows:
            continue
        lines += [f"### {title}", ""]
        if group == "network":
            lines += [*(f"- {_escaped(row.sentence)}" for row in rows), ""]
            continue
        lines += ["| change | what | before | after | id |", "| --- | --- | --- | --- | --- |"]
        for row in rows[:limit] if limit else rows:
            stages = f" ({row.stage_before or 'new'} to {row.stage_after or 'gone'})" if row.stage_before != row.stage_after else ""
            cells = (row.change, row.sentence + stages.replace("_", " "), money(row.before), money(row.after), f"`{row.subject}`")
            lines.append(f"| {' | '.join(_escaped(cell) for cell in cells)} |")
        if limit and len(rows) > limit:
            lines += ["", f"... and {len(rows) - limit} more."]
        lines.append("")
    lines += [f"- {_escaped(note)}" for note in (*answer.caveats, *answer.unknown)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _escaped(text: str) -> str:
    """No text from the data may open a tag, a link or a cell of a table."""
    for sign in "\\|<>[]*":
        text = text.replace(sign, f"\\{sign}" if sign in "\\|[]*" else {"<": "&lt;", ">": "&gt;"}[sign])
    return " ".join(text.split())

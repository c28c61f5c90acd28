"""``network``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.analysis.circulation.chance import Comparison
    from circularity.analysis.circulation.network import NetworkRow
    from circularity.cli.output import Section
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View

LABELS = {
    "kappa_bff": "kappa_bff: all pass on in proportion",
    "kappa_max": "kappa_max: the most that could run in circles",
    "kappa_scc": "kappa_scc: all that moves in strong components",
}
YEARS_BACK, YEARS_AHEAD = 3, 6


@click.command(
    epilog=examples(
        "circularity network",
        "circularity network --basis paid --draws 999 --seed 7",
        "circularity network --from 2026 --to 2026 --json",
        "circularity why network:all.kappa_bff",
    )
)
@click.option("--draws", type=click.IntRange(0), default=99, show_default=True, help="Random networks a null model; 0 for none.")
@click.option("--seed", type=int, default=1, show_default=True, help="Where the random numbers start.")
@click.option("--years/--no-years", default=True, show_default=True, help="Also year by year, with the outside money needed.")
@click.option("--limit", type=click.IntRange(0), default=12, show_default=True, help="Rows in a table; 0 for all.")
@output_options
@view_options
def network(data: Dataset, view: View, draws: int, seed: int, years: bool, limit: int, as_json: bool, as_csv: bool) -> None:
    """How much of the money runs in circles, and is it more than chance?"""
    from circularity.analysis.circulation.network import network as measure
    from circularity.cli.output import emit
    from circularity.cli.progress import progress_bar

    with progress_bar("Comparing with chance") as progress:
        answer = measure(data, view, draws=draws, seed=seed, years=years, progress=progress)
    row: NetworkRow = answer.rows[0]
    emit(answer, [], as_json=as_json, as_csv=as_csv, sections=_sections(data, view, row, limit or None) if row.gross_flow else ())


def _sections(data: Dataset, view: View, row: NetworkRow, limit: int | None) -> list[Section]:
    found = [_shares(row)]
    if row.loops:
        found += [_loops(data, row, limit), _companies(data, row, limit)]
    if row.years:
        found.append(_years(row, view, limit))
    if row.outside_money:
        found.append(_outside(data, row, view))
    return [*found, _places(data, row)]


def _shares(row: NetworkRow) -> Section:
    by = {(c.statistic, c.model): c for c in row.chance}
    lines = []
    for name, label in LABELS.items():
        ends = row.ranges.get(name)
        around = f" ({100 * ends[0]:.1f} to {100 * ends[1]:.1f})" if ends else ""
        share = f"{100 * getattr(row, name):.1f} %{around}"
        support = f"{100 * row.with_support[name]:.1f} %"
        lines.append([label, share, *(_beside(by.get((name, model))) for model in ("shuffled", "rewired")), support])
    lines.append(["Finn cycling index", f"{100 * row.finn_cycling_index:.1f} %", "", "", ""])
    return ("", ["of the gross flow between companies", "share", "amounts shuffled", "rewired", "with guarantees etc."], lines)


def _beside(found: Comparison | None) -> str:
    return "" if found is None else f"{100 * found.mean:.1f} ± {100 * found.sd:.1f} %, p = {found.p:.3g}"


def _loops(data: Dataset, row: NetworkRow, limit: int | None) -> Section:
    from circularity.analysis.wording import dollars

    lines = [
        [" > ".join(data.name(c) for c in (*loop.companies, loop.companies[0])), dollars(loop.amount), dollars(loop.circulating)]
        for loop in row.loops[:limit]
    ]
    title = f"Loops without overlap: they add up to the {dollars(row.circulating['balanced'])} of kappa_bff{_more(row.loops, limit)}"
    return (title, ["loop", "USD round", "times its length"], lines)


def _companies(data: Dataset, row: NetworkRow, limit: int | None) -> Section:
    from circularity.analysis.wording import dollars

    lines = [
        [data.name(m.entity), dollars(m.circulating), dollars(m.throughflow), f"{100 * m.share:.1f} %", f"{100 * m.returns:.1f} %"]
        for m in row.companies[:limit]
    ]
    return (f"By company{_more(row.companies, limit)}", ["company", "circulating", "throughflow", "share", "a dollar returns"], lines)


def _years(row: NetworkRow, view: View, limit: int | None) -> Section:
    from circularity.analysis.wording import dollars

    now = view.last_day.year
    shown = [y for y in row.years if limit is None or now - YEARS_BACK <= y.year <= now + YEARS_AHEAD]
    lines = []
    for year in shown:
        by = {c.model: c for c in year.chance}
        shares = (f"{100 * year.kappas[name]:.1f} %" for name in LABELS)
        lines.append([str(year.year), dollars(year.gross_flow), *shares, *(_beside(by.get(model)) for model in ("shuffled", "rewired"))])
    cut = "" if len(shown) == len(row.years) else f" ({len(shown)} of {len(row.years)} years; --limit 0 shows all)"
    return (f"By year{cut}", ["year", "gross flow", "bff", "max", "scc", "bff shuffled", "bff rewired"], lines)


def _outside(data: Dataset, row: NetworkRow, view: View) -> Section:
    from circularity.analysis.circulation.outside import CORE
    from circularity.analysis.wording import money

    first = min(m.year for m in row.outside_money)
    lines = [
        [
            str(m.year),
            "the core as one" if m.entity == CORE else data.name(m.entity),
            money(m.outflows),
            money(m.from_core),
            money(m.before_cash_flow),
            "not known" if m.operating_cash_flow is None else money(m.operating_cash_flow),
            money(m.needed),
        ]
        for m in row.outside_money
        if (m.year == first or m.entity == CORE) and m.year <= view.last_day.year + YEARS_AHEAD
    ]
    title = f"Outside money needed by the core in {first}, and by the core as one later (--json has every company and year)"
    return (
        title,
        ["year", "company", "scheduled outflows", "from the core", "left to find", "own cash flow a year", "from outside"],
        lines,
    )


def _places(data: Dataset, row: NetworkRow) -> Section:
    words = {
        "core": "core: all reach all",
        "into": "in: pays towards the core",
        "out_of": "out: paid from the core",
        "tubes": "tubes: from in to out, around the core",
        "tendrils": "tendrils: hang on these",
        "apart": "apart: not linked to the core",
        "idle": "no money on this basis",
    }
    parts = row.bow_tie.as_json()
    lines = [[words[name], str(len(ids)), _names(data, ids)] for name, ids in parts.items() if ids]
    return ("Places around the core (bow tie)", ["part", "companies", ""], lines)


def _names(data: Dataset, ids: Sequence[str], most: int = 8) -> str:
    return ", ".join(data.name(name) for name in ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")


def _more(rows: Sequence[Any], limit: int | None) -> str:
    return f" ({limit} of {len(rows)}; --limit 0 shows all)" if limit is not None and len(rows) > limit else ""

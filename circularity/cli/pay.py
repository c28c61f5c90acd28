"""``pay``: obligations against means, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from circularity.cli.completion import companies, files
from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.analysis.results import Answer
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View


@click.command(
    epilog=examples(
        "circularity pay openai",
        "circularity pay",
        "circularity pay openai --revenue 2027=60bn --revenue 2028=90bn",
        "circularity pay anthropic --growth 40% --cash 50bn --json",
        "circularity why pay:openai/2027.gap",
    )
)
@click.argument("companies", nargs=-1, metavar="[ENTITY]...", shell_complete=companies)
@click.option("--revenue", multiple=True, metavar="YEAR=MONEY", help="Suppose this revenue in a year (may be repeated).")
@click.option("--growth", metavar="PERCENT", help="Suppose that the present rate of revenue grows by this a year.")
@click.option("--cash", metavar="MONEY", help="Suppose this cash to begin with, on the view's date.")
@click.option("--funding", multiple=True, metavar="YEAR=MONEY", help="Suppose this new funding in a year, instead of the recorded.")
@click.option("--assume", metavar="FILE", shell_complete=files, help="A YAML file with revenue, growth, cash, funding or assumptions.")
@click.option("--limit", type=click.IntRange(0), default=0, help="Rows in the table; 0 for all.")
@output_options
@view_options
def pay(
    data: Dataset,
    view: View,
    companies: tuple[str, ...],
    revenue: tuple[str, ...],
    growth: str | None,
    cash: str | None,
    funding: tuple[str, ...],
    assume: str | None,
    limit: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Can ENTITY pay what it owes? Without a name: labs and neoclouds, the largest gap first."""
    from circularity.analysis.pay.answer import pay as ask
    from circularity.cli.output import emit
    from circularity.dataset.supposed import read_supposed
    from circularity.model.whatif import Supposed

    file = read_supposed(assume) if assume is not None else None
    supposed = Supposed.of(revenue, funding, cash, growth, file)
    answer = ask(data, companies, view, supposed=supposed)
    if as_json or as_csv:
        emit(answer, [], as_json=as_json, as_csv=as_csv)
        return
    emit(
        answer if len(companies) == 1 else _by_company(answer),
        _YEARS if len(companies) == 1 else _companies(data),
        as_json=False,
        as_csv=False,
        limit=limit or None,
        blocks=_blocks(answer, len(companies) == 1),
    )


def _words(name: str) -> Any:
    def show(row: Any) -> str:
        from circularity.analysis.pay.answer import gap_words

        return gap_words(getattr(row, name)) if row.last >= row.first else "-"

    return show


_YEARS: list[Any] = [
    ("year", lambda row: str(row.year) if row.first.day == row.first.month == 1 else f"{row.year} from {row.first:%m-%d}"),
    ("owed", _words("obligations")),
    ("headline", _words("obligations_headline")),
    ("revenue", _words("revenue")),
    ("beyond revenue", _words("beyond_revenue")),
    ("cash at hand", _words("cash")),
    ("new funding", _words("committed_funding")),
    ("of it by suppliers", _words("from_suppliers")),
    ("gap", _words("gap")),
    ("own plan's outflow", lambda row: _words("planned_outflow")(row) if row.planned_outflow is not None else ""),
]


def _companies(data: Dataset) -> list[Any]:
    return [
        ("company", lambda row: data.name(row.entity)),
        ("years", lambda row: f"{row.first.year} to {row.last.year}" if row.last >= row.first else "-"),
        ("owed", _words("obligations")),
        ("revenue", _words("revenue")),
        ("beyond revenue", _words("beyond_revenue")),
        ("cash", _words("cash")),
        ("new funding", _words("committed_funding")),
        ("of it by suppliers", _words("from_suppliers")),
        ("gap", _words("gap")),
        ("first year", lambda row: _first_year(row.first_year_without_cover)),
        ("outside share", lambda row: _share(row.scale.outside_share)),
        ("no date", _words("undated")),
    ]


def _by_company(answer: Answer) -> Answer:
    from dataclasses import replace

    return replace(answer, rows=tuple(answer.extra["companies"]))


def _first_year(found: Any) -> str:
    point, earliest = found["point"], found["earliest"]
    return str(point) if point is not None else f"{earliest} at the earliest" if earliest is not None else "-"


def _share(part: Any) -> str:
    from circularity.analysis.wording import percent

    return "not known" if part is None else f"{percent(part.value)} in {part.period_end[:4]}"


def _raised(found: Any) -> list[str]:
    """The rounds, one a line: what was raised at which value, and what was signed before."""
    from circularity.analysis.wording import money

    lines = []
    for item in found:
        up = f", {item.step_up:.3g} times the one before" if item.step_up else ""
        by = f", {money(item.raised_from_suppliers)} of it from suppliers" if item.raised_from_suppliers.high else ""
        signed = f"; purchases of {money(item.signed)} agreed before it" if item.signed.high != 0 else ""
        lines.append(f"  {item.day}: {money(item.raised)} at a value of {money(item.valuation)}{up}{by}{signed}")
    return ["Raised, and re-rated:", *lines] if lines else []


def _blocks(answer: Answer, one: bool) -> list[str]:
    from circularity.analysis.pay.answer import gap_words
    from circularity.analysis.wording import money

    lines: list[str] = []
    if one and answer.extra["companies"]:
        whole = answer.extra["companies"][0]
        for name, label in answer.extra["paths"][whole.entity].items():
            found = whole.gap_by_path[name]
            first = f", first in {found.first_year}" if found.first_year else ""
            lines.append(f"  {name}: gap {gap_words(found.gap)}{first}; {label}")
        lines = ["Gap on each path of revenue (the table's range spans them):", *lines] if lines else []
        scale = whole.scale
        known = [
            ("capital spending over operating cash flow", scale.capex_over_operating_cash_flow),
            ("outside share of cash needs", scale.outside_share),
            ("capital spending over revenue", scale.capex_over_revenue),
            ("purchase commitments over revenue", scale.commitments_over_revenue),
        ]
        lines.append("How it is funded (last reported year):")
        lines += [f"  {words}: {_times(part.value) if part else 'not known'}" for words, part in known]
        if scale.free_cash_flow_over_revenue is not None:
            lines.append(f"  free cash flow over revenue: {scale.free_cash_flow_over_revenue:.0%}")
        lines += [
            f"  plans to invest {money(amount)} in {year} ({plan['by']}, stated {plan['stated']})"
            for plan in answer.extra["plans"][whole.entity]
            if plan["measure"] == "capex"
            for year, amount in plan["values"].items()
        ]
        lines += _raised(answer.extra["rounds"].get(whole.entity, ()))
    compared = [f"  {line['who']}: {_compared(line)}" for line in answer.extra["compared_with"]]
    if compared:
        lines += ["Beside closed episodes:", *compared]
    return ["\n".join(lines)] if lines else []


def _compared(line: Any) -> str:
    named = {
        "capex_over_operating_cash_flow": "capital spending over operating cash flow",
        "outside_share": "outside share",
        "capex_over_revenue": "capital spending over revenue",
    }
    known = [f"{words} {line[key]:.0%}" for key, words in named.items() if line[key] is not None]
    return ", ".join([*known, "the other ratios not known"] if known else ["no ratio is known"])


def _times(value: Any) -> str:
    """A ratio: in percent, or as a multiple where that reads better."""
    from circularity.analysis.wording import percent

    return f"{value.point:.3g} times" if value.point is not None and value.point >= 3 else percent(value)

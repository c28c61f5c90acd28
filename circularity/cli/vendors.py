"""``vendors``, ``compare`` and ``backtest``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.analysis.results import Answer
    from circularity.cli.output import Column
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View


@click.command(
    epilog=examples(
        "circularity vendors",
        "circularity vendors nvidia",
        "circularity vendors --data telecom-2000 --as-of 2000-12-31",
        "circularity why vendors:nvidia.pro_rata.binding",
    )
)
@click.argument("entity", required=False)
@click.option("--limit", type=click.IntRange(0), default=0, help="Rows in the table; 0 for all.")
@output_options
@view_options
def vendors(data: Dataset, view: View, entity: str | None, limit: int, as_json: bool, as_csv: bool) -> None:
    """Who funds its own sales? Money that vendors gave out, traced to their sales, against their revenue."""
    from circularity.analysis.vendors import basis_of
    from circularity.analysis.vendors import vendors as ask
    from circularity.analysis.wording import money, percent
    from circularity.cli.output import emit

    answer = ask(data, view, entity)
    basis = basis_of(view)

    def over(row: Any) -> str:
        part = row.share_of_revenue[basis]
        return "not known" if part is None else percent(part.value)

    def told(ratio: Any) -> str:
        return "-" if ratio is None else percent(ratio.value)

    columns: list[Column] = [
        ("vendor", lambda row: data.name(row.vendor)),
        ("year to", lambda row: row.window["to"] if row.window else "whole term"),
        ("revenue", lambda row: money(row.revenue)),
        ("reported credit", lambda row: told(row.reported_over_revenue)),
        ("drawn", lambda row: told(row.reported_drawn_over_revenue)),
        (f"given ({basis})", lambda row: money(row.financing[basis])),
        ("sold", lambda row: money(row.sales[basis])),
        ("direct", lambda row: money(row.direct[basis])),
        ("forced", lambda row: money(row.forced[basis])),
        ("pro rata", lambda row: money(row.pro_rata[basis])),
        ("of revenue", over),
        ("maximum", lambda row: money(row.maximum[basis])),
        ("support", lambda row: money(row.support_that_could_return[basis])),
        ("score", lambda row: "-" if row.score is None else f"{row.score.value:.0f} ({row.score.low:.0f} to {row.score.high:.0f})"),
    ]
    used = [column for column in columns if column[0] not in ("reported credit", "drawn") or any(column[1](row) != "-" for row in answer)]
    blocks = _card(data, answer) if entity else _sensitivity(data, answer)
    emit(answer, used, as_json=as_json, as_csv=as_csv, limit=limit or None, blocks=blocks)


def _sensitivity(data: Dataset, answer: Answer) -> list[str]:
    found = answer.extra["sensitivity"]
    if len(found["order"]) < 2:
        return []
    moved = [case for case in found["cases"] if case["order"] != found["order"]]
    lines = [f"Order of the scores: {', '.join(data.name(name) for name in found['order'])}."]
    lines.append(f"It stays in {len(found['cases']) - len(moved)} of {len(found['cases'])} cases with one weight halved or doubled.")
    lines += [f"  weight of {c['part']} at {c['weight']:g}: {', '.join(data.name(name) for name in c['order'])}" for c in moved]
    return ["\n".join(lines)]


def _card(data: Dataset, answer: Answer) -> list[str]:
    """One vendor in full: three bases, customers with the ways back, support, concentration and the score's parts."""
    from circularity.analysis.wording import money, percent

    blocks = []
    for row in answer.rows:
        lines = ["On three bases:"]
        for name in ("financing", "sales", "direct", "forced", "pro_rata", "maximum"):
            lines.append(f"  {name.replace('_', ' ')}: " + "; ".join(f"{b} {money(a)}" for b, a in getattr(row, name).items()))
        for part in row.revenue_from:
            figure = part["figure"]
            lines.append(
                f"  revenue: {money(figure.value)} {figure.currency} to {figure.period_end}, {part['share_of_year']:.0%} of its days"
                f" ({figure.publisher}, {figure.source_type})"
            )
        lines.append("Standing on the day, whole term:")
        for name in ("standing_financing", "support_that_could_return", "purchases_from_customers"):
            lines.append(f"  {name.replace('_', ' ')}: " + "; ".join(f"{b} {money(a)}" for b, a in getattr(row, name).items()))
        for name in ("support_over_equity", "support_over_cash_flow"):
            part = getattr(row, name)
            if part is not None:
                lines.append(f"  {name.replace('_', ' ')}: {percent(part.value)} of {money(_exact(part.denominator))} at {part.period_end}")
        if row.coverage is not None:
            lines.append(f"  recorded deals over reported credit: {percent(row.coverage.value)}")
        few = row.concentration
        if few["hhi"]:
            lines.append(
                f"Customers: HHI {few['hhi']['low']:.2f} to {few['hhi']['high']:.2f}, {few['known_share']:.0%} of revenue known by customer"
            )
        if few["largest_reported"]:
            lines.append(f"  largest as reported: {few['largest_reported']['share']:.0%} ({few['largest_reported']['publisher']})")
        if row.receivable_days:
            lines.append(f"Receivable days: {row.receivable_days['days']:.0f} at {row.receivable_days['receivables'].period_end}")
        for customer in row.customers:
            if customer["paths"]:
                lines.append(
                    f"  {customer['name']}: sales "
                    + "; ".join(f"{b} {money(a)}" for b, a in customer["sales"].items())
                    + "; traced back "
                    + "; ".join(f"{b} {money(a)}" for b, a in customer["pro_rata"].items())
                )
                lines += [f"    by {' > '.join('+'.join(hop) for hop in path)}" for path in customer["paths"]]
        lines.append("Score parts (ratio, counts in full at, weight):")
        lines += [f"  {p.name}: {percent(p.ratio)}, {p.full:g}, {p.weight:g}" for p in row.score_parts]
        blocks.append("\n".join(lines))
    return blocks


def _exact(value: float) -> Any:
    from circularity.model.amounts import Amount

    return Amount.exactly(value)


@click.command(epilog=examples("circularity backtest telecom-2000", "circularity backtest telecom-2000 --json"))
@click.argument("case", default="telecom-2000")
@output_options
def backtest(case: str, as_json: bool, as_csv: bool) -> None:
    """Hold results against the known outcomes of a closed episode: met, missed, or not testable."""
    from circularity.analysis.backtest import backtest as ask
    from circularity.cli.output import emit

    columns: list[Column] = [
        ("id", lambda row: row.outcome),
        ("about", lambda row: row.subject),
        ("measure", lambda row: row.measure),
        ("at", lambda row: row.at),
        ("expected", lambda row: row.expected),
        ("found", lambda row: row.found or "-"),
        ("", lambda row: row.status.replace("_", " ")),
        ("why", lambda row: row.reason),
    ]
    emit(ask(case), columns, as_json=as_json, as_csv=as_csv)


@click.command(epilog=examples("circularity compare", "circularity compare --json"))
@output_options
@view_options
def compare(data: Dataset, view: View, as_json: bool, as_csv: bool) -> None:
    """Nvidia beside Lucent, like for like: promised with promised, drawn with drawn, guarantees with guarantees."""
    from circularity.analysis.compare import compare as ask
    from circularity.analysis.wording import money, percent
    from circularity.cli.output import emit

    columns: list[Column] = [
        ("what", lambda row: row.label),
        ("as of", lambda row: row.as_of),
        ("basis", lambda row: row.basis),
        ("amount", lambda row: money(row.amount)),
        ("over", lambda row: "-" if row.over is None else f"{row.over_metric} {money(row.over)}"),
        ("ratio", lambda row: "not known" if row.ratio is None else percent(row.ratio.value)),
        ("note", lambda row: row.note),
    ]
    emit(ask(data, view), columns, as_json=as_json, as_csv=as_csv)

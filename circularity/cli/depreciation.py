"""``depreciation``: earnings under another useful life, its backtest, and what others have estimated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from circularity.cli.completion import owners
from circularity.cli.options import examples, output_options, view_options

if TYPE_CHECKING:
    from circularity.analysis.results import Answer
    from circularity.cli.output import Column
    from circularity.dataset.dataset import Dataset
    from circularity.graph.view import View


@click.command(
    epilog=examples(
        "circularity depreciation meta",
        "circularity depreciation meta oracle --life 3 --by-year",
        "circularity depreciation coreweave --life 4 --capex '+30 %' --server-share 80..95%",
        "circularity depreciation google --retire 9% --to 2032",
        "circularity depreciation --backtest",
        "circularity depreciation --estimates",
        "circularity why depreciation:meta/3/2026.change_in_operating_income",
    )
)
@click.argument("entities", nargs=-1, metavar="[ENTITY]...", shell_complete=owners)
@click.option(
    "--life", "lives", metavar="YEARS", help="Another life: 3, 2..8 or 3,4.5. Default: 2 to 8 for one company, 3 to 5 for several."
)
@click.option("--by-year", is_flag=True, help="One line a year with every figure, instead of years side by side.")
@click.option("--effective", type=int, metavar="YEAR", help="Fiscal year in which the life changes; the first unreported one if left out.")
@click.option("--restate", "treatment", flag_value="restated", help="As if the life had always held, instead of a change from now on.")
@click.option("--new-only", "treatment", flag_value="new", help="Only what is bought from the change on has the new life.")
@click.option("--since", type=int, metavar="YEAR", help="Only vintages bought in or after this fiscal year.")
@click.option("--vintage-life", multiple=True, metavar="YEAR=LIFE", help="A life of its own for one vintage (may be repeated).")
@click.option("--retire", metavar="SHARE", help="Scrap this share of what is left at the end of each year, as 9%.")
@click.option("--capex", metavar="PATH", help="Spending to come: flat (default), guided, none, '+20 %' or '2026=200 bn,2027=220 bn'.")
@click.option(
    "--server-share", metavar="SHARE", help="Servers as a part of spending, as 50% or 40..60%, instead of the balance-sheet line."
)
@click.option("--tax-rate", metavar="SHARE", help="Tax on the change, as 21%.")
@click.option("--shares", metavar="NUMBER", help="Diluted shares, as '2.5 bn'.")
@click.option("--policy-life", metavar="YEARS", help="A life to compare with, instead of the company's own policies.")
@click.option("--no-finance-leases", is_flag=True, help="Leave assets obtained by finance leases out of spending.")
@click.option("--assume", type=click.Path(dir_okay=False), metavar="FILE", help="A YAML file with any of these inputs, also by company.")
@click.option("--backtest", "mode", flag_value="backtest", help="Past changes of life: what the model says against what was disclosed.")
@click.option("--estimates", "mode", flag_value="estimates", help="What others have published, beside what the model gives.")
@click.option("--limit", type=click.IntRange(0), default=0, help="Rows in the table; 0 for all.")
@output_options
@view_options
def depreciation(
    data: Dataset,
    view: View,
    entities: tuple[str, ...],
    lives: str | None,
    by_year: bool,
    effective: int | None,
    treatment: str | None,
    since: int | None,
    vintage_life: tuple[str, ...],
    retire: str | None,
    mode: str | None,
    assume: str | None,
    limit: int,
    as_json: bool,
    as_csv: bool,
    **given: Any,
) -> None:
    """Earnings if servers were written off over another life, year by year."""
    from circularity.cli.output import emit

    if mode is not None:
        _only(mode, lives, effective, treatment, since, vintage_life, retire, assume, *given.values())
        answer, columns = (_backtest if mode == "backtest" else _estimates)(data, view, entities)
        emit(answer, columns, as_json=as_json, as_csv=as_csv, limit=limit or None, blocks=_levels(data, answer))
        if not (as_json or as_csv):
            _accounts(answer, limit or None)
        return
    from circularity.analysis.depreciation import depreciation as ask
    from circularity.analysis.depreciation.whatif import parse_lives, parse_share, parse_vintage_lives, written

    data, inputs = written(data, assume, given)
    answer = ask(
        data,
        entities,
        view,
        life=None if lives is None else parse_lives(lives),
        effective=effective,
        treatment=treatment or "prospective",
        since=since,
        retired=0.0 if retire is None else parse_share(retire, "--retire").point or 0.0,
        by_vintage=parse_vintage_lives(vintage_life),
        inputs=inputs,
    )
    if as_json or as_csv:
        emit(answer, [], as_json=as_json, as_csv=as_csv)
    elif by_year:
        emit(answer, _by_year(data), as_json=False, as_csv=False, limit=limit or None)
    else:
        _side_by_side(data, answer, limit or None)


def _only(mode: str, *others: Any) -> None:
    from circularity.errors import WrongUsage

    if any(others):
        raise WrongUsage(f"--{mode} takes no other inputs: it is worked out on the figures on file", f"circularity depreciation --{mode}")


def _by_year(data: Dataset) -> list[Column]:
    """One line a year; ranges stand with the two results, and with every figure in --json and `why`."""
    from circularity.analysis.wording import dollars, money, percent
    from circularity.model.amounts import Amount

    def point(amount: Amount | None) -> str:
        return dollars(None if amount is None else amount.point)

    def share(row: Any) -> str:
        part = row.share_of_operating_income
        return "not known" if part is None else percent(Amount.exactly(part.value.point))

    def eps(row: Any) -> str:
        return "not known" if row.change_in_eps is None else f"{round(row.change_in_eps.value.point, 2) + 0.0:.2f}"

    return [
        ("company", lambda row: data.name(row.entity)),
        ("life", lambda row: f"{row.life:g} for {row.policy_life:g}"),
        ("year", lambda row: f"FY{row.year} to {row.period_end:%Y-%m}"),
        ("charge", lambda row: point(row.depreciation)),
        ("own", lambda row: point(row.policy_depreciation)),
        ("operating income", lambda row: money(row.change_in_operating_income)),
        ("of last", share),
        ("net income", lambda row: money(row.change_in_net_income)),
        ("EPS", eps),
        ("at once", lambda row: point(row.catch_up) if row.catch_up.high else ""),
        ("book", lambda row: point(row.book_value)),
        ("of today's fleet", lambda row: point(row.fleet_today)),
        ("debt due later", lambda row: money(row.debt_due_later) if row.debt_due_later.high != 0 else "none on record"),
    ]


def _side_by_side(data: Dataset, answer: Answer, limit: int | None) -> None:
    """One line a company and life, years as columns: what operating income would change by."""
    from circularity.analysis.wording import count, money
    from circularity.cli.output import notes, table

    lines: dict[tuple[str, float], list[Any]] = {}
    for row in answer.rows:
        lines.setdefault((row.entity, row.life), []).append(row)
    click.echo(answer.sentence)
    click.echo()
    click.echo("Change in operating income against the company's own policy, by fiscal year")
    spans = {tuple(row.year for row in rows) for rows in lines.values()}
    width = max(map(len, spans))
    # fiscal years that differ by company are written into the cells
    heads = [f"FY{year}" for year in min(spans)] if len(spans) == 1 else [f"year {i + 1}" for i in range(width)]
    body = []
    for (entity, life), rows in list(lines.items())[:limit]:
        cells = [("" if len(spans) == 1 else f"FY{row.year}: ") + money(row.change_in_operating_income) for row in rows]
        body.append([data.name(entity), f"{life:g} for {rows[0].policy_life:g}", *cells, *([""] * (width - len(rows)))])
    table(["company", "life", *heads], body)
    if limit is not None and limit < len(lines):
        click.echo(f"... and {count(len(lines) - limit, 'more line')} (--limit 0 shows all)")
    notes("Caveats", answer.caveats)
    notes("Not known", answer.unknown)
    if answer.assumptions:
        stated = ", ".join(f"{name} {answer.data.assumptions.value(name):g}" for name in answer.assumptions)
        click.echo(f"Assumed: {stated} (data/assumptions.yaml)")


def _backtest(data: Dataset, view: View, entities: tuple[str, ...]) -> tuple[Answer, list[Column]]:
    from circularity.analysis.depreciation.backtest import depreciation_backtest
    from circularity.analysis.wording import money

    def signed(value: float | None) -> str:
        return "not known" if value is None else f"{value:+.0%}"

    return depreciation_backtest(data, entities, view), [
        ("change", lambda row: f"{data.name(row.entity)} {row.period}"),
        ("lives", lambda row: row.lives),
        ("disclosed", lambda row: money(row.disclosed)),
        ("predicted", lambda row: money(row.predicted)),
        ("error", lambda row: signed(row.error)),
        ("without calibration", lambda row: signed(row.error_uncalibrated)),
        ("without the company", lambda row: signed(row.error_without_company)),
        ("by capex share", lambda row: signed(row.error_by_share)),
    ]


def _accounts(answer: Answer, limit: int | None) -> None:
    """Under the table, what stands behind each line: the claim, and how it was worked out or where it is loose."""
    rows = [row for row in answer.rows[:limit] if row.account]
    if rows:
        click.echo()
        click.echo("How:")
    for row in rows:
        claim = f"{row.who}: {row.claim}. " if hasattr(row, "claim") else ""
        click.echo(f"  - {row.id.partition('/')[2]}: {claim}{row.account}")


def _levels(data: Dataset, answer: Answer) -> list[str]:
    """Disclosed depreciation of servers beside the model's, in one line a company and year."""
    from circularity.analysis.wording import dollars, money

    return [
        f"  {data.name(level['entity'])} FY{level['year']}: server depreciation {dollars(level['disclosed'])} disclosed, "
        f"{money(level['modelled'])} modelled ({level['error']:+.0%})"
        for level in answer.extra.get("levels", ())
    ]


def _estimates(data: Dataset, view: View, entities: tuple[str, ...]) -> tuple[Answer, list[Column]]:
    from circularity.analysis.depreciation.estimates import depreciation_estimates

    def short(row: Any) -> str:
        return str(row.id).partition("/")[2]

    return depreciation_estimates(data, entities, view), [
        ("estimate or claim", short),
        ("theirs", lambda row: row.theirs),
        ("ours", lambda row: row.ours_text),
        ("verdict", lambda row: row.verdict),
    ]

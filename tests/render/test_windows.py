"""The window of years on the page cuts amounts as the command line does with --from and --to, and recounts everything."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest

import circularity as ci
from circularity.analysis.wording import dollars, money
from circularity.graph.build import flows
from circularity.model.amounts import total
from circularity.model.stages import Basis
from circularity.render.past import first_day, month_ends
from tests.render.test_past import facts, inside

pytestmark = pytest.mark.browser
ENDS = ("low", "point", "high")


def view_of(day: str | None, basis: str, first: int | None, last: int | None) -> ci.View:
    """The view that the command line makes of --as-of, --basis, --from and --to."""
    window = None if first is None and last is None else (first or 1900, last or 2200)
    return ci.View(as_of=day, basis=basis, window=window)


def chosen_views(data: Any, number: int) -> list[tuple[str | None, str, int | None, int | None]]:
    """Random days, bases and windows, open at either end or at both."""
    chance = random.Random(23)
    days = [None, *(day.isoformat() for day in month_ends(ci.View().on(data).last_day, first_day(data)))]
    found: list[tuple[str | None, str, int | None, int | None]] = []
    while len(found) < number:
        ends = sorted(chance.choices(range(2019, 2036), k=2))
        first, last = (chance.choice([end, end, end, None]) for end in ends)
        found.append((chance.choice([None, chance.choice(days)]), str(chance.choice(list(Basis))), first, last))
    return found


def test_every_flow_is_cut_as_the_command_line_cuts_it(show: Any, real: Path, data: Any) -> None:
    views = chosen_views(data, 60)
    page = show(real)
    wanted = """(views) => views.map(([day, basis, from, to]) => {
      modules["past.js"].travel(day, from, to);
      return modules["data.js"].page.edges.filter((e) => !e.away).map((e) => {
        const a = e.flow[basis];
        return [e.id, a.low, a.point, a.high, a.bound || 0];
      });
    })"""
    said = page.page.evaluate(f"(views) => ({inside(wanted)})(views)", views)
    compared = 0
    for key, found in zip(views, said, strict=True):
        told = {flow.id: [*flow.amount.as_json().values(), flow.amount.at_most] for flow in flows(data, view_of(*key))}
        assert {f[0] for f in found} == set(told), key
        for name, *amount in found:
            if amount != [None, None, None, 0]:
                compared += 1
            for mine, theirs in zip(amount, told[name], strict=True):
                if theirs is None or mine is None:
                    assert mine is theirs, (key, name)
                else:
                    # dollars are rounded in the page before they are cut
                    assert mine == pytest.approx(theirs, abs=3, rel=1e-9), (key, name)
    assert compared > 5000


def test_loops_of_random_windows(show: Any, real: Path, data: Any) -> None:
    views = chosen_views(data, 60) + [(None, str(basis), 2026, 2026 + years) for basis in Basis for years in (0, 1, 4)]
    page = show(real)
    wanted = """(views) => views.map(([day, basis, from, to]) => {
      modules["past.js"].travel(day, from, to);
      return modules["rings.js"].ringsOn(basis, modules["past.js"].todayOf(day)).map((l) => [l.id, l.type, l.grade, l.hops,
        l.live, l.live_together, l.in_date_order, l.key_edge, l.binding_share, l.size.low, l.size.point, l.size.high, l.at_most]);
    })"""
    said = page.page.evaluate(f"(views) => ({inside(wanted)})(views)", views)
    closing = 0
    for key, found in zip(views, said, strict=True):
        told = {row.id: row for row in ci.loops(data, view_of(*key)).rows}
        closing += bool(told)
        # two loops of a size may change places by a rounded dollar
        assert {f[0] for f in found} == set(told), key
        sizes = [f[10] for f in found]
        assert sizes == sorted(sizes, reverse=True)
        for f in found:
            row = told[f[0]]
            assert f[:8] == facts(row)[:8], key
            assert f[8] == pytest.approx(row.binding_share, abs=2e-6), key
            assert f[9:12] == pytest.approx([row.size.as_json()[end] for end in ENDS], abs=3), key
            assert f[12] == pytest.approx(row.at_most, abs=3), key
    assert closing > 30


@pytest.mark.parametrize(
    ("basis", "first", "last", "day"),
    [("binding", 2026, 2028, None), ("headline", 2027, None, None), ("paid", None, 2025, None), ("expected", 2025, 2026, "2026-03-31")],
)
def test_totals_and_lists_follow_the_years(
    basis: str, first: int | None, last: int | None, day: str | None, show: Any, real: Path, data: Any
) -> None:
    view = view_of(day, basis, first, last)
    answer = ci.edges(data, view)
    carrying = [row for row in answer.rows if row.amount.carries_money]
    parts = [f"basis={basis}", *(f"{key}={value}" for key, value in (("from", first), ("to", last), ("day", day)) if value)]
    page = show(real, "#" + "&".join(parts))
    gross = total(row.amount for row in carrying)
    assert money(gross) in page.text("#totals")
    assert f"in {len(carrying)} flows" in page.text("#totals")
    for note in answer.unknown:
        number = re.match(r"(\d+) edges?", note)
        assert number is not None
        assert re.search(rf"\b{number[1]} (more flow|with an amount that no date)", page.text("#totals")), note
    if gross.at_most:
        assert f"{dollars(gross.at_most)} of it upper bounds" in page.text("#totals")
    rows = ci.loops(data, view).rows
    assert f"{len(rows)} loop" in page.text("#panel .counted")
    if rows:
        assert money(rows[0].size) in page.text("h1").replace("USD ", "")
    listed = page.page.eval_on_selector_all(
        "table.deals tbody tr",
        "rows => rows.slice(0, 40).map((r) => [r.cells[r.cells.length - 1].innerText, r.querySelector('td strong').innerText])",
    )
    assert [tuple(pair) for pair in listed] == [(row.edge, money(row.amount)) for row in answer.rows[:40]]


def test_years_are_chosen_kept_and_given_back(show: Any, real: Path) -> None:
    page = show(real)
    before = page.text("h1"), page.text("#totals")
    page.page.select_option("#from", "2028")
    page.page.wait_for_function("location.hash.includes('from=2028')")
    assert "from 2028 on" in page.text("#totals")
    page.page.select_option("#to", "2026")
    page.page.wait_for_function("location.hash.includes('to=2026')")
    # an end before the beginning moves the beginning
    assert page.page.input_value("#from") == "2026"
    assert "in 2026" in page.text("#totals")
    again = show(real, "#from=2026&to=2031&tab=deals")
    assert (again.page.input_value("#from"), again.page.input_value("#to")) == ("2026", "2031")
    odd = show(real, "#from=2050&to=2040")
    assert odd.page.input_value("#from") == ""
    page.page.select_option("#from", "")
    page.page.select_option("#to", "")
    page.page.wait_for_function("location.hash === ''")
    assert (page.text("h1"), page.text("#totals")) == before

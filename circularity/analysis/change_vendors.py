"""How vendors' financing of their own sales moved between two states: what stands, what could be called, what came back."""

from __future__ import annotations

from collections.abc import Iterator

from circularity.analysis.change_rows import ChangeRow, State, moved_row
from circularity.analysis.vendors.answer import VendorRow, basis_of, vendor_names
from circularity.analysis.vendors.row import vendor_row
from circularity.model.amounts import ZERO, Amount

FIGURES = {
    "standing_financing": "loans to and stakes in customers that stand",
    "support_that_could_return": "guarantees, backstops, warrants and grants for customers that stand",
    "pro_rata": "sales that came out of its own money, in proportion",
}
"""What is compared of each vendor, as in the rows of `vendors`."""


def vendor_moves(old: State, new: State, name: str) -> Iterator[ChangeRow]:
    """A row for each figure of a vendor that differs; a company that one of the states does not know has 0 there."""
    basis = basis_of(new[1])
    for vendor in sorted({*vendor_names(*old), *vendor_names(*new)}):
        was, now = ((vendor_row(*state, vendor) if vendor in state[0].entities else None) for state in (old, new))
        who = (new if vendor in new[0].entities else old)[0].name(vendor)
        for figure, words in FIGURES.items():
            years = f" ({_year(was)}, then {_year(now)})" if figure == "pro_rata" else ""
            subject = f"vendors:{vendor}.{figure}.{basis}"
            sides = _figure(was, figure, basis), _figure(now, figure, basis)
            row = moved_row(f"{name}/vendor/{vendor}/{figure}", "vendor", subject, f"{who}: {words}{years}", *sides)
            if row is not None:
                yield row


def _figure(row: VendorRow | None, figure: str, basis: str) -> tuple[Amount, tuple[str, ...]]:
    if row is None:
        return ZERO, ()
    trace = row.traces.get(f"{figure}.{basis}")
    return getattr(row, figure)[basis], trace.edges if trace is not None else ()


def _year(row: VendorRow | None) -> str:
    """The days over which what came back is counted."""
    if row is None:
        return "not in the data"
    return "whole terms" if row.window is None else f"year to {row.window['to']}"

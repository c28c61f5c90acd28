"""The map as a still picture: the places of the page, drawn as SVG without a browser."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from pathlib import Path

from circularity.analysis.wording import dollars
from circularity.dataset.dataset import Dataset
from circularity.graph.build import Flow, flows
from circularity.graph.view import View
from circularity.model.amounts import total
from circularity.model.kinds import EdgeClass
from circularity.render.layout import COLUMNS, HEIGHT, WIDTH
from circularity.render.payload import placed

COLOURS = {EdgeClass.FINANCING: "#0072b2", EdgeClass.COMMERCE: "#d55e00", EdgeClass.SUPPORT: "#7a5195"}
"""Blue, vermilion and purple: apart for colour-blind eyes, and told by dashes where paper has no colour."""
DASHES = {EdgeClass.FINANCING: "", EdgeClass.COMMERCE: "9 4", EdgeClass.SUPPORT: "2 3"}
Spot = tuple[int, int, str, str]
"""Where a company stands, its name and its role."""
MARGIN, HEAD, FOOT = 70, 76, 56
WIDEST = 14.0
BEND = 0.16


def svg_map(data: Dataset, view: View) -> str:
    """The largest companies of a view and the money between them; the same bytes for the same data.

    Width is the square root of the amount on the view's basis, with a legend of real sizes; colour and dashes are the
    class of the larger part of what runs that way.
    """
    shown = {e["id"]: (int(e["x"]), int(e["y"]) + HEAD, str(e["name"]), str(e["role"])) for e in placed(data, view) if e["shown"]}
    pairs: dict[tuple[str, str], list[Flow]] = {}
    for flow in flows(data, view):
        if flow.amount.carries_money and flow.payer in shown and flow.payee in shown:
            pairs.setdefault((flow.payer, flow.payee), []).append(flow)
    sums = {pair: total(f.amount for f in found).point or 0.0 for pair, found in pairs.items()}
    most = max(sums.values(), default=1.0)
    arcs = sorted(pairs, key=lambda pair: (-sums[pair], pair))
    xs, ys = [at[0] for at in shown.values()] or [0], [at[1] for at in shown.values()] or [0]
    left, right = min(0, *xs) - MARGIN, max(WIDTH, *xs) + MARGIN
    bottom = max(HEIGHT, *ys) + 40
    card = data.card
    title = f"{card.title}: who pays whom"
    about = f"{view.basis} amounts as of {view.as_of}, US dollars; the {len(shown)} largest parties; arrows run from payer to receiver"
    columns = "From left to right: " + " · ".join(column.title for column in COLUMNS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} 0 {right - left} {bottom + FOOT}" '
        f'width="{right - left}" height="{bottom + FOOT}" font-family="DejaVu Sans, Arial, sans-serif" role="img">',
        f"<title>{escape(title)}</title><desc>{escape(about)}</desc>",
        f'<rect x="{left}" y="0" width="{right - left}" height="{bottom + FOOT}" fill="#ffffff"/>',
        f'<text x="{left + 16}" y="26" font-size="18" font-weight="bold" fill="#1a1a1a">{escape(title)}</text>',
        f'<text x="{left + 16}" y="46" font-size="12" fill="#444444">{escape(about)}</text>',
        *(_arc(data, pairs[pair], shown, pair, sums[pair], most) for pair in arcs),
        *(_mark(*at) for at in shown.values()),
        *_legend(left + 16, bottom + 14, most),
        f'<text x="{left + 16}" y="{bottom + FOOT - 12}" font-size="10" fill="#444444">{escape(columns)}</text>',
        f'<text x="{right - 16}" y="{bottom + FOOT - 12}" font-size="10" text-anchor="end" fill="#444444">'
        f"{escape(f'{card.name} {card.version}, {card.licence}')}</text>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _arc(data: Dataset, found: list[Flow], shown: dict[str, Spot], pair: tuple[str, str], amount: float, most: float) -> str:
    by_class: dict[EdgeClass, float] = {}
    for flow in found:
        kind = flow.position.edge.kind.spec.edge_class
        by_class[kind] = by_class.get(kind, 0.0) + (flow.amount.point or 0.0)
    cls = max(by_class, key=lambda c: (by_class[c], c))
    (x1, y1, *_), (x2, y2, *_) = shown[pair[0]], shown[pair[1]]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    cx, cy = (x1 + x2) / 2 - uy * length * BEND, (y1 + y2) / 2 + ux * length * BEND
    # the arrow's tip stands before the mark, along the direction in which the curve arrives
    reach = math.hypot(x2 - cx, y2 - cy) or 1.0
    vx, vy = (x2 - cx) / reach, (y2 - cy) / reach
    tx, ty = x2 - vx * 12, y2 - vy * 12
    width = _width(amount, most)
    head = 4 + width * 0.9
    bx, by = tx - vx * head, ty - vy * head
    dash = f' stroke-dasharray="{DASHES[cls]}"' if DASHES[cls] else ""
    words = escape(f"{data.name(pair[0])} to {data.name(pair[1])}: {dollars(amount)} ({', '.join(flow.id for flow in found)})")
    wing = head * 0.55
    tip = f"{tx:.1f},{ty:.1f} {bx - vy * wing:.1f},{by + vx * wing:.1f} {bx + vy * wing:.1f},{by - vx * wing:.1f}"
    return (
        f'<g opacity="0.75"><title>{words}</title><path d="M{x1} {y1} Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}" fill="none" '
        f'stroke="{COLOURS[cls]}" stroke-width="{width:.2f}"{dash}/><polygon points="{tip}" fill="{COLOURS[cls]}"/></g>'
    )


def _width(amount: float, most: float) -> float:
    return max(0.6, WIDEST * math.sqrt(amount / most))


def _mark(x: int, y: int, name: str, role: str) -> str:
    label = escape(name)
    halo = f'<text x="{x}" y="{y + 23}" font-size="12" text-anchor="middle" stroke="#ffffff" stroke-width="3" fill="none">{label}</text>'
    text = f'<text x="{x}" y="{y + 23}" font-size="12" text-anchor="middle" fill="#1a1a1a">{label}</text>'
    return f'<g><title>{label} ({escape(role.replace("_", " "))})</title><circle cx="{x}" cy="{y}" r="8" fill="#333333"/>{halo}{text}</g>'


def _legend(x: float, y: float, most: float) -> Iterator[str]:
    """Colours with their words, and three real sizes."""
    for cls, colour in COLOURS.items():
        dash = f' stroke-dasharray="{DASHES[cls]}"' if DASHES[cls] else ""
        yield f'<path d="M{x} {y} h34" stroke="{colour}" stroke-width="4"{dash}/>'
        yield f'<text x="{x + 40}" y="{y + 4}" font-size="12" fill="#1a1a1a">{cls}</text>'
        x += 130
    for amount in (10e9, 50e9, 200e9):
        if amount <= most:
            yield f'<path d="M{x} {y} h34" stroke="#777777" stroke-width="{_width(amount, most):.2f}"/>'
            yield f'<text x="{x + 40}" y="{y + 4}" font-size="12" fill="#1a1a1a">{dollars(amount)}</text>'
            x += 105


def write_svg(data: Dataset, view: View, path: Path) -> list[Path]:
    """The map as a drawing."""
    path.write_bytes(svg_map(data, view).encode("utf-8"))
    return [path]


def write_png(data: Dataset, view: View, path: Path) -> list[Path]:
    """The map as a picture, twice as large as on screen."""
    import resvg_py

    path.write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=svg_map(data, view), zoom=2)))
    return [path]

"""Families, gross flow and loops on top of `reader.py`: the same definitions, another hand."""

from collections import defaultdict

from outlook import expected
from reader import BASES, UNPRICED, amounts, read


def add(triples):
    """Lows with lows, points with points, highs with highs; one unknown high makes the sum's high unknown."""
    highs = [high for _, _, high in triples]
    return sum(low or 0.0 for low, _, _ in triples), sum(point or 0.0 for _, point, _ in triples), None if None in highs else sum(highs)


def rest(whole, parts):  # rule 10: what the priced parts leave of the whole, its range wide enough to hold its point
    inside = add(parts)  # parts without an upper limit are at least what they are known to be
    inside = (*inside[:2], inside[1] if inside[2] is None else inside[2])
    low, point, high = (None if a is None else max(0.0, a - (b or 0.0)) for a, b in zip(whole, inside, strict=True))
    return (low, point, high) if point is None else (min(low, point), point, None if high is None else max(high, point))


def table(folder, as_of):
    """The edges, and for each that exists on the day its amounts: whole, and under `left` what its children leave of it."""
    edges = {edge["id"]: edge for deal in read(folder, "edges/*/*.yaml") for edge in deal["edges"]}
    rows = {name: row for name, edge in edges.items() if (row := amounts(edge, as_of))}
    children = {name: [child for child in rows if edges[child].get("part_of") == name] for name in rows}

    def settle(name):  # children first, since a parent has paid at least what they have
        row, inside = rows[name], [settle(child) for child in children[name]]
        if inside and row["paid"][0] is not None:
            low, point, high = row["paid"]
            least = add([child["paid"] for child in inside])
            row["paid"] = (
                max(low, least[0]),
                None if point is None else max(point, least[1]),
                None if high is None else max(high, least[0], least[1]),
            )
        row["expected"] = expected(row)
        row["left"] = {basis: rest(row[basis], [child[basis] for child in inside if child[basis] != UNPRICED]) for basis in BASES}
        return row

    for name in rows:
        if edges[name].get("part_of") not in rows:
            settle(name)
    return edges, rows


def hops(edges, rows, basis):
    """The priced edges folded to one hop per ordered pair."""
    folded = defaultdict(list)
    for name, row in rows.items():
        if row["left"][basis][1]:
            folded[edges[name]["from"], edges[name]["to"]].append(row["left"][basis])
    return {pair: add(triples) for pair, triples in folded.items()}


def loops(folded, entities, longest=6):
    """Simple cycles of companies, from the smallest name on: no pool takes part, and not all belong to one group."""
    found, after = {}, defaultdict(list)
    for payer, payee in (pair for pair in folded if not any("pool" in entities[party] for party in pair)):
        after[payer].append(payee)

    def group(name):
        return group(entities[name]["parent"]) if "parent" in entities[name] else name

    def walk(path):
        for step in after[path[-1]]:
            if step == path[0] and len({group(name) for name in path}) > 1:
                ring = [folded[pair] for pair in zip(path, path[1:] + path[:1], strict=True)]
                highs = [high for _, _, high in ring if high is not None]
                found[tuple(path)] = (min(r[0] for r in ring), min(r[1] for r in ring), min(highs, default=None))
            elif step > path[0] and step not in path and len(path) < longest:
                walk([*path, step])

    for start in sorted(after):
        walk([start])
    return found

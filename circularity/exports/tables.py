"""Tidy tables: entities, edges, history, sources, figures; as CSV with a data package, Parquet, Excel or JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from circularity.analysis.lookup import edges
from circularity.dataset.dataset import REFERENCES, Dataset
from circularity.graph.view import View
from circularity.model.figures import COLUMNS
from circularity.model.tabular import flat

Table = list[dict[str, Any]]
LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
TITLES = {
    "entities": "Companies, vehicles, lenders, investors and pools",
    "edges": "Flows of value between them, amounts in US dollars as low, point and high",
    "history": "The dated stages of each edge",
    "sources": "Who says so, in the contributors' words",
    "figures": "What companies report, in the currency of the row",
}


def tables(data: Dataset, view: View) -> dict[str, Table]:
    """All tables of a view; every table has the same columns in every row, and ``None`` where nothing is known."""
    rows = [_edge(data, row) for row in sorted(edges(data, view).rows, key=lambda row: row.edge)]
    chosen = [data.edges[row["edge"]] for row in rows]
    parties = {party for edge in chosen for party in edge.parties}
    last = view.last_day
    return {
        "entities": [
            {
                "entity": e.id,
                "name": e.name,
                "role": str(e.role),
                "pool": e.is_pool,
                "group": data.group(e.id),
                "parent": e.parent,
                "ticker": e.ticker,
                "exchange": e.listed.exchange if e.listed else None,
                "cik": e.listed.cik if e.listed else None,
                "country": e.country,
                "aliases": "; ".join(e.aliases) or None,
            }
            for e in data.entities.values()
            if e.id in parties
        ],
        "edges": rows,
        "history": [
            {
                "edge": edge.id,
                "date": item.date.text,
                "stage": str(item.stage),
                "note": item.note,
                **{key: _text(getattr(item, key)) for key in ("amount", "binding", "paid", "outstanding")},
            }
            for edge in chosen
            for item in edge.history
            if item.date.first <= last
        ],
        "sources": [
            {
                "edge": edge.id,
                "number": number,
                "publisher": s.publisher,
                "type": str(s.type),
                "date": _text(s.date),
                "url": s.url,
                "says": s.says,
                "by": s.by,
                "relays": s.relays,
                "seen_via": s.seen_via,
                "locator": s.locator,
            }
            for edge in chosen
            for number, s in enumerate(edge.sources, 1)
        ],
        "figures": [
            {"entity": entity, **{column: _figure(getattr(figure, column)) for column in COLUMNS}}
            for entity, figures in data.figures.items()
            if entity in parties
            for figure in figures
            if figure.period_end.first <= last
        ],
    }


def _edge(data: Dataset, row: Any) -> dict[str, Any]:
    edge = data.edges[row.edge]
    values = {key: value for key, value in flat(row).items() if key not in ("id", "edges")}
    more = {
        "payer_name": data.name(row.payer),
        "payee_name": data.name(row.payee),
        "starts": _text(edge.starts),
        "ends": _text(edge.ends),
        "amount_as_written": edge.amount.text,
        **{key: getattr(edge, key) for key in REFERENCES},
        "disputes": edge.disputes,
    }
    return values | more


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _figure(value: Any) -> Any:
    return value if value is None or isinstance(value, float) else str(value)


def guarded(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def write_csv(data: Dataset, view: View, folder: Path) -> list[Path]:
    """A folder of CSV files with the data package that describes them."""
    made = tables(data, view)
    folder.mkdir(exist_ok=True)
    paths = []
    for name, rows in made.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else ["entity"], lineterminator="\n")
            writer.writeheader()
            writer.writerows({key: _cell(guarded(value)) for key, value in row.items()} for row in rows)
        paths.append(path)
    package = folder / "datapackage.json"
    package.write_bytes((json.dumps(_package(data, view, made), indent=2, ensure_ascii=False) + "\n").encode("utf-8"))
    return [*paths, package]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) and value != int(value) else int(value) if isinstance(value, float) else value


def _package(data: Dataset, view: View, made: dict[str, Table]) -> dict[str, Any]:
    """The Frictionless description: fields, keys between tables, licence, and every source once."""
    card = data.card
    sources = {(s["publisher"], s["url"]) for s in made["sources"]} | {(f["publisher"], f["source_url"]) for f in made["figures"]}
    keys = {"entities": "entity", "edges": "edge"}
    links = {
        "edges": [("payer", "entities", "entity"), ("payee", "entities", "entity")],
        "history": [("edge", "edges", "edge")],
        "sources": [("edge", "edges", "edge")],
        "figures": [("entity", "entities", "entity")],
    }
    resources = []
    for name, rows in made.items():
        schema: dict[str, Any] = {"fields": [{"name": key, "type": _type(rows, key)} for key in (rows[0] if rows else {"entity": None})]}
        if name in keys:
            schema["primaryKey"] = keys[name]
        if name in links:
            schema["foreignKeys"] = [{"fields": a, "reference": {"resource": r, "fields": b}} for a, r, b in links[name]]
        form = {"profile": "tabular-data-resource", "path": f"{name}.csv", "encoding": "utf-8", "format": "csv"}
        resources.append({"name": name, "title": TITLES[name], **form, "schema": schema})
    licence = {"name": card.licence, **({"path": LICENCES[card.licence]} if card.licence in LICENCES else {})}
    return {
        "profile": "tabular-data-package",
        "name": card.name,
        "title": card.title,
        "description": " ".join(card.description.split()),
        "version": card.version,
        "licenses": [licence],
        "sources": [{"title": title, **({"path": url} if url else {})} for title, url in sorted(sources, key=lambda s: (s[0], s[1] or ""))],
        "circularity": {"view": view.as_json(), "as_of": str(card.as_of)},
        "resources": resources,
    }


def _type(rows: Table, key: str) -> str:
    values = [row[key] for row in rows if row[key] is not None]
    if values and all(isinstance(value, bool) for value in values):
        return "boolean"
    if values and all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return "integer"
    return "number" if values and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values) else "string"


def write_json(data: Dataset, view: View, path: Path) -> list[Path]:
    """All tables in one file, with the dataset and the view that they show."""
    card = data.card
    about = {"name": card.name, "version": card.version, "as_of": str(card.as_of), "licence": card.licence}
    whole = {"schema": "circularity/export/1", "data": about, "view": view.as_json(), **tables(data, view)}
    path.write_bytes((json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode("utf-8"))
    return [path]


def write_parquet(data: Dataset, view: View, folder: Path) -> list[Path]:
    """A folder of Parquet files, texts as texts and numbers as numbers."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"boolean": pa.bool_(), "integer": pa.int64(), "number": pa.float64(), "string": pa.string()}
    folder.mkdir(exist_ok=True)
    paths = []
    for name, rows in tables(data, view).items():
        schema = pa.schema([(key, kinds[_type(rows, key)]) for key in (rows[0] if rows else {"entity": None})])
        path = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
        paths.append(path)
    return paths


def write_excel(data: Dataset, view: View, path: Path) -> list[Path]:
    """A workbook with a sheet a table, and a first sheet that says what it is."""
    from openpyxl import Workbook

    card = data.card
    book = Workbook(write_only=True)
    about = book.create_sheet("about")
    for line in (
        ("dataset", card.title),
        ("version", card.version),
        ("as of", str(view.as_of)),
        ("basis", str(view.basis)),
        ("amounts", "US dollars as low, point and high; empty where not known"),
        ("licence", card.licence),
    ):
        about.append(line)
    for name, rows in tables(data, view).items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]) if rows else ["entity"])
        for row in rows:
            sheet.append([guarded(value) for value in row.values()])
    book.save(path)
    return [path]

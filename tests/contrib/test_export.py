"""Each format read back by a reader that is not ours: networkx, pandas, openpyxl, followthemoney, frictionless, an XML parser."""

from __future__ import annotations

import json
import math
import os
import struct
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

import circularity as ci
from circularity.graph.build import flows

EVIL = '=HYPERLINK("http://x.example","y")'
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def view() -> Any:
    return ci.View(basis="binding")


def test_csv_is_a_valid_data_package(data: Any, view: Any, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    ci.export(data, tmp_path / "tables", view, form="csv")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = frictionless.validate(str(tmp_path / "tables" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])[:5]
    package = json.loads((tmp_path / "tables" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}]
    urls = {source.get("path") for source in package["sources"]}
    assert {source.url for edge in data.edges.values() for source in edge.sources if source.url} <= urls


def test_csv_adds_up_in_pandas(data: Any, view: Any, tmp_path: Path) -> None:
    import pandas as pd

    ci.export(data, tmp_path / "tables", view, form="csv")
    table = pd.read_csv(tmp_path / "tables" / "edges.csv")
    answer = ci.edges(data, view)
    assert len(table) == len(answer.rows)
    assert table["amount_point"].sum() == pytest.approx(sum(row.amount.point or 0 for row in answer.rows))
    # not known is empty, never nothing
    assert table["amount_point"].isna().sum() == sum(row.amount.point is None for row in answer.rows)


def test_parquet_in_pandas(data: Any, view: Any, tmp_path: Path) -> None:
    import pandas as pd

    ci.export(data, tmp_path / "tables", view, form="parquet")
    table = pd.read_parquet(tmp_path / "tables" / "edges.parquet")
    assert set(table["edge"]) == {flow.id for flow in flows(data, view)}
    entities = pd.read_parquet(tmp_path / "tables" / "entities.parquet")
    assert entities["pool"].dtype == bool


def test_excel_in_openpyxl(data: Any, view: Any, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    (path,) = ci.export(data, tmp_path / "book.xlsx", view)
    book = load_workbook(path)
    assert book.sheetnames == ["about", "entities", "edges", "history", "sources", "figures"]
    head, *rows = book["edges"].iter_rows(values_only=True)
    points = [row[head.index("amount_point")] for row in rows]
    assert sum(p for p in points if p) == pytest.approx(sum(row.amount.point or 0 for row in ci.edges(data, view).rows))
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_json_holds_the_same_rows(data: Any, view: Any, tmp_path: Path) -> None:
    (path,) = ci.export(data, tmp_path / "all.json", view)
    whole = json.loads(path.read_text(encoding="utf-8"))
    assert whole["schema"] == "circularity/export/1"
    assert {row["edge"] for row in whole["edges"]} == {flow.id for flow in flows(data, view)}
    assert {row["edge"] for row in whole["sources"]} == {row["edge"] for row in whole["edges"]}


def test_graphml_in_networkx(data: Any, view: Any, tmp_path: Path) -> None:
    (path,) = ci.export(data, tmp_path / "flows.graphml", view)
    back = nx.read_graphml(path, force_multigraph=True)
    ours = data.graph(view)
    priced = {d["edge"]: d["amount"] for _, _, d in back.edges(data=True) if "amount" in d}
    assert priced == {key: d["amount"] for _, _, key, d in ours.edges(keys=True, data=True)}
    assert not any(isinstance(v, float) and not math.isfinite(v) for _, _, d in back.edges(data=True) for v in d.values())
    assert {(u, v) for u, v, _ in ours.edges(keys=True)} <= {(u, v) for u, v, _ in back.edges(keys=True)}


def test_gexf_in_networkx_with_its_dates(data: Any, view: Any, tmp_path: Path) -> None:
    (path,) = ci.export(data, tmp_path / "flows.gexf", view)
    back = nx.read_gexf(path)
    found = {d["edge"]: d for _, _, d in back.edges(data=True)}
    assert found["openai-oracle-cloud-2025"]["start"] == "2025-06-30"
    assert found["openai-oracle-cloud-2025"]["amount"] == 300e9
    assert 'timeformat="date"' in path.read_text(encoding="utf-8")
    for edge, facts in found.items():
        assert facts.get("end", "9999") >= facts["start"], edge


def test_ftm_in_followthemoney(data: Any, view: Any, tmp_path: Path) -> None:
    followthemoney = pytest.importorskip("followthemoney")
    (path,) = ci.export(data, tmp_path / "all.ftm", view)
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    known = {item["id"] for item in items}
    for item in items:
        proxy = followthemoney.model.get_proxy(item, cleaned=False)
        for name, values in item["properties"].items():
            assert name in proxy.schema.properties, (item["schema"], name)
            assert name == "country" or len(proxy.get(name)) == len(set(values)), (item["id"], name, values)
        if proxy.schema.edge:
            ends = [*proxy.get(proxy.schema.edge_source), *proxy.get(proxy.schema.edge_target)]
            assert len(ends) == 2
            assert set(ends) <= known
    paid = {i["properties"]["recordId"][0] for i in items if i["schema"] == "Payment"}
    assert paid <= {flow.id for flow in flows(data, view) if flow.position.full.paid.point}
    assert len(items) == len(known)


def test_svg_is_well_formed_and_says_what_it_shows(data: Any, view: Any, tmp_path: Path) -> None:
    (path,) = ci.export(data, tmp_path / "map.svg", view)
    root = ElementTree.parse(path).getroot()
    titles = [node.text or "" for node in root.iter(f"{SVG}title")]
    assert any("openai-oracle-cloud-2025" in title for title in titles)
    texts = " ".join(node.text or "" for node in root.iter(f"{SVG}text"))
    assert "binding amounts as of 2026-10-10" in texts
    assert not list(root.iter(f"{SVG}script"))


def test_png_has_twice_the_size_of_the_svg(data: Any, view: Any, tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    (picture,) = ci.export(data, tmp_path / "map.png", view)
    (drawing,) = ci.export(data, tmp_path / "map.svg", view)
    raw = picture.read_bytes()
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    root = ElementTree.parse(drawing).getroot()
    assert struct.unpack(">II", raw[16:24]) == (2 * int(root.get("width", "0")), 2 * int(root.get("height", "0")))


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    forms = ("csv", "json", "graphml", "gexf", "ftm", "svg")
    write = "import sys, circularity as ci; data = ci.load(); [ci.export(data, f'{sys.argv[1]}/x.{f}', form=f) for f in sys.argv[2:]]"
    made = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        subprocess.run([sys.executable, "-c", write, str(folder), *forms], check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert made[0] == made[1]
    assert len(made[0]) == 11


@pytest.mark.parametrize("form", ["csv", "xlsx", "svg", "graphml", "gexf", "ftm"])
def test_hostile_names_stay_text(form: str, small: Any, tmp_path: Path) -> None:
    small.swap("entities/gamma-lab.yaml", "name: Gamma Lab", f"name: '{EVIL}<script>'")
    made = ci.export(small.load(), tmp_path / f"x.{form}", form=form)
    if form == "csv":
        assert f"'{EVIL[:10]}" in made[0].read_text(encoding="utf-8")
    elif form == "xlsx":
        from openpyxl import load_workbook

        cells = [cell for row in load_workbook(made[0])["entities"].iter_rows() for cell in row]
        assert any(str(cell.value).startswith("'=") for cell in cells)
        assert not any(cell.data_type == "f" for cell in cells)
    elif form != "ftm":
        assert "<script>" not in made[0].read_text(encoding="utf-8")
        ElementTree.parse(made[0])


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["-o", "x.pdf"], 2, "graphml"),
        (["-o", "x"], 2, "graphml"),
        (["-o", "no/such/x.svg"], 1, "no folder"),
        (["-o", ".", "--format", "svg"], 1, "is a folder"),
        ([], 2, "-o"),
        (["-o", "x.svg", "--format", "bmp"], 2, "graphml"),
    ],
)
def test_a_place_or_format_that_cannot_be(args: list[str], code: int, said: str, run: Callable[..., Any], tmp_path: Path) -> None:
    ran = run("export", *args, cwd=tmp_path)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_named(data: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ci.WrongUsage, match="circularity\\[export\\]"):
        ci.export(data, tmp_path / "x.xlsx")


def test_an_empty_view_is_written_too(small: Any, tmp_path: Path) -> None:
    for form in ("csv", "parquet", "xlsx", "json", "graphml", "gexf", "ftm", "svg"):
        assert ci.export(small.load(), tmp_path / f"x.{form}", ci.View(as_of="2001"), form=form)

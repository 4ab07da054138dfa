"""Exports: opened by other readers, safe in a spreadsheet, the same on every run."""

from __future__ import annotations

import csv
import json
import resource
import signal
import sqlite3

import hostile
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from claimatlas import exports, tables
from claimatlas.cells import among
from claimatlas.corpus import with_own
from claimatlas.errors import DiskError


@pytest.fixture(scope="module")
def frames():
    return hostile.frames(lambda field, n: f"{field} {n}", 60)


@pytest.fixture(scope="module")
def ill():
    return hostile.frames()


@pytest.fixture(scope="module")
def written(ill, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    figures = folder / "drawn"
    figures.mkdir()
    (figures / "a.svg").write_text("<svg/>")
    (figures / "notes.txt").write_text("not a figure")
    files = exports.write_all(ill, figures, folder / "out", "corpus")
    return folder / "out", files


@pytest.mark.parametrize(
    ("value", "column", "text"),
    [
        (None, "", ""), (float("nan"), "", ""), (pd.NA, "", ""), (True, "", "yes"), (np.False_, "", "no"), (3, "", "3"),
        (np.float32(0.85), "", "0.85"), (68.0, "", "68"), (-0.0, "", "0"), ([[12, 40], [52, 60]], "spans", "12-40; 52-60"),
        (np.array(["Outlet", "Institute"], dtype=object), "chain", "Outlet > Institute"), (["Takhar", "Jurm"], "places", "Takhar; Jurm"),
        ([{"text": "early November", "value": "2023-11", "granularity": "month", "part": "early", "inferred": False}], "dates", "2023-11 (early)"),
        ([{"text": "at least 15", "qualifier": "at least", "low": 15.0, "high": None, "unit": ""}], "numbers", "at least 15"),
        ([{"place_id": "gn:1", "name": "Jurm", "probability": 0.25}], "alternatives", "Jurm (gn:1, 0.25)"), ([], "spans", ""),
    ],
)
def test_cells_are_written_in_the_notation_of_the_data_dictionary(value, column, text):
    assert exports.cell(value, column) == text


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\ufeff=1", "＝1+1", "＠x", "|calc", "-a", "%x"])
def test_what_a_spreadsheet_would_run_is_kept_from_it(text):
    assert exports.safe(text) == "'" + text


@pytest.mark.parametrize("text", ["", "word", "a=1", "-3", "-3.5", "+4", "1e-5", "2023-11", "'quoted"])
def test_numbers_and_plain_text_stay_as_they_are(text):
    assert exports.safe(text) == text


@given(st.text())
def test_no_cell_starts_a_formula(text):
    kept = exports.safe(text)
    assert kept in (text, "'" + text)
    start = kept.lstrip(" \u00a0\u200b\ufeff")[:1]
    assert start not in tuple("=@\t\r\n|%＝＋－＠")
    assert start not in ("+", "-") or float(kept) is not None


def test_every_csv_is_read_back_with_all_its_rows_and_no_formula(ill, written):
    folder, _ = written
    for name, frame in ill.items():
        shown = with_own(frame)[0] if name == "articles" else frame  # columns of the user's own stand one by one
        columns = [c for c in shown.columns if c not in ("geometry", "text")]
        read = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        assert list(read.columns) == columns
        assert len(read) == len(frame)
        for column in columns:
            assert not read[column].str.match(r"\s*[=@＝＋－＠]").any(), (name, column)
    claims = pd.read_csv(folder / "claims.csv", dtype=str, keep_default_na=False)
    assert list(claims["content"]) == [exports.safe(exports.cell(v)) for v in ill["claims"]["content"]]


def test_the_texts_of_articles_are_not_exported(written):
    with (written[0] / "articles.csv").open(newline="", encoding="utf-8") as file:
        assert "text" not in next(csv.reader(file))


def test_geojson_is_read_by_gdal_with_shapes_and_claims(ill, written):
    import pyogrio

    read = pyogrio.read_dataframe(written[0] / "places.geojson")
    places = exports.places_with_claims(ill).set_index("place_id")
    assert len(read) == len(places)
    assert read.crs.to_epsg() == 4326
    for row in read.itertuples():
        own = places.loc[row.place_id]
        assert row.geometry.distance(shapely.from_wkb(own["geometry"])) < 1e-5
        assert row.name == own["name"]
        assert row.n_claims + row.n_claims_associative == len(row.claims.split("; "))
    raw = (written[0] / "places.geojson").read_text(encoding="utf-8")
    assert "<" not in raw
    assert json.loads(raw)["features"][0]["geometry"]["type"] == "Point"


def test_areas_keep_their_holes_and_orientation(frames, tmp_path):
    ring = shapely.Polygon([(68, 37), (68, 38), (69, 38), (69, 37)], [[(68.2, 37.2), (68.4, 37.2), (68.4, 37.4)]])
    places = exports.places_with_claims(frames).head(1).assign(geometry=[ring.wkb])
    exports.to_geojson(places, tmp_path / "a.geojson")
    shape = shapely.geometry.shape(json.loads((tmp_path / "a.geojson").read_text())["features"][0]["geometry"])
    assert shape.equals(ring)
    assert shape.exterior.is_ccw  # RFC 7946


@given(st.lists(st.tuples(*2 * [st.integers(-9_000_000, 9_000_000).map(lambda n: n / 1e5) | st.floats(-90, 90) | st.integers(-8_999_999, 8_999_999).map(lambda n: (n + 0.5) / 1e5)]), min_size=1, max_size=5))
def test_coordinates_are_rounded_as_they_are_written(tmp_path_factory, points):
    places = pd.DataFrame({"place_id": [f"p{n}" for n in range(len(points))], "geometry": [shapely.Point(p).wkb for p in points]})
    path = tmp_path_factory.mktemp("points") / "a.geojson"
    exports.to_geojson(places, path)
    found = [feature["geometry"]["coordinates"] for feature in json.loads(path.read_text())["features"]]
    assert found == [[round(x, 5), round(y, 5)] for x, y in points]


def test_geopackage_has_the_places_and_a_row_for_each_place_of_a_claim(ill, written):
    import pyogrio

    path = written[0] / "atlas.gpkg"
    assert sorted(name for name, _ in pyogrio.list_layers(path)) == ["claims", "places"]
    assert len(pyogrio.read_dataframe(path, layer="places")) == len(ill["places"])
    claims = pyogrio.read_dataframe(path, layer="claims")
    assert set(claims["claim_id"]) == set(ill["claims"]["claim_id"])
    assert claims.geometry.notna().all()


def test_a_geopackage_that_is_written_in_parts_has_the_same_rows(ill, written, tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    exports.to_geopackage(ill, tmp_path / "atlas.gpkg")
    dumps = []
    for folder in (written[0], tmp_path):
        with sqlite3.connect(folder / "atlas.gpkg") as database:
            dumps.append([database.execute(f"select * from {layer} order by fid").fetchall() for layer in ("places", "claims")])
    assert dumps[0] == dumps[1]
    assert len(dumps[0][1]) > 1


def test_what_parquet_files_say_to_pandas_names_no_type_that_older_ones_do_not_know(written):
    for path in written[0].glob("*.parquet"):
        told = json.loads(pq.read_schema(path).metadata.get(b"pandas", b"{}"))
        kinds = {column["numpy_type"] for column in told.get("columns", ())}
        assert kinds <= {"object", "string", "str", "bool", "int32", "int64", "float32", "float64"}, path.name


def test_exports_are_the_same_twice(ill, written, tmp_path):
    exports.write_all(ill, tmp_path, tmp_path / "again", "corpus")
    for path in sorted(written[0].glob("*")):
        if path.is_file() and path.suffix != ".gpkg":
            assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name
    dumps = []
    for folder in (written[0], tmp_path / "again"):
        with sqlite3.connect(folder / "atlas.gpkg") as database:
            dumps.append([database.execute(f"select * from {layer} order by fid").fetchall() for layer in ("places", "claims")])
    assert dumps[0] == dumps[1]


def test_a_corpus_in_which_nothing_was_found_has_empty_exports(frames, tmp_path):
    import pyogrio

    nothing = {name: frame if name == "articles" else tables.empty(name) for name, frame in frames.items()}
    exports.write_all(nothing, tmp_path, tmp_path / "out", "corpus")
    assert len(pd.read_csv(tmp_path / "out" / "claims.csv")) == 0
    assert json.loads((tmp_path / "out" / "places.geojson").read_text())["features"] == []
    assert len(pyogrio.read_dataframe(tmp_path / "out" / "atlas.gpkg", layer="places")) == 0


def test_only_figures_are_copied_and_every_file_is_listed(written):
    folder, files = written
    assert [p.name for p in (folder / "figures").iterdir()] == ["a.svg"]
    assert {name for name, _ in files} == {p.name for p in folder.iterdir() if p.is_file()}


def test_a_mention_belongs_to_the_claim_whose_span_holds_it(frames):
    claims, mentions = frames["claims"], frames["mentions"]
    at = exports.places_of_claims(claims, mentions)
    assert len(at) == len(claims)
    moved = mentions.assign(start=mentions["start"] + 1, end=mentions["end"] + 1)
    assert exports.places_of_claims(claims, moved).empty
    assert exports.places_of_claims(claims, mentions.assign(place_id=None)).empty


def test_a_geopackage_that_finds_no_room_is_a_sentence(frames, tmp_path):
    (tmp_path / "atlas.gpkg").write_text("before")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(DiskError, match=r"atlas.gpkg: .*disk is full"):
            exports.to_geopackage(frames, tmp_path / "atlas.gpkg")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("atlas.gpkg", "before")]


def test_a_column_is_written_as_each_of_its_cells(ill, tmp_path):
    for name, frame in ill.items():
        tables.write(name, frame, tmp_path)
        table = tables.read(name, tmp_path)
        for column in table.columns.drop("geometry", errors="ignore"):
            assert exports.cells(table[column]) == [exports.cell(value, column) for value in table[column].tolist()], (name, column)
    odd = {"spans": [[[1, 2], [3]], []], "chain_ids": [["a", None], ["b"]], "dates": [[None], []], "n": [float("nan"), -0.0]}
    kinds = {"spans": tables.SPANS, "chain_ids": tables.TEXTS, "dates": tables.DATES}
    for column, values in odd.items():
        held = pd.Series(values, name=column, dtype=pd.ArrowDtype(kinds[column]) if column in kinds else float)
        assert exports.cells(held) == [exports.cell(value, column) for value in held.tolist()], column


def test_what_is_among_some_values_is_told_of_any_column():
    for column in (pd.Series(["a", None, "b"]), pd.Series(["a", None, "b"], dtype=object)):
        assert among(column, {"b", "c"}).tolist() == [False, False, True]
        assert not among(column, []).any()
    assert among(pd.Series([], dtype=object), ["a"]).tolist() == []

"""Compiling the gazetteer from a GeoNames dump: what it holds, broken lines, missing files, interruption."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from geonames_dump import FIRST, feature_line, write_dump
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from claimatlas.errors import InputError
from claimatlas.gazetteer import ACRONYM, KINDS, MAIN, build, geonames, kept, packages, store, writing
from claimatlas.gazetteer.__main__ import main
from claimatlas.gazetteer.build import STAGING, write
from claimatlas.gazetteer.store import Gazetteer

COUNTRY = (1149361, "Afghanistan", KINDS.index("country"), "AF", 33.0, 66.0, 400.0, 38_000_000, None, None, None)


class Silent:
    """Stands in for a progress bar."""

    def update(self) -> None:
        """Do nothing."""


def compiled(folder, dump) -> tuple[Gazetteer, dict]:
    """Stage one country and a dump, without packages and hand-kept data, and open the result."""
    folder.mkdir(exist_ok=True)
    staging = sqlite3.connect(folder / "staging.sqlite")
    staging.executescript(STAGING)
    staging.execute("INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", COUNTRY)
    tallies = geonames.stage(staging, dump, progress=False)
    out = folder / "out"
    out.mkdir()
    write(staging, out, Silent(), {})
    staging.close()
    return Gazetteer(out), tallies


def test_a_dump_becomes_places_with_their_divisions(tmp_path):
    write_dump(tmp_path / "dump", 500)
    with (tmp_path / "dump" / "allCountries.txt").open("a", encoding="utf-8") as file:
        file.write(feature_line(FIRST + 9_000_000, "Zoologisk Bær", 36.5, 70.25, ("P", "PPL"), "AF", "90", "9000", 7000))
        file.write(feature_line(FIRST + 9_000_001, "Rio Zoologisk", 1, 2, ("H", "STM"), ""))
    with (tmp_path / "dump" / "alternateNamesV2.txt").open("a", encoding="utf-8") as file:
        file.write(f"1\t{FIRST + 9_000_000}\ten\tZooburg\t1\t\t\t\t\t\n")
        file.write(f"2\t{FIRST + 9_000_000}\tabbr\tZBXQ\t\t\t\t\t\t\n")
        file.write(f"3\t{FIRST + 9_000_000}\twkdt\tQ999999\t\t\t\t\t\t\n")
    gazetteer, tallies = compiled(tmp_path / "work", tmp_path / "dump")
    assert len(gazetteer) == 1 + 5 + 20 + 500 + 2
    (place,) = gazetteer.lookup("Zooburg")
    assert (place.name, place.kind, place.admin1, place.admin2) == ("Zoologisk Bær", "town", "Provinz 90 Province", "Distrikt 9000")
    assert (place.lat, place.lon, place.population) == (36.5, 70.25, 7000)
    assert gazetteer.name_kinds("zbxq").tolist() == [ACRONYM]
    assert gazetteer.name_kinds("zooburg").tolist() == [MAIN]
    assert gazetteer.lookup("Q999999") == []
    assert [p.kind for p in gazetteer.lookup("rio zoologisk")] == ["river"]
    assert [p.name for p in gazetteer.lookup("Provinz 91")] == ["Provinz 91 Province"]
    row = gazetteer.row(place.place_id)
    assert [gazetteer.name(i) for i in gazetteer.containers(row)] == ["Distrikt 9000", "Provinz 90 Province", "Afghanistan"]
    assert {name: tally.broken for name, tally in tallies.items()} == dict.fromkeys(tallies, 0)


def test_broken_lines_are_counted_and_named(tmp_path):
    write_dump(tmp_path / "dump", 300, broken_every=30)
    with (tmp_path / "dump" / "allCountries.txt").open("ab") as file:
        file.write(b"\xff\xfe not UTF-8\n")
    gazetteer, tallies = compiled(tmp_path / "work", tmp_path / "dump")
    tally = tallies["allCountries.txt"]
    assert (tally.lines, tally.broken) == (25 + 300 + 10 + 1, 11)
    assert tally.first == [25 + 31 * (i + 1) for i in range(5)]
    assert tallies["alternateNamesV2.txt"].broken == 10
    assert len(gazetteer) == 1 + 25 + 300


@pytest.mark.parametrize("missing", ["alternateNamesV2.txt", "admin1CodesASCII.txt", "admin2Codes.txt", "hierarchy.txt"])
def test_any_file_but_the_main_one_may_be_missing(tmp_path, missing):
    write_dump(tmp_path / "dump", 50, main="AF.txt")
    (tmp_path / "dump" / missing).unlink()
    gazetteer, tallies = compiled(tmp_path / "work", tmp_path / "dump")
    assert missing not in tallies
    towns = [i for i in range(len(gazetteer)) if gazetteer.number[i] >= FIRST + 1000]
    assert len(towns) == 50
    assert all(gazetteer.name(gazetteer.admin1[i]).startswith("Provinz") for i in towns)
    assert all(gazetteer.name(gazetteer.admin2[i]).startswith("Distrikt") for i in towns)


def test_without_a_main_file_it_says_what_to_do(tmp_path):
    (tmp_path / "readme.txt").write_text("no dump")
    with pytest.raises(InputError, match=r"no allCountries\.txt and no country file"):
        build.build(tmp_path / "build", tmp_path)


def test_an_interrupted_run_goes_on_where_it_was(tmp_path, monkeypatch):
    write_dump(tmp_path / "dump", 400)
    whole, _ = compiled(tmp_path / "whole", tmp_path / "dump")
    monkeypatch.setattr(geonames, "CHUNK", 50)
    folder = tmp_path / "work"
    folder.mkdir()
    staging = sqlite3.connect(folder / "staging.sqlite")
    staging.executescript(STAGING)
    staging.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", COUNTRY)
    parsed = 0
    parse = geonames.parse_feature

    def failing(line):
        nonlocal parsed
        parsed += 1
        if parsed == 230:
            raise KeyboardInterrupt
        return parse(line)

    monkeypatch.setattr(geonames, "parse_feature", failing)
    with pytest.raises(KeyboardInterrupt):
        geonames.stage(staging, tmp_path / "dump", progress=False)
    staging.close()
    parsed = 1000
    resumed, tallies = compiled(folder, tmp_path / "dump")
    assert parsed - 1000 == 425 - 200  # four chunks of fifty were kept
    assert tallies["allCountries.txt"].lines == 425
    assert len(resumed) == len(whole)
    for name in ("number", "lat", "admin2", "parent"):
        assert (getattr(resumed, name) == getattr(whole, name)).all()
    assert (folder / "out" / "names-rows.npy").read_bytes() == (tmp_path / "whole" / "out" / "names-rows.npy").read_bytes()


def test_names_in_several_tries_are_found_as_in_one(tmp_path, monkeypatch):
    write_dump(tmp_path / "dump", 400)
    whole, _ = compiled(tmp_path / "one", tmp_path / "dump")
    monkeypatch.setattr(writing, "SHARD", 60)
    monkeypatch.setattr(writing, "BATCH", 37)
    cut, _ = compiled(tmp_path / "many", tmp_path / "dump")
    assert len(cut.manifest["indices"]["names"]) > 5
    names = [whole.name(i).lower() for i in range(1, len(whole))]
    for name in names:
        assert cut.indices(name).tolist() == whole.indices(name).tolist() != []
        assert cut.prefixes(f"{name} and more")[0] == whole.prefixes(f"{name} and more")[0] == name


@given(st.binary(max_size=200))
def test_no_line_breaks_the_parsers(line):
    for parse in (geonames.parse_feature, geonames.parse_alternate, geonames.parse_code, geonames.parse_hierarchy):
        parse(line)


@given(
    number=st.integers(1, 10**8), name=st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r"), min_size=1),
    lat=st.floats(-90, 90), lon=st.floats(-180, 180), population=st.integers(0, 10**10),
    feature=st.sampled_from([("P", "PPL"), ("A", "ADM1"), ("H", "SEA"), ("", "")]),
)
def test_a_line_is_read_as_it_was_written(number, name, lat, lon, population, feature):
    parsed = geonames.parse_feature(feature_line(number, name, lat, lon, feature, population=population).rstrip("\n").encode())
    if not name.strip():
        assert parsed is None
        return
    assert (parsed.number, parsed.name, parsed.population) == (number, name.strip(), population)
    assert (parsed.lat, parsed.lon) == pytest.approx((lat, lon), abs=1e-5)
    assert geonames.kind_of(parsed, {}) in KINDS


@given(st.integers(0, 18), st.sampled_from(["", "x", "1e", "nan", "91", "-1"]))
def test_a_bad_cell_is_never_a_wrong_place(column, value):
    cells = feature_line(7, "Name", 1, 2, ("P", "PPL"), population=5).rstrip("\n").split("\t")
    cells[column] = value
    parsed = geonames.parse_feature("\t".join(cells).encode())
    if column in (0, 4, 5) and value in ("", "x", "1e", "nan"):
        assert parsed is None
    if parsed is not None:
        assert parsed.number > 0
        assert -90 <= parsed.lat <= 90
        assert -180 <= parsed.lon <= 180
        assert parsed.population >= 0


@pytest.fixture
def small_world(tmp_path, monkeypatch):
    """Replace the packages by one country and a district, and data/gazetteer by its Afghan part."""

    def stage(staging, data):
        staging.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", [
            COUNTRY, (7052670, "Jurm", KINDS.index("district"), "AF", 0, 0, 1, 0, None, None, COUNTRY[0])])
        staging.executemany("INSERT INTO names VALUES (?,?,?)", [("afghanistan", COUNTRY[0], 0), ("jurm", 7052670, 0)])
        yield "staged"

    data = tmp_path / "data"
    data.mkdir()
    for name in ("first_level", "us_post_towns", *(name.removesuffix(".parquet") for name in kept.DISTRICTS)):
        table = pq.read_table(store.DATA / f"{name}.parquet")
        pq.write_table(table.filter(pc.field("country_code") == "AF"), data / f"{name}.parquet")
    for name, columns in kept.COLUMNS.items():
        (data / name).write_text(",".join(columns) + "\n", encoding="utf-8")
    monkeypatch.setattr(packages, "stage", stage)
    monkeypatch.setattr(build, "DATA", data)
    return data


def test_the_command_line_reads_a_country_file_over_the_packages_and_hand_kept_data_wins(tmp_path, small_world, capsys):
    write_dump(tmp_path / "dump", 20, main="AF.txt")
    with (tmp_path / "dump" / "AF.txt").open("a", encoding="utf-8") as file:
        file.write(feature_line(COUNTRY[0], "Wrong name", 34, 67, ("A", "PCLI"), "AF", population=41_000_000))
        file.write(feature_line(7052670, "Jurm", 1, 2, ("A", "ADM2"), "AF", "90", "9000"))
        file.write("broken\n")
    arguments = ["build", "--into", str(tmp_path / "build")]
    assert main([*arguments, "--geonames", str(tmp_path / "dump")]) == 0
    said = capsys.readouterr()
    assert "AF.txt: 1 of 48 lines are broken and left out: line 48" in said.err
    assert not list((tmp_path / "build").glob(".[ms]*ing-*"))
    gazetteer = Gazetteer(Path(said.out.strip()))
    assert gazetteer.manifest["dump"]["AF.txt"] == {"lines": 48, "broken": 1, "first": [48]}
    country = gazetteer.place("gn:1149361")
    assert (country.name, country.population, country.lat) == ("Afghanistan", 41_000_000, 34)
    assert gazetteer.place(f"gn:{FIRST + 1000}").country_code == "AF"
    jurm = gazetteer.place("gn:7052670")  # the district's outline and its middle are hand-kept
    assert (round(jurm.lat, 2), round(jurm.lon, 2), jurm.source) == (36.74, 70.9, "geoBoundaries ADM2")
    assert gazetteer.geometry("gn:7052670").contains(Point(jurm.lon, jurm.lat))
    # A later build that says nothing of dumps keeps this one; one that wants the packages only does not.
    assert main(arguments) == 0
    assert capsys.readouterr().out == said.out
    assert main([*arguments, "--packages"]) == 0
    assert len(Gazetteer(Path(capsys.readouterr().out.strip()))) < len(gazetteer)
    assert [path.name for path in (tmp_path / "build").iterdir() if path.is_dir()] == [build.inputs_key()]


def test_a_hand_kept_row_for_an_unknown_place_is_an_error(tmp_path, small_world, capsys):
    with (small_world / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("Elsewhere,gn:5,name,somebody,1,CC0,2026-01-01\n")
    assert main(["build", "--into", str(tmp_path / "build")]) == 1
    assert "aliases.csv, row 2: the gazetteer has no place 'gn:5'" in capsys.readouterr().err
    assert not (tmp_path / "build" / "current.json").exists()
    (small_world / "aliases.csv").write_text(
        ",".join(kept.COLUMNS["aliases.csv"]) + "\nElsewhere,gn:7052670,name,somebody,1,CC0,\n", encoding="utf-8")
    assert main(["build", "--into", str(tmp_path / "build")]) == 1
    assert "aliases.csv, row 2: date is empty" in capsys.readouterr().err

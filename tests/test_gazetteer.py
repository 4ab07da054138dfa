"""The gazetteer as it ships: its files, the places that must be in it, names, containment, outlines, spellings."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from shapely import Point

from claimatlas.errors import InputError
from claimatlas.gazetteer import ACRONYM, KINDS, MAIN, kept, normalise, open_gazetteer, store
from claimatlas.gazetteer.names import alike, bare, skeleton, usable, variants

DATA = store.DATA

# Names and coordinates of the bundled corpus's places, checked by hand.
SEEDS = [
    ("Sherkhan Bandar", 37.1946, 68.6053, "AF", "crossing"), ("Panji Poyon", 37.19443, 68.57721, "TJ", "town"),
    ("GBAO", 38.2492, 72.7189, "TJ", "province"), ("Badakhshan", 36.781, 70.8036, "AF", "province"),
    ("Takhar", 36.8335, 69.8124, "AF", "province"), ("Warduj", 36.7612, 71.1855, "AF", "district"),
    ("Jurm", 36.7364, 70.8991, "AF", "district"), ("Jurm", 36.86477, 70.83421, "AF", "town"),
    ("Maymay", 38.40856, 71.03839, "AF", "village"), ("Moy May", 38.40856, 71.03839, "AF", "village"),
    ("Fayzabad", 37.11664, 70.58002, "AF", "town"), ("Khatlon", 37.8063, 69.1055, "TJ", "province"),
    ("Panjshir", 35.3368, 69.7587, "AF", "province"), ("Panjsher", 35.3368, 69.7587, "AF", "province"),
    ("Dushanbe", 38.53575, 68.77905, "TJ", "capital"), ("Kabul", 34.52813, 69.17233, "AF", "capital"),
    ("Nurobod", 38.8263, 70.0812, "TJ", "district"), ("Nourobod", 38.8263, 70.0812, "TJ", "district"),
    ("Rasht Valley", 39.1786, 70.3851, "TJ", "valley"),
]


@pytest.fixture(scope="module")
def gaz():
    """Return the compiled gazetteer of the checkout, compiled first where it is missing."""
    return open_gazetteer()


def km(lat_a, lon_a, lat_b, lon_b):
    """Great-circle distance."""
    a, b, c, d = map(math.radians, (lat_a, lon_a, lat_b, lon_b))
    return 2 * 6371 * math.asin(math.sqrt(math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2))


# --- the files ---------------------------------------------------------------------------------------------------
def test_committed_files_are_the_ones_that_were_compiled():
    summary = json.loads((DATA / "sources.json").read_text(encoding="utf-8"))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DATA.glob("*.parquet")}
    assert found == summary["files"]
    script = (DATA / "build_boundaries.py").read_text(encoding="utf-8")
    for package, checksum in summary["packages"].items():
        assert package in script
        assert checksum in script
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 5_000_000


def test_a_wrong_alias_is_gone_and_the_place_keeps_its_other_names(gaz):
    for row in kept.read(DATA / "wrong_aliases.csv"):
        assert row["place_id"] not in {place.place_id for place in gaz.lookup(row["alias"])}, row
    assert [place.place_id for place in gaz.lookup("Chukotka")] == ["gn:2126099"]
    assert "gn:4138106" in {place.place_id for place in gaz.lookup("District of Columbia")}


def test_every_row_says_where_it_comes_from():
    for name in kept.COLUMNS:
        rows = kept.read(DATA / name)
        keys = [tuple(row[c] for c in kept.COLUMNS[name][: 1 if name in ("places.csv", "not_names.csv") else 3]) for row in rows]
        assert len(keys) == len(set(keys)) > (10 if name == "wrong_aliases.csv" else 200)
    for path in sorted(DATA.glob("*.parquet")):
        table = pq.read_table(path)
        for column in ("source", "source_id", "licence", "date"):
            assert all(table.column(column).to_pylist()), (path.name, column)
    licences = {p.name: set(pq.read_table(p, columns=["licence"]).column(0).to_pylist()) for p in DATA.glob("*.parquet")}
    assert licences["tajikistan_districts.parquet"] == {"ODbL 1.0"}
    assert licences["afghanistan_districts.parquet"] == licences["first_level.parquet"] == {"public domain"}


def test_the_dictionary_describes_every_column(root):
    text = (root / "data" / "README.md").read_text(encoding="utf-8")
    section = text[text.index("## gazetteer/") :]
    for path in sorted([*DATA.glob("*.csv"), *DATA.glob("*.parquet")]):
        assert f"`{path.name}`" in section, path.name
        part = section[section.index(f"### `{path.name}`") :].split("\n### ")[0]
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                columns = next(csv.reader(file))
        else:
            columns = pq.read_schema(path).names
        for column in columns:
            assert f"| `{column}` |" in part, (path.name, column)


def test_natural_earths_two_wrong_labels_are_corrected():
    table = pq.read_table(DATA / "first_level.parquet", columns=["adm1_code", "name", "number", "names"]).to_pylist()
    rows = {row["adm1_code"]: row for row in table}
    assert (rows["AFG-1769"]["name"], rows["AFG-1769"]["number"]) == ("Panjshir", 6957555)
    assert (rows["AFG-1753"]["name"], rows["AFG-1753"]["number"]) == ("Daykundi", 6957553)
    assert not {"Parwan", "Uruzgan"} & {rows["AFG-1769"]["names"], rows["AFG-1753"]["names"]}


def test_coarse_outlines_are_those_of_the_first_level_simplified(gaz):
    outlines = shapely.from_wkb(pq.read_table(DATA / "first_level.parquet", columns=["geometry"])["geometry"].to_numpy())[::90]
    for degrees in store.COARSE:
        for shape, coarse in zip(outlines, gaz.coarse(degrees)[::90], strict=True):
            assert coarse.equals_exact(shapely.simplify(shape, degrees), 0)


def test_districts_lie_in_their_provinces(gaz):
    for name, country, most in (("afghanistan_districts.parquet", "AF", 398), ("tajikistan_districts.parquet", "TJ", 58)):
        rows = pq.read_table(DATA / name).to_pylist()
        assert len(rows) == most
        assert len({row["number"] for row in rows}) == most
        for row in rows:
            assert row["name"] == row["name"].strip()
            assert row["country_code"] == country
            place = gaz.row(f"gn:{row['number']}")
            assert KINDS[gaz.kind[place]] == "district"
            shape = shapely.from_wkb(row["geometry"])
            parent = gaz.geometry(f"gn:{row['admin1_number']}")
            assert parent.intersection(shape).area > 0.5 * shape.area, row["name"]


# --- places that must be there -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "lat", "lon", "country", "kind"), SEEDS, ids=lambda value: str(value))
def test_places_of_the_bundled_corpus(gaz, name, lat, lon, country, kind):
    found = [p for p in gaz.lookup(name) if p.kind == kind and p.country_code == country]
    assert found
    distance = km(lat, lon, found[0].lat, found[0].lon)
    area = gaz.geometry(found[0].place_id)
    if kind in ("province", "district"):
        assert area.contains(Point(lon, lat))
    else:
        assert distance < (60 if kind == "valley" else 25)


def test_the_seeds_are_the_shared_ones(shared):
    places = json.loads((shared / "reference" / "places_seed.json").read_text(encoding="utf-8"))
    assert {(p["lat"], p["lon"], p["cc"]) for p in places} == {seed[1:4] for seed in SEEDS}


def test_sherkhan_bandar_is_in_afghanistan_though_its_bridge_ends_in_tajikistan(gaz):
    place = gaz.lookup("Sherkhan Bandar")[0]
    assert (place.place_id, place.country_code, place.admin1) == ("ca:sherkhan-bandar", "AF", "Kunduz")
    assert place.source.startswith("Wikipedia")


def test_two_badakhshans(gaz):
    assert gaz.lookup("Badakhshan")[0].place_id == "gn:1147745"
    for name in ("GBAO", "Gorno-Badakhshan", "Gorno-Badakhshan Autonomous Province", "Gorno-Badakhshan Autonomous Region",
                 "Mountainous Badakhshan"):
        assert gaz.lookup(name)[0].place_id == "gn:1221692", name
    assert gaz.lookup("Afghan Badakhshan")[0].place_id == "gn:1147745"


def test_there_are_four_fayzabads_and_badakhshans_comes_first(gaz):
    found = gaz.lookup("Fayzabad")
    assert found[0].admin1 == gaz.name(gaz.row("gn:1147745"))
    assert len([p for p in found if p.country_code == "AF"]) >= 4


@pytest.mark.parametrize(("name", "place"), [
    ("United States", "gn:6252001"), ("U.S.", "gn:6252001"), ("USA", "gn:6252001"), ("UK", "gn:2635167"),
    ("DRC", "gn:203312"), ("Congo-Kinshasa", "gn:203312"), ("UAE", "gn:290557"), ("NSW", "gn:2155400"),
    ("Ivory Coast", "gn:2287781"), ("Burma", "gn:1327865"), ("Holland", "gn:2750405"), ("Gaza Strip", "gn:281132"),
    ("West Bank", "gn:285153"), ("Texas", "gn:4736286"), ("Ontario", "gn:6093943"), ("Europe", "gn:6255148"),
    ("Bombay", "gn:1275339"), ("St. Louis", "gn:4407066"), ("Saint Louis", "gn:4407066"),
])
def test_well_known_names(gaz, name, place):
    assert place in [p.place_id for p in gaz.lookup(name)[:3]]


def test_every_country_is_there_under_its_name_and_with_a_people(gaz):
    assert len(gaz.countries) > 245
    peoples = {int(row) for index in [gaz._demonyms] for row in index.rows}
    for code in ("AF", "TJ", "US", "GB", "FR", "CN", "BR", "NG", "IN", "AU", "CA", "RU", "XK", "TW", "PS"):
        row = gaz.country_row(code)
        assert KINDS[gaz.kind[row]] == "country"
        assert row in gaz.indices(normalise(gaz.name(row)))
        assert gaz.geometry(gaz.place_id(row)) is not None
        assert row in peoples
    assert gaz.country_row("ZZ") == -1


def test_abbreviations_are_kept_apart_from_names(gaz):
    assert [gaz.name(i) for i in gaz.codes("ala")] == ["Alabama"]
    assert [gaz.name(i) for i in gaz.codes("tx")] == ["Texas"]
    assert gaz.row("gn:4829764") not in gaz.indices("ala")
    rows, kinds = gaz.indices("us"), gaz.name_kinds("us")
    assert kinds[rows.tolist().index(gaz.country_row("US"))] == ACRONYM
    assert "gn:6252001" not in [p.place_id for p in gaz.lookup("us")]  # the pronoun


def test_words_that_mean_something_else_are_no_alternate_names(gaz):
    for word in ("Hamas", "Taliban", "region", "said"):
        assert gaz.lookup(word) == [] or gaz.name_kinds(normalise(word)).max() == MAIN, word
    assert gaz.lookup("March")  # a town of that own name stays


def test_demonyms_are_kept_apart_from_names(gaz):
    assert gaz.demonyms("afghan").tolist() == [gaz.country_row("AF")]
    assert {gaz.name(i) for i in gaz.demonyms("georgian")} == {"Georgia"}
    assert len(gaz.demonyms("georgian")) == 2
    assert gaz.country_row("AF") not in gaz.indices("afghan")


# --- the interface -----------------------------------------------------------------------------------------------
def test_rows_ids_and_places_agree(gaz):
    for row in (0, 5, len(gaz) // 2, len(gaz) - 1):
        assert gaz.row(gaz.place_id(row)) == row
        assert gaz.place(row) == gaz.place(gaz.place_id(row))
    for wrong in ("gn:1", "gn:x", "ca:nowhere", "", "gn:99999999999"):
        with pytest.raises(KeyError):
            gaz.place(wrong)
        assert gaz.geometry(wrong) is None


def test_columns_make_sense(gaz):
    assert gaz.lat.min() >= -90
    assert gaz.lat.max() <= 90
    assert gaz.lon.min() >= -180
    assert gaz.lon.max() <= 180
    assert gaz.radius_km.min() > 0
    assert gaz.kind.max() < len(KINDS)
    assert not gaz.lat.flags.writeable
    for column, kind in ((gaz.admin1, "province"), (gaz.admin2, "district")):
        used = sorted(set(column[column >= 0].tolist()))
        assert {KINDS[gaz.kind[i]] for i in used} <= {kind, "country", "region", "division"}


def test_containers_run_from_district_to_continent(gaz):
    names = [gaz.name(i) for i in gaz.containers(gaz.row("gn:1133657"))]
    assert names == ["Darwāz-e Bālā", "Badakhshān", "Afghanistan", "Asia"]
    assert all(len(gaz.containers(i)) < 16 for i in range(0, len(gaz), 997))


def test_own_names_come_before_others_and_many_people_before_few(gaz):
    rows, kinds = gaz.indices("london"), gaz.name_kinds("london")
    assert gaz.place(rows[0]).place_id == "gn:2643743"
    assert kinds.tolist() == sorted(kinds.tolist())
    main = [int(gaz.population[i]) for i, kind in zip(rows, kinds, strict=True) if kind == MAIN]
    assert main == sorted(main, reverse=True)
    assert len(gaz.indices("no such place at all")) == len(gaz.name_kinds("no such place at all")) == 0


def test_the_longest_name_is_found_at_word_ends_only(gaz):
    assert gaz.prefixes("new york city police")[:2] == ["new york city", "new york"]
    assert "new york" not in gaz.prefixes("new yorkers")
    words = ["the", "rasht", "valley", "is"]
    assert gaz.longest(words, 1) == 2
    assert gaz.longest(["zzzz", "qqqq"]) == 0
    assert gaz.continues("new york")
    assert not gaz.continues("new york city police department xyz")


def test_outlines_are_valid_and_in_the_right_country(gaz):
    ids = list(gaz.geometries())
    assert len(ids) > 4500
    for place_id in ids[::60]:
        assert gaz.geometry(place_id).is_valid, place_id
    country = gaz.geometry("gn:1149361")
    for code, inside in (("gn:1147745", True), ("gn:1221692", False)):
        assert country.buffer(0.05).contains(gaz.geometry(code)) is inside


def test_transliterated_spellings_are_found(gaz):
    for spelling, place in (("Panjsher", "gn:6957555"), ("Nourobod", "gn:1221249"), ("Kondoz", "gn:1135689"),
                            ("Bokhara", "gn:1217662"), ("Tashkand", "gn:1512569"), ("Qandahar", "gn:1138336")):
        assert place in [p.place_id for p in gaz.similar(spelling)], spelling
    for other in ("Karimov", "Johnson", "Obama", "Khan", "", "Oslo", "Chicagoo"):
        assert gaz.similar(other) == [], other


# --- names -------------------------------------------------------------------------------------------------------
@given(st.text())
@example("İstanbul")
@example("ẞ’ʼ")
@example("ﬁ ǰ")
@example("\u0345")
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once
    assert once == once.strip()
    assert "  " not in once


@given(st.text(), st.text())
def test_words_normalise_one_by_one(one, other):
    assert normalise(f"{one} {other}") == f"{normalise(one)} {normalise(other)}".strip()


@given(st.text(st.characters(codec="ascii")))
def test_case_does_not_matter(text):
    assert normalise(text.upper()) == normalise(text.lower()) == normalise(text)


@pytest.mark.parametrize(("name", "norm"), [
    ("Köln", "koln"), ("Łódź", "lodz"), ("Reykjavík", "reykjavik"), ("Straße", "strasse"), ("Ærø", "aero"),
    ("U.S.", "us"), ("St. John’s", "st johns"), ("Saint John's", "st johns"), ("Mount Vernon", "mt vernon"),
    ("Aix-en-Provence", "aix en provence"), ("Sherkhan  Bandar – Panji Poyon", "sherkhan bandar panji poyon"),
    ("Qal‘ah-ye Now", "qalah ye now"), ("Trinidad & Tobago", "trinidad and tobago"), ("Москва", "москва"), ("—", ""),
])
def test_normal_forms(name, norm):
    assert normalise(name) == norm


@pytest.mark.parametrize(("name", "own"), [
    ("Rapides Parish", "Rapides"), ("Provincia di Trento", "Trento"), ("City of London", "London"), ("Kent", None),
    ("Nohiyai Rasht", "Rasht"), ("Orange County", "Orange"), ("County Kerry", "Kerry"), ("Province", None),
])
def test_own_names_of_divisions(name, own):
    assert bare(name) == own


def test_usable_names_are_latin_and_not_codes():
    assert [n for n in ("Kabul", "Кабул", "kabwl", "KBL", "Kābul", "al-Qusayr", "NY", "Oz", "Ala.") if usable(n)] == \
        ["Kabul", "Kābul", "al-Qusayr"]


@given(st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=5, max_size=12))
def test_a_name_is_like_itself(name):
    assert alike(name, name) == 0
    assert skeleton(name) == skeleton(name)


@pytest.mark.parametrize(("norm", "country", "others"), [
    ("al qamishli", "SY", {"qamishli"}), ("ar raqqah", "SY", {"raqqah", "raqqa", "ar raqqa"}), ("al bab", "SY", set()),
    ("al qamishli", "US", set()), ("hama", "SY", set()), ("as sulaymaniyah", "IQ", {"sulaymaniyah", "sulaymaniya", "as sulaymaniya"}),
])
def test_arabic_names_without_their_article(norm, country, others):
    assert variants(norm, country) == others


# --- opening -----------------------------------------------------------------------------------------------------
def test_it_opens_fast_and_small_and_answers_in_microseconds():
    """Measured in a process of its own; generous, since figures are the benchmark's business."""
    script = (
        "import time, psutil, numpy, pyarrow.ipc, marisa_trie, rapidfuzz\n"
        "from claimatlas.gazetteer import open_gazetteer, normalise\n"
        "process = psutil.Process(); before = process.memory_info().rss; start = time.process_time()\n"
        "gaz = open_gazetteer(); opened = time.process_time() - start\n"
        "names = [normalise(gaz.name(i)) for i in range(0, len(gaz), 50)]\n"
        "[gaz.indices(name) for name in names]\n"
        "print(opened, (process.memory_info().rss - before) / 1e6)\n"
    )
    open_gazetteer()
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    assert seconds < 0.3
    assert megabytes < 150


@pytest.mark.parametrize("damage", [b"", b"no trie", None])
def test_a_damaged_gazetteer_is_compiled_again(tmp_path, monkeypatch, damage):
    made = store.current()
    folder = tmp_path / made["folder"]
    shutil.copytree(store.FOLDER / made["folder"], folder)
    shutil.copy(store.FOLDER / "current.json", tmp_path)
    assert store.ensure(tmp_path) == folder
    path = folder / "names-0.marisa"
    path.unlink() if damage is None else path.write_bytes(damage)
    asked = []
    done = SimpleNamespace(returncode=0, stdout=str(folder).encode())
    monkeypatch.setattr(store.subprocess, "run", lambda command, **_: asked.append(command) or done)
    store.ensure(tmp_path)
    assert len(asked) == 1
    assert not store.is_whole(folder)


def test_a_gazetteer_with_one_bit_turned_is_found_out(tmp_path):
    folder = shutil.copytree(store.FOLDER / store.current()["folder"], tmp_path / "made")
    assert store.is_whole(folder, thoroughly=True)
    path = folder / "lat.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    assert not store.is_whole(folder, thoroughly=True)


def test_its_digest_does_not_tell_where_code_and_data_lie(tmp_path, monkeypatch):
    links = [store.DATA, Path(store.__file__).parent]
    found = set()
    for names in ("ab", "ba"):
        (tmp_path / names).mkdir()
        data, code = (tmp_path / names / name for name in names)
        for link, target in zip((data, code), links, strict=True):
            link.symlink_to(target)
        monkeypatch.setattr(store, "DATA", data)
        monkeypatch.setattr(store, "__file__", str(code / "store.py"))
        found.add(store.inputs_key())
    assert len(found) == 1


def test_a_lost_dump_says_what_to_do(tmp_path):
    (tmp_path / "current.json").write_text('{"folder": "x", "inputs": "old", "geonames": "/nowhere/at/all"}')
    with pytest.raises(InputError, match="make gazetteer GEONAMES=folder"):
        open_gazetteer(tmp_path)

"""What data/gazetteer/ adds to the world: outlines, hand-kept places, aliases and demonyms. They win over the rest."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import shapely

from claimatlas.errors import InputError
from claimatlas.gazetteer.names import bare, normalise, skeleton, usable
from claimatlas.gazetteer.store import ACRONYM, ALTERNATE, KINDS, MAIN, SHORT

KIND = {kind: number for number, kind in enumerate(KINDS)}
DISTRICTS = ("afghanistan_districts.parquet", "tajikistan_districts.parquet")
PROVENANCE = ("source", "source_id", "licence", "date")
COLUMNS = {
    "places.csv": ("place_id", "name", "kind", "country_code", "parent", "lat", "lon", "radius_km", *PROVENANCE),
    "aliases.csv": ("alias", "place_id", "use", *PROVENANCE),
    "not_names.csv": ("word", "reason", *PROVENANCE),
    "wrong_aliases.csv": ("alias", "place_id", *PROVENANCE),
    "demonyms.csv": ("demonym", "place_id", *PROVENANCE),
}
# Countries most of whose place names English takes from another script and spells in several ways. Not those whose
# romanisation is settled (China, Japan, Korea): their short syllables are like too many English words.
OTHER_SCRIPTS = frozenset((
    "AE", "AF", "AM", "AZ", "BD", "BG", "BH", "BT", "BY", "CY", "DJ", "DZ", "EG", "ER", "ET", "GE", "GR", "IL", "IN", "IQ",
    "IR", "JO", "KG", "KH", "KW", "KZ", "LA", "LB", "LK", "LY", "MA", "ME", "MK", "MM", "MN", "MR", "MV", "NP", "OM", "PK",
    "PS", "QA", "RS", "RU", "SA", "SD", "SO", "SY", "TD", "TH", "TJ", "TM", "TN", "UA", "UZ", "XK", "YE",
))
USES = {"name": MAIN, "alternate": ALTERNATE, "acronym": ACRONYM, "code": MAIN}


def read(path: Path) -> list[dict[str, str]]:
    """Read one hand-kept CSV file of data/gazetteer and check its columns.

    Raises
    ------
    InputError
        A column is missing, or a row has no source, source_id, licence or date.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column in COLUMNS[path.name]:
        if rows and column not in rows[0]:
            raise InputError(path.name, f"column {column!r} is missing", "Add it.", 1)
    for line, row in enumerate(rows, 2):
        for column in (COLUMNS[path.name][0], *PROVENANCE):
            if not row[column]:
                raise InputError(path.name, f"{column} is empty", "Every row needs it.", line)
    return rows


def area_km2(shapes: np.ndarray) -> np.ndarray:
    """Return the areas of shapes in degrees, in square km, on a sphere of 6371 km, good to a few per cent."""
    latitude = np.radians(shapely.get_y(shapely.centroid(shapes)))
    return shapely.area(shapes) * np.cos(latitude) * 111.195**2


def outlines(store: sqlite3.Connection, data: Path) -> None:
    """Stage the outlines of countries, provinces and districts, and the divisions that only they know."""
    known = {row[0] for row in store.execute("SELECT number FROM place WHERE kind <= ?", (KIND["division"],))}
    country = dict(store.execute("SELECT country, number FROM place WHERE kind = ?", (KIND["country"],)))
    table = pq.read_table(data / "first_level.parquet").to_pandas()
    table["shape"] = shapely.from_wkb(table["geometry"].to_numpy())
    table["radius"] = np.sqrt(area_km2(table["shape"].to_numpy()) / np.pi).round(1).clip(5)
    staged: dict[int, bytes] = {}
    parts: dict[int, list] = {}
    above = dict(store.execute("SELECT number, admin1 FROM place WHERE kind = ?", (KIND["district"],)))
    for row in table.itertuples():
        number = row.number
        if number <= 0:
            continue
        if number not in known:
            known.add(number)
            put_place(store, number, row.name, "province", row.country_code, row.label_lat, row.label_lon, row.radius,
                      0, country.get(row.country_code), f"gn:{number}", row.source, row.source_id)
            put_names(store, number, [row.name], MAIN)
        else:
            store.execute("UPDATE place SET radius = ? WHERE number = ?", (row.radius, number))
        put_names(store, number, [row.name, *row.names.split("|")], ALTERNATE)
        parts.setdefault(number, []).append(row.shape)
    for number, shapes in parts.items():
        staged[number] = shapely.to_wkb(union(shapes))
    groups: dict[int, list] = {}
    for number, shapes in parts.items():
        if (up := above.get(number)) and up not in parts:
            groups.setdefault(up, []).extend(shapes)
    for code, group in table.groupby("country_code"):
        if code in country:
            groups[country[code]] = list(group["shape"])
    for number, shapes in groups.items():
        staged[number] = shapely.to_wkb(union(shapes))
    for name in DISTRICTS:
        table = pq.read_table(data / name).to_pandas()
        table["radius"] = np.sqrt(area_km2(shapely.from_wkb(table["geometry"].to_numpy())) / np.pi).round(1)
        for row in table.itertuples():
            number = row.number
            own = bare(row.name) or row.name
            if number not in known:
                put_place(store, number, own, "district", row.country_code, row.lat, row.lon, row.radius, 0,
                          row.admin1_number, f"gn:{number}", row.source, row.source_id, row.admin1_number)
            else:
                store.execute("UPDATE place SET lat = ?, lon = ?, radius = ? WHERE number = ?",
                              (row.lat, row.lon, row.radius, number))
                store.execute("INSERT OR REPLACE INTO kept VALUES (?,?,?,?)",
                              (number, f"gn:{number}", row.source, row.source_id))
            put_names(store, number, [row.name, own], MAIN)
            staged[number] = row.geometry
    store.executemany("INSERT OR REPLACE INTO outline VALUES (?,?)", staged.items())


def union(shapes: list) -> shapely.Geometry:
    """Join shapes that share their lines exactly; the slow, sturdy way where they do not."""
    if len(shapes) == 1:
        return shapes[0]
    try:
        joined = shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException:
        return shapely.union_all(shapes)
    return joined if joined.is_valid else shapely.union_all(shapes)


def put_place(
    store: sqlite3.Connection, number: int, name: str, kind: str, country: str | None, lat: float, lon: float,
    radius: float, population: int, parent: int | None, place_id: str, source: str, source_id: str,
    admin1: int | None = None,
) -> None:
    """Stage one place with its source."""
    store.execute("INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                  (number, name, KIND[kind], country or "", lat, lon, radius, population, admin1, None, parent))
    store.execute("INSERT OR REPLACE INTO kept VALUES (?,?,?,?)", (number, place_id, source, source_id))


def put_names(store: sqlite3.Connection, number: int, names: list[str], kind: int) -> None:
    """Stage names of one place, and their short forms where it is a division."""
    rows = {}
    for name in names:
        if name and (kind == MAIN or usable(name)):
            rows.setdefault(normalise(name), kind)
            if kind != MAIN and (own := bare(name)):
                rows.setdefault(normalise(own), SHORT)
    store.executemany("INSERT INTO names VALUES (?,?,?)", [(norm, number, k) for norm, k in rows.items() if norm])


def stage(store: sqlite3.Connection, data: Path) -> Iterator[str]:
    """Stage all of data/gazetteer in `store`, after the rest of the world, yielding the name of each step as it ends.

    Raises
    ------
    InputError
        A row names a place that does not exist, or lacks a value.
    """
    outlines(store, data)
    yield "outlines"
    # Words that are some place's name only in another language or without its generic word. Own names stay.
    words = [normalise(row["word"]) for row in read(data / "not_names.csv")]
    store.execute(f"DELETE FROM names WHERE kind <> ? AND norm IN ({','.join('?' * len(words))})", (MAIN, *words))
    for row in read(data / "wrong_aliases.csv"):
        store.execute("DELETE FROM names WHERE norm = ? AND number = ?",
                      (normalise(row["alias"]), int(row["place_id"].removeprefix("gn:"))))
    places = read(data / "places.csv")
    towns = post_towns(store, data)
    own = sorted([*(row["place_id"] for row in places if not row["place_id"].startswith("gn:")), *towns])
    number_of = {place_id: position - len(own) for position, place_id in enumerate(own)}
    defined = {int(row["place_id"][3:]) for row in places if row["place_id"].startswith("gn:")}

    def number(place_id: str, file: str, line: int) -> int:
        found = number_of.get(place_id) or (int(place_id[3:]) if place_id.startswith("gn:") else 0)
        there = found < 0 or found in defined or store.execute("SELECT 1 FROM place WHERE number = ?", (found,)).fetchone()
        if not there:
            raise InputError(file, f"the gazetteer has no place {place_id!r}", "Correct the id, or add it to places.csv.", line)
        return found

    for line, row in enumerate(places, 2):
        this = number(row["place_id"], "places.csv", line)
        above = number(row["parent"], "places.csv", line) if row["parent"] else None
        if row["kind"] not in KIND:
            raise InputError("places.csv", f"unknown kind {row['kind']!r}", f"Use one of {', '.join(KINDS)}.", line)
        known = store.execute("SELECT population, admin1, admin2, parent FROM place WHERE number = ?", (this,)).fetchone()
        population, admin1, admin2, parent = known or (0, None, None, None)
        if above:
            kind, up1, up2 = store.execute("SELECT kind, admin1, admin2 FROM place WHERE number = ?", (above,)).fetchone()
            parent = above
            admin1 = above if kind == KIND["province"] else up1
            admin2 = above if kind == KIND["district"] else up2
        put_place(store, this, row["name"], row["kind"], row["country_code"], float(row["lat"]), float(row["lon"]),
                  float(row["radius_km"]), population, parent, row["place_id"], row["source"], row["source_id"], admin1)
        store.execute("UPDATE place SET admin2 = ? WHERE number = ?", (admin2, this))
        put_names(store, this, [row["name"]], MAIN)
    for place_id, town in towns.items():
        put_place(store, number_of[place_id], town["name"], "village", town["country_code"], town["lat"], town["lon"], 5.0, 0,
                  town["admin2_number"] or town["admin1_number"], place_id, town["source"], town["source_id"],
                  town["admin1_number"])
        store.execute("UPDATE place SET admin2 = ? WHERE number = ?", (town["admin2_number"] or None, number_of[place_id]))
        put_names(store, number_of[place_id], [town["name"]], MAIN)
    for line, row in enumerate(read(data / "aliases.csv"), 2):
        if row["use"] not in USES:
            raise InputError("aliases.csv", f"unknown use {row['use']!r}", f"Use one of {', '.join(USES)}.", line)
        table = "codes" if row["use"] == "code" else "names"
        store.execute(f"INSERT INTO {table} VALUES (?,?,?)",
                      (normalise(row["alias"]), number(row["place_id"], "aliases.csv", line), USES[row["use"]]))
    for line, row in enumerate(read(data / "demonyms.csv"), 2):
        store.execute("INSERT INTO demonyms VALUES (?,?,?)",
                      (normalise(row["demonym"]), number(row["place_id"], "demonyms.csv", line), 0))
    yield "hand-kept data"
    skeletons(store)
    yield "transliterations"


def post_towns(store: sqlite3.Connection, data: Path) -> dict[str, dict]:
    """Return the post towns by place_id; none where a dump has the United States, since it has them as settlements."""
    if store.execute("SELECT 1 FROM journal WHERE file IN ('allCountries.txt', 'US.txt')").fetchone():
        return {}
    return {f"zip:{town['source_id'].removeprefix('US ')}": town
            for town in pq.read_table(data / "us_post_towns.parquet").to_pylist()}


def skeletons(store: sqlite3.Connection) -> None:
    """Stage the skeletons of the names of settlements and divisions where names are written in another script."""
    kinds = [KIND[kind] for kind in ("province", "district", "division", "capital", "city", "town", "village", "quarter")]
    marks = ",".join("?" * len(OTHER_SCRIPTS)), ",".join("?" * len(kinds))
    rows = store.execute(
        "SELECT norm, number, names.kind FROM names JOIN place USING (number) "
        f"WHERE names.kind IN (?, ?) AND country IN ({marks[0]}) AND place.kind IN ({marks[1]})",
        (MAIN, ALTERNATE, *sorted(OTHER_SCRIPTS), *kinds))
    while batch := rows.fetchmany(200_000):
        store.executemany("INSERT INTO skeletons VALUES (?,?,?)", [
            (f"{key} {norm}", number, kind) for norm, number, kind in batch
            if (key := skeleton(norm))])

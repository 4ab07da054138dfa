"""What data/gazetteer/ adds to the world: outlines, hand-kept places, aliases and demonyms. They win over
the rest."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import shapely

from claimatlas.errors import InputError
from claimatlas.gazetteer.names import WORDS, bare, normalise, skeleton, usable
from claimatlas.gazetteer.place import ACRONYM, ALTERNATE, KIND, KINDS, MAIN, SHORT

DISTRICTS = ("afghanistan_districts.parquet", "tajikistan_districts.parquet")
PROVENANCE = ("source", "source_id", "licence", "date")
COLUMNS = {
    "places.csv": (
        "place_id",
        "name",
        "kind",
        "country_code",
        "parent",
        "lat",
        "lon",
        "radius_km",
        *PROVENANCE,
    ),
    "aliases.csv": ("alias", "place_id", "use", *PROVENANCE),
    "not_names.csv": ("word", "reason", *PROVENANCE),
    "wrong_aliases.csv": ("alias", "place_id", *PROVENANCE),
    "demonyms.csv": ("demonym", "place_id", *PROVENANCE),
}
# Kinds of places whose names are looked for in other spellings.
NAMED_ALIKE = ("province", "district", "division", "capital", "city", "town", "village", "quarter")
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
    above = dict(store.execute("SELECT number, admin1 FROM place WHERE kind = ?", (KIND["district"],)))
    country = dict(store.execute("SELECT country, number FROM place WHERE kind = ?", (KIND["country"],)))
    table = pq.read_table(data / "first_level.parquet").to_pandas()
    table["shape"] = shapely.from_wkb(table["geometry"].to_numpy())
    table["radius"] = np.sqrt(area_km2(table["shape"].to_numpy()) / np.pi).round(1).clip(5)
    parts: dict[int, list] = {}
    for row in table[table["number"] > 0].itertuples():
        _stage_first_level(store, row, country.get(row.country_code), known)
        parts.setdefault(row.number, []).append(row.shape)
    groups: dict[int, list] = {}
    for number, shapes in parts.items():
        if (up := above.get(number)) and up not in parts:
            groups.setdefault(up, []).extend(shapes)
    for code, group in table.groupby("country_code"):
        if code in country:
            groups[country[code]] = list(group["shape"])
    staged = {number: shapely.to_wkb(union(shapes)) for number, shapes in (parts | groups).items()}
    for name in DISTRICTS:
        table = pq.read_table(data / name).to_pandas()
        table["radius"] = np.sqrt(area_km2(shapely.from_wkb(table["geometry"].to_numpy())) / np.pi).round(1)
        for row in table.itertuples():
            _stage_district(store, row, known)
            staged[row.number] = row.geometry
    store.executemany("INSERT OR REPLACE INTO outline VALUES (?,?)", staged.items())


def _stage_first_level(store: sqlite3.Connection, row, country: int | None, known: set[int]) -> None:
    """Stage a row of first_level.parquet: the reach of a known division, or one more."""
    number = row.number
    if number in known:
        store.execute("UPDATE place SET radius = ? WHERE number = ?", (row.radius, number))
    else:
        known.add(number)
        point = (row.label_lat, row.label_lon, row.radius)
        source = (f"gn:{number}", row.source, row.source_id)
        put_place(store, number, row.name, "province", row.country_code, *point, 0, country, *source)
        put_names(store, number, [row.name], MAIN)
    put_names(store, number, [row.name, *row.names.split("|")], ALTERNATE)


def _stage_district(store: sqlite3.Connection, row, known: set[int]) -> None:
    """Stage a row of a district file: the point and reach of a known district, or one more."""
    number, own = row.number, bare(row.name) or row.name
    source = (f"gn:{number}", row.source, row.source_id)
    if number in known:
        point = (row.lat, row.lon, row.radius, number)
        store.execute("UPDATE place SET lat = ?, lon = ?, radius = ? WHERE number = ?", point)
        store.execute("INSERT OR REPLACE INTO kept VALUES (?,?,?,?)", (number, *source))
    else:
        up = row.admin1_number
        point = (row.lat, row.lon, row.radius)
        put_place(store, number, own, "district", row.country_code, *point, 0, up, *source, up)
    put_names(store, number, [row.name, own], MAIN)


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
    admin1: int | None = None, admin2: int | None = None,
) -> None:  # fmt: skip
    """Stage one place with its source."""
    place = (number, name, KIND[kind], country or "", lat, lon, radius, population, admin1, admin2, parent)
    store.execute("INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", place)
    store.execute("INSERT OR REPLACE INTO kept VALUES (?,?,?,?)", (number, place_id, source, source_id))


def put_names(store: sqlite3.Connection, number: int, names: list[str], kind: int) -> None:
    """Stage names of one place, and their short forms where it is a division."""
    rows = {}
    for name in names:
        if name and (kind == MAIN or usable(name)):
            rows.setdefault(normalise(name), kind)
            if kind != MAIN and (own := bare(name)):
                rows.setdefault(normalise(own), SHORT)
    store.executemany(
        "INSERT INTO names VALUES (?,?,?)", [(norm, number, k) for norm, k in rows.items() if norm]
    )


def stage(store: sqlite3.Connection, data: Path) -> Iterator[str]:
    """Stage all of data/gazetteer in `store`, after the rest of the world, yielding the name of each step as
    it ends.

    Raises
    ------
    InputError
        A row names a place that does not exist, or lacks a value.
    """
    outlines(store, data)
    yield "outlines"
    _remove_names(store, data)
    hand = _HandKept(store, data)
    hand.add_places()
    hand.add_post_towns()
    hand.add_aliases()
    yield "hand-kept data"
    skeletons(store)
    yield "transliterations"


def _remove_names(store: sqlite3.Connection, data: Path) -> None:
    """Remove words that are some place's name only in another language or without its generic word, and wrong
    aliases; a place's own name stays."""
    words = [normalise(row["word"]) for row in read(data / "not_names.csv")]
    marks = ",".join("?" * len(words))
    store.execute(f"DELETE FROM names WHERE kind <> ? AND norm IN ({marks})", (MAIN, *words))
    for row in read(data / "wrong_aliases.csv"):
        store.execute(
            "DELETE FROM names WHERE norm = ? AND number = ?",
            (normalise(row["alias"]), int(row["place_id"].removeprefix("gn:"))),
        )


class _HandKept:
    """The CSV files of data/gazetteer, whose places of their own are numbered below zero."""

    def __init__(self, store: sqlite3.Connection, data: Path):
        self.store, self.data = store, data
        self.places = read(data / "places.csv")
        self.towns = post_towns(store, data)
        ids = [row["place_id"] for row in self.places]
        own = sorted([*(i for i in ids if not i.startswith("gn:")), *self.towns])
        self.number_of = {place_id: position - len(own) for position, place_id in enumerate(own)}
        self.defined = {int(i[3:]) for i in ids if i.startswith("gn:")}

    def _number(self, place_id: str, file: str, line: int) -> int:
        """The number of a place that a row names."""
        found = self.number_of.get(place_id) or (int(place_id[3:]) if place_id.startswith("gn:") else 0)
        if found >= 0 and found not in self.defined and self._ask("1", found) is None:
            problem = f"the gazetteer has no place {place_id!r}"
            raise InputError(file, problem, "Correct the id, or add it to places.csv.", line)
        return found

    def _ask(self, columns: str, number: int) -> tuple | None:
        """Columns of a staged place."""
        return self.store.execute(f"SELECT {columns} FROM place WHERE number = ?", (number,)).fetchone()

    def add_places(self) -> None:
        """Stage places.csv: places of its own, and its word on those that are known."""
        for line, row in enumerate(self.places, 2):
            number = self._number(row["place_id"], "places.csv", line)
            above = self._number(row["parent"], "places.csv", line) if row["parent"] else None
            if row["kind"] not in KIND:
                problem = f"unknown kind {row['kind']!r}"
                raise InputError("places.csv", problem, f"Use one of {', '.join(KINDS)}.", line)
            known = self._ask("population, admin1, admin2, parent", number)
            population, admin1, admin2, parent = known or (0, None, None, None)
            if above:
                kind, up1, up2 = self._ask("kind, admin1, admin2", above)
                parent = above
                admin1 = above if kind == KIND["province"] else up1
                admin2 = above if kind == KIND["district"] else up2
            point = (float(row["lat"]), float(row["lon"]), float(row["radius_km"]))
            source = (row["place_id"], row["source"], row["source_id"])
            put_place(
                self.store, number, row["name"], row["kind"], row["country_code"], *point, population, parent,
                *source, admin1, admin2,
            )  # fmt: skip
            put_names(self.store, number, [row["name"]], MAIN)

    def add_post_towns(self) -> None:
        """Stage the post towns."""
        for place_id, town in self.towns.items():
            number, admin1, admin2 = self.number_of[place_id], town["admin1_number"], town["admin2_number"]
            source = (place_id, town["source"], town["source_id"])
            put_place(
                self.store, number, town["name"], "village", town["country_code"], town["lat"], town["lon"],
                5.0, 0, admin2 or admin1, *source, admin1, admin2 or None,
            )  # fmt: skip
            put_names(self.store, number, [town["name"]], MAIN)

    def add_aliases(self) -> None:
        """Stage aliases.csv and demonyms.csv."""
        for line, row in enumerate(read(self.data / "aliases.csv"), 2):
            if row["use"] not in USES:
                problem = f"unknown use {row['use']!r}"
                raise InputError("aliases.csv", problem, f"Use one of {', '.join(USES)}.", line)
            table = "codes" if row["use"] == "code" else "names"
            number = self._number(row["place_id"], "aliases.csv", line)
            self._call(table, row["alias"], number, USES[row["use"]])
        for line, row in enumerate(read(self.data / "demonyms.csv"), 2):
            number = self._number(row["place_id"], "demonyms.csv", line)
            self._call("demonyms", row["demonym"], number, MAIN)

    def _call(self, table: str, name: str, number: int, kind: int) -> None:
        """Stage one name in a table of names."""
        self.store.execute(f"INSERT INTO {table} VALUES (?,?,?)", (normalise(name), number, kind))


def post_towns(store: sqlite3.Connection, data: Path) -> dict[str, dict]:
    """Return the post towns by place_id; none where a dump has the United States, since it has them as
    settlements."""
    if store.execute("SELECT 1 FROM journal WHERE file IN ('allCountries.txt', 'US.txt')").fetchone():
        return {}
    return {f"zip:{town['source_id'].removeprefix('US ')}": town
            for town in pq.read_table(data / "us_post_towns.parquet").to_pylist()}


def skeletons(store: sqlite3.Connection) -> None:
    """Stage the skeletons of the names of settlements and divisions where names are written in another
    script."""
    kinds = [KIND[kind] for kind in NAMED_ALIKE]
    scripts = sorted(WORDS["other scripts"])
    marks = ",".join("?" * len(scripts)), ",".join("?" * len(kinds))
    rows = store.execute(
        "SELECT norm, number, names.kind FROM names JOIN place USING (number) "
        f"WHERE names.kind IN (?, ?) AND country IN ({marks[0]}) AND place.kind IN ({marks[1]})",
        (MAIN, ALTERNATE, *scripts, *kinds))
    while batch := rows.fetchmany(200_000):
        store.executemany("INSERT INTO skeletons VALUES (?,?,?)", [
            (f"{key} {norm}", number, kind) for norm, number, kind in batch
            if (key := skeleton(norm))])

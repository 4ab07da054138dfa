"""The GeoNames dump: allCountries.txt or country files, alternate names, division codes and hierarchy,
streamed.

Each file is read in chunks; a chunk and the position after it are committed together, so that an interrupted
run goes on where it was. A broken line is counted and left out. The format is GeoNames' own (its readme.txt):
tab-separated UTF-8 without a header.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from tqdm import tqdm

from claimatlas.errors import InputError
from claimatlas.gazetteer.lines import (
    Feature,
    Tally,
    kind_of,
    parse_alternate,
    parse_code,
    parse_feature,
    parse_hierarchy,
)
from claimatlas.gazetteer.names import KNOWN_WELL, bare, normalise, usable, variants
from claimatlas.gazetteer.place import ACRONYM, ALTERNATE, KIND, MAIN, SHORT
from claimatlas.gazetteer.sizes import town_radius

CHUNK = 50_000  # lines in one transaction
COUNTRY_FILE = re.compile(r"(allCountries|[A-Z]{2})\.txt$")
# Not names: links, codes, postcodes, phonetics.
NO_LANGUAGES = frozenset(("link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "phon"))
SETTLEMENTS = ("capital", "city", "town", "village", "quarter")
RADIUS = {  # km: how far a place of the kind usually reaches
    "continent": 3000.0,
    "country": 400.0,
    "region": 50.0,
    "province": 100.0,
    "district": 20.0,
    "division": 8.0,
    "ocean": 3000.0,
    "sea": 50.0,
    "river": 50.0,
    "desert": 100.0,
    "mountain": 5.0,
    "island": 5.0,
    "valley": 10.0,
    "park": 5.0,
}


def main_files(folder: Path) -> list[Path]:
    """Return the main files of a dump: allCountries.txt, or else the country files.

    Raises
    ------
    InputError
        There is none.
    """
    found = sorted(path for path in folder.glob("*.txt") if COUNTRY_FILE.match(path.name))
    if not found:
        raise InputError(str(folder), "no allCountries.txt and no country file such as AF.txt in it",
                         "Unzip the files of the GeoNames dump into the folder.")
    whole = [path for path in found if path.name == "allCountries.txt"]
    return whole or found


def lines_of(path: Path, offset: int) -> Iterator[tuple[bytes, int]]:
    """Yield the lines of a file from `offset` on, without their ends, each with the offset after it."""
    with path.open("rb") as file:
        file.seek(offset)
        for line in file:
            offset += len(line)
            yield line.rstrip(b"\r\n"), offset


def each(
    store: sqlite3.Connection, path: Path, parse: Callable[[bytes], object | None],
    save: Callable[[list], None], progress: bool,
) -> Tally:
    """Parse a file and save it chunk by chunk, each chunk in one transaction with the position after it."""
    row = store.execute(
        "SELECT offset, lines, broken, first FROM journal WHERE file = ?", (path.name,)
    ).fetchone()
    offset, lines, broken, first = row or (0, 0, 0, "[]")
    tally = Tally(lines, broken, json.loads(first))
    chunk: list = []
    seen = 0

    def commit() -> None:
        nonlocal seen
        save(chunk)
        store.execute("INSERT OR REPLACE INTO journal VALUES (?,?,?,?,?)",
                      (path.name, offset, tally.lines, tally.broken, json.dumps(tally.first)))
        store.commit()
        chunk.clear()
        seen = 0

    with tqdm(total=path.stat().st_size, initial=offset, desc=path.name, unit="B", unit_scale=True,
              disable=not progress, leave=False) as bar:
        for line, after in lines_of(path, offset):
            bar.update(after - offset)
            offset = after
            tally.lines += 1
            seen += 1
            if line and not line.startswith(b"#"):
                parsed = parse(line)
                if parsed is None:
                    tally.note_broken()
                else:
                    chunk.append(parsed)
            if seen >= CHUNK:
                commit()
        commit()
    return tally


def division_codes(
    store: sqlite3.Connection, folder: Path, mains: list[Path], progress: bool
) -> tuple[dict, dict]:
    """Return the GeoNames ids of division codes ("AF.01", "AF.01.1103"), and the tallies of the files they
    are from.

    Where a code file is missing, the divisions in the main files stand in for it.
    """
    codes: dict[str, int] = {}
    tallies: dict[str, Tally] = {}
    files = [folder / name for name in ("admin1CodesASCII.txt", "admin2Codes.txt")]
    for path in filter(Path.exists, files):
        tally = tallies[path.name] = Tally()
        for line, _ in lines_of(path, 0):
            tally.lines += 1
            if not line:
                continue
            if parsed := parse_code(line):
                codes[parsed[0]] = parsed[1]
            else:
                tally.note_broken()
    if len(tallies) < len(files):
        _codes_of_features(mains, codes)
    return codes, tallies


def _codes_of_features(mains: list[Path], codes: dict[str, int]) -> None:
    """Complete the codes of divisions by the divisions in the main files."""
    for line in (line for path in mains for line, _ in lines_of(path, 0)):
        if (b"\tADM1\t" in line or b"\tADM2\t" in line) and (f := parse_feature(line)):
            if f.feature == "A.ADM1" and f.admin1:
                codes.setdefault(f"{f.country}.{f.admin1}", f.number)
            elif f.feature == "A.ADM2" and f.admin2:
                codes.setdefault(f"{f.country}.{f.admin1}.{f.admin2}", f.number)


def stage(store: sqlite3.Connection, folder: Path, progress: bool = True) -> dict[str, Tally]:
    """Stage the dump in `folder` over what `store` has; return the tally of each file.

    Raises
    ------
    InputError
        The folder has no main file.
    """
    mains = main_files(folder)
    codes, tallies = division_codes(store, folder, mains, progress)
    alternates = folder / "alternateNamesV2.txt"
    stager = _Stager(store, codes, with_column=not alternates.exists())
    for path in mains:
        tallies[path.name] = each(store, path, parse_feature, stager.save_features, progress)
    for path, parse, save in (
        (alternates, parse_alternate, stager.save_alternates),
        (folder / "hierarchy.txt", parse_hierarchy, stager.save_hierarchy),
    ):
        if path.exists():
            tallies[path.name] = each(store, path, parse, save, progress)
    return tallies


class _Stager:
    """Saves what the lines of a dump say, a chunk at a time."""

    def __init__(self, store: sqlite3.Connection, codes: dict[str, int], with_column: bool):
        self.store = store
        self.codes = codes  # GeoNames ids of the divisions
        self.with_column = with_column  # whether alternate names are read from the main files' column
        self.countries = dict(
            store.execute("SELECT country, number FROM place WHERE kind = ?", (KIND["country"],))
        )

    def save_features(self, features: list[Feature]) -> None:
        """Save lines of a main file; of a country only its point, as the rest is known better."""
        places, names, states = [], [], []
        for feature in features:
            kind = kind_of(feature, self.countries)
            if kind == "country":
                states.append((feature.lat, feature.lon, feature.population, feature.number))
                continue
            places.append(self._place(feature, kind))
            forms = self._forms(feature, kind)
            names.extend((form, feature.number, belongs) for form, belongs in forms.items() if form)
        self.store.executemany("INSERT OR REPLACE INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", places)
        self.store.executemany("INSERT INTO names VALUES (?,?,?)", names)
        self.store.executemany("UPDATE place SET lat = ?, lon = ?, population = ? WHERE number = ?", states)

    def _place(self, feature: Feature, kind: str) -> tuple:
        """The row of a place, in its divisions."""
        admin1 = self.codes.get(f"{feature.country}.{feature.admin1}") if feature.admin1 else None
        admin2 = (
            self.codes.get(f"{feature.country}.{feature.admin1}.{feature.admin2}") if feature.admin2 else None
        )
        admin1, admin2 = (n if n != feature.number else None for n in (admin1, admin2))
        country = self.countries.get(feature.country)
        parent = admin2 or admin1 or (country if country != feature.number else None)
        radius = town_radius(feature.population) if kind in SETTLEMENTS else RADIUS.get(kind, 1.0)
        point = (feature.lat, feature.lon, radius)
        return (
            feature.number,
            feature.name,
            KIND[kind],
            feature.country,
            *point,
            feature.population,
            admin1,
            admin2,
            parent,
        )

    def _forms(self, feature: Feature, kind: str) -> dict[str, int]:
        """The normal forms of a place's names, and how each belongs to it."""
        forms = {normalise(feature.name): MAIN, normalise(feature.ascii_name): MAIN}
        others = [a for a in feature.alternates if usable(a)] if self.with_column else []
        for other in others:
            forms.setdefault(normalise(other), ALTERNATE)
        if kind in ("province", "district", "division"):
            for other in (feature.name, feature.ascii_name, *others):
                if own := bare(other):
                    forms.setdefault(normalise(own), SHORT)
        if kind in ("province", "district", "capital") or feature.population >= KNOWN_WELL:
            for form in list(forms):
                for other in variants(form, feature.country):
                    forms.setdefault(other, ALTERNATE)
        return forms

    def save_alternates(self, rows: list[tuple[int, str, str]]) -> None:
        """Save lines of alternateNamesV2.txt."""
        names = []
        for number, language, name in rows:
            if language in NO_LANGUAGES:
                continue
            if language == "abbr" and len(name) <= 6 and name.isupper():
                names.append((normalise(name), number, ACRONYM))
            elif usable(name):
                names.append((normalise(name), number, MAIN if language == "en" else ALTERNATE))
        self.store.executemany("INSERT INTO names VALUES (?,?,?)", [row for row in names if row[0]])

    def save_hierarchy(self, rows: list[tuple[int, int, str]]) -> None:
        """Save lines of hierarchy.txt: of several parents, the administrative one says where a place is."""
        self.store.executemany(
            "UPDATE place SET parent = ? WHERE number = ? AND (? OR parent IS NULL)",
            [(parent, child, kind == "ADM") for parent, child, kind in rows],
        )

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
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from claimatlas.errors import InputError
from claimatlas.gazetteer.names import KNOWN_WELL, bare, normalise, usable, variants
from claimatlas.gazetteer.sizes import settlement, town_radius
from claimatlas.gazetteer.store import ACRONYM, ALTERNATE, KIND, MAIN, SHORT

CHUNK = 50_000  # lines in one transaction
REPORTED = 5  # line numbers of broken lines that are kept
COUNTRY_FILE = re.compile(r"(allCountries|[A-Z]{2})\.txt$")
# Not names: links, codes, postcodes, phonetics.
NO_LANGUAGES = frozenset(("link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "phon"))
FEATURES = {
    "A.ADM1": "province",
    "A.ADM2": "district",
    "P.PPLC": "capital",
    "P.PPLX": "quarter",
    "L.CONT": "continent",
    "L.PRK": "park",
    "L.RES": "park",
    "L.RESN": "park",
    "H.OCN": "ocean",
    "T.ISL": "island",
    "T.ISLS": "island",
    "T.VAL": "valley",
    "T.VALS": "valley",
    "T.DSRT": "desert",
    "T.PASS": "crossing",
    "S.PSTB": "crossing",
    "S.AIRP": "airport",
    "S.AIRB": "airport",
    "H.CNL": "canal",
    "H.CNLI": "canal",
    "H.CNLN": "canal",
    **{
        f"H.{c}": "sea"
        for c in (
            "SEA",
            "GULF",
            "BAY",
            "BAYS",
            "STRT",
            "CHN",
            "SD",
            "BGHT",
            "FJD",
            "COVE",
            "HBR",
            "LGN",
            "ESTY",
        )
    },
    **{
        f"H.{c}": "river"
        for c in ("STM", "STMI", "STMS", "STMA", "STMB", "STMD", "STMM", "STMX", "STMIX", "WAD")
    },
    **{f"H.{c}": "lake" for c in ("LK", "LKS", "LKI", "LKN", "LKX", "RSV", "PND", "PNDS")},
    **{f"T.{c}": "mountain" for c in ("MT", "MTS", "PK", "PKS", "HLL", "HLLS", "VLC", "RDGE", "PLAT")},
}
SETTLEMENTS = ("capital", "city", "town", "village", "quarter")
CLASSES = {"A": "division", "L": "region", "R": "road", "S": "spot"}
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


@dataclass(slots=True)
class Feature:
    """One line of a main file."""

    number: int
    name: str
    ascii_name: str
    alternates: list[str]
    lat: float
    lon: float
    feature: str  # class and code: "P.PPLC"
    country: str
    admin1: str
    admin2: str
    population: int


@dataclass
class Tally:
    """What became of the lines of one file."""

    lines: int = 0
    broken: int = 0
    first: list[int] = field(default_factory=list)

    def note_broken(self) -> None:
        """Count the line just read as broken; the first few are kept by number."""
        self.broken += 1
        if len(self.first) < REPORTED:
            self.first.append(self.lines)


def parse_feature(line: bytes) -> Feature | None:
    """Parse one line of allCountries.txt or a country file; None if it is broken."""
    try:
        cells = line.decode("utf-8").split("\t")
        if len(cells) != 19:
            return None
        number, lat, lon = int(cells[0]), float(cells[4]), float(cells[5])
        population = int(cells[14]) if cells[14].strip() else 0
    except ValueError:  # UnicodeDecodeError is one
        return None
    if not (
        0 < number < 2**62
        and -90 <= lat <= 90
        and -180 <= lon <= 180
        and 0 <= population < 2**62
        and cells[1].strip()
    ):
        return None
    if not (len(cells[8]) in (0, 2) and cells[8].isascii()):
        return None
    return Feature(
        number, cells[1].strip(), cells[2].strip(), [a for a in cells[3].split(",") if a], lat, lon,
        f"{cells[6]}.{cells[7]}", cells[8], cells[10], cells[11], population)


def parse_alternate(line: bytes) -> tuple[int, str, str] | None:
    """Parse one line of alternateNamesV2.txt: GeoNames id, language, name; None if it is broken."""
    try:
        cells = line.decode("utf-8").split("\t")
        number = int(cells[1])
        language, name = cells[2], cells[3].strip()
    except (ValueError, IndexError):
        return None
    return (number, language, name) if 0 < number < 2**62 and name else None


def parse_code(line: bytes) -> tuple[str, int] | None:
    """Parse one line of admin1CodesASCII.txt or admin2Codes.txt: code, GeoNames id; None if it is broken."""
    try:
        cells = line.decode("utf-8").split("\t")
        code, number = cells[0], int(cells[3])
    except (ValueError, IndexError):
        return None
    return (code, number) if 0 < number < 2**62 and code.count(".") in (1, 2) else None


def parse_hierarchy(line: bytes) -> tuple[int, int, str] | None:
    """Parse one line of hierarchy.txt: parent, child, type; None if it is broken."""
    try:
        cells = line.decode("utf-8").split("\t")
        parent, child = int(cells[0]), int(cells[1])
    except (ValueError, IndexError):
        return None
    if not (0 < parent < 2**62 and 0 < child < 2**62 and parent != child):
        return None
    return parent, child, cells[2].strip() if len(cells) > 2 else ""


def kind_of(feature: Feature, countries: dict[str, int]) -> str:
    """Return the kind of a feature from its GeoNames class and code, and its population if it is a
    settlement."""
    code = feature.feature
    if code.startswith("A.PCL"):
        return "country" if countries.get(feature.country) == feature.number else "region"
    if code in FEATURES:
        return FEATURES[code]
    if code.startswith("P."):
        return settlement(feature.population, False)
    return CLASSES.get(code[0], "place")


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

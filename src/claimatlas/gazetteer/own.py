"""A user's own places: ``places.csv`` in the corpus folder, laid over the compiled gazetteer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from claimatlas.delimited import read_csv
from claimatlas.errors import InputError
from claimatlas.files import within
from claimatlas.gazetteer.names import normalise
from claimatlas.gazetteer.place import KINDS, MAIN, Place
from claimatlas.gazetteer.store import COLUMNS, Gazetteer, open_gazetteer

FILE = "places.csv"
REQUIRED = ("place_id", "name", "lat", "lon")
OPTIONAL = ("kind", "country_code", "parent", "radius_km", "source", "source_id", "licence", "date")
HELP = "See 'Your own places' in README.md."
SMALLEST, WIDEST = 0.05, 5000.0  # km: what a radius may be
USUAL_RADIUS = 5.0
_ID = re.compile(r"[\w:.-]{1,80}")


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A row of a user's ``places.csv``, checked.

    Attributes
    ----------
    place_id, name, kind, country_code : str
        ``country_code`` is empty where none is stated.
    parent : str
        Id of the place that contains it, or empty.
    lat, lon : float
        Degrees, EPSG:4326.
    radius_km : float
    source, source_id : str
    line : int
        Row of the file.
    """

    place_id: str
    name: str
    kind: str
    country_code: str
    parent: str
    lat: float
    lon: float
    radius_km: float
    source: str
    source_id: str
    line: int


def read_places(corpus: Path | str) -> list[OwnPlace]:
    """Read the places of a corpus' own; none where it has no ``places.csv``.

    Raises
    ------
    InputError
        Names row and value of the first thing that cannot be used.
    """
    folder = Path(corpus)
    if not (folder / FILE).exists():
        return []
    path = within(folder, folder / FILE, FILE)
    return list(_checked(read_csv(path, FILE, REQUIRED, REQUIRED + OPTIONAL)))


def _checked(rows: list[tuple[int, dict[str, str]]]) -> Iterator[OwnPlace]:
    """The places of the rows, each checked; an id that has two points stops."""
    seen: dict[str, OwnPlace] = {}
    for line, row in rows:
        cells = {column: " ".join(row.get(column, "").split()) for column in REQUIRED + OPTIONAL}
        if not any(cells.values()):
            continue
        place = _place(cells, line)
        first = seen.setdefault(place.place_id, place)
        if (first.lat, first.lon) != (place.lat, place.lon):
            raise InputError(
                FILE, f"place_id {place.place_id!r} stands in row {first.line} already, with another point",
                f"Give each place an id of its own; the same id again is another name of the place. {HELP}",
                line,
            )
        yield place


def _place(cells: dict[str, str], line: int) -> OwnPlace:
    """Check the cells of a row."""

    def wrong(problem: str, remedy: str) -> InputError:
        return InputError(FILE, problem, f"{remedy} {HELP}", line)

    def number(column: str, low: float, high: float, empty: float | None = None) -> float:
        if not cells[column] and empty is not None:
            return empty
        try:
            value = float(cells[column])
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise wrong(f"{column} {cells[column]!r} is no number between {low:g} and {high:g}",
                        "Write degrees or km with a point, as in 37.1946.")
        return value

    for column in ("place_id", "name"):
        if not cells[column]:
            raise wrong(f"{column} is empty", "Every place needs one.")
    if not _ID.fullmatch(cells["place_id"]):
        raise wrong(f"place_id {cells['place_id']!r} has a character that ids cannot have",
                    "Use letters, digits, ':', '.', '-' and '_', as in my:north-camp.")
    if len(cells["name"]) < 2 or not normalise(cells["name"]):
        problem = f"name {cells['name']!r} has no letters to look for"
        raise wrong(problem, "Write the name as the articles do.")
    kind = cells["kind"].lower() or "spot"
    if kind not in KINDS:
        problem = f"kind {cells['kind']!r} is unknown"
        raise wrong(problem, f"Use one of {', '.join(KINDS)}, or leave it empty.")
    return OwnPlace(
        cells["place_id"], cells["name"], kind, cells["country_code"].upper(), cells["parent"],
        number("lat", -90, 90), number("lon", -180, 180), number("radius_km", SMALLEST, WIDEST, USUAL_RADIUS),
        cells["source"] or f"{FILE} of the corpus", cells["source_id"] or cells["place_id"], line)


class OwnGazetteer(Gazetteer):
    """A gazetteer with a user's own places behind its rows; where both have an id, the user's is meant.

    Parameters
    ----------
    base : Gazetteer
    places : list of OwnPlace

    Raises
    ------
    InputError
        A row names a country or a parent that there is not.
    """

    def __init__(self, base: Gazetteer, places: list[OwnPlace]):
        vars(self).update(vars(base))
        self._base = base
        self.given = list(places)
        ids = list(dict.fromkeys(place.place_id for place in places))
        self._own = [next(p for p in places if p.place_id == place_id) for place_id in ids]
        self._own_rows = {place_id: self.own_from + k for k, place_id in enumerate(ids)}
        self.own_names: dict[str, list[int]] = {}
        for place in places:
            rows = self.own_names.setdefault(place.name, [])
            if (row := self._own_rows[place.place_id]) not in rows:
                rows.append(row)
        self._by_norm: dict[str, list[int]] = {}
        for name, rows in self.own_names.items():
            known = self._by_norm.setdefault(normalise(name), [])
            known += [row for row in rows if row not in known]
        added = [self._columns(place) for place in self._own]
        for column in COLUMNS:
            values = getattr(base, column)
            joined = np.concatenate([values, np.array([row[column] for row in added], values.dtype)])
            joined.flags.writeable = False
            setattr(self, column, joined)

    def _columns(self, place: OwnPlace) -> dict[str, float]:
        """Return the cells of a place's row, taking country and divisions from what contains it."""
        base = self._base
        parent = -1
        if place.parent:
            try:
                parent = self._own_rows.get(place.parent) or base.row(place.parent)
            except KeyError:
                remedy = f"Leave it empty, or ask: python -m claimatlas.gazetteer find NAME. {HELP}"
                problem = f"parent {place.parent!r} is in neither the file nor the gazetteer"
                raise InputError(FILE, problem, remedy, place.line) from None
        above = parent if parent < self.own_from else -1
        if place.country_code and place.country_code not in base.country_number:
            remedy = f"Use two letters of ISO 3166-1, as in TJ, or leave it empty. {HELP}"
            raise InputError(FILE, f"country_code {place.country_code!r} is unknown", remedy, place.line)
        inherited = int(base.country[above]) if above >= 0 else 0
        kind = KINDS[base.kind[above]] if above >= 0 else ""
        return {
            "number": np.iinfo(np.int64).max - len(self._own) + self._own_rows[place.place_id]
            - self.own_from,
            "lat": place.lat, "lon": place.lon, "radius_km": place.radius_km, "population": 0,
            "kind": KINDS.index(place.kind),
            "country": base.country_number[place.country_code] if place.country_code else inherited,
            "admin1": above if kind == "province" else int(base.admin1[above]) if above >= 0 else -1,
            "admin2": above if kind == "district" else int(base.admin2[above]) if above >= 0 else -1,
            "parent": parent,
        }

    def _is_own(self, at: int) -> bool:
        """Whether a row is one of the user's places."""
        return at >= self.own_from

    def indices(self, norm: str) -> np.ndarray:
        """Return the rows of the places called `norm`, the user's first; see `Gazetteer.indices`."""
        known = super().indices(norm)
        own = self._by_norm.get(norm)
        if own is None:
            return known
        return np.concatenate([np.array(own, np.uint32), np.asarray(known, np.uint32)])

    def name_kinds(self, norm: str) -> np.ndarray:
        """Return how each name belongs to its place; see `Gazetteer.name_kinds`."""
        known = super().name_kinds(norm)
        own = self._by_norm.get(norm)
        if own is None:
            return known
        return np.concatenate([np.full(len(own), MAIN, np.uint32), np.asarray(known, np.uint32)])

    def __contains__(self, norm: str) -> bool:
        return norm in self._by_norm or super().__contains__(norm)

    def name(self, at: int) -> str:
        """Return the name of row `at`."""
        return self._own[int(at) - self.own_from].name if self._is_own(at) else super().name(at)

    def place_id(self, at: int) -> str:
        """Return the place_id of row `at`."""
        return self._own[int(at) - self.own_from].place_id if self._is_own(at) else super().place_id(at)

    def row(self, place_id: str) -> int:
        """Return the row of `place_id`; see `Gazetteer.row`."""
        return self._own_rows[place_id] if place_id in self._own_rows else self._base.row(place_id)

    def place(self, at: int | str) -> Place:
        """Return the place of row `at`, or of a place_id; see `Gazetteer.place`."""
        at = self.row(at) if isinstance(at, str) else int(at)
        if not self._is_own(at):
            return self._base.place(at)
        own, admin1, admin2 = self._own[at - self.own_from], int(self.admin1[at]), int(self.admin2[at])
        return Place(
            own.place_id, own.name, own.kind, self.countries[self.country[at]] or None,
            self.name(admin1) if admin1 >= 0 else None, self.name(admin2) if admin2 >= 0 else None,
            own.lat, own.lon, round(own.radius_km, 2), 0, own.source, own.source_id)


def gazetteer_of(corpus: Path | str) -> Gazetteer:
    """Open the gazetteer for a corpus: with the places of its own laid over it, if it has any.

    Raises
    ------
    InputError
        The corpus' ``places.csv`` cannot be used, or the gazetteer cannot be opened.
    """
    places = read_places(corpus)
    base = open_gazetteer()
    return OwnGazetteer(base, places) if places else base

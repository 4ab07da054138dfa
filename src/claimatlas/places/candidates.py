"""Candidates: what a name can stand for, read from the gazetteer once and kept as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from claimatlas.gazetteer import ALTERNATE, KINDS, Gazetteer, normalise
from claimatlas.places import words

KIND = {kind: number for number, kind in enumerate(KINDS)}
MOST = 160  # candidates of one name: all "Washington County"s, but not every "San Antonio" of the world
KEPT = 100_000  # names kept in the memory of a lexicon before it is emptied

# How likely a place of this kind is what a bare name means, in decimal orders of magnitude of population; chosen by hand.
KIND_WEIGHT = np.zeros(len(KINDS), np.float32)
for _kind, _weight in {
    "continent": 5.0, "region": 4.0, "country": 5.0, "province": 2.2, "district": 0.2, "division": -0.5,
    "capital": 3.5, "city": 0.8, "town": 0.3, "village": 0.0, "quarter": -0.5, "crossing": 5.0, "valley": 5.0,
    "mountain": 5.0, "desert": 5.0, "island": 5.0, "ocean": 8.0, "sea": 7.0, "river": 5.0, "lake": 5.0, "canal": 6.0,
    "road": 3.0, "park": 4.0, "airport": 5.0, "spot": 5.0, "place": 0.0,
}.items():
    if _kind in KIND:
        KIND_WEIGHT[KIND[_kind]] = _weight
SETTLEMENTS = np.zeros(len(KINDS), bool)
AREAS = np.zeros(len(KINDS), bool)
for _kind in ("capital", "city", "town", "village", "quarter"):
    SETTLEMENTS[KIND[_kind]] = True
for _kind in ("continent", "region", "country", "province", "district", "division"):
    AREAS[KIND[_kind]] = True


@dataclass(slots=True)
class Entry:
    """The candidates of one name.

    Attributes
    ----------
    name : str
        The name that was looked up.
    rows : numpy.ndarray of int, shape (n,)
        Rows of the gazetteer.
    xyz : numpy.ndarray of float32, shape (n, 3)
        Unit vectors of the places: a dot product gives the cosine of the angle between two of them.
    kind, country, admin1, admin2 : numpy.ndarray of int, shape (n,)
    prior : numpy.ndarray of float32, shape (n,)
        Score without context.
    strength : float
        The highest prior: how well known the name is as a place.
    """

    name: str
    rows: np.ndarray
    xyz: np.ndarray
    kind: np.ndarray
    country: np.ndarray
    admin1: np.ndarray
    admin2: np.ndarray
    prior: np.ndarray
    strength: float


class Lexicon:
    """Names to `Entry`, case by case, with a memory.

    Parameters
    ----------
    gaz : Gazetteer
    """

    def __init__(self, gaz: Gazetteer):
        self.gaz = gaz
        self._entries: dict[str, Entry | None] = {}
        self.english = [gaz.country_number[c] for c in ("US", "CA", "GB", "IE", "AU", "NZ") if c in gaz.country_number]
        self._writes_english = np.zeros(len(gaz.countries), bool)
        self._writes_english[self.english] = True

    def __call__(self, surface: str) -> Entry | None:
        """Return the candidates of `surface` as it stands in a text, or None."""
        entries = self._entries
        if surface in entries:
            return entries[surface]
        if len(entries) > KEPT:
            entries.clear()
        entries[surface] = found = self._find(surface)
        return found

    def _find(self, surface: str) -> Entry | None:
        if surface in words.ACRONYMS:
            return self._named(words.ACRONYMS[surface], surface)
        if len(surface) < 3 or (len(surface) <= 3 and surface.isupper()):
            return None
        return self._named(surface, surface)

    def _named(self, name: str, surface: str) -> Entry | None:
        norm = normalise(name)
        rows = self.gaz.indices(norm)
        if len(rows) == 0:
            rows = self.gaz.codes(norm) if surface in words.ACRONYMS else rows
            kinds = np.zeros(len(rows), np.uint8)
        else:
            kinds = self.gaz.name_kinds(norm)
        return self.entry(name, np.asarray(rows, np.int64), np.asarray(kinds)) if len(rows) else None

    def entry(self, name: str, rows: np.ndarray, name_kinds: np.ndarray) -> Entry:
        """Gather the columns of `rows` into an `Entry`, the likeliest first."""
        gaz = self.gaz
        kind = gaz.kind[rows].copy()
        population = gaz.population[rows]
        # one capital of a name in a country
        capitals = np.flatnonzero(kind == KIND["capital"])
        if len(capitals) > 1:
            for code in np.unique(gaz.country[rows[capitals]]):
                same = capitals[gaz.country[rows[capitals]] == code]
                kind[np.setdiff1d(same, same[np.argmax(population[same])])] = KIND["town"]
        prior = np.log10(population + 1.0) + KIND_WEIGHT[kind]
        # In countries that write English, another name of a village is mostly one that it no longer has.
        english = self._writes_english[gaz.country[rows]]
        prior = prior - np.where(name_kinds == ALTERNATE, np.where(english & ~AREAS[kind], 3.0, 1.2), 0.0)
        # A city of millions is meant before the province that is called after it.
        big = SETTLEMENTS[kind] & (population >= 1_000_000)
        for row in rows[(kind == KIND["province"]) & (name_kinds != ALTERNATE)] if big.any() else ():
            within = big & (gaz.admin1[rows] == row)
            prior[within] = np.maximum(prior[within], prior[rows == row] + 0.5)
        order = np.argsort(-prior, kind="stable")[:MOST]
        rows, prior, kind = rows[order], prior[order].astype(np.float32), kind[order]
        lat, lon = np.radians(gaz.lat[rows]), np.radians(gaz.lon[rows])
        xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
        return Entry(
            name=name, rows=rows, xyz=xyz.astype(np.float32), kind=kind, country=gaz.country[rows].astype(np.int32),
            admin1=gaz.admin1[rows], admin2=gaz.admin2[rows], prior=prior, strength=float(prior[0]),
        )

    def demonym(self, word: str) -> Entry | None:
        """Return the place that a nationality word belongs to, or None."""
        key = "~" + word
        if key in self._entries:
            return self._entries[key]
        name = words.DEMONYMS.get(word)
        entry = self._named(name, name) if name else None
        if entry is None:
            rows = self.gaz.demonyms(normalise(word))
            entry = self.entry(word, np.asarray(rows, np.int64), np.zeros(len(rows), np.uint8)) if len(rows) else None
        if entry is not None:  # a nationality is never that of a village
            keep = np.flatnonzero(AREAS[entry.kind])[:1]
            entry = self._pick(entry, keep if len(keep) else np.arange(1))
        self._entries[key] = entry
        return entry

    def variant(self, surface: str, countries: np.ndarray) -> Entry | None:
        """Return the places of `countries` whose names differ from `surface` only as transliterations do, or None."""
        key = "?" + surface
        if key in self._entries:
            entry = self._entries[key]
        else:
            rows = np.asarray(self.gaz.similar_indices(normalise(surface)), np.int64)
            entry = self.entry(surface, rows, np.zeros(len(rows), np.uint8)) if len(rows) else None
            self._entries[key] = entry
        if entry is None:
            return None
        keep = np.flatnonzero(np.isin(entry.country, countries))
        return self._pick(entry, keep) if len(keep) else None

    def _pick(self, entry: Entry, keep: np.ndarray) -> Entry:
        return Entry(
            entry.name, entry.rows[keep], entry.xyz[keep], entry.kind[keep], entry.country[keep], entry.admin1[keep],
            entry.admin2[keep], entry.prior[keep], float(entry.prior[keep[0]]),
        )

    def state(self, text: str) -> Entry | None:
        """Return the division or country that `text` abbreviates after a comma ("Ala.", "TX"), or None."""
        key = "," + text
        if key in self._entries:
            return self._entries[key]
        name = words.STATE_ABBREVIATIONS.get(text)
        entry = self._named(name, name) if name else None
        if entry is not None:
            areas = np.flatnonzero(entry.kind == KIND["province"])
            entry = self._pick(entry, areas[:1]) if len(areas) else entry
        self._entries[key] = entry
        return entry


def shortened(entry: Entry, most: int) -> Entry:
    """Return the `most` likeliest candidates of an entry."""
    if len(entry.rows) <= most:
        return entry
    return Entry(
        entry.name, entry.rows[:most], entry.xyz[:most], entry.kind[:most], entry.country[:most], entry.admin1[:most],
        entry.admin2[:most], entry.prior[:most], entry.strength,
    )


def inside(inner: Entry, outer: Entry) -> np.ndarray:
    """Tell for each candidate of `inner` whether it lies in one of the likeliest candidates of `outer`; shape (n,)."""
    found = np.zeros(len(inner.rows), bool)
    for row, kind, code in zip(outer.rows[:6].tolist(), outer.kind[:6].tolist(), outer.country[:6].tolist(), strict=True):
        if kind == KIND["country"]:
            found |= (inner.country == code) & (inner.rows != row)
        elif AREAS[kind]:
            found |= (inner.admin1 == row) | (inner.admin2 == row)
    return found

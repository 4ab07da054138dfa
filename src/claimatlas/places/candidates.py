"""Candidates: what a name can stand for, read from the gazetteer once and kept as arrays."""

from __future__ import annotations

import re

import numpy as np

from claimatlas.gazetteer import ACRONYM, ALTERNATE, KINDS, Gazetteer, normalise
from claimatlas.places import evidence, words
from claimatlas.places.evidence import LIMITS, PRIOR

KIND = {kind: number for number, kind in enumerate(KINDS)}
MOST = 160  # candidates of one name: all "Washington County"s, but not every "San Antonio" of the world
KEPT = 100_000  # names kept in the memory of a lexicon before it is emptied

KIND_WEIGHT = np.array([evidence.KINDS[kind] for kind in KINDS], np.float32)
"""How likely a place of a kind is what a bare name means."""
SETTLEMENTS = np.zeros(len(KINDS), bool)
AREAS = np.zeros(len(KINDS), bool)
for _kind in ("capital", "city", "town", "village", "quarter"):
    SETTLEMENTS[KIND[_kind]] = True
for _kind in ("continent", "region", "country", "province", "district", "division"):
    AREAS[KIND[_kind]] = True


# Names that nobody has: of first-level divisions and wider areas, of waters and ranges.
AREAL = AREAS.copy()
AREAL[[KIND["district"], KIND["division"]]] = False
NATURAL = np.zeros(len(KINDS), bool)
for _kind in ("valley", "mountain", "desert", "ocean", "sea", "river", "lake"):
    AREAL[KIND[_kind]] = NATURAL[KIND[_kind]] = True
AREAL[KIND["island"]] = True
CLASSES = (("town", SETTLEMENTS), ("province", np.arange(len(KINDS)) == KIND["province"]),
           ("country", np.arange(len(KINDS)) == KIND["country"]))
ABROAD, BESIDE = LIMITS["known abroad"], LIMITS["beside"]


class Entry:
    """The candidates of one name, the likeliest first.

    Attributes
    ----------
    name : str
        The name that was looked up.
    rows : numpy.ndarray of int, shape (n,)
        Rows of the gazetteer.
    kind, country : numpy.ndarray of int, shape (n,)
    prior : numpy.ndarray of float32, shape (n,)
        Score without context.
    strength : float
        The highest prior: how well known the name is as a place.
    abroad : bool or None
        Whether no place of a country that writes English is called so; None before `Lexicon.abroad` was
        asked.
    """

    __slots__ = (
        "_classes",
        "_gaz",
        "_more",
        "abroad",
        "country",
        "kind",
        "name",
        "prior",
        "rows",
        "strength",
    )

    def __init__(
        self,
        gaz: Gazetteer,
        name: str,
        rows: np.ndarray,
        kind: np.ndarray,
        country: np.ndarray,
        prior: np.ndarray,
    ):
        self.name, self.rows, self.kind, self.country, self.prior = name, rows, kind, country, prior
        self.strength = float(prior[0])
        self._gaz, self._more, self._classes, self.abroad = gaz, None, None, None

    @property
    def areal(self) -> bool:
        """Whether the likeliest is an area, a water or a range, and nothing else is nearly as well known."""
        near = self.kind[self.prior > self.strength - 1.0]
        return bool(AREAL[self.kind[0]] and self.strength < LIMITS["area by its name"] and AREAL[near].all())

    @property
    def natural(self) -> bool:
        """Whether a water or a range is called so, or a region before all else."""
        return bool(self.kind[0] == KIND["region"] or NATURAL[self.kind].any())

    @property
    def classes(self) -> tuple[str, ...]:
        """Which of town, province and country it may be, by the candidates that are about as likely as the
        first."""
        if self._classes is None:
            kinds = self.kind[self.prior > self.strength - BESIDE]
            self._classes = tuple(name for name, members in CLASSES if members[kinds].any())
        return self._classes

    @property
    def more(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Unit vectors, shape (n, 3), and rows of the first- and second-level divisions, shape (n,); read
        when first used.

        A dot product of two unit vectors is the cosine of the angle between the places.
        """
        if self._more is None:
            lat, lon = np.radians(self._gaz.lat[self.rows]), np.radians(self._gaz.lon[self.rows])
            flat = np.cos(lat)
            xyz = np.stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)], axis=1).astype(np.float32)
            self._more = xyz, self._gaz.admin1[self.rows], self._gaz.admin2[self.rows]
        return self._more

    @property
    def xyz(self) -> np.ndarray:
        """Unit vectors of the places."""
        return self.more[0]

    @property
    def admin1(self) -> np.ndarray:
        """Rows of their first-level divisions, -1 for none."""
        return self.more[1]

    @property
    def admin2(self) -> np.ndarray:
        """Rows of their second-level divisions, -1 for none."""
        return self.more[2]

    def pick(self, keep: np.ndarray | slice) -> Entry:
        """Return an entry of some of the candidates only."""
        return Entry(
            self._gaz, self.name, self.rows[keep], self.kind[keep], self.country[keep], self.prior[keep]
        )

    def first(self, most: int) -> Entry:
        """Return an entry of the `most` likeliest candidates."""
        return self if len(self.rows) <= most else self.pick(slice(most))


def _pattern_of(names) -> re.Pattern | None:
    """Return what finds names as they are written or in capitals, the longest first; None if there are
    none."""
    spellings = sorted(
        {form for name in names for form in (name, name.upper())}, key=lambda form: (-len(form), form)
    )
    loose = (
        re.escape(form).replace("\\ ", r"\s+").replace("'", "['’ʼ]").replace("’", "['’ʼ]")
        for form in spellings
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(loose)})(?!\w|-\w)") if spellings else None


class Lexicon:
    """Names to `Entry`, case by case, with a memory.

    Parameters
    ----------
    gaz : Gazetteer
    """

    def __init__(self, gaz: Gazetteer):
        self.gaz = gaz
        self._entries: dict[str, Entry | None] = {}
        self.english = [
            gaz.country_number[c] for c in ("US", "CA", "GB", "IE", "AU", "NZ") if c in gaz.country_number
        ]
        writes_english = np.zeros(len(gaz.countries), bool)
        writes_english[self.english] = True
        # prior of every place, and what it loses under another name than its own
        self._prior = (np.log10(gaz.population + 1.0) + KIND_WEIGHT[gaz.kind]).astype(np.float32)
        named = NATURAL | np.isin(
            np.arange(len(KINDS)), [KIND[kind] for kind in ("region", "island", "spot", "park")]
        )
        self._prior[(gaz.number == 0) & named[gaz.kind]] += PRIOR["hand-kept"]
        self._prior[gaz.own_from :] = PRIOR["a place of the user's"]
        self.own = _pattern_of(gaz.own_names)
        self._alternate = np.where(
            writes_english[gaz.country] & ~AREAS[gaz.kind],
            np.float32(PRIOR["another name of an English-speaking town"]),
            np.float32(PRIOR["another name"]),
        )

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
        """The entry of a surface: what an acronym stands for, else the name itself."""
        if surface in words.ACRONYMS:
            return self._named(words.ACRONYMS[surface], surface)
        if len(surface) < 3 or (len(surface) <= 3 and surface.isupper()):
            return None
        return self._named(surface, surface)

    def _named(self, name: str, surface: str) -> Entry | None:
        """All places that have a name, as an entry; None if there are none."""
        norm = normalise(name)
        rows = self.gaz.indices(norm)
        if len(rows) == 0:
            if surface not in words.ACRONYMS:
                return None
            rows = self.gaz.codes(norm)
            kinds = np.zeros(len(rows), np.uint8)
        else:
            kinds = self.gaz.name_kinds(norm)
        rows, kinds = np.asarray(rows, np.int64), np.asarray(kinds)
        # "Car" is no Central African Republic
        if not surface.isupper() and (letters := kinds == ACRONYM).any():
            rows, kinds = rows[~letters], kinds[~letters]
        return self.entry(name, rows, kinds) if len(rows) else None

    def entry(self, name: str, rows: np.ndarray, name_kinds: np.ndarray) -> Entry:
        """Gather the columns of `rows` into an `Entry`, the likeliest first."""
        gaz = self.gaz
        kind, country = gaz.kind[rows], gaz.country[rows].astype(np.int32)
        # In countries that write English, another name of a village is mostly one that it no longer has.
        alternate = name_kinds == ALTERNATE
        prior = self._prior[rows] - alternate * self._alternate[rows]
        strength = float(prior.max())  # a seat that goes before its province makes the name no better known
        if len(rows) > 1:
            self._great_cities(rows, kind, country, prior, alternate)
            order = np.argsort(-prior, kind="stable")[:MOST]
            rows, prior, kind, country = rows[order], prior[order], kind[order], country[order]
        found = Entry(gaz, name, rows, kind, country, prior)
        found.strength = min(found.strength, strength)
        return found

    def _great_cities(self, rows, kind, country, prior, alternate) -> None:
        """Keep one capital of a name in a country, and put a city before the province and the district called
        after it.

        Not a town that is small beside its province: "Quebec" is the province, "Kharkiv" the city.
        """
        capitals = np.flatnonzero(kind == KIND["capital"])
        if len(capitals) > 1:
            for code in np.unique(country[capitals]):
                same = capitals[country[capitals] == code]
                others = np.setdiff1d(same, same[np.argmax(prior[same])])
                kind[others] = KIND["town"]
                prior[others] -= KIND_WEIGHT[KIND["capital"]] - KIND_WEIGHT[KIND["town"]]
        towns = SETTLEMENTS[kind]
        if not towns.any():
            return
        size = self.gaz.population[rows]
        any_name, own = LIMITS["seat"], LIMITS["seat under its own name"]
        for level in ("province", "district"):
            above = (self.gaz.admin1 if level == "province" else self.gaz.admin2)[rows]
            for at in np.flatnonzero(kind == KIND[level]):
                least = np.where(alternate[at] & ~alternate, own, any_name) * size[at]
                seats = np.flatnonzero(towns & (above == rows[at]) & (size >= least))
                if len(seats):
                    seat = seats[np.argmax(size[seats])]
                    prior[seat] = max(prior[seat], prior[at] + PRIOR[f"seat of a {level}"])

    def of_the_user(self, surface: str) -> Entry:
        """Return the user's own places called `surface`, a match of ``own``."""
        key = "=" + " ".join(surface.split()).replace("’", "'").replace("ʼ", "'").casefold()
        if key not in self._entries:
            rows = [row for name, found in self.gaz.own_names.items() for row in found
                    if "=" + name.replace("’", "'").replace("ʼ", "'").casefold() == key]
            self._entries[key] = self.entry(surface, np.array(rows, np.int64), np.zeros(len(rows), np.uint8))
        return self._entries[key]

    def demonym(self, word: str) -> Entry | None:
        """Return the place that a nationality word belongs to, or None."""
        key = "~" + word
        if key in self._entries:
            return self._entries[key]
        name = words.DEMONYMS.get(word)
        entry = self._named(name, name) if name else None
        if entry is None:
            rows = self.gaz.demonyms(normalise(word))
            entry = (
                self.entry(word, np.asarray(rows, np.int64), np.zeros(len(rows), np.uint8))
                if len(rows)
                else None
            )
        if entry is not None:  # a nationality is never that of a village
            keep = np.flatnonzero(AREAS[entry.kind])[:1]
            entry = entry.pick(keep if len(keep) else np.arange(1))
        self._entries[key] = entry
        return entry

    def variant(self, surface: str, countries: np.ndarray) -> Entry | None:
        """Return the places of `countries` whose names differ from `surface` only as transliterations do, or
        None."""
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
        return entry.pick(keep) if len(keep) else None

    def abroad(self, entry: Entry, least: float = ABROAD) -> bool:
        """Tell whether a name is known (a prior of `least`) and no place of countries that write English has
        it."""
        if entry.abroad is None:
            entry.abroad = not np.isin(entry.country[entry.prior > 1.0], self.english).any()
        return entry.abroad and entry.strength > least

    def state(self, text: str) -> Entry | None:
        """Return the division or country that `text` abbreviates after a comma ("Ala.", "TX"), or None."""
        key = "," + text
        if key in self._entries:
            return self._entries[key]
        name = words.STATE_ABBREVIATIONS.get(text)
        entry = self._named(name, name) if name else None
        if entry is not None:
            areas = np.flatnonzero(entry.kind == KIND["province"])
            entry = entry.pick(areas[:1]) if len(areas) else entry
        self._entries[key] = entry
        return entry


def inside(inner: Entry, outer: Entry) -> np.ndarray:
    """Tell for each candidate of `inner` whether it lies in one of the likeliest candidates of `outer`; shape
    (n,)."""
    found = np.zeros(len(inner.rows), bool)
    for row, kind, code in zip(
        outer.rows[:6].tolist(), outer.kind[:6].tolist(), outer.country[:6].tolist(), strict=True
    ):
        if kind == KIND["country"]:
            found |= (inner.country == code) & (inner.rows != row)
        elif AREAS[kind]:
            found |= (inner.admin1 == row) | (inner.admin2 == row)
    return found

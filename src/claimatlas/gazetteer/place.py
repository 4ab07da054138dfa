"""What a place of the gazetteer is, and how its names belong to it."""

from __future__ import annotations

from dataclasses import dataclass

# What a place is. The order is the code in the `kind` column; new kinds go at the end.
KINDS = (
    "place", "continent", "region", "country", "province", "district", "division", "capital", "city", "town",
    "village", "quarter", "crossing", "valley", "mountain", "desert", "island", "ocean", "sea", "river",
    "lake", "canal", "road", "park", "airport", "spot",
)  # fmt: skip
KIND = {kind: number for number, kind in enumerate(KINDS)}
# How a name belongs to its place: its own, another spelling or language, a division's name without its
# generic word ("Rapides" for Rapides Parish), or letters that stand for it only where they are written in
# capitals ("GBAO", "US").
NAME_KINDS = ("main", "alternate", "short", "acronym")
MAIN, ALTERNATE, SHORT, ACRONYM = range(4)



@dataclass(frozen=True, slots=True)
class Place:
    """One place of the gazetteer.

    Attributes
    ----------
    place_id : str
        ``gn:`` and the GeoNames id, or ``ca:`` and a word for a hand-kept place.
    name : str
    kind : str
        One of `KINDS`.
    country_code : str or None
        ISO 3166-1 alpha-2; ``XK`` for Kosovo; None for seas, continents and regions of several countries.
    admin1, admin2 : str or None
        Names of the first- and second-level divisions that contain it.
    lat, lon : float
        Degrees, EPSG:4326. A point inside or near the middle of an area.
    radius_km : float
        About how far the place reaches from its point, or how far the point can be off.
    population : int
        0 where unknown.
    source, source_id : str
    """

    place_id: str
    name: str
    kind: str
    country_code: str | None
    admin1: str | None
    admin2: str | None
    lat: float
    lon: float
    radius_km: float
    population: int
    source: str
    source_id: str

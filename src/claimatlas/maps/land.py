"""Land, borders and first-level units of the world, cut and simplified for a map."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq
import shapely
from shapely.geometry.base import BaseGeometry

from claimatlas.maps.ground import Box, turn

# First-level units, by GeoNames id, that more than one state claims, beyond those that Natural Earth sets
# apart as breakaway or disputed: Gilgit-Baltistan, Azad Kashmir, Jammu and Kashmir, Ladakh, Abkhazia. Kept by
# hand; their outlines are dashed, which is no statement on any claim.
DISPUTED = frozenset([1168878, 1184196, 1269320, 12096464, 6643410])
# States, by the code that they have here, whose whole outline is in dispute, and not that of each of their
# units.
DISPUTED_STATES = frozenset(["XK"])
# Names of Natural Earth that are out of date or cut short, by GeoNames id; empty for a unit that is no longer
# one.
NAMES = {
    6452615: "Republican Subordination",
    1221092: "Sughd",
    1168878: "Gilgit-Baltistan",
    1168873: "Khyber Pakhtunkhwa",
    1179245: "",
    1162015: "Islamabad",
    1164807: "Sindh",
    1183606: "Balochistan",
}


@dataclass(frozen=True)
class Unit:
    """A first-level unit of the background.

    Attributes
    ----------
    place_id, name : str
    country_code : str
        Of the state that it is shown with: the one in control.
    disputed : bool
        Whether its outline is dashed.
    outline : shapely geometry
        In degrees.
    """

    place_id: str
    name: str
    country_code: str
    disputed: bool
    outline: BaseGeometry


@functools.lru_cache(maxsize=1)
def units() -> tuple[Unit, ...]:
    """All first-level units of the world, from data/gazetteer/first_level.parquet (Natural Earth), in its
    order.
    """
    from claimatlas.gazetteer.build import DATA

    columns = ["adm1_code", "number", "name", "country_code", "de_facto", "disputed", "geometry"]
    table = pq.read_table(DATA / "first_level.parquet", columns=columns).to_pandas()
    # A unit is drawn with the state that holds it; its code is the one that most units of that state carry.
    code_of = {state: codes.mode().iloc[0] for state, codes in table.groupby("de_facto")["country_code"]}
    outlines = shapely.from_wkb(table["geometry"].to_numpy())
    return tuple(
        Unit(
            f"gn:{row.number}" if row.number else row.adm1_code,
            NAMES.get(row.number, row.name),
            code_of[row.de_facto],
            row.disputed or row.number in DISPUTED,
            outline,
        )
        for row, outline in zip(table.drop(columns="geometry").itertuples(index=False), outlines, strict=True)
    )


@functools.lru_cache(maxsize=16)
def ground_of(middle: float, box: Box, tolerance: float) -> list[tuple[Unit, BaseGeometry]]:
    """Cut the units of the world with `cover`; kept, since a figure is drawn in two layouts."""
    return cover(units(), middle, box, tolerance)


def cover(
    found: Sequence[Unit], middle: float, box: Box, tolerance: float
) -> list[tuple[Unit, BaseGeometry]]:
    """Cut units to a box and simplify them together, so that neighbours keep one common edge.

    Parameters
    ----------
    found : sequence of Unit
    middle : float
        Longitude that longitudes are counted from.
    box : tuple of float
        West, south, east and north in degrees, longitudes from the middle.
    tolerance : float
        In degrees; smaller details, and parts of its size, go.
    """
    kept, cuts = [], []
    near = _near(shapely.bounds([unit.outline for unit in found]), middle, box)
    for unit in (found[at] for at in np.flatnonzero(near).tolist()):
        turned = turn(unit.outline, middle, box)
        if turned.is_empty:
            continue
        cut = polygons(shapely.clip_by_rect(turned, *box), 3 * tolerance * tolerance)
        if not cut.is_empty:
            kept.append(unit)
            cuts.append(cut)
    if not kept:
        return []
    simple = shapely.coverage_simplify(np.array(cuts, dtype=object), tolerance)
    return [
        (unit, shape)
        for unit, shape in (
            (u, polygons(g, 3 * tolerance * tolerance)) for u, g in zip(kept, simple, strict=True)
        )
        if not shape.is_empty
    ]


def _near(bounds: np.ndarray, middle: float, box: Box) -> np.ndarray:
    """Whether what has some bounds may be in a box: all at once, as `turn` would tell of each.

    What crosses the far side has a piece at either end, and is near if its latitudes are.
    """
    low, bottom, high, top = bounds.T
    shift = -middle - 360 * np.round(((low + high) / 2 - middle) / 360)
    seam = middle % 360 - 180
    beside = (low + shift <= box[2]) & (high + shift >= box[0])
    return (beside | ((low < seam) & (seam < high))) & (bottom <= box[3]) & (top >= box[1])


def countries_of(found: Sequence[tuple[Unit, BaseGeometry]]) -> dict[str, BaseGeometry]:
    """Join units to the countries that hold them, by code, sorted."""
    groups: dict[str, list[BaseGeometry]] = {}
    for unit, shape in found:
        groups.setdefault(unit.country_code, []).append(shape)
    return {code: polygons(shapely.union_all(parts)) for code, parts in sorted(groups.items())}


def disputed_of(found: Sequence[tuple[Unit, BaseGeometry]]) -> list[BaseGeometry]:
    """The outlines that are dashed: of units in dispute, and of states that are as a whole."""
    units_in_dispute = [
        shape for unit, shape in found if unit.disputed and unit.country_code not in DISPUTED_STATES
    ]
    states = countries_of([pair for pair in found if pair[0].country_code in DISPUTED_STATES])
    return [*units_in_dispute, *states.values()]


def polygons(geometry: BaseGeometry, least: float = 0.0) -> BaseGeometry:
    """Keep the polygons of a geometry that are larger than `least` (square degrees)."""
    return shapely.MultiPolygon(
        [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon" and p.area > least]
    )


def largest(geometry: BaseGeometry) -> BaseGeometry:
    """The largest polygon of a geometry; an empty one if it has none."""
    return max(
        (p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"),
        key=lambda p: p.area,
        default=shapely.Polygon(),
    )


def spot(area: BaseGeometry) -> tuple[float, float]:
    """Where the name of an area stands best: the middle of the largest circle in its largest part.

    An area so small that simplifying left nothing of it but its corners has no circle in it; the middle of
    its bounds will do then.
    """
    polygon = largest(area)
    west, south, east, north = polygon.bounds if polygon.area else area.bounds
    circle = (
        shapely.maximum_inscribed_circle(polygon, tolerance=max(east - west, north - south) / 50)
        if polygon.area
        else None
    )
    return (
        ((west + east) / 2, (south + north) / 2)
        if circle is None or circle.is_empty
        else tuple(shapely.get_coordinates(circle)[0])
    )

"""Outlines and the ground as the interactive map's page has them: short strings of steps on a grid.

A ring or a line is a string of steps from point to point, east and north in turn, in whole units of a grid
that is finer than a pixel of the first view. A step is written in base 32, lowest digit first; a character of
`DIGITS` is a digit, plus 32 if more follow; the lowest bit of the number is its sign.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from claimatlas.charts.style import plain
from claimatlas.maps.ground import Box, View, turn
from claimatlas.maps.land import countries_of, cover, disputed_of, largest, polygons, spot, units
from claimatlas.memo import digest, recalled
from claimatlas.versions import releases, version_of

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
WORLD_UNIT = 40  # steps a degree of the coarse world
MOST_NAMES = 150


def unit_of(tolerance: float) -> int:
    """Steps a degree for outlines simplified by `tolerance` degrees: a quarter of it each."""
    return max(1, round(4 / tolerance))


def _steps(points: np.ndarray, middle: float, unit: int, least: int) -> str:
    """Write points (n, 2), degrees from the middle and north, as steps; empty if fewer than `least`."""
    xy = np.round((points + np.array([middle, 0.0])) * unit).astype(int)
    steps = np.diff(xy, axis=0, prepend=np.zeros((1, 2), int))
    steps = np.vstack([steps[:1], steps[1:][(steps[1:] != 0).any(axis=1)]])
    return "".join(map(_written, steps.ravel().tolist())) if len(steps) >= least else ""


@functools.lru_cache(maxsize=4096)  # most steps are small
def _written(number: int) -> str:
    """To base 32, lowest digit first; the sign is the lowest bit, and upper digits say that more follow."""
    left, out = (-number * 2 + 1 if number < 0 else number * 2), ""
    while left >= 32:
        out, left = out + DIGITS[32 + left % 32], left // 32
    return out + DIGITS[left]


def encode(geometry: BaseGeometry, middle: float, unit: int) -> list[list[str]]:
    """Write polygons, longitudes from `middle`, as their rings: the outer one first, then the holes."""
    out = []
    for polygon in shapely.get_parts(geometry):
        if polygon.geom_type != "Polygon":
            continue
        rings = (polygon.exterior, *polygon.interiors)
        written = [_steps(shapely.get_coordinates(ring)[:-1], middle, unit, 3) for ring in rings]
        # Without its outer ring nothing is left of a polygon.
        if written[0]:
            out.append([ring for ring in written if ring])
    return out


def encode_lines(geometry: BaseGeometry, middle: float, unit: int) -> list[str]:
    """Write lines, longitudes from `middle`, as steps."""
    lines = (part for part in shapely.get_parts(geometry) if part.geom_type == "LineString")
    written = (_steps(shapely.get_coordinates(line), middle, unit, 2) for line in lines if not line.is_empty)
    return [line for line in written if line]


def area_shape(geometry: BaseGeometry, tolerance: float) -> BaseGeometry:
    """Simplify an area of the articles to what the first view shows; if all its parts are small, all stay."""
    simple = shapely.simplify(geometry, tolerance / 2)
    kept = polygons(simple, 3 * tolerance * tolerance)
    return simple if kept.is_empty else kept


def world(middle: float, gazetteer: Gazetteer) -> list[list[str]]:
    """Land of the whole world in steps of `WORLD_UNIT`, coarse, for what lies far from the articles."""
    large = shapely.area([unit.outline for unit in units()]) > 0.08
    parts = shapely.get_parts([turn(shape, middle) for shape in gazetteer.coarse(0.12)[large]])
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    coarse = shapely.buffer(parts[areal & (shapely.area(parts) > 0.08)], 0.06, quad_segs=1)
    whole = shapely.simplify(shapely.union_all(coarse), 0.12)
    whole = shapely.MultiPolygon(
        [shapely.Polygon(p.exterior) for p in shapely.get_parts(whole) if p.area > 0.15]
    )
    return encode(whole, middle, WORLD_UNIT)


def kept_world(middle: float, gazetteer: Gazetteer, build: Path | str | None) -> list[list[str]]:
    """Return `world`, which is the same in each run, from what is kept in the folder of the tables."""
    make = functools.partial(world, middle, gazetteer)
    return recalled(build, "world", digest(_made_by(gazetteer), float(middle)), make)


def _made_by(gazetteer: Gazetteer) -> tuple[str, ...]:
    """What outlines are made by and from, apart from what they are asked for; a gazetteer has the name."""
    return version_of("maps.outlines"), releases("shapely", "pyproj", "numpy"), gazetteer.folder.name


def kept_ground(
    view: View, fine: Box, tolerance: float, areas: Sequence[BaseGeometry], said: set[str],
    gazetteer: Gazetteer, build: Path | str | None,
) -> tuple[dict, dict]:
    """Return `ground`, which is another only if other places are shown, from what is kept there."""
    own = list(getattr(gazetteer, "given", ()))
    seen = view.lat, view.lon, view.box, view.world
    asked = (seen, fine, tolerance, [shapely.to_wkb(area) for area in areas], sorted(said))
    make = functools.partial(ground, view, fine, tolerance, areas, said, gazetteer)
    key = digest(_made_by(gazetteer), own, asked) if build is not None else ""
    return recalled(build, "ground", key, make)


def ground(
    view: View,
    fine: Box,
    tolerance: float,
    areas: Sequence[BaseGeometry],
    said: set[str],
    gazetteer: Gazetteer,
) -> tuple[dict, dict]:
    """Land, borders, first-level outlines and names of the part of the world that is shown in detail.

    Returns
    -------
    dict
        What goes into the page. A coast is not among its lines: it is the edge of the land, where that is not
        the edge of what is shown (``edge``: west, south, east and north in steps).
    dict
        For each country code, where its name may stand: longitude (from the middle) and latitude of the
        widest free spot of the country in view.
    """
    found = cover(units(), view.lon, fine, tolerance)
    wholes = countries_of(found)
    unit = unit_of(tolerance)
    frame = shapely.buffer(shapely.box(*fine).exterior, tolerance)
    land = shapely.union_all(list(wholes.values()))
    outer = _boundaries(wholes.values())

    def lines(shapes: Sequence[BaseGeometry], drawn: BaseGeometry) -> list[str]:
        # Neighbours share their edge to the last digit, so that the union draws it once, and none is drawn
        # that another list has.
        left = shapely.difference(shapely.difference(_boundaries(shapes), drawn), frame)
        return encode_lines(shapely.line_merge(left), view.lon, unit)

    names, spots = _names(found, wholes, view, fine, areas, said, gazetteer)
    west, south, east, north = fine
    page = {
        "edge": [round(d * unit) for d in (west + view.lon, south, east + view.lon, north)],
        "land": encode(land, view.lon, unit),
        "borders": lines(list(wholes.values()), land.boundary),
        "provinces": [] if view.world else lines([shape for _, shape in found], outer),
        "disputed": lines(disputed_of(found), shapely.LineString()),
        "names": [
            [round(y, 3), round(x + view.lon, 3), text, country]
            for _, (x, y), text, country in names[:MOST_NAMES]
        ],
    }
    return page, spots


def _boundaries(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """In one, so that an edge that neighbours share is there once."""
    return shapely.union_all([shape.boundary for shape in shapes])


def _names(
    found: Sequence[tuple],
    wholes: dict[str, BaseGeometry],
    view: View,
    fine: Box,
    areas: Sequence[BaseGeometry],
    said: set[str],
    gazetteer: Gazetteer,
) -> tuple[list[tuple], dict]:
    """Names of countries and first-level units that no claim names, largest first, and spots for names."""
    west, south, east, north = view.degrees
    seen = shapely.box(west, max(-84, south), east, min(84, north))
    taken = shapely.union_all([a for a in areas if not a.is_empty]) if areas else shapely.Polygon()
    size = (fine[2] - fine[0]) * (fine[3] - fine[1])
    names, spots = [], {}
    for code, whole in wholes.items():
        free = largest(whole.intersection(seen).difference(taken))
        part = free if free.area > 0.01 * seen.area else largest(whole)
        if part.is_empty:
            continue
        spots[code] = spot(part)
        row = gazetteer.country_row(code)
        name = gazetteer.name(row) if row >= 0 else ""
        if name and name not in said and part.area > size / 800:
            names.append((1e6 + part.area, spots[code], plain(name, 40), 1))
    for unit, shape in [] if view.world else found:
        part = largest(shape)
        if unit.name and unit.name not in said and part.area > size / 4000:
            names.append((part.area, spot(part), plain(unit.name, 40), 0))
    return sorted(names, key=lambda entry: (-entry[0], entry[2])), spots

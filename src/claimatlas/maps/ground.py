"""The ground under both maps: which part of the world to show, and in which projection."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

EARTH_KM = 6371.0088
Box = tuple[float, float, float, float]
AREAS = ("province", "district", "division")
# So wide or so loosely bounded that only a name can stand for them.
WIDE = ("country", "continent", "ocean", "sea")
# A radius says how far these reach; of a crossing it says how far off the point can be.
SETTLED = ("capital", "city", "town", "village", "quarter", "airport", "spot", "park")
ROUGH_KM = 5.0
LOOSE_KM = 50.0  # what the gazetteer gives a region of unknown reach


def radius_of(row: object) -> float:
    """Radius of uncertainty in km of a row of the places table, 0 where none is stated."""
    value = getattr(row, "radius_km", None)
    return 0.0 if value is None or not math.isfinite(value) else max(0.0, float(value))


def drawn_as(row: object, shape: BaseGeometry, areas: Sequence[str] = AREAS) -> str:
    """Choose how a place is drawn.

    Parameters
    ----------
    row : namedtuple
        Row of the places table.
    shape : shapely geometry
    areas : sequence of str
        Kinds that are drawn as areas where there is an outline.

    Returns
    -------
    str
        ``area``; ``point`` for a settlement or a spot; ``rough`` for a place known within a radius only, and
        never as a pin; ``name`` for what is too wide for either.
    """
    if row.kind in areas and shape.geom_type in ("Polygon", "MultiPolygon", "GeometryCollection"):
        return "area"
    if row.kind in WIDE or (row.kind == "region" and radius_of(row) <= LOOSE_KM):
        return "name"
    if row.kind in SETTLED or radius_of(row) < ROUGH_KM:
        return "point"
    return "rough"


def distances(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Great-circle distances in km between all pairs of points in degrees, an n by n array (haversine)."""
    phi, lam = np.radians(lat), np.radians(lon)
    h = (
        np.sin((phi[:, None] - phi) / 2) ** 2
        + np.cos(phi)[:, None] * np.cos(phi) * np.sin((lam[:, None] - lam) / 2) ** 2
    )
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))


def focus(places: pd.DataFrame, weights: Sequence[float], share: float = 0.6) -> np.ndarray:
    """Choose the places that the map is about; `elsewhere` chooses those of a second frame.

    Places are joined when they are closer than 300 km, then 600, 1200 and 2500; the first step at which one
    group holds `share` of the weight decides. Countries and wider regions count only if there is nothing
    else.

    Parameters
    ----------
    places : pandas.DataFrame
        Rows of the places table.
    weights : sequence of float
        Claims or mentions of each.
    share : float

    Returns
    -------
    numpy.ndarray of bool
        True for each place in focus. All of them when no group holds enough.
    """
    weights, rows = _fine(places, weights)
    chosen = np.zeros(len(places), bool)
    apart = distances(places["lat"].to_numpy()[rows], places["lon"].to_numpy()[rows])
    for step in (300, 600, 1200, 2500):
        group = _components(apart <= step)
        sums = np.bincount(group, weights[rows])
        best = int(sums.argmax()) if len(rows) else 0
        if len(rows) and sums[best] >= share * weights[rows].sum():
            chosen[rows[group == best]] = True
            return chosen
    chosen[rows] = True
    return chosen


def elsewhere(
    places: pd.DataFrame, weights: Sequence[float], seen: np.ndarray, near: float = 900
) -> np.ndarray:
    """Choose the places of a second frame: the weightiest that is not `seen`, and those within `near` km of
    it.

    Returns
    -------
    numpy.ndarray of bool
        None True where every place smaller than a country is seen.
    """
    weights, rows = _fine(places, np.where(seen, 0, np.asarray(weights, float)), False)
    chosen = np.zeros(len(places), bool)
    if len(rows):
        first = rows[int(np.argmax(weights[rows]))]
        lat, lon = places["lat"].to_numpy(float), places["lon"].to_numpy(float)
        chosen[rows] = distances_from(lat[first], lon[first], lat[rows], lon[rows]) <= near
    return chosen


def _fine(
    places: pd.DataFrame, weights: Sequence[float], anything: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """Weights, and the rows that are smaller than a country and weigh something; any that do if there are
    none.
    """
    weights = np.asarray(weights, float)
    fine = ~places["kind"].isin([*WIDE, "region"]).to_numpy() & (weights > 0)
    if not fine.any() and anything:
        fine = weights > 0
    rows = np.flatnonzero(fine)
    if len(rows) > 2000:  # keep the pairs of a big corpus in bounds: the weightiest decide
        rows = rows[np.argsort(-weights[rows], kind="stable")[:2000]]
    return weights, rows


def _components(near: np.ndarray) -> np.ndarray:
    """Number the connected groups of a symmetric neighbourhood, each by its first member."""
    group = np.arange(len(near))
    while True:
        lowest = np.where(near, group, len(near)).min(axis=1)
        lowest = lowest[lowest]
        if (lowest == group).all():
            return group
        group = lowest


@dataclass(frozen=True)
class View:
    """A rectangle of the world in a projection of its own.

    Attributes
    ----------
    lat, lon : float
        Middle, in degrees.
    box : tuple of float
        West, south, east and north edges in projected km.
    world : bool
        True if it is so wide that a map of the whole world (Equal Earth) serves; Lambert's azimuthal
        equal-area projection around the middle otherwise.
    """

    lat: float
    lon: float
    box: tuple[float, float, float, float]
    world: bool

    @functools.cached_property
    def _transform(self) -> Transformer:
        """Kept, as making one takes far longer than using it."""
        return _projection(self.lat, self.world)

    def points(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Project degrees to km."""
        x, y = self._transform.transform(
            (np.asarray(lon, float) - self.lon + 180) % 360 - 180, np.asarray(lat, float)
        )
        return np.asarray(x) / 1000, np.asarray(y) / 1000

    @functools.cached_property
    def degrees(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the view in degrees, longitudes counted from the middle."""
        west, south, east, north = self.box
        x, y = np.meshgrid(np.linspace(west, east, 25), np.linspace(south, north, 25))
        lon, lat = self._transform.transform(x.ravel() * 1000, y.ravel() * 1000, direction="INVERSE")
        fine = np.isfinite(lon) & np.isfinite(lat)
        lon, lat = lon[fine], lat[fine]
        if self.world or not len(lon) or abs(lat).max() > 84:
            low = lat.min() if len(lat) else -90
            high = lat.max() if len(lat) else 90
            return (
                -180.0,
                -90.0 if self.world else max(-90.0, low - 2),
                180.0,
                90.0 if self.world else min(90.0, high + 8),
            )
        return float(lon.min()), max(-90.0, float(lat.min())), float(lon.max()), min(90.0, float(lat.max()))

    def outline(self) -> tuple[np.ndarray, np.ndarray]:
        """Longitudes (from the middle) and latitudes of points along the edge of the view."""
        west, south, east, north = self.box
        edge = [(west, south), (east, south), (east, north), (west, north)]
        sides = [np.linspace(edge[i], edge[(i + 1) % 4], 8, endpoint=False) for i in range(4)]
        ring = np.concatenate(sides) * 1000
        lon, lat = self._transform.transform(ring[:, 0], ring[:, 1], direction="INVERSE")
        return np.asarray(lon), np.asarray(lat)

    def shape(self, geometry: BaseGeometry, tolerance: float = 0.0) -> BaseGeometry:
        """Turn, cut to the view and project a geometry in degrees, and drop details below `tolerance` km."""
        projected = self.project(shapely.clip_by_rect(turn(geometry, self.lon, self.cut), *self.cut))
        return shapely.simplify(projected, tolerance) if tolerance else projected

    @property
    def cut(self) -> Box:
        """The view in degrees and a little around it."""
        west, south, east, north = self.degrees
        pad = 0.02 * max(east - west, north - south)
        return (
            max(-180.0, west - pad),
            max(-90.0, south - pad),
            min(180.0, east + pad),
            min(90.0, north + pad),
        )

    def project(self, geometry: BaseGeometry) -> BaseGeometry:
        """Project a geometry whose longitudes count from the middle to km."""
        if geometry.is_empty:
            return geometry

        def projected(xy: np.ndarray) -> np.ndarray:
            x, y = self._transform.transform(xy[:, 0], xy[:, 1])
            return np.column_stack([x, y]) / 1000

        west, _, east, _ = self.degrees
        flat = shapely.transform(
            shapely.segmentize(geometry, 2.0) if east - west > 30 else geometry, projected
        )
        return flat if flat.is_valid else shapely.make_valid(flat)


def _projection(lat: float, world: bool) -> Transformer:
    """On a sphere and around longitude 0: all longitudes are counted from the middle before."""
    to = (
        "+proj=eqearth +lon_0=0 +R=6371008.8"
        if world
        else f"+proj=laea +lat_0={lat:.6f} +lon_0=0 +R=6371008.8"
    )
    return Transformer.from_crs("+proj=longlat +R=6371008.8", to, always_xy=True)


def turn(geometry: BaseGeometry, lon: float, box: Box | None = None) -> BaseGeometry:
    """Count the longitudes of a geometry from `lon`, cutting what crosses the far side and joining what met
    at 180°.

    Where `box` (west, south, east, north, longitudes from `lon`) is given and shows nothing of it, it comes
    back empty.
    """
    seam = (lon - 180 + 180) % 360 - 180
    west, _, east, _ = geometry.bounds
    pieces = [geometry]
    if west < seam < east:
        pieces = [
            shapely.clip_by_rect(geometry, -181, -90, seam, 90),
            shapely.clip_by_rect(geometry, seam, -90, 181, 90),
        ]

    pieces = [piece for piece in pieces if not piece.is_empty]
    edges = [piece.bounds for piece in pieces]
    shifts = [-lon - 360 * round(((low + high) / 2 - lon) / 360) for low, _, high, _ in edges]
    if box is not None and not any(
        low + shift <= box[2] and high + shift >= box[0] and bottom <= box[3] and top >= box[1]
        for (low, bottom, high, top), shift in zip(edges, shifts, strict=True)
    ):
        return shapely.Polygon()
    out = [
        shapely.transform(piece, functools.partial(np.add, np.array([shift, 0.0])))
        for piece, shift in zip(pieces, shifts, strict=True)
    ]
    if len(out) == 1:
        return out[0]
    if west <= -179.9 and east >= 179.9:
        return shapely.union_all(out)
    # Parts of parts would be lost to whoever looks for polygons one level down.
    parts = [part for piece in out for part in shapely.get_parts(piece)]
    areal = all(part.geom_type == "Polygon" for part in parts)
    return shapely.multipolygons(parts) if areal else shapely.geometrycollections(parts)


def _middle(lat: np.ndarray, lon: np.ndarray) -> tuple[float, float]:
    """The mean direction, as degrees have no mean across 180°; (0, 0) if the places cancel out."""
    phi, lam = np.radians(lat), np.radians(lon)
    vector = np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)]).mean(axis=1)
    if np.linalg.norm(vector) < 0.05:
        return 0.0, 0.0
    return float(np.degrees(math.atan2(vector[2], math.hypot(vector[0], vector[1])))), float(
        np.degrees(math.atan2(vector[1], vector[0]))
    )


def main_part(geometry: BaseGeometry) -> BaseGeometry:
    """Leave out the parts of an area that are small beside its largest, such as islands overseas."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    if len(parts) < 2:
        return geometry
    areas = [part.area for part in parts]
    return shapely.multipolygons([p for p, a in zip(parts, areas, strict=True) if a >= 0.2 * max(areas)])


def view_of(
    places: pd.DataFrame, geometries: Sequence[BaseGeometry], aspect: float = 1.0, least_km: float = 320.0
) -> View:
    """Choose the view that shows `places` whole.

    Parameters
    ----------
    places : pandas.DataFrame
        Rows of the places table.
    geometries : sequence of shapely geometries
        One for each, in degrees.
    aspect : float
        Width over height of the panel; the shorter side of the view grows to fit.
    least_km : float
        Shortest side, so that a single town has surroundings.
    """
    if not len(places):
        return View(15.0, 10.0, (-17000.0, -8400.0, 17000.0, 8400.0), True)
    lon, lat = [], []
    for row, geometry in zip(places.itertuples(), geometries, strict=True):
        if geometry.geom_type in ("Polygon", "MultiPolygon"):
            edge = shapely.get_coordinates(main_part(geometry))
            edge = edge[:: max(1, len(edge) // 300)]
        else:
            reach = radius_of(row) / 111.2
            wide = reach / max(0.05, math.cos(math.radians(row.lat)))
            edge = np.array(
                [
                    [row.lon, row.lat],
                    [row.lon - wide, row.lat],
                    [row.lon + wide, row.lat],
                    [row.lon, row.lat - reach],
                    [row.lon, row.lat + reach],
                ]
            )
        lon.append(edge[:, 0])
        lat.append(np.clip(edge[:, 1], -90, 90))
    lon, lat = np.concatenate(lon), np.concatenate(lat)
    middle = _middle(lat, lon)
    for world in (False, True):
        if not world and distances_from(*middle, lat, lon).max() > 5500:
            continue
        if world:
            middle = (0.0, round(middle[1] / 10) * 10.0)
        draft = View(middle[0], middle[1], (0, 0, 0, 0), world)
        x, y = draft.points(lon, lat)
        west, south, east, north = x.min(), y.min(), x.max(), y.max()
        break
    cx, cy = (west + east) / 2, (south + north) / 2
    half = np.array([max(east - west, least_km), max(north - south, least_km)]) / 2 * 1.14
    if half[0] / half[1] < aspect:
        half[0] = half[1] * aspect
    else:
        half[1] = half[0] / aspect
    if world:
        half = np.minimum(half, [17300, 17300 / aspect])
    return View(middle[0], middle[1], (cx - half[0], cy - half[1], cx + half[0], cy + half[1]), world)


def distances_from(lat: float, lon: float, lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    """Great-circle distances in km from one point to many, all in degrees (haversine)."""
    phi, phis, dlam = math.radians(lat), np.radians(lats), np.radians(lons - lon)
    h = np.sin((phis - phi) / 2) ** 2 + math.cos(phi) * np.cos(phis) * np.sin(dlam / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))


def geometries_of(places: pd.DataFrame) -> list[BaseGeometry]:
    """Read the shapes of the places table."""
    return list(shapely.from_wkb(places["geometry"].to_list()))


def placed(mentions: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Keep the mentions that were resolved to a place of the table, by the machine or by a reviewer."""
    return mentions[
        mentions["status"].isin(["resolved", "reviewed"]) & mentions["place_id"].isin(places["place_id"])
    ]

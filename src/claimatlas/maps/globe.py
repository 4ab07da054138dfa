"""The globe beside a map: where in the world it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from shapely.geometry.base import BaseGeometry

from claimatlas.charts.palette import GLOBE, HERE, MUTED, SEA
from claimatlas.maps.ground import View
from claimatlas.maps.land import units
from claimatlas.maps.panel import patch_of

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer


def draw_globe(axes: Axes, view: View, gazetteer: Gazetteer) -> None:
    """Draw a globe seen from above `view`, with its outline, into square axes."""
    axes.set_xlim(-1.02, 1.02)
    axes.set_ylim(-1.02, 1.02)
    axes.patch.set_alpha(0)
    axes.add_artist(Circle((0, 0), 1, fc=SEA, ec="none"))
    lat = max(-60.0, min(60.0, view.lat))
    disc = shapely.Point(0, 0).buffer(1.0, quad_segs=24)
    for shape in _hemisphere(gazetteer, lat, view.lon):
        if (patch := patch_of(shape.intersection(disc), fc=GLOBE, ec="none", lw=0)) is not None:
            axes.add_artist(patch)
    lon, la = view.outline()
    gx, gy, _ = _orthographic(lon, la, lat)
    if np.hypot(np.ptp(gx), np.ptp(gy)) < 0.09:
        axes.plot([gx.mean()], [gy.mean()], marker="s", ms=5, mfc="none", mec=HERE, mew=1.4)
    else:
        axes.fill(gx, gy, fc="none", ec=HERE, lw=1.3)
    axes.add_artist(Circle((0, 0), 1, fc="none", ec=MUTED, lw=0.8))


def _orthographic(lon: np.ndarray, lat: np.ndarray, lat0: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Project degrees, longitudes from the middle, on the unit disc; the third is above zero on the near
    side.
    """
    lam, phi, phi0 = np.radians(lon), np.radians(lat), math.radians(lat0)
    near = math.sin(phi0) * np.sin(phi) + math.cos(phi0) * np.cos(phi) * np.cos(lam)
    y = math.cos(phi0) * np.sin(phi) - math.sin(phi0) * np.cos(phi) * np.cos(lam)
    return np.cos(phi) * np.sin(lam), y, near


def _hemisphere(gazetteer: Gazetteer, lat: float, lon: float) -> list[BaseGeometry]:
    """Land on the near side of a globe turned to (lat, lon), coarse, in units of its radius."""
    large = shapely.area([unit.outline for unit in units()]) >= 1.0
    parts = shapely.get_parts(gazetteer.coarse(0.6)[large])
    out = [shape for part in parts if (shape := _near(part, lat, lon)) is not None]
    whole = shapely.simplify(shapely.union_all(out), 0.006) if out else shapely.Polygon()
    return [p for p in shapely.get_parts(whole) if p.geom_type == "Polygon" and p.area > 0.0005]


def _near(part: BaseGeometry, lat: float, lon: float) -> BaseGeometry | None:
    """A polygon of land as the globe shows it; None if it is too small or behind."""
    if part.area < 0.6:
        return None
    xy = shapely.get_coordinates(part.exterior)
    x, y, near = _orthographic((xy[:, 0] - lon + 180) % 360 - 180, xy[:, 1], lat)
    if (near > 0).sum() < 3:
        return None
    # What lies just behind the limb is pulled on it, so that the land ends where the disc does.
    r, behind = np.hypot(x, y), near < 0
    x, y = np.where(behind, x / r, x), np.where(behind, y / r, y)
    shape = shapely.make_valid(shapely.Polygon(np.column_stack([x, y])))
    return shapely.buffer(shape, 0.006, quad_segs=1) if shape.area > 0 else None

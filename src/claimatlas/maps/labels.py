"""Putting names on a map so that each can be read and none lies on another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]
# Cost and direction of the spots around a mark.
IMHOF = (
    (0, 1, 0),
    (1, 1, 0.6),
    (1, 1, -0.6),
    (2, -1, 0),
    (3, -1, 0.6),
    (3, -1, -0.6),
    (2.5, 0, 1),
    (2.6, 0, -1),
)


@dataclass
class Name:
    """A name to place; all lengths in inches of the panel.

    Attributes
    ----------
    lines : sequence of str
    widths : float
        Width of the widest line.
    height : float
        Of all lines together.
    x, y : float
        The point that it belongs to.
    gap : float
        Room to keep around the point: the radius of its mark.
    area : shapely geometry or None
        Where it may stand, for the name of an area.
    leader : bool
        Whether it may stand further off, tied to its mark by a line.
    at : tuple of float or None
        Where it was put: the middle of the name. None if there was no room.
    tied : bool
        Whether a leader line is wanted.
    """

    lines: Sequence[str]
    width: float
    height: float
    x: float
    y: float
    gap: float = 0.05
    area: BaseGeometry | None = None
    leader: bool = True
    at: tuple[float, float] | None = None
    tied: bool = False
    options: dict = field(default_factory=dict)

    @property
    def box(self) -> Box:
        """What it covers where it was put, with a little around it."""
        (x, y), w, h = self.at, self.width / 2 + 0.04, self.height / 2 + 0.01
        return x - w, y - h, x + w, y + h


def place(
    names: Sequence[Name], width: float, height: float, marks: Sequence[Box], taken: Sequence[Box] = ()
) -> list[Name]:
    """Set `at` of each name, the first names first, so that no two overlap and none covers a mark or the
    frame.

    Parameters
    ----------
    names : sequence of Name
        In order of importance.
    width, height : float
        Of the panel.
    marks : sequence of (west, south, east, north)
        The point marks, which no name may cover.
    taken : sequence of (west, south, east, north)
        Boxes that are used otherwise.

    Returns
    -------
    list of Name
        Those that found no room.
    """
    used = list(taken)
    leaders: list[tuple[float, float, float, float]] = []
    left = []
    for name in names:
        best = None
        for cost, x, y, tied in _candidates(name):
            if best is not None and cost >= best[0]:
                continue
            w, h = name.width / 2 + 0.04, name.height / 2 + 0.01
            box = (x - w, y - h, x + w, y + h)
            if box[0] < 0.04 or box[1] < 0.04 or box[2] > width - 0.04 or box[3] > height - 0.04:
                continue
            if _lies_on(box, used) or _lies_on(box, marks):
                continue
            if any(_crosses(line, box) for line in leaders):
                continue
            if tied and any(_crosses((name.x, name.y, *foot(box, name)), other) for other in used):
                continue
            best = (cost, x, y, tied, box)
        if best is None:
            left.append(name)
            continue
        _, x, y, name.tied, box = best
        name.at = (x, y)
        used.append(box)
        if name.tied:
            leaders.append((name.x, name.y, *foot(box, name)))
    return left


def foot(box: Box, name: Name) -> tuple[float, float]:
    """Where the line from a mark to its name, put into a box, ends."""
    return min(max(name.x, box[0]), box[2]), min(max(name.y, box[1]), box[3])


def _lies_on(box: Box, others: Sequence[Box]) -> bool:
    """Whether a box lies on one of others; boxes that only touch do not."""
    west, south, east, north = box
    return any(
        west < right and left < east and south < high and low < north for left, low, right, high in others
    )


def _crosses(line: Box, box: Box) -> bool:
    """`line` is two points, from a mark to the foot of its name, and no box."""
    return shapely.linestrings([line[:2], line[2:]]).intersects(shapely.box(*box))


def _candidates(name: Name) -> list[tuple[float, float, float, bool]]:
    """Cost, x, y and whether a leader is wanted, the cheap ones first."""
    out: list[tuple[float, float, float, bool]] = []
    w, h = name.width / 2, name.height / 2
    if name.area is not None:
        out += _inside(name)
    else:
        gap = name.gap + 0.03
        # Right of the mark first, then left, above, below, and the corners (Imhof's order, simplified).
        for cost, dx, dy in IMHOF:
            out.append((cost, name.x + dx * (gap + w), name.y + dy * (gap + h), False))
    if name.leader:
        for ring, far in enumerate((0.28, 0.42, 0.6, 0.85, 1.15, 1.5)):
            for step in range(16):
                angle = math.tau * step / 16
                x = name.x + math.cos(angle) * (far + w)
                y = name.y + math.sin(angle) * (far + h)
                out.append((10 + 4 * ring + abs(math.sin(angle)), x, y, True))
    return sorted(out)


def _inside(name: Name) -> list[tuple[float, float, float, bool]]:
    """Spots within an area, nearest to its middle first; those where the whole name fits come before the
    others.
    """
    area = shapely.simplify(name.area, 0.02)
    if area.is_empty:
        return []
    west, south, east, north = area.bounds
    out = []
    shapely.prepare(area)
    middle = shapely.point_on_surface(area) if not area.centroid.within(area) else area.centroid
    size = math.hypot(east - west, north - south)
    steps = np.arange(13) + 0.5
    across, up = west + (east - west) * steps / 13, south + (north - south) * steps / 13
    xs, ys = np.meshgrid(across, up, indexing="ij")
    inside = shapely.contains_xy(area, xs, ys)
    w, h = name.width / 2, name.height / 2
    boxes = shapely.box(xs[inside] - w, ys[inside] - h, xs[inside] + w, ys[inside] + h)
    shares = shapely.area(shapely.intersection(area, boxes)) / shapely.area(boxes)
    for x, y, share in zip(xs[inside].tolist(), ys[inside].tolist(), shares.tolist(), strict=True):
        away = math.hypot(x - middle.x, y - middle.y) / size
        out.append((6 * (1 - share) + 2 * away, x, y, False))
    return out

"""A panel of the map of claims: the ground, the places as what is known of them, names and numbers."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path as Outline
from shapely.geometry.base import BaseGeometry

from claimatlas.charts.palette import (
    BLUE,
    BORDER,
    CLASSES,
    COUNTRY_NAME,
    EDGE,
    INK,
    LAND,
    LINE,
    PAPER,
    POINT_NAME,
    QUIET_NAME,
    SEA,
)
from claimatlas.charts.style import label, layout, number, plain, shorten, text_width, wrap
from claimatlas.gazetteer import Gazetteer
from claimatlas.maps.ground import AREAS, WIDE, View, drawn_as, radius_of
from claimatlas.maps.labels import Name, foot, place
from claimatlas.maps.land import countries_of, disputed_of, ground_of, largest
from claimatlas.maps.numbers import class_of, classes

POLYGONS = ("Polygon", "MultiPolygon", "GeometryCollection")
MOST_NAMES = 40  # names that one panel has


def radius(value: int, most: int) -> float:
    """Radius in inches of a point mark; its area grows with the claims."""
    return 0.04 + 0.1 * math.sqrt(value / max(1, most)) if most > 1 else 0.07


def patch_of(geometry: BaseGeometry, **style: object) -> PathPatch | None:
    """The polygons of a geometry as one patch; None if it has none."""
    vertices, codes = [], []
    for part in shapely.get_parts(geometry):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        for ring in (part.exterior, *part.interiors):
            xy = shapely.get_coordinates(ring)
            vertices.append(xy)
            codes += [Outline.MOVETO] + [Outline.LINETO] * (len(xy) - 2) + [Outline.CLOSEPOLY]
    return PathPatch(Outline(np.concatenate(vertices), codes), **style) if vertices else None


class Panel:
    """What is drawn where, in inches from the panel's lower left corner.

    Parameters
    ----------
    view : View
    size : (float, float)
        Width and height in inches.
    shown : pandas.DataFrame
        From `claimatlas.maps.numbers.places_of_claims`, with ``told``: the numbers beside a name, or nothing.
    shapes : list of shapely geometry
        One for each, in degrees.
    gazetteer : Gazetteer
    """

    def __init__(
        self,
        view: View,
        size: tuple[float, float],
        shown: pd.DataFrame,
        shapes: list[BaseGeometry],
        gazetteer: Gazetteer,
    ):
        self.view, self.size, self.shown, self.gazetteer = view, size, shown, gazetteer
        west, south, east, _ = view.box
        self.scale = size[0] / (east - west)
        self._km = 0.5 / 72 / self.scale  # half a point on paper
        x, y = view.points(shown["lon"].to_numpy(), shown["lat"].to_numpy())
        self.x, self.y = (x - west) * self.scale, (y - south) * self.scale
        self.inside = (self.x >= 0) & (self.x <= size[0]) & (self.y >= 0) & (self.y <= size[1])
        self.shapes = [
            self._inches(view.shape(s, self._km)) if s.geom_type in POLYGONS else None for s in shapes
        ]
        self.frame = shapely.box(0, 0, *size)
        self._background()
        self._rows = list(shown.itertuples())
        self.only_countries = not (~shown["kind"][self.inside].isin(WIDE)).any()
        as_area = (*AREAS, "country") if self.only_countries else AREAS
        drawn = [drawn_as(row, s, as_area) for row, s in zip(self._rows, shapes, strict=True)]
        self.area = [d == "area" and not s.is_empty for d, s in zip(drawn, self.shapes, strict=True)]
        self.wide = [d == "name" for d in drawn]
        # A circle too small to see is drawn as a point, but hollow.
        self.rough = [d == "rough" for d in drawn]
        sizes = list(zip(shown["n"], self.area, self.wide, strict=True))
        self.cuts = classes([n for n, area, _ in sizes if area])
        self.most = max([n for n, area, wide in sizes if not area and not wide], default=1)

    def _inches(self, geometry: BaseGeometry) -> BaseGeometry:
        """From km of the view to inches from the panel's lower left corner."""
        west, south = self.view.box[:2]
        return shapely.transform(geometry, lambda xy: (xy - [west, south]) * self.scale)

    def _background(self) -> None:
        """Read and projected once, as the ground and the names both need it."""
        # Wide enough for the figure's other layout, which shows nearly the same part of the world.
        west, south, east, north = self.view.cut
        grid = 2.0 ** math.ceil(math.log2(max(east - west, north - south))) / 8
        box = (
            max(-180.0, math.floor(west / grid) * grid),
            max(-90.0, math.floor(south / grid) * grid),
            min(180.0, math.ceil(east / grid) * grid),
            min(90.0, math.ceil(north / grid) * grid),
        )
        found = ground_of(self.view.lon, box, grid / 100)

        def drawn(shape: BaseGeometry) -> BaseGeometry:
            return self._inches(self.view.project(shape))

        self._provinces = [(unit, drawn(shape)) for unit, shape in found]
        self._disputed = [drawn(shape) for shape in disputed_of(found)]
        self.countries = {code: drawn(shape) for code, shape in countries_of(found).items()}

    @property
    def points(self) -> bool:
        """Whether a place is drawn as a point."""
        return any(
            i and not (a or w or r)
            for i, a, w, r in zip(self.inside, self.area, self.wide, self.rough, strict=True)
        )

    @cached_property
    def seen(self) -> np.ndarray:
        """Which places the panel shows: inside it, or countries of which a good part is."""
        rows = zip(self._rows, self.inside, self.wide, strict=True)
        return np.array(
            [
                bool(inside or (wide and self._country(row.country_code) is not None))
                for row, inside, wide in rows
            ],
            bool,
        )

    def _country(self, code: object) -> BaseGeometry | None:
        """The part of a country in the panel, if it is large enough for a name."""
        shape = self.countries.get(code) if isinstance(code, str) else None
        if shape is None:
            return None
        cut = shape.intersection(shapely.box(0.1, 0.1, self.size[0] - 0.1, self.size[1] - 0.1))
        return cut if cut.area > 0.06 else None

    # --- the drawing -------------------------------------------------------------------------------------

    def draw(self, axes: Axes) -> list[str]:
        """Draw the panel and return the names for which there was no room."""
        axes.set_xlim(0, self.size[0])
        axes.set_ylim(0, self.size[1])
        axes.set_facecolor(SEA)
        self._ground(axes)
        marks = self._marks(axes)
        unnamed = self._names(axes, marks)
        self._bar(axes)
        axes.add_artist(Rectangle((0, 0), *self.size, fc="none", ec=INK, lw=1.2, zorder=20, clip_on=False))
        return unnamed

    def _ground(self, axes: Axes) -> None:
        """Small areas lie on large ones; a border in dispute is dashed over a strip of land."""
        cut = shapely.box(-0.05, -0.05, self.size[0] + 0.05, self.size[1] + 0.05)

        def add(geometry: BaseGeometry, **style: object) -> None:
            if (patch := patch_of(shapely.intersection(geometry, cut), **style)) is not None:
                axes.add_artist(patch)

        for shape in self.countries.values():
            add(shape, fc=LAND, ec="none", zorder=1)
        for _, shape in [] if self.view.world else self._provinces:
            add(shape, fc="none", ec=LINE, lw=0.5, zorder=3)
        areas = sorted((i for i, area in enumerate(self.area) if area), key=lambda i: -self.shapes[i].area)
        for rank, i in enumerate(areas):
            fill = CLASSES[class_of(self._rows[i].n, self.cuts)]
            add(self.shapes[i], fc=fill, ec=EDGE, lw=0.7, zorder=2 + 0.001 * rank)
        coarse = self.view.box[2] - self.view.box[0] > 3000
        for shape in self.countries.values():
            add(shape, fc="none", ec=BORDER, lw=0.5 if coarse else 1.0, zorder=4)
        for shape in self._disputed:
            add(shape, fc="none", ec=LAND, lw=1.3, zorder=4.1)
            add(shape, fc="none", ec=BORDER, lw=0.9, ls=(0, (3, 2)), zorder=4.2)

    def _marks(self, axes: Axes) -> list[tuple[float, float, float, float]]:
        """Draw points and hollow circles; returns the boxes of the points."""
        marks = []
        for i, row in enumerate(self._rows):
            if self.area[i] or self.wide[i] or not self.inside[i]:
                continue
            at, hollow = (self.x[i], self.y[i]), {"fc": "none", "ec": BLUE, "lw": 1.1, "ls": (0, (4, 2))}
            if self.rough[i]:
                axes.add_artist(Circle(at, max(0.07, radius_of(row) * self.scale), zorder=5, **hollow))
                continue
            r = radius(int(row.n), self.most)
            axes.add_artist(Circle(at, r, fc=BLUE, ec=PAPER, lw=0.8, zorder=6))
            marks.append((self.x[i] - r, self.y[i] - r, self.x[i] + r, self.y[i] + r))
        return marks

    # --- names -------------------------------------------------------------------------------------------

    def _names(self, axes: Axes, marks: list) -> list[str]:
        """Write the names for which there is room; returns the others."""
        names, left = [], []
        for i, (named, seen) in enumerate(zip(self.shown["name"], self.seen, strict=True)):
            if len(names) < MOST_NAMES:
                names += [name] if (name := self._name_of(i)) is not None else []
            elif seen:
                left.append(plain(named, 40))
        # The places of most claims are surely named; of the others, points have the fewest places to go,
        # then areas by room, then countries.
        first = {id(name) for name in names[:3]}
        names.sort(
            key=lambda name: (
                id(name) not in first,
                name.area is not None,
                0 if name.area is None else name.area.area,
            )
        )
        bar = self._bar_box = self._free_corner(marks)
        # The name of an area too small for it stands beside; its spot is kept free of other names.
        small = [
            name
            for name in names
            if name.leader and name.area is not None and name.area.area < 1.5 * name.width * name.height
        ]
        for name in small:
            name.area, name.gap = None, 0.04
        marks = [*marks, *((n.x - 0.03, n.y - 0.03, n.x + 0.03, n.y + 0.03) for n in small)]
        missing = place(names, *self.size, marks, [bar])
        background = [] if self.view.world else self._background_names()
        place(background, *self.size, marks, [bar, *(name.box for name in names if name.at)])
        for name in [*names, *background]:
            if name.at is not None:
                _write(axes, name)
        return [*(name.lines[0] for name in missing), *left]

    def _name_of(self, i: int) -> Name | None:
        """None where the panel shows nothing that could have it."""
        row, note = self._rows[i], layout().note
        numbers = [row.told] if row.told else []
        if self.wide[i]:
            return self._wide_name(i, row, numbers)
        if self.area[i]:
            patch = self.shapes[i].intersection(self.frame)
            lines = [*wrap(row.name, 1.2, note, lines=2), *numbers]
            return self._name(i, lines, note, largest(patch), True, color=INK) if patch.area > 0.002 else None
        if not self.inside[i]:
            return None
        if self.rough[i]:
            r = radius_of(row) * self.scale
            lines = [*wrap(row.name, 1.5, note, lines=2), *numbers]
            name = self._name(i, lines, note, None, True, color=POINT_NAME, style="italic")
            circle = shapely.Point(self.x[i], self.y[i]).buffer(max(r, 0.2)).intersection(self.frame)
            name.area = circle if not circle.is_empty else None
            return name
        line = " ".join([shorten(row.name, 1.4, note), *numbers])
        name = self._name(i, [line], note, None, True, color=POINT_NAME, bold=True)
        name.gap = radius(int(row.n), self.most)
        return name

    def _wide_name(self, position: int, row: object, numbers: list[str]) -> Name | None:
        """A country's keeps clear of shaded areas where it can; any other wide place has it at its point."""
        note = layout().note
        if row.kind != "country":
            lines = [*wrap(row.name, 1.5, note, lines=2), *numbers]
            look = {"color": POINT_NAME, "style": "italic"}
            return self._name(position, lines, note, None, False, **look) if self.inside[position] else None
        if (patch := self._country(row.country_code)) is None:
            return None
        free = patch.difference(self._taken)
        patch = largest(free) if free.area > 0.3 else patch
        lines = [plain(row.name, 40).upper(), *numbers]
        return self._name(position, lines, note, patch, False, color=COUNTRY_NAME)

    @cached_property
    def _taken(self) -> BaseGeometry:
        """What is drawn as an area."""
        return shapely.union_all([s for s, area in zip(self.shapes, self.area, strict=True) if area])

    def _name(
        self,
        position: int,
        lines: list[str],
        size: float,
        area: BaseGeometry | None,
        leader: bool,
        **options: object,
    ) -> Name:
        """The anchor moves into the area where the place itself lies outside of it."""
        anchor = (self.x[position], self.y[position])
        if area is not None and not area.contains(shapely.Point(*anchor)):
            spot = area.representative_point()
            anchor = (spot.x, spot.y)
        return _set(lines, size, anchor, area, leader, **options)

    def _background_names(self) -> list[Name]:
        """Names of countries and provinces that no claim names, where there is room."""
        note = layout().note
        said = set(self.shown.loc[self.shown["kind"] == "country", "country_code"].dropna())
        out = []
        for code in sorted(set(self.countries) - said):
            patch, name = self._country(code), self._country_name(code)
            if patch is not None and name:
                patch = largest(patch)
                spot = patch.representative_point()
                text = plain(name, 30).upper()
                out.append(_set([text], note, (spot.x, spot.y), patch, False, color=QUIET_NAME))
        known = {*self.shown["place_id"], *self.shown["name"]}
        for unit, shape in [] if self.only_countries else self._provinces:
            patch = largest(shape.intersection(self.frame))
            if patch.is_empty or not unit.name or {unit.place_id, unit.name} & known:
                continue
            text, (west, _, east, _) = plain(unit.name, 28), patch.bounds
            wide = text_width(text, note)
            if east - west > wide * 0.9 and patch.area > wide * 0.2:
                spot = patch.representative_point()
                out.append(_set([text], note, (spot.x, spot.y), patch, False, color=QUIET_NAME))
        return out

    def _country_name(self, code: str) -> str:
        """Empty for a code that the gazetteer does not know."""
        row = self.gazetteer.country_row(code)
        return self.gazetteer.name(row) if row >= 0 else ""

    # --- the scale ---------------------------------------------------------------------------------------

    def _bar_length(self) -> tuple[int, float]:
        """Km and inches: 1, 2 or 5 times a power of ten, the longest within a quarter of the width."""
        room = self.size[0] * 0.24 / self.scale
        power = 10 ** math.floor(math.log10(room))
        km = next(step * power for step in (5, 2, 1) if step * power <= room)
        return int(km) if km >= 1 else 1, km * self.scale

    def _free_corner(self, marks: list) -> tuple[float, float, float, float]:
        """Where the scale bar covers fewest marks and areas: the corners, lower left first."""
        wide = max(self._bar_length()[1], 0.55) + (1.1 if self.view.world else 0.2)
        tall, gap = 0.36, 0.08
        areas = [s for s, a in zip(self.shapes, self.area, strict=True) if a]

        def cost(corner: tuple[int, int, int]) -> tuple[float, int]:
            box = shapely.box(*spot(corner))
            hidden = sum(10 for m in marks if shapely.box(*m).intersects(box))
            return round(hidden + sum(s.intersection(box).area for s in areas), 3), corner[0]

        def spot(corner: tuple[int, int, int]) -> tuple[float, float, float, float]:
            x = self.size[0] - gap - wide if corner[1] else gap
            y = self.size[1] - gap - tall if corner[2] else gap
            return x, y, x + wide, y + tall

        return spot(min([(0, 0, 0), (1, 1, 0), (2, 0, 1), (3, 1, 1)], key=cost))

    def _bar(self, axes: Axes) -> None:
        """On a map of the world its length holds at the middle alone, and it says so."""
        km, long = self._bar_length()
        x, y, east, north = self._bar_box
        axes.add_artist(Rectangle((x, y), east - x, north - y, fc=PAPER, ec="none", alpha=0.75, zorder=11))
        for k in range(4):
            fill, at = INK if k % 2 == 0 else PAPER, (x + 0.1 + long * k / 4, y + 0.07)
            axes.add_artist(Rectangle(at, long / 4, 0.05, fc=fill, ec=INK, lw=0.6, zorder=12))
        text = f"{number(km)} km" + (" at the middle" if self.view.world else "")
        label(axes, x + 0.1, y + 0.23, text, layout().note, va="center", zorder=12)


def _set(
    lines: list[str],
    size: float,
    anchor: tuple[float, float],
    area: BaseGeometry | None,
    leader: bool,
    **options: object,
) -> Name:
    """Measured in the look in which it will be written; `place` finds the spot."""
    wide = max(text_width(line, size, bool(options.get("bold"))) for line in lines)
    tall = len(lines) * size * 1.18 / 72
    return Name(lines, wide, tall, *anchor, area=area, leader=leader, options={"size": size, **options})


def _write(axes: Axes, name: Name) -> None:
    """Write a name where it was put, tied to its mark if it stands off."""
    if name.tied:
        fx, fy = foot(name.box, name)
        axes.plot([name.x, fx], [name.y, fy], color=INK, lw=0.6, zorder=8)
        axes.plot([name.x], [name.y], marker="o", ms=1.8, color=INK, zorder=8)
    lead = name.height / len(name.lines)
    for k, line in enumerate(name.lines):
        y = name.at[1] + name.height / 2 - lead * (k + 0.5)
        label(axes, name.at[0], y, line, halo=True, ha="center", zorder=10, **name.options)

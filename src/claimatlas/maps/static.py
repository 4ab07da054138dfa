"""The map as a figure: areas as areas, points as points, uncertain places as uncertain."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path as Outline
from shapely.geometry.base import BaseGeometry

from claimatlas.charts.places import spelled
from claimatlas.charts.style import (
    INK,
    MARGIN,
    MUTED,
    NOTE,
    PAPER,
    WIDTH,
    Sheet,
    count,
    label,
    listed,
    nothing,
    number,
    plain,
    shorten,
    styled,
    text_width,
    wrap,
)
from claimatlas.maps.ground import (
    AREAS,
    WIDE,
    View,
    countries_of,
    cover,
    disputed_of,
    drawn_as,
    focus,
    geometries_of,
    largest,
    placed,
    radius_of,
    units,
    view_of,
)
from claimatlas.maps.labels import Name, foot, place

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer

SEA, LAND, BORDER, LINE = "#e9eff3", "#f7f5f0", "#8c8579", "#d5cfc3"
# One scale for areas in both maps: pale to strong, told apart in grey and by the colour-blind.
CLASSES = ("#f6e3b4", "#f0c571", "#e09c3b", "#b86d17")
MARK = "#0b4f7d"
POLYGONS = ("Polygon", "MultiPolygon", "GeometryCollection")


def classes(counts: list[int]) -> list[tuple[int, int]]:
    """Cut counts into at most four classes from 1 up, each about doubling or wider.

    Returns
    -------
    list of (int, int)
        First and last count of each class; empty for no counts.
    """
    most = max(counts, default=0)
    if most <= 0:
        return []
    if most <= 4:
        return [(n, n) for n in range(1, most + 1)]
    edges = sorted({1, *(max(2, round(most ** (k / 4))) for k in (1, 2, 3))})
    return [(low, (edges[i + 1] - 1) if i + 1 < len(edges) else most) for i, low in enumerate(edges)]


def class_of(value: int, cuts: list[tuple[int, int]]) -> int:
    """Number of the class that holds `value`."""
    return max((i for i, (low, _) in enumerate(cuts) if value >= low), default=0)


def radius(value: int, most: int) -> float:
    """Radius in inches of a point mark; its area grows with the mentions."""
    return 0.04 + 0.1 * math.sqrt(value / max(1, most)) if most > 1 else 0.07


def _patch(geometry: BaseGeometry, **style: object) -> PathPatch | None:
    vertices, codes = [], []
    for part in shapely.get_parts(geometry):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        for ring in (part.exterior, *part.interiors):
            xy = shapely.get_coordinates(ring)
            vertices.append(xy)
            codes += [Outline.MOVETO] + [Outline.LINETO] * (len(xy) - 2) + [Outline.CLOSEPOLY]
    return PathPatch(Outline(np.concatenate(vertices), codes), **style) if vertices else None


@styled
def places_map(places: pd.DataFrame, mentions: pd.DataFrame, gazetteer: Gazetteer | None = None, articles: pd.DataFrame | None = None) -> tuple[Figure, str]:
    """Draw the places that the articles write about.

    Provinces and districts are areas, darker for more mentions; towns, villages and crossings are points, larger
    for more. A place known only roughly is a hollow circle of its radius of uncertainty, never a pin. Names not
    used as a place (role associative) are left out. The map shows where most mentions lie; places far from it are listed beside it.

    Parameters
    ----------
    places, mentions : pandas.DataFrame
        Tables of those names.
    gazetteer : Gazetteer, optional
        For the borders; opened if not given.
    articles : pandas.DataFrame, optional
        Completes the line on the source.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative.
    """
    known = placed(mentions, places)
    literal = known[known["role"] == "literal"]
    apart = known[known["role"] != "literal"]
    source = f"Source: {count(len(articles), 'article')} of {count(articles['outlet'].nunique(), 'outlet')}; " if articles is not None else "Source: "
    source += f"{count(len(literal), 'mention')} of {count(literal['place_id'].nunique(), 'place')}."
    lost = len(mentions) - len(known)
    off = [f"{count(len(apart), 'mention')} not as a place (a government, a nationality, part of an institution’s name)"] if len(apart) else []
    off += [f"{count(lost, 'mention')} not resolved"] if lost else []
    notes = [
        f"Not drawn: {'; '.join(off)}." if off else "",
        "Borders: de facto, simplified, from Natural Earth and geoBoundaries; lines in dispute are dashed. They state no view on any claim.",
        source + " Points: GeoNames (CC BY 4.0, modified) and hand-kept places.",
    ]
    subtitle = "Mentions of places: areas by shade, towns and crossings by size"
    if literal.empty:
        title = "No place of the articles can be set on a map"
        return nothing(title, subtitle, notes, "Nothing to draw: no name of a place was resolved."), f"{title}."
    if gazetteer is None:
        from claimatlas.gazetteer import open_gazetteer

        gazetteer = open_gazetteer()
    counts = literal["place_id"].value_counts()
    shown = spelled(places[places["place_id"].isin(counts.index)], literal)
    shown["n"] = shown["place_id"].map(counts).astype(int)
    shown = shown.sort_values(["n", "name", "place_id"], ascending=[False, True, True], kind="stable").reset_index(drop=True)
    shapes = geometries_of(shown)
    chosen = focus(shown, shown["n"])
    core = shown[chosen]
    side = 2.0
    panel = (WIDTH - 2 * MARGIN - side, 5.3)
    view = view_of(core, [s for s, c in zip(shapes, chosen, strict=True) if c], panel[0] / panel[1])
    wide = view.world
    if wide:
        panel = (WIDTH - 2 * MARGIN, 3.7)
        view = view_of(core, [s for s, c in zip(shapes, chosen, strict=True) if c], panel[0] / panel[1])
    picture = _Picture(view, panel, shown, shapes, gazetteer)
    title = _title(shown, picture.inside, literal)
    body = panel[1] + (1.2 if wide else 0)
    legend_rest = picture.outside()
    make = Sheet(title, subtitle, notes, body)
    axes = make.axes(MARGIN, body - panel[1], *panel)
    unnamed = picture.draw(axes)
    canvas = make.canvas()
    if wide:
        picture.key(canvas, MARGIN, body - panel[1] - 0.14, False, [], unnamed)
    else:
        picture.key(canvas, MARGIN + panel[0] + 0.18, body, True, legend_rest, unnamed)
        picture.globe(make, MARGIN + panel[0] + 0.18, body - 1.5)
    told = "; ".join(f"{row.name} ({row.kind}): {number(row.n)}" for row in shown.head(25).itertuples())
    more = f"; and {count(len(shown) - 25, 'more place')}" if len(shown) > 25 else ""
    return make.figure, plain(f"{title}. Mentions: {told}{more}.")


def _title(shown: pd.DataFrame, inside: np.ndarray, literal: pd.DataFrame) -> str:
    fine = shown[inside & ~shown["kind"].isin([*WIDE, "region"]).to_numpy()]
    among, part = "places smaller than a country", int(fine["n"].sum())
    if fine.empty:
        fine, among, part = shown, "places", len(literal)
    leaders = fine[fine["n"] == fine["n"].iloc[0]]
    names = [plain(name, 50) for name in leaders["name"].head(3)]
    if len(fine) == 1:
        return f"{names[0]} is the one place on this map, named {count(part, 'time')}"
    if among == "places" and len(leaders) == 1:
        return f"{names[0]} is the place named most: {number(leaders['n'].iloc[0])} of {count(part, 'mention')}"
    if len(leaders) > 3:
        return f"{len(leaders)} {among} are named {count(int(leaders['n'].iloc[0]), 'time')} each, none more often"
    each = "" if len(leaders) == 1 else " each"
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} named most among {among}: {number(leaders['n'].iloc[0])}{each} of {count(part, 'mention')}"


class _Picture:
    """The panel of the map: what is drawn where, in inches from its lower left corner."""

    def __init__(self, view: View, panel: tuple[float, float], shown: pd.DataFrame, shapes: list[BaseGeometry], gazetteer: Gazetteer):
        self.view, self.panel, self.shown, self.gazetteer = view, panel, shown, gazetteer
        west, south, east, _ = view.box
        self.scale = panel[0] / (east - west)
        self.km = 0.5 / 72 / self.scale  # half a point on paper
        self.coarse = east - west > 3000
        x, y = view.points(shown["lon"].to_numpy(), shown["lat"].to_numpy())
        self.x, self.y = (x - west) * self.scale, (y - south) * self.scale
        self.inside = (self.x >= 0) & (self.x <= panel[0]) & (self.y >= 0) & (self.y <= panel[1])
        self.shapes = [self._inches(view.shape(s, self.km)) if s.geom_type in POLYGONS else None for s in shapes]
        self.frame = shapely.box(0, 0, *panel)
        self._background()
        self.only_countries = not (~shown["kind"][self.inside].isin(WIDE)).any()
        as_area = (*AREAS, "country") if self.only_countries else AREAS
        drawn = [drawn_as(row, shape, as_area) for row, shape in zip(shown.itertuples(), shapes, strict=True)]
        self.area = [d == "area" and not s.is_empty for d, s in zip(drawn, self.shapes, strict=True)]
        self.wide = [d == "name" for d in drawn]
        # A circle too small to see is drawn as a point.
        self.rough = [d == "rough" and radius_of(row) * self.scale > 0.11 for d, row in zip(drawn, shown.itertuples(), strict=True)]
        self.cuts = classes([n for n, a in zip(shown["n"], self.area, strict=True) if a])
        self.most = max([n for n, a, w in zip(shown["n"], self.area, self.wide, strict=True) if not a and not w], default=1)

    def _inches(self, geometry: BaseGeometry) -> BaseGeometry:
        west, south = self.view.box[:2]
        return shapely.transform(geometry, lambda xy: (xy - [west, south]) * self.scale)

    def outside(self) -> list[tuple[str, int]]:
        """Names and mentions of the places beyond the panel."""
        return [(row.name, int(row.n)) for row, inside, wide in zip(self.shown.itertuples(), self.inside, self.wide, strict=True) if not inside and not (wide and self._country_seen(row))]

    def _country_seen(self, row: object) -> bool:
        return self._country_patch(getattr(row, "country_code", None)) is not None

    def _country_patch(self, code: object) -> BaseGeometry | None:
        shape = self.countries.get(code) if isinstance(code, str) else None
        if shape is None:
            return None
        cut = shape.intersection(shapely.box(0.1, 0.1, self.panel[0] - 0.1, self.panel[1] - 0.1))
        return cut if cut.area > 0.06 else None

    def _background(self) -> None:
        found = cover(units(), self.view.lon, self.view.cut, self.km / 111)

        def drawn(shape: BaseGeometry) -> BaseGeometry:
            return self._inches(self.view.project(shape))

        self._provinces = [(unit, drawn(shape)) for unit, shape in found]
        self._disputed = [drawn(shape) for shape in disputed_of(found)]
        self.countries = {code: drawn(shape) for code, shape in countries_of(found).items()}

    def draw(self, axes: Axes) -> list[str]:
        """Draw the panel and return the names for which there was no room."""
        axes.set_xlim(0, self.panel[0])
        axes.set_ylim(0, self.panel[1])
        axes.set_facecolor(SEA)
        cut = shapely.box(-0.05, -0.05, self.panel[0] + 0.05, self.panel[1] + 0.05)

        def add(geometry: BaseGeometry, **style: object) -> None:
            if (patch := _patch(shapely.intersection(geometry, cut), **style)) is not None:
                axes.add_patch(patch)

        for shape in self.countries.values():
            add(shape, fc=LAND, ec="none", zorder=1)
        if not self.view.world:
            for _, shape in self._provinces:
                add(shape, fc="none", ec=LINE, lw=0.5, zorder=3)
        order = sorted(range(len(self.shown)), key=lambda i: 0 if self.shapes[i] is None else -self.shapes[i].area)
        for i in order:
            if self.area[i]:
                fill = CLASSES[class_of(self.shown["n"].iloc[i], self.cuts)]
                add(self.shapes[i], fc=fill, ec="#8a6a2f", lw=0.7, zorder=2 + 0.001 * order.index(i))
        for shape in self.countries.values():
            add(shape, fc="none", ec=BORDER, lw=0.5 if self.coarse else 1.0, zorder=4)
        for shape in self._disputed:
            add(shape, fc="none", ec=LAND, lw=1.3, zorder=4.1)
            add(shape, fc="none", ec=BORDER, lw=0.9, ls=(0, (3, 2)), zorder=4.2)
        marks = []
        for i, row in enumerate(self.shown.itertuples()):
            if self.area[i] or self.wide[i] or not self.inside[i]:
                continue
            if self.rough[i]:
                r = radius_of(row) * self.scale
                axes.add_patch(Circle((self.x[i], self.y[i]), r, fc="none", ec=MARK, lw=1.1, ls=(0, (4, 2)), zorder=5))
                continue
            r = radius(int(row.n), self.most)
            axes.add_patch(Circle((self.x[i], self.y[i]), r, fc=MARK, ec=PAPER, lw=0.8, zorder=6))
            marks.append((self.x[i] - r, self.y[i] - r, self.x[i] + r, self.y[i] + r))
        unnamed = self._names(axes, marks)
        self._bar(axes)
        axes.add_patch(Rectangle((0, 0), *self.panel, fc="none", ec=INK, lw=1.2, zorder=20, clip_on=False))
        return unnamed

    def _names(self, axes: Axes, marks: list) -> list[str]:
        names: list[Name] = []
        for i, row in enumerate(self.shown.itertuples()):
            n = number(row.n)
            if self.wide[i]:
                patch = self._country_patch(row.country_code) if row.kind == "country" else None
                if row.kind != "country" and self.inside[i]:
                    names.append(self._name(i, [*wrap(row.name, 1.5, NOTE, lines=2), n], NOTE, None, False, color="#08395a", style="italic"))
                if patch is not None:
                    free = patch.difference(shapely.union_all([s for s, a in zip(self.shapes, self.area, strict=True) if a]))
                    patch = largest(free) if free.area > 0.3 else patch
                    names.append(self._name(i, [plain(row.name, 40).upper(), n], 9.0, patch, False, color="#6b5d45"))
            elif self.area[i]:
                patch = self.shapes[i].intersection(self.frame)
                if patch.area > 0.002:
                    names.append(self._name(i, [*wrap(row.name, 1.2, 9.0, lines=2), n], 9.0, largest(patch), True, color=INK))
            elif self.rough[i] and self.inside[i]:
                r = radius_of(row) * self.scale
                name = self._name(i, [*wrap(row.name, 1.5, NOTE, lines=2), n], NOTE, None, True, color="#08395a", style="italic")
                circle = shapely.Point(self.x[i], self.y[i]).buffer(max(r, 0.2)).intersection(self.frame)
                name.area = circle if not circle.is_empty else None
                names.append(name)
            elif self.inside[i]:
                name = self._name(i, [f"{shorten(row.name, 1.6, NOTE)} {n}"], NOTE, None, True, color="#08395a", bold=True)
                name.gap = radius(int(row.n), self.most)
                names.append(name)
        # Points have the fewest places to go, then areas by room, then countries.
        names.sort(key=lambda name: (name.area is not None, 0 if name.area is None else name.area.area))
        bar = self._bar_box = self._free_corner(marks)
        # The name of an area too small for it stands beside; its spot is kept free of other names.
        small = [name for name in names if name.leader and name.area is not None and name.area.area < 1.5 * name.width * name.height]
        for name in small:
            name.area, name.gap = None, 0.04
        marks = [*marks, *((n.x - 0.03, n.y - 0.03, n.x + 0.03, n.y + 0.03) for n in small)]
        missing = place(names, *self.panel, marks, [bar])
        background = self._background_names() if not self.view.world else []
        boxes = [bar, *(_box(name) for name in names if name.at)]
        place(background, *self.panel, marks, boxes)
        for name in [*names, *background]:
            if name.at is None:
                continue
            if name.tied:
                fx, fy = foot(_box(name), name)
                axes.plot([name.x, fx], [name.y, fy], color=INK, lw=0.6, zorder=8)
                axes.plot([name.x], [name.y], marker="o", ms=1.8, color=INK, zorder=8)
            lead = name.height / len(name.lines)
            for k, line in enumerate(name.lines):
                y = name.at[1] + name.height / 2 - lead * (k + 0.5)
                label(axes, name.at[0], y, line, halo=True, ha="center", va="center_baseline", zorder=10, **name.options)
        return [name.lines[0] for name in missing if name in names]

    def _name(self, i: int, lines: list[str], size: float, area: BaseGeometry | None, leader: bool, **options: object) -> Name:
        bold = bool(options.get("bold"))
        wide = max(text_width(line, size, bold) for line in lines)
        anchor = (self.x[i], self.y[i])
        if area is not None and not area.contains(shapely.Point(*anchor)):
            spot = area.representative_point()
            anchor = (spot.x, spot.y)
        return Name(lines, wide, len(lines) * size * 1.18 / 72, *anchor, area=area, leader=leader, options={"size": size, **options})

    def _background_names(self) -> list[Name]:
        mentioned = set(self.shown["place_id"])
        said = set(self.shown.loc[self.shown["kind"] == "country", "country_code"].dropna())
        out = []
        named = {row.country_code: row.name for row in self.shown.itertuples() if row.kind == "country"}
        for code in sorted(self.countries):
            patch = self._country_patch(code)
            if patch is None or code in said or code in named:
                continue
            name = self._country_name(code)
            if name:
                patch = largest(patch)
                spot = patch.representative_point()
                text = plain(name, 30).upper()
                out.append(Name([text], text_width(text, NOTE), NOTE * 1.18 / 72, spot.x, spot.y, area=patch, leader=False, options={"size": NOTE, "color": "#7d725f"}))
        for unit, shape in [] if self.only_countries else self._provinces:
            patch = largest(shape.intersection(self.frame))
            if unit.place_id in mentioned or unit.name in set(self.shown["name"]) or patch.is_empty or not unit.name:
                continue
            text = plain(unit.name, 28)
            wide = text_width(text, 7.5)
            west, _, east, _ = patch.bounds
            if east - west > wide * 0.9 and patch.area > wide * 0.2:
                spot = patch.representative_point()
                out.append(Name([text], wide, 7.5 * 1.18 / 72, spot.x, spot.y, area=patch, leader=False, options={"size": 7.5, "color": "#857b69"}))
        return out

    def _country_name(self, code: str) -> str:
        try:
            row = self.gazetteer.country_row(code)
            return self.gazetteer.name(row) if row >= 0 else ""
        except (AttributeError, KeyError):
            return ""

    def _bar_length(self) -> tuple[int, float]:
        room = self.panel[0] * 0.24 / self.scale
        power = 10 ** math.floor(math.log10(room))
        km = next(step * power for step in (5, 2, 1) if step * power <= room)
        return int(km) if km >= 1 else 1, km * self.scale

    def _free_corner(self, marks: list) -> tuple[float, float, float, float]:
        """Where the scale bar covers fewest marks and areas: the corners, lower left first."""
        wide, tall, gap = self._bar_length()[1] + (1.1 if self.view.world else 0.2), 0.34, 0.1
        areas = [s for s, a in zip(self.shapes, self.area, strict=True) if a]

        def cost(corner: tuple[int, int, int]) -> tuple[float, int]:
            box = shapely.box(*spot(corner))
            hidden = sum(10 for m in marks if shapely.box(*m).intersects(box)) + sum(s.intersection(box).area for s in areas)
            return round(hidden, 3), corner[0]

        def spot(corner: tuple[int, int, int]) -> tuple[float, float, float, float]:
            x = self.panel[0] - gap - wide if corner[1] else gap
            y = self.panel[1] - gap - tall if corner[2] else gap
            return x, y, x + wide, y + tall

        return spot(min([(0, 0, 0), (1, 1, 0), (2, 0, 1), (3, 1, 1)], key=cost))

    def _bar(self, axes: Axes) -> None:
        km, long = self._bar_length()
        x, y, east, north = self._bar_box
        axes.add_patch(Rectangle((x, y), east - x, north - y, fc=PAPER, ec="none", alpha=0.75, zorder=11))
        for k in range(4):
            axes.add_patch(Rectangle((x + 0.1 + long * k / 4, y + 0.07), long / 4, 0.05, fc=INK if k % 2 == 0 else PAPER, ec=INK, lw=0.6, zorder=12))
        text = f"{number(km)} km" + (" at the middle" if self.view.world else "")
        label(axes, x + 0.1, y + 0.22, text, NOTE, zorder=12)

    def key(self, canvas: Axes, x: float, y: float, tall: bool, beyond: list[tuple[str, int]], unnamed: list[str]) -> None:
        """Draw the legend from (x, y) down, and what lies beyond the map."""
        if tall:
            y -= 1.62
        start = y
        label(canvas, x, y - 0.06, "Mentions", NOTE + 0.5, bold=True)
        y -= 0.3
        if self.cuts:
            label(canvas, x, y, "country" if self.only_countries else "province or district", NOTE, color=MUTED)
            y -= 0.22
            step = 0.44
            for i, (low, high) in enumerate(self.cuts):
                canvas.add_patch(Rectangle((x + step * i, y - 0.07), step, 0.15, fc=CLASSES[i], ec="#8a6a2f", lw=0.6))
                text = number(low) if low == high else f"{number(low)}–{number(high)}"
                label(canvas, x + step * (i + 0.5), y - 0.17, text, NOTE - 0.5, ha="center")
            y -= 0.38
            if not tall:
                x, y = x + 2.2, start - 0.3
        points = not all(a or w or not i for a, w, i in zip(self.area, self.wide, self.inside, strict=True))
        if points:
            label(canvas, x, y, "town, village, crossing", NOTE, color=MUTED)
            y -= 0.26
        sizes = sorted({1, max(1, round(self.most / 4)), self.most})
        across = x
        for value in sizes if points else []:
            r = radius(value, self.most)
            canvas.add_patch(Circle((across + r, y), r, fc=MARK, ec=PAPER, lw=0.8))
            label(canvas, across + 2 * r + 0.06, y, number(value), NOTE, va="center_baseline")
            across += 2 * r + 0.06 + text_width(number(value), NOTE) + 0.16
        y -= 0.3 if points else 0
        if any(self.rough):
            canvas.add_patch(Circle((x + 0.1, y), 0.1, fc="none", ec=MARK, lw=1.1, ls=(0, (4, 2))))
            label(canvas, x + 0.3, y, "somewhere within", NOTE, va="center_baseline")
            y -= 0.28
        if not tall:
            x, y = x + 2.2, start - 0.06
            beyond = self.outside()
        remarks = []
        if beyond:
            remarks.append(("Beyond this map", [f"{plain(name, 40)} {number(n)}" for name, n in beyond]))
        if unnamed:
            remarks.append(("No room for the name of", [plain(name, 40) for name in unnamed]))
        for head, texts in remarks:
            label(canvas, x, y - 0.06, head, NOTE + 0.5, bold=True)
            y -= 0.27
            limit = max(1, int((y - 0.02) / (NOTE * 1.35 / 72)))
            lines = wrap(", ".join(texts), WIDTH - MARGIN - x, NOTE, lines=min(12, limit))
            for line in lines:
                label(canvas, x, y, line, NOTE, va="center_baseline")
                y -= NOTE * 1.35 / 72
            y -= 0.1

    def globe(self, make: Sheet, x: float, y: float) -> None:
        """Draw where in the world the panel is: a globe seen from above it."""
        size = 1.42
        axes = make.axes(x + 0.1, y + 0.05, size, size)
        axes.set_xlim(-1.02, 1.02)
        axes.set_ylim(-1.02, 1.02)
        axes.patch.set_alpha(0)
        axes.add_patch(Circle((0, 0), 1, fc=SEA, ec="none"))
        lat = max(-60.0, min(60.0, self.view.lat))
        disc = shapely.Point(0, 0).buffer(1.0, quad_segs=24)
        for shape in _hemisphere(units(), lat, self.view.lon):
            if (patch := _patch(shape.intersection(disc), fc="#cfc8b8", ec="none", lw=0)) is not None:
                axes.add_patch(patch)
        west, south, east, north = self.view.box
        edge = [(west, south), (east, south), (east, north), (west, north)]
        ring = np.concatenate([np.linspace(edge[i], edge[(i + 1) % 4], 8, endpoint=False) for i in range(4)])
        lon, la = self.view._transform.transform(ring[:, 0] * 1000, ring[:, 1] * 1000, direction="INVERSE")
        gx, gy, _ = _orthographic(np.asarray(lon), np.asarray(la), lat)
        if np.hypot(np.ptp(gx), np.ptp(gy)) < 0.09:
            axes.plot([gx.mean()], [gy.mean()], marker="s", ms=5, mfc="none", mec="#c1272d", mew=1.4)
        else:
            axes.fill(gx, gy, fc="none", ec="#c1272d", lw=1.3)
        axes.add_patch(Circle((0, 0), 1, fc="none", ec=MUTED, lw=0.8))


def _orthographic(lon: np.ndarray, lat: np.ndarray, lat0: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Project degrees, longitudes from the middle, on the unit disc; the third value is above zero on the near side."""
    lam, phi, phi0 = np.radians(lon), np.radians(lat), math.radians(lat0)
    near = math.sin(phi0) * np.sin(phi) + math.cos(phi0) * np.cos(phi) * np.cos(lam)
    return np.cos(phi) * np.sin(lam), math.cos(phi0) * np.sin(phi) - math.sin(phi0) * np.cos(phi) * np.cos(lam), near


def _hemisphere(all_units: list, lat: float, lon: float) -> list[BaseGeometry]:
    """Land on the near side of a globe turned to (lat, lon), coarse, in units of its radius."""
    out = []
    for unit in all_units:
        if unit.outline.area < 1.0:
            continue
        coarse = shapely.simplify(unit.outline, 0.6)
        for part in shapely.get_parts(coarse):
            if part.area < 0.6:
                continue
            xy = shapely.get_coordinates(part.exterior)
            x, y, near = _orthographic((xy[:, 0] - lon + 180) % 360 - 180, xy[:, 1], lat)
            if (near > 0).sum() < 3:
                continue
            # What lies just behind the limb is pulled on it, so that the land ends where the disc does.
            r = np.hypot(x, y)
            behind = near < 0
            x, y = np.where(behind, x / r, x), np.where(behind, y / r, y)
            shape = shapely.make_valid(shapely.Polygon(np.column_stack([x, y])))
            if shape.area > 0:
                out.append(shapely.buffer(shape, 0.006, quad_segs=1))
    whole = shapely.simplify(shapely.union_all(out), 0.006) if out else shapely.Polygon()
    return [p for p in shapely.get_parts(whole) if p.geom_type == "Polygon" and p.area > 0.0005]


def _box(name: Name) -> tuple[float, float, float, float]:
    x, y = name.at
    return (x - name.width / 2 - 0.02, y - name.height / 2 - 0.01, x + name.width / 2 + 0.02, y + name.height / 2 + 0.01)

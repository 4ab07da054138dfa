"""What the interactive map shows, as plain data: the ground, the places, and the claims by number."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from claimatlas import counts
from claimatlas.charts.dates import dates_of, written
from claimatlas.charts.palette import CLASSES, KIND_LABELS
from claimatlas.charts.places import spelled
from claimatlas.charts.style import plain
from claimatlas.maps.ground import (
    AREAS,
    WIDE,
    Box,
    View,
    drawn_as,
    elsewhere,
    focus,
    geometries_of,
    placed,
    radius_of,
    turn,
    view_of,
)
from claimatlas.maps.land import countries_of, cover, disputed_of, largest, spot, units
from claimatlas.maps.numbers import classes, places_of_claims
from claimatlas.tables import HOLDER_KINDS

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer

# The page stays light however big the corpus; the tables have everything.
MOST_PLACES = 800
MOST_CLAIMS, MOST_CLAIMS_ALL = 50, 2500  # of one place, and of all
MOST_SENTENCE = 600
UNIT = 1000  # outlines are whole thousandths of a degree


def page_data(
    places: pd.DataFrame,
    mentions: pd.DataFrame,
    claims: pd.DataFrame,
    articles: pd.DataFrame,
    gazetteer: Gazetteer,
) -> dict:
    """Return what the script of the page draws; see `claimatlas.maps.interactive.interactive_map`."""
    shown = _with_governments(places_of_claims(places, mentions, claims), places, mentions, claims)
    more, shown = max(0, len(shown) - MOST_PLACES), shown.head(MOST_PLACES)
    shapes = geometries_of(shown)
    weights = shown["n"] if shown["n"].sum() else shown["governments"].map(len)
    chosen = focus(shown, weights) if len(shown) else np.zeros(0, bool)
    core = shown[chosen]
    own = [shape for shape, kept in zip(shapes, chosen, strict=True) if kept]
    view = view_of(core, own)
    countries = bool(len(core)) and bool(core["kind"].isin(WIDE).all())
    as_area = (*AREAS, "country") if countries else AREAS
    drawn = [drawn_as(row, shape, as_area) for row, shape in zip(shown.itertuples(), shapes, strict=True)]
    seen, fine, tolerance = _window(view)
    areas = [
        shapely.simplify(turn(s, view.lon), tolerance / 2) if d == "area" else shapely.Polygon()
        for s, d in zip(shapes, drawn, strict=True)
    ]
    ground, spots = _ground(view, fine, tolerance, [] if countries else areas, set(shown["name"]), gazetteer)
    rows, months, number, holders, outlets = _claims(shown, claims, articles)
    cuts = classes([int(n) for n, d in zip(shown["n"], drawn, strict=True) if d == "area"])
    south, west, north, east = seen
    return {
        "unit": UNIT,
        "view": _rounded([south, west + view.lon, north, east + view.lon]),
        "close": _close(core, [a for a, kept in zip(areas, chosen, strict=True) if kept], view.lon, seen),
        "elsewhere": _elsewhere(shown, weights, view),
        "fine": _rounded([fine[1], fine[0] + view.lon, fine[3], fine[2] + view.lon]),
        "world": _world(view.lon),
        **ground,
        "classes": [{"from": low, "to": high, "colour": CLASSES[i]} for i, (low, high) in enumerate(cuts)],
        "countries": countries,
        "kinds": [KIND_LABELS[kind] for kind in HOLDER_KINDS],
        "outlets": [plain(name, 120) for name in outlets],
        "holders": [plain(name, 160) for name in holders],
        "places": [
            _place(row, how, area, view.lon, spots, number)
            for row, how, area in zip(shown.itertuples(), drawn, areas, strict=True)
        ],
        "more": more,
        "claims": rows,
        "months": months,
        "dated": any(row["when"] for row in rows),
    }


def _with_governments(
    shown: pd.DataFrame, places: pd.DataFrame, mentions: pd.DataFrame, claims: pd.DataFrame
) -> pd.DataFrame:
    """Add the claims that name a place otherwise (``governments``, ids), and the places that are only so
    named.
    """
    pairs = counts.places_of_claims(claims, placed(mentions, places))
    pairs = pairs[pairs["role"] != "literal"][["place_id", "claim_id"]].drop_duplicates()
    apart = pairs.groupby("place_id")["claim_id"].agg(list).to_dict()
    own = dict(zip(shown["place_id"], map(set, shown["claims"]), strict=True))
    only = places[places["place_id"].isin([key for key in apart if key not in own])]
    only = spelled(only, placed(mentions, places)).assign(listed_as=only["name"], n=0)
    only["claims"] = [[] for _ in range(len(only))]
    only["numbers"] = [[] for _ in range(len(only))]
    frames = [frame for frame in (shown, only.sort_values(["name", "place_id"])) if len(frame)]
    both = pd.concat(frames, ignore_index=True) if frames else shown
    both["governments"] = [
        [claim for claim in apart.get(key, []) if claim not in own.get(key, ())] for key in both["place_id"]
    ]
    return both


def _window(view: View) -> tuple[Box, Box, float]:
    """South, west, north and east of what is seen first, the box drawn finely, and how finely, in degrees."""
    west, south, east, north = view.degrees
    south, north = max(-84.0, south), min(84.0, north)
    wide, tall = east - west, north - south
    fine = (
        max(-180.0, west - 0.8 * wide),
        max(-84.0, south - 0.6 * tall),
        min(180.0, east + 0.8 * wide),
        min(84.0, north + 0.6 * tall),
    )
    return (south, west, north, east), fine, max(0.003, wide / 1600)


def _close(core: pd.DataFrame, areas: list[BaseGeometry], middle: float, seen: Box) -> list[float]:
    """South, west, north and east of the marked places alone, for a small screen."""
    edges = [area.bounds for area in areas if not area.is_empty]
    for row in core.itertuples():
        lon, reach = (row.lon - middle + 180) % 360 - 180, max(0.1, radius_of(row) / 111.2)
        edges.append((lon - reach, row.lat - reach, lon + reach, row.lat + reach))
    if not edges:
        south, west, north, east = seen
    else:
        west, south = np.min(edges, axis=0)[:2]
        east, north = np.max(edges, axis=0)[2:]
    return _rounded([max(-84.0, south), west + middle, min(84.0, north), east + middle])


def _elsewhere(shown: pd.DataFrame, weights: pd.Series, view: View) -> list[int]:
    """Positions of the places of a second frame, those of most claims first."""
    if not len(shown) or view.world:
        return []
    west, south, east, north = view.box
    x, y = view.points(shown["lon"].to_numpy(), shown["lat"].to_numpy())
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return [int(i) for i in np.flatnonzero(elsewhere(shown, weights, inside))]


def _claims(
    shown: pd.DataFrame, claims: pd.DataFrame, articles: pd.DataFrame
) -> tuple[list[dict], list[int], dict[str, int], list[str], list[str]]:
    """The claims of the page, the first and last month that they speak of, and their position, by id."""
    most = max(1, min(MOST_CLAIMS, MOST_CLAIMS_ALL // max(1, len(shown))))
    number: dict[str, int] = {}
    for row in shown.itertuples():
        number.update(zip(row.claims, row.numbers, strict=True))
    kept = {key for keys in (*shown["claims"], *shown["governments"]) for key in keys[:most]}
    for key in sorted(kept - set(number)):
        number[key] = len(number) + 1
    own = claims[claims["claim_id"].isin(kept)]
    own = own.assign(number=own["claim_id"].map(number)).sort_values("number")
    outlets = sorted(set(articles["outlet"]) | set(own["outlet"]))
    tally = own["holder"].dropna().value_counts()
    holders = sorted(tally.index, key=lambda name: (-tally[name], name))
    rows = _rows(own, outlets, holders)
    every = [edge for row in rows for span in row["when"] for edge in span]
    position = {key: i for i, key in enumerate(own["claim_id"])}
    return rows, [min(every), max(every)] if every else [0, 0], position, holders, outlets


def _rows(own: pd.DataFrame, outlets: list[str], holders: list[str]) -> list[dict]:
    dates = dates_of(own)
    by_claim = dict(list(dates[dates["begin"].notna()].groupby("claim_id")))
    position, where = ({name: i for i, name in enumerate(names)} for names in (holders, outlets))
    out = []
    for row in own.itertuples():
        when, texts = [], []
        for date in by_claim[row.claim_id].itertuples() if row.claim_id in by_claim else ():
            first = (
                int(date.begin * 12 + 1e-6) if date.granularity == "day" else round(date.begin * 12 + 1e-6)
            )
            when.append([first, max(0, int(np.ceil(date.end * 12 - 1e-6)) - 1)])
            texts.append(written(date.value, date.part))
        out.append(
            {
                "id": row.claim_id,
                "n": int(row.number),
                "outlet": where[row.outlet],
                "holder": position.get(row.holder, -1) if isinstance(row.holder, str) else -1,
                "kind": HOLDER_KINDS.index(row.resolved_kind),
                "sentence": plain(row.sentence, MOST_SENTENCE),
                "hedged": int(row.hedged),
                "denial": int(row.denial),
                "when": when,
                "dates": "; ".join(texts),
            }
        )
    return out


def _place(
    row: object,
    how: str,
    area: BaseGeometry,
    middle: float,
    spots: dict[str, tuple[float, float]],
    number: dict[str, int],
) -> dict:
    lon = (row.lon - middle + 180) % 360 - 180
    x, y = (lon, row.lat)
    if not area.is_empty:
        x, y = spot(area)
    elif row.kind == "country":
        x, y = spots.get(row.country_code, (lon, row.lat))
    parts = [p for p in (row.listed_as, row.admin1, row.country_code) if isinstance(p, str) and p]
    return {
        "id": row.place_id,
        "name": plain(row.name, 80),
        "kind": plain(row.kind, 30),
        "lat": round(row.lat, 4),
        "lon": round(lon + middle, 4),
        "where": ", ".join(plain(part, 60) for part in parts if part != row.name),
        "total": int(row.n),
        "wide": int(how == "name"),
        "claims": [number[key] for key in row.claims if key in number],
        "governments": [number[key] for key in row.governments if key in number],
        "cut": sum(key not in number for key in row.claims),
        "at": [round(y, 4), round(x + middle, 4)],
        "size": round(float(area.area), 4),
        "shape": None if area.is_empty else _encode(area, middle),
        "rough": int(how == "rough"),
        "radius": round(radius_of(row), 1),
    }


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(float(v), 4) for v in values]


def _encode(geometry: BaseGeometry, middle: float) -> list:
    """Write polygons as rings of differences between whole thousandths of a degree."""
    out = []
    for polygon in shapely.get_parts(geometry):
        if polygon.geom_type != "Polygon":
            continue
        rings = []
        for ring in (polygon.exterior, *polygon.interiors):
            xy = np.round((shapely.get_coordinates(ring)[:-1] + np.array([middle, 0.0])) * UNIT).astype(int)
            steps = np.diff(xy, axis=0, prepend=np.zeros((1, 2), int))
            steps = np.vstack([steps[:1], steps[1:][(steps[1:] != 0).any(axis=1)]])
            if len(steps) >= 3:
                rings.append(steps.ravel().tolist())
        if rings:
            out.append(rings)
    return out


@functools.lru_cache(maxsize=4)
def _world(middle: float) -> list:
    """Land of the whole world, coarse, for what lies far from the articles."""
    outlines = np.array([unit.outline for unit in units() if unit.outline.area > 0.08], dtype=object)
    coarse = [
        shapely.buffer(part, 0.06, quad_segs=1)
        for shape in shapely.simplify(outlines, 0.12)
        for part in shapely.get_parts(turn(shape, middle))
        if part.geom_type == "Polygon" and part.area > 0.08
    ]
    whole = shapely.simplify(shapely.union_all(coarse), 0.12)
    whole = shapely.MultiPolygon(
        [shapely.Polygon(p.exterior) for p in shapely.get_parts(whole) if p.area > 0.15]
    )
    return _encode(whole, middle)


def _encode_lines(geometry: BaseGeometry, middle: float) -> list:
    """Write lines as differences between whole thousandths of a degree."""
    out = []
    for line in shapely.get_parts(geometry):
        if line.geom_type == "LineString" and not line.is_empty:
            xy = np.round((shapely.get_coordinates(line) + np.array([middle, 0.0])) * UNIT).astype(int)
            steps = np.diff(xy, axis=0, prepend=np.zeros((1, 2), int))
            steps = np.vstack([steps[:1], steps[1:][(steps[1:] != 0).any(axis=1)]])
            if len(steps) > 1:
                out.append(steps.ravel().tolist())
    return out


def _ground(
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
        What goes into the page.
    dict
        For each country code, where its name may stand: longitude (from the middle) and latitude of the
        widest free spot of the country in view.
    """
    found = cover(units(), view.lon, fine, tolerance)
    west, south, east, north = view.degrees
    seen = shapely.box(west, max(-84, south), east, min(84, north))
    taken = shapely.union_all([a for a in areas if not a.is_empty]) if areas else shapely.Polygon()
    size = (fine[2] - fine[0]) * (fine[3] - fine[1])
    names, spots, wholes = [], {}, []
    for code, whole in countries_of(found).items():
        wholes.append(whole)
        free = largest(whole.intersection(seen).difference(taken))
        part = free if free.area > 0.01 * seen.area else largest(whole)
        if part.is_empty:
            continue
        spots[code] = spot(part)
        row = gazetteer.country_row(code)
        name = gazetteer.name(row) if row >= 0 else ""
        if name and name not in said and part.area > size / 800:
            names.append((1e6 + part.area, spots[code], plain(name, 40), 1))
    if not view.world:
        for unit, shape in found:
            part = largest(shape)
            if unit.name and unit.name not in said and part.area > size / 4000:
                names.append((part.area, spot(part), plain(unit.name, 40), 0))
    names.sort(key=lambda entry: (-entry[0], entry[2]))
    edge = shapely.buffer(shapely.box(*fine).exterior, tolerance)

    def lines(shapes: list[BaseGeometry]) -> list:
        # Neighbours share their edge to the last digit, so that the union draws it once.
        return (
            _encode_lines(
                shapely.line_merge(shapely.difference(shapely.union_all([s.boundary for s in shapes]), edge)),
                view.lon,
            )
            if shapes
            else []
        )

    page = {
        "land": [polygon for shape in wholes for polygon in _encode(shape, view.lon)],
        "borders": lines(wholes),
        "provinces": [] if view.world else lines([shape for _, shape in found]),
        "disputed": lines(disputed_of(found)),
        "names": [
            [round(y, 3), round(x + view.lon, 3), text, country] for _, (x, y), text, country in names[:150]
        ],
    }
    return page, spots

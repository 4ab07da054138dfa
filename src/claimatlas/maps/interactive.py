"""The interactive map: one self-contained page, with every text from outside in one block of data.

Folium makes the map; Leaflet stands in the page itself. Folium compiles what is given to it as a template a
second time, and puts it into script strings, so nothing from outside goes through it: the page is finished
first, the same for every corpus, and its scripts are named by their hashes in the page's own policy. Then the
data go in as JSON in a block that is never run, and a small script of ours sets them as text.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import folium
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from claimatlas.charts.dates import dates_of, written
from claimatlas.charts.palette import CLASSES, KIND_LABELS
from claimatlas.charts.places import spelled
from claimatlas.charts.style import plain
from claimatlas.counts import claims_at
from claimatlas.errors import ParameterError
from claimatlas.maps.ground import (
    AREAS,
    WIDE,
    Box,
    View,
    drawn_as,
    focus,
    geometries_of,
    placed,
    radius_of,
    turn,
    view_of,
)
from claimatlas.maps.land import countries_of, cover, disputed_of, largest, spot, units
from claimatlas.maps.panel import classes
from claimatlas.tables import HOLDER_KINDS

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer

# The page stays light however big the corpus; the tables have everything.
MOST_PLACES = 800
MOST_CLAIMS, MOST_CLAIMS_ALL = 50, 2500  # of one place, and of all
MOST_SENTENCE = 600
UNIT = 1000  # outlines are whole thousandths of a degree
_ID = re.compile(r"map_[0-9a-f]{32}")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
_SLOT = "<!--data-->"

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Map of places and claims</title>
<style>{leaflet_css}</style>
<style>{css}</style>
</head>
<body>
<button type="button" id="more" aria-expanded="false" aria-controls="panel">Filter and search</button>
<section id="panel" aria-label="Filters and places">
<fieldset><legend>Outlets</legend><div id="outlets"></div></fieldset>
<fieldset><label class="line"><span class="head">Source of the claim</span> <select
id="source"></select></label></fieldset> <fieldset id="time"><legend>Dates that the claims speak
of</legend><output id="span" for="from to"></output> <label class="line">from <input type="range" id="from"
min="0" max="1" value="0"></label> <label class="line">to <input type="range" id="to" min="0" max="1"
value="1"></label> <label><input type="checkbox" id="undated" checked>and claims without a
date</label></fieldset> <fieldset><label><input type="checkbox" id="governments">names not used as a place: a
government, a nationality, part of an institution’s name</label></fieldset> <label class="head"
for="search">Places</label> <input type="search" id="search" placeholder="a place, or a word of a claim"
autocomplete="off" spellcheck="false"> <p id="status" role="status"></p>
<ul id="list"></ul>
</section>
<main aria-label="Map">
{frame}
<details id="key" open><summary>Legend</summary><div id="legend"></div><div id="credit"></div></details>
</main>
<!--data-->
<script>{leaflet}</script>
<script>{start}</script>
<script>{own}</script>
</body>
</html>
"""


def interactive_map(
    places: pd.DataFrame,
    mentions: pd.DataFrame,
    claims: pd.DataFrame,
    articles: pd.DataFrame,
    gazetteer: Gazetteer | None = None,
    tiles: str = "",
    tiles_credit: str = "",
) -> str:
    """Make the interactive map as one HTML page that asks for nothing beyond itself.

    Parameters
    ----------
    places, mentions, claims, articles : pandas.DataFrame
        Tables of those names; all but articles may be empty.
    gazetteer : Gazetteer, optional
        For the names of countries; opened if not given.
    tiles : str
        Template of a tile server (``https://…/{z}/{x}/{y}.png``). Empty, the default, for none: with tiles,
        the server learns who looks at which place.
    tiles_credit : str
        Who made the tiles.

    Returns
    -------
    str
        The same for the same tables. Its policy, first in its head, names its scripts by their hashes.

    Raises
    ------
    ParameterError
        `tiles` is not an https address.
    """
    if gazetteer is None:
        from claimatlas.gazetteer import open_gazetteer

        gazetteer = open_gazetteer()
    host = _host(tiles)
    data = _data(places, mentions, claims, articles, gazetteer)
    if tiles:
        data["tiles"] = {"url": tiles, "credit": plain(tiles_credit, 200)}
    page = shell()
    if host:
        page = page.replace("img-src data:", f"img-src data: {host}", 1)
    # The slot is looked for in the finished shell, so nothing in the data can pass for it.
    head, tail = page.split(_SLOT)
    return f'{head}<script type="application/json" id="data">{in_script(data)}</script>{tail}'


def _host(tiles: str) -> str:
    if not tiles:
        return ""
    parts = urlsplit(tiles)
    if parts.scheme != "https" or not re.fullmatch(r"[A-Za-z0-9.{}-]+(:\d+)?", parts.netloc or ""):
        raise ParameterError(
            f"tiles {tiles!r} is not the https address of a tile server: write https://…/{{z}}/{{x}}/{{y}}.png or leave it empty"
        )
    return "https://" + re.sub(r"\{\w+\}", "*", parts.netloc)


def in_script(data: object) -> str:
    """Write JSON that cannot end a script block, open a comment or be read as a template."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    for raw, safe in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("{{", "{\\u007b"),
        ("{%", "{\\u0025"),
        ("{#", "{\\u0023"),
    ):
        text = text.replace(raw, safe)
    return text


@functools.cache
def shell() -> str:
    """Return the page without data: the same for every corpus."""
    leaflet = files("xstatic.pkg.leaflet") / "data"
    frame = folium.Map(
        location=[0, 0], zoom_start=2, tiles=None, zoom_snap=0.25, max_zoom=14, fade_animation=False
    )
    # Of folium's page only the element and the script that starts the map are taken; what it would link
    # stands here.
    made = _ID.sub("map_1", frame.get_root().render())
    div = re.search(r'<div class="folium-map" id="map_1"\s*></div>', made)
    start = [script for script in _SCRIPT.findall(made) if "L.map(" in script]
    if not div or len(start) != 1:
        raise RuntimeError("folium: its page does not look as expected")
    own = files("claimatlas.maps")
    scripts = {
        "leaflet": _inert(
            (leaflet / "leaflet.js").read_text(encoding="utf-8").split("//# sourceMappingURL")[0]
        ),
        "start": start[0],
        "own": _inert((own / "page.js").read_text(encoding="utf-8")),
    }
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts.values()
    )
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    sheet = re.sub(r"url\([^)]*\)", "none", (leaflet / "leaflet.css").read_text(encoding="utf-8"))
    parts = {
        "policy": policy,
        "leaflet_css": sheet,
        "css": (own / "page.css").read_text(encoding="utf-8"),
        "frame": div[0],
        **scripts,
    }
    return re.sub(r"\{(policy|leaflet_css|css|frame|leaflet|start|own)\}", lambda m: parts[m[1]], PAGE)


def _inert(script: str) -> str:
    """Keep an HTML parser from seeing the end of a script, or a comment, inside it."""
    return re.sub(r"<(?=/script|script|!--)", r"\\x3c", script, flags=re.I)


def _data(
    places: pd.DataFrame,
    mentions: pd.DataFrame,
    claims: pd.DataFrame,
    articles: pd.DataFrame,
    gazetteer: Gazetteer,
) -> dict:
    known = placed(mentions, places)
    counts = known["place_id"].value_counts()
    literal = known[known["role"] == "literal"]["place_id"].value_counts()
    shown = spelled(places[places["place_id"].isin(counts.index)], known).assign(listed_as=places["name"])
    shown["n"] = shown["place_id"].map(literal).fillna(0).astype(int)
    shown["all"] = shown["place_id"].map(counts).astype(int)
    shown = shown.sort_values(
        ["n", "all", "name", "place_id"], ascending=[False, False, True, True], kind="stable"
    ).reset_index(drop=True)
    more, shown = max(0, len(shown) - MOST_PLACES), shown.head(MOST_PLACES)
    known = known[known["place_id"].isin(shown["place_id"])]
    shapes = geometries_of(shown)
    weights = shown["n"] if shown["n"].sum() else shown["all"]
    chosen = focus(shown, weights) if len(shown) else np.zeros(0, bool)
    core = shown[chosen]
    view = view_of(core, [s for s, c in zip(shapes, chosen, strict=True) if c])
    countries = bool(len(core)) and bool(core["kind"].isin(WIDE).all())
    as_area = (*AREAS, "country") if countries else AREAS
    drawn = [drawn_as(row, shape, as_area) for row, shape in zip(shown.itertuples(), shapes, strict=True)]
    west, south, east, north = view.degrees
    south, north = max(-84.0, south), min(84.0, north)
    middle = view.lon
    wide, tall = east - west, north - south
    fine = (
        max(-180.0, west - 0.8 * wide),
        max(-84.0, south - 0.6 * tall),
        min(180.0, east + 0.8 * wide),
        min(84.0, north + 0.6 * tall),
    )
    tolerance = max(0.003, (east - west) / 1600)
    areas = [
        shapely.simplify(turn(s, middle), tolerance / 2) if d == "area" else shapely.Polygon()
        for s, d in zip(shapes, drawn, strict=True)
    ]
    ground, spots = _ground(view, fine, tolerance, [] if countries else areas, set(shown["name"]), gazetteer)
    # Which claims a place has, and which of them go into the page.
    pairs = claims_at(known, claims).merge(
        known[["mention_id", "place_id"]], on="mention_id", validate="many_to_one"
    )
    most = max(1, min(MOST_CLAIMS, MOST_CLAIMS_ALL // max(1, len(shown))))
    kept = pairs.drop_duplicates(["place_id", "claim_id"]).groupby("place_id", sort=False).head(most)
    over = pairs.groupby("place_id")["claim_id"].nunique() - most
    own = (
        claims[claims["claim_id"].isin(kept["claim_id"])]
        .sort_values("claim_id", kind="stable")
        .reset_index(drop=True)
    )
    number = {claim: i for i, claim in enumerate(own["claim_id"])}
    outlets = sorted(set(articles["outlet"]))
    outlet_of = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    holder_counts = own["holder"].dropna().value_counts()
    holders = sorted(holder_counts.index, key=lambda name: (-holder_counts[name], name))
    rows, months = _claims(own, outlets, holders)
    of_mention: dict[str, list[int]] = {}
    for mention, claim in zip(pairs["mention_id"], pairs["claim_id"], strict=True):
        if claim in number:
            of_mention.setdefault(mention, []).append(number[claim])
    index = {place: i for i, place in enumerate(shown["place_id"])}
    cuts = classes([int(n) for n, d in zip(shown["n"], drawn, strict=True) if d == "area"])
    return {
        "unit": UNIT,
        "view": _rounded([south, west + middle, north, east + middle]),
        "fine": _rounded([fine[1], fine[0] + middle, fine[3], fine[2] + middle]),
        "world": _world(middle),
        **ground,
        "classes": [{"from": low, "to": high, "colour": CLASSES[i]} for i, (low, high) in enumerate(cuts)],
        "countries": countries,
        "kinds": [KIND_LABELS[kind] for kind in HOLDER_KINDS],
        "outlets": [plain(name, 120) for name in outlets],
        "holders": [plain(name, 160) for name in holders],
        "places": [
            _place(row, how, area, middle, spots, max(0, int(over.get(row.place_id, 0))))
            for row, how, area in zip(shown.itertuples(), drawn, areas, strict=True)
        ],
        "mentions": _mentions(known, index, outlets, outlet_of, of_mention),
        "more": more,
        "claims": rows,
        "months": months,
        "dated": any(row["when"] for row in rows),
    }


def _mentions(
    known: pd.DataFrame, index: dict, outlets: list[str], outlet_of: dict, of_mention: dict[str, list[int]]
) -> list[list]:
    """Place, outlet, whether not used as a place, claims, and how many: mentions in no claim of the page are
    counted together.
    """
    position = {name: i for i, name in enumerate(outlets)}
    out, alike = [], Counter()
    for mention, article, place, role in known.sort_values("mention_id", kind="stable")[
        ["mention_id", "article_id", "place_id", "role"]
    ].itertuples(index=False):
        entry = (index[place], position[outlet_of[article]], int(role != "literal"))
        if mention in of_mention:
            out.append([*entry, of_mention[mention], 1])
        else:
            alike[entry] += 1
    return out + [[*entry, [], n] for entry, n in sorted(alike.items())]


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(float(v), 4) for v in values]


def _claims(own: pd.DataFrame, outlets: list[str], holders: list[str]) -> tuple[list[dict], list[int]]:
    dates = dates_of(own)
    dates = dates[dates["begin"].notna()]
    by_claim = {key: rows for key, rows in dates.groupby("claim_id")}  # noqa: C416
    position, where = ({name: i for i, name in enumerate(names)} for names in (holders, outlets))
    out = []
    for row in own.itertuples():
        when, texts = [], []
        if row.claim_id in by_claim:
            for date in by_claim[row.claim_id].itertuples():
                when.append(
                    [
                        round(date.begin * 12 + 1e-6)
                        if date.granularity != "day"
                        else int(date.begin * 12 + 1e-6),
                        max(0, int(np.ceil(date.end * 12 - 1e-6)) - 1),
                    ]
                )
                texts.append(written(date.value, date.part))
        out.append(
            {
                "id": row.claim_id,
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
    every = [edge for row in out for span in row["when"] for edge in span]
    return out, [min(every), max(every)] if every else [0, 0]


def _place(
    row: object, how: str, area: BaseGeometry, middle: float, spots: dict[str, tuple[float, float]], cut: int
) -> dict:
    lon = (row.lon - middle + 180) % 360 - 180
    x, y = (
        spot(area)
        if not area.is_empty
        else spots.get(row.country_code, (lon, row.lat))
        if row.kind == "country"
        else (lon, row.lat)
    )
    return {
        "name": plain(row.name, 80),
        "kind": plain(row.kind, 30),
        "lat": round(row.lat, 4),
        "lon": round(lon + middle, 4),
        "where": ", ".join(
            plain(part, 60)
            for part in (row.listed_as, row.admin1, row.country_code)
            if isinstance(part, str) and part and part != row.name
        ),
        "total": int(row.n),
        "wide": int(how == "name"),
        "cut": cut,
        "at": [round(y, 4), round(x + middle, 4)],
        "size": round(float(area.area), 4),
        "shape": None if area.is_empty else _encode(area, middle),
        "rough": int(how == "rough"),
        "radius": round(radius_of(row), 1),
    }


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

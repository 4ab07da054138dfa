"""What the interactive map shows, as plain data: the ground, the places, and the claims by number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from claimatlas import counts
from claimatlas.charts.dates import dates_of, written
from claimatlas.charts.palette import CLASSES, DARK, KIND_LABELS
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
from claimatlas.maps.land import spot
from claimatlas.maps.numbers import classes, places_of_claims
from claimatlas.maps.outlines import WORLD_UNIT, area_shape, encode, kept_ground, kept_world, unit_of
from claimatlas.tables import HOLDER_KINDS

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer

# The page stays light however big the corpus; the tables have everything.
MOST_PLACES = 800
MOST_CLAIMS, MOST_CLAIMS_ALL = 50, 2500  # of one place, and of all
MOST_SENTENCE = 600
_SHOWN = ["claim_id", "outlet", "holder", "resolved_kind", "sentence", "hedged", "denial"]  # of a claim


def page_data(
    places: pd.DataFrame,
    mentions: pd.DataFrame,
    claims: pd.DataFrame,
    articles: pd.DataFrame,
    gazetteer: Gazetteer,
    build: Path | str | None = None,
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
        area_shape(turn(s, view.lon), tolerance) if d == "area" else shapely.Polygon()
        for s, d in zip(shapes, drawn, strict=True)
    ]
    unit, taken = unit_of(tolerance), [] if countries else areas
    named = set(shown["name"])
    drawn_once, spots = kept_ground(view, fine, tolerance, taken, named, gazetteer, build)
    rows, months, number, holders, outlets = _claims(shown, claims, articles)
    cuts = classes([int(n) for n, d in zip(shown["n"], drawn, strict=True) if d == "area"])
    south, west, north, east = seen
    return {
        "unit": unit,
        "view": _rounded([south, west + view.lon, north, east + view.lon]),
        "close": _close(core, [a for a, kept in zip(areas, chosen, strict=True) if kept], view.lon, seen),
        "elsewhere": _elsewhere(shown, weights, view),
        "fine": _rounded([fine[1], fine[0] + view.lon, fine[3], fine[2] + view.lon]),
        "worldUnit": WORLD_UNIT,
        "world": kept_world(view.lon, gazetteer, build),
        **drawn_once,
        "classes": [
            {"from": low, "to": high, "colour": CLASSES[i], "dark": DARK[CLASSES[i]]}
            for i, (low, high) in enumerate(cuts)
        ],
        "countries": countries,
        "kinds": [KIND_LABELS[kind] for kind in HOLDER_KINDS],
        "outlets": [plain(name, 120) for name in outlets],
        "holders": [plain(name, 160) for name in holders],
        "places": [
            _place(row, how, area, view.lon, spots, number, unit)
            for row, how, area in zip(shown.itertuples(), drawn, areas, strict=True)
        ],
        "more": more,
        "claims": rows,
        "months": months,
        "dated": any("when" in row for row in rows),
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
    own = claims.loc[claims["claim_id"].isin(kept), [*_SHOWN, "dates"]]
    own = own.assign(number=own["claim_id"].map(number)).sort_values("number")
    outlets = sorted(set(articles["outlet"]) | set(own["outlet"]))
    tally = own["holder"].dropna().value_counts()
    holders = sorted(tally.index, key=lambda name: (-tally[name], name))
    rows = _rows(own, outlets, holders)
    every = [edge for row in rows for span in row.get("when", ()) for edge in span]
    position = {key: i for i, key in enumerate(own["claim_id"])}
    return rows, [min(every), max(every)] if every else [0, 0], position, holders, outlets


def _rows(own: pd.DataFrame, outlets: list[str], holders: list[str]) -> list[dict]:
    """Outlets and holders as positions (-1: no name) and dates as months since the year 0, to be small."""
    dates = dates_of(own)
    by_claim: dict[str, list] = {}
    for date in dates[dates["begin"].notna()].itertuples():
        by_claim.setdefault(date.claim_id, []).append(date)
    position, where = ({name: i for i, name in enumerate(names)} for names in (holders, outlets))
    out = []
    for row in own.drop(columns="dates").itertuples():
        when, texts = [], []
        for date in by_claim.get(row.claim_id, ()):
            first = (
                int(date.begin * 12 + 1e-6) if date.granularity == "day" else round(date.begin * 12 + 1e-6)
            )
            when.append([first, max(0, int(np.ceil(date.end * 12 - 1e-6)) - 1)])
            texts.append(written(date.value, date.part))
        told = {
            "id": row.claim_id,
            "n": int(row.number),
            "outlet": where[row.outlet],
            "holder": position.get(row.holder, -1) if isinstance(row.holder, str) else -1,
            "kind": HOLDER_KINDS.index(row.resolved_kind),
            "sentence": plain(row.sentence, MOST_SENTENCE),
        }
        extra = {
            "hedged": int(row.hedged),
            "denial": int(row.denial),
            "when": when,
            "dates": "; ".join(texts),
        }
        # What a claim does not have is left out; most have none of these.
        out.append(told | {name: value for name, value in extra.items() if value})
    return out


def _place(
    row: object,
    how: str,
    area: BaseGeometry,
    middle: float,
    spots: dict[str, tuple[float, float]],
    number: dict[str, int],
    unit: int,
) -> dict:
    """Its mark stands ``at``, it lies at ``lat``, ``lon``; longitudes around `middle` may pass 180°."""
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
        "shape": None if area.is_empty else encode(area, middle, unit),
        "rough": int(how == "rough"),
        "radius": round(radius_of(row), 1),
    }


def _rounded(values: Sequence[float]) -> list[float]:
    """Four digits of a degree, some ten metres, are as fine as the page shows."""
    return [round(float(v), 4) for v in values]

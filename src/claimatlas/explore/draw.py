"""What the panel shows: a map, a chart, the claims and an article, drawn as text in milliseconds, all
escaped.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from claimatlas.charts.palette import (
    ALERT,
    BLUE,
    BORDER,
    INK,
    KIND_COLOURS,
    KIND_LABELS,
    LAND,
    PAPER,
    SEA,
)
from claimatlas.display import escape, shaded
from claimatlas.explore.atlas import Atlas
from claimatlas.exports import cell
from claimatlas.maps.ground import AREAS, ROUGH_KM, focus
from claimatlas.people.whose_word import in_place_of_a_name, reason
from claimatlas.phrases import noun

WIDTH, HEIGHT = 560, 400  # of the map and the chart, in pixels
LABELS = 9
MOST_PINS = 40  # places of the map that can be pressed
_STYLE = (
    "font-family:system-ui,sans-serif;font-size:13px;line-height:1.4;"
    "background:var(--jp-layout-color0,#fff);color:var(--jp-content-font-color0,#1a1a1a)"
)
_LINE = "border:1px solid var(--jp-border-color1,#c8ced4)"
_CHIP = "display:inline-block;border:1px solid currentColor;border-radius:1em;padding:1px 10px;margin:2px 0"
_MARK = "background:color-mix(in srgb,#f0c030 28%,transparent);color:inherit"


def _told(number: int, one: str) -> str:
    """A number with its noun: ``1 claim``, ``1,200 claims``."""
    return f"{number:,} {noun(number, one)}"


def _frame(atlas: Atlas) -> dict:
    """Scale and outlines of the map, worked out once: where the places of the claims lie, areas
    simplified.
    """
    if "frame" in atlas.drawn:
        return atlas.drawn["frame"]
    places = atlas.places
    weights = np.bincount(atlas.pairs[:, 1], minlength=len(places)).astype(float)
    shown = focus(places, weights) if len(places) and weights.any() else np.ones(len(places), bool)
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    if not shown.any():
        west, south, east, north = -180.0, -60.0, 180.0, 80.0
    else:
        west, east = lon[shown].min(), lon[shown].max()
        south, north = lat[shown].min(), lat[shown].max()
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, tall = max((east - west) * squeeze, 1.0) * 1.25, max(north - south, 1.0) * 1.25
    scale = min(WIDTH / wide, HEIGHT / tall)
    middle = ((west + east) / 2, (south + north) / 2)
    x = WIDTH / 2 + (lon - middle[0]) * squeeze * scale
    y = HEIGHT / 2 - (lat - middle[1]) * scale
    window = shapely.box(-WIDTH, -HEIGHT, 2 * WIDTH, 2 * HEIGHT)
    areas = []
    shapes = shapely.from_wkb(places["geometry"].to_numpy()) if len(places) else []
    for shape in sorted(
        (s for s in shapes if s.geom_type in ("Polygon", "MultiPolygon")), key=lambda s: -s.area
    ):
        moved = shapely.transform(
            shape,
            lambda p: np.column_stack(
                [
                    WIDTH / 2 + (p[:, 0] - middle[0]) * squeeze * scale,
                    HEIGHT / 2 - (p[:, 1] - middle[1]) * scale,
                ]
            ),
        )
        clipped = shapely.intersection(shapely.make_valid(shapely.simplify(moved, 0.7)), window)
        for part in getattr(clipped, "geoms", [clipped]):
            if part.geom_type == "Polygon" and not part.is_empty:
                points = " ".join(f"{a:.1f},{b:.1f}" for a, b in part.exterior.coords)
                areas.append(f'<polygon points="{points}"/>')
    atlas.drawn["frame"] = {
        "x": x,
        "y": y,
        "areas": "".join(areas),
        "inside": (x > 0) & (x < WIDTH) & (y > 0) & (y < HEIGHT),
    }
    return atlas.drawn["frame"]


@dataclass(frozen=True)
class Pin:
    """A place on the map, to be pressed.

    Attributes
    ----------
    place : int
        Position in the table of places.
    name : str
    n : int
        Claims that name it.
    x, y, r : float
        Middle and radius in pixels of the map.
    vague : bool
        An area, or a position known only roughly: drawn hollow.
    """

    place: int
    name: str
    n: int
    x: float
    y: float
    r: float
    vague: bool


def pins(atlas: Atlas, chosen: np.ndarray, most: int = MOST_PINS) -> list[Pin]:
    """List the places on the map that the chosen claims name, those of most claims first."""
    frame, counts = _frame(atlas), atlas.counts_by_place(chosen)
    order = [i for i in np.argsort(-counts, kind="stable") if counts[i] and frame["inside"][i]]
    largest = max(int(counts.max()) if len(counts) else 0, 1)
    names, kinds = atlas.place_names, atlas.places["kind"].to_numpy(object)
    radii = atlas.places["radius_km"].to_numpy(float)
    return [
        Pin(
            int(i),
            str(names[i]),
            int(counts[i]),
            float(frame["x"][i]),
            float(frame["y"][i]),
            3 + 19 * math.sqrt(counts[i] / largest),
            bool(kinds[i] in AREAS or radii[i] >= ROUGH_KM),
        )
        for i in order[:most]
    ]


def map_svg(atlas: Atlas, chosen: np.ndarray, picked: Collection[str] = ()) -> str:
    """Draw the places that the chosen claims name: a disc for each, its area the number of claims.

    Plate carrée, true to scale in the middle of the map. An area, or a place that lies anywhere within 5 km
    or more, is drawn hollow; places of the ids in `picked` have a red edge.
    """
    found = pins(atlas, chosen, len(atlas.places))
    ids = atlas.places["place_id"].to_numpy(object)
    marks, labels, taken = [], [], []
    for rank, pin in enumerate(found):
        edge = ALERT if ids[pin.place] in picked else BLUE
        look = 'fill-opacity="0.12" stroke-dasharray="4 2"' if pin.vague else 'fill-opacity="0.45"'
        marks.append(
            f'<circle cx="{pin.x:.1f}" cy="{pin.y:.1f}" r="{pin.r:.1f}" fill="{BLUE}" {look} '
            f'stroke="{edge}" '
            f'stroke-width="{3 if ids[pin.place] in picked else 1}">'
            f"<title>{escape(pin.name)}: {_told(pin.n, 'claim')}</title></circle>"
        )
        if rank < 4 * LABELS and len(labels) < LABELS:
            labels += _label(pin, taken)
    drawn = (
        f'<div style="{_STYLE};line-height:0"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Map of {_told(len(found), "place")} named in {_told(len(chosen), "claim")}" '
        f'style="display:block;width:100%;height:auto;{_LINE}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{SEA}"/>'
        f'<g fill="{LAND}" stroke="{BORDER}" stroke-width="0.8">{_frame(atlas)["areas"]}</g>'
        f'{"".join(reversed(marks))}<g fill="{INK}">{"".join(labels)}</g></svg></div>'
    )
    return shaded(drawn)


def map_note(atlas: Atlas, chosen: np.ndarray) -> str:
    """Say how many places the map shows, and how many it does not."""
    shown = len(pins(atlas, chosen, len(atlas.places)))
    outside = int((atlas.counts_by_place(chosen) > 0).sum()) - shown
    beyond = f"; {outside} more {noun(outside, 'lies', 'lie')} outside this map" if outside else ""
    return (
        f"{_told(shown, 'place')}{beyond}. Hollow: an area, or a position known only roughly. "
        "Press a place to choose it."
    )


def _label(pin: Pin, taken: list[tuple[float, float, float, float]]) -> list[str]:
    """The name beside a disc, if there is room for it."""
    text = pin.name if len(pin.name) <= 24 else pin.name[:23] + "…"
    wide = 6.6 * len(text)
    left = pin.x + pin.r + 3 if pin.x + pin.r + wide + 6 < WIDTH else max(2.0, pin.x - pin.r - 3 - wide)
    box = (left, pin.y - 8, left + wide, pin.y + 6)
    if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
        return []
    taken.append(box)
    return [
        f'<text x="{left:.1f}" y="{pin.y + 4:.1f}" paint-order="stroke" stroke="{PAPER}" stroke-width="3">'
        f"{escape(text)}</text>"
    ]


def chart_svg(atlas: Atlas, chosen: np.ndarray, most: int = 12) -> str:
    """Draw the chosen claims by outlet, stacked by kind of holder; outlets beyond `most` are told as a
    number.
    """
    counts = pd.crosstab(
        atlas.claims["outlet"].to_numpy(object)[chosen],
        atlas.claims["resolved_kind"].to_numpy(object)[chosen],
    )
    totals = counts.sum(axis=1).sort_values(ascending=False, kind="stable")
    rows, longest = [], max(int(totals.max()) if len(totals) else 0, 1)
    for n, outlet in enumerate(totals.index[:most]):
        y, x = 30 + 26 * n, 190.0
        name = outlet if len(outlet) <= 26 else outlet[:25] + "…"
        rows.append(
            f'<text x="182" y="{y + 14}" text-anchor="end">{escape(name)}'
            f"<title>{escape(outlet)}</title></text>"
        )
        for kind, colour in KIND_COLOURS.items():
            value = int(counts.loc[outlet, kind]) if kind in counts else 0
            width = 310 * value / longest
            if value:
                rows.append(
                    f'<rect x="{x:.1f}" y="{y}" width="{max(width - 1, 0.5):.1f}" height="18" '
                    f'fill="{colour}">'
                    f"<title>{escape(KIND_LABELS[kind])}: {value}</title></rect>"
                )
            x += width
        rows.append(f'<text x="{x + 5:.1f}" y="{y + 14}">{int(totals[outlet]):,}</text>')
    key, x = [], 0
    for kind, colour in KIND_COLOURS.items():
        key.append(
            f'<rect x="{x}" y="4" width="11" height="11" fill="{colour}"/>'
            f'<text x="{x + 15}" y="14">{escape(KIND_LABELS[kind])}</text>'
        )
        x += 30 + 7 * len(KIND_LABELS[kind])
    height = 34 + 26 * min(len(totals), most)
    more = f"<div>{_told(len(totals) - most, 'more outlet')}</div>" if len(totals) > most else ""
    drawn = (
        f'<div style="{_STYLE};padding:4px">'
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-label="{_told(len(chosen), "claim")} by outlet and kind of holder" '
        f'style="max-width:100%;height:auto">'
        f'<g fill="{INK}">{"".join(key)}{"".join(rows)}</g></svg>{more}</div>'
    )
    return shaded(drawn)


def row_text(atlas: Atlas, claim: int, number: int) -> str:
    """One line on a claim for the list: its number, its words, who tells it and on whose word."""
    row = atlas.claims.iloc[claim]
    words = " ".join(row["content"].split())
    words = words if len(words) <= 160 else words[:159] + "…"
    flags = "".join(
        f" · {word}" for word, is_so in (("hedged", row["hedged"]), ("denial", row["denial"])) if is_so
    )
    edited = " · corrected" if row["made_by"] == "reviewed" else ""
    whose = cell(row["holder"]) or in_place_of_a_name(row, "own voice")
    return f"{number}. {words} — {row['outlet']} · {whose}{flags}{edited}"


def card_html(atlas: Atlas, claim: int) -> str:
    """The card of a claim: marked in its sentence, its chain, why this source, its date, places and
    confidence.
    """
    row = atlas.claims.iloc[claim]
    article = atlas.articles.set_index("article_id").loc[row["article_id"]]
    facts = [
        ("Kind of source", KIND_LABELS.get(row["resolved_kind"], row["resolved_kind"])),
        ("Places", cell(row["places"], "places")),
        ("Dates", cell(row["dates"], "dates")),
        ("Hedge", cell(row["hedge"]) if row["hedged"] else ""),
        ("Confidence", f"{float(row['confidence']):.0%}"),
        (
            "Read",
            {"reviewed": "by machine, corrected by hand", "machine": "by machine"}.get(
                row["made_by"], "by hand"
            ),
        ),
    ]
    chips = " → ".join(
        f'<span style="{_CHIP}">{escape(name)}</span>' for name in reversed(list(row["chain"]))
    )
    head = "font-weight:600;float:none;width:auto"
    told = "".join(
        f"<dt style='{head}'>{k}</dt><dd style='margin:0'>{escape(v)}</dd>" for k, v in facts if v
    )
    where = " · ".join(
        filter(None, [row["outlet"], cell(article["published"]) or "undated", cell(article["title"])])
    )
    text = article["text"]
    source = cell(row["holder"]) or in_place_of_a_name(row, "the outlet")
    return (
        f'<div class="atlas-card" style="{_STYLE};{_LINE};border-radius:6px;padding:12px">'
        f'<div style="color:var(--jp-ui-font-color2,#555)">{escape(where)}</div>'
        f'<p style="font:17px/1.5 Georgia,serif;margin:6px 0">{_marked(text, row)}</p>'
        f"<div>{chips}</div>"
        f"<p><b>Why {escape(source)}?</b> {escape(reason(row))}</p>"
        f'<dl style="display:grid;grid-template-columns:9em 1fr;gap:2px 8px;margin:6px 0">{told}</dl></div>'
    )


def _marked(text: str, row: pd.Series) -> str:
    """The sentence of a claim with its content marked, as HTML."""
    begin, end = int(row["sentence_start"]), int(row["sentence_end"])
    pieces, last = [], begin
    for start, stop in sorted((int(a), int(b)) for a, b in row["spans"]):
        start, stop = max(start, last), min(stop, end)
        if start < stop:
            pieces += [escape(text[last:start]), f"<b>{escape(text[start:stop])}</b>"]
            last = stop
    pieces.append(escape(text[last:end]))
    return f'<mark class="claim-sentence" style="{_MARK}">{"".join(pieces)}</mark>'


def article_html(atlas: Atlas, claim: int) -> str:
    """Set the article of a claim with the claim's sentence marked and its content within it."""
    row = atlas.claims.iloc[claim]
    text = atlas.articles.set_index("article_id").loc[row["article_id"], "text"]
    begin, end = int(row["sentence_start"]), int(row["sentence_end"])
    return (
        f'<div style="{_STYLE};white-space:pre-wrap;max-height:18em;overflow:auto;font-size:14px">'
        f"{escape(text[:begin])}{_marked(text, row)}{escape(text[end:])}</div>"
    )

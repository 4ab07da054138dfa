"""What the panel shows: a map, a chart, the claims and an article, drawn as text in milliseconds, all escaped."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import shapely

from claimatlas.charts.palette import KIND_COLOURS, KIND_LABELS
from claimatlas.display import escape
from claimatlas.explore.atlas import Atlas
from claimatlas.exports import cell
from claimatlas.maps.ground import AREAS, focus

WIDTH, HEIGHT = 560, 400  # of the map and the chart, in pixels
LABELS = 9
_STYLE = "font-family:system-ui,sans-serif;font-size:12px"


def _frame(atlas: Atlas) -> dict:
    """Scale and outlines of the map, worked out once: where the places of the claims lie, areas simplified."""
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
    for shape in sorted((s for s in shapes if s.geom_type in ("Polygon", "MultiPolygon")), key=lambda s: -s.area):
        moved = shapely.transform(
            shape, lambda p: np.column_stack([WIDTH / 2 + (p[:, 0] - middle[0]) * squeeze * scale, HEIGHT / 2 - (p[:, 1] - middle[1]) * scale])
        )
        clipped = shapely.intersection(shapely.make_valid(shapely.simplify(moved, 0.7)), window)
        for part in getattr(clipped, "geoms", [clipped]):
            if part.geom_type == "Polygon" and not part.is_empty:
                points = " ".join(f"{a:.1f},{b:.1f}" for a, b in part.exterior.coords)
                areas.append(f'<polygon points="{points}"/>')
    atlas.drawn["frame"] = {"x": x, "y": y, "areas": "".join(areas), "inside": (x > 0) & (x < WIDTH) & (y > 0) & (y < HEIGHT)}
    return atlas.drawn["frame"]


def map_svg(atlas: Atlas, chosen: np.ndarray) -> str:
    """Draw the places that the chosen claims name: a disc for each, its area the number of claims.

    Plate carrée, true to scale in the middle of the map. An area, or a place that lies anywhere within 20 km or
    more, is drawn hollow.
    """
    frame = _frame(atlas)
    counts = atlas.counts_by_place(chosen)
    order = [i for i in np.argsort(-counts, kind="stable") if counts[i] and frame["inside"][i]]
    outside = int((counts > 0).sum()) - len(order)
    most = max(int(counts.max()) if len(counts) else 0, 1)
    marks, labels, taken = [], [], []
    names, radii, kinds = atlas.places["name"].to_numpy(object), atlas.places["radius_km"].to_numpy(float), atlas.places["kind"].to_numpy(object)
    for rank, i in enumerate(order):
        x, y, n = frame["x"][i], frame["y"][i], int(counts[i])
        r = 3 + 19 * math.sqrt(n / most)
        vague = kinds[i] in AREAS or radii[i] > 20
        fill = 'fill="#0072b2" fill-opacity="0.12" stroke-dasharray="4 2"' if vague else 'fill="#0072b2" fill-opacity="0.55"'
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {fill} stroke="#0b4f7d"><title>{escape(names[i])}: {n} claims</title></circle>')
        text = names[i] if len(names[i]) <= 24 else names[i][:23] + "…"
        left = x + r + 3 if x + r + 7 * len(text) < WIDTH else max(2.0, x - r - 3 - 6.6 * len(text))
        box = (left, y - 8, left + 6.6 * len(text), y + 6)
        if rank < 4 * LABELS and len(labels) < LABELS and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            taken.append(box)
            labels.append(f'<text x="{left:.1f}" y="{y + 4:.1f}" paint-order="stroke" stroke="#fff" stroke-width="3">{escape(text)}</text>')
    note = f"{len(order)} places" + (f"; {outside} more lie outside this map" if outside else "") + ". Hollow: an area, or a position known only roughly."
    return (
        f'<div style="{_STYLE}"><svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="Map of {len(order)} places named in {len(chosen)} claims" style="max-width:100%;height:auto;background:#f3f6f8;border:1px solid #c8ced4">'
        f'<g fill="#fff" stroke="#aab4bd" stroke-width="0.8" fill-opacity="0.75">{frame["areas"]}</g>{"".join(reversed(marks))}'
        f'<g fill="#1a1a1a">{"".join(labels)}</g></svg><div>{escape(note)}</div></div>'
    )


def chart_svg(atlas: Atlas, chosen: np.ndarray, most: int = 12) -> str:
    """Draw the chosen claims by outlet, stacked by kind of holder; outlets beyond `most` are told as a number."""
    counts = pd.crosstab(atlas.claims["outlet"].to_numpy(object)[chosen], atlas.claims["resolved_kind"].to_numpy(object)[chosen])
    totals = counts.sum(axis=1).sort_values(ascending=False, kind="stable")
    rows, longest = [], max(int(totals.max()) if len(totals) else 0, 1)
    for n, outlet in enumerate(totals.index[:most]):
        y, x = 30 + 26 * n, 190.0
        name = outlet if len(outlet) <= 26 else outlet[:25] + "…"
        rows.append(f'<text x="182" y="{y + 14}" text-anchor="end">{escape(name)}<title>{escape(outlet)}</title></text>')
        for kind, colour in KIND_COLOURS.items():
            value = int(counts.loc[outlet, kind]) if kind in counts else 0
            width = 310 * value / longest
            if value:
                rows.append(f'<rect x="{x:.1f}" y="{y}" width="{max(width - 1, 0.5):.1f}" height="18" fill="{colour}"><title>{escape(KIND_LABELS[kind])}: {value}</title></rect>')
            x += width
        rows.append(f'<text x="{x + 5:.1f}" y="{y + 14}">{int(totals[outlet]):,}</text>')
    key, x = [], 0
    for kind, colour in KIND_COLOURS.items():
        key.append(f'<rect x="{x}" y="4" width="11" height="11" fill="{colour}"/><text x="{x + 15}" y="14">{escape(KIND_LABELS[kind])}</text>')
        x += 30 + 7 * len(KIND_LABELS[kind])
    height = 34 + 26 * min(len(totals), most)
    more = f"<div>{len(totals) - most} more outlets</div>" if len(totals) > most else ""
    return (
        f'<div style="{_STYLE};background:#fff;color:#1a1a1a;padding:4px"><svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-label="{len(chosen)} claims by outlet and kind of holder" style="max-width:100%;height:auto"><g fill="#1a1a1a">{"".join(key)}{"".join(rows)}</g></svg>{more}</div>'
    )


def claims_html(atlas: Atlas, chosen: np.ndarray, first: int = 0, size: int = 25) -> str:
    """Set a page of the chosen claims as a table, numbered as the list to pick from is."""
    rows = atlas.claims.iloc[chosen[first : first + size]]
    columns = ["content", "outlet", "holder", "resolved_kind", "places", "dates", "confidence"]
    body = "".join(
        f"<tr><td>{first + n + 1}</td>" + "".join(f'<td style="text-align:left;vertical-align:top;max-width:24em;white-space:normal;line-height:1.35">{escape(cell(row[c], c))}</td>' for c in columns) + "</tr>"
        for n, row in enumerate(rows.to_dict("records"))
    )
    head = "<th>no.</th>" + "".join(f'<th style="text-align:left">{escape(c.replace("_", " "))}</th>' for c in columns)
    caption = f"Claims {first + 1:,} to {first + len(rows):,} of {len(chosen):,}" if len(rows) else "No claim fits"
    return f'<div style="{_STYLE};max-height:26em;overflow:auto"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def article_html(atlas: Atlas, claim: int) -> str:
    """Set the article of a claim with the claim's sentence marked and its content within it."""
    row = atlas.claims.iloc[claim]
    article = atlas.articles.set_index("article_id").loc[row["article_id"]]
    text = article["text"]
    begin, end = int(row["sentence_start"]), int(row["sentence_end"])
    pieces, last = [], begin
    for start, stop in sorted((int(a), int(b)) for a, b in row["spans"]):
        start, stop = max(start, last), min(stop, end)
        if start < stop:
            pieces += [escape(text[last:start]), f"<b>{escape(text[start:stop])}</b>"]
            last = stop
    pieces.append(escape(text[last:end]))
    title = cell(article["title"]) or f"Untitled article {row['article_id']}"
    facts = "; ".join(filter(None, [
        cell(article["outlet"]), cell(article["published"]) or "undated", f"chain: {cell(row['chain'], 'chain')}",
        f"cue: {row['cue']}" if cell(row["cue"]) else "no cue", "hedged" if row["hedged"] else "", "denial" if row["denial"] else "",
        f"confidence {cell(row['confidence'])}", cell(row["made_by"]),
    ]))
    return (
        f'<div style="{_STYLE}"><b>{escape(title)}</b><div>{escape(facts)}</div>'
        f'<div style="white-space:pre-wrap;max-height:18em;overflow:auto;font-size:14px;line-height:1.5;margin-top:6px">{escape(text[:begin])}'
        f'<mark class="claim-sentence">{"".join(pieces)}</mark>{escape(text[end:])}</div></div>'
    )

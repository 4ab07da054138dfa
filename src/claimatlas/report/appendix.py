"""The page of tables beside the report: every table with all its columns, and this run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from claimatlas import counts, faults
from claimatlas.cells import among, digest
from claimatlas.corpus import with_own
from claimatlas.former import Part
from claimatlas.packs import key_of
from claimatlas.report import page, provenance
from claimatlas.report.grids import ANCHORS, Grid, Ids, Links, out, table_grid
from claimatlas.report.reading import Notebook
from claimatlas.selection import counted
from claimatlas.tables import STAGES

MOST = 5000  # rows that the page has of a table; its files have all
# The columns of each table that the page shows and those to filter by; exports have all.
SHOWN = {
    "claims": (
        [
            "content", "outlet", "holder", "resolved_kind", "chain", "cue", "hedged", "denial", "negated",
            "background", "places", "governments", "dates", "numbers", "confidence", "made_by",
            "holder_kind", "chain_basis", "holder_id", "article_id", "claim_id",
        ],
        ["outlet", "holder", "resolved_kind", "hedged", "denial", "made_by"],
    ),
    "holders": (
        [
            "name", "kind", "n_claims", "n_passed_on", "n_outlets", "variants", "office", "body",
            "speaks_for", "gender", "confidence", "made_by", "holder_id",
        ],
        ["kind"],
    ),
    "joins": (
        [
            "name_a",
            "article_a",
            "name_b",
            "article_b",
            "joined",
            "confidence",
            "evidence",
            "holder_a",
            "holder_b",
        ],
        ["joined"],
    ),
    "stories": (["label", "outlets", "period", "places", "n_claims", "articles", "story_id"], []),
    "groups": (
        [
            "label", "content", "outlet", "n_outlets", "origins", "n_origins", "unclear_origins", "relays",
            "anonymous", "unsourced_outlets", "shared_copy", "denied_by", "confidence", "group_id",
            "claim_id",
        ],
        ["outlet"],
    ),
    "conflicts": (
        [
            "verdict",
            "slot",
            "value_a",
            "outlet_a",
            "value_b",
            "outlet_b",
            "reason",
            "confidence",
            "claim_a",
            "claim_b",
            "group_id",
        ],
        ["verdict", "slot"],
    ),
    "drifts": (
        [
            "kind",
            "detail_a",
            "outlet_a",
            "detail_b",
            "outlet_b",
            "confidence",
            "claim_a",
            "claim_b",
            "group_id",
        ],
        ["kind"],
    ),
    "places": (
        [
            "name",
            "kind",
            "country_code",
            "admin1",
            "n_mentions",
            "n_claims",
            "lat",
            "lon",
            "radius_km",
            "source",
            "source_id",
            "place_id",
        ],
        ["kind", "country_code", "source"],
    ),
    "mentions": (
        [
            "surface",
            "name",
            "outlet",
            "status",
            "role",
            "confidence",
            "sentence",
            "alternatives",
            "place_id",
            "article_id",
            "mention_id",
        ],
        ["outlet", "status", "role"],
    ),
    "articles": (
        [
            "title",
            "outlet",
            "author",
            "published",
            "text_kind",
            "language",
            "copy_of",
            "n_words",
            "n_sentences",
            "n_claims",
            "set_aside",
            "url",
            "note",
            "article_id",
        ],
        ["outlet", "language", "text_kind"],
    ),
    "set_aside": (["article_id", "title", "outlet", "stage", "unread", "sentence", "error"], ["stage"]),
    "corrections": (
        ["sheet", "line", "action", "target", "state", "why", "by", "date"],
        ["sheet", "action", "state", "by"],
    ),
}
KEYS = {
    "holders": "holder_id",
    "places": "place_id",
    "mentions": "mention_id",
    "groups": "group_id",
    "articles": "article_id",
}
HEADINGS = {
    "claims": "Claims",
    "holders": "Persons and bodies",
    "joins": "Who may be who",
    "stories": "Stories",
    "groups": "Claims that say the same",
    "conflicts": "Accounts that differ",
    "drifts": "What changed on the way",
    "places": "Places",
    "mentions": "Mentions of places",
    "articles": "Articles",
    "set_aside": "Articles set aside",
    "corrections": "Corrections made by hand",
}
CAPTIONS = {
    "claims": "One row is one claim with its holder, as the article words it",
    "holders": "One row is one person or body, whatever the articles call it",
    "joins": "One row is a pair of names that may be one's, joined or left apart without being sure",
    "stories": "One row is one event or unfolding matter, with the articles that tell it",
    "groups": "One row is one claim in a group of claims that say the same",
    "conflicts": "One row is one fact on which accounts differ or agree, and how sure that is; "
    "below 0.5 nothing else counts it",
    "drifts": "One row is a hedge, source or wording that two accounts of one claim do not share",
    "places": "One row is one place, with the mentions and claims that name it",
    "mentions": "One row is one place name where it stands in a text",
    "articles": "One row is one article",
    "set_aside": "One row is one article on which a rule failed, in which steps, and in which it is not read",
    "corrections": "One row is one row of a review sheet, and what became of it",
}


def columns_of(frames: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Return the columns of each table of the page, by which an address may ask for rows."""
    own = with_own(frames["articles"])[1]
    return {name: [*columns, *(own if name == "articles" else [])] for name, (columns, _) in SHOWN.items()}


def cut_of(frames: Mapping[str, pd.DataFrame]) -> set[str]:
    """Name the tables of which the page has only the first rows."""
    return {name for name in SHOWN if len(frames[name]) > MOST}


@dataclass(frozen=True)
class Table:
    """A table of the page before its rows are set: the first of `total`, as many as the page has."""

    name: str
    frame: pd.DataFrame
    total: int
    filters: list[str]
    links: Links

    @property
    def count(self) -> int:
        """How many rows the page has."""
        return len(self.frame)

    @property
    def slot(self) -> Markup:
        """What stands for its rows in the page around them: no text of an article can be the same."""
        return Markup(f"<!--rows of {self.name}-->")

    def grid(self) -> Grid:
        """Set its rows."""
        key, special = KEYS.get(self.name, ""), _special(self.links).get(self.name)
        caption, file = CAPTIONS[self.name], f"{self.name}.csv"
        left = self.total - self.count
        return table_grid(self.name, caption, self.frame, self.links, key, self.filters, special, file, left)


def tables_of(
    frames: Mapping[str, pd.DataFrame], links: Links, per_place: pd.Series | None = None
) -> list[Table]:
    """Return all tables of the run; `per_place` is how many claims name each place, if that is known."""
    shown, own = _frames(frames, per_place)
    found = []
    for name, (columns, filters) in SHOWN.items():
        if name == "articles":
            columns, filters = [*columns, *own], [*filters, *own]
        total = len(shown[name]) if name == "set_aside" else len(frames[name])
        found.append(Table(name, shown[name][columns].head(MOST), total, filters, links))
    return found


def anchors_of(frames: Mapping[str, pd.DataFrame]) -> dict[str, Ids]:
    """Return the ids of the rows that the page has of these tables, by what they name; their files may have
    more."""
    return {
        ANCHORS[key]: Ids(_first(name, frames[name], [key])[key])
        for name, key in KEYS.items()
        if name != "articles"
    }


def render(
    corpus: str, frames: Mapping[str, pd.DataFrame], per_place: pd.Series, links: Links, led: str,
    notebooks: list[Notebook], date: str,
) -> list[Part]:
    """Render the page of tables, part by part.

    Parameters
    ----------
    corpus : str
        Its name.
    frames : mapping of str to pandas.DataFrame
        The tables of the run, by name.
    per_place : pandas.Series
        How many claims name each place, by place_id.
    links : Links
        As seen from the page.
    led : str
        Digest of all that links may lead to.
    notebooks : list of Notebook
    date : str
        Printed as the date of the run if given.
    """
    js, found = page.script(), tables_of(frames, links, per_place)
    text = page.render(
        "tables.html",
        corpus=corpus,
        tables=[(HEADINGS[t.name], CAPTIONS[t.name], t) for t in found],
        notebooks=notebooks,
        corrections=provenance.corrections_of(frames, links),
        versions=provenance.versions_of(date),
        parameters=[provenance.parameters_of(n) for n in notebooks if n.parameters],
        js=js,
        policy=page.policy([js], []),
    )
    return page.divided(text, [(table.slot, _rows(table, led)) for table in found if table.count])


def _rows(table: Table, led: str) -> Part:
    """The rows of a table as a part of the page."""
    shown = digest(table.frame)
    key = key_of("rows of a table", table.name, shown, table.total, table.filters, led) if shown else ""
    return key, lambda: str(page.templates().get_template("parts.html").module.grid(table.grid())).encode()


def _first(name: str, frame: pd.DataFrame, columns: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of a table that the page has, in its order: those of articles as they stand there."""
    rows = frame[list(columns) or list(frame.columns)].reset_index(drop=True)
    if name not in ("claims", "mentions"):
        return rows.head(MOST)
    by = frame[["article_id", "start", f"{name[:-1]}_id"]].reset_index(drop=True)
    return rows.iloc[by.sort_values([*by.columns], kind="stable").index[:MOST]].reset_index(drop=True)


def _frames(
    frames: Mapping[str, pd.DataFrame], per_place: pd.Series | None
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the first rows of the tables with what is read beside their columns, and the user's own columns
    of articles."""
    claims, mentions = frames["claims"], frames["mentions"]
    frame = {name: _first(name, frames[name]) for name in SHOWN}
    articles = frame["articles"]
    of = dict(zip(claims["claim_id"].tolist(), claims["outlet"].tolist(), strict=True))
    grouped = frame["groups"]["claim_id"]
    content = claims.loc[among(claims["claim_id"], grouped), ["claim_id", "content"]]
    frame["groups"]["content"] = grouped.map(content.set_index("claim_id")["content"])
    frame["groups"]["outlet"] = grouped.map(of)
    for name in ("conflicts", "drifts"):
        for side in "ab":
            told = frame[name].get(f"claims_{side}", frame[name][f"claim_{side}"].map(lambda key: [key]))
            frame[name][f"outlet_{side}"] = [
                sorted({of[key] for key in keys if key in of}) for keys in told
            ]
    if per_place is None:
        per_place = counts.at_places(claims, mentions)["place_id"].value_counts()
    frame["places"]["n_claims"] = frame["places"]["place_id"].map(per_place).fillna(0).astype(int)
    names = frames["places"].set_index("place_id")["name"]
    by = dict(frames["articles"][["article_id", "outlet"]].itertuples(index=False, name=None))
    named = frame["mentions"]
    frame["mentions"] = named.assign(
        name=named["place_id"].map(names), outlet=named["article_id"].map(by)
    )
    # An article that was not read has no number of claims, not none.
    n_claims = articles["article_id"].map(claims["article_id"].value_counts()).fillna(0).astype("Int64")
    read = counted(frames["articles"], frames["set_aside"])["article_id"]
    uncoded = pd.Series(~among(articles["article_id"], read), articles.index)
    whole, own = with_own(frames["articles"])
    frame["articles"] = _first("articles", whole)
    frame["articles"]["n_claims"] = n_claims.mask(uncoded & (n_claims == 0))
    frame["articles"]["set_aside"] = articles["article_id"].map(provenance.set_aside_by_article(frames))
    frame["set_aside"] = _set_aside(frames["set_aside"], frames["articles"])
    return frame, own


def _set_aside(aside: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """One row an article, as it is counted: where rules failed on it, and in which steps it is not read."""
    rows = [
        {
            "article_id": key,
            "unread": [stage for stage in STAGES if key in faults.unread(own, stage)],
            **{c: list(dict.fromkeys(own[c])) for c in ("stage", "sentence", "error")},
        }
        for key, own in aside.groupby("article_id", sort=True)
    ]
    found = pd.DataFrame(rows, columns=["article_id", "unread", "stage", "sentence", "error"])
    named = articles[["article_id", "title", "outlet"]]
    return found.merge(named, on="article_id", how="left", validate="one_to_one")


def _special(links: Links) -> dict[str, dict]:
    """How the cells are set that lead to rows."""

    def rows(table: str, shown: str, **where: str):
        return lambda row: links.rows(
            table, {theirs: row[ours] for theirs, ours in where.items()}, row[shown]
        )

    return {
        "claims": {"content": lambda row: links.to(f"claim-{row['claim_id']}", row["content"])},
        "holders": {"n_claims": rows("claims", "n_claims", holder_id="holder_id")},
        "groups": {
            "content": lambda row: links.to(f"claim-{row['claim_id']}", row["content"]),
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

"""The page of the report: headline and picture first, then five parts, all from the tables of the run."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd
from markupsafe import Markup

from claimatlas import counts, tables
from claimatlas.cells import digest, values_of
from claimatlas.charts.places import spelled
from claimatlas.charts.shared import picture
from claimatlas.counts import Count
from claimatlas.display import parts_of as filled
from claimatlas.display import rows
from claimatlas.exports import cell
from claimatlas.findings import Finding
from claimatlas.headline import Headline, headline, sharpest_of
from claimatlas.maps.interactive import without_sentences
from claimatlas.packs import key_of
from claimatlas.people.whose_word import NAMELESS
from claimatlas.phrases import noun
from claimatlas.report import articles as texts
from claimatlas.report import page, pairs, provenance, spoken, store
from claimatlas.report.grids import Ids, Links
from claimatlas.report.parts import parts_of
from claimatlas.report.reading import Notebook
from claimatlas.selection import counted, uncounted

FIRST_CLAIMS = 100  # claims that stand in the page as rows; the script has all
MOST_STORIES = 200  # stories to choose from
MOST_BARS = 10  # sources or outlets in the picture of a headline about one
LOOKS = {  # how the text of an article marks whose word it is
    "person": "a named person’s",
    "organisation": "a named organisation’s",
    "anonymous": f"of {NAMELESS}",
    "own": "the outlet’s own",
}
KINDS = {
    "named person": "a named person",
    "named organisation": "a named organisation",
    "anonymous": NAMELESS,
    "unattributed": "the outlet’s own voice",
}


def day(published: str) -> str:
    """Write a date as people do: 2024-02-23 is 23 Feb 2024."""
    year, month, number = [*published.split("-"), "", ""][:3]
    if not (year.isdigit() and month.isdigit() and 0 < int(month) < 13):
        return published
    return f"{number.lstrip('0')} {calendar.month_abbr[int(month)]} {year}".strip()


class Report:
    """The tables of a run, read for the page.

    Parameters
    ----------
    name : str
        Name of the corpus folder.
    frames : mapping of str to pandas.DataFrame
        The tables of the run, by name.
    selected : str
        Which articles of the corpus they are about, from `claimatlas.selection.kept`; all, if empty.
    named : pandas.DataFrame, optional
        The places that claims name, from `claimatlas.counts.places_of_claims`, if they are there.

    Attributes
    ----------
    told, facts, lost : pandas.DataFrame
        Shared claims, contradictions and losses, from `claimatlas.counts`.
    claims : claimatlas.report.spoken.Records
    """

    def __init__(
        self, name: str, frames: Mapping[str, pd.DataFrame], selected: str = "",
        named: pd.DataFrame | None = None,
    ):  # fmt: skip
        self.name, self.frames, self.selected = name, frames, selected
        if named is None:
            named = counts.places_of_claims(frames["claims"], frames["mentions"])
        self.named = named
        self.told = counts.shared(frames["groups"], frames["claims"])
        self.facts = counts.contradictions(frames["conflicts"], frames["claims"])
        self.lost = counts.losses(frames["drifts"])
        self.claims = spoken.Records(frames, self.facts, self.told, self.named)

    @cached_property
    def title(self) -> str:
        """The corpus' name in words: ``tajik-afghan-border`` is Tajik Afghan border."""
        words = re.sub(r"[-_]+", " ", self.name).split() or [self.name]
        small = [w for w in words if w.islower()]
        either = "|".join(re.escape(form) for w in small for form in (w, w.capitalize()))
        forms = re.compile(rf"(?<!\w)(?:{either})(?!\w)")
        texts = self.frames["articles"]["text"] if small else ()
        found = Counter(form for text in texts for form in forms.findall(text))
        # A name in the folder's name is written as the articles write it.
        words = [w.capitalize() if found[w.capitalize()] > found[w] else w for w in words]
        return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])

    @cached_property
    def pairs(self) -> pairs.Pairs:
        """Sets contradictions and losses as cards."""
        return pairs.Pairs(self.frames["claims"])

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The sources with a name, ranked by `claimatlas.counts.sources`."""
        return counts.sources(self.frames["claims"])

    @cached_property
    def headline(self) -> Headline:
        """What the first screen says."""
        return headline(self.frames["claims"], self.told, self.facts, self.lost, self.frames["groups"])

    @cached_property
    def per_place(self) -> pd.Series:
        """How many claims name each place as one, by place_id."""
        own = self.named[self.named["role"] == "literal"].drop_duplicates(["claim_id", "place_id"])
        return own["place_id"].value_counts()

    @cached_property
    def places(self) -> pd.DataFrame:
        """The places of claims: ``place_id``, ``name``, ``kind``, ``n`` (claims), most claims first."""
        named = spelled(self.frames["places"], self.frames["mentions"])[["place_id", "name", "kind"]]
        found = named.assign(n=named["place_id"].map(self.per_place).fillna(0).astype(int))
        return found[found["n"] > 0].sort_values(
            ["n", "name", "place_id"], ascending=[False, True, True], ignore_index=True
        )

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The articles whose claims count: not set aside, in another language or there twice."""
        return counted(self.frames["articles"], self.frames["set_aside"])

    @property
    def lists(self) -> dict[str, tuple[str, ...]]:
        """The lists of the page and what their rows can be asked by."""
        return {
            "claims": spoken.COLUMNS,
            "shared": ("group_id", "band", "origins", "sure", "source_sure"),
            "contradictions": ("fact_id", "group_id", "slot", "verdict", "sure"),
            "losses": ("loss_id", "group_id", "kinds", "sure"),
            "articles": ("article_id", "counted"),
            "places_named": ("place_id",),
        }

    @property
    def anchors(self) -> dict[str, Ids]:
        """What a link may lead to in the page: ids, by what they name."""
        of = {"article": self.frames["articles"], "claim": self.frames["claims"], "place": self.places}
        return {kind: Ids(frame[f"{kind}_id"]) for kind, frame in of.items()}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each article, in which the records of claims have their places."""
        articles = self.frames["articles"]
        return dict(zip(values_of(articles["article_id"]), values_of(articles["text"]), strict=True))

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """Mentions as their articles show them, by position, with where their sentences stand."""
        by = ["article_id", "start", "mention_id"]
        rows = self.frames["mentions"][[*by, "end", "sentence", "place_id"]].sort_values(by, kind="stable")
        asked = zip(*(values_of(rows[c]) for c in ("article_id", "start", "end", "sentence")), strict=True)
        spans = [texts.sentence_span(self.texts[key], *told) for key, *told in asked]
        begin, last = np.array(spans, np.int32).reshape(-1, 2).T
        columns = ["article_id", "start", "end", "place_id"]
        return rows[columns].assign(sentence_start=begin, sentence_end=last)

    def documents(self) -> list[dict]:
        """Set what heads each article: its title, its particulars, how many claims it has."""
        aside, own = provenance.set_aside_by_article(self.frames), set(self.counted["article_id"])
        tally = self.frames["claims"]["article_id"].value_counts()
        found = []
        for row in self.frames["articles"].to_dict("records"):
            key = row["article_id"]
            number, left = int(tally.get(key, 0)), aside.get(key, "")
            found.append(
                {
                    "key": key,
                    "anchor": f"article-{key}",
                    "title": texts.title_of(row),
                    "outlet": row["outlet"],
                    "day": day(cell(row["published"])),
                    "url": cell(row["url"]),
                    "facts": texts.facts_of(row, number, left),
                    "aside": bool(left),
                    "counted": cell(key in own),
                    "n": Count(number, 0, "claims", {"article_id": key}),
                }
            )
        return found

    def shown_texts(self, some: slice) -> dict[str, list[list]]:
        """Return the paragraphs of some of the articles, as far as they are shown."""
        rows = self.frames["articles"].iloc[some][["article_id", "text", "text_kind"]]
        return {
            key: texts.paragraphs(text, self._spans_in(key), kind == "digest")
            for key, text, kind in rows.itertuples(index=False, name=None)
        }

    def texts_from(self, some: slice) -> str:
        """Return a digest of all that `shown_texts` are made from; empty if that cannot be told."""
        rows = self.frames["articles"].iloc[some][["article_id", "text", "text_kind"]]
        spans, found = list(map(self._spans_in, rows["article_id"])), digest(rows)
        return found and key_of(found, spans)

    def _spans_in(self, article: str) -> list[texts.Span]:
        """Where the sentences of claims and mentions stand in an article."""
        return list(map(tuple, self._spans[article].tolist())) if article in self._spans else []

    @cached_property
    def _spans(self) -> dict[str, np.ndarray]:
        """Where they stand in each."""
        return texts.spans_of(self.frames["claims"], self.mentions)


def render(
    report: Report,
    links: Links,
    notebooks: list[Notebook],
    map_page: tuple[str, Markup],
    hashes: list[str],
    files: list[tuple[str, str]],
    write: store.Write,
) -> str:
    """Render the page.

    Parameters
    ----------
    report : Report
    links : Links
        As seen from the page.
    notebooks : list of Notebook
    map_page : (str, markupsafe.Markup)
        The page of the map, and the picture that stands in its place until it is there; either may be empty.
    hashes : list of str
        Hashes of the map's scripts.
    files : list of (str, str)
        Exports and what they are.
    write : callable
        Writes each file that the page opens when it needs it (`claimatlas.report.store.Write`); there are
        none for a small corpus.
    """

    def say(sentence: str, values: Mapping) -> list[dict[str, str]]:
        return _parts((sentence, values), links)

    js, (interactive, still) = page.index_script(), map_page
    laid = picture(report.told, report.frames["claims"], report.frames.get("stories"))
    documents = report.documents()
    parts = parts_of(report, lambda finding: _parts(finding, links))
    places, stories = report.places.to_dict("records"), _stories(report)
    stored = store.fill(report, documents, store.folds_of(report, documents, laid, parts, places, say), write)
    return page.render(
        "index.html",
        **_opening(report, links, say),
        picture=laid,
        say=say,
        parts=parts,
        places=places,
        claims=_claims(report, stories),
        stories=stories,
        documents=documents,
        stored=stored,
        map=bool(interactive and places),
        still=still,
        # Of a corpus that is whole in the page the map need not hold the words again.
        framed=page.quiet_json(interactive if stored.beside else without_sentences(interactive)),
        files=files,
        notebooks=notebooks,
        js=js,
        policy=page.policy([js], hashes, stored.beside),
    )


def _opening(report: Report, links: Links, say: Callable) -> dict:
    """What the page opens with, the finding and its figures, and what it closes with: where all is from."""
    head = report.headline
    title = say(*head.title)
    return {
        "css": page.index_css(),
        "corpus": report.title,
        "words": "".join(part["text"] for part in title),
        "title": title,
        "selected": report.selected,
        "kicker": _kicker(report, links),
        "uncounted": uncounted(report.frames["articles"]),
        "lead": [say(*sentence) for sentence in head.lead],
        "figures": [(figure.large, say(figure.sentence, figure.values)) for figure in head.figures],
        "subject": head.subject,
        "sharp": _sharp(report) if head.subject == "contradiction" else None,
        "ranking": _ranking(report),
        "aside": provenance.set_aside_lines(report.frames, links),
        "corrections": provenance.corrections_of(report.frames, links),
        "sources": provenance.sources_of(report.frames),
        "kinds": list(LOOKS.items()),
        "first": {"articles": store.FIRST_ARTICLES, "places": store.FIRST_PLACES},
        "sure": f"{counts.SURE:.0%}",
        "same": f"{tables.SAME:.0%}",
    }


def _parts(finding: Finding, links: Links) -> list[dict[str, str]]:
    """Fill a sentence and let its numbers lead where the page has their rows."""
    out = []
    for part in filled(*finding):
        href = part.get("href", "")
        if href:
            table, _, query = href[1:].partition("?")
            href = links.place(table, dict(parse_qsl(query)))
        out.append({"text": part["text"], "href": href})
    return out


def _kicker(report: Report, links: Links) -> list[dict[str, str]]:
    """Say over the headline how much was read, and by hand or by machine; numbers lead to rows."""
    articles, claims = report.counted, report.frames["claims"]
    outlets = articles["outlet"].nunique()
    sizes = ((len(articles), "article"), (outlets, "outlet"), (len(claims), "claim"))
    read, told, said = (noun(n, one) for n, one in sizes)
    sentence = f"{{articles}} {read} of {outlets} {told}, {{claims}} {said}"
    coded = counts.count(claims, "claims", gate=False, made_by="hand-coded")
    made, n = "coded by hand", coded
    if not coded.number:
        made = "read by machine, {n} corrected by hand"
        n = counts.count(claims, "claims", gate=False, made_by="reviewed")
    values = {"articles": rows(len(articles), "articles", counted=True), "n": n}
    values["claims"] = rows(f"{len(claims):,}", "claims")
    return _parts((f"{sentence} · {made}", values), links)


def _sharp(report: Report) -> pairs.Pair | None:
    """The first contradiction as a card, for the first screen of a corpus whose headline it is."""
    found = sharpest_of(report.facts, report.frames["claims"])
    own = report.facts["fact_id"] == found["fact_id"] if found else []
    return next(iter(report.pairs.of_facts(report.facts[own]))) if found else None


def _ranking(report: Report) -> list[tuple[str, Count, float]]:
    """Sources, or outlets with what they alone say, with the length of their bars, 0 to 1."""
    claims = report.frames["claims"]
    if report.headline.subject == "alone":
        tally = claims.loc[counts.alone(claims, report.frames["groups"]), "outlet"].value_counts()
        names = sorted(tally.index, key=lambda name: (-tally[name], name))[:MOST_BARS]
        where = [(name, {"outlet": name, "shared": False}) for name in names]
        found = [(name, Count(int(tally[name]), 0, "claims", asked)) for name, asked in where]
    else:
        ranked = report.sources.head(MOST_BARS)
        found = [(row["name"], counts.of_source(row)) for row in ranked[ranked["n"] > 0].to_dict("records")]
    most = max([1, *(n.number for _, n in found)])
    return [(name, n, n.number / most) for name, n in found]


def _claims(report: Report, stories: list[tuple[str, str, Count]]) -> dict:
    """The list of claims: its first rows, and the values to choose from."""
    claims = report.frames["claims"]
    tally = claims["outlet"].value_counts()
    by_id = [
        (row["key"], row["name"]) for row in report.sources.to_dict("records") if row["column"] == "holder_id"
    ]
    return {
        "rows": report.claims.first(FIRST_CLAIMS),
        "total": len(report.claims),
        "bands": counts.BANDS,
        "kinds": KINDS,
        "outlets": sorted(tally.index, key=lambda name: (-tally[name], name)),
        "sources": by_id[:200],
        "stories": [(key, label) for key, label, _ in stories],
        "places": [
            (row["place_id"], f"{row['name']} ({row['n']})")
            for row in report.places.head(200).to_dict("records")
        ],
    }


def _stories(report: Report) -> list[tuple[str, str, Count]]:
    """Id, name and claims of the stories, most claims first: none if the run has no table of them."""
    if "stories" not in report.frames:
        return []
    tally = report.claims.per_story
    named = report.frames["stories"][["story_id", "label"]].itertuples(index=False, name=None)
    found = [(key, label, Count(tally[key], 0, "claims", {"story_id": key})) for key, label in named]
    return sorted(found, key=lambda story: -story[2].number)[:MOST_STORIES]

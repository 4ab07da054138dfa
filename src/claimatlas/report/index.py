"""The page of the report: headline and picture first, then five parts, all from the tables of the run."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import parse_qsl

import pandas as pd
from markupsafe import Markup

from claimatlas import counts, tables
from claimatlas.charts.lines import picture
from claimatlas.charts.places import spelled
from claimatlas.corpus import counted, uncounted
from claimatlas.counts import DIFFERING, Count
from claimatlas.display import parts_of, rows
from claimatlas.exports import cell
from claimatlas.faults import unread
from claimatlas.findings import Finding
from claimatlas.headline import Headline, headline, sharpest_of
from claimatlas.report import appendix, page, pairs, spoken
from claimatlas.report import articles as texts
from claimatlas.report.grids import Links, in_script
from claimatlas.report.reading import Notebook

FIRST_CLAIMS = 200  # claims that stand in the page as rows; the script has all
MOST_BARS = 10  # sources or outlets in the picture of a headline about one
OPEN_PAIRS = 6  # paired cards of a part that stand open
KINDS = {
    "named person": "a named person",
    "named organisation": "a named organisation",
    "anonymous": "a source without a name",
    "unattributed": "the outlet’s own voice",
}


class Report:
    """The tables of a run, read for the page.

    Parameters
    ----------
    name : str
        Name of the corpus folder.
    frames : mapping of str to pandas.DataFrame
        The tables of the run, by name.

    Attributes
    ----------
    told, facts, lost : pandas.DataFrame
        Shared claims, contradictions and losses, from `claimatlas.counts`.
    claims : list of dict
        From `claimatlas.report.spoken.records`.
    """

    def __init__(self, name: str, frames: Mapping[str, pd.DataFrame]):
        self.name, self.frames = name, frames
        self.told = counts.shared(frames["groups"], frames["claims"])
        self.facts = counts.contradictions(frames["conflicts"], frames["claims"])
        self.lost = counts.losses(frames["drifts"])
        self.claims = spoken.records(frames, self.facts)

    @cached_property
    def title(self) -> str:
        """The corpus' name in words: ``tajik-afghan-border`` is Tajik Afghan border."""
        words = re.sub(r"[-_]+", " ", self.name).split() or [self.name]
        found = Counter(word for text in self.frames["articles"]["text"] for word in re.findall(r"\w+", text))
        # A name in the folder's name is written as the articles write it.
        words = [w.capitalize() if w.islower() and found[w.capitalize()] > found[w] else w for w in words]
        return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])

    @cached_property
    def headline(self) -> Headline:
        """What the first screen says."""
        return headline(self.frames["claims"], self.told, self.facts, self.lost, self.frames["groups"])

    @cached_property
    def places(self) -> pd.DataFrame:
        """The places of claims: ``place_id``, ``name``, ``kind``, ``n`` (claims), most claims first."""
        own = counts.at_places(self.frames["claims"], self.frames["mentions"])["place_id"].value_counts()
        named = spelled(self.frames["places"], self.frames["mentions"])[["place_id", "name", "kind"]]
        found = named.assign(n=named["place_id"].map(own).fillna(0).astype(int))
        return found[found["n"] > 0].sort_values(
            ["n", "name", "place_id"], ascending=[False, True, True], ignore_index=True
        )

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The articles whose claims count: none that was set aside, in another language or there twice."""
        articles = self.frames["articles"]
        return counted(articles[~articles["article_id"].isin(unread(self.frames["set_aside"], "claims"))])

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
    def anchors(self) -> set[str]:
        """What a link may lead to in the page."""
        claims, mentions = self.ordered
        return texts.anchors_of(self.frames["articles"], claims, mentions) | {
            *(f"claim-{key}" for key in claims["claim_id"]),
            *(f"place-{key}" for key in self.places["place_id"]),
        }

    @cached_property
    def ordered(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Claims and mentions as their articles show them, by position, with their numbers and sentences."""
        articles = self.frames["articles"]
        claims = (
            self.frames["claims"]
            .sort_values(["article_id", "start", "claim_id"], kind="stable")
            .reset_index(drop=True)
        )
        claims["number"] = claims.groupby("article_id").cumcount() + 1
        by = ["article_id", "start", "mention_id"]
        mentions = self.frames["mentions"].sort_values(by, kind="stable").reset_index(drop=True)
        whole = dict(zip(articles["article_id"], articles["text"], strict=True))
        mentions["sentence_start"] = [
            texts.sentence_start(whole[a], s, t)
            for a, s, t in zip(mentions["article_id"], mentions["start"], mentions["sentence"], strict=True)
        ]
        return claims, mentions

    def documents(self, links: Links) -> list[dict]:
        """Set the articles with their claims and places marked."""
        claims, mentions = self.ordered
        of_article: dict[str, tuple[list, list]] = {
            key: ([], []) for key in self.frames["articles"]["article_id"]
        }
        for key, *rest in claims[["article_id", *texts.Claim._fields]].itertuples(index=False, name=None):
            of_article[key][0].append(texts.Claim(*rest))
        for key, *rest, place in mentions[["article_id", *texts.Mention._fields]].itertuples(
            index=False, name=None
        ):
            of_article[key][1].append(texts.Mention(*rest, cell(place) or None))
        aside, own = appendix.set_aside_by_article(self.frames), set(self.counted["article_id"])
        return [
            texts.set_article(row, *of_article[row["article_id"]], links, aside.get(row["article_id"], ""))
            | {
                "key": row["article_id"],
                "counted": cell(row["article_id"] in own),
                "n": Count(
                    len(of_article[row["article_id"]][0]), 0, "claims", {"article_id": row["article_id"]}
                ),
            }
            for row in self.frames["articles"].to_dict("records")
        ]


def render(
    report: Report,
    links: Links,
    notebooks: list[Notebook],
    interactive: str,
    hashes: list[str],
    files: list[tuple[str, str]],
) -> str:
    """Render the page.

    Parameters
    ----------
    report : Report
    links : Links
        As seen from the page.
    notebooks : list of Notebook
    interactive : str
        The page of the map, or empty.
    hashes : list of str
        Hashes of the map's scripts.
    files : list of (str, str)
        Exports and what they are.
    """
    js = page.index_script()
    head = report.headline
    title = _parts(head.title, links)
    return page.render(
        "index.html",
        css=page.index_css(),
        corpus=report.title,
        words="".join(p["text"] for p in title),
        title=title,
        kicker=_kicker(report, links),
        uncounted=uncounted(report.frames["articles"]),
        lead=[_parts(sentence, links) for sentence in head.lead],
        figures=[(figure.large, _parts((figure.sentence, figure.values), links)) for figure in head.figures],
        subject=head.subject,
        picture=picture(report.told, report.frames["claims"]),
        say=lambda *f: _parts(f, links),
        sharp=_sharp(report),
        ranking=_ranking(report),
        shared=counts.across(report.told),
        aside=appendix.set_aside_lines(report.frames, links),
        parts=_pairs(report, links),
        map=interactive,
        places=report.places.to_dict("records"),
        claims=_claims(report),
        documents=report.documents(links),
        data=_data(report),
        corrections=appendix.corrections_of(report.frames, links),
        sources=appendix.sources_of(report.frames),
        files=files,
        notebooks=notebooks,
        js=js,
        policy=page.policy([js], hashes),
        sure=f"{counts.SURE:.0%}",
        same=f"{tables.SAME:.0%}",
    )


def _parts(finding: Finding, links: Links) -> list[dict[str, str]]:
    """Fill a sentence and let its numbers lead where the page has their rows."""
    out = []
    for part in parts_of(*finding):
        href = part.get("href", "")
        if href:
            table, _, query = href[1:].partition("?")
            href = links.place(table, dict(parse_qsl(query)))
        out.append({"text": part["text"], "href": href})
    return out


def _kicker(report: Report, links: Links) -> list[dict[str, str]]:
    articles, claims = report.counted, report.frames["claims"]
    outlets = articles["outlet"].nunique()
    sizes = ((len(articles), "article"), (outlets, "outlet"), (len(claims), "claim"))
    read, told, said = (noun if n == 1 else f"{noun}s" for n, noun in sizes)
    sentence = f"{{articles}} {read} of {outlets} {told}, {{claims}} {said}"
    coded = counts.count(claims, "claims", gate=False, made_by="hand-coded")
    made, n = (
        ("coded by hand", coded)
        if coded.number
        else (
            "read by machine, {n} corrected by hand",
            counts.count(claims, "claims", gate=False, made_by="reviewed"),
        )
    )
    values = {
        "articles": rows(len(articles), "articles", counted=True),
        "claims": rows(f"{len(claims):,}", "claims"),
        "n": n,
    }
    return _parts((f"{sentence} · {made}", values), links)


def _sharp(report: Report) -> pairs.Pair | None:
    """The first contradiction as a card, for the first screen of a corpus whose headline it is."""
    found = sharpest_of(report.facts, report.frames["claims"])
    return (
        pairs.Pairs(report.frames["claims"]).of_facts(
            report.facts[report.facts["fact_id"] == found["fact_id"]]
        )[0]
        if found
        else None
    )


def _ranking(report: Report) -> list[tuple[str, Count, float]]:
    """Sources, or outlets with what they alone say, with the length of their bars, 0 to 1."""
    claims = report.frames["claims"]
    if report.headline.subject == "alone":
        tally = claims.loc[counts.alone(claims, report.frames["groups"]), "outlet"].value_counts()
        names = sorted(tally.index, key=lambda name: (-tally[name], name))[:MOST_BARS]
        found = [(name, Count(int(tally[name]), 0, "claims", {"outlet": name, "shared": False})) for name in names]
    else:
        ranked = counts.sources(claims).head(MOST_BARS)
        found = [(row["name"], counts.of_source(row)) for row in ranked[ranked["n"] > 0].to_dict("records")]
    most = max([1, *(n.number for _, n in found)])
    return [(name, n, n.number / most) for name, n in found]


def _pairs(report: Report, links: Links) -> list[dict]:
    """The two parts of paired cards."""
    make = pairs.Pairs(report.frames["claims"])
    told = {v: counts.count(report.facts, "contradictions", verdict=v) for v in tables.VERDICTS}
    nouns = {
        "conflict": ("contradiction", "contradictions"),
        "correction": ("correction", "corrections"),
        "denial": ("denial", "denials"),
        "position": ("clash of positions", "clashes of positions"),
        "refinement": ("pair of which one is more exact", "pairs of which one is more exact"),
        "agreement": ("figure or date told alike", "figures and dates told alike"),
        "not comparable": ("pair that cannot be compared", "pairs that cannot be compared"),
    }
    facts, lost = make.of_facts(report.facts), make.of_losses(report.lost)
    kinds = {k: counts.with_kind(report.lost, k) for k in pairs.LOST}
    names = {
        "hedge": "a hedge",
        "source": "a source behind the source",
        "quotation": "the wording of a quotation",
        "cut": "the rest of a quoted sentence",
        "verb": "another verb",
        "qualifier": "a qualifier",
    }
    return [
        {
            "name": "contradictions",
            "title": "Contradictions",
            "none": "No two accounts of one claim were found to differ.",
            "lead": _tally(
                {v: (n, nouns[v]) for v, n in told.items()},
                "Between accounts of one thing: {}. Which account is right, if any, is not judged.",
                links,
            ),
            "pairs": pairs.shown_first(facts, OPEN_PAIRS, DIFFERING),
            "more": "more pairs, among them those that differ without contradicting",
        },
        {
            "name": "losses",
            "title": "Lost on the way",
            "none": "No telling was found to lose or add a hedge, a source or a wording.",
            "lead": _tally(
                {k: (n, (f"time {names[k]}", f"times {names[k]}")) for k, n in kinds.items()},
                "Of two tellings of one claim, one has what the other lacks: {}.",
                links,
            ),
            "pairs": pairs.shown_first(lost, OPEN_PAIRS),
            "more": "more pairs of tellings",
        },
    ]


def _tally(
    found: Mapping[str, tuple[Count, tuple[str, str]]], sentence: str, links: Links
) -> list[dict[str, str]]:
    kept = {key: (n, nouns) for key, (n, nouns) in found.items() if n.number or n.held}
    if not kept:
        return []
    slots = [f"{{{key.split()[0]}}} {nouns[n.number != 1]}" for key, (n, nouns) in kept.items()]
    listed = " and ".join([", ".join(slots[:-1]), slots[-1]] if len(slots) > 1 else slots)
    return _parts(
        (sentence.replace("{}", listed), {key.split()[0]: n for key, (n, _) in kept.items()}), links
    )


def _claims(report: Report) -> dict:
    """The list of claims: its first rows, and the values to choose from."""
    claims = report.frames["claims"]
    tally = claims["outlet"].value_counts()
    ranked = counts.sources(claims)
    by_id = [(row["key"], row["name"]) for row in ranked.to_dict("records") if row["column"] == "holder_id"]
    return {
        "rows": report.claims[:FIRST_CLAIMS],
        "total": len(report.claims),
        "bands": counts.BANDS,
        "kinds": KINDS,
        "outlets": sorted(tally.index, key=lambda name: (-tally[name], name)),
        "sources": by_id[:200],
        "stories": _stories(report),
        "places": [
            (row["place_id"], f"{row['name']} ({row['n']})")
            for row in report.places.head(200).to_dict("records")
        ],
    }


def _day(published: str) -> str:
    """Write a date as people do: 2024-02-23 is 23 Feb 2024."""
    year, month, day = [*published.split("-"), "", ""][:3]
    if not (year.isdigit() and month.isdigit() and 0 < int(month) < 13):
        return published
    return f"{day.lstrip('0')} {calendar.month_abbr[int(month)]} {year}".strip()


def _stories(report: Report) -> list[tuple[str, str]]:
    """Id and name of the stories to choose from: none if the run has no table of them."""
    if "stories" not in report.frames:
        return []
    return [(row["story_id"], row["label"]) for row in report.frames["stories"].head(200).to_dict("records")]


def _data(report: Report) -> Markup:
    """What the page's script knows: the claims, the articles and the sources to correct a claim to."""
    articles = {
        row["article_id"]: [
            cell(row["title"]) or f"Untitled article {row['article_id']}",
            _day(cell(row["published"])),
            cell(row["url"]),
        ]
        for row in report.frames["articles"].to_dict("records")
    }
    names = counts.sources(report.frames["claims"])["name"].drop_duplicates().tolist()
    return in_script(
        {
            "corpus": report.title,
            "claims": spoken.packed(report.claims),
            "articles": articles,
            "sources": names,
        }
    )

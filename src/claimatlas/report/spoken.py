"""The claims as the page lists them and their cards show them: plain data, set by its script as text nodes.

The words of a claim stand once, in its article (`claimatlas.report.articles`); here is where.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from claimatlas import counts, tables
from claimatlas.cells import among, digest, records_of
from claimatlas.charts.dates import spoken
from claimatlas.exports import cell, cells
from claimatlas.marks import balanced
from claimatlas.packs import key_of
from claimatlas.people.whose_word import carried_over, named_source, reason

# Columns that an address of the page may ask claims by; the script has each as text or as a list of texts,
# those of `DERIVED` from another column.
DERIVED = ("place_id",)
COLUMNS = (
    "claim_id",
    "article_id",
    "outlet",
    "holder",
    "holder_id",
    "holder_kind",
    "resolved_kind",
    "chain",
    "hedged",
    "denial",
    "negated",
    "background",
    "made_by",
    "places",
    "place_id",
    "group_id",
    "sure",
    "shared",
    "band",
    "story_id",
)
SHOWN = (
    "content",
    "number",
    "hedge",
    "dates",
    "when",
    "source",
    "why",
    "before",
    "confidence",
    "differs",
    "at",
    "sentence",
    "spans",
)
_READ = frozenset({
    "start", "content", "hedge", "dates", "cue", "holder_mention", "chain_basis", "chain_explicit",
    "chain_ids", "confidence", "sentence", "sentence_start", "sentence_end", "spans",
})  # fmt: skip
_AT_ONCE = 2000  # rows that are there as Python has them


def confidence_in_words(confidence: float) -> str:
    """Say how sure the reading of a claim's source is; the number is an estimate."""
    words = "Sure" if confidence >= 0.85 else "Fairly sure" if confidence >= counts.SURE else "Not sure"
    return f"{words} of the source (about {round(100 * confidence)} %)"


def stories_of(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the story of each article, as far as the run has a table of stories."""
    if "stories" not in frames:
        return {}
    table = frames["stories"]
    return {
        article: key for key, own in zip(table["story_id"], table["articles"], strict=True) for article in own
    }


class Records:
    """What the page knows of each claim, by article and position: made when it is looked at, some at a time.

    A record has a value for each of `COLUMNS` and `SHOWN`. ``sentence`` and ``before`` (the earlier sentence
    that names what is carried over, or empty) are pairs of places in the text of the article, ``spans`` a
    list of such.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        The tables of the run.
    facts, told : pandas.DataFrame
        From `claimatlas.counts.contradictions` and `claimatlas.counts.shared`.
    named : pandas.DataFrame, optional
        From `claimatlas.counts.places_of_claims`, if it is there.
    """

    def __init__(
        self, frames: Mapping[str, pd.DataFrame], facts: pd.DataFrame, told: pd.DataFrame,
        named: pd.DataFrame | None = None,
    ):  # fmt: skip
        claims = frames["claims"]
        claims = claims[[c for c in claims.columns if c in COLUMNS or c in _READ]].reset_index(drop=True)
        self._claims = claims.assign(
            _sure=counts.sure(claims), _alone=counts.alone(claims, frames["groups"])
        )
        # Where the claims of each article stand in the table: sorted anew it would be there twice.
        by = ["article_id", "start", "claim_id"]
        ordered = claims[by].sort_values(by, kind="stable")
        codes, articles = pd.factorize(ordered["article_id"])
        rows = np.split(ordered.index.to_numpy(), np.cumsum(np.bincount(codes))[:-1]) if len(codes) else []
        self._rows = dict(zip(articles, rows, strict=True))
        groups = frames["groups"]
        self._group = dict(zip(groups["claim_id"].tolist(), groups["group_id"].tolist(), strict=True))
        named = counts.places_of_claims(claims, frames["mentions"]) if named is None else named
        self._places, self._differs = _at(named, frames["mentions"]), _differing(facts)
        self._story = stories_of(frames)
        self._bands = {
            key: band for keys, band in zip(told["claims"], told["band"], strict=True) for key in keys
        }

    def __len__(self) -> int:
        return len(self._claims)

    def __iter__(self) -> Iterator[dict]:
        return self._made(self._rows)

    @property
    def per_story(self) -> Counter[str]:
        """How many claims each story has; those of none under an empty text."""
        per_article = self._claims["article_id"].value_counts()
        found: Counter[str] = Counter()
        for article, n in per_article.items():
            found[self._story.get(article, "")] += int(n)
        return found

    def first(self, count: int) -> list[dict]:
        """Return the first records."""
        return list(itertools.islice(self, count))

    def some(self, keys: Collection[str]) -> list[dict]:
        """Return the records of some claims, by claim_id."""
        wanted = among(self._claims["claim_id"], keys)
        articles = set(self._claims.loc[wanted, "article_id"])  # what comes before them counts
        return list(self._made([key for key in self._rows if key in articles], keys))

    def of(self, articles: Collection[str]) -> tuple[list[str], Callable[[], list[dict]]]:
        """Return digests of all that the records of some articles are made from, and what makes them."""
        own = _rows(self._claims, self._where(articles))
        stood = (self._group, self._places, self._differs, self._bands)
        facts = [[where.get(key) for where in stood] for key in own["claim_id"]]
        facts.append([self._story.get(key) for key in articles])
        return [digest(own), key_of(facts)], lambda: list(self._made(articles))

    def _where(self, articles: Iterable[str]) -> np.ndarray:
        """Where the claims of some articles stand in the table, by article and position."""
        return np.concatenate([np.zeros(0, int), *(self._rows[key] for key in articles if key in self._rows)])

    def _made(self, articles: Iterable[str], keys: Collection[str] | None = None) -> Iterator[dict]:
        """Make the records of whole articles, or of some claims of theirs."""
        where, claims = self._where(articles), self._claims
        earlier, number = _Earlier(), defaultdict(int)
        names = [name for name in COLUMNS if name in claims and name not in ("chain", "places")]
        for start in range(0, len(where), _AT_ONCE):
            some = _rows(claims, where[start : start + _AT_ONCE])
            written = zip(*(cells(some[name]) for name in names), strict=True)
            for row, texts in zip(records_of(some), written, strict=True):
                number[row["article_id"]] += 1
                before = earlier.of(row)
                if keys is None or row["claim_id"] in keys:
                    own = dict(zip(names, texts, strict=True))
                    yield own | self._record(row, number[row["article_id"]], before)

    def _record(self, row: Mapping, number: int, before: list[int]) -> dict:
        """Set a claim in words, as the page shows it; `number` is its place in the article, from 1."""
        key = row["claim_id"]
        at = self._places.get(key, [])
        return {
            "chain": row["chain"],
            "places": row["places"],
            "place_id": [place for _, place in at],
            "at": at,
            "group_id": self._group.get(key, ""),
            "story_id": self._story.get(row["article_id"], ""),
            "sure": cell(row["_sure"]),
            "shared": cell(not row["_alone"]),
            "band": self._bands.get(key, ""),
            "content": balanced(row["content"], row["sentence"]),
            "number": number,
            "hedge": cell(row["hedge"]),
            "dates": "; ".join(map(tables.date_text, row["dates"])),
            "when": "; ".join(map(spoken, row["dates"])),
            "source": named_source(row),
            "why": reason(row),
            "before": before,
            "confidence": confidence_in_words(float(row["confidence"])),
            "differs": self._differs.get(key, []),
            "sentence": [row["sentence_start"], row["sentence_end"]],
            "spans": row["spans"],
        }


def _rows(claims: pd.DataFrame, where: np.ndarray) -> pd.DataFrame:
    """Some rows of the claims: those of neighbouring articles stand close together, and who takes rows out
    of the whole table has Arrow put all of it into one piece first."""
    first, last = (int(where.min()), int(where.max()) + 1) if len(where) else (0, 0)
    return claims.iloc[first:last].iloc[where - first]


class _Earlier:
    """Remembers, while claims go by in text order, which sentence named a link of their chains last."""

    def __init__(self):
        self._named: dict[tuple[str, str], list[int]] = {}

    def of(self, row: Mapping) -> list[int]:
        """Return where the earlier sentence stands that names what this claim takes over, or nothing."""
        article = row["article_id"]
        over = carried_over(row) if row["chain_basis"].endswith("inherited") else []
        named = [self._named[article, name] for name in reversed(over) if (article, name) in self._named]
        for name in set(list(row["chain"])[1:]) - set(over):
            self._named[article, name] = [int(row["sentence_start"]), int(row["sentence_end"])]
        return named[0] if named else []


def _at(named: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, list[list[str]]]:
    """Return the places of each claim in the order of the text: how it writes them, and their ids."""
    told = named[named["role"] == "literal"].merge(
        mentions[["mention_id", "surface", "start"]], on="mention_id", validate="many_to_one"
    )
    told = told.sort_values(["claim_id", "start", "place_id"]).drop_duplicates(["claim_id", "place_id"])
    out: dict[str, list[list[str]]] = defaultdict(list)
    for key, surface, place in told[["claim_id", "surface", "place_id"]].itertuples(index=False, name=None):
        out[key].append([surface, place])
    return out


def _differing(facts: pd.DataFrame) -> dict[str, list[list[str]]]:
    """Return the contradictions of each claim: their values, and their ids."""
    out: dict[str, list[list[str]]] = defaultdict(list)
    for fact in facts[facts["verdict"].isin(counts.DIFFERING)].to_dict("records"):
        values = "who it was" if fact["slot"] == "actor" else f"{fact['value_a']} / {fact['value_b']}"
        for key in (*fact["claims_a"], *fact["claims_b"]):
            out[key].append([values, fact["fact_id"]])
    return out


def packed(rows: list[dict], texts: Mapping[str, str]) -> dict:
    """Write the records by columns: as they are, or each value once and where it stands.

    Parameters
    ----------
    rows : list of dict
        From `Records`.
    texts : mapping of str to str
        The articles' texts: what a claim says is left out where it is just the words of its spans, and
        stands here where a mark was given back to them.
    """
    columns = {name: [row[name] for row in rows] for name in (*COLUMNS, *SHOWN) if name not in DERIVED}
    columns["content"] = [
        ""
        if row["content"] == "".join(texts[row["article_id"]][a:b] for a, b in row["spans"])
        else row["content"]
        for row in rows
    ]
    return {"n": len(rows), "columns": {name: _packed(values) for name, values in columns.items()}}


def _packed(values: list) -> list | dict:
    """Write each value once, with the places where it stands, if that is shorter."""
    place: dict[str, int] = {}
    of, at = [], []
    for value in values:
        key = value if isinstance(value, str) else repr(value)  # all of a column are of one kind
        if key not in place:
            place[key] = len(of)
            of.append(value)
        at.append(place[key])
    return values if 3 * len(of) > 2 * len(values) else {"of": of, "at": at}

"""What the page's script draws from: claims, texts and folded rows, in the page or beside it.

Of a large corpus the page holds what matters, and the rest lies in files beside it. Each is a page of its
own, since a page from disk may read no other file: it stands in a sandboxed frame without any right, runs one
script that its own policy names, and hands its data over as a message. The page names the digest of each such
file and takes nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from claimatlas import counts
from claimatlas.charts.shared import Picture, Run
from claimatlas.former import Part
from claimatlas.packs import key_of
from claimatlas.people.whose_word import NAMELESS
from claimatlas.report import articles as texts
from claimatlas.report import page, spoken
from claimatlas.report.grids import in_script
from claimatlas.report.parts import Part as Pairs

if TYPE_CHECKING:
    from claimatlas.report.index import Report

LARGE = 300  # articles that the page holds whole
BATCH = 100  # articles in one file beside the page
MATTER = 1000  # claims of a large corpus that stand in the page: those that are shared or contradicted
FIRST_ARTICLES, FIRST_PLACES = 100, 200  # entries that stand in the page, to be read without its script
FIRST_WORDS = 60_000  # characters of articles that do
FOLDER = "index-rows"
AT_ONCE = 200  # rows of a fold that are there as text

Write = Callable[[str, Sequence[Part]], list[str]]
"""Writes a file beside the page, part by part, and returns their digests."""
SEND = "parent.postMessage(document.getElementById('rows').textContent,'*')"
BESIDE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>Part of a report</title></head>
<body><p>This file holds rows for index.html of a report of Claim Atlas, which opens it when needed.</p>
<script type="application/json" id="rows">{rows}</script>
<script>{script}</script></body></html>
"""


@dataclass
class Store:
    """What is there to be drawn.

    Attributes
    ----------
    data, texts, folds : markupsafe.Markup
        For script elements of the page, as JSON.
    folded : dict of str to int
        How many rows of each list wait to be drawn.
    words : dict of str to list
        The paragraphs of the articles that can be read without the script, by article.
    beside : bool
        Whether there are files beside the page.
    """

    data: Markup
    texts: Markup
    folds: Markup
    folded: dict[str, int]
    words: dict[str, list]
    beside: bool


@dataclass(frozen=True)
class Fold:
    """The rows of a list that do not stand open: set one after the other when they are written.

    Attributes
    ----------
    columns : list of str
        What the rows can be asked by.
    key : int
        Which of them names a row.
    count : int
    rows : iterable of list of str
        What each can be asked by, then its markup. They can be gone through once.
    """

    columns: list[str]
    key: int
    count: int
    rows: Iterable[list[str]]

    def data(self, rows: Sequence[list[str]]) -> dict:
        """The fold as the page's script reads it, with some rows."""
        return {"columns": self.columns, "key": self.key, "rows": rows}

    def written(self) -> Iterator[bytes]:
        """Write the fold with all its rows as JSON for a script element, some rows at a time."""
        head = in_script(self.data([])).removesuffix("]}")
        rows = iter(self.rows)
        while some := list(itertools.islice(rows, AT_ONCE)):
            yield (head + in_script(some)[1:-1]).encode()
            head = ","
        yield (head.removesuffix(",") + "]}").encode()


def fill(report: Report, documents: list[dict], folds: Mapping[str, Fold], write: Write) -> Store:
    """Divide a report into what stands in its page and what lies beside it.

    Parameters
    ----------
    report : claimatlas.report.index.Report
    documents : list of dict
        From `Report.documents`.
    folds : dict
        From `folds_of`.
    write : callable
        See `Write`.
    """
    folded = {name: fold.count for name, fold in folds.items()}
    large = len(documents) > LARGE
    named = _places_in(report)
    beside = _beside(report, documents, named, folds, write) if large else None
    whole = report.shown_texts(slice(FIRST_ARTICLES if large else None))
    claims = _that_matter(report) if large else list(report.claims)
    data = {
        "corpus": report.title,
        "name": report.name,
        "total": len(report.claims),
        "claims": spoken.packed(claims, report.texts),
        "articles": [[d["key"], d["title"], d["day"], d["url"], d["n"].number] for d in documents],
        "sources": _sources(report),
        "nameless": NAMELESS,
        "beside": beside,
    }
    held = _only(report, claims) if large else whole
    return Store(
        in_script(data),
        in_script(_with_places(held, named)),
        in_script({} if large else {name: fold.data(list(fold.rows)) for name, fold in folds.items()}),
        folded,
        _to_read(documents, whole),
        large,
    )


def _sources(report: Report) -> list[list[str]]:
    """Names and kinds of the sources, to correct a claim to, those of most claims first."""
    return report.sources.drop_duplicates("name")[["name", "kind"]].to_numpy().tolist()


def _to_read(documents: list[dict], whole: Mapping[str, list]) -> dict[str, list]:
    """The paragraphs of the first articles, as many as may stand in the page twice."""
    found, left = {}, FIRST_WORDS
    for document in documents[:FIRST_ARTICLES]:
        own = whole[document["key"]]
        left -= sum(len(piece[2]) for kind, *pieces in own for piece in pieces if piece != texts.GAP)
        if left < 0:
            break
        found[document["key"]] = own
    return found


# --- folds --------------------------------------------------------------------------------------------------


def folds_of(
    report: Report,
    documents: list[dict],
    laid: Picture,
    parts: Iterable[Pairs],
    places: list[dict],
    say: Callable,
) -> dict[str, Fold]:
    """Set the rows of each list that do not stand open: what they can be asked by, and their markup.

    Parameters
    ----------
    report : claimatlas.report.index.Report
    documents : list of dict
        From `Report.documents`.
    laid : Picture
        The picture of the shared claims.
    parts : iterable of claimatlas.report.parts.Part
    places : list of dict
        Rows of `Report.places`.
    say : callable
        Fills a sentence and lets its numbers lead to their rows.
    """
    set_as = page.templates().get_template("first.html").module
    found: dict[str, tuple[Collection, Callable[[Any], tuple[Mapping, Markup]]]] = {
        "shared": (laid.rest, lambda line: (vars(line), set_as.run(Run(line.origins, [line]), laid))),
        "places_named": (places[FIRST_PLACES:], lambda row: (row, set_as.place(row))),
        "articles": (documents[FIRST_ARTICLES:], lambda d: (_asked(d), set_as.document(d, say, []))),
    }
    for part in parts:
        found[part.name] = (part.folded, lambda card: (card.where, set_as.pair(card)))
    keys = {"shared": "group_id", "places_named": "place_id", "articles": "article_id"}
    folds = {}
    for name, (rows, set_row) in found.items():
        columns = list(report.lists[name])
        if rows:
            key = columns.index(keys.get(name, columns[0]))
            folds[name] = Fold(columns, key, len(rows), _rows(columns, map(set_row, rows)))
    return folds


def _asked(document: Mapping) -> dict[str, str]:
    """What an article can be asked by."""
    return {"article_id": document["key"], "counted": document["counted"]}


def _rows(columns: list[str], rows: Iterable[tuple[Mapping, Markup]]) -> Iterator[list[str]]:
    """Rows as a fold has them."""
    for where, html in rows:
        yield [*(_written(where[c]) for c in columns), str(html).strip()]


def _written(value: object) -> str:
    """A cell of a fold, with truths as cards have them: yes or no."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


# --- texts --------------------------------------------------------------------------------------------------


def _places_in(report: Report) -> dict[str, list]:
    """Return by article where it names places, and which, if claims name them."""
    known = set(report.places["place_id"])
    named: dict[str, list] = {}
    columns = ["article_id", "start", "end", "place_id"]
    for key, start, end, place in report.mentions[columns].itertuples(index=False, name=None):
        named.setdefault(key, []).append((int(start), int(end), place if place in known else ""))
    return named


def _with_places(held: Mapping[str, list], named: Mapping[str, list]) -> dict[str, dict]:
    """Put beside the paragraphs of each article where it names places, as `_places_in` has it."""
    return {key: {"p": own, "m": named.get(key, [])} for key, own in held.items() if own}


def _that_matter(report: Report) -> list[dict]:
    """The claims of a large corpus that stand in its page: the contradicted, then the shared, to a limit."""
    own = report.facts[report.facts["verdict"].isin(counts.DIFFERING)]
    keys = [
        key for sides in zip(own["claims_a"], own["claims_b"], strict=True) for side in sides for key in side
    ]
    keys += [
        key
        for ids in report.told.sort_values("source_sure", ascending=False, kind="stable")["claims"]
        for key in ids
    ]
    kept = set(list(dict.fromkeys(keys))[:MATTER])
    return report.claims.some(kept) or report.claims.first(MATTER)


def _only(report: Report, claims: Sequence[Mapping]) -> dict[str, list[list]]:
    """The paragraphs of the articles as far as some claims stand in them, or lean on a sentence there."""
    spans: dict[str, list] = {}
    for row in claims:
        spans.setdefault(row["article_id"], []).extend(
            tuple(s) for s in (row["sentence"], row["before"]) if s
        )
    words = report.texts
    return {key: texts.paragraphs(words[key], own, False) for key, own in spans.items()}


# --- beside -------------------------------------------------------------------------------------------------


def _beside(
    report: Report, documents: list[dict], named: Mapping[str, list], folds: Mapping[str, Fold], write: Write
) -> dict:
    """Write the files beside the page one after the other, and name them with their digests for it."""

    head, tail = BESIDE.format(policy=page.policy([SEND], []), rows="\0", script=SEND).split("\0")

    def put(name: str, key: str, make: Callable[[], bytes | Iterator[bytes]]) -> list[str]:
        file = f"{FOLDER}/{name}.html"
        return [file, write(file, [("", head.encode), (key, make), ("", tail.encode)])[1]]

    keys = [d["key"] for d in documents]
    return {
        "batch": BATCH,
        "parts": [
            put(f"claims-{n // BATCH + 1:02d}", *_batch(report, slice(n, n + BATCH), keys, named))
            for n in range(0, len(keys), BATCH)
        ],
        "folds": {name: put(name.replace("_", "-"), "", fold.written) for name, fold in folds.items()},
    }


def _batch(
    report: Report, where: slice, keys: list[str], named: Mapping[str, list]
) -> tuple[str, Callable[[], bytes]]:
    """What claims and texts of some of the articles, `keys`, are made from, and what makes them."""
    keys = keys[where]
    digests, records = report.claims.of(keys)

    def made() -> bytes:
        held = _with_places(report.shown_texts(where), named)
        return in_script({"claims": spoken.packed(records(), report.texts), "texts": held}).encode()

    shown = [report.texts_from(where), key_of([named.get(key) for key in keys])]
    return key_of("rows beside the page", *digests, *shown) if all(digests) and all(shown) else "", made

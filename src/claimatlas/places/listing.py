"""The tables of the places wing: the mentions of a corpus, and the places they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from claimatlas.errors import TableError
from claimatlas.gazetteer import Gazetteer
from claimatlas.language import is_english, is_latin
from claimatlas.places.confidence import THRESHOLD, Mention
from claimatlas.places.mentions import find_mentions, home_of
from claimatlas.text import unwrapped
from claimatlas.tokens import doc_of

if TYPE_CHECKING:
    import pandas as pd

    from claimatlas.faults import Faults
    from claimatlas.places.review import Review


def tables_of(
    articles: pd.DataFrame,
    annotations: Iterable | None,
    gaz: Gazetteer,
    threshold: float = THRESHOLD,
    mode: str = "accurate",
    review: Review | None = None,
    demonyms: bool = True,
    faults: Faults | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the places of a corpus: its `mentions_of` and the places that they name.

    Parameters
    ----------
    articles : pandas.DataFrame
        The articles table.
    annotations : iterable of (article_id, Doc), optional
        The parses; not needed in fast mode.
    gaz : Gazetteer
    threshold, mode
        As in `claimatlas.places.find_mentions`.
    review : Review, optional
        Corrections, applied to the mentions.
    demonyms : bool
    faults : Faults, optional
        Takes the articles on which a rule fails; without it each is a warning.

    Returns
    -------
    mentions, places : pandas.DataFrame
        The tables as declared in `claimatlas.tables`.

    Raises
    ------
    TableError
        An article has no parse, or one of another text.
    InputError
        The `home` of an article is neither a place nor a point.
    """
    mentions = mentions_of(articles, annotations, gaz, threshold, mode, demonyms, faults)
    if review is not None:
        mentions = review.apply(mentions, _searched(articles, mode)[0])
    return mentions, places_of(mentions, gaz)


def mentions_of(
    articles: pd.DataFrame, annotations: Iterable | None, gaz: Gazetteer, threshold: float, mode: str,
    demonyms: bool, faults: Faults | None,
) -> pd.DataFrame:
    """Find the mentions of places in articles; parameters and errors are those of `tables_of`."""
    articles, plain = _searched(articles, mode)
    known = {row["article_id"]: row for row in articles[["article_id", "text", "home"]].to_dict("records")}
    faults = _faults() if faults is None else faults
    rows, missing = [], set(articles["article_id"])
    for article_id, source in _sources(articles, annotations, mode, plain):
        home = _home_of_article(known[article_id], source, gaz, article_id)
        missing.discard(article_id)

        def find(part, key=article_id, home=home) -> list[dict]:
            how = "fast" if isinstance(part, str) else mode
            return _rows(key, part, gaz, find_mentions(part, gaz, how, home, threshold, demonyms))

        rows += faults.attempt(article_id, find, source) or []
    if missing:
        raise TableError(f"annotations: article {min(missing)!r} is not among them; run 01-corpus again")
    ids, sentences = [r["article_id"] for r in rows], [r["sentence"] for r in rows]
    return faults.sift(ids, sentences, lambda kept: _table([rows[k] for k in kept]))


def _faults() -> Faults:
    """A list of articles set aside that nobody else reads: each is a warning."""
    from claimatlas.faults import Faults

    return Faults("places")


def _searched(articles: pd.DataFrame, mode: str) -> tuple[pd.DataFrame, set[str]]:
    """Return the articles that are searched, and the ids of those that are searched without the model.

    The model knows English only; a text in another language is searched only where it is in Latin letters.
    """
    english = articles["language"].map(is_english) if "language" in articles else articles["text"].map(bool)
    articles = articles[english | articles["text"].map(is_latin)]
    plain = set(articles.loc[~english.reindex(articles.index), "article_id"]) if mode != "fast" else set()
    return articles, plain


def _home_of_article(
    article: dict, source, gaz: Gazetteer, article_id: str
) -> tuple[float, float] | None:
    """The home of an article's outlet, after making sure that the parse is of its text."""
    if not isinstance(source, str) and source.text != unwrapped(article["text"]):
        raise TableError(
            f"annotations: the parse of article {article_id!r} is of another text; run 01-corpus again"
        )
    return home_of(article["home"] or "" if isinstance(article["home"], str) else "", gaz, article_id)


def _rows(article_id: str, source, gaz: Gazetteer, found: list[Mention]) -> list[dict]:
    """Return the mentions of an article as rows of their table, those in lists of other articles left out."""
    from claimatlas.structure import blocks

    text, doc = (source, None) if isinstance(source, str) else (source.text, source)
    related = [(b.start, b.end) for b in blocks(text) if b.kind == "related"]
    sentences = _sentences(text, doc)
    rows = []
    for m in found:
        if any(a < m.end and m.start < b for a, b in related):
            continue
        others = [(m.row, m.confidence), *m.others] if m.status == "ambiguous" else m.others
        rows.append(
            {
                "mention_id": f"{article_id}:{m.start}-{m.end}",
                "article_id": article_id,
                "start": m.start,
                "end": m.end,
                "surface": m.surface,
                "sentence": next((s for a, b, s in sentences if a <= m.start < b), m.surface),
                "place_id": gaz.place_id(m.row) if m.status == "resolved" else None,
                "status": m.status,
                "confidence": m.confidence,
                "role": m.role,
                "alternatives": [
                    {"place_id": gaz.place_id(row), "name": gaz.name(row), "probability": p}
                    for row, p in others
                ],
            }
        )
    return rows


def _table(rows: list[dict]) -> pd.DataFrame:
    """Make the mentions table; a row that does not fit it is an error here, not when it is written."""
    import pandas as pd

    from claimatlas import tables

    columns = tables.SCHEMAS["mentions"].columns.names
    mentions = pd.DataFrame(rows, columns=columns) if rows else tables.empty("mentions")
    tables.validate("mentions", mentions)
    return mentions


def _sources(articles, annotations, mode, plain: set[str]) -> Iterator[tuple[str, object]]:
    """Each article's id with its parse, or with its text in fast mode and for the ids in `plain`."""
    texts = zip(articles["article_id"], articles["text"], strict=True)
    yield from ((key, text) for key, text in texts if mode == "fast" or key in plain)
    if mode == "fast":
        return
    wanted = set(articles["article_id"]) - plain
    yield from ((article_id, doc_of(doc)) for article_id, doc in annotations if article_id in wanted)


_SENTENCE = re.compile(r"[^\n]*?(?:[.!?][\"'”’)\]]*(?=\s+[\"“‘(]?[A-Z0-9])|(?=\n)|$)", re.DOTALL)


def _sentences(text: str, doc) -> list[tuple[int, int, str]]:
    """Sentences with their bounds: those of the parse, else cut at stops and line ends."""
    if doc is not None:
        return [(s.start_char, s.end_char, s.text.strip()) for s in doc.sents]
    out, at = [], 0
    while at < len(text):
        m = _SENTENCE.match(text, at)
        end = m.end() if m and m.end() > at else at + 1
        if text[at:end].strip():
            out.append((at, end, text[at:end].strip()))
        at = end
    return out


def places_of(mentions: pd.DataFrame, gaz: Gazetteer) -> pd.DataFrame:
    """Return the places table of the mentions: areas as areas, everything else as a point with its radius.

    The number of mentions counts both roles.
    """
    import pandas as pd
    from shapely import Point, to_wkb

    from claimatlas import tables

    rows = []
    for place_id, number in mentions["place_id"].dropna().value_counts().sort_index().items():
        place = gaz.place(place_id)
        shape = gaz.geometry(place_id)
        rows.append(
            {
                "place_id": place_id,
                "name": place.name,
                "kind": place.kind,
                "country_code": place.country_code,
                "admin1": place.admin1,
                "lat": place.lat,
                "lon": place.lon,
                "radius_km": None if shape is not None else place.radius_km,
                "geometry": to_wkb(shape if shape is not None else Point(place.lon, place.lat)),
                "source": place.source,
                "source_id": place.source_id,
                "n_mentions": int(number),
            }
        )
    return (
        pd.DataFrame(rows, columns=tables.SCHEMAS["places"].columns.names) if rows else tables.empty("places")
    )

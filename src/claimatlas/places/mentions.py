"""Mentions: the toponyms of articles with place, confidence, alternatives and role, and the tables of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from claimatlas.corpus import decoded, within
from claimatlas.errors import InputError, ParameterError, TableError
from claimatlas.gazetteer import Gazetteer
from claimatlas.language import is_english, is_latin
from claimatlas.places.candidates import Lexicon, inside
from claimatlas.places.confidence import THRESHOLD, Mention, mentions_of
from claimatlas.places.hints import country_hints
from claimatlas.places.recognition import recognise
from claimatlas.places.resolution import WEIGHTS, Weights, resolve
from claimatlas.places.roles import role
from claimatlas.places.toponym import RULES, Rules, Toponym
from claimatlas.text import unwrapped

if TYPE_CHECKING:
    import pandas as pd

    from claimatlas.faults import Faults
    from claimatlas.places.review import Review

MODES = ("accurate", "fast")
MUST_RESOLVE = "must_resolve.txt"  # in the corpus folder
_lexicons: WeakKeyDictionary[Gazetteer, Lexicon] = WeakKeyDictionary()


def lexicon_of(gaz: Gazetteer) -> Lexicon:
    """Return the lexicon of a gazetteer, made once."""
    if gaz not in _lexicons:
        _lexicons[gaz] = Lexicon(gaz)
    return _lexicons[gaz]


def find_mentions(
    source, gaz: Gazetteer, mode: str = "accurate", home: tuple[float, float] | None = None,
    threshold: float = THRESHOLD, demonyms: bool = True, weights: Weights = WEIGHTS,
) -> list[Mention]:
    """Find and resolve the places of one text.

    Parameters
    ----------
    source : str or spacy.tokens.Doc
        A text for the fast mode; its parse for the accurate mode.
    gaz : Gazetteer
    mode : str
        "accurate" uses the parse's entities and dependencies, "fast" only the text.
    home : (latitude, longitude), optional
        Where the outlet is at home, degrees EPSG:4326.
    threshold : float
        Confidence below which a mention is ambiguous.
    demonyms : bool
        Whether nationality words are mentions. On by default: "Afghan" names a place as surely as "Kabul" does, and its
        role (associative, unless before a word for a place) keeps it off the map of events.
    weights : Weights

    Returns
    -------
    list of Mention
        In the order of the text, none overlapping another.

    Raises
    ------
    ParameterError
        The mode is unknown, the threshold is outside 0 to 1, or the accurate mode was given a bare text.
    """
    if not 0 <= threshold <= 1:
        raise ParameterError(f"threshold {threshold!r} is not between 0 and 1")
    toponyms, hints = find_toponyms(source, gaz, mode, demonyms)
    return settle(toponyms, gaz, home, threshold, weights, hints)


def find_toponyms(
    source, gaz: Gazetteer, mode: str = "accurate", demonyms: bool = True, rules: Rules = RULES,
) -> tuple[list[Toponym], dict[str, float]]:
    """Recognise the places of one text and their roles, without resolving them; see `find_mentions`.

    Returns
    -------
    toponyms : list of Toponym
    hints : dict of str to float
        Countries in whose news the text is at home; see `claimatlas.places.hints.country_hints`.
    """
    if mode not in MODES:
        raise ParameterError(f"mode {mode!r} is none of {', '.join(MODES)}")
    if isinstance(source, str):
        if mode == "accurate":
            raise ParameterError("the accurate mode needs a parsed document; use mode='fast' for a bare text")
        text, doc, entities = source, None, None
    elif mode == "fast":
        text, doc, entities = source.text, None, None
    else:
        text, doc = source.text, source
        entities = [(e.start_char, e.end_char, e.label_) for e in source.ents]
    toponyms = recognise(text, lexicon_of(gaz), entities, demonyms, rules)
    for t in toponyms:
        t.role = role(text, t, doc)
    return toponyms, country_hints(text)


def settle(
    toponyms: list[Toponym], gaz: Gazetteer, home: tuple[float, float] | None = None, threshold: float = THRESHOLD,
    weights: Weights = WEIGHTS, hints: dict[str, float] | None = None,
) -> list[Mention]:
    """Resolve recognised toponyms and give each a confidence and a status; see `find_mentions`."""
    return mentions_of(resolve(toponyms, lexicon_of(gaz), home, weights, hints), threshold)


def require(names: Iterable[str], mentions: pd.DataFrame, articles: pd.DataFrame) -> list[str]:
    """Make sure that the places named are resolved, wherever the texts name them.

    Parameters
    ----------
    names : iterable of str
        Surface forms, e.g. ``["Sherkhan Bandar"]``.
    mentions, articles : pandas.DataFrame

    Returns
    -------
    list of str
        Those of the names that stand in none of the texts.

    Raises
    ------
    ParameterError
        A name stands in a text and none of its mentions was found, or none was resolved.
    """
    absent = []
    for name in names:
        holding = [key for key, text in zip(articles["article_id"], articles["text"], strict=True) if name in text]
        if not holding:
            absent.append(name)
            continue
        rows = mentions[mentions["surface"].str.contains(name, regex=False)]
        if rows.empty:
            raise ParameterError(
                f"must_resolve: {name!r} stands in article {holding[0]} and was not found; "
                "add it to review/places.csv by its mention_id, or take it out of must_resolve.txt"
            )
        if rows["place_id"].isna().all():
            raise ParameterError(
                f"must_resolve: {name!r} was found in article {rows['article_id'].iloc[0]} but is {rows['status'].iloc[0]}; "
                "resolve it in review/places.csv, lower the threshold, or take it out of must_resolve.txt"
            )
    return absent


def required_of(corpus: Path | str) -> list[str]:
    """Read which names have to be resolved in a corpus: the lines of its ``must_resolve.txt``, none without it.

    Raises
    ------
    InputError
        The file is there and cannot be read.
    """
    folder = Path(corpus)
    if not (folder / MUST_RESOLVE).exists():
        return []
    text, _ = decoded(within(folder, folder / MUST_RESOLVE, MUST_RESOLVE), MUST_RESOLVE, "Write one name on a line.")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def home_of(value: str, gaz: Gazetteer, article_id: str) -> tuple[float, float] | None:
    """Read the `home` of an article: "lat,lon" in degrees, or the name of a place; None for an empty one.

    Raises
    ------
    InputError
        The value is neither.
    """
    value = value.strip()
    if not value:
        return None
    if m := re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)", value):
        lat, lon = float(m[1]), float(m[2])
        if abs(lat) <= 90 and abs(lon) <= 180:
            return lat, lon
    name, *outer = [part.strip() for part in value.split(",")]
    lexicon = lexicon_of(gaz)
    if (entry := lexicon(name)) is not None:
        row = int(entry.rows[0])
        for part in outer:
            if (container := lexicon.state(part) or lexicon(part)) is not None:
                within = inside(entry, container)
                if within.any():
                    row = int(entry.rows[int(within.argmax())])
        return float(gaz.lat[row]), float(gaz.lon[row])
    raise InputError(
        "articles.csv", f"home {value!r} is neither a place of the gazetteer nor 'latitude,longitude'",
        "Correct it, or leave it empty.", article_id,
    )


def tables_of(
    articles: pd.DataFrame, annotations: Iterable | None, gaz: Gazetteer, threshold: float = THRESHOLD,
    mode: str = "accurate", review: Review | None = None, demonyms: bool = True, faults: Faults | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the places of a corpus.

    Parameters
    ----------
    articles : pandas.DataFrame
        The articles table.
    annotations : iterable of (article_id, Doc), optional
        The parses; not needed in fast mode.
    gaz : Gazetteer
    threshold : float
    mode : str
    review : Review, optional
        Corrections, applied to the mentions.
    demonyms : bool
    faults : Faults, optional
        Takes the articles on which a rule fails, of which no mention is returned; without it each is a warning.

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
    from claimatlas.faults import Faults

    english = articles["language"].map(is_english) if "language" in articles else articles["text"].map(bool)
    # A text in another language is searched without the model, which knows English only, and only in Latin letters.
    articles = articles[english | articles["text"].map(is_latin)]
    plain = set(articles.loc[~english.reindex(articles.index), "article_id"]) if mode != "fast" else set()
    known = articles.set_index("article_id")
    faults = Faults("places") if faults is None else faults
    rows = []
    missing = set(articles["article_id"])
    for article_id, source in _sources(articles, annotations, mode, plain):
        article = known.loc[article_id]
        if not isinstance(source, str) and source.text != unwrapped(article["text"]):
            raise TableError(f"annotations: the parse of article {article_id!r} is of another text; run 01-corpus again")
        missing.discard(article_id)
        home = home_of(article["home"] or "" if isinstance(article["home"], str) else "", gaz, article_id)

        def find(part, key=article_id, home=home) -> list[dict]:
            how = "fast" if isinstance(part, str) else mode
            return _rows(key, part, gaz, find_mentions(part, gaz, how, home, threshold, demonyms))

        rows += faults.attempt(article_id, find, source) or []
    if missing:
        raise TableError(f"annotations: article {min(missing)!r} is not among them; run 01-corpus again")
    ids, sentences = [r["article_id"] for r in rows], [r["sentence"] for r in rows]
    mentions = faults.sift(ids, sentences, lambda kept: _table([rows[k] for k in kept]))
    if review is not None:
        mentions = review.apply(mentions, articles)
    return mentions, places_of(mentions, gaz)


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
        rows.append({
            "mention_id": f"{article_id}:{m.start}-{m.end}", "article_id": article_id, "start": m.start, "end": m.end,
            "surface": m.surface, "sentence": next((s for a, b, s in sentences if a <= m.start < b), m.surface),
            "place_id": gaz.place_id(m.row) if m.status == "resolved" else None, "status": m.status,
            "confidence": m.confidence, "role": m.role,
            "alternatives": [
                {"place_id": gaz.place_id(row), "name": gaz.name(row), "probability": p} for row, p in others
            ],
        })
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
    yield from ((article_id, doc) for article_id, doc in annotations if article_id in wanted)


_SENTENCE = re.compile(r"[^\n]*?(?:[.!?][\"'”’)\]]*(?=\s+[\"“‘(]?[A-Z0-9])|(?=\n)|$)", re.DOTALL)


def _sentences(text: str, doc) -> list[tuple[int, int, str]]:
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
        rows.append({
            "place_id": place_id, "name": place.name, "kind": place.kind, "country_code": place.country_code,
            "admin1": place.admin1, "lat": place.lat, "lon": place.lon,
            "radius_km": None if shape is not None else place.radius_km,
            "geometry": to_wkb(shape if shape is not None else Point(place.lon, place.lat)), "source": place.source,
            "source_id": place.source_id, "n_mentions": int(number),
        })
    return pd.DataFrame(rows, columns=tables.SCHEMAS["places"].columns.names) if rows else tables.empty("places")


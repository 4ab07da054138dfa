"""Mentions: the toponyms of a text with place, confidence, alternatives and role."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from claimatlas.delimited import decoded
from claimatlas.errors import InputError, ParameterError
from claimatlas.files import within
from claimatlas.gazetteer import Gazetteer
from claimatlas.places.candidates import Lexicon, inside
from claimatlas.places.confidence import THRESHOLD, Mention, mentions_of
from claimatlas.places.hints import country_hints
from claimatlas.places.recognition import recognise
from claimatlas.places.resolution import WEIGHTS, Weights, resolve
from claimatlas.places.roles import role
from claimatlas.places.toponym import RULES, Rules, Toponym
from claimatlas.tokens import doc_of

if TYPE_CHECKING:
    import pandas as pd


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
        Whether nationality words are mentions. On by default: "Afghan" names a place as surely as "Kabul"
        does, and its role (associative, unless before a word for a place) keeps it off the map of events.
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
        doc = doc_of(source)
        text, entities = doc.text, [(e.start_char, e.end_char, e.label_) for e in doc.ents]
    toponyms = recognise(text, lexicon_of(gaz), entities, demonyms, rules)
    for t in toponyms:
        t.role = role(text, t, doc)
    return toponyms, country_hints(text)


def settle(
    toponyms: list[Toponym],
    gaz: Gazetteer,
    home: tuple[float, float] | None = None,
    threshold: float = THRESHOLD,
    weights: Weights = WEIGHTS,
    hints: dict[str, float] | None = None,
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
        holding = [
            key for key, text in zip(articles["article_id"], articles["text"], strict=True) if name in text
        ]
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
                f"must_resolve: {name!r} was found in article {rows['article_id'].iloc[0]} but is "
                f"{rows['status'].iloc[0]}; "
                "resolve it in review/places.csv, lower the threshold, or take it out of must_resolve.txt"
            )
    return absent


def required_of(corpus: Path | str) -> list[str]:
    """Read which names have to be resolved in a corpus: the lines of its ``must_resolve.txt``, none without
    it.

    Raises
    ------
    InputError
        The file is there and cannot be read.
    """
    folder = Path(corpus)
    if not (folder / MUST_RESOLVE).exists():
        return []
    text, _ = decoded(
        within(folder, folder / MUST_RESOLVE, MUST_RESOLVE), MUST_RESOLVE, "Write one name on a line."
    )
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

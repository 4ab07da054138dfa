"""What pairs of claims are weighed by: named evidence, a chunk of pairs at a time, from sparse matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from scipy import sparse

from claimatlas.comparison.features import Features
from claimatlas.comparison.likeness import NOTHING, Common, common, letters
from claimatlas.comparison.matrices import Crossing, columns, crossings, has, ones, summing, unit
from claimatlas.comparison.role_words import RoleWords, role_words

LONG = 20  # words from which a content is no longer short
APART = 0.1  # share of the meanings of what a content turns on below which the other content does not have it
FIGURES, SLOTS = 2, 3  # in common, of which more say no more

NAMES = (
    "found", "covered", "parts", "turn found", "turn apart", "no turn", "figures", "slots", "both first",
    "short", "one negated", "anchors", "anchor names", "many claims", "one article", "words",
    "letters", "names", "other names", "parties", "bare", "inside",
)
"""The evidence on a pair, in the order of its columns; what each is stands in ``same.csv``."""


@dataclass(frozen=True)
class Evidence:
    """What pairs are weighed by, for n claims in the order of `claimatlas.comparison.features.Features`.

    Attributes
    ----------
    known : Features
        Of the claims.
    words : RoleWords
        Of their contents.
    names : scipy.sparse.csr_matrix, shape (n, words)
        Unit rows: the names of the content.
    anchors, anchor_names : scipy.sparse.csr_matrix, shape (n, words)
        Words and names that few claims of the article have. Products of rows, not cosines.
    sentence, many : numpy.ndarray, shape (n,)
        Number of the claim's sentence in its article, claims in the article.
    length : numpy.ndarray of int, shape (n,)
        Words of the content.
    against : numpy.ndarray of bool, shape (n,)
        Negated, or a denial.
    """

    known: Features
    words: RoleWords
    names: sparse.csr_matrix
    anchors: sparse.csr_matrix
    anchor_names: sparse.csr_matrix
    sentence: np.ndarray
    many: np.ndarray
    length: np.ndarray
    against: np.ndarray


def evidence(claims: pd.DataFrame, known: Features) -> Evidence:
    """Gather what pairs of `claims` are weighed by.

    Parameters
    ----------
    claims : pandas.DataFrame
        The table of that name, sorted by article and position.
    known : Features
        Of these claims.
    """
    names = columns(known.own, known.is_name)
    sentence, many = _positions(claims, known.article)
    return Evidence(
        known=known, words=role_words(known), names=unit(names),
        anchors=_anchored(known.words, known.article), anchor_names=_anchored(names, known.article),
        sentence=sentence, many=many,
        length=np.array([max(1, len(text.split())) for text in known.texts]),
        against=claims["negated"].to_numpy(bool) | claims["denial"].to_numpy(bool),
    )


def _positions(claims: pd.DataFrame, article: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each claim the number of its sentence in its article, and the article's claims."""
    start = claims["sentence_start"].to_numpy()
    new = np.r_[True, (article[1:] != article[:-1]) | (start[1:] != start[:-1])]
    number = np.cumsum(new) - 1
    first = np.full(int(article.max()) + 1, len(article))
    np.minimum.at(first, article, number)
    return number - first[article], np.bincount(article)[article]


def _anchored(words: sparse.csr_matrix, article: np.ndarray) -> sparse.csr_matrix:
    """Divide the weight of each word by the claims of its article that have it; rows multiply to what both
    are tied by."""
    having = sparse.csr_matrix(summing(article) @ ones(words))
    counts = having[article].multiply(ones(words)).tocsr()
    counts.sort_indices()
    out = words.copy()
    out.data = np.sqrt(words.data / counts.data)
    return out


def weigh(
    gathered: Evidence, one: np.ndarray, other: np.ndarray, shared: Common | None = None
) -> np.ndarray:
    """Return the evidence on pairs of claims.

    Parameters
    ----------
    gathered : Evidence
    one, other : numpy.ndarray of int, shape (pairs,)
        Rows of the claims, one < other, sorted.
    shared : Common, optional
        Of these pairs, where it is known already.

    Returns
    -------
    numpy.ndarray, shape (pairs, len(NAMES))
        What each column is stands in ``same.csv``.
    """
    shared = common(gathered.known, one, other) if shared is None else shared
    parts = [
        np.stack([np.asarray(found[name], np.float32) for name in NAMES], 1)
        for part, both in crossings(one, other)
        for found in [_weigh(gathered, both, shared[part])]
    ]
    return np.concatenate(parts) if parts else np.zeros((0, len(NAMES)), np.float32)


def _weigh(gathered: Evidence, both: Crossing, shared: Common) -> dict[str, np.ndarray]:
    """The evidence on some of the pairs by its name; `weigh` puts it in columns."""
    known, one, other = gathered.known, both.one, both.other
    found = _of_words(gathered.words, both) | _of_names(gathered, both) | _of_letters(gathered, one, other)
    length = np.minimum(gathered.length[one], gathered.length[other])
    return found | {
        "found": shared.found, "words": shared.words, "parties": shared.parties,
        "figures": np.minimum(both.dot(known.figures, known.figures), FIGURES),
        "slots": np.minimum(both.dot(known.slots, known.slots), SLOTS),
        "both first": (gathered.sentence[one] == 0) & (gathered.sentence[other] == 0),
        "short": np.log(np.minimum(length, LONG)),
        "one negated": gathered.against[one] != gathered.against[other],
        "anchors": np.log1p(both.dot(gathered.anchors, gathered.anchors)),
        "many claims": np.log(gathered.many[one] * gathered.many[other]) / 2,
        "one article": known.article[one] == known.article[other],
    }


def _of_words(words: RoleWords, both: Crossing) -> dict[str, np.ndarray]:
    """What the contents mean: what they turn on, who takes part, and what either covers of the other."""
    one, other, has_turn = both.one, both.other, has(words.turn)
    covered = (
        both.dot(words.weighed, words.cover) / np.maximum(words.weight[one], NOTHING),
        both.dot(words.cover, words.weighed) / np.maximum(words.weight[other], NOTHING),
    )
    turns = both.dot(words.turn, words.any_sense), both.dot(words.any_sense, words.turn)
    turns = [np.minimum(found, 1) for found in turns]
    turned = has_turn[one] & has_turn[other]
    return {
        "covered": np.maximum(*covered), "parts": both.dot(words.parts, words.parts),
        "turn found": (turns[0] + turns[1]) / 2, "turn apart": turned & (np.maximum(*turns) < APART),
        "no turn": ~turned,
    }


def _of_names(gathered: Evidence, both: Crossing) -> dict[str, np.ndarray]:
    """Whom and what the contents name."""
    named, has_name = both.dot(gathered.names, gathered.names), has(gathered.names)
    return {
        "names": named, "other names": has_name[both.one] & has_name[both.other] & (named == 0),
        "anchor names": np.log1p(both.dot(gathered.anchor_names, gathered.anchor_names)),
    }


def _of_letters(gathered: Evidence, one: np.ndarray, other: np.ndarray) -> dict[str, np.ndarray]:
    """How the contents are spelled, and whether one without a verb stands in the other."""
    bare = gathered.words.bare[one] | gathered.words.bare[other]
    inside = np.zeros(len(one), np.float32)
    inside[bare] = letters(gathered.known, one[bare], other[bare], fuzz.partial_ratio)
    return {"letters": letters(gathered.known, one, other), "bare": bare, "inside": inside}

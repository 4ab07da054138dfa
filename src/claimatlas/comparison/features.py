"""What the comparison knows of each claim: its words and names weighed by rarity, its slots, values and
sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas.comparison.lexicon import Lexicon, lexicon
from claimatlas.comparison.matrices import columns
from claimatlas.comparison.rows import cells
from claimatlas.comparison.words import TOKEN, fold, units


@dataclass(frozen=True)
class Features:
    """What matching knows of n claims of a corpus; rows follow them sorted by article and position.

    Attributes
    ----------
    own, full : scipy.sparse.csr_matrix, shape (n, words)
        Rarity weights of the words of the content, and of content, sentence and sentence before (less, by
        distance).
    names, own_names, words : scipy.sparse.csr_matrix, shape (n, words)
        The names among `full`, the names among `own`, and the other words among `own`.
    mass : numpy.ndarray, shape (n,)
        Sum of the squared weights of the content.
    article : numpy.ndarray of int, shape (n,)
    texts : list of str
        Folded contents.
    slots : list of frozenset
        Dates (to the month), places and counted units of the content.
    values : list of (frozenset, frozenset)
        Years of the dates, and amounts.
    origins : list of frozenset
        Named and other sources in the chain, the outlet left out.
    figures : list of frozenset
        Amounts, and dates to the month or day.
    usual : numpy.float32
        Median of `mass` over all claims of the corpus.
    lexicon : Lexicon
        Of the corpus.
    rows : numpy.ndarray of int, shape (n,)
        Which of its claims these are.
    """

    own: sparse.csr_matrix
    full: sparse.csr_matrix
    names: sparse.csr_matrix
    own_names: sparse.csr_matrix
    words: sparse.csr_matrix
    mass: np.ndarray
    article: np.ndarray
    texts: list[str]
    slots: list[frozenset]
    values: list[tuple[frozenset, frozenset]]
    origins: list[frozenset]
    figures: list[frozenset]
    usual: np.float32
    lexicon: Lexicon
    rows: np.ndarray


def features(claims: pd.DataFrame, known: Lexicon | None = None, rows: np.ndarray | None = None) -> Features:
    """Weigh the words of claims by their rarity in a corpus.

    Parameters
    ----------
    claims : pandas.DataFrame
        The claims table sorted by article_id, start, claim_id; or some rows of it.
    known : Lexicon, optional
        Of all claims of the corpus; without it `claims` are all.
    rows : numpy.ndarray of int, optional
        Which of them `claims` are, in order.
    """
    known = lexicon(claims) if known is None else known
    rows = np.arange(len(claims)) if rows is None else rows
    own, full, is_name = known.own[rows], known.full(rows), names_of(known.vocabulary)
    names, own_names = columns(full, is_name), columns(own, is_name)
    names.data, own_names.data = np.sqrt(names.data), np.sqrt(own_names.data)
    return Features(
        own=own, full=full, names=names, own_names=own_names, words=columns(own, 1 - is_name),
        mass=known.mass[rows], article=pd.factorize(known.article[rows])[0],
        texts=[" ".join(map(fold, TOKEN.findall(text))) for text, in cells(claims, "content")],
        slots=_slots(claims, known.forms), values=_values(claims),
        origins=[frozenset(map(fold, chain[1:])) for chain, in cells(claims, "chain")],
        figures=[known.figures[row] for row in rows.tolist()],
        usual=np.median(known.mass) if len(known) else np.float32(0), lexicon=known, rows=rows,
    )


def in_common(sets: list[frozenset], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return how many members the sets of the claims of each pair have in common, shape (pairs,).

    Parameters
    ----------
    sets : list of frozenset
        One for each claim.
    one, other : numpy.ndarray of int, shape (pairs,)
        Rows of the claims.
    """
    out, some = np.zeros(len(one), np.int16), np.fromiter(map(bool, sets), bool, len(sets))
    both = np.flatnonzero(some[one] & some[other])
    rows = zip(one[both].tolist(), other[both].tolist(), strict=True)
    out[both] = np.fromiter((len(sets[x] & sets[y]) for x, y in rows), np.int16, len(both))
    return out


def names_of(vocabulary: dict[str, int]) -> np.ndarray:
    """Return 1 for each word of a vocabulary that is a name, 0 for another, shape (words,)."""
    return np.fromiter((w[0] == "^" for w in vocabulary), np.float32, len(vocabulary))


def _slots(claims: pd.DataFrame, forms: dict[str, str]) -> list[frozenset]:
    """The dates to the month, places in one spelling, and counted units of each content, countries left
    out."""
    out = []
    for dates, places, numbers, content in cells(claims, "dates", "places", "numbers", "content"):
        months = [date["value"][:7] for date in dates if date["value"]]
        where = [forms.get(fold(words[0]), place) for place in places if (words := place.split())]
        counted = [unit for number in numbers for unit in units(number, content) if unit[0] != "@"]
        out.append(frozenset(months + where + counted))
    return out


def _values(claims: pd.DataFrame) -> list[tuple[frozenset, frozenset]]:
    """The years of the dates, and the amounts, of each content."""
    return [
        (
            frozenset(date["value"][:4] for date in dates if date["value"][:1].isdigit()),
            frozenset(number["low"] for number in numbers if number["low"] is not None),
        )
        for dates, numbers in cells(claims, "dates", "numbers")
    ]

"""What the comparison knows of each claim: its words and names weighed by rarity, its slots, values and
sources."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas.comparison.lexicon import Lexicon, lexicon
from claimatlas.comparison.matrices import columns, members
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
    slots, years, amounts, origins, figures : scipy.sparse.csr_matrix, shape (n, members)
        1 for each date (to the month), place and counted unit of the content; for each year of its dates; for
        each amount; for each named and other source in the chain, the outlet left out; for each amount, and
        each date to the month or day.
    is_name : numpy.ndarray, shape (words,)
        1 for each word that is a name, else 0.
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
    slots: sparse.csr_matrix
    years: sparse.csr_matrix
    amounts: sparse.csr_matrix
    origins: sparse.csr_matrix
    figures: sparse.csr_matrix
    is_name: np.ndarray
    usual: np.float32
    lexicon: Lexicon
    rows: np.ndarray

    @functools.cached_property
    def distinct(self) -> tuple[np.ndarray, np.ndarray]:
        """The number of each text among those that differ, and these."""
        return pd.factorize(np.array([*self.texts, None], object)[:-1])


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
    own, full, is_name = _used(own, full, is_name)
    names, own_names = columns(full, is_name), columns(own, is_name)
    years, amounts = map(members, _values(claims))
    names.data, own_names.data = np.sqrt(names.data), np.sqrt(own_names.data)
    return Features(
        own=own, full=full, names=names, own_names=own_names, words=columns(own, 1 - is_name),
        mass=known.mass[rows], article=pd.factorize(known.article[rows])[0],
        texts=[" ".join(map(fold, TOKEN.findall(text))) for text, in cells(claims, "content")],
        slots=members(_slots(claims, known.forms)), years=years, amounts=amounts,
        origins=members({*map(fold, chain[1:])} for chain, in cells(claims, "chain")),
        figures=known.figures[rows], is_name=is_name,
        usual=np.median(known.mass) if len(known) else np.float32(0), lexicon=known, rows=rows,
    )


def _used(
    own: sparse.csr_matrix, full: sparse.csr_matrix, is_name: np.ndarray
) -> tuple[sparse.csr_matrix, sparse.csr_matrix, np.ndarray]:
    """Leave out the words that none of the claims has: products take longer, the more words there are."""
    there = np.zeros(full.shape[1], bool)
    there[full.indices] = there[own.indices] = True
    number, shape = np.cumsum(there, dtype=np.int32) - 1, (full.shape[0], int(there.sum()))
    left = [sparse.csr_matrix((x.data, number[x.indices], x.indptr), shape=shape) for x in (own, full)]
    return *left, is_name[there]


def names_of(vocabulary: dict[str, int]) -> np.ndarray:
    """Return 1 for each word of a vocabulary that is a name, 0 for another, shape (words,)."""
    return np.fromiter((w[0] == "^" for w in vocabulary), np.float32, len(vocabulary))


def _slots(claims: pd.DataFrame, forms: dict[str, str]) -> Iterator[set[str]]:
    """The dates to the month, places in one spelling, and counted units of each content, countries left
    out."""
    for dates, places, numbers, content in cells(claims, "dates", "places", "numbers", "content"):
        months = [date["value"][:7] for date in dates if date["value"]]
        where = [forms.get(fold(words[0]), place) for place in places if (words := place.split())]
        counted = [unit for number in numbers for unit in units(number, content) if unit[0] != "@"]
        yield {*months, *where, *counted}


def _values(claims: pd.DataFrame) -> tuple[Iterator[set[str]], Iterator[set[float]]]:
    """The years of the dates, and the amounts, of each content."""
    dated, counted = cells(claims, "dates"), cells(claims, "numbers")
    return (
        ({date["value"][:4] for date in dates if date["value"][:1].isdigit()} for dates, in dated),
        ({number["low"] for number in numbers if number["low"] is not None} for numbers, in counted),
    )

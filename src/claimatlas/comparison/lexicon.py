"""The words of the claims of a corpus: what each counts as, where it stands for a claim, and how rare it is.

It knows all claims at once and so holds little of each; what pairs are weighed by is made of some claims at a
time (`claimatlas.comparison.features`). How the claims of an article are read is in `readings`.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas.comparison.matrices import numbers, squares
from claimatlas.comparison.rarity import rarity
from claimatlas.comparison.readings import ASKED, CONTENT, of_articles
from claimatlas.comparison.rows import ByArticle
from claimatlas.comparison.words import Numbered

COUNTS = np.array([0, 1.0, 0.9, 0.5, 0.3], np.float32)
"""What a word counts by where it stands, see `claimatlas.comparison.readings.CONTENT`."""
AT_ONCE = 10_000  # claims of which all words are weighed at once
PART = 0.3  # length of a claim as a share of the passages by which words at large are counted


@dataclass(frozen=True)
class Lexicon:
    """The words of n claims; rows follow the claims sorted by article and position.

    Attributes
    ----------
    forms : dict of str to str
        See `claimatlas.comparison.names.name_forms`.
    vocabulary : dict of str to int
        Word -> its column.
    rare : numpy.ndarray, shape (words,)
        Rarity of each word.
    places : scipy.sparse.csr_matrix of uint8, shape (n, words)
        Where each word stands for each claim, see `claimatlas.comparison.readings.CONTENT`.
    own : scipy.sparse.csr_matrix, shape (n, words)
        Rarity of the words of the content.
    mass : numpy.ndarray, shape (n,)
        Sum of the squared weights of the content.
    article : numpy.ndarray of int, shape (n,)
    figures : scipy.sparse.csr_matrix, shape (n, figures)
        1 for each amount, and each date to the month or day.
    said : list of (str, str)
        The words of all contents, figures among them: what each counts as, and as it is written.
    roles : scipy.sparse.csr_matrix of uint8, shape (n, len(said))
        The role that each has in each content, see `claimatlas.comparison.readings.NUMBERED`; those of a
        content in the order in which they were read.
    bare : numpy.ndarray of bool, shape (n,)
        Whether a content is a few words and known to have no verb.
    contents : Numbered
        The words of the contents as differences are told by.
    """

    forms: dict[str, str]
    vocabulary: dict[str, int]
    rare: np.ndarray
    places: sparse.csr_matrix
    own: sparse.csr_matrix
    mass: np.ndarray
    article: np.ndarray
    figures: sparse.csr_matrix
    said: list[tuple[str, str]]
    roles: sparse.csr_matrix
    bare: np.ndarray
    contents: Numbered

    def __len__(self) -> int:
        return len(self.article)

    def full(self, rows: np.ndarray | slice) -> sparse.csr_matrix:
        """Return the weights of the words of some claims, their sentences and those before them."""
        part = self.places[rows]
        counting = sparse.csr_matrix((COUNTS[part.data], part.indices, part.indptr), shape=part.shape)
        return sparse.csr_matrix(counting @ sparse.diags(self.rare.astype(np.float32)))


def lexicon(claims: pd.DataFrame, build: Path | str | None = None) -> Lexicon:
    """Read the words of `claims` (claims table sorted by article_id, start, claim_id).

    With `build`, the folder of the tables, what is read of each article is kept there.
    """
    forms, read = of_articles(ByArticle(claims, ASKED), build)
    places, roles, concepts, figures = _Rows(), _Rows(), _Rows(), _Rows()
    having, bare = array("q"), array("B")
    for own in read:
        tokens = places.add(own.tokens, own.column, own.ends, own.place)
        having.extend([0] * (len(places.number) - len(having)))
        for token, count in zip(tokens, own.having, strict=True):
            having[token] += count
        roles.add(zip(own.counts, own.words, strict=True), own.word, own.role_ends, own.role)
        concepts.add(own.concepts, own.concept, own.concept_ends)
        figures.add(own.figures, own.figure, own.figure_ends)
        bare.extend(own.bare)
    known, counted = places.matrix(), figures.matrix(np.float32)
    known.sort_indices()
    counted.sort_indices()
    vocabulary = dict(places.number)
    rare = np.array(rarity(vocabulary, dict(zip(vocabulary, having, strict=True)), len(claims), PART))
    weighed = _own(known, rare)
    article = pd.factorize(claims["article_id"])[0]
    contents = Numbered(list(concepts.number), *concepts.numbered())
    return Lexicon(
        forms, vocabulary, rare, known, weighed, squares(weighed), article, counted, list(roles.number),
        roles.matrix(), np.array(bare, bool), contents,
    )


class _Rows:
    """Rows of things, taken in an article at a time and numbered as they come.

    Attributes
    ----------
    number : dict
        Thing -> its number.
    """

    def __init__(self) -> None:
        self.number = numbers()
        self._column, self._value, self._ends = array("i"), array("B"), array("q", [0])

    def add(
        self, things: Iterable[Hashable], own: array, ends: array, values: array | None = None
    ) -> list[int]:
        """Take in the rows of an article, and return the numbers of its things.

        `own` are the things of all rows, by their place among `things`; `ends` says where those of each row
        end, and `values` what each of them has there, 1 if nothing is said.
        """
        before, called = len(self._column), list(map(self.number.__getitem__, things))
        self._column.frombytes(np.array(called, np.int32)[np.frombuffer(own, np.int32)].tobytes())
        self._value.extend(values or array("B", [1]) * len(own))
        self._ends.frombytes((np.frombuffer(ends, np.int32) + np.int64(before)).tobytes())
        return called

    def numbered(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers in all rows, one row behind the other, and where those of each begin, with the
        end."""
        return np.array(self._column, np.uint32), np.array(self._ends, np.int64)

    def matrix(self, kind: type = np.uint8) -> sparse.csr_matrix:
        """Return a row for each that was taken in, a column for each thing."""
        values = np.frombuffer(self._value, np.uint8).astype(kind, copy=False)
        at, ends = np.frombuffer(self._column, np.int32), np.frombuffer(self._ends, np.int64)
        return sparse.csr_matrix((values, at, ends), shape=(len(ends) - 1, len(self.number)))


def _own(places: sparse.csr_matrix, rare: np.ndarray) -> sparse.csr_matrix:
    """See `Lexicon.own`; made of some claims at a time, since the words around a content are many more."""
    by_rarity, parts = sparse.diags(rare.astype(np.float32)), []
    for first in range(0, places.shape[0], AT_ONCE):
        content = places[first : first + AT_ONCE].astype(np.float32)
        content.data = (content.data == CONTENT).astype(np.float32)
        content.eliminate_zeros()
        parts.append(sparse.csr_matrix(content @ by_rarity))
    return sparse.vstack(parts, "csr") if parts else sparse.csr_matrix(places.shape, dtype=np.float32)



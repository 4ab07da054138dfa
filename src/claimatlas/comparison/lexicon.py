"""The words of the claims of a corpus: what each counts as, where it stands for a claim, and how rare it is.

It knows all claims at once and so holds little of each; what pairs are weighed by is made of some claims at a
time (`claimatlas.comparison.features`). How the claims of an article are read is in `readings`.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas.comparison.matrices import squares
from claimatlas.comparison.rarity import rarity
from claimatlas.comparison.readings import ASKED, CONTENT, numbers, of_articles
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
    figures : list of frozenset
        Amounts, and dates to the month or day.
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
    figures: list[frozenset]
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
    vocabulary, said, having = numbers(), numbers(), array("q")
    places, roles, concepts = _Table(), _Table(), numbers()
    concept, concept_ends = array("I"), array("q", [0])
    bare, figures = array("B"), []
    for own in read:
        tokens = [vocabulary[token] for token in own.tokens]
        having.extend([0] * (len(vocabulary) - len(having)))
        for token, count in zip(tokens, own.having, strict=True):
            having[token] += count
        places.add(tokens, own.column, own.place, own.ends)
        spelled = [said[both] for both in zip(own.counts, own.words, strict=True)]
        roles.add(spelled, own.word, own.role, own.role_ends)
        before, own_concepts = len(concept), [concepts[told] for told in own.concepts]
        concept.extend([own_concepts[k] for k in own.concept])
        concept_ends.extend([before + end for end in own.concept_ends])
        bare.extend(own.bare)
        figures += map(frozenset, own.figures)
    places, roles = places.matrix(len(vocabulary)), roles.matrix(len(said))
    places.sort_indices()
    rare = np.array(rarity(vocabulary, dict(zip(vocabulary, having, strict=True)), len(claims), PART))
    own = _own(places, rare)
    article = pd.factorize(claims["article_id"])[0]
    return Lexicon(
        forms, dict(vocabulary), rare, places, own, squares(own), article, figures, list(said), roles,
        np.array(bare, bool),
        Numbered(list(concepts), np.array(concept, np.uint32), np.array(concept_ends, np.int64)),
    )


class _Table:
    """A matrix of small numbers, filled an article at a time."""

    def __init__(self) -> None:
        self._column, self._value, self._ends = array("i"), array("B"), array("q", [0])

    def add(self, numbers: list[int], column: array, value: array, ends: array) -> None:
        """Take in the rows of an article; `numbers` are the columns that its own stand for."""
        before = len(self._column)
        self._column.frombytes(np.array(numbers, np.int32)[np.frombuffer(column, np.int32)].tobytes())
        self._value.extend(value)
        self._ends.extend([before + end for end in ends])

    def matrix(self, columns: int) -> sparse.csr_matrix:
        """Return what was taken in."""
        parts = zip((self._value, self._column, self._ends), (np.uint8, np.int32, np.int64), strict=True)
        shape = len(self._ends) - 1, columns
        return sparse.csr_matrix(tuple(np.frombuffer(part, kind) for part, kind in parts), shape=shape)


def _own(places: sparse.csr_matrix, rare: np.ndarray) -> sparse.csr_matrix:
    """See `Lexicon.own`; made of some claims at a time, since the words around a content are many more."""
    by_rarity, parts = sparse.diags(rare.astype(np.float32)), []
    for first in range(0, places.shape[0], AT_ONCE):
        content = places[first : first + AT_ONCE].astype(np.float32)
        content.data = (content.data == CONTENT).astype(np.float32)
        content.eliminate_zeros()
        parts.append(sparse.csr_matrix(content @ by_rarity))
    return sparse.vstack(parts, "csr") if parts else sparse.csr_matrix(places.shape, dtype=np.float32)



"""The words of a content by their role in it: what it turns on, who and what takes part, and what they
mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from claimatlas.comparison.features import Features
from claimatlas.comparison.lexicon import Lexicon
from claimatlas.comparison.matrices import ones, unit
from claimatlas.comparison.readings import NUMBERED, ROLES
from claimatlas.comparison.senses import meanings
from claimatlas.comparison.words import fold, stem

UNHEARD, COMMON = 4.0, 1.0  # rarity of a name and of another word that no content of the corpus has
CLOSE = 0.15  # share of their meanings in common from which one word covers another
WEIGHTS = np.array([0.0, *(ROLES[role] for role in NUMBERED)])
TURNS, PARTS = (
    np.array([False, *(role in wanted for role in NUMBERED)])
    for wanted in (("verb", "noun", "further"), ("subject", "object", "other", "pronoun"))
)
"""By the number of a role: what its words weigh, whether the content turns on them, and whether they say who
and what takes part."""


@dataclass(frozen=True)
class RoleWords:
    """The words of n contents by their role.

    Attributes
    ----------
    turn, parts : scipy.sparse.csr_matrix, shape (n, meanings)
        Unit rows: the meanings of what the content turns on (its verb and what that opens, or its noun), and
        of the words that say who and what takes part.
    any_sense : scipy.sparse.csr_matrix, shape (n, meanings)
        1 for each meaning a word of the content can have.
    weighed : scipy.sparse.csr_matrix, shape (n, stems)
        Words of the content by rarity and role (`ROLES`).
    cover : scipy.sparse.csr_matrix, shape (n, stems)
        1 for each word that the content has or has another of like meaning for.
    weight : numpy.ndarray, shape (n,)
        Sum of each row of `weighed`.
    bare : numpy.ndarray of bool, shape (n,)
        Whether the content is a few words and known to have no verb.
    """

    turn: sparse.csr_matrix
    parts: sparse.csr_matrix
    any_sense: sparse.csr_matrix
    weighed: sparse.csr_matrix
    cover: sparse.csr_matrix
    weight: np.ndarray
    bare: np.ndarray


def role_words(known: Features) -> RoleWords:
    """Weigh the words of contents by their role; `known` is of their claims."""
    lexicon = known.lexicon
    told = lexicon.roles[known.rows]
    row = np.repeat(np.arange(told.shape[0]), np.diff(told.indptr))
    some, at = np.unique(told.indices, return_inverse=True)
    words = [lexicon.said[k] for k in some.tolist()]
    stems = [_root(*both) for both in words]
    order = sorted({*stems})  # whatever claims were read before, or sums would differ in the last bit
    place = {root: k for k, root in enumerate(order)}
    column = np.array([place[root] for root in stems], np.int32)[at]
    rare = np.array([_rarity(token, lexicon) for token, _ in words], float)[at]
    is_name, role = np.array([token[0] == "^" for token, _ in words], bool)[at], told.data
    weight = rare * WEIGHTS[role]
    shape, senses = (told.shape[0], len(order)), meanings(order)

    def matrix(wanted: np.ndarray, values: np.ndarray) -> sparse.csr_matrix:
        parts = values[wanted].astype(np.float32), (row[wanted], column[wanted])
        return sparse.csr_matrix(parts, shape=shape)

    close = sparse.csr_matrix(senses @ senses.T)
    close.data = (close.data >= CLOSE).astype(np.float32)
    close.eliminate_zeros()
    whole = matrix(np.ones(len(role), bool), weight)
    turns, parts = matrix(TURNS[role] & ~is_name, weight), matrix(PARTS[role], rare)
    turn, part = (unit(sparse.csr_matrix(words @ senses)) for words in (turns, parts))
    any_sense, cover = (ones(sparse.csr_matrix(ones(whole) @ other)) for other in (senses, close))
    weighed = np.asarray(whole.sum(1)).ravel()
    return RoleWords(turn, part, any_sense, whole, cover, weighed, lexicon.bare[known.rows])


def _root(token: str, word: str) -> str:
    """The stem of a word, or the name that it counts as."""
    return token if token[0] == "^" else stem(fold(word).replace("-", ""))


def _rarity(token: str, known: Lexicon) -> float:
    """How rare what a word counts as is."""
    column = known.vocabulary.get(token)
    return float(known.rare[column]) if column is not None else UNHEARD if token[0] == "^" else COMMON

"""How alike two claims are by fixed weights: what each content finds of itself in the other and around it,
letters, neighbours, source and slots.

It tells which of the claims of another article is the closest (see `claimatlas.comparison.pairs.closest`).
The weights stand in ``likeness.txt``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy import sparse

from claimatlas.comparison.features import Features
from claimatlas.comparison.matrices import Crossing, chunks, crossings, has, squares
from claimatlas.comparison.surroundings import Pairs, support
from claimatlas.wordlists import read_weights

WEIGHTS = read_weights("comparison/likeness.txt")
LIMITS = WEIGHTS["limits"]
NOTHING = 1e-6  # instead of a weight of 0 that is divided by


@dataclass(frozen=True)
class Common:
    """What pairs of claims have in common word by word; each array of shape (pairs,).

    Attributes
    ----------
    found, other : numpy.ndarray
        Share of either content by rarity that stands in the other claim or its context, the higher and the
        lower.
    words : numpy.ndarray
        Cosine of the words of the two contents.
    parties : numpy.ndarray
        How far the names of either content stand in the other claim or its context, the better of the two.
    """

    found: np.ndarray
    other: np.ndarray
    words: np.ndarray
    parties: np.ndarray

    def __getitem__(self, some: slice | np.ndarray) -> Common:
        return Common(self.found[some], self.other[some], self.words[some], self.parties[some])


def common(known: Features, one: np.ndarray, other: np.ndarray) -> Common:
    """Compare the words of pairs, some at a time.

    Parameters
    ----------
    known : Features
    one, other : numpy.ndarray of int, shape (pairs,)
        Rows of the claims, one < other, sorted.
    """
    out = Common(*(np.zeros(len(one), np.float32) for _ in range(4)))
    mass, named = known.mass, (squares(known.own_names), squares(known.names))
    for part, both in crossings(one, other):
        x, y = both.one, both.other
        forth = both.dot(known.own, known.full) / np.maximum(mass[x], NOTHING)
        back = both.dot(known.full, known.own) / np.maximum(mass[y], NOTHING)
        out.found[part], out.other[part] = np.maximum(forth, back), np.minimum(forth, back)
        out.words[part] = both.dot(known.own, known.own) / np.maximum(np.sqrt(mass[x] * mass[y]), NOTHING)
        out.parties[part] = _parties(known, both, *named)
    return out


def letters(
    known: Features, one: np.ndarray, other: np.ndarray, scorer: Callable = fuzz.ratio
) -> np.ndarray:
    """Return the similarity in letters of the contents of pairs, 0 to 1, by a scorer of rapidfuzz.

    What several articles have in the same words is looked at once.
    """
    out, (number, texts) = np.zeros(len(one), np.float32), known.distinct
    for part in chunks(len(one)):
        at, code = pd.factorize(number[one[part]] * len(texts) + number[other[part]])
        pairs = ([texts[k] for k in side.tolist()] for side in np.divmod(code, len(texts)))
        out[part] = (process.cpdist(*pairs, scorer=scorer, dtype=np.float32) / 100)[at]
    return out


def _word_scores(known: Features, one: np.ndarray, other: np.ndarray, shared: Common) -> np.ndarray:
    """Score pairs by what each claim's content finds of itself in the other claim and its context, 0 to 1."""
    weight, lost = WEIGHTS["words"], WEIGHTS["share lost"]
    together = (
        weight["found both ways"] * np.sqrt(shared.found * shared.other)
        + weight["found one way"] * shared.found + weight["cosine"] * shared.words
    )
    words, whole = np.zeros(len(one), np.float32), squares(known.words)
    for part, both in crossings(one, other):
        words[part] = _share(known.words, both, whole)
    without_names = 1 - lost["no name in common"] * (1 - shared.parties)
    return together * without_names * (1 - lost["no other word in common"] * (1 - words))


def _parties(known: Features, both: Crossing, own: np.ndarray, names: np.ndarray) -> np.ndarray:
    """See `Common.parties`; `own` and `names` are the weights of the names of each content and claim.

    Where neither content has a name, the names around them are compared.
    """
    found = both.dot(known.own_names, known.names), both.dot(known.names, known.own_names)
    weight = own[both.one], own[both.other]
    ways = (
        np.where(mass > 0, common / np.maximum(mass, NOTHING), np.nan)
        for common, mass in zip(found, weight, strict=True)
    )
    better = np.fmax(*ways)
    return np.where(np.isnan(better), _share(known.names, both, names), np.minimum(better, 1))


def _share(matrix: sparse.csr_matrix, both: Crossing, whole: np.ndarray) -> np.ndarray:
    """Return the share of the lighter row's weight (`whole`) that both rows have, 1 where one has none."""
    lighter = np.minimum(whole[both.one], whole[both.other])
    share = both.dot(matrix, matrix) / np.maximum(lighter, NOTHING)
    return np.where(lighter > 0, np.minimum(share, 1), 1.0)


def _clash(known: Features, both: Crossing) -> np.ndarray:
    """Return 0 where the years of two claims agree or one has none, else 1, or more if their amounts differ
    too: then another event is meant."""
    years, amounts = (
        has(told)[both.one] & has(told)[both.other] & (both.dot(told, told) == 0)
        for told in (known.years, known.amounts)
    )
    return np.where(years, np.where(amounts, int(LIMITS["another event"]), 1), 0)


def pair_scores(known: Features, one: np.ndarray, other: np.ndarray, shared: Common) -> np.ndarray:
    """Score pairs on words, letters, neighbours, origin and slots alone.

    Parameters
    ----------
    known : Features
    one, other : numpy.ndarray of int, shape (pairs,)
        Rows of the claims, one < other, sorted. Of two articles all pairs worth comparing, since neighbours
        count.
    shared : Common
        Of these pairs.

    Returns
    -------
    numpy.ndarray of float, shape (pairs,)
        Likeness, 0 to 1.
    """
    thin, mass, added = LIMITS["thin"], known.mass, WEIGHTS["added"]
    trust = mass / (mass + thin * known.usual)
    likeness = np.zeros(len(one), np.float32)
    score = _word_scores(known, one, other, shared)
    score = (score * np.sqrt(trust[one] * trust[other]) * (1 + thin)).astype(np.float32)
    near = np.flatnonzero(score >= LIMITS["least on words"])
    one, other, chance = one[near], other[near], LIMITS["letters by chance"]
    spelled = added["letters"] * np.maximum(letters(known, one, other) - chance, 0) / (1 - chance)
    score = score[near]
    told = score + spelled
    same, slots, clash = np.zeros(len(one), bool), np.zeros(len(one), int), np.zeros(len(one), int)
    for part, both in crossings(one, other):
        same[part] = both.dot(known.origins, known.origins) > 0
        slots[part] = np.minimum(both.dot(known.slots, known.slots), LIMITS["slots"])
        clash[part] = _clash(known, both)
    beside = support(Pairs(known.article, one, other), told)
    lift = added["neighbours"] * np.minimum(score / LIMITS["neighbours in full"], 1)
    likeness[near] = np.clip(
        told + added["source"] * same + added["slot"] * slots + added["another year"] * clash
        + lift * beside, 0, 1,
    )
    return likeness

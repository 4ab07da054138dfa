"""How alike two claims are by fixed weights: what each content finds of itself in the other and around it,
letters, neighbours, source and slots.

It tells which of the claims of another article is the closest (see `claimatlas.comparison.pairs.closest`).
The weights stand in ``likeness.txt``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process
from scipy import sparse

from claimatlas.comparison.features import Features, in_common
from claimatlas.comparison.matrices import chunks, dot, squares
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
    """Compare the words of pairs, a chunk at a time.

    Parameters
    ----------
    known : Features
    one, other : numpy.ndarray of int, shape (pairs,)
        Rows of the claims.
    """
    out = Common(*(np.zeros(len(one), np.float32) for _ in range(4)))
    mass, named = known.mass, (squares(known.own_names), squares(known.names))
    for part in chunks(len(one)):
        x, y = one[part], other[part]
        mine, theirs = known.own[x], known.own[y]
        forth = dot(mine, known.full[y]) / np.maximum(mass[x], NOTHING)
        back = dot(theirs, known.full[x]) / np.maximum(mass[y], NOTHING)
        out.found[part], out.other[part] = np.maximum(forth, back), np.minimum(forth, back)
        out.words[part] = dot(mine, theirs) / np.maximum(np.sqrt(mass[x] * mass[y]), NOTHING)
        out.parties[part] = _parties(known, x, y, *named)
    return out


def letters(
    known: Features, one: np.ndarray, other: np.ndarray, scorer: Callable = fuzz.ratio
) -> np.ndarray:
    """Return the similarity in letters of the contents of pairs, 0 to 1, by a scorer of rapidfuzz."""
    out = np.zeros(len(one), np.float32)
    for part in chunks(len(one)):
        texts = ([known.texts[row] for row in rows[part].tolist()] for rows in (one, other))
        out[part] = process.cpdist(*texts, scorer=scorer, dtype=np.float32) / 100
    return out


def _word_scores(known: Features, one: np.ndarray, other: np.ndarray, shared: Common) -> np.ndarray:
    """Score pairs by what each claim's content finds of itself in the other claim and its context, 0 to 1."""
    weight, lost = WEIGHTS["words"], WEIGHTS["share lost"]
    together = (
        weight["found both ways"] * np.sqrt(shared.found * shared.other)
        + weight["found one way"] * shared.found + weight["cosine"] * shared.words
    )
    words, whole = np.zeros(len(one), np.float32), squares(known.words)
    for part in chunks(len(one)):
        words[part] = _share(known.words, one[part], other[part], whole)
    without_names = 1 - lost["no name in common"] * (1 - shared.parties)
    return together * without_names * (1 - lost["no other word in common"] * (1 - words))


def _parties(
    known: Features, one: np.ndarray, other: np.ndarray, own: np.ndarray, names: np.ndarray
) -> np.ndarray:
    """See `Common.parties`; `own` and `names` are the weights of the names of each content and claim.

    Where neither content has a name, the names around them are compared.
    """
    ways = (
        np.where(
            own[x] > 0, dot(known.own_names[x], known.names[y]) / np.maximum(own[x], NOTHING), np.nan
        )
        for x, y in ((one, other), (other, one))
    )
    better = np.fmax(*ways)
    return np.where(np.isnan(better), _share(known.names, one, other, names), np.minimum(better, 1))


def _share(
    matrix: sparse.csr_matrix, one: np.ndarray, other: np.ndarray, whole: np.ndarray
) -> np.ndarray:
    """Return the share of the lighter row's weight (`whole`) that both rows have, 1 where one has none."""
    lighter = np.minimum(whole[one], whole[other])
    share = dot(matrix[one], matrix[other]) / np.maximum(lighter, NOTHING)
    return np.where(lighter > 0, np.minimum(share, 1), 1.0)


def _clash(one: tuple[frozenset, frozenset], two: tuple[frozenset, frozenset]) -> int:
    """Return 0 if the years of two claims agree or one has none, else 1, or more if their amounts differ too:
    then another event is meant."""
    if not one[0] or not two[0] or one[0] & two[0]:
        return 0
    return int(LIMITS["another event"]) if one[1] and two[1] and not one[1] & two[1] else 1


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
    same = in_common(known.origins, one, other) > 0
    slots = np.minimum(in_common(known.slots, one, other), int(LIMITS["slots"]))
    rows = zip(one.tolist(), other.tolist(), strict=True)
    clash = np.fromiter((_clash(known.values[x], known.values[y]) for x, y in rows), np.int16, len(one))
    beside = support(Pairs(known.article, one, other), told)
    lift = added["neighbours"] * np.minimum(score / LIMITS["neighbours in full"], 1)
    likeness[near] = np.clip(
        told + added["source"] * same + added["slot"] * slots + added["another year"] * clash
        + lift * beside, 0, 1,
    )
    return likeness

"""How alike two claims are by fixed weights: what each content finds of itself in the other and around it, letters,
neighbours, source and slots. It tells which of the claims of another article is the closest (see `pairs.closest`)."""

from __future__ import annotations

import numpy as np
from rapidfuzz import fuzz, process
from scipy import sparse

from claimatlas.comparison.matching import Features

STRANGERS = 0.8  # share lost if two claims, their sentences included, have no name in common
OTHER_DEED = 0.6  # share lost if they have no other word in common
FLOOR = 0.12  # a pair below this on words alone is not like
CHUNK = 200_000  # pairs scored at a time
THIN = 0.25  # contents are trusted by mass / (mass + THIN x the median mass): "those reports" says little by itself
LETTERS = 0.1  # weight of the letters in common, for spellings that the words miss
SUPPORT = 0.25  # what a matching pair of neighbours adds: retellings keep the order
FULL_SUPPORT = 0.3  # score on words from which it adds all that
ORIGIN = 0.05  # the same source in both chains
SLOT = 0.06  # a date, a place or a counted unit in both, each
CLASH = 0.08  # dates of other years; four times that if the amounts differ too, for then another event is meant


def dot(x: sparse.csr_matrix, y: sparse.csr_matrix) -> np.ndarray:
    """Return the products of the rows of two matrices."""
    return np.asarray(x.multiply(y).sum(1)).ravel()


def word_scores(f: Features, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Score pairs by what each claim's content finds of itself in the other claim and its context, 0 to 1."""
    scores = np.zeros(len(a), np.float32)
    for first in range(0, len(a), CHUNK):
        i, j = a[first : first + CHUNK], b[first : first + CHUNK]
        found_ij = dot(f.own[i], f.full[j]) / np.maximum(f.mass[i], 1e-6)
        found_ji = dot(f.own[j], f.full[i]) / np.maximum(f.mass[j], 1e-6)
        own = dot(f.own[i], f.own[j]) / np.maximum(np.sqrt(f.mass[i] * f.mass[j]), 1e-6)
        together = 0.4 * np.sqrt(found_ij * found_ji) + 0.3 * np.maximum(found_ij, found_ji) + 0.3 * own
        parties, deed = party(f, i, j), _share(f.words, i, j)
        scores[first : first + CHUNK] = together * (1 - STRANGERS * (1 - parties)) * (1 - OTHER_DEED * (1 - deed))
    return scores


def party(f: Features, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Return how far the names of either content stand in the other claim or its context, the better of the two."""
    found = np.zeros((2, len(i)))
    for k, (x, y) in enumerate(((i, j), (j, i))):
        own = f.own_names[x]
        mass = dot(own, own)
        found[k] = np.where(mass > 0, dot(own, f.names[y]) / np.maximum(mass, 1e-6), np.nan)
    both = _share(f.names, i, j)
    high = np.fmax(found[0], found[1])
    return np.where(np.isnan(high), both, np.minimum(high, 1))


def _share(matrix: sparse.csr_matrix, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Return the share of the lighter row's weight that both rows have, 1 where one has none."""
    lighter = np.minimum(dot(matrix[i], matrix[i]), dot(matrix[j], matrix[j]))
    return np.where(lighter > 0, np.minimum(dot(matrix[i], matrix[j]) / np.maximum(lighter, 1e-6), 1), 1.0)



def rivals(s: np.ndarray, a: np.ndarray, b: np.ndarray, article: np.ndarray) -> np.ndarray:
    """Return for each pair the best score that either claim has with the other's article."""
    count = int(article.max()) + 1 if len(article) else 1
    best = np.zeros(len(s), np.float32)
    for one, other in ((a, b), (b, a)):
        _, inverse = np.unique(one * count + article[other], return_inverse=True)
        top = np.zeros(inverse.max() + 1 if len(inverse) else 0, np.float32)
        np.maximum.at(top, inverse, s)
        best = np.maximum(best, top[inverse])
    return best


def support(s: np.ndarray, a: np.ndarray, b: np.ndarray, article: np.ndarray) -> np.ndarray:
    """Return for each pair across articles the best score of the pairs beside it in the same order."""
    n = len(article)
    code = a * n + b
    best = np.zeros(len(s), np.float32)
    if not len(s):
        return best
    cross = article[a] != article[b]
    for step_a in (-2, -1, 1, 2):
        for step_b in (-2, -1, 1, 2):
            if step_a * step_b < 0:
                continue
            i, j = a + step_a, b + step_b
            inside = cross & (i >= 0) & (j >= 0) & (i < n) & (j < n)
            inside[inside] &= (article[i[inside]] == article[a[inside]]) & (article[j[inside]] == article[b[inside]])
            wanted = i[inside] * n + j[inside]
            at = np.minimum(np.searchsorted(code, wanted), len(code) - 1)
            near = 1.0 if abs(step_a) == abs(step_b) == 1 else 0.8
            value = np.where(code[at] == wanted, s[at] * near, 0)
            best[inside] = np.maximum(best[inside], value)
    return best


def _clash(one: tuple[frozenset, frozenset], two: tuple[frozenset, frozenset]) -> int:
    """Return 0 if the years of two claims agree or one has none, else 1, or 4 if their amounts differ as well."""
    if not one[0] or not two[0] or one[0] & two[0]:
        return 0
    return 4 if one[1] and two[1] and not one[1] & two[1] else 1


def pair_scores(f: Features, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Score pairs on words, letters, neighbours, origin and slots alone.

    Parameters
    ----------
    f : Features
    a, b : numpy.ndarray of int
        Rows of `f`, a < b, sorted. Of two articles all pairs worth comparing, since neighbours count.

    Returns
    -------
    numpy.ndarray of float
        Likeness, 0 to 1.
    """
    s = word_scores(f, a, b)
    trust = f.mass / (f.mass + THIN * np.median(f.mass)) if len(f.mass) else f.mass
    s = (s * np.sqrt(trust[a] * trust[b]) * (1 + THIN)).astype(np.float32)
    near = np.flatnonzero(s >= FLOOR)
    i, j = a[near], b[near]
    letters = np.zeros(len(near), np.float32)
    for first in range(0, len(near), CHUNK):
        x, y = i[first : first + CHUNK], j[first : first + CHUNK]
        letters[first : first + CHUNK] = process.cpdist([f.texts[k] for k in x], [f.texts[k] for k in y], scorer=fuzz.ratio, dtype=np.float32)
    likeness = np.zeros(len(a), np.float32)
    lift = SUPPORT * np.minimum(s[near] / FULL_SUPPORT, 1)
    t = s[near] + LETTERS * np.maximum(letters / 100 - 0.3, 0) / 0.7
    same = np.fromiter((bool(f.origins[x] & f.origins[y]) for x, y in zip(i, j, strict=True)), bool, len(i))
    slots = np.fromiter((len(f.slots[x] & f.slots[y]) for x, y in zip(i, j, strict=True)), np.int16, len(i))
    clash = np.fromiter((_clash(f.values[x], f.values[y]) for x, y in zip(i, j, strict=True)), np.int16, len(i))
    likeness[near] = np.clip(t + ORIGIN * same + SLOT * np.minimum(slots, 3) - CLASH * clash + lift * support(t, i, j, f.article), 0, 1)
    return likeness

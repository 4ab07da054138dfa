"""How alike two claims are by fixed weights: what each content finds of itself in the other and around it, letters,
neighbours, source and slots. It tells which of the claims of another article is the closest (see `pairs.closest`)."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Common:
    """What pairs of claims have in common word by word; each array of shape (pairs,).

    Attributes
    ----------
    found, other : numpy.ndarray
        Share of either content by rarity that stands in the other claim or its context, the higher and the lower.
    words : numpy.ndarray
        Cosine of the words of the two contents.
    parties : numpy.ndarray
        See `party`.
    """

    found: np.ndarray
    other: np.ndarray
    words: np.ndarray
    parties: np.ndarray

    def __getitem__(self, some: slice | np.ndarray) -> Common:
        return Common(self.found[some], self.other[some], self.words[some], self.parties[some])


def common(f: Features, a: np.ndarray, b: np.ndarray) -> Common:
    """Compare the words of pairs, a chunk at a time."""
    out = Common(*(np.zeros(len(a), np.float32) for _ in range(4)))
    own, whole = f.mass, (_squares(f.own_names), _squares(f.names))
    for first in range(0, len(a), CHUNK):
        part = slice(first, first + CHUNK)
        i, j = a[part], b[part]
        mine, theirs = f.own[i], f.own[j]
        ways = dot(mine, f.full[j]) / np.maximum(own[i], 1e-6), dot(theirs, f.full[i]) / np.maximum(own[j], 1e-6)
        out.found[part], out.other[part] = np.maximum(*ways), np.minimum(*ways)
        out.words[part] = dot(mine, theirs) / np.maximum(np.sqrt(own[i] * own[j]), 1e-6)
        out.parties[part] = _party(f, i, j, *whole)
    return out


def word_scores(f: Features, a: np.ndarray, b: np.ndarray, c: Common) -> np.ndarray:
    """Score pairs by what each claim's content finds of itself in the other claim and its context, 0 to 1."""
    together = 0.4 * np.sqrt(c.found * c.other) + 0.3 * c.found + 0.3 * c.words
    deed, whole = np.zeros(len(a), np.float32), _squares(f.words)
    for first in range(0, len(a), CHUNK):
        part = slice(first, first + CHUNK)
        deed[part] = _share(f.words, a[part], b[part], whole)
    return together * (1 - STRANGERS * (1 - c.parties)) * (1 - OTHER_DEED * (1 - deed))


def _squares(matrix: sparse.csr_matrix) -> np.ndarray:
    return np.asarray(matrix.multiply(matrix).sum(1)).ravel()


def _party(f: Features, i: np.ndarray, j: np.ndarray, own: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Return how far the names of either content stand in the other claim or its context, the better of the two."""
    ways = (
        np.where(own[x] > 0, dot(f.own_names[x], f.names[y]) / np.maximum(own[x], 1e-6), np.nan) for x, y in ((i, j), (j, i))
    )
    high = np.fmax(*ways)
    return np.where(np.isnan(high), _share(f.names, i, j, names), np.minimum(high, 1))


def _share(matrix: sparse.csr_matrix, i: np.ndarray, j: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return the share of the lighter row's weight (`whole`) that both rows have, 1 where one has none."""
    lighter = np.minimum(whole[i], whole[j])
    return np.where(lighter > 0, np.minimum(dot(matrix[i], matrix[j]) / np.maximum(lighter, 1e-6), 1), 1.0)


def sides(article: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number for each pair what its first claim is set beside in the second one's article, and the other way round."""
    count = int(article.max(initial=0)) + 1
    return tuple(np.unique(one * count + article[other], return_inverse=True)[1] for one, other in ((a, b), (b, a)))


def rivals(s: np.ndarray, beside: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return for each pair the best score that either claim has with the other's article; `beside` is of `sides`."""
    best = np.zeros(len(s), np.float32)
    for numbers in beside:
        top = np.zeros(numbers.max(initial=-1) + 1, np.float32)
        np.maximum.at(top, numbers, s)
        best = np.maximum(best, top[numbers])
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


def pair_scores(f: Features, a: np.ndarray, b: np.ndarray, c: Common) -> np.ndarray:
    """Score pairs on words, letters, neighbours, origin and slots alone.

    Parameters
    ----------
    f : Features
    a, b : numpy.ndarray of int
        Rows of `f`, a < b, sorted. Of two articles all pairs worth comparing, since neighbours count.
    c : Common
        Of these pairs.

    Returns
    -------
    numpy.ndarray of float
        Likeness, 0 to 1.
    """
    s = word_scores(f, a, b, c)
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

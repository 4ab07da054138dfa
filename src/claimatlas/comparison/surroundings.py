"""What stands beside a pair of claims: rivals, company, neighbours in the same order, and how much else is
retold.

A closer match elsewhere in the other article counts against a pair, a match of its neighbours for it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from claimatlas.comparison.matrices import crossings, unit

FAR = 5  # log-odds below 0 from which a rival is none
RIVAL = 3  # log-odds by which a rival can be closer and still count more
LIKELY = 0.02  # probability of the first round below which a pair is nobody's company
STEPS = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (1, 1), (1, 2), (2, 1), (2, 2))
"""From two claims to their neighbours in the same order."""
FURTHER = 0.8  # what a neighbour counts that does not stand right beside both

BESIDE = ("own", "company of claims", "rival", "neighbours", "retelling")


@dataclass(frozen=True)
class Pairs:
    """Pairs of claims among n.

    Attributes
    ----------
    article : numpy.ndarray of int, shape (n,)
        Article of each claim, numbered in order.
    a, b : numpy.ndarray of int, shape (pairs,)
        Rows of the claims, a < b, sorted.
    """

    article: np.ndarray
    a: np.ndarray
    b: np.ndarray

    @functools.cached_property
    def across(self) -> np.ndarray:
        """Whether the claims of a pair stand in two articles, shape (pairs,)."""
        return self.article[self.a] != self.article[self.b]

    @functools.cached_property
    def sides(self) -> tuple[np.ndarray, np.ndarray]:
        """A number for what the first claim of each pair is set beside in the second one's article, and for
        the other way round."""
        count = np.int64(self.article.max(initial=0)) + 1  # rows may be small integers, codes are not
        ways = ((self.a, self.b), (self.b, self.a))
        return tuple(np.unique(x * count + self.article[y], return_inverse=True)[1] for x, y in ways)


def rivals(pairs: Pairs, score: np.ndarray) -> np.ndarray:
    """Return for each pair the best score that either claim has with the other's article."""
    best = np.zeros(len(score), np.float32)
    for numbers in pairs.sides:
        top = np.zeros(numbers.max(initial=-1) + 1, np.float32)
        np.maximum.at(top, numbers, score)
        best = np.maximum(best, top[numbers])
    return best


def support(pairs: Pairs, score: np.ndarray) -> np.ndarray:
    """Return for each pair across articles the best score of the pairs beside it in the same order."""
    article, a, b = pairs.article, pairs.a, pairs.b
    count = np.int64(len(article))
    code = a * count + b
    best = np.zeros(len(score), np.float32)
    if not len(score):
        return best
    for step_a, step_b in STEPS:
        one, other = a + step_a, b + step_b
        inside = pairs.across & (one >= 0) & (other >= 0) & (one < count) & (other < count)
        same = article[one[inside]] == article[a[inside]]
        inside[inside] &= same & (article[other[inside]] == article[b[inside]])
        wanted = one[inside] * count + other[inside]
        at = np.minimum(np.searchsorted(code, wanted), len(code) - 1)
        near = 1.0 if abs(step_a) == abs(step_b) == 1 else FURTHER
        value = np.where(code[at] == wanted, score[at] * near, 0)
        best[inside] = np.maximum(best[inside], value)
    return best


def surroundings(pairs: Pairs, odds: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return what the second round weighs: the first round's log-odds and what stands beside each pair.

    Parameters
    ----------
    pairs : Pairs
    odds, first : numpy.ndarray, shape (pairs,)
        Log-odds and probability of the first round.

    Returns
    -------
    numpy.ndarray, shape (pairs, len(BESIDE))
    """
    # Log-odds above those of no interest.
    told = np.where(pairs.across, np.clip(odds + FAR, 0, None), 0).astype(np.float32)
    rival = np.where(pairs.across, np.minimum(rivals(pairs, told) - told, RIVAL), 0)
    return np.stack(
        [odds, company(pairs, first), rival, support(pairs, first), retelling(pairs, first)], 1
    )


def company(pairs: Pairs, first: np.ndarray) -> np.ndarray:
    """Return how far the two claims of each pair are likely to be one with the same others, 0 to 1."""
    likely = first > LIKELY
    a, b, probability = pairs.a[likely], pairs.b[likely], first[likely]
    itself = np.arange(len(pairs.article))
    values = np.r_[probability, probability, np.ones(len(itself))]
    graph = sparse.csr_matrix(
        (values, (np.r_[a, b, itself], np.r_[b, a, itself])), shape=(len(itself), len(itself))
    )
    graph = unit(graph)
    parts = [both.dot(graph, graph) for _, both in crossings(pairs.a, pairs.b)]
    return np.concatenate(parts or [np.zeros(0)])


def retelling(pairs: Pairs, first: np.ndarray) -> np.ndarray:
    """Return for each pair how many of the other claims of either article the other article is likely to
    have.

    An article that tells three facts of another is the likelier to tell a fourth.

    Returns
    -------
    numpy.ndarray, shape (pairs,)
        Mean over the other claims of an article of their likeliest match in the other article, 0 to 1; the
        higher of the two sides, 0 within one article.
    """
    article, a, b = pairs.article, pairs.a, pairs.b
    count, many = int(article.max(initial=0)) + 1, np.bincount(article)
    _, both = np.unique(article[a] * count + article[b], return_inverse=True)  # a < b: articles in order
    out = np.zeros(len(a))
    for one, claim in zip((a, b), pairs.sides, strict=True):
        best = np.zeros(claim.max(initial=-1) + 1)
        np.maximum.at(best, claim, first)
        where = np.zeros(len(best), np.int64)
        where[claim] = both
        rest = np.bincount(where, best)[both] - best[claim] if len(a) else out
        out = np.maximum(out, rest / np.maximum(many[article[one]] - 1, 1))
    return np.where(pairs.across, out, 0)

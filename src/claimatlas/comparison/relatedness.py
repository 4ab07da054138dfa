"""How much two claims of two articles have to do with each other, looser than saying the same.

Two claims on one matter need not share a word. So letters and words in common are spread over all claims that a
file has on one topic (what is like something like it is a little like it), and how close the two articles are as a
whole counts too. So do figures: two claims with a figure in common bear on each other, and a claim with a figure that
the other lacks is mostly a detail of its own. Nothing is learned; weights are equal.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas.comparison.matching import name_forms, tokens
from claimatlas.comparison.words import TOKEN

SPREAD = 0.6  # share of a claim's likeness that is passed on to what is like it
SHARPEN = 1.5  # exponent on the letters in common, so that spreading favours close claims
UPPER = 0.75  # quantile of the likeness of all pairs of two articles that stands for theirs


def tfidf(items: list[list[str]]) -> sparse.csr_matrix:
    """Return unit rows of rarity-weighted counts, one for each list of items."""
    vocabulary: dict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    rows, columns, values = [], [], []
    for k, one in enumerate(items):
        for item, count in Counter(one).items():
            rows.append(k)
            columns.append(vocabulary[item])
            values.append(1 + np.log(count))
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(items), max(1, len(vocabulary))))
    df = np.bincount(matrix.indices, minlength=matrix.shape[1])
    matrix = sparse.csr_matrix(matrix @ sparse.diags(np.log((1 + len(items)) / (1 + df)) + 1))
    norm = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(norm, 1e-12)) @ matrix)


def letters(text: str, low: int = 2, high: int = 4) -> list[str]:
    """Return the runs of `low` to `high` letters within the words of `text`, word ends marked by a space."""
    out = []
    for word in TOKEN.findall(text.lower()):
        padded = f" {word} "
        for n in range(low, high + 1):
            out += [padded[i : i + n] for i in range(max(1, len(padded) - n + 1))]
    return out


def spread(likeness: np.ndarray, share: float = SPREAD) -> np.ndarray:
    """Return the likeness of claims along all paths over other claims, longer paths counting less.

    Parameters
    ----------
    likeness : numpy.ndarray, shape (n, n)
        Symmetric, not negative.
    share : float
        Below 1; the Katz index (Psychometrika 18, 1953) with this share of the largest attenuation that converges.
    """
    links = likeness.copy()
    np.fill_diagonal(links, 0)
    top = np.linalg.eigvalsh(links)[-1] if len(links) else 0.0
    if top <= 0:
        return likeness
    return np.linalg.inv(np.eye(len(links)) - share * links / top) * top / share


def figures(text: str) -> frozenset[str]:
    """Return the figures of `text` as written in digits, years and days among them, without thousands commas."""
    return frozenset(word.replace(",", "") for word in TOKEN.findall(text) if word[0].isdigit())


def common_figures(a: frozenset[str], b: frozenset[str]) -> int:
    """Return 1 where two claims share a figure, 0 where neither has any, -1 where they have but share none."""
    return (1 if a & b else -1) if a | b else 0


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / max(float(values.std()), 1e-12)


def _even(values: np.ndarray) -> np.ndarray:
    values = np.maximum(values, 0)
    return _standard(np.log(values + 0.3 * max(float(np.median(values)), 1e-9)))


def pair_file(rows: list[dict]) -> np.ndarray:
    """Score pairs of claims in ClaimDiff's form; higher means more likely the same matter.

    Parameters
    ----------
    rows : list of dict
        Each with ``a``, ``b`` (texts), ``topic``, ``article_a`` and ``article_b``; nothing else is read. All claims
        that the file has on a topic serve as context for each pair of it.

    Returns
    -------
    numpy.ndarray, shape (len(rows),)
    """
    if not rows:
        return np.zeros(0)
    texts = sorted({r[side] for r in rows for side in "ab"})
    at = {text: k for k, text in enumerate(texts)}
    forms = name_forms(pd.DataFrame({"sentence": texts}))
    by_letters, by_words = tfidf([letters(t) for t in texts]), tfidf([tokens(t, forms) for t in texts])
    topics: dict[str, list[int]] = defaultdict(list)
    for k, row in enumerate(rows):
        topics[row["topic"]].append(k)
    near, close, articles = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows))
    for members in topics.values():
        claims = sorted({at[rows[k][side]] for k in members for side in "ab"})
        place = {claim: i for i, claim in enumerate(claims)}
        shapes, words = ((m[claims] @ m[claims].T).toarray() for m in (by_letters, by_words))
        both = (shapes + words) / 2
        wide, sharp = spread(both), spread(shapes**SHARPEN)
        of: dict[str, set[int]] = defaultdict(set)
        for k in members:
            of[rows[k]["article_a"]].add(place[at[rows[k]["a"]]])
            of[rows[k]["article_b"]].add(place[at[rows[k]["b"]]])
        between: dict[tuple[str, str], float] = {}
        for k in members:
            row = rows[k]
            i, j = place[at[row["a"]]], place[at[row["b"]]]
            near[k], close[k] = wide[i, j], sharp[i, j]
            pair = row["article_a"], row["article_b"]
            if pair not in between:
                between[pair] = float(np.quantile(shapes[np.ix_(sorted(of[pair[0]]), sorted(of[pair[1]]))], UPPER))
            articles[k] = between[pair]
    numbers = {text: figures(text) for text in texts}
    shared = np.array([common_figures(numbers[row["a"]], numbers[row["b"]]) for row in rows], dtype=float)
    return _even(near) + _even(close) + _standard(articles) + _standard(shared)

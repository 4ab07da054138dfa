"""Which articles tell one event or one unfolding matter: articles joined by names, figures and rare words.

An article is a vector of two halves of equal weight: its names, figures and days, and its other words, each
by rarity, what stands near the top counting more. Two sets of articles are joined if the mean cosine between
them is high enough (average linkage), so that no chain of half-related articles grows into one story.
Articles that share common words only are never compared, and no matrix of all pairs is made. What is joined
is a topic: where it holds two events of one kind, `claimatlas.comparison.twins` parts them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas import tables
from claimatlas.comparison import twins
from claimatlas.comparison.article_words import article_terms
from claimatlas.comparison.rarity import rarity
from claimatlas.comparison.room import uncollected
from claimatlas.comparison.rows import cells
from claimatlas.memo import digest, recalled
from claimatlas.versions import releases, version_of

JOIN = 0.15, 0.024
"""Least mean cosine of two sets of short articles that are joined, and how much more is asked for each e-fold
of terms: long articles have more words in common by chance."""
TOPIC = 0.10, 0.044
"""The same for sets that are looked at again, whether they tell two events."""
SHORT = 17  # terms of an article up to which the first figure holds
NAMELESS = 0.25  # share of the likeness that counts where two sets have no name or figure in common
APART = 30  # days between two publication dates from which more is asked
LATER = 0.02  # so much for each doubling
TERMS = 40  # heaviest terms of an article by which it finds others
BLOCK = 200  # articles that may share a term and still be compared because of it
NEAREST = 20  # articles that each is compared with
ROWS = 1_000  # articles whose neighbours are looked for at a time
LABEL = 4  # names and words in a story's label


class Topics(NamedTuple):
    """Articles joined to topics, and what they were joined by.

    Attributes
    ----------
    first : list of int
        The first article of each article's topic.
    vectors : scipy.sparse.csr_matrix, shape (articles, terms)
        Weights, a unit row for each article.
    is_name : numpy.ndarray of bool, shape (terms,)
        Names, figures and days.
    rare : numpy.ndarray, shape (terms,)
        Rarity in these articles and in English at large, nats.
    surface : list of str
        The word that stands for each term, "" for a figure or a day.
    """

    first: list[int]
    vectors: sparse.csr_matrix
    is_name: np.ndarray
    rare: np.ndarray
    surface: list[str]


@uncollected()
def find(articles: pd.DataFrame, claims: pd.DataFrame, build: Path | str | None = None) -> pd.DataFrame:
    """Sort articles into stories.

    Parameters
    ----------
    articles, claims : pandas.DataFrame
        The tables of those names. An article is read by its title and its text.
    build : path-like, optional
        Folder of the tables, in which is kept which articles tell one story.

    Returns
    -------
    pandas.DataFrame
        The table ``stories``; each article stands in one story.
    """
    if articles.empty:
        return tables.empty("stories")
    articles = articles.sort_values("article_id").reset_index(drop=True)
    articles = articles.assign(**{c: None for c in ("title", "published") if c not in articles})  # unknown
    read = articles[["article_id", "title", "text", "published"]]
    key = "" if build is None else digest(version_of("comparison.stories"), releases("numpy", "scipy"), read)
    story, vectors, surface = recalled(build, "stories", key, lambda: _sorted(read, build))
    return _table(articles, claims, story, vectors, surface)


def _sorted(
    articles: pd.DataFrame, build: Path | str | None
) -> tuple[list[int], sparse.csr_matrix, list[str]]:
    """Return the first article of each one's story, and the vectors and words of `Topics`."""
    found = topics(articles, build)
    story = twins.parted(found.first, found.vectors, found.is_name, found.rare)
    return story, found.vectors, found.surface


def topics(articles: pd.DataFrame, build: Path | str | None = None) -> Topics:
    """Join articles, in the order of their ids, to topics: stories, but for events of one kind.

    With `build`, the folder of the tables, the words of each article are kept there.
    """
    counts, terms, surface = article_terms(articles, build)
    having = np.bincount(counts.indices, minlength=len(terms)).tolist()
    rare = np.array(rarity(terms, dict(zip(terms, having, strict=True)), len(articles)) or [0.0])
    vectors, is_name = vectors_of(counts, terms, rare)
    first = _joined(vectors, is_name, np.diff(counts.indptr), _days(articles["published"]))
    return Topics(first, vectors, is_name, rare, [surface[t] for t in terms])


def story_of(stories: pd.DataFrame) -> dict[str, str]:
    """Return the story of each article: article_id -> story_id."""
    return {
        article: key
        for key, them in zip(stories["story_id"], stories["articles"], strict=True) for article in them
    }


def vectors_of(
    counts: sparse.csr_matrix, terms: list[str], rare: np.ndarray
) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Return a unit row for each article, half of it names and figures, half other words,
    and which terms are names."""
    is_name = np.array([t[0] == "^" for t in terms] or [False])
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    weight = (1 + np.log(np.maximum(counts.data, 1))) * rare[counts.indices]
    half = 2 * row + is_name[counts.indices]
    mass = np.bincount(half, weight**2, 2 * counts.shape[0])
    vectors = counts.copy()
    vectors.data = (weight / np.sqrt(2 * mass[half])).astype(np.float32)
    return vectors, is_name


def near(
    vectors: sparse.csr_matrix, is_name: np.ndarray, nearest: int = NEAREST, block: int = BLOCK
) -> list[tuple[float, int, int]]:
    """Return pairs of articles (cosine, i, j), i < j, the closest pair first.

    Each article stands beside the `nearest` to it and at most as many of the less near. Only articles that
    share one of their `TERMS` heaviest terms are compared. Of those that share a name which is among the
    heaviest of more than `block` articles, only articles near each other in order are; another such term is
    passed over. So at most ``TERMS * block`` products are summed for an article. Pairs that are too far from
    each other for any join are left out.
    """
    n = vectors.shape[0]
    some = _shelved(vectors, is_name, block)
    others = sparse.csr_matrix(some.T)
    codes = []
    for first in range(0, n, ROWS):
        found = sparse.csr_matrix(some[first : first + ROWS] @ others)
        found.sort_indices()
        x = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr)) + first
        y, like = found.indices, found.data
        kept = (x != y) & (like >= TOPIC[0] / 2)
        x, y, like = x[kept], y[kept].astype(np.int64), like[kept]
        order = np.lexsort((y, -like, x))
        x, y = x[order], y[order]
        rank = np.arange(len(x)) - np.searchsorted(x, x)
        step = np.maximum(-(-(np.bincount(x, minlength=1)[x] - nearest) // nearest), 1)
        # The nearest of many may all be copies of one text.
        some_of = (rank < nearest) | ((rank - nearest) % step == 0)
        x, y = x[some_of], y[some_of]
        codes.append(np.minimum(x, y) * n + np.maximum(x, y))
    code = np.unique(np.concatenate(codes))
    i, j = code // n, code % n
    parts = [slice(k, k + ROWS) for k in range(0, len(i), ROWS)]
    cosines = [vectors[i[part]].multiply(vectors[j[part]]).sum(1).A1 for part in parts]
    cosine = np.concatenate(cosines or [np.zeros(0)]).round(6)
    close = np.flatnonzero(cosine >= TOPIC[0])
    close = close[np.lexsort((code[close], -cosine[close]))]
    return list(zip(cosine[close].tolist(), i[close].tolist(), j[close].tolist(), strict=True))


def _shelved(vectors: sparse.csr_matrix, is_name: np.ndarray, block: int) -> sparse.csr_matrix:
    """Return the heaviest terms of each article, none shared by more than `block`.

    A name that more of them share stands in overlapping windows of their order instead, a column each (the
    sorted neighbourhood of Hernández and Stolfo 1995), so that a story of a thousand articles still holds
    together.
    """
    row = np.repeat(np.arange(vectors.shape[0]), np.diff(vectors.indptr))
    order = np.lexsort((-vectors.data, row))
    heavy = np.sort(order[np.arange(len(row)) - vectors.indptr[row] < TERMS])
    row, column, data = row[heavy], vectors.indices[heavy].astype(np.int64), vectors.data[heavy]
    having = np.bincount(column, minlength=vectors.shape[1])
    fits = (having[column] > 1) & (having[column] <= block)
    crowded = np.flatnonzero((having[column] > block) & is_name[column])
    crowded = crowded[np.lexsort((row[crowded], column[crowded]))]
    rank = np.arange(len(crowded)) - np.searchsorted(column[crowded], column[crowded])
    windows = [(column[crowded] * (len(row) + 2) + rank // (block // 2) + step) for step in (0, 1)]
    _, at = np.unique(np.concatenate(windows), return_inverse=True)
    rows = np.concatenate([row[fits], row[crowded], row[crowded]])
    columns = np.concatenate([column[fits], vectors.shape[1] + at])
    values = np.concatenate([data[fits], *[data[crowded] / np.float32(np.sqrt(2))] * 2])
    return sparse.csr_matrix((values, (rows, columns)), shape=(vectors.shape[0], vectors.shape[1] + len(at)))


def _days(published: pd.Series) -> list[tuple[int, int] | None]:
    """Return the day of publication, twice, of each article; None where no whole day is known."""
    days = pd.to_datetime(published, format="%Y-%m-%d", errors="coerce")
    return [None if pd.isna(d) else (d.toordinal(), d.toordinal()) for d in days]


def _asked(terms: float, articles: int, one: tuple[int, int] | None, other: tuple[int, int] | None) -> float:
    """Return the least mean cosine of two sets, the shorter with so many terms an article (logarithm)."""
    least, longer = TOPIC if articles >= 2 * twins.LEAST else JOIN
    asked = least + longer * max(0.0, terms - math.log(SHORT))
    if one and other:
        gap = max(one[0] - other[1], other[0] - one[1], 0)
        asked += LATER * max(0.0, math.log2(max(gap, 1) / APART))
    return asked


def _joined(
    vectors: sparse.csr_matrix, is_name: np.ndarray, length: np.ndarray, days: list[tuple[int, int] | None]
) -> list[int]:
    """Join articles by average linkage, nearest pairs first; return the first article of each one's story.

    The mean over all pairs of two sets is the product of their summed vectors, so it is exact whatever was
    compared.
    """
    n = vectors.shape[0]
    root, size, terms, when = list(range(n)), [1] * n, np.log(np.maximum(length, 1)).tolist(), list(days)
    sums: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def head(article: int) -> int:
        """The first article of the set that an article is in; see `claimatlas.comparison.linkage`."""
        while root[article] != article:
            root[article] = root[root[article]]
            article = root[article]
        return article

    def summed(article: int) -> tuple[np.ndarray, np.ndarray]:
        """The sum of the vectors of a set, by its first article."""
        own = slice(vectors.indptr[article], vectors.indptr[article + 1])
        return sums.get(article) or (vectors.indices[own], vectors.data[own].astype(float))

    failed = {}
    for _, i, j in near(vectors, is_name):
        x, y = sorted((head(i), head(j)))
        if x == y or failed.get((x, y)) == (size[x], size[y]):
            continue
        one, other = summed(x), summed(y)
        common, products = _product(*sorted((one, other), key=lambda s: len(s[0])))
        mean = float(products.sum()) / (size[x] * size[y])
        if not is_name[common].any():
            mean *= NAMELESS  # the same kind of event, but nobody and nowhere in common
        if mean < _asked(min(terms[x], terms[y]), size[x] + size[y], when[x], when[y]):
            failed[x, y] = size[x], size[y]
            continue
        sums[x] = _sum(one, other)
        sums.pop(y, None)
        terms[x] = (size[x] * terms[x] + size[y] * terms[y]) / (size[x] + size[y])
        if when[x] and when[y]:
            when[x] = min(when[x][0], when[y][0]), max(when[x][1], when[y][1])
        else:
            when[x] = when[x] or when[y]
        root[y], size[x] = x, size[x] + size[y]
    return [head(i) for i in range(n)]


def _product(
    small: tuple[np.ndarray, np.ndarray], large: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the terms that two vectors (terms in order, weights) share,
    and the products of their weights."""
    at = np.minimum(np.searchsorted(large[0], small[0]), len(large[0]) - 1)
    both = large[0][at] == small[0] if len(large[0]) else np.zeros(0, bool)
    return small[0][both], small[1][both] * large[1][at[both]]


def _sum(
    one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Add two vectors of the form of `_product`."""
    terms, at = np.unique(np.concatenate([one[0], other[0]]), return_inverse=True)
    return terms, np.bincount(at, np.concatenate([one[1], other[1]]))


def _table(
    articles: pd.DataFrame, claims: pd.DataFrame, story: list[int], vectors: sparse.csr_matrix,
    surface: list[str]
) -> pd.DataFrame:
    """Return the table; `surface` has the word that stands for each term, "" for one that labels nothing."""
    counts, places = Counter(claims["article_id"].tolist()), defaultdict(list)
    for key, them in cells(claims, "article_id", "places"):
        places[key].extend(them)
    members: dict[int, list[int]] = defaultdict(list)
    for k, head in enumerate(story):
        members[head].append(k)
    ids, published, outlets = (articles[c].tolist() for c in ("article_id", "published", "outlet"))
    rows = []
    for _, them in sorted(members.items()):
        mine = [ids[k] for k in them]
        days = sorted(d for k in them if isinstance(d := published[k], str))
        where = Counter(place for i in mine for place in places.get(i, ()))
        weighed = vectors[them]
        weight = np.bincount(weighed.indices, weighed.data, 1)
        found = np.flatnonzero(weight)
        best = found[np.argsort(-weight[found], kind="stable")[: 3 * LABEL]]
        words = list(dict.fromkeys(surface[k] for k in best.tolist() if surface[k]))
        rows.append(
            {
                "story_id": f"s-{mine[0]}", "label": ", ".join(words[:LABEL]) or mine[0], "articles": mine,
                "outlets": sorted({outlets[k] for k in them}),
                "period": "/".join(dict.fromkeys([days[0], days[-1]])) if days else None,
                "places": [p for p, _ in sorted(where.items(), key=lambda x: (-x[1], x[0]))[:5]],
                "n_claims": sum(counts[i] for i in mine),
            }
        )
    return pd.DataFrame(rows).sort_values("story_id").reset_index(drop=True)

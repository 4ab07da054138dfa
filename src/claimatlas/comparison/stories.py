"""Which articles tell one event or one unfolding matter: articles joined by names, figures and rare words.

An article is a vector of two halves of equal weight: its names and figures, and its other words, each by rarity, what
stands near the top counting more. Two sets of articles are joined if the mean cosine between them is high enough
(average linkage), so that no chain of half-related articles grows into one story. Articles that share common words
only are never compared, and no matrix of all pairs is made.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from claimatlas import tables
from claimatlas.comparison.matching import name_forms, spelled
from claimatlas.comparison.rarity import rarity
from claimatlas.comparison.words import fold

JOIN = 0.14  # least mean cosine between two sets of short articles that are joined
SHORT = 17  # tokens of an article up to which that holds
LONGER = 0.035  # more is asked for each e-fold of tokens: long articles have more words in common by chance
NAMELESS = 0.25  # share of the likeness that counts where two sets have no name or figure in common
TOP = 3  # sentences at the top of an article that count double
APART = 30  # days between two publication dates from which more is asked
LATER = 0.02  # so much for each doubling
TERMS = 40  # heaviest terms of an article by which it finds others
BLOCK = 200  # articles that may share a term and still be compared because of it
NEAREST = 20  # articles that each is compared with
TWIN = 0.12  # articles of two halves of a story are so much less alike than those of one that they tell two events
LEAST = 4  # articles that such a half has at least
PARTS = 8  # parts below which two halves are looked for
CROWD = 300  # articles of a story above which it is not looked for twins
LABEL = 4  # names and words in a story's label


def find(articles: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Sort articles into stories.

    Parameters
    ----------
    articles, claims : pandas.DataFrame
        The tables of those names. An article is read by the sentences of its claims and its title; one without
        claims by its text.

    Returns
    -------
    pandas.DataFrame
        The table ``stories``; each article stands in one story.
    """
    if articles.empty:
        return tables.empty("stories")
    articles = articles.sort_values("article_id").reset_index(drop=True)
    articles = articles.assign(**{c: None for c in ("title", "published") if c not in articles})  # unknown
    terms, surface = article_terms(articles, claims)
    vectors, names = vectors_of(terms)
    is_name = np.array([t[0] == "^" for t in names])
    story = _joined(vectors, is_name, np.array([len(t) for t in terms]), _days(articles["published"]))
    story = _parted(story, vectors, is_name)
    return _table(articles, claims, story, vectors, names, surface)


def story_of(stories: pd.DataFrame) -> dict[str, str]:
    """Return the story of each article: article_id -> story_id."""
    return {article: key for key, them in zip(stories["story_id"], stories["articles"], strict=True) for article in them}


def article_terms(articles: pd.DataFrame, claims: pd.DataFrame) -> tuple[list[Counter[str]], dict[str, str]]:
    """Count the names, figures (both marked by ``^``) and other words of each article, the top of it double.

    Returns
    -------
    terms : list of Counter
    surface : dict of str to str
        Term -> the word that most often stands for it.
    """
    told = claims.drop_duplicates(["article_id", "sentence_start"]).sort_values(["article_id", "sentence_start"])
    by = {key: them.tolist() for key, them in told.groupby("article_id")["sentence"]}
    texts = [
        by.get(key) or [line for line in str(text).splitlines() if line.strip()]
        for key, text in zip(articles["article_id"], articles["text"], strict=True)
    ]
    forms = name_forms(pd.DataFrame({"sentence": [s for them in texts for s in them]}))
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    out = []
    for sentences, title in zip(texts, articles["title"], strict=True):
        counted: Counter[str] = Counter()
        for at, sentence in enumerate([*sentences, *([title] if isinstance(title, str) else [])]):
            double = 2 if at < TOP else 1
            for _, word, term in spelled(sentence, forms, figures=True):
                counted[term] += double
                seen[term][word if term[0] == "^" else fold(word)] += 1
        out.append(counted)
    return out, {term: min(words.items(), key=lambda x: (-x[1], x[0]))[0] for term, words in seen.items()}


def vectors_of(terms: list[Counter[str]]) -> tuple[sparse.csr_matrix, list[str]]:
    """Return a unit row for each article, half of it names and figures, half other words, and the term of each column."""
    counts = Counter(t for them in terms for t in them)
    names = sorted(counts)
    at = {t: k for k, t in enumerate(names)}
    weight = rarity(names, counts, len(terms))
    indptr, columns, values = [0], [], []
    for them in terms:
        row = sorted((at[t], (1 + np.log(n)) * weight[at[t]]) for t, n in them.items())
        for half in (True, False):
            mass = sum(w * w for k, w in row if (names[k][0] == "^") == half)
            for k, w in row:
                if (names[k][0] == "^") == half:
                    columns.append(k)
                    values.append(w / np.sqrt(2 * mass))
        indptr.append(len(columns))
    matrix = sparse.csr_matrix((np.array(values, np.float32), columns, indptr), shape=(len(terms), max(1, len(names))))
    matrix.sort_indices()
    return matrix, names


def near(vectors: sparse.csr_matrix, nearest: int = NEAREST, block: int = BLOCK) -> list[tuple[float, int, int]]:
    """Return pairs of articles (cosine, i, j), i < j, each article with those nearest to it, the closest pair first.

    Only articles that share one of their `TERMS` heaviest terms are compared; a term that is among the heaviest of
    more than `block` articles is passed over. So at most ``TERMS * block`` cosines are taken for an article.
    """
    n = vectors.shape[0]
    lists: dict[int, list[int]] = defaultdict(list)
    heavy = []
    for i in range(n):
        lo, hi = vectors.indptr[i], vectors.indptr[i + 1]
        best = vectors.indices[lo:hi][np.argsort(-vectors.data[lo:hi], kind="stable")[:TERMS]].tolist()
        heavy.append(best)
        for term in best:
            lists[term].append(i)
    shelves = {term: np.array(them, np.int32) for term, them in lists.items() if 1 < len(them) <= block}
    own, beside = np.zeros(vectors.shape[1], np.float32), np.zeros(n, bool)
    found = set()
    for i, best in enumerate(heavy):
        for term in best:
            if term in shelves:
                beside[shelves[term]] = True
        beside[i] = False
        others = np.flatnonzero(beside)
        beside[others] = False
        if len(others):
            words = slice(vectors.indptr[i], vectors.indptr[i + 1])
            own[vectors.indices[words]] = vectors.data[words]
            cosine = vectors[others] @ own
            own[vectors.indices[words]] = 0
            for k in np.argsort(-cosine, kind="stable")[:nearest].tolist():
                j = int(others[k])
                found.add((round(float(cosine[k]), 6), min(i, j), max(i, j)))
    return sorted(found, key=lambda x: (-x[0], x[1], x[2]))


def _days(published: pd.Series) -> list[tuple[int, int] | None]:
    """Return the day of publication, twice, of each article; None where no whole day is known."""
    days = pd.to_datetime(published, format="%Y-%m-%d", errors="coerce")
    return [None if pd.isna(d) else (d.toordinal(), d.toordinal()) for d in days]


def _asked(size: float, one: tuple[int, int] | None, other: tuple[int, int] | None) -> float:
    """Return the least mean cosine of two sets, the smaller with `size` terms an article, told on these days."""
    asked = JOIN + LONGER * max(0.0, np.log(size / SHORT))
    if one and other:
        gap = max(one[0] - other[1], other[0] - one[1], 0)
        asked += LATER * max(0.0, np.log2(max(gap, 1) / APART))
    return asked


def _joined(
    vectors: sparse.csr_matrix, is_name: np.ndarray, length: np.ndarray, days: list[tuple[int, int] | None]
) -> list[int]:
    """Join articles by average linkage, the nearest pairs first, and return the first article of each one's story.

    The mean over all pairs of two sets is the product of their summed vectors, so it is exact whatever was compared.
    """
    n = vectors.shape[0]
    root, size, terms, when = list(range(n)), [1] * n, np.log(np.maximum(length, 1)), list(days)
    sums = [dict(zip(vectors[i].indices.tolist(), vectors[i].data.tolist(), strict=True)) for i in range(n)]

    def head(x: int) -> int:
        while root[x] != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    pairs, failed = near(vectors), {}
    for _, i, j in pairs:
        x, y = sorted((head(i), head(j)))
        if x == y or failed.get((x, y)) == (size[x], size[y]):
            continue
        small, large = sorted((sums[x], sums[y]), key=len)
        common = [(k, w * large[k]) for k, w in small.items() if k in large]
        mean = sum(w for _, w in common) / (size[x] * size[y])
        if not any(is_name[k] for k, _ in common):
            mean *= NAMELESS  # the same kind of event, but nobody and nowhere in common
        if mean < _asked(np.exp(min(terms[x], terms[y])), when[x], when[y]):
            failed[x, y] = size[x], size[y]
            continue
        for k, w in sums[y].items():
            sums[x][k] = sums[x].get(k, 0.0) + w
        terms[x] = (size[x] * terms[x] + size[y] * terms[y]) / (size[x] + size[y])
        when[x] = (min(when[x][0], when[y][0]), max(when[x][1], when[y][1])) if when[x] and when[y] else when[x] or when[y]
        root[y], size[x], sums[y] = x, size[x] + size[y], {}
    return [head(i) for i in range(n)]


def _parted(story: list[int], vectors: sparse.csr_matrix, is_name: np.ndarray) -> list[int]:
    """Part the stories that tell two events of one kind: other names and figures in the same words."""
    members: dict[int, list[int]] = defaultdict(list)
    for k, one in enumerate(story):
        members[one].append(k)
    out = list(story)
    waiting = list(members.values())
    while waiting:
        them = waiting.pop()
        halves = _twins(vectors[them], is_name) if 2 * LEAST <= len(them) <= CROWD else None
        if halves is not None:
            waiting += [[k for k, side in zip(them, halves, strict=True) if side == s] for s in (True, False)]
        for k in them:
            out[k] = them[0]
    return out


def _twins(vectors: sparse.csr_matrix, is_name: np.ndarray) -> np.ndarray | None:
    """Return which of two events each article of a story tells, or None where it tells one.

    Words that all the articles have are left aside. Of the two largest parts of each cut of two trees (average linkage
    by all words, and by names and figures), those are taken that differ most; the others go to the nearer of the two.
    """
    n = vectors.shape[0]
    words = np.unique(vectors.indices)
    vectors, is_name = vectors[:, words], is_name[words]
    having = np.bincount(vectors.indices, minlength=vectors.shape[1])
    weight = np.where(having > 1, np.log((n + 1) / np.maximum(having, 1)), 0)
    likes = []
    for kept in (weight, weight * is_name):
        rows = (vectors @ sparse.diags(kept)).toarray()
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        like = np.clip(rows @ rows.T, 0, 1)
        np.fill_diagonal(like, 1)
        likes.append(like)
    best, sides = TWIN, None
    for like in likes:
        tree = linkage(squareform(1 - like, checks=False), "average")
        for parts in range(2, PARTS):
            label = fcluster(tree, parts, "maxclust")
            (_, _), *rest = sizes = Counter(label.tolist()).most_common(2)
            if not rest or rest[0][1] < LEAST:
                continue
            one, other = (np.flatnonzero(label == key) for key, _ in sizes)
            unlike = float(np.mean([_between(x, one, other) for x in likes]))
            if unlike <= best:
                both = (likes[0] + likes[1]) / 2
                best, sides = unlike, both[:, one].mean(1) >= both[:, other].mean(1)
                sides[one], sides[other] = True, False
    return sides


def _between(like: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    """Return the mean likeness between two sets as a share of that within them (the geometric mean of the two)."""
    within = [(like[np.ix_(x, x)].sum() - len(x)) / (len(x) * (len(x) - 1)) for x in (one, other)]
    return float(like[np.ix_(one, other)].mean() / np.sqrt(max(within[0] * within[1], 1e-9)))


def _table(
    articles: pd.DataFrame, claims: pd.DataFrame, story: list[int], vectors: sparse.csr_matrix, names: list[str], surface: dict[str, str]
) -> pd.DataFrame:
    counts = claims["article_id"].value_counts()
    places = {key: Counter(p for them in g for p in them) for key, g in claims.groupby("article_id")["places"]}
    members: dict[int, list[int]] = defaultdict(list)
    for k, head in enumerate(story):
        members[head].append(k)
    rows = []
    for _, them in sorted(members.items()):
        ids = [articles.at[k, "article_id"] for k in them]
        days = sorted(d for k in them if isinstance(d := articles.at[k, "published"], str))
        where = sum((places.get(i, Counter()) for i in ids), Counter())
        weight = np.asarray(vectors[them].sum(0)).ravel()
        words = [surface[names[k]] for k in np.argsort(-weight, kind="stable")[: 3 * LABEL] if weight[k] > 0 and not names[k][1:2].isdigit()]
        rows.append(
            {
                "story_id": f"s-{ids[0]}", "label": ", ".join(list(dict.fromkeys(words))[:LABEL]) or ids[0], "articles": ids,
                "outlets": sorted({articles.at[k, "outlet"] for k in them}),
                "period": f"{days[0]}/{days[-1]}" if days and days[0] != days[-1] else days[0] if days else None,
                "places": [p for p, _ in sorted(where.items(), key=lambda x: (-x[1], x[0]))[:5]],
                "n_claims": int(sum(counts.get(i, 0) for i in ids)),
            }
        )
    return pd.DataFrame(rows).sort_values("story_id").reset_index(drop=True)

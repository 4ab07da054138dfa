"""Groups from scored pairs, by a linkage that does not chain."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

LINK = 0.3  # least mean probability between two groups that are joined
TWICE = 0.15  # more is asked of two groups that share an article, which seldom says a thing twice
PARALLEL = 0.3  # more is asked of two groups that both stand in the same two articles: these told two things
SAMPLE = 60  # members of a group that a mean is over, so that large groups can still grow


def groups_of(
    article: np.ndarray, a: np.ndarray, b: np.ndarray, score: np.ndarray, link: float = LINK,
    together: list[tuple[int, int]] = (), apart: list[tuple[int, int]] = (),
) -> np.ndarray:
    """Join claims into groups by mean linkage, best pairs first.

    Two groups are joined if the mean score over their pairs, a pair without a score counting nothing, is at least
    `link` (average linkage, Sokal and Michener 1958), and more where they share an article; so a chain of near matches
    does not grow into one group. Of a group larger than `SAMPLE` so many members count.

    Parameters
    ----------
    article : numpy.ndarray of int, shape (n,)
        Article of each claim.
    a, b, score : numpy.ndarray
        Scored pairs.
    link : float
    together, apart : list of (int, int)
        Pairs that a reviewer joined or split; they win over the scores.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The lowest row of each claim's group; a claim alone is its own.
    """
    n, where = len(article), article.tolist()
    some = score > 0  # the others count nothing in any mean
    a, b, score = a[some], b[some], score[some]
    order = np.lexsort((b, a, -score))
    root = list(range(n))
    members: dict[int, list[int]] = {}
    links: dict[int, dict[int, float]] = defaultdict(dict)  # group -> group -> sum of the scores between them
    forbidden: dict[int, set[int]] = defaultdict(set)

    def find(x: int) -> int:
        while root[x] != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    def join(x: int, y: int) -> None:
        x, y = min(x, y), max(x, y)
        root[y] = x
        members[x] = members.get(x, [x]) + members.pop(y, [y])
        mine, theirs = links[x], links.pop(y, {})
        mine.pop(y, None)
        for other, total in theirs.items():
            if other != x:
                mine[other] = mine.get(other, 0.0) + total
                links[other].pop(y, None)
                links[other][x] = mine[other]
        for other in forbidden.pop(y, ()):
            forbidden[other].discard(y)
            forbidden[other].add(x)
            forbidden[x].add(other)

    for i, j in apart:
        forbidden[i].add(j)
        forbidden[j].add(i)
    weights = score[order].tolist()
    pairs = list(zip(a[order].tolist(), b[order].tolist(), weights, strict=True))
    for i, j, s in pairs:
        links[i][j] = links[j][i] = s
    for i, j in together:
        if (x := find(i)) != (y := find(j)) and y not in forbidden[x]:
            join(x, y)
    for i, j, s in pairs:
        if s < link:
            break
        x, y = find(i), find(j)
        if x == y or y in forbidden.get(x, ()):
            continue
        mine, theirs = members.get(x, (x,)), members.get(y, (y,))
        shared = len({where[k] for k in mine} & {where[k] for k in theirs})
        least = link + (0.0, TWICE, PARALLEL)[min(shared, 2)]
        if links[x].get(y, 0.0) >= least * min(len(mine), SAMPLE) * min(len(theirs), SAMPLE):
            join(x, y)
    return np.array([find(i) for i in range(n)], np.int64) if n else np.zeros(0, np.int64)


def mean_scores(
    article: np.ndarray, root: np.ndarray, a: np.ndarray, b: np.ndarray, score: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Say how sure each group is: the mean score of its pairs in two articles, one without a score counting nothing.

    Parameters
    ----------
    article, root : numpy.ndarray of int, shape (n,)
        Article and group of each claim, as from `groups_of`.
    a, b, score : numpy.ndarray
        Scored pairs.
    counts : numpy.ndarray of bool, shape (n,)
        Claims that count; a denial is in the group of what it denies for another reason.

    Returns
    -------
    numpy.ndarray, shape (n,)
        For each claim that of its group, 0 to 1; 1 where no two claims in two articles count.
    """
    kept = counts[a] & counts[b] & (root[a] == root[b]) & (article[a] != article[b])
    total = np.bincount(root[a[kept]], score[kept], len(root))
    members = np.bincount(root[counts], minlength=len(root)).astype(float)
    pairs = members * (members - 1) / 2
    # Pairs within one article count nothing either way.
    own = np.zeros(len(root))
    _, first, many = np.unique(
        np.stack([root[counts], article[counts]]), axis=1, return_index=True, return_counts=True
    )
    np.add.at(own, root[counts][first], many * (many - 1) / 2)
    whole = pairs - own
    mean = np.divide(total, whole, out=np.ones(len(root)), where=whole > 0)
    return mean[root]

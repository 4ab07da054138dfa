"""Groups from scored pairs, by a linkage that does not chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from claimatlas.comparison.matrices import chunks

LINK = 0.3  # least mean probability between two groups that are joined
TWICE = 0.15  # more is asked of two groups that share an article, which seldom says a thing twice
PARALLEL = 0.3  # more is asked of two groups that both stand in the same two articles: these told two things
SAMPLE = 60  # members of a group that a mean is over, so that large groups can still grow


def groups_of(
    article: np.ndarray, one: np.ndarray, other: np.ndarray, score: np.ndarray, link: float = LINK,
    together: Sequence[tuple[int, int]] = (), apart: Sequence[tuple[int, int]] = (),
) -> np.ndarray:
    """Join claims into groups by mean linkage, best pairs first.

    Two groups are joined if the mean score over their pairs, a pair without a score counting nothing, is at
    least `link` (average linkage, Sokal and Michener 1958), and more where they share an article; so a chain
    of near matches does not grow into one group. Of a group larger than `SAMPLE` so many members count.

    Parameters
    ----------
    article : numpy.ndarray of int, shape (n,)
        Article of each claim.
    one, other, score : numpy.ndarray, shape (pairs,)
        Scored pairs of claims.
    link : float
    together, apart : sequence of (int, int)
        Pairs that a reviewer joined or split; they win over the scores.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The lowest row of each claim's group; a claim alone is its own.
    """
    some = score > 0  # the others count nothing in any mean
    one, other, score = one[some], other[some], score[some]
    some = _joinable(len(article), one, other, score >= link, together)
    one, other, score = one[some], other[some], score[some]
    order = np.lexsort((other, one, -score))
    pairs = list(zip(*(values[order].tolist() for values in (one, other, score)), strict=True))
    groups = _Groups(article.tolist(), pairs, apart)
    for x, y in together:
        groups.join(x, y)
    for x, y, best in pairs:
        if best < link:
            break
        if groups.are_linked(x, y, link):
            groups.join(x, y)
    return np.array([groups.find(claim) for claim in range(len(article))], np.int64)


def _joinable(
    count: int, one: np.ndarray, other: np.ndarray, likely: np.ndarray, together: Sequence[tuple[int, int]]
) -> np.ndarray:
    """Tell which pairs of `count` claims are of one group if all that is likely enough were joined: no mean
    over any other is asked for."""
    asked = np.array(together, np.int64).reshape(-1, 2)
    x, y = np.r_[one[likely], asked[:, 0]], np.r_[other[likely], asked[:, 1]]
    ties = sparse.coo_matrix((np.ones(len(x), bool), (x, y)), shape=(count, count))
    widest = connected_components(ties, directed=False)[1]
    return widest[one] == widest[other]


class _Groups:
    """Claims in groups that are joined two by two (disjoint sets), each called by the lowest row in it.

    Parameters
    ----------
    article : list of int
        Article of each claim.
    pairs : list of (int, int, float)
        Scored pairs.
    apart : sequence of (int, int)
        Claims that never get into one group.
    """

    def __init__(
        self, article: list[int], pairs: list[tuple[int, int, float]], apart: Sequence[tuple[int, int]]
    ) -> None:
        self._article, self._root = article, list(range(len(article)))
        self._members: dict[int, list[int]] = {}
        # Group -> group -> sum of the scores between them.
        self._links: dict[int, dict[int, float]] = defaultdict(dict)
        self._apart: dict[int, set[int]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)
        for one, other, score in pairs:
            self._links[one][other] = self._links[other][one] = score

    def find(self, claim: int) -> int:
        """Return the group of a claim, and shorten the way to it for the next who asks."""
        root = self._root
        while root[claim] != claim:
            root[claim] = root[root[claim]]
            claim = root[claim]
        return claim

    def are_linked(self, one: int, other: int, link: float) -> bool:
        """Tell whether the mean score between the groups of two claims is `link`, or what is asked where
        these share articles."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return True
        mine, theirs = (self._members.get(group, (group,)) for group in (one, other))
        shared = len({self._article[k] for k in mine} & {self._article[k] for k in theirs})
        least = link + (0.0, TWICE, PARALLEL)[min(shared, 2)]
        pairs = min(len(mine), SAMPLE) * min(len(theirs), SAMPLE)
        return self._links[one].get(other, 0.0) >= least * pairs

    def join(self, one: int, other: int) -> None:
        """Join the groups of two claims, if they are two and nobody split them."""
        one, other = self.find(one), self.find(other)
        if one != other and other not in self._apart.get(one, ()):
            self._merge(min(one, other), max(one, other))

    def _merge(self, low: int, high: int) -> None:
        """Make one group of two, with the members, scores and bans of both."""
        self._root[high] = low
        self._members[low] = self._members.get(low, [low]) + self._members.pop(high, [high])
        mine, theirs = self._links[low], self._links.pop(high, {})
        mine.pop(high, None)
        for group, total in theirs.items():
            if group != low:
                mine[group] = mine.get(group, 0.0) + total
                self._links[group].pop(high, None)
                self._links[group][low] = mine[group]
        for group in self._apart.pop(high, ()):
            self._apart[group].discard(high)
            self._apart[group].add(low)
            self._apart[low].add(group)


def several(root: np.ndarray, story: Sequence[int]) -> dict[int, list[int]]:
    """Return the groups of more than one claim.

    Parameters
    ----------
    root : numpy.ndarray of int, shape (n,)
        First claim of each one's group, as from `groups_of`.
    story : sequence of int
        Of each claim.

    Returns
    -------
    dict of int to list of int
        The claims of each group by its first. Groups of one story come one after the other, so that whoever
        goes through them has the rows of its articles at hand.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for k in np.flatnonzero(np.bincount(root)[root] > 1).tolist():
        groups[int(root[k])].append(k)
    return dict(sorted(groups.items(), key=lambda group: story[group[0]]))


def mean_scores(
    article: np.ndarray, root: np.ndarray, one: np.ndarray, other: np.ndarray, score: np.ndarray,
    counts: np.ndarray,
) -> np.ndarray:
    """Say how sure each group is: the mean score of its pairs in two articles, one without a score counting
    nothing.

    Parameters
    ----------
    article, root : numpy.ndarray of int, shape (n,)
        Article and group of each claim, as from `groups_of`.
    one, other, score : numpy.ndarray, shape (pairs,)
        Scored pairs of claims.
    counts : numpy.ndarray of bool, shape (n,)
        Claims that count; a denial is in the group of what it denies for another reason.

    Returns
    -------
    numpy.ndarray, shape (n,)
        For each claim that of its group, 0 to 1; 1 where no two claims in two articles count.
    """
    kept = np.zeros(len(one), bool)
    for part in chunks(len(one)):
        x, y = one[part], other[part]
        kept[part] = counts[x] & counts[y] & (root[x] == root[y]) & (article[x] != article[y])
    total = np.bincount(root[one[kept]], score[kept], len(root))
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

"""Whether articles that are much alike tell one event or two of one kind: another arrest, another quake.

What tells two events apart stands inside their topic, where the words that all share say nothing: other names
and figures in the same words. A set of articles is cut in two by a mixture of two lists of words (each
article goes to the list that explains it better, by turns with counting the lists anew), begun from many
words that a part of the articles has. Whether a cut is between two events is then asked of a logistic model
over evidence that has a name; its weights stand in ``twins.csv`` and are fitted by
``benchmarks/fit_stories.py``. One matter that unfolds keeps its people and places on both sides of any cut,
and stays whole.
"""

from __future__ import annotations

import csv
import functools
from collections import defaultdict
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.special import betaln

LEAST = 3  # articles that each side of a cut has at least
CROWD = 2_000  # articles of a set above which it is left whole
MOST = 800  # commonest terms of a set by which it is cut
SEEDS = 16  # cuts that are begun, or as many as there are articles
TRIED = 8  # cuts that the model is asked about
WORD = 0.5  # what a word that is no name counts beside a name
PRIOR = 1.0  # articles that the share of a term in the whole set counts as on either side
STEPS = 8  # turns after which a cut is taken as it is
CUT = -0.5  # log-odds from which a set is cut: two events in one story do more harm than one event in two
UNLIKE = 1.5  # likeness across a cut, as a share of that within its sides, above which it says no more
EVIDENCE = (
    "names on both sides", "gain a word", "length", "across", "across by names", "across inside",
    "across by names inside",
)


class Articles(NamedTuple):
    """The articles of a set and the terms that two or more of them have.

    Attributes
    ----------
    has : numpy.ndarray of float, shape (articles, terms)
        1 where an article has a term, else 0.
    is_name : numpy.ndarray of bool, shape (terms,)
    rare : numpy.ndarray, shape (terms,)
        Rarity in the corpus, nats.
    """

    has: np.ndarray
    is_name: np.ndarray
    rare: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """What each term counts."""
        return np.where(self.is_name, 1.0, WORD)

    @property
    def share(self) -> np.ndarray:
        """The share of the articles that have each term, never 0 or 1."""
        return (self.has.sum(0) + 0.5) / (len(self.has) + 1)


def parted(
    story: list[int], vectors: sparse.csr_matrix, is_name: np.ndarray, rare: np.ndarray,
    model: tuple[float, np.ndarray] | None = None,
) -> list[int]:
    """Part the stories that tell two or more events of one kind.

    Parameters
    ----------
    story : list of int
        The first article of each article's story.
    vectors : scipy.sparse.csr_matrix, shape (articles, terms)
        Above 0 where an article has a term.
    is_name : numpy.ndarray of bool, shape (terms,)
        Names and figures.
    rare : numpy.ndarray, shape (terms,)
        Rarity of each term.
    model : (float, numpy.ndarray), optional
        Constant and weights instead of those of ``twins.csv``.

    Returns
    -------
    list of int
        In the form of `story`.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for k, one in enumerate(story):
        members[one].append(k)
    out, waiting = list(story), list(members.values())
    while waiting:
        them = waiting.pop()
        side = (
            halves(articles_of(vectors[them], is_name, rare), model)
            if 2 * LEAST <= len(them) <= CROWD else None
        )
        if side is not None:
            waiting += [
                [k for k, s in zip(them, side.tolist(), strict=True) if s == which] for which in (True, False)
            ]
        for k in them:
            out[k] = them[0]
    return out


def articles_of(rows: sparse.csr_matrix, is_name: np.ndarray, rare: np.ndarray) -> Articles:
    """Return the articles of a set by their commonest shared terms; see `parted`."""
    having = np.bincount(rows.indices, minlength=rows.shape[1])
    shared = np.flatnonzero(having > 1)
    common = np.argsort(-(having * np.where(is_name, 1.0, WORD))[shared], kind="stable")[:MOST]
    kept = shared[np.sort(common)]
    place = np.full(rows.shape[1], -1, np.int32)
    place[kept] = np.arange(len(kept))
    at, row = place[rows.indices], np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    has = np.zeros((rows.shape[0], len(kept)))
    has[row[at >= 0], at[at >= 0]] = 1
    return Articles(has, is_name[kept], rare[kept])


def halves(them: Articles, model: tuple[float, np.ndarray] | None = None) -> np.ndarray | None:
    """Return which of two events each article tells, or None where all tell one; `model` as in `parted`."""
    constant, weight = model or weights()
    sides = cuts(them)
    odds = evidence(them, sides) @ weight + constant
    return sides[odds.argmax()] if len(odds) and odds.max() > CUT else None


def cuts(them: Articles) -> np.ndarray:
    """Return ways of cutting a set in two, each once, those with the greatest `gain` first.

    Returns
    -------
    numpy.ndarray of bool, shape (at most TRIED, articles)
        Which side every article is on.
    """
    n, having = len(them.has), them.has.sum(0)
    some = np.flatnonzero((having >= 2) & (n - having >= LEAST))
    share = having[some] / n
    order = some[np.argsort(-(them.counts[some] * share * (1 - share)), kind="stable")]
    sides = _settled(them, _distinct(them.has[:, order].T > 0)[: min(SEEDS, n)])
    size = sides.sum(1)
    sides = _distinct((sides ^ sides[:, :1])[(size >= LEAST) & (size <= n - LEAST)])
    return sides[np.argsort(-gain(them, sides), kind="stable")[:TRIED]]


def _distinct(rows: np.ndarray) -> np.ndarray:
    """Return the rows without repeats, in order."""
    first: dict[bytes, int] = {}
    for k, row in enumerate(rows):
        first.setdefault(row.tobytes(), k)
    return rows[list(first.values())]


def _settled(them: Articles, sides: np.ndarray) -> np.ndarray:
    """Move articles to the side that explains them better until none moves; none is a witness for itself.

    Parameters
    ----------
    them : Articles
    sides : numpy.ndarray of bool, shape (cuts, articles)
        Where each cut begins.
    """
    n, total, prior, counts = len(them.has), them.has.sum(0), PRIOR * them.share, them.counts
    weighed = them.has * counts
    going = np.arange(len(sides))
    for _ in range(STEPS):
        now = sides[going]
        found, size = now @ them.has, now.sum(1)[:, None]
        likely = []
        for having, many, inside in ((found, size, now), (total - found, n - size, ~now)):
            lack = many - having
            scores = []
            for own in (0, 1):  # with the article itself among its witnesses, and without
                there = np.log(np.maximum(having - own, 0) + prior)
                lacking = np.log(np.maximum(lack - own, 0) + PRIOR - prior)
                whole = lacking @ counts - np.log(np.maximum(many[:, 0] - own, 0) + PRIOR) * counts.sum()
                scores.append((there - lacking) @ weighed.T + whole[:, None])
            likely.append(np.where(inside, scores[1], scores[0]))
        moved = likely[0] > likely[1]
        held = moved.any(1) & ~moved.all(1) & (moved != now).any(1)
        going = going[held]
        sides[going] = moved[held]
        if not len(going):
            break
    return sides


def gain(them: Articles, sides: np.ndarray) -> np.ndarray:
    """Return how much better two lists of words explain the articles than one does, for each cut.

    The logarithm of the ratio of the marginal likelihoods, each term a beta-binomial around its share in the
    set (as in Bayesian hierarchical clustering, Heller and Ghahramani 2005), in nats.
    """
    a, b = PRIOR * them.share, PRIOR * (1 - them.share)
    n, m, total, one = sides.shape[1], sides.sum(1)[:, None], them.has.sum(0), sides @ them.has
    two = betaln(a + one, b + m - one) + betaln(a + total - one, b + n - m - total + one)
    return (two - betaln(a, b) - betaln(a + total, b + n - total)) @ them.counts


def evidence(them: Articles, sides: np.ndarray) -> np.ndarray:
    """Return what speaks for each cut between two events, and against; see ``twins.csv``.

    Returns
    -------
    numpy.ndarray, shape (cuts, len(EVIDENCE))
    """
    n, length = sides.shape[1], max(float(them.has.sum()) / sides.shape[1], 1.0)
    one, other = (s @ them.has / np.maximum(s.sum(1), 1)[:, None] for s in (sides, ~sides))
    names = them.rare * them.is_name
    both = (np.minimum(one, other) @ names) / np.maximum(np.maximum(one, other) @ names, 1e-9)
    inside = np.log((n + 1) / np.maximum(them.has.sum(0), 1))  # rarity in the set: what all have says nothing
    likes = [_across(them.has * w, sides) for w in (them.rare, names, inside, inside * them.is_name)]
    return np.stack([both, gain(them, sides) / n / length, np.full(len(sides), np.log(length)), *likes], 1)


def _across(rows: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """Return the mean cosine across each cut as a share of that within its sides (their geometric mean)."""
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    own, within, sums, sizes = (rows**2).sum(1), [], [], []
    for s in (sides, ~sides):
        size, total = s.sum(1), s @ rows
        within.append(((total**2).sum(1) - s @ own) / (size * (size - 1)))
        sums.append(total)
        sizes.append(size)
    between = (sums[0] * sums[1]).sum(1) / (sizes[0] * sizes[1])
    return np.minimum(between / np.sqrt(np.maximum(within[0] * within[1], 1e-9)), UNLIKE)


@functools.cache
def weights() -> tuple[float, np.ndarray]:
    """Read ``twins.csv``: the constant, and the weights in the order of `EVIDENCE`."""
    text = files("claimatlas.comparison").joinpath("twins.csv").read_text(encoding="utf-8")
    found = {
        r["evidence"]: float(r["weight"])
        for r in csv.DictReader(x for x in text.splitlines() if x and x[0] != "#")
    }
    return found["constant"], np.array([found[name] for name in EVIDENCE])

"""Whether two claims say the same: a pair is scored by a logistic model over evidence that has a name.

The weights stand in ``same.csv`` and are fitted by ``benchmarks/fit_same.py`` on articles that tell one event
in other words; `claimatlas.comparison.reason` tells what a score is made of. A first round looks at the two
claims alone, a second at what stands beside them. A few rules come before and after: what is no one claim
whatever speaks for it, and what is one whatever speaks against it.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from claimatlas.comparison.blocking import keyed, paired, told_whole
from claimatlas.comparison.features import Features, features
from claimatlas.comparison.lexicon import Lexicon
from claimatlas.comparison.likeness import common, pair_scores
from claimatlas.comparison.matrices import TINY, chunks, crossings, dot
from claimatlas.comparison.model import log_odds, probability
from claimatlas.comparison.pair_evidence import NAMES, Evidence, evidence, weigh
from claimatlas.comparison.surroundings import BESIDE, Pairs, rivals, surroundings
from claimatlas.files import disk_error

STRANGE = 0.1  # share of the names of a content around the other below which nobody is in common
TWICE = 0.6  # probability of claims of two stories that are told in the same words
SURE, SURE_WITHIN = 0.55, 0.45
"""Likeness from which two claims of two articles, or of one, are one whatever the model says; see
`_told_closest`."""
RIVAL_LOSS = 0.2  # share of the difference to a closer claim of the other article that is lost
# Likeness that two claims of one article lose but for two slots in common: articles seldom say a thing twice.
WITHIN = 0.12
INSIDE = 0.85  # share of the letters of a content without a verb that have to stand in the other
VERBATIM = 0.9  # likeness of words and letters from which two claims are told in the same words
ROUGHLY = 0.01  # by which the words are allowed to miss it where they are looked at again
FEW = np.log(6)  # words of a content, as the model has them, below which the same words mean little
AGREED = 2  # figures in common, and
HALF = 0.5  # so much of names and verb, with which two claims are one in whatever story
PART = 1 << 20  # pairs of two stories that are looked at again at a time
VOLUME = 8_000  # claims, or pairs of two stories, weighed at a time; a part that has more is never cut
LIKE_ONE = 64  # pairs that take as much room as a claim


@dataclass(frozen=True)
class Scores:
    """The pairs that were compared.

    Attributes
    ----------
    known : Lexicon
        Of the claims.
    story : numpy.ndarray of int, shape (n,)
    part : numpy.ndarray of int, shape (n,)
        Claims of two parts are in no pair: each is articles that tell one story or have something in common.
    a, b : numpy.ndarray of int, shape (pairs,)
        Rows of the claims, a < b, sorted.
    probability : numpy.ndarray, shape (pairs,)
        That both say the same, 0 to 1.
    """

    known: Lexicon
    story: np.ndarray
    part: np.ndarray
    a: np.ndarray
    b: np.ndarray
    probability: np.ndarray


@dataclass(frozen=True)
class Weighed:
    """Some pairs with all that they were weighed by.

    Attributes
    ----------
    gathered : Evidence
        Of the claims concerned.
    pairs : Pairs
        Of rows of these.
    beside : numpy.ndarray, shape (pairs, len(BESIDE))
        What the second round weighs.
    probability : numpy.ndarray, shape (pairs,)
    """

    gathered: Evidence
    pairs: Pairs
    beside: np.ndarray
    probability: np.ndarray


def scores(claims: pd.DataFrame, known: Lexicon, story: np.ndarray) -> Scores:
    """Score the pairs of claims that are worth comparing.

    Claims of two stories have probability 0 but where they are told in the same words, or agree in figures,
    names and verb.

    Parameters
    ----------
    claims : pandas.DataFrame
        The table of that name, sorted by article and position.
    known : Lexicon
        Of these claims.
    story : numpy.ndarray of int, shape (n,)
        Story of each claim's article.
    """
    a, b = worth_weighing(claims, known, story)
    part = parts(known.article, story, a, b)
    told = np.zeros(len(a))
    for rows, own in volumes(part, a):
        told[own] = weighed(claims, known, story, rows, a[own], b[own]).probability
    return Scores(known, story, part, a, b, told)


def parts(article: np.ndarray, story: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return for each claim the part that it is in: what pairs of claims and stories hold together."""
    articles = int(article.max(initial=-1)) + 1
    whole = np.r_[article, articles + story]
    return tied(whole, np.r_[article, article[a]], np.r_[articles + story, article[b]])[: len(article)]


def tied(part: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the parts that come of parts some of which are tied two by two.

    Parameters
    ----------
    part : numpy.ndarray of int, shape (n,)
        Part of each claim.
    one, other : numpy.ndarray of int, shape (ties,)
        Parts that are one.
    """
    count = int(part.max(initial=-1)) + 1
    ties = sparse.coo_matrix((np.ones(len(one), bool), (one, other)), shape=(count, count))
    return connected_components(ties, directed=False)[1][part] if count else part


def volumes(part: np.ndarray, a: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give the claims of some parts at a time, about `VOLUME` of them, and which pairs are theirs, both by
    their parts.

    Parameters
    ----------
    part : numpy.ndarray of int, shape (n,)
        See `parts`.
    a : numpy.ndarray of int, shape (pairs,)
        First claim of each pair.
    """
    weighed = np.zeros(int(part.max(initial=-1)) + 1, bool)
    weighed[part[a]] = True  # the other parts have nothing to weigh
    paired = weighed[part]
    sizes = np.bincount(part[paired], minlength=len(weighed))
    sizes += np.bincount(part[a], minlength=len(weighed)) // LIKE_ONE
    volume = np.maximum(np.cumsum(sizes) - 1, 0) // VOLUME
    volume = volume.astype(np.min_scalar_type(int(volume.max(initial=0))))
    of_pair = volume[part[a]]
    for number in np.unique(volume[part[paired]]).tolist():
        rows, own = np.flatnonzero(paired & (volume[part] == number)), np.flatnonzero(of_pair == number)
        yield rows[np.argsort(part[rows], kind="stable")], own[np.argsort(part[a[own]], kind="stable")]


def among(rows: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return where some claims stand among `rows`, which are in any order."""
    order = np.argsort(rows)
    return order[np.searchsorted(rows, wanted, sorter=order)]


def weighed(
    claims: pd.DataFrame, known: Lexicon, story: np.ndarray, rows: np.ndarray, a: np.ndarray, b: np.ndarray
) -> Weighed:
    """Weigh all pairs of whole parts.

    Parameters
    ----------
    claims, known, story
        As for `scores`.
    rows : numpy.ndarray of int
        The claims of these parts, part by part.
    a, b : numpy.ndarray of int
        All pairs of them that are worth weighing, in the same order.
    """
    some = claims.iloc[rows]
    found = features(some, known, rows)
    gathered = evidence(some, found)
    apart = story[a] != story[b]
    a, b = among(rows, a), among(rows, b)
    pairs = Pairs(found.article, a, b)
    shared = common(found, a, b)
    likeness = pair_scores(found, a, b, shared)
    odds, anywhere, never = np.zeros(len(a)), np.zeros(len(a), bool), np.zeros(len(a), bool)
    for chunk, both in crossings(a, b):
        own = weigh(gathered, both.one, both.other, shared[chunk])
        odds[chunk], anywhere[chunk], never[chunk] = log_odds(own, "own"), alike_anywhere(own), excluded(own)
    never |= apart & ~anywhere
    beside = surroundings(pairs, odds, np.where(never, 0, probability(odds)))
    told = probability(log_odds(beside, "beside"))
    close = closest(found, pairs, likeness)
    told = np.where(_told_closest(gathered, pairs, close, beside), np.maximum(told, close), told)
    told = np.where(apart & anywhere, np.maximum(told, TWICE), told)
    return Weighed(gathered, pairs, beside, np.where(never, 0, told))


def worth_weighing(claims: pd.DataFrame, known: Lexicon, story: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs that the rest of the work is done for; every other has probability 0.

    Those of one story, and of two stories all pairs of two articles that have one pair told in the same words
    or with the same figures (see `alike_anywhere`): what stands beside that pair counts.
    """
    article, count = known.article, len(known)
    figured = np.diff(known.figures.indptr) >= AGREED
    within, perhaps = [], [np.zeros(0, np.int64)]
    with _aside() as aside:  # the others would take the most room of all
        for code in keyed(known):
            one, other = np.divmod(code, count)
            apart = story[one] != story[other]
            within.append(code[~apart])
            aside.write(code[apart])
            perhaps.append(code[apart][_perhaps_alike(known, figured, one[apart], other[apart])])
        perhaps = np.unique(np.concatenate(perhaps))
        tied = [_both(article, *some) for some in _alike(claims, known, perhaps // count, perhaps % count)]
        sure = np.unique(np.concatenate([np.zeros(0, np.int64), *tied]))
        aside.seek(0)
        while len(code := np.fromfile(aside, np.int64, PART)):
            within.append(code[np.isin(_both(article, *np.divmod(code, count)), sure)])
    within += told_whole(known, story)
    return paired(within, count)


@contextlib.contextmanager
def _aside() -> Iterator[IO[bytes]]:
    """Open a file without a name for what has no room in memory; say where it lies if that disk is full."""
    try:
        with tempfile.TemporaryFile() as file:
            yield file
    except OSError as error:
        raise disk_error(error, tempfile.gettempdir()) from error


def _both(article: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return a number for the two articles of each pair of claims."""
    count = int(article.max(initial=0)) + 1
    return np.minimum(article[one], article[other]) * count + np.maximum(article[one], article[other])


def _alike(
    claims: pd.DataFrame, known: Lexicon, one: np.ndarray, other: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give those of some pairs that `alike_anywhere` is true of, as many as may be at a time."""
    for first in range(0, len(one), VOLUME):
        x, y = (side[first : first + VOLUME] for side in (one, other))
        rows = np.unique(np.r_[x, y])
        found = features(claims.iloc[rows], known, rows)
        gathered = evidence(claims.iloc[rows], found)
        sure = alike_anywhere(weigh(gathered, np.searchsorted(rows, x), np.searchsorted(rows, y)))
        yield x[sure], y[sure]


def _perhaps_alike(known: Lexicon, figured: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Tell cheaply which pairs `alike_anywhere` may be true of: most of those of two stories are not.

    `figured` tells which claims have `AGREED` figures at all, shape (n,).
    """
    out, mass, least = np.zeros(len(one), bool), known.mass, VERBATIM - ROUGHLY
    agreed = np.flatnonzero(figured[one] & figured[other])
    for part in chunks(len(agreed)):
        x, y = one[agreed[part]], other[agreed[part]]
        out[agreed[part]] = dot(known.figures[x], known.figures[y]) >= AGREED
    # A word weighs the same in both, so that of two contents the heavier holds what the lighter lacks.
    light, heavy = np.minimum(mass[one], mass[other]), np.maximum(mass[one], mass[other])
    near = np.flatnonzero(light >= (least - ROUGHLY) ** 2 * heavy)
    for part in chunks(len(near)):
        x, y = one[near[part]], other[near[part]]
        length = np.sqrt(np.maximum(mass[x] * mass[y], TINY))
        out[near[part]] |= dot(known.own[x], known.own[y]) / length >= least
    return out


def closest(known: Features, pairs: Pairs, likeness: np.ndarray) -> np.ndarray:
    """Return the likeness of pairs less what closer claims of the other article take away, and less within
    one article.

    Long articles on one matter are full of claims that are somewhat alike; that two are closest to each other
    and much alike is as sure as the model is of anything.
    """
    within = ~pairs.across
    told = np.where(within, 0, likeness).astype(np.float32)
    lost = RIVAL_LOSS * (rivals(pairs, told) - told)
    out = np.where(within, likeness, likeness - lost)
    within = np.flatnonzero(within)
    for part, both in crossings(pairs.a[within], pairs.b[within]):
        out[within[part]] -= np.where(both.dot(known.slots, known.slots) > 1, 0, WITHIN)
    return out


def _told_closest(gathered: Evidence, pairs: Pairs, close: np.ndarray, beside: np.ndarray) -> np.ndarray:
    """Tell which pairs are one whatever the model says: alike enough, nothing closer in either article by the
    model too, and not one of them negated, but where the words are nearly the same."""
    against = gathered.against[pairs.a] != gathered.against[pairs.b]
    best = (beside[:, BESIDE.index("rival")] <= 0) & ~against
    across = (best | (close >= VERBATIM)) & (close >= SURE)
    return np.where(pairs.across, across, close >= SURE_WITHIN)


def excluded(own: np.ndarray) -> np.ndarray:
    """Tell which pairs are no one claim whatever else speaks for them, by the evidence of the first round."""
    return strangers(own) | nameless(own)


def strangers(own: np.ndarray) -> np.ndarray:
    """Tell which pairs are about other people and places: both name some, none in common, and none around
    them either.

    One deed of other parties is another claim, in whatever words it is told.
    """
    return (own[:, NAMES.index("other names")] > 0) & (own[:, NAMES.index("parties")] < STRANGE)


def nameless(own: np.ndarray) -> np.ndarray:
    """Tell which pairs have a content without a verb (*the allegations*) that does not stand in the other
    word for word.

    A noun says too little by itself: what others tell of the same thing is not the same claim.
    """
    return (own[:, NAMES.index("bare")] > 0) & (own[:, NAMES.index("inside")] < INSIDE)


def alike_anywhere(own: np.ndarray) -> np.ndarray:
    """Tell which pairs say the same whatever story they stand in: nearly the same words, or a figure, names
    and a verb."""
    column = {name: own[:, place] for place, name in enumerate(NAMES)}
    verbatim = (column["words"] >= VERBATIM) & (column["letters"] >= VERBATIM) & (column["short"] >= FEW)
    agree = (column["figures"] >= AGREED) & (column["names"] >= HALF) & (column["turn found"] >= HALF)
    return verbatim | agree

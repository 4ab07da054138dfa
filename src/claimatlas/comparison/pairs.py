"""Whether two claims say the same: a pair is scored by a logistic model over evidence that has a name.

The weights stand in ``same.csv`` and are fitted by ``benchmarks/fit_same.py`` on articles that tell one event
in other words; `claimatlas.comparison.reason` tells what a score is made of. A first round looks at the two
claims alone, a second at what stands beside them. A few rules come before and after: what is no one claim
whatever speaks for it, and what is one whatever speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from claimatlas.comparison.blocking import candidates
from claimatlas.comparison.features import Features, in_common
from claimatlas.comparison.likeness import common, pair_scores
from claimatlas.comparison.matrices import TINY, chunks, dot
from claimatlas.comparison.model import log_odds, probability
from claimatlas.comparison.pair_evidence import NAMES, Evidence, evidence, weigh
from claimatlas.comparison.surroundings import BESIDE, Pairs, rivals, surroundings

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


@dataclass(frozen=True)
class Scores:
    """The pairs that were compared.

    Attributes
    ----------
    evidence : Evidence
    story : numpy.ndarray of int, shape (n,)
    a, b : numpy.ndarray of int, shape (pairs,)
        Rows of the claims, a < b, sorted.
    likeness : numpy.ndarray, shape (pairs,)
        By fixed weights, see `claimatlas.comparison.likeness.pair_scores`.
    beside : numpy.ndarray, shape (pairs, len(BESIDE))
        What the second round weighs.
    probability : numpy.ndarray, shape (pairs,)
        That both say the same, 0 to 1.
    """

    evidence: Evidence
    story: np.ndarray
    a: np.ndarray
    b: np.ndarray
    likeness: np.ndarray
    beside: np.ndarray
    probability: np.ndarray


def scores(claims: pd.DataFrame, known: Features, story: np.ndarray) -> Scores:
    """Score the pairs of claims that are worth comparing.

    Claims of two stories have probability 0 but where they are told in the same words, or agree in figures,
    names and verb.

    Parameters
    ----------
    claims, known, story
        As for `claimatlas.comparison.pair_evidence.evidence`.
    """
    a, b = candidates(known, story)
    gathered = evidence(claims, known, story)
    kept = worth_weighing(gathered, story, a, b)
    pairs = Pairs(known.article, a[kept], b[kept])
    a, b = pairs.a, pairs.b
    shared = common(known, a, b)
    likeness = pair_scores(known, a, b, shared)
    odds, anywhere, never = np.zeros(len(a)), np.zeros(len(a), bool), np.zeros(len(a), bool)
    for part in chunks(len(a)):
        own = weigh(gathered, a[part], b[part], shared[part])
        odds[part], anywhere[part], never[part] = log_odds(own, "own"), alike_anywhere(own), excluded(own)
    apart = story[a] != story[b]
    never |= apart & ~anywhere
    beside = surroundings(pairs, odds, np.where(never, 0, probability(odds)))
    told = probability(log_odds(beside, "beside"))
    close = closest(known, pairs, likeness)
    told = np.where(_told_closest(gathered, pairs, close, beside), np.maximum(told, close), told)
    told = np.where(apart & anywhere, np.maximum(told, TWICE), told)
    return Scores(gathered, story, a, b, likeness, beside, np.where(never, 0, told))


def worth_weighing(gathered: Evidence, story: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Tell which pairs the rest of the work is done for; every other has probability 0.

    Those of one story, and of two stories all pairs of two articles that have one pair told in the same words
    or with the same figures (see `alike_anywhere`): what stands beside that pair counts.
    """
    apart = np.flatnonzero(story[one] != story[other])
    some = apart[_perhaps_alike(gathered, one[apart], other[apart])]
    sure = np.zeros(len(some), bool)
    for part in chunks(len(some)):
        sure[part] = alike_anywhere(weigh(gathered, one[some[part]], other[some[part]]))
    article = gathered.known.article
    count = int(article.max(initial=0)) + 1
    both = np.minimum(article[one], article[other]) * count + np.maximum(article[one], article[other])
    return (story[one] == story[other]) | np.isin(both, both[some[sure]])


def _perhaps_alike(gathered: Evidence, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Tell cheaply which pairs `alike_anywhere` may be true of: most of those of two stories are not."""
    known, out = gathered.known, np.zeros(len(one), bool)
    for part in chunks(len(one)):
        x, y = one[part], other[part]
        length = np.sqrt(np.maximum(known.mass[x] * known.mass[y], TINY))
        verbatim = dot(known.own[x], known.own[y]) / length >= VERBATIM - ROUGHLY
        out[part] = verbatim | (in_common(gathered.figures, x, y) >= AGREED)
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
    slots = in_common(known.slots, pairs.a[within], pairs.b[within])
    out[within] -= np.where(slots > 1, 0, WITHIN)
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

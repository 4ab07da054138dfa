"""Whether two claims say the same: a pair is scored by a logistic model over evidence that has a name.

The weights stand in ``same.csv`` and are fitted by ``benchmarks/fit_same.py`` on articles that tell one event in
other words; `why` tells what a score is made of. A first round looks at the two claims alone, a second at what
stands beside them: a closer match elsewhere in the other article counts against a pair, a match of their neighbours
counts for it.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas.comparison.likeness import common, dot, pair_scores, rivals, sides, support
from claimatlas.comparison.matching import Features, candidates, spelled
from claimatlas.comparison.pair_evidence import CHUNK, NAMES, Evidence, evidence, unit, weigh
from claimatlas.errors import InputError

STRANGE = 0.1  # share of the names of a content around the other below which nobody is in common
TWICE = 0.6  # probability of claims of two stories that are told in the same words
SURE, SURE_WITHIN = 0.55, 0.45
"""Likeness from which two claims of two articles, or of one, are one whatever the model says; see `_told_closest`."""
RIVAL_LOSS = 0.2  # share of the difference to a closer claim of the other article that is lost
WITHIN = 0.12  # likeness that two claims of one article lose but for two slots in common: articles seldom say a thing twice
FAR = 5  # log-odds below 0 from which a rival is none
RIVAL = 3  # log-odds by which a rival can be closer and still count more
LIKELY = 0.02  # probability of the first round below which a pair is nobody's company
INSIDE = 0.85  # share of the letters of a content without a verb that have to stand in the other
VERBATIM = 0.9  # likeness of words and letters from which two claims are told in the same words


@dataclass(frozen=True)
class Scores:
    """The pairs that were compared.

    Attributes
    ----------
    e : Evidence
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

    e: Evidence
    story: np.ndarray
    a: np.ndarray
    b: np.ndarray
    likeness: np.ndarray
    beside: np.ndarray
    probability: np.ndarray


def scores(claims: pd.DataFrame, f: Features, story: np.ndarray) -> Scores:
    """Score the pairs of claims that are worth comparing.

    Claims of two stories have probability 0 but where they are told in the same words, or agree in figures, names and
    verb.
    """
    a, b = candidates(f, story)
    e = evidence(claims, f, story)
    kept = worth_weighing(e, story, a, b)
    a, b = a[kept], b[kept]
    shared = common(f, a, b)
    likeness = pair_scores(f, a, b, shared)
    apart = story[a] != story[b]
    odds, anywhere, never = np.zeros(len(a)), np.zeros(len(a), bool), np.zeros(len(a), bool)
    constant, weight = weights("own")
    for k in range(0, len(a), CHUNK):
        part = slice(k, k + CHUNK)
        own = weigh(e, a[part], b[part], shared[part])
        odds[part], anywhere[part], never[part] = own @ weight + constant, alike_anywhere(own), excluded(own)
    numbers = sides(f.article, a, b)
    no = never | (apart & ~anywhere)
    beside = surroundings(f.article, a, b, odds, np.where(no, 0, _sigmoid(odds)), numbers)
    constant, weight = weights("beside")
    p = _sigmoid(beside @ weight + constant)
    close = closest(f, a, b, likeness, numbers)
    p = np.where(_told_closest(e, a, b, close, beside), np.maximum(p, close), p)
    p = np.where(apart & anywhere, np.maximum(p, TWICE), p)
    return Scores(e, story, a, b, likeness, beside, np.where(no, 0, p))


def worth_weighing(e: Evidence, story: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Tell which pairs the rest of the work is done for; every other has probability 0.

    Those of one story, and of two stories all pairs of two articles that have one pair told in the same words or with
    the same figures (see `alike_anywhere`): what stands beside that pair counts.
    """
    f, apart = e.f, np.flatnonzero(story[a] != story[b])
    alike = np.zeros(len(apart), bool)
    for k in range(0, len(apart), CHUNK):
        part = slice(k, k + CHUNK)
        i, j = a[apart[part]], b[apart[part]]
        figures = [len(e.figures[x] & e.figures[y]) > 1 for x, y in zip(i.tolist(), j.tolist(), strict=True)]
        alike[part] = (dot(f.own[i], f.own[j]) / np.sqrt(np.maximum(f.mass[i] * f.mass[j], 1e-9)) >= VERBATIM - 0.01) | np.array(figures, bool)  # looked at again below
    some = apart[alike]
    sure = np.zeros(len(some), bool)
    for k in range(0, len(some), CHUNK):
        part = some[k : k + CHUNK]
        sure[k : k + CHUNK] = alike_anywhere(weigh(e, a[part], b[part]))
    some = some[sure]
    article, n = e.f.article, int(e.f.article.max(initial=0)) + 1
    both = np.minimum(article[a], article[b]) * n + np.maximum(article[a], article[b])
    return (story[a] == story[b]) | np.isin(both, both[some])


@dataclass(frozen=True)
class Reason:
    """What the score of two claims is made of.

    Attributes
    ----------
    probability : float
        That they say the same, 0 to 1.
    shared : list of str
        Words that count and stand in both, the rarest first, as the first claim writes them.
    runner_up : str or None
        The claim of the second one's article that is next likely to say what the first says.
    runner_up_probability : float
    evidence : pandas.DataFrame
        ``round``, ``evidence``, ``value``, ``weight``, ``counts`` (their product, log-odds), ``meaning``; what counts most
        first.
    """

    probability: float
    shared: list[str]
    runner_up: str | None
    runner_up_probability: float
    evidence: pd.DataFrame


def reason(found: Scores, claims: pd.DataFrame, i: int, j: int) -> Reason:
    """Tell what the score of the claims in rows i < j is made of.

    Raises
    ------
    InputError
        They share no word by which they could be compared.
    """
    at = np.flatnonzero((found.a == i) & (found.b == j))
    if not len(at):
        raise InputError("claims", "the two share no word", "Name two claims that have a word in common.")
    f = found.e.f
    values = weigh(found.e, np.array([i]), np.array([j]))[0]
    told = [("own", name, value) for name, value in zip(NAMES, values, strict=True)]
    told += [("beside", name, value) for name, value in zip(BESIDE, found.beside[at[0]], strict=True)]
    rows = []
    weight = {(r["round"], r["evidence"]): (float(r["weight"]), r["meaning"]) for r in _rows()}
    for which, name, value in told:
        w, meaning = weight[which, name]
        rows.append((which, name, round(float(value), 3), w, round(float(value) * w, 3), meaning))
    table = pd.DataFrame(rows, columns=["round", "evidence", "value", "weight", "counts", "meaning"])
    table = table.iloc[np.argsort(-table["counts"].abs().to_numpy(), kind="stable")].reset_index(drop=True)
    common = set(f.own[i].indices.tolist()) & set(f.own[j].indices.tolist())
    words = {f.vocabulary[t]: w for _, w, t in spelled(claims["content"].iloc[i], f.forms) if f.vocabulary.get(t) in common}
    mine = np.flatnonzero(((found.a == i) & (f.article[found.b] == f.article[j]) & (found.b != j)) | ((found.b == i) & (f.article[found.a] == f.article[j]) & (found.a != j)))
    best = max(mine.tolist(), key=lambda k: (found.probability[k], -k), default=None)
    rival = None if best is None else claims["claim_id"].iloc[int(found.b[best] if found.a[best] == i else found.a[best])]
    return Reason(
        float(found.probability[at[0]]), [words[k] for k in sorted(words, key=lambda k: (-f.rare[k], k))], rival,
        0.0 if best is None else float(found.probability[best]), table,
    )


def closest(f: Features, a: np.ndarray, b: np.ndarray, likeness: np.ndarray, numbers: tuple) -> np.ndarray:
    """Return the likeness of pairs less what closer claims of the other article take away, and less within one article.

    Long articles on one matter are full of claims that are somewhat alike; that two are closest to each other and much
    alike is as sure as the model is of anything.
    """
    within = f.article[a] == f.article[b]
    told = np.where(within, 0, likeness).astype(np.float32)
    lost = RIVAL_LOSS * (rivals(told, numbers) - told)
    slots = np.fromiter((len(f.slots[x] & f.slots[y]) for x, y in zip(a[within].tolist(), b[within].tolist(), strict=True)), np.int16, within.sum())
    out = np.where(within, likeness, likeness - lost)
    out[within] -= np.where(slots > 1, 0, WITHIN)
    return out


def excluded(own: np.ndarray) -> np.ndarray:
    """Tell which pairs are no one claim whatever else speaks for them."""
    return strangers(own) | nameless(own)


def _told_closest(e: Evidence, a: np.ndarray, b: np.ndarray, close: np.ndarray, beside: np.ndarray) -> np.ndarray:
    """Tell which pairs are one whatever the model says: alike enough, nothing closer in either article by the model too,
    and not one of them negated, but where the words are nearly the same."""
    best = (beside[:, BESIDE.index("rival")] <= 0) & (e.against[a] == e.against[b])
    across = (best | (close >= VERBATIM)) & (close >= SURE)
    return np.where(e.f.article[a] == e.f.article[b], close >= SURE_WITHIN, across)


def strangers(own: np.ndarray) -> np.ndarray:
    """Tell which pairs are about other people and places: both name some, none in common, and none around them either.

    One deed of other parties is another claim, in whatever words it is told.
    """
    return (own[:, NAMES.index("other names")] > 0) & (own[:, NAMES.index("parties")] < STRANGE)


def nameless(own: np.ndarray) -> np.ndarray:
    """Tell which pairs have a content without a verb (*the allegations*) that does not stand in the other word for word.

    A noun says too little by itself: what others tell of the same thing is not the same claim.
    """
    return (own[:, NAMES.index("bare")] > 0) & (own[:, NAMES.index("inside")] < INSIDE)


def alike_anywhere(own: np.ndarray) -> np.ndarray:
    """Tell which pairs say the same whatever story they stand in: nearly the same words, or a figure, names and a verb."""
    col = {name: own[:, k] for k, name in enumerate(NAMES)}
    verbatim = (col["words"] >= VERBATIM) & (col["letters"] >= VERBATIM) & (col["short"] >= np.log(6))
    agree = (col["figures"] >= 2) & (col["names"] >= 0.5) & (col["turn found"] >= 0.5)
    return verbatim | agree


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))


BESIDE = ("own", "company of claims", "rival", "neighbours", "retelling")


def surroundings(
    article: np.ndarray, a: np.ndarray, b: np.ndarray, odds: np.ndarray, first: np.ndarray,
    numbers: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Return what the second round weighs: the first round's log-odds and what stands beside each pair.

    Parameters
    ----------
    article : numpy.ndarray of int, shape (n,)
    a, b : numpy.ndarray of int
        The pairs, sorted.
    odds, first : numpy.ndarray
        Log-odds and probability of the first round.
    numbers : tuple of numpy.ndarray
        See `claimatlas.comparison.likeness.sides`.

    Returns
    -------
    numpy.ndarray, shape (len(a), len(BESIDE))
    """
    n = len(article)
    likely = first > LIKELY
    i, j, p = a[likely], b[likely], first[likely]
    graph = sparse.csr_matrix((np.r_[p, p, np.ones(n)], (np.r_[i, j, np.arange(n)], np.r_[j, i, np.arange(n)])), shape=(n, n))
    graph = unit(sparse.csr_matrix(graph))
    company = np.concatenate([dot(graph[a[k : k + CHUNK]], graph[b[k : k + CHUNK]]) for k in range(0, len(a), CHUNK)] or [np.zeros(0)])
    across = article[a] != article[b]
    told = np.where(across, np.clip(odds + FAR, 0, None), 0).astype(np.float32)  # log-odds above those of no interest
    rival = np.where(across, np.minimum(rivals(told, numbers) - told, RIVAL), 0)
    return np.stack([odds, company, rival, support(first, a, b, article), retelling(article, a, b, first, numbers)], 1)


def retelling(
    article: np.ndarray, a: np.ndarray, b: np.ndarray, first: np.ndarray, numbers: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Return for each pair how many of the other claims of either article the other article is likely to have.

    An article that tells three facts of another is the likelier to tell a fourth.

    Returns
    -------
    numpy.ndarray, shape (len(a),)
        Mean over the other claims of an article of their likeliest match in the other article, 0 to 1; the higher of the
        two sides, 0 within one article.
    """
    count, many = int(article.max(initial=0)) + 1, np.bincount(article)
    _, both = np.unique(article[a] * count + article[b], return_inverse=True)  # a < b: articles in order
    out = np.zeros(len(a))
    for one, claim in zip((a, b), numbers, strict=True):
        best = np.zeros(claim.max(initial=-1) + 1)
        np.maximum.at(best, claim, first)
        where = np.zeros(len(best), np.int64)
        where[claim] = both
        rest = np.bincount(where, best)[both] - best[claim] if len(a) else out
        out = np.maximum(out, rest / np.maximum(many[article[one]] - 1, 1))
    return np.where(article[a] == article[b], 0, out)


@functools.cache
def weights(rounds: str) -> tuple[float, np.ndarray]:
    """Read one round of ``same.csv``: the constant, and the weights in the order of `NAMES` or `BESIDE`."""
    rows = {r["evidence"]: float(r["weight"]) for r in rows_of(rounds)}
    names = NAMES if rounds == "own" else BESIDE
    return rows["constant"], np.array([rows[name] for name in names])


def rows_of(rounds: str) -> list[dict[str, str]]:
    """Return the rows of ``same.csv`` of one round, in order."""
    return [r for r in _rows() if r["round"] == rounds]


@functools.cache
def _rows() -> list[dict[str, str]]:
    text = files("claimatlas.comparison").joinpath("same.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if line and line[0] != "#"))

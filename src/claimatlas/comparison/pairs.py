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
from rapidfuzz import fuzz, process
from scipy import sparse

from claimatlas.comparison.matching import Features, pair_scores, party, rivals, spelled, support
from claimatlas.comparison.senses import head, meanings
from claimatlas.comparison.words import TOKEN, fold, stem
from claimatlas.errors import InputError

CHUNK = 200_000  # pairs weighed at a time
CROWD = 200  # articles of a story that each is set beside
STRANGE = 0.1  # share of the names of a content around the other below which nobody is in common
TWICE = 0.6  # probability of claims of two stories that are told in the same words
SURE = 0.46  # likeness of two claims closest to each other from which they are one whatever the model says
RIVAL_LOSS = 0.2  # share of the difference to a closer claim of the other article that is lost
WITHIN = 0.12  # likeness that two claims of one article lose but for two slots in common: articles seldom say a thing twice
FAR = 5  # log-odds below 0 from which a rival is none
RIVAL = 3  # log-odds by which a rival can be closer and still count more
LIKELY = 0.02  # probability of the first round below which a pair is nobody's company
VERBATIM = 0.9  # likeness of words and letters from which two claims are told in the same words
LONG = 20  # words from which a content is no longer short


@dataclass(frozen=True)
class Evidence:
    """What pairs are weighed by, for n claims in the order of `claimatlas.comparison.matching.Features`.

    Attributes
    ----------
    words, deeds, names, senses, subjects, heads, rare_here : scipy.sparse.csr_matrix, shape (n, …)
        Unit rows: all words of the content, those that are no names, the names, the meanings of its words, the names
        before its verb, the meanings of its verb, the words weighed by how few articles of the story have them.
    any_sense : scipy.sparse.csr_matrix
        1 for each meaning a content has.
    anchors, anchor_names, centre : scipy.sparse.csr_matrix
        Words and names that few claims of the article have; words that many articles of the story have. Products of
        rows, not cosines.
    sentence, place, many : numpy.ndarray, shape (n,)
        Number of the claim's sentence in its article, its place from 0 to 1, claims in the article.
    length : numpy.ndarray of int, shape (n,)
        Words of the content.
    against : numpy.ndarray of bool, shape (n,)
        Negated, or a denial.
    figures : list of frozenset
        Amounts, and dates to the month or day.
    holders : list of frozenset
        Entities in the chain.
    likeness : scipy.sparse.csr_matrix, shape (articles, words)
        Unit rows of the words of each article.
    company, company_names : scipy.sparse.csr_matrix, shape (articles, articles)
        Unit rows: how like each article is to those of its story, by all its words and by its names.
    """

    f: Features
    words: sparse.csr_matrix
    deeds: sparse.csr_matrix
    names: sparse.csr_matrix
    senses: sparse.csr_matrix
    subjects: sparse.csr_matrix
    heads: sparse.csr_matrix
    rare_here: sparse.csr_matrix
    any_sense: sparse.csr_matrix
    anchors: sparse.csr_matrix
    anchor_names: sparse.csr_matrix
    centre: sparse.csr_matrix
    sentence: np.ndarray
    place: np.ndarray
    many: np.ndarray
    length: np.ndarray
    against: np.ndarray
    figures: list[frozenset]
    holders: list[frozenset]
    likeness: sparse.csr_matrix
    company: sparse.csr_matrix
    company_names: sparse.csr_matrix


def evidence(claims: pd.DataFrame, f: Features, story: np.ndarray) -> Evidence:
    """Gather what pairs of `claims` are weighed by.

    Parameters
    ----------
    claims : pandas.DataFrame
        The table of that name, sorted by article and position.
    f : Features
        Of these claims.
    story : numpy.ndarray of int, shape (n,)
        Story of each claim's article.
    """
    names, deeds = _split(f.own, f.vocabulary)
    stems, heads, subjects = _shapes(claims, f)
    articles = _rows_of(f.article, len(f.article))
    per_article = _ones(sparse.csr_matrix(articles @ f.own))
    sentence, place, many = _positions(claims, f.article)
    by_article = sparse.csr_matrix(articles @ f.own)
    by_article.data = np.sqrt(by_article.data)
    of_article = np.zeros(by_article.shape[0], int)
    of_article[f.article] = story
    chains = claims["chain_ids"] if "chain_ids" in claims else [()] * len(claims)
    here = _share_of_story(f.own, per_article, f.article, story)
    rare_here, centre = f.own.copy(), deeds.copy()
    rare_here.data = np.log1p(1 / here.data)
    centre.data = np.sqrt(centre.data * _share_of_story(deeds, per_article, f.article, story).data)
    return Evidence(
        f=f, words=unit(f.own), deeds=unit(deeds), names=unit(names), senses=unit(stems), subjects=unit(subjects), heads=unit(heads),
        rare_here=unit(rare_here), any_sense=_ones(stems), anchors=_anchored(deeds, f.article), anchor_names=_anchored(names, f.article),
        centre=centre, sentence=sentence, place=place, many=many, length=np.array([max(1, len(t.split())) for t in f.texts]),
        against=claims["negated"].to_numpy(bool) | claims["denial"].to_numpy(bool),
        figures=[
            frozenset([x["low"] for x in numbers if x["low"] is not None and x["low"] == x["low"]] + [d["value"] for d in dates if len(d["value"] or "") > 6])
            for numbers, dates in zip(claims["numbers"], claims["dates"], strict=True)
        ],
        holders=[frozenset(x for x in ids if x) for ids in chains], likeness=unit(by_article),
        company=_company(by_article, of_article), company_names=_company(_split(by_article, f.vocabulary)[0], of_article),
    )


def unit(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return `matrix` with rows of length 1; rows of zeros stay."""
    norm = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(norm, 1e-9)).astype(np.float32) @ matrix)


def _ones(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    out = matrix.copy()
    out.data[:] = 1
    return out


def _rows_of(group: np.ndarray, n: int) -> sparse.csr_matrix:
    """Return the matrix that sums the rows of each group."""
    return sparse.csr_matrix((np.ones(n, np.float32), (group, np.arange(n))), shape=(int(group.max()) + 1 if n else 0, n))


def _split(own: sparse.csr_matrix, vocabulary: dict[str, int]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return the names of `own`, and its other words."""
    is_name = np.fromiter((w[0] == "^" for w in vocabulary), np.float32, len(vocabulary))
    out = [sparse.csr_matrix(own @ sparse.diags(x)) for x in (is_name, 1 - is_name)]
    for matrix in out:
        matrix.eliminate_zeros()
        matrix.sort_indices()
    return out[0], out[1]


def _shapes(claims: pd.DataFrame, f: Features) -> tuple[sparse.csr_matrix, sparse.csr_matrix, sparse.csr_matrix]:
    """Return the meanings of the words of each content (by rarity), those of its verb, and the names before the verb."""
    stems: dict[str, int] = {}
    words, heads, subjects = ([], [], []), ([], []), ([], [], [])
    for i, content in enumerate(claims["content"]):
        found = TOKEN.findall(content)
        folded = [fold(w) for w in found]
        verb = head(found, folded)
        for at, word, token in spelled(content, f.forms):
            column = f.vocabulary.get(token)
            if token[0] == "^":
                if column is not None and (verb < 0 or at < verb):
                    for out, value in zip(subjects, (i, column, f.rare[column]), strict=True):
                        out.append(value)
                continue
            key = stems.setdefault(stem(fold(word).replace("-", "")), len(stems))
            for out, value in zip(words, (i, key, f.rare[column] if column is not None else 1.0), strict=True):
                out.append(value)
            if at == verb:
                heads[0].append(i)
                heads[1].append(key)
    n, known = len(claims), meanings(list(stems))
    by_stem = sparse.csr_matrix((np.array(words[2], np.float32), (words[0], words[1])), shape=(n, len(stems)))
    by_head = sparse.csr_matrix((np.ones(len(heads[0]), np.float32), heads), shape=(n, len(stems)))
    before = sparse.csr_matrix((np.array(subjects[2], np.float32), (subjects[0], subjects[1])), shape=(n, len(f.vocabulary)))
    return sparse.csr_matrix(by_stem @ known), sparse.csr_matrix(by_head @ known), before


def _positions(claims: pd.DataFrame, article: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each claim the number of its sentence, its place in the article (0 to 1) and the article's claims."""
    start = claims["sentence_start"].to_numpy()
    new = np.r_[True, (article[1:] != article[:-1]) | (start[1:] != start[:-1])]
    number = np.cumsum(new) - 1
    first = np.full(int(article.max()) + 1, len(article))
    np.minimum.at(first, article, number)
    last = np.zeros(len(first), int)
    np.maximum.at(last, article, number)
    sentence = number - first[article]
    return sentence, sentence / np.maximum((last - first)[article], 1), np.bincount(article)[article]


def _anchored(words: sparse.csr_matrix, article: np.ndarray) -> sparse.csr_matrix:
    """Divide the weight of each word by the claims of its article that have it; rows multiply to what both are tied by."""
    counts = sparse.csr_matrix(_rows_of(article, len(article)) @ _ones(words))[article].multiply(_ones(words)).tocsr()
    counts.sort_indices()
    out = words.copy()
    out.data = np.sqrt(words.data / counts.data)
    return out


def _company(articles: sparse.csr_matrix, story: np.ndarray) -> sparse.csr_matrix:
    """Return how like each article is to the others of its story by what not all of them have; unit rows.

    Two articles of one event are like the same others; two of twin events (another arrest, another quake) are not, though
    they share the words of their kind.
    """
    rows, columns, values = [], [], []
    for one in np.unique(story):
        members = np.flatnonzero(story == one)
        mine = articles[members]
        having = np.bincount(mine.indices, minlength=mine.shape[1])
        weight = np.where(having > 1, np.log((len(members) + 1) / np.maximum(having, 1)), 0)
        mine = unit(sparse.csr_matrix(mine @ sparse.diags(weight)))
        for first in range(0, len(members), CROWD):
            like = (mine[first : first + CROWD] @ mine.T).toarray()
            like[np.arange(len(like)), first + np.arange(len(like))] = 1
            near = np.argsort(-like, axis=1, kind="stable")[:, :CROWD]
            rows.append(np.repeat(members[first : first + CROWD], near.shape[1]))
            columns.append(members[near.ravel()])
            values.append(np.take_along_axis(like, near, 1).ravel())
    n = len(story)
    return unit(sparse.csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(n, n))) if n else sparse.csr_matrix((0, 0))


def _share_of_story(words: sparse.csr_matrix, per_article: sparse.csr_matrix, article: np.ndarray, story: np.ndarray) -> sparse.csr_matrix:
    """Return for each word of each claim the share of the story's articles that have it."""
    of_article = np.zeros(per_article.shape[0], int)
    of_article[article] = story
    having = sparse.csr_matrix(_rows_of(of_article, len(of_article)) @ per_article)
    out = having[story].multiply(_ones(words)).tocsr()
    out.sort_indices()
    out.data = out.data / np.repeat(np.bincount(of_article)[story], np.diff(out.indptr))
    return out


def dot(x: sparse.csr_matrix, y: sparse.csr_matrix) -> np.ndarray:
    """Return the products of the rows of two matrices."""
    return np.asarray(x.multiply(y).sum(1)).ravel()


NAMES = (
    "words", "deeds", "senses", "names", "no names", "other names", "parties", "found low", "found high", "letters", "figures", "other figures",
    "slots", "other years", "verb", "subject", "no subject", "same source", "other source", "both first", "apart", "short",
    "uneven", "many claims", "articles", "company", "company of names", "one negated", "anchors", "anchor names", "rare here", "centre", "one article", "likeness",
)


def weigh(e: Evidence, i: np.ndarray, j: np.ndarray, likeness: np.ndarray) -> np.ndarray:
    """Return the evidence on pairs of claims; `likeness` is that of `claimatlas.comparison.matching.pair_scores`.

    Returns
    -------
    numpy.ndarray, shape (len(i), len(NAMES))
        What each column is stands in ``same.csv``.
    """
    parts = [np.c_[_weigh(e, i[k : k + CHUNK], j[k : k + CHUNK]), likeness[k : k + CHUNK]] for k in range(0, len(i), CHUNK)]
    return np.concatenate(parts) if parts else np.zeros((0, len(NAMES)), np.float32)


def _weigh(e: Evidence, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    f = e.f
    found = [dot(f.own[x], f.full[y]) / np.maximum(f.mass[x], 1e-6) for x, y in ((i, j), (j, i))]
    has_name, has_subject = (np.diff(m.indptr) > 0 for m in (e.names, e.subjects))
    common = dot(e.names[i], e.names[j])
    verb = sum(np.minimum(dot(e.heads[x], e.any_sense[y]), 1) for x, y in ((i, j), (j, i))) / 2
    both = list(zip(i.tolist(), j.tolist(), strict=True))
    figures = np.array([len(e.figures[x] & e.figures[y]) for x, y in both])
    lacking = np.array([bool(e.figures[x]) and bool(e.figures[y]) for x, y in both]) & (figures == 0)
    source = np.array([bool(f.origins[x] & f.origins[y] or e.holders[x] & e.holders[y]) for x, y in both])
    sources = np.array([bool(f.origins[x]) and bool(f.origins[y]) for x, y in both]) & ~source
    years = np.array([bool(f.values[x][0] and f.values[y][0] and not f.values[x][0] & f.values[y][0]) for x, y in both])
    letters = process.cpdist([f.texts[x] for x in i], [f.texts[y] for y in j], scorer=fuzz.ratio, dtype=np.float32) / 100
    low, high = np.minimum(e.length[i], e.length[j]), np.maximum(e.length[i], e.length[j])
    columns = [
        dot(e.words[i], e.words[j]), dot(e.deeds[i], e.deeds[j]), dot(e.senses[i], e.senses[j]), common,
        ~(has_name[i] & has_name[j]), has_name[i] & has_name[j] & (common == 0), party(f, i, j), np.minimum(*found), np.maximum(*found), letters, np.minimum(figures, 2), lacking,
        np.minimum([len(f.slots[x] & f.slots[y]) for x, y in both], 3), years, verb, dot(e.subjects[i], e.subjects[j]),
        ~(has_subject[i] & has_subject[j]), source, sources, (e.sentence[i] == 0) & (e.sentence[j] == 0), np.abs(e.place[i] - e.place[j]),
        np.log(np.minimum(low, LONG)), np.log(high / low), np.log(e.many[i] * e.many[j]) / 2, dot(e.likeness[f.article[i]], e.likeness[f.article[j]]),
        dot(e.company[f.article[i]], e.company[f.article[j]]), dot(e.company_names[f.article[i]], e.company_names[f.article[j]]),
        e.against[i] != e.against[j], np.log1p(dot(e.anchors[i], e.anchors[j])), np.log1p(dot(e.anchor_names[i], e.anchor_names[j])),
        dot(e.rare_here[i], e.rare_here[j]), np.log1p(dot(e.centre[i], e.centre[j])), f.article[i] == f.article[j],
    ]
    return np.stack([np.asarray(c, np.float32) for c in columns], 1)


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
        By fixed weights, see `claimatlas.comparison.matching.pair_scores`.
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
    a, b, likeness = pair_scores(f, story)
    e = evidence(claims, f, story)
    apart = story[a] != story[b]
    odds, anywhere, strange = np.zeros(len(a)), np.zeros(len(a), bool), np.zeros(len(a), bool)
    constant, weight = weights("own")
    for k in range(0, len(a), CHUNK):
        part = slice(k, k + CHUNK)
        own = weigh(e, a[part], b[part], likeness[part])
        odds[part], anywhere[part], strange[part] = own @ weight + constant, alike_anywhere(own), strangers(own)
    no = strange | (apart & ~anywhere)
    beside = surroundings(f.article, a, b, odds, np.where(no, 0, _sigmoid(odds)))
    constant, weight = weights("beside")
    p = _sigmoid(beside @ weight + constant)
    close = closest(f, a, b, likeness)
    p = np.where(close >= SURE, np.maximum(p, close), p)
    p = np.where(apart & anywhere, np.maximum(p, TWICE), p)
    return Scores(e, story, a, b, likeness, beside, np.where(no, 0, p))


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
    values = weigh(found.e, np.array([i]), np.array([j]), found.likeness[at])[0]
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


def closest(f: Features, a: np.ndarray, b: np.ndarray, likeness: np.ndarray) -> np.ndarray:
    """Return the likeness of pairs less what closer claims of the other article take away, and less within one article.

    Long articles on one matter are full of claims that are somewhat alike; that two are closest to each other and much
    alike is as sure as the model is of anything.
    """
    within = f.article[a] == f.article[b]
    told = np.where(within, 0, likeness).astype(np.float32)
    lost = RIVAL_LOSS * (rivals(told, a, b, f.article) - told)
    slots = np.fromiter((len(f.slots[x] & f.slots[y]) for x, y in zip(a[within].tolist(), b[within].tolist(), strict=True)), np.int16, within.sum())
    out = np.where(within, likeness, likeness - lost)
    out[within] -= np.where(slots > 1, 0, WITHIN)
    return out


def strangers(own: np.ndarray) -> np.ndarray:
    """Tell which pairs are about other people and places: both name some, none in common, and none around them either.

    One deed of other parties is another claim, in whatever words it is told.
    """
    return (own[:, NAMES.index("other names")] > 0) & (own[:, NAMES.index("parties")] < STRANGE)


def alike_anywhere(own: np.ndarray) -> np.ndarray:
    """Tell which pairs say the same whatever story they stand in: nearly the same words, or a figure, names and a verb."""
    col = {name: own[:, k] for k, name in enumerate(NAMES)}
    verbatim = (col["words"] >= VERBATIM) & (col["letters"] >= VERBATIM) & (col["short"] >= np.log(6))
    agree = (col["figures"] >= 2) & (col["names"] >= 0.5) & (col["verb"] >= 0.5)
    return verbatim | agree


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))


BESIDE = ("own", "company of claims", "rival", "neighbours")


def surroundings(article: np.ndarray, a: np.ndarray, b: np.ndarray, odds: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return what the second round weighs: the first round's log-odds and what stands beside each pair.

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
    rival = np.where(across, np.minimum(rivals(told, a, b, article) - told, RIVAL), 0)
    return np.stack([odds, company, rival, support(first, a, b, article)], 1)


@functools.cache
def weights(rounds: str) -> tuple[float, np.ndarray]:
    """Read one round of ``same.csv``: the constant, and the weights in the order of `NAMES` or `BESIDE`."""
    rows = {r["evidence"]: float(r["weight"]) for r in _rows() if r["round"] == rounds}
    names = NAMES if rounds == "own" else BESIDE
    return rows["constant"], np.array([rows[name] for name in names])


@functools.cache
def _rows() -> list[dict[str, str]]:
    text = files("claimatlas.comparison").joinpath("same.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if line and line[0] != "#"))

"""What pairs of claims are weighed by: named evidence, a chunk of pairs at a time, from sparse matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy import sparse

from claimatlas.comparison.matching import Features, party, spelled
from claimatlas.comparison.senses import head, meanings
from claimatlas.comparison.words import TOKEN, fold, stem

CHUNK = 200_000  # pairs weighed at a time
CROWD = 200  # articles of a story that each is set beside
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
    sentence, place, many = _positions(claims, f.article)
    by_article = sparse.csr_matrix(articles @ f.own)
    per_article = _ones(by_article)
    by_article.data = np.sqrt(by_article.data)
    of_article = np.zeros(by_article.shape[0], int)
    of_article[f.article] = story
    chains = claims["chain_ids"] if "chain_ids" in claims else [()] * len(claims)
    having = sparse.csr_matrix(_rows_of(of_article, len(of_article)) @ per_article)
    telling = np.bincount(of_article)
    here = _share_of_story(f.own, having, telling, story)
    rare_here, centre = f.own.copy(), deeds.copy()
    rare_here.data = np.log1p(1 / here.data)
    centre.data = np.sqrt(centre.data * _share_of_story(deeds, having, telling, story).data)
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
    n, rows, columns, values = len(story), [], [], []
    if not n:
        return sparse.csr_matrix((0, 0))
    order = np.argsort(story, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(story[order])) + 1):
        mine = articles[members]
        _, column, having = np.unique(mine.indices, return_inverse=True, return_counts=True)  # of this story's words alone
        weight = np.where(having > 1, np.log((len(members) + 1) / having), 0)
        mine = unit(sparse.csr_matrix((mine.data * weight[column], column, mine.indptr), shape=(len(members), len(having))))
        for first in range(0, len(members), CROWD):
            like = (mine[first : first + CROWD] @ mine.T).toarray()
            like[np.arange(len(like)), first + np.arange(len(like))] = 1
            near = np.argsort(-like, axis=1, kind="stable")[:, :CROWD]
            rows.append(np.repeat(members[first : first + CROWD], near.shape[1]))
            columns.append(members[near.ravel()])
            values.append(np.take_along_axis(like, near, 1).ravel())
    return unit(sparse.csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(n, n)))


def _share_of_story(
    words: sparse.csr_matrix, having: sparse.csr_matrix, telling: np.ndarray, story: np.ndarray
) -> sparse.csr_matrix:
    """Return for each word of each claim the share of the story's articles that have it: of a story, `having` has
    the articles with each word and `telling` all."""
    out = having[story].multiply(_ones(words)).tocsr()
    out.sort_indices()
    out.data = out.data / np.repeat(telling[story], np.diff(out.indptr))
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

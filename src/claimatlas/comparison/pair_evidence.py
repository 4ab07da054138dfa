"""What pairs of claims are weighed by: named evidence, a chunk of pairs at a time, from sparse matrices."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy import sparse

from claimatlas.comparison.likeness import Common, common, dot
from claimatlas.comparison.matching import Features, read_words, referents, spelled
from claimatlas.comparison.senses import head, meanings
from claimatlas.comparison.words import TOKEN, fold, stem

CHUNK = 200_000  # pairs weighed at a time
PHRASE = 5  # words up to which a content without a verb is a bare noun
LONG = 20  # words from which a content is no longer short
UNHEARD, COMMON = 4.0, 1.0  # rarity of a name and of another word that no content of the corpus has
CLOSE = 0.15  # share of their meanings in common from which one word covers another
ROLES = {"verb": 1.0, "noun": 1.0, "further": 0.8, "object": 0.8, "subject": 0.7, "pronoun": 0.6, "other": 0.5, "": 0.25}
"""What a word counts in its content by its role; "" is any other word. Set by hand."""
TURNS = frozenset(("verb", "noun", "further"))
PARTS = frozenset(("subject", "object", "other", "pronoun"))
APART = 0.1  # share of the meanings of what a content turns on below which the other content does not have it


@dataclass(frozen=True)
class Evidence:
    """What pairs are weighed by, for n claims in the order of `claimatlas.comparison.matching.Features`.

    Attributes
    ----------
    names, rare_here : scipy.sparse.csr_matrix, shape (n, words)
        Unit rows: the names of the content, its words weighed by how few articles of the story have them.
    turn, parts : scipy.sparse.csr_matrix, shape (n, meanings)
        Unit rows: the meanings of what the content turns on (its verb and what that opens, or its noun), and of the
        words that say who and what takes part.
    any_sense : scipy.sparse.csr_matrix, shape (n, meanings)
        1 for each meaning a word of the content can have.
    weighed : scipy.sparse.csr_matrix, shape (n, stems)
        Words of the content by rarity and role (`ROLES`).
    cover : scipy.sparse.csr_matrix, shape (n, stems)
        1 for each word that the content has or has another of like meaning for.
    weight : numpy.ndarray, shape (n,)
        Sum of each row of `weighed`.
    anchors, anchor_names : scipy.sparse.csr_matrix, shape (n, words)
        Words and names that few claims of the article have. Products of rows, not cosines.
    sentence, many : numpy.ndarray, shape (n,)
        Number of the claim's sentence in its article, claims in the article.
    length : numpy.ndarray of int, shape (n,)
        Words of the content.
    bare : numpy.ndarray of bool, shape (n,)
        Whether the content is a few words (`PHRASE`) and known to have no verb.
    against : numpy.ndarray of bool, shape (n,)
        Negated, or a denial.
    figures : list of frozenset
        Amounts, and dates to the month or day.
    """

    f: Features
    names: sparse.csr_matrix
    rare_here: sparse.csr_matrix
    turn: sparse.csr_matrix
    parts: sparse.csr_matrix
    any_sense: sparse.csr_matrix
    weighed: sparse.csr_matrix
    cover: sparse.csr_matrix
    weight: np.ndarray
    anchors: sparse.csr_matrix
    anchor_names: sparse.csr_matrix
    sentence: np.ndarray
    many: np.ndarray
    length: np.ndarray
    bare: np.ndarray
    against: np.ndarray
    figures: list[frozenset]


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
    sentence, many = _positions(claims, f.article)
    turn, parts, any_sense, weighed, cover, bare = _by_role(claims, f)
    return Evidence(
        f=f, names=unit(names), rare_here=unit(_rare_here(f, story)), turn=turn, parts=parts,
        any_sense=any_sense, weighed=weighed, cover=cover, weight=np.asarray(weighed.sum(1)).ravel(),
        anchors=_anchored(deeds, f.article), anchor_names=_anchored(names, f.article), sentence=sentence, many=many,
        length=np.array([max(1, len(t.split())) for t in f.texts]), bare=bare,
        against=claims["negated"].to_numpy(bool) | claims["denial"].to_numpy(bool),
        figures=[_figures(*x) for x in zip(claims["numbers"], claims["dates"], strict=True)],
    )


def _figures(numbers: list[dict], dates: list[dict]) -> frozenset:
    """The amounts of a content, and its dates to the month or day."""
    amounts = [x["low"] for x in numbers if x["low"] is not None and x["low"] == x["low"]]
    return frozenset(amounts + [d["value"] for d in dates if len(d["value"] or "") > 6])


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


class _Rows:
    """A sparse matrix being filled, a claim at a time."""

    def __init__(self) -> None:
        self.row, self.column, self.value = array("i"), array("i"), array("f")

    def put(self, row: int, column: int, value: float) -> None:
        self.row.append(row)
        self.column.append(column)
        self.value.append(value)

    def matrix(self, shape: tuple[int, int]) -> sparse.csr_matrix:
        value, row, column = (np.array(x) for x in (self.value, self.row, self.column))
        return sparse.csr_matrix((value, (row, column)), shape=shape)


def _by_role(claims: pd.DataFrame, f: Features) -> tuple[sparse.csr_matrix, ...]:
    """Return what `Evidence` calls turn, parts, any_sense, weighed and cover, and which contents have no verb."""
    n, stems, kept = len(claims), {}, {}
    turns, parts, weighed = _Rows(), _Rows(), _Rows()
    bare = np.zeros(n, bool)
    told = claims["roles"] if "roles" in claims else itertools.repeat((), n)
    for i, (content, roles, names) in enumerate(zip(claims["content"], told, referents(claims), strict=True)):
        bare[i] = len(roles) > 0 and len(content.split()) <= PHRASE and not any(x["role"] == "verb" for x in roles)
        words = _roles_parsed(content, roles, f) if len(roles) else _roles_guessed(content, f)
        for name in names:
            for _, word, token in spelled(name, f.forms, True):
                words.setdefault(token, (word, "pronoun"))
        for token, (word, role) in words.items():
            known = kept.get((token, word))
            if known is None:
                known = kept[token, word] = _stem_of(token, word, stems, f)
            key, rare = known
            weighed.put(i, key, rare * ROLES[role])
            if role in PARTS:
                parts.put(i, key, rare)
            elif role in TURNS and token[0] != "^":
                turns.put(i, key, rare * ROLES[role])
    shape, known = (n, len(stems)), meanings(list(stems))
    whole = weighed.matrix(shape)
    close = sparse.csr_matrix(known @ known.T)
    close.data = (close.data >= CLOSE).astype(np.float32)
    close.eliminate_zeros()
    turn, part = (unit(sparse.csr_matrix(x.matrix(shape) @ known)) for x in (turns, parts))
    any_sense, cover = (_ones(sparse.csr_matrix(_ones(whole) @ x)) for x in (known, close))
    return turn, part, any_sense, whole, cover, bare


def _stem_of(token: str, word: str, stems: dict[str, int], f: Features) -> tuple[int, float]:
    """Return the number of a word's stem, or of a name, and its rarity."""
    column, name = f.vocabulary.get(token), token[0] == "^"
    rare = float(f.rare[column]) if column is not None else UNHEARD if name else COMMON
    return stems.setdefault(token if name else stem(fold(word).replace("-", "")), len(stems)), rare


def _roles_parsed(content: str, roles: Iterable[dict], f: Features) -> dict[str, tuple[str, str]]:
    """Return the words of a parsed content by what they count as: as written, and the role; of two the weightier."""
    role_of: dict[str, str] = {}
    for x in sorted(roles, key=lambda x: ROLES[x["role"]]):
        if x["role"] != "pronoun":
            role_of |= {token: x["role"] for _, _, token in spelled(x["text"], f.forms, True)}
    return {token: (word, role_of.get(token, "")) for _, word, token in reversed(spelled(content, f.forms, True))}


def _roles_guessed(content: str, f: Features) -> dict[str, tuple[str, str]]:
    """The same by the form of the words, for a claim that no parser read: its verb, and its names."""
    words = TOKEN.findall(content)
    verb = head(words, [fold(w) for w in words])
    found: dict[str, tuple[str, str]] = {}
    for at, word, token in read_words(words, f.forms, True):
        if at == verb:
            found[token] = word, "verb"
        elif token not in found:
            name = token[0] == "^" and not word[0].isdigit()
            found[token] = word, ("subject" if at < verb else "other") if name else ""
    return found


def _positions(claims: pd.DataFrame, article: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each claim the number of its sentence in its article, and the article's claims."""
    start = claims["sentence_start"].to_numpy()
    new = np.r_[True, (article[1:] != article[:-1]) | (start[1:] != start[:-1])]
    number = np.cumsum(new) - 1
    first = np.full(int(article.max()) + 1, len(article))
    np.minimum.at(first, article, number)
    return number - first[article], np.bincount(article)[article]


def _anchored(words: sparse.csr_matrix, article: np.ndarray) -> sparse.csr_matrix:
    """Divide the weight of each word by the claims of its article that have it; rows multiply to what both are tied by."""
    counts = sparse.csr_matrix(_rows_of(article, len(article)) @ _ones(words))[article].multiply(_ones(words)).tocsr()
    counts.sort_indices()
    out = words.copy()
    out.data = np.sqrt(words.data / counts.data)
    return out


def _rare_here(f: Features, story: np.ndarray) -> sparse.csr_matrix:
    """Return the words of each content weighed by how few articles of the story have them."""
    per_article = _ones(sparse.csr_matrix(_rows_of(f.article, len(f.article)) @ f.own))
    of_article = np.zeros(per_article.shape[0], int)
    of_article[f.article] = story
    having = sparse.csr_matrix(_rows_of(of_article, len(of_article)) @ per_article)
    share = having[story].multiply(_ones(f.own)).tocsr()
    share.sort_indices()
    out = f.own.copy()
    out.data = np.log1p(np.repeat(np.bincount(of_article)[story], np.diff(share.indptr)) / share.data).astype(np.float32)
    return out


NAMES = (
    "found", "covered", "parts", "turn found", "turn apart", "no turn", "figures", "slots", "both first", "short",
    "one negated", "anchors", "anchor names", "rare here", "many claims", "one article",
    "words", "letters", "names", "other names", "parties", "bare", "inside",
)


def weigh(e: Evidence, i: np.ndarray, j: np.ndarray, c: Common | None = None) -> np.ndarray:
    """Return the evidence on pairs of claims.

    Parameters
    ----------
    e : Evidence
    i, j : numpy.ndarray of int
        Rows of the claims.
    c : Common, optional
        Of these pairs, where it is known already.

    Returns
    -------
    numpy.ndarray, shape (len(i), len(NAMES))
        What each column is stands in ``same.csv``.
    """
    c = common(e.f, i, j) if c is None else c
    parts = [_weigh(e, i[k : k + CHUNK], j[k : k + CHUNK], c[k : k + CHUNK]) for k in range(0, len(i), CHUNK)]
    return np.concatenate(parts) if parts else np.zeros((0, len(NAMES)), np.float32)


def _cpdist(f: Features, i: np.ndarray, j: np.ndarray, scorer: Callable) -> np.ndarray:
    """Return the similarity in letters of the contents of pairs, 0 to 1."""
    one, two = ([f.texts[k] for k in x.tolist()] for x in (i, j))
    return process.cpdist(one, two, scorer=scorer, dtype=np.float32) / 100


def _weigh(e: Evidence, i: np.ndarray, j: np.ndarray, c: Common) -> np.ndarray:
    f, both = e.f, list(zip(i.tolist(), j.tolist(), strict=True))
    ways = ((i, j), (j, i))
    covered = [dot(e.weighed[x], e.cover[y]) / np.maximum(e.weight[x], 1e-6) for x, y in ways]
    turns = [np.minimum(dot(e.turn[x], e.any_sense[y]), 1) for x, y in ways]
    has_name, has_turn = (np.diff(m.indptr) > 0 for m in (e.names, e.turn))
    named, turned = dot(e.names[i], e.names[j]), has_turn[i] & has_turn[j]
    letters = _cpdist(f, i, j, fuzz.ratio)
    bare = e.bare[i] | e.bare[j]
    inside = np.zeros(len(i), np.float32)
    inside[bare] = _cpdist(f, i[bare], j[bare], fuzz.partial_ratio)
    columns = [
        c.found, np.maximum(*covered), dot(e.parts[i], e.parts[j]),
        (turns[0] + turns[1]) / 2, turned & (np.maximum(*turns) < APART), ~turned,
        np.minimum([len(e.figures[x] & e.figures[y]) for x, y in both], 2),
        np.minimum([len(f.slots[x] & f.slots[y]) for x, y in both], 3),
        (e.sentence[i] == 0) & (e.sentence[j] == 0), np.log(np.minimum(np.minimum(e.length[i], e.length[j]), LONG)),
        e.against[i] != e.against[j], np.log1p(dot(e.anchors[i], e.anchors[j])),
        np.log1p(dot(e.anchor_names[i], e.anchor_names[j])), dot(e.rare_here[i], e.rare_here[j]),
        np.log(e.many[i] * e.many[j]) / 2, f.article[i] == f.article[j],
        c.words, letters, named,
        has_name[i] & has_name[j] & (named == 0), c.parties, bare, inside,
    ]
    return np.stack([np.asarray(c, np.float32) for c in columns], 1)

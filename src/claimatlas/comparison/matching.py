"""Which claims are worth comparing: weighted words, and candidate pairs by rare words.

The cost grows with the claims: only claims that share a rare word or two less rare ones are compared, and a block of
claims that share too common a key is not.
"""

from __future__ import annotations

import itertools
import re
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas.comparison.rarity import rarity
from claimatlas.comparison.words import (
    COUNTRY,
    MONTHS,
    STOP,
    TOKEN,
    fold,
    phrase,
    read_word,
    spellings,
    units,
)

RELATIVE = re.compile(r"(?:(?:most|many|some|all|both|part|none|one) of )?(?:who|whom|whose|which|where)\b", re.I)
PRONOUN = re.compile(r"(?:it|they|he|she|this|these|those|the (?:group|organi[sz]ation|movement|party|institute|agency))\b", re.I)
ALIAS = re.compile(r",? ?\(?\b(?:also (?:known as|called)|better known as|known as|called|aka|a\.k\.a\.|alias|formerly)\b[^,()]*[,)]?")
SPEAKER = re.compile(r"\b(?:I|me|my|we|us|our|myself|ourselves)\b")
LONGEST_NAME = 5  # words; what is longer describes
ANTECEDENT = 6  # words before a relative clause that may name what it is about
MEANT, SENTENCE, BEFORE = 0.9, 0.5, 0.3
"""What a word outside the content counts: in a name that its pronoun stands for, in its sentence, in the one before."""
KEYS = 8  # rarest words of a claim that make its keys
BLOCK = 60  # claims that may share a key and still all be compared
PART = 0.3  # length of a claim as a share of the passages by which words at large are counted
SHELVES = 8  # parts in which keys are sorted, so that a large corpus needs an eighth of the room
WHOLE = 600  # claims of a story up to which all that share a word are compared


@dataclass(frozen=True)
class Features:
    """What matching knows of n claims; rows follow the claims sorted by article and position.

    Attributes
    ----------
    own, full : scipy.sparse.csr_matrix, shape (n, words)
        Rarity weights of the words of the content, and of content, sentence and sentence before (less, by distance).
    names, own_names, words : scipy.sparse.csr_matrix, shape (n, words)
        The names among `full`, the names among `own`, and the other words among `own`.
    mass : numpy.ndarray, shape (n,)
        Sum of the squared weights of the content.
    article : numpy.ndarray of int, shape (n,)
    texts : list of str
        Folded contents.
    slots : list of frozenset
        Dates (to the month), places and counted units of the content.
    values : list of (frozenset, frozenset)
        Years of the dates, and amounts.
    origins : list of frozenset
        Named and other sources in the chain, the outlet left out.
    vocabulary : dict of str to int
        Word -> its column.
    rare : numpy.ndarray, shape (words,)
        Rarity of each word.
    forms : dict of str to str
        See `name_forms`.
    """

    own: sparse.csr_matrix
    full: sparse.csr_matrix
    names: sparse.csr_matrix
    own_names: sparse.csr_matrix
    words: sparse.csr_matrix
    mass: np.ndarray
    article: np.ndarray
    texts: list[str]
    slots: list[frozenset]
    values: list[tuple[frozenset, frozenset]]
    origins: list[frozenset]
    vocabulary: dict[str, int]
    rare: np.ndarray
    forms: dict[str, str]


def spelled(text: str, names: dict[str, str], figures: bool = False) -> list[tuple[int, str, str]]:
    """Return the words of `text` that count: (position, word, what it counts as).

    That is its concept; a name, marked by ``^``, in one spelling.

    Dates and numbers are slots of their own (see `claimatlas.comparison.conflicts`), since two claims that differ in
    one must still be able to meet; with `figures` the digits stand among the names.
    """
    return read_words(TOKEN.findall(text), names, figures)


def read_words(found: list[str], names: dict[str, str], figures: bool = False) -> list[tuple[int, str, str]]:
    """The same for a text of which the words are known."""
    out = []
    folded = None
    for at, word in enumerate(found):
        plain, key, own = read_word(word)
        if plain in names and (word[0].isupper() or plain in COUNTRY):
            out.append((at, word, "^" + names[plain]))
        elif word[0].isdigit():
            if figures:
                out.append((at, word, "^" + word.replace(",", "")))
        else:
            if own:
                folded = folded or [read_word(w)[0] for w in found]
                key = phrase(own, folded, at) or key
            if key:
                out.append((at, word, key))
    return out


def tokens(text: str, names: dict[str, str]) -> list[str]:
    """Return what the words of `text` count as; see `spelled`."""
    return [token for _, _, token in spelled(text, names)]


def name_forms(claims: pd.DataFrame) -> dict[str, str]:
    """Collect the names in the sentences of `claims`: words mostly written with a capital, countries and their people.

    The capital of a sentence's first word says nothing; it counts as a name only if it is the spelling of one.

    Returns
    -------
    dict of str to str
        Folded name -> the one form that stands for it and for its other spellings.
    """
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    first: set[str] = set()
    for sentence in dict.fromkeys(claims["sentence"]):
        found = TOKEN.findall(sentence)
        first.update(fold(w) for w in found[:1])
        for word in found[1:]:
            (capital if word[0].isupper() else small)[fold(word)] += 1
    names = {w for w, count in capital.items() if count > small[w] and w not in STOP and w not in MONTHS}
    joined = spellings(names | {w for w in first if not small[w]})
    known = {joined[w] for w in names if w in joined}
    forms = {w: w for w in names} | {w: form for w, form in joined.items() if form in known}
    return forms | {w: COUNTRY[w] for w in COUNTRY}


def referents(claims: pd.DataFrame) -> list[list[str]]:
    """Return for each claim the names that the pronouns of its content stand for: those of the parse (``roles``), and
    for *I* and *we* its holder."""
    roles = claims["roles"] if "roles" in claims else itertools.repeat((), len(claims))
    out = []
    for parts, content, holder in zip(roles, claims["content"], claims["holder"], strict=True):
        names = [x["text"] for x in parts if x["role"] == "pronoun" and len(x["text"].split()) <= LONGEST_NAME]
        if isinstance(holder, str) and SPEAKER.search(content):
            names.append(holder)
        out.append(names)
    return out


def features(claims: pd.DataFrame) -> Features:
    """Weigh the words of `claims` (claims table sorted by article_id, start, claim_id) by their rarity in them."""
    joined = name_forms(claims)
    vocabulary: dict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    n = len(claims)
    columns, weights, indptr = array("i"), array("f"), array("q", [0])
    frequency: Counter[int] = Counter()
    last_article, last_sentence, sentence_words, before = None, None, set(), set()
    for article, begin, start, sentence, content, aside, others in zip(
        *(claims[c] for c in ("article_id", "start", "sentence_start", "sentence", "content", "background")), referents(claims), strict=True
    ):
        if article != last_article:
            before, sentence_words, last_sentence = set(), set(), None
        if start != last_sentence or article != last_article:
            before = sentence_words
            sentence_words = {vocabulary[t] for t in tokens(sentence, joined)}
        last_article, last_sentence = article, start
        own = {vocabulary[t] for t in tokens(ALIAS.sub(" ", content), joined)}
        meant = {vocabulary[t] for name in others for t in tokens(name, joined)}
        frequency.update(own)
        if aside or RELATIVE.match(content):
            own |= {vocabulary[t] for t in tokens(" ".join(sentence[: begin - start].split()[-ANTECEDENT:]), joined)}
        near = SENTENCE if PRONOUN.match(content) else BEFORE
        weighted = dict.fromkeys(before, near) | dict.fromkeys(sentence_words, SENTENCE) | dict.fromkeys(meant, MEANT) | dict.fromkeys(own, 1.0)
        columns.extend(weighted)
        weights.extend(weighted.values())
        indptr.append(len(columns))
    size = len(vocabulary)
    idf = np.array(rarity(vocabulary, {word: frequency[k] for word, k in vocabulary.items()}, n, PART))
    matrix = sparse.csr_matrix((np.array(weights), np.array(columns), np.array(indptr)), shape=(n, size))
    matrix.sort_indices()
    scale = sparse.diags(idf.astype(np.float32))
    own = matrix.copy()
    own.data = (own.data == 1.0).astype(np.float32)
    own.eliminate_zeros()
    own, full = sparse.csr_matrix(own @ scale), sparse.csr_matrix(matrix @ scale)
    is_name = np.fromiter((w[0] == "^" for w in vocabulary), np.float32, size)
    names, words = sparse.csr_matrix(full @ sparse.diags(is_name)), sparse.csr_matrix(own @ sparse.diags(1 - is_name))
    own_names = sparse.csr_matrix(own @ sparse.diags(is_name))
    own_names.data = np.sqrt(own_names.data)
    names.data = np.sqrt(names.data)
    own_names.eliminate_zeros()
    names.eliminate_zeros()
    words.eliminate_zeros()
    mass = np.asarray(own.multiply(own).sum(1)).ravel()
    article = pd.factorize(claims["article_id"])[0]
    origins = [frozenset(fold(x) for x in chain[1:]) for chain in claims["chain"]]
    slots = [
        frozenset(
            [d["value"][:7] for d in dates if d["value"]]
            + [joined.get(fold(p.split()[0]), p) for p in places if p.split()]
            + [unit for x in numbers for unit in units(x, content) if unit[0] != "@"]
        )
        for dates, places, numbers, content in zip(*(claims[c] for c in ("dates", "places", "numbers", "content")), strict=True)
    ]
    values = [
        (frozenset(d["value"][:4] for d in dates if d["value"][:1].isdigit()), frozenset(x["low"] for x in numbers if x["low"] is not None))
        for dates, numbers in zip(claims["dates"], claims["numbers"], strict=True)
    ]
    return Features(own, full, names, own_names, words, mass, article, [" ".join(fold(w) for w in TOKEN.findall(t)) for t in claims["content"]], slots, values, origins, dict(vocabulary), idf, joined)


def candidates(f: Features, story: np.ndarray, block: int = BLOCK, keys: int = KEYS) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs (i < j) of claims that are worth comparing.

    All that share a word, in a story of up to `WHOLE` claims; elsewhere those of `keyed`.
    """
    n = f.own.shape[0]
    i, j = keyed(f, block, keys)
    codes = [i * n + j]
    order = np.argsort(story, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(story[order])) + 1):
        if 1 < len(members) <= WHOLE:
            mine = f.own[members]
            x, y = sparse.triu(mine @ mine.T, 1).nonzero()
            codes.append(members[x].astype(np.int64) * n + members[y])
    code = _distinct(np.concatenate(codes))
    return code // n, code % n


def keyed(f: Features, block: int = BLOCK, keys: int = KEYS) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs (i < j) of claims that share a rare word or two of their rarer words.

    A key is one of the `keys` weightiest words of a claim (of its content first, then of its sentence) or two of
    them. Keys shared by more than `block` claims are passed over, so at most ``n * keys**2 / 2 * block / 2`` pairs
    come out, in practice a few for each claim.
    """
    n = f.full.shape[0]
    rng = np.random.default_rng(12345)
    label = rng.integers(1, 2**62, f.full.shape[1], dtype=np.int64)
    heads = np.zeros((n, keys), np.int64)
    for i in range(n):
        lo, hi = f.full.indptr[i], f.full.indptr[i + 1]
        best = np.argsort(-f.full.data[lo:hi], kind="stable")[:keys]
        heads[i, : len(best)] = label[f.full.indices[lo:hi][best]]
    rare = f.own.tocoo()
    pairs_of_heads = [(None, None), *itertools.combinations(range(keys), 2)]
    codes = []
    for part in range(SHELVES):
        found = []
        for x, y in pairs_of_heads:
            key = label[rare.col] if x is None else heads[:, x] ^ heads[:, y]
            mine = key % SHELVES == part
            if x is not None:
                mine &= (heads[:, x] != 0) & (heads[:, y] != 0)
            at = np.flatnonzero(mine).astype(np.int32)
            found.append((key[at], at if x is not None else rare.row[at]))
        codes += _sharing(np.concatenate([k for k, _ in found]), np.concatenate([r for _, r in found]), n, block)
    code = _distinct(np.concatenate(codes)) if codes else np.zeros(0, np.int64)
    a, b = code // n, code % n
    return a[a != b], b[a != b]


def _sharing(key: np.ndarray, row: np.ndarray, n: int, block: int) -> list[np.ndarray]:
    """Return the pairs of rows that share a key which at most `block` rows have, as low * n + high."""
    order = np.lexsort((row, key))
    key, row = key[order], row[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    length = np.diff(np.r_[first, len(key)])
    codes = []
    for size in np.unique(length[(length > 1) & (length <= block)]):
        members = row[first[length == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        a, b = members[:, left].ravel().astype(np.int64), members[:, right].ravel().astype(np.int64)
        codes.append(_distinct(np.minimum(a, b) * n + np.maximum(a, b)))
    return codes


def _distinct(codes: np.ndarray) -> np.ndarray:
    """Return the numbers without repeats, in order, by sorting: numpy's own way, by hashes, is slow for millions of them."""
    codes = np.sort(codes)
    return codes[np.r_[True, codes[1:] != codes[:-1]]] if len(codes) else codes

"""Which claims are worth comparing: candidate pairs by rare words (blocking, as record linkage calls it).

The cost grows with the claims: only claims that share a rare word or two less rare ones are compared, and a
block of claims that share too common a key is not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from scipy import sparse

from claimatlas.comparison.lexicon import Lexicon
from claimatlas.comparison.matrices import chunks

KEYS = 8  # rarest words of a claim that make its keys
BLOCK = 60  # claims that may share a key and still all be compared
SHELF = 12_500  # claims for which there is a part of the keys; the parts are sorted one after the other
WHOLE = 600  # claims of a story up to which all that share a word are compared
AT_ONCE = 10_000  # claims of which all words are weighed at once
LABELS = 12345  # seed of the numbers that words are called by; they only have to differ


def candidates(
    known: Lexicon, story: np.ndarray, block: int = BLOCK, keys: int = KEYS
) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs (i < j) of claims that are worth comparing.

    All that share a word, in a story of up to `WHOLE` claims; elsewhere those of `keyed`.

    Parameters
    ----------
    known : Lexicon
    story : numpy.ndarray of int, shape (n,)
        Story of each claim's article.
    block, keys : int
        See `keyed`.
    """
    return paired([*keyed(known, block, keys), *told_whole(known, story)], len(known))


def paired(codes: list[np.ndarray], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the claims of pairs among `count` claims, low * count + high each, in order and each once; the
    list is empty then, for of all pairs of a corpus there is no room for two copies."""
    code, at = np.empty(sum(map(len, codes)), np.int64), 0
    while codes:
        own = codes.pop()
        code[at : at + len(own)] = own
        at += len(own)
    code = _distinct(code)
    size = np.min_scalar_type(-max(count, 1))  # half of the room, in whatever corpus there is
    one, other = np.empty(len(code), size), np.empty(len(code), size)
    for part in chunks(len(code)):
        one[part], other[part] = np.divmod(code[part], count)
    return one, other


def told_whole(known: Lexicon, story: np.ndarray) -> Iterator[np.ndarray]:
    """Give the pairs of claims that share a word in each story of up to `WHOLE` claims, as in `paired`."""
    count, order = len(known), np.argsort(story, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(story[order])) + 1):
        if 1 < len(members) <= WHOLE:
            mine = known.own[members]
            one, other = sparse.triu(mine @ mine.T, 1).nonzero()
            yield members[one].astype(np.int64) * count + members[other]


def keyed(known: Lexicon, block: int = BLOCK, keys: int = KEYS) -> Iterator[np.ndarray]:
    """Give the pairs (i < j) of claims that share a rare word or two of their rarer words, as in `paired`.

    A key is one of the `keys` weightiest words of a claim (of its content first, then of its sentence) or two
    of them. Keys shared by more than `block` claims are passed over, so at most ``n * keys**2 / 2 * block /
    2`` pairs come out, in practice a few for each claim. They come a part of the keys at a time, and a pair
    may come from several parts.
    """
    count, rare = len(known), known.own.tocoo()
    heads, label, shelves = _heads(known, keys), _labels(known)[rare.col], 8
    while shelves * SHELF < count:
        shelves *= 2
    for part in range(shelves):
        found = _sharing(*_shelf(heads, label, rare.row, part, shelves), count, block)
        if found:
            code = _distinct(np.concatenate(found))
            yield code[code // count != code % count]


def _labels(known: Lexicon) -> np.ndarray:
    """The numbers that the words of a corpus are called by."""
    return np.random.default_rng(LABELS).integers(1, 2**62, known.own.shape[1], dtype=np.int64)


def _heads(known: Lexicon, keys: int) -> np.ndarray:
    """Return the labels of the `keys` weightiest words of each claim, 0 where it has fewer."""
    label, heads = _labels(known), np.zeros((len(known), keys), np.int64)
    for first in range(0, len(known), AT_ONCE):
        full = known.full(slice(first, first + AT_ONCE))
        for row, (start, end) in enumerate(itertools.pairwise(full.indptr), first):
            best = np.argsort(-full.data[start:end], kind="stable")[:keys]
            heads[row, : len(best)] = label[full.indices[start:end][best]]
    return heads


def _shelf(
    heads: np.ndarray, label: np.ndarray, row: np.ndarray, part: int, shelves: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the keys of one part of all, and the claims that have them.

    Parameters
    ----------
    heads : numpy.ndarray of int, shape (n, keys)
        See `_heads`; two of them are a key.
    label, row : numpy.ndarray of int
        Of each word of each content, a key by itself, and its claim.
    part, shelves : int
        Which part of how many, a power of two.
    """
    at = np.flatnonzero(label & (shelves - 1) == part).astype(np.int32)
    found_keys, found_rows = [label[at]], [row[at]]
    for one, other in itertools.combinations(heads.T, 2):
        key = one ^ other
        at = np.flatnonzero((key & (shelves - 1) == part) & (one != 0) & (other != 0)).astype(np.int32)
        found_keys.append(key[at])
        found_rows.append(at)
    return np.concatenate(found_keys), np.concatenate(found_rows)


def _sharing(key: np.ndarray, row: np.ndarray, count: int, block: int) -> list[np.ndarray]:
    """Return the pairs of rows that share a key which at most `block` rows have, as low * count + high."""
    order = np.argsort(key)  # rows in any order: each pair is put into its own below
    key, row = key[order], row[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    length = np.diff(np.r_[first, len(key)])
    codes = []
    for size in np.unique(length[(length > 1) & (length <= block)]):
        members = row[first[length == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        one, other = (members[:, side].ravel().astype(np.int64) for side in (left, right))
        codes.append(_distinct(np.minimum(one, other) * count + np.maximum(one, other)))
    return codes


def _distinct(codes: np.ndarray) -> np.ndarray:
    """Return the numbers without repeats, in order; by sorting, since numpy's own way, by hashes, is slow for
    millions of them."""
    codes.sort()
    kept, at = np.r_[True, codes[1:] != codes[:-1]], 0
    for part in chunks(len(codes)):  # in their place
        own = codes[part][kept[part]]
        codes[at : at + len(own)] = own
        at += len(own)
    return codes[:at]

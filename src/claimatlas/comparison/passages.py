"""Copied passages: what stands in two articles word for word, and what stands in quotation marks."""

from __future__ import annotations

import hashlib
import itertools
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from claimatlas.comparison.rows import cells
from claimatlas.comparison.words import TOKEN, fold
from claimatlas.memo import digest, recalled, recalled_each
from claimatlas.packs import key_of
from claimatlas.versions import releases, version_of

LABELS = 12345  # seed of the numbers that runs of words are made with; they only have to differ
SHELF = 500_000  # runs of words, about, that are sorted at a time
_MIXING = tuple(
    (np.uint64(shift), np.uint64(factor))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
)


def copies(
    articles: pd.DataFrame, words: int = 5, least: int = 5, block: int = 50, build: Path | str | None = None
) -> pd.DataFrame:
    """Find articles that share passages, by containment of word shingles.

    Parameters
    ----------
    articles : pandas.DataFrame
        The articles table.
    words : int
        Words in a shingle.
    least : int
        Shingles that two articles must share to be listed.
    block : int
        A shingle in more articles than this (boilerplate) is passed over, so the cost stays linear.
    build : path-like, optional
        Folder of the tables, in which what was found is kept.

    Returns
    -------
    pandas.DataFrame
        ``article_a``, ``article_b``, ``shared`` (shingles), ``containment`` (share of the shorter article's
        shingles), ``jaccard``, ``passages`` (list of (start, end) in the text of article_a), most shared
        first.

    Notes
    -----
    Containment, not Jaccard: a long article that retells a short one has a low Jaccard whatever it copies
    (Broder, "On the resemblance and containment of documents", 1997).
    """
    read = articles[["article_id", "text"]]
    made_by = version_of("comparison.passages"), releases("numpy", "pandas")
    key = "" if build is None else digest(*made_by, read, words, least, block)
    return recalled(build, "copies", key, lambda: _copies(read, words, least, block, build))


def _copies(
    articles: pd.DataFrame, words: int, least: int, block: int, build: Path | str | None
) -> pd.DataFrame:
    """See `copies`."""
    codes, bounds = _shingles(articles, words, build)
    number, pairs = _shared(codes, bounds, least, block)
    ids, texts = articles["article_id"].tolist(), articles["text"]
    sizes, rows = np.diff(bounds), []
    has = np.zeros(int(number.max(initial=0)) + 1, bool)  # which runs the second article has
    for a, own in itertools.groupby(pairs, key=lambda pair: pair[0]):
        mine = number[slice(*bounds[a : a + 2])]
        places = np.array(_places_of(texts.iloc[a], words)).reshape(-1, 2)
        for _, b in own:
            theirs = number[slice(*bounds[b : b + 2])]
            has[theirs], has[0] = True, False
            common = has[mine]
            has[theirs] = False
            n, merged = int(common.sum()), _merged(places[common])
            least_size, union = min(sizes[a], sizes[b]).item(), (sizes[a] + sizes[b]).item() - n
            rows.append((ids[a], ids[b], n, n / least_size, n / union, merged))
    frame = pd.DataFrame(
        rows, columns=["article_a", "article_b", "shared", "containment", "jaccard", "passages"]
    )
    order = ["shared", "article_a", "article_b"]
    return frame.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)


def _shingles(
    articles: pd.DataFrame, words: int, build: Path | str | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return a number for each run of so many words of each text, each run once, and where a text's begin."""
    texts = dict(cells(articles, "article_id", "text"))
    made_by = "" if build is None else (version_of("comparison.passages"), releases("numpy"), words)
    keys = {article: key_of(made_by, text) for article, text in texts.items()}
    factors = np.random.default_rng(LABELS).integers(1, 2**63, words, dtype=np.uint64) | np.uint64(1)
    called = _Called()

    def runs(article: str) -> bytes:
        return _runs(texts[article], factors, called).tobytes()

    found, bounds = [np.zeros(0, np.uint64)], [0]
    for _, raw in recalled_each(build, "runs", keys, runs):
        found.append(np.frombuffer(raw, np.uint64))
        bounds.append(bounds[-1] + len(found[-1]))
    return np.concatenate(found), np.array(bounds)


def _runs(text: str, factors: np.ndarray, called: _Called) -> np.ndarray:
    """Return a number for each run of so many words of a text, a factor for each, each run once.

    Runs of the same words have the same number, and others another but for a chance of one in 2 ** 64: it is
    made of numbers that the words are called by, by their place in the run.
    """
    told = np.array(list(map(called.__getitem__, TOKEN.findall(text))), np.uint64)
    runs = np.zeros(max(len(told) - len(factors) + 1, 0), np.uint64)
    for k, factor in enumerate(factors):
        runs = _mixed(runs * factor + told[k : k + len(runs)])
    return runs[np.sort(np.unique(runs, return_index=True)[1])]


class _Called(dict):
    """The number that a word is called by: the same in every article, whichever words others have."""

    def __missing__(self, word: str) -> int:
        told = hashlib.blake2b(fold(word).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = self[word] = int.from_bytes(told, "little")
        return number


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Spread numbers over all 64 bits (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    for shift, factor in _MIXING:
        numbers = (numbers ^ (numbers >> shift)) * factor
    return numbers ^ (numbers >> np.uint64(31))


def _places_of(text: str, words: int) -> list[tuple[int, int]]:
    """Return where each run of so many words of a text begins and ends, each run once, in order."""
    found = [(fold(m.group()), m.start(), m.end()) for m in TOKEN.finditer(text)]
    here: dict[tuple[str, ...], tuple[int, int]] = {}
    for k in range(len(found) - words + 1):
        run = tuple(word for word, _, _ in found[k : k + words])
        here.setdefault(run, (found[k][1], found[k + words - 1][2]))
    return list(here.values())


def _shared(
    codes: np.ndarray, bounds: np.ndarray, least: int, block: int
) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Return a number from 1 for each run that stands in two texts or more and in no more than `block`, 0 for
    the others, and the pairs of texts that have `least` of these in common, in order."""
    count, numbered = len(bounds) - 1, 1
    text = np.repeat(np.arange(count, dtype=np.int32), np.diff(bounds))
    number, pairs, many = np.zeros(len(codes), np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64)
    shelves = np.uint64(1 << max(len(codes) // SHELF, 1).bit_length())
    for part in range(int(shelves)):
        at = np.flatnonzero(codes % shelves == part)
        at = at[np.argsort(codes[at], kind="stable")]
        first = np.flatnonzero(np.r_[True, codes[at][1:] != codes[at][:-1]]) if len(at) else at
        length = np.diff(np.r_[first, len(at)])
        told = [pairs]
        for size in np.unique(length[(length > 1) & (length <= block)]).tolist():
            rows = at[first[length == size][:, None] + np.arange(size)]
            number[rows] = np.arange(numbered, numbered + len(rows))[:, None]
            numbered += len(rows)
            left, right = np.triu_indices(size, 1)
            told.append((text[rows[:, left]].astype(np.int64) * count + text[rows[:, right]]).ravel())
        each = [many, *(np.ones(len(some), np.int64) for some in told[1:])]
        pairs, which = np.unique(np.concatenate(told), return_inverse=True)
        many = np.bincount(which, np.concatenate(each), len(pairs)).astype(np.int64)
    pairs = pairs[many >= least]
    return number, list(zip((pairs // count).tolist(), (pairs % count).tolist(), strict=True))


def _merged(spans: np.ndarray) -> list[list[int]]:
    """Put spans, sorted by their start and end, shape (spans, 2), together where one begins inside
    another."""
    starts, ends = spans.T
    first = np.flatnonzero(np.r_[True, starts[1:] > ends[:-1]][: len(spans)])
    last = np.r_[first[1:] - 1, len(spans) - 1][: len(first)]
    return np.stack([starts[first], ends[last]], 1).tolist()


def quoted(spoken: Mapping[str, Sequence[tuple]], claims: pd.DataFrame) -> np.ndarray:
    """Tell for each claim whether its content stands in quotation marks in its article.

    Parameters
    ----------
    spoken : mapping of str to sequence of tuple
        By article_id, where each quotation begins and ends, in order; more may follow in each.
    claims : pandas.DataFrame
        The table of that name.

    Returns
    -------
    numpy.ndarray of bool, shape (len(claims),)
    """
    starts = {article: [q[0] for q in them] for article, them in spoken.items()}
    out = np.zeros(len(claims), bool)
    for k, (article, start, end) in enumerate(cells(claims, "article_id", "start", "end")):
        at = bisect_right(starts.get(article, ()), start) - 1
        out[k] = at >= 0 and end <= spoken[article][at][1]
    return out

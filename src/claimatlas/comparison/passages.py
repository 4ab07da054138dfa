"""Copied passages: what stands in two articles word for word, and what stands in quotation marks."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from claimatlas.comparison.words import TOKEN, fold
from claimatlas.memo import digest, recalled
from claimatlas.quotations import quotations
from claimatlas.versions import version_of


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
    key = "" if build is None else digest(version_of("comparison.passages"), read, words, least, block)
    return recalled(build, "copies", key, lambda: _copies(read, words, least, block))


def _copies(articles: pd.DataFrame, words: int, least: int, block: int) -> pd.DataFrame:
    """See `copies`."""
    spots: dict[int, list[tuple[int, int]]] = defaultdict(list)
    places: list[list[tuple[int, int]]] = []
    sizes = []
    codes: dict[tuple[str, ...], int] = {}
    for a, text in enumerate(articles["text"]):
        found = [(fold(m.group()), m.start(), m.end()) for m in TOKEN.finditer(text)]
        here: dict[int, tuple[int, int]] = {}
        for k in range(len(found) - words + 1):
            code = codes.setdefault(tuple(w for w, _, _ in found[k : k + words]), len(codes))
            here.setdefault(code, (found[k][1], found[k + words - 1][2]))
        sizes.append(len(here))
        places.append(list(here.values()))
        for at, code in enumerate(here):
            spots[code].append((a, at))
    shared: dict[tuple[int, int], list[int]] = defaultdict(list)
    for where in spots.values():
        if 1 < len(where) <= block:
            for k, (a, at) in enumerate(where):
                for b, _ in where[k + 1 :]:
                    shared[a, b].append(at)
    ids = articles["article_id"].tolist()
    rows = []
    for (a, b), at in shared.items():
        if (n := len(at)) >= least:
            merged = _merged(sorted(places[a][k] for k in at))
            least_size, union = min(sizes[a], sizes[b]), sizes[a] + sizes[b] - n
            rows.append((ids[a], ids[b], n, n / least_size, n / union, merged))
    frame = pd.DataFrame(
        rows, columns=["article_a", "article_b", "shared", "containment", "jaccard", "passages"]
    )
    order = ["shared", "article_a", "article_b"]
    return frame.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)


def _merged(spans: list[tuple[int, int]]) -> list[list[int]]:
    """Put spans, sorted by their start, together where one begins inside another."""
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return merged


def quoted(articles: pd.DataFrame, claims: pd.DataFrame) -> np.ndarray:
    """Tell for each claim whether its content stands in quotation marks in its article.

    Returns
    -------
    numpy.ndarray of bool, shape (len(claims),)
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    ends: dict[str, list[tuple[int, int]]] = {}
    out = np.zeros(len(claims), bool)
    for k, (article, start, end) in enumerate(
        zip(claims["article_id"], claims["start"], claims["end"], strict=True)
    ):
        if article not in ends:
            ends[article] = [(q.start, q.end) for q in quotations(texts.get(article, ""))]
        at = bisect_right(ends[article], (start, len(texts.get(article, "")))) - 1
        out[k] = at >= 0 and end <= ends[article][at][1]
    return out

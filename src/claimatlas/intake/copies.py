"""Copies: the same text twice, whole or nearly, by the runs of five words that two texts share.

Broder, "On the resemblance and containment of documents" (1997): the overlap is the share of the shorter text's
runs that the longer one has. Candidates are found by a sample of the runs, so that no two texts need be compared
that share nothing.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

RUN = 5  # words
LEAST = 0.7  # overlap from which a text is a copy
SHORTEST = 20  # runs; what is shorter is a copy only if it is the same
_EVERY = 8  # one run in so many is looked up
_LONG = 80  # runs from which a sample will do
_MOST = 200  # texts that may share a sampled run before it says nothing: a notice below every article
_WORD = re.compile(r"\w+")


class Copy(NamedTuple):
    """The article that another one copies, and the share of the shorter one's runs of words that they share."""

    of: str
    overlap: float


def runs(text: str) -> array:
    """Return the hashes (32 bits) of the runs of `RUN` words of a text, each once, sorted."""
    words = _WORD.findall(text.lower())
    count = max(1, len(words) - RUN + 1)
    return array("I", sorted({zlib.crc32(" ".join(words[k : k + RUN]).encode()) for k in range(count)}))


def copies(texts: Iterable[tuple[str, array]]) -> dict[str, Copy]:
    """Find which articles copy which.

    Parameters
    ----------
    texts : iterable of (str, array.array)
        Article id and `runs` of its text; of two copies the earlier one here is the original.

    Returns
    -------
    dict of str to Copy
        By the copy's id. No original is itself a copy.
    """
    by_run: dict[int, list[int]] = defaultdict(list)
    kept: list[tuple[str, array]] = []
    found: dict[str, Copy] = {}
    for key, own in texts:
        sample = _sampled(own)
        shared = Counter(k for run in sample for k in by_run.get(run, ())[:_MOST])
        best = max((_overlap(own, kept[k][1], kept[k][0]) for k, _ in shared.most_common(8)), default=None, key=lambda c: c.overlap)
        if best is not None and best.overlap >= LEAST:
            found[key] = best
            continue
        for run in sample:
            by_run[run].append(len(kept))
        kept.append((key, own))
    return found


def _sampled(own: array) -> array:
    """The runs by which a text is found: every eighth by its hash, of a short text all."""
    return array("I", (run for run in own if run % _EVERY == 0)) if len(own) >= _LONG else own


def _overlap(a: array, b: array, of: str) -> Copy:
    """The share of the shorter text's runs; of a very short text only a whole one counts."""
    shorter = min(len(a), len(b))
    common = len(set(a).intersection(b))
    overlap = common / shorter if shorter else 0.0
    if shorter < SHORTEST and not (len(a) == len(b) == common):
        overlap = 0.0
    return Copy(of, round(overlap, 3))

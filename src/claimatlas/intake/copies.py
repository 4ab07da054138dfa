"""Copies: the same text twice, whole or nearly, by the runs of five words that two texts share.

Broder, "On the resemblance and containment of documents" (1997): the overlap is the share of the shorter
text's runs that the longer one has. Candidates are found by a sample of the runs, so that no two texts need
be compared that share nothing.
"""

from __future__ import annotations

import itertools
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
# share of the smaller sample from which two texts are compared; a short text may have few in a long one's
_LIKELY = 0.05
_MOST = 50  # texts with a sampled run that are looked at: a notice below every article says nothing
_WORD = re.compile(r"\w+")


class Copy(NamedTuple):
    """The article that another one copies, and the share of the shorter one's runs of words that they
    share."""

    of: str
    overlap: float


def runs(text: str) -> array:
    """Return the hashes (32 bits) of the runs of `RUN` words of a text, each once, sorted."""
    words = [word.encode() for word in _WORD.findall(text.lower())]
    joined = b" ".join(words)
    ends = list(itertools.accumulate(len(word) + 1 for word in words))
    starts = [0, *ends]
    if len(words) < RUN:
        return array("I", [zlib.crc32(joined)])
    return array(
        "I", sorted({zlib.crc32(joined[a : b - 1]) for a, b in zip(starts, ends[RUN - 1 :], strict=False)})
    )


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
    texts = list(texts)
    samples = [_sampled(own) for _, own in texts]
    found: dict[str, Copy] = {}
    for later, shared in sorted(_candidates(samples).items()):
        key, own = texts[later]
        likely = [
            k for k, n in shared.most_common(_MOST) if n > _LIKELY * min(len(samples[k]), len(samples[later]))
        ]
        firsts = [texts[k] for k in likely if texts[k][0] not in found]
        best = max(
            (Copy(of, _overlap(own, other)) for of, other in firsts[:8]),
            default=None,
            key=lambda c: c.overlap,
        )
        if best is not None and best.overlap >= LEAST:
            found[key] = best
    return found


def _sampled(own: array) -> array:
    """The runs by which a text is found: every eighth by its hash, of a short text all."""
    return array("I", (run for run in own if run % _EVERY == 0)) if len(own) >= _LONG else own


def _candidates(samples: list[array]) -> dict[int, Counter[int]]:
    """For each text the earlier ones that share sampled runs with it, with how many; by their places in the
    list."""
    marks = array("Q")
    for place, sample in enumerate(samples):
        marks.extend((run << 32) | place for run in sample)
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for _, group in itertools.groupby(sorted(marks), key=lambda mark: mark >> 32):
        first, *others = (mark & 0xFFFFFFFF for mark in group)
        earlier = [first]
        for place in others:
            shared[place].update(earlier)
            if len(earlier) < _MOST:
                earlier.append(place)
    return shared


def _overlap(one: array, other: array) -> float:
    """The share of the shorter text's runs that the longer has; of a very short text only a whole one
    counts."""
    shorter = min(len(one), len(other))
    common = len(set(one).intersection(other))
    if shorter < SHORTEST and not (len(one) == len(other) == common):
        return 0.0
    return round(common / shorter, 3)

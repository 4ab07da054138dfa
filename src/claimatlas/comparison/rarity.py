"""How common a word is in English at large, so that a corpus of one story does not take its subject for
granted."""

from __future__ import annotations

import csv
import functools
import math
from collections.abc import Iterable, Mapping
from importlib.resources import files

BACKGROUND = 300  # texts of English at large that the texts of a corpus are added to


@functools.cache
def shares() -> dict[str, float]:
    """Read ``rarity.csv``: concept of a word -> share of passages of about 75 words that have it."""
    text = files("claimatlas.comparison").joinpath("rarity.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if line and line[0] != "#")
    next(rows)
    return {word: float(share) for word, share in rows}


def rarity(words: Iterable[str], counts: Mapping[str, int], texts: int, part: float = 1.0) -> list[float]:
    """Weigh words by how rare they are in the corpus and in English at large taken together.

    Parameters
    ----------
    words : iterable of str
        Tokens of `claimatlas.comparison.features.tokens`; a name or figure, marked by ``^``, counts as
        unheard of.
    counts : mapping of str to int
        Texts of the corpus that have a word.
    texts : int
        Texts of the corpus.
    part : float
        Length of these texts as a share of the passages that ``rarity.csv`` counts.

    Returns
    -------
    list of float
        Smoothed inverse document frequency (Spärck Jones, J. Documentation 28, 1972), above 0, in nats.
    """
    known = shares()
    share = (0.0 if w[0] == "^" else known.get(w, 0.0) for w in words)
    return [
        math.log1p((BACKGROUND + texts) / (BACKGROUND * part * known_share + max(counts[w], 1)))
        for w, known_share in zip(words, share, strict=True)
    ]

"""Verbs and nouns of one meaning, and the verb a claim turns on: *sued* beside *filed a lawsuit*,
*resigned* beside *resignation*."""

from __future__ import annotations

import functools
from collections import defaultdict
from importlib.resources import files

import numpy as np
from scipy import sparse

from claimatlas.comparison.words import LISTS, STOP, irregular, stem

AUXILIARIES, BETWEEN, PRONOUNS = (
    LISTS[name] for name in ("auxiliaries", "after an auxiliary", "subject pronouns")
)
OWN = 1 << 30  # from here on lines that are not there stand for stems without a meaning that is known


@functools.cache
def senses() -> dict[str, list[int]]:
    """Read ``senses.txt``: stem of a word -> the lines it stands on,
    each a meaning of a verb with the nouns of it."""
    found: dict[str, list[int]] = defaultdict(list)
    text = files("claimatlas.comparison").joinpath("senses.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        if line and line[0] != "#":
            for word in dict.fromkeys(stem(w) for w in line.split()):
                found[word].append(number)
    return dict(found)


def meanings(stems: list[str]) -> sparse.csr_matrix:
    """Return a unit row for each stem over the meanings it can have; one without any has its own column.

    Returns
    -------
    scipy.sparse.csr_matrix, shape (len(stems), columns)
        The product of two rows is the share of their meanings that two words have in common, 1 for one word.
    """
    known = senses()
    rows, lines, values = [], [], []
    for k, word in enumerate(stems):
        own = known.get(word) or [OWN + k]
        for line in own:
            rows.append(k)
            lines.append(line)
            values.append(1 / np.sqrt(len(own)))
    columns, at = np.unique(np.array(lines, np.int64), return_inverse=True)
    return sparse.csr_matrix(
        (np.array(values, np.float32), (rows, at)), shape=(len(stems), max(1, len(columns)))
    )


def head(found: list[str], folded: list[str]) -> int:
    """Return where the verb of a claim stands, -1 where none is told by its form.

    The first word in small letters that has the form of a past tense or participle, stands after an
    auxiliary, or ends in *s* after a name or pronoun and can be a verb. For claims whose `roles` no parser
    told.

    Parameters
    ----------
    found, folded : list of str
        The words of a content, as written and folded.
    """
    for k, (word, plain) in enumerate(zip(found, folded, strict=True)):
        if plain in STOP or not word[0].islower() or plain.endswith("ly"):
            continue
        if irregular(plain) or (plain.endswith("ed") and len(plain) > 4):
            return k
        before = k - 1
        while before >= 0 and (folded[before] in BETWEEN or folded[before].endswith("ly")):
            before -= 1
        if before >= 0 and folded[before] in AUXILIARIES:
            return k
        after_one = k and (found[k - 1][0].isupper() or folded[k - 1] in PRONOUNS)
        if plain.endswith("s") and after_one and stem(plain) in senses():
            return k
    return -1

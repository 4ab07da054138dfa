"""The names of a corpus: which words are names, and which are spellings of one name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from rapidfuzz.distance import Indel

from claimatlas.comparison.words import COUNTRY, MONTHS, STOP, TOKEN, fold
from claimatlas.wordlists import read_lists

SHELF = 200  # names of one skeleton that are compared
ALIKE, SHORT_ALIKE = 0.72, 0.8
"""Least share of letters in common (1 - normalised indel distance) for two names of one skeleton, and for
those whose skeleton is short."""
SHORT = 3  # consonants of a short skeleton; names with fewer are never joined
_CONSONANTS = read_lists("comparison/words.txt")["consonants"]


class Names:
    """The names in sentences: words mostly written with a capital, countries and their people.

    The capital of a sentence's first word says nothing; it counts as a name only if it is the spelling of
    one. A sentence that comes again counts once.
    """

    def __init__(self) -> None:
        self._heads: set[str] = set()
        self._written: Counter[str] = Counter()
        self._seen: set[str] = set()

    def add(self, sentences: Collection[str], heads: Iterable[str], written: Mapping[str, int]) -> None:
        """Take in some sentences, each once, by what `counted` says of them."""
        self._heads.update(heads)
        self._written.update(written)
        for sentence in self._seen.intersection(sentences):
            self._written.subtract(counted([TOKEN.findall(sentence)])[1])
        self._seen.update(sentences)

    def forms(self) -> dict[str, str]:
        """Return folded name -> the one form that stands for it and for its other spellings."""
        capital: Counter[str] = Counter()
        small: Counter[str] = Counter()
        for word, count in self._written.items():
            (capital if word[0].isupper() else small)[fold(word)] += count
        first = {*map(fold, self._heads)}
        names = {w for w, count in capital.items() if count > small[w] and w not in STOP and w not in MONTHS}
        joined = spellings(names | {w for w in first if not small[w]})
        known = {joined[w] for w in names if w in joined}
        forms = {w: w for w in names} | {w: form for w, form in joined.items() if form in known}
        return forms | {w: COUNTRY[w] for w in COUNTRY}


def counted(sentences: Iterable[list[str]]) -> tuple[list[str], dict[str, int]]:
    """Return the words that sentences, given as words, begin with, and how often they have each other."""
    heads: dict[str, None] = {}
    written: list[str] = []
    for sentence in sentences:
        if sentence:
            heads[sentence[0]] = None
            written += sentence[1:]
    return list(heads), dict(Counter(written))


def skeletons(name: str) -> list[str]:
    """Return the consonants of a name as transliterations keep them: *Ansorullo* and *Ansarullah* fall
    together.

    Two where a *kh* may also have been written *h*.
    """
    plain = re.sub(r"(.)\1+", r"\1", fold(name).replace("-", ""))
    out = []
    for kh in ("k", "h"):
        text = plain.replace("kh", kh)
        for written, one in _CONSONANTS.items():
            text = text.replace(written, one)
        first = "a" if text[:1] in set("aeiou") else text[:1]
        out.append(first + re.sub("[aeiouyh]", "", text[1:]))
    return sorted(set(out))


def spellings(names: Iterable[str]) -> dict[str, str]:
    """Join names that are spellings of one another.

    Parameters
    ----------
    names : iterable of str
        Capitalised words of a corpus, folded.

    Returns
    -------
    dict of str to str
        Name -> the spelling that stands for it; names without a partner are left out. Linear in the number of
        names but for names of one skeleton, which are few.
    """
    shelves: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(names)):
        if name not in COUNTRY:
            for key in skeletons(name):
                if len(key) >= SHORT:
                    shelves[key].append(name)
    joined: dict[str, str] = {}
    for key, shelf in sorted(shelves.items()):
        least = ALIKE if len(key) > SHORT else SHORT_ALIKE
        heads: list[str] = []
        for name in shelf[:SHELF]:
            head = None if name in joined else _spelled_alike(name, heads, least)
            if head is None:
                heads.append(name)
            else:
                joined[name] = joined.setdefault(head, head)
    return joined


def _spelled_alike(name: str, heads: list[str], least: float) -> str | None:
    """The first of some names that has so large a share of its letters in common with `name`."""
    return next((head for head in heads if Indel.normalized_similarity(name, head) >= least), None)

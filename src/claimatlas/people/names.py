"""Names in a text: runs of capitalised words with their particles, initials and suffixes, and spellings of
one name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from spacy.tokens import Doc

from claimatlas.people import words as w
from claimatlas.tokens import tokens_of

HYPHENS = frozenset("-‐‑–")
_COMPOUND = w.word_set(
    """led based backed born style wide era like old held run owned controlled aligned linked elect funded
    friendly bound
    appointed trained made turned speaking occupied"""
)
_OPENERS = w.word_set(
    "though although while when if but and so as since because after before until unless once"
)
_INDEFINITE = w.word_set(
    "everything everyone everybody something someone somebody anything anyone anybody nothing nobody none"
)
_LOWER_PARTS = ("NNP", "NNPS", "NN", "FW", "XX")
_ARTICLES = ("al", "el", "ar", "as", "ash", "an", "at", "az", "ad", "ul", "ur", "abd")


class View:
    """A parsed text as plain lists over its tokens."""

    def __init__(self, doc: Doc):
        known = tokens_of(doc)
        self.n, self.string, self.text, self.lower = known.n, known.string, known.text, known.lower
        self.tag, self.dep, self.head, self.entity = known.tag, known.dep, known.head, known.entity
        self.lemma = known.lemma
        self.start, self.spaced = known.start, known.spaced
        self.sentence, self.opens, self.quotes = known.sentence, known.opens, known.quotes
        self.heading = self._headings()

    def _headings(self) -> list[bool]:
        """Whether each token stands in a line whose words are capitalised throughout, where a capital tells
        nothing."""
        flags = [False] * self.n
        first = 0
        for i in range(self.n + 1):
            if i < self.n and "\n" not in self.text[i]:
                continue
            long = [x for x in self.text[first:i] if len(x) > 3 and x.isalpha()]
            if (
                len(long) > 2
                and self.text[i - 1] not in '.?!"”'
                and sum(x[0].isupper() for x in long) * 3 >= len(long) * 2
            ):
                flags[first:i] = [True] * (i - first)
            first = i + 1
        return flags

    def words(self, first: int, end: int) -> str:
        """The text from one token to another, white space made plain."""
        if first >= end:
            return ""
        return re.sub(
            r"\s+", " ", self.string[self.start[first] : self.start[end - 1] + len(self.text[end - 1])]
        )

    def capital(self, i: int) -> bool:
        """Whether a token begins with a capital letter."""
        return self.text[i][0].isupper()

    def subject(self, i: int) -> bool:
        """Whether a token is, or is part of, the subject of its clause."""
        for _ in range(6):
            if self.dep[i] in ("nsubj", "nsubjpass"):
                return True
            if self.dep[i] not in ("compound", "flat", "appos", "nmod") or self.head[i] == i:
                return False
            i = self.head[i]
        return False


def name_word(v: View, i: int, after: bool = False) -> bool:
    """Whether a token may be a word of a name; ``after`` tells that a word of the name stands before it."""
    if not v.capital(i) or not any(c.isalpha() for c in v.text[i]):
        return False
    if after and v.entity[i] == v.entity[i - 1] and v.entity[i] in ("PERSON", "ORG", "GPE", "LOC", "FAC"):
        return True
    if v.lower[i] in _INDEFINITE:
        return False
    if v.lower[i] in w.CALENDAR or v.entity[i] in ("DATE", "TIME"):
        return after and v.entity[i] not in ("DATE", "TIME")
    if v.tag[i] in ("NNP", "NNPS"):
        return v.lower[i] not in w.PRONOUNS and not (v.opens[i] and v.lower[i] in _OPENERS)
    if v.tag[i] in ("PRP", "PRP$", "DT", "IN", "CC", "WP", "WDT", "WRB", "TO", "MD", "EX", "PDT"):
        return v.entity[i] in ("PERSON", "ORG") and v.tag[i] == "IN" and not v.opens[i]
    return (after or not v.opens[i]) and (
        v.entity[i] != "" or v.tag[i] in ("NN", "NNS", "JJ", "FW", "XX", "VBP", "VB", "VBN")
    )


def _further(v: View, end: int) -> int:
    """Where a name that has come to ``end`` ends after one more word, or ``end`` if there is none."""
    i, n = end, v.n
    while i < n and v.text[i].isspace() and "\n" not in v.text[i]:
        i += 1
    if i + 1 < n and v.text[i] in HYPHENS and not v.spaced[i] and not v.spaced[i - 1]:
        return i + 2 if _hyphenated(v, i) else end
    if i + 1 < n and v.text[i] == "&" and v.capital(i + 1):
        return i + 2
    if (
        i < n
        and name_word(v, i, True)
        and (v.spaced[i - 1] or v.text[i - 1].isspace() or v.text[i - 1].endswith("."))
    ):
        return i + 1
    k = i
    while k < n and k < i + 3 and v.text[k] in w.PARTICLES:
        k += 1
    if k > i and k < n:
        if v.text[k] in HYPHENS and k + 1 < n and v.capital(k + 1):
            return k + 2
        if name_word(v, k, True) and v.tag[k] != "JJ":
            return k + 1
    if i + 1 < n and v.text[i] == "," and v.lower[i + 1] in w.SUFFIXES:
        return i + 2
    return end


def _hyphenated(v: View, hyphen: int) -> bool:
    """Whether the part after a hyphen belongs to the name: *el-Sisi*, *Ki-moon*, *Ocasio-Cortez*, but not
    *Iran-backed*."""
    part = v.text[hyphen + 1]
    if part[0].isupper():
        return True
    return (
        v.capital(hyphen - 1)
        and part.isalpha()
        and len(part) < 8
        and part not in _COMPOUND
        and v.tag[hyphen + 1] in _LOWER_PARTS
    )


def _begins(v: View, i: int) -> bool:
    """Whether a name begins at a token: a capitalised word, or a particle with one behind it (*al-Assad*,
    *von der Leyen*)."""
    if name_word(v, i):
        return True
    if v.text[i] not in w.PARTICLES or i + 1 >= v.n or (i and v.tag[i - 1] in ("DT", "JJ", "PRP$", "CD")):
        return False
    return _further(v, i + 1) > i + 1 if v.text[i + 1] in HYPHENS else _further(v, i) > i


def runs(v: View) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised words as (first token, token after the last)."""
    i = 0
    while i < v.n:
        if v.heading[i] or not (v.capital(i) or v.text[i] in w.PARTICLES) or not _begins(v, i):
            i += 1
            continue
        end = i + 1 if v.capital(i) else i
        end = max(end, i)
        while end - i < 14 and (further := _further(v, end)) > end:
            end = further
        end = max(end, i + 1)
        yield i, end
        i = end


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared, in small letters without accents and suffixes."""
    low = name.lower()
    if not low.isascii():
        low = "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))
    return tuple(x for x in (part.strip(",.’'\"“”") for part in low.split()) if x and x not in w.SUFFIXES)


def bare_word(word: str) -> str:
    """A word of a name without its article: *al-assad* is *assad*."""
    head, _, tail = word.partition("-")
    return tail if tail and head in _ARTICLES else word


_DETERMINER = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|such|its|their|his|her|our|my|your|both)\s+)+", re.IGNORECASE
)
_VAGUE = re.compile(r"^(?:official|some|several|various|many)\s+", re.IGNORECASE)


_MARKS = " ,;:.\"“”„«»‘’'()[]-–—―*<>|•"


def bare(words: str, keep_quantifier: bool = False) -> str:
    """A holder's words without determiner, outer marks and, unless kept, a vague quantifier."""
    words = _DETERMINER.sub("", words.strip(_MARKS)).strip(_MARKS)
    if not keep_quantifier:
        words = _VAGUE.sub("", words)
    return words or "unnamed"

"""Names in a text: runs of capitalised words with their particles, initials and suffixes, and spellings of
one name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from claimatlas.people import words as w
from claimatlas.tokens import Doc, tokens_of
from claimatlas.wordlists import alternatives

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
HYPHENS = frozenset("-‐‑–")
_COMPOUND, _OPENERS, _INDEFINITE = (
    w.words(heading) for heading in ("joined behind a name", "openers", "indefinite")
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
        self.capitals = [x[0].isupper() for x in self.text]
        self.heading = self._headings()
        self.roles: dict[int, str] = {}  # what `grammar` has found of tokens that were asked for
        self.governors: dict[int, int] = {}
        self.subjects: dict[int, list[int]] = {}
        """For each verb the subjects that hang on it."""
        for i, dep in enumerate(self.dep):
            if dep in SUBJECTS:
                self.subjects.setdefault(self.head[i], []).append(i)

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

    def capital(self, at: int) -> bool:
        """Whether a token begins with a capital letter."""
        return self.capitals[at]

    def subject(self, at: int) -> bool:
        """Whether a token is, or is part of, the subject of its clause."""
        for _ in range(6):
            if self.dep[at] in ("nsubj", "nsubjpass"):
                return True
            if self.dep[at] not in ("compound", "flat", "appos", "nmod") or self.head[at] == at:
                return False
            at = self.head[at]
        return False


def name_word(view: View, at: int, after: bool = False) -> bool:
    """Whether a token may be a word of a name; ``after`` tells that a word of the name stands before it."""
    if not view.capital(at) or not any(c.isalpha() for c in view.text[at]):
        return False
    if (
        after
        and view.entity[at] == view.entity[at - 1]
        and view.entity[at] in ("PERSON", "ORG", "GPE", "LOC", "FAC")
    ):
        return True
    if view.lower[at] in _INDEFINITE:
        return False
    if view.lower[at] in w.CALENDAR or view.entity[at] in ("DATE", "TIME"):
        return after and view.entity[at] not in ("DATE", "TIME")
    if view.tag[at] in ("NNP", "NNPS"):
        return view.lower[at] not in w.PRONOUNS and not (view.opens[at] and view.lower[at] in _OPENERS)
    if view.tag[at] in ("PRP", "PRP$", "DT", "IN", "CC", "WP", "WDT", "WRB", "TO", "MD", "EX", "PDT"):
        return view.entity[at] in ("PERSON", "ORG") and view.tag[at] == "IN" and not view.opens[at]
    return (after or not view.opens[at]) and (
        view.entity[at] != "" or view.tag[at] in ("NN", "NNS", "JJ", "FW", "XX", "VBP", "VB", "VBN")
    )


def _further(view: View, end: int) -> int:
    """Where a name that has come to ``end`` ends after one more word, or ``end`` if there is none."""
    i, n = end, view.n
    while i < n and view.text[i].isspace() and "\n" not in view.text[i]:
        i += 1
    if i + 1 < n and view.text[i] in HYPHENS and not view.spaced[i] and not view.spaced[i - 1]:
        return i + 2 if _hyphenated(view, i) else end
    if i + 1 < n and view.text[i] == "&" and view.capital(i + 1):
        return i + 2
    if (
        i < n
        and name_word(view, i, True)
        and (view.spaced[i - 1] or view.text[i - 1].isspace() or view.text[i - 1].endswith("."))
    ):
        return i + 1
    k = i
    while k < n and k < i + 3 and view.text[k] in w.PARTICLES:
        k += 1
    if k > i and k < n:
        if view.text[k] in HYPHENS and k + 1 < n and view.capital(k + 1):
            return k + 2
        if name_word(view, k, True) and view.tag[k] != "JJ":
            return k + 1
    if i + 1 < n and view.text[i] == "," and view.lower[i + 1] in w.SUFFIXES:
        return i + 2
    return end


def _hyphenated(view: View, hyphen: int) -> bool:
    """Whether the part after a hyphen belongs to the name: *el-Sisi*, *Ki-moon*, *Ocasio-Cortez*, but not
    *Iran-backed*."""
    part = view.text[hyphen + 1]
    if part[0].isupper():
        return True
    return (
        view.capital(hyphen - 1)
        and part.isalpha()
        and len(part) < 8
        and part not in _COMPOUND
        and view.tag[hyphen + 1] in _LOWER_PARTS
    )


def _begins(view: View, at: int) -> bool:
    """Whether a name begins at a token: a capitalised word, or a particle with one behind it (*al-Assad*,
    *von der Leyen*)."""
    if name_word(view, at):
        return True
    if (
        view.text[at] not in w.PARTICLES
        or at + 1 >= view.n
        or (at and view.tag[at - 1] in ("DT", "JJ", "PRP$", "CD"))
    ):
        return False
    return _further(view, at + 1) > at + 1 if view.text[at + 1] in HYPHENS else _further(view, at) > at


def runs(view: View) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised words as (first token, token after the last)."""
    i = 0
    while i < view.n:
        if view.heading[i] or not (view.capital(i) or view.text[i] in w.PARTICLES) or not _begins(view, i):
            i += 1
            continue
        end = i + 1 if view.capital(i) else i
        end = max(end, i)
        while end - i < 14 and (further := _further(view, end)) > end:
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
_VAGUE = re.compile(rf"^(?:{alternatives(w.words('vague'))})\s+", re.IGNORECASE)


_MARKS = " ,;:.\"“”„«»‘’'()[]-–—―*<>|•"


def bare(words: str, keep_quantifier: bool = False) -> str:
    """A holder's words without determiner, outer marks and, unless kept, a vague quantifier."""
    words = _DETERMINER.sub("", words.strip(_MARKS)).strip(_MARKS)
    if not keep_quantifier:
        words = _VAGUE.sub("", words)
    return words or "unnamed"

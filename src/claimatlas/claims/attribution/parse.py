"""A dependency parse as plain lists, and what the attribution rules ask about it."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from claimatlas.claims.attribution.cues import VERBS
from claimatlas.quotations import MARKS
from claimatlas.tokens import Doc, tokens_of
from claimatlas.trees import FINITE
from claimatlas.wordlists import read_lists

REACH = 300
"""Tokens that a content or a look for a speaker may reach: far more than any sentence, so that a hostile
text of nothing but cues costs no more than its length."""
_LISTS = read_lists("claims/constructions.txt")
_NOUN_OR_VERB = {
    form: verb
    for verb in _LISTS["noun or verb"]
    for form in (verb, verb[:-1] + "ies" if verb.endswith("y") else verb + "s")
}
_SOME_WORD = frozenset(word for word, _ in VERBS)
_PARTICLES = frozenset(word.split()[1] for word in _SOME_WORD if " " in word)
_NOMINAL = ("PROPN", "NOUN", "PRON", "NUM", "ADJ", "DET", "PART")


@functools.lru_cache(maxsize=1 << 15)
def _lemma(lemma: str, lower: str) -> str:
    """The lemma, mended where the model cuts a final e (*hoped*: hop) or an s (*they stress*: stres)."""
    if lower in _SOME_WORD and lower == lemma + lemma[-1:]:
        return lower
    return lemma if lower.startswith(lemma + lemma[-1:]) else _LISTS["wrong lemmas"].get(lemma, lemma)


def _phrasal(lemma: list[str], head: list[int], dep: list[str], lower: list[str]) -> None:
    """Read a verb and its particle as one lemma where the lexicon has them together (*rule out*)."""
    for i, word in enumerate(lower):
        if word in _PARTICLES and dep[i] in ("prt", "advmod", "prep") and 0 < i - head[i] < 6:
            both = f"{lemma[head[i]]} {word}"
            if both in _SOME_WORD:
                lemma[head[i]] = both


class Parse:
    """A parsed document as plain lists over its tokens, several times faster to walk than spaCy's tokens.

    A *unit* is a sentence that counts a quotation as a part of the sentence around it, however many sentences
    are in the quotation; units and paragraphs are numbered from 0.
    """

    def __init__(self, doc: Doc):
        known = tokens_of(doc)
        self.n = known.n
        self.string, self.lower, self.start, self.end = known.string, known.lower, known.start, known.end
        self.head, self.dep, self.entity, self.sentence = known.head, known.dep, known.entity, known.sentence
        self.word = known.word
        self.pos, self.tag = list(known.pos), list(known.tag)  # mended below
        self.lemma = [_lemma(lemma.lower(), low) for lemma, low in zip(known.lemma, self.lower, strict=True)]
        _phrasal(self.lemma, self.head, self.dep, self.lower)
        self.kids: list[list[int]] = [[] for _ in range(self.n)]
        for i, head in enumerate(self.head):
            if head != i:
                self.kids[head].append(i)
        self.moved: dict[int, int] = {}
        """Verbs that a rule took out of a content, with the cue that they are coordinated with."""
        self.quotes = known.quotes
        self.quote_of, self.quote_tokens = self._quotations()
        self.unit, self.paragraph = self._units(known.opens)
        self.mended: set[int] = set()
        """Cues that the model read as nouns (*the paper states*), told by word order; their subject stands
        before them."""
        self._mend()

    def _quotations(self) -> tuple[list[int], list[range]]:
        """The quotation that each token stands in, -1 for none, and the tokens of each quotation."""
        quote_of, quote_tokens = [-1] * self.n, []
        i = 0
        for k, quote in enumerate(self.quotes):
            while i < self.n and self.end[i] <= quote.start:
                i += 1
            first = i
            while i < self.n and self.start[i] < quote.end:
                quote_of[i] = k
                i += 1
            quote_tokens.append(range(first, i))
        return quote_of, quote_tokens

    def _mend(self) -> None:
        """Read as verbs what the model took for nouns."""
        participles = _LISTS["participles"]
        for i in range(1, self.n):
            low = self.lower[i]
            if self.tag[i] == "NN" and low in participles and self.lower[min(i + 1, self.n - 1)] == ":":
                self.pos[i], self.tag[i], self.lemma[i] = "VERB", "VBG", participles[low]
            if low not in _NOUN_OR_VERB:
                continue
            whole = not self.verbal(i) and self._has_clause(i)
            if whole or self._stands_as_cue(i):
                tag = "VBZ" if low.endswith("s") else "VBP"
                self.pos[i], self.tag[i], self.lemma[i] = "VERB", tag, _NOUN_OR_VERB[low]
                if not whole:
                    self.mended.add(i)

    def _has_clause(self, at: int) -> bool:
        """Whether a word that was read as a noun has a verb's subject and a clause: *he often notes in
        talks that …*."""
        clause = self.child(at, "ccomp")
        return clause is not None and self.child(at, "nsubj") is not None and self.marked(clause, "that")

    def _stands_as_cue(self, at: int) -> bool:
        """Whether a word that is a noun or a verb closes a frame (*…, the paper states.*) or opens one
        (*It notes that*)."""
        if self.verbal(at) and self.child(at, "nsubj", "nsubjpass", "expl", "ccomp") is not None:
            return False
        first = at
        while (
            first > 0
            and at - first < 10
            and self.unit[first - 1] == self.unit[at]
            and self.nominal(first - 1)
        ):
            first -= 1
        if first == at or self.quote_of[at] >= 0 or not self._may_be_subject(at - 1, at):
            return False
        before = first - 1 if first > 0 and self.unit[first - 1] == self.unit[at] else -1
        marks = (",", "–", "—")
        apart = before >= 0 and (self.lower[before] in marks or self.quote_of[before] >= 0)
        held = self.after_aside(at + 1)
        if (
            (before < 0 or apart or self.lower[before] == "that")
            and held < self.n
            and self.lower[held] == "that"
        ):
            return True
        return apart and (not self.words(self.unit_after(at)) or self.lower[at + 1] == ",")

    def _may_be_subject(self, noun: int, verb: int) -> bool:
        """Whether the word before a verb can be its subject, and agrees with it: not *the papers states*."""
        pos = "PROPN" if self.capital(noun) else self.pos[noun]
        plural = self.tag[noun] in ("NNS", "NNPS")
        agrees = plural != self.lower[verb].endswith("s") or self.lower[noun] == "media"
        return pos not in ("DET", "ADJ", "PART", "NUM") and agrees

    def capital(self, at: int) -> bool:
        """Whether a token begins with a capital letter."""
        return self.string[self.start[at]].isupper()

    def nominal(self, at: int) -> bool:
        """Whether a token can be part of a name or a noun phrase; the model takes some names for numbers
        or conjunctions."""
        if self.tag[at] in ("WDT", "WP", "WP$"):
            return False
        return self.pos[at] in _NOMINAL or (self.capital(at) and not self.verbal(at) and self.word[at])

    def after_aside(self, at: int) -> int:
        """The token behind a stretch between two commas that begins at ``at``; ``at`` itself where there is
        none."""
        if at < self.n and self.lower[at] == ",":
            for t in range(at + 1, min(self.n, at + 12)):
                if self.unit[t] != self.unit[at]:
                    break
                if self.lower[t] == ",":
                    return t + 1
        return at

    def _units(self, begins: list[bool]) -> tuple[list[int], list[int]]:
        """The unit and the paragraph of each token."""
        unit, paragraph = [0] * self.n, [0] * self.n
        u = par = 0
        previous = -1  # last token of this paragraph that is not blank
        for i in range(self.n):
            blank = self.lower[i].isspace()
            if not blank and previous >= 0:
                u += self._ends_between(previous, i, begins[i])
            unit[i], paragraph[i] = u, par
            if not blank:
                previous = i
            elif "\n" in self.lower[i]:
                u, par, previous = u + 1, par + 1, -1
        return unit, paragraph

    def _ends_between(self, previous: int, at: int, begins: bool) -> bool:
        """Whether a unit ends between two neighbouring tokens."""
        k, before = self.quote_of[at], self.quote_of[previous]
        entering = k >= 0 and at == self.quote_tokens[k][0]
        if before >= 0 and before != k:  # right after a quotation
            tail = self.string[max(0, self.quotes[before].end - 5) : self.quotes[before].end].strip(
                MARKS + " "
            )[-1:]
            if tail not in (".", "!", "?", "…") or not (
                entering or (begins and self.string[self.start[at]].isupper())
            ):
                return False
            return not (tail in "!?" and following_cue(self, at) is not None)
        return (
            (k < 0 or entering)
            and (begins or entering)
            and self.lower[previous][-1:] in (".", "!", "?", "…", ";")
        )

    def subtree(self, at: int, without: Iterable[int] = ()) -> set[int]:
        """Tokens under ``at``, leaving out what hangs under the tokens in ``without``."""
        found: set[int] = set()
        barred, stack = set(without), [at]
        while stack and len(found) < REACH:
            j = stack.pop()
            if j not in barred and j not in found:
                found.add(j)
                stack.extend(self.kids[j])
        return found

    def child(self, at: int, *deps: str) -> int | None:
        """First child of ``at`` with one of the dependency labels."""
        dep = self.dep
        for k in self.kids[at]:  # asked so often that a generator would cost more than the look
            if dep[k] in deps:
                return k
        return None

    def children(self, at: int, *deps: str) -> list[int]:
        """Children of ``at`` with one of the dependency labels."""
        return [k for k in self.kids[at] if self.dep[k] in deps]

    def prepositions(self, at: int, *words: str) -> list[int]:
        """Prepositions under ``at``, all or those among ``words``."""
        return [k for k in self.kids[at] if self.dep[k] == "prep" and (not words or self.lower[k] in words)]

    def union(self, tokens: Iterable[int], without: Iterable[int] = ()) -> set[int]:
        """Tokens under any of the tokens."""
        return set().union(*(self.subtree(i, without) for i in tokens))

    def top(self, tokens: set[int]) -> list[int]:
        """Those of the tokens whose head is none of them, in the order of the set."""
        return [t for t in tokens if self.head[t] not in tokens or self.head[t] == t]

    def outward(self, tokens: Iterable[int]) -> list[int]:
        """Those of the tokens that hang on a token outside, in the order of the set."""
        return [t for t in tokens if self.head[t] not in tokens]

    def verbal(self, at: int) -> bool:
        """Whether a token is a verb or an auxiliary."""
        return self.pos[at] in ("VERB", "AUX")

    def finite(self, at: int) -> bool:
        """Whether a token is a finite form."""
        return self.tag[at] in FINITE

    def inflected(self, at: int) -> bool:
        """Whether a token is a finite form, and no modal."""
        return self.tag[at] in ("VBD", "VBZ", "VBP")

    def subjectless(self, at: int) -> bool:
        """Whether a verb has no subject of its own."""
        return self.child(at, "nsubj", "nsubjpass", "expl") is None

    def passive(self, at: int) -> bool:
        """Whether a verb has an auxiliary of the passive."""
        return self.child(at, "auxpass") is not None

    def infinitive(self, at: int) -> bool:
        """Whether a verb stands with *to*."""
        return any(self.lower[k] == "to" and self.dep[k] == "aux" for k in self.kids[at])

    def marked(self, at: int, *words: str) -> bool:
        """Whether a clause is introduced by one of the conjunctions."""
        kids = [k for k in self.kids[at] if self.lower[k] in words]
        return any(
            self.dep[k] in ("mark", "advmod") or (self.tag[k] == "IN" and self.lower[k] == "that")
            for k in kids
        )

    def past(self, at: int) -> bool:
        """Whether the word that carries a verb's tense is past."""
        t = self.child(at, "aux", "auxpass")
        return (
            self.tag[at] == "VBD"
            if t is None
            else self.tag[t] == "VBD" or self.lower[t] in ("would", "could")
        )

    def present(self, at: int) -> bool:
        """Whether the word that carries a verb's tense is present."""
        t = self.child(at, "aux", "auxpass")
        t = at if t is None else t
        return self.tag[t] in ("VBZ", "VBP") or self.lower[t] in ("will", "can")

    def words(self, tokens: Iterable[int]) -> int:
        """How many of the tokens are words."""
        return sum(self.word[t] for t in tokens)

    def unit_before(self, at: int) -> range:
        """Tokens of the unit of ``at`` before it."""
        t = at
        while t > 0 and self.unit[t - 1] == self.unit[at] and at - t < REACH:
            t -= 1
        return range(t, at)

    def unit_after(self, at: int) -> range:
        """Tokens of the unit of ``at`` after it."""
        t = at
        while t + 1 < self.n and self.unit[t + 1] == self.unit[at] and t - at < REACH:
            t += 1
        return range(at + 1, t + 1)

    def divided(self, first: int, end: int) -> bool:
        """Whether a semicolon outside quotation marks stands between two tokens."""
        low, high = sorted((first, end))
        return high - low < REACH and any(
            self.lower[t] == ";" and self.quote_of[t] < 0 for t in range(low, high)
        )

    def opens_unit(self, at: int) -> bool:
        """Whether no word of its unit stands before token ``at``."""
        t = at - 1
        while t >= 0 and self.unit[t] == self.unit[at]:
            if self.word[t]:
                return False
            t -= 1
        return True

    def closes_unit(self, at: int) -> bool:
        """Whether no word of its unit stands after token ``at``."""
        return not self.words(self.unit_after(at))

    def closes_paragraph(self, at: int) -> bool:
        """Whether no word of its paragraph stands after token ``at``."""
        t = at + 1
        while t < self.n and self.paragraph[t] == self.paragraph[at]:
            if self.word[t]:
                return False
            t += 1
        return True

    def aside_quote(self, at: int) -> bool:
        """Whether a token stands in a short quotation that is no speech, such as a nickname in a name."""
        k = self.quote_of[at]
        return k >= 0 and len(self.quote_tokens[k]) <= 6 and self.string[self.quotes[k].end - 2] not in ",.?!"


def quote_verb(parse: Parse, at: int) -> bool:
    """Whether a token is a verb that takes direct speech."""
    return parse.verbal(at) and (parse.lemma[at], "quote") in VERBS


def following_cue(parse: Parse, at: int, speech: bool = False) -> int | None:
    """Verb of the frame that starts at token ``at``: *… he said*, *… said the mayor*.

    After ``speech``, a whole quoted sentence, any verb with a subject will do: *… the mayor beamed*.
    """
    for j in range(at, min(parse.n, at + 40)):
        if "\n" in parse.lower[j] or parse.lower[j] in (".", ";", ":", "?", "!"):
            return None
        if parse.quote_of[j] >= 0:
            if parse.aside_quote(j):
                continue
            return None
        if quote_verb(parse, j):
            return j
        if parse.pos[j] == "VERB" and parse.inflected(j) and parse.dep[j] != "relcl":
            return j if speech and parse.child(j, "nsubj") is not None else None
    return None

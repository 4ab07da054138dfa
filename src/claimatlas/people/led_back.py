"""Holders that a pronoun stands for, and a holder's own words, a possessive pronoun led back to its name."""

from __future__ import annotations

from dataclasses import replace

from claimatlas.people import words as w
from claimatlas.people.names import bare
from claimatlas.people.phrase import Phrase, read
from claimatlas.people.reading import DEPTH, MEMORY, Holder, Reading
from claimatlas.people.referents import Referent

_MODIFIERS = ("DT", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "POS", "PRP$", "CD", "HYPH", "VBN")


class LedBack(Reading):
    """Leads pronouns back to holders."""

    def _pronoun(self, phrase: Phrase, low: str) -> Holder:
        """Whom a pronoun stands for, as a holder."""
        v, at = self.view, phrase.head
        unresolved = Holder(v.text[at], "anonymous", "source")
        if low == "those":
            return replace(unresolved, name=f"those {self._said(phrase, True)}")  # *those who stayed*
        if not self.aliases or low in w.SPEAKERS:
            return unresolved
        if low in w.RELATIVES and v.tag[at] in ("WP", "WDT", "WP$", "IN"):
            return self._antecedent(at) or unresolved
        return self._pronoun_holder(at, leads_back=True) or unresolved

    def _antecedent(self, at: int) -> Holder | None:
        """Whom *who* or *which* refers to: the noun that its clause hangs on."""
        v, j = self.view, at
        for _ in range(6):
            if v.dep[j] == "relcl":
                inner = read(v, self._noun_phrase(v.head[j]), self.people.at)
                if inner is None or self._depth >= DEPTH or v.lower[inner.head] in w.RELATIVES:
                    return None
                return self._identify(inner)
            if v.head[j] == j:
                return None
            j = v.head[j]
        return None

    def _pronoun_holder(self, at: int, leads_back: bool = False) -> Holder | None:
        """The holder behind a pronoun, or None where that is open."""
        if not self.aliases or self.view.lower[at] not in w.PRONOUNS or self._depth > DEPTH:
            return None
        decision = self._decision(at)
        referent = decision.best
        if (
            referent is None
            or decision.confidence < self.antecedent_from
            or referent.kind in ("thing", "things")
        ):
            return None
        if leads_back and self._depth == 1:
            self._origin = referent.at
        person = referent.who if w.PRONOUNS[self.view.lower[at]] in "mf" else referent.person
        return (
            Holder(person.name, "named person", "person")
            if person is not None
            else self._of_referent(referent)
        )

    def _of_referent(self, referent: Referent) -> Holder | None:
        """The holder that a referent is."""
        for s in reversed(self.seen[-MEMORY:]):
            if referent.at in (s.at, s.origin):
                return s.holder
        inner = read(self.view, self._phrase_of(referent), self.people.at)
        if inner is None or self._depth >= DEPTH or self.view.lower[inner.head] in w.PRONOUNS:
            return None
        return self._identify(inner)

    def _phrase_of(self, referent: Referent) -> list[int]:
        """The tokens of a referent's noun phrase, from the first of two joined by *and*."""
        tokens = self._noun_phrase(referent.at)
        first = self._noun_phrase(referent.begin)[0] if referent.begin >= 0 else tokens[0]
        return list(range(first, tokens[-1] + 1)) if first < tokens[0] else tokens

    def _noun_phrase(self, head: int) -> list[int]:
        """The tokens of a noun phrase from its head: modifiers before it, one complement behind it."""
        v, first, end = self.view, head, head + 1
        while (
            first > 0
            and head - first < 10
            and v.tag[first - 1] in _MODIFIERS
            and v.sentence[first - 1] == v.sentence[head]
        ):
            first -= 1
        if end < v.n and v.lower[end] in ("of", "for", "at", "in"):
            stop = end + 1
            while stop < v.n and stop - end < 8 and v.tag[stop] in _MODIFIERS:
                stop += 1
            end = stop if stop > end + 1 else end
        return list(range(first, end))

    def _said(self, phrase: Phrase, keep: bool = False) -> str:
        """The holder's words without determiner, a possessive pronoun led back to its name."""
        v = self.view
        first, last = phrase.core[0], (phrase.rest or phrase.core)[-1]
        possessive = [*phrase.possessor, *(i for i in phrase.rest if v.tag[i] == "PRP$")]
        for i in possessive[:1] if len(phrase.possessor) <= 1 else ():
            owner = self._owner(i)
            if owner:
                before = v.words(first, i) if i in phrase.rest else ""
                return bare(f"{before} {owner} {v.words(i + 1, last + 1)}".strip(), keep)
        return bare(v.words(first, last + 1), keep)

    def _owner(self, at: int) -> str:
        """The name behind a possessive pronoun, in the possessive; empty where it is open or no name."""
        owner = self._pronoun_holder(at)
        if owner is None or owner.kind == "anonymous":
            return ""
        if owner.sort == "person" and owner.name not in self.people.by_name:
            return ""
        return owner.name + ("’" if owner.name.endswith("s") else "’s")

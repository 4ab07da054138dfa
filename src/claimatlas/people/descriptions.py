"""Holders that go by a common noun: documents, groups, bodies by their class, spokesmen, people by trade."""

from __future__ import annotations

from claimatlas.people import words as w
from claimatlas.people.earlier import Earlier
from claimatlas.people.phrase import Phrase, read
from claimatlas.people.reading import DEPTH, MEMORY, Holder

_WHOLE = ("police", "authorities")  # of a place they are all, and not some
_KINDS_OF_AGENCY = w.words("kinds of agency")


class Descriptions(Earlier):
    """Names holders by what they are called."""

    def _by_noun(self, phrase: Phrase, noun: w.Noun) -> Holder:
        """A holder that is called by a common noun."""
        if noun.names == "group":
            return self._group(phrase, noun)
        if noun.names in w.COLLECTIVE:
            return self._collective(phrase, noun)
        if noun.names == "media":
            return Holder(self._said(phrase, True), "anonymous", "media")
        if noun.names == "spokes" and self.view.lower[phrase.head - 1] not in ("district", "prosecuting"):
            return self._spokes(phrase)
        return self._someone(phrase, noun)

    def _document(self, phrase: Phrase) -> Holder:
        """A text or recording stands for its owner, where he is named."""
        v = self.view
        owner: list[int] = phrase.possessor
        before = [i for i in phrase.core if i < phrase.head]
        if not owner:
            owner = self._naming_modifier(before)
        if not owner and phrase.rest and v.lower[phrase.rest[0]] in ("by", "from"):
            owner = phrase.rest[1:]
        inner = read(v, owner, self.people.at) if owner and self._depth < DEPTH else None
        if inner is not None and inner.head != phrase.head:
            return self._identify(inner)
        media = v.lower[phrase.head] in ("report", "reports")
        return Holder(self._said(phrase, keep=True), "anonymous", "media" if media else "document")

    def _naming_modifier(self, before: list[int]) -> list[int]:
        """The part of a noun's modifiers that names a body or person: *a SIGA article*, *a police report*."""
        v = self.view
        for i in reversed(before):
            noun = w.noun_of(v.lower[i])
            mention = self.people.at.get(i)
            if mention is not None and v.entity[i] not in ("NORP", "GPE", "LOC", "DATE") and v.tag[i] != "JJ":
                return [k for k in before if k <= i]
            if (
                mention is None
                and noun is not None
                and noun.names in ("body", "group", "institute", "media")
                and v.tag[i][:2] == "NN"
            ):
                return [k for k in before if k <= i]
        return []

    def _proper(self, phrase: Phrase) -> bool:
        """Whether a proper name tells which one is meant: in front of the head or behind it."""
        v = self.view
        tokens = [*phrase.core, *phrase.rest]
        return any(
            i != phrase.head
            and v.capital(i)
            and (i in self.people.at or v.entity[i] in ("NORP", "GPE", "ORG"))
            for i in tokens
            if not (v.opens[i] and v.entity[i] == "" and v.tag[i] in ("DT", "JJ", "IN", "NN", "NNS"))
        )

    def _group(self, phrase: Phrase, noun: w.Noun) -> Holder:
        """Officials, members, rebels: a body, unless they are counted or speak without their names."""
        v = self.view
        proper = self._proper(phrase) or v.tag[phrase.head] in ("NNP", "NNPS") or noun.names == "adherent"
        secret = any(v.lower[i] in w.ANONYMITY for i in phrase.rest) or (phrase.cut and phrase.counted)
        numbered = any(v.tag[i] == "CD" for i in phrase.core if i != phrase.head) or (
            phrase.counted and not proper
        )
        if secret or numbered:
            return Holder(self._said(phrase, True), "anonymous", "source")
        if not proper and self.aliases:
            of = self._members_of(phrase)
            if of:
                return Holder(f"{of} {v.lower[phrase.head]}", "named organisation", "body")
            alone = len(phrase.core) == 1
            whole = alone and v.lower[phrase.head] in _WHOLE
            if whole and (only := self._only(v.lower[phrase.head])):
                return only
            if (phrase.definite or alone) and (
                known := self._alias(v.lower[phrase.head], phrase.head, phrase.definite)
            ):
                return known
        placed = self._placed(phrase) if proper and phrase.rest else None
        if placed is not None:
            return placed
        unnamed = any(
            (n := w.noun_of(v.lower[i])) is not None and n.names in w.COLLECTIVE and n.grade == "one"
            for i in phrase.core[:-1]
        )
        owner = phrase.possessor and not (
            len(phrase.possessor) == 1 and self._pronoun_holder(phrase.possessor[0]) is None
        )
        if not proper and not owner and (unnamed or noun.grade == "one"):
            return Holder(self._said(phrase, True), "anonymous", "source")
        return Holder(self._said(phrase), "named organisation", "body")

    def _collective(self, phrase: Phrase, noun: w.Noun) -> Holder:
        """One body called by its class: *the ministry*, *Cole’s campaign*, *the hospital*, *Interfax news
        agency*."""
        v = self.view
        proper = self._proper(phrase)
        if noun.names in ("medium", "institute") and (name := self._name_before(phrase)):
            return self._body(name, noun.names)
        sort = {"medium": "media", "institute": "org"}.get(noun.names, "body")
        if not proper and phrase.definite and not noun.plural and not phrase.possessor and self.aliases:
            low = v.lower[phrase.head]
            known = self._alias(low, phrase.head, True) or self._mentioned_body(low, phrase.head)
            if known is not None:
                return known
        owned = bool(phrase.possessor) and (proper or self._pronoun_holder(phrase.possessor[0]) is not None)
        people = any(m.person is not None for i in phrase.core if (m := self.people.at.get(i)) is not None)
        if noun.names == "medium" and (noun.plural or not (owned or people)):
            state = any(v.lower[i] in w.words("of a state") for i in phrase.core)
            sole = proper and not noun.plural and (v.text[phrase.head].isupper() or state)
            return Holder(self._said(phrase), "named organisation" if sole else "anonymous", "media")
        if (
            proper
            or owned
            or people
            or (noun.grade == "sole" and not noun.plural)
            or (noun.names == "institute" and phrase.definite)
        ):
            return Holder(self._said(phrase), "named organisation", sort)
        return Holder(self._said(phrase, True), "anonymous", "source")

    def _name_before(self, phrase: Phrase) -> str:
        """The name in *Interfax news agency*; a nationality alone is none."""
        v = self.view
        for i in reversed(phrase.core[:-1]):
            mention = self.people.at.get(i)
            if mention is None:
                if v.lower[i] not in _KINDS_OF_AGENCY:
                    return ""
                continue
            if (
                v.entity[i] in ("NORP", "GPE", "LOC")
                or mention.person is not None
                or phrase.head in range(mention.begin, mention.end)
            ):
                return ""
            return v.words(mention.begin, mention.end)
        return ""

    def _spokes(self, phrase: Phrase) -> Holder:
        """Who speaks for another is his body, if that is told; else the one who spoke for it before."""
        v = self.view
        for_whom = bool(phrase.rest) and v.lower[phrase.rest[0]] in ("for", "of", "at", "to", "from")
        body = self._naming_modifier([i for i in phrase.core if i < phrase.head]) or phrase.possessor
        if for_whom or body:
            inner = read(v, body or phrase.rest[1:], self.people.at) if self._depth < DEPTH else None
            known = inner is None or self._identify(inner).kind != "anonymous"
            return Holder(
                self._said(phrase, not known),
                "named organisation" if known else "anonymous",
                "body" if known else "source",
            )
        if self.aliases and phrase.definite:
            known = self._role(phrase)
            if known is not None:
                return known
            for s in reversed(self.seen[-MEMORY:]):
                if any((n := w.noun_of(x)) is not None and n.names == "spokes" for x in s.words):
                    return s.holder
        return Holder(self._said(phrase, True), "anonymous", "source")

    def _someone(self, phrase: Phrase, noun: w.Noun) -> Holder:
        """One person or some, by office, trade, kin or as a source."""
        v = self.view
        low = v.lower[phrase.head]
        sort = "experts" if noun.names == "expert" else "source"
        if noun.plural and noun.names == "adherent":
            return self._group(phrase, noun)
        only = phrase.definite and not phrase.counted and not noun.plural
        if only and self.aliases and noun.names in w.ROLES and (known := self._role(phrase)) is not None:
            return known
        if (
            phrase.definite
            and not phrase.possessor
            and self.aliases
            and (known := self._alias(low, phrase.head, True, True))
        ):
            return known
        office = noun.names == "office" and low not in w.words("of any office")
        if office and (only or (noun.grade == "sole" and len(phrase.core) == 1)):
            return Holder(self._said(phrase), "named person", "person")
        return Holder(self._said(phrase, True), "anonymous", sort)

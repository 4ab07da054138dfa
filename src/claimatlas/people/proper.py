"""Holders under a proper name: in apposition to a noun, behind an office, as a state or a body."""

from __future__ import annotations

from claimatlas.people import words as w
from claimatlas.people.bodies import extend
from claimatlas.people.led_back import LedBack
from claimatlas.people.lists import lists
from claimatlas.people.mentions import Mention
from claimatlas.people.names import View, bare, name_words
from claimatlas.people.phrase import Phrase
from claimatlas.people.reading import MEMORY, Holder, person_holder

TEXTS = ("document", "recording")
"""Classes of nouns that stand for their owner."""


class ProperNames(LedBack):
    """Names holders that the phrase itself names."""

    _places: dict[str, list[int]] | None = None

    def _apposed(self, phrase: Phrase, noun: w.Noun | None) -> Holder | None:
        """*The mayor, Jane Roe*; *the charity, Water for All*; *the newspaper "8 Sobh"*."""
        v = self.view
        plain = noun is None and phrase.definite and v.tag[phrase.head] == "NN" and not v.capital(phrase.head)
        if not plain and (noun is None or noun.plural or noun.names in TEXTS):
            return None
        collective = noun is not None and noun.names in w.COLLECTIVE
        quoted = _quoted_name(v, phrase.head + 1)
        if quoted and collective:
            return Holder(quoted, "named organisation", "media" if noun.names == "medium" else "body")
        beside = [*phrase.beside[:2], *phrase.beside[2:][-1:]]
        # *the dean of the school, Rivertown (RS), Dr. Jane Roe*: a place is one word
        for part in sorted(beside, key=lambda x: len(x) == 1):
            part = part[1:] if len(part) > 1 and v.lower[part[0]] == "the" else part
            mention = next((m for i in part if (m := self.people.at.get(i)) is not None), None)
            if mention is None or mention.begin != part[0]:
                continue
            behind = mention.end
            whole = behind not in part or v.tag[behind] in ("IN", "POS")
            if mention.person is not None and (plain or noun.names in w.PERSONAL) and whole:
                return person_holder(mention)
            if mention.person is None and collective and whole and v.text[part[0] - 1] != "(":
                first, end = extend(v, mention.begin, mention.end)
                return self._body(v.words(first, end), noun.names)
        return None

    def _of_place(self, place: Mention) -> Mention | None:
        """The person in *Jane Roe of Maine*, where the model took the place for who speaks."""
        v, i = self.view, place.begin - 1
        named = self.people.at.get(i - 1) if i > 0 and v.lower[i] in ("of", "from") else None
        if named is None or named.person is None or v.entity[place.first] != "GPE":
            return None
        return named

    def _behind_office(self, phrase: Phrase, noun: w.Noun | None) -> Holder | None:
        """*Secretary of State Jane Roe*, *member of parliament Jane Roe*: the name behind an office of
        several words."""
        v = self.view
        if not phrase.rest or v.lower[phrase.rest[0]] not in ("of", "for"):
            return None
        mention = self.people.at.get(phrase.rest[-1])
        if mention is None or mention.person is None or mention.first <= phrase.rest[1]:
            return None
        before = w.noun_of(v.lower[mention.first - 1])
        if before is not None and before.names == "office" and not before.plural:
            return person_holder(mention)  # *Department of Health director Jane Roe*
        if noun is None or noun.names not in w.ROLES:
            return None
        apposed = v.tag[mention.first - 1][:2] == "NN" and (before is None or before.names not in w.PERSONAL)
        return person_holder(mention) if apposed else None

    def _nation(self, phrase: Phrase) -> Holder | None:
        """Whose *Russian claims* or *Democratic criticism* is: a nation's government, a party's people."""
        v, i = self.view, phrase.head
        adjective = v.entity[i] == "NORP" and v.dep[i] in ("amod", "compound") and v.tag[i] != "NNPS"
        if len(phrase.core) > 1 or not adjective:
            return None
        low = v.lower[i]
        if (party := lists("people of a party").get(low)) is not None:
            return Holder(party, "named organisation", "body")
        nation = lists("nations").get(low)
        name = w.states()[0].get(nation) if nation else None
        return Holder(f"{name} (government)", "named organisation", "body") if name else None

    def _state(self, phrase: Phrase, mention: Mention | None) -> Holder | None:
        """The government of the state or capital that a phrase names."""
        names, capitals = w.states()
        low = bare(self.view.words(phrase.core[0], phrase.head + 1)).lower()
        found = names.get(low) or (
            capitals.get(low) if mention is not None and self.view.capital(phrase.head) else None
        )
        return Holder(f"{found} (government)", "named organisation", "body") if found else None

    def _named(self, phrase: Phrase, mention: Mention) -> Holder:
        """A body under its proper name."""
        v = self.view
        noun = w.noun_of(mention.words[-1])
        if len(mention.words) == 1 and noun is not None and noun.names in w.COLLECTIVE:
            return self._body(self._said(phrase), noun.names)
        first, end = extend(v, mention.begin, mention.end)
        before = [w.noun_of(v.lower[i]) for i in phrase.core if i < mention.begin]
        called = next((n.names for n in reversed(before) if n is not None and n.names in w.COLLECTIVE), "")
        return self._body(v.words(first, end), called)

    def _unknown(self, phrase: Phrase) -> Holder:
        """A noun that the lexicon does not have: a capital makes it a body, a nationality a people's."""
        v, i = self.view, phrase.head
        person = self.people.find(name_words(v.words(phrase.core[0], i + 1))) if v.capital(i) else None
        if person is not None:
            return Holder(person.name, "named person", "person")
        capital = v.tag[i] in ("NNP", "NNPS") or (v.opens[i] and self._capitalised_elsewhere(i))
        proper = capital and v.capital(i) and v.lower[i] not in w.CALENDAR
        if proper or (v.entity[i] in ("ORG", "NORP") and v.capital(i)):
            return self._body(self._said(phrase))
        return Holder(self._said(phrase, True), "anonymous", "source")

    def _capitalised_elsewhere(self, at: int) -> bool:
        """Whether a word that opens a sentence has its capital inside sentences too."""
        v, word = self.view, self.view.text[at]
        return any(v.text[i] == word and not v.opens[i] and not v.heading[i] for i in self._places_of(word))

    def _places_of(self, word: str) -> list[int]:
        """Where a word stands in the text: asked often, so listed once."""
        if self._places is None:
            self._places = {}
            for i, text in enumerate(self.view.text):
                self._places.setdefault(text, []).append(i)
        return self._places.get(word, [])[:MEMORY]


def _quoted_name(view: View, at: int) -> str:
    """A short name in quotation marks at token ``at``."""
    if at + 2 < view.n and view.text[at] in ('"', "“", "«", "``", "„"):
        for k in range(at + 2, min(view.n, at + 6)):
            if view.text[k] in ('"', "”", "»", "''", "“"):
                return view.words(at + 1, k).strip(" ,.")
    return ""

"""The holders of one article: a source's noun phrase in, a name with its kind out."""

from __future__ import annotations

import re
from dataclasses import replace

from claimatlas.people import words as w
from claimatlas.people.descriptions import Descriptions
from claimatlas.people.mentions import Mention
from claimatlas.people.names import HYPHENS, bare, name_words
from claimatlas.people.phrase import Phrase, read
from claimatlas.people.proper import TEXTS
from claimatlas.people.reading import DEPTH, Holder, Seen, person_holder
from claimatlas.people.referents import Referent

_POINTING, _ABSTRACT = w.words("pointing"), tuple(w.words("endings of abstract nouns"))
"""Endings of nouns that name no person, body, document or medium, if ``nouns.txt`` does not have them."""


class Cast(Descriptions):
    """The holders of one article, in the order in which they come up.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
        The article.
    aliases : bool
        Whether pronouns, offices and "the institute" lead back to a name; without, they stay as they are.
    antecedent_from : float
        Probability from which a pronoun is led back to its likeliest antecedent; below, it stays open.
    """

    def name(self, source: list[int], lemma: str, kind: str) -> Holder | None:
        """Name the holder that some tokens of the text refer to.

        Parameters
        ----------
        source : list of int
            Tokens of the source; nothing is returned for an empty one.
        lemma, kind : str
            Of the frame that it belongs to.
        """
        phrase = read(self.view, self._whole_words(source), self.people.at)
        if phrase is None or self._holds_nothing(phrase):
            return None
        self._origin = phrase.head
        holder = self._identify(phrase, kind)
        if holder.name.lower() in w.RELATIVES:
            return None
        name = self.canonical(holder.name)
        if name != holder.name and holder.kind == "anonymous":
            holder = self._body(name)
        holder = replace(
            holder, name=name, reporting=kind != "attitude", **self._ground(phrase, source, holder, name)
        )
        said = frozenset(self.view.lower[i] for i in phrase.core if i not in phrase.possessor)
        self.seen.append(Seen(phrase.head, self._origin, holder, said, " and " in holder.name))
        return holder

    def _whole_words(self, source: list[int]) -> list[int]:
        """The tokens of a source without half words.

        *e-mails* and *co-founder Jane Roe* in whole, but *the aide* of *the aide e-mailed*.
        """
        v = self.view
        tokens = [i for i in source if not v.text[i].isspace()]
        if not tokens:
            return source
        first, last = tokens[0], tokens[-1]
        if first > 1 and v.text[first - 1] in HYPHENS and not v.spaced[first - 1] and not v.spaced[first - 2]:
            tokens = [first - 2, first - 1, *tokens]
        if last + 2 >= v.n or v.text[last + 1] not in HYPHENS or v.spaced[last] or v.spaced[last + 1]:
            return tokens
        if v.tag[last + 2][:2] == "VB":
            return tokens[:-1]
        behind = self.people.at.get(last + 3) if last + 3 < v.n else None
        return [*tokens, *range(last + 1, behind.end if behind is not None else last + 3)]

    def _holds_nothing(self, phrase: Phrase) -> bool:
        """Whether a phrase is neither a person, a body, a document nor a medium: *that*, *a surge*,
        *Thursday*."""
        v, i = self.view, phrase.head
        low = v.lower[i]
        if low in _POINTING:
            return not (low == "those" and phrase.rest)
        if phrase.head in self.people.at or w.noun_of(low) is not None or v.tag[i][:2] != "NN":
            return False
        small = not v.capital(i) or v.text[i].isupper()
        if small and len(phrase.rest) > 1 and v.tag[phrase.rest[0]] == "TO" and v.tag[phrase.rest[1]] == "VB":
            return True  # *the right to stay*
        return low in w.CALENDAR or v.entity[i] in ("DATE", "TIME") or (small and low.endswith(_ABSTRACT))

    def _ground(self, phrase: Phrase, source: list[int], holder: Holder, name: str) -> dict:
        """By what the holder is known: its own words, or a pronoun or description that was led back."""
        v, at = self.view, phrase.head
        if v.lower[at] in w.PRONOUNS and v.tag[at][:3] == "PRP" and self.aliases:
            decision = self._decision(at)
            open_ = holder.name == v.text[at]
            other = decision.best if open_ and decision.best is not None else decision.runner_up
            return {
                "basis": "unclear" if open_ else "resolved",
                "confidence": round(decision.confidence, 2),
                "runner_up": self._called(other) if other is not None else None,
            }
        told = {x for i in source for x in name_words(v.text[i])}
        words = name_words(re.sub(r"[()]", " ", name))
        own = {x.removesuffix("'s").removesuffix("’s") for x in words if w.noun_of(x) is None}
        plain = holder.kind == "anonymous" or name.endswith("(government)") or set(words) <= told
        return {
            "basis": "explicit" if plain or own & told else "resolved",
            "confidence": None,
            "runner_up": None,
        }

    def stands_for(self, at: int) -> str:
        """Return what the text calls whom the pronoun at a token stands for, "" where that is not told or the
        token is no pronoun."""
        v = self.view
        if v.lower[at] not in w.PRONOUNS or v.tag[at][:3] != "PRP" or not self.aliases:
            return ""
        decision = self._decision(at)
        sure = decision.best is not None and decision.confidence >= self.antecedent_from
        return self.canonical(self._called(decision.best)) if sure else ""

    def _called(self, referent: Referent) -> str:
        """What the text calls a referent."""
        if referent.who is not None:
            return referent.who.name
        mention = self.people.at.get(referent.at)
        if mention is not None and referent.begin < 0:
            return mention.name
        tokens = self._phrase_of(referent)
        return bare(self.view.words(tokens[0], tokens[-1] + 1))

    def canonical(self, name: str) -> str:
        """The spelling under which a name is joined within the article."""
        return self.full.get(bare(name).lower(), name)

    # -- what the phrase is --------------------------------------------------------------------------------

    def _class_of(self, phrase: Phrase, kind: str) -> Holder:
        """The class of persons or bodies that a phrase without a name stands for."""
        low = self.view.lower[phrase.head]
        noun = w.noun_of(low)
        mention = self.people.at.get(phrase.head)
        named = mention is not None and (
            noun is None or len(mention.words) > 1 or self.view.entity[phrase.head] == "ORG"
        )
        if low in w.PRONOUNS or low in w.SPEAKERS or low in w.RELATIVES:
            return self._pronoun(phrase, low)
        nation = self._nation(phrase)
        if nation is not None:
            return nation
        joined = self._joined(phrase) if self._depth < DEPTH else None
        if joined is not None:
            return joined
        if (noun is not None and noun.names in TEXTS and not named) or kind == "document":
            return self._document(phrase)
        if mention is not None and mention.person is not None and phrase.head == mention.end - 1:
            return person_holder(mention)
        if mention is not None and (of := self._of_place(mention)) is not None:
            return person_holder(of)
        apposed = self._apposed(phrase, noun) or self._behind_office(phrase, noun)
        if apposed is not None:
            return apposed
        state = self._state(phrase, mention)
        if state is not None:
            return state
        role = noun is not None and (noun.plural or noun.names in w.PERSONAL)
        if named and not (role and self._ends_in_role(mention)):
            return self._named(phrase, mention)
        if noun is None:
            return self._unknown(phrase)
        return self._by_noun(phrase, noun)

    def _ends_in_role(self, mention: Mention | None) -> bool:
        """*Texas Republican*, *Prime Minister*: capitalised, but no name."""
        noun = w.noun_of(mention.words[-1]) if mention is not None else None
        return noun is not None and (
            noun.names in w.PERSONAL or (noun.plural and noun.names not in w.COLLECTIVE)
        )

    def _joined(self, phrase: Phrase) -> Holder | None:
        """*Russian state TV and Interfax*: two noun phrases are one holder of two."""
        v = self.view
        for k in range(1, len(phrase.core) - 1):
            i = phrase.core[k]
            left = phrase.core[k - 1]
            if v.lower[i] not in ("and", "or") or i in self.people.at or v.tag[left][:2] not in ("NN", "PR"):
                continue
            modifies = v.dep[left] in ("compound", "amod", "nmod", "poss") and v.head[left] in phrase.core[k:]
            if modifies and not (left in self.people.at and v.lower[left] in w.OUTLETS):
                continue
            parts = [
                read(v, x, self.people.at) for x in (phrase.core[:k], [*phrase.core[k + 1 :], *phrase.rest])
            ]
            if parts[0] is None or parts[1] is None:
                return None
            first, second = (self._identify(x) for x in parts)
            if second.kind == "named person" and self._bare_role(phrase.core[:k]):
                return second  # *former prosecutor and mayor Jane Roe* is one person
            return replace(first, name=f"{first.name} and {second.name}")
        return None

    def _bare_role(self, tokens: list[int]) -> bool:
        """Whether a phrase is an office without determiner and name."""
        noun = w.noun_of(self.view.lower[tokens[-1]])
        free = all(self.view.tag[i] not in ("DT", "PRP$", "POS", "CD") for i in tokens)
        return noun is not None and noun.names in w.ROLES and not noun.plural and free

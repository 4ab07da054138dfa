"""The holders of one article: a source's noun phrase in, a name with its kind out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from claimatlas.people import words as w
from claimatlas.people.antecedents import ANTECEDENT_FROM, Antecedents, Decision
from claimatlas.people.bodies import acronyms, extend, sort_of
from claimatlas.people.lists import lists
from claimatlas.people.names import HYPHENS, View, bare, name_words
from claimatlas.people.people import Mention, People
from claimatlas.people.phrase import Phrase, read
from claimatlas.people.referents import Referent

_OWNED = ("document", "recording")
_MODIFIERS = ("DT", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "POS", "PRP$", "CD", "HYPH", "VBN")
_DEPTH = 3
_MEMORY = 60
"""Holders and names that a definite noun looks back over, so that a hostile text costs no more than its
length."""
_WHOLE = ("police", "authorities")  # of a place they are all, and not some
_POINTING = frozenset(["this", "that", "these", "those", "what", "whatever", "there"])
_ABSTRACT = (
    "tion",
    "tions",
    "sion",
    "sions",
    "ment",
    "ments",
    "ness",
    "ism",
    "ance",
    "ence",
    "ings",
    "ing",
    "ity",
)
"""Endings of nouns that name no person, body, document or medium, if ``nouns.txt`` does not have them."""
_SECOND = frozenset(["vice", "deputy"])
"""Words before an office that make it another one: *the president* is not the vice president."""
_WORD = re.compile(r"[\w’'-]+")
_KINDS_OF_AGENCY = w.word_set("news state press wire television radio tv daily weekly business")


@dataclass(frozen=True)
class Holder:
    """Who holds a claim.

    Attributes
    ----------
    name : str
        The name it is joined under; an anonymous holder as the text has it.
    kind : str
        ``named person``, ``named organisation`` or ``anonymous``.
    sort : str
        ``person``, ``org``, ``media``, ``body``, ``source``, ``experts`` or ``document``.
    reporting : bool
        Whether it holds the claim by saying it (and not by an attitude).
    basis : str
        ``explicit`` if its own words tell the name, ``resolved`` if a pronoun or a description was led
        back to it,
        ``unclear`` for a pronoun that stays open.
    confidence : float or None
        Probability of the likeliest antecedent, for a pronoun.
    runner_up : str or None
        Whom a pronoun may stand for instead: the second of a resolved one, the likeliest of an open one.
    """

    name: str
    kind: str
    sort: str
    reporting: bool = True
    basis: str = "explicit"
    confidence: float | None = None
    runner_up: str | None = None


@dataclass(frozen=True)
class _Seen:
    """A holder as it came up: its head token, the token that a pronoun led back to, and its words in small
    letters."""

    at: int
    origin: int
    holder: Holder
    words: frozenset[str]
    joined: bool

    @property
    def told(self) -> frozenset[str]:
        """All words by which the holder has been called here."""
        return self.words | frozenset(_WORD.findall(self.holder.name.lower()))


class Cast:
    """The holders of one article, in the order in which they come up.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        The article.
    aliases : bool
        Whether pronouns, offices and "the institute" lead back to a name; without, they stay as they are.
    antecedent_from : float
        Probability from which a pronoun is led back to its likeliest antecedent; below, it stays open.
    """

    def __init__(self, doc: Doc, aliases: bool = True, antecedent_from: float = ANTECEDENT_FROM):
        self.aliases, self.antecedent_from = aliases, antecedent_from
        self.view = View(doc)
        self.full = acronyms(self.view.string)
        self.people = People(self.view, frozenset(k for k in self.full if " " not in k))
        self.seen: list[_Seen] = []
        self._antecedents: Antecedents | None = None
        self._places: dict[str, list[int]] | None = None
        self._nations: dict[tuple[str, str], str] | None = None
        self._origin = -1
        self._depth = (
            0  # how many phrases inside one another are being read: an owner's owner's owner is the last
        )

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
        self.seen.append(_Seen(phrase.head, self._origin, holder, said, " and " in holder.name))
        return holder

    def _whole_words(self, source: list[int]) -> list[int]:
        """The tokens of a source without half words: *e-mails*, *co-founder Jane Roe*, but *the aide* of *the aide
        e-mailed*."""
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

    def _identify(self, phrase: Phrase, kind: str = "saying") -> Holder:
        self._depth += 1
        try:
            return self._class_of(phrase, kind)
        finally:
            self._depth -= 1

    def _class_of(self, phrase: Phrase, kind: str) -> Holder:
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
        joined = self._joined(phrase) if self._depth < _DEPTH else None
        if joined is not None:
            return joined
        if (noun is not None and noun.names in _OWNED and not named) or kind == "document":
            return self._document(phrase)
        if mention is not None and mention.person is not None and phrase.head == mention.end - 1:
            return _person(mention)
        if mention is not None and (of := self._of_place(mention)) is not None:
            return _person(of)
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

    def _apposed(self, phrase: Phrase, noun: w.Noun | None) -> Holder | None:
        """*The mayor, Jane Roe*; *the charity, Water for All*; *the newspaper "8 Sobh"*."""
        v = self.view
        plain = noun is None and phrase.definite and v.tag[phrase.head] == "NN" and not v.capital(phrase.head)
        if not plain and (noun is None or noun.plural or noun.names in _OWNED):
            return None
        collective = noun is not None and noun.names in w.COLLECTIVE
        quoted = _quoted_name(v, phrase.head + 1)
        if quoted and collective:
            return Holder(quoted, "named organisation", "media" if noun.names == "medium" else "body")
        for part in [*phrase.beside[:2], *phrase.beside[2:][-1:]]:
            part = part[1:] if len(part) > 1 and v.lower[part[0]] == "the" else part
            mention = next((m for i in part if (m := self.people.at.get(i)) is not None), None)
            if mention is None or mention.begin != part[0]:
                continue
            behind = mention.end
            whole = behind not in part or v.tag[behind] in ("IN", "POS")
            if mention.person is not None and (plain or noun.names in w.PERSONAL) and whole:
                return _person(mention)
            if mention.person is None and collective and whole and v.text[part[0] - 1] != "(":
                first, end = extend(v, mention.begin, mention.end)
                return self._body(v.words(first, end), noun.names)
        return None

    def _of_place(self, place: Mention) -> Mention | None:
        """The person in *Jane Roe of Maine*, where the model took the place for who speaks."""
        v, i = self.view, place.begin - 1
        named = self.people.at.get(i - 1) if i > 0 and v.lower[i] in ("of", "from") else None
        return named if named is not None and named.person is not None and v.entity[place.first] == "GPE" else None

    def _behind_office(self, phrase: Phrase, noun: w.Noun | None) -> Holder | None:
        """*Secretary of State Jane Roe*, *member of parliament Jane Roe*: the name behind an office of
        several words."""
        v = self.view
        if noun is None or noun.names not in w.ROLES or not phrase.rest or v.lower[phrase.rest[0]] not in ("of", "for"):
            return None
        mention = self.people.at.get(phrase.rest[-1])
        if mention is None or mention.person is None or mention.first <= phrase.rest[1]:
            return None
        before = w.noun_of(v.lower[mention.first - 1])
        apposed = v.tag[mention.first - 1][:2] == "NN" and (before is None or before.names not in w.PERSONAL)
        return _person(mention) if apposed else None

    def _nation(self, phrase: Phrase) -> Holder | None:
        """Whose *Russian claims* or *Democratic criticism* is: a nation's government, a party's people."""
        v, i = self.view, phrase.head
        if len(phrase.core) > 1 or v.entity[i] != "NORP" or v.dep[i] not in ("amod", "compound") or v.tag[i] == "NNPS":
            return None
        low = v.lower[i]
        if (party := lists("people of a party").get(low)) is not None:
            return Holder(party, "named organisation", "body")
        nation = lists("nations").get(low)
        name = w.states()[0].get(nation) if nation else None
        return Holder(f"{name} (government)", "named organisation", "body") if name else None

    def _state(self, phrase: Phrase, mention: Mention | None) -> Holder | None:
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

    def _body(self, name: str, called: str = "") -> Holder:
        name = bare(name)
        if called in ("medium", "media"):
            return Holder(name, "named organisation", "media")
        return Holder(name, "named organisation", sort_of(name, full=self.full.get(name.lower(), "")))

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
        if self._places is None:
            self._places = {}
            for i, text in enumerate(self.view.text):
                self._places.setdefault(text, []).append(i)
        return self._places.get(word, [])[:_MEMORY]

    # -- common nouns --------------------------------------------------------------------------------------

    def _document(self, phrase: Phrase) -> Holder:
        """A text or recording stands for its owner, where he is named."""
        v = self.view
        owner: list[int] = phrase.possessor
        before = [i for i in phrase.core if i < phrase.head]
        if not owner:
            owner = self._naming_modifier(before)
        if not owner and phrase.rest and v.lower[phrase.rest[0]] in ("by", "from"):
            owner = phrase.rest[1:]
        inner = read(v, owner, self.people.at) if owner and self._depth < _DEPTH else None
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
            if v.lower[phrase.head] in _WHOLE and len(phrase.core) == 1 and (only := self._only(v.lower[phrase.head])):
                return only
            if (phrase.definite or len(phrase.core) == 1) and (
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

    def _only(self, noun: str) -> Holder | None:
        """*Police* are the *Rivertown police* if the article has no others."""
        ends = f" {noun}"
        known = {s.holder.name: s.holder for s in self.seen[-_MEMORY:] if s.holder.name.lower().endswith(ends)}
        named = [h for h in known.values() if h.kind == "named organisation"]
        return named[0] if len(named) == len(known) == 1 else None

    def _placed(self, phrase: Phrase) -> Holder | None:
        """*The authorities in Afghanistan* are the *Afghan authorities* that the article named before."""
        v = self.view
        place = next((i for i in phrase.rest if v.capital(i)), None)
        if place is None or v.lower[phrase.rest[0]] not in ("in", "of"):
            return None
        for s in reversed(self.seen[-_MEMORY:]):
            first, _, last = s.holder.name.lower().partition(" ")
            if last == v.lower[phrase.head] and first[:4] == v.lower[place][:4]:
                return s.holder
        return self._named_nation(v.lower[phrase.head], v.lower[place][:4])

    def _named_nation(self, noun: str, stem: str) -> Holder | None:
        """*Afghan authorities* where the text has them anywhere."""
        v = self.view
        if self._nations is None:
            pairs = (
                (v.lower[i], v.lower[i - 1][:4], i)
                for i in range(1, v.n)
                if v.tag[i] == "NNS" and v.capital(i - 1)
            )
            self._nations = {(plural, first): v.text[i - 1] for plural, first, i in pairs}
        nation = self._nations.get((noun, stem))
        return Holder(f"{nation} {noun}", "named organisation", "body") if nation else None

    def _members_of(self, phrase: Phrase) -> str:
        """The group that *members of the group* or *the group's fighters* speak for."""
        v = self.view
        body = next(
            (
                i
                for i in [*phrase.rest, *phrase.possessor]
                if (n := w.noun_of(v.lower[i])) and n.names in w.COLLECTIVE and not n.plural
            ),
            None,
        )
        if body is None:
            return ""
        known = self._alias(v.lower[body], body, True) or self._mentioned_body(v.lower[body], body)
        return known.name if known is not None else ""

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
            state = any(v.lower[i] in ("state", "public", "national") for i in phrase.core)
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
            inner = read(v, body or phrase.rest[1:], self.people.at) if self._depth < _DEPTH else None
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
            for s in reversed(self.seen[-_MEMORY:]):
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
        office = noun.names == "office" and low not in ("official", "member", "officer")
        if office and (only or (noun.grade == "sole" and len(phrase.core) == 1)):
            return Holder(self._said(phrase), "named person", "person")
        return Holder(self._said(phrase, True), "anonymous", sort)

    # -- leading back --------------------------------------------------------------------------------------

    def _alias(self, noun: str, at: int, definite: bool, anonymous: bool = False) -> Holder | None:
        """The earlier holder that *the <noun>* leads back to."""
        if not definite:
            return None
        earlier = [s for s in reversed(self.seen[-_MEMORY:]) if s.at < at]
        if anonymous:
            forms = {noun, noun.removesuffix("s"), noun + "s"}
            fitting = (s.holder for s in earlier if s.told & forms and s.holder.name.lower() not in forms)
            return next((h for h in fitting if h.kind == "anonymous"), None)
        entry = w.noun_of(noun)
        sort = {"medium": "media", "institute": "org"}.get(entry.names if entry is not None else "")
        forms = {noun + "s", *w.synonyms(noun)}
        for s in earlier:
            named = s.holder.kind == "named organisation" and s.holder.name.lower() != noun
            if named and _speaks_for_another(s.holder) and not forms & s.words:
                continue
            if named and (s.told & forms or s.holder.sort == sort):
                return s.holder
        lately = earlier[0].holder if earlier else None
        unclassed = entry is not None and entry.names == "body" and entry.grade == "one" and not entry.plural
        if not unclassed or lately is None or self.view.tag[earlier[0].at] == "NNPS":
            return None
        return lately if _could_be_any(lately) else None

    def _mentioned_body(self, noun: str, at: int) -> Holder | None:
        """A body that was mentioned before under this noun, though not as a holder: *the ministry*, *the
        group*."""
        v = self.view
        called = w.synonyms(noun)
        named = [full for full in self.full.values() if noun in full.lower().split()]
        if named:
            return self._body(named[0])
        found: list[tuple[int, str]] = []
        before = bisect_left(self.people.others, at, key=lambda m: m.first)
        for m in self.people.others[max(0, before - _MEMORY) : before]:
            behind = v.lower[m.end] if m.end < v.n else ""
            before = v.lower[m.begin - 1] if m.begin else ""
            if called & set(m.words[1:]) or noun in (behind, before):
                first, end = extend(v, m.begin, m.end)
                found.append((m.first, bare(v.words(first, end))))
        names = Counter(name for _, name in found)
        longest = {x for name in names for x in name_words(name)}
        shared = set.intersection(*(set(name_words(name)) for name in names)) if names else set()
        if shared and any(
            set(name_words(name)) == longest for name in names
        ):  # *Ansar* and *Jamaat Ansar* are one
            return self._body(names.most_common(1)[0][0])
        if found and v.sentence[at] - v.sentence[found[-1][0]] <= 2:
            return self._body(found[-1][1])
        return None

    def _role(self, phrase: Phrase) -> Holder | None:
        """The person of the article who holds the office: *the Tajik leader*, *the four-term congressman*."""
        v = self.view
        called = w.synonyms(v.lower[phrase.head])
        own = {v.lower[i] for i in phrase.core}
        proper = {
            v.lower[i][:4]
            for i in [*phrase.core[:-1], *phrase.rest]
            if v.capital(i) and not (v.opens[i] and v.tag[i] == "DT")
        }
        fitting = {
            p.name
            for role in sorted(called)
            for p in self.people.by_role.get(role, [])[:_MEMORY]
            if (not proper or any(x[:4] in proper for x in p.roles)) and p.roles & _SECOND <= own
        }
        before = bisect_left(self.people.mentions, phrase.head, key=lambda m: m.first)
        for m in reversed(self.people.mentions[max(0, before - _MEMORY) : before]):
            if m.person.name in fitting:
                return _person(m)
        only = next(iter(fitting)) if len(fitting) == 1 else None
        return Holder(only, "named person", "person") if only else None

    # -- pronouns ------------------------------------------------------------------------------------------

    def _pronoun(self, phrase: Phrase, low: str) -> Holder:
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
                if inner is None or self._depth >= _DEPTH or v.lower[inner.head] in w.RELATIVES:
                    return None
                return self._identify(inner)
            if v.head[j] == j:
                return None
            j = v.head[j]
        return None

    def _decision(self, at: int) -> Decision:
        if self._antecedents is None:
            self._antecedents = Antecedents(self.view, self.people)
        return self._antecedents.decide(at)

    def _pronoun_holder(self, at: int, leads_back: bool = False) -> Holder | None:
        """The holder behind a pronoun, or None where that is open."""
        if not self.aliases or self.view.lower[at] not in w.PRONOUNS or self._depth > _DEPTH:
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
        for s in reversed(self.seen[-_MEMORY:]):
            if referent.at in (s.at, s.origin):
                return s.holder
        inner = read(self.view, self._phrase_of(referent), self.people.at)
        if inner is None or self._depth >= _DEPTH or self.view.lower[inner.head] in w.PRONOUNS:
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


def _person(mention: Mention) -> Holder:
    return Holder(mention.person.name, "named person", "person")


def _speaks_for_another(holder: Holder) -> bool:
    """Whether a holder is somebody's spokesman."""
    return any((n := w.noun_of(x)) is not None and n.names == "spokes" for x in _WORD.findall(holder.name.lower()))


def _could_be_any(holder: Holder) -> bool:
    """Whether a body's name does not say what it is, so that *the company* may be it: *Boeing*."""
    found = _WORD.findall(holder.name)
    known = any(w.noun_of(x.lower()) is not None or x.lower() in w.OUTLETS for x in found)
    plain = holder.kind == "named organisation" and holder.sort in ("body", "org") and "(" not in holder.name
    return plain and not known and all(x[0].isupper() for x in found)


def _quoted_name(v: View, i: int) -> str:
    """A short name in quotation marks at token ``i``."""
    if i + 2 < v.n and v.text[i] in ('"', "“", "«", "``", "„"):
        for k in range(i + 2, min(v.n, i + 6)):
            if v.text[k] in ('"', "”", "»", "''", "“"):
                return v.words(i + 1, k).strip(" ,.")
    return ""

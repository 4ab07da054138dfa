"""Nouns that a pronoun may stand for: persons, bodies, documents, states and things, with number and
gender."""

from __future__ import annotations

from dataclasses import dataclass

from claimatlas.people import words as w
from claimatlas.people.mentions import Mention, Person
from claimatlas.people.names import View
from claimatlas.people.people import People

_NO_THINGS = frozenset(["DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"])
_NO_BODIES = frozenset(["DATE", "TIME", "LAW", "EVENT", "LANGUAGE"])
_FAMILIES = frozenset(["family", "families"])
_ONE_OF_MANY = ("body", "document", "recording", "institute", "medium")


@dataclass(slots=True, eq=False)
class Referent:
    """A noun that a pronoun may stand for.

    Attributes
    ----------
    at : int
        Its head token.
    person : Person or None
        Who that is, for a named person.
    kind : str
        ``person``, ``many``, ``body``, ``document``, ``state``, ``thing`` or ``things``.
    sex : str
        ``m``, ``f`` or empty where the article does not tell.
    name : bool
        Whether it is a proper name.
    begin : int
        Where the first of two joined by *and* begins, else -1.
    perhaps : Person or None
        Who it is if the name is a person's, where that is not sure.
    modifies : bool
        Whether the name only modifies a noun: *the Trump campaign*.
    """

    at: int
    person: Person | None
    kind: str
    sex: str
    name: bool
    begin: int = -1
    perhaps: Person | None = None
    modifies: bool = False

    @property
    def who(self) -> Person | None:
        """The person that it is to a pronoun that asks for one."""
        return self.person or self.perhaps


def referents(v: View, people: People) -> list[Referent]:
    """All nouns of an article that a pronoun can stand for, in text order; two joined by *and* follow the
    second of them."""
    nouns = (i for i, tag in enumerate(v.tag) if tag[:2] == "NN" or i in people.at)
    found = [r for i in nouns if (r := _referent(v, people, i)) is not None]
    known = {r.at: r for r in found}
    both = []
    for r in found:
        both.append(r)
        if (pair := _pair(v, r.at, known)) is not None:
            both.append(pair)
    return both


def _referent(v: View, people: People, i: int) -> Referent | None:
    """What the noun at a token can be to a pronoun, or None if it is no head of a noun phrase."""
    mention = people.at.get(i)
    if mention is not None:
        if i != mention.end - 1:
            return None
        if mention.person is not None:
            p = mention.person
            return Referent(i, p, "person", p.sex, True, modifies=_modifies(v, i))
    named = mention is not None and mention.perhaps is not None
    if (v.tag[i][:2] != "NN" and not named) or v.dep[i] in ("compound", "amod", "nmod") or v.heading[i]:
        return None
    noun = w.noun_of(v.lower[i])
    if noun is not None and (mention is None or noun.plural):
        return _by_noun(v, i, noun, mention)
    if mention is not None and v.entity[i] not in _NO_BODIES:
        names, capitals = w.states()
        low = mention.name.lower()
        if v.tag[i] == "NNPS" and low not in names:
            return Referent(i, None, "many", "", True)
        state = low in names or low in capitals or v.entity[i] in ("GPE", "LOC", "FAC")
        perhaps = mention.perhaps if not _modifies(v, i) else None
        return Referent(
            i, None, "state" if state else "body", perhaps.sex if perhaps else "", True, -1, perhaps
        )
    if mention is None and v.entity[i] not in _NO_THINGS:
        return Referent(i, None, "things" if v.tag[i][-1] == "S" else "thing", "", False)
    return None


def _by_noun(v: View, i: int, noun: w.Noun, mention: Mention | None) -> Referent | None:
    """What a common noun of the lexicon can be."""
    if v.tag[i] == "NN" and noun.names == "people":
        return None  # *everyone*
    if (
        v.lower[i] in _FAMILIES
        or noun.names in ("group", "people", "media")
        or (noun.plural and noun.names not in _ONE_OF_MANY)
    ):
        return Referent(i, None, "many", "", mention is not None)
    if noun.names in w.COLLECTIVE:
        return Referent(i, None, "many" if noun.plural or v.lower[i] == "police" else "body", "", False)
    if noun.names in ("document", "recording"):
        return Referent(i, None, "document", "", False)
    return Referent(i, None, "person", noun.gender if noun.gender in "mf" else "", False)


def _modifies(v: View, i: int) -> bool:
    """Whether a name only modifies a noun behind it: *the Trump campaign*."""
    return v.dep[i] == "compound" and v.head[i] > i and v.tag[v.head[i]][:2] == "NN"


def _pair(v: View, i: int, known: dict[int, Referent]) -> Referent | None:
    """Two nouns joined by *and*, seen from the second: *Cole and Bell*."""
    first = v.head[i]
    if v.dep[i] != "conj" or v.tag[i][:2] != "NN" or v.tag[first][:2] != "NN" or first > i or i - first > 6:
        return None
    both = [known.get(j) for j in (first, i)]
    if "and" not in v.lower[first:i] or any(r is None or r.kind in ("document", "state") for r in both):
        return None
    things = both[1].kind in ("thing", "things")
    return Referent(i, None, "things" if things else "many", "", True, first)

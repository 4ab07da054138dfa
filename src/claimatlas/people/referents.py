"""Nouns that a pronoun may stand for: persons, bodies, documents, states and things, with number and
gender."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    who : Person or None
        The person that it is to a pronoun that asks for one.
    """

    at: int
    person: Person | None
    kind: str
    sex: str
    name: bool
    begin: int = -1
    perhaps: Person | None = None
    modifies: bool = False
    who: Person | None = field(init=False)

    def __post_init__(self):
        self.who = self.person or self.perhaps


def referents(view: View, people: People) -> list[Referent]:
    """All nouns of an article that a pronoun can stand for, in text order; two joined by *and* follow the
    second of them."""
    nouns = (i for i, tag in enumerate(view.tag) if tag[:2] == "NN" or i in people.at)
    found = [r for i in nouns if (r := _referent(view, people, i)) is not None]
    known = {r.at: r for r in found}
    both = []
    for r in found:
        both.append(r)
        if (pair := _pair(view, r.at, known)) is not None:
            both.append(pair)
    return both


def _referent(view: View, people: People, at: int) -> Referent | None:
    """What the noun at a token can be to a pronoun, or None if it is no head of a noun phrase."""
    mention = people.at.get(at)
    if mention is not None:
        if at != mention.end - 1:
            return None
        if mention.person is not None:
            p = mention.person
            return Referent(at, p, "person", p.sex, True, modifies=_modifies(view, at))
    named = mention is not None and mention.perhaps is not None
    if (
        (view.tag[at][:2] != "NN" and not named)
        or view.dep[at] in ("compound", "amod", "nmod")
        or view.heading[at]
    ):
        return None
    noun = w.noun_of(view.lower[at])
    if noun is not None and (mention is None or noun.plural):
        return _by_noun(view, at, noun, mention)
    if mention is not None and view.entity[at] not in _NO_BODIES:
        names, capitals = w.states()
        low = mention.name.lower()
        if view.tag[at] == "NNPS" and low not in names:
            return Referent(at, None, "many", "", True)
        state = low in names or low in capitals or view.entity[at] in ("GPE", "LOC", "FAC")
        perhaps = mention.perhaps if not _modifies(view, at) else None
        return Referent(
            at, None, "state" if state else "body", perhaps.sex if perhaps else "", True, -1, perhaps
        )
    if mention is None and view.entity[at] not in _NO_THINGS:
        return Referent(at, None, "things" if view.tag[at][-1] == "S" else "thing", "", False)
    return None


def _by_noun(view: View, at: int, noun: w.Noun, mention: Mention | None) -> Referent | None:
    """What a common noun of the lexicon can be."""
    if view.tag[at] == "NN" and noun.names == "people":
        return None  # *everyone*
    if (
        view.lower[at] in _FAMILIES
        or noun.names in ("group", "people", "media")
        or (noun.plural and noun.names not in _ONE_OF_MANY)
    ):
        return Referent(at, None, "many", "", mention is not None)
    if noun.names in w.COLLECTIVE:
        return Referent(at, None, "many" if noun.plural or view.lower[at] == "police" else "body", "", False)
    if noun.names in ("document", "recording"):
        return Referent(at, None, "document", "", False)
    return Referent(at, None, "person", noun.gender if noun.gender in "mf" else "", False)


def _modifies(view: View, at: int) -> bool:
    """Whether a name only modifies a noun behind it: *the Trump campaign*."""
    return view.dep[at] == "compound" and view.head[at] > at and view.tag[view.head[at]][:2] == "NN"


def _pair(view: View, at: int, known: dict[int, Referent]) -> Referent | None:
    """Two nouns joined by *and*, seen from the second: *Cole and Bell*."""
    first = view.head[at]
    if (
        view.dep[at] != "conj"
        or view.tag[at][:2] != "NN"
        or view.tag[first][:2] != "NN"
        or first > at
        or at - first > 6
    ):
        return None
    both = [known.get(j) for j in (first, at)]
    if "and" not in view.lower[first:at] or any(r is None or r.kind in ("document", "state") for r in both):
        return None
    things = both[1].kind in ("thing", "things")
    return Referent(at, None, "things" if things else "many", "", True, first)

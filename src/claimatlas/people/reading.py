"""The holders of an article, and what the rooms that name them share of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimatlas.people.antecedents import ANTECEDENT_FROM, Antecedents, Decision
from claimatlas.people.bodies import acronyms, sort_of
from claimatlas.people.mentions import Mention
from claimatlas.people.names import View, bare
from claimatlas.people.people import People
from claimatlas.people.phrase import Phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc

DEPTH = 3
"""Phrases inside one another that are read: an owner's owner's owner is the last."""
MEMORY = 60
"""Holders and names that a definite noun looks back over, so that a hostile text costs no more than its
length."""
WORD = re.compile(r"[\w’'-]+")


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
class Seen:
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
        return self.words | frozenset(WORD.findall(self.holder.name.lower()))


class Reading:
    """An article as it is read for its holders.

    Attributes
    ----------
    view : View
    people : People
    full : dict of str to str
        Short and full names of bodies in small letters, with the two together.
    seen : list of Seen
        Holders so far.
    """

    def __init__(self, doc: Doc, aliases: bool = True, antecedent_from: float = ANTECEDENT_FROM):
        self.aliases, self.antecedent_from = aliases, antecedent_from
        self.view = View(doc)
        self.full = acronyms(self.view.string)
        self.people = People(self.view, frozenset(k for k in self.full if " " not in k))
        self.seen: list[Seen] = []
        self._antecedents: Antecedents | None = None
        self._origin = -1
        self._depth = 0

    def _identify(self, phrase: Phrase, kind: str = "saying") -> Holder:
        """The holder that a phrase is, whatever kind of phrase."""
        self._depth += 1
        try:
            return self._class_of(phrase, kind)
        finally:
            self._depth -= 1

    def _class_of(self, phrase: Phrase, kind: str) -> Holder:
        """What the head of a phrase is; the subclass knows the classes."""
        raise NotImplementedError

    def _body(self, name: str, called: str = "") -> Holder:
        """A body under its name; ``called`` is the class of noun that stands before it."""
        name = bare(name)
        if called in ("medium", "media"):
            return Holder(name, "named organisation", "media")
        return Holder(name, "named organisation", sort_of(name, full=self.full.get(name.lower(), "")))

    def _decision(self, at: int) -> Decision:
        """Whom the pronoun at a token stands for."""
        if self._antecedents is None:
            self._antecedents = Antecedents(self.view, self.people)
        return self._antecedents.decide(at)


def person_holder(mention: Mention) -> Holder:
    """The person that a name is, as a holder."""
    return Holder(mention.person.name, "named person", "person")

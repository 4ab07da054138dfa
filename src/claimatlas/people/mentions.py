"""Mentions of an article's names, and the persons that they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Person:
    """A person of the article under the fullest form of the name, with the words that say who it is."""

    name: str
    words: tuple[str, ...]
    first: int
    roles: set[str] = field(default_factory=set)
    gender: Counter = field(default_factory=Counter)
    mentions: int = 0
    stated: Counter = field(default_factory=Counter)

    @property
    def stated_sex(self) -> str:
        """``m`` or ``f`` where a title, an office or a word of kin says so; a given name alone only
        suggests it."""
        return _most(self.stated)

    @property
    def sex(self) -> str:
        """``m``, ``f`` or empty where the article does not tell."""
        return _most(self.gender)


def _most(counts: Counter) -> str:
    """The most frequent, empty where two are."""
    if len(counts) < 2:
        return next(iter(counts), "")
    told = counts.most_common(2)
    return told[0][0] if told[0][1] > told[1][1] else ""


@dataclass(slots=True)
class Mention:
    """A name in the text, tokens ``first`` to ``end``, with its evidence; ``begin`` is where its titles
    begin, ``perhaps`` the person that it is if it is a person's at all."""

    begin: int
    first: int
    end: int
    name: str
    words: tuple[str, ...]
    roles: set[str]
    gender: str
    facts: set[str]
    person: Person | None = None
    perhaps: Person | None = None
    stated: bool = False  # whether its gender is told by more than the name

    @property
    def who(self) -> Person | None:
        """The person, sure or not."""
        return self.person or self.perhaps

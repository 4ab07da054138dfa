"""What the codebook makes of words, from ``lexicon.txt``: which cues put a claim forward, and kinds of
nouns."""

from __future__ import annotations

from claimatlas.people import words as holder_words
from claimatlas.wordlists import read_lists, under

_LISTS = read_lists("claims/lexicon.txt")
_WORDS = {heading: frozenset(entries) for heading, entries in _LISTS.items()}
_EVENTS, _ENDINGS = _WORDS["events"], tuple(_WORDS["endings of events"])

EXPRESSED = {noun: prepositions.split() for noun, prepositions in _LISTS["expressed"].items()}
"""Nouns of *expressed concern over*, with the prepositions that lead to what is held."""
CITING = frozenset(_LISTS["citing"].values())
"""Participles that name who gave the words: *citing officials*."""
OUTLET_OPENINGS = tuple(_WORDS["outlet openings"])
TEXTS = frozenset(
    noun for noun, known in holder_words.NOUNS.items() if known.names in ("document", "recording")
)
"""Nouns for texts and recordings, which speak for their owner."""

words = under(_WORDS)
"""Give the words under a heading of ``lexicon.txt``; KeyError where there is no such heading."""


def can_speak(lemma: str) -> bool:
    """Tell whether a noun names somebody or something that can hold a claim; an analysis is no holder."""
    return lemma != "analysis" and holder_words.noun_of(lemma) is not None


def names_somebody(noun: str) -> bool:
    """Tell whether a noun names a person, a group or a body, and no text or recording of theirs."""
    known = holder_words.noun_of(noun)
    return known is not None and known.names not in ("document", "recording")


def names_a_person(noun: str) -> bool:
    """Tell whether a noun, as written, names a person or persons, and no body."""
    known = holder_words.noun_of(noun)
    return known is not None and known.names in (*holder_words.PERSONAL, "group", "people")


def is_anonymous_noun(word: str) -> bool:
    """Tell whether a noun names somebody who stays without a name: sources, experts, witnesses, the media."""
    noun = holder_words.noun_of(word)
    return noun is not None and noun.names in ("source", "expert", "person", "people", "media")


def names_a_state_of_affairs(noun: str, lemma: str) -> bool:
    """Tell whether a common noun stands for an event or a state, by list and by ending."""
    return lemma in _EVENTS or noun in _EVENTS or (len(noun) > 5 and noun.endswith(_ENDINGS))

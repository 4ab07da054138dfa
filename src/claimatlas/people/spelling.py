"""How one name may be written: order, initials, middle names, short forms, transliterations, acronyms."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from claimatlas.people import words as w
from claimatlas.people.groups import government_of, principal_of
from claimatlas.people.lists import lists
from claimatlas.people.names import name_words
from claimatlas.wordlists import alternatives, read_lists

_SUFFIXES = alternatives(word for word in w.SUFFIXES if not word.endswith("."))
_SUFFIX = re.compile(rf"\b({_SUFFIXES})\b\.?$", re.IGNORECASE)
_ARTICLES = frozenset(["the", "a", "an", "of", "for", "and", "on", "in", "&"])
_SOUNDS = str.maketrans("wq", "vk")
_CONSONANTS = 3
"""Consonants that a word needs for two spellings of it to be told from two words."""


@functools.cache
def skeleton(word: str) -> str:
    """What the transliterations of one word share: first letter, consonants, number of vowels.

    Examples
    --------
    >>> skeleton("rahmatullo") == skeleton("rahmatullah")
    True
    """
    low = word.lower().translate(_SOUNDS).replace("ph", "f")
    consonants = re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyéèáàíóúöüä’'-]|h$", "", low))
    vowels = len(re.findall(r"[aeiouyéèáàíóúöüä]+", low))
    return f"{low[0]}{consonants}{vowels}" if len(consonants) >= _CONSONANTS else low


@functools.cache
def _nicknames() -> dict[tuple[str, str], str]:
    """Grade of each pair of given names that may be one person's."""
    found: dict[tuple[str, str], str] = {}
    for grade, names in reversed(read_lists("people/nicknames.txt").items()):
        for full, short in names.items():
            for one in short.split():
                found[full, one] = found[one, full] = grade
    return found


@dataclass(frozen=True, slots=True)
class PersonName:
    """A full name of a person in its parts, all in small letters without accents.

    Attributes
    ----------
    words : tuple of str
    given, family : str
    middle : tuple of str
    suffix : str
    """

    words: tuple[str, ...]
    given: str
    middle: tuple[str, ...]
    family: str
    suffix: str

    @property
    def blocks(self) -> list[tuple[str, ...]]:
        """Keys under which names are compared: one of them is shared by names that may be one person's."""
        return [("family", skeleton(self.family)), ("words", *sorted(self.words))]

    def compared(self, other: PersonName) -> list[str] | None:
        """Return what is alike in two names, as features of ``identity.txt``; None for two persons'."""
        if self.suffix and other.suffix and self.suffix != other.suffix:
            return None
        suffixes = ["one has a suffix"] if self.suffix != other.suffix else []
        if self.words == other.words:
            return ["same name", *suffixes]
        if sorted(self.words) == sorted(other.words) and len(self.words) == 2:
            return ["words in another order", *suffixes]
        if self.family != other.family and skeleton(self.family) != skeleton(other.family):
            return None
        given = self._given(other)
        if given is None:
            return None
        features = [] if self.family == other.family or given == "other spelling" else ["other spelling"]
        return [given, *features, *self._middle(other), *suffixes]

    def _given(self, other: PersonName) -> str | None:
        """What is alike in the given names; None if they are two persons'."""
        one, two = self.given, other.given
        if one == two:
            return "words left out"
        if (grade := _nicknames().get((one, two))) is not None:
            return f"{grade} short form of the given name"
        if one in other.middle or two in self.middle:
            return "called by the middle name"
        if len(one) == 1 or len(two) == 1:
            return "initial for the given name" if one[0] == two[0] else None
        return "other spelling" if skeleton(one) == skeleton(two) else None

    def _middle(self, other: PersonName) -> list[str]:
        """What is alike in the middle names, where both have some."""
        mine, theirs = ([x for x in n.middle if x not in (self.given, other.given)] for n in (self, other))
        if not mine or not theirs:
            return []
        alike = any(x == y or (min(len(x), len(y)) == 1 and x[0] == y[0]) for x in mine for y in theirs)
        return ["same middle name or initial" if alike else "middle names differ"]


@functools.lru_cache(maxsize=100_000)
def _parts(words: tuple[str, ...]) -> tuple[str, tuple[str, ...], str]:
    """Given name, middle names and family name, in whatever order the language has them."""
    plain = tuple(x.strip(".") or x for x in words)
    if (
        len(plain) > 1
        and plain[0] in lists("family name first")
        and (plain[0] not in w.GIVEN or "-" in plain[1])
    ):
        return plain[1], plain[2:], plain[0]
    return plain[0], plain[1:-1], plain[-1]


def person_name(words: tuple[str, ...], forms: Iterable[str] = ()) -> PersonName:
    """Take a person's name apart.

    Parameters
    ----------
    words : tuple of str
        As `claimatlas.people.entities.words_of` gives them.
    forms : iterable of str
        The name as texts have it, where a suffix (*Jr.*) may stand.
    """
    return PersonName(tuple(x.strip(".") or x for x in words), *_parts(words), suffix_of(forms))


def suffix_of(forms: Iterable[str]) -> str:
    """What tells a father from his son in a name: *jr*, *sr*, *ii* …; empty for none."""
    return next((m[1].lower() for f in forms if (m := _SUFFIX.search(f))), "")


@dataclass(frozen=True, slots=True)
class BodyName:
    """The name of a body as names of bodies are compared.

    Attributes
    ----------
    key : tuple of str
        Its words that tell, in small letters.
    letters : str or None
        Where it is an acronym: its letters.
    initials : str
        Of the words that begin with a capital.
    group : bool
        Whether it is a group or office that speaks for another, or two bodies in one.
    """

    key: tuple[str, ...]
    letters: str | None
    initials: str
    group: bool

    @property
    def without_country(self) -> tuple[str, ...]:
        """The key without a nation before it."""
        national = len(self.key) > 2 and not self.group and self.key[0] in lists("nations")
        return self.key[1:] if national else self.key

    @property
    def ends(self) -> list[tuple[str, ...]]:
        """The key, and its first and last word where that alone may stand for it."""
        if len(self.key) == 1:
            return [self.key]
        if len(self.key) > 4 or self.group:
            return []
        first, last = self.key[0], self.key[-1]
        return [(x,) for x in dict.fromkeys((first, last)) if x in w.OUTLETS or _tells(x)]


def _tells(word: str) -> bool:
    """Whether a word may stand for all of a name: no class of bodies, no people, place or party."""
    known = (
        word in lists("generic")
        or word in lists("nations")
        or word in lists("parties")
        or word in w.regions()
    )
    return not known and w.noun_of(word) is None and word not in w.NAMED


@functools.lru_cache(maxsize=100_000)
def body_name(name: str) -> BodyName:
    """Read the name of a body."""
    if (nation := government_of(name)) is not None:
        return BodyName(("government", nation), None, "", False)
    plain = re.sub(r"\([^()]*\)", " ", name).strip()
    together = re.sub(r"\b(?:[A-Z]\.){2,}", lambda m: m[0].replace(".", ""), plain + " ").strip()
    words = tuple(re.sub(r"[’']s?$", "", x) for x in name_words(together))
    key = tuple(x for x in words if x and x not in _ARTICLES) or words or (name.lower(),)
    short = together.replace(" ", "")
    letters = short.lower() if short.isalpha() and short.isupper() and 2 <= len(short) <= 6 else None
    initials = "".join(x[0] for x in re.findall(r"[A-Za-z][\w’'-]*", together) if x[0].isupper()).lower()
    group = bool(principal_of(name)) or " and " in name
    return BodyName(key, letters, initials, group)

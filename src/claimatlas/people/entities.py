"""The entities of one article: each person and each body, with what the article says of them.

What is kept is light and apart from the parse, so that the entities of a whole corpus fit into memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from claimatlas.people import words as w
from claimatlas.people.cast import Cast
from claimatlas.people.lists import lists, weights
from claimatlas.people.mentions import Mention, Person
from claimatlas.people.names import bare_word, name_words
from claimatlas.people.offices import Office, office_of
from claimatlas.people.reading import Holder

PERSON, BODY = "named person", "named organisation"


@dataclass(slots=True)
class Entity:
    """A person or body of one article.

    Attributes
    ----------
    article : str
    name : str
        As the chains of the article's claims have it.
    kind : str
        ``named person`` or ``named organisation``.
    words : tuple of str
        Of the name, in small letters, particles and articles of names left out.
    forms : dict of str to int
        How the text calls it, and how often.
    gender, said : str
        ``m``, ``f`` or empty: by all signs, the given name among them, and by what the text says (*Mrs*,
        *spokesman*).
    offices : tuple of Office
    labels : frozenset of str
        States, parties and nations that the text puts beside the name, in small letters.
    holds : bool
        Whether a chain of the article may name it.
    named : bool
        Whether it has a proper name, and is not called by its office alone (*the Rivertown mayor*).
    """

    article: str
    name: str
    kind: str
    words: tuple[str, ...]
    forms: dict[str, int]
    gender: str = ""
    said: str = ""
    offices: tuple[Office, ...] = ()
    labels: frozenset[str] = frozenset()
    holds: bool = True
    named: bool = True


@dataclass(slots=True)
class Roster:
    """All entities of one article, and what is of use for all of them.

    Attributes
    ----------
    article : str
    entities : list of Entity
    company : frozenset of str
        The names that occur in the article, persons by their last word.
    acronyms : dict of str to str
        Short forms in small letters that the article explains, with the whole name.
    """

    article: str
    entities: list[Entity] = field(default_factory=list)
    company: frozenset[str] = frozenset()
    acronyms: dict[str, str] = field(default_factory=dict)


def roster_of(article: str, cast: Cast, holders: list[Holder]) -> Roster:
    """List the entities of an article.

    Parameters
    ----------
    article : str
        Its id.
    cast : Cast
    holders : list of Holder
        Who stands in the chains of its claims; of the other names only persons are listed.
    """
    named = {h.name: h for h in holders if h.kind in (PERSON, BODY) and not _is_pronoun(h.name)}
    mentions: dict[Person, list[Mention]] = defaultdict(list)
    for m in cast.people.mentions:
        mentions[m.person].append(m)
    entities = [_person(article, cast, p, own, p.name in named) for p, own in mentions.items()]
    known = {e.name for e in entities}
    entities += [_other(article, cast, h) for h in named.values() if h.name not in known]
    names = Counter(m.words[-1] if m.person is not None else " ".join(m.words) for m in cast.people.all)
    most = sorted(names, key=lambda n: (-names[n], n))[: int(weights("limits")["company"])]
    acronyms = {short: full for short, full in cast.full.items() if " " not in short}
    return Roster(article, entities, frozenset(most), acronyms)


def _is_pronoun(name: str) -> bool:
    """Whether a holder stayed a pronoun."""
    low = name.lower()
    return low in w.PRONOUNS or low in w.SPEAKERS or low in w.RELATIVES


def words_of(name: str) -> tuple[str, ...]:
    """The words of a person's name as names are compared: *assad* for *Mr al-Assad*."""
    small = {x for x in name.split() if x.islower()} & set(lists("particles"))
    words = [bare_word(x) for x in name_words(name) if x not in small]
    while len(words) > 1 and (words[0] in lists("abbreviations") or _is_title(words[0])):
        words = words[1:]
    return tuple(words) or name_words(name)


def _is_title(word: str) -> bool:
    """Whether a word stands before names only: *Mr*."""
    noun = w.noun_of(word)
    return noun is not None and noun.names == "title"


def _person(article: str, cast: Cast, person: Person, mentions: list[Mention], holds: bool) -> Entity:
    """A person with everything that is said beside the name."""
    found = [o for m in mentions if (o := office_of(cast.view, m)) is not None]
    offices = tuple(sorted(set(found), key=lambda o: (-found.count(o), o.text)))
    labels = frozenset(
        x for x in person.roles if x in w.regions() or x in lists("parties") or x in lists("nations")
    )
    forms = Counter(m.name for m in mentions)
    words = words_of(person.name)
    return Entity(
        article,
        person.name,
        PERSON,
        words,
        dict(forms),
        person.sex,
        _said(mentions, offices),
        offices,
        labels,
        holds,
    )


def _said(mentions: list[Mention], offices: tuple[Office, ...]) -> str:
    """The gender that titles and nouns of office tell; empty where they do not agree."""
    told = {m.gender for m in mentions if "title before" in m.facts}
    told |= {noun.gender for o in offices if (noun := w.noun_of(o.noun)) is not None}
    told &= {"m", "f"}
    return told.pop() if len(told) == 1 else ""


def _other(article: str, cast: Cast, holder: Holder) -> Entity:
    """A body, or a person who goes by an office alone."""
    v = cast.view
    first = holder.name.split()[0]
    inside = (i for i in range(v.n) if v.text[i] == first and not v.opens[i] and not v.heading[i])
    proper = holder.kind == BODY and is_proper(holder.name, next(inside, None) is not None)
    return Entity(article, holder.name, holder.kind, name_words(holder.name), {holder.name: 1}, named=proper)


def is_proper(name: str, capital: bool = True) -> bool:
    """Whether a body's name has a proper name in it, and not only common nouns and a capital at its start.

    `capital` tells whether a capital of its first word says so: elsewhere than at the start of a sentence
    it does.
    """
    first, *others = name.split()
    low = first.lower()
    if low in w.QUANTIFIERS or low in ("fellow", "various"):
        return False  # *other Rivertown officials* are some, and not the same each time
    common = not capital and (w.noun_of(low) is not None or low in lists("of no weight in a group"))
    return (
        any(x[0].isupper() for x in others) or low in lists("parties") or (first[0].isupper() and not common)
    )

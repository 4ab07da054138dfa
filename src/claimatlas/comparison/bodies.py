"""Who speaks for whom: a body, its officials, and those who speak for a person are one source."""

from __future__ import annotations

import functools
from typing import NamedTuple

from claimatlas.comparison.words import STOP, TOKEN, fold
from claimatlas.wordlists import read_lists


class Speaker(NamedTuple):
    """One source of a claim.

    Attributes
    ----------
    label : str
        Its name as shown.
    offices : tuple of str
        What it is called by its office or body: *adviser to Jane Roe*.
    sentences : tuple of str
        The sentences in which the claim is told on its word.
    everywhere : tuple of str
        Sentences of other claims on its word that have an office of it.
    """

    label: str
    offices: tuple[str, ...]
    sentences: tuple[str, ...]
    everywhere: tuple[str, ...] = ()


def is_one_body(one: Speaker, other: Speaker) -> bool:
    """Tell whether two sources are of one body, of it and its officials, or speak for each other.

    Parameters
    ----------
    one, other : Speaker

    Returns
    -------
    bool
        True by their names (*the ministry*, *ministry officials*), by an office (*Roe's chief of staff* and
        *Roe*, *the party's chairman* and who is named so), or where a sentence says that one speaks for the
        other (*Doe, an adviser to Roe*).
    """
    a, b = own_words(one.label), own_words(other.label)
    speaks = [_has_role(x.label) for x in (one, other)]
    if a and b and (a == b or (a < b and speaks[0]) or (b < a and speaks[1])):
        return True
    return _serves(one, other) or _serves(other, one)


def _serves(one: Speaker, other: Speaker) -> bool:
    """Whether one holds an office that is of the other, or that the other is called by."""
    whose = own_words(other.label)
    for office in one.offices:
        if not _has_role(office):
            continue
        of = own_words(office) | _initials(office)
        if whose and (whose <= of or (of and _has_role(other.label) and of <= whose)):
            return True
        if not own_words(office) and _names(one.sentences + one.everywhere, _last(other.label), office):
            return True
    return False


def _names(sentences: tuple[str, ...], name: str, office: str) -> bool:
    """Whether a sentence has an office and after it whose it is: *an adviser to Roe*."""
    for sentence in sentences:
        words = [fold(w) for w in TOKEN.findall(sentence)]
        role = fold(TOKEN.findall(office)[-1])
        if name and role in words and name in words[words.index(role) :]:
            return True
    return False


def names_other(one: Speaker, other: Speaker) -> bool:
    """Tell whether a sentence of either names the other by a word that its own source's name has not."""
    for x, y in ((one, other), (other, one)):
        named = own_words(y.label) - own_words(x.label)
        if any(named & {fold(w) for w in TOKEN.findall(s)} for s in x.sentences):
            return True
    return False


@functools.cache
def _roles() -> frozenset[str]:
    """Words for offices and for those who speak for somebody."""
    return frozenset(read_lists("comparison/differences.txt")["roles"])


@functools.cache
def own_words(label: str) -> frozenset[str]:
    """Return the words of a name without those for offices and those who speak for somebody."""
    return frozenset(p for w in TOKEN.findall(label) if (p := fold(w)) not in _roles() and p not in STOP)


def _has_role(label: str) -> bool:
    """Whether a name or office has a word for one who speaks for somebody."""
    return any(fold(w) in _roles() for w in TOKEN.findall(label))


def _initials(office: str) -> frozenset[str]:
    """The short form of the body in an office: *rnc* for *chairman of the Royal Nautical Club*."""
    capitals = [w[0].lower() for w in TOKEN.findall(office) if w[0].isupper() and fold(w) not in _roles()]
    return frozenset({"".join(capitals)}) if len(capitals) > 2 else frozenset()


def _last(label: str) -> str:
    """The last word of a name that is no role: the surname of *Senator Jane Roe's office*."""
    words = [p for w in TOKEN.findall(label) if (p := fold(w)) in own_words(label)]
    return words[-1] if words else ""


def is_pronoun(label: str) -> bool:
    """Tell whether a source is called by a pronoun that leads back to nobody."""
    return fold(label) in read_lists("comparison/differences.txt")["pronouns"]

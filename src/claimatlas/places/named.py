"""Named places: which mentions the codebook counts as the places of what is said, and as what.

A mention is whatever names a place, for the map; a claim's places are proper names as written. So nationality
words and parts of the names of bodies, groups and projects go, and a capitalised type word stays with its
name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from claimatlas.gazetteer import open_gazetteer
from claimatlas.places import words
from claimatlas.places.bodies import KINDS, LISTS, in_longer_name, shouting
from claimatlas.places.mentions import find_toponyms
from claimatlas.places.roles import stands_for_government
from claimatlas.tokens import Doc, doc_of
from claimatlas.wordlists import alternatives

_NEXT = re.compile(r"[ \u00a0]+(\w[\w.'’-]*)")
Spot = tuple[int, int, str]
"""Where a mention of a text starts and ends, in characters, and its role."""
_REACH = 60  # characters before a name that are looked at
_DIVISION = rf"\d+(?:st|nd|rd|th)[ \u00a0](?:[A-Z]\w+[ \u00a0])*(?:{alternatives(words.of('numbered'))})"
_NUMBER_OF = re.compile(rf"\b{_DIVISION}[ \u00a0]of[ \u00a0](?:the[ \u00a0])?$")
_PLAIN = words.COMMON | KINDS
_OF_NUMBER = re.compile(rf"(?:['’]s?)?[ \u00a0]{_DIVISION}\b")


@dataclass(frozen=True, slots=True)
class Named:
    """A place that a text names.

    Attributes
    ----------
    start, end : int
        Character offsets.
    government : bool
        Whether the name stands for who governs the place.
    """

    start: int
    end: int
    government: bool


def named_places(doc: Doc, spots: Sequence[Spot] | None = None) -> list[Named]:
    """Return the places that a text names, by the codebook.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
        The parsed text.
    spots : sequence of (int, int, str), optional
        Start, end and role of the mentions of this text. Without them the places are looked for here, in the
        compiled gazetteer.

    Returns
    -------
    list of Named
        In the order of the text.

    Raises
    ------
    claimatlas.errors.InputError
        Places have to be looked for and there is no gazetteer.
    """
    doc = doc_of(doc)
    text = doc.text
    if spots is None:
        found = [(t.start, t.end, t.role) for t in find_toponyms(doc, _gazetteer())[0]]
    else:
        found = sorted(spots)
    return list(_counted(doc, text, found))


@cache
def _gazetteer():
    """The gazetteer, opened once: a text names places by it whichever corpus it is from."""
    return open_gazetteer()


def _counted(doc: Doc, text: str, found: list[tuple[int, int, str]]) -> Iterable[Named]:
    """Leave out names that are part of a longer one, nationality words and bare kinds."""
    starts, ends = {start for start, *_ in found}, {end for _, end, _ in found}
    alone = {text[start:end] for start, end, _ in found}
    last = -1
    for start, end, role in found:
        start = _without_demonym(text, start, end, alone)
        surface = text[start:end]
        again = text.startswith("(", start - 1) and surface.isupper() and last in (start - 2, start - 3)
        last = end
        if again or is_demonym(surface) or _only_kinds(surface.lower().split()):
            continue
        if not shouting(text, start, end):
            if in_longer_name(doc, text, start, end, starts, ends):
                continue
            start, end = _numbered(text, start, _with_kind(text, end))
        yield Named(start, end, role == "associative" and stands_for_government(doc, text, start, end))


def is_demonym(name: str) -> bool:
    """Tell whether a name is a nationality word, or a row of such words."""
    return any(
        all(part in words.DEMONYMS for part in parts) for parts in ([name], [name.title()], name.split())
    )


def _only_kinds(parts: list[str]) -> bool:
    """Tell whether a name says only what kind of place it is: "Congressional District", not "Park Ridge"."""
    return all(w in KINDS for w in parts) and any(w in LISTS["kind"] for w in parts)


def _without_demonym(text: str, start: int, end: int, alone: set[str]) -> int:
    """Leave out a nationality word before a name: "Afghan Badakhshan", but not "Indian Ocean"."""
    first, _, rest = text[start:end].partition(" ")
    name = rest in alone or (rest.isalpha() and rest.lower() not in _PLAIN and rest not in LISTS["whole"])
    return end - len(rest) if name and first in words.DEMONYMS else start


def _numbered(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the number of a district: "9th Ward of New Orleans", "Ohio's 4th Congressional District"."""
    if (before := _NUMBER_OF.search(text, max(0, start - _REACH), start)) is not None:
        return before.start(), end
    after = _OF_NUMBER.match(text, end)
    return start, after.end() if after else end


def _with_kind(text: str, end: int) -> int:
    """Take in a capitalised type word that follows: "Khatlon" before "Region"."""
    ahead = _NEXT.match(text, end)
    return ahead.end(1) if ahead and ahead[1] in words.FEATURES and ahead.start(1) == end + 1 else end

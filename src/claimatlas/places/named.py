"""Named places: which mentions the codebook counts as the places of what is said, and as what.

A mention is whatever names a place, for the map; a claim's places are proper names as written. So nationality words
and parts of the names of bodies, groups and projects go, and a capitalised type word stays with its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from claimatlas.gazetteer import open_gazetteer
from claimatlas.places import words
from claimatlas.places.mentions import find_toponyms
from claimatlas.places.roles import OFFICERS, read_lists, stands_for_government

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Doc

_NEXT = re.compile(r"[ \u00a0]+(\w[\w.'’-]*)")
_AHEAD = re.compile(r"[ \u00a0]+(?:of |for |and |the |& )*(\w[\w.'’-]*)")
_BEHIND = re.compile(r"([\w.'’&-]+)[ \u00a0]+$")
_OF = re.compile(r"[ \u00a0](?:of|for)(?:[ \u00a0]the)?[ \u00a0]$")
_LINK = frozenset(("of", "for", "the", "and", "&", "de", "on"))
_REACH = 60  # characters of a longer name that are looked at on either side
_MOST = 8  # and words
LISTS = read_lists("named.txt")
_PARTIES, _GROUPS = LISTS["party"], LISTS["group"]
_DIVISION = r"\d+(?:st|nd|rd|th)[ \u00a0](?:[A-Z]\w+[ \u00a0])*(?:District|Ward|Precinct|Arrondissement|Division)"
_NUMBER_OF = re.compile(rf"\b{_DIVISION}[ \u00a0]of[ \u00a0](?:the[ \u00a0])?$")
_OF_NUMBER = re.compile(rf"(?:['’]s?)?[ \u00a0]{_DIVISION}\b")
_BESIDE = words.TITLES | words.DIRECTIONS | words.CALENDAR | words.STOP | _PARTIES | frozenset(words.DEMONYMS)
_ORGANISED = re.compile(rf"\s+(?:{'|'.join(sorted(LISTS['organised']))})\b")
# Kinds of places and what goes before them: a name of nothing else names no place.
_KINDS = LISTS["kind"] | {k.lower() for k in (*words.KIND_WORDS, *words.FEATURES)}


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


def named_places(doc: Doc, mentions: pd.DataFrame | None = None) -> list[Named]:
    """Return the places that a text names, by the codebook.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        The parsed text.
    mentions : pandas.DataFrame, optional
        Rows of the mentions table for this text (start, end and role are used). Without them the places are looked
        for here, in the compiled gazetteer.

    Returns
    -------
    list of Named
        In the order of the text.

    Raises
    ------
    claimatlas.errors.InputError
        Places have to be looked for and there is no gazetteer.
    """
    text = doc.text
    if mentions is None:
        found = [(t.start, t.end, t.role) for t in find_toponyms(doc, _gazetteer())[0]]
    else:
        found = sorted(zip(mentions["start"].tolist(), mentions["end"].tolist(), mentions["role"].tolist(), strict=True))
    return list(_counted(doc, text, found))


@cache
def _gazetteer():
    return open_gazetteer()


def _counted(doc: Doc, text: str, found: list[tuple[int, int, str]]) -> Iterable[Named]:
    starts, ends = {start for start, *_ in found}, {end for _, end, _ in found}
    alone = {text[start:end] for start, end, _ in found}
    last = -1
    for start, end, role in found:
        start = _without_demonym(text, start, end, alone)
        surface = text[start:end]
        again = text[max(0, start - 1) : start] == "(" and surface.isupper() and last in (start - 2, start - 3)
        last = end
        if again or is_demonym(surface) or all(w in _KINDS for w in surface.lower().split()):
            continue
        if not _shouting(text, start, end):
            if _joins_on(doc, text, start, end, starts) or _closes_name(doc, text, start, ends):
                continue
            start, end = _numbered(text, start, _with_kind(text, end))
        yield Named(start, end, role == "associative" and stands_for_government(doc, start, end))


def is_demonym(name: str) -> bool:
    """Tell whether a name is a nationality word, or a row of such words."""
    return name in words.DEMONYMS or name.title() in words.DEMONYMS or all(part in words.DEMONYMS for part in name.split())


def _without_demonym(text: str, start: int, end: int, alone: set[str]) -> int:
    """Leave out a nationality word before the name of a place: "Afghan Badakhshan", but not "Indian Ocean"."""
    first, _, rest = text[start:end].partition(" ")
    name = rest in alone or (rest.isalpha() and rest.lower() not in words.COMMON | _KINDS and rest not in LISTS["whole"])
    return end - len(rest) if name and first in words.DEMONYMS else start


def _numbered(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the number of a district: "9th Ward of New Orleans", "Ohio's 4th Congressional District"."""
    if (before := _NUMBER_OF.search(text, max(0, start - _REACH), start)) is not None:
        return before.start(), end
    after = _OF_NUMBER.match(text, end)
    return start, after.end() if after else end


def _shouting(text: str, start: int, end: int) -> bool:
    """Tell whether the words around are in capitals too, so that capitals make no name."""
    around = text[max(0, start - 25) : start] + text[end : end + 25]
    return sum(c.isupper() for c in around) > sum(c.islower() for c in around)


def _with_kind(text: str, end: int) -> int:
    """Take in a capitalised type word that follows: "Khatlon" before "Region"."""
    ahead = _NEXT.match(text, end)
    return ahead.end(1) if ahead and ahead[1] in words.FEATURES and ahead.start(1) == end + 1 else end


def _joins_on(doc: Doc, text: str, start: int, end: int, starts: set[int]) -> bool:
    """Tell whether a longer name goes on behind: "Kenya Airways", "U.S. Supreme Court", not "Texas Gov. X"."""
    at, number = end, 0
    while number < _MOST and at < end + _REACH and (ahead := (_AHEAD if number else _NEXT).match(text, at)):
        word = ahead[1].removesuffix("'s").removesuffix("’s").rstrip("'’")
        if not word[:1].isupper():
            break
        bare = word.rstrip(".-")
        following = text[ahead.end() : ahead.end() + 1].isspace()
        if number == 0 and text[end - 1] == "." and bare in words.STOP - words.INSTITUTIONS:
            return False
        if number == 0 and (ahead.start(1) in starts or bare in words.CALENDAR or word in words.FEATURES):
            return False
        if bare in _PARTIES and not _ORGANISED.match(text, ahead.end()):
            return False
        if word in words.TITLES or bare in words.TITLES or bare.lower() in OFFICERS:
            return False
        if bare in words.INSTITUTIONS or bare in words.MEDIA or bare in words.TEAMS or bare in _GROUPS:
            return True
        number += 1
        at = ahead.end()
        if not following or word != ahead[1]:
            break
    return number > 0 and not _begins_anew(doc, start, end)




def _begins_anew(doc: Doc, start: int, end: int) -> bool:
    """Tell whether the parse sees a place end and another name begin at `end`: "in Paris Emmanuel Macron said"."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or span.end >= len(doc):
        return False
    after = doc[span.end]
    return span[-1].ent_type_ in ("GPE", "LOC") and after.ent_iob_ == "B" and after.ent_type_ in ("PERSON", "DATE", "NORP")


def _closes_name(doc: Doc, text: str, start: int, ends: set[int]) -> bool:
    """Tell whether a longer name ends here: "Islamic Movement of Uzbekistan", "Bank of England", "Al-Shabab Kenya"."""
    lead = text[max(0, start - _REACH) : start]
    if lead.endswith(("-", "‑")) and not lead.endswith((" -", " ‑")):
        return start - 1 not in ends and _inside_person(doc, start)
    behind = _BEHIND.search(lead)
    if behind is None:
        return False
    word = behind[1]
    if not word[0].isupper():
        return (of := _OF.search(lead)) is not None and _of_body(lead[: of.start()])
    at = start - len(lead) + behind.start(1)
    return at + len(word) not in ends and not _plain(text, word, at)


def _plain(text: str, word: str, at: int) -> bool:
    """Tell whether a capitalised word before a name is no part of it: a title, a direction, a month, a first word."""
    bare = word.rstrip(".")
    if word in words.TITLES or bare in _BESIDE:
        return bare not in _GROUPS
    if word.endswith((".", "'s", "’s", "'", "’")) or bare.lower() in _KINDS:
        return True
    lead = text[max(0, at - 3) : at].rstrip("\"“‘'(")
    return not lead.strip() or lead.rstrip()[-1] in ".!?:;—–•*" or lead.endswith("\n")


def _of_body(lead: str) -> bool:
    """Tell whether what stands before "of" is the name of a body: its words run back in capitals to "Movement" or "Bank"."""
    chain: list[str] = []
    for word in reversed(lead.split(" ")[-_MOST:]):
        if word in _LINK:
            continue
        if not word[:1].isupper() or word.endswith((",", ";", ":", ")")):
            break
        chain.append(word)
    if not chain or chain[0].lower() in _KINDS - {"national", "emirate"}:
        return False
    first = len(chain) == 1 and not lead[: -len(chain[0])].strip()  # any first word of a sentence has a capital
    if len(chain) == 1 and (chain[0] in _PARTIES or chain[0] == "Representatives" or (first and chain[0] in _GROUPS)):
        return False
    bodies = [w in words.INSTITUTIONS or w in words.MEDIA or w in _GROUPS for w in chain]
    if not bodies[0] and any(w in words.TITLES or w == "Representatives" or w.lower() in OFFICERS for w in chain):
        return False  # "House Speaker X Y of Ohio"
    return any(bodies) and chain[0] not in words.TITLES - _GROUPS


def _inside_person(doc: Doc, start: int) -> bool:
    """Tell whether the parse has a person's name run on over `start`: the second half of a double surname."""
    span = doc.char_span(start, start + 1, alignment_mode="expand")
    return span is not None and span[0].ent_type_ == "PERSON" and span[0].ent_iob_ == "I"

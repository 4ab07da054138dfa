"""Bodies: whether the name of a place is a part of a longer name, of a body, a person or an undertaking."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimatlas.places import words

_NEXT = re.compile(r"[ \u00a0]+(\w[\w.'’-]*)")
_AHEAD = re.compile(r"[ \u00a0]+(?:of |for |and |the |& )*(\w[\w.'’-]*)")
_BEHIND = re.compile(r"([\w.'’&-]+)[ \u00a0]+$")
_OF = re.compile(r"[ \u00a0](?:of|for)(?:[ \u00a0]the)?[ \u00a0]$")
_POSSESSIVE = re.compile(r"['’]s?$")
_LINK = frozenset(("of", "for", "the", "and", "&", "de", "on"))
_REACH = 60  # characters of a longer name that are looked at on either side
_MOST = 8  # and words

LISTS = words.read_lists("bodies.txt")
_PARTIES, _GROUPS = LISTS["party"], LISTS["group"]
_OFFICERS = frozenset(
    form for word in (*words.read_lists("roles.txt")["officers"], *words.TITLES)
    for form in (word, word.rstrip("."), word.capitalize())
)
_BODIES = words.INSTITUTIONS | words.MEDIA | words.TEAMS | _GROUPS
_BESIDE = _OFFICERS | words.DIRECTIONS | words.CALENDAR | words.STOP | _PARTIES | frozenset(words.DEMONYMS)
_ORGANISED = re.compile(rf"\s+(?:{'|'.join(sorted(LISTS['organised']))})\b")
# Kinds of places and what goes before them: a name of nothing else names no place.
KINDS = LISTS["kind"] | {k.lower() for k in (*words.KIND_WORDS, *words.FEATURES)}
_PLACES = KINDS - {"national", "emirate"}  # before "of", what makes the whole the name of a place
_HEADS = _OFFICERS - _GROUPS
_OPENERS = words.STOP - words.INSTITUTIONS


def in_longer_name(doc, text: str, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
    """Tell whether the name of a place is a part of a longer one that names something else.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
    text : str
    start, end : int
        Character offsets of the name.
    starts, ends : set of int
        Where the names of places in the text start and end.
    """
    return _goes_on(doc, text, start, end, starts) or _closes(doc, text, start, ends)


def shouting(text: str, start: int, end: int) -> bool:
    """Tell whether the words around are in capitals too, so that capitals make no name."""
    around = text[max(0, start - 25) : start] + text[end : end + 25]
    return sum(map(str.isupper, around)) > sum(map(str.islower, around))


def _goes_on(doc, text: str, start: int, end: int, starts: set[int]) -> bool:
    """Tell whether a longer name goes on behind: "Kenya Airways", "U.S. Senate", not "Texas Gov. X"."""
    number = 0
    for at, word in _ahead(text, end):
        bare = word.rstrip(".-")
        if number == 0 and _anew(text, end, at, bare, starts):
            return False
        if bare in _OFFICERS or (bare in _PARTIES and not _ORGANISED.match(text, at + len(word))):
            return False
        if bare in _BODIES:
            return True
        number += 1
    return number > 0 and not _parsed_apart(doc, start, end)


def _ahead(text: str, end: int) -> Iterator[tuple[int, str]]:
    """Yield the capitalised words that go on behind `end`, up to a possessive or a stop."""
    at, pattern = end, _NEXT
    for _ in range(_MOST):
        ahead = pattern.match(text, at)
        if ahead is None or ahead.end() > end + _REACH or not ahead[1][0].isupper():
            return
        word = _POSSESSIVE.sub("", ahead[1])
        yield ahead.start(1), word
        if word != ahead[1]:
            return
        at, pattern = ahead.end(), _AHEAD


def _anew(text: str, end: int, at: int, word: str, starts: set[int]) -> bool:
    """Tell whether the word after a name is none of it: another place, a month, a type word, a sentence."""
    if at in starts or word in words.CALENDAR or word in words.FEATURES:
        return True
    return text[end - 1] == "." and word in _OPENERS


def _parsed_apart(doc, start: int, end: int) -> bool:
    """Tell whether the parse sees another name begin at `end`: "in Paris Emmanuel Macron said"."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or span.end >= len(doc):
        return False
    after = doc[span.end]
    begins = after.ent_iob_ == "B" and after.ent_type_ in ("PERSON", "DATE", "NORP")
    return begins and span[-1].ent_type_ in ("GPE", "LOC")


def _closes(doc, text: str, start: int, ends: set[int]) -> bool:
    """Tell whether a longer name ends here: "Islamic Movement of Uzbekistan", "Al-Shabab Kenya"."""
    lead = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    if lead.endswith(("-", "‑")) and not lead.endswith((" -", " ‑")):
        return start - 1 not in ends and _inside_person(doc, start)
    behind = _BEHIND.search(lead)
    if behind is None:
        return False
    word = behind[1]
    if not word[0].isupper():
        return bool(body_before(text, start))
    at = start - len(lead) + behind.start(1)
    if at + len(word) in ends or _plain(word, lead[: behind.start(1)]):
        return False
    return not _after_person(doc, start)


def _plain(word: str, lead: str) -> bool:
    """Tell whether a capitalised word before a name is no part of it: a title, a month, a first word."""
    if word.endswith((".", "'s", "’s", "'", "’")):
        return True
    if word in words.STOP and (before := lead.split()[-1:]):
        return before[0] not in words.MEDIA | _GROUPS  # "Radio Free Europe"
    if word in _GROUPS or word in words.MEDIA:
        return False
    return word in _BESIDE or word.lower() in KINDS or _opens(lead)


def _opens(lead: str) -> bool:
    """Tell whether a sentence begins after `lead`: any word has a capital there."""
    lead = lead.rstrip("\"“‘'( \u00a0")
    return not lead or lead[-1] in ".!?:;—–•*"


def body_before(text: str, start: int) -> str:
    """Return the last word of the body that a name at `start` belongs to by "of" ("Bank"), else nothing.

    The words before "of" run back in capitals to one that names a body, before any that names an office.
    """
    lead = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    of = _OF.search(lead)
    if of is None:
        return ""
    lead = lead[: of.start()]
    chain: list[str] = []
    for word in reversed(lead.split()[-_MOST:]):
        if word in _LINK:
            continue
        if not word[:1].isupper() or word.endswith((",", ";", ":", ")")):
            break
        chain.append(word)
    if not chain or chain[0].lower() in _PLACES or chain[0] in _HEADS:
        return ""
    if len(chain) == 1 and (chain[0] in _PARTIES or (chain[0] in _GROUPS and _opens(lead[: -len(chain[0])]))):
        return ""
    for word in chain:
        if word in _BODIES and word != "Representatives":
            return chain[0]
        if word in _OFFICERS or word == "Representatives":
            return ""  # "House Speaker X Y of Ohio"
    return chain[0] if chain == ["Representatives", "House"] else ""


def _inside_person(doc, start: int) -> bool:
    """Tell whether the parse has a person's name run on over `start`: the second half of a double surname."""
    span = doc.char_span(start, start + 1, alignment_mode="expand")
    if span is None or span.start < 2:
        return False
    return span[0].ent_type_ == doc[span.start - 2].ent_type_ == "PERSON"


def _after_person(doc, start: int) -> bool:
    """Tell whether the parse sees a person's name end at `start`: "the Ann Lee Ohio campaign"."""
    span = doc.char_span(start, start + 1, alignment_mode="expand")
    if span is None or span.start < 1:
        return False
    return doc[span.start - 1].ent_type_ == "PERSON" and span[0].ent_type_ == "GPE"

"""What a text says that a person is: *the defense secretary*, *a spokesman for the ministry*, *R-Texas*."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimatlas.people import words as w
from claimatlas.people.lists import lists
from claimatlas.people.mentions import Mention
from claimatlas.people.names import View, bare

_LONG = 9
"""Tokens of an office that are read; what is longer is a sentence of its own."""
_BEFORE = ("JJ", "JJS", "NN", "NNP", "NNPS", "POS", "HYPH", "VBN")
_STOP = frozenset(',;:.()[]—–"“”')
_HOLDING = ("office", "spokes", "trade", "adherent", "expert")
_OF = ("of", "for", "at", "from", "with")


@dataclass(frozen=True, slots=True)
class Office:
    """One office of a person, as a text words it.

    Attributes
    ----------
    text : str
        Without determiner: *Taliban spokesman*.
    noun : str
        Its head in small letters, an abbreviation written out: *senator* for *Sen.*
    body : str
        Whom or what it belongs to, empty if the text leaves that open: *Taliban*.
    """

    text: str
    noun: str
    body: str

    @property
    def speaks(self) -> bool:
        """Whether the office is to give another's word, as a spokesman's or an official's is."""
        low = self.text.lower()
        if self.noun == "representative":
            return "representative for" in low
        return self.noun in lists("voices") or low.endswith("press secretary")


def office_of(v: View, mention: Mention) -> Office | None:
    """Read the office that stands beside one mention of a person, or None."""
    spans = (_before(v, mention), _apposed(v, mention), _apposed_before(v, mention))
    return next((office for span in spans if span and (office := _office(v, *span)) is not None), None)


def _before(v: View, m: Mention) -> tuple[int, int] | None:
    """*Taliban spokesman Jane Roe*, *Sen. Jane Roe*."""
    first = m.first
    while first and m.first - first < _LONG and _modifier(v, first - 1):
        first -= 1
    return (first, m.first) if first < m.first else None


def _modifier(v: View, i: int) -> bool:
    """Whether a token may stand in an office before its noun."""
    return v.tag[i] in _BEFORE and v.text[i] not in _STOP and not v.text[i].isspace()


def _apposed(v: View, m: Mention) -> tuple[int, int] | None:
    """*Jane Roe, a spokeswoman for the ministry*; *Jane Roe (the mayor)*."""
    if m.end + 1 >= v.n or v.text[m.end] not in (",", "("):
        return None
    first = end = m.end + 1
    while end < v.n and end - first < _LONG and _inside(v, end):
        end += 1
    determined = v.tag[first] in ("DT", "PRP$", "JJ") or w.noun_of(v.lower[first]) is not None
    return (first, end) if determined or _owned(v, first, end) else None


def _inside(v: View, i: int) -> bool:
    """Whether a token may stand in an apposition."""
    return (
        v.text[i] not in _STOP
        and v.tag[i] not in ("VBD", "VBZ", "VBP", "MD", "WP", "WDT")
        and "\n" not in v.text[i]
    )


def _owned(v: View, first: int, end: int) -> bool:
    """*the ministry’s spokeswoman*: an owner stands before the office."""
    return any(v.tag[i] == "POS" for i in range(first, min(end, first + 4)))


def _apposed_before(v: View, m: Mention) -> tuple[int, int] | None:
    """*The president of the union, Jane Roe,* …"""
    end = m.begin - 1
    if end < 1 or v.text[end] != ",":
        return None
    first = end
    while first and end - first < _LONG and _inside(v, first - 1) and v.tag[first - 1] != "IN":
        first -= 1
    while first and v.lower[first - 1] in _OF and end - first < _LONG:
        first -= 1
        while first and end - first < _LONG and (_modifier(v, first - 1) or v.tag[first - 1] == "DT"):
            first -= 1
    return (first, end) if first < end and v.tag[first] in ("DT", "PRP$") else None


def _office(v: View, first: int, end: int) -> Office | None:
    """The office that some tokens name, if they name one."""
    head = next((i for i in range(first, end) if _holds(v, i) and not _goes_on(v, i, end)), None)
    if head is None:
        return None
    noun = lists("abbreviations").get(v.lower[head].rstrip("."), v.text[head].rstrip("."))
    stop = head + 1
    if stop + 1 < end and v.lower[stop] in _OF:
        stop = _complement(v, stop, end)
    text = bare(
        v.words(first, head)
        + (" " if head > first and v.spaced[head - 1] else "")
        + noun
        + " " * (stop > head + 1)
        + v.words(head + 1, stop)
    )
    return Office(re.sub(r"^(?:then|now)[ -]", "", text), noun.lower(), _body(v, first, head, stop))


def _complement(v: View, of: int, end: int) -> int:
    """Where what stands behind *of* or *for* ends."""
    stop = of + 1
    while stop < end and (_modifier(v, stop) or v.tag[stop] in ("DT", "NNS", "PRP$", "CC", "IN")):
        stop += 1
    while stop > of and v.tag[stop - 1] in ("DT", "CC", "IN", "POS"):
        stop -= 1
    return stop


def _holds(v: View, i: int) -> bool:
    """Whether a token is the noun of an office, or short for one."""
    noun = w.noun_of(v.lower[i])
    short = v.lower[i].rstrip(".") in lists("abbreviations")
    return short or (noun is not None and noun.names in _HOLDING and not noun.plural and v.tag[i][:2] == "NN")


def _goes_on(v: View, i: int, end: int) -> bool:
    """Whether another office noun follows at once: the head of *press secretary* is its last word."""
    return i + 1 < end and _holds(v, i + 1)


def _body(v: View, first: int, head: int, stop: int) -> str:
    """The body or person that an office belongs to, by a name with a capital."""
    if stop > head + 1:
        begin = next((i for i in range(head + 2, stop) if v.capital(i)), None)
        return "" if begin is None else bare(v.words(begin, stop))
    begin = next((i for i in range(first, head) if v.capital(i) and _names(v, i)), None)
    if begin is None:
        return ""
    end = begin + 1
    while end < head and (v.capital(end) or v.tag[end] == "HYPH"):
        end += 1
    while end > begin and w.noun_of(v.lower[end - 1]) is not None and v.lower[end - 1] not in w.NAMED:
        end -= 1
    return bare(v.words(begin, end)) if end > begin else ""


def _names(v: View, i: int) -> bool:
    """Whether a capitalised word can begin a body's name: no title, no *Former* that opens a sentence."""
    noun = w.noun_of(v.lower[i])
    opening = v.opens[i] and v.tag[i] in ("JJ", "DT", "RB")
    return (
        not opening
        and v.tag[i] != "PRP$"
        and v.lower[i] not in lists("ranks")
        and (noun is None or noun.names not in w.PERSONAL)
    )

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


def office_of(view: View, mention: Mention) -> Office | None:
    """Read the office that stands beside one mention of a person, or None."""
    spans = (_before(view, mention), _apposed(view, mention), _apposed_before(view, mention))
    return next((office for span in spans if span and (office := _office(view, *span)) is not None), None)


def _before(view: View, mention: Mention) -> tuple[int, int] | None:
    """*Taliban spokesman Jane Roe*, *Sen. Jane Roe*."""
    first = mention.first
    while first and mention.first - first < _LONG and _modifier(view, first - 1):
        first -= 1
    return (first, mention.first) if first < mention.first else None


def _modifier(view: View, at: int) -> bool:
    """Whether a token may stand in an office before its noun."""
    return view.tag[at] in _BEFORE and view.text[at] not in _STOP and not view.text[at].isspace()


def _apposed(view: View, mention: Mention) -> tuple[int, int] | None:
    """*Jane Roe, a spokeswoman for the ministry*; *Jane Roe (the mayor)*."""
    if mention.end + 1 >= view.n or view.text[mention.end] not in (",", "("):
        return None
    first = end = mention.end + 1
    while end < view.n and end - first < _LONG and _inside(view, end):
        end += 1
    determined = view.tag[first] in ("DT", "PRP$", "JJ") or w.noun_of(view.lower[first]) is not None
    return (first, end) if determined or _owned(view, first, end) else None


def _inside(view: View, at: int) -> bool:
    """Whether a token may stand in an apposition."""
    return (
        view.text[at] not in _STOP
        and view.tag[at] not in ("VBD", "VBZ", "VBP", "MD", "WP", "WDT")
        and "\n" not in view.text[at]
    )


def _owned(view: View, first: int, end: int) -> bool:
    """*the ministry’s spokeswoman*: an owner stands before the office."""
    return any(view.tag[i] == "POS" for i in range(first, min(end, first + 4)))


def _apposed_before(view: View, mention: Mention) -> tuple[int, int] | None:
    """*The president of the union, Jane Roe,* …"""
    end = mention.begin - 1
    if end < 1 or view.text[end] != ",":
        return None
    first = end
    while first and end - first < _LONG and _inside(view, first - 1) and view.tag[first - 1] != "IN":
        first -= 1
    while first and view.lower[first - 1] in _OF and end - first < _LONG:
        first -= 1
        while first and end - first < _LONG and (_modifier(view, first - 1) or view.tag[first - 1] == "DT"):
            first -= 1
    return (first, end) if first < end and view.tag[first] in ("DT", "PRP$") else None


def _office(view: View, first: int, end: int) -> Office | None:
    """The office that some tokens name, if they name one."""
    head = next((i for i in range(first, end) if _holds(view, i) and not _goes_on(view, i, end)), None)
    if head is None:
        return None
    noun = lists("abbreviations").get(view.lower[head].rstrip("."), view.text[head].rstrip("."))
    stop = head + 1
    if stop + 1 < end and view.lower[stop] in _OF:
        stop = _complement(view, stop, end)
    text = bare(
        view.words(first, head)
        + (" " if head > first and view.spaced[head - 1] else "")
        + noun
        + " " * (stop > head + 1)
        + view.words(head + 1, stop)
    )
    return Office(re.sub(r"^(?:then|now)[ -]", "", text), noun.lower(), _body(view, first, head, stop))


def _complement(view: View, of: int, end: int) -> int:
    """Where what stands behind *of* or *for* ends."""
    stop = of + 1
    while stop < end and (_modifier(view, stop) or view.tag[stop] in ("DT", "NNS", "PRP$", "CC", "IN")):
        stop += 1
    while stop > of and view.tag[stop - 1] in ("DT", "CC", "IN", "POS"):
        stop -= 1
    return stop


def _holds(view: View, at: int) -> bool:
    """Whether a token is the noun of an office, or short for one."""
    noun = w.noun_of(view.lower[at])
    short = view.lower[at].rstrip(".") in lists("abbreviations")
    return short or (
        noun is not None and noun.names in _HOLDING and not noun.plural and view.tag[at][:2] == "NN"
    )


def _goes_on(view: View, at: int, end: int) -> bool:
    """Whether another office noun follows at once: the head of *press secretary* is its last word."""
    return at + 1 < end and _holds(view, at + 1)


def _body(view: View, first: int, head: int, stop: int) -> str:
    """The body or person that an office belongs to, by a name with a capital."""
    if stop > head + 1:
        begin = next((i for i in range(head + 2, stop) if view.capital(i)), None)
        return "" if begin is None else bare(view.words(begin, stop))
    begin = next((i for i in range(first, head) if view.capital(i) and _names(view, i)), None)
    if begin is None:
        return ""
    end = begin + 1
    while end < head and (view.capital(end) or view.tag[end] == "HYPH"):
        end += 1
    while end > begin and w.noun_of(view.lower[end - 1]) is not None and view.lower[end - 1] not in w.NAMED:
        end -= 1
    return bare(view.words(begin, end)) if end > begin else ""


def _names(view: View, at: int) -> bool:
    """Whether a capitalised word can begin a body's name: no title, no *Former* that opens a sentence."""
    noun = w.noun_of(view.lower[at])
    opening = view.opens[at] and view.tag[at] in ("JJ", "DT", "RB")
    return (
        not opening
        and view.tag[at] != "PRP$"
        and view.lower[at] not in lists("ranks")
        and (noun is None or noun.names not in w.PERSONAL)
    )

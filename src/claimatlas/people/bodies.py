"""The bodies of an article: their names with what belongs to them, acronyms, and the nouns by which they
are called."""

from __future__ import annotations

import re

from claimatlas.people import words as w
from claimatlas.people.names import View, bare

_SHORT = re.compile(r"\(([A-Z][A-Za-z]{0,9}[A-Z](?:-[A-Z]{1,6})?)\)")
_BEFORE = re.compile(
    r"[A-Z][\w’'.&-]*(?:\s+(?:(?:of|for|and|the|on|in|de|du|la)\s+){0,3}[A-Z][\w’'.&-]*)*\s*$"
)
_MEDIA_SORT = frozenset(["medium", "media"])
_ORG_WORDS = w.words("words of institutes")


def acronyms(text: str) -> dict[str, str]:
    """Map short and full names in small letters to *Full Name (SHORT)*, where the text introduces the one
    by the other."""
    full: dict[str, str] = {}
    for short in _SHORT.finditer(text):
        before = _BEFORE.search(text[max(0, short.start() - 120) : short.start()].replace("\xa0", " "))
        if before is None:
            continue
        name = re.sub(r"\s+", " ", bare(before[0], keep_quantifier=True))
        if len(name.split()) > 1 and _initials_fit(name, short[1]):
            full.setdefault(short[1].lower(), f"{name} ({short[1]})")
            full.setdefault(name.lower(), f"{name} ({short[1]})")
    return full


def _initials_fit(name: str, acronym: str) -> bool:
    """Whether the letters of an acronym are among the initials of a name, or the reverse."""
    initials = "".join(x[0] for x in re.findall(r"[A-Za-z][\w’'-]*", name) if x[0].isupper())
    letters = re.sub(r"[^A-Za-z]", "", acronym).upper()
    return letters in initials or initials in letters or all(c in initials for c in letters)


def extend(view: View, first: int, end: int) -> tuple[int, int]:
    """A body's name with what follows it: *Bank of England*, *Ministry for Health and Care*, *Standard &
    Poor’s*."""
    for _ in range(3):
        i = end
        if i + 1 >= view.n:
            break
        known = any(x in w.NAMED or w.noun_of(x) is not None for x in view.lower[first:end])
        labelled = view.entity[end - 1] == view.entity[i] == view.entity[i + 1] == "ORG"  # *Water for All*
        if view.lower[i] in ("of", "for") and (known or labelled):
            k = i + 2 if view.lower[i + 1] == "the" and i + 2 < view.n else i + 1
        elif view.lower[i] == "and" and _coordinated_inside(view, first, end):
            k = i + 1
        else:
            break
        if not (view.capital(k) and view.tag[k] in ("NNP", "NNPS")):
            break
        end = k + 1
        while (
            end < view.n and view.capital(end) and view.tag[end] in ("NNP", "NNPS") and view.spaced[end - 1]
        ):
            end += 1
    if (
        end < view.n
        and view.tag[end] == "POS"
        and (
            end + 1 == view.n
            or view.tag[end + 1][:2] not in ("NN", "JJ", "CD", "VB")
            or view.tag[end + 1] in ("VBD", "VBZ")
        )
    ):
        end += 1  # *Moody’s said*
    if (
        first > 1
        and view.lower[first - 1] == "and"
        and view.lower[end - 1] in w.NAMED
        and not _named_before(view, first - 2)
    ):
        first = _start_of_run(view, first - 2)
    return first, end


def _start_of_run(view: View, at: int) -> int:
    """Where the run of capitalised names begins that goes on at a token."""
    while at > 0 and view.capital(at - 1) and view.tag[at - 1] in ("NNP", "NNPS"):
        at -= 1
    return at


def _named_before(view: View, at: int) -> bool:
    """Whether what stands before *and* is a name for itself, and not the *Health* of *the Health and Care
    Department*."""
    first = _start_of_run(view, at)
    if (
        not view.capital(at)
        or view.tag[at] not in ("NNP", "NNPS")
        or first == 0
        or view.lower[first - 1] != "the"
    ):
        return True
    noun = w.noun_of(view.lower[at])
    body = view.lower[at] in w.OUTLETS or (noun is not None and noun.names in w.COLLECTIVE)
    return body or view.entity[at] in ("PERSON", "GPE", "NORP")


def _coordinated_inside(view: View, first: int, end: int) -> bool:
    """Whether *and* behind a name goes on with it: behind *of*, or before *… Department* where no such word
    stood yet."""
    if any(x in ("of", "for") for x in view.lower[first:end]) and view.lower[end - 1] not in w.NAMED:
        return True
    k = end + 1
    while k < view.n and view.capital(k) and view.tag[k] in ("NNP", "NNPS"):
        k += 1
    inside = any(x in w.NAMED or x in w.OUTLETS for x in view.lower[first:end])
    return not inside and k > end + 2 and view.lower[k - 1] in w.NAMED


def sort_of(name: str, words: str = "", full: str = "") -> str:
    """Which sort of body a name is: ``media``, ``org`` (an institute or the like) or ``body``."""
    low = re.findall(r"[\w-]+", name.lower())
    said = re.findall(r"[\w-]+", words.lower())
    if any(x in w.OUTLETS for x in low) and w.words("no medium").isdisjoint(low):
        return "media"
    if any((n := w.noun_of(x)) is not None and n.names in _MEDIA_SORT for x in said if x not in low):
        return "media"
    if _ORG_WORDS & set(low) or _ORG_WORDS & set(re.findall(r"[\w-]+", full.lower())):
        return "org"
    return "body"

"""What two claims say in one slot: their dates, numbers, actors and places, set against each other by value
alone.

The verdicts are those of the codebook: another year, another actor in the role and another amount contradict;
what includes the other refines. Whether both claims measure the same thing is another question
(`claimatlas.comparison.conflicts`).
"""

from __future__ import annotations

import calendar
import functools
import itertools
import math
import re
from typing import NamedTuple

from claimatlas.comparison.evidence import concepts, lists
from claimatlas.comparison.words import COUNTRY, GENERIC, MONTHS, STOP, TOKEN, concept, fold, units

SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
_GROUP = r"(?:group|movement|party|organi[sz]ation|network|front|brigade|militia|wing|faction|branch|cell)"
_NAME = r"[A-Z][\w’'-]*"
AFFILIATION = re.compile(
    rf"(?P<who>(?:{_NAME}\s)+)(?:[a-z-]+\s){{0,2}}(?:from|of|belonging to|within)\s(?:the\s)?(?:[a-z-]+\s)*"
    rf"(?:(?P<a>(?:{_NAME}\s?)+)\s?{_GROUP}\b|{_GROUP}\s(?P<b>(?:{_NAME}\s?)+))"
)
APART = re.compile(r"\b(?:with|between|against|versus|separate(?:ly)?|both|mediat\w+|broker\w*)\b", re.I)
BY = re.compile(rf"\bby\s((?:(?:the|a|an)\s)?(?:[a-z-]+\s){{0,3}}(?:{_NAME}\s?)+)")
PASSIVE = re.compile(r"\b(?:was|were|been|be|is|are|being)\s(?:\w+ly\s)?\w+")
RUN = re.compile(rf"(?:{_NAME}\s?)+")
SHORT = re.compile(r"[’'](?:ll|s|d|ve|re|m)\b")
SUBSTITUTE = 0.6  # share of the other words that must agree before another name counts as another party
LEADING = re.compile(
    rf"(?:(?:on|in|at|by|over|during|after|since)\s[^,]*,\s)?(?:the\s|[Tt]he\s)?((?:{_NAME}\s)+)[a-z]"
)


# Which share of a decade, year or month *early*, *mid* and *late* can mean; they overlap, as in speech.
PARTS = {"early": (0.0, 0.4), "mid": (0.3, 0.7), "late": (0.5, 1.0)}


def interval(date: dict) -> tuple[int, int] | None:
    """Return first and last day of a date struct as yyyymmdd, None for a relative one or without year."""
    return _interval(date["value"], date["part"])


@functools.lru_cache(maxsize=1 << 12)
def _interval(value: str | None, part: str) -> tuple[int, int] | None:
    """First and last day of a date's value; None if it is unknown or before our era."""
    if not value or value.startswith("-"):
        return None
    first, _, last = value.partition("/")
    return _edge(first, part, 0), _edge(last or first, part, 1)


def _edge(point: str, part: str, end: int) -> int:
    """The first (`end` 0) or last day (1) of a decade, year, month or day, or of a part of it."""
    share = PARTS.get(part, (0.0, 1.0))[end]
    if point.endswith("s"):
        return (int(point[:4]) + (math.ceil(share * 10) - 1 if end else int(share * 10))) * 10000 + (
            1231 if end else 101
        )
    year, month, day = (*(int(x) for x in point.split("-")), None, None)[:3]
    if month is None and part in SEASONS:
        month = SEASONS[part][end]
        year, month = (year + 1, month - 12) if month > 12 else (year, month)
    elif month is None:
        month = math.ceil(share * 12) if end else 1 + int(share * 12)
    elif day is None:
        length = calendar.monthrange(year, month)[1]
        return year * 10000 + month * 100 + (math.ceil(share * length) if end else 1 + int(share * length))
    return year * 10000 + month * 100 + (day or (calendar.monthrange(year, month)[1] if end else 1))


def compare_dates(one: list[dict], other: list[dict]) -> tuple[str, str] | None:
    """Compare the dates of two claims.

    Returns
    -------
    (verdict, reason) or None
        None if either has no date, or one that cannot be placed: relative, or of an inferred year.
    """
    if not len(one) or not len(other):
        return None
    x, y = [interval(d) for d in one], [interval(d) for d in other]
    if None in x or None in y:
        return None
    if sorted(x) == sorted(y):
        return "agreement", "the same date"
    if any(i[0] <= j[1] and j[0] <= i[1] for i in x for j in y):
        return "refinement", "one date lies within the other or both have one in common"
    if any(d["inferred"] for d in (*one, *other)):
        return None
    years = [{i[0] // 10000 for i in z} | {i[1] // 10000 for i in z} for z in (x, y)]
    return "conflict", "other year" if years[0].isdisjoint(years[1]) else "other day or month"


def amount(number: dict) -> tuple[float, float] | None:
    """Return the least and the most that a number struct can mean, or None where it has no figure."""
    if number["low"] is None or math.isnan(number["low"]):
        return None
    if _is_open(number):
        return number["low"], number["low"] * 2
    spread = 0.2 if number["qualifier"] in lists("about") else 0.0
    return number["low"] * (1 - spread), number["high"] * (1 + spread)


class Population(NamedTuple):
    """What a number counts.

    Attributes
    ----------
    heads : frozenset of str
        The word counted, as `concept` has it, or the sign of a currency or share.
    marks : frozenset of str
        The words that say which of them.
    """

    heads: frozenset[str]
    marks: frozenset[str]


def population(number: dict, content: str) -> Population:
    """Return what a number counts: the last word of its unit, and the words before it."""
    return _population(number["text"], number["unit"] or "", content)


@functools.lru_cache(maxsize=1 << 12)
def _population(text: str, unit: str, content: str) -> Population:
    """What an amount counts: the last word of its unit, and the words before it."""
    words = TOKEN.findall(unit)
    if not words:
        signs = frozenset(re.findall(r"[$€£%]|per ?cent", f"{text} {unit}"))
        return Population(frozenset("%" if s.startswith("per") else s for s in signs), frozenset())
    if words[-1][0].isupper():
        return Population(units({"text": text, "unit": unit}, content), frozenset())
    last = concept(words[-1])
    return Population(frozenset({last} if last else ()), frozenset(concepts(" ".join(words[:-1]))) - {last})


def is_share(number: dict) -> bool:
    """Whether a number is a part of something and no count: *half*, *most*."""
    low = number["low"]
    return low is None or math.isnan(low) or 0 < low < 1


def compare_numbers(
    first: list[dict], second: list[dict], content_a: str = "", content_b: str = ""
) -> tuple[str, str, dict, dict] | None:
    """Compare the numbers of two claims that count the same thing.

    Returns
    -------
    (verdict, reason, number_a, number_b) or None
        None if no two numbers count one kind of thing. Of several pairs the one that agrees best.
    """
    order = ("agreement", "refinement", "conflict")
    found = []
    for x, y in itertools.product(first, second):
        one, two = population(x, content_a), population(y, content_b)
        vague = [
            bool(lists("vague words") & set(n["qualifier"].split())) and amount(n) is None for n in (x, y)
        ]
        if all(vague) and (one.heads & two.heads or not one.heads or not two.heads):
            same = x["qualifier"] == y["qualifier"]
            verdict = (
                ("agreement", "the same share") if same else ("refinement", "one share includes the other")
            )
            found.append((*verdict, x, y))
        elif not any(vague) and one.heads & two.heads and is_share(x) == is_share(y):
            found += [(*verdict, x, y) for verdict in [_amounts(x, y)] if verdict]
    return min(found, key=lambda f: order.index(f[0]), default=None)


def _amounts(one: dict, other: dict) -> tuple[str, str] | None:
    """Set two amounts of one population against each other."""
    p, q = amount(one), amount(other)
    if p is None or q is None:
        return None
    if (one["low"], one["high"]) == (other["low"], other["high"]) and p == q:
        return "agreement", "the same amount"
    beyond = (_is_open(one) and p[0] <= q[1]) or (_is_open(other) and q[0] <= p[1])
    if (p[0] <= q[1] and q[0] <= p[1]) or (beyond and not _other_power(p, q)):
        return "refinement", "one amount includes the other"
    return "conflict", POWERS if _other_power(p, q) else "another amount"


def _is_open(number: dict) -> bool:
    """Whether a number has no upper bound: *more than 100*."""
    return number["high"] is None or math.isnan(number["high"])


POWERS = "amounts of different powers of ten"


def _other_power(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two amounts are of different powers of ten: a slip of the pen, or another count."""
    low, high = sorted(math.sqrt(max(r[0], 1) * max(r[1], 1)) for r in (one, other))
    return int(math.log10(low) + 1e-9) != int(math.log10(high) + 1e-9) and high / low >= 3


NATIONS = frozenset(COUNTRY.values())


@functools.lru_cache(maxsize=1 << 12)
def _capitals(text: str) -> tuple[str, ...]:
    """The words of a text that are names, folded."""
    return tuple(
        p
        for w in TOKEN.findall(SHORT.sub("", text))
        if ((p := fold(w)) in COUNTRY or w[0].isupper())
        and p not in STOP
        and p not in MONTHS
        and p not in GENERIC
    )


def names_in(text: str, forms: dict[str, str]) -> set[str]:
    """Return the names in `text`, each in the form that stands for its spellings; no class nouns."""
    return {forms.get(p, p) for p in _capitals(text)}


def agent(content: str, forms: dict[str, str]) -> set[str]:
    """Return the names of who does it: after *by*, or before the verb of a sentence in the active."""
    return names_in(_agent(content), forms)


@functools.lru_cache(maxsize=1 << 12)
def _agent(content: str) -> str:
    """The words that name who does it, "" where none are told by their place."""
    if match := BY.search(content):
        return match[1]
    match = None if PASSIVE.search(content) else LEADING.match(content)
    return match[1] if match else ""


@functools.lru_cache(maxsize=1 << 12)
def _affiliations(content: str) -> tuple[tuple[str, str], ...]:
    """Who belongs to which group, by the words of a content."""
    return tuple((m["who"], m["a"] or m["b"]) for m in AFFILIATION.finditer(content))


def compare_actors(
    first: str, second: str, forms: dict[str, str], places: set[str]
) -> tuple[str, str, str, str] | None:
    """Compare who acts, and who belongs to whom, in two contents.

    Returns
    -------
    (verdict, reason, value_a, value_b) or None
    """
    if merged := _merged_parties(first, second, forms):
        return "conflict", MERGED, *merged
    if merged := _merged_parties(second, first, forms):
        return "conflict", MERGED, *reversed(merged)
    x, y = agent(first, forms), agent(second, forms)
    here, there = names_in(first, forms), names_in(second, forms)
    if x and y and not (x & there or y & here or (x | y) & NATIONS):
        return "conflict", "other actor in the role", " ".join(sorted(x)), " ".join(sorted(y))
    # Everything else is the same, and one party stands where another does.
    one, two = strangers(first, there, forms, places), strangers(second, here, forms, places)
    p, q = rest(first), rest(second)
    if not (len(one) == len(two) == 1 and here & there - NATIONS and p and q):
        return None
    if len(p & q) < SUBSTITUTE * min(len(p), len(q)):
        return None
    return "conflict", "another party in the same place", one[0], two[0]


def may_differ_in_actors(first: str, second: str, forms: dict[str, str]) -> bool:
    """Whether two contents can differ in actors at all: each has a name of its own,
    or one says who belongs to whom."""
    if _affiliations(first) or _affiliations(second):
        return True
    one, two = _capitals(first), _capitals(second)
    if one == two:
        return False
    here, there = ({forms.get(p, p) for p in names} for names in (one, two))
    return not (here <= there or there <= here)


MERGED = "one party here, two parties there"


def _merged_parties(one: str, two: str, forms: dict[str, str]) -> tuple[str, str] | None:
    """What `one` says belongs together and `two` tells of as two parties, in the words of both."""
    if not _affiliations(one):
        return None
    here = names_in(two, forms)
    told = [(names_in(x, forms), names_in(y, forms)) for x, y in _affiliations(two)]
    for member, party in _affiliations(one):
        group = names_in(party, forms)
        who = names_in(member, forms) - group
        if not (who and group and who & here and group & here and APART.search(two)):
            continue
        if not any(x & who and y & group for x, y in told):
            member, party = ", ".join(sorted(who)), ", ".join(sorted(group))
            return f"{member} as part of {party}", f"{member} and {party} as two parties"
    return None


@functools.lru_cache(maxsize=1 << 12)
def _runs(text: str) -> tuple[str, ...]:
    """The runs of two capitalised words or more in a text."""
    return tuple(run for run in RUN.findall(text) if len(run.split()) > 1)


def strangers(text: str, known: set[str], forms: dict[str, str], places: set[str]) -> list[str]:
    """Return the runs of capitalised words of `text` of which no word is in `known` or `places`."""
    out = []
    for run in _runs(text):
        names = names_in(run, forms)
        if names and names.isdisjoint(known) and names.isdisjoint(places) and names.isdisjoint(NATIONS):
            out.append(run.strip())
    return out


def compare_places(
    one: list[str], other: list[str], whole_a: str, whole_b: str, forms: dict[str, str]
) -> tuple[str, str] | None:
    """Compare the places of two contents, without countries: either side may name what lies in one."""
    x, y = (
        {forms.get(fold(w), fold(w)) for p in places for w in TOKEN.findall(p) if w[0].isupper()}
        - NATIONS
        for places in (one, other)
    )
    if not x or not y or x & y or x & names_in(whole_b, forms) or y & names_in(whole_a, forms):
        return None
    return "conflict", "other place"


def elsewhere(one: dict, other: dict, forms: dict[str, str]) -> tuple[str, str] | None:
    """Compare the places of two rows of the claims, see `compare_places`."""
    if not (len(one["places"]) and len(other["places"])):
        return None
    return compare_places(
        list(one["places"]), list(other["places"]), one["sentence"], other["sentence"], forms
    )


@functools.lru_cache(maxsize=1 << 12)
def rest(content: str) -> frozenset[str]:
    """Return the words of a content that are neither names nor dates: what it says happened."""
    small = (w for w in TOKEN.findall(content) if not w[0].isupper() and not w[0].isdigit())
    return frozenset(c for w in small if (c := concept(w)) and c[0] != "@")

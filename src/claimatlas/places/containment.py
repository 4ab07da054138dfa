"""Containment: what the text says a place lies in, and what it says after a comma."""

from __future__ import annotations

import re

from claimatlas.places import words
from claimatlas.places.candidates import AREAS, KIND, SETTLEMENTS, inside
from claimatlas.places.evidence import CONTAINMENT, EVIDENCE, LIMITS
from claimatlas.places.lookup import name_of
from claimatlas.places.reading import SPACE
from claimatlas.wordlists import alternatives

CLOSING = frozenset((",", ".", ")", ";", ":", "\n", ""))
# What may stand between a name and the word that says what it is: "Mosul, Iraq's second city".
APPOSITION = re.compile(
    r", (?:an?|the|[A-Z][\w]+(?:['’]s|s['’]))\s(?:(?!of\b|in\b|and\b|to\b|from\b|for\b)[\w-]+\s){0,4}?"
    rf"(?P<kind>{alternatives(words.of('behind a comma'))})\b"
    r"(?! (?:council|hall|of|officials|police|government)\b)"
)
OPENS_WITH_IN = re.compile(r"(?:^|[.!?\n][\"”’)]?\s*)In $")


def container(reading, tokens, end, entry):
    """Return what stands after the comma if it contains the place before it."""
    for k in (3, 2, 1):
        if end + k <= len(tokens):
            if k > 1 and any(reading.gaps[a] not in SPACE for a in range(end, end + k - 1)):
                continue
            outer = name_of(reading, tokens, end, end + k)
            if outer is not None and (within := inside(entry, outer)).any():
                holds = contains(reading, tokens[end + k - 1], end + k - 1, entry, outer, within)
                return outer if holds else None
    return None


def contains(reading, last, number, entry, outer, within):
    """Weigh whether "X, Y" is a place in another, or two of a row: "Boston, New York and Chicago"."""
    kind = outer.kind[0]
    if not reading.rules.lists or (last[2] in words.STATE_ABBREVIATIONS and kind == KIND["province"]):
        return True
    score = CONTAINMENT["Y is an area" if AREAS[kind] else "Y is a settlement"]
    behind = float(entry.prior[0] - entry.prior[within][0])
    score += CONTAINMENT["X is little known"] * min(behind, LIMITS["lead of a namesake"])
    score += CONTAINMENT["X is the known one"] * (behind < LIMITS["as known"])
    if reading.rows[number]:
        score += CONTAINMENT["a row that ends in and"]
    if reading.text[last[1] : last[1] + 1] in CLOSING:
        score += CONTAINMENT["closed"]
    alike = (entry.kind == kind) & (entry.prior > entry.prior[0] - LIMITS["as likely"])
    if AREAS[kind] and kind != KIND["district"] and alike.any():
        score += CONTAINMENT["X is of the kind of Y"]
    return score >= CONTAINMENT["least"]


def division(reading, tokens, end):
    """Return the first-level division that stands behind the comma at token j, as in "Grantville, Pa., …"."""
    for k in (2, 1):
        if end + k <= len(tokens) and (k == 1 or reading.gaps[end] in SPACE):
            outer = name_of(reading, tokens, end, end + k)
            known = outer is not None and outer.strength > LIMITS["well known"]
            if known and outer.kind[0] == KIND["province"]:
                last = tokens[end + k - 1]
                if last[2] in words.STATE_ABBREVIATIONS:
                    return outer
                if reading.rules.lists and reading.rows[end + k - 1]:
                    return None
                return outer if reading.text[last[1] : last[1] + 1] in (",", ".", ")", ";") else None
    return None


def opening(reading, tokens, at, entry):
    """Return the area that opens the sentence before the name at token i, if it holds one: "In Libya,
    Tripoli"."""
    for k in (1, 2):
        first = at - k
        if first >= 0 and (k == 1 or reading.gaps[first] in SPACE):
            lead = reading.text[max(0, tokens[first][0] - 5) : tokens[first][0]]
            outer = name_of(reading, tokens, first, at) if OPENS_WITH_IN.search(lead) else None
            if outer is not None and AREAS[outer.kind[0]] and inside(entry, outer).any():
                return outer
    return None


def after_the_comma(reading, toponym, tokens, end):
    """Score what follows a comma: "Paris, Texas", "Herat, a city in the west"."""
    if end < len(tokens) and tokens[end][0] == toponym.end + 2:
        toponym.within = container(reading, tokens, end, toponym.entry)
        if toponym.within is not None:
            return EVIDENCE["container"]
        if SETTLEMENTS[toponym.entry.kind[0]]:
            toponym.stated = division(reading, tokens, end)
            if toponym.stated is not None:
                return EVIDENCE["division"]
    if m := APPOSITION.match(reading.text, toponym.end):
        toponym.kind = toponym.kind or words.KIND_WORDS[m["kind"]]
        return EVIDENCE["a city in"]
    return 0.0

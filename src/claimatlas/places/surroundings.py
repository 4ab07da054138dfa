"""Surroundings: what the words around a name say of it."""

from __future__ import annotations

import re

from claimatlas.places import words
from claimatlas.places.containment import after_the_comma, opening
from claimatlas.places.evidence import EVIDENCE, GREAT
from claimatlas.places.lookup import name_of
from claimatlas.places.people import LISTS
from claimatlas.places.reading import DATELINE, IN_LIST

WORD_AFTER = re.compile(r"['’]s\s+([a-z]\w*)|\s+([a-z][\w-]*)|-([a-z]\w+)")
OF = re.compile(r"(\w+) of (?:the )?$")


def words_around(reading, t, tokens, i, j, rights, many, sentence_start):
    """Score the words around a name, and note what they say of its kind and of what contains it."""
    text, end, entry, lower = reading.text, t.end, t.entry, t.before
    after = WORD_AFTER.match(text, end) if not rights else None
    follow = next((g for g in after.groups() if g), "") if after else ""
    score = word_before(reading, t, sentence_start, bool(rights), follow)
    if t.surface in LISTS["firms"] and not (
        lower in words.STRONG_LOCATIVE or (lower == "the" and entry.natural)
    ):
        score += EVIDENCE["firm"]
    if follow in words.KIND_WORDS:
        score += EVIDENCE["kind word after"]
        t.kind = words.KIND_WORDS[follow]
    elif follow in words.FOLLOWERS:
        score += EVIDENCE["noun of a place after"]
        t.kind = t.kind or words.RULED.get(follow, "")
    elif follow in words.SPEECH and not many and not t.foreign:
        score += EVIDENCE["verb of speech after"]
    if text.startswith(", ", end):
        score += after_the_comma(reading, t, tokens, j)
    if t.within is None and i and text[tokens[i - 1][1] : t.start] == ", ":
        t.within = opening(reading, tokens, i, entry)
    if lower == "of":
        score += of_something(reading, t)
    if not rights and t.surface in LISTS["universities"]:
        score += campus(reading, t, i, j)
    if any(k in reading.listed for k in range(i, j)):
        score += EVIDENCE["in a list of a kind"]
        t.kind = reading.listed.get(j - 1, t.kind)
    if sentence_start and t.surface.isupper() and DATELINE.match(text, end):
        score += EVIDENCE["dateline"]
        t.dateline = True
    return score


def word_before(reading, t, sentence_start, goes_on, follow):
    """Score the word before a name: a preposition of place, "by", the article of a river."""
    lower = t.before
    if lower in words.LOCATIVE and not sentence_start:
        score = EVIDENCE["in" if lower in words.STRONG_LOCATIVE else "from"]
        if reading.text.startswith(("'s ", "’s "), t.end) and not t.entry.areal:
            score += EVIDENCE["in a possession"]
        return score
    if lower in ("by", "with", "said", "told", "says"):
        return EVIDENCE["by"]
    if (lower == "the" and not goes_on and t.entry.natural and t.surface != "Congo"
            and (not follow or follow in words.AFTER_NATURE)):
        t.kind = "natural"
        return EVIDENCE["the river"]
    return 0.0


def of_something(reading, t):
    """Score "the city of Herat", "the mayor of Herat", "the University of Herat"."""
    m = OF.search(reading.text, max(0, t.start - 28), t.start)
    if not m:
        return 0.0
    word = m.group(1).lower()
    if word in words.KIND_WORDS:
        t.kind = t.kind or ("" if word == "capital" else words.KIND_WORDS[word])
        return EVIDENCE["city of"]
    t.kind = t.kind or words.RULED.get(word, "")
    return EVIDENCE["institution of"] if m.group(1) in words.INSTITUTIONS else 0.0


def campus(reading, t, i, j):
    """Score the signs that "Columbia" is the university: students, another beside it, its full name
    elsewhere."""
    before = reading.text[max(0, t.start - 45) : t.start].rpartition(". ")[2]
    score = EVIDENCE["students at"] if not LISTS["students"].isdisjoint(before.lower().split()) else 0.0
    beside = ((i - 1, i - 1), (j - 1, j))
    if any(
        0 <= gap < len(reading.gaps)
        and reading.gaps[gap] in IN_LIST
        and reading.words[k] in LISTS["universities"]
        for gap, k in beside
    ):
        score += EVIDENCE["beside a university"]
    if f"{t.surface} University" in reading.text:
        score += EVIDENCE["university of the text"]
    return score


def rest_of_run(reading, t, tokens, j, rights):
    """Score the rest of the run of capitalised words: "Paris Police", "Chad Airlines", "Chad President"."""
    tail = rights[-1]
    if tail in words.MEDIA and not t.demonym:
        return EVIDENCE["paper"]
    if any(r in words.INSTITUTIONS for r in rights):
        t.nested = True
        if not words.SEATED.isdisjoint(rights):
            return EVIDENCE["seat of a public body"]
        return EVIDENCE["public body" if any(r in words.CIVIC for r in rights) else "institution"]
    if tail in words.TEAMS:
        t.nested = True
    elif rights[0] in words.TITLES or rights[0].rstrip(".") in words.TITLES:
        return EVIDENCE["title after"]
    elif not (rights[0] in words.CALENDAR or rights[0] in words.DEMONYMS or t.demonym
              or name_of(reading, tokens, j, j + 1) is not None):
        return EVIDENCE["unknown beside" if t.entry.strength < GREAT else "unknown beside a great name"]
    return 0.0

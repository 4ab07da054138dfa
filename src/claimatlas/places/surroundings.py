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


def words_around(reading, toponym, tokens, first, stop, rights, many, sentence_start):
    """Score the words around a name, and note what they say of its kind and of what contains it."""
    text, end, entry, lower = reading.text, toponym.end, toponym.entry, toponym.before
    after = WORD_AFTER.match(text, end) if not rights else None
    follow = next((g for g in after.groups() if g), "") if after else ""
    score = word_before(reading, toponym, sentence_start, bool(rights), follow)
    if toponym.surface in LISTS["firms"] and not (
        lower in words.STRONG_LOCATIVE or (lower == "the" and entry.natural)
    ):
        score += EVIDENCE["firm"]
    if follow in words.KIND_WORDS:
        score += EVIDENCE["kind word after"]
        toponym.kind = words.KIND_WORDS[follow]
    elif follow in words.FOLLOWERS:
        score += EVIDENCE["noun of a place after"]
        toponym.kind = toponym.kind or words.RULED.get(follow, "")
    elif follow in words.SPEECH and not many and not toponym.foreign:
        score += EVIDENCE["verb of speech after"]
    if text.startswith(", ", end):
        score += after_the_comma(reading, toponym, tokens, stop)
    if toponym.within is None and first and text[tokens[first - 1][1] : toponym.start] == ", ":
        toponym.within = opening(reading, tokens, first, entry)
    if lower == "of":
        score += of_something(reading, toponym)
    if not rights and toponym.surface in LISTS["universities"]:
        score += campus(reading, toponym, first, stop)
    if any(k in reading.listed for k in range(first, stop)):
        score += EVIDENCE["in a list of a kind"]
        toponym.kind = reading.listed.get(stop - 1, toponym.kind)
    if sentence_start and toponym.surface.isupper() and DATELINE.match(text, end):
        score += EVIDENCE["dateline"]
        toponym.dateline = True
    return score


def word_before(reading, toponym, sentence_start, goes_on, follow):
    """Score the word before a name: a preposition of place, "by", the article of a river."""
    lower = toponym.before
    if lower in words.LOCATIVE and not sentence_start:
        score = EVIDENCE["in" if lower in words.STRONG_LOCATIVE else "from"]
        if reading.text.startswith(("'s ", "’s "), toponym.end) and not toponym.entry.areal:
            score += EVIDENCE["in a possession"]
        return score
    if lower in words.of("said by"):
        return EVIDENCE["by"]
    if (lower == "the" and not goes_on and toponym.entry.natural and toponym.surface != "Congo"
            and (not follow or follow in words.AFTER_NATURE)):
        toponym.kind = "natural"
        return EVIDENCE["the river"]
    return 0.0


def of_something(reading, toponym):
    """Score "the city of Herat", "the mayor of Herat", "the University of Herat"."""
    m = OF.search(reading.text, max(0, toponym.start - 28), toponym.start)
    if not m:
        return 0.0
    word = m.group(1).lower()
    if word in words.KIND_WORDS:
        toponym.kind = toponym.kind or ("" if word == "capital" else words.KIND_WORDS[word])
        return EVIDENCE["city of"]
    toponym.kind = toponym.kind or words.RULED.get(word, "")
    return EVIDENCE["institution of"] if m.group(1) in words.INSTITUTIONS else 0.0


def campus(reading, toponym, first, end):
    """Score the signs that "Columbia" is the university: students, another beside it, its full name
    elsewhere."""
    before = reading.text[max(0, toponym.start - 45) : toponym.start].rpartition(". ")[2]
    score = EVIDENCE["students at"] if not LISTS["students"].isdisjoint(before.lower().split()) else 0.0
    beside = ((first - 1, first - 1), (end - 1, end))
    if any(
        0 <= gap < len(reading.gaps)
        and reading.gaps[gap] in IN_LIST
        and reading.words[k] in LISTS["universities"]
        for gap, k in beside
    ):
        score += EVIDENCE["beside a university"]
    if f"{toponym.surface} University" in reading.text:
        score += EVIDENCE["university of the text"]
    return score


def rest_of_run(reading, toponym, tokens, end, rights):
    """Score the rest of the run of capitalised words: "Paris Police", "Chad Airlines", "Chad President"."""
    tail = rights[-1]
    if tail in words.MEDIA and not toponym.demonym:
        return EVIDENCE["paper"]
    if any(r in words.INSTITUTIONS for r in rights):
        toponym.nested = True
        if not words.SEATED.isdisjoint(rights):
            return EVIDENCE["seat of a public body"]
        return EVIDENCE["public body" if any(r in words.CIVIC for r in rights) else "institution"]
    if tail in words.TEAMS:
        toponym.nested = True
    elif rights[0] in words.TITLES or rights[0].rstrip(".") in words.TITLES:
        return EVIDENCE["title after"]
    elif not (rights[0] in words.CALENDAR or rights[0] in words.DEMONYMS or toponym.demonym
              or name_of(reading, tokens, end, end + 1) is not None):
        return EVIDENCE["unknown beside" if toponym.entry.strength < GREAT else "unknown beside a great name"]
    return 0.0

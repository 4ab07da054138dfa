"""Judgement: the sum of what speaks for a name being one of a place."""

from __future__ import annotations

import re

from claimatlas.places import words
from claimatlas.places.candidates import ABROAD
from claimatlas.places.evidence import DOUBTFUL, EVIDENCE, GREAT, KNOWN, LABELS, LIMITS
from claimatlas.places.lookup import stands_for_a_state
from claimatlas.places.people import SIGN_OF_GIVEN, SURNAMES
from claimatlas.places.reading import DATELINE, WORD_BEFORE
from claimatlas.places.surroundings import rest_of_run, words_around
from claimatlas.places.toponym import Toponym
from claimatlas.wordlists import alternatives

LONGEST_RUN = 40  # words: what is written in capitals beyond them belongs to no name
# What holds a name together that can hardly be another thing's: "Stratford-upon-Avon", "Umm al-Fahm".
JOINED = re.compile(r"[ -][a-z]|['’]s ")
INITIAL = re.compile(r"\b[A-Z]\. $")
LANGUAGE = re.compile(
    r"(?:-speak\w+|-language"
    rf"| (?:{alternatives(words.of('of languages'))})\b)"
)
PARTY = re.compile(rf"(?:^|[\s(])(?:{words.LETTERS_OF_PARTIES})-$")


def judge(reading, tokens, first, last, begin, after, entry):
    """Score one name that the gazetteer holds, tokens i to j of the run first to last."""
    text, rules = reading.text, reading.rules
    start, end = tokens[begin][0], tokens[after - 1][1]
    surface = text[start:end]
    demonym = surface in words.DEMONYMS
    abbreviation = surface in words.STATE_ABBREVIATIONS and stands_for_a_state(reading, tokens, begin)
    if demonym and (not reading.demonyms or LANGUAGE.match(text, end)):
        return
    if abbreviation and text[max(0, start - 2) : start].rstrip()[-1:].isdigit():
        return
    t = Toponym(start, end, surface, entry, demonym=demonym, abbreviation=abbreviation)
    many = after - begin > 1 or " " in surface
    sentence_start = reading.starts(start)
    m = WORD_BEFORE.search(text, max(0, start - 24), start)
    before = m.group(1) if m else ""
    t.before = before.lower()
    t.score = name_itself(reading, t, tokens[after - 1][2], many)
    if demonym:
        t.score += EVIDENCE["nationality"]
    elif (
        after == last
        and (begin == first or tokens[begin - 1][2] in words.STOP)
        and like_no_word(reading, surface)
    ):
        t.score += known_abroad(reading, t, many)
    rights = [token[2] for token in tokens[after : min(last, after + LONGEST_RUN)]]
    context = words_around(reading, t, tokens, begin, after, rights, many, sentence_start)
    if rules.context:
        t.score += context
    else:
        t.kind, t.within, t.stated = "", None, None
    if not (many or demonym or abbreviation or t.kind or t.within or entry.strength >= GREAT):
        t.score += as_surname(reading, surface)
    if rights and rules.institutions:
        t.score += rest_of_run(reading, t, tokens, after, rights)
    person = as_person(reading, t, tokens, first, begin, after, many, before)
    t.person = person != 0
    if rules.people:
        t.score -= person
    if not many and not abbreviation and plain_word(reading, t, tokens[begin][2], sentence_start):
        t.person = True  # and no agreement either
    if reading.entities is not None:
        t.score += said_by_the_model(
            reading, t, reading.labels[begin], any(k in reading.listed for k in range(begin, after))
        )
    if rights:
        take_in_the_kind(reading, t, tokens[after])
    reading.found.append(t)


def name_itself(reading, toponym, last, many):
    """Score a name by how well known it is and how it is written; `last` is its last word."""
    score = EVIDENCE["a tenfold of how well known"] * (min(toponym.entry.strength, GREAT) - KNOWN)
    score += EVIDENCE["several words"] if many else EVIDENCE["hyphenated"] if "-" in toponym.surface else 0.0
    if toponym.abbreviation or toponym.surface in words.ACRONYMS:
        score += EVIDENCE["abbreviation"]
    if reading.text.startswith("-", toponym.start - 1) and PARTY.search(
        reading.text, max(0, toponym.start - 5), toponym.start
    ):
        score += EVIDENCE["party label"]
    if many and last in words.FEATURES and last.lower() in words.KIND_WORDS:
        score += EVIDENCE["kind word in the name"]
    return score


def take_in_the_kind(reading, toponym, token):
    """Take in the kind word of "Paris County" where the gazetteer has only "Paris"."""
    kind = token[2].lower().rstrip(".")
    if token[2] in words.FEATURES and kind in words.KIND_WORDS:
        toponym.end = token[1]
        toponym.surface = reading.text[toponym.start : toponym.end]
        toponym.kind = words.KIND_WORDS[kind]
        toponym.score += EVIDENCE["kind word in the name"]


def like_no_word(reading, surface):
    """Tell whether a name is neither short, nor a word, nor what a person is called."""
    return len(surface) > 3 and not any(
        word in words.FIRST_NAMES or word in SIGN_OF_GIVEN or word in reading.surnames or word in words.TITLES
        or word in words.STOP or word.lower() in words.COMMON or word == "St." for word in surface.split())


def as_surname(reading, surface):
    """Score what a single word is as a surname."""
    word = surface.lower()
    band = SURNAMES.get(word)
    if band is not None:
        return {"common": EVIDENCE["surname of many"], "known": EVIDENCE["surname"]}.get(band, 0.0)
    plain = len(word) < 5 or word in words.COMMON or surface in words.FIRST_NAMES or surface in SIGN_OF_GIVEN
    return 0.0 if plain else EVIDENCE["nobody's name"]


def known_abroad(reading, toponym, many):
    """Score a name that stands alone and that nobody and no English-speaking town has; note that it is
    one."""
    if JOINED.search(toponym.surface):
        toponym.foreign = True
        return EVIDENCE["joined by a particle"]
    short = len(toponym.surface) < 5 and toponym.surface.isascii()
    toponym.foreign = reading.lexicon.abroad(toponym.entry, ABROAD - 1.0 if many else ABROAD + short)
    if toponym.entry.areal and not many and not short:
        toponym.foreign = True
        return EVIDENCE["name of areas only"]
    return EVIDENCE["name known abroad only"] if toponym.foreign and not many else 0.0


def as_person(reading, toponym, tokens, first, begin, end, many, before):
    """Return what speaks for a person's name, and lower the score for an unknown word on the left."""
    text, word = reading.text, tokens[begin][2]
    left = tokens[begin - 1][2] if begin > first else ""
    given = word in words.FIRST_NAMES and word not in words.PLACE_FIRST
    person = 0.0
    if left in words.DIRECTIONS:
        toponym.score += EVIDENCE["direction before"]
    elif (
        left in words.TITLES
        or (left in words.FIRST_NAMES and left not in words.PLACE_FIRST)
        or (left.endswith(".") and len(left) <= 2)
    ):
        person = EVIDENCE["after a given name"]
    elif left and not (
        left in words.DEMONYMS
        or left in words.CALENDAR
        or left in words.STOP
        or left in words.INSTITUTIONS
        or left.lower() in words.KIND_WORDS
    ):
        great = toponym.entry.strength >= GREAT
        toponym.score += EVIDENCE["unknown beside a great name" if great else "unknown beside"]
    elif not left and before.endswith(".") and (
            before in words.TITLES or INITIAL.search(text, max(0, toponym.start - 5), toponym.start)):
        person = EVIDENCE["after a title"]
    if not many:
        person += EVIDENCE["given name"] * (given + toponym.surface.startswith(("St.", "St ", "Saint")))
        if toponym.surface in reading.surnames:  # "Denzel Washington spoke in Washington"
            surely = toponym.before in words.STRONG_LOCATIVE and toponym.entry.strength > GREAT
            person += EVIDENCE["surname of the text in a great place" if surely else "surname of the text"]
        elif toponym.surface in reading.doubtful:
            person += EVIDENCE["doubtful surname of the text"]
        placed = toponym.before in words.STRONG_LOCATIVE or toponym.within is not None or toponym.kind
        if toponym.surface in reading.givens and not placed:
            person += EVIDENCE["given name of the text"]
    elif (
        given and toponym.entry.strength < LIMITS["well known"] and tokens[end - 1][2] not in words.FEATURES
    ) or (
        word in ("St.", "St", "Saint") and end - begin == 2 and text.startswith(("'s", "’s"), toponym.end)
    ):
        person += EVIDENCE["given name"]
    return person


def plain_word(reading, toponym, word, sentence_start):
    """Lower the score of an acronym, an English word and a sentence's start; tell whether it is one of the
    first two."""
    plain = False
    surface, capitals = toponym.surface, word.isupper() and len(word) > 1
    if (capitals and len(surface) <= 5 and "." not in surface and surface not in words.ACRONYMS
            and not (sentence_start and DATELINE.match(reading.text, toponym.end))
            and not reading.shouting(toponym.start, toponym.end)):
        toponym.score += EVIDENCE["acronym"]
        plain = True
    if reading.rules.starts and not toponym.demonym:
        word = word.capitalize() if capitals else word
        known = toponym.entry.strength >= LIMITS["English word"]
        if word in words.STOP or (not known and word.lower() in words.COMMON):
            toponym.score += EVIDENCE["English word"]
            plain = True
        if sentence_start and not toponym.foreign:
            toponym.score += EVIDENCE["start of a sentence"]
    return plain


def said_by_the_model(reading, toponym, entity, listed):
    """Return what the model's entity over the name counts."""
    weight = LABELS.get(entity[2] if entity else "", -1.0)
    if toponym.foreign:  # the model knows few names from abroad, and takes them for people and firms
        if entity is None or entity[2] in ("PERSON", "ORG", "NORP"):
            weight = max(weight, DOUBTFUL)
    elif toponym.entry.strength > GREAT and entity == (toponym.start, toponym.end, "PERSON"):
        weight = DOUBTFUL  # "Jordan said on Sunday"
    if toponym.demonym or toponym.abbreviation:
        weight = max(weight, LABELS["the least for a nationality"])
    if listed or (toponym.nested and weight < 0):
        weight = 0.0
    gains = weight > LABELS["sure of a place"] and toponym.entry.strength < LIMITS["unknown"]
    return weight + (LABELS["a place hardly known"] if gains else 0.0)

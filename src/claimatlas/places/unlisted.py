"""Unlisted: streets, features and places that the gazetteer does not hold."""

from __future__ import annotations

import re

from claimatlas.places import words
from claimatlas.places.evidence import EVIDENCE
from claimatlas.places.reading import WORD_BEFORE
from claimatlas.places.toponym import Toponym

ARTICLE = re.compile(r"(?:the|The|a|an|this|that)\s+")
_BESIDE_A_STREET = tuple(f" {word}" for word in words.of("beside a street"))
POSSESSIVE = re.compile(r"['’]s?$|[\s.,;:]+$")


def takes_unlisted(reading, tokens, first, begin, last, entry=None, end=None):
    """Take a whole run that ends like a street or a natural feature; tell whether it did."""
    tail = tokens[last - 1][2]
    if last - begin < 2:
        return False
    whole = reading.text[tokens[begin][0] : tokens[last - 1][1]]
    if (
        end == last
        or not reading.rules.unlisted
        or (end == last - 1 and tail.lower().rstrip(".") in words.KIND_WORDS)
    ):
        return False
    start = tokens[begin][0]
    street = tail in words.STREETS and last - begin <= 4 and tokens[begin][2] not in words.DEMONYMS
    if street and tail in words.VAGUE_STREETS:
        lead = reading.text[max(0, start - 8) : start].rstrip()
        street = whole not in words.NOT_PLACES and (
            lead[-1:].isdigit() or lead.endswith(_BESIDE_A_STREET)
        )
    if street:
        end, score = tokens[last - 1][1], EVIDENCE["a street"]
        reading.found.append(Toponym(start, end, whole, None, score, feature="street"))
        return True
    if (
        (
            tail in words.FEATURES
            or (
                tokens[begin][2] in words.BEFORE_FEATURES
                and last - begin <= 3
                and tail not in words.INSTITUTIONS
            )
        )
        and last - begin <= 4
        and whole not in words.NOT_PLACES
        and not any(t[2] in words.CALENDAR for t in tokens[begin:last])
    ):
        wide = tail in words.WIDE_FEATURES
        end, score = tokens[last - 1][1], EVIDENCE["a feature of the land"]
        feature = "wide" if wide else "feature"
        reading.found.append(Toponym(start, end, whole, None, score, feature=feature))
        return True
    return False


def take_entities(reading, tokens):
    """Take the model's places that the gazetteer does not hold."""
    taken = sorted((t.start, t.end) for t in reading.found if t.score > 0)
    for start, end, label in reading.entities:
        if label not in ("GPE", "LOC", "FAC") or not reading.rules.unlisted:
            continue
        start, end = trim(reading.text, start, end)
        if end - start < 3 or not reading.text[start].isupper():
            continue
        if any(a < end and b > start for a, b in taken):
            continue
        # the small model takes all sorts of names for places; a preposition of place makes it likelier
        before = WORD_BEFORE.search(reading.text, max(0, start - 24), start)
        if (
            not before
            or before.group(1).lower() not in words.LOCATIVE
            or any(c.isdigit() for c in reading.text[start:end])
        ):
            continue
        surface = reading.text[start:end]
        if before.group(1).lower() == "of" or surface.split()[0] in words.FIRST_NAMES or surface.isupper():
            continue
        if (
            surface in reading.surnames
            or surface in words.STOP
            or surface in words.DEMONYMS
            or surface in words.NOT_PLACES
        ):
            continue
        entry = reading.lexicon(surface)
        reading.found = [t for t in reading.found if not (t.start < end and t.end > start)]
        score = EVIDENCE["the model's place after a preposition"]
        reading.found.append(Toponym(start, end, surface, entry, score, feature="" if entry else "entity"))


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out articles in front and a possessive or punctuation at the end."""
    while start < end and text[start].isspace():
        start += 1
    if m := ARTICLE.match(text, start, end):
        start = m.end()
    while (m := POSSESSIVE.search(text[start:end])) and not text[start:end].endswith(
        ("U.S.", "U.K.", "D.C.")
    ):
        end = start + m.start()
    return start, end

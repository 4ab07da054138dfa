"""Lookup: capitalised words as one name in the gazetteer, abbreviations by where they stand."""

from __future__ import annotations

import re

from claimatlas.places import words

ADDRESS_END = re.compile(r"[.,;:)]|\s*(?:\n|$|\d{5}\b|[—–]|--| - )")
GOES_ON = re.compile(r" [a-z]")


def name_of(reading, tokens, first, end):
    """Look up tokens i..j as one name; a single word has more ways to be one."""
    if end == first + 1:
        word = tokens[first][2]
        if not reading.rules.abbreviations and (word in words.ACRONYMS or word in words.STATE_ABBREVIATIONS):
            return None
        if word in words.DEMONYMS:
            return reading.lexicon.demonym(word) or reading.lexicon(word)
        if word[1:2] == "." and word not in words.ACRONYMS and word not in words.STATE_ABBREVIATIONS:
            return None  # initials of something else
        entry = reading.lexicon(word)
        if word in words.STATE_ABBREVIATIONS and stands_for_a_state(reading, tokens, first):
            if word in words.CAPITALS_OF_WORDS and word_in_capitals(reading, tokens, first):
                return None
            entry = reading.lexicon.state(word) or entry
        elif word.endswith(".") and not word[:-1].count("."):
            return None
        if word in words.CALENDAR or word in words.DIRECTIONS or word in words.NEVER:
            return None
        return entry
    surface = reading.text[tokens[first][0] : tokens[end - 1][1]]
    if surface in words.DEMONYMS:
        return reading.lexicon.demonym(surface)
    if tokens[first][2] in words.STOP and surface not in words.WITH_ARTICLE:
        return None
    return reading.lexicon(surface)


def stands_for_a_state(reading, tokens, at):
    """Tell whether a state's abbreviation is meant as one: after a comma, or where it is no other word."""
    word = tokens[at][2]
    if after_comma(reading, tokens, at) or word in words.FREE_ABBREVIATIONS:
        return True
    # "Mass. lawmakers": a sentence that ended there would not go on in small letters
    return len(word) > 3 and word.endswith(".") and GOES_ON.match(reading.text, tokens[at][1]) is not None


def after_comma(reading, tokens, at):
    start = tokens[at][0]
    return (at > 0 and reading.text[tokens[at - 1][1] : start] in (", ", ",\n")) or reading.text[
        start - 2 : start
    ] in ("D-", "R-", "I-")


def word_in_capitals(reading, tokens, at):
    """Tell whether "ON" is the word, as in "FIRE IN LONDON, ON MONDAY": capitals around, and no end after
    it."""
    start, end, _ = tokens[at]
    return reading.shouting(start, end) and not ADDRESS_END.match(reading.text, end)

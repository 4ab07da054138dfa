"""Capitals: the capitalised words of a text, what joins them to one name, and the rows that they stand in."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from claimatlas.places import words
from claimatlas.places.reading import IN_LIST, SPACE
from claimatlas.wordlists import alternatives

_UPPER = "".join(
    c for c in map(chr, range(0x1F00)) if unicodedata.category(c) == "Lu" and (c < "\u0250" or c >= "\u1e00")
)
# Words that keep their full stop.
_DOTTED = frozenset(
    a[:-1]
    for a in [*words.STATE_ABBREVIATIONS, *words.TITLES, *words.STREETS, *words.of("shortened")]
    if a.endswith(".") and "." not in a[:-1] and " " not in a
)
_LETTERS = "[\\w\u0300-\u036f]"  # with the accents of decomposed text
# A capitalised word: an acronym with full stops, or letters with inner apostrophes and hyphens. It begins
# with a set of letters, which lets the engine skip to the next capital.
TOKEN = re.compile(
    rf"[{_UPPER}](?<!\w.)(?!(?<=[DRI])-[A-Z])(?:(?:\.[A-Z](?![a-z]))+\.?"
    rf"|{_LETTERS}*(?:['’ʼ`‘´](?!(?:s|S|ll|re|ve|d|t|m)\b){_LETTERS}+)*"
    rf"(?:[-‐‑](?!(?:{alternatives(words.of('joined behind'))})\b){_LETTERS}+"
    rf"(?:['’]{_LETTERS}{{2,}})?)*)"
)
CONNECTORS = frozenset((
    *(f" {particle} " for particle in words.of("connectors")),
    *(f" {article}-" for article in words.of("joined articles")),
    *(f" {elided}{mark}" for elided in words.of("elided") for mark in "'’ʼ‘`´"),
    "'s ", "’s ", "&", "/", "-",
))
HYPHEN = re.compile("[-‐‑]")
WEST_VIRGINIA = re.compile(r"W\. ?Va\.")
LISTED = {
    word: re.compile(rf"(?<!\s)\s+(?P<after>{word})\b|\b{word}(?: of| such as| including|:) (?=[A-Z])")
    for word in words.KINDS_IN_A_ROW
}
AND = IN_LIST - {", "}
ARTICLE_BEFORE = re.compile(r"(?<![\w-])(?:al|el|as|ash|ar|an|ad|at|az|ed|er|es|et)-$")
SAINTS = words.of("saints")  # in a line of capitals


def tokens_of(reading):
    """Return the capitalised words as (start, end, word).

    "Afghan-Tajik" and "Paris-Nice" are cut where the whole is not a name; "Ala." keeps its full stop.
    """
    text, lexicon = reading.text, reading.lexicon
    out = []
    for m in TOKEN.finditer(text):
        start, end, word = m.start(), m.end(), m.group()
        if out and start < out[-1][1]:
            continue  # the end of "W.Va."
        if "-" in word or "‑" in word or "‐" in word:
            if lexicon(word) is None:
                at = start
                for part in HYPHEN.split(word):
                    if part[:1].isupper():
                        out.append((at, at + len(part), part))
                    at += len(part) + 1
                continue
        elif (word in _DOTTED and text.startswith(".", end) and not text[end + 1 : end + 2].isalnum()) or (
            word in SAINTS and text.startswith(". ", end) and text[end + 2 : end + 3].isupper()
        ):
            end, word = end + 1, word + "."
        elif word == "W" and (va := WEST_VIRGINIA.match(text, start)):
            end, word = va.end(), va.group()
        article = (
            ARTICLE_BEFORE.search(text, max(0, start - 5), start) if text.startswith("-", start - 1) else None
        )
        if article and lexicon(text[article.start() : end]) is not None:  # "el-Fasher"
            start = article.start()
            word = text[start:end]
        out.append((start, end, word))
    return out


def merged(reading, tokens):
    """Join what a connector holds together in one name: "Isle of Man", "Rio de Janeiro"."""
    text, lexicon = reading.text, reading.lexicon
    gaps = [text[a[1] : b[0]] for a, b in pairwise(tokens)]
    joints = [i for i, gap in enumerate(gaps) if gap in CONNECTORS]
    if not joints:
        return tokens
    merged: dict[int, int] = {}  # first token -> last
    taken = -1
    for joint in joints:
        first = joint
        while first > max(taken + 1, joint - 2) and gaps[first - 1] in SPACE:
            first -= 1
        for i in range(max(first, taken + 1), joint + 1):
            last = joint + 1
            stops = [last]
            while last < len(gaps) and len(stops) < 3 and (gaps[last] in SPACE or gaps[last] in CONNECTORS):
                last += 1
                stops.append(last)
            found = next(
                (j for j in reversed(stops) if lexicon(text[tokens[i][0] : tokens[j][1]]) is not None), None
            )
            if found is not None:
                merged[i], taken = found, found
                break
    if not merged:
        return tokens
    out, i = [], 0
    while i < len(tokens):
        j = merged.get(i, i)
        out.append(tokens[i] if j == i else (tokens[i][0], tokens[j][1], text[tokens[i][0] : tokens[j][1]]))
        i = j + 1
    return out


def lists_of(reading, tokens):
    """Return the tokens of lists of a kind: "Cooke and Love counties", "the provinces of Herat and Balkh"."""
    found = {}
    if not reading.rules.context:
        return found
    ends = starts = None
    for word in LISTED:
        if word not in reading.text:
            continue
        if ends is None:
            ends = {t[1]: i for i, t in enumerate(tokens)}
            starts = {t[0]: i for i, t in enumerate(tokens)}
        for m in LISTED[word].finditer(reading.text):
            i, step = (ends.get(m.start()), -1) if m["after"] else (starts.get(m.end()), 1)
            while i is not None and i not in found:
                found[i] = words.KIND_WORDS[word]
                joint = min(i, i + step)
                i = i + step if 0 <= joint < len(reading.gaps) and reading.gaps[joint] in IN_LIST else None
    return found


def rows_of(reading):
    """Tell for each token whether a row of names goes on after it and ends in "and" or "or"."""
    out = [False] * (len(reading.gaps) + 1)
    for i in range(len(reading.gaps) - 1, -1, -1):
        gap = reading.gaps[i]
        out[i] = gap in AND or (out[i + 1] and (gap == ", " or gap in SPACE))
    return out


def labels_of(reading, tokens):
    """Return for every token the entity that covers it, or None."""
    if reading.entities is None:
        return [None] * len(tokens)
    out, e, entities = [], 0, reading.entities
    for start, end, _ in tokens:
        while e < len(entities) and entities[e][1] <= start:
            e += 1
        out.append(entities[e] if e < len(entities) and entities[e][0] < end else None)
    return out

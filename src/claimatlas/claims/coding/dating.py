"""Dates and amounts of a row: those of its content, and the date on which its cue was uttered."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from claimatlas.claims import lexicon as lex
from claimatlas.claims.coding.dates import find_dates
from claimatlas.claims.coding.numbers import find_numbers, unit_after
from claimatlas.claims.coding.tenses import lean
from claimatlas.claims.propositions.sentences import Sentence
from claimatlas.tokens import Doc, Token, text_of

if TYPE_CHECKING:
    from claimatlas.claims.coding.chains import Row

_CLAUSES = frozenset(["ccomp", "xcomp", "advcl", "relcl", "acl", "conj", "parataxis", "csubj", "pcomp"])
_DEFINITE = frozenset(["the", "his", "her", "its", "their", "that", "this", "same"])
_AT_THE_TIME = re.compile(
    r"\bat (?:the|that)(?: same)? time\b(?! (?:of|when|that|as))|\b(?:that|the) same (?:day|month|year)\b",
    re.IGNORECASE,
)
_NOT_THEN = re.compile(r"\b(?:since|until|till|from|before|by) (?:\w+ )?$", re.IGNORECASE)
_WORDS = 1 << 10  # words of cues whose dates are kept, those of some ten articles
_FAR = 1500  # characters that "at the time" or "in the statement" looks back


def reporting_dates(doc: Doc, sentence: Sentence, row: Row, published: str | None) -> list[dict]:
    """Dates on which the row's cue was uttered, as the claims table has them."""
    tokens = sorted(_frame_tokens(doc, sentence, row))
    text = "".join(doc[i].text_with_ws for i in tokens).replace("\xa0", " ")
    # what was said was said before
    past = any(doc[f.at].tag_ in ("VBD", "VBN") for f in row.proposition.frames)
    return [dict(value) for value in _dates_of_saying(text, published, past)] if tokens else []


@functools.lru_cache(maxsize=_WORDS)
def _dates_of_saying(text: str, published: str | None, past: bool) -> tuple[dict, ...]:
    """Dates among the words of a cue, which all that is said by it asks for."""
    return tuple(d.value for d in find_dates(text, published, (lambda a, b: -1) if past else None))


def _frame_tokens(doc: Doc, sentence: Sentence, row: Row) -> set[int]:
    """Tokens that tell when the row's cue was uttered: those of the cue's clause, else those of the clause
    around it."""
    frames = [f for f in row.proposition.frames if f.rule != "adverb"]
    if not frames:
        return set()
    inside = {t.i for t in sentence.tokens}
    contents = {i for p in sentence.found for i in p.tokens}
    own = set(row.proposition.tokens)
    found: set[int] = set()
    for f in frames:
        clause = doc[f.at]
        while clause.pos_ not in ("VERB", "AUX") and clause.head.i != clause.i:
            clause = clause.head
        here = _clause_tokens(clause)
        here = (here & inside) - contents if f.at in inside else here - own
        found |= (
            here
            if _dated(doc, here)
            else here | (_dates_around(doc, clause, own) or _dates_before(doc, here))
        )
    return found


def _clause_tokens(verb: Token) -> set[int]:
    """A clause without the clauses below it."""
    found, stack = set(), [verb]
    while stack:
        t = stack.pop()
        found.add(t.i)
        stack += [
            c
            for c in t.children
            if c.dep_ not in _CLAUSES or c.pos_ not in ("VERB", "AUX") or _of_an_occasion(c)
        ]
    return found


def _of_an_occasion(token: Token) -> bool:
    """*In an interview shown on Thursday*: when the occasion was is when it was said."""
    return (
        token.dep_ == "acl"
        and token.tag_ == "VBN"
        and token.head.lemma_ in lex.words("occasions")
        and token.head.dep_ == "pobj"
    )


def _dated(doc: Doc, tokens: set[int]) -> bool:
    """Whether a date is among the words."""
    return bool(tokens) and _has_date("".join(doc[i].text_with_ws for i in sorted(tokens)))


@functools.lru_cache(maxsize=_WORDS)
def _has_date(words: str) -> bool:
    """Whether a date is in a text."""
    return bool(find_dates(words))


def _dates_around(doc: Doc, clause: Token, own: set[int]) -> set[int]:
    """The clause that a participle hangs on (*sued in 2014, alleging*), or what opens it for two verbs
    (*On Friday she A and B*)."""
    for _ in range(3):
        participle = clause.dep_ in ("advcl", "acl") and clause.tag_ in ("VBG", "VBN")
        if clause.dep_ not in ("conj", "xcomp") and not participle:
            return set()
        above = clause.head
        tokens = (
            _clause_tokens(above) - own
            if participle or clause.dep_ == "xcomp"
            else {i for i in _clause_tokens(above) if i < above.i}
        )
        if _dated(doc, tokens):
            return tokens
        clause = above
    return set()


def _dates_before(doc: Doc, here: set[int]) -> set[int]:
    """The tokens of a date that the cue's clause points back to: *said at the time*, *said in the
    statement*."""
    if not here:
        return set()
    words = "".join(doc[i].text_with_ws for i in sorted(here))
    first = doc[min(here)]
    if _AT_THE_TIME.search(words):
        then = _date_before(doc, first.idx)
        span = doc.char_span(*then, alignment_mode="expand") if then else None
        return here | set(range(max(0, span.start - 1), span.end)) if span is not None else here
    for i in sorted(here):
        if doc[i].lemma_ in lex.words("occasions") and any(c.lower_ in _DEFINITE for c in doc[i].lefts):
            return here | _occasion_before(doc, doc[i])
    return here


def _date_before(doc: Doc, at: int, published: str | None = None) -> tuple[int, int] | None:
    """Where the date stands that *at the time* at character `at` means: the last one that is a time of its
    own."""
    start = max(0, at - _FAR)
    text = text_of(doc)[start:at]
    for d in reversed(find_dates(text, published)):
        if (d.value["value"] or d.value["text"][0].isupper()) and not _NOT_THEN.search(
            text, max(0, d.start - 20), d.start
        ):
            return start + d.start, start + d.end
    return None


def _occasion_before(doc: Doc, noun: Token) -> set[int]:
    """The clause that named the occasion first, with its date: *said in a statement on Friday*."""
    for i in range(noun.i - 1, max(-1, noun.i - _FAR // 5), -1):
        t = doc[i]
        if t.lemma_ != noun.lemma_ or t.pos_ != "NOUN" or any(c.lower_ in _DEFINITE for c in t.lefts):
            continue
        while t.pos_ not in ("VERB", "AUX") and t.head.i != t.i:
            t = t.head
        tokens = _clause_tokens(t)
        return tokens if _dated(doc, tokens) else set()
    return set()


def quantities(
    doc: Doc, pieces: list[tuple[int, int]], published: str | None
) -> tuple[list[dict], list[dict]]:
    """Dates and amounts of a content, as the claims table has them."""
    dates, numbers = [], []
    for start, end in pieces:
        text = text_of(doc)[start:end].replace("\xa0", " ")
        found = find_dates(text, published, lambda a, b, start=start: lean(doc, start + a, start + b))
        dates += [d.value for d in found]
        if not found and (m := _AT_THE_TIME.search(text)) and (then := _date_before(doc, start, published)):
            dates += [
                d.value | {"text": m[0]}
                for d in find_dates(text_of(doc)[then[0] : then[1]], published)
                if d.value["value"]
            ]
        for n in find_numbers(text, found):
            if n.value["qualifier"] == "most" and _superlative(doc, start + n.start):
                continue
            value = dict(n.value)
            if not value["unit"] or value["unit"] == "%":
                unit = unit_after(doc, start + n.start, start + n.end)
                value["unit"] = f"% {unit}".strip() if value["unit"] else unit
                if unit and text.find(unit, n.end) >= 0:
                    value["text"] = text[n.start : text.find(unit, n.end) + len(unit)]
            numbers.append(value)
    return dates, numbers


def _superlative(doc: Doc, at: int) -> bool:
    """*most recent*: the word at a character offset is an adverb and counts nothing."""
    span = doc.char_span(at, at + 4, alignment_mode="expand")
    return span is not None and span[0].tag_ == "RBS" and span[0].head.pos_ in ("ADJ", "ADV")

"""Whether a clause lies ahead of the article's day."""

from __future__ import annotations

from claimatlas.claims.coding.date_patterns import LISTS
from claimatlas.tokens import Doc, Token
from claimatlas.trees import (
    child,
)

_COMING, _APPOINTED, _APPOINTMENTS, _INTENTIONS, _AHEAD = (
    frozenset(LISTS[h]) for h in ("coming", "appointed", "appointments", "intentions", "ahead")
)

_WILL = ("will", "'ll", "’ll")


def lean(doc: Doc, start: int, end: int) -> int | None:
    """Tell whether the clause in which characters `start` to `end` stand speaks of what is to come.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
    start, end : int
        Character offsets of a date.

    Returns
    -------
    int or None
        1 if it does (*will be held on*, *scheduled for*), -1 if it speaks of the past, 0 if the date is
        that of an appointment, which may lie on either side (*the primary on June 3*), None if nothing
        tells.
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    if _beside_appointment(doc, span.start, span.end):
        return 0
    # "extended it until May 3" tells nothing of that day
    open_end = span.root.head.lower_ in ("until", "till", "through")
    token = span.root
    for _ in range(12):
        found = _leans(token)
        if found is not None:
            return max(found, 0) if open_end else found
        if token.head.i == token.i:
            return None
        token = token.head
    return None


def _leans(token: Token) -> int | None:
    """What one word above a date tells; None if nothing."""
    if token.lower_ in _COMING and not _set_itself(token):
        return 1
    over = token.dep_ in ("nsubj", "nsubjpass") and token.head.tag_ == "VBD"
    if token.lower_ in _APPOINTED and token.pos_ in ("NOUN", "PROPN") and not over:
        return 0
    return (_tense(token) or None) if token.pos_ in ("VERB", "AUX") else None


def _beside_appointment(doc: Doc, first: int, last: int) -> bool:
    """*the June 3 primary*, *the primary on June 3*, whatever the parser hangs the date on."""
    after = doc[last].lower_ if last < len(doc) else ""
    before = doc[first - 2].lower_ if first > 1 and doc[first - 1].lower_ in ("on", "in", "for") else ""
    return after in _APPOINTED or before in _APPOINTED


def _set_itself(token: Token) -> bool:
    """*set a record on Friday*: the one word for what is to come that is a plain past tense as well."""
    return (
        token.lower_ == "set"
        and child(token, "auxpass") is None
        and child(token, "nsubj", "dobj") is not None
    )


def _tense(verb: Token) -> int:
    """1 for a verb group that speaks of what is to come, -1 for one of the past, 0 for one that does not
    tell."""
    aux = [c for c in verb.lefts if c.dep_ in ("aux", "auxpass")]
    tags = {c.tag_ for c in aux}
    perfect = any(c.lemma_.lower() == "have" and c.dep_ == "aux" for c in aux)
    if "MD" in tags:
        modal = next(c.lower_ for c in aux if c.tag_ == "MD")
        return -1 if perfect and modal not in _WILL else int(modal in _AHEAD)
    if "TO" in tags:
        intended = verb.head.lemma_.lower() in _INTENTIONS and verb.dep_ in ("xcomp", "ccomp", "acl", "advcl")
        return -1 if perfect else int(intended)
    appointment = verb.lemma_.lower() in _APPOINTMENTS
    if verb.tag_ == "VBG" and appointment and aux and not perfect:
        return 1  # *he said that he was leaving in May*
    if verb.tag_ == "VBD" or perfect or tags & {"VBD", "VBN"}:
        return -1
    if appointment and verb.tag_ != "VBN" and {verb.tag_, *tags} & {"VBZ", "VBP"}:
        return 1
    return -1 if verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "advcl") else 0

"""Clauses: which words are the verb of one, what it tells of, and the clauses that cues stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.frames import Frame
from claimatlas.trees import (
    DASHES,
    SUBJECTS,
    child,
    is_finite,
    within,
)
from claimatlas.wordlists import read_sets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_EDGES = read_sets("claims/edges.txt")
_TIMING = _EDGES["subordinator"] - _EDGES["contrasting"]


def participle(token: Token) -> bool:
    """Tell whether a word is a participle that hangs on another word."""
    return token.tag_ in ("VBG", "VBN") and token.dep_ in ("acl", "advcl", "pcomp")


def joined(doc: Doc, token: Token, base: Token) -> bool:
    """Whether a conjunction or a semicolon joins a verb to the first: by a comma alone it may be that one's
    main verb.
    """
    before = doc[max(0, token.left_edge.i - 1)]
    if before.text in (";", *DASHES):
        return True
    return any(c.dep_ == "cc" and c.i > base.i for m in (base, *base.conjuncts) for c in m.children)


def swallowed_subject(doc: Doc, token: Token) -> Token | None:
    """*There is no law and Roe is cheating*: the noun before a joined verb, which the parser joined to the
    one before.
    """
    if token.dep_ != "conj" or child(token, *SUBJECTS) is not None:
        return None
    first = min(
        (c.i for c in token.children if c.i < token.i and c.dep_ in ("aux", "auxpass", "neg")),
        default=token.i,
    )
    noun = doc[max(0, first - 1)]
    while (
        noun.dep_ not in ("conj", "ROOT") and noun.head.i < noun.i and noun.dep_ in ("pobj", "prep", "appos")
    ):
        noun = noun.head
    if noun.dep_ != "conj" or noun.pos_ not in ("NOUN", "PROPN", "PRON") or noun.i <= token.head.i:
        return None
    joint = doc[max(0, noun.left_edge.i - 1)]
    return (
        noun
        if joint.dep_ == "cc" and joint.lower_ in ("and", "but") and noun.right_edge.i == first - 1
        else None
    )


def told_of(doc: Doc, token: Token) -> Token:
    """The noun that a participle or an apposition is on: the one before the comma, whatever the parser hangs
    it on.
    """
    i = token.left_edge.i - 1
    if i > 0 and doc[i].text == "," and doc[i - 1].pos_ in ("NOUN", "PROPN"):
        return doc[i - 1]
    return token.head


def word_before(doc: Doc, at: int) -> int:
    """The last token before `at` that is no space, comma, dash or closing mark."""
    k = at - 1
    while k > 0 and (doc[k].is_space or doc[k].is_punct):
        k -= 1
    return max(k, 0)


def has_complement(verb: Token, clause: Token) -> bool:
    """Whether a verb has more than its subject and an adverbial clause."""
    return any(
        c.i != clause.i and c.dep_ in ("attr", "acomp", "dobj", "prep", "xcomp", "ccomp", "prt", "oprd")
        for c in verb.rights
    )


def holds_antecedent(doc: Doc, frame: Frame) -> bool:
    """Whether a cue stands in a clause on the noun that it takes: *the leak that they confirmed*."""
    return (
        frame.phrase
        and frame.content >= 0
        and frame.content != frame.at
        and within(doc[frame.at], doc[frame.content])
    )


def clause_of(token: Token) -> Token:
    """The verb of the clause that a cue stands in, looked for a few steps up."""
    for _ in range(4):
        if token.pos_ in ("VERB", "AUX") or token.head.i == token.i:
            return token
        token = token.head
    return token


def timed(clause: Token) -> bool:
    """Whether a cue's clause tells when or why something else was: *he left after they said that …*."""
    if clause.dep_ not in ("advcl", "ccomp") or not is_finite(clause):
        return False
    first = max((c.i for c in clause.lefts if c.dep_ in SUBJECTS), default=clause.i)
    # *he once told them* tells nothing of when
    return any(c.dep_ in ("mark", "advmod") and c.lower_ in _TIMING and c.i < first for c in clause.lefts)


def takes_a_clause(verb: Token, kind: str = "") -> bool:
    """Whether a verb always puts a clause forward, as a cue of the given class or of any."""
    group = VERBS.get((verb.lemma_, "clause"))
    return group is not None and group.grade == 3 and kind in ("", group.cue_class)

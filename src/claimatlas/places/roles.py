"""Roles: whether a name stands for the place itself (literal) or for what is associated with it.

Associative are a government or a team named by its place, a nationality word before a person or an institution, and
a place inside the name of an institution (the distinction follows Gritta, Pilehvar and Collier, "A pragmatic guide to
geoparsing evaluation", 2020). Events are to be mapped at literal mentions only.
"""

from __future__ import annotations

import re

from claimatlas.places import words
from claimatlas.places.recognition import Toponym

_NEXT = re.compile(r"(?P<possessive>['’]s?)?\s+(?P<word>[\w-]+)")
_BACKED = re.compile(r"-(?:led|backed|controlled|sponsored|funded|run|owned|allied|style)\b")
# After a nationality word, nouns that are places or lie in one keep it literal: "the Syrian province of Idlib".
PLACE_NOUNS = words.listed("""
province provinces city cities town towns village villages district districts capital coast border borders region regions
territory soil island islands mountains mountain valley desert river rivers sea waters airspace airport port ports area
areas side countryside coastline peninsula highlands plateau hills forest forests jungle beach beaches road roads street
streets county state states farms farmland land lands frontier outskirts suburb suburbs enclave shore shores interior
refugee camp camps hospital hospitals prison prisons jail home homes house hotel hotels market markets
""")
LITERAL_BEFORE = words.listed("""
in at near from to into outside inside around across throughout toward towards through via within between along beyond
north south east west northern southern eastern western northeast northwest southeast southwest northeastern
northwestern southeastern southwestern central downtown nearby neighboring neighbouring visit visited visiting reach
reached leave left leaving entered enter entering rural greater on off over
""")

ASSOCIATIVE_BEFORE = words.listed("by with against about accuse accused urge urged blame blamed thank beat defeat including than")
# Who acts in the name of a place: "Toronto police", "Georgia officials".
ACTORS = words.listed("""
police officials authorities government president minister ministry army troops forces soldiers military diplomats coach
team lawmakers legislators governor senator parliament leaders leader spokesman spokeswoman embassy ambassador delegation
court courts prosecutors firefighters fans players economy currency flag flags dollar dollars passport stocks sanctions
""")
STATES = words.listed("be lie sit stand remain stretch border have see experience house contain feature")
MOTION = words.listed("visit leave enter reach cross tour flee invade quit depart approach circle storm capture seize shell hit "
                      "strike bomb call name")


def role(text: str, toponym: Toponym, doc=None) -> str:
    """Return "literal" or "associative".

    Parameters
    ----------
    text : str
    toponym : Toponym
    doc : spacy.tokens.Doc, optional
        The parsed text, in accurate mode; without it the words around decide.
    """
    follow = _NEXT.match(text, toponym.end)
    word = follow.group("word") if follow else ""
    if toponym.demonym:
        return "literal" if word.lower() in PLACE_NOUNS else "associative"
    if toponym.nested:
        return "associative"
    if toponym.feature in ("street", "feature"):
        return "literal"
    before = toponym.before
    if before in LITERAL_BEFORE or toponym.within is not None or toponym.kind:
        return "literal"
    if _BACKED.match(text, toponym.end):
        return "associative"
    if doc is not None and (found := _parsed(doc, toponym)):
        return found
    if word in words.GOVERNMENT_VERBS or word in words.TITLES or word in ACTORS or before in ASSOCIATIVE_BEFORE:
        return "associative"
    if follow and follow.group("possessive") and word.lower() not in PLACE_NOUNS:
        return "associative"
    return "literal"


def _parsed(doc, toponym: Toponym) -> str:
    """Judge by the dependency of the name; "" where it does not tell."""
    span = doc.char_span(toponym.start, toponym.end, alignment_mode="expand")
    return _judged(span.root, 3) if span is not None else ""


def _judged(token, depth: int) -> str:
    dep, head = token.dep_, token.head
    noun = head.lemma_.lower()
    if dep == "conj" and depth and head.pos_ == "PROPN":
        return _judged(head, depth - 1)
    if dep in ("nsubj", "agent", "dative"):
        return "associative" if head.pos_ == "VERB" and head.lemma_ not in STATES else ""
    if dep == "dobj":
        return "associative" if head.lemma_ not in MOTION else "literal"
    if dep in ("compound", "nmod", "amod", "poss") and head.i > token.i and noun not in PLACE_NOUNS:
        return "associative"
    if dep == "pobj" and head.lower_ in ASSOCIATIVE_BEFORE:
        return "associative"
    return ""

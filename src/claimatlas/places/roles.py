"""Roles: whether a name stands for the place itself (literal) or for what is associated with it.

Associative are a government or a team named by its place, a nationality word before a person or an institution, and
a place inside the name of an institution (the distinction follows Gritta, Pilehvar and Collier, "A pragmatic guide to
geoparsing evaluation", 2020). Events are to be mapped at literal mentions only.
"""

from __future__ import annotations

import re

from claimatlas.places import words
from claimatlas.places.recognition import Toponym

_NEXT = re.compile(r"(?:['’]s?)?[\s,]+([\w-]+)")
_POSSESSIVE = re.compile(r"['’]s?\s")
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
    word = follow.group(1) if follow else ""
    if toponym.demonym:
        return "literal" if word.lower() in PLACE_NOUNS else "associative"
    if toponym.nested:
        return "associative"
    if toponym.feature in ("street", "feature"):
        return "literal"
    before = toponym.before
    if before in LITERAL_BEFORE or toponym.within is not None or toponym.kind:
        return "literal"
    if doc is not None:
        found = _parsed(doc, toponym)
        if found:
            return found
    elif word in words.GOVERNMENT_VERBS:
        return "associative"
    return "literal"


def _parsed(doc, toponym: Toponym) -> str:
    span = doc.char_span(toponym.start, toponym.end, alignment_mode="expand")
    if span is None:
        return ""
    root = span.root
    dep, head = root.dep_, root.head
    if dep in ("nsubj", "nsubjpass", "agent") and (head.lemma_ in words.GOVERNMENT_VERBS or head.text in words.GOVERNMENT_VERBS):
        return "associative"
    if dep in ("compound", "nmod", "amod") and head.i > root.i and head.lemma_.lower() not in PLACE_NOUNS and head.pos_ == "NOUN":
        return "associative"
    if dep == "poss" and head.lemma_.lower() not in PLACE_NOUNS:
        return "associative"
    if dep == "pobj" and head.lower_ in ("by", "with", "against"):
        return "associative"
    if dep == "dobj" and head.lemma_ in words.GOVERNMENT_VERBS:
        return "associative"
    return ""

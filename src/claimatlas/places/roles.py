"""Roles: whether a name stands for the place itself (literal), for what is associated with it, or is a label.

Associative are a government or a team named by its place, a nationality word before a person or an
institution, and a place inside the name of an institution (the distinction follows Gritta, Pilehvar and
Collier, "A pragmatic guide to geoparsing evaluation", 2020). A label only says where somebody was elected
("R-Ohio"). Events are to be mapped at literal mentions only. Of the associative ones, `stands_for_government`
tells those that mean who governs.
"""

from __future__ import annotations

import re

from claimatlas.places import words
from claimatlas.places.bodies import body_before
from claimatlas.places.toponym import Toponym
from claimatlas.wordlists import alternatives

_NEXT = re.compile(r"(?P<possessive>['’]s?)?\s+(?P<word>[\w-]+)")
_RUN = re.compile(r"(?:[ \u00a0](?:of )?[A-Z]\w*){1,6}")  # the capitalised words that go on behind a name
_BACKED = re.compile(rf"-(?:{alternatives(words.of('led by'))})\b")
_PARTY_LABEL = re.compile(rf"\b(?:{words.MEMBERS_OF_PARTIES}) (?:of|from) (?:the )?$")
_MEMBER = re.compile(rf"(?<!\w)(?:{words.LETTERS_OF_PARTIES})-$")

LISTS = words.read_lists("roles.txt")
PLACE_NOUNS, LOCATED, ACTORS = LISTS["place"], LISTS["located"], LISTS["institutions"] | LISTS["officers"]
_ACTING = words.GOVERNMENT_VERBS | words.TITLES | ACTORS | LISTS["bodies"]
# goes by another's list
_AS = {"between": "with", "upon": "on", "towards": "to", "toward": "to", "about": "over"}
_PREPOSITIONS = frozenset(("with", "against", "on", "to", "from", "of", "by", "over", "in", "like", *_AS))
_MODIFIES = frozenset(("compound", "nmod", "amod", "poss"))
_STATIVE = frozenset(
    form for verb in LISTS["stative"] for form in (verb, verb + "s", verb + "ed", verb + "d")
) - {"had"}
# words after a name that is a place
_STILL = LISTS["particles"] | PLACE_NOUNS | words.KIND_WORDS.keys() | _STATIVE
_OWNED = PLACE_NOUNS | LISTS["condition"]
_PASSIVE, _OBJECTS = LISTS["dealt"] | LISTS["found"], LISTS["motion"] | LISTS["concern"]
_HAD = LISTS["property"] | LISTS["had"]
_LIMIT = 6  # steps up the parse: a longer row of names is a list


def role(text: str, toponym: Toponym, doc=None) -> str:
    """Return what a name stands for: "literal", "associative" or "label".

    Parameters
    ----------
    text : str
    toponym : Toponym
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc, optional
        The parsed text, in accurate mode; without it the words around decide.
    """
    follow = _NEXT.match(text, toponym.end)
    word = follow.group("word") if follow else ""
    span = doc.char_span(toponym.start, toponym.end, alignment_mode="expand") if doc is not None else None
    token = span.root if span is not None else None
    if is_label(text, toponym.start):
        return "label"
    if toponym.demonym:
        placed = word.lower() in PLACE_NOUNS or (token is not None and _head_noun(token) in PLACE_NOUNS)
        return "literal" if placed else "associative"
    if toponym.nested:
        run = _RUN.match(text, toponym.end)
        return "literal" if run and run[0].split()[-1] in LISTS["venues"] else "associative"
    if toponym.before in ("of", "the", "for") and (body := body_before(text, toponym.start)):
        return "literal" if body in LISTS["venues"] else "associative"
    if toponym.feature in ("street", "feature") or toponym.dateline:
        return "literal"
    if token is not None and _first_of_row(token).dep_ == "pobj" and _dealt(_first_of_row(token).head):
        return "associative"
    if _before_an_officer(text, toponym.end, word, toponym.before):
        return "associative"
    if toponym.before in LISTS["before"] or toponym.within is not None or toponym.kind:
        return "literal"
    if _BACKED.match(text, toponym.end):
        return "associative"
    if token is not None and (found := _judged(_first_of_row(token))):
        return found
    return _by_the_words_around(word, follow, toponym.before, parsed=token is not None)


def _before_an_officer(text: str, end: int, word: str, before: str) -> bool:
    """Tell whether an office follows: "Missouri Sen. Lund" anywhere, "New Jersey governor" not after "in"."""
    if f"{word}." in words.TITLES and text.startswith(f"{word}. ", end + 1):
        return True
    return word in ACTORS and before not in LISTS["before"]


def is_label(text: str, start: int) -> bool:
    """Tell whether a name only says where somebody was elected: "R-Ohio", "a Democrat of Ohio"."""
    if text.startswith("-", start - 1):
        return _MEMBER.search(text, max(0, start - 5), start) is not None
    before = text[max(0, start - 5) : start]
    if not before.endswith(("of ", "from ", "the ")):
        return False
    return _PARTY_LABEL.search(text, max(0, start - 24), start) is not None


def _by_the_words_around(word: str, follow, before: str, parsed: bool) -> str:
    """Judge by the words before and after alone.

    Without a parse any word in small letters that may be a noun or a verb counts: before a noun the name says
    whose it is, before a verb who does it.
    """
    if word.lower() in LOCATED:
        return "literal"
    if word in _ACTING or before in LISTS["facing"]:
        return "associative"
    possessive = follow is not None and follow.group("possessive")
    if possessive and word.lower() not in _OWNED:
        return "associative"
    if not parsed and word.islower() and word.isalpha() and not possessive:
        return "literal" if word in _STILL else "associative"
    return "literal"


def _head_noun(token) -> str:
    """Return the noun in small letters that a name stands before in the parse, or nothing."""
    head = token.head
    return head.lower_ if token.dep_ in _MODIFIES and head.i > token.i else ""


def _judged(token) -> str:
    """Judge by the parse: literal, associative, or nothing where it does not tell."""
    dep, head = token.dep_, token.head
    if dep == "nsubj":
        return _subject(head)
    if dep == "nsubjpass":
        return "associative" if head.lemma_ in _PASSIVE else ""
    if dep in ("agent", "dative"):
        return "associative" if head.pos_ == "VERB" and head.lemma_ not in LISTS["stative"] else ""
    if dep == "dobj":
        return "literal" if head.lemma_ in _OBJECTS else "associative"
    if noun := _head_noun(token):
        if {noun, head.lemma_.lower()} & LOCATED:
            return "literal"
        if dep == "poss" and {noun, head.lemma_.lower()} & LISTS["condition"]:
            return "literal"
        return "" if noun in PLACE_NOUNS else "associative"
    if dep == "pobj" and head.lower_ == "with" and head.head.lower_ in LISTS["lines"]:
        return "literal"
    if dep == "pobj" and head.lower_ in LISTS["facing"]:
        return "associative"
    return ""


def _subject(verb) -> str:
    """Judge the subject of a verb: a place lies, has and suffers; a government says, does and is willing."""
    children = {child.dep_: child for child in verb.children}
    if verb.lemma_ == "be":
        complement = children.get("acomp")
        return "associative" if complement is not None and complement.lemma_ in LISTS["attitude"] else ""
    if verb.lemma_ == "have":
        owned = children.get("dobj")
        bound = "xcomp" in children or (owned is not None and owned.lemma_.lower() in _HAD)
        return "associative" if bound else ""
    return "associative" if verb.pos_ == "VERB" and verb.lemma_ not in LISTS["stative"] else ""


# --- who governs
# ------------------------------------------------------------------------------------------------


def stands_for_government(doc, text: str, start: int, end: int) -> bool:
    """Tell whether the name at `start` to `end` means who governs the place, or an institution of it.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
    text : str
        ``doc.text``, which spaCy puts together anew at every call.
    start, end : int
        Character offsets.
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or (start > 0 and text[start - 1] == "-"):
        return False
    return _governs(_first_of_row(span.root))


def _first_of_row(token):
    """Return the first of the coordinated names that `token` stands among: what it does, all do."""
    for _ in range(_LIMIT):
        if token.dep_ != "conj" or token.head.pos_ != "PROPN":
            break
        token = token.head
    return token


def _governs(token) -> bool:
    """Whether the parse makes the name do, own or suffer what only a government does."""
    dep, head = token.dep_, token.head
    if dep == "nsubj":
        return head.pos_ == "VERB" and head.lemma_ in LISTS["acts"] - LISTS["contests"]
    if dep in ("dobj", "dative", "iobj"):
        return head.lemma_ in LISTS["dealt"]
    if dep in ("compound", "nmod", "amod", "poss") and head.i > token.i:
        return bool({head.lower_, head.lemma_.lower()} & (LISTS["institutions"] | LISTS["property"]))
    if dep == "pobj":
        return head.head.lemma_ in LISTS["acts"] if head.dep_ == "agent" else _dealt(head)
    return False


def _dealt(preposition) -> bool:
    """Tell whether a preposition joins a dealing to whom it is with: "talks with Kabul"."""
    joined, word = preposition.head, preposition.lower_
    if word == "with" and joined.lower_ in LISTS["lines"]:
        return False
    return word in _PREPOSITIONS and bool({joined.lower_, joined.lemma_.lower()} & LISTS[_AS.get(word, word)])

"""Negation of a content's main clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimatlas.claims.coding.hedges import main_verb
from claimatlas.claims.propositions.contents import Proposition
from claimatlas.trees import (
    child,
)
from claimatlas.wordlists import read_sets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_HEDGES = read_sets("claims/hedges.txt")
_NEGATING = _HEDGES["negations"] | {"yet"}


def is_negated(doc: Doc, row: Proposition, hedge: str) -> bool:
    """Whether the content's main clause is negated: not, no, never, nobody, yet to. Denials and hedges
    are not."""
    if "not" in hedge or any(f.kind == "denial" for f in row.frames):
        return False
    own = set(row.tokens)
    if row.frames and row.frames[-1].kind == "attitude" and child(doc[row.frames[-1].at], "neg") is not None:
        return True  # *they do not believe that …*
    main = main_verb(doc, row)
    return any(_negates(doc[i], main, own) for i in row.tokens if doc[i].lower_ in _NEGATING)


def _negates(token: Token, main: Token, own: set[int]) -> bool:
    """Whether a negative word negates the main verb, by itself or by what it stands with."""
    low, here = token.lower_, token.head.i == main.i
    if here and (token.dep_ == "neg" or (token.dep_ in _BESIDE and low in _HEDGES["negations"])):
        return token.dep_ != "cc" or low == "neither"
    if low in ("no", "neither") and token.dep_ == "det" and _argument(token.head, main):
        return True
    if low in ("nobody", "none", "nothing", "neither") and _argument(token, main):
        return True
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    if following is None:
        return False
    if low == "no" and following.i in own and following.lower_ == "one":
        return _argument(following, main)
    return low == "yet" and following.lower_ == "to" and token.doc[token.i - 1].lower_ in _HAVE


_BESIDE = ("nsubj", "nsubjpass", "advmod", "dobj", "attr", "preconj", "cc", "det")
_HAVE = ("has", "have", "had", "is", "are")


def _argument(noun: Token, main: Token) -> bool:
    """Whether a noun is the verb's subject, object or the object of its first preposition ("in no hurry")."""
    if noun.head.i == main.i and noun.dep_ in ("nsubj", "nsubjpass", "dobj", "attr"):
        return True
    if (
        noun.dep_ in ("nsubj", "dobj")
        and noun.head.head.i == main.i
        and noun.head.dep_ in ("ccomp", "xcomp")
        and noun.head.tag_ in ("VB", "VBN")
    ):
        return True  # "they would allow no group to pass"
    return (
        noun.dep_ == "pobj"
        and noun.head.head.i == main.i
        and main.lemma_ == "be"
        and noun.head.i == main.i + 1
        and child(main, "attr", "acomp") is None
    )

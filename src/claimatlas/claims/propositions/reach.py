"""The frames over a row: whose word it is, outermost first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimatlas.claims.attribution.frames import Frame
from claimatlas.claims.propositions.clauses import (
    clause_of,
    timed,
    word_before,
)
from claimatlas.trees import (
    SUBJECTS,
    child,
    within,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Of frames over the same content, which stands further out.
_ORDER = {
    "clause": 0, "repair": 0, "small clause": 0, "expression": 0, "noun phrase": 0, "noun": 0, "recording": 0,
    "parenthesis": 1, "passive": 2, "according to": 3, "adverb": 4,
}  # fmt: skip


def frames_over(doc: Doc, head: Token, frames: list[Frame]) -> list[Frame]:
    """The frames whose content the row is in, outermost first."""
    found = [
        f
        for f in frames
        if f.content == head.i
        or (head.i in f.covers and not f.clause_only and not _apart(doc, head, doc[f.content], f))
    ]
    news = next((f for f in found if f.kind == "document" and timed(clause_of(doc[f.at]))), None)
    if (
        news is not None
    ):  # *she said she would go, after reports emerged that …*: when it was, not what she said
        found = [f for f in found if f is news or within(doc[f.at], clause_of(doc[news.at]))]
    order = sorted(
        found, key=lambda f: (-sum(doc[i].is_alpha for i in f.covers), -_ORDER.get(f.rule, 0), f.at)
    )
    # *The Post reported that …, according to two officials*: the paper has it from them
    return sorted(order, key=lambda f: f.lemma != "report" or f.rule != "clause")


def _apart(doc: Doc, head: Token, content: Token, frame: Frame) -> bool:
    """*X announced that aid would come and appealed for calm*: the tense ties the second verb to the cue."""
    if (
        head.dep_ != "conj"
        or head.i == content.i
        or head.tag_ != "VBD"
        or doc[frame.at].tag_ != "VBD"
        or frame.own
    ):
        return False
    if child(head, "nsubj", "nsubjpass", "expl") is not None:
        return False
    return content.tag_ in ("VB", "VBZ", "VBP") and head.head.i == content.i


def anchor(doc: Doc, head: Token, role: str) -> Token:
    """Where to look for the holders of a row: its head, or the name before an apposition that hangs
    elsewhere.
    """
    if role != "apposition" or head.dep_ == "appos":
        return head
    return doc[word_before(doc, head.left_edge.i)]


def doers(doc: Doc, frame: Frame, mine: set[int]) -> set[int]:
    """The words of a holder that are the subject of a verb of the row, with the comma that closes them."""
    found: set[int] = set()
    for t in (doc[k] for k in frame.source):
        verb = t.head.i
        if t.dep_ in SUBJECTS and verb in mine and verb not in frame.drop and verb != frame.at:
            found.update(range(t.left_edge.i, t.right_edge.i + 2))
    return found

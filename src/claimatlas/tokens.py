"""The tokens of a parsed text as plain lists, several times faster to walk than spaCy's own."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from claimatlas.quotations import Quotation, quotations

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Tokens:
    """A parsed text as lists over its tokens, made once for each document and shared by all who read it.

    Attributes
    ----------
    string : str
        The text.
    n : int
        How many tokens it has.
    text, lower, lemma, tag, pos, dep, entity : list of str
        Of each token, as the model has it.
    head, start, end : list of int
        The token that it hangs on (its own index for a root) and its offsets in characters.
    word, spaced : list of bool
        Whether it has a letter or a figure, and whether a blank follows.
    sentence : list of int
        The number of its sentence, from 0.
    opens : list of bool
        Whether it is the first of its sentence.
    """

    def __init__(self, doc: Doc):
        tokens = list(doc)
        self.string = doc.text  # put together anew by spaCy at every call
        self.n = len(tokens)
        self.text = [t.text for t in tokens]
        self.lower = [x.lower() for x in self.text]
        self.lemma = [t.lemma_ for t in tokens]
        self.tag = [t.tag_ for t in tokens]
        self.pos = [t.pos_ for t in tokens]
        self.dep = [t.dep_ for t in tokens]
        self.entity = [t.ent_type_ for t in tokens]
        self.head = [t.head.i for t in tokens]
        self.start = [t.idx for t in tokens]
        self.end = [t.idx + len(t) for t in tokens]
        self.word = [any(c.isalnum() for c in x) for x in self.text]
        self.spaced = [bool(t.whitespace_) for t in tokens]
        self.sentence = [0] * self.n
        self.opens = [False] * self.n
        for k, sent in enumerate(doc.sents):
            self.opens[sent.start] = True
            self.sentence[sent.start : sent.end] = [k] * (sent.end - sent.start)

    @functools.cached_property
    def quotes(self) -> list[Quotation]:
        """The quoted stretches of the text, found when somebody first asks."""
        return quotations(self.string)


def tokens_of(doc: Doc) -> Tokens:
    """Return the tokens of a document, made at the first call."""
    known = doc.user_data.get("tokens")
    if known is None or known.n != len(doc):
        known = doc.user_data["tokens"] = Tokens(doc)
    return known


def text_of(doc: Doc) -> str:
    """Return ``doc.text`` from memory."""
    return tokens_of(doc).string

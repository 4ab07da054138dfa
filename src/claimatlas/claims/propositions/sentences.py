"""The sentences of an article's body, stray quotation marks and bad breaks mended, with the frames that
reach into each."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from claimatlas.claims.attribution.frames import Frame
from claimatlas.claims.propositions.contents import Proposition
from claimatlas.structure import Block
from claimatlas.tokens import text_of
from claimatlas.trees import FINITE, top

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CLOSERS = re.compile(r"[.!?…:;][\"'”’»)\]\s]*$")


@dataclass
class Sentence:
    """A sentence of the body with what was found in it."""

    tokens: list[Token]
    start: int
    end: int
    paragraph: int
    heading: bool
    frames: list[Frame] = field(default_factory=list)
    found: list[Proposition] = field(default_factory=list)


def sentences(doc: Doc, parts: list[Block]) -> list[Sentence]:
    """Return the sentences of the body, stray quotation marks and bad breaks mended, disclaimers cut out."""
    body = [b for b in parts if b.kind == "body"]
    starts = [b.start for b in body]
    headings = [b.start for b in parts if b.kind == "heading"]
    text = text_of(doc)
    found: list[Sentence] = []
    for sent in doc.sents:
        inside = [
            (t, body[k])
            for t in sent
            if not t.is_space and (k := bisect_right(starts, t.idx) - 1) >= 0 and t.idx < body[k].end
        ]
        if not inside:
            continue
        tokens, paragraph = [t for t, _ in inside], inside[0][1].paragraph
        start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
        last = found[-1] if found else None
        if last is not None and last.paragraph == paragraph and _goes_on(text[last.start : last.end], tokens):
            last.tokens += tokens
            last.end = end
            continue
        heading = last is not None and any(last.start < h < start for h in headings)
        found.append(Sentence(tokens, start, end, paragraph, heading))
    return found


def _goes_on(before: str, tokens: list[Token]) -> bool:
    """Whether a stretch goes on with the sentence before it: marks alone, behind no stop, in small
    letters."""
    if all(t.is_punct for t in tokens) or not _CLOSERS.search(before):
        return True
    return tokens[0].is_lower and before[-1:] not in "!?"


def spread(doc: Doc, sentences: list[Sentence], frames: list[Frame]) -> dict[int, list[Frame]]:
    """The frames by sentence; one that reaches over several sentences is cut to each of them.

    A frame whose content stands in another sentence (*The mayor said:*) keeps no content in its own.
    """
    home = {t.i: k for k, s in enumerate(sentences) for t in s.tokens}
    cut: dict[int, list[Frame]] = {}
    for f in frames:
        reach: dict[int, set[int]] = {}
        for i in sorted({*f.covers, f.at} & home.keys()):
            reach.setdefault(home[i], set()).update({i} & f.covers)
        for k, inside in reach.items():
            here = home.get(f.at) == k
            head = f.content if f.content in inside or (f.own and here) else None
            if head is None:
                highest = top(doc, inside)
                head = -1 if highest is None else highest.i
            cut.setdefault(k, []).append(replace(f, content=head, covers=frozenset(inside)))
    return {k: sorted(own, key=lambda f: f.at) for k, own in cut.items()}


def is_question(sentence: Sentence) -> bool:
    """Whether a sentence asks and states nothing."""
    last = [t for t in sentence.tokens if t.text not in "\"”’')"]
    return bool(last) and last[-1].text == "?"


def continue_contents(doc: Doc, found: list[Sentence]) -> None:
    """*And also to …*: a sentence without a verb that goes on with the last one's content."""
    for before, s in itertools.pairwise(found):
        named = [f for f in before.frames if f.source]
        if s.found or before.paragraph != s.paragraph or not named:
            continue
        words = [t for t in s.tokens if not t.is_punct]
        if len(words) < 4 or words[0].lower_ not in _LEADS or any(_is_main_verb(t) for t in words):
            continue
        rest = list(itertools.dropwhile(lambda t: t.lower_ in (*_LEADS, "well") or t.pos_ == "ADP", words))
        content = [t.i for t in s.tokens if rest and t.i >= rest[0].i]
        while content and doc[content[-1]].is_punct and doc[content[-1]].text not in '"”)':
            content.pop()
        if content:
            s.found = [Proposition(rest[0].i, content, [named[-1]], False, "continuation")]


_LEADS = ("and", "also", "nor", "or", "as")
"""Words that a sentence may go on with."""


def _is_main_verb(token: Token) -> bool:
    """Whether a word is the finite verb of its sentence."""
    return token.tag_ in FINITE and token.dep_ == "ROOT"

"""The sentences of an article's body, stray quotation marks and bad breaks mended, with the frames that reach into each."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Token

from claimatlas.claims.attribution.frames import Frame
from claimatlas.claims.propositions.contents import Proposition
from claimatlas.structure import Block
from claimatlas.tokens import text_of
from claimatlas.trees import top

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
    found: list[Sentence] = []
    for sent in doc.sents:
        tokens = []
        for t in sent:
            if t.is_space:
                continue
            k = bisect_right(starts, t.idx) - 1
            if k >= 0 and t.idx < body[k].end:
                tokens.append((t, body[k].paragraph))
        if not tokens:
            continue
        paragraph = tokens[0][1]
        run = [t for t, _ in tokens]
        last = found[-1] if found else None
        if last is not None and last.paragraph == paragraph and (
            all(t.is_punct for t in run) or not _CLOSERS.search(text_of(doc)[last.start : last.end]) or (run[0].is_lower and text_of(doc)[last.end - 1 : last.end] not in "!?")
        ):
            last.tokens += run
            last.end = run[-1].idx + len(run[-1])
            continue
        start = run[0].idx
        heading = bool(found) and any(found[-1].start < h < start for h in headings)
        found.append(Sentence(run, start, run[-1].idx + len(run[-1]), paragraph, heading))
    return found


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


def is_question(s: Sentence) -> bool:
    """Whether a sentence asks and states nothing."""
    last = [t for t in s.tokens if t.text not in "\"”’')"]
    return bool(last) and last[-1].text == "?"


def continue_contents(doc: Doc, found: list[Sentence]) -> None:
    """*And also to …*: a sentence without a verb that goes on with the last one's content."""
    for before, s in itertools.pairwise(found):
        if s.found or before.paragraph != s.paragraph or not before.frames:
            continue
        words = [t for t in s.tokens if not t.is_punct]
        if len(words) < 4 or words[0].lower_ not in ("and", "also", "nor", "or", "as") or any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") and t.dep_ in ("ROOT",) for t in words):
            continue
        named = [f for f in before.frames if f.source]
        if not named:
            continue
        k = 0
        while k < len(words) and (words[k].lower_ in ("and", "also", "nor", "or", "as", "well") or words[k].pos_ == "ADP"):
            k += 1
        content = [t.i for t in s.tokens if t.i >= words[k].i] if k < len(words) else []
        if content:
            while doc[content[-1]].is_punct and doc[content[-1]].text not in "\"”)":
                content.pop()
            s.found = [Proposition(words[k].i, content, [named[-1]], False, "continuation")]

"""Attributions as character spans: source, cue and content of each candidate, outermost and nested.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from claimatlas.claims.attribution.candidates import CONSTRUCTIONS, find_candidates
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate

Span = tuple[int, int]


@dataclass(frozen=True)
class Attribution:
    """Somebody's word for something, with character offsets into the text.

    Parameters
    ----------
    source, cue, content : tuple of (int, int)
        Character spans in text order; ``source`` is empty where nobody is named.
    kind : str
        ``direct`` (all of it quoted), ``mixed`` (some of it) or ``indirect``.
    cue_lemma : str
        Lemma of the cue word, with its preposition if that belongs to it (``call for``).
    cue_class : str
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``noun`` or ``event``.
    sentence : int
        Index of the cue's sentence in ``list(doc.sents)``.
    construction : str
        The rule that found it, a key of :data:`CONSTRUCTIONS`.
    confidence : float
        Between 0 and 1: how often what the rule finds is right, rounded by hand.
    nested : bool
        Whether the cue stands inside the content of another attribution or inside a quotation.
    grade : int
        How surely the cue with its complement says that somebody puts something forward: 3 always, 2 usually, 1 it may.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: str
    cue_lemma: str
    cue_class: str
    sentence: int
    construction: str
    confidence: float
    nested: bool = False
    grade: int = 3


_WEAKER = {("clause", "attitude"): 0.6, ("quotation", "event"): 0.65}
"""Classes of cues that are less sure than their construction."""


def find_attributions(doc: Doc, rules: frozenset[str] | None = None) -> list[Attribution]:
    """Find every attribution of a parsed text.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        Parsed by :func:`claimatlas.annotate.annotate`.
    rules : frozenset of str, optional
        Names of the constructions to use, from :data:`CONSTRUCTIONS`; all by default.

    Returns
    -------
    list of Attribution
        Sorted by the start of their content. Spans lie inside the text, in order, without blanks at their ends; source,
        cue and content of one attribution do not overlap.
    """
    return _attributions(*find_candidates(doc, rules))


def _attributions(p: Parse, candidates: list[Candidate]) -> list[Attribution]:
    rows = []
    depth = [0] * p.n  # in how many contents a token stands
    for c in candidates:
        if c.construction == "fragment" and not p.words(c.cue):
            continue  # no word near it is a cue
        content = c.content - c.cue - c.source
        for k in sorted({p.quote_of[t] for t in content} - {-1, p.quote_of[c.anchor]}):
            tokens = p.quote_tokens[k]  # content that reaches the first word of a quotation has all of it
            if next((t for t in tokens if p.word[t]), -1) in content:
                content |= set(tokens) - c.cue - c.source
        ends = sorted(t for t in content if p.word[t])
        while ends and p.pos[ends[-1]] == "CCONJ" and p.quote_of[ends[-1]] < 0:  # *… and* that led to another cue
            content.discard(ends.pop())
        spans = _spans(p, content)
        cue = _spans(p, c.cue, marks=False) or ((p.start[c.anchor], p.end[c.anchor]),)
        if spans:
            source = _spans(p, c.source - c.cue, marks=False)
            rows.append((c, content, source, cue, spans))
            for t in content:
                depth[t] += 1
    found = []
    for c, content, source, cue, spans in rows:
        first = min(c.cue)
        k = p.quote_of[c.anchor]
        nested = depth[first] > (first in content) or (k >= 0 and p.words(p.quote_tokens[k]) > 4)
        quoted = {p.quote_of[t] >= 0 for t in content if p.word[t]}
        kind = "mixed" if len(quoted) == 2 else "direct" if True in quoted else "indirect"
        confidence = _WEAKER.get((c.construction, c.cue_class), CONSTRUCTIONS[c.construction])
        found.append(
            Attribution(
                source,
                cue,
                spans,
                kind,
                c.cue_lemma,
                c.cue_class,
                p.sentence[c.anchor],
                c.construction,
                confidence,
                nested,
                c.grade,
            )
        )
    return sorted(found, key=lambda a: (a.content, a.cue))


def _spans(p: Parse, tokens: set[int], marks: bool = True) -> tuple[Span, ...]:
    """Character spans of a set of tokens, joined over punctuation and blanks, without stops and blanks at their ends.

    With ``marks``, those of a quotation that begins or ends with the span are taken in.
    """
    runs: list[list[int]] = []
    for t in sorted(t for t in tokens if p.word[t]):
        gap = range(runs[-1][1] + 1, t) if runs else range(0)
        if runs and not any(p.word[j] or "\n" in p.lower[j] for j in gap):
            runs[-1][1] = t
        else:
            runs.append([t, t])
    spans: list[Span] = []
    for first, last in runs:
        low, high = p.start[first], p.end[last]
        if marks and (k := p.quote_of[first]) >= 0:
            mark = p.quotes[k].start
            if mark <= low and not any(c.isalnum() for c in p.string[mark:low]):
                low = mark
        if marks and (k := p.quote_of[last]) >= 0:
            mark = p.quotes[k].end
            if mark >= high and not any(c.isalnum() for c in p.string[high:mark]):
                high = mark
        low = max(low, spans[-1][1] if spans else 0)
        text = p.string[low:high]
        low, high = low + len(text) - len(text.lstrip()), high - len(text) + len(text.rstrip())
        if low < high:
            spans.append((low, high))
    return tuple(spans)

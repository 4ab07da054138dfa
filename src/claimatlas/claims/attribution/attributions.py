"""Attributions as character spans: source, cue and content of each candidate, outermost and nested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimatlas.claims.attribution.candidates import CONSTRUCTIONS, find_candidates
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate
from claimatlas.wordlists import read_weights

if TYPE_CHECKING:
    from spacy.tokens import Doc

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
        How surely the cue with its complement says that somebody puts something forward: 3 always, 2 usually,
        1 it may.
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


_WEAKER = read_weights("claims/weights.txt")["right by rule and cue"]

_SHORT = 4  # words of a quotation that is no speech: a cue inside may stand for itself


def find_attributions(doc: Doc, rules: frozenset[str] | None = None) -> list[Attribution]:
    """Find every attribution of a parsed text.

    Parameters are those of :func:`claimatlas.claims.attribution.candidates.find_candidates`.

    Returns
    -------
    list of Attribution
        Sorted by the start of their content. Spans lie inside the text, in order, without blanks at their
        ends; source, cue and content of one attribution do not overlap.
    """
    return _attributions(*find_candidates(doc, rules))


def _attributions(parse: Parse, candidates: list[Candidate]) -> list[Attribution]:
    """Write candidates as character spans, and tell which of them stand inside others."""
    contents = [
        (c, content) for c in candidates if _has_cue(parse, c) and (content := _whole_content(parse, c))
    ]
    rows = [(c, content, spans) for c, content in contents if (spans := _spans(parse, content))]
    depth = [0] * parse.n  # in how many contents a token stands
    for _, content, _ in rows:
        for t in content:
            depth[t] += 1
    found = []
    for c, content, spans in rows:
        first, k = min(c.cue), parse.quote_of[c.anchor]
        inside = depth[first] > (first in content)
        found.append(
            Attribution(
                source=_spans(parse, c.source - c.cue, marks=False),
                cue=_spans(parse, c.cue, marks=False) or ((parse.start[c.anchor], parse.end[c.anchor]),),
                content=spans,
                kind=_kind(parse, content),
                cue_lemma=c.cue_lemma,
                cue_class=c.cue_class,
                sentence=parse.sentence[c.anchor],
                construction=c.construction,
                confidence=_WEAKER.get(f"{c.construction} of {c.cue_class}", CONSTRUCTIONS[c.construction]),
                nested=inside or (k >= 0 and parse.words(parse.quote_tokens[k]) > _SHORT),
                grade=c.grade,
            )
        )
    return sorted(found, key=lambda a: (a.content, a.cue))


def _has_cue(parse: Parse, candidate: Candidate) -> bool:
    """Whether a word is the cue of a quotation without a speaker."""
    return candidate.construction != "fragment" or parse.words(candidate.cue) > 0


def _whole_content(parse: Parse, candidate: Candidate) -> set[int]:
    """A content with all of the quotations whose first word it reaches, without *… and* that led to
    another cue."""
    content = candidate.content - candidate.cue - candidate.source
    for k in sorted({parse.quote_of[t] for t in content} - {-1, parse.quote_of[candidate.anchor]}):
        tokens = parse.quote_tokens[k]
        if next((t for t in tokens if parse.word[t]), -1) in content:
            content |= set(tokens) - candidate.cue - candidate.source
    ends = sorted(t for t in content if parse.word[t])
    while ends and parse.pos[ends[-1]] == "CCONJ" and parse.quote_of[ends[-1]] < 0:
        content.discard(ends.pop())
    return content


def _kind(parse: Parse, content: set[int]) -> str:
    """How much of a content is quoted: all (direct), some (mixed) or nothing (indirect)."""
    quoted = {parse.quote_of[t] >= 0 for t in content if parse.word[t]}
    return "mixed" if len(quoted) == 2 else "direct" if True in quoted else "indirect"


def _spans(parse: Parse, tokens: set[int], marks: bool = True) -> tuple[Span, ...]:
    """Character spans of a set of tokens, joined over punctuation and blanks, without stops and blanks at
    their ends.

    With ``marks``, those of a quotation that begins or ends with the span are taken in.
    """
    spans: list[Span] = []
    for first, last in _runs(parse, tokens):
        low, high = parse.start[first], parse.end[last]
        if marks:
            low, high = _with_marks(parse, first, low, -1), _with_marks(parse, last, high, 1)
        low = max(low, spans[-1][1] if spans else 0)
        text = parse.string[low:high]
        low, high = low + len(text) - len(text.lstrip()), high - len(text) + len(text.rstrip())
        if low < high:
            spans.append((low, high))
    return tuple(spans)


def _runs(parse: Parse, tokens: set[int]) -> list[tuple[int, int]]:
    """First and last word of each stretch of tokens that no other word and no line's end parts."""
    runs: list[tuple[int, int]] = []
    for t in sorted(t for t in tokens if parse.word[t]):
        if runs and not any(parse.word[j] or "\n" in parse.lower[j] for j in range(runs[-1][1] + 1, t)):
            runs[-1] = (runs[-1][0], t)
        else:
            runs.append((t, t))
    return runs


def _with_marks(parse: Parse, token: int, edge: int, step: int) -> int:
    """The edge of a span moved out to the mark of its quotation, where no word stands between."""
    if (k := parse.quote_of[token]) < 0:
        return edge
    mark = parse.quotes[k].start if step < 0 else parse.quotes[k].end
    low, high = sorted((edge, mark))
    outward = (mark - edge) * step >= 0
    return mark if outward and not any(c.isalnum() for c in parse.string[low:high]) else edge

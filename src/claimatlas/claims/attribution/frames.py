"""Frames: the attributions that make a claim somebody's by the codebook, each with its cue, holder and reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.codebook import kind_of, led_to
from claimatlas.claims.attribution.expressions import expressions
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.speakers import antecedent_of, may_speak, relative_pronoun, stands_for
from claimatlas.claims.attribution.verbs import Candidate, verb_at
from claimatlas.trees import (
    top,
)

_OWN = frozenset(["predicate", "seem", "adverb", "traced"])
_RULES = {
    "form of words": "passive", "document": "noun", "attitude": "expression", "traced": "passive",
    "quotation": "quotation", "colon": "quotation", "label": "quotation", "fragment": "quotation", "clause": "clause",
    "aside": "parenthesis", "according to": "according to", "view": "according to", "predicate": "small clause",
    "seem": "passive", "adverb": "adverb", "noun": "noun", "adjective": "expression", "infinitive": "noun phrase",
    "preposition": "noun phrase", "object": "noun phrase",
}  # fmt: skip
"""The frame's rule, which tells how sure it is and how wide it reaches, for each construction."""
RULES = tuple(dict.fromkeys(_RULES.values()))


@dataclass
class Frame:
    """A cue with its holder and its content.

    Attributes
    ----------
    lemma : str
        Lemma of the cue.
    kind : str
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``document`` or ``outlet`` (a form of words such as
        "it should be noted that", which is neither cue nor claim).
    rule : str
        Which of `RULES` found it.
    at : int
        Token of the cue word.
    cue, source : list of int
        Tokens; `source` is empty where no holder is named.
    content : int
        Token at the head of what is held.
    drop : set of int
        Tokens of the frame that are no part of any content.
    clause_only : bool
        Whether the cue reaches its own clause only, and not the clauses inside it.
    phrase : bool
        Whether the content is a noun phrase.
    own : bool
        Whether the content is the cue's own clause without the cue.
    cited : list of list of int
        Further holders inward ("citing sources").
    covers : frozenset of int
        Tokens of what is held.
    """

    lemma: str
    kind: str
    rule: str
    at: int
    cue: list[int]
    source: list[int]
    content: int
    drop: set[int] = field(default_factory=set)
    clause_only: bool = False
    phrase: bool = False
    own: bool = False
    cited: list[list[int]] = field(default_factory=list)
    covers: frozenset[int] = frozenset()


def find_frames(doc: Doc, p: Parse, candidates: Iterable[Candidate]) -> list[Frame]:
    """Turn the attributions that the codebook counts into frames, in order of their cues.

    Parameters
    ----------
    doc : spacy.tokens.Doc
    p : Parse
        The same text.
    candidates : iterable of Candidate
        As :func:`claimatlas.claims.attribution.find_candidates` returns them.
    """
    found = []
    for c in [*candidates, *expressions(p)]:
        kind = kind_of(p, c)
        if kind is not None:
            found.append(_frame(doc, p, c, kind))
    found.sort(key=lambda f: f.at)
    for i in range(p.n):
        if p.lower[i] in ("citing", "quoting"):
            _cite(p, i, found)
    return _settle(p, found)


def _cite(p: Parse, i: int, frames: list[Frame]) -> None:
    """*The agency reports, citing a source, that …*: a further holder inward."""
    held = p.child(i, "dobj", "pobj")
    if held is not None and not may_speak(p, held):
        return  # *citing details of the plan*
    named = [f for f in frames if f.source and p.sentence[f.at] == p.sentence[i]]
    if held is None or not named:
        return
    frame = min(named, key=lambda f: (f.rule == "according to", abs(f.at - i)))
    source = sorted(p.subtree(held))
    frame.cited.append(source)
    frame.drop |= {i, *source}
    frame.covers -= {i, *source}


def _settle(p: Parse, frames: list[Frame]) -> list[Frame]:
    """Where a sentence has a frame with a holder, an adverb such as *reportedly* in its reach is a hedge only.

    A frame set between commas that hangs on another one's cue (*as X said, Y reports*) has that one's content.
    """
    for f in frames:
        if f.rule in ("parenthesis", "according to"):
            other = next((g for g in frames if g is not f and g.at in f.covers and g.rule == "parenthesis"), None)
            if other is not None and f.at in other.covers:
                f.covers = other.covers - {*f.drop, *other.drop}
                other.covers = f.covers | {*f.cue}  # *as X said, Y reports*: Y has it from X
    frames = _with_last_words(p, _denials_of_claims(frames))
    held = set().union(*(f.covers for f in frames if f.source))
    passing = ("adverb", "small clause")  # *she said that it is considered a crime*: nobody is named who does
    return [f for f in frames if not (f.rule in passing and not f.source and f.at in held)]


def _denials_of_claims(frames: list[Frame]) -> list[Frame]:
    """*She denied claims that …*: what is denied is what the claims say, and they are no holder of it."""
    gone = []
    for f in frames:
        if f.kind != "denial" or not f.phrase:
            continue
        told = next((g for g in frames if g.rule == "noun" and g.at == f.content and g.content >= 0), None)
        if told is not None:
            f.drop |= (f.covers - told.covers) | told.drop
            f.content, f.phrase, f.covers = told.content, False, told.covers
            gone.append(told)
    return [f for f in frames if not any(f is g for g in gone)]


def _with_last_words(p: Parse, frames: list[Frame]) -> list[Frame]:
    """*She vowed to stay, even if "it hurts"*: a quotation that ends what its cue already has is part of it."""
    gone = []
    for q in frames:
        if q.rule != "quotation" or not q.covers:
            continue
        whole = next((f for f in frames if f is not q and f.at == q.at and f.rule != "quotation" and f.covers), None)
        if whole is None or not max(whole.covers) < min(q.covers) or p.unit[q.at] != p.unit[min(q.covers)]:
            continue
        first, last = max(whole.covers) + 1, max(q.covers) + 1
        if q.at < min(whole.covers) and not any(p.lower[t] in (":", ";", ".") for t in range(first, min(q.covers))):
            whole.covers |= frozenset(range(first, last)) - whole.drop
            gone.append(q)
    return [f for f in frames if not any(f is g for g in gone)]


def _frame(doc: Doc, p: Parse, c: Candidate, kind: str) -> Frame:
    """Write a candidate as a frame."""
    source = _source(doc, p, c)
    cue = sorted(t for t in c.cue if t == c.anchor or p.dep[t] in ("prt", "auxpass", "prep", "dobj") or not p.verbal(c.anchor))
    content = {t for t in c.content - c.cue - c.source if not p.lower[t].isspace()}
    own = c.construction in _OWN
    own = own and c.construction != "adverb"
    head = doc[c.anchor] if own else top(doc, content)
    if c.construction == "preposition":  # *accused the bank of hiding its losses*
        content -= set(p.prepositions(c.anchor, "of"))
    drop, cited = c.cue | c.beside | (set() if _shared(p, c) else c.source), []
    i = c.anchor
    if p.infinitive(i) and (p.dep[i] == "xcomp" or (p.verbal(i) and led_to(p, i))):  # *he continued to deny it*: the verb above is part of the frame
        drop |= p.subtree(p.head[i], {i, *p.children(p.head[i], "conj")}) - content
    if p.lemma[i] in ("quote", "cite") and (saying := _as_saying(p, i)) is not None:
        cited = [sorted(p.subtree(k)) for k in p.children(i, "dobj") if p.quote_of[k] < 0]
        drop |= {saying, p.head[saying]}.union(*cited, *(p.subtree(k) for k in p.children(i, "nsubjpass")))
        content -= drop
        own, head = False, top(doc, content)
    if c.construction in ("aside", "according to", "view"):
        drop |= p.subtree(c.anchor) - content
    rule = "passive" if kind in ("holderless", "outlet") and c.construction == "clause" else _RULES[c.construction]
    if rule == "passive" and c.construction == "clause":
        cue = sorted({*cue, *p.children(c.anchor, "expl", "nsubjpass", "nsubj")} - content)
    if (pronoun := relative_pronoun(p, c)) is not None:
        content = (content - {pronoun}) | stands_for(p, pronoun) or content
        head = top(doc, content)
    return Frame(
        c.cue_lemma, kind, rule, c.anchor, cue, source, -1 if head is None else head.i, drop,
        clause_only=kind == "holderless" and c.construction in ("seem", "adverb", "traced"),
        phrase=pronoun is not None or (head is not None and head.pos_ not in ("VERB", "AUX")), own=own,
        cited=cited, covers=frozenset(content),
    )  # fmt: skip


def _shared(p: Parse, c: Candidate) -> bool:
    """Whether the holder is the subject of a clause that goes on without the cue: *He left, telling them that …*."""
    if c.by_position or not p.verbal(c.anchor) or p.dep[c.anchor] not in ("advcl", "pcomp", "acl", "prep"):
        return False
    heads = {p.head[t] for t in c.source if p.head[t] not in c.source}
    return not heads & {c.anchor, *p.kids[c.anchor], *c.cue}


def _as_saying(p: Parse, i: int) -> int | None:
    """The second cue of *they quoted her as saying*."""
    return next((s for k in p.prepositions(i, "as") for s in p.children(k, "pcomp")), None)


def _source(doc: Doc, p: Parse, c: Candidate) -> list[int]:
    """The holder's words: what a relative pronoun stands for, who issued a text, without relative clauses and dates."""
    source = c.source
    said_by = [t for t in source if p.word[t]]
    if len(said_by) == 1 and p.tag[said_by[0]] in ("WP", "WDT"):
        source = antecedent_of(p, said_by[0]) or source
    heads = [t for t in source if p.head[t] not in source or p.head[t] == t]
    if len(heads) == 1 and (issuer := _issuer(p, heads[0])):
        source = issuer
    described = {t for i in source if p.dep[i] == "relcl" for t in p.subtree(i)}
    kept = sorted(t for t in source - described if not doc[t].is_space)
    if all(doc[t].ent_type_ in ("DATE", "TIME") for t in kept):
        return []
    while kept and not p.word[kept[-1]]:
        kept.pop()
    while kept and not p.word[kept[0]]:
        kept.pop(0)
    return kept


def _issuer(p: Parse, noun: int) -> set[int]:
    """Who issued a text: *the campaign issued a statement saying …*."""
    verb = p.head[noun]
    if p.lemma[noun] in lex.TEXTS and p.dep[noun] == "dobj" and p.lemma[verb] in lex.words("issues a text") and p.child(noun, "poss") is None:
        return verb_at(p, verb).source
    return set()

"""Frames: the attributions that make a claim somebody's by the codebook, each with its cue, holder and
reach."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.codebook import kind_of, led_to
from claimatlas.claims.attribution.expressions import expressions
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.speakers import antecedent_of, may_speak, relative_pronoun, stands_for
from claimatlas.claims.attribution.verbs import Candidate, verb_at
from claimatlas.tokens import Doc
from claimatlas.trees import (
    top,
)

_OWN = frozenset(["predicate", "seem", "traced"])
"""Constructions whose content is the clause of the cue itself."""
_RULES = {
    "form of words": "passive", "document": "noun", "attitude": "expression", "traced": "passive",
    "quotation": "quotation", "colon": "quotation", "label": "quotation", "fragment": "quotation",
    "clause": "clause", "aside": "parenthesis", "according to": "according to", "view": "according to",
    "predicate": "small clause", "seem": "passive", "adverb": "adverb", "noun": "noun",
    "adjective": "expression", "infinitive": "noun phrase", "preposition": "noun phrase",
    "object": "noun phrase",
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
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``document`` or ``outlet`` (a form of words such
        as "it should be noted that", which is neither cue nor claim).
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


def find_frames(doc: Doc, parse: Parse, candidates: Iterable[Candidate]) -> list[Frame]:
    """Turn the attributions that the codebook counts into frames, in order of their cues.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
    p : Parse
        The same text.
    candidates : iterable of Candidate
        As :func:`claimatlas.claims.attribution.find_candidates` returns them.
    """
    found = []
    for c in [*candidates, *expressions(parse)]:
        kind = kind_of(parse, c)
        if kind is not None:
            found.append(_frame(doc, parse, c, kind))
    found.sort(key=lambda f: f.at)
    for i in range(parse.n):
        if parse.lower[i] in lex.CITING:
            _cite(parse, i, found)
    return _settle(parse, found)


def _cite(parse: Parse, at: int, frames: list[Frame]) -> None:
    """*The agency reports, citing a source, that …*: a further holder inward."""
    held = parse.child(at, "dobj", "pobj")
    if held is not None and not may_speak(parse, held):
        return  # *citing details of the plan*
    named = [f for f in frames if f.source and parse.sentence[f.at] == parse.sentence[at]]
    if held is None or not named:
        return
    frame = min(named, key=lambda f: (f.rule == "according to", abs(f.at - at)))
    source = sorted(parse.subtree(held))
    frame.cited.append(source)
    frame.drop |= {at, *source}
    frame.covers -= {at, *source}


def _settle(parse: Parse, frames: list[Frame]) -> list[Frame]:
    """Where a sentence has a frame with a holder, an adverb such as *reportedly* in its reach is a hedge
    only."""
    for f in frames:
        if f.rule in ("parenthesis", "according to"):
            _relayed(f, frames)
    for take_in in (_claims_denied, functools.partial(_last_words, parse)):
        gone = {id(taken) for f in frames if (taken := take_in(f, frames)) is not None}
        frames = [f for f in frames if id(f) not in gone]
    held = set().union(*(f.covers for f in frames if f.source))
    passing = ("adverb", "small clause")  # *she said that it is considered a crime*: nobody is named who does
    return [f for f in frames if not (f.rule in passing and not f.source and f.at in held)]


def _relayed(frame: Frame, frames: list[Frame]) -> None:
    """*As X said, Y reports*: a frame between commas that hangs on another one's cue has that one's
    content."""
    other = next(
        (g for g in frames if g is not frame and g.at in frame.covers and g.rule == "parenthesis"), None
    )
    if other is not None and frame.at in other.covers:
        frame.covers = other.covers - {*frame.drop, *other.drop}
        other.covers = frame.covers | {*frame.cue}  # Y has it from X


def _claims_denied(denial: Frame, frames: list[Frame]) -> Frame | None:
    """*She denied claims that …*: what is denied is what the claims say, and they are no holder of it."""
    if denial.kind != "denial" or not denial.phrase or denial.content < 0:
        return None
    told = next((g for g in frames if g.rule == "noun" and g.at == denial.content and g.content >= 0), None)
    if told is not None:
        denial.drop |= (denial.covers - told.covers) | told.drop
        denial.content, denial.phrase, denial.covers = told.content, False, told.covers
    return told


def _last_words(parse: Parse, quoted: Frame, frames: list[Frame]) -> Frame | None:
    """*She vowed to stay, even if "it hurts"*: a quotation that ends what its cue already has is part of
    it."""
    if quoted.rule != "quotation" or not quoted.covers:
        return None
    beside = (
        f for f in frames if f is not quoted and f.at == quoted.at and f.rule != "quotation" and f.covers
    )
    whole = next(beside, None)
    if whole is None or parse.unit[quoted.at] != parse.unit[min(quoted.covers)]:
        return None
    first, last = max(whole.covers) + 1, max(quoted.covers) + 1
    between = range(first, min(quoted.covers))
    follows = first <= min(quoted.covers) and quoted.at < min(whole.covers)
    if not follows or any(parse.lower[t] in (":", ";", ".") for t in between):
        return None
    whole.covers |= frozenset(range(first, last)) - whole.drop
    return quoted


def _frame(doc: Doc, parse: Parse, candidate: Candidate, kind: str) -> Frame:
    """Write a candidate as a frame."""
    source = _source(doc, parse, candidate)
    content = {
        t for t in candidate.content - candidate.cue - candidate.source if not parse.lower[t].isspace()
    }
    own = candidate.construction in _OWN
    head = doc[candidate.anchor] if own else top(doc, content)
    if candidate.construction == "preposition":  # *accused the bank of hiding its losses*
        content -= set(parse.prepositions(candidate.anchor, "of"))
    drop = _dropped(parse, candidate, content)
    cited: list[list[int]] = []
    if (
        parse.lemma[candidate.anchor] in lex.words("citing")
        and (saying := _as_saying(parse, candidate.anchor)) is not None
    ):
        cited = [
            sorted(parse.subtree(k))
            for k in parse.children(candidate.anchor, "dobj")
            if parse.quote_of[k] < 0
        ]
        drop |= {saying, parse.head[saying]}.union(
            *cited, parse.union(parse.children(candidate.anchor, "nsubjpass"))
        )
        content -= drop
        own, head = False, top(doc, content)
    if candidate.construction in ("aside", "according to", "view"):
        drop |= parse.subtree(candidate.anchor) - content
    nobodys = kind in ("holderless", "outlet") and candidate.construction == "clause"
    cue = _cue(parse, candidate) | (
        set(parse.children(candidate.anchor, "expl", "nsubjpass", "nsubj")) - content if nobodys else set()
    )
    if (pronoun := relative_pronoun(parse, candidate)) is not None:
        content = (content - {pronoun}) | stands_for(parse, pronoun) or content
        head = top(doc, content)
    verbless = head is not None and head.pos_ not in ("VERB", "AUX")
    return Frame(
        lemma=candidate.cue_lemma,
        kind=kind,
        rule="passive" if nobodys else _RULES[candidate.construction],
        at=candidate.anchor,
        cue=sorted(cue),
        source=source,
        content=-1 if head is None else head.i,
        drop=drop,
        clause_only=kind == "holderless" and candidate.construction in ("seem", "adverb", "traced"),
        phrase=pronoun is not None or verbless,
        own=own,
        cited=cited,
        covers=frozenset(content),
    )


def _cue(parse: Parse, candidate: Candidate) -> set[int]:
    """The words of a cue that name the act: the verb with its particle, preposition or object, all of
    another word."""
    if not parse.verbal(candidate.anchor):
        return set(candidate.cue)
    return {
        t
        for t in candidate.cue
        if t == candidate.anchor or parse.dep[t] in ("prt", "auxpass", "prep", "dobj")
    }


def _dropped(parse: Parse, candidate: Candidate, content: set[int]) -> set[int]:
    """The words of a cue and its holder, which no content has, with the verb above: *he continued to deny
    it*."""
    i = candidate.anchor
    drop = candidate.cue | candidate.beside | (set() if _shared(parse, candidate) else candidate.source)
    if parse.infinitive(i) and (parse.dep[i] == "xcomp" or (parse.verbal(i) and led_to(parse, i))):
        drop |= parse.subtree(parse.head[i], {i, *parse.children(parse.head[i], "conj")}) - content
    return drop


def _shared(parse: Parse, candidate: Candidate) -> bool:
    """Whether the holder is the subject of a clause that goes on without the cue: *He left, telling them
    that …*."""
    if (
        candidate.by_position
        or not parse.verbal(candidate.anchor)
        or parse.dep[candidate.anchor] not in ("advcl", "pcomp", "acl", "prep")
    ):
        return False
    heads = {parse.head[t] for t in candidate.source if parse.head[t] not in candidate.source}
    return not heads & {candidate.anchor, *parse.kids[candidate.anchor], *candidate.cue}


def _as_saying(parse: Parse, at: int) -> int | None:
    """The second cue of *they quoted her as saying*."""
    return next((s for k in parse.prepositions(at, "as") for s in parse.children(k, "pcomp")), None)


def _source(doc: Doc, parse: Parse, candidate: Candidate) -> list[int]:
    """The holder's words: what a relative pronoun stands for, who issued a text, without relative clauses
    and dates."""
    source = candidate.source
    said_by = [t for t in source if parse.word[t]]
    if len(said_by) == 1 and parse.tag[said_by[0]] in ("WP", "WDT"):
        source = antecedent_of(parse, said_by[0]) or source
    heads = parse.top(source)
    if len(heads) == 1:
        source = _issuer(parse, heads[0]) or source
    described = parse.union(t for t in source if parse.dep[t] == "relcl")
    kept = sorted(t for t in source - described if not doc[t].is_space)
    if all(parse.entity[t] in ("DATE", "TIME") for t in kept):
        return []
    words = [k for k, t in enumerate(kept) if parse.word[t]]
    return kept[words[0] : words[-1] + 1] if words else []


def _issuer(parse: Parse, noun: int) -> set[int]:
    """Who issued a text: *the campaign issued a statement saying …*."""
    verb = parse.head[noun]
    issued = parse.dep[noun] == "dobj" and parse.lemma[verb] in lex.words("issues a text")
    if parse.lemma[noun] in lex.TEXTS and issued and parse.child(noun, "poss") is None:
        return verb_at(parse, verb).source
    return set()

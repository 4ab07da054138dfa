"""Cue verbs and what they tie together: who is the subject, whose word it is, what belongs to the cue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution import cues
from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.parse import Parse


@dataclass
class Candidate:
    """What a construction ties together, as sets of tokens; ``anchor`` is the cue's main word.

    ``beside`` are further words of the frame, in no content: *In a statement*, Gul: "…".
    """

    anchor: int
    source: set[int]
    cue: set[int]
    content: set[int]
    cue_lemma: str
    cue_class: str
    construction: str = ""
    grade: int = 3
    beside: set[int] = field(default_factory=set)

    @property
    def by_position(self) -> bool:
        """Whether it was found by position and not by the parse."""
        return self.construction in ("quotation", "colon", "label", "fragment")


@dataclass
class Verb:
    """A cue verb with what the constructions ask about it; ``source`` and ``cue`` are sets of tokens."""

    i: int
    lemma: str
    subject: int | None
    passive: bool
    agent: int | None
    objects: list[int]
    source: set[int]
    cue: set[int]


def verb_at(parse: Parse, at: int) -> Verb:
    """Look at token ``at`` as a cue verb: its holder is the subject, or the agent of a passive."""
    if at in parse.mended:
        source = name_beside(parse, {at})
        return Verb(at, parse.lemma[at], max(source, default=None), False, None, [], source, {at})
    subject, passive = _subject(parse, at)
    by = parse.child(at, "agent")
    agent = None if by is None else parse.child(by, "pobj")
    holder = agent if passive else subject
    if holder is not None and (
        parse.dep[holder] == "expl" or (parse.lower[holder] in ("it", "there") and parse.marked(at, "as"))
    ):
        holder = None
    source = set() if holder is None else _noun_phrase(parse, holder, at)
    cue = _verb_group(parse, at)
    finite = parse.inflected(at) or any(parse.inflected(k) for k in parse.children(at, "aux"))
    if not source and not passive and subject is None and finite:
        source = name_beside(parse, cue)
    return Verb(at, parse.lemma[at], subject, passive, agent, parse.children(at, "dobj"), source, cue)


def name_beside(parse: Parse, cue: set[int]) -> set[int]:
    """The nominal right before a verb whose subject the parser did not see, or right behind it (*… said
    Gul*)."""
    return _nominals(parse, _before_apposition(parse, min(cue) - 1), -1, cue) or _nominals(
        parse, max(cue) + 1, 1, cue
    )


def _before_apposition(parse: Parse, at: int) -> int:
    """The last word of the name before a verb, behind which an age or an aside may stand: *Roe, 68, said*."""
    if at < 0 or parse.lower[at] != ",":
        return at
    at -= 1
    if at > 1 and parse.tag[at] == "CD" and parse.lower[at - 1] == ",":
        at -= 2
    who = _aside_opens(parse, at)
    return who - 2 if who > 1 else at


def _nominals(parse: Parse, at: int, step: int, cue: set[int]) -> set[int]:
    """The run of nominals from a token on in one direction, if it names somebody or something."""
    unit, found = parse.unit[min(cue)], []
    while (
        0 <= at < parse.n
        and parse.unit[at] == unit
        and parse.quote_of[at] < 0
        and parse.nominal(at)
        and len(found) < 8
    ):
        found.append(at)
        at += step
    heads = found[:1] if step < 0 else found
    return (
        set(found)
        if any(parse.pos[j] in ("PROPN", "NOUN", "PRON") or parse.capital(j) for j in heads)
        else set()
    )


def _aside_opens(parse: Parse, at: int) -> int:
    """The *who* of *Roe, who would have to run the port, said*, seen from the last word of the aside; -1
    if there is none."""
    for k in range(at, max(1, at - 40), -1):
        if parse.unit[k] != parse.unit[at] or parse.quote_of[k] >= 0:
            return -1
        if parse.tag[k] in ("WP", "WDT") and parse.lower[k] in ("who", "which"):
            return k if parse.lower[k - 1] == "," else -1
    return -1


_BORROWS = frozenset(
    ["conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "dep", "parataxis", "acl", "dobj", "acomp"]
)


def _subject(parse: Parse, at: int) -> tuple[int | None, bool]:
    """Subject of a verb and whether the verb is passive; a verb without one borrows that of the verb above
    it."""
    passive = parse.passive(at)
    j = at
    for _ in range(6):
        subjects = parse.children(j, "nsubj", "nsubjpass", "csubj", "expl")
        own = max((k for k in subjects if k < j), default=subjects[0]) if subjects else None
        if own is not None and (j == at or parse.dep[own] != "expl"):
            return own, passive
        if j in parse.moved:
            j = parse.moved[j]
            continue
        head, dep = parse.head[j], parse.dep[j]
        participle = j == at and parse.tag[at] == "VBN"
        if head != j and (dep == "relcl" or (dep == "acl" and not parse.infinitive(j))):
            return head, passive or (participle and dep == "acl")
        held = parse.child(head, "dobj") if dep == "xcomp" and head != j else None
        if held is not None and (parse.lemma[head], "person") in VERBS:
            return held, passive  # *she urged them to say*: they are to
        passive = passive or (participle and dep == "advcl")
        if parse.tag[at] == "VBG" and j == at and (agent := _accuser(parse, head)) is not None:
            return agent, passive
        if head == j or dep not in _BORROWS:
            break
        j = head
    return None, passive


def _accuser(parse: Parse, verb: int) -> int | None:
    """The agent of a passive who has something to allege: *Gul was sued by Roe, alleging …*."""
    if parse.lemma[verb] not in lex.words("the agent alleges") or parse.child(verb, "auxpass") is None:
        return None
    by = parse.child(verb, "agent")
    return None if by is None else parse.child(by, "pobj")


def _noun_phrase(parse: Parse, head: int, cue: int) -> set[int]:
    """A holder's noun phrase, without what the parser hung on it across a quotation or a sentence."""
    quote, unit = parse.quote_of[head], parse.unit[head]
    phrase = {
        t
        for t in parse.subtree(head, {cue})
        if parse.unit[t] == unit and (parse.quote_of[t] == quote or (quote < 0 and parse.aside_quote(t)))
    }
    dashes = [t for t in phrase if parse.lower[t] in ("–", "—", "―") and t < cue]
    beside = {t for t in phrase if dashes and max(dashes) < t < cue}
    # *the affiliate – Gul, a consul, said*: what stands beside the verb speaks, not what an aside before it
    # names
    return beside if any(parse.pos[t] == "PROPN" for t in beside) and len(dashes) == 1 else phrase


def _verb_group(parse: Parse, at: int) -> set[int]:
    """A verb with its auxiliaries, negation, particle and the adverbs among them."""
    core = {at, *(k for k in parse.children(at, "aux", "auxpass", "neg", "prt") if abs(k - at) < 7)}
    low, high = min(core), max(core)
    adverbs = {
        k
        for k in parse.children(at, "advmod")
        if low - 1 <= k <= high and parse.tag[k] != "WRB" and not parse.kids[k]
    }
    return core | adverbs


def candidate_of(
    verb: Verb, group: cues.Group, content: set[int], more: Iterable[int] = (), word: str = ""
) -> Candidate:
    """The candidate of a cue verb; `word` is the preposition that belongs to its lemma."""
    lemma = f"{verb.lemma} {word}" if word else verb.lemma
    return Candidate(
        verb.i, verb.source - content, verb.cue | set(more), content, lemma, group.cue_class, "", group.grade
    )

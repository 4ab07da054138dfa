"""Cue verbs and what they tie together: who is the subject, whose word it is, what belongs to the cue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

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


def verb_at(p: Parse, i: int) -> Verb:
    """Look at token ``i`` as a cue verb: its holder is the subject, or the agent of a passive."""
    if i in p.mended:
        source = name_beside(p, {i})
        return Verb(i, p.lemma[i], max(source, default=None), False, None, [], source, {i})
    subject, passive = _subject(p, i)
    by = p.child(i, "agent")
    agent = None if by is None else p.child(by, "pobj")
    holder = agent if passive else subject
    if holder is not None and (p.dep[holder] == "expl" or (p.lower[holder] in ("it", "there") and p.marked(i, "as"))):
        holder = None
    source = set() if holder is None else _noun_phrase(p, holder, i)
    cue = _verb_group(p, i)
    finite = p.inflected(i) or any(p.inflected(k) for k in p.children(i, "aux"))
    if not source and not passive and subject is None and finite:
        source = name_beside(p, cue)
    return Verb(i, p.lemma[i], subject, passive, agent, p.children(i, "dobj"), source, cue)


def name_beside(p: Parse, cue: set[int]) -> set[int]:
    """The nominal right before a verb whose subject the parser did not see, or right behind it (*… said Gul*)."""
    return _nominals(p, _before_apposition(p, min(cue) - 1), -1, cue) or _nominals(p, max(cue) + 1, 1, cue)


def _before_apposition(p: Parse, i: int) -> int:
    """The last word of the name before a verb, behind which an age or an aside may stand: *Roe, 68, said*."""
    if i < 0 or p.lower[i] != ",":
        return i
    i -= 1
    if i > 1 and p.tag[i] == "CD" and p.lower[i - 1] == ",":
        i -= 2
    who = _aside_opens(p, i)
    return who - 2 if who > 1 else i


def _nominals(p: Parse, i: int, step: int, cue: set[int]) -> set[int]:
    """The run of nominals from a token on in one direction, if it names somebody or something."""
    unit, found = p.unit[min(cue)], []
    while 0 <= i < p.n and p.unit[i] == unit and p.quote_of[i] < 0 and p.nominal(i) and len(found) < 8:
        found.append(i)
        i += step
    heads = found[:1] if step < 0 else found
    return set(found) if any(p.pos[j] in ("PROPN", "NOUN", "PRON") or p.capital(j) for j in heads) else set()


def _aside_opens(p: Parse, i: int) -> int:
    """The *who* of *Roe, who would have to run the port, said*, seen from the last word of the aside; -1 if there is none."""
    for k in range(i, max(1, i - 40), -1):
        if p.unit[k] != p.unit[i] or p.quote_of[k] >= 0:
            return -1
        if p.tag[k] in ("WP", "WDT") and p.lower[k] in ("who", "which"):
            return k if p.lower[k - 1] == "," else -1
    return -1


_BORROWS = frozenset(["conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "dep", "parataxis", "acl", "dobj", "acomp"])


def _subject(p: Parse, i: int) -> tuple[int | None, bool]:
    """Subject of a verb and whether the verb is passive; a verb without one borrows that of the verb above it."""
    passive = p.passive(i)
    j = i
    for _ in range(6):
        subjects = p.children(j, "nsubj", "nsubjpass", "csubj", "expl")
        own = max((k for k in subjects if k < j), default=subjects[0]) if subjects else None
        if own is not None and (j == i or p.dep[own] != "expl"):
            return own, passive
        if j in p.moved:
            j = p.moved[j]
            continue
        head, dep = p.head[j], p.dep[j]
        participle = j == i and p.tag[i] == "VBN"
        if head != j and (dep == "relcl" or (dep == "acl" and not p.infinitive(j))):
            return head, passive or (participle and dep == "acl")
        held = p.child(head, "dobj") if dep == "xcomp" and head != j else None
        if held is not None and (p.lemma[head], "person") in VERBS:
            return held, passive  # *she urged them to say*: they are to
        passive = passive or (participle and dep == "advcl")
        if head == j or dep not in _BORROWS:
            break
        j = head
    return None, passive


def _noun_phrase(p: Parse, head: int, cue: int) -> set[int]:
    """A holder's noun phrase, without what the parser hung on it across a quotation or a sentence."""
    quote, unit = p.quote_of[head], p.unit[head]
    phrase = {
        t
        for t in p.subtree(head, {cue})
        if p.unit[t] == unit and (p.quote_of[t] == quote or (quote < 0 and p.aside_quote(t)))
    }
    dashes = [t for t in phrase if p.lower[t] in ("–", "—", "―") and t < cue]
    beside = {t for t in phrase if dashes and max(dashes) < t < cue}
    # *the affiliate – Gul, a consul, said*: what stands beside the verb speaks, not what an aside before it names
    return beside if any(p.pos[t] == "PROPN" for t in beside) and len(dashes) == 1 else phrase


def _verb_group(p: Parse, i: int) -> set[int]:
    """A verb with its auxiliaries, negation, particle and the adverbs among them."""
    core = {i, *(k for k in p.children(i, "aux", "auxpass", "neg", "prt") if abs(k - i) < 7)}
    low, high = min(core), max(core)
    adverbs = {k for k in p.children(i, "advmod") if low - 1 <= k <= high and p.tag[k] != "WRB" and not p.kids[k]}
    return core | adverbs


def candidate_of(v: Verb, group: cues.Group, content: set[int], more: Iterable[int] = (), word: str = "") -> Candidate:
    lemma = f"{v.lemma} {word}" if word else v.lemma
    return Candidate(v.i, v.source - content, v.cue | set(more), content, lemma, group.cue_class, "", group.grade)

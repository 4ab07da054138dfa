"""Nouns and adjectives as cues: *the report that the road was mined*, *sure that it will hold*."""

from __future__ import annotations

from claimatlas.claims.attribution import cues
from claimatlas.claims.attribution.cues import ADJECTIVES, NOUNS
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate, verb_at
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")


def noun(parse: Parse, at: int) -> Candidate | None:
    """*The report that the road was mined*; *his decision to resign*; *Her worry is that …*; *questions
    about pay*."""
    copula = NOUNS.get((parse.lemma[at], "copula"))
    if copula is not None and parse.dep[at] == "nsubj" and parse.lemma[parse.head[at]] == "be":
        told = next((k for k in parse.children(parse.head[at], "ccomp") if k > at), None)
        if told is not None:
            return _of_noun(
                parse, at, copula, _named_owner(parse, at), {at, parse.head[at]}, parse.subtree(told)
            )
    for k in (*parse.kids[at], *_told_by_its_makers(parse, at)):
        group = NOUNS.get((parse.lemma[at], _frame(parse, k))) if k > at else None
        if group is not None:
            preposition = {k} if parse.dep[k] == "prep" else set()
            content = parse.subtree(k) - preposition
            source, cue = _whose(parse, at, k)
            return _of_noun(parse, at, group, source - content, {at, *preposition, *cue}, content)
    return None


def _of_noun(
    parse: Parse, at: int, group: cues.Group, source: set[int], cue: set[int], content: set[int]
) -> Candidate:
    """The candidate of a noun or an adjective."""
    return Candidate(at, source, cue, content, parse.lemma[at], group.cue_class, "", group.grade)


def _frame(parse: Parse, complement: int) -> str:
    """How a complement goes with its noun, as ``cues.csv`` names it; empty if in none of these ways."""
    if parse.dep[complement] == "prep":
        return parse.lower[complement]
    if parse.dep[complement] not in ("acl", "relcl", "ccomp"):
        return ""
    return (
        "infinitive" if parse.infinitive(complement) else "clause" if parse.marked(complement, "that") else ""
    )


def _whose(parse: Parse, at: int, complement: int) -> tuple[set[int], set[int]]:
    """Whose word a noun is, and the words of the verb that says no more: *He raised his doubts about …*."""
    owner = parse.child(at, "poss")
    by = next((x for x in parse.prepositions(at, "by", "from") if x != complement), None)
    if owner is None and by is not None:
        return parse.subtree(by) - {by}, set()
    light = parse.dep[at] == "dobj" and parse.lemma[parse.head[at]] in _WORDS["light"]
    if light and (owner is None or parse.pos[owner] == "PRON"):
        verb = verb_at(parse, parse.head[at])
        return verb.source, verb.cue
    return (_owner(parse, at) if owner is None else parse.subtree(owner)), set()


def _named_owner(parse: Parse, at: int) -> set[int]:
    """Who is named as the owner of a noun."""
    owner = parse.child(at, "poss")
    return set() if owner is None else parse.subtree(owner)


def _told_by_its_makers(parse: Parse, at: int) -> list[int]:
    """*Complaints from residents that the dam leaks*: the clause that the parser hangs on the residents."""
    makers = [parse.child(k, "pobj") for k in parse.prepositions(at, "by", "from", "among")]
    clauses = [c for m in makers if m is not None for c in parse.children(m, "acl", "relcl", "ccomp")]
    return [c for c in clauses if parse.marked(c, "that") and not parse.subjectless(c)]


def _owner(parse: Parse, at: int) -> set[int]:
    """Whose a noun is that nobody owns: *He spoke in favor of …*, *She floated the idea that …*, *Gul, a
    critic of …*."""
    j = at
    has = next(
        (
            k
            for k in parse.children(at, "relcl")
            if parse.lemma[k] in _WORDS["light"] and parse.child(k, "nsubj") is not None
        ),
        None,
    )
    if has is not None:  # *the hope she has of winning*
        return parse.subtree(parse.child(has, "nsubj"))
    for _ in range(4):
        if parse.dep[j] == "appos":
            return parse.subtree(parse.head[j], {j})
        if parse.dep[j] not in ("dobj", "pobj", "prep", "attr", "conj", "oprd") or (
            j != at and parse.lower[j] in _WORDS["causes"]
        ):
            break
        j = parse.head[j]
        if parse.verbal(j):
            verb = verb_at(parse, j)
            return set() if at in verb.source or parse.lemma[j] in _WORDS["stirs"] else verb.source
    return set()


def adjective(parse: Parse, at: int) -> Candidate | None:
    """*Officials are confident that it will hold*; *She was unwilling to comment*; *He made it clear that
    …*."""
    head = parse.head[at]
    made = ADJECTIVES.get((parse.lemma[at], "make")) if parse.lemma[head] == "make" else None
    if made is not None:
        told = next((k for j in (at, head) for k in parse.children(j, "ccomp", "advcl") if k > at), None)
        if told is not None:
            verb = verb_at(parse, head)
            return _of_noun(parse, at, made, verb.source, {at} | verb.cue, parse.subtree(told))
    if parse.dep[at] != "conj" and not (parse.dep[at] in ("acomp", "oprd", "ROOT") and parse.verbal(head)):
        return None
    for k in parse.kids[at]:
        group = ADJECTIVES.get((parse.lemma[at], _frame_of_adjective(parse, k)))
        if group is None:
            continue
        verb = verb_at(parse, head)
        if verb.subject is None or parse.lower[verb.subject] in ("it", "there"):
            return None
        content = parse.subtree(k) - ({k} if parse.dep[k] == "prep" else set())
        return _of_noun(parse, at, group, verb.source - content, {head, at} - content, content)
    return None


def _frame_of_adjective(parse: Parse, complement: int) -> str:
    """How a complement goes with its adjective, as ``cues.csv`` names it."""
    if parse.dep[complement] == "xcomp" and parse.infinitive(complement):
        return "infinitive"
    return {"ccomp": "clause", "prep": parse.lower[complement]}.get(parse.dep[complement], "")

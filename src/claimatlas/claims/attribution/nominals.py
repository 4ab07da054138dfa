"""Nouns and adjectives as cues: *the report that the road was mined*, *sure that it will hold*."""

from __future__ import annotations

from claimatlas.claims.attribution import cues
from claimatlas.claims.attribution.cues import ADJECTIVES, NOUNS
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate, verb_at
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")


def noun(p: Parse, i: int) -> Candidate | None:
    """*The report that the road was mined*; *his decision to resign*; *Her worry is that …*; *questions about pay*."""
    copula = NOUNS.get((p.lemma[i], "copula"))
    if copula is not None and p.dep[i] == "nsubj" and p.lemma[p.head[i]] == "be":
        told = next((k for k in p.children(p.head[i], "ccomp") if k > i), None)
        if told is not None:
            return _of_noun(p, i, copula, _named_owner(p, i), {i, p.head[i]}, p.subtree(told))
    for k in (*p.kids[i], *_told_by_its_makers(p, i)):
        group = NOUNS.get((p.lemma[i], _frame(p, k))) if k > i else None
        if group is not None:
            preposition = {k} if p.dep[k] == "prep" else set()
            content = p.subtree(k) - preposition
            source, cue = _whose(p, i, k)
            return _of_noun(p, i, group, source - content, {i, *preposition, *cue}, content)
    return None


def _of_noun(p: Parse, i: int, group: cues.Group, source: set[int], cue: set[int], content: set[int]) -> Candidate:
    """The candidate of a noun or an adjective."""
    return Candidate(i, source, cue, content, p.lemma[i], group.cue_class, "", group.grade)


def _frame(p: Parse, complement: int) -> str:
    """How a complement goes with its noun, as ``cues.csv`` names it; empty if in none of these ways."""
    if p.dep[complement] == "prep":
        return p.lower[complement]
    if p.dep[complement] not in ("acl", "relcl", "ccomp"):
        return ""
    return "infinitive" if p.infinitive(complement) else "clause" if p.marked(complement, "that") else ""


def _whose(p: Parse, i: int, complement: int) -> tuple[set[int], set[int]]:
    """Whose word a noun is, and the words of the verb that says no more: *He raised his doubts about …*."""
    owner = p.child(i, "poss")
    by = next((x for x in p.prepositions(i, "by", "from") if x != complement), None)
    if owner is None and by is not None:
        return p.subtree(by) - {by}, set()
    light = p.dep[i] == "dobj" and p.lemma[p.head[i]] in _WORDS["light"]
    if light and (owner is None or p.pos[owner] == "PRON"):
        verb = verb_at(p, p.head[i])
        return verb.source, verb.cue
    return (_owner(p, i) if owner is None else p.subtree(owner)), set()


def _named_owner(p: Parse, i: int) -> set[int]:
    """Who is named as the owner of a noun."""
    owner = p.child(i, "poss")
    return set() if owner is None else p.subtree(owner)


def _told_by_its_makers(p: Parse, i: int) -> list[int]:
    """*Complaints from residents that the dam leaks*: the clause that the parser hangs on the residents."""
    makers = [p.child(k, "pobj") for k in p.prepositions(i, "by", "from", "among")]
    clauses = [c for m in makers if m is not None for c in p.children(m, "acl", "relcl", "ccomp")]
    return [c for c in clauses if p.marked(c, "that") and not p.subjectless(c)]


def _owner(p: Parse, i: int) -> set[int]:
    """Whose a noun is that nobody owns: *He spoke in favor of …*, *She floated the idea that …*, *Gul, a critic of …*."""
    j = i
    has = next((k for k in p.children(i, "relcl") if p.lemma[k] in _WORDS["light"] and p.child(k, "nsubj") is not None), None)
    if has is not None:  # *the hope she has of winning*
        return p.subtree(p.child(has, "nsubj"))
    for _ in range(4):
        if p.dep[j] == "appos":
            return p.subtree(p.head[j], {j})
        if p.dep[j] not in ("dobj", "pobj", "prep", "attr", "conj", "oprd") or (j != i and p.lower[j] in _WORDS["causes"]):
            break
        j = p.head[j]
        if p.verbal(j):
            verb = verb_at(p, j)
            return set() if i in verb.source or p.lemma[j] in _WORDS["stirs"] else verb.source
    return set()


def adjective(p: Parse, i: int) -> Candidate | None:
    """*Officials are confident that it will hold*; *She was unwilling to comment*; *He made it clear that …*."""
    head = p.head[i]
    made = ADJECTIVES.get((p.lemma[i], "make")) if p.lemma[head] == "make" else None
    if made is not None:
        told = next((k for j in (i, head) for k in p.children(j, "ccomp", "advcl") if k > i), None)
        if told is not None:
            verb = verb_at(p, head)
            return _of_noun(p, i, made, verb.source, {i} | verb.cue, p.subtree(told))
    if p.dep[i] != "conj" and not (p.dep[i] in ("acomp", "oprd", "ROOT") and p.verbal(head)):
        return None
    for k in p.kids[i]:
        group = ADJECTIVES.get((p.lemma[i], _frame_of_adjective(p, k)))
        if group is None:
            continue
        verb = verb_at(p, head)
        if verb.subject is None or p.lower[verb.subject] in ("it", "there"):
            return None
        content = p.subtree(k) - ({k} if p.dep[k] == "prep" else set())
        return _of_noun(p, i, group, verb.source - content, {head, i} - content, content)
    return None


def _frame_of_adjective(p: Parse, complement: int) -> str:
    """How a complement goes with its adjective, as ``cues.csv`` names it."""
    if p.dep[complement] == "xcomp" and p.infinitive(complement):
        return "infinitive"
    return {"ccomp": "clause", "prep": p.lower[complement]}.get(p.dep[complement], "")

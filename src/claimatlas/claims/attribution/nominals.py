"""Nouns and adjectives as cues: *the report that the road was mined*, *sure that it will hold*."""

from __future__ import annotations

from claimatlas.claims.attribution.cues import ADJECTIVES, NOUNS
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate, verb_at
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")


def noun(p: Parse, i: int) -> Candidate | None:
    """*The report that the road was mined*; *his decision to resign*; *Her worry is that …*; *questions about pay*."""
    word, head = p.lemma[i], p.head[i]
    owner = p.child(i, "poss")
    source = set() if owner is None else p.subtree(owner)
    if p.dep[i] == "nsubj" and p.lemma[head] == "be" and (group := NOUNS.get((word, "copula"))) is not None:
        told = next((k for k in p.children(head, "ccomp") if k > i), None)
        if told is not None:
            return Candidate(i, source, {i, head}, p.subtree(told), word, group.cue_class, "", group.grade)
    for k in (*p.kids[i], *_told_by_its_makers(p, i)):
        if k < i:
            continue
        frame = ""
        if p.dep[k] in ("acl", "relcl", "ccomp"):
            frame = "infinitive" if p.infinitive(k) else "clause" if p.marked(k, "that") else ""
        elif p.dep[k] == "prep":
            frame = p.lower[k]
        group = NOUNS.get((word, frame))
        if group is None:
            continue
        preposition = {k} if p.dep[k] == "prep" else set()
        content, cue = p.subtree(k) - preposition, {i} | preposition
        by = next((x for x in p.prepositions(i, "by", "from") if x != k), None)
        light = p.dep[i] == "dobj" and p.lemma[head] in _WORDS["light"]
        if not source and by is not None:
            source = p.subtree(by) - {by}
        elif light and (not source or p.pos[owner] == "PRON"):  # *He raised his doubts about …*
            verb = verb_at(p, head)
            source, cue = verb.source, cue | verb.cue
        elif not source:
            source = _owner(p, i)
        return Candidate(i, source - content, cue, content, word, group.cue_class, "", group.grade)
    return None


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
    if p.lemma[head] == "make" and (group := ADJECTIVES.get((p.lemma[i], "make"))) is not None:
        told = next((k for j in (i, head) for k in p.children(j, "ccomp", "advcl") if k > i), None)
        if told is not None:
            verb = verb_at(p, head)
            return Candidate(i, verb.source, {i} | verb.cue, p.subtree(told), p.lemma[i], group.cue_class, "", group.grade)
    if p.dep[i] != "conj" and not (p.dep[i] in ("acomp", "oprd", "ROOT") and p.verbal(head)):
        return None
    for k in p.kids[i]:
        frame = "clause" if p.dep[k] == "ccomp" else p.lower[k] if p.dep[k] == "prep" else ""
        if p.dep[k] == "xcomp" and p.infinitive(k):
            frame = "infinitive"
        group = ADJECTIVES.get((p.lemma[i], frame))
        if group is None:
            continue
        verb = verb_at(p, head)
        if verb.subject is None or p.lower[verb.subject] in ("it", "there"):
            return None
        content = p.subtree(k) - ({k} if p.dep[k] == "prep" else set())
        return Candidate(i, verb.source - content, {head, i} - content, content, p.lemma[i], group.cue_class, "", group.grade)
    return None

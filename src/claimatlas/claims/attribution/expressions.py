"""Forms of words that the wide net leaves out: documents that emerge, recordings, *express concern*, *no secret*."""

from __future__ import annotations

from collections.abc import Iterable

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate, verb_at


def expressions(p: Parse) -> Iterable[Candidate]:
    """What is no attribution elsewhere: forms of words, documents that emerge or are received, recordings, *no secret*."""
    for i in range(p.n):
        word = p.lemma[i]
        if word in lex.words("agreeing") and p.infinitive(i):
            yield from _possible_to_agree(p, i)
        elif p.pos[i] == "NOUN" and word in lex.words("documents that emerge"):
            yield from _document(p, i)
        elif word == "show" and p.verbal(i):
            yield from _recording(p, i)
        elif word in lex.EXPRESSED and p.dep[i] == "dobj" and p.lemma[p.head[i]] in ("express", "voice"):
            yield from _expressed(p, i)
        elif word == "trace" and p.passive(i) and any(p.lower[k] == "back" for k in p.kids[i]):
            yield Candidate(i, set(), {i, *(k for k in p.kids[i] if p.lower[k] == "back" or p.dep[k] == "auxpass")},
                            p.subtree(i), "trace back", "holderless", "traced")
        elif word == "secret" and p.dep[i] == "dobj" and any(p.lower[k] == "no" for k in p.kids[i]):
            yield from _no_secret(p, i)


def _possible_to_agree(p: Parse, i: int) -> Iterable[Candidate]:
    """*It is possible to agree with those who believe that …*."""
    head = p.head[i]
    if p.pos[head] == "ADJ":
        head = p.head[head]
    if p.lemma[head] == "be" and any(p.lower[k] == "it" for k in p.children(head, "nsubj", "expl")):
        held = next((t for t in sorted(p.subtree(i)) if p.dep[t] == "relcl"), None)
        if held is not None:
            yield Candidate(i, set(), {i, head}, p.subtree(held), "agree", "outlet", "form of words")


def _document(p: Parse, i: int) -> Iterable[Candidate]:
    """*Reports of an attack emerged*; *they had received information that …*."""
    head = p.head[i]
    subject = p.dep[i] in ("nsubj", "nsubjpass") and p.lemma[head] in lex.words("emerges")
    received = p.dep[i] == "dobj" and p.lemma[head] in lex.words("receives")
    beside = p.kids[head] if subject else []
    clauses = [k for k in (*p.kids[i], *beside) if k > i and p.dep[k] in ("acl", "ccomp", "relcl", "advcl")]
    told = next((k for k in clauses if p.marked(k, "that")), None)
    of = next(iter(p.prepositions(i, "of")), None) if subject else None
    if subject or received:
        content = p.subtree(told) if told is not None else p.subtree(of) - {of} if of is not None else set()
        if content:
            yield Candidate(i, {i}, {i}, content, p.lemma[i], "noun", "document")


def _recording(p: Parse, i: int) -> Iterable[Candidate]:
    """*The video showed fighters …*."""
    verb = verb_at(p, i)
    held = p.child(i, "ccomp", "dobj", "xcomp") if p.inflected(i) else None
    if held is not None and verb.subject is not None and p.lemma[verb.subject] in lex.words("recordings"):
        yield Candidate(i, verb.source, {i}, p.subtree(held), "show", "event", "document")


def _expressed(p: Parse, i: int) -> Iterable[Candidate]:
    """*She expressed concern over the plan*, wherever the parser hangs the preposition; *its readiness to talk*."""
    verb = p.head[i]
    source = verb_at(p, verb).source
    clause = next((k for j in (i, verb) for k in p.children(j, "acl", "ccomp", "relcl") if k > i and p.marked(k, "that")), None)
    if clause is not None:
        content = p.subtree(clause)
    elif p.lemma[i] == "readiness":
        yield Candidate(verb, source, {verb}, p.subtree(i), "express readiness", "attitude", "attitude")
        return
    else:
        allowed = lex.EXPRESSED[p.lemma[i]]
        prepositions = [k for k in sorted(p.subtree(verb)) if k > i and p.dep[k] == "prep" and p.lower[k] in allowed]
        # "expressed concern at a meeting over the plan": the occasion comes last
        preposition = min(prepositions, key=lambda k: allowed.index(p.lower[k]), default=None)
        content = set() if preposition is None else p.subtree(preposition) - {preposition}
    if content and source:
        yield Candidate(i, source, {verb, i}, content, f"express {p.lemma[i]}", "attitude", "attitude")


def _no_secret(p: Parse, i: int) -> Iterable[Candidate]:
    """*They make no secret of their support*."""
    verb = p.head[i]
    of = next((k for k in (*p.prepositions(i, "of"), *p.prepositions(verb, "of"))), None)
    if p.lemma[verb] == "make" and of is not None:
        cue = {verb, i, of, *(k for k in p.kids[i] if p.lower[k] == "no")}
        yield Candidate(verb, verb_at(p, verb).source, cue, p.subtree(of) - {of}, "make no secret of", "attitude", "attitude")

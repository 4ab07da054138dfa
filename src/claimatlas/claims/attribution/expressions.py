"""Forms of words that the wide net leaves out: documents that emerge, recordings, *express concern*, *no secret*."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate, verb_at


def expressions(p: Parse) -> Iterable[Candidate]:
    """What is no attribution elsewhere: forms of words, documents that emerge or are received, recordings, *no secret*."""
    for i in range(p.n):
        find = _by_word(p, i)
        if find is not None:
            yield from find(p, i)


def _by_word(p: Parse, i: int) -> Callable[[Parse, int], Iterable[Candidate]] | None:
    """What a word may be part of, by its lemma and how it stands."""
    word, held = p.lemma[i], p.dep[i] == "dobj"
    if word in lex.words("agreeing") and p.infinitive(i):
        return _possible_to_agree
    if word in lex.words("documents that emerge") and p.pos[i] == "NOUN":
        return _document
    if word == "show" and p.verbal(i):
        return _recording
    if held and word in lex.EXPRESSED and p.lemma[p.head[i]] in ("express", "voice"):
        return _expressed
    if word == "trace" and p.passive(i):
        return _traced_back
    return _no_secret if held and word == "secret" else None


def _traced_back(p: Parse, i: int) -> Iterable[Candidate]:
    """*The leak was traced back to a valve*: nobody's word."""
    back = {k for k in p.kids[i] if p.lower[k] == "back"}
    if back:
        cue = {i, *back, *p.children(i, "auxpass")}
        yield Candidate(i, set(), cue, p.subtree(i), "trace back", "holderless", "traced")


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
    verb, no = p.head[i], {k for k in p.kids[i] if p.lower[k] == "no"}
    of = next((k for k in (*p.prepositions(i, "of"), *p.prepositions(verb, "of"))), None)
    if no and p.lemma[verb] == "make" and of is not None:
        source, content = verb_at(p, verb).source, p.subtree(of) - {of}
        yield Candidate(verb, source, {verb, i, of, *no}, content, "make no secret of", "attitude", "attitude")

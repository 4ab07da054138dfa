"""Forms of words that the wide net leaves out: documents that emerge, recordings, *express concern*, *no
secret*."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate, verb_at

_WATCHED = frozenset(lex.EXPRESSED) | {"show", "trace", "secret"}
_WATCHED |= lex.words("agreeing") | lex.words("documents that emerge")


def expressions(parse: Parse) -> Iterable[Candidate]:
    """What is no attribution elsewhere: forms of words, documents that emerge or are received, recordings,
    *no secret*."""
    for i, word in enumerate(parse.lemma):
        if word in _WATCHED and (find := _by_word(parse, i)) is not None:
            yield from find(parse, i)


def _by_word(parse: Parse, at: int) -> Callable[[Parse, int], Iterable[Candidate]] | None:
    """What a word may be part of, by its lemma and how it stands."""
    word, held = parse.lemma[at], parse.dep[at] == "dobj"
    if word in lex.words("agreeing") and parse.infinitive(at):
        return _possible_to_agree
    if word in lex.words("documents that emerge") and parse.pos[at] == "NOUN":
        return _document
    if word == "show" and parse.verbal(at):
        return _recording
    if held and word in lex.EXPRESSED and parse.lemma[parse.head[at]] in ("express", "voice"):
        return _expressed
    if word == "trace" and parse.passive(at):
        return _traced_back
    return _no_secret if held and word == "secret" else None


def _traced_back(parse: Parse, at: int) -> Iterable[Candidate]:
    """*The leak was traced back to a valve*: nobody's word."""
    back = {k for k in parse.kids[at] if parse.lower[k] == "back"}
    if back:
        cue = {at, *back, *parse.children(at, "auxpass")}
        yield Candidate(at, set(), cue, parse.subtree(at), "trace back", "holderless", "traced")


def _possible_to_agree(parse: Parse, at: int) -> Iterable[Candidate]:
    """*It is possible to agree with those who believe that …*."""
    head = parse.head[at]
    if parse.pos[head] == "ADJ":
        head = parse.head[head]
    if parse.lemma[head] == "be" and any(
        parse.lower[k] == "it" for k in parse.children(head, "nsubj", "expl")
    ):
        held = next((t for t in sorted(parse.subtree(at)) if parse.dep[t] == "relcl"), None)
        if held is not None:
            yield Candidate(at, set(), {at, head}, parse.subtree(held), "agree", "outlet", "form of words")


def _document(parse: Parse, at: int) -> Iterable[Candidate]:
    """*Reports of an attack emerged*; *they had received information that …*."""
    head = parse.head[at]
    subject = parse.dep[at] in ("nsubj", "nsubjpass") and parse.lemma[head] in lex.words("emerges")
    received = parse.dep[at] == "dobj" and parse.lemma[head] in lex.words("receives")
    beside = parse.kids[head] if subject else []
    clauses = [
        k for k in (*parse.kids[at], *beside) if k > at and parse.dep[k] in ("acl", "ccomp", "relcl", "advcl")
    ]
    told = next((k for k in clauses if parse.marked(k, "that")), None)
    of = next(iter(parse.prepositions(at, "of")), None) if subject else None
    if subject or received:
        content = (
            parse.subtree(told) if told is not None else parse.subtree(of) - {of} if of is not None else set()
        )
        if content:
            yield Candidate(at, {at}, {at}, content, parse.lemma[at], "noun", "document")


def _recording(parse: Parse, at: int) -> Iterable[Candidate]:
    """*The video showed fighters …*."""
    verb = verb_at(parse, at)
    held = parse.child(at, "ccomp", "dobj", "xcomp") if parse.inflected(at) else None
    if held is not None and verb.subject is not None and parse.lemma[verb.subject] in lex.words("recordings"):
        yield Candidate(at, verb.source, {at}, parse.subtree(held), "show", "event", "document")


def _expressed(parse: Parse, at: int) -> Iterable[Candidate]:
    """*She expressed concern over the plan*, wherever the parser hangs the preposition; *its readiness to
    talk*."""
    verb = parse.head[at]
    source = verb_at(parse, verb).source
    clause = next(
        (
            k
            for j in (at, verb)
            for k in parse.children(j, "acl", "ccomp", "relcl")
            if k > at and parse.marked(k, "that")
        ),
        None,
    )
    if clause is not None:
        content = parse.subtree(clause)
    elif parse.lemma[at] == "readiness":
        yield Candidate(verb, source, {verb}, parse.subtree(at), "express readiness", "attitude", "attitude")
        return
    else:
        allowed = lex.EXPRESSED[parse.lemma[at]]
        prepositions = [
            k
            for k in sorted(parse.subtree(verb))
            if k > at and parse.dep[k] == "prep" and parse.lower[k] in allowed
        ]
        # "expressed concern at a meeting over the plan": the occasion comes last
        preposition = min(prepositions, key=lambda k: allowed.index(parse.lower[k]), default=None)
        content = set() if preposition is None else parse.subtree(preposition) - {preposition}
    if content and source:
        yield Candidate(at, source, {verb, at}, content, f"express {parse.lemma[at]}", "attitude", "attitude")


def _no_secret(parse: Parse, at: int) -> Iterable[Candidate]:
    """*They make no secret of their support*."""
    verb, no = parse.head[at], {k for k in parse.kids[at] if parse.lower[k] == "no"}
    of = next((k for k in (*parse.prepositions(at, "of"), *parse.prepositions(verb, "of"))), None)
    if no and parse.lemma[verb] == "make" and of is not None:
        source, content = verb_at(parse, verb).source, parse.subtree(of) - {of}
        yield Candidate(
            verb, source, {verb, at, of, *no}, content, "make no secret of", "attitude", "attitude"
        )

"""Phrases and marks that tell whose word a sentence is: *according to*, *in her view*, *reportedly*, a
label."""

from __future__ import annotations

from claimatlas.claims.attribution import cues
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")


def _clause_of(parse: Parse, at: int, phrase: set[int]) -> set[int]:
    """The clause that a sentence adverbial belongs to, without the adverbial."""
    j = parse.head[at]
    first, last = min(phrase), max(phrase)
    final = parse.lower[first - 1] == "," and parse.closes_unit(last)
    # at the end it is about all of the sentence
    climbs = ("xcomp", "ccomp", "advcl") if final else ("xcomp",)
    while parse.head[j] != j and (
        not parse.verbal(j)
        or (parse.dep[j] in climbs and (parse.head[j] < j or parse.dep[j] == "xcomp"))
        or (final and parse.dep[j] == "conj" and _joined_below(parse, j))
    ):
        j = parse.head[j]
    barred = {at}
    if first > j and last + 1 < parse.n and parse.lower[last + 1] == ",":  # what follows is another thought
        barred.update(k for k in parse.children(j, "advcl", "conj") if k > last)
    return parse.subtree(j, barred) - phrase


def _joined_below(parse: Parse, end: int) -> bool:
    """Whether a joined verb shares the subject of the first, or is joined to one that is not the main
    verb."""
    base = end
    while parse.dep[base] == "conj" and parse.head[base] != base:
        base = parse.head[base]
    return parse.dep[base] in ("advcl", "ccomp") or parse.subjectless(end)


def according(parse: Parse, at: int) -> Candidate | None:
    """*According to the ministry, the road is shut*."""
    to = next((k for k in parse.kids[at] if parse.lower[k] == "to"), None)
    holder = None if to is None else parse.child(to, "pobj")
    if holder is None:
        return None
    source = parse.subtree(holder)
    source -= (late := _late_subject(parse, parse.head[at], source))
    return Candidate(
        at, source, {at, to}, _clause_of(parse, at, source | {at, to}) | late, "according to", "saying"
    )


def _late_subject(parse: Parse, verb: int, source: set[int]) -> set[int]:
    """*According to Gul, a mayor, the people left*: the subject, where the parser took it for one more
    apposition."""
    if parse.child(verb, "nsubj", "nsubjpass", "csubj", "expl") is not None:
        return set()
    for t in sorted((t for t in source if parse.dep[t] == "appos"), reverse=True):
        phrase = parse.subtree(t)
        first = min(phrase)
        if (
            first > min(source)
            and parse.lower[first] in _WORDS["determiners"]
            and parse.lower[first - 1] == ","
        ):
            return phrase
    return set()


def view(parse: Parse, at: int) -> Candidate | None:
    """*In the mayor's view, the bridge is safe*."""
    noun = parse.child(at, "pobj")
    if noun is None or parse.lemma[noun] not in cues.VIEWS or (owner := parse.child(noun, "poss")) is None:
        return None
    if (
        parse.lower[at - 1] not in (",", "–", "—")
        and not parse.opens_unit(at)
        and parse.lower[min(noun + 1, parse.n - 1)] != ","
    ):
        return None  # *they were gloomier in their assessment*
    if parse.dep[parse.head[at]] == "relcl" and parse.lower[parse.head[parse.head[at]] + 1] != ",":
        return None  # *a plan that, in their view, would fail* is one noun phrase
    return Candidate(
        at,
        parse.subtree(owner),
        {at, noun},
        _clause_of(parse, at, parse.subtree(at)),
        parse.lemma[noun],
        "attitude",
    )


def poll(parse: Parse, at: int) -> Candidate | None:
    """*In a new survey, four in ten were undecided*."""
    noun = parse.child(at, "pobj")
    if noun is None or parse.lemma[noun] not in cues.POLLS:
        return None
    phrase = parse.subtree(at)
    return Candidate(at, phrase - {at}, {at}, _clause_of(parse, at, phrase), "in", "event")


def adverb(parse: Parse, at: int) -> Candidate | None:
    """*The convoy reportedly turned back*."""
    head = parse.head[at]
    if parse.lower[at] not in cues.HOLDERLESS or head == at:
        return None
    while parse.pos[head] == "ADV" and parse.head[head] != head:  # *reportedly twice met*
        head = parse.head[head]
    return Candidate(at, set(), {at}, parse.subtree(head, {at}), parse.lower[at], "holderless")


def label(parse: Parse, first: int, last: int) -> Candidate | None:
    """*Ministry: Border to reopen*: a speaker or an outlet before a colon at the start of a headline."""
    colon = next((t for t in range(first, min(first + 9, last)) if parse.lower[t] == ":"), None)
    if colon is None or parse.quote_of[colon] >= 0:
        return None
    name, content = [t for t in range(first, colon) if parse.word[t]], range(colon + 1, last)
    if (
        not name
        or parse.words(content) < 3
        or len(parse.lower[name[0]]) < 2
        or not parse.string[parse.start[name[0]]].isupper()
    ):
        return None
    if (
        any(parse.verbal(t) or parse.lower[t] in cues.NOT_SPEAKERS for t in name)
        or parse.pos[name[-1]] == "NUM"
    ):
        return None
    if parse.pos[name[0]] in ("ADP", "ADV", "DET", "CCONJ", "SCONJ"):
        return None
    return Candidate(colon, set(name), {colon}, set(content), ":", "saying")

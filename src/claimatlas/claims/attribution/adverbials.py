"""Phrases and marks that tell whose word a sentence is: *according to*, *in her view*, *reportedly*, a label."""

from __future__ import annotations

from claimatlas.claims.attribution import cues
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")


def _clause_of(p: Parse, i: int, phrase: set[int]) -> set[int]:
    """The clause that a sentence adverbial belongs to, without the adverbial."""
    j = p.head[i]
    first, last = min(phrase), max(phrase)
    final = p.lower[first - 1] == "," and p.closes_unit(last)
    climbs = ("xcomp", "ccomp", "advcl") if final else ("xcomp",)  # at the end it is about all of the sentence
    while p.head[j] != j and (
        not p.verbal(j)
        or (p.dep[j] in climbs and (p.head[j] < j or p.dep[j] == "xcomp"))
        or (final and p.dep[j] == "conj" and _joined_below(p, j))
    ):
        j = p.head[j]
    barred = {i}
    if first > j and last + 1 < p.n and p.lower[last + 1] == ",":  # what follows is another thought
        barred.update(k for k in p.children(j, "advcl", "conj") if k > last)
    return p.subtree(j, barred) - phrase


def _joined_below(p: Parse, j: int) -> bool:
    """Whether a joined verb shares the subject of the first, or is joined to one that is not the main verb."""
    base = j
    while p.dep[base] == "conj" and p.head[base] != base:
        base = p.head[base]
    return p.dep[base] in ("advcl", "ccomp") or p.subjectless(j)


def according(p: Parse, i: int) -> Candidate | None:
    """*According to the ministry, the road is shut*."""
    to = next((k for k in p.kids[i] if p.lower[k] == "to"), None)
    holder = None if to is None else p.child(to, "pobj")
    if holder is None:
        return None
    source = p.subtree(holder)
    source -= (late := _late_subject(p, p.head[i], source))
    return Candidate(i, source, {i, to}, _clause_of(p, i, source | {i, to}) | late, "according to", "saying")


def _late_subject(p: Parse, verb: int, source: set[int]) -> set[int]:
    """*According to Gul, a mayor, the people left*: the subject, where the parser took it for one more apposition."""
    if p.child(verb, "nsubj", "nsubjpass", "csubj", "expl") is not None:
        return set()
    for t in sorted((t for t in source if p.dep[t] == "appos"), reverse=True):
        phrase = p.subtree(t)
        first = min(phrase)
        if first > min(source) and p.lower[first] in _WORDS["determiners"] and p.lower[first - 1] == ",":
            return phrase
    return set()


def view(p: Parse, i: int) -> Candidate | None:
    """*In the mayor's view, the bridge is safe*."""
    noun = p.child(i, "pobj")
    if noun is None or p.lemma[noun] not in cues.VIEWS or (owner := p.child(noun, "poss")) is None:
        return None
    if p.lower[i - 1] not in (",", "–", "—") and not p.opens_unit(i) and p.lower[min(noun + 1, p.n - 1)] != ",":
        return None  # *they were gloomier in their assessment*
    if p.dep[p.head[i]] == "relcl" and p.lower[p.head[p.head[i]] + 1] != ",":
        return None  # *a plan that, in their view, would fail* is one noun phrase
    return Candidate(i, p.subtree(owner), {i, noun}, _clause_of(p, i, p.subtree(i)), p.lemma[noun], "attitude")


def poll(p: Parse, i: int) -> Candidate | None:
    """*In a new survey, four in ten were undecided*."""
    noun = p.child(i, "pobj")
    if noun is None or p.lemma[noun] not in cues.POLLS:
        return None
    phrase = p.subtree(i)
    return Candidate(i, phrase - {i}, {i}, _clause_of(p, i, phrase), "in", "event")


def adverb(p: Parse, i: int) -> Candidate | None:
    """*The convoy reportedly turned back*."""
    head = p.head[i]
    if p.lower[i] not in cues.HOLDERLESS or head == i:
        return None
    while p.pos[head] == "ADV" and p.head[head] != head:  # *reportedly twice met*
        head = p.head[head]
    return Candidate(i, set(), {i}, p.subtree(head, {i}), p.lower[i], "holderless")


def label(p: Parse, first: int, last: int) -> Candidate | None:
    """*Ministry: Border to reopen*: a speaker or an outlet before a colon at the start of a headline."""
    colon = next((t for t in range(first, min(first + 9, last)) if p.lower[t] == ":"), None)
    if colon is None or p.quote_of[colon] >= 0:
        return None
    name, content = [t for t in range(first, colon) if p.word[t]], range(colon + 1, last)
    if not name or p.words(content) < 3 or len(p.lower[name[0]]) < 2 or not p.string[p.start[name[0]]].isupper():
        return None
    if any(p.verbal(t) or p.lower[t] in cues.NOT_SPEAKERS for t in name) or p.pos[name[-1]] == "NUM":
        return None
    if p.pos[name[0]] in ("ADP", "ADV", "DET", "CCONJ", "SCONJ"):
        return None
    return Candidate(colon, set(name), {colon}, set(content), ":", "saying")

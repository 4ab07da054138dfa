"""Find what ties a source, a cue and a content together: every rule on every word of a parsed text.

A small number of named constructions, each a function from a cue word to what it ties together. Direct speech is
found by position in :mod:`claimatlas.claims.attribution.speech`, everything else from the dependency parse.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Doc

from claimatlas.claims.attribution import adverbials, asides, complements, nominals, reported
from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.evidence import is_borne_out
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.resumed import continue_speech
from claimatlas.claims.attribution.speech import quoted_speech
from claimatlas.claims.attribution.turns import labelled_turns
from claimatlas.claims.attribution.verbs import Candidate, Verb, verb_at

CONSTRUCTIONS: dict[str, float] = {
    "quotation": 0.9,
    "colon": 0.6,
    "label": 0.6,
    "fragment": 0.3,
    "predicate": 0.6,
    "seem": 0.6,
    "clause": 0.85,
    "infinitive": 0.65,
    "preposition": 0.6,
    "object": 0.55,
    "aside": 0.8,
    "noun": 0.35,
    "adjective": 0.65,
    "according to": 0.85,
    "view": 0.5,
    "poll": 0.4,
    "adverb": 0.4,
}
"""Names of the constructions, and how often what each finds is right in source, cue and content together: rounded by
hand to the reliability table of benchmarks/claims.py. The corpus marks plans and opinions of any kind, so these are
chances that somebody holds the content, not that the codebook counts it."""
_BY_POSITION = ("quotation", "colon", "label", "fragment")
VERB_RULES: tuple[tuple[str, Callable[[Parse, Verb], Candidate | None]], ...] = (
    ("predicate", complements.predicate),
    ("seem", complements.seem),
    ("clause", reported.clause),
    ("infinitive", complements.infinitive),
    ("preposition", complements.preposition),
    ("object", complements.direct_object),
    ("aside", asides.aside),
    ("aside", asides.interrupted),
)
"""Tried in this order on each verb that is a cue; the first that fits counts."""
OTHER_RULES: dict[str, tuple[tuple[str, Callable[[Parse, int], Candidate | None]], ...]] = {
    "NOUN": (("noun", nominals.noun),),
    "ADJ": (("adjective", nominals.adjective),),
    "ADV": (("adverb", adverbials.adverb),),
}
"""Rules by part of speech; those of adverbials go by the word itself."""
_ADVERBIAL_RULES = {"according": (("according to", adverbials.according),), "in": (("view", adverbials.view), ("poll", adverbials.poll))}
_VERB_LEMMAS = frozenset(word for word, _ in VERBS)


def find_candidates(doc: Doc, rules: frozenset[str] | None = None) -> tuple[Parse, list[Candidate]]:
    """Find what ties a source, a cue and a content together, as sets of tokens.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        Parsed by :func:`claimatlas.annotate.annotate`.
    rules : frozenset of str, optional
        Names of the constructions to use, from :data:`CONSTRUCTIONS`; all by default.

    Returns
    -------
    parse : Parse
        The text as plain lists.
    candidates : list of Candidate
        In order of their cues.
    """
    rules = frozenset(CONSTRUCTIONS) if rules is None else rules
    p = Parse(doc)
    found: list[Candidate] = []

    def keep(name: str, candidate: Candidate | None) -> bool:
        if candidate is None:
            return False
        candidate.construction = name
        if name not in _BY_POSITION:  # the parse may run on into the next sentence or out of a quotation
            unit, k = p.unit[candidate.anchor], p.quote_of[candidate.anchor]
            candidate.content = {t for t in candidate.content if p.unit[t] == unit and (k < 0 or p.quote_of[t] == k)}
        if is_borne_out(p, candidate):
            found.append(candidate)
        return True

    spoken, by_quote = quoted_speech(p)
    found += [c for c in spoken if c.construction in rules]
    taken = {c.anchor for c in found}
    if "label" in rules:
        turns = [c for c in labelled_turns(p) if c.anchor not in taken]
        taken.update(c.anchor for c in turns)
        found += turns
        headline = next((i + 1 for i in range(p.n) if "\n" in p.lower[i]), p.n)
        if not any(c.anchor < headline for c in turns):
            keep("label", adverbials.label(p, 0, headline))
    for i in range(p.n):
        if i in taken or not p.word[i]:
            continue
        if p.lower[i] in _ADVERBIAL_RULES:
            for name, rule in _ADVERBIAL_RULES[p.lower[i]]:
                if name in rules and keep(name, rule(p, i)):
                    break
        elif p.verbal(i):
            if p.lemma[i] in _VERB_LEMMAS:
                verb = verb_at(p, i)
                for name, rule in VERB_RULES:
                    if name in rules and keep(name, rule(p, verb)):
                        break
        else:
            for name, rule in OTHER_RULES.get(p.pos[i], ()):
                if name in rules:
                    keep(name, rule(p, i))
    for c in spoken:
        _complete(p, c)
    found = _unlike(found)
    whole = {p.unit[c.anchor]: c for c in found if c.construction == "according to"}
    for c in found:  # the whole sentence is according to somebody, not a part of it
        over = whole.get(p.unit[c.anchor], c)
        if over is not c and over.anchor in c.content and c.anchor in over.content:
            c.content -= over.cue | over.source
        if over is not c and c.construction == "according to" and c.content & over.content:  # two accounts, side by side
            over.content -= c.content | c.cue | c.source
            c.content -= over.content | over.cue | over.source
    if "quotation" in rules:
        found += [c for c in continue_speech(p, by_quote, found) if "fragment" in rules]
    return p, found


def _complete(p: Parse, c: Candidate) -> None:
    """Give a quotation the clause that it stands in: *He vowed to "fight on"*; *She said "dozens" of cars were lost*.

    Only what the parse hangs under the cue counts, and only around a short quotation: a long one may have any parse.
    """
    i = c.anchor
    words = sorted(t for t in c.content if p.word[t])
    if c.construction != "quotation" or not words or words[0] < i:
        return
    for k in p.children(i, "ccomp", "xcomp"):
        if k < i or len(words) > 60:
            continue
        clause = {t for t in p.subtree(k, {i, *reported.beside(p, k, i)}) if p.unit[t] == p.unit[i] and t > i}
        if not c.content & clause:
            continue
        lead = {t for t in clause if t < words[0]}
        inside = p.quote_of[k] < 0  # the clause's own verb is the reporter's word
        if inside and (p.marked(k, "that") or p.infinitive(k) or p.tag[k] == "VBG"):
            c.content |= clause - c.cue - c.source
        elif all(p.lower[t] in ("to", "that") or not p.word[t] for t in lead):
            c.content |= lead


def _unlike(candidates: list[Candidate]) -> list[Candidate]:
    """Candidates in order of their cues, one for each content: a quotation's own speaker before any other."""
    kept: dict[frozenset[int], Candidate] = {}
    for c in candidates:  # quotations were found first
        kept.setdefault(frozenset(c.content), c)
    return sorted(kept.values(), key=lambda c: c.anchor)

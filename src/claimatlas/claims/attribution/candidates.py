"""Find what ties a source, a cue and a content together: every rule on every word of a parsed text.

A small number of named constructions, each a function from a cue word to what it ties together. Direct speech
is found by position in :mod:`claimatlas.claims.attribution.speech`, everything else from the dependency
parse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from claimatlas.claims.attribution import adverbials, asides, complements, nominals, reported
from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.evidence import is_borne_out
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.resumed import continue_speech
from claimatlas.claims.attribution.speech import quoted_speech
from claimatlas.claims.attribution.turns import labelled_turns
from claimatlas.claims.attribution.verbs import Candidate, Verb, verb_at
from claimatlas.tokens import Doc
from claimatlas.wordlists import read_weights

CONSTRUCTIONS: dict[str, float] = read_weights("claims/weights.txt")["right by rule"]
"""Names of the constructions, and how often what each finds is right."""
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
_ADVERBIAL_RULES = {
    "according": (("according to", adverbials.according),),
    "in": (("view", adverbials.view), ("poll", adverbials.poll)),
}
_LONGEST = 60  # words of a quotation that may be completed by its clause
_VERB_LEMMAS = frozenset(word for word, _ in VERBS)


def find_candidates(doc: Doc, rules: frozenset[str] | None = None) -> tuple[Parse, list[Candidate]]:
    """Find what ties a source, a cue and a content together, as sets of tokens.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
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
    search = _Search(Parse(doc), frozenset(CONSTRUCTIONS) if rules is None else rules)
    p = search.p
    spoken, by_quote = quoted_speech(p)
    search.found += [c for c in spoken if c.construction in search.rules]
    taken = {c.anchor for c in search.found}
    if "label" in search.rules:
        taken |= search.labels(taken)
    for i in range(p.n):
        if i not in taken and p.word[i]:
            search.look(i)
    for c in spoken:
        _complete(p, c)
    found = _unlike(search.found)
    _set_accounts_apart(p, found)
    if "quotation" in search.rules:
        fragments = continue_speech(p, by_quote, found)
        found += fragments if "fragment" in search.rules else []
    return p, found


class _Search:
    """The rules in use, and what they have found so far."""

    def __init__(self, parse: Parse, rules: frozenset[str]):
        self.p, self.rules = parse, rules
        self.found: list[Candidate] = []

    def labels(self, taken: set[int]) -> set[int]:
        """Find labelled speech; return its cues."""
        turns = [c for c in labelled_turns(self.p) if c.anchor not in taken]
        self.found += turns
        headline = next((i + 1 for i in range(self.p.n) if "\n" in self.p.lower[i]), self.p.n)
        if not any(c.anchor < headline for c in turns):
            self._keep("label", adverbials.label(self.p, 0, headline))
        return {c.anchor for c in turns}

    def look(self, at: int) -> None:
        """Try the rules for a word: on a verb or an adverbial the first that fits counts, on others all."""
        p = self.p
        if p.lower[at] in _ADVERBIAL_RULES:
            self._first(_ADVERBIAL_RULES[p.lower[at]], at)
        elif not p.verbal(at):
            for name, rule in OTHER_RULES.get(p.pos[at], ()):
                if name in self.rules:
                    self._keep(name, rule(p, at))
        elif p.lemma[at] in _VERB_LEMMAS:
            self._first(VERB_RULES, verb_at(p, at))

    def _first(self, rules: Iterable[tuple[str, Callable]], cue: int | Verb) -> None:
        """Keep what the first rule that fits makes of a cue."""
        for name, rule in rules:
            if name in self.rules and self._keep(name, rule(self.p, cue)):
                return

    def _keep(self, name: str, candidate: Candidate | None) -> bool:
        """Keep a candidate that is borne out, with what of its content is in its own unit; tell whether
        there is one."""
        if candidate is None:
            return False
        p = self.p
        candidate.construction = name
        if not candidate.by_position:  # the parse may run on into the next sentence or out of a quotation
            unit, k = p.unit[candidate.anchor], p.quote_of[candidate.anchor]
            candidate.content = {
                t for t in candidate.content if p.unit[t] == unit and (k < 0 or p.quote_of[t] == k)
            }
        if is_borne_out(p, candidate):
            self.found.append(candidate)
        return True


def _set_accounts_apart(parse: Parse, candidates: list[Candidate]) -> None:
    """Take out of each other what is according to somebody and what somebody else says in the same
    sentence."""
    accounts = {parse.unit[c.anchor]: c for c in candidates if c.construction == "according to"}
    for c in candidates:
        over = accounts.get(parse.unit[c.anchor], c)
        if over is c:
            continue
        if over.anchor in c.content and c.anchor in over.content:  # the whole sentence, not a part of it
            c.content -= over.cue | over.source
        if c.construction == "according to" and c.content & over.content:  # two accounts, side by side
            over.content -= c.content | c.cue | c.source
            c.content -= over.content | over.cue | over.source


def _complete(parse: Parse, candidate: Candidate) -> None:
    """Give a quotation the clause that it stands in: *He vowed to "fight on"*; *She said "dozens" of cars
    were lost*.

    Only what the parse hangs under the cue counts, and only around a short quotation: a long one may have any
    parse.
    """
    i = candidate.anchor
    words = sorted(t for t in candidate.content if parse.word[t])
    if candidate.construction != "quotation" or not words or words[0] < i or len(words) > _LONGEST:
        return
    for k in (k for k in parse.children(i, "ccomp", "xcomp") if k > i):
        clause = {
            t
            for t in parse.subtree(k, {i, *reported.beside(parse, k, i)})
            if parse.unit[t] == parse.unit[i] and t > i
        }
        if not candidate.content & clause:
            continue
        lead = {t for t in clause if t < words[0]}
        reporters = parse.quote_of[k] < 0  # the clause's own verb is the reporter's word
        if reporters and (parse.marked(k, "that") or parse.infinitive(k) or parse.tag[k] == "VBG"):
            candidate.content |= clause - candidate.cue - candidate.source
        elif all(parse.lower[t] in ("to", "that") or not parse.word[t] for t in lead):
            candidate.content |= lead


def _unlike(candidates: list[Candidate]) -> list[Candidate]:
    """Candidates in order of their cues, one for each content: a quotation's own speaker before any other."""
    kept: dict[frozenset[int], Candidate] = {}
    for c in candidates:  # quotations were found first
        kept.setdefault(frozenset(c.content), c)
    return sorted(kept.values(), key=lambda c: c.anchor)

"""Cues set between commas: *The bridge, the mayor said, is shut*."""

from __future__ import annotations

from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.parse import Parse, quote_verb
from claimatlas.claims.attribution.verbs import Candidate, Verb, candidate_of, name_beside
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")


def aside(parse: Parse, verb: Verb) -> Candidate | None:
    """*The bridge, the mayor said, is shut*; *As the mayor noted, the bridge is shut*."""
    group, head = VERBS.get((verb.lemma, "aside")), parse.head[verb.i]
    if group is None or head == verb.i or not parse.verbal(head) or not verb.source:
        return None
    if any(parse.infinitive(k) for k in parse.children(verb.i, "xcomp")):
        return None  # *as he continued to hold his ground*
    if parse.dep[verb.i] == "parataxis" or (parse.dep[verb.i] == "advcl" and parse.marked(verb.i, "as")):
        return candidate_of(verb, group, parse.subtree(head, {verb.i}) - verb.source)
    return None


def interrupted(parse: Parse, verb: Verb) -> Candidate | None:
    """*The plant, the owner told the paper, is hanging on*, by its commas where the parser lost the
    thread."""
    group = VERBS.get((verb.lemma, "aside"))
    if group is None or verb.passive or not parse.inflected(verb.i) or parse.quote_of[verb.i] >= 0:
        return None
    if verb.objects and verb.lemma not in _WORDS["hearer"]:
        return None
    named = name_beside(parse, {verb.i})  # where the parser lost the thread, its subject may be anywhere
    if named and max(named) < verb.i and parse.lower[min(named) - 1] in _PARTING:
        verb.source = named
    if not verb.source or _apposed(parse, verb.source):
        return None
    own = parse.union(k for k in parse.children(verb.i, "dobj", "npadvmod", "prep") if k > verb.i)
    frame = verb.source | verb.cue | own
    around = _around(parse, min(frame), max(frame))
    return candidate_of(verb, group, around - frame) if _is_told(parse, around) else None


_PARTING = (",", "–", "—")


def _around(parse: Parse, first: int, last: int) -> set[int]:
    """The sentence around a stretch that is set off on both sides; nothing around another one."""
    after = parse.unit_after(last)
    if first == 0 or parse.lower[first - 1] not in _PARTING or last - first > 25:
        return set()
    if parse.words(after) and parse.lower[after[0]] not in _PARTING:
        return set()
    return {*parse.unit_before(first), *after}


def _is_told(parse: Parse, tokens: set[int]) -> bool:
    """Whether a sentence has a finite verb, and none with a speaker of its own."""
    finite = [t for t in tokens if parse.finite(t)]
    saying = (t for t in finite if quote_verb(parse, t) and VERBS[parse.lemma[t], "quote"].grade == 3)
    return bool(finite) and not any(parse.quote_of[t] < 0 and not parse.marked(t, "as") for t in saying)


def _apposed(parse: Parse, source: set[int]) -> bool:
    """Whether a phrase between two commas describes the name before it: *her aide Roe, a singer,
    testified*."""
    first, last = min(source), max(source)
    commas = parse.lower[first - 1] == "," and last + 1 < parse.n and parse.lower[last + 1] == ","
    return commas and parse.lower[first] in ("a", "an", "the") and parse.tag[first - 2] in ("NNP", "NNPS")

"""Cues set between commas: *The bridge, the mayor said, is shut*."""

from __future__ import annotations

from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.parse import Parse, quote_verb
from claimatlas.claims.attribution.verbs import Candidate, Verb, candidate_of, name_beside
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")


def aside(p: Parse, v: Verb) -> Candidate | None:
    """*The bridge, the mayor said, is shut*; *As the mayor noted, the bridge is shut*."""
    group, head = VERBS.get((v.lemma, "aside")), p.head[v.i]
    if group is None or head == v.i or not p.verbal(head) or not v.source:
        return None
    if any(p.infinitive(k) for k in p.children(v.i, "xcomp")):
        return None  # *as he continued to hold his ground*
    if p.dep[v.i] == "parataxis" or (p.dep[v.i] == "advcl" and p.marked(v.i, "as")):
        return candidate_of(v, group, p.subtree(head, {v.i}) - v.source)
    return None


def interrupted(p: Parse, v: Verb) -> Candidate | None:
    """*The plant, the owner told the paper, is hanging on*, by its commas where the parser lost the thread."""
    group = VERBS.get((v.lemma, "aside"))
    if group is None or v.passive or not p.inflected(v.i) or p.quote_of[v.i] >= 0:
        return None
    if v.objects and v.lemma not in _WORDS["hearer"]:
        return None
    named = name_beside(p, {v.i})  # where the parser lost the thread, its subject may be anywhere
    if named and max(named) < v.i and p.lower[min(named) - 1] in _PARTING:
        v.source = named
    if not v.source or _apposed(p, v.source):
        return None
    own = p.union(k for k in p.children(v.i, "dobj", "npadvmod", "prep") if k > v.i)
    frame = v.source | v.cue | own
    around = _around(p, min(frame), max(frame))
    return candidate_of(v, group, around - frame) if _is_told(p, around) else None


_PARTING = (",", "–", "—")


def _around(p: Parse, first: int, last: int) -> set[int]:
    """The sentence around a stretch that is set off on both sides; nothing around another one."""
    after = p.unit_after(last)
    if first == 0 or p.lower[first - 1] not in _PARTING or last - first > 25:
        return set()
    if p.words(after) and p.lower[after[0]] not in _PARTING:
        return set()
    return {*p.unit_before(first), *after}


def _is_told(p: Parse, tokens: set[int]) -> bool:
    """Whether a sentence has a finite verb, and none with a speaker of its own."""
    finite = [t for t in tokens if p.finite(t)]
    saying = (t for t in finite if quote_verb(p, t) and VERBS[p.lemma[t], "quote"].grade == 3)
    return bool(finite) and not any(p.quote_of[t] < 0 and not p.marked(t, "as") for t in saying)


def _apposed(p: Parse, source: set[int]) -> bool:
    """Whether a phrase between two commas describes the name before it: *her aide Roe, a singer, testified*."""
    first, last = min(source), max(source)
    commas = p.lower[first - 1] == "," and last + 1 < p.n and p.lower[last + 1] == ","
    return commas and p.lower[first] in ("a", "an", "the") and p.tag[first - 2] in ("NNP", "NNPS")

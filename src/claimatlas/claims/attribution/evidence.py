"""What in a sentence speaks for and against a weak cue: *raise*, *support*, *attack on* are not always somebody's word.

Words that always report (grade 3 in ``cues.csv``) need no evidence; the others must reach a sum that depends on their
grade. Features and weights are set by reasoning, not fitted.
"""

from __future__ import annotations

from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate
from claimatlas.wordlists import read_sets, read_weights

WEIGHTS = read_weights("claims/weights.txt")["weak cue"]
"""Features, and how much each adds to the evidence for a cue."""

_NEEDED = read_weights("claims/weights.txt")["needed by grade"]

_WORDS = read_sets("claims/constructions.txt")
_ACTORS = frozenset(["PERSON", "ORG", "NORP", "GPE"])
_SUMS = frozenset(["MONEY", "PERCENT", "CARDINAL", "QUANTITY", "DATE", "TIME"])


def top(p: Parse, tokens: set[int]) -> int:
    """The first token of a phrase whose head stands outside it."""
    return next((t for t in sorted(tokens) if p.word[t] and (p.head[t] not in tokens or p.head[t] == t)), min(tokens))


def _of_speaker(p: Parse, source: set[int]) -> str:
    if not source:
        return "no speaker"
    t = top(p, source)
    if p.lower[t] in _WORDS["things as speakers"] or p.entity[t] in _SUMS:
        return "thing as speaker"
    known = p.entity[t] in _ACTORS or p.lower[t] in _WORDS["persons"] or p.dep[t] == "poss"
    return "named speaker" if known else ""


def _of_content(p: Parse, content: set[int]) -> list[str]:
    words = [t for t in content if p.word[t]]
    if not words:
        return ["scrap of content"]
    t = top(p, content)
    found = []
    if p.tag[t] in ("WDT", "WP"):  # stands for a noun outside
        return found
    if len(words) >= 8 or any(p.verbal(t) for t in words):
        found.append("whole thought")
    elif len(words) < 3:
        found.append("scrap of content")
    if any(p.entity[t] in _ACTORS for t in words):
        found.append("name in content")
    if any(p.quote_of[t] >= 0 for t in words):
        found.append("quoted content")
    if p.pos[t] == "PRON":
        found.append("pronoun as content")
    if p.entity[t] in _SUMS:
        found.append("sum as content")
    return found


def _of_cue(p: Parse, i: int) -> list[str]:
    if not p.verbal(i):
        return []
    aux = [k for k in p.children(i, "aux", "auxpass") if k < i]
    finite = p.inflected(i) or (bool(aux) and p.tag[aux[0]] in ("VBD", "VBZ", "VBP"))
    found = ["in a relative clause"] if p.dep[i] in ("relcl", "acl") else []
    if any(p.lower[k] in _WORDS["not as a fact"] for k in aux):
        found.append("not told as a fact")
    elif finite and p.dep[i] in ("ROOT", "conj"):
        found.append("told as a fact")
    return found


def features(p: Parse, c: Candidate) -> list[str]:
    """Names of the features of :data:`WEIGHTS` that a candidate has."""
    content = c.content - c.cue - c.source
    return [name for name in (_of_speaker(p, c.source), *_of_content(p, content), *_of_cue(p, c.anchor)) if name]


def is_borne_out(p: Parse, c: Candidate) -> bool:
    """Whether a candidate has the evidence that its cue's grade needs."""
    needed = _NEEDED.get(str(c.grade))
    return needed is None or not c.content or sum(WEIGHTS[name] for name in features(p, c)) >= needed

"""What in a sentence speaks for and against a weak cue: *raise*, *support*, *attack on* are not always
somebody's word.

Words that always report (grade 3 in ``cues.csv``) need no evidence; the others must reach a sum that depends
on their grade. Features and weights are set by reasoning, not fitted.
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


def top(parse: Parse, tokens: set[int]) -> int:
    """The first token of a phrase whose head stands outside it."""
    return next(
        (t for t in sorted(tokens) if parse.word[t] and (parse.head[t] not in tokens or parse.head[t] == t)),
        min(tokens),
    )


def _of_speaker(parse: Parse, source: set[int]) -> str:
    """The feature of a source: who is said to speak, or that nobody is."""
    if not source:
        return "no speaker"
    t = top(parse, source)
    if parse.lower[t] in _WORDS["things as speakers"] or parse.entity[t] in _SUMS:
        return "thing as speaker"
    known = parse.entity[t] in _ACTORS or parse.lower[t] in _WORDS["persons"] or parse.dep[t] == "poss"
    return "named speaker" if known else ""


def _of_content(parse: Parse, content: set[int]) -> list[str]:
    """The features of a content: how much is said, of whom and in whose words."""
    words = [t for t in content if parse.word[t]]
    if not words:
        return ["scrap of content"]
    t = top(parse, content)
    found = []
    if parse.tag[t] in ("WDT", "WP"):  # stands for a noun outside
        return found
    if len(words) >= 8 or any(parse.verbal(t) for t in words):
        found.append("whole thought")
    elif len(words) < 3:
        found.append("scrap of content")
    if any(parse.entity[t] in _ACTORS for t in words):
        found.append("name in content")
    if any(parse.quote_of[t] >= 0 for t in words):
        found.append("quoted content")
    if parse.pos[t] == "PRON":
        found.append("pronoun as content")
    if parse.entity[t] in _SUMS:
        found.append("sum as content")
    return found


def _of_cue(parse: Parse, at: int) -> list[str]:
    """The features of a cue: how the sentence tells it."""
    if not parse.verbal(at):
        return []
    aux = [k for k in parse.children(at, "aux", "auxpass") if k < at]
    finite = parse.inflected(at) or (bool(aux) and parse.tag[aux[0]] in ("VBD", "VBZ", "VBP"))
    found = ["in a relative clause"] if parse.dep[at] in ("relcl", "acl") else []
    if any(parse.lower[k] in _WORDS["not as a fact"] for k in aux):
        found.append("not told as a fact")
    elif finite and parse.dep[at] in ("ROOT", "conj"):
        found.append("told as a fact")
    return found


def features(parse: Parse, candidate: Candidate) -> list[str]:
    """Names of the features of :data:`WEIGHTS` that a candidate has."""
    content = candidate.content - candidate.cue - candidate.source
    return [
        name
        for name in (
            _of_speaker(parse, candidate.source),
            *_of_content(parse, content),
            *_of_cue(parse, candidate.anchor),
        )
        if name
    ]


def is_borne_out(parse: Parse, candidate: Candidate) -> bool:
    """Whether a candidate has the evidence that its cue's grade needs."""
    needed = _NEEDED.get(str(candidate.grade))
    return (
        needed is None
        or not candidate.content
        or sum(WEIGHTS[name] for name in features(parse, candidate)) >= needed
    )

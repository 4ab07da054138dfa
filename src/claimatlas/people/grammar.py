"""Where a noun or a pronoun stands in its clause, read off the dependency parse."""

from __future__ import annotations

from claimatlas.people.names import View

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_OBJECTS = ("dobj", "dative", "iobj")
_WITHIN = ("compound", "flat", "appos", "nmod", "conj")
_RELATIVE = ("who", "that", "which")
_DEPTH = 8


def role(v: View, i: int) -> str:
    """Return ``subject``, ``object``, ``possessor``, ``inside`` (after a preposition) or ``other``."""
    for _ in range(_DEPTH):
        dep = v.dep[i]
        if dep in SUBJECTS:
            return "subject"
        if dep in _OBJECTS:
            return "object"
        if dep == "poss":
            return "possessor"
        if dep in ("pobj", "pcomp"):
            return "inside"
        if dep not in _WITHIN or v.head[i] == i:
            return "other"
        i = v.head[i]
    return "other"


def governor(v: View, i: int) -> int:
    """Return the verb of the clause that a token stands in, or its sentence's root if that has no verb."""
    for _ in range(2 * _DEPTH):
        up = v.head[i]
        if up == i:
            return i
        i = up
        if v.tag[i][:2] == "VB" or v.tag[i] == "MD":
            return i
    return i


def _own_subject(v: View, verb: int) -> int:
    """The subject that hangs on the verb itself, before it or, in *said the mayor*, behind it."""
    for k in range(verb - 1, max(-1, verb - 40), -1):
        if v.head[k] == verb and v.dep[k] in SUBJECTS:
            return k
    for k in range(verb + 1, min(v.n, verb + 12)):
        if v.head[k] == verb and v.dep[k] in SUBJECTS:
            return k
    return -1


def subject_of(v: View, verb: int) -> int:
    """Return the subject of a verb, stated or understood; -1 if it has none.

    *She rose and left*: the subject of the verb that it is joined to. *He asked her to stay*: the object
    of the verb
    above. *He left, having lost*: the subject above. *The man accused of it*, *who lost*: the noun.
    """
    for _ in range(4):
        own, dep, up = _own_subject(v, verb), v.dep[verb], v.head[verb]
        if own >= 0:
            return v.head[v.head[own]] if dep == "relcl" and v.lower[own] in _RELATIVE else own
        if up == verb:
            return -1
        if dep in ("acl", "relcl"):
            return up
        if dep == "xcomp":
            objects = [k for k in range(up + 1, verb) if v.head[k] == up and v.dep[k] in _OBJECTS]
            if objects:
                return objects[-1]
        if dep not in ("conj", "xcomp", "advcl", "pcomp", "aux", "auxpass"):
            return -1
        verb = up if v.tag[up][:2] == "VB" else governor(v, verb)
    return -1


def subjects_above(v: View, i: int) -> list[int]:
    """Return the subjects of the clauses that a token's own clause hangs on, the nearest first."""
    found, verb, sentence = [], governor(v, i), v.sentence[i]
    for _ in range(4):
        up = governor(v, verb)
        if up == verb or v.sentence[up] != sentence:
            break
        if v.dep[verb] != "conj" and (subject := subject_of(v, up)) >= 0:
            found.append(subject)
        verb = up
    return found


def relative_head(v: View, i: int) -> int:
    """Return the noun of the relative clause that a token stands in, or -1."""
    for _ in range(_DEPTH):
        if v.dep[i] == "relcl":
            return v.head[i]
        if v.head[i] == i:
            return -1
        i = v.head[i]
    return -1


def introduces(v: View, i: int) -> bool:
    """Whether a token's clause depends on one that stands behind it: *After he won, …*."""
    verb = governor(v, i)
    for _ in range(4):
        if v.dep[verb] in ("advcl", "pcomp", "prep", "acl", "csubj"):
            up = governor(v, verb)
            return up > i and v.sentence[up] == v.sentence[i]
        if v.head[verb] == verb:
            return False
        verb = v.head[verb]
    return False


def main_subject(v: View, i: int) -> int:
    """Return the subject of the main verb of a token's sentence, or -1."""
    for _ in range(4 * _DEPTH):
        if v.head[i] == i:
            return subject_of(v, i)
        i = v.head[i]
    return -1

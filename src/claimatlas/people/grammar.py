"""Where a noun or a pronoun stands in its clause, read off the dependency parse."""

from __future__ import annotations

from claimatlas.people.names import SUBJECTS, View

_OBJECTS = ("dobj", "dative", "iobj")
_WITHIN = ("compound", "flat", "appos", "nmod", "conj")
_RELATIVE = ("who", "that", "which")
_DEPTH = 8
_BEFORE, _BEHIND = 40, 12  # tokens of a verb between which its subject stands


def role(view: View, at: int) -> str:
    """Return ``subject``, ``object``, ``possessor``, ``inside`` (after a preposition) or ``other``."""
    found = view.roles.get(at)
    if found is None:
        found = view.roles[at] = _role(view, at)
    return found


def _role(view: View, at: int) -> str:
    """See `role`."""
    for _ in range(_DEPTH):
        dep = view.dep[at]
        if dep in SUBJECTS:
            return "subject"
        if dep in _OBJECTS:
            return "object"
        if dep == "poss":
            return "possessor"
        if dep in ("pobj", "pcomp"):
            return "inside"
        if dep not in _WITHIN or view.head[at] == at:
            return "other"
        at = view.head[at]
    return "other"


def governor(view: View, at: int) -> int:
    """Return the verb of the clause that a token stands in, or its sentence's root if that has no verb."""
    found = view.governors.get(at)
    if found is None:
        found = view.governors[at] = _governor(view, at)
    return found


def _governor(view: View, at: int) -> int:
    """See `governor`."""
    for _ in range(2 * _DEPTH):
        up = view.head[at]
        if up == at:
            return at
        at = up
        if view.tag[at][:2] == "VB" or view.tag[at] == "MD":
            return at
    return at


def _own_subject(view: View, verb: int) -> int:
    """The subject that hangs on the verb itself, before it or, in *said the mayor*, behind it."""
    own = view.subjects.get(verb, ())
    before = [k for k in own if verb - _BEFORE < k < verb]
    return before[-1] if before else next((k for k in own if verb < k < verb + _BEHIND), -1)


def subject_of(view: View, verb: int) -> int:
    """Return the subject of a verb, stated or understood; -1 if it has none.

    *She rose and left*: the subject of the verb that it is joined to. *He asked her to stay*: the object
    of the verb
    above. *He left, having lost*: the subject above. *The man accused of it*, *who lost*: the noun.
    """
    for _ in range(4):
        own, dep, up = _own_subject(view, verb), view.dep[verb], view.head[verb]
        if own >= 0:
            return view.head[view.head[own]] if dep == "relcl" and view.lower[own] in _RELATIVE else own
        if up == verb:
            return -1
        if dep in ("acl", "relcl"):
            return up
        if dep == "xcomp":
            objects = [k for k in range(up + 1, verb) if view.head[k] == up and view.dep[k] in _OBJECTS]
            if objects:
                return objects[-1]
        if dep not in ("conj", "xcomp", "advcl", "pcomp", "aux", "auxpass"):
            return -1
        verb = up if view.tag[up][:2] == "VB" else governor(view, verb)
    return -1


def subjects_above(view: View, at: int) -> list[int]:
    """Return the subjects of the clauses that a token's own clause hangs on, the nearest first."""
    found, verb, sentence = [], governor(view, at), view.sentence[at]
    for _ in range(4):
        up = governor(view, verb)
        if up == verb or view.sentence[up] != sentence:
            break
        if view.dep[verb] != "conj" and (subject := subject_of(view, up)) >= 0:
            found.append(subject)
        verb = up
    return found


def relative_head(view: View, at: int) -> int:
    """Return the noun of the relative clause that a token stands in, or -1."""
    for _ in range(_DEPTH):
        if view.dep[at] == "relcl":
            return view.head[at]
        if view.head[at] == at:
            return -1
        at = view.head[at]
    return -1


def introduces(view: View, at: int) -> bool:
    """Whether a token's clause depends on one that stands behind it: *After he won, …*."""
    verb = governor(view, at)
    for _ in range(4):
        if view.dep[verb] in ("advcl", "pcomp", "prep", "acl", "csubj"):
            up = governor(view, verb)
            return up > at and view.sentence[up] == view.sentence[at]
        if view.head[verb] == verb:
            return False
        verb = view.head[verb]
    return False


def main_subject(view: View, at: int) -> int:
    """Return the subject of the main verb of a token's sentence, or -1."""
    for _ in range(4 * _DEPTH):
        if view.head[at] == at:
            return subject_of(view, at)
        at = view.head[at]
    return -1

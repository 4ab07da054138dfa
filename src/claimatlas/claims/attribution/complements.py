"""Other complements of a cue verb: predicates, infinitives, prepositions and objects."""

from __future__ import annotations

from claimatlas.claims.attribution.cues import NOUNS, VERBS
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.reported import beside
from claimatlas.claims.attribution.verbs import Candidate, Verb, candidate_of
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")


def _judged_of_relative(p: Parse, v: Verb) -> int | None:
    """*rebels, whom they consider a sworn enemy*: what is said of a relative pronoun."""
    pronoun = next((k for k in p.kids[v.i] if k < v.i and p.tag[k] in ("WDT", "WP") and k not in v.source), None)
    behind = [k for k in p.children(v.i, "dobj", "attr", "oprd", "nsubj", "ccomp") if k > v.i and not p.verbal(k)]
    return behind[0] if pronoun is not None and behind else None


def predicate(p: Parse, v: Verb) -> Candidate | None:
    """*He called the plan a mistake*; *They see it as a threat*; *the group, described as a militia by its rivals*."""
    group, i = VERBS.get((v.lemma, "predicate")), v.i
    if group is None:
        return None
    small = p.child(i, "ccomp")
    complement = p.child(i, "oprd")
    if complement is None:
        complement = next((k for k in p.prepositions(i, "as") if k > i), None)
    if complement is None and small is not None and small > i:  # *find it unfair*, parsed as a clause without a verb
        return None if _is_clause(p, small) else candidate_of(v, group, p.subtree(small))
    if complement is None and v.objects:
        complement = next((k for k in p.children(i, "xcomp") if not p.infinitive(k)), None)
    if complement is None and p.dep[i] == "relcl":
        complement = _judged_of_relative(p, v)
    if complement is None:
        return None
    judged = _judged(p, v, complement)
    return None if judged is None else candidate_of(v, group, p.subtree(complement) | judged)


def _is_clause(p: Parse, small: int) -> bool:
    """Whether a complement is a clause of its own and no small one."""
    finite = p.verbal(small) and (p.tag[small] not in ("VBN", "VBG") or p.child(small, "aux") is not None)
    return finite or p.marked(small, "that")


def _judged(p: Parse, v: Verb, complement: int) -> set[int] | None:
    """What a predicate is said of; None where there has to be something and it is not told."""
    if v.passive:
        held = p.head[v.i] if p.dep[v.i] == "acl" else v.subject
        return set() if held is None else p.subtree(held, {v.i})
    if v.objects:
        return p.subtree(v.objects[0])
    to = next(iter(p.prepositions(v.i, "to")), None) if v.lemma == "refer" else None
    if to is not None:  # *refer to it as a coup*
        v.cue.add(to)
        return p.subtree(to) - {to}
    return None if p.dep[complement] == "prep" else set()


def seem(p: Parse, v: Verb) -> Candidate | None:
    """*The road is expected to open*; *The group seems to have left*: nobody's word, subject and rest are the content."""
    group = VERBS.get((v.lemma, "seem"))
    if group is None or v.subject is None:
        return None
    if v.passive and not p.passive(v.i) and p.dep[v.i] not in ("acl", "relcl"):
        return None  # *an aide explained, … and later found to be ill*: of whom is unsure
    if group.name == "seem":
        rest = p.children(v.i, "xcomp", "oprd", "acomp", "attr", "ccomp")
        holder = next((p.child(k, "pobj") for k in p.prepositions(v.i, "to")), None)
    else:
        rest = [k for k in p.children(v.i, "xcomp") if p.infinitive(k)] if v.passive else []
        holder = v.agent
    if not rest or (p.infinitive(rest[0]) and any((p.lemma[rest[0]], frame) in VERBS for frame in ("clause", "object"))):
        return None  # *He seemed to admit …*: the second verb is the cue
    content = p.union(rest)
    if p.lower[v.subject] != "it" or p.dep[rest[0]] != "ccomp":
        content |= p.subtree(v.subject, {v.i})
    v.source = set() if holder is None else p.subtree(holder)
    return candidate_of(v, group, content - v.source)


def infinitive(p: Parse, v: Verb) -> Candidate | None:
    """*She promised to resign*; *He urged them to leave*; *They want the law to change*."""
    for k in p.children(v.i, "xcomp", "ccomp"):
        if k < v.i or not p.infinitive(k):
            continue
        person = v.objects or v.passive or p.child(k, "nsubj") is not None
        group = (VERBS.get((v.lemma, "person")) if person else None) or VERBS.get((v.lemma, "infinitive"))
        if group is not None:
            who = v.objects[:1] if v.objects else [v.subject] if v.passive and v.subject is not None else []
            content = set().union(p.subtree(k, beside(p, k, v.i)), *(p.subtree(x, {v.i}) for x in who))
            return candidate_of(v, group, content)
    return None


def preposition(p: Parse, v: Verb) -> Candidate | None:
    """*They called for a ceasefire*; *She accused him of lying*; *He talked about the dam*."""
    for k in p.prepositions(v.i):
        group = VERBS.get((v.lemma, p.lower[k]))
        of_whom = VERBS.get((v.lemma, f"+{p.lower[k]}")) if v.objects or v.passive else None
        group = of_whom or group
        inner = p.children(k, "pobj", "pcomp")
        if group is None or k < v.i or not inner or p.pos[inner[0]] == "NUM":
            continue
        inner += [x for x in p.children(v.i, "xcomp", "ccomp", "advcl") if x > k and (p.dep[x] != "advcl" or v.lemma == "call")]
        content = p.union(inner)
        if of_whom is not None and v.objects and not v.passive:
            return candidate_of(v, group, content | {k} | p.subtree(v.objects[0]), (), p.lower[k])
        return candidate_of(v, group, content, {k}, p.lower[k])
    return None




def direct_object(p: Parse, v: Verb) -> Candidate | None:
    """*The minister announced a curfew*; *Rivals criticized him for his silence*; *a law backed by the union*."""
    group, i = VERBS.get((v.lemma, "object")), v.i
    if group is None:
        return None
    if v.passive:
        held = p.head[i] if p.dep[i] == "acl" else v.subject
        nobodys = v.agent is None and (p.dep[i] == "acl" or group.grade == 1)
        return None if held is None or nobodys else candidate_of(v, group, p.subtree(held, {i}))
    held = _object_of(p, v)
    if held is None:  # *a claim the army denied*
        return candidate_of(v, group, p.subtree(p.head[i], {i})) if _in_bare_relative(p, v) else None
    if _carries(p, v, held):
        return None
    more = [k for k in p.prepositions(i, *_WORDS["attached"]) if k > held]
    more += [k for k in p.children(i, "advcl") if k > held and p.infinitive(k)]
    return candidate_of(v, group, p.union([held, *more]))


def _object_of(p: Parse, v: Verb) -> int | None:
    """The object of a verb, which may be a clause."""
    held = [*v.objects[:1], *(k for k in p.children(v.i, "xcomp", "ccomp") if k > v.i and _held(p, k))]
    if not held and " " in v.lemma:  # *stand by the plan*, the particle read as a preposition
        held = [p.child(k, "pobj") for k in p.prepositions(v.i, v.lemma.split()[1])]
    return held[0] if held else None


def _in_bare_relative(p: Parse, v: Verb) -> bool:
    """Whether a verb stands in a relative clause without a pronoun that has a subject of its own."""
    if p.dep[v.i] != "relcl" or p.child(v.i, "nsubj") in (None, p.head[v.i]) or p.children(v.i, "ccomp", "xcomp"):
        return False
    return v.subject is not None and p.dep[v.subject] == "nsubj" and p.tag[v.subject] not in ("WDT", "WP")


def _carries(p: Parse, v: Verb, noun: int) -> bool:
    """Whether an object only carries what is said: *raise questions about*, *release a statement saying that*."""
    if v.lemma not in _WORDS["light"]:
        return False
    for k in p.kids[noun]:
        if k < noun:
            continue
        if p.dep[k] == "prep" and (p.lemma[noun], p.lower[k]) in NOUNS:
            return True
        if p.dep[k] == "acl" and p.tag[k] == "VBG" and (p.lemma[k], "clause") in VERBS:
            return any((p.lemma[k], frame) in VERBS for frame in ("clause", "object"))
    return False


def _held(p: Parse, clause: int) -> bool:
    """Whether a clause can be the object of a verb: a gerund or a question (*They hailed what she had done*)."""
    return p.tag[clause] == "VBG" or any(p.tag[k] in ("WP", "WRB", "WDT") for k in p.kids[clause])

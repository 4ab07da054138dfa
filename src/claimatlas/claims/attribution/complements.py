"""Other complements of a cue verb: predicates, infinitives, prepositions and objects."""

from __future__ import annotations

from claimatlas.claims.attribution.cues import NOUNS, VERBS
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.reported import beside
from claimatlas.claims.attribution.verbs import Candidate, Verb, candidate_of
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")


def _judged_of_relative(parse: Parse, verb: Verb) -> int | None:
    """*rebels, whom they consider a sworn enemy*: what is said of a relative pronoun."""
    pronoun = next(
        (
            k
            for k in parse.kids[verb.i]
            if k < verb.i and parse.tag[k] in ("WDT", "WP") and k not in verb.source
        ),
        None,
    )
    behind = [
        k
        for k in parse.children(verb.i, "dobj", "attr", "oprd", "nsubj", "ccomp")
        if k > verb.i and not parse.verbal(k)
    ]
    return behind[0] if pronoun is not None and behind else None


def predicate(parse: Parse, verb: Verb) -> Candidate | None:
    """*He called the plan a mistake*; *They see it as a threat*; *the group, described as a militia by its
    rivals*."""
    group, i = VERBS.get((verb.lemma, "predicate")), verb.i
    if group is None:
        return None
    small = parse.child(i, "ccomp")
    complement = parse.child(i, "oprd")
    if complement is None:
        complement = next((k for k in parse.prepositions(i, "as") if k > i), None)
    if (
        complement is None and small is not None and small > i
    ):  # *find it unfair*, parsed as a clause without a verb
        return None if _is_clause(parse, small) else candidate_of(verb, group, parse.subtree(small))
    if complement is None and verb.objects:
        complement = next((k for k in parse.children(i, "xcomp") if not parse.infinitive(k)), None)
    if complement is None and parse.dep[i] == "relcl":
        complement = _judged_of_relative(parse, verb)
    if complement is None:
        return None
    judged = _judged(parse, verb, complement)
    return None if judged is None else candidate_of(verb, group, parse.subtree(complement) | judged)


def _is_clause(parse: Parse, small: int) -> bool:
    """Whether a complement is a clause of its own and no small one."""
    finite = parse.verbal(small) and (
        parse.tag[small] not in ("VBN", "VBG") or parse.child(small, "aux") is not None
    )
    return finite or parse.marked(small, "that")


def _judged(parse: Parse, verb: Verb, complement: int) -> set[int] | None:
    """What a predicate is said of; None where there has to be something and it is not told."""
    if verb.passive:
        held = parse.head[verb.i] if parse.dep[verb.i] == "acl" else verb.subject
        return set() if held is None else parse.subtree(held, {verb.i})
    if verb.objects:
        return parse.subtree(verb.objects[0])
    to = next(iter(parse.prepositions(verb.i, "to")), None) if verb.lemma == "refer" else None
    if to is not None:  # *refer to it as a coup*
        verb.cue.add(to)
        return parse.subtree(to) - {to}
    return None if parse.dep[complement] == "prep" else set()


def seem(parse: Parse, verb: Verb) -> Candidate | None:
    """*The road is expected to open*; *The group seems to have left*: nobody's word, subject and rest are
    the content."""
    group = VERBS.get((verb.lemma, "seem"))
    if group is None or verb.subject is None:
        return None
    if verb.passive and not parse.passive(verb.i) and parse.dep[verb.i] not in ("acl", "relcl"):
        return None  # *an aide explained, … and later found to be ill*: of whom is unsure
    if group.name == "seem":
        rest = parse.children(verb.i, "xcomp", "oprd", "acomp", "attr", "ccomp")
        holder = next((parse.child(k, "pobj") for k in parse.prepositions(verb.i, "to")), None)
    else:
        rest = [k for k in parse.children(verb.i, "xcomp") if parse.infinitive(k)] if verb.passive else []
        holder = verb.agent
    if not rest or (
        parse.infinitive(rest[0])
        and any((parse.lemma[rest[0]], frame) in VERBS for frame in ("clause", "object"))
    ):
        return None  # *He seemed to admit …*: the second verb is the cue
    content = parse.union(rest)
    if parse.lower[verb.subject] != "it" or parse.dep[rest[0]] != "ccomp":
        content |= parse.subtree(verb.subject, {verb.i})
    verb.source = set() if holder is None else parse.subtree(holder)
    return candidate_of(verb, group, content - verb.source)


def infinitive(parse: Parse, verb: Verb) -> Candidate | None:
    """*She promised to resign*; *He urged them to leave*; *They want the law to change*."""
    for k in parse.children(verb.i, "xcomp", "ccomp"):
        if k < verb.i or not parse.infinitive(k):
            continue
        person = verb.objects or verb.passive or parse.child(k, "nsubj") is not None
        group = (VERBS.get((verb.lemma, "person")) if person else None) or VERBS.get(
            (verb.lemma, "infinitive")
        )
        if group is not None:
            who = (
                verb.objects[:1]
                if verb.objects
                else [verb.subject]
                if verb.passive and verb.subject is not None
                else []
            )
            content = set().union(
                parse.subtree(k, beside(parse, k, verb.i)), *(parse.subtree(x, {verb.i}) for x in who)
            )
            return candidate_of(verb, group, content)
    return None


def preposition(parse: Parse, verb: Verb) -> Candidate | None:
    """*They called for a ceasefire*; *She accused him of lying*; *He talked about the dam*."""
    for k in parse.prepositions(verb.i):
        group = VERBS.get((verb.lemma, parse.lower[k]))
        of_whom = VERBS.get((verb.lemma, f"+{parse.lower[k]}")) if verb.objects or verb.passive else None
        group = of_whom or group
        inner = parse.children(k, "pobj", "pcomp")
        if group is None or k < verb.i or not inner or parse.pos[inner[0]] == "NUM":
            continue
        inner += [
            x
            for x in parse.children(verb.i, "xcomp", "ccomp", "advcl")
            if x > k and (parse.dep[x] != "advcl" or verb.lemma == "call")
        ]
        content = parse.union(inner)
        if of_whom is not None and verb.objects and not verb.passive:
            return candidate_of(
                verb, group, content | {k} | parse.subtree(verb.objects[0]), (), parse.lower[k]
            )
        return candidate_of(verb, group, content, {k}, parse.lower[k])
    return None


def direct_object(parse: Parse, verb: Verb) -> Candidate | None:
    """*The minister announced a curfew*; *Rivals criticized him for his silence*; *a law backed by the
    union*."""
    group, i = VERBS.get((verb.lemma, "object")), verb.i
    if group is None:
        return None
    if verb.passive:
        held = parse.head[i] if parse.dep[i] == "acl" else verb.subject
        nobodys = verb.agent is None and (parse.dep[i] == "acl" or group.grade == 1)
        return None if held is None or nobodys else candidate_of(verb, group, parse.subtree(held, {i}))
    held = _object_of(parse, verb)
    if held is None:  # *a claim the army denied*
        return (
            candidate_of(verb, group, parse.subtree(parse.head[i], {i}))
            if _in_bare_relative(parse, verb)
            else None
        )
    if _carries(parse, verb, held):
        return None
    more = [k for k in parse.prepositions(i, *_WORDS["attached"]) if k > held]
    more += [k for k in parse.children(i, "advcl") if k > held and parse.infinitive(k)]
    return candidate_of(verb, group, parse.union([held, *more]))


def _object_of(parse: Parse, verb: Verb) -> int | None:
    """The object of a verb, which may be a clause."""
    held = [
        *verb.objects[:1],
        *(k for k in parse.children(verb.i, "xcomp", "ccomp") if k > verb.i and _held(parse, k)),
    ]
    if not held and " " in verb.lemma:  # *stand by the plan*, the particle read as a preposition
        held = [parse.child(k, "pobj") for k in parse.prepositions(verb.i, verb.lemma.split()[1])]
    return held[0] if held else None


def _in_bare_relative(parse: Parse, verb: Verb) -> bool:
    """Whether a verb stands in a relative clause without a pronoun that has a subject of its own."""
    if (
        parse.dep[verb.i] != "relcl"
        or parse.child(verb.i, "nsubj") in (None, parse.head[verb.i])
        or parse.children(verb.i, "ccomp", "xcomp")
    ):
        return False
    return (
        verb.subject is not None
        and parse.dep[verb.subject] == "nsubj"
        and parse.tag[verb.subject] not in ("WDT", "WP")
    )


def _carries(parse: Parse, verb: Verb, noun: int) -> bool:
    """Whether an object only carries what is said: *raise questions about*, *release a statement saying
    that*."""
    if verb.lemma not in _WORDS["light"]:
        return False
    for k in parse.kids[noun]:
        if k < noun:
            continue
        if parse.dep[k] == "prep" and (parse.lemma[noun], parse.lower[k]) in NOUNS:
            return True
        if parse.dep[k] == "acl" and parse.tag[k] == "VBG" and (parse.lemma[k], "clause") in VERBS:
            return any((parse.lemma[k], frame) in VERBS for frame in ("clause", "object"))
    return False


def _held(parse: Parse, clause: int) -> bool:
    """Whether a clause can be the object of a verb: a gerund or a question (*They hailed what she had
    done*)."""
    return parse.tag[clause] == "VBG" or any(parse.tag[k] in ("WP", "WRB", "WDT") for k in parse.kids[clause])

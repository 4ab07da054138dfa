"""Reported clauses: *The mayor said (that) the bridge was shut*."""

from __future__ import annotations

from itertools import takewhile

from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.parse import Parse, quote_verb
from claimatlas.claims.attribution.verbs import Candidate, Verb, candidate_of
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")
_EDGES = read_sets("claims/edges.txt")
_TIMES = _EDGES["subordinator"] - _EDGES["contrasting"] | {
    "while"
}  # a contrast that stands first has its own cue


def clause(parse: Parse, verb: Verb) -> Candidate | None:
    """*The mayor said (that) the bridge was shut*; *The bridge was shut, the mayor said*; *She asked
    whether it was*."""
    group, i = VERBS.get((verb.lemma, "clause")), verb.i
    if group is None:
        return None
    if i in parse.mended:
        held = parse.after_aside(i + 1)
        told = held < parse.n and parse.lower[held] == "that"
        return candidate_of(verb, group, {t for t in parse.unit_after(i) if t >= held}) if told else None
    clauses = _reported(parse, verb)
    right = [k for k in clauses if k > i]
    if right and parse.dep[i] != "relcl" and right[0] == i + 1 and _without_subject(parse, i + 1):
        return None  # *all they knew was that …*, not *a man who they say was there*
    if right:
        content = _behind(parse, verb, clauses, right)
    elif clauses and not parse.marked(clauses[0], *_TIMES):
        content = _in_front(parse, verb, clauses[0])
    else:
        content = _told_in(parse, i) or _rest(parse, verb)
    return candidate_of(verb, group, content) if content else None


def _reported(parse: Parse, verb: Verb) -> list[int]:
    """The verbs of the clauses that hang on a cue as its complements."""
    clauses = [
        k for k in parse.children(verb.i, "ccomp") if not parse.infinitive(k) or parse.marked(k, "that")
    ]
    clauses = [
        k
        for k in clauses
        if not _speaks_apart(parse, k, verb.i)
        and not (verb.objects and k < verb.i and parse.divided(k, verb.i))
    ]
    if verb.lemma in _WORDS["questions"]:
        clauses += [
            k for k in parse.children(verb.i, "advcl") if k > verb.i and parse.marked(k, "if", "whether")
        ]
    return clauses


def _behind(parse: Parse, verb: Verb, clauses: list[int], right: list[int]) -> set[int]:
    """What is said behind a cue, with what goes on beside it."""
    i = verb.i
    swallowed = _object_as_subject(parse, verb, right[0])
    right = right + [
        k for k in parse.children(i, "conj") if parse.marked(k, "that") or _goes_on(parse, k, i, right[0])
    ]
    content = set().union(swallowed, *(parse.subtree(k, {i, *beside(parse, k, i)}) for k in right))
    left = next((k for k in clauses if k < i), None)
    if (
        left is not None and not verb.source
    ):  # the parser took the holder's relative clause for a second content
        verb.source = parse.subtree(left)
    return content


def _in_front(parse: Parse, verb: Verb, clause: int) -> set[int]:
    """What is said before a cue, with its condition and what resumes after it."""
    between = range(clause, min(verb.source, default=verb.i))  # *it will be shut if it rains, the mayor said*
    conditions = [k for k in parse.children(verb.i, "advcl") if k in between and not parse.marked(k, "as")]
    resumed = [k for k in parse.children(verb.i, "conj") if _resumes(parse, k, clause, verb.i)]
    return set().union(*(parse.subtree(k, {verb.i}) for k in (clause, *conditions, *resumed)))


def _resumes(parse: Parse, verb: int, clause: int, cue: int) -> bool:
    """*It will be shut, the mayor said, and will be sold*: the auxiliary ties the last verb to what was
    said."""
    own = {parse.lemma[k] for k in parse.children(verb, "aux")}
    said = {parse.lemma[k] for k in parse.children(clause, "aux")}
    bare = parse.subjectless(verb)
    return (
        verb > cue
        and bare
        and bool(own & said)
        and not parse.children(cue, "aux")
        and parse.quote_of[verb] < 0
    )


def _without_subject(parse: Parse, at: int) -> bool:
    """Whether a word is a finite verb whose subject stands elsewhere."""
    return parse.inflected(at) and parse.subjectless(at)


def _object_as_subject(parse: Parse, verb: Verb, clause: int) -> set[int]:
    """*It indicates his last day will be in May*: the subject of the clause, read as the object of the
    cue."""
    if (
        not verb.objects
        or verb.lemma in _WORDS["hearer"]
        or parse.pos[verb.objects[0]] == "PRON"
        or not verb.i < verb.objects[0] < clause
    ):
        return set()
    bare = parse.child(clause, "nsubj", "nsubjpass", "expl", "mark") is None and not parse.infinitive(clause)
    return parse.subtree(verb.objects[0]) if bare else set()


def _told_in(parse: Parse, at: int) -> set[int]:
    """*She said in a statement that the bridge was shut*: the clause that the parser hangs on the
    statement."""
    for k in parse.prepositions(at):
        noun = parse.child(k, "pobj")
        told = (
            []
            if noun is None or k < at
            else [c for c in parse.children(noun, "acl", "ccomp", "relcl") if parse.marked(c, "that")]
        )
        if told:
            return parse.union(told)
    return set()


def beside(parse: Parse, clause: int, cue: int) -> list[int]:
    """Verbs that the parser put into a content though they belong beside its cue.

    *She said the plan was weak and criticized its author*: she did, not the plan. *He says it is safe but
    would not say why*: so the tense tells. *He said it was shut, adding that …*; *… was shut, while others
    said …*.
    """
    found, spine = [], [clause]
    while (j := parse.child(spine[-1], "conj")) is not None and parse.verbal(j):
        if j > cue and parse.quote_of[j] < 0 and _joined_to_cue(parse, j, clause, cue):
            found.append(j)
            break
        spine.append(j)
    below = (k for j in spine for k in parse.children(j, "advcl", "acl"))
    found += [k for k in below if k > cue and parse.quote_of[k] < 0 and _speaks_on(parse, k)]
    parse.moved.update((k, cue) for k in found if parse.child(k, "nsubj", "nsubjpass") is None)
    return found


def _joined_to_cue(parse: Parse, verb: int, clause: int, cue: int) -> bool:
    """Whether a verb that was joined to the content is by its form, its tense or its own speaker joined to
    the cue."""
    if not parse.subjectless(verb):
        return _other_speaker(parse, verb, cue)
    known = any((parse.lemma[verb], frame) in VERBS for frame in ("clause", "object", "predicate"))
    same = known and parse.tag[verb] == parse.tag[cue] and parse.child(verb, "aux", "auxpass") is None
    tense = parse.past(cue) and parse.past(verb) and parse.present(clause)
    # *proclaiming that it is hers and making a flag of it*
    both = (
        parse.tag[cue] == parse.tag[verb] == "VBG"
        and parse.child(verb, "aux") is None
        and parse.tag[clause] != "VBG"
    )
    return same or tense or both


def _speaks_on(parse: Parse, verb: int) -> bool:
    """Whether a verb below the content goes on with the saying: *…, adding that*, *… while others said*."""
    aside = (parse.lemma[verb], "aside") in VERBS
    if parse.tag[verb] == "VBG" and parse.lower[verb - 1] == ",":
        return aside or (parse.lemma[verb], "predicate") in VERBS
    return aside and parse.marked(verb, "while", "although", "though", "whereas")


def _goes_on(parse: Parse, verb: int, cue: int, clause: int) -> bool:
    """Whether a clause beside a past cue shares the tense of its content: *He said they will march and
    nobody can stop it*."""
    subject = parse.child(verb, "nsubj", "nsubjpass", "expl")
    if (
        subject is None
        or not parse.verbal(verb)
        or parse.quote_of[verb] >= 0
        or verb < clause
        or quote_verb(parse, verb)
    ):
        return False
    if not parse.present(verb):
        return False
    beside = (
        parse.pos[subject] == "PRON"
        and parse.lower[subject - 1] in ("and", "but")
        and parse.lower[subject - 2] != ","
    )
    # *the ministry says it was stolen and it is …*
    return (parse.past(cue) and parse.present(clause)) or (parse.present(cue) and beside)


def _other_speaker(parse: Parse, verb: int, cue: int) -> bool:
    """Whether a verb has a speaker of its own beside that of a cue: *Police said ten died and the army
    said three did*."""
    group = VERBS.get((parse.lemma[verb], "clause")) or VERBS.get((parse.lemma[verb], "object"))
    subject = parse.child(verb, "nsubj")
    if (
        group is None
        or subject is None
        or (group.cue_class not in ("saying", "denial") and parse.lemma[verb] != parse.lemma[cue])
    ):
        return False
    same = parse.tag[verb] == parse.tag[cue] or any(
        parse.lemma[k] == "have" for k in parse.children(verb, "aux")
    )
    return group.grade == 3 and same and parse.pos[subject] != "PRON" and not parse.marked(verb, "that")


def _speaks_apart(parse: Parse, clause: int, cue: int) -> bool:
    """Whether a semicolon sets a clause off that has a speaker of its own: *Gul said he was ill; his wife
    said not*."""
    return (
        parse.divided(clause, cue)
        and parse.tag[clause] == parse.tag[cue]
        and quote_verb(parse, clause)
        and parse.child(clause, "nsubj") is not None
    )


def _rest(parse: Parse, verb: Verb) -> set[int]:
    """The rest of the sentence after a verb of saying, for a clause without *that* that the parser did not
    see."""
    if (verb.lemma, "bare") not in VERBS or verb.passive or not verb.source:
        return set()
    first = max(verb.cue) + 1
    if verb.lemma == "tell" and verb.objects:
        first = max(parse.subtree(verb.objects[0])) + 1
    if first >= parse.n or not (parse.word[first] or parse.quote_of[first] >= 0):
        return set()
    rest = takewhile(
        lambda t: parse.lower[t] not in (".", "?", "!"), (t for t in parse.unit_after(verb.i) if t >= first)
    )
    content = list(takewhile(lambda t: not parse.divided(verb.i, t + 1), rest))
    if any(quote_verb(parse, t) and parse.quote_of[t] < 0 for t in content):
        return set()
    if (
        content
        and parse.dep[verb.i] != "relcl"
        and parse.quote_of[content[0]] == parse.quote_of[verb.i]
        and _without_subject(parse, content[0])
    ):
        return set()
    return set(content) if any(parse.finite(t) for t in content) else set()

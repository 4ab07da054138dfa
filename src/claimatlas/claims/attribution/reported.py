"""Reported clauses: *The mayor said (that) the bridge was shut*."""

from __future__ import annotations

from itertools import takewhile

from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.parse import Parse, quote_verb
from claimatlas.claims.attribution.verbs import Candidate, Verb, candidate_of
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")
_EDGES = read_sets("claims/edges.txt")
_TIMES = _EDGES["subordinator"] - _EDGES["contrasting"] | {"while"}  # a contrast that stands first has its own cue


def clause(p: Parse, v: Verb) -> Candidate | None:
    """*The mayor said (that) the bridge was shut*; *The bridge was shut, the mayor said*; *She asked whether it was*."""
    group, i = VERBS.get((v.lemma, "clause")), v.i
    if group is None:
        return None
    if i in p.mended:
        held = p.after_aside(i + 1)
        told = held < p.n and p.lower[held] == "that"
        return candidate_of(v, group, {t for t in p.unit_after(i) if t >= held}) if told else None
    clauses = _reported(p, v)
    right = [k for k in clauses if k > i]
    if right and p.dep[i] != "relcl" and right[0] == i + 1 and _without_subject(p, i + 1):
        return None  # *all they knew was that …*, not *a man who they say was there*
    if right:
        content = _behind(p, v, clauses, right)
    elif clauses and not p.marked(clauses[0], *_TIMES):
        content = _in_front(p, v, clauses[0])
    else:
        content = _told_in(p, i) or _rest(p, v)
    return candidate_of(v, group, content) if content else None


def _reported(p: Parse, v: Verb) -> list[int]:
    """The verbs of the clauses that hang on a cue as its complements."""
    clauses = [k for k in p.children(v.i, "ccomp") if not p.infinitive(k) or p.marked(k, "that")]
    clauses = [k for k in clauses if not _speaks_apart(p, k, v.i) and not (v.objects and k < v.i and p.divided(k, v.i))]
    if v.lemma in _WORDS["questions"]:
        clauses += [k for k in p.children(v.i, "advcl") if k > v.i and p.marked(k, "if", "whether")]
    return clauses


def _behind(p: Parse, v: Verb, clauses: list[int], right: list[int]) -> set[int]:
    """What is said behind a cue, with what goes on beside it."""
    i = v.i
    swallowed = _object_as_subject(p, v, right[0])
    right = right + [k for k in p.children(i, "conj") if p.marked(k, "that") or _goes_on(p, k, i, right[0])]
    content = set().union(swallowed, *(p.subtree(k, {i, *beside(p, k, i)}) for k in right))
    left = next((k for k in clauses if k < i), None)
    if left is not None and not v.source:  # the parser took the holder's relative clause for a second content
        v.source = p.subtree(left)
    return content


def _in_front(p: Parse, v: Verb, clause: int) -> set[int]:
    """What is said before a cue, with its condition and what resumes after it."""
    between = range(clause, min(v.source, default=v.i))  # *it will be shut if it rains, the mayor said*
    conditions = [k for k in p.children(v.i, "advcl") if k in between and not p.marked(k, "as")]
    resumed = [k for k in p.children(v.i, "conj") if _resumes(p, k, clause, v.i)]
    return set().union(*(p.subtree(k, {v.i}) for k in (clause, *conditions, *resumed)))


def _resumes(p: Parse, verb: int, clause: int, cue: int) -> bool:
    """*It will be shut, the mayor said, and will be sold*: the auxiliary ties the last verb to what was said."""
    own = {p.lemma[k] for k in p.children(verb, "aux")}
    said = {p.lemma[k] for k in p.children(clause, "aux")}
    bare = p.subjectless(verb)
    return verb > cue and bare and bool(own & said) and not p.children(cue, "aux") and p.quote_of[verb] < 0


def _without_subject(p: Parse, i: int) -> bool:
    """Whether a word is a finite verb whose subject stands elsewhere."""
    return p.inflected(i) and p.subjectless(i)


def _object_as_subject(p: Parse, v: Verb, clause: int) -> set[int]:
    """*It indicates his last day will be in May*: the subject of the clause, read as the object of the cue."""
    if not v.objects or v.lemma in _WORDS["hearer"] or p.pos[v.objects[0]] == "PRON" or not v.i < v.objects[0] < clause:
        return set()
    bare = p.child(clause, "nsubj", "nsubjpass", "expl", "mark") is None and not p.infinitive(clause)
    return p.subtree(v.objects[0]) if bare else set()


def _told_in(p: Parse, i: int) -> set[int]:
    """*She said in a statement that the bridge was shut*: the clause that the parser hangs on the statement."""
    for k in p.prepositions(i):
        noun = p.child(k, "pobj")
        told = [] if noun is None or k < i else [c for c in p.children(noun, "acl", "ccomp", "relcl") if p.marked(c, "that")]
        if told:
            return p.union(told)
    return set()


def beside(p: Parse, clause: int, cue: int) -> list[int]:
    """Verbs that the parser put into a content though they belong beside its cue.

    *She said the plan was weak and criticized its author*: she did, not the plan. *He says it is safe but would not say
    why*: so the tense tells. *He said it was shut, adding that …*; *… was shut, while others said …*.
    """
    found, spine = [], [clause]
    while (j := p.child(spine[-1], "conj")) is not None and p.verbal(j):
        if j > cue and p.quote_of[j] < 0 and _joined_to_cue(p, j, clause, cue):
            found.append(j)
            break
        spine.append(j)
    below = (k for j in spine for k in p.children(j, "advcl", "acl"))
    found += [k for k in below if k > cue and p.quote_of[k] < 0 and _speaks_on(p, k)]
    p.moved.update((k, cue) for k in found if p.child(k, "nsubj", "nsubjpass") is None)
    return found


def _joined_to_cue(p: Parse, verb: int, clause: int, cue: int) -> bool:
    """Whether a verb that was joined to the content is by its form, its tense or its own speaker joined to the cue."""
    if not p.subjectless(verb):
        return _other_speaker(p, verb, cue)
    known = any((p.lemma[verb], frame) in VERBS for frame in ("clause", "object", "predicate"))
    same = known and p.tag[verb] == p.tag[cue] and p.child(verb, "aux", "auxpass") is None
    tense = p.past(cue) and p.past(verb) and p.present(clause)
    # *proclaiming that it is hers and making a flag of it*
    both = p.tag[cue] == p.tag[verb] == "VBG" and p.child(verb, "aux") is None and p.tag[clause] != "VBG"
    return same or tense or both


def _speaks_on(p: Parse, verb: int) -> bool:
    """Whether a verb below the content goes on with the saying: *…, adding that*, *… while others said*."""
    aside = (p.lemma[verb], "aside") in VERBS
    if p.tag[verb] == "VBG" and p.lower[verb - 1] == ",":
        return aside or (p.lemma[verb], "predicate") in VERBS
    return aside and p.marked(verb, "while", "although", "though", "whereas")


def _goes_on(p: Parse, verb: int, cue: int, clause: int) -> bool:
    """Whether a clause beside a past cue shares the tense of its content: *He said they will march and nobody can stop it*."""
    subject = p.child(verb, "nsubj", "nsubjpass", "expl")
    if subject is None or not p.verbal(verb) or p.quote_of[verb] >= 0 or verb < clause or quote_verb(p, verb):
        return False
    if not p.present(verb):
        return False
    beside = p.pos[subject] == "PRON" and p.lower[subject - 1] in ("and", "but") and p.lower[subject - 2] != ","
    return (p.past(cue) and p.present(clause)) or (p.present(cue) and beside)  # *the ministry says it was stolen and it is …*


def _other_speaker(p: Parse, verb: int, cue: int) -> bool:
    """Whether a verb has a speaker of its own beside that of a cue: *Police said ten died and the army said three did*."""
    group = VERBS.get((p.lemma[verb], "clause")) or VERBS.get((p.lemma[verb], "object"))
    subject = p.child(verb, "nsubj")
    if group is None or subject is None or (group.cue_class not in ("saying", "denial") and p.lemma[verb] != p.lemma[cue]):
        return False
    same = p.tag[verb] == p.tag[cue] or any(p.lemma[k] == "have" for k in p.children(verb, "aux"))
    return group.grade == 3 and same and p.pos[subject] != "PRON" and not p.marked(verb, "that")


def _speaks_apart(p: Parse, clause: int, cue: int) -> bool:
    """Whether a semicolon sets a clause off that has a speaker of its own: *Gul said he was ill; his wife said not*."""
    return p.divided(clause, cue) and p.tag[clause] == p.tag[cue] and quote_verb(p, clause) and p.child(clause, "nsubj") is not None


def _rest(p: Parse, v: Verb) -> set[int]:
    """The rest of the sentence after a verb of saying, for a clause without *that* that the parser did not see."""
    if (v.lemma, "bare") not in VERBS or v.passive or not v.source:
        return set()
    first = max(v.cue) + 1
    if v.lemma == "tell" and v.objects:
        first = max(p.subtree(v.objects[0])) + 1
    if first >= p.n or not (p.word[first] or p.quote_of[first] >= 0):
        return set()
    rest = takewhile(lambda t: p.lower[t] not in (".", "?", "!"), (t for t in p.unit_after(v.i) if t >= first))
    content = list(takewhile(lambda t: not p.divided(v.i, t + 1), rest))
    if any(quote_verb(p, t) and p.quote_of[t] < 0 for t in content):
        return set()
    if content and p.dep[v.i] != "relcl" and p.quote_of[content[0]] == p.quote_of[v.i] and _without_subject(p, content[0]):
        return set()
    return set(content) if any(p.finite(t) for t in content) else set()

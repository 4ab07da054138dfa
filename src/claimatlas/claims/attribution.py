"""Find who says what: source, cue and content of every attribution in a parsed text.

A small number of named constructions, each a function from a cue word to what it ties together. Direct speech is found
by position in :mod:`claimatlas.claims.speech`, everything else here from the dependency parse. All attributions are
returned; those that stand inside the content of another are marked ``nested``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile

from spacy.tokens import Doc

from claimatlas.claims import cues
from claimatlas.claims.evidence import is_borne_out
from claimatlas.claims.speech import continue_speech, quoted_speech
from claimatlas.claims.syntax import (
    ADJECTIVES,
    NOUNS,
    VERBS,
    Candidate,
    Parse,
    Verb,
    name_beside,
    quote_verb,
    verb_at,
)
from claimatlas.claims.turns import labelled_turns
from claimatlas.quotations import Quotation, quotations

__all__ = ["CONSTRUCTIONS", "Attribution", "Quotation", "find_attributions", "quotations"]

Span = tuple[int, int]


@dataclass(frozen=True)
class Attribution:
    """Somebody's word for something, with character offsets into the text.

    Parameters
    ----------
    source, cue, content : tuple of (int, int)
        Character spans in text order; ``source`` is empty where nobody is named.
    kind : str
        ``direct`` (all of it quoted), ``mixed`` (some of it) or ``indirect``.
    cue_lemma : str
        Lemma of the cue word, with its preposition if that belongs to it (``call for``).
    cue_class : str
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``noun`` or ``event``.
    sentence : int
        Index of the cue's sentence in ``list(doc.sents)``.
    construction : str
        The rule that found it, a key of :data:`CONSTRUCTIONS`.
    confidence : float
        Between 0 and 1: how often what the rule finds is right, rounded by hand.
    nested : bool
        Whether the cue stands inside the content of another attribution or inside a quotation.
    grade : int
        How surely the cue with its complement says that somebody puts something forward: 3 always, 2 usually, 1 it may.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: str
    cue_lemma: str
    cue_class: str
    sentence: int
    construction: str
    confidence: float
    nested: bool = False
    grade: int = 3


CONSTRUCTIONS: dict[str, float] = {
    "quotation": 0.9,
    "colon": 0.6,
    "label": 0.6,
    "fragment": 0.3,
    "predicate": 0.6,
    "seem": 0.6,
    "clause": 0.85,
    "infinitive": 0.65,
    "preposition": 0.6,
    "object": 0.55,
    "aside": 0.8,
    "noun": 0.35,
    "adjective": 0.65,
    "according to": 0.85,
    "view": 0.5,
    "poll": 0.4,
    "adverb": 0.4,
}
"""Names of the constructions, and how often what each finds is right in source, cue and content together: rounded by
hand to the reliability table of benchmarks/claims.py. The corpus marks plans and opinions of any kind, so these are
chances that somebody holds the content, not that the codebook counts it."""

_WEAKER = {("clause", "attitude"): 0.6, ("quotation", "event"): 0.65}
"""Classes of cues that are less sure than their construction."""

_BY_POSITION = ("quotation", "colon", "label", "fragment")


# --- verbs ------------------------------------------------------------------------------------------------------------


def _candidate(v: Verb, group: cues.Group, content: set[int], more: Iterable[int] = (), word: str = "") -> Candidate:
    lemma = f"{v.lemma} {word}" if word else v.lemma
    return Candidate(v.i, v.source - content, v.cue | set(more), content, lemma, group.cue_class, "", group.grade)


def _judged_of_relative(p: Parse, v: Verb) -> int | None:
    """*rebels, whom they consider a sworn enemy*: what is said of a relative pronoun."""
    pronoun = next((k for k in p.kids[v.i] if k < v.i and p.tag[k] in ("WDT", "WP") and k not in v.source), None)
    behind = [k for k in p.children(v.i, "dobj", "attr", "oprd", "nsubj", "ccomp") if k > v.i and not p.verbal(k)]
    return behind[0] if pronoun is not None and behind else None


def _predicate(p: Parse, v: Verb) -> Candidate | None:
    """*He called the plan a mistake*; *They see it as a threat*; *the group, described as a militia by its rivals*."""
    group = VERBS.get((v.lemma, "predicate"))
    if group is None:
        return None
    i = v.i
    complement = p.child(i, "oprd")
    if complement is None:
        complement = next((k for k in p.prepositions(i, "as") if k > i), None)
    if complement is None:
        small = p.child(i, "ccomp")
        if small is not None and small > i:  # *find it unfair*, parsed as a clause without a verb
            finite = p.verbal(small) and (p.tag[small] not in ("VBN", "VBG") or p.child(small, "aux") is not None)
            return None if finite or p.marked(small, "that") else _candidate(v, group, p.subtree(small))
        if v.objects:
            complement = next((k for k in p.children(i, "xcomp") if not p.infinitive(k)), None)
    if complement is None and p.dep[i] == "relcl":
        complement = _judged_of_relative(p, v)
    if complement is None:
        return None
    content = p.subtree(complement)
    to = next(iter(p.prepositions(i, "to")), None) if v.lemma == "refer" else None
    if v.passive:
        held = p.head[i] if p.dep[i] == "acl" else v.subject
        content |= set() if held is None else p.subtree(held, {i})
    elif v.objects:
        content |= p.subtree(v.objects[0])
    elif to is not None:  # *refer to it as a coup*
        content |= p.subtree(to) - {to}
        v.cue.add(to)
    elif p.dep[complement] == "prep":
        return None
    return _candidate(v, group, content)


def _seem(p: Parse, v: Verb) -> Candidate | None:
    """*The road is expected to open*; *The group seems to have left*: nobody's word, subject and rest are the content."""
    group = VERBS.get((v.lemma, "seem"))
    if group is None or v.subject is None:
        return None
    if v.passive and p.child(v.i, "auxpass") is None and p.dep[v.i] not in ("acl", "relcl"):
        return None  # *an aide explained, … and later found to be ill*: of whom is unsure
    if group.name == "seem":
        rest = p.children(v.i, "xcomp", "oprd", "acomp", "attr", "ccomp")
        holder = next((p.child(k, "pobj") for k in p.prepositions(v.i, "to")), None)
    else:
        rest = [k for k in p.children(v.i, "xcomp") if p.infinitive(k)] if v.passive else []
        holder = v.agent
    if not rest or (p.infinitive(rest[0]) and any((p.lemma[rest[0]], frame) in VERBS for frame in ("clause", "object"))):
        return None  # *He seemed to admit …*: the second verb is the cue
    content = set().union(*(p.subtree(k) for k in rest))
    if p.lower[v.subject] != "it" or p.dep[rest[0]] != "ccomp":
        content |= p.subtree(v.subject, {v.i})
    v.source = set() if holder is None else p.subtree(holder)
    return _candidate(v, group, content - v.source)


def _clause(p: Parse, v: Verb) -> Candidate | None:
    """*The mayor said (that) the bridge was shut*; *The bridge was shut, the mayor said*; *She asked whether it was*."""
    group, i = VERBS.get((v.lemma, "clause")), v.i
    if group is None:
        return None
    if i in p.mended:
        held = p.after_aside(i + 1)
        told = held < p.n and p.lower[held] == "that"
        return _candidate(v, group, {t for t in p.unit_after(i) if t >= held}) if told else None
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
    return _candidate(v, group, content) if content else None


def _reported(p: Parse, v: Verb) -> list[int]:
    """The verbs of the clauses that hang on a cue as its complements."""
    clauses = [k for k in p.children(v.i, "ccomp") if not p.infinitive(k) or p.marked(k, "that")]
    clauses = [k for k in clauses if not _speaks_apart(p, k, v.i) and not (v.objects and k < v.i and p.divided(k, v.i))]
    if v.lemma in _QUESTIONS:
        clauses += [k for k in p.children(v.i, "advcl") if k > v.i and p.marked(k, "if", "whether")]
    return clauses


def _behind(p: Parse, v: Verb, clauses: list[int], right: list[int]) -> set[int]:
    """What is said behind a cue, with what goes on beside it."""
    i = v.i
    swallowed = _object_as_subject(p, v, right[0])
    right = right + [k for k in p.children(i, "conj") if p.marked(k, "that") or _goes_on(p, k, i, right[0])]
    content = set().union(swallowed, *(p.subtree(k, {i, *_beside(p, k, i)}) for k in right))
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
    bare = p.child(verb, "nsubj", "nsubjpass", "expl") is None
    return verb > cue and bare and bool(own & said) and not p.children(cue, "aux") and p.quote_of[verb] < 0


def _without_subject(p: Parse, i: int) -> bool:
    """Whether a word is a finite verb whose subject stands elsewhere."""
    return p.tag[i] in ("VBD", "VBZ", "VBP") and p.child(i, "nsubj", "nsubjpass", "expl") is None


def _object_as_subject(p: Parse, v: Verb, clause: int) -> set[int]:
    """*It indicates his last day will be in May*: the subject of the clause, read as the object of the cue."""
    if not v.objects or v.lemma in _TELLING or p.pos[v.objects[0]] == "PRON" or not v.i < v.objects[0] < clause:
        return set()
    bare = p.child(clause, "nsubj", "nsubjpass", "expl", "mark") is None and not p.infinitive(clause)
    return p.subtree(v.objects[0]) if bare else set()


def _told_in(p: Parse, i: int) -> set[int]:
    """*She said in a statement that the bridge was shut*: the clause that the parser hangs on the statement."""
    for k in p.prepositions(i):
        noun = p.child(k, "pobj")
        told = [] if noun is None or k < i else [c for c in p.children(noun, "acl", "ccomp", "relcl") if p.marked(c, "that")]
        if told:
            return set().union(*(p.subtree(c) for c in told))
    return set()


_TIMES = cues.words("after before when since while because until once")
_QUESTIONS = cues.words("ask wonder know inquire question say see")


def _beside(p: Parse, clause: int, cue: int) -> list[int]:
    """Verbs that the parser put into a content though they belong beside its cue.

    *She said the plan was weak and criticized its author*: she did, not the plan. *He says it is safe but would not say
    why*: so the tense tells. *He said it was shut, adding that …*; *… was shut, while others said …*.
    """
    found, spine = [], [clause]
    while (j := p.child(spine[-1], "conj")) is not None and p.verbal(j):
        known = any((p.lemma[j], frame) in VERBS for frame in ("clause", "object", "predicate"))
        same = known and p.tag[j] == p.tag[cue] and p.child(j, "aux", "auxpass") is None
        tense = p.past(cue) and p.past(j) and p.present(clause)
        # *proclaiming that it is hers and making a flag of it*
        tense |= p.tag[cue] == p.tag[j] == "VBG" and p.child(j, "aux") is None and p.tag[clause] != "VBG"
        bare = p.child(j, "nsubj", "nsubjpass", "expl") is None
        if j > cue and p.quote_of[j] < 0 and ((bare and (same or tense)) or (not bare and _other_speaker(p, j, cue))):
            found.append(j)
            break
        spine.append(j)
    for k in (k for j in spine for k in p.children(j, "advcl", "acl")):
        if k < cue or p.quote_of[k] >= 0:
            continue
        aside = (p.lemma[k], "aside") in VERBS
        participle = p.tag[k] == "VBG" and p.lower[k - 1] == "," and (aside or (p.lemma[k], "predicate") in VERBS)
        if participle or (aside and p.marked(k, "while", "although", "though", "whereas")):
            found.append(k)
    p.moved.update((k, cue) for k in found if p.child(k, "nsubj", "nsubjpass") is None)
    return found


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
    return set(content) if any(p.tag[t] in ("VBD", "VBZ", "VBP", "MD") for t in content) else set()


def _infinitive(p: Parse, v: Verb) -> Candidate | None:
    """*She promised to resign*; *He urged them to leave*; *They want the law to change*."""
    for k in p.children(v.i, "xcomp", "ccomp"):
        if k < v.i or not p.infinitive(k):
            continue
        person = v.objects or v.passive or p.child(k, "nsubj") is not None
        group = (VERBS.get((v.lemma, "person")) if person else None) or VERBS.get((v.lemma, "infinitive"))
        if group is not None:
            who = v.objects[:1] if v.objects else [v.subject] if v.passive and v.subject is not None else []
            content = set().union(p.subtree(k, _beside(p, k, v.i)), *(p.subtree(x, {v.i}) for x in who))
            return _candidate(v, group, content)
    return None


def _preposition(p: Parse, v: Verb) -> Candidate | None:
    """*They called for a ceasefire*; *She accused him of lying*; *He talked about the dam*."""
    for k in p.prepositions(v.i):
        group = VERBS.get((v.lemma, p.lower[k]))
        of_whom = VERBS.get((v.lemma, f"+{p.lower[k]}")) if v.objects or v.passive else None
        group = of_whom or group
        inner = p.children(k, "pobj", "pcomp")
        if group is None or k < v.i or not inner or p.pos[inner[0]] == "NUM":
            continue
        inner += [x for x in p.children(v.i, "xcomp", "ccomp", "advcl") if x > k and (p.dep[x] != "advcl" or v.lemma == "call")]
        content = set().union(*(p.subtree(x) for x in inner))
        if of_whom is not None and v.objects and not v.passive:
            return _candidate(v, group, content | {k} | p.subtree(v.objects[0]), (), p.lower[k])
        return _candidate(v, group, content, {k}, p.lower[k])
    return None


def _object(p: Parse, v: Verb) -> Candidate | None:
    """*The minister announced a curfew*; *Rivals criticized him for his silence*; *a law backed by the union*."""
    group, i = VERBS.get((v.lemma, "object")), v.i
    if group is None:
        return None
    if v.passive:
        held = p.head[i] if p.dep[i] == "acl" else v.subject
        unheld = held is None or (v.agent is None and (p.dep[i] == "acl" or group.grade == 1))
        return None if unheld else _candidate(v, group, p.subtree(held, {i}))
    held = v.objects[0] if v.objects else next((k for k in p.children(i, "xcomp", "ccomp") if k > i and _held(p, k)), None)
    if held is None and " " in v.lemma:  # *stand by the plan*, the particle read as a preposition
        held = next((p.child(k, "pobj") for k in p.prepositions(i, v.lemma.split()[1])), None)
    if held is not None and _carries(p, v, held):
        return None
    if held is None:
        bare = p.dep[i] == "relcl" and p.child(i, "nsubj") not in (None, p.head[i]) and not p.children(i, "ccomp", "xcomp")
        own = v.subject is not None and p.dep[v.subject] == "nsubj" and p.tag[v.subject] not in ("WDT", "WP")
        return _candidate(v, group, p.subtree(p.head[i], {i})) if bare and own else None  # *a claim the army denied*
    more = [k for k in p.prepositions(i, *_ATTACHED) + p.children(i, "advcl") if k > held]
    more = [k for k in more if p.dep[k] == "prep" or p.infinitive(k)]
    return _candidate(v, group, set().union(p.subtree(held), *(p.subtree(k) for k in more)))


def _carries(p: Parse, v: Verb, noun: int) -> bool:
    """Whether an object only carries what is said: *raise questions about*, *release a statement saying that*."""
    if v.lemma not in _LIGHT:
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


_ATTACHED = cues.words("for as over against of with about on to from")


def _aside(p: Parse, v: Verb) -> Candidate | None:
    """*The bridge, the mayor said, is shut*; *As the mayor noted, the bridge is shut*."""
    group, head = VERBS.get((v.lemma, "aside")), p.head[v.i]
    if group is None or head == v.i or not p.verbal(head) or not v.source:
        return None
    if any(p.infinitive(k) for k in p.children(v.i, "xcomp")):
        return None  # *as he continued to hold his ground*
    if p.dep[v.i] == "parataxis" or (p.dep[v.i] == "advcl" and p.marked(v.i, "as")):
        return _candidate(v, group, p.subtree(head, {v.i}) - v.source)
    return None


def _interrupted(p: Parse, v: Verb) -> Candidate | None:
    """*The plant, the owner told the paper, is hanging on*, by its commas where the parser lost the thread."""
    group = VERBS.get((v.lemma, "aside"))
    if v.objects and v.lemma not in _TELLING:
        return None
    if group is None or v.passive or p.tag[v.i] not in ("VBD", "VBZ", "VBP") or p.quote_of[v.i] >= 0:
        return None
    beside = name_beside(p, {v.i})  # where the parser lost the thread, its subject may be anywhere
    if beside and max(beside) < v.i and p.lower[min(beside) - 1] in (",", "–", "—"):
        v.source = beside
    if not v.source or _apposed(p, v.source):
        return None
    more = set().union(*(p.subtree(k) for k in p.children(v.i, "dobj", "npadvmod", "prep") if k > v.i))
    frame = v.source | v.cue | more
    first, last = min(frame), max(frame)
    if first == 0 or p.lower[first - 1] not in (",", "–", "—") or last - first > 25:
        return None
    after = p.unit_after(last)
    if p.words(after) and p.lower[after[0]] not in (",", "–", "—"):
        return None
    tokens = {*p.unit_before(first), *after}
    finite = [t for t in tokens if p.tag[t] in ("VBD", "VBZ", "VBP", "MD")]
    said = [t for t in finite if quote_verb(p, t) and VERBS[p.lemma[t], "quote"].grade == 3]
    other = any(p.quote_of[t] < 0 and not p.marked(t, "as") for t in said)
    return _candidate(v, group, tokens - frame) if finite and not other else None


def _apposed(p: Parse, source: set[int]) -> bool:
    """Whether a phrase between two commas describes the name before it: *her aide Roe, a singer, testified*."""
    first, last = min(source), max(source)
    commas = p.lower[first - 1] == "," and last + 1 < p.n and p.lower[last + 1] == ","
    return commas and p.lower[first] in ("a", "an", "the") and p.tag[first - 2] in ("NNP", "NNPS")


_TELLING = cues.words("tell inform remind assure reassure warn advise notify caution promise teach show convince persuade")
"""Verbs whose object is who hears it, not what is said."""


VERB_RULES: tuple[tuple[str, Callable[[Parse, Verb], Candidate | None]], ...] = (
    ("predicate", _predicate),
    ("seem", _seem),
    ("clause", _clause),
    ("infinitive", _infinitive),
    ("preposition", _preposition),
    ("object", _object),
    ("aside", _aside),
    ("aside", _interrupted),
)
"""Tried in this order on each verb that is a cue; the first that fits counts."""


# --- nouns, adjectives and adverbials -----------------------------------------------------------------------------------


def _noun(p: Parse, i: int) -> Candidate | None:
    """*The report that the road was mined*; *his decision to resign*; *Her worry is that …*; *questions about pay*."""
    word, head = p.lemma[i], p.head[i]
    owner = p.child(i, "poss")
    source = set() if owner is None else p.subtree(owner)
    if p.dep[i] == "nsubj" and p.lemma[head] == "be" and (group := NOUNS.get((word, "copula"))) is not None:
        told = next((k for k in p.children(head, "ccomp") if k > i), None)
        if told is not None:
            return Candidate(i, source, {i, head}, p.subtree(told), word, group.cue_class, "", group.grade)
    for k in (*p.kids[i], *_told_by_its_makers(p, i)):
        if k < i:
            continue
        frame = ""
        if p.dep[k] in ("acl", "relcl", "ccomp"):
            frame = "infinitive" if p.infinitive(k) else "clause" if p.marked(k, "that") else ""
        elif p.dep[k] == "prep":
            frame = p.lower[k]
        group = NOUNS.get((word, frame))
        if group is None:
            continue
        preposition = {k} if p.dep[k] == "prep" else set()
        content, cue = p.subtree(k) - preposition, {i} | preposition
        by = next((x for x in p.prepositions(i, "by", "from") if x != k), None)
        light = p.dep[i] == "dobj" and p.lemma[head] in _LIGHT
        if not source and by is not None:
            source = p.subtree(by) - {by}
        elif light and (not source or p.pos[owner] == "PRON"):  # *He raised his doubts about …*
            verb = verb_at(p, head)
            source, cue = verb.source, cue | verb.cue
        elif not source:
            source = _owner(p, i)
        return Candidate(i, source - content, cue, content, word, group.cue_class, "", group.grade)
    return None


def _told_by_its_makers(p: Parse, i: int) -> list[int]:
    """*Complaints from residents that the dam leaks*: the clause that the parser hangs on the residents."""
    makers = [p.child(k, "pobj") for k in p.prepositions(i, "by", "from", "among")]
    clauses = [c for m in makers if m is not None for c in p.children(m, "acl", "relcl", "ccomp")]
    return [c for c in clauses if p.marked(c, "that") and p.child(c, "nsubj", "nsubjpass", "expl") is not None]


def _owner(p: Parse, i: int) -> set[int]:
    """Whose a noun is that nobody owns: *He spoke in favor of …*, *She floated the idea that …*, *Gul, a critic of …*."""
    j = i
    has = next((k for k in p.children(i, "relcl") if p.lemma[k] in _LIGHT and p.child(k, "nsubj") is not None), None)
    if has is not None:  # *the hope she has of winning*
        return p.subtree(p.child(has, "nsubj"))
    for _ in range(4):
        if p.dep[j] == "appos":
            return p.subtree(p.head[j], {j})
        if p.dep[j] not in ("dobj", "pobj", "prep", "attr", "conj", "oprd") or (j != i and p.lower[j] in _CAUSES):
            break
        j = p.head[j]
        if p.verbal(j):
            verb = verb_at(p, j)
            return set() if i in verb.source or p.lemma[j] in _STIRS else verb.source
    return set()


_CAUSES = cues.words("because due despite amid after before since by from to")
_STIRS = cues.words(
    "fuel drive renew spark stoke ease prompt cause trigger provoke fan feed allay dispel quell quash stir revive ignite"
    " confirm reinforce deepen end heighten reflect face meet earn attract win spur deny counter"
)
"""Verbs whose subject is not who has the fear or makes the criticism that is their object."""

_LIGHT = cues.words(
    "make have express raise issue give share voice offer hold get face lead take hear release publish deliver draw file post"
    " announce declare write show"
)
"""Verbs that say no more than that what their object names was put forward."""


def _adjective(p: Parse, i: int) -> Candidate | None:
    """*Officials are confident that it will hold*; *She was unwilling to comment*; *He made it clear that …*."""
    head = p.head[i]
    if p.lemma[head] == "make" and (group := ADJECTIVES.get((p.lemma[i], "make"))) is not None:
        told = next((k for j in (i, head) for k in p.children(j, "ccomp", "advcl") if k > i), None)
        if told is not None:
            verb = verb_at(p, head)
            return Candidate(i, verb.source, {i} | verb.cue, p.subtree(told), p.lemma[i], group.cue_class, "", group.grade)
    if p.dep[i] != "conj" and not (p.dep[i] in ("acomp", "oprd", "ROOT") and p.verbal(head)):
        return None
    for k in p.kids[i]:
        frame = "clause" if p.dep[k] == "ccomp" else p.lower[k] if p.dep[k] == "prep" else ""
        if p.dep[k] == "xcomp" and p.infinitive(k):
            frame = "infinitive"
        group = ADJECTIVES.get((p.lemma[i], frame))
        if group is None:
            continue
        verb = verb_at(p, head)
        if verb.subject is None or p.lower[verb.subject] in ("it", "there"):
            return None
        content = p.subtree(k) - ({k} if p.dep[k] == "prep" else set())
        return Candidate(i, verb.source - content, {head, i} - content, content, p.lemma[i], group.cue_class, "", group.grade)
    return None


def _clause_of(p: Parse, i: int, phrase: set[int]) -> set[int]:
    """The clause that a sentence adverbial belongs to, without the adverbial."""
    j = p.head[i]
    first, last = min(phrase), max(phrase)
    final = p.lower[first - 1] == "," and p.closes_unit(last)
    climbs = ("xcomp", "ccomp", "advcl") if final else ("xcomp",)  # at the end it is about all of the sentence
    while p.head[j] != j and (
        not p.verbal(j)
        or (p.dep[j] in climbs and (p.head[j] < j or p.dep[j] == "xcomp"))
        or (final and p.dep[j] == "conj" and _joined_below(p, j))
    ):
        j = p.head[j]
    barred = {i}
    if first > j and last + 1 < p.n and p.lower[last + 1] == ",":  # what follows is another thought
        barred.update(k for k in p.children(j, "advcl", "conj") if k > last)
    return p.subtree(j, barred) - phrase


def _joined_below(p: Parse, j: int) -> bool:
    """Whether a joined verb shares the subject of the first, or is joined to one that is not the main verb."""
    base = j
    while p.dep[base] == "conj" and p.head[base] != base:
        base = p.head[base]
    return p.dep[base] in ("advcl", "ccomp") or p.child(j, "nsubj", "nsubjpass", "expl") is None


def _according(p: Parse, i: int) -> Candidate | None:
    """*According to the ministry, the road is shut*."""
    to = next((k for k in p.kids[i] if p.lower[k] == "to"), None)
    holder = None if to is None else p.child(to, "pobj")
    if holder is None:
        return None
    source = p.subtree(holder)
    source -= (late := _late_subject(p, p.head[i], source))
    return Candidate(i, source, {i, to}, _clause_of(p, i, source | {i, to}) | late, "according to", "saying")


def _late_subject(p: Parse, verb: int, source: set[int]) -> set[int]:
    """*According to Gul, a mayor, the people left*: the subject, where the parser took it for one more apposition."""
    if p.child(verb, "nsubj", "nsubjpass", "csubj", "expl") is not None:
        return set()
    for t in sorted((t for t in source if p.dep[t] == "appos"), reverse=True):
        phrase = p.subtree(t)
        first = min(phrase)
        if first > min(source) and p.lower[first] in _DETERMINERS and p.lower[first - 1] == ",":
            return phrase
    return set()


_DETERMINERS = cues.words("the a an these those this that its his her their")


def _view(p: Parse, i: int) -> Candidate | None:
    """*In the mayor's view, the bridge is safe*."""
    noun = p.child(i, "pobj")
    if noun is None or p.lemma[noun] not in cues.VIEWS or (owner := p.child(noun, "poss")) is None:
        return None
    if p.lower[i - 1] not in (",", "–", "—") and not p.opens_unit(i) and p.lower[min(noun + 1, p.n - 1)] != ",":
        return None  # *they were gloomier in their assessment*
    if p.dep[p.head[i]] == "relcl" and p.lower[p.head[p.head[i]] + 1] != ",":
        return None  # *a plan that, in their view, would fail* is one noun phrase
    return Candidate(i, p.subtree(owner), {i, noun}, _clause_of(p, i, p.subtree(i)), p.lemma[noun], "attitude")


def _poll(p: Parse, i: int) -> Candidate | None:
    """*In a new survey, four in ten were undecided*."""
    noun = p.child(i, "pobj")
    if noun is None or p.lemma[noun] not in cues.POLLS:
        return None
    phrase = p.subtree(i)
    return Candidate(i, phrase - {i}, {i}, _clause_of(p, i, phrase), "in", "event")


def _adverb(p: Parse, i: int) -> Candidate | None:
    """*The convoy reportedly turned back*."""
    head = p.head[i]
    if p.lower[i] not in cues.HOLDERLESS or head == i:
        return None
    while p.pos[head] == "ADV" and p.head[head] != head:  # *reportedly twice met*
        head = p.head[head]
    return Candidate(i, set(), {i}, p.subtree(head, {i}), p.lower[i], "holderless")


def _label(p: Parse, first: int, last: int) -> Candidate | None:
    """*Ministry: Border to reopen*: a speaker or an outlet before a colon at the start of a headline."""
    colon = next((t for t in range(first, min(first + 9, last)) if p.lower[t] == ":"), None)
    if colon is None or p.quote_of[colon] >= 0:
        return None
    name, content = [t for t in range(first, colon) if p.word[t]], range(colon + 1, last)
    if not name or p.words(content) < 3 or len(p.lower[name[0]]) < 2 or not p.string[p.start[name[0]]].isupper():
        return None
    if any(p.verbal(t) or p.lower[t] in cues.NOT_SPEAKERS for t in name) or p.pos[name[-1]] == "NUM":
        return None
    if p.pos[name[0]] in ("ADP", "ADV", "DET", "CCONJ", "SCONJ"):
        return None
    return Candidate(colon, set(name), {colon}, set(content), ":", "saying")


OTHER_RULES: dict[str, tuple[tuple[str, Callable[[Parse, int], Candidate | None]], ...]] = {
    "NOUN": (("noun", _noun),),
    "ADJ": (("adjective", _adjective),),
    "ADV": (("adverb", _adverb),),
}
"""Rules by part of speech; those of adverbials go by the word itself."""

_ADVERBIAL_RULES = {"according": (("according to", _according),), "in": (("view", _view), ("poll", _poll))}
_VERB_LEMMAS = frozenset(word for word, _ in VERBS)


# --- all together -------------------------------------------------------------------------------------------------------


def find_candidates(doc: Doc, rules: frozenset[str] | None = None) -> tuple[Parse, list[Candidate]]:
    """Find what ties a source, a cue and a content together, as sets of tokens.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        Parsed by :func:`claimatlas.annotate.annotate`.
    rules : frozenset of str, optional
        Names of the constructions to use, from :data:`CONSTRUCTIONS`; all by default.

    Returns
    -------
    parse : Parse
        The text as plain lists.
    candidates : list of Candidate
        In order of their cues.
    """
    rules = frozenset(CONSTRUCTIONS) if rules is None else rules
    p = Parse(doc)
    found: list[Candidate] = []

    def keep(name: str, candidate: Candidate | None) -> bool:
        if candidate is None:
            return False
        candidate.construction = name
        if name not in _BY_POSITION:  # the parse may run on into the next sentence or out of a quotation
            unit, k = p.unit[candidate.anchor], p.quote_of[candidate.anchor]
            candidate.content = {t for t in candidate.content if p.unit[t] == unit and (k < 0 or p.quote_of[t] == k)}
        if is_borne_out(p, candidate):
            found.append(candidate)
        return True

    spoken, by_quote = quoted_speech(p)
    found += [c for c in spoken if c.construction in rules]
    taken = {c.anchor for c in found}
    if "label" in rules:
        turns = [c for c in labelled_turns(p) if c.anchor not in taken]
        taken.update(c.anchor for c in turns)
        found += turns
        headline = next((i + 1 for i in range(p.n) if "\n" in p.lower[i]), p.n)
        if not any(c.anchor < headline for c in turns):
            keep("label", _label(p, 0, headline))
    for i in range(p.n):
        if i in taken or not p.word[i]:
            continue
        if p.lower[i] in _ADVERBIAL_RULES:
            for name, rule in _ADVERBIAL_RULES[p.lower[i]]:
                if name in rules and keep(name, rule(p, i)):
                    break
        elif p.verbal(i):
            if p.lemma[i] in _VERB_LEMMAS:
                verb = verb_at(p, i)
                for name, rule in VERB_RULES:
                    if name in rules and keep(name, rule(p, verb)):
                        break
        else:
            for name, rule in OTHER_RULES.get(p.pos[i], ()):
                if name in rules:
                    keep(name, rule(p, i))
    for c in spoken:
        _complete(p, c)
    found = _unlike(found)
    whole = {p.unit[c.anchor]: c for c in found if c.construction == "according to"}
    for c in found:  # the whole sentence is according to somebody, not a part of it
        over = whole.get(p.unit[c.anchor], c)
        if over is not c and over.anchor in c.content and c.anchor in over.content:
            c.content -= over.cue | over.source
        if over is not c and c.construction == "according to" and c.content & over.content:  # two accounts, side by side
            over.content -= c.content | c.cue | c.source
            c.content -= over.content | over.cue | over.source
    if "quotation" in rules:
        found += [c for c in continue_speech(p, by_quote, found) if "fragment" in rules]
    return p, found


def _complete(p: Parse, c: Candidate) -> None:
    """Give a quotation the clause that it stands in: *He vowed to "fight on"*; *She said "dozens" of cars were lost*.

    Only what the parse hangs under the cue counts, and only around a short quotation: a long one may have any parse.
    """
    i = c.anchor
    words = sorted(t for t in c.content if p.word[t])
    if c.construction != "quotation" or not words or words[0] < i:
        return
    for k in p.children(i, "ccomp", "xcomp"):
        if k < i or len(words) > 60:
            continue
        clause = {t for t in p.subtree(k, {i, *_beside(p, k, i)}) if p.unit[t] == p.unit[i] and t > i}
        if not c.content & clause:
            continue
        lead = {t for t in clause if t < words[0]}
        inside = p.quote_of[k] < 0  # the clause's own verb is the reporter's word
        if inside and (p.marked(k, "that") or p.infinitive(k) or p.tag[k] == "VBG"):
            c.content |= clause - c.cue - c.source
        elif all(p.lower[t] in ("to", "that") or not p.word[t] for t in lead):
            c.content |= lead


def find_attributions(doc: Doc, rules: frozenset[str] | None = None) -> list[Attribution]:
    """Find every attribution of a parsed text.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        Parsed by :func:`claimatlas.annotate.annotate`.
    rules : frozenset of str, optional
        Names of the constructions to use, from :data:`CONSTRUCTIONS`; all by default.

    Returns
    -------
    list of Attribution
        Sorted by the start of their content. Spans lie inside the text, in order, without blanks at their ends; source,
        cue and content of one attribution do not overlap.
    """
    return _attributions(*find_candidates(doc, rules))


def _unlike(candidates: list[Candidate]) -> list[Candidate]:
    """Candidates in order of their cues, one for each content: a quotation's own speaker before any other."""
    kept: dict[frozenset[int], Candidate] = {}
    for c in candidates:  # quotations were found first
        kept.setdefault(frozenset(c.content), c)
    return sorted(kept.values(), key=lambda c: c.anchor)


def _attributions(p: Parse, candidates: list[Candidate]) -> list[Attribution]:
    rows = []
    depth = [0] * p.n  # in how many contents a token stands
    for c in candidates:
        if c.construction == "fragment" and not p.words(c.cue):
            continue  # no word near it is a cue
        content = c.content - c.cue - c.source
        for k in sorted({p.quote_of[t] for t in content} - {-1, p.quote_of[c.anchor]}):
            tokens = p.quote_tokens[k]  # content that reaches the first word of a quotation has all of it
            if next((t for t in tokens if p.word[t]), -1) in content:
                content |= set(tokens) - c.cue - c.source
        ends = sorted(t for t in content if p.word[t])
        while ends and p.pos[ends[-1]] == "CCONJ" and p.quote_of[ends[-1]] < 0:  # *… and* that led to another cue
            content.discard(ends.pop())
        spans = _spans(p, content)
        cue = _spans(p, c.cue, marks=False) or ((p.start[c.anchor], p.end[c.anchor]),)
        if spans:
            source = _spans(p, c.source - c.cue, marks=False)
            rows.append((c, content, source, cue, spans))
            for t in content:
                depth[t] += 1
    found = []
    for c, content, source, cue, spans in rows:
        first = min(c.cue)
        k = p.quote_of[c.anchor]
        nested = depth[first] > (first in content) or (k >= 0 and p.words(p.quote_tokens[k]) > 4)
        quoted = {p.quote_of[t] >= 0 for t in content if p.word[t]}
        kind = "mixed" if len(quoted) == 2 else "direct" if True in quoted else "indirect"
        confidence = _WEAKER.get((c.construction, c.cue_class), CONSTRUCTIONS[c.construction])
        found.append(
            Attribution(
                source,
                cue,
                spans,
                kind,
                c.cue_lemma,
                c.cue_class,
                p.sentence[c.anchor],
                c.construction,
                confidence,
                nested,
                c.grade,
            )
        )
    return sorted(found, key=lambda a: (a.content, a.cue))


def _spans(p: Parse, tokens: set[int], marks: bool = True) -> tuple[Span, ...]:
    """Character spans of a set of tokens, joined over punctuation and blanks, without stops and blanks at their ends.

    With ``marks``, those of a quotation that begins or ends with the span are taken in.
    """
    runs: list[list[int]] = []
    for t in sorted(t for t in tokens if p.word[t]):
        gap = range(runs[-1][1] + 1, t) if runs else range(0)
        if runs and not any(p.word[j] or "\n" in p.lower[j] for j in gap):
            runs[-1][1] = t
        else:
            runs.append([t, t])
    spans: list[Span] = []
    for first, last in runs:
        low, high = p.start[first], p.end[last]
        if marks and (k := p.quote_of[first]) >= 0:
            mark = p.quotes[k].start
            if mark <= low and not any(c.isalnum() for c in p.string[mark:low]):
                low = mark
        if marks and (k := p.quote_of[last]) >= 0:
            mark = p.quotes[k].end
            if mark >= high and not any(c.isalnum() for c in p.string[high:mark]):
                high = mark
        low = max(low, spans[-1][1] if spans else 0)
        text = p.string[low:high]
        low, high = low + len(text) - len(text.lstrip()), high - len(text) + len(text.rstrip())
        if low < high:
            spans.append((low, high))
    return tuple(spans)

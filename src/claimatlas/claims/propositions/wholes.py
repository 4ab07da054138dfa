"""What is whole: whether a row reads as a statement, and what it cannot be without."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimatlas.claims.attribution.frames import Frame
from claimatlas.claims.propositions.clauses import (
    clause_of,
    takes_a_clause,
    timed,
)
from claimatlas.claims.propositions.contents import Proposition
from claimatlas.claims.propositions.roles import Sentence
from claimatlas.tokens import tokens_of
from claimatlas.trees import (
    FINITE,
    QUOTES,
    SUBJECTS,
    child,
    first_conjunct,
    is_finite,
    upward,
)
from claimatlas.wordlists import read_sets

_EDGES = read_sets("claims/edges.txt")
_BELOW = frozenset({"relcl", "acl", "advcl", "pcomp", "csubj", "csubjpass", "amod", "compound"})
_COMPLEMENTS = frozenset(
    {"ccomp", "xcomp", "pcomp", "pobj", "dobj", "attr", "acomp", "oprd", "csubj", "csubjpass"}
)


def whole(doc: Doc, p: Proposition) -> bool:
    """Whether a row reads as a statement: it has a predicate, or its cue takes what has none."""
    word = tokens_of(doc).word
    words = sum(word[i] for i in p.tokens)
    own = any(f.own and f.at == p.head for f in p.frames)
    phrase = any(f.phrase and f.content == p.head for f in p.frames)
    if words < 2:
        return words == 1 and phrase and any(f.kind == "denial" for f in p.frames)
    if p.rule == "apposition":
        return any(doc[i].pos_ in ("VERB", "AUX") for i in p.tokens)
    if own or phrase or p.rule == "participle":
        return True
    if p.rule == "content":
        return predicate(doc, p) or _infinite(doc, p) or _garden_path(doc, p)
    return predicate(doc, p) or (p.rule == "main" and _garden_path(doc, p))


def predicate(doc: Doc, p: Proposition) -> bool:
    """Whether a row has a finite verb that no clause further down holds."""
    inside = set(p.tokens)
    if p.head in inside and (is_finite(doc[p.head]) or p.rule == "coordination"):
        return True
    if doc[p.head].tag_ == "VBN" and child(doc[p.head], "nsubj") is not None:
        return True  # a past tense read as a participle
    if p.rule == "main":  # what hangs on what is unsure in a sentence without a verb at its head
        return any(doc[i].tag_ in FINITE or is_finite(doc[i]) for i in p.tokens)
    for i in p.tokens:
        if doc[i].tag_ not in FINITE and not is_finite(doc[i]):
            continue
        path = list(upward(doc, i, inside))
        if not any(doc[k].dep_ in _BELOW and k != p.head for k in path):
            return True
    return False


def _infinite(doc: Doc, p: Proposition) -> bool:
    """Whether a cue's content is an infinitive or a gerund: *vowed to stay*, *admitted taking part*."""
    head = doc[p.head]
    return head.pos_ in ("VERB", "AUX") or any(
        c.dep_ in ("aux", "cop") and c.tag_ in ("TO", "VB") for c in head.children
    )


def _garden_path(doc: Doc, p: Proposition) -> bool:
    """*The dam, which was old, held*: the main verb was read as a participle on the subject."""
    head = doc[p.head]
    return head.pos_ in ("NOUN", "PROPN") and any(
        c.dep_ == "acl"
        and c.tag_ in ("VBN", "VBD")
        and c.i in p.tokens
        and doc[c.left_edge.i - 1].text in (",", "–", "—")
        for c in head.rights
    )


def _asks(doc: Doc, p: Proposition) -> bool:
    """*Is this all, she asked*: at most a question word stands before a verb with its subject behind it."""
    head, kept = doc[p.head], set(p.tokens)
    doer = child(head, "nsubj", "nsubjpass")
    verb = next((c for c in (*head.lefts, head) if c.tag_ in FINITE), None)
    if doer is None or verb is None or verb.pos_ != "AUX" or not verb.i < doer.i or verb.i not in kept:
        return False
    if verb.i > 0 and doc[verb.i - 1].lower_ in ("nor", "neither"):
        return False
    before = [doc[i] for i in p.tokens if i < verb.i and not doc[i].is_punct]
    return all(t.tag_ in ("WRB", "WP", "WDT") for t in before)


def lost_subject(s: Sentence, p: Proposition) -> int:
    """The subject of a verb of the row that stands in another row, as the parser joined the two, or -1."""
    kept = {*p.tokens, *p.subject}
    for i in p.tokens:
        if s.doc[i].tag_ not in FINITE:
            continue
        verb = s.doc[i].head if s.doc[i].dep_ in ("aux", "auxpass") else s.doc[i]
        doer = child(verb, "nsubj", "nsubjpass")
        if doer is not None and doer.i not in kept and p.tokens[0] < doer.i < i and doer.tag_ not in ("WDT", "WP"):
            return doer.i
    return -1


def no_statement(doc: Doc, p: Proposition) -> bool:
    """Whether a row is a request, a question, thanks or a wish, which nobody can call true or false."""
    first = first_conjunct(doc[p.head])
    if _asks(doc, p):
        return True
    if p.rule not in ("main", "content", "coordination", "splice") or any(
        f.own and f.at == p.head for f in p.frames
    ):
        return False
    if first.tag_ not in ("VB", "VBP") or any(
        c.dep_ in ("aux", "auxpass", "mark") and c.lemma_ != "do" for c in first.lefts
    ):
        return False
    holder = child(first, *SUBJECTS)
    if holder is None:
        before = [doc[i] for i in p.tokens if i < first.i]
        return first.dep_ in ("ROOT", "ccomp") and not any(
            t.pos_ in ("NOUN", "PROPN", "PRON", "DET", "NUM") for t in before
        )
    head = doc[p.head]
    return (
        head.lemma_.lower() in _EDGES["wishing"]
        and head.tag_ in ("VB", "VBP")
        and holder.tag_ in ("NN", "NNP")
    )


def complement_cut(s: Sentence, i: int, above: int, found: dict[int, Proposition]) -> bool:
    """Whether a cut took from the row above what its verb cannot be without: *attempted to explain*
    [*that …*].
    """
    t, role = s.doc[i], s.marks[i][0]
    if above == i or above not in found or role not in ("content", "frame"):
        return False
    if role == "frame" and t.dep_ == "conj" and t.tag_ == "VB" and child(t, "aux", *SUBJECTS) is None:
        return True  # "I am able to look back and say that …"
    if any(f.at == i and f.content == above for f in s.frames):
        return False  # the cue's clause hangs on what it says: *Gul was clear: "It is shut."*
    low, high = sorted((i, t.head.i))
    if t.dep_ not in _COMPLEMENTS or any(s.doc[k].text == ";" for k in range(low, high)):
        return False
    return _selected(s, t) and not any(f.content == i and _stands_by_itself(s, f, t) for f in s.frames)


def _selected(s: Sentence, t: Token) -> bool:
    """Whether a verb or a preposition above asks for the complement, and it is no cue's words."""
    if t.dep_ == "pcomp" and t.head.lower_ == "with" and child(t, *SUBJECTS) is not None:
        return False  # *with both of them saying that …*
    asked = t.dep_ == "pcomp" and is_finite(t)  # "whatever they call it" after "regardless of"
    if any(t.head.i in f.drop or (f.own and f.at == t.i and not asked) for f in s.frames):
        return False
    return t.dep_ != "pcomp" or t.head.lower_ in _EDGES["selected"]


def _stands_by_itself(s: Sentence, f: Frame, t: Token) -> bool:
    """Whether the content of a frame needs no verb above it."""
    if f.rule in ("parenthesis", "according to", "adverb"):
        return True
    return (f.rule == "quotation" and t.dep_ == "ccomp") or timed(clause_of(s.doc[f.at]))


def bare_copula(s: Sentence, p: Proposition, above: dict[int, int]) -> bool:
    """*That is why they say that …*: what is left without the cue's clause says nothing."""
    head = s.doc[p.head]
    if (
        head.lemma_ != "be"
        or p.rule != "main"
        or any(c.i in p.tokens and not c.is_punct for c in head.rights)
    ):
        return False
    return any(
        above[k] == p.head and k > p.head and s.marks[k][0] in ("content", "frame")
        for k in s.marks
        if k != p.head
    )


def bare_cue(s: Sentence, p: Proposition) -> bool:
    """Whether a row is nothing but who speaks, and what he says was read as another row."""
    head = s.doc[p.head]
    if not takes_a_clause(head, "saying") or p.rule not in ("main", "coordination") or p.frames:
        return False
    if any(c.dep_ not in ("punct", "npadvmod", "advmod", "prep", "cc", "conj") for c in head.rights):
        return False
    if any(c.dep_ == "prep" and c.lower_ not in _EDGES["of an occasion"] for c in head.rights):
        return False
    return sum(not t.is_punct for t in s.tokens) > len(p.tokens) + len(p.subject)


def controls(doc: Doc, above: int, i: int) -> bool:
    """Whether a verb says only how its complement is done: *tried to explain*, *is quick to note*, *was
    cited as saying*.
    """
    t = doc[i]
    if child(t, *SUBJECTS) is not None:
        return False
    verb = doc[above]
    while t.i != above:
        passive_as = t.dep_ == "pcomp" and t.head.lower_ == "as" and child(verb, "auxpass") is not None
        if t.dep_ not in ("xcomp", "acomp", "prep") and not passive_as:
            return False
        t = t.head
    refused = verb.lemma_ in _EDGES["refusing"] or any(c.dep_ == "neg" for c in verb.children)
    return not refused and child(verb, "dobj") is None


def quoted(doc: Doc, i: int) -> bool:
    """Whether a word follows an opening quotation mark that stands right before its phrase or further on in
    it.
    """
    edge = doc[i].left_edge.i
    return any(doc[k].text in QUOTES or doc[k].text in "‘'" for k in range(max(0, edge - 1), i + 1))

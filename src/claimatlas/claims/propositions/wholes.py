"""What is whole: whether a row reads as a statement, and what it cannot be without."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_EDGES = read_sets("claims/edges.txt")
_BELOW = frozenset({"relcl", "acl", "advcl", "pcomp", "csubj", "csubjpass", "amod", "compound"})
_COMPLEMENTS = frozenset(
    {"ccomp", "xcomp", "pcomp", "pobj", "dobj", "attr", "acomp", "oprd", "csubj", "csubjpass"}
)


def whole(doc: Doc, row: Proposition) -> bool:
    """Whether a row reads as a statement: it has a predicate, or its cue takes what has none."""
    word = tokens_of(doc).word
    words = sum(word[i] for i in row.tokens)
    own = any(f.own and f.at == row.head for f in row.frames)
    phrase = any(f.phrase and f.content == row.head for f in row.frames)
    if words < 2:
        return words == 1 and phrase and any(f.kind == "denial" for f in row.frames)
    if row.rule == "apposition":
        return any(doc[i].pos_ in ("VERB", "AUX") for i in row.tokens)
    if own or phrase or row.rule == "participle":
        return True
    if row.rule == "content":
        return predicate(doc, row) or _infinite(doc, row) or _garden_path(doc, row)
    return predicate(doc, row) or (row.rule == "main" and _garden_path(doc, row))


def predicate(doc: Doc, row: Proposition) -> bool:
    """Whether a row has a finite verb that no clause further down holds."""
    inside = set(row.tokens)
    if row.head in inside and (is_finite(doc[row.head]) or row.rule == "coordination"):
        return True
    if doc[row.head].tag_ == "VBN" and child(doc[row.head], "nsubj") is not None:
        return True  # a past tense read as a participle
    if row.rule == "main":  # what hangs on what is unsure in a sentence without a verb at its head
        return any(doc[i].tag_ in FINITE or is_finite(doc[i]) for i in row.tokens)
    for i in row.tokens:
        if doc[i].tag_ not in FINITE and not is_finite(doc[i]):
            continue
        path = list(upward(doc, i, inside))
        if not any(doc[k].dep_ in _BELOW and k != row.head for k in path):
            return True
    return False


def _infinite(doc: Doc, row: Proposition) -> bool:
    """Whether a cue's content is an infinitive or a gerund: *vowed to stay*, *admitted taking part*."""
    head = doc[row.head]
    return head.pos_ in ("VERB", "AUX") or any(
        c.dep_ in ("aux", "cop") and c.tag_ in ("TO", "VB") for c in head.children
    )


def _garden_path(doc: Doc, row: Proposition) -> bool:
    """*The dam, which was old, held*: the main verb was read as a participle on the subject."""
    head = doc[row.head]
    return head.pos_ in ("NOUN", "PROPN") and any(
        c.dep_ == "acl"
        and c.tag_ in ("VBN", "VBD")
        and c.i in row.tokens
        and doc[c.left_edge.i - 1].text in (",", "–", "—")
        for c in head.rights
    )


def _asks(doc: Doc, row: Proposition) -> bool:
    """*Is this all, she asked*: at most a question word stands before a verb with its subject behind it."""
    head, kept = doc[row.head], set(row.tokens)
    doer = child(head, "nsubj", "nsubjpass")
    verb = next((c for c in (*head.lefts, head) if c.tag_ in FINITE), None)
    if doer is None or verb is None or verb.pos_ != "AUX" or not verb.i < doer.i or verb.i not in kept:
        return False
    if verb.i > 0 and doc[verb.i - 1].lower_ in ("nor", "neither"):
        return False
    before = [doc[i] for i in row.tokens if i < verb.i and not doc[i].is_punct]
    return all(t.tag_ in ("WRB", "WP", "WDT") for t in before)


def lost_subject(sentence: Sentence, row: Proposition) -> int:
    """The subject of a verb of the row that stands in another row, as the parser joined the two, or -1."""
    kept = {*row.tokens, *row.subject}
    for i in row.tokens:
        if sentence.doc[i].tag_ not in FINITE:
            continue
        verb = sentence.doc[i].head if sentence.doc[i].dep_ in ("aux", "auxpass") else sentence.doc[i]
        doer = child(verb, "nsubj", "nsubjpass")
        if (
            doer is not None
            and doer.i not in kept
            and row.tokens[0] < doer.i < i
            and doer.tag_ not in ("WDT", "WP")
        ):
            return doer.i
    return -1


def no_statement(doc: Doc, row: Proposition) -> bool:
    """Whether a row is a request, a question, thanks or a wish, which nobody can call true or false."""
    first = first_conjunct(doc[row.head])
    if _asks(doc, row):
        return True
    if row.rule not in ("main", "content", "coordination", "splice") or any(
        f.own and f.at == row.head for f in row.frames
    ):
        return False
    if first.tag_ not in ("VB", "VBP") or any(
        c.dep_ in ("aux", "auxpass", "mark") and c.lemma_ != "do" for c in first.lefts
    ):
        return False
    holder = child(first, *SUBJECTS)
    if holder is None:
        before = [doc[i] for i in row.tokens if i < first.i]
        return first.dep_ in ("ROOT", "ccomp") and not any(
            t.pos_ in ("NOUN", "PROPN", "PRON", "DET", "NUM") for t in before
        )
    head = doc[row.head]
    return (
        head.lemma_.lower() in _EDGES["wishing"]
        and head.tag_ in ("VB", "VBP")
        and holder.tag_ in ("NN", "NNP")
    )


def complement_cut(sentence: Sentence, at: int, above: int, found: dict[int, Proposition]) -> bool:
    """Whether a cut took from the row above what its verb cannot be without: *attempted to explain*
    [*that …*].
    """
    t, role = sentence.doc[at], sentence.marks[at][0]
    if above == at or above not in found or role not in ("content", "frame"):
        return False
    if role == "frame" and t.dep_ == "conj" and t.tag_ == "VB" and child(t, "aux", *SUBJECTS) is None:
        return True  # "I am able to look back and say that …"
    if any(f.at == at and f.content == above for f in sentence.frames):
        return False  # the cue's clause hangs on what it says: *Gul was clear: "It is shut."*
    low, high = sorted((at, t.head.i))
    if t.dep_ not in _COMPLEMENTS or any(sentence.doc[k].text == ";" for k in range(low, high)):
        return False
    return _selected(sentence, t) and not any(
        f.content == at and _stands_by_itself(sentence, f, t) for f in sentence.frames
    )


def _selected(sentence: Sentence, token: Token) -> bool:
    """Whether a verb or a preposition above asks for the complement, and it is no cue's words."""
    if token.dep_ == "pcomp" and token.head.lower_ == "with" and child(token, *SUBJECTS) is not None:
        return False  # *with both of them saying that …*
    asked = token.dep_ == "pcomp" and is_finite(token)  # "whatever they call it" after "regardless of"
    if any(token.head.i in f.drop or (f.own and f.at == token.i and not asked) for f in sentence.frames):
        return False
    return token.dep_ != "pcomp" or token.head.lower_ in _EDGES["selected"]


def _stands_by_itself(sentence: Sentence, frame: Frame, token: Token) -> bool:
    """Whether the content of a frame needs no verb above it."""
    if frame.rule in ("parenthesis", "according to", "adverb"):
        return True
    return (frame.rule == "quotation" and token.dep_ == "ccomp") or timed(clause_of(sentence.doc[frame.at]))


def bare_copula(sentence: Sentence, row: Proposition, above: dict[int, int]) -> bool:
    """*That is why they say that …*: what is left without the cue's clause says nothing."""
    head = sentence.doc[row.head]
    if (
        head.lemma_ != "be"
        or row.rule != "main"
        or any(c.i in row.tokens and not c.is_punct for c in head.rights)
    ):
        return False
    return any(
        above[k] == row.head and k > row.head and sentence.marks[k][0] in ("content", "frame")
        for k in sentence.marks
        if k != row.head
    )


def bare_cue(sentence: Sentence, row: Proposition) -> bool:
    """Whether a row is nothing but who speaks, and what he says was read as another row."""
    head = sentence.doc[row.head]
    if not takes_a_clause(head, "saying") or row.rule not in ("main", "coordination") or row.frames:
        return False
    if any(c.dep_ not in ("punct", "npadvmod", "advmod", "prep", "cc", "conj") for c in head.rights):
        return False
    if any(c.dep_ == "prep" and c.lower_ not in _EDGES["of an occasion"] for c in head.rights):
        return False
    return sum(not t.is_punct for t in sentence.tokens) > len(row.tokens) + len(row.subject)


def controls(doc: Doc, above: int, at: int) -> bool:
    """Whether a verb says only how its complement is done: *tried to explain*, *is quick to note*, *was
    cited as saying*.
    """
    t = doc[at]
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


def quoted(doc: Doc, at: int) -> bool:
    """Whether a word follows an opening quotation mark that stands right before its phrase or further on in
    it.
    """
    edge = doc[at].left_edge.i
    return any(doc[k].text in QUOTES or doc[k].text in "‘'" for k in range(max(0, edge - 1), at + 1))

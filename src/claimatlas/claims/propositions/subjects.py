"""The subject that a row shares with another clause, in whose words it stands."""

from __future__ import annotations

from claimatlas.claims import lexicon as lex
from claimatlas.claims.propositions.clauses import (
    swallowed_subject,
    told_of,
    word_before,
)
from claimatlas.claims.propositions.contents import Proposition
from claimatlas.claims.propositions.roles import Sentence
from claimatlas.tokens import Doc, Token
from claimatlas.trees import (
    DASHES,
    SUBJECTS,
    child,
    is_finite,
    relative,
    subject,
    subtree,
)
from claimatlas.wordlists import read_sets

_EDGES = read_sets("claims/edges.txt")


def shared_subject(sentence: Sentence, row: Proposition) -> list[int]:
    """The subject of a joined verb, which stands with the first: *the dam* of *cracked* in *the dam held
    but cracked*.
    """
    t = sentence.doc[row.head]
    small = _small(t, row)
    if row.rule not in ("coordination", "content", "participle", "apposition") or _has_subject(t):
        return []
    base = _first_with_subject(t) if row.rule in ("coordination", "content") and not small else t
    holder = _doer(sentence, row, base)
    if holder is not None and holder.tag_ in ("WDT", "WP") and base.dep_ == "relcl":
        return _noun_described(sentence, base, holder)
    if row.rule == "coordination" and base.i != row.head and (source := _source_beside(sentence, row, base)):
        return source
    if not _shareable(sentence, row, holder):
        return []
    cut = {
        k for c in holder.subtree if c.i in sentence.marks or c.dep_ in ("relcl", "appos") for k in subtree(c)
    }
    kept = [
        k for k in subtree(holder) if k not in cut and k in sentence.inside and (small or k < row.tokens[0])
    ]
    kept = _without_last_marks(sentence, kept)
    far = row.rule in ("participle", "apposition") and kept and row.tokens[0] - kept[-1] > 2
    return [] if far else kept


def _without_last_marks(sentence: Sentence, kept: list[int]) -> list[int]:
    """A phrase without the punctuation that it ends with."""
    while kept and (sentence.doc[kept[-1]].is_punct or sentence.doc[kept[-1]].is_space):
        kept = kept[:-1]
    return kept


def _has_subject(token: Token) -> bool:
    """Whether a verb has a subject of its own, perhaps one that was read as part of it: *but that Roe
    denies it*."""
    part = token.dep_ == "conj" and any(
        c.dep_ in ("compound", "nmod") and c.pos_ in ("NOUN", "PROPN") for c in token.lefts
    )
    return part or child(token, *SUBJECTS) is not None


def _small(token: Token, row: Proposition) -> bool:
    """Whether a row is what a participle calls a noun beside it: *the raid, described as a failure*."""
    own = any(f.own and f.at == row.head for f in row.frames)
    return own and token.dep_ in ("acl", "advcl") and child(token, "dobj") is None


def _first_with_subject(token: Token) -> Token:
    """The verb that a joined one goes back to for its subject."""
    while token.dep_ == "conj" and token.head.i != token.i and child(token, *SUBJECTS) is None:
        token = token.head
    return token


def _doer(sentence: Sentence, row: Proposition, base: Token) -> Token | None:
    """The noun that a row without a subject is about: by its verb's first, its name, or what was said of
    before."""
    said = next(
        (
            f.content
            for f in sentence.frames
            if f.at == base.i and f in row.frames and 0 <= f.content < base.i
        ),
        -1,
    )
    if said >= 0:  # *it will be shut, the mayor said, and will be sold*
        return child(sentence.doc[said], *SUBJECTS)
    if row.rule in ("participle", "apposition"):
        return _whole_name(told_of(sentence.doc, base)) if base.i in sentence.marks else None
    if _small(sentence.doc[row.head], row):
        return subject(base)
    return child(base, *SUBJECTS) if base.i != row.head else None


def _source_beside(sentence: Sentence, row: Proposition, base: Token) -> list[int]:
    """*She conceded that they need it and invoked the law*: who spoke is who did the second thing."""
    apart = (
        f.source for f in sentence.frames if f.content == base.i and f not in row.frames and f.at < base.i
    )
    return [k for k in next(apart, []) if k in sentence.inside]


def _shareable(sentence: Sentence, row: Proposition, holder: Token | None) -> bool:
    """Whether a noun can be the subject of a row that stands apart from it."""
    if holder is None or holder.dep_ == "expl" or holder.i in row.tokens:
        return False
    clause = holder.dep_ in ("csubj", "csubjpass") and holder.tag_ not in ("VBG", "VB")
    # "he faces many, including some who …, hold …": the parser joined it to the wrong verb
    wrong = sentence.doc[row.head].tag_ == "VBP" and holder.tag_ == "PRP" and holder.lower_ in _SINGULAR
    return not clause and not wrong and not swallowed_subject(sentence.doc, sentence.doc[row.head])


def _whole_name(token: Token) -> Token:
    """The head of a name of several words: *Center* for *Policy* in *the Center for Water Policy*."""
    while token.dep_ == "pobj" and token.head.head.tag_ in ("NNP", "NNPS") and token.tag_ in ("NNP", "NNPS"):
        token = token.head.head
    return token


_SINGULAR = ("he", "she", "it")


def _before_aside(doc: Doc, clause: Token) -> Token | None:
    """The noun before an aside in dashes that a relative clause follows: *a bill — the third — that …*."""
    close = clause.left_edge.i - 1
    if close < 1 or doc[close].text not in DASHES:
        return None
    start = doc[close].sent.start
    opening = next((k for k in range(close - 1, start, -1) if doc[k].text in DASHES - {"-"}), start)
    noun = doc[opening - 1] if opening > start else None
    return noun if noun is not None and noun.pos_ in ("NOUN", "PROPN") else None


def antecedent_of(sentence: Sentence, row: Proposition) -> list[int]:
    """*A move that they hope will bring peace*, *a move they say is risky*: what the clause is about."""
    first, head = sentence.doc[row.tokens[0]], sentence.doc[row.head]
    asked = first.tag_ in ("WDT", "WP") or (is_finite(head) and child(head, *SUBJECTS) is None)
    clause = relative(head) if row.rule == "content" and asked and head.dep_ != "conj" else None
    if clause is None or clause.head.i == clause.i or len(row.tokens) < 3:
        return []
    holder = child(clause, *SUBJECTS)
    if first.tag_ not in ("WDT", "WP") and (holder is None or holder.tag_ in ("WDT", "WP")):
        return []  # "remarks that claimed …"
    aside = _before_aside(sentence.doc, clause)
    if aside is not None:
        noun = _bare_phrase(sentence, aside, aside.i + 1)
    else:  # *a letter of apology that …*: with what follows the noun
        end = min(first.i, clause.left_edge.i, *_set_off(sentence.doc, clause.head))
        noun = _bare_phrase(sentence, clause.head, end)
    if noun and first.tag_ in ("WDT", "WP") and first.dep_ in ("nsubj", "nsubjpass", "dobj"):
        row.tokens = row.tokens[1:]
    return noun


def _set_off(doc: Doc, noun: Token) -> list[int]:
    """Where a participle that a comma sets off from a noun begins: *the plan, approved in May, which …*."""
    own = (c for c in noun.subtree if c.dep_ == "acl" and c.head.i == noun.i < c.i)
    return [c.left_edge.i for c in own if doc[c.left_edge.i - 1].text == ","]


def described(sentence: Sentence, row: Proposition) -> list[int]:
    """*The dam, which burst in May*: the noun that a relative clause is about, right before its comma.

    Where the pronoun is the subject, or whose something is, the noun is read in its place.
    """
    clause = sentence.doc[row.head]
    pronoun = next(
        (sentence.doc[i] for i in row.tokens[:4] if sentence.doc[i].tag_ in ("WDT", "WP", "WP$", "WRB")), None
    )
    if row.rule != "relative" or pronoun is None or clause.dep_ != "relcl":
        return []
    noun = _noun_described(sentence, clause, pronoun)
    last = pronoun.i == row.tokens[0] or (pronoun.i == row.tokens[0] + 2 and pronoun.head.lower_ == "of")
    doer = pronoun.dep_ in ("nsubj", "nsubjpass") and pronoun.head.i == clause.i
    owner = pronoun.tag_ == "WP$"
    named = bool(noun) and sentence.doc[noun[0]].tag_ in ("DT", "PRP$", "NNP", "NNPS", "CD")
    counted = pronoun.dep_ == "pobj" and pronoun.head.head.dep_ in ("nsubj", "nsubjpass")
    counted = counted and named and pronoun.lower_ == "whom"
    if noun and last and (doer or owner or counted):
        row.pronoun = pronoun.i
    return noun


def _noun_described(sentence: Sentence, clause: Token, pronoun: Token) -> list[int]:
    """The tokens of the noun phrase that ends right before a relative clause, or none where that is
    unsure."""
    doc, noun = sentence.doc, clause.head
    if pronoun.lower_ in ("who", "whom", "whose"):
        noun = _somebody(noun, clause.left_edge.i)
    elif pronoun.lower_ == "which" and lex.names_a_person(noun.lower_):
        noun = noun.head.head if noun.dep_ == "pobj" else None  # *cruelty to guests, which …*
    if noun is None or noun.pos_ not in ("NOUN", "PROPN") or noun.ent_type_ in ("DATE", "TIME"):
        return []
    kept = [] if _of_the_whole(clause, pronoun) else _bare_phrase(sentence, noun, clause.left_edge.i)
    if not kept or _before_bracket(doc, word_before(doc, clause.left_edge.i)) != kept[-1]:
        return []
    form = next((c.tag_ for c in clause.lefts if c.dep_ in ("aux", "auxpass")), clause.tag_)
    differ = (form == "VBZ" and noun.tag_ in ("NNS", "NNPS")) or (form == "VBP" and noun.tag_ == "NN")
    alone = pronoun.dep_ in ("nsubj", "nsubjpass") and child(noun, "conj") is None
    return [] if differ and alone else kept


def _somebody(noun: Token, end: int) -> Token | None:
    """The word of a noun phrase that *who* may stand for: *rivals* of *campaigns of rivals*, *mayor* of
    *the mayor of Mesa*."""
    if noun.dep_ == "pobj" and noun.ent_type_ != "PERSON" and lex.names_a_person(noun.head.head.lower_):
        return noun.head.head
    inside = [c for c in noun.subtree if c.i < end and (c.i == noun.i or c.dep_ == "pobj")]
    people = [
        c
        for c in inside
        if lex.names_a_person(c.lower_) or (c.pos_ == "PROPN" and c.ent_type_ not in _PLACES)
    ]
    return noun if noun in people else people[-1] if people else None


_PLACES = ("GPE", "LOC", "FAC")


def _before_bracket(doc: Doc, at: int) -> int:
    """The token before a bracket that closes at ``at``: *Roe (D-Iowa)*; ``at`` itself where there is none."""
    opening = next((k for k in range(at, max(-1, at - 8), -1) if doc[k].text in "()"), -1)
    closed = at + 1 < len(doc) and doc[at + 1].text == ")"
    return opening - 1 if closed and opening > 0 and doc[opening].text == "(" else at


def _of_the_whole(clause: Token, pronoun: Token) -> bool:
    """*They cut wages, which led to a strike*: the clause may be about all that stands before."""
    return (
        pronoun.lower_ == "which"
        and clause.head.pos_ != "PROPN"
        and clause.lemma_ in _EDGES["following from"]
    )


def _bare_phrase(sentence: Sentence, noun: Token, end: int) -> list[int]:
    """A noun phrase without its relative clauses and appositions, up to a token."""
    cut = {k for c in noun.subtree if c.dep_ in ("relcl", "appos") for k in subtree(c)}
    return _without_last_marks(
        sentence, [k for k in subtree(noun) if k not in cut and k in sentence.inside and k < end]
    )

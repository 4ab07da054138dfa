"""What is whole: whether a row reads as a statement, what it cannot be without, and the subject it shares."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimatlas.claims import lexicon as lex
from claimatlas.claims.clauses import (
    Sentence,
    clause_of,
    swallowed_subject,
    takes_a_clause,
    timed,
    told_of,
    word_before,
)  # fmt: skip
from claimatlas.claims.contents import Proposition
from claimatlas.tokens import tokens_of
from claimatlas.trees import (
    DASHES,
    FINITE,
    QUOTES,
    SUBJECTS,
    child,
    first_conjunct,
    is_finite,
    relative,
    subject,
    subtree,
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
    t = s.doc[i]
    if above == i or above not in found or s.marks[i][0] not in ("content", "frame"):
        return False
    if (
        s.marks[i][0] == "frame"
        and t.dep_ == "conj"
        and t.tag_ == "VB"
        and child(t, "aux", *SUBJECTS) is None
    ):
        return True  # "I am able to look back and say that …"
    if any(f.at == i and f.content == above for f in s.frames):
        return False  # the cue's clause hangs on what it says: *Gul was clear: "It is shut."*
    low, high = sorted((i, t.head.i))
    if t.dep_ not in _COMPLEMENTS or any(s.doc[k].text == ";" for k in range(low, high)):
        return False
    if t.dep_ == "pcomp" and t.head.lower_ == "with" and child(t, *SUBJECTS) is not None:
        return False  # *with both of them saying that …*
    asked = t.dep_ == "pcomp" and is_finite(t)  # "whatever they call it" after "regardless of"
    if any(t.head.i in f.drop or (f.own and f.at == i and not asked) for f in s.frames):
        return False
    if t.dep_ == "pcomp" and t.head.lower_ not in _EDGES["selected"]:
        return False
    return not any(
        f.content == i
        and (
            f.rule in ("parenthesis", "according to", "adverb")
            or (f.rule == "quotation" and t.dep_ == "ccomp")
            or timed(clause_of(s.doc[f.at]))
        )
        for f in s.frames
    )


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


def shared_subject(s: Sentence, p: Proposition) -> list[int]:
    """The subject of a joined verb, which stands with the first: *the dam* of *cracked* in *the dam held
    but cracked*.
    """
    t = s.doc[p.head]
    if p.rule not in ("coordination", "content", "participle", "apposition") or _has_subject(t):
        return []
    base = _first_with_subject(t) if p.rule in ("coordination", "content") and not _small(t, p) else t
    holder = _doer(s, p, base)
    if holder is not None and holder.tag_ in ("WDT", "WP") and base.dep_ == "relcl":
        return _noun_described(s, base, holder)
    if p.rule == "coordination" and base.i != p.head and (source := _source_beside(s, p, base)):
        return source
    if not _shareable(s, p, holder):
        return []
    cut = {k for c in holder.subtree if c.i in s.marks or c.dep_ in ("relcl", "appos") for k in subtree(c)}
    before = subtree(holder) if _small(t, p) else [k for k in subtree(holder) if k < p.tokens[0]]
    kept = [k for k in before if k not in cut and k in s.inside]
    while kept and (s.doc[kept[-1]].is_punct or s.doc[kept[-1]].is_space):
        kept.pop()
    far = p.rule in ("participle", "apposition") and kept and p.tokens[0] - kept[-1] > 2
    return [] if far else kept


def _has_subject(t: Token) -> bool:
    """Whether a verb has a subject of its own, perhaps one that was read as part of it: *but that Roe denies it*."""
    part = t.dep_ == "conj" and any(c.dep_ in ("compound", "nmod") and c.pos_ in ("NOUN", "PROPN") for c in t.lefts)
    return part or child(t, *SUBJECTS) is not None


def _small(t: Token, p: Proposition) -> bool:
    """Whether a row is what a participle calls a noun beside it: *the raid, described as a failure*."""
    own = any(f.own and f.at == p.head for f in p.frames)
    return own and t.dep_ in ("acl", "advcl") and child(t, "dobj") is None


def _first_with_subject(t: Token) -> Token:
    """The verb that a joined one goes back to for its subject."""
    while t.dep_ == "conj" and t.head.i != t.i and child(t, *SUBJECTS) is None:
        t = t.head
    return t


def _doer(s: Sentence, p: Proposition, base: Token) -> Token | None:
    """The noun that a row without a subject is about: by its verb's first, its name, or what was said of before."""
    said = next((f.content for f in s.frames if f.at == base.i and f in p.frames and 0 <= f.content < base.i), -1)
    if said >= 0:  # *it will be shut, the mayor said, and will be sold*
        return child(s.doc[said], *SUBJECTS)
    if p.rule in ("participle", "apposition"):
        return _whole_name(told_of(s.doc, base)) if base.i in s.marks else None
    if _small(s.doc[p.head], p):
        return subject(base)
    return child(base, *SUBJECTS) if base.i != p.head else None


def _source_beside(s: Sentence, p: Proposition, base: Token) -> list[int]:
    """*She conceded that they need it and invoked the law*: who spoke is who did the second thing."""
    apart = (f.source for f in s.frames if f.content == base.i and f not in p.frames and f.at < base.i)
    return [k for k in next(apart, []) if k in s.inside]


def _shareable(s: Sentence, p: Proposition, holder: Token | None) -> bool:
    """Whether a noun can be the subject of a row that stands apart from it."""
    if holder is None or holder.dep_ == "expl" or holder.i in p.tokens:
        return False
    clause = holder.dep_ in ("csubj", "csubjpass") and holder.tag_ not in ("VBG", "VB")
    # "he faces many, including some who …, hold …": the parser joined it to the wrong verb
    wrong = s.doc[p.head].tag_ == "VBP" and holder.tag_ == "PRP" and holder.lower_ in _SINGULAR
    return not clause and not wrong and not swallowed_subject(s.doc, s.doc[p.head])


def _whole_name(t: Token) -> Token:
    """The head of a name of several words: *Center* for *Policy* in *the Center for Water Policy*."""
    while t.dep_ == "pobj" and t.head.head.tag_ in ("NNP", "NNPS") and t.tag_ in ("NNP", "NNPS"):
        t = t.head.head
    return t


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


def antecedent_of(s: Sentence, p: Proposition) -> list[int]:
    """*A move that they hope will bring peace*, *a move they say is risky*: what the clause is about."""
    first, head = s.doc[p.tokens[0]], s.doc[p.head]
    asked = first.tag_ in ("WDT", "WP") or (is_finite(head) and child(head, *SUBJECTS) is None)
    clause = relative(head) if p.rule == "content" and asked and head.dep_ != "conj" else None
    if clause is None or clause.head.i == clause.i or len(p.tokens) < 3:
        return []
    holder = child(clause, *SUBJECTS)
    if first.tag_ not in ("WDT", "WP") and (holder is None or holder.tag_ in ("WDT", "WP")):
        return []  # "remarks that claimed …"
    about = _before_aside(s.doc, clause) or clause.head
    last = min(first.i, clause.left_edge.i) if about is clause.head else about.i + 1
    noun = _bare_phrase(s, about, last)
    if noun and first.tag_ in ("WDT", "WP") and first.dep_ in ("nsubj", "nsubjpass", "dobj"):
        p.tokens = p.tokens[1:]
    return noun


def described(s: Sentence, p: Proposition) -> list[int]:
    """*The dam, which burst in May*: the noun that a relative clause is about, right before its comma.

    Where the pronoun is the subject, or whose something is, the noun is read in its place.
    """
    clause = s.doc[p.head]
    pronoun = next((s.doc[i] for i in p.tokens[:4] if s.doc[i].tag_ in ("WDT", "WP", "WP$", "WRB")), None)
    if p.rule != "relative" or pronoun is None or clause.dep_ != "relcl":
        return []
    noun = _noun_described(s, clause, pronoun)
    last = pronoun.i == p.tokens[0] or (pronoun.i == p.tokens[0] + 2 and pronoun.head.lower_ == "of")
    doer = pronoun.dep_ in ("nsubj", "nsubjpass") and pronoun.head.i == clause.i
    owner = pronoun.tag_ == "WP$"
    named = bool(noun) and s.doc[noun[0]].tag_ in ("DT", "PRP$", "NNP", "NNPS", "CD")
    counted = pronoun.dep_ == "pobj" and pronoun.head.head.dep_ in ("nsubj", "nsubjpass")
    counted = counted and named and pronoun.lower_ == "whom"
    if noun and last and (doer or owner or counted):
        p.pronoun = pronoun.i
    return noun


def _noun_described(s: Sentence, clause: Token, pronoun: Token) -> list[int]:
    """The tokens of the noun phrase that ends right before a relative clause, or none where that is unsure."""
    doc, noun = s.doc, clause.head
    if pronoun.lower_ in ("who", "whom", "whose"):
        noun = _somebody(noun, clause.left_edge.i)
    elif pronoun.lower_ == "which" and lex.names_a_person(noun.lower_):
        noun = noun.head.head if noun.dep_ == "pobj" else None  # *cruelty to guests, which …*
    if noun is None or noun.pos_ not in ("NOUN", "PROPN") or noun.ent_type_ in ("DATE", "TIME"):
        return []
    kept = [] if _of_the_whole(clause, pronoun) else _bare_phrase(s, noun, clause.left_edge.i)
    if not kept or _before_bracket(doc, word_before(doc, clause.left_edge.i)) != kept[-1]:
        return []
    form = next((c.tag_ for c in clause.lefts if c.dep_ in ("aux", "auxpass")), clause.tag_)
    differ = (form == "VBZ" and noun.tag_ in ("NNS", "NNPS")) or (form == "VBP" and noun.tag_ == "NN")
    alone = pronoun.dep_ in ("nsubj", "nsubjpass") and child(noun, "conj") is None
    return [] if differ and alone else kept


def _somebody(noun: Token, end: int) -> Token | None:
    """The word of a noun phrase that *who* may stand for: *rivals* of *campaigns of rivals*, *mayor* of *the mayor of Mesa*."""
    if noun.dep_ == "pobj" and noun.ent_type_ != "PERSON" and lex.names_a_person(noun.head.head.lower_):
        return noun.head.head
    inside = [c for c in noun.subtree if c.i < end and (c.i == noun.i or c.dep_ == "pobj")]
    people = [c for c in inside if lex.names_a_person(c.lower_) or (c.pos_ == "PROPN" and c.ent_type_ not in _PLACES)]
    return noun if noun in people else people[-1] if people else None


_PLACES = ("GPE", "LOC", "FAC")


def _before_bracket(doc: Doc, i: int) -> int:
    """The token before a bracket that closes at ``i``: *Roe (D-Iowa)*; ``i`` itself where there is none."""
    opening = next((k for k in range(i, max(-1, i - 8), -1) if doc[k].text in "()"), -1)
    closed = i + 1 < len(doc) and doc[i + 1].text == ")"
    return opening - 1 if closed and opening > 0 and doc[opening].text == "(" else i


def _of_the_whole(clause: Token, pronoun: Token) -> bool:
    """*They cut wages, which led to a strike*: the clause may be about all that stands before."""
    return pronoun.lower_ == "which" and clause.head.pos_ != "PROPN" and clause.lemma_ in _EDGES["following from"]


def _bare_phrase(s: Sentence, noun: Token, end: int) -> list[int]:
    """A noun phrase without its relative clauses and appositions, up to a token."""
    cut = {k for c in noun.subtree if c.dep_ in ("relcl", "appos") for k in subtree(c)}
    kept = [k for k in subtree(noun) if k not in cut and k in s.inside and k < end]
    while kept and (s.doc[kept[-1]].is_punct or s.doc[kept[-1]].is_space):
        kept.pop()
    return kept


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

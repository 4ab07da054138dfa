"""Kinds of clauses: which of them the codebook's UNIT makes a row of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.frames import Frame
from claimatlas.claims.propositions.clauses import (
    has_complement,
    joined,
    swallowed_subject,
    takes_a_clause,
    told_of,
    word_before,
)
from claimatlas.people import is_demonym
from claimatlas.trees import (
    DASHES,
    FINITE,
    SUBJECTS,
    child,
    first_conjunct,
    is_finite,
    subtree,
    within,
)
from claimatlas.wordlists import read_sets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_EDGES = read_sets("claims/edges.txt")
_HEDGES = read_sets("claims/hedges.txt")
_RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB"})

_SUBORDINATE = frozenset({"relcl", "ccomp", "advcl", "acl", "pcomp"})


class Sentence:
    """A sentence, the frames over it, and the heads of rows and of cues found so far.

    `marks` maps these heads to (role, background).
    """

    def __init__(self, doc: Doc, tokens: list[Token], frames: list[Frame], rules: frozenset[str]) -> None:
        self.doc = doc
        self.tokens = tokens
        self.rules = rules
        self.inside = {t.i for t in tokens}
        self.frames = list(frames)
        self.marks: dict[int, tuple[str, bool]] = {}

    def role(self, token: Token) -> tuple[str, bool] | None:
        """What makes a word the head of a row: a rule and whether the row is background, or None."""
        if token.dep_ == "conj" and "relative" in self.rules and _second_relative(self.doc, token):
            return ("relative", False)
        if token.dep_ == "conj" and "coordination" in self.rules and self._coordinate(token):
            return ("coordination", False)
        if token.dep_ == "relcl" and "relative" in self.rules and self._relative(token):
            return ("relative", _describes(token))
        if "apposition" in self.rules and _verbal_apposition(self.doc, token, self.inside):
            return ("apposition", True)
        if token.dep_ == "acl" and "participle" in self.rules and _said_of_a_name(self.doc, token):
            told = "apposition" in self.rules and _verbal_apposition(self.doc, token.head, self.inside)
            return None if told else ("participle", True)
        if "that-clause" in self.rules and _conjunctional(token):
            return ("that-clause", False)
        if token.dep_ == "advcl" and "adverbial" in self.rules and is_finite(token) and self._rich(token):
            return ("adverbial", False)
        if (
            token.dep_ in ("ccomp", "parataxis", "dep")
            and "splice" in self.rules
            and _spliced(self.doc, token)
        ):
            return ("splice", False)
        return None

    def _relative(self, token: Token) -> bool:
        """Whether a relative clause is a row: set off by a comma, and not on a source without a name."""
        if any(c.lower_ == "according" for c in token.children) and is_finite(token):
            return True
        return _set_off(self.doc, token) and not self._on_anonymous(token)

    def _on_anonymous(self, token: Token) -> bool:
        """Whether a relative clause is on a source without a name, which is not coded."""
        noun = token.head
        if noun.lower_ in ("source", "sources"):
            return True
        described = {k for c in noun.rights if c.dep_ == "relcl" for k in subtree(c)}
        named = any(c.tag_ in ("NNP", "NNPS") for c in noun.subtree if c.i not in described)
        nameless = lex.is_anonymous_noun(noun.lower_) or (
            lex.names_somebody(noun.lemma_) and any(c.lower_ in ("a", "an", "one") for c in noun.lefts)
        )
        return nameless and not named and any(noun.i in f.source for f in self.frames)

    def _coordinate(self, token: Token) -> bool:
        """Whether a verb joined to another is a clause of its own, and the other a row."""
        base = first_conjunct(token)
        if not (token.pos_ in ("VERB", "AUX") or is_finite(token)):
            return False
        if base.i not in self.marks and self.role(base) is None:
            return False
        if (
            _leads_elsewhere(self.doc, token)
            or _another_word_for_it(token)
            or _shares_its_object(self.doc, token)
        ):
            return False
        if token.tag_ == "VBN" and base.tag_ == "VBN" and not (is_finite(token) or is_finite(base)):
            return False  # *half furloughed, half deemed vital and required to work*
        if swallowed_subject(self.doc, token) is not None:
            return True
        own_subject = child(token, *SUBJECTS) is not None
        if not _next_to_joint(self.doc, token) or not (own_subject or self._goes_with(token, base)):
            return False
        if base.dep_ == "ROOT" and any(c.dep_ == "mark" and c.lower_ != "that" for c in base.lefts):
            return False  # a subordinate clause was read as the main one: which goes with which is unsure
        return _shares_no_auxiliary(token, base, own_subject)

    def _goes_with(self, token: Token, base: Token) -> bool:
        """Whether a joined verb without a subject has that of the first, by the joint and by its form."""
        return joined(self.doc, token, base) and not self._closer_verb(token, base) and _agrees(token, base)

    def _closer_verb(self, token: Token, base: Token) -> bool:
        """*They sent a letter that names him and asks …*: the form goes with a verb in between.

        Also where the first is in the past and this one a bare form, which then goes with an infinitive.
        """
        helped = {c.dep_ for c in token.lefts}
        if (
            base.tag_ in ("VBD", "VBZ")
            and token.tag_ != "VBZ"
            and token.lower_ == token.lemma_
            and not helped & {"aux", "auxpass"}
        ):
            return any(self.doc[i].tag_ in ("TO", "VB") for i in range(base.i + 1, token.i))
        if token.tag_ not in FINITE - {base.tag_, "MD"} or base.tag_ not in FINITE or helped & {"aux", "neg"}:
            return False
        between = (self.doc[i] for i in range(token.left_edge.i - 1, token.head.i, -1) if i not in self.marks)
        last = next((v for v in between if v.tag_ in FINITE and v.dep_ in _SUBORDINATE), None)
        return last is not None and last.tag_ == token.tag_

    def _rich(self, token: Token) -> bool:
        """Whether an adverbial clause has a date, a number, a holder or a hedge of its own and can go
        without loss.
        """
        leads = (
            c for c in token.lefts if c.dep_ in ("mark", "advmod") and c.lower_ in _EDGES["subordinator"]
        )
        lead = next(leads, None)
        if lead is None or _measured(self.doc, token, lead) or token.head.pos_ in ("NOUN", "PROPN"):
            return False
        if token.i > token.head.i and _says_little(token.head) and not has_complement(token.head, token):
            return False
        contents = (self.doc[k] for k, (role, _) in self.marks.items() if role == "content" and k != token.i)
        elsewhere = {i for head in contents if within(head, token) for i in subtree(head)}
        return any(_dated_counted_or_hedged(g, token) for g in token.subtree if g.i not in elsewhere)


def _conjunctional(token: Token) -> bool:
    """Whether a clause follows a participle that is a conjunction: *…, meaning that it was shut*."""
    below = token.dep_ in ("ccomp", "pcomp", "acl", "advcl")
    return below and token.head.lower_ in _EDGES["conjunctional"] and is_finite(token)


def _says_little(verb: Token) -> bool:
    """Whether a verb says little without its clause of time: *the ruling came after …*, *they said when
    …*."""
    return verb.lemma_ in _EDGES["bare"] or (takes_a_clause(verb) and child(verb, "auxpass") is None)


def _leads_elsewhere(doc: Doc, token: Token) -> bool:
    """Whether a joined verb is a subordinate clause, an indirect question or in brackets."""
    if (
        any(c.dep_ == "mark" and c.lower_ != "that" for c in token.lefts)
        or doc[max(0, token.left_edge.i - 1)].text == "("
    ):
        return True
    if token.head.i + 1 < token.i and doc[token.head.i + 1].text == "(":
        return True
    asks = any(c.tag_ in _RELATIVE for c in (*token.lefts, doc[token.left_edge.i]))
    return asks and first_conjunct(token).dep_ != "relcl"


def _second_relative(doc: Doc, token: Token) -> bool:
    """*…, which the House passed, but which failed in the Senate*: the second, which the parser joined to
    the main verb."""
    which = next(
        (c for c in token.lefts if c.tag_ in ("WDT", "WP") and c.dep_ in ("nsubj", "nsubjpass")), None
    )
    if which is None or which.lower_ == "what" or not is_finite(token):
        return False
    before = doc[max(0, which.i - 1)]
    return before.text == "," or (before.dep_ == "cc" and doc[max(0, before.i - 1)].text == ",")


def _another_word_for_it(token: Token) -> bool:
    """*Led, or forced, them*: the second verb is another word for the first."""
    joint = [c for c in token.head.rights if c.dep_ == "cc" and c.i < token.i]
    return (
        bool(joint)
        and joint[-1].lower_ == "or"
        and token.i - token.head.i <= 4
        and child(token, "nsubj", "nsubjpass") is None
    )


def _shares_its_object(doc: Doc, token: Token) -> bool:
    """*Kept in touch with and supported them*: the first of the two cannot do without what follows both."""
    joint = next((c for c in token.head.rights if c.dep_ == "cc" and token.head.i < c.i < token.i), None)
    if joint is None or child(token, *SUBJECTS) is not None:
        return False
    before = doc[joint.i - 1]
    return before.dep_ == "prep" and before.pos_ == "ADP" and not any(before.rights)


def _next_to_joint(doc: Doc, token: Token) -> bool:
    """Whether a conjunction or a mark of punctuation stands before a joined clause, an adverb between them
    or not.
    """
    if doc[token.left_edge.i].dep_ == "cc":
        return True
    i = token.left_edge.i - 1
    while i > token.head.i and (doc[i].is_space or doc[i].pos_ == "ADV"):
        i -= 1
    return doc[i].dep_ in ("cc", "preconj") or doc[i].is_punct or doc[i].pos_ == "CCONJ"


def _agrees(token: Token, base: Token) -> bool:
    """Whether the form of a joined verb goes with the subject of the first: else it is joined to another."""
    holder = child(base, "nsubj", "nsubjpass")
    form = next((c.tag_ for c in token.lefts if c.dep_ in ("aux", "auxpass")), token.tag_)
    if holder is None or form not in ("VBZ", "VBP"):
        return True
    if child(holder, "conj") is not None:
        return True
    singular = holder.tag_ in ("NN", "NNP") or holder.lower_ in ("he", "she", "it", "this", "that")
    plural = holder.tag_ == "NNS" or holder.lower_ in ("they", "we", "i", "you", "these", "those")
    return not (singular if form == "VBP" else plural)


def _shares_no_auxiliary(token: Token, base: Token, own_subject: bool) -> bool:
    """Whether a joined verb is finite by itself: *was hit and burned* is one clause, *fell and was hit* are
    two.
    """
    if is_finite(token) and token.tag_ != "VBN":
        return True
    if token.tag_ in ("VBN", "VBD"):
        if any(c.dep_ in ("aux", "auxpass") and c.tag_ in FINITE for c in token.lefts):
            return True
        return own_subject or (child(token, "dobj") is not None and child(base, "auxpass") is None)
    if token.tag_ == "VB":
        bare = base.tag_ == "VB" and any(c.dep_ == "aux" for c in base.lefts)
        return own_subject or (
            not bare and not any(c.tag_ in ("TO", "MD") for c in [*token.lefts, *base.lefts])
        )
    return own_subject and is_finite(token)


def _set_off(doc: Doc, token: Token) -> bool:
    """Whether a relative clause stands after a comma, a dash or an opening bracket, and no *it was X that*
    is around it.
    """
    i = token.left_edge.i - 1
    while i >= 0 and doc[i].is_space:
        i -= 1
    if i < 0 or not (doc[i].text in (",", "(") or doc[i].text in DASHES):
        return False
    if not any(g.tag_ in _RELATIVE and g.lower_ != "that" for g in token.subtree if g.i <= token.i):
        return False
    return not (token.tag_ == "VB" and any(c.tag_ == "TO" for c in token.lefts))


def _describes(token: Token) -> bool:
    """Whether a relative clause describes a person, group, place or named thing, and neither the next step
    nor a whole clause.
    """
    if any(c.tag_ == "WRB" for c in token.subtree):
        return False
    if any(c.lower_ in ("who", "whom", "whose") for c in token.subtree):
        return True
    noun = token.head
    event = noun.pos_ == "NOUN" and lex.names_a_state_of_affairs(noun.lower_, noun.lemma_)
    known = noun.pos_ == "PROPN" or _named(noun) or lex.names_somebody(noun.lemma_)
    return noun.pos_ in ("NOUN", "PROPN", "PRON", "NUM") and not event and known


def _said_of_a_name(doc: Doc, token: Token) -> bool:
    """Whether a past participle says something of a proper name: *the group, banned in Russia*."""
    if token.tag_ != "VBN" or token.lemma_ in _EDGES["naming"]:
        return False
    if token.lemma_ in lex.words("referring") and any(c.lower_ == "as" for c in token.rights):
        return False
    noun = told_of(doc, token)
    if (
        noun.dep_ == "dobj"
        and noun.head.lemma_ in _EDGES["bringing about"]
        and not doc[token.left_edge.i - 1].is_punct
    ):
        return False  # *it left Democrats divided*
    one_of_many = any(c.lower_ in ("a", "an") for c in noun.lefts) and not doc[token.left_edge.i - 1].is_punct
    return _named(noun) and not one_of_many


def _named(noun: Token) -> bool:
    """Whether a noun phrase is a proper name or has one in it as a premodifier."""
    if noun.tag_ in ("NNP", "NNPS"):
        return True
    before = [c for c in noun.lefts if c.dep_ in ("compound", "nmod")]
    names = sum(g.tag_ in ("NNP", "NNPS") and not is_demonym(g) for c in before for g in c.subtree)
    comma = noun.i + 1 < len(noun.doc) and noun.doc[noun.i + 1].text in (",", "–", "—")
    if names > 1 or (names == 1 and comma):
        return True
    return any(
        c.dep_ == "appos"
        and c.tag_ in ("NNP", "NNPS")
        and not any(g.lower_ in ("a", "an", "the") for g in c.lefts)
        for c in noun.rights
    )


def _verbal_apposition(doc: Doc, token: Token, inside: set[int]) -> bool:
    """A noun phrase after the comma behind a proper name that has a verb in it."""
    if token.pos_ not in ("NOUN", "PROPN") or token.dep_ not in ("appos", "dobj", "attr", "pobj"):
        return False
    if not any(_told_by(doc, c, inside) for c in token.rights):
        return False
    edge = token.left_edge.i
    i = edge - 1
    while i >= 0 and doc[i].is_space:
        i -= 1
    if i < 1 or not (doc[i].text == "," or doc[i].text in DASHES - {"-"}):
        return False
    if doc[edge].lower_ not in ("a", "an", "the", "one"):
        return False
    name = doc[word_before(doc, i)].tag_ in ("NNP", "NNPS")
    if token.dep_ == "appos":
        return name or _named(token.head)
    return name and (token.dep_ != "dobj" or sum(c.dep_ == "dobj" for c in token.head.rights) > 1)


def _told_by(doc: Doc, token: Token, inside: set[int]) -> bool:
    """Whether a clause on a noun, close by it, says what that is."""
    verb = token.dep_ in ("acl", "relcl") and token.pos_ in ("VERB", "AUX") and token.i in inside
    return (
        verb
        and token.lemma_ not in _EDGES["naming"]
        and not _set_off(doc, token)
        and not any(g.tag_ == "TO" for g in token.lefts)
    )


def _measured(doc: Doc, token: Token, lead: Token) -> bool:
    """*Weeks after*, *just as*, *only once*: the clause is part of a measure."""
    i = lead.left_edge.i - 1
    if any(c.i < lead.i for c in token.lefts if c.dep_ in ("npadvmod", "advmod", "nummod")) or any(
        True for _ in lead.lefts
    ):
        return True
    return i >= 0 and (doc[i].lower_ in _EDGES["measuring"] or doc[i].dep_ == "npadvmod")


def _dated_counted_or_hedged(token: Token, clause: Token) -> bool:
    """Whether a word of a clause gives it a date or a number, or hedges it."""
    if token.ent_type_ in ("DATE", "CARDINAL", "PERCENT", "MONEY", "QUANTITY") and any(
        c.isdigit() for c in token.text
    ):
        return True
    if (token.ent_type_ == "DATE" and token.tag_ == "NNP") or (
        token.like_num and token.tag_ == "CD" and token.lower_ != "one"
    ):
        return True
    if token.lower_ in _HEDGES["adverbs"] or (token.lower_ in _HEDGES["modals"] and token.head.i == clause.i):
        return True
    return token.lower_ == "proven" and child(token, "neg") is not None


def _spliced(doc: Doc, token: Token) -> bool:
    """*Talks began, nobody came*: two clauses that only a comma or semicolon joins."""
    if not is_finite(token) or token.head.pos_ not in ("VERB", "AUX"):
        return False
    if any(c.dep_ == "mark" or c.tag_ in _RELATIVE for c in token.lefts) or any(
        token.i < c.i and c.tag_ in _RELATIVE for c in token.head.lefts
    ):
        return False
    if (
        child(token, "nsubj", "nsubjpass", "expl") is None
        or child(token.head, "nsubj", "nsubjpass", "expl") is None
    ):
        return False
    if token.i < token.head.i:
        edge = token.right_edge.i + 1
        return token.dep_ == "ccomp" and edge < len(doc) and doc[edge].text in (";", ",", ":", "–", "—")
    return doc[token.left_edge.i - 1].text in (";", "–", "—")

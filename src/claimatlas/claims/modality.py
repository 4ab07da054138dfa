"""Hedges with their scope, and negation of a content's main clause."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimatlas.claims import lexicon as lex
from claimatlas.claims.propositions import Proposition
from claimatlas.claims.trees import child


def find_hedge(doc: Doc, p: Proposition, sentence: list[Token]) -> str:
    """Return the word that hedges the proposition's main verb or the cue that does, or an empty string.

    A marker before a noun, a purpose or a prepositional phrase, an approximator ("about 30") or a word of degree
    ("more or less") is none; *would* is one unless its cue or main verb is past and no condition goes with it.
    """
    main = _main_verb(doc, p)
    for f in reversed(p.frames):
        if f.kind == "holderless" and f.rule == "adverb" and f.content in (p.head, main.i):
            return f.lemma
        if f.lemma in lex.HEDGE_CUES:
            return doc[f.at].text
    own = set(p.tokens)
    group = [main, *(c for c in main.children if c.dep_ in ("aux", "auxpass", "neg", "advmod", "acomp", "attr", "oprd"))]
    if main.dep_ in ("acomp", "attr", "xcomp") and main.head.i in own | {p.head}:
        group += [main.head, *main.head.children]
    for t in group:
        if t.i not in own and t.head.i != main.i and t.i != p.head:
            continue
        low = t.lower_
        if t.tag_ == "MD" and low in lex.HEDGE_MODALS:
            return t.text
        if low in lex.HEDGE_ADVERBS and t.dep_ == "advmod" and not _before_adjunct(t):
            return t.text
        if low in lex.HEDGE_ADJECTIVES and t.dep_ in ("acomp", "advmod", "oprd", "amod"):
            return t.text
        if low == "would" and t.tag_ == "MD" and _open_would(doc, p, main):
            return t.text
    for t in sentence:
        # an adverb that the parser hangs on another adverb before the verb ("reportedly twice met")
        if t.lower_ in lex.HEDGE_ADVERBS and t.i < main.i and main.i - t.i <= 3 and t.head.pos_ in ("ADV", "VERB", "AUX") and not _before_adjunct(t) and all(x in own or doc[x].lower_ in lex.HEDGE_ADVERBS for x in range(t.i, main.i)):
            return t.text
        if t.lower_ == "proven" and any(c.dep_ == "neg" for c in t.children) and (p.head == t.i or any(p.head in {d.i for d in c.subtree} for c in t.children if c.dep_ in ("ccomp", "advcl", "csubj", "csubjpass", "xcomp"))):
            return "not proven"
        if t.lower_ == "unclear" and any(c.i == p.head or p.head in {d.i for d in c.subtree} for c in t.children if c.dep_ in ("ccomp", "advcl", "xcomp")):
            return "unclear"
    return ""


def _before_adjunct(adverb: Token) -> bool:
    """*apparently to ease tensions*, *possibly in the north*: the adverb stands before a phrase, not the verb."""
    doc = adverb.doc
    if adverb.i + 1 >= len(doc):
        return False
    following = doc[adverb.i + 1]
    return following.tag_ in ("TO", "IN") or (adverb.i > 0 and doc[adverb.i - 1].text == "," and following.pos_ in ("NOUN", "ADP", "DET", "ADJ"))


def _main_verb(doc: Doc, p: Proposition) -> Token:
    head = doc[p.head]
    if head.pos_ in ("VERB", "AUX"):
        return head
    verbs = [doc[i] for i in p.tokens if doc[i].tag_ in ("VBD", "VBP", "VBZ") and doc[i].dep_ not in ("relcl",)]
    return verbs[0] if verbs else head


def _open_would(doc: Doc, p: Proposition, main: Token) -> bool:
    condition = any(c.dep_ == "advcl" and any(g.lower_ in ("if", "unless") or (g.dep_ == "aux" and g.lower_ == "had" and g.i < c.i) for g in c.subtree) for c in main.children)
    potential = any(doc[i].lower_ in ("potential", "potentially", "hypothetical") for i in p.tokens)
    if condition or potential:
        return True
    cues = [doc[f.at] for f in p.frames if f.kind in ("saying", "attitude", "denial")]
    past = any(t.tag_ in ("VBD", "VBN") or (t.tag_ == "VBG" and t.head.tag_ == "VBD") for t in cues) or (not cues and any(doc[i].tag_ == "VBD" and doc[i].dep_ in ("ROOT",) for i in p.tokens))
    if main.head.i != main.i and main.head.tag_ in ("VBD", "VBN") and main.dep_ in ("ccomp", "advcl"):
        past = True
    return not past


def is_negated(doc: Doc, p: Proposition, hedge: str) -> bool:
    """Whether the content's main clause is negated: not, no, never, nobody, yet to. Denials and hedges are not."""
    if "not" in hedge or any(f.kind == "denial" for f in p.frames):
        return False
    own = set(p.tokens)
    main = _main_verb(doc, p)
    for t in (doc[i] for i in p.tokens):
        low = t.lower_
        if t.dep_ == "neg" and t.head.i == main.i:
            return True
        if low in lex.NEGATIONS and t.head.i == main.i and t.dep_ in ("neg", "nsubj", "nsubjpass", "advmod", "dobj", "attr", "preconj"):
            return True
        if low == "no" and t.dep_ == "det" and _argument(t.head, main):
            return True
        if low in ("nobody", "none", "nothing") and _argument(t, main):
            return True
        if low == "no" and t.i + 1 in own and doc[t.i + 1].lower_ == "one" and _argument(doc[t.i + 1], main):
            return True
        if low == "yet" and t.i + 1 < len(doc) and doc[t.i + 1].lower_ == "to" and doc[t.i - 1].lower_ in ("has", "have", "had", "is", "are"):
            return True
    return False


def _argument(noun: Token, main: Token) -> bool:
    """Whether a noun is the verb's subject, object or the object of its first preposition ("in no hurry")."""
    if noun.head.i == main.i and noun.dep_ in ("nsubj", "nsubjpass", "dobj", "attr"):
        return True
    if noun.dep_ in ("nsubj", "dobj") and noun.head.head.i == main.i and noun.head.dep_ in ("ccomp", "xcomp") and noun.head.tag_ in ("VB", "VBN"):
        return True  # "they would allow no group to pass"
    return noun.dep_ == "pobj" and noun.head.head.i == main.i and main.lemma_ == "be" and noun.head.i == main.i + 1 and child(main, "attr", "acomp") is None

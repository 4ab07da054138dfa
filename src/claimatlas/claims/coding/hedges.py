"""Hedges with their scope: the word that hedges a content's main verb, or the cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimatlas.claims.attribution.frames import Frame
from claimatlas.claims.propositions.contents import Proposition
from claimatlas.trees import (
    child,
    within,
)
from claimatlas.wordlists import read_sets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_HEDGES = read_sets("claims/hedges.txt")
_MODIFIERS = ("aux", "auxpass", "neg", "advmod", "acomp", "attr", "oprd")


def find_hedge(doc: Doc, row: Proposition, sentence: list[Token]) -> str:
    """Return the word that hedges the proposition's main verb or the cue that does, or an empty string.

    A marker before a noun, a purpose or a prepositional phrase, an approximator ("about 30") or a word of
    degree ("more or less") is none, nor is a *could* of ability; *would* is one unless its cue or main verb
    is past and no condition goes with it.
    """
    main = main_verb(doc, row)
    return (
        _cue_hedge(doc, row, main, sentence)
        or _verb_hedge(doc, row, main)
        or _seeming(main)
        or _unconfirmed(main)
        or _loose_hedge(doc, row, main, sentence)
    )


def _cue_hedge(doc: Doc, row: Proposition, main: Token, sentence: list[Token]) -> str:
    """A hedge in the cue: the cue itself (*fears that*), or an adverb or adjective on it (*reportedly
    told*)."""
    first, last = sentence[0].i, sentence[-1].i
    for f in reversed(row.frames):
        if f.kind == "holderless" and f.rule == "adverb" and f.content in (row.head, main.i):
            return f.lemma
        if not _HEDGES["cues"].isdisjoint(f.lemma.split()):  # "fear", "express fear"
            return doc[f.at].text
        if first <= f.at <= last and f.kind != "outlet" and (word := _on_cue(doc[f.at], f)):
            return word
    return ""


def _on_cue(cue: Token, frame: Frame) -> str:
    """An adverb of hearsay on a cue, an adjective such as *unconfirmed* on the news it tells of, or a
    passive."""
    for c in cue.children:
        if c.dep_ == "advmod" and c.lower_ in _HEDGES["hearsay"] and not _before_adjunct(c):
            return c.text
        if c.dep_ == "amod" and c.lower_ in _HEDGES["unconfirmed"] and cue.lemma_.lower() in _HEDGES["news"]:
            return c.text
    news = child(cue, "nsubj")
    if news is not None and news.lemma_.lower() in _HEDGES["news"]:
        before = cue.doc[news.left_edge.i : news.i]
        mark = next((c for c in before if c.lower_ in _HEDGES["unconfirmed"]), None)
        if mark is not None:
            return mark.text  # "unconfirmed reports say that"
    passive = cue.lemma_.lower() in _HEDGES["passives"] and any(c.dep_ == "auxpass" for c in cue.lefts)
    return cue.text if passive and not frame.source else ""


def _verb_hedge(doc: Doc, row: Proposition, main: Token) -> str:
    """A modal, an adverb or an adjective of the main verb."""
    own = set(row.tokens)
    group = [main, *(c for c in main.children if c.dep_ in _MODIFIERS)]
    above = main.head
    if main.dep_ in ("acomp", "attr", "xcomp", "oprd") and above.i in own | {row.head}:
        group += [above, *(c for c in above.children if c.dep_ in _MODIFIERS)]
    near = (t for t in group if t.i in own or t.head.i == main.i or t.i == row.head)
    return next((t.text for t in near if _hedges(doc, row, main, t)), "")


def _hedges(doc: Doc, row: Proposition, main: Token, token: Token) -> bool:
    """Whether a word at the main verb hedges it."""
    low, modal = token.lower_, token.tag_ == "MD"
    if modal and low in _HEDGES["modals"] and not (low == "could" and _ability(token)):
        return True
    if low in _HEDGES["adverbs"] and token.dep_ == "advmod" and not _before_adjunct(token):
        return True
    if low in _HEDGES["adjectives"] and token.dep_ in ("acomp", "advmod", "oprd"):
        return True
    return modal and low == "would" and _open_would(doc, row, main)


def _ability(could: Token) -> bool:
    """*could not reach*, *could see the sea*: what somebody was (un)able to do, and no guess."""
    verb = could.head
    negated = any(c.dep_ == "neg" for c in verb.children)
    if any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children):
        return negated
    if negated or any(c.lower_ in _HEDGES["negations"] for c in verb.children if c.dep_ != "dobj"):
        return True
    if any(c.lower_ in _HEDGES["degrees"] and c.dep_ == "advmod" for c in verb.children):
        return True
    found, doer = child(verb, "dobj"), child(verb, "nsubj", "nsubjpass")
    if any(c.lower_ == "no" for noun in (found, doer) if noun is not None for c in noun.lefts):
        return True  # "could find no trace"
    nobody = doer is not None and doer.lower_ in _HEDGES["negations"]
    return nobody or verb.lemma_.lower() in _HEDGES["abilities"] or verb.i == could.i


def _seeming(main: Token) -> str:
    """*appears to have broken*, *seems broken*, *it seems that*; *is suspected of*, *are feared dead*."""
    complements = ("xcomp", "acomp", "oprd", "ccomp", "attr")
    if main.lemma_.lower() in _HEDGES["seeming"] and child(main, *complements) is not None:
        return main.text
    if _hedging_passive(main):
        return main.text
    above = main.head
    if main.dep_ in ("xcomp", "ccomp", "oprd") and above.i != main.i:
        seems = above.lemma_.lower() in _HEDGES["seeming"] and (main.dep_ != "ccomp" or _impersonal(above))
        if seems or _hedging_passive(above):
            return above.text
    return ""


def _hedging_passive(verb: Token) -> bool:
    """Whether a verb is a passive such as *is feared*."""
    passive = verb.tag_ in ("VBN", "VBD") and child(verb, "auxpass") is not None
    return passive and verb.lemma_.lower() in _HEDGES["passives"]


def _impersonal(verb: Token) -> bool:
    """Whether a verb has *it* or *there* for a subject."""
    subject = child(verb, "nsubj", "nsubjpass", "expl")
    return subject is not None and subject.lower_ in ("it", "there")


def _unconfirmed(main: Token) -> str:
    """*There were unconfirmed reports that …*, and the clause itself: the news is marked as unsure."""
    nouns = [c for c in main.children if c.dep_ in ("attr", "nsubj", "nsubjpass", "dobj")]
    if main.dep_ in ("acl", "ccomp", "relcl"):
        nouns = [main.head, *nouns]
    for noun in nouns:
        if noun.lemma_.lower() not in _HEDGES["news"] or not (noun.i == main.head.i or _carries(noun)):
            continue
        mark = next((c for c in noun.lefts if c.lower_ in _HEDGES["unconfirmed"]), None)
        if mark is not None:
            return mark.text
    return ""


def _carries(noun: Token) -> bool:
    """Whether a noun for news says what the news is: *reports that*, *rumours of*."""
    return any(
        c.dep_ in ("acl", "ccomp", "relcl") or (c.dep_ == "prep" and c.lower_ in ("of", "about"))
        for c in noun.rights
    )


def _loose_hedge(doc: Doc, row: Proposition, main: Token, sentence: list[Token]) -> str:
    """Hedges that the parser hangs elsewhere in the sentence, and predicates that leave the claim open."""
    own = set(row.tokens)
    for t in sentence:
        low = t.lower_
        if low in _HEDGES["adverbs"] and _before_verb(doc, t, main, own):
            return t.text
        if low in _HEDGES["open"] or low in _HEDGES["open, not"]:
            verb = t if t.pos_ == "VERB" else t.head
            plain = low in _HEDGES["open"]
            negated = plain or any(c.dep_ == "neg" for c in (*t.children, *verb.children))
            if negated and _leaves_open(doc[row.head], t, verb):
                return low if plain else f"not {low}"
    return ""


def _before_verb(doc: Doc, token: Token, main: Token, own: set[int]) -> bool:
    """Whether an adverb that the parser hangs on another one hedges the verb that follows: *reportedly
    twice met*."""
    if not 0 < main.i - token.i <= 3:
        return False
    if token.head.pos_ not in ("ADV", "VERB", "AUX") or _before_adjunct(token):
        return False
    return all(k in own or doc[k].lower_ in _HEDGES["adverbs"] for k in range(token.i, main.i))


def _leaves_open(head: Token, word: Token, verb: Token) -> bool:
    """Whether a proposition is the predicate itself, or stands in its clause with *if* or *whether*."""
    itself = head.i in (word.i, verb.i)
    if any(c.lemma_ == "have" for c in word.lefts) and child(word, "auxpass") is None:
        return False  # *it has not proven to be wise* says that it was not
    sure = word.lower_ in ("proven", "unproven", "unclear")
    for clause in (*word.children, *(verb.children if word.dep_ == "acomp" else ())):
        if clause.dep_ not in ("ccomp", "advcl", "xcomp", "csubj", "csubjpass") or clause.i == word.i:
            continue
        asks = any(c.lower_ in ("if", "whether") for c in clause.children)
        if (asks or word.lower_ == "proven") and (itself or within(head, clause)):
            return True
    return itself and sure


def _before_adjunct(adverb: Token) -> bool:
    """*apparently to ease tensions*, *possibly in the north*: the adverb stands before a phrase, not the
    verb."""
    doc = adverb.doc
    if adverb.i + 1 >= len(doc):
        return False
    following = doc[adverb.i + 1]
    return following.tag_ in ("TO", "IN") or (
        adverb.i > 0 and doc[adverb.i - 1].text == "," and following.pos_ in ("NOUN", "ADP", "DET", "ADJ")
    )


def main_verb(doc: Doc, row: Proposition) -> Token:
    """The verb of a row, whatever the parser took for its head."""
    head = doc[row.head]
    if head.pos_ in ("VERB", "AUX"):
        return head
    verbs = [
        doc[i] for i in row.tokens if doc[i].tag_ in ("VBD", "VBP", "VBZ") and doc[i].dep_ not in ("relcl",)
    ]
    return verbs[0] if verbs else head


def _open_would(doc: Doc, row: Proposition, main: Token) -> bool:
    """Whether a *would* leaves something open: it goes with a condition, or neither its cue nor its verb
    is past."""
    if any(c.dep_ == "advcl" and any(_is_condition(g, c) for g in c.subtree) for c in main.children):
        return True
    if any(doc[i].lower_ in _HEDGES["hypothetical"] for i in row.tokens):
        return True
    if main.head.i != main.i and main.head.tag_ in ("VBD", "VBN") and main.dep_ in ("ccomp", "advcl"):
        return False
    cues = [doc[f.at] for f in row.frames if f.kind in ("saying", "attitude", "denial")]
    if not cues:
        return not any(doc[i].tag_ == "VBD" and doc[i].dep_ == "ROOT" for i in row.tokens)
    return not any(t.tag_ in ("VBD", "VBN") or (t.tag_ == "VBG" and t.head.tag_ == "VBD") for t in cues)


def _is_condition(token: Token, clause: Token) -> bool:
    """Whether a word makes a clause a condition: *if*, *unless*, *had he known*."""
    return token.lower_ in ("if", "unless") or (
        token.dep_ == "aux" and token.lower_ == "had" and token.i < clause.i
    )

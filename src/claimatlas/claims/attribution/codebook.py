"""What the codebook counts: which attributions make a claim somebody's, by the cue's class and its complement.

:mod:`claimatlas.claims.attribution.candidates` casts a wide net: plans, requests and praise are somebody's word too.
The codebook counts what can be true or false; the words that decide stand in ``lexicon.txt``.
"""

from __future__ import annotations

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.speakers import (
    is_an_event,
    is_speaker,
    may_be_speaker,
    names_a_state,
    relative_pronoun,
    stands_for,
)
from claimatlas.claims.attribution.verbs import Candidate, verb_at
from claimatlas.wordlists import read_sets

_SPEAKERS_OF_QUOTATIONS = read_sets("claims/constructions.txt")["speakers of quotations"]
_GIVEN = {
    "adverb": "holderless", "form of words": "outlet", "document": "document", "attitude": "attitude",
    "traced": "holderless",
}  # fmt: skip
"""What the cues of some constructions are, whatever their complement."""


def kind_of(p: Parse, c: Candidate) -> str | None:
    """Tell what an attribution is to the codebook.

    Returns
    -------
    str or None
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``document``, ``outlet`` (a form of words such as *it should
        be noted that*), or None where it makes no claim somebody's.
    """
    if c.by_position:
        return _quoted(p, c) if _actual(p, c) else None
    if c.construction in _GIVEN:
        return _GIVEN[c.construction]
    if _form_of_words(p, c):
        return "outlet"
    if _first_person_inside(p, c) or not _actual(p, c):
        return None
    kind = _by_complement(p, c)
    if kind in ("saying", "attitude") and is_an_event(p, c):
        outlets = c.construction == "clause" and not in_passing(p, c.anchor)
        return "outlet" if outlets else None  # *The attack suggests that …*
    if kind in ("saying", "attitude", "denial") and not c.source:
        return _without_source(p, c)
    return kind


_NO_SPEAKERS = frozenset(["GPE", "LOC", "FAC", "DATE", "TIME", "CARDINAL", "ORDINAL"])


def _quoted(p: Parse, c: Candidate) -> str | None:
    """Whether a quotation is somebody's word, and whose it is by the codebook."""
    first = min(c.content)
    if c.construction == "fragment" and (not c.source or p.sentence[c.anchor] != p.sentence[first]):
        c.anchor, c.cue = first, {first}  # no word says who speaks: the mark does
    if c.construction == "colon":
        _speaker_above(p, c)
    if not c.source and p.verbal(c.anchor) and p.passive(c.anchor):
        return None  # *in a film called "…" he was shown*
    named = [t for t in c.source if p.word[t]] if c.construction == "label" else []
    if c.source and c.construction == "label" and all(p.entity[t] in _NO_SPEAKERS for t in named):
        return None  # *Kuala Lumpur: The road is shut*, a dateline
    return "denial" if c.cue_class == "denial" else "saying"


def _speaker_above(p: Parse, c: Candidate) -> None:
    """*Gul said that the terms were clear: "…"*: terms do not speak, and whoever told of them goes on."""
    i = c.anchor
    if not p.verbal(i) or may_be_speaker(p, c):
        return
    while p.dep[i] in ("ccomp", "conj", "xcomp") and p.head[i] != i:
        i = p.head[i]
        if (p.lemma[i], "clause") in VERBS and (source := verb_at(p, i).source):
            c.source, c.cue, c.anchor = source, {i}, i
            return


def _first_person_inside(p: Parse, c: Candidate) -> bool:
    """*"I believe that …," he said*: the speaker of a quotation is no further layer inside it."""
    if p.quote_of[c.anchor] < 0:
        return False
    return not c.source or all(p.lower[i] in _SPEAKERS_OF_QUOTATIONS for i in c.source if p.word[i])


def _actual(p: Parse, c: Candidate) -> bool:
    """Whether the cue tells of an act of speech or thought, and not of one that was refused, asked for or may come."""
    i = c.anchor
    if not p.verbal(i):
        return True
    if p.dep[i] == "pcomp" and (p.lemma[p.head[p.head[i]]], f"+{p.lower[p.head[i]]}") in VERBS:
        return False  # *accused of telling her that …*: of what is alleged to have been said
    negated = p.child(i, "neg") is not None
    if negated and c.cue_class != "attitude":
        return False
    if p.infinitive(i):
        return led_to(p, i)
    return not p.marked(i, "if", "unless", "whether")


def led_to(p: Parse, i: int) -> bool:
    """*They went on to say*, *it seemed to admit*: the verb above says only how it came to be said."""
    head = p.head[i]
    near = p.dep[i] == "xcomp" or (p.dep[i] == "advcl" and 0 < i - head < 5 and p.child(head, "dobj") is None)
    return near and p.lemma[head].split()[0] in lex.words("leads to an act of speech")


def _form_of_words(p: Parse, c: Candidate) -> bool:
    """*It should not be forgotten that …*."""
    i = c.anchor
    modal = any(p.tag[k] == "MD" for k in p.children(i, "aux"))
    if c.construction != "clause" or not modal or not p.passive(i) or p.child(i, "agent") is not None:
        return False
    return any(p.lower[k] == "it" for k in p.children(i, "nsubjpass", "nsubj", "expl"))


def _without_source(p: Parse, c: Candidate) -> str | None:
    """Nobody named: an agentless passive is holderless."""
    i = c.anchor
    participle = c.construction == "predicate" and p.dep[i] == "advcl" and p.tag[i] == "VBN"
    return "holderless" if p.verbal(i) and (p.passive(i) or participle) else None


def _by_complement(p: Parse, c: Candidate) -> str | None:
    """What a cue is by the complement that it takes."""
    check = _CHECKS.get(c.construction)
    return None if check is None else check(p, c)


def _clause(p: Parse, c: Candidate) -> str | None:
    """A clause: what is asked is not told, and evidence shows nothing by itself."""
    word, i = p.lemma[c.anchor], c.anchor
    if _is_question(p, c):
        return None
    if c.cue_class == "denial":
        return None if word in lex.words("rejects") and word != "refute" else "denial"
    if word in lex.words("shows") and not is_speaker(p, c):
        return None if in_passing(p, i) else _evidence(p, c)
    if word in lex.words("conjunctions") and p.tag[i] == "VBG" and p.dep[i] in ("advcl", "prep", "mark"):
        return None
    if c.cue_class == "attitude":
        return "attitude" if word in lex.words("attitude that") else None
    return "saying" if c.cue_class == "saying" or _says_as_an_act(p, c) else None


def _says_as_an_act(p: Parse, c: Candidate) -> bool:
    """Whether an act such as a promise or a ruling puts its clause forward, and no infinitive before it."""
    first = min(c.content)
    led = any(k < first and p.infinitive(k) for k in p.children(c.anchor, "xcomp"))
    return not led and p.lemma[c.anchor] in lex.words("acts that say")


def _is_question(p: Parse, c: Candidate) -> bool:
    """*explain why …*, *see what …*: the complement states nothing."""
    first = min((t for t in c.content if p.word[t]), default=None)
    if first is None or first < c.anchor:
        return first is None
    asks = p.tag[first] in ("WP", "WRB", "WDT", "WP$") and p.lower[first] != "that"
    return asks or p.lower[first] in ("whether", "if")


def in_passing(p: Parse, i: int) -> bool:
    """Whether a verb stands in a relative clause without a comma: *events that showed that the town was lost*."""
    while p.dep[i] in ("conj", "xcomp") and p.head[i] != i:
        i = p.head[i]
    first = min((k for k in p.kids[i] if p.tag[k] in ("WDT", "WP")), default=i)
    return p.dep[i] == "relcl" and p.lower[first - 1] not in (",", "–", "—", "(")


def _evidence(p: Parse, c: Candidate) -> str:
    """*The video shows …* is a recording's word; *Analysis shows that …* is the outlet's."""
    recording = any(p.lemma[i] in lex.words("recordings") for i in c.source)
    return "document" if recording else "outlet"


def _aside(p: Parse, c: Candidate) -> str | None:
    """An aside is somebody's: not *as the debate goes on*."""
    if not may_be_speaker(p, c):
        return None
    if c.cue_class == "event":
        return "saying" if p.lemma[c.anchor] in lex.words("acts that say") else None
    return c.cue_class if c.cue_class in ("saying", "attitude", "denial") else None


def _infinitive(p: Parse, c: Candidate) -> str | None:
    """An infinitive is held where it is promised, or thought of somebody: *they expect him to win*."""
    word = p.lemma[c.anchor]
    if word in lex.words("promises"):
        return "saying"
    of_whom = any(p.dep[t] in ("nsubj", "dobj") and not p.infinitive(t) for t in c.content)
    return "attitude" if of_whom and word in lex.words("thinks somebody to") else None


def _object(p: Parse, c: Candidate) -> str | None:
    """An object is held where it is denied, blamed for something, or stands for a state of affairs."""
    word = p.lemma[c.anchor]
    if c.cue_class == "denial":
        return _denied(p, c, word) if may_be_speaker(p, c) and not _withheld(p, c) else None
    if p.child(c.anchor, "agent") is not None and not is_speaker(p, c):
        return None  # *confirmed by the emails*
    if word in lex.words("blames for"):
        told = c.content.intersection(p.prepositions(c.anchor, "for", "as", "on"))
        return "saying" if told else None
    if word not in lex.words("announces a state of affairs"):
        return None
    pronoun = relative_pronoun(p, c)
    state = names_a_state(p, c) if pronoun is None else bool(stands_for(p, pronoun))
    kind = "attitude" if word in lex.words("attitude that") else "saying"
    return kind if state else None


def _withheld(p: Parse, c: Candidate) -> bool:
    """*They were denied funds*, *the court denied him bail*: what somebody is not given is not called untrue."""
    objects = p.children(c.anchor, "dobj", "dative", "oprd")
    return len(objects) > 1 or (bool(objects) and p.child(c.anchor, "nsubjpass", "auxpass") is not None)


def _denied(p: Parse, c: Candidate, word: str) -> str | None:
    """What is rejected is denied if it is a report or a charge.

    A court that dismisses a claim against somebody says nothing of its truth.
    """
    if word not in lex.words("rejects"):
        return "denial"
    told = (t for t in p.outward(c.content) if p.lemma[t] in lex.words("rejected"))
    return "denial" if any(not p.prepositions(t, "against") for t in told) else None


def _preposition(p: Parse, c: Candidate) -> str | None:
    """What follows a preposition is held after some verbs, after others only a state of affairs."""
    if c.cue_lemma in lex.words("with a preposition"):
        return "saying"
    of_a_state = c.cue_lemma in lex.words("with a preposition, of a state of affairs")
    return "saying" if of_a_state and names_a_state(p, c) else None


def _predicate(p: Parse, c: Candidate) -> str | None:
    """A predicate is held unless it is only a name for the thing."""
    word, i = p.lemma[c.anchor], c.anchor
    if not may_be_speaker(p, c) or _label_in_passing(p, c):
        return None
    if word in lex.words("rejects"):  # *dismissed the story as a trick*
        return _denied(p, c, word) or ("saying" if c.source and word != "reject" else None)
    if in_passing(p, i) and p.lower[min(c.content)].endswith(("self", "selves")):
        return None  # *voters who call themselves greens*
    passive = p.tag[i] == "VBN" and not any(p.lemma[k] == "have" for k in p.children(i, "aux"))
    if word in lex.words("labels") or (passive and word in lex.words("labels in the passive")):
        return None
    if passive and p.child(i, "agent") is None:
        c.source = set()
    held = c.cue_class != "attitude" or word in lex.words("sees as")
    return ("attitude" if c.cue_class == "attitude" else "saying") if held else None


def _label_in_passing(p: Parse, c: Candidate) -> bool:
    """*They will fight what he called a sham*: the words stand for a thing that something else is said of."""
    what = next((k for k in p.children(c.anchor, "dobj", "nsubjpass") if p.lower[k] == "what"), None)
    return what is not None and what < c.anchor and p.dep[c.anchor] in ("ccomp", "pcomp", "csubj")


def _seem(p: Parse, c: Candidate) -> str | None:
    """*is said to be ill*; *seems to be ill* is a hedge."""
    if c.cue_lemma in ("seem", "appear"):
        return None
    return "attitude" if c.source else "holderless"


def _noun(p: Parse, c: Candidate) -> str | None:
    """*Her claim that …*, *a report that …*: an owner named with the noun holds it, else the text itself does."""
    i, held = c.anchor, p.dep[c.anchor] == "dobj"
    if held and p.lemma[p.head[i]] in ("express", "voice"):
        return None  # an expression of its own
    if p.lemma[i] not in lex.words("nouns that") or not any(p.marked(t, "that") for t in p.outward(c.content)):
        return None
    above = p.head[p.head[i]]
    if p.dep[i] == "pobj" and p.verbal(above) and (p.lemma[above], "clause") in VERBS:
        return None if verb_at(p, above).source else "holderless"  # *said in a statement that …*, see the verb
    by = p.prepositions(i, "by", "from")
    owned = p.child(i, "poss") is not None or any(p.head[t] in by for t in c.source)
    if not owned and not (held and p.head[i] in c.cue):
        c.source = {i} if p.lemma[i] in lex.TEXTS | lex.words("documents that emerge") else set()
    return "saying" if c.source else "holderless"


def _adjective(p: Parse, c: Candidate) -> str | None:
    """*They are confident that …*; who is sceptical doubts whatever it is of."""
    word = p.lemma[c.anchor]
    if word in ("skeptical", "sceptical"):
        return "attitude"
    clause = any(p.dep[t] == "ccomp" for t in c.content if p.head[t] == c.anchor)
    return "attitude" if clause and word in lex.words("adjectives that") else None


_CHECKS = {
    "clause": _clause, "aside": _aside, "infinitive": _infinitive, "object": _object, "preposition": _preposition,
    "predicate": _predicate, "seem": _seem, "noun": _noun, "adjective": _adjective,
    "according to": lambda p, c: "saying", "view": lambda p, c: "attitude",
}  # fmt: skip

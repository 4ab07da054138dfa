"""What the codebook counts: which attributions make a claim somebody's, by the cue's class and its
complement.

:mod:`claimatlas.claims.attribution.candidates` casts a wide net: plans, requests and praise are somebody's
word too. The codebook counts what can be true or false; the words that decide stand in ``lexicon.txt``.
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


def kind_of(parse: Parse, candidate: Candidate) -> str | None:
    """Tell what an attribution is to the codebook.

    Returns
    -------
    str or None
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``document``, ``outlet`` (a form of words such
        as *it should be noted that*), or None where it makes no claim somebody's.
    """
    if candidate.by_position:
        return _quoted(parse, candidate) if _actual(parse, candidate) else None
    if candidate.construction in _GIVEN:
        return _GIVEN[candidate.construction]
    if _form_of_words(parse, candidate):
        return "outlet"
    if _first_person_inside(parse, candidate) or not _actual(parse, candidate):
        return None
    kind = _by_complement(parse, candidate)
    if kind in ("saying", "attitude") and is_an_event(parse, candidate):
        outlets = candidate.construction == "clause" and not in_passing(parse, candidate.anchor)
        return "outlet" if outlets else None  # *The attack suggests that …*
    if kind in ("saying", "attitude", "denial") and not candidate.source:
        return _without_source(parse, candidate)
    return kind


_NO_SPEAKERS = frozenset(["GPE", "LOC", "FAC", "DATE", "TIME", "CARDINAL", "ORDINAL"])


def _quoted(parse: Parse, candidate: Candidate) -> str | None:
    """Whether a quotation is somebody's word, and whose it is by the codebook."""
    first = min(candidate.content)
    if candidate.construction == "fragment" and (
        not candidate.source or parse.sentence[candidate.anchor] != parse.sentence[first]
    ):
        candidate.anchor, candidate.cue = first, {first}  # no word says who speaks: the mark does
    if candidate.construction == "colon":
        _speaker_above(parse, candidate)
    if not candidate.source and parse.verbal(candidate.anchor) and parse.passive(candidate.anchor):
        return None  # *in a film called "…" he was shown*
    named = [t for t in candidate.source if parse.word[t]] if candidate.construction == "label" else []
    if (
        candidate.source
        and candidate.construction == "label"
        and all(parse.entity[t] in _NO_SPEAKERS for t in named)
    ):
        return None  # *Kuala Lumpur: The road is shut*, a dateline
    return "denial" if candidate.cue_class == "denial" else "saying"


def _speaker_above(parse: Parse, candidate: Candidate) -> None:
    """*Gul said that the terms were clear: "…"*: terms do not speak, and whoever told of them goes on."""
    i = candidate.anchor
    if not parse.verbal(i) or may_be_speaker(parse, candidate):
        return
    while parse.dep[i] in ("ccomp", "conj", "xcomp") and parse.head[i] != i:
        i = parse.head[i]
        if (parse.lemma[i], "clause") in VERBS and (source := verb_at(parse, i).source):
            candidate.source, candidate.cue, candidate.anchor = source, {i}, i
            return


def _first_person_inside(parse: Parse, candidate: Candidate) -> bool:
    """*"I believe that …," he said*: the speaker of a quotation is no further layer inside it."""
    if parse.quote_of[candidate.anchor] < 0:
        return False
    return not candidate.source or all(
        parse.lower[i] in _SPEAKERS_OF_QUOTATIONS for i in candidate.source if parse.word[i]
    )


def _actual(parse: Parse, candidate: Candidate) -> bool:
    """Whether the cue tells of an act of speech or thought, and not of one that was refused, asked for or
    may come."""
    i = candidate.anchor
    if not parse.verbal(i):
        return True
    if (
        parse.dep[i] == "pcomp"
        and (parse.lemma[parse.head[parse.head[i]]], f"+{parse.lower[parse.head[i]]}") in VERBS
    ):
        return False  # *accused of telling her that …*: of what is alleged to have been said
    negated = parse.child(i, "neg") is not None
    if negated and candidate.cue_class != "attitude":
        return False
    if parse.infinitive(i):
        return led_to(parse, i)
    return not parse.marked(i, "if", "unless", "whether")


def led_to(parse: Parse, at: int) -> bool:
    """*They went on to say*, *it seemed to admit*: the verb above says only how it came to be said."""
    head = parse.head[at]
    near = parse.dep[at] == "xcomp" or (
        parse.dep[at] == "advcl" and 0 < at - head < 5 and parse.child(head, "dobj") is None
    )
    return near and parse.lemma[head].split()[0] in lex.words("leads to an act of speech")


def _form_of_words(parse: Parse, candidate: Candidate) -> bool:
    """*It should not be forgotten that …*."""
    i = candidate.anchor
    modal = any(parse.tag[k] == "MD" for k in parse.children(i, "aux"))
    if (
        candidate.construction != "clause"
        or not modal
        or not parse.passive(i)
        or parse.child(i, "agent") is not None
    ):
        return False
    return any(parse.lower[k] == "it" for k in parse.children(i, "nsubjpass", "nsubj", "expl"))


def _without_source(parse: Parse, candidate: Candidate) -> str | None:
    """Nobody named: an agentless passive is holderless."""
    i = candidate.anchor
    participle = candidate.construction == "predicate" and parse.dep[i] == "advcl" and parse.tag[i] == "VBN"
    return "holderless" if parse.verbal(i) and (parse.passive(i) or participle) else None


def _by_complement(parse: Parse, candidate: Candidate) -> str | None:
    """What a cue is by the complement that it takes."""
    check = _CHECKS.get(candidate.construction)
    return None if check is None else check(parse, candidate)


def _clause(parse: Parse, candidate: Candidate) -> str | None:
    """A clause: what is asked is not told, and evidence shows nothing by itself."""
    word, i = parse.lemma[candidate.anchor], candidate.anchor
    if _is_question(parse, candidate):
        return None
    if candidate.cue_class == "denial":
        return None if word in lex.words("rejects") and word != "refute" else "denial"
    if word in lex.words("shows") and not is_speaker(parse, candidate):
        return None if in_passing(parse, i) else _evidence(parse, candidate)
    if (
        word in lex.words("conjunctions")
        and parse.tag[i] == "VBG"
        and parse.dep[i] in ("advcl", "prep", "mark")
    ):
        return None
    if candidate.cue_class == "attitude":
        return "attitude" if word in lex.words("attitude that") else None
    return "saying" if candidate.cue_class == "saying" or _says_as_an_act(parse, candidate) else None


def _says_as_an_act(parse: Parse, candidate: Candidate) -> bool:
    """Whether an act such as a promise or a ruling puts its clause forward, and no infinitive before it."""
    first = min(candidate.content)
    led = any(k < first and parse.infinitive(k) for k in parse.children(candidate.anchor, "xcomp"))
    return not led and parse.lemma[candidate.anchor] in lex.words("acts that say")


def _is_question(parse: Parse, candidate: Candidate) -> bool:
    """*explain why …*, *see what …*: the complement states nothing."""
    first = min((t for t in candidate.content if parse.word[t]), default=None)
    if first is None or first < candidate.anchor:
        return first is None
    asks = parse.tag[first] in ("WP", "WRB", "WDT", "WP$") and parse.lower[first] != "that"
    return asks or parse.lower[first] in ("whether", "if")


def in_passing(parse: Parse, at: int) -> bool:
    """Whether a verb stands in a relative clause without a comma: *events that showed that the town was
    lost*."""
    while parse.dep[at] in ("conj", "xcomp") and parse.head[at] != at:
        at = parse.head[at]
    first = min((k for k in parse.kids[at] if parse.tag[k] in ("WDT", "WP")), default=at)
    return parse.dep[at] == "relcl" and parse.lower[first - 1] not in (",", "–", "—", "(")


def _evidence(parse: Parse, candidate: Candidate) -> str:
    """*The video shows …* is a recording's word; *Analysis shows that …* is the outlet's."""
    recording = any(parse.lemma[i] in lex.words("recordings") for i in candidate.source)
    return "document" if recording else "outlet"


def _aside(parse: Parse, candidate: Candidate) -> str | None:
    """An aside is somebody's: not *as the debate goes on*."""
    if not may_be_speaker(parse, candidate):
        return None
    if candidate.cue_class == "event":
        return "saying" if parse.lemma[candidate.anchor] in lex.words("acts that say") else None
    return candidate.cue_class if candidate.cue_class in ("saying", "attitude", "denial") else None


def _infinitive(parse: Parse, candidate: Candidate) -> str | None:
    """An infinitive is held where it is promised, or thought of somebody: *they expect him to win*."""
    word = parse.lemma[candidate.anchor]
    if word in lex.words("promises"):
        return "saying"
    of_whom = any(parse.dep[t] in ("nsubj", "dobj") and not parse.infinitive(t) for t in candidate.content)
    return "attitude" if of_whom and word in lex.words("thinks somebody to") else None


def _object(parse: Parse, candidate: Candidate) -> str | None:
    """An object is held where it is denied, blamed for something, or stands for a state of affairs."""
    word = parse.lemma[candidate.anchor]
    if candidate.cue_class == "denial":
        return (
            _denied(parse, candidate, word)
            if may_be_speaker(parse, candidate) and not _withheld(parse, candidate)
            else None
        )
    if parse.child(candidate.anchor, "agent") is not None and not is_speaker(parse, candidate):
        return None  # *confirmed by the emails*
    if word in lex.words("blames for"):
        told = candidate.content.intersection(parse.prepositions(candidate.anchor, "for", "as", "on"))
        return "saying" if told else None
    if word not in lex.words("announces a state of affairs"):
        return None
    pronoun = relative_pronoun(parse, candidate)
    state = names_a_state(parse, candidate) if pronoun is None else bool(stands_for(parse, pronoun))
    kind = "attitude" if word in lex.words("attitude that") else "saying"
    return kind if state else None


def _withheld(parse: Parse, candidate: Candidate) -> bool:
    """*They were denied funds*, *the court denied him bail*: what somebody is not given is not called
    untrue."""
    objects = parse.children(candidate.anchor, "dobj", "dative", "oprd")
    return len(objects) > 1 or (
        bool(objects) and parse.child(candidate.anchor, "nsubjpass", "auxpass") is not None
    )


def _denied(parse: Parse, candidate: Candidate, word: str) -> str | None:
    """What is rejected is denied if it is a report or a charge.

    A court that dismisses a claim against somebody says nothing of its truth.
    """
    if word not in lex.words("rejects"):
        return "denial"
    told = (t for t in parse.outward(candidate.content) if parse.lemma[t] in lex.words("rejected"))
    return "denial" if any(not parse.prepositions(t, "against") for t in told) else None


def _preposition(parse: Parse, candidate: Candidate) -> str | None:
    """What follows a preposition is held after some verbs, after others only a state of affairs."""
    if candidate.cue_lemma in lex.words("with a preposition"):
        return "saying"
    of_a_state = candidate.cue_lemma in lex.words("with a preposition, of a state of affairs")
    return "saying" if of_a_state and names_a_state(parse, candidate) else None


def _predicate(parse: Parse, candidate: Candidate) -> str | None:
    """A predicate is held unless it is only a name for the thing."""
    word, i = parse.lemma[candidate.anchor], candidate.anchor
    if not may_be_speaker(parse, candidate) or _label_in_passing(parse, candidate):
        return None
    if word in lex.words("rejects"):  # *dismissed the story as a trick*
        return _denied(parse, candidate, word) or (
            "saying" if candidate.source and word != "reject" else None
        )
    if in_passing(parse, i) and parse.lower[min(candidate.content)].endswith(("self", "selves")):
        return None  # *voters who call themselves greens*
    passive = parse.tag[i] == "VBN" and not any(parse.lemma[k] == "have" for k in parse.children(i, "aux"))
    if word in lex.words("labels") or (passive and word in lex.words("labels in the passive")):
        return None
    if passive and parse.child(i, "agent") is None:
        candidate.source = set()
    held = candidate.cue_class != "attitude" or word in lex.words("sees as")
    return ("attitude" if candidate.cue_class == "attitude" else "saying") if held else None


def _label_in_passing(parse: Parse, candidate: Candidate) -> bool:
    """*They will fight what he called a sham*: the words stand for a thing that something else is said of."""
    what = next(
        (k for k in parse.children(candidate.anchor, "dobj", "nsubjpass") if parse.lower[k] == "what"), None
    )
    return (
        what is not None
        and what < candidate.anchor
        and parse.dep[candidate.anchor] in ("ccomp", "pcomp", "csubj")
    )


def _seem(parse: Parse, candidate: Candidate) -> str | None:
    """*is said to be ill*; *seems to be ill* is a hedge."""
    if candidate.cue_lemma in ("seem", "appear"):
        return None
    return "attitude" if candidate.source else "holderless"


def _noun(parse: Parse, candidate: Candidate) -> str | None:
    """*Her claim that …*, *a report that …*: an owner named with the noun holds it, else the text itself
    does."""
    i, held = candidate.anchor, parse.dep[candidate.anchor] == "dobj"
    if held and parse.lemma[parse.head[i]] in ("express", "voice"):
        return None  # an expression of its own
    if parse.lemma[i] not in lex.words("nouns that") or not any(
        parse.marked(t, "that") for t in parse.outward(candidate.content)
    ):
        return None
    above = parse.head[parse.head[i]]
    if parse.dep[i] == "pobj" and parse.verbal(above) and (parse.lemma[above], "clause") in VERBS:
        # *said in a statement that …*, see the verb
        return None if verb_at(parse, above).source else "holderless"
    by = parse.prepositions(i, "by", "from")
    owned = parse.child(i, "poss") is not None or any(parse.head[t] in by for t in candidate.source)
    light = held and parse.head[i] in candidate.cue
    people = {
        k for k in parse.kids[i]
        if parse.entity[k] == "NORP" and parse.dep[k] in ("amod", "compound") and k == i - 1
    }  # fmt: skip
    if people and not owned and not light:
        candidate.source = people  # *Russian claims that …*
    elif not owned and not light:
        candidate.source = {i} if parse.lemma[i] in lex.TEXTS | lex.words("documents that emerge") else set()
    return "saying" if candidate.source else "holderless"


def _adjective(parse: Parse, candidate: Candidate) -> str | None:
    """*They are confident that …*; who is sceptical doubts whatever it is of."""
    word = parse.lemma[candidate.anchor]
    if word in ("skeptical", "sceptical"):
        return "attitude"
    clause = any(parse.dep[t] == "ccomp" for t in candidate.content if parse.head[t] == candidate.anchor)
    return "attitude" if clause and word in lex.words("adjectives that") else None


_CHECKS = {
    "clause": _clause, "aside": _aside, "infinitive": _infinitive, "object": _object, "predicate": _predicate,
    "preposition": _preposition, "seem": _seem, "noun": _noun, "adjective": _adjective,
    "according to": lambda p, c: "saying", "view": lambda p, c: "attitude",
}  # fmt: skip

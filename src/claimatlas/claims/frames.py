"""Frames: the attributions that make a claim somebody's by the codebook, each with its cue, holder and reach.

:mod:`claimatlas.claims.attribution` casts a wide net: plans, requests and praise are somebody's word too. The codebook
counts what can be true or false. What it counts is decided here by the cue's class and the complement that it takes; the
words stand in ``lexicon.txt``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc

from claimatlas.claims import lexicon as lex
from claimatlas.claims.syntax import VERBS, Candidate, Parse, verb_at
from claimatlas.trees import top

_POSITIONAL = frozenset(["quotation", "colon", "label", "fragment"])
_OWN = frozenset(["predicate", "seem", "adverb", "traced"])
_SPEAKERS_OF_QUOTATIONS = frozenset(["i", "we", "me", "us", "you", "my", "our", "your", "myself", "ourselves"])
_GIVEN = {"adverb": "holderless", "form of words": "outlet", "document": "document", "attitude": "attitude", "traced": "holderless"}
_RULES = {
    "form of words": "passive", "document": "noun", "attitude": "expression", "traced": "passive",
    "quotation": "quotation", "colon": "quotation", "label": "quotation", "fragment": "quotation", "clause": "clause",
    "aside": "parenthesis", "according to": "according to", "view": "according to", "predicate": "small clause",
    "seem": "passive", "adverb": "adverb", "noun": "noun", "adjective": "expression", "infinitive": "noun phrase",
    "preposition": "noun phrase", "object": "noun phrase",
}  # fmt: skip
"""The frame's rule, which tells how sure it is and how wide it reaches, for each construction."""


RULES = tuple(dict.fromkeys(_RULES.values()))


@dataclass
class Frame:
    """A cue with its holder and its content.

    Attributes
    ----------
    lemma : str
        Lemma of the cue.
    kind : str
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``document`` or ``outlet`` (a form of words such as
        "it should be noted that", which is neither cue nor claim).
    rule : str
        Which of `RULES` found it.
    at : int
        Token of the cue word.
    cue, source : list of int
        Tokens; `source` is empty where no holder is named.
    content : int
        Token at the head of what is held.
    drop : set of int
        Tokens of the frame that are no part of any content.
    clause_only : bool
        Whether the cue reaches its own clause only, and not the clauses inside it.
    phrase : bool
        Whether the content is a noun phrase.
    own : bool
        Whether the content is the cue's own clause without the cue.
    cited : list of list of int
        Further holders inward ("citing sources").
    covers : frozenset of int
        Tokens of what is held.
    """

    lemma: str
    kind: str
    rule: str
    at: int
    cue: list[int]
    source: list[int]
    content: int
    drop: set[int] = field(default_factory=set)
    clause_only: bool = False
    phrase: bool = False
    own: bool = False
    cited: list[list[int]] = field(default_factory=list)
    covers: frozenset[int] = frozenset()


def find_frames(doc: Doc, p: Parse, candidates: Iterable[Candidate]) -> list[Frame]:
    """Turn the attributions that the codebook counts into frames, in order of their cues.

    Parameters
    ----------
    doc : spacy.tokens.Doc
    p : Parse
        The same text.
    candidates : iterable of Candidate
        As :func:`claimatlas.claims.attribution.find_candidates` returns them.
    """
    found = []
    for c in [*candidates, *_expressions(p)]:
        kind = kind_of(p, c)
        if kind is not None:
            found.append(_frame(doc, p, c, kind))
    found.sort(key=lambda f: f.at)
    for i in range(p.n):
        if p.lower[i] in ("citing", "quoting"):
            _cite(p, i, found)
    return _settle(p, found)


def kind_of(p: Parse, c: Candidate) -> str | None:
    """Tell what an attribution is to the codebook.

    Returns
    -------
    str or None
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``document``, ``outlet`` (a form of words such as *it should
        be noted that*), or None where it makes no claim somebody's.
    """
    if c.construction in _POSITIONAL:
        return _quoted(p, c) if _actual(p, c) else None
    if c.construction in _GIVEN:
        return _GIVEN[c.construction]
    if _form_of_words(p, c):
        return "outlet"
    if _first_person_inside(p, c) or not _actual(p, c):
        return None
    kind = _by_complement(p, c)
    if kind in ("saying", "attitude") and _is_an_event(p, c):
        outlets = c.construction == "clause" and not _in_passing(p, c.anchor)
        return "outlet" if outlets else None  # *The attack suggests that …*
    if kind in ("saying", "attitude", "denial") and not c.source:
        return _without_source(p, c)
    return kind


_NO_SPEAKERS = frozenset(["GPE", "LOC", "FAC", "DATE", "TIME", "CARDINAL", "ORDINAL"])


def _quoted(p: Parse, c: Candidate) -> str | None:
    first = min(c.content)
    if c.construction == "fragment" and (not c.source or p.sentence[c.anchor] != p.sentence[first]):
        c.anchor, c.cue = first, {first}  # no word says who speaks: the mark does
    if c.construction == "colon":
        _speaker_above(p, c)
    if not c.source and p.verbal(c.anchor) and p.child(c.anchor, "auxpass") is not None:
        return None  # *in a film called "…" he was shown*
    if c.construction == "label" and c.source and all(p.entity[t] in _NO_SPEAKERS for t in c.source if p.word[t]):
        return None  # *Kuala Lumpur: The road is shut*, a dateline
    return "denial" if c.cue_class == "denial" else "saying"


def _speaker_above(p: Parse, c: Candidate) -> None:
    """*Gul said that the terms were clear: "…"*: terms do not speak, and whoever told of them goes on."""
    i = c.anchor
    if not p.verbal(i) or _somebody(p, c):
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
        return _led_to(p, i)
    return not p.marked(i, "if", "unless", "whether")


def _led_to(p: Parse, i: int) -> bool:
    """*They went on to say*, *it seemed to admit*: the verb above says only how it came to be said."""
    head = p.head[i]
    near = p.dep[i] == "xcomp" or (p.dep[i] == "advcl" and 0 < i - head < 5 and p.child(head, "dobj") is None)
    return near and p.lemma[head].split()[0] in lex.words("leads to an act of speech")


def _form_of_words(p: Parse, c: Candidate) -> bool:
    """*It should not be forgotten that …*."""
    i = c.anchor
    if c.construction != "clause" or p.child(i, "auxpass") is None or not any(p.tag[k] == "MD" for k in p.children(i, "aux")):
        return False
    return any(p.lower[k] == "it" for k in p.children(i, "nsubjpass", "nsubj", "expl")) and p.child(i, "agent") is None


def _without_source(p: Parse, c: Candidate) -> str | None:
    """Nobody named: an agentless passive is holderless."""
    i = c.anchor
    if not p.verbal(i):
        return None
    if p.child(i, "auxpass") is None:
        return "holderless" if c.construction == "predicate" and p.dep[i] == "advcl" and p.tag[i] == "VBN" else None
    return "holderless"


def _is_an_event(p: Parse, c: Candidate) -> bool:
    """Whether the source is an event or a state, which holds nothing."""
    heads = [i for i in c.source if p.head[i] not in c.source]
    return len(heads) == 1 and p.pos[heads[0]] == "NOUN" and not lex.can_speak(p.lemma[heads[0]]) and (
        lex.names_a_state_of_affairs(p.lower[heads[0]], p.lemma[heads[0]])
    )


def _by_complement(p: Parse, c: Candidate) -> str | None:
    check = _CHECKS.get(c.construction)
    return None if check is None else check(p, c)


def _clause(p: Parse, c: Candidate) -> str | None:
    word = p.lemma[c.anchor]
    if _is_question(p, c):
        return None
    if c.cue_class == "denial":
        return None if word in lex.words("rejects") and word != "refute" else "denial"
    if word in lex.words("shows") and not _can_speak(p, c):
        return None if _in_passing(p, c.anchor) else _evidence(p, c)
    if p.tag[c.anchor] == "VBG" and p.dep[c.anchor] in ("advcl", "prep", "mark") and word in lex.words("conjunctions"):
        return None
    if c.cue_class == "attitude":
        return "attitude" if word in lex.words("attitude that") else None
    if c.cue_class == "saying":
        return "saying"
    first = min(c.content)
    if word in lex.words("acts that say") and not any(p.infinitive(k) and k < first for k in p.children(c.anchor, "xcomp")):
        return "saying"
    return None


def _is_question(p: Parse, c: Candidate) -> bool:
    """*explain why …*, *see what …*: the complement states nothing."""
    after = [t for t in sorted(c.content) if p.word[t]]
    if not after:
        return True
    first = after[0]
    if first < c.anchor:
        return False
    return (p.tag[first] in ("WP", "WRB", "WDT", "WP$") and p.lower[first] != "that") or p.lower[first] in ("whether", "if")


def _can_speak(p: Parse, c: Candidate) -> bool:
    """Whether the source of *show* or *indicate* is somebody and not evidence."""
    heads = _meant(p, c.source)
    return any((p.pos[i] in ("PROPN", "PRON") and p.lower[i] not in _THINGS) or lex.can_speak(p.lemma[i]) for i in heads)


_THINGS = frozenset(["it", "this", "that", "which", "what"])


_AGENTIVE = ("er", "or", "ist", "ian", "man", "men", "woman", "ers", "ors", "ists", "ians")


def _in_passing(p: Parse, i: int) -> bool:
    """Whether a verb stands in a relative clause without a comma: *events that showed that the town was lost*."""
    while p.dep[i] in ("conj", "xcomp") and p.head[i] != i:
        i = p.head[i]
    first = min((k for k in p.kids[i] if p.tag[k] in ("WDT", "WP")), default=i)
    return p.dep[i] == "relcl" and p.lower[first - 1] not in (",", "–", "—", "(")


def _somebody(p: Parse, c: Candidate) -> bool:
    """Whether the source, or what its relative pronoun stands for, may be somebody: *the values that define us* are not."""
    meant = _meant(p, c.source)
    return not meant or any(_may_speak(p, i) for i in meant)


def _meant(p: Parse, source: set[int]) -> list[int]:
    """The heads of a source, and what a relative pronoun among them stands for."""
    heads = [i for i in source if p.head[i] not in source or p.head[i] == i]
    relatives = {i: _antecedent_of(p, i) for i in heads if p.tag[i] in ("WDT", "WP")}
    return [next((k for k in relatives.get(i, ()) if p.pos[k] in ("NOUN", "PROPN")), i) for i in heads]


def _may_speak(p: Parse, i: int) -> bool:
    """Whether a word may stand for somebody or for a text: a name, a pronoun, a noun of the lexicon or one that ends so."""
    named = p.pos[i] in ("PROPN", "NUM", "DET", "ADJ") or p.entity[i] in ("PERSON", "ORG", "GPE", "NORP")
    pronoun = p.pos[i] == "PRON" and p.lower[i] not in _THINGS - {"it"}
    return named or pronoun or lex.can_speak(p.lemma[i]) or lex.can_speak(p.lower[i]) or p.lower[i].endswith(_AGENTIVE)


def _evidence(p: Parse, c: Candidate) -> str:
    """*The video shows …* is a recording's word; *Analysis shows that …* is the outlet's."""
    recording = any(p.lemma[i] in lex.words("recordings") for i in c.source)
    return "document" if recording else "outlet"


def _aside(p: Parse, c: Candidate) -> str | None:
    if not _somebody(p, c):
        return None  # *as the debate goes on*
    if c.cue_class == "event":
        return "saying" if p.lemma[c.anchor] in lex.words("acts that say") else None
    return c.cue_class if c.cue_class in ("saying", "attitude", "denial") else None


def _infinitive(p: Parse, c: Candidate) -> str | None:
    word = p.lemma[c.anchor]
    if word in lex.words("promises"):
        return "saying"
    somebody = any(p.dep[t] in ("nsubj", "dobj") and not p.infinitive(t) for t in c.content)
    return "attitude" if somebody and word in lex.words("thinks somebody to") else None


def _names_a_state(p: Parse, c: Candidate) -> bool:
    """Whether a noun phrase at the head of a content stands for an event or a state."""
    heads = [t for t in c.content if p.head[t] not in c.content and p.word[t]]
    return any((p.pos[t] == "NOUN" and lex.names_a_state_of_affairs(p.lower[t], p.lemma[t])) or p.tag[t] == "VBG" for t in heads)


def _object(p: Parse, c: Candidate) -> str | None:
    word = p.lemma[c.anchor]
    if c.cue_class == "denial":
        return _denied(p, c, word) if _somebody(p, c) and not _withheld(p, c) else None
    if p.child(c.anchor, "agent") is not None and not _can_speak(p, c):
        return None  # *confirmed by the emails*
    if word in lex.words("blames for"):
        return "saying" if any(p.lower[k] in ("for", "as", "on") and k in c.content for k in p.prepositions(c.anchor)) else None
    if word not in lex.words("announces a state of affairs"):
        return None
    pronoun = _relative_pronoun(p, c)
    if pronoun is None and not _names_a_state(p, c):
        return None
    if pronoun is not None and not _stands_for(p, pronoun):
        return None
    return "attitude" if word in lex.words("attitude that") else "saying"


def _withheld(p: Parse, c: Candidate) -> bool:
    """*They were denied funds*, *the court denied him bail*: what somebody is not given is not called untrue."""
    objects = p.children(c.anchor, "dobj", "dative", "oprd")
    return len(objects) > 1 or (bool(objects) and p.child(c.anchor, "nsubjpass", "auxpass") is not None)


def _denied(p: Parse, c: Candidate, word: str) -> str | None:
    if word not in lex.words("rejects"):
        return "denial"
    heads = [t for t in c.content if p.head[t] not in c.content]
    told = [t for t in heads if p.lemma[t] in lex.words("rejected") and not p.prepositions(t, "against")]
    return "denial" if told else None  # a court that dismisses a claim against somebody says nothing of its truth


def _preposition(p: Parse, c: Candidate) -> str | None:
    if c.cue_lemma in lex.words("with a preposition"):
        return "saying"
    return "saying" if c.cue_lemma in lex.words("with a preposition, of a state of affairs") and _names_a_state(p, c) else None


def _predicate(p: Parse, c: Candidate) -> str | None:
    word = p.lemma[c.anchor]
    if not _somebody(p, c) or _label_in_passing(p, c):
        return None
    if word in lex.words("rejects"):  # *dismissed the story as a trick*
        return _denied(p, c, word) or ("saying" if c.source and word != "reject" else None)
    if _in_passing(p, c.anchor) and p.lower[min(c.content)].endswith(("self", "selves")):
        return None  # *voters who call themselves greens*
    passive = p.tag[c.anchor] == "VBN" and not any(p.lemma[k] == "have" for k in p.children(c.anchor, "aux"))
    if word in lex.words("labels") or (passive and word in lex.words("labels in the passive")):
        return None
    if passive and p.child(c.anchor, "agent") is None:
        c.source = set()
    if c.cue_class == "attitude":
        return "attitude" if word in lex.words("sees as") else None
    return "saying"


def _label_in_passing(p: Parse, c: Candidate) -> bool:
    """*They will fight what he called a sham*: the words stand for a thing that something else is said of."""
    what = next((k for k in p.children(c.anchor, "dobj", "nsubjpass") if p.lower[k] == "what"), None)
    return what is not None and what < c.anchor and p.dep[c.anchor] in ("ccomp", "pcomp", "csubj")


def _seem(p: Parse, c: Candidate) -> str | None:
    if c.cue_lemma in ("seem", "appear"):
        return None  # a hedge
    return "attitude" if c.source else "holderless"


def _noun(p: Parse, c: Candidate) -> str | None:
    """*Her claim that …*, *a report that …*: an owner named with the noun holds it, else the text itself does."""
    i = c.anchor
    if p.dep[i] == "dobj" and p.lemma[p.head[i]] in ("express", "voice"):
        return None  # see `_expressed`
    if p.lemma[i] not in lex.words("nouns that") or not any(p.marked(t, "that") for t in c.content if p.head[t] not in c.content):
        return None
    if p.dep[i] == "pobj" and p.verbal(verb := p.head[p.head[i]]) and (p.lemma[verb], "clause") in VERBS:
        return None if verb_at(p, verb).source else "holderless"  # *said in a statement that …*, see the verb
    owned = p.child(i, "poss") is not None or any(p.head[t] in p.prepositions(i, "by", "from") for t in c.source)
    light = p.dep[i] == "dobj" and p.head[i] in c.cue
    people = {k for k in p.kids[i] if p.entity[k] == "NORP" and p.dep[k] in ("amod", "compound") and k == i - 1}
    if people and not owned and not light:
        c.source = people  # *Russian claims that …*
    elif not owned and not light:
        c.source = {i} if p.lemma[i] in lex.TEXTS | lex.words("documents that emerge") else set()
    return "saying" if c.source else "holderless"


def _adjective(p: Parse, c: Candidate) -> str | None:
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


# --- forms of words that the wide net leaves out ---------------------------------------------------------------------------


def _expressions(p: Parse) -> Iterable[Candidate]:
    """What is no attribution elsewhere: forms of words, documents that emerge or are received, recordings, *no secret*."""
    for i in range(p.n):
        word = p.lemma[i]
        if word in lex.words("agreeing") and p.infinitive(i):
            yield from _possible_to_agree(p, i)
        elif p.pos[i] == "NOUN" and word in lex.words("documents that emerge"):
            yield from _document(p, i)
        elif word == "show" and p.verbal(i):
            yield from _recording(p, i)
        elif word in lex.EXPRESSED and p.dep[i] == "dobj" and p.lemma[p.head[i]] in ("express", "voice"):
            yield from _expressed(p, i)
        elif word == "trace" and p.child(i, "auxpass") is not None and any(p.lower[k] == "back" for k in p.kids[i]):
            yield Candidate(i, set(), {i, *(k for k in p.kids[i] if p.lower[k] == "back" or p.dep[k] == "auxpass")},
                            p.subtree(i), "trace back", "holderless", "traced")
        elif word == "secret" and p.dep[i] == "dobj" and any(p.lower[k] == "no" for k in p.kids[i]):
            yield from _no_secret(p, i)


def _possible_to_agree(p: Parse, i: int) -> Iterable[Candidate]:
    """*It is possible to agree with those who believe that …*."""
    head = p.head[i]
    if p.pos[head] == "ADJ":
        head = p.head[head]
    if p.lemma[head] == "be" and any(p.lower[k] == "it" for k in p.children(head, "nsubj", "expl")):
        held = next((t for t in sorted(p.subtree(i)) if p.dep[t] == "relcl"), None)
        if held is not None:
            yield Candidate(i, set(), {i, head}, p.subtree(held), "agree", "outlet", "form of words")


def _document(p: Parse, i: int) -> Iterable[Candidate]:
    """*Reports of an attack emerged*; *they had received information that …*."""
    head = p.head[i]
    subject = p.dep[i] in ("nsubj", "nsubjpass") and p.lemma[head] in lex.words("emerges")
    received = p.dep[i] == "dobj" and p.lemma[head] in lex.words("receives")
    beside = p.kids[head] if subject else []
    clauses = [k for k in (*p.kids[i], *beside) if k > i and p.dep[k] in ("acl", "ccomp", "relcl", "advcl")]
    told = next((k for k in clauses if p.marked(k, "that")), None)
    of = next(iter(p.prepositions(i, "of")), None) if subject else None
    if subject or received:
        content = p.subtree(told) if told is not None else p.subtree(of) - {of} if of is not None else set()
        if content:
            yield Candidate(i, {i}, {i}, content, p.lemma[i], "noun", "document")


def _recording(p: Parse, i: int) -> Iterable[Candidate]:
    """*The video showed fighters …*."""
    verb = verb_at(p, i)
    held = p.child(i, "ccomp", "dobj", "xcomp") if p.tag[i] in ("VBD", "VBZ", "VBP") else None
    if held is not None and verb.subject is not None and p.lemma[verb.subject] in lex.words("recordings"):
        yield Candidate(i, verb.source, {i}, p.subtree(held), "show", "event", "document")


def _expressed(p: Parse, i: int) -> Iterable[Candidate]:
    """*She expressed concern over the plan*, wherever the parser hangs the preposition; *its readiness to talk*."""
    verb = p.head[i]
    source = verb_at(p, verb).source
    clause = next((k for j in (i, verb) for k in p.children(j, "acl", "ccomp", "relcl") if k > i and p.marked(k, "that")), None)
    if clause is not None:
        content = p.subtree(clause)
    elif p.lemma[i] == "readiness":
        yield Candidate(verb, source, {verb}, p.subtree(i), "express readiness", "attitude", "attitude")
        return
    else:
        allowed = lex.EXPRESSED[p.lemma[i]]
        prepositions = [k for k in sorted(p.subtree(verb)) if k > i and p.dep[k] == "prep" and p.lower[k] in allowed]
        # "expressed concern at a meeting over the plan": the occasion comes last
        preposition = min(prepositions, key=lambda k: allowed.index(p.lower[k]), default=None)
        content = set() if preposition is None else p.subtree(preposition) - {preposition}
    if content and source:
        yield Candidate(i, source, {verb, i}, content, f"express {p.lemma[i]}", "attitude", "attitude")


def _no_secret(p: Parse, i: int) -> Iterable[Candidate]:
    """*They make no secret of their support*."""
    verb = p.head[i]
    of = next((k for k in (*p.prepositions(i, "of"), *p.prepositions(verb, "of"))), None)
    if p.lemma[verb] == "make" and of is not None:
        cue = {verb, i, of, *(k for k in p.kids[i] if p.lower[k] == "no")}
        yield Candidate(verb, verb_at(p, verb).source, cue, p.subtree(of) - {of}, "make no secret of", "attitude", "attitude")


def _cite(p: Parse, i: int, frames: list[Frame]) -> None:
    """*The agency reports, citing a source, that …*: a further holder inward."""
    held = p.child(i, "dobj", "pobj")
    if held is not None and not _may_speak(p, held):
        return  # *citing details of the plan*
    named = [f for f in frames if f.source and p.sentence[f.at] == p.sentence[i]]
    if held is None or not named:
        return
    frame = min(named, key=lambda f: (f.rule == "according to", abs(f.at - i)))
    source = sorted(p.subtree(held))
    frame.cited.append(source)
    frame.drop |= {i, *source}
    frame.covers -= {i, *source}


def _settle(p: Parse, frames: list[Frame]) -> list[Frame]:
    """Where a sentence has a frame with a holder, an adverb such as *reportedly* in its reach is a hedge only.

    A frame set between commas that hangs on another one's cue (*as X said, Y reports*) has that one's content.
    """
    for f in frames:
        if f.rule in ("parenthesis", "according to"):
            other = next((g for g in frames if g is not f and g.at in f.covers and g.rule == "parenthesis"), None)
            if other is not None and f.at in other.covers:
                f.covers = other.covers - {*f.drop, *other.drop}
                other.covers = f.covers | {*f.cue}  # *as X said, Y reports*: Y has it from X
    frames = _with_last_words(p, _denials_of_claims(frames))
    held = set().union(*(f.covers for f in frames if f.source))
    passing = ("adverb", "small clause")  # *she said that it is considered a crime*: nobody is named who does
    return [f for f in frames if not (f.rule in passing and not f.source and f.at in held)]


def _denials_of_claims(frames: list[Frame]) -> list[Frame]:
    """*She denied claims that …*: what is denied is what the claims say, and they are no holder of it."""
    gone = []
    for f in frames:
        if f.kind != "denial" or not f.phrase:
            continue
        told = next((g for g in frames if g.rule == "noun" and g.at == f.content and g.content >= 0), None)
        if told is not None:
            f.drop |= (f.covers - told.covers) | told.drop
            f.content, f.phrase, f.covers = told.content, False, told.covers
            gone.append(told)
    return [f for f in frames if not any(f is g for g in gone)]


def _with_last_words(p: Parse, frames: list[Frame]) -> list[Frame]:
    """*She vowed to stay, even if "it hurts"*: a quotation that ends what its cue already has is part of it."""
    gone = []
    for q in frames:
        if q.rule != "quotation" or not q.covers:
            continue
        whole = next((f for f in frames if f is not q and f.at == q.at and f.rule != "quotation" and f.covers), None)
        if whole is None or not max(whole.covers) < min(q.covers) or p.unit[q.at] != p.unit[min(q.covers)]:
            continue
        first, last = max(whole.covers) + 1, max(q.covers) + 1
        if q.at < min(whole.covers) and not any(p.lower[t] in (":", ";", ".") for t in range(first, min(q.covers))):
            whole.covers |= frozenset(range(first, last)) - whole.drop
            gone.append(q)
    return [f for f in frames if not any(f is g for g in gone)]


# --- frames ------------------------------------------------------------------------------------------------------------


def _frame(doc: Doc, p: Parse, c: Candidate, kind: str) -> Frame:
    """Write a candidate as a frame."""
    source = _source(doc, p, c)
    cue = sorted(t for t in c.cue if t == c.anchor or p.dep[t] in ("prt", "auxpass", "prep", "dobj") or not p.verbal(c.anchor))
    content = {t for t in c.content - c.cue - c.source if not p.lower[t].isspace()}
    own = c.construction in _OWN
    own = own and c.construction != "adverb"
    head = doc[c.anchor] if own else top(doc, content)
    if c.construction == "preposition":  # *accused the bank of hiding its losses*
        content -= set(p.prepositions(c.anchor, "of"))
    drop, cited = c.cue | c.beside | (set() if _shared(p, c) else c.source), []
    i = c.anchor
    if p.infinitive(i) and (p.dep[i] == "xcomp" or (p.verbal(i) and _led_to(p, i))):  # *he continued to deny it*: the verb above is part of the frame
        drop |= p.subtree(p.head[i], {i, *p.children(p.head[i], "conj")}) - content
    if p.lemma[i] in ("quote", "cite") and (saying := _as_saying(p, i)) is not None:
        cited = [sorted(p.subtree(k)) for k in p.children(i, "dobj") if p.quote_of[k] < 0]
        drop |= {saying, p.head[saying]}.union(*cited, *(p.subtree(k) for k in p.children(i, "nsubjpass")))
        content -= drop
        own, head = False, top(doc, content)
    if c.construction in ("aside", "according to", "view"):
        drop |= p.subtree(c.anchor) - content
    rule = "passive" if kind in ("holderless", "outlet") and c.construction == "clause" else _RULES[c.construction]
    if rule == "passive" and c.construction == "clause":
        cue = sorted({*cue, *p.children(c.anchor, "expl", "nsubjpass", "nsubj")} - content)
    if (pronoun := _relative_pronoun(p, c)) is not None:
        content = (content - {pronoun}) | _stands_for(p, pronoun) or content
        head = top(doc, content)
    return Frame(
        c.cue_lemma, kind, rule, c.anchor, cue, source, -1 if head is None else head.i, drop,
        clause_only=kind == "holderless" and c.construction in ("seem", "adverb", "traced"),
        phrase=pronoun is not None or (head is not None and head.pos_ not in ("VERB", "AUX")), own=own,
        cited=cited, covers=frozenset(content),
    )  # fmt: skip


def _shared(p: Parse, c: Candidate) -> bool:
    """Whether the holder is the subject of a clause that goes on without the cue: *He left, telling them that …*."""
    if c.construction in _POSITIONAL or not p.verbal(c.anchor) or p.dep[c.anchor] not in ("advcl", "pcomp", "acl", "prep"):
        return False
    heads = {p.head[t] for t in c.source if p.head[t] not in c.source}
    return not heads & {c.anchor, *p.kids[c.anchor], *c.cue}


def _as_saying(p: Parse, i: int) -> int | None:
    """The second cue of *they quoted her as saying*."""
    return next((s for k in p.prepositions(i, "as") for s in p.children(k, "pcomp")), None)


def _relative_pronoun(p: Parse, c: Candidate) -> int | None:
    """The relative pronoun that is held: *the raid, which they deny*; *the raid, which they blamed on B*."""
    held = [t for t in c.content if p.word[t] and p.head[t] not in c.content]
    pronouns = [t for t in held if p.tag[t] in ("WDT", "WP")]
    rest = all(p.dep[t] == "prep" for t in held if t not in pronouns)
    return pronouns[0] if len(pronouns) == 1 and rest and c.construction in ("object", "preposition") else None


def _relative_clause(p: Parse, pronoun: int) -> int | None:
    """The verb of the relative clause that a pronoun is in."""
    while p.dep[pronoun] != "relcl":
        if p.head[pronoun] == pronoun:
            return None
        pronoun = p.head[pronoun]
    return pronoun


def _stands_for(p: Parse, pronoun: int) -> set[int]:
    """What a relative pronoun stands for: a noun for an event or a state, or the clause before.

    *The presence of rebels, which they acknowledge*; *A blames B, which B denies*.
    """
    clause = _relative_clause(p, pronoun)
    if clause is None:
        return set()
    noun = p.head[clause]
    for _ in range(4):
        if p.verbal(noun):
            return p.subtree(noun, {clause})
        if lex.names_a_state_of_affairs(p.lower[noun], p.lemma[noun]):
            return p.subtree(noun, {clause})
        noun = p.head[noun]
        while p.pos[noun] == "ADP" and p.head[noun] != noun:
            noun = p.head[noun]
    return set()


def _source(doc: Doc, p: Parse, c: Candidate) -> list[int]:
    """The holder's words: what a relative pronoun stands for, who issued a text, without relative clauses and dates."""
    source = c.source
    said_by = [t for t in source if p.word[t]]
    if len(said_by) == 1 and p.tag[said_by[0]] in ("WP", "WDT"):
        source = _antecedent_of(p, said_by[0]) or source
    heads = [t for t in source if p.head[t] not in source or p.head[t] == t]
    if len(heads) == 1 and (issuer := _issuer(p, heads[0])):
        source = issuer
    described = {t for i in source if p.dep[i] == "relcl" for t in p.subtree(i)}
    kept = sorted(t for t in source - described if not doc[t].is_space)
    if all(doc[t].ent_type_ in ("DATE", "TIME") for t in kept):
        return []
    while kept and not p.word[kept[-1]]:
        kept.pop()
    while kept and not p.word[kept[0]]:
        kept.pop(0)
    return kept


def _antecedent_of(p: Parse, pronoun: int) -> set[int]:
    """The noun phrase that a relative pronoun stands for; *who* stands for somebody: *teenagers at the time who said*."""
    clause = _relative_clause(p, pronoun)
    if clause is None:
        return set()
    noun = p.head[clause]
    for _ in range(3):  # *a white paper on religion that said*
        above = p.head[p.head[noun]]
        if p.pos[noun] != "NOUN" or lex.can_speak(p.lemma[noun]) or p.dep[noun] != "pobj" or p.pos[above] != "NOUN":
            break
        if p.tag[pronoun] != "WP" and not lex.can_speak(p.lemma[above]):
            break
        noun = above
    return p.subtree(noun, {clause})


def _issuer(p: Parse, noun: int) -> set[int]:
    """Who issued a text: *the campaign issued a statement saying …*."""
    verb = p.head[noun]
    if p.lemma[noun] in lex.TEXTS and p.dep[noun] == "dobj" and p.lemma[verb] in lex.words("issues a text") and p.child(noun, "poss") is None:
        return verb_at(p, verb).source
    return set()

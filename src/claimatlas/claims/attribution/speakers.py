"""Who may speak: whether the words of a source can stand for somebody, and what a relative pronoun stands
for."""

from __future__ import annotations

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")
_AGENTIVE = tuple(_WORDS["endings of persons"])


def is_speaker(parse: Parse, candidate: Candidate) -> bool:
    """Whether the source of *show* or *indicate* is somebody and not evidence."""
    return any(_speaks(parse, i) for i in heads_meant(parse, candidate.source))


def may_be_speaker(parse: Parse, candidate: Candidate) -> bool:
    """Whether the source, or what its relative pronoun stands for, may be somebody: *the values that
    define us* are not."""
    meant = heads_meant(parse, candidate.source)
    return not meant or any(may_speak(parse, i) for i in meant)


def heads_meant(parse: Parse, source: set[int]) -> list[int]:
    """The heads of a source, and what a relative pronoun among them stands for."""
    heads = parse.top(source)
    relatives = {i: antecedent_of(parse, i) for i in heads if parse.tag[i] in ("WDT", "WP")}
    return [next((k for k in relatives.get(i, ()) if parse.pos[k] in ("NOUN", "PROPN")), i) for i in heads]


def _speaks(parse: Parse, at: int) -> bool:
    """Whether a word stands for somebody or for a text: a name, a pronoun, a noun of the lexicon."""
    name = parse.pos[at] in ("PROPN", "PRON") and parse.lower[at] not in _WORDS["things"]
    return name or lex.can_speak(parse.lemma[at])


def may_speak(parse: Parse, at: int) -> bool:
    """Whether a word may stand for somebody or for a text: also *it*, what is named, and a noun that ends
    so."""
    named = parse.pos[at] in ("PROPN", "NUM", "DET", "ADJ") or parse.entity[at] in (
        "PERSON",
        "ORG",
        "GPE",
        "NORP",
    )
    pronoun = parse.pos[at] == "PRON" and parse.lower[at] == "it"
    ends = lex.can_speak(parse.lower[at]) or parse.lower[at].endswith(_AGENTIVE)
    return named or pronoun or ends or _speaks(parse, at)


def is_an_event(parse: Parse, candidate: Candidate) -> bool:
    """Whether the source is an event or a state, which holds nothing."""
    heads = parse.outward(candidate.source)
    return len(heads) == 1 and not lex.can_speak(parse.lemma[heads[0]]) and _state_of_affairs(parse, heads[0])


def _state_of_affairs(parse: Parse, at: int) -> bool:
    """Whether a word is a noun for an event or a state."""
    return parse.pos[at] == "NOUN" and lex.names_a_state_of_affairs(parse.lower[at], parse.lemma[at])


def names_a_state(parse: Parse, candidate: Candidate) -> bool:
    """Whether a noun phrase at the head of a content stands for an event or a state."""
    heads = (t for t in parse.outward(candidate.content) if parse.word[t])
    return any(_state_of_affairs(parse, t) or parse.tag[t] == "VBG" for t in heads)


def relative_pronoun(parse: Parse, candidate: Candidate) -> int | None:
    """The relative pronoun that is held: *the raid, which they deny*; *the raid, which they blamed on B*."""
    if candidate.construction not in ("object", "preposition"):
        return None
    held = [t for t in parse.outward(candidate.content) if parse.word[t]]
    pronouns = [t for t in held if parse.tag[t] in ("WDT", "WP")]
    alone = len(pronouns) == 1 and all(parse.dep[t] == "prep" for t in held if t not in pronouns)
    return pronouns[0] if alone else None


def _relative_clause(parse: Parse, pronoun: int) -> int | None:
    """The verb of the relative clause that a pronoun is in."""
    while parse.dep[pronoun] != "relcl":
        if parse.head[pronoun] == pronoun:
            return None
        pronoun = parse.head[pronoun]
    return pronoun


def stands_for(parse: Parse, pronoun: int) -> set[int]:
    """What a relative pronoun stands for: a noun for an event or a state, or the clause before.

    *The presence of rebels, which they acknowledge*; *A blames B, which B denies*.
    """
    clause = _relative_clause(parse, pronoun)
    if clause is None:
        return set()
    noun = parse.head[clause]
    for _ in range(4):
        if parse.verbal(noun) or lex.names_a_state_of_affairs(parse.lower[noun], parse.lemma[noun]):
            return parse.subtree(noun, {clause})
        noun = parse.head[noun]
        while parse.pos[noun] == "ADP" and parse.head[noun] != noun:
            noun = parse.head[noun]
    return set()


def antecedent_of(parse: Parse, pronoun: int) -> set[int]:
    """The noun phrase that a relative pronoun stands for; *who* stands for somebody: *teenagers at the
    time who said*."""
    clause = _relative_clause(parse, pronoun)
    if clause is None:
        return set()
    noun = parse.head[clause]
    for _ in range(3):  # *a white paper on religion that said*
        above = parse.head[parse.head[noun]]
        thing = parse.pos[noun] == "NOUN" and not lex.can_speak(parse.lemma[noun])
        if not thing or parse.dep[noun] != "pobj" or parse.pos[above] != "NOUN":
            break
        if parse.tag[pronoun] != "WP" and not lex.can_speak(parse.lemma[above]):
            break
        noun = above
    return parse.subtree(noun, {clause})

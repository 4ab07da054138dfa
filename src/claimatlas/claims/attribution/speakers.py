"""Who may speak: whether the words of a source can stand for somebody, and what a relative pronoun stands for."""

from __future__ import annotations

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")
_AGENTIVE = tuple(_WORDS["endings of persons"])


def is_speaker(p: Parse, c: Candidate) -> bool:
    """Whether the source of *show* or *indicate* is somebody and not evidence."""
    return any(_speaks(p, i) for i in heads_meant(p, c.source))


def may_be_speaker(p: Parse, c: Candidate) -> bool:
    """Whether the source, or what its relative pronoun stands for, may be somebody: *the values that define us* are
    not."""
    meant = heads_meant(p, c.source)
    return not meant or any(may_speak(p, i) for i in meant)


def heads_meant(p: Parse, source: set[int]) -> list[int]:
    """The heads of a source, and what a relative pronoun among them stands for."""
    heads = p.top(source)
    relatives = {i: antecedent_of(p, i) for i in heads if p.tag[i] in ("WDT", "WP")}
    return [next((k for k in relatives.get(i, ()) if p.pos[k] in ("NOUN", "PROPN")), i) for i in heads]


def _speaks(p: Parse, i: int) -> bool:
    """Whether a word stands for somebody or for a text: a name, a pronoun, a noun of the lexicon."""
    name = p.pos[i] in ("PROPN", "PRON") and p.lower[i] not in _WORDS["things"]
    return name or lex.can_speak(p.lemma[i])


def may_speak(p: Parse, i: int) -> bool:
    """Whether a word may stand for somebody or for a text: also *it*, what is named, and a noun that ends so."""
    named = p.pos[i] in ("PROPN", "NUM", "DET", "ADJ") or p.entity[i] in ("PERSON", "ORG", "GPE", "NORP")
    pronoun = p.pos[i] == "PRON" and p.lower[i] == "it"
    ends = lex.can_speak(p.lower[i]) or p.lower[i].endswith(_AGENTIVE)
    return named or pronoun or ends or _speaks(p, i)


def is_an_event(p: Parse, c: Candidate) -> bool:
    """Whether the source is an event or a state, which holds nothing."""
    heads = p.outward(c.source)
    return len(heads) == 1 and not lex.can_speak(p.lemma[heads[0]]) and _state_of_affairs(p, heads[0])


def _state_of_affairs(p: Parse, i: int) -> bool:
    """Whether a word is a noun for an event or a state."""
    return p.pos[i] == "NOUN" and lex.names_a_state_of_affairs(p.lower[i], p.lemma[i])


def names_a_state(p: Parse, c: Candidate) -> bool:
    """Whether a noun phrase at the head of a content stands for an event or a state."""
    heads = (t for t in p.outward(c.content) if p.word[t])
    return any(_state_of_affairs(p, t) or p.tag[t] == "VBG" for t in heads)


def relative_pronoun(p: Parse, c: Candidate) -> int | None:
    """The relative pronoun that is held: *the raid, which they deny*; *the raid, which they blamed on B*."""
    if c.construction not in ("object", "preposition"):
        return None
    held = [t for t in p.outward(c.content) if p.word[t]]
    pronouns = [t for t in held if p.tag[t] in ("WDT", "WP")]
    alone = len(pronouns) == 1 and all(p.dep[t] == "prep" for t in held if t not in pronouns)
    return pronouns[0] if alone else None


def _relative_clause(p: Parse, pronoun: int) -> int | None:
    """The verb of the relative clause that a pronoun is in."""
    while p.dep[pronoun] != "relcl":
        if p.head[pronoun] == pronoun:
            return None
        pronoun = p.head[pronoun]
    return pronoun


def stands_for(p: Parse, pronoun: int) -> set[int]:
    """What a relative pronoun stands for: a noun for an event or a state, or the clause before.

    *The presence of rebels, which they acknowledge*; *A blames B, which B denies*.
    """
    clause = _relative_clause(p, pronoun)
    if clause is None:
        return set()
    noun = p.head[clause]
    for _ in range(4):
        if p.verbal(noun) or lex.names_a_state_of_affairs(p.lower[noun], p.lemma[noun]):
            return p.subtree(noun, {clause})
        noun = p.head[noun]
        while p.pos[noun] == "ADP" and p.head[noun] != noun:
            noun = p.head[noun]
    return set()


def antecedent_of(p: Parse, pronoun: int) -> set[int]:
    """The noun phrase that a relative pronoun stands for; *who* stands for somebody: *teenagers at the time who said*."""
    clause = _relative_clause(p, pronoun)
    if clause is None:
        return set()
    noun = p.head[clause]
    for _ in range(3 if p.tag[pronoun] == "WP" else 0):
        above = p.head[p.head[noun]]
        thing = p.pos[noun] == "NOUN" and not lex.can_speak(p.lemma[noun])
        if not thing or p.dep[noun] != "pobj" or p.pos[above] != "NOUN":
            break
        noun = above
    return p.subtree(noun, {clause})

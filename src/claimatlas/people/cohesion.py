"""What a candidate and a pronoun share beside their places: possessions, verbs, and the words around them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from claimatlas.people import grammar
from claimatlas.people import words as w
from claimatlas.people.discourse import Discourse, Entity
from claimatlas.people.names import View
from claimatlas.people.people import People

_TELLING = ("NN", "VB", "JJ")
_AROUND = 7  # tokens on both sides that tell what is said of a mention
_PLAIN = w.words("plain verbs")

FEATURES = {
    "owner of its noun before": "a possessive, and its noun was said to be the candidate's before",
    "words in common": "logarithm of the nouns, verbs and adjectives that stand near both",
    "verb in common": "the verb of the pronoun was the verb of a mention before",
    "named often in all": "logarithm of how often the whole article names a person",
    "of": "the last mention stands behind of",
    "subject, pronoun opens": "the last mention is a subject, and the pronoun opens its sentence",
    "behind, neither subject nor possessor": "named behind, in another role",
}


class Cohesion:
    """Observes what candidates share with the pronouns of one article.

    Parameters
    ----------
    view : View
    people : People
    told : Discourse
        What was told so far.
    """

    def __init__(self, view: View, people: People, told: Discourse):
        self.v, self._told = view, told
        self._named = Counter(m.person for m in people.mentions)
        self._around: dict[int, frozenset[str]] = {}
        self._around_all: dict[tuple[int, ...], frozenset[str]] = {}

    def of(self, at: int, possessive: bool, entity: Entity) -> Iterator[tuple[str, float]]:
        """Yield the features of one candidate for the pronoun at a token."""
        v, named = self.v, self._named[entity.referent.person]
        if named:
            yield "named often in all", math.log(named)
        if entity.last > at:
            if grammar.role(v, entity.last) not in ("subject", "possessor"):
                yield "behind, neither subject nor possessor", 1.0
            return
        if possessive and v.lemma[v.head[at]] in entity.owns:
            yield "owner of its noun before", 1.0
        own = self._near(at)
        if own and (shared := len(own & self._near_all(entity.places))):
            yield "words in common", math.log1p(shared)
        if (verb := v.lemma[grammar.governor(v, at)]) in entity.verbs and verb not in _PLAIN:
            yield "verb in common", 1.0
        if v.dep[entity.last] == "pobj" and v.lower[v.head[entity.last]] == "of":
            yield "of", 1.0
        if v.opens[at] and grammar.role(v, entity.last) == "subject":
            yield "subject, pronoun opens", 1.0

    def _near_all(self, places: tuple[int, ...]) -> frozenset[str]:
        """What is near any of some tokens."""
        found = self._around_all.get(places)
        if found is None:
            found = self._around_all[places] = frozenset().union(*map(self._near, places))
        return found

    def _near(self, at: int) -> frozenset[str]:
        """The lemmas of the telling words around a token in its sentence, names left out."""
        found = self._around.get(at)
        if found is None:
            v = self.v
            near = (
                i
                for i in range(max(0, at - _AROUND), min(v.n, at + _AROUND + 1))
                if v.sentence[i] == v.sentence[at] and v.tag[i][:2] in _TELLING and v.tag[i][:3] != "NNP"
            )
            found = self._around[at] = frozenset(v.lemma[i] for i in near) - _PLAIN
        return found

"""What a join of two entries of a corpus rests on: their names, their offices, the company they keep."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claimatlas.people import words as w
from claimatlas.people.entities import Entity, Roster
from claimatlas.people.lists import weights

LIMITS = weights("limits")
JOIN_FROM = LIMITS["join"]
"""Confidence, 0 to 1, from which a join is made."""
_PARTS = ("names", "short names", "bodies", "rivals", "company")
WEIGHTS = {name: weight for part in _PARTS for name, weight in weights(part).items()}


@dataclass(eq=False, slots=True)
class Entry:
    """One person or body of the corpus while its entities are gathered.

    Attributes
    ----------
    entities : list of Entity
    names : dict of tuple of str to int
        Words of its names, and how often each occurs.
    company, offices, labels, genders : collections.Counter
        In how many articles it is named together with what, holds which office (by noun) …
    confidence : float
        Of its least sure join, 0 to 1; 1 where nothing was joined.
    first : Entity
        By article, one that holds something before others.
    """

    first: Entity
    entities: list[Entity] = field(default_factory=list)
    names: Counter = field(default_factory=Counter)
    company: Counter = field(default_factory=Counter)
    offices: Counter = field(default_factory=Counter)
    labels: Counter = field(default_factory=Counter)
    genders: Counter = field(default_factory=Counter)
    articles: set[str] = field(default_factory=set)
    confidence: float = 1.0

    @property
    def gender(self) -> str:
        """``m``, ``f`` or empty where the articles do not tell or do not agree."""
        most = self.genders.most_common(2)
        return most[0][0] if most and (len(most) == 1 or most[0][1] >= 3 * most[1][1]) else ""

    def add(self, entity: Entity, company: frozenset[str]) -> None:
        """Take in an entity of an article with the company it keeps there."""
        self.entities.append(entity)
        self.first = min(self.first, entity, key=place)
        self.names[entity.words] += sum(entity.forms.values())
        if entity.article not in self.articles:
            self.company.update(company)
            self.articles.add(entity.article)
        self.offices.update({o.noun for o in entity.offices})
        self.labels.update(entity.labels)
        if entity.gender:
            self.genders[entity.gender] += 1

    def merge(self, other: Entry, confidence: float) -> None:
        """Take in all of another entry."""
        self.entities += other.entities
        self.first = min(self.first, other.first, key=place)
        for part in ("names", "company", "offices", "labels", "genders"):
            getattr(self, part).update(getattr(other, part))
        self.articles |= other.articles
        self.confidence = min(self.confidence, other.confidence, confidence)


def place(entity: Entity) -> tuple[bool, str, str]:
    """By what the first entity of an entry is told."""
    return not entity.holds, entity.article, entity.name


@dataclass(frozen=True, slots=True)
class Doubt:
    """A join that is not sure, made or not.

    Attributes
    ----------
    one, other : Entity
        One of each side, the first by article.
    confidence : float
    evidence : tuple of str
        Features that were weighed.
    joined : bool
    """

    one: Entity
    other: Entity
    confidence: float
    evidence: tuple[str, ...]
    joined: bool


def confidence_of(features: Iterable[str]) -> float:
    """Return the confidence of a join from its features, 0 to 1."""
    return 1 / (1 + math.exp(-sum(WEIGHTS[f] for f in features)))


class Joining:
    """The articles of a corpus, and what speaks for and against a join.

    Parameters
    ----------
    rosters : iterable of Roster
        One for each article.
    """

    def __init__(self, rosters: Iterable[Roster]):
        self.rosters = sorted(rosters, key=lambda r: r.article)
        self._company = {r.article: r.company for r in self.rosters}
        self._entities = {r.article: r.entities for r in self.rosters}
        frequency = Counter(name for r in self.rosters for name in r.company)
        self._rarity = {name: math.log((len(self.rosters) + 1) / n) for name, n in frequency.items()}
        self.doubts: list[Doubt] = []

    def _context(self, one: Entry, other: Entry) -> list[str]:
        """What the articles say of two entries beside their names."""
        features = []
        if one.gender and other.gender:
            features.append("same gender" if one.gender == other.gender else "gender differs")
        if one.offices and other.offices:
            wide = {s for noun in one.offices for s in w.synonyms(noun)}
            features.append("office in common" if wide & set(other.offices) else "offices differ")
        if one.labels and other.labels:
            features.append(
                "place or party in common" if set(one.labels) & set(other.labels) else "places differ"
            )
        return [*features, self._companionship(one, other)]

    def _companionship(self, one: Entry, other: Entry) -> str:
        """How much of the company of the one that is in fewer articles the other keeps too."""
        few, many = sorted((one, other), key=lambda e: len(e.company))
        own = {x for words in (*few.names, *many.names) for x in (*words, " ".join(words))}
        whole = shared = 0.0
        for name in few.company:
            if name not in own:
                rarity = self._rarity[name]
                whole += rarity
                if name in many.company:
                    shared += rarity
        share = shared / whole if whole else 0.0
        if share >= LIMITS["much company"]:
            return "much company in common"
        return "some company in common" if share >= LIMITS["some company"] else "no company in common"

    def _settle(self, one: Entry, other: Entry, confidence: float, features: Sequence[str]) -> bool:
        """Join two entries if that is sure enough, and keep the doubt if it is not sure either way."""
        joined = confidence >= JOIN_FROM
        holds = one.first.holds or other.first.holds
        if holds and LIMITS["doubt"] <= confidence < LIMITS["sure"]:
            self.doubts.append(Doubt(one.first, other.first, confidence, tuple(features), joined))
        if joined:
            one.merge(other, confidence)
        return joined

    def _entry(self, entity: Entity) -> Entry:
        """An entry of one entity."""
        entry = Entry(entity)
        entry.add(entity, self._company[entity.article])
        return entry

    def _merged(self, entries: list[Entry], scored: list[tuple], agree) -> list[Entry]:
        """Join pairs, the surest first, where all names of the one agree with all of the other."""
        root = {id(e): e for e in entries}
        members = {id(e): [e] for e in entries}
        for confidence, features, one, other in scored:
            a, b = root[id(one)], root[id(other)]
            if a is b:
                continue
            if not all(agree(x, y) for x in members[id(a)] for y in members[id(b)]):
                continue
            if self._settle(a, b, confidence, features):
                for member in members.pop(id(b)):
                    root[id(member)] = a
                    members[id(a)].append(member)
        return [e for e in entries if root[id(e)] is e]

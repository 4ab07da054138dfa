"""Which persons of the articles are one: full names first, then names of one word."""

from __future__ import annotations

import math
from collections import defaultdict

from claimatlas.people import words as w
from claimatlas.people.entities import BODY, PERSON, Entity, words_of
from claimatlas.people.joining import LIMITS, WEIGHTS, Entry, Joining, confidence_of, place
from claimatlas.people.lists import lists
from claimatlas.people.spelling import person_name, suffix_of


class SamePerson(Joining):
    """Joins persons."""

    def _same_names(self, entities: list[Entity], borne: set[str] | None = None) -> list[Entry]:
        """Gather persons of one name; two of a name are told apart by what the articles say of them.

        `borne` tells that the names are family names alone, and which of them others in the corpus bear.
        """
        by_name: dict[tuple[tuple[str, ...], str], list[Entry]] = {}
        for entity in entities:
            new = self._entry(entity)
            base = [
                "same name",
                *(["common family name"] if entity.words[-1] in lists("common family names") else []),
            ]
            if borne is not None:
                base = [
                    "family name",
                    "another fits as well" if entity.words[0] in borne else "no other in the corpus has it",
                ]
            known = by_name.setdefault((entity.words, suffix_of(entity.forms)), [])
            scored = [(confidence_of(f := base + self._context(k, new)), f, k) for k in known]
            best = max(scored, key=lambda x: x[0], default=None)
            if best is None or not self._settle(best[2], new, *best[:2]):
                known.append(new)
        return [entry for known in by_name.values() for entry in known]

    def _variants(self, entries: list[Entry]) -> list[Entry]:
        """Join full names that are one person's: with and without a middle name, short forms, spellings."""
        names = {
            id(e): person_name(next(iter(e.names)), [f for x in e.entities for f in x.forms]) for e in entries
        }
        blocks: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        for e in entries:
            for key in names[id(e)].blocks:
                blocks[key].append(e)
        pairs: dict[tuple[int, int], tuple[Entry, Entry, list[str]]] = {}
        fits: dict[int, list[Entry]] = defaultdict(list)
        for block in blocks.values():
            most = sorted(block, key=lambda e: (-len(e.articles), *place(e.first)))
            for k, one in enumerate(most[: int(LIMITS["bearers"])]):
                for other in most[k + 1 : int(LIMITS["bearers"])]:
                    key = (id(one), id(other))
                    if key in pairs or key[::-1] in pairs or names[id(one)] == names[id(other)]:
                        continue  # two of one name were told apart before
                    if (found := names[id(one)].compared(names[id(other)])) is not None:
                        pairs[key] = (one, other, found)
                        fits[id(one)].append(other)
                        fits[id(other)].append(one)
        scored = []
        for one, other, found in pairs.values():
            rivals = any(
                names[id(x)].compared(names[id(y)]) is None
                for x, y in [*((other, r) for r in fits[id(one)]), *((one, r) for r in fits[id(other)])]
                if x is not y
            )
            features = [*found, *(["another fits as well"] if rivals else []), *self._context(one, other)]
            if "one has a suffix" in found and self._beside_family(one if names[id(one)].suffix else other):
                features.append("a suffix beside another of the family")
            scored.append((confidence_of(features), features, one, other))
        scored.sort(key=lambda x: (-x[0], place(x[2].first), place(x[3].first)))
        return self._merged(entries, scored, lambda a, b: names[id(a)].compared(names[id(b)]) is not None)

    def _beside_family(self, entry: Entry) -> bool:
        """Whether an article names another person by the family name of an entry with a suffix."""
        family = {words[-1] for words in entry.names}
        own = {id(e) for e in entry.entities}
        return any(
            other.kind == PERSON and other.named and other.words[-1] in family and id(other) not in own
            for article in entry.articles
            for other in self._entities[article]
        )

    def _short(self, entities: list[Entity], full: list[Entry]) -> list[Entity]:
        """Lead names of one word, and persons read as bodies, to a full name; return those that stay."""
        bearers: dict[str, list[Entry]] = defaultdict(list)
        whole: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        for entry in full:
            for words in entry.names:
                whole[words].append(entry)
                for word in set(words):
                    if not bearers[word] or bearers[word][-1] is not entry:
                        bearers[word].append(entry)
        # nobody means the least known of hundreds by the family name alone
        for word, known in bearers.items():
            known.sort(key=lambda e: (-len(e.articles), *place(e.first)))
            bearers[word] = known[: int(LIMITS["bearers of a short name"])]
        rest, found = [], []
        for entity in entities:
            known = bearers[entity.words[0]] if len(entity.words) == 1 else whole[words_of(entity.name)]
            best = self._bearer(entity, known)
            if best is None:
                rest.append(entity)
            else:
                found.append((entity, *best))
        # all were told by full names alone, whatever their order
        for entity, entry, confidence, features in found:
            if not self._settle(entry, self._entry(entity), confidence, features):
                rest.append(entity)
        return rest

    def _bearer(self, entity: Entity, known: list[Entry]) -> tuple[Entry, float, list[str]] | None:
        """The likeliest bearer of a short name, its share of all chances, and what told."""
        if not known:
            return None
        new = self._entry(entity)
        most = max(len(e.articles) for e in known)
        scored = []
        for entry in known:
            features = [*self._short_name(entity, entry), *self._context(entry, new)]
            family = "given name" not in features
            if len(known) == 1:
                features.append("no other in the corpus has it")
            elif (
                family
                and len(entry.articles) == most
                and all(e is entry or 4 * len(e.articles) <= most for e in known)
            ):
                features.append("far more often named than others")
            if family and len(entry.articles) >= LIMITS["well known"]:
                features.append("named in many articles")
            scored.append((math.exp(sum(WEIGHTS[f] for f in features)), features, entry))
        chances = 1 + sum(x for x, *_ in scored)
        chance, features, entry = max(scored, key=lambda x: (x[0], len(x[2].articles)))
        return entry, chance / chances, features

    def _short_name(self, entity: Entity, entry: Entry) -> list[str]:
        """What is alike in a short name and a full one."""
        features = ["written as a body"] if entity.kind == BODY else []
        if len(entity.words) > 1:
            return [*features, "same name"]
        word = entity.words[0]
        family = any(person_name(words).family == word for words in entry.names)
        titled = any(o.noun for o in entity.offices) or entity.name.split()[0].lower().rstrip(".") in w.NOUNS
        return [*features, ("title and family name" if titled else "family name") if family else "given name"]

"""From the articles to the corpus: one entry for one person or body, whatever the articles call it.

Full names come first, then names of one word, then bodies. Each step weighs what speaks for and against a
join by the named features of ``identity.txt``; what stays below the bound stays apart and is kept as a
doubt.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claimatlas.people import words as w
from claimatlas.people.entities import BODY, PERSON, Entity, Roster, words_of
from claimatlas.people.groups import is_some_of_many
from claimatlas.people.lists import lists, weights
from claimatlas.people.spelling import BodyName, body_name, person_name, skeleton, suffix_of

_LIMITS = weights("limits")
JOIN_FROM = _LIMITS["join"]
"""Confidence, 0 to 1, from which a join is made."""
_PARTS = ("names", "short names", "bodies", "rivals", "company")
_WEIGHTS = {name: weight for part in _PARTS for name, weight in weights(part).items()}


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
        self.first = min(self.first, entity, key=_place)
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
        self.first = min(self.first, other.first, key=_place)
        for part in ("names", "company", "offices", "labels", "genders"):
            getattr(self, part).update(getattr(other, part))
        self.articles |= other.articles
        self.confidence = min(self.confidence, other.confidence, confidence)


def _place(entity: Entity) -> tuple[bool, str, str]:
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
    return 1 / (1 + math.exp(-sum(_WEIGHTS[f] for f in features)))


class Identity:
    """Who is who in a corpus.

    Parameters
    ----------
    rosters : iterable of Roster
        One for each article.

    Attributes
    ----------
    entries : list of Entry
        Those who hold nothing are among them; in no order that means anything.
    doubts : list of Doubt
        Joins that are not sure, the least decided first.
    """

    def __init__(self, rosters: Iterable[Roster]):
        self.rosters = sorted(rosters, key=lambda r: r.article)
        self._company = {r.article: r.company for r in self.rosters}
        frequency = Counter(name for r in self.rosters for name in r.company)
        self._rarity = {name: math.log((len(self.rosters) + 1) / n) for name, n in frequency.items()}
        self.doubts: list[Doubt] = []
        entities = [e for r in self.rosters for e in r.entities]
        persons = [e for e in entities if e.kind == PERSON and e.named]
        full = self._same_names([e for e in persons if len(e.words) > 1])
        full = self._variants(full)
        some = {id(e) for e in entities if e.kind == BODY and is_some_of_many(e.name)}
        bodies = [e for e in entities if e.kind == BODY and e.named and id(e) not in some]
        loose = [e for e in bodies if _may_be_person(e)]
        rest = self._short([e for e in persons if len(e.words) == 1] + loose, full)
        borne = {x for entry in full for words in entry.names for x in words}
        single = self._same_names([e for e in rest if e.kind == PERSON], borne)
        named = self._bodies(
            [e for e in bodies if not _may_be_person(e)] + [e for e in rest if e.kind == BODY]
        )
        common = self._common([e for e in entities if not e.named or id(e) in some])
        self.entries = [*full, *single, *named, *common]
        self.doubts.sort(
            key=lambda d: (
                abs(d.confidence - JOIN_FROM),
                d.one.article,
                d.one.name,
                d.other.article,
                d.other.name,
            )
        )

    # -- evidence ------------------------------------------------------------------------------------------

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
        kept = [(self._rarity[name], name in many.company) for name in few.company if name not in own]
        whole = sum(rarity for rarity, _ in kept)
        share = sum(rarity for rarity, shared in kept if shared) / whole if whole else 0.0
        if share >= _LIMITS["much company"]:
            return "much company in common"
        return "some company in common" if share >= _LIMITS["some company"] else "no company in common"

    def _settle(self, one: Entry, other: Entry, confidence: float, features: Sequence[str]) -> bool:
        """Join two entries if that is sure enough, and keep the doubt if it is not sure either way."""
        joined = confidence >= JOIN_FROM
        holds = one.first.holds or other.first.holds
        if holds and _LIMITS["doubt"] <= confidence < _LIMITS["sure"]:
            self.doubts.append(Doubt(one.first, other.first, confidence, tuple(features), joined))
        if joined:
            one.merge(other, confidence)
        return joined

    def _entry(self, entity: Entity) -> Entry:
        """An entry of one entity."""
        entry = Entry(entity)
        entry.add(entity, self._company[entity.article])
        return entry

    # -- persons -------------------------------------------------------------------------------------------

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
            most = sorted(block, key=lambda e: (-len(e.articles), *_place(e.first)))
            for k, one in enumerate(most[: int(_LIMITS["bearers"])]):
                for other in most[k + 1 : int(_LIMITS["bearers"])]:
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
            scored.append((confidence_of(features), features, one, other))
        scored.sort(key=lambda x: (-x[0], _place(x[2].first), _place(x[3].first)))
        return self._merged(entries, scored, lambda a, b: names[id(a)].compared(names[id(b)]) is not None)

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
            known.sort(key=lambda e: (-len(e.articles), *_place(e.first)))
            bearers[word] = known[: int(_LIMITS["bearers of a short name"])]
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
            if family and len(entry.articles) >= _LIMITS["well known"]:
                features.append("named in many articles")
            scored.append((math.exp(sum(_WEIGHTS[f] for f in features)), features, entry))
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

    # -- bodies --------------------------------------------------------------------------------------------

    def _bodies(self, entities: list[Entity]) -> list[Entry]:
        """Gather bodies by name, then acronyms, short names and spellings."""
        by_key: dict[tuple[str, ...], Entry] = {}
        names: dict[int, BodyName] = {}
        for entity in entities:
            name = body_name(entity.name)
            entry = by_key.get(name.key)
            if entry is None:
                entry = by_key[name.key] = Entry(entity)
                names[id(entry)] = name
            entry.add(entity, self._company[entity.article])
        entries = list(by_key.values())
        scored = []
        for one, other, found in [*_alike(entries, names), *self._acronyms(entries, names)]:
            features = [*found, self._companionship(one, other)]
            scored.append((confidence_of(features), features, one, other))
        scored.sort(key=lambda x: (-x[0], _place(x[2].first), _place(x[3].first)))
        return self._merged(entries, scored, lambda a, b: True)

    def _common(self, entities: list[Entity]) -> list[Entry]:
        """Gather those who go by a common noun alone: one where the articles tell one story."""
        entries: list[Entry] = []
        shelves: dict[tuple[tuple[str, ...], str], list[Entry]] = defaultdict(list)
        for entity in entities:
            new = self._entry(entity)
            key = body_name(entity.name).key
            rare = sorted(new.company, key=lambda name: (-self._rarity[name], name))[
                : int(_LIMITS["told by"])
            ]
            near = {id(e): e for name in rare for e in shelves[key, name][-int(_LIMITS["told by"]) :]}
            scored = []
            for e in near.values():
                told = "in one article" if entity.article in e.articles else self._companionship(e, new)
                features = ["same common noun", told]
                scored.append((confidence_of(features), features, e))
            best = max(scored, key=lambda x: x[0], default=None)
            entry = new
            if best is not None and self._settle(best[2], new, *best[:2]):
                entry = best[2]
            else:
                entries.append(new)
            for name in rare:
                shelves[key, name].append(entry)
        return entries

    def _acronyms(
        self, entries: list[Entry], names: dict[int, BodyName]
    ) -> list[tuple[Entry, Entry, list[str]]]:
        """What acronyms stand for: as an article explains it, as everybody knows it, or by the letters."""
        explained: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for roster in self.rosters:
            for short, whole in roster.acronyms.items():
                explained[short].add(body_name(whole).key)
        by_key = {names[id(e)].key: e for e in entries}
        by_initials: dict[str, list[Entry]] = defaultdict(list)
        for e in entries:
            by_initials[names[id(e)].initials].append(e)
        found = []
        for e in entries:
            letters = names[id(e)].letters
            if letters is None:
                continue
            if told := explained.get(letters):
                rivals = ["another fits as well"] if len(told) > 1 else []
                feature = ["acronym that an article explains", *rivals]
                found += [
                    (by_key[key], e, feature)
                    for key in sorted(told)
                    if key in by_key and by_key[key] is not e
                ]
            elif letters in lists("acronyms"):
                other = by_key.get(body_name(lists("acronyms")[letters]).key)
                found += [(other, e, ["acronym that everybody knows"])] if other not in (None, e) else []
            else:
                fitting = [x for x in by_initials[letters] if x is not e]
                only = "no other in the corpus has it" if len(fitting) == 1 else "another fits as well"
                found += [(x, e, ["acronym by its letters", only]) for x in fitting]
        return found


def _may_be_person(entity: Entity) -> bool:
    """Whether a name that was read as a body's could be a person's: no word of it is of bodies or offices."""
    plain = all(x not in w.NAMED and x not in w.OUTLETS and w.noun_of(x) is None for x in entity.words)
    capital = all(x[:1].isupper() and not x.isupper() for x in entity.name.split())
    return plain and capital and 1 <= len(entity.words) <= 3


def _alike(entries: list[Entry], names: dict[int, BodyName]) -> list[tuple[Entry, Entry, list[str]]]:
    """Pairs of bodies that may be one, with what is alike in their names."""
    views = {
        "same words in another order": lambda n: [tuple(sorted(n.key))] if len(n.key) > 1 else [],
        "body in another spelling": lambda n: [tuple(map(skeleton, n.key))],
        "country left out": lambda n: [n.without_country] if len(n.without_country) > 1 else [],
        "first or last word alone": lambda n: n.ends,
    }
    found = []
    for feature, keys in views.items():
        shelves: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        for e in entries:
            for key in keys(names[id(e)]):
                shelves[key].append(e)
        for key, shelf in shelves.items():
            found += _of_shelf(feature, key, shelf, names)
    return found


def _of_shelf(
    feature: str, key: tuple[str, ...], shelf: list[Entry], names: dict[int, BodyName]
) -> list[tuple]:
    """The pairs of one shelf: of entries that are alike in one way."""
    if feature in ("country left out", "first or last word alone"):
        shorter = [e for e in shelf if names[id(e)].key == key]
        longer = [e for e in shelf if names[id(e)].key != key]
        only = "no other in the corpus has it" if len(longer) == 1 else "another fits as well"
        return [(long, short, [feature, only]) for short in shorter for long in longer[:8]]
    first = max(shelf, key=lambda e: len(e.articles))
    return [(first, e, [feature]) for e in shelf if e is not first]

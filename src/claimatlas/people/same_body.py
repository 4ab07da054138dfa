"""Which bodies of the articles are one: by name, acronym and spelling, or by a common noun in one story."""

from __future__ import annotations

from collections import defaultdict

from claimatlas.people.entities import Entity
from claimatlas.people.joining import LIMITS, Entry, Joining, confidence_of, place
from claimatlas.people.lists import lists
from claimatlas.people.spelling import BodyName, body_name, skeleton


class SameBody(Joining):
    """Joins bodies."""

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
        scored.sort(key=lambda x: (-x[0], place(x[2].first), place(x[3].first)))
        return self._merged(entries, scored, lambda a, b: True)

    def _common(self, entities: list[Entity]) -> list[Entry]:
        """Gather those who go by a common noun alone: one where the articles tell one story."""
        entries: list[Entry] = []
        shelves: dict[tuple[tuple[str, ...], str], list[Entry]] = defaultdict(list)
        for entity in entities:
            new = self._entry(entity)
            key = body_name(entity.name).key
            rare = sorted(new.company, key=lambda name: (-self._rarity[name], name))[
                : int(LIMITS["told by"])
            ]
            near = {id(e): e for name in rare for e in shelves[key, name][-int(LIMITS["told by"]) :]}
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
